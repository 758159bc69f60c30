/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/base.h"

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

static bool same_nocase(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(a[i]) != lower(b[i]))
            return false;
    return true;
}

static bool same(const char *a, const char *b, size_t len)
{
    return !len || memcmp(a, b, len) == 0;
}

struct baton_str baton_str_from(const char *terminated)
{
    return (struct baton_str){terminated, terminated ? strlen(terminated) : 0};
}

struct baton_str baton_str_sub(struct baton_str str, size_t start, size_t end)
{
    if (end > str.len)
        end = str.len;
    if (start >= end)
        return (struct baton_str){str.s ? str.s + end : NULL, 0};
    return (struct baton_str){str.s + start, end - start};
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct baton_str baton_str_trim(struct baton_str str)
{
    while (str.len && blank(str.s[0])) {
        str.s++;
        str.len--;
    }
    while (str.len && blank(str.s[str.len - 1]))
        str.len--;
    return str;
}

bool baton_str_eq(struct baton_str a, struct baton_str b)
{
    return a.len == b.len && same(a.s, b.s, a.len);
}

/* Most words of a list differ from the text at once: their length is not asked for. */
bool baton_str_is(struct baton_str a, const char *b)
{
    if (!b)
        return !a.len;
    for (size_t i = 0; i < a.len; i++)
        if (a.s[i] != b[i] || !b[i])
            return false;
    return !b[a.len];
}

bool baton_str_eq_nocase(struct baton_str a, struct baton_str b)
{
    return a.len == b.len && same_nocase(a.s, b.s, a.len);
}

bool baton_str_is_nocase(struct baton_str a, const char *b)
{
    if (!b)
        return !a.len;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.s[i]) != lower(b[i]) || !b[i])
            return false;
    return !b[a.len];
}

bool baton_str_starts(struct baton_str str, struct baton_str prefix)
{
    return str.len >= prefix.len && same(str.s, prefix.s, prefix.len);
}

bool baton_str_starts_nocase(struct baton_str str, struct baton_str prefix)
{
    return str.len >= prefix.len && same_nocase(str.s, prefix.s, prefix.len);
}

size_t baton_str_find_byte(struct baton_str str, char byte)
{
    const char *p = str.len ? memchr(str.s, byte, str.len) : NULL;
    return p ? (size_t)(p - str.s) : SIZE_MAX;
}

size_t baton_str_find(struct baton_str str, struct baton_str what)
{
    if (!what.len)
        return 0;
    for (size_t at = 0; at + what.len <= str.len; at++) {
        struct baton_str rest = baton_str_sub(str, at, str.len - what.len + 1);
        size_t step = baton_str_find_byte(rest, what.s[0]);
        if (step == SIZE_MAX)
            return SIZE_MAX;
        at += step;
        if (same(str.s + at, what.s, what.len))
            return at;
    }
    return SIZE_MAX;
}

size_t baton_str_find_nocase(struct baton_str str, struct baton_str what)
{
    for (size_t at = 0; at + what.len <= str.len; at++)
        if (same_nocase(str.s + at, what.s, what.len))
            return at;
    return SIZE_MAX;
}

bool baton_str_glob(struct baton_str str, struct baton_str pattern)
{
    size_t s = 0, p = 0, star = SIZE_MAX, resume = 0;
    while (s < str.len) {
        if (p < pattern.len && pattern.s[p] == '*') {
            star = p++;
            resume = s;
        } else if (p < pattern.len && (pattern.s[p] == '?' ||
                                       lower(pattern.s[p]) == lower(str.s[s]))) {
            p++;
            s++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            s = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.s[p] == '*')
        p++;
    return p == pattern.len;
}

struct baton_str baton_str_copy(struct baton_arena *arena, struct baton_str str)
{
    char *s = baton_arena_take(arena, str.len + 1);
    if (!s)
        return (struct baton_str){NULL, 0};
    if (str.len)
        memcpy(s, str.s, str.len);
    s[str.len] = '\0';
    return (struct baton_str){s, str.len};
}

struct baton_str baton_str_vfmt(struct baton_arena *arena, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    char *s = len < 0 ? NULL : baton_arena_take(arena, (size_t)len + 1);
    if (s)
        vsnprintf(s, (size_t)len + 1, fmt, again);
    va_end(again);
    return s ? (struct baton_str){s, (size_t)len} : (struct baton_str){NULL, 0};
}

struct baton_str baton_str_fmt(struct baton_arena *arena, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct baton_str str = baton_str_vfmt(arena, fmt, args);
    va_end(args);
    return str;
}

bool baton_str_next(struct baton_str *rest, char sep, struct baton_str *piece)
{
    if (!rest->s)
        return false;
    size_t at = baton_str_find_byte(*rest, sep);
    if (at == SIZE_MAX) {
        *piece = *rest;
        *rest = (struct baton_str){NULL, 0};
        return true;
    }
    *piece = baton_str_sub(*rest, 0, at);
    *rest = (struct baton_str){rest->s + at + 1, rest->len - at - 1};
    return true;
}

bool baton_str_to_u64(struct baton_str str, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t i = 0; i < str.len; i++) {
        unsigned digit = (unsigned)(unsigned char)str.s[i] - '0';
        if (digit > 9 || value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    if (!str.len)
        return false;
    *out = value;
    return true;
}
