/* SPDX-License-Identifier: Apache-2.0 */
#include "core/render/render_int.h"

enum { MAX_REPAIRED_LINES = 60 };

struct page {
    struct baton_buf *out;
    const struct baton_report *r;
    const struct baton_style *style;
    struct baton_render__texts *texts;
};

static void ink(const struct page *p, enum baton_ink color)
{
    baton_render_ink(p->out, p->style, color);
}

static void colored(const struct page *p, enum baton_ink color, const char *text)
{
    ink(p, color);
    baton_buf_puts(p->out, text);
    ink(p, BATON_INK_NONE);
}

static enum baton_ink severity_ink(enum baton_severity severity)
{
    static const enum baton_ink inks[] = {BATON_INK_BLUE, BATON_INK_YELLOW, BATON_INK_RED};
    return inks[severity];
}

/* ---- wrapped text ------------------------------------------------------------------- */

static size_t width_of(const struct page *p)
{
    return baton_render__width(p->style);
}

/* Words of a paragraph, broken before the width, with an indent on every new line. */
static void wrapped(const struct page *p, struct baton_str text, size_t column, size_t indent)
{
    struct baton_str word;
    size_t width = width_of(p);
    bool first = true;
    for (size_t i = 0; i < text.len;) {
        size_t start = i;
        while (i < text.len && text.s[i] != ' ' && text.s[i] != '\n')
            i++;
        word = baton_str_sub(text, start, i);
        size_t columns = baton_render__columns(word);
        while (i < text.len && (text.s[i] == ' ' || text.s[i] == '\n'))
            i++;
        if (!first && column + 1 + columns > width) {
            baton_buf_putc(p->out, '\n');
            baton_buf_fill(p->out, ' ', indent);
            column = indent;
        } else if (!first) {
            baton_buf_putc(p->out, ' ');
            column++;
        }
        baton_render_clean(p->out, word);
        column += columns;
        first = false;
    }
    baton_buf_putc(p->out, '\n');
}

static void labelled(const struct page *p, const char *label, struct baton_str text)
{
    size_t len = baton_str_from(label).len;
    baton_buf_puts(p->out, "     ");
    colored(p, BATON_INK_DIM, "= ");
    colored(p, BATON_INK_BOLD, label);
    baton_buf_puts(p->out, ": ");
    wrapped(p, text, 9 + len, 9 + len);
}

/* ---- the head ----------------------------------------------------------------------------- */

/* The contract, and how it was found. */
static struct baton_str contract_words(const struct page *p)
{
    const struct baton_report *r = p->r;
    struct baton_str sure = r->input.guessed
                                ? baton_str_fmt(p->out->arena, ", guessed from the body (%d %%)",
                                                (int)(r->input.confidence * 100 + 0.5))
                                : BATON_STR("");
    return baton_str_fmt(p->out->arena, "%.*s: %.*s%.*s", BATON_ARG(r->input.contract),
                         BATON_ARG(r->input.contract_summary), BATON_ARG(sure));
}

/* Of evidence: whose conversation it is, when it was collected, and what was looked at. */
static struct baton_str evidence_words(const struct page *p)
{
    const struct baton_report *r = p->r;
    struct baton_buf words;
    baton_buf_init(&words, p->out->arena, 0);
    baton_buf_put(&words, r->input.family);
    if (r->input.asked.len)
        baton_buf_fmt(&words, "%sasked at %.*s", words.len ? ", " : "",
                      BATON_ARG(r->input.asked));
    baton_buf_fmt(&words, "%slooked at %zu document%s:", words.len ? ", " : "", r->document_count,
                  r->document_count == 1 ? "" : "s");
    for (size_t i = 0; i < r->document_count; i++)
        baton_buf_fmt(&words, "%s %.*s", i ? "," : "", BATON_ARG(r->documents[i].name));
    return baton_buf_str(&words);
}

