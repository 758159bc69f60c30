/* SPDX-License-Identifier: Apache-2.0 */
/* What comes before a call: discovery, and a token. */
#include "core/http.h"
#include "core/json.h"
#include "edge/platform/platform_int.h"

static struct baton_str setting(const struct baton_platform *p, const char *key,
                                struct baton_arena *arena)
{
    struct baton_str value = baton_platform__setting(p, key, arena);
    return value.s ? value : BATON_STR("");
}

static bool is_known(const struct baton_platform *p, const char *key, struct baton_arena *arena)
{
    return baton_platform__setting(p, key, arena).len > 0;
}

/* ---- discovery -------------------------------------------------------------------- */

/* Where secrets go is not taken from a stranger: http only where it was asked by http. */
static bool is_usable(struct baton_str url, struct baton_str asked)
{
    struct baton_url to = baton_url(url), from = baton_url(asked);
    bool secure = baton_str_is_nocase(to.scheme, "https");
    if (!to.absolute || !to.host.len || to.userinfo.len ||
        baton_str_find_byte(url, ' ') != SIZE_MAX)
        return false;
    return secure || (baton_str_is_nocase(to.scheme, "http") &&
                      baton_str_is_nocase(from.scheme, "http"));
}

static struct baton_str member_of(struct baton_arena *arena, struct baton_str body,
                                  const char *name)
{
    const struct baton_json_limits limits = {.max_bytes = 1 << 20, .max_depth = 32};
    struct baton_json doc;
    if (baton_json_read(arena, body, &limits, &doc, NULL) != BATON_OK ||
        !baton_json_is(&doc, 0, BATON_JSON_OBJECT))
        return (struct baton_str){NULL, 0};
    uint32_t at = baton_json_member_z(&doc, 0, name);
    if (at == BATON_JSON_NONE || !baton_json_is(&doc, at, BATON_JSON_STRING))
        return (struct baton_str){NULL, 0};
    return baton_json_string(&doc, at, arena);
}

static struct baton_str without_slash(struct baton_str url)
{
    while (url.len && url.s[url.len - 1] == '/')
        url.len--;
    return url;
}

/* Why nothing can be made of the answer; "" where its status says it. */
static struct baton_str complaint(struct baton_arena *arena, const struct baton_discovery *row,
                                  const struct baton_fetch_response *response,
                                  struct baton_str found)
{
    if (response->failure != BATON_FETCH_OK || response->status / 100 != 2)
        return BATON_STR("");
    return baton_str_fmt(arena, "%s: the answer has %s", row->member,
                         found.len ? "a URL that cannot be used" : "none");
}

static enum baton_err discover_one(struct baton_platform *p, const struct baton_discovery *row,
                                   struct baton_str url, struct baton_arena *arena,
                                   struct baton_answer *out)
{
    const struct baton_fetch_header accept = {BATON_STR("Accept"), BATON_STR("application/json")};
    struct baton_fetch_request request = {.method = BATON_STR("GET"), .url = url,
                                          .headers = &accept, .header_count = 1,
                                          .body = {NULL, 0}, .changes_nothing = true};
    struct baton_fetch_response response;
    struct baton_str found = {NULL, 0};
    enum baton_err err = baton_fetch_one(p->fetch, &request, arena, &response);
    if (err != BATON_OK)
        return err;
    if (response.failure == BATON_FETCH_OK && response.status / 100 == 2)
        found = member_of(arena, response.body, row->member);
    if (found.len && is_usable(found, url)) {
        baton_platform__learn(p, row->becomes, without_slash(found));
        return baton_arena_failed(arena) || baton_arena_failed(&p->arena) ? BATON_ENOMEM
                                                                          : BATON_OK;
    }
    const bool whole = response.failure == BATON_FETCH_OK;
    *out = (struct baton_answer){
        .role = row->role, .contract = baton_str_from(row->contract), .method = request.method,
        .url = url, .response = response, .token_failed = true,
        .why = complaint(arena, row, &response, found),
        .exchange = baton_platform__exchange(arena, &request, whole ? &response : NULL, NULL)};
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_EPLATFORM;
}

