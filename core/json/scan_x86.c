/* SPDX-License-Identifier: Apache-2.0 */
/* The first step of the strict reader for x86-64: SSE2, AVX2 and AVX-512. */
#include "core/json/scan_int.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "core/base.h"

#define AVX2 __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt")))
#define AVX2_INLINE static inline AVX2 __attribute__((always_inline))
#define AVX512                                                                              \
    __attribute__((target("avx2,pclmul,bmi,bmi2,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi," \
                          "avx512vbmi2")))
#define AVX512_INLINE static inline AVX512 __attribute__((always_inline))

/* What a run changes all the time; kept apart so that it stays in registers. */
struct state {
    struct baton_json__carry carry;
    uint32_t *out;
    size_t at;
};

/* The last block of the text, filled up with blanks. */
static const unsigned char *filled(unsigned char *to, const struct baton_json__scan *scan,
                                   size_t at)
{
    memset(to, ' ', BATON_JSON__BLOCK);
    memcpy(to, scan->text + at, scan->len - at);
    return to;
}

static void begin(struct state *state, struct baton_json__scan *scan)
{
    *state = (struct state){scan->carry, scan->index, scan->at};
}

static void end(struct baton_json__scan *scan, const struct state *state, size_t at)
{
    scan->carry = state->carry;
    scan->count = (size_t)(state->out - scan->index);
    scan->at = at;
}

/* Returns where to go on writing offsets. */
static __attribute__((noinline)) uint32_t *control_fault(struct baton_json__scan *scan,
                                                         uint32_t *out, size_t at, uint64_t fault)
{
    scan->count = (size_t)(out - scan->index);
    baton_json__scan_fault(scan, BATON_JSON_CONTROL_CHARACTER,
                           at + (size_t)__builtin_ctzll(fault));
    return scan->index + scan->count;
}

/* ---- SSE2: what every x86-64 has ------------------------------------------------------- */

BATON_JSON__INLINE uint64_t bits_of(__m128i bytes)
{
    return (uint64_t)(uint32_t)_mm_movemask_epi8(bytes);
}

BATON_JSON__INLINE __m128i equal(__m128i bytes, char c)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c));
}

BATON_JSON__INLINE void classify_sse2(const unsigned char *s, struct baton_json__bits *out)
{
    struct baton_json__bits bits = {0};
    for (unsigned i = 0; i < BATON_JSON__BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(s + i));
        __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        __m128i blank = _mm_or_si128(_mm_or_si128(equal(bytes, ' '), equal(bytes, '\n')),
                                     _mm_or_si128(equal(bytes, '\r'), equal(bytes, '\t')));
        __m128i mark = _mm_or_si128(_mm_or_si128(equal(bytes, ','), equal(bytes, ':')),
                                    _mm_or_si128(equal(folded, '{'), equal(folded, '}')));
        __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
        bits.quote |= bits_of(equal(bytes, '"')) << i;
        bits.slash |= bits_of(equal(bytes, '\\')) << i;
        bits.blank |= bits_of(blank) << i;
        bits.mark |= bits_of(mark) << i;
        bits.control |= bits_of(control) << i;
        bits.high |= bits_of(bytes) << i;
    }
    *out = bits;
}

BATON_JSON__INLINE void block_sse2(struct baton_json__scan *scan, struct state *state,
                                   const unsigned char *s)
{
    struct baton_json__bits bits;
    uint64_t escapes, fault;
    classify_sse2(s, &bits);
    uint64_t quotes = baton_json__quotes(&state->carry, &bits, &escapes);
    uint64_t tokens = baton_json__tokens(&state->carry, &bits, quotes, escapes,
                                         baton_json__parity(quotes), &fault);
    for (; tokens; tokens &= tokens - 1)
        *state->out++ = (uint32_t)(state->at + (size_t)__builtin_ctzll(tokens));
    if (__builtin_expect(fault != 0, 0))
        state->out = control_fault(scan, state->out, state->at, fault);
    if (__builtin_expect(bits.high != 0, 0)) {
        size_t stop = state->at + BATON_JSON__BLOCK;
        scan->count = (size_t)(state->out - scan->index);
        baton_json__scan_utf8(scan, state->at, stop < scan->len ? stop : scan->len);
        state->out = scan->index + scan->count;
    }
}

