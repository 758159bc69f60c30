/* SPDX-License-Identifier: Apache-2.0 */
/* The table of rules, what is prepared for them, and which stages a status comes from. */
#include "core/rule.h"
#include "tests/unit/diagnose_world.h"

/* ---- the table -------------------------------------------------------------------- */

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static void test_the_table_is_in_order_and_complete(void **unused)
{
    static const char *const provenances[] = {"standard", "vendor-doc", "vendor-code", "community",
                                              "inferred"};
    static const char *const confidences[] = {"high", "medium", "low"};
    (void)unused;
    assert_true(baton_rules_count() > 50);
    assert_null(baton_rules_at(baton_rules_count()));
    assert_null(baton_rules_at(SIZE_MAX));
    for (size_t i = 0; i < baton_rules_count(); i++) {
        const struct baton_rule *rule = baton_rules_at(i);
        const struct baton_rule_info *info = &rule->info;
        assert_non_null(rule->run);
        assert_true(strlen(info->id) == 6 && info->id[0] == 'H' && info->id[1] == 'O');
        assert_true(!i || strcmp(info->id, baton_rules_at(i - 1)->info.id) > 0);
        assert_true(*info->name && *info->title && *info->what && *info->why && *info->how);
        assert_true(is_one_of(info->provenance, provenances, BATON_COUNT(provenances)));
        assert_true(is_one_of(info->confidence, confidences, BATON_COUNT(confidences)));
        assert_true(info->stage < BATON_STAGE_COUNT && info->severity <= BATON_ERROR);
        assert_true(info->fix <= BATON_FIX_VALUE && *info->families && *info->sources);
    }
}

static void test_rules_are_found_by_id_and_name(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < baton_rules_count(); i++) {
        const struct baton_rule *rule = baton_rules_at(i);
        char id[8] = {0};
        memcpy(id, rule->info.id, 6);
        id[0] = 'h';
        assert_ptr_equal(baton_rules_find(baton_str_from(id)), rule);
        assert_ptr_equal(baton_rules_find(baton_str_from(rule->info.name)), rule);
    }
    assert_null(baton_rules_find(S("")));
    assert_null(baton_rules_find(S("HO9999")));
    assert_null(baton_rules_find(S("HO40011")));
    assert_text("HO9005x", baton_rules_near(S("HO9005x")), "HO9005");
    assert_text("retry-canot-help", baton_rules_near(S("retry-canot-help")), "retry-cannot-help");
    assert_text("nothing", baton_rules_near(S("quite something else")), "");
}

/* ---- statuses ------------------------------------------------------------------------- */

#define AT(stage) (1u << BATON_##stage)

static const struct {
    int status;
    unsigned stages, not; /* that it can come from, that it cannot */
} statuses[] = {
    {400, AT(SHAPE) | AT(PARSE) | AT(MEDIA), AT(AUTHENTICATE) | AT(PERMIT) | AT(REACH)},
    {401, AT(AUTHENTICATE), AT(SHAPE) | AT(PERMIT)},
    {403, AT(PERMIT), AT(SHAPE)},
    {404, AT(ROUTE) | AT(IDENTIFY), AT(PARSE) | AT(AUTHENTICATE)},
    {405, AT(ROUTE), AT(SHAPE)},
    {409, AT(STATE), AT(SHAPE)},
    {413, AT(MEDIA), AT(SHAPE)},
    {415, AT(MEDIA), AT(SHAPE)},
    {422, AT(SHAPE), AT(PARSE)},
    {301, AT(REACH) | AT(ROUTE), AT(SHAPE)},
    {500, AT(REACH) | AT(SHAPE) | AT(ANSWER), 0},
    {418, AT(REACH) | AT(SHAPE) | AT(ANSWER), 0},
    {0, AT(REACH) | AT(SHAPE) | AT(ANSWER), 0},
    {-1, AT(REACH) | AT(SHAPE) | AT(ANSWER), 0},
};

static void test_statuses_come_from_stages(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(statuses); i++) {
        unsigned stages = baton_status_stages(statuses[i].status);
        assert_int_equal(stages & statuses[i].stages, statuses[i].stages);
        assert_int_equal(stages & statuses[i].not, 0);
        assert_int_equal(stages >> BATON_STAGE_COUNT, 0);
    }
}

static void test_an_answer_is_explained_by_an_error_of_its_stages(void **unused)
{
    static const struct {
        enum baton_stage stage;
        enum baton_severity severity;
        int status;
        bool explained;
    } rows[] = {
        {BATON_SHAPE, BATON_ERROR, 400, true},     {BATON_SHAPE, BATON_WARNING, 400, false},
        {BATON_SHAPE, BATON_ERROR, 401, false},    {BATON_AUTHENTICATE, BATON_ERROR, 401, true},
        {BATON_SHAPE, BATON_ERROR, 500, false},    {BATON_PERMIT, BATON_ERROR, 429, false},
        {BATON_SHAPE, BATON_ERROR, 503, false},    {BATON_ROUTE, BATON_ERROR, 404, true},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_finding finding = {.severity = rows[i].severity, .stage = rows[i].stage};
        struct baton_check check = {.findings = &finding, .finding_count = 1};
        assert_int_equal(baton_check_explained(&check, rows[i].status), rows[i].explained);
    }
}

/* ---- what is prepared -------------------------------------------------------------------- */

