/* SPDX-License-Identifier: Apache-2.0 */
/* What a value is: a placeholder, a template, a card number, a token, a time. */
#include "tests/unit/exchange.h"

/* ---- placeholders ------------------------------------------------------------------ */

static const char *const placeholders[] = {
    "abc-123", "ABC_123", "12345", " 12345 ", "your-api-key", "YOUR_ACCESS_TOKEN", "Your Token",
    "<id>", "<your token here>", "ACTUAL_SESSION_ID_FROM_TRACE", "session-id", "queue_id",
    "the-queue-id", "valid-queue-id", "real-session-id", "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
    "00000000-0000-0000-0000-000000000000", "11111111-1111-1111-1111-111111111111",
    "12345678-1234-1234-1234-123456789012", "test", "TEST-123", "foo", "dummy", "example",
    "string", "null", "undefined", "changeme", "change-me-please", "insert your id", "some-id",
    "paste-token-here", "sample-token", "test-token-1", "fake-id", "[object Object]", "...",
    "aaaaaaaa", "my_token", "placeholder",
};

/* What platforms issue, and what people call things in earnest. */
static const char *const issued[] = {
    "",
    /* Genesys Cloud: UUIDs, also ones with runs of a digit */
    "8f14e45f-ceea-467f-a83c-5a1d3b7e9c02", "00000000-0000-4000-8000-00000000000a",
    "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaab", "12345678-1234-4321-a234-1234567890ab",
    "7d3e2b10-94c5-4e0a-8f26-1b9c5d7e3a48",
    /* CXone: numbers, and pairs of them */
    "714309823", "493843", "10", "27", "4354630", "545634567891", "1123581:714309823", "100000",
    "987654321", "2000000",
    /* Cognigy: 24 and 64 hexadecimal digits */
    "507f1f77bcf86cd799439011", "5f0c5d8e9b1e8a0011223344",
    "9b74c9897bac770ffc029102a200c5de9b74c9897bac770ffc029102a200c5de",
    /* tokens and secrets */
    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln", "vq7Jt2mXc9LrB4nZ8yHk3WdS",
    "ghs_16C7e42F292c6912E7710c838347Ae178B4a", "Tm9uZXQtYTpzZWNyZXQ=",
    "insertion-point-7f3a", "inserted", "somerset", "yourself", "Xxaver", "exampleton",
    /* names */
    "Billing Support", "CognigyBot", "billing_inquiry", "voice_to_bot", "StudioHandover",
    "+15550100", "jo@example.com", "hello", "refund",
};

static void test_placeholders_are_known(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(placeholders); i++)
        assert_number(placeholders[i], baton_is_placeholder(baton_str_from(placeholders[i])), 1);
}

static void test_what_a_platform_issues_is_no_placeholder(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(issued); i++)
        assert_number(issued[i], baton_is_placeholder(baton_str_from(issued[i])), 0);
}

/* Ids made at random: none may match, whatever digits they have. */
static void test_random_ids_are_no_placeholders(void **unused)
{
    static const struct {
        const char *digits, *form; /* '#': a digit */
    } forms[] = {
        {"0123456789abcdef", "########-####-4###-8###-############"},
        {"0123456789abcdef", "########################"},
        {"0123456789", "#########"},
        {"0123456789", "############"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
         "##########################################"},
    };
    uint32_t state = 7;
    (void)unused;
    for (size_t i = 0; i < 20000; i++) {
        const char *digits = forms[i % BATON_COUNT(forms)].digits;
        char id[64] = {0};
        strcpy(id, forms[i % BATON_COUNT(forms)].form);
        for (char *c = id; *c; c++) {
            state = state * 1664525u + 1013904223u;
            if (*c == '#')
                *c = digits[(state >> 8) % strlen(digits)];
        }
        assert_number(id, baton_is_placeholder(baton_str_from(id)), 0);
    }
}

/* ---- templates ------------------------------------------------------------------------ */

