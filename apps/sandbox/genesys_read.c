/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/genesys.h"

enum { PAGE = 25, MAX_PAGE = 100 };

typedef struct baton_sandbox__queue queue;

/* ---- conversations ----------------------------------------------------------------------- */

static void answer(struct baton_sandbox__call *call, int view)
{
    struct baton_buf out;
    if (!baton_sandbox__allowed(call))
        return;
    baton_buf_init(&out, call->arena, 0);
    if (baton_sandbox__view_now(call, call->id, view, &out))
        baton_sandbox__json(call, 200, &out);
    else
        baton_sandbox__error(call, 404, "conversation.error.conversation.not.found",
                             "There is no conversation %.*s.", BATON_ARG(call->id));
}

void baton_sandbox__genesys_conversation(struct baton_sandbox__call *call)
{
    answer(call, BATON_SANDBOX__WHOLE);
}

/* The token of a client has no conversations of its own. */
void baton_sandbox__genesys_list(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    if (!baton_sandbox__allowed(call))
        return;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_puts(&out, "{\"entities\":[]}");
    baton_sandbox__json(call, 200, &out);
}

static void answer_medium(struct baton_sandbox__call *call, const char *medium)
{
    struct baton_json facts;
    if (!baton_sandbox__allowed(call) ||
        !baton_sandbox__facts_now(call, "conversation.error.conversation.not.found", &facts))
        return;
    if (baton_str_is(baton_sandbox__text(&facts, 0, "media", call->arena), medium))
        answer(call, BATON_SANDBOX__FLAT);
    else
        baton_sandbox__error(call, 404, "conversation.error.conversation.not.found",
                             "The conversation %.*s is no %s.", BATON_ARG(call->id), medium);
}

void baton_sandbox__genesys_call(struct baton_sandbox__call *call)
{
    answer_medium(call, "call");
}

void baton_sandbox__genesys_message(struct baton_sandbox__call *call)
{
    answer_medium(call, "message");
}

/* ---- queues ------------------------------------------------------------------------------ */

static const queue *wanted_queue(struct baton_sandbox__call *call)
{
    if (!baton_sandbox__allowed(call))
        return NULL;
    if (!baton_sandbox__is_uuid(call->id)) {
        baton_sandbox__error(call, 400, "invalid.id", "%.*s is not the id of a queue.",
                             BATON_ARG(call->id));
        return NULL;
    }
    const queue *q = baton_sandbox__queue_of(call->sandbox, call->id);
    if (!q)
        baton_sandbox__error(call, 404, "resource.not.found", "There is no queue %.*s.",
                             BATON_ARG(call->id));
    return q && baton_sandbox__in_division(call, q, "missing.division.permissions") ? q : NULL;
}

static void put_queue(struct baton_sandbox__call *call, struct baton_json_writer *w, const queue *q)
{
    const struct { const char *name; uint64_t number; } counts[] = {
        {"memberCount", q->members}, {"joinedMemberCount", q->available}};
    struct baton_str division = baton_sandbox__division(call, q);
    struct baton_str uri = baton_str_fmt(call->arena, "/api/v2/routing/queues/%.*s",
                                         BATON_ARG(q->id));
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", q->id);
    baton_sandbox__put_pair(w, "name", q->name);
    baton_json_name(w, "division");
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", division);
    baton_sandbox__put_pair(w, "name", baton_str_is(division, BATON_SANDBOX__HOME)
                                           ? BATON_STR("Home") : BATON_STR("Other"));
    baton_json_end(w, '}');
    for (size_t i = 0; i < BATON_COUNT(counts); i++) {
        baton_json_name(w, counts[i].name);
        baton_json_put_number(w, counts[i].number);
    }
    baton_json_name(w, "acwSettings");
    baton_json_put_raw(w, BATON_STR("{\"wrapupPrompt\":\"OPTIONAL\"}"));
    baton_sandbox__put_pair(w, "skillEvaluationMethod", BATON_STR("ALL"));
    baton_sandbox__put_pair(w, "selfUri", uri.s ? uri : BATON_STR(""));
    baton_json_end(w, '}');
}

void baton_sandbox__genesys_queue(struct baton_sandbox__call *call)
{
    const queue *q = wanted_queue(call);
    struct baton_buf out;
    if (!q)
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    put_queue(call, &w, q);
    baton_sandbox__json(call, 200, &out);
}

/* ---- lists in pages ---------------------------------------------------------------------- */

/* One item of a list, or, without a writer, whether it is one of those that are asked for. */
typedef bool put_item(struct baton_sandbox__call *call, struct baton_json_writer *w, const queue *q,
                      size_t index);

