/* SPDX-License-Identifier: Apache-2.0 */
/* Cognigy.AI: its endpoints and its API, its handover providers, and what a flow sees of one. */
#include "core/rule/bots_int.h"

enum {
    SESSION_ID = 44,     /* characters: what a Live Agent handover took before 4.46 */
    BODY = 60 * 1024,    /* bytes of JSON; whether 60 kB are 60,000 is not said */
    EXACT = 53           /* bits of a whole number that JavaScript keeps */
};

static bool is_call(const struct baton_check *check, const char *prefix)
{
    return check->contract && baton_str_starts(check->contract->id, baton_str_from(prefix));
}

/* ---- ids -------------------------------------------------------------------------- */

static bool is_said_before(const struct baton_check *check, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (baton_str_eq(check->ids[i].value, check->ids[index].value) &&
            baton_str_eq(check->ids[i].kind, check->ids[index].kind))
            return true;
    return false;
}

static bool is_long_session(const struct baton_id *id)
{
    return baton_str_is(id->kind, "cognigy.session-id") && id->value.len > SESSION_ID &&
           baton_str_find(id->value, BATON_STR("{{")) == SIZE_MAX;
}

static bool failed_untold(const struct baton_check *check);

BATON_RULE(HO3301)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        if (!is_long_session(id) || is_said_before(check, i))
            continue;
        bool failed = failed_untold(check);
        struct baton_finding *f = baton_report_at(
            check, rule, id->place == BATON_ID_BODY ? baton_where_value(check, id->at)
                                                    : baton_where_input(id->span),
            "the session id has %zu characters: before Cognigy 4.46, a handover failed beyond 44%s",
            id->value.len,
            failed ? ", and this one failed; a newer version has another cause" : "");
        if (f && failed)
            f->severity = BATON_ERROR;
    }
}

BATON_RULE(HO3302)
{
    static const char *const names[] = {"userId", "sessionId"};
    struct baton_bots_side side = baton_bots_body(check);
    for (size_t i = 0; is_call(check, "cognigy.") && i < BATON_COUNT(names); i++) {
        uint32_t at = baton_bots_member(side, side.root, names[i]);
        if (at == BATON_JSON_NONE || !baton_json_is(side.doc, at, BATON_JSON_NUMBER))
            continue;
        struct baton_str raw = baton_json_raw(side.doc, at);
        struct baton_buf text;
        uint64_t number;
        bool big = baton_str_to_u64(raw, &number) && number >> EXACT;
        baton_buf_init(&text, check->arena, 0);
        baton_json_put_string(&text, raw);
        struct baton_finding *f = baton_report_at(
            check, rule, baton_bots_where(check, side, at), "%s is a number, not a text%s",
            names[i], big ? ", and too big to be kept exactly" : "");
        /* That a number is refused, or read as another id, is known of big ones alone. */
        if (f && !big)
            f->severity = BATON_WARNING;
        if (big)
            baton_report_because(check, f, "Beyond 2^53 a number is rounded on its way, so that it "
                                           "is another id; before Cognigy 2025.17 handovers "
                                           "with such ids failed.");
        baton_report_edit(check, f, baton_json_edit_replace(side.doc, at, baton_buf_str(&text),
                                                            check->arena));
    }
}

BATON_RULE(HO3303)
{
    static const char *const names[] = {"sessionId", "userId"};
    struct baton_bots_side sent = baton_bots_body(check);
    struct baton_bots_side came = baton_bots_reply(check, "cognigy.rest-response");
    if (!baton_check_is_call(check, "cognigy.rest-request") || sent.doc == came.doc)
        return;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        uint32_t other = baton_bots_member(came, came.root, names[i]);
        struct baton_str a =
            baton_bots_text(check, sent, baton_bots_member(sent, sent.root, names[i]));
        struct baton_str b = baton_bots_text(check, came, other);
        if (!a.len || !b.len || baton_str_eq(a, b))
            continue;
        baton_report_at(check, rule, baton_bots_where(check, came, other),
                        "the answer is for %s \"%.*s\", and \"%.*s\" had asked", names[i],
                        BATON_ARG(b), BATON_ARG(a));
        return;
    }
}

