/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/http.h"
#include "tests/unit/oom.h"

/* ---- what is read, in one line of text -------------------------------------------- */

static const char *const code_names[] = {
#define NAME(code, text) #code,
    BATON_HTTP_CODES(NAME)
#undef NAME
};

/* Control characters as in C, so that a difference can be seen. */
static void put_visible(struct baton_buf *buf, struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++) {
        if (str.s[i] == '\r')
            baton_buf_puts(buf, "\\r");
        else if (str.s[i] == '\n')
            baton_buf_puts(buf, "\\n");
        else
            baton_buf_putc(buf, str.s[i]);
    }
}

static struct baton_str at(struct baton_str text, struct baton_span span)
{
    assert_true(span.start <= span.end && span.end <= text.len);
    return baton_str_sub(text, span.start, span.end);
}

static void put_problems(struct baton_buf *buf, struct baton_str text,
                         const struct baton_http_message *m)
{
    for (size_t i = 0; i < m->problem_count; i++) {
        const struct baton_http_problem *p = &m->problems[i];
        baton_buf_fmt(buf, " !%s", code_names[p->code] + strlen("BATON_HTTP_"));
        baton_buf_putc(buf, '(');
        put_visible(buf, at(text, p->span));
        baton_buf_putc(buf, ')');
    }
}

static void put_headers(struct baton_buf *buf, struct baton_str text,
                        const struct baton_http_message *m)
{
    for (size_t i = 0; i < m->header_count; i++) {
        const struct baton_http_header *h = &m->headers[i];
        assert_true(h->line.start >= m->header_block.start);
        assert_true(h->line.end <= m->header_block.end);
        assert_true(baton_str_eq(at(text, h->name_span), h->name));
        (void)at(text, h->value_span);
        baton_buf_putc(buf, ' ');
        put_visible(buf, h->name);
        baton_buf_putc(buf, '=');
        put_visible(buf, h->value);
    }
}

static enum baton_err put_message(struct baton_buf *buf, struct baton_str text,
                                  const struct baton_http_message *m)
{
    struct baton_str body;
    struct baton_origin origin;
    enum baton_err err = baton_http_body(buf->arena, text, m, &body, &origin);
    if (err)
        return err;
    for (size_t i = 0; i < body.len; i++)
        assert_int_equal(body.s[i], text.s[baton_origin_map(&origin, i)]);
    if (m->is_response)
        baton_buf_fmt(buf, "%d", m->status);
    else
        put_visible(buf, m->method);
    baton_buf_putc(buf, ' ');
    put_visible(buf, m->is_response ? m->reason : m->target);
    put_headers(buf, text, m);
    baton_buf_puts(buf, m->chunked ? " chunked[" : " [");
    put_visible(buf, body);
    baton_buf_putc(buf, ']');
    put_problems(buf, text, m);
    return BATON_OK;
}

static enum baton_err describe(struct baton_buf *buf, struct baton_str text)
{
    struct baton_http_exchange x;
    enum baton_err err = baton_http_read(buf->arena, text, &x);
    if (!err && x.request.present)
        err = put_message(buf, text, &x.request);
    if (!err && x.response.present) {
        baton_buf_puts(buf, x.request.present ? " -> " : "-> ");
        err = put_message(buf, text, &x.response);
    }
    return err ? err : baton_buf_failed(buf) ? BATON_ENOMEM : BATON_OK;
}

struct row {
    const char *text, *want;
};

static bool check_rows(struct baton_alloc alloc, const struct row *rows, size_t count)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; i < count && whole; i++) {
        struct baton_buf buf;
        baton_buf_init(&buf, &arena, 0);
        enum baton_err err = describe(&buf, baton_str_from(rows[i].text));
        baton_buf_putc(&buf, '\0');
        whole = !err && !baton_buf_failed(&buf);
        if (whole)
            assert_string_equal(buf.s, rows[i].want);
        else
            assert_true(baton_arena_failed(&arena));
    }
    baton_arena_release(&arena);
    return whole;
}

