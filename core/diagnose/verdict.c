/* SPDX-License-Identifier: Apache-2.0 */
#include "core/diagnose/diagnose_int.h"

#define AT(stage) (1u << (stage))

/* The status that a failure at each stage usually gets; 0 where there is no answer. */
static const int expected_status[BATON_STAGE_COUNT] = {
    [BATON_REACH] = 0,     [BATON_ROUTE] = 404, [BATON_AUTHENTICATE] = 401, [BATON_MEDIA] = 400,
    [BATON_PARSE] = 400,   [BATON_SHAPE] = 400, [BATON_IDENTIFY] = 400,     [BATON_PERMIT] = 403,
    [BATON_STATE] = 409,   [BATON_PLACE] = 400, [BATON_ANSWER] = 0,
};

/*
 * A path that answers to another method is there (RFC 9110 section 15.5.6). A platform whose
 * contract lists 400, and not what others answer, answers 400.
 */
static int expected(const struct baton_check *check, enum baton_stage stage)
{
    int usual = expected_status[stage];
    if (stage == BATON_ROUTE && check->match.path_only)
        return 405;
    if (stage == BATON_MEDIA && check->contract && baton_contract_answers(check->contract, 415))
        return 415;
    bool other = check->contract && stage >= BATON_PARSE &&
                 baton_contract_answers(check->contract, 400) &&
                 !baton_contract_answers(check->contract, usual);
    return other ? 400 : usual;
}

static int observed(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

/* ---- the root cause ----------------------------------------------------------------- */

/* Does the answer name the field that this finding is about? */
static bool is_named(const struct baton_check *check, const struct baton_finding *f)
{
    struct baton_str pointer = f->pointer, name = BATON_STR("");
    struct baton_str answer = check->exchange->answer.text;
    if (!f->in_body || check->is_answer || !check->exchange->answer.present)
        return false;
    while (baton_str_next(&pointer, '/', &name))
        ;
    return name.len > 2 && baton_str_find(answer, name) != SIZE_MAX;
}

static bool is_answer_rule(const struct baton_finding *f)
{
    return f->rule->id[2] == '8';
}

/* A vendor's own code, which names the cause, where others tell of the status alone. */
static bool is_code_rule(const struct baton_finding *f)
{
    return is_answer_rule(f) && f->rule->id[3] != '0';
}

/* What an undocumented status most likely means: it yields to what the request's bytes show. */
static bool is_guess(const struct baton_finding *f)
{
    return is_answer_rule(f) && baton_str_is(baton_str_from(f->rule->provenance), "inferred");
}

/*
 * Among findings of at least this severity at these stages: one that the answer
 * names comes before one that it does not, a fault of the request before the
 * answer itself; else the earliest stage.
 */
static size_t best(const struct baton_check *check, const struct baton_report *report,
                   enum baton_severity severity, unsigned stages)
{
    size_t found = SIZE_MAX;
    int found_rank = -1;
    /* What a server says of its own failure or load is not about the request. */
    int status = observed(check), of_answer = status >= 500 || status == 429 ? 3 : 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct baton_finding *f = &report->findings[i];
        if (f->severity < severity || !(stages & AT(f->stage)))
            continue;
        bool answer = is_answer_rule(f) && (!is_code_rule(f) || is_guess(f));
        int rank = is_named(check, f) ? 2 : answer ? of_answer : 1;
        if (rank > found_rank) {
            found = i;
            found_rank = rank;
        }
    }
    return found;
}

/* An answer that no API gives, whatever its status says. */
static size_t wrong_answer(const struct baton_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].severity == BATON_ERROR && is_answer_rule(&report->findings[i]))
            return i;
    return SIZE_MAX;
}

/* Is it about a sentence or a code that the platform is known for? */
static bool is_special(const struct baton_finding *f)
{
    bool sentence = baton_str_is(baton_str_from(f->rule->provenance), "community") &&
                    f->rule->id[4] == '1' && f->rule->id[5] >= '5';
    return is_code_rule(f) || (is_answer_rule(f) && sentence);
}