/* ---- calls ------------------------------------------------------------------------ */

/* Is it a call of Cognigy's API, as its key would be asked for? */
static bool is_api(const struct baton_check *check)
{
    return check->contract && baton_str_is(check->contract->family, "cognigy") &&
           baton_str_starts(check->contract->path, BATON_STR("/new/v2.0/"));
}

BATON_RULE(HO1301)
{
    const struct baton_part *part = &check->exchange->body;
    bool endpoint = baton_check_is_call(check, "cognigy.rest-request");
    if (baton_answer_is_mine(check, rule) && (!part->present || part->text.len <= BODY))
        baton_answer_report(check, rule, "the body is too large");
    if ((!is_api(check) && !endpoint) || !part->present || part->text.len <= BODY)
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check),
                        "the body has %zu bytes, and Cognigy takes 60 kB", part->text.len);
    /* The limit is told of the REST API; whether it is that of an endpoint is not said. */
    if (f && endpoint)
        f->severity = BATON_WARNING;
}

BATON_RULE(HO2301)
{
    int status = baton_bots_status(check);
    /* Evidence is kept without keys, and what was answered well had one. */
    bool accepted = check->evidence || (status >= 200 && status < 300);
    if (!is_api(check) || !check->exchange->headers_known || !check->exchange->request.present ||
        baton_bots_header(check, "X-API-Key") || accepted ||
        baton_str_find(check->exchange->url, BATON_STR("api_key=")) != SIZE_MAX)
        return;
    const struct baton_http_header *bearer = check->authorization;
    struct baton_finding *f = baton_report_at(
        check, rule, bearer ? baton_where_header(bearer) : baton_where_request(check),
        bearer ? "Cognigy's API reads the key from X-API-Key, not from Authorization"
               : "there is no X-API-Key, and no api_key in the query");
    /* That nobody takes a bearer token there is not said. */
    if (f && bearer && status != 401 && status != 403)
        f->severity = BATON_WARNING;
}

BATON_RULE(HO2302)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, baton_bots_status(check) == 403
                                             ? "the key's owner may not do this"
                                             : "the API key was not accepted");
}

/* Cognigy's own code in an error's body; 0 if there is none. */
static uint64_t code_of(const struct baton_check *check, struct baton_bots_side side)
{
    uint64_t code = 0;
    return baton_bots_number(check, side, baton_bots_member(side, side.root, "code"), &code) ? code
                                                                                          : 0;
}

/* npm @cognigy/rest-api-client 0.19.0, its errors. */
static const struct code {
    uint64_t code;
    enum baton_stage stage;
    const char *meaning, *fix;
} codes[] = {
    {401, BATON_AUTHENTICATE, "the API key was not accepted",
     "send X-API-Key with a key of a user of this very environment"},
    {402, BATON_PERMIT, "the licence does not have this", "have the licence looked at"},
    {403, BATON_PERMIT, "the key's owner may not do this",
     "give the key's owner a role in this project"},
    {413, BATON_MEDIA, "the body is too large", "send less: Cognigy takes 60 kB"},
    {429, BATON_PERMIT, "too many requests: 1,000 in 5 minutes from one address",
     "wait as Retry-After says, then send it again"},
    {1000, BATON_SHAPE, "an argument is missing",
     "send what the call requires: its detail names it"},
    {1002, BATON_IDENTIFY, "there is nothing of this id",
     "take the id from this project and this environment: a session id from the conversation "
     "itself, an object's from its page"},
    {1004, BATON_STATE, "it is in conflict with what is there",
     "read what is there, and change that"},
    {1005, BATON_SHAPE, "an argument is not as it must be",
     "correct the value: its detail names it"},
    {1008, BATON_ANSWER, "Cognigy itself failed",
     "try again later, and look into the project's log"},
    {1009, BATON_ROUTE, "the call is not supported there (501)",
     "use the call of the installed version"},
    {1013, BATON_ROUTE, "the path does not answer to this method",
     "use the method that the call has"},
    {8001, BATON_ANSWER, "it took too long inside Cognigy", "try again later"},
    {1999, BATON_ANSWER, "a service behind Cognigy failed", "try again later"},
    {2000, BATON_ANSWER, "a service behind Cognigy failed", "try again later"},
};

