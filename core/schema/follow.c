/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which fault comes from which: a name is missing because it is misspelt, a
 * pattern does not match what should have been another value. Both are kept, and
 * the second one says which the first one is.
 */
#include "core/schema/report_int.h"

enum { SMALL = 1024 /* entries of an object whose members are counted */ };

struct faults {
    struct baton_schema_fault *rows;
    size_t count;
};

static void follow(struct faults *faults, size_t fault, size_t cause)
{
    int root = faults->rows[cause].follows;
    if (fault != cause && faults->rows[fault].follows < 0 && root != (int)fault)
        faults->rows[fault].follows = root < 0 ? (int)cause : root;
}

static bool is_unknown(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_ADDITIONAL_PROPERTIES || keyword == BATON_KW_UNEVALUATED_PROPERTIES;
}

static bool is_missing(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_REQUIRED || keyword == BATON_KW_DEPENDENT_REQUIRED;
}

/* ---- one slip, seen from both sides -------------------------------------------------- */

static uint64_t hash_name(uint32_t object, struct baton_str name)
{
    return baton_schema__mix(baton_schema__hash_text(name), object);
}

static bool index_missing(struct schema_run *run, const struct faults *faults,
                          struct schema_index *missing)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct baton_schema_fault *f = &faults->rows[i];
        if (is_missing(f->keyword) && f->suggestion.len &&
            !baton_schema__index_add(missing, run->arena, hash_name(f->instance, f->name),
                                     (uint32_t)i))
            return false;
    }
    return true;
}

static void follow_unknown(struct faults *faults, const struct schema_index *missing,
                           uint32_t object, size_t unknown)
{
    const struct baton_schema_fault *cause = &faults->rows[unknown];
    uint64_t hash = hash_name(object, cause->suggestion);
    uint32_t cursor = SCHEMA_NONE, row;
    while ((row = baton_schema__index_next(missing, hash, &cursor)) != SCHEMA_NONE) {
        const struct baton_schema_fault *f = &faults->rows[row];
        if (f->instance == object && baton_str_eq(f->name, cause->suggestion) &&
            baton_str_eq(f->suggestion, cause->name))
            follow(faults, row, unknown);
    }
}

static bool follow_misspelt(struct schema_run *run, const struct schema_hit *hits,
                            const struct schema_sorted *rows, struct faults *faults)
{
    struct schema_index missing = {.count = 0};
    if (!index_missing(run, faults, &missing))
        return false;
    for (size_t i = 0; missing.count && i < faults->count; i++)
        if (is_unknown(faults->rows[i].keyword) && faults->rows[i].suggestion.len)
            follow_unknown(faults, &missing, hits[rows[i].index].within, i);
    return true;
}

/* ---- several faults of one value ------------------------------------------------------ */

enum side { SIDE_NONE, SIDE_MOST, SIDE_LEAST };

/* The keywords that set a limit: of two for the same thing only the stricter one matters. */
static const struct {
    enum baton_schema_keyword keyword;
    enum side side;
    int thing;
} limits[] = {
    {BATON_KW_MAXIMUM, SIDE_MOST, 0},         {BATON_KW_EXCLUSIVE_MAXIMUM, SIDE_MOST, 0},
    {BATON_KW_MINIMUM, SIDE_LEAST, 0},        {BATON_KW_EXCLUSIVE_MINIMUM, SIDE_LEAST, 0},
    {BATON_KW_MAX_LENGTH, SIDE_MOST, 1},      {BATON_KW_MIN_LENGTH, SIDE_LEAST, 1},
    {BATON_KW_MAX_ITEMS, SIDE_MOST, 2},       {BATON_KW_MIN_ITEMS, SIDE_LEAST, 2},
    {BATON_KW_MAX_PROPERTIES, SIDE_MOST, 3},  {BATON_KW_MIN_PROPERTIES, SIDE_LEAST, 3},
};

static int limit_of(enum baton_schema_keyword keyword)
{
    for (size_t i = 0; i < BATON_COUNT(limits); i++)
        if (limits[i].keyword == keyword)
            return (int)i;
    return -1;
}

static bool is_number(const struct baton_schema_fault *f)
{
    return baton_json_is(f->schema_doc, f->schema, BATON_JSON_NUMBER);
}

/* Do both limit the same thing on the same side, b no more than a? */
static bool is_stricter(const struct baton_schema_fault *a, const struct baton_schema_fault *b)
{
    int x = limit_of(a->keyword), y = limit_of(b->keyword);
    if (x < 0 || y < 0 || limits[x].side != limits[y].side || limits[x].thing != limits[y].thing ||
        !is_number(a) || !is_number(b))
        return false;
    int order = baton_number_compare(baton_json_raw(a->schema_doc, a->schema),
                                     baton_json_raw(b->schema_doc, b->schema));
    if (limits[x].side == SIDE_LEAST)
        order = -order;
    return order < 0 || (order == 0 && (a->keyword == BATON_KW_EXCLUSIVE_MAXIMUM ||
                                        a->keyword == BATON_KW_EXCLUSIVE_MINIMUM ||
                                        a->keyword == b->keyword));
}

static bool is_value(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_ENUM || keyword == BATON_KW_CONST;
}

/* What is asked of a string or a number besides being one. */
static bool is_detail(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_PATTERN || keyword == BATON_KW_FORMAT ||
           keyword == BATON_KW_MULTIPLE_OF || limit_of(keyword) >= 0 || keyword == BATON_KW_NOT;
}

