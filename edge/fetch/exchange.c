/* SPDX-License-Identifier: Apache-2.0 */
/* An exchange as the text that a capture of it would be. */
#include "core/http.h"
#include "edge/fetch.h"

static void put_header(struct baton_buf *buf, struct baton_str name, struct baton_str value)
{
    baton_buf_put(buf, name);
    baton_buf_puts(buf, value.len ? ": " : ":");
    baton_buf_put(buf, value);
    baton_buf_puts(buf, "\r\n");
}

static bool has_header(const struct baton_fetch_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (baton_str_is_nocase(request->headers[i].name, name))
            return true;
    return false;
}

/* The target is the whole URL: by a Host header alone, http and https cannot be told apart. */
static void put_request(struct baton_buf *buf, const struct baton_fetch_request *request)
{
    struct baton_url url = baton_url(request->url);
    baton_buf_put(buf, request->method);
    baton_buf_putc(buf, ' ');
    baton_buf_put(buf, request->url);
    baton_buf_puts(buf, " HTTP/1.1\r\n");
    if (!has_header(request, "Host")) {
        baton_buf_puts(buf, "Host: ");
        baton_buf_put(buf, url.host);
        if (url.port.len)
            baton_buf_putc(buf, ':');
        baton_buf_put(buf, url.port);
        baton_buf_puts(buf, "\r\n");
    }
    for (size_t i = 0; i < request->header_count; i++)
        put_header(buf, request->headers[i].name, request->headers[i].value);
    if (request->body.s && !has_header(request, "Content-Length"))
        baton_buf_fmt(buf, "Content-Length: %zu\r\n", request->body.len);
    baton_buf_puts(buf, "\r\n");
    baton_buf_put(buf, request->body);
}

/* These speak of the bytes on the wire, which the body no longer is. */
static bool is_of_the_wire(struct baton_str name, bool decoded)
{
    return baton_str_is_nocase(name, "Transfer-Encoding") ||
           baton_str_is_nocase(name, "Content-Encoding") ||
           (decoded && baton_str_is_nocase(name, "Content-Length"));
}

static void put_response(struct baton_buf *buf, const struct baton_fetch_response *response)
{
    bool decoded = baton_fetch_header_of(response, "Content-Encoding").s ||
                   baton_fetch_header_of(response, "Transfer-Encoding").s;
    baton_buf_fmt(buf, "%sHTTP/1.1 %d\r\n", buf->len ? "\r\n" : "", response->status);
    for (size_t i = 0; i < response->header_count; i++)
        if (!is_of_the_wire(response->headers[i].name, decoded))
            put_header(buf, response->headers[i].name, response->headers[i].value);
    baton_buf_puts(buf, "\r\n");
    baton_buf_put(buf, response->body);
}

struct baton_str baton_fetch_exchange(struct baton_arena *arena,
                                      const struct baton_fetch_request *request,
                                      const struct baton_fetch_response *response)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    put_request(&buf, request);
    if (response->status)
        put_response(&buf, response);
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}
