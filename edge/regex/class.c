/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of characters: [...] and the dot. */
#include <stdlib.h>

#include "edge/regex/regex_int.h"

void baton_regex__add_range(struct regex_reader *r, struct regex_set *set, uint32_t lo,
                            uint32_t hi)
{
    struct regex_range *range = BATON_PUSH(r->tree->arena, set->ranges, set->range_count,
                                           set->range_capacity);
    if (range)
        *range = (struct regex_range){lo, hi};
}

static int by_start(const void *a, const void *b)
{
    const struct regex_range *x = a, *y = b;
    return (x->lo > y->lo) - (x->lo < y->lo);
}

/* Puts them in order and makes one of those that touch. */
static void tidy(struct regex_set *set)
{
    size_t kept = 0;
    if (set->range_count < 2)
        return;
    qsort(set->ranges, set->range_count, sizeof *set->ranges, by_start);
    for (size_t i = 1; i < set->range_count; i++) {
        struct regex_range *last = &set->ranges[kept], next = set->ranges[i];
        if (next.lo > last->hi + 1)
            set->ranges[++kept] = next;
        else if (next.hi > last->hi)
            last->hi = next.hi;
    }
    set->range_count = kept + 1;
}

/* One member: a character, or a set that was added already. */
static bool read_member(struct regex_reader *r, struct regex_set *set, struct regex_escape *out)
{
    if (baton_regex__peek(r, 0) == '\\')
        return baton_regex__escape(r, set, true, out);
    *out = (struct regex_escape){.kind = ESCAPE_CHAR};
    size_t len = baton_utf8_decode(r->in.s + r->at, r->in.len - r->at, &out->c);
    if (!len)
        baton_regex__fail(r, "the pattern is not valid UTF-8", r->at);
    r->at += len;
    return len;
}

static void add_char(struct regex_reader *r, struct regex_set *set,
                     const struct regex_escape *member)
{
    if (member->kind == ESCAPE_CHAR)
        baton_regex__add_range(r, set, member->c, member->c);
}

/* A member, or two with '-' between them: a range, unless one of them is a set. */
static bool read_range(struct regex_reader *r, struct regex_set *set)
{
    struct regex_escape lo, hi;
    if (!read_member(r, set, &lo))
        return false;
    bool dash = baton_regex__peek(r, 0) == '-' && r->at + 1 < r->in.len &&
                baton_regex__peek(r, 1) != ']';
    if (!dash) {
        add_char(r, set, &lo);
        return true;
    }
    size_t at = ++r->at;
    if (!read_member(r, set, &hi))
        return false;
    if (lo.kind == ESCAPE_CHAR && hi.kind == ESCAPE_CHAR) {
        if (lo.c > hi.c)
            baton_regex__fail(r, "a range in [] is in the wrong order", at);
        else
            baton_regex__add_range(r, set, lo.c, hi.c);
        return lo.c <= hi.c;
    }
    add_char(r, set, &lo);
    add_char(r, set, &hi);
    baton_regex__add_range(r, set, '-', '-');
    return true;
}

struct regex_set *baton_regex__class(struct regex_reader *r)
{
    struct regex_set *set = BATON_NEW(r->tree->arena, struct regex_set);
    if (!set)
        return NULL;
    r->at++;
    if (baton_regex__peek(r, 0) == '^') {
        set->negated = true;
        r->at++;
    }
    while (r->at < r->in.len && r->in.s[r->at] != ']')
        if (!read_range(r, set) || baton_arena_failed(r->tree->arena))
            return NULL;
    if (r->at >= r->in.len) {
        baton_regex__fail(r, "a ] is missing", r->in.len);
        return NULL;
    }
    r->at++;
    tidy(set);
    return set;
}

struct regex_set *baton_regex__dot(struct regex_reader *r)
{
    struct regex_set *set = BATON_NEW(r->tree->arena, struct regex_set);
    r->at++;
    if (!set)
        return NULL;
    set->negated = true;
    baton_regex__add_range(r, set, '\n', '\n');
    baton_regex__add_range(r, set, '\r', '\r');
    baton_regex__add_range(r, set, 0x2028, 0x2029);
    return set;
}
