/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Validates each line of a file against a JSON Schema, and prints the faults:
 *   validate SCHEMA.json LINES.ndjson
 * Exit status 1 when a line is not valid, 2 when that could not be found out.
 */
#include <stdio.h>

#include "core/base.h"
#include "core/json.h"
#include "core/schema.h"
#include "edge/os.h"
#include "edge/regex.h"

enum { LONGEST = 1 << 30 };

static int give_up(const char *what, const char *name)
{
    fprintf(stderr, "validate: %s: %s\n", name, what);
    return 2;
}

static const struct baton_schema *compile(struct baton_schema_registry *registry,
                                          const struct baton_json *doc)
{
    const struct baton_schema *schema = NULL;
    struct baton_schema_problem *problems = NULL;
    size_t count = 0;
    struct baton_str uri = BATON_STR("report.schema.json");
    if (baton_schema_add(registry, uri, doc) == BATON_OK &&
        baton_schema_compile(registry, uri, 0, &schema, &problems, &count) == BATON_OK)
        return schema;
    for (size_t i = 0; i < count; i++)
        printf("schema %.*s: %.*s\n", BATON_ARG(problems[i].pointer),
               BATON_ARG(problems[i].message));
    return NULL;
}

static void print_fault(const struct baton_json *doc, const struct baton_schema_fault *fault,
                        size_t line, struct baton_arena *arena)
{
    struct baton_str pointer = baton_json_pointer_to(doc, fault->instance, arena);
    struct baton_str raw = baton_json_raw(doc, fault->instance);
    printf("line %zu: %.*s %.*s: %s (%.*s): %.*s\n", line, BATON_ARG(pointer),
           BATON_ARG(fault->name), baton_schema_keyword_text(fault->keyword),
           BATON_ARG(fault->schema_pointer), BATON_ARG(baton_str_sub(raw, 0, 200)));
}

/* Faults of one line; SIZE_MAX when it could not be looked at. */
static size_t check_line(const struct baton_schema *schema, struct baton_str text, size_t line,
                         struct baton_arena *arena)
{
    struct baton_json doc;
    struct baton_json_fault where = {0};
    struct baton_schema_result result;
    if (baton_json_read(arena, text, NULL, &doc, &where) != BATON_OK) {
        printf("line %zu: byte %zu: %s\n", line, where.offset, baton_json_code_text(where.code));
        return 1;
    }
    if (baton_schema_validate(schema, &doc, 0, arena, &result) != BATON_OK)
        return SIZE_MAX;
    for (size_t i = 0; i < result.fault_count; i++)
        print_fault(&doc, &result.faults[i], line, arena);
    return result.valid ? 0 : result.fault_count ? result.fault_count : 1;
}

static int check_lines(const struct baton_schema *schema, struct baton_str text,
                       struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_str rest = text, line;
    size_t number = 0, lines = 0, faults = 0;
    baton_arena_init(&arena, alloc, 0);
    while (faults != SIZE_MAX && baton_str_next(&rest, '\n', &line)) {
        number++;
        if (!baton_str_trim(line).len)
            continue;
        lines++;
        size_t found = check_line(schema, line, number, &arena);
        faults = found == SIZE_MAX ? SIZE_MAX : faults + found;
        baton_arena_clear(&arena);
    }
    baton_arena_release(&arena);
    if (faults == SIZE_MAX || !lines)
        return give_up(lines ? "out of memory, or a limit" : "there is nothing to check", "lines");
    printf("%zu documents, %zu faults\n", lines, faults);
    return faults ? 1 : 0;
}

static int run(struct baton_arena *arena, const struct baton_regex *regex, const char *name,
               struct baton_str schema_text, struct baton_str lines)
{
    struct baton_json doc;
    struct baton_schema_registry *registry = NULL;
    struct baton_schema_options options = {.regex = *regex, .assert_format = true};
    if (baton_json_read(arena, schema_text, NULL, &doc, NULL) != BATON_OK)
        return give_up("is not JSON", name);
    if (baton_schema_registry_init(arena, &options, &registry) != BATON_OK)
        return give_up("out of memory", name);
    const struct baton_schema *schema = compile(registry, &doc);
    int status = schema ? check_lines(schema, lines, arena->alloc)
                        : give_up("is no usable schema", name);
    baton_schema_registry_release(registry);
    return status;
}

int main(int argc, char **argv)
{
    struct baton_arena arena;
    struct baton_regex regex;
    struct baton_str schema = {NULL, 0}, lines = {NULL, 0};
    const char *why = "out of memory";
    int status = 2;
    if (argc != 3)
        return give_up("usage: validate SCHEMA.json LINES.ndjson", "arguments");
    if (baton_regex_open(baton_os_alloc(), false, &regex) != BATON_OK)
        return give_up(why, "regular expressions");
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_os_read(argv[1], LONGEST, &schema, &why) != BATON_OK)
        status = give_up(why, argv[1]);
    else if (baton_os_read(argv[2], LONGEST, &lines, &why) != BATON_OK)
        status = give_up(why, argv[2]);
    else
        status = run(&arena, &regex, argv[1], schema, lines);
    baton_arena_release(&arena);
    baton_regex_close(&regex);
    baton_os_free(schema);
    baton_os_free(lines);
    return status;
}
