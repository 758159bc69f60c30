/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in forms that other languages have and JSON has not. */
#include "core/base.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

enum {
    HEX_DIGITS = 13,   /* fit into a double without loss */
    CODE_DIGITS = 4,   /* so many digits with a zero in front are a code, not a number */
    PHONE_DIGITS = 7   /* so many after a plus sign are a phone number */
};

/* The parts of a decimal number; digits may have '_' between them. */
struct parts {
    bool plus, minus, point, exponent;
    struct baton_str whole, fraction, power; /* power with its sign */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct baton_str take_digits(struct baton_str *rest)
{
    size_t n = 0;
    while (n < rest->len && (is_digit(rest->s[n]) ||
                             (n && rest->s[n] == '_' && n + 1 < rest->len &&
                              is_digit(rest->s[n + 1]))))
        n++;
    struct baton_str digits = baton_str_sub(*rest, 0, n);
    *rest = baton_str_sub(*rest, n, rest->len);
    return digits;
}

static bool take_char(struct baton_str *rest, char c)
{
    if (!rest->len || rest->s[0] != c)
        return false;
    *rest = baton_str_sub(*rest, 1, rest->len);
    return true;
}

static bool split(struct baton_str word, struct parts *out)
{
    struct parts parts = {0};
    parts.plus = take_char(&word, '+');
    parts.minus = !parts.plus && take_char(&word, '-');
    parts.whole = take_digits(&word);
    parts.point = take_char(&word, '.');
    if (parts.point)
        parts.fraction = take_digits(&word);
    if (!parts.whole.len && !parts.fraction.len)
        return false;
    parts.exponent = take_char(&word, 'e') || take_char(&word, 'E');
    if (parts.exponent) {
        struct baton_str sign = baton_str_sub(word, 0, word.len && (word.s[0] == '-' ||
                                                                    word.s[0] == '+'));
        word = baton_str_sub(word, sign.len, word.len);
        parts.power = take_digits(&word);
        if (parts.power.len && sign.len)
            parts.power = (struct baton_str){sign.s, sign.len + parts.power.len};
    }
    *out = parts;
    return !word.len;
}

static void put_digits(struct baton_buf *buf, struct baton_str digits)
{
    for (size_t i = 0; i < digits.len; i++)
        if (digits.s[i] != '_')
            baton_buf_putc(buf, digits.s[i]);
}

static struct baton_str without_zeros(struct baton_str whole)
{
    size_t at = 0;
    while (at + 1 < whole.len && (whole.s[at] == '0' || whole.s[at] == '_'))
        at++;
    return baton_str_sub(whole, at, whole.len);
}

static struct baton_json__number decimal(struct baton_arena *arena, const struct parts *parts)
{
    struct baton_json__number number = {.as = MENDED_NUMBER};
    struct baton_buf buf;
    bool zeros = parts->whole.len > 1 && parts->whole.s[0] == '0';
    bool integer = !parts->point && !parts->exponent;
    if (integer && ((zeros && parts->whole.len >= CODE_DIGITS) ||
                    (parts->plus && parts->whole.len >= PHONE_DIGITS))) {
        number.as = A_TEXT;
        return number;
    }
    baton_buf_init(&buf, arena, 0);
    if (parts->minus)
        baton_buf_putc(&buf, '-');
    put_digits(&buf, parts->whole.len ? without_zeros(parts->whole) : BATON_STR("0"));
    if (parts->point) {
        baton_buf_putc(&buf, '.');
        put_digits(&buf, parts->fraction.len ? parts->fraction : BATON_STR("0"));
    }
    if (parts->power.len) {
        baton_buf_putc(&buf, 'e');
        put_digits(&buf, parts->power);
    }
    number.text = baton_buf_str(&buf);
    number.safe = !zeros && parts->exponent == (parts->power.len > 0);
    return number;
}

static bool hexadecimal(struct baton_str word, bool *minus, uint64_t *out)
{
    *minus = take_char(&word, '-');
    if (!*minus)
        take_char(&word, '+');
    if (!take_char(&word, '0') || !(take_char(&word, 'x') || take_char(&word, 'X')))
        return false;
    uint64_t value = 0;
    for (size_t i = 0; i < word.len; i++) {
        int digit = baton_json__hex((unsigned char)word.s[i]);
        if (digit < 0)
            return false;
        value = value << 4 | (uint64_t)digit;
    }
    *out = value;
    return word.len && word.len <= HEX_DIGITS;
}

struct baton_json__number baton_json__mend_number(struct baton_arena *arena,
                                                  struct baton_str word)
{
    struct baton_json__number number = {.as = NOT_A_NUMBER};
    struct parts parts;
    bool minus;
    uint64_t value;
    if (word.len && baton_json__number(word.s, word.len) == word.len) {
        number.as = A_NUMBER;
    } else if (hexadecimal(word, &minus, &value)) {
        number.as = MENDED_NUMBER;
        number.safe = true;
        number.text = baton_str_fmt(arena, "%s%llu", minus ? "-" : "", (unsigned long long)value);
    } else if (split(word, &parts)) {
        number = decimal(arena, &parts);
    }
    return number;
}
