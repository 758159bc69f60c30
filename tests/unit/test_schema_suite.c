/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The official tests of JSON Schema, of all drafts that are known: folder
 * json-schema-test-suite below BATON_SUITES. Each case is asked of both runners.
 * All of them must pass, the optional ones, too. Documents that the tests refer
 * to come through the loader.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/schema.h"
#include "edge/idn.h"
#include "edge/regex.h"
#include "tests/unit/schema_output_check.h"

enum { SKIPPED = 77 };

struct totals {
    size_t passed, failed;
};

struct suite {
    struct baton_regex regex;
    struct baton_idn idn;
    struct baton_arena shared; /* remotes: read once */
    struct baton_json *remotes;
    struct baton_str *remote_uris;
    size_t remote_count, remote_capacity, uri_count, uri_capacity;
    char root[1024];
    enum baton_schema_dialect dialect;
    char file[512]; /* with the draft */
    bool traceable; /* the output formats are asked for, too */
    struct baton_schema_registry *unit_registry;
    const struct baton_schema *unit;
    struct totals totals;
};

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

static void die(const char *what, const char *name)
{
    fprintf(stderr, "test_schema_suite: %s: %s\n", what, name);
    exit(1);
}

static struct baton_str read_file(struct baton_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        die("cannot open", path);
    struct baton_buf buf;
    char piece[65536];
    baton_buf_init(&buf, arena, 0);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        baton_buf_put(&buf, (struct baton_str){piece, n});
    fclose(file);
    return baton_buf_str(&buf);
}

static struct baton_json read_json(struct baton_arena *arena, struct baton_str text,
                                   const char *name)
{
    struct baton_json doc;
    if (baton_json_read(arena, text, NULL, &doc, NULL))
        die("not JSON", name);
    return doc;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Calls found() for each .json file below folder, in order; sub is where it is, with '/'. */
static void walk(struct suite *suite, const char *folder, const char *sub, bool deep,
                 void (*found)(struct suite *suite, const char *path, const char *sub))
{
    char path[4096], below[512];
    struct dirent **entries;
    snprintf(path, sizeof path, "%s/%s", folder, sub);
    int count = scandir(path, &entries, NULL, by_name);
    if (count < 0)
        die("cannot list", path);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        size_t len = strlen(name);
        snprintf(below, sizeof below, "%s%s", sub, name);
        snprintf(path, sizeof path, "%s/%s", folder, below);
        if (len > 5 && !strcmp(name + len - 5, ".json"))
            found(suite, path, below);
        else if (deep && !strchr(name, '.')) {
            snprintf(below, sizeof below, "%s%s/", sub, name);
            walk(suite, folder, below, true, found);
        }
        free(entries[i]);
    }
    free(entries);
}

/* ---- remotes -------------------------------------------------------------------------- */

static void add_remote(struct suite *suite, const char *path, const char *sub)
{
    struct baton_arena *arena = &suite->shared;
    struct baton_json *doc = BATON_PUSH(arena, suite->remotes, suite->remote_count,
                                        suite->remote_capacity);
    struct baton_str *uri = BATON_PUSH(arena, suite->remote_uris, suite->uri_count,
                                       suite->uri_capacity);
    if (!doc || !uri)
        die("no memory for", path);
    *doc = read_json(arena, read_file(arena, path), path);
    *uri = baton_str_fmt(arena, "http://localhost:1234/%s", sub);
}

static enum baton_err load(void *ctx, struct baton_str uri, struct baton_arena *arena,
                           const struct baton_json **out, struct baton_str *why)
{
    const struct suite *suite = ctx;
    (void)arena;
    (void)why;
    for (size_t i = 0; i < suite->remote_count; i++)
        if (baton_str_eq(suite->remote_uris[i], uri))
            *out = &suite->remotes[i];
    return BATON_OK;
}

/* ---- cases -------------------------------------------------------------------------------- */

static void report(struct suite *suite, const char *what, struct baton_str group,
                   struct baton_str test)
{
    suite->totals.failed++;
    printf("%s: %.*s: %.*s: %s\n", suite->file, BATON_ARG(group), BATON_ARG(test), what);
}

/* NULL when both runners say what the suite says. */
static const char *run_case(const struct suite *suite, const struct baton_schema *schema,
                            const struct baton_json *file, uint32_t test)
{
    uint32_t data = baton_json_member_z(file, test, "data");
    bool valid = baton_json_is(file, baton_json_member_z(file, test, "valid"), BATON_JSON_TRUE);
    struct baton_arena arena;
    struct baton_schema_result result;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    int accepted = baton_schema_accepts(schema, file, data, &arena);
    enum baton_err err = baton_schema_validate(schema, file, data, &arena, &result);
    const char *why = accepted < 0 || err                     ? "ends with an error"
                      : accepted != valid                     ? "accepts() is wrong"
                      : result.valid != valid                 ? "validate() is wrong"
                      : result.valid != !result.fault_count   ? "valid, and faults"
                                                              : NULL;
    if (!why && suite->traceable)
        why = output_fault(schema, suite->unit, file, data, valid, &arena);
    baton_arena_release(&arena);
    return why;
}

static struct baton_str text_member(const struct baton_json *file, uint32_t object,
                                    const char *name, struct baton_arena *arena)
{
    return baton_json_string(file, baton_json_member_z(file, object, name), arena);
}

/* Where a keyword only says something unless it is asked to assert. */
static bool asserts(const struct suite *suite)
{
    return strstr(suite->file, "/optional/format/") || strstr(suite->file, "/content.json");
}

