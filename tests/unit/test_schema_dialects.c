/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas of other drafts and of OpenAPI, meta-schemas, and documents that are loaded. */
#include "tests/unit/schema_fixture.h"

#define KNOWN                                                                              \
    "known are draft2020-12, draft2019-09, draft7, draft6, draft4, openapi3.1, openapi3.0, " \
    "and what a meta-schema that is added makes of these"
#define D4 "'$schema': 'http://json-schema.org/draft-04/schema#'"
#define D6 "'$schema': 'http://json-schema.org/draft-06/schema#'"
#define D7 "'$schema': 'http://json-schema.org/draft-07/schema#'"
#define D2019 "'$schema': 'https://json-schema.org/draft/2019-09/schema'"
#define D2020 "'$schema': 'https://json-schema.org/draft/2020-12/schema'"
#define OPENAPI "'$schema': 'https://spec.openapis.org/oas/3.0/dialect'"
#define OPENAPI_31 "'$schema': 'https://spec.openapis.org/oas/3.1/dialect/base'"

/* ---- keywords by draft ----------------------------------------------------------------- */

static const struct expected keywords[] = {
    /* Spellings of the same dialect. */
    {"{'$schema': 'https://json-schema.org/draft-04/schema', 'const': 1}", "2", ""},
    {"{'$schema': 'http://json-schema.org/schema#', 'prefixItems': [{'const': 1}]}", "[2]",
     "const at '/0' like 1"},
    {"{'$schema': 'http://json-schema.org/draft-07/hyper-schema#', 'const': 1}", "2",
     "const at '' like 1"},
    /* Draft 4. */
    {"{" D4 ", 'maximum': 3, 'exclusiveMaximum': true}", "3", "exclusiveMaximum at ''"},
    {"{" D4 ", 'minimum': 3, 'exclusiveMinimum': false}", "2", "minimum at ''"},
    {"{" D4 ", 'type': 'integer', 'maximum': 3}", "4.0", "type at ''; maximum at ''"},
    {"{" D4 ", 'type': 'integer'}", "1e2", "type at ''"},
    {"{" D4 ", 'type': 'integer'}", "123456789012345678901234567890.0", "type at ''"},
    {"{" D4 ", 'type': 'integer'}", "123456789012345678901234567890", ""},
    {"{" D4 ", 'type': ['integer', 'string']}", "1.0", "type at ''"},
    {"{" D4 ", 'contains': {'const': 1}, 'propertyNames': {'maxLength': 1}, 'if': {}}", "[2]", ""},
    {"{" D4 ", 'id': 'https://example.com/a', '$id': 5, 'properties': {'id': {'type': 'string'}}}",
     "{'id': 1}", "type at '/id'"},
    {"{" D4 ", 'definitions': {'n': {'id': '#name', 'type': 'null'}}, 'items': {'$ref': '#name'}}",
     "[1]", "type at '/0'"},
    {"{" D4 ", 'additionalProperties': false, 'properties': {'b': {'additionalItems': false,"
     " 'items': [{}]}}}", "{'b': [1, 2]}", "items at '/b/1'"},
    /* Draft 6. */
    {"{" D6 ", 'type': 'integer', 'if': {'const': 1}, 'then': false}", "1.0", ""},
    {"{" D6 ", 'contains': {'const': 1}, 'minContains': 2}", "[1]", ""},
    {"{" D6 ", 'exclusiveMinimum': 3}", "3", "exclusiveMinimum at ''"},
    /* Draft 7. */
    {"{" D7 ", 'items': [{'type': 'null'}], 'additionalItems': {'type': 'string'}}", "[1, 2]",
     "type at '/0'; type at '/1'"},
    {"{" D7 ", 'items': {'type': 'null'}, 'additionalItems': false}", "[1]", "type at '/0'"},
    {"{" D7 ", 'items': [], 'additionalItems': false}", "[1]", "items at '/0'"},
    {"{" D7 ", 'items': true, '$anchor': 5, 'unevaluatedItems': false, '$defs': 1}", "[1]", ""},
    {"{" D7 ", 'dependencies': {'a': ['b', 'c'], 'd': {'required': ['e']}, 'f': false}}",
     "{'a': 1, 'c': 2, 'd': 3}",
     "dependentRequired at '' name b; required at '' name e"},
    {"{" D7 ", 'dependencies': {'a': false, 'b': []}}", "{'a': 1, 'b': 2}", "false at ''"},
    {"{" D7 ", 'definitions': {'a': {'type': 'null'}}, '$ref': '#/definitions/a', 'const': 5,"
     " 'x-kind': 1}", "1", "type at ''"},
    {"{" D7 ", '$id': '#root', 'properties': {'a': {'$id': '#/properties/a', 'type': 'null'},"
     " 'b': {'$ref': '#/properties/a'}}}", "{'b': 1}", "type at '/b'"},
    {"{" D7 ", 'definitions': {'a': {'$id': 'other.json#inner', 'const': 1}},"
     " 'items': {'$ref': 'other.json#inner'}}", "[2]", "const at '/0' like 1"},
    /* Found by its $id although that stands beside a reference. */
    {"{" D7 ", '$id': 'https://example.com/by-id', '$ref': '#/definitions/a', 'definitions':"
     " {'a': {'items': {'$ref': 'https://example.com/by-id#/definitions/b'}},"
     " 'b': {'type': 'null'}}}", "[1]", "type at '/0'"},
    /* Draft 2019-09. */
    {"{" D2019 ", 'items': [{'const': 1}], 'unevaluatedItems': false}", "[1, 2]",
     "unevaluatedItems at '/1'"},
    {"{" D2019 ", 'contains': {'const': 1}, 'unevaluatedItems': false}", "[1]",
     "unevaluatedItems at '/0'"},
    {"{" D2019 ", 'contains': {'const': 1}, 'minContains': 2}", "[1]", "minContains at ''"},
    {"{" D2019 ", '$recursiveAnchor': true, 'properties': {'a': {'$recursiveRef': '#'}},"
     " 'type': 'object'}", "{'a': 1}", "type at '/a'"},
    {"{" D2019 ", '$defs': {'a': {'$anchor': 'a:b', 'const': 1}}, '$ref': '#a:b'}", "2",
     "const at '' like 1"},
    {"{" D2019 ", 'prefixItems': 5, '$dynamicRef': 5, 'dependentRequired': {'a': ['b']},"
     " 'dependencies': {'c': ['d']}}", "{'a': 1, 'c': 1}",
     "dependentRequired at '' name d; dependentRequired at '' name b"},
    /* Draft 2020-12, with what is left of older ones. */
    {"{" D2020 ", 'definitions': {'a': {'$id': 'by-id', 'const': 1}}, '$ref': 'by-id',"
     " 'dependentSchemas': {'x': false}, 'dependencies': {'y': {'required': ['z']}}}",
     "{'y': 1}", "required at '' name z; const at '' like 1"},
    {"{" D2020 ", 'additionalItems': 5, '$recursiveRef': 5, 'id': 5}", "1", ""},
    /* A dialect for each resource, and $schema where it does not count. */
    {"{" D2020 ", 'items': {'$id': 'a', " D4 ", 'id': 'b', 'maximum': 1, 'exclusiveMaximum':"
     " true}}", "[1]", "exclusiveMaximum at '/0'"},
    {"{" D7 ", 'items': {" D4 ", 'const': 1}}", "[2]", "const at '/0' like 1"},
    {"{" D7 ", 'items': {'$id': 'a', " D2020 ", 'prefixItems': [false]}}", "[[1]]",
     "false at '/0/0'"},
};

