/* SPDX-License-Identifier: Apache-2.0 */
/* Families as clients: which requests they make, what comes before these, and no secret shown. */
#include "edge/os.h"
#include "edge/platform.h"
#include "tests/unit/exchange.h"
#include "tests/unit/script_server.h"

#define TENANT "11ef1287-04bf-8540-8a7e-0242ac110004"
/* {"alg":"RS256"} . {"tenantId":TENANT} */
#define ID_TOKEN                   \
    "eyJhbGciOiJSUzI1NiJ9."        \
    "eyJ0ZW5hbnRJZCI6IjExZWYxMjg3LTA0YmYtODU0MC04YTdlLTAyNDJhYzExMDAwNCJ9.c2lnbmF0dXJl"
#define TOKEN "opaque-t0ken-0001"
#define TOKEN_2 "opaque-t0ken-0002"
#define REFRESH "refresh-t0ken-0003"
#define SECRET "s3cr3t-of-app"
#define KEY_SECRET "s3cr3t+of/key"
#define KEY_SECRET_FORM "s3cr3t%2Bof%2Fkey"
#define API_KEY "cognigy-k3y-0004"
#define BASIC "YXBwLTE6czNjcjN0LW9mLWFwcA=="

#define ANSWER(status, body) "HTTP/1.1 " status " X\r\nConnection: close\r\n\r\n" body
#define TOKEN_ANSWER(token) \
    ANSWER("200", "{\"access_token\":\"" token "\",\"token_type\":\"Bearer\",\"expires_in\":3600}")

enum { NOW = 1767607200, MOST_SETTINGS = 12, MOST_ANSWERS = 8 };

static int64_t clock_of_test(void)
{
    return NOW;
}

/* ---- a platform of some settings --------------------------------------------------------- */

struct world {
    struct baton_arena arena;
    struct baton_config config;
    struct baton_platform *platform;
    struct baton_str why;
    struct script_server *server;
    struct script scripts[MOST_ANSWERS];
    char answers[MOST_ANSWERS][600];
    char base[64];
};

/* "key=value"; "%s" in a value is the server's address. */
static enum baton_err open_platform(struct world *w, struct baton_alloc alloc,
                                    const char *const *settings)
{
    static char room[MOST_SETTINGS][200];
    struct baton_config_flag flags[MOST_SETTINGS] = {{"tries", "1"}, {"proxy", "none"}};
    struct baton_config_sources sources = {.flags = flags, .flag_count = 2};
    struct baton_config_problem *problems;
    size_t count;
    for (; *settings; settings++, sources.flag_count++) {
        char *text = room[sources.flag_count];
        assert_true(sources.flag_count < MOST_SETTINGS);
        const char *equals = strchr(*settings, '='), *mark = strstr(*settings, "%s");
        snprintf(text, sizeof room[0], "%.*s%s%s", mark ? (int)(mark - *settings) : 200, *settings,
                 mark ? w->base : "", mark ? mark + 2 : "");
        text[equals - *settings] = '\0';
        flags[sources.flag_count] =
            (struct baton_config_flag){text, text + (equals - *settings) + 1};
    }
    enum baton_err err = baton_config_load(&w->arena, &sources, &w->config, &problems, &count);
    assert_true(err == BATON_OK || err == BATON_ENOMEM);
    return err != BATON_OK ? err
                           : baton_platform_open(alloc, &w->config, NULL, clock_of_test,
                                                 &w->platform, &w->arena, &w->why);
}

/* "%s" in an answer is the server's address. */
static bool open_world(struct world *w, struct baton_alloc alloc, const char *const *settings,
                       const char *const *answers)
{
    size_t count = 0;
    *w = (struct world){.platform = NULL};
    baton_arena_init(&w->arena, alloc, 0);
    for (; answers[count]; count++)
        w->scripts[count] = (struct script){w->answers[count], 0, CLOSE};
    w->server = script_start(w->scripts, count);
    snprintf(w->base, sizeof w->base, "http://127.0.0.1:%u", w->server->port);
    for (size_t i = 0; i < count; i++) {
        const char *mark = strstr(answers[i], "%s");
        snprintf(w->answers[i], sizeof w->answers[0], "%.*s%s%s",
                 mark ? (int)(mark - answers[i]) : 500, answers[i], mark ? w->base : "",
                 mark ? mark + 2 : "");
    }
    return open_platform(w, alloc, settings) == BATON_OK;
}

