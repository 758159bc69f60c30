/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_EVIDENCE_INT_H
#define BATON_CORE_EVIDENCE_INT_H

#include "core/evidence.h"

/* Was it answered with 2xx, and with JSON that can be read? */
bool baton_evidence__is_good(const struct baton_document *document);

/* The accounts of both sides, their keys, and whether they join (sides.c). */
enum baton_err baton_evidence__sides(struct baton_arena *arena,
                                     struct baton_evidence *e) BATON_MUST_USE;

/* What Genesys Cloud tells of a queue besides (queue.c). */
void baton_evidence__members(struct baton_arena *arena, struct baton_evidence *e, size_t index);
void baton_evidence__wait(struct baton_arena *arena, struct baton_evidence *e, size_t index);

#endif
