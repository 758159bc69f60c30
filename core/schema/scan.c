/* SPDX-License-Identifier: Apache-2.0 */
/* Finds what a schema and those within it name: resources and anchors. */
#include "core/schema/registry_int.h"

/* A schema that is still to be looked at; outer: it is not within another one. */
struct visit {
    uint32_t value;
    struct schema_resource *resource;
    bool outer;
};

struct scan {
    struct baton_schema_registry *registry;
    struct schema_doc *doc;
    struct visit *visits;
    size_t count, capacity;
};

static bool push(struct scan *scan, uint32_t value, struct schema_resource *resource)
{
    if (scan->doc->json->v[value].type != BATON_JSON_OBJECT)
        return true;
    struct visit *visit = BATON_PUSH(scan->registry->arena, scan->visits, scan->count,
                                     scan->capacity);
    if (visit)
        *visit = (struct visit){value, resource, false};
    return visit != NULL;
}

static bool push_all(struct scan *scan, enum schema_shape shape, uint32_t value,
                     struct schema_resource *resource)
{
    const struct baton_json *json = scan->doc->json;
    uint8_t type = json->v[value].type;
    if (shape == SHAPE_ONE || (shape == SHAPE_ONE_OR_LIST && type == BATON_JSON_OBJECT))
        return push(scan, value, resource);
    if (shape == SHAPE_MAP && type == BATON_JSON_OBJECT) {
        BATON_JSON_EACH_MEMBER(json, value, key)
            if (!push(scan, key + 1, resource))
                return false;
    } else if (shape != SHAPE_NONE && shape != SHAPE_MAP && type == BATON_JSON_ARRAY) {
        BATON_JSON_EACH_ITEM(json, value, item)
            if (!push(scan, item, resource))
                return false;
    }
    return true;
}

static enum schema_shape shape_of(struct scan *scan, const struct schema_dialect *dialect,
                                  uint32_t key)
{
    struct baton_str name = baton_json_string(scan->doc->json, key, scan->registry->arena);
    struct schema_row row;
    return baton_schema__find_keyword(dialect, UINT32_MAX, name, &row) ? row.keyword->shape
                                                                       : SHAPE_NONE;
}

/* The string that a member of a schema is, or {NULL, 0}. */
static struct baton_str member_string(struct scan *scan, uint32_t schema, const char *name)
{
    const struct baton_json *json = scan->doc->json;
    uint32_t value = baton_json_member_z(json, schema, name);
    if (value == BATON_JSON_NONE || json->v[value].type != BATON_JSON_STRING)
        return (struct baton_str){NULL, 0};
    return baton_json_string(json, value, scan->registry->arena);
}

/* ---- resources ------------------------------------------------------------------------- */

/* Up to draft 7, what stands beside a reference does not count. */
static bool is_lone_ref(struct scan *scan, uint32_t schema, const struct schema_language *language)
{
    return language->dialect->age < AGE_2019 && member_string(scan, schema, "$ref").s;
}

/*
 * The root of a document that is no more than a reference has no say in its base
 * URI, either. But it can be found by its $id, as many a schema wants it.
 */
static bool set_uri(struct scan *scan, uint32_t schema, struct baton_str uri,
                    const struct schema_language *language, struct schema_resource **resource)
{
    struct baton_schema_registry *registry = scan->registry;
    struct schema_resource *own = baton_schema__resource_at(registry, scan->doc, schema);
    bool lone = is_lone_ref(scan, schema, language);
    if (lone && !own)
        return true;
    if (!own) {
        own = baton_schema__new_resource(registry, scan->doc, schema, uri, *resource);
        if (own)
            own->language = *language;
    } else if (!lone) {
        own->uri = uri; /* the root of the document */
    }
    *resource = own;
    return own && baton_schema__name_resource(registry, uri, own, false);
}

/* The fragment of an $id is an anchor up to draft 7; a pointer says nothing. */
static bool set_fragment(struct scan *scan, uint32_t schema, struct baton_str fragment,
                         struct schema_resource *resource)
{
    if (!fragment.len || fragment.s[0] == '/' || resource->language.dialect->age > AGE_7 ||
        is_lone_ref(scan, schema, &resource->language))
        return true;
    fragment = baton_schema__percent_decode(scan->registry->arena, fragment);
    return fragment.s &&
           baton_schema__add_anchor(scan->registry, resource, fragment, schema, false);
}

/* The resource that a schema with $id is, else the one it is part of. */
static bool set_resource(struct scan *scan, uint32_t schema, const struct schema_language *language,
                         struct schema_resource **resource)
{
    const char *keyword = language->dialect->id;
    struct baton_str id = member_string(scan, schema, keyword), rest = id, fragment;
    if (!*keyword || !id.s)
        return true;
    bool older = language->dialect->age < AGE_2019;
    fragment = baton_schema__cut_fragment(&rest);
    if (rest.len || (!older && !fragment.s)) {
        struct baton_str uri = baton_schema__resolve(scan->registry->arena, (*resource)->uri, id);
        bool same = older && schema && uri.s && baton_str_eq(uri, (*resource)->uri);
        if (!uri.s || (!same && !set_uri(scan, schema, uri, language, resource)))
            return false;
    }
    return set_fragment(scan, schema, fragment, *resource);
}

