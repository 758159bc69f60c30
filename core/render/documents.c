/* SPDX-License-Identifier: Apache-2.0 */
/* The texts that a report's findings point into: the input's, and those of evidence. */
#include "core/render/render_int.h"

const struct baton_report_document *
baton_render__document(const struct baton_report *report, const struct baton_finding *f)
{
    return f->document && f->document <= report->document_count
               ? &report->documents[f->document - 1] : NULL;
}

struct baton_str baton_render__name(const struct baton_report *report,
                                    const struct baton_finding *f)
{
    const struct baton_report_document *document = baton_render__document(report, f);
    return document ? document->name : report->input.name;
}

/* Lines of a document are counted when the first finding points into it. */
static const struct baton_lines *lines_of(struct baton_render__texts *t, size_t index)
{
    struct baton_arena *arena = t->out->arena;
    if (!t->others)
        t->others = BATON_NEW_N(arena, struct baton_lines, t->report->document_count);
    if (t->others && !t->others[index].count &&
        baton_lines_init(&t->others[index], arena, t->report->documents[index].text) != BATON_OK)
        t->others[index].count = 0;
    if (t->others && t->others[index].count)
        return &t->others[index];
    t->out->failed = true;
    return NULL;
}

const struct baton_lines *baton_render__lines(struct baton_render__texts *t,
                                              const struct baton_finding *f)
{
    if (!f->has_span)
        return NULL;
    if (!f->document)
        return t->own;
    const struct baton_report_document *document = baton_render__document(t->report, f);
    return document && f->span.start <= f->span.end && f->span.end <= document->text.len
               ? lines_of(t, f->document - 1) : NULL;
}
