/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the kernels of the indexing step have in common. A kernel looks at 64
 * bytes at a time and says what they are, as one bit per byte, lowest first; the
 * rest is arithmetic on those bits.
 */
#ifndef BATON_CORE_JSON_SCAN_INT_H
#define BATON_CORE_JSON_SCAN_INT_H

#include "core/json/json_int.h"

enum { BATON_JSON__BLOCK = 64 };

struct baton_json__bits {
    uint64_t quote, slash;
    uint64_t blank;   /* space, tab, line feed, carriage return */
    uint64_t mark;    /* one of , : [ ] { } */
    uint64_t control; /* below 0x20 */
    uint64_t high;    /* above 0x7F */
};

/* Backslashes that begin an escape. The bytes after them go to *escaped. */
BATON_JSON__INLINE uint64_t baton_json__escapes(struct baton_json__carry *carry, uint64_t slash,
                                                uint64_t *escaped)
{
    uint64_t begin = 0, after = carry->escaped;
    slash &= ~after;
    while (slash) {
        uint64_t bit = slash & (~slash + 1);
        begin |= bit;
        after |= bit << 1;
        slash &= ~(bit | bit << 1);
    }
    carry->escaped = begin >> 63;
    *escaped = after;
    return begin;
}

/* Each bit becomes the parity of itself and all below: from quotes to insides. */
BATON_JSON__INLINE uint64_t baton_json__parity(uint64_t bits)
{
    for (unsigned shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/* Quotes that begin or end a string. */
BATON_JSON__INLINE uint64_t baton_json__quotes(struct baton_json__carry *carry,
                                               const struct baton_json__bits *bits,
                                               uint64_t *escapes)
{
    uint64_t escaped = 0;
    *escapes = 0;
    if (__builtin_expect((bits->slash | carry->escaped) != 0, 0))
        *escapes = baton_json__escapes(carry, bits->slash, &escaped);
    return bits->quote & ~escaped;
}

/*
 * The bits to index. parity is that of the quotes within the block. A control
 * character inside a string becomes *fault, and nothing from there on counts.
 */
BATON_JSON__INLINE uint64_t baton_json__tokens(struct baton_json__carry *carry,
                                               const struct baton_json__bits *bits,
                                               uint64_t quotes, uint64_t escapes,
                                               uint64_t parity, uint64_t *fault)
{
    uint64_t inside = parity ^ carry->inside; /* opening quotes are, closing ones are not */
    uint64_t word = ~(bits->blank | bits->mark | inside | quotes);
    uint64_t starts = word & ~(word << 1 | carry->word);
    carry->inside = (uint64_t)0 - (inside >> 63);
    carry->word = word >> 63;
    *fault = bits->control & inside;
    return (bits->mark & ~inside) | quotes | starts | (escapes & inside);
}

/* Nothing after the first fault counts. Offset of the block: at. */
void baton_json__scan_fault(struct baton_json__scan *scan, enum baton_json_code code, size_t at);
/* Checks the characters that begin before end, one by one. */
void baton_json__scan_utf8(struct baton_json__scan *scan, size_t start, size_t end);
/* Finds the first byte of the stretch from start that is not UTF-8; there is one. */
void baton_json__scan_find_utf8(struct baton_json__scan *scan, size_t start);

typedef void baton_json__kernel(struct baton_json__scan *scan, size_t end);

#if defined(__x86_64__)
baton_json__kernel baton_json__scan_sse2, baton_json__scan_avx2, baton_json__scan_avx512;
#endif

#endif
