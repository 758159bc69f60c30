/* SPDX-License-Identifier: Apache-2.0 */
/* The characters of strings, and their escapes (RFC 8259, section 7). */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"

int baton_json__hex(unsigned char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char simple[256] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

size_t baton_json__escape(const char *s, size_t len)
{
    if (len < 2)
        return 0;
    if (simple[(unsigned char)s[1]])
        return 2;
    if (s[1] != 'u' || len < 6)
        return 0;
    for (size_t i = 2; i < 6; i++)
        if (baton_json__hex((unsigned char)s[i]) < 0)
            return 0;
    return 6;
}

/* The four digits of a valid \u escape at s. */
static uint32_t unit(const char *s)
{
    uint32_t value = 0;
    for (size_t i = 2; i < 6; i++)
        value = value << 4 | (uint32_t)baton_json__hex((unsigned char)s[i]);
    return value;
}

size_t baton_json__unescape(const char *s, size_t len, uint32_t *code_point)
{
    size_t n = baton_json__escape(s, len);
    if (!n && len >= 2 && s[1] == '\'')
        n = 2;
    if (n == 2)
        *code_point = s[1] == '\'' ? '\'' : (unsigned char)simple[(unsigned char)s[1]];
    if (n != 6)
        return n;
    uint32_t first = unit(s);
    *code_point = first;
    if (first < 0xD800 || first > 0xDFFF)
        return 6;
    bool pair = first <= 0xDBFF && len >= 12 && s[6] == '\\' && s[7] == 'u' &&
                baton_json__escape(s + 6, len - 6) == 6;
    uint32_t second = pair ? unit(s + 6) : 0;
    if (second < 0xDC00 || second > 0xDFFF)
        return 6;
    *code_point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    return 12;
}

struct baton_str baton_json__inner(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    return baton_str_sub(doc->text, (size_t)v->start + v->lead, (size_t)v->end - v->trail);
}

void baton_json__decode(struct baton_buf *buf, struct baton_str text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.len;) {
        const char *slash = memchr(text.s + at, '\\', text.len - at);
        if (!slash)
            break;
        uint32_t c;
        at = (size_t)(slash - text.s);
        size_t n = baton_json__unescape(slash, text.len - at, &c);
        if (n) {
            baton_buf_put(buf, baton_str_sub(text, from, at));
            baton_buf_put_utf8(buf, c);
            from = at + n;
        }
        at += n ? n : 1;
    }
    baton_buf_put(buf, baton_str_sub(text, from, text.len));
}

struct baton_str baton_json_string(const struct baton_json *doc, uint32_t value,
                                   struct baton_arena *arena)
{
    struct baton_str inner = baton_json__inner(doc, value);
    if (!(doc->v[value].flags & BATON_JSON_ESCAPED))
        return inner;
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_json__decode(&buf, inner);
    return baton_buf_str(&buf);
}

size_t baton_json__encode(uint32_t c, char out[4])
{
    if (c >= 0xD800 && c <= 0xDFFF)
        c = 0xFFFD;
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(first[n] | c);
    return n;
}

/* The next piece of a string's characters; *at moves past what made it. */
static size_t piece(struct baton_str inner, size_t *at, char out[4])
{
    uint32_t c;
    size_t n = inner.s[*at] == '\\'
                   ? baton_json__unescape(inner.s + *at, inner.len - *at, &c) : 0;
    if (n) {
        *at += n;
        return baton_json__encode(c, out);
    }
    out[0] = inner.s[(*at)++];
    return 1;
}

/* The next byte of a pointer's token, where "~0" and "~1" stand for '~' and '/'; -1 if none. */
static int token_byte(struct baton_str token, size_t *at)
{
    if (*at == token.len)
        return -1;
    char c = token.s[(*at)++];
    if (c != '~')
        return (unsigned char)c;
    char digit = *at < token.len ? token.s[(*at)++] : 0;
    return digit == '0' ? '~' : digit == '1' ? '/' : -1;
}

static int text_byte(struct baton_str text, size_t *at)
{
    return *at < text.len ? (unsigned char)text.s[(*at)++] : -1;
}

static bool same(struct baton_str inner, struct baton_str text, bool token)
{
    size_t at = 0, in_text = 0;
    while (at < inner.len) {
        char out[4];
        size_t n = piece(inner, &at, out);
        for (size_t i = 0; i < n; i++) {
            int c = token ? token_byte(text, &in_text) : text_byte(text, &in_text);
            if (c != (unsigned char)out[i])
                return false;
        }
    }
    return in_text == text.len;
}

bool baton_json__same_text(struct baton_str a, bool escaped, struct baton_str b)
{
    size_t at_a = 0, at_b = 0, n_a = 0, n_b = 0;
    char out_a[4], out_b[4];
    if (!escaped)
        return baton_str_eq(a, b);
    while ((at_a < a.len || n_a) && (at_b < b.len || n_b)) {
        if (!n_a)
            n_a = piece(a, &at_a, out_a);
        if (!n_b)
            n_b = piece(b, &at_b, out_b);
        size_t n = n_a < n_b ? n_a : n_b;
        if (memcmp(out_a, out_b, n) != 0)
            return false;
        memmove(out_a, out_a + n, n_a -= n);
        memmove(out_b, out_b + n, n_b -= n);
    }
    return at_a == a.len && at_b == b.len && !n_a && !n_b;
}

bool baton_json__is_token(struct baton_str inner, struct baton_str token)
{
    return same(inner, token, true);
}

bool baton_json_string_is(const struct baton_json *doc, uint32_t value, struct baton_str text)
{
    if (doc->v[value].type != BATON_JSON_STRING)
        return false;
    struct baton_str inner = baton_json__inner(doc, value);
    if (doc->v[value].flags & BATON_JSON_ESCAPED)
        return same(inner, text, false);
    return inner.len == text.len && (!text.len || memcmp(inner.s, text.s, text.len) == 0);
}
