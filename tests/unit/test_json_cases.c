/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tests/json/NAME.case: texts that people send, what is said of them, and
 * what is made of them. tests/json/README.md describes the files.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "tests/unit/json_check.h"
#include "tests/unit/oom.h"

#define FOLDER "tests/json/"

enum { MOST_CASES = 1000 };

struct test_case {
    char title[200];
    struct baton_str input, problems, repaired, safely;
    bool has_repaired, has_safely;
};

static struct test_case cases[MOST_CASES];
static size_t case_count;
static char *blocks[3 * MOST_CASES]; /* all that is to be freed */
static size_t block_count;

/* ---- reading the files -------------------------------------------------------------- */

static char *keep(char *s)
{
    if (!s || block_count == BATON_COUNT(blocks))
        exit(1);
    return blocks[block_count++] = s;
}

static struct baton_str read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "%s cannot be opened\n", path);
        exit(1);
    }
    size_t len = 0, capacity = 1 << 16, n;
    char *s = malloc(capacity);
    while (s && (n = fread(s + len, 1, capacity - len, file)) > 0) {
        len += n;
        if (len == capacity)
            s = realloc(s, capacity *= 2);
    }
    fclose(file);
    return (struct baton_str){keep(s), len};
}

static int hex(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : 0;
}

/* \r \n \t \\ \xHH, and a line end is nothing: for bytes that an editor would not keep. */
static struct baton_str unescape(struct baton_str text)
{
    char *s = keep(malloc(text.len + 1));
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        if (c == '\n')
            continue;
        if (c == '\\' && i + 1 < text.len) {
            c = text.s[++i];
            if (c == 'x' && i + 2 < text.len) {
                c = (char)(hex(text.s[i + 1]) << 4 | hex(text.s[i + 2]));
                i += 2;
            } else {
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c;
            }
        }
        s[n++] = c;
    }
    return (struct baton_str){s, n};
}

/* Lines up to one that begins a part or a case; without the last line end. */
static struct baton_str take_part(struct baton_str *rest)
{
    size_t at = 0;
    while (at < rest->len) {
        struct baton_str line = baton_str_sub(*rest, at, rest->len);
        if (baton_str_starts(line, BATON_STR("--- ")) || baton_str_starts(line, BATON_STR(">>> ")))
            break;
        size_t end = baton_str_find_byte(line, '\n');
        at += end == SIZE_MAX ? line.len : end + 1;
    }
    struct baton_str part = baton_str_sub(*rest, 0, at);
    *rest = baton_str_sub(*rest, at, rest->len);
    /* The last line end, and the empty line before the next case, are not part of it. */
    size_t ends = baton_str_starts(*rest, BATON_STR("--- ")) ? 2 : 1;
    size_t len = part.len;
    while (ends-- && len && part.s[len - 1] == '\n')
        len--;
    return baton_str_sub(part, 0, len);
}

static void read_part(struct test_case *test, struct baton_str head, struct baton_str part)
{
    if (baton_str_is(head, ">>> input"))
        test->input = part;
    else if (baton_str_is(head, ">>> input, escaped"))
        test->input = unescape(part);
    else if (baton_str_is(head, ">>> problems"))
        test->problems = part;
    else if (baton_str_is(head, ">>> repaired"))
        test->repaired = part;
    else if (baton_str_is(head, ">>> repaired, escaped"))
        test->repaired = unescape(part);
    else if (baton_str_is(head, ">>> repaired safely"))
        test->safely = part;
    else
        fail_msg("unknown part: %.*s", BATON_ARG(head));
    test->has_repaired |= baton_str_starts(head, BATON_STR(">>> repaired")) &&
                          !baton_str_is(head, ">>> repaired safely");
    test->has_safely |= baton_str_is(head, ">>> repaired safely");
}

static void read_cases(const char *name)
{
    char path[300];
    snprintf(path, sizeof path, FOLDER "%s", name);
    struct baton_str rest = read_file(path), line;
    (void)take_part(&rest);
    while (baton_str_next(&rest, '\n', &line)) {
        if (baton_str_starts(line, BATON_STR("--- ")) && case_count < MOST_CASES) {
            snprintf(cases[case_count++].title, sizeof cases->title, "%s: %.*s", name,
                     BATON_ARG(baton_str_sub(line, 4, line.len)));
            (void)take_part(&rest);
        } else if (case_count && line.len) {
            struct baton_str part = take_part(&rest);
            read_part(&cases[case_count - 1], line, part);
        }
    }
}

