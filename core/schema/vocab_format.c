/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The format vocabularies (JSON Schema Validation, section 7; the format registry
 * of OpenAPI). A format that is not in the tables is never asserted. The
 * tests themselves are in format*.c.
 */
#include "core/schema/compile_int.h"
#include "core/schema/format_int.h"
#include "core/schema/run_int.h"

struct format {
    const char *name;
    schema_format *test; /* of strings, or NULL */
    uint8_t bits;        /* of integers, or 0 */
};

static const struct format formats[] = {
    {"date-time", baton_schema__is_date_time, 0},
    {"date", baton_schema__is_date, 0},
    {"time", baton_schema__is_time, 0},
    {"duration", baton_schema__is_duration, 0},
    {"email", baton_schema__is_email, 0},
    {"idn-email", baton_schema__is_idn_email, 0},
    {"hostname", baton_schema__is_hostname, 0},
    {"idn-hostname", baton_schema__is_idn_hostname, 0},
    {"ipv4", baton_schema__is_ipv4, 0},
    {"ipv6", baton_schema__is_ipv6, 0},
    {"uri", baton_schema__is_uri, 0},
    {"uri-reference", baton_schema__is_uri_reference, 0},
    {"iri", baton_schema__is_iri, 0},
    {"iri-reference", baton_schema__is_iri_reference, 0},
    {"uri-template", baton_schema__is_uri_template, 0},
    {"uuid", baton_schema__is_uuid, 0},
    {"regex", baton_schema__is_regex, 0},
    {"json-pointer", baton_schema__is_json_pointer, 0},
    {"relative-json-pointer", baton_schema__is_relative_json_pointer, 0},
};

/* float, double, binary and password are formats, too; no value is wrong for these. */
static const struct format openapi_formats[] = {
    {"int32", NULL, 32},
    {"int64", NULL, 64},
    {"byte", baton_schema__is_base64, 0},
};

static const struct format *find(struct baton_str name, const struct format *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (baton_str_is(name, rows[i].name))
            return &rows[i];
    return NULL;
}

static void set_format(struct schema_compiler *c, struct schema_draft *d, uint32_t value,
                       const struct format *format)
{
    struct schema_text *text = format && format->test ? baton_schema__text_of(c, d) : NULL;
    struct schema_number *number = format && format->bits ? baton_schema__number_of(c, d) : NULL;
    if (text) {
        text->format = format->test;
        text->format_at = value;
    }
    if (number) {
        number->bits = format->bits;
        number->bits_at = value;
    }
}

static void compile_assertion(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string"))
        set_format(c, d, value,
                   find(baton_schema__string(c, d, value), formats, BATON_COUNT(formats)));
}

static void compile_annotation(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (c->registry->options.assert_format)
        compile_assertion(c, d, value);
    else
        (void)baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string");
}

static void compile_openapi(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    compile_annotation(c, d, value);
    if (c->registry->options.assert_format && d->doc->json->v[value].type == BATON_JSON_STRING)
        set_format(c, d, value, find(baton_schema__string(c, d, value), openapi_formats,
                                     BATON_COUNT(openapi_formats)));
}

static const struct schema_keyword annotation[] = {{"format", SHAPE_NONE, compile_annotation}};
static const struct schema_keyword assertion[] = {{"format", SHAPE_NONE, compile_assertion}};
static const struct schema_keyword openapi[] = {{"format", SHAPE_NONE, compile_openapi}};

const struct schema_vocabulary baton_schema__format_annotation = {
    "https://json-schema.org/draft/2020-12/vocab/format-annotation", annotation, 1};
const struct schema_vocabulary baton_schema__format_assertion = {
    "https://json-schema.org/draft/2020-12/vocab/format-assertion", assertion, 1};
const struct schema_vocabulary baton_schema__format_openapi = {
    "https://spec.openapis.org/oas/3.1/vocab/base", openapi, 1};

/* By value, however it is written: 2147483647.0 has 32 bits. */
bool baton_schema__bits_fit(uint8_t bits, const struct schema_decimal *value)
{
    static const char *const limits[][2] = {{"-2147483648", "2147483647"},
                                            {"-9223372036854775808", "9223372036854775807"}};
    struct schema_decimal low, high;
    baton_schema__decimal(baton_str_from(limits[bits == 64][0]), &low);
    baton_schema__decimal(baton_str_from(limits[bits == 64][1]), &high);
    return baton_schema__decimal_is_integer(value) &&
           baton_schema__decimal_compare(value, &low) >= 0 &&
           baton_schema__decimal_compare(value, &high) <= 0;
}