/* In a description of an API each schema that is not in another one may have $schema. */
static enum baton_err enter_outer(struct scan *scan, uint32_t schema,
                                  const struct schema_language *language,
                                  struct schema_resource **resource)
{
    struct schema_resource *own = baton_schema__new_resource(scan->registry, scan->doc, schema,
                                                             (*resource)->uri, *resource);
    if (!own)
        return BATON_ENOMEM;
    own->language = *language;
    *resource = own;
    return BATON_OK;
}

/* $schema counts at the root of a document, and beside $id. */
static enum baton_err enter(struct scan *scan, const struct visit *at,
                            struct schema_resource **resource)
{
    struct schema_language language = (*resource)->language;
    const struct baton_json *json = scan->doc->json;
    uint32_t schema = at->value;
    uint32_t place = schema ? baton_json_member_z(json, schema, "$schema") : BATON_JSON_NONE;
    language.trouble = TROUBLE_NONE;
    if (baton_json_is(json, place, BATON_JSON_STRING)) {
        bool named = member_string(scan, schema, "$id").s || member_string(scan, schema, "id").s;
        bool outer = !named && at->outer && baton_schema__is_api(scan->registry, scan->doc);
        enum baton_err err = !named && !outer ? BATON_OK : baton_schema__named_language(
            scan->registry, *resource, place, &language);
        if (err || outer)
            return err ? err : enter_outer(scan, schema, &language, resource);
    }
    return set_resource(scan, schema, &language, resource) ? BATON_OK : BATON_ENOMEM;
}

static bool set_anchors(struct scan *scan, uint32_t schema, struct schema_resource *resource)
{
    static const char *const anchors[] = {"$anchor", "$dynamicAnchor"};
    enum schema_age age = resource->language.dialect->age;
    for (size_t i = 0; age >= AGE_2019 && i < (age == AGE_2019 ? 1 : 2); i++) {
        struct baton_str name = member_string(scan, schema, anchors[i]);
        if (name.s && !baton_schema__add_anchor(scan->registry, resource, name, schema, i == 1))
            return false;
    }
    /* In draft 2019-09 it is the resource that is dynamic: an anchor without a name. */
    if (age != AGE_2019 || schema != resource->value)
        return true;
    uint32_t value = baton_json_member_z(scan->doc->json, schema, "$recursiveAnchor");
    return !baton_json_is(scan->doc->json, value, BATON_JSON_TRUE) ||
           baton_schema__add_anchor(scan->registry, resource, BATON_STR(""), schema, true);
}

/* ---- schemas --------------------------------------------------------------------------- */

/* The schemas that references in a description of an API lead to. */
static bool push_components(struct scan *scan, struct schema_resource *resource)
{
    const struct baton_json *json = scan->doc->json;
    uint32_t list = baton_json_member_z(json, 0, "components");
    list = baton_json_is(json, list, BATON_JSON_OBJECT)
               ? baton_json_member_z(json, list, "schemas")
               : baton_json_member_z(json, 0, "definitions");
    if (list != BATON_JSON_NONE && !push_all(scan, SHAPE_MAP, list, resource))
        return false;
    for (size_t i = 0; i < scan->count; i++)
        scan->visits[i].outer = true;
    return true;
}

static enum baton_err visit(struct scan *scan, const struct visit *at)
{
    const struct baton_json *json = scan->doc->json;
    struct schema_resource *resource = at->resource;
    uint32_t schema = at->value;
    if (!schema && baton_schema__is_api(scan->registry, scan->doc))
        return push_components(scan, resource) ? BATON_OK : BATON_ENOMEM;
    enum baton_err err = enter(scan, at, &resource);
    if (err)
        return err;
    if (!set_anchors(scan, schema, resource))
        return BATON_ENOMEM;
    bool lone = is_lone_ref(scan, schema, &resource->language);
    BATON_JSON_EACH_MEMBER(json, schema, key) {
        if (lone && !baton_json_string_is(json, key, BATON_STR("definitions")))
            continue;
        enum schema_shape shape = shape_of(scan, resource->language.dialect, key);
        if (!push_all(scan, shape, key + 1, resource))
            return BATON_ENOMEM;
    }
    return BATON_OK;
}

enum baton_err baton_schema__scan(struct baton_schema_registry *registry, struct schema_doc *doc,
                                  uint32_t value)
{
    struct scan scan = {.registry = registry, .doc = doc};
    if (!push(&scan, value, baton_schema__resource_of(registry, doc, value)))
        return BATON_ENOMEM;
    if (scan.count)
        scan.visits[0].outer = true;
    /* In order of the text: of equal names, the first one counts. */
    for (size_t i = 0; i < scan.count; i++) {
        struct visit next = scan.visits[i];
        uint8_t bit = (uint8_t)(1u << (next.value & 7));
        if (doc->scanned[next.value >> 3] & bit)
            continue;
        doc->scanned[next.value >> 3] |= bit;
        doc->aside[next.value >> 3] |= value ? bit : 0;
        enum baton_err err = visit(&scan, &next);
        if (err)
            return err;
    }
    return baton_arena_failed(registry->arena) ? BATON_ENOMEM : BATON_OK;
}

/* Documents come in while others are scanned: the meta-schemas of these. */
enum baton_err baton_schema__scan_added(struct baton_schema_registry *registry)
{
    while (registry->scanned < registry->doc_count) {
        struct schema_doc *doc = registry->docs[registry->scanned++];
        enum baton_err err = baton_schema__root_language(
            registry, baton_schema__resource_at(registry, doc, 0));
        if (!err)
            err = baton_schema__scan(registry, doc, 0);
        if (err)
            return err;
    }
    return BATON_OK;
}
