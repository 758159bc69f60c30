/* SPDX-License-Identifier: Apache-2.0 */
/* HO7: who took part in a conversation, and what came of its handover. */
#include "core/rule/rule_int.h"

enum { MOST_NOTED = 5 };

/* The account as a whole has no place worth marking. */
static struct baton_where where_list(const struct baton_check *check, const char *name)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t at = check->readable && baton_json_is(doc, 0, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, 0, name) : BATON_JSON_NONE;
    return at == BATON_JSON_NONE ? baton_where_nowhere() : baton_where_value(check, at);
}

static struct baton_where where_bot(const struct baton_check *check)
{
    const struct baton_conversation *c = baton_talk(check);
    return c->bot == SIZE_MAX ? baton_where_nowhere()
                              : baton_where_fact(check, c->participants[c->bot].id.fact);
}

static struct baton_where where_message(const struct baton_check *check,
                                        const struct baton_message *m)
{
    return m ? baton_where_fact(check, m->text.text.s ? m->text.fact : m->fact)
             : baton_where_nowhere();
}

/* ---- who is there ------------------------------------------------------------------------ */

/* Participants that are none are a matter of the contract (HO4002). */
static bool holds_something(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->account_count; i++) {
        const struct baton_json *doc = c->accounts[i];
        uint32_t list = doc && baton_json_is(doc, 0, BATON_JSON_OBJECT)
                            ? baton_json_member_z(doc, 0, "participants") : BATON_JSON_NONE;
        if (doc && baton_json_is(doc, list, BATON_JSON_ARRAY) && baton_json_size(doc, list))
            return true;
    }
    return false;
}

BATON_RULE(HO7001)
{
    const struct baton_conversation *c = baton_talk(check);
    if (c && !c->participant_count && !holds_something(c))
        baton_report_at(check, rule, where_list(check, "participants"),
                        "the conversation has no participants: nobody was there to hand over");
}

/* Accounts by legs do not say who is what. */
static bool tells_roles(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role_text.text.s)
            return true;
    return false;
}

BATON_RULE(HO7002)
{
    const struct baton_conversation *c = baton_talk(check);
    if (c && c->bot == SIZE_MAX && tells_roles(c))
        baton_report_at(check, rule, where_list(check, "participants"),
                        "no participant is a bot: this may be no call of a voicebot");
}

BATON_RULE(HO7014)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || c->customer == SIZE_MAX)
        return;
    const struct baton_participant *p = &c->participants[c->customer];
    struct baton_str name = p->name.text;
    if (name.s && baton_str_trim(name).len && !baton_str_is_nocase(name, "unknown"))
        return;
    struct baton_where where = baton_where_fact(check, name.s ? p->name.fact : p->id.fact);
    baton_report_at(check, rule, where, "the customer has no name: the agent sees \"Unknown\"");
}

/* ---- what came of it ----------------------------------------------------------------------- */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

BATON_RULE(HO7003)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || c->agent != SIZE_MAX || !c->participant_count || c->state == BATON_CALL_QUEUED)
        return;
    struct baton_tries tries = baton_conversation_tries(c);
    bool over = c->state == BATON_CALL_ENDED || c->state == BATON_CALL_FAILED ||
                c->state == BATON_CALL_WRAP_UP;
    if (!tries.count && !tries.done && !c->error_count && !(over && c->bot != SIZE_MAX))
        return;
    if (tries.done)
        baton_report_at(check, rule, where_message(check, tries.last),
                        "the handover is told as done, and no agent is among the participants");
    else
        baton_report_at(check, rule, where_bot(check), "no agent was assigned%s",
                        over ? " before the conversation was over" : "");
}

BATON_RULE(HO7004)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c)
        return;
    struct baton_tries tries = baton_conversation_tries(c);
    if (!tries.count || tries.done || (c->state == BATON_CALL_QUEUED && !tries.failed))
        return;
    baton_report_at(check, rule, where_message(check, tries.last),
                    "%zu attempt%s at a handover, and none completed", tries.count,
                    plural(tries.count));
}

/* "400", or "" where no status is told. */
static struct baton_str status_words(const struct baton_check *check, const struct baton_message *m)
{
    return m->status ? baton_str_fmt(check->arena, " with %d", m->status) : BATON_STR("");
}

BATON_RULE(HO7005)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c)
        return;
    struct baton_tries tries = baton_conversation_tries(c);
    if (tries.failed < 2)
        return;
    const struct baton_message *first = tries.first_failed, *last = tries.last_failed;
    struct baton_str how = status_words(check, first), then = status_words(check, last);
    bool same = first->status == last->status;
    struct baton_finding *f = baton_report_at(
        check, rule, where_message(check, first),
        "the first of %zu failures came%.*s; the last of them%s%.*s", tries.failed, BATON_ARG(how),
        same ? ", too" : " came", same ? 0 : (int)then.len, then.s);
    if (f && tries.done)
        f->severity = BATON_NOTE;
}

/* The stage that a status points at first. */
static enum baton_stage stage_of(int status)
{
    static const struct {
        int status;
        enum baton_stage stage;
    } rows[] = {{400, BATON_SHAPE},    {401, BATON_AUTHENTICATE}, {403, BATON_PERMIT},
                {404, BATON_IDENTIFY}, {405, BATON_ROUTE},        {409, BATON_STATE},
                {415, BATON_MEDIA},    {422, BATON_PLACE},        {429, BATON_PERMIT}};
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (rows[i].status == status)
            return rows[i].stage;
    return BATON_ANSWER;
}

