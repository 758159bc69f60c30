/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program as text, for people: nodes in the order in which they are reached
 * from the root, each with what it asks of a value by itself, and where it leads.
 */
#include "core/schema/schema_int.h"
#include "core/schema_output.h"

enum { LONGEST = 72 /* bytes of a keyword's value that are shown */ };

struct printer {
    struct baton_arena *arena;
    struct baton_buf *out;
    const struct schema_node **nodes; /* in order of their numbers */
    size_t count, capacity;
    struct schema_index numbers;
    const struct schema_node *node; /* that is printed */
};

static uint64_t hash(const struct schema_node *node)
{
    return baton_schema__mix((uint64_t)(uintptr_t)node, 1);
}

/* The number of a node, given to it when it is first met; SCHEMA_NONE out of memory. */
static uint32_t number_of(struct printer *p, const struct schema_node *node)
{
    uint32_t cursor = SCHEMA_NONE, row;
    while ((row = baton_schema__index_next(&p->numbers, hash(node), &cursor)) != SCHEMA_NONE)
        if (p->nodes[row] == node)
            return row;
    const struct schema_node **slot = BATON_PUSH(p->arena, p->nodes, p->count, p->capacity);
    if (!slot || !baton_schema__index_add(&p->numbers, p->arena, hash(node),
                                          (uint32_t)p->count - 1))
        return SCHEMA_NONE;
    *slot = node;
    return (uint32_t)p->count - 1;
}

/* ---- keywords ------------------------------------------------------------------------ */

static void put_raw(struct printer *p, const struct baton_json *json, uint32_t value)
{
    struct baton_str raw = baton_json_raw(json, value);
    bool blank = false;
    size_t shown = 0, i = 0;
    for (; i < raw.len && shown < LONGEST; i++) {
        bool space = raw.s[i] == ' ' || (raw.s[i] >= '\t' && raw.s[i] <= '\r');
        if (!space || !blank) {
            baton_buf_putc(p->out, space ? ' ' : raw.s[i]);
            shown++;
        }
        blank = space;
    }
    /* Not in the middle of a character. */
    while (i < raw.len && shown == LONGEST && ((unsigned char)raw.s[i] & 0xC0) == 0x80)
        baton_buf_putc(p->out, raw.s[i++]);
    baton_buf_puts(p->out, i < raw.len ? " ...\n" : "\n");
}

static void put_label(struct printer *p, uint32_t at)
{
    const struct schema_doc *doc = p->node->doc;
    baton_buf_puts(p->out, "    ");
    if (at && at != SCHEMA_NONE && doc->json->v[at - 1].flags & BATON_JSON_KEY)
        baton_buf_put(p->out, baton_json_string(doc->json, at - 1, p->arena));
}

/* A keyword and its value. */
static void put_keyword(struct printer *p, uint32_t at)
{
    if (!at || at == SCHEMA_NONE || at >= p->node->doc->json->count)
        return;
    put_label(p, at);
    baton_buf_putc(p->out, ' ');
    put_raw(p, p->node->doc->json, at);
}

static void put_arrow(struct printer *p, const struct schema_node *node)
{
    if (node)
        baton_buf_fmt(p->out, " -> %u", (unsigned)number_of(p, node));
}

/* A keyword and the node it leads to. */
static void put_way(struct printer *p, uint32_t at, const struct schema_node *node)
{
    if (!node)
        return;
    put_label(p, at);
    put_arrow(p, node);
    baton_buf_putc(p->out, '\n');
}

/* ---- parts of a node ----------------------------------------------------------------- */

static void put_types(struct printer *p)
{
    static const char *const names[] = {"null", "false", "true", "number", "string", "array",
                                        "object"};
    const struct schema_node *node = p->node;
    baton_buf_puts(p->out, node->types == SCHEMA_ANY ? "    any type" : node->types ? "   "
                                                     : "    nothing is allowed");
    for (unsigned i = 0; i < BATON_COUNT(names) && node->types != SCHEMA_ANY; i++)
        if (node->types >> i & 1)
            baton_buf_fmt(p->out, " %s", names[i]);
    baton_buf_puts(p->out, node->number && node->number->integer ? " (integer)\n" : "\n");
}

