/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract/contract_int.h"

const char *baton_provenance_name(enum baton_provenance provenance)
{
    static const char *const names[] = {
        [BATON_VENDOR_DOC] = "vendor-doc", [BATON_VENDOR_CODE] = "vendor-code",
        [BATON_COMMUNITY] = "community",   [BATON_INFERRED] = "inferred",
        [BATON_USER] = "user",
    };
    return (size_t)provenance < BATON_COUNT(names) ? names[provenance] : "?";
}

enum baton_err baton_contracts_init(struct baton_arena *arena, const struct baton_regex *regex,
                                    struct baton_contracts **out)
{
    static const char *const collect[] = {
        "x-baton-kind", "x-baton-expects", "x-baton-secret", "x-baton-default",
        "x-baton-own", "x-baton-own-names", NULL,
    };
    struct baton_schema_options options = {.assert_format = true, .collect = collect};
    struct baton_contracts *set = BATON_NEW(arena, struct baton_contracts);
    if (!set)
        return BATON_ENOMEM;
    if (regex)
        options.regex = *regex;
    set->arena = arena;
    enum baton_err err = baton_schema_registry_init(arena, &options, &set->registry);
    if (!err)
        *out = set;
    return err;
}

void baton_contracts_release(struct baton_contracts *set)
{
    if (set)
        baton_schema_registry_release(set->registry);
}

void baton_contracts_keep_first(struct baton_contracts *set)
{
    set->keep_first = true;
}

size_t baton_contracts_count(const struct baton_contracts *set)
{
    return set->entry_count;
}

const struct baton_contract *baton_contracts_at(const struct baton_contracts *set, size_t index)
{
    return index < set->entry_count ? &set->entries[index]->contract : NULL;
}

static bool is_called(const struct baton_contract *contract, struct baton_str name)
{
    for (size_t i = 0; i < contract->alias_count; i++)
        if (baton_str_eq(contract->aliases[i], name))
            return true;
    return false;
}

const struct baton_contract *baton_contracts_find(const struct baton_contracts *set,
                                                  struct baton_str id)
{
    const struct baton_contract *found = NULL;
    uint64_t hash = baton_contract__hash(0, id);
    uint32_t item = baton_contract__first(&set->ids, hash);
    for (; item != BATON_CONTRACT__NONE; item = baton_contract__next(&set->ids, item))
        if (baton_str_eq(set->entries[item]->contract.id, id))
            return &set->entries[item]->contract;
    /* The table has the latest first; the contract that was loaded first counts. */
    item = baton_contract__first(&set->aliases, hash);
    for (; item != BATON_CONTRACT__NONE; item = baton_contract__next(&set->aliases, item))
        if (is_called(&set->entries[set->aliased[item]]->contract, id))
            found = &set->entries[set->aliased[item]]->contract;
    return found;
}

struct baton_str baton_contracts_near(const struct baton_contracts *set, struct baton_str id)
{
    struct baton_near near;
    baton_near_init(&near, id);
    for (size_t i = 0; i < set->entry_count; i++) {
        const struct baton_contract *contract = &set->entries[i]->contract;
        baton_near_offer(&near, contract->id);
        for (size_t a = 0; a < contract->alias_count; a++)
            baton_near_offer(&near, contract->aliases[a]);
    }
    return near.best.s ? near.best : (struct baton_str){"", 0};
}

const struct baton_json *baton_contract_doc(const struct baton_contract *contract)
{
    return &contract->document->doc;
}

bool baton_observed_fits(const struct baton_observed *observed, int status, struct baton_str body)
{
    bool fits = observed->status == 0 || observed->status == status ||
                (observed->status < 10 && observed->status == status / 100);
    return fits && (!observed->says.len ||
                    baton_str_find_nocase(body, observed->says) != SIZE_MAX);
}
