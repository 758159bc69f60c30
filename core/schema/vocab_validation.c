/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The validation vocabulary (JSON Schema Validation, section 6): how its
 * keywords are compiled, and the tests of all but the simplest.
 */
#include "core/schema/compile_int.h"
#include "core/schema/run_int.h"
#include "core/schema/simple_int.h"

/* ---- type -------------------------------------------------------------------------- */

static const struct {
    const char *name;
    uint8_t bits;
} type_names[] = {
    {"null", SCHEMA_BIT(BATON_JSON_NULL)},
    {"boolean", SCHEMA_BIT(BATON_JSON_FALSE) | SCHEMA_BIT(BATON_JSON_TRUE)},
    {"number", SCHEMA_BIT(BATON_JSON_NUMBER)},
    {"string", SCHEMA_BIT(BATON_JSON_STRING)},
    {"array", SCHEMA_BIT(BATON_JSON_ARRAY)},
    {"object", SCHEMA_BIT(BATON_JSON_OBJECT)},
    {"integer", 1 << 7}, /* a number, and what number does not say */
};

static uint8_t type_bits(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    for (size_t i = 0; i < BATON_COUNT(type_names); i++)
        if (baton_json_string_is(d->doc->json, value, baton_str_from(type_names[i].name)))
            return type_names[i].bits;
    baton_schema__problem(c, d, value, "a type is one of \"null\", \"boolean\", \"number\", "
                          "\"integer\", \"string\", \"array\", \"object\"");
    return 0;
}

void baton_schema__compile_type(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    uint8_t bits = 0;
    if (d->doc->json->v[value].type == BATON_JSON_ARRAY) {
        BATON_JSON_EACH_ITEM(d->doc->json, value, item) {
            uint8_t one = type_bits(c, d, item);
            if (bits & one)
                baton_schema__problem(c, d, item, "\"type\" names this type twice");
            bits |= one;
        }
        if (!baton_json_size(d->doc->json, value))
            baton_schema__problem(c, d, value, "\"type\" must name a type");
    } else {
        bits = type_bits(c, d, value);
    }
    bool integer = bits >> 7 && !(bits & SCHEMA_BIT(BATON_JSON_NUMBER));
    if (integer && baton_schema__number_of(c, d)) {
        d->number->integer = true;
        d->number->written = d->resource->language.dialect->age == AGE_4;
    }
    if (bits >> 7)
        bits |= SCHEMA_BIT(BATON_JSON_NUMBER);
    d->node->types = bits & SCHEMA_ANY;
    d->node->type_at = value;
}

/* ---- enum, const --------------------------------------------------------------------- */

/* The strings of a list, each once. */
static bool list_strings(struct schema_compiler *c, const struct schema_draft *d,
                         const uint32_t *items, uint32_t count, struct schema_names *names)
{
    const struct baton_json *json = d->doc->json;
    struct schema_index known = {.count = 0};
    struct baton_str *texts = SCHEMA_NEW_N(c, struct baton_str, count);
    uint32_t found = 0;
    for (uint32_t i = 0; texts && i < count; i++) {
        if (json->v[items[i]].type != BATON_JSON_STRING)
            continue;
        struct baton_str text = baton_schema__string(c, d, items[i]);
        uint64_t hash = baton_schema__hash_text(text);
        uint32_t cursor = SCHEMA_NONE, row;
        do
            row = baton_schema__index_next(&known, hash, &cursor);
        while (row != SCHEMA_NONE && !baton_str_eq(texts[row], text));
        if (row != SCHEMA_NONE)
            continue;
        texts[found] = text;
        if (!baton_schema__index_add(&known, c->arena, hash, found++))
            return false;
    }
    return texts && baton_schema__names_build(names, c->arena, texts, found);
}

static bool list_others(struct schema_compiler *c, const struct schema_draft *d,
                        const uint32_t *items, uint32_t count, struct schema_values *values)
{
    const struct baton_json *json = d->doc->json;
    struct schema_index *others = SCHEMA_NEW_N(c, struct schema_index, 1);
    for (uint32_t i = 0; others && i < count; i++) {
        uint8_t type = json->v[items[i]].type;
        values->types |= SCHEMA_BIT(type);
        if (type == BATON_JSON_STRING || type < BATON_JSON_NUMBER)
            continue;
        if (!baton_schema__index_add(others, c->arena, baton_schema__hash(json, items[i]),
                                     items[i]))
            return false;
    }
    values->others = others;
    return others != NULL;
}

