/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which keywords there are. A dialect is a row of `dialects`, a list of tables
 * with keywords, and an age: a keyword of these tables that came later is none.
 * What older drafts have and draft 2020-12 has not is in tables of its own,
 * which stand before the others.
 */
#include <string.h>

#include "core/schema/compile_int.h"

#define IN_2019(name) "https://json-schema.org/draft/2019-09/vocab/" name

static const struct schema_part draft_2020_12[] = {
    {&baton_schema__older_names, NULL},
    {&baton_schema__core, NULL},
    {&baton_schema__applicator, NULL},
    {&baton_schema__validation, NULL},
    {&baton_schema__unevaluated, NULL},
    {&baton_schema__format_openapi, NULL},
    {&baton_schema__format_assertion, NULL}, /* before annotation: whoever has both, asserts */
    {&baton_schema__format_annotation, NULL},
    {&baton_schema__content, NULL},
    {&baton_schema__meta_data, NULL},
    {&baton_schema__openapi_base, NULL},
};

static const struct schema_part draft_2019_09[] = {
    {&baton_schema__older_names, IN_2019("applicator")},
    {&baton_schema__older_items, IN_2019("applicator")},
    {&baton_schema__recursive, IN_2019("core")},
    {&baton_schema__core, IN_2019("core")},
    {&baton_schema__applicator, IN_2019("applicator")},
    {&baton_schema__validation, IN_2019("validation")},
    {&baton_schema__unevaluated, IN_2019("applicator")},
    {&baton_schema__format_annotation, IN_2019("format")},
    {&baton_schema__content, IN_2019("content")},
    {&baton_schema__meta_data, IN_2019("meta-data")},
};

static const struct schema_part draft_7[] = {
    {&baton_schema__older_names, NULL}, {&baton_schema__older_items, NULL},
    {&baton_schema__id_6, NULL},        {&baton_schema__core, NULL},
    {&baton_schema__applicator, NULL},  {&baton_schema__validation, NULL},
    {&baton_schema__meta_data, NULL},   {&baton_schema__format_annotation, NULL},
    {&baton_schema__content_draft7, NULL}, /* draft 6 has all but this */
};

static const struct schema_part draft_4[] = {
    {&baton_schema__older_names, NULL}, {&baton_schema__older_items, NULL},
    {&baton_schema__id_4, NULL},        {&baton_schema__bounds_4, NULL},
    {&baton_schema__core, NULL},        {&baton_schema__applicator, NULL},
    {&baton_schema__validation, NULL},  {&baton_schema__meta_data, NULL},
    {&baton_schema__format_annotation, NULL},
};

static const struct schema_part openapi_3_0[] = {
    {&baton_schema__openapi_3_0, NULL}, {&baton_schema__openapi_base, NULL},
    {&baton_schema__bounds_4, NULL},    {&baton_schema__core, NULL},
    {&baton_schema__applicator, NULL},  {&baton_schema__validation, NULL},
    {&baton_schema__meta_data, NULL},   {&baton_schema__format_openapi, NULL},
};

#define ALL(parts) ((UINT32_C(1) << BATON_COUNT(parts)) - 1)

enum { OPENAPI_BITS = 1 << 5 | 1 << 10, ASSERTION_BIT = 1 << 6 };

/* In the order of enum baton_schema_dialect, which has their names and URIs. */
static const struct schema_dialect dialects[] = {
    {draft_2020_12, BATON_COUNT(draft_2020_12),
     ALL(draft_2020_12) & ~(uint32_t)(OPENAPI_BITS | ASSERTION_BIT), AGE_2020, "$id"},
    {draft_2019_09, BATON_COUNT(draft_2019_09), ALL(draft_2019_09), AGE_2019, "$id"},
    {draft_7, BATON_COUNT(draft_7), ALL(draft_7), AGE_7, "$id"},
    {draft_7, BATON_COUNT(draft_7) - 1, ALL(draft_7) >> 1, AGE_6, "$id"},
    {draft_4, BATON_COUNT(draft_4), ALL(draft_4), AGE_4, "id"},
    {draft_2020_12, BATON_COUNT(draft_2020_12),
     ALL(draft_2020_12) & ~(uint32_t)ASSERTION_BIT, AGE_2020, "$id"},
    {openapi_3_0, BATON_COUNT(openapi_3_0), ALL(openapi_3_0), AGE_OPENAPI_3_0, ""},
};

