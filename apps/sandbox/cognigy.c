/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cognigy.AI: its routes, errors and keys. What is not documented, and so made up here, is
 * said in docs/sandbox.md.
 */
#include <string.h>

#include "apps/sandbox/cognigy.h"

enum { WINDOW = 300 /* seconds */ };

static const struct baton_sandbox__route routes[] = {
    {"cognigy.rest-request", baton_sandbox__cognigy_message, 415, 0},
    {"cognigy.inject", baton_sandbox__cognigy_inject, 415, 0},
    {"cognigy.notify", baton_sandbox__cognigy_notify, 415, 0},
    {"cognigy.state", baton_sandbox__cognigy_set_state, 415, 0},
    {"cognigy.state-reset", baton_sandbox__cognigy_reset_state, 415, 0},
    {"cognigy.context", baton_sandbox__cognigy_set_context, 415, 0},
    {"cognigy.context-reset", baton_sandbox__cognigy_reset_context, 415, 0},
    {"cognigy.conversations", baton_sandbox__cognigy_transcripts, 0, 0},
    {"cognigy.conversation", baton_sandbox__cognigy_transcript, 0, 0},
    {"cognigy.logs", baton_sandbox__cognigy_logs, 0, 0},
    {"cognigy.log", baton_sandbox__cognigy_log, 0, 0},
    {"cognigy.endpoints", baton_sandbox__cognigy_endpoints, 0, 0},
    {"cognigy.endpoint", baton_sandbox__cognigy_endpoint, 0, 0},
};

/* ---- errors ------------------------------------------------------------------------------ */

static const struct problem {
    int status;
    const char *code, *type, *title;
} problems[] = {
    {400, "400", "Bad Request Error", "Bad Request"},
    {400, "1000", "Missing Argument Error", "Bad Request"},
    {400, "1005", "Invalid Argument Error", "Bad Request"},
    {401, "401", "Unauthorized Error", "Unauthorized"},
    {403, "403", "Forbidden Error", "Forbidden"},
    {404, "1002", "Resource Not Found Error", "Not Found"},
    {405, "1013", "Method Not Allowed Error", "Method Not Allowed"},
    {409, "1004", "Conflict Error", "Conflict"},
    {413, "413", "Payload Too Large Error", "Payload Too Large"},
    {415, "400", "Unsupported Media Type Error", "Unsupported Media Type"},
    {429, "429", "Too Many Requests Error", "Too Many Requests"},
    {500, "1008", "Internal Server Error", "Internal Server Error"},
    {502, "502", "Bad Gateway Error", "Bad Gateway"},
    {503, "503", "Service Unavailable Error", "Service Unavailable"},
    {504, "8001", "Timeout Error", "Gateway Timeout"},
};

static const struct problem *problem_of(int status, struct baton_str code)
{
    const struct problem *found = &problems[0];
    for (size_t i = BATON_COUNT(problems); i-- > 0;)
        if (problems[i].status == status) {
            found = &problems[i];
            if (baton_str_is(code, found->code))
                break;
        }
    return found;
}

static void put_error(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message)
{
    const struct problem *p = problem_of(status, code);
    struct baton_str trace =
        baton_str_fmt(call->arena, "api-%s", baton_sandbox__context(call));
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "type", baton_str_from(p->type));
    baton_sandbox__put_pair(&w, "title", baton_str_from(p->title));
    baton_json_name(&w, "status");
    baton_json_put_number(&w, (uint64_t)status);
    baton_sandbox__put_pair(&w, "detail", message);
    baton_sandbox__put_pair(&w, "instance", call->request->path);
    baton_json_name(&w, "code");
    baton_json_put_raw(&w, baton_str_from(p->code));
    baton_sandbox__put_pair(&w, "traceId", trace.s ? trace : BATON_STR(""));
    baton_json_name(&w, "details");
    baton_json_put_raw(&w, BATON_STR("{}"));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

static const char *code_of(int status)
{
    return problem_of(status, BATON_STR(""))->code;
}

/* What is missing has a code of its own. */
static void refuse_body(struct baton_sandbox__call *call, const struct baton_schema_result *result)
{
    const struct baton_schema_fault *first = &result->faults[0];
    struct baton_str at = baton_json_pointer_to(&call->body, first->instance, call->arena);
    bool missing = first->keyword == BATON_KW_REQUIRED || first->keyword == BATON_KW_ANY_OF;
    baton_sandbox__error(call, 400, missing ? "1000" : "1005", "%.*s%s%.*s %s",
                         BATON_ARG(at.len ? at : BATON_STR("body")), first->name.len ? "/" : "",
                         BATON_ARG(first->name), baton_schema_keyword_text(first->keyword));
}

/* ---- keys and limits --------------------------------------------------------------------- */

static const struct baton_sandbox__client *holder_of(struct baton_sandbox__call *call,
                                                     struct baton_str key)
{
    const struct baton_sandbox *s = call->sandbox;
    for (size_t i = 0; key.len && i < s->client_count; i++) {
        const struct baton_sandbox__section *own = &s->clients[i].own[call->door->index];
        if (own->doc && baton_str_eq(baton_sandbox__text(own->doc, own->at, "apiKey", call->arena),
                                     key))
            return &s->clients[i];
    }
    return NULL;
}

