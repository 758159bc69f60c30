/* SPDX-License-Identifier: Apache-2.0 */
/* What is common to all families: tokens, requests, and exchanges as evidence. */
#include "edge/platform/platform_int.h"

enum { HEADERS = 4 };

struct baton_platform {
    struct baton_alloc alloc;
    struct baton_arena arena; /* what lives as long as the platform */
    const struct baton_family *family;
    struct baton_str base;
    struct baton_fetch *fetch;
    struct baton_oauth *oauth;
    int64_t (*clock)(void);
    struct baton_token_facts token;
    unsigned refusals;        /* of tokens so far */
};

const struct baton_family *const baton_families[] = {&baton_platform__community};
const size_t baton_family_count = BATON_COUNT(baton_families);

const struct baton_family *baton_family_find(struct baton_str name)
{
    for (size_t i = 0; i < baton_family_count; i++)
        if (baton_str_is(name, baton_families[i]->name))
            return baton_families[i];
    return NULL;
}

/* ---- opening ----------------------------------------------------------------- */

static struct baton_str setting(const struct baton_config *config, const char *key)
{
    return baton_config_get(config, key)->text;
}

/* NULL where it is not set: the libraries want terminated text. */
static const char *setting_z(struct baton_arena *arena, const struct baton_config *config,
                             const char *key)
{
    struct baton_str text = setting(config, key);
    return text.s ? baton_str_copy(arena, text).s : NULL;
}

static int number(const struct baton_config *config, const char *key)
{
    const struct baton_config_value *value = baton_config_get(config, key);
    return value->text.s ? (int)value->number : 0;
}

static struct baton_str without_slash(struct baton_str url)
{
    while (url.len && url.s[url.len - 1] == '/')
        url.len--;
    return url;
}

/* Regions as Genesys' tools name them, and their domains; a domain stands for itself. */
static struct baton_str domain_of(struct baton_str region)
{
    static const struct {
        const char *region, *domain;
    } rows[] = {
        {"us-east-1", "mypurecloud.com"},       {"us-east-2", "use2.us-gov-pure.cloud"},
        {"us-west-2", "usw2.pure.cloud"},       {"ca-central-1", "cac1.pure.cloud"},
        {"sa-east-1", "sae1.pure.cloud"},       {"eu-west-1", "mypurecloud.ie"},
        {"eu-west-2", "euw2.pure.cloud"},       {"eu-central-1", "mypurecloud.de"},
        {"eu-central-2", "euc2.pure.cloud"},    {"me-central-1", "mec1.pure.cloud"},
        {"ap-south-1", "aps1.pure.cloud"},      {"ap-southeast-1", "apse1.pure.cloud"},
        {"ap-southeast-2", "mypurecloud.com.au"}, {"ap-northeast-1", "mypurecloud.jp"},
        {"ap-northeast-2", "apne2.pure.cloud"}, {"ap-northeast-3", "apne3.pure.cloud"},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_is_nocase(region, rows[i].region))
            return baton_str_from(rows[i].domain);
    return region;
}

static struct baton_str base_of(struct baton_platform *p, const struct baton_config *config)
{
    struct baton_str base = setting(config, "base-url"), where = setting(config, "environment");
    struct baton_str region = setting(config, "region");
    if (base.s)
        return baton_str_copy(&p->arena, without_slash(base));
    if (region.len && baton_config_get(config, "environment")->origin == BATON_FROM_DEFAULT)
        where = domain_of(region);
    if (where.s)
        return baton_str_fmt(&p->arena, "https://api.%.*s", BATON_ARG(where));
    return BATON_STR("https://api.mypurecloud.com");
}

static enum baton_err open_fetch(struct baton_platform *p, const struct baton_config *config)
{
    const struct baton_config_value *most = baton_config_get(config, "max-body");
    struct baton_fetch_options options = {
        .ca_file = setting_z(&p->arena, config, "ca-file"),
        .proxy = setting_z(&p->arena, config, "proxy"),
        .connect_ms = number(config, "connect-timeout"),
        .total_ms = number(config, "timeout"),
        .max_body = most->text.s ? (size_t)most->number : 0,
        .tries = number(config, "tries"),
        .at_once = number(config, "at-once"),
    };
    return baton_arena_failed(&p->arena) ? BATON_ENOMEM
                                         : baton_fetch_open(p->alloc, &options, &p->fetch);
}

