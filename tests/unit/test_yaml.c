/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/json.h"
#include "edge/yaml.h"
#include "tests/unit/oom.h"

/* ---- what becomes of it ----------------------------------------------------------- */

static const struct {
    const char *yaml, *json;
} good[] = {
    {"a: 1", "{\"a\":1}"},
    {"# note\n---\na: b\n...\n", "{\"a\":\"b\"}"},
    {"", NULL},
    {"--- # nothing\n", "null"},
    {"- 1\n- two\n- [3, {four: 5}]\n", "[1,\"two\",[3,{\"four\":5}]]"},
    {"a:\n  b:\n  - c\n  - d: e\n    f: g\n", "{\"a\":{\"b\":[\"c\",{\"d\":\"e\",\"f\":\"g\"}]}}"},
    {"a: |\n  two\n  lines\nb: >-\n  one\n  line\n",
     "{\"a\":\"two\\nlines\\n\",\"b\":\"one line\"}"},
    /* the core schema */
    {"[null, Null, NULL, ~, ]", "[null,null,null,null]"},
    {"[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]"},
    {"[yes, no, on, off, y, n, nULL, tRUE]",
     "[\"yes\",\"no\",\"on\",\"off\",\"y\",\"n\",\"nULL\",\"tRUE\"]"},
    {"[0, -0, +7, 007, 12345678901234567890123, 0o17, 0xFf]",
     "[0,-0,7,7,12345678901234567890123,15,255]"},
    {"[0o8, 0xg, 0x, 0x10000000000000000, 1_000, 1:30, 0b1, --1, '', ' 1']",
     "[\"0o8\",\"0xg\",\"0x\",\"0x10000000000000000\",\"1_000\","
     "\"1:30\",\"0b1\",\"--1\",\"\",\" 1\"]"},
    {"[1.5, .5, 5., -1.50, 1e3, 1E+3, .5e-3, 01.5, 1e, ., +, 1.2.3]",
     "[1.5,0.5,5.0,-1.50,1e3,1E+3,0.5e-3,1.5,\"1e\",\".\",\"+\",\"1.2.3\"]"},
    {"[2023-10-01, 2023-10-01T00:00:00Z, 3.1.0]",
     "[\"2023-10-01\",\"2023-10-01T00:00:00Z\",\"3.1.0\"]"},
    {"['1', \"true\", 'it''s', \"\\u00e9\\n\\0\"]",
     "[\"1\",\"true\",\"it's\",\"\xC3\xA9\\n\\u0000\"]"},
    {"[!!str 1, !!int '1', !!float 1, !!float 1.5, !!null '', !!bool 'true', ! 1]",
     "[\"1\",1,1,1.5,null,true,\"1\"]"},
    {"!!map {a: !!seq [1]}", "{\"a\":[1]}"},
    /* names */
    {"200: a\ntrue: b\n'x y': c\n? d\n: e\nf:\n",
     "{\"200\":\"a\",\"true\":\"b\",\"x y\":\"c\",\"d\":\"e\",\"f\":null}"},
    {"'<<': 1", "{\"<<\":1}"},
    {"? |\n  a\n: b\n", "{\"a\\n\":\"b\"}"},
    /* anchors */
    {"a: &x {b: 1}\nc: *x\nd: [*x, *x]\n",
     "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1},{\"b\":1}]}"},
    {"a: &x 1\nb: &x 2\nc: *x\n", "{\"a\":1,\"b\":2,\"c\":2}"},
    {"a: &x\nb: *x\n", "{\"a\":null,\"b\":null}"},
    {"&x a", "\"a\""},
    /* JSON is passed on unread */
    {" {\"a\":  1} ", " {\"a\":  1} "},
    {"{not json", "{not json"},
};

static bool check_good(struct baton_arena *arena, const char *yaml, const char *want)
{
    struct baton_str json = {NULL, 0};
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    enum baton_err err =
        baton_yaml_to_json(arena, baton_str_from(yaml), NULL, &json, &map, &fault);
    if (err == BATON_ENOMEM)
        return false;
    if (!want) {
        assert_int_equal(err, BATON_ESYNTAX);
        return true;
    }
    assert_int_equal(err, BATON_OK);
    struct baton_str copy = baton_str_copy(arena, json);
    if (!copy.s)
        return false;
    assert_string_equal(copy.s, want);
    return true;
}