static void close_world(struct world *w)
{
    baton_platform_close(w->platform);
    baton_arena_release(&w->arena);
    if (w->server) {
        script_stop(w->server);
        script_free(w->server);
    }
}

static void assert_clean(const struct baton_answer *answer)
{
    static const char *const secrets[] = {
        TOKEN, TOKEN_2, REFRESH, SECRET, KEY_SECRET, KEY_SECRET_FORM, API_KEY, BASIC,
        "eyJ0ZW5hbnRJZCI6", "key-of-user-1",
    };
    for (size_t i = 0; i < BATON_COUNT(secrets); i++)
        if (baton_str_find(answer->exchange, baton_str_from(secrets[i])) != SIZE_MAX)
            fail_msg("a secret is shown: %.*s", BATON_ARG(answer->exchange));
}

static void assert_request(const struct world *w, size_t nth, const char *part)
{
    if (nth >= w->server->request_count || !strstr(w->server->requests[nth], part))
        fail_msg("request %zu has no '%s': %s", nth, part,
                 nth < w->server->request_count ? w->server->requests[nth] : "(none)");
}

/* ---- where calls and tokens go ------------------------------------------------------------ */

#define CLIENT "client-id=app-1", "client-secret=" SECRET
#define ACCESS_KEY CLIENT, "access-key-id=key-of-user-1", "access-key-secret=" KEY_SECRET

static void test_hosts_come_from_settings(void **unused)
{
    static const struct {
        const char *settings[8], *base, *token_url, *issuer;
    } rows[] = {
        {{CLIENT}, "https://api.mypurecloud.com", "https://api.mypurecloud.com/oauth/token", NULL},
        {{CLIENT, "base-url=http://127.0.0.1:1/x/", "token-url=http://127.0.0.1:2/t"},
         "http://127.0.0.1:1/x", "http://127.0.0.1:2/t", NULL},
        {{CLIENT, "region=eu-central-1"}, "https://api.mypurecloud.de",
         "https://api.mypurecloud.de/oauth/token", NULL},
        {{CLIENT, "region=eu-central-1", "environment=example.com"}, "https://api.example.com",
         "https://api.example.com/oauth/token", NULL},
        {{CLIENT, "family=genesys"}, "https://api.mypurecloud.com",
         "https://login.mypurecloud.com/oauth/token", NULL},
        {{CLIENT, "family=genesys", "region=EU_West_2"}, "https://api.euw2.pure.cloud",
         "https://login.euw2.pure.cloud/oauth/token", NULL},
        {{CLIENT, "family=genesys", "region=mypurecloud.ie"}, "https://api.mypurecloud.ie",
         "https://login.mypurecloud.ie/oauth/token", NULL},
        {{CLIENT, "family=genesys", "base-url=https://api.mypurecloud.jp/"},
         "https://api.mypurecloud.jp", "https://login.mypurecloud.jp/oauth/token", NULL},
        {{CLIENT, "family=genesys", "base-url=http://127.0.0.1:1"}, "http://127.0.0.1:1",
         "http://127.0.0.1:1/oauth/token", NULL},
        {{CLIENT, "family=genesys", "base-url=https://api.notmypurecloud.jp"},
         "https://api.notmypurecloud.jp", "https://api.notmypurecloud.jp/oauth/token", NULL},
        {{ACCESS_KEY, "family=cxone"}, NULL, NULL, "https://cxone.niceincontact.com"},
        {{ACCESS_KEY, "family=cxone", "environment=cxone-gov.niceincontact.com", "region=x"}, NULL,
         NULL, "https://cxone-gov.niceincontact.com"},
        {{ACCESS_KEY, "family=cxone", "base-url=https://api-na1.niceincontact.com"},
         "https://api-na1.niceincontact.com", NULL, "https://cxone.niceincontact.com"},
        {{ACCESS_KEY, "family=cxone", "base-url=http://127.0.0.1:1"}, "http://127.0.0.1:1", NULL,
         "http://127.0.0.1:1"},
        {{ACCESS_KEY, "family=cxone", "base-url=http://127.0.0.1:1", "issuer=http://127.0.0.1:2/"},
         "http://127.0.0.1:1", NULL, "http://127.0.0.1:2"},
        {{"family=cognigy", "project-id=p", "environment=trial.cognigy.ai"},
         "https://api-trial.cognigy.ai", NULL, NULL},
        {{"family=cognigy", "project-id=p", "environment=app-us"}, "https://api-app-us.cognigy.ai",
         NULL, NULL},
        {{"family=cognigy", "project-id=p", "base-url=http://127.0.0.1:1"}, "http://127.0.0.1:1",
         NULL, NULL},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        const char *settings[10] = {"api-key=" API_KEY};
        const char *const keys[] = {"base-url", "token-url", "issuer"};
        const char *const wanted[] = {rows[i].base, rows[i].token_url, rows[i].issuer};
        struct world w = {.platform = NULL};
        for (size_t k = 0; k < 8; k++)
            settings[k + 1] = rows[i].settings[k];
        baton_arena_init(&w.arena, baton_os_alloc(), 0);
        assert_int_equal(open_platform(&w, baton_os_alloc(), settings), BATON_OK);
        for (size_t k = 0; k < BATON_COUNT(keys); k++) {
            struct baton_str got = baton_platform_setting(w.platform, keys[k]);
            if (wanted[k])
                assert_text(keys[k], got, wanted[k]);
            else if (got.s && k < 2)
                fail_msg("%s of row %zu is known: %.*s", keys[k], i, BATON_ARG(got));
        }
        close_world(&w);
    }
}

