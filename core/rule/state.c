/* SPDX-License-Identifier: Apache-2.0 */
/* HO7007 to HO7011 and HO7015: states that allow no handover, and what they were when. */
#include "core/rule/rule_int.h"

enum { LEFT_EARLY = 60 /* seconds: less is how platforms log one moment */ };

/* ---- the session ---------------------------------------------------------------------- */

static const struct baton_message *expiry(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].kind == BATON_MESSAGE_SESSION_EXPIRED)
            return &c->messages[i];
    return NULL;
}

/* The platform may have noted what no message tells. */
static const struct baton_noted_error *noted_expiry(const struct baton_conversation *c)
{
    static const char *const words[] = {"session expired", "session timed out", "session timeout",
                                        "session has expired", "session_expired",
                                        "session_timeout"};
    for (size_t i = 0; i < c->error_count; i++)
        for (size_t k = 0; k < BATON_COUNT(words); k++) {
            struct baton_str word = baton_str_from(words[k]);
            if ((c->errors[i].text.text.s &&
                 baton_str_find_nocase(c->errors[i].text.text, word) != SIZE_MAX) ||
                (c->errors[i].code.text.s &&
                 baton_str_find_nocase(c->errors[i].code.text, word) != SIZE_MAX))
                return &c->errors[i];
        }
    return NULL;
}

/* A call that was put in the queue before needs the bot's session no more. */
static bool waits_without(const struct baton_conversation *c, int64_t ended)
{
    int64_t tried = baton_talk_tried(c).seconds;
    return c->state == BATON_CALL_QUEUED && !c->error_count &&
           !baton_conversation_tries(c).failed && tried != INT64_MIN && ended > tried;
}

static void report_expired(struct baton_check *check, const struct baton_rule *rule,
                           struct baton_fact fact, int64_t ended, const char *what)
{
    struct baton_where where = baton_where_fact(check, fact);
    int64_t tried = baton_talk_tried(check->conversation).seconds;
    if (ended == INT64_MIN || tried == INT64_MIN || tried == ended) {
        baton_report_at(check, rule, where, "%s before the handover completed", what);
        return;
    }
    struct baton_str gap =
        baton_check_duration(check, tried > ended ? tried - ended : ended - tried);
    baton_report_at(check, rule, where,
                    tried > ended ? "%s %.*s before the handover"
                                  : "%s %.*s after the handover began, before it completed",
                    what, BATON_ARG(gap));
}

/* A bot that left well before its handover was tried has no session to hand over. */
static bool left_early(const struct baton_conversation *c)
{
    int64_t tried = baton_talk_tried(c).seconds;
    if (c->bot == SIZE_MAX || tried == INT64_MIN)
        return false;
    int64_t left = c->participants[c->bot].left.seconds;
    return left != INT64_MIN && tried - left >= LEFT_EARLY;
}

/* ---- the end of the conversation --------------------------------------------------------- */

static struct baton_str after(const struct baton_check *check, const struct baton_moment *end)
{
    int64_t tried = baton_talk_tried(check->conversation).seconds;
    if (end->seconds == INT64_MIN || tried == INT64_MIN || tried <= end->seconds)
        return BATON_STR("");
    struct baton_str gap = baton_check_duration(check, tried - end->seconds);
    return baton_str_fmt(check->arena, "%.*s ", BATON_ARG(gap));
}

/* Was it tried later than this? */
static bool tried_after(const struct baton_conversation *c, const struct baton_moment *end)
{
    int64_t tried = baton_talk_tried(c).seconds;
    return end->seconds != INT64_MIN && tried != INT64_MIN && tried > end->seconds;
}

static const struct baton_leg *leg_in(const struct baton_conversation *c,
                                      enum baton_call_state state)
{
    for (size_t i = 0; i < c->leg_count; i++)
        if (c->legs[i].state == state)
            return &c->legs[i];
    return NULL;
}

static bool is_wrapped_up(const struct baton_conversation *c)
{
    return c->state == BATON_CALL_WRAP_UP || leg_in(c, BATON_CALL_WRAP_UP) ||
           c->wrapped_up.text.s;
}

/*
 * A conversation that is wrapped up now need not have been then: the times say so,
 * or else the platform's own refusal.
 */
static bool came_after_wrap_up(const struct baton_conversation *c)
{
    if (baton_conversation_worked(c) || !is_wrapped_up(c))
        return false;
    return tried_after(c, &c->wrapped_up) || baton_conversation_status(c) == 409 ||
           baton_talk_says(c, "Already Wrapped Up").at != BATON_JSON_NONE;
}

