/* SPDX-License-Identifier: Apache-2.0 */
/* Values as JSON Schema compares them: their characters, hash and equality. */
#include <string.h>

#include "core/schema/schema_int.h"
#include "core/schema/value_int.h"

/* Reads a string's characters as UTF-8 bytes, escapes decoded. */
struct chars {
    struct baton_str inner;
    size_t at;
    uint32_t pending; /* bytes of an escape that were not given yet, the next one lowest */
};

/* The next byte, or -1. */
static int next_byte(struct chars *chars);

/* ---- hash --------------------------------------------------------------------- */

static const uint64_t odd_a = UINT64_C(0x9E3779B97F4A7C15), odd_b = UINT64_C(0xD6E8FEB86659FD93);

uint64_t baton_schema__mix(uint64_t a, uint64_t b)
{
    uint64_t hash = (a ^ (b + odd_a)) * odd_b;
    hash = (hash ^ hash >> 32) * odd_a;
    return hash ^ hash >> 29;
}

uint64_t baton_schema__hash_text(struct baton_str text)
{
    uint64_t hash = BATON_JSON_STRING, word;
    size_t at = 0;
    for (; text.len - at >= 8; at += 8) {
        memcpy(&word, text.s + at, 8);
        hash = baton_schema__mix(hash, word);
    }
    word = 0;
    if (at < text.len)
        memcpy(&word, text.s + at, text.len - at);
    return baton_schema__mix(baton_schema__mix(hash, word), text.len);
}

/* The same hash as above, of characters that are decoded on the way. */
static uint64_t hash_escaped(struct baton_str inner)
{
    struct chars chars = {.inner = inner};
    uint64_t hash = BATON_JSON_STRING, word = 0;
    unsigned char bytes[8] = {0};
    size_t len = 0;
    for (int c; (c = next_byte(&chars)) >= 0;) {
        bytes[len++ % 8] = (unsigned char)c;
        if (len % 8)
            continue;
        memcpy(&word, bytes, 8);
        hash = baton_schema__mix(hash, word);
        memset(bytes, 0, 8);
    }
    memcpy(&word, bytes, 8);
    return baton_schema__mix(baton_schema__mix(hash, word), len);
}

static uint64_t hash_string(const struct baton_json *doc, uint32_t value)
{
    struct baton_str inner = baton_schema__inner(doc, value);
    return baton_schema__is_escaped(doc, value) ? hash_escaped(inner)
                                                : baton_schema__hash_text(inner);
}

static uint64_t hash_deep(const struct baton_json *doc, uint32_t value, unsigned depth);

static uint64_t hash_array(const struct baton_json *doc, uint32_t array, unsigned depth)
{
    uint64_t hash = BATON_JSON_ARRAY;
    BATON_JSON_EACH_ITEM(doc, array, item)
        hash = baton_schema__mix(hash, hash_deep(doc, item, depth));
    return hash;
}

/* A sum, so that the order of the members does not count. */
static uint64_t hash_object(const struct baton_json *doc, uint32_t object, unsigned depth)
{
    uint64_t hash = BATON_JSON_OBJECT;
    BATON_JSON_EACH_MEMBER(doc, object, key)
        hash += baton_schema__mix(hash_string(doc, key), hash_deep(doc, key + 1, depth));
    return baton_schema__mix(hash, BATON_JSON_OBJECT);
}

static uint64_t hash_deep(const struct baton_json *doc, uint32_t value, unsigned depth)
{
    struct schema_decimal number;
    switch ((enum baton_json_type)doc->v[value].type) {
    case BATON_JSON_NUMBER:
        baton_schema__decimal(baton_json_raw(doc, value), &number);
        return baton_schema__decimal_hash(&number);
    case BATON_JSON_STRING:
        return hash_string(doc, value);
    case BATON_JSON_ARRAY:
        return depth ? hash_array(doc, value, depth - 1) : 0;
    case BATON_JSON_OBJECT:
        return depth ? hash_object(doc, value, depth - 1) : 0;
    case BATON_JSON_NULL:
    case BATON_JSON_FALSE:
    case BATON_JSON_TRUE:
        break;
    }
    return baton_schema__mix(doc->v[value].type, odd_a);
}

uint64_t baton_schema__hash(const struct baton_json *doc, uint32_t value)
{
    return hash_deep(doc, value, SCHEMA_DEPTH);
}

/* ---- characters ----------------------------------------------------------------- */

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The unit of a \uXXXX at s, or -1. */
static int32_t unit(struct baton_str inner, size_t at)
{
    if (inner.len - at < 6 || inner.s[at] != '\\' || inner.s[at + 1] != 'u')
        return -1;
    int32_t value = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        if (hex(inner.s[i]) < 0)
            return -1;
        value = value << 4 | hex(inner.s[i]);
    }
    return value;
}

