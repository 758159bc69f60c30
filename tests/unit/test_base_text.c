/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "tests/unit/oom.h"

#define S(literal) BATON_STR(literal)

static void assert_str(struct baton_str got, const char *wanted)
{
    if (!baton_str_is(got, wanted))
        fail_msg("got '%.*s', wanted '%s'", BATON_ARG(got), wanted);
}

/* ---- text -------------------------------------------------------------------- */

static void test_parts_of_text(void **unused)
{
    (void)unused;
    struct baton_str abc = S("abcdef");
    assert_str(baton_str_sub(abc, 1, 3), "bc");
    assert_str(baton_str_sub(abc, 4, 99), "ef");
    assert_int_equal(baton_str_sub(abc, 4, 2).len, 0);
    assert_int_equal(baton_str_sub(abc, 9, 12).len, 0);
    assert_int_equal(baton_str_sub((struct baton_str){NULL, 0}, 0, 5).len, 0);
    assert_str(baton_str_trim(S(" \t a b \r\n")), "a b");
    assert_int_equal(baton_str_trim(S(" \r\n\t")).len, 0);
    assert_int_equal(baton_str_from(NULL).len, 0);
    assert_int_equal(baton_str_from("four").len, 4);
}

static void test_comparing_text(void **unused)
{
    (void)unused;
    struct baton_str nothing = {NULL, 0};
    assert_true(baton_str_eq(nothing, S("")));
    assert_true(baton_str_eq(S("a\0b"), S("a\0b")));
    assert_false(baton_str_eq(S("a\0b"), S("a\0c")));
    assert_false(baton_str_is(S("ab"), "abc"));
    assert_true(baton_str_eq_nocase(S("Content-TYPE"), S("content-type")));
    assert_false(baton_str_eq_nocase(S("[@"), S("{`")));
    assert_false(baton_str_is_nocase(S("\xC3\x84"), "\xC3\xA4"));
    assert_true(baton_str_starts(S("Bearer x"), S("Bearer ")));
    assert_true(baton_str_starts(S("x"), nothing));
    assert_false(baton_str_starts(S("Bear"), S("Bearer")));
    assert_false(baton_str_starts(S("bearer x"), S("Bearer")));
    assert_true(baton_str_starts_nocase(S("bearer x"), S("Bearer")));
}

static void test_finding_in_text(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *what;
        size_t exact, nocase;
    } rows[] = {
        {"", "", 0, 0},
        {"", "a", SIZE_MAX, SIZE_MAX},
        {"abc", "", 0, 0},
        {"abc", "abc", 0, 0},
        {"abc", "abcd", SIZE_MAX, SIZE_MAX},
        {"ababac", "abac", 2, 2},
        {"aaaaab", "aab", 3, 3},
        {"xAbc abc", "abc", 5, 1},
        {"abcab", "abx", SIZE_MAX, SIZE_MAX},
        {"end", "d", 2, 2},
        {"aaa", "ab", SIZE_MAX, SIZE_MAX},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str text = baton_str_from(rows[i].text), what = baton_str_from(rows[i].what);
        assert_int_equal(baton_str_find(text, what), rows[i].exact);
        assert_int_equal(baton_str_find_nocase(text, what), rows[i].nocase);
    }
    assert_int_equal(baton_str_find_byte(S("a\0b"), 'b'), 2);
    assert_int_equal(baton_str_find_byte(S("abc"), 'x'), SIZE_MAX);
}

