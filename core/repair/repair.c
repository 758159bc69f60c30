/* SPDX-License-Identifier: Apache-2.0 */
#include "core/repair.h"

static bool applies(const struct baton_finding *f, bool review)
{
    return f->fix.edit_count && (f->fix.applicability == BATON_FIX_SAFE ||
                                 (review && f->fix.applicability == BATON_FIX_REVIEW));
}

static bool mends_reading(const struct baton_finding *findings, size_t count, bool review)
{
    for (size_t i = 0; i < count; i++)
        if (findings[i].stage == BATON_PARSE && applies(&findings[i], review))
            return true;
    return false;
}

struct edits {
    struct baton_edit *items;
    size_t count, capacity;
};

/* One that only inserts is in the way of another where it stands inside of that. */
static bool overlap(const struct baton_edit *a, const struct baton_edit *b)
{
    return a->offset < b->offset + b->length && b->offset < a->offset + a->length;
}

static bool is_free(const struct edits *edits, const struct baton_edit *edit)
{
    for (size_t i = 0; i < edits->count; i++)
        if (overlap(&edits->items[i], edit))
            return false;
    return true;
}

/* Edits of one reading never overlap (core/json.h), and may be many. */
static bool can_apply(const struct baton_finding *f, struct baton_span extent,
                      const struct edits *edits)
{
    for (size_t i = 0; i < f->fix.edit_count; i++) {
        struct baton_edit edit = f->fix.edits[i];
        if (edit.offset < extent.start || edit.offset > extent.end ||
            edit.length > extent.end - edit.offset)
            return false;
        edit.offset -= extent.start;
        if (f->stage != BATON_PARSE && !is_free(edits, &edit))
            return false;
    }
    return true;
}

/* The edits of one finding, counted from the extent. */
static bool collect(struct baton_arena *arena, const struct baton_finding *f,
                    struct baton_span extent, struct edits *edits)
{
    for (size_t i = 0; i < f->fix.edit_count; i++) {
        struct baton_edit *slot = BATON_PUSH(arena, edits->items, edits->count, edits->capacity);
        if (!slot)
            return false;
        *slot = f->fix.edits[i];
        slot->offset -= extent.start;
    }
    return true;
}

enum baton_err baton_repair_apply(struct baton_arena *arena, struct baton_str input,
                                  struct baton_span extent, const struct baton_finding *findings,
                                  size_t count, bool review, struct baton_repair *out)
{
    struct edits edits = {0};
    bool reading = mends_reading(findings, count, review);
    *out = (struct baton_repair){.text = {NULL, 0}};
    for (size_t i = 0; i < count; i++) {
        const struct baton_finding *f = &findings[i];
        if (!applies(f, review) || (reading && f->stage > BATON_PARSE) ||
            !can_apply(f, extent, &edits))
            continue;
        if (!collect(arena, f, extent, &edits))
            return BATON_ENOMEM;
        out->safe += f->fix.applicability == BATON_FIX_SAFE;
        out->review += f->fix.applicability == BATON_FIX_REVIEW;
    }
    if (!edits.count)
        return BATON_OK;
    return baton_edits_apply(arena, baton_str_sub(input, extent.start, extent.end), edits.items,
                             edits.count, &out->text, NULL);
}
