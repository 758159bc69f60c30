/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what a bot answers to Virtual Agent Hub, and what a Cognigy flow puts out for it. */
#include "core/rule/cxone_int.h"

static struct baton_str branch_of(const struct baton_check *check,
                                  const struct baton_cxone__answer *answer)
{
    return baton_cxone__text(answer->doc, answer->root, "branchName", check->arena);
}

static bool is_nothing(const struct baton_json *doc, uint32_t value)
{
    return value == BATON_JSON_NONE || baton_json_is(doc, value, BATON_JSON_NULL);
}

/* A member that is missing: the object, and in the checked document the pointer it would have. */
static struct baton_where where_missing(const struct baton_check *check,
                                        const struct baton_cxone__answer *answer,
                                        const char *name)
{
    if (answer->own)
        return baton_where_missing(check, answer->root, baton_str_from(name));
    return baton_cxone__where(check, answer, answer->root);
}

/* ---- branchName ------------------------------------------------------------------------ */

static const char *const branches[] = {
    "DoNotBegin", "PromptAndCollectNextResponse", "ReturnControlToScript", "EndContact",
    "AudioInputUntranscribeable", "Error", "DTMFBreakout", "UserInputTimeout",
    "UserInputNotUnderstood",
};

/* The branch that is meant: letter case, or the name of Studio's branch, "On…". */
static const char *meant(struct baton_str name)
{
    if (baton_str_starts_nocase(name, BATON_STR("on")))
        for (size_t i = 0; i < BATON_COUNT(branches); i++)
            if (baton_str_is_nocase(baton_str_sub(name, 2, name.len), branches[i]))
                return branches[i];
    struct baton_near near;
    baton_near_init(&near, name);
    for (size_t i = 0; i < BATON_COUNT(branches); i++)
        baton_near_offer(&near, baton_str_from(branches[i]));
    for (size_t i = 0; near.best.s && i < BATON_COUNT(branches); i++)
        if (baton_str_is(near.best, branches[i]))
            return branches[i];
    return NULL;
}

BATON_RULE(HO4413)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    uint32_t at = answer.doc ? baton_cxone__member(answer.doc, answer.root, "branchName")
                             : BATON_JSON_NONE;
    struct baton_str name = answer.doc ? branch_of(check, &answer) : BATON_STR("");
    if (!answer.doc || (answer.own && at == BATON_JSON_NONE))
        return; /* HO4001 */
    for (size_t i = 0; i < BATON_COUNT(branches); i++)
        if (baton_str_is(name, branches[i]))
            return;
    if (at == BATON_JSON_NONE) {
        baton_cxone__of_answer(&answer, baton_report_at(
            check, rule, where_missing(check, &answer, "branchName"),
            "the bot's answer has no branchName"));
        return;
    }
    const char *better = meant(name);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_cxone__where(check, &answer, at),
                        "branchName is \"%.*s\": there is no such branch",
                        BATON_ARG(baton_str_sub(name, 0, 60)));
    baton_cxone__of_answer(&answer, f);
    if (!better)
        return;
    baton_report_fix(check, f, BATON_FIX_REVIEW, "did you mean \"%s\"?", better);
    if (answer.own)
        baton_report_edit(check, f,
                          baton_json_edit_replace(answer.doc, at,
                                                  baton_str_fmt(check->arena, "\"%s\"", better),
                                                  check->arena));
}

/* ---- what a branch wants ---------- */

static bool is_prompting(const struct baton_check *check, const struct baton_cxone__answer *answer)
{
    return answer->doc &&
           baton_str_is(branch_of(check, answer), "PromptAndCollectNextResponse");
}

BATON_RULE(HO4414)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    if (!is_prompting(check, &answer))
        return;
    uint32_t sequence = baton_cxone__member(answer.doc, answer.root, "nextPromptSequence");
    uint32_t prompts = baton_cxone__member(answer.doc, sequence, "prompts");
    bool some = prompts != BATON_JSON_NONE &&
                baton_json_is(answer.doc, prompts, BATON_JSON_ARRAY) &&
                baton_json_size(answer.doc, prompts) > 0;
    if (some)
        return;
    struct baton_where where = prompts != BATON_JSON_NONE
                                   ? baton_cxone__where(check, &answer, prompts)
                               : sequence != BATON_JSON_NONE
                                   ? baton_cxone__where(check, &answer, sequence)
                                   : where_missing(check, &answer, "nextPromptSequence");
    baton_cxone__of_answer(&answer, baton_report_at(
        check, rule, where, "the bot wants the next response, and has no prompt for the caller"));
}