static void put_counts(struct baton_json_writer *w, uint64_t page, uint64_t size, uint64_t total)
{
    const struct { const char *name; uint64_t number; } counts[] = {
        {"pageSize", size}, {"pageNumber", page}, {"total", total},
        {"pageCount", (total + size - 1) / size}};
    for (size_t i = 0; i < BATON_COUNT(counts); i++) {
        baton_json_name(w, counts[i].name);
        baton_json_put_number(w, counts[i].number);
    }
}

static void put_list(struct baton_sandbox__call *call, const queue *q, size_t count, put_item *put)
{
    struct baton_buf out;
    uint64_t page = 1, size = PAGE, total = 0;
    if (!baton_sandbox__number(call, "pageNumber", 1, UINT32_MAX, &page) ||
        !baton_sandbox__number(call, "pageSize", 1, MAX_PAGE, &size))
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "entities");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < count; i++) {
        if (!put(call, NULL, q, i))
            continue;
        if (total >= (page - 1) * size && total < page * size)
            put(call, &w, q, i);
        total++;
    }
    baton_json_end(&w, ']');
    put_counts(&w, page, size, total);
    if (page * size < total) {
        struct baton_str next =
            baton_str_fmt(call->arena, "%.*s?pageSize=%llu&pageNumber=%llu",
                          BATON_ARG(call->request->path), (unsigned long long)size,
                          (unsigned long long)page + 1);
        baton_sandbox__put_pair(&w, "nextUri", next.s ? next : BATON_STR(""));
    }
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* `name` may end with a star. */
static bool queue_item(struct baton_sandbox__call *call, struct baton_json_writer *w,
                       const queue *q, size_t index)
{
    const queue *own = &call->sandbox->queues[index];
    struct baton_str name = baton_sandbox__parameter(call, "name");
    (void)q;
    if (name.s && !baton_str_glob(own->name, name))
        return false;
    if (w)
        put_queue(call, w, own);
    return true;
}

void baton_sandbox__genesys_queues(struct baton_sandbox__call *call)
{
    if (baton_sandbox__allowed(call))
        put_list(call, NULL, call->sandbox->queue_count, queue_item);
}

static bool code_item(struct baton_sandbox__call *call, struct baton_json_writer *w, const queue *q,
                      size_t index)
{
    (void)call;
    if (!w)
        return true;
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", q->codes[index].id);
    baton_sandbox__put_pair(w, "name", q->codes[index].name);
    baton_json_end(w, '}');
    return true;
}

void baton_sandbox__genesys_codes(struct baton_sandbox__call *call)
{
    const queue *q = wanted_queue(call);
    if (q)
        put_list(call, q, q->code_count, code_item);
}

/* The first of them are the users there are, and so many as are available have joined. */
static bool member_item(struct baton_sandbox__call *call, struct baton_json_writer *w,
                        const queue *q, size_t index)
{
    char id[37];
    const struct baton_sandbox *s = call->sandbox;
    bool known = index < s->user_count, joined = index < q->available;
    if (!w)
        return true;
    baton_sandbox__id_from(q->id, 40 + index, id);
    struct baton_str own = known ? s->users[index].id : baton_str_from(id);
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", own);
    baton_sandbox__put_pair(w, "name", known ? s->users[index].name : BATON_STR("Agent"));
    baton_json_name(w, "joined");
    baton_json_put_bool(w, joined);
    baton_json_name(w, "routingStatus");
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "userId", own);
    baton_sandbox__put_pair(w, "status", joined ? BATON_STR("IDLE") : BATON_STR("OFF_QUEUE"));
    baton_json_end(w, '}');
    baton_json_name(w, "user");
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", own);
    baton_json_end(w, '}');
    baton_json_end(w, '}');
    return true;
}

void baton_sandbox__genesys_members(struct baton_sandbox__call *call)
{
    const queue *q = wanted_queue(call);
    if (q)
        put_list(call, q, q->members, member_item);
}

/* With nobody there, there is no estimate. */
void baton_sandbox__genesys_wait(struct baton_sandbox__call *call)
{
    const queue *q = wanted_queue(call);
    struct baton_buf out;
    if (!q)
        return;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_puts(&out, "{\"results\":[");
    if (q->available)
        baton_buf_fmt(&out, "{\"intent\":\"ALL\",\"formula\":\"BEST\","
                      "\"estimatedWaitTimeSeconds\":%llu}",
                      (unsigned long long)(60 / q->available));
    baton_buf_puts(&out, "]}");
    baton_sandbox__json(call, 200, &out);
}
