/* SPDX-License-Identifier: Apache-2.0 */
/* The family of the tutorials: its routes, its errors, and how it tells of a conversation. */
#include "apps/sandbox/community.h"

static baton_sandbox__serve token;

static const struct baton_sandbox__route routes[] = {
    {"community.token", token, 400, 0},
    {"community.conversation", baton_sandbox__conversation, 0, 406},
    {"community.interaction", baton_sandbox__interaction, 0, 406},
    {"community.analytics-details", baton_sandbox__details, 415, 406},
    {"community.conversation-search", baton_sandbox__search, 415, 406},
    {"community.queue", baton_sandbox__queue, 0, 406},
    {"community.queue-wrapupcodes", baton_sandbox__codes, 0, 406},
    {"community.voice-transfer", baton_sandbox__transfer, 415, 406},
    /* The threads know of no other answer than 400 here. */
    {"community.session-handover", baton_sandbox__session_handover, 400, 400},
    {"community.studio-handover", baton_sandbox__studio_handover, 400, 400},
    {"community.token-handover", baton_sandbox__token_handover, 400, 400},
    {"community.webchat", baton_sandbox__webchat, 415, 406},
};

/* ---- errors: {"status", "code", "message", "contextId"} ---------------------------------- */

static void put_members(struct baton_sandbox__call *call, struct baton_json_writer *w, int status,
                        struct baton_str code, struct baton_str message)
{
    baton_json_name(w, "status");
    baton_json_put_number(w, (uint64_t)status);
    baton_sandbox__put_pair(w, "code", code);
    baton_sandbox__put_pair(w, "message", message);
    baton_sandbox__put_pair(w, "contextId", baton_str_from(baton_sandbox__context(call)));
}

static void challenge(struct baton_sandbox__call *call, struct baton_str code,
                      struct baton_str message)
{
    struct baton_str value = BATON_STR("Bearer realm=\"sandbox\"");
    if (baton_str_is(code, "token.invalid"))
        value = baton_str_fmt(call->arena, "%.*s, error=\"invalid_token\", "
                              "error_description=\"%.*s\"", BATON_ARG(value), BATON_ARG(message));
    baton_sandbox__header(call->response, "WWW-Authenticate",
                          value.s ? value : BATON_STR("Bearer"));
}

static void oauth_error(struct baton_sandbox__call *call, int status, const char *error,
                        const char *text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "error", baton_str_from(error));
    baton_sandbox__put_pair(&w, "error_description", baton_str_from(text));
    put_members(call, &w, status, baton_str_from(error), baton_str_from(text));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
    baton_sandbox__header(call->response, "Cache-Control", BATON_STR("no-store"));
}

static void put_error(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message)
{
    struct baton_buf out;
    if (call->contract && baton_str_is(call->contract->id, "community.token")) {
        oauth_error(call, status, "invalid_request", message.s);
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_members(call, &w, status, code, message);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
    if (status == 401)
        challenge(call, code, message);
}

static void put_fault(struct baton_sandbox__call *call, struct baton_json_writer *w,
                      const struct baton_schema_fault *fault)
{
    baton_json_begin(w, '{');
    struct baton_str pointer = baton_json_pointer_to(&call->body, fault->instance, call->arena);
    baton_sandbox__put_pair(w, "pointer", pointer.s ? pointer : BATON_STR(""));
    if (fault->name.s)
        baton_sandbox__put_pair(w, "name", fault->name);
    baton_sandbox__put_pair(w, "message",
                            baton_str_from(baton_schema_keyword_text(fault->keyword)));
    baton_json_end(w, '}');
}

static void refuse_body(struct baton_sandbox__call *call, const struct baton_schema_result *result)
{
    struct baton_buf out;
    baton_sandbox__put_first_fault(call, result);
    /* The same with a list of all faults at its end. */
    struct baton_str plain = call->response->body;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_put(&out, baton_str_sub(plain, 0, plain.len ? plain.len - 1 : 0));
    baton_buf_puts(&out, ",\"details\":");
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < result->fault_count && i < 20; i++)
        put_fault(call, &w, &result->faults[i]);
    baton_json_end(&w, ']');
    baton_buf_putc(&out, '}');
    call->response->body = baton_buf_str(&out);
}

/* ---- the token endpoint ------------------------------------------------------------------ */

static bool all_granted(struct baton_str granted, struct baton_str wanted)
{
    struct baton_str one;
    while (baton_str_next(&wanted, ' ', &one))
        if (one.len && !baton_sandbox__has_scope(granted, one))
            return false;
    return true;
}

