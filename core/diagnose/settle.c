/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings of a conversation are weighed here, and nowhere else. What lacks in a
 * call that reached an agent is a warning at most; what lacks in one that did not
 * is an error. That no agent came is no cause where a cause is known.
 */
#include "core/diagnose/diagnose_int.h"

#define AT(stage) (1u << (stage))

/* Rules that tell of consequences, from the one that says most to the one that says least. */
static const char *const general[] = {
    "HO8018", "HO8017", "HO8016", "HO8015", "HO3006", "HO7006", "HO7011", "HO7004", "HO7003",
    "HO8402", "HO7351", "HO7453", "HO7451", "HO7501", "HO7158", "HO7156", "HO7350", "HO7153",
    "HO7352",
};

enum { SPECIFIC = -1, SENTENCES = 4, UNEXPLAINED_ID = 4, NOTED = 5 };

static bool is_rule(const struct baton_finding *f, const char *id)
{
    return baton_str_is(baton_str_from(f->rule->id), id);
}

/*
 * SPECIFIC, or the rank among general ones. Ids that differ are a cause where the
 * bot's request shows it; that a session id of the bot's is not the platform's is
 * one only where nothing else explains the refusal.
 */
static int rank_of(const struct baton_finding *f)
{
    for (size_t i = 0; i < BATON_COUNT(general); i++)
        if (is_rule(f, general[i]))
            return i == UNEXPLAINED_ID && f->document ? SPECIFIC : (int)i;
    return SPECIFIC;
}

static bool is_context(const struct baton_finding *f)
{
    return f->rule->id[2] == '5' && f->rule->id[3] == '0';
}

/* A status tells where to look; missing context may show as any of them. */
static bool explains(const struct baton_finding *f, const struct baton_finding *general_one,
                     int status)
{
    int rank = rank_of(general_one);
    bool by_status = rank < SENTENCES || rank == NOTED;
    if (f->severity != BATON_ERROR || rank_of(f) >= rank)
        return false;
    bool of_context = is_context(f) && status != 401 && status != 403 && status != 409;
    return !by_status || !status || of_context || (baton_status_stages(status) & AT(f->stage));
}

static bool is_explained(const struct baton_check *check, const struct baton_finding *f)
{
    int status = baton_conversation_status(check->conversation);
    if (is_rule(f, "HO8018"))
        status = 403;
    for (size_t i = 0; i < check->finding_count; i++)
        if (explains(&check->findings[i], f, status))
            return true;
    for (size_t i = 0; check->payload && i < check->payload->finding_count; i++)
        if (explains(&check->payload->findings[i], f, status))
            return true;
    return false;
}

/* Waiting and leaving follow from what kept the agent away. */
static bool is_consequence(const struct baton_finding *f)
{
    return is_rule(f, "HO7012") || is_rule(f, "HO7013") || is_rule(f, "HO5011") ||
           is_rule(f, "HO7154") || is_rule(f, "HO7452");
}

static bool has_errors(const struct baton_check *check)
{
    for (size_t i = 0; i < check->finding_count; i++)
        if (check->findings[i].severity == BATON_ERROR && !is_consequence(&check->findings[i]) &&
            rank_of(&check->findings[i]) == SPECIFIC)
            return true;
    return false;
}

/* The call is over, and no word tells of a failure: a caller who left is why. */
static bool only_ended(const struct baton_conversation *c)
{
    return !baton_conversation_worked(c) && !c->error_count && c->state == BATON_CALL_ENDED &&
           !baton_conversation_tries(c).failed;
}

/* The far end's refusal of a REFER is told by both sides: by the bot's as what it was. */
static bool is_told_by_bot(const struct baton_check *check, const struct baton_finding *f)
{
    for (size_t i = 0; is_rule(f, "HO7151") && i < check->finding_count; i++)
        if (is_rule(&check->findings[i], "HO7355") &&
            check->findings[i].severity == BATON_ERROR)
            return true;
    return false;
}

static void weigh_consequences(struct baton_check *check)
{
    bool caused = has_errors(check);
    bool ended = only_ended(check->conversation) && !(check->payload && has_errors(check->payload));
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        if ((is_consequence(f) && caused) || is_told_by_bot(check, f))
            f->severity = BATON_NOTE;
        else if (is_rule(f, "HO7012") && ended)
            f->severity = BATON_ERROR;
    }
}

/* ---- a call that reached an agent, and one that did not ----------------------------- */

/* What the queue is like now says nothing against a call that an agent took. */
static bool is_of_now(const struct baton_finding *f)
{
    return is_rule(f, "HO6003") || is_rule(f, "HO6004") || is_rule(f, "HO6005") ||
           is_rule(f, "HO6008") || is_rule(f, "HO7010") || is_rule(f, "HO7011");
}

