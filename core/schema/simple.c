/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions that need no engine: anchored at the start, ASCII
 * classes, counts, and groups that may be left out or repeated, where at each
 * character there is but one way to go on. All else is left to the engine,
 * which also says what is a regular expression at all.
 */
#include "core/schema/simple_int.h"

enum { MOST = 1 << 16 /* of a count */ };

/* Reads a pattern. ok is false from the first thing on that is not simple. */
struct reader {
    struct baton_str in;
    size_t at;
    struct schema_simple *out;
    bool ok;
};

/* ---- sets of characters -------------------------------------------------------------- */

static void add(struct schema_chars *set, unsigned first, unsigned last)
{
    for (unsigned c = first; c <= last && c < 128; c++)
        set->bits[c >> 6] |= UINT64_C(1) << (c & 63);
}

static bool overlap(const struct schema_chars *a, const struct schema_chars *b)
{
    return (a->bits[0] & b->bits[0]) || (a->bits[1] & b->bits[1]);
}

static void join(struct schema_chars *into, const struct schema_chars *from)
{
    into->bits[0] |= from->bits[0];
    into->bits[1] |= from->bits[1];
}

/* ---- reading ------------------------------------------------------------------------- */

static char peek(const struct reader *r)
{
    return r->at < r->in.len ? r->in.s[r->at] : '\0';
}

static bool take(struct reader *r, char c)
{
    bool there = peek(r) == c && c;
    r->at += there;
    return there;
}

static bool is_punctuation(char c)
{
    return c && strchr("^$\\.*+?()[]{}|/-", c);
}

/* After a backslash: \d, \w, or a character that means itself; *single is that, or 0. */
static void read_escape(struct reader *r, struct schema_chars *set, char *single)
{
    char c = peek(r);
    r->at++;
    *single = 0;
    if (c == 'd' || c == 'w')
        add(set, '0', '9');
    if (c == 'w') {
        add(set, 'a', 'z');
        add(set, 'A', 'Z');
        add(set, '_', '_');
    }
    if (c == 'd' || c == 'w')
        return;
    r->ok &= is_punctuation(c);
    add(set, (unsigned char)c, (unsigned char)c);
    *single = c;
}

/* One character of a class, or a set; *single as above. */
static void read_class_atom(struct reader *r, struct schema_chars *set, char *single)
{
    char c = peek(r);
    r->ok &= c >= ' ' && c < 127 && c != '[';
    r->at++;
    *single = c;
    if (c == '\\')
        read_escape(r, set, single);
    else
        add(set, (unsigned char)c, (unsigned char)c);
}

static void read_class(struct reader *r, struct schema_chars *set)
{
    r->ok &= peek(r) != '^' && peek(r) != ']';
    while (r->ok && !take(r, ']')) {
        char first, last;
        read_class_atom(r, set, &first);
        if (peek(r) != '-')
            continue;
        r->at++;
        if (peek(r) == ']') {
            add(set, '-', '-');
            continue;
        }
        read_class_atom(r, set, &last);
        r->ok &= first && last && first <= last;
        if (r->ok)
            add(set, (unsigned char)first, (unsigned char)last);
    }
}

static uint32_t read_number(struct reader *r)
{
    uint32_t value = 0;
    size_t start = r->at;
    for (; peek(r) >= '0' && peek(r) <= '9' && value < MOST; r->at++)
        value = value * 10 + (uint32_t)(peek(r) - '0');
    r->ok &= r->at > start && value < MOST;
    return value;
}

static void read_count(struct reader *r, struct schema_item *item)
{
    item->min = item->max = 1;
    if (take(r, '{')) {
        item->min = item->max = read_number(r);
        if (take(r, ','))
            item->max = peek(r) == '}' ? UINT32_MAX : read_number(r);
        r->ok &= take(r, '}') && item->max && item->min <= item->max;
    } else if (take(r, '?')) {
        item->min = 0;
    } else if (take(r, '*')) {
        item->min = 0;
        item->max = UINT32_MAX;
    } else if (take(r, '+')) {
        item->max = UINT32_MAX;
    }
    r->ok &= !peek(r) || !strchr("?*+{", peek(r));
}

