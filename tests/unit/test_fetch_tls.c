/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom fetch trusts. Certificates are made, and servers run, by the openssl command;
 * without it these tests are skipped.
 */
#define _XOPEN_SOURCE 700 /* P_tmpdir */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edge/fetch.h"
#include "edge/os.h"
#include "tests/unit/exchange.h"
#include "tests/unit/script_server.h"

enum { SKIPPED = 77 };

static char start[4096];

static const char ca_config[] =
    "[a]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n"
    "copy_extensions=copy\n[p]\ncommonName=supplied\n";

static void make(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void run(const char *command)
{
    if (system(command) != 0)
        fail_msg("%s", command);
}

#define REQUEST "openssl req -nodes -key key.pem -subj /CN=localhost -addext subjectAltName="

static int make_certificates(void **state)
{
    char template[] = P_tmpdir "/baton-test-XXXXXX";
    (void)state;
    assert_non_null(getcwd(start, sizeof start));
    assert_non_null(mkdtemp(template));
    assert_int_equal(chdir(template), 0);
    make("ca.cnf", ca_config);
    make("index", "");
    make("serial", "01\n");
    run("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out key.pem 2>log");
    run(REQUEST "IP:127.0.0.1 -x509 -days 2 -out good.pem 2>log");
    run(REQUEST "DNS:other.example.com -x509 -days 2 -out other.pem 2>log");
    run(REQUEST "IP:127.0.0.1 -new -out request.pem 2>log");
    run("openssl ca -batch -config ca.cnf -name a -selfsign -keyfile key.pem -in request.pem "
        "-startdate 20200101000000Z -enddate 20200102000000Z -notext -out expired.pem 2>log");
    return 0;
}

static int remove_certificates(void **state)
{
    char here[4096];
    (void)state;
    run("rm -f ./*.pem ca.cnf index* serial* log");
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(start), 0);
    return rmdir(here);
}

struct tls_server {
    pid_t pid;
    int output;
    unsigned port;
};

/* It says "ACCEPT 127.0.0.1:PORT" once it listens. */
static unsigned read_port(int fd)
{
    char text[512];
    size_t len = 0;
    for (const char *at = NULL; len + 1 < sizeof text;) {
        ssize_t got = read(fd, text + len, 1);
        if (got <= 0)
            break;
        len += (size_t)got;
        text[len] = '\0';
        at = strstr(text, "ACCEPT ");
        if (at && strchr(at, '\n') && (at = strrchr(at, ':')))
            return (unsigned)strtoul(at + 1, NULL, 10);
    }
    fail_msg("openssl s_server did not start: %.*s", (int)len, text);
    return 0;
}

static struct tls_server serve(const char *certificate)
{
    struct tls_server server;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    server.pid = fork();
    assert_true(server.pid >= 0);
    if (server.pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0", "-www", "-key",
               "key.pem", "-cert", certificate, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    server.output = ends[0];
    server.port = read_port(ends[0]);
    return server;
}

static void end(struct tls_server server)
{
    kill(server.pid, SIGKILL);
    waitpid(server.pid, NULL, 0);
    close(server.output);
}

static void fetch(const char *scheme, unsigned port, const char *ca_file,
                  struct baton_arena *arena, struct baton_fetch_response *out)
{
    struct baton_fetch_options options = {.proxy = "", .ca_file = ca_file, .total_ms = 20000,
                                          .connect_ms = 20000, .tries = 1};
    struct baton_fetch *opened;
    struct baton_fetch_request request = {
        .method = S("GET"), .url = baton_str_fmt(arena, "%s://127.0.0.1:%u/", scheme, port),
        .changes_nothing = true};
    assert_int_equal(baton_fetch_open(baton_os_alloc(), &options, &opened), BATON_OK);
    assert_int_equal(baton_fetch_one(opened, &request, arena, out), BATON_OK);
    baton_fetch_close(opened);
}

static void check(const char *name, const struct baton_fetch_response *got,
                  enum baton_fetch_failure failure, const char *detail)
{
    assert_number(name, got->failure, failure);
    assert_number(name, got->status, failure == BATON_FETCH_OK ? 200 : 0);
    assert_false(got->may_have_acted);
    if (baton_str_find(got->detail, baton_str_from(detail)) == SIZE_MAX)
        fail_msg("%s: %.*s", name, BATON_ARG(got->detail));
}

static void test_only_what_is_trusted_is_talked_to(void **unused)
{
    static const struct {
        const char *certificate, *ca_file, *scheme;
        enum baton_fetch_failure failure;
        const char *detail;
    } rows[] = {
        {"good.pem", "good.pem", "https", BATON_FETCH_OK, ""},
        {"good.pem", NULL, "https", BATON_FETCH_CERTIFICATE, "the certificate is self-signed"},
        {"good.pem", "other.pem", "https", BATON_FETCH_CERTIFICATE, "certificate"},
        {"other.pem", "other.pem", "https", BATON_FETCH_CERTIFICATE,
         "the certificate is for another host"},
        {"expired.pem", "expired.pem", "https", BATON_FETCH_CERTIFICATE,
         "the certificate has expired"},
        {"good.pem", "nowhere.pem", "https", BATON_FETCH_TLS, "cannot be read"},
        {"good.pem", "good.pem", "http", BATON_FETCH_RESET, ""},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct tls_server server = serve(rows[i].certificate);
        struct baton_fetch_response got;
        struct baton_arena arena;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        fetch(rows[i].scheme, server.port, rows[i].ca_file, &arena, &got);
        end(server);
        check(rows[i].detail, &got, rows[i].failure, rows[i].detail);
        baton_arena_release(&arena);
    }
}

static void test_plain_text_is_no_tls(void **unused)
{
    static const struct script script = {"HTTP/1.1 400 Bad Request\r\n\r\n", 0, CLOSE};
    unsigned port;
    int listener = script_socket(&port);
    (void)unused;
    assert_int_equal(listen(listener, 4), 0);
    pid_t pid = fork();
    if (pid == 0) {
        char hello[8192];
        int fd = accept(listener, NULL, NULL);
        if (read(fd, hello, sizeof hello) > 0)
            script_send(fd, script.bytes, strlen(script.bytes));
        _exit(0);
    }
    struct baton_fetch_response got;
    struct baton_arena arena;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    fetch("https", port, NULL, &arena, &got);
    waitpid(pid, NULL, 0);
    close(listener);
    check("plain", &got, BATON_FETCH_TLS, "does not speak TLS");
    baton_arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_what_is_trusted_is_talked_to),
        cmocka_unit_test(test_plain_text_is_no_tls),
    };
    if (system("openssl version >/dev/null 2>&1") != 0) {
        puts("skipped: there is no openssl command to make certificates with");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, make_certificates, remove_certificates);
}
