/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A schema must be valid as a whole: what no reference leads to ($defs that nobody
 * uses, `then` without `if`) is looked at, too. Its keywords are compiled for what
 * they have to say of their values, and no reference is followed.
 */
#include <string.h>

#include "core/schema/compile_int.h"

struct place {
    uint32_t value;
    struct schema_resource *resource;
};

struct survey {
    struct schema_compiler *c;
    struct schema_doc *doc;
    struct place *places; /* schemas of the document that are still to be looked at */
    size_t count, capacity;
};

/* Sets a bit; true if it was not set. */
static bool mark(uint8_t *bits, uint32_t value)
{
    uint8_t bit = (uint8_t)(1u << (value & 7)), old = bits[value >> 3];
    bits[value >> 3] = old | bit;
    return !(old & bit);
}

static void push(struct survey *survey, uint32_t value, struct schema_resource *resource)
{
    struct schema_compiler *c = survey->c;
    if (survey->doc->json->v[value].type != BATON_JSON_OBJECT ||
        !mark(survey->doc->surveyed, value))
        return;
    struct schema_resource *own = baton_schema__resource_at(c->registry, survey->doc, value);
    struct place *place = BATON_PUSH(c->arena, survey->places, survey->count, survey->capacity);
    if (place)
        *place = (struct place){value, own ? own : resource};
    else
        c->err = BATON_ENOMEM;
}

static void push_all(struct survey *survey, enum schema_shape shape, uint32_t value,
                     struct schema_resource *resource)
{
    const struct baton_json *json = survey->doc->json;
    uint8_t type = json->v[value].type;
    if (shape == SHAPE_ONE || (shape == SHAPE_ONE_OR_LIST && type == BATON_JSON_OBJECT)) {
        push(survey, value, resource);
    } else if (shape == SHAPE_MAP && type == BATON_JSON_OBJECT) {
        BATON_JSON_EACH_MEMBER(json, value, key)
            push(survey, key + 1, resource);
    } else if (shape != SHAPE_NONE && shape != SHAPE_MAP && type == BATON_JSON_ARRAY) {
        BATON_JSON_EACH_ITEM(json, value, item)
            push(survey, item, resource);
    }
}

/* Up to draft 7 nothing beside a reference counts; but it has definitions, all the same. */
static void push_within(struct survey *survey, const struct place *place)
{
    const struct baton_json *json = survey->doc->json;
    const struct schema_language *language = &place->resource->language;
    bool lone = language->dialect->age < AGE_2019 &&
                baton_json_member_z(json, place->value, "$ref") != BATON_JSON_NONE;
    BATON_JSON_EACH_MEMBER(json, place->value, key) {
        struct schema_row row;
        struct baton_str name = baton_json_string(json, key, survey->c->arena);
        if ((!lone || baton_str_is(name, "definitions")) &&
            baton_schema__find_keyword(language->dialect, language->vocabularies, name, &row))
            push_all(survey, row.keyword->shape, key + 1, place->resource);
    }
}

/* What a meta-schema that nobody has would say of a schema is not known. */
static void walk(struct survey *survey)
{
    struct schema_compiler *c = survey->c;
    for (size_t i = 0; i < survey->count && !c->err; i++) {
        struct place place = survey->places[i];
        if (place.resource->language.trouble)
            continue;
        if (mark(survey->doc->compiled, place.value))
            baton_schema__compile_alone(c, survey->doc, place.value, place.resource);
        push_within(survey, &place);
    }
    survey->count = 0;
}

/* The schema that was reached, and all of the resource that it is a part of. */
static void survey_draft(struct survey *survey, const struct schema_draft *d)
{
    struct schema_resource *root = d->resource;
    survey->doc = d->doc;
    push(survey, d->value, root);
    if (root->value || !baton_schema__is_api(survey->c->registry, root->doc))
        push(survey, root->value, root);
    walk(survey);
}

/* A schema with problems is to be looked at again when it is compiled again. */
static void forget(struct schema_compiler *c)
{
    for (size_t i = 0; i < c->draft_count; i++) {
        struct schema_doc *doc = c->drafts[i]->doc;
        if (!doc->marked)
            continue;
        doc->marked = false;
        memset(doc->compiled, 0, (size_t)doc->json->count / 8 + 1);
        memset(doc->surveyed, 0, (size_t)doc->json->count / 8 + 1);
    }
}

void baton_schema__survey(struct schema_compiler *c)
{
    struct survey survey = {.c = c};
    size_t count = c->draft_count;
    c->alone = true;
    for (size_t i = 0; i < count; i++) {
        c->drafts[i]->doc->marked = true;
        (void)mark(c->drafts[i]->doc->compiled, c->drafts[i]->value);
    }
    for (size_t i = 0; i < count && !c->err; i++)
        if (!c->drafts[i]->doc->built_in)
            survey_draft(&survey, c->drafts[i]);
    if (c->err || c->problem_count)
        forget(c);
}