static void issue(struct baton_sandbox__call *call, const struct baton_sandbox__client *client,
                  struct baton_str scopes)
{
    const struct baton_sandbox__token *made = baton_sandbox__issue(call, client, scopes);
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "access_token", baton_sandbox__token_text(made));
    baton_sandbox__put_pair(&w, "token_type", BATON_STR("bearer"));
    baton_json_name(&w, "expires_in");
    baton_json_put_number(&w, baton_sandbox__lifetime(call->family, client));
    baton_sandbox__put_pair(&w, "scope", made->scopes);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
    baton_sandbox__header(call->response, "Cache-Control", BATON_STR("no-store"));
}

static void unknown_client(struct baton_sandbox__call *call, bool basic)
{
    oauth_error(call, 401, "invalid_client",
                "client authentication failed: the id or the secret is wrong");
    if (basic)
        baton_sandbox__header(call->response, "WWW-Authenticate",
                              BATON_STR("Basic realm=\"sandbox\""));
}

/* The form as the JSON object that the contract's schema is about. */
static bool form_fits(struct baton_sandbox__call *call, const struct baton_sandbox__credentials *c)
{
    struct baton_buf json;
    baton_buf_init(&json, call->arena, 0);
    struct baton_json_writer w = {.out = &json, .first = true};
    baton_json_begin(&w, '{');
    const struct { const char *name; struct baton_str text; } members[] = {
        {"grant_type", c->grant}, {"client_id", c->id}, {"client_secret", c->secret},
        {"scope", c->scope}};
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        if (members[i].text.s)
            baton_sandbox__put_pair(&w, members[i].name, members[i].text);
    baton_json_end(&w, '}');
    if (baton_buf_failed(&json) || baton_json_read(call->arena, baton_buf_str(&json), NULL,
                                                   &call->body, NULL) != BATON_OK)
        return false;
    const struct baton_schema *schema =
        baton_contract_request_schema(call->sandbox->options.contracts, call->contract);
    return !schema || baton_schema_accepts(schema, &call->body, 0, call->arena) == 1;
}

static void token(struct baton_sandbox__call *call)
{
    struct baton_sandbox__credentials c = baton_sandbox__read_form(call);
    if (c.grant.s && !baton_str_is(c.grant, "client_credentials")) {
        oauth_error(call, 400, "unsupported_grant_type",
                                   "grant_type must be client_credentials");
        return;
    }
    if (!form_fits(call, &c)) {
        oauth_error(call, 400, "invalid_request",
                                   "grant_type, client_id and client_secret are required, the last "
                                   "two in the form or as HTTP Basic");
        return;
    }
    const struct baton_sandbox__client *client = baton_sandbox__client_of(call->sandbox, c.id);
    if (!client || !baton_sandbox__secret_is(client, c.secret))
        unknown_client(call, c.basic);
    else if (c.scope.len && !all_granted(client->scopes, c.scope))
        oauth_error(call, 400, "invalid_scope",
                                   "the client has not all of these scopes");
    else
        issue(call, client, c.scope.len ? c.scope : client->scopes);
}

/* ---- the account with legs --------------------------------------------------------------- */

static void copy(struct baton_json_writer *w, const struct baton_json *doc, uint32_t object,
                 const char *name)
{
    uint32_t at = baton_json_member_z(doc, object, name);
    if (at == BATON_JSON_NONE)
        return;
    baton_json_name(w, name);
    baton_json_put_raw(w, baton_json_raw(doc, at));
}

static void put_parties(struct baton_json_writer *w, const struct baton_json *doc, uint32_t account)
{
    static const char *const told[] = {"id", "type", "name", "address", "joinTime", "leaveTime"};
    uint32_t list = baton_json_member_z(doc, account, "participants");
    baton_json_name(w, "participants");
    baton_json_begin(w, '[');
    if (list != BATON_JSON_NONE && baton_json_is(doc, list, BATON_JSON_ARRAY)) {
        BATON_JSON_EACH_ITEM(doc, list, item) {
            baton_json_begin(w, '{');
            for (size_t i = 0; i < BATON_COUNT(told) && doc->v[item].type == BATON_JSON_OBJECT; i++)
                copy(w, doc, item, told[i]);
            baton_json_end(w, '}');
        }
    }
    baton_json_end(w, ']');
}

/* One leg with all participants, where the scenario does not say otherwise. */
static void put_legs(struct baton_json_writer *w, struct baton_sandbox__reader *r,
                     uint32_t account, const struct baton_sandbox__pattern *p)
{
    char id[37];
    baton_sandbox__id_from(p->id, 0, id);
    baton_json_begin(w, '[');
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "id", baton_str_from(id));
    copy(w, r->doc, account, "state");
    copy(w, r->doc, account, "startTime");
    copy(w, r->doc, account, "endTime");
    put_parties(w, r->doc, account);
    baton_json_end(w, '}');
    baton_json_end(w, ']');
}

