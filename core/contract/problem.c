/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract/contract_int.h"

void baton_contract__add_problem(struct baton_arena *arena,
                                 struct baton_contract__problems *problems,
                                 const struct baton_contract_problem *problem)
{
    struct baton_contract_problem *added =
        BATON_PUSH(arena, problems->items, problems->count, problems->capacity);
    if (added)
        *added = *problem;
}

static const char *type_text(enum baton_json_type type)
{
    static const char *const texts[] = {
        [BATON_JSON_NULL] = "null",         [BATON_JSON_FALSE] = "true or false",
        [BATON_JSON_TRUE] = "true or false", [BATON_JSON_NUMBER] = "a number",
        [BATON_JSON_STRING] = "a string",   [BATON_JSON_ARRAY] = "a list",
        [BATON_JSON_OBJECT] = "an object",
    };
    return texts[type];
}

/* One place is told of once: what many operations share is visited by each. */
static bool is_told(const struct baton_contract__loader *l, size_t offset)
{
    for (size_t i = 0; i < l->problems.count; i++)
        if (l->problems.items[i].offset == offset)
            return true;
    return l->problems.count >= BATON_CONTRACT__MOST_PROBLEMS;
}

void baton_contract__problem(struct baton_contract__loader *l, uint32_t value, const char *fmt,
                             ...)
{
    va_list args;
    if (is_told(l, l->doc->v[value].start))
        return;
    va_start(args, fmt);
    struct baton_contract_problem problem = {
        .document = l->document->name,
        .offset = l->doc->v[value].start,
        .pointer = baton_json_pointer_to(l->doc, value, l->arena),
        .message = baton_str_vfmt(l->arena, fmt, args),
    };
    va_end(args);
    baton_contract__add_problem(l->arena, &l->problems, &problem);
}

bool baton_contract__is(struct baton_contract__loader *l, uint32_t value,
                        enum baton_json_type type, const char *what)
{
    enum baton_json_type has = (enum baton_json_type)l->doc->v[value].type;
    if (has == type || (type == BATON_JSON_TRUE && has == BATON_JSON_FALSE))
        return true;
    baton_contract__problem(l, value, "%s must be %s", what, type_text(type));
    return false;
}

bool baton_contract__is_list(struct baton_contract__loader *l, uint32_t value, const char *what)
{
    int count = 0;
    if (!baton_contract__is(l, value, BATON_JSON_ARRAY, what))
        return false;
    BATON_JSON_EACH_ITEM(l->doc, value, item) {
        if (++count <= BATON_CONTRACT__MOST_ITEMS)
            continue;
        baton_contract__problem(l, value, "more than %d items in %s", BATON_CONTRACT__MOST_ITEMS,
                                what);
        return false;
    }
    return true;
}

uint32_t baton_contract__member(struct baton_contract__loader *l, uint32_t object,
                                const char *name, enum baton_json_type type)
{
    uint32_t value = baton_json_member_z(l->doc, object, name);
    if (value == BATON_JSON_NONE || !baton_contract__is(l, value, type, name))
        return BATON_JSON_NONE;
    return value;
}

struct baton_str baton_contract__string(struct baton_contract__loader *l, uint32_t value)
{
    struct baton_str text = {"", 0};
    if (value != BATON_JSON_NONE)
        text = baton_json_string(l->doc, value, l->arena);
    return text.s ? text : (struct baton_str){"", 0};
}

bool baton_contract__spend(struct baton_contract__loader *l, uint32_t value)
{
    if (value == BATON_JSON_NONE)
        return true;
    l->work += l->doc->v[value].next - value;
    if (l->work <= BATON_CONTRACT__MOST_WORK)
        return true;
    baton_contract__problem(l, 0, "the document is too large, with what is referred to again "
                                  "and again");
    return false;
}

uint32_t baton_contract__deref(struct baton_contract__loader *l, uint32_t value)
{
    const char *why = "";
    uint32_t target = baton_contract__follow(l->document, value, l->arena, &why);
    if (target == value || (target != BATON_JSON_NONE && baton_contract__spend(l, target)))
        return target;
    if (target != BATON_JSON_NONE)
        return BATON_JSON_NONE;
    uint32_t ref = baton_json_member_z(l->doc, value, "$ref");
    baton_contract__problem(l, ref, "the reference %.*s cannot be followed: %s",
                            BATON_ARG(baton_json_raw(l->doc, ref)), why);
    return BATON_JSON_NONE;
}
