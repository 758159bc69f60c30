/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_RENDER_INT_H
#define BATON_CORE_RENDER_INT_H

#include "core/render.h"

/* The character at an offset: the columns it takes when shown, and where the next one begins. */
size_t baton_render__character(struct baton_str text, size_t at, size_t *columns);
size_t baton_render__columns(struct baton_str text);
/* The columns to stay within. */
size_t baton_render__width(const struct baton_style *style);

/* The line of a span with carets below it, between "|" rules. */
void baton_render__excerpt(struct baton_buf *out, const struct baton_report *report,
                           const struct baton_lines *lines, const struct baton_style *style,
                           struct baton_span span, enum baton_ink ink);

#endif