static const struct code *code_row(uint64_t code)
{
    for (size_t i = 0; i < BATON_COUNT(codes); i++)
        if (codes[i].code == code)
            return &codes[i];
    return NULL;
}

static void fix_by_code(struct baton_check *check, struct baton_finding *f, uint64_t code)
{
    const struct code *row = code_row(code);
    if (row)
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", row->fix);
}

static const char *code_meaning(uint64_t code, const char *otherwise)
{
    const struct code *row = code_row(code);
    return row ? row->meaning : otherwise;
}

static void report_code(struct baton_check *check, const struct baton_rule *rule,
                        const char *otherwise)
{
    struct baton_bots_side side = baton_bots_reply(check, "cognigy.error");
    uint64_t code = code_of(check, side);
    if (!baton_answer_is_mine(check, rule))
        return;
    fix_by_code(check, baton_answer_report(check, rule, code_meaning(code, otherwise)), code);
}

BATON_RULE(HO8303) { report_code(check, rule, "the request was refused"); }
BATON_RULE(HO8304) { report_code(check, rule, "there is nothing of this id"); }

BATON_RULE(HO8305)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    const struct baton_http_header *after =
        baton_http_header(&check->exchange->response, "Retry-After");
    struct baton_finding *f = baton_answer_report(check, rule, "too many requests");
    if (after)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "wait for %.*s (Retry-After), then send it again; shared environments "
                         "take 1,000 requests in 5 minutes from one address",
                         BATON_ARG(after->value));
}

BATON_RULE(HO8306) { report_code(check, rule, "Cognigy did not finish in time"); }

/* An error's body that stands by itself. */
BATON_RULE(HO8308)
{
    struct baton_bots_side side = baton_bots_any(check);
    if (!baton_check_is_call(check, "cognigy.error") || baton_bots_status(check))
        return;
    uint64_t code = code_of(check, side), status = 0;
    bool told = baton_bots_number(check, side, baton_bots_at(side, "/status"), &status);
    uint32_t at = baton_bots_member(side, side.root, code ? "code" : "status");
    struct baton_str detail =
        baton_check_shown(check, baton_bots_text(check, side, baton_bots_at(side, "/detail")));
    if (at == BATON_JSON_NONE || (!code && (!told || status < 400)))
        return;
    const struct code *row = code_row(code ? code : status);
    struct baton_finding *f = baton_report_at(
        check, rule, baton_bots_where(check, side, at),
        "Cognigy answered with code %llu: %s%s%.*s%s",
        (unsigned long long)(code ? code : status), row ? row->meaning : "it was refused",
        detail.len ? " (\"" : "", BATON_ARG(detail), detail.len ? "\")" : "");
    fix_by_code(check, f, code ? code : status);
    if (f && row)
        f->stage = row->stage;
}

/* ---- a handover as a flow sees it ------------------------------------------------- */

/* input.handover, wherever the document has it; NONE if it has none. */
static uint32_t handover_of(const struct baton_check *check, struct baton_bots_side *side)
{
    static const char *const places[] = {"/handover", "/input/handover"};
    *side = baton_bots_any(check);
    side->root = 0;
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_bots_at(*side, places[i]);
        if (at != BATON_JSON_NONE &&
            baton_bots_member(*side, at, "status") != BATON_JSON_NONE)
            return at;
    }
    return BATON_JSON_NONE;
}

