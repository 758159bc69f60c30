/* SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"
#include "core/model.h"
#include "edge/platform/platform_int.h"

enum { SHORTEST_TOKEN = 4 };

static bool is_unreserved(char c)
{
    char lower = (char)(c | 0x20);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void baton_platform__encode(struct baton_buf *out, struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (is_unreserved(text.s[i]))
            baton_buf_putc(out, text.s[i]);
        else
            baton_buf_fmt(out, "%%%02X", (unsigned)(unsigned char)text.s[i]);
    }
}

void baton_platform__member(struct baton_buf *out, bool *some, const char *name,
                            struct baton_str text)
{
    if (!text.s)
        return;
    baton_buf_fmt(out, "%s\"%s\": ", *some ? ", " : "", name);
    baton_json_put_string(out, text);
    *some = true;
}

/* Is the name of this member of the bot's context one of those that are set besides? */
static bool is_set_besides(const struct baton_transfer *t, uint32_t key)
{
    static const char *const set[] = {"intent", "transferReason", "customerName"};
    for (size_t i = 0; i < BATON_COUNT(set); i++)
        if (baton_json_string_is(t->context, key, baton_str_from(set[i])))
            return true;
    return false;
}

bool baton_platform__context(struct baton_buf *out, const struct baton_transfer *t)
{
    bool some = false;
    baton_buf_putc(out, '{');
    baton_platform__member(out, &some, "intent", t->intent);
    baton_platform__member(out, &some, "transferReason", t->reason);
    baton_platform__member(out, &some, "customerName", t->customer_name);
    if (t->context && baton_json_is(t->context, t->context_at, BATON_JSON_OBJECT))
        BATON_JSON_EACH_MEMBER(t->context, t->context_at, key) {
            struct baton_str name = baton_json_raw(t->context, key);
            struct baton_str value = baton_json_raw(t->context, key + 1);
            if (is_set_besides(t, key))
                continue;
            baton_buf_fmt(out, "%s%.*s: %.*s", some ? ", " : "", BATON_ARG(name),
                          BATON_ARG(value));
            some = true;
        }
    baton_buf_putc(out, '}');
    return some;
}

/* ---- exchanges ------------------------------------------------------------------- */

static bool is_one_of(struct baton_str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (baton_str_is_nocase(name, names[i]))
            return true;
    return false;
}

static bool is_left_out(struct baton_str name)
{
    static const char *const names[] = {
        "Proxy-Authorization", "Cookie", "Set-Cookie", "Content-Length",
        "Transfer-Encoding", "Content-Encoding", "Connection", "Keep-Alive", "Host",
    };
    return is_one_of(name, names, BATON_COUNT(names));
}

/* One line, whatever a server sent. */
static void put_line(struct baton_buf *out, struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        baton_buf_putc(out, (unsigned char)text.s[i] < 0x20 && text.s[i] != '\t' ? ' '
                                                                                 : text.s[i]);
}

static void put_headers(struct baton_buf *out, const struct baton_fetch_header *headers,
                        size_t count, const char *key_header)
{
    for (size_t i = 0; i < count; i++) {
        if (is_left_out(headers[i].name))
            continue;
        if (key_header && baton_str_is_nocase(headers[i].name, key_header)) {
            baton_buf_fmt(out, "%s: ********\r\n", key_header);
            continue;
        }
        if (baton_str_is_nocase(headers[i].name, "Authorization")) {
            baton_buf_puts(out, "Authorization: Bearer ********\r\n");
            continue;
        }
        put_line(out, headers[i].name);
        baton_buf_puts(out, ": ");
        put_line(out, headers[i].value);
        baton_buf_puts(out, "\r\n");
    }
}

static void put_body(struct baton_buf *out, struct baton_str body)
{
    if (body.s && body.len)
        baton_buf_fmt(out, "Content-Length: %zu\r\n", body.len);
    baton_buf_puts(out, "\r\n");
    baton_buf_put(out, body);
}

/* RFC 9110 section 15: what a status is called, where HTTP/2 says nothing. */
static const char *reason_of(int status)
{
    static const struct {
        int status;
        const char *reason;
    } reasons[] = {
        {200, "OK"}, {201, "Created"}, {202, "Accepted"}, {204, "No Content"},
        {301, "Moved Permanently"}, {302, "Found"}, {307, "Temporary Redirect"},
        {308, "Permanent Redirect"}, {400, "Bad Request"}, {401, "Unauthorized"},
        {403, "Forbidden"}, {404, "Not Found"}, {405, "Method Not Allowed"}, {409, "Conflict"},
        {410, "Gone"}, {413, "Content Too Large"}, {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"}, {429, "Too Many Requests"},
        {500, "Internal Server Error"}, {502, "Bad Gateway"}, {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    for (size_t i = 0; i < BATON_COUNT(reasons); i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "-";
}

/* A server may repeat the token or the key that it was sent, where nothing announces it. */
static struct baton_str without_token(struct baton_arena *arena, struct baton_str text,
                                      const struct baton_fetch_request *request,
                                      const char *key_header)
{
    for (size_t i = 0; text.s && i < request->header_count; i++) {
        struct baton_str value = request->headers[i].value, word, last = {NULL, 0};
        if (!baton_str_is_nocase(request->headers[i].name, "Authorization") &&
            !(key_header && baton_str_is_nocase(request->headers[i].name, key_header)))
            continue;
        while (baton_str_next(&value, ' ', &word))
            last = word;
        if (last.len >= SHORTEST_TOKEN)
            text = baton_mask_word(arena, text, last);
    }
    return text;
}

struct baton_str baton_platform__exchange(struct baton_arena *arena,
                                          const struct baton_fetch_request *request,
                                          const struct baton_fetch_response *response,
                                          const char *key_header)
{
    struct baton_buf out;
    struct baton_url url = baton_url(request->url);
    baton_buf_init(&out, arena, 0);
    baton_buf_fmt(&out, "%.*s %.*s%s%.*s HTTP/1.1\r\nHost: %.*s%s%.*s\r\n",
                  BATON_ARG(request->method), BATON_ARG(url.path), url.query.len ? "?" : "",
                  BATON_ARG(url.query), BATON_ARG(url.host), url.port.len ? ":" : "",
                  BATON_ARG(url.port));
    put_headers(&out, request->headers, request->header_count, key_header);
    put_body(&out, request->body.s ? request->body : BATON_STR(""));
    if (response && response->status) {
        if (request->body.len)
            baton_buf_puts(&out, "\r\n");
        baton_buf_fmt(&out, "HTTP/1.1 %d %s\r\n", response->status, reason_of(response->status));
        put_headers(&out, response->headers, response->header_count, key_header);
        put_body(&out, response->body);
    }
    return without_token(arena, baton_mask(arena, baton_buf_str(&out)), request, key_header);
}
