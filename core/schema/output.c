/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evaluates a traceable schema keyword by keyword, and keeps a unit for each.
 * What a keyword asserts by itself is tested by a node of the program that has
 * nothing but this keyword; what applies schemas is here.
 */
#include "core/schema/output_int.h"

struct frame {
    const struct schema_trace *trace;
    uint32_t at;                         /* the value of the instance */
    const struct schema_unit *unit;      /* of the schema */
    const struct schema_unit *condition; /* of `if` */
    uint64_t contained;
    bool counted;
};

typedef void visit_keyword(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                           uint32_t value);

static void evaluate(struct schema_output *o, struct schema_unit *unit,
                     const struct schema_trace *trace, uint32_t at);

/* ---- units --------------------------------------------------------------------------- */

static struct schema_unit *add_unit(struct schema_output *o, struct schema_unit *above,
                                    uint32_t instance)
{
    if (o->err || o->unit_count >= SCHEMA_UNITS) {
        o->err = o->err ? o->err : BATON_ELIMIT;
        return NULL;
    }
    struct schema_unit *unit = BATON_NEW(o->arena, struct schema_unit);
    if (!unit) {
        o->err = BATON_ENOMEM;
        return NULL;
    }
    o->unit_count++;
    unit->instance = instance;
    unit->valid = true;
    if (above && above->last)
        above->last->next = unit;
    else if (above)
        above->first = unit;
    if (above)
        above->last = unit;
    return unit;
}

static const struct schema_place *place_at(const struct schema_output *o, const struct frame *f,
                                           uint32_t value)
{
    return baton_schema__place_at(o->traces, f->trace, value);
}

/* Applies the schema at a place to a value; false if it does not hold. */
static bool apply(struct schema_output *o, struct schema_unit *kw,
                  const struct schema_place *place, uint32_t instance, uint32_t ordinal)
{
    struct schema_unit *unit = place && place->to ? add_unit(o, kw, instance) : NULL;
    if (!unit)
        return true;
    unit->ordinal = ordinal;
    unit->json = kw->json;
    evaluate(o, unit, place->to, instance);
    return unit->valid;
}

/* The same for a schema that stands in an array or an object of schemas. */
static bool apply_listed(struct schema_output *o, struct schema_unit *kw,
                         const struct schema_place *place, uint32_t instance, uint32_t ordinal,
                         enum schema_token token, uint32_t key)
{
    const struct schema_unit *before = kw->last;
    bool holds = apply(o, kw, place, instance, ordinal);
    if (kw->last && kw->last != before) {
        kw->last->token = (uint8_t)token;
        kw->last->key = key;
    }
    return holds;
}

static bool is_a(const struct schema_output *o, uint32_t at, enum baton_json_type type)
{
    return o->run.v[at].type == type;
}

static uint32_t sibling(const struct frame *f, const char *name)
{
    return baton_json_member_z(f->trace->doc->json, f->trace->at, name);
}

static const struct schema_place *place_of_member(const struct schema_output *o,
                                                  const struct frame *f, uint32_t map,
                                                  uint32_t key)
{
    struct baton_str name = baton_json_string(o->run.doc, key, o->arena);
    return baton_schema__place_named(o->traces, f->trace, map, name);
}

/* ---- in place ------------------------------------------------------------------------ */

static uint32_t visit_list(struct schema_output *o, const struct frame *f, struct schema_unit *kw,
                           uint32_t value, uint32_t *count)
{
    uint32_t held = 0, index = 0;
    BATON_JSON_EACH_ITEM(kw->json, value, item) {
        if (o->err)
            break;
        held += apply_listed(o, kw, place_at(o, f, item), f->at, 0, TOKEN_INDEX, index);
        index++;
    }
    *count = index;
    return held;
}

static void visit_all_of(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                         uint32_t value)
{
    uint32_t count;
    kw->valid = visit_list(o, f, kw, value, &count) == count;
}

static void visit_any_of(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                         uint32_t value)
{
    uint32_t count;
    kw->valid = visit_list(o, f, kw, value, &count) > 0;
}

