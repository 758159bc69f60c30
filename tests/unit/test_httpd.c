/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTP server, over real sockets: each fault it can be told to make, and those of peers. */
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "edge/httpd.h"
#include "edge/os.h"
#include "tests/unit/oom.h"

enum { LARGE = 200000, LIMIT = 1 << 16, PATIENCE = 20 /* seconds */ };

/* The server's threads allocate, too. */
struct shared {
    struct baton_alloc alloc;
    pthread_mutex_t lock;
};

static void *shared_resize(void *ctx, void *p, size_t old, size_t size)
{
    struct shared *s = ctx;
    pthread_mutex_lock(&s->lock);
    void *out = s->alloc.resize(s->alloc.ctx, p, old, size);
    pthread_mutex_unlock(&s->lock);
    return out;
}

/* ---- what is served ------------------------------------------------------------------ */

static char large_body[LARGE];

/* Each path asks for one kind of answer. */
static void handle(void *ctx, const struct baton_httpd_request *request,
                   struct baton_arena *arena, struct baton_httpd_response *response)
{
    struct baton_str path = request->path;
    (void)ctx;
    if (baton_str_is(path, "/large")) {
        response->body = (struct baton_str){large_body, LARGE};
    } else if (baton_str_is(path, "/stretch")) {
        response->body = BATON_STR("0123456789");
        response->stretch = 1000005;
    } else if (baton_str_is(path, "/headers")) {
        response->status = 418;
        response->headers[0] = (struct baton_httpd_header){BATON_STR("X-One"), BATON_STR("1")};
        response->headers[1] = (struct baton_httpd_header){BATON_STR("X-Two"), BATON_STR("a\r\nb")};
        response->header_count = 2;
    } else {
        struct baton_str one = baton_httpd_header_of(request, "X-ONE");
        response->body = baton_str_fmt(
            arena, "%.*s|%.*s|%.*s|%.*s|%zu%s|%.*s", BATON_ARG(request->method), BATON_ARG(path),
            BATON_ARG(request->query), BATON_ARG(one), request->body.len,
            request->too_large ? " cut" : "",
            request->body.len < 40 ? (int)request->body.len : 40, request->body.s);
    }
    response->fault = baton_str_is(path, "/reset")      ? BATON_HTTPD_RESET
                      : baton_str_is(path, "/truncate") ? BATON_HTTPD_TRUNCATE
                      : baton_str_is(path, "/hang")     ? BATON_HTTPD_HANG : BATON_HTTPD_ANSWER;
    response->delay_ms = baton_str_is(path, "/slow") ? 300 : 0;
}

static enum baton_err start(struct shared *shared, struct baton_alloc alloc, int threads,
                            struct baton_httpd **out)
{
    const char *why;
    struct baton_httpd_options options = {.address = "127.0.0.1", .threads = threads,
                                          .max_body = LIMIT, .handler = handle};
    shared->alloc = alloc;
    pthread_mutex_init(&shared->lock, NULL);
    memset(large_body, 'x', LARGE);
    enum baton_err err =
        baton_httpd_start((struct baton_alloc){shared_resize, shared}, &options, out, &why);
    assert_true(err == BATON_OK || err == BATON_ENOMEM);
    return err;
}

/* ---- a client -------------------------------------------------------------------------- */