static void put_head_of_evidence(const struct page *p)
{
    struct baton_str id = p->r->input.conversation;
    ink(p, BATON_INK_BOLD);
    baton_buf_puts(p->out, id.len ? "conversation " : "");
    baton_render_clean(p->out, id.len ? id : p->r->input.name);
    ink(p, BATON_INK_NONE);
    baton_buf_putc(p->out, '\n');
    ink(p, BATON_INK_DIM);
    wrapped(p, evidence_words(p), 0, 2);
    for (size_t i = 0; i < p->r->input.absent_count; i++)
        wrapped(p, baton_str_fmt(p->out->arena, "not found: %.*s",
                                 BATON_ARG(p->r->input.absent[i])), 0, 2);
    ink(p, BATON_INK_NONE);
}

static void put_head(const struct page *p)
{
    const struct baton_report *r = p->r;
    ink(p, BATON_INK_BOLD);
    baton_render_clean(p->out, r->input.name);
    ink(p, BATON_INK_NONE);
    if (r->input.index && r->input.of != 1)
        baton_buf_fmt(p->out, " #%zu", r->input.index);
    baton_buf_putc(p->out, '\n');
    ink(p, BATON_INK_DIM);
    if (r->input.contract.len)
        wrapped(p, contract_words(p), 0, 2);
    else
        baton_buf_puts(p->out, "no contract fits\n");
    ink(p, BATON_INK_NONE);
}

static void put_verdict(const struct page *p)
{
    static const struct {
        const char *mark;
        enum baton_ink ink;
    } looks[] = {
        [BATON_OUTCOME_ACCEPTED] = {"✓ ", BATON_INK_GREEN},
        [BATON_OUTCOME_REJECTED] = {"✗ ", BATON_INK_RED},
        [BATON_OUTCOME_STUCK] = {"✗ ", BATON_INK_RED},
        [BATON_OUTCOME_AT_RISK] = {"! ", BATON_INK_YELLOW},
        [BATON_OUTCOME_UNKNOWN] = {"? ", BATON_INK_BLUE},
    };
    enum baton_outcome outcome = p->r->verdict.outcome;
    colored(p, looks[outcome].ink, looks[outcome].mark);
    ink(p, BATON_INK_BOLD);
    wrapped(p, p->r->verdict.text, 2, 2);
    ink(p, BATON_INK_NONE);
}

/* The worst finding of a stage decides its mark. */
static int worst_at(const struct baton_report *r, size_t stage)
{
    int worst = -1;
    for (size_t i = 0; i < r->finding_count; i++)
        if ((size_t)r->findings[i].stage == stage && (int)r->findings[i].severity > worst &&
            r->findings[i].severity != BATON_NOTE)
            worst = (int)r->findings[i].severity;
    return worst;
}

/* The row of a single input is never broken; that of evidence stays within the width. */
static void next_stage(const struct page *p, bool first, size_t columns, size_t *column)
{
    bool fits = !p->r->document_count || *column + 2 + columns <= width_of(p);
    if (!first)
        baton_buf_puts(p->out, fits ? "  " : "\n  ");
    *column = (fits ? *column + (first ? 0 : 2) : 2) + columns;
}

/* All stages in a row, so that one look shows where it fails and what comes after. */
static void put_stages(const struct page *p)
{
    const struct baton_report *r = p->r;
    size_t column = 2;
    if (!r->finding_count)
        return;
    baton_buf_puts(p->out, "  ");
    for (size_t s = 0; s < BATON_STAGE_COUNT; s++) {
        int worst = worst_at(r, s);
        bool root = r->verdict.has_stage && (size_t)r->verdict.stage == s &&
                    r->verdict.root_cause != SIZE_MAX;
        enum baton_ink color = root ? BATON_INK_RED : worst >= 0 ? BATON_INK_YELLOW : BATON_INK_DIM;
        const char *mark = root ? "✗ " : worst == BATON_ERROR ? "× " : worst >= 0 ? "! " : "";
        struct baton_str name = baton_str_from(baton_stage_name((enum baton_stage)s));
        next_stage(p, s == 0, name.len + (*mark ? 2 : 0), &column);
        ink(p, color);
        baton_buf_puts(p->out, mark);
        baton_buf_put(p->out, name);
        ink(p, BATON_INK_NONE);
    }
    baton_buf_putc(p->out, '\n');
}

