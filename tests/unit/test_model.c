/* SPDX-License-Identifier: Apache-2.0 */
/* Kinds of input, and what is told from the bytes alone. */
#include "tests/unit/exchange.h"

#define ENTRY "{\"request\": {\"method\": \"GET\", \"url\": \"https://h/a\"}, \"response\": {}}"
#define TALK "{\"id\": \"1\", \"participants\": []}"
#define BOM "\xEF\xBB\xBF"

/* ---- names ------------------------------------------------------------------------ */

static void test_names_of_kinds_lead_back_to_them(void **unused)
{
    (void)unused;
    for (int i = 0; i < BATON_INPUT_KIND_COUNT; i++) {
        enum baton_input_kind kind = BATON_INPUT_KIND_COUNT;
        const char *name = baton_input_kind_name((enum baton_input_kind)i);
        assert_true(baton_input_kind_find(baton_str_from(name), &kind));
        assert_int_equal(kind, i);
        assert_true(strlen(baton_input_kind_text(kind)) > 10);
    }
    enum baton_input_kind kind = BATON_INPUT_HAR;
    assert_false(baton_input_kind_find(S("HAR"), &kind));
    assert_false(baton_input_kind_find(S(""), &kind));
    assert_int_equal(kind, BATON_INPUT_HAR);
    assert_string_equal(baton_input_kind_name((enum baton_input_kind)99), "?");
    assert_string_equal(baton_input_kind_text(BATON_INPUT_KIND_COUNT), "?");
}

