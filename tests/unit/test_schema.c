/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/schema_fixture.h"

/* ---- each fault once ----------------------------------------------------------------- */

static const struct expected independent[] = {
    /* Three faults that have nothing to do with each other. */
    {"{'type': 'object', 'required': ['id', 'channel'], 'properties': {'id': {'type': 'string'},"
     " 'channel': {'enum': ['voice', 'chat']}, 'meta': {'type': 'object'}},"
     " 'additionalProperties': false}",
     "{'id': 5, 'channel': 'fax', 'sessionKey': 'a'}",
     "type at '/id'; enum at '/channel'; additionalProperties at '/sessionKey' name sessionKey"},
    /* One per missing name. */
    {"{'required': ['a', 'b', 'c']}", "{'b': 1}",
     "required at '' name a; required at '' name c"},
    /* What only other types have is not asked of this one. */
    {"{'type': 'object', 'required': ['a'], 'minProperties': 1, 'properties': {'a': true},"
     " 'oneOf': [{'required': ['b']}, {'required': ['c']}]}",
     "'text'", "type at ''"},
    {"{'type': 'string', 'minLength': 3, 'pattern': '^x'}", "5", "type at ''"},
    {"{'type': 'string', 'minLength': 3, 'pattern': '^x'}", "'ab'",
     "minLength at ''; pattern at ''"},
    {"{'enum': ['ab', 'cd'], 'minLength': 9}", "'q'", "enum at ''"},
    {"{'type': 'integer', 'minimum': 3}", "1.5", "type at ''; minimum at ''"},
    /* The same said twice is one fault. */
    {"{'allOf': [{'required': ['a']}, {'required': ['a']}, {'type': 'array'}],"
     " 'type': 'array'}", "{}", "type at ''"},
    {"{'allOf': [{'required': ['a']}, {'required': ['a', 'b']}]}", "{}",
     "required at '' name a; required at '' name b"},
    {"{'$defs': {'s': {'minLength': 2}}, 'allOf': [{'$ref': '#/$defs/s'}, {'$ref': '#/$defs/s'}]}",
     "'a'", "minLength at ''"},
    /* Faults stand in the order of the text. */
    {"{'properties': {'a': {'type': 'string'}, 'b': {'type': 'string'}}}", "{'b': 1, 'a': 2}",
     "type at '/b'; type at '/a'"},
    {"{'minItems': 2, 'maxItems': 0, 'uniqueItems': true}", "[1]",
     "minItems at ''; maxItems at ''"},
    {"{'uniqueItems': true}", "[1, 2, 1.0, 1e0]", "uniqueItems at ''"},
    {"{'prefixItems': [true], 'items': false}", "[1, 2, 3]", "items at '/1'; items at '/2'"},
    {"{'prefixItems': [true], 'unevaluatedItems': false}", "[1, 2]", "unevaluatedItems at '/1'"},
    {"{'contains': {'type': 'string'}}", "[1]", "contains at ''"},
    {"{'contains': {'type': 'string'}, 'minContains': 2}", "['a']", "minContains at ''"},
    {"{'contains': {'type': 'string'}, 'maxContains': 1}", "['a', 'b']", "maxContains at ''"},
    {"{'maximum': 1, 'exclusiveMaximum': 1, 'multipleOf': 2}", "3",
     "maximum at ''; exclusiveMaximum at ''; multipleOf at ''"},
    {"{'minimum': 4, 'exclusiveMinimum': 4}", "3", "minimum at ''; exclusiveMinimum at ''"},
    {"{'maxLength': 1, 'format': 'date'}", "'ab'", "maxLength at ''; format at ''"},
    {"{'maxProperties': 0}", "{'a': 1}", "maxProperties at ''"},
    {"{'minProperties': 1}", "{}", "minProperties at ''"},
    {"{'not': {'type': 'object'}}", "{}", "not at ''"},
    {"{'properties': {'a': false}}", "{'a': 1}", "false at '/a'"},
    {"{'propertyNames': {'pattern': '^a'}}", "{'b': 1, 'a': 2}", "propertyNames at '/b' name b"},
    {"{'dependentRequired': {'a': ['b', 'c']}}", "{'a': 1, 'c': 1}",
     "dependentRequired at '' name b"},
    {"{'required': ['b'], 'dependentRequired': {'a': ['b']}}", "{'a': 1}",
     "required at '' name b"},
    {"{'dependentSchemas': {'a': {'required': ['b'], 'properties': {'c': {'const': 1}}}}}",
     "{'a': 1, 'c': 2}", "required at '' name b; const at '/c' like 1"},
    {"{'if': {'required': ['a']}, 'then': {'required': ['b']}, 'else': {'required': ['c']}}",
     "{'a': 1}", "required at '' name b"},
    {"{'if': {'required': ['a']}, 'then': {'required': ['b']}, 'else': {'required': ['c']}}", "{}",
     "required at '' name c"},
    {"{'patternProperties': {'^x-': {'type': 'string'}}, 'additionalProperties': {'type': 'null'}}",
     "{'x-a': 1, 'b': 2}", "type at '/x-a'; type at '/b'"},
    {"{'properties': {'x-a': {'minimum': 3}}, 'patternProperties': {'^x-': {'maximum': 1}}}",
     "{'x-a': 2}", "minimum at '/x-a'; maximum at '/x-a'"},
};

