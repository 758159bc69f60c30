/* SPDX-License-Identifier: Apache-2.0 */
/* What Cognigy's own accounts say against a handover: HO735x. */
#include "core/rule/rule_int.h"

enum { NEAR = 120, FAR = 600 /* seconds */ };

static const struct baton_conversation *failed(const struct baton_check *check)
{
    return baton_side_worked(check) ? NULL : baton_side(check, "cognigy");
}

/* A Signal, a transfer, a REFER, a handover's state: somebody wanted it. */
bool baton_side_asked(const struct baton_check *check)
{
    const struct baton_conversation *c = baton_side(check, "cognigy");
    for (size_t i = 0; c && i < c->transfer_count; i++)
        if (c->transfers[i].by != BATON_TRANSFER_BY_FLOW)
            return true;
    return c && c->handover_asked.at != BATON_JSON_NONE;
}

/* ---- the transcript ------------------------------------------------------------- */

static bool is_active(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->transfer_count; i++)
        if (c->transfers[i].state == BATON_TRANSFER_ACTIVE ||
            c->transfers[i].state == BATON_TRANSFER_COMPLETE)
            return true;
    return c->with_agent.text.s != NULL;
}

/* An explicit failure says more than that nothing came. */
static bool is_told_failed(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->transfer_count; i++)
        if (c->transfers[i].state == BATON_TRANSFER_FAILED)
            return true;
    return false;
}

/* A voice call leaves the transcript with its transfer: nothing more is said there. */
static bool is_voice(const struct baton_conversation *c)
{
    struct baton_str channel = c->endpoint.channel.text;
    return channel.s && baton_str_find_nocase(channel, BATON_STR("voice")) != SIZE_MAX;
}

/* What the bot said, and was asked, after it had asked for the handover. */
static size_t turns_after(const struct baton_conversation *c, const struct baton_message **first)
{
    size_t count = 0;
    bool asked_again = false;
    for (size_t i = 0; i < c->message_count; i++) {
        const struct baton_message *m = &c->messages[i];
        enum baton_role role = c->participants[m->participant].role;
        if (m->time.seconds == INT64_MIN || c->asked.seconds == INT64_MIN ||
            m->time.seconds <= c->asked.seconds)
            continue;
        asked_again |= role == BATON_ROLE_CUSTOMER;
        if (role != BATON_ROLE_BOT || !asked_again)
            continue;
        if (!count++)
            *first = m;
    }
    return count;
}

BATON_RULE(HO7350)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_message *first = NULL;
    if (!c || c->handover_asked.at == BATON_JSON_NONE || is_active(c) || is_told_failed(c) ||
        (is_voice(c) && !turns_after(c, &first)))
        return;
    baton_report_at(check, rule, baton_where_fact(check, c->handover_asked),
                    "the handover was asked for, and was never active");
}

BATON_RULE(HO7352)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_message *first = NULL;
    if (!c || c->handover_asked.at == BATON_JSON_NONE || is_active(c))
        return;
    size_t turns = turns_after(c, &first);
    if (!turns)
        return;
    baton_report_at(check, rule, baton_where_fact(check, first->fact),
                    "the bot went on talking after it had asked for the handover (%zu time%s)",
                    turns, turns == 1 ? "" : "s");
}

/* ---- the log -------------------------------------------------------------------- */

