/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner that only says yes or no: it stops at the first thing that is
 * wrong, and takes no memory but for names and patterns where the text has
 * escapes, uniqueItems, marks of more than 64 members, and answers (memo.c).
 */
#include "core/schema/run_int.h"

/* Kept out of their callers, which for most values have little to do. */
#define APART __attribute__((noinline))

static bool accept_in_place(struct schema_run *run, const struct schema_node *node, uint32_t at,
                            struct schema_marks *marks)
{
    return baton_schema__accept(run, node, at, node->marks ? marks : NULL);
}

static APART bool accept_inside(struct schema_run *run, const struct schema_node *node,
                                uint32_t at);
static APART bool accept_brief(struct schema_run *run, const struct schema_node *node,
                               const struct baton_json_value *at);
static APART bool accept_extra(struct schema_run *run, const struct schema_name *name,
                               uint32_t value);

static inline uint32_t index_of(const struct schema_run *run, const struct baton_json_value *v)
{
    return (uint32_t)(v - run->v);
}

/* ---- strings and numbers ------------------------------------------------------------- */

static inline bool accept_length(struct schema_run *run, const struct schema_quick *quick,
                                 const struct baton_json_value *v)
{
    const struct schema_text *text = quick->node->text;
    if (v->end - v->start - 2 - quick->low <= quick->span && baton_schema__is_tidy(v, 0))
        return true;
    return baton_schema__length_fits(run, text->min, text->max, index_of(run, v));
}

/* One of a few short strings. */
static inline bool accept_word(struct schema_run *run, const struct schema_values *values,
                               const struct baton_json_value *v)
{
    const struct schema_name *word = values->strings.items;
    const char *s = run->text + v->start + 1;
    uint32_t len = v->end - v->start - 2;
    uint64_t head, tail;
    if (!baton_schema__is_tidy(v, 0) || s > run->limit)
        return baton_schema__in_values(run, values, index_of(run, v));
    baton_schema__name_ends(s, len, &head, &tail);
    for (const struct schema_name *end = word + values->strings.count; word < end; word++)
        if (word->head == head && word->tail == tail && word->len == len)
            return true;
    return false;
}

static bool accept_text(struct schema_run *run, const struct schema_text *text, uint32_t at)
{
    const struct baton_json_value *v = &run->v[at];
    uint32_t bytes = v->end - v->start - v->lead - v->trail;
    /* As many characters as bytes at most, and a quarter of that at least. */
    bool plainly = bytes <= text->max && (bytes + 3) / 4 >= text->min &&
                   !(v->flags & BATON_JSON_ESCAPED);
    if (!plainly && !baton_schema__length_fits(run, text->min, text->max, at))
        return false;
    if (text->pattern && !baton_schema__pattern_fits(run, text->pattern, text->simple, at))
        return false;
    if (text->format && !baton_schema__format_fits(run, text->format, at))
        return false;
    return !text->content || (baton_schema__encoding_fits(run, text->content, at) &&
                              baton_schema__media_fits(run, text->content, at));
}

/* ---- the quick way ------------------------------------------------------------------- */

static inline bool accept_number(struct schema_run *run, const struct schema_number *number,
                                 const struct baton_json_value *v)
{
    int easy = number->easy ? baton_schema__easy_fits(number, run->text + v->start,
                                                      run->text + v->end) : -1;
    return easy < 0 ? baton_schema__number_fits(run, number, index_of(run, v)) : easy;
}

/*
 * What the simplest nodes ask is answered on the spot, and what most values are
 * is simple. name is that of a member with a row in a table, or NULL.
 */
static inline __attribute__((always_inline)) bool
accept_quick(struct schema_run *run, const struct schema_quick *quick,
             const struct schema_name *name, const struct baton_json_value *v)
{
    uint8_t bit = SCHEMA_BIT(v->type);
    if (quick->plain & bit)
        return true;
    if (!(quick->types & bit))
        return false;
    switch ((enum schema_kind)quick->kind) {
    case KIND_LENGTH:
        return accept_length(run, quick, v);
    case KIND_WORDS:
        return accept_word(run, quick->node->values, v);
    case KIND_TEXT:
        return accept_text(run, quick->node->text, index_of(run, v));
    case KIND_NUMBER:
        return accept_number(run, quick->node->number, v);
    case KIND_BRIEF:
        return accept_brief(run, quick->node, v);
    case KIND_INSIDE:
        return accept_inside(run, quick->node, index_of(run, v));
    case KIND_EXTRA:
        return name && accept_extra(run, name, index_of(run, v));
    case KIND_NODE:
        break;
    }
    return baton_schema__accept(run, quick->node, index_of(run, v), NULL);
}