static bool faults_come_once(struct baton_alloc alloc)
{
    return run_expected(alloc, independent, BATON_COUNT(independent));
}
OOM_TEST(faults_come_once)

/* ---- no cascades --------------------------------------------------------------------- */

static const struct expected cascades[] = {
    /* A member is not unknown because the schema that knows it failed for another reason. */
    {"{'allOf': [{'properties': {'a': true}, 'required': ['b']}], 'unevaluatedProperties': false}",
     "{'a': 1}", "required at '' name b"},
    {"{'allOf': [{'properties': {'a': {'type': 'string'}}}], 'unevaluatedProperties': false}",
     "{'a': 1, 'c': 2}", "type at '/a'; unevaluatedProperties at '/c' name c"},
    {"{'anyOf': [{'properties': {'a': {'const': 1}}, 'required': ['a', 'b']},"
     " {'properties': {'a': {'const': 2}}, 'required': ['a', 'c']}],"
     " 'unevaluatedProperties': false}",
     "{'a': 2}", "required at '' name c of 1"},
    {"{'anyOf': [{'required': ['b']}, {'required': ['c']}], 'unevaluatedProperties': false}",
     "{'a': 2}", "anyOf at ''"},
    {"{'$ref': '#/$defs/base', 'unevaluatedProperties': false, '$defs': {'base':"
     " {'properties': {'kind': {'enum': ['a']}}}}}",
     "{'kind': 'b', 'other': 1}",
     "enum at '/kind'; unevaluatedProperties at '/other' name other"},
    {"{'prefixItems': [{'type': 'string'}], 'unevaluatedItems': false}", "[1]", "type at '/0'"},
    /* A schema that holds still knows its members within a choice. */
    {"{'oneOf': [{'properties': {'a': {'type': 'string'}}, 'required': ['a']},"
     " {'properties': {'b': true}, 'required': ['b']}], 'unevaluatedProperties': false}",
     "{'b': 1, 'c': 2}", "unevaluatedProperties at '/c' name c"},
};

static bool nothing_follows_from_a_fault(struct baton_alloc alloc)
{
    return run_expected(alloc, cascades, BATON_COUNT(cascades));
}
OOM_TEST(nothing_follows_from_a_fault)

/* ---- alternatives -------------------------------------------------------------------- */

#define THREE                                                                              \
    "{'oneOf': ["                                                                          \
    "{'type': 'object', 'properties': {'type': {'const': 'queue'}, 'queueId':"             \
    " {'type': 'string'}}, 'required': ['type', 'queueId'], 'additionalProperties': false},"\
    "{'type': 'object', 'properties': {'type': {'const': 'agent'}, 'agentId':"             \
    " {'type': 'string'}}, 'required': ['type', 'agentId'], 'additionalProperties': false},"\
    "{'type': 'object', 'properties': {'type': {'const': 'external'}, 'number':"           \
    " {'type': 'string'}}, 'required': ['type', 'number'], 'additionalProperties': false}]}"