/* Where the reason stands, if the handover ended with an error; else NONE. */
static uint32_t reason_of(const struct baton_check *check, struct baton_bots_side *side,
                          struct baton_str *reason, struct baton_str *message)
{
    uint32_t handover = handover_of(check, side);
    uint32_t status = baton_bots_member(*side, handover, "status");
    uint32_t error = baton_bots_member(*side, handover, "error");
    uint32_t at = baton_bots_member(*side, error, "reason");
    if (!baton_str_is(baton_bots_text(check, *side, status), "error"))
        return BATON_JSON_NONE;
    *reason = baton_bots_text(check, *side, at);
    *message = baton_bots_text(check, *side, baton_bots_member(*side, error, "message"));
    return at == BATON_JSON_NONE ? status : at;
}

static bool is_in_progress(struct baton_str text)
{
    return baton_str_find_nocase(text, BATON_STR("Handover Already in Progress")) != SIZE_MAX;
}

BATON_RULE(HO8301)
{
    struct baton_bots_side side;
    struct baton_str reason = BATON_STR(""), message = BATON_STR("");
    uint32_t at = reason_of(check, &side, &reason, &message);
    if (at != BATON_JSON_NONE && baton_str_is(reason, "unsupported"))
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the handover failed, unsupported: this kind of endpoint has no handover");
}

/* What the provider's own status, since 4.97 in the message, tells. */
static const struct {
    const char *status, *meaning, *fix;
} provider_statuses[] = {
    {"400", "the provider refused what it was sent",
     "see in the project's log what was refused: the integration's name, the queue, an empty text"},
    {"401", "the provider did not accept the credentials",
     "renew client id and secret in the provider's settings, for the region of its host"},
    {"403", "the client may not do this at the provider",
     "give the provider's client the permissions that its page lists"},
    {"404", "the provider does not know the integration, or its host is another region's",
     "check the integration's name and the bare region in the provider's settings"},
    {"429", "the provider takes no more requests now", "try again later"},
    {"500", "the provider could not be reached, or failed",
     "see the project's log for the real status: before 4.97, every failure was a 500"},
};

/* Did the handover fail, and nothing say why? Before 4.97 every failure was told as 500. */
static bool failed_untold(const struct baton_check *check)
{
    struct baton_bots_side side;
    struct baton_str reason = BATON_STR(""), message = BATON_STR("");
    if (reason_of(check, &side, &reason, &message) == BATON_JSON_NONE ||
        baton_str_is(reason, "unsupported") || is_in_progress(message))
        return false;
    for (size_t i = 0; i < BATON_COUNT(provider_statuses); i++)
        if (!baton_str_is(baton_str_from(provider_statuses[i].status), "500") &&
            baton_str_find(message, baton_str_from(provider_statuses[i].status)) != SIZE_MAX)
            return false;
    return true;
}

static bool has_long_session(const struct baton_check *check)
{
    for (size_t i = 0; i < check->id_count; i++)
        if (is_long_session(&check->ids[i]))
            return true;
    return false;
}

BATON_RULE(HO8302)
{
    struct baton_bots_side side;
    struct baton_str reason = BATON_STR(""), message = BATON_STR("");
    const char *meaning = "the provider could not be reached, or refused", *fix = NULL;
    uint32_t at = reason_of(check, &side, &reason, &message);
    if (at == BATON_JSON_NONE || baton_str_is(reason, "unsupported") || is_in_progress(message))
        return;
    for (size_t i = 0; !fix && i < BATON_COUNT(provider_statuses); i++) {
        if (baton_str_find(message, baton_str_from(provider_statuses[i].status)) == SIZE_MAX)
            continue;
        meaning = provider_statuses[i].meaning;
        fix = provider_statuses[i].fix;
    }
    struct baton_str shown = baton_check_shown(check, message);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the handover failed: %s%s%.*s%s", meaning, shown.len ? " (\"" : "",
                        BATON_ARG(shown), shown.len ? "\")" : "");
    if (fix)
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", fix);
    if (f && has_long_session(check) && failed_untold(check))
        f->severity = BATON_NOTE; /* HO3301 */
}

