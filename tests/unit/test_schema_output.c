/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tests/schema/output/NAME.json: a schema, an instance, and the output of the
 * specification in each form. tests/schema/output/README.md describes the files.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/schema.h"
#include "core/schema_output.h"
#include "edge/regex.h"
#include "tests/unit/oom.h"

#define FOLDER "tests/schema/output/"

enum { MOST_CASES = 200, LONGEST = 1 << 16 };

static struct test_case {
    char name[256];
    char text[LONGEST];
    size_t len;
} cases[MOST_CASES];
static size_t case_count;
static char unit_schema[LONGEST], printed_schema[LONGEST], printed[LONGEST];

/* What one run stands on. */
struct world {
    struct baton_arena arena;
    struct baton_regex regex;
    struct baton_schema_registry *registry;
    enum baton_err err;
};

static bool open_world(struct world *w, struct baton_alloc alloc, enum baton_schema_dialect dialect,
                       bool traceable)
{
    *w = (struct world){.err = BATON_OK};
    baton_arena_init(&w->arena, alloc, 0);
    w->err = baton_regex_open(alloc, false, &w->regex);
    struct baton_schema_options options = {.regex = w->regex, .traceable = traceable,
                                           .assert_format = true, .dialect = dialect};
    if (!w->err)
        w->err = baton_schema_registry_init(&w->arena, &options, &w->registry);
    return !w->err;
}

static void close_world(struct world *w)
{
    if (w->registry)
        baton_schema_registry_release(w->registry);
    baton_regex_close(&w->regex);
    baton_arena_release(&w->arena);
}

/* The schema of a text, or NULL with w->err set. */
static const struct baton_schema *compile(struct world *w, const char *uri, struct baton_str text)
{
    const struct baton_schema *schema = NULL;
    struct baton_schema_problem *problems = NULL;
    size_t count = 0;
    struct baton_json *doc = BATON_NEW(&w->arena, struct baton_json);
    struct baton_str copy = baton_str_copy(&w->arena, text);
    w->err = doc && copy.s ? baton_json_read(&w->arena, copy, NULL, doc, NULL) : BATON_ENOMEM;
    if (!w->err)
        w->err = baton_schema_add(w->registry, baton_str_from(uri), doc);
    if (!w->err)
        w->err = baton_schema_compile(w->registry, baton_str_from(uri), 0, &schema, &problems,
                                      &count);
    if (w->err == BATON_ESYNTAX && count)
        fail_msg("%.*s: %.*s", BATON_ARG(problems[0].pointer), BATON_ARG(problems[0].message));
    return w->err ? NULL : schema;
}

/* ---- cases --------------------------------------------------------------------------- */

static const char *const forms[] = {"flag", "basic", "detailed", "verbose"};

/* The output is as expected, and fits the schema of the specification. */
static bool check_form(struct world *w, const struct baton_schema *schema,
                       const struct baton_json *file, enum baton_schema_form form,
                       const char *name)
{
    struct baton_buf out;
    struct baton_json doc;
    bool valid = false;
    uint32_t instance = baton_json_member_z(file, 0, "instance");
    uint32_t expected = baton_json_member_z(file, 0, forms[form]);
    int accepted = baton_schema_accepts(schema, file, instance, &w->arena);
    baton_buf_init(&out, &w->arena, 0);
    w->err = accepted < 0 ? BATON_ENOMEM : baton_schema_output(schema, file, instance, form,
                                                               &w->arena, &out, &valid);
    if (!w->err && baton_buf_failed(&out))
        w->err = BATON_ENOMEM;
    if (!w->err)
        w->err = baton_json_read(&w->arena, baton_buf_str(&out), NULL, &doc, NULL);
    if (w->err)
        return false;
    assert_int_equal(valid, accepted);
    bool same = expected == BATON_JSON_NONE || baton_json_equal(file, expected, &doc, 0);
    if (!same && !baton_arena_failed(&w->arena))
        fail_msg("%s: %s is\n%.*s", name, forms[form], BATON_ARG(baton_buf_str(&out)));
    assert_null(memchr(out.s, '\n', out.len));
    const struct baton_schema *unit = compile(w, form == BATON_FORM_FLAG ? "flag:" : form ==
        BATON_FORM_BASIC ? "basic:" : form == BATON_FORM_DETAILED ? "detailed:" : "verbose:",
        baton_str_from(unit_schema));
    int fits = form == BATON_FORM_FLAG ? 1 : unit ? baton_schema_accepts(unit, &doc, 0, &w->arena)
                                                  : -1;
    if (!fits)
        fail_msg("%s: %s is no unit:\n%.*s", name, forms[form], BATON_ARG(baton_buf_str(&out)));
    return fits > 0;
}

static size_t current;

static bool gives_what_is_expected(struct baton_alloc alloc)
{
    struct world w;
    struct baton_json file = {.count = 0};
    const struct test_case *row = &cases[current];
    enum baton_schema_dialect dialect = BATON_DRAFT_2020_12;
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_json_read(&arena, (struct baton_str){row->text, row->len}, NULL, &file,
                                 NULL) != BATON_ENOMEM;
    if (whole && !file.count)
        fail_msg("%s: not JSON", row->name);
    uint32_t named = whole ? baton_json_member_z(&file, 0, "dialect") : BATON_JSON_NONE;
    if (named != BATON_JSON_NONE)
        assert_true(baton_schema_dialect_named(baton_json_string(&file, named, &arena),
                                               &dialect));
    bool opened = open_world(&w, alloc, dialect, true);
    uint32_t place = whole ? baton_json_member_z(&file, 0, "schema") : BATON_JSON_NONE;
    const struct baton_schema *schema =
        whole && opened ? compile(&w, "https://example.com/schema", baton_json_raw(&file, place))
                        : NULL;
    whole = schema != NULL;
    for (int form = 0; whole && form < 4; form++)
        whole = check_form(&w, schema, &file, (enum baton_schema_form)form, row->name);
    if (w.err && w.err != BATON_ENOMEM)
        fail_msg("%s: %s", row->name, baton_err_text(w.err));
    close_world(&w);
    baton_arena_release(&arena);
    return whole;
}

