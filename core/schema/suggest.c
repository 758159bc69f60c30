/* SPDX-License-Identifier: Apache-2.0 */
/* Did you mean: the nearest name or value that a schema knows. */
#include "core/schema/report_int.h"

enum {
    LOOKS = 20000, /* comparisons in one report: each may take a microsecond */
    LONGEST = 256, /* bytes of a value that is worth suggesting */
    LEVELS = 16    /* of schemas within schemas that are asked for names */
};

static bool may_look(struct schema_run *run)
{
    return run->report->looks < LOOKS && ++run->report->looks;
}

/* ---- values ------------------------------------------------------------------------- */

/* What the search for a near value has found. */
struct search {
    struct baton_near near; /* by the characters of strings */
    struct baton_str text;  /* JSON text of the best */
    bool exact;             /* the same characters, with or without quotes */
};

static void look_at_value(struct schema_run *run, struct search *search, bool string,
                          const struct baton_json *doc, uint32_t value)
{
    struct baton_str raw = baton_json_raw(doc, value), plain = raw;
    bool is_string = doc->v[value].type == BATON_JSON_STRING;
    if (raw.len > LONGEST || search->exact || !may_look(run))
        return;
    if (is_string)
        plain = baton_json_string(doc, value, run->arena);
    if (is_string != string && baton_str_eq(plain, search->near.word)) {
        search->exact = true;
        search->text = raw;
    } else if (is_string && string) {
        size_t before = search->near.distance;
        baton_near_offer(&search->near, plain);
        if (search->near.distance < before)
            search->text = raw;
    }
}

size_t baton_schema__nearest_value(struct schema_run *run, const struct schema_values *values,
                                   uint32_t at, struct baton_str *text)
{
    const struct baton_json *doc = values->doc->json;
    bool string = run->v[at].type == BATON_JSON_STRING;
    struct search search = {.text = {NULL, 0}};
    *text = search.text;
    if (run->v[at].type >= BATON_JSON_ARRAY)
        return SIZE_MAX;
    baton_near_init(&search.near, string ? baton_json_string(run->doc, at, run->arena)
                                         : baton_json_raw(run->doc, at));
    if (values->keyword == BATON_KW_CONST)
        look_at_value(run, &search, string, doc, values->at);
    else
        BATON_JSON_EACH_ITEM(doc, values->at, item)
            look_at_value(run, &search, string, doc, item);
    *text = search.text;
    return search.exact ? 0 : search.text.s ? search.near.distance : SIZE_MAX;
}

/* A const leaves no choice: it is what was meant, however far it is. */
static struct baton_str value_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_str text = {NULL, 0};
    const struct schema_values *values = hit->node->values;
    while (values && values->at != hit->at)
        values = values->next;
    if (!values)
        return text;
    (void)baton_schema__nearest_value(run, values, hit->instance, &text);
    struct baton_str only = baton_json_raw(values->doc->json, values->at);
    bool scalar = values->doc->json->v[values->at].type < BATON_JSON_ARRAY;
    return !text.s && values->keyword == BATON_KW_CONST && scalar && only.len <= LONGEST ? only
                                                                                        : text;
}

/* ---- names --------------------------------------------------------------------------- */

static struct baton_str text_of(const struct schema_name *name)
{
    return (struct baton_str){name->s, name->len};
}

/* Names that stand in the object already are not what was meant. */
static void offer_name(struct schema_run *run, struct baton_near *near, struct baton_str name,
                       uint32_t object)
{
    struct baton_near next = *near;
    if (!may_look(run))
        return;
    baton_near_offer(&next, name);
    if (next.distance < near->distance &&
        baton_json_member(run->doc, object, name) == BATON_JSON_NONE)
        *near = next;
}

/* Offers the names that a schema and those for the same value know. */
static void offer_known(struct schema_run *run, struct baton_near *near,
                        const struct schema_node *node, uint32_t object, int levels)
{
    const struct schema_object *rules = node->object;
    for (uint32_t i = 0; rules && i < rules->names.count; i++)
        if (rules->names.items[i].listed || rules->names.items[i].mask)
            offer_name(run, near, text_of(&rules->names.items[i]), object);
    for (uint32_t i = 0; levels && i < node->step_count; i++)
        for (uint32_t k = 0; node->steps[i].op != STEP_NOT && k < node->steps[i].count; k++)
            if (node->steps[i].nodes[k] && may_look(run))
                offer_known(run, near, node->steps[i].nodes[k], object, levels - 1);
}

static struct baton_str known_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    baton_near_init(&near, baton_json_string(run->doc, hit->instance, run->arena));
    offer_known(run, &near, hit->node, hit->within, LEVELS);
    return near.best;
}

/* For a missing name: a member that looks like it and is not known itself. */
static struct baton_str member_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    baton_near_init(&near, text_of(hit->name));
    BATON_JSON_EACH_MEMBER(run->doc, hit->instance, key) {
        uint32_t hint = 0;
        const struct schema_name *known =
            baton_schema__member(run, &hit->node->object->names, key, &hint);
        if (!may_look(run))
            break;
        if (!known || !(known->listed || known->mask))
            baton_near_offer(&near, baton_json_string(run->doc, key, run->arena));
    }
    return near.best;
}

/* For a bad name: one of those that are listed. */
static struct baton_str name_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    const struct schema_values *values = hit->node->object->name_rule->values;
    baton_near_init(&near, baton_json_string(run->doc, hit->instance, run->arena));
    for (uint32_t i = 0; values && i < values->strings.count && may_look(run); i++)
        baton_near_offer(&near, text_of(&values->strings.items[i]));
    return near.best;
}

struct baton_str baton_schema__suggestion(struct schema_run *run, const struct schema_hit *hit)
{
    if (hit->keyword == BATON_KW_ENUM || hit->keyword == BATON_KW_CONST)
        return value_like(run, hit);
    if (hit->keyword == BATON_KW_ADDITIONAL_PROPERTIES ||
        hit->keyword == BATON_KW_UNEVALUATED_PROPERTIES)
        return known_like(run, hit);
    if (hit->keyword == BATON_KW_PROPERTY_NAMES)
        return name_like(run, hit);
    return hit->name ? member_like(run, hit) : (struct baton_str){NULL, 0};
}
