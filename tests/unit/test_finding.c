/* SPDX-License-Identifier: Apache-2.0 */
/* The words of reports: those that docs/report.schema.json allows, in its order. */
#include "core/finding.h"
#include "core/json.h"
#include "edge/os.h"
#include "tests/unit/exchange.h"

static const char *stage(int i)
{
    return baton_stage_name((enum baton_stage)i);
}

static const char *severity(int i)
{
    return baton_severity_name((enum baton_severity)i);
}

static const char *outcome(int i)
{
    return baton_outcome_name((enum baton_outcome)i);
}

static const char *applicability(int i)
{
    return baton_applicability_name((enum baton_applicability)i);
}

static const char *kind(int i)
{
    return baton_input_kind_name((enum baton_input_kind)i);
}

static const struct {
    const char *pointer; /* of the list of words in the schema */
    const char *(*word)(int);
    int count;
} lists[] = {
    {"/$defs/stage/enum", stage, BATON_STAGE_COUNT},
    {"/$defs/finding/properties/severity/enum", severity, BATON_ERROR + 1},
    {"/properties/verdict/properties/outcome/enum", outcome, BATON_OUTCOME_UNKNOWN + 1},
    {"/$defs/fix/properties/applicability/enum", applicability, BATON_FIX_VALUE + 1},
    {"/properties/input/properties/kind/enum", kind, BATON_INPUT_KIND_COUNT},
};

static bool words_are_those_of_the_schema(struct baton_alloc alloc)
{
    struct baton_str text;
    struct baton_arena arena;
    struct baton_json doc;
    const char *why = "";
    baton_arena_init(&arena, alloc, 0);
    assert_int_equal(baton_os_read("docs/report.schema.json", 1 << 20, &text, &why), BATON_OK);
    bool whole = baton_json_read(&arena, text, NULL, &doc, NULL) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(lists); i++) {
        uint32_t list = baton_json_pointer(&doc, 0, baton_str_from(lists[i].pointer));
        int n = 0;
        assert_int_not_equal(list, BATON_JSON_NONE);
        BATON_JSON_EACH_ITEM(&doc, list, item) {
            if (!baton_json_string_is(&doc, item, baton_str_from(lists[i].word(n))))
                fail_msg("%s: '%s' is not word %d", lists[i].pointer, lists[i].word(n), n);
            n++;
        }
        assert_int_equal(n, lists[i].count);
    }
    baton_arena_release(&arena);
    baton_os_free(text);
    return whole;
}
OOM_TEST(words_are_those_of_the_schema)

static void test_there_is_a_word_for_what_is_none(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(lists); i++) {
        assert_string_equal(lists[i].word(lists[i].count), "?");
        assert_string_equal(lists[i].word(-1), "?");
    }
}

static void test_every_stage_asks_something(void **unused)
{
    (void)unused;
    for (int i = 0; i < BATON_STAGE_COUNT; i++)
        assert_true(strlen(baton_stage_asks((enum baton_stage)i)) > 3);
    assert_string_equal(baton_stage_asks(BATON_STAGE_COUNT), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_those_of_the_schema),
        cmocka_unit_test(test_there_is_a_word_for_what_is_none),
        cmocka_unit_test(test_every_stage_asks_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
