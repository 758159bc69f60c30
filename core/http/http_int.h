/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of core/http. */
#ifndef BATON_CORE_HTTP_HTTP_INT_H
#define BATON_CORE_HTTP_HTTP_INT_H

#include "core/http.h"

/* ---- lines (line.c) ----------------------------------------------------------- */

/*
 * How the lines of a message stand in the text: behind the marks of "curl -v"
 * ('>' or '<'), or indented by so many blanks, or neither.
 */
struct baton_http__frame {
    struct baton_str text;
    char mark;     /* '>', '<' or 0 */
    size_t indent;
};

struct baton_http__line {
    size_t start, next;     /* the line with mark and line end */
    struct baton_span span; /* without */
    bool marked;            /* the frame's mark stood before it */
};

struct baton_http__line baton_http__line(const struct baton_http__frame *frame, size_t at);
struct baton_str baton_http__text(struct baton_str text, struct baton_span span);
/* RFC 9110 section 5.6.2. */
bool baton_http__is_token_char(char c);
/* The value of a hex digit, or -1. */
int baton_http__hex(char c);
bool baton_http__is_blank_text(struct baton_str str);
/* A line that curl -v prints about itself: "* Connected to …", "{ [51 bytes data]". */
bool baton_http__is_remark(struct baton_str line);

struct baton_http__start {
    bool is_response;
    struct baton_span method, target, version, reason;
    int status;
};

/* Is the line at this offset, behind whatever mark, a status line? */
bool baton_http__is_status_line(struct baton_str text, size_t at);
/* … a start line of either kind? */
bool baton_http__is_start_line(struct baton_str text, size_t at);
/*
 * Finds the start line at the beginning of the text (blank lines, a byte order
 * mark and curl's remarks before it do not count). False if there is none; *at
 * is then where the first line that is not blank stands.
 */
bool baton_http__find_start(struct baton_str text, size_t from, struct baton_http__frame *frame,
                            size_t *at, struct baton_http__start *out);

/* ---- headers (header.c) --------------------------------------------------------- */

enum baton_err baton_http__problem(struct baton_arena *arena,
                                   struct baton_http_message *message, enum baton_http_code code,
                                   struct baton_span span, struct baton_str detail) BATON_MUST_USE;
/*
 * Reads header lines from *at on; *at is then where the body begins, or, without
 * a blank line, where the next message does.
 */
enum baton_err baton_http__headers(struct baton_arena *arena,
                                   const struct baton_http__frame *frame,
                                   struct baton_http_message *message,
                                   size_t *at) BATON_MUST_USE;

/* ---- bodies (extent.c, body.c) ---------------------------------------------------- */

/*
 * Sets message->body, which begins at `at`, from what Content-Length, chunk
 * framing and the text after it say. other: the request, for a response.
 */
enum baton_err baton_http__extent(struct baton_arena *arena,
                                  const struct baton_http__frame *frame,
                                  struct baton_http_message *message, size_t at,
                                  const struct baton_http_message *other) BATON_MUST_USE;

/* Walks over chunk framing; at is past the last chunk and its trailer at the end. */
struct baton_http__chunks {
    struct baton_str text;
    size_t at, end;
    bool bad, done;
};

bool baton_http__chunk_next(struct baton_http__chunks *chunks, struct baton_span *data);
/* Does a chunk-size line stand at the start of the span? */
bool baton_http__is_framed(struct baton_str text, struct baton_span body);

#endif