static struct baton_str with_legs(struct baton_sandbox__reader *r, uint32_t account, uint32_t legs,
                                  const struct baton_sandbox__pattern *p, int view)
{
    static const char *const before[] = {"id", "startTime", "endTime", "state"};
    struct baton_buf out;
    baton_buf_init(&out, &r->sandbox->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    for (size_t i = 0; i < BATON_COUNT(before); i++)
        copy(&w, r->doc, account, before[i]);
    baton_json_name(&w, "legs");
    if (legs == BATON_JSON_NONE)
        put_legs(&w, r, account, p);
    else
        baton_json_put_raw(&w, baton_json_raw(r->doc, legs));
    if (view & BATON_SANDBOX__WITH_WRAPUP)
        copy(&w, r->doc, account, "wrapup");
    if (view & BATON_SANDBOX__WITH_QUEUE)
        copy(&w, r->doc, account, "queue");
    baton_json_end(&w, '}');
    return baton_buf_failed(&out) ? (struct baton_str){NULL, 0} : baton_buf_str(&out);
}

/* ---- what a scenario tells --------------------------------------------------------------- */

static struct baton_str text_below(struct baton_sandbox__reader *r, uint32_t from,
                                   const char *pointer)
{
    uint32_t at = from == BATON_JSON_NONE
                      ? from
                      : baton_json_pointer(r->doc, from, baton_str_from(pointer));
    if (at == BATON_JSON_NONE || !baton_json_is(r->doc, at, BATON_JSON_STRING))
        return BATON_STR("");
    return baton_json_string(r->doc, at, &r->sandbox->arena);
}

static void read_facts(struct baton_sandbox__reader *r, uint32_t account,
                       struct baton_sandbox__pattern *p)
{
    uint32_t customer = baton_sandbox__participant(r, account, "customer");
    uint32_t bot = baton_sandbox__participant(r, account, "bot");
    p->id = baton_sandbox__text_at(r, account, "id", true);
    p->state = baton_sandbox__text_at(r, account, "state", true);
    p->queue = text_below(r, account, "/queue/id");
    p->session = text_below(r, bot, "/context/sessionId");
    p->customer = text_below(r, customer, "/address/name");
    p->phone = text_below(r, customer, "/address/phone");
    baton_sandbox__start_at(r, account, p);
}

/* `own` is the conversation itself here: the account, and legs beside it. */
static enum baton_err tell(struct baton_sandbox__reader *r, uint32_t own, uint32_t account,
                           size_t index, struct baton_sandbox__pattern *out)
{
    enum baton_err err = BATON_OK;
    struct baton_sandbox__told *told = &out->told[index];
    uint32_t legs;
    if (account == BATON_JSON_NONE)
        return BATON_OK;
    read_facts(r, account, out);
    baton_sandbox__own_id(r, account, out);
    if (!baton_sandbox__list_at(r, own, "legs", &legs))
        legs = BATON_JSON_NONE;
    told->is_told = true;
    for (int i = 0; err == BATON_OK && i < BATON_SANDBOX__COMMUNITY_VIEWS; i++) {
        struct baton_str json = i == BATON_SANDBOX__INTERACTION
                                    ? baton_json_raw(r->doc, account)
                                    : with_legs(r, account, legs, out, i);
        err = baton_sandbox__make_view(r->sandbox, out, json, &told->views[i]);
    }
    return err;
}

const struct baton_sandbox__family baton_sandbox__community = {
    .name = "community",
    .routes = routes,
    .route_count = BATON_COUNT(routes),
    .token_lifetime = 3600,
    .refusals = {
        [BATON_SANDBOX__NO_ROUTE] = {404, "not.found", "Not Found"},
        [BATON_SANDBOX__WRONG_METHOD] = {405, "method.not.allowed", "Method Not Allowed"},
        [BATON_SANDBOX__NO_TOKEN] = {401, "token.missing", "Unauthorized"},
        [BATON_SANDBOX__BAD_TOKEN] = {401, "token.invalid", "Unauthorized"},
        [BATON_SANDBOX__OLD_TOKEN] = {401, "token.invalid", "Unauthorized"},
        [BATON_SANDBOX__NOT_ACCEPTABLE] = {406, "not.acceptable", NULL},
        [BATON_SANDBOX__WRONG_TYPE] = {415, "unsupported.media.type", NULL},
        [BATON_SANDBOX__TOO_LARGE] = {413, "payload.too.large", "Payload Too Large"},
        [BATON_SANDBOX__NO_JSON] = {400, "bad.request", "Bad Request"},
        [BATON_SANDBOX__NO_FIT] = {400, "bad.request", "Bad Request"},
        [BATON_SANDBOX__NO_SCOPE] = {403, "missing.permissions", "Insufficient Permissions"},
        [BATON_SANDBOX__NO_MEMORY] = {503, "service.unavailable", "Service Unavailable"},
    },
    .put_error = put_error,
    .refuse_body = refuse_body,
    .tell = tell,
};
