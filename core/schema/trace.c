/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what the drafts know of the schemas they were made of. */
#include <string.h>

#include "core/schema/compile_int.h"
#include "core/schema/trace_int.h"

struct tracer {
    struct schema_compiler *c;
    struct schema_traces *traces;
    struct schema_trace *items;
    struct schema_place *places;
    size_t place_count, place_capacity;
};

static const struct {
    const char *name;
    int pass;
} sorts[] = {
#define ROW(sort, name, pass, visit, reach) {name, pass},
    SCHEMA_SORTS(ROW)
#undef ROW
};

enum { PASSES = 3 };

/* ---- looking ------------------------------------------------------------------------- */

static uint64_t hash_at(uint32_t trace, uint32_t at)
{
    return baton_schema__mix((uint64_t)trace << 32 | at, UINT64_C(0x5bd1e995));
}

static uint64_t hash_name(uint32_t trace, uint32_t map, struct baton_str name)
{
    return baton_schema__mix(baton_schema__hash_text(name), hash_at(trace, map));
}

static const struct schema_place *find(const struct schema_index *by_at,
                                       const struct schema_place *places, uint32_t trace,
                                       uint32_t at)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = hash_at(trace, at);
    while ((row = baton_schema__index_next(by_at, hash, &cursor)) != SCHEMA_NONE)
        if (places[row].trace == trace && places[row].at == at)
            return &places[row];
    return NULL;
}

const struct schema_place *baton_schema__place_at(const struct schema_traces *traces,
                                                  const struct schema_trace *trace, uint32_t at)
{
    return find(&traces->by_at, traces->places, trace->number, at);
}

const struct schema_place *baton_schema__place_named(const struct schema_traces *traces,
                                                     const struct schema_trace *trace,
                                                     uint32_t map, struct baton_str name)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = hash_name(trace->number, map, name);
    while ((row = baton_schema__index_next(&traces->by_name, hash, &cursor)) != SCHEMA_NONE) {
        const struct schema_place *place = &traces->places[row];
        if (place->trace == trace->number && trace->doc->parent[place->at] == map &&
            baton_json_string_is(trace->doc->json, place->at - 1, name))
            return place;
    }
    return NULL;
}

/* ---- places -------------------------------------------------------------------------- */

/* The place of a value, made when it is first asked for; NULL for want of memory. */
static struct schema_place *place_of(struct tracer *t, uint32_t trace, uint32_t at)
{
    const struct schema_place *found = find(&t->traces->by_at, t->places, trace, at);
    if (found)
        return &t->places[found - t->places];
    struct schema_place *place = BATON_PUSH(t->c->arena, t->places, t->place_count,
                                            t->place_capacity);
    if (!place || !baton_schema__index_add(&t->traces->by_at, t->c->arena, hash_at(trace, at),
                                           (uint32_t)t->place_count - 1)) {
        t->c->err = BATON_ENOMEM;
        return NULL;
    }
    *place = (struct schema_place){.trace = trace, .at = at};
    return place;
}

/* Members of objects of schemas are found by their names, too. */
static void name_place(struct tracer *t, const struct schema_draft *d, uint32_t at)
{
    const struct baton_json *json = d->doc->json;
    uint32_t map = d->doc->parent[at], row = (uint32_t)t->place_count - 1;
    if (map == SCHEMA_NONE || map == d->value || json->v[map].type != BATON_JSON_OBJECT)
        return;
    struct baton_str name = baton_schema__string(t->c, d, at - 1);
    if (!baton_schema__index_add(&t->traces->by_name, t->c->arena,
                                 hash_name(d->row, map, name), row))
        t->c->err = BATON_ENOMEM;
}

static void trace_edges(struct tracer *t, const struct schema_draft *d)
{
    for (const struct schema_edge *edge = d->out; edge && !t->c->err; edge = edge->next_out) {
        size_t count = t->place_count;
        struct schema_place *place = place_of(t, d->row, edge->at);
        if (!place)
            return;
        place->to = &t->items[edge->to->row];
        if (t->place_count > count)
            name_place(t, d, edge->at);
    }
}

/* ---- keywords ------------------------------------------------------------------------ */

static bool is_assertion(const struct schema_keyword *keyword)
{
    if (keyword->shape != SHAPE_NONE || !keyword->compile)
        return false;
    for (int i = BATON_KW_TYPE; i < BATON_KW_DEPTH; i++)
        if (!strcmp(keyword->name, baton_schema_keyword_name((enum baton_schema_keyword)i)))
            return true;
    return false;
}

static enum schema_sort sort_of(const struct schema_draft *d, struct baton_str name,
                                struct schema_row *row)
{
    const struct schema_language *language = &d->resource->language;
    if (!baton_schema__find_keyword(language->dialect, language->vocabularies, name, row))
        return SORT_ANNOTATION;
    for (size_t i = 0; i < BATON_COUNT(sorts); i++)
        if (sorts[i].name[0] == name.s[0] && baton_str_is(name, sorts[i].name))
            return (enum schema_sort)i;
    return is_assertion(row->keyword) ? SORT_ASSERTION : SORT_ANNOTATION;
}

/* Keywords that another one of the same schema says more of. */
static const struct {
    const char *keyword, *other;
} helpers[] = {
    {"type", "nullable"},
    {"contentMediaType", "contentEncoding"},
};

