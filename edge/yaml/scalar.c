/* SPDX-License-Identifier: Apache-2.0 */
/* The core schema of YAML 1.2.2, section 10.3.2. */
#include "edge/yaml/yaml_int.h"

static bool is_any(struct baton_str str, const char *const *words)
{
    for (; *words; words++)
        if (baton_str_is(str, *words))
            return true;
    return false;
}

static size_t digits(struct baton_str str, size_t at)
{
    while (at < str.len && str.s[at] >= '0' && str.s[at] <= '9')
        at++;
    return at;
}

/* The spans of [-+]? whole ("." part)? ([eE][-+]? digits)? */
struct number {
    bool negative, is_float;
    struct baton_str whole, part, exponent; /* the exponent with its letter */
};

static bool read_exponent(struct baton_str str, size_t at, struct number *out)
{
    size_t start = at++;
    if (str.s[start] != 'e' && str.s[start] != 'E')
        return false;
    if (at < str.len && (str.s[at] == '-' || str.s[at] == '+'))
        at++;
    if (at == str.len || digits(str, at) != str.len)
        return false;
    out->exponent = baton_str_sub(str, start, str.len);
    out->is_float = true;
    return true;
}

static bool read_number(struct baton_str str, struct number *out)
{
    size_t at = 0;
    *out = (struct number){.negative = str.len && str.s[0] == '-'};
    if (str.len && (str.s[0] == '-' || str.s[0] == '+'))
        at++;
    size_t end = digits(str, at);
    out->whole = baton_str_sub(str, at, end);
    at = end;
    if (at < str.len && str.s[at] == '.') {
        end = digits(str, at + 1);
        out->part = baton_str_sub(str, at + 1, end);
        out->is_float = true;
        at = end;
    }
    if (!out->whole.len && !out->part.len)
        return false;
    return at == str.len || read_exponent(str, at, out);
}

/* JSON has no leading zeros, and no number without digits on both sides of the point. */
static void put_number(struct baton_buf *buf, const struct number *number)
{
    struct baton_str whole = number->whole;
    while (whole.len > 1 && whole.s[0] == '0')
        whole = baton_str_sub(whole, 1, whole.len);
    if (number->negative)
        baton_buf_putc(buf, '-');
    baton_buf_put(buf, whole.len ? whole : BATON_STR("0"));
    if (number->is_float && number->part.len) {
        baton_buf_putc(buf, '.');
        baton_buf_put(buf, number->part);
    } else if (number->is_float && !number->exponent.len) {
        baton_buf_puts(buf, ".0");
    }
    baton_buf_put(buf, number->exponent);
}

static unsigned digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a' + 10);
    return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10) : 99;
}

/* 0o17, 0xFF. What does not fit 64 bits stays a string. */
static bool read_based(struct baton_str str, uint64_t *out)
{
    if (str.len < 3 || str.s[0] != '0' || (str.s[1] != 'o' && str.s[1] != 'x'))
        return false;
    unsigned base = str.s[1] == 'o' ? 8 : 16;
    uint64_t value = 0;
    for (size_t i = 2; i < str.len; i++) {
        unsigned digit = digit_value(str.s[i]);
        if (digit >= base || value > (UINT64_MAX - digit) / base)
            return false;
        value = value * base + digit;
    }
    *out = value;
    return true;
}

enum baton_yaml__kind baton_yaml__resolve(struct baton_buf *buf, struct baton_str plain)
{
    static const char *const nulls[] = {"", "null", "Null", "NULL", "~", NULL};
    static const char *const trues[] = {"true", "True", "TRUE", NULL};
    static const char *const falses[] = {"false", "False", "FALSE", NULL};
    static const char *const no_json[] = {
        ".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
        ".nan",  ".NaN",  ".NAN",  NULL};
    struct number number;
    uint64_t value;
    if (is_any(plain, no_json))
        return BATON_YAML__NO_JSON;
    if (is_any(plain, nulls)) {
        baton_buf_puts(buf, "null");
        return BATON_YAML__NULL;
    }
    bool truth = is_any(plain, trues);
    if (truth || is_any(plain, falses)) {
        baton_buf_puts(buf, truth ? "true" : "false");
        return BATON_YAML__BOOL;
    }
    if (read_based(plain, &value)) {
        baton_buf_fmt(buf, "%llu", (unsigned long long)value);
        return BATON_YAML__INT;
    }
    if (!read_number(plain, &number))
        return BATON_YAML__STRING;
    put_number(buf, &number);
    return number.is_float ? BATON_YAML__FLOAT : BATON_YAML__INT;
}
