/* SPDX-License-Identifier: Apache-2.0 */
/* The strict reader, looking, strings, pointers; what the case files cannot say. */
#include <stdio.h>
#include <string.h>

#include "core/json.h"
#include "tests/unit/json_check.h"
#include "tests/unit/oom.h"

/* Offsets at which the indexing step changes from one block or stretch to the next. */
static const size_t shifts[] = {0, 1, 14, 31, 32, 50, 62, 63, 64, 65, 2030, 2046, 2047, 2048, 2049};

/* text behind so many blanks, in memory of its own. */
static struct baton_str shifted(struct baton_arena *arena, size_t shift, struct baton_str text)
{
    char *s = baton_arena_take(arena, shift + text.len + 1);
    if (!s)
        return (struct baton_str){NULL, 0};
    memset(s, ' ', shift);
    if (text.len)
        memcpy(s + shift, text.s, text.len);
    return (struct baton_str){s, shift + text.len};
}

/* ---- the tape ----------------------------------------------------------------------- */

/* A letter, the span, and for containers where they end on the tape. */
static void put_tape(struct baton_buf *buf, const struct baton_json *doc)
{
    static const char letters[] = {'0', 'f', 't', '#', 's', '[', '{'};
    for (uint32_t i = 0; i < doc->count; i++) {
        const struct baton_json_value *v = &doc->v[i];
        bool key = v->flags & BATON_JSON_KEY;
        baton_buf_fmt(buf, "%s%c%u-%u", i ? " " : "", key ? 'k' : letters[v->type], v->start,
                      v->end);
        if (v->type >= BATON_JSON_ARRAY)
            baton_buf_fmt(buf, ">%u", v->next);
        else
            assert_int_equal(v->next, i + 1);
        if (v->flags & BATON_JSON_ESCAPED)
            baton_buf_putc(buf, '\\');
        assert_int_equal(v->lead, v->type == BATON_JSON_STRING);
        assert_int_equal(v->trail, v->lead);
    }
}

static const struct {
    const char *text, *tape;
} tapes[] = {
    {"null", "00-4"},
    {"-12.5e+3", "#0-8"},
    {"\"\"", "s0-2"},
    {"[]", "[0-2>1"},
    {" { } ", "{1-4>1"},
    {"[1,\"a\",true,false,null]", "[0-23>6 #1-2 s3-6 t7-11 f12-17 018-22"},
    {"{\"a\":[1,\"x\\n\"],\"\\u0062\":null}", "{0-29>7 k1-4 [5-14>5 #6-7 s8-13\\ k15-23\\ 024-28"},
    {"[[[]],{\"a\":{}},[0]]", "[0-19>8 [1-5>3 [2-4>3 {6-14>6 k7-10 {11-13>6 [15-18>8 #16-17"},
};

