/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/family.h"
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

const char *baton_sandbox__token_fault(enum baton_sandbox__reason reason)
{
    return reason == BATON_SANDBOX__OLD_TOKEN ? "the access token has expired"
                                              : "the access token is not genuine";
}

struct baton_sandbox__token *baton_sandbox__genuine(const struct baton_sandbox__call *call,
                                                    struct baton_str text,
                                                    enum baton_sandbox__reason *reason)
{
    struct baton_sandbox *s = call->sandbox;
    struct baton_sandbox__token *token = slot_of(s, text);
    *reason = BATON_SANDBOX__BAD_TOKEN;
    if (!token || !token->client || token->family != call->door->family ||
        memcmp(token->text, text.s, BATON_SANDBOX__TOKEN) != 0)
        return NULL;
    *reason = BATON_SANDBOX__OLD_TOKEN;
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

bool baton_sandbox__bearer(struct baton_sandbox__call *call)
{
    enum baton_sandbox__reason reason = BATON_SANDBOX__NO_TOKEN;
    struct baton_str value = baton_httpd_header_of(call->request, "Authorization");
    if (!value.s) {
        baton_sandbox__refuse(call, reason, 0, "there is no access token");
        return false;
    }
    if (!baton_str_starts_nocase(value, BATON_STR("Bearer "))) {
        baton_sandbox__refuse(call, BATON_SANDBOX__BAD_TOKEN, 0,
                              "the header Authorization does not begin with Bearer");
        return false;
    }
    struct baton_str text = baton_str_trim(baton_str_sub(value, 7, value.len));
    call->token = baton_sandbox__genuine(call, text, &reason);
    if (!call->token)
        baton_sandbox__refuse(call, reason, 0, "%s", baton_sandbox__token_fault(reason));
    return call->token != NULL;
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
    baton_sandbox__refuse(call, BATON_SANDBOX__NO_SCOPE, 0, "the token lacks the scope %.*s",
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

/* RFC 6749 section 2.3.1: both halves are form-encoded before they are joined. */
static void read_basic(struct baton_sandbox__call *call, struct baton_sandbox__credentials *c)
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

struct baton_sandbox__credentials baton_sandbox__read_form(struct baton_sandbox__call *call)
{
    struct baton_str form = call->request->body;
    struct baton_sandbox__credentials c = {
        .grant = baton_form_field(call->arena, form, "grant_type"),
        .scope = baton_form_field(call->arena, form, "scope"),
        .id = baton_form_field(call->arena, form, "client_id"),
        .secret = baton_form_field(call->arena, form, "client_secret"),
    };
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

const struct baton_sandbox__client *baton_sandbox__client_of(const struct baton_sandbox *s,
                                                             struct baton_str id)
{
    for (size_t i = 0; i < s->client_count; i++)
        if (id.s && baton_str_eq(s->clients[i].id, id))
            return &s->clients[i];
    return NULL;
}

bool baton_sandbox__secret_is(const struct baton_sandbox__client *client, struct baton_str secret)
{
    return secret.s && same(client->secret, secret);
}

uint64_t baton_sandbox__lifetime(const struct baton_sandbox__family *family,
                                 const struct baton_sandbox__client *client)
{
    return client->lifetime ? client->lifetime : family->token_lifetime;
}

struct baton_sandbox__token *baton_sandbox__issue(struct baton_sandbox__call *call,
                                                  const struct baton_sandbox__client *client,
                                                  struct baton_str scopes)
{
    struct baton_sandbox *s = call->sandbox;
    uint64_t number = s->issued++;
    struct baton_sandbox__token *token = &s->tokens[number % BATON_SANDBOX__TOKENS];
    *token = (struct baton_sandbox__token){.client = client, .family = call->door->family};
    make_text(s, number, token->text);
    token->scopes = scopes.s == client->scopes.s ? scopes : baton_str_copy(&s->state, scopes);
    token->expires =
        s->options.clock() + (int64_t)baton_sandbox__lifetime(call->family, client);
    return token;
}

struct baton_str baton_sandbox__token_text(const struct baton_sandbox__token *token)
{
    return (struct baton_str){token->text, BATON_SANDBOX__TOKEN};
}

/* ---- what stands under a family's name --------------------------------------------------- */

uint32_t baton_sandbox__own_member(const struct baton_sandbox__section *section, const char *name)
{
    return section->doc ? baton_json_member_z(section->doc, section->at, name) : BATON_JSON_NONE;
}

bool baton_sandbox__own_lists(const struct baton_sandbox__section *section, const char *name,
                              struct baton_str text)
{
    uint32_t list = baton_sandbox__own_member(section, name);
    if (list == BATON_JSON_NONE || !baton_json_is(section->doc, list, BATON_JSON_ARRAY))
        return false;
    BATON_JSON_EACH_ITEM(section->doc, list, item)
        if (baton_json_string_is(section->doc, item, text))
            return true;
    return false;
}
