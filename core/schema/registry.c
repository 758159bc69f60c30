/* SPDX-License-Identifier: Apache-2.0 */
/* Documents, and what in them has a URI. */
#include "core/schema/registry_int.h"

/* The meta-schemas of folder meta, by their URI: made by tools/embed.py. */
extern const char *const baton_schema_meta_names[];
extern const char *const baton_schema_meta_texts[];
extern const size_t baton_schema_meta_sizes[];
extern const size_t baton_schema_meta_count;

enum baton_err baton_schema_registry_init(struct baton_arena *arena,
                                          const struct baton_schema_options *options,
                                          struct baton_schema_registry **out)
{
    struct baton_schema_registry *registry = BATON_NEW(arena, struct baton_schema_registry);
    if (!registry)
        return BATON_ENOMEM;
    registry->arena = arena;
    if (options)
        registry->options = *options;
    *out = registry;
    return BATON_OK;
}

void baton_schema_registry_release(struct baton_schema_registry *registry)
{
    if (!registry)
        return;
    const struct baton_regex *regex = &registry->options.regex;
    for (size_t i = 0; i < registry->regex_count; i++)
        if (registry->regexes[i].compiled && regex->release)
            regex->release(regex->ctx, registry->regexes[i].compiled);
    registry->regex_count = 0;
}

/* ---- resources ------------------------------------------------------------------- */

static uint64_t place_hash(const struct schema_doc *doc, uint32_t value)
{
    return baton_schema__mix((uint64_t)(uintptr_t)doc, value);
}

static struct schema_resource *find_uri(const struct baton_schema_registry *registry,
                                        struct baton_str uri, bool document)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = baton_schema__hash_text(uri);
    while ((row = baton_schema__index_next(&registry->by_uri, hash, &cursor)) != SCHEMA_NONE) {
        const struct schema_uri *found = &registry->uris[row];
        if (baton_str_eq(found->uri, uri) && (found->document || !document))
            return found->resource;
    }
    return NULL;
}

bool baton_schema__name_resource(struct baton_schema_registry *registry, struct baton_str uri,
                                 struct schema_resource *resource, bool document)
{
    struct schema_uri *named = BATON_PUSH(registry->arena, registry->uris, registry->uri_count,
                                          registry->uri_capacity);
    if (!named)
        return false;
    *named = (struct schema_uri){uri, resource, document};
    return baton_schema__index_add(&registry->by_uri, registry->arena,
                                   baton_schema__hash_text(uri),
                                   (uint32_t)registry->uri_count - 1);
}

struct schema_resource *baton_schema__new_resource(struct baton_schema_registry *registry,
                                                   struct schema_doc *doc, uint32_t value,
                                                   struct baton_str uri,
                                                   struct schema_resource *parent)
{
    struct schema_resource *resource = BATON_NEW(registry->arena, struct schema_resource);
    struct schema_resource **slot = BATON_PUSH(registry->arena, registry->resources,
                                               registry->resource_count,
                                               registry->resource_capacity);
    if (!resource || !slot)
        return NULL;
    *slot = resource;
    resource->doc = doc;
    resource->value = value;
    resource->uri = uri;
    resource->parent = parent;
    if (!baton_schema__index_add(&registry->by_place, registry->arena, place_hash(doc, value),
                                 (uint32_t)registry->resource_count - 1))
        return NULL;
    return resource;
}

struct schema_resource *baton_schema__resource_at(const struct baton_schema_registry *registry,
                                                  const struct schema_doc *doc, uint32_t value)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = place_hash(doc, value);
    while ((row = baton_schema__index_next(&registry->by_place, hash, &cursor)) != SCHEMA_NONE) {
        struct schema_resource *found = registry->resources[row];
        if (found->doc == doc && found->value == value)
            return found;
    }
    return NULL;
}

struct schema_resource *baton_schema__resource_of(const struct baton_schema_registry *registry,
                                                  const struct schema_doc *doc, uint32_t value)
{
    struct schema_resource *found = NULL;
    for (; !found && value != SCHEMA_NONE; value = doc->parent[value])
        found = baton_schema__resource_at(registry, doc, value);
    return found;
}

/* ---- documents ----------------------------------------------------------------------- */

static enum baton_err add(struct baton_schema_registry *registry, struct baton_str uri,
                          const struct baton_json *json, const struct schema_resource *referrer)
{
    struct schema_doc *doc = BATON_NEW(registry->arena, struct schema_doc);
    struct schema_doc **slot = BATON_PUSH(registry->arena, registry->docs, registry->doc_count,
                                          registry->doc_capacity);
    if (!doc || !slot || !baton_schema__doc_init(doc, registry->arena, json, uri))
        return BATON_ENOMEM;
    *slot = doc;
    struct schema_resource *root = baton_schema__new_resource(registry, doc, 0, uri, NULL);
    if (!root || !baton_schema__name_resource(registry, uri, root, true))
        return BATON_ENOMEM;
    root->referrer = referrer;
    return BATON_OK;
}