void baton_json__scan_sse2(struct baton_json__scan *scan, size_t stop)
{
    unsigned char rest[BATON_JSON__BLOCK];
    struct state state;
    begin(&state, scan);
    for (; stop - state.at >= BATON_JSON__BLOCK && !scan->fault; state.at += BATON_JSON__BLOCK)
        block_sse2(scan, &state, scan->text + state.at);
    if (state.at < stop && !scan->fault)
        block_sse2(scan, &state, filled(rest, scan, state.at));
    end(scan, &state, stop);
}

/* ---- AVX2 -------------------------------------------------------------------------------- */

AVX2_INLINE uint64_t parity_clmul(uint64_t bits)
{
    __m128i product =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)bits), _mm_set1_epi8(-1), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

AVX2_INLINE uint64_t join(__m256i low, __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2_INLINE uint64_t equal_avx2(__m256i low, __m256i high,
                                                                      char c)
{
    __m256i all = _mm256_set1_epi8(c);
    return join(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
}

/*
 * A shuffle looks each byte up by its low four bits: a byte is a blank if it is
 * the blank with those bits, and a mark if it is so with bit 5 set. Places that
 * have none hold what belongs to another place, and so never are equal.
 */
#define BLANKS ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ', '\t', '\n', ' ', ' ', '\r', ' ', ' '
#define MARKS ':', ':', ':', ':', ':', ':', ':', ':', ':', ':', ':', '{', ',', '}', ':', ':'

AVX2_INLINE void classify_avx2(__m256i low, __m256i high,
                                                                     struct baton_json__bits *out)
{
    const __m256i blanks = _mm256_setr_epi8(BLANKS, BLANKS), marks = _mm256_setr_epi8(MARKS, MARKS);
    const __m256i fold = _mm256_set1_epi8(0x20), control = _mm256_set1_epi8(0x1F);
    out->quote = equal_avx2(low, high, '"');
    out->slash = equal_avx2(low, high, '\\');
    out->blank = join(_mm256_cmpeq_epi8(low, _mm256_shuffle_epi8(blanks, low)),
                      _mm256_cmpeq_epi8(high, _mm256_shuffle_epi8(blanks, high)));
    out->mark = join(_mm256_cmpeq_epi8(_mm256_or_si256(low, fold),
                                       _mm256_shuffle_epi8(marks, low)),
                     _mm256_cmpeq_epi8(_mm256_or_si256(high, fold),
                                       _mm256_shuffle_epi8(marks, high)));
    out->control = join(_mm256_cmpeq_epi8(_mm256_min_epu8(low, control), low),
                        _mm256_cmpeq_epi8(_mm256_min_epu8(high, control), high));
    out->high = join(low, high);
}

/* ---- UTF-8 by table, 32 bytes at a time -------------------------------------------------- */

/*
 * Every fault of UTF-8 shows in two neighbouring bytes, but for a continuation
 * too many or too few of a character of three or four. Each table gives the
 * faults that four bits of the pair allow; what all three allow is there.
 */
enum {
    TOO_SHORT = 1 << 0,  /* a lead without its continuation */
    TOO_LONG = 1 << 1,   /* a continuation after ASCII */
    LONG_3 = 1 << 2,     /* E0 80 to E0 9F could be shorter */
    TOO_LARGE = 1 << 3,  /* F4 90 and above */
    SURROGATE = 1 << 4,  /* ED A0 to ED BF */
    LONG_2 = 1 << 5,     /* C0, C1 could be shorter */
    LONG_4 = 1 << 6,     /* F0 80 to F0 8F could be shorter; F5 80 and on is too large */
    TWO_MORE = 1 << 7,   /* two continuations: right only in characters of three and more */
    ANY_LEAD = TOO_SHORT | TOO_LONG | TWO_MORE
};

#define FIRST_HIGH                                                                         \
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,        \
        (char)TWO_MORE, (char)TWO_MORE, (char)TWO_MORE, (char)TWO_MORE, TOO_SHORT | LONG_2, \
        TOO_SHORT, TOO_SHORT | LONG_3 | SURROGATE, TOO_SHORT | TOO_LARGE | LONG_4
#define FIRST_LOW                                                                        \
    (char)(ANY_LEAD | LONG_2 | LONG_3 | LONG_4), (char)(ANY_LEAD | LONG_2),              \
        (char)ANY_LEAD, (char)ANY_LEAD, (char)(ANY_LEAD | TOO_LARGE),                    \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4), (char)(ANY_LEAD | TOO_LARGE | LONG_4),    \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4), (char)(ANY_LEAD | TOO_LARGE | LONG_4),    \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4), (char)(ANY_LEAD | TOO_LARGE | LONG_4),    \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4), (char)(ANY_LEAD | TOO_LARGE | LONG_4),    \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4 | SURROGATE),                               \
        (char)(ANY_LEAD | TOO_LARGE | LONG_4), (char)(ANY_LEAD | TOO_LARGE | LONG_4)
