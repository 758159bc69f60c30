/* SPDX-License-Identifier: Apache-2.0 */
/* Personal data goes, and what a diagnosis needs stays. */
#include "core/json.h"
#include "core/model.h"
#include "tests/unit/exchange.h"
#include "tests/unit/oom.h"

static const struct {
    const char *text, *masked; /* NULL: it stays as it is */
} rows[] = {
    /* by their looks */
    {"call +1 555 010 0123 now", "call +* *** *** **** now"},
    {"tel:+15550100123;x", "tel:+***********;x"},
    {"from=%2B15550100123&to=x", "from=%2B***********&to=x"},
    {"(555) 555-0100 or 555-555-0100, 555.555.0100",
     "(***) ***-**** or ***-***-****, ***.***.****"},
    {"ring 555-0100.", "ring ***-****."},
    {"mail jo.miller+x@mail.example.com.", "mail ***********@****.*******.***."},
    {"to=jo%40example.com", "*****%40*******.***"},
    {"{\"a\":\"jo@example.com\"}", "{\"a\":\"**@*******.***\"}"},
    /* Call-IDs have the form of addresses, and join two sides */
    {"{\"call_id\":\"9adb52f3-5e1e-123c@10.0.0.1\",\"protocolCallId\": \"a@b.example.com\"}",
     NULL},
    {"Call-ID: 9adb52f3-5e1e-123c@sbc.example.com\r\nX-Call-Id:a@b.example.com", NULL},
    {"{\"text\":\"{\\\"callId\\\": \\\"9adb@sbc.example.com\\\"}\"} callId=9adb@10.0.0.1", NULL},
    {"Call-ID: a@b.example.com\r\nFrom: jo@example.com",
     "Call-ID: a@b.example.com\r\nFrom: **@*******.***"},
    {"{\"callerId\":\"jo@a.example\",\"to\":\"jo@a.example\"} allid=jo@a.example",
     "{\"callerId\":\"************\",\"to\":\"**@*.*******\"} ********@*.*******"},
    /* what only looks a little like it */
    {"2026-01-05T10:00:00+01:00 d1e60b47-93c8-4a5f-b02d-6f7c18ea4953", NULL},
    {"1.555.0100 555-01000 v555-0100 +12 714309823551 10.1.2.3", NULL},
    {"@here a@b x@ +", NULL},
    {"", NULL},
    /* by their members */
    {"{\"customerName\":\"Jo\",\"phone\":5550100,\"phone_number\":\"0100\"}",
     "{\"customerName\":\"**\",\"phone\":1111111,\"phone_number\":\"****\"}"},
    {"{\"customerInfo\":{\"first_name\":\"Jo\",\"name\":\"Jo \\\"M\\\"\",\"tier\":\"gold\"}}",
     "{\"customerInfo\":{\"first_name\":\"**\",\"name\":\"********\",\"tier\":\"gold\"}}"},
    {"{\"customerInfo\":null,\"name\":\"Billing\",\"customer\":[]}", NULL},
    {"{\"participants\":[{\"type\":\"customer\",\"name\":\"Jo\",\"address\":{\"name\":\"Jo\"}}]}",
     "{\"participants\":[{\"type\":\"customer\",\"name\":\"**\",\"address\":{\"name\":\"**\"}}]}"},
    {"{\"participants\":[{\"type\":\"agent\",\"name\":\"Kim\"},{\"name\":\"MyBot\"},7]}", NULL},
    {"{\"legs\":[{\"participants\":[{\"id\":\"p\",\"address\":{\"name\":\"Jo\"}}]}]}",
     "{\"legs\":[{\"participants\":[{\"id\":\"p\",\"address\":{\"name\":\"**\"}}]}]}"},
    {"POST /a HTTP/1.1\r\nHost: h\r\n\r\n{\"customerName\": \"Jo\"}",
     "POST /a HTTP/1.1\r\nHost: h\r\n\r\n{\"customerName\": \"**\"}"},
    {"GET /a HTTP/1.1\r\nHost: h\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{\"caller\":{\"name\":\"Jo\"}}",
     "GET /a HTTP/1.1\r\nHost: h\r\n\r\nHTTP/1.1 200 OK\r\n\r\n{\"caller\":{\"name\":\"**\"}}"},
    {"curl -d '{\"customerName\":\"Jo\"}' https://h/a",
     "curl -d '{\"customerName\":\"**\"}' https://h/a"},
};

static bool personal_data_is_masked(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_str text = exact(rows[i].text);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str masked = baton_mask_personal(&arena, text);
        whole = masked.s != NULL;
        if (whole) {
            assert_text(rows[i].text, masked, rows[i].masked ? rows[i].masked : rows[i].text);
            assert_number(rows[i].text, (long long)masked.len, (long long)text.len);
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(personal_data_is_masked)

/* What was masked once is the same when it is masked again: kept evidence stays as it is. */
static void test_masking_twice_is_masking_once(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_arena arena;
        baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
        struct baton_str once = baton_mask_personal(&arena, baton_str_from(rows[i].text));
        struct baton_str twice = baton_mask_personal(&arena, once);
        assert_true(baton_str_eq(once, twice));
        baton_arena_release(&arena);
    }
}

static void test_long_texts_take_linear_time(void **unused)
{
    static const char *const repeated[] = {"@", "a@", "+1", "555-", "(", "%40", "{\"name\":",
                                           "[{\"participants\":[", "1 ", "a.b"};
    enum { TIMES = 100000 };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(repeated); i++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_arena arena;
        struct baton_buf text;
        baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
        baton_buf_init(&text, &arena, 0);
        for (size_t n = 0; n < TIMES; n++)
            baton_buf_puts(&text, repeated[i]);
        assert_false(baton_buf_failed(&text));
        assert_int_equal(baton_mask_personal(&arena, baton_buf_str(&text)).len, text.len);
        baton_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_personal_data_is_masked),
        cmocka_unit_test(test_masking_twice_is_masking_once),
        cmocka_unit_test(test_long_texts_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