static bool each_draft_has_its_keywords(struct baton_alloc alloc)
{
    return run_expected(alloc, keywords, BATON_COUNT(keywords));
}
OOM_TEST(each_draft_has_its_keywords)

/* ---- OpenAPI --------------------------------------------------------------------------- */

static const struct expected openapi[] = {
    {"{" OPENAPI ", 'type': 'string', 'nullable': true}", "null", ""},
    {"{" OPENAPI ", 'type': 'string', 'nullable': true, 'maxLength': 1}", "'ab'",
     "maxLength at ''"},
    {"{" OPENAPI ", 'type': 'string', 'nullable': false}", "null", "type at ''"},
    {"{" OPENAPI ", 'type': 'string', 'nullable': true, 'enum': ['a']}", "null", "enum at ''"},
    {"{" OPENAPI ", 'nullable': true, 'allOf': [{'type': 'string'}]}", "null", "type at ''"},
    {"{" OPENAPI ", 'maximum': 3, 'exclusiveMaximum': true}", "3", "exclusiveMaximum at ''"},
    {"{" OPENAPI ", 'type': 'integer', 'format': 'int32'}", "1.0", ""},
    {"{" OPENAPI ", 'patternProperties': 5, 'const': 5, 'definitions': 5, 'id': 5, '$id': 5}", "1",
     ""},
    {"{" OPENAPI ", 'properties': {'a': {'$ref': '#/x', 'nullable': 5}}, 'x': {'type': 'string'}}",
     "{'a': null}", "type at '/a'"},
    {"{" OPENAPI ", 'discriminator': {'propertyName': 'k', 'mapping': {'a': '#/a'}}, 'example': 1,"
     " 'xml': {'name': 'n'}, 'externalDocs': {'url': 'https://example.com'}, 'deprecated': true,"
     " 'readOnly': true, 'oneOf': [{'required': ['a']}, {'required': ['b']}]}",
     "{'k': 'none', 'a': 1}", ""},
    {"{" OPENAPI_31 ", 'discriminator': {'propertyName': 'k'}, 'type': ['string', 'null'],"
     " 'nullable': 5, 'exclusiveMaximum': 3, 'example': 5}", "1", "type at ''"},
};