static const struct {
    const char *name, *uri;
} names[] = {
#define NAMES_ROW(code, name, uri) {name, uri},
    BATON_SCHEMA_DIALECTS(NAMES_ROW)
#undef NAMES_ROW
};

_Static_assert(BATON_COUNT(dialects) == BATON_COUNT(names), "a row for each dialect");

bool baton_schema_dialect_named(struct baton_str name, enum baton_schema_dialect *out)
{
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        if (baton_str_is(name, names[i].name)) {
            *out = (enum baton_schema_dialect)i;
            return true;
        }
    return false;
}

const char *baton_schema_dialect_name(enum baton_schema_dialect dialect)
{
    return (size_t)dialect < BATON_COUNT(names) ? names[dialect].name : "";
}

/* ---- keywords -------------------------------------------------------------------------- */

/* Keywords of the tables of draft 2020-12 that did not come with the first of all. */
static const struct {
    const char *name;
    enum schema_age age;
} first_in[] = {
    {"$schema", AGE_4}, {"patternProperties", AGE_4},
    {"$id", AGE_6}, {"const", AGE_6}, {"contains", AGE_6}, {"propertyNames", AGE_6},
    {"examples", AGE_6},
    {"$comment", AGE_7}, {"if", AGE_7}, {"then", AGE_7}, {"else", AGE_7}, {"readOnly", AGE_7},
    {"writeOnly", AGE_7}, {"contentEncoding", AGE_7}, {"contentMediaType", AGE_7},
    {"$vocabulary", AGE_2019}, {"$anchor", AGE_2019}, {"$defs", AGE_2019},
    {"dependentSchemas", AGE_2019}, {"dependentRequired", AGE_2019}, {"maxContains", AGE_2019},
    {"minContains", AGE_2019}, {"contentSchema", AGE_2019}, {"deprecated", AGE_2019},
    {"$dynamicAnchor", AGE_2020}, {"$dynamicRef", AGE_2020}, {"prefixItems", AGE_2020},
};

static bool came_later(const char *keyword, enum schema_age age)
{
    for (size_t i = 0; age < AGE_2020 && i < BATON_COUNT(first_in); i++)
        if (!strcmp(keyword, first_in[i].name))
            return first_in[i].age > age;
    return false;
}

bool baton_schema__find_keyword(const struct schema_dialect *dialect, uint32_t vocabularies,
                                struct baton_str name, struct schema_row *out)
{
    for (size_t v = 0; name.len && v < dialect->count; v++) {
        const struct schema_vocabulary *vocabulary = dialect->parts[v].vocabulary;
        for (size_t k = 0; (vocabularies >> v & 1) && k < vocabulary->count; k++) {
            const char *keyword = vocabulary->keywords[k].name;
            if (keyword[0] != name.s[0] || !baton_str_is(name, keyword) ||
                (vocabulary->uri && came_later(keyword, dialect->age)))
                continue;
            *out = (struct schema_row){&vocabulary->keywords[k], v, k};
            return true;
        }
    }
    return false;
}

bool baton_schema_knows(enum baton_schema_dialect dialect, struct baton_str keyword)
{
    struct schema_row row;
    return (size_t)dialect < BATON_COUNT(dialects) &&
           baton_schema__find_keyword(&dialects[dialect], dialects[dialect].by_default, keyword,
                                      &row);
}

/* ---- URIs ------------------------------------------------------------------------------ */

/* Other names by which schemas in use call a dialect. */
static const struct {
    const char *name, *stands_for;
} aliases[] = {
    {"json-schema.org/schema", "json-schema.org/draft/2020-12/schema"},
    {"json-schema.org/draft/2020-12/hyper-schema", "json-schema.org/draft/2020-12/schema"},
    {"json-schema.org/draft/2019-09/hyper-schema", "json-schema.org/draft/2019-09/schema"},
    {"json-schema.org/draft-07/hyper-schema", "json-schema.org/draft-07/schema"},
    {"json-schema.org/draft-06/hyper-schema", "json-schema.org/draft-06/schema"},
    {"json-schema.org/draft-05/schema", "json-schema.org/draft-04/schema"},
    {"json-schema.org/draft-04/hyper-schema", "json-schema.org/draft-04/schema"},
    {"spec.openapis.org/oas/3.1/dialect/2024-10-25", "spec.openapis.org/oas/3.1/dialect/base"},
    {"spec.openapis.org/oas/3.1/dialect/2024-11-10", "spec.openapis.org/oas/3.1/dialect/base"},
};

