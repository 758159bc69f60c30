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

/* Reads a string's characters as UTF-8 bytes, escapes decoded. */
struct schema_chars {
    struct baton_str inner;
    size_t at;
    uint32_t pending; /* bytes of an escape that were not given yet, the next one lowest */
};

/* The next byte, or -1. */
int baton_schema__char(struct schema_chars *chars);
/* Code points in a string. */
uint64_t baton_schema__length(const struct baton_json *doc, uint32_t value);
bool baton_schema__text_equal(const struct baton_json *a, uint32_t x, const struct baton_json *b,
                              uint32_t y);

#endif
