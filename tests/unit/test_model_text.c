/* SPDX-License-Identifier: Apache-2.0 */
/* What is found in posts, mails and chats. */
#include "tests/unit/exchange.h"

#define A "{\"a\": 1}"
#define B "{\"b\": 2}"
#define EVENT(name, call) \
    "{\"event\": \"" name "\", \"payload\": {\"call_id\": \"" call "\"}}"
#define INVITED "{\"event\": \"A\", \"payload\": {\"call_id\": \"1\", \"sip\": {}}}"

/* found: a line for each exchange: its kind, status, URL if it has one, body if it has one. */
static const struct {
    const char *text, *found;
} posts[] = {
    /* one payload, somewhere */
    {"It fails with 400 Bad Request:\n\n" A "\n\nWhy?", "payload 400 " A "\n"},
    {"I send " A " and nothing comes", "payload 0 " A "\n"},
    {"I send [" A ", " B "] only", "payload 0 " A "\npayload 0 " B "\n"},
    {"Hi all,\n" A "\nThanks", "payload 0 " A "\n"},
    {"Hi all,\n\n" A "\nand then\n" B "\n", "payload 0 " A "\npayload 0 " B "\n"},
    {"**Body** is\r\n{\r\n  \"a\": 1\r\n}\r\nright?", "payload 0 {\r\n  \"a\": 1\r\n}\n"},
    {"1. we send\n" A "\n2. it fails", "payload 0 " A "\n"},
    {"[Solved] payload refused\n" A "\n", "payload 0 " A "\n"},
    {"(from the docs)\n" A "\n", "payload 0 " A "\n"},
    {"\"Invalid\" is what I get for\n" A "\n", "payload 0 " A "\n"},
    {"Grüße,\n" A "\n", "payload 0 " A "\n"},
    {"Our list:\n[\n  " A ",\n  " B "\n]\n", "payload 0 [\n  " A ",\n  " B "\n]\n"},
    {"We pass\n{\n“a”: “b”\n}\nas is", "payload 0 {\n“a”: “b”\n}\n"},
    {"We pass\n{\n  sessionId: 'b'\n}\nas is", "payload 0 {\n  sessionId: 'b'\n}\n"},
    {"2026-01-05T10:00:00Z ERROR it failed: " A "\n", "payload 0 " A "\n"},
    /* the body of a refusal is an answer, which has no body of a request */
    {"It says {\"message\": \"a\", \"code\": \"b\", \"status\": 404} and ends", "payload 404\n"},
    {"It says {\"status\": 403, \"body\": {\"code\": \"b\"}} and ends", "payload 403\n"},
    {"I send {\"code\": \"b\", \"status\": 404} and wait",
     "payload 0 {\"code\": \"b\", \"status\": 404}\n"},
    /* fences */
    {"It fails:\n```json\n" A "\n```\nand\n```\n" B "\n```\n",
     "payload 0 " A "\npayload 0 " B "\n"},
    {"It is cut:\n```\n{\"a\": [1,\n```\nthe end }", "payload 0 {\"a\": [1,\n\n"},
    {"~~~\n" A "\n~~~\nis what we send", "payload 0 " A "\n"},
    /* code is no payload */
    {"In the node:\napi.say(\n{\"a\": 1})\nand the body is\n" B "\n", "payload 0 " B "\n"},
    {"The answer has {placeholders} only", "text 0 (The answer has {placeholders} only)\n"},
    /* words alone, and the status that they tell of */
    {"Error sending it: 404: Not Found\nand 404: Not Found again",
     "text 404 (Error sending it: 404: Not Found\nand 404: Not Found again)\n"},
    {"first a 404 error, then status 500", "text 0 (first a 404 error, then status 500)\n"},
    {"status 401, then 204 No Content", "text 0 (status 401, then 204 No Content)\n"},
    {"status 401, then -> 204", "text 0 (status 401, then -> 204)\n"},
    {"status 401 after 204 ms", "text 401 (status 401 after 204 ms)\n"},
    {"status 401 after 2.204 Created", "text 401 (status 401 after 2.204 Created)\n"},
    /* what a program prints of a refusal, and of headers */
    {"it failed { message: 'm', code: 'c', status: 403 }\n",
     "payload 403 [{ message: 'm', code: 'c', status: 403 }]\n"},
    {"it failed {'message': 'm', 'code': 'c', 'status': 403}\n",
     "payload 403 [{'message': 'm', 'code': 'c', 'status': 403}]\n"},
    {"it takes { message: 'm' }\n", "text 0 (it takes { message: 'm' }\n)\n"},
    {"Response headers: {'A': 'b'}\nbody: " A "\n", "payload 0 " A "\n"},
    /* code of a SNIPPET */
    {"ASSIGN p = $\"{\"a\":1}\"\n", "text 0 (ASSIGN p = $\"{\"a\":1}\"\n)\n"},
    {"ASSIGN p = 1\nsends\n" A "\n", "payload 0 " A "\ntext 0 (ASSIGN p = 1\nsends\n" A "\n)\n"},
    /* events, one a line */
    {EVENT("A", "1") "\n\n" EVENT("B", "1") "\r\n" EVENT("C", "2"),
     "payload 0 [" EVENT("A", "1") "," EVENT("B", "1") "\r]\npayload 0 " EVENT("C", "2") "\n"},
    {INVITED "\n" EVENT("B", "1") "\n{}\n" EVENT("C", "1") "\n" EVENT("D", "1"),
     "payload 0 " INVITED "\npayload 0 " EVENT("B", "1") "\npayload 0 {}\npayload 0 ["
     EVENT("C", "1") "," EVENT("D", "1") "]\n"},
    /* quoted lines */
    {"On Monday you wrote:\n> Hello,\n> {\n>   \"a\": 1\n> }\n> Bye\nSo?",
     "payload 0 {\n  \"a\": 1\n}\n"},
    {"You wrote\n> > {\n> >   \"a\": 1\n> > }\n", "payload 0 {\n  \"a\": 1\n}\n"},
    {"You wrote\r\n> {\r\n>   \"a\": 1\r\n>\r\n> }\r\n", "payload 0 {\r\n  \"a\": 1\r\n\r\n}\n"},
    {"You sent\n> POST /a HTTP/1.1\n> Host: h\n>\n> " A "\n", "http 0 https://h/a " A "\n"},
    {"You sent\n> curl https://h/a \\\n>  -d '{\n>  \"a\": 1}'\n",
     "curl 0 https://h/a {\n \"a\": 1}\n"},
    /* commands */
    {"This works for me {not}:\n$ curl https://h/a \\\n> -X PUT \\\n> -d '{\n> }'\nBad Request",
     "curl 0 https://h/a {\n}\n"},
    {"Two calls:\ncurl https://h/a -d x\n\ncurl https://h/b -d y\n{\"a\": 1}",
     "curl 0 https://h/a x\ncurl 0 https://h/b y\npayload 0 {\"a\": 1}\n"},
    {"curl https://h/a -d x\n\ncurl https://h/b -d y\n",
     "curl 0 https://h/a x\ncurl 0 https://h/b y\n"},
    {"TOKEN=abc\ncurl https://h/a -d x\n", "curl 0 https://h/a x\n"},
    {"Try `curl https://h/a -d x` first,\nor\n```\ncurl https://h/b\n```", "curl 0 https://h/b\n"},
    {"The curl command is:\n```\ncurl https://h/b -d '{\"a\n```\nand it's bad",
     "curl 0 https://h/b {\"a\n\n"},
    /* requests */
    {"See the trace:\n```\nPOST /a HTTP/1.1\nHost: h\n\n" A "\n```\nand\n```\n" B "\n```\n",
     "http 0 https://h/a " A "\npayload 0 " B "\n"},
    {"We see the following:\nPOST /a HTTP/1.1\nHost: h\n\n" A "\nHTTP/1.1 409 Conflict\n\n" B "\n",
     "http 409 https://h/a " A "\n"},
    /* statuses in prose */
    {"I get a 401 when I send\n" A, "payload 401 " A "\n"},
    {"HTTP 403 for\n" A, "payload 403 " A "\n"},
    {"status code: 404\n" A, "payload 404 " A "\n"},
    {"Error 500: see\n" A, "payload 500 " A "\n"},
    {"Refused (status=422)\n" A, "payload 422 " A "\n"},
    {A "\nanswers 429 Too Many Requests", "payload 429 " A "\n"},
    {"We send\n" A "\nand it answers 429 Too Many Requests", "payload 429 " A "\n"},
    {"First 400 Bad Request, later 401 Unauthorized\n" A, "payload 0 " A "\n"},
    {"400 Bad Request, and again a 400\n" A, "payload 400 " A "\n"},
    {"We send\n" A "\nand get back\n{\"status\": 400}\n",
     "payload 400 " A "\npayload 0 {\"status\": 400}\n"},
    /* numbers that are none */
    {"Call +1 413 555 0100, it takes 500 ms\n" A, "payload 0 " A "\n"},
    {"A 400 line script, and 404 calls\n" A, "payload 0 " A "\n"},
    {"The body is\n{\"error\": \"404 Not Found\"}", "payload 0 {\"error\": \"404 Not Found\"}\n"},
    {"error 4040 and version 1.400\n" A, "payload 0 " A "\n"},
};