/* ---- what is said, in words ------------------------------------------------------------ */

static void put_place(struct baton_buf *buf, const struct baton_lines *lines, size_t offset)
{
    struct baton_place place = baton_lines_place(lines, offset);
    baton_buf_fmt(buf, "%zu:%zu", place.line, place.column);
}

static void put_problem(struct baton_buf *buf, const struct baton_lines *lines,
                        const struct baton_json_problem *problem)
{
    if (buf->len)
        baton_buf_putc(buf, '\n');
    put_place(buf, lines, problem->span.start);
    if (problem->span.end > problem->span.start + 1) {
        baton_buf_putc(buf, '-');
        put_place(buf, lines, problem->span.end);
    }
    baton_buf_fmt(buf, " %s", baton_json_code_text(problem->code));
    if (problem->detail.len)
        baton_buf_fmt(buf, "; it is %.*s", BATON_ARG(problem->detail));
    if (problem->other.end) {
        baton_buf_puts(buf, "; see ");
        put_place(buf, lines, problem->other.start);
    }
    if (problem->repeats)
        baton_buf_fmt(buf, "; %zu more", problem->repeats);
    baton_buf_puts(buf, problem->edit_count ? problem->safe ? "; safe" : "" : "; no edit");
}

static enum baton_err describe(struct baton_arena *arena, struct baton_str input,
                               const struct baton_json_reading *reading, struct baton_buf *buf)
{
    struct baton_lines original, lines;
    if (baton_lines_init(&original, arena, input) != BATON_OK ||
        baton_lines_init(&lines, arena, reading->doc.text) != BATON_OK)
        return BATON_ENOMEM;
    baton_buf_init(buf, arena, 0);
    for (size_t i = 0; i < reading->problem_count; i++) {
        const struct baton_json_problem *problem = &reading->problems[i];
        put_problem(buf, json_is_derived_code(problem->code) ? &original : &lines, problem);
    }
    return baton_buf_failed(buf) ? BATON_ENOMEM : BATON_OK;
}

/* ---- the test ----------------------------------------------------------------------------- */

static struct test_case *current; /* the body of oom_run() takes no more than an allocator */

static void same_text(const char *what, struct baton_str is, struct baton_str should)
{
    if (!baton_str_eq(is, should))
        fail_msg("%s: %s should be\n%.*s\nbut is\n%.*s", current->title, what, BATON_ARG(should),
                 BATON_ARG(is));
}

/* Compares with the case; false when memory is out. */
static bool compare(struct baton_arena *arena)
{
    struct baton_json_reading reading;
    struct baton_str repaired, safely;
    struct baton_buf said;
    enum baton_err err;
    size_t skipped;
    const char *wrong = json_check(arena, current->input, &err);
    if (wrong)
        fail_msg("%s: %s", current->title, wrong);
    if (err != BATON_OK ||
        baton_json_read_lenient(arena, current->input, NULL, &reading) != BATON_OK ||
        json_repair(arena, &reading, false, &repaired, &skipped) != BATON_OK ||
        json_repair(arena, &reading, true, &safely, &skipped) != BATON_OK ||
        describe(arena, current->input, &reading, &said) != BATON_OK)
        return false;
    same_text("what is said", baton_buf_str(&said), current->problems);
    if (current->has_repaired)
        same_text("the repaired text", repaired, current->repaired);
    else if (!json_is_hopeless(&reading))
        fail_msg("%s: there is no part '>>> repaired'", current->title);
    if (current->has_safely)
        same_text("the text repaired safely", safely, current->safely);
    return true;
}

static bool body(struct baton_alloc alloc)
{
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole = compare(&arena);
    baton_arena_release(&arena);
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
    int failed = _cmocka_run_group_tests("json cases", tests, case_count, NULL, NULL);
    while (block_count)
        free(blocks[--block_count]);
    return failed;
}