static void test_what_is_missing_is_named(void **unused)
{
    static const struct {
        const char *settings[6], *why;
    } rows[] = {
        {{"client-id=app-1"}, "client-secret is not set: set CXONE_CLIENT_SECRET in the "
         "environment or in .env, or client-secret: in baton.yaml (no option takes it)"},
        {{"client-secret=" SECRET}, "client-id is not set: give --client-id, set CXONE_CLIENT_ID "
         "in the environment or in .env, or client-id: in baton.yaml"},
        {{"family=genesys", "client-secret=" SECRET}, "client-id is not set: give --client-id, set "
         "GENESYSCLOUD_OAUTHCLIENT_ID in the environment or in .env, or client-id: in baton.yaml"},
        {{"family=cxone", "client-id=a", "client-secret=" SECRET, "access-key-secret=" KEY_SECRET},
         "access-key-id is not set: give --access-key-id, set CXONE_ACCESS_KEY_ID in the "
         "environment or in .env, or access-key-id: in baton.yaml"},
        {{"family=cognigy", "api-key=" API_KEY}, "project-id is not set: give --project-id, set "
         "COGNIGY_PROJECT_ID in the environment or in .env, or project-id: in baton.yaml; "
         "environment is not set: give --environment, set COGNIGY_ENVIRONMENT in the environment "
         "or in .env, or environment: in baton.yaml, or give base-url"},
        {{"family=cognigy", "project-id=p", "environment=app"}, "api-key is not set: set "
         "COGNIGY_API_KEY in the environment or in .env, or api-key: in baton.yaml (no option "
         "takes it)"},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct world w = {.platform = NULL};
        baton_arena_init(&w.arena, baton_os_alloc(), 0);
        assert_int_equal(open_platform(&w, baton_os_alloc(), rows[i].settings), BATON_ECONFIG);
        assert_text("why", w.why, rows[i].why);
        close_world(&w);
    }
}

/* ---- Genesys Cloud ------------------------------------------------------------------------ */

static const char *const genesys[] = {CLIENT, "family=genesys", "base-url=%s", NULL};

static bool genesys_asks(struct baton_alloc alloc)
{
    static const char *const answers[] = {
        TOKEN_ANSWER(TOKEN), ANSWER("401", "{\"code\":\"bad.credentials\",\"t\":\"" TOKEN "\"}"),
        TOKEN_ANSWER(TOKEN_2), ANSWER("200", "{\"id\":\"c 1\"}"), NULL};
    struct world w;
    struct baton_answer got;
    bool whole = open_world(&w, alloc, genesys, answers) &&
                 baton_platform_ask(w.platform, BATON_DOC_ANALYTICS, S("c 1"), &w.arena, &got) ==
                     BATON_OK;
    if (whole) {
        assert_int_equal(got.response.status, 200);
        assert_text("contract", got.contract, "genesys.analytics.conversation");
        assert_false(got.token_failed);
        assert_clean(&got);
        assert_request(&w, 0, "POST /oauth/token HTTP/1.1\r\n");
        assert_request(&w, 0, "\r\nAuthorization: Basic " BASIC "\r\n");
        assert_request(&w, 0, "\r\n\r\ngrant_type=client_credentials");
        assert_request(&w, 1, "GET /api/v2/analytics/conversations/c%201/details HTTP/1.1\r\n");
        assert_request(&w, 1, "\r\nAuthorization: Bearer " TOKEN "\r\n");
        assert_request(&w, 3, "\r\nAuthorization: Bearer " TOKEN_2 "\r\n");
        assert_true(baton_str_find(got.exchange, S("Bearer ********")) != SIZE_MAX);
    }
    close_world(&w);
    return whole;
}
OOM_TEST(genesys_asks)

