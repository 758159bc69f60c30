/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/sandbox_int.h"
#include "core/http.h"

/* ---- tokens ------------------------------------------------------------------------------ */

static const char digits64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The first three characters say where the token is kept, the rest is secret. */
static void make_text(const struct baton_sandbox *s, uint64_t number, char *out)
{
    uint64_t slot = number % BATON_SANDBOX__TOKENS, bits = 0;
    for (size_t i = 0; i < BATON_SANDBOX__TOKEN; i++) {
        if (i % 10 == 0)
            bits = baton_sandbox__mix(s->secret[0] ^ baton_sandbox__mix(s->secret[1], number), i);
        out[i] = digits64[i < 3 ? (slot >> (6 * i)) & 63 : bits & 63];
        bits >>= 6;
    }
}

static struct baton_sandbox__token *slot_of(const struct baton_sandbox *s, struct baton_str text)
{
    size_t slot = 0;
    if (text.len != BATON_SANDBOX__TOKEN)
        return NULL;
    for (size_t i = 0; i < 3; i++) {
        const char *at = memchr(digits64, text.s[i], 64);
        if (!at)
            return NULL;
        slot |= (size_t)(at - digits64) << (6 * i);
    }
    return slot < BATON_SANDBOX__TOKENS ? &s->tokens[slot] : NULL;
}

const struct baton_sandbox__token *baton_sandbox__genuine(const struct baton_sandbox *s,
                                                          struct baton_str text,
                                                          const char **why)
{
    const struct baton_sandbox__token *token = slot_of(s, text);
    *why = "the access token is not genuine";
    if (!token || !token->client || memcmp(token->text, text.s, BATON_SANDBOX__TOKEN) != 0)
        return NULL;
    *why = "the access token has expired";
    return s->options.clock() < token->expires ? token : NULL;
}

void baton_sandbox__expire_all(struct baton_sandbox *s)
{
    for (size_t i = 0; i < BATON_SANDBOX__TOKENS; i++)
        s->tokens[i].expires = 0;
}

/* ---- who asks ---------------------------------------------------------------------------- */

bool baton_sandbox__has_scope(struct baton_str scopes, struct baton_str scope)
{
    struct baton_str one;
    while (baton_str_next(&scopes, ' ', &one))
        if (baton_str_eq(one, scope))
            return true;
    return false;
}

static bool refuse(struct baton_sandbox__call *call, bool sent, const char *why)
{
    baton_sandbox__error(call, 401, sent ? "token.invalid" : "token.missing", "Unauthorized: %s",
                         why);
    struct baton_str value = sent
        ? baton_str_fmt(call->arena, "Bearer realm=\"sandbox\", error=\"invalid_token\", "
                        "error_description=\"%s\"", why)
        : BATON_STR("Bearer realm=\"sandbox\"");
    baton_sandbox__header(call->response, "WWW-Authenticate",
                          value.s ? value : BATON_STR("Bearer"));
    return false;
}

bool baton_sandbox__authenticate(struct baton_sandbox__call *call)
{
    const char *why = "there is no access token";
    struct baton_str value = baton_httpd_header_of(call->request, "Authorization");
    if (!value.s)
        return refuse(call, false, why);
    if (!baton_str_starts_nocase(value, BATON_STR("Bearer ")))
        return refuse(call, true, "the header Authorization does not begin with Bearer");
    struct baton_str text = baton_str_trim(baton_str_sub(value, 7, value.len));
    call->token = baton_sandbox__genuine(call->sandbox, text, &why);
    return call->token ? true : refuse(call, true, why);
}

bool baton_sandbox__permit(struct baton_sandbox__call *call)
{
    const struct baton_contract *c = call->contract;
    struct baton_buf wanted;
    if (!c->scope_count)
        return true;
    baton_buf_init(&wanted, call->arena, 0);
    for (size_t i = 0; i < c->scope_count; i++) {
        if (baton_sandbox__has_scope(call->token->scopes, c->scopes[i]))
            return true;
        baton_buf_fmt(&wanted, "%s%.*s", i ? " or " : "", BATON_ARG(c->scopes[i]));
    }
    baton_sandbox__error(call, 403, "missing.permissions",
                         "Insufficient Permissions: the token lacks the scope %.*s",
                         BATON_ARG(baton_buf_str(&wanted)));
    return false;
}

/* ---- the token endpoint ------------------------------------------------------------------ */

static int value_of(char c)
{
    const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? memchr(plain, c, 64) : NULL;
    return at ? (int)(at - plain) : -1;
}