static enum baton_err open_oauth(struct baton_platform *p, const struct baton_config *config,
                                 const char *cache_folder)
{
    struct baton_str scopes = setting(config, "scopes"), url = setting(config, "token-url");
    const struct baton_config_value *cache = baton_config_get(config, "token-cache");
    struct baton_oauth_options options = {
        .token_url = url.s ? url : baton_str_fmt(&p->arena, "%.*s/oauth/token",
                                                 BATON_ARG(p->base)),
        .client_id = setting(config, "client-id"),
        .client_secret = setting(config, "client-secret"),
        .scopes = scopes.s ? scopes : BATON_STR(""),
        .basic = baton_str_is(setting(config, "auth"), "basic"),
        .cache_folder = cache->text.s && !cache->number ? NULL : cache_folder,
    };
    return baton_arena_failed(&p->arena) ? BATON_ENOMEM
                                         : baton_oauth_open(p->alloc, p->fetch, &options,
                                                            &p->oauth);
}

/* What cannot be done without; the message says where it may be given. */
static bool is_complete(const struct baton_config *config, struct baton_arena *arena,
                        struct baton_str *why)
{
    static const char *const needed[][3] = {
        {"client-id", "give --client-id, set CXONE_CLIENT_ID", ""},
        {"client-secret", "set CXONE_CLIENT_SECRET", " (no option takes it)"}};
    for (size_t i = 0; i < BATON_COUNT(needed); i++)
        if (!setting(config, needed[i][0]).len) {
            *why = baton_str_fmt(arena, "%s is not set: %s in the environment or in .env, or %s: "
                                 "in baton.yaml%s", needed[i][0], needed[i][1], needed[i][0],
                                 needed[i][2]);
            return false;
        }
    return true;
}

enum baton_err baton_platform_open(struct baton_alloc alloc, const struct baton_config *config,
                                   const char *cache_folder, int64_t (*clock)(void),
                                   struct baton_platform **out, struct baton_arena *arena,
                                   struct baton_str *why)
{
    struct baton_str name = setting(config, "family");
    const struct baton_family *family = baton_family_find(name.s ? name : BATON_STR("community"));
    if (!family) {
        *why = baton_str_fmt(arena, "there is no family \"%.*s\"", BATON_ARG(name));
        return BATON_ECONFIG;
    }
    if (!is_complete(config, arena, why))
        return BATON_ECONFIG;
    struct baton_platform *p = alloc.resize(alloc.ctx, NULL, 0, sizeof *p);
    if (!p)
        return BATON_ENOMEM;
    *p = (struct baton_platform){.alloc = alloc, .family = family, .clock = clock,
                                 .token = {.expires = INT64_MIN}};
    baton_arena_init(&p->arena, alloc, 0);
    p->base = base_of(p, config);
    enum baton_err err = open_fetch(p, config);
    if (err == BATON_OK)
        err = open_oauth(p, config, cache_folder);
    if (err != BATON_OK) {
        baton_platform_close(p);
        return err;
    }
    *out = p;
    return BATON_OK;
}

void baton_platform_close(struct baton_platform *platform)
{
    if (!platform)
        return;
    baton_oauth_close(platform->oauth);
    baton_fetch_close(platform->fetch);
    baton_arena_release(&platform->arena);
    platform->alloc.resize(platform->alloc.ctx, platform, sizeof *platform, 0);
}

const struct baton_family *baton_platform_family(const struct baton_platform *platform)
{
    return platform->family;
}

struct baton_str baton_platform_base(const struct baton_platform *platform)
{
    return platform->base;
}

struct baton_token_facts baton_platform_token(const struct baton_platform *platform)
{
    return platform->token;
}

/* ---- requests ---------------------------------------------------------------- */

/* One request on its way: lives in the arena of its answer. */
struct pending {
    struct baton_arena *arena;
    enum baton_document_role role;
    struct baton_str method, url, contract;
    struct baton_str body; /* s NULL: none */
    bool writes;
    bool again;            /* with a second token already */
    unsigned refusals;     /* of tokens, when it got its own */
    void *user;
    struct baton_fetch_header headers[HEADERS];
    struct baton_fetch_request request;
};

static struct pending *new_pending(struct baton_arena *arena, const char *method,
                                   const char *contract)
{
    struct pending *pending = BATON_NEW(arena, struct pending);
    if (pending)
        *pending = (struct pending){.arena = arena, .method = baton_str_from(method),
                                    .contract = baton_str_from(contract),
                                    .body = {NULL, 0}};
    return pending;
}

static void add_header(struct pending *p, const char *name, struct baton_str value)
{
    p->headers[p->request.header_count++] =
        (struct baton_fetch_header){baton_str_from(name), value};
}

