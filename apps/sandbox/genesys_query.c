/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/genesys.h"
#include "core/model.h"

enum { PAGE = 25, MAX_PAGE = 100, JOB_PAGE = 1000, MAX_JOB_PAGE = 10000,
       MAX_CLAUSES = 4 };

typedef struct baton_sandbox__query query;

/* ---- filters ----------------------------------------------------------------------------- */

/* Has the document anywhere a member of this name, with this text where it is not NULL? */
static bool tells(const struct baton_json *details, struct baton_str name,
                  const struct baton_str *value, struct baton_arena *arena)
{
    for (uint32_t i = 0; i + 1 < details->count; i++) {
        if (!(details->v[i].flags & BATON_JSON_KEY) ||
            !baton_json_string_is(details, i, name))
            continue;
        if (!value || (baton_json_is(details, i + 1, BATON_JSON_STRING) &&
                       baton_str_eq_nocase(baton_json_string(details, i + 1, arena), *value)))
            return true;
    }
    return false;
}

static bool meets(struct baton_sandbox__call *call, uint32_t predicate,
                  const struct baton_json *details)
{
    const struct baton_json *body = &call->body;
    struct baton_str name = baton_sandbox__text(body, predicate, "dimension", call->arena);
    struct baton_str how = baton_sandbox__text(body, predicate, "operator", call->arena);
    struct baton_str value = baton_sandbox__text(body, predicate, "value", call->arena);
    if (baton_str_is(how, "exists") || baton_str_is(how, "notExists"))
        return tells(details, name, NULL, call->arena) == baton_str_is(how, "exists");
    return tells(details, name, &value, call->arena);
}

/* A filter or one of its clauses: all of its predicates and clauses, or any of them. */
static bool passes(struct baton_sandbox__call *call, uint32_t filter,
                   const struct baton_json *details, int depth)
{
    const struct baton_json *body = &call->body;
    bool any = baton_str_is(baton_sandbox__text(body, filter, "type", call->arena), "or");
    uint32_t predicates = baton_json_member_z(body, filter, "predicates");
    uint32_t clauses = baton_json_member_z(body, filter, "clauses");
    size_t seen = 0;
    if (predicates != BATON_JSON_NONE)
        BATON_JSON_EACH_ITEM(body, predicates, item) {
            if (meets(call, item, details) == any)
                return any;
            seen++;
        }
    if (clauses != BATON_JSON_NONE && depth)
        BATON_JSON_EACH_ITEM(body, clauses, item) {
            if (passes(call, item, details, depth - 1) == any)
                return any;
            seen++;
        }
    return !any || !seen;
}

static const char *const lists[] = {"conversationFilters", "segmentFilters"};

static bool passes_each(struct baton_sandbox__call *call, const struct baton_json *details)
{
    for (size_t i = 0; i < BATON_COUNT(lists); i++) {
        uint32_t list = baton_json_member_z(&call->body, 0, lists[i]);
        if (list == BATON_JSON_NONE)
            continue;
        BATON_JSON_EACH_ITEM(&call->body, list, filter)
            if (!passes(call, filter, details, MAX_CLAUSES))
                return false;
    }
    return true;
}

/* One after the other is looked into, and none is kept. */
static bool passes_all(void *ctx, const struct baton_sandbox__instance *it)
{
    const struct baton_sandbox__call *asked = ctx;
    struct baton_sandbox__call call = *asked;
    struct baton_arena arena;
    struct baton_buf out;
    struct baton_json details;
    baton_arena_init(&arena, asked->sandbox->alloc, 0);
    call.arena = &arena;
    baton_buf_init(&out, &arena, 0);
    bool good = baton_sandbox__view_now(&call, baton_str_from(it->id), BATON_SANDBOX__DETAILS,
                                        &out) &&
                baton_json_read(&arena, baton_buf_str(&out), NULL, &details, NULL) == BATON_OK &&
                passes_each(&call, &details);
    baton_arena_release(&arena);
    return good;
}

static void add_word(struct baton_str *words, size_t *count, struct baton_str word)
{
    if (*count < BATON_SANDBOX__WORDS)
        words[(*count)++] = word;
}