/* The character of the escape at `at`, and its length; -1 if it is none. */
static int32_t unescape(struct baton_str inner, size_t at, size_t *len)
{
    static const char letters[] = "\"\\/bfnrt'", meant[] = "\"\\/\b\f\n\r\t'";
    int32_t first = unit(inner, at);
    *len = 2;
    if (first < 0) {
        const char *letter = at + 1 < inner.len && inner.s[at + 1]
                                 ? strchr(letters, inner.s[at + 1]) : NULL;
        return letter ? meant[letter - letters] : -1;
    }
    *len = 6;
    if (first < 0xD800 || first > 0xDFFF)
        return first;
    int32_t second = first < 0xDC00 ? unit(inner, at + 6) : -1;
    if (second < 0xDC00 || second > 0xDFFF)
        return 0xFFFD;
    *len = 12;
    return 0x10000 + (first - 0xD800) * 0x400 + (second - 0xDC00);
}

/* The bytes of a code point, the first one lowest. */
static uint32_t utf8(uint32_t c)
{
    if (c < 0x80)
        return c;
    if (c < 0x800)
        return (0xC0 | c >> 6) | (0x80 | (c & 63)) << 8;
    if (c < 0x10000)
        return (0xE0 | c >> 12) | (0x80 | (c >> 6 & 63)) << 8 | (0x80 | (c & 63)) << 16;
    return (0xF0 | c >> 18) | (0x80 | (c >> 12 & 63)) << 8 | (0x80 | (c >> 6 & 63)) << 16 |
           (0x80 | (c & 63)) << 24;
}

static int next_byte(struct chars *chars)
{
    if (!chars->pending) {
        if (chars->at >= chars->inner.len)
            return -1;
        size_t len = 0;
        int32_t c = chars->inner.s[chars->at] == '\\'
                        ? unescape(chars->inner, chars->at, &len) : -1;
        if (c <= 0) {
            chars->at += c ? 1 : len;
            return c ? (unsigned char)chars->inner.s[chars->at - 1] : 0;
        }
        chars->at += len;
        chars->pending = utf8((uint32_t)c);
    }
    int byte = (int)(chars->pending & 0xFF);
    chars->pending >>= 8;
    return byte;
}

static uint64_t count_plain(struct baton_str text)
{
    uint64_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += ((unsigned char)text.s[i] & 0xC0) != 0x80;
    return count;
}

uint64_t baton_schema__length(const struct baton_json *doc, uint32_t value)
{
    struct baton_str inner = baton_schema__inner(doc, value);
    if (!baton_schema__is_escaped(doc, value))
        return count_plain(inner);
    struct chars chars = {.inner = inner};
    uint64_t count = 0;
    for (int c; (c = next_byte(&chars)) >= 0;)
        count += (c & 0xC0) != 0x80;
    return count;
}

/* ---- equality --------------------------------------------------------------------- */

static bool text_equal(const struct baton_json *a, uint32_t x, const struct baton_json *b,
                       uint32_t y)
{
    struct chars in_a = {.inner = baton_schema__inner(a, x)};
    struct chars in_b = {.inner = baton_schema__inner(b, y)};
    if (!baton_schema__is_escaped(a, x) && !baton_schema__is_escaped(b, y))
        return baton_str_eq(in_a.inner, in_b.inner);
    for (;;) {
        int c = next_byte(&in_a);
        if (c != next_byte(&in_b))
            return false;
        if (c < 0)
            return true;
    }
}

/* Two documents whose values are compared. */
struct pair {
    const struct baton_json *a, *b;
};

static bool equal_deep(const struct pair *pair, uint32_t x, uint32_t y, unsigned depth);

static bool equal_arrays(const struct pair *pair, uint32_t x, uint32_t y, unsigned depth)
{
    uint32_t i = x + 1, j = y + 1;
    while (i < pair->a->v[x].next && j < pair->b->v[y].next) {
        if (!equal_deep(pair, i, j, depth))
            return false;
        i = pair->a->v[i].next;
        j = pair->b->v[j].next;
    }
    return i >= pair->a->v[x].next && j >= pair->b->v[y].next;
}