#define SECOND_HIGH                                                                        \
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, \
        (char)(TOO_LONG | TWO_MORE | LONG_2 | LONG_3 | LONG_4),                            \
        (char)(TOO_LONG | TWO_MORE | LONG_2 | LONG_3 | TOO_LARGE),                         \
        (char)(TOO_LONG | TWO_MORE | LONG_2 | SURROGATE | TOO_LARGE),                      \
        (char)(TOO_LONG | TWO_MORE | LONG_2 | SURROGATE | TOO_LARGE), TOO_SHORT, TOO_SHORT, \
        TOO_SHORT, TOO_SHORT

AVX2_INLINE __m256i high_half(__m256i bytes)
{
    return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(0x0F));
}

/* Faults in bytes, given the 32 bytes before them. */
AVX2_INLINE __m256i utf8_avx2(__m256i bytes, __m256i before)
{
    const __m256i first_high = _mm256_setr_epi8(FIRST_HIGH, FIRST_HIGH);
    const __m256i first_low = _mm256_setr_epi8(FIRST_LOW, FIRST_LOW);
    const __m256i second_high = _mm256_setr_epi8(SECOND_HIGH, SECOND_HIGH);
    __m256i shifted = _mm256_permute2x128_si256(before, bytes, 0x21);
    __m256i back_1 = _mm256_alignr_epi8(bytes, shifted, 15);
    __m256i back_2 = _mm256_alignr_epi8(bytes, shifted, 14);
    __m256i back_3 = _mm256_alignr_epi8(bytes, shifted, 13);
    __m256i low = _mm256_and_si256(back_1, _mm256_set1_epi8(0x0F));
    __m256i faults = _mm256_and_si256(
        _mm256_and_si256(_mm256_shuffle_epi8(first_high, high_half(back_1)),
                         _mm256_shuffle_epi8(first_low, low)),
        _mm256_shuffle_epi8(second_high, high_half(bytes)));
    /* The third byte of three, the third and fourth of four: above 0x7F after this. */
    __m256i third = _mm256_subs_epu8(back_2, _mm256_set1_epi8((char)(0xE0 - 0x80)));
    __m256i fourth = _mm256_subs_epu8(back_3, _mm256_set1_epi8((char)(0xF0 - 0x80)));
    __m256i wanted = _mm256_and_si256(_mm256_or_si256(third, fourth),
                                      _mm256_set1_epi8((char)0x80));
    return _mm256_xor_si256(wanted, faults);
}

struct utf8 {
    __m256i before, faults; /* the last 32 bytes; all faults so far */
    bool high;              /* the last block had bytes above 0x7F */
};

AVX2_INLINE __m256i load_avx2(const unsigned char *s)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)s);
}

AVX2_INLINE void check_avx2(struct utf8 *utf8, __m256i low,
                                                                  __m256i high, uint64_t above)
{
    if (__builtin_expect(above != 0 || utf8->high, 0)) {
        __m256i faults = _mm256_or_si256(utf8_avx2(low, utf8->before), utf8_avx2(high, low));
        utf8->faults = _mm256_or_si256(utf8->faults, faults);
    }
    utf8->before = high;
    utf8->high = above != 0;
}

/* Four offsets, or what stands for them where there are fewer bits. */
AVX2_INLINE uint64_t put_4(uint32_t *out, uint32_t at, uint64_t bits)
{
    out[0] = at + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
    out[1] = at + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
    out[2] = at + (uint32_t)_tzcnt_u64(bits);
    bits = _blsr_u64(bits);
    out[3] = at + (uint32_t)_tzcnt_u64(bits);
    return _blsr_u64(bits);
}

