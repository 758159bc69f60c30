/* SPDX-License-Identifier: Apache-2.0 */
/* Places in a schema document: what contains what, and where a JSON Pointer leads. */
#include <string.h>

#include "core/schema/compile_int.h"

enum { WIDE = 128 /* members of objects with more entries on the tape are indexed */ };

static void set_parents(const struct baton_json *json, uint32_t *parent)
{
    parent[0] = SCHEMA_NONE;
    for (uint32_t i = 0; i < json->count; i++) {
        if (json->v[i].type == BATON_JSON_ARRAY)
            BATON_JSON_EACH_ITEM(json, i, item)
                parent[item] = i;
        else if (json->v[i].type == BATON_JSON_OBJECT)
            BATON_JSON_EACH_MEMBER(json, i, key)
                parent[key] = parent[key + 1] = i;
    }
}

bool baton_schema__doc_init(struct schema_doc *doc, struct baton_arena *arena,
                            const struct baton_json *json, struct baton_str uri)
{
    *doc = (struct schema_doc){.json = json, .uri = uri};
    doc->parent = BATON_NEW_N(arena, uint32_t, (size_t)json->count + 1);
    doc->scanned = BATON_NEW_N(arena, uint8_t, (size_t)json->count / 8 + 1);
    doc->compiled = BATON_NEW_N(arena, uint8_t, (size_t)json->count / 8 + 1);
    doc->surveyed = BATON_NEW_N(arena, uint8_t, (size_t)json->count / 8 + 1);
    doc->aside = BATON_NEW_N(arena, uint8_t, (size_t)json->count / 8 + 1);
    if (!doc->parent || !doc->scanned || !doc->compiled || !doc->surveyed || !doc->aside)
        return false;
    set_parents(json, doc->parent);
    return true;
}

static uint64_t member_hash(uint32_t object, struct baton_str name)
{
    return baton_schema__mix(baton_schema__hash_text(name), object);
}

static bool index_wide(struct schema_doc *doc, struct baton_arena *arena)
{
    struct schema_index *index = BATON_NEW(arena, struct schema_index);
    const struct baton_json *json = doc->json;
    for (uint32_t i = 0; index && i < json->count; i++) {
        if (json->v[i].type != BATON_JSON_OBJECT || json->v[i].next - i <= WIDE)
            continue;
        BATON_JSON_EACH_MEMBER(json, i, key) {
            struct baton_str name = baton_json_string(json, key, arena);
            if (!baton_schema__index_add(index, arena, member_hash(i, name), key))
                return false;
        }
    }
    doc->wide = index;
    return index != NULL;
}

static uint32_t wide_member(struct schema_doc *doc, struct baton_arena *arena, uint32_t object,
                            struct baton_str name)
{
    if (!doc->wide && !index_wide(doc, arena))
        return SCHEMA_NONE;
    uint32_t cursor = SCHEMA_NONE, key;
    uint64_t hash = member_hash(object, name);
    while ((key = baton_schema__index_next(doc->wide, hash, &cursor)) != SCHEMA_NONE)
        if (doc->parent[key] == object && baton_json_string_is(doc->json, key, name))
            return key + 1;
    return SCHEMA_NONE;
}

static uint32_t step(struct schema_doc *doc, struct baton_arena *arena, uint32_t at,
                     struct baton_str token)
{
    const struct baton_json *json = doc->json;
    if (json->v[at].type == BATON_JSON_OBJECT)
        return json->v[at].next - at > WIDE ? wide_member(doc, arena, at, token)
                                            : baton_json_member(json, at, token);
    uint64_t index;
    if (json->v[at].type != BATON_JSON_ARRAY || !baton_str_to_u64(token, &index) ||
        (token.len > 1 && token.s[0] == '0'))
        return SCHEMA_NONE;
    BATON_JSON_EACH_ITEM(json, at, item)
        if (!index--)
            return item;
    return SCHEMA_NONE;
}

/* "~1" is '/', "~0" is '~' (RFC 6901 section 4); in place. */
static size_t unescape(char *s, size_t len)
{
    size_t out = 0;
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (c == '~' && i + 1 < len && (s[i + 1] == '0' || s[i + 1] == '1'))
            c = s[++i] == '0' ? '~' : '/';
        s[out++] = c;
    }
    return out;
}

uint32_t baton_schema__follow(struct schema_doc *doc, struct baton_arena *arena, uint32_t from,
                              struct baton_str pointer)
{
    uint32_t at = from;
    if (!pointer.len)
        return at;
    if (pointer.s[0] != '/')
        return SCHEMA_NONE;
    char *copy = baton_arena_take(arena, pointer.len);
    for (size_t start = 1; copy && at != SCHEMA_NONE && start <= pointer.len;) {
        struct baton_str rest = baton_str_sub(pointer, start, pointer.len);
        size_t len = baton_str_find_byte(rest, '/');
        len = len == SIZE_MAX ? rest.len : len;
        if (len)
            memcpy(copy, rest.s, len);
        at = step(doc, arena, at, (struct baton_str){copy, unescape(copy, len)});
        start += len + 1;
    }
    return copy ? at : SCHEMA_NONE;
}
