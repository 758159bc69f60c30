/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: discovery, and the three ways to a token. */
#include "apps/sandbox/cxone.h"

/* ---- discovery --------------------------------------------------------------------------- */

static void put_url(struct baton_json_writer *w, const char *name, struct baton_str base,
                    const char *path)
{
    struct baton_str url = baton_str_fmt(w->out->arena, "%.*s%s", BATON_ARG(base), path);
    baton_sandbox__put_pair(w, name, url.s ? url : BATON_STR(""));
}

void baton_sandbox__cxone_discovery(struct baton_sandbox__call *call)
{
    static const char *const urls[][2] = {
        {"issuer", ""}, {"authorization_endpoint", "/auth/authorize"},
        {"token_endpoint", "/auth/token"}, {"end_session_endpoint", "/auth/endsession"},
        {"jwks_uri", "/auth/jwks"},
    };
    struct baton_str base = baton_sandbox__cxone_base(call);
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    for (size_t i = 0; i < BATON_COUNT(urls); i++)
        put_url(&w, urls[i][0], base, urls[i][1]);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* What its client's section says, or what all others have. */
static struct baton_str tenant_of(const struct baton_sandbox__call *call,
                                  const struct baton_sandbox__client *client)
{
    const struct baton_sandbox__section *own = &client->own[call->door->index];
    struct baton_str tenant = own->doc
        ? baton_sandbox__text(own->doc, own->at, "tenantId", call->arena) : BATON_STR("");
    return tenant.len ? tenant : BATON_STR(BATON_SANDBOX__TENANT);
}

static bool is_tenant(const struct baton_sandbox__call *call, struct baton_str id)
{
    const struct baton_sandbox *s = call->sandbox;
    for (size_t i = 0; id.s && i < s->client_count; i++)
        if (baton_str_eq_nocase(tenant_of(call, &s->clients[i]), id))
            return true;
    return false;
}

/* What answers for an unknown tenant is not documented. */
void baton_sandbox__cxone_tenant(struct baton_sandbox__call *call)
{
    static const char *const words[][2] = {
        {"area", "na1"}, {"cluster", "c52"}, {"domain", "example.com"},
        {"acdDomain", "acd.example.com"}, {"uhDomain", "example.com"},
    };
    struct baton_str id = baton_sandbox__parameter(call, "tenantId");
    struct baton_buf out;
    if (!is_tenant(call, id)) {
        baton_sandbox__cxone_refuse(call, id.s ? 404 : 400, "There is no tenant %.*s",
                                    BATON_ARG(id.s ? id : BATON_STR("named")));
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_url(&w, "api_endpoint", baton_sandbox__cxone_base(call), "");
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        baton_sandbox__put_pair(&w, words[i][0], baton_str_from(words[i][1]));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* ---- id_token ---------------------------------------------------------------------------- */

/* RFC 4648 section 5, without padding. */
static void put_base64(struct baton_buf *out, struct baton_str text)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    uint32_t bits = 0, have = 0;
    for (size_t i = 0; i < text.len; i++) {
        bits = bits << 8 | (unsigned char)text.s[i];
        for (have += 8; have >= 6; have -= 6)
            baton_buf_putc(out, digits[bits >> (have - 6) & 63]);
    }
    if (have)
        baton_buf_putc(out, digits[bits << (6 - have) & 63]);
}

static struct baton_str claims_of(struct baton_sandbox__call *call,
                                  const struct baton_sandbox__client *client)
{
    int64_t now = call->sandbox->options.clock();
    const struct { const char *name; int64_t at; } times[] = {
        {"iat", now},
        {"exp", now + (int64_t)baton_sandbox__lifetime(call->family, client)}};
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    struct baton_str sub = baton_str_fmt(call->arena, "user:%.*s", BATON_ARG(client->id));
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "iss", baton_sandbox__cxone_base(call));
    baton_sandbox__put_pair(&w, "sub", sub.s ? sub : BATON_STR(""));
    baton_sandbox__put_pair(&w, "aud", client->id);
    baton_sandbox__put_pair(&w, "tenantId", tenant_of(call, client));
    baton_json_name(&w, "icBUId");
    baton_json_put_raw(&w, BATON_STR(BATON_SANDBOX__UNIT));
    baton_sandbox__put_pair(&w, "icClusterId", BATON_STR("C52"));
    for (size_t i = 0; i < BATON_COUNT(times); i++) {
        baton_json_name(&w, times[i].name);
        baton_json_put_number(&w, (uint64_t)times[i].at);
    }
    baton_json_end(&w, '}');
    return baton_buf_str(&out);
}

/* In the form of a signed JWT; there is no key, and what stands for the signature is nobody's. */
static struct baton_str id_token(struct baton_sandbox__call *call,
                                 const struct baton_sandbox__client *client)
{
    struct baton_buf out;
    char filler[256];
    for (size_t i = 0; i < sizeof filler; i++)
        filler[i] = (char)(baton_sandbox__mix(call->sandbox->issued, i) & 0x7F);
    baton_buf_init(&out, call->arena, 0);
    put_base64(&out, BATON_STR("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"sandbox\"}"));
    baton_buf_putc(&out, '.');
    put_base64(&out, claims_of(call, client));
    baton_buf_putc(&out, '.');
    put_base64(&out, (struct baton_str){filler, sizeof filler});
    return baton_buf_str(&out);
}

/* ---- answers ----------------------------------------------------------------------------- */

static void begin_answer(struct baton_sandbox__call *call, struct baton_json_writer *w,
                         const struct baton_sandbox__client *client)
{
    const struct baton_sandbox__token *token = baton_sandbox__issue(call, client, BATON_STR(""));
    const struct baton_sandbox__token *again =
        baton_sandbox__issue(call, client, BATON_STR("refresh"));
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "access_token", baton_sandbox__token_text(token));
    baton_sandbox__put_pair(w, "refresh_token", baton_sandbox__token_text(again));
    baton_sandbox__put_pair(w, "token_type", BATON_STR("Bearer"));
    baton_json_name(w, "expires_in");
    baton_json_put_number(w, baton_sandbox__lifetime(call->family, client));
}

