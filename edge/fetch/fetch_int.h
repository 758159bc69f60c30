/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A transfer is one request on its way: queued, running, waiting for its next
 * try, or done. Its request is copied into memory of its own, which is overwritten
 * in the end; its answer grows in the caller's arena.
 */
#ifndef BATON_FETCH_INT_H
#define BATON_FETCH_INT_H

#define CURL_DISABLE_TYPECHECK /* its macros know the functions by their own names */
#include <curl/curl.h>

#include "edge/fetch.h"

/* ---- library.c ---- */

/*
 * libcurl brings some thirty libraries with it, and they would cost a command that
 * sends nothing more time than all its work. It is loaded when it is first needed;
 * LIB(easy_init)() is curl_easy_init().
 */
#define BATON_FETCH__CALLS(X)                                                            \
    X(global_init) X(easy_init) X(easy_cleanup) X(easy_setopt) X(easy_getinfo)           \
    X(easy_strerror) X(multi_init) X(multi_cleanup) X(multi_setopt) X(multi_add_handle)  \
    X(multi_remove_handle) X(multi_perform) X(multi_poll) X(multi_info_read)             \
    X(share_init) X(share_cleanup) X(share_setopt) X(slist_append) X(slist_free_all)

extern struct baton_fetch__library {
#define BATON_FETCH__MEMBER(name) __typeof__(&curl_##name) name;
    BATON_FETCH__CALLS(BATON_FETCH__MEMBER)
#undef BATON_FETCH__MEMBER
} baton_fetch__library;
#define LIB(name) (baton_fetch__library.name)

/* Once for the whole process, from whichever thread; false if libcurl is not there. */
bool baton_fetch__load(void);

enum { BATON_FETCH__MAX_HEADERS = 256, BATON_FETCH__MAX_HEADER_BYTES = 256 * 1024 };

struct baton_fetch__transfer {
    struct baton_fetch__transfer *next;
    struct baton_fetch *fetch;
    struct baton_arena own;      /* the request */
    struct baton_arena *arena;   /* the answer */
    struct baton_fetch_request request;
    const char *url;             /* terminated */
    struct baton_fetch_response response;
    size_t header_capacity, header_bytes;
    struct baton_buf body;
    CURL *easy;
    struct curl_slist *lines;    /* header lines of the request */
    char error[CURL_ERROR_SIZE];
    int64_t due;                 /* while waiting: of the next try */
    int64_t heard;               /* of the last byte of the answer; -1: none yet */
    bool waiting;
    bool body_began, too_large, stalled, no_memory; /* of this try */
    bool sent;                   /* of any try: bytes of the request have left */
};

/* First in, first out. */
struct baton_fetch__list {
    struct baton_fetch__transfer *first, *last;
    size_t count;
};

struct baton_fetch {
    struct baton_alloc alloc, wiping;
    struct baton_fetch_options options; /* with defaults for zeros, texts copied */
    struct baton_arena own;
    CURLM *multi;
    CURLSH *share;               /* TLS sessions, which a multi handle does not share */
    struct baton_fetch__list queued, running, done; /* running: the waiting ones, too */
    uint64_t random;
};

int64_t baton_fetch__clock(const struct baton_fetch *fetch);

/* ---- request.c ------------------------------------------------------------------------- */

/*
 * Copies the request. A request that cannot be one (no URL, a line break in a
 * header) has a failure in its response. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_fetch__take(struct baton_fetch__transfer *t,
                                 const struct baton_fetch_request *request) BATON_MUST_USE;
/* Makes and sets the handle of libcurl. */
enum baton_err baton_fetch__prepare(struct baton_fetch__transfer *t) BATON_MUST_USE;

/* ---- answer.c -------------------------------------------------------------------------- */

void baton_fetch__begin_answer(struct baton_fetch__transfer *t);
size_t baton_fetch__take_header(char *line, size_t size, size_t count, void *transfer);
size_t baton_fetch__take_body(char *bytes, size_t size, size_t count, void *transfer);

/* ---- failure.c ------------------------------------------------------------------------- */

/* Fills the response from the handle and how libcurl says that it ended. */
void baton_fetch__conclude(struct baton_fetch__transfer *t, CURLcode code);
/* A copy of text in which what the URL and the proxy hold of secrets is overwritten by '*'. */
struct baton_str baton_fetch__scrub(struct baton_fetch__transfer *t, struct baton_str text);

/* ---- retry.c --------------------------------------------------------------------------- */

/* How long to wait before the next try, in milliseconds; -1: there is none. *why for people. */
int64_t baton_fetch__wait(struct baton_fetch__transfer *t, const char **why);
/* What Retry-After says, in milliseconds; -1 if it says nothing. */
int baton_fetch__retry_after(const struct baton_fetch_response *response);

#endif
