/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration as options. Secrets are none: a command line is public. */
#include "apps/baton/app.h"
#include "edge/config.h"

static const struct baton_option special[] = {
    {"platform", 0, BATON_OPT_TEXT, "NAME", NULL, "the section of baton.yaml's platforms to use"},
    {"no-token-cache", 0, BATON_OPT_FLAG, NULL, NULL, "keep no token on disk, and use none there"},
};

static const char *argument_of(const struct baton_config_key *key)
{
    static const char *const names[] = {
        [BATON_CONFIG_TEXT] = "TEXT",     [BATON_CONFIG_SECRET] = "TEXT",
        [BATON_CONFIG_URL] = "URL",       [BATON_CONFIG_NUMBER] = "N",
        [BATON_CONFIG_TIME] = "TIME",     [BATON_CONFIG_WORD] = "WORD",
        [BATON_CONFIG_FILE] = "FILE",     [BATON_CONFIG_SWITCH] = "on|off",
        [BATON_CONFIG_HOST] = "HOST",     [BATON_CONFIG_PROXY] = "URL",
    };
    return names[key->type];
}

static bool is_option(const struct baton_config_key *key)
{
    return key->type != BATON_CONFIG_SECRET && key->type != BATON_CONFIG_SWITCH;
}

size_t baton_live_option_count(void)
{
    size_t count = BATON_COUNT(special);
    for (size_t i = 0; i < baton_config_key_count; i++)
        count += is_option(&baton_config_keys[i]);
    return count;
}

struct baton_option baton_live_option(size_t index)
{
    if (index < BATON_COUNT(special))
        return special[index];
    index -= BATON_COUNT(special);
    const struct baton_config_key *key = baton_config_keys;
    while (!is_option(key) || index-- > 0)
        key++;
    return (struct baton_option){
        key->name, 0, BATON_OPT_TEXT, argument_of(key),
        key->type == BATON_CONFIG_WORD ? key->words : NULL, key->help};
}
