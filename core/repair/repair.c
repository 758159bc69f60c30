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

/* The edits of one finding, counted from the extent; those outside of it do not count. */
static bool collect(struct baton_arena *arena, const struct baton_finding *f,
                    struct baton_span extent, struct edits *edits)
{
    for (size_t i = 0; i < f->fix.edit_count; i++) {
        struct baton_edit edit = f->fix.edits[i];
        if (edit.offset < extent.start || edit.offset + edit.length > extent.end)
            continue;
        struct baton_edit *slot = BATON_PUSH(arena, edits->items, edits->count, edits->capacity);
        if (!slot)
            return false;
        *slot = edit;
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
        if (!applies(f, review) || (reading && f->stage > BATON_PARSE))
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
