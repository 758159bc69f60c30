/* SPDX-License-Identifier: Apache-2.0 */
#include "core/render/render_int.h"

static void text(struct baton_json_writer *w, const char *name, struct baton_str value)
{
    baton_json_name(w, name);
    baton_json_put_text(w, value);
}

static void word(struct baton_json_writer *w, const char *name, const char *value)
{
    text(w, name, baton_str_from(value));
}

static void text_or_null(struct baton_json_writer *w, const char *name, struct baton_str value)
{
    baton_json_name(w, name);
    if (value.len)
        baton_json_put_text(w, value);
    else
        baton_json_put_null(w);
}

static void number(struct baton_json_writer *w, const char *name, size_t value)
{
    baton_json_name(w, name);
    baton_json_put_number(w, value);
}

static void number_or_null(struct baton_json_writer *w, const char *name, size_t value, bool is)
{
    baton_json_name(w, name);
    if (is)
        baton_json_put_number(w, value);
    else
        baton_json_put_null(w);
}

static void boolean(struct baton_json_writer *w, const char *name, bool value)
{
    baton_json_name(w, name);
    baton_json_put_bool(w, value);
}

static void put_absent(struct baton_json_writer *w, const struct baton_report *r)
{
    baton_json_name(w, "absent");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < r->input.absent_count; i++)
        baton_json_put_text(w, r->input.absent[i]);
    baton_json_end(w, ']');
}

static void put_input(struct baton_json_writer *w, const struct baton_report *r)
{
    unsigned hundredths = (unsigned)(r->input.confidence * 100.0 + 0.5);
    char confidence[] = "0.00";
    confidence[0] = (char)('0' + hundredths / 100 % 10);
    confidence[2] = (char)('0' + hundredths / 10 % 10);
    confidence[3] = (char)('0' + hundredths % 10);
    baton_json_name(w, "input");
    baton_json_begin(w, '{');
    text(w, "name", r->input.name);
    text(w, "kind", r->input.kind);
    text_or_null(w, "contract", r->input.contract);
    text_or_null(w, "family", r->input.family);
    baton_json_name(w, "confidence");
    baton_json_put_raw(w, baton_str_from(confidence));
    boolean(w, "guessed", r->input.guessed);
    number(w, "exchange", r->input.index);
    if (r->input.conversation.len)
        text(w, "conversation", r->input.conversation);
    if (r->input.asked.len)
        text(w, "asked", r->input.asked);
    if (r->input.absent_count)
        put_absent(w, r);
    baton_json_end(w, '}');
}

static void put_verdict(struct baton_json_writer *w, const struct baton_report *r)
{
    baton_json_name(w, "verdict");
    baton_json_begin(w, '{');
    word(w, "outcome", baton_outcome_name(r->verdict.outcome));
    text_or_null(w, "stage", r->verdict.has_stage
                                 ? baton_str_from(baton_stage_name(r->verdict.stage))
                                 : BATON_STR(""));
    number_or_null(w, "status", (size_t)r->verdict.status, r->verdict.status > 0);
    boolean(w, "predicted", r->verdict.predicted);
    text_or_null(w, "by", r->verdict.by);
    number_or_null(w, "rootCause", r->verdict.root_cause, r->verdict.root_cause != SIZE_MAX);
    text(w, "text", r->verdict.text);
    baton_json_end(w, '}');
}

static void put_place(struct baton_json_writer *w, const struct baton_finding *f,
                      const struct baton_lines *lines)
{
    struct baton_place from = {0, 0}, to = {0, 0};
    if (lines) {
        from = baton_lines_place(lines, f->span.start);
        to = baton_lines_place(lines, f->span.end);
    }
    number_or_null(w, "line", from.line, lines);
    number_or_null(w, "column", from.column, lines);
    number_or_null(w, "endLine", to.line, lines);
    number_or_null(w, "endColumn", to.column, lines);
}

static void put_edit(struct baton_json_writer *w, const struct baton_edit *edit)
{
    baton_json_begin(w, '{');
    number(w, "offset", edit->offset);
    number(w, "length", edit->length);
    text(w, "text", edit->text);
    baton_json_end(w, '}');
}

static void put_fix(struct baton_json_writer *w, const struct baton_fix *fix)
{
    baton_json_name(w, "fix");
    if (!fix->text.len) {
        baton_json_put_null(w);
        return;
    }
    baton_json_begin(w, '{');
    text(w, "text", fix->text);
    word(w, "applicability", baton_applicability_name(fix->applicability));
    baton_json_name(w, "edits");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < fix->edit_count; i++)
        put_edit(w, &fix->edits[i]);
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