/* Roles are what is missing: another token would not help. */
static void test_genesys_takes_403_as_it_is(void **unused)
{
    static const char *const answers[] = {TOKEN_ANSWER(TOKEN), ANSWER("403", "{}"),
                                          ANSWER("500", "{}"), NULL};
    struct world w;
    struct baton_answer got;
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), genesys, answers));
    assert_int_equal(baton_platform_ask(w.platform, BATON_DOC_QUEUE, S("q"), &w.arena, &got),
                     BATON_OK);
    assert_int_equal(got.response.status, 403);
    assert_int_equal(w.server->request_count, 2);
    assert_int_equal(baton_platform_ask(w.platform, BATON_DOC_CONTACT, S("q"), &w.arena, &got),
                     BATON_EUSAGE);
    close_world(&w);
}

static void test_genesys_lists_and_transfers(void **unused)
{
    static const char *const answers[] = {TOKEN_ANSWER(TOKEN), ANSWER("200", "{}"),
                                          ANSWER("202", ""), NULL};
    const struct baton_recent_query query = {.channel = S("voice"), .from = NOW - 3600, .to = NOW,
                                             .page = 2, .page_size = 25};
    const struct baton_transfer transfer = {.conversation_id = S("c"), .participant_id = S("p"),
                                            .queue_id = S("q")};
    struct world w;
    struct baton_answer got;
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), genesys, answers));
    assert_int_equal(baton_platform_send(w.platform, &transfer, false, &w.arena, &got), BATON_OK);
    assert_int_equal(w.server->request_count, 0);
    assert_true(baton_str_find(got.exchange, S("/replace/queue")) != SIZE_MAX);
    assert_int_equal(baton_platform_recent(w.platform, &query, &w.arena, &got), BATON_OK);
    assert_request(&w, 1, "POST /api/v2/analytics/conversations/details/query HTTP/1.1\r\n");
    assert_request(&w, 1, "{\"interval\": \"2026-01-05T09:00:00Z/2026-01-05T10:00:00Z\", ");
    assert_request(&w, 1, "\"paging\": {\"pageSize\": 25, \"pageNumber\": 2}, \"segment");
    assert_request(&w, 1, "\"operator\": \"matches\", \"value\": \"voice\"}]}]}");
    assert_int_equal(baton_platform_send(w.platform, &transfer, true, &w.arena, &got), BATON_OK);
    assert_request(&w, 2, "POST /api/v2/conversations/c/participants/p/replace/queue HTTP/1.1\r\n");
    assert_request(&w, 2, "\r\n\r\n{\"queueId\": \"q\", \"transferType\": \"Unattended\"}");
    assert_int_equal(got.response.status, 202);
    close_world(&w);
}

/* ---- NICE CXone --------------------------------------------------------------------------- */

#define CXONE_TOKEN                                                                     \
    ANSWER("200", "{\"access_token\":\"" TOKEN "\",\"id_token\":\"" ID_TOKEN "\","      \
                  "\"refresh_token\":\"" REFRESH "\",\"expires_in\":3600}")

static const char *const cxone[] = {ACCESS_KEY, "family=cxone", "issuer=%s", NULL};

#define DISCOVERY ANSWER("200", "{\"token_endpoint\":\"%s/auth/token\"}")
#define AREA ANSWER("200", "{\"api_endpoint\":\"%s/na1/\",\"area\":\"na1\"}")