static bool is_about_handover(struct baton_str text)
{
    static const char *const words[] = {"handover", "hand over", "signal", "cxone", "escalat",
                                        "transfer", "bearer token", "genesys", "live agent"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_find_nocase(text, baton_str_from(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* NICE's own note: a transcript that could not be posted stops no handover. */
static bool is_transcript(struct baton_str text)
{
    return baton_str_find_nocase(text, BATON_STR("tms")) != SIZE_MAX ||
           baton_str_find_nocase(text, BATON_STR("transcript")) != SIZE_MAX;
}

/* A project's log is of all its calls: what is far from this one's handover is another's. */
static bool is_far(const struct baton_conversation *c, const struct baton_occurrence *o)
{
    if (o->time.seconds == INT64_MIN || c->asked.seconds == INT64_MIN)
        return false;
    int64_t gap = o->time.seconds - c->asked.seconds;
    return gap < -FAR || gap > FAR;
}

static bool is_near(const struct baton_conversation *c, const struct baton_occurrence *o)
{
    if (o->time.seconds == INT64_MIN || c->asked.seconds == INT64_MIN)
        return false;
    int64_t gap = o->time.seconds - c->asked.seconds;
    return gap >= -NEAR && gap <= NEAR;
}

/* A list of entries that is looked at by itself has been told of there. */
void baton_told_limit_report(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_conversation *c = check->evidence ? failed(check) : NULL;
    for (size_t i = 0; c && i < c->occurrence_count; i++) {
        const struct baton_occurrence *o = &c->occurrences[i];
        struct baton_str text = o->log && o->bad && o->fact.account != check->document
                                    ? baton_conversation_text(c, o->fact, check->arena)
                                    : (struct baton_str){NULL, 0};
        const char *limit = text.s && !is_transcript(text) ? baton_told_limit(text) : NULL;
        if (!limit)
            continue;
        baton_report_at(check, rule, baton_where_fact(check, o->fact),
                        "the log tells of a limit: %s", limit);
        return;
    }
}

BATON_RULE(HO7351)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->occurrence_count; i++) {
        const struct baton_occurrence *o = &c->occurrences[i];
        if (!o->log || !o->bad)
            continue;
        struct baton_str text = baton_conversation_text(c, o->fact, check->arena);
        bool about = text.s && is_about_handover(text);
        if (!text.s || is_transcript(text) || is_far(c, o) || (!about && !is_near(c, o)) ||
            baton_told_limit(text) || baton_told_is_known(check, o->fact))
            continue;
        struct baton_str shown = baton_check_shown(check, text);
        struct baton_finding *f = baton_report_at(check, rule, baton_where_fact(check, o->fact),
                                                  "the bot's log tells of a failure: %.*s",
                                                  BATON_ARG(shown));
        if (f && !about)
            f->severity = BATON_WARNING;
        return;
    }
}

/* ---- how the endpoint is set up ------------------------------------------------- */

/* As of October 2025 (Cognigy/Documentation, handovers): these have no handover provider at all. */
static bool has_no_handover(struct baton_str channel)
{
    static const char *const words[] = {"rest", "genesysBotConnector", "niceCXOne"};
    for (size_t i = 0; channel.s && i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(channel, words[i]))
            return true;
    return false;
}

BATON_RULE(HO7353)
{
    const struct baton_conversation *c = failed(check);
    if (!c || c->handover_asked.at == BATON_JSON_NONE || is_active(c))
        return;
    struct baton_str channel = c->endpoint.channel.text;
    if (has_no_handover(channel))
        baton_report_at(check, rule, baton_where_fact(check, c->endpoint.channel.fact),
                        "an endpoint of channel \"%.*s\" has no handover", BATON_ARG(channel));
    else if (c->endpoint.known && !c->endpoint.provider.text.s && !is_voice(c))
        baton_report_at(check, rule, baton_where_fact(check, c->endpoint.channel.fact),
                        "the endpoint (channel \"%.*s\") has no handover provider",
                        channel.s ? (int)channel.len : 1, channel.s ? channel.s : "?");
}

/* ---- what the flow and the gateway were told ------------------------------------ */

/* What is looked at by itself is told of there (HO8301). */
static bool is_payloads(const struct baton_check *check, struct baton_fact fact)
{
    return !check->evidence || fact.account == check->evidence->payload ||
           fact.account == check->document;
}

BATON_RULE(HO7354)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->transfer_count; i++) {
        const struct baton_transfer_told *t = &c->transfers[i];
        bool cancelled = t->state == BATON_TRANSFER_CANCELLED;
        if (t->by != BATON_TRANSFER_BY_BOT || (t->state != BATON_TRANSFER_FAILED && !cancelled) ||
            is_payloads(check, t->fact))
            continue;
        struct baton_str why = t->reason.text.s ? baton_check_shown(check, t->reason.text)
                                                : BATON_STR("");
        baton_report_at(check, rule, baton_where_fact(check, t->state_text.fact),
                        "the handover %s%s%.*s",
                        cancelled ? "was cancelled" : "ended with an error", why.len ? ": " : "",
                        BATON_ARG(why));
        return;
    }
}

/* A second try that came about makes up for the first. */
static bool comes_about(const struct baton_conversation *c, size_t from)
{
    for (size_t i = from + 1; i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_GATEWAY &&
            c->transfers[i].state == BATON_TRANSFER_COMPLETE)
            return true;
    return false;
}

static void report_gateway(struct baton_check *check, const struct baton_rule *rule,
                           const struct baton_transfer_told *t)
{
    struct baton_where where = baton_where_fact(check, t->state_text.fact);
    int code = t->final_status ? t->final_status : t->refer_status;
    const char *sip = baton_sip_words(code);
    struct baton_str words = sip ? baton_str_fmt(check->arena, ": %s", sip) : BATON_STR("");
    bool refer = baton_str_is(t->type_text.text, "refer");
    struct baton_finding *f =
        !code ? baton_report_at(check, rule, where, "%s failed, and its event tells no status",
                                refer ? "the REFER" : "the call that Voice Gateway placed")
        : !refer ? baton_report_at(check, rule, where, "the call that Voice Gateway placed failed "
                                   "with %d%.*s", code, BATON_ARG(words))
        : t->refer_status == 202 && t->final_status
            ? baton_report_at(check, rule, where, "the REFER was accepted (202), and the call that "
                              "it led to failed with %d%.*s", code, BATON_ARG(words))
            : baton_report_at(check, rule, where, "the REFER was refused with %d%.*s", code,
                              BATON_ARG(words));
    if (!f || code != 410)
        return;
    f->severity = BATON_WARNING;
    baton_report_because(check, f, "Two documents of Cognigy disagree on a final 410: the release "
                                   "notes of 4.80 call it a success, the pages of 2026.11 an "
                                   "error.");
}

BATON_RULE(HO7355)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->transfer_count; i++) {
        const struct baton_transfer_told *t = &c->transfers[i];
        if (t->by != BATON_TRANSFER_BY_GATEWAY || t->state != BATON_TRANSFER_FAILED ||
            comes_about(c, i))
            continue;
        report_gateway(check, rule, t);
        return;
    }
}
