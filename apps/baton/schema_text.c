/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for people: place, message, the line with carets, and what both sides point at. */
#include "apps/baton/schema.h"

struct page {
    struct baton_buf *out;
    const struct baton_style *style;
};

static void ink(const struct page *p, enum baton_ink color)
{
    baton_render_ink(p->out, p->style, color);
}

static void colored(const struct page *p, enum baton_ink color, const char *text)
{
    ink(p, color);
    baton_buf_puts(p->out, text);
    ink(p, BATON_INK_NONE);
}

static void label(const struct page *p, const char *text)
{
    baton_buf_puts(p->out, "     ");
    colored(p, BATON_INK_DIM, "= ");
    colored(p, BATON_INK_BOLD, text);
    baton_buf_puts(p->out, ": ");
}

static void put_where(const struct page *p, struct baton_str name, struct baton_place place)
{
    baton_render_clean(p->out, name);
    if (place.line)
        baton_buf_fmt(p->out, ":%zu:%zu", place.line, place.column);
}

static void put_title(const struct page *p, struct baton_str name, struct baton_place place,
                      struct baton_str message)
{
    ink(p, BATON_INK_BOLD);
    put_where(p, name, place);
    baton_buf_puts(p->out, ": ");
    ink(p, BATON_INK_NONE);
    colored(p, BATON_INK_RED, "error: ");
    ink(p, BATON_INK_BOLD);
    baton_render_clean(p->out, message);
    ink(p, BATON_INK_NONE);
    baton_buf_putc(p->out, '\n');
}

static void put_excerpt(const struct page *p, const struct schema_source *source,
                        struct baton_span span)
{
    if (source->text.len)
        baton_render_excerpt(p->out, source->masked, &source->lines, source->first_line, span,
                             p->style, BATON_INK_RED);
}

/* ---- both sides ------------------------------------------------------------------------------ */

static void put_schema_side(const struct page *p, const struct schema_finding *f)
{
    label(p, "schema");
    if (f->schema)
        put_where(p, f->schema->name, f->schema_place);
    else
        baton_buf_puts(p->out, "(built in)");
    baton_buf_puts(p->out, "  ");
    ink(p, BATON_INK_DIM);
    baton_buf_putc(p->out, '#');
    baton_render_clean(p->out, f->fault->schema_pointer);
    ink(p, BATON_INK_NONE);
    baton_buf_putc(p->out, '\n');
}

static void put_instance_side(const struct page *p, const struct schema_finding *f)
{
    if (!f->pointer.len)
        return;
    label(p, "at");
    baton_render_clean(p->out, f->pointer);
    baton_buf_putc(p->out, '\n');
}

/* Which alternative the faults are of, and why that one. */
static void put_meant(const struct page *p, const struct schema_finding *f)
{
    static const char *const why[] = {
        [BATON_MEANT_NONE] = "",
        [BATON_MEANT_ONLY] = "",
        [BATON_MEANT_TYPE] = ", the only one for values of this type",
        [BATON_MEANT_DISCRIMINATOR] = "",
        [BATON_MEANT_NEAREST] = ", which fits best",
    };
    const struct baton_schema_fault *fault = f->fault;
    if (fault->branch < 0 || fault->choice == BATON_JSON_NONE ||
        fault->meant == BATON_MEANT_ONLY)
        return;
    label(p, "judged by");
    baton_buf_fmt(p->out, "alternative %d of %zu%s", fault->branch + 1,
                  baton_json_size(fault->choice_doc, fault->choice), why[fault->meant]);
    if (f->discriminator.len) {
        baton_buf_puts(p->out, ", because of ");
        baton_render_clean(p->out, f->discriminator);
    }
    baton_buf_putc(p->out, '\n');
}

static void put_alternative(const struct page *p, size_t index, const struct schema_alternative *a)
{
    baton_buf_puts(p->out, "       ");
    ink(p, BATON_INK_BLUE);
    baton_buf_fmt(p->out, "alternative %zu", index + 1);
    ink(p, BATON_INK_NONE);
    if (a->title.len) {
        baton_buf_puts(p->out, " (");
        baton_render_clean(p->out, a->title);
        baton_buf_putc(p->out, ')');
    }
    baton_buf_puts(p->out, a->valid ? ": fits\n" : ":\n");
    for (size_t i = 0; i < a->count; i++) {
        baton_buf_puts(p->out, "         ");
        baton_render_clean(p->out, a->findings[i].pointer);
        baton_buf_puts(p->out, a->findings[i].pointer.len ? ": " : "");
        baton_render_clean(p->out, a->findings[i].message);
        baton_buf_putc(p->out, '\n');
    }
}