bool baton_schema__accept_child(struct schema_run *run, const struct schema_node *node,
                                uint32_t at)
{
    return accept_quick(run, &node->quick, NULL, &run->v[at]);
}

/* ---- arrays -------------------------------------------------------------------------- */

uint64_t baton_schema__count_contained(struct schema_run *run, const struct schema_array *array,
                                       uint32_t at, struct schema_marks *marks)
{
    uint64_t count = 0;
    uint32_t ordinal = 0;
    if (!array->contains_marks)
        marks = NULL;
    for (uint32_t item = at + 1; item < run->v[at].next; item = run->v[item].next, ordinal++) {
        bool enough = count >= array->min_contains && array->max_contains == UINT64_MAX;
        if (enough && !marks)
            break;
        bool deep = run->deep;
        if (baton_schema__accept_child(run, array->contains, item)) {
            count++;
            if (marks)
                baton_schema__mark(marks, ordinal);
        }
        /* What is not needed any more cannot be too deep. */
        if (enough)
            run->deep = deep;
    }
    return count;
}

static bool accept_items(struct schema_run *run, const struct schema_array *array, uint32_t at)
{
    const struct baton_json_value *const v = run->v, *const end = v + v[at].next;
    const struct baton_json_value *item = v + at + 1;
    uint32_t count = 0;
    for (; item < end && count < array->prefix_count; item = v + item->next, count++)
        if (!accept_quick(run, &array->prefix[count]->quick, NULL, item))
            return false;
    for (; item < end; item = v + item->next, count++)
        if (array->items && !accept_quick(run, &array->items->quick, NULL, item))
            return false;
    return count >= array->min && count <= array->max;
}

void baton_schema__mark_items(const struct schema_array *array, struct schema_marks *marks)
{
    if (array->items)
        marks->all = true;
    else if (marks->upto < array->prefix_count)
        marks->upto = array->prefix_count;
}

static APART bool accept_array(struct schema_run *run, const struct schema_array *array,
                               uint32_t at, struct schema_marks *marks)
{
    if (!accept_items(run, array, at))
        return false;
    if (marks)
        baton_schema__mark_items(array, marks);
    if (array->contains) {
        uint64_t count = baton_schema__count_contained(run, array, at, marks);
        if (count < array->min_contains || count > array->max_contains)
            return false;
    }
    return !array->unique || baton_schema__is_unique(run, at);
}

/* ---- objects ------------------------------------------------------------------------- */

const struct schema_name *baton_schema__odd_member(struct schema_run *run,
                                                   const struct schema_names *names,
                                                   const struct baton_json_value *key)
{
    struct baton_str text = baton_json_string(run->doc, index_of(run, key), run->arena);
    run->failed |= !text.s;
    return text.s ? baton_schema__names_find(names, text) : NULL;
}

/* A name that is not in the table, where there are patterns. */
static APART bool accept_matched(struct schema_run *run, const struct schema_object *object,
                                 uint32_t key, bool *evaluated)
{
    bool matched = false;
    for (uint32_t i = 0; i < object->pattern_count; i++) {
        const struct schema_pattern *pattern = &object->patterns[i];
        if (!baton_schema__pattern_fits(run, pattern->compiled, pattern->simple, key))
            continue;
        matched = true;
        if (!baton_schema__accept_child(run, pattern->node, key + 1))
            return false;
    }
    if (evaluated)
        *evaluated = matched || object->additional;
    return matched || !object->additional ||
           baton_schema__accept_child(run, object->additional, key + 1);
}

