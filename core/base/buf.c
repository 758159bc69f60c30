/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "core/base.h"

void baton_buf_init(struct baton_buf *buf, struct baton_arena *arena, size_t limit)
{
    /* Far below SIZE_MAX: sums of lengths cannot wrap. */
    bool given = limit && limit < SIZE_MAX / 4;
    *buf = (struct baton_buf){.arena = arena, .limit = given ? limit : SIZE_MAX / 4};
}

/* Room for more bytes and a terminator. */
static bool make_room(struct baton_buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more > buf->limit || buf->len > buf->limit - more) {
        buf->failed = true;
        return false;
    }
    size_t need = buf->len + more + 1;
    if (need <= buf->capacity)
        return true;
    size_t want = buf->capacity ? buf->capacity * 2 : 256;
    if (want < need)
        want = need;
    char *grown = baton_arena_grow(buf->arena, buf->s, buf->capacity, want);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->s = grown;
    buf->capacity = want;
    return true;
}

void baton_buf_put(struct baton_buf *buf, struct baton_str str)
{
    if (!str.len || !make_room(buf, str.len))
        return;
    memcpy(buf->s + buf->len, str.s, str.len);
    buf->len += str.len;
}

void baton_buf_puts(struct baton_buf *buf, const char *terminated)
{
    baton_buf_put(buf, baton_str_from(terminated));
}

void baton_buf_putc(struct baton_buf *buf, char c)
{
    if (make_room(buf, 1))
        buf->s[buf->len++] = c;
}

void baton_buf_fill(struct baton_buf *buf, char c, size_t count)
{
    if (!make_room(buf, count))
        return;
    memset(buf->s + buf->len, c, count);
    buf->len += count;
}

void baton_buf_fmt(struct baton_buf *buf, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    if (len < 0)
        buf->failed = true;
    else if (make_room(buf, (size_t)len)) {
        vsnprintf(buf->s + buf->len, (size_t)len + 1, fmt, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
}

void baton_buf_put_utf8(struct baton_buf *buf, uint32_t c)
{
    char b[4];
    size_t n;
    if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
        c = 0xFFFD;
    if (c < 0x80) {
        b[0] = (char)c;
        n = 1;
    } else if (c < 0x800) {
        b[0] = (char)(0xC0 | c >> 6);
        b[1] = (char)(0x80 | (c & 0x3F));
        n = 2;
    } else if (c < 0x10000) {
        b[0] = (char)(0xE0 | c >> 12);
        b[1] = (char)(0x80 | (c >> 6 & 0x3F));
        b[2] = (char)(0x80 | (c & 0x3F));
        n = 3;
    } else {
        b[0] = (char)(0xF0 | c >> 18);
        b[1] = (char)(0x80 | (c >> 12 & 0x3F));
        b[2] = (char)(0x80 | (c >> 6 & 0x3F));
        b[3] = (char)(0x80 | (c & 0x3F));
        n = 4;
    }
    baton_buf_put(buf, (struct baton_str){b, n});
}

bool baton_buf_failed(const struct baton_buf *buf)
{
    return buf->failed;
}

struct baton_str baton_buf_str(const struct baton_buf *buf)
{
    return (struct baton_str){buf->s ? buf->s : "", buf->len};
}
