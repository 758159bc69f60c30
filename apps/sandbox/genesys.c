/* SPDX-License-Identifier: Apache-2.0 */
/* Genesys Cloud: its routes, errors, tokens, permissions and limits. */
#include "apps/sandbox/genesys.h"

enum { MINUTE = 60, DAY = 86400, USUAL_LIMIT = 300, NO_LIMIT = 1000000 };

static baton_sandbox__serve token;

static const struct baton_sandbox__route routes[] = {
    {"genesys.oauth", token, 400, 0},
    {"genesys.conversation.get", baton_sandbox__genesys_conversation, 0, 0},
    {"genesys.conversation.list", baton_sandbox__genesys_list, 0, 0},
    {"genesys.conversation.get.calls", baton_sandbox__genesys_call, 0, 0},
    {"genesys.conversation.get.messages", baton_sandbox__genesys_message, 0, 0},
    {"genesys.transfer.queue", baton_sandbox__to_queue, 415, 0},
    {"genesys.transfer.agent", baton_sandbox__to_agent, 415, 0},
    {"genesys.transfer.external", baton_sandbox__to_address, 415, 0},
    {"genesys.transfer.external-contact", baton_sandbox__to_address, 415, 0},
    {"genesys.transfer.address", baton_sandbox__to_address, 415, 0},
    {"genesys.transfer.calls", baton_sandbox__to_any, 415, 0},
    {"genesys.transfer.messages", baton_sandbox__to_any, 415, 0},
    {"genesys.transfer.legacy", baton_sandbox__to_any, 415, 0},
    {"genesys.attributes", baton_sandbox__genesys_attributes, 415, 0},
    {"genesys.attributes.calls", baton_sandbox__genesys_attributes, 415, 0},
    {"genesys.participant.patch", baton_sandbox__genesys_patch, 415, 0},
    {"genesys.participant.patch.calls", baton_sandbox__genesys_patch, 415, 0},
    {"genesys.participant.patch.messages", baton_sandbox__genesys_patch, 415, 0},
    {"genesys.disconnect", baton_sandbox__genesys_end, 0, 0},
    {"genesys.queue.list", baton_sandbox__genesys_queues, 0, 0},
    {"genesys.queue.get", baton_sandbox__genesys_queue, 0, 0},
    {"genesys.queue.wrapupcodes", baton_sandbox__genesys_codes, 0, 0},
    {"genesys.queue.members", baton_sandbox__genesys_members, 0, 0},
    {"genesys.queue.estimatedwaittime", baton_sandbox__genesys_wait, 0, 0},
    {"genesys.analytics.details", baton_sandbox__genesys_query, 415, 0},
    {"genesys.analytics.conversation", baton_sandbox__genesys_details, 0, 0},
    {"genesys.analytics.job", baton_sandbox__genesys_job, 415, 0},
    {"genesys.analytics.job.get", baton_sandbox__genesys_job_state, 0, 0},
    {"genesys.analytics.job.results", baton_sandbox__genesys_job_results, 0, 0},
    {"genesys.open.inbound", baton_sandbox__genesys_inbound, 415, 0},
};

/* ---- errors ------------------------------------------------------------------------------ */

/* The login host's have another form than the API's. */
static void oauth_error(struct baton_sandbox__call *call, int status, struct baton_str error,
                        struct baton_str text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "error", error);
    baton_sandbox__put_pair(&w, "description", text);
    baton_sandbox__put_pair(&w, "error_description", text);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

void baton_sandbox__genesys_error(struct baton_sandbox__call *call, int status,
                                  struct baton_str code, struct baton_str message,
                                  struct baton_str params)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "message", message);
    baton_sandbox__put_pair(&w, "code", code);
    baton_json_name(&w, "status");
    baton_json_put_number(&w, (uint64_t)status);
    baton_json_name(&w, "messageParams");
    baton_json_put_raw(&w, params);
    baton_sandbox__put_pair(&w, "contextId", baton_str_from(baton_sandbox__context(call)));
    baton_json_name(&w, "details");
    baton_json_put_raw(&w, BATON_STR("[]"));
    baton_json_name(&w, "errors");
    baton_json_put_raw(&w, BATON_STR("[]"));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

