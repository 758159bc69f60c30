/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "apps/sandbox/sandbox_int.h"

enum {
    SECOND = 1000,                       /* milliseconds */
    LONGEST_STEP = 60 * SECOND,
    ID_BITS = 6                          /* of the number of an id within a conversation */
};
#define MONTH ((int64_t)30 * 24 * 3600 * SECOND)
#define LOW48 ((UINT64_C(1) << 48) - 1)

/* ---- numbers from numbers ---------------------------------------------------------------- */

/* The finisher of splitmix64 (Steele, Lea, Flood 2014): every bit depends on all. */
uint64_t baton_sandbox__mix(uint64_t a, uint64_t b)
{
    uint64_t z = a + (b + 1) * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Of an odd number, modulo a power of two: each step of Newton's doubles the right bits. */
static uint64_t inverse(uint64_t odd)
{
    uint64_t x = odd;
    for (int i = 0; i < 6; i++)
        x *= 2 - odd * x;
    return x;
}

/* One to one on 48 bits; `back` is the way back. */
static uint64_t scramble(uint64_t x, uint64_t seed, bool back)
{
    uint64_t first = baton_sandbox__mix(seed, 1) | 1, second = baton_sandbox__mix(seed, 2) | 1;
    if (back) {
        first = inverse(first);
        second = inverse(second);
        x = (x * second) & LOW48;
        x ^= x >> 24;
        return (x * first) & LOW48;
    }
    x = (x * first) & LOW48;
    x ^= x >> 24;
    return (x * second) & LOW48;
}

void baton_sandbox__uuid(uint64_t high, uint64_t low, char out[37])
{
    static const char digits[] = "0123456789abcdef";
    /* RFC 9562: version 4, variant 10. */
    high = (high & ~UINT64_C(0xF000)) | UINT64_C(0x4000);
    low = (low & (UINT64_MAX >> 2)) | (UINT64_C(1) << 63);
    for (int i = 0, at = 0; i < 32; i++) {
        uint64_t word = i < 16 ? high : low;
        if (at == 8 || at == 13 || at == 18 || at == 23)
            out[at++] = '-';
        out[at++] = digits[(word >> (60 - 4 * (i % 16))) & 15];
    }
    out[36] = '\0';
}

/* ---- ids of generated conversations ------------------------------------------------------ */

static void make_id(const struct baton_sandbox *sandbox, uint64_t index, uint32_t which,
                    char out[37])
{
    uint64_t seed = sandbox->options.seed, number = index << ID_BITS | which;
    uint64_t rest = baton_sandbox__mix(seed ^ UINT64_C(0xA5A5), number);
    baton_sandbox__uuid(scramble(number, seed, false) << 16 | (rest & 0xFFFF),
                        baton_sandbox__mix(rest, 3), out);
}

static uint64_t hex(char c)
{
    return (uint64_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

bool baton_sandbox__index_of(const struct baton_sandbox *sandbox, struct baton_str id,
                             uint64_t *index, uint32_t *which)
{
    char right[37];
    uint64_t number = 0;
    if (!sandbox->generated || !baton_sandbox__is_uuid(id))
        return false;
    for (size_t i = 0; i < 13; i++)
        if (id.s[i] != '-')
            number = number << 4 | hex(id.s[i]);
    number = scramble(number, sandbox->options.seed, true);
    if (number >> ID_BITS >= sandbox->generated)
        return false;
    *index = number >> ID_BITS;
    *which = number & ((1U << ID_BITS) - 1);
    make_id(sandbox, *index, *which, right);
    return baton_str_eq_nocase(id, (struct baton_str){right, 36});
}

/* ---- who and when ------------------------------------------------------------------------ */

static const char *const first_names[] = {
    "Alex", "Robin", "Sam", "Chris", "Dana", "Kim", "Lee", "Pat", "Jo", "Max",
    "Toni", "Andrea", "Nicola", "Kai", "Sascha", "Jean", "Casey", "Morgan", "Noor", "Yuki",
};
static const char *const last_names[] = {
    "Miller", "Weber", "Rossi", "Novak", "Dubois", "Silva", "Jansen", "Olsen", "Moreau", "Nagy",
    "Tanaka", "Haddad", "Okafor", "Larsen", "Fischer", "Garcia", "Horvat", "Keller", "Brand", "Kos",
};

static void put_name(struct baton_buf *out, uint64_t number)
{
    baton_buf_puts(out, first_names[number % BATON_COUNT(first_names)]);
    baton_buf_putc(out, ' ');
    baton_buf_puts(out, last_names[(number >> 16) % BATON_COUNT(last_names)]);
}

static void put_digits(char *at, int width, uint64_t number)
{
    for (int i = width - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
}

/* Days since 1970-01-01 to year, month, day: eras of 400 years that begin in March. */
static void civil(int64_t days, int64_t *year, uint64_t *month, uint64_t *day)
{
    int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
    uint64_t doe = (uint64_t)(z - era * 146097);
    uint64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    uint64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int64_t)yoe + era * 400 + (*month <= 2);
}

void baton_sandbox__put_time(struct baton_buf *out, int64_t ms)
{
    char text[] = "0000-00-00T00:00:00.000Z";
    int64_t day_ms = 86400000, days = ms / day_ms, year;
    uint64_t month, day, rest;
    if (ms % day_ms < 0)
        days--;
    rest = (uint64_t)(ms - days * day_ms);
    civil(days, &year, &month, &day);
    put_digits(text, 4, year < 0 ? 0 : (uint64_t)year);
    put_digits(text + 5, 2, month);
    put_digits(text + 8, 2, day);
    put_digits(text + 11, 2, rest / 3600000);
    put_digits(text + 14, 2, rest / 60000 % 60);
    put_digits(text + 17, 2, rest / 1000 % 60);
    put_digits(text + 20, 3, rest % 1000);
    baton_buf_put(out, BATON_STR(text));
}

struct baton_sandbox__instance baton_sandbox__generated(const struct baton_sandbox *sandbox,
                                                        uint64_t index)
{
    struct baton_sandbox__instance it = {.index = index};
    uint64_t jitter = baton_sandbox__mix(sandbox->options.seed ^ UINT64_C(0x7711), index);
    it.pattern = sandbox->patterns[sandbox->kinds[index]];
    it.start = sandbox->latest - (int64_t)index * sandbox->step -
               (int64_t)(jitter % (uint64_t)sandbox->step);
    make_id(sandbox, index, 0, it.id);
    return it;
}

/* ---- rendering --------------------------------------------------------------------------- */

static void put_gap(const struct baton_sandbox *sandbox,
                    const struct baton_sandbox__instance *it,
                    const struct baton_sandbox__piece *piece, struct baton_buf *out)
{
    uint64_t who = baton_sandbox__mix(sandbox->options.seed ^ UINT64_C(0x3C3C), it->index);
    char id[37], phone[] = "+15555550100";
    switch (piece->gap) {
    case BATON_SANDBOX__ID:
        make_id(sandbox, it->index, piece->id, id);
        baton_buf_put(out, (struct baton_str){id, 36});
        break;
    case BATON_SANDBOX__NAME:
        put_name(out, who);
        break;
    case BATON_SANDBOX__PHONE:
        put_digits(phone + 10, 2, who >> 32);
        baton_buf_put(out, BATON_STR(phone));
        break;
    case BATON_SANDBOX__TEXT:
    case BATON_SANDBOX__TIME:
    default:
        break;
    }
}

void baton_sandbox__render(const struct baton_sandbox *sandbox,
                           const struct baton_sandbox__instance *it,
                           const struct baton_sandbox__account *account, struct baton_buf *out)
{
    for (size_t i = 0; i < account->count; i++) {
        const struct baton_sandbox__piece *piece = &account->pieces[i];
        if (piece->gap == BATON_SANDBOX__TIME)
            baton_sandbox__put_time(out, it->start + piece->offset * SECOND);
        else if (piece->gap == BATON_SANDBOX__TEXT || it->index == UINT64_MAX)
            baton_buf_put(out, piece->text);
        else
            put_gap(sandbox, it, piece, out);
    }
}

void baton_sandbox__key(const struct baton_sandbox *sandbox,
                        const struct baton_sandbox__instance *it, char out[37])
{
    static const char digits[] = "0123456789abcdef";
    uint64_t hash = sandbox->options.seed;
    memcpy(out, it->id, 37);
    if (!it->pattern->hashed)
        return;
    for (size_t i = 0; i < 36; i++)
        hash = baton_sandbox__mix(hash, (unsigned char)it->id[i]);
    for (size_t i = 0; i < 32; i++) {
        hash = i == 16 ? baton_sandbox__mix(hash, i) : hash;
        out[i] = digits[(hash >> (4 * (i % 16))) & 15];
    }
    out[32] = '\0';
}

/* ---- the mix ----------------------------------------------------------------------------- */

static uint64_t weigh(const struct baton_sandbox *sandbox, int64_t *extent)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < sandbox->pattern_count && i <= UINT8_MAX; i++) {
        const struct baton_sandbox__pattern *p = sandbox->patterns[i];
        if (!p->relative)
            continue;
        sum += p->weight;
        *extent = p->extent > *extent ? p->extent : *extent;
    }
    return sum;
}

static uint8_t pick(const struct baton_sandbox *sandbox, uint64_t at)
{
    for (size_t i = 0; i < sandbox->pattern_count && i <= UINT8_MAX; i++) {
        const struct baton_sandbox__pattern *p = sandbox->patterns[i];
        if (!p->relative)
            continue;
        if (at < p->weight)
            return (uint8_t)i;
        at -= p->weight;
    }
    return 0;
}

/* So that pages are counted by blocks. The last one, if it is not whole, has no row of its own. */
static bool count_kinds(struct baton_sandbox *s, uint64_t count)
{
    enum { SIZE = BATON_SANDBOX__BLOCK };
    size_t blocks = (size_t)(count / SIZE);
    s->kind_count = s->pattern_count <= UINT8_MAX ? s->pattern_count : UINT8_MAX + 1;
    s->before = BATON_NEW_N(&s->arena, uint32_t, (blocks + 1) * s->kind_count);
    if (!s->before)
        return false;
    for (size_t i = 0; i < blocks; i++) {
        uint32_t *row = s->before + (i + 1) * s->kind_count;
        memcpy(row, row - s->kind_count, s->kind_count * sizeof *row);
        for (size_t k = 0; k < SIZE; k++)
            row[s->kinds[i * SIZE + k]]++;
    }
    return true;
}

enum baton_err baton_sandbox__populate(struct baton_sandbox *sandbox)
{
    uint64_t count = sandbox->options.conversations, seed = sandbox->options.seed;
    int64_t extent = 0;
    uint64_t weights = weigh(sandbox, &extent);
    if (!count)
        return BATON_OK;
    if (!weights)
        return BATON_ECONFIG;
    sandbox->kinds = baton_arena_take(&sandbox->arena, (size_t)count);
    if (!sandbox->kinds)
        return BATON_ENOMEM;
    for (uint64_t i = 0; i < count; i++)
        sandbox->kinds[i] = pick(sandbox, baton_sandbox__mix(seed, i) % weights);
    if (!count_kinds(sandbox, count))
        return BATON_ENOMEM;
    sandbox->generated = count;
    sandbox->step = MONTH / (int64_t)count > LONGEST_STEP ? LONGEST_STEP : MONTH / (int64_t)count;
    sandbox->latest = (sandbox->began - extent) * SECOND;
    return BATON_OK;
}
