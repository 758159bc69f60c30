/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas that are wrong, that refer to others, or that are made to take for ever. */
#include "core/schema_output.h"
#include "tests/unit/schema_fixture.h"

/* ---- schemas that are wrong ---------------------------------------------------------- */

static const struct {
    const char *schema, *problems; /* pointers, in order */
} wrong[] = {
    {"5", "''"},
    {"{'type': 'text'}", "'/type'"},
    {"{'type': ['string', 5]}", "'/type/1'"},
    {"{'type': []}", "'/type'"},
    {"{'minLength': -1}", "'/minLength'"},
    {"{'minLength': 1.5, 'maxLength': '3'}", "'/maxLength' '/minLength'"},
    {"{'maxItems': null, 'minItems': true, 'uniqueItems': 1}",
     "'/maxItems' '/minItems' '/uniqueItems'"},
    {"{'minimum': '1', 'multipleOf': 0}", "'/minimum' '/multipleOf'"},
    {"{'multipleOf': -3}", "'/multipleOf'"},
    {"{'enum': 'a'}", "'/enum'"},
    {"{'pattern': 5}", "'/pattern'"},
    {"{'pattern': '('}", "'/pattern'"},
    {"{'pattern': '(?P<n>a)'}", "'/pattern'"},
    {"{'patternProperties': {'[': true}}", "'/patternProperties/['"},
    {"{'properties': []}", "'/properties'"},
    {"{'properties': {'a': 1, 'b': {'items': 'x'}}}", "'/properties/a' '/properties/b/items'"},
    {"{'required': 'a'}", "'/required'"},
    {"{'required': ['a', 5, 'a']}", "'/required/1' '/required/2'"},
    {"{'dependentRequired': {'a': 'b'}}", "'/dependentRequired/a'"},
    {"{'allOf': []}", "'/allOf'"},
    {"{'anyOf': {}}", "'/anyOf'"},
    {"{'oneOf': [true, null]}", "'/oneOf/1'"},
    {"{'not': 3}", "'/not'"},
    {"{'if': true, 'then': 5}", "'/then' '/then'"},
    {"{'prefixItems': true}", "'/prefixItems'"},
    {"{'$ref': 5}", "'/$ref'"},
    {"{'$ref': '#/$defs/none'}", "'/$ref'"},
    {"{'$ref': '#none'}", "'/$ref'"},
    {"{'$ref': 'https://example.com/none'}", "'/$ref'"},
    {"{'$ref': '#/title', 'title': 'no schema'}", "'/$ref'"},
    {"{'$id': 5}", "'/$id'"},
    {"{'$id': '#a'}", "'/$id'"},
    {"{'$id': 'a#b'}", "'/$id'"},
    {"{'$anchor': '1'}", "'/$anchor'"},
    {"{'$defs': {'a': {'$anchor': 'n'}, 'b': {'$anchor': 'n'}}, 'allOf': [{'$ref': '#/$defs/a'},"
     " {'$ref': '#/$defs/b'}]}", "'/$defs/b/$anchor'"},
    {"{'$schema': 'https://example.com/other-draft'}", "'/$schema'"},
    {"{'title': 5, 'readOnly': 'yes', 'examples': {}}", "'/title' '/readOnly' '/examples'"},
    {"{'format': 5, 'contentMediaType': 5}", "'/format' '/contentMediaType'"},
    /* Ways back to where one came from, on which nothing is entered. */
    {"{'$ref': '#'}", "'/$ref'"},
    {"{'$ref': '#/$defs/a', '$defs': {'a': {'$ref': '#/$defs/b'}, 'b': {'$ref': '#/$defs/a'}}}",
     "'/$defs/b/$ref'"},
    {"{'anyOf': [{'not': {'$ref': '#'}}]}", "'/anyOf/0/not/$ref'"},
    {"{'$dynamicAnchor': 'a', 'allOf': [{'$dynamicRef': '#a'}]}", "'/allOf/0/$dynamicRef'"},
};