static void visit_one_of(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                         uint32_t value)
{
    uint32_t count, held = visit_list(o, f, kw, value, &count);
    kw->valid = held == 1;
    kw->alone = held > 1;
}

static void visit_not(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                      uint32_t value)
{
    kw->valid = !apply(o, kw, place_at(o, f, value), f->at, 0);
    kw->alone = true;
}

static void visit_if(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                     uint32_t value)
{
    (void)apply(o, kw, place_at(o, f, value), f->at, 0);
    f->condition = kw->first;
}

/* The unit of the keyword is that of the schema, too. */
static void apply_here(struct schema_output *o, const struct frame *f, struct schema_unit *kw,
                       uint32_t value)
{
    const struct schema_place *place = place_at(o, f, value);
    if (place && place->to)
        evaluate(o, kw, place->to, f->at);
}

static void visit_then(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                       uint32_t value)
{
    if (f->condition && f->condition->valid)
        apply_here(o, f, kw, value);
}

static void visit_else(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                       uint32_t value)
{
    if (f->condition && !f->condition->valid)
        apply_here(o, f, kw, value);
}

static void visit_ref(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                      uint32_t value)
{
    kw->is_target = true;
    apply_here(o, f, kw, value);
}

static bool test_holds(struct schema_output *o, const struct frame *f, uint32_t value)
{
    const struct schema_place *place = place_at(o, f, value);
    return !place || !place->test || baton_schema__accept(&o->run, place->test, f->at, NULL);
}

static void visit_dependent(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                            uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(o->run.doc, f->at, key) {
        const struct schema_place *place = place_of_member(o, f, value, key);
        if (place && !o->err)
            kw->valid &= apply_listed(o, kw, place, f->at, 0, TOKEN_KEY, place->at - 1);
    }
}

/* Is the member there? Looks at one after the other, which is counted. */
static bool has_member(struct schema_output *o, uint32_t object, uint32_t name,
                       const struct baton_json *json)
{
    o->work += baton_json_size(o->run.doc, object);
    if (o->work > SCHEMA_OUTPUT_WORK)
        o->err = BATON_ELIMIT;
    return !o->err && baton_json_member(o->run.doc, object,
                                        baton_json_string(json, name, o->arena)) !=
                          BATON_JSON_NONE;
}

/* The names that a member needs have a unit, as its schema would have. */
static void visit_needs(struct schema_output *o, const struct frame *f, struct schema_unit *kw,
                        uint32_t key)
{
    struct schema_unit *unit = add_unit(o, kw, f->at);
    if (!unit)
        return;
    unit->json = kw->json;
    unit->token = TOKEN_KEY;
    unit->key = key;
    unit->sort = SORT_DEPENDENCIES;
    BATON_JSON_EACH_ITEM(kw->json, key + 1, name)
        unit->valid &= has_member(o, f->at, name, kw->json);
}

static void visit_dependencies(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                               uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    visit_dependent(o, f, kw, value);
    BATON_JSON_EACH_MEMBER(kw->json, value, key)
        if (kw->json->v[key + 1].type == BATON_JSON_ARRAY && !o->err &&
            has_member(o, f->at, key, kw->json))
            visit_needs(o, f, kw, key);
    kw->valid &= test_holds(o, f, value);
}

/* ---- members ------------------------------------------------------------------------- */

static void visit_properties(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                             uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    kw->say = SAY_NAMES;
    BATON_JSON_EACH_MEMBER(o->run.doc, f->at, key) {
        const struct schema_place *place = place_of_member(o, f, value, key);
        if (place && !o->err)
            kw->valid &= apply_listed(o, kw, place, key + 1, 0, TOKEN_KEY, place->at - 1);
    }
}

static bool matches(struct schema_output *o, const struct schema_place *place, uint32_t key)
{
    return place && place->pattern &&
           baton_schema__pattern_fits(&o->run, place->pattern, NULL, key);
}

