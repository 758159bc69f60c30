/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes a pattern of ECMA-262 (with flag u) anew for PCRE2: what both spell the
 * same and mean differently is spelled out; what only PCRE2 has is an error.
 */
#include <stdio.h>
#include <string.h>

#include "edge/regex/regex_int.h"

/* WhiteSpace and LineTerminator, and all else. */
#define SPACES "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}" \
    "\\x{205f}\\x{3000}\\x{feff}"
#define NO_SPACES "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}" \
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"             \
    "\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

struct reader {
    struct baton_regex__translation *out;
    struct baton_str in;
    size_t at;
    bool in_class;
    bool set;        /* in a class: what was read last is a set, not a character */
    bool quantified; /* a quantifier was read last */
};

/* ---- writing ---------------------------------------------------------------------- */

/* The first reading only counts, the second writes. */
static void put(struct reader *r, const char *s, size_t len, size_t from)
{
    struct baton_regex__translation *t = r->out;
    for (size_t i = 0; t->s && i < len; i++) {
        t->s[t->len + i] = s[i];
        t->from[t->len + i] = (uint32_t)from;
    }
    t->len += len;
}

/* Copies what stands in the pattern. */
static void copy(struct reader *r, size_t len)
{
    for (size_t i = 0; i < len; i++)
        put(r, r->in.s + r->at + i, 1, r->at + i);
    r->at += len;
}

static void puts_from(struct reader *r, const char *s, size_t from)
{
    put(r, s, strlen(s), from);
}

static void fail(struct reader *r, const char *error, size_t at)
{
    if (!r->out->error) {
        r->out->error = error;
        r->out->error_at = at;
    }
    r->at = r->in.len;
}

static void put_code_point(struct reader *r, uint32_t c, size_t from)
{
    char text[16];
    snprintf(text, sizeof text, "\\x{%x}", (unsigned)c);
    puts_from(r, text, from);
}

/* ---- reading ------------------------------------------------------------------------ */