/* Such words, where no fault of the request explains them. */
static size_t special_answer(const struct baton_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        if (report->findings[i].severity == BATON_ERROR && is_special(&report->findings[i]) &&
            !is_guess(&report->findings[i]))
            return i;
    return SIZE_MAX;
}

static bool is_transcript(const struct baton_check *check)
{
    return check->contract && baton_str_is(check->contract->id, "cxone.tms");
}

static size_t root_of_answer(const struct baton_check *check, const struct baton_report *report,
                             int status)
{
    unsigned stages = baton_status_stages(status);
    size_t root = special_answer(report);
    if (root == SIZE_MAX)
        root = best(check, report, BATON_ERROR, stages);
    if (root == SIZE_MAX)
        root = best(check, report, BATON_ERROR, ~0u);
    if (root == SIZE_MAX && is_transcript(check))
        root = best(check, report, BATON_WARNING, stages | AT(BATON_ANSWER));
    return root;
}

/* A transcript that was refused, at no fault that stops a signal: that decides of the handover. */
static bool is_transcripts_alone(const struct baton_check *check,
                                 const struct baton_report *report)
{
    size_t root = report->verdict.root_cause;
    return is_transcript(check) && root != SIZE_MAX && !report->verdict.predicted &&
           report->findings[root].severity == BATON_WARNING;
}

/* ---- what no status comes for ------------------------------------------------------------ */

static bool is_one_of(struct baton_str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (baton_str_is(name, names[i]))
            return true;
    return false;
}

/* What a platform tells a bot of a handover that was tried already. */
static bool is_told(const struct baton_check *check)
{
    static const char *const contracts[] = {"cognigy.vg.event", "cognigy.vg.dial-result",
                                            "cognigy.vg.refer-result", "cognigy.input",
                                            "cognigy.handover.status", "cxone.vg-refer-outcome"};
    if (check->words)
        return !check->exchange->is_code;
    return check->contract &&
           is_one_of(check->contract->id, contracts, BATON_COUNT(contracts));
}

/* The flow and the node pass over it, and tell nobody. */
static bool is_silent(const struct baton_finding *f)
{
    static const char *const rules[] = {"HO3408", "HO3409", "HO5401", "HO5402", "HO5403",
                                        "HO5406", "HO5410", "HO7402", "HO7403"};
    return is_one_of(baton_str_from(f->rule->id), rules, BATON_COUNT(rules));
}

/* What was kept of a handover that has failed: its own call was refused, or its session ended. */
static bool is_past(const struct baton_finding *f)
{
    static const char *const rules[] = {"HO8413", "HO2412", "HO2213", "HO8211", "HO8212", "HO8213"};
    return is_one_of(baton_str_from(f->rule->id), rules, BATON_COUNT(rules));
}

/* Rules over what stands in a capture by itself, whatever contract that is taken for. */
static bool is_of_set_up(const struct baton_check *check, const struct baton_finding *f)
{
    static const char *const rules[] = {"HO5402", "HO5410", "HO7322"};
    struct baton_str id = baton_str_from(f->rule->id);
    if (check->exchange->url.len || check->exchange->request.present)
        return false;
    return check->exchange->kind == BATON_INPUT_SIP || is_past(f) ||
           (!check->contract && (baton_str_starts(id, BATON_STR("HO93")) ||
                                 is_one_of(id, rules, BATON_COUNT(rules))));
}

/*
 * Nobody answers it with a status: headers of an INVITE, what a platform sends to a bot that is
 * not told to refuse it, the fields of a node, a set-up, what a bot answers.
 */