static const struct expected alternatives[] = {
    /* The one whose constant holds. */
    {THREE, "{'type': 'agent', 'agentId': 5}", "type at '/agentId' of 1"},
    {THREE, "{'type': 'queue'}", "required at '' name queueId of 0"},
    {THREE, "{'type': 'external', 'number': '555-0100', 'x': 1}",
     "additionalProperties at '/x' name x of 2"},
    /* The one whose constant nearly holds. */
    {THREE, "{'type': 'agnet', 'agentId': 'a'}", "const at '/type' like \"agent\" of 1"},
    /* The one that knows most of what is there. */
    {THREE, "{'number': '555-0100'}", "required at '' name type of 2"},
    /* The only one of the value's type. */
    {"{'anyOf': [{'type': 'null'}, {'type': 'string', 'maxLength': 2}]}", "'abc'",
     "maxLength at '' of 1"},
    {"{'anyOf': [{'$ref': '#/$defs/a'}, {'type': 'null'}], '$defs': {'a': {'type': 'object',"
     " 'required': ['x']}}}", "{}", "required at '' name x of 0"},
    /* None of them: one line. */
    {THREE, "{}", "oneOf at ''"},
    {THREE, "'text'", "oneOf at ''"},
    {"{'anyOf': [{'minimum': 5}, {'multipleOf': 3}]}", "1", "anyOf at ''"},
    {"{'anyOf': [{'required': ['a']}, {'required': ['b']}]}", "{}", "anyOf at ''"},
    /* Too many. */
    {"{'oneOf': [{'type': 'integer'}, {'minimum': 2}, {'maximum': 1}]}", "3",
     "oneOf at '' matched 2"},
    /* Alternatives within alternatives. */
    {"{'anyOf': [{'type': 'string'}, {'type': 'array', 'items': {'anyOf': [{'type': 'number'},"
     " {'type': 'object', 'properties': {'a': {'type': 'null'}}}]}}]}",
     "[1, {'a': 2}]", "type at '/1/a' of 1"},
    {"{'oneOf': [{'required': ['a'], 'properties': {'a': {'oneOf': [{'type': 'string'},"
     " {'type': 'null'}]}}}, {'required': ['b']}]}", "{'a': 5}", "oneOf at '/a'"},
    /* By an enum of each, and a single alternative. */
    {"{'oneOf': [{'properties': {'k': {'enum': ['a', 'b']}, 'v': {'type': 'string'}}},"
     " {'properties': {'k': {'enum': ['c', 'd']}, 'v': {'type': 'number'}}}]}",
     "{'v': true, 'k': 'd'}", "type at '/v' of 1"},
    {"{'anyOf': [{'required': ['a', 'b']}]}", "{}",
     "required at '' name a of 0; required at '' name b of 0"},
};

static bool the_alternative_that_was_meant(struct baton_alloc alloc)
{
    return run_expected(alloc, alternatives, BATON_COUNT(alternatives));
}
OOM_TEST(the_alternative_that_was_meant)

/* Why an alternative was meant, of which choice, and what a fault follows from. */
static const struct expected reasons[] = {
    {THREE, "{'type': 'agent', 'agentId': 5}", "type by discriminator 'type' of '/oneOf' for ''"},
    {THREE, "{'type': 'agnet', 'agentId': 'a'}",
     "const by discriminator 'type' of '/oneOf' for ''"},
    {THREE, "{'type': 'fax'}", "oneOf by none 'type' of '/oneOf' for ''"},
    {THREE, "{'number': '555-0100'}", "required by nearest of '/oneOf' for ''"},
    {THREE, "{}", "oneOf by none of '/oneOf' for ''"},
    {"{'anyOf': [{'type': 'null'}, {'type': 'string', 'maxLength': 2}]}", "'abc'",
     "maxLength by type of '/anyOf' for ''"},
    {"{'anyOf': [{'required': ['a']}]}", "{}", "required by only of '/anyOf' for ''"},
    {"{'type': 'string'}", "5", "type by none"},
    /* Of two choices the inner one, unless only the outer one was a real one. */
    {"{'properties': {'v': " THREE "}}", "{'v': {'type': 'queue'}}",
     "required by discriminator 'type' of '/properties/v/oneOf' for '/v'"},
    {"{'oneOf': [{'properties': {'k': {'const': 'a'}, 'v': {'anyOf': [{'type': 'null'},"
     " {'type': 'string', 'maxLength': 1}]}}}, {'properties': {'k': {'const': 'b'}}}]}",
     "{'k': 'a', 'v': 'long'}", "maxLength by discriminator 'k' of '/oneOf' for ''"},
    {"{'oneOf': [{'minimum': 1}, {'maximum': 5}, {'minimum': 9}]}", "3",
     "oneOf by none of '/oneOf' for '' fits 0 and 1"},
    {"{'properties': {'ab_c': true}, 'required': ['ab_c'], 'additionalProperties': false}",
     "{'abC': 1}", "required by none follows 1; additionalProperties by none"},
    {"{'allOf': [{'enum': ['a']}, {'pattern': '^a'}, {'minLength': 3}]}", "'b'",
     "enum by none; pattern by none follows 0; minLength by none follows 0"},
    {"{'allOf': [{'type': 'string'}, {'enum': ['a']}]}", "5",
     "type by none; enum by none follows 0"},
    {"{'allOf': [{'maxLength': 3}, {'maxLength': 2}]}", "'abcd'",
     "maxLength by none follows 1; maxLength by none"},
};

