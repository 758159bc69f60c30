/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The runner that reports all faults. It goes the ways of accept.c, but never
 * stops; where that one answers a question (which alternative holds, does the
 * condition hold), it is asked.
 *
 * What has failed still marks the members it knows: a member is not unknown
 * because a schema that knows it failed for another reason.
 */
#include <string.h>

#include "core/schema/report_int.h"

enum { VAIN_PER_VALUE = 4 };

static void check(struct schema_run *run, const struct schema_node *node, uint32_t at,
                  struct schema_marks *marks);

static struct schema_hit *hit(struct schema_run *run, enum baton_schema_keyword keyword,
                              const struct schema_node *node, uint32_t keyword_at,
                              uint32_t instance)
{
    struct schema_report *report = run->report;
    report->total++;
    if (report->muted || report->hit_count >= report->hit_limit)
        return NULL;
    struct schema_hit *kept = BATON_PUSH(run->arena, report->hits, report->hit_count,
                                         report->hit_capacity);
    run->failed |= !kept;
    if (kept)
        *kept = (struct schema_hit){.keyword = keyword, .instance = instance, .within = instance,
                                    .at = keyword_at, .node = node, .fits = {-1, -1},
                                    .meaning = {-1, BATON_MEANT_NONE, SCHEMA_NONE}};
    return kept;
}

static void note(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    struct schema_report *report = run->report;
    for (uint32_t i = 0; i < node->remark_count; i++) {
        struct baton_schema_note *kept = BATON_PUSH(run->arena, report->notes,
                                                    report->note_count, report->note_capacity);
        run->failed |= !kept;
        if (kept)
            *kept = (struct baton_schema_note){at, node->doc->json, node->remarks[i].at, node->at,
                                               node->remarks[i].keyword};
    }
}

/*
 * Most of an instance is as it should be: the runner that accepts is asked
 * first, where there are no notes to be gathered. What it looked at in vain is
 * counted, so that a deep fault does not make every level be looked at again
 * and again.
 */
static bool is_in_order(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    bool deep = run->deep;
    struct schema_report *report = run->report;
    if (node->remarkable || report->vain > (uint64_t)run->doc->count * VAIN_PER_VALUE)
        return false;
    if (baton_schema__accept_child(run, node, at) && run->deep == deep)
        return true;
    run->deep = deep;
    report->vain += run->v[at].next - at;
    return false;
}

static void check_child(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    if (!is_in_order(run, node, at))
        check(run, node, at, NULL);
}

static void check_in_place(struct schema_run *run, const struct schema_node *node, uint32_t at,
                           struct schema_marks *marks)
{
    if (marks && node->marks)
        check(run, node, at, marks);
    else
        check_child(run, node, at);
}

/* ---- values of one type -------------------------------------------------------------- */

static bool check_values(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    bool fits = true;
    for (const struct schema_values *values = node->values; values; values = values->next) {
        if (baton_schema__in_values(run, values, at))
            continue;
        (void)hit(run, values->keyword, node, values->at, at);
        fits = false;
    }
    return fits;
}

static void check_text(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    const struct schema_text *text = node->text;
    if (text->min && !baton_schema__length_fits(run, text->min, UINT64_MAX, at))
        (void)hit(run, BATON_KW_MIN_LENGTH, node, text->min_at, at);
    if (text->max != UINT64_MAX && !baton_schema__length_fits(run, 0, text->max, at))
        (void)hit(run, BATON_KW_MAX_LENGTH, node, text->max_at, at);
    if (text->pattern && !baton_schema__pattern_fits(run, text->pattern, text->simple, at))
        (void)hit(run, BATON_KW_PATTERN, node, text->pattern_at, at);
    if (text->format && !baton_schema__format_fits(run, text->format, at))
        (void)hit(run, BATON_KW_FORMAT, node, text->format_at, at);
    if (!text->content)
        return;
    if (!baton_schema__encoding_fits(run, text->content, at))
        (void)hit(run, BATON_KW_CONTENT_ENCODING, node, text->content->encoding_at, at);
    if (!baton_schema__media_fits(run, text->content, at))
        (void)hit(run, BATON_KW_CONTENT_MEDIA_TYPE, node, text->content->media_at, at);
}

