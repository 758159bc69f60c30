/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/sandbox_int.h"
#include "core/model.h"

enum { DEFAULT_PAGE = 25, MAX_PAGE = 1000, MAX_WORDS = 32 };

struct query {
    int64_t from, to;                     /* milliseconds */
    struct baton_str channels[MAX_WORDS], ids[MAX_WORDS];
    size_t channel_count, id_count;
    uint64_t page, size;
    bool ascending;
};

/* All conversations by time: two lists, the latest first, read from either end. */
struct cursor {
    const struct baton_sandbox *s;
    const struct query *q;
    uint64_t own, generated;              /* how many of each were passed */
};

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
        if (*count == MAX_WORDS)
            return refuse(call, "a filter has at most 32 values");
        words[(*count)++] = baton_json_string(&call->body, item, call->arena);
    }
    return true;
}

static bool read_filters(struct baton_sandbox__call *call, struct query *q)
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

static void read_order(struct baton_sandbox__call *call, struct query *q)
{
    uint32_t at = baton_json_pointer(&call->body, call->root, BATON_STR("/sortBy/0/ascending"));
    q->ascending = at != BATON_JSON_NONE && baton_json_is(&call->body, at, BATON_JSON_TRUE);
}

static bool read_query(struct baton_sandbox__call *call, struct query *q)
{
    *q = (struct query){.page = number(call, "pageNumber", 1),
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

/* ---- all of them in order ---------------------------------------------------------------- */

static uint64_t turned(uint64_t at, uint64_t count, bool ascending)
{
    return ascending ? count - 1 - at : at;
}

static int64_t start_of_own(const struct cursor *c)
{
    uint64_t at = turned(c->own, c->s->pattern_count, c->q->ascending);
    return c->s->patterns[at]->start * 1000;
}

static bool own_is_next(const struct cursor *c)
{
    if (c->own == c->s->pattern_count || c->generated == c->s->generated)
        return c->own < c->s->pattern_count;
    /* Nearly in order is good enough: the moment within a step is not looked at. */
    uint64_t at = turned(c->generated, c->s->generated, c->q->ascending);
    int64_t other = c->s->latest - (int64_t)at * c->s->step;
    return c->q->ascending ? start_of_own(c) <= other : start_of_own(c) >= other;
}

static bool is_listed(const struct baton_str *words, size_t count, struct baton_str word)
{
    bool found = count == 0;
    for (size_t i = 0; i < count && !found; i++)
        found = baton_str_eq_nocase(words[i], word);
    return found;
}

static bool fits(const struct query *q, const struct baton_sandbox__instance *it)
{
    return it->start >= q->from && it->start <= q->to &&
           is_listed(q->channels, q->channel_count, it->pattern->channel) &&
           is_listed(q->ids, q->id_count, baton_str_from(it->id));
}

/* What need not be made to be passed over. */
static bool surely_not(const struct cursor *c, uint64_t index)
{
    const struct baton_sandbox *s = c->s;
    int64_t latest = s->latest - (int64_t)index * s->step;
    return latest < c->q->from || latest - s->step > c->q->to ||
           !is_listed(c->q->channels, c->q->channel_count,
                      s->patterns[s->kinds[index]]->channel);
}

/* And what need not be made to be counted. */
static bool surely(const struct cursor *c, uint64_t index)
{
    int64_t latest = c->s->latest - (int64_t)index * c->s->step;
    return !c->q->id_count && latest <= c->q->to && latest - c->s->step >= c->q->from;
}

/* The next that fits; it is made only if it is wanted. False at the end. */
static bool next(struct cursor *c, bool wanted, struct baton_sandbox__instance *out)
{
    const struct baton_sandbox *s = c->s;
    while (c->own < s->pattern_count || c->generated < s->generated) {
        if (own_is_next(c)) {
            *out = baton_sandbox__own(
                s->patterns[turned(c->own++, s->pattern_count, c->q->ascending)]);
        } else {
            uint64_t index = turned(c->generated++, s->generated, c->q->ascending);
            if (surely_not(c, index))
                continue;
            if (!wanted && surely(c, index))
                return true;
            *out = baton_sandbox__generated(s, index);
        }
        if (fits(c->q, out))
            return true;
    }
    return false;
}

/*
 * How many fit of the block that begins here, where that can be told without looking at
 * each: all of it is within the dates or without, and none of a scenario is among it.
 */
static bool block_here(const struct cursor *c, uint64_t *fitting)
{
    enum { SIZE = BATON_SANDBOX__BLOCK };
    const struct baton_sandbox *s = c->s;
    struct cursor end = *c;
    if (c->q->id_count || s->generated - c->generated < SIZE)
        return false;
    uint64_t at = turned(c->generated, s->generated, c->q->ascending);
    uint64_t first = c->q->ascending ? at - (SIZE - 1) : at, last = first + SIZE - 1;
    end.generated += SIZE - 1;
    if (first % SIZE || own_is_next(c) || own_is_next(&end))
        return false;
    *fitting = 0;
    if (s->latest - (int64_t)first * s->step < c->q->from ||
        s->latest - (int64_t)(last + 1) * s->step > c->q->to)
        return true;
    if (!surely(c, first) || !surely(c, last))
        return false;
    const uint32_t *before = s->before + first / SIZE * s->kind_count;
    for (size_t i = 0; i < s->kind_count; i++)
        if (is_listed(c->q->channels, c->q->channel_count, s->patterns[i]->channel))
            *fitting += before[s->kind_count + i] - before[i];
    return true;
}

/* Passes over whole blocks, and at most `most` that fit; gives how many. */
static uint64_t leap(struct cursor *c, uint64_t most)
{
    uint64_t passed = 0, fitting;
    while (block_here(c, &fitting) && fitting <= most - passed) {
        c->generated += BATON_SANDBOX__BLOCK;
        passed += fitting;
    }
    return passed;
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

static void put_page(struct baton_json_writer *w, const struct query *q, uint64_t total)
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
    struct query q;
    struct cursor c = {call->sandbox, &q, 0, 0};
    struct baton_sandbox__instance it;
    struct baton_buf out;
    uint64_t at = 0;
    if (!baton_sandbox__permit(call) || !read_query(call, &q))
        return;
    uint64_t first = q.page > UINT32_MAX ? UINT64_MAX - q.size : (q.page - 1) * q.size;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "groups");
    baton_json_begin(&w, '[');
    for (;; at++) {
        if (at < first || at >= first + q.size)
            at += leap(&c, at < first ? first - at : UINT64_MAX);
        bool here = at >= first && at < first + q.size;
        if (!next(&c, here, &it))
            break;
        if (here)
            put_group(call, &w, &it);
    }
    baton_json_end(&w, ']');
    put_page(&w, &q, at);
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
    baton_sandbox__render(call->sandbox, it, BATON_SANDBOX__INTERACTION, &account);
    return baton_str_find_nocase(baton_buf_str(&account), text) != SIZE_MAX;
}

void baton_sandbox__search(struct baton_sandbox__call *call)
{
    enum { LOOKED_AT = 1000 };
    struct query q = {.from = INT64_MIN, .to = INT64_MAX};
    struct cursor c = {call->sandbox, &q, 0, 0};
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
    if (baton_sandbox__find(call->sandbox, text, &it)) {
        put_found(call, &w, &it);
        found++;
    } else {
        for (int i = 0; i < LOOKED_AT && found < DEFAULT_PAGE && next(&c, true, &it); i++) {
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
