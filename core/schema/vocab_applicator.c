/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The applicator vocabulary: schemas within schemas (JSON Schema Core, section
 * 10). Only the compiling is here: to apply is what the runners are made for.
 */
#include "core/schema/compile_int.h"
#include "core/schema/simple_int.h"

/* ---- for the same value ------------------------------------------------------------ */

/* A list of schemas that is not empty. */
static uint32_t list_size(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_ARRAY, "an array of schemas"))
        return 0;
    uint32_t count = (uint32_t)baton_json_size(d->doc->json, value);
    if (!count)
        baton_schema__problem(c, d, value, "\"%.*s\" must not be empty",
                              BATON_ARG(baton_schema__keyword(c, d, value)));
    return count;
}

static void compile_all_of(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!list_size(c, d, value))
        return;
    BATON_JSON_EACH_ITEM(d->doc->json, value, item) {
        const struct schema_node **nodes = baton_schema__step(c, d, STEP_ALL, value, 1);
        if (!nodes)
            return;
        baton_schema__child(c, d, &nodes[0], item, true);
    }
}

static void compile_choice(struct schema_compiler *c, struct schema_draft *d, uint32_t value,
                           enum schema_op op)
{
    uint32_t count = list_size(c, d, value);
    const struct schema_node **nodes = count ? baton_schema__step(c, d, op, value, count) : NULL;
    if (!nodes)
        return;
    BATON_JSON_EACH_ITEM(d->doc->json, value, item)
        baton_schema__child(c, d, nodes++, item, true);
}

static void compile_any_of(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    compile_choice(c, d, value, STEP_ANY);
}

static void compile_one_of(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    compile_choice(c, d, value, STEP_ONE);
}

static void compile_not(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const struct schema_node **nodes = baton_schema__step(c, d, STEP_NOT, value, 1);
    if (nodes)
        baton_schema__child(c, d, &nodes[0], value, true);
}

static void compile_if(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const struct schema_node **nodes = baton_schema__step(c, d, STEP_IF, value, 3);
    if (!nodes)
        return;
    uint32_t then = baton_schema__sibling(d, "then"), other = baton_schema__sibling(d, "else");
    baton_schema__child(c, d, &nodes[0], value, true);
    if (then != BATON_JSON_NONE)
        baton_schema__child(c, d, &nodes[1], then, true);
    if (other != BATON_JSON_NONE)
        baton_schema__child(c, d, &nodes[2], other, true);
}

/* ---- for items ----------------------------------------------------------------------- */

void baton_schema__compile_prefix(struct schema_compiler *c, struct schema_draft *d,
                                  uint32_t value)
{
    uint32_t count = list_size(c, d, value);
    struct schema_array *array = count ? baton_schema__array_of(c, d) : NULL;
    const struct schema_node **prefix = array ? SCHEMA_NEW_N(c, const struct schema_node *, count)
                                              : NULL;
    if (!prefix)
        return;
    array->prefix = prefix;
    array->prefix_count = count;
    BATON_JSON_EACH_ITEM(d->doc->json, value, item)
        baton_schema__child(c, d, prefix++, item, false);
}

void baton_schema__compile_rest(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (!array)
        return;
    array->items_at = value;
    baton_schema__child(c, d, &array->items, value, false);
}

static void compile_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (d->doc->json->v[value].type == BATON_JSON_ARRAY)
        baton_schema__problem(c, d, value, d->resource->language.dialect->age == AGE_2020
                                  ? "\"items\" must be one schema; a list of them is called "
                                    "\"prefixItems\" since draft 2020-12"
                                  : "\"items\" must be one schema");
    else
        baton_schema__compile_rest(c, d, value);
}

static void compile_contains(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (!array)
        return;
    array->contains_at = value;
    array->contains_marks = d->resource->language.dialect->age >= AGE_2020;
    baton_schema__child(c, d, &array->contains, value, false);
}

/* ---- for members --------------------------------------------------------------------- */