static void put_reason(struct baton_buf *buf, const struct fixture *f,
                       const struct baton_schema_fault *fault)
{
    static const char *const names[] = {"none", "only", "type", "discriminator", "nearest"};
    baton_buf_fmt(buf, "%s%s by %s", buf->len ? "; " : "",
                  baton_schema_keyword_name(fault->keyword), names[fault->meant]);
    if (fault->discriminator != BATON_JSON_NONE) {
        struct baton_str key = baton_json_string(&f->instance, fault->discriminator, buf->arena);
        baton_buf_fmt(buf, " '%.*s'", BATON_ARG(key));
    }
    if (fault->choice != BATON_JSON_NONE) {
        struct baton_str at = baton_json_pointer_to(&f->doc, fault->choice, buf->arena);
        struct baton_str of = baton_json_pointer_to(&f->instance, fault->choice_instance,
                                                    buf->arena);
        baton_buf_fmt(buf, " of '%.*s' for '%.*s'", BATON_ARG(at), BATON_ARG(of));
        assert_ptr_equal(fault->choice_doc, &f->doc);
    }
    if (fault->fits[0] >= 0)
        baton_buf_fmt(buf, " fits %d and %d", fault->fits[0], fault->fits[1]);
    if (fault->follows >= 0)
        baton_buf_fmt(buf, " follows %d", fault->follows);
}

static struct baton_str reasons_of(struct fixture *f, const char *instance)
{
    struct baton_schema_result result;
    struct baton_buf buf;
    f->instance = read_quoted(f, instance);
    if (!f->err)
        f->err = baton_schema_validate(f->schema, &f->instance, 0, &f->arena, &result);
    if (f->err)
        return (struct baton_str){NULL, 0};
    baton_buf_init(&buf, &f->arena, 0);
    for (size_t i = 0; i < result.fault_count; i++)
        put_reason(&buf, f, &result.faults[i]);
    return baton_str_copy(&f->arena, baton_buf_str(&buf));
}

static bool tells_why(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(reasons); i++) {
        struct fixture f;
        struct baton_str text = {NULL, 0};
        if (open_fixture(&f, alloc, reasons[i].schema))
            text = reasons_of(&f, reasons[i].instance);
        bool whole = text.s && !baton_arena_failed(&f.arena);
        if (whole && strcmp(text.s, reasons[i].faults) != 0)
            fail_msg("%s\nwith %s\ngives    %s\nexpected %s", reasons[i].schema,
                     reasons[i].instance, text.s, reasons[i].faults);
        close_fixture(&f);
        if (!whole)
            return false;
    }
    return true;
}
OOM_TEST(tells_why)

/* ---- did you mean -------------------------------------------------------------------- */

static const struct expected suggestions[] = {
    {"{'properties': {'sessionId': true, 'channel': true}, 'additionalProperties': false}",
     "{'sesionId': 1}", "additionalProperties at '/sesionId' name sesionId like sessionId"},
    /* Not what is there already. */
    {"{'properties': {'sessionId': true}, 'additionalProperties': false}",
     "{'sessionId': 1, 'sessionID': 2}", "additionalProperties at '/sessionID' name sessionID"},
    {"{'required': ['sessionId'], 'properties': {'other': true}}", "{'sesion_id': 1, 'other': 2}",
     "required at '' name sessionId like sesion_id"},
    {"{'allOf': [{'properties': {'queueId': true}}], 'unevaluatedProperties': false}",
     "{'queueld': 1}", "unevaluatedProperties at '/queueld' name queueld like queueId"},
    {"{'enum': ['voice', 'chat', 'email']}", "'viuce'", "enum at ''"},
    {"{'enum': ['voice', 'chat', 'email']}", "'Voice'", "enum at '' like \"voice\""},
    {"{'enum': ['voice', 'chat', 'email']}", "'vioce'", "enum at '' like \"voice\""},
    {"{'enum': [1, 2, true]}", "'2'", "enum at '' like 2"},
    {"{'enum': [1, 2, true]}", "'true'", "enum at '' like true"},
    {"{'enum': ['1', '2']}", "2", "enum at '' like \"2\""},
    {"{'const': 'agent'}", "'robot'", "const at '' like \"agent\""},
    {"{'oneOf': [{'const': 'low'}, {'const': 'high'}]}", "'hihg'", "oneOf at '' like \"high\""},
    {"{'propertyNames': {'enum': ['trace', 'session']}}", "{'sesion': 1}",
     "propertyNames at '/sesion' name sesion like session"},
};

