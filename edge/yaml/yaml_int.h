/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of edge/yaml. */
#ifndef BATON_EDGE_YAML_YAML_INT_H
#define BATON_EDGE_YAML_YAML_INT_H

#include "core/base.h"
#include "edge/yaml.h"

/* ---- scalars (scalar.c) ---------------------------------------------------------- */

enum baton_yaml__kind {
    BATON_YAML__STRING, /* none of the below: nothing was written */
    BATON_YAML__NULL,
    BATON_YAML__BOOL,
    BATON_YAML__INT,
    BATON_YAML__FLOAT,
    BATON_YAML__NO_JSON /* .inf, .nan: nothing was written */
};

/* What a plain scalar is by the core schema; its JSON text is put into buf. */
enum baton_yaml__kind baton_yaml__resolve(struct baton_buf *buf, struct baton_str plain);

/* ---- the JSON text being written (write.c) ------------------------------------------ */

/* A complete node that an alias may stand for. */
struct baton_yaml__anchor {
    struct baton_str name;
    size_t start, end; /* in the JSON text; end 0: it is not complete yet */
    size_t height;     /* collections nested in it */
};

/* A collection that is open. */
struct baton_yaml__level {
    bool mapping, has_name; /* has_name: the name stands there, the value is due */
    size_t count;           /* names, or items */
    size_t first_name;      /* of this mapping, in names */
    size_t anchor;          /* SIZE_MAX: none */
    size_t height;
    struct baton_place place;
};

struct baton_yaml__name {
    size_t start, end; /* in the JSON text, quotes included */
    struct baton_place place;
};

struct baton_yaml__writer {
    struct baton_arena *arena;
    struct baton_buf out;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    size_t max_depth;
    struct baton_yaml__level *levels;
    size_t level_count, level_capacity;
    struct baton_yaml__name *names;
    size_t name_count, name_capacity;
    struct baton_yaml__anchor *anchors;
    size_t anchor_count, anchor_capacity;
};

/* An event of the parser, without its types. text: a scalar's characters, an alias' name. */
struct baton_yaml__node {
    struct baton_place place;
    struct baton_str text, tag, anchor;
    bool plain; /* a scalar without quotes and without a tag */
};

enum baton_err baton_yaml__fail(struct baton_yaml__writer *w, enum baton_err err,
                                struct baton_place place, const char *fmt, ...)
    BATON_PRINTF(4, 5) BATON_MUST_USE;
enum baton_err baton_yaml__scalar(struct baton_yaml__writer *w,
                                  const struct baton_yaml__node *node) BATON_MUST_USE;
enum baton_err baton_yaml__alias(struct baton_yaml__writer *w,
                                 const struct baton_yaml__node *node) BATON_MUST_USE;
enum baton_err baton_yaml__open(struct baton_yaml__writer *w, const struct baton_yaml__node *node,
                                bool mapping) BATON_MUST_USE;
enum baton_err baton_yaml__close(struct baton_yaml__writer *w) BATON_MUST_USE;

#endif
