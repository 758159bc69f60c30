/* SPDX-License-Identifier: Apache-2.0 */
/* What is common to all families: opening, requests, and exchanges as evidence. */
#include "core/http.h"
#include "edge/platform/platform_int.h"

enum { HEADERS = 4 };

#define ROW(name) &baton_platform__##name,
const struct baton_family *const baton_families[] = {BATON_FAMILIES(ROW)};
const size_t baton_family_count = BATON_COUNT(baton_families);

const struct baton_family *baton_family_find(struct baton_str name)
{
    for (size_t i = 0; i < baton_family_count; i++)
        if (baton_str_is(name, baton_families[i]->name))
            return baton_families[i];
    return NULL;
}

/* ---- opening ----------------------------------------------------------------- */

/* NULL where it is not set: the libraries want terminated text. */
static const char *setting_z(struct baton_platform *p, const char *key)
{
    struct baton_str text = baton_config_get(&p->config, key)->text;
    return text.s ? baton_str_copy(&p->arena, text).s : NULL;
}

static int number(const struct baton_platform *p, const char *key)
{
    const struct baton_config_value *value = baton_config_get(&p->config, key);
    return value->text.s ? (int)value->number : 0;
}

static enum baton_err open_fetch(struct baton_platform *p)
{
    const struct baton_config_value *most = baton_config_get(&p->config, "max-body");
    struct baton_fetch_options options = {
        .ca_file = setting_z(p, "ca-file"),
        .proxy = setting_z(p, "proxy"),
        .connect_ms = number(p, "connect-timeout"),
        .total_ms = number(p, "timeout"),
        .max_body = most->text.s ? (size_t)most->number : 0,
        .tries = number(p, "tries"),
        .at_once = number(p, "at-once"),
    };
    return baton_arena_failed(&p->arena) ? BATON_ENOMEM
                                         : baton_fetch_open(p->alloc, &options, &p->fetch);
}

