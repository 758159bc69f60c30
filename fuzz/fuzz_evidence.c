/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: documents with a NUL between them, each with its role in its first
 * byte; or, where the first byte is '{', an evidence.json. What can be read is
 * diagnosed, and the report written: as text, and as JSON that is JSON.
 */
#include <stdlib.h>

#include "core/diagnose.h"
#include "core/evidence.h"
#include "core/render.h"
#include "fuzz/own_contracts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { DOCUMENTS = 8 };

static size_t cut(struct baton_str rest, struct baton_file *files)
{
    struct baton_str text;
    size_t count = 0;
    while (count < DOCUMENTS && baton_str_next(&rest, '\0', &text)) {
        if (!text.len)
            continue;
        files[count++] = (struct baton_file){
            .role = (enum baton_document_role)((unsigned char)text.s[0] % BATON_DOC_ROLE_COUNT),
            .name = BATON_STR("document"), .contract = BATON_STR(""), .failure = BATON_STR(""),
            .text = baton_str_sub(text, 1, text.len)};
    }
    return count;
}

static void write_report(struct baton_arena *arena, const struct baton_report *report,
                         size_t width)
{
    struct baton_style style = {.color = width % 2, .width = width};
    struct baton_lines lines;
    struct baton_buf out;
    struct baton_json doc;
    if (baton_lines_init(&lines, arena, report->source) != BATON_OK)
        return;
    baton_buf_init(&out, arena, 0);
    baton_render_text(&out, report, &lines, &style);
    baton_buf_init(&out, arena, 0);
    baton_render_json(&out, report, &lines, true);
    if (!baton_buf_failed(&out) &&
        baton_json_read(arena, baton_buf_str(&out), NULL, &doc, NULL) != BATON_OK)
        abort();
}

static void diagnose(struct baton_arena *arena, struct baton_contracts *contracts,
                     const struct baton_evidence *evidence)
{
    struct baton_settings settings = {.now = evidence->now};
    struct baton_diagnosis diagnosis = {.contracts = contracts, .settings = &settings,
                                        .repair = true};
    struct baton_report report;
    if (baton_diagnose_evidence(arena, &diagnosis, evidence, &report) != BATON_OK)
        return;
    for (size_t i = 0; i < report.finding_count; i++) {
        const struct baton_finding *f = &report.findings[i];
        size_t end = f->document ? report.documents[f->document - 1].text.len
                                 : report.source_at + report.source.len;
        if (f->document > report.document_count || (f->has_span && f->span.end > end))
            abort();
    }
    write_report(arena, &report, evidence->documents[0].text.len % 160);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str input = {(const char *)data, size}, why;
    struct baton_arena arena;
    struct baton_evidence evidence;
    struct baton_file files[DOCUMENTS];
    struct baton_gathered gathered;
    struct baton_contracts *contracts = own_contracts();
    baton_arena_init(&arena, baton_os_alloc(), 256 << 20);
    if (size && *data == '{') {
        (void)(baton_evidence_get(&arena, input, &gathered, &why) == BATON_OK);
    } else {
        gathered = (struct baton_gathered){.asked_id = BATON_STR("id"), .now = 1767607200,
                                           .family = BATON_STR("community"), .files = files,
                                           .count = cut(input, files)};
        if (baton_evidence_read(&arena, &gathered, NULL, &evidence) == BATON_OK)
            diagnose(&arena, contracts, &evidence);
    }
    return baton_arena_release(&arena), 0;
}