static bool finds_what_is_wrong(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(wrong); i++) {
        struct fixture f;
        struct baton_buf buf;
        bool opened = open_fixture(&f, alloc, wrong[i].schema);
        if (opened || (f.err != BATON_ESYNTAX && f.err != BATON_ENOMEM))
            fail_msg("%s: %s", wrong[i].schema, baton_err_text(f.err));
        baton_buf_init(&buf, &f.arena, 0);
        for (size_t k = 0; f.err == BATON_ESYNTAX && k < f.problem_count; k++) {
            const struct baton_schema_problem *p = &f.problems[k];
            assert_true(p->message.len > 0);
            assert_true(baton_str_is(p->uri, "https://example.com/s"));
            baton_buf_fmt(&buf, "%s'%.*s'", k ? " " : "", BATON_ARG(p->pointer));
        }
        baton_buf_putc(&buf, '\0');
        bool whole = f.err == BATON_ESYNTAX && !baton_buf_failed(&buf);
        if (whole && strcmp(buf.s, wrong[i].problems) != 0)
            fail_msg("%s: problems at %s, expected %s", wrong[i].schema, buf.s,
                     wrong[i].problems);
        close_fixture(&f);
        if (!whole)
            return false;
    }
    return true;
}
OOM_TEST(finds_what_is_wrong)

/* ---- references ---------------------------------------------------------------------- */

static const struct expected references[] = {
    {"{'$ref': 'https://json-schema.org/draft/2020-12/schema'}", "{'type': 'string'}", ""},
    {"{'$ref': 'https://json-schema.org/draft/2020-12/schema'}",
     "{'properties': {'a': {'minLength': -1}}}", "minimum at '/properties/a/minLength'"},
    {"{'$ref': '#/$defs/a%25b/items/~0~1', '$defs': {'a%b': {'items': {'~/': {'const': 1}}}}}",
     "2", "const at '' like 1"},
    {"{'properties': {'next': {'$ref': '#'}, 'v': {'type': 'number'}}}",
     "{'next': {'next': {'v': 'a'}}}", "type at '/next/next/v'"},
    {"{'x-components': {'a': {'$id': 'other', '$defs': {'n': {'const': 1}}, '$ref': '#/$defs/n'}},"
     " '$ref': '#/x-components/a'}", "2", "const at '' like 1"},
};

static bool follows_references(struct baton_alloc alloc)
{
    return run_expected(alloc, references, BATON_COUNT(references));
}
OOM_TEST(follows_references)

/* An OpenAPI document is no schema; schemas are compiled within it. */
static bool compiles_within_documents(struct baton_alloc alloc)
{
    struct fixture f;
    const struct baton_schema *schema = NULL;
    struct baton_str uri = BATON_STR("https://example.com/s"), faults = {NULL, 0};
    bool opened = open_fixture(&f, alloc,
        "{'openapi': '3.1.0', 'paths': {'/a': {'body': {'$ref': '#/components/schemas/B'}}},"
        " 'components': {'schemas': {'B': {'required': ['id'], 'properties': {'id':"
        " {'$ref': '#/components/schemas/Id'}}}, 'Id': {'type': 'string'}}}}");
    if (opened) {
        uint32_t body = baton_json_pointer(&f.doc, 0, BATON_STR("/paths/~1a/body"));
        f.err = baton_schema_compile(f.registry, uri, body, &schema, NULL, NULL);
        f.schema = schema;
    }
    if (!f.err)
        faults = faults_of(&f, "{'id': 5}");
    if (faults.s)
        assert_string_equal(faults.s, "type at '/id'");
    enum baton_err again = BATON_EUSAGE, other = BATON_EUSAGE;
    if (!f.err) {
        again = baton_schema_add(f.registry, uri, &f.doc);
        other = baton_schema_compile(f.registry, BATON_STR("https://example.com/x"), 0, &schema,
                                     NULL, NULL);
    }
    bool whole = !f.err && !baton_arena_failed(&f.arena);
    if (whole) {
        assert_int_equal(again, BATON_EUSAGE);
        assert_int_equal(other, BATON_EUSAGE);
    }
    close_fixture(&f);
    return whole;
}
OOM_TEST(compiles_within_documents)

/* ---- limits -------------------------------------------------------------------------- */

static struct baton_alloc plain_alloc(struct oom_state *state)
{
    *state = (struct oom_state){.fail_at = SIZE_MAX};
    return (struct baton_alloc){oom_resize, state};
}

/* Text made of count times `open`, then middle, then count times `close`. */
static const char *nest(struct baton_arena *arena, const char *open, const char *middle,
                        const char *close, size_t count)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < count; i++)
        baton_buf_puts(&buf, open);
    baton_buf_puts(&buf, middle);
    for (size_t i = 0; i < count; i++)
        baton_buf_puts(&buf, close);
    baton_buf_putc(&buf, '\0');
    return baton_buf_str(&buf).s;
}

