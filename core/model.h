/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: whatever a user has, read as exchanges.
 *
 * An input (a file's bytes) is of one kind and holds one exchange or many: one
 * HTTP request with its response, or parts of it. An exchange keeps, for every
 * part, where its bytes stand in the input, so that findings can point there
 * and edits can be made there.
 */
#ifndef BATON_CORE_MODEL_H
#define BATON_CORE_MODEL_H

#include "core/base.h"
#include "core/http.h"
#include "core/json.h"

/* ---- kinds of input ------------------------------------------------------- */

#define BATON_INPUT_KINDS(X)                                                           \
    X(BATON_INPUT_PAYLOAD, "payload", "a JSON body by itself")                         \
    X(BATON_INPUT_HTTP, "http", "a raw HTTP request, or a request and its response")   \
    X(BATON_INPUT_CURL, "curl", "a curl command line")                                 \
    X(BATON_INPUT_HAR, "har", "a HAR 1.2 file")                                        \
    X(BATON_INPUT_RECORDS, "records", "records: HAR entries and events, one a line")     \
    X(BATON_INPUT_CONVERSATION, "conversation", "a platform's account of a conversation") \
    X(BATON_INPUT_CONVERSATIONS, "conversations", "conversations, one JSON object a line") \
    X(BATON_INPUT_TEXT, "text", "text of people and programs, with or without payloads") \
    X(BATON_INPUT_SIP, "sip", "a raw SIP message: an INVITE with its headers")

enum baton_input_kind {
#define BATON_INPUT_ENUM(code, name, text) code,
    BATON_INPUT_KINDS(BATON_INPUT_ENUM)
#undef BATON_INPUT_ENUM
    BATON_INPUT_KIND_COUNT
};

const char *baton_input_kind_name(enum baton_input_kind kind);
const char *baton_input_kind_text(enum baton_input_kind kind);
/* false if there is no kind of that name. */
bool baton_input_kind_find(struct baton_str name, enum baton_input_kind *out);
/* Tells what the bytes are; anything unclear is a payload. arena is scratch. */
enum baton_input_kind baton_input_detect(struct baton_arena *arena, struct baton_str input);

/* ---- exchanges -------------------------------------------------------------- */

/* How text must be written where it stands in the input. */
enum baton_writing {
    BATON_WRITE_PLAIN,       /* as it is */
    BATON_WRITE_JSON_STRING, /* inside a JSON string (HAR, records) */
    BATON_WRITE_SHELL_SINGLE, /* inside '…' of a shell command */
    BATON_WRITE_SHELL_DOUBLE, /* inside "…" of a shell command */
    BATON_WRITE_SHELL_ANSI,   /* inside $'…' of a bash command */
    BATON_WRITE_NOWHERE      /* cannot be edited in place */
};

/* A body: its bytes, and where they come from. */
struct baton_part {
    bool present;
    struct baton_str text;
    struct baton_origin origin; /* text's offsets -> the input's; count 0: none known */
    struct baton_span span;     /* in the input */
    enum baton_writing writing;
};

struct baton_exchange {
    enum baton_input_kind kind;
    size_t index, of;          /* from 1; of is 0 when it is not known yet */
    struct baton_span extent;  /* what this exchange takes of the input */
    bool headers_known;        /* the request's headers were captured: absence means absence */
    bool status_from_prose;    /* the status was read in the text around the payload */
    struct baton_str said;     /* words of the text before it, after what came before; or empty */
    struct baton_str failed;   /* why there was no answer at all, as a HAR entry says; or empty */
    struct baton_str started;  /* when it began (RFC 3339), as a HAR entry says; or empty */
    int64_t milliseconds;      /* how long it took, as a HAR entry says; -1: not told */
    struct baton_http_message request, response;
    struct baton_str url;      /* the request's target as an absolute URL if the host is known */
    struct baton_span url_span; /* of the target in the input; empty if it did not stand there */
    /*
     * Of kind sip: the message (RFC 3261) as it stands, every header with its place. Then
     * there is no request: the body is a JSON object made of the headers, each name once.
     */
    struct baton_http_message sip;
    struct baton_part body;    /* the request's */
    struct baton_part answer;  /* the response's body, or the conversation */
    struct baton_part words;   /* of kind text: all of it, where no payload was found in it */
    bool is_code;              /* the words show code of a Studio SNIPPET */
    bool is_dump;              /* the body or answer is a program's view of an object, not JSON */
    size_t header_at;          /* where a header may be put in; SIZE_MAX: nowhere */
    struct baton_str header_before, header_after; /* what belongs around it there */
    struct baton_http_header implied; /* Content-Type that the tool adds by itself (curl -d) */
    bool has_implied;
};

/* What the command line adds to, or overrides in, every exchange. */
struct baton_given {
    const struct baton_str *headers; /* "Name: value"; "Name:" says that it was not there */
    size_t header_count;
    struct baton_str url, method;
    int status;
    bool is_body;                    /* of text without a payload: that it is a body */
    struct baton_str response;       /* a raw HTTP response or just its body; s NULL: none */
};

/* ---- reading ------------------------------------------------------------------ */

struct baton_input;

/*
 * Opens an input. kind NULL: detect. The input's text and the arena must outlive
 * the reader; the arena holds what is shared by all exchanges (a HAR file's tape).
 */
enum baton_err baton_input_open(struct baton_arena *arena, struct baton_str text,
                                const enum baton_input_kind *kind,
                                const struct baton_given *given,
                                struct baton_input **out) BATON_MUST_USE;
enum baton_input_kind baton_input_kind(const struct baton_input *input);
/* How many exchanges, or 0 if that is only known at the end (streams). */
size_t baton_input_count(const struct baton_input *input);
/*
 * The next exchange, in the given arena (clear it between exchanges). *more is
 * false at the end. A line or entry that cannot be read as what it should be is
 * an exchange with that text as its body.
 */
enum baton_err baton_input_next(struct baton_input *input, struct baton_arena *arena,
                                struct baton_exchange *out, bool *more) BATON_MUST_USE;

/* ---- places and edits ------------------------------------------------------------ */

/* A span of a part's text, in the input. */
struct baton_span baton_part_map(const struct baton_part *part, struct baton_span span);
/* An edit of a part's text, as an edit of the input; false if it cannot be made there. */
bool baton_part_edit(struct baton_arena *arena, const struct baton_part *part,
                     struct baton_edit edit, struct baton_edit *out);
/*
 * An edit of the input that adds or replaces a request header. false where the
 * headers did not stand in the input.
 */
bool baton_exchange_header_edit(struct baton_arena *arena, const struct baton_exchange *exchange,
                                const char *name, const char *value, struct baton_edit *out);

/* ---- secrets ------------------------------------------------------------------------ */

/*
 * A copy of text, byte for byte as long, with secrets overwritten by '*':
 * credentials in HTTP headers, values of JSON and form members that hold them
 * (access_token, client_secret, sessionToken, …), JWTs, and card numbers (14 to
 * 19 digits of a card network that pass the Luhn check). What is plainly a placeholder stays.
 */
struct baton_str baton_mask(struct baton_arena *arena, struct baton_str text);
/*
 * Text that repeats parts of raw, such as a message, without the words of raw that are
 * not the same in its masked copy: what is a secret by its place (the value of
 * "password") is not one by its looks. Takes time in the product of both.
 */
struct baton_str baton_mask_repeats(struct baton_arena *arena, struct baton_str text,
                                    struct baton_str raw, struct baton_str masked);
/* The text with a word in it overwritten, wherever it stands. */
struct baton_str baton_mask_word(struct baton_arena *arena, struct baton_str text,
                                 struct baton_str word);
/*
 * What baton_mask() does, for personal data, so that evidence can be kept and passed on: e-mail
 * addresses and telephone numbers anywhere; what members hold that are called so;
 * names of persons in customerName, customerInfo, and of participants who are
 * customers or are not told to be anything else. JSON stays JSON.
 */
struct baton_str baton_mask_personal(struct baton_arena *arena, struct baton_str text);
/* Digits (blanks and dashes between them allowed) of a card network's form that pass Luhn? */
bool baton_is_card_number(struct baton_str text);

/*
 * A value that stands for a value: "YOUR_ACCESS_TOKEN", "abc-123", "<id>". The
 * list is core/model/placeholder.c.
 */
bool baton_is_placeholder(struct baton_str value);
/* Is it {{x}}, ${x}, <%= x %>, or (as the whole value) {x}? *product: whose syntax it is. */
bool baton_is_template(struct baton_str value, struct baton_span *span, const char **product);

/* ---- tokens ---------------------------------------------------------------------------- */

/* What a JWT (RFC 7519) says, unverified. Times are seconds since 1970-01-01 UTC, or INT64_MIN. */
struct baton_jwt {
    bool valid; /* three parts, the first two base64url, the second a JSON object */
    int64_t expires, not_before, issued;
    struct baton_str issuer, audience, scopes; /* scopes: blank-separated */
    struct baton_str tenant;   /* tenantId, as CXone's id_token has it; or "" */
    bool has_scopes;
};

struct baton_jwt baton_jwt_read(struct baton_arena *arena, struct baton_str token);
/* One claim of it that is a string; "" where it has none. */
struct baton_str baton_jwt_claim(struct baton_arena *arena, struct baton_str token,
                                 const char *name);

/* RFC 3339 date-time -> seconds since 1970-01-01 UTC; false if it is none. */
bool baton_time_read(struct baton_str text, int64_t *seconds);
/* An HTTP date, "Mon, 05 Jan 2026 10:00:00 GMT" (RFC 9110 section 5.6.7, the preferred form). */
bool baton_time_read_http(struct baton_str text, int64_t *seconds);
/* Seconds -> "2026-01-05T10:00:00Z". */
struct baton_str baton_time_text(struct baton_arena *arena, int64_t seconds);

#endif