static bool is_unanswered(const struct baton_check *check, const struct baton_finding *root)
{
    static const char *const contracts[] = {
        "cxone.vah-exchange-response", "cxone.guide-chat-output", "cxone.sip-invite-context",
        "cxone.voice-context", "cognigy.exit-interaction", "cognigy.vg.transfer",
        "cognigy.vg.refer", "cognigy.handover.genesysCloudOM", "genesys.audiohook",
        "genesys.botconnector.v1-response", "genesys.botconnector.v2-response",
    };
    const struct baton_contract *contract = check->contract;
    if (is_silent(root) || is_of_set_up(check, root))
        return true;
    return contract && (is_one_of(contract->id, contracts, BATON_COUNT(contracts)) ||
                        (baton_str_is(contract->direction, "platform-to-bot") &&
                         !contract->reaches_bot));
}

static bool fails_unanswered(const struct baton_check *check, const struct baton_report *report)
{
    size_t root = report->verdict.root_cause;
    return report->verdict.predicted && root != SIZE_MAX &&
           is_unanswered(check, &report->findings[root]);
}

/* Which status CXone gives for a contact that cannot be signalled, and whether any, nobody says. */
static bool is_signal_in_vain(const struct baton_check *check, const struct baton_report *report)
{
    static const char *const contracts[] = {"cxone.signal", "cxone.cognigy-exit-voice"};
    enum baton_stage stage = report->verdict.stage;
    return check->contract && (stage == BATON_IDENTIFY || stage == BATON_STATE) &&
           is_one_of(check->contract->id, contracts, BATON_COUNT(contracts));
}

/* ---- words ------------------------------------------------------------------------------ */

static struct baton_str consequence(const struct baton_check *check,
                                    const struct baton_report *report)
{
    bool bot = check->contract && check->contract->reaches_bot &&
               !baton_str_is(baton_check_by(check), "the bot");
    enum baton_stage stage = report->verdict.stage;
    if (report->verdict.predicted && is_signal_in_vain(check, report))
        return BATON_STR(" Or it is taken, and nothing happens: CXone does not document which.");
    if (is_transcript(check))
        return BATON_STR(" The handover does not depend on it: the signal decides.");
    if (!bot || stage > BATON_IDENTIFY || report->verdict.status >= 500 ||
        report->verdict.outcome != BATON_OUTCOME_REJECTED)
        return BATON_STR("");
    return report->verdict.predicted ? BATON_STR(" The bot would not be called.")
                                     : BATON_STR(" The bot was never called.");
}

static struct baton_str describe_rejection(const struct baton_check *check,
                                           const struct baton_report *report)
{
    struct baton_arena *arena = check->arena;
    const struct baton_finding *root = &report->findings[report->verdict.root_cause];
    struct baton_str by = baton_check_by(check);
    struct baton_str status = report->verdict.status
                                  ? baton_str_fmt(arena, " with %d", report->verdict.status)
                                  : BATON_STR("");
    struct baton_str who = by.len ? baton_str_fmt(arena, " by %.*s", BATON_ARG(by)) : by;
    struct baton_str after = consequence(check, report);
    if (check->exchange->failed.len && root->stage == BATON_REACH)
        return baton_str_fmt(arena, "Not answered, at stage reach: %.*s.",
                             BATON_ARG(root->message));
    return baton_str_fmt(
        arena, "%s%.*s%.*s at stage %s: %.*s.%.*s",
        report->verdict.predicted ? "Will be rejected" : "Rejected", BATON_ARG(status),
        BATON_ARG(who), baton_stage_name(report->verdict.stage), BATON_ARG(root->message),
        BATON_ARG(after));
}

/* A body is wanted, and is not in the evidence: curl -d @file, a capture without bodies. */
static bool lacks_body(const struct baton_check *check)
{
    return check->contract->body_required && !check->is_answer &&
           !check->exchange->body.present;
}

