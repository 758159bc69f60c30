/* SPDX-License-Identifier: Apache-2.0 */
/* From faults to findings: messages without secrets, places on both sides. */
#include "apps/baton/schema.h"

const struct schema_source *schema_document(const struct schema_command *c,
                                            const struct baton_json *doc)
{
    for (size_t i = 0; i < c->schema_count; i++)
        if (&c->schemas[i]->json == doc)
            return c->schemas[i];
    return NULL;
}

static void set_finding(struct schema_command *c, const struct schema_source *instance,
                        const struct baton_schema_fault *fault, struct schema_finding *out)
{
    struct baton_arena *arena = &c->arena;
    if (fault->meant == BATON_MEANT_DISCRIMINATOR && fault->discriminator != BATON_JSON_NONE)
        out->discriminator = baton_json_track_to(&c->track, fault->discriminator, arena);
    out->fault = fault;
    out->follows = -1;
    out->keyword = baton_schema_keyword_name(fault->keyword);
    out->span = schema_source_span(instance, fault->instance);
    out->place = schema_source_place(instance, fault->instance);
    out->pointer = baton_json_track_to(&c->track, fault->instance, arena);
    out->message = schema_source_hide(
        arena, instance, baton_schema_message(&instance->json, fault, arena), out->span);
    out->schema = schema_document(c, fault->schema_doc);
    if (out->schema)
        out->schema_place = schema_source_place(out->schema, fault->schema);
}

/* ---- alternatives ---------------------------------------------------------------------------- */

static bool same_choice(const struct baton_schema_fault *a, const struct baton_schema_fault *b)
{
    return a->choice == b->choice && a->choice_instance == b->choice_instance &&
           a->choice_doc == b->choice_doc;
}

/* The first finding of a choice tells what its alternatives say. */
static bool is_told(const struct schema_verdict *verdict, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (verdict->findings[i].alternatives &&
            same_choice(verdict->findings[i].fault, verdict->findings[index].fault))
            return true;
    return false;
}

static enum baton_err fill_alternative(struct schema_command *c,
                                       const struct schema_source *instance,
                                       const struct baton_schema_branch *branch,
                                       struct schema_alternative *out)
{
    *out = (struct schema_alternative){.schema = branch->schema, .title = branch->title,
                                       .valid = branch->result.valid};
    out->findings = BATON_NEW_N(&c->arena, struct schema_finding, branch->result.fault_count + 1);
    if (!out->findings)
        return BATON_ENOMEM;
    for (size_t i = 0; i < branch->result.fault_count; i++)
        if (branch->result.faults[i].follows < 0)
            set_finding(c, instance, &branch->result.faults[i], &out->findings[out->count++]);
    return BATON_OK;
}

static enum baton_err set_alternatives(struct schema_command *c,
                                       const struct schema_source *instance,
                                       struct schema_finding *finding)
{
    struct baton_schema_branch *branches = NULL;
    size_t count = 0;
    enum baton_err err = baton_schema_branches(c->schema, &instance->json, finding->fault,
                                               &c->arena, &branches, &count);
    if (err != BATON_OK)
        return err == BATON_ENOMEM ? err : BATON_OK;
    finding->alternatives = BATON_NEW_N(&c->arena, struct schema_alternative, count + 1);
    if (!finding->alternatives)
        return BATON_ENOMEM;
    for (size_t i = 0; err == BATON_OK && i < count; i++)
        err = fill_alternative(c, instance, &branches[i], &finding->alternatives[i]);
    finding->alternative_count = count;
    return err;
}

/* ---- verdicts -------------------------------------------------------------------------------- */

/*
 * Which faults are listed: so many as were asked for, and those that follow from them.
 * places: for each fault that is listed its place in the list, counted from 1.
 */
static void choose(const struct schema_command *c, const struct baton_schema_result *result,
                   uint32_t *places, struct schema_verdict *out)
{
    for (size_t i = 0; i < result->fault_count; i++) {
        if (result->faults[i].follows >= 0)
            continue;
        places[i] = !c->max_faults || out->own < c->max_faults;
        out->own += places[i];
        out->more += !places[i];
    }
    for (size_t i = 0; i < result->fault_count; i++)
        if (result->faults[i].follows >= 0)
            places[i] = places[result->faults[i].follows] != 0;
    for (size_t i = 0; i < result->fault_count; i++)
        if (places[i])
            places[i] = (uint32_t)++out->count;
}