static char peek(const struct reader *r, size_t ahead)
{
    return r->at + ahead < r->in.len ? r->in.s[r->at + ahead] : '\0';
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Exactly count hexadecimal digits at an offset ahead, or -1. */
static int64_t hex_digits(const struct reader *r, size_t ahead, size_t count)
{
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = hex(peek(r, ahead + i));
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* The code point of \u{…}, \uXXXX or a pair of these, r->at on the backslash; -1 if none. */
static int64_t unicode_escape(struct reader *r)
{
    if (peek(r, 2) == '{') {
        int64_t value = 0;
        size_t ahead = 3;
        for (; hex(peek(r, ahead)) >= 0 && value <= 0x10FFFF; ahead++)
            value = value << 4 | hex(peek(r, ahead));
        if (ahead == 3 || peek(r, ahead) != '}' || value > 0x10FFFF)
            return -1;
        r->at += ahead + 1;
        return value;
    }
    int64_t first = hex_digits(r, 2, 4);
    if (first < 0)
        return -1;
    r->at += 6;
    if (first < 0xD800 || first > 0xDBFF || peek(r, 0) != '\\' || peek(r, 1) != 'u')
        return first;
    int64_t second = hex_digits(r, 2, 4);
    if (second < 0xDC00 || second > 0xDFFF)
        return first;
    r->at += 6;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

static void read_unicode(struct reader *r)
{
    size_t start = r->at;
    int64_t c = unicode_escape(r);
    if (c < 0)
        fail(r, "\\u needs four hexadecimal digits, or some in braces", start);
    else if (c >= 0xD800 && c <= 0xDFFF)
        fail(r, "half of a surrogate pair matches nothing", start);
    else
        put_code_point(r, (uint32_t)c, start);
}

static void read_property(struct reader *r)
{
    size_t start = r->at, end = baton_str_find_byte(baton_str_sub(r->in, start, r->in.len), '}');
    char name[64];
    if (peek(r, 2) != '{' || end == SIZE_MAX ||
        !baton_regex__property(baton_str_sub(r->in, start + 3, start + end), name)) {
        fail(r, "\\p needs the name of a Unicode property in braces", start);
        return;
    }
    put(r, r->in.s + start, 3, start);
    puts_from(r, name, start);
    puts_from(r, "}", start);
    r->at = start + end + 1;
    r->set = true;
}

static void read_space(struct reader *r)
{
    bool negated = peek(r, 1) == 'S';
    puts_from(r, r->in_class ? "" : negated ? "[^" : "[", r->at);
    puts_from(r, negated && r->in_class ? NO_SPACES : SPACES, r->at);
    puts_from(r, r->in_class ? "" : "]", r->at);
    r->at += 2;
    r->set = true;
}

/* \cX, \xHH and \0: characters by number. */
static void read_numbered(struct reader *r)
{
    char kind = peek(r, 1), lower = (char)(peek(r, 2) | 0x20);
    int64_t value = kind == 'x' ? hex_digits(r, 2, 2) : 0;
    if (kind == 'c')
        value = lower >= 'a' && lower <= 'z' ? lower - 'a' + 1 : -1;
    if (kind == '0' && peek(r, 2) >= '0' && peek(r, 2) <= '9')
        value = -1;
    if (value < 0) {
        fail(r, "not an escape of ECMA-262", r->at);
        return;
    }
    put_code_point(r, (uint32_t)value, r->at);
    r->at += kind == 'x' ? 4 : kind == 'c' ? 3 : 2;
}

static void read_back_reference(struct reader *r)
{
    size_t start = r->at++;
    while (peek(r, 0) >= '0' && peek(r, 0) <= '9')
        r->at++;
    /* In its own group: a digit may follow. */
    puts_from(r, "(?:", start);
    put(r, r->in.s + start, r->at - start, start);
    puts_from(r, ")", start);
}

static void read_named_reference(struct reader *r)
{
    size_t end = baton_str_find_byte(baton_str_sub(r->in, r->at, r->in.len), '>');
    if (r->in_class || peek(r, 2) != '<' || end == SIZE_MAX) {
        fail(r, "\\k needs the name of a group: \\k<name>", r->at);
        return;
    }
    copy(r, end + 1);
}

static void read_escape(struct reader *r)
{
    char c = peek(r, 1), lower = (char)(c | 0x20);
    bool letter = lower >= 'a' && lower <= 'z';
    r->set = c && strchr("dDwW", c);
    if (r->at + 1 >= r->in.len)
        fail(r, "a backslash with nothing after it", r->at);
    else if (c == 'u')
        read_unicode(r);
    else if (lower == 'p')
        read_property(r);
    else if (lower == 's')
        read_space(r);
    else if (c == 'c' || c == 'x' || c == '0')
        read_numbered(r);
    else if (c == 'k')
        read_named_reference(r);
    else if (c >= '1' && c <= '9' && !r->in_class)
        read_back_reference(r);
    else if (c == 'v' || (c == 'b' && r->in_class)) {
        put_code_point(r, c == 'v' ? 0x0B : 0x08, r->at);
        r->at += 2;
    } else if ((letter && !strchr("dDwWtnfrbB", c)) || (c >= '1' && c <= '9') ||
               (c == 'B' && r->in_class)) {
        fail(r, "not an escape of ECMA-262", r->at);
    } else {
        copy(r, 2);
    }
}

static void read_in_class(struct reader *r)
{
    char c = peek(r, 0);
    if (c == '\\') {
        read_escape(r);
        return;
    }
    bool after_set = r->set;
    r->set = false;
    if (c == '[' || (c == '-' && after_set))
        puts_from(r, "\\", r->at);
    copy(r, 1);
    if (c == ']')
        r->in_class = false;
}

/* Opens a class, with the '^' and a ']' that may stand first. */
static void open_class(struct reader *r)
{
    size_t len = peek(r, 1) == '^' ? 2 : 1;
    copy(r, len);
    r->in_class = true;
    r->set = false;
}

static void open_group(struct reader *r)
{
    static const char *const heads[] = {"(?:", "(?=", "(?!", "(?<=", "(?<!"};
    struct baton_str rest = baton_str_sub(r->in, r->at, r->in.len);
    size_t len = 1;
    if (peek(r, 1) == '*')
        fail(r, "there is nothing to repeat here", r->at + 1);
    else if (peek(r, 1) == '?') {
        for (size_t i = 0; len == 1 && i < BATON_COUNT(heads); i++)
            if (baton_str_starts(rest, baton_str_from(heads[i])))
                len = strlen(heads[i]);
        char first = peek(r, 3), lower = (char)(first | 0x20);
        bool named = peek(r, 2) == '<' && ((lower >= 'a' && lower <= 'z') || first == '_' ||
                                           (unsigned char)first >= 0x80);
        if (len == 1 && !named)
            fail(r, "ECMA-262 has no group that begins like this", r->at);
        len = len == 1 ? 3 : len;
    }
    if (r->out->error)
        return;
    copy(r, len);
}

/* Length of {n}, {n,} or {n,m} here, or 0. */
static size_t braces(const struct reader *r)
{
    size_t len = 1, digits = 0;
    for (; peek(r, len) >= '0' && peek(r, len) <= '9'; len++)
        digits++;
    if (!digits)
        return 0;
    if (peek(r, len) == ',')
        for (len++; peek(r, len) >= '0' && peek(r, len) <= '9';)
            len++;
    return peek(r, len) == '}' ? len + 1 : 0;
}

static void read_quantifier(struct reader *r, size_t len)
{
    if (r->quantified) {
        fail(r, "there is nothing to repeat here", r->at);
        return;
    }
    if (peek(r, len) == '?')
        len++;
    copy(r, len);
}

static void read_outside(struct reader *r)
{
    char c = peek(r, 0);
    size_t quantifier = c == '*' || c == '+' || c == '?' ? 1 : c == '{' ? braces(r) : 0;
    if (quantifier) {
        read_quantifier(r, quantifier);
        r->quantified = true;
        return;
    }
    r->quantified = false;
    if (c == '\\') {
        read_escape(r);
    } else if (c == '[') {
        open_class(r);
    } else if (c == '(') {
        open_group(r);
    } else if (c == '.') {
        puts_from(r, "[^\\n\\r\\x{2028}\\x{2029}]", r->at++);
    } else {
        if (c == '{' || c == '}')
            puts_from(r, "\\", r->at);
        copy(r, 1);
    }
}

static void translate(struct baton_regex__translation *t, struct baton_str pattern)
{
    struct reader r = {.out = t, .in = pattern};
    t->len = 0;
    while (r.at < r.in.len) {
        if (r.in_class)
            read_in_class(&r);
        else
            read_outside(&r);
    }
}

void baton_regex__translate(struct baton_regex__translation *t, struct baton_str pattern)
{
    translate(t, pattern);
    if (t->error)
        return;
    t->size = t->len + 1;
    t->s = t->alloc.resize(t->alloc.ctx, NULL, 0, t->size);
    t->from = t->alloc.resize(t->alloc.ctx, NULL, 0, t->size * sizeof *t->from);
    t->failed = !t->s || !t->from;
    if (!t->failed)
        translate(t, pattern);
}

void baton_regex__translation_release(struct baton_regex__translation *t)
{
    if (t->s)
        (void)t->alloc.resize(t->alloc.ctx, t->s, t->size, 0);
    if (t->from)
        (void)t->alloc.resize(t->alloc.ctx, t->from, t->size * sizeof *t->from, 0);
    t->s = NULL;
    t->from = NULL;
}