BATON_RULE(HO4415)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    if (!answer.doc || !baton_str_is(branch_of(check, &answer), "Error"))
        return;
    uint32_t details = baton_cxone__member(answer.doc, answer.root, "errorDetails");
    if (!is_nothing(answer.doc, details) && baton_json_is(answer.doc, details, BATON_JSON_OBJECT))
        return;
    struct baton_where where = details == BATON_JSON_NONE
                                   ? where_missing(check, &answer, "errorDetails")
                                   : baton_cxone__where(check, &answer, details);
    baton_cxone__of_answer(&answer, baton_report_at(
        check, rule, where, "branchName is Error, and there are no errorDetails"));
}

BATON_RULE(HO4416)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    uint32_t payload = answer.doc ? baton_cxone__member(answer.doc, answer.root, "customPayload")
                                  : BATON_JSON_NONE;
    if (payload == BATON_JSON_NONE || !baton_json_is(answer.doc, payload, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(answer.doc, payload, key) {
        if (answer.doc->v[key + 1].type < BATON_JSON_ARRAY)
            continue;
        struct baton_str name = baton_json_string(answer.doc, key, check->arena);
        baton_report_at(check, rule, baton_cxone__where(check, &answer, key + 1),
                        "customPayload.%.*s is not flat: scripts read plain values",
                        BATON_ARG(baton_str_sub(name, 0, 40)));
    }
}

/* ---- names ---------- */

static void report_names(struct baton_check *check, const struct baton_rule *rule,
                         const struct baton_cxone__answer *doc, const char *const *known,
                         size_t count, const char *whose)
{
    BATON_JSON_EACH_MEMBER(doc->doc, doc->root, key) {
        struct baton_str name = baton_json_string(doc->doc, key, check->arena);
        struct baton_near near;
        bool found = baton_cxone__is_routing(name);
        baton_near_init(&near, name);
        for (size_t i = 0; i < count && !found; i++) {
            found = baton_str_is(name, known[i]);
            baton_near_offer(&near, baton_str_from(known[i]));
        }
        if (found)
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_cxone__where(check, doc, key),
                            "the specification knows no \"%.*s\" in %s, and allows nothing else",
                            BATON_ARG(baton_str_sub(name, 0, 60)), whose);
        if (!near.best.s)
            continue;
        baton_report_fix(check, f, BATON_FIX_REVIEW, "did you mean \"%.*s\"?",
                         BATON_ARG(near.best));
        if (doc->own &&
            baton_cxone__member(doc->doc, doc->root, near.best.s) == BATON_JSON_NONE)
            baton_report_edit(check, f,
                              baton_json_edit_rename(doc->doc, key, near.best, check->arena));
    }
}

BATON_RULE(HO4412)
{
    static const char *const asked[] = {
        "virtualAgentId", "botConfig", "userInput", "userInputType", "executionInfo",
        "systemTelemetryData", "base64wavFile", "botSessionState", "customPayload", "mediaType",
    };
    static const char *const answered[] = {
        "branchName", "nextPromptSequence", "intentInfo", "nextPromptBehaviors", "customPayload",
        "errorDetails", "botSessionState",
    };
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    struct baton_cxone__answer request = {&check->body.doc, check->root, true};
    if (answer.doc)
        report_names(check, rule, &answer, answered, BATON_COUNT(answered), "a bot's answer");
    if (baton_check_is_call(check, "cxone.vah-exchange-request") && check->readable &&
        baton_json_is(request.doc, request.root, BATON_JSON_OBJECT))
        report_names(check, rule, &request, asked, BATON_COUNT(asked), "a request");
}

/* ---- the bot's session ---------- */

static bool is_empty_state(const struct baton_json *doc, uint32_t state)
{
    struct baton_str raw = is_nothing(doc, state) ? BATON_STR("") : baton_json_raw(doc, state);
    return !raw.len || baton_str_is(raw, "\"\"") || baton_str_is(raw, "{}") ||
           baton_str_is_nocase(raw, "\"EMPTY\"");
}