static void report_noted(struct baton_check *check, const struct baton_rule *rule,
                         const struct baton_noted_error *error)
{
    struct baton_str text = error->text.text.s ? error->text.text : error->code.text;
    struct baton_str code = error->text.text.s ? error->code.text : BATON_STR("");
    text = text.s ? baton_check_shown(check, text) : BATON_STR("an error without words");
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_fact(check, error->fact), "the platform noted: \"%.*s\"%s%.*s%s",
        BATON_ARG(text), code.len ? " (" : "", BATON_ARG(code), code.len ? ")" : "");
    if (!f)
        return;
    f->stage = stage_of(error->status);
    if (error->status)
        baton_report_because(check, f,
                             "It is told with %d, which points at stage %s: %s. The account "
                             "itself shows nothing that explains it.", error->status,
                             baton_stage_name(f->stage), baton_stage_asks(f->stage));
}

BATON_RULE(HO7006)
{
    const struct baton_conversation *c = baton_talk(check);
    size_t told = 0;
    for (size_t i = 0; c && i < c->error_count && told < MOST_NOTED; i++) {
        if (baton_talk_is_known(&c->errors[i]))
            continue;
        report_noted(check, rule, &c->errors[i]);
        told++;
    }
}

/* ---- waiting, leaving ---------------------------------------------------------------- */

/* " 2 min after …", where both times are known and in this order. */
static struct baton_str gap(const struct baton_check *check, int64_t from, int64_t to,
                            const char *words)
{
    if (from == INT64_MIN || to == INT64_MIN || to < from)
        return BATON_STR("");
    struct baton_str how_long = baton_check_duration(check, to - from);
    return baton_str_fmt(check->arena, " %.*s%s", BATON_ARG(how_long), words);
}

BATON_RULE(HO7012)
{
    const struct baton_conversation *c = baton_talk(check);
    if (!c || c->customer == SIZE_MAX || c->agent != SIZE_MAX)
        return;
    const struct baton_moment *left = &c->participants[c->customer].left;
    struct baton_tries tries = baton_conversation_tries(c);
    struct baton_moment tried = baton_talk_tried(c);
    if (!left->text.s || (!tries.count && c->state != BATON_CALL_QUEUED) ||
        (tried.seconds != INT64_MIN && left->seconds < tried.seconds))
        return;
    struct baton_str words = gap(check, tried.seconds, left->seconds, " after the handover began,");
    baton_report_at(check, rule, baton_where_fact(check, left->fact),
                    "the caller left%.*s before an agent joined", BATON_ARG(words));
}

/* A history's last state, if that is waiting; such states that follow each other are one wait. */
static const struct baton_occurrence *wait_of_history(const struct baton_conversation *c)
{
    const struct baton_occurrence *since = NULL;
    for (size_t i = c->occurrence_count; i-- > 0;) {
        const struct baton_occurrence *o = &c->occurrences[i];
        if (o->log)
            continue;
        if (o->actor != BATON_ROLE_QUEUE || o->time.seconds == INT64_MIN)
            break;
        since = o;
    }
    return since;
}

/* When it was put there: a leg in the queue tells, a state of the history, else the try. */
static struct baton_moment waits_since(const struct baton_conversation *c)
{
    const struct baton_occurrence *state = wait_of_history(c);
    if (state)
        return state->time;
    for (size_t i = c->leg_count; i-- > 0;)
        if (c->legs[i].participant < c->participant_count && c->legs[i].started.text.s &&
            c->participants[c->legs[i].participant].role == BATON_ROLE_QUEUE)
            return c->legs[i].started;
    return baton_talk_tried(c);
}

/* The account does not say when it was taken: the clock tells nothing of how long it waits. */
static bool is_clock(const struct baton_check *check)
{
    return !check->evidence && baton_conversation_is_vendors(check->conversation) &&
           baton_str_is(baton_str_from(check->now_words), "now");
}

/* A vendor's account of a call that waits is how any handover looks before an agent has it. */
static bool is_short_wait(const struct baton_check *check, struct baton_moment since)
{
    enum { FAIR_WAIT = 300 };
    return baton_conversation_is_vendors(check->conversation) &&
           (is_clock(check) || since.seconds == INT64_MIN || check->now == INT64_MIN ||
            check->now - since.seconds < FAIR_WAIT || check->now < since.seconds);
}

BATON_RULE(HO7013)
{
    const struct baton_conversation *c = check->conversation;
    if (!c || c->state != BATON_CALL_QUEUED || c->agent != SIZE_MAX)
        return;
    struct baton_moment since = waits_since(c);
    if (since.seconds == INT64_MIN)
        since = c->started;
    struct baton_str queue = c->queue_name.text.s ? c->queue_name.text : c->queue_id.text;
    struct baton_str words = is_clock(check) ? BATON_STR("")
                                             : gap(check, since.seconds, check->now, " by now");
    queue = queue.s ? baton_str_fmt(check->arena, " of \"%.*s\"", BATON_ARG(queue)) : BATON_STR("");
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_fact(check, c->state_text.fact),
                        "the call waits in the queue%.*s, and no agent has it yet%s%.*s",
                        BATON_ARG(queue), words.len ? ":" : "", BATON_ARG(words));
    if (f && is_short_wait(check, waits_since(c)))
        f->severity = BATON_NOTE;
}

BATON_RULE(HO7016)
{
    const struct baton_conversation *c = baton_talk(check);
    /* Accounts by legs have no messages. */
    if (!c || !c->participant_count || c->agent != SIZE_MAX || c->error_count ||
        c->state == BATON_CALL_QUEUED || !c->has_participants)
        return;
    struct baton_tries tries = baton_conversation_tries(c);
    if (!tries.count && !tries.done)
        baton_report_at(check, rule, baton_where_nowhere(),
                        "no message tells of a handover: perhaps none was tried");
}