static void put_error(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message)
{
    if (call->contract && baton_str_is(call->contract->id, "genesys.oauth"))
        oauth_error(call, status, BATON_STR("invalid_request"), message);
    else
        baton_sandbox__genesys_error(call, status, code, message, BATON_STR("{}"));
}

static const char *code_of(int status)
{
    static const struct { int status; const char *code; } codes[] = {
        {400, "bad.request"}, {401, "bad.credentials"}, {403, "not.authorized"},
        {404, "not.found"}, {408, "client.timeout"}, {409, "request.conflict"},
        {413, "request.entity.too.large"}, {415, "unsupported.media.type"},
        {429, "too.many.requests.retry.after"}, {500, "internal.server.error"},
        {503, "service.unavailable"}, {504, "request.timeout"},
    };
    for (size_t i = 0; i < BATON_COUNT(codes); i++)
        if (codes[i].status == status)
            return codes[i].code;
    return status < 500 ? "bad.request" : "internal.server.error";
}

/* Members whose lack has a code of its own. */
static void refuse_body(struct baton_sandbox__call *call, const struct baton_schema_result *result)
{
    static const struct { const char *contract, *member, *code, *text; } own[] = {
        {"genesys.transfer.queue", "queueId", "conversations.error.transfer.destination.required",
         "A queue is required."},
        {"genesys.open.inbound", "time", "missing.open.channel.date",
         "The channel of the message has no time."},
    };
    const struct baton_schema_fault *first = &result->faults[0];
    for (size_t i = 0; i < BATON_COUNT(own); i++) {
        if (!baton_str_is(call->contract->id, own[i].contract) ||
            first->keyword != BATON_KW_REQUIRED || !baton_str_is(first->name, own[i].member))
            continue;
        baton_sandbox__error(call, 400, own[i].code, "%s", own[i].text);
        return;
    }
    if (first->keyword == BATON_KW_ANY_OF &&
        baton_str_starts(call->contract->id, BATON_STR("genesys.transfer.")))
        baton_sandbox__error(call, 400, own[0].code, "A user, an address or a queue is required.");
    else
        baton_sandbox__put_first_fault(call, result);
}

/* ---- permissions ------------------------------------------------------------------------- */

static const struct baton_sandbox__section *own_of(const struct baton_sandbox__call *call)
{
    return &call->token->client->own[call->door->index];
}

bool baton_sandbox__allowed(struct baton_sandbox__call *call)
{
    const struct baton_contract *c = call->contract;
    struct baton_buf names, params;
    baton_buf_init(&names, call->arena, 0);
    baton_buf_init(&params, call->arena, 0);
    for (size_t i = 0; i < c->scope_count; i++) {
        if (baton_sandbox__own_lists(own_of(call), "permissions", c->scopes[i]))
            return true;
        baton_buf_fmt(&names, "%s%.*s", i ? ", " : "", BATON_ARG(c->scopes[i]));
    }
    if (!c->scope_count)
        return true;
    baton_buf_fmt(&params, "{\"permissions\":\"%.*s\"}", BATON_ARG(baton_buf_str(&names)));
    struct baton_str text = baton_str_fmt(call->arena, "The client has none of the permissions: "
                                          "%.*s", BATON_ARG(baton_buf_str(&names)));
    baton_sandbox__genesys_error(call, 403, c->scope_count > 1
                                                ? BATON_STR("missing.any.permissions")
                                                : BATON_STR("missing.permissions"),
                                 text.s ? text : BATON_STR(""), baton_buf_str(&params));
    return false;
}

