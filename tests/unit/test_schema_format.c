/* SPDX-License-Identifier: Apache-2.0 */
/* What the official tests do not ask of formats, and formats without their libraries. */
#include "tests/unit/schema_fixture.h"

#define OPENAPI "{'$schema': 'https://spec.openapis.org/oas/3.1/dialect/base', "
#define DRAFT_7 "{'$schema': 'http://json-schema.org/draft-07/schema#', "
#define CONTENT "'contentEncoding': 'base64', 'contentMediaType': 'application/json'"

static const struct expected rows[] = {
    {"{'format': 'duration'}", "'P1Y2M3DT4H5M6S'", ""},
    {"{'format': 'duration'}", "'PT1H1S'", "format at ''"},
    {"{'format': 'duration'}", "'P1W'", ""},
    {"{'format': 'duration'}", "'P1YW'", "format at ''"},
    {"{'format': 'duration'}", "'PW'", "format at ''"},
    {"{'format': 'hostname'}", "'xn--bcher-kva.example'", ""},
    {"{'format': 'hostname'}", "'xn--bcher-kvb.example'", "format at ''"},
    {"{'format': 'idn-hostname'}", "'b\xc3\xbc""cher.example'", ""},
    {"{'format': 'idn-hostname'}", "'b\xc3\xbc""cher..example'", "format at ''"},
    {"{'format': 'idn-email'}", "'\xc3\xbc@b\xc3\xbc""cher.example'", ""},
    {"{'format': 'idn-email'}", "'\xc3\xbc@b\xc3\xbc""cher-.example'", "format at ''"},
    {"{'format': 'idn-email'}", "'u@[IPv6:::1]'", ""},
    {"{'format': 'email'}", "'\xc3\xbc@example.com'", "format at ''"},
    {"{'format': 'iri'}", "'https://ex\xc3\xa4mple.com/\xc3\xa9?\xee\x80\x80#\xc3\xa9'", ""},
    {"{'format': 'iri'}", "'https://example.com/\xee\x80\x80'", "format at ''"},
    {"{'format': 'iri'}", "'https://example.com/\xef\xb7\x90'", "format at ''"},
    {"{'format': 'iri-reference'}", "'\xf0\xa0\x80\x80/a'", ""},
    {"{'format': 'iri-reference'}", "'a\xf3\xa0\x80\x81'", "format at ''"},
    {"{'format': 'uri'}", "'https://ex\xc3\xa4mple.com'", "format at ''"},
    {"{'format': 'uri-template'}", "'/a{?x,y*,z:99}{/p%41.q}'", ""},
    {"{'format': 'uri-template'}", "'{a%4}'", "format at ''"},
    {"{'format': 'uri-template'}", "'{a.}'", "format at ''"},
    {"{'format': 'uri-template'}", "'{+}'", "format at ''"},
    {"{'format': 'uri-template'}", "'100%'", "format at ''"},
    {"{'format': 'regex'}", "'(?<=a+)b'", ""},
    {"{'format': 'regex'}", "'a**'", "format at ''"},
    {"{'format': 'nobody-knows'}", "'?'", ""},
    /* Only OpenAPI has these. */
    {"{'format': 'int32'}", "2147483648", ""},
    {"{'format': 'byte'}", "'%'", ""},
    {OPENAPI "'format': 'int32'}", "2147483647", ""},
    {OPENAPI "'format': 'int32'}", "-2147483649", "format at ''"},
    {OPENAPI "'format': 'int32'}", "1.5", "format at ''"},
    {OPENAPI "'format': 'int32'}", "2.147483647e9", ""},
    {OPENAPI "'format': 'int64'}", "9223372036854775808", "format at ''"},
    {OPENAPI "'format': 'int64'}", "-9223372036854775808.0", ""},
    {OPENAPI "'format': 'int64'}", "1e400", "format at ''"},
    {OPENAPI "'format': 'int32'}", "'a'", ""},
    {OPENAPI "'format': 'byte'}", "'aGk='", ""},
    {OPENAPI "'format': 'byte'}", "'aGk'", "format at ''"},
    {OPENAPI "'format': 'date'}", "'x'", "format at ''"},
    {OPENAPI "'format': 'password'}", "'x'", ""},
    {DRAFT_7 "'contentMediaType': 'application/json; charset=utf-8'}",
     "'{:}'", "contentMediaType at ''"},
    {DRAFT_7 CONTENT "}", "'{}'", "contentEncoding at ''"},
    {DRAFT_7 CONTENT "}", "'ezp9Cg=='", "contentMediaType at ''"},
    {DRAFT_7 CONTENT "}", "'eyJmb28iOiAiYmFyIn0K'", ""},
    {DRAFT_7 "'contentEncoding': 'quoted-printable'}", "'{'", ""},
    /* Draft 2020-12 says that these only annotate. */
    {"{'contentEncoding': 'base64', 'contentMediaType': 'application/json'}", "'%'", ""},
};

static bool asserts_formats(struct baton_alloc alloc)
{
    return run_expected(alloc, rows, BATON_COUNT(rows));
}
OOM_TEST(asserts_formats)

/* By a validator without engines: 1, 0, or -1 out of memory. */
static int accepts_alone(struct baton_alloc alloc, const char *format, const char *text)
{
    struct fixture f = {.err = BATON_OK};
    struct baton_schema_options options = {.assert_format = true};
    char schema[128];
    int accepted = -1;
    struct baton_str uri = BATON_STR("https://example.com/s");
    snprintf(schema, sizeof schema, "{'format': '%s'}", format);
    baton_arena_init(&f.arena, alloc, 0);
    f.err = baton_schema_registry_init(&f.arena, &options, &f.registry);
    if (!f.err)
        f.doc = read_quoted(&f, schema);
    if (!f.err)
        f.instance = read_quoted(&f, text);
    if (!f.err)
        f.err = baton_schema_add(f.registry, uri, &f.doc);
    if (!f.err)
        f.err = baton_schema_compile(f.registry, uri, 0, &f.schema, NULL, NULL);
    if (!f.err)
        accepted = baton_schema_accepts(f.schema, &f.instance, 0, &f.arena);
    baton_schema_registry_release(f.registry);
    baton_arena_release(&f.arena);
    return accepted;
}

static bool does_without_libraries(struct baton_alloc alloc)
{
    static const struct {
        const char *format, *text;
        int accepted;
    } lone[] = {
        {"hostname", "'xn--bcher-kvb.example'", 1},
        {"hostname", "'a_b'", 0},
        {"idn-hostname", "'b\xc3\xbc""cher\xe3\x80\x82""example'", 1},
        {"idn-hostname", "'b\xc3\xbc""cher\xe3\x80\x82'", 0},
        {"idn-hostname", "'b\xc3\xbc_'", 0},
        {"idn-hostname", "''", 0},
        {"idn-email", "'a@b\xc3\xbc""cher.example'", 1},
        {"idn-email", "'a@-b\xc3\xbc""cher.example'", 0},
        {"regex", "'('", 1},
    };
    for (size_t i = 0; i < BATON_COUNT(lone); i++) {
        int accepted = accepts_alone(alloc, lone[i].format, lone[i].text);
        if (accepted < 0)
            return false;
        if (accepted != lone[i].accepted)
            fail_msg("%s: %s: %d", lone[i].format, lone[i].text, accepted);
    }
    return true;
}
OOM_TEST(does_without_libraries)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_asserts_formats),
        cmocka_unit_test(test_does_without_libraries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
