/* SPDX-License-Identifier: Apache-2.0 */
#include "core/http/http_int.h"

static bool is_scheme(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++) {
        char c = str.s[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && (i == 0 || !other))
            return false;
    }
    return str.len > 0;
}

/* [ userinfo "@" ] host [ ":" port ] (RFC 3986 section 3.2). */
static void read_authority(struct baton_str text, struct baton_span span, struct baton_url *url)
{
    struct baton_span host = span;
    for (size_t i = span.start; i < span.end; i++)
        if (text.s[i] == '@')
            host.start = i + 1;
    if (host.start > span.start)
        url->userinfo = baton_str_sub(text, span.start, host.start - 1);
    /* The colons of an IPv6 address stand within brackets. */
    for (size_t i = span.end; i > host.start && text.s[i - 1] != ']'; i--) {
        if (text.s[i - 1] == ':') {
            url->port = baton_str_sub(text, i, span.end);
            host.end = i - 1;
            break;
        }
    }
    url->host = baton_str_sub(text, host.start, host.end);
    url->host_span = host;
}

static size_t find_any(struct baton_str text, size_t at, const char *set)
{
    for (; at < text.len; at++)
        for (const char *c = set; *c; c++)
            if (text.s[at] == *c)
                return at;
    return text.len;
}

struct baton_url baton_url(struct baton_str text)
{
    struct baton_str none = {"", 0};
    struct baton_url url = {.scheme = none, .host = none, .port = none, .path = none,
                            .query = none, .userinfo = none};
    size_t at = 0, colon = find_any(text, 0, ":/?#");
    struct baton_str scheme = baton_str_sub(text, 0, colon);
    if (is_scheme(scheme) &&
        baton_str_starts(baton_str_sub(text, colon, text.len), BATON_STR("://"))) {
        url.scheme = scheme;
        at = find_any(text, colon + 3, "/?#");
        read_authority(text, (struct baton_span){colon + 3, at}, &url);
        url.absolute = url.host.len > 0;
    }
    size_t end = find_any(text, at, "?#");
    url.path = baton_str_sub(text, at, end);
    url.path_span = (struct baton_span){at, end};
    if (end < text.len && text.s[end] == '?')
        url.query = baton_str_sub(text, end + 1, find_any(text, end, "#"));
    return url;
}

/* One character of the decoded text; *at moves past what it was made from. */
static char decode_at(struct baton_str text, size_t *at, bool plus)
{
    char c = text.s[*at];
    if (c == '%' && text.len - *at > 2) {
        int high = baton_http__hex(text.s[*at + 1]), low = baton_http__hex(text.s[*at + 2]);
        if (high >= 0 && low >= 0) {
            *at += 3;
            return (char)(high * 16 + low);
        }
    }
    *at += 1;
    return c == '+' && plus ? ' ' : c;
}

struct baton_str baton_url_decode(struct baton_arena *arena, struct baton_str text, bool plus)
{
    if (!text.s)
        return (struct baton_str){"", 0};
    if (baton_str_find_byte(text, '%') == SIZE_MAX &&
        (!plus || baton_str_find_byte(text, '+') == SIZE_MAX))
        return text;
    char *out = baton_arena_take(arena, text.len);
    size_t len = 0;
    if (!out)
        return (struct baton_str){NULL, 0};
    for (size_t at = 0; at < text.len;)
        out[len++] = decode_at(text, &at, plus);
    return (struct baton_str){out, len};
}

static bool decodes_to(struct baton_str text, const char *word)
{
    size_t at = 0;
    while (at < text.len && *word)
        if (decode_at(text, &at, true) != *word++)
            return false;
    return at == text.len && !*word;
}

struct baton_str baton_form_field(struct baton_arena *arena, struct baton_str form,
                                  const char *name)
{
    struct baton_str field, key;
    while (baton_str_next(&form, '&', &field)) {
        if (!baton_str_next(&field, '=', &key) || !decodes_to(key, name))
            continue;
        return baton_url_decode(arena, field, true);
    }
    return (struct baton_str){NULL, 0};
}
