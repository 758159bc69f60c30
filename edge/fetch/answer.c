/* SPDX-License-Identifier: Apache-2.0 */
/* What comes back, as it comes. */
#include <string.h>

#include "edge/fetch/fetch_int.h"

/* Forgets the answer of an earlier try, but not the room it took. */
void baton_fetch__begin_answer(struct baton_fetch__transfer *t)
{
    struct baton_fetch_response *r = &t->response;
    struct baton_fetch_header *headers = r->headers;
    int tries = r->tries;
    *r = (struct baton_fetch_response){.headers = headers, .tries = tries, .retry_after_ms = -1,
                                       .detail = BATON_STR(""), .address = BATON_STR(""),
                                       .user = t->request.user};
    t->body.len = 0;
    t->header_bytes = 0;
    t->heard = -1;
    t->body_began = t->too_large = t->stalled = t->no_memory = false;
    t->error[0] = '\0';
}

/* What a callback returns to end the transfer: less than it was given. */
static size_t stop(bool *why)
{
    *why = true;
    return 0;
}

static bool add_header(struct baton_fetch__transfer *t, struct baton_str line)
{
    size_t colon = baton_str_find_byte(line, ':');
    struct baton_fetch_header *header = BATON_PUSH(t->arena, t->response.headers,
                                                   t->response.header_count, t->header_capacity);
    if (!header)
        return false;
    header->name = baton_str_copy(t->arena, baton_str_sub(line, 0, colon));
    header->value = baton_str_copy(
        t->arena, baton_str_trim(baton_str_sub(line, colon + 1, line.len)));
    return header->name.s && header->value.s;
}

size_t baton_fetch__take_header(char *bytes, size_t size, size_t count, void *transfer)
{
    struct baton_fetch__transfer *t = transfer;
    struct baton_str line = baton_str_trim((struct baton_str){bytes, size * count});
    t->heard = baton_fetch__clock(t->fetch);
    t->header_bytes += size * count;
    /* An interim answer (100) gives way to the one after it. */
    if (baton_str_starts(line, BATON_STR("HTTP/")) && !t->body_began)
        t->response.header_count = 0;
    else if (!t->body_began && baton_str_find_byte(line, ':') != SIZE_MAX) {
        if (t->response.header_count == BATON_FETCH__MAX_HEADERS)
            return stop(&t->too_large);
        if (!add_header(t, line))
            return stop(&t->no_memory);
    }
    if (t->header_bytes > BATON_FETCH__MAX_HEADER_BYTES)
        return stop(&t->too_large);
    return size * count;
}

size_t baton_fetch__take_body(char *bytes, size_t size, size_t count, void *transfer)
{
    struct baton_fetch__transfer *t = transfer;
    size_t len = size * count, room = t->fetch->options.max_body - t->body.len;
    t->heard = baton_fetch__clock(t->fetch);
    t->body_began = true;
    baton_buf_put(&t->body, (struct baton_str){bytes, len < room ? len : room});
    if (baton_buf_failed(&t->body))
        return stop(&t->no_memory);
    return len > room ? stop(&t->too_large) : len;
}

struct baton_str baton_fetch_header_of(const struct baton_fetch_response *response,
                                       const char *name)
{
    for (size_t i = 0; i < response->header_count; i++)
        if (baton_str_is_nocase(response->headers[i].name, name))
            return response->headers[i].value;
    return (struct baton_str){NULL, 0};
}
