/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ways that are taken for speed give the answers of the way they leave out.
 * Each schema here is asked as it is, and written so that it has to go the long
 * way; the instances are made at random, always the same ones.
 */
#include "tests/unit/schema_fixture.h"

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static const char *pick(uint32_t *state, const char *const *list, size_t count)
{
    return list[next_random(state) % count];
}

static int accepts(struct fixture *f, struct baton_str instance)
{
    struct baton_schema_result result;
    if (baton_json_read(&f->arena, instance, NULL, &f->instance, NULL))
        fail_msg("%.*s is not JSON", BATON_ARG(instance));
    int yes = baton_schema_accepts(f->schema, &f->instance, 0, &f->arena);
    if (yes >= 0 && !baton_schema_validate(f->schema, &f->instance, 0, &f->arena, &result))
        assert_int_equal(yes, result.valid);
    return yes;
}

/* ---- values of members --------------------------------------------------------------- */

static const char *const values[] = {
    "null", "true", "false", "0", "1", "-1", "7", "10", "11", "1.5", "0.0", "10.0", "10.1", "9.99",
    "-0.5", "1e1", "1E400", "1e-400", "12345678901234567890", "999999999999999999", "0.93",
    "1000000000000000000", "''", "'a'", "'ab'", "'abc'", "'abcdefgh'", "'abcdefghi'",
    "'aaaaaaaaa'", "'aaaaaaaaaa'", "'abcdefghijklmnop'",
    "'abcdefghijklmnopq'", "'\\u0061b'", "'\\u00e9'", "'\xC3\xA9\xC3\xA9'",
    "'\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80'", "'a\\u0000'", "[]", "[1]", "['a', 'a']",
    "['a', '\\u0061']", "[1, 1.0]", "[1, '1', null, true, false]", "[[1], [1]]",
    "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,1]", "{}", "{'a': 1}",
    "{'a': 1, 'b': 'x'}", "{'b': 'y'}", "{'\\u0062': 'x'}", "{'c': {'c': {}}}",
};

static const char *const rules[] = {
    "true", "false", "{}", "{'type': 'string'}", "{'type': ['string', 'null']}",
    "{'type': 'integer'}", "{'type': 'number'}", "{'type': 'boolean'}", "{'enum': [null, 'a']}",
    "{'enum': ['a', 'ab', 'abcdefghijklmnop']}", "{'const': 'abcdefgh'}", "{'enum': ['']}",
    "{'enum': ['aaaaaaaaa', 'b']}", "{'enum': ['a', 1, true]}",
    "{'enum': ['\\u0061b']}", "{'const': 'a\\u0000'}",
    "{'enum': ['a'], 'type': 'number'}", "{'enum': [null, 'a'], 'type': 'null'}",
    "{'const': 'a', 'enum': ['a', 'b']}", "{'enum': ['a'], 'minLength': 2}",
    "{'enum': ['1','2','3','4','5','6','7','8','a']}", "{'enum': ['abcdefghijklmnopq', 'a']}",
    "{'minLength': 1}", "{'minLength': 3}", "{'maxLength': 2}", "{'minLength': 2, 'maxLength': 3}",
    "{'minLength': 3, 'maxLength': 3}", "{'minLength': 4294967296}", "{'maxLength': 4294967296}",
    "{'minLength': 5, 'maxLength': 2}", "{'minLength': 9, 'pattern': '^a'}",
    "{'minimum': 0, 'maximum': 10}", "{'exclusiveMinimum': 0, 'exclusiveMaximum': 10}",
    "{'minimum': 0.5}", "{'maximum': 1.5}", "{'exclusiveMaximum': 1.5}", "{'minimum': -1}",
    "{'maximum': -1}", "{'maximum': 0}", "{'exclusiveMaximum': 0}", "{'multipleOf': 0.5}",
    "{'exclusiveMinimum': 9.99}", "{'minimum': 10, 'multipleOf': 5}", "{'maximum': 1e400}",
    "{'type': 'integer', 'minimum': 1, 'maximum': 10}", "{'maximum': 999999999999999999}",
    "{'type': 'array', 'items': {'type': 'string'}}", "{'uniqueItems': true}",
    "{'prefixItems': [{'type': 'number'}], 'items': {'type': 'string'}}", "{'maxItems': 1}",
    "{'type': 'object', 'properties': {'b': {'const': 'x'}}, 'additionalProperties': false}",
    "{'required': ['b']}", "{'minProperties': 1, 'maxProperties': 1}",
    "{'propertyNames': {'enum': ['a', 'b']}}", "{'additionalProperties': {'type': 'integer'}}",
    "{'patternProperties': {'^b$': {'const': 'x'}}, 'properties': {'b': {'type': 'string'}}}",
    "{'properties': {'c': {'$ref': '#/properties/m'}}, 'additionalProperties': {'type': 'string'}}",
    "{'$ref': '#/$defs/r', 'x-kind': 1}", "{'$ref': '#/$defs/r'}",
};

