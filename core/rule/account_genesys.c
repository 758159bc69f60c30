/* SPDX-License-Identifier: Apache-2.0 */
/* What Genesys Cloud's own account says against a handover: HO715x, HO615x, HO5150. */
#include "core/rule/rule_int.h"

static const struct baton_conversation *genesys(const struct baton_check *check)
{
    return baton_side(check, "genesys");
}

/* One whose handover came about has nothing to explain. */
static const struct baton_conversation *failed(const struct baton_check *check)
{
    return baton_side_worked(check) ? NULL : genesys(check);
}

static enum baton_role role_of(const struct baton_conversation *c, const struct baton_leg *leg)
{
    return leg->participant < c->participant_count ? c->participants[leg->participant].role
                                                   : BATON_ROLE_UNKNOWN;
}

static const struct baton_leg *leg_of(const struct baton_conversation *c, enum baton_role role)
{
    for (size_t i = c->leg_count; i-- > 0;)
        if (role_of(c, &c->legs[i]) == role)
            return &c->legs[i];
    return NULL;
}

/* Is anybody of this role among the participants, with legs or without? */
static bool has(const struct baton_conversation *c, enum baton_role role)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role == role)
            return true;
    return false;
}

static bool is_over(const struct baton_conversation *c)
{
    return c->state == BATON_CALL_ENDED;
}

static struct baton_where where_leg(const struct baton_check *check, const struct baton_leg *leg)
{
    struct baton_fact fact = leg->disconnect_text.text.s ? leg->disconnect_text.fact : leg->fact;
    return baton_where_fact(check, fact);
}

/* "the agent's leg", "the queue's leg", … */
static const char *whose(enum baton_role role)
{
    static const char *const words[] = {"a leg", "the caller's leg", "the bot's leg",
                                        "the agent's leg", "the queue's leg", "a leg", "a leg"};
    return words[role];
}

/* " \"Billing\"", or "". */
static struct baton_str quoted(const struct baton_check *check, struct baton_str name)
{
    struct baton_str shown = name.s && name.len ? baton_check_shown(check, name) : BATON_STR("");
    return shown.len ? baton_str_fmt(check->arena, " \"%.*s\"", BATON_ARG(shown)) : shown;
}

/* ---- legs that ended badly ------------------------------------------------------ */

static bool is_clean(enum baton_disconnect how)
{
    return how == BATON_DISCONNECT_CLIENT || how == BATON_DISCONNECT_PEER ||
           how == BATON_DISCONNECT_ENDPOINT || how == BATON_DISCONNECT_TRANSFER ||
           how == BATON_DISCONNECT_EXPIRED;
}

/* Causes of Q.850 that are how calls end: 16, normal clearing; 31, normal, unspecified. */
static bool is_bad_cause(int cause)
{
    return cause && cause != 16 && cause != 31;
}

static bool ended_by_error(const struct baton_leg *leg)
{
    if (leg->disconnect == BATON_DISCONNECT_ERROR ||
        leg->disconnect == BATON_DISCONNECT_TRANSPORT_FAILURE)
        return true;
    if (is_clean(leg->disconnect) || leg->disconnect == BATON_DISCONNECT_TRANSFER_FAILED)
        return false;
    return leg->error_code.text.s || leg->sip_status >= 400 || is_bad_cause(leg->q850);
}

static bool nobody_answered(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->leg_count; i++)
        if (c->legs[i].disconnect == BATON_DISCONNECT_TRANSFER_FAILED)
            return true;
    return false;
}

static bool failed_by_error(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->leg_count; i++)
        if (ended_by_error(&c->legs[i]))
            return true;
    return false;
}

/* An error or a session's end says more than who hung up because of it. */
static bool is_told_why(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->leg_count; i++)
        if (c->legs[i].disconnect == BATON_DISCONNECT_EXPIRED)
            return true;
    return failed_by_error(c);
}

/* ---- transfers that the platform counts ----------------------------------------- */

static const char *end_of(enum baton_transfer_state state)
{
    return state == BATON_TRANSFER_TIMEOUT     ? "timed out"
           : state == BATON_TRANSFER_CANCELLED ? "was cancelled"
           : state == BATON_TRANSFER_FAILED    ? "failed"
                                               : NULL;
}

