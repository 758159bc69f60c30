/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a key is for a platform: what is configured; what discovery or a token told;
 * what the family's table makes of other keys; the configuration's default.
 */
#include <string.h>

#include "edge/platform/platform_int.h"

enum { DEEPEST = 6 /* patterns of patterns: the tables have three */ };

static const struct baton_str unknown = {NULL, 0};

struct view {
    const struct baton_platform *p;
    struct baton_arena *arena;
    int depth;
};

static struct baton_str look_up(struct view v, struct baton_str key);

/* What the user set, wherever; s NULL where there is but a default. */
static struct baton_str configured(const struct baton_config *config, const char *key)
{
    const struct baton_config_value *value = baton_config_get(config, key);
    return value->origin > BATON_FROM_DEFAULT && value->text.len ? value->text : unknown;
}

/* ---- hosts ----------------------------------------------------------------------- */

static bool is_in_domain(struct baton_str host, const char *domain)
{
    struct baton_str tail = baton_str_from(domain);
    if (host.len < tail.len)
        return false;
    bool whole = host.len == tail.len || host.s[host.len - tail.len - 1] == '.';
    return whole && baton_str_is_nocase(baton_str_sub(host, host.len - tail.len, host.len),
                                        domain);
}

static bool is_vendors(const struct baton_family *family, struct baton_str url)
{
    struct baton_str host = baton_url(url).host;
    for (const char *const *domain = family->domains; domain && *domain; domain++)
        if (is_in_domain(host, *domain))
            return true;
    return false;
}

static bool is_elsewhere(const struct baton_platform *p)
{
    struct baton_str base = configured(&p->config, "base-url");
    return base.s && !is_vendors(p->family, base);
}

static struct baton_str domain_of(const struct baton_family *family, struct baton_str region)
{
    for (const struct baton_family_region *r = family->regions; r && r->name; r++) {
        struct baton_str name = baton_str_from(r->name);
        bool same = name.len == region.len;
        /* Genesys' own tools take eu_central_1 as well as eu-central-1. */
        for (size_t i = 0; same && i < name.len; i++)
            same = (region.s[i] | 0x20) == name.s[i] || (region.s[i] == '_' && name.s[i] == '-');
        if (same)
            return baton_str_from(r->domain);
    }
    return region;
}

/* "https://api.{environment}" and https://api.mypurecloud.de: mypurecloud.de. */
static struct baton_str environment_of_base(const struct baton_platform *p)
{
    struct baton_str base = configured(&p->config, "base-url");
    struct baton_str pattern = baton_str_from(p->family->base), host = baton_url(base).host;
    size_t slashes = baton_str_find(pattern, BATON_STR("://"));
    size_t open = baton_str_find_byte(pattern, '{');
    if (!base.s || slashes == SIZE_MAX || open == SIZE_MAX || !is_vendors(p->family, base))
        return unknown;
    struct baton_str head = baton_str_sub(pattern, slashes + 3, open);
    return baton_str_starts(host, head) ? baton_str_sub(host, head.len, host.len) : unknown;
}

static struct baton_str environment(const struct baton_platform *p)
{
    struct baton_str set = configured(&p->config, "environment");
    struct baton_str region = p->family->regions ? configured(&p->config, "region") : unknown;
    if (set.s)
        return domain_of(p->family, set);
    return region.s ? domain_of(p->family, region) : environment_of_base(p);
}

/* ---- patterns -------------------------------------------------------------------- */

/* A URL or a host is what others are put together from. */
static bool is_put_as_it_is(struct baton_str key)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        if (baton_str_is(key, baton_config_keys[i].name))
            return baton_config_keys[i].type == BATON_CONFIG_URL ||
                   baton_config_keys[i].type == BATON_CONFIG_HOST;
    return false;
}

static bool put_key(struct view v, struct baton_str key, struct baton_str id,
                    struct baton_buf *out)
{
    struct baton_str value = id.s && baton_str_is(key, "id") ? id : look_up(v, key);
    if (!value.s)
        return false;
    if (is_put_as_it_is(key))
        baton_buf_put(out, value);
    else
        baton_platform__encode(out, value);
    return true;
}

static bool expand(struct view v, struct baton_str pattern, struct baton_str id,
                   struct baton_str *out)
{
    struct baton_buf buf;
    struct baton_str rest = pattern;
    baton_buf_init(&buf, v.arena, 0);
    while (rest.len) {
        size_t open = baton_str_find_byte(rest, '{'), close = baton_str_find_byte(rest, '}');
        if (open == SIZE_MAX || close == SIZE_MAX || close < open) {
            baton_buf_put(&buf, rest);
            break;
        }
        baton_buf_put(&buf, baton_str_sub(rest, 0, open));
        if (!put_key(v, baton_str_sub(rest, open + 1, close), id, &buf))
            return false;
        rest = baton_str_sub(rest, close + 1, rest.len);
    }
    *out = baton_buf_str(&buf);
    return !baton_buf_failed(&buf);
}

