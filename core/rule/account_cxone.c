/* SPDX-License-Identifier: Apache-2.0 */
/* What CXone's own accounts say against a handover: HO745x. */
#include "core/rule/rule_int.h"

static const struct baton_conversation *failed(const struct baton_check *check)
{
    return baton_side_worked(check) ? NULL : baton_side(check, "cxone");
}

static bool is_over(const struct baton_contact *contact)
{
    return contact->state == BATON_CALL_ENDED || contact->ended.text.s;
}

/* ---- the Signal that the bot sent ----------------------------------------------- */

struct signal {
    struct baton_str contact; /* that was signalled */
    struct baton_where where; /* of its id in the payload, or of what the log says of it */
    int64_t time;             /* INT64_MIN: not known */
    int status;               /* 0: not known */
};

static bool is_signal(const struct baton_check *payload)
{
    return baton_check_is_call(payload, "cxone.signal") ||
           baton_check_is_call(payload, "cxone.cognigy-exit-voice");
}

static bool find_in_payload(const struct baton_check *check, struct signal *out)
{
    const struct baton_check *payload = check->payload;
    if (!payload || !is_signal(payload))
        return false;
    for (size_t i = 0; i < payload->id_count; i++)
        if (payload->ids[i].place == BATON_ID_PATH && !out->contact.s &&
            baton_str_starts(payload->ids[i].kind, BATON_STR("cxone."))) {
            struct baton_span span = payload->ids[i].span;
            out->contact = payload->ids[i].value;
            out->where.document = check->evidence->payload + 1;
            out->where.span = span;
            out->where.has_span = span.end > span.start;
        }
    const struct baton_http_header *date =
        baton_http_header(&payload->exchange->response, "Date");
    if (!baton_time_read(payload->exchange->started, &out->time) &&
        !(date && baton_time_read_http(date->value, &out->time)))
        out->time = INT64_MIN;
    out->status = payload->exchange->response.present ? payload->exchange->response.status : 0;
    return out->contact.s != NULL;
}

static bool find_signal(const struct baton_check *check, struct signal *out)
{
    *out = (struct signal){.time = INT64_MIN, .where = baton_where_nowhere()};
    if (find_in_payload(check, out))
        return true;
    const struct baton_transfer_told *t = baton_told_signal(check);
    if (!t)
        return false;
    *out = (struct signal){.contact = t->target.text, .time = t->time.seconds,
                           .status = t->final_status,
                           .where = baton_where_fact(check, t->state_text.fact)};
    return true;
}

static const struct baton_contact *contact_called(const struct baton_conversation *c,
                                                  struct baton_str id)
{
    for (size_t i = 0; id.s && i < c->contact_count; i++)
        if (baton_str_eq(c->contacts[i].id.text, id))
            return &c->contacts[i];
    return NULL;
}

/* The signalled contact's own end, where that is known. */
BATON_RULE(HO7450)
{
    const struct baton_conversation *c = failed(check);
    struct signal signal;
    if (!c || !find_signal(check, &signal) || signal.time == INT64_MIN)
        return;
    const struct baton_contact *contact = contact_called(c, signal.contact);
    if (!contact || contact->ended.seconds == INT64_MIN || contact->ended.seconds >= signal.time)
        return;
    struct baton_str gap = baton_check_duration(check, signal.time - contact->ended.seconds);
    baton_report_at(check, rule, baton_where_fact(check, contact->ended.fact),
                    "the contact had ended %.*s before the Signal came", BATON_ARG(gap));
}

/* ---- where the contact went ----------------------------------------------------- */

/* The main contact of those that are known, else the first. */
static const struct baton_contact *main_of(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->contact_count; i++) {
        const struct baton_contact *contact = &c->contacts[i];
        if (contact->end_reason.text.s &&
            (!contact->master_id.text.s ||
             baton_str_eq(contact->master_id.text, contact->id.text)))
            return contact;
    }
    return c->contact_count ? &c->contacts[0] : NULL;
}

static bool reached_a_skill(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->contact_count; i++)
        if (c->contacts[i].skill_id.text.s || c->contacts[i].agent_id.text.s ||
            c->contacts[i].in_queue > 0)
            return true;
    return false;
}

BATON_RULE(HO7451)
{
    const struct baton_conversation *c = failed(check);
    const struct baton_contact *last = c ? main_of(c) : NULL;
    if (!last || reached_a_skill(c))
        return;
    for (size_t i = 0; i < c->contact_count; i++)
        if (!is_over(&c->contacts[i]) || c->contacts[i].abandoned == BATON_CONTACT_YES)
            return;
    struct signal signal;
    struct baton_str reason = last->end_reason.text.s
                                  ? baton_check_shown(check, last->end_reason.text)
                                  : BATON_STR("");
    struct baton_fact fact = last->end_reason.text.s   ? last->end_reason.fact
                             : last->state_text.text.s ? last->state_text.fact
                                                       : last->id.fact;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_fact(check, fact),
        "the contact ended without ever having a skill or an agent%s%.*s%s",
        reason.len ? " (endReason \"" : "", BATON_ARG(reason), reason.len ? "\")" : "");
    if (f && (baton_side_asked(check) || find_signal(check, &signal)))
        f->severity = BATON_ERROR;
}

