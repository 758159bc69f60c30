/* SPDX-License-Identifier: Apache-2.0 */
/* What the operating system gives, in a folder made for each test. */
#define _XOPEN_SOURCE 700 /* P_tmpdir */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/os.h"
#include "tests/unit/exchange.h"
#include "tests/unit/oom.h"

static char start[4096];

/* Goes into a new folder, where names are short. */
static int enter(void **state)
{
    char template[] = P_tmpdir "/baton-test-XXXXXX";
    (void)state;
    assert_non_null(getcwd(start, sizeof start));
    assert_non_null(mkdtemp(template));
    assert_int_equal(chdir(template), 0);
    return 0;
}

/* What a test makes, it takes away again. */
static int leave(void **state)
{
    char here[4096];
    (void)state;
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(start), 0);
    return rmdir(here);
}

static void make(const char *path, struct baton_str text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.s, 1, text.len, file), text.len);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *text)
{
    struct baton_str got;
    const char *why = "";
    assert_int_equal(baton_os_read(path, 1 << 20, &got, &why), BATON_OK);
    assert_text(path, got, text);
    baton_os_free(got);
}

/* ---- reading ------------------------------------------------------------------------- */

static void test_files_are_read_up_to_the_limit(void **unused)
{
    static const struct {
        const char *text;
        size_t limit;
        enum baton_err err;
    } rows[] = {
        {"", 0, BATON_OK},        {"", 10, BATON_OK},       {"a", 0, BATON_ELIMIT},
        {"12345", 5, BATON_OK},   {"123456", 5, BATON_ELIMIT}, {"12345", 6, BATON_OK},
        {"12345", 1, BATON_ELIMIT},
    };
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str got = {NULL, 99};
        const char *why = "";
        make("file", baton_str_from(rows[i].text));
        assert_number(rows[i].text, baton_os_read("file", rows[i].limit, &got, &why), rows[i].err);
        if (rows[i].err == BATON_OK) {
            assert_text("text", got, rows[i].text);
            baton_os_free(got);
        } else {
            assert_int_equal(got.len, 99);
            assert_true(strlen(why) > 3);
        }
    }
    unlink("file");
}

static void test_what_cannot_be_read_says_why(void **unused)
{
    struct baton_str got;
    const char *why = "";
    (void)unused;
    assert_int_equal(baton_os_read("nowhere", 10, &got, &why), BATON_EREAD);
    assert_string_equal(why, strerror(ENOENT));
    assert_int_equal(mkdir("folder", 0700), 0);
    assert_int_equal(baton_os_read("folder", 10, &got, &why), BATON_EREAD);
    assert_string_equal(why, strerror(EISDIR));
    rmdir("folder");
}

/* A pipe has no size to ask for, and gives its bytes in pieces. */
static void test_standard_input_is_read_to_its_end(void **unused)
{
    enum { PIECES = 200, PIECE = 1000 };
    static const size_t limits[] = {PIECES * PIECE, PIECES * PIECE - 1, 1 << 30};
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(limits); i++) {
        int ends[2], kept = dup(STDIN_FILENO);
        struct baton_str got = {NULL, 0};
        const char *why = "";
        assert_int_equal(pipe(ends), 0);
        pid_t child = fork();
        if (child == 0) {
            char piece[PIECE];
            memset(piece, 'x', sizeof piece);
            close(ends[0]);
            for (int n = 0; n < PIECES; n++)
                if (write(ends[1], piece, sizeof piece) != (ssize_t)sizeof piece)
                    _exit(1);
            _exit(0);
        }
        close(ends[1]);
        assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
        close(ends[0]);
        bool fits = limits[i] >= PIECES * PIECE;
        assert_int_equal(baton_os_read("-", limits[i], &got, &why), fits ? BATON_OK : BATON_ELIMIT);
        if (fits) {
            assert_int_equal(got.len, PIECES * PIECE);
            baton_os_free(got);
        }
        dup2(kept, STDIN_FILENO);
        close(kept);
    }
}

/* ---- folders ---------------------------------------------------------------------------- */

struct seen {
    char paths[512];
    size_t count, most;
};

static bool see(void *ctx, const char *path)
{
    struct seen *seen = ctx;
    strcat(strcat(seen->paths, path), " ");
    return ++seen->count < seen->most;
}

