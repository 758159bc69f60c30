/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schemas as they were written, kept beside a program that is traceable: for
 * each draft its keywords in the order of evaluation, where each of them leads,
 * and for assertions a node that tests this one keyword and nothing else.
 */
#ifndef BATON_CORE_SCHEMA_TRACE_INT_H
#define BATON_CORE_SCHEMA_TRACE_INT_H

#include "core/schema/schema_int.h"

struct schema_compiler;

/*
 * What the output formats make of a keyword: enum, name, in which pass over the
 * schema it is looked at, how (output.c), and what of it is evaluated in place
 * or is evaluated for members and items.
 */
#define SCHEMA_SORTS(X)                                                                  \
    X(SORT_ALL_OF, "allOf", 0, visit_all_of, REACH_ALL)                                  \
    X(SORT_ANY_OF, "anyOf", 0, visit_any_of, REACH_VALID)                                \
    X(SORT_ONE_OF, "oneOf", 0, visit_one_of, REACH_VALID)                                \
    X(SORT_NOT, "not", 0, visit_not, REACH_NONE)                                         \
    X(SORT_IF, "if", 0, visit_if, REACH_VALID)                                           \
    X(SORT_THEN, "then", 1, visit_then, REACH_SELF)                                      \
    X(SORT_ELSE, "else", 1, visit_else, REACH_SELF)                                      \
    X(SORT_REF, "$ref", 0, visit_ref, REACH_SELF)                                        \
    X(SORT_DYNAMIC_REF, "$dynamicRef", 0, visit_ref, REACH_SELF)                         \
    X(SORT_RECURSIVE_REF, "$recursiveRef", 0, visit_ref, REACH_SELF)                     \
    X(SORT_DEPENDENT_SCHEMAS, "dependentSchemas", 0, visit_dependent, REACH_ALL)         \
    X(SORT_DEPENDENCIES, "dependencies", 0, visit_dependencies, REACH_ALL)               \
    X(SORT_PROPERTIES, "properties", 0, visit_properties, REACH_CHILDREN)                \
    X(SORT_PATTERN_PROPERTIES, "patternProperties", 0, visit_patterns, REACH_CHILDREN)   \
    X(SORT_ADDITIONAL_PROPERTIES, "additionalProperties", 0, visit_additional,           \
      REACH_CHILDREN)                                                                    \
    X(SORT_PROPERTY_NAMES, "propertyNames", 0, visit_names, REACH_NONE)                  \
    X(SORT_PREFIX_ITEMS, "prefixItems", 0, visit_prefix, REACH_CHILDREN)                 \
    X(SORT_ITEMS, "items", 0, visit_items, REACH_CHILDREN)                               \
    X(SORT_ADDITIONAL_ITEMS, "additionalItems", 0, visit_additional_items, REACH_CHILDREN) \
    X(SORT_CONTAINS, "contains", 0, visit_contains, REACH_CONTAINED)                     \
    X(SORT_MIN_CONTAINS, "minContains", 1, visit_min_contains, REACH_NONE)               \
    X(SORT_MAX_CONTAINS, "maxContains", 1, visit_max_contains, REACH_NONE)               \
    X(SORT_UNEVALUATED_ITEMS, "unevaluatedItems", 2, visit_rest, REACH_CHILDREN)         \
    X(SORT_UNEVALUATED_PROPERTIES, "unevaluatedProperties", 2, visit_rest, REACH_CHILDREN) \
    X(SORT_FORMAT, "format", 0, visit_format, REACH_NONE)                                \
    X(SORT_CONTENT_SCHEMA, "contentSchema", 0, visit_content_schema, REACH_NONE)         \
    X(SORT_CONTENT_ENCODING, "contentEncoding", 0, visit_content, REACH_NONE)            \
    X(SORT_CONTENT_MEDIA_TYPE, "contentMediaType", 0, visit_content, REACH_NONE)         \
    X(SORT_ID, "$id", 0, visit_nothing, REACH_NONE)                                      \
    X(SORT_OLD_ID, "id", 0, visit_nothing, REACH_NONE)                                   \
    X(SORT_SCHEMA, "$schema", 0, visit_nothing, REACH_NONE)                              \
    X(SORT_VOCABULARY, "$vocabulary", 0, visit_nothing, REACH_NONE)                      \
    X(SORT_ANCHOR, "$anchor", 0, visit_nothing, REACH_NONE)                              \
    X(SORT_DYNAMIC_ANCHOR, "$dynamicAnchor", 0, visit_nothing, REACH_NONE)               \
    X(SORT_RECURSIVE_ANCHOR, "$recursiveAnchor", 0, visit_nothing, REACH_NONE)           \
    X(SORT_DEFS, "$defs", 0, visit_nothing, REACH_NONE)                                  \
    X(SORT_DEFINITIONS, "definitions", 0, visit_nothing, REACH_NONE)                     \
    X(SORT_COMMENT, "$comment", 0, visit_nothing, REACH_NONE)                            \
    X(SORT_NULLABLE, "nullable", 0, visit_nothing, REACH_NONE)                           \
    X(SORT_ASSERTION, "", 0, visit_assertion, REACH_NONE)                                \
    X(SORT_ANNOTATION, "", 0, visit_annotation, REACH_NONE)

enum schema_sort {
#define SCHEMA_SORT_ROW(sort, name, pass, visit, reach) sort,
    SCHEMA_SORTS(SCHEMA_SORT_ROW)
#undef SCHEMA_SORT_ROW
};

/* Where something leads from a keyword, or from a value within it. */
struct schema_place {
    uint32_t trace, at;            /* trace: its number */
    const struct schema_trace *to; /* the schema there, or the one that is referred to */
    const struct schema_node *test; /* assertions */
    void *pattern;                 /* patternProperties */
    uint64_t limit;                /* minContains, maxContains */
};

struct schema_word {
    uint32_t key;
    enum schema_sort sort;
};

/* One schema within one dynamic scope. */
struct schema_trace {
    const struct schema_doc *doc;
    struct baton_str uri; /* of the resource it belongs to */
    uint32_t at, number;
    uint32_t resource_at; /* where that one stands */
    bool contains_marks; /* what `contains` matches is evaluated: since 2020-12 */
    const struct schema_word *words;
    size_t word_count;
};

struct schema_traces {
    const struct schema_trace *items;
    size_t count;
    const struct schema_place *places;
    struct schema_index by_at, by_name; /* places: of values; of members by their name */
};

/* Makes the traces of all drafts, and more drafts: for the tests. NULL: see c->err. */
const struct schema_traces *baton_schema__trace(struct schema_compiler *c);

/* NULL if nothing is there. */
const struct schema_place *baton_schema__place_at(const struct schema_traces *traces,
                                                  const struct schema_trace *trace, uint32_t at);
/* For a member of the object `map`, a part of the trace's schema. */
const struct schema_place *baton_schema__place_named(const struct schema_traces *traces,
                                                     const struct schema_trace *trace,
                                                     uint32_t map, struct baton_str name);

#endif
