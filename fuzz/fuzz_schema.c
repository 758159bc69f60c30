/* SPDX-License-Identifier: Apache-2.0 */
/* A schema, a NUL or line end, an instance: both runners must agree. */
#include <stdlib.h>
#include "core/schema.h"
#include "edge/idn.h"
#include "edge/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx, (void)old;
    return size ? realloc(p, size) : (free(p), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str rest = {(const char *)data, size}, uri = BATON_STR("s:"), text;
    struct baton_arena arena;
    struct baton_json doc, value;
    struct baton_schema_result result;
    struct baton_schema_options options = {.assert_format = true};
    struct baton_schema_registry *registry = NULL;
    const struct baton_schema *program;
    baton_idn_open(&options.idn);
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 64 << 20);
    char sep = baton_str_find_byte(rest, '\0') == SIZE_MAX ? '\n' : '\0';
    if (baton_str_next(&rest, sep, &text) &&
        !baton_regex_open(arena.alloc, false, &options.regex) &&
        !baton_schema_registry_init(&arena, &options, &registry) &&
        !baton_json_read(&arena, text, NULL, &doc, NULL) &&
        !baton_json_read(&arena, rest, NULL, &value, NULL) &&
        !baton_schema_add(registry, uri, &doc) &&
        !baton_schema_compile(registry, uri, 0, &program, NULL, NULL)) {
        int yes = baton_schema_accepts(program, &value, 0, &arena);
        if (!baton_schema_validate(program, &value, 0, &arena, &result) && yes >= 0 &&
            (yes != result.valid || yes == (result.fault_count > 0)))
            abort();
    }
    baton_schema_registry_release(registry);
    baton_regex_close(&options.regex);
    return baton_arena_release(&arena), 0;
}