/* Many at a time without asking how many there are; what is too much is written over. */
AVX2_INLINE void put_avx2(struct state *state, uint64_t bits)
{
    uint32_t *out = state->out, at = (uint32_t)state->at;
    int count = __builtin_popcountll(bits);
    state->out += count;
    bits = put_4(out, at, bits);
    bits = put_4(out + 4, at, bits);
    if (count <= 8)
        return;
    bits = put_4(out + 8, at, bits);
    bits = put_4(out + 12, at, bits);
    for (int done = 16; __builtin_expect(done < count, 0); done += 4)
        bits = put_4(out + done, at, bits);
}

AVX2_INLINE void block_avx2(struct baton_json__scan *scan,
                                                                  struct state *state,
                                                                  struct utf8 *utf8,
                                                                  const unsigned char *s)
{
    struct baton_json__bits bits;
    uint64_t escapes, fault;
    __m256i low = load_avx2(s), high = load_avx2(s + 32);
    classify_avx2(low, high, &bits);
    check_avx2(utf8, low, high, bits.high);
    uint64_t quotes = baton_json__quotes(&state->carry, &bits, &escapes);
    uint64_t tokens = baton_json__tokens(&state->carry, &bits, quotes, escapes,
                                         parity_clmul(quotes), &fault);
    put_avx2(state, tokens);
    if (__builtin_expect(fault != 0, 0))
        state->out = control_fault(scan, state->out, state->at, fault);
}

AVX2 void baton_json__scan_avx2(struct baton_json__scan *scan, size_t stop)
{
    unsigned char rest[BATON_JSON__BLOCK];
    struct state state;
    size_t start = scan->at;
    struct utf8 utf8 = {_mm256_setzero_si256(), _mm256_setzero_si256(), start > 0};
    if (start)
        utf8.before = load_avx2(scan->text + start - 32);
    begin(&state, scan);
    for (; stop - state.at >= BATON_JSON__BLOCK && !scan->fault; state.at += BATON_JSON__BLOCK)
        block_avx2(scan, &state, &utf8, scan->text + state.at);
    if (state.at < stop && !scan->fault)
        block_avx2(scan, &state, &utf8, filled(rest, scan, state.at));
    else if (stop == scan->len)
        check_avx2(&utf8, _mm256_set1_epi8(' '), _mm256_set1_epi8(' '), 0);
    end(scan, &state, stop);
    if (__builtin_expect(!_mm256_testz_si256(utf8.faults, utf8.faults), 0))
        baton_json__scan_find_utf8(scan, start);
}

/* ---- AVX-512: the bits come as they are, and so do the offsets ---------------------------- */

AVX512_INLINE void classify_avx512(__m512i bytes, struct baton_json__bits *out)
{
    const __m512i blanks = _mm512_broadcast_i32x4(_mm_setr_epi8(BLANKS));
    const __m512i marks = _mm512_broadcast_i32x4(_mm_setr_epi8(MARKS));
    __m512i folded = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    out->quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'));
    out->slash = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
    out->blank = _mm512_cmpeq_epi8_mask(bytes, _mm512_shuffle_epi8(blanks, bytes));
    out->mark = _mm512_cmpeq_epi8_mask(folded, _mm512_shuffle_epi8(marks, bytes));
    out->control = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20));
    out->high = _mm512_movepi8_mask(bytes);
}

AVX512_INLINE __m512i high_half_avx512(__m512i bytes)
{
    return _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(0x0F));
}

/* As utf8_avx2(), twice as many at a time. */
AVX512_INLINE __m512i utf8_avx512(__m512i bytes, __m512i before)
{
    const __m512i first_high = _mm512_broadcast_i32x4(_mm_setr_epi8(FIRST_HIGH));
    const __m512i first_low = _mm512_broadcast_i32x4(_mm_setr_epi8(FIRST_LOW));
    const __m512i second_high = _mm512_broadcast_i32x4(_mm_setr_epi8(SECOND_HIGH));
    __m512i shifted = _mm512_alignr_epi32(bytes, before, 12);
    __m512i back_1 = _mm512_alignr_epi8(bytes, shifted, 15);
    __m512i back_2 = _mm512_alignr_epi8(bytes, shifted, 14);
    __m512i back_3 = _mm512_alignr_epi8(bytes, shifted, 13);
    __m512i low = _mm512_and_si512(back_1, _mm512_set1_epi8(0x0F));
    __m512i faults = _mm512_and_si512(
        _mm512_and_si512(_mm512_shuffle_epi8(first_high, high_half_avx512(back_1)),
                         _mm512_shuffle_epi8(first_low, low)),
        _mm512_shuffle_epi8(second_high, high_half_avx512(bytes)));
    __m512i third = _mm512_subs_epu8(back_2, _mm512_set1_epi8((char)(0xE0 - 0x80)));
    __m512i fourth = _mm512_subs_epu8(back_3, _mm512_set1_epi8((char)(0xF0 - 0x80)));
    __m512i wanted = _mm512_and_si512(_mm512_or_si512(third, fourth),
                                      _mm512_set1_epi8((char)0x80));
    return _mm512_xor_si512(wanted, faults);
}

