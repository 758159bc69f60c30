/* SPDX-License-Identifier: Apache-2.0 */
/* The transfer that the bot should have sent: each value from the best source that has one. */
#include "apps/baton/replay.h"

#define NONE ((struct baton_replay_choice){{NULL, 0}, {NULL, 0}})

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
    bool known = e->queue.document != SIZE_MAX && e->queue.status / 100 == 2 &&
                 bots.text.s && baton_str_eq(bots.text, r->gather.queue);
    const struct baton_replay_choice list[] = {
        configured(r, "queue-id", true), known ? bots : NONE, configured(r, "queue-id", false),
        chosen(e->conversation.queue_id.text, BATON_STR("the conversation")), bots};
    r->queue = first(list, BATON_COUNT(list));
}

/* What the platform says of the chosen queue: as it was asked already, or asked now. */
static enum baton_err look_up(struct baton_replay *r)
{
    static const enum baton_document_role roles[] = {BATON_DOC_QUEUE, BATON_DOC_WRAPUP_CODES};
    struct baton_gather g;
    enum baton_err err = BATON_OK;
    baton_gather_init(&g, &r->live, r->arena, r->gather.id);
    bool again = r->queue.text.s && !(r->gather.queue.s &&
                                      baton_str_eq(r->queue.text, r->gather.queue));
    for (size_t i = 0; i < BATON_COUNT(roles) && again && !g.stopped && err == BATON_OK; i++) {
        struct baton_answer answer;
        err = baton_platform_ask(r->live.platform, roles[i], r->queue.text, r->arena, &answer);
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

enum baton_err baton_replay_plan(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    choose_queue(r);
    enum baton_err err = look_up(r);
    if (err != BATON_OK)
        return err;
    choose_wrapup(r);
    choose_words(r);
    r->transfer = (struct baton_transfer){
        .conversation_id = c->id.text.s ? c->id.text : r->gather.id,
        .queue_id = r->queue.text, .wrapup_code_id = r->wrapup.text,
        .customer_name = r->customer.text, .reason = r->reason.text, .intent = r->intent.text};
    if (c->bot != SIZE_MAX && c->participants[c->bot].context.at != BATON_JSON_NONE) {
        r->transfer.context = c->accounts[c->participants[c->bot].context.account];
        r->transfer.context_at = c->participants[c->bot].context.at;
    }
    return baton_platform_send(r->live.platform, &r->transfer, false, r->arena, &r->planned);
}
