/* SPDX-License-Identifier: Apache-2.0 */
/* A schema, a line end, an instance: each output format says what the validator says. */
#include <stdlib.h>
#include "core/schema_output.h"
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
    struct baton_schema_options options = {.assert_format = size % 2, .traceable = true};
    struct baton_schema_registry *registry = NULL;
    const struct baton_schema *schema;
    bool valid;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 64 << 20);
    if (baton_str_next(&rest, '\n', &text) &&
        !baton_regex_open(arena.alloc, false, &options.regex) &&
        !baton_schema_registry_init(&arena, &options, &registry) &&
        !baton_json_read(&arena, text, NULL, &doc, NULL) &&
        !baton_json_read(&arena, rest, NULL, &value, NULL) &&
        !baton_schema_add(registry, uri, &doc) &&
        !baton_schema_compile(registry, uri, 0, &schema, NULL, NULL)) {
        struct baton_buf out;
        baton_buf_init(&out, &arena, 0);
        int yes = baton_schema_accepts(schema, &value, 0, &arena);
        for (int form = BATON_FORM_BASIC; yes >= 0 && form <= BATON_FORM_VERBOSE; form++)
            if (!baton_schema_output(schema, &value, 0, form, &arena, &out, &valid) &&
                valid != yes)
                abort();
        if (baton_schema_print(schema, &arena, &out) == BATON_EUSAGE)
            abort();
    }
    baton_schema_registry_release(registry);
    baton_regex_close(&options.regex);
    return baton_arena_release(&arena), 0;
}
