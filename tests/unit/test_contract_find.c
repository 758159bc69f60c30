/* SPDX-License-Identifier: Apache-2.0 */
/* core/contract.h: which contract a request line or a body leads to. */
#include "tests/unit/contract_world.h"

/* ---- matching --------------------------------------------------------------------- */

static const struct {
    const char *method, *host, *target;
    char how; /* '=' contract, 'm' only the path, '~' nearest, 0 nothing */
    const char *id;
    bool host_fits;
    const char *values;
} requests[] = {
    {"POST", "", "https://api.niceincontact.com/api/v2/sessions/handover?x=y", '=',
     "community.session-handover", true, ""},
    {"POST", "api.mypurecloud.com", "/api/v2/sessions/handover", '=',
     "community.session-handover", false, ""},
    {"GET", "", "/api/v2/conversations/4711", '=', "community.conversation", true,
     "conversationId=4711"},
    {"GET", "api.usw2.pure.cloud", "/api/v2/conversations/4711", '=', "community.conversation",
     true, "conversationId=4711"},
    {"POST", "API.MyPureCloud.com", "/api/v2/conversations/voice/a-b/transfer", '=',
     "community.voice-transfer", true, "conversationId=a-b"},
    {"GET", "", "/api/v2/routing/queues/9/wrapupcodes", '=', "community.queue-wrapupcodes", true,
     "queueId=9"},
    {"POST", "any.example", "/studio/handover", '=', "community.studio-handover", true, ""},
    /* the method does not fit; a literal path is never a parameter of another */
    {"GET", "", "/api/v2/sessions/handover", 'm', "community.session-handover", true, ""},
    {"get", "", "/api/v2/conversations/4711", 'm', "community.conversation", true,
     "conversationId=4711"},
    {"GET", "", "/api/v2/conversations/search", 'm', "community.conversation-search", true, ""},
    {"GET", "", "/api/v2/analytics/conversations/details/query", 'm',
     "community.analytics-details", true, ""},
    /* near */
    {"POST", "", "/api/v2/sessions/handover/", '~', "community.session-handover", true, ""},
    {"POST", "", "/api//v2/sessions/handover", '~', "community.session-handover", true, ""},
    {"POST", "", "/API/v2/Sessions/Handover", '~', "community.session-handover", true, ""},
    {"POST", "", "/api/v1/session/handover", '~', "community.session-handover", true, ""},
    {"POST", "", "/sessions/handover", '~', "community.session-handover", true, ""},
    {"POST", "", "/proxy/api/v2/sessions/handover", '~', "community.session-handover", true, ""},
    {"POST", "", "/api/v2/conversations/voice//transfer", '~', "community.voice-transfer", true,
     ""},
    {"GET", "", "/api/v2/routing/queue/9", '~', "community.queue", true, ""},
    {"POST", "evil.example", "/oauth/tokens", '~', "community.token", false, ""},
    /* nothing like it */
    {"GET", "", "/", 0, NULL, false, ""},
    {"GET", "", "", 0, NULL, false, ""},
    {"GET", "", "/api/v2/users/me", 0, NULL, false, ""},
    {"GET", "", "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", 0, NULL,
     false, ""},
};

static void check_match(const struct world *w, size_t i)
{
    struct baton_str target = baton_str_from(requests[i].target);
    struct baton_match m =
        baton_contracts_match(w->set, BATON_STR(""), baton_str_from(requests[i].method),
                              baton_str_from(requests[i].host), target);
    const struct baton_contract *const by[] = {m.contract, m.path_only, m.nearest};
    static const char hows[] = "=m~";
    char values[200] = "";
    size_t len = 0;
    for (size_t j = 0; j < 3; j++) {
        assert_int_equal(by[j] != NULL, requests[i].how == hows[j]);
        if (by[j])
            assert_true(baton_str_is(by[j]->id, requests[i].id));
    }
    assert_int_equal(m.host_fits, requests[i].host_fits);
    for (size_t j = 0; j < m.value_count; j++) {
        struct baton_str value = baton_str_sub(target, m.values[j].span.start,
                                               m.values[j].span.end);
        assert_true(baton_str_eq(value, m.values[j].value));
        len += (size_t)snprintf(values + len, sizeof values - len, "%.*s=%.*s",
                                BATON_ARG(m.values[j].name), BATON_ARG(value));
    }
    assert_string_equal(values, requests[i].values);
}

