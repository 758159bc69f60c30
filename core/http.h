/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP/1.1 messages as text (RFC 9112, RFC 9110): what somebody captured, not
 * what comes over a socket. The reader takes what it can get and says what was
 * odd; it never fails on form, and keeps the span of every part.
 */
#ifndef BATON_CORE_HTTP_H
#define BATON_CORE_HTTP_H

#include "core/base.h"

struct baton_http_header {
    struct baton_str name, value;      /* value trimmed of blanks */
    struct baton_span line;            /* the whole line with its end */
    struct baton_span name_span, value_span;
};

/* Of one message; further problems are not listed. */
enum { BATON_HTTP_MAX_HEADERS = 256, BATON_HTTP_MAX_PROBLEMS = 256 };

/* What was odd about a message. */
#define BATON_HTTP_CODES(X)                                                              \
    X(BATON_HTTP_BAD_START_LINE, "the first line is not a request or status line")       \
    X(BATON_HTTP_BAD_HEADER, "a header line without a name and a colon")                 \
    X(BATON_HTTP_BLANK_IN_NAME, "a blank inside or after a header's name")               \
    X(BATON_HTTP_FOLDED, "a header continued on the next line (obsolete since RFC 7230)") \
    X(BATON_HTTP_NO_BLANK_LINE, "no blank line between headers and body")                \
    X(BATON_HTTP_LENGTH_SHORT, "the body is shorter than Content-Length says")           \
    X(BATON_HTTP_LENGTH_LONG, "the body is longer than Content-Length says")             \
    X(BATON_HTTP_BAD_LENGTH, "Content-Length is not a number")                           \
    X(BATON_HTTP_DUPLICATE_HEADER, "a header that may stand once stands twice")          \
    X(BATON_HTTP_BAD_CHUNK, "a chunk of the body is malformed")                          \
    X(BATON_HTTP_TOO_MANY_HEADERS, "more headers than the limit")

enum baton_http_code {
#define BATON_HTTP_ENUM(code, text) code,
    BATON_HTTP_CODES(BATON_HTTP_ENUM)
#undef BATON_HTTP_ENUM
};

const char *baton_http_code_text(enum baton_http_code code);

/*
 * detail: the line (BAD_START_LINE, BAD_HEADER), the target that has blanks in it
 * (BAD_START_LINE of a request with a target), the header's name (BLANK_IN_NAME,
 * FOLDED, DUPLICATE_HEADER), its value (BAD_LENGTH), the bytes that the body has
 * (LENGTH_SHORT, LENGTH_LONG: the span is the value of Content-Length).
 */
struct baton_http_problem {
    enum baton_http_code code;
    struct baton_span span;
    struct baton_str detail;
};

/*
 * Spans of lines (start_line, header_block, a header's line) take in curl's mark
 * or the indentation before them; spans within a line do not.
 */
struct baton_http_message {
    bool present, is_response;
    struct baton_str method, target, version; /* request: "POST", "/a?b=c", "HTTP/1.1" */
    struct baton_span method_span, target_span;
    int status;                               /* response: 100..599; 0: cannot be read */
    struct baton_str reason;
    struct baton_span start_line;             /* with its line end */
    struct baton_http_header *headers;
    size_t header_count;
    struct baton_span header_block;           /* first header line .. before the blank line */
    struct baton_span body;                   /* as it stands, chunk framing included */
    bool chunked;                             /* the framing stands there (it is often left out) */
    struct baton_http_problem *problems;
    size_t problem_count;
};

/* One exchange as text: a request, a response, or a request and its response. */
struct baton_http_exchange {
    struct baton_http_message request, response;
};

/* Does the text begin with a request line, a status line, or curl -v's marked lines? */
bool baton_http_looks_like(struct baton_str text);

/*
 * Reads the text from its first byte. Where a body has no Content-Length, a
 * request's body ends before a line that is a status line, else at the end of
 * the text; one line end before such a status line does not belong to the body.
 * Content-Length and chunk framing count only where the text ends, or the next
 * message begins, where they say. Lines may end with LF, and may all be indented.
 * Lines of "curl -v" ("> ", "< ") are understood: the marks are stepped over, and
 * so is what curl says itself ("* …"). An interim response (100) gives way to the
 * one after it. Headers or a body without a start line are a request with
 * BATON_HTTP_BAD_START_LINE. Neither message is present if the text is blank.
 * BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_http_read(struct baton_arena *arena, struct baton_str text,
                               struct baton_http_exchange *out) BATON_MUST_USE;

/* First header of that name (ASCII case ignored), or NULL. */
const struct baton_http_header *baton_http_header(const struct baton_http_message *message,
                                                  const char *name);
/*
 * Adds a header that did not stand in the text (from an option, a HAR file);
 * its spans are empty at the place where a header line would be inserted.
 */
enum baton_err baton_http_add_header(struct baton_arena *arena, struct baton_http_message *message,
                                     struct baton_str name, struct baton_str value) BATON_MUST_USE;

/* ---- origins ------------------------------------------------------------------ */

/*
 * Where the bytes of a derived text came from: from each `here` on, bytes stand
 * one for one from `there` on in the text it was derived from, up to the next
 * segment. A text that is a plain part of another has one segment.
 */
struct baton_origin {
    struct baton_origin_segment {
        size_t here, there;
    } *segments;
    size_t count;
};

/* An origin without segments maps each offset to itself. */
size_t baton_origin_map(const struct baton_origin *origin, size_t here);

/* The body without chunk framing (RFC 9112 section 7.1) and marks, with its origin in text. */
enum baton_err baton_http_body(struct baton_arena *arena, struct baton_str text,
                               const struct baton_http_message *message, struct baton_str *body,
                               struct baton_origin *origin) BATON_MUST_USE;

/* ---- media types (RFC 9110 section 8.3) ------------------------------------------ */

struct baton_media_type {
    struct baton_str type, subtype; /* as written; compare without case */
    struct baton_str charset;       /* empty if none */
    bool valid;
};

struct baton_media_type baton_media_type(struct baton_str value);
/* application/json, text/json, or a subtype that ends in +json (RFC 6839). */
bool baton_media_is_json(const struct baton_media_type *media);
bool baton_media_is_form(const struct baton_media_type *media);
/* Does an Accept value (RFC 9110 section 12.5.1) admit application/json? q=0 does not. */
bool baton_media_accepts_json(struct baton_str accept);

/* ---- URLs (RFC 3986) --------------------------------------------------------------- */

struct baton_url {
    struct baton_str scheme, host, port, path, query, userinfo; /* views; empty if absent */
    struct baton_span host_span, path_span;                     /* within the given text */
    bool absolute;                                              /* has scheme and host */
};

struct baton_url baton_url(struct baton_str text);
/* %XX and, where plus is true, '+' decoded; malformed escapes stay as they are. */
struct baton_str baton_url_decode(struct baton_arena *arena, struct baton_str text, bool plus);
/* The decoded value of the first query or form field of that name; s NULL if there is none. */
struct baton_str baton_form_field(struct baton_arena *arena, struct baton_str form,
                                  const char *name);

#endif