static bool schemas_of_openapi(struct baton_alloc alloc)
{
    return run_expected(alloc, openapi, BATON_COUNT(openapi));
}
OOM_TEST(schemas_of_openapi)

/* Descriptions of APIs: what the schema at /s says of null. */
static const struct {
    const char *document, *instance, *faults;
} documents[] = {
    {"{'openapi': '3.0.3', 's': {'type': 'object', 'nullable': true}}", "null", ""},
    {"{'openapi': '3.1.0', 's': {'type': 'object', 'nullable': true}}", "null", "type at ''"},
    {"{'openapi': '3.1.0', 'jsonSchemaDialect': 'http://json-schema.org/draft-04/schema#',"
     " 's': {'const': 1}}", "null", ""},
    {"{'swagger': '2.0', 's': {'$ref': '#/definitions/A', 'const': 5}, 'definitions':"
     " {'A': {'maximum': 5, 'exclusiveMaximum': true}}}", "5", "exclusiveMaximum at ''"},
    {"{'openapi': '3.0.0', 's': {'$ref': '#/components/schemas/A'}, 'components': {'schemas':"
     " {'A': {'type': 'string'}}}}", "null", "type at ''"},
    /* A dialect for one of its schemas. */
    {"{'openapi': '3.1.0', 's': {'$ref': '#/components/schemas/A'}, 'components': {'schemas':"
     " {'A': {" D4 ", 'const': 5, 'items': {'exclusiveMaximum': true, 'maximum': 1}}}}}", "[1]",
     "exclusiveMaximum at '/0'"},
    {"{'openapi': '3.1.0', 's': {" D4 ", 'const': 5, 'not': {" D2020 "}}}", "1", "not at ''"},
    /* By a name that a component gives itself. */
    {"{'openapi': '3.1.0', 's': {'$ref': 'a'}, 'components': {'schemas': {'A': {'$id': 'a',"
     " 'type': 'string'}}}}", "null", "type at ''"},
};

static bool the_version_of_an_api_counts(struct baton_alloc alloc)
{
    struct baton_str uri = BATON_STR("https://example.com/s"), text;
    for (size_t i = 0; i < BATON_COUNT(documents); i++) {
        struct fixture f;
        bool whole = open_fixture(&f, alloc, documents[i].document);
        if (whole)
            f.err = baton_schema_compile(f.registry, uri, baton_json_member_z(&f.doc, 0, "s"),
                                         &f.schema, &f.problems, &f.problem_count);
        if (f.err && f.err != BATON_ENOMEM)
            fail_msg("%s: %s", documents[i].document, baton_err_text(f.err));
        text = f.err ? (struct baton_str){NULL, 0} : faults_of(&f, documents[i].instance);
        if (text.s && strcmp(text.s, documents[i].faults) != 0)
            fail_msg("%s: %s, expected %s", documents[i].document, text.s, documents[i].faults);
        close_fixture(&f);
        if (!text.s)
            return false;
    }
    return true;
}
OOM_TEST(the_version_of_an_api_counts)

