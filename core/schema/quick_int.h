/* SPDX-License-Identifier: Apache-2.0 */
/* What is prepared of each node for the runner that accepts (quick.c). */
#ifndef BATON_CORE_SCHEMA_QUICK_INT_H
#define BATON_CORE_SCHEMA_QUICK_INT_H

#include "core/base.h"

struct schema_node;

/* What is asked of a value whose type is allowed, where more than its type is asked. */
enum schema_kind {
    KIND_NODE,   /* all that its node says */
    KIND_EXTRA,  /* a member: what its node says, and what patternProperties say */
    KIND_LENGTH, /* a string: no more than minLength and maxLength */
    KIND_TEXT,   /* a string: what node->text says */
    KIND_WORDS,  /* a string: one of a few short ones */
    KIND_NUMBER, /* a number: what node->number says */
    KIND_BRIEF,  /* an object: what node->object says, which is brief */
    KIND_INSIDE  /* an array or object: what node->array or node->object says */
};

/*
 * What the runner that accepts has to know of a node before it calls anything;
 * a copy of it stands wherever a member is looked up.
 */
struct schema_quick {
    const struct schema_node *node; /* the one that asks: that an alias leads to */
    uint32_t low, span;             /* KIND_LENGTH: with so many bytes it fits in any case */
    uint8_t types;                  /* that are allowed */
    uint8_t plain;                  /* of those: nothing else is asked */
    uint8_t kind;                   /* enum schema_kind */
};

#endif
