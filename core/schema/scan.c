/* SPDX-License-Identifier: Apache-2.0 */
/* Finds what a schema and those within it name: $id, $anchor, $dynamicAnchor. */
#include "core/schema/compile_int.h"

/* A schema that is still to be looked at. */
struct visit {
    uint32_t value;
    struct schema_resource *resource;
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
        *visit = (struct visit){value, resource};
    return visit != NULL;
}

static bool push_all(struct scan *scan, enum schema_shape shape, uint32_t value,
                     struct schema_resource *resource)
{
    const struct baton_json *json = scan->doc->json;
    if (shape == SHAPE_ONE)
        return push(scan, value, resource);
    if (shape == SHAPE_LIST && json->v[value].type == BATON_JSON_ARRAY) {
        BATON_JSON_EACH_ITEM(json, value, item)
            if (!push(scan, item, resource))
                return false;
    } else if (shape == SHAPE_MAP && json->v[value].type == BATON_JSON_OBJECT) {
        BATON_JSON_EACH_MEMBER(json, value, key)
            if (!push(scan, key + 1, resource))
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

/* The resource that a schema with $id is, else the one it is part of. */
static bool set_resource(struct scan *scan, uint32_t schema, struct schema_resource **resource)
{
    struct baton_str id = member_string(scan, schema, "$id");
    if (!id.s || (id.len && id.s[0] == '#'))
        return true;
    struct baton_str uri = baton_schema__resolve(scan->registry->arena, (*resource)->uri, id);
    if (!uri.s)
        return false;
    struct schema_resource *own = baton_schema__resource_at(scan->registry, scan->doc, schema);
    if (own)
        own->uri = uri; /* the root of the document */
    else
        own = baton_schema__new_resource(scan->registry, scan->doc, schema, uri, *resource);
    *resource = own;
    return own && baton_schema__name_resource(scan->registry, uri, own, false);
}

static bool visit(struct scan *scan, uint32_t schema, struct schema_resource *resource)
{
    const struct baton_json *json = scan->doc->json;
    const struct schema_dialect *dialect = baton_schema__default_dialect();
    if (!set_resource(scan, schema, &resource))
        return false;
    static const char *const anchors[] = {"$anchor", "$dynamicAnchor"};
    for (size_t i = 0; i < BATON_COUNT(anchors); i++) {
        struct baton_str name = member_string(scan, schema, anchors[i]);
        if (name.s && !baton_schema__add_anchor(scan->registry, resource, name, schema, i == 1))
            return false;
    }
    BATON_JSON_EACH_MEMBER(json, schema, key)
        if (!push_all(scan, shape_of(scan, dialect, key), key + 1, resource))
            return false;
    return true;
}

bool baton_schema__scan(struct baton_schema_registry *registry, struct schema_doc *doc,
                        uint32_t value)
{
    struct scan scan = {.registry = registry, .doc = doc};
    if (!push(&scan, value, baton_schema__resource_of(registry, doc, value)))
        return false;
    /* In order of the text: of equal names, the first one counts. */
    for (size_t i = 0; i < scan.count; i++) {
        struct visit next = scan.visits[i];
        uint8_t bit = (uint8_t)(1u << (next.value & 7));
        if (doc->scanned[next.value >> 3] & bit)
            continue;
        doc->scanned[next.value >> 3] |= bit;
        if (!visit(&scan, next.value, next.resource))
            return false;
    }
    return !baton_arena_failed(registry->arena);
}
