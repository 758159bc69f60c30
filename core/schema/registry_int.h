/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents, what in them has a URI, and the dialects that they are written in:
 * what stands before anything is compiled.
 */
#ifndef BATON_CORE_SCHEMA_REGISTRY_INT_H
#define BATON_CORE_SCHEMA_REGISTRY_INT_H

#include "core/schema/schema_int.h"

enum { SCHEMA_LOADS = 4096 /* documents that the loader gives */ };

struct schema_compiler;
struct schema_draft;

/* ---- dialects (dialect.c) -------------------------------------------------------- */

/* Where in a keyword's value schemas stand. */
enum schema_shape { SHAPE_NONE, SHAPE_ONE, SHAPE_LIST, SHAPE_ONE_OR_LIST, SHAPE_MAP };

/*
 * One row per keyword: compile() is given the keyword's value. Rows are called
 * in the order of the tables, whatever order the schema has.
 */
struct schema_keyword {
    const char *name;
    enum schema_shape shape;
    void (*compile)(struct schema_compiler *c, struct schema_draft *d, uint32_t value);
};

/* uri: of draft 2020-12; NULL for keywords that only other dialects have. */
struct schema_vocabulary {
    const char *uri;
    const struct schema_keyword *keywords;
    size_t count;
};

/* Drafts in order of their age, with the one that OpenAPI 3.0 took less than all of first. */
enum schema_age { AGE_OPENAPI_3_0, AGE_4, AGE_6, AGE_7, AGE_2019, AGE_2020 };

/* A vocabulary in a dialect, where it may have another URI (NULL: the same). */
struct schema_part {
    const struct schema_vocabulary *vocabulary;
    const char *uri;
};

struct schema_dialect {
    const struct schema_part *parts; /* of two with the same keyword, the first counts */
    size_t count;
    uint32_t by_default; /* bits: the parts that apply when no meta-schema says which */
    enum schema_age age;
    const char *id;      /* the keyword that names a resource, or "" */
};

enum { SCHEMA_VOCABULARIES = 11, SCHEMA_KEYWORDS = 24 /* at most, in a vocabulary */ };

extern const struct schema_vocabulary baton_schema__core, baton_schema__applicator,
    baton_schema__validation, baton_schema__unevaluated, baton_schema__format_annotation,
    baton_schema__format_assertion, baton_schema__content, baton_schema__meta_data;
/* Keywords that draft 2020-12 has not, or has with another meaning. */
extern const struct schema_vocabulary baton_schema__id_4, baton_schema__id_6,
    baton_schema__recursive, baton_schema__older_items, baton_schema__older_names,
    baton_schema__bounds_4, baton_schema__content_draft7, baton_schema__openapi_3_0,
    baton_schema__openapi_base, baton_schema__format_openapi;

/* What is wrong with the name of a dialect. */
enum schema_trouble { TROUBLE_NONE, TROUBLE_DIALECT, TROUBLE_VOCABULARY };

/* What the keywords of a resource mean. */
struct schema_language {
    const struct schema_dialect *dialect;
    uint32_t vocabularies; /* bits */
    enum schema_trouble trouble;
    struct baton_str wanted; /* with trouble: the URI that is not known */
    uint32_t at;             /* and what named it */
};

/*
 * A URI by which a dialect or a meta-schema of it is known, without its scheme
 * and in the spelling of the tables; any other one just without its scheme.
 */
struct baton_str baton_schema__canonical(struct baton_str uri);

/* Where a keyword stands in the tables. */
struct schema_row {
    const struct schema_keyword *keyword;
    size_t vocabulary, index;
};

/* Looks in the vocabularies whose bits are set. */
bool baton_schema__find_keyword(const struct schema_dialect *dialect, uint32_t vocabularies,
                                struct baton_str name, struct schema_row *out);

/* ---- registry (registry.c, scan.c) --------------------------------------------------- */

/* A schema with a URI of its own; or the root of a document. */
struct schema_resource {
    struct baton_str uri; /* without a fragment: what references in it are relative to */
    struct schema_doc *doc;
    uint32_t value;
    struct schema_resource *parent;       /* it is embedded in, or NULL */
    uint32_t *dynamic;                    /* rows of $dynamicAnchor, by name number */
    size_t dynamic_count, dynamic_capacity;
    struct schema_language language;      /* known once it is scanned */
    /* A document that says nothing of its dialect has that of what led to it, or NULL. */
    const struct schema_resource *referrer;
    uint32_t told_in; /* the compilation that told of trouble with the language */
};

struct schema_anchor {
    struct schema_resource *resource;
    struct baton_str name;
    uint32_t value;
    uint32_t name_number; /* equal names have equal numbers */
    bool dynamic;
};

struct schema_regex {
    struct baton_str pattern;
    void *compiled;
};

/* A URI by which something is known; a resource may have several. */
struct schema_uri {
    struct baton_str uri;
    struct schema_resource *resource;
    bool document; /* it was added under this one */
};

