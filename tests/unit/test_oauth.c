/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: how they are asked for, how long they are kept, and where their text must not be. */
#define _XOPEN_SOURCE 700 /* P_tmpdir */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "edge/oauth.h"
#include "edge/os.h"
#include "tests/unit/exchange.h"
#include "tests/unit/script_server.h"

/* Secrets with bytes that forms, JSON and base64 write in another way. */
#define SECRET "s3cr+t/\"of=bot"
#define SECRET_FORM "s3cr%2Bt%2F%22of%3Dbot"
#define BASIC "Ym90LTE6czNjcit0LyJvZj1ib3Q="
#define TOKEN "opaque-t0ken-0001"
#define TOKEN_2 "opaque-t0ken-0002"
/* {"alg":"none"} . {"exp":1767610800,"scope":"conversations:view"} */
#define JWT                  \
    "eyJhbGciOiJub25lIn0."   \
    "eyJleHAiOjE3Njc2MTA4MDAsInNjb3BlIjoiY29udmVyc2F0aW9uczp2aWV3In0.c2ln"

/* {"alg":"none"} . {"tenantId":"11ef1287-04bf-8540-8a7e-0242ac110004"} */
#define ID_TOKEN           \
    "eyJhbGciOiJub25lIn0." \
    "eyJ0ZW5hbnRJZCI6IjExZWYxMjg3LTA0YmYtODU0MC04YTdlLTAyNDJhYzExMDAwNCJ9.c2ln"
#define REFRESH "refresh-t0ken-0003"
#define PASSWORD "p4ss+word"
#define PASSWORD_FORM "p4ss%2Bword"

#define ANSWER(status, body) "HTTP/1.1 " status " X\r\nConnection: close\r\n\r\n" body

enum { NOW = 1767600000 };

static char start[4096];

static int enter(void **state)
{
    char template[] = P_tmpdir "/baton-test-XXXXXX";
    (void)state;
    assert_non_null(getcwd(start, sizeof start));
    assert_non_null(mkdtemp(template));
    assert_int_equal(chdir(template), 0);
    return 0;
}

static int leave(void **state)
{
    char here[4096];
    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(start), 0);
    return rmdir(here);
}

/* The one file of the cache; false if there is none. */
static bool cache_file(const char *folder, char path[256])
{
    DIR *dir = opendir(folder);
    size_t count = 0;
    for (struct dirent *e; dir && (e = readdir(dir));)
        if (e->d_name[0] != '.') {
            snprintf(path, 256, "%s/%.200s", folder, e->d_name);
            count++;
        }
    if (dir)
        closedir(dir);
    assert_true(count <= 1);
    return count == 1;
}

static void drop_cache(const char *folder)
{
    char path[256];
    if (cache_file(folder, path))
        unlink(path);
    rmdir(folder);
}

/* ---- one endpoint and one client ------------------------------------------------------- */

struct world {
    struct script_server *server;
    struct baton_fetch *fetch;
    struct baton_oauth *oauth;
    char url[80];
};

static bool open_world(struct world *w, struct baton_alloc alloc, const struct script *scripts,
                       size_t count, struct baton_oauth_options options)
{
    struct baton_fetch_options fetch = {.proxy = "", .tries = 1, .total_ms = 5000};
    *w = (struct world){.server = script_start(scripts, count)};
    snprintf(w->url, sizeof w->url, "http://127.0.0.1:%u/oauth/token", w->server->port);
    options.token_url = baton_str_from(w->url);
    options.client_id = S("bot-1");
    options.client_secret = S(SECRET);
    if (baton_fetch_open(alloc, &fetch, &w->fetch) != BATON_OK)
        return false;
    return baton_oauth_open(alloc, w->fetch, &options, &w->oauth) == BATON_OK;
}

static void close_world(struct world *w)
{
    baton_oauth_close(w->oauth);
    baton_fetch_close(w->fetch);
    script_stop(w->server);
    script_free(w->server);
}