/* ---- schemas that are wrong ------------------------------------------------------------ */

static const struct {
    const char *schema, *problems, *says; /* says: a part of the first one */
} wrong[] = {
    {"{" D4 ", 'properties': {'a': true}}", "'/properties/a'", "since draft 6"},
    {"{" D4 ", 'not': false}", "'/not'", "since draft 6"},
    {"{" D4 ", 'definitions': {'a': true}, 'items': {'$ref': '#/definitions/a'}}",
     "'/definitions/a'", "since draft 6"},
    {"{" D4 ", 'items': 5}", "'/items'", "must be an object"},
    {"{" D4 ", 'minimum': 1, 'exclusiveMinimum': 1}", "'/exclusiveMinimum'", "true or false"},
    {"{" D4 ", 'id': 5}", "'/id'", "a string"},
    {"{" D4 ", 'properties': {'a': {'required': true}}}", "'/properties/a/required'", "an array"},
    {"{" D4 ", 'type': 'any'}", "'/type'", "a type is one of"},
    {"{" D4 ", 'definitions': {'a': {'id': '#n'}, 'b': {'id': '#n'}}, 'allOf':"
     " [{'$ref': '#/definitions/a'}, {'$ref': '#/definitions/b'}]}", "'/definitions/b/id'",
     "called \"n\" already"},
    {"{" D4 ", 'definitions': 5}", "'/definitions'", "an object"},
    {"{" D6 ", 'items': [true, 5]}", "'/items/1'", "an object or a boolean"},
    {"{" D7 ", 'additionalItems': 5}", "'/additionalItems'", "an object or a boolean"},
    {"{" D7 ", 'dependencies': {'a': 'b', 'c': [1]}}", "'/dependencies/a' '/dependencies/c/0'",
     "an object or a boolean"},
    {"{" D7 ", 'dependencies': 'a'}", "'/dependencies'", "an object"},
    {"{" D7 ", '$ref': 5, 'type': 'any'}", "'/$ref'", "a string"},
    {"{" D7 ", 'contentEncoding': 5, 'readOnly': 1, '$comment': 5}",
     "'/$comment' '/readOnly' '/contentEncoding'", "a string"},
    {"{" D2019 ", '$recursiveRef': '#/a'}", "'/$recursiveRef'", "must be \"#\""},
    {"{" D2019 ", '$recursiveAnchor': 'a'}", "'/$recursiveAnchor'", "true or false"},
    {"{" D2019 ", '$id': '#a'}", "'/$id'", "no fragment"},
    {"{" D2019 ", '$recursiveRef': '#'}", "'/$recursiveRef'", "without end"},
    {"{" D2020 ", 'items': [{}]}", "'/items'", "prefixItems"},
    {"{" OPENAPI ", 'type': ['string']}", "'/type'", "one type"},
    {"{" OPENAPI ", 'type': 'null'}", "'/type'", "nullable"},
    {"{" OPENAPI ", 'nullable': 'yes'}", "'/nullable'", "true or false"},
    {"{" OPENAPI ", 'items': []}", "'/items'", "one schema"},
    {"{" OPENAPI ", 'items': true}", "'/items'", "an object"},
    {"{" OPENAPI ", 'discriminator': {}}", "'/discriminator'", "propertyName"},
    {"{" OPENAPI ", 'discriminator': {'propertyName': 5, 'mapping': []}}",
     "'/discriminator/propertyName' '/discriminator/mapping'", "a string"},
    {"{" OPENAPI ", 'discriminator': {'propertyName': 'k', 'mapping': {'a': 5}}}",
     "'/discriminator/mapping/a'", "the name of a schema"},
    {"{" OPENAPI_31 ", 'discriminator': 'k', 'xml': 5, 'externalDocs': {}}",
     "'/discriminator' '/xml' '/externalDocs'", "an object"},
    {"{'$schema': 'http://json-schema.org/draft-03/schema#'}", "'/$schema'", "known are draft20"},
    {"{'$schema': ''}", "'/$schema'", "is not known"},
    {"{'items': {'$id': 'a', '$schema': 'https://example.com/none'}}", "'/items/$schema'",
     "is not known"},
    {"{'openapi': '3.1.0', 'jsonSchemaDialect': 'https://example.com/none'}",
     "'/jsonSchemaDialect'", "is not known"},
    {"{'$ref': 'https://example.com/none#/a'}", "'/$ref'", "set a loader"},
};