BATON_RULE(HO7301)
{
    static const char *const places[] = {"/handover/error/message", "/handover/status",
                                         "/input/handover/error/message", "/input/handover/status",
                                         "/status", "/message", "/detail", "/msg"};
    struct baton_bots_side side = baton_bots_any(check);
    side.root = 0;
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_bots_at(side, places[i]);
        if (!is_in_progress(baton_bots_text(check, side, at)))
            continue;
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "a handover of this session is under way already: a second one cannot "
                        "begin");
        return;
    }
}

/* ---- limits, as the log tells ----------------------------------------------------- */

static const struct {
    const char *words[2]; /* both occur; NULL: any */
    const char *what;
} limits[] = {
    {{"timeout of 8000ms", NULL}, "the HTTP Request node waits for 8 s"},
    {{"timeout of 15000ms", NULL}, "the HTTP Request node waits for 15 s here"},
    {{"20000", "extension"}, "an extension's node is ended after 20 s"},
    {{"timeout of 20000ms", NULL}, "an extension's node is ended after 20 s"},
    {{"20 seconds", "extension"}, "an extension's node is ended after 20 s"},
    {{"timed out", "extension"}, "an extension's node is ended after 20 s"},
    {{"timed out", "transformer"}, "a transformer is ended after 5 s"},
    {{"timeout", "transformer"}, "a transformer is ended after 5 s"},
    {{"timed out", "code node"}, "a code node is ended after 1 s"},
    {{"timeout", "code node"}, "a code node is ended after 1 s"},
    {{"infinite loop", NULL}, "a flow that runs in a circle is ended after 4 rounds"},
};

const char *baton_told_limit(struct baton_str text)
{
    for (size_t i = 0; i < BATON_COUNT(limits); i++) {
        bool all = true;
        for (size_t w = 0; w < BATON_COUNT(limits[i].words) && limits[i].words[w]; w++) {
            struct baton_str word = baton_str_from(limits[i].words[w]);
            all = all && baton_str_find_nocase(text, word) != SIZE_MAX;
        }
        if (all)
            return limits[i].what;
    }
    return NULL;
}

static bool report_limit(struct baton_check *check, const struct baton_rule *rule,
                         struct baton_bots_side side, uint32_t entry)
{
    uint32_t at = baton_bots_member(side, entry, "msg");
    const char *what = baton_told_limit(baton_bots_text(check, side, at));
    if (!what)
        return false;
    baton_report_at(check, rule, baton_bots_where(check, side, at), "the log tells of a limit: %s",
                    what);
    return true;
}

/* The lines of a log that is text. */
static void limit_of_words(struct baton_check *check, const struct baton_rule *rule)
{
    struct baton_str line, rest = check->words ? check->words->text : BATON_STR("");
    while (rest.len && baton_str_next(&rest, '\n', &line)) {
        const char *what = baton_told_limit(line);
        if (!what)
            continue;
        baton_report_at(check, rule, baton_where_words(check, baton_str_trim(line)),
                        "the log tells of a limit: %s", what);
        return;
    }
}

BATON_RULE(HO8307)
{
    enum { ENTRIES = 1000 };
    limit_of_words(check, rule);
    struct baton_bots_side side = baton_bots_any(check);
    uint32_t items = baton_bots_member(side, side.root, "items");
    size_t count = 0;
    baton_told_limit_report(check, rule);
    if (!side.doc || report_limit(check, rule, side, side.root) || items == BATON_JSON_NONE ||
        !baton_json_is(side.doc, items, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(side.doc, items, item) {
        if (count++ == ENTRIES || report_limit(check, rule, side, item))
            return;
    }
}