static struct baton_sandbox__counted *count_of(struct baton_sandbox__call *call,
                                               const struct baton_sandbox__client *client)
{
    struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    struct baton_sandbox__counted *c = now ? now->counted : NULL;
    while (c && c->client != client)
        c = c->next;
    if (c || !now || !(c = BATON_NEW(&call->sandbox->state, struct baton_sandbox__counted)))
        return c;
    c->client = client;
    c->next = now->counted;
    now->counted = c;
    return c;
}

/* Of five minutes, as the shared installations have it; of each client, as all have one address. */
static bool within_limit(struct baton_sandbox__call *call,
                         const struct baton_sandbox__client *client)
{
    uint64_t limit;
    int64_t clock = call->sandbox->options.clock();
    const struct baton_sandbox__section *own = &client->own[call->door->index];
    uint32_t at = baton_sandbox__own_member(own, "limit");
    struct baton_sandbox__counted *c = count_of(call, client);
    if (!c || at == BATON_JSON_NONE || !baton_str_to_u64(baton_json_raw(own->doc, at), &limit))
        return true;
    if (clock - c->window >= WINDOW) {
        c->window = clock;
        c->count = 0;
    }
    if (++c->count <= limit)
        return true;
    baton_sandbox__error(call, 429, "429", "More than %llu requests in five minutes",
                         (unsigned long long)limit);
    return false;
}

static bool may_write(struct baton_sandbox__call *call, const struct baton_sandbox__client *client)
{
    const struct baton_sandbox__section *own = &client->own[call->door->index];
    uint32_t at = baton_sandbox__own_member(own, "readOnly");
    bool reads = baton_str_is(call->request->method, "GET") ||
                 baton_str_is(call->request->method, "HEAD");
    if (reads || at == BATON_JSON_NONE || !baton_json_is(own->doc, at, BATON_JSON_TRUE))
        return true;
    baton_sandbox__error(call, 403, "403", "The key's user may not do that");
    return false;
}

/* An endpoint wants no key; the API wants one, in a header or in the query. */
static bool admit(struct baton_sandbox__call *call)
{
    struct baton_str key = baton_httpd_header_of(call->request, "X-API-Key");
    if (!baton_str_starts(call->contract->path, BATON_STR("/new/")))
        return true;
    if (!key.s)
        key = baton_sandbox__parameter(call, "api_key");
    const struct baton_sandbox__client *client =
        key.s ? holder_of(call, baton_str_trim(key)) : NULL;
    if (!client) {
        baton_sandbox__error(call, 401, "401", "%s",
                             key.s ? "The API key is not valid" : "There is no API key");
        return false;
    }
    return within_limit(call, client) && may_write(call, client);
}

/* The address that Genesys Cloud posts to is no contract of Cognigy's. */
static bool beside(struct baton_sandbox__call *call)
{
    if (!baton_str_is(call->request->path, "/handover/genesysCloudOM") ||
        !baton_str_is(call->request->method, "POST"))
        return false;
    baton_sandbox__cognigy_webhook(call);
    return true;
}

/* ---- the family -------------------------------------------------------------------------- */

struct baton_sandbox__cognigy_state *baton_sandbox__cognigy_now(struct baton_sandbox__call *call)
{
    void **own = &call->sandbox->own[call->door->index];
    if (!*own)
        *own = BATON_NEW(&call->sandbox->state, struct baton_sandbox__cognigy_state);
    return *own;
}

static const char *const client_members[] = {"apiKey", "readOnly", "limit", NULL};

const struct baton_sandbox__family baton_sandbox__cognigy = {
    .name = "cognigy",
    .routes = routes,
    .route_count = BATON_COUNT(routes),
    .refusals = {
        [BATON_SANDBOX__NO_ROUTE] = {404, "1002", NULL},
        [BATON_SANDBOX__WRONG_METHOD] = {405, "1013", NULL},
        [BATON_SANDBOX__NO_TOKEN] = {401, "401", NULL},
        [BATON_SANDBOX__BAD_TOKEN] = {401, "401", NULL},
        [BATON_SANDBOX__OLD_TOKEN] = {401, "401", NULL},
        [BATON_SANDBOX__NOT_ACCEPTABLE] = {400, "400", NULL},
        [BATON_SANDBOX__WRONG_TYPE] = {415, "400", NULL},
        [BATON_SANDBOX__TOO_LARGE] = {413, "413", NULL},
        [BATON_SANDBOX__NO_JSON] = {400, "400", NULL},
        [BATON_SANDBOX__NO_FIT] = {400, "1005", NULL},
        [BATON_SANDBOX__NO_SCOPE] = {403, "403", NULL},
        [BATON_SANDBOX__NO_MEMORY] = {503, "503", NULL},
    },
    .host = "endpoint-trial.cognigy.ai",
    .put_error = put_error,
    .code_of = code_of,
    .refuse_body = refuse_body,
    .admit = admit,
    .beside = beside,
    .tell = baton_sandbox__cognigy_tell,
    .put_state = baton_sandbox__cognigy_put_state,
    .client_members = client_members,
};
