/* SPDX-License-Identifier: Apache-2.0 */
/* A page of recent conversations, by the shape that the family's table gives. */
#include "apps/baton/recent.h"

enum { UUID = 36, FEWEST_DIGITS = 5, MOST_DIGITS = 20 };

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* A UUID, or digits; what else stands as a key is a hash of what was grouped by. */
static bool is_id(struct baton_str text)
{
    bool digits = text.len >= FEWEST_DIGITS && text.len <= MOST_DIGITS, uuid = text.len == UUID;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        digits = digits && text.s[i] >= '0' && text.s[i] <= '9';
        uuid = uuid && (dash ? text.s[i] == '-' : is_hex(text.s[i]));
    }
    return digits || uuid;
}

/* A member by "a/b" for one in another. */
static uint32_t member(const struct baton_json *doc, uint32_t row, struct baton_str path)
{
    struct baton_str name;
    uint32_t at = row;
    while (baton_str_next(&path, '/', &name)) {
        if (!baton_json_is(doc, at, BATON_JSON_OBJECT))
            return BATON_JSON_NONE;
        at = baton_json_member(doc, at, name);
    }
    return at;
}

static struct baton_str text_at(const struct baton_json *doc, uint32_t at,
                                struct baton_arena *arena)
{
    if (baton_json_is(doc, at, BATON_JSON_NUMBER))
        return baton_json_raw(doc, at);
    return baton_json_is(doc, at, BATON_JSON_STRING) ? baton_json_string(doc, at, arena)
                                                     : (struct baton_str){NULL, 0};
}

/* Of several names, joined by ',', the first that is there. */
static struct baton_str text_in(const struct baton_json *doc, uint32_t row, const char *names,
                                struct baton_arena *arena)
{
    struct baton_str rest = baton_str_from(names), path, text = {NULL, 0};
    while (names && !text.len && baton_str_next(&rest, ',', &path))
        text = text_at(doc, member(doc, row, path), arena);
    return text;
}

/* Whole seconds; what follows a point is left out. */
static int64_t duration_of(const struct baton_json *doc, uint32_t row,
                           const struct baton_recent_item *item, struct baton_str ended,
                           struct baton_arena *arena)
{
    struct baton_str text = text_in(doc, row, "metrics/conversationDuration", arena);
    size_t point = text.s ? baton_str_find_byte(text, '.') : SIZE_MAX;
    int64_t from, to;
    uint64_t seconds;
    text.len = point < text.len ? point : text.len;
    if (text.s && baton_str_to_u64(text, &seconds) && seconds < INT32_MAX)
        return (int64_t)seconds;
    return item->time.s && ended.s && baton_time_read(item->time, &from) &&
                   baton_time_read(ended, &to) && to >= from ? to - from : -1;
}

/* Where the aggregate of the tutorials groups by other things, too, those are none. */
static bool read_row(const struct baton_json *doc, uint32_t row,
                     const struct baton_recent_shape *shape, struct baton_arena *arena,
                     struct baton_recent_item *out)
{
    struct baton_str kind = text_in(doc, row, "group", arena);
    if (kind.s && !baton_str_is(kind, "conversation"))
        return false;
    *out = (struct baton_recent_item){.id = text_in(doc, row, shape->id, arena),
                                      .key = text_in(doc, row, "key", arena),
                                      .time = text_in(doc, row, shape->started, arena),
                                      .state = text_in(doc, row, shape->state, arena), .row = row};
    out->seconds = duration_of(doc, row, out, text_in(doc, row, shape->ended, arena), arena);
    if (!out->id.s && out->key.s && is_id(out->key))
        out->id = out->key;
    return true;
}

/* Rows of one conversation may be many, one for each thing said. */
static bool is_new(const struct baton_str *seen, size_t room, struct baton_str id, size_t *slot)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < id.len; i++)
        hash = (hash ^ (unsigned char)id.s[i]) * 16777619u;
    for (*slot = hash & (room - 1); seen[*slot].s; *slot = (*slot + 1) & (room - 1))
        if (baton_str_eq(seen[*slot], id))
            return false;
    return true;
}

static bool read_rows(struct baton_arena *arena, uint32_t rows,
                      const struct baton_recent_shape *shape, struct baton_recent_page *out)
{
    size_t room = 16, slot;
    out->groups = baton_json_size(&out->doc, rows);
    while (room < out->groups * 2)
        room *= 2;
    out->items = BATON_NEW_N(arena, struct baton_recent_item, out->groups + 1);
    struct baton_str *seen = BATON_NEW_N(arena, struct baton_str, room);
    if (!out->items || !seen)
        return false;
    BATON_JSON_EACH_ITEM(&out->doc, rows, item) {
        struct baton_recent_item *one = &out->items[out->count];
        if (!baton_json_is(&out->doc, item, BATON_JSON_OBJECT) ||
            !read_row(&out->doc, item, shape, arena, one))
            continue;
        if (one->id.s && !is_new(seen, room, one->id, &slot))
            continue;
        if (one->id.s)
            seen[slot] = one->id;
        out->count++;
    }
    return true;
}

