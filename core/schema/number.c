/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers by their text: exact at any size, and in time that grows with the
 * digits that are there, not with the exponent.
 */
#include <string.h>

#include "core/schema/schema_int.h"

enum { SMALL_DIGITS = 18 };

/* Exponents beyond this are all the same; sums of two such still fit. */
static const int64_t largest_exponent = INT64_C(4000000000000000000);

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static uint32_t digits_at(struct baton_str text, size_t at)
{
    size_t end = at;
    while (end < text.len && is_digit(text.s[end]))
        end++;
    return (uint32_t)(end - at);
}

static int64_t exponent_at(struct baton_str text, size_t at)
{
    if (at >= text.len || (text.s[at] | 0x20) != 'e')
        return 0;
    at++;
    bool negative = at < text.len && text.s[at] == '-';
    if (at < text.len && (text.s[at] == '-' || text.s[at] == '+'))
        at++;
    int64_t value = 0;
    for (; at < text.len && is_digit(text.s[at]); at++) {
        value = value * 10 + (text.s[at] - '0');
        if (value > largest_exponent / 10)
            value = largest_exponent / 10; /* stays there: times 10 is the largest */
    }
    if (value >= largest_exponent / 10)
        value = largest_exponent;
    return negative ? -value : value;
}

static void trim(struct schema_decimal *d)
{
    while (d->lead_len && d->lead[0] == '0')
        d->lead++, d->lead_len--;
    d->point = d->lead_len;
    if (!d->lead_len)
        while (d->tail_len && d->tail[0] == '0')
            d->tail++, d->tail_len--, d->point--;
    while (d->tail_len && d->tail[d->tail_len - 1] == '0')
        d->tail_len--;
    if (!d->tail_len)
        while (d->lead_len && d->lead[d->lead_len - 1] == '0')
            d->lead_len--;
}

static int64_t count_of(const struct schema_decimal *d)
{
    return (int64_t)d->lead_len + d->tail_len;
}

static int digit(const struct schema_decimal *d, int64_t i)
{
    return (i < d->lead_len ? d->lead[i] : d->tail[i - d->lead_len]) - '0';
}

static void set_small(struct schema_decimal *d)
{
    int64_t count = count_of(d), value = 0;
    d->is_small = d->point >= count && d->point <= SMALL_DIGITS;
    if (!d->is_small)
        return;
    for (int64_t i = 0; i < d->point; i++)
        value = value * 10 + (i < count ? digit(d, i) : 0);
    d->small = d->negative ? -value : value;
}

void baton_schema__decimal(struct baton_str text, struct schema_decimal *out)
{
    size_t at = 0;
    *out = (struct schema_decimal){.negative = text.len && text.s[0] == '-'};
    if (text.len && (text.s[0] == '-' || text.s[0] == '+'))
        at++;
    out->lead = text.s + at;
    out->lead_len = digits_at(text, at);
    at += out->lead_len;
    out->tail = out->lead;
    if (at < text.len && text.s[at] == '.') {
        at++;
        out->tail = text.s + at;
        out->tail_len = digits_at(text, at);
        at += out->tail_len;
    }
    trim(out);
    if (count_of(out)) {
        out->point += exponent_at(text, at);
    } else {
        out->point = 0;
        out->negative = false;
    }
    set_small(out);
}

static int compare_sizes(const struct schema_decimal *a, const struct schema_decimal *b)
{
    int64_t in_a = count_of(a), in_b = count_of(b);
    if (!in_a || !in_b)
        return (in_a != 0) - (in_b != 0);
    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    for (int64_t i = 0; i < in_a && i < in_b; i++)
        if (digit(a, i) != digit(b, i))
            return digit(a, i) < digit(b, i) ? -1 : 1;
    return (in_a > in_b) - (in_a < in_b);
}

int baton_schema__decimal_compare(const struct schema_decimal *a, const struct schema_decimal *b)
{
    if (a->is_small && b->is_small)
        return (a->small > b->small) - (a->small < b->small);
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    int order = compare_sizes(a, b);
    return a->negative ? -order : order;
}

int baton_number_compare(struct baton_str a, struct baton_str b)
{
    struct schema_decimal x, y;
    baton_schema__decimal(a, &x);
    baton_schema__decimal(b, &y);
    return baton_schema__decimal_compare(&x, &y);
}

bool baton_schema__decimal_is_integer(const struct schema_decimal *d)
{
    return d->is_small || d->point >= count_of(d);
}

uint64_t baton_schema__decimal_hash(const struct schema_decimal *d)
{
    if (d->is_small)
        return baton_schema__mix((uint64_t)d->small, BATON_JSON_NUMBER);
    uint64_t hash = (uint64_t)d->point * 2 + d->negative;
    for (int64_t i = 0; i < count_of(d); i++)
        hash = hash * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)digit(d, i);
    return baton_schema__mix(hash, BATON_JSON_ARRAY);
}

/* ---- short numbers -------------------------------------------------------------- */