static void assert_clean(const char *what, struct baton_str text)
{
    static const char *const secrets[] = {
        SECRET, SECRET_FORM, BASIC, TOKEN, JWT, "s3cr+t/", ID_TOKEN, REFRESH, PASSWORD,
        PASSWORD_FORM, "key-of-user-1",
    };
    for (size_t i = 0; i < BATON_COUNT(secrets); i++)
        if (baton_str_find(text, baton_str_from(secrets[i])) != SIZE_MAX)
            fail_msg("%s shows a secret: %.*s", what, BATON_ARG(text));
}

static void assert_all_clean(const struct baton_token *token)
{
    assert_clean("exchange", token->exchange);
    assert_clean("body", token->response.body);
    assert_clean("detail", token->response.detail);
    for (size_t i = 0; i < token->response.header_count; i++)
        assert_clean("header", token->response.headers[i].value);
}

/* ---- asking ---------------------------------------------------------------------------- */

static bool asks_by_form(struct baton_alloc alloc)
{
    static const struct script script = {
        ANSWER("200", "{\"access_token\":\"" TOKEN "\",\"expires_in\":3600,\"scope\":\"a b\"}"), 0,
        CLOSE};
    struct world w;
    struct baton_token got;
    bool whole = open_world(&w, alloc, &script, 1,
                            (struct baton_oauth_options){.scopes = S("a b")}) &&
                 baton_oauth_token(w.oauth, NOW, &got) == BATON_OK;
    if (whole) {
        assert_text("token", got.text, TOKEN);
        assert_text("scopes", got.scopes, "a b");
        assert_true(got.scopes_known && got.asked && !got.cached);
        assert_int_equal(got.expires, NOW + 3600);
        assert_all_clean(&got);
        assert_true(baton_str_find(got.exchange, S("client_id=bot-1")) != SIZE_MAX);
        assert_true(baton_str_find(got.exchange, S("HTTP/1.1 200")) != SIZE_MAX);
        assert_true(strstr(w.server->requests[0], "POST /oauth/token HTTP/1.1\r\n"));
        assert_true(strstr(w.server->requests[0],
                           "\r\n\r\ngrant_type=client_credentials&client_id=bot-1&client_secret="
                           SECRET_FORM "&scope=a+b"));
    }
    close_world(&w);
    return whole;
}
OOM_TEST(asks_by_form)

static bool asks_by_basic(struct baton_alloc alloc)
{
    static const struct script script = {ANSWER("200", "{\"access_token\":\"" JWT "\"}"), 0, CLOSE};
    struct world w;
    struct baton_token got;
    bool whole = open_world(&w, alloc, &script, 1, (struct baton_oauth_options){.basic = true}) &&
                 baton_oauth_token(w.oauth, NOW, &got) == BATON_OK;
    if (whole) {
        assert_text("token", got.text, JWT);
        assert_text("scopes", got.scopes, "conversations:view");
        assert_int_equal(got.expires, 1767610800);
        assert_all_clean(&got);
        assert_true(strstr(w.server->requests[0], "\r\nAuthorization: Basic " BASIC "\r\n"));
        assert_true(strstr(w.server->requests[0], "\r\n\r\ngrant_type=client_credentials"));
        assert_null(strstr(w.server->requests[0], "client_secret"));
    }
    close_world(&w);
    return whole;
}
OOM_TEST(asks_by_basic)

/* ---- by a user's key --------------------------------------------------------------------- */

