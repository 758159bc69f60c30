/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs tests/config/NAME.case: sources of configuration, and what is made of them.
 * tests/config/README.md describes the files.
 */
#define _XOPEN_SOURCE 700 /* P_tmpdir */
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/config.h"
#include "edge/os.h"
#include "tests/unit/exchange.h"

#define FOLDER "tests/config/"

enum { MOST_LINES = 40, MOST_CASES = 200 };

struct source {
    struct baton_str text;
    mode_t mode; /* 0: it is not there */
};

struct test_case {
    struct baton_str title, expect;
    struct source dotenv, yaml, user;
    struct baton_str environment, flags, platform;
    bool besides;
};

static struct test_case cases[MOST_CASES];
static size_t case_count;
static struct baton_str files[16];
static size_t file_count;
static const struct test_case *current;
static char start[4096];

/* ---- reading the cases ----------------------------------------------------------------- */

static struct source as_source(struct baton_str text, struct baton_str words)
{
    size_t blank = baton_str_find_byte(words, ' ');
    struct baton_str mode = baton_str_trim(baton_str_sub(words, blank, words.len));
    return (struct source){text, mode.len ? (mode_t)strtoul(mode.s, NULL, 8) : 0600};
}

static void put_part(struct test_case *c, struct baton_str name, struct baton_str text)
{
    if (baton_str_starts(name, S(".env")))
        c->dotenv = as_source(text, name);
    else if (baton_str_starts(name, S("baton.yaml")))
        c->yaml = as_source(text, name);
    else if (baton_str_starts(name, S("config.yaml")))
        c->user = as_source(text, name);
    else if (baton_str_is(name, "environment"))
        c->environment = text;
    else if (baton_str_is(name, "flags"))
        c->flags = text;
    else if (baton_str_is(name, "platform"))
        c->platform = baton_str_trim(text);
    else if (baton_str_is(name, "besides")) {
        c->platform = baton_str_trim(text);
        c->besides = true;
    }
    else if (baton_str_is(name, "expect"))
        c->expect = text;
    else
        fail_msg("no such part of a case: %.*s", BATON_ARG(name));
}

static void read_cases(struct baton_str rest)
{
    struct baton_str line, name = {NULL, 0};
    const char *from = NULL;
    while (rest.len) {
        const char *at = rest.s;
        baton_str_next(&rest, '\n', &line);
        bool title = baton_str_starts(line, S("=== ")), part = baton_str_starts(line, S("--- "));
        if ((title || part) && name.s)
            put_part(&cases[case_count - 1], name, (struct baton_str){from, (size_t)(at - from)});
        if (title) {
            assert_true(case_count < MOST_CASES);
            cases[case_count++] = (struct test_case){.title = baton_str_sub(line, 4, line.len)};
            name.s = NULL;
        } else if (part) {
            name = baton_str_sub(line, 4, line.len);
            from = line.s + line.len + 1;
        }
        if (!rest.len && name.s)
            put_part(&cases[case_count - 1], name,
                     (struct baton_str){from, (size_t)(line.s + line.len + 1 - from)});
    }
}

static void read_files(void)
{
    DIR *dir = opendir(FOLDER);
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        char path[300];
        const char *why;
        if (!strstr(e->d_name, ".case"))
            continue;
        assert_true(file_count < BATON_COUNT(files));
        snprintf(path, sizeof path, FOLDER "%.200s", e->d_name);
        assert_int_equal(baton_os_read(path, 1 << 20, &files[file_count], &why), BATON_OK);
        read_cases(files[file_count++]);
    }
    closedir(dir);
    assert_true(case_count > 20);
}

/* ---- one case -------------------------------------------------------------------------- */

static void make(const char *path, const struct source *source)
{
    unlink(path);
    if (!source->mode)
        return;
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(source->text.s, 1, source->text.len, file), source->text.len);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, source->mode), 0);
}

/* "NAME=value" lines as terminated texts. */
static size_t split(char *room, size_t size, struct baton_str text, const char *lines[MOST_LINES])
{
    size_t count = 0;
    assert_true(text.len < size);
    if (text.len)
        memcpy(room, text.s, text.len);
    room[text.len] = '\0';
    for (char *at = room; *at; count++) {
        char *end = strchr(at, '\n');
        assert_true(count + 1 < MOST_LINES);
        lines[count] = at;
        if (!end)
            return count + 1;
        *end = '\0';
        at = end + 1;
    }
    return count;
}