/* Where in object y the name of a's key stands, looked for from `from` on, and around. */
static uint32_t find_key(const struct pair *pair, uint32_t key, uint32_t y, uint32_t from,
                         uint64_t *budget)
{
    const struct baton_json *b = pair->b;
    uint32_t at = from < b->v[y].next ? from : y + 1;
    for (uint32_t first = at; *budget; --*budget) {
        if (text_equal(pair->a, key, b, at))
            return at;
        at = b->v[at + 1].next;
        if (at >= b->v[y].next)
            at = y + 1;
        if (at == first)
            break;
    }
    return SCHEMA_NONE;
}

/*
 * Members mostly stand in the same order. Where they do not, looking for each
 * takes quadratic time: large objects are compared by hash first, and when they
 * are in an order that costs too much, the hash has the last word.
 */
static bool equal_objects(const struct pair *pair, uint32_t x, uint32_t y, unsigned depth)
{
    enum { FEW = 32, LOOKS = 64 };
    size_t count = baton_json_size(pair->a, x);
    if (count != baton_json_size(pair->b, y))
        return false;
    if (count > FEW && hash_deep(pair->a, x, depth) != hash_deep(pair->b, y, depth))
        return false;
    uint64_t budget = (uint64_t)count * LOOKS;
    uint32_t from = y + 1;
    BATON_JSON_EACH_MEMBER(pair->a, x, key) {
        uint32_t found = find_key(pair, key, y, from, &budget);
        if (found == SCHEMA_NONE)
            return !budget;
        if (!equal_deep(pair, key + 1, found + 1, depth))
            return false;
        from = pair->b->v[found + 1].next;
    }
    return true;
}

static bool equal_deep(const struct pair *pair, uint32_t x, uint32_t y, unsigned depth)
{
    uint8_t type = pair->a->v[x].type;
    if (type != pair->b->v[y].type)
        return false;
    if (type == BATON_JSON_STRING)
        return text_equal(pair->a, x, pair->b, y);
    if (type == BATON_JSON_NUMBER)
        return !baton_number_compare(baton_json_raw(pair->a, x), baton_json_raw(pair->b, y));
    if (type < BATON_JSON_ARRAY)
        return true;
    if (!depth)
        return baton_str_eq(baton_json_raw(pair->a, x), baton_json_raw(pair->b, y));
    return type == BATON_JSON_ARRAY ? equal_arrays(pair, x, y, depth - 1)
                                    : equal_objects(pair, x, y, depth - 1);
}

bool baton_json_equal(const struct baton_json *a, uint32_t x, const struct baton_json *b,
                      uint32_t y)
{
    struct pair pair = {a, b};
    return equal_deep(&pair, x, y, SCHEMA_DEPTH);
}

/* ---- index -------------------------------------------------------------------------- */

static void put(struct schema_index *index, uint64_t hash, uint32_t row)
{
    uint32_t at = (uint32_t)(hash >> 32) & index->mask;
    while (index->rows[at] != SCHEMA_NONE)
        at = (at + 1) & index->mask;
    index->hashes[at] = hash;
    index->rows[at] = row;
}

static bool make_room(struct schema_index *index, struct baton_arena *arena)
{
    if (index->rows && (uint64_t)index->count * 4 < ((uint64_t)index->mask + 1) * 3)
        return true;
    struct schema_index old = *index;
    uint64_t slots = old.rows ? ((uint64_t)old.mask + 1) * 2 : 16;
    if (slots > UINT32_MAX)
        return false;
    index->rows = baton_arena_take(arena, (size_t)slots * sizeof *index->rows);
    index->hashes = baton_arena_take(arena, (size_t)slots * sizeof *index->hashes);
    index->mask = (uint32_t)slots - 1;
    if (!index->rows || !index->hashes) {
        *index = old;
        return false;
    }
    memset(index->rows, 0xFF, (size_t)slots * sizeof *index->rows);
    for (uint64_t i = 0; old.rows && i <= old.mask; i++)
        if (old.rows[i] != SCHEMA_NONE)
            put(index, old.hashes[i], old.rows[i]);
    return true;
}

bool baton_schema__index_add(struct schema_index *index, struct baton_arena *arena, uint64_t hash,
                             uint32_t row)
{
    if (!make_room(index, arena))
        return false;
    put(index, hash, row);
    index->count++;
    return true;
}

uint32_t baton_schema__index_next(const struct schema_index *index, uint64_t hash,
                                  uint32_t *cursor)
{
    if (!index->rows)
        return SCHEMA_NONE;
    uint32_t at = *cursor == SCHEMA_NONE ? (uint32_t)(hash >> 32) & index->mask
                                         : (*cursor + 1) & index->mask;
    for (; index->rows[at] != SCHEMA_NONE; at = (at + 1) & index->mask)
        if (index->hashes[at] == hash) {
            *cursor = at;
            return index->rows[at];
        }
    return SCHEMA_NONE;
}
