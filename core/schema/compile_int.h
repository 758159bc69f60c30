/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From documents to a program.
 *
 * A document is scanned for what names its parts ($id, $anchor): resources and
 * anchors. Compiling makes a draft of each schema that is reached, from a list
 * of work, not by recursion. A dynamic scope is a part of what a draft is made
 * for: the same schema reached within two scopes that differ gives two nodes,
 * so that $dynamicRef is as fixed as $ref once the program is made.
 */
#ifndef BATON_CORE_SCHEMA_COMPILE_INT_H
#define BATON_CORE_SCHEMA_COMPILE_INT_H

#include "core/schema/schema_int.h"

enum {
    SCHEMA_NODES = 1 << 20, /* of one program */
    SCHEMA_SCOPES = 4096,
    SCHEMA_PROBLEMS = 100   /* that are listed */
};

struct schema_compiler;
struct schema_draft;

/* ---- dialects (dialect.c) -------------------------------------------------------- */

/* Where in a keyword's value schemas stand. */
enum schema_shape { SHAPE_NONE, SHAPE_ONE, SHAPE_LIST, SHAPE_MAP };

/*
 * One row per keyword: compile() is given the keyword's value. Rows are called
 * in the order of the tables, whatever order the schema has.
 */
struct schema_keyword {
    const char *name;
    enum schema_shape shape;
    void (*compile)(struct schema_compiler *c, struct schema_draft *d, uint32_t value);
};

struct schema_vocabulary {
    const char *uri;
    const struct schema_keyword *keywords;
    size_t count;
};

/* A draft of JSON Schema: the vocabularies it knows, and those it has by default. */
struct schema_dialect {
    const char *uri;
    const struct schema_vocabulary *const *vocabularies;
    size_t count;
    uint32_t by_default; /* bits */
};

enum { SCHEMA_VOCABULARIES = 8, SCHEMA_KEYWORDS = 24 /* at most, in a vocabulary */ };

extern const struct schema_vocabulary baton_schema__core, baton_schema__applicator,
    baton_schema__validation, baton_schema__unevaluated, baton_schema__format_annotation,
    baton_schema__format_assertion, baton_schema__content, baton_schema__meta_data;

const struct schema_dialect *baton_schema__default_dialect(void);

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
    const struct schema_dialect *dialect; /* known once it is compiled */
    uint32_t vocabularies;                /* bits */
    uint32_t bad_in; /* the compilation that found its dialect wrong, 0 if none did */
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

struct baton_schema_registry {
    struct baton_arena *arena;
    struct baton_schema_options options;
    struct schema_uri *uris;
    size_t uri_count, uri_capacity;
    struct schema_resource **resources;
    size_t resource_count, resource_capacity;
    struct schema_index by_uri, by_place; /* uris, resources */
    struct schema_anchor *anchors;
    size_t anchor_count, anchor_capacity;
    struct schema_index by_name;          /* anchors */
    struct schema_regex *regexes;
    size_t regex_count, regex_capacity;
    struct schema_index by_pattern;
    uint32_t compilations;
};

/* The resource that a URI without fragment leads to; loads a meta-schema if it is one. */
enum baton_err baton_schema__find_resource(struct baton_schema_registry *registry,
                                           struct baton_str uri, struct schema_resource **out);
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
bool baton_schema__scan(struct baton_schema_registry *registry, struct schema_doc *doc,
                        uint32_t value);
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

/* ---- compiling (compile.c, link.c) --------------------------------------------------- */

struct schema_edge {
    struct schema_draft *from, *to;
    const struct schema_node **slot; /* in the program */
    bool in_place;                   /* applies to the same value */
    uint32_t at;                     /* the schema or reference in from's document */
    struct schema_edge *next_out, *next_in;
};

/* A name that a schema speaks of, while its table is being made (vocab_applicator.c). */
struct schema_known {
    struct baton_str text;
    uint32_t property; /* its schema in `properties`, or SCHEMA_NONE */
    bool required, asked; /* asked: other keywords depend on its presence */
};

