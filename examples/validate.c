/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include "core/schema_output.h"
#include "edge/os.h"
#include "edge/regex.h"
static struct baton_arena arena; /* what is static lives as long as the program */
static struct baton_schema_options options = {.dialect = BATON_DRAFT_2020_12};
static struct baton_str text[2], uri = {"https://example.com/schema", 26};
int main(int count, char **args) /* validate SCHEMA INSTANCE: prints the faults of the instance */
{
    struct baton_schema_registry *registry;
    const struct baton_schema *schema;
    struct baton_schema_result result;
    struct baton_lines lines;
    struct baton_json doc[2];
    const char *why;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    for (int i = 0; i < 2; i++)
        if (count != 3 || baton_os_read(args[i + 1], 1 << 30, &text[i], &why) ||
            baton_json_read(&arena, text[i], NULL, &doc[i], NULL))
            return 2;
    if (baton_regex_open(baton_os_alloc(), true, &options.regex) ||
        baton_schema_registry_init(&arena, &options, &registry) ||
        baton_schema_add(registry, uri, &doc[0]) || baton_lines_init(&lines, &arena, text[1]) ||
        baton_schema_compile(registry, uri, 0, &schema, NULL, NULL) ||
        baton_schema_validate(schema, &doc[1], 0, &arena, &result))
        return 2;
    for (size_t i = 0; i < result.fault_count; i++) {
        const struct baton_schema_fault *f = &result.faults[i];
        struct baton_place at = baton_lines_place(&lines, doc[1].v[f->instance].start);
        struct baton_str path = baton_json_pointer_to(&doc[1], f->instance, &arena);
        struct baton_str what = baton_schema_message(&doc[1], f, &arena);
        printf("%zu:%zu: %.*s: %.*s\n", at.line, at.column, BATON_ARG(path), BATON_ARG(what));
    }
    return !result.valid;
}