static void test_cases(void **unused)
{
    (void)unused;
    assert_true(case_count > 0);
    for (current = 0; current < case_count; current++)
        oom_run(gives_what_is_expected);
}

/* ---- limits -------------------------------------------------------------------------- */

/* What the program keeps for output is asked for; without it there is only a flag. */
static bool only_what_is_traceable(struct baton_alloc alloc)
{
    struct world w;
    bool opened = open_world(&w, alloc, BATON_DRAFT_2020_12, false), whole = false, valid = false;
    const struct baton_schema *schema =
        opened ? compile(&w, "https://example.com/s", BATON_STR("{\"type\": \"string\"}")) : NULL;
    struct baton_json doc;
    if (schema && !baton_json_read(&w.arena, BATON_STR("\"a\""), NULL, &doc, NULL)) {
        struct baton_buf out;
        baton_buf_init(&out, &w.arena, 0);
        assert_int_equal(baton_schema_output(schema, &doc, 0, BATON_FORM_BASIC, &w.arena, &out,
                                             &valid), BATON_EUSAGE);
        assert_false(valid);
        if (!baton_schema_output(schema, &doc, 0, BATON_FORM_FLAG, &w.arena, &out, &valid)) {
            assert_true(valid);
            whole = true;
        }
    }
    close_world(&w);
    return whole;
}
OOM_TEST(only_what_is_traceable)

/* 2^30 units would be needed: the number of units is limited. */
static bool units_are_limited(struct baton_alloc alloc)
{
    struct world w;
    bool opened = open_world(&w, alloc, BATON_DRAFT_2020_12, true), valid = false, whole = false;
    struct baton_buf text, out;
    struct baton_json doc;
    baton_buf_init(&text, &w.arena, 0);
    baton_buf_puts(&text, "{\"$ref\": \"#/$defs/0\", \"$defs\": {");
    for (int i = 0; i < 30; i++)
        baton_buf_fmt(&text, "\"%d\": {\"allOf\": [{\"$ref\": \"#/$defs/%d\"}, {\"$ref\":"
                      " \"#/$defs/%d\"}]},", i, i + 1, i + 1);
    baton_buf_puts(&text, "\"30\": {}}}");
    const struct baton_schema *schema =
        opened && !baton_buf_failed(&text) ? compile(&w, "https://example.com/s",
                                                     baton_buf_str(&text)) : NULL;
    baton_buf_init(&out, &w.arena, 0);
    if (schema && !baton_json_read(&w.arena, BATON_STR("1"), NULL, &doc, NULL)) {
        enum baton_err err = baton_schema_output(schema, &doc, 0, BATON_FORM_BASIC, &w.arena,
                                                 &out, &valid);
        assert_true(err == BATON_ELIMIT || err == BATON_ENOMEM);
        whole = err == BATON_ELIMIT;
    }
    close_world(&w);
    return whole;
}

static void test_units_are_limited(void **unused)
{
    (void)unused;
    struct oom_state state = {.fail_at = SIZE_MAX};
    assert_true(units_are_limited((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

/* ---- the program as text ------------------------------------------------------------- */

static bool programs_are_printed(struct baton_alloc alloc)
{
    struct world w;
    struct baton_buf out;
    bool opened = open_world(&w, alloc, BATON_DRAFT_2020_12, false);
    const struct baton_schema *schema =
        opened ? compile(&w, "https://example.com/s", baton_str_from(printed_schema)) : NULL;
    baton_buf_init(&out, &w.arena, 0);
    bool whole = schema && !baton_schema_print(schema, &w.arena, &out);
    if (whole && !baton_str_is(baton_buf_str(&out), printed))
        fail_msg("%.*s", BATON_ARG(baton_buf_str(&out)));
    close_world(&w);
    return whole;
}
OOM_TEST(programs_are_printed)

/* ---- files --------------------------------------------------------------------------- */

static size_t read_file(const char *path, char *into)
{
    FILE *file = fopen(path, "rb");
    size_t len = file ? fread(into, 1, LONGEST - 1, file) : 0;
    if (!file || len == LONGEST - 1) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    into[len] = 0;
    fclose(file);
    return len;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void read_cases(void)
{
    struct dirent **entries;
    char path[600];
    int count = scandir(FOLDER, &entries, NULL, by_name);
    for (int i = 0; i < count; i++) {
        size_t len = strlen(entries[i]->d_name);
        if (len > 5 && !strcmp(entries[i]->d_name + len - 5, ".json") && case_count < MOST_CASES) {
            struct test_case *row = &cases[case_count++];
            snprintf(row->name, sizeof row->name, "%s", entries[i]->d_name);
            snprintf(path, sizeof path, "%s%s", FOLDER, row->name);
            row->len = read_file(path, row->text);
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int main(void)
{
    read_file("tests/schema/output-unit.schema.json", unit_schema);
    read_file("tests/schema/printed.json", printed_schema);
    read_file("tests/schema/printed.txt", printed);
    read_cases();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_only_what_is_traceable),
        cmocka_unit_test(test_units_are_limited),
        cmocka_unit_test(test_programs_are_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
