/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is wrong with a document that is JSON all the same: equal names in one
 * object, and halves of surrogate pairs. Names are compared as characters. An
 * object of few members is looked at with a bit per hash, a large one is sorted,
 * so that no choice of names makes it slow.
 */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/derive_int.h"
#include "core/json/json_int.h"

enum { FEW = 32 }; /* members; more are sorted */

struct name {
    uint64_t hash;
    uint32_t key;
    uint32_t before; /* the end of the member in front */
    struct baton_str text;
};

struct finder {
    const struct baton_json *doc;
    struct baton_json__problems *problems;
    struct baton_arena *arena;
    struct name *names, *other; /* scratch for sorting, reused */
    size_t capacity;
    bool strict, no_memory;
};

/* ---- reports ------------------------------------------------------------------------ */

static struct baton_span span_of(const struct baton_json *doc, uint32_t value)
{
    return (struct baton_span){doc->v[value].start, doc->v[value].end};
}

/* A second member that says the same as the first can go, if no other edit lies in it. */
static bool says_the_same(const struct baton_json *doc, uint32_t first, uint32_t second)
{
    bool escaped = (doc->v[second].flags | doc->v[second + 1].flags) & BATON_JSON_ESCAPED;
    return !escaped && doc->v[first + 1].type < BATON_JSON_ARRAY &&
           baton_str_eq(baton_json_raw(doc, first + 1), baton_json_raw(doc, second + 1));
}

/* before: the end of the member in front of the second one. */
static void report(struct finder *f, uint32_t first, uint32_t second, size_t before)
{
    const struct baton_json *doc = f->doc;
    uint32_t id = baton_json__report(f->problems, BATON_JSON_DUPLICATE_KEY,
                                     doc->v[second].start, doc->v[second].end);
    struct baton_json_problem *problem = &f->problems->items[id];
    problem->other = span_of(doc, first);
    problem->detail = baton_json_string(doc, second, f->arena);
    if (f->strict && says_the_same(doc, first, second)) {
        problem->safe = true;
        baton_json__fix(f->problems, id, before, doc->v[second + 1].end - before, BATON_STR(""));
    }
}

/* ---- few members ---------------------------------------------------------------------- */

static bool same_name(const struct baton_json *doc, uint32_t a, uint32_t b)
{
    return baton_json__same_text(baton_json__inner(doc, a),
                                 (doc->v[a].flags | doc->v[b].flags) & BATON_JSON_ESCAPED,
                                 baton_json__inner(doc, b));
}

/* The earlier member of the same name, if there is one. */
static uint32_t earlier(const struct baton_json *doc, uint32_t object, uint32_t key)
{
    BATON_JSON_EACH_MEMBER(doc, object, other) {
        if (other == key)
            break;
        if (same_name(doc, other, key))
            return other;
    }
    return BATON_JSON_NONE;
}

/*
 * A set of names that may say "perhaps" of one that is not in it: a bit for
 * each value of a small hash. Names with escapes can equal any other.
 */
struct seen {
    uint64_t low, high;
};

BATON_JSON__INLINE bool perhaps_seen(struct seen *seen, const struct baton_json *doc, uint32_t key)
{
    const struct baton_json_value *v = &doc->v[key];
    size_t start = (size_t)v->start + v->lead, len = (size_t)v->end - v->trail - start;
    const unsigned char *s = (const unsigned char *)doc->text.s + start;
    if (__builtin_expect(v->flags & BATON_JSON_ESCAPED, 0)) {
        seen->low = seen->high = ~(uint64_t)0;
        return true;
    }
    size_t hash = len ? len * 0x4D + s[0] * 5u + s[len / 2] * 0x1Du + s[len - 1] : 0;
    uint64_t bit = (uint64_t)1 << (hash & 63), upper = (uint64_t)0 - (hash >> 6 & 1);
    bool perhaps = ((seen->high & upper) | (seen->low & ~upper)) & bit;
    seen->low |= bit & ~upper;
    seen->high |= bit & upper;
    return perhaps;
}

static void look_at_few(struct finder *f, uint32_t object)
{
    const struct baton_json *doc = f->doc;
    struct seen seen = {0};
    uint32_t before = 0;
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        bool perhaps = perhaps_seen(&seen, doc, key);
        uint32_t first = perhaps ? earlier(doc, object, key) : BATON_JSON_NONE;
        if (first != BATON_JSON_NONE)
            report(f, first, key, before);
        before = doc->v[key + 1].end;
    }
}

