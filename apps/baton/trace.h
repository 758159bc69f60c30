/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of 'baton trace' share. */
#ifndef BATON_APPS_BATON_TRACE_H
#define BATON_APPS_BATON_TRACE_H

#include "apps/baton/live.h"

/*
 * The other sides of a conversation: asks every other configured platform whose ids
 * the answers so far name, and looks for the rest in its recent conversations, within
 * a bound. What was looked for and not found becomes part of the evidence.
 */
enum baton_err baton_trace_join(struct baton_live *live,
                                struct baton_gather *gather) BATON_MUST_USE;

#endif
