/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repair: the edits of findings, applied to the text they are of. Whether the
 * result is right is proved elsewhere, by diagnosing it again (core/diagnose).
 */
#ifndef BATON_CORE_REPAIR_H
#define BATON_CORE_REPAIR_H

#include "core/base.h"
#include "core/finding.h"

struct baton_repair {
    struct baton_str text; /* the extent with its edits */
    size_t safe, review;   /* findings whose edits were applied */
};

/*
 * Applies the edits of every finding whose fix is SAFE, or (with review) REVIEW,
 * to extent of input. While anything is wrong with reading the body, only that
 * is mended: edits of later stages are of a text that does not exist yet. A
 * finding's edits are applied all or not at all: not where one of them lies
 * outside the extent, or overlaps one of an earlier finding.
 * Nothing to apply: text.s is NULL. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_repair_apply(struct baton_arena *arena, struct baton_str input,
                                  struct baton_span extent,
                                  const struct baton_finding *findings, size_t count, bool review,
                                  struct baton_repair *out) BATON_MUST_USE;

#endif
