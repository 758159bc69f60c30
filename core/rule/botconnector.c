/* SPDX-License-Identifier: Apache-2.0 */
/* Genesys Cloud's bot connectors: what they send to a bot, and what they make of its answer. */
#include "core/rule/bots_int.h"

enum { PATIENCE_MS = 30000 /* Digital Bot Connector's timeout where nothing else is set */ };

static const char v1_turn[] = "genesys.botconnector.v1-request";
static const char v2_turn[] = "genesys.botconnector.v2-request";
static const char v1_answer[] = "genesys.botconnector.v1-response";
static const char v2_answer[] = "genesys.botconnector.v2-response";

static bool is_turn(const struct baton_check *check)
{
    return baton_check_is_call(check, v1_turn) || baton_check_is_call(check, v2_turn);
}

static bool is_v1(const struct baton_check *check)
{
    return baton_check_is_call(check, v1_turn) || baton_check_is_call(check, v1_answer);
}

/* What the bot answered; doc is NULL where this is nothing of a bot connector's. */
static struct baton_bots_side answer_of(const struct baton_check *check)
{
    bool alone = baton_check_is_call(check, v1_answer) || baton_check_is_call(check, v2_answer);
    int status = baton_bots_status(check);
    struct baton_bots_side side = {.doc = NULL};
    if (!alone && (!is_turn(check) || status / 100 != 2))
        return side;
    side = baton_bots_reply(check, is_v1(check) ? v1_answer : v2_answer);
    if (side.doc && !baton_json_is(side.doc, side.root, BATON_JSON_OBJECT))
        side.doc = NULL;
    return side;
}

/* v1 is known in capitals and in camel case, so that case does not count there. */
static bool is_state(const struct baton_check *check, struct baton_str state, const char *name)
{
    return is_v1(check) ? baton_str_is_nocase(state, name) : baton_str_is(state, name);
}

static struct baton_str state_of(const struct baton_check *check, struct baton_bots_side side)
{
    return baton_bots_text(check, side, baton_bots_member(side, side.root, "botState"));
}

/* ---- the shape of an answer ------------------------------------------------------- */

/* What is wrong in an answer of 200 comes out after everything else was right. */
static struct baton_finding *report(struct baton_check *check, const struct baton_rule *rule,
                                    struct baton_bots_side side, uint32_t at,
                                    struct baton_str message)
{
    struct baton_finding *f = baton_report_at(check, rule, baton_bots_where(check, side, at),
                                              "%.*s", BATON_ARG(message));
    if (f && side.part != check->part)
        f->stage = BATON_ANSWER;
    return f;
}

BATON_RULE(HO4201)
{
    struct baton_bots_side side = answer_of(check);
    uint32_t state = baton_bots_member(side, side.root, "botState");
    uint32_t intent = baton_bots_member(side, side.root, "intent");
    if (!is_state(check, baton_bots_text(check, side, state), "Complete") ||
        baton_bots_has(check, side, intent))
        return;
    struct baton_finding *f =
        report(check, rule, side, intent == BATON_JSON_NONE ? state : intent,
               BATON_STR("the bot is done (botState Complete), and names no intent"));
    /* Of version 1 there are only samples: nobody says that it must be there. */
    if (f && is_v1(check))
        f->severity = BATON_WARNING;
}

BATON_RULE(HO4202)
{
    struct baton_bots_side side = answer_of(check);
    const char *right = is_v1(check) ? "replymessages" : "replyMessages";
    const char *wrong = is_v1(check) ? "replyMessages" : "replymessages";
    uint32_t value = baton_bots_member(side, side.root, wrong);
    if (value == BATON_JSON_NONE ||
        baton_bots_member(side, side.root, right) != BATON_JSON_NONE)
        return;
    struct baton_str message = baton_str_fmt(
        check->arena, "\"%s\" is how version %d spells it; version %d wants \"%s\"", wrong,
        is_v1(check) ? 2 : 1, is_v1(check) ? 1 : 2, right);
    struct baton_finding *f = report(check, rule, side, value - 1, message);
    baton_report_fix(check, f, BATON_FIX_SAFE, "write it as \"%s\"", right);
    if (side.part == check->part)
        baton_report_edit(check, f, baton_json_edit_rename(side.doc, value - 1,
                                                           baton_str_from(right), check->arena));
}

/* By itself an answer is checked by its schema; in an exchange nobody else looks at it. */
BATON_RULE(HO4203)
{
    static const char *const states[] = {"Complete", "Failed", "MoreData"};
    struct baton_bots_side side = answer_of(check);
    if (!side.doc || side.part == check->part)
        return;
    uint32_t at = baton_bots_member(side, side.root, "botState");
    struct baton_str state = state_of(check, side);
    for (size_t i = 0; i < BATON_COUNT(states); i++)
        if (is_state(check, state, states[i]))
            return;
    struct baton_str message =
        at == BATON_JSON_NONE
            ? BATON_STR("the bot's answer has no botState")
            : baton_str_fmt(check->arena, "botState \"%.*s\" is none that Genesys Cloud knows",
                            BATON_ARG(state));
    report(check, rule, side, at == BATON_JSON_NONE ? side.root : at, message);
}

/* ---- what the bot says of itself -------------------------------------------------- */