/* RFC 4648 section 4; what is no digit ends it. */
static struct baton_str from_base64(struct baton_arena *arena, struct baton_str text)
{
    char *out = baton_arena_take(arena, text.len + 1);
    size_t len = 0;
    uint32_t bits = 0;
    for (size_t i = 0, have = 0; out && i < text.len && value_of(text.s[i]) >= 0; i++) {
        bits = bits << 6 | (uint32_t)value_of(text.s[i]);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[len++] = (char)(bits >> have & 0xFF);
        }
    }
    return (struct baton_str){out, out ? len : 0};
}

struct credentials {
    struct baton_str grant, id, secret, scope;
    bool basic;
};

/* RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
static void read_basic(struct baton_sandbox__call *call, struct credentials *c)
{
    struct baton_str value = baton_httpd_header_of(call->request, "Authorization");
    if (!value.s || !baton_str_starts_nocase(value, BATON_STR("Basic ")))
        return;
    struct baton_str pair = from_base64(call->arena, baton_str_trim(baton_str_sub(value, 6,
                                                                                 value.len)));
    size_t colon = pair.s ? baton_str_find_byte(pair, ':') : SIZE_MAX;
    c->basic = true;
    if (colon == SIZE_MAX)
        return;
    c->id = baton_url_decode(call->arena, baton_str_sub(pair, 0, colon), true);
    c->secret = baton_url_decode(call->arena, baton_str_sub(pair, colon + 1, pair.len), true);
}

static struct credentials read_form(struct baton_sandbox__call *call)
{
    struct baton_str form = call->request->body;
    struct credentials c = {.grant = baton_form_field(call->arena, form, "grant_type"),
                            .scope = baton_form_field(call->arena, form, "scope"),
                            .id = baton_form_field(call->arena, form, "client_id"),
                            .secret = baton_form_field(call->arena, form, "client_secret")};
    read_basic(call, &c);
    return c;
}

/* Compares all of it, whatever the first difference is. */
static bool same(struct baton_str a, struct baton_str b)
{
    unsigned char differ = a.len != b.len;
    for (size_t i = 0; i < a.len && i < b.len; i++)
        differ |= (unsigned char)(a.s[i] ^ b.s[i]);
    return differ == 0;
}

static const struct baton_sandbox__client *client_of(const struct baton_sandbox *s,
                                                     const struct credentials *c)
{
    for (size_t i = 0; i < s->client_count; i++)
        if (c->id.s && c->secret.s && baton_str_eq(s->clients[i].id, c->id) &&
            same(s->clients[i].secret, c->secret))
            return &s->clients[i];
    return NULL;
}

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
    struct baton_sandbox *s = call->sandbox;
    uint64_t number = s->issued++;
    struct baton_sandbox__token *token = &s->tokens[number % BATON_SANDBOX__TOKENS];
    struct baton_buf out;
    make_text(s, number, token->text);
    token->client = client;
    token->scopes = scopes.s == client->scopes.s ? scopes : baton_str_copy(&s->state, scopes);
    token->expires = s->options.clock() + (int64_t)client->lifetime;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "access_token",
                            (struct baton_str){token->text, BATON_SANDBOX__TOKEN});
    baton_sandbox__put_pair(&w, "token_type", BATON_STR("bearer"));
    baton_json_name(&w, "expires_in");
    baton_json_put_number(&w, client->lifetime);
    baton_sandbox__put_pair(&w, "scope", token->scopes);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
    baton_sandbox__header(call->response, "Cache-Control", BATON_STR("no-store"));
}

static void unknown_client(struct baton_sandbox__call *call, bool basic)
{
    baton_sandbox__oauth_error(call, 401, "invalid_client",
                               "client authentication failed: the id or the secret is wrong");
    if (basic)
        baton_sandbox__header(call->response, "WWW-Authenticate",
                              BATON_STR("Basic realm=\"sandbox\""));
}

/* The form as the JSON object that the contract's schema is about. */
static bool form_fits(struct baton_sandbox__call *call, const struct credentials *c)
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

void baton_sandbox__token_call(struct baton_sandbox__call *call)
{
    struct credentials c = read_form(call);
    if (c.grant.s && !baton_str_is(c.grant, "client_credentials")) {
        baton_sandbox__oauth_error(call, 400, "unsupported_grant_type",
                                   "grant_type must be client_credentials");
        return;
    }
    if (!form_fits(call, &c)) {
        baton_sandbox__oauth_error(call, 400, "invalid_request",
                                   "grant_type, client_id and client_secret are required, the last "
                                   "two in the form or as HTTP Basic");
        return;
    }
    const struct baton_sandbox__client *client = client_of(call->sandbox, &c);
    if (!client)
        unknown_client(call, c.basic);
    else if (c.scope.len && !all_granted(client->scopes, c.scope))
        baton_sandbox__oauth_error(call, 400, "invalid_scope",
                                   "the client has not all of these scopes");
    else
        issue(call, client, c.scope.len ? c.scope : client->scopes);
}
