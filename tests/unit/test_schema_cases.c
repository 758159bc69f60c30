/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of tests/schema: a schema and an instance a line, and what is to come of them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/json.h"
#include "core/schema.h"
#include "edge/os.h"
#include "edge/regex.h"
#include "tests/unit/oom.h"

enum { LONGEST = 1 << 24, FEWEST = 7 };

struct world {
    struct baton_arena arena;
    struct baton_regex regex;
    struct baton_json line, schema_doc, doc;
    struct baton_schema_registry *registry;
};

static const struct {
    enum baton_schema_dialect dialect;
    const char *name;
} dialects[] = {
#define ROW(code, name, uri) {code, name},
    BATON_SCHEMA_DIALECTS(ROW)
#undef ROW
};

static enum baton_schema_dialect dialect_of(const struct baton_json *line)
{
    uint32_t value = baton_json_member_z(line, 0, "dialect");
    for (size_t i = 0; value != BATON_JSON_NONE && i < BATON_COUNT(dialects); i++)
        if (baton_json_string_is(line, value, baton_str_from(dialects[i].name)))
            return dialects[i].dialect;
    fail_msg("%.*s: no such dialect", BATON_ARG(baton_json_raw(line, 0)));
    return BATON_DRAFT_2020_12;
}

static bool read_part(struct world *w, const char *name, struct baton_json *out)
{
    uint32_t value = baton_json_member_z(&w->line, 0, name);
    assert_true(value != BATON_JSON_NONE);
    return !baton_json_read(&w->arena, baton_json_raw(&w->line, value), NULL, out, NULL);
}

/* The schema is refused at the place the case names. */
static bool refused(struct world *w, enum baton_err err, const struct baton_schema_problem *first,
                    size_t count)
{
    uint32_t bad = baton_json_member_z(&w->line, 0, "bad");
    if (err == BATON_ENOMEM)
        return false;
    if (bad == BATON_JSON_NONE || err != BATON_ESYNTAX || !count ||
        !baton_json_string_is(&w->line, bad, first->pointer))
        fail_msg("%.*s: %s at '%.*s'", BATON_ARG(baton_json_raw(&w->line, 0)),
                 baton_err_text(err), count ? (int)first->pointer.len : 0,
                 count ? first->pointer.s : "");
    return true;
}

static bool judge(struct world *w, const struct baton_schema *schema)
{
    struct baton_schema_result result;
    uint32_t valid = baton_json_member_z(&w->line, 0, "valid");
    if (valid == BATON_JSON_NONE)
        fail_msg("%.*s: the schema is not refused", BATON_ARG(baton_json_raw(&w->line, 0)));
    if (!read_part(w, "instance", &w->doc))
        return false;
    int expected = w->line.v[valid].type == BATON_JSON_TRUE;
    int accepted = baton_schema_accepts(schema, &w->doc, 0, &w->arena);
    if (accepted < 0 || baton_schema_validate(schema, &w->doc, 0, &w->arena, &result))
        return false;
    if (accepted != expected || result.valid != accepted)
        fail_msg("%.*s: accepts says %d, validate %d", BATON_ARG(baton_json_raw(&w->line, 0)),
                 accepted, result.valid);
    return true;
}

static bool run_case(struct world *w)
{
    struct baton_schema_options options = {.dialect = dialect_of(&w->line), .regex = w->regex};
    const struct baton_schema *schema = NULL;
    struct baton_schema_problem *problems = NULL;
    size_t count = 0;
    struct baton_str uri = BATON_STR("https://example.com/case");
    if (!read_part(w, "schema", &w->schema_doc) ||
        baton_schema_registry_init(&w->arena, &options, &w->registry) ||
        baton_schema_add(w->registry, uri, &w->schema_doc))
        return false;
    enum baton_err err = baton_schema_compile(w->registry, uri, 0, &schema, &problems, &count);
    return err ? refused(w, err, problems, count) : judge(w, schema);
}

static bool run_line(struct baton_alloc alloc, struct baton_str line)
{
    struct world w = {.registry = NULL};
    baton_arena_init(&w.arena, alloc, 0);
    bool opened = baton_regex_open(alloc, false, &w.regex) == BATON_OK;
    enum baton_err err = opened ? baton_json_read(&w.arena, line, NULL, &w.line, NULL)
                                : BATON_ENOMEM;
    if (err && err != BATON_ENOMEM)
        fail_msg("%.*s: not JSON", BATON_ARG(line));
    bool done = !err && run_case(&w);
    baton_schema_registry_release(w.registry);
    if (opened)
        baton_regex_close(&w.regex);
    baton_arena_release(&w.arena);
    return done;
}

static bool found(struct baton_alloc alloc)
{
    struct baton_str text, rest, line;
    const char *why;
    size_t count = 0;
    bool done = true;
    assert_int_equal(baton_os_read("tests/schema/found.ndjson", LONGEST, &text, &why), BATON_OK);
    for (rest = text; done && baton_str_next(&rest, '\n', &line);) {
        done = !line.len || run_line(alloc, line);
        count += line.len > 0;
    }
    assert_true(!done || count >= FEWEST);
    baton_os_free(text);
    return done;
}

static void test_found(void **state)
{
    (void)state;
    oom_run(found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
