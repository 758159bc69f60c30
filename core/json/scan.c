/* SPDX-License-Identifier: Apache-2.0 */
/* The first step of the strict reader: kernels for any processor, and their choice. */
#include <string.h>

#include "core/base.h"
#include "core/json/json_int.h"
#include "core/json/scan_int.h"

/* ---- faults ------------------------------------------------------------------------ */

void baton_json__scan_fault(struct baton_json__scan *scan, enum baton_json_code code, size_t at)
{
    if (scan->fault != BATON_JSON_OK && scan->fault_at <= at)
        return;
    scan->fault = code;
    scan->fault_at = at;
    scan->len = at;
    while (scan->count && scan->index[scan->count - 1] >= at)
        scan->count--;
}

void baton_json__scan_utf8(struct baton_json__scan *scan, size_t start, size_t end)
{
    size_t at = scan->utf8_at > start ? scan->utf8_at : start;
    while (at < end) {
        uint32_t c;
        size_t n = baton_utf8_decode((const char *)scan->text + at, scan->len - at, &c);
        if (!n) {
            baton_json__scan_fault(scan, BATON_JSON_INVALID_UTF8, at);
            return;
        }
        at += n;
    }
    scan->utf8_at = at;
}

void baton_json__scan_find_utf8(struct baton_json__scan *scan, size_t start)
{
    size_t first = start;
    /* The character that the stretch before ended in is part of the question. */
    for (size_t back = 1; back <= 3 && back <= start && scan->text[start - back] >= 0x80; back++)
        first = start - back;
    while (first < start && scan->text[first] < 0xC0)
        first++;
    scan->utf8_at = 0;
    baton_json__scan_utf8(scan, first, scan->len);
}

/* ---- eight bytes at a time ------------------------------------------------------------ */

#define EACH_BYTE(value) ((uint64_t)0x0101010101010101 * (value))

/* The highest bit of each byte that is 0, and no other bit. */
BATON_JSON__INLINE uint64_t zeros(uint64_t bytes)
{
    uint64_t low = EACH_BYTE(0x7F);
    return ~(((bytes & low) + low) | bytes | low);
}

BATON_JSON__INLINE uint64_t equal(uint64_t bytes, unsigned char c)
{
    return zeros(bytes ^ EACH_BYTE(c));
}

/* The highest bits of the bytes, next to each other. */
BATON_JSON__INLINE uint64_t gather(uint64_t bits)
{
    return ((bits >> 7) * 0x0102040810204080u) >> 56;
}

BATON_JSON__INLINE uint64_t load(const unsigned char *s)
{
    uint64_t bytes = 0;
    for (unsigned i = 0; i < 8; i++)
        bytes |= (uint64_t)s[i] << 8 * i;
    return bytes;
}

BATON_JSON__INLINE void classify(const unsigned char *s, struct baton_json__bits *out)
{
    struct baton_json__bits bits = {0};
    for (unsigned i = 0; i < BATON_JSON__BLOCK; i += 8) {
        uint64_t bytes = load(s + i), folded = bytes | EACH_BYTE(0x20);
        uint64_t blank = equal(bytes, ' ') | equal(bytes, '\n') | equal(bytes, '\r') |
                         equal(bytes, '\t');
        uint64_t mark = equal(bytes, ',') | equal(bytes, ':') | equal(folded, '{') |
                        equal(folded, '}');
        bits.quote |= gather(equal(bytes, '"')) << i;
        bits.slash |= gather(equal(bytes, '\\')) << i;
        bits.blank |= gather(blank) << i;
        bits.mark |= gather(mark) << i;
        bits.control |= gather(zeros(bytes & EACH_BYTE(0xE0))) << i;
        bits.high |= gather(bytes & EACH_BYTE(0x80)) << i;
    }
    *out = bits;
}

static void block(struct baton_json__scan *scan, const unsigned char *s)
{
    struct baton_json__bits bits;
    uint64_t escapes, fault;
    classify(s, &bits);
    uint64_t quotes = baton_json__quotes(&scan->carry, &bits, &escapes);
    uint64_t tokens = baton_json__tokens(&scan->carry, &bits, quotes, escapes,
                                         baton_json__parity(quotes), &fault);
    for (; tokens; tokens &= tokens - 1)
        scan->index[scan->count++] = (uint32_t)(scan->at + (size_t)__builtin_ctzll(tokens));
    if (fault)
        baton_json__scan_fault(scan, BATON_JSON_CONTROL_CHARACTER,
                               scan->at + (size_t)__builtin_ctzll(fault));
    if (bits.high)
        baton_json__scan_utf8(scan, scan->at, scan->at + BATON_JSON__BLOCK < scan->len
                                                  ? scan->at + BATON_JSON__BLOCK : scan->len);
}

static void run_any(struct baton_json__scan *scan, size_t end)
{
    unsigned char rest[BATON_JSON__BLOCK];
    for (; end - scan->at >= BATON_JSON__BLOCK && !scan->fault; scan->at += BATON_JSON__BLOCK)
        block(scan, scan->text + scan->at);
    if (scan->at < end && !scan->fault) {
        memset(rest, ' ', sizeof rest);
        memcpy(rest, scan->text + scan->at, end - scan->at);
        block(scan, rest);
        scan->at = end;
    }
}

/* ---- the choice -------------------------------------------------------------------------- */

/* The highest kernel to use, for builds that test or measure the lower ones. */
#ifndef BATON_JSON_KERNEL
#define BATON_JSON_KERNEL 3
#endif

static baton_json__kernel *const kernels[] = {
    run_any,
#if defined(__x86_64__)
    baton_json__scan_sse2, baton_json__scan_avx2, baton_json__scan_avx512,
#endif
};

/* The compiler's own record of the processor, made before main(). */
static int best_kernel(void)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("avx512bw"))
        return 3;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"))
        return 2;
    return 1;
#else
    return 0;
#endif
}

void baton_json__scan_init(struct baton_json__scan *scan, struct baton_str text)
{
    int best = best_kernel(), most = BATON_JSON_KERNEL;
    scan->text = (const unsigned char *)text.s;
    scan->len = text.len;
    scan->at = scan->utf8_at = scan->count = 0;
    scan->carry = (struct baton_json__carry){0};
    scan->run = kernels[best < most ? best : most];
    scan->fault = BATON_JSON_OK;
    scan->fault_at = 0;
}

bool baton_json__scan_more(struct baton_json__scan *scan)
{
    scan->count = 0;
    while (!scan->count && scan->at < scan->len && !scan->fault) {
        size_t left = scan->len - scan->at;
        scan->run(scan, scan->at + (left < BATON_JSON__STRIDE ? left : BATON_JSON__STRIDE));
    }
    return scan->count > 0;
}