static void put_alternatives(const struct page *p, const struct schema_finding *f)
{
    if (!f->alternative_count)
        return;
    baton_buf_puts(p->out, "     ");
    colored(p, BATON_INK_DIM, "= ");
    colored(p, BATON_INK_BOLD, "the alternatives:\n");
    for (size_t i = 0; i < f->alternative_count; i++)
        put_alternative(p, i, &f->alternatives[i]);
}

/* What is gone when this one is mended. */
static void put_followers(const struct page *p, const struct schema_verdict *verdict, size_t index)
{
    for (size_t i = 0; i < verdict->count; i++) {
        const struct schema_finding *f = &verdict->findings[i];
        if (f->follows != (int)index)
            continue;
        label(p, "which is why");
        if (f->pointer.len) {
            baton_render_clean(p->out, f->pointer);
            baton_buf_puts(p->out, " ");
        }
        baton_render_clean(p->out, f->message);
        baton_buf_fmt(p->out, " (%zu:%zu)\n", f->place.line, f->place.column);
    }
}

static void put_finding(const struct page *p, const struct schema_source *instance,
                        const struct schema_verdict *verdict, size_t index)
{
    const struct schema_finding *f = &verdict->findings[index];
    put_title(p, instance->name, f->place, f->message);
    put_excerpt(p, instance, f->span);
    put_instance_side(p, f);
    if (f->fault) {
        put_schema_side(p, f);
        put_followers(p, verdict, index);
        put_meant(p, f);
        put_alternatives(p, f);
    }
    baton_buf_putc(p->out, '\n');
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void put_result(const struct page *p, const struct schema_source *instance,
                       const struct schema_verdict *verdict)
{
    size_t count = verdict->own + verdict->more;
    colored(p, verdict->valid ? BATON_INK_GREEN : BATON_INK_RED, verdict->valid ? "✓ " : "✗ ");
    baton_render_clean(p->out, instance->name);
    if (verdict->valid)
        baton_buf_puts(p->out, ": valid\n");
    else
        baton_buf_fmt(p->out, ": %zu fault%s", count, count == 1 ? "" : "s");
    if (verdict->more)
        baton_buf_fmt(p->out, ", %zu not shown (--max-faults)", verdict->more);
    if (!verdict->valid)
        baton_buf_putc(p->out, '\n');
}

void schema_put_text(struct schema_command *c, struct baton_buf *out,
                     const struct schema_source *instance, const struct schema_verdict *verdict,
                     bool line)
{
    struct page p = {out, &c->style};
    for (size_t i = 0; i < verdict->count; i++)
        if (verdict->findings[i].follows < 0)
            put_finding(&p, instance, verdict, i);
    if (!line)
        put_result(&p, instance, verdict);
    if (!line && !verdict->valid)
        baton_buf_putc(out, '\n');
}

void schema_put_summary(struct schema_command *c, struct baton_buf *out, struct baton_str name,
                        uint64_t count, uint64_t invalid)
{
    struct page p = {out, &c->style};
    colored(&p, invalid ? BATON_INK_RED : BATON_INK_GREEN, invalid ? "✗ " : "✓ ");
    baton_render_clean(out, name);
    baton_buf_fmt(out, ": %llu of %llu lines valid\n", (unsigned long long)(count - invalid),
                  (unsigned long long)count);
}

void schema_put_problem(struct baton_buf *out, const struct baton_style *style,
                        const struct schema_problem *problem)
{
    struct page p = {out, style};
    put_title(&p, problem->source ? problem->source->name : BATON_STR("(built in)"),
              problem->place, problem->message);
    if (problem->source)
        put_excerpt(&p, problem->source, problem->span);
    if (problem->pointer.len) {
        label(&p, "at");
        baton_buf_putc(out, '#');
        baton_render_clean(out, problem->pointer);
        baton_buf_putc(out, '\n');
    }
    baton_buf_putc(out, '\n');
}