static const struct {
    const char *text, *found; /* NULL: none */
} templates[] = {
    {"{{context.sessionId}}", "{{context.sessionId}}"},
    {"a {{ b }} c", "{{ b }}"},
    {"{{a}}{{b}}", "{{a}}"},
    {"${session.id}", "${session.id}"},
    {"x${a}", "${a}"},
    {"<%= id %>", "<%= id %>"},
    {"{contactId}", "{contactId}"},
    {"{ contactId }", "{ contactId }"},
    {"$SESSION_ID", "$SESSION_ID"},
    {"$100", NULL},
    {"$x", NULL},
    {"a $SESSION_ID", NULL},
    {"x{contactId}", NULL},
    {"{contact id}", NULL},
    {"{\"a\":1}", NULL},
    {"{}", NULL},
    {"{{}}", NULL},
    {"{{ }}", NULL},
    {"${}", NULL},
    {"{{a", NULL},
    {"a}}", NULL},
    {"${a", NULL},
    {"$100 {x}", NULL},
    {"if (a < b) { c }", NULL},
    {"{{ and {{a}}", "{{ and {{a}}"},
    {"${} then ${a}", "${a}"},
    {"{{a\nb}} {{c}}", "{{c}}"},
    {"", NULL},
};

static void test_templates_are_found(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(templates); i++) {
        struct baton_str text = baton_str_from(templates[i].text);
        struct baton_span span = {0, 0};
        const char *product = NULL;
        bool found = baton_is_template(text, &span, &product);
        assert_number(text.s, found, templates[i].found != NULL);
        if (!found)
            continue;
        assert_text(text.s, baton_str_sub(text, span.start, span.end), templates[i].found);
        assert_non_null(product);
    }
}

/* ---- card numbers ------------------------------------------------------------------------ */

static const struct {
    const char *text;
    bool card;
} cards[] = {
    {"4111111111111111", true},    {"4111 1111 1111 1111", true}, {"4111-1111-1111-1111", true},
    {"378282246310005", true},     {"3782 822463 10005", true},   {"6011000990139424", true},
    {"5555555555554444", true},    {"4222222222222", true},       {"3530111333300000", true},
    {"4111111111111112", false},   {"411111111111111", false},    {"0000000000000000", false},
    {"1234567812345670", false},   {" 4111111111111111", false},  {"4111111111111111 ", false},
    {"4111111111111111x", false},  {"4111.1111.1111.1111", false}, {"", false},
    {"4", false},                  {"-", false},                  {"41111111111111111111", false},
    {"1767607200000", false},
};

static void test_card_numbers_pass_luhn(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(cards); i++)
        assert_number(cards[i].text, baton_is_card_number(baton_str_from(cards[i].text)),
                      cards[i].card);
}

/* ---- tokens ---------------------------------------------------------------------- */

enum { NEVER = -1 };

