/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/schema/format_int.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z';
}

static bool is_hex(char c)
{
    char lower = (char)(c | 0x20);
    return is_digit(c) || (lower >= 'a' && lower <= 'f');
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

/* ---- dates and times (RFC 3339 section 5.6) ---------------------------------------- */

/* Two digits at `at`, or -1. */
static int two(struct baton_str text, size_t at)
{
    if (at + 2 > text.len || !is_digit(text.s[at]) || !is_digit(text.s[at + 1]))
        return -1;
    return (text.s[at] - '0') * 10 + (text.s[at + 1] - '0');
}

static bool is_at(struct baton_str text, size_t at, char c)
{
    return at < text.len && text.s[at] == c;
}

bool baton_schema__is_date(struct baton_str text, const struct baton_regex *regex)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    (void)regex;
    int century = two(text, 0), year = two(text, 2), month = two(text, 5), day = two(text, 8);
    if (text.len != 10 || century < 0 || year < 0 || month < 1 || month > 12 || day < 1 ||
        !is_at(text, 4, '-') || !is_at(text, 7, '-'))
        return false;
    bool leap = year ? year % 4 == 0 : century % 4 == 0;
    return day <= days[month - 1] + (leap && month == 2);
}

/* "Z" or "+hh:mm"; minutes east of Greenwich in *offset. */
static bool is_zone(struct baton_str text, int *offset)
{
    *offset = 0;
    if (text.len == 1)
        return text.s[0] == 'Z' || text.s[0] == 'z';
    int hours = two(text, 1), minutes = two(text, 4);
    if (text.len != 6 || !is_one_of(text.s[0], "+-") || hours < 0 || hours > 23 || minutes < 0 ||
        minutes > 59 || text.s[3] != ':')
        return false;
    *offset = (hours * 60 + minutes) * (text.s[0] == '-' ? -1 : 1);
    return true;
}

bool baton_schema__is_time(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    int hour = two(text, 0), minute = two(text, 3), second = two(text, 6), offset;
    size_t at = 8;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 ||
        !is_at(text, 2, ':') || !is_at(text, 5, ':'))
        return false;
    if (is_at(text, at, '.')) {
        if (++at >= text.len || !is_digit(text.s[at]))
            return false;
        while (at < text.len && is_digit(text.s[at]))
            at++;
    }
    if (!is_zone(baton_str_sub(text, at, text.len), &offset))
        return false;
    /* A leap second is the last of a day in UTC. */
    int utc = ((hour * 60 + minute - offset) % 1440 + 1440) % 1440;
    return second < 60 || utc == 1439;
}

bool baton_schema__is_date_time(struct baton_str text, const struct baton_regex *regex)
{
    return text.len > 11 && is_one_of(text.s[10], "Tt") &&
           baton_schema__is_date(baton_str_sub(text, 0, 10), regex) &&
           baton_schema__is_time(baton_str_sub(text, 11, text.len), regex);
}

/* ---- addresses ----------------------------------------------------------------------- */

bool baton_schema__is_ipv4(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    int parts = 0;
    size_t at = 0;
    for (;; at++) {
        size_t start = at;
        int value = 0;
        while (at < text.len && at - start < 3 && is_digit(text.s[at]))
            value = value * 10 + (text.s[at++] - '0');
        if (at == start || value > 255 || (at - start > 1 && text.s[start] == '0'))
            return false;
        if (++parts == 4)
            return at == text.len;
        if (!is_at(text, at, '.'))
            return false;
    }
}

/* The groups of a part of an IPv6 address; its last one may be an IPv4 address. -1 if bad. */
static int count_groups(struct baton_str text, bool last)
{
    int groups = 0;
    size_t at = 0;
    if (!text.len)
        return 0;
    for (;; at++) {
        size_t start = at;
        while (at < text.len && is_hex(text.s[at]))
            at++;
        if (last && is_at(text, at, '.'))
            return baton_schema__is_ipv4(baton_str_sub(text, start, text.len), NULL) ? groups + 2
                                                                                     : -1;
        if (at == start || at - start > 4)
            return -1;
        groups++;
        if (at == text.len)
            return groups;
        if (text.s[at] != ':')
            return -1;
    }
}

