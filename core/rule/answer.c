/* SPDX-License-Identifier: Apache-2.0 */
/* HO8: what an observed answer means, and what follows from it. */
#include "core/rule/rule_int.h"

enum { SHOWN = 160 };

static int status_of(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

/* The status line without its line end; in HAR the status, which has no version before it. */
static struct baton_where where_of(const struct baton_check *check)
{
    const struct baton_http_message *response = &check->exchange->response;
    struct baton_span line = response->start_line;
    if (response->version.len && response->reason.s) {
        /* Both are pieces of the one line. */
        const char *end = response->reason.s + response->reason.len;
        size_t len = (size_t)(end - response->version.s);
        if (line.end - line.start > len && line.end - line.start <= len + 2)
            line.end = line.start + len;
    }
    return baton_where_input(line);
}

struct baton_where baton_answer_where(const struct baton_check *check)
{
    return where_of(check);
}

/* ---- what the answer says --------------------------------------------------------- */

/* The answer's JSON; where there is no request, it is the document that is looked at. */
static const struct baton_json_reading *reading_of(const struct baton_check *check)
{
    bool readable = check->is_answer ? check->readable : check->answer_readable;
    const struct baton_json_reading *reading = check->is_answer ? &check->body : &check->answer;
    return readable && (reading->strict || check->exchange->is_dump) ? reading : NULL;
}

static struct baton_str string_at(const struct baton_check *check, const char *pointer)
{
    const struct baton_json *doc = &reading_of(check)->doc;
    uint32_t at = baton_json_pointer(doc, 0, baton_str_from(pointer));
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_STRING))
        return BATON_STR("");
    return baton_json_string(doc, at, check->arena);
}

/* At most so many bytes, and no character cut in two. */
static struct baton_str shortened(struct baton_str text)
{
    if (text.len <= SHOWN)
        return text;
    size_t end = SHOWN;
    while (end && ((unsigned char)text.s[end] & 0xC0) == 0x80)
        end--;
    return baton_str_sub(text, 0, end);
}

/* The message, and behind it the code, which is what one can search for. */
static struct baton_str json_message(const struct baton_check *check)
{
    static const char *const pointers[] = {
        "/message", "/error_description", "/errorMessage", "/detail", "/error/message", "/error",
        "/title", "/description", "/errors/0/message", "/errors/0",
    };
    struct baton_str text = BATON_STR(""), code = string_at(check, "/code");
    for (size_t i = 0; !text.len && i < BATON_COUNT(pointers); i++)
        text = shortened(string_at(check, pointers[i]));
    if (!text.len || !code.len || baton_str_eq(text, code))
        return text.len ? text : shortened(code);
    code = shortened(code);
    return baton_str_fmt(check->arena, "%.*s (%.*s)", BATON_ARG(text), BATON_ARG(code));
}

static bool is_html(struct baton_str text)
{
    return baton_str_starts_nocase(text, BATON_STR("<!doctype html")) ||
           baton_str_starts_nocase(text, BATON_STR("<html")) ||
           baton_str_starts_nocase(text, BATON_STR("<head"));
}

bool baton_answer_is_page(const struct baton_check *check)
{
    struct baton_str text = baton_str_trim(check->exchange->answer.text);
    const struct baton_http_header *type =
        baton_http_header(&check->exchange->response, "Content-Type");
    if (check->is_answer || !check->exchange->answer.present)
        return false;
    return is_html(text) || (type && baton_str_starts(text, BATON_STR("<")) &&
                             baton_str_starts_nocase(type->value, BATON_STR("text/html")));
}

/* Where CXone may put the text of a refusal (singer-io/tap-nice-incontact, client.py). */
static struct baton_str described(const struct baton_check *check)
{
    const struct baton_http_header *header =
        baton_http_header(&check->exchange->response, "icStatusDescription");
    return header ? baton_str_trim(header->value) : BATON_STR("");
}

static struct baton_str body_words(const struct baton_check *check)
{
    struct baton_str text = baton_str_trim(check->exchange->answer.text);
    if (!check->exchange->answer.present || is_html(text) || baton_answer_is_page(check))
        return BATON_STR("");
    return reading_of(check) ? json_message(check) : shortened(text);
}

struct baton_str baton_answer_words(const struct baton_check *check)
{
    struct baton_str text = body_words(check);
    return baton_mask(check->arena, text.len ? text : shortened(described(check)));
}