static void test_globs(void **unused)
{
    (void)unused;
    static const struct {
        const char *text, *pattern;
        bool fits;
    } rows[] = {
        {"", "", true},
        {"", "*", true},
        {"", "?", false},
        {"a", "", false},
        {"abc", "abc", true},
        {"ABC", "abc", true},
        {"abc", "a?c", true},
        {"abc", "a*", true},
        {"abc", "*c", true},
        {"abc", "*b*", true},
        {"abc", "*d*", false},
        {"abc", "a**c", true},
        {"abcabd", "*abd", true},
        {"api.mypurecloud.de", "api.mypurecloud.*", true},
        {"api.mypurecloud.de", "*.mypurecloud.com", false},
        {"api-na1.niceincontact.com", "api-*.niceincontact.com", true},
        {"abc", "abcd", false},
        {"abcd", "abc", false},
        {"a*c", "a*c", true},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_glob(baton_str_from(rows[i].text), baton_str_from(rows[i].pattern)) !=
            rows[i].fits)
            fail_msg("'%s' and '%s'", rows[i].text, rows[i].pattern);
}

/* Stars make a naive matcher exponential. */
static void test_a_hostile_glob_ends(void **unused)
{
    (void)unused;
    static char text[2000];
    memset(text, 'a', sizeof text);
    assert_false(baton_str_glob((struct baton_str){text, sizeof text},
                                S("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b")));
}

static bool copies_are_terminated(struct baton_alloc alloc)
{
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    struct baton_str copy = baton_str_copy(&arena, baton_str_sub(S("abcdef"), 1, 4));
    struct baton_str empty = baton_str_copy(&arena, (struct baton_str){NULL, 0});
    struct baton_str made = baton_str_fmt(&arena, "%s=%d %.*s", "a", -7, BATON_ARG(S("xyz")));
    bool whole = copy.s && empty.s && made.s;
    if (whole) {
        assert_string_equal(copy.s, "bcd");
        assert_string_equal(empty.s, "");
        assert_string_equal(made.s, "a=-7 xyz");
        assert_int_equal(made.len, 8);
    } else {
        assert_true(baton_arena_failed(&arena));
        assert_int_equal(made.s ? 0 : made.len, 0);
    }
    baton_arena_release(&arena);
    return whole;
}

static void test_pieces_between_separators(void **unused)
{
    (void)unused;
    static const char *const wanted[] = {"a", "", "bc", ""};
    struct baton_str rest = S("a,,bc,"), piece;
    size_t count = 0;
    while (baton_str_next(&rest, ',', &piece)) {
        assert_true(count < BATON_COUNT(wanted));
        assert_str(piece, wanted[count++]);
    }
    assert_int_equal(count, BATON_COUNT(wanted));
    rest = S("");
    assert_true(baton_str_next(&rest, ',', &piece));
    assert_int_equal(piece.len, 0);
    assert_false(baton_str_next(&rest, ',', &piece));
    rest = (struct baton_str){NULL, 0};
    assert_false(baton_str_next(&rest, ',', &piece));
}

static void test_reading_whole_numbers(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        bool good;
        uint64_t value;
    } rows[] = {
        {"0", true, 0},
        {"007", true, 7},
        {"4294967296", true, 4294967296},
        {"18446744073709551615", true, UINT64_MAX},
        {"18446744073709551616", false, 0},
        {"18446744073709551620", false, 0},
        {"99999999999999999999", false, 0},
        {"184467440737095516150", false, 0},
        {"", false, 0},
        {"-1", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1a", false, 0},
        {"\xB2", false, 0},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        uint64_t value = 12345;
        assert_int_equal(baton_str_to_u64(baton_str_from(rows[i].text), &value), rows[i].good);
        assert_int_equal(value, rows[i].good ? rows[i].value : 12345);
    }
}

/* ---- UTF-8 ----------------------------------------------------------------------- */