static bool cxone_finds_its_way(struct baton_alloc alloc)
{
    static const char *const answers[] = {DISCOVERY, CXONE_TOKEN, AREA, ANSWER("403", ""),
                                          TOKEN_ANSWER(TOKEN_2),
                                          "HTTP/1.1 204 X\r\nConnection: close\r\n\r\n", NULL};
    struct world w;
    struct baton_answer got;
    bool whole = open_world(&w, alloc, cxone, answers) &&
                 baton_platform_ask(w.platform, BATON_DOC_HISTORY, S("451234567891"), &w.arena,
                                    &got) == BATON_OK;
    if (whole) {
        assert_int_equal(got.response.status, 204);
        assert_int_equal(w.server->request_count, 6);
        assert_clean(&got);
        assert_request(&w, 0, "GET /.well-known/openid-configuration HTTP/1.1\r\n");
        assert_request(&w, 1, "POST /auth/token HTTP/1.1\r\n");
        assert_request(&w, 1, "\r\nAuthorization: Basic " BASIC "\r\n");
        assert_request(&w, 1, "\r\n\r\ngrant_type=password&username=key-of-user-1&password="
                              KEY_SECRET_FORM);
        assert_request(&w, 2, "GET /.well-known/cxone-configuration?tenantId=" TENANT " HTTP");
        assert_request(&w, 3, "GET /na1/incontactapi/services/v30.0/contacts/451234567891/"
                              "state-history HTTP/1.1\r\n");
        assert_request(&w, 5, "\r\nAuthorization: Bearer " TOKEN_2 "\r\n");
        assert_text("tenant", baton_platform_setting(w.platform, "tenant-id"), TENANT);
    }
    close_world(&w);
    return whole;
}
OOM_TEST(cxone_finds_its_way)

static void test_cxone_says_where_it_lost_its_way(void **unused)
{
    static const struct {
        const char *answers[4];
        enum baton_document_role role;
        int status;
        const char *why;
    } rows[] = {
        {{ANSWER("404", "")}, BATON_DOC_DISCOVERY, 404, ""},
        {{ANSWER("200", "<html>")}, BATON_DOC_DISCOVERY, 200,
         "token_endpoint: the answer has none"},
        {{ANSWER("200", "{\"token_endpoint\":\"ftp://x/\"}")}, BATON_DOC_DISCOVERY, 200,
         "token_endpoint: the answer has a URL that cannot be used"},
        {{DISCOVERY, ANSWER("401", "{\"error\":\"" SECRET "\"}")}, BATON_DOC_TOKEN, 401, ""},
        {{DISCOVERY, TOKEN_ANSWER(TOKEN)}, BATON_DOC_TOKEN, 200, "the token's answer has no "
         "id_token that names a tenantId, and tenant-id is not set"},
        {{DISCOVERY, CXONE_TOKEN, ANSWER("400", "{}")}, BATON_DOC_TENANT, 400, ""},
        {{DISCOVERY, CXONE_TOKEN, ANSWER("200", "{\"area\":\"na1\"}")}, BATON_DOC_TENANT, 200,
         "api_endpoint: the answer has none"},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct world w;
        struct baton_answer got;
        bool ready = true;
        assert_true(open_world(&w, baton_os_alloc(), cxone, rows[i].answers));
        assert_int_equal(baton_platform_prepare(w.platform, &w.arena, &got, &ready), BATON_OK);
        assert_false(ready);
        assert_true(got.token_failed);
        assert_int_equal(got.role, rows[i].role);
        assert_int_equal(got.response.status, rows[i].status);
        assert_text("why", got.why, rows[i].why);
        assert_clean(&got);
        close_world(&w);
    }
}