static struct baton_str places_of(const struct fixture *f, struct baton_arena *arena)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t k = 0; k < f->problem_count; k++)
        baton_buf_fmt(&buf, "%s'%.*s'", k ? " " : "", BATON_ARG(f->problems[k].pointer));
    baton_buf_putc(&buf, '\0');
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

static bool says(const struct fixture *f, const char *part)
{
    const char *text = baton_str_copy((struct baton_arena *)(uintptr_t)&f->arena,
                                      f->problems[0].message).s;
    return !text || strstr(text, part);
}

static bool problems_in_each_dialect(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(wrong); i++) {
        struct fixture f;
        struct baton_str text = {NULL, 0};
        bool opened = open_fixture(&f, alloc, wrong[i].schema);
        if (opened || (f.err != BATON_ESYNTAX && f.err != BATON_ENOMEM))
            fail_msg("%s: %s", wrong[i].schema, baton_err_text(f.err));
        if (f.err == BATON_ESYNTAX)
            text = places_of(&f, &f.arena);
        if (text.s && strcmp(text.s, wrong[i].problems) != 0)
            fail_msg("%s: problems at %s", wrong[i].schema, text.s);
        if (text.s && !says(&f, wrong[i].says))
            fail_msg("%s: %.*s", wrong[i].schema, BATON_ARG(f.problems[0].message));
        close_fixture(&f);
        if (!text.s)
            return false;
    }
    return true;
}
OOM_TEST(problems_in_each_dialect)

/* ---- meta-schemas ---------------------------------------------------------------------- */

static const struct expected meta[] = {
    {"{'$ref': 'https://json-schema.org/draft/2019-09/schema'}",
     "{'$recursiveAnchor': 5, 'items': [{'minItems': -1}], 'format': 'x'}",
     "type at '/$recursiveAnchor'; minimum at '/items/0/minItems' of 1"},
    {"{'$ref': 'http://json-schema.org/draft-07/schema#'}", "{'if': 5}", "type at '/if'"},
    {"{'allOf': [{'$ref': 'https://json-schema.org/draft-06/schema'},"
     " {'$ref': 'http://json-schema.org/draft-06/schema#'}]}", "{'contains': 5}",
     "type at '/contains'"},
    {"{'$ref': 'http://json-schema.org/draft-04/schema'}", "{'exclusiveMinimum': true}",
     "dependentRequired at '' name minimum"},
    {"{'$ref': 'https://spec.openapis.org/oas/3.1/dialect/base'}",
     "{'discriminator': {'propertyName': 5}, 'items': {'xml': 5}}",
     "type at '/discriminator/propertyName'; type at '/items/xml'"},
    {"{'$ref': 'https://spec.openapis.org/oas/3.0/dialect'}",
     "{'properties': {'a': {'$ref': '#', 'nullable': 5}, 'b': {'nullable': true}}}", ""},
};

static bool meta_schemas_are_known(struct baton_alloc alloc)
{
    return run_expected(alloc, meta, BATON_COUNT(meta));
}

/* They are large: failing each allocation in turn would take long, and tells no more. */
static void test_meta_schemas_are_known(void **unused)
{
    (void)unused;
    struct oom_state state = {.fail_at = SIZE_MAX};
    assert_true(meta_schemas_are_known((struct baton_alloc){oom_resize, &state}));
    assert_int_equal(state.live, 0);
}

static void test_names(void **unused)
{
    (void)unused;
    enum baton_schema_dialect found = BATON_DRAFT_6;
    assert_true(baton_schema_dialect_named(BATON_STR("openapi3.0"), &found));
    assert_int_equal(found, BATON_OPENAPI_3_0);
    assert_false(baton_schema_dialect_named(BATON_STR("draft3"), &found));
    assert_int_equal(found, BATON_OPENAPI_3_0);
    assert_string_equal(baton_schema_dialect_name(BATON_DRAFT_2019_09), "draft2019-09");
}

/* ---- the loader ------------------------------------------------------------------------ */