static void test_deep_instance(void **unused)
{
    (void)unused;
    struct oom_state state;
    struct fixture f;
    /* Each level of the instance is three of the schema. */
    assert_true(open_fixture(&f, plain_alloc(&state),
        "{'anyOf': [{'anyOf': [{'items': {'$ref': '#'}, 'type': 'array'}]}]}"));
    struct baton_str faults = faults_of(&f, nest(&f.arena, "[", "", "]", 300));
    assert_string_equal(faults.s, "");
    faults = faults_of(&f, nest(&f.arena, "[", "", "]", 500));
    assert_non_null(strstr(faults.s, "$ref at '/0/0/0"));
    close_fixture(&f);
    assert_int_equal(state.live, 0);
}

/* 2^60 ways lead through this schema. */
static void test_many_ways(void **unused)
{
    (void)unused;
    struct oom_state state;
    struct fixture f;
    struct baton_arena text;
    struct baton_buf buf;
    baton_arena_init(&text, plain_alloc(&state), 0);
    baton_buf_init(&buf, &text, 0);
    baton_buf_puts(&buf, "{'$ref': '#/$defs/0', '$defs': {");
    for (int i = 0; i < 60; i++)
        baton_buf_fmt(&buf, "'%d': {'allOf': [{'$ref': '#/$defs/%d'}, {'$ref': '#/$defs/%d'}]}, ",
                      i, i + 1, i + 1);
    baton_buf_puts(&buf, "'60': {'type': 'string', 'minLength': 3}}}");
    baton_buf_putc(&buf, '\0');
    struct oom_state other;
    assert_true(open_fixture(&f, plain_alloc(&other), baton_buf_str(&buf).s));
    struct baton_str faults = faults_of(&f, "'abc'");
    assert_string_equal(faults.s, "");
    faults = faults_of(&f, "'ab'");
    assert_string_equal(faults.s, "minLength at ''");
    close_fixture(&f);
    baton_arena_release(&text);
}

/* Alternatives that both look at the same member: 2^200 ways to fail. */
static void test_many_alternatives(void **unused)
{
    (void)unused;
    struct oom_state state;
    struct fixture f;
    assert_true(open_fixture(&f, plain_alloc(&state),
        "{'type': 'object', 'anyOf': [{'properties': {'a': {'$ref': '#'}, 'b': {'type': 'null'}}},"
        " {'properties': {'a': {'$ref': '#'}, 'c': true}}]}"));
    struct baton_str faults = faults_of(&f, nest(&f.arena, "{'a':", "5", "}", 200));
    assert_true(faults.len > 0);
    close_fixture(&f);
}

static void test_many_faults(void **unused)
{
    (void)unused;
    struct oom_state state;
    struct fixture f;
    struct baton_schema_result result;
    assert_true(open_fixture(&f, plain_alloc(&state), "{'items': {'type': 'string'}}"));
    f.instance = read_quoted(&f, nest(&f.arena, "[0", "]", "", 1));
    assert_int_equal(baton_schema_validate(f.schema, &f.instance, 0, &f.arena, &result), BATON_OK);
    assert_int_equal(result.fault_count, 1);
    struct baton_buf buf;
    baton_buf_init(&buf, &f.arena, 0);
    baton_buf_puts(&buf, "[0");
    for (int i = 1; i < 100000; i++)
        baton_buf_puts(&buf, ",0");
    baton_buf_puts(&buf, "]");
    baton_buf_putc(&buf, '\0');
    f.instance = read_quoted(&f, baton_buf_str(&buf).s);
    assert_int_equal(baton_schema_validate(f.schema, &f.instance, 0, &f.arena, &result), BATON_OK);
    assert_false(result.valid);
    assert_int_equal(result.fault_count, BATON_SCHEMA_MAX_FAULTS);
    close_fixture(&f);
}

