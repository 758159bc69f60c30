/* SPDX-License-Identifier: Apache-2.0 */
/* Reading the exchanges of a text, for tests of core/model.h and what stands on it. */
#ifndef BATON_TESTS_UNIT_EXCHANGE_H
#define BATON_TESTS_UNIT_EXCHANGE_H

#include <stdio.h>
#include <string.h>

#include "core/model.h"
#include "tests/unit/oom.h"

#define S(literal) BATON_STR(literal)

/* For a failing row of a table: which one it was. */
static inline void assert_text(const char *what, struct baton_str got, const char *wanted)
{
    if (!baton_str_is(got, wanted))
        fail_msg("%s: got '%.*s', wanted '%s'", what, BATON_ARG(got), wanted);
}

static inline void assert_number(const char *what, long long got, long long wanted)
{
    if (got != wanted)
        fail_msg("%s: got %lld, wanted %lld", what, got, wanted);
}

/* The index-th exchange (from 0) of a text; *there is false if it has fewer. */
static inline enum baton_err read_nth(struct baton_arena *arena, struct baton_str text,
                                      const enum baton_input_kind *kind,
                                      const struct baton_given *given, size_t index,
                                      struct baton_exchange *out, bool *there)
{
    struct baton_input *input;
    enum baton_err err = baton_input_open(arena, text, kind, given, &input);
    *there = err == BATON_OK;
    for (size_t i = 0; err == BATON_OK && *there && i <= index; i++)
        err = baton_input_next(input, arena, out, there);
    return err;
}

static inline enum baton_err read_first(struct baton_arena *arena, struct baton_str text,
                                        const enum baton_input_kind *kind,
                                        struct baton_exchange *out)
{
    bool there;
    enum baton_err err = read_nth(arena, text, kind, NULL, 0, out, &there);
    if (err == BATON_OK)
        assert_true(there);
    return err;
}

/* A copy of exactly its size, so that a byte read past the end is seen. */
static inline struct baton_str exact(const char *text)
{
    size_t len = strlen(text);
    char *copy = malloc(len ? len : 1);
    assert_non_null(copy);
    memcpy(copy, text, len);
    return (struct baton_str){copy, len};
}

static inline void exact_free(struct baton_str text)
{
    union {
        const char *seen;
        char *owned;
    } s = {text.s};
    free(s.owned);
}

#endif