static bool matches(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    for (size_t i = 0; whole && i < BATON_COUNT(requests); i++)
        check_match(&w, i);
    if (whole) {
        struct baton_match m =
            baton_contracts_match(w.set, BATON_STR("cxone"), BATON_STR("GET"), BATON_STR(""),
                                  BATON_STR("/api/v2/conversations/4711"));
        assert_null(m.contract);
        assert_null(m.nearest);
    }
    return end(&w, whole);
}
OOM_TEST(matches)

/* Base paths, parts of pieces as parameters, and hosts that decide between equals. */
static bool matches_a_users_paths(struct baton_alloc alloc)
{
    static const char other[] =
        "{\"openapi\":\"3.1.0\",\"servers\":[{\"url\":\"https://b.x.example\"}],\"paths\":{"
        "\"/things/{id}.json\":{\"get\":{\"operationId\":\"b\",\"parameters\":"
        "[{\"name\":\"id\",\"in\":\"path\"}]}}}}";
    struct baton_str none = BATON_STR(""), get = BATON_STR("GET");
    struct world w;
    bool whole = begin(&w, alloc) && add(&w, "u", baton_str_from(users)) == BATON_OK &&
                 add(&w, "b", baton_str_from(other)) == BATON_OK;
    if (whole) {
        struct baton_match m = baton_contracts_match(
            w.set, none, get, none, BATON_STR("https://api.r.x.example:8443/v2/things/7.json"));
        assert_ptr_equal(m.contract, baton_contracts_at(w.set, 0));
        assert_true(m.host_fits);
        assert_int_equal(m.value_count, 1);
        assert_true(baton_str_is(m.values[0].value, "7"));
        assert_true(baton_str_is(m.values[0].kind, "k2"));
        m = baton_contracts_match(w.set, none, get, none, BATON_STR("/things/7.json"));
        assert_ptr_equal(m.contract, baton_contracts_at(w.set, 0));
        m = baton_contracts_match(w.set, none, get, BATON_STR("b.x.example"),
                                  BATON_STR("/things/7.json"));
        assert_ptr_equal(m.contract, baton_contracts_at(w.set, 3));
        m = baton_contracts_match(w.set, none, get, none, BATON_STR("/things/.json"));
        assert_null(m.contract);
        m = baton_contracts_match(w.set, none, get, none, BATON_STR("/seven"));
        assert_ptr_equal(m.contract, baton_contracts_at(w.set, 2));
    }
    return end(&w, whole);
}
OOM_TEST(matches_a_users_paths)

/* A path without a literal piece is nobody's but its host's, and not near to any other. */
static bool matches_bare_parameters(struct baton_alloc alloc)
{
    static const char text[] =
        "{\"openapi\":\"3.1.0\",\"servers\":[{\"url\":\"https://in.x.example\"}],\"paths\":{"
        "\"/{token}\":{\"post\":{\"operationId\":\"b\",\"parameters\":"
        "[{\"name\":\"token\",\"in\":\"path\"}]}}}}";
    static const struct {
        const char *method, *host, *target;
        bool found;
    } rows[] = {
        {"POST", "in.x.example", "/4b7e", true}, {"POST", "", "https://in.x.example/4b7e", true},
        {"GET", "in.x.example", "/4b7e", false}, {"POST", "other.example", "/4b7e", false},
        {"POST", "", "/4b7e", false},            {"POST", "in.x.example", "/4b7e/more", false},
        {"POST", "in.x.example", "/", false},
    };
    struct world w;
    bool whole = begin(&w, alloc) && add(&w, "b", baton_str_from(text)) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_match m = baton_contracts_match(
            w.set, BATON_STR(""), baton_str_from(rows[i].method), baton_str_from(rows[i].host),
            baton_str_from(rows[i].target));
        assert_int_equal(m.contract != NULL, rows[i].found);
        assert_null(m.path_only);
        assert_null(m.nearest);
    }
    return end(&w, whole);
}
OOM_TEST(matches_bare_parameters)

/* ---- guessing --------------------------------------------------------------------- */

