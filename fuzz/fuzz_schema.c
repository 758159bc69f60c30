/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A schema, a NUL or line end, an instance: all runners agree, with short cuts or
 * without (a traceable program takes none). A first byte of 0x80 and above, which
 * begins no JSON, says in its bits which dialect is meant (0-2), that formats
 * annotate (3), that keywords are collected (5), and that the instance is also
 * what any URI gives (6).
 */
#include <stdlib.h>
#include "core/schema.h"
#include "core/schema_output.h"
#include "edge/idn.h"
#include "edge/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx, (void)old;
    return size ? realloc(p, size) : (free(p), NULL);
}

static enum baton_err load(void *ctx, struct baton_str uri, struct baton_arena *arena,
                           const struct baton_json **out, struct baton_str *why)
{
    (void)arena, *why = uri, *out = ctx;
    return BATON_OK;
}

static void choose(unsigned bits, struct baton_json *value, struct baton_schema_options *options)
{
    static const char *const collected[] = {"x-kind", "title", NULL};
    options->dialect = (enum baton_schema_dialect)(bits % 8 % (BATON_OPENAPI_3_0 + 1));
    options->assert_format = !(bits & 8);
    options->collect = bits & 32 ? collected : NULL;
    if (bits & 64)
        options->loader = (struct baton_schema_loader){load, value};
}

/* All that can be told of a fault. */
static void tell(const struct baton_schema *program, const struct baton_json *value,
                 const struct baton_schema_fault *fault, struct baton_arena *arena)
{
    struct baton_schema_branch *branches;
    size_t count;
    struct baton_str text = baton_schema_message(value, fault, arena);
    if (!baton_arena_failed(arena) && !text.len)
        abort();
    if (!baton_schema_branches(program, value, fault, arena, &branches, &count) && !count)
        abort();
}

/* 1 valid, 0 not, -1 if there is no answer. */
static int judge(struct baton_arena *arena, struct baton_schema_options options,
                 const struct baton_json *schema, const struct baton_json *value)
{
    struct baton_str uri = BATON_STR("s:");
    struct baton_schema_result result;
    struct baton_schema_registry *registry = NULL;
    const struct baton_schema *program;
    int yes = -1;
    if (!baton_schema_registry_init(arena, &options, &registry) &&
        !baton_schema_add(registry, uri, schema) &&
        !baton_schema_compile(registry, uri, 0, &program, NULL, NULL)) {
        yes = baton_schema_accepts(program, value, 0, arena);
        bool told = !baton_schema_validate(program, value, 0, arena, &result);
        if (told && yes >= 0 && (yes != result.valid || yes == (result.fault_count > 0)))
            abort();
        for (size_t i = 0; told && i < result.fault_count && i < 64; i++)
            tell(program, value, &result.faults[i], arena);
        if (!told)
            yes = -1;
    }
    baton_schema_registry_release(registry);
    return yes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned bits = size && *data >= 128 ? *data : 0;
    struct baton_str rest = {(const char *)data + (bits > 0), size - (bits > 0)}, text;
    struct baton_arena arena;
    struct baton_json doc, value;
    struct baton_schema_options options = {.assert_format = true};
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 128 << 20);
    baton_idn_open(&options.idn);
    choose(bits, &value, &options);
    char sep = baton_str_find_byte(rest, '\0') == SIZE_MAX ? '\n' : '\0';
    if (baton_str_next(&rest, sep, &text) &&
        !baton_regex_open(arena.alloc, false, &options.regex) &&
        !baton_json_read(&arena, text, NULL, &doc, NULL) &&
        !baton_json_read(&arena, rest, NULL, &value, NULL)) {
        int quick = judge(&arena, options, &doc, &value);
        options.traceable = true;
        int thorough = judge(&arena, options, &doc, &value);
        if (quick >= 0 && thorough >= 0 && quick != thorough)
            abort();
    }
    baton_regex_close(&options.regex);
    return baton_arena_release(&arena), 0;
}
