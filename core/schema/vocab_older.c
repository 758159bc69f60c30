/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keywords that draft 2020-12 has not, or has with another meaning: those of
 * drafts 4, 6, 7 and 2019-09. What only came later is left out in dialect.c.
 */
#include "core/schema/compile_int.h"

/* ---- names ----------------------------------------------------------------------------- */

/* Drafts 4 to 7: with a fragment it is an anchor, and beside $ref it is not looked at. */
static const struct schema_keyword id_4[] = {{"id", SHAPE_NONE, baton_schema__compile_id}};
static const struct schema_keyword id_6[] = {{"$id", SHAPE_NONE, baton_schema__compile_id}};

const struct schema_vocabulary baton_schema__id_4 = {NULL, id_4, BATON_COUNT(id_4)};
const struct schema_vocabulary baton_schema__id_6 = {NULL, id_6, BATON_COUNT(id_6)};

/* A schema or the names that a name needs, for each name. */
static void compile_dependencies(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const struct baton_json *json = d->doc->json;
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT,
                             "an object of schemas and arrays of names"))
        return;
    BATON_JSON_EACH_MEMBER(json, value, key) {
        if (json->v[key + 1].type == BATON_JSON_ARRAY)
            baton_schema__add_requirement(c, d, key);
        else
            baton_schema__add_dependent(c, d, key);
    }
}

static const struct schema_keyword older_names[] = {
    {"definitions", SHAPE_MAP, baton_schema__compile_defs},
    {"dependencies", SHAPE_MAP, compile_dependencies},
};

const struct schema_vocabulary baton_schema__older_names = {NULL, older_names,
                                                            BATON_COUNT(older_names)};

/* ---- $recursiveRef (draft 2019-09) ----------------------------------------------------- */

static void compile_recursive_ref(struct schema_compiler *c, struct schema_draft *d,
                                  uint32_t value)
{
    if (!baton_json_string_is(d->doc->json, value, BATON_STR("#"))) {
        baton_schema__problem(c, d, value, "\"$recursiveRef\" must be \"#\"");
        return;
    }
    const struct schema_node **nodes = baton_schema__step(c, d, STEP_ALL, value, 1);
    if (nodes)
        baton_schema__recur(c, d, &nodes[0], value);
}

static const struct schema_keyword recursive[] = {
    {"$recursiveAnchor", SHAPE_NONE, baton_schema__compile_boolean},
    {"$recursiveRef", SHAPE_NONE, compile_recursive_ref},
};

const struct schema_vocabulary baton_schema__recursive = {NULL, recursive,
                                                          BATON_COUNT(recursive)};

/* ---- items ----------------------------------------------------------------------------- */

static void compile_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (d->doc->json->v[value].type != BATON_JSON_ARRAY)
        baton_schema__compile_rest(c, d, value);
    else if (baton_json_size(d->doc->json, value))
        baton_schema__compile_prefix(c, d, value);
}

/* Without a list before it there is nothing that it could be added to. */
static void compile_additional_items(struct schema_compiler *c, struct schema_draft *d,
                                     uint32_t value)
{
    uint32_t items = baton_schema__sibling(d, "items");
    if (baton_json_is(d->doc->json, items, BATON_JSON_ARRAY))
        baton_schema__compile_rest(c, d, value);
    else if (d->doc->json->v[value].type != BATON_JSON_TRUE &&
             d->doc->json->v[value].type != BATON_JSON_FALSE)
        (void)baton_schema__wants(c, d, value, BATON_JSON_OBJECT, "an object or a boolean");
}

static const struct schema_keyword older_items[] = {
    {"items", SHAPE_ONE_OR_LIST, compile_items},
    {"additionalItems", SHAPE_ONE, compile_additional_items},
};

const struct schema_vocabulary baton_schema__older_items = {NULL, older_items,
                                                            BATON_COUNT(older_items)};

/* ---- bounds (draft 4) ------------------------------------------------------------------ */

static bool is_exclusive(const struct schema_draft *d, const char *keyword)
{
    return baton_json_is(d->doc->json, baton_schema__sibling(d, keyword), BATON_JSON_TRUE);
}

static void compile_maximum(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, is_exclusive(d, "exclusiveMaximum")
                                                   ? BATON_KW_EXCLUSIVE_MAXIMUM
                                                   : BATON_KW_MAXIMUM);
}

static void compile_minimum(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, is_exclusive(d, "exclusiveMinimum")
                                                   ? BATON_KW_EXCLUSIVE_MINIMUM
                                                   : BATON_KW_MINIMUM);
}

static void compile_exclusive(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const char *bound = baton_json_string_is(d->doc->json, value - 1,
                                             BATON_STR("exclusiveMaximum")) ? "maximum" : "minimum";
    if (d->resource->language.dialect->age == AGE_4 &&
        baton_schema__sibling(d, bound) == BATON_JSON_NONE)
        baton_schema__problem(c, d, value, "there is no \"%s\" that this could speak of", bound);
    if (d->doc->json->v[value].type != BATON_JSON_FALSE)
        (void)baton_schema__wants(c, d, value, BATON_JSON_TRUE, "true or false before draft 6, "
                                  "and say whether the bound beside it is itself excluded");
}

static const struct schema_keyword bounds_4[] = {
    {"maximum", SHAPE_NONE, compile_maximum},
    {"exclusiveMaximum", SHAPE_NONE, compile_exclusive},
    {"minimum", SHAPE_NONE, compile_minimum},
    {"exclusiveMinimum", SHAPE_NONE, compile_exclusive},
};

const struct schema_vocabulary baton_schema__bounds_4 = {NULL, bounds_4, BATON_COUNT(bounds_4)};