static void visit_patterns(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                           uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    kw->say = SAY_NAMES;
    BATON_JSON_EACH_MEMBER(o->run.doc, f->at, key)
        BATON_JSON_EACH_MEMBER(kw->json, value, pattern) {
            const struct schema_place *place = place_at(o, f, pattern + 1);
            if (!o->err && matches(o, place, key))
                kw->valid &= apply_listed(o, kw, place, key + 1, 0, TOKEN_KEY, pattern);
        }
}

static bool matches_any(struct schema_output *o, const struct frame *f, uint32_t patterns,
                        uint32_t key)
{
    const struct baton_json *json = f->trace->doc->json;
    if (!baton_json_is(json, patterns, BATON_JSON_OBJECT))
        return false;
    BATON_JSON_EACH_MEMBER(json, patterns, pattern)
        if (matches(o, place_at(o, f, pattern + 1), key))
            return true;
    return false;
}

static void visit_additional(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                             uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    const struct schema_place *place = place_at(o, f, value);
    uint32_t properties = sibling(f, "properties"), patterns = sibling(f, "patternProperties");
    kw->say = SAY_NAMES;
    BATON_JSON_EACH_MEMBER(o->run.doc, f->at, key)
        if (!o->err && !place_of_member(o, f, properties, key) &&
            !matches_any(o, f, patterns, key))
            kw->valid &= apply(o, kw, place, key + 1, 0);
}

static void visit_names(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                        uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_OBJECT))
        return;
    const struct schema_place *place = place_at(o, f, value);
    BATON_JSON_EACH_MEMBER(o->run.doc, f->at, key)
        if (!o->err)
            kw->valid &= apply(o, kw, place, key, 0);
}

/* ---- items --------------------------------------------------------------------------- */

/* As many items as there are schemas in the list. */
static void visit_first_items(struct schema_output *o, const struct frame *f,
                              struct schema_unit *kw, uint32_t value)
{
    uint32_t item = f->at + 1, end = o->run.v[f->at].next, index = 0;
    BATON_JSON_EACH_ITEM(kw->json, value, schema) {
        if (item >= end || o->err)
            break;
        kw->valid &= apply_listed(o, kw, place_at(o, f, schema), item, index, TOKEN_INDEX, index);
        item = o->run.v[item].next;
        index++;
    }
    if (kw->first)
        kw->say = item >= end ? SAY_TRUE : SAY_LAST;
}

static void visit_later_items(struct schema_output *o, const struct frame *f,
                              struct schema_unit *kw, uint32_t value, size_t from)
{
    const struct schema_place *place = place_at(o, f, value);
    uint32_t index = 0;
    BATON_JSON_EACH_ITEM(o->run.doc, f->at, item) {
        if (index >= from && !o->err)
            kw->valid &= apply(o, kw, place, item, index);
        index++;
    }
    if (kw->first)
        kw->say = SAY_TRUE;
}

/* How many schemas a keyword lists; 0 if it is not there, or no list. */
static size_t listed(const struct frame *f, const char *name)
{
    const struct baton_json *json = f->trace->doc->json;
    uint32_t value = sibling(f, name);
    return baton_json_is(json, value, BATON_JSON_ARRAY) ? baton_json_size(json, value) : 0;
}

static void visit_prefix(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                         uint32_t value)
{
    if (is_a(o, f->at, BATON_JSON_ARRAY))
        visit_first_items(o, f, kw, value);
}

static void visit_items(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                        uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_ARRAY))
        return;
    if (kw->json->v[value].type == BATON_JSON_ARRAY)
        visit_first_items(o, f, kw, value);
    else
        visit_later_items(o, f, kw, value,
                          f->trace->contains_marks ? listed(f, "prefixItems") : 0);
}

static void visit_additional_items(struct schema_output *o, struct frame *f,
                                   struct schema_unit *kw, uint32_t value)
{
    bool is_list = baton_json_is(f->trace->doc->json, sibling(f, "items"), BATON_JSON_ARRAY);
    if (is_a(o, f->at, BATON_JSON_ARRAY) && is_list)
        visit_later_items(o, f, kw, value, listed(f, "items"));
}

