/* SPDX-License-Identifier: Apache-2.0 */
/* Regular expressions that need no engine, see simple.c. */
#ifndef BATON_CORE_SCHEMA_SIMPLE_INT_H
#define BATON_CORE_SCHEMA_SIMPLE_INT_H

#include <string.h>

#include "core/schema/schema_int.h"

enum { SCHEMA_ITEMS = 32 };

/* ASCII characters. */
struct schema_chars {
    uint64_t bits[2];
};

/* So many characters of a set. A group is the items from its first to its last one. */
struct schema_item {
    struct schema_chars set;
    uint32_t min, max;
    uint32_t group; /* the first of a group: how many items it has; it may be left out */
    uint32_t back;  /* the last of a group that may come again: how many items it has */
};

struct schema_simple {
    uint32_t count;
    bool to_end; /* with '$' */
    struct schema_item items[SCHEMA_ITEMS];
};

/* NULL if the pattern is not simple, or for want of memory. */
const struct schema_simple *baton_schema__simple(struct baton_arena *arena,
                                                 struct baton_str pattern);
/* In time that grows with the text; no memory is taken. */
bool baton_schema__simple_match(const struct schema_simple *simple, struct baton_str text);

#endif
