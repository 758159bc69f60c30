/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which alternative of a failed anyOf or oneOf was meant. In this order: the
 * one whose type the value has; the one whose const or enum, where several
 * alternatives have one for the same property, the value satisfies, or nearly
 * does; the one that is nearest, by faults against properties that it knows.
 *
 * Only one level is looked at: members are asked whether they hold, no more.
 */
#include "core/schema/report_int.h"

enum { FACTS = 8 };

/* A property for which an alternative has a const or an enum. */
struct fact {
    uint32_t value;
    bool fits;
    const struct schema_values *values;
};

/* How an alternative fits. */
struct fit {
    uint64_t faults, known;
    bool mistyped, out;
    uint32_t fact_count;
    struct fact facts[FACTS];
};

static void measure(struct schema_run *run, const struct schema_node *node, uint32_t at,
                    struct fit *fit);

static void count_child(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct fit *fit)
{
    bool fits = baton_schema__accept_child(run, node, at);
    fit->faults += !fits;
    if (node->values && fit->fact_count < FACTS)
        fit->facts[fit->fact_count++] = (struct fact){at, fits, node->values};
}

static void count_other(struct schema_run *run, const struct schema_object *object, uint32_t key,
                        struct fit *fit)
{
    bool matched = false;
    for (uint32_t i = 0; i < object->pattern_count; i++) {
        if (!baton_schema__pattern_fits(run, object->patterns[i].compiled, key))
            continue;
        matched = true;
        fit->faults += !baton_schema__accept_child(run, object->patterns[i].node, key + 1);
    }
    fit->known += matched;
    if (!matched && object->additional)
        fit->faults += !baton_schema__accept_child(run, object->additional, key + 1);
}

static void measure_object(struct schema_run *run, const struct schema_object *object,
                           uint32_t at, struct fit *fit)
{
    struct schema_seen seen;
    const struct schema_name *next = object->names.items;
    if (!baton_schema__seen_init(run, &seen, object->words))
        return;
    BATON_JSON_EACH_MEMBER(run->doc, at, key) {
        const struct schema_name *name = baton_schema__member(run, &object->names, key, &next);
        if (!name) {
            count_other(run, object, key, fit);
            continue;
        }
        seen.bits[name->word] |= name->mask;
        fit->known += name->listed || name->mask;
        if (name->node)
            count_child(run, name->node, key + 1, fit);
    }
    for (uint32_t i = 0; i < object->words; i++)
        for (uint64_t missing = object->need[i] & ~seen.bits[i]; missing; missing &= missing - 1)
            fit->faults++;
}

static void measure_array(struct schema_run *run, const struct schema_array *array, uint32_t at,
                          struct fit *fit)
{
    uint32_t count = 0;
    BATON_JSON_EACH_ITEM(run->doc, at, item) {
        const struct schema_node *node = count < array->prefix_count ? array->prefix[count]
                                                                     : array->items;
        bool fits = !node || baton_schema__accept_child(run, node, item);
        fit->known += node && fits;
        fit->faults += !fits;
        count++;
    }
    fit->faults += count < array->min || count > array->max;
}

static void measure_step(struct schema_run *run, const struct schema_step *step, uint32_t at,
                         struct fit *fit)
{
    bool holds = false;
    switch (step->op) {
    case STEP_ALL:
        measure(run, step->nodes[0], at, fit);
        break;
    case STEP_ANY:
    case STEP_ONE:
        for (uint32_t i = 0; i < step->count && !holds; i++)
            holds = baton_schema__accept(run, step->nodes[i], at, NULL);
        fit->faults += !holds;
        break;
    case STEP_NOT:
        fit->faults += baton_schema__accept(run, step->nodes[0], at, NULL);
        break;
    case STEP_IF:
        holds = baton_schema__accept(run, step->nodes[0], at, NULL);
        if (step->nodes[holds ? 1 : 2])
            measure(run, step->nodes[holds ? 1 : 2], at, fit);
        break;
    }
}

static void measure_own(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct fit *fit)
{
    for (const struct schema_values *values = node->values; values; values = values->next)
        fit->faults += !baton_schema__in_values(run, values, at);
    switch ((enum baton_json_type)run->v[at].type) {
    case BATON_JSON_NUMBER:
        fit->faults += node->number && !baton_schema__number_fits(run, node->number, at);
        break;
    case BATON_JSON_STRING:
        fit->faults += node->text && !baton_schema__length_fits(run, node->text->min,
                                                                node->text->max, at);
        break;
    case BATON_JSON_ARRAY:
        if (node->array)
            measure_array(run, node->array, at, fit);
        break;
    case BATON_JSON_OBJECT:
        if (node->object)
            measure_object(run, node->object, at, fit);
        break;
    case BATON_JSON_NULL:
    case BATON_JSON_FALSE:
    case BATON_JSON_TRUE:
        break;
    }
}