struct utf8_512 {
    __m512i before, faults;
    bool high;
};

AVX512_INLINE void check_avx512(struct utf8_512 *utf8, __m512i bytes, uint64_t above)
{
    if (__builtin_expect(above != 0 || utf8->high, 0))
        utf8->faults = _mm512_or_si512(utf8->faults, utf8_avx512(bytes, utf8->before));
    utf8->before = bytes;
    utf8->high = above != 0;
}

AVX512_INLINE void put_16(uint32_t *out, __m512i at, __m128i offsets)
{
    _mm512_storeu_si512(out, _mm512_add_epi32(at, _mm512_cvtepu8_epi32(offsets)));
}

/* The offsets within the block, packed as bytes, become 16 offsets of the text at a time. */
AVX512_INLINE void put_avx512(struct state *state, uint64_t bits)
{
    static const uint8_t offsets[BATON_JSON__BLOCK] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63,
    };
    __m512i packed = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(offsets));
    __m512i at = _mm512_set1_epi32((int)state->at);
    uint32_t *out = state->out;
    int count = __builtin_popcountll(bits);
    state->out += count;
    put_16(out, at, _mm512_castsi512_si128(packed));
    put_16(out + 16, at, _mm512_extracti32x4_epi32(packed, 1));
    if (__builtin_expect(count > 32, 0)) {
        put_16(out + 32, at, _mm512_extracti32x4_epi32(packed, 2));
        put_16(out + 48, at, _mm512_extracti32x4_epi32(packed, 3));
    }
}

AVX512_INLINE void block_avx512(struct baton_json__scan *scan, struct state *state,
                                struct utf8_512 *utf8, __m512i bytes)
{
    struct baton_json__bits bits;
    uint64_t escapes, fault;
    classify_avx512(bytes, &bits);
    check_avx512(utf8, bytes, bits.high);
    uint64_t quotes = baton_json__quotes(&state->carry, &bits, &escapes);
    uint64_t tokens = baton_json__tokens(&state->carry, &bits, quotes, escapes,
                                         parity_clmul(quotes), &fault);
    put_avx512(state, tokens);
    if (__builtin_expect(fault != 0, 0))
        state->out = control_fault(scan, state->out, state->at, fault);
}

/* The last bytes of the text, and blanks after them; no byte past the end is touched. */
AVX512_INLINE __m512i load_rest(const unsigned char *s, size_t len)
{
    return _mm512_mask_loadu_epi8(_mm512_set1_epi8(' '), ((uint64_t)1 << len) - 1, s);
}

AVX512 void baton_json__scan_avx512(struct baton_json__scan *scan, size_t stop)
{
    struct state state;
    size_t start = scan->at;
    struct utf8_512 utf8 = {_mm512_setzero_si512(), _mm512_setzero_si512(), start > 0};
    if (start)
        utf8.before = _mm512_loadu_si512(scan->text + start - BATON_JSON__BLOCK);
    begin(&state, scan);
    for (; stop - state.at >= BATON_JSON__BLOCK && !scan->fault; state.at += BATON_JSON__BLOCK)
        block_avx512(scan, &state, &utf8, _mm512_loadu_si512(scan->text + state.at));
    if (state.at < stop && !scan->fault)
        block_avx512(scan, &state, &utf8, load_rest(scan->text + state.at, stop - state.at));
    else if (stop == scan->len)
        check_avx512(&utf8, _mm512_set1_epi8(' '), 0);
    end(scan, &state, stop);
    if (__builtin_expect(_mm512_test_epi8_mask(utf8.faults, utf8.faults) != 0, 0))
        baton_json__scan_find_utf8(scan, start);
}

#endif