static void put_sources(struct baton_json_writer *w, const struct baton_rule_info *rule)
{
    struct baton_str rest = baton_str_from(rule->sources), line;
    baton_json_name(w, "sources");
    baton_json_begin(w, '[');
    while (baton_str_next(&rest, '\n', &line))
        if (line.len)
            baton_json_put_text(w, line);
    baton_json_end(w, ']');
}

static void put_finding(struct baton_json_writer *w, const struct baton_finding *f,
                        struct baton_render__texts *texts)
{
    const struct baton_report_document *document = baton_render__document(texts->report, f);
    baton_json_begin(w, '{');
    word(w, "rule", f->rule->id);
    word(w, "name", f->rule->name);
    word(w, "severity", baton_severity_name(f->severity));
    word(w, "stage", baton_stage_name(f->stage));
    if (document)
        text(w, "document", document->name);
    baton_json_name(w, "pointer");
    if (f->in_body)
        baton_json_put_text(w, f->pointer);
    else
        baton_json_put_null(w);
    put_place(w, f, baton_render__lines(texts, f));
    text(w, "message", f->message);
    text_or_null(w, "because", f->because);
    put_fix(w, &f->fix);
    word(w, "provenance", f->rule->provenance);
    word(w, "confidence", f->rule->confidence);
    put_sources(w, f->rule);
    baton_json_end(w, '}');
}

static void put_next(struct baton_json_writer *w, const struct baton_report *r)
{
    baton_json_name(w, "next");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < r->next_count; i++) {
        baton_json_begin(w, '{');
        word(w, "stage", baton_stage_name(r->next[i].stage));
        number(w, "finding", r->next[i].finding);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}

static void put_timeline(struct baton_json_writer *w, const struct baton_report *r)
{
    baton_json_name(w, "timeline");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < r->timeline_count; i++) {
        const struct baton_event *e = &r->timeline[i];
        baton_json_begin(w, '{');
        text_or_null(w, "time", e->time);
        text(w, "actor", e->actor);
        text(w, "event", e->event);
        text_or_null(w, "ref", e->ref);
        if (e->to.len)
            text(w, "to", e->to);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}

static void put_repaired(struct baton_json_writer *w, const struct baton_report *r)
{
    baton_json_name(w, "repaired");
    if (!r->repaired.present) {
        baton_json_put_null(w);
        return;
    }
    baton_json_begin(w, '{');
    boolean(w, "complete", r->repaired.complete);
    number(w, "safe", r->repaired.safe);
    number(w, "review", r->repaired.review);
    text_or_null(w, "missing", r->repaired.missing);
    text(w, "text", r->repaired.text);
    text(w, "body", r->repaired.body);
    baton_json_end(w, '}');
}

static void put_findings(struct baton_json_writer *w, struct baton_render__texts *texts)
{
    baton_json_name(w, "findings");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < texts->report->finding_count; i++)
        put_finding(w, &texts->report->findings[i], texts);
    baton_json_end(w, ']');
}

/* Of evidence in several parts; a single input is told of in "input" alone. */
static void put_documents(struct baton_json_writer *w, const struct baton_report *r)
{
    if (!r->document_count)
        return;
    baton_json_name(w, "documents");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < r->document_count; i++) {
        baton_json_begin(w, '{');
        text(w, "name", r->documents[i].name);
        text(w, "what", r->documents[i].what);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}

void baton_render_json(struct baton_buf *out, const struct baton_report *r,
                       const struct baton_lines *lines, bool indented)
{
    struct baton_json_writer w = {.out = out, .indented = indented, .first = true};
    struct baton_render__texts texts = {out, r, lines, NULL};
    baton_json_begin(&w, '{');
    word(&w, "schema", "baton.report/1");
    baton_json_name(&w, "tool");
    baton_json_begin(&w, '{');
    word(&w, "name", "baton");
    word(&w, "version", BATON_VERSION);
    baton_json_end(&w, '}');
    put_input(&w, r);
    put_verdict(&w, r);
    put_documents(&w, r);
    put_findings(&w, &texts);
    put_next(&w, r);
    put_timeline(&w, r);
    put_repaired(&w, r);
    baton_json_end(&w, '}');
}