BATON_RULE(HO8201)
{
    struct baton_bots_side side = answer_of(check);
    uint32_t error = baton_bots_member(side, side.root, "errorInfo");
    uint32_t code = baton_bots_member(side, error, "errorCode");
    uint32_t words = baton_bots_member(side, error, "errorMessage");
    bool told = baton_bots_has(check, side, code) || baton_bots_has(check, side, words);
    bool failed = is_state(check, state_of(check, side), "Failed");
    if (!side.doc || (!told && !failed))
        return;
    uint32_t at = told ? error : baton_bots_member(side, side.root, "botState");
    struct baton_str said = baton_check_shown(check, baton_bots_text(check, side, words));
    struct baton_str name = baton_bots_text(check, side, code);
    struct baton_str state = state_of(check, side);
    if (told)
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the bot reports an error%s%.*s%s%.*s: the flow takes its Failure path",
                        name.len ? " " : "", BATON_ARG(name), said.len ? ": " : "",
                        BATON_ARG(said));
    else
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the bot gives up (botState %.*s): the flow takes its Failure path",
                        BATON_ARG(state));
}

/* ---- the call --------------------------------------------------------------------- */

BATON_RULE(HO2201)
{
    int status = baton_bots_status(check);
    bool refused = status == 401 || status == 403;
    const struct baton_http_header *bearer = check->authorization;
    if (!is_turn(check) || !check->exchange->headers_known ||
        baton_bots_header(check, "verify-token") ||
        (!baton_bots_is_cognigy(check) && !(refused && !bearer)))
        return;
    baton_report_at(check, rule, bearer ? baton_where_header(bearer) : baton_where_request(check),
                    bearer ? "the token is in Authorization, and Cognigy reads verify-token"
                           : "there is no verify-token, which Cognigy knows Genesys Cloud by");
}

BATON_RULE(HO2202)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the bot does not accept who sends this");
}

BATON_RULE(HO8203)
{
    int64_t took = check->exchange->milliseconds;
    if (!is_turn(check) || took <= PATIENCE_MS)
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_request(check),
                        "the bot took %d.%d s to answer, and the flow waits for 30 s",
                        (int)(took / 1000), (int)(took % 1000 / 100));
    /* The 30 s are documented for Digital Bot Connector, version 2. */
    if (f && is_v1(check))
        f->severity = BATON_WARNING;
}

/* A status that is no success: whatever the body says, the flow does not read it. */
BATON_RULE(HO8202)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the flow takes its Failure path");
}

/* ---- voice ------------------------------------------------------------------------ */

static bool is_spoken(struct baton_str word)
{
    static const char *const words[] = {"voice", "call", "phone", "audio", "dtmf", "speech"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(word, words[i]))
            return true;
    return false;
}

bool baton_rule_is_spoken_turn(const struct baton_check *check, uint32_t value)
{
    struct baton_bots_side turn = baton_bots_body(check);
    return is_turn(check) && baton_bots_at(turn, "/inputMessage/type") == value &&
           is_spoken(baton_bots_text(check, turn, value));
}

BATON_RULE(HO7201)
{
    static const char *const telling[] = {"/inputMessage/type", "/mediaType", "/channel",
                                          "/parameters/mediaType", "/parameters/channel"};
    static const char *const transfers[] = {"/transferTarget", "/transferType",
                                            "/slotValues/transferTarget", "/_voiceGateway"};
    struct baton_bots_side turn = baton_bots_body(check), answer = answer_of(check);
    for (size_t i = 0; is_turn(check) && i < BATON_COUNT(telling); i++) {
        uint32_t at = baton_bots_at(turn, telling[i]);
        struct baton_str word = baton_bots_text(check, turn, at);
        if (is_spoken(word)) {
            baton_report_at(check, rule, baton_bots_where(check, turn, at),
                            "\"%.*s\": a bot connector is for messages, not for calls",
                            BATON_ARG(word));
            return;
        }
    }
    for (size_t i = 0; answer.doc && i < BATON_COUNT(transfers); i++) {
        uint32_t at = baton_bots_at(answer, transfers[i]);
        if (at == BATON_JSON_NONE)
            continue;
        baton_report_at(check, rule, baton_bots_where(check, answer, at),
                        "a call's transfer in the answer to a bot connector, which has no calls");
        return;
    }
}

/*
 * Cognigy's set-up declares one intent, and its answers have a slot of its own name: with
 * that slot, another intent is one that most likely nobody declared.
 */
BATON_RULE(HO6201)
{
    struct baton_bots_side side = answer_of(check);
    uint32_t at = baton_bots_member(side, side.root, "intent");
    struct baton_str intent = baton_bots_text(check, side, at);
    if ((check->memory && check->memory->bots_listed) || !intent.len ||
        baton_str_is(intent, "Success") ||
        baton_bots_at(side, "/slotValues/processedTimestamp") == BATON_JSON_NONE)
        return;
    baton_report_at(check, rule, baton_bots_where(check, side, at),
                    "the intent \"%.*s\" is not the one that Cognigy's set-up declares, Success",
                    BATON_ARG(intent));
}

/* ---- the list of bots ------------------------------------------------------------- */

BATON_RULE(HO8204)
{
    static const struct {
        const char *code, *meaning;
    } rows[] = {
        {"bots.syntax.error", "the list of bots is not as it must be"},
        {"bots.unsupported.integration.type", "the integration is no bot connector"},
        {"bots.bot.general.provider.failure", "the provider of the bot failed"},
        {"bots.bot.doesnt.exist", "there is no such bot"},
    };
    struct baton_str text = check->exchange->answer.text;
    const char *meaning = "the list of bots was refused";
    if (!baton_answer_is_mine(check, rule))
        return;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_find(text, baton_str_from(rows[i].code)) != SIZE_MAX)
            meaning = rows[i].meaning;
    baton_answer_report(check, rule, meaning);
}
