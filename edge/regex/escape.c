/* SPDX-License-Identifier: Apache-2.0 */
/* What stands after a backslash (ECMA-262, sections 22.2.1 and B.1.2). */
#include <string.h>

#include "edge/regex/regex_int.h"

static const char not_ecma[] = "not an escape of ECMA-262";

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z';
}

/* Exactly count hexadecimal digits at an offset ahead, or -1. */
static int64_t hex_digits(const struct regex_reader *r, size_t ahead, size_t count)
{
    int64_t value = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = hex(baton_regex__peek(r, ahead + i));
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* \u{…}, the reader on the backslash; -1 if it is not one. */
static int64_t braced_unicode(struct regex_reader *r)
{
    int64_t value = 0;
    size_t ahead = 3;
    for (; hex(baton_regex__peek(r, ahead)) >= 0 && value <= REGEX_LAST; ahead++)
        value = value << 4 | hex(baton_regex__peek(r, ahead));
    if (ahead == 3 || baton_regex__peek(r, ahead) != '}' || value > REGEX_LAST)
        return -1;
    r->at += ahead + 1;
    return value;
}

/* \u{…}, \uXXXX or a pair of these, the reader on the backslash; -1 if it is not one. */
static int64_t unicode(struct regex_reader *r)
{
    if (baton_regex__peek(r, 2) == '{')
        return braced_unicode(r);
    int64_t first = hex_digits(r, 2, 4);
    if (first < 0)
        return -1;
    r->at += 6;
    if (first < 0xD800 || first > 0xDBFF || baton_regex__peek(r, 0) != '\\' ||
        baton_regex__peek(r, 1) != 'u')
        return first;
    int64_t second = hex_digits(r, 2, 4);
    if (second < 0xDC00 || second > 0xDFFF)
        return first;
    r->at += 6;
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
}

/* ---- sets ------------------------------------------------------------------------------ */

static const struct regex_range digits[] = {{'0', '9'}};
static const struct regex_range words[] = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
/* WhiteSpace and LineTerminator. */
static const struct regex_range spaces[] = {
    {'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
    {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF},
};

static void add_all(struct regex_reader *r, struct regex_set *set, const struct regex_range *ranges,
                    size_t count, bool negated)
{
    uint32_t next = 0;
    for (size_t i = 0; i < count; i++) {
        if (!negated)
            baton_regex__add_range(r, set, ranges[i].lo, ranges[i].hi);
        else if (ranges[i].lo > next)
            baton_regex__add_range(r, set, next, ranges[i].lo - 1);
        next = ranges[i].hi + 1;
    }
    if (negated)
        baton_regex__add_range(r, set, next, REGEX_LAST);
}

static bool read_set(struct regex_reader *r, struct regex_set *set, char kind)
{
    bool negated = kind < 'a';
    switch (kind | 0x20) {
    case 'd':
        add_all(r, set, digits, BATON_COUNT(digits), negated);
        break;
    case 'w':
        add_all(r, set, words, BATON_COUNT(words), negated);
        break;
    default:
        add_all(r, set, spaces, BATON_COUNT(spaces), negated);
        break;
    }
    r->at += 2;
    return true;
}

static bool read_property(struct regex_reader *r, struct regex_set *set)
{
    struct baton_str rest = baton_str_sub(r->in, r->at, r->in.len);
    size_t end = baton_str_find_byte(rest, '}');
    char name[64];
    if (baton_regex__peek(r, 2) != '{' || end == SIZE_MAX) {
        baton_regex__fail(r, "\\p needs the name of a Unicode property in braces", r->at);
        return false;
    }
    if (!baton_regex__property(baton_str_sub(rest, 3, end), name)) {
        baton_regex__fail(r, "there is no such Unicode property", r->at);
        return false;
    }
    struct regex_property *property = BATON_PUSH(r->tree->arena, set->properties,
                                                 set->property_count, set->property_capacity);
    if (property) {
        property->negated = baton_regex__peek(r, 1) == 'P';
        memcpy(property->name, name, sizeof name);
    }
    r->at += end + 1;
    return property != NULL;
}

/* ---- characters ------------------------------------------------------------------------ */

static bool read_char(struct regex_reader *r, struct regex_escape *out, size_t len, int64_t c)
{
    if (c < 0) {
        baton_regex__fail(r, not_ecma, r->at);
        return false;
    }
    out->c = (uint32_t)c;
    r->at += len;
    return true;
}

static bool read_unicode(struct regex_reader *r, struct regex_escape *out)
{
    int64_t c = unicode(r);
    if (c < 0) {
        baton_regex__fail(r, "\\u needs four hexadecimal digits, or some in braces", r->at);
        return false;
    }
    out->c = (uint32_t)c;
    return true;
}

static bool read_control(struct regex_reader *r, struct regex_escape *out)
{
    char c = baton_regex__peek(r, 2);
    return read_char(r, out, 3, is_letter(c) ? c & 0x1F : -1);
}

/* A character that stands for itself, though nobody had to say so. */
static bool read_identity(struct regex_reader *r, struct regex_escape *out)
{
    uint32_t c;
    size_t len = baton_utf8_decode(r->in.s + r->at + 1, r->in.len - r->at - 1, &c);
    return read_char(r, out, 1 + len, len ? (int64_t)c : -1);
}

static bool read_single(struct regex_reader *r, struct regex_escape *out, bool in_class)
{
    static const char from[] = "tnvfr", to[] = "\t\n\v\f\r";
    char c = baton_regex__peek(r, 1);
    const char *control = c ? strchr(from, c) : NULL;
    if (control)
        return read_char(r, out, 2, to[control - from]);
    if (c == 'b' && in_class)
        return read_char(r, out, 2, '\b');
    if (c == '0')
        return read_char(r, out, 2, is_digit(baton_regex__peek(r, 2)) ? -1 : 0);
    if (c == 'x')
        return read_char(r, out, 4, hex_digits(r, 2, 2));
    if (is_letter(c) || is_digit(c))
        return read_char(r, out, 0, -1);
    return read_identity(r, out);
}

/* ---- references ------------------------------------------------------------------------ */

static bool read_reference(struct regex_reader *r, struct regex_escape *out)
{
    out->kind = ESCAPE_BACK;
    out->c = 0;
    for (r->at++; is_digit(baton_regex__peek(r, 0)); r->at++)
        if (out->c <= REGEX_GROUPS)
            out->c = out->c * 10 + (uint32_t)(baton_regex__peek(r, 0) - '0');
    return true;
}

static bool read_named_reference(struct regex_reader *r, struct regex_escape *out)
{
    size_t start = r->at;
    out->kind = ESCAPE_BACK;
    if (baton_regex__peek(r, 2) == '<') {
        r->at += 3;
        out->name = baton_regex__group_name(r);
    }
    if (!out->name.s)
        baton_regex__fail(r, "\\k needs the name of a group: \\k<name>", start);
    return out->name.s;
}

/* One character of a name, or 0 if it cannot be in one. */
static uint32_t name_char(struct regex_reader *r, bool first)
{
    uint32_t c;
    size_t len = baton_utf8_decode(r->in.s + r->at, r->in.len - r->at, &c);
    if (!len)
        return 0;
    if (c == '\\') {
        int64_t escaped = baton_regex__peek(r, 1) == 'u' ? unicode(r) : -1;
        if (escaped < 0 || (escaped >= 0xD800 && escaped < 0xE000))
            return 0;
        c = (uint32_t)escaped;
        len = 0;
    }
    r->at += len;
    bool plain = c == '$' || c == '_' || (c < 0x80 && is_letter((char)c)) ||
                 (c < 0x80 && is_digit((char)c) && !first);
    return plain || c >= 0xAA ? c : 0;
}

struct baton_str baton_regex__group_name(struct regex_reader *r)
{
    struct baton_buf name;
    baton_buf_init(&name, r->tree->arena, 0);
    while (r->at < r->in.len && baton_regex__peek(r, 0) != '>') {
        uint32_t c = name_char(r, !name.len);
        if (!c)
            return (struct baton_str){NULL, 0};
        baton_buf_put_utf8(&name, c);
    }
    struct baton_str text = baton_buf_str(&name);
    if (r->at++ >= r->in.len || !text.len || baton_buf_failed(&name))
        return (struct baton_str){NULL, 0};
    return text;
}

bool baton_regex__escape(struct regex_reader *r, struct regex_set *set, bool in_class,
                         struct regex_escape *out)
{
    char c = baton_regex__peek(r, 1);
    *out = (struct regex_escape){.kind = ESCAPE_CHAR};
    if (r->at + 1 >= r->in.len) {
        baton_regex__fail(r, "a backslash with nothing after it", r->at);
        return false;
    }
    if (c && strchr("dDwWsSpP", c)) {
        out->kind = ESCAPE_SET;
        return (c | 0x20) == 'p' ? read_property(r, set) : read_set(r, set, c);
    }
    if (c == 'u')
        return read_unicode(r, out);
    if (c == 'c')
        return read_control(r, out);
    if (in_class)
        return read_single(r, out, true);
    if ((c | 0x20) == 'b') {
        *out = (struct regex_escape){.kind = ESCAPE_EDGE, .negated = c == 'B'};
        r->at += 2;
        return true;
    }
    if (c == 'k')
        return read_named_reference(r, out);
    return c >= '1' && c <= '9' ? read_reference(r, out) : read_single(r, out, false);
}
