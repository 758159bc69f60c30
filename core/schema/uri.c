/* SPDX-License-Identifier: Apache-2.0 */
/* URI references and their resolution (RFC 3986, sections 4.1, 5.2 and appendix B). */
#include <string.h>

#include "core/schema/compile_int.h"

/* Parts as they stand; a part that is not there has s NULL. */
struct uri {
    struct baton_str scheme, authority, path, query;
};

static size_t until(struct baton_str str, size_t at, const char *stops)
{
    while (at < str.len && !(str.s[at] && strchr(stops, str.s[at])))
        at++;
    return at;
}

static bool is_scheme(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++) {
        char c = str.s[i], lower = (char)(c | 0x20);
        bool letter = lower >= 'a' && lower <= 'z';
        bool more = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!letter && !(i && more))
            return false;
    }
    return str.len > 0;
}

static struct uri split(struct baton_str str)
{
    struct uri uri = {.scheme = {NULL, 0}};
    (void)baton_schema__cut_fragment(&str);
    size_t at = 0, end = until(str, 0, ":/?");
    if (end < str.len && str.s[end] == ':' && is_scheme(baton_str_sub(str, 0, end))) {
        uri.scheme = baton_str_sub(str, 0, end);
        at = end + 1;
    }
    if (str.len - at >= 2 && str.s[at] == '/' && str.s[at + 1] == '/') {
        end = until(str, at + 2, "/?");
        uri.authority = baton_str_sub(str, at + 2, end);
        at = end;
    }
    end = until(str, at, "?");
    uri.path = baton_str_sub(str, at, end);
    if (end < str.len)
        uri.query = baton_str_sub(str, end + 1, str.len);
    return uri;
}

/* Takes the last segment, with the '/' before it, off what was written since `start`. */
static void drop_segment(struct baton_buf *buf, size_t start)
{
    while (buf->len > start && buf->s[buf->len - 1] != '/')
        buf->len--;
    if (buf->len > start)
        buf->len--;
}

/* Appends a path without its "." and ".." segments (section 5.2.4). */
static void put_path(struct baton_buf *buf, struct baton_str path)
{
    size_t start = buf->len, at = 0;
    bool rooted = path.len && path.s[0] == '/';
    if (!rooted) {
        at = until(path, 0, "/");
        struct baton_str first = baton_str_sub(path, 0, at);
        if (!baton_str_is(first, ".") && !baton_str_is(first, ".."))
            baton_buf_put(buf, first);
    }
    while (at < path.len) {
        size_t end = until(path, at + 1, "/");
        struct baton_str segment = baton_str_sub(path, at + 1, end);
        bool up = baton_str_is(segment, "..");
        if (up)
            drop_segment(buf, start);
        if (!up && !baton_str_is(segment, "."))
            baton_buf_put(buf, baton_str_sub(path, at, end));
        else if (end == path.len)
            baton_buf_putc(buf, '/');
        at = end;
    }
}

/* The base's path up to its last '/', then the reference's (section 5.2.3). */
static struct baton_str merge(struct baton_arena *arena, const struct uri *base,
                              struct baton_str path)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    size_t keep = base->path.len;
    while (keep && base->path.s[keep - 1] != '/')
        keep--;
    if (base->authority.s && !base->path.len)
        baton_buf_putc(&buf, '/');
    baton_buf_put(&buf, baton_str_sub(base->path, 0, keep));
    baton_buf_put(&buf, path);
    return baton_buf_str(&buf);
}

static struct baton_str unsplit(struct baton_arena *arena, const struct uri *uri)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    if (uri->scheme.s) {
        baton_buf_put(&buf, uri->scheme);
        baton_buf_putc(&buf, ':');
    }
    if (uri->authority.s) {
        baton_buf_puts(&buf, "//");
        baton_buf_put(&buf, uri->authority);
    }
    if (uri->scheme.s && !uri->authority.s && uri->path.len && uri->path.s[0] != '/')
        baton_buf_put(&buf, uri->path); /* urn: and the like have no segments */
    else
        put_path(&buf, uri->path);
    if (uri->query.s) {
        baton_buf_putc(&buf, '?');
        baton_buf_put(&buf, uri->query);
    }
    baton_buf_putc(&buf, '\0'); /* so that an empty one is no NULL */
    if (baton_buf_failed(&buf))
        return (struct baton_str){NULL, 0};
    struct baton_str str = baton_buf_str(&buf);
    return baton_str_sub(str, 0, str.len - 1);
}

struct baton_str baton_schema__resolve(struct baton_arena *arena, struct baton_str base,
                                       struct baton_str ref)
{
    struct uri from = split(base), to = split(ref);
    if (to.scheme.s)
        return unsplit(arena, &to);
    to.scheme = from.scheme;
    if (to.authority.s)
        return unsplit(arena, &to);
    to.authority = from.authority;
    if (!to.path.len) {
        to.path = from.path;
        if (!to.query.s)
            to.query = from.query;
    } else if (to.path.s[0] != '/') {
        to.path = merge(arena, &from, to.path);
    }
    return unsplit(arena, &to);
}

struct baton_str baton_schema__cut_fragment(struct baton_str *uri)
{
    size_t at = baton_str_find_byte(*uri, '#');
    if (at == SIZE_MAX)
        return (struct baton_str){NULL, 0};
    struct baton_str fragment = baton_str_sub(*uri, at + 1, uri->len);
    *uri = baton_str_sub(*uri, 0, at);
    return fragment;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

struct baton_str baton_schema__percent_decode(struct baton_arena *arena, struct baton_str text)
{
    if (!text.len || !memchr(text.s, '%', text.len))
        return text;
    char *out = baton_arena_take(arena, text.len);
    size_t len = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        bool coded = text.s[i] == '%' && text.len - i > 2 && hex(text.s[i + 1]) >= 0 &&
                     hex(text.s[i + 2]) >= 0;
        out[len++] = coded ? (char)(hex(text.s[i + 1]) << 4 | hex(text.s[i + 2])) : text.s[i];
        i += coded ? 2 : 0;
    }
    return (struct baton_str){out, len};
}