/* It was answered 2xx: what came of it. */
static const char *what_of_accepted(const struct baton_check *check,
                                    const struct baton_finding *root)
{
    static const char *const leaves[] = {"HO4413", "HO8408"};
    if (is_one_of(baton_str_from(root->rule->id), leaves, BATON_COUNT(leaves)))
        return "Answered, and the script leaves by OnError";
    return baton_answer_is_page(check) ? "Answered with a page, and not by the API"
                                       : "Accepted, and still the caller may not get through";
}

/* Where the caller did not get to, or will not. */
static struct baton_str describe_stuck(const struct baton_check *check,
                                       const struct baton_report *report)
{
    const struct baton_finding *root = &report->findings[report->verdict.root_cause];
    bool unanswered = fails_unanswered(check, report), told = is_told(check);
    bool bare = !check->exchange->url.len && !check->exchange->response.present;
    struct baton_str last = told || check->conversation ? baton_diagnose__last_with(check)
                                                        : BATON_STR("");
    if (is_silent(root) && (unanswered || baton_str_starts(baton_str_from(root->rule->id),
                                                           BATON_STR("HO740"))))
        return baton_str_fmt(check->arena, "Fails silently at stage %s: %.*s.",
                             baton_stage_name(root->stage), BATON_ARG(root->message));
    const char *what = told                          ? "The caller did not reach an agent"
                       : check->conversation         ? "The call did not reach an agent"
                       : unanswered && is_past(root) ? "The handover did not come about"
                       : unanswered                  ? "The handover cannot work so"
                       : bare                        ? "The caller may not get through"
                                                     : what_of_accepted(check, root);
    return baton_str_fmt(check->arena, "%s: %.*s.%.*s", what, BATON_ARG(root->message),
                         BATON_ARG(last));
}

static struct baton_str describe_unknown(const struct baton_check *check,
                                         const struct baton_report *report)
{
    size_t root = report->verdict.root_cause;
    if (root != SIZE_MAX)
        return baton_str_fmt(check->arena, "%s: %.*s.",
                             is_transcripts_alone(check, report)
                                 ? "This exchange says nothing of the handover"
                                 : "No verdict can be given",
                             BATON_ARG(report->findings[root].message));
    if (check->conversation && check->conversation->state == BATON_CALL_QUEUED)
        return BATON_STR("Nothing wrong was found: the call waits in the queue, and no agent has "
                         "it yet.");
    if (check->words)
        return BATON_STR("No verdict can be given: there is no payload in this text, and no "
                         "message in it that is known.");
    if (check->conversation && baton_check_hands_over(check, check->conversation->id.text))
        return BATON_STR("Nothing wrong was found in this account, and no agent joined: another "
                         "exchange of this input tries the handover.");
    if (check->conversation)
        return BATON_STR("Nothing wrong was found, and no agent joined: the account tells of no "
                         "handover that was tried.");
    if (baton_diagnose__is_strangers(check))
        return BATON_STR("Nothing tells that this is part of a handover.");
    return check->contract ? BATON_STR("Nothing wrong was found, but the request's body is not "
                                       "part of this evidence.")
                           : BATON_STR("Nothing wrong was found, and no contract says what is "
                                       "right.");
}

static struct baton_str describe(const struct baton_check *check,
                                 const struct baton_report *report)
{
    enum baton_outcome outcome = report->verdict.outcome;
    bool known = report->verdict.root_cause != SIZE_MAX;
    size_t cured = baton_check_cured(check);
    if (cured)
        return baton_str_fmt(check->arena, "Answered %d, and cured: exchange %zu sent the same "
                             "call again, and it was taken.", report->verdict.status, cured);
    if (outcome == BATON_OUTCOME_REJECTED)
        return known ? describe_rejection(check, report) : BATON_STR("Rejected.");
    if (outcome == BATON_OUTCOME_UNKNOWN)
        return describe_unknown(check, report);
    if (outcome == BATON_OUTCOME_STUCK && known)
        return describe_stuck(check, report);
    if (outcome == BATON_OUTCOME_AT_RISK && known)
        return baton_str_fmt(check->arena, "Nothing that must fail, but this may: %.*s.",
                             BATON_ARG(report->findings[report->verdict.root_cause].message));
    return report->verdict.predicted ? BATON_STR("Nothing in this evidence would make it fail.")
                                     : BATON_STR("Accepted.");
}

