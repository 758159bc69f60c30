/* SPDX-License-Identifier: Apache-2.0 */
/* Requests over sockets of the loopback, to servers that behave and servers that do not. */
#include "edge/fetch.h"
#include "edge/os.h"
#include "tests/unit/exchange.h"
#include "tests/unit/script_server.h"

#define OK_BODY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
#define EMPTY(status) "HTTP/1.1 " status " X\r\nContent-Length: 0\r\n\r\n"
#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define GZIP "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n"

enum { MAX_BODY = 1000 };

/* Time passes only by waiting, and waiting takes none. */
struct world {
    int64_t now;
    int waits, last_ms;
    char why[128];
};

static void note_wait(void *ctx, const char *why, int ms)
{
    struct world *w = ctx;
    w->now += ms;
    w->waits++;
    w->last_ms = ms;
    snprintf(w->why, sizeof w->why, "%s", why);
}

static int64_t world_clock(void *ctx)
{
    return ((struct world *)ctx)->now;
}

static struct baton_fetch_options options_of(struct world *w)
{
    return (struct baton_fetch_options){.proxy = "", .total_ms = 5000, .max_body = MAX_BODY,
                                        .waits = note_wait, .clock_ms = world_clock, .ctx = w,
                                        .seed = 7};
}

static struct baton_str local(struct baton_arena *arena, unsigned port, const char *path)
{
    return baton_str_fmt(arena, "http://127.0.0.1:%u%s", port, path);
}

/* ---- how answers end ------------------------------------------------------------------- */

static const char bomb[] = GZIP
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xed\xc1\x01\x01\x00\x00\x00\x80\x90\xfe"
    "\xaf\xee\x08\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
    "\x00\x00\x00\x00\x00\x00\x00\x6a\xeb\x8e\x97\xd7\x00\x00\x01\x00";

struct row {
    const char *name;
    struct script scripts[4];
    size_t count;
    bool changes;            /* the request changes something */
    enum baton_fetch_failure failure;
    int status, tries;
    const char *body, *detail; /* detail: a part of it, or NULL */
};

#define ONE(bytes, end) {{bytes, 0, end}}, 1
#define RESET_FIRST {{"", 0, RESET}, {OK_BODY, 0, KEEP}}, 2