/* Many members that all are known, required, or needed by each other. */
static void test_many_names(void **unused)
{
    (void)unused;
    struct oom_state state;
    struct fixture f;
    struct baton_arena text;
    struct baton_buf schema, instance;
    enum { COUNT = 1000 };
    baton_arena_init(&text, plain_alloc(&state), 0);
    baton_buf_init(&schema, &text, 0);
    baton_buf_init(&instance, &text, 0);
    baton_buf_puts(&schema, "{'required': ['name-0'");
    for (int i = 1; i < COUNT; i++)
        baton_buf_fmt(&schema, ",'name-%d'", i);
    baton_buf_puts(&schema, "], 'properties': {'zzz': true}, 'unevaluatedProperties': false,"
                   " 'patternProperties': {'^name-': {'type': 'number'}}}");
    baton_buf_puts(&instance, "{");
    for (int i = COUNT - 1; i >= 0; i--)
        if (i != 77)
            baton_buf_fmt(&instance, "'name-%d': %s,", i, i == 5 ? "'x'" : "0");
    baton_buf_puts(&instance, "'other': 1}");
    baton_buf_putc(&schema, '\0');
    baton_buf_putc(&instance, '\0');
    struct oom_state more;
    assert_true(open_fixture(&f, plain_alloc(&more), schema.s));
    struct baton_str faults = faults_of(&f, instance.s);
    assert_string_equal(faults.s, "required at '' name name-77; type at '/name-5'; "
                        "unevaluatedProperties at '/other' name other");
    close_fixture(&f);
    baton_arena_release(&text);
}

/* ---- messages of what is very large ---------------------------------------------------- */

/* Validates, and joins the messages of all faults; each must be of a bounded length. */
static void expect_message(const struct baton_buf *schema, const struct baton_buf *instance,
                           const char *expected)
{
    struct fixture f;
    struct oom_state state;
    struct baton_schema_result result;
    assert_true(open_fixture(&f, plain_alloc(&state), schema->s));
    f.instance = read_quoted(&f, instance->s);
    assert_int_equal(baton_schema_validate(f.schema, &f.instance, 0, &f.arena, &result), BATON_OK);
    assert_int_equal(result.fault_count, 1);
    struct baton_str text = baton_schema_message(&f.instance, &result.faults[0], &f.arena);
    text = baton_str_copy(&f.arena, text);
    assert_string_equal(text.s, expected);
    close_fixture(&f);
}

/* Begins as given, adds so many parts (# is the part's number), ends it. */
struct large {
    const char *begin, *part, *end;
    int count;
};

static void build(struct baton_buf *buf, struct baton_arena *arena, const struct large *large)
{
    baton_buf_init(buf, arena, 0);
    baton_buf_puts(buf, large->begin);
    for (int i = 0; i < large->count; i++) {
        baton_buf_putc(buf, i && *large->part != 'a' ? ',' : ' ');
        for (const char *c = large->part; *c; c++)
            if (*c == '#')
                baton_buf_fmt(buf, "%d", i);
            else
                baton_buf_putc(buf, *c);
    }
    baton_buf_puts(buf, large->end);
    baton_buf_putc(buf, '\0');
}

static void test_large_messages(void **unused)
{
    (void)unused;
    static const struct {
        struct large schema, instance;
        const char *message;
    } rows[] = {
        {{"{'type': 'object'}", "", "", 0}, {"'", "aaaaaaaaa", "'", 1000000},
         "must be an object, is a string of more than 100000 characters"},
        {{"{'maxLength': 3}", "", "", 0}, {"'", "aaaaaaaaa", "'", 1000000},
         "must have at most 3 characters, has more than 100000"},
        {{"{'enum': [", "'v#x'", "]}", 100000}, {"'zzz'", "", "", 0},
         "\"zzz\" is not one of \"v0x\", \"v1x\", \"v2x\", \"v3x\", \"v4x\", \"v5x\", \"v6x\", "
         "\"v7x\" and 99992 more"},
        {{"{'oneOf': [", "{'type': 'object', 'required': ['z#'], 'title': 'T#'}", "]}", 1000},
         {"{", "'m#': #", "}", 100000},
         "an object of 100000 properties fits none of the 1000 alternatives: \"T0\"; \"T1\"; "
         "\"T2\"; \"T3\"; \"T4\"; \"T5\"; \"T6\"; \"T7\"; …"},
        {{"{'uniqueItems': true}", "", "", 0}, {"[", "#", ", 77]", 200000},
         "items 77 and 200000 are equal: 77"},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_arena arena;
        struct oom_state state;
        struct baton_buf schema, instance;
        baton_arena_init(&arena, plain_alloc(&state), 0);
        build(&schema, &arena, &rows[i].schema);
        build(&instance, &arena, &rows[i].instance);
        expect_message(&schema, &instance, rows[i].message);
        baton_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_is_wrong),
        cmocka_unit_test(test_follows_references),
        cmocka_unit_test(test_compiles_within_documents),
        cmocka_unit_test(test_deep_instance),
        cmocka_unit_test(test_many_ways),
        cmocka_unit_test(test_many_alternatives),
        cmocka_unit_test(test_many_faults),
        cmocka_unit_test(test_many_names),
        cmocka_unit_test(test_large_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
