/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules over faults of a schema share: shape.c has it, value.c uses it, too. */
#ifndef BATON_CORE_RULE_SHAPE_INT_H
#define BATON_CORE_RULE_SHAPE_INT_H

#include "core/rule.h"

typedef void baton_shape__fn(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_schema_fault *fault);

/* Shows every fault that no other rule tells of to a rule. */
void baton_shape__each(struct baton_check *check, const struct baton_rule *rule,
                       baton_shape__fn *report);
/* The member's name that a value stands under, in quotes; else "the body" or "the item at …". */
struct baton_str baton_shape__name(struct baton_check *check, uint32_t value);
/* A keyword's value as it reads best: "string", or the list of what is allowed. */
struct baton_str baton_shape__words(struct baton_check *check,
                                    const struct baton_schema_fault *fault);
/* Is the fault's value null or empty, where one was needed? HO4005 says so. */
bool baton_shape__is_nothing(const struct baton_check *check,
                             const struct baton_schema_fault *fault);

/* What a schema's $ref leads to within its document, or NONE; and how often to follow one. */
enum { BATON_SHAPE__HOPS = 8 };
uint32_t baton_shape__follow(const struct baton_check *check, const struct baton_json *doc,
                             uint32_t subschema);

#endif