/* ---- detection ---------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum baton_input_kind kind;
} detected[] = {
    /* payloads, broken ones too */
    {"", BATON_INPUT_PAYLOAD},
    {" \n\t", BATON_INPUT_PAYLOAD},
    {"{\"a\": 1}", BATON_INPUT_PAYLOAD},
    {"[1]", BATON_INPUT_PAYLOAD},
    {"\"text\"", BATON_INPUT_PAYLOAD},
    {"12", BATON_INPUT_PAYLOAD},
    {"null", BATON_INPUT_PAYLOAD},
    {"{\"a\": 1}\n{\"a\": 2}\n", BATON_INPUT_RECORDS},
    {"{'a': 1}", BATON_INPUT_PAYLOAD},
    {"{a: 1", BATON_INPUT_PAYLOAD},
    {"“a”: 1", BATON_INPUT_PAYLOAD},
    {BOM "{\"a\": 1}", BATON_INPUT_PAYLOAD},
    {"\xFF\xFE{", BATON_INPUT_PAYLOAD},
    {"a=1&b=2", BATON_INPUT_PAYLOAD},
    {"grant_type=client_credentials&scope=a%20{b}", BATON_INPUT_PAYLOAD},
    {"<html><body>{}</body></html>", BATON_INPUT_PAYLOAD},
    {"sessionId", BATON_INPUT_PAYLOAD},
    {"\"sessionId\": \"1\", \"context\": {}", BATON_INPUT_PAYLOAD},
    {"// what the bot sends\n{\"a\": 1}", BATON_INPUT_PAYLOAD},
    {"/* what the bot sends */ {\"a\": 1}", BATON_INPUT_PAYLOAD},
    {"[{\"a\": 1},", BATON_INPUT_PAYLOAD},
    {"[\"a\", {\"b\": 1}", BATON_INPUT_PAYLOAD},
    {"[\n  {\n    a: 1}", BATON_INPUT_PAYLOAD},
    {"[1, 2", BATON_INPUT_PAYLOAD},
    /* HTTP */
    {"POST /a HTTP/1.1\r\nHost: h\r\n\r\n{}", BATON_INPUT_HTTP},
    {"\n\nPOST /a HTTP/1.1\n\n{}", BATON_INPUT_HTTP},
    {BOM "POST /a HTTP/1.1\n\n{}", BATON_INPUT_HTTP},
    {"HTTP/1.1 400 Bad Request\n\n{}", BATON_INPUT_HTTP},
    {"POST https://h/a\nContent-Type: application/json\n\n{}", BATON_INPUT_HTTP},
    {"> POST /a HTTP/1.1\n> Host: h\n>\n", BATON_INPUT_HTTP},
    {"* Connected to h\n> POST /a HTTP/1.1\n> Host: h\n>\n", BATON_INPUT_HTTP},
    {"POST a letter to {me}", BATON_INPUT_TEXT},
    /* curl */
    {"curl https://h", BATON_INPUT_CURL},
    {"  $ curl https://h", BATON_INPUT_CURL},
    {"% curl https://h", BATON_INPUT_CURL},
    {"curl \\\n https://h", BATON_INPUT_CURL},
    {"curl\\\n https://h", BATON_INPUT_CURL},
    {"curl\thttps://h", BATON_INPUT_CURL},
    {"curl.exe https://h", BATON_INPUT_CURL},
    {"C:\\> curl ^\"https://h^\"", BATON_INPUT_CURL},
    {BOM "curl https://h", BATON_INPUT_CURL},
    {"curly braces { are used", BATON_INPUT_TEXT},
    {"curl https://h -d '{}'\n\ncurl https://h/b\n", BATON_INPUT_TEXT},
    {"curl https://h -d 'a\ncurl b'", BATON_INPUT_CURL},
    {"curl is used to send {this}", BATON_INPUT_TEXT},
    /* HAR */
    {"{\"log\": {\"entries\": []}}", BATON_INPUT_HAR},
    {"{\"log\": {\"version\": \"1.2\", \"entries\": [" ENTRY "]}}", BATON_INPUT_HAR},
    {BOM "{\"log\": {\"entries\": [" ENTRY "]}}", BATON_INPUT_HAR},
    {"{\"log\": {}}", BATON_INPUT_PAYLOAD},
    {"{\"log\": []}", BATON_INPUT_PAYLOAD},
    {"{\"log\": {\"entries\": [", BATON_INPUT_PAYLOAD},
    {"[{\"log\": {\"entries\": []}}]", BATON_INPUT_PAYLOAD},
    /* records */
    {ENTRY, BATON_INPUT_RECORDS},
    {ENTRY "\n" ENTRY "\n", BATON_INPUT_RECORDS},
    {ENTRY "\r\n" ENTRY "\r\n", BATON_INPUT_RECORDS},
    {"\n" ENTRY "\n\nbroken\n", BATON_INPUT_RECORDS},
    {"{\"cut\": \n" ENTRY "\n" ENTRY, BATON_INPUT_RECORDS},
    {BOM ENTRY "\n" ENTRY, BATON_INPUT_RECORDS},
    {"{\"request\": {\"url\": 1}}", BATON_INPUT_PAYLOAD},
    {"{\"request\": \"https://h\"}", BATON_INPUT_PAYLOAD},
    {"{\"request\": {\n\"url\": \"https://h\"}}", BATON_INPUT_HAR},
    /* conversations */
    {TALK, BATON_INPUT_CONVERSATION},
    {"{\"legs\": []}", BATON_INPUT_CONVERSATION},
    {"{\n\"participants\": []\n}", BATON_INPUT_CONVERSATION},
    {TALK "\n" TALK, BATON_INPUT_CONVERSATIONS},
    {TALK "\n\n", BATON_INPUT_CONVERSATION},
    {"{\"participants\": 2}", BATON_INPUT_PAYLOAD},
    {"{\"a\": {\"participants\": []}}", BATON_INPUT_PAYLOAD},
    /* prose */
    {"It fails: {\"a\": 1}", BATON_INPUT_TEXT},
    {"1. It fails: {\"a\": 1}", BATON_INPUT_TEXT},
    {"[Urgent] It fails:\n{\"a\": 1}", BATON_INPUT_TEXT},
    {"(see below)\n\n{\"a\": 1}", BATON_INPUT_TEXT},
    {"> quoted\n> {\"a\": 1}", BATON_INPUT_TEXT},
    {"Grüße\n{\"a\": 1}", BATON_INPUT_TEXT},
    {"\xC3\x9C" "ber uns: {\"a\": 1}", BATON_INPUT_TEXT},
    {"```\n{\"a\": 1}\n```", BATON_INPUT_TEXT},
    {"~~~json\n{\"a\": 1}\n~~~", BATON_INPUT_TEXT},
    {BOM "It fails: {\"a\": 1}", BATON_INPUT_TEXT},
    {"Nothing but words here", BATON_INPUT_TEXT},
    {"11:02:44.917 transfer failed", BATON_INPUT_TEXT},
    {"[2026-01-05 10:00:00.019] ERROR the transfer has failed", BATON_INPUT_TEXT},
    {"// the snippet\nASSIGN a = 1\n", BATON_INPUT_TEXT},
    {"sessionId: \"a b\", name: 1", BATON_INPUT_PAYLOAD},
    {"undefined", BATON_INPUT_PAYLOAD},
    {"PK\003\004 and more", BATON_INPUT_PAYLOAD},
    {"{\"event\": \"A_B\", \"payload\": {}}\n{}", BATON_INPUT_RECORDS},
    {"{\"event\": \"A_B\", \"payload\": {}}", BATON_INPUT_PAYLOAD},
    {"{\"event\": \"message\", \"payload\": {}}\n{}", BATON_INPUT_RECORDS},
    {"{\"event\": \"A_B\", \"payload\": 1}\n{}", BATON_INPUT_RECORDS},
    {"{\"a\": 1}\n{\"a\": 2", BATON_INPUT_PAYLOAD},
    {"{\"seq\": 1, \"version\": \"2\"}\n{}", BATON_INPUT_PAYLOAD},
    /* several captures */
    {"POST /a HTTP/1.1\n\n{\"a\": 1}\n\nPOST /b HTTP/1.1\n\n", BATON_INPUT_TEXT},
    {"POST /a HTTP/1.1\n\n{\"a\": 1}\n\nHTTP/1.1 200 OK\n\n{\"a\": 1}\n", BATON_INPUT_HTTP},
    {"POST /a HTTP/1.1\n\n{\"event\": \"A_B\", \"payload\": {}}\n", BATON_INPUT_HTTP},
    {"{\"a\": 1}\n\nPOST /b HTTP/1.1\n\n", BATON_INPUT_TEXT},
    {"INVITE sip:a@b SIP/2.0\nA: b\n\nv=0\n\nPOST /b HTTP/1.1\n", BATON_INPUT_TEXT},
    {"INVITE sip:a@b SIP/2.0\nA: b\n\nSIP/2.0 200 OK\n\nACK sip:a@b SIP/2.0\n", BATON_INPUT_SIP},
};