static const struct row rows[] = {
    {"plain", ONE(OK_BODY, KEEP), 0, BATON_FETCH_OK, 200, 1, "ok", NULL},
    {"until close", ONE("HTTP/1.1 200 OK\r\n\r\nok", CLOSE), 0, BATON_FETCH_OK, 200, 1, "ok", NULL},
    {"chunked", ONE(CHUNKED "1\r\no\r\n1\r\nk\r\n0\r\n\r\n", KEEP), 0, BATON_FETCH_OK, 200, 1,
     "ok", NULL},
    {"interim", ONE("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n" OK_BODY, KEEP), 0,
     BATON_FETCH_OK, 200, 1, "ok", NULL},
    {"not found", ONE("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n<htm>", KEEP), 0,
     BATON_FETCH_OK, 404, 1, "<htm>", NULL},
    {"redirect", ONE("HTTP/1.1 302 Found\r\nLocation: http://other.example.com/\r\n"
                     "Content-Length: 0\r\n\r\n", KEEP), 0, BATON_FETCH_OK, 302, 1, "", NULL},
    {"bad request is final", ONE(EMPTY("400"), KEEP), 0, BATON_FETCH_OK, 400, 1, "", NULL},
    {"500 is final", ONE(EMPTY("500"), KEEP), 0, BATON_FETCH_OK, 500, 1, "", NULL},
    {"gzip", {{GZIP "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xd7\x51\x48\xaf"
               "\xca\x2c\x00\x00\x4a\x9b\xb1\x5c\x0b\x00\x00\x00", sizeof GZIP - 1 + 31, CLOSE}}, 1,
     0, BATON_FETCH_OK, 200, 1, "hello, gzip", NULL},
    {"gzip bomb", {{bomb, sizeof bomb - 1, CLOSE}}, 1, 0, BATON_FETCH_TOO_LARGE, 200, 1, NULL, ""},
    {"broken gzip", ONE(GZIP "hello, gzip, you are none", CLOSE), 1, BATON_FETCH_RESET, 200, 1,
     "", "compression is broken"},
    {"endless body", ONE("HTTP/1.1 200 OK\r\n\r\n", ENDLESS), 0, BATON_FETCH_TOO_LARGE, 200, 1,
     NULL, ""},
    {"garbage", ONE("SSH-2.0-server\r\n", CLOSE), 0, BATON_FETCH_NOT_HTTP, 0, 1, "", NULL},
    {"nothing", ONE("", CLOSE), 1, BATON_FETCH_RESET, 0, 1, "", NULL},
    {"truncated", ONE("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart", CLOSE), 1,
     BATON_FETCH_RESET, 200, 1, "part", NULL},
    {"bad chunk", ONE(CHUNKED "zz\r\nok\r\n", CLOSE), 1, BATON_FETCH_RESET, 200, 1, "", NULL},
    {"chunk cut off", ONE(CHUNKED "9\r\npart", CLOSE), 1, BATON_FETCH_RESET, 200, 1, "part", NULL},
    {"reset, reading", RESET_FIRST, 0, BATON_FETCH_OK, 200, 2, "ok", NULL},
    {"reset, changing", RESET_FIRST, 1, BATON_FETCH_RESET, 0, 1, "", NULL},
    {"503 then 200", {{EMPTY("503"), 0, KEEP}, {OK_BODY, 0, KEEP}}, 2, 0, BATON_FETCH_OK, 200, 2,
     "ok", NULL},
    {"503 for ever", ONE(EMPTY("503"), KEEP), 0, BATON_FETCH_OK, 503, 3, "", NULL},
    {"502, changing", {{EMPTY("502"), 0, KEEP}, {OK_BODY, 0, KEEP}}, 2, 1, BATON_FETCH_OK, 502, 1,
     "", NULL},
    {"504 then 200", {{EMPTY("504"), 0, CLOSE}, {OK_BODY, 0, KEEP}}, 2, 0, BATON_FETCH_OK, 200, 2,
     "ok", NULL},
    {"429 then 200", {{EMPTY("429"), 0, KEEP}, {OK_BODY, 0, KEEP}}, 2, 1, BATON_FETCH_OK, 200, 2,
     "ok", NULL},
    {"407", ONE(EMPTY("407"), KEEP), 0, BATON_FETCH_PROXY, 407, 1, "", "credentials"},
};

static bool fetch_from(struct baton_alloc alloc, const struct baton_fetch_options *options,
                       struct baton_fetch_request *request, struct baton_arena *arena,
                       struct baton_fetch_response *out)
{
    struct baton_fetch *fetch;
    if (baton_fetch_open(alloc, options, &fetch) != BATON_OK)
        return false;
    enum baton_err err = baton_fetch_one(fetch, request, arena, out);
    baton_fetch_close(fetch);
    if (err != BATON_OK)
        assert_int_equal(err, BATON_ENOMEM);
    return err == BATON_OK;
}

static void check_row(const struct row *row, const struct baton_fetch_response *got)
{
    assert_number(row->name, got->failure, row->failure);
    assert_number(row->name, got->status, row->status);
    assert_number(row->name, got->tries, row->tries);
    if (row->body)
        assert_text(row->name, got->body, row->body);
    else
        assert_number(row->name, (long long)got->body.len, MAX_BODY);
    if (row->detail &&
        baton_str_find(got->detail, baton_str_from(row->detail)) == SIZE_MAX)
        fail_msg("%s: %.*s", row->name, BATON_ARG(got->detail));
    if (got->failure == BATON_FETCH_OK)
        assert_text(row->name, got->detail, "");
    bool refused = got->status / 100 == 4;
    assert_number(row->name, got->may_have_acted, row->changes && !refused);
    assert_true(baton_str_starts(got->address, S("127.0.0.1:")));
    assert_true(got->started_ms > 0 && got->ms > 0 && got->ms < 5000);
}

