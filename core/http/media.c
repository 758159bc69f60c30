/* SPDX-License-Identifier: Apache-2.0 */
#include "core/http/http_int.h"

static size_t token_end(struct baton_str str, size_t at)
{
    while (at < str.len && baton_http__is_token_char(str.s[at]))
        at++;
    return at;
}

static size_t step_over_blanks(struct baton_str str, size_t at)
{
    while (at < str.len && (str.s[at] == ' ' || str.s[at] == '\t'))
        at++;
    return at;
}

/* The end of a quoted string that begins at `at` (RFC 9110 section 5.6.4), or SIZE_MAX. */
static size_t quoted_end(struct baton_str str, size_t at)
{
    for (at++; at < str.len; at++) {
        if (str.s[at] == '"')
            return at + 1;
        if (str.s[at] == '\\')
            at++;
    }
    return SIZE_MAX;
}

struct parameter {
    struct baton_str name, value; /* the value without quotes */
};

/*
 * Reads ";" name "=" value at *at. An empty parameter (";;", or ";" at the end)
 * is allowed, its name is empty. False if it has another form.
 */
static bool read_parameter(struct baton_str str, size_t *at, struct parameter *out)
{
    *out = (struct parameter){.name = {"", 0}, .value = {"", 0}};
    if (str.s[*at] != ';')
        return false;
    size_t start = *at = step_over_blanks(str, *at + 1);
    if (start == str.len || str.s[start] == ';')
        return true;
    size_t end = token_end(str, start);
    if (end == start || end == str.len || str.s[end] != '=')
        return false;
    out->name = baton_str_sub(str, start, end);
    start = end + 1;
    if (start < str.len && str.s[start] == '"') {
        end = quoted_end(str, start);
        if (end == SIZE_MAX)
            return false;
        out->value = baton_str_sub(str, start + 1, end - 1);
    } else {
        end = token_end(str, start);
        out->value = baton_str_sub(str, start, end);
    }
    *at = step_over_blanks(str, end);
    return end > start;
}

struct baton_media_type baton_media_type(struct baton_str value)
{
    struct baton_str none = {"", 0};
    struct baton_media_type media = {.charset = none, .type = none, .subtype = none};
    value = baton_str_trim(value);
    size_t slash = token_end(value, 0);
    media.type = baton_str_sub(value, 0, slash);
    if (!slash || slash == value.len || value.s[slash] != '/')
        return media;
    size_t at = token_end(value, slash + 1);
    media.subtype = baton_str_sub(value, slash + 1, at);
    media.valid = media.subtype.len > 0;
    at = step_over_blanks(value, at);
    while (media.valid && at < value.len) {
        struct parameter parameter;
        media.valid = read_parameter(value, &at, &parameter);
        if (media.valid && !media.charset.len && baton_str_is_nocase(parameter.name, "charset"))
            media.charset = parameter.value;
    }
    return media;
}

static bool ends_with_json(struct baton_str subtype)
{
    static const struct baton_str suffix = {"+json", 5};
    return subtype.len > suffix.len &&
           baton_str_eq_nocase(baton_str_sub(subtype, subtype.len - suffix.len, subtype.len),
                               suffix);
}

bool baton_media_is_json(const struct baton_media_type *media)
{
    if (!media->valid)
        return false;
    if (ends_with_json(media->subtype))
        return true;
    return baton_str_is_nocase(media->subtype, "json") &&
           (baton_str_is_nocase(media->type, "application") ||
            baton_str_is_nocase(media->type, "text"));
}

bool baton_media_is_form(const struct baton_media_type *media)
{
    return media->valid && baton_str_is_nocase(media->type, "application") &&
           baton_str_is_nocase(media->subtype, "x-www-form-urlencoded");
}

/* ---- Accept ---------------------------------------------------------------------------- */

/* How narrowly a media range names application/json; 0: not at all. */
static int narrowness(struct baton_str range)
{
    if (baton_str_is(range, "*") || baton_str_is(range, "*/*"))
        return 1;
    if (baton_str_is_nocase(range, "application/*"))
        return 2;
    return baton_str_is_nocase(range, "application/json") ? 3 : 0;
}

/* "q=0", "q=0.000": any other weight admits. */
static bool is_zero_weight(struct baton_str parameter)
{
    parameter = baton_str_trim(parameter);
    if (!baton_str_starts_nocase(parameter, BATON_STR("q=")))
        return false;
    bool digits = false;
    for (size_t i = 2; i < parameter.len; i++) {
        if (parameter.s[i] != '0' && parameter.s[i] != '.')
            return false;
        digits = digits || parameter.s[i] == '0';
    }
    return digits;
}

/* The next element up to a comma outside quotes. */
static struct baton_str next_element(struct baton_str list, size_t *at)
{
    size_t start = *at, end = start;
    while (end < list.len && list.s[end] != ',') {
        size_t close = list.s[end] == '"' ? quoted_end(list, end) : end + 1;
        end = close == SIZE_MAX || close > list.len ? list.len : close;
    }
    *at = end + 1;
    return baton_str_sub(list, start, end);
}

bool baton_media_accepts_json(struct baton_str accept)
{
    int best = 0;
    bool admits = baton_str_trim(accept).len == 0;
    for (size_t at = 0; at < accept.len;) {
        struct baton_str rest = next_element(accept, &at), piece;
        bool weighs = true;
        if (!baton_str_next(&rest, ';', &piece))
            continue;
        int narrow = narrowness(baton_str_trim(piece));
        while (baton_str_next(&rest, ';', &piece))
            weighs = weighs && !is_zero_weight(piece);
        if (narrow > best)
            admits = weighs;
        else if (narrow && narrow == best)
            admits = admits || weighs;
        best = narrow > best ? narrow : best;
    }
    return admits;
}