static void check_number(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    const struct schema_number *number = node->number;
    struct schema_decimal value;
    if (baton_schema__number_fits(run, number, at))
        return;
    baton_schema__decimal(baton_json_raw(run->doc, at), &value);
    if (number->integer && !baton_schema__is_integer(run, number, at))
        (void)hit(run, BATON_KW_TYPE, node, node->type_at, at);
    if (number->bits && !baton_schema__bits_fit(number->bits, &value))
        (void)hit(run, BATON_KW_FORMAT, node, number->bits_at, at);
    for (uint32_t i = 0; i < number->count; i++)
        if (!baton_schema__bound_fits(&number->bounds[i], &value))
            (void)hit(run, number->bounds[i].keyword, node, number->bounds[i].at, at);
}

/* ---- arrays -------------------------------------------------------------------------- */

/* A value where none may be: one fault, whatever the value is. */
static bool is_nothing(const struct schema_node *node)
{
    return !node->types && node->type_at == SCHEMA_NONE;
}

/* Items are fewer than INT_MAX wherever a text is less than 4 GiB long. */
static void count_hit(struct schema_hit *kept, uint64_t count)
{
    if (kept)
        kept->matched = (int)count;
}

static void check_contains(struct schema_run *run, const struct schema_node *node, uint32_t at,
                           struct schema_marks *marks)
{
    const struct schema_array *array = node->array;
    uint64_t count = baton_schema__count_contained(run, array, at, marks);
    if (count < array->min_contains)
        count_hit(array->min_contains_at == SCHEMA_NONE
                      ? hit(run, BATON_KW_CONTAINS, node, array->contains_at, at)
                      : hit(run, BATON_KW_MIN_CONTAINS, node, array->min_contains_at, at), count);
    if (count > array->max_contains)
        count_hit(hit(run, BATON_KW_MAX_CONTAINS, node, array->max_contains_at, at), count);
    if (!array->contains->remarkable)
        return;
    bool deep = run->deep;
    BATON_JSON_EACH_ITEM(run->doc, at, item)
        if (baton_schema__accept_child(run, array->contains, item))
            check_child(run, array->contains, item);
    run->deep = deep;
}

static void check_array(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct schema_marks *marks)
{
    const struct schema_array *array = node->array;
    uint32_t count = 0;
    for (uint32_t item = at + 1; item < run->v[at].next; item = run->v[item].next, count++) {
        if (count < array->prefix_count)
            check_child(run, array->prefix[count], item);
        else if (array->items && is_nothing(array->items))
            (void)hit(run, BATON_KW_ITEMS, node, array->items_at, item);
        else if (array->items)
            check_child(run, array->items, item);
    }
    if (count < array->min)
        (void)hit(run, BATON_KW_MIN_ITEMS, node, array->min_at, at);
    if (count > array->max)
        (void)hit(run, BATON_KW_MAX_ITEMS, node, array->max_at, at);
    if (marks)
        baton_schema__mark_items(array, marks);
    if (array->contains)
        check_contains(run, node, at, marks);
    if (array->unique && !baton_schema__is_unique(run, at))
        (void)hit(run, BATON_KW_UNIQUE_ITEMS, node, array->unique_at, at);
}

/* ---- objects ------------------------------------------------------------------------- */

static void unknown(struct schema_run *run, enum baton_schema_keyword keyword,
                    const struct schema_node *node, uint32_t keyword_at, uint32_t at,
                    uint32_t key)
{
    struct schema_hit *kept = hit(run, keyword, node, keyword_at, key);
    if (kept)
        kept->within = at;
}

static void check_additional(struct schema_run *run, const struct schema_node *node, uint32_t at,
                             uint32_t key)
{
    const struct schema_object *object = node->object;
    if (is_nothing(object->additional))
        unknown(run, BATON_KW_ADDITIONAL_PROPERTIES, node, object->additional_at, at, key);
    else
        check_child(run, object->additional, key + 1);
}

/* A name that is not in the table. */
static bool check_other(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        uint32_t key)
{
    const struct schema_object *object = node->object;
    bool matched = false;
    for (uint32_t i = 0; i < object->pattern_count; i++) {
        const struct schema_pattern *pattern = &object->patterns[i];
        if (!baton_schema__pattern_fits(run, pattern->compiled, pattern->simple, key))
            continue;
        matched = true;
        check_child(run, object->patterns[i].node, key + 1);
    }
    if (!matched && object->additional)
        check_additional(run, node, at, key);
    return matched || object->additional;
}

static bool check_known(struct schema_run *run, const struct schema_node *node,
                        const struct schema_name *name, uint32_t at, uint32_t key)
{
    if (!name->listed && name->node)
        check_additional(run, node, at, key);
    else if (name->node)
        check_child(run, name->node, key + 1);
    for (const struct schema_node *const *extra = name->extra; extra && *extra; extra++)
        check_child(run, *extra, key + 1);
    return name->node || name->extra;
}

