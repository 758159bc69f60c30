/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"
#include "core/json.h"
#include "core/json/problems_int.h"

enum { FOLD = 1, SAFE = 2 };

/* Folded: listing each would be noise. Safe: the edit cannot change what is meant. */
static const uint8_t policy[BATON_JSON__CODES] = {
    [BATON_JSON_TYPOGRAPHIC_QUOTES] = FOLD | SAFE,
    [BATON_JSON_SINGLE_QUOTES] = FOLD | SAFE,
    [BATON_JSON_UNQUOTED_KEY] = FOLD | SAFE,
    [BATON_JSON_TRAILING_COMMA] = SAFE,
    [BATON_JSON_COMMENT] = FOLD | SAFE,
    [BATON_JSON_BOM] = SAFE,
    [BATON_JSON_UTF16] = SAFE,
    [BATON_JSON_INVALID_UTF8] = FOLD,
    [BATON_JSON_CONTROL_CHARACTER] = FOLD | SAFE,
    [BATON_JSON_INVALID_ESCAPE] = FOLD,
    [BATON_JSON_LONE_SURROGATE] = FOLD,
    [BATON_JSON_INNER_QUOTE] = FOLD,
    [BATON_JSON_ODD_BLANK] = FOLD | SAFE,
};

enum baton_err baton_json__problems_init(struct baton_json__problems *p,
                                         struct baton_arena *arena)
{
    *p = (struct baton_json__problems){.arena = arena};
    const struct baton_json_problem *first =
        BATON_PUSH(arena, p->items, p->count, p->capacity);
    return first ? BATON_OK : BATON_ENOMEM;
}

static uint32_t add(struct baton_json__problems *p, enum baton_json_code code, size_t start,
                    size_t end)
{
    struct baton_json_problem *problem =
        BATON_PUSH(p->arena, p->items, p->count, p->capacity);
    if (!problem)
        return 0;
    problem->code = code;
    problem->span = (struct baton_span){start, end};
    problem->safe = policy[code] & SAFE;
    return (uint32_t)p->count - 1;
}

/* Nothing more is listed; what was not put right makes the edits incomplete. */
static void close_list(struct baton_json__problems *p, size_t offset)
{
    if (!p->full)
        add(p, BATON_JSON_TOO_MANY, offset, offset);
    p->full = true;
}

uint32_t baton_json__again(struct baton_json__problems *p, uint32_t problem)
{
    uint32_t *fold = BATON_PUSH(p->arena, p->folds, p->fold_count, p->fold_capacity);
    if (fold)
        *fold = problem;
    p->items[problem].repeats++;
    return problem;
}

uint32_t baton_json__report(struct baton_json__problems *p, enum baton_json_code code,
                            size_t start, size_t end)
{
    if (policy[code] & FOLD && p->fold_into[code])
        return baton_json__again(p, p->fold_into[code]);
    if (p->full || p->count > BATON_JSON__MOST_PROBLEMS) {
        close_list(p, start);
        return 0;
    }
    uint32_t problem = add(p, code, start, end);
    p->fold_into[code] = problem;
    return problem;
}

/* text with more put in at an offset. */
static struct baton_str put_in(struct baton_arena *arena, struct baton_str text, size_t at,
                               struct baton_str more)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_buf_put(&buf, baton_str_sub(text, 0, at));
    baton_buf_put(&buf, more);
    baton_buf_put(&buf, baton_str_sub(text, at, text.len));
    return baton_buf_str(&buf);
}

/*
 * The edit at the same offset, if there is one. Edits come in the order of the
 * text, but for insertions after the last token, and those go back a few only.
 */
static struct baton_json__fix *meeting(struct baton_json__problems *p, size_t offset)
{
    for (size_t i = p->fix_count; i > 0 && p->fixes[i - 1].edit.offset >= offset; i--)
        if (p->fixes[i - 1].edit.offset == offset)
            return &p->fixes[i - 1];
    return NULL;
}

bool baton_json__is_fixed(struct baton_json__problems *p, size_t offset)
{
    const struct baton_json__fix *fix = meeting(p, offset);
    return fix && fix->edit.length;
}

/* Insertions come in the order of the text, and all of them before a replacement. */
static void merge(struct baton_json__problems *p, struct baton_json__fix *fix, uint32_t problem,
                  size_t length, struct baton_str text)
{
    fix->edit.text = put_in(p->arena, fix->edit.text, fix->inserted, text);
    fix->edit.length += length;
    if (!length)
        fix->inserted += text.len;
    p->items[fix->problem].safe &= p->items[problem].safe;
    p->items[problem].safe &= p->items[fix->problem].safe;
}

/* An insertion stays apart where the order of the problems is the order of the text. */
static bool in_order(const struct baton_json__problems *p, const struct baton_json__fix *first,
                     uint32_t problem)
{
    const struct baton_json_problem *a = &p->items[first->problem], *b = &p->items[problem];
    return !first->edit.length && !(policy[a->code] & FOLD) && !(policy[b->code] & FOLD) &&
           first->problem <= problem && a->span.start <= b->span.start;
}

