/* SPDX-License-Identifier: Apache-2.0 */
/* References within a document. */
#include "core/contract/contract_int.h"

enum { MOST_STEPS = 32 };

static uint64_t hash_of(struct baton_str kind, struct baton_str name)
{
    return baton_contract__hash(baton_contract__hash(baton_contract__hash(0, kind),
                                                     BATON_STR("/")), name);
}

static void index_kind(struct baton_contract_document *document, struct baton_arena *arena,
                       uint32_t kind_key)
{
    const struct baton_json *doc = &document->doc;
    struct baton_str kind = baton_json_string(doc, kind_key, arena);
    if (!baton_json_is(doc, kind_key + 1, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(doc, kind_key + 1, key) {
        struct baton_str name = baton_json_string(doc, key, arena);
        if (baton_contract__put(&document->table, arena, hash_of(kind, name)))
            return;
        uint32_t *at = BATON_PUSH(arena, document->components, document->component_count,
                                  document->component_capacity);
        if (!at)
            return;
        *at = key;
    }
}

void baton_contract__index_components(struct baton_contract_document *document,
                                      struct baton_arena *arena)
{
    uint32_t components = baton_json_member_z(&document->doc, 0, "components");
    if (components == BATON_JSON_NONE ||
        !baton_json_is(&document->doc, components, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(&document->doc, components, key)
        index_kind(document, arena, key);
}

/* "/components/KIND/NAME" without escapes: found in the table. */
static uint32_t find_component(const struct baton_contract_document *document,
                               struct baton_str pointer)
{
    static const struct baton_str start = {"/components/", 12};
    struct baton_str kind, name = baton_str_sub(pointer, start.len, pointer.len);
    if (!baton_str_starts(pointer, start) || baton_str_find_byte(pointer, '~') != SIZE_MAX ||
        !baton_str_next(&name, '/', &kind) || !name.s ||
        baton_str_find_byte(name, '/') != SIZE_MAX)
        return BATON_JSON_NONE;
    uint32_t item = baton_contract__first(&document->table, hash_of(kind, name));
    for (; item != BATON_CONTRACT__NONE; item = baton_contract__next(&document->table, item))
        if (item < document->component_count &&
            baton_json_string_is(&document->doc, document->components[item], name))
            return document->components[item] + 1;
    return BATON_JSON_NONE;
}

static uint32_t step(const struct baton_contract_document *document, uint32_t ref,
                     struct baton_arena *arena, const char **why)
{
    struct baton_str text = baton_json_string(&document->doc, ref, arena);
    if (!baton_str_starts(text, BATON_STR("#/"))) {
        *why = "only references within the document (#/…) are followed";
        return BATON_JSON_NONE;
    }
    struct baton_str pointer = baton_url_decode(arena, baton_str_sub(text, 1, text.len), false);
    *why = "there is nothing at this place";
    if (!pointer.s)
        return BATON_JSON_NONE;
    uint32_t found = find_component(document, pointer);
    return found != BATON_JSON_NONE ? found : baton_json_pointer(&document->doc, 0, pointer);
}

uint32_t baton_contract__follow(const struct baton_contract_document *document, uint32_t value,
                                struct baton_arena *arena, const char **why)
{
    for (int i = 0; i < MOST_STEPS; i++) {
        if (!baton_json_is(&document->doc, value, BATON_JSON_OBJECT))
            return value;
        uint32_t ref = baton_json_member_z(&document->doc, value, "$ref");
        if (ref == BATON_JSON_NONE || !baton_json_is(&document->doc, ref, BATON_JSON_STRING))
            return value;
        value = step(document, ref, arena, why);
        if (value == BATON_JSON_NONE)
            return value;
    }
    *why = "the references go round in a circle";
    return BATON_JSON_NONE;
}
