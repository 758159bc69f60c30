/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places and edits of a part: what is changed in the input, in whatever writing,
 * is what was meant to change in the text that was read from it.
 */
#include "core/json.h"
#include "tests/unit/exchange.h"

/* ---- edits through every writing ----------------------------------------------------- */

#define HAR(text) "{\"log\":{\"entries\":[{\"request\":{\"method\":\"POST\"," \
                  "\"url\":\"https://h/a\"," \
                  "\"postData\":{\"mimeType\":\"application/json\",\"text\":\"" text "\"}}}]}}"
#define RECORD(text) "{\"request\":{\"url\":\"https://h/a\",\"postData\":{\"text\":\"" text "\"}}}"

static const struct {
    const char *text, *body;
    bool editable;
} inputs[] = {
    {"{\"a\": [1, \"é\"]}", "{\"a\": [1, \"é\"]}", true},
    {"POST /a HTTP/1.1\r\nHost: h\r\n\r\n{\"a\": 1}\r\n", "{\"a\": 1}\r\n", true},
    {"POST /a HTTP/1.1\nHost: h\n\n{\"a\": 1}\nHTTP/1.1 400 No\n\nx", "{\"a\": 1}", true},
    {"> POST /a HTTP/1.1\n> Host: h\n>\n> {\n> \"a\": 1}\n", "{\n\"a\": 1}\n", true},
    {"POST /a HTTP/1.1\nTransfer-Encoding: chunked\n\n3\n{\"a\n6\n\": \"é\n1\n\"\n1\n}\n0\n\n",
     "{\"a\": \"é\"}", false},
    {"curl https://h/a -d '{\"a\": 1}'", "{\"a\": 1}", true},
    {"curl https://h/a -d'{\"a\": \"it'\\''s\"}' -X PUT", "{\"a\": \"it's\"}", true},
    {"curl https://h/a -d '{\"a\": \"it'\"'\"'s\"}'", "{\"a\": \"it's\"}", true},
    {"curl https://h/a -d '{\"a'", "{\"a", true},
    {"curl https://h/a -d ''", "", true},
    {"curl https://h/a -d \"{\\\"a\\\": \\`\\$b\\\\n}\" -X PUT", "{\"a\": `$b\\n}", true},
    {"curl https://h/a -d \"{\\\"a\\\": \\c}\" -X PUT", "{\"a\": \\c}", false},
    {"curl https://h/a -d $'\\q' -X PUT", "\\q", false},
    {"curl https://h/a --json \"{\\\"a\\\"\\\n: 1}\"", "{\"a\": 1}", true},
    {"curl https://h/a -d $'{\"a\": \"it\\'s \\u00e9\\n\\x41\"}'", "{\"a\": \"it's é\nA\"}", true},
    {"curl https://h/a -d {\\\"a\\\":1}", "{\"a\":1}", false},
    {"curl https://h/a -d '{\"a\":'\"1}\"", "{\"a\":1}", false},
    {"curl https://h/a -d a=1 -d b=2", "a=1&b=2", false},
    {"curl https://h/a --data-urlencode a=é", "a=%C3%A9", false},
    {"curl ^\"https://h/a^\" -d ^\"^{^\\^\"a^\\^\":1^}^\"", "{\"a\":1}", false},
    {HAR("{\\\"a\\\": 1}"), "{\"a\": 1}", true},
    {HAR(""), "", true},
    {HAR("{\\\"\\u0061\\\":\\t\\\"\\u00e9\\uD83D\\uDE00\\/\\\\\\\"\\\"\\r\\n}"),
     "{\"a\":\t\"é\xF0\x9F\x98\x80/\\\"\"\r\n}", true},
    {RECORD("{\\\"a\\\": \\\"\\\\u00e9\\\"}") "\n" RECORD("x"), "{\"a\": \"\\u00e9\"}", true},
    {"\n" RECORD("x\\ny") "\r\n", "x\ny", true},
    {"It fails:\n```\n{\"a\": 1}\n```", "{\"a\": 1}", true},
    {"> It fails:\n> {\n> \"a\": 1}\n", "{\n\"a\": 1}", false},
};

