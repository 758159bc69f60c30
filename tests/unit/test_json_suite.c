/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a JSON parsing test suite: BATON_SUITES names the folder that holds
 * json-test-suite/test_parsing/. The first letter of a file's name is the
 * verdict: y is JSON, n is not, i is left to the reader. The lenient reader has
 * to make sense of all of them, and of what becomes of them when bytes get lost.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "tests/unit/json_check.h"
#include "tests/unit/oom.h"

enum { MOST_FILES = 2000, LARGEST = 1 << 20, SKIPPED = 77, SHORT = 400 };

struct suite_file {
    char name[260], path[700];
    char *s;
    size_t len;
};

static struct suite_file files[MOST_FILES];
static size_t file_count;

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

static void read_file(struct suite_file *file)
{
    FILE *stream = fopen(file->path, "rb");
    assert_non_null(stream);
    char *s = malloc(LARGEST);
    assert_non_null(s);
    file->len = fread(s, 1, LARGEST, stream);
    fclose(stream);
    /* No byte more than there is, so that reading past the end is seen. */
    file->s = realloc(s, file->len ? file->len : 1);
    assert_non_null(file->s);
}

static void must_hold(const struct suite_file *file, const char *s, size_t len, const char *what)
{
    struct baton_arena arena;
    enum baton_err err;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    const char *wrong = json_check(&arena, (struct baton_str){s, len}, &err);
    baton_arena_release(&arena);
    if (wrong)
        fail_msg("%s%s: %s\n%.*s", file->name, what, wrong, (int)len, s);
    assert_int_equal(err, BATON_OK);
}

static void verdict(const struct suite_file *file)
{
    struct baton_arena arena;
    struct baton_json doc;
    struct baton_json_fault fault = {BATON_JSON_OK, 0};
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    enum baton_err err =
        baton_json_read(&arena, (struct baton_str){file->s, file->len}, NULL, &doc, &fault);
    baton_arena_release(&arena);
    if (file->name[0] == 'y' && err != BATON_OK)
        fail_msg("%s: %s at %zu", file->name, baton_json_code_name(fault.code), fault.offset);
    if (file->name[0] == 'n' && err != BATON_ESYNTAX && err != BATON_ELIMIT)
        fail_msg("%s is not JSON, but was read", file->name);
    assert_true(fault.offset <= file->len);
    assert_int_equal(err == BATON_OK, fault.code == BATON_JSON_OK);
}

/* The text cut off after each byte, without each byte, and with each byte twice. */
static void damage(const struct suite_file *file)
{
    char *s = malloc(file->len + 1);
    assert_non_null(s);
    for (size_t i = 0; i < file->len; i++) {
        must_hold(file, file->s, i, ", cut off");
        memcpy(s, file->s, i);
        memcpy(s + i, file->s + i + 1, file->len - i - 1);
        must_hold(file, s, file->len - 1, ", a byte lost");
        memcpy(s + i, file->s + i, 1);
        memcpy(s + i + 1, file->s + i, file->len - i);
        must_hold(file, s, file->len + 1, ", a byte twice");
    }
    free(s);
}

static void run_file(void **state)
{
    struct suite_file *file = *state;
    read_file(file);
    verdict(file);
    must_hold(file, file->s, file->len, "");
    if (file->len <= SHORT)
        damage(file);
    free(file->s);
}

static void list_files(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL && file_count < MOST_FILES;) {
        struct suite_file *file = &files[file_count];
        if (!baton_str_glob(baton_str_from(entry->d_name), BATON_STR("?_*.json")))
            continue;
        snprintf(file->name, sizeof file->name, "%s", entry->d_name);
        snprintf(file->path, sizeof file->path, "%s/%s", folder, entry->d_name);
        file_count++;
    }
    if (dir)
        closedir(dir);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct suite_file *)a)->name, ((const struct suite_file *)b)->name);
}

int main(void)
{
    static struct CMUnitTest tests[MOST_FILES];
    char folder[400];
    const char *suites = getenv("BATON_SUITES");
    if (!suites) {
        printf("SKIPPED: the JSON parsing suite. BATON_SUITES does not name its folder.\n");
        return SKIPPED;
    }
    snprintf(folder, sizeof folder, "%s/json-test-suite/test_parsing", suites);
    list_files(folder);
    if (!file_count) {
        fprintf(stderr, "%s has no files of the suite\n", folder);
        return 1;
    }
    qsort(files, file_count, sizeof *files, by_name);
    for (size_t i = 0; i < file_count; i++)
        tests[i] = (struct CMUnitTest){files[i].name, run_file, NULL, NULL, &files[i]};
    return _cmocka_run_group_tests("json suite", tests, file_count, NULL, NULL);
}