static bool suggests(struct baton_alloc alloc)
{
    return run_expected(alloc, suggestions, BATON_COUNT(suggestions));
}
OOM_TEST(suggests)

/* ---- numbers and strings, exactly ---------------------------------------------------- */

static const struct expected exact[] = {
    {"{'maximum': 9007199254740993}", "9007199254740993", ""},
    {"{'maximum': 9007199254740992}", "9007199254740993", "maximum at ''"},
    {"{'exclusiveMinimum': 1e400}", "1e400", "exclusiveMinimum at ''"},
    {"{'exclusiveMinimum': 1e400}", "10.1e399", ""},
    {"{'minimum': -1e-400}", "0", ""},
    {"{'minimum': 1e1000000000}", "1e999999999", "minimum at ''"},
    {"{'multipleOf': 0.01}", "19.99", ""},
    {"{'multipleOf': 0.1}", "0.30000000000000004", "multipleOf at ''"},
    {"{'multipleOf': 3}", "1e1000000000", "multipleOf at ''"},
    {"{'multipleOf': 4}", "1e1000000000", ""},
    {"{'multipleOf': 123456789012345678901234567890}", "246913578024691357802469135780", ""},
    {"{'multipleOf': 123456789012345678901234567890}", "246913578024691357802469135781",
     "multipleOf at ''"},
    {"{'multipleOf': 1e-300}", "7e300", ""},
    {"{'multipleOf': 1e300}", "7e-300", "multipleOf at ''"},
    {"{'type': 'integer'}", "1.50e1", ""},
    {"{'type': 'integer'}", "15e-1", "type at ''"},
    {"{'type': 'integer'}", "-0.0", ""},
    {"{'const': 100}", "1.0e2", ""},
    {"{'const': 0}", "-0.0", ""},
    {"{'enum': [{'a': 1, 'b': [2.0]}]}", "{'b': [2], 'a': 1.0}", ""},
    {"{'const': 'a/\\u00e9'}", "'\\u0061\\/\xc3\xa9'", ""},
    {"{'properties': {'a\\u0062': false}}", "{'\\u0061b': 1}", "false at '/ab'"},
    {"{'required': ['\\u0061']}", "{'a': 1}", ""},
    {"{'maxLength': 1}", "'\xf0\x9f\x98\x80'", ""},
    {"{'maxLength': 1}", "'\\ud83d\\ude00'", ""},
    {"{'minLength': 2}", "'\\ud83d\\ude00'", "minLength at ''"},
    {"{'minLength': 2, 'maxLength': 2}", "'\xc3\xa9\\u00e9'", ""},
    {"{'maxLength': 1e2}", "'a'", ""},
    {"{'uniqueItems': true}", "['a', '\\u0061']", "uniqueItems at ''"},
    {"{'uniqueItems': true}", "[{'a': 1, 'b': 2}, {'b': 2, 'a': 1}]", "uniqueItems at ''"},
    {"{'uniqueItems': true}", "[1, true, '1', [1], {'1': 1}, null, [[1]], false, 0]", ""},
    {"{'pattern': '^\\\\p{L}+$'}", "'\xc3\xa9\\u00e9'", ""},
};

static bool compares_exactly(struct baton_alloc alloc)
{
    return run_expected(alloc, exact, BATON_COUNT(exact));
}
OOM_TEST(compares_exactly)

