/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/community.h"

typedef struct baton_sandbox__instance instance;

/* ---- an account after a transfer --------------------------------------------------------- */

struct rewriter {
    const struct baton_json *doc;
    const struct baton_sandbox__change *change;
    struct baton_json_writer w;
    bool with_queue;
};

static void put_agent(struct rewriter *r)
{
    struct baton_buf *out = r->w.out;
    struct baton_buf time;
    if (!r->change->agent.len)
        return;
    baton_buf_init(&time, out->arena, 0);
    baton_sandbox__put_time(&time, r->change->at);
    baton_json_begin(&r->w, '{');
    baton_sandbox__put_pair(&r->w, "id", r->change->agent);
    baton_sandbox__put_pair(&r->w, "type", BATON_STR("agent"));
    baton_sandbox__put_pair(&r->w, "name", BATON_STR("Kim Berger"));
    baton_sandbox__put_pair(&r->w, "joinTime", baton_buf_str(&time));
    baton_json_end(&r->w, '}');
}

static void put_participants(struct rewriter *r, uint32_t list)
{
    baton_json_begin(&r->w, '[');
    if (baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, list, item)
            baton_json_put_raw(&r->w, baton_json_raw(r->doc, item));
    put_agent(r);
    baton_json_end(&r->w, ']');
}

static void put_queue(struct rewriter *r)
{
    const struct baton_sandbox__queue *q = r->change->queue;
    if (!q)
        return;
    baton_json_name(&r->w, "queue");
    baton_json_begin(&r->w, '{');
    baton_sandbox__put_pair(&r->w, "id", q->id);
    baton_sandbox__put_pair(&r->w, "name", q->name);
    baton_json_end(&r->w, '}');
}

static void put_object(struct rewriter *r, uint32_t object, bool whole);

/* The last leg is the one that was moved. */
static void put_legs(struct rewriter *r, uint32_t list)
{
    baton_json_begin(&r->w, '[');
    if (baton_json_is(r->doc, list, BATON_JSON_ARRAY)) {
        BATON_JSON_EACH_ITEM(r->doc, list, item) {
            bool last = r->doc->v[item].next == r->doc->v[list].next;
            if (last && baton_json_is(r->doc, item, BATON_JSON_OBJECT))
                put_object(r, item, false);
            else
                baton_json_put_raw(&r->w, baton_json_raw(r->doc, item));
        }
    }
    baton_json_end(&r->w, ']');
}

/* A conversation, or one of its legs, as it is now. */
static void put_object(struct rewriter *r, uint32_t object, bool whole)
{
    baton_json_begin(&r->w, '{');
    BATON_JSON_EACH_MEMBER(r->doc, object, key) {
        struct baton_str name = baton_json_string(r->doc, key, r->w.out->arena);
        if (baton_str_is(name, "queue") && r->change->queue)
            continue;
        struct baton_str own = baton_str_copy(r->w.out->arena, name);
        baton_json_name(&r->w, own.s ? own.s : "");
        if (baton_str_is(name, "state"))
            baton_json_put_text(&r->w, r->change->state);
        else if (baton_str_is(name, "participants"))
            put_participants(r, key + 1);
        else if (whole && baton_str_is(name, "legs"))
            put_legs(r, key + 1);
        else
            baton_json_put_raw(&r->w, baton_json_raw(r->doc, key + 1));
    }
    if (whole && r->with_queue)
        put_queue(r);
    baton_json_end(&r->w, '}');
}

static void put_changed(struct baton_sandbox__call *call, const instance *it,
                        const struct baton_sandbox__change *change,
                        int view, struct baton_buf *out)
{
    struct baton_buf before;
    struct baton_json doc;
    baton_buf_init(&before, call->arena, 0);
    baton_sandbox__render_told(call, it, (size_t)view, &before);
    if (baton_buf_failed(&before) ||
        baton_json_read(call->arena, baton_buf_str(&before), NULL, &doc, NULL) != BATON_OK)
        return;
    struct rewriter r = {&doc, change, {.out = out, .first = true},
                         view == BATON_SANDBOX__INTERACTION || (view & BATON_SANDBOX__WITH_QUEUE)};
    put_object(&r, 0, true);
}

/* ---- conversations ----------------------------------------------------------------------- */

static void answer(struct baton_sandbox__call *call, int view)
{
    instance it;
    struct baton_buf out;
    if (!baton_sandbox__find_told(call, call->id, &it)) {
        baton_sandbox__error(call, 404, "not.found", "Not Found: there is no conversation %.*s",
                             BATON_ARG(call->id));
        return;
    }
    if (!baton_sandbox__permit(call))
        return;
    const struct baton_sandbox__change *change = baton_sandbox__change_of(call->sandbox, &it);
    baton_buf_init(&out, call->arena, 0);
    if (change)
        put_changed(call, &it, change, view, &out);
    else
        baton_sandbox__render_told(call, &it, (size_t)view, &out);
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__interaction(struct baton_sandbox__call *call)
{
    answer(call, BATON_SANDBOX__INTERACTION);
}

/* The view for expand=a,b or expand=a&expand=b; -1 after an answer to a word that is not known. */
static int expansions(struct baton_sandbox__call *call)
{
    struct baton_str rest = call->request->query, pair, word;
    int view = 0;
    while (baton_str_next(&rest, '&', &pair)) {
        struct baton_str list = baton_form_field(call->arena, pair, "expand");
        while (list.s && baton_str_next(&list, ',', &word)) {
            if (baton_str_is(word, "wrapup"))
                view |= BATON_SANDBOX__WITH_WRAPUP;
            else if (baton_str_is(word, "queue"))
                view |= BATON_SANDBOX__WITH_QUEUE;
            else if (word.len && !baton_str_is(word, "participants")) {
                baton_sandbox__error(call, 400, "bad.request", "Bad Request: expand knows "
                                     "participants, wrapup and queue, not %.*s", BATON_ARG(word));
                return -1;
            }
        }
    }
    return view;
}

void baton_sandbox__conversation(struct baton_sandbox__call *call)
{
    int view = expansions(call);
    if (view >= 0)
        answer(call, view);
}

/* ---- queues ------------------------------------------------------------------------------ */

static const struct baton_sandbox__queue *wanted_queue(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__queue *q = baton_sandbox__queue_of(call->sandbox, call->id);
    if (!q)
        baton_sandbox__error(call, 404, "not.found", "Not Found: there is no queue %.*s",
                             BATON_ARG(call->id));
    return q && baton_sandbox__permit(call) ? q : NULL;
}

void baton_sandbox__queue(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__queue *q = wanted_queue(call);
    struct baton_buf out;
    if (!q)
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "id", q->id);
    baton_sandbox__put_pair(&w, "name", q->name);
    baton_sandbox__put_pair(&w, "state", q->active ? BATON_STR("active") : BATON_STR("inactive"));
    baton_json_name(&w, "memberCount");
    baton_json_put_number(&w, q->members);
    baton_json_name(&w, "availableAgents");
    baton_json_put_number(&w, q->available);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__codes(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__queue *q = wanted_queue(call);
    struct baton_buf out;
    if (!q)
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "entities");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < q->code_count; i++) {
        baton_json_begin(&w, '{');
        baton_sandbox__put_pair(&w, "id", q->codes[i].id);
        baton_sandbox__put_pair(&w, "name", q->codes[i].name);
        baton_json_end(&w, '}');
    }
    baton_json_end(&w, ']');
    baton_json_name(&w, "total");
    baton_json_put_number(&w, q->code_count);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}