/* {"alg":"none"} . the claims named beside . "sig" */
static const struct {
    const char *token;
    bool valid;
    int64_t expires, issued;
    const char *issuer, *scopes; /* scopes NULL: it has none */
} tokens[] = {
    /* {"exp":1767607200,"iat":1767603600,"iss":"https://h","scope":"a b"} */
    {"eyJhbGciOiJub25lIn0.eyJleHAiOjE3Njc2MDcyMDAsImlhdCI6MTc2NzYwMzYwMCwiaXNzIjoiaHR0cHM6Ly9oIiwic"
     "2NvcGUiOiJhIGIifQ.c2ln",
     true, 1767607200, 1767603600, "https://h", "a b"},
    /* {"exp":1767607200.75,"scp":["a","b",1]} */
    {"eyJhbGciOiJub25lIn0.eyJleHAiOjE3Njc2MDcyMDAuNzUsInNjcCI6WyJhIiwiYiIsMV19.c2ln", true,
     1767607200, NEVER, "", "a b"},
    /* {"exp":1.7676072e+09,"scope":null} */
    {"eyJhbGciOiJub25lIn0.eyJleHAiOjEuNzY3NjA3MmUrMDksInNjb3BlIjpudWxsfQ.c2ln", true, NEVER, NEVER,
     "", NULL},
    /* {"exp":"1767607200","iat":-5,"iss":7} */
    {"eyJhbGciOiJub25lIn0.eyJleHAiOiIxNzY3NjA3MjAwIiwiaWF0IjotNSwiaXNzIjo3fQ.c2ln", true, NEVER,
     NEVER, "", NULL},
    /* {"exp":99999999999999999999} */
    {"eyJhbGciOiJub25lIn0.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTk5OTk5fQ.c2ln", true, NEVER, NEVER, "",
     NULL},
    /* {} */
    {"eyJhbGciOiJub25lIn0.e30.c2ln", true, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0.e30.", true, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0=.e30=.c2ln", true, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0.e30", false, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0.e30.c2ln.x.y", false, NEVER, NEVER, "", NULL},
    {".e30.c2ln", false, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0..c2ln", false, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0.W10.c2ln", false, NEVER, NEVER, "", NULL},   /* [] */
    {"eyJhbGciOiJub25lIn0.e3.c2ln", false, NEVER, NEVER, "", NULL},    /* { */
    {"eyJhbGciOiJub25lIn0.{}.c2ln", false, NEVER, NEVER, "", NULL},
    {"eyJhbGciOiJub25lIn0.e30.***", true, NEVER, NEVER, "", NULL},
    {"a b.e30.c2ln", false, NEVER, NEVER, "", NULL},
    {"a.b.c", false, NEVER, NEVER, "", NULL},
    {"...", false, NEVER, NEVER, "", NULL},
    {"", false, NEVER, NEVER, "", NULL},
};

static int64_t or_never(int64_t time)
{
    return time == INT64_MIN ? NEVER : time;
}

