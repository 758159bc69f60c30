/* SPDX-License-Identifier: Apache-2.0 */
/* Both JSON readers, and whether what they say of a text fits together. */
#include <stdlib.h>
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "tests/unit/json_check.h"

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_arena arena;
    enum baton_err err;
    /* A copy of its own, so that reading past the end is seen. */
    char *text = malloc(size ? size : 1);
    if (size)
        memcpy(text, data, size);
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    if (json_check(&arena, (struct baton_str){text, size}, &err))
        abort();
    baton_arena_release(&arena);
    free(text);
    return 0;
}