/* ---- lists that heed no question ------------------------------------------------- */

static bool is_asked_alike(const struct baton_family *family,
                           const struct baton_recent_query *one,
                           const struct baton_recent_query *other, struct baton_arena *arena)
{
    struct baton_buf paths[2], bodies[2];
    const struct baton_recent_query *queries[] = {one, other};
    for (int i = 0; i < 2; i++) {
        baton_buf_init(&paths[i], arena, 0);
        baton_buf_init(&bodies[i], arena, 0);
        if (!family->recent || !family->recent(queries[i], &paths[i], &bodies[i]))
            return false;
    }
    return baton_str_eq(baton_buf_str(&paths[0]), baton_buf_str(&paths[1])) &&
           baton_str_eq(baton_buf_str(&bodies[0]), baton_buf_str(&bodies[1]));
}

static bool is_within(const struct baton_recent_item *item, const struct baton_recent_query *query)
{
    int64_t time;
    return !item->time.s || !baton_time_read(item->time, &time) ||
           (time >= query->from && time <= query->to);
}

/* What the request does not say is seen to here: the time, and that there is one page. */
static void heed(struct baton_recent_page *page, const struct baton_family *family,
                 const struct baton_recent_query *query, struct baton_arena *arena)
{
    struct baton_recent_query other_page = *query, other_time = *query;
    size_t kept = 0;
    other_page.page++;
    other_time.from -= 86400;
    page->whole = is_asked_alike(family, query, &other_page, arena);
    if (query->active || !is_asked_alike(family, query, &other_time, arena))
        return;
    for (size_t i = 0; i < page->count; i++)
        if (is_within(&page->items[i], query))
            page->items[kept++] = page->items[i];
    page->count = kept;
}

/* What the tutorials' aggregate has, for a family whose table says nothing. */
static const struct baton_recent_shape tutorials = {
    .rows = "groups", .id = "conversationId", .started = "startTime", .total = "total"};

static bool read_page(struct baton_arena *arena, const struct baton_family *family, bool active,
                      const struct baton_fetch_response *response, struct baton_recent_page *out)
{
    const struct baton_recent_shape *shape =
        family->recent_shape.rows ? &family->recent_shape : &tutorials;
    struct baton_str names = baton_str_from(active && shape->active ? shape->active : shape->rows);
    struct baton_str name;
    *out = (struct baton_recent_page){0};
    /* Without content: there is none. */
    if (response->status == 204)
        return true;
    if (baton_json_read(arena, response->body, NULL, &out->doc, NULL) != BATON_OK)
        return false;
    if (baton_json_is(&out->doc, 0, BATON_JSON_ARRAY))
        return read_rows(arena, 0, shape, out);
    if (!baton_json_is(&out->doc, 0, BATON_JSON_OBJECT))
        return false;
    struct baton_str total = text_in(&out->doc, 0, shape->total, arena);
    out->has_total = total.s && baton_str_to_u64(total, &out->total);
    while (baton_str_next(&names, ',', &name)) {
        uint32_t rows = member(&out->doc, 0, name);
        if (baton_json_is(&out->doc, rows, BATON_JSON_ARRAY))
            return read_rows(arena, rows, shape, out);
    }
    /* An interval without conversations may lack the list altogether. */
    return out->has_total && !out->total;
}

bool baton_recent_page(struct baton_arena *arena, const struct baton_family *family,
                       const struct baton_recent_query *query,
                       const struct baton_fetch_response *response, struct baton_recent_page *out)
{
    if (!read_page(arena, family, query->active, response, out))
        return false;
    heed(out, family, query, arena);
    return !baton_arena_failed(arena);
}

/* ---- which row has a key --------------------------------------------------------- */

static bool is_key(struct baton_str text, const struct baton_str *keys, size_t count)
{
    for (size_t i = 0; text.s && i < count; i++)
        if (baton_str_eq(text, keys[i]))
            return true;
    return false;
}

const struct baton_recent_item *baton_recent_with(struct baton_arena *arena,
                                                  const struct baton_recent_page *page,
                                                  const struct baton_str *keys, size_t count)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct baton_recent_item *item = &page->items[i];
        for (uint32_t at = item->row; item->id.s && at < page->doc.v[item->row].next; at++)
            if (is_key(text_at(&page->doc, at, arena), keys, count))
                return item;
    }
    return NULL;
}