static void read_item(struct reader *r, struct schema_item *item)
{
    char c = peek(r), single;
    *item = (struct schema_item){.min = 1};
    r->at++;
    if (c == '[')
        read_class(r, &item->set);
    else if (c == '\\')
        read_escape(r, &item->set, &single);
    else if (c >= ' ' && c < 127 && (!is_punctuation(c) || c == '-' || c == '/'))
        add(&item->set, (unsigned char)c, (unsigned char)c);
    else
        r->ok = false;
    read_count(r, item);
}

static void read_items(struct reader *r, char end)
{
    struct schema_simple *out = r->out;
    while (r->ok && r->at < r->in.len && peek(r) != end && peek(r) != '(') {
        r->ok &= out->count < SCHEMA_ITEMS;
        if (r->ok)
            read_item(r, &out->items[out->count++]);
    }
}

/* (…)? or (…)*, without groups in it. */
static void read_group(struct reader *r)
{
    struct schema_simple *out = r->out;
    uint32_t first = out->count;
    r->at++;
    if (take(r, '?'))
        r->ok &= take(r, ':');
    read_items(r, ')');
    r->ok &= take(r, ')') && out->count > first && out->items[first].min > 0;
    bool repeats = peek(r) == '*';
    r->ok &= repeats || peek(r) == '?';
    r->at++;
    r->ok &= !peek(r) || !strchr("?*+{", peek(r));
    if (!r->ok)
        return;
    out->items[first].group = out->count - first;
    out->items[out->count - 1].back = repeats ? out->count - first : 0;
}

static void read_all(struct reader *r)
{
    struct schema_simple *out = r->out;
    r->ok = take(r, '^');
    while (r->ok && r->at < r->in.len && !out->to_end) {
        read_items(r, '$');
        if (peek(r) == '(')
            read_group(r);
        else if (r->ok && take(r, '$'))
            out->to_end = true;
    }
    r->ok &= r->at == r->in.len;
}

/* ---- is there but one way? ----------------------------------------------------------- */

/* What may come at an item, if nothing before it is left to be taken. */
static void add_first(const struct schema_simple *p, uint32_t at, struct schema_chars *set)
{
    while (at < p->count) {
        const struct schema_item *item = &p->items[at];
        join(set, &item->set);
        if (item->min && !item->group)
            break;
        if (item->back && !item->group)
            join(set, &p->items[at + 1 - item->back].set);
        at += item->group ? item->group : 1;
    }
}

/* What may come after an item. */
static struct schema_chars follow(const struct schema_simple *p, uint32_t at)
{
    struct schema_chars set = {{0, 0}};
    add_first(p, at + 1, &set);
    if (p->items[at].back)
        join(&set, &p->items[at + 1 - p->items[at].back].set);
    return set;
}

static bool has_one_way(const struct schema_simple *p)
{
    for (uint32_t i = 0; i < p->count; i++) {
        const struct schema_item *item = &p->items[i];
        struct schema_chars next = follow(p, i), after = {{0, 0}};
        if (item->min != item->max && overlap(&item->set, &next))
            return false;
        add_first(p, i + item->group, &after);
        /* Without an end to reach, a group could be left out even where it begins. */
        if (item->group && (!p->to_end || overlap(&item->set, &after)))
            return false;
    }
    return true;
}

const struct schema_simple *baton_schema__simple(struct baton_arena *arena,
                                                 struct baton_str pattern)
{
    struct schema_simple simple = {.count = 0}, *kept;
    struct reader r = {.in = pattern, .out = &simple};
    read_all(&r);
    if (!r.ok || !has_one_way(&simple))
        return NULL;
    kept = BATON_NEW(arena, struct schema_simple);
    if (kept)
        *kept = simple;
    return kept;
}

/* ---- matching ------------------------------------------------------------------------ */

static inline bool is_in(const struct schema_chars *set, unsigned char c)
{
    return c < 128 && (set->bits[c >> 6] >> (c & 63) & 1);
}

bool baton_schema__simple_match(const struct schema_simple *p, struct baton_str text)
{
    const char *s = text.s, *end = text.s + text.len;
    for (uint32_t i = 0; i < p->count; i++) {
        const struct schema_item *item = &p->items[i];
        if (item->group && (s == end || !is_in(&item->set, (unsigned char)*s))) {
            i += item->group - 1;
            continue;
        }
        const char *stop = (size_t)(end - s) > item->max ? s + item->max : end, *start = s;
        while (s < stop && is_in(&item->set, (unsigned char)*s))
            s++;
        if ((size_t)(s - start) < item->min)
            return false;
        if (item->back)
            i -= item->back;
    }
    return !p->to_end || s == end;
}