/* What the id_token claims is kept with the token; one without it is of no use. */
static bool asks_by_password(struct baton_alloc alloc)
{
    static const struct script scripts[] = {
        {ANSWER("200", "{\"access_token\":\"" TOKEN "\",\"expires_in\":3600,\"id_token\":\""
                       ID_TOKEN "\",\"refresh_token\":\"" REFRESH "\"}"), 0, CLOSE},
        {ANSWER("200", "{\"access_token\":\"" TOKEN_2 "\",\"expires_in\":3600}"), 0, CLOSE}};
    struct baton_oauth_options options = {.username = S("key-of-user-1"), .password = S(PASSWORD),
                                          .basic = true, .claim = "tenantId",
                                          .cache_folder = "cache"};
    struct world w;
    struct baton_token got;
    struct baton_oauth *second = NULL;
    bool whole = open_world(&w, alloc, scripts, 2, options) &&
                 baton_oauth_token(w.oauth, NOW, &got) == BATON_OK;
    if (whole) {
        assert_text("claimed", got.claimed, "11ef1287-04bf-8540-8a7e-0242ac110004");
        assert_all_clean(&got);
        assert_true(strstr(w.server->requests[0], "\r\n\r\ngrant_type=password&username="
                           "key-of-user-1&password=" PASSWORD_FORM));
        options.token_url = baton_str_from(w.url);
        options.client_id = S("bot-1");
        options.client_secret = S(SECRET);
        whole = baton_oauth_open(alloc, w.fetch, &options, &second) == BATON_OK &&
                baton_oauth_token(second, NOW, &got) == BATON_OK;
    }
    if (whole) {
        assert_true(got.cached);
        assert_text("claimed", got.claimed, "11ef1287-04bf-8540-8a7e-0242ac110004");
        baton_oauth_refused(second);
        whole = baton_oauth_token(second, NOW, &got) == BATON_OK;
    }
    if (whole) {
        assert_text("claimed", got.claimed, "");
        baton_oauth_close(second);
        second = NULL;
        whole = baton_oauth_open(alloc, w.fetch, &options, &second) == BATON_OK &&
                baton_oauth_token(second, NOW, &got) == BATON_OK;
        if (whole)
            assert_true(got.asked && !got.cached);
    }
    baton_oauth_close(second);
    close_world(&w);
    drop_cache("cache");
    return whole;
}
OOM_TEST(asks_by_password)

/* ---- answers that hold no token -------------------------------------------------------- */

static void test_no_token_is_told_with_the_answer(void **unused)
{
    static const struct {
        const char *answer;
        enum baton_fetch_failure failure;
        int status;
    } rows[] = {
        {ANSWER("401", "{\"error\":\"invalid_client\"}"), BATON_FETCH_OK, 401},
        {ANSWER("400", "client_secret=" SECRET " is wrong, " SECRET_FORM " too"), BATON_FETCH_OK,
         400},
        {ANSWER("200", "<html>Authorization: Basic " BASIC "</html>"), BATON_FETCH_OK, 200},
        {ANSWER("200", "{\"error\":\"Bad secret s3cr+t/\\\"of=bot\"}"), BATON_FETCH_OK, 200},
        {ANSWER("404", ""), BATON_FETCH_OK, 404},
        {ANSWER("200", ""), BATON_FETCH_OK, 200},
        {ANSWER("200", "[]"), BATON_FETCH_OK, 200},
        {ANSWER("200", "{\"access_token\":7}"), BATON_FETCH_OK, 200},
        {ANSWER("200", "{\"access_token\":\"\"}"), BATON_FETCH_OK, 200},
        {ANSWER("200", "{\"access_token\":\"a\\r\\nX: b\"}"), BATON_FETCH_OK, 200},
        {ANSWER("500", "{\"access_token\":\"" TOKEN "\"}"), BATON_FETCH_OK, 500},
        {"", BATON_FETCH_RESET, 0},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        const struct script script = {rows[i].answer, 0, CLOSE};
        struct world w;
        struct baton_token got;
        assert_true(open_world(&w, baton_os_alloc(), &script, 1,
                               (struct baton_oauth_options){.cache_folder = "none"}));
        assert_number(rows[i].answer, baton_oauth_token(w.oauth, NOW, &got), BATON_EPLATFORM);
        assert_number(rows[i].answer, got.response.failure, rows[i].failure);
        assert_number(rows[i].answer, got.response.status, rows[i].status);
        assert_int_equal(got.text.len, 0);
        assert_true(got.asked);
        assert_all_clean(&got);
        close_world(&w);
        char path[256];
        assert_false(cache_file("none", path));
    }
    drop_cache("none");
}

/* ---- how long -------------------------------------------------------------------------- */