static bool folders_are_walked_in_order(struct baton_alloc alloc)
{
    static const struct {
        const char *folder, *paths;
        size_t most;
    } rows[] = {
        {"top", "top/a top/b/1 top/b/2 top/c ", 99},
        {"top/", "top/a top/b/1 top/b/2 top/c ", 99},
        {"top", "top/a top/b/1 ", 2},
        {"top/b", "top/b/1 top/b/2 ", 99},
        {"top/empty", "", 99},
    };
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct seen seen = {.most = rows[i].most};
        struct baton_arena arena;
        const char *where = "", *why = "";
        baton_arena_init(&arena, alloc, 0);
        enum baton_err err = baton_os_walk(&arena, rows[i].folder, see, &seen, &where, &why);
        whole = err != BATON_ENOMEM;
        if (whole) {
            assert_int_equal(err, BATON_OK);
            assert_string_equal(seen.paths, rows[i].paths);
        }
        baton_arena_release(&arena);
    }
    return whole;
}

static void test_folders_are_walked_in_order(void **unused)
{
    static const char *const folders[] = {"top", "top/b", "top/empty", "top/.hidden"};
    static const char *const files[] = {"top/c", "top/b/2", "top/b/1", "top/a", "top/.not",
                                        "top/.hidden/x"};
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(folders); i++)
        assert_int_equal(mkdir(folders[i], 0700), 0);
    for (size_t i = 0; i < BATON_COUNT(files); i++)
        make(files[i], S("x"));
    /* A link to a folder could lead back to it; one to a file is a file; a pipe would not end. */
    assert_int_equal(symlink("..", "top/empty/up"), 0);
    assert_int_equal(symlink("nowhere", "top/empty/gone"), 0);
    assert_int_equal(mkfifo("top/empty/pipe", 0600), 0);
    assert_int_equal(unlink("top/empty/gone"), 0);
    oom_run(folders_are_walked_in_order);
    unlink("top/empty/up");
    unlink("top/empty/pipe");
    for (size_t i = 0; i < BATON_COUNT(files); i++)
        unlink(files[i]);
    for (size_t i = BATON_COUNT(folders); i-- > 0;)
        rmdir(folders[i]);
}

static bool a_folder_that_is_none_says_why(struct baton_alloc alloc)
{
    struct seen seen = {.most = 9};
    struct baton_arena arena;
    const char *where = "", *why = "";
    baton_arena_init(&arena, alloc, 0);
    assert_int_equal(baton_os_walk(&arena, "nowhere", see, &seen, &where, &why), BATON_EREAD);
    assert_string_equal(why, strerror(ENOENT));
    bool whole = !baton_arena_failed(&arena);
    assert_string_equal(where, whole ? "nowhere" : "");
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(a_folder_that_is_none_says_why)

static void test_folders_are_told_from_files(void **unused)
{
    (void)unused;
    make("file", S("x"));
    assert_int_equal(symlink(".", "link"), 0);
    assert_true(baton_os_is_folder("."));
    assert_true(baton_os_is_folder("link"));
    assert_false(baton_os_is_folder("file"));
    assert_false(baton_os_is_folder("nowhere"));
    assert_false(baton_os_is_folder(""));
    unlink("file");
    unlink("link");
}

/* ---- replacing ------------------------------------------------------------------------------ */

static mode_t mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(lstat(path, &info), 0);
    return info.st_mode & 07777;
}

static bool a_file_is_replaced_whole(struct baton_alloc alloc)
{
    static const mode_t modes[] = {0600, 0640, 0664, 0777, 0400};
    bool whole = true;
    mode_t mask = umask(077);
    for (size_t i = 0; whole && i < BATON_COUNT(modes); i++) {
        struct baton_arena arena;
        const char *why = "";
        baton_arena_init(&arena, alloc, 0);
        make("file", S("old and longer"));
        assert_int_equal(chmod("file", modes[i]), 0);
        enum baton_err err = baton_os_replace(&arena, "file", S("new"), &why);
        whole = err != BATON_ENOMEM;
        if (whole)
            assert_int_equal(err, BATON_OK);
        assert_file("file", whole ? "new" : "old and longer");
        assert_int_equal(mode_of("file"), modes[i]);
        baton_arena_release(&arena);
        unlink("file");
    }
    umask(mask);
    return whole;
}
OOM_TEST(a_file_is_replaced_whole)

/* What a link leads to is rewritten; the link stays one. */
static bool a_link_stays_a_link(struct baton_alloc alloc)
{
    char target[64];
    struct baton_arena arena;
    const char *why = "";
    baton_arena_init(&arena, alloc, 0);
    assert_int_equal(mkdir("far", 0700), 0);
    make("far/file", S("old"));
    assert_int_equal(symlink("far/file", "link"), 0);
    enum baton_err err = baton_os_replace(&arena, "link", S("new"), &why);
    assert_int_equal(readlink("link", target, sizeof target), strlen("far/file"));
    assert_file("far/file", err == BATON_OK ? "new" : "old");
    unlink("link");
    unlink("far/file");
    rmdir("far");
    baton_arena_release(&arena);
    return err == BATON_OK;
}
OOM_TEST(a_link_stays_a_link)