static bool are_words(const struct schema_names *strings)
{
    for (uint32_t i = 0; i < strings->count; i++)
        if (strings->items[i].len > 16)
            return false;
    return strings->count <= SCHEMA_WORDS;
}

static void add_values(struct schema_compiler *c, struct schema_draft *d,
                       enum baton_schema_keyword keyword, uint32_t at, const uint32_t *items,
                       uint32_t count)
{
    struct schema_values *values = SCHEMA_NEW_N(c, struct schema_values, 1);
    if (!values)
        return;
    values->keyword = keyword;
    values->at = at;
    values->doc = d->doc;
    if (!list_strings(c, d, items, count, &values->strings) ||
        !list_others(c, d, items, count, values))
        c->err = BATON_ENOMEM;
    values->wordy = !c->err && are_words(&values->strings);
    values->next = d->node->values;
    d->node->values = values;
}

static void compile_enum(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    if (!baton_schema__wants(c, d, value, BATON_JSON_ARRAY, "an array"))
        return;
    uint32_t count = 0;
    uint32_t *items = SCHEMA_NEW_N(c, uint32_t, baton_json_size(d->doc->json, value));
    if (!items)
        return;
    BATON_JSON_EACH_ITEM(d->doc->json, value, item)
        items[count++] = item;
    if (!count && d->resource->language.dialect->age <= AGE_4)
        baton_schema__problem(c, d, value, "\"enum\" must not be empty before draft 6");
    add_values(c, d, BATON_KW_ENUM, value, items, count);
}

static void compile_const(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    add_values(c, d, BATON_KW_CONST, value, &value, 1);
}

bool baton_schema__in_values(struct schema_run *run, const struct schema_values *values,
                             uint32_t at)
{
    uint8_t type = run->v[at].type;
    if (!(values->types & SCHEMA_BIT(type)))
        return false;
    if (type < BATON_JSON_NUMBER)
        return true;
    uint32_t cursor = SCHEMA_NONE, row;
    if (type == BATON_JSON_STRING)
        return baton_schema__word(run, &values->strings, at) != NULL;
    uint64_t hash = baton_schema__hash(run->doc, at);
    while ((row = baton_schema__index_next(values->others, hash, &cursor)) != SCHEMA_NONE)
        if (baton_json_equal(run->doc, at, values->doc->json, row))
            return true;
    return false;
}

/* ---- numbers ------------------------------------------------------------------------- */

const struct schema_bound *baton_schema__add_bound(struct schema_compiler *c,
                                                   struct schema_draft *d, uint32_t value,
                                                   enum baton_schema_keyword keyword)
{
    struct schema_number *number = baton_schema__number_of(c, d);
    if (!number || number->count == SCHEMA_BOUNDS ||
        !baton_schema__wants(c, d, value, BATON_JSON_NUMBER, "a number"))
        return NULL;
    struct baton_str text = baton_json_raw(d->doc->json, value);
    struct schema_bound *bound = &number->bounds[number->count++];
    bound->keyword = keyword;
    bound->at = value;
    bound->is_brief = baton_schema__short(text.s, (uint32_t)text.len, &bound->brief);
    bound->is_easy = bound->is_brief && keyword != BATON_KW_MULTIPLE_OF &&
                     bound->brief.digits < SCHEMA_EASY_DIGITS &&
                     bound->brief.digits > -SCHEMA_EASY_DIGITS;
    baton_schema__decimal(text, &bound->value);
    return bound;
}

static void compile_minimum(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, BATON_KW_MINIMUM);
}

static void compile_maximum(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, BATON_KW_MAXIMUM);
}

static void compile_exclusive_minimum(struct schema_compiler *c, struct schema_draft *d,
                                      uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, BATON_KW_EXCLUSIVE_MINIMUM);
}

static void compile_exclusive_maximum(struct schema_compiler *c, struct schema_draft *d,
                                      uint32_t value)
{
    (void)baton_schema__add_bound(c, d, value, BATON_KW_EXCLUSIVE_MAXIMUM);
}

static void compile_multiple_of(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    const struct schema_bound *bound = baton_schema__add_bound(c, d, value, BATON_KW_MULTIPLE_OF);
    if (!bound)
        return;
    const struct schema_decimal *divisor = &bound->value;
    if (divisor->negative || (divisor->is_small && !divisor->small))
        baton_schema__problem(c, d, value, "\"multipleOf\" must be above 0");
    if ((uint64_t)divisor->lead_len + divisor->tail_len > SCHEMA_DIVISOR_DIGITS)
        baton_schema__problem(c, d, value, "\"multipleOf\" has more than %d digits",
                              SCHEMA_DIVISOR_DIGITS);
}