BATON_RULE(HO7402)
{
    const struct baton_json *doc = &check->body.doc;
    const struct baton_memory *m = check->memory;
    if (!m || !check->readable || !baton_check_is_call(check, "cxone.vah-exchange-request"))
        return;
    uint32_t info = baton_cxone__member(doc, check->root, "executionInfo");
    uint32_t state = baton_cxone__member(doc, check->root, "botSessionState");
    struct baton_str contact = baton_cxone__text(doc, info, "contactId", check->arena);
    uint64_t key = baton_cxone__hash(contact);
    const struct baton_memory_bot *bot = &m->bots[key % BATON_MEMORY_BOTS];
    if (!contact.len || bot->contact != key || !bot->open)
        return;
    bool empty = is_empty_state(doc, state);
    bool text = !empty && baton_json_is(doc, state, BATON_JSON_STRING);
    /* Studio may hand on as text what came as an object. */
    if (!empty && (text != bot->is_text || baton_cxone__hash_value(doc, state) == bot->state))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, state == BATON_JSON_NONE ? baton_where_value(check, check->root)
                                              : baton_where_value(check, state),
        "botSessionState is %s; the bot's answer before (exchange %zu) had another: a new session "
        "of the bot begins", empty ? "empty" : "not what it was", bot->exchange);
    /* A turn that is not in the capture may have changed it; a dialogue may begin anew. */
    bool anew = baton_str_is(baton_cxone__text(doc, check->root, "userInputType", check->arena),
                             "AUTOMATED_TEXT");
    if (f && (!empty || anew))
        f->severity = BATON_WARNING;
}

BATON_RULE(HO7403)
{
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    if (!is_prompting(check, &answer))
        return;
    uint32_t state = baton_cxone__member(answer.doc, answer.root, "botSessionState");
    if (!is_nothing(answer.doc, state))
        return;
    struct baton_where where = state == BATON_JSON_NONE
                                   ? where_missing(check, &answer, "botSessionState")
                                   : baton_cxone__where(check, &answer, state);
    baton_cxone__of_answer(&answer, baton_report_at(
        check, rule, where,
        "the dialogue goes on, and the answer gives no botSessionState: each turn begins a new "
        "session of the bot, and no error is told"));
}

/* ---- answers that are none ---------- */

/* The bot does not know CXone: by verify-token where it is Cognigy, else by Authorization. */
static void report_unknown_sender(struct baton_check *check, const struct baton_rule *rule,
                                  int status)
{
    const struct baton_http_header *token =
        baton_http_header(&check->exchange->request, "verify-token");
    bool none = check->exchange->headers_known && !token && !check->authorization;
    struct baton_finding *f = baton_report_at(
        check, rule, token ? baton_where_header(token) : baton_answer_where(check),
        "the bot answered %d: it does not accept %s; the script leaves by OnError", status,
        token  ? "the verify-token that CXone sends"
        : none ? "a request without verify-token or Authorization"
               : "what CXone names itself by");
    if (f)
        f->stage = BATON_AUTHENTICATE;
    baton_report_fix(check, f, BATON_FIX_VALUE, "%s",
                     token ? "copy the Verify Token of the Cognigy endpoint into the Custom "
                             "Exchange Endpoint of Virtual Agent Hub"
                     : check->authorization
                         ? "enter the credentials that the bot expects in its app in Virtual "
                           "Agent Hub: Authorization, or for Cognigy the header verify-token"
                         : "configure in the bot's app in Virtual Agent Hub what the bot knows "
                           "CXone by: Authorization, or for Cognigy the header verify-token");
}

/* A 200 around a refusal of Cognigy's: the turn never came to a flow. */
static bool report_refusal(struct baton_check *check, const struct baton_rule *rule)
{
    struct baton_cxone__refusal refusal;
    if (!baton_cxone__refused_turn(check, &refusal))
        return false;
    bool key = refusal.status == 401 || refusal.status == 403;
    struct baton_finding *f = baton_report_at(
        check, rule, refusal.where, "the answer (200) is an error of Cognigy's, no turn of a bot: "
        "%d, \"%.*s\"%s", refusal.status, BATON_ARG(refusal.words),
        key                     ? ": it does not take the key that was sent"
        : refusal.status == 404 ? ": no endpoint is behind this URL" : "");
    baton_report_fix(check, f, BATON_FIX_VALUE, "%s",
                     key ? "copy the Verify Token of the Cognigy endpoint into the Custom Exchange "
                           "Endpoint of Virtual Agent Hub"
                     : refusal.status == 404
                         ? "copy the URL of the Cognigy endpoint again, with the URLToken at its "
                           "end, and see that the endpoint is active"
                         : "look the traceId up in Cognigy's logs, and answer with a branchName");
    return true;
}

