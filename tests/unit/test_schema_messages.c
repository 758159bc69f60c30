/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tests/schema/NAME.case: what is said of an instance, in the words that
 * people see. tests/schema/README.md describes the files.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "core/schema.h"
#include "core/schema_output.h"
#include "tests/unit/schema_fixture.h"

#define FOLDER "tests/schema/"

enum { MOST_CASES = 1000, MOST_FILES = 100, LONGEST = 1 << 20 };

struct test_case {
    char title[200];
    struct baton_str schema, instance, faults, following, branches;
    bool has_branches;
};

static struct test_case cases[MOST_CASES];
static size_t case_count;
static char *files[MOST_FILES];
static size_t file_count;
static const struct test_case *current; /* oom_run() takes no more than an allocator */

/* ---- reading the files ------------------------------------------------------------------ */

static struct baton_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *s = malloc(LONGEST);
    if (!file || !s || file_count == MOST_FILES) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    size_t len = fread(s, 1, LONGEST, file);
    fclose(file);
    files[file_count++] = s;
    return (struct baton_str){s, len};
}

static bool begins_part(struct baton_str line)
{
    return baton_str_starts(line, BATON_STR("--- ")) || baton_str_starts(line, BATON_STR(">>> "));
}

/* The lines up to one that begins a part or a case, trimmed. */
static struct baton_str take_part(struct baton_str *rest)
{
    size_t at = 0;
    while (at < rest->len && !begins_part(baton_str_sub(*rest, at, rest->len))) {
        size_t end = baton_str_find_byte(baton_str_sub(*rest, at, rest->len), '\n');
        at = end == SIZE_MAX ? rest->len : at + end + 1;
    }
    struct baton_str part = baton_str_sub(*rest, 0, at);
    *rest = baton_str_sub(*rest, at, rest->len);
    return baton_str_trim(part);
}

static void read_part(struct test_case *test, struct baton_str head, struct baton_str part)
{
    test->has_branches |= baton_str_is(head, ">>> alternatives");
    if (baton_str_is(head, ">>> schema"))
        test->schema = part;
    else if (baton_str_is(head, ">>> instance"))
        test->instance = part;
    else if (baton_str_is(head, ">>> faults"))
        test->faults = part;
    else if (baton_str_is(head, ">>> following"))
        test->following = part;
    else if (baton_str_is(head, ">>> alternatives"))
        test->branches = part;
    else
        fail_msg("unknown part: %.*s", BATON_ARG(head));
}

static void read_cases(const char *name)
{
    char path[300];
    struct baton_str line, schema = BATON_STR("");
    snprintf(path, sizeof path, FOLDER "%s", name);
    struct baton_str rest = read_file(path);
    (void)take_part(&rest);
    while (baton_str_next(&rest, '\n', &line)) {
        if (baton_str_starts(line, BATON_STR("--- ")) && case_count < MOST_CASES) {
            struct test_case *test = &cases[case_count++];
            snprintf(test->title, sizeof test->title, "%s: %.*s", name,
                     BATON_ARG(baton_str_sub(line, 4, line.len)));
            test->schema = schema;
            (void)take_part(&rest);
        } else if (case_count && line.len) {
            read_part(&cases[case_count - 1], line, take_part(&rest));
            schema = cases[case_count - 1].schema;
        }
    }
}

/* ---- what is said ------------------------------------------------------------------------- */

static bool is_one_line(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.s[i] < 0x20)
            return false;
    return text.len > 0 && text.len < 2000 && baton_utf8_valid(text.s, text.len) == text.len;
}

static void put_message(struct baton_buf *buf, const struct fixture *f,
                        const struct baton_schema_fault *fault)
{
    struct baton_str at = baton_json_pointer_to(&f->instance, fault->instance, buf->arena);
    struct baton_str text = baton_schema_message(&f->instance, fault, buf->arena);
    if (!baton_arena_failed(buf->arena) && !is_one_line(text))
        fail_msg("%s: not one line: %.*s", current->title, BATON_ARG(text));
    baton_buf_fmt(buf, "%s%.*s: %.*s", buf->len ? "\n" : "", BATON_ARG(at), BATON_ARG(text));
}