static void weigh_success(struct baton_finding *f)
{
    char block = f->rule->id[2];
    bool of_handover = block == '3' || block == '5' || block == '6' || block == '7' ||
                       rank_of(f) != SPECIFIC;
    if (is_of_now(f))
        f->severity = BATON_NOTE;
    else if (of_handover && f->severity == BATON_ERROR)
        f->severity = BATON_WARNING;
}

/* What the handover reads from the context, and did not find. */
static bool is_needed(const struct baton_finding *f)
{
    return is_rule(f, "HO5001") || is_rule(f, "HO5002") || is_rule(f, "HO5003") ||
           is_rule(f, "HO5010");
}

static void weigh_failure(struct baton_finding *f)
{
    if (is_needed(f))
        f->severity = BATON_ERROR;
}

/* Nothing is known to have failed: what would make it fail is a risk. */
static void weigh_unknown(struct baton_finding *f)
{
    if (is_rule(f, "HO6009") && f->severity == BATON_ERROR)
        f->severity = BATON_WARNING;
}

/* ---- text without a payload ---------------------------------------------------------- */

static bool is_by_status(const struct baton_finding *f)
{
    return baton_str_starts(baton_str_from(f->rule->id), BATON_STR("HO80"));
}

/*
 * What is known of the text makes a word about nothing known untrue, and says more than
 * the status alone.
 */
static void weigh_words(struct baton_check *check)
{
    size_t kept = 0, known = 0;
    for (size_t i = 0; i < check->finding_count; i++)
        known += check->findings[i].severity > BATON_NOTE && !is_by_status(&check->findings[i]);
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        if ((check->finding_count > 1 && is_rule(f, "HO0035")) || (known && is_by_status(f)))
            continue;
        check->findings[kept++] = *f;
    }
    check->finding_count = kept;
}

/* ---- one fault, told twice ------------------------------------------------------------ */

/* By an account and by its payload, or by a general rule and one that knows better. */
static const struct {
    const char *kept, *dropped;
    bool same_place;
} doubles[] = {
    {"HO7353", "HO9301", false}, {"HO7353", "HO8301", false}, {"HO7353", "HO7354", false},
    {"HO7354", "HO8301", false}, {"HO8302", "HO7354", false}, {"HO8321", "HO7355", false},
    {"HO8322", "HO7355", false}, {"HO8323", "HO7355", false}, {"HO8324", "HO7355", false},
    {"HO8325", "HO7355", false}, {"HO8326", "HO7355", false}, {"HO8327", "HO7355", false},
    {"HO8328", "HO7355", false}, {"HO7454", "HO3401", false}, {"HO5401", "HO4005", true},
    {"HO5402", "HO4005", true},
};

static bool is_told_by(const struct baton_finding *findings, size_t count, const char *rule,
                       const struct baton_finding *other, bool same_place)
{
    for (size_t i = 0; i < count; i++) {
        const struct baton_finding *f = &findings[i];
        bool here = f->document == other->document && baton_str_eq(f->pointer, other->pointer);
        if (is_rule(f, rule) && f->severity != BATON_NOTE && (here || !same_place))
            return true;
    }
    return false;
}

size_t baton_diagnose__once(struct baton_finding *findings, size_t count)
{
    for (size_t d = 0; d < BATON_COUNT(doubles); d++) {
        size_t kept = 0, before = count;
        for (size_t i = 0; i < before; i++) {
            struct baton_finding f = findings[i];
            bool twice = is_rule(&f, doubles[d].dropped) &&
                         is_told_by(findings, before, doubles[d].kept, &f, doubles[d].same_place);
            if (!twice)
                findings[kept++] = f;
        }
        count = kept;
    }
    return count;
}

bool baton_diagnose__is_strangers(const struct baton_check *check)
{
    return !check->contract && !check->conversation && check->exchange->of != 1 &&
           check->url.host.len && !baton_vendor_of(check->url.host) && !check->match.slip;
}

void baton_diagnose__settle(struct baton_check *check)
{
    const struct baton_conversation *c = check->conversation;
    for (size_t i = 0; i < check->finding_count && baton_diagnose__is_strangers(check); i++)
        check->findings[i].severity = BATON_NOTE;
    if (check->words)
        weigh_words(check);
    if (!c)
        return;
    bool worked = baton_conversation_worked(c), failed = baton_conversation_failed(c);
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        if (worked)
            weigh_success(f);
        else if (failed)
            weigh_failure(f);
        else
            weigh_unknown(f);
    }
    weigh_consequences(check);
    /* Ranks fall along the list, so that one that yields was asked about by those below it. */
    for (size_t rank = 0; rank < BATON_COUNT(general); rank++)
        for (size_t i = 0; i < check->finding_count; i++) {
            struct baton_finding *f = &check->findings[i];
            bool weighs = f->severity == BATON_ERROR ||
                          (f->severity == BATON_WARNING && f->rule->id[3] != '0');
            if (is_rule(f, general[rank]) && weighs && rank_of(f) != SPECIFIC &&
                is_explained(check, f))
                f->severity = BATON_NOTE;
        }
}
