/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports as text for people and as JSON for machines. Writes into a buffer;
 * what is done with it is the caller's business. Text of the input is shown
 * masked, and with everything that could steer a terminal made harmless.
 */
#ifndef BATON_CORE_RENDER_H
#define BATON_CORE_RENDER_H

#include "core/base.h"
#include "core/finding.h"

struct baton_style {
    bool color; /* ANSI colours (ECMA-48 SGR) */
    size_t width; /* columns to stay within where text can be cut; 0: 100, at least 40 */
};

/*
 * lines: of the whole input that the report's spans refer to; of evidence, those of
 * report->source (the main document). Lines of its other documents are found here.
 */
void baton_render_text(struct baton_buf *out, const struct baton_report *report,
                       const struct baton_lines *lines, const struct baton_style *style);

/* docs/report.schema.json; indented, or on one line. No line end after it. */
void baton_render_json(struct baton_buf *out, const struct baton_report *report,
                       const struct baton_lines *lines, bool indented);

/* Text without control characters, escape sequences and broken UTF-8. */
void baton_render_clean(struct baton_buf *out, struct baton_str text);

/* ---- pieces of text output --------------------------------------------------------- */

enum baton_ink { BATON_INK_NONE, BATON_INK_BOLD, BATON_INK_DIM, BATON_INK_RED, BATON_INK_YELLOW,
                 BATON_INK_BLUE, BATON_INK_GREEN };

/* Starts and ends a colour; nothing where colour is not wanted. */
void baton_render_ink(struct baton_buf *out, const struct baton_style *style, enum baton_ink ink);

/*
 * The line of a span with its number, and carets below it. lines: of the text that the
 * span refers to; first_line: the number of its first line; shown: that text as it may be
 * shown (masked), as long as the text itself.
 */
void baton_render_excerpt(struct baton_buf *out, struct baton_str shown,
                          const struct baton_lines *lines, size_t first_line,
                          struct baton_span span, const struct baton_style *style,
                          enum baton_ink ink);

/* ---- JSON, value by value ------------------------------------------------------- */

/* Writes JSON with commas and indentation where they belong. */
struct baton_json_writer {
    struct baton_buf *out;
    bool indented;
    unsigned depth;
    bool first, after_name;
};

void baton_json_begin(struct baton_json_writer *w, char bracket); /* '{' or '[' */
void baton_json_end(struct baton_json_writer *w, char bracket);   /* '}' or ']' */
void baton_json_name(struct baton_json_writer *w, const char *name);
void baton_json_put_text(struct baton_json_writer *w, struct baton_str text);
void baton_json_put_number(struct baton_json_writer *w, uint64_t number);
void baton_json_put_bool(struct baton_json_writer *w, bool value);
void baton_json_put_null(struct baton_json_writer *w);
/* JSON text as it is. */
void baton_json_put_raw(struct baton_json_writer *w, struct baton_str json);

#endif
