/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The member whose value tells the alternatives of a choice apart: as the
 * `discriminator` of OpenAPI says (OpenAPI 3.1, section 4.8.25; it stands beside
 * the oneOf or anyOf, whatever the dialect), and by constants.
 */
#include "core/schema/report_int.h"

enum { LEVELS = 8, VISITS = 1 << 14 };

/* ---- `discriminator` ------------------------------------------------------------------ */

/* What stands after the last '/' or '#': the name by which a schema is known. */
static struct baton_str last_part(struct baton_str ref)
{
    size_t at = ref.len;
    while (at && ref.s[at - 1] != '/' && ref.s[at - 1] != '#')
        at--;
    return baton_str_sub(ref, at, ref.len);
}

/* The object that a discriminator is, beside a list of alternatives; or NONE. */
static uint32_t discriminator_beside(const struct baton_json *doc, uint32_t schema)
{
    uint32_t at = baton_json_is(doc, schema, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, schema, "discriminator")
                      : BATON_JSON_NONE;
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return at;
}

static uint32_t string_member(const struct baton_json *doc, uint32_t object, const char *name)
{
    uint32_t at = baton_json_is(doc, object, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, object, name)
                      : BATON_JSON_NONE;
    return at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING) ? at
                                                                              : BATON_JSON_NONE;
}

static uint32_t mapping_of(const struct baton_json *doc, uint32_t discriminator)
{
    uint32_t at = baton_json_member_z(doc, discriminator, "mapping");
    return at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_OBJECT) ? at
                                                                              : BATON_JSON_NONE;
}

/* What the value stands for: what the mapping says, else itself. */
static struct baton_str mapped(const struct baton_json *doc, uint32_t discriminator,
                               struct baton_str value, struct baton_arena *arena)
{
    uint32_t mapping = mapping_of(doc, discriminator);
    uint32_t at = mapping == BATON_JSON_NONE ? BATON_JSON_NONE
                                             : baton_json_member(doc, mapping, value);
    return at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING)
               ? baton_json_string(doc, at, arena)
               : value;
}

/* The number of the alternative that is a reference to it, or -1; -2: some are no references. */
static int referred(const struct baton_json *doc, uint32_t list, struct baton_str target,
                    struct baton_arena *arena)
{
    int number = 0;
    bool whole = true;
    if (!baton_json_is(doc, list, BATON_JSON_ARRAY))
        return -2;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t at = string_member(doc, item, "$ref");
        struct baton_str ref = at == BATON_JSON_NONE ? BATON_STR("")
                                                     : baton_json_string(doc, at, arena);
        whole &= at != BATON_JSON_NONE;
        if (ref.len && (baton_str_eq(ref, target) || baton_str_eq(last_part(ref), target)))
            return number;
        number++;
    }
    return whole ? -1 : -2;
}

int baton_schema__discriminated(struct schema_run *run, const struct schema_node *node,
                                const struct schema_step *step, uint32_t at, uint32_t *key)
{
    const struct baton_json *doc = node->doc->json;
    uint32_t discriminator = discriminator_beside(doc, node->at);
    uint32_t name = discriminator == BATON_JSON_NONE
                        ? BATON_JSON_NONE
                        : string_member(doc, discriminator, "propertyName");
    *key = SCHEMA_NONE;
    if (name == BATON_JSON_NONE || run->v[at].type != BATON_JSON_OBJECT)
        return -2;
    struct baton_str text = baton_json_string(doc, name, run->arena);
    uint32_t value = baton_json_member(run->doc, at, text);
    if (value == BATON_JSON_NONE || run->v[value].type != BATON_JSON_STRING)
        return -2;
    *key = value - 1;
    text = mapped(doc, discriminator, baton_json_string(run->doc, value, run->arena), run->arena);
    return referred(doc, step->at, text, run->arena);
}

/* ---- the values there are ---------------------------------------------------------------- */

struct gathering {
    struct baton_arena *arena;
    struct schema_texts *texts;
    struct baton_str name;
    uint32_t visits;
};

static void add_text(struct gathering *g, struct baton_str text)
{
    struct schema_texts *texts = g->texts;
    for (size_t i = 0; i < texts->count; i++)
        if (baton_str_eq(texts->items[i], text))
            return;
    if (texts->count == SCHEMA_TEXTS)
        return;
    struct baton_str *kept = BATON_PUSH(g->arena, texts->items, texts->count, texts->capacity);
    if (kept)
        *kept = text;
}

