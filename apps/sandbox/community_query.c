/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/community.h"
#include "core/model.h"

enum { DEFAULT_PAGE = 25, MAX_PAGE = 1000 };

/* ---- the query --------------------------------------------------------------------------- */

static bool refuse(struct baton_sandbox__call *call, const char *text)
{
    baton_sandbox__error(call, 400, "bad.request", "Bad Request: %s", text);
    return false;
}

static bool read_time(struct baton_sandbox__call *call, const char *name, int64_t *ms)
{
    int64_t seconds;
    struct baton_str text = baton_sandbox__text(&call->body, call->root, name, call->arena);
    if (!baton_time_read(text, &seconds))
        return refuse(call, "dateFrom and dateTo are times such as 2026-01-05T10:00:00.000Z");
    *ms = seconds * 1000;
    return true;
}

static uint64_t number(struct baton_sandbox__call *call, const char *name, uint64_t otherwise)
{
    uint64_t value = otherwise;
    uint32_t at = baton_json_member_z(&call->body, call->root, name);
    if (at == BATON_JSON_NONE || !baton_str_to_u64(baton_json_raw(&call->body, at), &value))
        return otherwise;
    return value;
}

static bool read_words(struct baton_sandbox__call *call, uint32_t filter, struct baton_str *words,
                       size_t *count)
{
    uint32_t list = baton_json_member_z(&call->body, filter, "values");
    if (list == BATON_JSON_NONE)
        return refuse(call, "a filter has values");
    BATON_JSON_EACH_ITEM(&call->body, list, item) {
        if (*count == BATON_SANDBOX__WORDS)
            return refuse(call, "a filter has at most 32 values");
        words[(*count)++] = baton_json_string(&call->body, item, call->arena);
    }
    return true;
}

static bool read_filters(struct baton_sandbox__call *call, struct baton_sandbox__query *q)
{
    uint32_t list = baton_json_member_z(&call->body, call->root, "filters");
    if (list == BATON_JSON_NONE)
        return true;
    BATON_JSON_EACH_ITEM(&call->body, list, item) {
        struct baton_str field = baton_sandbox__text(&call->body, item, "field", call->arena);
        bool good = baton_str_is(field, "channelType")
                        ? read_words(call, item, q->channels, &q->channel_count)
                    : baton_str_is(field, "conversationId")
                        ? read_words(call, item, q->ids, &q->id_count)
                        : refuse(call, "filters know the fields channelType and conversationId");
        if (!good)
            return false;
    }
    return true;
}

static void read_order(struct baton_sandbox__call *call, struct baton_sandbox__query *q)
{
    uint32_t at = baton_json_pointer(&call->body, call->root, BATON_STR("/sortBy/0/ascending"));
    q->ascending = at != BATON_JSON_NONE && baton_json_is(&call->body, at, BATON_JSON_TRUE);
}

static bool read_query(struct baton_sandbox__call *call, struct baton_sandbox__query *q)
{
    *q = (struct baton_sandbox__query){.family = call->door->index,
                                        .page = number(call, "pageNumber", 1),
                                        .size = number(call, "pageSize", DEFAULT_PAGE)};
    if (!read_time(call, "dateFrom", &q->from) || !read_time(call, "dateTo", &q->to))
        return false;
    if (q->from > q->to)
        return refuse(call, "dateFrom is after dateTo");
    if (!q->size || q->size > MAX_PAGE || !q->page)
        return refuse(call, "pageSize is from 1 to 1000, pageNumber from 1");
    read_order(call, q);
    return read_filters(call, q);
}

/* ---- answers ----------------------------------------------------------------------------- */

static void put_group(struct baton_sandbox__call *call, struct baton_json_writer *w,
                      const struct baton_sandbox__instance *it)
{
    char key[37];
    struct baton_buf time;
    baton_buf_init(&time, call->arena, 0);
    baton_sandbox__put_time(&time, it->start);
    baton_sandbox__key(call->sandbox, it, key);
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "group", BATON_STR("conversation"));
    baton_sandbox__put_pair(w, "key", baton_str_from(key));
    baton_sandbox__put_pair(w, "startTime", baton_buf_str(&time));
    baton_sandbox__put_pair(w, "channelType", it->pattern->channel);
    baton_json_name(w, "metrics");
    baton_json_begin(w, '{');
    baton_json_name(w, "conversationDuration");
    baton_json_put_number(w, baton_sandbox__mix(7, (uint64_t)it->start) % 900);
    baton_json_end(w, '}');
    baton_json_end(w, '}');
}

static void put_counts(struct baton_json_writer *w, const struct baton_sandbox__query *q,
                       uint64_t total)
{
    const struct { const char *name; uint64_t value; } members[] = {
        {"total", total}, {"pageNumber", q->page}, {"pageSize", q->size},
        {"pageCount", (total + q->size - 1) / q->size}};
    for (size_t i = 0; i < BATON_COUNT(members); i++) {
        baton_json_name(w, members[i].name);
        baton_json_put_number(w, members[i].value);
    }
}

void baton_sandbox__details(struct baton_sandbox__call *call)
{
    struct baton_sandbox__query q;
    struct baton_buf out;
    if (!baton_sandbox__permit(call) || !read_query(call, &q))
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "groups");
    baton_json_begin(&w, '[');
    uint64_t total = baton_sandbox__put_page(call, &q, &w, put_group);
    baton_json_end(&w, ']');
    put_counts(&w, &q, total);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

static void put_found(struct baton_sandbox__call *call, struct baton_json_writer *w,
                      const struct baton_sandbox__instance *it)
{
    struct baton_buf time;
    baton_buf_init(&time, call->arena, 0);
    baton_sandbox__put_time(&time, it->start);
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", baton_str_from(it->id));
    baton_sandbox__put_pair(w, "startTime", baton_buf_str(&time));
    baton_sandbox__put_pair(w, "state", baton_sandbox__state_of(call->sandbox, it));
    baton_json_end(w, '}');
}

/* The tutorial names no members. `query` is an id, or text of an account of the latest ones. */
static bool matches(struct baton_sandbox__call *call, const struct baton_sandbox__instance *it,
                    struct baton_str text)
{
    struct baton_buf account;
    if (!text.len)
        return true;
    baton_buf_init(&account, call->arena, 0);
    baton_sandbox__render_told(call, it, BATON_SANDBOX__INTERACTION, &account);
    return baton_str_find_nocase(baton_buf_str(&account), text) != SIZE_MAX;
}

void baton_sandbox__search(struct baton_sandbox__call *call)
{
    enum { LOOKED_AT = 1000 };
    struct baton_sandbox__query q = {.family = call->door->index, .from = INT64_MIN,
                                     .to = INT64_MAX};
    struct baton_sandbox__cursor c = {call->sandbox, &q, 0, 0};
    struct baton_sandbox__instance it;
    struct baton_buf out;
    uint64_t found = 0;
    if (!baton_sandbox__permit(call))
        return;
    struct baton_str text = baton_sandbox__text(&call->body, call->root, "query", call->arena);
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "conversations");
    baton_json_begin(&w, '[');
    if (baton_sandbox__find_told(call, text, &it)) {
        put_found(call, &w, &it);
        found++;
    } else {
        for (int i = 0; i < LOOKED_AT && found < DEFAULT_PAGE; i++) {
            if (!baton_sandbox__next(&c, true, &it))
                break;
            if (!matches(call, &it, text))
                continue;
            put_found(call, &w, &it);
            found++;
        }
    }
    baton_json_end(&w, ']');
    baton_json_name(&w, "total");
    baton_json_put_number(&w, found);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}
