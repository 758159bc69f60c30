/* SPDX-License-Identifier: Apache-2.0 */
/* A raw SIP message: what of it becomes a body, and where that stands in the text. */
#include "tests/unit/exchange.h"

#define INVITE "INVITE sip:+15555550188@vg.example.com SIP/2.0\r\n"

static const struct {
    const char *text, *body;
} messages[] = {
    {INVITE "Call-ID: a@10.0.0.1\r\nX-InContact-ContactId: 459735900012\r\n\r\nv=0\r\n",
     "{\"Call-ID\":\"a@10.0.0.1\",\"X-InContact-ContactId\":\"459735900012\"}"},
    {INVITE "x-incontact-masterid:459735900011\r\n\r\n",
     "{\"X-InContact-MasterId\":\"459735900011\"}"},
    {INVITE "X-CXone: {\"a\":\"b\\\\c\"}\r\n\r\n",
     "{\"X-CXone\":\"{\\\"a\\\":\\\"b\\\\\\\\c\\\"}\"}"},
    {INVITE "X-CXone: {\"a\":\r\n 1}\r\n\r\n",
     "{\"X-CXone\":\"{\\\"a\\\":\\u000d\\u000a 1}\"}"},
    {INVITE "X-A: 1\nX-a: 2\nno colon\n: no name\n\n", "{\"X-A\":\"1\"}"},
    {INVITE "X-InContact-ContactId: 459735900012 \r\n",
     "{\"X-InContact-ContactId\":\"459735900012\"}"},
    {"\n\nSIP/2.0 200 OK\nX-CXone-Result: End\n", "{\"X-CXone-Result\":\"End\"}"},
    {INVITE "X-A: \xFF\r\nX-B: 2\r\n", "{\"X-B\":\"2\"}"},
    {INVITE, "{}"},
};

static bool headers_become_a_body(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(messages); i++) {
        struct baton_str text = exact(messages[i].text);
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, NULL, &ex) == BATON_OK;
        if (whole) {
            assert_int_equal(ex.kind, BATON_INPUT_SIP);
            assert_false(ex.request.present);
            assert_true(ex.sip.present);
            assert_text(messages[i].text, ex.body.text, messages[i].body);
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(headers_become_a_body)

/* A value of the body leads back to the header that it was. */
static bool a_value_stands_where_its_header_does(struct baton_alloc alloc)
{
    struct baton_str text = S(INVITE "X-CXone: {\"a\":\"b\"}\r\nX-InContact-ContactId: 42\r\n\r\n");
    static const char *const wanted[] = {"{\"a\":\"b\"}", "42"};
    struct baton_exchange ex;
    struct baton_json doc;
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole = read_first(&arena, text, NULL, &ex) == BATON_OK &&
                 baton_json_read(&arena, ex.body.text, NULL, &doc, NULL) == BATON_OK;
    for (uint32_t i = 0; whole && i < 2; i++) {
        const struct baton_json_value *v = &doc.v[2 + 2 * i];
        struct baton_span there =
            baton_part_map(&ex.body, (struct baton_span){v->start, v->end});
        assert_text("place", baton_str_sub(text, there.start, there.end), wanted[i]);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(a_value_stands_where_its_header_does)

static bool the_first_line_is_told(struct baton_alloc alloc)
{
    struct baton_exchange ex;
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole =
        read_first(&arena, S("BYE sip:a@example.com SIP/2.0\nX-A: 1\n"), NULL, &ex) == BATON_OK;
    if (whole) {
        assert_text("method", ex.sip.method, "BYE");
        assert_text("target", ex.sip.target, "sip:a@example.com");
        assert_false(ex.sip.is_response);
    }
    whole = whole && read_first(&arena, S("SIP/2.0 603 Decline\n\n"), NULL, &ex) == BATON_OK;
    if (whole)
        assert_int_equal(ex.sip.status, 603);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(the_first_line_is_told)

static const struct {
    const char *text;
    enum baton_input_kind kind;
} detected[] = {
    {INVITE, BATON_INPUT_SIP},
    {"\n REFER sips:a@example.com SIP/2.0\n", BATON_INPUT_SIP},
    {"SIP/2.0 200 OK", BATON_INPUT_SIP},
    {"INVITE tel:+15555550188 SIP/2.0", BATON_INPUT_SIP},
    {"invite sip:a@example.com SIP/2.0", BATON_INPUT_TEXT},
    {"INVITE https://example.com SIP/2.0", BATON_INPUT_TEXT},
    {"SIP/2.0 999 OK", BATON_INPUT_TEXT},
    {"SIP/2.0", BATON_INPUT_PAYLOAD},
};

static bool sip_is_told_from_the_first_line(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(detected); i++) {
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        enum baton_input_kind kind =
            baton_input_detect(&arena, baton_str_from(detected[i].text));
        whole = !baton_arena_failed(&arena);
        if (whole)
            assert_number(detected[i].text, kind, detected[i].kind);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(sip_is_told_from_the_first_line)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers_become_a_body),
        cmocka_unit_test(test_a_value_stands_where_its_header_does),
        cmocka_unit_test(test_the_first_line_is_told),
        cmocka_unit_test(test_sip_is_told_from_the_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