enum baton_err baton_schema_add(struct baton_schema_registry *registry, struct baton_str uri,
                                const struct baton_json *doc)
{
    struct baton_str plain = baton_schema__resolve(registry->arena, BATON_STR(""), uri);
    if (!plain.s)
        return BATON_ENOMEM;
    if (!doc->count || find_uri(registry, plain, true))
        return BATON_EUSAGE;
    return add(registry, plain, doc, NULL);
}

/* The text of a meta-schema under its own URI, which others may stand for. */
static enum baton_err add_meta(struct baton_schema_registry *registry, size_t meta,
                               struct baton_str asked)
{
    struct baton_str uri = baton_str_from(baton_schema_meta_names[meta]);
    struct baton_str text = {baton_schema_meta_texts[meta], baton_schema_meta_sizes[meta]};
    if (!find_uri(registry, uri, false)) {
        struct baton_json *json = BATON_NEW(registry->arena, struct baton_json);
        if (!json)
            return BATON_ENOMEM;
        enum baton_err err = baton_json_read(registry->arena, text, NULL, json, NULL);
        if (!err)
            err = add(registry, uri, json, NULL);
        if (err)
            return err;
        registry->docs[registry->doc_count - 1]->built_in = true;
    }
    if (baton_str_eq(asked, uri))
        return BATON_OK;
    return baton_schema__name_resource(registry, asked, find_uri(registry, uri, false), false)
               ? BATON_OK : BATON_ENOMEM;
}

static enum baton_err load_meta(struct baton_schema_registry *registry, struct baton_str uri)
{
    struct baton_str canonical = baton_schema__canonical(uri);
    for (size_t i = 0; i < baton_schema_meta_count; i++) {
        struct baton_str name = baton_str_from(baton_schema_meta_names[i]);
        if (baton_str_eq(canonical, baton_schema__canonical(name)))
            return add_meta(registry, i, uri);
    }
    return BATON_OK;
}

/* ---- the loader ---------------------------------------------------------------------- */

static const struct schema_miss *find_miss(const struct baton_schema_registry *registry,
                                           struct baton_str uri)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = baton_schema__hash_text(uri);
    while ((row = baton_schema__index_next(&registry->by_miss, hash, &cursor)) != SCHEMA_NONE)
        if (baton_str_eq(registry->misses[row].uri, uri))
            return &registry->misses[row];
    return NULL;
}

struct baton_str baton_schema__why_missing(const struct baton_schema_registry *registry,
                                           struct baton_str uri)
{
    const struct schema_miss *miss = find_miss(registry, uri);
    return miss ? miss->why : BATON_STR("");
}

static enum baton_err add_miss(struct baton_schema_registry *registry, struct baton_str uri,
                               struct baton_str why)
{
    struct schema_miss *miss = BATON_PUSH(registry->arena, registry->misses,
                                          registry->miss_count, registry->miss_capacity);
    if (!miss || !baton_schema__index_add(&registry->by_miss, registry->arena,
                                          baton_schema__hash_text(uri),
                                          (uint32_t)registry->miss_count - 1))
        return BATON_ENOMEM;
    *miss = (struct schema_miss){uri, why};
    return BATON_OK;
}

/* A document that came before under another URI is the same one. */
static enum baton_err take_loaded(struct baton_schema_registry *registry, struct baton_str uri,
                                  const struct baton_json *json,
                                  const struct schema_resource *referrer)
{
    for (size_t i = 0; i < registry->doc_count; i++) {
        if (registry->docs[i]->json != json)
            continue;
        struct schema_resource *root = baton_schema__resource_at(registry, registry->docs[i], 0);
        return baton_schema__name_resource(registry, uri, root, false) ? BATON_OK : BATON_ENOMEM;
    }
    if (registry->loaded == SCHEMA_LOADS)
        return BATON_ELIMIT;
    registry->loaded++;
    return add(registry, uri, json, referrer);
}

/* Asked once for each URI. */
static enum baton_err load(struct baton_schema_registry *registry, struct baton_str uri,
                           const struct schema_resource *referrer)
{
    const struct baton_schema_loader *loader = &registry->options.loader;
    const struct baton_json *json = NULL;
    struct baton_str why = {NULL, 0};
    if (!loader->load || find_miss(registry, uri))
        return BATON_OK;
    enum baton_err err = loader->load(loader->ctx, uri, registry->arena, &json, &why);
    if (err)
        return err == BATON_ELIMIT ? BATON_ELIMIT : BATON_ENOMEM;
    return json && json->count ? take_loaded(registry, uri, json, referrer)
                               : add_miss(registry, uri, why);
}

