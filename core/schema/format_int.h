/* SPDX-License-Identifier: Apache-2.0 */
/* One function per format (JSON Schema Validation, section 7.3). */
#ifndef BATON_CORE_SCHEMA_FORMAT_INT_H
#define BATON_CORE_SCHEMA_FORMAT_INT_H

#include <string.h>

#include "core/schema/schema_int.h"

/* ---- format_time.c: RFC 3339 ---------------------------------------------------------- */
schema_format baton_schema__is_date_time, baton_schema__is_date, baton_schema__is_time;
schema_format baton_schema__is_duration;
/* ---- format_host.c: RFC 2673, 4291, 1123, 5890, 5321, 6531 ------------------------------ */
schema_format baton_schema__is_ipv4, baton_schema__is_ipv6;
schema_format baton_schema__is_hostname, baton_schema__is_idn_hostname;
schema_format baton_schema__is_email, baton_schema__is_idn_email;
/* ---- format_uri.c: RFC 3986, 3987, 6570 ------------------------------------------------- */
schema_format baton_schema__is_uri, baton_schema__is_uri_reference;
schema_format baton_schema__is_iri, baton_schema__is_iri_reference;
schema_format baton_schema__is_uri_template;
/* ---- format.c: RFC 4122, ECMA-262, RFC 6901, RFC 4648 ----------------------------------- */
schema_format baton_schema__is_uuid, baton_schema__is_regex;
schema_format baton_schema__is_json_pointer, baton_schema__is_relative_json_pointer;
schema_format baton_schema__is_base64;

/* ---- characters ------------------------------------------------------------------------- */

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool is_alpha(char c)
{
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z';
}

static inline bool is_hex(char c)
{
    char lower = (char)(c | 0x20);
    return is_digit(c) || (lower >= 'a' && lower <= 'f');
}

static inline bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static inline bool is_at(struct baton_str text, size_t at, char c)
{
    return at < text.len && text.s[at] == c;
}

#endif