static const struct {
    const char *uri, *text, *why;
} shelf[] = {
    {"https://example.com/a", "{'items': [{'$ref': 'b'}], 'additionalItems': false}", NULL},
    {"https://example.com/b", "{'type': 'null', 'not': {'$ref': 'b#/x'}, 'x': {'type': 'string'}}",
     NULL},
    {"https://example.com/gone", NULL, "it is gone"},
    {"https://example.com/meta", "{" D2019 ", '$vocabulary':"
     " {'https://json-schema.org/draft/2019-09/vocab/core': true,"
     " 'https://json-schema.org/draft/2019-09/vocab/applicator': true}}", NULL},
    {"https://example.com/meta-meta", "{'$schema': 'meta'}", NULL},
    {"https://example.com/meta-7", "{" D7 ", '$vocabulary': {'https://example.com/v': true}}",
     NULL},
    {"https://example.com/meta-x", "{" D2020 ", '$vocabulary': {'https://example.com/v': true}}",
     NULL},
    {"https://example.com/round", "{'$schema': 'round'}", NULL},
    {"https://example.com/limit", "", NULL},
};

struct asked {
    struct fixture *f;
    int calls;
};

static enum baton_err from_shelf(void *ctx, struct baton_str uri, struct baton_arena *arena,
                                 const struct baton_json **out, struct baton_str *why)
{
    struct asked *asked = ctx;
    asked->calls++;
    for (size_t i = 0; i < BATON_COUNT(shelf); i++) {
        if (!baton_str_is(uri, shelf[i].uri))
            continue;
        if (shelf[i].why) {
            *why = baton_str_from(shelf[i].why);
            return BATON_OK;
        }
        if (!*shelf[i].text)
            return BATON_ELIMIT;
        struct baton_json *doc = BATON_NEW(arena, struct baton_json);
        if (!doc)
            return BATON_ENOMEM;
        *doc = read_quoted(asked->f, shelf[i].text); /* whose arena this is */
        *out = doc;
        return asked->f->err;
    }
    return BATON_OK;
}

static const struct {
    const char *schema, *instance, *result; /* faults, or the place and text of a problem */
    int calls;
} loaded[] = {
    /* What says nothing of its dialect has that of what led to it. */
    {"{" D7 ", 'properties': {'p': {'$ref': 'a'}, 'q': {'$ref': 'a#'}}}", "{'p': [1, 2]}",
     "type at '/p/0'; items at '/p/1'", 2},
    /* Asked once for each URI, also where there is nothing. */
    {"{'allOf': [{'$ref': 'gone'}, {'$ref': 'gone#/x'}]}", "1",
     "/allOf/0/$ref there is no schema with the URI \"https://example.com/gone\": it is gone", 1},
    {"{'allOf': [{'$ref': 'none'}, {'$ref': 'none'}]}", "1", "/allOf/0/$ref there is no schema "
     "with the URI \"https://example.com/none\"; add the document that has it, the loader found "
     "none", 1},
    {"{'$schema': 'meta', 'minimum': 5, 'items': {'$ref': 'b'}}", "[5]", "not at '/0'", 2},
    {"{'$schema': 'meta', 'minimum': 5}", "3", "", 1},
    {"{'$schema': 'meta-meta', 'minimum': 5}", "3", "minimum at ''", 2},
    {"{'$schema': 'meta-7', '$ref': '#/x', 'x': {'const': 1}, 'type': 'null'}", "2",
     "const at '' like 1", 1},
    {"{'$schema': 'meta-x'}", "1", "/$schema its meta-schema requires the vocabulary "
     "\"https://example.com/v\", which is not known", 1},
    {"{'$schema': 'gone'}", "1", "/$schema the dialect \"https://example.com/gone\" is not known: "
     "it is gone; " KNOWN, 1},
    {"{'$schema': 'round'}", "1", "/$schema the dialect \"https://example.com/round\" is not "
     "known; " KNOWN, 1},
    /* Nobody is asked for a meta-schema that does not count. */
    {"{'items': {'$schema': 'gone', 'const': 1}}", "[2]", "const at '/0' like 1", 0},
    {"{'$ref': 'limit'}", "1", "limit", 1},
};

/* Faults, or the first problem, as text; "limit"; or {NULL, 0} for want of memory. */
static struct baton_str outcome(struct fixture *f, bool opened, const char *instance)
{
    if (opened)
        return faults_of(f, instance);
    if (f->err == BATON_ELIMIT)
        return BATON_STR("limit");
    assert_true(f->err == BATON_ESYNTAX || f->err == BATON_ENOMEM);
    return f->err == BATON_ENOMEM ? (struct baton_str){NULL, 0}
                                  : baton_str_fmt(&f->arena, "%.*s %.*s",
                                                  BATON_ARG(f->problems[0].pointer),
                                                  BATON_ARG(f->problems[0].message));
}

