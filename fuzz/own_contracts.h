/* SPDX-License-Identifier: Apache-2.0 */
/* The contracts that come with the program, for fuzz targets that diagnose by them. */
#ifndef BATON_FUZZ_OWN_CONTRACTS_H
#define BATON_FUZZ_OWN_CONTRACTS_H

#include <stdlib.h>

#include "contracts/embedded.h"
#include "core/contract.h"
#include "edge/os.h"
#include "edge/regex.h"

/* Made once: what a set of contracts compiles it keeps. */
static inline struct baton_contracts *own_contracts(void)
{
    static struct baton_arena arena;
    static struct baton_regex regex;
    static struct baton_contracts *set;
    struct baton_contract_problem *problems;
    size_t count;
    if (set)
        return set;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_regex_open(baton_os_alloc(), false, &regex) != BATON_OK ||
        baton_contracts_init(&arena, &regex, &set) != BATON_OK)
        abort();
    for (size_t i = 0; i < baton_embedded_contracts_count; i++) {
        struct baton_str json = {baton_embedded_contracts_texts[i],
                                 baton_embedded_contracts_sizes[i]};
        if (baton_contracts_add(set, BATON_STR("own"), json, &problems, &count) != BATON_OK)
            abort();
    }
    return set;
}

#endif