#define ROWS_TEST(name)                                       \
    static bool name(struct baton_alloc alloc)                \
    {                                                         \
        return check_rows(alloc, name##_rows, BATON_COUNT(name##_rows)); \
    }                                                         \
    OOM_TEST(name)

/* ---- requests and responses ------------------------------------------------------- */

static const struct row plain_rows[] = {
    {"", ""},
    {"\r\n \n", ""},
    {"POST /a?b=c HTTP/1.1\r\nHost: x.example\r\nContent-Length: 2\r\n\r\n{}",
     "POST /a?b=c Host=x.example Content-Length=2 [{}]"},
    {"POST /a HTTP/1.1\nHost:x.example \n\n{}\n", "POST /a Host=x.example [{}\\n]"},
    {"\r\n\n\xEF\xBB\xBFGET /a HTTP/1.1",
     "  [] !BAD_START_LINE(\xEF\xBB\xBFGET /a HTTP/1.1)"},
    {"\xEF\xBB\xBF\r\nGET /a HTTP/1.1", "GET /a []"},
    {"GET /a HTTP/1.1\r\n", "GET /a []"},
    {"GET /a HTTP/1.1\r\n\r\n", "GET /a []"},
    {"GET /a HTTP/1.1\r\n\r\n[1]", "GET /a [[1]]"},
    {"GET https://x.example/a HTTP/2\nAccept: */*", "GET https://x.example/a Accept=*/* []"},
    {"POST /api/v2/x\nA: 1\n\n{}", "POST /api/v2/x A=1 [{}]"},
    {"  POST /a HTTP/1.1\n  A: 1\n    folded\n  B: 2\n\n  {}",
     "POST /a A=1 folded B=2 [  {}] !FOLDED(  folded)"},
    {"BREW /pot HTTP/1.1\n\n", "BREW /pot []"},
    {"GET /a b HTTP/1.1\n\n", "GET /a b [] !BAD_START_LINE(/a b)"},
    {"HTTP/1.1 400 Bad Request\r\nA: 1\r\n\r\n{}", "-> 400 Bad Request A=1 [{}]"},
    {"http/1.1 200 ok\n\nx", "-> 200 ok [x]"},
    {"HTTP/2 200\nA: 1\n\nx", "-> 200  A=1 [x]"},
    {"HTTP/2 204 \n\n", "-> 204  []"},
    {"HTTP/1.1 999 Denied\nA: 1\n\nx",
     "-> 0  A=1 [x] !BAD_START_LINE(HTTP/1.1 999 Denied)"},
    {"Content-Type: application/json\nA: 1\n\n{\"a\": 1}",
     "  Content-Type=application/json A=1 [{\"a\": 1}] "
     "!BAD_START_LINE(Content-Type: application/json)"},
    {"\n\n{\"a\": 1}", "  [{\"a\": 1}] !BAD_START_LINE({\"a\": 1})"},
    {"some words POST /a\n", "  [some words POST /a\\n] !BAD_START_LINE(some words POST /a)"},
};
ROWS_TEST(plain)

static const struct row pair_rows[] = {
    {"POST /a HTTP/1.1\nA: 1\n\n{}\nHTTP/1.1 400 Bad Request\nB: 2\n\nno",
     "POST /a A=1 [{}] -> 400 Bad Request B=2 [no]"},
    {"POST /a HTTP/1.1\r\nA: 1\r\n\r\n{}\r\n\r\nHTTP/1.1 400 Bad\r\n\r\nno",
     "POST /a A=1 [{}\\r\\n] -> 400 Bad [no]"},
    {"POST /a HTTP/1.1\nContent-Length: 2\n\n{}\n\n\nHTTP/2 500\n\nno",
     "POST /a Content-Length=2 [{}] -> 500  [no]"},
    {"GET /a HTTP/1.1\nA: 1\nHTTP/1.1 200 OK\nB: 2\n\nok", "GET /a A=1 [] -> 200 OK B=2 [ok]"},
    {"GET /a HTTP/1.1\n\nHTTP/1.1 200 OK\n", "GET /a [] -> 200 OK []"},
    {"POST /a HTTP/1.1\n\n{}\nHTTP/1.1 100 Continue\nA: 1\n\nHTTP/1.1 103 Early\nB: 1\n\n"
     "HTTP/1.1 200 OK\nC: 1\n\nok", "POST /a [{}] -> 200 OK C=1 [ok]"},
    {"HTTP/1.1 100 Continue\n\n", "-> 100 Continue []"},
    {"HTTP/1.1 101 Switching Protocols\n\nx", "-> 101 Switching Protocols [x]"},
    {"POST /a HTTP/1.1\nContent-Length: 22\n\nHTTP/1.1 200 OK\n\nabcde\nHTTP/1.1 201 Created\n\n",
     "POST /a Content-Length=22 [HTTP/1.1 200 OK\\n\\nabcde] -> 201 Created []"},
    {"GET /a HTTP/1.1\n\nHTTP/1.1 200 OK\nContent-Length: 2\n\nok\nGET /b HTTP/1.1\n\n",
     "GET /a [] -> 200 OK Content-Length=2 [ok]"},
    {"A: 1\n\n{}\nHTTP/1.1 400 Bad\n\nno", "  A=1 [{}] !BAD_START_LINE(A: 1) -> 400 Bad [no]"},
};
ROWS_TEST(pair)

/* ---- headers ---------------------------------------------------------------------- */

static const struct row header_rows[] = {
    {"GET / HTTP/1.1\nA:\nB:  \t two words \t\n\n", "GET / A= B=two words []"},
    {"GET / HTTP/1.1\r\nA: one\r\n two\r\n\tthree \r\nB: 2\r\n\r\nx",
     "GET / A=one two three B=2 [x] !FOLDED( two)"},
    {"GET / HTTP/1.1\nA: 1\n two", "GET / A=1 two [] !FOLDED( two)"},
    {"GET / HTTP/1.1\nA:\n two\n\n", "GET / A=two [] !FOLDED( two)"},
    {"GET / HTTP/1.1\n A: 1\n\n", "GET / A=1 []"},
    {"GET / HTTP/1.1\nHost: a\nhost: b\n\n",
     "GET / Host=a host=b [] !DUPLICATE_HEADER(host: b\\n)"},
    {"GET / HTTP/1.1\nCookie: a\nCookie: b\n\n", "GET / Cookie=a Cookie=b []"},
    {"GET / HTTP/1.1\nContent-Type : x\nMy Name: y\n\n",
     "GET / Content-Type=x My Name=y [] !BLANK_IN_NAME(Content-Type) !BLANK_IN_NAME(My Name)"},
    {"GET / HTTP/1.1\nno colon here\n: nameless\n\"A\": \"1\",\nB: 2\n\nx",
     "GET / B=2 [x] !BAD_HEADER(no colon here) !BAD_HEADER(: nameless) "
     "!BAD_HEADER(\"A\": \"1\",)"},
    {"POST / HTTP/1.1\nA: 1\n{\"a\": 1}\n", "POST / A=1 [{\"a\": 1}\\n] !NO_BLANK_LINE()"},
    {"POST / HTTP/1.1\n{\"a\": 1}", "POST / [{\"a\": 1}] !NO_BLANK_LINE()"},
    {"HTTP/1.1 502 Bad Gateway\nA: 1\n<html>", "-> 502 Bad Gateway A=1 [<html>] !NO_BLANK_LINE()"},
    {"POST / HTTP/1.1\nLink: a,\n <b>; rel=x\n\n",
     "POST / Link=a, <b>; rel=x [] !FOLDED( <b>; rel=x)"},
};
ROWS_TEST(header)

/* ---- lengths ---------------------------------------------------------------------- */

static const struct row length_rows[] = {
    {"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n{}",
     "POST / Content-Length=9 [{}] !LENGTH_SHORT(9)"},
    {"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n{}",
     "POST / Content-Length=1 [{}] !LENGTH_LONG(1)"},
    {"POST / HTTP/1.1\nContent-Length: 1\n\n{}\nHTTP/1.1 400 Bad\n\n",
     "POST / Content-Length=1 [{}] !LENGTH_LONG(1) -> 400 Bad []"},
    {"POST / HTTP/1.1\nContent-Length: 500\n\n{}\nHTTP/1.1 400 Bad\n\n",
     "POST / Content-Length=500 [{}] !LENGTH_SHORT(500) -> 400 Bad []"},
    {"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}\r\n", "POST / Content-Length=2 [{}]"},
    {"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n{}\n", "POST / Content-Length=3 [{}\\n]"},
    /* the editor made LF of CR LF */
    {"POST / HTTP/1.1\nContent-Length: 8\n\n{\n\"\"\n}", "POST / Content-Length=8 [{\\n\"\"\\n}]"},
    {"POST / HTTP/1.1\r\nContent-Length: 8\r\n\r\n{\n\"\"\n}",
     "POST / Content-Length=8 [{\\n\"\"\\n}] !LENGTH_SHORT(8)"},
    {"POST / HTTP/1.1\nContent-Length: ten\n\n{}",
     "POST / Content-Length=ten [{}] !BAD_LENGTH(ten)"},
    {"POST / HTTP/1.1\nContent-Length: 99999999999999999999999\n\n{}",
     "POST / Content-Length=99999999999999999999999 [{}] "
     "!BAD_LENGTH(99999999999999999999999)"},
    {"POST / HTTP/1.1\nContent-Length: 18446744073709551615\n\n{}",
     "POST / Content-Length=18446744073709551615 [{}] !LENGTH_SHORT(18446744073709551615)"},
    {"HTTP/1.1 200 OK\nContent-Length: 900\nContent-Encoding: gzip\n\n{}",
     "-> 200 OK Content-Length=900 Content-Encoding=gzip [{}]"},
    {"HTTP/1.1 304 Not Modified\nContent-Length: 900\n\n",
     "-> 304 Not Modified Content-Length=900 []"},
    {"HEAD / HTTP/1.1\n\nHTTP/1.1 200 OK\nContent-Length: 900\n\n",
     "HEAD / [] -> 200 OK Content-Length=900 []"},
    {"POST / HTTP/1.1\nContent-Length: 5\n", "POST / Content-Length=5 [] !LENGTH_SHORT(5)"},
};
ROWS_TEST(length)

/* ---- chunks ----------------------------------------------------------------------- */

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define IS_CHUNKED "-> 200 OK Transfer-Encoding=chunked "

static const struct row chunk_rows[] = {
    {CHUNKED "4\r\n{\"a\"\r\n3;x=y\r\n:1}\r\n0\r\n\r\n", IS_CHUNKED "chunked[{\"a\":1}]"},
    {CHUNKED "2\n{}\n0\n\n", IS_CHUNKED "chunked[{}]"},
    {CHUNKED "A\r\n0123456789\r\n0\r\nX: y\r\n\r\n", IS_CHUNKED "chunked[0123456789]"},
    {CHUNKED "2\r\n{}\r\n0", IS_CHUNKED "chunked[{}]"},
    {CHUNKED "0\r\n\r\n", IS_CHUNKED "chunked[]"},
    {CHUNKED "{\"shown\": \"decoded\"}", IS_CHUNKED "[{\"shown\": \"decoded\"}]"},
    {CHUNKED, IS_CHUNKED "[]"},
    {CHUNKED "2\r\n{}\r\n", IS_CHUNKED "chunked[{}] !BAD_CHUNK()"},
    {CHUNKED "2\r\n{}xx", IS_CHUNKED "chunked[{}xx] !BAD_CHUNK(2\\r\\n{}xx)"},
    {CHUNKED "2\r\n{}\r\nzz\r\nrest",
     IS_CHUNKED "chunked[{}zz\\r\\nrest] !BAD_CHUNK(zz\\r\\nrest)"},
    {CHUNKED "ffffffffffffffffffff\r\n{}",
     IS_CHUNKED "chunked[{}] !BAD_CHUNK(ffffffffffffffffffff\\r\\n{})"},
    {CHUNKED "2\r\n{}\r\n0\r\n\r\nmore",
     IS_CHUNKED "chunked[{}] !BAD_CHUNK(more)"},
    {"POST / HTTP/1.1\nTransfer-Encoding: gzip, Chunked\nContent-Length: 1\n\n12\n"
     "HTTP/1.1 200 OK\nxy\n0\n\nHTTP/1.1 201 Created\n\n",
     "POST / Transfer-Encoding=gzip, Chunked Content-Length=1 chunked[HTTP/1.1 200 OK\\nxy] "
     "-> 201 Created []"},
    {"POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n2\n{}\n0\nHTTP/1.1 201 Created\n\n",
     "POST / Transfer-Encoding=chunked chunked[{}] -> 201 Created []"},
};
ROWS_TEST(chunk)

/* ---- curl -v ---------------------------------------------------------------------- */

static const struct row curl_rows[] = {
    {"*   Trying 192.0.2.7:443...\n* Connected to x.example\n"
     "> POST /a HTTP/1.1\n> Host: x.example\n> Content-Length: 51\n> \n"
     "} [51 bytes data]\n* upload completely sent off: 51 out of 51 bytes\n"
     "< HTTP/1.1 400 Bad Request\n< A: 1\n* Added cookie\n< B: 2\n< \n{ [9 bytes data]\n"
     "{\"a\": 1}\n* Connection #0 to host x.example left intact\n",
     "POST /a Host=x.example Content-Length=51 [] -> 400 Bad Request A=1 B=2 [{\"a\": 1}]"},
    {"> GET /a HTTP/2\r\n> Accept: */*\r\n>\r\n< HTTP/2 200 \r\n< transfer-encoding: chunked\r\n"
     "<\r\n{\"a\": 1}* Connection #0 to host x.example left intact",
     "GET /a Accept=*/* [] -> 200  transfer-encoding=chunked [{\"a\": 1}]"},
    {"> POST /a HTTP/1.1\n> A: 1\n\n{\"a\":\n 1}\n< HTTP/1.1 400 Bad\n< \nno",
     "POST /a A=1 [{\"a\":\\n 1}] -> 400 Bad [no]"},
    {"> POST /a HTTP/1.1\n> A: 1\n> \n> {\"a\":\n>  1}\n< HTTP/1.1 400 Bad\n<\n< {\n< }\n",
     "POST /a A=1 [{\"a\":\\n 1}] -> 400 Bad [{\\n}\\n]"},
    {"> POST /a HTTP/1.1\n> A: 1\n{\"a\": 1}\n< HTTP/1.1 400 Bad\n",
     "POST /a A=1 [{\"a\": 1}] !NO_BLANK_LINE() -> 400 Bad []"},
    {"< HTTP/1.1 302 Found\n< Content-Length: 2\n< \nok* Closing connection 0\n> GET /b HTTP/1.1\n",
     "-> 302 Found Content-Length=2 [ok]"},
    {"> GET /a HTTP/1.1\n> A: 1\n>\n< HTTP/1.1 100 Continue\n<\n< HTTP/1.1 200 OK\n<\nok",
     "GET /a A=1 [] -> 200 OK [ok]"},
};
ROWS_TEST(curl)

static void test_looks_like(void **unused)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        {"POST /a HTTP/1.1\n", true},
        {"\r\n\r\nHTTP/2 200", true},
        {"GET https://x.example/", true},
        {"DELETE {{host}}/a", true},
        {"* Trying\n*\n\n> GET / HTTP/1.1", true},
        {"* a list in prose\n* and more\nPOST /a HTTP/1.1", false},
        {"< GET / HTTP/1.1", false},
        {"> HTTP/1.1 200 OK", false},
        {"", false},
        {"{\"a\": 1}", false},
        {"Content-Type: application/json", false},
        {"POST the form to /a", false},
        {"Please GET /a HTTP/1.1", false},
        {"get /a", false},
        {"HTTP/1.1 is a protocol", false},
        {"HTTP/1.1 2000 OK", false},
        {"HTTP/x 200 OK", false},
        {"HTTP/1.1 099", false},
        {"curl -X POST https://x.example/", false},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        assert_int_equal(baton_http_looks_like(baton_str_from(rows[i].text)), rows[i].is);
}

