/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"
#include "core/json.h"

static const char letters[0x20] = {
    ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
};

static void put_escaped(struct baton_buf *buf, unsigned char c)
{
    static const char digits[] = "0123456789abcdef";
    baton_buf_putc(buf, '\\');
    if (c >= 0x20 || letters[c]) {
        baton_buf_putc(buf, c >= 0x20 ? (char)c : letters[c]);
        return;
    }
    baton_buf_puts(buf, "u00");
    baton_buf_putc(buf, digits[c >> 4]);
    baton_buf_putc(buf, digits[c & 15]);
}

/* Bytes that a JSON string may hold as they are: the length of the run of them at s. */
static size_t plain(const char *s, size_t len)
{
    size_t at = 0;
    while (at < len) {
        unsigned char c = (unsigned char)s[at];
        uint32_t code_point;
        size_t n = c < 0x80 ? c >= 0x20 && c != '"' && c != '\\'
                            : baton_utf8_decode(s + at, len - at, &code_point);
        if (!n)
            break;
        at += n;
    }
    return at;
}

void baton_json_put_string(struct baton_buf *buf, struct baton_str text)
{
    baton_buf_putc(buf, '"');
    for (size_t at = 0; at < text.len; at++) {
        size_t n = plain(text.s + at, text.len - at);
        baton_buf_put(buf, baton_str_sub(text, at, at + n));
        at += n;
        if (at == text.len)
            break;
        if ((unsigned char)text.s[at] >= 0x80)
            baton_buf_put_utf8(buf, 0xFFFD);
        else
            put_escaped(buf, (unsigned char)text.s[at]);
    }
    baton_buf_putc(buf, '"');
}
