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
    {"^(a)\\11$", "aa1", 0},
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
};

/* Patterns that ECMA-262 does not have, and where they go wrong. */
static const struct {
    const char *pattern;
    size_t offset;
} bad[] = {
    {"(", 1},          {"a)", 1},        {"[", 1},        {"*a", 0},          {"a**", 2},
    {"a*+", 2},        {"a{2}{3}", 4},   {"a{3,2}", 5},   {"[b-a]", 3},       {"\\", 0},
    {"ab\\a", 2},      {"\\A", 0},       {"a\\Z", 1},     {"\\h", 0},         {"\\Qa\\E", 0},
    {"(?i)a", 0},      {"(?P<n>a)", 0},  {"(?#c)a", 0},   {"a(?>b)", 1},      {"(*UTF)a", 1},
    {"(?R)", 0},       {"\\u12", 0},     {"\\u{}", 0},    {"\\u{110000}", 0}, {"a\\ud800", 1},
    {"\\x4", 0},       {"\\c1", 0},      {"\\01", 0},     {"\\k<n", 0},       {"\\p{Nonsense}", 0},
    {"\\pL", 0},       {"[\\B]", 1},     {"\\2(a)", 0},   {"(?<n>a)(?<n>b)", 12},
};

static bool matches(struct baton_alloc alloc, bool fast)
{
    struct baton_regex regex;
    if (baton_regex_open(alloc, fast, &regex))
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
    return matches(alloc, false);
}
OOM_TEST(matches_as_ecma_262)

static bool matches_fast(struct baton_alloc alloc)
{
    return matches(alloc, true);
}
OOM_TEST(matches_fast)

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

/* Patterns that take for ever somewhere else. */
static void test_ends(void **unused)
{
    (void)unused;
    static const char *const patterns[] = {"^(a+)+$", "^(a|a)*$", "(a|aa)+$", "^(?:a?){64}a{64}$",
                                           "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$"};
    char text[4096];
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '!';
    for (int fast = 0; fast < 2; fast++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_regex regex;
        assert_int_equal(baton_regex_open((struct baton_alloc){oom_resize, &state}, fast, &regex),
                         BATON_OK);
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
        cmocka_unit_test(test_says_what_is_wrong),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