/* ---- findings -------------------------------------------------------------------------------- */

static void put_place(const struct page *p, const struct baton_finding *f,
                      const struct baton_lines *lines)
{
    if (!f->has_span && !f->in_body)
        return;
    baton_buf_puts(p->out, "  ");
    ink(p, BATON_INK_DIM);
    baton_buf_puts(p->out, "--> ");
    baton_render_clean(p->out, baton_render__name(p->r, f));
    if (lines) {
        struct baton_place at = baton_lines_place(lines, f->span.start);
        baton_buf_fmt(p->out, ":%zu:%zu", at.line, at.column);
    }
    if (f->in_body && f->pointer.len) {
        baton_buf_puts(p->out, "  ");
        baton_render_clean(p->out, f->pointer);
    }
    ink(p, BATON_INK_NONE);
    baton_buf_putc(p->out, '\n');
}

static void put_sources(const struct page *p, const struct baton_finding *f)
{
    struct baton_str rest = baton_str_from(f->rule->sources), line;
    if (!baton_str_next(&rest, '\n', &line))
        return;
    struct baton_str words = baton_str_fmt(
        p->out->arena, "= source: %.*s (%s, confidence %s); more: baton explain %s",
        BATON_ARG(line), f->rule->provenance, f->rule->confidence, f->rule->id);
    baton_buf_puts(p->out, "     ");
    ink(p, BATON_INK_DIM);
    if (p->r->document_count)
        wrapped(p, words, 5, 15);
    else
        baton_buf_put(p->out, words);
    ink(p, BATON_INK_NONE);
    baton_buf_puts(p->out, p->r->document_count ? "" : "\n");
}

static void put_title(const struct page *p, const struct baton_finding *f, bool root)
{
    ink(p, severity_ink(f->severity));
    baton_buf_fmt(p->out, "%s[%s]", baton_severity_name(f->severity), f->rule->id);
    ink(p, BATON_INK_NONE);
    baton_buf_putc(p->out, ' ');
    if (f->severity != BATON_NOTE)
        ink(p, BATON_INK_BOLD);
    baton_render_clean(p->out, f->message);
    ink(p, BATON_INK_NONE);
    if (root)
        colored(p, BATON_INK_RED, "  ← root cause");
    else if (f->severity != BATON_NOTE) {
        ink(p, BATON_INK_DIM);
        baton_buf_fmt(p->out, "  (%s)", baton_stage_name(f->stage));
        ink(p, BATON_INK_NONE);
    }
    baton_buf_putc(p->out, '\n');
}

static void put_fix(const struct page *p, const struct baton_fix *fix)
{
    static const char *const labels[] = {
        [BATON_FIX_NONE] = "what to do",
        [BATON_FIX_SAFE] = "fix (safe)",
        [BATON_FIX_REVIEW] = "fix (look first)",
        [BATON_FIX_VALUE] = "fix (yours to fill in)",
    };
    if (fix->text.len)
        labelled(p, labels[fix->applicability], fix->text);
}

/* The input shows what is of this exchange; another document is shown as a whole. */
static void put_excerpt(const struct page *p, const struct baton_finding *f,
                        const struct baton_lines *lines)
{
    const struct baton_report_document *document = baton_render__document(p->r, f);
    enum baton_ink color = severity_ink(f->severity);
    if (document)
        baton_render_excerpt(p->out, document->text, lines, 1, f->span, p->style, color);
    else
        baton_render__excerpt(p->out, p->r, lines, p->style, f->span, color);
}

static void put_finding(const struct page *p, size_t index)
{
    const struct baton_finding *f = &p->r->findings[index];
    const struct baton_lines *lines = baton_render__lines(p->texts, f);
    baton_buf_putc(p->out, '\n');
    put_title(p, f, index == p->r->verdict.root_cause);
    put_place(p, f, lines);
    if (lines)
        put_excerpt(p, f, lines);
    if (f->because.len)
        labelled(p, "why", f->because);
    put_fix(p, &f->fix);
    put_sources(p, f);
}