static void compile_properties(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object of schemas") ||
        !baton_schema__object_of(c, d))
        return;
    BATON_JSON_EACH_MEMBER(d->doc->json, value, key) {
        uint32_t index;
        struct baton_str name = baton_schema__string(c, d, key);
        struct schema_known *known = baton_schema__known(c, d, name, &index);
        if (!known)
            return;
        known->property = key + 1;
    }
}

static void compile_pattern_properties(struct schema_compiler *c, struct schema_draft *d,
                                       uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object of schemas"))
        return;
    struct schema_object *object = baton_schema__object_of(c, d);
    uint32_t count = (uint32_t)baton_json_size(d->doc->json, value);
    struct schema_pattern *patterns = object ? SCHEMA_NEW_N(c, struct schema_pattern, count)
                                             : NULL;
    if (!patterns)
        return;
    object->patterns = patterns;
    object->pattern_count = count;
    BATON_JSON_EACH_MEMBER(d->doc->json, value, key) {
        patterns->at = key + 1;
        patterns->compiled = baton_schema__compile_regex(c, d, key);
        if (patterns->compiled)
            patterns->simple = baton_schema__simple(c->arena, baton_schema__string(c, d, key));
        baton_schema__child(c, d, &patterns->node, key + 1, false);
        patterns++;
    }
}

static void compile_additional_properties(struct schema_compiler *c, struct schema_draft *d,
                                          uint32_t value)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (!object)
        return;
    object->additional_at = value;
    baton_schema__child(c, d, &object->additional, value, false);
}

static void compile_property_names(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (!object)
        return;
    object->name_rule_at = value;
    baton_schema__child(c, d, &object->name_rule, value, false);
}

void baton_schema__add_dependent(struct schema_compiler *c, struct schema_draft *d, uint32_t key)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (object && !d->dependents)
        d->dependents = SCHEMA_NEW_N(c, struct schema_dependent,
                                     baton_schema__room(d, "dependentSchemas", "dependencies"));
    struct schema_dependent *row = d->dependents ? &d->dependents[object->dependent_count] : NULL;
    struct schema_known *known = row
        ? baton_schema__known(c, d, baton_schema__string(c, d, key), &row->name) : NULL;
    if (!known)
        return;
    known->asked = true;
    row->at = key + 1;
    baton_schema__child(c, d, &row->node, key + 1, true);
    object->dependents = d->dependents;
    object->dependent_count += row->node != NULL;
}

static void compile_dependent_schemas(struct schema_compiler *c, struct schema_draft *d,
                                      uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object of schemas"))
        return;
    BATON_JSON_EACH_MEMBER(d->doc->json, value, key)
        baton_schema__add_dependent(c, d, key);
}

/* then and else are compiled with if; without it they mean nothing. */
static void compile_branch(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    uint8_t type = d->doc->json->v[value].type;
    if (type != BATON_JSON_TRUE && type != BATON_JSON_FALSE)
        (void)baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object or a boolean");
}

static const struct schema_keyword keywords[] = {
    {"properties", SHAPE_MAP, compile_properties},
    {"patternProperties", SHAPE_MAP, compile_pattern_properties},
    {"additionalProperties", SHAPE_ONE, compile_additional_properties},
    {"propertyNames", SHAPE_ONE, compile_property_names},
    {"dependentSchemas", SHAPE_MAP, compile_dependent_schemas},
    {"prefixItems", SHAPE_LIST, baton_schema__compile_prefix},
    {"items", SHAPE_ONE, compile_items},
    {"contains", SHAPE_ONE, compile_contains},
    {"allOf", SHAPE_LIST, compile_all_of},
    {"anyOf", SHAPE_LIST, compile_any_of},
    {"oneOf", SHAPE_LIST, compile_one_of},
    {"not", SHAPE_ONE, compile_not},
    {"if", SHAPE_ONE, compile_if},
    {"then", SHAPE_ONE, compile_branch},
    {"else", SHAPE_ONE, compile_branch},
};

const struct schema_vocabulary baton_schema__applicator = {
    "https://json-schema.org/draft/2020-12/vocab/applicator", keywords, BATON_COUNT(keywords)};
