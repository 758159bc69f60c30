/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The format vocabularies (JSON Schema Validation, section 7). A format that is
 * not in the table is never asserted. The tests themselves are in format.c.
 */
#include "core/schema/compile_int.h"
#include "core/schema/format_int.h"

static const struct {
    const char *name;
    schema_format *test;
} formats[] = {
    {"date-time", baton_schema__is_date_time},
    {"date", baton_schema__is_date},
    {"time", baton_schema__is_time},
    {"email", baton_schema__is_email},
    {"ipv4", baton_schema__is_ipv4},
    {"ipv6", baton_schema__is_ipv6},
    {"uri", baton_schema__is_uri},
    {"uri-reference", baton_schema__is_uri_reference},
    {"uuid", baton_schema__is_uuid},
    {"regex", baton_schema__is_regex},
    {"json-pointer", baton_schema__is_json_pointer},
    {"relative-json-pointer", baton_schema__is_relative_json_pointer},
};

static void set_format(struct schema_compiler *c, struct schema_draft *d, uint32_t value,
                       bool asserts)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string") || !asserts)
        return;
    struct baton_str name = baton_schema__string(c, d, value);
    for (size_t i = 0; i < BATON_COUNT(formats); i++) {
        struct schema_text *text = baton_str_is(name, formats[i].name)
                                       ? baton_schema__text_of(c, d) : NULL;
        if (!text)
            continue;
        text->format = formats[i].test;
        text->format_at = value;
    }
}

static void compile_annotation(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    set_format(c, d, value, c->registry->options.assert_format);
}

static void compile_assertion(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    set_format(c, d, value, true);
}

static const struct schema_keyword annotation[] = {{"format", SHAPE_NONE, compile_annotation}};
static const struct schema_keyword assertion[] = {{"format", SHAPE_NONE, compile_assertion}};

const struct schema_vocabulary baton_schema__format_annotation = {
    "https://json-schema.org/draft/2020-12/vocab/format-annotation", annotation, 1};
const struct schema_vocabulary baton_schema__format_assertion = {
    "https://json-schema.org/draft/2020-12/vocab/format-assertion", assertion, 1};