static struct baton_str messages(const struct fixture *f, const struct baton_schema_result *result,
                                 bool following)
{
    struct baton_buf buf;
    baton_buf_init(&buf, (struct baton_arena *)(uintptr_t)&f->arena, 0);
    for (size_t i = 0; i < result->fault_count; i++) {
        int cause = result->faults[i].follows;
        assert_true(cause < (int)result->fault_count);
        if (cause >= 0)
            assert_int_equal(result->faults[cause].follows, -1);
        if ((cause >= 0) == following)
            put_message(&buf, f, &result->faults[i]);
    }
    return baton_buf_str(&buf);
}

/* Of the first fault that has alternatives: a line for each, with its messages. */
static struct baton_str alternatives(struct fixture *f, const struct baton_schema_result *result)
{
    struct baton_schema_branch *branches = NULL;
    size_t count = 0, i = 0;
    struct baton_buf buf;
    baton_buf_init(&buf, &f->arena, 0);
    while (i < result->fault_count && result->faults[i].choice == BATON_JSON_NONE)
        i++;
    if (i == result->fault_count)
        return BATON_STR("");
    f->err = baton_schema_branches(f->schema, &f->instance, &result->faults[i], &f->arena,
                                   &branches, &count);
    for (size_t k = 0; !f->err && k < count; k++) {
        baton_buf_fmt(&buf, "%s%.*s: %zu", k ? "\n" : "", BATON_ARG(branches[k].title),
                      branches[k].result.fault_count);
        for (size_t n = 0; n < branches[k].result.fault_count; n++)
            put_message(&buf, f, &branches[k].result.faults[n]);
    }
    return baton_buf_str(&buf);
}

static void same_text(const char *what, struct baton_str is, struct baton_str should)
{
    if (!baton_str_eq(is, should))
        fail_msg("%s: %s should be\n%.*s\nbut is\n%.*s", current->title, what, BATON_ARG(should),
                 BATON_ARG(is));
}

static bool compare(struct fixture *f)
{
    struct baton_schema_result result;
    f->err = baton_json_read(&f->arena, current->instance, NULL, &f->instance, NULL);
    if (f->err == BATON_ESYNTAX)
        fail_msg("%s: the instance is not JSON", current->title);
    if (!f->err)
        f->err = baton_schema_validate(f->schema, &f->instance, 0, &f->arena, &result);
    if (f->err)
        return false;
    assert_int_equal(result.valid, !result.fault_count);
    struct baton_str said = messages(f, &result, false);
    struct baton_str following = messages(f, &result, true);
    struct baton_str branches = current->has_branches ? alternatives(f, &result) : BATON_STR("");
    if (f->err || baton_arena_failed(&f->arena))
        return false;
    same_text("what is said", said, current->faults);
    same_text("what follows", following, current->following);
    same_text("what the alternatives say", branches, current->branches);
    return true;
}

static bool body(struct baton_alloc alloc)
{
    struct fixture f;
    static char schema[1 << 16];
    snprintf(schema, sizeof schema, "%.*s", BATON_ARG(current->schema));
    bool whole = open_fixture(&f, alloc, schema) && compare(&f);
    if (f.err && f.err != BATON_ENOMEM)
        fail_msg("%s: %s", current->title, baton_err_text(f.err));
    close_fixture(&f);
    return whole;
}

static void run_case(void **state)
{
    current = *state;
    oom_run(body);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct test_case *)a)->title, ((const struct test_case *)b)->title);
}

int main(void)
{
    static struct CMUnitTest tests[MOST_CASES];
    DIR *folder = opendir(FOLDER);
    if (!folder) {
        fprintf(stderr, "run this in the folder that has " FOLDER "\n");
        return 1;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (baton_str_glob(baton_str_from(entry->d_name), BATON_STR("*.case")))
            read_cases(entry->d_name);
    closedir(folder);
    qsort(cases, case_count, sizeof *cases, by_name);
    for (size_t i = 0; i < case_count; i++)
        tests[i] = (struct CMUnitTest){cases[i].title, run_case, NULL, NULL, &cases[i]};
    if (!case_count)
        return 1;
    int failed = _cmocka_run_group_tests("schema messages", tests, case_count, NULL, NULL);
    while (file_count)
        free(files[--file_count]);
    return failed;
}