/* ---- many members ----------------------------------------------------------------------- */

static uint64_t hash_of(struct baton_str text)
{
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (unsigned char)text.s[i]) * 0x100000001B3u;
    return hash;
}

/* Below, equal or above 0; equal names keep the order of the text. */
static int compare(const struct name *a, const struct name *b)
{
    if (a->hash != b->hash)
        return a->hash < b->hash ? -1 : 1;
    if (a->text.len != b->text.len)
        return a->text.len < b->text.len ? -1 : 1;
    return a->text.len ? memcmp(a->text.s, b->text.s, a->text.len) : 0;
}

static void merge(struct name *to, const struct name *a, size_t na, const struct name *b,
                  size_t nb)
{
    while (na || nb) {
        bool first = na && (!nb || compare(a, b) <= 0);
        *to++ = first ? *a++ : *b++;
        na -= first;
        nb -= !first;
    }
}

static void sort(struct finder *f, size_t count)
{
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            size_t na = count - at < run ? count - at : run;
            size_t nb = count - at - na < run ? count - at - na : run;
            merge(f->other + at, f->names + at, na, f->names + at + na, nb);
        }
        struct name *swap = f->names;
        f->names = f->other;
        f->other = swap;
    }
}

static bool make_room(struct finder *f, size_t count)
{
    if (count <= f->capacity)
        return true;
    f->names = BATON_NEW_N(f->arena, struct name, count);
    f->other = BATON_NEW_N(f->arena, struct name, count);
    f->capacity = count;
    f->no_memory = !f->names || !f->other;
    return !f->no_memory;
}

static void look_at_many(struct finder *f, uint32_t object, size_t count)
{
    const struct baton_json *doc = f->doc;
    size_t n = 0;
    uint32_t before = 0;
    if (!make_room(f, count))
        return;
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        struct baton_str text = baton_json_string(doc, key, f->arena);
        f->names[n++] = (struct name){hash_of(text), key, before, text};
        before = doc->v[key + 1].end;
    }
    sort(f, n);
    for (size_t i = 1, first = 0; i < n && !f->problems->full; i++) {
        if (compare(&f->names[first], &f->names[i]) != 0) {
            first = i;
            continue;
        }
        report(f, f->names[first].key, f->names[i].key, f->names[i].before);
    }
}

/* ---- surrogates ----------------------------------------------------------------------------- */

static void look_at_escapes(struct finder *f, uint32_t string)
{
    struct baton_str text = baton_json__inner(f->doc, string);
    size_t offset = (size_t)(text.s - f->doc->text.s);
    for (size_t at = 0; at < text.len;) {
        const char *slash = memchr(text.s + at, '\\', text.len - at);
        uint32_t c = 0;
        if (!slash)
            return;
        at = (size_t)(slash - text.s);
        size_t n = baton_json__unescape(slash, text.len - at, &c);
        if (c >= 0xD800 && c <= 0xDFFF) {
            uint32_t problem = baton_json__report(f->problems, BATON_JSON_LONE_SURROGATE,
                                                  offset + at, offset + at + n);
            baton_json__fix(f->problems, problem, offset + at, n, BATON_STR("\\ufffd"));
        }
        at += n ? n : 1;
    }
}

static void look_at_object(struct finder *f, uint32_t object)
{
    size_t count = 0;
    struct seen seen = {0};
    bool again = false;
    BATON_JSON_EACH_MEMBER(f->doc, object, key) {
        again |= perhaps_seen(&seen, f->doc, key);
        count++;
    }
    if (again && count > FEW)
        look_at_many(f, object, count);
    else if (again)
        look_at_few(f, object);
}

enum baton_err baton_json__find_repeats(const struct baton_json *doc, bool strict,
                                        struct baton_json__problems *problems)
{
    struct finder f = {
        .doc = doc, .problems = problems, .arena = problems->arena, .strict = strict,
    };
    for (uint32_t i = 0; i < doc->count && !f.no_memory; i++) {
        const struct baton_json_value *value = &doc->v[i];
        if (value->type == BATON_JSON_OBJECT)
            look_at_object(&f, i);
        else if (strict && value->flags & BATON_JSON_ESCAPED)
            look_at_escapes(&f, i);
    }
    return baton_arena_failed(problems->arena) ? BATON_ENOMEM : BATON_OK;
}
