/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A server on a port of the loopback that plays scripts: the nth request it gets is
 * answered with the bytes of the nth script, on whatever connection it comes. It is
 * a thread of the test, reads whole requests, and keeps them for the test to look at.
 */
#ifndef BATON_TESTS_UNIT_SCRIPT_SERVER_H
#define BATON_TESTS_UNIT_SCRIPT_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/oom.h"

/* What is done once the bytes are sent. */
enum script_end { KEEP, CLOSE, RESET, ENDLESS, SILENT };

struct script {
    const char *bytes;
    size_t len; /* 0: bytes is terminated */
    enum script_end end;
};

enum { SCRIPT_CONNECTIONS = 16, SCRIPT_REQUEST = 8192, SCRIPT_REQUESTS = 64 };

struct script_server {
    const struct script *scripts;
    size_t count;
    int listener, stop[2];
    unsigned port;
    pthread_t thread;
    struct script_connection {
        int fd;
        char text[SCRIPT_REQUEST];
        size_t len;
        bool endless;
    } connections[SCRIPT_CONNECTIONS];
    char requests[SCRIPT_REQUESTS][SCRIPT_REQUEST];
    size_t request_count, connection_count;
};

static inline void script_drop(struct script_connection *c, bool reset)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    if (reset)
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(c->fd);
    *c = (struct script_connection){.fd = -1};
}

static inline bool script_send(int fd, const char *bytes, size_t len)
{
    while (len) {
        ssize_t done = send(fd, bytes, len, MSG_NOSIGNAL);
        if (done <= 0)
            return false;
        bytes += done;
        len -= (size_t)done;
    }
    return true;
}

/* Length of the whole request at the start of the text, or 0. */
static inline size_t script_whole(const struct script_connection *c)
{
    const char *end = strstr(c->text, "\r\n\r\n"), *length = strstr(c->text, "Content-Length: ");
    if (!end)
        return 0;
    size_t body = length && length < end ? strtoul(length + 16, NULL, 10) : 0;
    size_t whole = (size_t)(end + 4 - c->text) + body;
    return c->len >= whole ? whole : 0;
}

static inline void script_answer(struct script_server *s, struct script_connection *c)
{
    size_t whole = script_whole(c), nth = s->request_count;
    if (!whole)
        return;
    if (nth < SCRIPT_REQUESTS)
        snprintf(s->requests[nth], whole + 1, "%s", c->text);
    s->request_count++;
    memmove(c->text, c->text + whole, sizeof c->text - whole);
    c->len -= whole;
    const struct script *script = &s->scripts[nth < s->count ? nth : s->count - 1];
    size_t len = script->len ? script->len : strlen(script->bytes);
    bool good = script_send(c->fd, script->bytes, len);
    if (!good || script->end == CLOSE || script->end == RESET)
        script_drop(c, script->end == RESET);
    else
        c->endless = script->end == ENDLESS;
}

static inline void script_accept(struct script_server *s)
{
    int fd = accept(s->listener, NULL, NULL);
    s->connection_count++;
    for (size_t i = 0; i < SCRIPT_CONNECTIONS; i++)
        if (s->connections[i].fd < 0) {
            s->connections[i] = (struct script_connection){.fd = fd};
            return;
        }
    close(fd);
}

static inline void script_read(struct script_server *s, struct script_connection *c)
{
    ssize_t got = recv(c->fd, c->text + c->len, sizeof c->text - 1 - c->len, MSG_DONTWAIT);
    if (got <= 0) {
        script_drop(c, false);
        return;
    }
    c->len += (size_t)got;
    c->text[c->len] = '\0';
    script_answer(s, c);
}

static inline void script_write(struct script_connection *c)
{
    static const char more[16384];
    if (send(c->fd, more, sizeof more, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        script_drop(c, false);
}

static inline void *script_run(void *server)
{
    struct script_server *s = server;
    for (;;) {
        struct pollfd polls[SCRIPT_CONNECTIONS + 2] = {{.fd = s->stop[0], .events = POLLIN},
                                                       {.fd = s->listener, .events = POLLIN}};
        for (size_t i = 0; i < SCRIPT_CONNECTIONS; i++) {
            short events = (short)(s->connections[i].endless ? POLLIN | POLLOUT : POLLIN);
            polls[i + 2] = (struct pollfd){.fd = s->connections[i].fd, .events = events};
        }
        if (poll(polls, SCRIPT_CONNECTIONS + 2, -1) < 0 || polls[0].revents)
            break;
        for (size_t i = 0; i < SCRIPT_CONNECTIONS; i++) {
            if (polls[i + 2].revents & (POLLIN | POLLERR | POLLHUP))
                script_read(s, &s->connections[i]);
            else if (polls[i + 2].revents & POLLOUT)
                script_write(&s->connections[i]);
        }
        if (polls[1].revents)
            script_accept(s);
    }
    for (size_t i = 0; i < SCRIPT_CONNECTIONS; i++)
        if (s->connections[i].fd >= 0)
            close(s->connections[i].fd);
    return NULL;
}

/* A socket of the loopback on a free port. */
static inline int script_socket(unsigned *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static inline struct script_server *script_start(const struct script *scripts, size_t count)
{
    struct script_server *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->scripts = scripts;
    s->count = count;
    for (size_t i = 0; i < SCRIPT_CONNECTIONS; i++)
        s->connections[i].fd = -1;
    s->listener = script_socket(&s->port);
    assert_int_equal(listen(s->listener, 64), 0);
    assert_int_equal(pipe(s->stop), 0);
    assert_int_equal(pthread_create(&s->thread, NULL, script_run, s), 0);
    return s;
}

/* What it saw may be looked at from here on. */
static inline void script_stop(struct script_server *s)
{
    assert_int_equal(write(s->stop[1], "x", 1), 1);
    assert_int_equal(pthread_join(s->thread, NULL), 0);
    close(s->listener);
    close(s->stop[0]);
    close(s->stop[1]);
}

static inline void script_free(struct script_server *s)
{
    free(s);
}

#endif
