/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/model_int.h"

enum { LONGEST_TOKEN = 64 * 1024 };

static int digit_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-' || c == '+')
        return 62;
    return c == '_' || c == '/' ? 63 : -1;
}

struct baton_str baton_model__base64(struct baton_arena *arena, struct baton_str text)
{
    char *out = baton_arena_take(arena, text.len / 4 * 3 + 3);
    uint32_t bits = 0, have = 0;
    size_t len = 0;
    while (text.len && text.s[text.len - 1] == '=')
        text.len--;
    for (size_t i = 0; out && i < text.len; i++) {
        int digit = digit_of(text.s[i]);
        if (digit < 0)
            return (struct baton_str){NULL, 0};
        bits = bits << 6 | (uint32_t)digit;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[len++] = (char)(bits >> have & 0xFF);
        }
    }
    return (struct baton_str){out, len};
}

static int64_t numeric_date(const struct baton_json *doc, const char *name)
{
    uint32_t at = baton_json_member_z(doc, 0, name);
    uint64_t value;
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_NUMBER))
        return INT64_MIN;
    struct baton_str text = baton_json_raw(doc, at);
    size_t point = baton_str_find_byte(text, '.');
    /* With an exponent, what stands before the point is not the whole part. */
    if (baton_str_find_byte(text, 'e') != SIZE_MAX || baton_str_find_byte(text, 'E') != SIZE_MAX)
        return INT64_MIN;
    if (point != SIZE_MAX)
        text.len = point;
    return baton_str_to_u64(text, &value) && value < INT64_MAX / 2 ? (int64_t)value : INT64_MIN;
}

static struct baton_str text_claim(struct baton_arena *arena, const struct baton_json *doc,
                                   const char *name)
{
    uint32_t at = baton_json_member_z(doc, 0, name);
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_STRING))
        return (struct baton_str){"", 0};
    return baton_json_string(doc, at, arena);
}

/* A scope claim is a string with blanks (RFC 8693), or an array of strings (some issuers). */
static bool scope_claim(struct baton_arena *arena, const struct baton_json *doc, const char *name,
                        struct baton_str *out)
{
    uint32_t at = baton_json_member_z(doc, 0, name);
    struct baton_buf buf;
    if (at == BATON_JSON_NONE)
        return false;
    if (baton_json_is(doc, at, BATON_JSON_STRING)) {
        *out = baton_json_string(doc, at, arena);
        return true;
    }
    if (!baton_json_is(doc, at, BATON_JSON_ARRAY))
        return false;
    baton_buf_init(&buf, arena, 0);
    BATON_JSON_EACH_ITEM(doc, at, item) {
        if (!baton_json_is(doc, item, BATON_JSON_STRING))
            continue;
        baton_buf_putc(&buf, ' ');
        baton_buf_put(&buf, baton_json_string(doc, item, arena));
    }
    *out = baton_buf_str(&buf);
    return true;
}

/* The second of three parts; the first must be readable, too. */
static bool read_claims(struct baton_arena *arena, struct baton_str token, struct baton_json *doc)
{
    struct baton_str rest = token, part[3];
    size_t parts = 0;
    if (token.len > LONGEST_TOKEN || !token.len)
        return false;
    while (parts < 3 && baton_str_next(&rest, '.', &part[parts]))
        parts++;
    if (parts != 3 || rest.s || !part[0].len || !part[1].len)
        return false;
    struct baton_str claims = baton_model__base64(arena, part[1]);
    return claims.s && baton_model__base64(arena, part[0]).s &&
           baton_json_read(arena, claims, NULL, doc, NULL) == BATON_OK &&
           baton_json_is(doc, 0, BATON_JSON_OBJECT);
}

struct baton_jwt baton_jwt_read(struct baton_arena *arena, struct baton_str token)
{
    static const char *const scope_names[] = {"scope", "scp", "scopes"};
    struct baton_jwt jwt = {.expires = INT64_MIN, .not_before = INT64_MIN, .issued = INT64_MIN};
    struct baton_json doc;
    if (!read_claims(arena, token, &doc))
        return jwt;
    jwt.valid = true;
    jwt.expires = numeric_date(&doc, "exp");
    jwt.not_before = numeric_date(&doc, "nbf");
    jwt.issued = numeric_date(&doc, "iat");
    jwt.issuer = text_claim(arena, &doc, "iss");
    jwt.audience = text_claim(arena, &doc, "aud");
    jwt.tenant = text_claim(arena, &doc, "tenantId");
    for (size_t i = 0; i < BATON_COUNT(scope_names) && !jwt.has_scopes; i++)
        jwt.has_scopes = scope_claim(arena, &doc, scope_names[i], &jwt.scopes);
    return jwt;
}

struct baton_str baton_jwt_claim(struct baton_arena *arena, struct baton_str token,
                                 const char *name)
{
    struct baton_json doc;
    return read_claims(arena, token, &doc) ? text_claim(arena, &doc, name) : BATON_STR("");
}