const int64_t baton_schema__powers[SMALL_DIGITS + 1] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000,
    100000000000, 1000000000000, 10000000000000, 100000000000000, 1000000000000000,
    10000000000000000, 100000000000000000, 1000000000000000000};

bool baton_schema__short(const char *s, uint32_t len, struct schema_short *out)
{
    uint32_t at = len && s[0] == '-', point = len;
    int64_t digits = 0;
    if (len - at > SMALL_DIGITS)
        return false;
    for (uint32_t i = at; i < len; i++) {
        unsigned value = (unsigned char)s[i] - (unsigned)'0';
        if (value <= 9)
            digits = digits * 10 + (int64_t)value;
        else if (s[i] == '.' && point == len)
            point = i;
        else
            return false;
    }
    out->digits = at ? -digits : digits;
    out->scale = point < len ? len - point - 1 : 0;
    return true;
}

static bool times(int64_t digits, uint32_t zeros, int64_t *out)
{
    int64_t most = INT64_MAX / baton_schema__powers[zeros];
    if (digits > most || digits < -most)
        return false;
    *out = digits * baton_schema__powers[zeros];
    return true;
}

bool baton_schema__short_compare(struct schema_short a, struct schema_short b, int *order)
{
    int64_t x = a.digits, y = b.digits;
    if (a.scale < b.scale && !times(x, b.scale - a.scale, &x))
        return false;
    if (a.scale > b.scale && !times(y, a.scale - b.scale, &y))
        return false;
    *order = (x > y) - (x < y);
    return true;
}

bool baton_schema__short_is_integer(struct schema_short number)
{
    return !number.scale || number.digits % baton_schema__powers[number.scale] == 0;
}

/* ---- multiples ------------------------------------------------------------------ */

/*
 * The remainder of the digits of a, followed by `zeros` more, is gathered digit
 * by digit: in one word where the divisor has few digits, else in limbs of nine.
 */
static bool divides_small(const struct schema_decimal *a, int64_t zeros,
                          const struct schema_decimal *b)
{
    uint64_t divisor = 0, rest = 0;
    for (int64_t i = 0; i < count_of(b); i++)
        divisor = divisor * 10 + (uint64_t)digit(b, i);
    for (int64_t i = 0; i < count_of(a); i++)
        rest = (rest * 10 + (uint64_t)digit(a, i)) % divisor;
    while (zeros-- > 0 && rest)
        rest = rest * 10 % divisor;
    return rest == 0;
}

enum { LIMB_DIGITS = 9, LIMB = 1000000000, LIMBS = SCHEMA_DIVISOR_DIGITS / LIMB_DIGITS + 1 };

/* limbs = limbs * 10 + digit; the lowest limb comes first. */
static void push_digit(uint32_t limbs[LIMBS], int next)
{
    uint64_t carry = (uint64_t)next;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)limbs[i] * 10;
        limbs[i] = (uint32_t)(carry % LIMB);
        carry /= LIMB;
    }
}

static bool reaches(const uint32_t rest[LIMBS], const uint32_t divisor[LIMBS])
{
    for (int i = LIMBS - 1; i >= 0; i--)
        if (rest[i] != divisor[i])
            return rest[i] > divisor[i];
    return true;
}

static void subtract(uint32_t rest[LIMBS], const uint32_t divisor[LIMBS])
{
    int64_t borrow = 0;
    for (int i = 0; i < LIMBS; i++) {
        int64_t left = (int64_t)rest[i] - divisor[i] - borrow;
        borrow = left < 0;
        rest[i] = (uint32_t)(borrow ? left + LIMB : left);
    }
}

static bool divides_large(const struct schema_decimal *a, int64_t zeros,
                          const struct schema_decimal *b)
{
    uint32_t divisor[LIMBS] = {0}, rest[LIMBS] = {0}, none[LIMBS] = {0};
    for (int64_t i = 0; i < count_of(b); i++)
        push_digit(divisor, digit(b, i));
    for (int64_t i = 0; i < count_of(a) + zeros; i++) {
        push_digit(rest, i < count_of(a) ? digit(a, i) : 0);
        while (reaches(rest, divisor))
            subtract(rest, divisor);
    }
    return !memcmp(rest, none, sizeof rest);
}

bool baton_schema__decimal_is_multiple(const struct schema_decimal *a,
                                       const struct schema_decimal *b)
{
    if (!count_of(a) || !count_of(b))
        return !count_of(a);
    if (a->is_small && b->is_small)
        return a->small % b->small == 0;
    int64_t zeros = (a->point - count_of(a)) - (b->point - count_of(b));
    /* The last digit of a is not 0: what is left would have to be divided by 10. */
    if (zeros < 0)
        return false;
    /* With so many, every 2 and 5 in b is met; more cannot change the answer. */
    if (zeros > 4 * count_of(b))
        zeros = 4 * count_of(b);
    if (count_of(b) > SCHEMA_DIVISOR_DIGITS)
        return false;
    return count_of(b) <= SMALL_DIGITS ? divides_small(a, zeros, b) : divides_large(a, zeros, b);
}