static void answer(struct baton_sandbox__call *call, const struct baton_sandbox__client *client,
                   bool old)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    begin_answer(call, &w, client);
    if (old) {
        struct baton_str base = baton_sandbox__cxone_base(call);
        put_url(&w, "resource_server_base_uri", base, "/inContactAPI/");
        put_url(&w, "refresh_token_server_uri", base, "/InContactAuthorizationServer/Token");
        baton_sandbox__put_pair(&w, "scope", BATON_STR(""));
        baton_json_name(&w, "bus_no");
        baton_json_put_raw(&w, BATON_STR(BATON_SANDBOX__UNIT));
    } else {
        baton_sandbox__put_pair(&w, "id_token", id_token(call, client));
        baton_sandbox__put_pair(&w, "issued_token_type",
                                BATON_STR("urn:ietf:params:oauth:token-type:access_token"));
    }
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* ---- who asks ---------------------------------------------------------------------------- */

/* Whose access key it is; NULL if it is nobody's, or the secret is another. */
static const struct baton_sandbox__client *user_of(struct baton_sandbox__call *call,
                                                   struct baton_str key, struct baton_str secret)
{
    const struct baton_sandbox *s = call->sandbox;
    for (size_t i = 0; key.len && secret.len && i < s->client_count; i++) {
        const struct baton_sandbox__section *own = &s->clients[i].own[call->door->index];
        if (own->doc &&
            baton_str_eq(baton_sandbox__text(own->doc, own->at, "accessKeyId", call->arena), key) &&
            baton_str_eq(baton_sandbox__text(own->doc, own->at, "accessKeySecret", call->arena),
                         secret))
            return &s->clients[i];
    }
    return NULL;
}

static void refresh(struct baton_sandbox__call *call, struct baton_str text)
{
    enum baton_sandbox__reason reason;
    const struct baton_sandbox__token *token = baton_sandbox__genuine(call, text, &reason);
    if (token && baton_str_is(token->scopes, "refresh"))
        answer(call, token->client, false);
    else
        baton_sandbox__cxone_oauth(call, 400, "invalid_grant",
                                   BATON_STR("the refresh token is not genuine, or has expired"));
}

static void by_password(struct baton_sandbox__call *call)
{
    struct baton_str form = call->request->body;
    const struct baton_sandbox__client *user =
        user_of(call, baton_form_field(call->arena, form, "username"),
                baton_form_field(call->arena, form, "password"));
    if (user)
        answer(call, user, false);
    else
        baton_sandbox__cxone_oauth(call, 400, "invalid_grant",
                                   BATON_STR("username and password are no access key"));
}

/* The client's id and secret come as Basic or in the form; statuses are as RFC 6749 has them. */
void baton_sandbox__cxone_token(struct baton_sandbox__call *call)
{
    struct baton_sandbox__credentials c = baton_sandbox__read_form(call);
    const struct baton_sandbox__client *client = baton_sandbox__client_of(call->sandbox, c.id);
    if (!client || !baton_sandbox__secret_is(client, c.secret))
        baton_sandbox__cxone_oauth(call, 401, "invalid_client",
                                   BATON_STR("client authentication failed"));
    else if (c.grant.s && baton_str_is(c.grant, "password"))
        by_password(call);
    else if (c.grant.s && baton_str_is(c.grant, "refresh_token"))
        refresh(call, baton_form_field(call->arena, call->request->body, "refresh_token"));
    else
        baton_sandbox__cxone_oauth(call, 400, "unsupported_grant_type",
                                   BATON_STR("grant_type must be password or refresh_token here"));
}

void baton_sandbox__cxone_access_key(struct baton_sandbox__call *call)
{
    const struct baton_json *body = &call->body;
    const struct baton_sandbox__client *user =
        user_of(call, baton_sandbox__text(body, 0, "accessKeyId", call->arena),
                baton_sandbox__text(body, 0, "accessKeySecret", call->arena));
    if (user)
        answer(call, user, true);
    else
        baton_sandbox__cxone_oauth(call, 401, "invalid_grant", BATON_STR("this is no access key"));
}

/* Any application of any vendor; the user is the access key here, too. */
void baton_sandbox__cxone_central(struct baton_sandbox__call *call)
{
    const struct baton_json *body = &call->body;
    struct baton_sandbox__credentials c = baton_sandbox__read_form(call);
    const struct baton_sandbox__client *user =
        user_of(call, baton_sandbox__text(body, 0, "username", call->arena),
                baton_sandbox__text(body, 0, "password", call->arena));
    bool named = c.basic && c.id.s && baton_str_find_byte(c.id, '@') != SIZE_MAX;
    if (user && named) {
        answer(call, user, true);
        return;
    }
    struct baton_str text =
        baton_str_fmt(call->arena, "Client application '%.*s' not authorized for user",
                      BATON_ARG(c.id.s ? c.id : BATON_STR("")));
    baton_sandbox__cxone_oauth(call, 401, "invalid_client", text.s ? text : BATON_STR(""));
}
