/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as evidence: its reports hold together, come out the same twice, and repairs hold. */
#include "fuzz/own_contracts.h"
#include "tests/unit/report_check.h"
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void diagnose_all(struct baton_arena *arena, struct baton_str text,
                         const enum baton_input_kind *kind, bool again, struct baton_buf *json)
{
    struct baton_settings settings = {.now = 1767225600};
    struct baton_diagnosis d = {own_contracts(), &settings, text, .repair = true, .review = again};
    struct baton_input *input;
    struct baton_exchange ex;
    struct baton_report report;
    struct baton_lines lines;
    bool more = true;
    if (baton_input_open(arena, text, kind, NULL, &input) || baton_lines_init(&lines, arena, text))
        abort();
    for (int n = 0; n < 9 && !baton_input_next(input, arena, &ex, &more) && more; n++) {
        if (baton_diagnose(arena, &d, text, &ex, &report) || report_check(text, &report))
            abort();
        baton_render_json(json, &report, &lines, false);
        if (again && report.repaired.present)
            diagnose_all(arena, report.repaired.raw, &ex.kind, false, json);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str text = {(const char *)data, size};
    struct baton_buf json[2];
    struct baton_arena arena;
    int64_t time;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    for (int i = 0; i < 2; i++)
        baton_buf_init(&json[i], &arena, 0), diagnose_all(&arena, text, NULL, true, &json[i]);
    if (!baton_str_eq(baton_buf_str(&json[0]), baton_buf_str(&json[1])))
        abort();
    (void)baton_mask(&arena, text), (void)baton_jwt_read(&arena, text);
    return (void)baton_time_read(text, &time), baton_arena_release(&arena), 0;
}