static void visit_contains(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                           uint32_t value)
{
    if (!is_a(o, f->at, BATON_JSON_ARRAY))
        return;
    const struct schema_place *place = place_at(o, f, value);
    const struct schema_place *least = place_at(o, f, sibling(f, "minContains"));
    uint32_t index = 0;
    f->counted = true;
    BATON_JSON_EACH_ITEM(o->run.doc, f->at, item) {
        if (!o->err)
            f->contained += apply(o, kw, place, item, index);
        index++;
    }
    kw->valid = f->contained || (least && !least->limit);
    if (f->trace->contains_marks)
        kw->say = index && f->contained == index ? SAY_TRUE : SAY_INDEXES;
}

static void visit_min_contains(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                               uint32_t value)
{
    const struct schema_place *place = place_at(o, f, value);
    kw->valid = !f->counted || !place || f->contained >= place->limit;
}

static void visit_max_contains(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                               uint32_t value)
{
    const struct schema_place *place = place_at(o, f, value);
    kw->valid = !f->counted || !place || f->contained <= place->limit;
}

/* ---- what was not evaluated ---------------------------------------------------------- */

enum reach { REACH_NONE, REACH_SELF, REACH_ALL, REACH_VALID, REACH_CHILDREN, REACH_CONTAINED };

static const enum reach reaches[] = {
#define ROW(sort, name, pass, visit, reach) reach,
    SCHEMA_SORTS(ROW)
#undef ROW
};

static void mark(struct schema_output *o, uint32_t value)
{
    o->evaluated[value >> 6] |= UINT64_C(1) << (value & 63);
}

/*
 * Marks the members or items that the keywords of a schema were applied to. One
 * that failed counts, too: the schema fails already, and not for this reason.
 */
static void mark_below(struct schema_output *o, const struct schema_unit *unit)
{
    for (const struct schema_unit *kw = unit->first; kw && !o->err; kw = kw->next) {
        enum reach reach = reaches[kw->sort];
        if (reach == REACH_SELF)
            mark_below(o, kw);
        if (reach < REACH_ALL || (kw->sort == SORT_CONTAINS && !unit->trace->contains_marks))
            continue;
        for (const struct schema_unit *below = kw->first; below && !o->err; below = below->next) {
            if (++o->work > SCHEMA_OUTPUT_WORK)
                o->err = BATON_ELIMIT;
            else if (reach == REACH_CHILDREN || (reach == REACH_CONTAINED && below->valid))
                mark(o, below->instance);
            else if (reach == REACH_ALL || (reach == REACH_VALID && below->valid))
                mark_below(o, below);
        }
    }
}

static bool has_marks(struct schema_output *o)
{
    if (!o->evaluated)
        o->evaluated = BATON_NEW_N(o->arena, uint64_t, (size_t)o->run.doc->count / 64 + 1);
    if (!o->evaluated)
        o->err = BATON_ENOMEM;
    return !o->err;
}

static void visit_rest(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                       uint32_t value)
{
    bool members = kw->sort == SORT_UNEVALUATED_PROPERTIES;
    if (!is_a(o, f->at, members ? BATON_JSON_OBJECT : BATON_JSON_ARRAY) || !has_marks(o))
        return;
    const struct schema_place *place = place_at(o, f, value);
    uint32_t end = o->run.v[f->at].next, index = 0;
    mark_below(o, f->unit);
    for (uint32_t at = f->at + 1 + members; at < end && !o->err;
         at = o->run.v[at].next + members, index++)
        if (!(o->evaluated[at >> 6] >> (at & 63) & 1))
            kw->valid &= apply(o, kw, place, at, index);
    for (uint32_t at = f->at + 1 + members; at < end; at = o->run.v[at].next + members)
        o->evaluated[at >> 6] &= ~(UINT64_C(1) << (at & 63));
    kw->say = members ? SAY_NAMES : kw->first ? SAY_TRUE : SAY_NOTHING;
}

/* ---- the rest ------------------------------------------------------------------------ */

static void visit_assertion(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                            uint32_t value)
{
    kw->valid = test_holds(o, f, value);
}

static void visit_annotation(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                             uint32_t value)
{
    (void)o, (void)f, (void)value;
    kw->say = SAY_VALUE;
}