static void test_decoding_utf8(void **unused)
{
    (void)unused;
    static const struct {
        struct baton_str bytes;
        size_t length;
        uint32_t code_point;
    } rows[] = {
        {{"", 0}, 0, 0},
        {{"\0", 1}, 1, 0},
        {{"A\x80", 2}, 1, 'A'},
        {{"\xC3\xA4x", 3}, 2, 0xE4},
        {{"\xE2\x82\xAC", 3}, 3, 0x20AC},
        {{"\xF0\x9F\x98\x80", 4}, 4, 0x1F600},
        {{"\xF4\x8F\xBF\xBF", 4}, 4, 0x10FFFF},
        {{"\xED\x9F\xBF", 3}, 3, 0xD7FF},
        {{"\xEE\x80\x80", 3}, 3, 0xE000},
        {{"\x80", 1}, 0, 0},             /* a continuation first */
        {{"\xBF\xBF", 2}, 0, 0},
        {{"\xC0\x80", 2}, 0, 0},         /* overlong */
        {{"\xC1\xBF", 2}, 0, 0},
        {{"\xE0\x9F\xBF", 3}, 0, 0},
        {{"\xF0\x8F\xBF\xBF", 4}, 0, 0},
        {{"\xED\xA0\x80", 3}, 0, 0},     /* surrogates */
        {{"\xED\xBF\xBF", 3}, 0, 0},
        {{"\xF4\x90\x80\x80", 4}, 0, 0}, /* above U+10FFFF */
        {{"\xF5\x80\x80\x80", 4}, 0, 0},
        {{"\xFF", 1}, 0, 0},
        {{"\xC3", 1}, 0, 0},             /* cut off */
        {{"\xE2\x82", 2}, 0, 0},
        {{"\xF0\x9F\x98", 3}, 0, 0},
        {{"\xC3\x28", 2}, 0, 0},         /* a second byte that continues nothing */
        {{"\xE2\x28\xAC", 3}, 0, 0},
        {{"\xE2\x82\x28", 3}, 0, 0},
        {{"\xF0\x9F\x98\x28", 4}, 0, 0},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        uint32_t c = 0;
        if (baton_utf8_decode(rows[i].bytes.s, rows[i].bytes.len, &c) != rows[i].length ||
            (rows[i].length && c != rows[i].code_point))
            fail_msg("row %zu", i);
    }
}

static void test_where_utf8_ends(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        size_t valid;
    } rows[] = {
        {"", 0},
        {"plain", 5},
        {"gr\xC3\xBC\xC3\x9F""e", 7},
        {"a\xFF", 1},
        {"\xC3\xA4\xC3", 2},
        {"\xE2\x82\xAC\xED\xA0\x80", 3},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        assert_int_equal(baton_utf8_valid(rows[i].text, strlen(rows[i].text)), rows[i].valid);
}

/* ---- places ------------------------------------------------------------------------ */

/* What stands where; the text of a line is without its end. */
static const struct place_row {
    const char *text;
    size_t offset, line, column;
    const char *of_line;
} place_rows[] = {
    {"", 0, 1, 1, ""},
    {"", 9, 1, 1, ""},
    {"abc", 0, 1, 1, "abc"},
    {"abc", 3, 1, 4, "abc"},
    {"abc", 99, 1, 4, "abc"},
    {"ab\ncd\n", 2, 1, 3, "ab"},
    {"ab\ncd\n", 3, 2, 1, "cd"},
    {"ab\ncd\n", 6, 3, 1, ""},
    {"ab\r\ncd", 2, 1, 3, "ab"},
    {"ab\r\ncd", 3, 1, 4, "ab"},
    {"ab\r\ncd", 4, 2, 1, "cd"},
    {"ab\rcd\r", 3, 2, 1, "cd"},
    {"ab\rcd\r", 6, 3, 1, ""},
    {"\n\n\n", 2, 3, 1, ""},
    {"\r\r\n\n", 1, 2, 1, ""},
    {"\r\r\n\n", 3, 3, 1, ""},
    {"\n\r", 1, 2, 1, ""},
    {"a\tb", 2, 1, 3, "a\tb"},
    {"\xC3\xA4\xC3\xB6x", 4, 1, 3, "\xC3\xA4\xC3\xB6x"},
    {"\xC3\xA4\xC3\xB6x", 3, 1, 3, "\xC3\xA4\xC3\xB6x"}, /* inside: past the character */
    {"\xF0\x9F\x98\x80!", 4, 1, 2, "\xF0\x9F\x98\x80!"},
    {"\xE2\x82\xFFx", 3, 1, 4, "\xE2\x82\xFFx"},         /* no UTF-8: bytes */
    {"\xE2\x82\nx", 3, 2, 1, "x"},
};