static void add_values(struct gathering *g, const struct schema_values *values)
{
    const struct baton_json *doc = values->doc->json;
    if (values->keyword == BATON_KW_CONST) {
        add_text(g, baton_json_raw(doc, values->at));
        return;
    }
    BATON_JSON_EACH_ITEM(doc, values->at, item) {
        if (g->texts->count == SCHEMA_TEXTS || ++g->visits > VISITS)
            return;
        add_text(g, baton_json_raw(doc, item));
    }
}

static void gather_values(struct gathering *g, const struct schema_node *node, int levels)
{
    const struct schema_names *names = node->object ? &node->object->names : NULL;
    const struct schema_name *name = names ? baton_schema__names_find(names, g->name) : NULL;
    if (++g->visits > VISITS || !levels)
        return;
    if (name && name->node && name->node->values)
        add_values(g, name->node->values);
    for (uint32_t i = 0; i < node->step_count; i++) {
        const struct schema_step *step = &node->steps[i];
        bool asks = step->op == STEP_NOT || step->op == STEP_IF;
        for (uint32_t k = 0; !asks && k < step->count; k++)
            gather_values(g, step->nodes[k], levels - 1);
    }
}

/* The names that a discriminator beside the list gives. */
static void gather_names(struct gathering *g, const struct baton_json *doc, uint32_t list,
                         uint32_t discriminator)
{
    uint32_t mapping = mapping_of(doc, discriminator);
    if (mapping != BATON_JSON_NONE) {
        BATON_JSON_EACH_MEMBER(doc, mapping, key)
            add_text(g, baton_json_raw(doc, key));
        return;
    }
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t at = string_member(doc, item, "$ref");
        struct baton_buf buf;
        if (at == BATON_JSON_NONE || ++g->visits > VISITS)
            return;
        baton_buf_init(&buf, g->arena, 0);
        baton_json_put_string(&buf, last_part(baton_json_string(doc, at, g->arena)));
        add_text(g, baton_buf_str(&buf));
    }
}

/* The schema that a list of alternatives stands in. */
static uint32_t holder_of(const struct baton_json *doc, uint32_t list)
{
    uint32_t at = list - 1;
    /* Backwards to the nearest entry that has the list in it. */
    while (at && doc->v[at].next <= list)
        at--;
    bool holds = baton_json_is(doc, at, BATON_JSON_OBJECT) &&
                 (baton_json_member_z(doc, at, "anyOf") == list ||
                  baton_json_member_z(doc, at, "oneOf") == list);
    return holds ? at : BATON_JSON_NONE;
}

void baton_schema__discriminating(const struct baton_json *doc, uint32_t list,
                                  const struct schema_step *step, struct baton_str name,
                                  struct baton_arena *arena, struct schema_texts *out)
{
    struct gathering g = {.arena = arena, .texts = out, .name = name};
    uint32_t holder = holder_of(doc, list);
    uint32_t discriminator = holder == BATON_JSON_NONE ? BATON_JSON_NONE
                                                       : discriminator_beside(doc, holder);
    for (uint32_t i = 0; i < step->count; i++)
        gather_values(&g, step->nodes[i], LEVELS);
    if (!out->count && discriminator != BATON_JSON_NONE)
        gather_names(&g, doc, list, discriminator);
}

/* ---- the types there are ------------------------------------------------------------------ */

static struct schema_type_set types_of_node(const struct schema_node *node, int levels)
{
    struct schema_type_set set = {node->types, node->number && node->number->integer};
    for (uint32_t i = 0; levels && i < node->step_count; i++) {
        if (node->steps[i].op != STEP_ALL)
            continue;
        struct schema_type_set next = types_of_node(node->steps[i].nodes[0], levels - 1);
        set.types &= next.types;
        set.integers |= next.integers;
    }
    return set;
}

struct schema_type_set baton_schema__types_of(const struct schema_step *step)
{
    struct schema_type_set all = {0, true};
    for (uint32_t i = 0; i < step->count; i++) {
        struct schema_type_set next = types_of_node(step->nodes[i], LEVELS);
        all.types |= next.types;
        all.integers &= next.integers || !(next.types & SCHEMA_BIT(BATON_JSON_NUMBER));
    }
    return all;
}