/* A sandbox has all of it below one address, and nobody need ask where the API is. */
static void test_cxone_below_a_base_url(void **unused)
{
    static const char *const settings[] = {ACCESS_KEY, "family=cxone", "base-url=%s/cx", NULL};
    static const char *const answers[] = {ANSWER("200", "{\"token_endpoint\":\"%s/cx/token\"}"),
                                          TOKEN_ANSWER(TOKEN), ANSWER("200", "{}"),
                                          ANSWER("200", "{}"), NULL};
    const struct baton_recent_query query = {.from = NOW - 3600, .to = NOW, .page = 2,
                                             .page_size = 50};
    const struct baton_recent_query active = {.page = 1, .page_size = 50, .active = true};
    struct world w;
    struct baton_answer got;
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), settings, answers));
    assert_int_equal(baton_platform_recent(w.platform, &query, &w.arena, &got), BATON_OK);
    assert_request(&w, 0, "GET /cx/.well-known/openid-configuration HTTP/1.1\r\n");
    assert_request(&w, 1, "POST /cx/token HTTP/1.1\r\n");
    assert_request(&w, 2, "GET /cx/incontactapi/services/v30.0/contacts/completed?startDate="
                          "2026-01-05T09%3A00%3A00Z&endDate=2026-01-05T10%3A00%3A00Z&"
                          "top=50&skip=50");
    assert_text("contract", got.contract, "cxone.contacts-completed");
    assert_int_equal(baton_platform_recent(w.platform, &active, &w.arena, &got), BATON_OK);
    assert_request(&w, 3, "/contacts/active?top=50&skip=0 HTTP");
    assert_text("contract", got.contract, "cxone.contacts-active");
    close_world(&w);
}

static bool cxone_signals(struct baton_alloc alloc)
{
    static const char *const settings[] = {ACCESS_KEY, "family=cxone", "base-url=%s", NULL};
    static const char *const answers[] = {DISCOVERY, TOKEN_ANSWER(TOKEN), ANSWER("204", ""),
                                          ANSWER("204", ""), NULL};
    struct baton_transfer transfer = {.conversation_id = S("451234567891"),
                                      .intent = S("billing")};
    struct baton_json doc;
    struct world w;
    struct baton_answer got;
    bool whole = open_world(&w, alloc, settings, answers) &&
                 baton_json_read(&w.arena, S("{\"intent\":\"other\",\"tier\":\"gold\"}"), NULL,
                                 &doc, NULL) == BATON_OK;
    transfer.context = &doc;
    whole = whole && baton_platform_send(w.platform, &transfer, true, &w.arena, &got) == BATON_OK;
    if (whole) {
        assert_request(&w, 2, "POST /incontactapi/services/v30.0/interactions/451234567891/"
                              "signal HTTP");
        assert_request(&w, 2, "\r\n\r\n{\"p1\": \"Escalate\", \"p2\": \"[{\\\"intent\\\": "
                              "\\\"billing\\\", \\\"tier\\\": \\\"gold\\\"}]\"}");
        assert_clean(&got);
        transfer = (struct baton_transfer){.conversation_id = S("4"), .action = S("End")};
        whole = baton_platform_send(w.platform, &transfer, true, &w.arena, &got) == BATON_OK;
    }
    if (whole)
        assert_request(&w, 3, "\r\n\r\n{\"p1\": \"End\"}");
    close_world(&w);
    return whole;
}
OOM_TEST(cxone_signals)

/* ---- Cognigy ------------------------------------------------------------------------------ */

static bool cognigy_reads(struct baton_alloc alloc)
{
    static const char *const settings[] = {"api-key=" API_KEY, "family=cognigy", "project-id=p/1",
                                           "base-url=%s", NULL};
    static const char *const answers[] = {ANSWER("401", "{\"detail\":\"" API_KEY "?\"}"),
                                          ANSWER("200", "{}"), ANSWER("200", "{}"), NULL};
    const struct baton_recent_query query = {.page = 1, .page_size = 10};
    const struct baton_transfer transfer = {.conversation_id = S("4")};
    struct world w;
    struct baton_answer got;
    bool whole = open_world(&w, alloc, settings, answers) &&
                 baton_platform_ask(w.platform, BATON_DOC_TRANSCRIPT, S("session 77"), &w.arena,
                                    &got) == BATON_OK;
    if (whole) {
        assert_int_equal(got.response.status, 401);
        assert_request(&w, 0, "GET /new/v2.0/conversations/session%2077?projectId=p%2F1 HTTP");
        assert_request(&w, 0, "\r\nX-API-Key: " API_KEY "\r\n");
        assert_clean(&got);
        assert_true(baton_str_find(got.exchange, S("X-API-Key: ********\r\n")) != SIZE_MAX);
        whole = baton_platform_ask(w.platform, BATON_DOC_LOGS, S(""), &w.arena, &got) == BATON_OK &&
                baton_platform_recent(w.platform, &query, &w.arena, &got) == BATON_OK;
    }
    if (whole) {
        assert_request(&w, 1, "GET /new/v2.0/projects/p%2F1/logs?limit=100 HTTP");
        assert_request(&w, 2, "GET /new/v2.0/conversations?projectId=p%2F1 HTTP");
        assert_int_equal(w.server->request_count, 3);
        assert_int_equal(baton_platform_send(w.platform, &transfer, true, &w.arena, &got),
                         BATON_EUSAGE);
    }
    close_world(&w);
    return whole;
}
OOM_TEST(cognigy_reads)