struct baton_str baton_schema__canonical(struct baton_str uri)
{
    static const char *const schemes[] = {"https://", "http://"};
    for (size_t i = 0; i < BATON_COUNT(schemes); i++) {
        size_t len = strlen(schemes[i]);
        if (uri.len < len || memcmp(uri.s, schemes[i], len) != 0)
            continue;
        uri = baton_str_sub(uri, len, uri.len);
        break;
    }
    for (size_t i = 0; i < BATON_COUNT(aliases); i++)
        if (baton_str_is(uri, aliases[i].name))
            return baton_str_from(aliases[i].stands_for);
    return uri;
}

static const struct schema_dialect *find_dialect(struct baton_str uri)
{
    struct baton_str canonical = baton_schema__canonical(uri);
    for (size_t i = 0; i < BATON_COUNT(dialects); i++)
        if (baton_str_eq(canonical, baton_schema__canonical(baton_str_from(names[i].uri))))
            return &dialects[i];
    return NULL;
}

/* ---- meta-schemas ---------------------------------------------------------------------- */

enum { GENERATIONS = 8 /* meta-schemas of meta-schemas that are looked at */ };

static struct schema_language plain(const struct schema_dialect *dialect)
{
    return (struct schema_language){.dialect = dialect, .vocabularies = dialect->by_default};
}

/* What a document says nothing of. */
static struct schema_language unnamed(const struct baton_schema_registry *registry,
                                      const struct schema_resource *resource)
{
    size_t number = registry->options.dialect;
    const struct schema_resource *from = resource->parent ? resource->parent : resource->referrer;
    if (!from || !from->language.dialect)
        return plain(&dialects[number < BATON_COUNT(dialects) ? number : 0]);
    return (struct schema_language){.dialect = from->language.dialect,
                                    .vocabularies = from->language.vocabularies};
}

static uint32_t vocabulary_bits(const struct schema_dialect *dialect, struct baton_str uri)
{
    uint32_t bits = 0;
    for (size_t i = 0; i < dialect->count; i++) {
        const struct schema_part *part = &dialect->parts[i];
        const char *name = part->uri ? part->uri : part->vocabulary->uri;
        if (name && baton_str_is(uri, name))
            bits |= UINT32_C(1) << i;
    }
    return bits;
}

/*
 * The bits of $vocabulary in a meta-schema. The first part has what is there for
 * the sake of older schemas, and has no vocabulary of its own in draft 2020-12.
 */
