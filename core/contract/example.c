/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract/contract_int.h"

struct examples {
    const struct baton_contract_document *document;
    const struct baton_json *doc;
    struct baton_arena *arena;
    struct baton_example *items;
    size_t count, capacity;
};

static uint32_t follow(struct examples *x, uint32_t value)
{
    const char *why;
    return value == BATON_JSON_NONE ? value
                                    : baton_contract__follow(x->document, value, x->arena, &why);
}

static uint32_t object_member(struct examples *x, uint32_t object, const char *name)
{
    if (object == BATON_JSON_NONE || !baton_json_is(x->doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    uint32_t value = follow(x, baton_json_member_z(x->doc, object, name));
    return value != BATON_JSON_NONE && baton_json_is(x->doc, value, BATON_JSON_OBJECT)
               ? value
               : BATON_JSON_NONE;
}

static struct baton_str text_member(struct examples *x, uint32_t object, const char *name)
{
    uint32_t value = baton_json_member_z(x->doc, object, name);
    if (value == BATON_JSON_NONE || !baton_json_is(x->doc, value, BATON_JSON_STRING))
        return (struct baton_str){"", 0};
    struct baton_str text = baton_json_string(x->doc, value, x->arena);
    return text.s ? text : (struct baton_str){"", 0};
}

static void add(struct examples *x, const struct baton_example *example)
{
    struct baton_example *at = BATON_PUSH(x->arena, x->items, x->count, x->capacity);
    if (at)
        *at = *example;
}

static void add_named(struct examples *x, uint32_t key, int status)
{
    uint32_t object = follow(x, key + 1);
    if (object == BATON_JSON_NONE || !baton_json_is(x->doc, object, BATON_JSON_OBJECT))
        return;
    uint32_t valid = baton_json_member_z(x->doc, object, "x-baton-valid");
    struct baton_example example = {
        .name = baton_json_string(x->doc, key, x->arena),
        .summary = text_member(x, object, "summary"),
        .rule = text_member(x, object, "x-baton-rule"),
        .status = status,
        .valid = valid == BATON_JSON_NONE || !baton_json_is(x->doc, valid, BATON_JSON_FALSE),
        .value = baton_json_member_z(x->doc, object, "value"),
    };
    if (example.value != BATON_JSON_NONE)
        add(x, &example);
}

static void add_media(struct examples *x, uint32_t media, int status)
{
    if (media == BATON_JSON_NONE || !baton_json_is(x->doc, media, BATON_JSON_OBJECT))
        return;
    uint32_t only = baton_json_member_z(x->doc, media, "example");
    struct baton_example example = {.name = BATON_STR("example"), .summary = {"", 0},
                                    .rule = {"", 0}, .status = status, .valid = true,
                                    .value = only};
    if (only != BATON_JSON_NONE)
        add(x, &example);
    uint32_t named = object_member(x, media, "examples");
    if (named == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(x->doc, named, key)
        add_named(x, key, status);
}

static void add_content(struct examples *x, uint32_t holder, int status)
{
    uint32_t content = object_member(x, holder, "content");
    if (content == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(x->doc, content, key)
        add_media(x, key + 1, status);
}

/* "4XX" and "default" stand for a status that belongs to them. */
static int status_of(struct baton_str key)
{
    uint64_t number;
    if (baton_str_to_u64(key, &number) && number >= 100 && number <= 599)
        return (int)number;
    return key.len == 3 && key.s[0] >= '1' && key.s[0] <= '5' ? (key.s[0] - '0') * 100 : 500;
}

enum baton_err baton_contract_examples(const struct baton_contract *contract,
                                       struct baton_arena *arena, struct baton_example **out,
                                       size_t *count)
{
    struct examples x = {.document = contract->document, .doc = baton_contract_doc(contract),
                         .arena = arena};
    add_content(&x, object_member(&x, contract->operation, "requestBody"), 0);
    uint32_t responses = object_member(&x, contract->operation, "responses");
    if (responses != BATON_JSON_NONE)
        BATON_JSON_EACH_MEMBER(x.doc, responses, key)
            add_content(&x, follow(&x, key + 1),
                        status_of(baton_json_string(x.doc, key, arena)));
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    *out = x.items;
    *count = x.count;
    return BATON_OK;
}
