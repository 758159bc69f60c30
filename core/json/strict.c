/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second step of the strict reader: walks the offsets that the first step
 * found and writes the tape. Containers that are open form a list through the
 * `next` members of their own entries, so there is no stack and no recursion.
 */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"
#include "core/json/number_int.h"

/* What the walk changes all the time; kept apart so that it stays in registers. */
struct walk {
    const uint32_t *at, *end; /* offsets to look at */
    const char *text;
    struct baton_json_value *v;
    uint32_t count, open, depth, pos;
};

struct reader {
    struct baton_json__scan scan;
    struct baton_arena *arena;
    struct baton_json_value *v;
    const char *text;
    size_t len, capacity;
    uint32_t max_depth;
    enum baton_json_code fault;
    size_t fault_at;
    bool no_memory;
};

/* What a token's first byte can begin. */
enum { NOTHING, QUOTE, OPEN_OBJECT, OPEN_ARRAY, DIGIT, LETTER_T, LETTER_F, LETTER_N };

static const uint8_t begins[256] = {
    ['"'] = QUOTE,    ['{'] = OPEN_OBJECT, ['['] = OPEN_ARRAY, ['-'] = DIGIT,
    ['0'] = DIGIT,    ['1'] = DIGIT,       ['2'] = DIGIT,      ['3'] = DIGIT,
    ['4'] = DIGIT,    ['5'] = DIGIT,       ['6'] = DIGIT,      ['7'] = DIGIT,
    ['8'] = DIGIT,    ['9'] = DIGIT,       ['t'] = LETTER_T,   ['f'] = LETTER_F,
    ['n'] = LETTER_N,
};

/* Bytes that may follow a number or a word. */
static const bool delimits[256] = {
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\r'] = true, [','] = true,
    [':'] = true, ['{'] = true,  ['}'] = true,  ['['] = true,  [']'] = true, ['"'] = true,
};

/*
 * A character that two stretches of text share is checked with the second one
 * only, so what cannot stand here may be no character at all.
 */
static bool fail(struct reader *r, enum baton_json_code code, size_t at)
{
    uint32_t code_point;
    bool character =
        at >= r->len || baton_utf8_decode(r->text + at, r->len - at, &code_point) > 0;
    if (r->fault == BATON_JSON_OK) {
        r->fault = character ? code : BATON_JSON_INVALID_UTF8;
        r->fault_at = at;
    }
    return false;
}

/* Each offset makes one entry at most. */
static bool reserve(struct reader *r, size_t need)
{
    if (need <= r->capacity)
        return true;
    size_t want = r->capacity * 2 > need ? r->capacity * 2 : need;
    struct baton_json_value *grown = baton_arena_grow(
        r->arena, r->v, r->capacity * sizeof *grown, want * sizeof *grown);
    if (!grown) {
        r->no_memory = true;
        return false;
    }
    r->v = grown;
    r->capacity = want;
    return true;
}

/* More offsets, with room for their entries; returns how many. */
static __attribute__((noinline)) size_t refill(struct reader *r, size_t count)
{
    if (!baton_json__scan_more(&r->scan) || !reserve(r, count + r->scan.count))
        return 0;
    return r->scan.count;
}

/* The next token's first byte, 0 at the end. */
BATON_JSON__INLINE unsigned char take(struct reader *r, struct walk *w)
{
    if (__builtin_expect(w->at == w->end, 0)) {
        size_t n = refill(r, w->count);
        w->at = r->scan.index;
        w->end = w->at + n;
        w->v = r->v;
        w->pos = (uint32_t)r->len;
        if (!n)
            return 0;
    }
    w->pos = *w->at++;
    return (unsigned char)w->text[w->pos];
}

/* An entry, written with two stores where the order of bytes allows it. */
BATON_JSON__INLINE struct baton_json_value *put(struct walk *w, uint32_t start, uint32_t end,
                                                unsigned type, unsigned flags, unsigned mark)
{
    struct baton_json_value *value = &w->v[w->count++];
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t last = type | flags << 8 | mark << 16 | mark << 24;
    uint64_t span = start | (uint64_t)end << 32, rest = w->count | (uint64_t)last << 32;
    memcpy(value, &span, sizeof span);
    memcpy((unsigned char *)value + sizeof span, &rest, sizeof rest);
#else
    *value = (struct baton_json_value){start, end, w->count, (uint8_t)type, (uint8_t)flags,
                                       (uint8_t)mark, (uint8_t)mark};
#endif
    return value;
}

static bool unterminated(struct reader *r, size_t start)
{
    return r->scan.fault ? fail(r, r->scan.fault, r->scan.fault_at)
                         : fail(r, BATON_JSON_UNTERMINATED_STRING, start);
}

