/* SPDX-License-Identifier: Apache-2.0 */
/* The token request (RFC 6749 sections 4.3.2, 4.4.2), its answer, and both without secrets. */
#include <string.h>

#include "core/json.h"
#include "core/model.h"
#include "edge/oauth/oauth_int.h"

/* ---- the request ----------------------------------------------------------------------- */

/* application/x-www-form-urlencoded, as the URL standard serializes it. */
static void put_form(struct baton_buf *buf, struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
                     (c && strchr("-._*", c));
        if (plain)
            baton_buf_putc(buf, c);
        else if (c == ' ')
            baton_buf_putc(buf, '+');
        else
            baton_buf_fmt(buf, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static void put_field(struct baton_buf *buf, const char *name, struct baton_str value)
{
    if (buf->len)
        baton_buf_putc(buf, '&');
    baton_buf_puts(buf, name);
    baton_buf_putc(buf, '=');
    put_form(buf, value);
}

static struct baton_str form(struct baton_oauth *oauth)
{
    struct baton_buf buf;
    baton_buf_init(&buf, &oauth->of_answer, 0);
    if (oauth->options.username.s) {
        put_field(&buf, "grant_type", BATON_STR("password"));
        put_field(&buf, "username", oauth->options.username);
        put_field(&buf, "password", oauth->options.password);
    } else {
        put_field(&buf, "grant_type", BATON_STR("client_credentials"));
    }
    if (!oauth->options.basic) {
        put_field(&buf, "client_id", oauth->options.client_id);
        put_field(&buf, "client_secret", oauth->options.client_secret);
    }
    if (oauth->options.scopes.len)
        put_field(&buf, "scope", oauth->options.scopes);
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

/* RFC 4648 section 4. */
static void put_base64(struct baton_buf *buf, struct baton_str text)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < text.len; i += 3) {
        size_t left = text.len - i;
        uint32_t bits = (uint32_t)(unsigned char)text.s[i] << 16;
        bits |= left > 1 ? (uint32_t)(unsigned char)text.s[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)(unsigned char)text.s[i + 2] : 0;
        for (unsigned k = 0; k < 4; k++)
            baton_buf_putc(buf, k > left ? '=' : digits[bits >> (18 - 6 * k) & 63]);
    }
}

static struct baton_str basic(struct baton_oauth *oauth)
{
    struct baton_buf buf;
    struct baton_str pair = baton_str_fmt(&oauth->of_answer, "%.*s:%.*s",
                                          BATON_ARG(oauth->options.client_id),
                                          BATON_ARG(oauth->options.client_secret));
    baton_buf_init(&buf, &oauth->of_answer, 0);
    baton_buf_puts(&buf, "Basic ");
    put_base64(&buf, pair.s ? pair : BATON_STR(""));
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

/* ---- the answer ------------------------------------------------------------------------ */

static struct baton_str text_member(struct baton_oauth *oauth, const struct baton_json *doc,
                                    const char *name)
{
    uint32_t at = baton_json_member_z(doc, 0, name);
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_STRING))
        return (struct baton_str){NULL, 0};
    return baton_str_copy(&oauth->of_token, baton_json_string(doc, at, &oauth->of_answer));
}

/* It becomes part of a header: visible ASCII and nothing else (RFC 6750 section 2.1). */
static bool is_token(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] <= ' ' || text.s[i] > '~')
            return false;
    return text.len > 0 && text.len <= BATON_OAUTH__MAX_TOKEN;
}

/* A number, or, as some endpoints have it, a number in quotes; INT64_MIN: not said. */
static int64_t lifetime(const struct baton_json *doc)
{
    uint32_t at = baton_json_member_z(doc, 0, "expires_in");
    enum { MOST = 10 * 366 * 86400 };
    uint64_t seconds;
    if (at == BATON_JSON_NONE)
        return INT64_MIN;
    struct baton_str text = baton_json_raw(doc, at);
    if (text.len > 2 && text.s[0] == '"')
        text = baton_str_sub(text, 1, text.len - 1);
    text.len = baton_str_find_byte(text, '.') < text.len ? baton_str_find_byte(text, '.')
                                                         : text.len;
    if (text.len > 1 && text.s[0] == '-')
        return 0;
    if (!baton_str_to_u64(text, &seconds))
        return INT64_MIN;
    return seconds < MOST ? (int64_t)seconds : MOST;
}

