/* SPDX-License-Identifier: Apache-2.0 */
/* The characters of strings as they stand in a document, without memory. */
#ifndef BATON_CORE_SCHEMA_VALUE_INT_H
#define BATON_CORE_SCHEMA_VALUE_INT_H

#include "core/schema/schema_int.h"

/* What is between the quotes, escapes as they stand. */
static inline struct baton_str baton_schema__inner(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    size_t start = (size_t)v->start + v->lead, end = (size_t)v->end - v->trail;
    return (struct baton_str){doc->text.s + start, end > start ? end - start : 0};
}

static inline bool baton_schema__is_escaped(const struct baton_json *doc, uint32_t value)
{
    return doc->v[value].flags & BATON_JSON_ESCAPED;
}

/* Code points in a string. */
uint64_t baton_schema__length(const struct baton_json *doc, uint32_t value);

#endif
