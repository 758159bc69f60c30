/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema objects of OpenAPI. Version 3.1 is draft 2020-12 with four keywords
 * that assert nothing (its base vocabulary). Version 3.0 (section 4.7.24) is a
 * part of what followed draft 4, with some keywords that came only later, types
 * of its own, and `nullable`. `discriminator` tells which alternative is meant;
 * whether a value is valid, the alternatives alone say.
 */
#include "core/schema/compile_int.h"

/* ---- the base vocabulary --------------------------------------------------------------- */

static void wants_member(struct schema_compiler *c, struct schema_draft *d, uint32_t object,
                         const char *name)
{
    uint32_t value = baton_json_member_z(d->doc->json, object, name);
    if (value == BATON_JSON_NONE)
        baton_schema__problem(c, d, object, "\"%.*s\" must have \"%s\"",
                              BATON_ARG(baton_schema__keyword(c, d, object)), name);
    else if (d->doc->json->v[value].type != BATON_JSON_STRING)
        baton_schema__problem(c, d, value, "\"%s\" must be a string", name);
}

static void compile_discriminator(struct schema_compiler *c, struct schema_draft *d,
                                  uint32_t value)
{
    const struct baton_json *json = d->doc->json;
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object"))
        return;
    wants_member(c, d, value, "propertyName");
    uint32_t mapping = baton_json_member_z(json, value, "mapping");
    if (mapping == BATON_JSON_NONE)
        return;
    if (json->v[mapping].type != BATON_JSON_OBJECT) {
        baton_schema__problem(c, d, mapping, "\"mapping\" must be an object of strings");
        return;
    }
    BATON_JSON_EACH_MEMBER(json, mapping, key)
        if (json->v[key + 1].type != BATON_JSON_STRING)
            baton_schema__problem(c, d, key + 1, "a mapping must lead to the name of a schema, "
                                  "or to its URI");
}

static void compile_object(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object");
}

static void compile_external_docs(struct schema_compiler *c, struct schema_draft *d,
                                  uint32_t value)
{
    if (baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object"))
        wants_member(c, d, value, "url");
}

static const struct schema_keyword base[] = {
    {"discriminator", SHAPE_NONE, compile_discriminator},
    {"xml", SHAPE_NONE, compile_object},
    {"externalDocs", SHAPE_NONE, compile_external_docs},
    {"example", SHAPE_NONE, NULL},
};

const struct schema_vocabulary baton_schema__openapi_base = {
    "https://spec.openapis.org/oas/3.1/vocab/base", base, BATON_COUNT(base)};

/* ---- version 3.0 ----------------------------------------------------------------------- */

static void compile_type(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const struct baton_json *json = d->doc->json;
    if (json->v[value].type == BATON_JSON_ARRAY)
        baton_schema__problem(c, d, value, "a schema of OpenAPI 3.0 has one type");
    else if (baton_json_string_is(json, value, BATON_STR("null")))
        baton_schema__problem(c, d, value, "there is no type \"null\" in OpenAPI 3.0; "
                              "\"nullable\": true allows null beside a type");
    else
        baton_schema__compile_type(c, d, value);
}

/* Adds null to a type, and to nothing else: an enum must list it by itself. */
static void compile_nullable(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    baton_schema__compile_boolean(c, d, value);
    if (d->doc->json->v[value].type == BATON_JSON_TRUE && d->node->type_at != SCHEMA_NONE)
        d->node->types |= SCHEMA_BIT(BATON_JSON_NULL);
}

static const struct schema_keyword openapi_3_0[] = {
    {"type", SHAPE_NONE, compile_type},
    {"nullable", SHAPE_NONE, compile_nullable},
    {"readOnly", SHAPE_NONE, baton_schema__compile_boolean},
    {"writeOnly", SHAPE_NONE, baton_schema__compile_boolean},
    {"deprecated", SHAPE_NONE, baton_schema__compile_boolean},
};

const struct schema_vocabulary baton_schema__openapi_3_0 = {NULL, openapi_3_0,
                                                            BATON_COUNT(openapi_3_0)};
