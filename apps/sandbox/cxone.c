/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NICE CXone: its routes, errors, and who may call. What is not documented, and so made
 * up here, is said in docs/sandbox.md.
 */
#include <stdarg.h>
#include <string.h>

#include "apps/sandbox/cxone.h"

enum { MINUTE = 60, HOUR = 3600 };

static const struct baton_sandbox__route routes[] = {
    {"cxone.discovery", baton_sandbox__cxone_discovery, 0, 0},
    {"cxone.discovery-tenant", baton_sandbox__cxone_tenant, 0, 0},
    {"cxone.token-password", baton_sandbox__cxone_token, 415, 0},
    {"cxone.token-accesskey", baton_sandbox__cxone_access_key, 415, 0},
    {"cxone.token-central", baton_sandbox__cxone_central, 415, 0},
    {"cxone.contact-read", baton_sandbox__cxone_contact, 0, 0},
    {"cxone.contact-read-state-history", baton_sandbox__cxone_history, 0, 0},
    {"cxone.contact-read-custom-data", baton_sandbox__cxone_custom, 0, 0},
    {"cxone.contacts-active", baton_sandbox__cxone_active, 0, 0},
    {"cxone.contacts-completed", baton_sandbox__cxone_completed, 0, 0},
    {"cxone.contacts-states", baton_sandbox__cxone_states, 0, 0},
    {"cxone.signal", baton_sandbox__cxone_signal, 0, 0},
    {"cxone.tms", baton_sandbox__cxone_transcript, 415, 0},
};

/* ---- errors ------------------------------------------------------------------------------ */

static void put_text(struct baton_sandbox__call *call, int status, const char *name,
                     struct baton_str text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, name, text);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

void baton_sandbox__cxone_oauth(struct baton_sandbox__call *call, int status, const char *error,
                                struct baton_str text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "error", baton_str_from(error));
    baton_sandbox__put_pair(&w, "error_description", text);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

/* A gateway's page, as for a path that is no API's. */
static void put_page(struct baton_sandbox__call *call, int status, struct baton_str text)
{
    struct baton_str page =
        baton_str_fmt(call->arena, "<!DOCTYPE html>\n<html><head><title>%d</title></head>"
                      "<body><h1>Page not found</h1><p>%.*s</p></body></html>\n", status,
                      BATON_ARG(text));
    call->response->status = status;
    call->response->body = page.s ? page : BATON_STR("");
    baton_sandbox__header(call->response, "Content-Type", BATON_STR("text/html; charset=utf-8"));
}

static void put_header(struct baton_sandbox__call *call, int status, struct baton_str text)
{
    call->response->status = status;
    baton_sandbox__header(call->response, "icStatusDescription", text);
}

/* No control byte and nothing of another header comes out of a request into a header. */
static struct baton_str in_header(struct baton_arena *arena, struct baton_str text)
{
    char *own = baton_arena_take(arena, text.len + 1);
    for (size_t i = 0; own && i < text.len; i++)
        own[i] = text.s[i] < ' ' || text.s[i] > '~' ? '?' : text.s[i];
    return own ? (struct baton_str){own, text.len} : BATON_STR("");
}

static bool is_contract(const struct baton_sandbox__call *call, const char *start)
{
    return call->contract && baton_str_starts(call->contract->id, baton_str_from(start));
}

static void put_error(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message)
{
    if (!call->contract && status == 404)
        put_page(call, status, BATON_STR("The page that was asked for is not here."));
    else if (is_contract(call, "cxone.token"))
        baton_sandbox__cxone_oauth(call, status, "invalid_request", message);
    else if (is_contract(call, "cxone.tms"))
        put_text(call, status, "message", message);
    else
        put_header(call, status, in_header(call->arena, message));
    (void)code;
}

void baton_sandbox__cxone_refuse(struct baton_sandbox__call *call, int status, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(call->arena, fmt, args);
    va_end(args);
    put_header(call, status, in_header(call->arena, message.s ? message : BATON_STR("")));
}

/* ---- who may call ------------------------------------------------------------------------ */

static const struct baton_sandbox__section *own_of(const struct baton_sandbox__call *call,
                                                   const struct baton_sandbox__client *client)
{
    return &client->own[call->door->index];
}

static uint64_t own_number(const struct baton_sandbox__section *own, const char *name)
{
    uint64_t number = 0;
    uint32_t at = baton_sandbox__own_member(own, name);
    return at != BATON_JSON_NONE && baton_str_to_u64(baton_json_raw(own->doc, at), &number)
               ? number : 0;
}

/* Whose the token was, as there is nothing in it to tell. */
static const struct baton_sandbox__client *owner_of(const struct baton_sandbox__call *call,
                                                    struct baton_str text)
{
    const struct baton_sandbox *s = call->sandbox;
    for (size_t i = 0; text.len == BATON_SANDBOX__TOKEN && i < BATON_SANDBOX__TOKENS; i++)
        if (s->tokens[i].client && memcmp(s->tokens[i].text, text.s, text.len) == 0)
            return s->tokens[i].client;
    return NULL;
}

/* A stale token is answered 401 or 403: both were seen. */
static int status_of(const struct baton_sandbox__call *call, enum baton_sandbox__reason reason,
                     struct baton_str text)
{
    const struct baton_sandbox__client *client =
        reason == BATON_SANDBOX__OLD_TOKEN ? owner_of(call, text) : NULL;
    uint64_t status = client ? own_number(own_of(call, client), "staleStatus") : 0;
    return status == 403 ? 403 : 401;
}