static bool offsets_have_lines_and_columns(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(place_rows); i++) {
        const struct place_row *row = &place_rows[i];
        struct baton_str text = baton_str_from(row->text);
        struct baton_lines lines;
        whole = baton_lines_init(&lines, &arena, text) == BATON_OK;
        if (!whole)
            break;
        struct baton_place place = baton_lines_place(&lines, row->offset);
        struct baton_span span = baton_lines_span(&lines, place.line);
        if (place.line != row->line || place.column != row->column)
            fail_msg("row %zu: %zu:%zu", i, place.line, place.column);
        assert_str(baton_str_sub(text, span.start, span.end), row->of_line);
    }
    baton_arena_release(&arena);
    return whole;
}

static bool lines_that_are_not_there_are_empty(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_lines lines;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_lines_init(&lines, &arena, S("a\nb")) == BATON_OK;
    if (whole) {
        assert_int_equal(lines.count, 2);
        assert_int_equal(baton_lines_span(&lines, 0).start, 3);
        assert_int_equal(baton_lines_span(&lines, 3).start, 3);
        assert_int_equal(baton_lines_span(&lines, 3).end, 3);
    }
    baton_arena_release(&arena);
    return whole;
}

/* Every offset of a long mixed text against counting from its start. */
static bool places_agree_with_counting(struct baton_alloc alloc)
{
    static const char *const pieces[] = {"abc", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                                         "\xFF", "\r\n", "\t", "\xE2\x82", "\r", "x\n"};
    enum { LENGTH = 20000 };
    static char text[LENGTH + 8];
    size_t len = 0;
    uint32_t random = 7;
    while (len < LENGTH) {
        random = random * 1664525 + 1013904223;
        /* The first half is one long line. */
        size_t kinds = len < LENGTH / 2 ? 5 : BATON_COUNT(pieces);
        const char *piece = pieces[(random >> 16) % kinds];
        memcpy(text + len, piece, strlen(piece));
        len += strlen(piece);
    }
    struct baton_arena arena;
    struct baton_lines lines;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_lines_init(&lines, &arena, (struct baton_str){text, len}) == BATON_OK;
    size_t line = 1, column = 1;
    for (size_t at = 0; whole && at < len;) {
        struct baton_place place = baton_lines_place(&lines, at);
        assert_int_equal(place.line, line);
        assert_int_equal(place.column, column);
        uint32_t c;
        size_t n = baton_utf8_decode(text + at, len - at, &c);
        bool ends = text[at] == '\n' ||
                    (text[at] == '\r' && (at + 1 == len || text[at + 1] != '\n'));
        at += n ? n : 1;
        line += ends;
        column = ends ? 1 : column + 1;
    }
    baton_arena_release(&arena);
    return whole;
}

/* Findings in a payload of one line must not cost its length each. */
static void test_places_in_one_long_line_are_quick(void **unused)
{
    (void)unused;
    enum { LENGTH = 4 << 20, LOOKS = 20000 };
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct baton_arena arena;
    struct baton_lines lines;
    baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
    char *text = baton_arena_take(&arena, LENGTH);
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    assert_int_equal(baton_lines_init(&lines, &arena, (struct baton_str){text, LENGTH}), BATON_OK);
    for (size_t i = 0; i < LOOKS; i++)
        assert_int_equal(baton_lines_place(&lines, LENGTH - i).column, LENGTH - i + 1);
    baton_arena_release(&arena);
}

/* ---- edits ---------------------------------------------------------------------------- */

enum { MOST_EDITS = 4 };

