/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for machines: docs/schema-report.schema.json. */
#include "apps/baton/schema.h"

static void member(struct baton_json_writer *w, const char *name, struct baton_str text)
{
    baton_json_name(w, name);
    baton_json_put_text(w, text);
}

static void number(struct baton_json_writer *w, const char *name, uint64_t value)
{
    baton_json_name(w, name);
    baton_json_put_number(w, value);
}

static void put_place(struct baton_json_writer *w, struct baton_place place)
{
    number(w, "line", place.line);
    number(w, "column", place.column);
}

/* ---- findings -------------------------------------------------------------------------------- */

static void put_instance_side(struct baton_json_writer *w, const struct schema_source *instance,
                              const struct schema_finding *f)
{
    baton_json_name(w, "instance");
    baton_json_begin(w, '{');
    if (f->fault)
        member(w, "pointer", f->pointer);
    put_place(w, f->place);
    number(w, "offset", instance->first_offset + f->span.start);
    number(w, "length", f->span.end - f->span.start);
    baton_json_end(w, '}');
}

/* Local files are named as the user knows them: where they are on this machine says nothing. */
static void put_source(struct baton_json_writer *w, const struct schema_source *source)
{
    if (!source->local)
        member(w, "uri", source->uri);
    member(w, "file", source->name);
}

static void put_schema_side(struct baton_json_writer *w, const struct schema_finding *f)
{
    baton_json_name(w, "schema");
    baton_json_begin(w, '{');
    if (f->schema)
        put_source(w, f->schema);
    member(w, "pointer", f->fault->schema_pointer);
    if (f->schema)
        put_place(w, f->schema_place);
    baton_json_end(w, '}');
}

/* The alternative of a choice that the instance was judged by. */
static void put_branch(struct baton_json_writer *w, const struct schema_finding *f)
{
    static const char *const why[] = {
        [BATON_MEANT_NONE] = "none",          [BATON_MEANT_ONLY] = "only",
        [BATON_MEANT_TYPE] = "type",          [BATON_MEANT_DISCRIMINATOR] = "discriminator",
        [BATON_MEANT_NEAREST] = "nearest",
    };
    const struct baton_schema_fault *fault = f->fault;
    if (fault->branch < 0)
        return;
    baton_json_name(w, "branch");
    baton_json_begin(w, '{');
    number(w, "index", (uint64_t)fault->branch);
    if (fault->choice != BATON_JSON_NONE)
        number(w, "of", baton_json_size(fault->choice_doc, fault->choice));
    member(w, "meant", baton_str_from(why[fault->meant]));
    if (f->discriminator.len)
        member(w, "discriminator", f->discriminator);
    baton_json_end(w, '}');
}

static void put_finding(struct baton_json_writer *w, const struct schema_source *instance,
                        const struct schema_finding *f)
{
    member(w, "message", f->message);
    if (f->keyword)
        member(w, "keyword", baton_str_from(f->keyword));
    put_instance_side(w, instance, f);
    if (!f->fault)
        return;
    put_schema_side(w, f);
    if (f->fault->suggestion.len)
        member(w, "suggestion", f->fault->suggestion);
    if (f->follows >= 0)
        number(w, "follows", (uint64_t)f->follows);
    put_branch(w, f);
}

static void put_alternative(struct baton_json_writer *w, const struct schema_source *instance,
                            const struct schema_alternative *a)
{
    baton_json_begin(w, '{');
    if (a->title.len)
        member(w, "title", a->title);
    baton_json_name(w, "valid");
    baton_json_put_bool(w, a->valid);
    baton_json_name(w, "findings");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < a->count; i++) {
        baton_json_begin(w, '{');
        put_finding(w, instance, &a->findings[i]);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

static void put_alternatives(struct baton_json_writer *w, const struct schema_source *instance,
                             const struct schema_finding *f)
{
    if (!f->alternatives)
        return;
    baton_json_name(w, "alternatives");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < f->alternative_count; i++)
        put_alternative(w, instance, &f->alternatives[i]);
    baton_json_end(w, ']');
}

static void put_verdict(struct baton_json_writer *w, const struct schema_source *instance,
                        const struct schema_verdict *verdict, bool line)
{
    baton_json_begin(w, '{');
    member(w, "file", instance->name);
    if (line)
        number(w, "line", instance->first_line);
    baton_json_name(w, "valid");
    baton_json_put_bool(w, verdict->valid);
    if (verdict->more)
        number(w, "more", verdict->more);
    baton_json_name(w, "findings");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < verdict->count; i++) {
        baton_json_begin(w, '{');
        put_finding(w, instance, &verdict->findings[i]);
        put_alternatives(w, instance, &verdict->findings[i]);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

void schema_put_json(struct schema_command *c, struct baton_buf *out,
                     const struct schema_source *instance, const struct schema_verdict *verdict,
                     bool line)
{
    bool wrapped = c->format == SCHEMA_AS_JSON;
    struct baton_json_writer w = {.out = out, .indented = wrapped, .first = true};
    if (wrapped && c->shown)
        baton_buf_puts(out, ",\n");
    put_verdict(&w, instance, verdict, line);
    if (!wrapped)
        baton_buf_putc(out, '\n');
}

/* ---- the document ---------------------------------------------------------------------------- */

void schema_put_json_start(struct schema_command *c, struct baton_buf *out)
{
    struct baton_json_writer w = {.out = out, .first = true};
    baton_json_begin(&w, '{');
    member(&w, "schema", BATON_STR("baton.schema-report/1"));
    member(&w, "against", c->schema_name);
    baton_buf_puts(out, ",\"instances\":[\n");
}

void schema_put_json_end(struct baton_buf *out)
{
    baton_buf_puts(out, "]}\n");
}

void schema_put_json_problems(struct schema_command *c, struct baton_buf *out,
                              const struct schema_problem *problems, size_t count)
{
    struct baton_json_writer w = {.out = out, .indented = true, .first = true};
    baton_json_begin(&w, '{');
    member(&w, "schema", BATON_STR("baton.schema-report/1"));
    member(&w, "against", c->schema_name);
    baton_json_name(&w, "problems");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < count; i++) {
        baton_json_begin(&w, '{');
        member(&w, "message", problems[i].message);
        if (problems[i].source)
            put_source(&w, problems[i].source);
        member(&w, "pointer", problems[i].pointer);
        if (problems[i].place.line)
            put_place(&w, problems[i].place);
        baton_json_end(&w, '}');
    }
    baton_json_end(&w, ']');
    baton_json_name(&w, "instances");
    baton_json_begin(&w, '[');
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}
