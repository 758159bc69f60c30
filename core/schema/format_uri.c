/* SPDX-License-Identifier: Apache-2.0 */
/* URIs (RFC 3986), IRIs (RFC 3987) and URI templates (RFC 6570). */
#include "core/schema/format_int.h"

/* ---- URIs (RFC 3986) ----------------------------------------------------------------- */

struct ranges {
    uint32_t lo, hi;
};

/* ucschar (RFC 3987 section 2.2), but for planes 1 to 14. */
static const struct ranges ucschar[] = {{0xA0, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFEF}};
static const struct ranges iprivate[] = {{0xE000, 0xF8FF}, {0xF0000, 0xFFFFD},
                                         {0x100000, 0x10FFFD}};

static bool is_in(uint32_t c, const struct ranges *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].lo && c <= ranges[i].hi)
            return true;
    return false;
}

static bool is_ucschar(uint32_t c)
{
    if (c >= 0x10000 && c < 0xF0000)
        return (c & 0xFFFF) <= 0xFFFD && (c < 0xE0000 || c >= 0xE1000);
    return is_in(c, ucschar, BATON_COUNT(ucschar));
}

/* Which characters beyond ASCII are allowed. */
enum beyond { NONE, UCSCHAR, AND_PRIVATE };

/* Length of the character beyond ASCII at a place, or 0 if there may be none. */
static size_t wide_length(struct baton_str text, size_t at, enum beyond beyond)
{
    uint32_t c = 0;
    size_t len = beyond == NONE ? 0 : baton_utf8_decode(text.s + at, text.len - at, &c);
    if (!len || c < 0x80)
        return 0;
    return is_ucschar(c) || (beyond == AND_PRIVATE && is_in(c, iprivate, BATON_COUNT(iprivate)))
               ? len : 0;
}

static bool is_percent(struct baton_str text, size_t at)
{
    return text.len - at >= 3 && text.s[at] == '%' && is_hex(text.s[at + 1]) &&
           is_hex(text.s[at + 2]);
}

/* Unreserved, sub-delims, percent-encoded, and what else is allowed here. */
static bool is_uri_text(struct baton_str text, const char *more, enum beyond beyond)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        size_t wide = (unsigned char)c >= 0x80 ? wide_length(text, i, beyond) : 0;
        if (wide)
            i += wide - 1;
        else if (!is_alpha(c) && !is_digit(c) && !is_one_of(c, "-._~!$&'()*+,;=") &&
                 !is_one_of(c, more) && !is_percent(text, i))
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

static bool is_host(struct baton_str host, enum beyond beyond)
{
    if (!host.len || host.s[0] != '[')
        return is_uri_text(host, "", beyond);
    if (host.s[host.len - 1] != ']')
        return false;
    struct baton_str literal = baton_str_sub(host, 1, host.len - 1);
    if (literal.len && (literal.s[0] | 0x20) == 'v') {
        size_t dot = baton_str_find_byte(literal, '.');
        for (size_t i = 1; i < dot && i < literal.len; i++)
            if (!is_hex(literal.s[i]))
                return false;
        return dot != SIZE_MAX && dot > 1 && dot + 1 < literal.len &&
               is_uri_text(baton_str_sub(literal, dot + 1, literal.len), ":", NONE);
    }
    return baton_schema__is_ipv6(literal, NULL);
}

static bool is_authority(struct baton_str text, enum beyond beyond)
{
    size_t at = baton_str_find_byte(text, '@');
    if (at != SIZE_MAX) {
        if (!is_uri_text(baton_str_sub(text, 0, at), ":", beyond))
            return false;
        text = baton_str_sub(text, at + 1, text.len);
    }
    size_t end = text.len;
    while (end && is_digit(text.s[end - 1]))
        end--;
    if (end && text.s[end - 1] == ':')
        text.len = end - 1;
    return is_host(text, beyond);
}

