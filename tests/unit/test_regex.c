/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "edge/regex.h"
#include "tests/unit/oom.h"

/* What ECMA-262 says of a pattern and a text. */
static const struct {
    const char *pattern, *text;
    int found;
} rows[] = {
    {"", "", 1},
    {"b", "abc", 1}, /* not anchored */
    {"^b", "abc", 0},
    {"^abc$", "abc", 1},
    {"^abc$", "abc\n", 0},
    {"^b", "a\nb", 0}, /* no lines */
    {"^a.c$", "a\nc", 0},
    {"^a.c$", "a\xe2\x80\xa8""c", 0},
    {"^a.c$", "a\xf0\x9f\x98\x80""c", 1}, /* one character, not four bytes */
    {"^\\d$", "\xdf\x80", 0},
    {"^\\D$", "\xdf\x80", 1},
    {"^\\w$", "\xc3\xa9", 0},
    {"^\\W$", "\xc3\xa9", 1},
    {"^\\s$", "\xef\xbb\xbf", 1},
    {"^\\s$", "\xc2\xa0", 1},
    {"^\\s\\S$", "\x0b\x01", 1},
    {"^\\S$", "\xe2\x80\x83", 0},
    {"^[\\s]$", "\xe2\x80\x83", 1},
    {"^[\\S]$", "\xe2\x80\x83", 0},
    {"^[\\Sx]$", "\xe2\x80\x93", 1},
    {"^[^\\S]$", " ", 1},
    {"^[\\s-x]+$", " -x", 1},
    {"^[\\w-.]+$", "a-b.c", 1},
    {"^[[:alpha:]]+$", "a]]", 1}, /* a class of "[:alph", then "]" */
    {"^[[:alpha:]]+$", "b", 0},
    {"^\\cC$", "\x03", 1},
    {"^\\cc$", "\x03", 1},
    {"^\\x41\\u0042\\u{43}$", "ABC", 1},
    {"^\\ud83d\\ude00$", "\xf0\x9f\x98\x80", 1},
    {"^[\\ud83d\\ude00-\\u{1F64F}]$", "\xf0\x9f\x98\x81", 1},
    {"^\\v[\\b]$", "\x0b\x08", 1},
    {"^\\/\\.\\-$", "/.-", 1},
    {"^(a)\\1$", "aa", 1},
    {"^(a)(?:\\1)1$", "aa1", 1},
    {"^(?<n>a)\\k<n>$", "aa", 1},
    {"^\\1(a)$", "a", 1}, /* an unset group matches nothing */
    {"^[]$", "a", 0},
    {"^[^]$", "\n", 1},
    {"^a{2}$", "aa", 1},
    {"^a{,2}$", "a{,2}", 1},
    {"^{}$", "{}", 1},
    {"^a+?b$", "aab", 1},
    {"^(?:a|b)(?=c)", "bc", 1},
    {"(?<!a)b", "ab", 0},
    {"^\\p{Letter}+$", "a\xc3\xa9", 1},
    {"^\\p{L}\\P{L}$", "a1", 1},
    {"^\\p{Script=Greek}$", "\xce\xb1", 1},
    {"^\\p{sc=Greek}$", "a", 0},
    {"^[\\p{Lu}\\p{gc=Decimal_Number}]+$", "A\xdf\x80", 1},
    {"^\\p{General_Category=Lowercase_Letter}$", "A", 0},
    {"a", "\xff", 0}, /* not UTF-8 */
    {"(?<=a+)b", "aab", 1},
    {"(?<=^a+)b", "xaab", 0},
    {"(?<!^a*)b", "aab", 0},
    {"(?<!^a*)b", "xb", 1},
    {"(?<=(\\d+)(\\d+))-\\2$", "1053-053", 1}, /* from the right: the second has most */
    {"(?<=\\1(a))b", "aab", 1},
    {"^(?:(a)|(b)|c)+\\1\\2$", "abc", 1}, /* forgotten at each turn */
    {"^(?:(a)|b)*\\1$", "ab", 1},
    {"^(?:(a)|b)*\\1$", "abaa", 1},
    {"^(?:(a)|b)\\1$", "ba", 0},
    {"^(?=(a+))a*b\\1$", "aabaa", 1},
    {"^(?!(a))b\\1$", "b", 1},
    {"^(z)((a+)?(b+)?(c))*\\3$", "zaacbbbcac", 0},
    {"^(z)((a+)?(b+)?(c))*\\3$", "zaacbbbcaca", 1},
    {"^(?:a{1000}){70}$", "a", 0}, /* too large for PCRE2 */
    {"^a{70000}", "a", 0},
    {"^(?:(?<y>\\d{4})-|(?<y>\\d{2})/)\\k<y>$", "12/12", 1},
    {"^(?:(?<y>\\d{4})-|(?<y>\\d{2})/)\\k<y>$", "12/13", 0},
    {"^(?=a)*b", "b", 1},
    {"^[^\\ud800-\\udfff]$", "\xf0\x9f\x98\x80", 1},
    {"\\ud800", "\xf0\x90\x80\x80", 0},
    {"^\\-\\_\\@\\#$", "-_@#", 1},
    {"^[\\w-]+$", "a-b", 1},
    {"^[a-\\d]+$", "a-1", 1},
    {"^[+--]$", ",", 1},
    {"^]}$", "]}", 1},
    {"^\\p{Assigned}\\P{Assigned}$", "a\xcd\xb8", 1},
    {"^\\p{ASCII}\\p{Any}\\p{Emoji_Presentation}$", "a\xc3\xa9\xf0\x9f\x98\x80", 1},
    {"^\\p{scx=Deva}$", "\xe0\xa5\xa4", 1},
    {"^\\p{Script_Extensions=Devanagari}$", "a", 0},
    {"^[^\\p{L}\\d]$", "-", 1},
    {"(?<=^\\p{Lu}+)[^\\P{Ll}a]", "ABb", 1},
    {"(?<=^\\p{Lu}+)[^\\P{Ll}a]", "ABa", 0},
    {"(?<=\\bfoo(?=bar)\\w*)r", "foobar", 1},
    {"^(?<\\u0061b>x)\\k<ab>$", "xx", 1},
    {"^(a?)*?$", "aa", 1},
    {"^(?:a?)+?b$", "aab", 1},
    {"(?<=a{2,3}?)b", "xaab", 1},
};