const struct baton_json *baton_answer_json(const struct baton_check *check)
{
    const struct baton_json_reading *reading = reading_of(check);
    return reading ? &reading->doc : NULL;
}

/* A code that is known for its vendor counts where no contract tells whose the call is, too. */
static const struct baton_contract *contract_of(const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    if (check->contract || (vendor && !baton_str_is(baton_str_from(vendor), "Genesys Cloud")))
        return check->contract;
    return baton_contracts_find(check->contracts, BATON_STR("genesys.error"));
}

static bool row_fits(const struct baton_check *check, const struct baton_observed *row)
{
    const struct baton_exchange *ex = check->exchange;
    int status = status_of(check);
    if (!check->contract && !row->says.len)
        return false;
    /* What was read well may well tell of an error in these words. */
    if (!row->status && status < 400)
        return false;
    return baton_observed_fits(row, status, ex->answer.text) ||
           baton_observed_fits(row, status, ex->response.reason) ||
           baton_observed_fits(row, status, described(check));
}

const struct baton_contract *baton_answer_known(const struct baton_check *check)
{
    const struct baton_contract *known = contract_of(check);
    for (size_t i = 0; known && !check->contract && i < known->observed_count; i++)
        if (known->observed[i].says.len && row_fits(check, &known->observed[i]))
            return known;
    return NULL;
}

/* A code has points and no blank: "missing.any.permissions". */
static bool is_code(struct baton_str says)
{
    return baton_str_find_byte(says, '.') != SIZE_MAX && baton_str_find_byte(says, ' ') == SIZE_MAX;
}

bool baton_answer_code(const struct baton_check *check, struct baton_said *out,
                       struct baton_str *rule)
{
    const struct baton_contract *known =
        baton_contracts_find(check->contracts, BATON_STR("genesys.error"));
    for (size_t i = 0; check->words && known && i < known->observed_count; i++) {
        const struct baton_observed *row = &known->observed[i];
        struct baton_str says = is_code(row->says) ? baton_str_copy(check->arena, row->says)
                                                   : BATON_STR("");
        if (!says.len || !baton_words_find(check, says.s, out))
            continue;
        *rule = row->rule;
        return true;
    }
    return false;
}

struct baton_str baton_answer_observed(const struct baton_check *check)
{
    const struct baton_contract *contract = contract_of(check);
    struct baton_str found = BATON_STR("");
    struct baton_said code;
    if (baton_answer_code(check, &code, &found))
        return found;
    for (size_t i = 0; contract && i < contract->observed_count; i++) {
        const struct baton_observed *row = &contract->observed[i];
        if (!status_of(check) || !row_fits(check, row))
            continue;
        if (row->says.len)
            return row->rule;
        if (!found.len)
            found = row->rule;
    }
    return found;
}

/* ---- reporting ------------------------------------------------------------------------ */

/* What answers with a page where tokens are asked for is no token endpoint (HO2013). */
bool baton_answer_is_tokens_page(const struct baton_check *check)
{
    int status = status_of(check);
    return baton_check_is_call(check, "community.token") && status / 100 != 3 && status < 500 &&
           status != 429 && baton_answer_is_page(check);
}

/* A page in place of an API's refusal: its status is not the API's (HO8011). */
static bool is_pages_status(const struct baton_check *check)
{
    int status = status_of(check);
    return status >= 400 && status < 500 && status != 429 && baton_answer_is_page(check);
}

struct baton_finding *baton_answer_report(struct baton_check *check,
                                          const struct baton_rule *rule, const char *meaning)
{
    int status = status_of(check);
    struct baton_str own = baton_answer_words(check);
    struct baton_str actor = baton_check_actor(check);
    bool explained = baton_check_explained(check, status) || is_pages_status(check);
    struct baton_finding *f =
        !status ? baton_report_at(check, rule, where_of(check), "the text tells that %s", meaning)
        : own.len ? baton_report_at(check, rule, where_of(check), "%.*s answered %d: %s: \"%.*s\"",
                                  BATON_ARG(actor), status, meaning, BATON_ARG(own))
                : baton_report_at(check, rule, where_of(check), "%.*s answered %d: %s",
                                  BATON_ARG(actor), status, meaning);
    /* Where a fault of the request explains the answer, the answer is no fault of its own. */
    if (f && explained)
        f->severity = BATON_NOTE;
    return f;
}