static enum baton_err list(struct schema_command *c, const struct schema_source *instance,
                           const struct baton_schema_result *result, const uint32_t *places,
                           struct schema_verdict *out)
{
    enum baton_err err = BATON_OK;
    for (size_t i = 0; err == BATON_OK && i < result->fault_count; i++) {
        const struct baton_schema_fault *fault = &result->faults[i];
        if (!places[i])
            continue;
        size_t at = places[i] - 1;
        set_finding(c, instance, fault, &out->findings[at]);
        if (fault->follows >= 0)
            out->findings[at].follows = (int)places[fault->follows] - 1;
        if (c->branches && fault->choice != BATON_JSON_NONE && !is_told(out, at))
            err = set_alternatives(c, instance, &out->findings[at]);
    }
    return err;
}

enum baton_err schema_verdict_of(struct schema_command *c, struct schema_source *instance,
                                 const struct baton_schema_result *result,
                                 struct schema_verdict *out)
{
    *out = (struct schema_verdict){.valid = result->valid};
    c->track = (struct baton_json_track){.doc = &instance->json};
    if (result->valid)
        return BATON_OK;
    uint32_t *places = BATON_NEW_N(&c->arena, uint32_t, result->fault_count + 1);
    if (!places)
        return BATON_ENOMEM;
    choose(c, result, places, out);
    out->findings = BATON_NEW_N(&c->arena, struct schema_finding, out->count + 1);
    enum baton_err err = schema_source_prepare(&c->arena, instance);
    if (!out->findings || err != BATON_OK)
        return BATON_ENOMEM;
    err = list(c, instance, result, places, out);
    return baton_arena_failed(&c->arena) ? BATON_ENOMEM : err;
}

/* YAML tells lines and columns alone. */
static void set_flaw(const struct schema_source *source, const struct schema_flaw *flaw,
                     struct baton_span *span, struct baton_place *place)
{
    *span = flaw->span;
    *place = flaw->place;
    if (place->line)
        span->start = span->end = schema_source_offset(source, *place);
    else
        *place = baton_lines_place(&source->lines, span->start);
    place->line += source->first_line - 1;
}

enum baton_err schema_verdict_unread(struct schema_command *c, struct schema_source *instance,
                                     struct schema_verdict *out)
{
    enum baton_err err = schema_source_prepare(&c->arena, instance);
    *out = (struct schema_verdict){.count = instance->flaw_count, .own = instance->flaw_count};
    if (err != BATON_OK)
        return err;
    out->findings = BATON_NEW_N(&c->arena, struct schema_finding, out->count + 1);
    if (!out->findings)
        return BATON_ENOMEM;
    for (size_t i = 0; i < out->count; i++) {
        struct schema_finding *f = &out->findings[i];
        f->follows = -1;
        set_flaw(instance, &instance->flaws[i], &f->span, &f->place);
        f->message = schema_source_hide(&c->arena, instance, instance->flaws[i].message, f->span);
    }
    return baton_arena_failed(&c->arena) ? BATON_ENOMEM : BATON_OK;
}

void schema_problem_of_flaw(const struct schema_source *source, const struct schema_flaw *flaw,
                            struct schema_problem *out)
{
    *out = (struct schema_problem){.source = source, .message = flaw->message};
    set_flaw(source, flaw, &out->span, &out->place);
}

void schema_problem_of(const struct schema_command *c, const struct baton_schema_problem *problem,
                       struct schema_problem *out)
{
    *out = (struct schema_problem){.message = schema_shorten(&c->app->arena, problem->message),
                                   .pointer = problem->pointer};
    for (size_t i = 0; i < c->schema_count; i++)
        if (baton_str_eq(c->schemas[i]->uri, problem->uri) && c->schemas[i]->json.count)
            out->source = c->schemas[i];
    if (!out->source)
        return;
    out->place = schema_source_place(out->source, problem->value);
    out->span = schema_source_span(out->source, problem->value);
}
