/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of RFC 8259, read where speed counts. */
#ifndef BATON_CORE_JSON_NUMBER_INT_H
#define BATON_CORE_JSON_NUMBER_INT_H

#include "core/json/json_int.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* Bit i: s[i] is a digit, for 16 bytes. */
BATON_JSON__INLINE uint64_t baton_json__digits_16(const char *s)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)s);
    __m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(9)), above);
    return (uint64_t)(uint32_t)_mm_movemask_epi8(digits);
}

/* Length of a number without exponent of less than 32 digits; 0: look again, byte by byte. */
BATON_JSON__INLINE size_t baton_json__number_short(const char *s)
{
    size_t minus = s[0] == '-';
    s += minus;
    uint64_t others = ~(baton_json__digits_16(s) | baton_json__digits_16(s + 16) << 16);
    size_t n = (size_t)__builtin_ctzll(others);
    bool wrong = !n || (n > 1 && s[0] == '0');
    if (s[n] == '.') {
        size_t first = n + 1;
        n = first + (size_t)__builtin_ctzll(others >> first);
        wrong |= n == first;
    }
    if (wrong || n >= 32 || (s[n] | 0x20) == 'e')
        return 0;
    return minus + n;
}
#endif

/* Length of the number at the start of s, or 0. */
BATON_JSON__INLINE size_t baton_json__number_here(const char *s, size_t len)
{
#if defined(__SSE2__)
    if (__builtin_expect(len >= 40, 1)) {
        size_t n = baton_json__number_short(s);
        if (__builtin_expect(n != 0, 1))
            return n;
    }
#endif
    return baton_json__number(s, len);
}

#endif
