/* SPDX-License-Identifier: Apache-2.0 */
#include "core/http/http_int.h"

const char *baton_http_code_text(enum baton_http_code code)
{
    static const char *const texts[] = {
#define BATON_HTTP_TEXT(code, text) text,
        BATON_HTTP_CODES(BATON_HTTP_TEXT)
#undef BATON_HTTP_TEXT
    };
    return (size_t)code < BATON_COUNT(texts) ? texts[code] : "unknown";
}

bool baton_http_looks_like(struct baton_str text)
{
    struct baton_http__frame frame;
    struct baton_http__start start;
    size_t at;
    return baton_http__find_start(text, 0, &frame, &at, &start);
}

static void set_start(struct baton_http_message *message, struct baton_str text,
                      const struct baton_http__start *start)
{
    message->is_response = start->is_response;
    message->status = start->status;
    message->method = baton_http__text(text, start->method);
    message->target = baton_http__text(text, start->target);
    message->version = baton_http__text(text, start->version);
    message->reason = baton_http__text(text, start->reason);
    message->method_span = start->method;
    message->target_span = start->target;
}

/* A target with blanks in it was not encoded. */
static enum baton_err check_start(struct baton_arena *arena, struct baton_http_message *message)
{
    if (baton_str_find_byte(message->target, ' ') == SIZE_MAX &&
        baton_str_find_byte(message->target, '\t') == SIZE_MAX)
        return BATON_OK;
    return baton_http__problem(arena, message, BATON_HTTP_BAD_START_LINE, message->target_span,
                               message->target);
}

/* All but the body; *at is then where that begins. */
static enum baton_err read_head(struct baton_arena *arena, const struct baton_http__frame *frame,
                                size_t *at, const struct baton_http__start *start,
                                struct baton_http_message *message)
{
    struct baton_http__line line = baton_http__line(frame, *at);
    *message = (struct baton_http_message){.present = true, .start_line = {*at, line.next}};
    set_start(message, frame->text, start);
    *at = line.next;
    enum baton_err err = check_start(arena, message);
    return err ? err : baton_http__headers(arena, frame, message, at);
}

static enum baton_err read_message(struct baton_arena *arena,
                                   const struct baton_http__frame *frame, size_t at,
                                   const struct baton_http__start *start,
                                   struct baton_http_message *message,
                                   const struct baton_http_message *other)
{
    enum baton_err err = read_head(arena, frame, &at, start, message);
    return err ? err : baton_http__extent(arena, frame, message, at, other);
}

/* ---- without a start line --------------------------------------------------------- */

static bool is_header_like(struct baton_str line)
{
    size_t i = 0;
    while (i < line.len && baton_http__is_token_char(line.s[i]))
        i++;
    return i && i < line.len && line.s[i] == ':';
}

/*
 * A line of form "WORD something HTTP/1.1" or "HTTP/9 what" was meant as a start
 * line; anything else is a header or the body already.
 */
static bool is_meant_as_start(struct baton_str line)
{
    size_t at = baton_str_find_nocase(line, BATON_STR("HTTP/"));
    return at == 0 || (at != SIZE_MAX && at + 9 >= line.len && !is_header_like(line));
}

static enum baton_err read_nameless(struct baton_arena *arena, struct baton_str text, size_t at,
                                    struct baton_http_exchange *out)
{
    struct baton_http__frame frame = {.text = text};
    struct baton_http__line line = baton_http__line(&frame, at);
    struct baton_str content = baton_http__text(text, line.span);
    bool is_start = is_meant_as_start(content);
    bool is_response = is_start && baton_str_starts_nocase(content, BATON_STR("HTTP/"));
    struct baton_http_message *message = is_response ? &out->response : &out->request;
    *message = (struct baton_http_message){.present = true, .is_response = is_response};
    size_t next = is_start ? line.next : at;
    message->start_line = (struct baton_span){at, next};
    message->header_block = (struct baton_span){next, next};
    enum baton_err err = baton_http__problem(arena, message, BATON_HTTP_BAD_START_LINE, line.span,
                                             content);
    if (!err && (is_start || is_header_like(content)))
        err = baton_http__headers(arena, &frame, message, &next);
    return err ? err : baton_http__extent(arena, &frame, message, next, &out->request);
}

/* ---- exchanges -------------------------------------------------------------------- */

enum { MOST_INTERIM = 8 };

static bool is_interim(const struct baton_http__start *start)
{
    return start->is_response && start->status < 200 && start->status != 101;
}

/* The response that counts: of interim ones (100 Continue) only the headers are read. */
static enum baton_err read_response(struct baton_arena *arena, struct baton_str text, size_t at,
                                    struct baton_http_exchange *out)
{
    struct baton_http__frame frame;
    struct baton_http__start start;
    enum baton_err err = BATON_OK;
    int interim = 0;
    while (!err && baton_http__find_start(text, at, &frame, &at, &start) && start.is_response) {
        if (!is_interim(&start) || ++interim > MOST_INTERIM)
            return read_message(arena, &frame, at, &start, &out->response, &out->request);
        err = read_head(arena, &frame, &at, &start, &out->response);
        out->response.body = (struct baton_span){at, at};
    }
    return err;
}

static enum baton_err read_request(struct baton_arena *arena, struct baton_str text,
                                   struct baton_http_exchange *out)
{
    struct baton_http__frame frame;
    struct baton_http__start start;
    size_t at = 0;
    if (baton_http__find_start(text, 0, &frame, &at, &start)) {
        if (start.is_response)
            return BATON_OK;
        return read_message(arena, &frame, at, &start, &out->request, &out->response);
    }
    if (baton_http__is_blank_text(baton_str_sub(text, at, text.len)))
        return BATON_OK;
    return read_nameless(arena, text, at, out);
}

enum baton_err baton_http_read(struct baton_arena *arena, struct baton_str text,
                               struct baton_http_exchange *out)
{
    struct baton_http_exchange exchange = {.request = {.present = false}};
    enum baton_err err = read_request(arena, text, &exchange);
    if (!err && !exchange.response.present)
        err = read_response(arena, text, exchange.request.body.end, &exchange);
    if (!err)
        *out = exchange;
    return err;
}