static struct baton_fact wrap_up_place(const struct baton_conversation *c)
{
    const struct baton_leg *leg = leg_in(c, BATON_CALL_WRAP_UP);
    if (leg)
        return leg->state_text.fact;
    return c->state == BATON_CALL_WRAP_UP ? c->state_text.fact : c->wrapped_up.fact;
}

BATON_RULE(HO7009)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || !came_after_wrap_up(c))
        return;
    struct baton_str gap = after(check, &c->wrapped_up);
    baton_report_at(check, rule, baton_where_fact(check, wrap_up_place(c)),
                    "the handover was tried %.*safter the conversation had been wrapped up",
                    BATON_ARG(gap));
}

static bool came_after_end(const struct baton_conversation *c)
{
    bool over = c->state == BATON_CALL_ENDED || c->state == BATON_CALL_FAILED;
    if (baton_conversation_worked(c) || came_after_wrap_up(c))
        return false;
    return tried_after(c, &c->ended) || (over && baton_conversation_status(c) == 409);
}

BATON_RULE(HO7008)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || !came_after_end(c))
        return;
    struct baton_str gap = after(check, &c->ended);
    struct baton_fact fact = c->ended.text.s ? c->ended.fact : c->state_text.fact;
    baton_report_at(check, rule, baton_where_fact(check, fact),
                    "the handover was tried %.*safter the conversation had ended", BATON_ARG(gap));
}

/* A bot leaves with the call: where that was over, it is not the session that ended. */
BATON_RULE(HO7007)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || baton_conversation_worked(c))
        return;
    const struct baton_message *m = expiry(c);
    const struct baton_noted_error *error = noted_expiry(c);
    const char *what = "the bot's session expired";
    if (left_early(c) && !m && !came_after_wrap_up(c) && !came_after_end(c))
        report_expired(check, rule, c->participants[c->bot].left.fact,
                       c->participants[c->bot].left.seconds,
                       error ? what : "the bot had left, its session over,");
    else if (m && waits_without(c, m->time.seconds))
        return;
    else if (m)
        report_expired(check, rule, m->text.text.s ? m->text.fact : m->fact, m->time.seconds, what);
    else if (error)
        report_expired(check, rule, error->fact, INT64_MIN, what);
}

/* ---- legs --------------------------------------------------------------------------------- */

static bool is_transferable(const struct baton_leg *leg)
{
    return leg->state != BATON_CALL_WRAP_UP && leg->state != BATON_CALL_ENDED &&
           leg->state != BATON_CALL_FAILED;
}

/*
 * Legs end with the call, whatever made the handover fail: their state now counts
 * where a refusal, or their times, say that it was the same then.
 */
BATON_RULE(HO7010)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || !c->leg_count || came_after_wrap_up(c) || came_after_end(c) ||
        !baton_conversation_failed(c))
        return;
    int status = baton_conversation_status(c);
    const struct baton_leg *leg = &c->legs[0];
    if (is_transferable(leg) || !(status == 409 || tried_after(c, &leg->ended)))
        return;
    struct baton_str gap = after(check, &leg->ended);
    baton_report_at(check, rule, baton_where_fact(check, leg->state_text.fact),
                    "the leg is \"%.*s\"%s%.*s%s: only an active or queued one can be transferred",
                    BATON_ARG(leg->state_text.text), gap.len ? ", ended " : "", BATON_ARG(gap),
                    gap.len ? "before the handover" : "");
}

BATON_RULE(HO7011)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || !c->has_legs || c->leg_count)
        return;
    const struct baton_json *doc = &check->body.doc;
    uint32_t legs = check->readable && baton_json_is(doc, 0, BATON_JSON_OBJECT)
                        ? baton_json_member_z(doc, 0, "legs") : BATON_JSON_NONE;
    baton_report_at(check, rule,
                    legs == BATON_JSON_NONE ? baton_where_nowhere()
                                            : baton_where_value(check, legs),
                    "the conversation has no legs: there is nothing that could be transferred");
}

BATON_RULE(HO7015)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || !c->contrary_state.text.s)
        return;
    baton_report_at(check, rule, baton_where_fact(check, c->contrary_state.fact),
                    "one account says \"%.*s\", the other \"%.*s\"",
                    BATON_ARG(c->state_text.text), BATON_ARG(c->contrary_state.text));
}