/* ---- several at a time --------------------------------------------------------------------- */

static void test_several_answers_each_come_back(void **unused)
{
    static const char *const answers[] = {TOKEN_ANSWER(TOKEN), ANSWER("200", "{}"),
                                          ANSWER("200", "{}"), ANSWER("200", "{}"), NULL};
    struct world w;
    struct baton_answer got;
    bool more = true, begun;
    int seen = 0, marks[3];
    (void)unused;
    assert_true(open_world(&w, baton_os_alloc(), genesys, answers));
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(baton_platform_begin(w.platform, BATON_DOC_QUEUE, S("q"), &marks[i],
                                              &w.arena, &got, &begun), BATON_OK);
        assert_true(begun);
    }
    while (more) {
        assert_int_equal(baton_platform_next(w.platform, &got, &more), BATON_OK);
        if (!more)
            break;
        assert_int_equal(got.response.status, 200);
        seen |= 1 << ((int *)got.user - marks);
    }
    assert_int_equal(seen, 7);
    close_world(&w);
}

/* ---- tables -------------------------------------------------------------------------------- */

static bool is_key(struct baton_str name)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        if (baton_str_is(name, baton_config_keys[i].name))
            return true;
    return false;
}

/* All {names} in it are keys, or the id. */
static void assert_pattern(const char *what, struct baton_str rest)
{
    struct baton_str piece;
    (void)baton_str_next(&rest, '{', &piece);
    while (rest.s && baton_str_next(&rest, '{', &piece)) {
        piece.len = baton_str_find_byte(piece, '}');
        if (piece.len == SIZE_MAX || !(baton_str_is(piece, "id") || is_key(piece)))
            fail_msg("%s: a pattern with a name that is no key", what);
    }
}

static void assert_keys(const char *what, const char *const *names)
{
    for (; names && *names; names++) {
        struct baton_str rest = baton_str_from(*names), name;
        while (baton_str_next(&rest, '|', &name))
            if (!is_key(name))
                fail_msg("%s: %s is no key", what, *names);
    }
}

static void test_tables_are_whole(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < baton_family_count; i++) {
        const struct baton_family *f = baton_families[i];
        assert_ptr_equal(baton_family_find(baton_str_from(f->name)), f);
        assert_true(strcmp(f->side, "bot") == 0 || strcmp(f->side, "platform") == 0);
        assert_true((f->grant == BATON_GRANT_API_KEY) == (f->api_key_header != NULL));
        assert_true(f->vendor && f->id_kind && f->id_words && f->call_count && f->needed);
        assert_keys(f->name, f->needed);
        assert_keys(f->name, f->transfer_needs);
        assert_pattern(f->name, baton_str_from(f->base));
        assert_pattern(f->name, baton_str_from(f->token_url));
        for (size_t k = 0; k < f->call_count; k++)
            assert_pattern(f->calls[k].path, baton_str_from(f->calls[k].path));
        for (size_t k = 0; k < f->discovery_count; k++)
            assert_pattern(f->discovery[k].url, baton_str_from(f->discovery[k].url));
        for (size_t k = 0; k < f->default_count; k++)
            assert_pattern(f->defaults[k].key, baton_str_from(f->defaults[k].value));
    }
    assert_null(baton_family_find(S("fifth")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hosts_come_from_settings),
        cmocka_unit_test(test_what_is_missing_is_named),
        cmocka_unit_test(test_genesys_asks),
        cmocka_unit_test(test_genesys_takes_403_as_it_is),
        cmocka_unit_test(test_genesys_lists_and_transfers),
        cmocka_unit_test(test_cxone_finds_its_way),
        cmocka_unit_test(test_cxone_says_where_it_lost_its_way),
        cmocka_unit_test(test_cxone_below_a_base_url),
        cmocka_unit_test(test_cxone_signals),
        cmocka_unit_test(test_cognigy_reads),
        cmocka_unit_test(test_several_answers_each_come_back),
        cmocka_unit_test(test_tables_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
