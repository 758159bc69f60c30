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
    BATON_HTTPD_RESET,     /* closes the connection without an answer */
    BATON_HTTPD_TRUNCATE,  /* promises the whole body, sends half, closes */
    BATON_HTTPD_HANG       /* never answers */
};

/* Filled in by the handler; text must live in the request's arena or for ever. */
struct baton_httpd_response {
    int status;            /* 200 if not set */
    struct baton_httpd_header headers[16];
    size_t header_count;
    struct baton_str body;
    enum baton_httpd_fault fault;
    int delay_ms;          /* before the answer; other requests are not held up */
};

/* The arena is cleared after each request. Must not block. */
typedef void baton_httpd_handler(void *ctx, const struct baton_httpd_request *request,
                                 struct baton_arena *arena, struct baton_httpd_response *response);

struct baton_httpd_options {
    const char *address;   /* "127.0.0.1" */
    uint16_t port;         /* 0: any free one */
    int threads;           /* (1) */
    size_t max_body;       /* (1 MiB) */
    const char *cert_file, *key_file; /* PEM; NULL: no TLS */
    baton_httpd_handler *handler;
    void *ctx;
};

/*
 * Begins to listen. BATON_OK; BATON_EUSAGE with *why in words (address in use,
 * not to be had, bad certificate); BATON_ENOMEM.
 */
enum baton_err baton_httpd_start(struct baton_alloc alloc,
                                 const struct baton_httpd_options *options,
                                 struct baton_httpd **out, const char **why) BATON_MUST_USE;
uint16_t baton_httpd_port(const struct baton_httpd *httpd);
/* Answers what is under way, up to wait_ms, then ends. */
void baton_httpd_stop(struct baton_httpd *httpd, int wait_ms);
struct baton_str baton_httpd_header_of(const struct baton_httpd_request *request,
                                       const char *name);

#endif