bool baton_platform__expand(const struct baton_platform *p, struct baton_str pattern,
                            struct baton_str id, struct baton_arena *arena, struct baton_str *out)
{
    return expand((struct view){p, arena, 0}, pattern, id, out);
}

/* ---- keys ------------------------------------------------------------------------ */

static struct baton_str learned(const struct baton_platform *p, struct baton_str key)
{
    for (size_t i = 0; i < p->learned_count; i++)
        if (baton_str_is(key, p->learned[i].key))
            return p->learned[i].value;
    return unknown;
}

static struct baton_str of_family(struct view v, struct baton_str key)
{
    const struct baton_family *family = v.p->family;
    const char *last = baton_str_is(key, "base-url")    ? family->base
                       : baton_str_is(key, "token-url") ? family->token_url
                                                        : NULL;
    struct baton_str value;
    for (size_t i = 0; i < family->default_count; i++) {
        const struct baton_family_default *row = &family->defaults[i];
        if (baton_str_is(key, row->key) && (!row->elsewhere || is_elsewhere(v.p)) &&
            expand(v, baton_str_from(row->value), unknown, &value))
            return value;
    }
    return last && expand(v, baton_str_from(last), unknown, &value) ? value : unknown;
}

/* Names of keys stand in tables, and are terminated there, but not in patterns. */
static const char *name_of(struct baton_str key)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        if (baton_str_is(key, baton_config_keys[i].name))
            return baton_config_keys[i].name;
    return "";
}

static struct baton_str look_up(struct view v, struct baton_str key)
{
    const char *name = name_of(key);
    struct baton_str value = strcmp(name, "environment") == 0 ? environment(v.p)
                                                              : configured(&v.p->config, name);
    if (!value.s)
        value = learned(v.p, key);
    if (!value.s && ++v.depth <= DEEPEST)
        value = of_family(v, key);
    return value.s ? value : baton_config_get(&v.p->config, name)->text;
}

struct baton_str baton_platform__setting(const struct baton_platform *p, const char *key,
                                         struct baton_arena *arena)
{
    return look_up((struct view){p, arena, 0}, baton_str_from(key));
}

void baton_platform__learn(struct baton_platform *p, const char *key, struct baton_str value)
{
    size_t i = 0;
    while (i < p->learned_count && strcmp(p->learned[i].key, key) != 0)
        i++;
    if (i == BATON_COUNT(p->learned))
        return;
    p->learned[i].key = key;
    p->learned[i].value = baton_str_copy(&p->arena, value);
    p->learned_count += i == p->learned_count;
}

/* ---- what is missing -------------------------------------------------------------- */

static bool is_set(const struct baton_config *config, struct baton_str alternatives)
{
    struct baton_str name;
    while (baton_str_next(&alternatives, '|', &name))
        if (configured(config, name_of(name)).s)
            return true;
    return false;
}

/* Of a key's variables, the first that is the family's; else the first. */
static struct baton_str variable_of(const struct baton_config_key *key,
                                    const struct baton_family *family)
{
    struct baton_str rest = baton_str_from(key->variables), first = unknown, name;
    while (baton_str_next(&rest, ',', &name)) {
        if (family->variables && baton_str_starts(name, baton_str_from(family->variables)))
            return name;
        first = first.s ? first : name;
    }
    return first;
}

static void put_missing(struct baton_buf *out, const struct baton_family *family,
                        struct baton_str alternatives)
{
    struct baton_str first;
    bool several = baton_str_find_byte(alternatives, '|') != SIZE_MAX;
    if (out->len)
        baton_buf_puts(out, "; ");
    (void)baton_str_next(&(struct baton_str){alternatives.s, alternatives.len}, '|', &first);
    for (size_t i = 0; i < baton_config_key_count; i++) {
        const struct baton_config_key *key = &baton_config_keys[i];
        bool secret = key->type == BATON_CONFIG_SECRET;
        struct baton_str variable = variable_of(key, family), rest = alternatives, other;
        if (!baton_str_is(first, key->name))
            continue;
        baton_buf_fmt(out, "%s is not set: %s%s%sset %.*s in the environment or in .env, or %s: "
                      "in baton.yaml%s", key->name, secret ? "" : "give --",
                      secret ? "" : key->name, secret ? "" : ", ", BATON_ARG(variable), key->name,
                      secret ? " (no option takes it)" : "");
        (void)baton_str_next(&rest, '|', &other);
        while (several && baton_str_next(&rest, '|', &other))
            baton_buf_fmt(out, "%s%.*s", rest.len ? ", or " : ", or give ", BATON_ARG(other));
    }
}

bool baton_platform__is_complete(const struct baton_config *config,
                                 const struct baton_family *family, struct baton_arena *arena,
                                 struct baton_str *why)
{
    struct baton_buf missing;
    baton_buf_init(&missing, arena, 0);
    for (const char *const *key = family->needed; key && *key; key++)
        if (!is_set(config, baton_str_from(*key)))
            put_missing(&missing, family, baton_str_from(*key));
    *why = baton_buf_failed(&missing) ? BATON_STR("") : baton_buf_str(&missing);
    return missing.len == 0 && !baton_buf_failed(&missing);
}
