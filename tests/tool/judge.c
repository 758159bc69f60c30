/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Says of each line on standard input, one schema with instances, what baton
 * says of them: tools/differ compares it with what others say.
 *
 * A line: {"dialect": "draft7", "schema": ..., "instances": [...], "remotes": {URI: ...}}
 * The answer: a letter for each instance, V valid, I not, E limit or memory, X if
 * the two runners are not of one mind; or "bad: POINTER: MESSAGE" of the schema.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/base.h"
#include "core/json.h"
#include "core/schema.h"
#include "edge/os.h"
#include "edge/regex.h"

static const char schema_uri[] = "https://example.com/judged";

struct judge {
    struct baton_arena arena;
    struct baton_json line;
    struct baton_schema_options options;
    struct baton_schema_registry *registry;
};

static const struct {
    enum baton_schema_dialect dialect;
    const char *name;
} dialects[] = {
#define ROW(code, name, uri) {code, name},
    BATON_SCHEMA_DIALECTS(ROW)
#undef ROW
};

static bool find_dialect(struct judge *judge)
{
    uint32_t value = baton_json_member_z(&judge->line, 0, "dialect");
    for (size_t i = 0; value != BATON_JSON_NONE && i < BATON_COUNT(dialects); i++) {
        judge->options.dialect = dialects[i].dialect;
        if (baton_json_string_is(&judge->line, value, baton_str_from(dialects[i].name)))
            return true;
    }
    return false;
}

/* A part of the line as a document of its own. */
static struct baton_json *part(struct judge *judge, uint32_t value)
{
    struct baton_json *doc = baton_arena_take(&judge->arena, sizeof *doc);
    struct baton_str text = baton_json_raw(&judge->line, value);
    if (!doc || baton_json_read(&judge->arena, text, NULL, doc, NULL))
        return NULL;
    return doc;
}

static enum baton_err load(void *ctx, struct baton_str uri, struct baton_arena *arena,
                           const struct baton_json **out, struct baton_str *why)
{
    struct judge *judge = ctx;
    (void)arena, (void)why;
    uint32_t remotes = baton_json_member_z(&judge->line, 0, "remotes");
    uint32_t found = remotes == BATON_JSON_NONE
                         ? BATON_JSON_NONE : baton_json_member(&judge->line, remotes, uri);
    *out = found == BATON_JSON_NONE ? NULL : part(judge, found);
    return BATON_OK;
}

static char verdict(struct judge *judge, const struct baton_schema *schema, uint32_t value)
{
    struct baton_schema_result result;
    struct baton_json *doc = part(judge, value);
    int accepted = doc ? baton_schema_accepts(schema, doc, 0, &judge->arena) : -1;
    if (accepted < 0 || baton_schema_validate(schema, doc, 0, &judge->arena, &result))
        return 'E';
    if (accepted != result.valid || result.valid != (result.fault_count == 0))
        return 'X';
    return accepted ? 'V' : 'I';
}

static const struct baton_schema *compile(struct judge *judge)
{
    const struct baton_schema *schema = NULL;
    struct baton_schema_problem *problems = NULL;
    struct baton_str uri = baton_str_from(schema_uri);
    size_t count = 0;
    uint32_t at = baton_json_member_z(&judge->line, 0, "schema");
    struct baton_json *doc = at == BATON_JSON_NONE ? NULL : part(judge, at);
    enum baton_err err = BATON_EUSAGE;
    if (doc && !baton_schema_registry_init(&judge->arena, &judge->options, &judge->registry) &&
        !baton_schema_add(judge->registry, uri, doc))
        err = baton_schema_compile(judge->registry, uri, 0, &schema, &problems, &count);
    if (!err)
        return schema;
    if (count)
        printf("bad: %.*s: %.*s\n", BATON_ARG(problems[0].pointer),
               BATON_ARG(problems[0].message));
    else
        printf("bad: : %s\n", baton_err_text(err));
    return NULL;
}

static void judge_line(struct judge *judge)
{
    uint32_t instances = baton_json_member_z(&judge->line, 0, "instances");
    if (!find_dialect(judge)) {
        puts("bad: : there is no such dialect");
        return;
    }
    const struct baton_schema *schema = compile(judge);
    if (!schema)
        return;
    if (instances != BATON_JSON_NONE)
        BATON_JSON_EACH_ITEM(&judge->line, instances, item)
            putchar(verdict(judge, schema, item));
    putchar('\n');
}

int main(void)
{
    struct baton_alloc alloc = baton_os_alloc();
    struct judge judge = {.options = {.loader = {load, &judge}}};
    char *text = NULL;
    size_t room = 0;
    ssize_t len;
    if (baton_regex_open(alloc, false, &judge.options.regex))
        return 2;
    while ((len = getline(&text, &room, stdin)) > 0) {
        struct baton_str line = {text, (size_t)len};
        baton_arena_init(&judge.arena, alloc, 256 << 20);
        if (baton_json_read(&judge.arena, line, NULL, &judge.line, NULL))
            puts("bad: : the line is not JSON");
        else
            judge_line(&judge);
        fflush(stdout);
        baton_schema_registry_release(judge.registry);
        judge.registry = NULL;
        baton_arena_release(&judge.arena);
    }
    free(text);
    baton_regex_close(&judge.options.regex);
    return 0;
}