static const struct {
    const char *json, *id; /* id NULL: nothing fits */
    bool response;
} bodies[] = {
    {"{\"sessionId\":\"12345\",\"botName\":\"CognigyBot\"}", "community.session-handover", false},
    {"{\"payload\":{\"sessionId\":\"12345\",\"botName\":\"CognigyBot\"}}",
     "community.session-handover", false},
    {"{\"session_id\":\"1\",\"bot_name\":\"b\",\"meta_data\":{\"media_type\":\"voice\"}}",
     "community.session-handover", false},
    {"{\"sessionId\":\"abc-123\",\"metadata\":{\"intent\":\"billing\"}}",
     "community.studio-handover", false},
    {"{\"sessionToken\":\"abc-123\",\"context\":{\"intent\":\"transfer\"}}",
     "community.token-handover", false},
    {"{\"transferTo\":{\"type\":\"queue\"},\"wrapupCode\":{}}", "community.voice-transfer", false},
    {"{\"grant_type\":\"client_credentials\",\"client_id\":\"a\"}", "community.token", false},
    {"{\"access_token\":\"a\",\"expires_in\":3600}", "community.token", true},
    {"{\"id\":\"1\",\"participants\":[{\"type\":\"bot\",\"context\":{}},{\"type\":\"agent\"}]}",
     "community.interaction", true},
    {"{\"id\":\"1\",\"legs\":[{\"participants\":[{\"address\":{}}]}]}", "community.conversation",
     true},
    {"{\"dateFrom\":\"a\",\"dateTo\":\"b\",\"groupings\":[]}", "community.analytics-details",
     false},
    {"{\"groups\":[{\"group\":\"a\",\"key\":\"b\"}]}", "community.analytics-details", true},
    {"{\"unknown\":1,\"other\":2}", NULL, false},
    {"{\"sessionId\":\"1\",\"a\":1,\"b\":2,\"c\":3,\"d\":4}", NULL, false},
    {"{}", NULL, false},
    {"[]", NULL, false},
    {"7", NULL, false},
};

static bool check_guess(struct world *w, size_t i)
{
    struct baton_json doc;
    struct baton_guess g;
    struct baton_str none = {"", 0};
    if (baton_json_read(&w->arena, baton_str_from(bodies[i].json), NULL, &doc, NULL) ||
        baton_contracts_guess(w->set, none, &doc, 0, &w->arena, &g))
        return false;
    assert_int_equal(g.contract != NULL, bodies[i].id != NULL);
    if (!g.contract)
        return true;
    assert_true(baton_str_is(g.contract->id, bodies[i].id));
    assert_int_equal(g.response, bodies[i].response);
    assert_int_equal(g.status, bodies[i].response ? 200 : 0);
    assert_true(g.score >= 0.35 && g.score <= 1);
    return true;
}

static bool guesses(struct baton_alloc alloc)
{
    struct world w;
    bool whole = begin(&w, alloc) && add_community(&w);
    for (size_t i = 0; whole && i < BATON_COUNT(bodies); i++)
        whole = check_guess(&w, i);
    return end(&w, whole);
}
OOM_TEST(guesses)

/* Schemas that refer to themselves, and what is added later. */
static bool guesses_among_more(struct baton_alloc alloc)
{
    static const char more[] =
        "{\"openapi\":\"3.1.0\",\"paths\":{\"/t\":{\"post\":{\"operationId\":\"tree\","
        "\"requestBody\":{\"content\":{\"application/json\":{\"schema\":"
        "{\"$ref\":\"#/components/schemas/T\"}}}}}}},\"components\":{\"schemas\":{\"T\":"
        "{\"anyOf\":[{\"$ref\":\"#/components/schemas/T\"},{\"$ref\":\"#/components/schemas/L\"}],"
        "\"properties\":{\"leaf\":{\"const\":1},\"tree\":{\"$ref\":\"#/components/schemas/T\"}}},"
        "\"L\":{\"required\":[\"leaf\"],\"properties\":{\"list\":{\"type\":\"array\",\"items\":"
        "{\"$ref\":\"#/components/schemas/T\"}}}}}}}";
    static const struct {
        const char *json;
        bool fits;
    } trees[] = {
        {"{\"leaf\":1,\"tree\":{\"leaf\":1}}", true},
        {"{\"list\":[{\"leaf\":1},{\"leaf\":1}]}", true},
        {"{\"leaf\":2}", false},
    };
    struct world w;
    struct baton_json doc;
    struct baton_guess g;
    bool whole = begin(&w, alloc) && add_community(&w) && check_guess(&w, 0) &&
                 add(&w, "t", baton_str_from(more)) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(trees); i++) {
        whole = !baton_json_read(&w.arena, baton_str_from(trees[i].json), NULL, &doc, NULL) &&
                !baton_contracts_guess(w.set, BATON_STR("user"), &doc, 0, &w.arena, &g);
        if (whole)
            assert_int_equal(g.contract != NULL, trees[i].fits);
    }
    return end(&w, whole);
}
OOM_TEST(guesses_among_more)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches),
        cmocka_unit_test(test_matches_a_users_paths),
        cmocka_unit_test(test_matches_bare_parameters),
        cmocka_unit_test(test_guesses),
        cmocka_unit_test(test_guesses_among_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
