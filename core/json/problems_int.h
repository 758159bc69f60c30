/* SPDX-License-Identifier: Apache-2.0 */
/* The problems of one reading while they are being found. */
#ifndef BATON_CORE_JSON_PROBLEMS_INT_H
#define BATON_CORE_JSON_PROBLEMS_INT_H

#include "core/json.h"

enum {
    BATON_JSON__MOST_PROBLEMS = 1000, /* after these, one TOO_MANY */
    BATON_JSON__MOST_EDITS = 1 << 20,
    BATON_JSON__CODES = BATON_JSON_TOO_MANY + 1
};

struct baton_json__fix {
    struct baton_edit edit;
    size_t inserted; /* so much of the text stands before what replaces */
    uint32_t problem;
};

/*
 * A problem is known by its place in items. Place 0 takes what is over the
 * ceiling, and is never shown; so a place can always be written to.
 */
struct baton_json__problems {
    struct baton_arena *arena;
    struct baton_json_problem *items;
    size_t count, capacity;
    struct baton_json__fix *fixes;
    size_t fix_count, fix_capacity;
    uint32_t *folds; /* the problem that each repeated occurrence was folded into */
    size_t fold_count, fold_capacity;
    uint32_t fold_into[BATON_JSON__CODES];
    size_t reach; /* no edit goes farther in the text */
    bool full;
};

/* How far the lists have come, to go back to. */
struct baton_json__point {
    size_t count, fix_count, fold_count;
    struct baton_json__fix last_fix;
    bool full;
};

enum baton_err baton_json__problems_init(struct baton_json__problems *p,
                                         struct baton_arena *arena) BATON_MUST_USE;
/* A new problem, or, for codes that are folded, one more occurrence of it. */
uint32_t baton_json__report(struct baton_json__problems *p, enum baton_json_code code,
                            size_t start, size_t end);
/* One more occurrence of a problem there is. */
uint32_t baton_json__again(struct baton_json__problems *p, uint32_t problem);
/*
 * Adds an edit to a problem. Where an insertion meets another edit at the same
 * offset, the two become one, so that their order is never in doubt.
 */
void baton_json__fix(struct baton_json__problems *p, uint32_t problem, size_t offset,
                     size_t length, struct baton_str text);
/* Whether something at offset is replaced or taken out. */
bool baton_json__is_fixed(struct baton_json__problems *p, size_t offset);
struct baton_json__point baton_json__point(const struct baton_json__problems *p);
void baton_json__back_to(struct baton_json__problems *p, const struct baton_json__point *point);
/* Sorts the problems by place, and gives each its edits. */
enum baton_err baton_json__problems_end(struct baton_json__problems *p,
                                        struct baton_json_reading *out) BATON_MUST_USE;

#endif