/* As it is; the same, asked twice and behind a choice; the same in a table that is not brief. */
#define DEFS "'$defs': {'r': {'$ref': '#/$defs/s', 'x-rule': 2}," \
    " 's': {'type': 'string', 'maxLength': 2}}"
static const char *const frames[] = {
    "{'properties': {'m': @}, " DEFS "}",
    "{'properties': {'m': {'allOf': [@], 'not': false}}, " DEFS "}",
    "{'properties': {'m': @}, 'dependentRequired': {'z': ['z']}, " DEFS "}",
    "{'additionalProperties': @, 'properties': {'n': true, '$defs': true}, " DEFS "}",
    "{'patternProperties': {'^m$': @}, " DEFS "}",
};

/* The rule takes the place of the @ in the frame. Each runner is on its own. */
static bool open_framed(struct fixture *f, const char *frame, const char *rule)
{
    static struct oom_state state = {.fail_at = SIZE_MAX};
    char text[4096];
    const char *at = strchr(frame, '@');
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - frame), frame, rule, at + 1);
    struct baton_schema_options options = {.assert_format = true, .traceable = true};
    return open_with(f, (struct baton_alloc){oom_resize, &state}, options, text);
}

static struct baton_str quoted(struct baton_arena *arena, const char *before, const char *value)
{
    struct baton_str text = baton_str_fmt(arena, "%s%s}", before, value);
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] == '\'')
            ((char *)(uintptr_t)text.s)[i] = '"';
    return text;
}

static void compare_frames(const char *rule)
{
    int first[BATON_COUNT(values)];
    for (size_t i = 0; i < BATON_COUNT(frames); i++) {
        struct fixture f;
        /* The rule that refers to itself does so by its place. */
        bool itself = strstr(rule, "#/properties/m");
        if (itself && !strstr(frames[i], "'properties': {'m'"))
            continue;
        if (!open_framed(&f, frames[i], rule))
            fail_msg("%s in %s does not compile", rule, frames[i]);
        for (size_t k = 0; k < BATON_COUNT(values); k++) {
            int yes = accepts(&f, quoted(&f.arena, "{'m': ", values[k]));
            if (!i)
                first[k] = yes;
            else if (yes != first[k])
                fail_msg("%s with %s: %d, in %s: %d", rule, values[k], first[k], frames[i], yes);
        }
        close_fixture(&f);
    }
}

static void test_members_are_judged_alike(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < BATON_COUNT(rules); i++)
        compare_frames(rules[i]);
}

/* ---- alternatives -------------------------------------------------------------------- */

#define BRANCH(strings, rest)                                                     \
    "{'type': 'object', 'required': ['k'], 'properties': {'k': " strings ", " rest "}}"
static const char *const branches[] = {
    BRANCH("{'const': 'a'}", "'x': {'type': 'string'}"),
    BRANCH("{'enum': ['b', 'bb']}", "'x': {'type': 'number'}"),
    BRANCH("{'const': 'c'}", "'y': false"),
    BRANCH("{'enum': ['abcdefghijklmnopqrst', 'd\\u0061']}", "'x': true"),
    "{'$ref': '#/$defs/e', 'x-kind': 1}",
    BRANCH("{'enum': ['f', 'bb', 'e']}", "'x': {'maxLength': 1}"),
};
#define E_DEF "'$defs': {'e': " BRANCH("{'const': 'e'}", "'x': {'minLength': 2}") "}"

static const char *const members[] = {
    "'k': 'a'", "'k': 'b'", "'k': 'bb'", "'k': 'c'", "'k': 'da'", "'k': '\\u0061'", "'k': 'e'",
    "'k': 'abcdefghijklmnopqrst'", "'k': 5", "'k': null", "'k': 'z'", "'x': 'text'", "'x': 5",
    "'x': 't'", "'y': 1", "'\\u006b': 'a'", "'q': {'k': 'a'}",
};

static struct baton_str random_object(struct baton_arena *arena, uint32_t *state)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    uint32_t count = next_random(state) % 4;
    for (uint32_t i = 0; i < count; i++)
        baton_buf_fmt(&buf, "%s%s", i ? ", " : "{", pick(state, members, BATON_COUNT(members)));
    baton_buf_puts(&buf, count ? "" : "{");
    baton_buf_putc(&buf, '\0');
    return next_random(state) % 9 ? quoted(arena, buf.s, "") : BATON_STR("[1]");
}

