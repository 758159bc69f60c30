/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/model.h"

/* Names of headers, members and fields whose values are secrets; separators do not count. */
static const char *const secret_names[] = {
    "authorization", "proxyauthorization", "cookie", "setcookie", "xapikey", "apikey",
    "verifytoken", "accesstoken", "refreshtoken", "idtoken", "sessiontoken", "clientsecret",
    "accesskeysecret", "accesskeyid", "clientassertion", "password", "passwd", "secret", "token",
    "bearertoken", "usertoken", "authtoken", "privatekey",
};

static bool name_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '-';
}

/* Is this word one of the names, letters alone compared? */
static bool is_secret_name(struct baton_str word)
{
    char letters[24];
    size_t len = 0;
    if (word.len < 5 || word.len > 2 * sizeof letters) /* none is shorter */
        return false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.s[i];
        if (c == '_' || c == '-')
            continue;
        if (len == sizeof letters)
            return false;
        letters[len++] = (char)(c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    for (size_t i = 0; i < BATON_COUNT(secret_names); i++)
        if (baton_str_is((struct baton_str){letters, len}, secret_names[i]))
            return true;
    return false;
}

/* Steps over one opening or closing quote mark of any fashion. */
static size_t quote_at(struct baton_str text, size_t at)
{
    static const char *const marks[] = {"\\\"", "\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                        "\xE2\x80\x98", "\xE2\x80\x99"};
    char c = at < text.len ? text.s[at] : 0;
    if (c != '"' && c != '\'' && c != '\\' && c != '\xE2')
        return 0;
    for (size_t i = 0; i < BATON_COUNT(marks); i++)
        if (baton_str_starts(baton_str_sub(text, at, text.len), baton_str_from(marks[i])))
            return strlen(marks[i]);
    return 0;
}

static size_t skip_blanks(struct baton_str text, size_t at)
{
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
        at++;
    return at;
}

/*
 * After a secret's name: where its value begins, or SIZE_MAX if none follows.
 * Knows `name: v`, `name=v`, `"name": "v"`, and HAR's "name":"x","value":"v".
 */
static size_t value_after(struct baton_str text, size_t at, size_t *quote)
{
    size_t closing = quote_at(text, at);
    at = skip_blanks(text, at + closing);
    if (closing && at < text.len && text.s[at] == ',') {
        struct baton_str rest = baton_str_sub(text, at, at + 40 < text.len ? at + 40 : text.len);
        size_t value = baton_str_find(rest, BATON_STR("value"));
        if (value == SIZE_MAX)
            return SIZE_MAX;
        at += value + 5;
        at = skip_blanks(text, at + quote_at(text, at));
    }
    if (at >= text.len || (text.s[at] != ':' && text.s[at] != '='))
        return SIZE_MAX;
    at = skip_blanks(text, at + 1);
    *quote = quote_at(text, at);
    return at + *quote;
}

static size_t value_end(struct baton_str text, size_t at, bool quoted)
{
    for (; at < text.len; at++) {
        char c = text.s[at];
        if (c == '\n' || c == '\r' || c == '"' || quote_at(text, at))
            break;
        if (!quoted && (c == '&' || c == ',' || c == '}'))
            break;
    }
    return at;
}

/* "Bearer ", "Basic ": the scheme is no secret. */
static size_t past_scheme(struct baton_str text, size_t at, size_t end)
{
    static const char *const schemes[] = {"bearer ", "basic ", "digest "};
    struct baton_str value = baton_str_sub(text, at, end);
    for (size_t i = 0; i < BATON_COUNT(schemes); i++)
        if (baton_str_starts_nocase(value, baton_str_from(schemes[i])))
            return at + strlen(schemes[i]);
    return at;
}

static void cover(char *out, struct baton_str text, size_t start, size_t end)
{
    struct baton_span span;
    const char *product;
    struct baton_str value = baton_str_trim(baton_str_sub(text, start, end));
    if (baton_is_placeholder(value) || baton_is_template(value, &span, &product))
        return;
    for (size_t i = start; i < end; i++)
        if (out[i] != ' ')
            out[i] = '*';
}

static size_t mask_named(char *out, struct baton_str text, size_t start, size_t end)
{
    size_t quote = 0;
    if (!is_secret_name(baton_str_sub(text, start, end)))
        return end;
    size_t at = value_after(text, end, &quote);
    if (at == SIZE_MAX || at >= text.len || text.s[at] == '{' || text.s[at] == '[')
        return end;
    size_t stop = value_end(text, at, quote > 0);
    at = past_scheme(text, at, stop);
    cover(out, text, at, stop);
    return at;
}

static size_t mask_jwt(char *out, struct baton_str text, size_t start)
{
    size_t dots = 0, at = start;
    for (; at < text.len && (name_byte(text.s[at]) || text.s[at] == '.'); at++)
        dots += text.s[at] == '.';
    if (dots >= 2)
        memset(out + start, '*', at - start);
    return at;
}

/* First digits and lengths of the card networks (ISO/IEC 7812; the networks' own pages). */
static const struct {
    unsigned from, to; /* the first four digits */
    unsigned shortest, longest;
} networks[] = {
    {2221, 2720, 16, 16}, {3000, 3059, 14, 19}, {3400, 3499, 15, 15}, {3528, 3589, 16, 19},
    {3600, 3699, 14, 19}, {3700, 3799, 15, 15}, {3800, 3999, 16, 19}, {4000, 4999, 16, 19},
    {5100, 5599, 16, 16}, {6011, 6011, 16, 19}, {6200, 6299, 16, 19}, {6440, 6599, 16, 19},
};

static bool of_network(unsigned first_four, unsigned count)
{
    for (size_t i = 0; i < BATON_COUNT(networks); i++)
        if (first_four >= networks[i].from && first_four <= networks[i].to)
            return count >= networks[i].shortest && count <= networks[i].longest;
    return false;
}

/* The first four digits, separators left out. */
static unsigned first_four(struct baton_str text)
{
    unsigned value = 0, count = 0;
    for (size_t i = 0; i < text.len && count < 4; i++) {
        if (text.s[i] < '0' || text.s[i] > '9')
            continue;
        value = value * 10 + (unsigned)(text.s[i] - '0');
        count++;
    }
    return value;
}

bool baton_is_card_number(struct baton_str text)
{
    unsigned sum = 0, count = 0;
    for (size_t i = text.len; i-- > 0;) {
        char c = text.s[i];
        if ((c == ' ' || c == '-') && i && i + 1 < text.len)
            continue;
        if (c < '0' || c > '9' || count > 19)
            return false;
        unsigned digit = (unsigned)(c - '0');
        if (count++ % 2)
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0 && of_network(first_four(text), count);
}

static size_t mask_digits(char *out, struct baton_str text, size_t start)
{
    size_t at = start, last = start;
    for (; at < text.len && at - start < 40; at++) {
        char c = text.s[at];
        if (c >= '0' && c <= '9')
            last = at + 1;
        else if ((c != ' ' && c != '-') || at - last > 0)
            break;
    }
    if (baton_is_card_number(baton_str_sub(text, start, last)))
        for (size_t i = start; i < last; i++)
            if (out[i] >= '0' && out[i] <= '9')
                out[i] = '*';
    return last;
}

struct baton_str baton_mask(struct baton_arena *arena, struct baton_str text)
{
    char *out = baton_arena_take(arena, text.len + 1);
    if (!out)
        return (struct baton_str){NULL, 0};
    if (text.len)
        memcpy(out, text.s, text.len);
    out[text.len] = '\0';
    for (size_t at = 0; at < text.len;) {
        if (!name_byte(text.s[at])) {
            at++;
            continue;
        }
        size_t end = at;
        while (end < text.len && name_byte(text.s[end]))
            end++;
        struct baton_str word = baton_str_sub(text, at, end);
        if (baton_str_starts(word, BATON_STR("eyJ")))
            at = mask_jwt(out, text, at);
        else if (text.s[at] >= '0' && text.s[at] <= '9')
            at = mask_digits(out, text, at) > end ? mask_digits(out, text, at) : end;
        else
            at = mask_named(out, text, at, end);
    }
    return (struct baton_str){out, text.len};
}