/* All after the scheme; a path in a reference without scheme may not begin like one. */
static bool is_hierarchy(struct baton_str text, bool scheme, enum beyond beyond)
{
    size_t at = 0, end;
    if (text.len >= 2 && text.s[0] == '/' && text.s[1] == '/') {
        at = until(text, 2, "/?#");
        if (!is_authority(baton_str_sub(text, 2, at), beyond))
            return false;
    } else if (!scheme) {
        end = until(text, 0, "/?#");
        if (baton_str_find_byte(baton_str_sub(text, 0, end), ':') != SIZE_MAX)
            return false;
    }
    end = until(text, at, "?#");
    if (!is_uri_text(baton_str_sub(text, at, end), ":@/", beyond))
        return false;
    at = end;
    end = until(text, at, "#");
    if (end > at && !is_uri_text(baton_str_sub(text, at + 1, end), ":@/?",
                                 beyond == NONE ? NONE : AND_PRIVATE))
        return false;
    return end == text.len ||
           is_uri_text(baton_str_sub(text, end + 1, text.len), ":@/?", beyond);
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

static bool is_whole(struct baton_str text, enum beyond beyond)
{
    size_t at = scheme_length(text);
    return at && is_hierarchy(baton_str_sub(text, at, text.len), true, beyond);
}

bool baton_schema__is_uri(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    return is_whole(text, NONE);
}

bool baton_schema__is_uri_reference(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    return is_whole(text, NONE) || is_hierarchy(text, false, NONE);
}

bool baton_schema__is_iri(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    return is_whole(text, UCSCHAR);
}

bool baton_schema__is_iri_reference(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    return is_whole(text, UCSCHAR) || is_hierarchy(text, false, UCSCHAR);
}

/* ---- templates (RFC 6570 section 2) ---------------------------------------------------- */

/* Length of a varchar at a place, or 0. */
static size_t varchar(struct baton_str text, size_t at)
{
    if (at < text.len && (is_alpha(text.s[at]) || is_digit(text.s[at]) || text.s[at] == '_'))
        return 1;
    return at < text.len && is_percent(text, at) ? 3 : 0;
}

/* ":" and a number from 1 to 9999, or "*", or nothing. */
static bool is_modifier(struct baton_str text)
{
    if (!text.len || baton_str_is(text, "*"))
        return true;
    if (text.len < 2 || text.len > 5 || text.s[0] != ':' || text.s[1] == '0')
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (!is_digit(text.s[i]))
            return false;
    return true;
}

static bool is_variable(struct baton_str text)
{
    size_t at = varchar(text, 0), len;
    if (!at)
        return false;
    do {
        len = varchar(text, at + is_at(text, at, '.'));
        at += len ? len + is_at(text, at, '.') : 0;
    } while (len);
    return is_modifier(baton_str_sub(text, at, text.len));
}

/* What is between the braces. */
static bool is_expression(struct baton_str text)
{
    struct baton_str variable;
    if (text.len && is_one_of(text.s[0], "+#./;?&=,!@|"))
        text = baton_str_sub(text, 1, text.len);
    if (!text.len || text.s[text.len - 1] == ',')
        return false;
    while (baton_str_next(&text, ',', &variable))
        if (!is_variable(variable))
            return false;
    return true;
}

/* Length of a character outside of braces, or 0. (Erratum 6937 allows the apostrophe.) */
static size_t literal_length(struct baton_str text, size_t at)
{
    char c = text.s[at];
    if ((unsigned char)c >= 0x80)
        return wide_length(text, at, AND_PRIVATE);
    if (c == '%')
        return is_percent(text, at) ? 3 : 0;
    return c > ' ' && c < 0x7F && !is_one_of(c, "\"<>\\^`{|}");
}

bool baton_schema__is_uri_template(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    for (size_t at = 0, len; at < text.len; at += len) {
        len = literal_length(text, at);
        if (text.s[at] == '{') {
            size_t end = baton_str_find_byte(baton_str_sub(text, at, text.len), '}');
            if (end == SIZE_MAX || !is_expression(baton_str_sub(text, at + 1, at + end)))
                return false;
            len = end + 1;
        }
        if (!len)
            return false;
    }
    return true;
}
