/* SPDX-License-Identifier: Apache-2.0 */
/* HAR files, records and conversations, and what the command line adds to an exchange. */
#include "tests/unit/exchange.h"

#define URL "\"url\":\"https://h/a\""
#define ONE(request, response) "{\"request\":{" request "},\"response\":{" response "}}"
#define HAR(entries) "{\"log\":{\"entries\":[" entries "]}}"

/* found: a line for each exchange: kind, method, URL, [header: value]…, body > status, answer. */
static const struct {
    const char *text, *found;
} captures[] = {
    {HAR(""), ""},
    {HAR("{}"), "har\n"},
    {HAR("1,null,\"x\",[]"), "har\nhar\nhar\nhar\n"},
    {HAR(ONE("\"method\":\"PUT\"," URL, "\"status\":204")), "har PUT https://h/a > 204\n"},
    {HAR(ONE("\"method\":\"PUT\"," URL, "\"status\":0")), "har PUT https://h/a\n"},
    {HAR(ONE("\"method\":1,\"url\":2", "\"status\":\"400\"")), "har\n"},
    {HAR(ONE(URL, "\"status\":99")), "har https://h/a\n"},
    {HAR(ONE(URL, "\"status\":600")), "har https://h/a\n"},
    {HAR(ONE(URL ",\"headers\":[{\"name\":\"A\",\"value\":\"b\"},{\"name\":\"C\"},"
     "{\"value\":\"d\"},3]",
             "")),
     "har https://h/a [A: b] [C: ]\n"},
    {HAR(ONE(URL ",\"headers\":{}", "")), "har https://h/a\n"},
    {HAR(ONE(URL ",\"postData\":{\"mimeType\":\"a/b\",\"text\":\"{\\\"c\\\":1}\"}", "")),
     "har https://h/a [Content-Type: a/b] {\"c\":1}\n"},
    {HAR(ONE(URL ",\"headers\":[{\"name\":\"content-type\",\"value\":\"x\"}],"
                 "\"postData\":{\"mimeType\":\"a/b\",\"text\":\"\"}", "")),
     "har https://h/a [content-type: x] \n"},
    {HAR(ONE(URL ",\"postData\":{\"mimeType\":\"application/x-www-form-urlencoded\",\"params\":"
                 "[{\"name\":\"a\",\"value\":\"b c\"},{\"name\":\"d&\"},{\"value\":\"e\"}]}", "")),
     "har https://h/a [Content-Type: application/x-www-form-urlencoded] a=b%20c&d%26=&=e\n"},
    {HAR(ONE(URL ",\"postData\":{\"params\":[]}", "")), "har https://h/a\n"},
    {HAR(ONE(URL, "\"status\":400,\"statusText\":\"No\",\"content\":{\"text\":\"no\"}")),
     "har https://h/a > 400 no\n"},
    {HAR(ONE(URL, "\"status\":400,\"content\":{\"encoding\":\"base64\","
     "\"text\":\"eyJhIjoxfQ==\"}")),
     "har https://h/a > 400 {\"a\":1}\n"},
    {HAR(ONE(URL, "\"status\":400,\"content\":{\"encoding\":\"base64\",\"text\":\"?\"}")),
     "har https://h/a > 400\n"},
    {HAR(ONE(URL, "") "," ONE("\"url\":\"https://h/b\"", "")),
     "har https://h/a\nhar https://h/b\n"},
    {"{\"log\":{\"entries\":[1", "payload {\"log\":{\"entries\":[1\n"},
    /* records */
    {ONE(URL, "\"status\":400"), "records https://h/a > 400\n"},
    {ONE(URL, "") "\r\n" ONE("\"url\":\"https://h/b\"", "") "\r\n",
     "records https://h/a\nrecords https://h/b\n"},
    {ONE(URL, "") "\n{broken\n\n{\"a\":1}\n" ONE("\"url\":\"https://h/b\"", ""),
     "records https://h/a\npayload {broken\npayload {\"a\":1}\nrecords https://h/b\n"},
    {"{\n\"request\": {\n" URL "\n}\n}\n", "har https://h/a\n"},
    /* conversations */
    {"{\"participants\":[]}", "conversation > {\"participants\":[]}\n"},
    {"{\"legs\":[]}\n{\"legs\":[1]}\nx\n",
     "conversation > {\"legs\":[]}\nconversation > {\"legs\":[1]}\npayload x\n"},
};