static void add_helper(struct schema_compiler *c, struct schema_draft *own, const char *keyword)
{
    struct schema_row row;
    const struct schema_language *language = &own->resource->language;
    for (size_t i = 0; i < BATON_COUNT(helpers); i++) {
        uint32_t value = baton_schema__sibling(own, helpers[i].other);
        if (!strcmp(keyword, helpers[i].keyword) && value != BATON_JSON_NONE &&
            baton_schema__find_keyword(language->dialect, language->vocabularies,
                                       baton_str_from(helpers[i].other), &row) &&
            row.keyword->compile)
            row.keyword->compile(c, own, value);
    }
}

/* A node of its own for one keyword of a schema. */
static void add_test(struct tracer *t, const struct schema_draft *d,
                     const struct schema_keyword *keyword, uint32_t value)
{
    struct schema_place *place = place_of(t, d->row, value);
    struct schema_draft *own = place ? baton_schema__draft_beside(t->c, d) : NULL;
    if (!own)
        return;
    place->test = own->node;
    keyword->compile(t->c, own, value);
    add_helper(t->c, own, keyword->name);
    baton_schema__finish_draft(t->c, own);
}

static void add_patterns(struct tracer *t, const struct schema_draft *d, uint32_t map)
{
    const char *error;
    size_t offset;
    BATON_JSON_EACH_MEMBER(d->doc->json, map, key) {
        struct schema_place *place = place_of(t, d->row, key + 1);
        struct baton_str pattern = baton_schema__string(t->c, d, key);
        if (place)
            place->pattern = baton_schema__regex(t->c->registry, pattern, &error, &offset);
    }
}

static void trace_keyword(struct tracer *t, const struct schema_draft *d, enum schema_sort sort,
                          const struct schema_keyword *keyword, uint32_t value)
{
    struct schema_place *place;
    if (sort == SORT_ASSERTION || sort == SORT_FORMAT || sort == SORT_DEPENDENCIES ||
        sort == SORT_CONTENT_ENCODING || sort == SORT_CONTENT_MEDIA_TYPE) {
        add_test(t, d, keyword, value);
    } else if (sort == SORT_PATTERN_PROPERTIES) {
        add_patterns(t, d, value);
    } else if (sort == SORT_MIN_CONTAINS || sort == SORT_MAX_CONTAINS) {
        place = place_of(t, d->row, value);
        if (place)
            (void)baton_schema__count(t->c, d, value, &place->limit);
    }
}

/* Of equal names the last one counts. */
struct last_words {
    uint32_t keys[SCHEMA_VOCABULARIES][SCHEMA_KEYWORDS];
};

static void find_last(struct tracer *t, const struct schema_draft *d, struct last_words *last)
{
    BATON_JSON_EACH_MEMBER(d->doc->json, d->value, key) {
        struct schema_row row = {.keyword = NULL};
        (void)sort_of(d, baton_schema__string(t->c, d, key), &row);
        if (row.keyword)
            last->keys[row.vocabulary][row.index] = key;
    }
}

static bool is_overruled(const struct last_words *last, const struct schema_row *row, uint32_t key)
{
    return row->keyword && last->keys[row->vocabulary][row->index] != key;
}

static void trace_words(struct tracer *t, const struct schema_draft *d)
{
    struct last_words last;
    struct schema_trace *trace = &t->items[d->row];
    const struct baton_json *json = d->doc->json;
    struct schema_word *words = SCHEMA_NEW_N(t->c, struct schema_word,
                                             baton_json_size(json, d->value));
    bool lone = baton_schema__stands_alone(d);
    trace->words = words;
    find_last(t, d, &last);
    for (int pass = 0; words && pass < PASSES; pass++)
        BATON_JSON_EACH_MEMBER(json, d->value, key) {
            struct schema_row row = {.keyword = NULL};
            enum schema_sort sort = sort_of(d, baton_schema__string(t->c, d, key), &row);
            if (t->c->err || sorts[sort].pass != pass || is_overruled(&last, &row, key) ||
                (lone && !baton_json_string_is(json, key, BATON_STR("$ref"))))
                continue;
            words[trace->word_count++] = (struct schema_word){key, sort};
            if (row.keyword)
                trace_keyword(t, d, sort, row.keyword, key + 1);
        }
}

/* ---- the whole ----------------------------------------------------------------------- */

static void trace_draft(struct tracer *t, const struct schema_draft *d)
{
    struct schema_row row;
    struct schema_trace *trace = &t->items[d->row];
    trace->doc = d->doc;
    trace->at = d->value;
    trace->number = d->row;
    trace->uri = d->resource->uri;
    trace->resource_at = d->resource->value;
    trace->contains_marks = baton_schema__find_keyword(
        d->resource->language.dialect, UINT32_MAX, BATON_STR("prefixItems"), &row);
    trace_edges(t, d);
    if (!t->c->err && d->doc->json->v[d->value].type == BATON_JSON_OBJECT)
        trace_words(t, d);
}

const struct schema_traces *baton_schema__trace(struct schema_compiler *c)
{
    size_t count = c->draft_count;
    struct tracer t = {.c = c, .traces = SCHEMA_NEW_N(c, struct schema_traces, 1)};
    t.items = SCHEMA_NEW_N(c, struct schema_trace, count);
    for (size_t i = 0; i < count && !c->err; i++)
        trace_draft(&t, c->drafts[i]);
    if (c->err)
        return NULL;
    t.traces->items = t.items;
    t.traces->count = count;
    t.traces->places = t.places;
    return t.traces;
}
