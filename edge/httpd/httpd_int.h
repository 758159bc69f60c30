/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server in parts: listen.c gets the socket, server.c starts and ends the
 * library's threads, request.c collects what comes in, answer.c sends what the
 * handler wants, wait.c holds requests whose answer is due later, library.c loads
 * libmicrohttpd.
 */
#ifndef BATON_EDGE_HTTPD_INT_H
#define BATON_EDGE_HTTPD_INT_H

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>

#include "edge/httpd.h"

/*
 * The library is loaded when the first server starts: linked, with all that it
 * stands on, it would cost every command some milliseconds.
 */
#define BATON_HTTPD__CALLS(X)                                                        \
    X(start_daemon) X(quiesce_daemon) X(stop_daemon) X(suspend_connection)           \
    X(resume_connection) X(get_connection_info) X(get_connection_values_n)           \
    X(create_response_from_buffer) X(create_response_from_callback)                  \
    X(add_response_header) X(queue_response) X(destroy_response)

struct baton_httpd__library {
#define BATON_HTTPD__MEMBER(name) __typeof__(MHD_##name) *name;
    BATON_HTTPD__CALLS(BATON_HTTPD__MEMBER)
#undef BATON_HTTPD__MEMBER
};
extern struct baton_httpd__library baton_httpd__library;
#define LIB(name) baton_httpd__library.name

enum baton_httpd__stage {
    BATON_HTTPD__READING,
    BATON_HTTPD__HELD,      /* suspended until it is due, or for ever */
    BATON_HTTPD__DUE,
    BATON_HTTPD__ABANDONED  /* the server ends: no answer any more */
};

/* One request, from its first line to the end of its answer; kept for the next one then. */
struct baton_httpd__request {
    struct baton_httpd *httpd;
    struct baton_arena arena;
    struct baton_httpd_request in;
    struct baton_httpd_response out;
    struct baton_buf body;
    size_t dropped;                      /* bytes of the body beyond the limit */
    struct MHD_Connection *connection;
    enum baton_httpd__stage stage;
    int64_t due;                         /* milliseconds of the steady clock */
    uint64_t size, sent_up_to;           /* of a streamed body; what is sent of it */
    char peer[INET6_ADDRSTRLEN + 9];
    struct baton_httpd__request *next, *previous; /* among the held or the spare ones */
};

struct baton_httpd {
    struct baton_alloc alloc;
    struct baton_httpd_options options;
    struct MHD_Daemon *daemon;
    int listener;
    uint16_t port;
    struct baton_str cert, key;

    pthread_t timer;
    bool timer_runs;
    /* All below is guarded by the lock. */
    pthread_mutex_t lock;
    pthread_cond_t changed;              /* held requests, or the end, for the timer */
    pthread_cond_t idle;                 /* nothing is under way */
    struct baton_httpd__request *held, *spare;
    size_t spare_count, under_way;       /* those that hang are not under way */
    bool ending;
};

/* ---- library.c --------------------------------------------------------------------------- */

/* False if the library is not there, or is too old. */
bool baton_httpd__load(void);

/* ---- listen.c ---------------------------------------------------------------------------- */

/* BATON_OK; BATON_EUSAGE with *why. */
enum baton_err baton_httpd__listen(struct baton_httpd *httpd, const char **why) BATON_MUST_USE;

/* ---- request.c --------------------------------------------------------------------------- */

/* The library's callbacks. */
void *baton_httpd__begin(void *ctx, const char *uri, struct MHD_Connection *connection);
enum MHD_Result baton_httpd__access(void *ctx, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **request);
void baton_httpd__complete(void *ctx, struct MHD_Connection *connection, void **request,
                           enum MHD_RequestTerminationCode why);
void baton_httpd__free_spare(struct baton_httpd *httpd);

/* ---- answer.c ---------------------------------------------------------------------------- */

/* Queues what request->out says; MHD_NO closes the connection. */
enum MHD_Result baton_httpd__answer(struct baton_httpd__request *request);

/* ---- wait.c ------------------------------------------------------------------------------ */

int64_t baton_httpd__clock(void);
enum baton_err baton_httpd__start_timer(struct baton_httpd *httpd) BATON_MUST_USE;
/* Suspends the request until its time; only from within the library's access callback. */
void baton_httpd__hold(struct baton_httpd__request *request);
/* Waits until nothing is under way, at most so long. */
void baton_httpd__wait_idle(struct baton_httpd *httpd, int wait_ms);
/* Ends the timer; all that is held is abandoned. */
void baton_httpd__end_timer(struct baton_httpd *httpd);

#endif
