/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for every report of every text. Used by unit tests and by the fuzz target. */
#ifndef BATON_TESTS_UNIT_REPORT_CHECK_H
#define BATON_TESTS_UNIT_REPORT_CHECK_H

#include "core/diagnose.h"
#include "core/render.h"

static inline const char *report_check_edits(struct baton_str text, const struct baton_fix *fix)
{
    for (size_t i = 0; i < fix->edit_count; i++)
        if (fix->edits[i].offset > text.len ||
            fix->edits[i].length > text.len - fix->edits[i].offset)
            return "an edit lies outside the input";
    return NULL;
}

static inline const char *report_check_findings(struct baton_str text,
                                                const struct baton_report *r)
{
    for (size_t i = 0; i < r->finding_count; i++) {
        const struct baton_finding *f = &r->findings[i];
        if (f->document > r->document_count)
            return "a finding is of no document";
        struct baton_str own = f->document ? r->documents[f->document - 1].text : text;
        bool note = f->severity == BATON_NOTE, note_before = i && f[-1].severity == BATON_NOTE;
        const char *wrong = report_check_edits(own, &f->fix);
        if (wrong)
            return wrong;
        if (!f->message.len || !f->rule)
            return "a finding says nothing";
        if (f->has_span && (f->span.start > f->span.end || f->span.end > own.len))
            return "a finding points outside the input";
        if (i && (note < note_before || (note == note_before && f->stage < f[-1].stage)))
            return "the findings are not in order";
    }
    return NULL;
}

static inline const char *report_check_verdict(const struct baton_report *r)
{
    size_t root = r->verdict.root_cause;
    if (!r->verdict.text.len)
        return "the verdict says nothing";
    if (r->verdict.has_stage != (root != SIZE_MAX))
        return "a stage without a root cause, or the other way round";
    if (root == SIZE_MAX)
        return r->next_count ? "something fails next after nothing" : NULL;
    if (root >= r->finding_count || r->findings[root].stage != r->verdict.stage ||
        r->findings[root].severity == BATON_NOTE)
        return "the root cause is no finding that could be one";
    for (size_t i = 0; i < r->next_count; i++) {
        size_t at = r->next[i].finding;
        if (at >= r->finding_count || at == root || r->findings[at].severity != BATON_ERROR ||
            r->findings[at].stage != r->next[i].stage)
            return "what fails next is no finding that could fail";
        if (r->verdict.predicted && r->next[i].stage < r->verdict.stage)
            return "what fails next would have failed before";
    }
    return NULL;
}

/* NULL if all holds. */
static inline const char *report_check(struct baton_str text, const struct baton_report *r)
{
    const char *wrong = report_check_findings(text, r);
    if (!wrong)
        wrong = report_check_verdict(r);
    if (!wrong && (r->source_at > text.len || r->source.len > text.len - r->source_at))
        wrong = "the source lies outside the input";
    if (!wrong && r->repaired.present &&
        (r->repaired.extent.end > text.len || r->repaired.text.len != r->repaired.raw.len))
        wrong = "the repaired text takes the place of something else";
    return wrong;
}

#endif