static const char *const put[] = {"", "x", "\"", "'", "\\", "$`", "{\"b\": 'c'}", "é\n", "\\\"",
                                  "\xF0\x9F\x98\x80", "^%!", "\r\n  \"b\": 2,"};

/* The same edit on the text that was read. */
static struct baton_str plain_edit(struct baton_arena *arena, struct baton_str text,
                                   struct baton_edit edit)
{
    struct baton_str out = {NULL, 0};
    return baton_edits_apply(arena, text, &edit, 1, &out, NULL) == BATON_OK
               ? out : (struct baton_str){NULL, 0};
}

/* Makes an edit of the body in the input, reads that again, and compares. */
static bool edit_comes_through(struct baton_arena *arena, struct baton_str input,
                               const struct baton_exchange *ex, struct baton_edit edit)
{
    struct baton_str wanted = plain_edit(arena, ex->body.text, edit), text;
    struct baton_edit there;
    struct baton_exchange again;
    if (!baton_part_edit(arena, &ex->body, edit, &there))
        return !baton_arena_failed(arena);
    assert_true(there.offset >= ex->extent.start);
    assert_true(there.offset + there.length <= ex->extent.end);
    there.offset -= ex->extent.start;
    input = baton_str_sub(input, ex->extent.start, ex->extent.end);
    if (baton_edits_apply(arena, input, &there, 1, &text, NULL) != BATON_OK ||
        read_first(arena, text, &ex->kind, &again) != BATON_OK || !wanted.s)
        return false;
    if (!baton_str_eq(again.body.text, wanted))
        fail_msg("%.*s\nedited to\n%.*s\ngives '%.*s', wanted '%.*s'", BATON_ARG(input),
                 BATON_ARG(text), BATON_ARG(again.body.text), BATON_ARG(wanted));
    return true;
}

static size_t next_character(struct baton_str text, size_t at)
{
    uint32_t c;
    size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
    return at + (n ? n : 1);
}

/* Text must stay apart from what ends a body: that is the format's own. */
static bool is_fair(struct baton_str input, const char *text)
{
    bool http = baton_str_starts(input, BATON_STR("POST"));
    return !http || !strchr(text, '\n');
}

static bool edit_everywhere(struct baton_alloc alloc, struct baton_str input, const char *text,
                            const char *body, bool editable)
{
    struct baton_arena arena, scratch;
    struct baton_exchange ex;
    baton_arena_init(&arena, alloc, 0);
    baton_arena_init(&scratch, alloc, 0);
    bool whole = read_first(&arena, input, NULL, &ex) == BATON_OK;
    if (whole) {
        assert_text(input.s, ex.body.text, body);
        assert_number(input.s, ex.body.writing != BATON_WRITE_NOWHERE, editable);
    }
    for (size_t at = 0; whole && is_fair(input, text) && at <= ex.body.text.len;) {
        size_t next = at < ex.body.text.len ? next_character(ex.body.text, at) : at + 1;
        struct baton_str what = baton_str_from(text);
        whole = edit_comes_through(&scratch, input, &ex, (struct baton_edit){at, 0, what}) &&
                (next > ex.body.text.len ||
                 edit_comes_through(&scratch, input, &ex,
                                    (struct baton_edit){at, next - at, what}));
        baton_arena_clear(&scratch);
        at = next;
    }
    baton_arena_release(&scratch);
    baton_arena_release(&arena);
    return whole;
}

static bool an_edit_of_a_part_is_one_of_the_input(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(inputs); i++)
        for (size_t k = 0; whole && k < BATON_COUNT(put); k++)
            whole = edit_everywhere(alloc, baton_str_from(inputs[i].text), put[k], inputs[i].body,
                                    inputs[i].editable);
    return whole;
}

/* Thousands of readings: each allocation of one of them fails in turn, not of all. */
static bool an_edit_survives_without_memory(struct baton_alloc alloc)
{
    return edit_everywhere(alloc, S(HAR("{\\\"a\\\": \\\"\\u00e9\\\"}")), "\"", "{\"a\": \"é\"}",
                           true);
}
OOM_TEST(an_edit_survives_without_memory)