static bool kinds_are_told_from_the_text(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(detected); i++) {
        struct baton_str text = exact(detected[i].text);
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        enum baton_input_kind kind = baton_input_detect(&arena, text);
        whole = !baton_arena_failed(&arena);
        if (whole && kind != detected[i].kind)
            fail_msg("%s: got %s, wanted %s", detected[i].text, baton_input_kind_name(kind),
                     baton_input_kind_name(detected[i].kind));
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(kinds_are_told_from_the_text)

/* UTF-16 has NUL bytes: not a table of strings. */
static bool utf16_is_a_payload(struct baton_alloc alloc)
{
    static const struct baton_str texts[] = {
        {"\xFF\xFE{\0\"\0a\0\"\0:\0001\0}\0", 16}, {"\xFE\xFF\0{\0\"\0a\0\"\0:\0001\0}", 16},
        {"{\0\"\0a\0\"\0:\0001\0}\0", 14},         {"\0{\0\"\0a\0\"\0:\0001\0}", 14}};
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(texts); i++) {
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        assert_int_equal(baton_input_detect(&arena, texts[i]), BATON_INPUT_PAYLOAD);
        whole = !baton_arena_failed(&arena);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(utf16_is_a_payload)

/* ---- a mark at the beginning ------------------------------------------------------------- */

/* A byte order mark is of the file, not of what stands in it; only a payload's is a fault. */
static const struct {
    const char *text, *url, *body;
} with_mark[] = {
    {BOM "POST /a HTTP/1.1\nHost: h\n\n{}", "https://h/a", "{}"},
    {BOM "curl https://h/a -d '{}'", "https://h/a", "{}"},
    {BOM "{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://h/a\",\"postData\":"
         "{\"text\":\"{}\"}}}]}}", "https://h/a", "{}"},
    {BOM "{\"request\":{\"url\":\"https://h/a\",\"postData\":{\"text\":\"{}\"}}}\n", "https://h/a",
     "{}"},
    {BOM "See {\"a\": 1}", "", "{\"a\": 1}"},
    {BOM "{}", "", BOM "{}"},
};

static bool a_byte_order_mark_is_stepped_over(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(with_mark); i++) {
        struct baton_str text = baton_str_from(with_mark[i].text);
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, NULL, &ex) == BATON_OK;
        if (whole) {
            assert_text(text.s, ex.url, with_mark[i].url);
            assert_text(text.s, ex.body.text, with_mark[i].body);
            struct baton_span there = baton_part_map(
                &ex.body, (struct baton_span){0, ex.body.text.len});
            assert_text(text.s, baton_str_sub(text, there.start, there.end), with_mark[i].body);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(a_byte_order_mark_is_stepped_over)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_of_kinds_lead_back_to_them),
        cmocka_unit_test(test_kinds_are_told_from_the_text),
        cmocka_unit_test(test_utf16_is_a_payload),
        cmocka_unit_test(test_a_byte_order_mark_is_stepped_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
