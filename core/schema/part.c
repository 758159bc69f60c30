/* SPDX-License-Identifier: Apache-2.0 */
/* What the keywords need to compile themselves: typed values, parts of a node. */
#include "core/schema/compile_int.h"

struct baton_str baton_schema__string(struct schema_compiler *c, const struct schema_draft *d,
                                      uint32_t value)
{
    return baton_json_string(d->doc->json, value, c->arena);
}

uint32_t baton_schema__sibling(const struct schema_draft *d, const char *keyword)
{
    return baton_json_member_z(d->doc->json, d->value, keyword);
}

size_t baton_schema__room(const struct schema_draft *d, const char *one, const char *other)
{
    size_t room = 0;
    const struct baton_json *json = d->doc->json;
    BATON_JSON_EACH_MEMBER(json, d->value, key)
        if (baton_json_string_is(json, key, baton_str_from(one)) ||
            baton_json_string_is(json, key, baton_str_from(other)))
            room += baton_json_size(json, key + 1);
    return room;
}

struct baton_str baton_schema__keyword(struct schema_compiler *c, const struct schema_draft *d,
                                       uint32_t value)
{
    while (d->doc->parent[value] != d->value && d->doc->parent[value] != SCHEMA_NONE)
        value = d->doc->parent[value];
    return value ? baton_schema__string(c, d, value - 1) : BATON_STR("");
}

bool baton_schema__wants(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         enum baton_json_type type, const char *what)
{
    if (d->doc->json->v[value].type == type)
        return true;
    baton_schema__problem(c, d, value, "\"%.*s\" must be %s",
                          BATON_ARG(baton_schema__keyword(c, d, value)), what);
    return false;
}

bool baton_schema__count(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         uint64_t *out)
{
    static const char what[] = "a whole number, 0 or more";
    if (!baton_schema__wants(c, d, value, BATON_JSON_NUMBER, what))
        return false;
    struct schema_decimal number;
    baton_schema__decimal(baton_json_raw(d->doc->json, value), &number);
    if (number.negative || !baton_schema__decimal_is_integer(&number)) {
        baton_schema__problem(c, d, value, "\"%.*s\" must be %s",
                              BATON_ARG(baton_schema__keyword(c, d, value)), what);
        return false;
    }
    *out = number.is_small ? (uint64_t)number.small : UINT64_MAX;
    return true;
}

const struct schema_node **baton_schema__step(struct schema_compiler *c, struct schema_draft *d,
                                              enum schema_op op, uint32_t at, uint32_t count)
{
    const struct schema_node **nodes = SCHEMA_NEW_N(c, const struct schema_node *, count);
    struct schema_step *step = nodes ? BATON_PUSH(c->arena, d->steps, d->step_count,
                                                  d->step_capacity) : NULL;
    if (!step) {
        c->err = BATON_ENOMEM;
        return NULL;
    }
    *step = (struct schema_step){.op = op, .at = at, .count = count, .nodes = nodes};
    return nodes;
}

struct schema_text *baton_schema__text_of(struct schema_compiler *c, struct schema_draft *d)
{
    if (d->text)
        return d->text;
    d->text = SCHEMA_NEW_N(c, struct schema_text, 1);
    if (d->text)
        *d->text = (struct schema_text){.max = UINT64_MAX, .min_at = SCHEMA_NONE,
                                        .max_at = SCHEMA_NONE, .pattern_at = SCHEMA_NONE,
                                        .format_at = SCHEMA_NONE};
    return d->text;
}

struct schema_number *baton_schema__number_of(struct schema_compiler *c, struct schema_draft *d)
{
    if (d->number)
        return d->number;
    d->number = SCHEMA_NEW_N(c, struct schema_number, 1);
    return d->number;
}

struct schema_array *baton_schema__array_of(struct schema_compiler *c, struct schema_draft *d)
{
    if (d->array)
        return d->array;
    d->array = SCHEMA_NEW_N(c, struct schema_array, 1);
    if (d->array)
        *d->array = (struct schema_array){
            .max = UINT64_MAX, .min_contains = 1, .max_contains = UINT64_MAX,
            .min_at = SCHEMA_NONE, .max_at = SCHEMA_NONE, .unique_at = SCHEMA_NONE,
            .items_at = SCHEMA_NONE, .contains_at = SCHEMA_NONE, .min_contains_at = SCHEMA_NONE,
            .max_contains_at = SCHEMA_NONE};
    return d->array;
}

struct schema_object *baton_schema__object_of(struct schema_compiler *c, struct schema_draft *d)
{
    if (d->object)
        return d->object;
    d->object = SCHEMA_NEW_N(c, struct schema_object, 1);
    if (d->object)
        *d->object = (struct schema_object){
            .max = UINT64_MAX, .min_at = SCHEMA_NONE, .max_at = SCHEMA_NONE,
            .required_at = SCHEMA_NONE, .additional_at = SCHEMA_NONE,
            .name_rule_at = SCHEMA_NONE};
    return d->object;
}

void *baton_schema__compile_regex(struct schema_compiler *c, const struct schema_draft *d,
                                  uint32_t value)
{
    const char *error = NULL;
    size_t offset = 0;
    if (!c->registry->options.regex.compile) {
        baton_schema__problem(c, d, value, "there is no engine for regular expressions here");
        return NULL;
    }
    void *compiled = baton_schema__regex(c->registry, baton_schema__string(c, d, value), &error,
                                         &offset);
    if (!compiled && error)
        baton_schema__problem(c, d, value, "not a regular expression: %s, at offset %zu", error,
                              offset);
    else if (!compiled)
        c->err = BATON_ENOMEM;
    return compiled;
}