static void put_simple(struct printer *p)
{
    const struct schema_node *node = p->node;
    for (const struct schema_values *values = node->values; values; values = values->next)
        put_keyword(p, values->at);
    if (node->text) {
        put_keyword(p, node->text->min_at);
        put_keyword(p, node->text->max_at);
        put_keyword(p, node->text->pattern_at);
        put_keyword(p, node->text->format_at);
    }
    for (uint32_t i = 0; node->number && i < node->number->count; i++)
        put_keyword(p, node->number->bounds[i].at);
}

static void put_array(struct printer *p, const struct schema_array *array)
{
    put_keyword(p, array->min_at);
    put_keyword(p, array->max_at);
    put_keyword(p, array->unique_at);
    for (uint32_t i = 0; i < array->prefix_count; i++) {
        baton_buf_fmt(p->out, "    [%u]", (unsigned)i);
        put_arrow(p, array->prefix[i]);
        baton_buf_putc(p->out, '\n');
    }
    put_way(p, array->items_at, array->items);
    put_way(p, array->contains_at, array->contains);
    put_keyword(p, array->min_contains_at);
    put_keyword(p, array->max_contains_at);
}

static void put_names(struct printer *p, const struct schema_object *object)
{
    for (uint32_t i = 0; i < object->names.count; i++) {
        const struct schema_name *name = &object->names.items[i];
        baton_buf_puts(p->out, "    ");
        baton_json_put_string(p->out, (struct baton_str){name->s, name->len});
        put_arrow(p, name->node);
        for (const struct schema_node *const *extra = name->extra; extra && *extra; extra++)
            put_arrow(p, *extra);
        baton_buf_putc(p->out, '\n');
    }
}

static void put_object(struct printer *p, const struct schema_object *object)
{
    put_keyword(p, object->min_at);
    put_keyword(p, object->max_at);
    put_keyword(p, object->required_at);
    put_names(p, object);
    for (uint32_t i = 0; i < object->pattern_count; i++)
        put_way(p, object->patterns[i].at, object->patterns[i].node);
    put_way(p, object->additional_at, object->additional);
    put_way(p, object->name_rule_at, object->name_rule);
    for (uint32_t i = 0; i < object->requirement_count; i++)
        put_keyword(p, object->requirements[i].at);
    for (uint32_t i = 0; i < object->dependent_count; i++)
        put_way(p, object->dependents[i].at, object->dependents[i].node);
}

static void put_steps(struct printer *p)
{
    static const char *const words[] = {"if", "then", "else"};
    for (uint32_t i = 0; i < p->node->step_count; i++) {
        const struct schema_step *step = &p->node->steps[i];
        put_label(p, step->op == STEP_IF ? SCHEMA_NONE : step->at);
        for (uint32_t k = 0; k < step->count; k++) {
            if (step->op == STEP_IF && step->nodes[k])
                baton_buf_fmt(p->out, "%s%s", k ? ", " : "", words[k]);
            put_arrow(p, step->nodes[k]);
        }
        baton_buf_putc(p->out, '\n');
    }
}

static void put_node(struct printer *p, uint32_t number)
{
    const struct schema_node *node = p->node = p->nodes[number];
    struct baton_str pointer = baton_json_pointer_to(node->doc->json, node->at, p->arena);
    baton_buf_fmt(p->out, "%s%u  %.*s#%.*s\n", number ? "\n" : "", (unsigned)number,
                  BATON_ARG(node->doc->uri), BATON_ARG(pointer));
    put_types(p);
    put_simple(p);
    if (node->array)
        put_array(p, node->array);
    if (node->object)
        put_object(p, node->object);
    put_steps(p);
    put_way(p, node->rest_items_at, node->rest_items);
    put_way(p, node->rest_members_at, node->rest_members);
}

enum baton_err baton_schema_print(const struct baton_schema *schema, struct baton_arena *arena,
                                  struct baton_buf *out)
{
    struct printer p = {.arena = arena, .out = out};
    (void)number_of(&p, schema->root);
    for (size_t i = 0; i < p.count && !baton_arena_failed(arena) && !baton_buf_failed(out); i++)
        put_node(&p, (uint32_t)i);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    return baton_buf_failed(out) ? BATON_ELIMIT : BATON_OK;
}