void baton_json__fix(struct baton_json__problems *p, uint32_t problem, size_t offset,
                     size_t length, struct baton_str text)
{
    struct baton_json__fix *fix = meeting(p, offset);
    if (!problem)
        return;
    if (offset + length > p->reach)
        p->reach = offset + length;
    if (fix && !in_order(p, fix, problem)) {
        merge(p, fix, problem, length, text);
        return;
    }
    if (p->fix_count == BATON_JSON__MOST_EDITS) {
        close_list(p, offset);
        return;
    }
    fix = BATON_PUSH(p->arena, p->fixes, p->fix_count, p->fix_capacity);
    if (fix)
        *fix = (struct baton_json__fix){{offset, length, text}, length ? 0 : text.len, problem};
}

struct baton_json__point baton_json__point(const struct baton_json__problems *p)
{
    struct baton_json__point point = {
        .count = p->count, .fix_count = p->fix_count, .fold_count = p->fold_count,
        .full = p->full,
    };
    if (p->fix_count)
        point.last_fix = p->fixes[p->fix_count - 1];
    return point;
}

void baton_json__back_to(struct baton_json__problems *p, const struct baton_json__point *point)
{
    while (p->fold_count > point->fold_count)
        p->items[p->folds[--p->fold_count]].repeats--;
    p->count = point->count;
    p->fix_count = point->fix_count;
    p->full = point->full;
    if (p->fix_count)
        p->fixes[p->fix_count - 1] = point->last_fix;
    for (size_t code = 0; code < BATON_JSON__CODES; code++)
        if (p->fold_into[code] >= p->count)
            p->fold_into[code] = 0;
}

/* ---- the end ----------------------------------------------------------------- */

static void merge_runs(const struct baton_json_problem *items, uint32_t *to, const uint32_t *a,
                       size_t na, const uint32_t *b, size_t nb)
{
    while (na || nb) {
        bool first = na && (!nb || items[*a].span.start <= items[*b].span.start);
        *to++ = first ? *a++ : *b++;
        na -= first;
        nb -= !first;
    }
}

/* The places of all problems but 0, by start. */
static uint32_t *sorted(struct baton_json__problems *p, size_t count)
{
    uint32_t *order = BATON_NEW_N(p->arena, uint32_t, count);
    uint32_t *other = BATON_NEW_N(p->arena, uint32_t, count);
    if (!order || !other)
        return NULL;
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)i + 1;
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            size_t na = count - at < run ? count - at : run;
            size_t nb = count - at - na < run ? count - at - na : run;
            merge_runs(p->items, other + at, order + at, na, order + at + na, nb);
        }
        uint32_t *swap = order;
        order = other;
        other = swap;
    }
    return order;
}

static bool hand_out_edits(struct baton_json__problems *p)
{
    struct baton_edit *edits = BATON_NEW_N(p->arena, struct baton_edit, p->fix_count);
    if (!edits)
        return false;
    for (size_t i = 0; i < p->fix_count; i++)
        p->items[p->fixes[i].problem].edit_count++;
    for (size_t i = 0; i < p->count; i++) {
        p->items[i].edits = edits;
        edits += p->items[i].edit_count;
        p->items[i].edit_count = 0;
    }
    for (size_t i = 0; i < p->fix_count; i++) {
        struct baton_json_problem *problem = &p->items[p->fixes[i].problem];
        problem->edits[problem->edit_count++] = p->fixes[i].edit;
    }
    return true;
}

/* What is shown to people has to be UTF-8, even where the text is not. */
static struct baton_str showable(struct baton_arena *arena, struct baton_str detail)
{
    struct baton_buf buf;
    if (baton_utf8_valid(detail.s, detail.len) == detail.len)
        return detail;
    baton_buf_init(&buf, arena, 0);
    for (size_t at = 0; at < detail.len;) {
        uint32_t c;
        size_t n = baton_utf8_decode(detail.s + at, detail.len - at, &c);
        baton_buf_put_utf8(&buf, n ? c : 0xFFFD);
        at += n ? n : 1;
    }
    return baton_buf_str(&buf);
}

enum baton_err baton_json__problems_end(struct baton_json__problems *p,
                                        struct baton_json_reading *out)
{
    size_t count = p->count - 1;
    out->problems = NULL;
    out->problem_count = 0;
    if (baton_arena_failed(p->arena))
        return BATON_ENOMEM;
    if (!count)
        return BATON_OK;
    uint32_t *order = sorted(p, count);
    struct baton_json_problem *problems = BATON_NEW_N(p->arena, struct baton_json_problem, count);
    if (!order || !problems || !hand_out_edits(p))
        return BATON_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        problems[i] = p->items[order[i]];
        problems[i].detail = showable(p->arena, problems[i].detail);
    }
    out->problems = problems;
    out->problem_count = count;
    return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
}
