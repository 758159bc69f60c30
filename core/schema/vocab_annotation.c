/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The vocabulary that only says something about a value: meta-data (JSON Schema
 * Validation, section 9). Its keywords are checked, and then nothing is made of
 * them.
 */
#include "core/schema/compile_int.h"

/*
 * Where no keyword for schemas leads, no meta-schema looks: people's schemas have
 * such slips there, which change nothing.
 */
static bool is_aside(const struct schema_draft *d)
{
    return d->doc->aside[d->value >> 3] >> (d->value & 7) & 1;
}

static void compile_string(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!is_aside(d))
        (void)baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string");
}

void baton_schema__compile_boolean(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value)
{
    if (d->doc->json->v[value].type != BATON_JSON_FALSE)
        (void)baton_schema__wants(c, d, value, BATON_JSON_TRUE, "true or false");
}

static void compile_hint(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!is_aside(d))
        baton_schema__compile_boolean(c, d, value);
}

static void compile_array(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!is_aside(d))
        (void)baton_schema__wants(c, d, value, BATON_JSON_ARRAY, "an array");
}

static const struct schema_keyword meta_data[] = {
    {"title", SHAPE_NONE, compile_string},
    {"description", SHAPE_NONE, compile_string},
    {"default", SHAPE_NONE, NULL},
    {"deprecated", SHAPE_NONE, compile_hint},
    {"readOnly", SHAPE_NONE, compile_hint},
    {"writeOnly", SHAPE_NONE, compile_hint},
    {"examples", SHAPE_NONE, compile_array},
};

const struct schema_vocabulary baton_schema__meta_data = {
    "https://json-schema.org/draft/2020-12/vocab/meta-data", meta_data, BATON_COUNT(meta_data)};