static const struct edit_row {
    const char *text;
    struct {
        size_t offset, length;
        const char *text;
    } edits[MOST_EDITS];
    size_t count;
    const char *wanted;
    size_t skipped;
} edit_rows[] = {
    {"", {{0}}, 0, "", 0},
    {"abc", {{0}}, 0, "abc", 0},
    {"", {{0, 0, "x"}}, 1, "x", 0},
    {"abc", {{1, 1, "BB"}}, 1, "aBBc", 0},
    {"abc", {{0, 3, ""}}, 1, "", 0},
    {"abc", {{3, 0, "d"}}, 1, "abcd", 0},
    {"abc", {{2, 1, "C"}, {0, 1, "A"}}, 2, "AbC", 0},
    {"abcdef", {{4, 2, "E"}, {2, 1, "C"}, {0, 0, "<"}, {6, 0, ">"}}, 4, "<abCdE>", 0},
    {"abc", {{1, 0, "1"}, {1, 0, "2"}, {1, 0, "3"}}, 3, "a123bc", 0},        /* in their order */
    {"abc", {{1, 1, "B"}, {2, 0, "-"}, {1, 0, "+"}}, 3, "a+B-c", 0},         /* touch, no overlap */
    {"abcdef", {{1, 3, "X"}, {2, 1, "Y"}, {3, 0, "Z"}, {4, 1, "E"}}, 4, "aXEf", 2},
    {"abcdef", {{1, 2, "X"}, {1, 4, "Y"}}, 2, "aXdef", 1},
    {"abc", {{4, 0, "x"}, {2, 2, "y"}, {1, SIZE_MAX, "z"}, {SIZE_MAX, 1, "q"}}, 4, "abc", 4},
};

static bool edit_row_holds(struct baton_arena *arena, const struct edit_row *row)
{
    struct baton_edit edits[MOST_EDITS];
    struct baton_str out = S("untouched");
    size_t skipped = 77;
    for (size_t i = 0; i < row->count; i++)
        edits[i] = (struct baton_edit){row->edits[i].offset, row->edits[i].length,
                                       baton_str_from(row->edits[i].text)};
    enum baton_err err = baton_edits_apply(arena, baton_str_from(row->text), edits, row->count,
                                           &out, &skipped);
    if (err != BATON_OK) {
        assert_int_equal(err, BATON_ENOMEM);
        assert_str(out, "untouched");
        assert_int_equal(skipped, 77);
        return false;
    }
    assert_str(out, row->wanted);
    assert_int_equal(skipped, row->skipped);
    return true;
}

static bool edits_are_applied(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    for (size_t i = 0; whole && i < BATON_COUNT(edit_rows); i++) {
        baton_arena_init(&arena, alloc, 0);
        whole = edit_row_holds(&arena, &edit_rows[i]);
        baton_arena_release(&arena);
    }
    return whole;
}

/* A thousand edits given backwards, as a hostile input could make them. */
static bool many_edits_are_sorted(struct baton_alloc alloc)
{
    enum { COUNT = 1000 };
    static struct baton_edit edits[COUNT];
    static char text[2 * COUNT];
    struct baton_arena arena;
    struct baton_str out;
    memset(text, '.', sizeof text);
    for (size_t i = 0; i < COUNT; i++)
        edits[i] = (struct baton_edit){2 * (COUNT - 1 - i), 1, S("xy")};
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_edits_apply(&arena, (struct baton_str){text, sizeof text}, edits, COUNT,
                                   &out, NULL) == BATON_OK;
    for (size_t i = 0; whole && i < COUNT; i++)
        assert_memory_equal(out.s + 3 * i, "xy.", 3);
    assert_true(!whole || out.len == 3 * COUNT);
    baton_arena_release(&arena);
    return whole;
}

/* ---- did you mean ------------------------------------------------------------------------ */

