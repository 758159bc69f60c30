/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTTP requests (libcurl): TLS verified, connections kept, several at a time,
 * with ceilings on time and size, and retries only where they can help: no
 * connection, 429, 502, 503, 504 - the last three and a broken connection only
 * for requests that change nothing. Redirects are not followed: where they lead
 * is for the caller to say. Only http and https, whatever the environment says.
 * What was copied of a request is overwritten once it has ended. A struct
 * baton_fetch is for one thread at a time; several of them may run at once.
 */
#ifndef BATON_EDGE_FETCH_H
#define BATON_EDGE_FETCH_H

#include "core/base.h"

struct baton_fetch;

/* Zero for what is in brackets. Times in milliseconds. */
struct baton_fetch_options {
    const char *ca_file;     /* instead of the system's certificates */
    const char *proxy;       /* instead of the environment's; "" for none */
    const char *user_agent;  /* ("baton/VERSION") */
    int connect_ms;          /* (5,000) */
    int total_ms;            /* of one try (30,000) */
    int stall_ms;            /* without a byte of an answer that has begun (15,000) */
    size_t max_body;         /* bytes after decoding (64 MiB) */
    int tries;               /* (3) */
    /* Of one wait between tries (30,000). Who asks for more gets no further try. */
    int max_wait_ms;
    int at_once;             /* requests under way (8) */
    uint64_t seed;           /* of the jitter */
    /* Called before each wait; may be NULL. */
    void (*waits)(void *ctx, const char *why, int ms);
    /* Milliseconds of a clock that never goes back, for waits and stalls; NULL: the system's. */
    int64_t (*clock_ms)(void *ctx);
    void *ctx;
};

struct baton_fetch_header {
    struct baton_str name, value;
};

struct baton_fetch_request {
    struct baton_str method, url;
    const struct baton_fetch_header *headers;
    size_t header_count;
    struct baton_str body;   /* s NULL: none */
    bool changes_nothing;    /* may be sent again after it may have arrived */
    void *user;              /* comes back with the response */
};

/*
 * How a request without an answer ended. An address that gave no answer to the
 * attempt to connect is NO_CONNECTION, one that stayed silent later is TIMEOUT. An
 * answer of 407 is PROXY, and has its status.
 */
#define BATON_FETCH_FAILURES(X)                                                     \
    X(BATON_FETCH_OK, "ok", "")                                                     \
    X(BATON_FETCH_BAD_URL, "bad-url", "the URL is not one")                         \
    X(BATON_FETCH_NO_HOST, "no-host", "the host's name is not known to DNS")        \
    X(BATON_FETCH_NO_CONNECTION, "no-connection", "nothing accepts connections there") \
    X(BATON_FETCH_PROXY, "proxy", "the proxy refused")                              \
    X(BATON_FETCH_TLS, "tls", "no TLS connection came about")                       \
    X(BATON_FETCH_CERTIFICATE, "certificate", "the server's certificate is not trusted") \
    X(BATON_FETCH_TIMEOUT, "timeout", "no answer in time")                          \
    X(BATON_FETCH_RESET, "reset", "the connection broke before the answer was complete") \
    X(BATON_FETCH_TOO_LARGE, "too-large", "the answer is larger than the limit")    \
    X(BATON_FETCH_NOT_HTTP, "not-http", "what answered does not speak HTTP")        \
    X(BATON_FETCH_FAILED, "failed", "the request failed")

enum baton_fetch_failure {
#define BATON_FETCH_ROW(code, name, text) code,
    BATON_FETCH_FAILURES(BATON_FETCH_ROW)
#undef BATON_FETCH_ROW
};
const char *baton_fetch_failure_name(enum baton_fetch_failure failure);
const char *baton_fetch_failure_text(enum baton_fetch_failure failure);

struct baton_fetch_response {
    enum baton_fetch_failure failure;
    /* One line that says more, "" if there is none: libcurl's words, no secrets of the URL. */
    struct baton_str detail;
    int status;               /* 0: none */
    struct baton_fetch_header *headers; /* of the last try */
    size_t header_count;
    struct baton_str body;    /* decoded; cut at the limit when TOO_LARGE */
    int64_t started_ms;       /* of the last try, since 1970 */
    double ms;                /* it took */
    int tries;
    int retry_after_ms;       /* what Retry-After (a 429's inin-ratelimit-reset) said, or -1 */
    struct baton_str address; /* of the peer, "127.0.0.1:8080" */
    /* It was sent, or may have been, and changes something; not where a 4xx says no. */
    bool may_have_acted;
    void *user;
};

/* BATON_OK; BATON_ENOMEM; BATON_EINTERNAL where libcurl (libcurl.so.4) is not installed. */
enum baton_err baton_fetch_open(struct baton_alloc alloc,
                                const struct baton_fetch_options *options,
                                struct baton_fetch **out) BATON_MUST_USE;
void baton_fetch_close(struct baton_fetch *fetch);

/*
 * Sends one request and waits, ahead of those that begin() holds back. The response
 * is in the arena. BATON_OK whatever came of it; BATON_ENOMEM.
 */
enum baton_err baton_fetch_one(struct baton_fetch *fetch,
                               const struct baton_fetch_request *request,
                               struct baton_arena *arena,
                               struct baton_fetch_response *out) BATON_MUST_USE;

/*
 * Several at a time: begin() takes a request (copied), whose response will be in
 * the given arena, of its own; next() waits for any of them to end. *more is false
 * when none is under way.
 */
enum baton_err baton_fetch_begin(struct baton_fetch *fetch,
                                 const struct baton_fetch_request *request,
                                 struct baton_arena *arena) BATON_MUST_USE;
enum baton_err baton_fetch_next(struct baton_fetch *fetch, struct baton_fetch_response *out,
                                bool *more) BATON_MUST_USE;

/* The value of the first header of that name, case ignored; s NULL if there is none. */
struct baton_str baton_fetch_header_of(const struct baton_fetch_response *response,
                                       const char *name);
/*
 * Both as raw HTTP text, nothing masked, as if the body had come as it is now:
 * decoded, in one piece. Without an answer, the request alone. s NULL: no memory.
 */
struct baton_str baton_fetch_exchange(struct baton_arena *arena,
                                      const struct baton_fetch_request *request,
                                      const struct baton_fetch_response *response);

#endif
