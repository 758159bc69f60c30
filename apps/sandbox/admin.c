/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/family.h"

/* ---- state ------------------------------------------------------------------------------- */

static void put_cause(struct baton_json_writer *w, const struct baton_sandbox__told *told)
{
    if (!told->has_cause)
        return;
    if (told->root_cause.s) {
        baton_sandbox__put_pair(w, "root_cause", told->root_cause);
        return;
    }
    baton_json_name(w, "root_cause");
    baton_json_put_null(w);
}

static void put_conversation(struct baton_sandbox__call *call, struct baton_json_writer *w,
                             const struct baton_sandbox__instance *it)
{
    const struct baton_sandbox__pattern *p = it->pattern;
    baton_json_begin(w, '{');
    struct baton_str own = p->told[call->door->index].id;
    baton_sandbox__put_pair(w, "id", own.s ? own : baton_str_from(it->id));
    baton_sandbox__put_pair(w, "scenario", p->scenario);
    put_cause(w, &p->told[call->door->index]);
    baton_sandbox__put_pair(w, "channel", p->channel);
    baton_sandbox__put_pair(w, "state", baton_sandbox__state_of(call->sandbox, it));
    baton_json_name(w, "generated");
    baton_json_put_bool(w, it->index != UINT64_MAX);
    baton_json_end(w, '}');
}

static uint64_t given_number(struct baton_sandbox__call *call, const char *name, uint64_t otherwise)
{
    uint64_t value;
    struct baton_str text = baton_sandbox__parameter(call, name);
    return text.s && baton_str_to_u64(text, &value) ? value : otherwise;
}

static void put_conversations(struct baton_sandbox__call *call, struct baton_json_writer *w)
{
    const struct baton_sandbox *s = call->sandbox;
    uint64_t from = given_number(call, "offset", 0), all = baton_sandbox_size(s);
    uint64_t limit = given_number(call, "limit", all);
    baton_json_name(w, "conversations");
    baton_json_begin(w, '[');
    for (uint64_t i = from; i < all && i - from < limit; i++) {
        struct baton_sandbox__instance it =
            i < s->pattern_count ? baton_sandbox__own(s->patterns[i])
                                 : baton_sandbox__generated(s, i - s->pattern_count);
        if (it.pattern->told[call->door->index].is_told)
            put_conversation(call, w, &it);
    }
    baton_json_end(w, ']');
}

static void put_code(struct baton_json_writer *w, const struct baton_sandbox__code *code,
                     const struct baton_sandbox__queue *queue)
{
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", code->id);
    baton_sandbox__put_pair(w, "name", code->name);
    if (queue)
        baton_sandbox__put_pair(w, "queueId", queue->id);
    baton_json_end(w, '}');
}

static void put_queues(struct baton_json_writer *w, const struct baton_sandbox *s)
{
    baton_json_name(w, "queues");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < s->queue_count; i++) {
        const struct baton_sandbox__queue *q = &s->queues[i];
        baton_json_begin(w, '{');
        baton_sandbox__put_pair(w, "id", q->id);
        baton_sandbox__put_pair(w, "name", q->name);
        baton_sandbox__put_pair(w, "state", baton_str_from(q->active ? "active" : "inactive"));
        baton_json_name(w, "memberCount");
        baton_json_put_number(w, q->members);
        baton_json_name(w, "availableAgents");
        baton_json_put_number(w, q->available);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
    baton_json_name(w, "wrapupCodes");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < s->queue_count; i++)
        for (size_t j = 0; j < s->queues[i].code_count; j++)
            put_code(w, &s->queues[i].codes[j], &s->queues[i]);
    baton_json_end(w, ']');
}

static void put_clients(struct baton_json_writer *w, const struct baton_sandbox *s,
                        const struct baton_sandbox__family *family)
{
    baton_json_name(w, "users");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < s->user_count; i++)
        put_code(w, &s->users[i], NULL);
    baton_json_end(w, ']');
    baton_json_name(w, "clients");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < s->client_count; i++) {
        baton_json_begin(w, '{');
        baton_sandbox__put_pair(w, "id", s->clients[i].id);
        baton_sandbox__put_pair(w, "scopes", s->clients[i].scopes);
        baton_json_name(w, "tokenLifetime");
        baton_json_put_number(w, baton_sandbox__lifetime(family, &s->clients[i]));
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}

static void state(struct baton_sandbox__call *call)
{
    const struct baton_sandbox *s = call->sandbox;
    struct baton_buf out;
    const struct { const char *name; uint64_t value; } counts[] = {
        {"conversationCount", baton_sandbox_size(s)}, {"botCalls", s->bot_calls},
        {"tokensIssued", s->issued}, {"requests", s->log.first + s->log.count}};
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    for (size_t i = 0; i < BATON_COUNT(counts); i++) {
        baton_json_name(&w, counts[i].name);
        baton_json_put_number(&w, counts[i].value);
    }
    put_queues(&w, s);
    put_clients(&w, s, call->door->family);
    put_conversations(call, &w);
    if (call->door->family->put_state)
        call->door->family->put_state(call, &w);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* ---- the others -------------------------------------------------------------------------- */

static void empty(struct baton_sandbox__call *call)
{
    call->response->status = 204;
}

static void clear_faults(struct baton_sandbox__call *call)
{
    call->sandbox->faults = NULL;
    empty(call);
}

static void clear_log(struct baton_sandbox__call *call)
{
    baton_sandbox__clear_log(&call->sandbox->log);
    empty(call);
}

static void reset(struct baton_sandbox__call *call)
{
    if (baton_sandbox__reset(call->sandbox) == BATON_OK)
        empty(call);
    else
        baton_sandbox__error(call, 503, "service.unavailable", "out of memory");
}

static const struct row {
    const char *method, *path;
    baton_sandbox__serve *serve;
} rows[] = {
    {"GET", "/_sandbox/state", state},
    {"GET", "/_sandbox/faults", baton_sandbox__list_faults},
    {"POST", "/_sandbox/faults", baton_sandbox__add_fault},
    {"DELETE", "/_sandbox/faults", clear_faults},
    {"GET", "/_sandbox/log", baton_sandbox__list_log},
    {"DELETE", "/_sandbox/log", clear_log},
    {"POST", "/_sandbox/reset", reset},
    {"GET", "/_sandbox/openapi.json", baton_sandbox__openapi},
};

void baton_sandbox__admin(struct baton_sandbox__call *call)
{
    struct baton_buf allow;
    baton_buf_init(&allow, call->arena, 0);
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        if (!baton_str_is(call->request->path, rows[i].path))
            continue;
        if (baton_str_is(call->request->method, rows[i].method)) {
            rows[i].serve(call);
            return;
        }
        baton_buf_fmt(&allow, "%s%s", allow.len ? ", " : "", rows[i].method);
    }
    if (!allow.len) {
        baton_sandbox__error(call, 404, "not.found", "Not Found: state, faults, log, reset and "
                             "openapi.json are under /_sandbox/");
        return;
    }
    baton_sandbox__error(call, 405, "method.not.allowed", "Method Not Allowed: it takes %.*s",
                         BATON_ARG(baton_buf_str(&allow)));
    baton_sandbox__header(call->response, "Allow", baton_buf_str(&allow));
}