static bool read_answer(struct baton_oauth *oauth, struct baton_str body, int64_t now,
                        struct baton_token *out)
{
    const struct baton_json_limits limits = {.max_bytes = 1 << 20, .max_depth = 32};
    struct baton_json doc;
    if (baton_json_read(&oauth->of_answer, body, &limits, &doc, NULL) != BATON_OK ||
        !baton_json_is(&doc, 0, BATON_JSON_OBJECT))
        return false;
    struct baton_str text = text_member(oauth, &doc, "access_token");
    if (!is_token(text))
        return false;
    struct baton_jwt jwt = baton_jwt_read(&oauth->of_token, text);
    struct baton_str scopes = text_member(oauth, &doc, "scope");
    int64_t life = lifetime(&doc);
    out->text = text;
    out->expires = life == INT64_MIN ? jwt.expires : now + life;
    out->scopes_known = scopes.s || jwt.has_scopes;
    out->scopes = scopes.s ? scopes : jwt.has_scopes ? jwt.scopes : BATON_STR("");
    if (oauth->options.claim)
        out->claimed = baton_jwt_claim(&oauth->of_token, text_member(oauth, &doc, "id_token"),
                                       oauth->options.claim);
    return true;
}

/* ---- without secrets ------------------------------------------------------------------- */

enum { MOST_SECRETS = 20, SHORTEST_SECRET = 3 };

struct secrets {
    struct baton_str items[MOST_SECRETS];
    size_t count;
};

static void add_secret(struct secrets *secrets, struct baton_str secret)
{
    if (secret.len >= SHORTEST_SECRET)
        secrets->items[secrets->count++] = secret;
}

/* As it is, as a form has it, and as JSON has it. */
static void add_all_forms(struct baton_oauth *oauth, struct secrets *secrets,
                          struct baton_str secret)
{
    struct baton_buf encoded, quoted;
    baton_buf_init(&encoded, &oauth->of_answer, 0);
    baton_buf_init(&quoted, &oauth->of_answer, 0);
    put_form(&encoded, secret);
    baton_json_put_string(&quoted, secret);
    add_secret(secrets, secret);
    add_secret(secrets, baton_buf_str(&encoded));
    add_secret(secrets, baton_str_sub(baton_buf_str(&quoted), 1, quoted.len - (quoted.len > 0)));
}

/* The tokens that come with the one asked for are as good as it. */
static void add_answered(struct baton_oauth *oauth, struct secrets *secrets,
                         struct baton_str body)
{
    static const char *const names[] = {"access_token", "id_token", "refresh_token"};
    const struct baton_json_limits limits = {.max_bytes = 1 << 20, .max_depth = 32};
    struct baton_json doc;
    if (baton_json_read(&oauth->of_answer, body, &limits, &doc, NULL) != BATON_OK ||
        !baton_json_is(&doc, 0, BATON_JSON_OBJECT))
        return;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        uint32_t at = baton_json_member_z(&doc, 0, names[i]);
        if (at == BATON_JSON_NONE || !baton_json_is(&doc, at, BATON_JSON_STRING))
            continue;
        struct baton_str raw = baton_json_raw(&doc, at);
        add_secret(secrets, baton_json_string(&doc, at, &oauth->of_answer));
        add_secret(secrets, baton_str_sub(raw, 1, raw.len - 1));
    }
}

static struct secrets all_secrets(struct baton_oauth *oauth, const struct baton_token *token)
{
    struct secrets secrets = {.count = 0};
    struct baton_str credentials = basic(oauth);
    add_all_forms(oauth, &secrets, oauth->options.client_secret);
    if (oauth->options.username.s) {
        add_all_forms(oauth, &secrets, oauth->options.username);
        add_all_forms(oauth, &secrets, oauth->options.password);
    }
    add_secret(&secrets, baton_str_sub(credentials, sizeof "Basic " - 1, credentials.len));
    add_secret(&secrets, token->text);
    add_answered(oauth, &secrets, token->response.body);
    return secrets;
}

