/* SPDX-License-Identifier: Apache-2.0 */
/* The core vocabulary: identifiers and references (JSON Schema Core, section 8). */
#include "core/schema/compile_int.h"

static void compile_string(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string");
}

static void compile_vocabulary(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object"))
        return;
    const struct baton_json *json = d->doc->json;
    BATON_JSON_EACH_MEMBER(json, value, key)
        if (json->v[key + 1].type != BATON_JSON_TRUE && json->v[key + 1].type != BATON_JSON_FALSE)
            baton_schema__problem(c, d, key + 1, "a vocabulary is given with true or false");
}

/* What else is called like this in the same resource? */
static void check_anchor(struct schema_compiler *c, struct schema_draft *d, uint32_t value,
                         struct baton_str name)
{
    const struct schema_anchor *first = baton_schema__find_anchor(c->registry, d->resource, name);
    if (first && first->value != d->value)
        baton_schema__problem(c, d, value, "another schema here is called \"%.*s\" already",
                              BATON_ARG(name));
}

void baton_schema__compile_id(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string"))
        return;
    bool older = d->resource->language.dialect->age < AGE_2019;
    struct baton_str uri = baton_schema__string(c, d, value);
    struct baton_str fragment = baton_schema__cut_fragment(&uri);
    if (!older && (fragment.len || (fragment.s && !uri.len))) {
        baton_schema__problem(c, d, value, "\"$id\" must have no fragment; \"$anchor\" names a "
                              "schema within a resource");
        return;
    }
    struct schema_resource *first = NULL;
    enum baton_err err = baton_schema__find_resource(c->registry, d->resource->uri, d->resource,
                                                     &first);
    if (err)
        c->err = err;
    else if (first != d->resource && d->value == d->resource->value)
        baton_schema__problem(c, d, value, "another schema has the URI \"%.*s\" already",
                              BATON_ARG(d->resource->uri));
    if (older && fragment.len && fragment.s[0] != '/')
        check_anchor(c, d, value, baton_schema__percent_decode(c->arena, fragment));
}

static bool is_anchor(struct baton_str name, bool colon)
{
    for (size_t i = 0; i < name.len; i++) {
        char ch = name.s[i], lower = (char)(ch | 0x20);
        bool first = (lower >= 'a' && lower <= 'z') || ch == '_';
        bool later = (ch >= '0' && ch <= '9') || ch == '-' || ch == '.' ||
                     (colon && ch == ':');
        if (!first && !(i && later))
            return false;
    }
    return name.len > 0;
}

static void compile_anchor(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string"))
        return;
    struct baton_str name = baton_schema__string(c, d, value);
    if (!is_anchor(name, d->resource->language.dialect->age == AGE_2019)) {
        baton_schema__problem(c, d, value, "an anchor begins with a letter or '_'; letters, "
                              "digits, '_', '-' and '.' follow");
        return;
    }
    check_anchor(c, d, value, name);
}

static void compile_refs(struct schema_compiler *c, struct schema_draft *d, uint32_t value,
                         bool dynamic)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string"))
        return;
    const struct schema_node **nodes = baton_schema__step(c, d, STEP_ALL, value, 1);
    if (nodes)
        baton_schema__refer(c, d, &nodes[0], value, dynamic);
}

static void compile_ref(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    compile_refs(c, d, value, false);
}

static void compile_dynamic_ref(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    compile_refs(c, d, value, true);
}

void baton_schema__compile_defs(struct schema_compiler *c, struct schema_draft *d,
                                uint32_t value)
{
    if (baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object of schemas"))
        BATON_JSON_EACH_MEMBER(d->doc->json, value, key)
            (void)baton_schema__is_schema(c, d, key + 1);
}

static const struct schema_keyword keywords[] = {
    {"$schema", SHAPE_NONE, compile_string},
    {"$vocabulary", SHAPE_NONE, compile_vocabulary},
    {"$id", SHAPE_NONE, baton_schema__compile_id},
    {"$anchor", SHAPE_NONE, compile_anchor},
    {"$dynamicAnchor", SHAPE_NONE, compile_anchor},
    {"$ref", SHAPE_NONE, compile_ref},
    {"$dynamicRef", SHAPE_NONE, compile_dynamic_ref},
    {"$defs", SHAPE_MAP, baton_schema__compile_defs},
    {"$comment", SHAPE_NONE, compile_string},
};

const struct schema_vocabulary baton_schema__core = {
    "https://json-schema.org/draft/2020-12/vocab/core", keywords, BATON_COUNT(keywords)};