static inline __attribute__((always_inline)) bool
accept_other(struct schema_run *run, const struct schema_object *object,
             const struct baton_json_value *key)
{
    if (!object->pattern_count)
        return accept_quick(run, &object->additional->quick, NULL, key + 1);
    return accept_matched(run, object, index_of(run, key), NULL);
}

/* What its node asks, and patternProperties. */
static APART bool accept_extra(struct schema_run *run, const struct schema_name *name,
                               uint32_t value)
{
    if (name->node && !baton_schema__accept_child(run, name->node, value))
        return false;
    for (const struct schema_node *const *extra = name->extra; *extra; extra++)
        if (!baton_schema__accept_child(run, *extra, value))
            return false;
    return true;
}

/*
 * All members; *count is how many there are. Written once, compiled twice: with
 * marks and without.
 */
static inline __attribute__((always_inline)) bool
walk_members(struct schema_run *run, const struct schema_object *object, uint32_t at,
             struct schema_marks *marks, bool marking, struct schema_seen *seen, uint32_t *count)
{
    const struct schema_name *next = object->names.items;
    uint32_t ordinal = 0, end = run->v[at].next;
    for (uint32_t key = at + 1; key < end; key = run->v[key + 1].next, ordinal++) {
        const struct schema_name *name = baton_schema__member(run, &object->names, key, &next);
        bool evaluated = name && marking && (name->node || name->extra);
        if (name) {
            seen->bits[name->word] |= name->mask;
            if (!accept_quick(run, &name->quick, name, &run->v[key + 1]))
                return false;
        } else if (object->others && !accept_matched(run, object, key, &evaluated)) {
            return false;
        }
        if (marking && evaluated)
            baton_schema__mark(marks, ordinal);
    }
    *count = ordinal;
    return !run->failed;
}

static bool accept_members(struct schema_run *run, const struct schema_object *object,
                           uint32_t at, struct schema_marks *marks, struct schema_seen *seen,
                           uint32_t *count)
{
    return marks ? walk_members(run, object, at, marks, true, seen, count)
                 : walk_members(run, object, at, NULL, false, seen, count);
}

static bool accept_names(struct schema_run *run, const struct schema_node *rule, uint32_t at)
{
    for (uint32_t key = at + 1; key < run->v[at].next; key = run->v[key + 1].next)
        if (!baton_schema__accept_child(run, rule, key))
            return false;
    return true;
}

/* For an object of which one word of bits is all that is to be kept in mind, as of most. */
static inline __attribute__((always_inline)) bool
walk_brief(struct schema_run *run, const struct schema_object *object,
           const struct baton_json_value *at)
{
    const struct baton_json_value *const v = run->v, *const end = v + at->next;
    const struct schema_name *next = object->names.items;
    uint64_t seen = 0, count = 0;
    for (const struct baton_json_value *key = at + 1; key < end; key = v + key[1].next, count++) {
        const struct schema_name *name = baton_schema__expect(run, &object->names, key, next);
        if (name) {
            next = name + 1;
            seen |= name->mask;
            if (!accept_quick(run, &name->quick, name, key + 1))
                return false;
        } else if (object->others && !accept_other(run, object, key)) {
            return false;
        }
    }
    return (seen & object->need[0]) == object->need[0] && count >= object->min &&
           count <= object->max && !run->failed &&
           (!object->name_rule || accept_names(run, object->name_rule, index_of(run, at)));
}

static APART bool accept_members_of(struct schema_run *run, const struct schema_object *object,
                                    const struct baton_json_value *at)
{
    return walk_brief(run, object, at);
}

static APART bool accept_brief(struct schema_run *run, const struct schema_node *node,
                               const struct baton_json_value *at)
{
    if (run->memo)
        return accept_inside(run, node, index_of(run, at));
    if (!baton_schema__enter(run))
        return false;
    bool yes = walk_brief(run, node->object, at);
    run->depth--;
    return yes;
}

static bool has_required(const struct schema_object *object, const struct schema_seen *seen)
{
    for (uint32_t i = 0; i < object->words; i++)
        if ((seen->bits[i] & object->need[i]) != object->need[i])
            return false;
    return true;
}