static void test_distance_between_words(void **unused)
{
    (void)unused;
    static const struct {
        const char *a, *b;
        size_t distance;
    } rows[] = {
        {"", "", 0},
        {"abc", "abc", 0},
        {"abc", "", 6},
        {"", "abc", 6},
        {"abc", "abd", 2},
        {"abc", "abcd", 2},
        {"abc", "ac", 2},
        {"abcd", "acbd", 2},
        {"sessionId", "sessionID", 1},
        {"session_id", "session-id", 1},
        {"session_id", "sessionid", 1},
        {"session_id", "sessionId", 2},
        {"kitten", "sitting", 6},
        {"conversationId", "conversatoinId", 2},
        {"ca", "abc", 6}, /* not 4: a swapped pair is not edited again */
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str a = baton_str_from(rows[i].a), b = baton_str_from(rows[i].b);
        size_t wanted = rows[i].distance;
        assert_int_equal(baton_near_distance(a, b, 100), wanted);
        assert_int_equal(baton_near_distance(b, a, 100), wanted);
        assert_int_equal(baton_near_distance(a, b, wanted), wanted);
        if (wanted)
            assert_int_equal(baton_near_distance(a, b, wanted - 1), SIZE_MAX);
    }
}

static void test_long_words_are_never_near(void **unused)
{
    (void)unused;
    static char word[65];
    memset(word, 'w', sizeof word);
    struct baton_str longest = {word, 64}, longer = {word, 65};
    assert_int_equal(baton_near_distance(longest, longest, 100), 0);
    assert_int_equal(baton_near_distance(longer, longer, 100), SIZE_MAX);
    assert_int_equal(baton_near_distance(S("w"), longer, 100), SIZE_MAX);
}

static void test_the_nearest_word_is_offered(void **unused)
{
    (void)unused;
    static const struct {
        const char *word, *best;
    } rows[] = {
        {"sesionId", "sessionId"},
        {"SESSION_ID", NULL},
        {"session_Id", "sessionId"},
        {"userID", "userId"},
        {"usr", "user"},
        {"x", NULL},
        {"", NULL},
        {"timestamp", NULL},
    };
    static const char *const words[] = {"userId", "sessionId", "sessionIds", "user", "a"};
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_near near;
        baton_near_init(&near, baton_str_from(rows[i].word));
        for (size_t k = 0; k < BATON_COUNT(words); k++)
            baton_near_offer(&near, baton_str_from(words[k]));
        if (!rows[i].best && near.best.s)
            fail_msg("'%s' is not near '%s'", near.best.s, rows[i].word);
        if (rows[i].best)
            assert_str(near.best, rows[i].best);
    }
}

OOM_TEST(copies_are_terminated)
OOM_TEST(offsets_have_lines_and_columns)
OOM_TEST(lines_that_are_not_there_are_empty)
OOM_TEST(places_agree_with_counting)
OOM_TEST(edits_are_applied)
OOM_TEST(many_edits_are_sorted)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_parts_of_text),
    cmocka_unit_test(test_comparing_text),
    cmocka_unit_test(test_finding_in_text),
    cmocka_unit_test(test_globs),
    cmocka_unit_test(test_a_hostile_glob_ends),
    cmocka_unit_test(test_copies_are_terminated),
    cmocka_unit_test(test_pieces_between_separators),
    cmocka_unit_test(test_reading_whole_numbers),
    cmocka_unit_test(test_decoding_utf8),
    cmocka_unit_test(test_where_utf8_ends),
    cmocka_unit_test(test_offsets_have_lines_and_columns),
    cmocka_unit_test(test_lines_that_are_not_there_are_empty),
    cmocka_unit_test(test_places_agree_with_counting),
    cmocka_unit_test(test_places_in_one_long_line_are_quick),
    cmocka_unit_test(test_edits_are_applied),
    cmocka_unit_test(test_many_edits_are_sorted),
    cmocka_unit_test(test_distance_between_words),
    cmocka_unit_test(test_long_words_are_never_near),
    cmocka_unit_test(test_the_nearest_word_is_offered),
};

int main(void)
{
    return cmocka_run_group_tests_name("base, text", tests, NULL, NULL);
}