/* ---- the verdict --------------------------------------------------------------------------- */

static void set_root(struct baton_report *report, size_t root)
{
    report->verdict.root_cause = root;
    if (root == SIZE_MAX)
        return;
    report->verdict.has_stage = true;
    report->verdict.stage = report->findings[root].stage;
}

static void judge_answer(const struct baton_check *check, struct baton_report *report, int status)
{
    /* Answered well, and by nobody who knows of it, or without what the agent needs. */
    const unsigned late = check->evidence || !check->is_answer
                              ? ~0u : AT(BATON_REACH) | AT(BATON_PLACE) | AT(BATON_ANSWER);
    report->verdict.status = status;
    if (status >= 300 && status != 304) {
        report->verdict.outcome = BATON_OUTCOME_REJECTED;
        set_root(report, root_of_answer(check, report, status));
        if (is_transcripts_alone(check, report))
            report->verdict.outcome = BATON_OUTCOME_UNKNOWN;
        return;
    }
    size_t root = best(check, report, BATON_ERROR, late);
    set_root(report, root == SIZE_MAX ? wrong_answer(report) : root);
    if (report->verdict.root_cause != SIZE_MAX) {
        /* A question of baton's own that was answered badly tells nothing of the handover. */
        report->verdict.outcome = check->evidence ? BATON_OUTCOME_UNKNOWN : BATON_OUTCOME_STUCK;
        return;
    }
    set_root(report, best(check, report, BATON_WARNING, ~0u));
    report->verdict.outcome = report->verdict.root_cause == SIZE_MAX ? BATON_OUTCOME_ACCEPTED
                                                                     : BATON_OUTCOME_AT_RISK;
}

/* The body of a refusal of Cognigy's, by itself: what status it had, or 0. */
static int refusal_of(const struct baton_check *check)
{
    const struct baton_json *doc = &check->body.doc;
    uint64_t status;
    if (!check->contract || !baton_str_is(check->contract->id, "cognigy.error") ||
        !baton_json_is(doc, check->root, BATON_JSON_OBJECT))
        return 0;
    uint32_t at = baton_json_member_z(doc, check->root, "status");
    return at != BATON_JSON_NONE && baton_str_to_u64(baton_json_raw(doc, at), &status) &&
                   status >= 400 && status < 600
               ? (int)status : 0;
}

static void predict(const struct baton_check *check, struct baton_report *report)
{
    int refused = refusal_of(check);
    report->verdict.predicted = !refused;
    /* What came of it counts before the form in which it is told. */
    size_t told = is_told(check) ? best(check, report, BATON_ERROR, AT(BATON_ANSWER)) : SIZE_MAX;
    set_root(report, told == SIZE_MAX ? best(check, report, BATON_ERROR, ~0u) : told);
    if (refused && report->verdict.root_cause != SIZE_MAX) {
        report->verdict.outcome = BATON_OUTCOME_REJECTED;
        report->verdict.status = refused;
        return;
    }
    if (report->verdict.root_cause != SIZE_MAX) {
        /* A platform's own account tells of what was accepted long ago. */
        bool late = report->verdict.stage == BATON_ANSWER || check->is_answer || is_told(check) ||
                    fails_unanswered(check, report);
        report->verdict.outcome = late ? BATON_OUTCOME_STUCK : BATON_OUTCOME_REJECTED;
        report->verdict.status = late || is_signal_in_vain(check, report)
                                     ? 0 : expected(check, report->verdict.stage);
        return;
    }
    set_root(report, best(check, report, BATON_WARNING, ~0u));
    if (report->verdict.root_cause != SIZE_MAX)
        report->verdict.outcome = BATON_OUTCOME_AT_RISK;
    else
        report->verdict.outcome = check->contract && !lacks_body(check) ? BATON_OUTCOME_ACCEPTED
                                                                        : BATON_OUTCOME_UNKNOWN;
}