bool baton_schema__is_ipv6(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    size_t gap = baton_str_find(text, BATON_STR("::"));
    if (gap == SIZE_MAX)
        return count_groups(text, true) == 8;
    int before = count_groups(baton_str_sub(text, 0, gap), false);
    int after = count_groups(baton_str_sub(text, gap + 2, text.len), true);
    return before >= 0 && after >= 0 && before + after < 8;
}

static bool is_domain(struct baton_str text)
{
    struct baton_str label;
    if (!text.len || text.len > 255 || text.s[text.len - 1] == '.')
        return false;
    while (baton_str_next(&text, '.', &label)) {
        if (!label.len || label.len > 63 || label.s[0] == '-' || label.s[label.len - 1] == '-')
            return false;
        for (size_t i = 0; i < label.len; i++)
            if (!is_alpha(label.s[i]) && !is_digit(label.s[i]) && label.s[i] != '-')
                return false;
    }
    return true;
}

static bool is_atom_text(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        bool dot = text.s[i] == '.';
        if (dot && (!i || i + 1 == text.len || text.s[i + 1] == '.'))
            return false;
        if (!dot && !is_alpha(text.s[i]) && !is_digit(text.s[i]) &&
            !is_one_of(text.s[i], "!#$%&'*+-/=?^_`{|}~"))
            return false;
    }
    return text.len > 0;
}

static bool is_quoted_text(struct baton_str text)
{
    if (text.len < 2 || text.s[0] != '"' || text.s[text.len - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < text.len; i++) {
        if (text.s[i] < ' ' || text.s[i] > '~' || text.s[i] == '"')
            return false;
        if (text.s[i] == '\\' && ++i + 1 >= text.len)
            return false;
    }
    return true;
}

bool baton_schema__is_email(struct baton_str text, const struct baton_regex *regex)
{
    size_t at = text.len;
    while (at && text.s[at - 1] != '@')
        at--;
    if (!at)
        return false;
    struct baton_str local = baton_str_sub(text, 0, at - 1);
    struct baton_str domain = baton_str_sub(text, at, text.len);
    if (!is_atom_text(local) && !is_quoted_text(local))
        return false;
    if (domain.len < 2 || domain.s[0] != '[' || domain.s[domain.len - 1] != ']')
        return is_domain(domain);
    struct baton_str literal = baton_str_sub(domain, 1, domain.len - 1);
    if (baton_str_starts_nocase(literal, BATON_STR("IPv6:")))
        return baton_schema__is_ipv6(baton_str_sub(literal, 5, literal.len), regex);
    return baton_schema__is_ipv4(literal, regex);
}

/* ---- URIs (RFC 3986) ----------------------------------------------------------------- */

/* Unreserved, sub-delims, percent-encoded, and what else is allowed here. */
static bool is_uri_text(struct baton_str text, const char *more)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (is_alpha(c) || is_digit(c) || is_one_of(c, "-._~!$&'()*+,;=") || is_one_of(c, more))
            continue;
        if (c != '%' || text.len - i < 3 || !is_hex(text.s[i + 1]) || !is_hex(text.s[i + 2]))
            return false;
    }
    return true;
}

static size_t until(struct baton_str text, size_t at, const char *stops)
{
    while (at < text.len && !is_one_of(text.s[at], stops))
        at++;
    return at;
}