/* Patterns that ECMA-262 does not have, and where they go wrong. */
static const struct {
    const char *pattern;
    size_t offset;
} bad[] = {
    {"(", 1},          {"a)", 1},        {"[", 1},        {"*a", 0},          {"a**", 2},
    {"a*+", 2},        {"a{2}{3}", 4},   {"a{3,2}", 1},   {"[b-a]", 3},       {"\\", 0},
    {"ab\\a", 2},      {"\\A", 0},       {"a\\Z", 1},     {"\\h", 0},         {"\\Qa\\E", 0},
    {"(?i)a", 0},      {"(?P<n>a)", 0},  {"(?#c)a", 0},   {"a(?>b)", 1},      {"(*UTF)a", 1},
    {"(?R)", 0},       {"\\u12", 0},     {"\\u{}", 0},    {"\\u{110000}", 0}, {"\\p{Greek}", 0},
    {"\\x4", 0},       {"\\c1", 0},      {"\\01", 0},     {"\\k<n", 0},       {"\\p{Nonsense}", 0},
    {"\\pL", 0},       {"[\\B]", 1},     {"\\2(a)", 0},
    {"\\p{sc=greek}", 0}, {"\\p{letter}", 0}, {"^*", 1}, {"(?<=a)*", 6}, {"(?<1>a)", 0},
    {"(?<a", 0}, {"\\k<b>(?<a>b)", 0}, {"(?i:a)", 0}, {"{1}", 0}, {"[\\w-\\a]", 4}, {"\\8", 0},
    {"^(a)\\11$", 4},
    {"(?<n>a)(?<n>b)", 7}, {"(?<a\xff>b)", 0}, {"a\xff", 1}, {"[\xff]", 1}, {"\\\xff", 0},
};

static bool matches(struct baton_alloc alloc, bool fast, bool own)
{
    struct baton_regex regex;
    if (own ? baton_regex_open_own(alloc, &regex) : baton_regex_open(alloc, fast, &regex))
        return false;
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        const char *error;
        size_t offset;
        void *compiled = regex.compile(regex.ctx, baton_str_from(rows[i].pattern), &error,
                                       &offset);
        if (error)
            fail_msg("%s: %s, at %zu", rows[i].pattern, error, offset);
        int found = compiled ? regex.match(regex.ctx, compiled, baton_str_from(rows[i].text))
                             : -2;
        if (found != -2 && found != rows[i].found)
            fail_msg("%s against %s: %d", rows[i].pattern, rows[i].text, found);
        if (compiled)
            regex.release(regex.ctx, compiled);
        whole = found != -2;
    }
    baton_regex_close(&regex);
    return whole;
}