BATON_RULE(HO7452)
{
    const struct baton_conversation *c = failed(check);
    for (size_t i = 0; c && i < c->contact_count; i++) {
        const struct baton_contact *contact = &c->contacts[i];
        if (contact->abandoned != BATON_CONTACT_YES)
            continue;
        bool queue = contact->in_queue > 0 || (contact->in_queue < 0 && contact->skill_id.text.s);
        int64_t seconds = queue ? contact->in_queue : contact->pre_queue;
        struct baton_str time = seconds > 0
                                    ? baton_str_fmt(check->arena, " after %.*s",
                                                    BATON_ARG(baton_check_duration(check, seconds)))
                                    : BATON_STR("");
        struct baton_finding *f = baton_report_at(
            check, rule, baton_where_fact(check, contact->id.fact),
            queue ? "the caller gave up in the queue%.*s"
                  : "the caller gave up before any queue%.*s",
            BATON_ARG(time));
        if (f && queue)
            f->stage = BATON_PLACE;
        return;
    }
}

/* ---- did the script wake? ------------------------------------------------------- */

/* Of the history: the last state before, and the first at or after this time. */
static void around(const struct baton_conversation *c, int64_t time,
                   const struct baton_occurrence **before, const struct baton_occurrence **after)
{
    *before = *after = NULL;
    for (size_t i = 0; i < c->occurrence_count; i++) {
        const struct baton_occurrence *o = &c->occurrences[i];
        if (o->time.seconds == INT64_MIN)
            continue;
        if (o->time.seconds < time)
            *before = o;
        else if (!*after)
            *after = o;
    }
}

BATON_RULE(HO7453)
{
    enum { PATIENCE = 30 };
    const struct baton_conversation *c = failed(check);
    const struct baton_occurrence *before, *after;
    struct signal signal;
    if (!c || !find_signal(check, &signal) || signal.time == INT64_MIN ||
        (signal.status && (signal.status < 200 || signal.status > 299)))
        return;
    around(c, signal.time, &before, &after);
    int64_t now = check->evidence->now;
    if (!before || after || (now != INT64_MIN && now - signal.time < PATIENCE))
        return;
    baton_report_at(check, rule, baton_where_fact(check, before->fact),
                    "the Signal was taken, and no state of the contact followed it: the script "
                    "did not wake");
}

/* ---- the main contact, and the spawned one -------------------------------------- */

/* A contact of the same call that is not its main one. */
static const struct baton_contact *spawned_of(const struct baton_conversation *c,
                                              struct baton_str main)
{
    for (size_t i = 0; i < c->contact_count; i++) {
        const struct baton_contact *contact = &c->contacts[i];
        if (contact->master_id.text.s && baton_str_eq(contact->master_id.text, main) &&
            !baton_str_eq(contact->id.text, main))
            return contact;
    }
    return NULL;
}

/* The id that Voice Gateway had in X-InContact-ContactId. */
static struct baton_str spawned_in_headers(const struct baton_check *check, struct baton_str main)
{
    const struct baton_conversation *bot = baton_side(check, "cognigy");
    struct baton_str found = {NULL, 0};
    bool is_main = false;
    for (size_t i = 0; bot && i < bot->key_count; i++) {
        const struct baton_join_key *key = &bot->keys[i];
        if (key->value.fact.at == BATON_JSON_NONE)
            continue; /* of a path: what was signalled, not what came */
        if (baton_str_is(baton_str_from(key->kind), "cxone.main-contact-id"))
            is_main |= baton_str_eq(key->value.text, main);
        else if (baton_str_is(baton_str_from(key->kind), "cxone.contact-id") &&
                 !baton_str_eq(key->value.text, main))
            found = key->value.text;
    }
    return is_main ? found : (struct baton_str){NULL, 0};
}

BATON_RULE(HO7454)
{
    const struct baton_conversation *c = baton_side(check, "cxone");
    struct signal signal;
    if (!check->evidence || baton_side_worked(check) || !find_signal(check, &signal) ||
        !signal.contact.s)
        return;
    const struct baton_contact *spawned = c ? spawned_of(c, signal.contact) : NULL;
    struct baton_str right = spawned ? spawned->id.text
                                     : spawned_in_headers(check, signal.contact);
    if (!right.s)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, signal.where,
        "the main contact %.*s was signalled, and what waits is the spawned contact %.*s",
        BATON_ARG(signal.contact), BATON_ARG(right));
    baton_report_fix(check, f, BATON_FIX_VALUE, "signal %.*s", BATON_ARG(right));
}

static struct baton_fact contact_told(const struct baton_conversation *c,
                                      const struct baton_occurrence *o)
{
    const struct baton_json *doc = c->accounts[o->fact.account];
    struct baton_fact fact = {o->fact.account, baton_json_member_z(doc, o->fact.at, "contactId")};
    return fact;
}

static bool has_history_of(const struct baton_check *check, const struct baton_conversation *c,
                           struct baton_str contact)
{
    enum { MOST = 1000 };
    for (size_t i = 0; i < c->occurrence_count && i < MOST; i++) {
        struct baton_fact fact = contact_told(c, &c->occurrences[i]);
        struct baton_str id = baton_conversation_text(c, fact, check->arena);
        if (id.s && baton_str_eq(id, contact))
            return true;
    }
    return false;
}

/* The history that was read is another contact's than the one that was signalled. */
BATON_RULE(HO7455)
{
    const struct baton_conversation *c = failed(check);
    struct signal signal;
    if (!c || !c->occurrence_count || !find_signal(check, &signal) || !signal.contact.s ||
        has_history_of(check, c, signal.contact))
        return;
    struct baton_fact fact = contact_told(c, &c->occurrences[0]);
    struct baton_str id = baton_conversation_text(c, fact, check->arena);
    if (!id.s || !contact_called(c, id))
        return;
    baton_report_at(check, rule, baton_where_fact(check, fact),
                    "this is the history of contact %.*s, and contact %.*s was signalled",
                    BATON_ARG(id), BATON_ARG(signal.contact));
}