static void test_tokens_are_renewed_in_time(void **unused)
{
    static const struct {
        const char *life; /* of the answer, with its comma */
        int64_t good, renewed; /* seconds later */
    } rows[] = {
        {",\"expires_in\":3600", 3299, 3300},
        {",\"expires_in\":\"3600\"", 3299, 3300},
        {",\"expires_in\":3600.9", 3299, 3300},
        {",\"expires_in\":600", 299, 300},
        {",\"expires_in\":100", 49, 50},
        {",\"expires_in\":1", 0, 1},
        {",\"expires_in\":0", -1, 0},
        {",\"expires_in\":-5", -1, 0},
        {",\"expires_in\":9999999999999", 1000000, 400000000},
        {"", 1000000, -1},
        {",\"expires_in\":\"soon\"", 1000000, -1},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        char first[200];
        snprintf(first, sizeof first, ANSWER("200", "{\"access_token\":\"" TOKEN "\"%s}"),
                 rows[i].life);
        const struct script scripts[] = {
            {first, 0, CLOSE},
            {ANSWER("200", "{\"access_token\":\"" TOKEN_2 "\",\"expires_in\":3600}"), 0, CLOSE}};
        struct world w;
        struct baton_token got;
        assert_true(open_world(&w, baton_os_alloc(), scripts, 2, (struct baton_oauth_options){0}));
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_text(rows[i].life, got.text, TOKEN);
        if (rows[i].good >= 0) {
            assert_int_equal(baton_oauth_token(w.oauth, NOW + rows[i].good, &got), BATON_OK);
            assert_text(rows[i].life, got.text, TOKEN);
            assert_false(got.asked);
        }
        if (rows[i].renewed >= 0) {
            assert_int_equal(baton_oauth_token(w.oauth, NOW + rows[i].renewed, &got), BATON_OK);
            assert_text(rows[i].life, got.text, TOKEN_2);
        }
        baton_oauth_refused(w.oauth);
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_text(rows[i].life, got.text, TOKEN_2);
        assert_true(got.asked);
        close_world(&w);
    }
}

/* ---- the cache ------------------------------------------------------------------------- */

static const struct script first_answer = {
    ANSWER("200", "{\"access_token\":\"" TOKEN "\",\"expires_in\":3600,\"scope\":\"a\"}"), 0,
    CLOSE};

/* A port of its own for each server: the second client is given the first one's URL. */
static bool open_again(struct world *w, struct baton_alloc alloc, const struct world *other,
                       struct baton_oauth **out)
{
    struct baton_oauth_options options = {.token_url = baton_str_from(other->url),
                                          .client_id = S("bot-1"), .client_secret = S(SECRET),
                                          .cache_folder = "a/b/cache"};
    (void)w;
    return baton_oauth_open(alloc, other->fetch, &options, out) == BATON_OK;
}

static void drop_folders(void)
{
    drop_cache("a/b/cache");
    rmdir("a/b");
    rmdir("a");
}

static bool keeps_tokens_in_a_file(struct baton_alloc alloc)
{
    struct world w;
    struct baton_token got;
    struct baton_oauth *second = NULL;
    struct stat info;
    char path[256];
    bool whole = open_world(&w, alloc, &first_answer, 1,
                            (struct baton_oauth_options){.cache_folder = "a/b/cache"}) &&
                 baton_oauth_token(w.oauth, NOW, &got) == BATON_OK;
    if (whole) {
        assert_text("fault", got.cache_fault, "");
        assert_true(cache_file("a/b/cache", path));
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0600);
        assert_int_equal(stat("a/b/cache", &info), 0);
        assert_int_equal(info.st_mode & 07777, 0700);
        whole = open_again(&w, alloc, &w, &second) &&
                baton_oauth_token(second, NOW + 3299, &got) == BATON_OK;
    }
    if (whole) {
        assert_text("token", got.text, TOKEN);
        assert_text("scopes", got.scopes, "a");
        assert_true(got.cached && got.scopes_known && !got.asked);
        assert_int_equal(got.expires, NOW + 3600);
        /* Refused: it is gone for all. */
        baton_oauth_refused(second);
        whole = baton_oauth_token(second, NOW, &got) == BATON_OK;
        if (whole)
            assert_true(got.asked);
    }
    baton_oauth_close(second);
    close_world(&w);
    drop_folders();
    return whole;
}
OOM_TEST(keeps_tokens_in_a_file)

