/* SPDX-License-Identifier: Apache-2.0 */
/* curl commands as people paste them: what curl would send. */
#include "tests/unit/exchange.h"

#define JSON "{\"a\":1}"
#define FORM "application/x-www-form-urlencoded"

static const enum baton_input_kind curl = BATON_INPUT_CURL;

/* type: the Content-Type that is sent, given or implied; NULL: none. body NULL: not known. */
static const struct {
    const char *text, *method, *url, *body, *type;
} commands[] = {
    {"curl https://h/a", "GET", "https://h/a", NULL, NULL},
    {"$ curl https://h/a", "GET", "https://h/a", NULL, NULL},
    {"\r\n$ curl https://h/a", "GET", "https://h/a", NULL, NULL},
    {"curl", "GET", "", NULL, NULL},
    {"curl --url https://h/a", "GET", "https://h/a", NULL, NULL},
    {"curl -XPOST https://h/a", "POST", "https://h/a", NULL, NULL},
    {"curl -X POST https://h/a -X PUT", "PUT", "https://h/a", NULL, NULL},
    {"curl -sSLkvX DELETE https://h/a", "DELETE", "https://h/a", NULL, NULL},
    {"curl -I https://h/a", "HEAD", "https://h/a", NULL, NULL},
    {"curl -X GET -I https://h/a", "GET", "https://h/a", NULL, NULL},
    {"curl -I -X GET https://h/a", "GET", "https://h/a", NULL, NULL},
    /* options with an argument that is no URL */
    {"curl -o out -A me --max-time 3 --proxy http://p https://h/a", "GET", "https://h/a", NULL,
     NULL},
    {"curl --max-redirs 3 -C 5 -z today -Y 1 -y 2 https://h/a", "GET", "https://h/a", NULL, NULL},
    {"curl --tls-max 1.2 --proto =https --noproxy '*' https://h/a", "GET", "https://h/a", NULL,
     NULL},
    {"curl --request-target /x --unix-socket /s --stderr - https://h/a", "GET", "https://h/a", NULL,
     NULL},
    {"curl -ooutput https://h/a", "GET", "https://h/a", NULL, NULL},
    /* where the command ends */
    {"curl https://h/a | jq .", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a; echo -d x", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a > -X", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a # -X PUT", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a\n{\"an\": \"answer\"}", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a\n- a list\n", "GET", "https://h/a", NULL, NULL},
    /* lines */
    {"curl \\\n -X PUT \\\n https://h/a", "PUT", "https://h/a", NULL, NULL},
    {"curl \\\r\n -X PUT \\\r\n https://h/a\r\n", "PUT", "https://h/a", NULL, NULL},
    {"curl -X PUT\\\n https://h/a", "PUT", "https://h/a", NULL, NULL},
    {"curl -X PUT\\\r\n https://h/a", "PUT", "https://h/a", NULL, NULL},
    {"curl https://h/a \\ \n -X PUT", "PUT", "https://h/a", NULL, NULL},
    {"curl https://h/a\n-X PUT", "PUT", "https://h/a", NULL, NULL},
    {"curl https://h/a\n\n\n  -X PUT", "PUT", "https://h/a", NULL, NULL},
    /* bodies */
    {"curl https://h/a -d '" JSON "'", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a -d'" JSON "'", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a -sd '" JSON "'", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a --data-binary \"{\\\"a\\\":1}\"", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a --data-raw \"{\\\"a\\\"\\\n:1}\"", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a -d {\\\"a\\\":1}", "POST", "https://h/a", JSON, FORM},
    {"curl https://h/a -d '{\"a\":'\"$A\"'}'", "POST", "https://h/a", "{\"a\":$A}", FORM},
    {"curl https://h/a -d '{\"a\":\"it'\\''s\"}'", "POST", "https://h/a", "{\"a\":\"it's\"}", FORM},
    {"curl https://h/a -d '{\"a\":\"it'\"'\"'s\"}'", "POST", "https://h/a", "{\"a\":\"it's\"}",
     FORM},
    {"curl https://h/a -d '{\"a\":1", "POST", "https://h/a", "{\"a\":1", FORM},
    {"curl https://h/a -d \"{", "POST", "https://h/a", "{", FORM},
    {"curl https://h/a -d ''", "POST", "https://h/a", "", FORM},
    {"curl https://h/a -d", "GET", "https://h/a", NULL, NULL},
    {"curl https://h/a -d @body.json", "POST", "https://h/a", NULL, FORM},
    {"curl https://h/a --data-raw @body", "POST", "https://h/a", "@body", FORM},
    {"curl https://h/a --json @body.json", "POST", "https://h/a", NULL, "application/json"},
    {"curl https://h/a --json '" JSON "'", "POST", "https://h/a", JSON, "application/json"},
    {"curl https://h/a --json '{\"a\"' --json ':1}'", "POST", "https://h/a", JSON,
     "application/json"},
    {"curl https://h/a --json '" JSON "' -H 'Content-Type: text/x'", "POST", "https://h/a", JSON,
     "text/x"},
    {"curl https://h/a -d a=1 -d b=2 -d 'c= 3'", "POST", "https://h/a", "a=1&b=2&c= 3", FORM},
    {"curl https://h/a --data-urlencode 'a=b c&d+%'", "POST", "https://h/a", "a=b%20c%26d%2B%25",
     FORM},
    {"curl https://h/a --data-urlencode '=b=c'", "POST", "https://h/a", "b%3Dc", FORM},
    {"curl https://h/a --data-urlencode 'b c' -d d=e", "POST", "https://h/a", "b%20c&d=e", FORM},
    {"curl https://h/a --data-urlencode a@file", "POST", "https://h/a", NULL, FORM},
    {"curl -G https://h/a -d b=c -d d=e", "GET", "https://h/a?b=c&d=e", NULL, NULL},
    {"curl -G 'https://h/a?x=y' --data-urlencode 'b= '", "GET", "https://h/a?x=y&b=%20", NULL,
     NULL},
    {"curl https://h/a -F a=b -F c=@d", "POST", "https://h/a", NULL, "multipart/form-data"},
    {"curl https://h/a -T file", "PUT", "https://h/a", NULL, NULL},
    /* headers */
    {"curl https://h/a -d x -H 'content-type: application/json'", "POST", "https://h/a", "x",
     "application/json"},
    {"curl https://h/a -d x -H\"Content-Type:application/json\"", "POST", "https://h/a", "x",
     "application/json"},
    {"curl https://h/a -d x -H 'Content-Type:'", "POST", "https://h/a", "x", NULL},
    {"curl https://h/a -d x -H 'Content-Type;'", "POST", "https://h/a", "x", ""},
    {"curl https://h/a -d x -H @headers", "POST", "https://h/a", "x", FORM},
    /* bash's $'…' */
    {"curl https://h/a -d $'{\"a\":\"it\\'s\\n\\\\n \\u00e9\\x41\\101\"}'", "POST", "https://h/a",
     "{\"a\":\"it's\n\\n \xC3\xA9"
     "AA\"}",
     FORM},
    {"curl https://h/a -d $'\\U0001F600\\q'", "POST", "https://h/a", "\xF0\x9F\x98\x80\\q", FORM},
    {"curl https://h/a -d $'a\\", "POST", "https://h/a", "a\\", FORM},
    /* cmd.exe: as pages on Windows write it, and as browsers copy it */
    {"curl -X PUT \"https://h/a\" ^\n -d \"{\\\"a\\\":1}\"", "PUT", "https://h/a", JSON, FORM},
    {"curl -X PUT \"https://h/a\" ^\r\n  -H \"Content-Type: text/x\" ^\r\n  -d \"{\\\"a\\\":1}\"",
     "PUT", "https://h/a", JSON, "text/x"},
    {"curl ^\"https://h/a^\" ^\n  -H ^\"content-type: text/x^\" ^\n"
     "  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"",
     "POST", "https://h/a", JSON, "text/x"},
    {"curl https://h/a -d '^x'", "POST", "https://h/a", "^x", FORM},
    {"curl.exe -d x https://h/a", "POST", "https://h/a", "x", FORM},
    /* quote marks that a forum made typographic */
    {"curl -X PUT “https://h/a” -H “Content-Type: text/x” -d ‘{“a”: “b c”}’", "PUT", "https://h/a",
     "{“a”: “b c”}", "text/x"},
    {"curl “https://h/a” -d “{“a”: 1}” -X PUT", "PUT", "https://h/a", "{“a”: 1}", FORM},
};

static const char *type_of(const struct baton_exchange *ex, struct baton_str *out)
{
    const struct baton_http_header *header = baton_http_header(&ex->request, "Content-Type");
    *out = header ? header->value : ex->has_implied ? ex->implied.value : S("");
    return header || ex->has_implied ? "" : NULL;
}

static bool commands_are_read_as_curl_reads_them(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(commands); i++) {
        struct baton_str text = exact(commands[i].text), type;
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, &curl, &ex) == BATON_OK;
        if (whole) {
            const char *what = commands[i].text;
            assert_text(what, ex.request.method, commands[i].method);
            assert_text(what, ex.url, commands[i].url);
            assert_number(what, ex.body.present, commands[i].body != NULL);
            if (commands[i].body)
                assert_text(what, ex.body.text, commands[i].body);
            assert_number(what, type_of(&ex, &type) != NULL, commands[i].type != NULL);
            if (commands[i].type)
                assert_text(what, type, commands[i].type);
        }
        baton_arena_release(&arena);
        exact_free(text);
    }
    return whole;
}
OOM_TEST(commands_are_read_as_curl_reads_them)

