/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_MODEL_INT_H
#define BATON_CORE_MODEL_INT_H

#include "core/model.h"

/* A piece of an input of kind text. */
struct baton_model_block {
    struct baton_span span;
    enum baton_input_kind kind; /* payload, curl or http; text: the words alone */
    int status;                 /* read in the prose, 0: none */
    unsigned marks;             /* '>' before each of its lines */
    bool is_dump;               /* a refusal as a program shows objects, not as JSON */
    bool is_logged;             /* one line of a log: a request and its status */
    bool has_request, answered; /* of kind http */
    struct baton_span answer;   /* that stands apart, with nothing but prose between */
    struct baton_span said;     /* the words between the block before and this one */
};

struct baton_input {
    struct baton_str text;
    enum baton_input_kind kind;
    struct baton_given given;
    size_t start;            /* past a byte order mark that is not a payload's */
    size_t index, count, at; /* at: cursor in streams */
    struct baton_json doc;   /* HAR */
    uint32_t entry, entries_end;
    struct baton_model_block *blocks;
    size_t block_count;
    bool done;
};

/* One segment: the part stands as it is from `start` on. */
bool baton_model__plain_part(struct baton_arena *arena, struct baton_str text,
                             struct baton_span span, struct baton_part *out);
/* The characters of a JSON string of doc, as a part whose origin is doc's text. */
bool baton_model__string_part(struct baton_arena *arena, const struct baton_json *doc,
                              uint32_t value, struct baton_part *out);

/* The words of a command line, read one by one. Members are private to shell.c. */
struct baton_model_shell {
    struct baton_arena *arena;
    struct baton_str text;
    size_t at;    /* where the next word is looked for */
    bool caret;   /* cmd.exe: ^ continues a line, and takes its meaning from what follows */
    size_t past;  /* where the last quote closes, or the last bare byte ends */
    size_t unclosed;
    unsigned styles;
    struct baton_buf buf;
    struct baton_origin_segment *segments;
    size_t count, capacity;
};

struct baton_model_word {
    struct baton_part part;
    size_t bare;              /* bytes before the first quoted piece: "-d" of -d'…' */
    enum baton_writing rest;  /* how the text behind them is written */
};

void baton_model__shell(struct baton_model_shell *sh, struct baton_arena *arena,
                        struct baton_str text, size_t start);
/* The next word; false at the end of the command, or of memory. */
bool baton_model__word(struct baton_model_shell *sh, struct baton_model_word *out);

/* Does a curl command begin here, and not a sentence about curl? */
bool baton_model__is_curl(struct baton_str text);
/* Past blanks and a prompt ("$ ", "C:\> ") to the command; `at` if there is none. */
size_t baton_model__past_prompt(struct baton_str text, size_t at);

/* Reads one curl command from `start` of text; the extent ends where the command does. */
enum baton_err baton_model__curl(struct baton_arena *arena, struct baton_str text, size_t start,
                                 struct baton_exchange *out);
/* Fills an exchange from a HAR entry of doc. */
enum baton_err baton_model__entry(struct baton_arena *arena, const struct baton_json *doc,
                                  uint32_t entry, struct baton_exchange *out);
/* The payloads, commands and requests inside prose, from `start` on. */
enum baton_err baton_model__blocks(struct baton_arena *arena, struct baton_str text, size_t start,
                                   struct baton_model_block **out, size_t *count);
/* A quoted payload without the '>' before its lines. */
bool baton_model__quoted_part(struct baton_arena *arena, struct baton_str text,
                              const struct baton_model_block *block, struct baton_part *out);

/* Adds the status that prose speaks of to what was found before: SEVERAL if they differ. */
enum { BATON_MODEL_SEVERAL = -1 };
void baton_model__prose_status(struct baton_str text, int *found);

/* RFC 4648 sections 4 and 5, padding or not; s NULL if it is none. */
struct baton_str baton_model__base64(struct baton_arena *arena, struct baton_str text);
/* Appends text with all but the unreserved characters of RFC 3986 section 2.3 encoded. */
void baton_model__put_encoded(struct baton_buf *buf, struct baton_str text);

/* The end of the bracketed text that begins at `at`, or of the text; strings are stepped over. */
size_t baton_model__past_brackets(struct baton_str text, size_t at);

/* Does the text begin with the first line of a SIP message (RFC 3261 section 7)? */
bool baton_model__is_sip(struct baton_str text);
/* Reads one SIP message, from span.start on. BATON_OK or BATON_ENOMEM. */
enum baton_err baton_model__sip(struct baton_arena *arena, struct baton_str text,
                                struct baton_span span, struct baton_exchange *out);

/* Is the object one of Voice Gateway's events (event.c)? */
bool baton_model__is_event(const struct baton_json *doc, uint32_t value);
/* The end of the last line whose event is of the same call as that of the first one's. */
size_t baton_model__story(struct baton_arena *arena, struct baton_str text,
                          struct baton_span first);
/* Lines of JSON as one list. */
bool baton_model__list_part(struct baton_arena *arena, struct baton_str text,
                            struct baton_span span, struct baton_part *out);

/* The status of a refusal's body that stands by itself, or 0 (refusal.c). dump: how a program
 * shows an object will do, too, and *dumped tells that it is one. */
int baton_model__refusal(struct baton_arena *arena, struct baton_str text, bool *dumped);

/* ---- captures one after another (capture.c) ---- */

/* The next line after that at `at` that begins a raw HTTP request or a SIP message, or the end. */
size_t baton_model__next_capture(struct baton_str text, size_t at);
bool baton_model__begins_capture(struct baton_str text, size_t at, bool after_blank);

/* Does the text begin with one, or with JSON, and not with words? */
bool baton_model__is_capture(struct baton_str text);

struct baton_model_capture {
    enum baton_input_kind kind; /* http or sip */
    size_t end;
    bool has_request, answered;
};

/*
 * Where the capture ends whose first line begins at `at`. alone: nothing but captures is in
 * the text; else prose may follow a JSON body.
 */
void baton_model__capture(struct baton_arena *arena, struct baton_str text, size_t at, bool alone,
                          struct baton_model_capture *out);

/* "… POST https://host/path -> 204 …" */
struct baton_model_logged {
    struct baton_span line, method, url, status_at;
    int status;
};
bool baton_model__logged(struct baton_str text, size_t at, struct baton_model_logged *out);
void baton_model__logged_exchange(struct baton_str text, const struct baton_model_logged *line,
                                  struct baton_exchange *ex);
/* Do words of a log tell that something went wrong? */
bool baton_model__complains(struct baton_str words);
/* Of records: are they none of the known ones, but maybe a body that was sent as it is? */
bool baton_model__is_sent_lines(struct baton_arena *arena, struct baton_str text);
/* Is it what is written one a line: an event, or a HAR entry? */
bool baton_model__is_record(const struct baton_json *doc, uint32_t value);

/* Is it code of a Studio SNIPPET, or shows some? */
bool baton_model__is_code(struct baton_str text);
/* Where prose speaks of a status; false where it does not, or of success after it. */
bool baton_model__words_status(struct baton_str text, int *status, struct baton_span *span);

/* Is this object a HAR entry; is it a platform's account of a conversation? */
bool baton_model__is_entry(const struct baton_json *doc, uint32_t value);
bool baton_model__is_conversation(const struct baton_json *doc, uint32_t value);

#endif