/* A URI for which there is no document, and what the loader says. */
struct schema_miss {
    struct baton_str uri, why;
};

struct baton_schema_registry {
    struct baton_arena *arena;
    struct baton_schema_options options;
    struct schema_uri *uris;
    size_t uri_count, uri_capacity;
    struct schema_resource **resources;
    size_t resource_count, resource_capacity;
    struct schema_index by_uri, by_place; /* uris, resources */
    struct schema_doc **docs;
    size_t doc_count, doc_capacity, scanned, loaded;
    struct schema_miss *misses;
    size_t miss_count, miss_capacity;
    struct schema_index by_miss;
    struct schema_anchor *anchors;
    size_t anchor_count, anchor_capacity;
    struct schema_index by_name;          /* anchors */
    struct schema_regex *regexes;
    size_t regex_count, regex_capacity;
    struct schema_index by_pattern;
    uint32_t compilations;
};

/*
 * The resource that a URI without fragment leads to, from another one or NULL.
 * If it is not there it is one of the meta-schemas, or the loader is asked. What
 * comes in this way is to be scanned with baton_schema__scan_added().
 */
enum baton_err baton_schema__find_resource(struct baton_schema_registry *registry,
                                           struct baton_str uri,
                                           const struct schema_resource *referrer,
                                           struct schema_resource **out);
/* Why nothing was loaded from a URI: what the loader said, or an empty text. */
struct baton_str baton_schema__why_missing(const struct baton_schema_registry *registry,
                                           struct baton_str uri);
/* The root of the document that was added under a URI, or NULL. */
struct schema_resource *baton_schema__find_document(const struct baton_schema_registry *registry,
                                                    struct baton_str uri);
/* The resource a place of a document belongs to. */
struct schema_resource *baton_schema__resource_of(const struct baton_schema_registry *registry,
                                                  const struct schema_doc *doc, uint32_t value);
/* The resource whose root this place is, or NULL. */
struct schema_resource *baton_schema__resource_at(const struct baton_schema_registry *registry,
                                                  const struct schema_doc *doc, uint32_t value);
struct schema_resource *baton_schema__new_resource(struct baton_schema_registry *registry,
                                                   struct schema_doc *doc, uint32_t value,
                                                   struct baton_str uri,
                                                   struct schema_resource *parent);
/* Gives it one more URI, for which it is found unless another came first. */
bool baton_schema__name_resource(struct baton_schema_registry *registry, struct baton_str uri,
                                 struct schema_resource *resource, bool document);
const struct schema_anchor *baton_schema__find_anchor(
    const struct baton_schema_registry *registry, const struct schema_resource *resource,
    struct baton_str name);
bool baton_schema__add_anchor(struct baton_schema_registry *registry,
                              struct schema_resource *resource, struct baton_str name,
                              uint32_t value, bool dynamic);
/* Looks for $id and anchors in a schema and those within it, unless that was done. */
enum baton_err baton_schema__scan(struct baton_schema_registry *registry, struct schema_doc *doc,
                                  uint32_t value);
/* The same for all documents that have come in since. */
enum baton_err baton_schema__scan_added(struct baton_schema_registry *registry);
/*
 * The language that a meta-schema's URI at `place` stands for, in a schema within
 * a resource. When it is not known *out keeps what it has, but for the trouble.
 */
enum baton_err baton_schema__named_language(struct baton_schema_registry *registry,
                                            const struct schema_resource *within,
                                            uint32_t place, struct schema_language *out);
/* Sets that of a document's root, by what the document says of itself. */
enum baton_err baton_schema__root_language(struct baton_schema_registry *registry,
                                           struct schema_resource *root);
/* Does a document describe an API, with schemas in it, and is no schema itself? */
bool baton_schema__is_api(const struct baton_schema_registry *registry,
                          const struct schema_doc *doc);
/* Compiled once per pattern; NULL with *error set, or with NULL for want of memory. */
void *baton_schema__regex(struct baton_schema_registry *registry, struct baton_str pattern,
                          const char **error, size_t *offset);

/* ---- URIs (uri.c) and pointers (place.c) --------------------------------------------- */

/* RFC 3986 section 5.2, the fragment of ref left out. {NULL, 0} for want of memory. */
struct baton_str baton_schema__resolve(struct baton_arena *arena, struct baton_str base,
                                       struct baton_str ref);
/* What is after '#', or {NULL, 0}; *uri loses it. */
struct baton_str baton_schema__cut_fragment(struct baton_str *uri);
struct baton_str baton_schema__percent_decode(struct baton_arena *arena, struct baton_str text);
bool baton_schema__doc_init(struct schema_doc *doc, struct baton_arena *arena,
                            const struct baton_json *json, struct baton_str uri);
/* The value that a JSON Pointer leads to, or SCHEMA_NONE. */
uint32_t baton_schema__follow(struct schema_doc *doc, struct baton_arena *arena, uint32_t from,
                              struct baton_str pointer);

#endif
