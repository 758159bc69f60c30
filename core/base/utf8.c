/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"

static bool continues(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length that the first byte announces, and the smallest code point of that length. */
static size_t announced(unsigned char first, uint32_t *bits, uint32_t *smallest)
{
    if (first >= 0xC2 && first <= 0xDF) {
        *bits = first & 0x1F;
        *smallest = 0x80;
        return 2;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        *bits = first & 0x0F;
        *smallest = 0x800;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        *bits = first & 0x07;
        *smallest = 0x10000;
        return 4;
    }
    return 0;
}

size_t baton_utf8_decode(const char *s, size_t len, uint32_t *code_point)
{
    if (!len)
        return 0;
    unsigned char first = (unsigned char)s[0];
    if (first < 0x80) {
        *code_point = first;
        return 1;
    }
    uint32_t c = 0, smallest = 0;
    size_t n = announced(first, &c, &smallest);
    if (!n || n > len)
        return 0;
    for (size_t i = 1; i < n; i++) {
        if (!continues((unsigned char)s[i]))
            return 0;
        c = c << 6 | ((unsigned char)s[i] & 0x3F);
    }
    if (c < smallest || c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        return 0;
    *code_point = c;
    return n;
}

size_t baton_utf8_valid(const char *s, size_t len)
{
    size_t at = 0;
    while (at < len) {
        uint32_t c;
        size_t n = baton_utf8_decode(s + at, len - at, &c);
        if (!n)
            return at;
        at += n;
    }
    return len;
}
