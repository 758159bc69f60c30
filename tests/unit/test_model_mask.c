/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets do not survive, whatever they stand in; all else does. */
#include "core/json.h"
#include "tests/unit/exchange.h"

/* No word of a program, and nothing that is masked without a name beside it. */
#define C "c4n4ry"
#define JWT "eyJhbGciOiJub25lIn0.eyJzdWIiOiJjNG40cnkiLCJleHAiOjF9.c2ln" C
#define CARD "4111111111111111"

/* ---- what must go ----------------------------------------------------------------------- */

static const char *const secrets[] = {
    /* headers */
    "Authorization: Bearer " C,
    "authorization:Bearer   " C "\r\nAccept: a/b",
    "Authorization: Bearer Bearer " C,
    "Authorization: Basic " C "=",
    "Authorization: Digest username=\"" C "\", response=\"" C "\"",
    "Authorization: Token token=\"" C "\", x=" C,
    "Authorization: " C "'" C,
    "Authorization: Bearer abc{{x}}" C,
    "Authorization: Bearer ${x} " C,
    "Authorization:\r\n Bearer " C "\r\nAccept: a",
    "Proxy-Authorization: Basic " C,
    "Cookie: sid=" C "; theme=" C,
    "Set-Cookie: sid=" C "; Path=/; HttpOnly",
    "Set-Cookie2: sid=" C,
    "X-Api-Key: " C,
    "x_api_key : " C,
    "X-Auth-Token: " C,
    "X-Amz-Security-Token: " C,
    "Ocp-Apim-Subscription-Key: " C,
    "> Authorization: Bearer " C,
    "    Authorization: Bearer " C "\n    Cookie: " C "\n",
    "Some-Header: bearer " C "A1234567890",
    "X-Api-Key " C "Q7\nAuthorization \t" C "Q7",
    /* JSON */
    "{\"access_token\":\"" C "\"}",
    "{\"access_token\" : \"" C "\"}",
    "{\"access_token\":\n\t\"" C "\"}",
    "{\"accessToken\":\"a" C "\",\"refreshToken\":\"a" C "\",\"IDToken\":\"a" C "\"}",
    "{\"client_secret\":\"it's " C "\"}",
    "{\"client_secret\":\"a\\\"" C "\"}",
    "{\"client_secret\":\"a\\\\\\\"" C "\"}",
    "{\"client_secret\":\"a,b}c&" C "\"}",
    "{\"password\":\"{{x}}" C "\"}",
    "{\"password\": \"" C " here it is and it is " C "\"}",
    "{'password': '" C "'}",
    "{'password': 'it's " C "'}",
    "{“password”: “" C "”}",
    "{password: \"" C "\"}",
    "{password: " C "}",
    "{\"password\": " C "}",
    "{\"sessionToken\":\"a" C "\",\"genesysAccessToken\":\"a" C "\"}",
    "{\"password2\":\"a" C "\",\"TOKEN_1\":\"a" C "\",\"cvv2\":\"a" C "\"}",
    "{\"token\":{\"value\":\"a" C "\",\"more\":[\"a" C "\"]}}",
    "{\"token\":[\"a" C "\",\"b" C "\"]}",
    "{\"credentials\":{\"user\":\"a" C "\",\"pin\":{\"x\":\"a" C "\"}}}",
    "{\"secret\":{\"a\":\"b\"},\"token\":\"" C "\"}",
    "{\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n" C "\\n-----END\"}",
    "-----BEGIN RSA PRIVATE KEY-----\n" C "\n" C "\n-----END RSA PRIVATE KEY-----",
    /* JSON in strings of JSON */
    "{\"text\":\"{\\\"access_token\\\":\\\"" C "\\\"}\"}",
    "{\"text\":\"{\\\"access_token\\\":\\\"a\\\\\\\"" C "\\\"}\"}",
    "{\"text\":\"{\\\"t\\\":\\\"{\\\\\\\"token\\\\\\\":\\\\\\\"" C "\\\\\\\"}\\\"}\"}",
    "{\"text\":\"grant_type=x&client_secret=" C "&scope=y\"}",
    "{\"text\":\"Authorization: Bearer " C "\\r\\nAccept: a/b\"}",
    "\"curl -H \\\"Authorization: Bearer " C "\\\" https://h\"",
    /* lists of names and values */
    "{\"name\":\"Authorization\",\"value\":\"Bearer " C "\"}",
    "{\"value\":\"Bearer " C "\",\"name\":\"Authorization\"}",
    "{\n                    \"name\": \"Cookie\",\n                    \"value\": \"a=" C "\"\n}",
    "{\n                    \"value\": \"a=" C "\",\n                    \"name\": \"Cookie\"\n}",
    "{\"name\":\"access_token\",\"comment\":\"\",\"value\":\"" C "\"}",
    "{\"key\":\"client_secret\",\"value\":\"" C "\",\"type\":\"string\"}",
    "{\"cookies\":[{\"name\":\"sid\",\"value\":\"" C "\",\"path\":\"/\"}]}",
    "{\\\"name\\\":\\\"Authorization\\\",\\\"value\\\":\\\"Bearer " C "\\\"}",
    /* forms and URLs */
    "grant_type=password&username=a&password=" C "&x=y",
    "client_secret=" C ",and" C "&x=y",
    "access%5Ftoken=x&token=" C "%26" C "&y",
    "payload=%7B%22client_secret%22%3A%22" C "%22%2C%22x%22%3A1%7D",
    "payload=%7B%22client_secret%22%3A+%22" C "%22%7D",
    "payload=%7b%22client_secret%22%20%3a%20%22it's+" C "%22%7d&y=z",
    "client_secret=a%22" C "&x=y",
    "<td>{&quot;client_secret&quot;: &quot;a&amp;" C "&quot;}</td>",
    "{&#34;client_secret&#34;:&#34;" C "&#34;}",
    "https://h/a?access_token=" C "&x=y#z",
    "https://h/a?next=%2Fb%3Faccess_token%3D" C "%26x",
    "https://user:" C "@h/a",
    "GET /a?apikey=" C " HTTP/1.1",
    "https://h/#id_token=" C,
    /* commands */
    "curl -u me:" C " https://h",
    "curl -ume:" C " https://h",
    "curl --user 'me:" C "' https://h",
    "curl --user=me:" C " https://h",
    "curl --oauth2-bearer " C " https://h",
    "curl -b 'sid=" C "; x=" C "' https://h",
    "curl --cookie \"sid=" C "\" https://h",
    "curl --proxy-user me:" C " https://h",
    "curl --pass " C " https://h",
    "curl -H 'Authorization: Bearer " C "' -H \"X-Api-Key: " C "\" https://h",
    "curl -H Authorization:\\ Bearer\\ " C " https://h",
    "curl -d \"{\\\"client_secret\\\":\\\"" C "\\\"}\" https://h",
    "curl -d $'{\"password\":\"it\\'s" C "\"}' https://h",
    "curl ^\"https://h^\" -H ^\"Authorization: Bearer " C "^\" -d ^\"^{^\\^\"token^\\^\":^\\^\"" C
        "^\\^\"^}^\"",
    "export ACCESS_TOKEN=" C "\nTOKEN='" C "' curl https://h",
    /* tokens without a name */
    "see " JWT " here",
    "x=" JWT,
    "https://h/" JWT "/a",
    "Bearer%20" JWT,
    "t%3D" JWT "%26",
    "{\"a\":\"" JWT "\"}",
    "cut: eyJhbGciOiJub25lIn0.eyJzdWIiOiJ" C,
    "cut: eyJhbGciOiJub25lIiwieCI6I" C,
};