struct schema_draft {
    struct schema_node *node;
    struct schema_doc *doc;
    struct schema_resource *resource;
    uint32_t value, scope;
    struct schema_text *text; /* parts of node, to be written to */
    struct schema_number *number;
    struct schema_array *array;
    struct schema_object *object;
    struct schema_edge *out, *in;
    struct schema_edge *walk; /* link.c: the next edge to be followed */
    uint8_t colour;
    struct schema_step *steps;
    size_t step_count, step_capacity;
    struct schema_remark *remarks;
    size_t remark_count, remark_capacity;
    struct schema_known *known;
    size_t known_count, known_capacity;
    struct schema_index by_name; /* of known */
};

/* What $dynamicRef finds: one anchor per name, the outermost, in order of name numbers. */
struct schema_scope {
    const uint32_t *anchors;
    size_t count;
};

struct schema_compiler {
    struct baton_schema_registry *registry;
    struct baton_arena *arena;
    enum baton_err err; /* ENOMEM or ELIMIT: all ends */
    struct schema_draft **drafts;
    size_t draft_count, draft_capacity;
    struct schema_index by_place;
    struct schema_scope *scopes;
    size_t scope_count, scope_capacity;
    struct schema_index by_scope;
    struct baton_schema_problem *problems;
    size_t problem_count, problem_capacity;
};

/* Something is wrong at a value of the draft's document. */
void baton_schema__problem(struct schema_compiler *c, const struct schema_draft *d,
                           uint32_t value, const char *fmt, ...) BATON_PRINTF(4, 5);
/* Clears memory for the program; sets c->err. */
void *baton_schema__take(struct schema_compiler *c, size_t count, size_t size);
#define SCHEMA_NEW_N(c, type, n) ((type *)baton_schema__take((c), (n), sizeof(type)))
/* A schema within this one: *slot is set when the program is linked. */
void baton_schema__child(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool in_place);
/* The schema that a reference (a string at value) leads to, for the same instance. */
void baton_schema__refer(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool dynamic);
/* Sets the dialect of a resource. */
void baton_schema__set_dialect(struct schema_compiler *c, struct schema_draft *d);
/* A step with room for count nodes; NULL on failure. */
const struct schema_node **baton_schema__step(struct schema_compiler *c, struct schema_draft *d,
                                              enum schema_op op, uint32_t at, uint32_t count);
/* The value of another keyword of the same schema, or SCHEMA_NONE. */
uint32_t baton_schema__sibling(const struct schema_draft *d, const char *keyword);
struct baton_str baton_schema__string(struct schema_compiler *c, const struct schema_draft *d,
                                      uint32_t value);
/* Is the value of this type? Else it is a problem: "`name` must be …". */
bool baton_schema__wants(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         enum baton_json_type type, const char *what);
/* A whole number, not negative; values that are too large stop at UINT64_MAX. */
bool baton_schema__count(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         uint64_t *out);
/* The name of the keyword that value belongs to, for messages. */
struct baton_str baton_schema__keyword(struct schema_compiler *c, const struct schema_draft *d,
                                       uint32_t value);

/* A regular expression (a string at value); NULL with a problem, or with c->err. */
void *baton_schema__compile_regex(struct schema_compiler *c, const struct schema_draft *d,
                                  uint32_t value);

/* Parts of the node that the draft makes, made when first asked for; NULL on failure. */
struct schema_text *baton_schema__text_of(struct schema_compiler *c, struct schema_draft *d);
struct schema_number *baton_schema__number_of(struct schema_compiler *c, struct schema_draft *d);
struct schema_array *baton_schema__array_of(struct schema_compiler *c, struct schema_draft *d);
struct schema_object *baton_schema__object_of(struct schema_compiler *c, struct schema_draft *d);

/* The names a schema speaks of (known.c). */
struct schema_known *baton_schema__known(struct schema_compiler *c, struct schema_draft *d,
                                         struct baton_str name, uint32_t *index);
void baton_schema__finish_object(struct schema_compiler *c, struct schema_draft *d);
/* All that is left to do when every draft is made. */
void baton_schema__link(struct schema_compiler *c);

#endif