/* The endpoint gives one token and then none: who has one after that has it of the cache. */
static bool another_client_gets_no_old_token(struct baton_alloc alloc)
{
    static const struct { const char *what, *id, *secret, *scopes; bool basic, cached; } rows[] = {
        {"the same", "bot-1", SECRET, "", false, true},
        {"another secret", "bot-1", "s3cr+t/\"of=boT", "", false, false},
        {"no secret", "bot-1", "", "", false, false},
        {"another way", "bot-1", SECRET, "", true, false},
        {"other scopes", "bot-1", SECRET, "a", false, false},
        {"another client", "bot-2", SECRET, "", false, false},
        {"divided elsewhere", "bot-1\n" SECRET, "", "", false, false},
    };
    const struct script scripts[] = {first_answer, {ANSWER("400", "{}"), 0, CLOSE}};
    struct world w;
    struct baton_token got;
    bool whole = open_world(&w, alloc, scripts, 2,
                            (struct baton_oauth_options){.cache_folder = "a/b/cache"}) &&
                 baton_oauth_token(w.oauth, NOW, &got) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_oauth *other = NULL;
        struct baton_oauth_options options = {
            .token_url = baton_str_from(w.url), .client_id = baton_str_from(rows[i].id),
            .client_secret = baton_str_from(rows[i].secret), .basic = rows[i].basic,
            .scopes = baton_str_from(rows[i].scopes), .cache_folder = "a/b/cache"};
        whole = baton_oauth_open(alloc, w.fetch, &options, &other) == BATON_OK;
        enum baton_err err = whole ? baton_oauth_token(other, NOW, &got) : BATON_ENOMEM;
        whole = err != BATON_ENOMEM;
        if (whole && (got.cached != rows[i].cached || got.asked == rows[i].cached))
            fail_msg("%s: cached %d, asked %d", rows[i].what, got.cached, got.asked);
        baton_oauth_close(other);
    }
    close_world(&w);
    drop_folders();
    return whole;
}
OOM_TEST(another_client_gets_no_old_token)

static void read_cache(char *text, size_t size)
{
    char path[256];
    struct baton_str got;
    const char *why;
    assert_true(cache_file("a/b/cache", path));
    assert_int_equal(baton_os_read(path, size - 1, &got, &why), BATON_OK);
    memcpy(text, got.s, got.len);
    text[got.len] = '\0';
    baton_os_free(got);
}

static void test_the_file_holds_the_token_and_nothing_else(void **unused)
{
    struct world w;
    struct baton_token got;
    char text[1000];
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), &first_answer, 1,
                           (struct baton_oauth_options){.cache_folder = "a/b/cache"}));
    assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
    read_cache(text, sizeof text);
    assert_string_equal(text,
                        "{\"token\":\"" TOKEN "\",\"expires\":1767603600,\"scopes\":\"a\"}\n");
    close_world(&w);
    drop_folders();
}

/* Another process may have renewed it: its token is not thrown away with ours. */
static void test_a_newer_token_of_the_file_stays(void **unused)
{
    struct world w;
    struct baton_token got;
    char path[256];
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), &first_answer, 1,
                           (struct baton_oauth_options){.cache_folder = "a/b/cache"}));
    assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
    assert_true(cache_file("a/b/cache", path));
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("{\"token\":\"" TOKEN_2 "\",\"expires\":1767603700,\"scopes\":null}", file);
    assert_int_equal(fclose(file), 0);
    baton_oauth_refused(w.oauth);
    assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
    assert_text("token", got.text, TOKEN_2);
    assert_true(got.cached && !got.scopes_known && !got.asked);
    close_world(&w);
    drop_folders();
}

