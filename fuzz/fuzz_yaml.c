/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as YAML: what comes out is JSON, and each of its places lies within the text. */
#include <stdlib.h>

#include "core/json.h"
#include "edge/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    return (void)ctx, (void)old, size ? realloc(p, size) : (free(p), NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct baton_yaml_limits limits = {.max_output = 1 << 20};
    struct baton_str json, yaml = {(const char *)data, size};
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    struct baton_json doc;
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    if (!baton_yaml_to_json(&arena, yaml, &limits, &json, &map, &fault) && !map.identity) {
        if (baton_json_read(&arena, json, NULL, &doc, NULL))
            abort();
        for (uint32_t i = 0; i < doc.count; i++)
            if (!baton_yaml_place(&map, doc.v[i].start).line ||
                baton_yaml_place(&map, doc.v[i].start).line > size + 1)
                abort();
    }
    baton_arena_release(&arena);
    return 0;
}
