/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Diagnoses folders of evidence and prints a line of JSON for each, with the
 * document that each finding stands in:
 *   evidence TREE FOLDER...
 */
#include "tests/unit/evidence_world.h"

static void put_place(struct baton_buf *out, const struct baton_finding *f,
                      const struct baton_lines *lines)
{
    struct baton_place from = baton_lines_place(lines, f->span.start);
    struct baton_place to = baton_lines_place(lines, f->span.end);
    if (f->has_span)
        baton_buf_fmt(out, ",\"line\":%zu,\"column\":%zu,\"endLine\":%zu,\"endColumn\":%zu",
                      from.line, from.column, to.line, to.column);
}

static void put_finding(struct baton_buf *out, const struct baton_finding *f,
                        const struct baton_evidence *e, size_t main_document)
{
    size_t document = f->document ? f->document - 1 : main_document;
    struct baton_lines lines;
    baton_buf_fmt(out, "{\"rule\":\"%s\",\"severity\":\"%s\",\"message\":", f->rule->id,
                  baton_severity_name(f->severity));
    baton_json_put_string(out, f->message);
    baton_buf_puts(out, ",\"document\":");
    baton_json_put_string(out, e->documents[document].name);
    if (baton_lines_init(&lines, out->arena, e->documents[document].text) == BATON_OK)
        put_place(out, f, &lines);
    baton_buf_puts(out, "}");
}

/* The report is of the document of this name. */
static size_t main_of(const struct baton_evidence *e, const struct baton_report *report)
{
    for (size_t i = 0; i < e->document_count; i++)
        if (baton_str_eq(e->documents[i].name, report->input.name))
            return i;
    return 0;
}

static void print_report(struct baton_arena *arena, const struct baton_evidence *e,
                         const struct baton_report *report)
{
    struct baton_buf out;
    size_t root = report->verdict.root_cause;
    baton_buf_init(&out, arena, 0);
    baton_buf_fmt(&out, "{\"verdict\":{\"outcome\":\"%s\",\"rootCause\":\"%s\",\"text\":",
                  baton_outcome_name(report->verdict.outcome),
                  root == SIZE_MAX ? "" : report->findings[root].rule->id);
    baton_json_put_string(&out, report->verdict.text);
    baton_buf_puts(&out, "},\"findings\":[");
    for (size_t i = 0; i < report->finding_count; i++) {
        baton_buf_puts(&out, i ? "," : "");
        put_finding(&out, &report->findings[i], e, main_of(e, report));
    }
    baton_buf_puts(&out, "]}");
    struct baton_str text = baton_buf_str(&out);
    printf("%.*s\n", BATON_ARG(text));
}

static bool run(struct baton_contracts *contracts, const char *folder)
{
    struct baton_arena arena;
    struct baton_gathered gathered;
    struct baton_evidence evidence;
    struct baton_report report;
    struct baton_str why;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    bool read = gather(&arena, folder, &gathered, &why);
    if (!read)
        fprintf(stderr, "evidence: %s: %.*s\n", folder, BATON_ARG(why));
    read = read && report_evidence(&arena, contracts, &gathered, &evidence, &report) == BATON_OK;
    if (read)
        print_report(&arena, &evidence, &report);
    baton_arena_release(&arena);
    return read;
}

int main(int argc, char **argv)
{
    struct baton_arena arena;
    struct baton_contracts *contracts;
    bool good = argc > 2;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_contracts_init(&arena, NULL, &contracts) != BATON_OK ||
        !add_contract(&arena, contracts, argc > 1 ? argv[1] : "."))
        good = false;
    for (int i = 2; good && i < argc; i++)
        good = run(contracts, argv[i]);
    baton_contracts_release(contracts);
    baton_arena_release(&arena);
    return good ? 0 : 2;
}