static int dial(uint16_t port)
{
    struct timeval patience = {PATIENCE, 0};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void put(int fd, const char *text)
{
    (void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* Up to so many bytes, or the end; gives how many, or -1 if the connection was reset. */
static ssize_t get(int fd, char *buf, size_t most)
{
    size_t have = 0;
    while (have < most) {
        ssize_t got = recv(fd, buf + have, most - have, 0);
        if (got < 0 && errno == ECONNRESET)
            return have ? (ssize_t)have : -1;
        assert_true(got >= 0);
        if (got == 0)
            break;
        have += (size_t)got;
    }
    return (ssize_t)have;
}

/* One request on a connection of its own; false if there was no answer (out of memory). */
static bool ask(struct baton_httpd *httpd, const char *request, char *answer, size_t size)
{
    int fd = dial(baton_httpd_port(httpd));
    put(fd, request);
    ssize_t got = get(fd, answer, size - 1);
    close(fd);
    answer[got > 0 ? got : 0] = '\0';
    return got > 0;
}

static bool has(const char *answer, const char *part)
{
    return strstr(answer, part) != NULL;
}

#define CLOSE "Host: x\r\nConnection: close\r\n"

/* ---- tests ------------------------------------------------------------------------------- */

static bool answers(struct baton_alloc alloc)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096];
    if (start(&shared, alloc, 1, &httpd) != BATON_OK)
        return false;
    bool good = ask(httpd, "GET /a%20b?q=1&r=%41 HTTP/1.1\r\nx-one: two\r\n" CLOSE "\r\n", answer,
                    sizeof answer);
    if (good) {
        assert_true(has(answer, "HTTP/1.1 200 "));
        assert_true(has(answer, "GET|/a%20b|q=1&r=%41|two|0|"));
    }
    good = good && ask(httpd, "POST /p HTTP/1.1\r\nContent-Length: 5\r\n" CLOSE "\r\nhello",
                       answer, sizeof answer);
    if (good)
        assert_true(has(answer, "POST|/p|||5|hello"));
    good = good && ask(httpd, "GET /headers HTTP/1.1\r\n" CLOSE "\r\n", answer, sizeof answer);
    if (good) {
        assert_true(has(answer, "HTTP/1.1 418 ") && has(answer, "X-One: 1\r\n"));
        assert_false(has(answer, "X-Two"));
    }
    baton_httpd_stop(httpd, 1000);
    return good;
}
OOM_TEST(answers)

static bool keeps_connections(struct baton_alloc alloc)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096];
    if (start(&shared, alloc, 2, &httpd) != BATON_OK)
        return false;
    /* Two at once, the second with its body, then the end. */
    bool good = ask(httpd, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
                           "POST /2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                           "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                           "GET /3 HTTP/1.1\r\n" CLOSE "\r\n", answer, sizeof answer) &&
                has(answer, "GET|/1|") && has(answer, "POST|/2|||5|abcde") &&
                has(answer, "GET|/3|");
    baton_httpd_stop(httpd, 1000);
    return good;
}
OOM_TEST(keeps_connections)

static ssize_t count_bytes(struct baton_httpd *httpd, const char *request, uint64_t *promised)
{
    static char all[1100000];
    int fd = dial(baton_httpd_port(httpd));
    put(fd, request);
    ssize_t got = get(fd, all, sizeof all - 1);
    close(fd);
    all[got > 0 ? got : 0] = '\0';
    const char *end = strstr(all, "\r\n\r\n"), *length = strstr(all, "Content-Length: ");
    unsigned long long number = 0;
    if (!end || !length || sscanf(length, "Content-Length: %llu", &number) != 1)
        return -1;
    *promised = number;
    return got - (end + 4 - all);
}

static void test_large_answers(void **unused)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    uint64_t promised = 0;
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    assert_int_equal(count_bytes(httpd, "GET /large HTTP/1.1\r\n" CLOSE "\r\n", &promised), LARGE);
    assert_int_equal(count_bytes(httpd, "GET /stretch HTTP/1.1\r\n" CLOSE "\r\n", &promised),
                     1000005);
    ssize_t half = count_bytes(httpd, "GET /truncate HTTP/1.1\r\n" CLOSE "\r\n", &promised);
    assert_true(half > 0 && (uint64_t)half < promised);
    baton_httpd_stop(httpd, 1000);
}

static void test_large_requests(void **unused)
{
    static char request[LIMIT * 3];
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096], wanted[64];
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    for (int size = LIMIT - 1; size <= LIMIT + 1; size++) {
        int head = snprintf(request, sizeof request,
                            "POST /b HTTP/1.1\r\nContent-Length: %d\r\n" CLOSE "\r\n", size);
        memset(request + head, 'y', (size_t)size);
        request[head + size] = '\0';
        assert_true(ask(httpd, request, answer, sizeof answer));
        snprintf(wanted, sizeof wanted, "|%d%s|yyy", size > LIMIT ? LIMIT : size,
                 size > LIMIT ? " cut" : "");
        assert_true(has(answer, wanted));
    }
    baton_httpd_stop(httpd, 1000);
}

static void test_reset(void **unused)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[64];
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    int fd = dial(baton_httpd_port(httpd));
    put(fd, "GET /reset HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_int_equal(get(fd, answer, sizeof answer), -1);
    close(fd);
    baton_httpd_stop(httpd, 1000);
}