static void describe(struct baton_buf *out, const struct baton_exchange *ex)
{
    baton_buf_fmt(out, "%s %d", baton_input_kind_name(ex->kind), ex->response.status);
    if (ex->url.len)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->url));
    if (ex->body.present)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->body.text));
    if (ex->words.present)
        baton_buf_fmt(out, " (%.*s)", BATON_ARG(ex->words.text));
    if (ex->is_dump)
        baton_buf_fmt(out, " [%.*s]", BATON_ARG(ex->answer.text));
    baton_buf_putc(out, '\n');
}

/* What is found, in the notation of the table. */
static enum baton_err find(struct baton_arena *arena, struct baton_str text, struct baton_str *out)
{
    struct baton_input *input;
    struct baton_buf buf;
    bool more = true;
    baton_buf_init(&buf, arena, 0);
    enum baton_err err = baton_input_open(arena, text, NULL, NULL, &input);
    while (err == BATON_OK) {
        struct baton_exchange ex;
        err = baton_input_next(input, arena, &ex, &more);
        if (err != BATON_OK || !more)
            break;
        assert_true(ex.extent.start <= ex.extent.end && ex.extent.end <= text.len);
        describe(&buf, &ex);
    }
    *out = baton_buf_str(&buf);
    return err == BATON_OK && baton_arena_failed(arena) ? BATON_ENOMEM : err;
}

