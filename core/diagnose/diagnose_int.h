/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_DIAGNOSE_INT_H
#define BATON_CORE_DIAGNOSE_INT_H

#include "core/diagnose.h"

/* Outcome, stage, status, root cause and words; the findings are sorted already. */
void baton_diagnose__verdict(const struct baton_check *check, struct baton_report *report);
/* What stands in the way after the root cause. */
bool baton_diagnose__next(struct baton_arena *arena, struct baton_report *report);
/* Who did what, as far as the exchange shows it. */
bool baton_diagnose__timeline(const struct baton_check *check, struct baton_report *report);

#endif