static bool converts(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; i < BATON_COUNT(good) && whole; i++)
        whole = check_good(&arena, good[i].yaml, good[i].json);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(converts)

/* ---- faults ----------------------------------------------------------------------- */

static const struct {
    const char *yaml;
    enum baton_err err;
    size_t line, column;
    const char *says;
} bad[] = {
    {"", BATON_ESYNTAX, 1, 1, "there is nothing here but blanks and comments"},
    {"# a\n\n", BATON_ESYNTAX, 1, 1, "there is nothing here but blanks and comments"},
    {"a: 1\nb: 2\na: 3\n", BATON_ESYNTAX, 3, 1,
     "the name \"a\" stands twice in one mapping, first in line 1"},
    {"x:\n  - b: 2\n    'b': 3\n", BATON_ESYNTAX, 3, 5,
     "the name \"b\" stands twice in one mapping, first in line 2"},
    {"a: 1\n---\nb: 2\n", BATON_ESYNTAX, 2, 1, "a second document begins here: one is expected"},
    {"a: &x 1\nb:\n  <<: *x\n", BATON_ESYNTAX, 3, 3,
     "merge keys (<<) are not part of YAML 1.2: write the members out"},
    {"a: *x\n", BATON_ESYNTAX, 1, 4, "there is no anchor &x above"},
    {"a: &x [1, *x]\n", BATON_ESYNTAX, 1, 11, "the alias *x stands inside of what it names"},
    {"a: &x 1\n*x : 2\n", BATON_ESYNTAX, 2, 1, "an alias cannot be a member's name"},
    {"&x a: 1\n", BATON_ESYNTAX, 1, 1, "an anchor cannot stand before a member's name"},
    {"? [a]\n: 1\n", BATON_ESYNTAX, 1, 3, "a member's name must be a plain word or a string"},
    {"- .inf\n", BATON_ESYNTAX, 1, 3,
     ".inf cannot be written as JSON: put it in quotes if it is text"},
    {"- -.INF\n", BATON_ESYNTAX, 1, 3,
     "-.INF cannot be written as JSON: put it in quotes if it is text"},
    {"- !mine 1\n", BATON_ESYNTAX, 1, 3, "the tag !mine is not known"},
    {"- !!set {a}\n", BATON_ESYNTAX, 1, 3, "the tag tag:yaml.org,2002:set is not known"},
    {"- !!int x\n", BATON_ESYNTAX, 1, 3, "\"x\" is not what its tag says"},
    {"a: [1\n", BATON_ESYNTAX, 2, 1,
     "did not find expected ',' or ']', while parsing a flow sequence that begins in line 1"},
    {"a: b: c\n", BATON_ESYNTAX, 1, 5, "mapping values are not allowed in this context"},
    {"a: 1\nb: \"\xFF\"\n", BATON_ESYNTAX, 2, 5, "invalid leading UTF-8 octet"},
    {"[[[[[1]]]]]", BATON_ELIMIT, 1, 5, "nested deeper than the limit of 4"},
    {"a: &x [[1]]\nb: [[*x]]\n", BATON_ELIMIT, 2, 6, "nested deeper than the limit of 4"},
    {"a: &a [1, 2, 3, 4, 5, 6, 7, 8]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n",
     BATON_ELIMIT, 3, 1,
     "the text becomes larger than the limit of 100 bytes here, with what its aliases stand for"},
    {"a: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
     "890123456789\n",
     BATON_ELIMIT, 1, 4,
     "the text becomes larger than the limit of 100 bytes here, with what its aliases stand for"},
    {"# 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567"
     "8901234567890123456789\n",
     BATON_ELIMIT, 1, 1, "the text is larger than the limit of 110 bytes"},
};