static void test_number_compare(void **unused)
{
    (void)unused;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"1", "1.0", 0},        {"1", "2", -1},         {"-1", "1", -1},
        {"-2", "-1", -1},       {"0", "-0", 0},         {"0", "0e99", 0},
        {"1e400", "1e399", 1},  {"-1e400", "1", -1},    {"0.1", "0.10", 0},
        {"0.1", "0.09", 1},     {"12345678901234567890", "12345678901234567891", -1},
        {"1e2", "100", 0},      {"10e-1", "1", 0},      {"1e-400", "0", 1},
        {"-1e-400", "0", -1},   {"1e99999999999999999999", "1e5", 1},
        {"1e-99999999999999999999", "0", 1},            {"999999999999999999", "1e18", -1},
        {"0.000000000000000001", "1e-18", 0},           {"123.456", "1234.56e-1", 0},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        struct baton_str a = baton_str_from(rows[i].a), b = baton_str_from(rows[i].b);
        int order = baton_number_compare(a, b), back = baton_number_compare(b, a);
        if ((order > 0) - (order < 0) != rows[i].order || (back > 0) - (back < 0) != -rows[i].order)
            fail_msg("%s against %s: %d, %d", rows[i].a, rows[i].b, order, back);
    }
}

static bool equal_texts(struct fixture *f, const char *a, const char *b, bool *equal)
{
    struct baton_json x = read_quoted(f, a);
    if (f->err)
        return false;
    struct baton_json y = read_quoted(f, b);
    if (f->err)
        return false;
    *equal = baton_json_equal(&x, 0, &y, 0);
    return true;
}

static bool knows_equal_values(struct baton_alloc alloc)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"null", "null", true},        {"null", "false", false},   {"0", "false", false},
        {"[1, 2]", "[1.0, 2e0]", true}, {"[1, 2]", "[2, 1]", false}, {"[1]", "[1, 1]", false},
        {"{'a': 1}", "{'a': 1, 'b': 2}", false}, {"{'a': 1}", "{'b': 1}", false},
        {"{'a': {'b': 1, 'c': 2}}", "{'a': {'c': 2, 'b': 1}}", true},
        {"'\\n'", "'\\u000a'", true},  {"'a'", "'a\\u0000'", false}, {"'1'", "1", false},
        {"'\\ud800'", "'\\udfff'", true}, /* both stand for U+FFFD */
    };
    struct fixture f;
    bool whole = open_fixture(&f, alloc, "true");
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        bool there = false, back = false;
        whole = equal_texts(&f, rows[i].a, rows[i].b, &there) &&
                equal_texts(&f, rows[i].b, rows[i].a, &back);
        if (whole && (there != rows[i].equal || back != there))
            fail_msg("%s against %s", rows[i].a, rows[i].b);
    }
    close_fixture(&f);
    return whole;
}
OOM_TEST(knows_equal_values)

/* ---- notes --------------------------------------------------------------------------- */

static struct baton_str notes_of(struct fixture *f, const char *instance)
{
    struct baton_str none = {NULL, 0};
    struct baton_schema_result result;
    f->instance = read_quoted(f, instance);
    if (!f->err)
        f->err = baton_schema_validate(f->schema, &f->instance, 0, &f->arena, &result);
    if (f->err)
        return none;
    struct baton_buf buf;
    baton_buf_init(&buf, &f->arena, 0);
    for (size_t i = 0; i < result.note_count; i++) {
        const struct baton_schema_note *note = &result.notes[i];
        struct baton_str at = baton_json_pointer_to(&f->instance, note->instance, &f->arena);
        struct baton_str value = baton_json_raw(note->schema_doc, note->schema);
        assert_true(note->keyword == collected[0] || note->keyword == collected[1]);
        baton_buf_fmt(&buf, "%s%s '%.*s' %.*s", i ? "; " : "", note->keyword, BATON_ARG(at),
                      BATON_ARG(value));
    }
    baton_buf_putc(&buf, '\0');
    return baton_buf_failed(&buf) ? none : baton_buf_str(&buf);
}

