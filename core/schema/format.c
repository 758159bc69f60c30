/* SPDX-License-Identifier: Apache-2.0 */
/* Formats of no family. */
#include "core/schema/format_int.h"

bool baton_schema__is_uuid(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text.s[i] != '-' : !is_hex(text.s[i]))
            return false;
    }
    return text.len == 36;
}

bool baton_schema__is_regex(struct baton_str text, struct schema_engines *engines)
{
    const struct baton_regex *regex = engines->regex;
    const char *error = NULL;
    size_t offset = 0;
    if (!regex->compile)
        return true;
    void *compiled = regex->compile(regex->ctx, text, &error, &offset);
    engines->failed |= !compiled && !error;
    if (compiled && regex->release)
        regex->release(regex->ctx, compiled);
    return compiled;
}

bool baton_schema__is_json_pointer(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] == '~' && !is_at(text, i + 1, '0') && !is_at(text, i + 1, '1'))
            return false;
    return !text.len || text.s[0] == '/';
}

bool baton_schema__is_relative_json_pointer(struct baton_str text, struct schema_engines *engines)
{
    size_t at = 0;
    while (at < text.len && is_digit(text.s[at]))
        at++;
    if (!at || (at > 1 && text.s[0] == '0'))
        return false;
    struct baton_str rest = baton_str_sub(text, at, text.len);
    return baton_str_is(rest, "#") || baton_schema__is_json_pointer(rest, engines);
}

/* Groups of four, the last of which may be filled up (RFC 4648 section 4). */
bool baton_schema__is_base64(struct baton_str text, struct schema_engines *engines)
{
    (void)engines;
    size_t len = text.len;
    for (int i = 0; i < 2 && len && text.s[len - 1] == '='; i++)
        len--;
    for (size_t i = 0; i < len; i++)
        if (!is_alpha(text.s[i]) && !is_digit(text.s[i]) && !is_one_of(text.s[i], "+/"))
            return false;
    return text.len % 4 == 0;
}