static bool has_needed(const struct schema_object *object, const struct schema_seen *seen)
{
    const struct schema_name *names = object->names.items;
    for (uint32_t i = 0; i < object->requirement_count; i++) {
        const struct schema_requirement *row = &object->requirements[i];
        for (uint32_t k = 0; baton_schema__saw(seen, &names[row->name]) && k < row->need_count;
             k++)
            if (!baton_schema__saw(seen, &names[row->needs[k]]))
                return false;
    }
    return true;
}

static APART bool accept_object(struct schema_run *run, const struct schema_object *object,
                                uint32_t at, struct schema_marks *marks)
{
    struct schema_seen seen;
    uint32_t count;
    if (!baton_schema__seen_init(run, &seen, object->words) ||
        !accept_members(run, object, at, marks, &seen, &count) || !has_required(object, &seen) ||
        count < object->min || count > object->max)
        return false;
    if (object->name_rule && !accept_names(run, object->name_rule, at))
        return false;
    if (object->requirement_count && !has_needed(object, &seen))
        return false;
    for (uint32_t i = 0; i < object->dependent_count; i++) {
        const struct schema_dependent *row = &object->dependents[i];
        if (baton_schema__saw(&seen, &object->names.items[row->name]) &&
            !accept_in_place(run, row->node, at, marks))
            return false;
    }
    return true;
}

/* ---- what applies to the same value -------------------------------------------------- */

bool baton_schema__accept_branch(struct schema_run *run, const struct schema_node *node,
                                 uint32_t at, struct schema_marks *marks)
{
    struct schema_marks own;
    if (!marks || !node->marks)
        return baton_schema__accept(run, node, at, NULL);
    if (!baton_schema__marks_init(run, &own, at) || !baton_schema__accept(run, node, at, &own))
        return false;
    baton_schema__marks_merge(marks, &own);
    return true;
}

static bool accept_any(struct schema_run *run, const struct schema_step *step, uint32_t at,
                       struct schema_marks *marks)
{
    bool holds = false, deep = run->deep;
    uint32_t i, end;
    baton_schema__choose(run, step, at, &i, &end);
    for (; i < end; i++) {
        if (holds && !(marks && step->nodes[i]->marks))
            continue;
        holds |= baton_schema__accept_branch(run, step->nodes[i], at, marks);
        if (holds)
            run->deep = deep;
    }
    return holds;
}

static bool accept_one(struct schema_run *run, const struct schema_step *step, uint32_t at,
                       struct schema_marks *marks)
{
    uint32_t count = 0, i, end;
    baton_schema__choose(run, step, at, &i, &end);
    for (; i < end && count < 2; i++)
        count += baton_schema__accept_branch(run, step->nodes[i], at, marks);
    return count == 1;
}

static bool accept_if(struct schema_run *run, const struct schema_step *step, uint32_t at,
                      struct schema_marks *marks)
{
    bool holds = baton_schema__accept_branch(run, step->nodes[0], at, marks);
    const struct schema_node *next = step->nodes[holds ? 1 : 2];
    return !next || accept_in_place(run, next, at, marks);
}

static bool accept_step(struct schema_run *run, const struct schema_step *step, uint32_t at,
                        struct schema_marks *marks)
{
    switch (step->op) {
    case STEP_ALL:
        return accept_in_place(run, step->nodes[0], at, marks);
    case STEP_ANY:
        return accept_any(run, step, at, marks);
    case STEP_ONE:
        return accept_one(run, step, at, marks);
    case STEP_NOT:
        return !baton_schema__accept(run, step->nodes[0], at, NULL);
    case STEP_IF:
        return accept_if(run, step, at, marks);
    }
    return false;
}

static bool accept_rest(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        const struct schema_marks *marks)
{
    bool object = run->v[at].type == BATON_JSON_OBJECT;
    const struct schema_node *rest = object ? node->rest_members : node->rest_items;
    uint32_t ordinal = 0, value;
    for (uint32_t i = at + 1; i < run->v[at].next; i = run->v[value].next, ordinal++) {
        value = i + object;
        if (!baton_schema__marked(marks, ordinal) &&
            !baton_schema__accept_child(run, rest, value))
            return false;
    }
    return true;
}

