/* SPDX-License-Identifier: Apache-2.0 */
#include "core/http/http_int.h"

size_t baton_origin_map(const struct baton_origin *origin, size_t here)
{
    size_t low = 0, high = origin->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (origin->segments[middle].here <= here)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return here;
    const struct baton_origin_segment *segment = &origin->segments[low - 1];
    return segment->there + (here - segment->here);
}

/* ---- chunk framing (RFC 9112 section 7.1) ----------------------------------------- */

/* chunk-size [ chunk-ext ]; sizes beyond any text are cut off at SIZE_MAX / 32. */
static bool read_size(struct baton_str line, size_t *size)
{
    size_t i = 0;
    *size = 0;
    for (; i < line.len && baton_http__hex(line.s[i]) >= 0; i++)
        *size = *size > SIZE_MAX / 32 ? SIZE_MAX / 32
                                      : *size * 16 + (size_t)baton_http__hex(line.s[i]);
    while (i && i < line.len && (line.s[i] == ' ' || line.s[i] == '\t'))
        i++;
    return i && (i == line.len || line.s[i] == ';');
}

static struct baton_http__line line_within(const struct baton_http__chunks *chunks, size_t at)
{
    struct baton_http__frame plain = {.text = baton_str_sub(chunks->text, 0, chunks->end)};
    return baton_http__line(&plain, at);
}

bool baton_http__is_framed(struct baton_str text, struct baton_span body)
{
    struct baton_http__chunks chunks = {.text = text, .at = body.start, .end = body.end};
    struct baton_http__line line = line_within(&chunks, body.start);
    size_t size;
    return line.next > line.span.end && read_size(baton_http__text(text, line.span), &size);
}

static bool stop(struct baton_http__chunks *chunks, bool bad)
{
    chunks->bad = bad;
    chunks->done = true;
    return false;
}

/* Trailer fields up to a blank line; the next message's start line ends them, too. */
static bool end_chunks(struct baton_http__chunks *chunks, size_t at)
{
    while (at < chunks->end && !baton_http__is_status_line(chunks->text, at)) {
        struct baton_http__line line = line_within(chunks, at);
        at = line.next;
        if (line.span.start == line.span.end)
            break;
    }
    chunks->at = at;
    return stop(chunks, false);
}

static size_t step_over_end(const struct baton_http__chunks *chunks, size_t at)
{
    const char *s = chunks->text.s;
    if (at < chunks->end && s[at] == '\r')
        at++;
    return at < chunks->end && s[at] == '\n' ? at + 1 : SIZE_MAX;
}

bool baton_http__chunk_next(struct baton_http__chunks *chunks, struct baton_span *data)
{
    size_t size;
    if (chunks->done)
        return false;
    struct baton_http__line line = line_within(chunks, chunks->at);
    if (chunks->at >= chunks->end || !read_size(baton_http__text(chunks->text, line.span), &size))
        return stop(chunks, true);
    if (!size)
        return end_chunks(chunks, line.next);
    if (size > chunks->end - line.next)
        return stop(chunks, true);
    size_t next = step_over_end(chunks, line.next + size);
    if (next == SIZE_MAX)
        return stop(chunks, true);
    *data = (struct baton_span){line.next, line.next + size};
    chunks->at = next;
    return true;
}

/* ---- the body in one piece -------------------------------------------------------- */

struct joined {
    struct baton_arena *arena;
    struct baton_str text;
    struct baton_buf buf;
    struct baton_origin origin;
    size_t capacity;
};

static void join(struct joined *joined, struct baton_span piece)
{
    struct baton_origin *origin = &joined->origin;
    if (piece.start >= piece.end)
        return;
    struct baton_origin_segment *segment =
        BATON_PUSH(joined->arena, origin->segments, origin->count, joined->capacity);
    if (!segment)
        return;
    *segment = (struct baton_origin_segment){joined->buf.len, piece.start};
    baton_buf_put(&joined->buf, baton_http__text(joined->text, piece));
}

static void join_chunks(struct joined *joined, struct baton_span body)
{
    struct baton_http__chunks chunks = {
        .text = joined->text, .at = body.start, .end = body.end};
    struct baton_span data;
    while (baton_http__chunk_next(&chunks, &data))
        join(joined, data);
    if (!chunks.bad)
        return;
    /* What is left of a broken framing is the body's rest, without the size line. */
    struct baton_http__line line = line_within(&chunks, chunks.at);
    size_t size;
    bool sized = read_size(baton_http__text(joined->text, line.span), &size);
    join(joined, (struct baton_span){sized ? line.next : chunks.at, body.end});
}

/* Bodies under a mark: somebody set it before every line. */
static char mark_of(struct baton_str text, const struct baton_http_message *message)
{
    struct baton_str start = baton_str_trim(baton_http__text(text, message->start_line));
    struct baton_str body = baton_http__text(text, message->body);
    if (start.len < 2 || (start.s[0] != '>' && start.s[0] != '<') || start.s[1] != ' ')
        return 0;
    return body.len > 1 && body.s[0] == start.s[0] && body.s[1] == ' ' ? body.s[0] : 0;
}

static void join_marked(struct joined *joined, struct baton_span body, char mark)
{
    struct baton_http__frame frame = {
        .text = baton_str_sub(joined->text, 0, body.end), .mark = mark};
    for (size_t at = body.start; at < body.end;) {
        struct baton_http__line line = baton_http__line(&frame, at);
        join(joined, (struct baton_span){line.span.start, line.next});
        at = line.next;
    }
}

enum baton_err baton_http_body(struct baton_arena *arena, struct baton_str text,
                               const struct baton_http_message *message, struct baton_str *body,
                               struct baton_origin *origin)
{
    struct joined joined = {.arena = arena, .text = text};
    char mark = mark_of(text, message);
    baton_buf_init(&joined.buf, arena, 0);
    if (message->chunked)
        join_chunks(&joined, message->body);
    else if (mark)
        join_marked(&joined, message->body, mark);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    if (joined.origin.count) {
        *body = baton_buf_str(&joined.buf);
        *origin = joined.origin;
        return BATON_OK;
    }
    struct baton_origin_segment *whole = BATON_NEW(arena, struct baton_origin_segment);
    if (!whole)
        return BATON_ENOMEM;
    whole->there = message->body.start;
    *origin = (struct baton_origin){whole, 1};
    *body = message->chunked ? (struct baton_str){"", 0}
                             : baton_http__text(text, message->body);
    return BATON_OK;
}
