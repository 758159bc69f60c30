/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which alternative of a failed anyOf or oneOf was meant. In this order: the
 * one whose type the value has; the one whose const or enum, where several
 * alternatives have one for the same property, the value satisfies, or nearly
 * does; the one that is nearest, by faults against properties that it knows.
 *
 * Only one level is looked at: members are asked whether they hold, no more. Of
 * choices within an alternative the best one counts as a part of it.
 */
#include <string.h>

#include "core/schema/report_int.h"

enum {
    FACTS = 12,
    LEVELS = 4,          /* of choices within choices that are looked into */
    MEASURED = 1 << 22   /* members and items that are looked at for one report */
};

/* A property for which an alternative has a const or an enum. */
struct fact {
    uint32_t value;
    bool fits;
    const struct schema_values *values;
};

/* How an alternative fits. */
struct schema_fit {
    uint64_t faults, known;
    bool mistyped;
    bool out;  /* was not meant */
    bool keep; /* is still to be considered */
    uint32_t fact_count;
    uint32_t level;
    struct fact facts[FACTS];
};

static void measure(struct schema_run *run, const struct schema_node *node, uint32_t at,
                    struct schema_fit *fit);

/* Counts work; false when there was too much of it. */
static bool may_measure(struct schema_run *run)
{
    return run->report->measured < MEASURED && ++run->report->measured;
}

static void count_child(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct schema_fit *fit)
{
    bool fits = baton_schema__accept_child(run, node, at);
    fit->faults += !fits;
    if (node->values && fit->fact_count < FACTS)
        fit->facts[fit->fact_count++] = (struct fact){at, fits, node->values};
}

static void count_other(struct schema_run *run, const struct schema_object *object, uint32_t key,
                        struct schema_fit *fit)
{
    bool matched = false;
    for (uint32_t i = 0; i < object->pattern_count; i++) {
        const struct schema_pattern *pattern = &object->patterns[i];
        if (!baton_schema__pattern_fits(run, pattern->compiled, pattern->simple, key))
            continue;
        matched = true;
        fit->faults += !baton_schema__accept_child(run, object->patterns[i].node, key + 1);
    }
    fit->known += matched;
    if (!matched && object->additional)
        fit->faults += !baton_schema__accept_child(run, object->additional, key + 1);
}

static void measure_object(struct schema_run *run, const struct schema_object *object,
                           uint32_t at, struct schema_fit *fit)
{
    struct schema_seen seen;
    const struct schema_name *next = object->names.items;
    if (!baton_schema__seen_init(run, &seen, object->words))
        return;
    BATON_JSON_EACH_MEMBER(run->doc, at, key) {
        const struct schema_name *name = baton_schema__member(run, &object->names, key, &next);
        if (!may_measure(run))
            return;
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
                          struct schema_fit *fit)
{
    uint32_t count = 0;
    BATON_JSON_EACH_ITEM(run->doc, at, item) {
        const struct schema_node *node = count < array->prefix_count ? array->prefix[count]
                                                                     : array->items;
        if (!may_measure(run))
            return;
        bool fits = !node || baton_schema__accept_child(run, node, item);
        fit->known += node && fits;
        fit->faults += !fits;
        count++;
    }
    fit->faults += count < array->min || count > array->max;
}

static bool is_nearer(const struct schema_fit *a, const struct schema_fit *b)
{
    return a->faults * (b->known + 1) < b->faults * (a->known + 1);
}

static uint32_t count_fitting(const struct schema_fit *fit)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < fit->fact_count; i++)
        count += fit->facts[i].fits;
    return count;
}

/* By the type, by what tells alternatives apart, by faults. */
static bool is_better(const struct schema_fit *a, const struct schema_fit *b)
{
    uint32_t x = count_fitting(a), y = count_fitting(b);
    if (a->mistyped != b->mistyped)
        return b->mistyped;
    return x != y ? x > y : is_nearer(a, b);
}

static void add_facts(struct schema_fit *fit, const struct schema_fit *from)
{
    for (uint32_t i = 0; i < from->fact_count && fit->fact_count < FACTS; i++)
        fit->facts[fit->fact_count++] = from->facts[i];
}

/* Measures all alternatives of a choice within an alternative; *all has the facts of all. */
static void measure_each(struct schema_run *run, const struct schema_step *step, uint32_t at,
                         struct schema_fit *best, struct schema_fit *all)
{
    for (uint32_t i = 0; i < step->count; i++) {
        struct schema_fit next = {.level = all->level};
        measure(run, step->nodes[i], at, &next);
        add_facts(all, &next);
        if (is_better(&next, best))
            *best = next;
    }
}

/* As good as the best of it. Where nothing tells which one that is, all of it may be. */
static void measure_choice(struct schema_run *run, const struct schema_step *step, uint32_t at,
                           struct schema_fit *fit)
{
    struct schema_fit best = {.mistyped = true}, all = {.level = fit->level + 1};
    for (uint32_t i = 0; i < step->count; i++)
        if (baton_schema__accept(run, step->nodes[i], at, NULL))
            return;
    if (fit->level >= LEVELS) {
        fit->faults++;
        return;
    }
    measure_each(run, step, at, &best, &all);
    fit->mistyped |= best.mistyped;
    fit->faults += best.faults ? best.faults : 1;
    fit->known += best.known;
    add_facts(fit, count_fitting(&best) ? &best : &all);
}