static uint32_t check_members(struct schema_run *run, const struct schema_node *node, uint32_t at,
                              struct schema_marks *marks, struct schema_seen *seen)
{
    const struct schema_object *object = node->object;
    const struct schema_name *next = object->names.items;
    uint32_t ordinal = 0;
    for (uint32_t key = at + 1; key < run->v[at].next; key = run->v[key + 1].next, ordinal++) {
        const struct schema_name *name = baton_schema__member(run, &object->names, key, &next);
        if (name)
            seen->bits[name->word] |= name->mask;
        bool evaluated = name ? check_known(run, node, name, at, key)
                              : check_other(run, node, at, key);
        if (marks && evaluated)
            baton_schema__mark(marks, ordinal);
    }
    return ordinal;
}

static void check_names(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    const struct schema_object *object = node->object;
    BATON_JSON_EACH_MEMBER(run->doc, at, key) {
        if (!baton_schema__accept_child(run, object->name_rule, key))
            (void)hit(run, BATON_KW_PROPERTY_NAMES, node, object->name_rule_at, key);
        else if (object->name_rule->remarkable)
            check_child(run, object->name_rule, key);
    }
}

static void miss(struct schema_run *run, enum baton_schema_keyword keyword,
                 const struct schema_node *node, uint32_t keyword_at, uint32_t at,
                 const struct schema_name *name)
{
    struct schema_hit *kept = hit(run, keyword, node, keyword_at, at);
    if (kept)
        kept->name = name;
}

static void check_required(struct schema_run *run, const struct schema_node *node, uint32_t at,
                           const struct schema_seen *seen)
{
    const struct schema_object *object = node->object;
    const struct schema_name *names = object->names.items;
    for (uint32_t i = 0; object->required_at != SCHEMA_NONE && i < object->names.count; i++)
        if ((names[i].mask & object->need[names[i].word]) && !baton_schema__saw(seen, &names[i]))
            miss(run, BATON_KW_REQUIRED, node, object->required_at, at, &names[i]);
    for (uint32_t i = 0; i < object->requirement_count; i++) {
        const struct schema_requirement *row = &object->requirements[i];
        for (uint32_t k = 0; baton_schema__saw(seen, &names[row->name]) && k < row->need_count;
             k++)
            if (!baton_schema__saw(seen, &names[row->needs[k]]))
                miss(run, BATON_KW_DEPENDENT_REQUIRED, node, row->at, at, &names[row->needs[k]]);
    }
}

static void check_object(struct schema_run *run, const struct schema_node *node, uint32_t at,
                         struct schema_marks *marks)
{
    const struct schema_object *object = node->object;
    struct schema_seen seen;
    if (!baton_schema__seen_init(run, &seen, object->words))
        return;
    uint32_t count = check_members(run, node, at, marks, &seen);
    check_required(run, node, at, &seen);
    if (count < object->min)
        (void)hit(run, BATON_KW_MIN_PROPERTIES, node, object->min_at, at);
    if (count > object->max)
        (void)hit(run, BATON_KW_MAX_PROPERTIES, node, object->max_at, at);
    if (object->name_rule)
        check_names(run, node, at);
    for (uint32_t i = 0; i < object->dependent_count; i++) {
        const struct schema_dependent *row = &object->dependents[i];
        if (baton_schema__saw(&seen, &object->names.items[row->name]))
            check_in_place(run, row->node, at, marks);
    }
}

/* ---- what applies to the same value -------------------------------------------------- */

/* The notes of a schema that holds. */
static void gather(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    if (node->remarkable)
        check(run, node, at, NULL);
}

static void set_choice(struct schema_hit *kept, const struct schema_node *node,
                       const struct schema_step *step, uint32_t at)
{
    kept->choice_node = node;
    kept->choice = step;
    kept->choice_instance = at;
}

/*
 * May an alternative be told of, or is there one further in that says more? Of the
 * value that tells alternatives apart the outermost choice knows most.
 */
static bool may_tell(const struct schema_hit *kept, const struct schema_meaning *meaning)
{
    bool plain = kept->meaning.meant == BATON_MEANT_ONLY ||
                 kept->meaning.meant == BATON_MEANT_TYPE;
    bool telling = meaning->key != SCHEMA_NONE && meaning->key == kept->meaning.key &&
                   kept->instance == meaning->key + 1;
    return !kept->choice || telling || (plain && meaning->meant > BATON_MEANT_TYPE);
}