static void put_value(struct baton_buf *out, const struct baton_config_key *key,
                      const struct baton_config_value *value)
{
    bool secret = key->type == BATON_CONFIG_SECRET;
    if (value->origin <= BATON_FROM_DEFAULT)
        return;
    baton_buf_fmt(out, "%s = '%.*s'", key->name, secret ? 0 : (int)value->text.len,
                  value->text.s);
    if (secret)
        baton_buf_fmt(out, " of %zu bytes", value->text.len);
    if (value->number)
        baton_buf_fmt(out, " %lld", (long long)value->number);
    baton_buf_fmt(out, " (%.*s)\n", BATON_ARG(value->where));
}

static void put_result(struct baton_buf *out, const struct baton_config *config,
                       const struct baton_config_problem *problems, size_t count, bool good)
{
    for (size_t i = 0; i < count; i++)
        baton_buf_fmt(out, "%s %.*s: %.*s\n",
                      problems[i].severity == BATON_CONFIG_ERROR ? "error" : "warning",
                      BATON_ARG(problems[i].where), BATON_ARG(problems[i].message));
    if (good && config->platform.len)
        baton_buf_fmt(out, "platform %.*s\n", BATON_ARG(config->platform));
    for (size_t i = 0; good && i < baton_config_key_count; i++)
        put_value(out, &baton_config_keys[i], &config->values[i]);
}

static bool loads(struct baton_alloc alloc)
{
    static char rooms[3][4096];
    const char *environment[MOST_LINES] = {0}, *lines[MOST_LINES], *platform[MOST_LINES] = {0};
    struct baton_config_flag flags[MOST_LINES];
    struct baton_config_sources sources = {.environment = environment, .folder = ".",
                                           .user_folder = "user", .flags = flags};
    struct baton_config config;
    struct baton_config_problem *problems = NULL;
    struct baton_arena arena;
    struct baton_buf out;
    size_t count = 0;
    (void)split(rooms[0], sizeof rooms[0], current->environment, environment);
    sources.flag_count = split(rooms[1], sizeof rooms[1], current->flags, lines);
    for (size_t i = 0; i < sources.flag_count; i++) {
        char *equals = strchr(rooms[1] + (lines[i] - rooms[1]), '=');
        *equals = '\0';
        flags[i] = (struct baton_config_flag){lines[i], equals + 1};
    }
    if (split(rooms[2], sizeof rooms[2], current->platform, platform))
        sources.platform = platform[0];
    sources.besides = current->besides;
    baton_arena_init(&arena, alloc, 0);
    enum baton_err err = baton_config_load(&arena, &sources, &config, &problems, &count);
    bool whole = err != BATON_ENOMEM;
    baton_buf_init(&out, &arena, 0);
    if (whole)
        put_result(&out, &config, problems, count, err == BATON_OK);
    whole = whole && !baton_buf_failed(&out);
    if (whole && !baton_str_eq(baton_buf_str(&out), current->expect)) {
        printf("got\n%.*swanted\n%.*s", BATON_ARG(baton_buf_str(&out)),
               BATON_ARG(current->expect));
        fail_msg("%.*s", BATON_ARG(current->title));
    }
    baton_arena_release(&arena);
    return whole;
}

static void test_cases(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < case_count; i++) {
        current = &cases[i];
        make(".env", &current->dotenv);
        make("baton.yaml", &current->yaml);
        make("user/config.yaml", &current->user);
        oom_run(loads);
    }
}

/* ---- what is no case ------------------------------------------------------------------- */

static void test_problems_have_a_ceiling(void **unused)
{
    char text[20000], *at = text;
    struct baton_config_sources sources = {.folder = "."};
    struct baton_config config;
    struct baton_config_problem *problems;
    struct baton_arena arena;
    size_t count;
    (void)unused;
    for (int i = 0; i < 500; i++)
        at += sprintf(at, "wrong-key-%03d: 1\n", i);
    make("baton.yaml", &(struct source){{text, (size_t)(at - text)}, 0600});
    baton_arena_init(&arena, baton_os_alloc(), 0);
    assert_int_equal(baton_config_load(&arena, &sources, &config, &problems, &count),
                     BATON_ECONFIG);
    assert_int_equal(count, 100);
    baton_arena_release(&arena);
}

