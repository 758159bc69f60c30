/* SPDX-License-Identifier: Apache-2.0 */
/* How a Cognigy endpoint and its handover provider are set up, and what versions are known for. */
#include "core/rule/bots_int.h"

#include <string.h>

/* An endpoint's settings, by themselves or as the API tells them. */
struct endpoint {
    struct baton_bots_side side;
    uint32_t channel, settings, provider;
    struct baton_str channel_text, provider_text;
};

static bool endpoint_of(const struct baton_check *check, struct endpoint *e)
{
    *e = (struct endpoint){.side = baton_bots_any(check)};
    e->side.root = 0;
    e->channel = baton_bots_at(e->side, "/channel");
    e->settings = baton_bots_at(e->side, "/handoverSettings");
    e->provider = baton_bots_member(e->side, e->settings, "provider");
    e->channel_text = baton_bots_text(check, e->side, e->channel);
    e->provider_text = baton_bots_text(check, e->side, e->provider);
    return e->provider_text.len && !baton_str_is(e->provider_text, "none");
}

static bool is_cxone(struct baton_str provider)
{
    return baton_str_find_nocase(provider, BATON_STR("cxone")) != SIZE_MAX;
}

BATON_RULE(HO9301)
{
    static const struct {
        const char *channel, *what;
    } rows[] = {
        {"rest", "REST"},
        {"genesysBotConnector", "Genesys' bot connector"},
        {"niceCXOne", "NICE CXone"},
    };
    struct endpoint e;
    if (!endpoint_of(check, &e))
        return;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_is_nocase(e.channel_text, rows[i].channel))
            baton_report_at(check, rule, baton_bots_where(check, e.side, e.channel),
                            "an endpoint for %s has no handover: the provider %.*s is never asked",
                            rows[i].what, BATON_ARG(e.provider_text));
}

BATON_RULE(HO9304)
{
    struct endpoint e;
    if (!endpoint_of(check, &e) || !is_cxone(e.provider_text) ||
        baton_str_find_nocase(e.channel_text, BATON_STR("voice")) == SIZE_MAX)
        return;
    baton_report_at(check, rule, baton_bots_where(check, e.side, e.provider),
                    "the provider %.*s is for digital channels: it hands no call over",
                    BATON_ARG(e.provider_text));
}

/* A Transfer node in a flow whose handovers go to that provider. */
BATON_RULE(HO7322)
{
    static const char *const places[] = {"/handoverProvider", "/provider",
                                         "/handoverSettings/provider"};
    struct baton_bots_side side = baton_bots_any(check);
    if (baton_bots_member(side, side.root, "transferType") == BATON_JSON_NONE)
        return;
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_bots_at(side, places[i]);
        if (!is_cxone(baton_bots_text(check, side, at)))
            continue;
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the Transfer node does not work with the provider for NiCE CXone");
        return;
    }
}

BATON_RULE(HO9306)
{
    struct endpoint e;
    if (endpoint_of(check, &e) && baton_str_is(e.provider_text, "genesysCloud"))
        baton_report_at(check, rule, baton_bots_where(check, e.side, e.provider),
                        "the provider genesysCloud is Guest Chat, which ended on 2025-06-11");
}

/* ---- the provider for Genesys Cloud's Open Messaging ------------------------------ */

/* Its settings: by themselves, or in an endpoint's; NONE if this is neither. */
static uint32_t om_of(const struct baton_check *check, struct baton_bots_side *side)
{
    struct endpoint e;
    *side = baton_bots_any(check);
    if (baton_check_is_call(check, "cognigy.handover.genesysCloudOM"))
        return side->doc ? side->root : BATON_JSON_NONE;
    if (!endpoint_of(check, &e) || !baton_str_is(e.provider_text, "genesysCloudOM"))
        return BATON_JSON_NONE;
    *side = e.side;
    return baton_bots_member(e.side, e.settings, "providerSettings");
}

/* The bare region within what was given; empty if there is none. */
static struct baton_str region_in(struct baton_str host)
{
    static const char *const before[] = {"https://", "http://", "api.", "login.", "apps."};
    for (size_t i = 0; i < BATON_COUNT(before); i++)
        if (baton_str_starts_nocase(host, baton_str_from(before[i])))
            host = baton_str_sub(host, strlen(before[i]), host.len);
    size_t end = baton_str_find_byte(host, '/');
    host = baton_str_sub(host, 0, end == SIZE_MAX ? host.len : end);
    const char *vendor = baton_vendor_of(host);
    bool genesys = vendor && baton_str_is(baton_str_from(vendor), "Genesys Cloud");
    return genesys ? host : BATON_STR("");
}

