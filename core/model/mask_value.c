/* SPDX-License-Identifier: Apache-2.0 */
/* The value that belongs to a secret's name: in JSON, in a header, in a form, in a list. */
#include <string.h>

#include "core/model/mask_int.h"

enum { MOST_SLASHES = 16 };

/* ---- marks and blanks ------------------------------------------------------------------ */

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static char byte(struct baton_str text, size_t at)
{
    return at < text.len ? text.s[at] : '\0';
}

static size_t slashes_at(struct baton_str text, size_t at)
{
    size_t n = 0;
    while (n < MOST_SLASHES && is_one_of(byte(text, at + n), "\\^"))
        n++;
    return n;
}

static size_t slashes_before(struct baton_str text, size_t at, size_t from)
{
    size_t n = 0;
    while (at > from && n <= 2 * MOST_SLASHES && is_one_of(text.s[at - 1], "\\^")) {
        at--;
        n++;
    }
    return n;
}

static bool is_typographic(struct baton_str text, size_t at)
{
    return byte(text, at) == '\xE2' && byte(text, at + 1) == '\x80' &&
           is_one_of(byte(text, at + 2), "\x98\x99\x9C\x9D");
}

struct baton_mask_quote baton_mask__quote(struct baton_str text, size_t at)
{
    static const char *const codes[] = {"%22", "&quot;", "&#34;"};
    size_t n = slashes_at(text, at);
    char c = byte(text, at + n);
    if (c == '"' || c == '\'')
        return (struct baton_mask_quote){n + 1, n, c};
    if (is_typographic(text, at))
        return (struct baton_mask_quote){3, 0, '\x80'};
    for (size_t i = 0; (c == '%' || c == '&') && i < BATON_COUNT(codes); i++)
        if (baton_str_starts(baton_str_sub(text, at, text.len), baton_str_from(codes[i])))
            return (struct baton_mask_quote){strlen(codes[i]), 0, c};
    return (struct baton_mask_quote){0, 0, '\0'};
}

/* Is this mark, with so many backslashes before it, the end of what began with the other? */
static bool closes(struct baton_str text, size_t at, size_t slashes, struct baton_mask_quote quote)
{
    if (slashes < quote.slashes)
        return true;
    if ((slashes - quote.slashes) % (2 * (quote.slashes + 1)))
        return false;
    /* 'it's': an apostrophe is followed by a letter. */
    char after = (char)(byte(text, at + 1) | 32);
    return quote.mark != '\'' || after < 'a' || after > 'z';
}

size_t baton_mask__quoted(struct baton_str text, size_t at, struct baton_mask_quote quote)
{
    size_t from = at;
    for (; at < text.len && text.s[at] != '\n' && text.s[at] != '\r'; at++) {
        if (quote.mark == '\x80' && is_typographic(text, at))
            return at;
        if (text.s[at] != quote.mark)
            continue;
        if (is_one_of(quote.mark, "%&") && baton_mask__quote(text, at).mark != quote.mark)
            continue;
        size_t slashes = slashes_before(text, at, from);
        if (closes(text, at, slashes, quote))
            return at - (slashes < quote.slashes ? slashes : quote.slashes);
    }
    return at;
}

size_t baton_mask__blanks(struct baton_str text, size_t at, bool lines)
{
    while (is_one_of(byte(text, at), lines ? " \t\r\n" : " \t"))
        at++;
    return at;
}

/* ---- overwriting --------------------------------------------------------------------------- */

/* A template that is all of it: what stands beside one may be a secret. */
static bool is_no_secret(struct baton_str value)
{
    struct baton_span span;
    const char *product;
    value = baton_str_trim(value);
    return baton_is_placeholder(value) || (baton_is_template(value, &span, &product) &&
                                           span.start == 0 && span.end == value.len);
}

void baton_mask__cover(struct baton_mask *m, size_t start, size_t end)
{
    if (is_no_secret(baton_str_sub(m->text, start, end)))
        return;
    for (size_t i = start; i < end; i++)
        if (!is_one_of(m->out[i], " \t\r\n"))
            m->out[i] = '*';
}

void baton_mask__cover_number(struct baton_mask *m, size_t start, size_t end)
{
    size_t len = end - start;
    memset(m->out + start, '0', len);
    if (len == 2)
        m->out[start] = '-';
    if (len > 2)
        m->out[start + 1] = '.';
}

/* A value without quotes: a number stays one, and true, false and null hold no secret. */
static void cover_bare(struct baton_mask *m, size_t start, size_t end)
{
    static const char *const words[] = {"true", "false", "null", "undefined", "None"};
    struct baton_str value = baton_str_sub(m->text, start, end);
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is(value, words[i]))
            return;
    for (size_t i = 0; i < value.len; i++) {
        if (!is_one_of(value.s[i], "0123456789.eE+-")) {
            baton_mask__cover(m, start, end);
            return;
        }
    }
    if (value.len)
        baton_mask__cover_number(m, start, end);
}