/* The tutorials' channels that a message is. */
static void add_media(query *q, struct baton_str value)
{
    static const char *const messages[] = {"chat", "message", "email", "sms", "whatsapp", "web"};
    if (!baton_str_is(value, "message"))
        add_word(q->channels, &q->channel_count, value);
    for (size_t i = 0; i < BATON_COUNT(messages) && baton_str_is(value, "message"); i++)
        add_word(q->channels, &q->channel_count, baton_str_from(messages[i]));
}

/* Most queries ask for one thing, which can be told without looking into the conversations. */
static bool read_simple(struct baton_sandbox__call *call, uint32_t filter, query *q)
{
    const struct baton_json *body = &call->body;
    uint32_t predicates = baton_json_member_z(body, filter, "predicates");
    if (predicates == BATON_JSON_NONE || baton_json_size(body, predicates) != 1 ||
        baton_json_member_z(body, filter, "clauses") != BATON_JSON_NONE)
        return false;
    uint32_t one = baton_json_first(body, predicates);
    struct baton_str name = baton_sandbox__text(body, one, "dimension", call->arena);
    struct baton_str how = baton_sandbox__text(body, one, "operator", call->arena);
    struct baton_str value = baton_sandbox__text(body, one, "value", call->arena);
    bool matches = !how.len || baton_str_is(how, "matches");
    if (matches && baton_str_is(name, "mediaType") && !q->channel_count)
        add_media(q, value);
    else if (matches && baton_str_is(name, "conversationId") && !q->id_count)
        add_word(q->ids, &q->id_count, value);
    else
        return false;
    return true;
}

static void read_filters(struct baton_sandbox__call *call, query *q)
{
    for (size_t i = 0; i < BATON_COUNT(lists); i++) {
        uint32_t list = baton_json_member_z(&call->body, 0, lists[i]);
        if (list == BATON_JSON_NONE)
            continue;
        BATON_JSON_EACH_ITEM(&call->body, list, filter)
            if (!read_simple(call, filter, q)) {
                q->also = passes_all;
                q->ctx = call;
            }
    }
}

/* ---- the query --------------------------------------------------------------------------- */

static bool refuse(struct baton_sandbox__call *call, const char *code, const char *text)
{
    baton_sandbox__error(call, 400, code, "%s", text);
    return false;
}

static bool read_interval(struct baton_sandbox__call *call, query *q)
{
    struct baton_str rest = baton_sandbox__text(&call->body, 0, "interval", call->arena), part;
    int64_t times[2];
    for (size_t i = 0; i < 2; i++)
        if (!baton_str_next(&rest, '/', &part) || !baton_time_read(part, &times[i]))
            return refuse(call, "invalid.date", "interval is two times with a slash between.");
    q->from = times[0] * 1000;
    q->to = times[1] * 1000 - 1;
    return q->from <= q->to || refuse(call, "bad.request", "The interval ends before it begins.");
}

static bool read_number(struct baton_sandbox__call *call, const char *pointer, uint64_t *number)
{
    uint32_t at = baton_json_pointer(&call->body, 0, baton_str_from(pointer));
    return at == BATON_JSON_NONE || baton_str_to_u64(baton_json_raw(&call->body, at), number);
}

static bool read_query(struct baton_sandbox__call *call, query *q)
{
    *q = (query){.family = call->door->index, .page = 1, .size = PAGE};
    q->ascending = !baton_str_is(baton_sandbox__text(&call->body, 0, "order", call->arena),
                                 "desc");
    if (!read_interval(call, q))
        return false;
    if (!read_number(call, "/paging/pageSize", &q->size) ||
        !read_number(call, "/paging/pageNumber", &q->page) || !q->size || !q->page ||
        q->size > MAX_PAGE)
        return refuse(call, "bad.request", "pageSize is from 1 to 100, pageNumber from 1.");
    read_filters(call, q);
    return true;
}

/* ---- answers ----------------------------------------------------------------------------- */

static void put_details(struct baton_sandbox__call *call, struct baton_json_writer *w,
                        const struct baton_sandbox__instance *it)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    if (baton_sandbox__view_now(call, baton_str_from(it->id), BATON_SANDBOX__DETAILS, &out))
        baton_json_put_raw(w, baton_buf_str(&out));
}