static void run_tests(struct suite *suite, const struct baton_json *file, uint32_t group,
                      const struct baton_schema *schema, const char *problem)
{
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    struct baton_str name = text_member(file, group, "description", &arena);
    uint32_t tests = baton_json_member_z(file, group, "tests");
    BATON_JSON_EACH_ITEM(file, tests, test) {
        const char *why = problem ? problem : run_case(suite, schema, file, test);
        if (why)
            report(suite, why, name, text_member(file, test, "description", &arena));
        else
            suite->totals.passed++;
    }
    baton_arena_release(&arena);
}

static void run_group(struct suite *suite, const struct baton_json *file, uint32_t group)
{
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    struct baton_schema_registry *registry;
    struct baton_schema_options options = {
        .dialect = suite->dialect, .regex = suite->regex, .idn = suite->idn,
        .loader = {load, suite},
        .assert_format = asserts(suite), .traceable = suite->traceable};
    const struct baton_schema *schema = NULL;
    struct baton_schema_problem *problems = NULL;
    size_t count = 0;
    struct baton_json doc = read_json(
        &arena, baton_json_raw(file, baton_json_member_z(file, group, "schema")), "schema");
    struct baton_str uri = BATON_STR("https://example.com/the-schema");
    if (baton_schema_registry_init(&arena, &options, &registry) ||
        baton_schema_add(registry, uri, &doc))
        die("no registry for", suite->file);
    enum baton_err err = baton_schema_compile(registry, uri, 0, &schema, &problems, &count);
    run_tests(suite, file, group, schema,
              !err ? NULL : count ? problems[0].message.s : "does not compile");
    baton_schema_registry_release(registry);
    baton_arena_release(&arena);
}

/* The schema that all output has to fit. */
static void read_unit(struct suite *suite)
{
    static const char path[] = "tests/schema/output-unit.schema.json";
    struct baton_schema_options options = {.regex = suite->regex, .assert_format = true};
    struct baton_json *doc = BATON_NEW(&suite->shared, struct baton_json);
    struct baton_schema_problem *problems;
    size_t count;
    if (!doc || baton_schema_registry_init(&suite->shared, &options, &suite->unit_registry))
        die("no registry for", path);
    *doc = read_json(&suite->shared, read_file(&suite->shared, path), path);
    if (baton_schema_add(suite->unit_registry, BATON_STR("unit:"), doc) ||
        baton_schema_compile(suite->unit_registry, BATON_STR("unit:"), 0, &suite->unit,
                             &problems, &count))
        die("does not compile", path);
}

static void run_file(struct suite *suite, const char *path, const char *sub)
{
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    struct baton_json file = read_json(&arena, read_file(&arena, path), path);
    snprintf(suite->file, sizeof suite->file, "%s/%s", baton_schema_dialect_name(suite->dialect),
             sub);
    BATON_JSON_EACH_ITEM(&file, 0, group)
        run_group(suite, &file, group);
    baton_arena_release(&arena);
}

/* All of a draft, with a line for what is required and for what is optional. */
static void run_draft(struct suite *suite)
{
    static const char *const folders[] = {"", "optional/", "optional/format/"};
    const char *name = baton_schema_dialect_name(suite->dialect);
    struct totals start = suite->totals;
    char folder[2048];
    snprintf(folder, sizeof folder, "%s/tests/%s", suite->root, name);
    for (size_t i = 0; i < BATON_COUNT(folders); i++) {
        struct totals before = suite->totals;
        walk(suite, folder, folders[i], false, run_file);
        printf("%s/%s: %zu passed, %zu failed\n", name, folders[i],
               suite->totals.passed - before.passed, suite->totals.failed - before.failed);
    }
    printf("%s: %zu passed, %zu failed\n", name, suite->totals.passed - start.passed,
           suite->totals.failed - start.failed);
}

int main(void)
{
    static struct suite suite;
    char remotes[2048];
    const char *folder = getenv("BATON_SUITES");
    if (!folder || !*folder) {
        printf("SKIPPED: BATON_SUITES does not name the folder with the conformance suites; "
               "the JSON Schema tests did NOT run\n");
        return SKIPPED;
    }
    struct baton_alloc alloc = {resize, NULL};
    baton_idn_open(&suite.idn);
    if (baton_regex_open(alloc, true, &suite.regex))
        die("no engine for", "regular expressions");
    baton_arena_init(&suite.shared, alloc, 0);
    snprintf(suite.root, sizeof suite.root, "%s/json-schema-test-suite", folder);
    snprintf(remotes, sizeof remotes, "%s/remotes", suite.root);
    walk(&suite, remotes, "", true, add_remote);
    read_unit(&suite);
    static const enum baton_schema_dialect drafts[] = {
        BATON_DRAFT_2020_12, BATON_DRAFT_2019_09, BATON_DRAFT_7, BATON_DRAFT_6, BATON_DRAFT_4};
    for (size_t i = 0; i < BATON_COUNT(drafts); i++) {
        suite.dialect = drafts[i];
        suite.traceable = false;
        run_draft(&suite);
        suite.traceable = true;
        run_draft(&suite);
    }
    baton_schema_registry_release(suite.unit_registry);
    baton_arena_release(&suite.shared);
    baton_regex_close(&suite.regex);
    printf("%zu passed, %zu failed\n", suite.totals.passed, suite.totals.failed);
    return suite.totals.failed ? 1 : 0;
}