bool baton_answer_is_mine(const struct baton_check *check, const struct baton_rule *rule)
{
    return baton_str_is(check->observed, rule->info.id);
}

/* Do the contract's observations leave this answer to the rule of its status? */
static bool is_open(const struct baton_check *check)
{
    static const char *const others[] = {"HO2012", "HO2013", "HO6003"};
    struct baton_str rule = check->observed;
    for (size_t i = 0; i < BATON_COUNT(others); i++)
        if (baton_str_is(rule, others[i]))
            return false;
    /* Those of a vendor's own have another hundred. */
    return !baton_str_starts(rule, BATON_STR("HO8")) && !(rule.len > 3 && rule.s[3] != '0');
}

static bool is_status(const struct baton_check *check, const struct baton_rule *rule, int status)
{
    return baton_answer_is_mine(check, rule) || (status_of(check) == status && is_open(check));
}

BATON_RULE(HO8001)
{
    if (!is_status(check, rule, 400))
        return;
    struct baton_finding *f = baton_answer_report(check, rule, "the request was refused");
    if (f && f->severity == BATON_ERROR)
        baton_report_because(
            check, f, "A 400 comes from checking the request, and nothing in what was captured "
                      "explains it%s: an id may be of another session, or not exist there%s.",
            baton_answer_words(check).len ? " beyond the answer's own words" : "",
            check->exchange->headers_known
                ? ""
                : "; or a header is missing, such as Content-Type: the headers were not given");
}

BATON_RULE(HO8002)
{
    if (is_status(check, rule, 401))
        baton_answer_report(check, rule, "the token was not accepted");
}

void baton_answer_scopes(struct baton_check *check, struct baton_finding *f)
{
    if (!f || !check->contract || !check->contract->scope_count)
        return;
    struct baton_str scopes = baton_scopes_wanted(check->arena, check->contract);
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "give the OAuth client %.*s, as a scope or through its role (Genesys Cloud: "
                     "client credentials have roles only), see that its divisions hold this "
                     "conversation and queue, then get a new token", BATON_ARG(scopes));
}

/* No scope makes an id of what is another platform's: such a request can never work. */
static bool has_foreign_id(const struct baton_check *check)
{
    for (size_t i = 0; i < check->finding_count; i++)
        if (check->findings[i].severity == BATON_ERROR &&
            baton_str_starts(baton_str_from(check->findings[i].rule->id), BATON_STR("HO31")))
            return true;
    return false;
}

BATON_RULE(HO8003)
{
    if (!is_status(check, rule, 403))
        return;
    bool foreign = has_foreign_id(check);
    struct baton_finding *f = baton_answer_report(check, rule, "the token may not do this");
    if (f && foreign)
        f->severity = BATON_NOTE;
    baton_answer_scopes(check, f);
}

BATON_RULE(HO8004)
{
    if (is_status(check, rule, 404))
        baton_answer_report(check, rule, "there is nothing under this path or id");
}

BATON_RULE(HO8005)
{
    if (is_status(check, rule, 409))
        baton_answer_report(check, rule, "the conversation's state does not allow it");
}

BATON_RULE(HO8006)
{
    if (is_status(check, rule, 422))
        baton_answer_report(check, rule, "well-formed, but a value cannot be used");
}

/* When to try again, if this header of the answer says so: in seconds, or as a date. */
static bool report_wait(struct baton_check *check, struct baton_finding *f, const char *name)
{
    const struct baton_http_header *after = baton_http_header(&check->exchange->response, name);
    uint64_t seconds;
    if (!after)
        return false;
    bool number = baton_str_to_u64(baton_str_trim(after->value), &seconds);
    baton_report_fix(check, f, BATON_FIX_VALUE, "wait %s %.*s%s, as %s says, then send it again",
                     number ? "for" : "until", BATON_ARG(after->value), number ? " seconds" : "",
                     name);
    return true;
}

BATON_RULE(HO8007)
{
    if (!is_status(check, rule, 429))
        return;
    struct baton_finding *f = baton_answer_report(check, rule, "too many requests");
    /* Genesys Cloud tells with each answer when the window of its limit ends. */
    if (!report_wait(check, f, "Retry-After"))
        report_wait(check, f, "inin-ratelimit-reset");
}