/* Notes are background: one line each, and what to do if there is something. */
static void put_note(const struct page *p, const struct baton_finding *f)
{
    put_title(p, f, false);
    if (f->fix.own)
        put_fix(p, &f->fix);
}

static void put_findings(const struct page *p)
{
    size_t root = p->r->verdict.root_cause;
    bool notes = false;
    if (root != SIZE_MAX)
        put_finding(p, root);
    for (size_t i = 0; i < p->r->finding_count; i++)
        if (i != root && p->r->findings[i].severity != BATON_NOTE)
            put_finding(p, i);
    for (size_t i = 0; i < p->r->finding_count; i++) {
        if (i == root || p->r->findings[i].severity != BATON_NOTE)
            continue;
        if (!notes)
            baton_buf_putc(p->out, '\n');
        notes = true;
        put_note(p, &p->r->findings[i]);
    }
}

/* ---- next, repair --------------------------------------------------------------------------- */

static void put_next(const struct page *p)
{
    if (!p->r->next_count)
        return;
    baton_buf_putc(p->out, '\n');
    colored(p, BATON_INK_BOLD, "Fails next, once this is fixed:\n");
    for (size_t i = 0; i < p->r->next_count; i++) {
        const struct baton_finding *f = &p->r->findings[p->r->next[i].finding];
        baton_buf_fmt(p->out, "  %zu. ", i + 1);
        colored(p, BATON_INK_YELLOW, baton_stage_name(p->r->next[i].stage));
        baton_buf_puts(p->out, ": ");
        baton_render_clean(p->out, f->message);
        baton_buf_fmt(p->out, " [%s]\n", f->rule->id);
    }
}

static void put_repaired_lines(const struct page *p)
{
    struct baton_str rest = p->r->repaired.text, line;
    for (size_t n = 0; baton_str_next(&rest, '\n', &line); n++) {
        if (!rest.s && !line.len)
            break;
        line.len -= line.len && line.s[line.len - 1] == '\r';
        if (n == MAX_REPAIRED_LINES) {
            colored(p, BATON_INK_DIM, "    … (all of it with --fix)\n");
            break;
        }
        baton_buf_puts(p->out, "    ");
        ink(p, BATON_INK_GREEN);
        baton_render_clean(p->out, baton_str_sub(line, 0, 4 * width_of(p)));
        ink(p, BATON_INK_NONE);
        baton_buf_putc(p->out, '\n');
    }
}

static void put_repaired(const struct page *p)
{
    const struct baton_report *r = p->r;
    if (!r->repaired.present)
        return;
    struct baton_str head = baton_str_fmt(
        p->out->arena, "Repaired%s (%zu safe%s)", r->repaired.complete ? "" : " as far as it goes",
        r->repaired.safe, r->repaired.review ? ", the rest to be looked at" : "");
    baton_buf_putc(p->out, '\n');
    ink(p, BATON_INK_BOLD);
    baton_buf_put(p->out, head);
    ink(p, BATON_INK_NONE);
    if (r->repaired.complete) {
        baton_buf_puts(p->out, ", and checked again: nothing left\n");
    } else {
        baton_buf_puts(p->out, ". Still open: ");
        wrapped(p, r->repaired.missing, head.len + 14, 2);
    }
    put_repaired_lines(p);
}

void baton_render_text(struct baton_buf *out, const struct baton_report *report,
                       const struct baton_lines *lines, const struct baton_style *style)
{
    struct baton_render__texts texts = {out, report, lines, NULL};
    struct page page = {out, report, style, &texts};
    if (report->document_count)
        put_head_of_evidence(&page);
    else
        put_head(&page);
    put_verdict(&page);
    put_stages(&page);
    if (report->document_count)
        baton_render__ladder(out, report, style);
    put_findings(&page);
    put_next(&page);
    put_repaired(&page);
}