static bool order_fits(enum baton_schema_keyword keyword, int order)
{
    return keyword == BATON_KW_MINIMUM   ? order >= 0
           : keyword == BATON_KW_MAXIMUM ? order <= 0
           : keyword == BATON_KW_EXCLUSIVE_MINIMUM ? order > 0
                                                   : order < 0;
}

bool baton_schema__bound_fits(const struct schema_bound *bound, const struct schema_decimal *value)
{
    if (bound->keyword == BATON_KW_MULTIPLE_OF)
        return baton_schema__decimal_is_multiple(value, &bound->value);
    return order_fits(bound->keyword, baton_schema__decimal_compare(value, &bound->value));
}

bool baton_schema__is_integer(struct schema_run *run, const struct schema_number *number,
                              uint32_t at)
{
    struct schema_decimal value;
    struct baton_str text = baton_json_raw(run->doc, at);
    for (size_t i = 0; number->written && i < text.len; i++)
        if (text.s[i] == '.' || (text.s[i] | 0x20) == 'e')
            return false;
    baton_schema__decimal(text, &value);
    return baton_schema__decimal_is_integer(&value);
}

static bool long_number_fits(struct schema_run *run, const struct schema_number *number,
                             uint32_t at)
{
    struct schema_decimal value;
    baton_schema__decimal(baton_json_raw(run->doc, at), &value);
    if (number->integer && !baton_schema__is_integer(run, number, at))
        return false;
    for (uint32_t i = 0; i < number->count; i++)
        if (!baton_schema__bound_fits(&number->bounds[i], &value))
            return false;
    return !number->bits || baton_schema__bits_fit(number->bits, &value);
}

/* False if it takes more digits than the short form has. */
static bool compare_short(struct schema_short value, const struct schema_bound *bound, int *order)
{
    uint32_t scale = value.scale - bound->brief.scale;
    if (!bound->is_easy || scale > SCHEMA_EASY_SCALE)
        return bound->is_brief && bound->keyword != BATON_KW_MULTIPLE_OF &&
               baton_schema__short_compare(value, bound->brief, order);
    int64_t limit = bound->brief.digits * baton_schema__powers[scale];
    *order = (value.digits > limit) - (value.digits < limit);
    return true;
}

bool baton_schema__number_fits(struct schema_run *run, const struct schema_number *number,
                               uint32_t at)
{
    const struct baton_json_value *v = &run->v[at];
    struct schema_short value;
    if (number->bits || !baton_schema__short(run->text + v->start, v->end - v->start, &value))
        return long_number_fits(run, number, at);
    if (number->integer && (number->written ? value.scale != 0
                                            : !baton_schema__short_is_integer(value)))
        return false;
    for (uint32_t i = 0; i < number->count; i++) {
        int order;
        if (!compare_short(value, &number->bounds[i], &order))
            return long_number_fits(run, number, at);
        if (!order_fits(number->bounds[i].keyword, order))
            return false;
    }
    return true;
}

/* ---- strings ------------------------------------------------------------------------- */

static void compile_max_length(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_text *text = baton_schema__text_of(c, d);
    if (text && baton_schema__count(c, d, value, &text->max))
        text->max_at = value;
}

static void compile_min_length(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_text *text = baton_schema__text_of(c, d);
    if (text && baton_schema__count(c, d, value, &text->min))
        text->min_at = value;
}

static void compile_pattern(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_text *text = baton_schema__text_of(c, d);
    if (!text || !baton_schema__wants(c, d, value, BATON_JSON_STRING, "a string"))
        return;
    text->pattern_at = value;
    text->pattern = baton_schema__compile_regex(c, d, value);
    if (text->pattern)
        text->simple = baton_schema__simple(c->arena, baton_schema__string(c, d, value));
}

bool baton_schema__length_fits(struct schema_run *run, uint64_t min, uint64_t max, uint32_t at)
{
    /* A code point has one to four bytes, or up to twelve in an escape. */
    uint64_t bytes = baton_schema__inner(run->doc, at).len;
    uint64_t largest = baton_schema__is_escaped(run->doc, at) ? 12 : 4;
    if (bytes <= max && (bytes + largest - 1) / largest >= min)
        return true;
    if (bytes < min)
        return false;
    uint64_t length = baton_schema__length(run->doc, at);
    return length >= min && length <= max;
}