static bool asks_the_loader(struct baton_alloc alloc)
{
    for (size_t i = 0; i < BATON_COUNT(loaded); i++) {
        struct fixture f;
        struct asked asked = {&f, 0};
        struct baton_schema_options options = {.loader = {from_shelf, &asked}};
        bool opened = open_with(&f, alloc, options, loaded[i].schema);
        struct baton_str text = outcome(&f, opened, loaded[i].instance);
        if (text.s && strcmp(text.s, loaded[i].result) != 0)
            fail_msg("%s: %s", loaded[i].schema, text.s);
        if (text.s)
            assert_int_equal(asked.calls, loaded[i].calls);
        close_fixture(&f);
        if (!text.s)
            return false;
    }
    return true;
}
OOM_TEST(asks_the_loader)

/* Each document leads to one more. */
static enum baton_err without_end(void *ctx, struct baton_str uri, struct baton_arena *arena,
                                  const struct baton_json **out, struct baton_str *why)
{
    struct asked *asked = ctx;
    struct baton_json *doc = BATON_NEW(arena, struct baton_json);
    (void)uri, (void)why;
    struct baton_str text = baton_str_fmt(arena, "{\"$ref\": \"%d\"}", asked->calls++);
    *out = doc;
    return doc && text.s ? baton_json_read(arena, text, NULL, doc, NULL) : BATON_ENOMEM;
}

static void test_endless_documents(void **unused)
{
    (void)unused;
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct fixture f;
    struct asked asked = {&f, 0};
    struct baton_alloc alloc = {oom_resize, &state};
    struct baton_schema_options options = {.loader = {without_end, &asked}};
    assert_false(open_with(&f, alloc, options, "{'$ref': 'first'}"));
    assert_int_equal(f.err, BATON_ELIMIT);
    assert_in_range(asked.calls, 4096, 4097);
    close_fixture(&f);
}

/* A meta-schema may be added after what it describes, or after a compilation that missed it. */
static bool what_was_missing_is_added(struct baton_alloc alloc)
{
    struct fixture f;
    struct baton_str uri = BATON_STR("https://example.com/s"), text = {NULL, 0};
    (void)open_fixture(&f, alloc, "{'$schema': 'own', 'const': 1}");
    if (f.err == BATON_ESYNTAX) {
        assert_int_equal(f.problem_count, 1);
        struct baton_json own = read_quoted(&f, "{" D4 "}");
        if (!f.err)
            f.err = baton_schema_add(f.registry, BATON_STR("https://example.com/own"), &own);
        if (!f.err)
            f.err = baton_schema_compile(f.registry, uri, 0, &f.schema, NULL, NULL);
        if (!f.err)
            text = faults_of(&f, "2");
        if (text.s)
            assert_string_equal(text.s, "");
    }
    assert_true(!f.err || f.err == BATON_ENOMEM);
    close_fixture(&f);
    return text.s;
}
OOM_TEST(what_was_missing_is_added)

static bool the_default_is_an_option(struct baton_alloc alloc)
{
    struct fixture f;
    struct baton_str text = {NULL, 0};
    if (open_with(&f, alloc, (struct baton_schema_options){.dialect = BATON_DRAFT_4},
                  "{'const': 1, 'items': [{'type': 'null'}]}"))
        text = faults_of(&f, "[2]");
    if (text.s)
        assert_string_equal(text.s, "type at '/0'");
    close_fixture(&f);
    return text.s;
}
OOM_TEST(the_default_is_an_option)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_draft_has_its_keywords),
        cmocka_unit_test(test_schemas_of_openapi),
        cmocka_unit_test(test_the_version_of_an_api_counts),
        cmocka_unit_test(test_problems_in_each_dialect),
        cmocka_unit_test(test_meta_schemas_are_known),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_asks_the_loader),
        cmocka_unit_test(test_endless_documents),
        cmocka_unit_test(test_what_was_missing_is_added),
        cmocka_unit_test(test_the_default_is_an_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
