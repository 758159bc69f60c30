/* SPDX-License-Identifier: Apache-2.0 */
/* The transfer that the bot should have sent: each value from the best source that has one. */
#include <string.h>

#include "apps/baton/replay.h"

#define NONE ((struct baton_replay_choice){{NULL, 0}, {NULL, 0}})

bool baton_replay_needs(const struct baton_replay *r, const char *name)
{
    const char *const *needs = baton_platform_family(r->live.platform)->transfer_needs;
    for (; needs && *needs; needs++)
        if (strcmp(*needs, name) == 0)
            return true;
    return false;
}

static struct baton_replay_choice chosen(struct baton_str text, struct baton_str from)
{
    return text.s && text.len ? (struct baton_replay_choice){text, from} : NONE;
}

/* An option on the command line counts before what the evidence says, a file after it. */
static struct baton_replay_choice configured(const struct baton_replay *r, const char *key,
                                             bool flag)
{
    const struct baton_config_value *value = baton_config_get(&r->live.config, key);
    return (value->origin == BATON_FROM_FLAG) == flag ? chosen(value->text, value->where) : NONE;
}

static struct baton_replay_choice first(const struct baton_replay_choice *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].text.s)
            return list[i];
    return NONE;
}

static struct baton_str source_of(const struct baton_replay *r, struct baton_fact fact)
{
    return fact.at != BATON_JSON_NONE && fact.account == r->evidence.payload
               ? BATON_STR("the bot's request") : BATON_STR("the bot's context");
}

/* ---- the queue ------------------------------------------------------------------- */

static void choose_queue(struct baton_replay *r)
{
    const struct baton_evidence *e = &r->evidence;
    const struct baton_replay_choice bots =
        chosen(e->queue_wanted.text, source_of(r, e->queue_wanted.fact));
    struct baton_str queue = r->gather.of[BATON_OF_QUEUE];
    bool known = e->queue.document != SIZE_MAX && e->queue.status / 100 == 2 &&
                 bots.text.s && queue.s && baton_str_eq(bots.text, queue);
    const struct baton_replay_choice list[] = {
        configured(r, "queue-id", true), known ? bots : NONE, configured(r, "queue-id", false),
        chosen(e->conversation.queue_id.text, BATON_STR("the conversation")), bots};
    r->queue = first(list, BATON_COUNT(list));
}

/* What the platform says of the chosen queue: as it was asked already, or asked now. */
static enum baton_err look_up(struct baton_replay *r)
{
    struct baton_gather g;
    enum baton_err err = BATON_OK;
    struct baton_str queue = r->gather.of[BATON_OF_QUEUE];
    baton_gather_init(&g, &r->live, r->arena, r->gather.asked_id);
    bool again = r->queue.text.s && !(queue.s && baton_str_eq(r->queue.text, queue));
    for (g.row = 0; g.row < g.family->call_count && again && !g.stopped && err == BATON_OK;
         g.row++) {
        struct baton_answer answer;
        if (g.family->calls[g.row].of != BATON_OF_QUEUE || (g.missing & (1u << BATON_OF_QUEUE)))
            continue;
        err = baton_platform_ask(r->live.platform, g.family->calls[g.row].role, r->queue.text,
                                 r->arena, &answer);
        if (err == BATON_OK)
            err = baton_gather_take(&g, &answer);
        err = err == BATON_EUSAGE ? BATON_OK : err;
    }
    const struct baton_gathered gathered = baton_gathered(again ? &g : &r->gather, &r->live);
    return err == BATON_OK ? baton_evidence_read(r->arena, &gathered, NULL, &r->place) : err;
}

/* ---- the rest -------------------------------------------------------------------- */

static bool lists(const struct baton_evidence *place, struct baton_str code)
{
    for (size_t i = 0; i < place->wrapup.count; i++)
        if (place->wrapup.codes[i].id.text.s && baton_str_eq(place->wrapup.codes[i].id.text, code))
            return true;
    return false;
}

static void choose_wrapup(struct baton_replay *r)
{
    const struct baton_told *wanted = &r->evidence.wrapup_wanted;
    const struct baton_replay_choice bots = chosen(wanted->text, source_of(r, wanted->fact));
    const struct baton_replay_choice list[] = {
        configured(r, "wrapup-code-id", true),
        bots.text.s && lists(&r->place, bots.text) ? bots : NONE,
        configured(r, "wrapup-code-id", false), bots};
    r->wrapup = first(list, BATON_COUNT(list));
}

static struct baton_replay_choice from_context(struct baton_replay *r, const char *name,
                                               const char *pointer)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    struct baton_fact fact = baton_conversation_context(c, name);
    if (fact.at == BATON_JSON_NONE)
        return NONE;
    const struct baton_json *doc = c->accounts[fact.account];
    uint32_t at = baton_json_pointer(doc, fact.at, baton_str_from(pointer));
    if (at == BATON_JSON_NONE || doc->v[at].type != BATON_JSON_STRING)
        return NONE;
    return chosen(baton_json_string(doc, at, r->arena), BATON_STR("the bot's context"));
}

