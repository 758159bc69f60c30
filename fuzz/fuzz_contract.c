/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a contract document; what is added can be matched, guessed and compiled. */
#include <stdlib.h>

#include "core/contract.h"
#include "edge/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    return (void)ctx, (void)old, size ? realloc(p, size) : (free(p), NULL);
}

static void use(struct baton_contracts *set, struct baton_arena *arena, struct baton_str json)
{
    struct baton_contract_problem *problems;
    struct baton_guess guess;
    struct baton_str none = {"", 0};
    size_t count;
    if (baton_contracts_add(set, none, json, &problems, &count))
        return;
    for (size_t i = 0; i < baton_contracts_count(set); i++) {
        const struct baton_contract *c = baton_contracts_at(set, i);
        struct baton_example *examples;
        struct baton_match m = baton_contracts_match(set, none, c->method, none, c->path);
        if (m.value_count > 8 || (!m.contract && !m.path_only && !m.nearest && !c->path.len) ||
            baton_contract_examples(c, arena, &examples, &count) ||
            baton_contracts_guess(set, none, baton_contract_doc(c), 0, arena, &guess))
            abort();
    }
    (void)(baton_contracts_check(set, &problems, &count) == BATON_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str json, yaml = {(const char *)data, size};
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    struct baton_contracts *set;
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    if (!baton_yaml_to_json(&arena, yaml, NULL, &json, &map, &fault) &&
        !baton_contracts_init(&arena, NULL, &set)) {
        use(set, &arena, json);
        baton_contracts_release(set);
    }
    baton_arena_release(&arena);
    return 0;
}
