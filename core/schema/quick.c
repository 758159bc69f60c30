/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prepares the quick way of the runner that accepts: of each node, what can be
 * told without a call. Nothing here changes what a schema means.
 */
#include "core/schema/compile_int.h"

/* A schema that does no more than refer to another: but for its remarks it is that other one. */
static bool is_alias(const struct schema_node *node)
{
    return node->step_count == 1 && node->steps[0].op == STEP_ALL && node->types == SCHEMA_ANY &&
           node->type_at == SCHEMA_NONE && !node->values && !node->text && !node->number &&
           !node->array && !node->object && !node->rest_members && !node->rest_items;
}

static struct schema_draft *follow(const struct schema_draft *d)
{
    return !d->node->quick.node && is_alias(d->node) ? d->out->to : NULL;
}

/* Where aliases lead to. All on the way there learn it, so that no way is walked twice. */
static void find_target(struct schema_draft *d)
{
    const struct schema_draft *end = d;
    for (struct schema_draft *next; (next = follow(end));)
        end = next;
    const struct schema_node *target = end->node->quick.node ? end->node->quick.node : end->node;
    for (struct schema_draft *next; d; d = next) {
        next = follow(d);
        d->node->quick.node = target;
    }
}

/* ---- kinds --------------------------------------------------------------------------- */

static bool asks_only_of_length(const struct schema_text *text)
{
    return text && !text->pattern && !text->format && !text->content;
}

/* With these many bytes there are neither too few characters nor too many. */
static void set_length(struct schema_quick *quick, const struct schema_text *text)
{
    uint64_t low = text->min ? text->min * 4 - 3 : 0;
    uint64_t high = text->max < UINT32_MAX ? text->max : UINT32_MAX;
    bool none = text->min > UINT32_MAX / 4 || low > high;
    quick->low = none ? UINT32_MAX : (uint32_t)low;
    quick->span = none ? 0 : (uint32_t)(high - low);
}

/* A node that says nothing but what concerns values of one type. */
static enum schema_kind kind_of(const struct schema_node *node, uint8_t asked)
{
    if (asked == SCHEMA_BIT(BATON_JSON_STRING) && node->text)
        return asks_only_of_length(node->text) ? KIND_LENGTH : KIND_TEXT;
    if (asked == SCHEMA_BIT(BATON_JSON_NUMBER) && node->number)
        return KIND_NUMBER;
    if (asked == SCHEMA_BIT(BATON_JSON_ARRAY) && node->array && !node->leaf)
        return KIND_INSIDE;
    if (asked == SCHEMA_BIT(BATON_JSON_OBJECT) && node->object && !node->leaf)
        return node->object->brief ? KIND_BRIEF : KIND_INSIDE;
    return KIND_NODE;
}

/* Of a literal that is in the list nothing more is asked. */
static void set_values(struct schema_quick *quick, const struct schema_node *node)
{
    const struct schema_values *values = node->values;
    quick->types = node->types & values->types;
    quick->plain = quick->types & (SCHEMA_BIT(BATON_JSON_NUMBER) - 1);
    bool strings = (quick->types & ~quick->plain) == SCHEMA_BIT(BATON_JSON_STRING);
    if (strings && values->wordy && !node->text)
        quick->kind = KIND_WORDS;
}

static void set_quick(struct schema_node *node)
{
    struct schema_quick *quick = &node->quick;
    const struct schema_node *target = quick->node;
    quick->types = target->types;
    quick->plain = target->plain;
    quick->kind = KIND_NODE;
    if (target->step_count || target->rest_members || target->rest_items)
        return;
    if (target->values) {
        if (!target->values->next)
            set_values(quick, target);
        return;
    }
    quick->kind = (uint8_t)kind_of(target, target->types & (uint8_t)~target->plain);
    if (quick->kind == KIND_LENGTH)
        set_length(quick, target->text);
}

/* ---- numbers ------------------------------------------------------------------------- */

/* The least whole number that is not below the bound. */
static uint64_t least(const struct schema_bound *bound)
{
    int64_t power = baton_schema__powers[bound->brief.scale], digits = bound->brief.digits;
    bool above = bound->keyword == BATON_KW_EXCLUSIVE_MINIMUM;
    if (digits < 0)
        return 0;
    return (uint64_t)(digits / power) + (above || digits % power);
}

/* The number after the greatest whole one that is not above the bound. */
static uint64_t end_of(const struct schema_bound *bound)
{
    int64_t power = baton_schema__powers[bound->brief.scale], digits = bound->brief.digits;
    bool below = bound->keyword == BATON_KW_EXCLUSIVE_MAXIMUM;
    if (digits < 0)
        return 0;
    return (uint64_t)(digits / power) + !(below && digits % power == 0);
}

static void set_range(struct schema_number *number)
{
    uint64_t low = 0, end = UINT64_MAX;
    if (number->bits)
        return;
    for (uint32_t i = 0; i < number->count; i++) {
        const struct schema_bound *bound = &number->bounds[i];
        bool lower = bound->keyword == BATON_KW_MINIMUM ||
                     bound->keyword == BATON_KW_EXCLUSIVE_MINIMUM;
        if (!bound->is_brief || bound->keyword == BATON_KW_MULTIPLE_OF)
            return;
        if (lower && least(bound) > low)
            low = least(bound);
        if (!lower && end_of(bound) < end)
            end = end_of(bound);
    }
    number->easy = end > 0;
    number->low = low;
    number->high = end - 1;
}

/* ---- members ------------------------------------------------------------------------- */

static void set_member(struct schema_name *name)
{
    static const struct schema_quick anything = {.types = SCHEMA_ANY, .plain = SCHEMA_ANY};
    static const struct schema_quick extra = {.types = SCHEMA_ANY, .kind = KIND_EXTRA};
    name->quick = name->extra ? extra : name->node ? name->node->quick : anything;
}

static void set_brief(struct schema_object *object)
{
    object->brief = object->words <= 1 && !object->requirement_count &&
                    !object->dependent_count;
}

static void set_members(struct schema_object *object)
{
    for (uint32_t i = 0; i < object->names.count; i++)
        set_member(&object->names.items[i]);
}

void baton_schema__quicken(struct schema_compiler *c)
{
    for (size_t i = 0; i < c->draft_count; i++) {
        find_target(c->drafts[i]);
        if (c->drafts[i]->object)
            set_brief(c->drafts[i]->object);
    }
    for (size_t i = 0; i < c->draft_count; i++)
        set_quick(c->drafts[i]->node);
    for (size_t i = 0; i < c->draft_count; i++) {
        if (c->drafts[i]->object)
            set_members(c->drafts[i]->object);
        if (c->drafts[i]->number)
            set_range(c->drafts[i]->number);
        for (size_t k = 0; k < c->drafts[i]->step_count; k++)
            baton_schema__set_chooser(c, &c->drafts[i]->steps[k]);
    }
}