static bool posts_hold_what_is_in_them(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(posts); i++) {
        struct baton_str text = exact(posts[i].text), found;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = find(&arena, text, &found) == BATON_OK;
        if (whole)
            assert_text(posts[i].text, found, posts[i].found);
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(posts_hold_what_is_in_them)

/* ---- hostile ---------------------------------------------------------------------- */

static const char *const repeated[] = {
    "curl -o \\\n", "curl 'a\n", "curl \xE2\x80\x9Cx\n", "\xE2\x80\x9Cx ", "{\"a\": ", "[{\"",
    "> > > ", "```\n{\"", "POST / HTTP/1.1\n", "{ ", "curl -d '{\"'\\\n", "HTTP 400 ",
    "curl https://h \\\n", "curl^\n",
};

/* 20000 of each in a row: neither too much memory nor more than linear time. */
static bool long_texts_are_no_trouble(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(repeated); i++) {
        struct baton_arena arena;
        struct baton_str found;
        struct baton_buf text;
        baton_arena_init(&arena, alloc, 512 << 20);
        baton_buf_init(&text, &arena, 0);
        baton_buf_puts(&text, "See this { curl here:\n");
        for (size_t n = 0; n < 20000; n++)
            baton_buf_puts(&text, repeated[i]);
        whole = !baton_buf_failed(&text) &&
                find(&arena, baton_buf_str(&text), &found) == BATON_OK;
        if (!whole)
            print_error("20000 times %s\n", repeated[i]);
        baton_arena_release(&arena);
    }
    return whole;
}

static void test_long_texts_are_no_trouble(void **unused)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    (void)unused;
    assert_true(long_texts_are_no_trouble((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_posts_hold_what_is_in_them),
        cmocka_unit_test(test_long_texts_are_no_trouble),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