/* All that can be asked now, and need be. */
static enum baton_err discover(struct baton_platform *p, struct baton_arena *arena,
                               struct baton_answer *out)
{
    for (size_t i = 0; i < p->family->discovery_count; i++) {
        const struct baton_discovery *row = &p->family->discovery[i];
        struct baton_str url;
        if (is_known(p, row->becomes, arena) ||
            !baton_platform__expand(p, baton_str_from(row->url), (struct baton_str){NULL, 0},
                                    arena, &url))
            continue;
        enum baton_err err = discover_one(p, row, url, arena, out);
        if (err != BATON_OK)
            return err;
    }
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- the token -------------------------------------------------------------------- */

/* Nobody need tell what is configured, or is of no use any more. */
static const char *wanted_claim(const struct baton_platform *p, struct baton_arena *arena)
{
    const struct baton_family *family = p->family;
    if (!family->claim || is_known(p, family->claim_becomes, arena) ||
        is_known(p, "base-url", arena))
        return NULL;
    return family->claim;
}

static enum baton_err open_oauth(struct baton_platform *p, struct baton_arena *arena)
{
    const struct baton_config_value *cache = baton_config_get(&p->config, "token-cache");
    const bool password = p->family->grant == BATON_GRANT_PASSWORD;
    const struct baton_str none = {NULL, 0};
    struct baton_oauth_options options = {
        .token_url = setting(p, "token-url", arena),
        .client_id = setting(p, "client-id", arena),
        .client_secret = setting(p, "client-secret", arena),
        .username = password ? setting(p, "access-key-id", arena) : none,
        .password = password ? setting(p, "access-key-secret", arena) : none,
        .scopes = setting(p, "scopes", arena),
        .basic = p->family->basic || baton_str_is(setting(p, "auth", arena), "basic"),
        .claim = wanted_claim(p, arena),
        .cache_folder = cache->text.s && !cache->number ? NULL : p->cache_folder,
    };
    return baton_arena_failed(arena) ? BATON_ENOMEM
                                     : baton_oauth_open(p->alloc, p->fetch, &options, &p->oauth);
}

static void learn_token(struct baton_platform *p, const struct baton_token *token)
{
    struct baton_token_facts *facts = &p->token;
    facts->known = true;
    facts->expires = token->expires;
    facts->scopes_known = token->scopes_known;
    if (facts->scopes_known && !baton_str_eq(facts->scopes, token->scopes))
        facts->scopes = baton_str_copy(&p->arena, token->scopes);
    if (p->family->claim && token->claimed.len)
        baton_platform__learn(p, p->family->claim_becomes, token->claimed);
}

/* Without memory there are none; the arena tells of it. */
static void copy_headers(struct baton_arena *arena, const struct baton_fetch_response *from,
                         struct baton_fetch_response *to)
{
    to->header_count = 0;
    to->headers = from->header_count
                      ? BATON_NEW_N(arena, struct baton_fetch_header, from->header_count) : NULL;
    for (size_t i = 0; to->headers && i < from->header_count; i++)
        to->headers[to->header_count++] = (struct baton_fetch_header){
            baton_str_copy(arena, from->headers[i].name),
            baton_str_copy(arena, from->headers[i].value)};
}

static void copy_response(struct baton_arena *arena, const struct baton_fetch_response *from,
                          struct baton_fetch_response *to)
{
    *to = *from;
    to->detail = baton_str_copy(arena, from->detail);
    to->body = baton_str_copy(arena, from->body);
    to->address = baton_str_copy(arena, from->address);
    copy_headers(arena, from, to);
}

/* The answer is what the token's endpoint said. */
static void answer_of_token(const struct baton_platform *p, const struct baton_token *token,
                            struct baton_arena *arena, struct baton_str why,
                            struct baton_answer *out)
{
    *out = (struct baton_answer){.role = BATON_DOC_TOKEN, .contract = BATON_STR(""),
                                 .method = BATON_STR("POST"),
                                 .url = setting(p, "token-url", arena), .token_failed = true,
                                 .why = why};
    copy_response(arena, &token->response, &out->response);
    out->exchange = baton_str_copy(arena, token->exchange);
}

static enum baton_err get_token(struct baton_platform *p, struct baton_arena *arena,
                                struct baton_str *authorization, struct baton_answer *out)
{
    struct baton_token token;
    enum baton_err err = p->oauth ? BATON_OK : open_oauth(p, arena);
    if (err == BATON_OK)
        err = baton_oauth_token(p->oauth, p->clock(), &token);
    if (err == BATON_EPLATFORM)
        answer_of_token(p, &token, arena, BATON_STR(""), out);
    if (err != BATON_OK)
        return err;
    learn_token(p, &token);
    if (wanted_claim(p, arena)) {
        answer_of_token(p, &token, arena,
                        baton_str_fmt(arena, "the token's answer has no id_token that names a %s, "
                                      "and %s is not set", p->family->claim,
                                      p->family->claim_becomes), out);
        return BATON_EPLATFORM;
    }
    *authorization = baton_str_fmt(arena, "Bearer %.*s", BATON_ARG(token.text));
    return baton_arena_failed(arena) || baton_arena_failed(&p->arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- all of it -------------------------------------------------------------------- */

enum baton_err baton_platform__prepare(struct baton_platform *p, struct baton_arena *arena,
                                       struct baton_str *authorization, struct baton_answer *out)
{
    enum baton_err err = discover(p, arena, out);
    if (err != BATON_OK)
        return err;
    if (p->family->grant == BATON_GRANT_API_KEY)
        *authorization = setting(p, "api-key", arena);
    else
        err = get_token(p, arena, authorization, out);
    return err == BATON_OK ? discover(p, arena, out) : err;
}

enum baton_err baton_platform_prepare(struct baton_platform *platform, struct baton_arena *arena,
                                      struct baton_answer *out, bool *ready)
{
    struct baton_str authorization;
    enum baton_err err = baton_platform__prepare(platform, arena, &authorization, out);
    *ready = err == BATON_OK;
    return err == BATON_EPLATFORM && !baton_arena_failed(arena) ? BATON_OK : err;
}