static void measure(struct schema_run *run, const struct schema_node *node, uint32_t at,
                    struct fit *fit)
{
    if (!(node->types & SCHEMA_BIT(run->v[at].type))) {
        fit->mistyped = true;
        return;
    }
    if (!baton_schema__enter(run))
        return;
    measure_own(run, node, at, fit);
    for (uint32_t i = 0; i < node->step_count; i++)
        measure_step(run, &node->steps[i], at, fit);
    run->depth--;
}

/* ---- choosing ------------------------------------------------------------------------ */

/* The only alternative that is still in, or -1. */
static int only(const struct fit *fits, uint32_t count)
{
    int found = -1;
    for (uint32_t i = 0; i < count; i++) {
        if (fits[i].out)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static bool drop_mistyped(struct fit *fits, uint32_t count)
{
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        fits[i].out = fits[i].mistyped;
        any |= !fits[i].out;
    }
    return any;
}

/* Does another alternative, too, have a const or enum for this member? */
static bool discriminates(const struct fit *fits, uint32_t count, uint32_t self,
                          const struct fact *fact)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; i != self && !fits[i].out && k < fits[i].fact_count; k++)
            if (fits[i].facts[k].value == fact->value)
                return true;
    return false;
}

/* How many of the facts that tell alternatives apart hold, or do not. */
static uint32_t count_facts(const struct fit *fits, uint32_t count, uint32_t self, bool hold)
{
    uint32_t found = 0;
    for (uint32_t k = 0; k < fits[self].fact_count; k++) {
        const struct fact *fact = &fits[self].facts[k];
        found += fact->fits == hold && discriminates(fits, count, self, fact);
    }
    return found;
}

/* The alternative for which a member is nearly right, and right for none; or -1. */
static int nearly(struct schema_run *run, const struct fit *fits, uint32_t count)
{
    size_t least = SIZE_MAX;
    int best = -1;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = 0; !fits[i].out && k < fits[i].fact_count; k++) {
            const struct fact *fact = &fits[i].facts[k];
            struct baton_str text;
            if (fact->fits || !discriminates(fits, count, i, fact))
                continue;
            size_t far = baton_schema__nearest_value(run, fact->values, fact->value, &text);
            if (far < least)
                best = (int)i;
            else if (far == least && best != (int)i)
                best = -1;
            least = far < least ? far : least;
        }
    return least == SIZE_MAX ? -1 : best;
}

/* Keeps the alternatives whose telling facts hold; returns the one nearly meant, if none does. */
static int by_facts(struct schema_run *run, struct fit *fits, uint32_t count, bool *keep)
{
    bool held = false, free = false;
    for (uint32_t i = 0; i < count; i++) {
        bool misses = fits[i].out || count_facts(fits, count, i, false);
        keep[i] = !misses && count_facts(fits, count, i, true);
        held |= keep[i];
        free |= !misses;
    }
    if (!held) {
        int best = nearly(run, fits, count);
        if (best >= 0 || !free)
            return best;
        for (uint32_t i = 0; i < count; i++)
            keep[i] = !fits[i].out && !count_facts(fits, count, i, false);
    }
    for (uint32_t i = 0; i < count; i++)
        fits[i].out |= !keep[i];
    return only(fits, count);
}

static bool is_nearer(const struct fit *a, const struct fit *b)
{
    return a->faults * (b->known + 1) < b->faults * (a->known + 1);
}

/* The one that is nearer than all others and knows at least something of the value. */
static int nearest(const struct fit *fits, uint32_t count)
{
    int best = -1;
    for (uint32_t i = 0; i < count; i++)
        if (!fits[i].out && (best < 0 || is_nearer(&fits[i], &fits[best])))
            best = (int)i;
    for (uint32_t i = 0; best >= 0 && i < count; i++)
        if (!fits[i].out && (int)i != best && !is_nearer(&fits[best], &fits[i]))
            return -1;
    return best >= 0 && fits[best].known ? best : -1;
}

int baton_schema__meant(struct schema_run *run, const struct schema_step *step, uint32_t at)
{
    uint32_t count = step->count;
    if (count == 1)
        return 0;
    struct fit *fits = BATON_NEW_N(run->arena, struct fit, count);
    bool *keep = BATON_NEW_N(run->arena, bool, count);
    run->failed |= !fits || !keep;
    bool deep = run->deep;
    for (uint32_t i = 0; !run->failed && i < count; i++)
        measure(run, step->nodes[i], at, &fits[i]);
    run->deep = deep;
    if (run->failed || !drop_mistyped(fits, count))
        return -1;
    int found = only(fits, count);
    if (found < 0)
        found = by_facts(run, fits, count, keep);
    return found >= 0 ? found : nearest(fits, count);
}