/* What others could have read or written is not used, and neither is what is no token. */
static void test_a_file_that_is_not_right_is_not_used(void **unused)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *fault;
    } rows[] = {
        {"{\"token\":\"stolen\",\"expires\":1867603700,\"scopes\":null}", 0644, "open to others"},
        {"{\"token\":\"stolen\",\"expires\":1867603700,\"scopes\":null}", 0660, "open to others"},
        {"{\"token\":\"old\",\"expires\":1767600300,\"scopes\":null}", 0600, ""},
        {"{\"token\":\"a\\nb\",\"expires\":1867603700}", 0600, ""},
        {"{\"token\":\"a\",\"expires\":\"x\"}", 0600, ""},
        {"{\"token\":\"a\"", 0600, ""},
        {"[]", 0600, ""},
        {"", 0600, ""},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct world w;
        struct baton_token got;
        char path[256];
        assert_true(open_world(&w, baton_os_alloc(), &first_answer, 1,
                               (struct baton_oauth_options){.cache_folder = "a/b/cache"}));
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_true(cache_file("a/b/cache", path));
        baton_oauth_close(w.oauth);
        assert_true(open_again(&w, baton_os_alloc(), &w, &w.oauth));
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(rows[i].text, file);
        assert_int_equal(fclose(file), 0);
        assert_int_equal(chmod(path, rows[i].mode), 0);
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_text(rows[i].text, got.text, TOKEN);
        assert_true(got.asked);
        assert_true(baton_str_find(got.cache_fault, baton_str_from(rows[i].fault)) != SIZE_MAX);
        close_world(&w);
        drop_folders();
    }
}

static void test_a_folder_of_others_is_not_used(void **unused)
{
    struct world w;
    struct baton_token got;
    char path[256];
    (void)unused;
    assert_int_equal(mkdir("open", 0700), 0);
    assert_int_equal(chmod("open", 0777), 0);
    assert_int_equal(symlink("/dev/null", "link"), 0);
    for (size_t i = 0; i < 2; i++) {
        assert_true(open_world(&w, baton_os_alloc(), &first_answer, 1,
                               (struct baton_oauth_options){.cache_folder = i ? "link" : "open"}));
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_text("token", got.text, TOKEN);
        const char *fault = i ? "no folder" : "others may";
        assert_true(baton_str_find(got.cache_fault, baton_str_from(fault)) != SIZE_MAX);
        close_world(&w);
        assert_false(cache_file("open", path));
    }
    unlink("link");
    rmdir("open");
}

/* ---- memory ---------------------------------------------------------------------------- */

/* Looks into every block that is released. */
static void *look(void *ctx, void *p, size_t old, size_t size)
{
    static const char *const secrets[] = {SECRET, SECRET_FORM, BASIC, TOKEN};
    struct baton_str block = {p, p ? old : 0};
    struct baton_alloc under = baton_os_alloc();
    for (size_t i = 0; p && i < BATON_COUNT(secrets); i++)
        if (baton_str_find(block, baton_str_from(secrets[i])) != SIZE_MAX)
            ++*(size_t *)ctx;
    return under.resize(under.ctx, p, old, size);
}

static void test_memory_is_overwritten(void **unused)
{
    (void)unused;
    for (int basic = 0; basic < 2; basic++) {
        size_t leaks = 0;
        struct world w;
        struct baton_token got;
        assert_true(open_world(&w, (struct baton_alloc){look, &leaks}, &first_answer, 1,
                               (struct baton_oauth_options){.basic = basic}));
        assert_int_equal(baton_oauth_token(w.oauth, NOW, &got), BATON_OK);
        assert_int_equal(baton_oauth_token(w.oauth, NOW + 4000, &got), BATON_OK);
        close_world(&w);
        assert_int_equal(leaks, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asks_by_form),
        cmocka_unit_test(test_asks_by_basic),
        cmocka_unit_test(test_asks_by_password),
        cmocka_unit_test(test_no_token_is_told_with_the_answer),
        cmocka_unit_test(test_tokens_are_renewed_in_time),
        cmocka_unit_test(test_keeps_tokens_in_a_file),
        cmocka_unit_test(test_another_client_gets_no_old_token),
        cmocka_unit_test(test_the_file_holds_the_token_and_nothing_else),
        cmocka_unit_test(test_a_newer_token_of_the_file_stays),
        cmocka_unit_test(test_a_file_that_is_not_right_is_not_used),
        cmocka_unit_test(test_a_folder_of_others_is_not_used),
        cmocka_unit_test(test_memory_is_overwritten),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
