/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "edge/httpd/httpd_int.h"

enum { BLOCK = 64 * 1024 };

/* To dissolve a connection's association is to reset it; a plain close would be an end. */
static void want_reset(struct baton_httpd__request *r)
{
    const union MHD_ConnectionInfo *info =
        LIB(get_connection_info)(r->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    if (info)
        (void)connect(info->connect_fd, &nobody, sizeof nobody);
}

/* The body's bytes from an offset on; the body starts again where it ends. */
static ssize_t stream(void *ctx, uint64_t at, char *buf, size_t max)
{
    struct baton_httpd__request *r = ctx;
    struct baton_str body = r->out.body;
    size_t count = 0;
    if (at >= r->sent_up_to)
        return r->sent_up_to < r->size ? MHD_CONTENT_READER_END_WITH_ERROR
                                       : MHD_CONTENT_READER_END_OF_STREAM;
    if (max > r->sent_up_to - at)
        max = (size_t)(r->sent_up_to - at);
    while (count < max) {
        size_t from = (size_t)((at + count) % body.len);
        size_t n = body.len - from < max - count ? body.len - from : max - count;
        memcpy(buf + count, body.s + from, n);
        count += n;
    }
    return (ssize_t)count;
}

static struct MHD_Response *make(struct baton_httpd__request *r)
{
    struct baton_str body = r->out.body;
    bool half = r->out.fault == BATON_HTTPD_TRUNCATE;
    r->size = r->out.stretch ? r->out.stretch : body.len;
    r->sent_up_to = half ? r->size / 2 : r->size;
    if (body.len && (r->out.stretch || half))
        return LIB(create_response_from_callback)(r->size, BLOCK, stream, r, NULL);
    /* The arena lives until the answer is sent; the library does not write to the body. */
    return LIB(create_response_from_buffer)(body.len, (void *)(uintptr_t)body.s,
                                           MHD_RESPMEM_PERSISTENT);
}

static bool add_headers(struct baton_httpd__request *r, struct MHD_Response *response)
{
    for (size_t i = 0; i < r->out.header_count; i++) {
        struct baton_str name = baton_str_copy(&r->arena, r->out.headers[i].name);
        struct baton_str value = baton_str_copy(&r->arena, r->out.headers[i].value);
        if (!name.s || !value.s)
            return false;
        /* A header that the library refuses (a line end in it) is left out. */
        (void)LIB(add_response_header)(response, name.s, value.s);
    }
    return true;
}

enum MHD_Result baton_httpd__answer(struct baton_httpd__request *r)
{
    enum MHD_Result queued = MHD_NO;
    if (r->out.fault == BATON_HTTPD_RESET) {
        want_reset(r);
        return MHD_NO;
    }
    struct MHD_Response *response = make(r);
    if (!response)
        return MHD_NO;
    if (add_headers(r, response))
        queued = LIB(queue_response)(r->connection,
                                    r->out.status ? (unsigned)r->out.status : 200, response);
    LIB(destroy_response)(response);
    return queued;
}