/* "Bearer ", "Basic ": the scheme is no secret. */
static size_t past_scheme(struct baton_str text, size_t at, size_t end)
{
    static const char *const schemes[] = {"bearer ", "basic ", "digest "};
    for (size_t i = 0; i < BATON_COUNT(schemes); i++) {
        size_t len = strlen(schemes[i]);
        if (!baton_str_starts_nocase(baton_str_sub(text, at, end), baton_str_from(schemes[i])))
            continue;
        at = baton_mask__blanks(text, at + len, false);
        i = SIZE_MAX; /* from the first one again: "Bearer Bearer x" */
    }
    return at;
}

static size_t cover_credentials(struct baton_mask *m, size_t start, size_t end)
{
    baton_mask__cover(m, past_scheme(m->text, start, end), end);
    return end;
}

/* ---- values of each fashion -------------------------------------------------------- */

static size_t bare_end(struct baton_str text, size_t at)
{
    while (at < text.len && !is_one_of(text.s[at], " \t\r\n,}]&\"'") &&
           !baton_mask__quote(text, at).len)
        at++;
    return at;
}

/* All that an object or array holds, but for the names of members. */
static size_t cover_inside(struct baton_mask *m, size_t at)
{
    size_t depth = 0;
    while (at < m->text.len) {
        struct baton_mask_quote quote = baton_mask__quote(m->text, at);
        if (quote.len) {
            size_t end = baton_mask__quoted(m->text, at + quote.len, quote);
            size_t after = baton_mask__blanks(m->text, end + quote.len, true);
            if (byte(m->text, after) != ':')
                baton_mask__cover(m, at + quote.len, end);
            at = end + quote.len;
            continue;
        }
        char c = m->text.s[at];
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        size_t end = is_one_of(c, " \t\r\n,:{}[]&") ? at + 1 : bare_end(m->text, at);
        if (end > at + 1 || (c >= '0' && c <= '9'))
            cover_bare(m, at, end);
        at = end > at ? end : at + 1;
        if (!depth)
            return at;
    }
    return m->text.len;
}

static bool encoded(struct baton_str text, size_t at, const char *code)
{
    return baton_str_starts_nocase(baton_str_sub(text, at, text.len), baton_str_from(code));
}

/* name=value ends with the form's field; inside a URL's parameter all of that is encoded. */
static size_t form_end(struct baton_str text, size_t at, bool inside)
{
    while (at < text.len && !is_one_of(text.s[at], "& \t\r\n\"'") &&
           !(inside && encoded(text, at, "%26"))) {
        struct baton_mask_quote quote = baton_mask__quote(text, at);
        if (quote.len && (inside || quote.mark != '%'))
            break;
        at++;
    }
    return at;
}

static size_t indentation(struct baton_str text, size_t line)
{
    return baton_mask__blanks(text, line, false) - line;
}

/* Names are looked at from the first to the last, and a line may hold many. */
static size_t line_end(struct baton_mask *m, size_t at)
{
    if (m->line_end > at)
        return m->line_end;
    size_t step = baton_str_find_byte(baton_str_sub(m->text, at, m->text.len), '\n');
    m->line_end = step == SIZE_MAX ? m->text.len : at + step;
    return m->line_end;
}

/* Inside a string of JSON, a line ends with \r or \n, and all of it with the string. */
static size_t end_in_string(struct baton_str text, size_t at, size_t end)
{
    for (size_t i = at; i < end; i++) {
        bool even = slashes_before(text, i, at) % 2 == 0;
        if (even && (text.s[i] == '"' || (text.s[i] == '\\' && is_one_of(byte(text, i + 1), "rn"))))
            return i;
    }
    return end;
}

/* A header's value goes to the end of its line, and of lines that are indented deeper. */
static size_t header_end(struct baton_mask *m, size_t line, size_t at)
{
    size_t end = line_end(m, at);
    while (line != SIZE_MAX && end < m->text.len &&
           indentation(m->text, end + 1) > indentation(m->text, line) &&
           line_end(m, end + 1) > end + 1)
        end = line_end(m, end + 1);
    return m->json ? end_in_string(m->text, at, end) : end;
}

/* ---- where the name stands --------------------------------------------------------- */