BATON_RULE(HO8008)
{
    static const struct {
        int status;
        const char *meaning;
    } rows[] = {
        {501, "the platform does not know how to do this"},
        {502, "a gateway got no proper answer from the platform"},
        {503, "the platform is not available now"},
        {504, "a gateway got no answer from the platform in time"},
    };
    const char *meaning = "the platform itself failed";
    int status = status_of(check);
    if (!baton_answer_is_mine(check, rule) && !(status >= 500 && is_open(check)))
        return;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (rows[i].status == status)
            meaning = rows[i].meaning;
    report_wait(check, baton_answer_report(check, rule, meaning), "Retry-After");
}

/* Statuses that the same request will get again. */
static bool is_final(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 421 && status != 423 &&
           status != 425 && status != 429;
}

BATON_RULE(HO8009)
{
    int status = status_of(check);
    if (!is_final(status))
        return;
    if ((status == 401 || status == 403) && check->authorization &&
        baton_str_starts_nocase(check->authorization->value, BATON_STR("Bearer ")))
        baton_report_at(check, rule, baton_where_nowhere(),
                        "sending it again with the same token will get the same %d: %s first",
                        status, status == 401 ? "get a new one"
                                              : "what the token may do has to change");
    else
        baton_report_at(check, rule, baton_where_nowhere(),
                        "sending the same request again will get the same %d", status);
}

BATON_RULE(HO8010)
{
    int status = status_of(check);
    if (check->contract && check->contract->reaches_bot && (status == 400 || status == 422))
        baton_report_at(check, rule, baton_where_nowhere(),
                        "the bot was never called: the request ended in validation before it");
}

/* A browser that goes to a site asks for a page: nobody's call, and no token with it. */
static bool asks_for_page(const struct baton_check *check)
{
    const struct baton_http_message *request = &check->exchange->request;
    const struct baton_http_header *accept = baton_http_header(request, "Accept");
    if (check->contract || check->authorization || !baton_str_is(request->method, "GET"))
        return false;
    return accept ? baton_str_find_nocase(accept->value, BATON_STR("text/html")) != SIZE_MAX
                  : check->exchange->headers_known;
}

BATON_RULE(HO8011)
{
    int status = status_of(check);
    /* A redirect may well have a page: it says where to go. */
    if (!status || status / 100 == 3 || !baton_answer_is_page(check) || asks_for_page(check))
        return;
    bool explained = status >= 400 && baton_check_explained(check, status);
    struct baton_finding *f =
        baton_report_at(check, rule, where_of(check), "the answer (%d) is an HTML page, not JSON",
                        status);
    /* A gateway makes a page of what failed behind it, and of what it lets nobody do so often. */
    bool told = baton_check_is_call(check, "cxone.vah-exchange-request"); /* HO8408 */
    if (f && (explained || told || baton_answer_is_tokens_page(check) ||
              baton_rule_is_discovery(check) ||
              (status >= 400 && !is_pages_status(check))))
        f->severity = BATON_NOTE;
}

/* RFC 9110 section 15: a status that is not known means what the first of its class does. */
BATON_RULE(HO8012)
{
    static const struct {
        int status;
        const char *meaning;
        enum baton_stage stage;
    } rows[] = {
        {402, "payment required", BATON_PERMIT},
        {405, "the path does not answer to this method", BATON_ROUTE},
        {406, "the platform cannot answer in what Accept allows", BATON_MEDIA},
        {407, "a proxy on the way wants credentials", BATON_REACH},
        {408, "the request came too slowly", BATON_REACH},
        {410, "it was there, and is gone", BATON_STATE},
        {411, "a Content-Length is wanted", BATON_MEDIA},
        {413, "the body is too large", BATON_MEDIA},
        {414, "the URL is too long", BATON_MEDIA},
        {415, "the platform does not read this media type", BATON_MEDIA},
        {421, "this host does not serve the request", BATON_REACH},
        {423, "it is locked", BATON_STATE},
        {431, "the headers are too large", BATON_MEDIA},
        {0, "the request was refused", BATON_SHAPE},
    };
    static const int others[] = {400, 401, 403, 404, 409, 422, 429};
    int status = status_of(check);
    bool own = status / 100 == 4 && is_open(check);
    for (size_t i = 0; i < BATON_COUNT(others); i++)
        own = own && status != others[i];
    if (!own && !baton_answer_is_mine(check, rule))
        return;
    size_t row = 0;
    while (rows[row].status && rows[row].status != status)
        row++;
    struct baton_finding *f = baton_answer_report(check, rule, rows[row].meaning);
    if (f)
        f->stage = rows[row].stage;
}