enum baton_err baton_platform_open(struct baton_alloc alloc, const struct baton_config *config,
                                   const char *cache_folder, int64_t (*clock)(void),
                                   struct baton_platform **out, struct baton_arena *arena,
                                   struct baton_str *why)
{
    struct baton_str name = baton_config_get(config, "family")->text;
    const struct baton_family *family = baton_family_find(name.s ? name : BATON_STR("community"));
    if (!family) {
        *why = baton_str_fmt(arena, "there is no family \"%.*s\"", BATON_ARG(name));
        return BATON_ECONFIG;
    }
    if (!baton_platform__is_complete(config, family, arena, why))
        return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_ECONFIG;
    struct baton_platform *p = alloc.resize(alloc.ctx, NULL, 0, sizeof *p);
    if (!p)
        return BATON_ENOMEM;
    *p = (struct baton_platform){.alloc = alloc, .family = family, .config = *config,
                                 .clock = clock, .token = {.expires = INT64_MIN}};
    baton_arena_init(&p->arena, alloc, 0);
    if (cache_folder)
        p->cache_folder = baton_str_copy(&p->arena, baton_str_from(cache_folder)).s;
    enum baton_err err = open_fetch(p);
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

struct baton_str baton_platform_setting(struct baton_platform *platform, const char *key)
{
    return baton_platform__setting(platform, key, &platform->arena);
}

struct baton_str baton_platform_base(struct baton_platform *platform)
{
    struct baton_str base = baton_platform_setting(platform, "base-url");
    if (!base.s)
        base = baton_platform_setting(platform, "issuer");
    return base.s ? base : BATON_STR("");
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
    struct baton_str method, path, id, url, contract; /* of a path with {id}: its id */
    const char *key_header;
    struct baton_str body; /* s NULL: none */
    bool writes;
    bool again;            /* with a second token already */
    unsigned refusals;     /* of tokens, when it got its own */
    void *user;
    struct baton_fetch_header headers[HEADERS];
    struct baton_fetch_request request;
};

static struct pending *new_pending(const struct baton_platform *platform,
                                   struct baton_arena *arena, const char *method,
                                   struct baton_str path, const char *contract)
{
    struct pending *pending = BATON_NEW(arena, struct pending);
    if (pending)
        *pending = (struct pending){.arena = arena, .method = baton_str_from(method),
                                    .path = path, .contract = baton_str_from(contract),
                                    .key_header = platform->family->api_key_header,
                                    .id = {NULL, 0}, .body = {NULL, 0}};
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

static void describe(const struct pending *p, struct baton_answer *out)
{
    *out = (struct baton_answer){.role = p->role, .contract = p->contract, .method = p->method,
                                 .url = p->url, .why = BATON_STR(""), .user = p->user};
}

/* The url once it is known where calls go. BATON_EUSAGE: a key of its path is not set. */
static enum baton_err locate(struct baton_platform *platform, struct pending *p)
{
    struct baton_str base = baton_platform__setting(platform, "base-url", p->arena), path;
    const bool good = base.s && baton_platform__expand(platform, p->path, p->id, p->arena, &path);
    if (good)
        p->url = baton_str_fmt(p->arena, "%.*s%.*s", BATON_ARG(base), BATON_ARG(path));
    if (baton_arena_failed(p->arena))
        return BATON_ENOMEM;
    return good ? BATON_OK : BATON_EUSAGE;
}

/* Puts url and token in. BATON_EPLATFORM: there is none, and *out says why. */
static enum baton_err authorize(struct baton_platform *platform, struct pending *p,
                                struct baton_answer *out)
{
    struct baton_str authorization;
    const char *header = platform->family->api_key_header;
    enum baton_err err = baton_platform__prepare(platform, p->arena, &authorization, out);
    if (err == BATON_EPLATFORM) {
        out->user = p->user;
        return baton_arena_failed(p->arena) ? BATON_ENOMEM : err;
    }
    if (err == BATON_OK)
        err = locate(platform, p);
    if (err != BATON_OK)
        return err;
    p->refusals = platform->refusals;
    make_request(p);
    add_header(p, header ? header : "Authorization", authorization);
    return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
}

static void finish(const struct pending *p, const struct baton_fetch_response *response,
                   struct baton_answer *out)
{
    describe(p, out);
    out->response = *response;
    /* What was left of a broken answer may be large, and nothing is concluded from it. */
    const bool whole = response->failure == BATON_FETCH_OK;
    out->exchange = baton_platform__exchange(p->arena, &p->request, whole ? response : NULL,
                                             p->key_header);
}

/* Was the token refused, and is it worth a second one? Who is refused has changed nothing. */
static bool wants_another(struct baton_platform *platform, struct pending *p,
                          const struct baton_fetch_response *response)
{
    const bool refused = response->status == 401 ||
                         (response->status == 403 && platform->family->refused_403);
    if (!refused || p->again || !platform->oauth)
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

static struct pending *pend_question(struct baton_platform *platform,
                                     const struct baton_platform_call *call, struct baton_str id,
                                     struct baton_arena *arena)
{
    struct pending *p = new_pending(platform, arena, call->method, baton_str_from(call->path),
                                    call->contract);
    if (!p)
        return NULL;
    p->role = call->role;
    p->id = id.s ? id : BATON_STR("");
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

/* Without a body it is a question. */
static struct pending *pend_made(const struct baton_platform *platform, struct baton_arena *arena,
                                 const struct baton_buf *path, const struct baton_buf *body,
                                 const char *contract)
{
    struct pending *p = new_pending(platform, arena, body->len ? "POST" : "GET",
                                    baton_buf_str(path), contract);
    if (p && body->len)
        p->body = baton_buf_str(body);
    return p;
}

enum baton_err baton_platform_recent(struct baton_platform *platform,
                                     const struct baton_recent_query *query,
                                     struct baton_arena *arena, struct baton_answer *out)
{
    const struct baton_family *family = platform->family;
    struct baton_buf path, body;
    if (!family->recent || (query->active && !family->recent_shape.active))
        return BATON_EUSAGE;
    baton_buf_init(&path, arena, 0);
    baton_buf_init(&body, arena, 0);
    if (!family->recent(query, &path, &body))
        return BATON_ENOMEM;
    struct pending *p = pend_made(platform, arena, &path, &body,
                                  query->active ? family->active_contract
                                                : family->recent_contract);
    return p ? send_and_wait(platform, p, out) : BATON_ENOMEM;
}

/* What would be sent; the host may have to be asked for. */
static enum baton_err show(struct baton_platform *platform, struct pending *p,
                           struct baton_answer *out)
{
    struct baton_str authorization;
    enum baton_err err = BATON_OK;
    if (!baton_platform__setting(platform, "base-url", p->arena).s)
        err = baton_platform__prepare(platform, p->arena, &authorization, out);
    if (err == BATON_EPLATFORM)
        return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
    if (err == BATON_OK)
        err = locate(platform, p);
    if (err != BATON_OK)
        return err;
    make_request(p);
    describe(p, out);
    out->exchange = baton_platform__exchange(p->arena, &p->request, NULL, p->key_header);
    return baton_arena_failed(p->arena) ? BATON_ENOMEM : BATON_OK;
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
    struct pending *p = pend_made(platform, arena, &path, &body,
                                  platform->family->transfer_contract);
    if (!p)
        return BATON_ENOMEM;
    p->role = BATON_DOC_TRANSFER;
    p->writes = true;
    return confirmed ? send_and_wait(platform, p, out) : show(platform, p, out);
}