/* Would the members that are missing be enough? */
static bool fills_up(struct schema_run *run, const struct baton_schema_fault *missing,
                     const struct baton_schema_fault *few)
{
    return is_missing(missing->keyword) && few->keyword == BATON_KW_MIN_PROPERTIES &&
           run->v[few->instance].next - few->instance < SMALL && is_number(few) &&
           baton_json_raw(few->schema_doc, few->schema).len == 1 &&
           baton_json_size(run->doc, few->instance) + 1 >=
               (size_t)(baton_json_raw(few->schema_doc, few->schema).s[0] - '0');
}

/* Is the one fault, of the same value, the reason of the other? */
static bool explains(struct schema_run *run, const struct baton_schema_fault *cause,
                     const struct baton_schema_fault *f)
{
    bool choice = f->keyword == BATON_KW_ANY_OF || f->keyword == BATON_KW_ONE_OF;
    if (cause->keyword == BATON_KW_FALSE)
        return f->keyword != BATON_KW_FALSE;
    if (cause->keyword == BATON_KW_TYPE)
        return is_value(f->keyword) || (choice && !f->matched) || f->keyword == BATON_KW_NOT;
    if (is_value(cause->keyword))
        return is_detail(f->keyword);
    if (is_unknown(f->keyword))
        return cause->keyword == BATON_KW_PROPERTY_NAMES;
    return is_stricter(cause, f) || fills_up(run, cause, f);
}

enum { TOGETHER = 32 /* faults of one value that are compared with each other */ };

static void follow_same_value(struct schema_run *run, struct faults *faults, size_t start,
                              size_t end)
{
    end = end - start > TOGETHER ? start + TOGETHER : end;
    for (size_t cause = start; cause < end; cause++)
        for (size_t i = start; faults->rows[cause].follows < 0 && i < end; i++)
            if (i != cause && explains(run, &faults->rows[cause], &faults->rows[i]))
                follow(faults, i, cause);
}

/* ---- what a condition would have known ------------------------------------------------- */

enum { LEVELS = 8, LOOKS = 1 << 14 };

static bool knows(const struct schema_node *node, struct baton_str name, int levels)
{
    const struct schema_names *names = node && node->object ? &node->object->names : NULL;
    if (names && names->count && baton_schema__names_find(names, name))
        return true;
    for (uint32_t i = 0; node && levels && i < node->step_count; i++)
        if (node->steps[i].op == STEP_ALL && knows(node->steps[i].nodes[0], name, levels - 1))
            return true;
    return false;
}

/* The first fault of a value, or count. */
static size_t fault_of(const struct faults *faults, uint32_t instance)
{
    size_t low = 0, high = faults->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (faults->rows[middle].instance < instance)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < faults->count && faults->rows[low].instance == instance;
    return found ? low : faults->count;
}

/* The fault of a member that a condition looks at, or count. */
static size_t fault_in_condition(struct schema_run *run, const struct faults *faults,
                                 const struct schema_node *condition, uint32_t object)
{
    size_t found = faults->count;
    if (run->v[object].next - object > SMALL || !condition->object)
        return found;
    BATON_JSON_EACH_MEMBER(run->doc, object, key) {
        struct baton_str name = baton_json_string(run->doc, key, run->arena);
        run->report->looks++;
        if (found == faults->count && name.s && knows(condition, name, 0))
            found = fault_of(faults, key + 1);
    }
    return found;
}

/*
 * A member that the other side of a condition knows is unknown because the condition
 * was not what was meant: a member it looks at has a fault.
 */
static void follow_condition(struct schema_run *run, struct faults *faults, size_t unknown,
                             const struct schema_node *node, uint32_t object, int levels)
{
    for (uint32_t i = 0; levels && i < node->step_count; i++) {
        const struct schema_step *step = &node->steps[i];
        if (run->report->looks > LOOKS || faults->rows[unknown].follows >= 0)
            return;
        run->report->looks++;
        if (step->op == STEP_ALL)
            follow_condition(run, faults, unknown, step->nodes[0], object, levels - 1);
        if (step->op != STEP_IF || (!knows(step->nodes[1], faults->rows[unknown].name, LEVELS) &&
                                    !knows(step->nodes[2], faults->rows[unknown].name, LEVELS)))
            continue;
        size_t cause = fault_in_condition(run, faults, step->nodes[0], object);
        if (cause < faults->count && !is_unknown(faults->rows[cause].keyword))
            follow(faults, unknown, cause);
    }
}

bool baton_schema__find_causes(struct schema_run *run, const struct schema_hit *hits,
                               const struct schema_sorted *rows, struct baton_schema_fault *all,
                               size_t count)
{
    struct faults faults = {all, count};
    if (!follow_misspelt(run, hits, rows, &faults))
        return false;
    for (size_t i = 0; i < count; i++)
        if (all[i].keyword == BATON_KW_UNEVALUATED_PROPERTIES && !all[i].suggestion.len)
            follow_condition(run, &faults, i, hits[rows[i].index].node,
                             hits[rows[i].index].within, LEVELS);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && all[end].instance == all[i].instance;)
            end++;
        if (end - i > 1)
            follow_same_value(run, &faults, i, end);
    }
    return true;
}
