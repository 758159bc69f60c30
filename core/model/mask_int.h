/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of baton_mask() share. */
#ifndef BATON_CORE_MODEL_MASK_INT_H
#define BATON_CORE_MODEL_MASK_INT_H

#include "core/model.h"

struct baton_mask {
    struct baton_str text;
    char *out;          /* as long as the text */
    bool json;          /* the text is JSON, or nearly: a plain quote mark ends a string */
    size_t open, pairs; /* the last '{', and the last one whose name and value were looked at */
    size_t brace;       /* the first brace at or after where it was looked for */
    size_t line_end;    /* of the line that was last looked at */
};

/* A quote mark with the backslashes (or carets) that it is written with; len 0: none. */
struct baton_mask_quote {
    size_t len, slashes;
    char mark; /* '"', '\'', '%' for %22, '&' for &quot;, or '\x80' for a typographic one */
};

struct baton_mask_quote baton_mask__quote(struct baton_str text, size_t at);
/* Where the text in such quotes ends: at its closing mark, or at the end of the line. */
size_t baton_mask__quoted(struct baton_str text, size_t at, struct baton_mask_quote quote);
/* Past blanks; past line ends too, if lines is true. */
size_t baton_mask__blanks(struct baton_str text, size_t at, bool lines);

/* Overwrites what is no placeholder; blanks and line ends stay. */
void baton_mask__cover(struct baton_mask *m, size_t start, size_t end);
/* Overwrites a number so that it is one still. */
void baton_mask__cover_number(struct baton_mask *m, size_t start, size_t end);

/* What belongs to a secret's name, which stands from start to end; gives where to go on. */
size_t baton_mask__value(struct baton_mask *m, size_t start, size_t end);
/* Card numbers that begin in this word; gives where to go on. */
size_t baton_mask__cards(struct baton_mask *m, size_t start, size_t end);

#endif
