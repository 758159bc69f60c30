/* SPDX-License-Identifier: Apache-2.0 */
/* Which edits of which findings are applied, and to what. */
#include "core/repair.h"
#include "tests/unit/exchange.h"

enum { MAX_FIXES = 3, MAX_EDITS = 3 };

struct fix {
    enum baton_stage stage;
    enum baton_applicability applicability;
    struct {
        size_t offset, length;
        const char *text; /* NULL: no such edit */
    } edits[MAX_EDITS];
};

/* The input is "0123456789", the extent from 2 to 8. */
static const struct {
    const char *what;
    struct fix fixes[MAX_FIXES];
    const char *text; /* NULL: nothing to apply */
    size_t safe, counted; /* counted: for review, too */
    bool review;
} rows[] = {
    {"nothing", {{0}}, NULL, 0, 0, true},
    {"a safe one", {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 1, "x"}}}}, "2x4567", 1, 0, false},
    {"one to be looked at", {{BATON_SHAPE, BATON_FIX_REVIEW, {{3, 1, "x"}}}}, NULL, 0, 0, false},
    {"the same with a look", {{BATON_SHAPE, BATON_FIX_REVIEW, {{3, 1, "x"}}}}, "2x4567", 0, 1,
     true},
    {"one for the user", {{BATON_SHAPE, BATON_FIX_VALUE, {{3, 1, "x"}}}}, NULL, 0, 0, true},
    {"one that is none", {{BATON_SHAPE, BATON_FIX_NONE, {{3, 1, "x"}}}}, NULL, 0, 0, true},
    {"two edits of one", {{BATON_SHAPE, BATON_FIX_SAFE, {{7, 1, ">"}, {2, 1, "<"}}}}, "<3456>",
     1, 0, false},
    {"at the edges", {{BATON_SHAPE, BATON_FIX_SAFE, {{2, 0, "<"}, {8, 0, ">"}}}}, "<234567>", 1, 0,
     false},
    {"before the extent", {{BATON_SHAPE, BATON_FIX_SAFE, {{1, 1, "x"}}}}, NULL, 0, 0, false},
    {"behind the extent", {{BATON_SHAPE, BATON_FIX_SAFE, {{8, 1, "x"}}}}, NULL, 0, 0, false},
    {"over its end", {{BATON_SHAPE, BATON_FIX_SAFE, {{7, 2, "x"}}}}, NULL, 0, 0, false},
    {"as long as can be", {{BATON_SHAPE, BATON_FIX_SAFE, {{3, SIZE_MAX, "x"}}}}, NULL, 0, 0, false},
    {"half outside: not by halves",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 1, "x"}, {9, 1, "y"}}},
      {BATON_SHAPE, BATON_FIX_SAFE, {{5, 1, "z"}}}}, "234z67", 1, 0, false},
    {"over another's edit: not by halves",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 2, "x"}}},
      {BATON_SHAPE, BATON_FIX_SAFE, {{4, 2, "y"}, {7, 0, "]"}}}}, "2x567", 1, 0, false},
    {"inside another's edit",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 3, "x"}}}, {BATON_SHAPE, BATON_FIX_SAFE, {{4, 0, "y"}}}},
     "2x67", 1, 0, false},
    {"around another's edit",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{4, 0, "y"}}}, {BATON_SHAPE, BATON_FIX_SAFE, {{3, 3, "x"}}}},
     "23y4567", 1, 0, false},
    {"beside another's edit",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 2, "x"}}},
      {BATON_SHAPE, BATON_FIX_SAFE, {{2, 1, "y"}, {5, 1, "z"}}}}, "yxz67", 2, 0, false},
    {"at one place",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{4, 0, "a"}}}, {BATON_SHAPE, BATON_FIX_SAFE, {{4, 0, "b"}}}},
     "23ab4567", 2, 0, false},
    {"reading comes first",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 1, "x"}}}, {BATON_PARSE, BATON_FIX_SAFE, {{5, 1, "y"}}},
      {BATON_MEDIA, BATON_FIX_SAFE, {{7, 1, "z"}}}}, "234y6z", 2, 0, false},
    {"unless it needs a look",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 1, "x"}}}, {BATON_PARSE, BATON_FIX_REVIEW, {{5, 1, "y"}}}},
     "2x4567", 1, 0, false},
    {"or has no edit",
     {{BATON_SHAPE, BATON_FIX_SAFE, {{3, 1, "x"}}}, {BATON_PARSE, BATON_FIX_SAFE, {{0}}}},
     "2x4567", 1, 0, false},
};

static struct baton_str repaired(struct baton_arena *arena, size_t row, struct baton_repair *out,
                                 enum baton_err *err)
{
    struct baton_edit edits[MAX_FIXES][MAX_EDITS];
    struct baton_finding findings[MAX_FIXES] = {0};
    for (size_t i = 0; i < MAX_FIXES; i++) {
        const struct fix *fix = &rows[row].fixes[i];
        size_t count = 0;
        for (; count < MAX_EDITS && fix->edits[count].text; count++)
            edits[i][count] = (struct baton_edit){fix->edits[count].offset,
                fix->edits[count].length,
                                                  baton_str_from(fix->edits[count].text)};
        findings[i].stage = fix->stage;
        findings[i].fix = (struct baton_fix){.applicability = fix->applicability,
                                             .edits = edits[i], .edit_count = count};
    }
    *err = baton_repair_apply(arena, S("0123456789"), (struct baton_span){2, 8}, findings,
                              MAX_FIXES, rows[row].review, out);
    return out->text;
}

static bool edits_are_applied_whole_or_not_at_all(struct baton_alloc alloc)
{
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_repair repair = {.text = {NULL, 0}};
        struct baton_arena arena;
        enum baton_err err;
        baton_arena_init(&arena, alloc, 0);
        struct baton_str text = repaired(&arena, i, &repair, &err);
        whole = err == BATON_OK;
        if (whole) {
            assert_number(rows[i].what, text.s != NULL, rows[i].text != NULL);
            if (rows[i].text)
                assert_text(rows[i].what, text, rows[i].text);
            assert_number(rows[i].what, (long long)repair.safe, (long long)rows[i].safe);
            assert_number(rows[i].what, (long long)repair.review, (long long)rows[i].counted);
        }
        baton_arena_release(&arena);
    }
    return whole;
}
OOM_TEST(edits_are_applied_whole_or_not_at_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_edits_are_applied_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
