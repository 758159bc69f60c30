/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Alternatives that a property tells apart: when each needs the same property
 * to be one of some strings, and no string is named by two, then of an object
 * all but one alternative can be left out unseen.
 */
#include "core/schema/compile_int.h"
#include "core/schema/run_int.h"

enum { LOOKS = 64, CANDIDATES = 4 /* names, and properties of these, that are tried */ };

struct schema_chooser {
    struct schema_names property; /* one */
    struct schema_names strings;
    uint32_t *branches; /* one per string */
};

/* ---- finding the property ------------------------------------------------------------ */

/* The strings that a property, which must be there, must be one of; or NULL. */
static const struct schema_values *strings_of(const struct schema_node *node,
                                              const struct schema_name *name)
{
    bool needed = name && name->node && name->listed && name->mask &&
                  (node->object->need[name->word] & name->mask);
    const struct schema_values *values = needed ? name->node->quick.node->values : NULL;
    return values && values->types == SCHEMA_BIT(BATON_JSON_STRING) ? values : NULL;
}

/* The same for an alternative and the property of this name. */
static const struct schema_values *strings_in(const struct schema_node *branch,
                                              struct baton_str name)
{
    const struct schema_node *node = branch->quick.node;
    return node->object ? strings_of(node, baton_schema__names_find(&node->object->names, name))
                        : NULL;
}

/* How many strings the alternatives have together; 0 if one has none. */
static size_t count_strings(const struct schema_step *step, struct baton_str name)
{
    size_t count = 0;
    for (uint32_t i = 0; i < step->count; i++) {
        const struct schema_values *values = strings_in(step->nodes[i], name);
        if (!values)
            return 0;
        count += values->strings.count;
    }
    return count;
}

/* A table that is being made: each string may come once. */
struct table {
    struct schema_index known;
    struct baton_str *texts;
    uint32_t *branches;
    uint32_t count;
};

static bool add_string(struct schema_compiler *c, struct table *table, struct baton_str text,
                       uint32_t branch)
{
    uint64_t hash = baton_schema__hash_text(text);
    uint32_t cursor = SCHEMA_NONE, row;
    while ((row = baton_schema__index_next(&table->known, hash, &cursor)) != SCHEMA_NONE)
        if (baton_str_eq(table->texts[row], text))
            return false;
    table->texts[table->count] = text;
    table->branches[table->count] = branch;
    if (!baton_schema__index_add(&table->known, c->arena, hash, table->count++))
        c->err = BATON_ENOMEM;
    return !c->err;
}

static bool add_strings(struct schema_compiler *c, struct table *table,
                        const struct schema_step *step, struct baton_str name)
{
    for (uint32_t i = 0; i < step->count; i++) {
        const struct schema_values *values = strings_in(step->nodes[i], name);
        for (uint32_t k = 0; values && k < values->strings.count; k++) {
            const struct schema_name *string = &values->strings.items[k];
            struct baton_str text = {string->s, string->len};
            if (!add_string(c, table, text, i))
                return false;
        }
    }
    return true;
}

/* Makes a chooser if this property tells the alternatives apart. */
static struct schema_chooser *try_name(struct schema_compiler *c, const struct schema_step *step,
                                       struct baton_str name)
{
    size_t count = count_strings(step, name);
    if (!count || count > SCHEMA_NODES)
        return NULL;
    struct table table = {.texts = SCHEMA_NEW_N(c, struct baton_str, count),
                          .branches = SCHEMA_NEW_N(c, uint32_t, count)};
    struct schema_chooser *chooser = SCHEMA_NEW_N(c, struct schema_chooser, 1);
    if (!table.texts || !table.branches || !chooser || !add_strings(c, &table, step, name))
        return NULL;
    chooser->branches = table.branches;
    if (!baton_schema__names_build(&chooser->property, c->arena, &name, 1) ||
        !baton_schema__names_build(&chooser->strings, c->arena, table.texts, table.count)) {
        c->err = BATON_ENOMEM;
        return NULL;
    }
    return chooser;
}

void baton_schema__set_chooser(struct schema_compiler *c, struct schema_step *step)
{
    const struct schema_node *first = step->count > 1 ? step->nodes[0]->quick.node : NULL;
    uint32_t names = first && first->object ? first->object->names.count : 0, tried = 0;
    if (step->op != STEP_ANY && step->op != STEP_ONE)
        return;
    for (uint32_t i = 0; i < names && i < LOOKS && tried < CANDIDATES && !step->chooser; i++) {
        const struct schema_name *name = &first->object->names.items[i];
        if (!strings_of(first, name))
            continue;
        step->chooser = try_name(c, step, (struct baton_str){name->s, name->len});
        tried++;
    }
}

/* ---- choosing ------------------------------------------------------------------------ */

static uint32_t find_property(struct schema_run *run, const struct schema_chooser *chooser,
                              uint32_t at)
{
    BATON_JSON_EACH_MEMBER(run->doc, at, key)
        if (baton_schema__expect(run, &chooser->property, &run->v[key], chooser->property.items))
            return key + 1;
    return SCHEMA_NONE;
}

void baton_schema__choose(struct schema_run *run, const struct schema_step *step, uint32_t at,
                          uint32_t *first, uint32_t *end)
{
    const struct schema_chooser *chooser = step->chooser;
    *first = 0;
    *end = step->count;
    if (!chooser || run->v[at].type != BATON_JSON_OBJECT)
        return;
    *end = 0;
    uint32_t value = find_property(run, chooser, at);
    if (value == SCHEMA_NONE || run->v[value].type != BATON_JSON_STRING)
        return;
    const struct schema_name *string = baton_schema__word(run, &chooser->strings, value);
    if (string) {
        *first = chooser->branches[string - chooser->strings.items];
        *end = *first + 1;
    }
}
