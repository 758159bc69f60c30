/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as an input: every span of every exchange lies within it, masking keeps its length. */
#include <stdlib.h>

#include "core/model.h"
#include "edge/os.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void within(struct baton_span span, struct baton_span outer)
{
    if (span.start > span.end || span.start < outer.start || span.end > outer.end)
        abort();
}

static void use(struct baton_arena *arena, struct baton_str text, const struct baton_exchange *ex)
{
    struct baton_span all = {0, text.len};
    struct baton_edit edit = {0, ex->body.text.len, BATON_STR("{\"a\": 'b'}")}, put;
    within(ex->extent, all);
    within(ex->url_span, all);
    if (ex->body.present)
        within(baton_part_map(&ex->body, (struct baton_span){0, ex->body.text.len}), all);
    if (ex->answer.present)
        within(baton_part_map(&ex->answer, (struct baton_span){0, ex->answer.text.len}), all);
    if (ex->body.present && baton_part_edit(arena, &ex->body, edit, &put))
        within((struct baton_span){put.offset, put.offset + put.length}, all);
    if (baton_exchange_header_edit(arena, ex, "Accept", "text/plain", &put))
        within((struct baton_span){put.offset, put.offset + put.length}, all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str text = {(const char *)data, size};
    struct baton_arena shared, arena;
    struct baton_input *input;
    struct baton_exchange ex;
    bool more = true;
    int64_t seconds;
    baton_arena_init(&shared, baton_os_alloc(), 0);
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_input_open(&shared, text, NULL, NULL, &input) == BATON_OK)
        while (baton_input_next(input, &arena, &ex, &more) == BATON_OK && more) {
            use(&arena, text, &ex);
            baton_arena_clear(&arena);
        }
    if (baton_mask(&arena, text).len != size)
        abort();
    (void)(baton_jwt_read(&arena, text).valid + baton_time_read(text, &seconds));
    baton_arena_release(&arena);
    baton_arena_release(&shared);
    return 0;
}