/* Everything but the token. */
static void make_request(struct pending *p)
{
    p->request = (struct baton_fetch_request){
        .method = p->method, .url = p->url, .headers = p->headers, .body = p->body,
        .changes_nothing = !p->writes, .user = p,
    };
    add_header(p, "Accept", BATON_STR("application/json"));
    if (p->body.s)
        add_header(p, "Content-Type", BATON_STR("application/json"));
}

static void learn_token(struct baton_platform *platform, const struct baton_token *token)
{
    struct baton_token_facts *facts = &platform->token;
    facts->known = true;
    facts->expires = token->expires;
    facts->scopes_known = token->scopes_known;
    if (!facts->scopes_known || baton_str_eq(facts->scopes, token->scopes))
        return;
    facts->scopes = baton_str_copy(&platform->arena, token->scopes);
}

static void describe(const struct pending *p, struct baton_answer *out)
{
    *out = (struct baton_answer){.role = p->role, .contract = p->contract, .method = p->method,
                                 .url = p->url, .user = p->user};
}

static void copy_response(struct baton_arena *arena, const struct baton_fetch_response *from,
                          struct baton_fetch_response *to)
{
    *to = *from;
    to->detail = baton_str_copy(arena, from->detail);
    to->body = baton_str_copy(arena, from->body);
    to->address = baton_str_copy(arena, from->address);
    to->headers = NULL;
    to->header_count = 0;
}

/* There is no token: the answer is what its endpoint said. */
static void answer_without_token(const struct pending *p, const struct baton_token *token,
                                 struct baton_answer *out)
{
    describe(p, out);
    out->token_failed = true;
    out->role = BATON_DOC_TOKEN;
    copy_response(p->arena, &token->response, &out->response);
    out->exchange = baton_str_copy(p->arena, token->exchange);
}

/* Puts the token in. BATON_EPLATFORM: there is none, and *out says why. */
static enum baton_err authorize(struct baton_platform *platform, struct pending *p,
                                struct baton_answer *out)
{
    struct baton_token token;
    enum baton_err err = baton_oauth_token(platform->oauth, platform->clock(), &token);
    if (err == BATON_EPLATFORM)
        answer_without_token(p, &token, out);
    if (err != BATON_OK)
        return err;
    learn_token(platform, &token);
    p->refusals = platform->refusals;
    make_request(p);
    add_header(p, "Authorization", baton_str_fmt(p->arena, "Bearer %.*s", BATON_ARG(token.text)));
    return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
}

static void finish(const struct pending *p, const struct baton_fetch_response *response,
                   struct baton_answer *out)
{
    describe(p, out);
    out->response = *response;
    /* What was left of a broken answer may be large, and nothing is concluded from it. */
    const bool whole = response->failure == BATON_FETCH_OK;
    out->exchange = baton_platform__exchange(p->arena, &p->request, whole ? response : NULL);
}

/* Was the token refused, and is it worth a second one? Who is refused has changed nothing. */
static bool wants_another(struct baton_platform *platform, struct pending *p,
                          const struct baton_fetch_response *response)
{
    if (response->status != 401 || p->again)
        return false;
    p->again = true;
    /* Of many on their way with one token, the first to be refused gets the next for all. */
    if (p->refusals == platform->refusals) {
        platform->refusals++;
        baton_oauth_refused(platform->oauth);
    }
    return true;
}

static enum baton_err send_and_wait(struct baton_platform *platform, struct pending *p,
                                    struct baton_answer *out)
{
    for (;;) {
        struct baton_fetch_response response;
        enum baton_err err = authorize(platform, p, out);
        if (err == BATON_EPLATFORM)
            return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
        if (err == BATON_OK)
            err = baton_fetch_one(platform->fetch, &p->request, p->arena, &response);
        if (err != BATON_OK)
            return err;
        if (wants_another(platform, p, &response))
            continue;
        finish(p, &response, out);
        return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
    }
}

/* ---- questions --------------------------------------------------------------- */

static const struct baton_platform_call *find_call(const struct baton_family *family,
                                                   enum baton_document_role role)
{
    for (size_t i = 0; i < family->call_count; i++)
        if (family->calls[i].role == role)
            return &family->calls[i];
    return NULL;
}

static struct baton_str url_of(struct baton_platform *platform, struct baton_arena *arena,
                               const char *path, struct baton_str id)
{
    struct baton_buf url;
    struct baton_str rest = baton_str_from(path);
    size_t at = baton_str_find(rest, BATON_STR("{id}"));
    baton_buf_init(&url, arena, 0);
    baton_buf_put(&url, platform->base);
    baton_buf_put(&url, baton_str_sub(rest, 0, at == SIZE_MAX ? rest.len : at));
    if (at != SIZE_MAX) {
        baton_platform__encode(&url, id);
        baton_buf_put(&url, baton_str_sub(rest, at + 4, rest.len));
    }
    return baton_buf_str(&url);
}

