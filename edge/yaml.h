/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML 1.2 (yaml.org/spec/1.2.2) as JSON text, so that the core reads one format.
 *
 * Plain scalars are resolved by the core schema (section 10.3): null, true and
 * false, integers and floats; "yes", "no" and dates stay strings. Numbers keep all
 * their digits. Names of members become strings, whatever they look like (200).
 * Anchors and aliases are followed. What JSON cannot hold is a fault: .inf, .nan,
 * names that are collections; and so are equal names in one mapping, merge keys
 * (<<, which YAML 1.2 does not have), several documents, and unknown tags.
 */
#ifndef BATON_EDGE_YAML_H
#define BATON_EDGE_YAML_H

#include "core/base.h"

/* Zero for what is in brackets. */
struct baton_yaml_limits {
    size_t max_bytes;  /* of the YAML text (16 MiB) */
    size_t max_output; /* of the JSON text: what aliases make of it counts (64 MiB) */
    size_t max_depth;  /* of nested collections, those of aliases included (128) */
};

/* From offsets of the JSON text to lines and columns of the YAML text. */
struct baton_yaml_map {
    bool identity; /* the text was JSON: lines are those of the text itself */
    struct baton_lines lines;
    struct baton_yaml_mark {
        size_t offset; /* where a name or a value begins in the JSON text */
        struct baton_place place;
    } *marks;
    size_t count, capacity;
};

/* Why a text is not taken; the message is one line, in the arena. */
struct baton_yaml_fault {
    struct baton_place place;
    struct baton_str message;
};

/*
 * BATON_OK; BATON_ESYNTAX or BATON_ELIMIT (see *fault); BATON_ENOMEM. A text whose
 * first character is '{' is taken for JSON and passed on as it stands, unread.
 * json, map and fault stay valid with the arena and the text; limits may be NULL.
 */
enum baton_err baton_yaml_to_json(struct baton_arena *arena, struct baton_str yaml,
                                  const struct baton_yaml_limits *limits, struct baton_str *json,
                                  struct baton_yaml_map *map,
                                  struct baton_yaml_fault *fault) BATON_MUST_USE;

/* The place in the YAML text of the name or value at this offset of the JSON text, or around it. */
struct baton_place baton_yaml_place(const struct baton_yaml_map *map, size_t offset);

#endif
