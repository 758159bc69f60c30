/* SPDX-License-Identifier: Apache-2.0 */
/* The unevaluated vocabulary: what no other keyword looked at (JSON Schema Core, section 11). */
#include "core/schema/compile_int.h"

static void compile_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    d->node->rest_items_at = value;
    baton_schema__child(c, d, &d->node->rest_items, value, false);
}

static void compile_properties(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    d->node->rest_members_at = value;
    baton_schema__child(c, d, &d->node->rest_members, value, false);
}

static const struct schema_keyword keywords[] = {
    {"unevaluatedItems", SHAPE_ONE, compile_items},
    {"unevaluatedProperties", SHAPE_ONE, compile_properties},
};

const struct schema_vocabulary baton_schema__unevaluated = {
    "https://json-schema.org/draft/2020-12/vocab/unevaluated", keywords, BATON_COUNT(keywords)};