static void describe(struct baton_buf *out, const struct baton_exchange *ex)
{
    baton_buf_puts(out, baton_input_kind_name(ex->kind));
    if (ex->request.method.len)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->request.method));
    if (ex->url.len)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->url));
    for (size_t i = 0; i < ex->request.header_count; i++)
        baton_buf_fmt(out, " [%.*s: %.*s]", BATON_ARG(ex->request.headers[i].name),
                      BATON_ARG(ex->request.headers[i].value));
    if (ex->body.present)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->body.text));
    if (ex->response.present || ex->answer.present)
        baton_buf_puts(out, " >");
    if (ex->response.present)
        baton_buf_fmt(out, " %d", ex->response.status);
    if (ex->answer.present)
        baton_buf_fmt(out, " %.*s", BATON_ARG(ex->answer.text));
    baton_buf_putc(out, '\n');
}

static void assert_spans(struct baton_str text, const struct baton_exchange *ex)
{
    const struct baton_span spans[] = {ex->extent, ex->url_span, ex->body.span, ex->answer.span,
                                       ex->request.method_span, ex->request.target_span,
                                       ex->request.start_line, ex->response.start_line};
    for (size_t i = 0; i < BATON_COUNT(spans); i++)
        assert_true(spans[i].start <= spans[i].end && spans[i].end <= text.len);
    for (size_t i = 0; i < ex->request.header_count; i++)
        assert_true(ex->request.headers[i].value_span.end <= text.len);
    for (size_t i = 0; i < ex->response.header_count; i++)
        assert_true(ex->response.headers[i].value_span.end <= text.len);
}

/* All exchanges of a text, in the notation of the tables. */
static enum baton_err find(struct baton_arena *arena, struct baton_str text,
                           const struct baton_given *given, struct baton_str *out)
{
    struct baton_input *input;
    struct baton_buf buf;
    bool more = true;
    baton_buf_init(&buf, arena, 0);
    enum baton_err err = baton_input_open(arena, text, NULL, given, &input);
    for (size_t n = 1; err == BATON_OK; n++) {
        struct baton_exchange ex;
        err = baton_input_next(input, arena, &ex, &more);
        if (err != BATON_OK || !more)
            break;
        assert_int_equal(ex.index, n);
        assert_int_equal(ex.of, baton_input_count(input));
        assert_spans(text, &ex);
        describe(&buf, &ex);
    }
    *out = baton_buf_str(&buf);
    return err == BATON_OK && baton_arena_failed(arena) ? BATON_ENOMEM : err;
}