/* A string from its opening quote, which was taken. */
BATON_JSON__INLINE bool string(struct reader *r, struct walk *w, unsigned flags)
{
    uint32_t start = w->pos;
    unsigned char c = take(r, w);
    if (__builtin_expect(c == '"', 1)) {
        put(w, start, w->pos + 1, BATON_JSON_STRING, flags, 1);
        return true;
    }
    while (c == '\\') {
        if (!baton_json__escape(w->text + w->pos, r->len - w->pos))
            return fail(r, BATON_JSON_INVALID_ESCAPE, w->pos);
        c = take(r, w);
    }
    if (c != '"')
        return unterminated(r, start);
    put(w, start, w->pos + 1, BATON_JSON_STRING, flags | BATON_JSON_ESCAPED, 1);
    return true;
}

BATON_JSON__INLINE bool at_delimiter(const struct reader *r, const struct walk *w, size_t at)
{
    return at >= r->len || delimits[(unsigned char)w->text[at]];
}

BATON_JSON__INLINE bool number(struct reader *r, struct walk *w)
{
    size_t n = baton_json__number_here(w->text + w->pos, r->len - w->pos);
    if (!n || !at_delimiter(r, w, w->pos + n))
        return fail(r, BATON_JSON_BAD_NUMBER, w->pos);
    put(w, w->pos, w->pos + (uint32_t)n, BATON_JSON_NUMBER, 0, 0);
    return true;
}

BATON_JSON__INLINE bool word(struct reader *r, struct walk *w, const char *text, size_t n,
                             enum baton_json_type type)
{
    if (r->len - w->pos < n || memcmp(w->text + w->pos, text, n) != 0 ||
        !at_delimiter(r, w, w->pos + n))
        return fail(r, BATON_JSON_BARE_WORD, w->pos);
    put(w, w->pos, w->pos + (uint32_t)n, type, 0, 0);
    return true;
}

BATON_JSON__INLINE bool open(struct reader *r, struct walk *w, enum baton_json_type type)
{
    if (++w->depth > r->max_depth)
        return fail(r, BATON_JSON_TOO_DEEP, w->pos);
    uint32_t outer = w->open;
    w->open = w->count;
    put(w, w->pos, 0, type, 0, 0)->next = outer;
    return true;
}

BATON_JSON__INLINE void close(struct walk *w)
{
    struct baton_json_value *container = &w->v[w->open];
    w->open = container->next;
    container->next = w->count;
    container->end = w->pos + 1;
    w->depth--;
}

/* Why c cannot stand where an item, member or value must. */
static bool wrong(struct reader *r, struct walk w, unsigned char c, enum baton_json_code code)
{
    if (!c && w.pos == r->len)
        return r->scan.fault ? fail(r, r->scan.fault, r->scan.fault_at)
                             : fail(r, w.count ? BATON_JSON_TRUNCATED : BATON_JSON_EMPTY, w.pos);
    return fail(r, code, w.pos);
}

static bool wrong_value(struct reader *r, struct walk w, unsigned char c)
{
    bool comma_before = w.depth && w.count > w.open + 1;
    if ((c == ']' || c == '}') && comma_before && w.v[w.open].type == BATON_JSON_ARRAY)
        return wrong(r, w, c, BATON_JSON_TRAILING_COMMA);
    if (c == ',' && w.depth && w.v[w.open].type == BATON_JSON_ARRAY)
        return wrong(r, w, c, BATON_JSON_EXTRA_COMMA);
    if (c == ']' || c == '}' || c == ',' || c == ':')
        return wrong(r, w, c, BATON_JSON_MISSING_VALUE);
    return wrong(r, w, c, BATON_JSON_BARE_WORD);
}

static bool wrong_key(struct reader *r, struct walk w, unsigned char c)
{
    if (c == '}')
        return wrong(r, w, c, BATON_JSON_TRAILING_COMMA);
    if (c == ',')
        return wrong(r, w, c, BATON_JSON_EXTRA_COMMA);
    return wrong(r, w, c, c == ']' ? BATON_JSON_WRONG_BRACKET : BATON_JSON_UNQUOTED_KEY);
}

static bool wrong_after(struct reader *r, struct walk w, unsigned char c)
{
    return wrong(r, w, c, c == ']' || c == '}' ? BATON_JSON_WRONG_BRACKET
                                               : BATON_JSON_MISSING_COMMA);
}

enum what { WRONG, SCALAR, OBJECT, ARRAY };

/* The value that begins with c, or the beginning of a container. */
BATON_JSON__INLINE enum what value(struct reader *r, struct walk *w, unsigned char c)
{
    switch (begins[c]) {
    case QUOTE:
        return string(r, w, 0) ? SCALAR : WRONG;
    case DIGIT:
        return number(r, w) ? SCALAR : WRONG;
    case OPEN_OBJECT:
        return open(r, w, BATON_JSON_OBJECT) ? OBJECT : WRONG;
    case OPEN_ARRAY:
        return open(r, w, BATON_JSON_ARRAY) ? ARRAY : WRONG;
    case LETTER_T:
        return word(r, w, "true", 4, BATON_JSON_TRUE) ? SCALAR : WRONG;
    case LETTER_F:
        return word(r, w, "false", 5, BATON_JSON_FALSE) ? SCALAR : WRONG;
    case LETTER_N:
        return word(r, w, "null", 4, BATON_JSON_NULL) ? SCALAR : WRONG;
    default:
        wrong_value(r, *w, c);
        return WRONG;
    }
}

