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

#include "core/schema/registry_int.h"

enum {
    SCHEMA_NODES = 1 << 20, /* of one program */
    SCHEMA_SCOPES = 4096,
    SCHEMA_PROBLEMS = 100   /* that are listed */
};

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
    uint32_t needed;      /* the last requirement that names it, from 1 */
};

struct schema_draft {
    struct schema_node *node;
    struct schema_doc *doc;
    struct schema_resource *resource;
    uint32_t value, scope;
    uint32_t row; /* in the compiler's list */
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
    struct schema_dependent *dependents; /* the object's, with room for all */
    struct schema_requirement *requirements;
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
    bool alone;         /* schemas are looked at for their problems, nothing is reached */
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
/* Up to draft 7 a reference stands alone, whatever is beside it: is there one? */
bool baton_schema__stands_alone(const struct schema_draft *d);
/* One more draft for the same schema, that nothing refers to. */
struct schema_draft *baton_schema__draft_beside(struct schema_compiler *c,
                                                const struct schema_draft *d);
/* Tells the problems of one schema that no draft was made of, but for those of its parts. */
void baton_schema__compile_alone(struct schema_compiler *c, struct schema_doc *doc,
                                 uint32_t value, struct schema_resource *resource);
/* The same for all that is beside what was reached (survey.c). */
void baton_schema__survey(struct schema_compiler *c);
/* When all keywords of a draft are compiled: its node is told. */
void baton_schema__finish_draft(struct schema_compiler *c, struct schema_draft *d);
/* A schema within this one: *slot is set when the program is linked. */
void baton_schema__child(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool in_place);
/* The schema that a reference (a string at value) leads to, for the same instance. */
void baton_schema__refer(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool dynamic);
/* $recursiveRef: the root of its resource, or of the outermost one if both are dynamic. */
void baton_schema__recur(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value);
/* A problem where the dialect of the draft's resource is not known. */
void baton_schema__check_dialect(struct schema_compiler *c, const struct schema_draft *d);
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
/* Is it an object, or a boolean where there are such schemas? Else it is a problem. */
bool baton_schema__is_schema(struct schema_compiler *c, const struct schema_draft *d,
                             uint32_t value);
/* An object of schemas, which are compiled where they are referred to ($defs). */
void baton_schema__compile_defs(struct schema_compiler *c, struct schema_draft *d,
                                uint32_t value);
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

/* Parts of keywords that other dialects have in another form (vocab_*.c). */
void baton_schema__compile_id(struct schema_compiler *c, struct schema_draft *d, uint32_t value);
void baton_schema__compile_type(struct schema_compiler *c, struct schema_draft *d,
                                uint32_t value);
void baton_schema__compile_boolean(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value);
void baton_schema__compile_prefix(struct schema_compiler *c, struct schema_draft *d,
                                  uint32_t value);
/* What comes after the prefix. */
void baton_schema__compile_rest(struct schema_compiler *c, struct schema_draft *d,
                                uint32_t value);
const struct schema_bound *baton_schema__add_bound(struct schema_compiler *c,
                                                   struct schema_draft *d, uint32_t value,
                                                   enum baton_schema_keyword keyword);
/* How many members all members of a schema with one of two names have. */
size_t baton_schema__room(const struct schema_draft *d, const char *one, const char *other);
/* A row of dependentSchemas or dependentRequired, which `dependencies` can have, too. */
void baton_schema__add_dependent(struct schema_compiler *c, struct schema_draft *d, uint32_t key);
void baton_schema__add_requirement(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t key);

/* The names a schema speaks of (known.c). */
struct schema_known *baton_schema__known(struct schema_compiler *c, struct schema_draft *d,
                                         struct baton_str name, uint32_t *index);
void baton_schema__finish_object(struct schema_compiler *c, struct schema_draft *d);
/* All that is left to do when every draft is made. */
void baton_schema__link(struct schema_compiler *c);
/* And the quick way, when nodes are what they will be (quick.c). */
void baton_schema__quicken(struct schema_compiler *c);
/* How to tell its alternatives apart, if there is a way (choose.c). */
void baton_schema__set_chooser(struct schema_compiler *c, struct schema_step *step);

#endif