static bool authenticate(struct baton_sandbox__call *call)
{
    enum baton_sandbox__reason reason = BATON_SANDBOX__BAD_TOKEN;
    struct baton_str value = baton_httpd_header_of(call->request, "Authorization");
    if (!value.s || !baton_str_starts_nocase(value, BATON_STR("Bearer "))) {
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_TOKEN, 0,
                              "Authorization has no bearer token");
        return false;
    }
    struct baton_str text = baton_str_trim(baton_str_sub(value, 7, value.len));
    call->token = baton_sandbox__genuine(call, text, &reason);
    if (call->token && baton_str_is(call->token->scopes, "refresh")) {
        call->token = NULL;
        reason = BATON_SANDBOX__BAD_TOKEN;
    }
    if (!call->token)
        baton_sandbox__refuse(call, reason, status_of(call, reason, text), "%s",
                              baton_sandbox__token_fault(reason));
    return call->token != NULL;
}

/* How many calls are allowed is not documented: as many as the scenario says. */
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
    uint64_t limit = own_number(own_of(call, t->client), "ratePerMinute");
    if (!limit || ++t->count <= limit)
        return true;
    baton_sandbox__error(call, 429, "", "Too many requests");
    return false;
}

bool baton_sandbox__cxone_may(struct baton_sandbox__call *call, const char *what)
{
    if (!baton_sandbox__own_lists(own_of(call, call->token->client), "denied",
                                  baton_str_from(what)))
        return true;
    baton_sandbox__error(call, 403, "", "The user's role does not allow it: %s", what);
    return false;
}

struct baton_str baton_sandbox__cxone_base(const struct baton_sandbox__call *call)
{
    struct baton_str host = baton_httpd_header_of(call->request, "Host");
    struct baton_str base =
        baton_str_fmt(call->arena, "%s://%.*s", call->sandbox->options.tls ? "https" : "http",
                      BATON_ARG(host.s ? host : BATON_STR("localhost")));
    return base.s ? base : BATON_STR("");
}

/* ---- what no contract is about ----------------------------------------------------------- */

static void keys(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_puts(&out, "{\"keys\":[]}");
    baton_sandbox__json(call, 200, &out);
}

/* The rest of a path behind /incontactapi/services/v30.0; s NULL where it is another. */
static struct baton_str behind_base(struct baton_str path)
{
    struct baton_str base = BATON_STR("/incontactapi/services/v");
    struct baton_str none = {NULL, 0};
    if (!baton_str_starts_nocase(path, base))
        return none;
    struct baton_str rest = baton_str_sub(path, base.len, path.len);
    size_t end = baton_str_find(rest, BATON_STR(".0/"));
    uint64_t version;
    return end != SIZE_MAX && baton_str_to_u64(baton_str_sub(rest, 0, end), &version)
               ? baton_str_sub(rest, end + 2, rest.len) : none;
}

static bool beside(struct baton_sandbox__call *call)
{
    struct baton_str path = call->request->path, rest = behind_base(path);
    bool get = baton_str_is(call->request->method, "GET");
    if (get && baton_str_is(path, "/auth/jwks")) {
        keys(call);
        return true;
    }
    bool one = rest.s && baton_str_starts(rest, BATON_STR("/skills/"));
    bool all = rest.s && baton_str_is(rest, "/skills");
    bool words = rest.s && baton_str_is(rest, "/contact-state-descriptions");
    if (!get || !(one || all || words))
        return false;
    if (!authenticate(call) || !admit(call) || !baton_sandbox__cxone_may(call, "read"))
        return true;
    if (one)
        call->id = baton_url_decode(call->arena, baton_str_sub(rest, 8, rest.len), false);
    if (words)
        baton_sandbox__cxone_descriptions(call);
    else
        baton_sandbox__cxone_skills(call);
    return true;
}

/* ---- the family -------------------------------------------------------------------------- */

static const char *const client_members[] = {"accessKeyId", "accessKeySecret", "tenantId",
                                             "staleStatus", "denied", "ratePerMinute", NULL};
static const char *const queue_members[] = {"skillId", NULL};

const struct baton_sandbox__family baton_sandbox__cxone = {
    .name = "cxone",
    .routes = routes,
    .route_count = BATON_COUNT(routes),
    .token_lifetime = HOUR,
    .refusals = {
        [BATON_SANDBOX__NO_ROUTE] = {404, "", NULL},
        [BATON_SANDBOX__WRONG_METHOD] = {405, "", NULL},
        [BATON_SANDBOX__NO_TOKEN] = {401, "", NULL},
        [BATON_SANDBOX__BAD_TOKEN] = {401, "", NULL},
        [BATON_SANDBOX__OLD_TOKEN] = {401, "", NULL},
        [BATON_SANDBOX__NOT_ACCEPTABLE] = {406, "", NULL},
        [BATON_SANDBOX__WRONG_TYPE] = {415, "", NULL},
        [BATON_SANDBOX__TOO_LARGE] = {413, "", NULL},
        [BATON_SANDBOX__NO_JSON] = {400, "", NULL},
        [BATON_SANDBOX__NO_FIT] = {400, "", NULL},
        [BATON_SANDBOX__NO_SCOPE] = {403, "", NULL},
        [BATON_SANDBOX__NO_MEMORY] = {503, "", NULL},
    },
    .put_error = put_error,
    .authenticate = authenticate,
    .admit = admit,
    .beside = beside,
    .tell = baton_sandbox__cxone_tell,
    .put_state = baton_sandbox__cxone_put_state,
    .client_members = client_members,
    .queue_members = queue_members,
};