#define PATH "/v1/sessions/" SHOP_ID "/handover"
#define POST "POST " PATH " HTTP/1.1\nHost: api.example.com\nAuthorization: Bearer abc def\n\n"

/* contract "": none was chosen; token: as split off. */
static const struct {
    const char *text, *contract, *token;
    bool guessed, readable, strict, is_answer;
    size_t ids;
} prepared[] = {
    {POST "{\"sessionId\":\"s\",\"medium\":\"voice\"}", "shop.handover", "abc def", false, true,
     true,
     false, 1},
    {POST "{\"sessionId\":\"s\",}", "shop.handover", "abc def", false, true, false, false, 1},
    {POST "<html>", "shop.handover", "abc def", false, false, false, false, 1},
    {POST, "shop.handover", "abc def", false, false, false, false, 1},
    {"GET " PATH " HTTP/1.1\nHost: api.example.com\n\n", "shop.handover", "", false, false, false,
     false, 1},
    {"{\"sessionId\":\"s\",\"medium\":\"voice\",\"customer\":{\"name\":\"n\"}}", "shop.handover",
     "",
     true, true, true, false, 0},
    {"{\"a\":1}", "", "", false, true, true, false, 0},
    {"", "", "", false, false, false, false, 0},
    {"{\"participants\":[]}", "", "", false, true, true, true, 0},
    {"HTTP/1.1 400 No\n\n{\"a\":1}", "", "", false, true, true, true, 0},
    {"curl https://api.example.com" PATH " -d @file", "shop.handover", "", false, false, false,
     false,
     1},
};

static bool evidence_is_prepared(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(prepared); i++) {
        const char *text = prepared[i].text;
        baton_arena_clear(&w.each);
        whole = read_first(&w.each, baton_str_from(text), NULL, &w.exchange) == BATON_OK;
        struct baton_check check = {.arena = &w.each, .settings = &w.settings,
                                    .exchange = &w.exchange, .contracts = w.contracts};
        whole = whole && baton_check_prepare(&check, S("")) == BATON_OK;
        if (!whole)
            break;
        assert_text(text, check.contract ? check.contract->id : S(""), prepared[i].contract);
        assert_text(text, check.token.s ? check.token : S(""), prepared[i].token);
        assert_number(text, check.guessed, prepared[i].guessed);
        assert_number(text, check.readable, prepared[i].readable);
        assert_number(text, check.readable && check.body.strict, prepared[i].strict);
        assert_number(text, check.is_answer, prepared[i].is_answer);
        assert_number(text, (long long)check.id_count, (long long)prepared[i].ids);
        whole = baton_check_run(&check) == BATON_OK;
    }
    return world_end(&w, whole);
}
OOM_TEST(evidence_is_prepared)

/* ---- places of ids -------------------------------------------------------------------------- */

/* What the span of the id in the path covers; it is editable where that is the id itself. */
static const char *const id_in_path[] = {
    "POST /v1/sessions/q-77/handover HTTP/1.1\nHost: api.example.com\n\n{}",
    "POST https://api.example.com/v1/sessions/q-77/handover?a=b#c HTTP/1.1\n\n{}",
    "curl https://api.example.com/v1/sessions/q-77/handover -d '{}'",
    "curl -XPOST 'https://api.example.com/v1/sessions/q-77/handover?a=b' -d '{}'",
    "curl -G https://api.example.com/v1/sessions/q-77/handover -d a=b -X POST",
    "curl \"https://api.example.com/v1/sessions/q-77/handover?a=\\$b\" -d '{}'",
    "{\"request\":{\"method\":\"POST\",\"url\":\"https://api.example.com/v1/sessions/q-77/handover"
    "\"}}",
    "{\"request\":{\"method\":\"POST\",\"url\":\"https:\\/\\/api.example.com\\/v1\\/sessions\\/q-77"
    "\\/handover\"}}",
};

static bool ids_of_the_path_stand_where_they_are_said_to(struct baton_alloc alloc)
{
    struct world w;
    bool whole = world_begin(&w, alloc);
    for (size_t i = 0; whole && i < BATON_COUNT(id_in_path); i++) {
        struct baton_str text = baton_str_from(id_in_path[i]);
        baton_arena_clear(&w.each);
        whole = read_first(&w.each, text, NULL, &w.exchange) == BATON_OK;
        struct baton_check check = {.arena = &w.each, .settings = &w.settings,
                                    .exchange = &w.exchange, .contracts = w.contracts};
        whole = whole && baton_check_prepare(&check, S("")) == BATON_OK;
        if (!whole)
            break;
        assert_number(text.s, (long long)check.id_count, 1);
        assert_text(text.s, check.ids[0].value, "q-77");
        if (check.ids[0].editable)
            assert_text(text.s, baton_str_sub(text, check.ids[0].span.start, check.ids[0].span.end),
                        "q-77");
    }
    return world_end(&w, whole);
}
OOM_TEST(ids_of_the_path_stand_where_they_are_said_to)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_is_in_order_and_complete),
        cmocka_unit_test(test_rules_are_found_by_id_and_name),
        cmocka_unit_test(test_statuses_come_from_stages),
        cmocka_unit_test(test_an_answer_is_explained_by_an_error_of_its_stages),
        cmocka_unit_test(test_evidence_is_prepared),
        cmocka_unit_test(test_ids_of_the_path_stand_where_they_are_said_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
