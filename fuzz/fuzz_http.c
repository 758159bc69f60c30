/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as HTTP: every span lies within it, every offset of a body maps back to its byte. */
#include <stdlib.h>

#include "core/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    return (void)ctx, (void)old, size ? realloc(p, size) : (free(p), NULL);
}

static void check(struct baton_arena *arena, struct baton_str text,
                  const struct baton_http_message *m)
{
    struct baton_str body = {NULL, 0};
    struct baton_origin origin;
    if (!m->present || baton_http_body(arena, text, m, &body, &origin))
        return;
    for (size_t i = 0; i < body.len; i++)
        if (body.s[i] != text.s[baton_origin_map(&origin, i)])
            abort();
    for (size_t i = 0; i < m->header_count; i++)
        if (m->headers[i].line.end > m->header_block.end || m->header_block.end > m->body.start)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str text = {(const char *)data, size};
    struct baton_http_exchange x;
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    if (!baton_http_read(&arena, text, &x))
        check(&arena, text, &x.request), check(&arena, text, &x.response);
    (void)baton_media_accepts_json(text), (void)baton_media_type(text), (void)baton_url(text);
    (void)baton_form_field(&arena, text, "a");
    baton_arena_release(&arena);
    return 0;
}