static void fail_choice(struct schema_run *run, const struct schema_node *node,
                        const struct schema_step *step, uint32_t at,
                        const struct schema_meaning *meaning)
{
    uint32_t instance = meaning->branch < 0 && meaning->key != SCHEMA_NONE ? meaning->key + 1 : at;
    struct schema_hit *kept = hit(run, step->op == STEP_ANY ? BATON_KW_ANY_OF : BATON_KW_ONE_OF,
                                  node, step->at, instance);
    if (!kept)
        return;
    set_choice(kept, node, step, at);
    if (meaning->branch < 0)
        kept->meaning.key = meaning->key;
}

/* No alternative holds: the faults of the one that was meant, or one fault for all. */
static void check_failed_choice(struct schema_run *run, const struct schema_node *node,
                                const struct schema_step *step, uint32_t at,
                                struct schema_marks *marks)
{
    struct schema_report *report = run->report;
    uint64_t total = report->total;
    size_t first = report->hit_count;
    struct schema_meaning meaning = baton_schema__meant(run, node, step, at);
    if (meaning.branch >= 0)
        check_in_place(run, step->nodes[meaning.branch], at, marks);
    for (size_t i = first; i < report->hit_count; i++) {
        struct schema_hit *kept = &report->hits[i];
        if (!may_tell(kept, &meaning))
            continue;
        kept->meaning = meaning;
        set_choice(kept, node, step, at);
    }
    if (report->total != total)
        return;
    fail_choice(run, node, step, at, &meaning);
    /* Whether a member is known depends on the alternative: nothing is said about that. */
    if (marks)
        marks->all = true;
}

static void check_choice(struct schema_run *run, const struct schema_node *node,
                         const struct schema_step *step, uint32_t at, struct schema_marks *marks)
{
    int matched = 0, fits[2] = {-1, -1};
    bool deep = run->deep, one = step->op == STEP_ONE;
    uint32_t i, end;
    baton_schema__choose(run, step, at, &i, &end);
    for (; i < end; i++) {
        const struct schema_node *branch = step->nodes[i];
        if (matched && !one && !(marks && branch->marks) && !branch->remarkable)
            continue;
        bool holds = baton_schema__accept_branch(run, branch, at, marks);
        if (holds && matched < 2)
            fits[matched] = (int)i;
        matched += holds;
        if (matched && !one)
            run->deep = deep;
        if (holds)
            gather(run, branch, at);
    }
    if (!matched) {
        check_failed_choice(run, node, step, at, marks);
    } else if (one && matched > 1) {
        struct schema_hit *kept = hit(run, BATON_KW_ONE_OF, node, step->at, at);
        if (!kept)
            return;
        kept->matched = matched;
        memcpy(kept->fits, fits, sizeof fits);
        set_choice(kept, node, step, at);
    }
}

static void check_if(struct schema_run *run, const struct schema_step *step, uint32_t at,
                     struct schema_marks *marks)
{
    bool holds = baton_schema__accept_branch(run, step->nodes[0], at, marks);
    const struct schema_node *next = step->nodes[holds ? 1 : 2];
    if (holds)
        gather(run, step->nodes[0], at);
    if (next)
        check_in_place(run, next, at, marks);
}

static void check_step(struct schema_run *run, const struct schema_node *node,
                       const struct schema_step *step, uint32_t at, struct schema_marks *marks)
{
    switch (step->op) {
    case STEP_ALL:
        check_in_place(run, step->nodes[0], at, marks);
        break;
    case STEP_ANY:
    case STEP_ONE:
        check_choice(run, node, step, at, marks);
        break;
    case STEP_NOT:
        if (!baton_schema__accept(run, step->nodes[0], at, NULL))
            break;
        gather(run, step->nodes[0], at);
        (void)hit(run, BATON_KW_NOT, node, step->at, at);
        break;
    case STEP_IF:
        check_if(run, step, at, marks);
        break;
    }
}

static void check_rest(struct schema_run *run, const struct schema_node *node, uint32_t at,
                       const struct schema_marks *marks)
{
    bool object = run->v[at].type == BATON_JSON_OBJECT;
    const struct schema_node *rest = object ? node->rest_members : node->rest_items;
    uint32_t ordinal = 0, value;
    for (uint32_t i = at + 1; i < run->v[at].next; i = run->v[value].next, ordinal++) {
        value = i + object;
        if (baton_schema__marked(marks, ordinal))
            continue;
        if (!is_nothing(rest))
            check_child(run, rest, value);
        else if (object)
            unknown(run, BATON_KW_UNEVALUATED_PROPERTIES, node, node->rest_members_at, at, i);
        else
            (void)hit(run, BATON_KW_UNEVALUATED_ITEMS, node, node->rest_items_at, i);
    }
}

