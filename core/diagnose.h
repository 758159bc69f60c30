/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an exchange to a report: rules, verdict, root cause, what fails next,
 * and a repair that is proved by checking it again. The same evidence and the
 * same time give the same report, byte for byte.
 */
#ifndef BATON_CORE_DIAGNOSE_H
#define BATON_CORE_DIAGNOSE_H

#include "core/base.h"
#include "core/contract.h"
#include "core/evidence.h"
#include "core/finding.h"
#include "core/model.h"
#include "core/rule.h"

struct baton_diagnosis {
    struct baton_contracts *contracts;
    const struct baton_settings *settings;
    struct baton_str name;        /* of the input, for the report */
    struct baton_str contract;    /* its id, or "" to match or guess */
    const struct baton_given *given; /* what the command line added; may be NULL */
    bool repair;                  /* try to repair */
    bool review;                  /* apply edits that are probably right, too */
    struct baton_memory *memory;  /* of the exchanges of this input before this one, or NULL */
    const struct baton_ahead *ahead; /* all exchanges of this input, or NULL; how many */
    size_t ahead_count;
    size_t attempts_before;       /* how often this input held the same request before */
    struct baton_str token_host;  /* where this input got a token last, before; or "" */
};

/*
 * Diagnoses one exchange of an input. Everything in the report lives in the
 * arena or in the input. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_diagnose(struct baton_arena *arena, const struct baton_diagnosis *diagnosis,
                              struct baton_str input, const struct baton_exchange *exchange,
                              struct baton_report *out) BATON_MUST_USE;

/*
 * Diagnoses evidence as a whole: the report is of its first document, findings
 * that stand in others name them (report->documents), and the bot's payload is
 * checked by itself, too. diagnosis->contract, given, repair and review belong to
 * the payload. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_diagnose_evidence(struct baton_arena *arena,
                                       const struct baton_diagnosis *diagnosis,
                                       const struct baton_evidence *evidence,
                                       struct baton_report *out) BATON_MUST_USE;

/* The worst severity of a report's findings; false if it has none. */
bool baton_report_worst(const struct baton_report *report, enum baton_severity *out);

#endif