static bool captures_hold_what_is_in_them(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(captures); i++) {
        struct baton_str text = exact(captures[i].text), found;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = find(&arena, text, NULL, &found) == BATON_OK;
        if (whole)
            assert_text(captures[i].text, found, captures[i].found);
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(captures_hold_what_is_in_them)

/* ---- places ---------------------------------------------------------------------------- */

/* What the spans of the last exchange cover. */
static const struct {
    const char *text, *extent, *url, *value, *body;
} places[] = {
    {HAR(ONE(URL ",\"headers\":[{\"name\":\"A\",\"value\":\"b\\tc\"}],\"postData\":{\"text\":\"\\\""
     "\"}",
             "")),
     ONE(URL ",\"headers\":[{\"name\":\"A\",\"value\":\"b\\tc\"}],\"postData\":{\"text\":\"\\\"\"}"
         "", ""),
     "https://h/a", "b\\tc", "\\\""},
    {"\n" ONE(URL, "") "\r\n  " ONE("\"url\":\"u\",\"headers\":[{\"name\":\"A\",\"value\":\"v\"}],"
                                    "\"postData\":{\"text\":\"t\"}", "") " \r\n",
     ONE("\"url\":\"u\",\"headers\":[{\"name\":\"A\",\"value\":\"v\"}],"
         "\"postData\":{\"text\":\"t\"}", ""),
     "u", "v", "t"},
    /* A URL with escapes does not stand there byte for byte: nothing may be edited in it. */
    {ONE("\"url\":\"https:\\/\\/h\\/a\"", ""), ONE("\"url\":\"https:\\/\\/h\\/a\"", ""), "", "",
     ""},
};

static struct baton_str covered(struct baton_str text, struct baton_span span)
{
    return baton_str_sub(text, span.start, span.end);
}

static bool spans_cover_the_parts(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(places); i++) {
        struct baton_str text = baton_str_from(places[i].text);
        struct baton_input *input;
        struct baton_exchange ex;
        struct baton_arena arena;
        bool more = true;
        baton_arena_init(&arena, alloc, 0);
        whole = baton_input_open(&arena, text, NULL, NULL, &input) == BATON_OK;
        while (whole && more)
            whole = baton_input_next(input, &arena, &ex, &more) == BATON_OK;
        if (whole) {
            assert_text(text.s, covered(text, ex.extent), places[i].extent);
            assert_text(text.s, covered(text, ex.url_span), places[i].url);
            assert_text(text.s, covered(text, ex.body.span), places[i].body);
            if (ex.request.header_count)
                assert_text(text.s, covered(text, ex.request.headers[0].value_span),
                            places[i].value);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(spans_cover_the_parts)

/* ---- what the command line adds --------------------------------------------------------- */

#define POST "POST /a HTTP/1.1\nHost: h\nA: b\n\n{}"

static const struct {
    const char *text;
    const char *headers[3];
    const char *url, *method, *response, *found;
    int status;
} given[] = {
    {"{}", {NULL}, NULL, NULL, NULL, "payload {}\n", 0},
    {"{}", {"A: b", "C:"}, NULL, NULL, NULL, "payload [A: b] {}\n", 0},
    {"{}", {NULL}, "https://h/b", "PUT", NULL, "payload PUT https://h/b {}\n", 0},
    {"{}", {NULL}, NULL, NULL, NULL, "payload {} > 409\n", 409},
    {"{}", {NULL}, NULL, NULL, "{\"m\":1}", "payload {} > {\"m\":1}\n", 0},
    {"{}", {NULL}, NULL, NULL, "HTTP/1.1 404 No\n\nno", "payload {} > 404 no\n", 0},
    {"{}", {NULL}, NULL, NULL, "HTTP/1.1 404 No\n\nno", "payload {} > 500 no\n", 500},
    {"{}", {NULL}, NULL, NULL, "HTTP/1.1 404 No\nBad header\nA: b\n folded\n\n",
     "payload {} > 404\n",
     0},
    {"{}", {NULL}, NULL, NULL, "", "payload {} > \n", 0},
    {POST, {NULL}, NULL, NULL, NULL, "http POST https://h/a [Host: h] [A: b] {}\n", 0},
    {POST, {"a: c"}, NULL, NULL, NULL, "http POST https://h/a [Host: h] [a: c] {}\n", 0},
    {POST, {"a: c", "A:d"}, NULL, NULL, NULL, "http POST https://h/a [Host: h] [a: c] [A: d] {}\n",
     0},
    {POST, {"A:"}, NULL, NULL, NULL, "http POST https://h/a [Host: h] {}\n", 0},
    {POST, {NULL}, "/b", "PUT", NULL, "http PUT /b [Host: h] [A: b] {}\n", 0},
    {POST "\nHTTP/1.1 200 OK\n\nyes", {NULL}, NULL, NULL, "no",
     "http POST https://h/a [Host: h] [A: b]"
     " {} > 400 no\n", 400},
    {"curl https://h/a -d x", {"Content-Type:"}, NULL, NULL, NULL, "curl POST https://h/a x\n", 0},
    {"curl https://h/a -d x", {"Content-Type: a/b"}, NULL, NULL, NULL,
     "curl POST https://h/a [Content-Type: a/b] x\n", 0},
    {"It gives a 400: {\"a\": 1}", {NULL}, NULL, NULL, NULL, "payload {\"a\": 1} > 401\n", 401},
    {HAR(ONE(URL, "\"status\":200") "," ONE(URL, "")), {"A: b"}, NULL, NULL, NULL,
     "har https://h/a [A: b] > 200\nhar https://h/a [A: b]\n", 0},
};

static bool what_is_given_counts(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(given); i++) {
        struct baton_str text = baton_str_from(given[i].text), found, headers[3];
        struct baton_given g = {.headers = headers, .status = given[i].status};
        struct baton_arena arena;
        while (g.header_count < 3 && given[i].headers[g.header_count]) {
            headers[g.header_count] = baton_str_from(given[i].headers[g.header_count]);
            g.header_count++;
        }
        g.url = baton_str_from(given[i].url ? given[i].url : "");
        g.method = baton_str_from(given[i].method ? given[i].method : "");
        g.response = baton_str_from(given[i].response);
        baton_arena_init(&arena, alloc, 0);
        whole = find(&arena, text, &g, &found) == BATON_OK;
        if (whole)
            assert_text(given[i].text, found, given[i].found);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(what_is_given_counts)

/* curl's implied type is what -H says, or does not say. */
static bool a_given_type_takes_the_place_of_an_implied_one(struct baton_alloc alloc)
{
    static const struct {
        struct baton_str header;
        bool implied;
    } rows[] = {{{"A: b", 4}, true}, {{"content-type:", 13}, false}, {{"Content-Type: a/b", 17},
        false}};
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_given g = {.headers = &rows[i].header, .header_count = 1};
        struct baton_exchange ex;
        struct baton_arena arena;
        bool there;
        baton_arena_init(&arena, alloc, 0);
        whole = read_nth(&arena, S("curl https://h/a -d x"), NULL, &g, 0, &ex, &there) == BATON_OK;
        if (whole)
            assert_number(rows[i].header.s, ex.has_implied, rows[i].implied);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(a_given_type_takes_the_place_of_an_implied_one)

/* ---- an arena of its own for each exchange -------------------------------------------------- */

static bool an_exchange_needs_only_its_arena(struct baton_alloc alloc)
{
    static const char text[] = HAR(ONE(URL ",\"postData\":{\"text\":\"\\u0061\"}", "") ","
                                   ONE(URL ",\"postData\":{\"text\":\"\\u0062\"}", ""));
    struct baton_arena arena, each;
    struct baton_input *input;
    struct baton_exchange ex;
    bool more = true;
    baton_arena_init(&arena, alloc, 0);
    baton_arena_init(&each, alloc, 0);
    bool whole = baton_input_open(&arena, S(text), NULL, NULL, &input) == BATON_OK;
    for (size_t n = 0; whole && more; n++) {
        baton_arena_clear(&each);
        whole = baton_input_next(input, &each, &ex, &more) == BATON_OK;
        if (whole && more)
            assert_text(text, ex.body.text, n ? "b" : "a");
    }
    baton_arena_release(&each);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(an_exchange_needs_only_its_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_captures_hold_what_is_in_them),
        cmocka_unit_test(test_spans_cover_the_parts),
        cmocka_unit_test(test_what_is_given_counts),
        cmocka_unit_test(test_a_given_type_takes_the_place_of_an_implied_one),
        cmocka_unit_test(test_an_exchange_needs_only_its_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