static bool lists_platforms(struct baton_alloc alloc)
{
    static const struct {
        const char *name, *family;
        bool chosen;
    } wanted[] = {{"bot", "cognigy", false}, {"centre", "cxone", true},
                  {"other", "genesys", false}};
    const char *const environment[] = {"BATON_FAMILY=community", "CXONE_CLIENT_ID=c", NULL};
    struct baton_config_sources sources = {.environment = environment, .folder = ".",
                                           .user_folder = "user"};
    struct baton_config_platform *list;
    struct baton_arena arena;
    size_t count;
    baton_arena_init(&arena, alloc, 0);
    enum baton_err err = baton_config_platforms(&arena, &sources, &list, &count);
    for (size_t i = 0; err == BATON_OK && i < BATON_COUNT(wanted); i++) {
        assert_int_equal(count, BATON_COUNT(wanted));
        assert_text("name", list[i].name, wanted[i].name);
        assert_text("family", list[i].family, wanted[i].family);
        assert_int_equal(list[i].chosen, wanted[i].chosen);
    }
    baton_arena_release(&arena);
    return err == BATON_OK;
}

static void test_platforms_are_listed(void **unused)
{
    static const char yaml[] = "platform: centre\nplatforms:\n  bot: {api-key: k-1}\n"
                               "  centre: {family: cxone}\n";
    static const char user[] = "platforms:\n  bot: {project-id: p}\n  other: {family: genesys}\n";
    (void)unused;
    make(".env", &(struct source){{NULL, 0}, 0});
    make("baton.yaml", &(struct source){S(yaml), 0600});
    make("user/config.yaml", &(struct source){S(user), 0600});
    oom_run(lists_platforms);
}

static void test_the_users_folder_comes_from_the_environment(void **unused)
{
    char here[4096], home[5000], config_home[5000];
    static const struct source source = {{"tries: 7\n", 9}, 0600};
    (void)unused;
    assert_non_null(getcwd(here, sizeof here));
    snprintf(home, sizeof home, "HOME=%s", here);
    snprintf(config_home, sizeof config_home, "XDG_CONFIG_HOME=%s/.config", here);
    const char *const rows[][3] = {{home, NULL}, {"HOME=/nowhere", config_home, NULL},
                                   {home, "XDG_CONFIG_HOME=.config", NULL}};
    assert_int_equal(mkdir(".config", 0700), 0);
    assert_int_equal(mkdir(".config/baton", 0700), 0);
    make(".config/baton/config.yaml", &source);
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_config_sources sources = {.environment = rows[i]};
        struct baton_config config;
        struct baton_config_problem *problems;
        struct baton_arena arena;
        size_t count;
        baton_arena_init(&arena, baton_os_alloc(), 0);
        assert_int_equal(baton_config_load(&arena, &sources, &config, &problems, &count), BATON_OK);
        assert_int_equal(baton_config_get(&config, "tries")->number, 7);
        assert_int_equal(baton_config_get(&config, "timeout")->number, 30000);
        assert_null(baton_config_get(&config, "client-id")->text.s);
        baton_arena_release(&arena);
    }
    unlink(".config/baton/config.yaml");
    rmdir(".config/baton");
    rmdir(".config");
}

static bool the_reference_names_all_keys(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf out;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&out, &arena, 0);
    baton_config_reference(&out);
    bool whole = !baton_buf_failed(&out) && !baton_arena_failed(&arena);
    for (size_t i = 0; whole && i < baton_config_key_count; i++) {
        struct baton_str head = baton_str_fmt(&arena, "### `%s`\n\n", baton_config_keys[i].name);
        if (!head.s)
            whole = false;
        else
            assert_true(baton_str_find(baton_buf_str(&out), head) != SIZE_MAX);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(the_reference_names_all_keys)

static int enter(void **state)
{
    char template[] = P_tmpdir "/baton-test-XXXXXX";
    (void)state;
    read_files();
    assert_non_null(getcwd(start, sizeof start));
    assert_non_null(mkdtemp(template));
    assert_int_equal(chdir(template), 0);
    return mkdir("user", 0700);
}

static int leave(void **state)
{
    char here[4096];
    (void)state;
    unlink(".env");
    unlink("baton.yaml");
    unlink("user/config.yaml");
    rmdir("user");
    for (size_t i = 0; i < file_count; i++)
        baton_os_free(files[i]);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(start), 0);
    return rmdir(here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_problems_have_a_ceiling),
        cmocka_unit_test(test_platforms_are_listed),
        cmocka_unit_test(test_the_users_folder_comes_from_the_environment),
        cmocka_unit_test(test_the_reference_names_all_keys),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
