/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of hosts and people. */
#include "core/schema/format_int.h"

/* ---- addresses ----------------------------------------------------------------------- */

bool baton_schema__is_ipv4(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
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

bool baton_schema__is_ipv6(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    size_t gap = baton_str_find(text, BATON_STR("::"));
    if (gap == SIZE_MAX)
        return count_groups(text, true) == 8;
    int before = count_groups(baton_str_sub(text, 0, gap), false);
    int after = count_groups(baton_str_sub(text, gap + 2, text.len), true);
    return before >= 0 && after >= 0 && before + after < 8;
}

/* ---- names of hosts -------------------------------------------------------------------- */

/* RFC 1123 section 2.1; `any`: and characters beyond ASCII, of which nothing is known. */
static bool is_label(struct baton_str label, bool any)
{
    if (!label.len || label.s[0] == '-' || label.s[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++)
        if (!is_alpha(label.s[i]) && !is_digit(label.s[i]) && label.s[i] != '-' &&
            !(any && (unsigned char)label.s[i] >= 0x80))
            return false;
    return any || label.len <= 63;
}

/* *coded: there is an A-label, which only IDNA can tell to be one (RFC 5890). */
static bool is_domain(struct baton_str text, bool *coded)
{
    struct baton_str label;
    *coded = false;
    if (!text.len || text.len > 253 || text.s[text.len - 1] == '.')
        return false;
    while (baton_str_next(&text, '.', &label)) {
        if (!is_label(label, false))
            return false;
        *coded |= baton_str_starts_nocase(label, BATON_STR("xn--"));
    }
    return true;
}

static bool ask_idn(struct baton_str text, struct schema_engines *engines)
{
    int found = engines->idn->is_hostname(engines->idn->ctx, text);
    engines->failed |= found < 0;
    return found > 0;
}

bool baton_schema__is_hostname(struct baton_str text, struct schema_engines *engines)
{
    bool coded;
    if (!is_domain(text, &coded))
        return false;
    return !coded || !engines->idn->is_hostname || ask_idn(text, engines);
}

/* Length of the full stop here, or 0 (RFC 3490 section 3.1). */
static size_t full_stop(struct baton_str rest)
{
    static const char *const stops[] = {".", "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"};
    for (size_t i = 0; i < BATON_COUNT(stops); i++)
        if (baton_str_starts(rest, baton_str_from(stops[i])))
            return strlen(stops[i]);
    return 0;
}

/* What can be told without IDNA: labels, and what is not in them. */
static bool is_any_domain(struct baton_str text)
{
    size_t start = 0;
    for (size_t at = 0; at < text.len;) {
        size_t stop = full_stop(baton_str_sub(text, at, text.len));
        if (stop && !is_label(baton_str_sub(text, start, at), true))
            return false;
        at += stop ? stop : 1;
        start = stop ? at : start;
    }
    return is_label(baton_str_sub(text, start, text.len), true);
}

bool baton_schema__is_idn_hostname(struct baton_str text, struct schema_engines *engines)
{
    return engines->idn->is_hostname ? ask_idn(text, engines) : is_any_domain(text);
}

/* ---- e-mail ---------------------------------------------------------------------------- */

/* any: characters beyond ASCII, too (RFC 6531 section 3.3). */
static bool is_atom_text(struct baton_str text, bool any)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        bool dot = c == '.';
        if (dot && (!i || i + 1 == text.len || text.s[i + 1] == '.'))
            return false;
        if (!dot && !is_alpha(c) && !is_digit(c) && !is_one_of(c, "!#$%&'*+-/=?^_`{|}~") &&
            !(any && (unsigned char)c >= 0x80))
            return false;
    }
    return text.len > 0;
}

static bool is_quoted_text(struct baton_str text, bool any)
{
    if (text.len < 2 || text.s[0] != '"' || text.s[text.len - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < text.len; i++) {
        char c = text.s[i];
        if (any && (unsigned char)c >= 0x80)
            continue;
        if (c < ' ' || c > '~' || c == '"')
            return false;
        if (c == '\\' && (++i + 1 >= text.len || text.s[i] < ' ' || text.s[i] > '~'))
            return false;
    }
    return true;
}

static bool is_address(struct baton_str text, bool any, struct schema_engines *engines)
{
    size_t at = text.len;
    bool coded;
    while (at && text.s[at - 1] != '@')
        at--;
    if (!at)
        return false;
    struct baton_str local = baton_str_sub(text, 0, at - 1);
    struct baton_str domain = baton_str_sub(text, at, text.len);
    if (!is_atom_text(local, any) && !is_quoted_text(local, any))
        return false;
    if (domain.len < 2 || domain.s[0] != '[' || domain.s[domain.len - 1] != ']')
        return any ? baton_schema__is_idn_hostname(domain, engines) : is_domain(domain, &coded);
    struct baton_str literal = baton_str_sub(domain, 1, domain.len - 1);
    if (baton_str_starts_nocase(literal, BATON_STR("IPv6:")))
        return baton_schema__is_ipv6(baton_str_sub(literal, 5, literal.len), engines);
    return baton_schema__is_ipv4(literal, engines);
}

bool baton_schema__is_email(struct baton_str text, struct schema_engines *engines)
{
    return is_address(text, false, engines);
}

bool baton_schema__is_idn_email(struct baton_str text, struct schema_engines *engines)
{
    return is_address(text, true, engines);
}