static bool was_tried(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].kind != BATON_MESSAGE_PLAIN)
            return true;
    return c->agent != SIZE_MAX || c->error_count || c->state == BATON_CALL_QUEUED;
}

/* Voice Gateway sees no agent: that the far end took the call is all that it can tell. */
static bool was_transferred(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_GATEWAY &&
            c->transfers[i].state == BATON_TRANSFER_COMPLETE)
            return true;
    return false;
}

/*
 * A conversation tells what came of the handover, and often the status it got,
 * which points at a stage. Without a fault and without an agent nothing is known.
 */
static void judge_account(const struct baton_check *check, struct baton_report *report)
{
    const struct baton_conversation *c = check->conversation;
    int status = baton_conversation_status(c);
    size_t root = status ? best(check, report, BATON_ERROR, baton_status_stages(status)) : SIZE_MAX;
    if (root == SIZE_MAX)
        root = best(check, report, BATON_ERROR, ~0u);
    report->verdict.status = status;
    set_root(report, root);
    if (root != SIZE_MAX) {
        report->verdict.outcome = status ? BATON_OUTCOME_REJECTED : BATON_OUTCOME_STUCK;
        return;
    }
    set_root(report, best(check, report, BATON_WARNING, ~0u));
    if (report->verdict.root_cause != SIZE_MAX)
        report->verdict.outcome = BATON_OUTCOME_AT_RISK;
    else
        report->verdict.outcome = (was_tried(c) && c->agent != SIZE_MAX) || was_transferred(c)
                                      ? BATON_OUTCOME_ACCEPTED
                                      : BATON_OUTCOME_UNKNOWN;
}

void baton_diagnose__verdict(const struct baton_check *check, struct baton_report *report)
{
    int status = observed(check);
    report->verdict.root_cause = SIZE_MAX;
    if (baton_check_cured(check)) {
        report->verdict.status = status;
        report->verdict.outcome = BATON_OUTCOME_ACCEPTED;
    } else if (baton_diagnose__is_strangers(check))
        report->verdict.outcome = BATON_OUTCOME_UNKNOWN;
    else if (check->conversation && status < 300)
        judge_account(check, report);
    else if (status >= 200)
        judge_answer(check, report, status);
    else
        predict(check, report);
    if (report->verdict.outcome == BATON_OUTCOME_REJECTED)
        report->verdict.by = baton_check_by(check);
    report->verdict.text = describe(check, report);
}

/* ---- what fails next ------------------------------------------------------------------------ */

/*
 * Where no answer was seen: what comes later. Validation tells all of its faults
 * at once; from identify on, a platform stops at the first, so that the next one
 * of the same stage is a failure to come. Where an answer was seen, it told of one
 * fault, and any other may be the next.
 */
static bool comes_after(const struct baton_report *report, const struct baton_finding *f)
{
    enum baton_stage stage = report->verdict.stage;
    if (f->stage == stage)
        return stage >= BATON_IDENTIFY;
    return f->stage > stage || !report->verdict.predicted;
}

bool baton_diagnose__next(struct baton_arena *arena, struct baton_report *report)
{
    size_t root = report->verdict.root_cause, count = 0;
    struct baton_next *next = BATON_NEW_N(arena, struct baton_next, report->finding_count + 1);
    if (!next)
        return false;
    for (size_t i = 0; i < report->finding_count && root != SIZE_MAX; i++) {
        const struct baton_finding *f = &report->findings[i];
        if (i != root && f->severity == BATON_ERROR && !is_answer_rule(f) &&
            comes_after(report, f))
            next[count++] = (struct baton_next){f->stage, i};
    }
    report->next = next;
    report->next_count = count;
    return true;
}