static void test_every_end_has_its_name(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_arena arena;
        struct world world = {.now = 1000};
        struct baton_fetch_options options = options_of(&world);
        struct baton_fetch_response got;
        struct script_server *server = script_start(rows[i].scripts, rows[i].count);
        baton_arena_init(&arena, baton_os_alloc(), 0);
        struct baton_fetch_request request = {.method = S("GET"),
                                              .url = local(&arena, server->port, "/x"),
                                              .changes_nothing = !rows[i].changes};
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        script_stop(server);
        check_row(&rows[i], &got);
        assert_number(rows[i].name, (long long)server->request_count, rows[i].tries);
        assert_number(rows[i].name, world.waits, rows[i].tries - 1);
        baton_arena_release(&arena);
        script_free(server);
    }
}

/* ---- what is sent ---------------------------------------------------------------------- */

static bool sends_what_it_is_given(struct baton_alloc alloc)
{
    static const struct script scripts[] = {{OK_BODY, 0, KEEP}};
    const struct baton_fetch_header headers[] = {
        {S("Content-Type"), S("application/json")}, {S("X-Empty"), S("")}};
    static const char wanted[] =
        " HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: baton/" BATON_VERSION
        "\r\nAccept-Encoding: ";
    struct world world = {0};
    struct baton_fetch_options options = options_of(&world);
    struct script_server *server = script_start(scripts, 1);
    struct baton_fetch_response got;
    struct baton_arena arena;
    char url[64], head[200];
    int user = 0;
    snprintf(url, sizeof url, "http://127.0.0.1:%u/a?b=c", server->port);
    struct baton_fetch_request request = {
        .method = S("POST"), .url = baton_str_from(url), .headers = headers, .header_count = 2,
        .body = S("{\"a\":1}"), .user = &user};
    baton_arena_init(&arena, alloc, 0);
    bool whole = fetch_from(alloc, &options, &request, &arena, &got);
    script_stop(server);
    if (whole) {
        snprintf(head, sizeof head, wanted, server->port);
        assert_ptr_equal(got.user, &user);
        assert_true(strncmp(server->requests[0], "POST /a?b=c", 11) == 0);
        assert_true(strncmp(server->requests[0] + 11, head, strlen(head)) == 0);
        assert_non_null(strstr(server->requests[0], "\r\nContent-Type: application/json\r\n"));
        assert_non_null(strstr(server->requests[0], "\r\nX-Empty:\r\n"));
        assert_non_null(strstr(server->requests[0], "\r\nContent-Length: 7\r\n"));
        assert_null(strstr(server->requests[0], "Expect"));
        assert_null(strstr(server->requests[0], "Accept: "));
        assert_non_null(strstr(server->requests[0], "\r\n\r\n{\"a\":1}"));
    }
    baton_arena_release(&arena);
    script_free(server);
    return whole;
}
OOM_TEST(sends_what_it_is_given)

