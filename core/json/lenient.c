/* SPDX-License-Identifier: Apache-2.0 */
/* The lenient reader: strict first, then what is wrapped around, then mending. */
#include "core/base.h"
#include "core/json.h"
#include "core/json/derive_int.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"
#include "core/json/problems_int.h"

/* So many times a text may be found inside another. */
enum { MOST_LEVELS = 4 };

struct reading {
    struct baton_arena *arena;
    const struct baton_json_limits *limits;
    struct baton_json__problems problems;
    struct baton_str text; /* of this level */
    struct baton_json doc;
    bool strict;
};

enum outcome { DONE, AGAIN, NO_MEMORY };

static uint32_t report_whole(struct reading *r, enum baton_json_code code)
{
    return baton_json__report(&r->problems, code, 0, r->text.len);
}

static enum outcome go_on_with(struct reading *r, enum baton_json_code code,
                               struct baton_str text)
{
    report_whole(r, code);
    r->text = text;
    return AGAIN;
}

/* Whether the document is one string and that holds JSON. */
static bool holds_json(struct reading *r, struct baton_str *inner)
{
    if (!baton_json_is(&r->doc, 0, BATON_JSON_STRING) || r->doc.v[0].flags & BATON_JSON_TEMPLATE)
        return false;
    struct baton_str text = baton_str_trim(baton_json_string(&r->doc, 0, r->arena));
    *inner = text;
    return text.len && (text.s[0] == '{' || text.s[0] == '[' || text.s[0] == '"') &&
           (text.s[0] == '"' || baton_json__begins_json(text, 0));
}

static size_t max_depth(const struct reading *r)
{
    size_t depth = r->limits && r->limits->max_depth ? r->limits->max_depth : BATON_JSON__DEPTH;
    return depth < UINT32_MAX ? depth : UINT32_MAX - 1;
}

/* Moves over a byte order mark, which stays part of the text. */
static size_t past_mark(struct reading *r)
{
    if (!baton_str_starts(r->text, BATON_STR("\xEF\xBB\xBF")))
        return 0;
    uint32_t problem = baton_json__report(&r->problems, BATON_JSON_BOM, 0, 3);
    baton_json__fix(&r->problems, problem, 0, 3, BATON_STR(""));
    return 3;
}

static enum outcome mend(struct reading *r, bool last_level)
{
    struct baton_json__point before = baton_json__point(&r->problems);
    struct baton_json__mender m = {
        .arena = r->arena, .problems = &r->problems, .text = r->text,
        .max_depth = (uint32_t)max_depth(r),
    };
    struct baton_str inner;
    if (!baton_json__mend(&m, past_mark(r)))
        return NO_MEMORY;
    r->doc = (struct baton_json){r->text, m.v, (uint32_t)m.count};
    if (!last_level && m.count && holds_json(r, &inner)) {
        baton_json__back_to(&r->problems, &before);
        return go_on_with(r, BATON_JSON_IN_STRING, inner);
    }
    if (baton_json__find_repeats(&r->doc, false, &r->problems) != BATON_OK)
        return NO_MEMORY;
    return DONE;
}

static enum outcome not_strict(struct reading *r, bool last_level)
{
    struct baton_str other, what;
    enum baton_json_code code =
        last_level ? BATON_JSON_OK : baton_json__derive(r->arena, r->text, r->limits, &other);
    if (code != BATON_JSON_OK)
        return go_on_with(r, code, other);
    code = baton_json__recognise(r->text, &what);
    if (code == BATON_JSON_OK)
        return mend(r, last_level);
    r->problems.items[report_whole(r, code)].detail = what;
    return DONE;
}

static enum outcome read_level(struct reading *r, size_t level)
{
    struct baton_json_fault fault;
    struct baton_str inner;
    bool last_level = level == MOST_LEVELS;
    r->doc = (struct baton_json){.text = r->text};
    if (baton_arena_failed(r->arena))
        return NO_MEMORY;
    enum baton_err err = baton_json_read(r->arena, r->text, r->limits, &r->doc, &fault);
    if (err == BATON_ENOMEM)
        return NO_MEMORY;
    if (err == BATON_ELIMIT && fault.code == BATON_JSON_TOO_LARGE) {
        report_whole(r, BATON_JSON_TOO_LARGE);
        return DONE;
    }
    if (err != BATON_OK)
        return not_strict(r, last_level);
    r->strict |= level == 0;
    if (!last_level && holds_json(r, &inner))
        return go_on_with(r, BATON_JSON_IN_STRING, inner);
    return baton_json__find_repeats(&r->doc, true, &r->problems) == BATON_OK ? DONE : NO_MEMORY;
}

enum baton_err baton_json_read_lenient(struct baton_arena *arena, struct baton_str text,
                                       const struct baton_json_limits *limits,
                                       struct baton_json_reading *out)
{
    struct reading r = {.arena = arena, .limits = limits, .text = text};
    struct baton_json_reading reading = {.derived = false};
    enum outcome outcome = AGAIN;
    if (baton_json__problems_init(&r.problems, arena) != BATON_OK)
        return BATON_ENOMEM;
    for (size_t level = 0; outcome == AGAIN; level++) {
        outcome = read_level(&r, level);
        reading.derived |= outcome == AGAIN;
    }
    if (outcome == NO_MEMORY ||
        baton_json__problems_end(&r.problems, &reading) != BATON_OK)
        return BATON_ENOMEM;
    reading.doc = r.doc;
    reading.strict = r.strict;
    *out = reading;
    return BATON_OK;
}