/* ---- credentials ------------------------------------------------------------------- */

static const struct {
    const char *text, *value;
} credentials[] = {
    {"curl -u me:secret https://h/a", "Basic (-u)"},
    {"curl --user me https://h/a", "Basic (-u)"},
    {"curl --oauth2-bearer abc https://h/a", "Bearer abc"},
    {"curl -H 'authorization:  Bearer abc ' https://h/a", "Bearer abc"},
    {"curl -H \"Authorization: Bearer $TOKEN\" https://h/a", "Bearer $TOKEN"},
};

static bool credentials_are_a_header(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(credentials); i++) {
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, baton_str_from(credentials[i].text), NULL, &ex) == BATON_OK;
        if (whole) {
            const struct baton_http_header *h = baton_http_header(&ex.request, "Authorization");
            assert_non_null(h);
            assert_text(credentials[i].text, h->value, credentials[i].value);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(credentials_are_a_header)

/* ---- places -------------------------------------------------------------------------- */

/* What the spans of a command's parts cover in its text. */
static const struct {
    const char *text, *method, *url, *name, *value, *body;
} places[] = {
    {"curl -X PUT 'https://h/a' -H 'A: b c' -d '{}'", "PUT", "https://h/a", "A", "b c", "{}"},
    {"curl -XPUT \"https://h/a\" -H\"A:b\" -d\"{}\"", "PUT", "https://h/a", "A", "b", "{}"},
    {"curl -XPUT https://h/a -HA:b -d{}", "PUT", "https://h/a", "A", "b", "{}"},
    {"curl -sXPUT https://h/a -d '{", "PUT", "https://h/a", "", "", "{"},
    {"  $ curl -X \"PUT\" https://h/a -d '{}\\n'|cat", "PUT", "https://h/a", "", "", "{}\\n"},
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
        struct baton_exchange ex;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, &curl, &ex) == BATON_OK;
        if (whole) {
            assert_text(places[i].text, covered(text, ex.request.method_span), places[i].method);
            assert_text(places[i].text, covered(text, ex.url_span), places[i].url);
            assert_text(places[i].text, covered(text, ex.body.span), places[i].body);
            for (size_t h = 0; h < ex.request.header_count; h++) {
                assert_text(places[i].text, covered(text, ex.request.headers[h].name_span),
                            places[i].name);
                assert_text(places[i].text, covered(text, ex.request.headers[h].value_span),
                            places[i].value);
            }
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(spans_cover_the_parts)

/* ---- headers put in ------------------------------------------------------------------- */

/* The command with "Content-Type: application/json" put in; NULL: it cannot be. */
static const struct {
    const char *text, *edited;
} put_in[] = {
    {"curl https://h/a -d '{}'", "curl https://h/a -H 'Content-Type: application/json' -d '{}'"},
    {"curl -d '{}' 'https://h/a'", "curl -d '{}' 'https://h/a' -H 'Content-Type: "
     "application/json'"},
    {"curl -H 'A: b' -d '{}' https://h/a",
     "curl -H 'A: b' -H 'Content-Type: application/json' -d '{}' https://h/a"},
    {"curl -H 'Content-Type: text/x' https://h/a",
     "curl -H 'Content-Type: application/json' https://h/a"},
    {"curl -H'Content-Type: text/x' https://h/a",
     "curl -H'Content-Type: application/json' https://h/a"},
    {"curl -sH\"content-type:text/x; charset=\\\"a\\\"\" https://h/a",
     "curl -sH\"content-type:application/json\" https://h/a"},
    {"curl \"https://h/a\" ^\n -d \"{}\"",
     "curl \"https://h/a\" -H \"Content-Type: application/json\" ^\n -d \"{}\""},
    {"curl --json '{}' https://h/a", NULL},
};

static bool a_header_is_put_in(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(put_in); i++) {
        struct baton_str text = baton_str_from(put_in[i].text), edited;
        struct baton_exchange ex;
        struct baton_edit edit;
        struct baton_arena arena;
        baton_arena_init(&arena, alloc, 0);
        whole = read_first(&arena, text, &curl, &ex) == BATON_OK;
        bool can = whole && baton_exchange_header_edit(&arena, &ex, "Content-Type",
                                                       "application/json", &edit);
        whole = whole && !baton_arena_failed(&arena);
        if (whole)
            assert_number(put_in[i].text, can, put_in[i].edited != NULL);
        if (can && (whole = baton_edits_apply(&arena, text, &edit, 1, &edited, NULL) == BATON_OK))
            assert_text(put_in[i].text, edited, put_in[i].edited);
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(a_header_is_put_in)

/* ---- hostile ---------------------------------------------------------------------------- */

/* Commands that never name a URL, each reading into the next: not every one from its start. */
static bool commands_without_end_take_linear_time(struct baton_alloc alloc)
{
    enum { LINES = 20000 };
    static const struct baton_str line = {"curl -o \\\n", 10};
    struct baton_input *input;
    struct baton_arena arena;
    struct baton_buf text;
    baton_arena_init(&arena, alloc, 256 << 20);
    baton_buf_init(&text, &arena, 0);
    baton_buf_puts(&text, "Hello, this does {not} work:\n");
    for (size_t i = 0; i < LINES; i++)
        baton_buf_put(&text, line);
    enum baton_err err = baton_buf_failed(&text)
                             ? BATON_ENOMEM
                             : baton_input_open(&arena, baton_buf_str(&text), NULL, NULL, &input);
    bool whole = err == BATON_OK;
    if (whole)
        assert_int_equal(baton_input_kind(input), BATON_INPUT_TEXT);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(commands_without_end_take_linear_time)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands_are_read_as_curl_reads_them),
        cmocka_unit_test(test_credentials_are_a_header),
        cmocka_unit_test(test_spans_cover_the_parts),
        cmocka_unit_test(test_a_header_is_put_in),
        cmocka_unit_test(test_commands_without_end_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