struct baton_str baton_sandbox__division(const struct baton_sandbox__call *call,
                                         const struct baton_sandbox__queue *queue)
{
    const struct baton_sandbox__section *own = &queue->own[call->door->index];
    struct baton_str text = own->doc
        ? baton_sandbox__text(own->doc, own->at, "division", call->arena) : BATON_STR("");
    return text.len ? text : BATON_STR(BATON_SANDBOX__HOME);
}

bool baton_sandbox__in_division(struct baton_sandbox__call *call,
                                const struct baton_sandbox__queue *queue, const char *code)
{
    struct baton_str division = baton_sandbox__division(call, queue);
    if (baton_sandbox__own_member(own_of(call), "divisions") == BATON_JSON_NONE ||
        baton_sandbox__own_lists(own_of(call), "divisions", division))
        return true;
    baton_sandbox__error(call, 403, code, "The client's roles are not for the division %.*s.",
                         BATON_ARG(division));
    return false;
}

/* ---- limits and headers ------------------------------------------------------------------ */

/* 0: there is none. */
static uint64_t limit_of(const struct baton_sandbox__call *call)
{
    uint64_t number = 0;
    const struct baton_sandbox__section *own = own_of(call);
    uint32_t at = baton_sandbox__own_member(own, "ratePerMinute");
    if (at == BATON_JSON_NONE || !baton_str_to_u64(baton_json_raw(own->doc, at), &number))
        return 0;
    return number;
}

static uint64_t rest_of(const struct baton_sandbox__call *call)
{
    int64_t rest = call->token->window + MINUTE - call->sandbox->options.clock();
    return rest < 1 ? 1 : rest > MINUTE ? MINUTE : (uint64_t)rest;
}

static bool admit(struct baton_sandbox__call *call)
{
    struct baton_sandbox__token *t = call->token;
    int64_t now = call->sandbox->options.clock();
    if (!t)
        return true;
    if (now - t->window >= MINUTE) {
        t->window = now;
        t->count = 0;
    }
    t->count++;
    uint64_t limit = limit_of(call);
    if (!limit || t->count <= limit)
        return true;
    baton_sandbox__error(call, 429, "too.many.requests.retry.after",
                         "The token's requests of this minute are spent. Retry in %llu seconds.",
                         (unsigned long long)rest_of(call));
    return false;
}

static void put_number(struct baton_sandbox__call *call, const char *name, uint64_t number)
{
    char *text = baton_arena_take(call->arena, 24);
    size_t at = 24;
    if (!text)
        return;
    do
        text[--at] = (char)('0' + number % 10);
    while (number /= 10);
    baton_sandbox__header(call->response, name, (struct baton_str){text + at, 24 - at});
}

static bool has_header(const struct baton_httpd_response *response, const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (baton_str_is_nocase(response->headers[i].name, name))
            return true;
    return false;
}

/* A 429 that was asked for as a fault tells of the usual limit. */
static void finish(struct baton_sandbox__call *call)
{
    struct baton_str id = baton_str_from(baton_sandbox__context(call));
    baton_sandbox__header(call->response, "ININ-Correlation-Id", baton_str_copy(call->arena, id));
    bool spent = call->response->status == 429;
    if (!call->token && !spent)
        return;
    uint64_t limit = call->token ? limit_of(call) : 0, rest = call->token ? rest_of(call) : MINUTE;
    limit = limit ? limit : spent ? USUAL_LIMIT : NO_LIMIT;
    put_number(call, "inin-ratelimit-allowed", limit);
    put_number(call, "inin-ratelimit-count", call->token ? call->token->count : limit + 1);
    put_number(call, "inin-ratelimit-reset", rest);
    if (spent && !has_header(call->response, "Retry-After"))
        put_number(call, "Retry-After", rest);
}

/* ---- tokens ------------------------------------------------------------------------------ */

static void issue(struct baton_sandbox__call *call, const struct baton_sandbox__client *client)
{
    const struct baton_sandbox__token *made =
        baton_sandbox__issue(call, client, BATON_STR(""));
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "access_token", baton_sandbox__token_text(made));
    baton_sandbox__put_pair(&w, "token_type", BATON_STR("bearer"));
    baton_json_name(&w, "expires_in");
    baton_json_put_number(&w, baton_sandbox__lifetime(call->family, client) - 1);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