static bool completes_later(const struct baton_conversation *c, size_t from)
{
    for (size_t i = from + 1; i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_PLATFORM &&
            c->transfers[i].state == BATON_TRANSFER_COMPLETE)
            return true;
    return false;
}

BATON_RULE(HO7150)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->transfer_count; i++) {
        const struct baton_transfer_told *t = &c->transfers[i];
        const char *end = end_of(t->state);
        if (t->by != BATON_TRANSFER_BY_PLATFORM || !end || completes_later(c, i))
            continue;
        struct baton_str target = quoted(check, t->target.text);
        struct baton_finding *f = baton_report_at(
            check, rule, baton_where_fact(check, t->state_text.fact), "the transfer%s%.*s %s",
            target.len ? " to" : "", BATON_ARG(target), end);
        if (f && t->state == BATON_TRANSFER_CANCELLED && !is_over(c))
            f->severity = BATON_WARNING;
        if (f && (nobody_answered(c) || failed_by_error(c)))
            f->severity = BATON_NOTE; /* the leg tells why */
    }
}

/* What the code says in words; of several the SIP status, which says most. */
static struct baton_str code_words(const struct baton_check *check, const struct baton_leg *leg)
{
    const char *sip = baton_sip_words(leg->sip_status), *cause = baton_cause_words(leg->q850);
    struct baton_str told = leg->error_text.text.s ? leg->error_text.text : leg->error_code.text;
    if (leg->sip_status >= 400)
        return baton_str_fmt(check->arena, ", SIP %d%s%s", leg->sip_status, sip ? ": " : "",
                             sip ? sip : "");
    if (is_bad_cause(leg->q850))
        return baton_str_fmt(check->arena, ", Q.850 cause %d%s%s", leg->q850, cause ? ": " : "",
                             cause ? cause : "");
    return told.s ? quoted(check, told) : BATON_STR("");
}

BATON_RULE(HO7151)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->leg_count; i++) {
        const struct baton_leg *leg = &c->legs[i];
        if (!ended_by_error(leg))
            continue;
        struct baton_str words = code_words(check, leg);
        bool line = leg->disconnect == BATON_DISCONNECT_TRANSPORT_FAILURE;
        baton_report_at(check, rule, where_leg(check, leg), "%s %s%.*s",
                        whose(role_of(c, leg)),
                        line ? "lost its connection" : "was ended by an error", BATON_ARG(words));
        return;
    }
}

BATON_RULE(HO7152)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->leg_count; i++) {
        const struct baton_leg *leg = &c->legs[i];
        if (leg->disconnect != BATON_DISCONNECT_TRANSFER_FAILED)
            continue;
        struct baton_str word = leg->disconnect_text.text;
        bool busy = baton_str_find_nocase(word, BATON_STR("avail")) != SIZE_MAX;
        bool shut = baton_str_find_nocase(word, BATON_STR("dnd")) != SIZE_MAX ||
                    baton_str_find_nocase(word, BATON_STR("disturb")) != SIZE_MAX;
        baton_report_at(check, rule, where_leg(check, leg), "the call was offered, and %s (%.*s)",
                        shut   ? "the other end does not want to be disturbed"
                        : busy ? "nobody was available"
                               : "nobody answered",
                        BATON_ARG(word));
        return;
    }
}

/* ---- the bot had it last -------------------------------------------------------- */

static const struct baton_transfer_told *flow_exit(const struct baton_conversation *c)
{
    const struct baton_transfer_told *found = NULL;
    for (size_t i = 0; i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_FLOW)
            found = &c->transfers[i];
    return found;
}

/* Somebody outside, or a voicemail, got the call. */
static bool went_elsewhere(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++) {
        const struct baton_participant *p = &c->participants[i];
        struct baton_str purpose = p->role_text.text;
        bool outside = purpose.s && baton_str_is_nocase(purpose, "external") && i != c->customer;
        if (outside || (purpose.s && baton_str_is_nocase(purpose, "voicemail")))
            return true;
    }
    return false;
}

/* Nobody but the caller and the bot's side was ever there. */
static bool stayed_with_bot(const struct baton_conversation *c)
{
    return !has(c, BATON_ROLE_QUEUE) && !has(c, BATON_ROLE_AGENT) && !went_elsewhere(c);
}

