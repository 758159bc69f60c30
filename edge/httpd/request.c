/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "edge/httpd/httpd_int.h"

enum {
    MAX_SPARE = 256,
    MAX_SPARE_BYTES = 256 * 1024, /* of memory that a spare request may keep */
    MAX_DROPPED = 64              /* times the limit of a body */
};

/* ---- requests are used again ------------------------------------------------------------- */

static struct baton_httpd__request *take_spare(struct baton_httpd *httpd)
{
    pthread_mutex_lock(&httpd->lock);
    struct baton_httpd__request *r = httpd->spare;
    if (r) {
        httpd->spare = r->next;
        httpd->spare_count--;
    }
    httpd->under_way++;
    pthread_mutex_unlock(&httpd->lock);
    return r;
}

static void none_under_way(struct baton_httpd *httpd)
{
    if (--httpd->under_way == 0)
        pthread_cond_signal(&httpd->idle);
}

static void release(struct baton_httpd *httpd, struct baton_httpd__request *r)
{
    baton_arena_release(&r->arena);
    httpd->alloc.resize(httpd->alloc.ctx, r, sizeof *r, 0);
}

static void give_back(struct baton_httpd__request *r)
{
    struct baton_httpd *httpd = r->httpd;
    bool keep = r->arena.used <= MAX_SPARE_BYTES;
    if (keep)
        baton_arena_clear(&r->arena);
    pthread_mutex_lock(&httpd->lock);
    if (r->out.fault != BATON_HTTPD_HANG)
        none_under_way(httpd);
    keep = keep && httpd->spare_count < MAX_SPARE;
    if (keep) {
        r->next = httpd->spare;
        httpd->spare = r;
        httpd->spare_count++;
    }
    pthread_mutex_unlock(&httpd->lock);
    if (!keep)
        release(httpd, r);
}

void baton_httpd__free_spare(struct baton_httpd *httpd)
{
    while (httpd->spare) {
        struct baton_httpd__request *r = httpd->spare;
        httpd->spare = r->next;
        release(httpd, r);
    }
}

static struct baton_httpd__request *fresh(struct baton_httpd *httpd)
{
    struct baton_httpd__request *r = take_spare(httpd);
    if (!r) {
        r = httpd->alloc.resize(httpd->alloc.ctx, NULL, 0, sizeof *r);
        if (r)
            baton_arena_init(&r->arena, httpd->alloc, 0);
    }
    if (!r) {
        pthread_mutex_lock(&httpd->lock);
        none_under_way(httpd);
        pthread_mutex_unlock(&httpd->lock);
    }
    return r;
}

/* ---- what comes in ----------------------------------------------------------------------- */

void *baton_httpd__begin(void *ctx, const char *uri, struct MHD_Connection *connection)
{
    struct baton_httpd *httpd = ctx;
    struct baton_httpd__request *r = fresh(httpd);
    if (!r)
        return NULL;
    r->httpd = httpd;
    r->connection = connection;
    r->stage = BATON_HTTPD__READING;
    r->dropped = 0;
    r->next = r->previous = NULL;
    memset(&r->in, 0, sizeof r->in);
    memset(&r->out, 0, sizeof r->out);
    baton_buf_init(&r->body, &r->arena, 0);
    struct baton_str target = baton_str_copy(&r->arena, baton_str_from(uri));
    size_t mark = target.s ? baton_str_find_byte(target, '?') : SIZE_MAX;
    r->in.path = mark == SIZE_MAX ? target : baton_str_sub(target, 0, mark);
    if (mark != SIZE_MAX)
        r->in.query = baton_str_sub(target, mark + 1, target.len);
    return r;
}

/* False if so much comes that it is better to leave. */
static bool take_body(struct baton_httpd__request *r, const char *bytes, size_t count)
{
    size_t limit = r->httpd->options.max_body;
    size_t room = limit - r->body.len;
    size_t taken = count < room ? count : room;
    if (!r->dropped && taken)
        baton_buf_put(&r->body, (struct baton_str){bytes, taken});
    r->dropped += count - taken;
    return r->dropped / MAX_DROPPED <= limit;
}

static enum MHD_Result one_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                  size_t name_size, const char *value, size_t value_size)
{
    struct baton_httpd__request *r = ctx;
    struct baton_httpd_header *headers = baton_arena_grow(
        &r->arena, (void *)(uintptr_t)r->in.headers, r->in.header_count * sizeof *headers,
        (r->in.header_count + 1) * sizeof *headers);
    (void)kind;
    if (!headers)
        return MHD_NO;
    headers[r->in.header_count++] = (struct baton_httpd_header){
        {name, name_size}, {value ? value : "", value ? value_size : 0}};
    r->in.headers = headers;
    return MHD_YES;
}

static void set_peer(struct baton_httpd__request *r)
{
    char host[INET6_ADDRSTRLEN] = "";
    const union MHD_ConnectionInfo *info =
        LIB(get_connection_info)(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    r->peer[0] = '\0';
    if (!info || !info->client_addr)
        return;
    if (info->client_addr->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, info->client_addr, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, host, sizeof host);
        snprintf(r->peer, sizeof r->peer, "%s:%u", host, (unsigned)ntohs(v4.sin_port));
    } else if (info->client_addr->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, info->client_addr, sizeof v6);
        inet_ntop(AF_INET6, &v6.sin6_addr, host, sizeof host);
        snprintf(r->peer, sizeof r->peer, "[%s]:%u", host, (unsigned)ntohs(v6.sin6_port));
    }
}

static enum MHD_Result handle(struct baton_httpd__request *r, const char *method)
{
    struct baton_httpd *httpd = r->httpd;
    r->in.method = baton_str_from(method);
    r->in.body = baton_buf_str(&r->body);
    r->in.too_large = r->dropped > 0;
    set_peer(r);
    r->in.peer = baton_str_from(r->peer);
    LIB(get_connection_values_n)(r->connection, MHD_HEADER_KIND, one_header, r);
    if (baton_buf_failed(&r->body) || baton_arena_failed(&r->arena))
        return MHD_NO;
    httpd->options.handler(httpd->options.ctx, &r->in, &r->arena, &r->out);
    if (baton_arena_failed(&r->arena))
        return MHD_NO;
    if (r->out.delay_ms <= 0 && r->out.fault != BATON_HTTPD_HANG)
        return baton_httpd__answer(r);
    baton_httpd__hold(r);
    return MHD_YES;
}

enum MHD_Result baton_httpd__access(void *ctx, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **request)
{
    struct baton_httpd__request *r = *request;
    (void)ctx, (void)connection, (void)url, (void)version;
    if (!r || !r->in.path.s)
        return MHD_NO;
    if (*upload_size) {
        bool stay = take_body(r, upload, *upload_size);
        *upload_size = 0;
        return stay ? MHD_YES : MHD_NO;
    }
    /* The first call comes before the body, and is no occasion to answer. */
    if (!r->in.method.s) {
        r->in.method = BATON_STR("");
        return MHD_YES;
    }
    if (r->stage == BATON_HTTPD__ABANDONED)
        return MHD_NO;
    return r->stage == BATON_HTTPD__DUE ? baton_httpd__answer(r) : handle(r, method);
}

void baton_httpd__complete(void *ctx, struct MHD_Connection *connection, void **request,
                           enum MHD_RequestTerminationCode why)
{
    struct baton_httpd__request *r = *request;
    (void)ctx, (void)connection, (void)why;
    *request = NULL;
    if (r)
        give_back(r);
}

struct baton_str baton_httpd_header_of(const struct baton_httpd_request *request,
                                       const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (baton_str_is_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return (struct baton_str){NULL, 0};
}
