/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_RENDER_INT_H
#define BATON_CORE_RENDER_INT_H

#include "core/render.h"

/* The character at an offset: the columns it takes when shown, and where the next one begins. */
size_t baton_render__character(struct baton_str text, size_t at, size_t *columns);
size_t baton_render__columns(struct baton_str text);
/* Offset after so many columns, or of the end. */
size_t baton_render__skip(struct baton_str text, size_t columns);
/* The columns to stay within. */
size_t baton_render__width(const struct baton_style *style);

/* The line of a span with carets below it, between "|" rules. */
void baton_render__excerpt(struct baton_buf *out, const struct baton_report *report,
                           const struct baton_lines *lines, const struct baton_style *style,
                           struct baton_span span, enum baton_ink ink);

/* ---- where findings point ------------------------------------------------------- */

struct baton_render__texts {
    struct baton_buf *out;
    const struct baton_report *report;
    const struct baton_lines *own; /* of the input */
    struct baton_lines *others;    /* of the report's documents; private */
};

/* NULL: the finding is of the input. */
const struct baton_report_document *
baton_render__document(const struct baton_report *report, const struct baton_finding *f);
struct baton_str baton_render__name(const struct baton_report *report,
                                    const struct baton_finding *f);
/* Of the text that the finding's span refers to; NULL: it has no place. */
const struct baton_lines *baton_render__lines(struct baton_render__texts *t,
                                              const struct baton_finding *f);

/* ---- the timeline --------------------------------------------------------------- */

/* Who did what, as a ladder: one column per actor, time runs down. */
void baton_render__ladder(struct baton_buf *out, const struct baton_report *report,
                          const struct baton_style *style);

#endif
