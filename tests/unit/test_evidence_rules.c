/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/evidence: each folder is evidence of one handover; its expected.json says
 * outcome, root cause, and every error and warning.
 */
#include <dirent.h>
#include <string.h>

#include "tests/unit/evidence_world.h"
#include "tests/unit/oom.h"

static const char top[] = "tests/evidence";

/* Once for all: contracts are not what is tested here. */
static struct baton_arena arena;
static struct baton_contracts *contracts;

struct scenario {
    const char *name;
    struct baton_gathered gathered;
    struct baton_json expected;
};

static struct scenario scenarios[100];
static size_t scenario_count;

static bool load(struct scenario *s, const char *name)
{
    struct baton_str why, folder, json;
    folder = baton_str_fmt(&arena, "%s/%s", top, name);
    s->name = baton_str_copy(&arena, baton_str_from(name)).s;
    json = text_of_file(&arena, folder.s, "expected.json");
    return gather(&arena, folder.s, &s->gathered, &why) && json.s &&
           baton_json_read(&arena, json, NULL, &s->expected, NULL) == BATON_OK;
}

static int load_all(void **unused)
{
    (void)unused;
    DIR *folder = opendir(top);
    struct dirent *entry;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    assert_non_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        assert_true(scenario_count < BATON_COUNT(scenarios));
        if (!load(&scenarios[scenario_count++], entry->d_name))
            fail_msg("%s/%s cannot be read", top, entry->d_name);
    }
    closedir(folder);
    assert_int_equal(baton_contracts_init(&arena, NULL, &contracts), BATON_OK);
    assert_true(add_contract(&arena, contracts, "."));
    return 0;
}

static int release_all(void **unused)
{
    (void)unused;
    baton_contracts_release(contracts);
    baton_arena_release(&arena);
    return 0;
}

static struct baton_str expected_word(const struct scenario *s, uint32_t object, const char *name)
{
    uint32_t at = baton_json_member_z(&s->expected, object, name);
    return at == BATON_JSON_NONE ? BATON_STR("") : baton_json_string(&s->expected, at, &arena);
}

/* Every error and warning, and no other. */
static void check_severe(const struct scenario *s, const struct baton_report *r)
{
    uint32_t severe = baton_json_member_z(&s->expected, 0, "severe");
    BATON_JSON_EACH_MEMBER(&s->expected, severe, key) {
        struct baton_str rule = baton_json_string(&s->expected, key, &arena);
        bool there = false;
        for (size_t i = 0; i < r->finding_count; i++)
            there |= baton_str_is(rule, r->findings[i].rule->id);
        if (!there)
            fail_msg("%s: %.*s did not fire", s->name, BATON_ARG(rule));
    }
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct baton_finding *f = &r->findings[i];
        struct baton_str wanted = expected_word(s, severe, f->rule->id);
        if (f->severity != BATON_NOTE &&
            !baton_str_is(wanted, baton_severity_name(f->severity)))
            fail_msg("%s: %s as %s: %.*s", s->name, f->rule->id,
                     baton_severity_name(f->severity), BATON_ARG(f->message));
    }
}

static void check_report(const struct scenario *s, const struct baton_report *r)
{
    struct baton_str root = expected_word(s, 0, "rootCause");
    struct baton_str outcome = expected_word(s, 0, "outcome");
    const char *found = r->verdict.root_cause == SIZE_MAX
                            ? "" : r->findings[r->verdict.root_cause].rule->id;
    if (!baton_str_is(root, found))
        fail_msg("%s: the root cause is %s, not %.*s", s->name, found, BATON_ARG(root));
    if (!baton_str_is(outcome, baton_outcome_name(r->verdict.outcome)))
        fail_msg("%s: the outcome is %s, not %.*s", s->name,
                 baton_outcome_name(r->verdict.outcome), BATON_ARG(outcome));
    check_severe(s, r);
}

static bool judges(const struct scenario *s, struct baton_alloc alloc)
{
    struct baton_arena each;
    struct baton_evidence evidence;
    struct baton_report report;
    baton_arena_init(&each, alloc, 0);
    enum baton_err err = report_evidence(&each, contracts, &s->gathered, &evidence, &report);
    if (err == BATON_OK)
        check_report(s, &report);
    else
        assert_int_equal(err, BATON_ENOMEM);
    baton_arena_release(&each);
    return err == BATON_OK;
}

static bool every_scenario_has_its_root_cause(struct baton_alloc alloc)
{
    for (size_t i = 0; i < scenario_count; i++)
        if (!judges(&scenarios[i], alloc))
            return false;
    return scenario_count > 10;
}
OOM_TEST(every_scenario_has_its_root_cause)

/* The same evidence gives the same report, whatever else memory holds. */
static void test_reports_do_not_differ(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < scenario_count; i++) {
        struct baton_evidence evidence;
        struct baton_report a, b;
        struct baton_gathered *from = &scenarios[i].gathered;
        assert_int_equal(report_evidence(&arena, contracts, from, &evidence, &a), BATON_OK);
        assert_int_equal(report_evidence(&arena, contracts, from, &evidence, &b), BATON_OK);
        assert_int_equal(a.finding_count, b.finding_count);
        assert_true(baton_str_eq(a.verdict.text, b.verdict.text));
        for (size_t k = 0; k < a.finding_count; k++)
            assert_true(baton_str_eq(a.findings[k].message, b.findings[k].message));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_scenario_has_its_root_cause),
        cmocka_unit_test(test_reports_do_not_differ),
    };
    return cmocka_run_group_tests(tests, load_all, release_all);
}