/* {"conversations":[…] without its closing brace; gives how many there are in all. */
static uint64_t put_found(struct baton_sandbox__call *call, const query *q, struct baton_buf *out,
                          struct baton_json_writer *w)
{
    struct baton_buf list;
    baton_buf_init(&list, call->arena, 0);
    struct baton_json_writer found = {.out = &list, .first = true};
    uint64_t total = baton_sandbox__put_page(call, q, &found, put_details);
    *w = (struct baton_json_writer){.out = out, .first = true};
    baton_json_begin(w, '{');
    if (list.len) {
        baton_json_name(w, "conversations");
        baton_json_begin(w, '[');
        baton_json_put_raw(w, baton_buf_str(&list));
        baton_json_end(w, ']');
    }
    return total;
}

void baton_sandbox__genesys_query(struct baton_sandbox__call *call)
{
    query q;
    struct baton_buf out;
    struct baton_json_writer w;
    if (!baton_sandbox__allowed(call) || !read_query(call, &q))
        return;
    baton_buf_init(&out, call->arena, 0);
    uint64_t total = put_found(call, &q, &out, &w);
    baton_json_name(&w, "totalHits");
    baton_json_put_number(&w, total);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__genesys_details(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    if (!baton_sandbox__allowed(call))
        return;
    baton_buf_init(&out, call->arena, 0);
    if (baton_sandbox__view_now(call, call->id, BATON_SANDBOX__DETAILS, &out))
        baton_sandbox__json(call, 200, &out);
    else
        baton_sandbox__error(call, 404, "not.found", "There are no details of %.*s.",
                             BATON_ARG(call->id));
}

/* ---- jobs -------------------------------------------------------------------------------- */

/* What was asked for; it is answered when the results are read. */
struct job {
    char id[37];
    struct baton_str body;
    bool seen;
    struct job *next;
};

static struct job *job_of(struct baton_sandbox__call *call)
{
    struct job *job = call->sandbox->jobs[call->door->index];
    if (!baton_sandbox__allowed(call))
        return NULL;
    while (job && !baton_str_is(call->id, job->id))
        job = job->next;
    if (!job)
        baton_sandbox__error(call, 404, "not.found", "There is no job %.*s.",
                             BATON_ARG(call->id));
    return job;
}

void baton_sandbox__genesys_job(struct baton_sandbox__call *call)
{
    query q;
    struct baton_buf out;
    if (!baton_sandbox__allowed(call) || !read_query(call, &q))
        return;
    struct job *job = BATON_NEW(&call->sandbox->state, struct job);
    struct baton_str body = baton_str_copy(&call->sandbox->state, call->request->body);
    if (!job || !body.s) {
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_MEMORY, 0, "out of memory");
        return;
    }
    baton_sandbox__new_id(call->sandbox, job->id);
    job->body = body;
    job->next = call->sandbox->jobs[call->door->index];
    call->sandbox->jobs[call->door->index] = job;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_fmt(&out, "{\"jobId\":\"%s\"}", job->id);
    baton_sandbox__json(call, 202, &out);
}

/* Whoever asks for the first time is told to wait. */
void baton_sandbox__genesys_job_state(struct baton_sandbox__call *call)
{
    struct job *job = job_of(call);
    struct baton_buf out;
    if (!job)
        return;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_fmt(&out, "{\"state\":\"%s\"}", job->seen ? "FULFILLED" : "PENDING");
    job->seen = true;
    baton_sandbox__json(call, 200, &out);
}

/* The cursor is the number of the next page. */
void baton_sandbox__genesys_job_results(struct baton_sandbox__call *call)
{
    query q;
    struct baton_buf out;
    struct baton_json_writer w;
    uint64_t size = JOB_PAGE, page = 1;
    const struct job *job = job_of(call);
    if (!job || !baton_sandbox__number(call, "pageSize", 1, MAX_JOB_PAGE, &size) ||
        !baton_sandbox__number(call, "cursor", 1, UINT32_MAX, &page) ||
        baton_json_read(call->arena, job->body, NULL, &call->body, NULL) != BATON_OK ||
        !read_query(call, &q))
        return;
    q.page = page;
    q.size = size;
    baton_buf_init(&out, call->arena, 0);
    uint64_t total = put_found(call, &q, &out, &w);
    if (page * size < total) {
        struct baton_str next =
            baton_str_fmt(call->arena, "%llu", (unsigned long long)page + 1);
        baton_sandbox__put_pair(&w, "cursor", next.s ? next : BATON_STR(""));
    }
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}
