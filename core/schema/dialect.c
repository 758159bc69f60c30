/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which keywords there are. A draft of JSON Schema is a row of `dialects` and a
 * list of vocabularies; an older draft is one more row, with tables of its own
 * where its keywords mean something else.
 */
#include <string.h>

#include "core/schema/compile_int.h"

static const struct schema_vocabulary *const draft_2020_12[] = {
    &baton_schema__core,
    &baton_schema__applicator,
    &baton_schema__validation,
    &baton_schema__unevaluated,
    &baton_schema__format_assertion, /* before annotation: whoever has both, asserts */
    &baton_schema__format_annotation,
    &baton_schema__content,
    &baton_schema__meta_data,
};

enum { ASSERTION_BIT = 1 << 4, ALL_BITS = (1 << BATON_COUNT(draft_2020_12)) - 1 };

static const struct schema_dialect dialects[] = {
    {"https://json-schema.org/draft/2020-12/schema", draft_2020_12, BATON_COUNT(draft_2020_12),
     ALL_BITS & ~ASSERTION_BIT},
    /* OpenAPI 3.1 adds keywords that assert nothing. */
    {"https://spec.openapis.org/oas/3.1/dialect/base", draft_2020_12,
     BATON_COUNT(draft_2020_12), ALL_BITS & ~ASSERTION_BIT},
};

const struct schema_dialect *baton_schema__default_dialect(void)
{
    return &dialects[0];
}

bool baton_schema__find_keyword(const struct schema_dialect *dialect, uint32_t vocabularies,
                                struct baton_str name, struct schema_row *out)
{
    for (size_t v = 0; name.len && v < dialect->count; v++) {
        const struct schema_vocabulary *vocabulary = dialect->vocabularies[v];
        for (size_t k = 0; (vocabularies >> v & 1) && k < vocabulary->count; k++) {
            const char *keyword = vocabulary->keywords[k].name;
            if (keyword[0] != name.s[0] || !baton_str_is(name, keyword))
                continue;
            *out = (struct schema_row){&vocabulary->keywords[k], v, k};
            return true;
        }
    }
    return false;
}

static const struct schema_dialect *find_dialect(struct baton_str uri)
{
    for (size_t i = 0; i < BATON_COUNT(dialects); i++)
        if (baton_str_is(uri, dialects[i].uri))
            return &dialects[i];
    return NULL;
}

static uint32_t vocabulary_bit(const struct schema_dialect *dialect, struct baton_str uri)
{
    for (uint32_t i = 0; i < dialect->count; i++)
        if (baton_str_is(uri, dialect->vocabularies[i]->uri))
            return UINT32_C(1) << i;
    return 0;
}

/* The bits of $vocabulary in a meta-schema; what it wants and nobody knows is a problem. */
static uint32_t read_vocabularies(struct schema_compiler *c, const struct schema_draft *d,
                                  uint32_t place, const struct schema_resource *meta,
                                  const struct schema_dialect *dialect)
{
    const struct baton_json *json = meta->doc->json;
    uint32_t list = baton_json_member_z(json, meta->value, "$vocabulary"), bits = 0;
    if (!baton_json_is(json, list, BATON_JSON_OBJECT))
        return dialect->by_default;
    BATON_JSON_EACH_MEMBER(json, list, key) {
        struct baton_str uri = baton_json_string(json, key, c->arena);
        uint32_t bit = vocabulary_bit(dialect, uri);
        if (!bit && json->v[key + 1].type == BATON_JSON_TRUE) {
            baton_schema__problem(c, d, place, "its meta-schema requires the vocabulary \"%.*s\", "
                                  "which is not known", BATON_ARG(uri));
            d->resource->bad_in = c->registry->compilations;
        }
        bits |= bit;
    }
    return bits;
}

/* Only the root of a resource says what dialect it is in; else it is that of its surroundings. */
static void inherit(struct schema_resource *resource)
{
    const struct schema_resource *parent = resource->parent;
    while (parent && !parent->dialect)
        parent = parent->parent;
    resource->dialect = parent ? parent->dialect : &dialects[0];
    resource->vocabularies = parent ? parent->vocabularies : dialects[0].by_default;
}

static void use_meta_schema(struct schema_compiler *c, const struct schema_draft *d,
                            uint32_t place, struct baton_str uri)
{
    struct schema_resource *meta = NULL;
    enum baton_err err = baton_schema__find_resource(c->registry, uri, &meta);
    if (err) {
        c->err = err;
        return;
    }
    if (!meta) {
        baton_schema__problem(c, d, place, "the dialect \"%.*s\" is not known; "
                              "baton knows JSON Schema draft 2020-12", BATON_ARG(uri));
        d->resource->bad_in = c->registry->compilations;
        return;
    }
    d->resource->dialect = &dialects[0];
    d->resource->vocabularies = read_vocabularies(c, d, place, meta, &dialects[0]);
}

void baton_schema__set_dialect(struct schema_compiler *c, struct schema_draft *d)
{
    struct schema_resource *resource = d->resource;
    bool told = !resource->bad_in || resource->bad_in == c->registry->compilations;
    if (resource->dialect && told)
        return;
    inherit(resource);
    const struct baton_json *json = resource->doc->json;
    uint32_t place = baton_json_member_z(json, resource->value, "$schema");
    if (!baton_json_is(json, place, BATON_JSON_STRING))
        return;
    struct baton_str uri = baton_schema__resolve(c->arena, resource->uri,
                                                 baton_json_string(json, place, c->arena));
    const struct schema_dialect *dialect = find_dialect(uri);
    if (!dialect) {
        use_meta_schema(c, d, place, uri);
        return;
    }
    resource->dialect = dialect;
    resource->vocabularies = dialect->by_default;
}