static struct pending *pend_question(struct baton_platform *platform,
                                     const struct baton_platform_call *call, struct baton_str id,
                                     struct baton_arena *arena)
{
    struct pending *p = new_pending(arena, call->method, call->contract);
    if (!p)
        return NULL;
    p->role = call->role;
    p->url = url_of(platform, arena, call->path, id);
    return p;
}

enum baton_err baton_platform_ask(struct baton_platform *platform, enum baton_document_role role,
                                  struct baton_str id, struct baton_arena *arena,
                                  struct baton_answer *out)
{
    const struct baton_platform_call *call = find_call(platform->family, role);
    if (!call)
        return BATON_EUSAGE;
    struct pending *p = pend_question(platform, call, id, arena);
    return p ? send_and_wait(platform, p, out) : BATON_ENOMEM;
}

enum baton_err baton_platform_begin(struct baton_platform *platform, enum baton_document_role role,
                                    struct baton_str id, void *user, struct baton_arena *arena,
                                    struct baton_answer *out, bool *begun)
{
    const struct baton_platform_call *call = find_call(platform->family, role);
    if (!call)
        return BATON_EUSAGE;
    struct pending *p = pend_question(platform, call, id, arena);
    if (!p)
        return BATON_ENOMEM;
    p->user = user;
    enum baton_err err = authorize(platform, p, out);
    *begun = err == BATON_OK;
    if (err == BATON_EPLATFORM)
        return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
    return err == BATON_OK ? baton_fetch_begin(platform->fetch, &p->request, arena) : err;
}

enum baton_err baton_platform_next(struct baton_platform *platform, struct baton_answer *out,
                                   bool *more)
{
    for (;;) {
        struct baton_fetch_response response;
        enum baton_err err = baton_fetch_next(platform->fetch, &response, more);
        if (err != BATON_OK || !*more)
            return err;
        struct pending *p = response.user;
        if (!wants_another(platform, p, &response)) {
            finish(p, &response, out);
            return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
        }
        err = authorize(platform, p, out);
        if (err == BATON_EPLATFORM)
            return BATON_OK;
        if (err == BATON_OK)
            err = baton_fetch_begin(platform->fetch, &p->request, p->arena);
        if (err != BATON_OK)
            return err;
    }
}

/* ---- lists and transfers ----------------------------------------------------- */

static struct pending *pend_post(struct baton_platform *platform, struct baton_arena *arena,
                                 const struct baton_buf *path, const struct baton_buf *body,
                                 const char *contract)
{
    struct pending *p = new_pending(arena, "POST", contract);
    if (!p)
        return NULL;
    p->url = baton_str_fmt(arena, "%.*s%.*s", BATON_ARG(platform->base), (int)path->len, path->s);
    p->body = baton_buf_str(body);
    return p;
}

enum baton_err baton_platform_recent(struct baton_platform *platform,
                                     const struct baton_recent_query *query,
                                     struct baton_arena *arena, struct baton_answer *out)
{
    struct baton_buf path, body;
    if (!platform->family->recent)
        return BATON_EUSAGE;
    baton_buf_init(&path, arena, 0);
    baton_buf_init(&body, arena, 0);
    if (!platform->family->recent(query, &path, &body))
        return BATON_ENOMEM;
    struct pending *p = pend_post(platform, arena, &path, &body,
                                  platform->family->recent_contract);
    return p ? send_and_wait(platform, p, out) : BATON_ENOMEM;
}

enum baton_err baton_platform_send(struct baton_platform *platform,
                                   const struct baton_transfer *transfer, bool confirmed,
                                   struct baton_arena *arena, struct baton_answer *out)
{
    struct baton_buf path, body;
    if (!platform->family->transfer)
        return BATON_EUSAGE;
    baton_buf_init(&path, arena, 0);
    baton_buf_init(&body, arena, 0);
    if (!platform->family->transfer(transfer, &path, &body))
        return BATON_ENOMEM;
    struct pending *p = pend_post(platform, arena, &path, &body,
                                  platform->family->transfer_contract);
    if (!p)
        return BATON_ENOMEM;
    p->role = BATON_DOC_TRANSFER;
    p->writes = true;
    if (confirmed)
        return send_and_wait(platform, p, out);
    make_request(p);
    describe(p, out);
    out->exchange = baton_platform__exchange(arena, &p->request, NULL);
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}