bool baton_schema__decode(struct schema_run *run, uint32_t at, struct baton_str *out)
{
    *out = baton_schema__inner(run->doc, at);
    if (!baton_schema__is_escaped(run->doc, at))
        return true;
    *out = baton_json_string(run->doc, at, run->arena);
    run->failed |= baton_arena_failed(run->arena);
    return !run->failed;
}

bool baton_schema__pattern_fits(struct schema_run *run, void *pattern,
                                const struct schema_simple *simple, uint32_t at)
{
    struct baton_str text;
    if (!baton_schema__decode(run, at, &text))
        return false;
    if (simple)
        return baton_schema__simple_match(simple, text);
    int found = run->regex->match(run->regex->ctx, pattern, text);
    run->failed |= found == -2;
    return found == 1;
}

bool baton_schema__format_fits(struct schema_run *run, schema_format *format, uint32_t at)
{
    struct schema_engines engines = {run->regex, run->idn, false};
    struct baton_str text;
    bool fits = baton_schema__decode(run, at, &text) && format(text, &engines);
    run->failed |= engines.failed;
    return fits && !run->failed;
}

/* ---- arrays -------------------------------------------------------------------------- */

static void compile_max_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (array && baton_schema__count(c, d, value, &array->max))
        array->max_at = value;
}

static void compile_min_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (array && baton_schema__count(c, d, value, &array->min))
        array->min_at = value;
}

static void compile_unique_items(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    uint8_t type = d->doc->json->v[value].type;
    if (!array || (type != BATON_JSON_FALSE &&
                   !baton_schema__wants(c, d, value, BATON_JSON_TRUE, "true or false")))
        return;
    array->unique = type == BATON_JSON_TRUE;
    array->unique_at = value;
}

static void compile_max_contains(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (array && baton_schema__count(c, d, value, &array->max_contains))
        array->max_contains_at = value;
}

static void compile_min_contains(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_array *array = baton_schema__array_of(c, d);
    if (array && baton_schema__count(c, d, value, &array->min_contains))
        array->min_contains_at = value;
}

enum { FEW_ITEMS = 16 };

static bool has_equal(const struct baton_json *doc, const struct schema_index *seen,
                      uint64_t hash, uint32_t item)
{
    uint32_t cursor = SCHEMA_NONE, row;
    while ((row = baton_schema__index_next(seen, hash, &cursor)) != SCHEMA_NONE)
        if (baton_json_equal(doc, row, doc, item))
            return true;
    return false;
}

/* A few items that have no others in them are compared each with each. */
static bool are_few(const struct schema_run *run, uint32_t array)
{
    uint32_t end = run->v[array].next;
    if (end - array > FEW_ITEMS)
        return false;
    for (uint32_t item = array + 1; item < end; item++)
        if (run->v[item].type >= BATON_JSON_ARRAY)
            return false;
    return true;
}

static bool few_are_unique(const struct schema_run *run, uint32_t array)
{
    for (uint32_t a = array + 1; a < run->v[array].next; a++)
        for (uint32_t b = a + 1; b < run->v[array].next; b++)
            if (run->v[a].type == run->v[b].type && baton_json_equal(run->doc, a, run->doc, b))
                return false;
    return true;
}

bool baton_schema__is_unique(struct schema_run *run, uint32_t array)
{
    struct schema_index seen = {.count = 0};
    if (are_few(run, array))
        return few_are_unique(run, array);
    BATON_JSON_EACH_ITEM(run->doc, array, item) {
        uint64_t hash = baton_schema__hash(run->doc, item);
        if (has_equal(run->doc, &seen, hash, item))
            return false;
        if (!baton_schema__index_add(&seen, run->arena, hash, item)) {
            run->failed = true;
            return false;
        }
    }
    return true;
}

/* ---- objects ------------------------------------------------------------------------- */

static void compile_max_properties(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (object && baton_schema__count(c, d, value, &object->max))
        object->max_at = value;
}

static void compile_min_properties(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t value)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (object && baton_schema__count(c, d, value, &object->min))
        object->min_at = value;
}

static bool is_name(struct schema_compiler *c, struct schema_draft *d, uint32_t item)
{
    if (d->doc->json->v[item].type == BATON_JSON_STRING)
        return true;
    baton_schema__problem(c, d, item, "the name of a property must be a string");
    return false;
}