static bool writes_the_tape(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(tapes); i++) {
        struct baton_json doc;
        struct baton_buf buf;
        baton_buf_init(&buf, &arena, 0);
        enum baton_err err =
            baton_json_read(&arena, baton_str_from(tapes[i].text), NULL, &doc, NULL);
        if (err == BATON_OK)
            put_tape(&buf, &doc);
        whole = err != BATON_ENOMEM && !baton_buf_failed(&buf);
        if (whole && !baton_str_is(baton_buf_str(&buf), tapes[i].tape))
            fail_msg("%s: %.*s", tapes[i].text, BATON_ARG(baton_buf_str(&buf)));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(writes_the_tape)

/* ---- faults --------------------------------------------------------------------------- */

static const struct {
    struct baton_str text;
    enum baton_json_code code;
    size_t offset;
} faults[] = {
#define FAULT(text, code, offset) {{text, sizeof(text) - 1}, BATON_JSON_##code, offset}
    FAULT("", EMPTY, 0),
    FAULT(" \n", EMPTY, 2),
    FAULT("[1,]", TRAILING_COMMA, 3),
    FAULT("{\"a\":1,}", TRAILING_COMMA, 7),
    FAULT("[1,,2]", EXTRA_COMMA, 3),
    FAULT("[1 2]", MISSING_COMMA, 3),
    FAULT("{\"a\":1 \"b\":2}", MISSING_COMMA, 7),
    FAULT("{\"a\" 1}", MISSING_COLON, 5),
    FAULT("{\"a\":}", MISSING_VALUE, 5),
    FAULT("{a:1}", UNQUOTED_KEY, 1),
    FAULT("[\"a", UNTERMINATED_STRING, 1),
    FAULT("[\"a\\\"", UNTERMINATED_STRING, 1),
    FAULT("[\"a\nb\"]", CONTROL_CHARACTER, 3),
    FAULT("[\"\\x\"]", INVALID_ESCAPE, 2),
    FAULT("[\"\\u12g4\"]", INVALID_ESCAPE, 2),
    FAULT("[\"\\u12", INVALID_ESCAPE, 2),
    FAULT("[\"a\xFF\"]", INVALID_UTF8, 3),
    FAULT("[\"a\xE2\x82", INVALID_UTF8, 3),
    FAULT("[01]", BAD_NUMBER, 1),
    FAULT("[1.]", BAD_NUMBER, 1),
    FAULT("[1e]", BAD_NUMBER, 1),
    FAULT("[-]", BAD_NUMBER, 1),
    FAULT("[1a]", BAD_NUMBER, 1),
    FAULT("[12345678901234567890123456789012345678901x]", BAD_NUMBER, 1),
    FAULT("[0.5.1,                                     2]", BAD_NUMBER, 1),
    FAULT("[tru]", BARE_WORD, 1),
    FAULT("[truex]", BARE_WORD, 1),
    FAULT("[nul", BARE_WORD, 1),
    FAULT("[1}", WRONG_BRACKET, 2),
    FAULT("{]", WRONG_BRACKET, 1),
    FAULT("[1", TRUNCATED, 2),
    FAULT("{\"a\":", TRUNCATED, 5),
    FAULT("[1] 2", EXTRA_TEXT, 4),
    FAULT("1\0", BAD_NUMBER, 0),
    FAULT("[\"a\"] \0", EXTRA_TEXT, 6),
    FAULT("\xEF\xBB\xBF{}", BARE_WORD, 0),
};

static bool says_what_is_wrong(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(faults); i++) {
        for (size_t k = 0; whole && k < BATON_COUNT(shifts); k++) {
            struct baton_json_fault fault = {BATON_JSON_OK, 0};
            struct baton_json doc;
            baton_arena_clear(&arena);
            struct baton_str text = shifted(&arena, shifts[k], faults[i].text);
            enum baton_err err = baton_json_read(&arena, text, NULL, &doc, &fault);
            whole = err != BATON_ENOMEM;
            if (whole && (err != BATON_ESYNTAX || fault.code != faults[i].code ||
                          fault.offset != faults[i].offset + shifts[k]))
                fail_msg("%.*s at %zu: %s at %zu", BATON_ARG(faults[i].text), shifts[k],
                         baton_json_code_name(fault.code), fault.offset);
        }
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(says_what_is_wrong)

/* ---- every byte ------------------------------------------------------------------------- */

static bool accepts(struct baton_arena *arena, struct baton_str text)
{
    struct baton_json doc;
    return baton_json_read(arena, text, NULL, &doc, NULL) == BATON_OK;
}

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

static const struct baton_alloc heap = {resize, NULL};

/* Each byte between tokens and inside a string, alone and in a row of its like. */
static void test_every_byte(void **unused)
{
    struct baton_arena arena;
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    for (unsigned byte = 0; byte < 256; byte++) {
        for (size_t k = 0; k < BATON_COUNT(shifts); k++) {
            char between[] = "[1 ]", within[] = "[\"a \"]";
            bool blank = byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
            bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
            between[2] = within[3] = (char)byte;
            baton_arena_clear(&arena);
            bool digit = byte >= '0' && byte <= '9';
            if (accepts(&arena, shifted(&arena, shifts[k], baton_str_from(between))) !=
                (blank || digit) && byte)
                fail_msg("byte %02x between tokens, %zu", byte, shifts[k]);
            if (accepts(&arena, shifted(&arena, shifts[k], (struct baton_str){within, 6})) !=
                plain)
                fail_msg("byte %02x in a string, %zu", byte, shifts[k]);
        }
    }
    baton_arena_release(&arena);
}

/* Two bytes of each kind and then some: what is UTF-8 is decided elsewhere, byte by byte. */
static void test_utf8_in_strings(void **unused)
{
    static const unsigned char kinds[] = {
        'a',  0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0,
        0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF,
    };
    static const size_t places[] = {3, 28, 29, 30, 60, 61, 62, 63, 2044, 2045, 2046, 2047};
    enum { N = sizeof kinds, TEXT = 2200 };
    static char text[TEXT];
    struct baton_arena arena;
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    for (size_t n = 0; n < (size_t)N * N * N; n++) {
        size_t place = places[n % BATON_COUNT(places)], len = place + 8;
        memset(text, 'x', sizeof text);
        text[0] = text[len - 1] = '"';
        text[place] = (char)kinds[n % N];
        text[place + 1] = (char)kinds[n / N % N];
        text[place + 2] = (char)kinds[n / N / N];
        text[place + 3] = n % 3 ? 'x' : (char)0xBF;
        bool valid = baton_utf8_valid(text, len) == len;
        baton_arena_clear(&arena);
        if (accepts(&arena, (struct baton_str){text, len}) != valid)
            fail_msg("%02x %02x %02x %02x at %zu", (unsigned char)text[place],
                     (unsigned char)text[place + 1], (unsigned char)text[place + 2],
                     (unsigned char)text[place + 3], place);
    }
    baton_arena_release(&arena);
}

/* Backslashes in rows of every length, across the ends of blocks. */
static void test_rows_of_backslashes(void **unused)
{
    static char text[300];
    struct baton_arena arena;
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    for (size_t start = 1; start < 130; start++) {
        for (size_t row = 0; row < 70; row++) {
            size_t len = start + row + 2;
            memset(text, 'x', sizeof text);
            text[0] = text[len - 1] = '"';
            memset(text + start, '\\', row);
            text[start + row] = 'n';
            baton_arena_clear(&arena);
            assert_true(accepts(&arena, (struct baton_str){text, len}));
            /* The quote itself is behind the row: an odd row escapes it. */
            text[start + row] = '"';
            assert_int_equal(accepts(&arena, (struct baton_str){text, len - 1}), row % 2 == 0);
        }
    }
    baton_arena_release(&arena);
}

/* ---- limits ------------------------------------------------------------------------------ */

static void nest(char *s, size_t depth)
{
    memset(s, '[', depth);
    memset(s + depth, ']', depth);
}

static void test_limits(void **unused)
{
    static char text[1200];
    struct baton_arena arena;
    struct baton_json doc;
    struct baton_json_fault fault;
    const struct baton_json_limits depth_2 = {.max_depth = 2}, bytes_4 = {.max_bytes = 4};
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    nest(text, 512);
    assert_int_equal(baton_json_read(&arena, (struct baton_str){text, 1024}, NULL, &doc, NULL),
                     BATON_OK);
    nest(text, 513);
    assert_int_equal(baton_json_read(&arena, (struct baton_str){text, 1026}, NULL, &doc, &fault),
                     BATON_ELIMIT);
    assert_int_equal(fault.code, BATON_JSON_TOO_DEEP);
    assert_int_equal(fault.offset, 512);
    assert_int_equal(baton_json_read(&arena, BATON_STR("[{}]"), &depth_2, &doc, NULL), BATON_OK);
    assert_int_equal(baton_json_read(&arena, BATON_STR("[[[]]]"), &depth_2, &doc, &fault),
                     BATON_ELIMIT);
    assert_int_equal(baton_json_read(&arena, BATON_STR("[[]]"), &bytes_4, &doc, NULL), BATON_OK);
    assert_int_equal(baton_json_read(&arena, BATON_STR("[[] ]"), &bytes_4, &doc, &fault),
                     BATON_ELIMIT);
    assert_int_equal(fault.code, BATON_JSON_TOO_LARGE);
    baton_arena_release(&arena);
}

/* ---- looking ------------------------------------------------------------------------------ */

static const char looked_at[] =
    "{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
    "\"k\\\"l\":6,\" \":7,\"m~n\":8,\"twice\":1,\"twice\":{\"\\u00fc\":[]}}";

/* The examples of RFC 6901, section 5, and what leads nowhere. */
static const struct {
    const char *pointer, *raw; /* NULL: nowhere */
} pointers[] = {
    {"", looked_at},    {"/foo", "[\"bar\",\"baz\"]"}, {"/foo/0", "\"bar\""}, {"/", "0"},
    {"/a~1b", "1"},     {"/c%d", "2"},                 {"/e^f", "3"},         {"/g|h", "4"},
    {"/i\\j", "5"},     {"/k\"l", "6"},                {"/ ", "7"},           {"/m~0n", "8"},
    {"/twice/\xC3\xBC", "[]"}, {"/foo/2", NULL},       {"/foo/00", NULL},     {"/foo/-", NULL},
    {"/foo/x", NULL},   {"/fo", NULL},                 {"foo", NULL},         {"/m~n", NULL},
    {"/m~2n", NULL},    {"//", NULL},                  {"/foo/0/x", NULL},    {"/twice/1", NULL},
};

static bool follows_pointers(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_json doc;
    baton_arena_init(&arena, alloc, 0);
    bool whole =
        baton_json_read(&arena, baton_str_from(looked_at), NULL, &doc, NULL) == BATON_OK;
    for (size_t i = 0; whole && i < BATON_COUNT(pointers); i++) {
        uint32_t at = baton_json_pointer(&doc, 0, baton_str_from(pointers[i].pointer));
        if ((at == BATON_JSON_NONE) != !pointers[i].raw ||
            (pointers[i].raw && !baton_str_is(baton_json_raw(&doc, at), pointers[i].raw)))
            fail_msg("%s", pointers[i].pointer);
    }
    /* There and back again, for every value. */
    for (uint32_t v = 0; whole && v < doc.count; v++) {
        struct baton_str pointer = baton_json_pointer_to(&doc, v, &arena);
        if (baton_arena_failed(&arena)) {
            whole = false;
            break;
        }
        uint32_t value = doc.v[v].flags & BATON_JSON_KEY ? v + 1 : v;
        bool hidden = baton_str_is(pointer, "/twice") && value < doc.count - 4;
        if (!hidden)
            assert_int_equal(baton_json_pointer(&doc, 0, pointer), value);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(follows_pointers)

static const char nested[] =
    "{\"a\":[1,[2,{\"b\":[],\"c\":{\"d\":[3,4]}}],5],\"e~\":{\"f/\":[[]]}}";

/* The same pointers whichever way they are asked for: onwards, back, and here and there. */
static bool tracks_pointers(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_json doc;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_json_read(&arena, baton_str_from(nested), NULL, &doc, NULL) == BATON_OK;
    struct baton_json_track track = {.doc = &doc};
    for (uint32_t i = 0; whole && i < 3 * doc.count; i++) {
        uint32_t v = i < doc.count       ? i
                     : i < 2 * doc.count ? 2 * doc.count - 1 - i
                                         : i * 7 % doc.count;
        struct baton_str walked = baton_json_pointer_to(&doc, v, &arena);
        struct baton_str tracked = baton_json_track_to(&track, v, &arena);
        whole = !baton_arena_failed(&arena);
        if (whole)
            assert_true(baton_str_eq(walked, tracked));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(tracks_pointers)

static bool finds_members(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_json doc;
    baton_arena_init(&arena, alloc, 0);
    bool whole =
        baton_json_read(&arena, baton_str_from(looked_at), NULL, &doc, NULL) == BATON_OK;
    if (whole) {
        uint32_t foo = baton_json_member_z(&doc, 0, "foo");
        uint32_t last = baton_json_member_z(&doc, 0, "twice");
        assert_int_equal(baton_json_size(&doc, 0), 12);
        assert_int_equal(baton_json_size(&doc, foo), 2);
        assert_int_equal(baton_json_size(&doc, foo + 1), 0);
        assert_int_equal(baton_json_first(&doc, foo), foo + 1);
        assert_int_equal(baton_json_first(&doc, foo + 1), BATON_JSON_NONE);
        assert_true(baton_json_is(&doc, foo, BATON_JSON_ARRAY));
        assert_false(baton_json_is(&doc, BATON_JSON_NONE, BATON_JSON_ARRAY));
        assert_true(baton_json_is(&doc, last, BATON_JSON_OBJECT));
        assert_int_equal(baton_json_member_z(&doc, foo, "bar"), BATON_JSON_NONE);
        assert_int_equal(baton_json_member_z(&doc, 0, "k\"l") + 2,
                         baton_json_member_z(&doc, 0, " "));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(finds_members)

/* ---- strings ------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    struct baton_str is;
} strings[] = {
#define IS(text, is) {text, {is, sizeof(is) - 1}}
    IS("\"\"", ""),
    IS("\"abc\"", "abc"),
    IS("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"),
    IS("\"\\u0041\\u00e9\\u20AC\"", "A\xC3\xA9\xE2\x82\xAC"),
    IS("\"\\ud83d\\ude00x\"", "\xF0\x9F\x98\x80x"),
    IS("\"a\\u0000b\"", "a\0b"),
    IS("\"\\u0000\"", "\0"),
    IS("\"\\ud83dx\"", "\xEF\xBF\xBDx"),
    IS("\"\\ude00\\ud83d\"", "\xEF\xBF\xBD\xEF\xBF\xBD"),
};

static bool decodes_strings(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(strings); i++) {
        struct baton_json doc;
        enum baton_err err =
            baton_json_read(&arena, baton_str_from(strings[i].text), NULL, &doc, NULL);
        struct baton_str is = {NULL, 0};
        if (err == BATON_OK)
            is = baton_json_string(&doc, 0, &arena);
        whole = err != BATON_ENOMEM && !baton_arena_failed(&arena);
        if (!whole)
            break;
        if (!baton_str_eq(is, strings[i].is) ||
            !baton_json_string_is(&doc, 0, strings[i].is))
            fail_msg("%s", strings[i].text);
        for (size_t k = 0; k < BATON_COUNT(strings); k++)
            if (k != i)
                assert_false(baton_json_string_is(&doc, 0, strings[k].is));
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(decodes_strings)

static const struct {
    struct baton_str text;
    const char *json;
} written[] = {
    {{"", 0}, "\"\""},
    {{"abc", 3}, "\"abc\""},
    {{"\"\\/\b\f\n\r\t\x01\x1F\x7F", 11}, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\""},
    {{"\0", 1}, "\"\\u0000\""},
    {{"\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80", 9}, "\"\xC3\xBC\xE2\x82\xAC\xF0\x9F\x98\x80\""},
    {{"a\xFF\xC3", 3}, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\""},
    {{"\xED\xA0\x80", 3}, "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
};

static bool writes_strings(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(written); i++) {
        struct baton_buf buf;
        struct baton_json doc;
        baton_buf_init(&buf, &arena, 0);
        baton_json_put_string(&buf, written[i].text);
        whole = !baton_buf_failed(&buf);
        if (whole && !baton_str_is(baton_buf_str(&buf), written[i].json))
            fail_msg("%.*s", BATON_ARG(baton_buf_str(&buf)));
        whole = whole && baton_json_read(&arena, baton_buf_str(&buf), NULL, &doc, NULL) ==
                             BATON_OK;
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(writes_strings)

/* ---- edits ---------------------------------------------------------------------------------- */

enum operation { REPLACE, INSERT, REMOVE, RENAME, WRAP };

/* at: a pointer. name: of the member, or of the wrapper. */
static const struct {
    enum operation operation;
    const char *text, *at, *name, *json, *result;
} edits[] = {
    {REPLACE, "{\"a\": 1}", "/a", "", "\"x\"", "{\"a\": \"x\"}"},
    {REPLACE, "[1]", "", "", " null ", "null"},
    {REPLACE, "{\n    \"a\": 1\n}", "/a", "", "{\n  \"b\": [\n    2\n  ]\n}",
     "{\n    \"a\": {\n        \"b\": [\n            2\n        ]\n    }\n}"},
    {REPLACE, "{\r\n\t\"a\": 1\r\n}", "/a", "", "[\n  1\n]",
     "{\r\n\t\"a\": [\r\n\t\t1\r\n\t]\r\n}"},
    {INSERT, "{}", "", "a", "1", "{\"a\": 1}"},
    {INSERT, "{ }", "", "a", "1", "{\"a\": 1}"},
    {INSERT, "{\n}", "", "a", "1", "{\n  \"a\": 1\n}"},
    {INSERT, "{\"a\":1}", "", "b", "2", "{\"a\":1,\"b\":2}"},
    {INSERT, "{\"a\": 1}", "", "b", "2", "{\"a\": 1, \"b\": 2}"},
    {INSERT, "{ \"a\" : 1 }", "", "b", "2", "{ \"a\" : 1, \"b\" : 2 }"},
    {INSERT, "{\"a\":1,  \"b\":2}", "", "c", "3", "{\"a\":1,  \"b\":2,  \"c\":3}"},
    {INSERT, "{\n  \"a\": 1\n}", "", "b", "2", "{\n  \"a\": 1,\n  \"b\": 2\n}"},
    {INSERT, "{\r\n\t\"a\": 1\r\n}", "", "b", "2", "{\r\n\t\"a\": 1,\r\n\t\"b\": 2\r\n}"},
    {INSERT, "{\n   \"a\": {}\n}", "/a", "b", "2", "{\n   \"a\": {\n      \"b\": 2\n   }\n}"},
    {INSERT, "{\"a\":{}}", "/a", "b", "2", "{\"a\":{\"b\":2}}"},
    {INSERT, "{\n  \"a\": { \"b\": 1 }\n}", "/a", "c", "2",
     "{\n  \"a\": { \"b\": 1, \"c\": 2 }\n}"},
    {INSERT, "{\n  \"a\": 1\n}", "", "b", "{\n    \"c\": 1\n}",
     "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": 1\n  }\n}"},
    {INSERT, "{\"a\":1}", "", "q\"", "2", "{\"a\":1,\"q\\\"\":2}"},
    {REMOVE, "{\"a\": 1}", "/a", "", "", "{}"},
    {REMOVE, "{\"a\": 1, \"b\": 2}", "/a", "", "", "{\"b\": 2}"},
    {REMOVE, "{\"a\": 1, \"b\": 2}", "/b", "", "", "{\"a\": 1}"},
    {REMOVE, "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "/b", "", "",
     "{\n  \"a\": 1,\n  \"c\": 3\n}"},
    {REMOVE, "{\n  \"a\": 1,\n  \"b\": 2\n}", "/b", "", "", "{\n  \"a\": 1\n}"},
    {REMOVE, "[1, [2], 3]", "/1", "", "", "[1, 3]"},
    {REMOVE, "[1, [2], 3]", "/2", "", "", "[1, [2]]"},
    {REMOVE, "[1, [2], 3]", "/1/0", "", "", "[1, [], 3]"},
    {RENAME, "{\"a\": 1}", "/a", "b\n", "", "{\"b\\n\": 1}"},
    {WRAP, "{\"a\": {\"b\": 1}}", "/a", "x", "", "{\"a\": {\"x\": {\"b\": 1}}}"},
    {WRAP, "{\"a\":1}", "", "payload", "", "{\"payload\":{\"a\":1}}"},
};

static size_t make_edits(const struct baton_json *doc, size_t i, struct baton_edit out[2],
                         struct baton_arena *arena)
{
    uint32_t at = baton_json_pointer(doc, 0, baton_str_from(edits[i].at));
    struct baton_str name = baton_str_from(edits[i].name), json = baton_str_from(edits[i].json);
    assert_int_not_equal(at, BATON_JSON_NONE);
    bool member = at && doc->v[at - 1].flags & BATON_JSON_KEY;
    switch (edits[i].operation) {
    case REPLACE:
        out[0] = baton_json_edit_replace(doc, at, json, arena);
        return 1;
    case INSERT:
        out[0] = baton_json_edit_insert(doc, at, name, json, arena);
        return 1;
    case REMOVE:
        out[0] = baton_json_edit_remove(doc, member ? at - 1 : at);
        return 1;
    case RENAME:
        out[0] = baton_json_edit_rename(doc, at - 1, name, arena);
        return 1;
    case WRAP:
        baton_json_edit_wrap(doc, at, name, arena, out);
        return 2;
    }
    return 0;
}

static bool keeps_the_formatting(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(edits); i++) {
        struct baton_json doc;
        struct baton_edit edit[2];
        struct baton_str result;
        size_t skipped, count;
        whole = baton_json_read(&arena, baton_str_from(edits[i].text), NULL, &doc, NULL) ==
                BATON_OK;
        if (!whole)
            break;
        count = make_edits(&doc, i, edit, &arena);
        whole = !baton_arena_failed(&arena) &&
                baton_edits_apply(&arena, doc.text, edit, count, &result, &skipped) == BATON_OK;
        if (!whole)
            break;
        assert_int_equal(skipped, 0);
        if (!baton_str_is(result, edits[i].result))
            fail_msg("%s\nshould become\n%s\nbut is\n%.*s", edits[i].text, edits[i].result,
                     BATON_ARG(result));
        whole = baton_json_read(&arena, result, NULL, &doc, NULL) == BATON_OK;
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(keeps_the_formatting)

/* ---- the lenient reader -------------------------------------------------------------------- */

/* Beginnings and what is repeated after them: nothing of this may be slow or break a rule. */
static const char *const hostile[][2] = {
    {"", "["},         {"", "{"},           {"[", "{"},         {"[", "\""},
    {"[", "'"},        {"[", "\"a\n"},      {"[", "\"a\"b"},    {"{", "\"a"},
    {"{", "a:1,"},     {"{", "'a':1,"},     {"[", "/*"},        {"[", "/**/"},
    {"[", "1 "},       {"[", ",,"},         {"[", ":"},         {"[", "}"},
    {"{", "]"},        {"[", "{]"},         {"[", "{{a "},      {"[", "${"},
    {"[", "\\\""},     {"[\"", "\\\""},     {"[\"a\n", "\\\""}, {"[", "\"a\xE2\x80\x9D"},
    {"a=", "%7B"},     {"", "a=b&"},        {"{\"a\":\"", "\",\"x"}, {"{\"a\":1}", ",\"b\":2}"},
    {"x ", "{ "},      {"[1,", "\xC2\xA0"}, {"[\"", "\x01"},    {"[\"", "\xFF"},
    {"{", "..., "},    {"{", "{{#if x}}"},  {"[", "True "},     {"{", "\"a: 1,\n"},
    {"\"", "\\\"{"},   {"{\\\"a\\\":\"", "\\\\"},               {"[", "{\"a\":1},"},
};

static void test_hostile_texts(void **unused)
{
    enum { SIZE = 100000 };
    struct baton_arena arena;
    char *text = malloc(SIZE + 100);
    (void)unused;
    assert_non_null(text);
    baton_arena_init(&arena, heap, 0);
    for (size_t i = 0; i < BATON_COUNT(hostile); i++) {
        size_t len = strlen(hostile[i][0]), step = strlen(hostile[i][1]);
        enum baton_err err;
        memcpy(text, hostile[i][0], len);
        for (; len < SIZE; len += step)
            memcpy(text + len, hostile[i][1], step);
        baton_arena_clear(&arena);
        const char *wrong = json_check(&arena, (struct baton_str){text, len}, &err);
        if (wrong || err != BATON_OK)
            fail_msg("%s%s...: %s", hostile[i][0], hostile[i][1], wrong ? wrong : "error");
    }
    baton_arena_release(&arena);
    free(text);
}

static void test_lenient_limits(void **unused)
{
    struct baton_arena arena;
    struct baton_json_reading reading;
    const struct baton_json_limits limits = {.max_bytes = 8, .max_depth = 1};
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    assert_int_equal(baton_json_read_lenient(&arena, BATON_STR("[1,2,3,4]"), &limits, &reading),
                     BATON_OK);
    assert_int_equal(reading.problem_count, 1);
    assert_int_equal(reading.problems[0].code, BATON_JSON_TOO_LARGE);
    assert_int_equal(reading.doc.count, 0);
    assert_int_equal(baton_json_read_lenient(&arena, BATON_STR("['a',[]]"), &limits, &reading),
                     BATON_OK);
    assert_int_equal(reading.problem_count, 2);
    assert_int_equal(reading.problems[1].code, BATON_JSON_TOO_DEEP);
    assert_int_equal(reading.problems[1].span.start, 5);
    assert_int_equal(reading.doc.count, 0);
    baton_arena_release(&arena);
}

/* So many names that each must be compared with few others only. */
static void test_many_names(void **unused)
{
    enum { NAMES = 200000 };
    struct baton_arena arena;
    struct baton_json_reading reading;
    struct baton_buf buf;
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    baton_buf_init(&buf, &arena, 0);
    for (unsigned i = 0; i < NAMES; i++)
        baton_buf_fmt(&buf, "%s\"n%u\":%u", i ? "," : "{", i, i);
    baton_buf_puts(&buf, ",\"n7\":0,\"n\\u0038\":8}");
    assert_int_equal(baton_json_read_lenient(&arena, baton_buf_str(&buf), NULL, &reading),
                     BATON_OK);
    assert_true(reading.strict);
    assert_int_equal(reading.problem_count, 2);
    for (size_t i = 0; i < 2; i++) {
        char name[3] = {'n', (char)('7' + i), 0};
        const struct baton_json_problem *problem = &reading.problems[i];
        assert_int_equal(problem->code, BATON_JSON_DUPLICATE_KEY);
        assert_true(baton_str_is(problem->detail, name));
        assert_true(problem->other.start < 100);
        assert_true(problem->span.start > NAMES);
    }
    baton_arena_release(&arena);
}

static void test_flags(void **unused)
{
    struct baton_arena arena;
    struct baton_json_reading reading;
    (void)unused;
    baton_arena_init(&arena, heap, 0);
    struct baton_str text = BATON_STR("{\xE2\x80\x9C" "a\xE2\x80\x9D: 'x\\'y', b: {{t}}, c: w}");
    assert_int_equal(baton_json_read_lenient(&arena, text, NULL, &reading), BATON_OK);
    const struct baton_json *doc = &reading.doc;
    uint32_t a = baton_json_member_z(doc, 0, "a"), b = baton_json_member_z(doc, 0, "b");
    uint32_t c = baton_json_member_z(doc, 0, "c");
    assert_int_equal(doc->v[a - 1].lead, 3);
    assert_int_equal(doc->v[a - 1].flags, BATON_JSON_KEY);
    assert_true(baton_json_string_is(doc, a, BATON_STR("x'y")));
    assert_int_equal(doc->v[a].flags, BATON_JSON_ESCAPED);
    assert_int_equal(doc->v[b - 1].flags, BATON_JSON_KEY);
    assert_int_equal(doc->v[b].flags, BATON_JSON_TEMPLATE | BATON_JSON_MENDED);
    assert_true(baton_json_string_is(doc, b, BATON_STR("{{t}}")));
    assert_int_equal(doc->v[c].flags, BATON_JSON_MENDED);
    assert_int_equal(doc->v[c].lead + doc->v[c].trail, 0);
    baton_arena_release(&arena);
}

static void test_codes(void **unused)
{
    (void)unused;
    assert_string_equal(baton_json_code_name(BATON_JSON_HTML), "BATON_JSON_HTML");
    assert_string_equal(baton_json_code_text(BATON_JSON_OK), "no fault");
    assert_string_equal(baton_json_code_text((enum baton_json_code)9999), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writes_the_tape),
        cmocka_unit_test(test_says_what_is_wrong),
        cmocka_unit_test(test_every_byte),
        cmocka_unit_test(test_utf8_in_strings),
        cmocka_unit_test(test_rows_of_backslashes),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_follows_pointers),
        cmocka_unit_test(test_tracks_pointers),
        cmocka_unit_test(test_finds_members),
        cmocka_unit_test(test_decodes_strings),
        cmocka_unit_test(test_writes_strings),
        cmocka_unit_test(test_keeps_the_formatting),
        cmocka_unit_test(test_hostile_texts),
        cmocka_unit_test(test_lenient_limits),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