static const struct expected notes[] = {
    {"{'properties': {'a': {'type': 'string', 'x-kind': 1}, 'b': {'x-kind': 2, 'x-rule': 3}}}",
     "{'b': 0, 'a': 'x'}", "x-kind '/b' 2; x-rule '/b' 3; x-kind '/a' 1"},
    /* Whether it holds or not, and behind references. */
    {"{'properties': {'a': {'type': 'string', 'minLength': 3, 'x-kind': 1}}}", "{'a': 5}",
     "x-kind '/a' 1"},
    {"{'$defs': {'id': {'type': 'string', 'x-kind': 1}}, 'items': {'$ref': '#/$defs/id'}}",
     "['a', 5]", "x-kind '/0' 1; x-kind '/1' 1"},
    {"{'type': 'object', 'x-kind': 1, 'allOf': [{'x-kind': 2}, {'x-kind': 3}]}", "5",
     "x-kind '' 1; x-kind '' 2; x-kind '' 3"},
    /* Of alternatives, only those that hold. */
    {"{'anyOf': [{'type': 'string', 'x-kind': 1}, {'type': 'number', 'x-kind': 2},"
     " {'minimum': 1, 'x-kind': 3}]}", "5", "x-kind '' 2; x-kind '' 3"},
    {"{'oneOf': [{'type': 'string', 'x-kind': 1}, {'type': 'number', 'x-kind': 2}]}", "5",
     "x-kind '' 2"},
    {"{'if': {'type': 'string', 'x-kind': 1}, 'then': {'x-kind': 2}, 'else': {'x-kind': 3}}", "5",
     "x-kind '' 3"},
    {"{'if': {'type': 'string', 'x-kind': 1}, 'then': {'x-kind': 2}, 'else': {'x-kind': 3}}",
     "'a'", "x-kind '' 1; x-kind '' 2"},
    {"{'not': {'type': 'string', 'x-kind': 1}}", "5", ""},
    {"{'contains': {'type': 'string', 'x-kind': 1}}", "[5, 'a']", "x-kind '/1' 1"},
    {"{'dependentSchemas': {'a': {'x-kind': 1}, 'b': {'x-kind': 2}}}", "{'a': 1}", "x-kind '' 1"},
    {"{'propertyNames': {'x-kind': 1}}", "{'a': 1}", "x-kind '/a' 1"},
    {"{'properties': {'a': true}, 'unevaluatedProperties': {'x-kind': 1}}", "{'a': 1, 'b': 2}",
     "x-kind '/b' 1"},
    {"{'additionalProperties': {'x-kind': 1}, 'patternProperties': {'^p': {'x-kind': 2}}}",
     "{'a': 1, 'p': 2}", "x-kind '/a' 1; x-kind '/p' 2"},
    /* Or the one that was meant. */
    {THREE, "{'type': 'queue'}", ""},
    {"{'oneOf': [{'properties': {'k': {'const': 'a'}, 'v': {'x-kind': 1, 'type': 'null'}}},"
     " {'properties': {'k': {'const': 'b'}, 'v': {'x-kind': 2, 'type': 'null'}}}]}",
     "{'k': 'b', 'v': 5}", "x-kind '/v' 2"},
    /* Each once. */
    {"{'$defs': {'id': {'x-kind': 1}}, 'allOf': [{'$ref': '#/$defs/id'}, {'$ref': '#/$defs/id'}]}",
     "5", "x-kind '' 1"},
};

static bool collects_notes(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(notes); i++) {
        struct fixture f;
        struct baton_str text = {NULL, 0};
        bool opened = open_fixture(&f, alloc, notes[i].schema);
        if (opened)
            text = notes_of(&f, notes[i].instance);
        if (text.s && strcmp(text.s, notes[i].faults) != 0)
            fail_msg("%s\nwith %s\ngives    %s\nexpected %s", notes[i].schema,
                     notes[i].instance, text.s, notes[i].faults);
        close_fixture(&f);
        if (!text.s)
            return false;
    }
    return true;
}
OOM_TEST(collects_notes)

static void test_keyword_texts(void **unused)
{
    (void)unused;
    for (int i = 0; i <= BATON_KW_DEPTH; i++) {
        assert_true(strlen(baton_schema_keyword_name((enum baton_schema_keyword)i)) > 0);
        assert_true(strlen(baton_schema_keyword_text((enum baton_schema_keyword)i)) > 0);
    }
    assert_string_equal(baton_schema_keyword_name(BATON_KW_ONE_OF), "oneOf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults_come_once),
        cmocka_unit_test(test_nothing_follows_from_a_fault),
        cmocka_unit_test(test_the_alternative_that_was_meant),
        cmocka_unit_test(test_tells_why),
        cmocka_unit_test(test_suggests),
        cmocka_unit_test(test_compares_exactly),
        cmocka_unit_test(test_number_compare),
        cmocka_unit_test(test_knows_equal_values),
        cmocka_unit_test(test_collects_notes),
        cmocka_unit_test(test_keyword_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
