/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as evidence, diagnosed and repaired with the contracts that come with
 * the program: spans lie within the input, and the JSON report is JSON.
 */
#include "core/diagnose.h"
#include "core/render.h"
#include "fuzz/own_contracts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(struct baton_arena *arena, const struct baton_report *report,
                 const struct baton_lines *lines)
{
    struct baton_style style = {.color = true};
    struct baton_buf out;
    struct baton_json doc;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct baton_finding *f = &report->findings[i];
        if (f->has_span && (f->span.start > f->span.end || f->span.end > lines->text.len))
            abort();
    }
    baton_buf_init(&out, arena, 0);
    baton_render_text(&out, report, lines, &style);
    baton_buf_init(&out, arena, 0);
    baton_render_json(&out, report, lines, true);
    if (baton_buf_failed(&out) ||
        baton_json_read(arena, baton_buf_str(&out), NULL, &doc, NULL) != BATON_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str text = {(const char *)data, size};
    struct baton_settings settings = {.now = 1767225600};
    struct baton_diagnosis diagnosis = {.contracts = own_contracts(), .settings = &settings,
                                        .name = BATON_STR("fuzz"), .repair = true,
                                        .review = size % 2};
    struct baton_memory memory = {0};
    struct baton_arena shared, arena;
    struct baton_input *input;
    struct baton_exchange ex;
    struct baton_report report;
    struct baton_lines lines;
    bool more = true;
    baton_memory_read(&memory, text);
    diagnosis.memory = &memory;
    baton_arena_init(&shared, baton_os_alloc(), 0);
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_lines_init(&lines, &shared, text) == BATON_OK &&
        baton_input_open(&shared, text, NULL, NULL, &input) == BATON_OK)
        while (baton_input_next(input, &arena, &ex, &more) == BATON_OK && more) {
            if (baton_diagnose(&arena, &diagnosis, text, &ex, &report) == BATON_OK)
                look(&arena, &report, &lines);
            baton_arena_clear(&arena);
        }
    baton_arena_release(&arena);
    baton_arena_release(&shared);
    return 0;
}