static void test_an_edit_of_a_part_is_one_of_the_input(void **unused)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    (void)unused;
    assert_true(an_edit_of_a_part_is_one_of_the_input((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

/* ---- places -------------------------------------------------------------------------------- */

static bool spans_lie_within_the_input_in_order(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(inputs); i++) {
        struct baton_str input = baton_str_from(inputs[i].text);
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, input, NULL, &ex) == BATON_OK;
        size_t last = 0;
        for (size_t at = 0; whole && at <= ex.body.text.len; at++) {
            struct baton_span span = baton_part_map(&ex.body, (struct baton_span){0, at});
            assert_true(span.start <= span.end && span.end <= input.len);
            assert_true(span.end >= last);
            last = span.end;
        }
        if (whole)
            assert_true(ex.body.span.start >= ex.extent.start && ex.body.span.end <= ex.extent.end);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(spans_lie_within_the_input_in_order)

/* ---- random JSON strings --------------------------------------------------------- */

enum { LENGTH = 40 };

static uint32_t roll(uint32_t *state, uint32_t sides)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % sides;
}

static uint32_t code_point(uint32_t *state)
{
    static const uint32_t some[] = {'a', '"', '\\', '/', '\n', '\t', 0x01, 0x7F, 0xE9, 0x20AC,
                                    0x1F600, 0x10FFFF, '{', '}', ':', ',', '\'', ' '};
    return some[roll(state, BATON_COUNT(some))];
}

/* Writes a code point as JSON may have it, escaped or not. */
static void put_somehow(struct baton_buf *out, uint32_t c, uint32_t *state)
{
    bool must = c < 0x20 || c == '"' || c == '\\';
    if (!must && roll(state, 2)) {
        baton_buf_put_utf8(out, c);
    } else if (c >= 0x10000) {
        baton_buf_fmt(out, roll(state, 2) ? "\\u%04x\\u%04X" : "\\u%04X\\u%04x",
                      (unsigned)(0xD800 + ((c - 0x10000) >> 10)),
                      (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
    } else if (must && c >= 0x20 && roll(state, 2)) {
        baton_buf_putc(out, '\\');
        baton_buf_put_utf8(out, c);
    } else {
        baton_buf_fmt(out, "\\u%04x", (unsigned)c);
    }
}

static bool random_strings_map_back(struct baton_alloc alloc)
{
    const struct baton_str head = S("{\"request\":{\"url\":\"\",\"postData\":{\"text\":\"");
    bool whole = true;
    for (uint32_t seed = 1; whole && seed <= 40; seed++) {
        struct baton_arena arena;
        struct baton_buf text, body;
        struct baton_exchange ex;
        size_t here[LENGTH + 1], there[LENGTH + 1];
        uint32_t state = seed;
        baton_arena_init(&arena, alloc, 0);
        baton_buf_init(&text, &arena, 0);
        baton_buf_init(&body, &arena, 0);
        baton_buf_put(&text, head);
        for (size_t i = 0; i < LENGTH; i++) {
            uint32_t c = code_point(&state);
            here[i] = body.len;
            there[i] = text.len;
            baton_buf_put_utf8(&body, c);
            put_somehow(&text, c, &state);
        }
        here[LENGTH] = body.len;
        there[LENGTH] = text.len;
        baton_buf_puts(&text, "\"}}}");
        whole = !baton_buf_failed(&text) && !baton_buf_failed(&body) &&
                read_first(&arena, baton_buf_str(&text), NULL, &ex) == BATON_OK;
        if (whole)
            assert_true(baton_str_eq(ex.body.text, baton_buf_str(&body)));
        for (size_t i = 0; whole && i < LENGTH; i++) {
            struct baton_span span =
                baton_part_map(&ex.body, (struct baton_span){here[i], here[i + 1]});
            assert_int_equal(span.start, there[i]);
            assert_int_equal(span.end, there[i + 1]);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(random_strings_map_back)

/* ---- headers --------------------------------------------------------------------- */

#define ACCEPT "Accept: application/json"
#define PAIR "{\"name\":\"Accept\",\"value\":\"application/json\"}"
#define LIST(pairs) "{\"request\":{\"url\":\"\",\"headers\":[" pairs "]}}"

/* What the input is with the header put in, or in place of what was there; NULL: it cannot be. */
static const struct {
    const char *text, *edited;
} put_in[] = {
    {"POST /a HTTP/1.1\nHost: h\n\n{}", "POST /a HTTP/1.1\nHost: h\n" ACCEPT "\n\n{}"},
    {"POST /a HTTP/1.1\r\nHost: h\r\n\r\n{}",
     "POST /a HTTP/1.1\r\nHost: h\r\n" ACCEPT "\r\n\r\n{}"},
    {"POST /a HTTP/1.1\n\n{}", "POST /a HTTP/1.1\n" ACCEPT "\n\n{}"},
    {"POST /a HTTP/1.1", "POST /a HTTP/1.1\n" ACCEPT "\n"},
    {"POST /a HTTP/1.1\n", "POST /a HTTP/1.1\n" ACCEPT "\n"},
    {"POST /a HTTP/1.1\r\nHost: h", "POST /a HTTP/1.1\r\nHost: h\r\n" ACCEPT "\r\n"},
    {"> POST /a HTTP/1.1\n> Host: h\n>\n",
     "> POST /a HTTP/1.1\n> Host: h\n> " ACCEPT "\n>\n"},
    {"* Connected to h\n> POST /a HTTP/1.1\n> Host: h\n>\n",
     "* Connected to h\n> POST /a HTTP/1.1\n> Host: h\n> " ACCEPT "\n>\n"},
    {"> POST /a HTTP/1.1\r\n> Host: h",
     "> POST /a HTTP/1.1\r\n> Host: h\r\n> " ACCEPT "\r\n"},
    {"POST /a HTTP/1.1\nHost: h\n{}", "POST /a HTTP/1.1\nHost: h\n" ACCEPT "\n{}"},
    {"POST /a HTTP/1.1\naccept:  text/html \n\n{}",
     "POST /a HTTP/1.1\naccept:  application/json \n\n{}"},
    {"HTTP/1.1 400 No\n\n{}", NULL},
    {"{\"a\": 1}", NULL},
    {LIST(""), LIST(PAIR)},
    {LIST("{\"name\":\"A\",\"value\":\"b\"}"), LIST(PAIR ",{\"name\":\"A\",\"value\":\"b\"}")},
    {LIST("{}"), LIST(PAIR ",{}")},
    {"{\"request\":{\"url\":\"\",\"headers\":[],\"postData\":{\"mimeType\":\"a/b\"}}}",
     "{\"request\":{\"url\":\"\",\"headers\":[" PAIR "],\"postData\":{\"mimeType\":\"a/b\"}}}"},
    {LIST("{\"name\":\"Accept\",\"value\":\"\\u0061/b\"}"), LIST(PAIR)},
    {"{\"request\":{\"url\":\"\"}}", NULL},
};

static bool a_header_is_put_in(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(put_in); i++) {
        struct baton_str text = exact(put_in[i].text), edited;
        struct baton_exchange ex;
        struct baton_edit edit;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, NULL, &ex) == BATON_OK;
        bool can = whole && baton_exchange_header_edit(&arena, &ex, "Accept", "application/json",
                                                       &edit);
        whole = whole && !baton_arena_failed(&arena);
        if (whole)
            assert_number(put_in[i].text, can, put_in[i].edited != NULL);
        if (can && (whole = baton_edits_apply(&arena, text, &edit, 1, &edited, NULL) == BATON_OK))
            assert_text(put_in[i].text, edited, put_in[i].edited);
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(a_header_is_put_in)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_edit_of_a_part_is_one_of_the_input),
        cmocka_unit_test(test_an_edit_survives_without_memory),
        cmocka_unit_test(test_spans_lie_within_the_input_in_order),
        cmocka_unit_test(test_random_strings_map_back),
        cmocka_unit_test(test_a_header_is_put_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