static void read_vocabularies(const struct baton_schema_registry *registry,
                              const struct schema_resource *meta, struct schema_language *language)
{
    const struct baton_json *json = meta->doc->json;
    uint32_t list = baton_json_member_z(json, meta->value, "$vocabulary"), bits = 0;
    if (language->dialect->age < AGE_2019 || !baton_json_is(json, list, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(json, list, key) {
        struct baton_str uri = baton_json_string(json, key, registry->arena);
        uint32_t bit = vocabulary_bits(language->dialect, uri);
        bits |= bit;
        if (bit || json->v[key + 1].type != BATON_JSON_TRUE || language->trouble)
            continue;
        language->trouble = TROUBLE_VOCABULARY;
        language->wanted = uri;
    }
    language->vocabularies = bits | (language->vocabularies & 1);
}

/* The URI that $schema (or whatever is at place) means, or {NULL, 0}. */
static struct baton_str uri_at(const struct baton_schema_registry *registry,
                               const struct schema_resource *resource, uint32_t place)
{
    const struct baton_json *json = resource->doc->json;
    if (!baton_json_is(json, place, BATON_JSON_STRING))
        return (struct baton_str){NULL, 0};
    return baton_schema__resolve(registry->arena, resource->uri,
                                 baton_json_string(json, place, registry->arena));
}

/* From a schema to its meta-schema, from there to that one's, until a draft is reached. */
enum baton_err baton_schema__named_language(struct baton_schema_registry *registry,
                                            const struct schema_resource *within, uint32_t place,
                                            struct schema_language *out)
{
    struct baton_str uri = uri_at(registry, within, place), first = uri;
    const struct schema_dialect *dialect = find_dialect(uri);
    struct schema_resource *meta = NULL, *next = NULL;
    for (int i = 0; !dialect && uri.s && i < GENERATIONS; i++) {
        enum baton_err err = baton_schema__find_resource(registry, uri, within, &next);
        if (err)
            return err;
        if (!next)
            break;
        meta = meta ? meta : next;
        uri = uri_at(registry, next, baton_json_member_z(next->doc->json, next->value, "$schema"));
        dialect = uri.s ? find_dialect(uri) : unnamed(registry, next).dialect;
    }
    if (baton_arena_failed(registry->arena))
        return BATON_ENOMEM;
    if (dialect) {
        *out = plain(dialect);
        if (meta)
            read_vocabularies(registry, meta, out);
    } else {
        out->trouble = TROUBLE_DIALECT;
        out->wanted = first;
    }
    out->at = place;
    return BATON_OK;
}

/* ---- documents ------------------------------------------------------------------------- */

static bool begins(const struct baton_schema_registry *registry, const struct schema_doc *doc,
                   const char *member, const char *with)
{
    uint32_t value = baton_json_member_z(doc->json, 0, member);
    if (!baton_json_is(doc->json, value, BATON_JSON_STRING))
        return false;
    struct baton_str text = baton_json_string(doc->json, value, registry->arena);
    size_t len = strlen(with);
    return text.len >= len && !memcmp(text.s, with, len);
}

/* The schemas of Swagger 2.0 are those of OpenAPI 3.0 without some keywords. */
static bool is_older_api(const struct baton_schema_registry *registry,
                         const struct schema_doc *doc)
{
    return begins(registry, doc, "openapi", "3.0") || begins(registry, doc, "swagger", "2.");
}

bool baton_schema__is_api(const struct baton_schema_registry *registry,
                          const struct schema_doc *doc)
{
    return begins(registry, doc, "openapi", "3.") || is_older_api(registry, doc);
}

enum baton_err baton_schema__root_language(struct baton_schema_registry *registry,
                                           struct schema_resource *root)
{
    const struct schema_doc *doc = root->doc;
    bool object = doc->json->v[0].type == BATON_JSON_OBJECT;
    uint32_t place = object ? baton_json_member_z(doc->json, 0, "$schema") : BATON_JSON_NONE;
    root->language = unnamed(registry, root);
    if (!object)
        return BATON_OK;
    if (!baton_json_is(doc->json, place, BATON_JSON_STRING)) {
        if (!baton_schema__is_api(registry, doc))
            return BATON_OK;
        bool old = is_older_api(registry, doc);
        root->language = plain(&dialects[old ? BATON_OPENAPI_3_0 : BATON_OPENAPI_3_1]);
        place = baton_json_member_z(doc->json, 0, "jsonSchemaDialect");
        if (old || !baton_json_is(doc->json, place, BATON_JSON_STRING))
            return BATON_OK;
    }
    return baton_schema__named_language(registry, root, place, &root->language);
}

/* ---- problems -------------------------------------------------------------------------- */

static void tell_unknown(struct schema_compiler *c, const struct schema_draft *d)
{
    const struct schema_language *language = &d->resource->language;
    struct baton_str why = baton_schema__why_missing(c->registry, language->wanted);
    struct baton_buf known;
    baton_buf_init(&known, c->arena, 0);
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        baton_buf_fmt(&known, "%s%s", i ? ", " : "", names[i].name);
    baton_schema__problem(c, d, language->at, "the dialect \"%.*s\" is not known%s%.*s; known are "
                          "%.*s, and what a meta-schema that is added makes of these",
                          BATON_ARG(language->wanted), why.len ? ": " : "", BATON_ARG(why),
                          BATON_ARG(baton_buf_str(&known)));
}

/* Told once in a compilation; what was missing may have been added since the last one. */
void baton_schema__check_dialect(struct schema_compiler *c, const struct schema_draft *d)
{
    struct schema_resource *resource = d->resource;
    struct schema_language *language = &resource->language;
    if (!language->trouble || resource->told_in == c->registry->compilations)
        return;
    if (resource->told_in) {
        language->trouble = TROUBLE_NONE;
        c->err = baton_schema__named_language(c->registry, resource, language->at, language);
    }
    resource->told_in = c->registry->compilations;
    if (language->trouble == TROUBLE_DIALECT)
        tell_unknown(c, d);
    else if (language->trouble == TROUBLE_VOCABULARY)
        baton_schema__problem(c, d, language->at, "its meta-schema requires the vocabulary "
                              "\"%.*s\", which is not known", BATON_ARG(language->wanted));
}