static bool tokens_are_read(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(tokens); i++) {
        struct baton_str text = exact(tokens[i].token);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_jwt jwt = baton_jwt_read(&arena, text);
        whole = !baton_arena_failed(&arena);
        if (whole) {
            assert_number(tokens[i].token, jwt.valid, tokens[i].valid);
            assert_number(tokens[i].token, or_never(jwt.expires), tokens[i].expires);
            assert_number(tokens[i].token, or_never(jwt.issued), tokens[i].issued);
            assert_number(tokens[i].token, or_never(jwt.not_before), NEVER);
            assert_number(tokens[i].token, jwt.has_scopes, tokens[i].scopes != NULL);
            if (jwt.valid)
                assert_text(tokens[i].token, jwt.issuer, tokens[i].issuer);
            if (jwt.has_scopes)
                assert_text(tokens[i].token, baton_str_trim(jwt.scopes), tokens[i].scopes);
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(tokens_are_read)

/* ---- times ----------------------------------------------------------------------- */

static const struct {
    const char *text, *utc; /* utc NULL: no time */
    int64_t seconds;
} times[] = {
    {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z", 0},
    {"2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05t10:00:00z", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05 10:00:00Z", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05T10:00:00.999Z", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05T12:00:00+02:00", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05T04:30:00-05:30", "2026-01-05T10:00:00Z", 1767607200},
    {"2026-01-05T12:00:00.5+0200", "2026-01-05T10:00:00Z", 1767607200},
    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", 1709164800},
    {"2000-02-29T23:59:59Z", "2000-02-29T23:59:59Z", 951868799},
    {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z", -1},
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", -62135596800},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", 253402300799},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z", 1483228800},
    {"", NULL, 0},
    {"2026-01-05", NULL, 0},
    {"2026-01-05T10:00:00", NULL, 0},
    {"2026-01-05T10:00Z", NULL, 0},
    {"2026-02-29T00:00:00Z", NULL, 0},
    {"1900-02-29T00:00:00Z", NULL, 0},
    {"2026-02-31T00:00:00Z", NULL, 0},
    {"2026-04-31T00:00:00Z", NULL, 0},
    {"2026-13-01T00:00:00Z", NULL, 0},
    {"2026-00-01T00:00:00Z", NULL, 0},
    {"2026-01-00T00:00:00Z", NULL, 0},
    {"2026-01-01T24:00:00Z", NULL, 0},
    {"2026-01-01T00:60:00Z", NULL, 0},
    {"2026-01-01T00:00:61Z", NULL, 0},
    {"2026-01-01T00:00:00.Z", NULL, 0},
    {"2026-01-01T00:00:00.", NULL, 0},
    {"2026-01-01T00:00:00+24:00", NULL, 0},
    {"2026-01-01T00:00:00+01:60", NULL, 0},
    {"2026-01-01T00:00:00+01", NULL, 0},
    {"2026-01-01T00:00:00+01:0", NULL, 0},
    {"2026-01-01T00:00:00Zx", NULL, 0},
    {"+026-01-01T00:00:00Z", NULL, 0},
    {"2026-1-01T00:00:000Z", NULL, 0},
};

static bool times_are_read_and_written(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(times); i++) {
        struct baton_str text = exact(times[i].text);
        struct baton_arena arena;
        int64_t seconds = 12345;
        baton_arena_init(&arena, alloc, 0);
        bool read = baton_time_read(text, &seconds);
        assert_number(times[i].text, read, times[i].utc != NULL);
        assert_number(times[i].text, seconds, read ? times[i].seconds : 12345);
        if (read) {
            struct baton_str utc = baton_time_text(&arena, seconds);
            whole = utc.s != NULL;
            if (whole)
                assert_text(times[i].text, utc, times[i].utc);
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(times_are_read_and_written)

/* As in a Date header (RFC 9110 section 5.6.7). */
static const struct {
    const char *text;
    int64_t seconds; /* NEVER: no time */
} dates[] = {
    {"Mon, 05 Jan 2026 10:00:00 GMT", 1767607200},
    {"05 Jan 2026 10:00:00 GMT", 1767607200},
    {"Sat, 28 Feb 2026 23:59:59 GMT", 1772323199},
    {"Sat, 29 Feb 2026 23:59:59 GMT", NEVER},
    {"Mon, 05 anF 2026 10:00:00 GMT", NEVER},
    {"Mon, 05 Xyz 2026 10:00:00 GMT", NEVER},
    {"Monday, 05-Jan-26 10:00:00 GMT", NEVER},
    {"Mon Jan  5 10:00:00 2026", NEVER},
    {"Mon, 05 Jan 2026 25:00:00 GMT", NEVER},
    {"2026-01-05T10:00:00Z", NEVER},
    {"Mon, ", NEVER},
    {"", NEVER},
};

static void test_dates_of_headers_are_read(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(dates); i++) {
        struct baton_str text = exact(dates[i].text);
        int64_t seconds = NEVER;
        assert_number(dates[i].text, baton_time_read_http(text, &seconds),
                      dates[i].seconds != NEVER);
        assert_number(dates[i].text, seconds, dates[i].seconds);
        exact_free(text);
    }
}

/* Every second of a token's claim can be shown, also where milliseconds were written. */
static bool any_time_can_be_written(struct baton_alloc alloc)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } rows[] = {
        {1767607200000, "57983-03-30T16:00:00Z"},
        {INT64_MAX, "292277026596-12-04T15:30:07Z"},
        {INT64_MIN, "-292277022657-01-27T08:29:52Z"},
    };
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str text = baton_time_text(&arena, rows[i].seconds);
        whole = text.s != NULL;
        if (whole)
            assert_text("seconds", text, rows[i].text);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(any_time_can_be_written)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placeholders_are_known),
        cmocka_unit_test(test_what_a_platform_issues_is_no_placeholder),
        cmocka_unit_test(test_random_ids_are_no_placeholders),
        cmocka_unit_test(test_templates_are_found),
        cmocka_unit_test(test_card_numbers_pass_luhn),
        cmocka_unit_test(test_tokens_are_read),
        cmocka_unit_test(test_times_are_read_and_written),
        cmocka_unit_test(test_dates_of_headers_are_read),
        cmocka_unit_test(test_any_time_can_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