static void measure_step(struct schema_run *run, const struct schema_step *step, uint32_t at,
                         struct schema_fit *fit)
{
    bool holds = false;
    switch (step->op) {
    case STEP_ALL:
        measure(run, step->nodes[0], at, fit);
        break;
    case STEP_ANY:
    case STEP_ONE:
        measure_choice(run, step, at, fit);
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
                        struct schema_fit *fit)
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
                    struct schema_fit *fit)
{
    if (!(node->types & SCHEMA_BIT(run->v[at].type))) {
        fit->mistyped = true;
        return;
    }
    if (!may_measure(run) || !baton_schema__enter(run))
        return;
    measure_own(run, node, at, fit);
    for (uint32_t i = 0; i < node->step_count; i++)
        measure_step(run, &node->steps[i], at, fit);
    run->depth--;
}

/* ---- choosing ------------------------------------------------------------------------ */

/* The only alternative that is still in, or -1. */
static int only(const struct schema_fit *fits, uint32_t count)
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

static bool drop_mistyped(struct schema_fit *fits, uint32_t count)
{
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        fits[i].out = fits[i].mistyped;
        any |= !fits[i].out;
    }
    return any;
}

/* The alternatives, and which of them have a const or enum for which member. */
struct choice {
    struct schema_fit *fits;
    uint32_t count;
    struct schema_index by_value; /* of the member; rows are alternatives */
};

static uint64_t value_hash(uint32_t value)
{
    return baton_schema__mix(value, 0);
}

/* Does another alternative, too, have a const or enum for this member? */
static bool discriminates(const struct choice *choice, uint32_t self, const struct fact *fact)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = value_hash(fact->value);
    while ((row = baton_schema__index_next(&choice->by_value, hash, &cursor)) != SCHEMA_NONE)
        if (row != self)
            return true;
    return false;
}

/* Two alternatives per member are enough to know that it tells some apart. */
static bool index_fact(struct schema_run *run, struct choice *choice, uint32_t row,
                       const struct fact *fact)
{
    uint32_t cursor = SCHEMA_NONE, other;
    uint64_t hash = value_hash(fact->value);
    size_t rows = 0;
    while ((other = baton_schema__index_next(&choice->by_value, hash, &cursor)) != SCHEMA_NONE)
        if (other == row || ++rows == 2)
            return true;
    return baton_schema__index_add(&choice->by_value, run->arena, hash, row);
}

static bool index_facts(struct schema_run *run, struct choice *choice)
{
    for (uint32_t i = 0; i < choice->count; i++)
        for (uint32_t k = 0; !choice->fits[i].out && k < choice->fits[i].fact_count; k++)
            if (!index_fact(run, choice, i, &choice->fits[i].facts[k]))
                return false;
    return true;
}

/* How many of the facts that tell alternatives apart hold, or do not. */
static uint32_t count_facts(const struct choice *choice, uint32_t self, bool hold)
{
    uint32_t found = 0;
    for (uint32_t k = 0; k < choice->fits[self].fact_count; k++) {
        const struct fact *fact = &choice->fits[self].facts[k];
        found += fact->fits == hold && discriminates(choice, self, fact);
    }
    return found;
}

static struct schema_meaning meant(int branch, enum baton_schema_meant why, uint32_t key)
{
    return (struct schema_meaning){branch, branch < 0 ? BATON_MEANT_NONE : why, key};
}

/* The alternative for which a member is nearly right, and right for none; or -1. */
static struct schema_meaning nearly(struct schema_run *run, const struct choice *choice)
{
    size_t least = SIZE_MAX;
    int best = -1;
    uint32_t key = SCHEMA_NONE;
    for (uint32_t i = 0; i < choice->count; i++)
        for (uint32_t k = 0; !choice->fits[i].out && k < choice->fits[i].fact_count; k++) {
            const struct fact *fact = &choice->fits[i].facts[k];
            struct baton_str text;
            if (fact->fits || !discriminates(choice, i, fact))
                continue;
            size_t far = baton_schema__nearest_value(run, fact->values, fact->value, &text);
            if (far < least || (far == least && best != (int)i)) {
                best = far < least ? (int)i : -1;
                key = fact->value - 1;
            }
            least = far < least ? far : least;
        }
    if (least == SIZE_MAX || best < 0)
        key = SCHEMA_NONE;
    return meant(least == SIZE_MAX ? -1 : best, BATON_MEANT_DISCRIMINATOR, key);
}

/* The first fact of an alternative that tells it from others and holds, or does not: its key. */
static uint32_t telling_key(const struct choice *choice, uint32_t row, bool holds)
{
    for (uint32_t k = 0; k < choice->fits[row].fact_count; k++)
        if (choice->fits[row].facts[k].fits == holds &&
            discriminates(choice, row, &choice->fits[row].facts[k]))
            return choice->fits[row].facts[k].value - 1;
    return SCHEMA_NONE;
}