static void choose_words(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    const char *reason = baton_call_text(r->live.call, "reason");
    struct baton_str name = c->customer != SIZE_MAX ? c->participants[c->customer].name.text
                                                    : (struct baton_str){NULL, 0};
    const struct baton_replay_choice names[] = {
        chosen(name, BATON_STR("the conversation")), from_context(r, "customerInfo", "/name"),
        from_context(r, "customerName", "")};
    const struct baton_replay_choice reasons[] = {
        reason ? chosen(baton_str_from(reason), BATON_STR("--reason")) : NONE,
        from_context(r, "transferReason", ""),
        chosen(BATON_STR("bot handover"), BATON_STR("baton"))};
    r->customer = first(names, BATON_COUNT(names));
    r->reason = first(reasons, BATON_COUNT(reasons));
    r->intent = from_context(r, "intent", "");
}

/* ---- whose leg ------------------------------------------------------------------- */

static bool is_connected(const struct baton_conversation *c, size_t participant)
{
    for (size_t i = 0; i < c->leg_count; i++)
        if (c->legs[i].participant == participant &&
            (c->legs[i].state == BATON_CALL_ACTIVE || c->legs[i].state == BATON_CALL_HELD ||
             c->legs[i].state == BATON_CALL_QUEUED))
            return true;
    return false;
}

static struct baton_replay_choice leg_of(struct baton_replay *r, enum baton_role role,
                                         bool connected)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    for (size_t i = c->participant_count; i > 0; i--) {
        const struct baton_participant *p = &c->participants[i - 1];
        if (p->role != role || is_connected(c, i - 1) != connected)
            continue;
        return chosen(p->id.text, baton_str_fmt(r->arena, "the conversation: its %s's leg%s",
                                                baton_role_name(role),
                                                connected ? "" : ", which is not connected"));
    }
    return NONE;
}

/* The leg that holds the caller is the one that is replaced; the caller's own stays. */
static void choose_participant(struct baton_replay *r)
{
    static const enum baton_role roles[] = {BATON_ROLE_BOT, BATON_ROLE_SYSTEM, BATON_ROLE_QUEUE,
                                            BATON_ROLE_AGENT, BATON_ROLE_CUSTOMER};
    const struct baton_config_value *given = baton_config_get(&r->live.config, "participant-id");
    r->participant = chosen(given->text, given->where);
    for (int connected = 1; connected >= 0; connected--)
        for (size_t i = 0; i < BATON_COUNT(roles) && !r->participant.text.s; i++)
            r->participant = leg_of(r, roles[i], connected);
}

/*
 * A script that waits is a contact of its own, spawned by the main one: where the main
 * one is named, its leg that goes on is meant.
 */
static void choose_contact(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    struct baton_str asked = r->gather.asked_id;
    const struct baton_contact *leg = NULL;
    for (size_t i = 0; i < c->contact_count; i++) {
        const struct baton_contact *one = &c->contacts[i];
        struct baton_str master = one->master_id.text;
        bool is_main = !master.s || baton_str_eq(master, one->id.text);
        if (baton_str_eq(one->id.text, asked))
            r->main_named = is_main;
        if (!is_main && baton_str_eq(master, asked) && (!leg || leg->state == BATON_CALL_ENDED))
            leg = one;
    }
    if (r->main_named && leg)
        r->contact = chosen(leg->id.text, BATON_STR("the contact that the main one spawned"));
    else
        r->contact = chosen(asked, BATON_STR("the id that was given"));
}

static void choose_action(struct baton_replay *r)
{
    const struct baton_config_value *given = baton_config_get(&r->live.config, "action");
    r->action = given->text.len ? chosen(given->text, given->where)
                                : chosen(BATON_STR("Escalate"), BATON_STR("baton"));
}

enum baton_err baton_replay_plan(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    if (baton_replay_needs(r, "queue-id"))
        choose_queue(r);
    enum baton_err err = look_up(r);
    if (err != BATON_OK)
        return err;
    if (baton_replay_needs(r, "wrapup-code-id"))
        choose_wrapup(r);
    if (baton_replay_needs(r, "participant-id"))
        choose_participant(r);
    if (baton_replay_needs(r, "action")) {
        choose_action(r);
        choose_contact(r);
    }
    choose_words(r);
    r->transfer = (struct baton_transfer){
        .conversation_id = r->contact.text.s ? r->contact.text
                           : c->id.text.s    ? c->id.text
                                             : r->gather.asked_id,
        .participant_id = r->participant.text, .action = r->action.text,
        .queue_id = r->queue.text, .wrapup_code_id = r->wrapup.text,
        .customer_name = r->customer.text, .reason = r->reason.text, .intent = r->intent.text};
    if (c->bot != SIZE_MAX && c->participants[c->bot].context.at != BATON_JSON_NONE) {
        r->transfer.context = c->accounts[c->participants[c->bot].context.account];
        r->transfer.context_at = c->participants[c->bot].context.at;
    }
    return baton_platform_send(r->live.platform, &r->transfer, false, r->arena, &r->planned);
}
