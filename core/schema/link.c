/* SPDX-License-Identifier: Apache-2.0 */
/* When every draft is made: endless references are found, nodes get their summaries. */
#include "core/schema/compile_int.h"

/* ---- endless references -------------------------------------------------------------- */

enum { WHITE, GREY, BLACK };

/*
 * A way from a schema back to itself on which nothing is entered, neither a
 * member nor an item, would be walked for ever. Depth first, with a stack.
 */
static void find_circle(struct schema_compiler *c, struct schema_draft *start,
                        struct schema_draft **stack)
{
    size_t depth = 0;
    start->colour = GREY;
    start->walk = start->out;
    stack[depth++] = start;
    while (depth) {
        struct schema_draft *top = stack[depth - 1];
        struct schema_edge *edge = top->walk;
        if (!edge) {
            top->colour = BLACK;
            depth--;
            continue;
        }
        top->walk = edge->next_out;
        if (!edge->in_place)
            continue;
        if (edge->to->colour == GREY)
            baton_schema__problem(c, top, edge->at, "this leads back to itself for the same "
                                  "value, without end");
        if (edge->to->colour != WHITE)
            continue;
        edge->to->colour = GREY;
        edge->to->walk = edge->to->out;
        stack[depth++] = edge->to;
    }
}

static void find_circles(struct schema_compiler *c)
{
    struct schema_draft **stack = SCHEMA_NEW_N(c, struct schema_draft *, c->draft_count);
    for (size_t i = 0; stack && i < c->draft_count; i++)
        if (c->drafts[i]->colour == WHITE)
            find_circle(c, c->drafts[i], stack);
}

/* ---- summaries ----------------------------------------------------------------------- */

static bool marks_itself(const struct schema_node *node)
{
    const struct schema_array *array = node->array;
    const struct schema_object *object = node->object;
    return node->rest_members || node->rest_items ||
           (array && (array->prefix_count || array->items || array->contains)) ||
           (object && (object->names.count || object->others));
}

static bool remarks_itself(const struct schema_node *node)
{
    return node->remark_count > 0;
}

static bool *marks_flag(struct schema_node *node)
{
    return &node->marks;
}

static bool *remark_flag(struct schema_node *node)
{
    return &node->remarkable;
}

/* Sets a flag on all nodes for which it is true themselves, and on all that lead to them. */
static void spread(struct schema_compiler *c, bool (*itself)(const struct schema_node *),
                   bool *(*flag)(struct schema_node *), bool only_in_place)
{
    size_t count = 0;
    struct schema_draft **list = SCHEMA_NEW_N(c, struct schema_draft *, c->draft_count);
    for (size_t i = 0; list && i < c->draft_count; i++)
        if (itself(c->drafts[i]->node)) {
            *flag(c->drafts[i]->node) = true;
            list[count++] = c->drafts[i];
        }
    while (count) {
        const struct schema_draft *d = list[--count];
        for (const struct schema_edge *edge = d->in; edge; edge = edge->next_in) {
            if ((only_in_place && !edge->in_place) || *flag(edge->from->node))
                continue;
            *flag(edge->from->node) = true;
            list[count++] = edge->from;
        }
    }
}

static void set_plain(struct schema_draft *d)
{
    struct schema_node *node = d->node;
    unsigned asked = 0;
    if (node->values || node->step_count)
        asked = SCHEMA_ANY;
    if (node->text)
        asked |= SCHEMA_BIT(BATON_JSON_STRING);
    if (node->number)
        asked |= SCHEMA_BIT(BATON_JSON_NUMBER);
    if (node->array || node->rest_items)
        asked |= SCHEMA_BIT(BATON_JSON_ARRAY);
    if (node->object || node->rest_members)
        asked |= SCHEMA_BIT(BATON_JSON_OBJECT);
    node->plain = (uint8_t)(node->types & ~asked);
    node->leaf = !d->out;
    node->simple = !node->values && !node->step_count && !node->rest_members && !node->rest_items;
}

/* ---- shortcuts ----------------------------------------------------------------------- */

/* A schema that only refers to another is that other one. */
static bool is_alias(const struct schema_node *node)
{
    return node->step_count == 1 && node->steps[0].op == STEP_ALL && node->types == SCHEMA_ANY &&
           node->type_at == SCHEMA_NONE && !node->values && !node->text && !node->number &&
           !node->array && !node->object && !node->rest_members && !node->rest_items &&
           !node->remark_count;
}

/* What an alias stands for. All on the way there learn it, so that no way is walked twice. */
static struct schema_draft *resolve(struct schema_draft *d)
{
    struct schema_draft *end = d;
    while (is_alias(end->node))
        end = end->out->to;
    while (d != end) {
        struct schema_draft *next = d->out->to;
        d->out->to = end;
        *d->out->slot = end->node;
        d = next;
    }
    return end;
}

static void skip_aliases(struct schema_draft *d)
{
    for (struct schema_edge *edge = d->out; edge; edge = edge->next_out) {
        edge->to = resolve(edge->to);
        *edge->slot = edge->to->node;
    }
}

void baton_schema__link(struct schema_compiler *c)
{
    find_circles(c);
    if (c->problem_count || c->err)
        return;
    spread(c, marks_itself, marks_flag, true);
    spread(c, remarks_itself, remark_flag, false);
    for (size_t i = 0; i < c->draft_count; i++)
        set_plain(c->drafts[i]);
    for (size_t i = 0; i < c->draft_count; i++)
        skip_aliases(c->drafts[i]);
    baton_schema__quicken(c);
}
