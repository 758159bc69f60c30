/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers by their text (number.c). */
#ifndef BATON_CORE_SCHEMA_NUMBER_INT_H
#define BATON_CORE_SCHEMA_NUMBER_INT_H

#include "core/base.h"

/*
 * A number as it was written: 0.DIGITS * 10^point, where DIGITS are those of
 * lead and then of tail, and neither begin nor end with 0. Zero has no digits.
 */
struct schema_decimal {
    const char *lead, *tail;
    uint32_t lead_len, tail_len;
    int64_t point;
    int64_t small; /* the value, if is_small */
    bool is_small, negative;
};

/* A number of few digits and no exponent, as nearly all are: digits / 10^scale. */
struct schema_short {
    int64_t digits;
    uint32_t scale;
};

void baton_schema__decimal(struct baton_str text, struct schema_decimal *out);
/* False if it is not one. */
bool baton_schema__short(const char *s, uint32_t len, struct schema_short *out);
/* Sets *order to below, equal or above 0; false if that takes more digits. */
bool baton_schema__short_compare(struct schema_short a, struct schema_short b, int *order);
bool baton_schema__short_is_integer(struct schema_short number);
extern const int64_t baton_schema__powers[19]; /* of ten */
int baton_schema__decimal_compare(const struct schema_decimal *a, const struct schema_decimal *b);
bool baton_schema__decimal_is_integer(const struct schema_decimal *d);
/* Is a an integer times b? b is above 0 and has at most SCHEMA_DIVISOR_DIGITS digits. */
bool baton_schema__decimal_is_multiple(const struct schema_decimal *a,
                                       const struct schema_decimal *b);
uint64_t baton_schema__decimal_hash(const struct schema_decimal *d);
enum { SCHEMA_DIVISOR_DIGITS = 288 };

#endif