static bool what_cannot_be_replaced_says_why(struct baton_alloc alloc)
{
    struct baton_arena arena;
    const char *why = "";
    baton_arena_init(&arena, alloc, 0);
    enum baton_err err = baton_os_replace(&arena, "nowhere/file", S("x"), &why);
    bool whole = err != BATON_ENOMEM;
    if (whole) {
        assert_int_equal(err, BATON_EREAD);
        assert_string_equal(why, strerror(ENOENT));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(what_cannot_be_replaced_says_why)

/* A file that happens to have the name of the one that is written beside is not ours. */
static bool another_file_is_left_alone(struct baton_alloc alloc)
{
    struct baton_arena arena;
    const char *why = "";
    char beside[64];
    (void)snprintf(beside, sizeof beside, "file.baton-%ld", (long)getpid());
    baton_arena_init(&arena, alloc, 0);
    make("file", S("old"));
    make(beside, S("other"));
    enum baton_err err = baton_os_replace(&arena, "file", S("new"), &why);
    assert_int_not_equal(err, BATON_OK);
    assert_file("file", "old");
    assert_file(beside, "other");
    unlink("file");
    unlink(beside);
    baton_arena_release(&arena);
    return err != BATON_ENOMEM;
}
OOM_TEST(another_file_is_left_alone)

/* ---- the rest -------------------------------------------------------------------- */

static void test_memory_is_got_resized_and_released(void **unused)
{
    struct baton_alloc alloc = baton_os_alloc();
    (void)unused;
    char *p = alloc.resize(alloc.ctx, NULL, 0, 10);
    assert_non_null(p);
    memcpy(p, "123456789", 10);
    p = alloc.resize(alloc.ctx, p, 10, 100000);
    assert_string_equal(p, "123456789");
    assert_null(alloc.resize(alloc.ctx, p, 100000, 0));
}

static void test_what_is_no_terminal_has_no_columns(void **unused)
{
    int fd = open("file", O_RDWR | O_CREAT, 0600);
    (void)unused;
    assert_true(fd >= 0);
    assert_false(baton_os_is_terminal(fd));
    assert_int_equal(baton_os_columns(fd), 0);
    assert_int_equal(baton_os_columns(-1), 0);
    assert_true(baton_os_write(fd, S("text")));
    assert_true(baton_os_write(fd, S("")));
    close(fd);
    assert_false(baton_os_write(fd, S("x")));
    assert_file("file", "text");
    unlink("file");
    assert_true(baton_os_now() > 1700000000);
}

/* ---- what is the user's alone ----------------------------------------------------------- */

static void test_folders_and_files_are_made_for_the_user_alone(void **unused)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct baton_arena arena;
    struct stat info;
    const char *why = "";
    (void)unused;
    baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(baton_os_make_folder(&arena, "a/b/", &why), BATON_OK);
        assert_int_equal(baton_os_put(&arena, "a/b/file", S("text"), &why), BATON_OK);
        assert_int_equal(stat("a/b", &info), 0);
        assert_int_equal(info.st_mode & 0777, 0700);
        assert_int_equal(stat("a/b/file", &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
        assert_file("a/b/file", "text");
        assert_int_equal(chmod("a/b/file", 0644), 0);
    }
    assert_true(baton_os_is_file("a/b/file") && !baton_os_is_file("a/b") &&
                !baton_os_is_file("nothing"));
    assert_int_equal(baton_os_make_folder(&arena, "a/b/file/c", &why), BATON_EREAD);
    assert_true(*why);
    assert_int_equal(baton_os_put(&arena, "nowhere/file", S("x"), &why), BATON_EREAD);
    baton_arena_release(&arena);
    assert_int_equal(unlink("a/b/file"), 0);
    assert_int_equal(rmdir("a/b"), 0);
    assert_int_equal(rmdir("a"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folders_and_files_are_made_for_the_user_alone),
        cmocka_unit_test(test_files_are_read_up_to_the_limit),
        cmocka_unit_test(test_what_cannot_be_read_says_why),
        cmocka_unit_test(test_standard_input_is_read_to_its_end),
        cmocka_unit_test(test_folders_are_walked_in_order),
        cmocka_unit_test(test_a_folder_that_is_none_says_why),
        cmocka_unit_test(test_folders_are_told_from_files),
        cmocka_unit_test(test_a_file_is_replaced_whole),
        cmocka_unit_test(test_a_link_stays_a_link),
        cmocka_unit_test(test_what_cannot_be_replaced_says_why),
        cmocka_unit_test(test_another_file_is_left_alone),
        cmocka_unit_test(test_memory_is_got_resized_and_released),
        cmocka_unit_test(test_what_is_no_terminal_has_no_columns),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