/* ---- nodes --------------------------------------------------------------------------- */

bool baton_schema__has_rest(const struct schema_run *run, const struct schema_node *node,
                            uint32_t at)
{
    return run->v[at].type == BATON_JSON_OBJECT  ? node->rest_members != NULL
           : run->v[at].type == BATON_JSON_ARRAY ? node->rest_items != NULL
                                                 : false;
}

static bool accept_typed(struct schema_run *run, const struct schema_node *node, uint32_t at,
                         struct schema_marks *marks)
{
    switch ((enum baton_json_type)run->v[at].type) {
    case BATON_JSON_STRING:
        return !node->text || accept_text(run, node->text, at);
    case BATON_JSON_NUMBER:
        return !node->number || baton_schema__number_fits(run, node->number, at);
    case BATON_JSON_ARRAY:
        return !node->array || accept_array(run, node->array, at, marks);
    case BATON_JSON_OBJECT:
        return !node->object || (node->object->brief && !marks
                                     ? accept_members_of(run, node->object, &run->v[at])
                                     : accept_object(run, node->object, at, marks));
    case BATON_JSON_NULL:
    case BATON_JSON_FALSE:
    case BATON_JSON_TRUE:
        break;
    }
    return true;
}

/* What the node asks of the value by itself. */
static bool accept_own(struct schema_run *run, const struct schema_node *node, uint32_t at,
                       struct schema_marks *marks)
{
    for (const struct schema_values *values = node->values; values; values = values->next)
        if (!baton_schema__in_values(run, values, at))
            return false;
    return accept_typed(run, node, at, marks);
}

static bool accept_all(struct schema_run *run, const struct schema_node *node, uint32_t at,
                       struct schema_marks *marks)
{
    if (!accept_own(run, node, at, marks))
        return false;
    for (uint32_t i = 0; i < node->step_count; i++)
        if (!accept_step(run, &node->steps[i], at, marks))
            return false;
    return true;
}

static bool accept_node(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct schema_marks *marks)
{
    struct schema_marks own;
    if (node->simple)
        return accept_typed(run, node, at, marks);
    if (!baton_schema__has_rest(run, node, at))
        return accept_all(run, node, at, marks);
    if (!baton_schema__marks_init(run, &own, at) || !accept_all(run, node, at, &own) ||
        !accept_rest(run, node, at, &own))
        return false;
    if (marks)
        marks->all = true;
    return true;
}

/* With what was found out before, and for what comes later. */
static APART bool accept_asked(struct schema_run *run, const struct schema_node *node,
                               uint32_t at)
{
    bool deep = run->deep;
    enum schema_answer answer = baton_schema__recall(run, node, at);
    if (answer)
        return answer == ANSWER_YES;
    bool yes = accept_node(run, node, at, NULL);
    if (run->deep == deep)
        baton_schema__remember(run, node, at, yes);
    return yes;
}

static APART bool accept_inside(struct schema_run *run, const struct schema_node *node,
                                uint32_t at)
{
    if (!baton_schema__enter(run))
        return false;
    bool yes = run->memo ? accept_asked(run, node, at) : accept_typed(run, node, at, NULL);
    run->depth--;
    return yes;
}

bool baton_schema__accept(struct schema_run *run, const struct schema_node *node, uint32_t at,
                          struct schema_marks *marks)
{
    if (!(node->quick.types & SCHEMA_BIT(run->v[at].type)))
        return false;
    node = node->quick.node;
    if (node->leaf)
        return accept_own(run, node, at, NULL);
    if (!baton_schema__enter(run))
        return false;
    bool yes = run->memo && !marks ? accept_asked(run, node, at)
                                   : accept_node(run, node, at, marks);
    run->depth--;
    return yes;
}

int baton_schema_accepts(const struct baton_schema *schema, const struct baton_json *doc,
                         uint32_t value, struct baton_arena *scratch)
{
    struct schema_run run;
    baton_schema__run_init(&run, schema, doc, scratch);
    bool yes = baton_schema__accept(&run, schema->root, value, NULL);
    if (run.failed || baton_arena_failed(scratch))
        return -1;
    return yes && !run.deep && !run.exhausted;
}
