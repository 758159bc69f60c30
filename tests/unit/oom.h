/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Test bodies that are run again with the first, second, third … allocation
 * failing. A body takes an allocator, asserts on what it does, and must end
 * early (return false) when something reports BATON_ENOMEM or a failed arena;
 * it returns true when it ran to its end.
 *
 *   static bool reads_a_number(struct baton_alloc alloc) { … return true; }
 *   OOM_TEST(reads_a_number)
 *   … cmocka_unit_test(test_reads_a_number) …
 */
#ifndef BATON_TESTS_UNIT_OOM_H
#define BATON_TESTS_UNIT_OOM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "core/base.h"

struct oom_state {
    size_t live;    /* blocks not yet released */
    size_t calls;   /* allocations asked for */
    size_t fail_at; /* this call and all after it fail; SIZE_MAX: none */
};

static inline void *oom_resize(void *ctx, void *p, size_t old, size_t size)
{
    struct oom_state *state = ctx;
    (void)old;
    if (!size) {
        state->live -= p != NULL;
        free(p);
        return NULL;
    }
    if (state->calls++ >= state->fail_at)
        return NULL;
    void *fresh = realloc(p, size);
    assert_non_null(fresh);
    state->live += p == NULL;
    return fresh;
}

static inline void oom_run(bool (*body)(struct baton_alloc))
{
    for (size_t fail_at = 0;; fail_at = fail_at == SIZE_MAX ? SIZE_MAX : fail_at + 1) {
        struct oom_state state = {.fail_at = fail_at};
        bool whole = body((struct baton_alloc){oom_resize, &state});
        assert_int_equal(state.live, 0);
        if (whole && state.calls <= fail_at)
            return;
        /* A body that never ends well would be run for ever. */
        assert_true(fail_at < 100000);
    }
}

#define OOM_TEST(body)                       \
    static void test_##body(void **unused)   \
    {                                        \
        (void)unused;                        \
        oom_run(body);                       \
    }

#endif