static void visit_format(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                         uint32_t value)
{
    kw->valid = test_holds(o, f, value);
    kw->say = SAY_VALUE;
}

static void visit_content(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                          uint32_t value)
{
    kw->valid = test_holds(o, f, value);
    kw->say = is_a(o, f->at, BATON_JSON_STRING) ? SAY_VALUE : SAY_NOTHING;
}

static void visit_content_schema(struct schema_output *o, struct frame *f,
                                 struct schema_unit *kw, uint32_t value)
{
    if (sibling(f, "contentMediaType") != BATON_JSON_NONE)
        visit_content(o, f, kw, value);
}

static void visit_nothing(struct schema_output *o, struct frame *f, struct schema_unit *kw,
                          uint32_t value)
{
    (void)o, (void)f, (void)kw, (void)value;
}

static visit_keyword *const visits[] = {
#define ROW(sort, name, pass, visit, reach) visit,
    SCHEMA_SORTS(ROW)
#undef ROW
};

/* ---- schemas ------------------------------------------------------------------------- */

static void evaluate_keywords(struct schema_output *o, struct frame *f, struct schema_unit *unit)
{
    const struct schema_trace *trace = f->trace;
    for (size_t i = 0; i < trace->word_count && !o->err; i++) {
        const struct schema_word *word = &trace->words[i];
        struct schema_unit *kw = add_unit(o, unit, f->at);
        if (!kw)
            return;
        kw->json = trace->doc->json;
        kw->token = TOKEN_KEY;
        kw->key = word->key;
        kw->sort = (uint8_t)word->sort;
        kw->is_keyword = true;
        visits[word->sort](o, f, kw, word->key + 1);
        unit->valid &= kw->valid;
    }
}

static void evaluate(struct schema_output *o, struct schema_unit *unit,
                     const struct schema_trace *trace, uint32_t at)
{
    if (o->depth >= SCHEMA_DEPTH) {
        o->err = BATON_ELIMIT;
        return;
    }
    struct frame f = {.trace = trace, .at = at, .unit = unit};
    unit->trace = trace;
    unit->is_target |= trace->at == trace->resource_at;
    uint8_t type = trace->doc->json->v[trace->at].type;
    o->depth++;
    if (type == BATON_JSON_OBJECT)
        evaluate_keywords(o, &f, unit);
    else
        unit->valid = type == BATON_JSON_TRUE;
    o->depth--;
}

static enum baton_err put_flag(const struct baton_schema *schema, const struct baton_json *doc,
                               uint32_t value, struct baton_arena *arena, struct baton_buf *out,
                               bool *valid)
{
    int accepted = baton_schema_accepts(schema, doc, value, arena);
    if (accepted < 0)
        return BATON_ENOMEM;
    baton_buf_puts(out, accepted ? "{\"valid\":true}" : "{\"valid\":false}");
    *valid = accepted;
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

enum baton_err baton_schema_output(const struct baton_schema *schema,
                                   const struct baton_json *doc, uint32_t value,
                                   enum baton_schema_form form, struct baton_arena *arena,
                                   struct baton_buf *out, bool *valid)
{
    if (form == BATON_FORM_FLAG)
        return put_flag(schema, doc, value, arena, out, valid);
    if (!schema->traces)
        return BATON_EUSAGE;
    struct schema_output o = {.traces = schema->traces, .arena = arena};
    baton_schema__run_init(&o.run, schema, doc, arena);
    struct schema_unit *root = add_unit(&o, NULL, value);
    if (root) {
        root->is_target = true;
        root->json = schema->traces->items[0].doc->json;
        evaluate(&o, root, &schema->traces->items[0], value);
    }
    if (!o.err && (o.run.deep || o.run.exhausted))
        o.err = BATON_ELIMIT;
    if (!o.err && !o.run.failed && !baton_arena_failed(arena))
        baton_schema__write_units(&o, root, form, out);
    if (o.run.failed || baton_arena_failed(arena))
        return BATON_ENOMEM;
    if (!o.err)
        *valid = root->valid;
    return o.err;
}
