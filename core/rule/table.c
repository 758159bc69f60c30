/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule/rule_int.h"

size_t baton_rules_count(void)
{
    return BATON_RULE_COUNT;
}

const struct baton_rule *baton_rules_at(size_t index)
{
    return index < BATON_RULE_COUNT ? &baton_rule_table[index] : NULL;
}

const struct baton_rule *baton_rules_find(struct baton_str id_or_name)
{
    for (size_t i = 0; i < BATON_RULE_COUNT; i++) {
        const struct baton_rule *rule = &baton_rule_table[i];
        if (baton_str_is_nocase(id_or_name, rule->info.id) ||
            baton_str_is_nocase(id_or_name, rule->info.name))
            return rule;
    }
    return NULL;
}

struct baton_str baton_rules_near(struct baton_str id_or_name)
{
    struct baton_near near;
    baton_near_init(&near, id_or_name);
    for (size_t i = 0; i < BATON_RULE_COUNT; i++) {
        baton_near_offer(&near, baton_str_from(baton_rule_table[i].info.id));
        baton_near_offer(&near, baton_str_from(baton_rule_table[i].info.name));
    }
    return near.best.s ? near.best : BATON_STR("");
}

enum baton_err baton_check_run(struct baton_check *check)
{
    for (size_t i = 0; i < BATON_RULE_COUNT; i++)
        baton_rule_table[i].run(check, &baton_rule_table[i]);
    return baton_arena_failed(check->arena) ? BATON_ENOMEM : BATON_OK;
}
