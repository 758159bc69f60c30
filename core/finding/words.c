/* SPDX-License-Identifier: Apache-2.0 */
#include "core/finding.h"

static const struct {
    const char *name, *asks;
} stages[] = {
#define ROW(code, name, asks) [code] = {name, asks},
    BATON_STAGES(ROW)
#undef ROW
};

static const char *const severities[] = {"note", "warning", "error"};
static const char *const applicabilities[] = {"none", "safe", "review", "value"};
static const char *const outcomes[] = {"accepted", "rejected", "stuck", "at-risk", "unknown"};

const char *baton_stage_name(enum baton_stage stage)
{
    return (size_t)stage < BATON_COUNT(stages) ? stages[stage].name : "?";
}

const char *baton_stage_asks(enum baton_stage stage)
{
    return (size_t)stage < BATON_COUNT(stages) ? stages[stage].asks : "?";
}

const char *baton_severity_name(enum baton_severity severity)
{
    return (size_t)severity < BATON_COUNT(severities) ? severities[severity] : "?";
}

const char *baton_applicability_name(enum baton_applicability applicability)
{
    return (size_t)applicability < BATON_COUNT(applicabilities) ? applicabilities[applicability]
                                                                 : "?";
}

const char *baton_outcome_name(enum baton_outcome outcome)
{
    return (size_t)outcome < BATON_COUNT(outcomes) ? outcomes[outcome] : "?";
}