/* A peer that is slow, one that hangs and one that waits hold up nobody, nor the end. */
static void test_slow_ones_wait_alone(void **unused)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096];
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    int half = dial(baton_httpd_port(httpd)), hung = dial(baton_httpd_port(httpd));
    int slow = dial(baton_httpd_port(httpd));
    put(half, "POST /half HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
    put(hung, "GET /hang HTTP/1.1\r\nHost: x\r\n\r\n");
    put(slow, "GET /slow HTTP/1.1\r\n" CLOSE "\r\n");
    assert_true(ask(httpd, "GET /quick HTTP/1.1\r\n" CLOSE "\r\n", answer, sizeof answer));
    assert_int_equal(recv(slow, answer, sizeof answer, MSG_DONTWAIT), -1);
    ssize_t got = get(slow, answer, sizeof answer - 1);
    assert_true(got > 0);
    answer[got] = '\0';
    assert_true(has(answer, "GET|/slow|"));
    baton_httpd_stop(httpd, 10);
    assert_true(get(hung, answer, sizeof answer) <= 0);
    close(half), close(hung), close(slow);
}

/* What is under way is answered before the end. */
static void test_end_is_orderly(void **unused)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096];
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 2, &httpd), BATON_OK);
    int slow = dial(baton_httpd_port(httpd));
    put(slow, "GET /slow HTTP/1.1\r\n" CLOSE "\r\n");
    assert_true(ask(httpd, "GET /quick HTTP/1.1\r\n" CLOSE "\r\n", answer, sizeof answer));
    baton_httpd_stop(httpd, 20000);
    ssize_t got = get(slow, answer, sizeof answer - 1);
    close(slow);
    /* A request that was not yet read when the end came is not answered. */
    answer[got > 0 ? got : 0] = '\0';
    assert_true(got <= 0 || has(answer, "GET|/slow|"));
    baton_httpd_stop(NULL, 0);
}

static void test_garbage(void **unused)
{
    /* What is said, and what is answered; NULL: the peer leaves without waiting. */
    static const struct { const char *said, *answer; } rubbish[] = {
        {"\r\n\r\n", NULL},
        {"GET\r\n\r\n", NULL},
        {"\x16\x03\x01\x02", NULL},
        {"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", "HTTP/1.1 400"},
        {"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "HTTP/1.1 505"},
        {"%s%s%n / HTTP/1.1\r\n" CLOSE "\r\n", "%s%s%n|/|"},
        {"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: x\r\n\r\nzz\r\n",
         "HTTP/1.1 400"},
    };
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    char answer[4096];
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    for (size_t i = 0; i < BATON_COUNT(rubbish); i++) {
        int fd = dial(baton_httpd_port(httpd));
        put(fd, rubbish[i].said);
        ssize_t got = rubbish[i].answer ? get(fd, answer, sizeof answer - 1) : 0;
        answer[got > 0 ? got : 0] = '\0';
        close(fd);
        assert_true(!rubbish[i].answer || has(answer, rubbish[i].answer));
    }
    assert_true(ask(httpd, "GET /well HTTP/1.1\r\n" CLOSE "\r\n", answer, sizeof answer));
    assert_true(has(answer, "GET|/well|"));
    baton_httpd_stop(httpd, 1000);
}

/* ---- what cannot be started ------------------------------------------------------------ */

static void refuses(struct baton_httpd_options options, const char *said)
{
    struct baton_httpd *httpd = NULL;
    const char *why = "";
    options.handler = handle;
    assert_int_equal(baton_httpd_start(baton_os_alloc(), &options, &httpd, &why), BATON_EUSAGE);
    assert_true(has(why, said));
    assert_null(httpd);
}

static void test_refusals(void **unused)
{
    struct shared shared;
    struct baton_httpd *httpd = NULL;
    (void)unused;
    assert_int_equal(start(&shared, baton_os_alloc(), 1, &httpd), BATON_OK);
    refuses((struct baton_httpd_options){.port = baton_httpd_port(httpd)}, "in use");
    refuses((struct baton_httpd_options){.address = "localhost"}, "not an address");
    refuses((struct baton_httpd_options){.address = "192.0.2.1"}, "does not have");
    refuses((struct baton_httpd_options){.cert_file = "a"}, "wants its key");
    refuses((struct baton_httpd_options){.cert_file = "no", .key_file = "no"}, "cannot be read");
    refuses((struct baton_httpd_options){.cert_file = "LICENSE", .key_file = "LICENSE"},
            "not fit for TLS");
    baton_httpd_stop(httpd, 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_keeps_connections),
        cmocka_unit_test(test_large_answers),
        cmocka_unit_test(test_large_requests),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_slow_ones_wait_alone),
        cmocka_unit_test(test_end_is_orderly),
        cmocka_unit_test(test_garbage),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