static bool is_host(struct baton_str host)
{
    if (!host.len || host.s[0] != '[')
        return is_uri_text(host, "");
    if (host.s[host.len - 1] != ']')
        return false;
    struct baton_str literal = baton_str_sub(host, 1, host.len - 1);
    if (literal.len && (literal.s[0] | 0x20) == 'v') {
        size_t dot = baton_str_find_byte(literal, '.');
        for (size_t i = 1; i < dot && i < literal.len; i++)
            if (!is_hex(literal.s[i]))
                return false;
        return dot != SIZE_MAX && dot > 1 && dot + 1 < literal.len &&
               is_uri_text(baton_str_sub(literal, dot + 1, literal.len), ":");
    }
    return baton_schema__is_ipv6(literal, NULL);
}

static bool is_authority(struct baton_str text)
{
    size_t at = baton_str_find_byte(text, '@');
    if (at != SIZE_MAX) {
        if (!is_uri_text(baton_str_sub(text, 0, at), ":"))
            return false;
        text = baton_str_sub(text, at + 1, text.len);
    }
    size_t end = text.len;
    while (end && is_digit(text.s[end - 1]))
        end--;
    if (end && text.s[end - 1] == ':')
        text.len = end - 1;
    return is_host(text);
}

/* All after the scheme; a path in a reference without scheme may not begin like one. */
static bool is_hierarchy(struct baton_str text, bool scheme)
{
    size_t at = 0, end;
    if (text.len >= 2 && text.s[0] == '/' && text.s[1] == '/') {
        at = until(text, 2, "/?#");
        if (!is_authority(baton_str_sub(text, 2, at)))
            return false;
    } else if (!scheme) {
        end = until(text, 0, "/?#");
        if (baton_str_find_byte(baton_str_sub(text, 0, end), ':') != SIZE_MAX)
            return false;
    }
    end = until(text, at, "?#");
    if (!is_uri_text(baton_str_sub(text, at, end), ":@/"))
        return false;
    at = end;
    end = until(text, at, "#");
    if (end > at && !is_uri_text(baton_str_sub(text, at + 1, end), ":@/?"))
        return false;
    return end == text.len || is_uri_text(baton_str_sub(text, end + 1, text.len), ":@/?");
}

/* Length of "scheme:", or 0. */
static size_t scheme_length(struct baton_str text)
{
    size_t at = 0;
    while (at < text.len && (is_alpha(text.s[at]) ||
                             (at && (is_digit(text.s[at]) || is_one_of(text.s[at], "+-.")))))
        at++;
    return at && is_at(text, at, ':') ? at + 1 : 0;
}

bool baton_schema__is_uri(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    size_t at = scheme_length(text);
    return at && is_hierarchy(baton_str_sub(text, at, text.len), true);
}

bool baton_schema__is_uri_reference(struct baton_str text, const struct baton_regex *regex)
{
    return baton_schema__is_uri(text, regex) || is_hierarchy(text, false);
}

/* ---- others -------------------------------------------------------------------------- */

bool baton_schema__is_uuid(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text.s[i] != '-' : !is_hex(text.s[i]))
            return false;
    }
    return text.len == 36;
}

bool baton_schema__is_regex(struct baton_str text, const struct baton_regex *regex)
{
    const char *error = NULL;
    size_t offset = 0;
    if (!regex->compile)
        return true;
    void *compiled = regex->compile(regex->ctx, text, &error, &offset);
    if (!compiled)
        return false;
    if (regex->release)
        regex->release(regex->ctx, compiled);
    return true;
}

bool baton_schema__is_json_pointer(struct baton_str text, const struct baton_regex *regex)
{
    (void)regex;
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] == '~' && !is_at(text, i + 1, '0') && !is_at(text, i + 1, '1'))
            return false;
    return !text.len || text.s[0] == '/';
}

bool baton_schema__is_relative_json_pointer(struct baton_str text, const struct baton_regex *regex)
{
    size_t at = 0;
    while (at < text.len && is_digit(text.s[at]))
        at++;
    if (!at || (at > 1 && text.s[0] == '0'))
        return false;
    struct baton_str rest = baton_str_sub(text, at, text.len);
    return baton_str_is(rest, "#") || baton_schema__is_json_pointer(rest, regex);
}