enum baton_err baton_schema__find_resource(struct baton_schema_registry *registry,
                                           struct baton_str uri,
                                           const struct schema_resource *referrer,
                                           struct schema_resource **out)
{
    enum baton_err err = BATON_OK;
    *out = find_uri(registry, uri, false);
    if (!*out)
        err = load_meta(registry, uri);
    if (!*out && !err)
        *out = find_uri(registry, uri, false);
    if (!*out && !err)
        err = load(registry, uri, referrer);
    if (!*out && !err)
        *out = find_uri(registry, uri, false);
    return err;
}

struct schema_resource *baton_schema__find_document(const struct baton_schema_registry *registry,
                                                    struct baton_str uri)
{
    return find_uri(registry, uri, true);
}

/* ---- anchors ------------------------------------------------------------------------- */

static uint64_t anchor_hash(const struct schema_resource *resource, struct baton_str name)
{
    return baton_schema__mix((uint64_t)(uintptr_t)resource, baton_schema__hash_text(name));
}

const struct schema_anchor *baton_schema__find_anchor(
    const struct baton_schema_registry *registry, const struct schema_resource *resource,
    struct baton_str name)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = anchor_hash(resource, name);
    while ((row = baton_schema__index_next(&registry->by_name, hash, &cursor)) != SCHEMA_NONE) {
        const struct schema_anchor *found = &registry->anchors[row];
        if (found->resource == resource && baton_str_eq(found->name, name))
            return found;
    }
    return NULL;
}

/* The row of the first anchor ever with this name: its number. */
static uint32_t number_name(struct baton_schema_registry *registry, struct baton_str name,
                            uint32_t row)
{
    uint32_t cursor = SCHEMA_NONE, found;
    uint64_t hash = anchor_hash(NULL, name);
    while ((found = baton_schema__index_next(&registry->by_name, hash, &cursor)) != SCHEMA_NONE)
        if (baton_str_eq(registry->anchors[found].name, name))
            return found;
    return baton_schema__index_add(&registry->by_name, registry->arena, hash, row) ? row
                                                                                   : SCHEMA_NONE;
}

/* Dynamic anchors are kept in order of their name numbers; few resources have many. */
static bool add_dynamic(struct baton_schema_registry *registry, struct schema_resource *resource,
                        uint32_t row)
{
    uint32_t *slot = BATON_PUSH(registry->arena, resource->dynamic, resource->dynamic_count,
                                resource->dynamic_capacity);
    if (!slot)
        return false;
    size_t at = resource->dynamic_count - 1;
    uint32_t number = registry->anchors[row].name_number;
    for (; at && registry->anchors[resource->dynamic[at - 1]].name_number > number; at--)
        resource->dynamic[at] = resource->dynamic[at - 1];
    resource->dynamic[at] = row;
    return true;
}

bool baton_schema__add_anchor(struct baton_schema_registry *registry,
                              struct schema_resource *resource, struct baton_str name,
                              uint32_t value, bool dynamic)
{
    const struct schema_anchor *old = baton_schema__find_anchor(registry, resource, name);
    if (old)
        return true; /* the second of a name is a problem that compiling finds */
    struct schema_anchor *anchor = BATON_PUSH(registry->arena, registry->anchors,
                                              registry->anchor_count,
                                              registry->anchor_capacity);
    if (!anchor)
        return false;
    uint32_t row = (uint32_t)registry->anchor_count - 1;
    *anchor = (struct schema_anchor){resource, name, value, 0, dynamic};
    anchor->name_number = number_name(registry, name, row);
    return anchor->name_number != SCHEMA_NONE &&
           baton_schema__index_add(&registry->by_name, registry->arena,
                                   anchor_hash(resource, name), row) &&
           (!dynamic || add_dynamic(registry, resource, row));
}

/* ---- regular expressions ------------------------------------------------------------- */

void *baton_schema__regex(struct baton_schema_registry *registry, struct baton_str pattern,
                          const char **error, size_t *offset)
{
    const struct baton_regex *regex = &registry->options.regex;
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = baton_schema__hash_text(pattern);
    *error = NULL;
    while ((row = baton_schema__index_next(&registry->by_pattern, hash, &cursor)) != SCHEMA_NONE)
        if (baton_str_eq(registry->regexes[row].pattern, pattern))
            return registry->regexes[row].compiled;
    struct schema_regex *kept = BATON_PUSH(registry->arena, registry->regexes,
                                           registry->regex_count, registry->regex_capacity);
    if (!kept)
        return NULL;
    kept->pattern = pattern;
    kept->compiled = regex->compile(regex->ctx, pattern, error, offset);
    if (!kept->compiled) {
        registry->regex_count--;
        return NULL;
    }
    return baton_schema__index_add(&registry->by_pattern, registry->arena, hash,
                                   (uint32_t)registry->regex_count - 1) ? kept->compiled : NULL;
}
