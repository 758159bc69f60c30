/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base.h"

/* At one offset what only inserts comes first: it takes nothing that the other one needs. */
static bool not_after(const struct baton_edit *a, const struct baton_edit *b)
{
    return a->offset < b->offset || (a->offset == b->offset && (!a->length || b->length));
}

/* Stable merge of two sorted runs of edits. */
static void merge(struct baton_edit *to, const struct baton_edit *a, size_t na,
                  const struct baton_edit *b, size_t nb)
{
    while (na || nb) {
        bool first = na && (!nb || not_after(a, b));
        *to++ = first ? *a++ : *b++;
        na -= first;
        nb -= !first;
    }
}

/* Bottom-up merge sort: an edit list can be as long as a hostile input wants. */
static enum baton_err sort(struct baton_arena *arena, struct baton_edit *edits, size_t count)
{
    struct baton_edit *other = BATON_NEW_N(arena, struct baton_edit, count);
    if (!other)
        return BATON_ENOMEM;
    for (size_t run = 1; run < count; run *= 2) {
        for (size_t at = 0; at < count; at += 2 * run) {
            size_t na = count - at < run ? count - at : run;
            size_t nb = count - at - na < run ? count - at - na : run;
            merge(other + at, edits + at, na, edits + at + na, nb);
        }
        memcpy(edits, other, count * sizeof *edits);
    }
    return BATON_OK;
}

enum baton_err baton_edits_apply(struct baton_arena *arena, struct baton_str text,
                                 struct baton_edit *edits, size_t count, struct baton_str *out,
                                 size_t *skipped)
{
    struct baton_buf buf;
    size_t at = 0, left_out = 0;
    baton_buf_init(&buf, arena, 0);
    if (count > 1 && sort(arena, edits, count) != BATON_OK)
        return BATON_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct baton_edit *edit = &edits[i];
        if (edit->offset < at || edit->offset > text.len ||
            edit->length > text.len - edit->offset) {
            left_out++;
            continue;
        }
        baton_buf_put(&buf, baton_str_sub(text, at, edit->offset));
        baton_buf_put(&buf, edit->text);
        at = edit->offset + edit->length;
    }
    baton_buf_put(&buf, baton_str_sub(text, at, text.len));
    if (baton_buf_failed(&buf))
        return BATON_ENOMEM;
    *out = baton_buf_str(&buf);
    if (skipped)
        *skipped = left_out;
    return BATON_OK;
}