static bool tried_transfer(const struct baton_check *check, const struct baton_conversation *c)
{
    if (baton_told_noted(check))
        return true;
    for (size_t i = 0; i < c->transfer_count; i++)
        if (c->transfers[i].by == BATON_TRANSFER_BY_PLATFORM)
            return true;
    return false;
}

/* Whether the caller or the bot's side ended it is in the caller's own leg, else in the bot's. */
static bool caller_ended(const struct baton_conversation *c, const struct baton_leg *bot)
{
    const struct baton_leg *caller = leg_of(c, BATON_ROLE_CUSTOMER);
    if (caller && caller->disconnect != BATON_DISCONNECT_UNKNOWN)
        return caller->disconnect == BATON_DISCONNECT_CLIENT ||
               caller->disconnect == BATON_DISCONNECT_ENDPOINT;
    return bot->disconnect == BATON_DISCONNECT_PEER;
}

BATON_RULE(HO7153)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_leg *bot = c ? leg_of(c, BATON_ROLE_BOT) : NULL;
    if (!bot || !is_over(c) || !stayed_with_bot(c) || tried_transfer(check, c) || flow_exit(c) ||
        is_told_why(c))
        return;
    if (bot->disconnect != BATON_DISCONNECT_CLIENT && bot->disconnect != BATON_DISCONNECT_PEER &&
        bot->disconnect != BATON_DISCONNECT_ENDPOINT && bot->disconnect != BATON_DISCONNECT_SYSTEM)
        return;
    /* The account knows of no transfer, and another exchange may be one. */
    size_t tried = baton_check_hands_over(check, c->id.text);
    struct baton_str none = !tried ? BATON_STR(", and no transfer was tried")
                            : tried > check->exchange->index
                                ? BATON_STR("")
                                : baton_str_fmt(check->arena, ", and nothing came of the transfer "
                                                "of exchange %zu", tried);
    struct baton_finding *f = baton_report_at(
        check, rule, where_leg(check, bot), "%s while the bot had the call%.*s "
        "(disconnectType \"%.*s\")",
        caller_ended(c, bot) ? "the caller hung up" : "the bot's side ended it",
        BATON_ARG(none), BATON_ARG(bot->disconnect_text.text));
    if (f && tried > check->exchange->index)
        f->severity = BATON_NOTE;
    else if (f && baton_side_asked(check))
        f->severity = BATON_ERROR;
}

BATON_RULE(HO7156)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_transfer_told *exit = c ? flow_exit(c) : NULL;
    if (!exit || exit->state == BATON_TRANSFER_COMPLETE || !stayed_with_bot(c) ||
        tried_transfer(check, c))
        return;
    struct baton_str word = baton_check_shown(check, exit->state_text.text);
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_fact(check, exit->state_text.fact),
        "the flow ended with \"%.*s\", not with a transfer", BATON_ARG(word));
    bool bad = baton_str_find_nocase(word, BATON_STR("error")) != SIZE_MAX ||
               baton_str_find_nocase(word, BATON_STR("fail")) != SIZE_MAX;
    if (f && (bad || baton_side_asked(check)))
        f->severity = BATON_ERROR;
    if (f && is_told_why(c))
        f->severity = BATON_NOTE;
}

BATON_RULE(HO7157)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->leg_count; i++) {
        const struct baton_leg *leg = &c->legs[i];
        if (leg->disconnect != BATON_DISCONNECT_EXPIRED)
            continue;
        baton_report_at(check, rule, where_leg(check, leg),
                        "%s expired before an agent had the conversation (%.*s)",
                        whose(role_of(c, leg)), BATON_ARG(leg->disconnect_text.text));
        return;
    }
}

/* A leg that was transferred, or a flow that says so, and nobody who got it. */
BATON_RULE(HO7158)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_leg *bot = c ? leg_of(c, BATON_ROLE_BOT) : NULL;
    const struct baton_transfer_told *exit = c ? flow_exit(c) : NULL;
    bool sent = exit && exit->state == BATON_TRANSFER_COMPLETE;
    bool left = bot && bot->disconnect == BATON_DISCONNECT_TRANSFER && (!exit || sent);
    if (!c || (!left && !sent) || !is_over(c) || !stayed_with_bot(c) || tried_transfer(check, c))
        return;
    struct baton_str target = exit ? quoted(check, exit->target.text) : BATON_STR("");
    baton_report_at(check, rule,
                    left ? where_leg(check, bot) : baton_where_fact(check, exit->state_text.fact),
                    "the bot's side gave the call away%s%.*s, and no queue and no agent ever had "
                    "it",
                    target.len ? " to" : "", BATON_ARG(target));
}