static bool has_failed_fact(const struct schema_fit *fit, uint32_t key)
{
    for (uint32_t k = 0; k < fit->fact_count; k++)
        if (!fit->facts[k].fits && fit->facts[k].value == key + 1)
            return true;
    return false;
}

/* The member whose value is that of no alternative, though all have one for it. */
static uint32_t wrong_for_all(const struct choice *choice)
{
    const struct schema_fit *first = NULL;
    for (uint32_t i = 0; i < choice->count && !first; i++)
        first = choice->fits[i].out ? NULL : &choice->fits[i];
    for (uint32_t k = 0; first && k < first->fact_count; k++) {
        uint32_t key = first->facts[k].value - 1, i = 0;
        while (i < choice->count && (choice->fits[i].out || has_failed_fact(&choice->fits[i], key)))
            i++;
        if (i == choice->count)
            return key;
    }
    return SCHEMA_NONE;
}

/* Keeps the alternatives whose telling facts hold, or those that have none that fails. */
static uint32_t keep_by_facts(struct choice *choice, bool *held, bool *free)
{
    struct schema_fit *fits = choice->fits;
    uint32_t key = SCHEMA_NONE;
    *held = *free = false;
    for (uint32_t i = 0; i < choice->count; i++) {
        bool misses = fits[i].out || count_facts(choice, i, false);
        fits[i].keep = !misses && count_facts(choice, i, true);
        if (fits[i].keep && key == SCHEMA_NONE)
            key = telling_key(choice, i, true);
        *held |= fits[i].keep;
        *free |= !misses;
    }
    return key;
}

/* By the members that tell alternatives apart. */
static struct schema_meaning by_facts(struct schema_run *run, struct choice *choice)
{
    struct schema_fit *fits = choice->fits;
    bool held, free;
    uint32_t key = keep_by_facts(choice, &held, &free);
    if (!held) {
        struct schema_meaning found = nearly(run, choice);
        if (found.branch >= 0)
            return found;
        if (!free)
            return meant(-1, BATON_MEANT_NONE, wrong_for_all(choice));
        for (uint32_t i = 0; i < choice->count; i++)
            fits[i].keep = !fits[i].out && !count_facts(choice, i, false);
    }
    for (uint32_t i = 0; i < choice->count; i++)
        fits[i].out |= !fits[i].keep;
    return meant(only(fits, choice->count), held ? BATON_MEANT_DISCRIMINATOR : BATON_MEANT_NEAREST,
                 held ? key : SCHEMA_NONE);
}

/* The one that is nearer than all others and knows at least something of the value. */
static int nearest(const struct schema_fit *fits, uint32_t count)
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

/* Room for count alternatives, cleared; kept for the next time. */
static struct schema_fit *take_fits(struct schema_run *run, uint32_t count)
{
    struct schema_report *report = run->report;
    if (count > report->fit_count) {
        report->fits = BATON_NEW_N(run->arena, struct schema_fit, count);
        report->fit_count = report->fits ? count : 0;
        run->failed |= !report->fits;
        return report->fits;
    }
    memset(report->fits, 0, count * sizeof *report->fits);
    return report->fits;
}

static struct schema_meaning by_fit(struct schema_run *run, struct choice *choice)
{
    int found = only(choice->fits, choice->count);
    if (found >= 0)
        return meant(found, BATON_MEANT_TYPE, SCHEMA_NONE);
    run->failed |= !index_facts(run, choice);
    struct schema_meaning meaning = by_facts(run, choice);
    if (meaning.branch >= 0 || meaning.key != SCHEMA_NONE)
        return meaning;
    return meant(nearest(choice->fits, choice->count), BATON_MEANT_NEAREST, SCHEMA_NONE);
}

struct schema_meaning baton_schema__meant(struct schema_run *run, const struct schema_node *node,
                                          const struct schema_step *step, uint32_t at)
{
    uint32_t key;
    if (step->count == 1)
        return meant(0, BATON_MEANT_ONLY, SCHEMA_NONE);
    int named = baton_schema__discriminated(run, node, step, at, &key);
    if (named >= 0)
        return meant(named, BATON_MEANT_DISCRIMINATOR, key);
    struct choice choice = {.fits = take_fits(run, step->count), .count = step->count};
    bool deep = run->deep;
    for (uint32_t i = 0; !run->failed && i < choice.count; i++)
        measure(run, step->nodes[i], at, &choice.fits[i]);
    run->deep = deep;
    struct schema_meaning none = meant(-1, BATON_MEANT_NONE, SCHEMA_NONE);
    if (run->failed || run->report->measured >= MEASURED ||
        !drop_mistyped(choice.fits, choice.count))
        return none;
    struct schema_meaning meaning = by_fit(run, &choice);
    if (named == -1 && meaning.meant != BATON_MEANT_DISCRIMINATOR)
        return meant(-1, BATON_MEANT_NONE, key);
    return meaning;
}
