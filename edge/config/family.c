/* SPDX-License-Identifier: Apache-2.0 */
/* Whose variables count for a family, and which family it is where nobody says so. */
#include <string.h>

#include "edge/config/config_int.h"

/*
 * `own`: families that these are for. `also`: those that take them, too, where one platform
 * is all there is: the tutorials call Genesys Cloud's things CXONE_. Else a secret would be
 * sent to another vendor.
 */
static const struct {
    const char *prefix, *own, *also;
} vendors[] = {
    {"CXONE_", "community|cxone", "genesys"},
    {"GENESYSCLOUD_", "genesys", "community"},
    {"COGNIGY_", "cognigy", ""},
};

static bool is_among(struct baton_str word, const char *words)
{
    struct baton_str rest = baton_str_from(words), one;
    while (baton_str_next(&rest, '|', &one))
        if (baton_str_eq(word, one))
            return true;
    return false;
}

bool baton_config__is_of_vendor(struct baton_str variable)
{
    for (size_t i = 0; i < BATON_COUNT(vendors); i++)
        if (baton_str_starts(variable, baton_str_from(vendors[i].prefix)))
            return true;
    return false;
}

bool baton_config__is_general(size_t key)
{
    enum baton_config_type type = baton_config_keys[key].type;
    return type == BATON_CONFIG_FILE || type == BATON_CONFIG_PROXY || type == BATON_CONFIG_TIME ||
           type == BATON_CONFIG_NUMBER || type == BATON_CONFIG_SWITCH;
}

enum baton_config__claim baton_config__claim(const struct baton_config__reader *r, size_t key,
                                             struct baton_str variable)
{
    const struct baton_str family = r->values[r->family].text;
    const bool alone = !r->sources->besides && r->section_count < 2;
    for (size_t i = 0; i < BATON_COUNT(vendors); i++) {
        if (!baton_str_starts(variable, baton_str_from(vendors[i].prefix)))
            continue;
        if (is_among(family, vendors[i].own))
            return BATON_CONFIG__OWN;
        return alone && is_among(family, vendors[i].also) ? BATON_CONFIG__OTHER
                                                          : BATON_CONFIG__NOT;
    }
    return r->sources->besides && !baton_config__is_general(key) ? BATON_CONFIG__NOT
                                                                 : BATON_CONFIG__OTHER;
}

/* ---- which it is ----------------------------------------------------------------------- */

/* Only with these credentials can a family be asked anything, and no other takes them. */
static const struct {
    const char *key, *variable, *family;
    const char *unless; /* the variable of another family, or NULL */
} credentials[] = {
    {"access-key-id", "CXONE_ACCESS_KEY_ID", "cxone", NULL},
    {"api-key", "COGNIGY_API_KEY", "cognigy", NULL},
    {NULL, "GENESYSCLOUD_OAUTHCLIENT_ID", "genesys", "CXONE_CLIENT_ID"},
};

static struct baton_config_value of_variable(const struct baton_config__reader *r,
                                             const char *name)
{
    struct baton_str text = baton_config__environment(r, baton_str_from(name));
    if (baton_str_trim(text).len)
        return (struct baton_config_value){.text = text, .origin = BATON_FROM_ENVIRONMENT,
                                           .where = baton_str_from(name)};
    for (size_t i = r->variable_count; i; i--)
        if (baton_str_is(r->variables[i - 1].name, name) &&
            baton_str_trim(r->variables[i - 1].value).len)
            return (struct baton_config_value){
                .text = r->variables[i - 1].value, .origin = BATON_FROM_DOTENV,
                .where = baton_str_fmt(r->arena, ".env:%zu", r->variables[i - 1].line)};
    return (struct baton_config_value){.text = {NULL, 0}};
}

/* Of the files, or of the variables: the credentials of one family, and of no other. */
static bool imply(struct baton_config__reader *r, bool files)
{
    struct baton_config_value found = {.text = {NULL, 0}};
    size_t count = 0;
    for (size_t i = 0; i < BATON_COUNT(credentials); i++) {
        struct baton_config_value one = {.text = {NULL, 0}};
        if (!files)
            one = of_variable(r, credentials[i].variable);
        else if (credentials[i].key)
            one = r->values[baton_config__find(baton_str_from(credentials[i].key))];
        if (!one.text.s || (credentials[i].unless && of_variable(r, credentials[i].unless).text.s))
            continue;
        found = one;
        found.text = baton_str_from(credentials[i].family);
        count++;
    }
    if (count == 1)
        r->values[r->family] = found;
    return count == 1;
}

void baton_config__imply_family(struct baton_config__reader *r)
{
    if (r->values[r->family].origin > BATON_FROM_DEFAULT || baton_arena_failed(r->arena))
        return;
    if (!imply(r, true) && !r->sources->besides)
        (void)imply(r, false);
}