/* ---- spans, limits ---------------------------------------------------------------- */

static bool keeps_spans(struct baton_alloc alloc)
{
    struct baton_str text = BATON_STR("> PUT /x?y HTTP/1.1\r\n> A:  b \r\n> \r\nbody");
    struct baton_arena arena;
    struct baton_http_exchange x;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_http_read(&arena, text, &x) == BATON_OK;
    if (whole) {
        const struct baton_http_message *m = &x.request;
        assert_true(baton_str_is(at(text, m->method_span), "PUT"));
        assert_true(baton_str_is(at(text, m->target_span), "/x?y"));
        assert_true(baton_str_is(m->version, "HTTP/1.1"));
        assert_true(baton_str_is(at(text, m->start_line), "> PUT /x?y HTTP/1.1\r\n"));
        assert_true(baton_str_is(at(text, m->header_block), "> A:  b \r\n"));
        assert_true(baton_str_is(at(text, m->headers[0].line), "> A:  b \r\n"));
        assert_true(baton_str_is(at(text, m->headers[0].value_span), "b"));
        assert_true(baton_str_is(at(text, m->body), "body"));
        whole = baton_http_add_header(&arena, &x.request, BATON_STR("C"), BATON_STR("d")) ==
                BATON_OK;
    }
    if (whole) {
        const struct baton_http_header *added = baton_http_header(&x.request, "c");
        assert_non_null(added);
        assert_true(baton_str_is(added->value, "d"));
        assert_int_equal(added->line.start, x.request.header_block.end);
        assert_int_equal(added->line.end, x.request.header_block.end);
        assert_null(baton_http_header(&x.request, "e"));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(keeps_spans)

static bool stops_at_the_limit(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf buf;
    struct baton_http_exchange x;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    baton_buf_puts(&buf, "GET / HTTP/1.1\n");
    for (int i = 0; i < 2 * BATON_HTTP_MAX_HEADERS; i++)
        baton_buf_fmt(&buf, "H%d: %d\n", i, i);
    baton_buf_puts(&buf, "\nbody");
    bool whole = !baton_buf_failed(&buf) &&
                 baton_http_read(&arena, baton_buf_str(&buf), &x) == BATON_OK &&
                 baton_http_add_header(&arena, &x.request, BATON_STR("A"), BATON_STR("b")) ==
                     BATON_OK;
    if (whole) {
        assert_int_equal(x.request.header_count, BATON_HTTP_MAX_HEADERS);
        assert_int_equal(x.request.problem_count, 1);
        assert_int_equal(x.request.problems[0].code, BATON_HTTP_TOO_MANY_HEADERS);
        assert_true(baton_str_is(at(baton_buf_str(&buf), x.request.body), "body"));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(stops_at_the_limit)

/* A message made from nothing: as from a HAR file. */
static bool adds_to_nothing(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_http_message m = {.present = true};
    char names[40][16];
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (int i = 0; i < 40 && whole; i++) {
        snprintf(names[i], sizeof names[i], "N%d", i);
        whole = baton_http_add_header(&arena, &m, baton_str_from(names[i]), BATON_STR("v")) ==
                BATON_OK;
    }
    if (whole) {
        assert_int_equal(m.header_count, 40);
        for (int i = 0; i < 40; i++)
            assert_ptr_equal(baton_http_header(&m, names[i]), &m.headers[i]);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(adds_to_nothing)

static void test_code_texts(void **unused)
{
    (void)unused;
    assert_string_equal(baton_http_code_text(BATON_HTTP_BAD_CHUNK),
                        "a chunk of the body is malformed");
    assert_string_equal(baton_http_code_text((enum baton_http_code)99), "unknown");
}

static void test_origin(void **unused)
{
    struct baton_origin_segment segments[] = {{0, 10}, {5, 20}};
    struct baton_origin two = {segments, 2}, none = {NULL, 0};
    (void)unused;
    assert_int_equal(baton_origin_map(&two, 0), 10);
    assert_int_equal(baton_origin_map(&two, 4), 14);
    assert_int_equal(baton_origin_map(&two, 5), 20);
    assert_int_equal(baton_origin_map(&two, 9), 24);
    assert_int_equal(baton_origin_map(&none, 9), 9);
}

/* ---- media types ------------------------------------------------------------------ */

static void test_media_type(void **unused)
{
    static const struct {
        const char *value;
        bool valid, json, form;
        const char *charset;
    } rows[] = {
        {"application/json", true, true, false, ""},
        {" Application/JSON ; Charset=\"UTF-8\"", true, true, false, "UTF-8"},
        {"text/json;charset=latin1;charset=x", true, true, false, "latin1"},
        {"application/problem+json", true, true, false, ""},
        {"application/x-www-form-urlencoded", true, false, true, ""},
        {"application/json;", true, true, false, ""},
        {"application/json;;a=b", true, true, false, ""},
        {"text/plain", true, false, false, ""},
        {"application/+json", true, false, false, ""},
        {"application/jsonp", true, false, false, ""},
        {"", false, false, false, ""},
        {"json", false, false, false, ""},
        {"/json", false, false, false, ""},
        {"application/", false, false, false, ""},
        {"application/json charset=utf-8", false, false, false, ""},
        {"application/json; charset", false, false, false, ""},
        {"application/json; charset=", false, false, false, ""},
        {"application/json; =x", false, false, false, ""},
        {"application/json; charset=\"utf-8", false, false, false, ""},
        {"application/json; charset=\"utf\\", false, false, false, ""},
        {"application/json, application/json", false, false, false, ""},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_media_type media = baton_media_type(baton_str_from(rows[i].value));
        assert_int_equal(media.valid, rows[i].valid);
        assert_int_equal(baton_media_is_json(&media), rows[i].json);
        assert_int_equal(baton_media_is_form(&media), rows[i].form);
        if (media.valid)
            assert_true(baton_str_is(media.charset, rows[i].charset));
    }
}

static void test_accept(void **unused)
{
    static const struct {
        const char *accept;
        bool admits;
    } rows[] = {
        {"application/json", true},
        {"text/html, application/JSON;q=0.1", true},
        {"*/*", true},
        {"text/html, image/gif, *; q=.2", true},
        {"application/*", true},
        {"", true},
        {"application/json; version=2", true},
        {"text/html", false},
        {"application/xml, text/plain;q=0.9", false},
        {"application/json;q=0, */*", false},
        {"application/json; Q=0.000", false},
        {"*/*;q=0, application/*", true},
        {"*/*;q=0", false},
        {"application/json;q=0, application/json;level=1", true},
        {"text/html;x=\"a,application/json\"", false},
        {"text/html;x=\"open, application/json", false},
        {"application/json;q=0.01", true},
        {",,application/json", true},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        assert_int_equal(baton_media_accepts_json(baton_str_from(rows[i].accept)),
                         rows[i].admits);
}

/* ---- URLs ------------------------------------------------------------------------- */

static void test_url(void **unused)
{
    static const struct {
        const char *url, *scheme, *userinfo, *host, *port, *path, *query;
        bool absolute;
    } rows[] = {
        {"https://u:p@x.example:8443/a/b?c=d#e", "https", "u:p", "x.example", "8443", "/a/b",
         "c=d", true},
        {"http://x.example", "http", "", "x.example", "", "", "", true},
        {"https://[::1]:80/", "https", "", "[::1]", "80", "/", "", true},
        {"https://[::1]", "https", "", "[::1]", "", "", "", true},
        {"https://x.example?q", "https", "", "x.example", "", "", "q", true},
        {"https://x.example#f?g", "https", "", "x.example", "", "", "", true},
        {"https://a@b@x.example/", "https", "a@b", "x.example", "", "/", "", true},
        {"https:///a", "https", "", "", "", "/a", "", false},
        {"/a?b=c?d", "", "", "", "", "/a", "b=c?d", false},
        {"//a/b", "", "", "", "", "//a/b", "", false},
        {"x.example:443/a", "", "", "", "", "x.example:443/a", "", false},
        {"1http://x/", "", "", "", "", "1http://x/", "", false},
        {"", "", "", "", "", "", "", false},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str text = baton_str_from(rows[i].url);
        struct baton_url url = baton_url(text);
        assert_int_equal(url.absolute, rows[i].absolute);
        assert_true(baton_str_is(url.scheme, rows[i].scheme));
        assert_true(baton_str_is(url.userinfo, rows[i].userinfo));
        assert_true(baton_str_is(url.host, rows[i].host));
        assert_true(baton_str_is(url.port, rows[i].port));
        assert_true(baton_str_is(url.path, rows[i].path));
        assert_true(baton_str_is(url.query, rows[i].query));
        assert_true(baton_str_eq(at(text, url.path_span), url.path));
        assert_true(baton_str_eq(at(text, url.host_span), url.host));
    }
}

static bool decodes(struct baton_alloc alloc)
{
    static const struct {
        const char *form, *name, *value; /* value NULL: no such field */
    } rows[] = {
        {"a=1&b=2", "b", "2"},
        {"a=1&a=2", "a", "1"},
        {"a+b=%7B%22x%22%3a1%7d+", "a b", "{\"x\":1} "},
        {"%61=x%", "a", "x%"},
        {"a=%4", "a", "%4"},
        {"a=%zz", "a", "%zz"},
        {"a", "a", ""},
        {"a=", "a", ""},
        {"&&b=2", "b", "2"},
        {"ab=1", "a", NULL},
        {"a=1", "ab", NULL},
        {"", "a", NULL},
    };
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str value =
            baton_form_field(&arena, baton_str_from(rows[i].form), rows[i].name);
        if (baton_arena_failed(&arena))
            break;
        assert_int_equal(value.s != NULL, rows[i].value != NULL);
        if (rows[i].value)
            assert_true(baton_str_is(value, rows[i].value));
    }
    struct baton_str path = baton_url_decode(&arena, BATON_STR("a%20b+c"), false);
    if (path.s)
        assert_true(baton_str_is(path, "a b+c"));
    struct baton_str nothing = baton_url_decode(&arena, (struct baton_str){NULL, 0}, false);
    assert_non_null(nothing.s);
    bool whole = !baton_arena_failed(&arena);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(decodes)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_pair),
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_chunk),
        cmocka_unit_test(test_curl),
        cmocka_unit_test(test_looks_like),
        cmocka_unit_test(test_keeps_spans),
        cmocka_unit_test(test_stops_at_the_limit),
        cmocka_unit_test(test_adds_to_nothing),
        cmocka_unit_test(test_code_texts),
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_media_type),
        cmocka_unit_test(test_accept),
        cmocka_unit_test(test_url),
        cmocka_unit_test(test_decodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