static bool secrets_do_not_survive(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(secrets); i++) {
        struct baton_str text = exact(secrets[i]);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str masked = baton_mask(&arena, text);
        whole = masked.s != NULL;
        if (whole) {
            assert_number(secrets[i], (long long)masked.len, (long long)text.len);
            if (baton_str_find(masked, S(C)) != SIZE_MAX)
                fail_msg("%s\nis masked as\n%.*s", secrets[i], BATON_ARG(masked));
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(secrets_do_not_survive)

/* ---- exactly what goes -------------------------------------------------------------------- */

static const struct {
    const char *text, *masked;
} shown[] = {
    {"Authorization: Bearer q7x\r\nAccept: a/b", "Authorization: Bearer ***\r\nAccept: a/b"},
    {"Authorization: q7x def", "Authorization: *** ***"},
    {"{\"token\":\"q7x\",\"x\":\"y\"}", "{\"token\":\"***\",\"x\":\"y\"}"},
    {"{\"token\":\"a\\\"b\",\"x\":1}", "{\"token\":\"****\",\"x\":1}"},
    {"{\"text\":\"{\\\"token\\\":\\\"q7x\\\",\\\"x\\\":1}\"}",
     "{\"text\":\"{\\\"token\\\":\\\"***\\\",\\\"x\\\":1}\"}"},
    {"{\"token\":{\"a\":\"bcd\",\"e\":[12,true,null]},\"f\":\"g\"}",
     "{\"token\":{\"a\":\"***\",\"e\":[-0,true,null]},\"f\":\"g\"}"},
    {"{\"password\":123456,\"x\":1}", "{\"password\":0.0000,\"x\":1}"},
    {"{\"password\":1,\"x\":1}", "{\"password\":0,\"x\":1}"},
    {"{\"password\":null,\"secret\":true,\"token\":\"\"}",
     "{\"password\":null,\"secret\":true,\"token\":\"\"}"},
    {"{\"name\":\"Authorization\",\"value\":\"Bearer q7x\"},{\"name\":\"A\",\"value\":\"b\"}",
     "{\"name\":\"Authorization\",\"value\":\"Bearer ***\"},{\"name\":\"A\",\"value\":\"b\"}"},
    {"a=b&token=q7x&c=d", "a=b&token=***&c=d"},
    {"GET /a?token=q7x HTTP/1.1", "GET /a?token=*** HTTP/1.1"},
    {"curl -u me:q7x https://h", "curl -u ****** https://h"},
    {"curl -H 'Cookie: a=b' https://h", "curl -H 'Cookie: ***' https://h"},
    {"https://me:q7x@h/a", "https://me:***@h/a"},
    {"Cookie: a=b;\r\n c=d\r\nX: y", "Cookie: ****\r\n ***\r\nX: y"},
    {"    Cookie: a=b\n    X: y", "    Cookie: ***\n    X: y"},
    {"It is " CARD ".", "It is ****************."},
    {"4111 1111 1111 1111 12/27", "**** **** **** **** 12/27"},
    {"2 4111-1111-1111-1111", "2 ****-****-****-****"},
    {"no. 66 " CARD ", please", "no. 66 ****************, please"},
    {"card" CARD " n" CARD, "card**************** n****************"},
    {"pan_" CARD "&x", "pan_****************&x"},
    {"{\"card\":" CARD ",\"x\":1}", "{\"card\":0.00000000000000,\"x\":1}"},
    {"[" CARD ", " CARD "]", "[0.00000000000000, 0.00000000000000]"},
    {"{\"amount\":" CARD ".00}", "{\"amount\":0.00000000000000000}"},
    {"{\"text\":\"{\\\"card\\\":" CARD "}\"}", "{\"text\":\"{\\\"card\\\":0.00000000000000}\"}"},
    {"378282246310005", "***************"},
};

static bool masked_text_is_as_expected(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(shown); i++) {
        struct baton_str text = exact(shown[i].text);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str masked = baton_mask(&arena, text);
        whole = masked.s != NULL;
        if (whole)
            assert_text(shown[i].text, masked, shown[i].masked);
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(masked_text_is_as_expected)

/* ---- what stays ------------------------------------------------------------------ */

static const char *const plain[] = {
    "",
    "Authorization:",
    "Authorization: Bearer YOUR_ACCESS_TOKEN",
    "Authorization: Bearer <token>\nAccept: a/b",
    "Authorization: Bearer {{context.token}}",
    "Authorization: Bearer ${TOKEN}",
    "{\"sessionToken\":\"abc-123\"}",
    "{\"access_token\":\"{{cognigy.token}}\"}",
    "{\"token\":\"\",\"password\":null}",
    "{\"name\":\"Authorization\",\"value\":\"Bearer YOUR_TOKEN\"}",
    "{\"name\":\"Accept\",\"value\":\"application/json\"}",
    "{\"tokenType\":\"Bearer\",\"expires_in\":3600,\"tokens\":7}",
    "{\"error\":\"invalid_token\",\"message\":\"the token expired\"}",
    "{\"id\":\"8f14e45f-ceea-467f-a83c-5a1d3b7e9c02\",\"contactId\":1767607200000}",
    "{\"id\":\"41111111-1111-1111-1111-111111111111\"}",
    "{\"hash\":\"" CARD "abcdef0123456789\"}",
    "{\"n\":[4111111111111112,12345678901234567890,411111111111]}",
    "The bearer authentication of the session is a secret of the cookie factory",
    "curl -u https://h -b cookies.txt",
    "grant_type=client_credentials&scope=a",
    "Basic authentication, bearer tokens and eyJ are words",
    "https://h:443/a@b?c=d:e@f",
};

static bool plain_text_stays(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(plain); i++) {
        struct baton_str text = exact(plain[i]);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str masked = baton_mask(&arena, text);
        whole = masked.s != NULL;
        if (whole)
            assert_text(plain[i], masked, plain[i]);
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(plain_text_stays)

/* UTF-16: a secret with a NUL between its letters can be read all the same. */
static bool secrets_in_utf16_do_not_survive(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < 2 * BATON_COUNT(secrets); i++) {
        struct baton_str text = baton_str_from(secrets[i / 2]);
        struct baton_arena arena;
        struct baton_buf wide, narrow;
        baton_arena_init(&arena, alloc, 0);
        baton_buf_init(&wide, &arena, 0);
        baton_buf_init(&narrow, &arena, 0);
        for (size_t k = 0; k < 2 * text.len; k++)
            baton_buf_putc(&wide, k % 2 == i % 2 ? text.s[k / 2] : '\0');
        struct baton_str masked = baton_mask(&arena, baton_buf_str(&wide));
        for (size_t k = i % 2; masked.s && k < masked.len; k += 2)
            baton_buf_putc(&narrow, masked.s[k]);
        whole = masked.s && !baton_buf_failed(&wide) && !baton_buf_failed(&narrow);
        if (whole) {
            assert_int_equal(masked.len, 2 * text.len);
            if (baton_str_find(baton_buf_str(&narrow), S(C)) != SIZE_MAX)
                fail_msg("%s\nis masked as\n%.*s", text.s, BATON_ARG(baton_buf_str(&narrow)));
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(secrets_in_utf16_do_not_survive)

/* ---- JSON stays JSON ------------------------------------------------------------- */

static bool masked_json_is_json(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(secrets) + BATON_COUNT(shown); i++) {
        size_t k = i - BATON_COUNT(secrets);
        struct baton_str text =
            baton_str_from(i < BATON_COUNT(secrets) ? secrets[i] : shown[k].text);
        struct baton_arena arena;
        struct baton_json doc, again;
        baton_arena_init(&arena, alloc, 0);
        enum baton_err err = baton_json_read(&arena, text, NULL, &doc, NULL);
        struct baton_str masked = baton_mask(&arena, text);
        enum baton_err after = masked.s ? baton_json_read(&arena, masked, NULL, &again, NULL)
                                        : BATON_ENOMEM;
        whole = err != BATON_ENOMEM && after != BATON_ENOMEM;
        if (whole && err == BATON_OK && doc.v[0].type >= BATON_JSON_STRING) {
            if (after != BATON_OK)
                fail_msg("%s\nis masked as\n%.*s", text.s, BATON_ARG(masked));
            assert_int_equal(doc.count, again.count);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(masked_json_is_json)

/* ---- hostile --------------------------------------------------------------------- */

static const char *const repeated[] = {
    "token:", "token=", "\"token\":", "\"token\":\"", "\"token\":[", "\"token\":{", "eyJ", "4111 ",
    "4111-", "4", "\"name\":\"token\",", "{\"name\":\"token\",", "-u ", "://", "://a:", "\\",
    "\\\"",
    "Cookie:\n ", "-----BEGIN PRIVATE KEY", "Bearer ", "token\"", "%", "'token': '",
    "x token:a\" ", " token: a",
};

static void test_long_texts_take_linear_time(void **unused)
{
    enum { TIMES = 200000 };
    (void)unused;
    for (size_t i = 0; i < 2 * BATON_COUNT(repeated); i++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_arena arena;
        struct baton_buf text;
        baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
        baton_buf_init(&text, &arena, 0);
        baton_buf_puts(&text, i % 2 ? "{ " : "");
        for (size_t n = 0; n < TIMES; n++)
            baton_buf_puts(&text, repeated[i / 2]);
        assert_false(baton_buf_failed(&text));
        assert_int_equal(baton_mask(&arena, baton_buf_str(&text)).len, text.len);
        baton_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_secrets_do_not_survive),
        cmocka_unit_test(test_secrets_in_utf16_do_not_survive),
        cmocka_unit_test(test_masked_text_is_as_expected),
        cmocka_unit_test(test_plain_text_stays),
        cmocka_unit_test(test_masked_json_is_json),
        cmocka_unit_test(test_long_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