/* ---- the queue had it last ------------------------------------------------------ */

/* 487 is what giving up before the answer is called in SIP. */
static const struct baton_leg *last_wait(const struct baton_conversation *c)
{
    enum { GIVEN_UP = 487 };
    const struct baton_leg *leg = leg_of(c, BATON_ROLE_QUEUE);
    if (!leg || !is_over(c) || ended_by_error(leg) || leg->error_code.text.s)
        return NULL;
    return leg->sip_status < 400 || leg->sip_status == GIVEN_UP ? leg : NULL;
}

/* " after 3 min", where both times are known. */
static struct baton_str waited(const struct baton_check *check, const struct baton_leg *leg)
{
    if (leg->started.seconds == INT64_MIN || leg->ended.seconds == INT64_MIN ||
        leg->ended.seconds < leg->started.seconds)
        return BATON_STR("");
    struct baton_str gap = baton_check_duration(check, leg->ended.seconds - leg->started.seconds);
    return baton_str_fmt(check->arena, " after %.*s", BATON_ARG(gap));
}

/* The queue's "client" and "peer" are both the caller's doing: nobody else is on that leg. */
static bool caller_left(enum baton_disconnect how)
{
    return how == BATON_DISCONNECT_CLIENT || how == BATON_DISCONNECT_PEER ||
           how == BATON_DISCONNECT_ENDPOINT;
}

BATON_RULE(HO7154)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_leg *leg = c ? last_wait(c) : NULL;
    if (!leg || !caller_left(leg->disconnect))
        return;
    struct baton_str queue = quoted(check, c->queue_name.text), time = waited(check, leg);
    struct baton_finding *f =
        baton_report_at(check, rule, where_leg(check, leg), "the caller hung up%.*s in the "
                        "queue%.*s, before an agent had the call", BATON_ARG(time),
                        BATON_ARG(queue));
    if (f && (nobody_answered(c) || is_told_why(c)))
        f->severity = BATON_NOTE; /* why they waited is the cause */
}

BATON_RULE(HO7155)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_leg *leg = c ? last_wait(c) : NULL;
    if (!leg || (leg->disconnect != BATON_DISCONNECT_SYSTEM &&
                 leg->disconnect != BATON_DISCONNECT_TIMEOUT) || is_told_why(c))
        return;
    struct baton_str queue = quoted(check, c->queue_name.text), time = waited(check, leg);
    baton_report_at(check, rule, where_leg(check, leg), "Genesys Cloud itself ended the wait%.*s "
                    "in the queue%.*s (%.*s): no caller hung up", BATON_ARG(time),
                    BATON_ARG(queue), BATON_ARG(leg->disconnect_text.text));
}

/* ---- the queue ------------------------------------------------------------------ */

BATON_RULE(HO6150)
{
    const struct baton_members_facts *m = check->evidence ? &check->evidence->members : NULL;
    baton_memory_empty_queue(check, rule);
    if (!m || m->listed < 0 || m->on_queue > 0)
        return;
    struct baton_finding *f =
        !m->listed   ? baton_report_at(check, rule, baton_where_fact(check, m->at),
                                       "the queue has no members")
        : !m->joined ? baton_report_at(check, rule, baton_where_fact(check, m->at),
                                       "nobody has joined the queue, of %lld member%s",
                                       (long long)m->listed, m->listed == 1 ? "" : "s")
                     : baton_report_at(check, rule, baton_where_fact(check, m->at),
                                       "nobody is on queue, of %lld member%s who joined",
                                       (long long)m->joined, m->joined == 1 ? "" : "s");
    if (f && baton_side_worked(check))
        f->severity = BATON_NOTE;
}

