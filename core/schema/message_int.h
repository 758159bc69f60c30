/* SPDX-License-Identifier: Apache-2.0 */
/* Words for what stands in documents, schemas and instances alike (words.c). */
#ifndef BATON_CORE_SCHEMA_MESSAGE_INT_H
#define BATON_CORE_SCHEMA_MESSAGE_INT_H

#include "core/base.h"
#include "core/json.h"

enum {
    SCHEMA_SHORT = 60,    /* bytes of a value that is quoted */
    SCHEMA_LISTED = 8,    /* values of a list that are named */
    SCHEMA_COUNTED = 100000 /* items, characters: more are not counted */
};

/* Text on one line: what steers a terminal is escaped; cut, with an ellipsis, where longer. */
void baton_schema__put_text(struct baton_buf *buf, struct baton_str text, size_t limit);
/* A name, in quotes. */
void baton_schema__put_name(struct baton_buf *buf, struct baton_str name);
/* The value as it was written if it is short, else what it is: "an array of 3 items". */
void baton_schema__put_value(struct baton_buf *buf, const struct baton_json *doc, uint32_t value);
/* The same with its kind: "the number 5". */
void baton_schema__put_what(struct baton_buf *buf, const struct baton_json *doc, uint32_t value);
/* "5 items"; or "more than 100000 items". */
void baton_schema__put_count(struct baton_buf *buf, size_t count, const char *one,
                             const char *many);
/* Items, members or characters, but no more than SCHEMA_COUNTED + 1. */
size_t baton_schema__count_of(const struct baton_json *doc, uint32_t value);
/* `a`, `a or b`, `a, b or c`: what stands before the n-th (from 0) of count. */
const char *baton_schema__comma(size_t n, size_t count);
/* The values of an array: "a", "b" and 5 more. */
void baton_schema__put_list(struct baton_buf *buf, const struct baton_json *doc, uint32_t list);
/* The types that `type` wants: a string or null. */
void baton_schema__put_types(struct baton_buf *buf, const struct baton_json *doc, uint32_t value);

/* The one value that a schema allows, or NONE. */
uint32_t baton_schema__constant(const struct baton_json *doc, uint32_t schema);
/* What a schema is for, as far as that is said in a few words; false if it is not. */
bool baton_schema__put_schema(struct baton_buf *buf, const struct baton_json *doc,
                              uint32_t schema);
/* Its title; the name of what it refers to; its constant: `type` is "queue". May be empty. */
struct baton_str baton_schema__title(const struct baton_json *doc, uint32_t schema,
                                     struct baton_arena *arena);
/* The n-th item of an array, or NONE. */
uint32_t baton_schema__item(const struct baton_json *doc, uint32_t array, int n);

#endif
