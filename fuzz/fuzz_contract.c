/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a contract document; what is added can be matched, guessed and compiled. */
#include <stdlib.h>

#include "core/contract.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    return (void)ctx, (void)old, size ? realloc(p, size) : (free(p), NULL);
}

static void use(struct baton_contracts *set, const struct baton_contract *c, struct baton_arena *a)
{
    struct baton_example *examples;
    struct baton_guess guess;
    size_t count;
    struct baton_str none = {"", 0};
    struct baton_match m = baton_contracts_match(set, none, c->method, none, c->path);
    if (m.value_count > 8 || baton_contract_examples(c, a, &examples, &count) ||
        baton_contracts_guess(set, none, baton_contract_doc(c), 0, a, &guess))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str json = {(const char *)data, size};
    struct baton_contract_problem *problems;
    struct baton_contracts *set;
    struct baton_arena arena;
    size_t count;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    if (baton_contracts_init(&arena, NULL, &set)) abort();
    if (!baton_contracts_add(set, BATON_STR("a"), json, &problems, &count))
        for (size_t i = 0; i < baton_contracts_count(set); i++)
            use(set, baton_contracts_at(set, i), &arena);
    (void)(baton_contracts_check(set, &problems, &count) == BATON_OK);
    return baton_contracts_release(set), baton_arena_release(&arena), 0;
}