/* ---- nodes --------------------------------------------------------------------------- */

static void check_own(struct schema_run *run, const struct schema_node *node, uint32_t at,
                      struct schema_marks *marks)
{
    bool listed = check_values(run, node, at);
    switch ((enum baton_json_type)run->v[at].type) {
    case BATON_JSON_STRING:
        if (node->text && listed)
            check_text(run, node, at);
        break;
    case BATON_JSON_NUMBER:
        if (node->number && listed)
            check_number(run, node, at);
        break;
    case BATON_JSON_ARRAY:
        if (node->array)
            check_array(run, node, at, marks);
        break;
    case BATON_JSON_OBJECT:
        if (node->object)
            check_object(run, node, at, marks);
        break;
    case BATON_JSON_NULL:
    case BATON_JSON_FALSE:
    case BATON_JSON_TRUE:
        break;
    }
}

static void check_steps(struct schema_run *run, const struct schema_node *node, uint32_t at,
                        struct schema_marks *marks)
{
    for (uint32_t i = 0; i < node->step_count; i++)
        check_step(run, node, &node->steps[i], at, marks);
}

static void check_node(struct schema_run *run, const struct schema_node *node, uint32_t at,
                       struct schema_marks *marks)
{
    struct schema_marks own;
    bool rest = baton_schema__has_rest(run, node, at);
    if (rest && !baton_schema__marks_init(run, &own, at))
        return;
    check_own(run, node, at, rest ? &own : marks);
    check_steps(run, node, at, rest ? &own : marks);
    if (!rest)
        return;
    check_rest(run, node, at, &own);
    if (marks)
        marks->all = true;
}

/*
 * With the wrong type, all else that is asked of the value would be asked of
 * another value: only notes are gathered.
 */
static void check_mistyped(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    if (is_nothing(node))
        (void)hit(run, BATON_KW_FALSE, node, node->at, at);
    else
        (void)hit(run, BATON_KW_TYPE, node, node->type_at, at);
    if (!node->remarkable)
        return;
    run->report->muted++;
    check_steps(run, node, at, NULL);
    run->report->muted--;
}

static void check(struct schema_run *run, const struct schema_node *node, uint32_t at,
                  struct schema_marks *marks)
{
    note(run, node, at);
    /* As in the other runner, a schema that only refers to another is not entered. */
    for (; node->quick.node != node; note(run, node, at))
        node = node->steps[0].nodes[0];
    if (node->leaf) {
        if (node->types & SCHEMA_BIT(run->v[at].type))
            check_own(run, node, at, NULL);
        else
            check_mistyped(run, node, at);
        return;
    }
    if (!baton_schema__enter(run)) {
        if (run->deep && run->depth >= SCHEMA_DEPTH)
            (void)hit(run, BATON_KW_DEPTH, node, node->at, at);
        return;
    }
    if (!run->memo || marks || run->report->muted || !baton_schema__visited(run, node, at)) {
        if (node->types & SCHEMA_BIT(run->v[at].type))
            check_node(run, node, at, marks);
        else
            check_mistyped(run, node, at);
    }
    run->depth--;
}

enum baton_err baton_schema__validate(const struct baton_schema *schema,
                                      const struct schema_node *node,
                                      const struct baton_json *doc, uint32_t value, size_t limit,
                                      struct baton_arena *arena,
                                      struct baton_schema_result *out)
{
    struct schema_run run;
    struct schema_report report = {.hit_limit = limit,
                                   .vain = schema->thorough ? UINT64_MAX : 0};
    baton_schema__run_init(&run, schema, doc, arena);
    run.report = &report;
    check_child(&run, node, value);
    if (run.deep && !report.total)
        (void)hit(&run, BATON_KW_DEPTH, node, node->at, value);
    if (run.failed || baton_arena_failed(arena))
        return BATON_ENOMEM;
    if (run.exhausted)
        return BATON_ELIMIT;
    return baton_schema__finish_report(&run, out) ? BATON_OK : BATON_ENOMEM;
}

enum baton_err baton_schema_validate(const struct baton_schema *schema,
                                     const struct baton_json *doc, uint32_t value,
                                     struct baton_arena *arena, struct baton_schema_result *out)
{
    return baton_schema__validate(schema, schema->root, doc, value, BATON_SCHEMA_MAX_FAULTS,
                                  arena, out);
}
