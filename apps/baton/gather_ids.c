/* SPDX-License-Identifier: Apache-2.0 */
/* What the answers lead to: the ids that further questions are about. */
#include "apps/baton/live.h"

/* Of which kind a key is that names what a row asks of; the family's name stands before it. */
static const struct {
    enum baton_asked_of of;
    const char *kind;
} kinds[] = {
    {BATON_OF_QUEUE, "*queue-id"},
    {BATON_OF_SKILL, "*skill-id"},
    {BATON_OF_MAIN_CONTACT, "*master-contact-id"},
    {BATON_OF_MAIN_CONTACT, "*main-contact-id"},
    {BATON_OF_ENDPOINT, "*endpoint-id"},
    {BATON_OF_ENDPOINT, "cognigy.object-id"},
};

static struct baton_str key_of(const struct baton_conversation *c, enum baton_asked_of of)
{
    for (size_t i = 0; i < BATON_COUNT(kinds); i++)
        for (size_t k = 0; kinds[i].of == of && k < c->key_count; k++)
            if (baton_str_glob(baton_str_from(c->keys[k].kind), baton_str_from(kinds[i].kind)) &&
                c->keys[k].value.text.len)
                return c->keys[k].value.text;
    return (struct baton_str){NULL, 0};
}

/* Without a queue that is wanted, that of the conversation. */
static struct baton_str id_of(const struct baton_evidence *e, enum baton_asked_of of)
{
    if (of == BATON_OF_QUEUE && e->queue_wanted.text.s)
        return e->queue_wanted.text;
    if (of == BATON_OF_QUEUE && e->conversation.queue_id.text.s)
        return e->conversation.queue_id.text;
    for (size_t i = 0; of == BATON_OF_SKILL && i < e->conversation.contact_count; i++)
        if (e->conversation.contacts[i].skill_id.text.len)
            return e->conversation.contacts[i].skill_id.text;
    struct baton_str id = key_of(&e->conversation, of);
    return !id.s && e->has_bot_side ? key_of(&e->bot_side, of) : id;
}

/* Does a row wait for an id that is not known yet? */
static bool wants(const struct baton_gather *g, enum baton_asked_of of)
{
    for (size_t i = 0; i < g->family->call_count; i++)
        if (g->family->calls[i].of == of)
            return !g->of[of].s;
    return false;
}

static bool has_row_of(const struct baton_gather *g, enum baton_asked_of of)
{
    for (size_t i = 0; i < g->family->call_count; i++)
        if (g->family->calls[i].of == of)
            return true;
    return false;
}

enum baton_err baton_gather_ids(struct baton_gather *g)
{
    static const enum baton_asked_of told[] = {BATON_OF_QUEUE, BATON_OF_SKILL,
                                               BATON_OF_MAIN_CONTACT, BATON_OF_ENDPOINT};
    struct baton_evidence e;
    bool any = false;
    for (size_t i = 0; i < BATON_COUNT(told); i++)
        any = any || wants(g, told[i]);
    g->read = g->count;
    if (!any)
        return BATON_OK;
    enum baton_err err = baton_gather_read(g, &e);
    for (size_t i = 0; err == BATON_OK && i < BATON_COUNT(told); i++)
        if (wants(g, told[i]))
            g->of[told[i]] = id_of(&e, told[i]);
    if (err == BATON_OK)
        g->wrapup = e.wrapup_wanted.text;
    return err;
}

/* ---- other queues ---------------------------------------------------------------- */

static bool add_other(struct baton_gather *g, struct baton_str queue)
{
    if (!queue.s || !queue.len || g->other_count == BATON_GATHER_OTHERS ||
        (g->of[BATON_OF_QUEUE].s && baton_str_eq(queue, g->of[BATON_OF_QUEUE])))
        return true;
    for (size_t i = 0; i < g->other_count; i++)
        if (baton_str_eq(g->others[i], queue))
            return true;
    g->others[g->other_count] = baton_str_copy(g->arena, queue);
    return g->others[g->other_count++].s != NULL;
}

static bool lists(const struct baton_evidence *e, struct baton_str code)
{
    for (size_t i = 0; i < e->wrapup.count; i++)
        if (e->wrapup.codes[i].id.text.s && baton_str_eq(e->wrapup.codes[i].id.text, code))
            return true;
    return false;
}

/* A wanted code that is not the queue's is another's: of which the evidence speaks. */
enum baton_err baton_gather_others(struct baton_gather *g)
{
    struct baton_evidence e;
    g->others_known = true;
    if (!g->wrapup.s || !g->wrapup.len || !has_row_of(g, BATON_OF_OTHER_QUEUE))
        return BATON_OK;
    enum baton_err err = baton_gather_read(g, &e);
    if (err != BATON_OK || lists(&e, g->wrapup))
        return err;
    bool good = add_other(g, e.conversation.queue_id.text) && add_other(g, g->other_queue);
    for (size_t i = 0; good && i < e.conversation.participant_count; i++)
        good = add_other(g, e.conversation.participants[i].queue_id.text);
    return good ? BATON_OK : BATON_ENOMEM;
}
