/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An HTTP/1.1 server (libmicrohttpd): requests come whole, with a ceiling on
 * their size, to one handler, which may be called by several threads at once.
 */
#ifndef BATON_EDGE_HTTPD_H
#define BATON_EDGE_HTTPD_H

#include "core/base.h"

struct baton_httpd;

struct baton_httpd_header {
    struct baton_str name, value;
};

struct baton_httpd_request {
    struct baton_str method, path, query; /* as sent; path without the query */
    const struct baton_httpd_header *headers;
    size_t header_count;
    struct baton_str body;
    struct baton_str peer;                /* "127.0.0.1:40112" */
    bool too_large;                       /* the body was above the limit, and is cut */
};

/* What to do in place of a plain answer. */
enum baton_httpd_fault {
    BATON_HTTPD_ANSWER,
    BATON_HTTPD_RESET,     /* closes the connection without an answer: the peer sees a reset */
    BATON_HTTPD_TRUNCATE,  /* promises the whole body, sends half, closes */
    BATON_HTTPD_HANG       /* never answers; the connection is kept until the server ends */
};

enum { BATON_HTTPD_MAX_HEADERS = 16 };

/*
 * Filled in by the handler; text must live in the request's arena or for ever.
 * Date, Content-Length and Connection are not to be set.
 */
struct baton_httpd_response {
    int status;            /* 200 if not set */
    struct baton_httpd_header headers[BATON_HTTPD_MAX_HEADERS];
    size_t header_count;
    struct baton_str body;
    uint64_t stretch;      /* above 0: the body again and again, up to this many bytes */
    enum baton_httpd_fault fault;
    int delay_ms;          /* before the answer; other requests are not held up */
};

/*
 * The arena is cleared after each request. Must not block. When the arena has
 * failed by the end, the connection is closed without an answer.
 */
typedef void baton_httpd_handler(void *ctx, const struct baton_httpd_request *request,
                                 struct baton_arena *arena, struct baton_httpd_response *response);

struct baton_httpd_options {
    const char *address;   /* "127.0.0.1", "::1": an address, not a name */
    uint16_t port;         /* 0: any free one */
    int threads;           /* (1) */
    size_t max_body;       /* (1 MiB) */
    const char *cert_file, *key_file; /* PEM; NULL: no TLS */
    baton_httpd_handler *handler;
    void *ctx;
};

/*
 * Begins to listen. What is not HTTP is answered with 400, and a peer that says
 * nothing for a minute is left. Of a body above the limit the rest is read and
 * dropped, up to 64 times the limit, then the connection is closed. BATON_OK;
 * BATON_EUSAGE with *why in words (address in use, not to be had, bad certificate,
 * no libmicrohttpd); BATON_ENOMEM.
 */
enum baton_err baton_httpd_start(struct baton_alloc alloc,
                                 const struct baton_httpd_options *options,
                                 struct baton_httpd **out, const char **why) BATON_MUST_USE;
uint16_t baton_httpd_port(const struct baton_httpd *httpd);
/* Answers what is under way, up to wait_ms, then ends. NULL is fine. */
void baton_httpd_stop(struct baton_httpd *httpd, int wait_ms);
/* The value of the first header of that name (ASCII case ignored); s NULL if there is none. */
struct baton_str baton_httpd_header_of(const struct baton_httpd_request *request,
                                       const char *name);

#endif