/* What would be a request that nobody meant is not sent. */
static void test_what_cannot_be_sent_is_not(void **unused)
{
    const struct baton_fetch_header split = {S("X"), S("a\r\nAuthorization: b")},
                                    named = {S("X Y"), S("a")};
    const struct {
        const char *method, *url;
        const struct baton_fetch_header *header;
        enum baton_fetch_failure failure;
    } bad[] = {
        {"GET", "", NULL, BATON_FETCH_BAD_URL},
        {"GET", "/path", NULL, BATON_FETCH_BAD_URL},
        {"GET", "api.example.com/path", NULL, BATON_FETCH_BAD_URL},
        {"GET", "file:///etc/hostname", NULL, BATON_FETCH_BAD_URL},
        {"GET", "ftp://127.0.0.1/", NULL, BATON_FETCH_BAD_URL},
        {"GET", "gopher://127.0.0.1/", NULL, BATON_FETCH_BAD_URL},
        {"GET", "http://127.0.0.1:1/a b", NULL, BATON_FETCH_BAD_URL},
        {"GET", "http://127.0.0.1:1/a\r\nX: b", NULL, BATON_FETCH_BAD_URL},
        {"GET", "http://127.0.0.1:99999/", NULL, BATON_FETCH_BAD_URL},
        {"GET", "http://127.0.0.1:1/", &split, BATON_FETCH_FAILED},
        {"GET", "http://127.0.0.1:1/", &named, BATON_FETCH_FAILED},
        {"GET / HTTP/1.1\r\n", "http://127.0.0.1:1/", NULL, BATON_FETCH_FAILED},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(bad); i++) {
        struct baton_arena arena;
        struct world world = {0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_fetch_response got;
        struct baton_fetch_request request = {.method = baton_str_from(bad[i].method),
                                              .url = baton_str_from(bad[i].url),
                                              .headers = bad[i].header,
                                              .header_count = bad[i].header != NULL};
        baton_arena_init(&arena, baton_os_alloc(), 0);
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        assert_number(bad[i].url, got.failure, bad[i].failure);
        assert_number(bad[i].url, got.status, 0);
        assert_false(got.may_have_acted);
        assert_true(got.detail.len > 5);
        baton_arena_release(&arena);
    }
}

/* ---- nobody there ---------------------------------------------------------------------- */

static void test_nobody_there_is_told_without_secrets(void **unused)
{
    static const struct {
        const char *url, *proxy;
        enum baton_fetch_failure failure;
        int tries;
    } gone[] = {
        {"http://ab%%63ret:pass-w0rd@127.0.0.1:%u/?token=t0ken-of-url", "",
         BATON_FETCH_NO_CONNECTION, 3},
        {"http://t0ken-of-url.invalid:%u/?k=t0ken-of-url", "", BATON_FETCH_NO_HOST, 1},
        {"http://example.com:%u/?t0ken-of-url", "http://me:pass-w0rd@127.0.0.1:1",
         BATON_FETCH_PROXY, 1},
        {"http://example.com:%u/", "http://me:pass-w0rd@pass-w0rd.invalid:1", BATON_FETCH_PROXY,
         1},
    };
    unsigned port;
    int taken = script_socket(&port); /* bound, but nobody listens */
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(gone); i++) {
        struct baton_arena arena;
        struct world world = {0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_fetch_response got;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        char url[200], *at;
        snprintf(url, sizeof url, "%s", gone[i].url);
        if ((at = strstr(url, "%%")))
            memmove(at, at + 1, strlen(at));
        at = strstr(url, "%u");
        struct baton_fetch_request request = {
            .method = S("POST"),
            .url = baton_str_fmt(&arena, "%.*s%u%s", (int)(at - url), url, port, at + 2)};
        options.proxy = gone[i].proxy;
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        assert_number(gone[i].url, got.failure, gone[i].failure);
        assert_number(gone[i].url, got.tries, gone[i].tries);
        assert_false(got.may_have_acted);
        assert_true(got.detail.len > 10);
        assert_true(baton_str_find(got.detail, S("pass-w0rd")) == SIZE_MAX);
        assert_true(baton_str_find(got.detail, S("t0ken-of-url")) == SIZE_MAX);
        baton_arena_release(&arena);
    }
    close(taken);
}

/* ---- time ------------------------------------------------------------------------------ */

static void test_silence_ends(void **unused)
{
    static const struct {
        const char *bytes;
        int total_ms, stall_ms, status;
        const char *body, *detail;
    } silent[] = {
        {"", 60, 0, 0, "", "imed out"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart", 60, 0, 200, "part", "imed out"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart", 20000, 30, 200, "part",
         "does not go on"},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(silent); i++) {
        const struct script script = {silent[i].bytes, 0, SILENT};
        struct script_server *server = script_start(&script, 1);
        struct baton_fetch_options options = {.proxy = "", .total_ms = silent[i].total_ms,
                                              .stall_ms = silent[i].stall_ms};
        struct baton_arena arena;
        struct baton_fetch_response got;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        struct baton_fetch_request request = {.method = S("GET"), .changes_nothing = true,
                                              .url = local(&arena, server->port, "/")};
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        script_stop(server);
        assert_int_equal(got.failure, BATON_FETCH_TIMEOUT);
        assert_int_equal(got.status, silent[i].status);
        assert_int_equal(got.tries, 1);
        assert_text("body", got.body, silent[i].body);
        assert_true(baton_str_find(got.detail, baton_str_from(silent[i].detail)) != SIZE_MAX);
        assert_true(got.ms < 3000);
        baton_arena_release(&arena);
        script_free(server);
    }
}

/* A kept connection was not made by this request, and has no times of it. */
static void test_silence_on_a_kept_connection_is_silence(void **unused)
{
    static const struct script scripts[] = {{OK_BODY, 0, KEEP}, {"", 0, SILENT}};
    struct script_server *server = script_start(scripts, 2);
    struct baton_fetch_options options = {.proxy = "", .total_ms = 60};
    struct baton_fetch *fetch;
    struct baton_arena arena;
    struct baton_fetch_response got;
    (void)unused;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    assert_int_equal(baton_fetch_open(baton_os_alloc(), &options, &fetch), BATON_OK);
    struct baton_fetch_request request = {.method = S("GET"), .changes_nothing = true,
                                          .url = local(&arena, server->port, "/")};
    assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
    assert_int_equal(got.status, 200);
    assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
    assert_int_equal(got.failure, BATON_FETCH_TIMEOUT);
    baton_fetch_close(fetch);
    script_stop(server);
    assert_int_equal(server->connection_count, 1);
    baton_arena_release(&arena);
    script_free(server);
}

static void test_retry_after_is_kept(void **unused)
{
#define DATED "Date: Mon, 05 Jan 2026 10:00:00 GMT\r\n"
    static const struct {
        const char *headers;
        int said, tries, least, most; /* of the wait */
    } asked[] = {
        {"Retry-After: 3\r\n", 3000, 2, 3000, 3250},
        {"Retry-After: 0\r\n", 0, 2, 0, 250},
        {"retry-after:  7 \r\n", 7000, 2, 7000, 7250},
        {DATED "Retry-After: Mon, 05 Jan 2026 10:00:09 GMT\r\n", 9000, 2, 9000, 9250},
        {DATED "Retry-After: Mon, 05 Jan 2026 09:00:00 GMT\r\n", 0, 2, 0, 250},
        {"Retry-After: Mon, 05 Jan 2026 10:00:09 GMT\r\n", 0, 2, 0, 250},
        {"Retry-After: 20\r\n", 20000, 2, 20000, 20000},
        {"Retry-After: 21\r\n", 21000, 1, 0, 0},
        {"Retry-After: 99999999999999\r\n", INT32_MAX, 1, 0, 0},
        {"Retry-After: soon\r\n", -1, 2, 0, 250},
        {"inin-ratelimit-reset: 5\r\n", 5000, 2, 5000, 5250},
        {"inin-ratelimit-reset: 5\r\nRetry-After: 3\r\n", 3000, 2, 3000, 3250},
        {"", -1, 2, 0, 250},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(asked); i++) {
        char bytes[300];
        snprintf(bytes, sizeof bytes, "HTTP/1.1 429 X\r\nContent-Length: 0\r\n%s\r\n",
                 asked[i].headers);
        const struct script scripts[] = {{bytes, 0, KEEP}, {bytes, 0, KEEP}};
        struct script_server *server = script_start(scripts, 2);
        struct world world = {.last_ms = 0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_arena arena;
        struct baton_fetch_response got;
        options.tries = 2;
        options.max_wait_ms = 20000;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        struct baton_fetch_request request = {.method = S("POST"),
                                              .url = local(&arena, server->port, "/")};
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        script_stop(server);
        assert_number(asked[i].headers, got.retry_after_ms, asked[i].said);
        assert_number(asked[i].headers, got.tries, asked[i].tries);
        assert_in_range(world.last_ms, asked[i].least, asked[i].most);
        assert_true(world.waits == 0 || strstr(world.why, "429"));
        assert_false(got.may_have_acted);
        baton_arena_release(&arena);
        script_free(server);
    }
}

/* ---- headers --------------------------------------------------------------------------- */

static void test_headers_have_a_ceiling(void **unused)
{
    enum { LINE = 1000, LINES = 400 };
    char *bytes = calloc(LINES + 2, LINE + 16);
    (void)unused;
    for (int wide = 0; wide < 2; wide++) {
        char *at = bytes + sprintf(bytes, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
        for (int i = 0; i < LINES; i++)
            at += sprintf(at, "X-%03d: %0*d\r\n", i, wide ? LINE : 1, i);
        sprintf(at, "\r\n");
        const struct script script = {bytes, 0, KEEP};
        struct script_server *server = script_start(&script, 1);
        struct world world = {0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_arena arena;
        struct baton_fetch_response got;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        struct baton_fetch_request request = {.method = S("GET"), .changes_nothing = true,
                                              .url = local(&arena, server->port, "/")};
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        script_stop(server);
        assert_int_equal(got.failure, BATON_FETCH_TOO_LARGE);
        assert_true(got.header_count <= 256);
        assert_text("X-007", baton_str_trim(baton_fetch_header_of(&got, "x-007")),
                    baton_fetch_header_of(&got, "X-007").s);
        assert_null(baton_fetch_header_of(&got, "X-399").s);
        baton_arena_release(&arena);
        script_free(server);
    }
    free(bytes);
}

/* ---- connections ----------------------------------------------------------------------- */

static void test_connections_are_kept_but_for_what_changes_something(void **unused)
{
    static const struct script scripts[] = {{OK_BODY, 0, KEEP}};
    enum { REQUESTS = 5 };
    (void)unused;
    for (int changes = 0; changes < 2; changes++) {
        struct script_server *server = script_start(scripts, 1);
        struct world world = {0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_fetch *fetch;
        struct baton_arena arena;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        assert_int_equal(baton_fetch_open(baton_os_alloc(), &options, &fetch), BATON_OK);
        struct baton_fetch_request request = {.method = S("POST"), .changes_nothing = !changes,
                                              .url = local(&arena, server->port, "/")};
        for (int i = 0; i < REQUESTS; i++) {
            struct baton_fetch_response got;
            assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
            assert_int_equal(got.status, 200);
        }
        baton_fetch_close(fetch);
        script_stop(server);
        assert_int_equal(server->request_count, REQUESTS);
        assert_int_equal(server->connection_count, changes ? REQUESTS : 1);
        baton_arena_release(&arena);
        script_free(server);
    }
}

/*
 * A kept connection that breaks when it is used again: what changes something must
 * not have been on it, for libcurl would send it a second time unasked.
 */
static void test_nothing_that_changes_something_is_sent_twice(void **unused)
{
    static const struct script scripts[] = {
        {OK_BODY, 0, KEEP}, {"", 0, RESET}, {OK_BODY, 0, KEEP}};
    struct script_server *server = script_start(scripts, 3);
    struct world world = {0};
    struct baton_fetch_options options = options_of(&world);
    struct baton_fetch *fetch;
    struct baton_arena arena;
    struct baton_fetch_response got;
    (void)unused;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    assert_int_equal(baton_fetch_open(baton_os_alloc(), &options, &fetch), BATON_OK);
    struct baton_fetch_request request = {.method = S("GET"), .changes_nothing = true,
                                          .url = local(&arena, server->port, "/")};
    assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
    request.method = S("POST");
    request.changes_nothing = false;
    assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
    baton_fetch_close(fetch);
    script_stop(server);
    assert_int_equal(got.failure, BATON_FETCH_RESET);
    assert_true(got.may_have_acted);
    assert_int_equal(server->request_count, 2);
    baton_arena_release(&arena);
    script_free(server);
}

/* ---- several at a time ----------------------------------------------------------------- */

static bool several_at_a_time(struct baton_alloc alloc)
{
    static const struct script scripts[] = {{OK_BODY, 0, KEEP}};
    enum { REQUESTS = 12, AT_ONCE = 3 };
    struct script_server *server = script_start(scripts, 1);
    struct world world = {0};
    struct baton_fetch_options options = options_of(&world);
    struct baton_fetch *fetch;
    struct baton_arena arenas[REQUESTS];
    bool seen[REQUESTS] = {false}, more = true, whole = true;
    size_t count = 0;
    char url[64];
    options.at_once = AT_ONCE;
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", server->port);
    for (size_t i = 0; i < REQUESTS; i++)
        baton_arena_init(&arenas[i], alloc, 0);
    whole = baton_fetch_open(alloc, &options, &fetch) == BATON_OK;
    struct baton_fetch *opened = whole ? fetch : NULL;
    for (size_t i = 0; whole && i < REQUESTS; i++) {
        struct baton_fetch_request request = {.method = S("GET"), .url = baton_str_from(url),
                                              .changes_nothing = true, .user = &seen[i]};
        whole = baton_fetch_begin(fetch, &request, &arenas[i]) == BATON_OK;
    }
    while (whole && more) {
        struct baton_fetch_response got;
        whole = baton_fetch_next(fetch, &got, &more) == BATON_OK;
        if (whole && more) {
            assert_int_equal(got.status, 200);
            assert_false(*(bool *)got.user);
            *(bool *)got.user = true;
            count++;
        }
    }
    baton_fetch_close(opened);
    script_stop(server);
    if (whole) {
        assert_int_equal(count, REQUESTS);
        assert_in_range(server->connection_count, 1, AT_ONCE);
    }
    for (size_t i = 0; i < REQUESTS; i++)
        baton_arena_release(&arenas[i]);
    script_free(server);
    return whole;
}
OOM_TEST(several_at_a_time)

/* One that is waited for goes ahead of those that are held back. */
static void test_one_goes_ahead(void **unused)
{
    static const struct script scripts[] = {{OK_BODY, 0, KEEP}};
    struct script_server *server = script_start(scripts, 1);
    struct world world = {0};
    struct baton_fetch_options options = options_of(&world);
    struct baton_fetch *fetch;
    struct baton_arena arena, other;
    struct baton_fetch_response got;
    bool more;
    size_t count = 0;
    (void)unused;
    options.at_once = 1;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    baton_arena_init(&other, baton_os_alloc(), 0);
    assert_int_equal(baton_fetch_open(baton_os_alloc(), &options, &fetch), BATON_OK);
    struct baton_fetch_request request = {.method = S("GET"), .changes_nothing = true,
                                          .url = local(&arena, server->port, "/queued")};
    for (int i = 0; i < 3; i++)
        assert_int_equal(baton_fetch_begin(fetch, &request, &other), BATON_OK);
    request.url = local(&arena, server->port, "/first");
    assert_int_equal(baton_fetch_one(fetch, &request, &arena, &got), BATON_OK);
    assert_text("body", got.body, "ok");
    while (baton_fetch_next(fetch, &got, &more) == BATON_OK && more)
        count++;
    assert_int_equal(count, 3);
    baton_fetch_close(fetch);
    script_stop(server);
    assert_non_null(strstr(server->requests[0], "GET /first"));
    baton_arena_release(&arena);
    baton_arena_release(&other);
    script_free(server);
}

/* ---- proxies ---------------------------------------------------------------------------- */

static void test_a_proxy_is_asked_and_may_refuse(void **unused)
{
    static const struct {
        const char *url, *answer, *begins;
        enum baton_fetch_failure failure;
        int status;
    } ways[] = {
        {"http://api.example.com/a", OK_BODY, "GET http://api.example.com/a HTTP/1.1\r\n",
         BATON_FETCH_OK, 200},
        {"https://api.example.com/a", EMPTY("403"), "CONNECT api.example.com:443 HTTP/1.1\r\n",
         BATON_FETCH_PROXY, 0},
        {"https://api.example.com/a", EMPTY("407"), "CONNECT api.example.com:443 HTTP/1.1\r\n",
         BATON_FETCH_PROXY, 0},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(ways); i++) {
        const struct script script = {ways[i].answer, 0, CLOSE};
        struct script_server *server = script_start(&script, 1);
        struct world world = {0};
        struct baton_fetch_options options = options_of(&world);
        struct baton_arena arena;
        struct baton_fetch_response got;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        options.proxy = local(&arena, server->port, "").s;
        struct baton_fetch_request request = {.method = S("GET"),
                                              .url = baton_str_from(ways[i].url)};
        assert_true(fetch_from(baton_os_alloc(), &options, &request, &arena, &got));
        script_stop(server);
        assert_number(ways[i].begins, got.failure, ways[i].failure);
        assert_number(ways[i].begins, got.status, ways[i].status);
        assert_number(ways[i].begins, got.tries, 1);
        assert_number(ways[i].begins, got.may_have_acted, ways[i].status == 200);
        assert_true(strncmp(server->requests[0], ways[i].begins, strlen(ways[i].begins)) == 0);
        baton_arena_release(&arena);
        script_free(server);
    }
}

/* ---- as text --------------------------------------------------------------------------- */

static bool an_exchange_reads_as_one(struct baton_alloc alloc)
{
    struct baton_fetch_header sent[] = {{S("Accept"), S("application/json")}};
    struct baton_fetch_header got[] = {{S("content-encoding"), S("gzip")},
                                       {S("Content-Length"), S("31")},
                                       {S("X-Id"), S("7")}};
    struct baton_fetch_request request = {.method = S("POST"), .headers = sent, .header_count = 1,
                                          .url = S("http://127.0.0.1:8080/a?b=c"),
                                          .body = S("{}")};
    struct baton_fetch_response response = {.status = 404, .headers = got, .header_count = 3,
                                            .body = S("{\"a\":1}")};
    struct baton_arena arena;
    struct baton_exchange ex;
    bool whole = false;
    baton_arena_init(&arena, alloc, 0);
    struct baton_str text = baton_fetch_exchange(&arena, &request, &response);
    if (text.s && read_first(&arena, text, NULL, &ex) == BATON_OK) {
        whole = true;
        assert_text("url", ex.url.len ? ex.url : ex.request.target, "http://127.0.0.1:8080/a?b=c");
        assert_text("body", ex.body.text, "{}");
        assert_text("answer", ex.answer.text, "{\"a\":1}");
        assert_int_equal(ex.response.status, 404);
        assert_int_equal(ex.response.header_count, 1);
        assert_int_equal(ex.request.problem_count + ex.response.problem_count, 0);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(an_exchange_reads_as_one)

static void test_names_and_texts(void **unused)
{
    (void)unused;
    assert_string_equal(baton_fetch_failure_name(BATON_FETCH_NO_HOST), "no-host");
    assert_string_equal(baton_fetch_failure_text(BATON_FETCH_TOO_LARGE),
                        "the answer is larger than the limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_end_has_its_name),
        cmocka_unit_test(test_sends_what_it_is_given),
        cmocka_unit_test(test_what_cannot_be_sent_is_not),
        cmocka_unit_test(test_nobody_there_is_told_without_secrets),
        cmocka_unit_test(test_silence_ends),
        cmocka_unit_test(test_silence_on_a_kept_connection_is_silence),
        cmocka_unit_test(test_retry_after_is_kept),
        cmocka_unit_test(test_headers_have_a_ceiling),
        cmocka_unit_test(test_connections_are_kept_but_for_what_changes_something),
        cmocka_unit_test(test_nothing_that_changes_something_is_sent_twice),
        cmocka_unit_test(test_several_at_a_time),
        cmocka_unit_test(test_one_goes_ahead),
        cmocka_unit_test(test_a_proxy_is_asked_and_may_refuse),
        cmocka_unit_test(test_an_exchange_reads_as_one),
        cmocka_unit_test(test_names_and_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