static void cover(struct baton_str text, char *s, struct baton_str secret)
{
    size_t at = 0, step;
    while ((step = baton_str_find(baton_str_sub(text, at, text.len), secret)) != SIZE_MAX) {
        memset(s + at + step, '*', secret.len);
        at += step + secret.len;
    }
}

/* What is known by its looks, and then what is known to be secret, wherever it stands. */
static struct baton_str masked(struct baton_oauth *oauth, struct baton_str text,
                               const struct secrets *secrets)
{
    struct baton_str seen = text.s ? baton_mask(&oauth->of_answer, text) : BATON_STR("");
    char *s = baton_arena_take(&oauth->of_answer, seen.len + 1);
    if (!s || !seen.s)
        return (struct baton_str){NULL, 0};
    memcpy(s, seen.s, seen.len);
    s[seen.len] = '\0';
    for (size_t i = 0; i < secrets->count; i++)
        cover((struct baton_str){s, seen.len}, s, secrets->items[i]);
    return (struct baton_str){s, seen.len};
}

static bool mask_response(struct baton_oauth *oauth, struct baton_fetch_response *r,
                          const struct secrets *secrets)
{
    for (size_t i = 0; i < r->header_count; i++) {
        struct baton_fetch_header *h = &r->headers[i];
        /* The name is what tells a cookie from other words. */
        struct baton_str line = baton_str_fmt(&oauth->of_answer, "%.*s: %.*s", BATON_ARG(h->name),
                                              BATON_ARG(h->value));
        line = masked(oauth, line, secrets);
        if (!line.s)
            return false;
        h->value = baton_str_sub(line, h->name.len + 2, line.len);
    }
    r->body = masked(oauth, baton_str_sub(r->body, 0, BATON_OAUTH__MAX_SHOWN), secrets);
    r->detail = masked(oauth, r->detail, secrets);
    return r->body.s && r->detail.s;
}

static bool describe(struct baton_oauth *oauth, const struct baton_fetch_request *request,
                     struct baton_token *out)
{
    struct secrets secrets = all_secrets(oauth, out);
    if (!mask_response(oauth, &out->response, &secrets))
        return false;
    out->exchange = masked(
        oauth, baton_fetch_exchange(&oauth->of_answer, request, &out->response), &secrets);
    return out->exchange.s != NULL;
}

/* ---- all of it ------------------------------------------------------------------------- */

static bool prepare(struct baton_oauth *oauth, struct baton_fetch_header headers[3],
                    struct baton_fetch_request *request)
{
    size_t count = 0;
    headers[count++] = (struct baton_fetch_header){BATON_STR("Content-Type"),
                                                   BATON_STR("application/x-www-form-urlencoded")};
    headers[count++] = (struct baton_fetch_header){BATON_STR("Accept"),
                                                   BATON_STR("application/json")};
    if (oauth->options.basic)
        headers[count++] = (struct baton_fetch_header){BATON_STR("Authorization"), basic(oauth)};
    /* A token too many harms nobody: it may be asked for again. */
    *request = (struct baton_fetch_request){.method = BATON_STR("POST"),
                                            .url = oauth->options.token_url,
                                            .headers = headers, .header_count = count,
                                            .body = form(oauth), .changes_nothing = true};
    return request->body.s && headers[count - 1].value.s;
}

enum baton_err baton_oauth__ask(struct baton_oauth *oauth, int64_t now, struct baton_token *out)
{
    struct baton_fetch_header headers[3];
    struct baton_fetch_request request;
    struct baton_token got = {.text = BATON_STR(""), .scopes = BATON_STR(""),
                              .claimed = BATON_STR(""), .asked = true, .expires = INT64_MIN};
    if (!prepare(oauth, headers, &request))
        return BATON_ENOMEM;
    enum baton_err err = baton_fetch_one(oauth->fetch, &request, &oauth->of_answer, &got.response);
    if (err != BATON_OK)
        return err;
    bool good = got.response.failure == BATON_FETCH_OK && got.response.status / 100 == 2 &&
                read_answer(oauth, got.response.body, now, &got);
    if (!describe(oauth, &request, &got) || baton_arena_failed(&oauth->of_token) ||
        baton_arena_failed(&oauth->of_answer))
        return BATON_ENOMEM;
    *out = got;
    return good ? BATON_OK : BATON_EPLATFORM;
}