static bool matches_as_ecma_262(struct baton_alloc alloc)
{
    return matches(alloc, false, false);
}
OOM_TEST(matches_as_ecma_262)

static bool matches_fast(struct baton_alloc alloc)
{
    return matches(alloc, true, false);
}
OOM_TEST(matches_fast)

static bool matches_without_pcre2(struct baton_alloc alloc)
{
    return matches(alloc, false, true);
}
OOM_TEST(matches_without_pcre2)

static bool says_what_is_wrong(struct baton_alloc alloc)
{
    struct baton_regex regex;
    if (baton_regex_open(alloc, false, &regex))
        return false;
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(bad); i++) {
        const char *error;
        size_t offset;
        void *compiled = regex.compile(regex.ctx, baton_str_from(bad[i].pattern), &error,
                                       &offset);
        if (compiled)
            fail_msg("%s compiles", bad[i].pattern);
        if (error && offset != bad[i].offset)
            fail_msg("%s: %s, at %zu", bad[i].pattern, error, offset);
        whole = error != NULL;
    }
    baton_regex_close(&regex);
    return whole;
}
OOM_TEST(says_what_is_wrong)

/* A pattern of so many pieces, and one piece before them: what is wrong with it, or NULL. */
static const char *error_of(const char *first, const char *piece, size_t count)
{
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct baton_regex regex;
    struct baton_arena arena;
    struct baton_buf buf;
    const char *error = NULL;
    size_t offset;
    struct baton_alloc alloc = {oom_resize, &state};
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    baton_buf_puts(&buf, first);
    for (size_t i = 0; i < count; i++)
        baton_buf_puts(&buf, piece);
    assert_int_equal(baton_regex_open(alloc, false, &regex), BATON_OK);
    void *compiled = regex.compile(regex.ctx, baton_buf_str(&buf), &error, &offset);
    assert_true(compiled || error);
    if (compiled)
        regex.release(regex.ctx, compiled);
    baton_regex_close(&regex);
    baton_arena_release(&arena);
    assert_int_equal(state.live, 0);
    return error;
}

static void test_has_limits(void **unused)
{
    (void)unused;
    static const struct {
        const char *first, *piece;
        size_t count;
        const char *error;
    } limits[] = {
        {"", "a", 1 << 18, NULL},
        {"", "a", (1 << 18) + 1, "the pattern is too large"},
        {"", "()", 1000, NULL},
        {"", "()", 1001, "there are too many groups"},
        {"(?<=a+)", "\\p{L}", 1000, NULL},
        {"(?<=a+)", "\\p{L}", 1001, "the pattern is too large"},
        {"", "(", 201, "groups are nested too deeply"},
        {"", "(", 200, "a ) is missing"},
        {"", "(?=", 201, "groups are nested too deeply"},
    };
    for (size_t i = 0; i < BATON_COUNT(limits); i++) {
        const char *error = error_of(limits[i].first, limits[i].piece, limits[i].count);
        if (limits[i].error ? !error || strcmp(error, limits[i].error) != 0 : error != NULL)
            fail_msg("%s...: %s", limits[i].piece, error ? error : "compiles");
    }
}

/* Patterns that take for ever somewhere else. */
static void test_ends(void **unused)
{
    (void)unused;
    static const char *const patterns[] = {"^(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(?:a?){64}a{64}$",
                                           "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$",
                                           "(?<=(a*)*)!x|(?<!(a*)*)b", "(?:(a*)*)*\\1x",
                                           "(?<=(?:\\p{L}*)*)x", "(?:){4294967295}x"};
    char text[4096];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (int way = 0; way < 3; way++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_regex regex;
        struct baton_alloc alloc = {oom_resize, &state};
        assert_int_equal(way == 2 ? baton_regex_open_own(alloc, &regex)
                                  : baton_regex_open(alloc, way, &regex), BATON_OK);
        for (size_t i = 0; i < BATON_COUNT(patterns); i++) {
            const char *error;
            size_t offset;
            void *compiled = regex.compile(regex.ctx, baton_str_from(patterns[i]), &error,
                                           &offset);
            assert_non_null(compiled);
            int found = regex.match(regex.ctx, compiled, (struct baton_str){text, sizeof text});
            assert_true(found == 0 || found == -1);
            regex.release(regex.ctx, compiled);
        }
        baton_regex_close(&regex);
        assert_int_equal(state.live, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_matches_as_ecma_262),
        cmocka_unit_test(test_matches_fast),
        cmocka_unit_test(test_matches_without_pcre2),
        cmocka_unit_test(test_says_what_is_wrong),
        cmocka_unit_test(test_has_limits),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