/* With an alternative that never holds and has no such property, nothing can be told apart. */
static void compare_choices(const char *keyword, uint32_t *state)
{
    struct fixture plain, odd;
    char list[1024] = "", one[1280], two[1280];
    uint32_t first = next_random(state) % 3;
    size_t end = BATON_COUNT(branches) - next_random(state) % 2;
    for (size_t i = first; i < end; i++) {
        strcat(list, i > first ? ", " : "");
        strcat(list, branches[i]);
    }
    snprintf(one, sizeof one, "{'%s': [%s], " E_DEF "}", keyword, list);
    snprintf(two, sizeof two, "{'%s': [%s, {'not': {}}], " E_DEF "}", keyword, list);
    assert_true(open_framed(&plain, "@", one) && open_framed(&odd, "@", two));
    for (int i = 0; i < 400; i++) {
        struct baton_str instance = random_object(&plain.arena, state);
        if (accepts(&plain, instance) != accepts(&odd, instance))
            fail_msg("%s with %.*s", one, BATON_ARG(instance));
    }
    close_fixture(&plain);
    close_fixture(&odd);
}

static void test_alternatives_are_chosen_well(void **unused)
{
    uint32_t state = 12345;
    (void)unused;
    for (int i = 0; i < 8; i++) {
        compare_choices("oneOf", &state);
        compare_choices("anyOf", &state);
    }
}

/* ---- patterns ------------------------------------------------------------------------ */

static const char *const parts[] = {
    "a", "b", "-", "ab", "[a-c]", "[b-d]", "\\d", "\\w", "[\\w-]", "[a-]", "[-b]", "[^a]", ".",
    "\\.",
    "\\-", "(ab)?", "(-a)*", "(?:-[a-c]+)*", "(a|b)", "(a(b)?)?", "($|a)", "[]", "[\\d.]", "\\$",
    "a{2}", "[ab]{1,2}", "[a-c]{2,}", "b?", "a*", "[a-b]+", "\\s", "\\u0061", "(b?a)?", "(ab?)*",
    "(a{2,3}b?)*", "^", "$", "{", "a{0}", "a{,2}", "b+?", "(-a)?", "(\\.[a-c]{1,3})?", "/", "\\/",
};

static const char *const letters[] = {"a", "b", "c", "d", "-", ".", "1", "\n", "\xC3\xA9", "_", "/",
                                      "$", "", "ab", "aa", "-a"};

static void random_text(char *out, uint32_t *state, const char *const *list, size_t count,
                        uint32_t most)
{
    *out = '\0';
    for (uint32_t n = next_random(state) % (most + 1); n; n--)
        strcat(out, pick(state, list, count));
}

/* The engine's own answer, against that for a member. */
static void compare_matches(struct fixture *f, void *compiled, const char *pattern,
                            uint32_t *state)
{
    for (int i = 0; i < 60; i++) {
        char text[128];
        struct baton_buf buf;
        random_text(text, state, letters, BATON_COUNT(letters), 7);
        baton_buf_init(&buf, &f->arena, 0);
        baton_json_put_string(&buf, baton_str_from(text));
        int found = f->regex.match(f->regex.ctx, compiled, baton_str_from(text));
        assert_true(found == 0 || found == 1);
        if (accepts(f, baton_buf_str(&buf)) != found)
            fail_msg("%s with '%s': %d expected", pattern, text, found);
    }
}

static void test_patterns_match_as_with_the_engine(void **unused)
{
    uint32_t state = 777;
    int compared = 0;
    (void)unused;
    for (int i = 0; i < 6000; i++) {
        char pattern[256] = "^", schema[600];
        struct fixture f;
        struct baton_buf buf;
        random_text(pattern + 1, &state, parts, BATON_COUNT(parts), 5);
        strcat(pattern, next_random(&state) % 3 ? "$" : "");
        struct baton_arena arena;
        static struct oom_state oom = {.fail_at = SIZE_MAX};
        baton_arena_init(&arena, (struct baton_alloc){oom_resize, &oom}, 0);
        baton_buf_init(&buf, &arena, 0);
        baton_json_put_string(&buf, baton_str_from(pattern));
        snprintf(schema, sizeof schema, "{\"pattern\": %.*s}", BATON_ARG(baton_buf_str(&buf)));
        baton_arena_release(&arena);
        if (open_framed(&f, "@", schema)) {
            const char *error;
            size_t offset;
            void *compiled = f.regex.compile(f.regex.ctx, baton_str_from(pattern), &error,
                                             &offset);
            assert_non_null(compiled);
            compare_matches(&f, compiled, pattern, &state);
            f.regex.release(f.regex.ctx, compiled);
            compared++;
        }
        close_fixture(&f);
    }
    assert_true(compared > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_are_judged_alike),
        cmocka_unit_test(test_alternatives_are_chosen_well),
        cmocka_unit_test(test_patterns_match_as_with_the_engine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