BATON_RULE(HO6151)
{
    enum { LONG_WAIT = 300 };
    const struct baton_wait_facts *w = check->evidence ? &check->evidence->wait : NULL;
    if (!w || w->seconds < LONG_WAIT)
        return;
    struct baton_str time = baton_check_duration(check, w->seconds);
    baton_report_at(check, rule, baton_where_fact(check, w->at),
                    "Genesys Cloud estimates a wait of %.*s in the queue", BATON_ARG(time));
}

BATON_RULE(HO7159)
{
    const struct baton_conversation *c = genesys(check);
    bool mandatory = c && (c->wrapup_required ||
                           (c->wrapup_prompt.text.s &&
                            baton_str_is_nocase(c->wrapup_prompt.text, "mandatory")));
    if (!mandatory || c->has_wrapup || !is_over(c))
        return;
    baton_report_at(check, rule,
                    c->wrapup_prompt.text.s ? baton_where_fact(check, c->wrapup_prompt.fact)
                                            : baton_where_nowhere(),
                    "a wrap-up is required of the agent, and none was given");
}

/* ---- attributes that the bot sets ----------------------------------------------- */

static bool is_attributes(const struct baton_check *check)
{
    return check->payload && baton_check_is_call(check->payload, "genesys.attributes") &&
           check->payload->readable;
}

/* An attribute of this name at any participant. */
static bool is_set(const struct baton_conversation *c, struct baton_str name)
{
    for (size_t i = 0; i < c->participant_count; i++) {
        struct baton_fact at = c->participants[i].attributes;
        const struct baton_json *doc = at.at == BATON_JSON_NONE ? NULL : c->accounts[at.account];
        if (doc && baton_json_member(doc, at.at, name) != BATON_JSON_NONE)
            return true;
    }
    return false;
}

/* What was refused, or sent to another conversation, is not to be expected there. */
static bool should_show(const struct baton_check *check, const struct baton_conversation *c)
{
    const struct baton_exchange *ex = check->payload->exchange;
    bool refused = ex->response.present && ex->response.status / 100 != 2;
    return !refused && (!c->id.text.s || baton_str_find_nocase(ex->url, c->id.text) != SIZE_MAX);
}

BATON_RULE(HO5150)
{
    enum { MOST_NAMED = 5, MOST_ASKED = 100 };
    const struct baton_conversation *c = genesys(check);
    size_t lost = 0, looked = 0;
    if (!c || !is_attributes(check) || !c->participant_count || !should_show(check, c))
        return;
    const struct baton_json *doc = &check->payload->body.doc;
    uint32_t sent = baton_json_is(doc, 0, BATON_JSON_OBJECT)
                        ? baton_json_member_z(doc, 0, "attributes") : BATON_JSON_NONE;
    struct baton_buf names;
    if (!baton_json_is(doc, sent, BATON_JSON_OBJECT))
        return;
    baton_buf_init(&names, check->arena, 0);
    BATON_JSON_EACH_MEMBER(doc, sent, key) {
        struct baton_str name = baton_json_string(doc, key, check->arena);
        if (lost == MOST_NAMED || looked++ == MOST_ASKED)
            break;
        if (!is_set(c, name))
            baton_buf_fmt(&names, "%s\"%.*s\"", lost++ ? ", " : "", BATON_ARG(name));
    }
    struct baton_str list = baton_buf_str(&names);
    if (lost)
        baton_report_at(check, rule, baton_where_payload(check, sent),
                        "sent, and no participant has it: %.*s", BATON_ARG(list));
}

/* The participant that the request names had left when it was sent. */
BATON_RULE(HO7160)
{
    const struct baton_conversation *c = genesys(check);
    int64_t sent;
    if (!c || !is_attributes(check) ||
        !baton_time_read(check->payload->exchange->started, &sent))
        return;
    for (size_t i = 0; i < c->participant_count; i++) {
        const struct baton_participant *p = &c->participants[i];
        bool named = p->id.text.s &&
                     baton_str_find(check->payload->exchange->url, p->id.text) != SIZE_MAX;
        if (!named || p->left.seconds == INT64_MIN || p->left.seconds >= sent)
            continue;
        struct baton_str gap = baton_check_duration(check, sent - p->left.seconds);
        baton_report_at(check, rule, baton_where_fact(check, p->left.fact),
                        "the attributes were set %.*s after this participant had left",
                        BATON_ARG(gap));
        return;
    }
}