static bool is_disabled(const struct baton_sandbox__call *call,
                        const struct baton_sandbox__client *client)
{
    const struct baton_sandbox__section *own = &client->own[call->door->index];
    return own->doc && baton_str_is(baton_sandbox__text(own->doc, own->at, "state", call->arena),
                                    "disabled");
}

/*
 * Which of 400 and 401 answers what is not documented: here 400 says that there is no such client,
 * and 401 that it is not the one it says it is.
 */
static void token(struct baton_sandbox__call *call)
{
    struct baton_sandbox__credentials c = baton_sandbox__read_form(call);
    const struct baton_sandbox__client *client = baton_sandbox__client_of(call->sandbox, c.id);
    if (!c.basic)
        oauth_error(call, 400, BATON_STR("invalid_request"),
                    BATON_STR("there is no Authorization: Basic"));
    else if (!client)
        oauth_error(call, 400, BATON_STR("invalid_client"), BATON_STR("client not found"));
    else if (!baton_sandbox__secret_is(client, c.secret) || is_disabled(call, client))
        oauth_error(call, 401, BATON_STR("invalid_client"), BATON_STR("authentication failed"));
    else if (!c.grant.s || !baton_str_is(c.grant, "client_credentials"))
        oauth_error(call, 400, BATON_STR("unsupported_grant_type"),
                    BATON_STR("grant_type must be client_credentials"));
    else
        issue(call, client);
}

/* ---- the rest ---------------------------------------------------------------------------- */

bool baton_sandbox__number(struct baton_sandbox__call *call, const char *name, uint64_t least,
                           uint64_t most, uint64_t *number)
{
    struct baton_str text = baton_sandbox__parameter(call, name);
    if (!text.s || (baton_str_to_u64(text, number) && *number >= least && *number <= most))
        return true;
    baton_sandbox__error(call, 400, "invalid.query.param.value",
                         "%s is a number from %llu to %llu.", name, (unsigned long long)least,
                         (unsigned long long)most);
    return false;
}

static const char *const client_members[] = {"permissions", "divisions", "ratePerMinute", "state",
                                             NULL};
static const char *const queue_members[] = {"division", NULL};

const struct baton_sandbox__family baton_sandbox__genesys = {
    .name = "genesys",
    .routes = routes,
    .route_count = BATON_COUNT(routes),
    .token_lifetime = DAY,
    .refusals = {
        [BATON_SANDBOX__NO_ROUTE] = {404, "not.found", NULL},
        [BATON_SANDBOX__WRONG_METHOD] = {405, "method.not.allowed", NULL},
        [BATON_SANDBOX__NO_TOKEN] = {401, "authentication.required", NULL},
        [BATON_SANDBOX__BAD_TOKEN] = {401, "bad.credentials", NULL},
        [BATON_SANDBOX__OLD_TOKEN] = {401, "bad.credentials", NULL},
        [BATON_SANDBOX__NOT_ACCEPTABLE] = {406, "not.acceptable", NULL},
        [BATON_SANDBOX__WRONG_TYPE] = {415, "unsupported.media.type", NULL},
        [BATON_SANDBOX__TOO_LARGE] = {413, "request.entity.too.large", NULL},
        [BATON_SANDBOX__NO_JSON] = {400, "bad.request", NULL},
        [BATON_SANDBOX__NO_FIT] = {400, "constraint.validation", NULL},
        [BATON_SANDBOX__NO_SCOPE] = {403, "missing.permissions", NULL},
        [BATON_SANDBOX__NO_MEMORY] = {503, "service.unavailable", NULL},
    },
    .put_error = put_error,
    .code_of = code_of,
    .refuse_body = refuse_body,
    .admit = admit,
    .finish = finish,
    .tell = baton_sandbox__genesys_tell,
    .client_members = client_members,
    .queue_members = queue_members,
};