BATON_RULE(HO9302)
{
    struct baton_bots_side side;
    uint32_t om = om_of(check, &side);
    uint32_t at = baton_bots_member(side, om, "host");
    struct baton_str host = baton_bots_text(check, side, at), region = region_in(host);
    if (!host.len || baton_str_eq(host, region) ||
        baton_str_find(host, BATON_STR("{{")) != SIZE_MAX)
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        region.len ? "host is \"%.*s\", and wants the bare region"
                                   : "host \"%.*s\" is no region of Genesys Cloud that is known",
                        BATON_ARG(host));
    if (!region.len) {
        /* A region may be newer than the list. */
        if (f)
            f->severity = BATON_WARNING;
        return;
    }
    struct baton_buf text;
    baton_buf_init(&text, check->arena, 0);
    baton_json_put_string(&text, region);
    baton_report_fix(check, f, BATON_FIX_REVIEW, "write %.*s", BATON_ARG(region));
    if (side.part == check->part)
        baton_report_edit(check, f, baton_json_edit_replace(side.doc, at, baton_buf_str(&text),
                                                            check->arena));
}

BATON_RULE(HO9303)
{
    struct baton_bots_side side;
    uint32_t om = om_of(check, &side);
    uint32_t at = baton_bots_member(side, om, "deploymentName");
    struct baton_str name = baton_bots_text(check, side, at);
    if (baton_str_find_byte(name, ' ') != SIZE_MAX &&
        baton_str_find(name, BATON_STR("{{")) == SIZE_MAX)
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the integration's name \"%.*s\" has blanks", BATON_ARG(name));
}

/* ---- versions --------------------------------------------------------------------- */

struct version {
    uint64_t part[3];
};

/* "4.72.1", "v2025.12"; parts that are left out are 0. */
static bool read_version(struct baton_str text, struct version *out)
{
    struct baton_str piece;
    *out = (struct version){{0, 0, 0}};
    if (baton_str_starts_nocase(text, BATON_STR("v")))
        text = baton_str_sub(text, 1, text.len);
    for (size_t i = 0; i < BATON_COUNT(out->part) && baton_str_next(&text, '.', &piece); i++)
        if (!baton_str_to_u64(piece, &out->part[i]))
            return false;
    return out->part[0] >= 4;
}

static int compare(const struct version *a, const struct version *b)
{
    for (size_t i = 0; i < BATON_COUNT(a->part); i++)
        if (a->part[i] != b->part[i])
            return a->part[i] < b->part[i] ? -1 : 1;
    return 0;
}

/* What the release notes tell of versions from one to another, both included. */
static const struct {
    struct version from, to;
    const char *what;
} known[] = {
    {{{4, 71, 0}}, {{4, 72, 3}}, "handovers get lost at random, by a fault of the LRU cache: set "
                                 "LRU_CACHE_ENABLED=false, or upgrade"},
    {{{4, 0, 0}}, {{4, 45, 999}}, "handovers to Live Agent fail with session ids over 44 "
                                  "characters"},
    {{{4, 0, 0}}, {{4, 88, 999}}, "a second handover in one session fails: mended in 4.89, 4.90"},
    {{{4, 0, 0}}, {{4, 96, 999}}, "every failure of a provider is told as 500, and an action of "
                                  "an event that runs the same flow may loop: mended in 4.97"},
    {{{2025, 0, 0}}, {{2025, 11, 999}}, "custom attributes are not in the first message to Genesys "
                                        "Cloud: mended in 2025.12"},
};

BATON_RULE(HO9305)
{
    static const char *const names[] = {"cognigyVersion", "productVersion", "version"};
    struct baton_bots_side side = baton_bots_any(check);
    struct version version;
    uint32_t at = BATON_JSON_NONE;
    if (!check->contract || !baton_str_is(check->contract->family, "cognigy"))
        return;
    for (size_t i = 0; at == BATON_JSON_NONE && i < BATON_COUNT(names); i++)
        at = baton_bots_member(side, side.root, names[i]);
    if (!read_version(baton_bots_text(check, side, at), &version))
        return;
    for (size_t i = 0; i < BATON_COUNT(known); i++) {
        if (compare(&version, &known[i].from) < 0 || compare(&version, &known[i].to) > 0)
            continue;
        baton_report_at(check, rule, baton_bots_where(check, side, at), "in this version %s",
                        known[i].what);
        return;
    }
}