/* name: value, in the quotes that were opened before the name, or in an object of JavaScript. */
static size_t plain_end(struct baton_mask *m, size_t name, size_t at)
{
    struct baton_str text = m->text;
    char before = name ? text.s[name - 1] : '\n';
    if (before == '"' || before == '\'') {
        size_t slashes = slashes_before(text, name - 1, 0);
        struct baton_mask_quote quote = {slashes + 1, slashes, before};
        return baton_mask__quoted(text, at, quote);
    }
    size_t back = name;
    while (back && name - back < 256 && is_one_of(text.s[back - 1], " \t"))
        back--;
    if (back && is_one_of(text.s[back - 1], "{,"))
        return bare_end(text, at);
    return header_end(m, !back || text.s[back - 1] == '\n' ? back : SIZE_MAX, at);
}

/* ---- {"name": "Authorization", "value": "…"} --------------------------------------- */

/* Is the word before this string "name" or "key"? */
static bool is_named_so(struct baton_str text, size_t start)
{
    size_t end = start;
    while (end && start - end < 64 && is_one_of(text.s[end - 1], "\"'\\^: \t\r\n"))
        end--;
    struct baton_str before = baton_str_sub(text, end > 4 ? end - 4 : 0, end);
    return end < start && (baton_str_is_nocase(before, "name") ||
                           (before.len && baton_str_is_nocase(baton_str_sub(before, before.len - 3,
                                                                            before.len), "key")));
}

static void cover_pair_value(struct baton_mask *m, size_t at)
{
    struct baton_mask_quote close = baton_mask__quote(m->text, at);
    at = baton_mask__blanks(m->text, at + close.len, true);
    if (!close.len || byte(m->text, at) != ':')
        return;
    at = baton_mask__blanks(m->text, at + 1, true);
    struct baton_mask_quote quote = baton_mask__quote(m->text, at);
    if (quote.len)
        cover_credentials(m, at + quote.len, baton_mask__quoted(m->text, at + quote.len, quote));
}

/* The member "value" of the object that this name stands in: before it, or behind it. */
static void cover_pair(struct baton_mask *m, size_t start, size_t end)
{
    if (m->open == SIZE_MAX || m->pairs == m->open || !is_named_so(m->text, start))
        return;
    m->pairs = m->open;
    while (m->brace < end || (m->brace < m->text.len && !is_one_of(m->text.s[m->brace], "{}")))
        m->brace++;
    for (size_t at = m->open + 1; at < m->brace;) {
        struct baton_str rest = baton_str_sub(m->text, at, m->brace);
        size_t step = baton_str_find(rest, BATON_STR("value"));
        if (step == SIZE_MAX)
            return;
        at += step + 5;
        if (is_one_of(m->text.s[at - 6], "\"'"))
            cover_pair_value(m, at);
    }
}

/* ---- a name's value ---------------------------------------------------------------- */

/* Past ':', '=' or their like; SIZE_MAX if there is none. */
static size_t past_separator(struct baton_str text, size_t at)
{
    if (encoded(text, at, "%3D") || encoded(text, at, "%3A"))
        return at + 3;
    if (byte(text, at) != ':' && byte(text, at) != '=')
        return SIZE_MAX;
    return at + 1 + (is_one_of(byte(text, at + 1), "=>") ? 1 : 0);
}

/* Past the blanks beside a separator, as they are written where the name was in such quotes. */
static size_t past_gap(struct baton_str text, size_t at, struct baton_mask_quote close)
{
    while (close.mark == '%' && (byte(text, at) == '+' || encoded(text, at, "%20")))
        at += byte(text, at) == '+' ? 1 : 3;
    return baton_mask__blanks(text, at, close.len > 0);
}

size_t baton_mask__value(struct baton_mask *m, size_t start, size_t end)
{
    struct baton_str text = m->text;
    struct baton_mask_quote close = baton_mask__quote(text, end);
    size_t at = past_gap(text, end + close.len, close);
    char separator = byte(text, at);
    if (close.len && is_one_of(separator, ",}"))
        cover_pair(m, start, end);
    at = past_separator(text, at);
    if (at == SIZE_MAX)
        return end;
    at = past_gap(text, at, close);
    struct baton_mask_quote quote = baton_mask__quote(text, at);
    if (quote.len)
        return cover_credentials(m, at + quote.len,
                                 baton_mask__quoted(text, at + quote.len, quote));
    bool template = byte(text, at) == '{' && byte(text, at + 1) == '{';
    if (is_one_of(byte(text, at), "{[") && !template)
        return cover_inside(m, at);
    if (close.len) {
        size_t stop = bare_end(text, at);
        cover_bare(m, at, stop);
        return stop;
    }
    return cover_credentials(m, at, separator == ':' ? plain_end(m, start, at)
                                                     : form_end(text, at, separator == '%'));
}