BATON_RULE(HO8408)
{
    if (report_refusal(check, rule))
        return;
    int status = baton_cxone__status(check);
    struct baton_str text = baton_str_trim(check->exchange->answer.text);
    bool sound = status == 200 && check->answer_readable && check->answer.strict &&
                 baton_json_is(&check->answer.doc, 0, BATON_JSON_OBJECT);
    if (!baton_check_is_call(check, "cxone.vah-exchange-request") || !status || sound ||
        status / 100 == 3)
        return;
    /* A capture without bodies says nothing of them. */
    if (status == 200 && !text.len && !check->exchange->answer.present)
        return;
    if (status == 401 || status == 403) {
        report_unknown_sender(check, rule, status);
        return;
    }
    struct baton_where where = baton_answer_where(check);
    struct baton_finding *f =
        status == 200 ? baton_report_at(check, rule, where, "the bot's answer is no JSON object")
                      : baton_report_at(check, rule, where,
                                        "the bot answered %d, and CXone takes 200 with JSON and "
                                        "nothing else: the script leaves by OnError", status);
    if (f && status >= 400 && baton_check_explained(check, status))
        f->severity = BATON_NOTE;
}

BATON_RULE(HO8409)
{
    static const char *const lost[] = {"Error", "UserInputNotUnderstood", "EndContact",
                                       "AudioInputUntranscribeable"};
    struct baton_cxone__answer answer = baton_cxone__vah(check);
    if (!answer.doc || answer.own ||
        !baton_str_is(baton_cxone__text(&check->body.doc, check->root, "userInputType",
                                        check->arena), "AUTOMATED_TEXT"))
        return;
    struct baton_str branch = branch_of(check, &answer);
    for (size_t i = 0; i < BATON_COUNT(lost); i++)
        if (baton_str_is(branch, lost[i]))
            baton_report_at(check, rule,
                            baton_cxone__where(check, &answer,
                                               baton_cxone__member(answer.doc, answer.root,
                                                                   "branchName")),
                            "the dialogue began with AUTOMATED_TEXT, and the bot answered %s",
                            lost[i]);
}

/* ---- Guide Chat ---------- */

/* _cognigy._niceCXOne.json */
static uint32_t output_of(const struct baton_check *check)
{
    if (!baton_check_is_call(check, "cxone.guide-chat-output") || !check->readable)
        return BATON_JSON_NONE;
    uint32_t at = baton_json_pointer(&check->body.doc, check->root,
                                     BATON_STR("/_cognigy/_niceCXOne/json"));
    return at != BATON_JSON_NONE && baton_json_is(&check->body.doc, at, BATON_JSON_OBJECT)
               ? at
               : BATON_JSON_NONE;
}

static struct baton_where where_intent(const struct baton_check *check, uint32_t output,
                                       uint32_t data)
{
    const struct baton_json *doc = &check->body.doc;
    if (data == BATON_JSON_NONE)
        return baton_where_missing(check, output, BATON_STR("data"));
    if (!baton_json_is(doc, data, BATON_JSON_OBJECT))
        return baton_where_value(check, data);
    BATON_JSON_EACH_MEMBER(doc, data, key) {
        if (baton_str_is_nocase(baton_json_string(doc, key, check->arena), "Intent"))
            return baton_where_value(check, baton_json_string_is(doc, key, BATON_STR("Intent"))
                                                ? key + 1 : key);
    }
    return baton_where_missing(check, data, BATON_STR("Intent"));
}

BATON_RULE(HO4417)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t output = output_of(check);
    struct baton_str action = baton_cxone__text(doc, output, "action", check->arena);
    const char *wanted = baton_str_is(action, "AGENT_TRANSFER")     ? "Escalate"
                         : baton_str_is(action, "END_CONVERSATION") ? "End" : NULL;
    if (!wanted)
        return;
    uint32_t data = baton_cxone__member(doc, output, "data");
    struct baton_str intent = baton_cxone__text(doc, data, "Intent", check->arena);
    if (baton_str_is(intent, wanted))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, where_intent(check, output, data),
                        "%.*s without data.Intent = \"%s\"", BATON_ARG(action), wanted);
    baton_report_fix(check, f, BATON_FIX_REVIEW, "set data.Intent to \"%s\"", wanted);
    uint32_t at = baton_cxone__member(doc, data, "Intent");
    if (at != BATON_JSON_NONE)
        baton_report_edit(check, f,
                          baton_json_edit_replace(doc, at,
                                                  baton_str_fmt(check->arena, "\"%s\"", wanted),
                                                  check->arena));
}

BATON_RULE(HO4418)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t data = baton_cxone__member(doc, output_of(check), "data");
    uint32_t params = baton_cxone__member(doc, data, "Params");
    if (params == BATON_JSON_NONE || baton_json_is(doc, params, BATON_JSON_STRING))
        return;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_value(check, params),
                                              "Params is no string");
    baton_report_fix(check, f, BATON_FIX_SAFE, "send its JSON text, as a string");
    baton_report_edit(check, f, baton_json_edit_replace(doc, params,
                                                        baton_cxone__quoted(check, params),
                                                        check->arena));
}