/* How far a quick look at a member came. */
enum member { UNSEEN, NAMED, VALUED, WHOLE };

/*
 * A member from its name's first quote, which was taken, where all offsets that it may
 * need are there: one question for six. What is not plain is left to the other ways.
 */
BATON_JSON__INLINE enum member quick_member(struct walk *w, unsigned char *c)
{
    const uint32_t *at = w->at;
    const char *text = w->text;
    if (w->end - at < 6 || text[at[0]] != '"' || text[at[1]] != ':')
        return UNSEEN;
    put(w, w->pos, at[0] + 1, BATON_JSON_STRING, BATON_JSON_KEY, 1);
    w->at = at + 3;
    w->pos = at[2];
    *c = (unsigned char)text[at[2]];
    if (*c != '"' || text[at[3]] != '"')
        return NAMED;
    put(w, at[2], at[3] + 1, BATON_JSON_STRING, 0, 1);
    w->at = at + 5;
    w->pos = at[4];
    *c = (unsigned char)text[at[4]];
    if (*c != ',')
        return VALUED;
    w->at = at + 6;
    w->pos = at[5];
    *c = (unsigned char)text[at[5]];
    return WHOLE;
}

/* Jumps instead of a state: each place has a branch of its own to be predicted. */
#define GO_BY(what)                                       \
    switch (what) {                                       \
    case WRONG: return false;                             \
    case OBJECT: goto object;                             \
    case ARRAY: goto array;                               \
    case SCALAR: break;                                   \
    }

BATON_JSON__INLINE bool walk(struct reader *r, struct walk *w)
{
    unsigned char c = take(r, w);
    GO_BY(value(r, w, c))
    return true;
object:
    c = take(r, w);
    if (c == '}')
        goto closed;
key:
    if (c != '"')
        return wrong_key(r, *w, c);
    switch (quick_member(w, &c)) {
    case WHOLE: goto key;
    case VALUED: goto after_value;
    case NAMED: goto member;
    case UNSEEN: break;
    }
    if (!string(r, w, BATON_JSON_KEY))
        return false;
    if ((c = take(r, w)) != ':')
        return wrong(r, *w, c, BATON_JSON_MISSING_COLON);
    c = take(r, w);
member:
    GO_BY(value(r, w, c))
after_member:
    c = take(r, w);
after_value:
    if (c == ',') {
        c = take(r, w);
        goto key;
    }
    if (c != '}')
        return wrong_after(r, *w, c);
    goto closed;
array:
    c = take(r, w);
    if (c == ']')
        goto closed;
item:
    GO_BY(value(r, w, c))
after_item:
    c = take(r, w);
    if (c == ',') {
        c = take(r, w);
        goto item;
    }
    if (c != ']')
        return wrong_after(r, *w, c);
closed:
    close(w);
    if (!w->depth)
        return true;
    if (w->v[w->open].type == BATON_JSON_ARRAY)
        goto after_item;
    goto after_member;
}

BATON_JSON__INLINE bool read_all(struct reader *r, struct walk *w)
{
    if (!walk(r, w))
        return false;
    if (take(r, w) || w->pos != r->len)
        return fail(r, BATON_JSON_EXTRA_TEXT, w->pos);
    return !r->scan.fault || fail(r, r->scan.fault, r->scan.fault_at);
}

static enum baton_err result(const struct reader *r, struct baton_json_fault *fault)
{
    if (r->no_memory)
        return BATON_ENOMEM;
    if (fault)
        *fault = (struct baton_json_fault){r->fault, r->fault_at};
    if (!r->fault)
        return BATON_OK;
    return r->fault == BATON_JSON_TOO_DEEP || r->fault == BATON_JSON_TOO_LARGE ? BATON_ELIMIT
                                                                              : BATON_ESYNTAX;
}

enum baton_err baton_json_read(struct baton_arena *arena, struct baton_str text,
                               const struct baton_json_limits *limits, struct baton_json *out,
                               struct baton_json_fault *fault)
{
    struct reader r;
    size_t max_bytes = limits && limits->max_bytes ? limits->max_bytes : UINT32_MAX;
    size_t max_depth = limits && limits->max_depth ? limits->max_depth : BATON_JSON__DEPTH;
    r.arena = arena;
    r.text = text.s;
    r.len = text.len;
    r.max_depth = max_depth < UINT32_MAX ? (uint32_t)max_depth : UINT32_MAX - 1;
    r.fault = BATON_JSON_OK;
    r.fault_at = 0;
    r.no_memory = false;
    if (text.len > max_bytes || text.len > UINT32_MAX) {
        r.fault = BATON_JSON_TOO_LARGE;
        return result(&r, fault);
    }
    struct walk w = {.text = text.s};
    r.capacity = text.len / 16 + 16;
    r.v = baton_arena_take(arena, r.capacity * sizeof *r.v);
    if (!r.v)
        return BATON_ENOMEM;
    baton_json__scan_init(&r.scan, text);
    if (read_all(&r, &w))
        *out = (struct baton_json){text, r.v, w.count};
    return result(&r, fault);
}