BATON_RULE(HO8013)
{
    if (check->attempts_before && is_final(status_of(check)))
        baton_report_at(check, rule, baton_where_request(check),
                        "the same request had failed %zu time%s before", check->attempts_before,
                        check->attempts_before == 1 ? "" : "s");
}

BATON_RULE(HO8014)
{
    int status = status_of(check);
    const struct baton_http_header *to = baton_http_header(&check->exchange->response, "Location");
    if (status < 300 || status > 399 || status == 304)
        return;
    struct baton_finding *f = baton_answer_report(check, rule, "the request was sent elsewhere");
    if (!to)
        return;
    struct baton_str shown = baton_mask(check->arena, to->value);
    baton_report_fix(check, f, BATON_FIX_VALUE, "call %.*s", BATON_ARG(shown));
}

/* ---- answers that say more ------------------------------------------------------------------ */

/*
 * A known sentence in the answer points at a part of the request (NULL: at what
 * its status points at). Where that is wrong already, the sentence is its consequence.
 */
static void report_sentence(struct baton_check *check, const struct baton_rule *rule,
                            const char *meaning, const char *part)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    struct baton_finding *f = baton_answer_report(check, rule, meaning);
    if (!f || !part)
        return;
    f->severity = BATON_ERROR;
    for (size_t i = 0; i + 1 < check->finding_count; i++) {
        const struct baton_finding *other = &check->findings[i];
        if (other->severity == BATON_ERROR && other->in_body &&
            baton_str_find(other->pointer, baton_str_from(part)) != SIZE_MAX)
            f->severity = BATON_NOTE;
    }
}

BATON_RULE(HO8015)
{
    if (!baton_talk_report(check, rule, "Invalid Transfer Target", "the target was unusable"))
        report_sentence(check, rule, "the transfer target is unusable", "/transferTo");
}

BATON_RULE(HO8016)
{
    if (!baton_talk_report(check, rule, "Already Wrapped Up", "it was over already"))
        report_sentence(check, rule, "the conversation was over already", NULL);
}

BATON_RULE(HO8017)
{
    if (!baton_talk_report(check, rule, "Wrap-up Code Not Found", "no such wrap-up code there"))
        report_sentence(check, rule, "no such wrap-up code there", "/wrapupCode");
}

BATON_RULE(HO8018)
{
    if (baton_talk_report(check, rule, "Insufficient Permissions", "the bot's token may not do it"))
        return;
    if (!baton_answer_is_mine(check, rule))
        return;
    report_sentence(check, rule, "the token may not do this", NULL);
    baton_answer_scopes(check, check->finding_count ? &check->findings[check->finding_count - 1]
                                                    : NULL);
}

/* ---- reading a conversation ------------------------------------------------------------ */

/* One account was read, and the other, which has contexts and messages, was not. */
static void report_half(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        int status = d->exchange.response.status;
        if (d->role != BATON_DOC_INTERACTION || i == check->document)
            continue;
        struct baton_str how = status ? baton_str_fmt(check->arena, "answered with %d", status)
                                      : BATON_STR("not answered");
        struct baton_finding *f = baton_report_at(
            check, rule, status ? baton_where_answer(check, i) : baton_where_nowhere(),
            "the account with the bot's context and messages was %.*s%s: what it would tell is not "
            "known", BATON_ARG(how), status == 200 ? ", and cannot be read" : "");
        if (!f)
            return;
        f->severity = BATON_WARNING;
        f->stage = status == 403 ? BATON_PERMIT : BATON_ANSWER;
        baton_report_because(check, f, "What could be read tells of legs, which have neither "
                                       "contexts nor messages.");
        if (status != 403)
            baton_report_fix(check, f, BATON_FIX_VALUE,
                             "ask again later, or give the bot's request with --payload FILE");
    }
}

BATON_RULE(HO8019)
{
    const struct baton_conversation *c = check->conversation;
    if (c && check->evidence && c->participant_count && !c->has_participants)
        report_half(check, rule);
    if (baton_answer_is_mine(check, rule))
        baton_answer_scopes(check, baton_answer_report(check, rule,
                                                       "the token may not read this conversation"));
}

BATON_RULE(HO8020)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "there is no conversation of this id, or no longer");
}

BATON_RULE(HO8021)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the token that was to read the conversation is refused");
}