static void compile_required(struct schema_compiler *c, struct schema_draft *d, uint32_t value)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (!object || !baton_schema__wants(c, d, value, BATON_JSON_ARRAY, "an array of names"))
        return;
    if (d->resource->language.dialect->age <= AGE_4 && !baton_json_size(d->doc->json, value))
        baton_schema__problem(c, d, value, "\"required\" must not be empty before draft 6");
    object->required_at = value;
    BATON_JSON_EACH_ITEM(d->doc->json, value, item) {
        uint32_t index;
        struct schema_known *known = is_name(c, d, item)
            ? baton_schema__known(c, d, baton_schema__string(c, d, item), &index) : NULL;
        if (known && known->required)
            baton_schema__problem(c, d, item, "\"required\" names this twice");
        if (known)
            known->required = true;
    }
}

/* The names that one name needs, by a row counted from 1; returns how many. */
static uint32_t read_needs(struct schema_compiler *c, struct schema_draft *d, uint32_t list,
                           uint32_t row, uint32_t *needs)
{
    uint32_t count = 0;
    BATON_JSON_EACH_ITEM(d->doc->json, list, item) {
        struct schema_known *known = is_name(c, d, item)
            ? baton_schema__known(c, d, baton_schema__string(c, d, item), &needs[count]) : NULL;
        if (!known)
            continue;
        if (known->needed == row)
            baton_schema__problem(c, d, item, "this name is there twice");
        known->needed = row;
        known->asked = true;
        count++;
    }
    return count;
}

void baton_schema__add_requirement(struct schema_compiler *c, struct schema_draft *d,
                                   uint32_t key)
{
    struct schema_object *object = baton_schema__object_of(c, d);
    if (object && !d->requirements)
        d->requirements = SCHEMA_NEW_N(c, struct schema_requirement,
                                       baton_schema__room(d, "dependentRequired",
                                                          "dependencies"));
    struct schema_requirement *row = d->requirements
        ? &d->requirements[object->requirement_count] : NULL;
    uint32_t *needs = row ? SCHEMA_NEW_N(c, uint32_t, baton_json_size(d->doc->json, key + 1))
                          : NULL;
    struct schema_known *known = needs
        ? baton_schema__known(c, d, baton_schema__string(c, d, key), &row->name) : NULL;
    if (!known)
        return;
    known->asked = true;
    row->at = key + 1;
    row->needs = needs;
    row->need_count = read_needs(c, d, key + 1, object->requirement_count + 1, needs);
    object->requirements = d->requirements;
    object->requirement_count++;
}

static void compile_dependent_required(struct schema_compiler *c, struct schema_draft *d,
                                       uint32_t value)
{
    static const char what[] = "an object of arrays of names";
    if (!baton_schema__wants(c, d, value, BATON_JSON_OBJECT, what) ||
        !baton_schema__object_of(c, d))
        return;
    BATON_JSON_EACH_MEMBER(d->doc->json, value, key)
        if (baton_schema__wants(c, d, key + 1, BATON_JSON_ARRAY, what))
            baton_schema__add_requirement(c, d, key);
}

static const struct schema_keyword keywords[] = {
    {"type", SHAPE_NONE, baton_schema__compile_type},
    {"enum", SHAPE_NONE, compile_enum},
    {"const", SHAPE_NONE, compile_const},
    {"maximum", SHAPE_NONE, compile_maximum},
    {"exclusiveMaximum", SHAPE_NONE, compile_exclusive_maximum},
    {"minimum", SHAPE_NONE, compile_minimum},
    {"exclusiveMinimum", SHAPE_NONE, compile_exclusive_minimum},
    {"multipleOf", SHAPE_NONE, compile_multiple_of},
    {"maxLength", SHAPE_NONE, compile_max_length},
    {"minLength", SHAPE_NONE, compile_min_length},
    {"pattern", SHAPE_NONE, compile_pattern},
    {"maxItems", SHAPE_NONE, compile_max_items},
    {"minItems", SHAPE_NONE, compile_min_items},
    {"uniqueItems", SHAPE_NONE, compile_unique_items},
    {"maxContains", SHAPE_NONE, compile_max_contains},
    {"minContains", SHAPE_NONE, compile_min_contains},
    {"maxProperties", SHAPE_NONE, compile_max_properties},
    {"minProperties", SHAPE_NONE, compile_min_properties},
    {"required", SHAPE_NONE, compile_required},
    {"dependentRequired", SHAPE_NONE, compile_dependent_required},
};

const struct schema_vocabulary baton_schema__validation = {
    "https://json-schema.org/draft/2020-12/vocab/validation", keywords, BATON_COUNT(keywords)};