static bool check_bad(struct baton_arena *arena, size_t i)
{
    static const struct baton_yaml_limits limits = {110, 100, 4};
    struct baton_str json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    enum baton_err err =
        baton_yaml_to_json(arena, baton_str_from(bad[i].yaml), &limits, &json, &map, &fault);
    if (err == BATON_ENOMEM)
        return false;
    struct baton_str says = baton_str_copy(arena, fault.message);
    if (!says.s)
        return false;
    assert_string_equal(says.s, bad[i].says);
    assert_int_equal(err, bad[i].err);
    assert_int_equal(fault.place.line, bad[i].line);
    assert_int_equal(fault.place.column, bad[i].column);
    return true;
}

static bool refuses(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; i < BATON_COUNT(bad) && whole; i++)
        whole = check_bad(&arena, i);
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(refuses)

/* The nth name more than is allowed. */
static bool counts_anchors(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf buf;
    struct baton_str json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    for (int i = 0; i < 1001; i++)
        baton_buf_fmt(&buf, "- &a%d 1\n", i);
    bool whole = !baton_buf_failed(&buf);
    if (whole) {
        enum baton_err err =
            baton_yaml_to_json(&arena, baton_buf_str(&buf), NULL, &json, &map, &fault);
        whole = err != BATON_ENOMEM;
        if (whole) {
            assert_int_equal(err, BATON_ELIMIT);
            assert_int_equal(fault.place.line, 1001);
        }
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(counts_anchors)

/* ---- places ----------------------------------------------------------------------- */

static void check_place(const struct baton_yaml_map *map, struct baton_str json, const char *what,
                        size_t line, size_t column)
{
    size_t offset = baton_str_find(json, baton_str_from(what));
    assert_int_not_equal(offset, SIZE_MAX);
    struct baton_place place = baton_yaml_place(map, offset);
    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static bool maps_places(struct baton_alloc alloc)
{
    struct baton_str json, yaml = BATON_STR("one: 1\n"
                                            "two: &t\n"
                                            "  - \xC3\xA9: x\n"
                                            "  -   three\n"
                                            "four: *t\n");
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_yaml_to_json(&arena, yaml, NULL, &json, &map, &fault) == BATON_OK;
    if (whole) {
        check_place(&map, json, "{\"one\"", 1, 1);
        check_place(&map, json, "\"one\"", 1, 1);
        check_place(&map, json, "ne\"", 1, 1);
        check_place(&map, json, "1,", 1, 6);
        check_place(&map, json, "\"two\"", 2, 1);
        check_place(&map, json, "\"x\"", 3, 8);
        check_place(&map, json, "\"three\"", 4, 7);
        check_place(&map, json, "\"four\"", 5, 1);
        /* what an alias stands for is where the alias is */
        check_place(&map, json, "\"three\"]}", 5, 7);
        assert_int_equal(baton_yaml_place(&map, SIZE_MAX).line, 5);
    }
    if (whole)
        whole = baton_yaml_to_json(&arena, BATON_STR("{\n \"a\": 1}"), NULL, &json, &map,
                                   &fault) == BATON_OK;
    if (whole) {
        assert_true(map.identity);
        check_place(&map, json, "\"a\"", 2, 2);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(maps_places)

static void test_nothing(void **unused)
{
    struct baton_yaml_map map = {.identity = false};
    (void)unused;
    assert_int_equal(baton_yaml_place(&map, 7).line, 1);
    assert_int_equal(baton_yaml_place(&map, 7).column, 1);
}

/* What comes out is always JSON that the strict reader takes. */
static bool makes_json(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; i + 1 < BATON_COUNT(good) && whole; i++) {
        struct baton_str json = {NULL, 0};
        struct baton_yaml_map map;
        struct baton_yaml_fault fault;
        struct baton_json doc;
        enum baton_err err = baton_yaml_to_json(&arena, baton_str_from(good[i].yaml), NULL,
                                                &json, &map, &fault);
        if (!err)
            err = baton_json_read(&arena, json, NULL, &doc, NULL);
        whole = err != BATON_ENOMEM;
        if (whole)
            assert_int_equal(err, good[i].json ? BATON_OK : BATON_ESYNTAX);
    }
    baton_arena_release(&arena);
    return whole;
}
OOM_TEST(makes_json)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_converts),     cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_counts_anchors), cmocka_unit_test(test_maps_places),
        cmocka_unit_test(test_nothing),      cmocka_unit_test(test_makes_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
