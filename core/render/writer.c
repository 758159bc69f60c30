/* SPDX-License-Identifier: Apache-2.0 */
#include "core/json.h"
#include "core/render.h"

static void new_line(struct baton_json_writer *w)
{
    if (!w->indented)
        return;
    baton_buf_putc(w->out, '\n');
    baton_buf_fill(w->out, ' ', (size_t)w->depth * 2);
}

/* Before a value or a name: the comma of the one before, and a line of its own. */
static void place(struct baton_json_writer *w)
{
    if (w->after_name) {
        w->after_name = false;
        return;
    }
    if (!w->first)
        baton_buf_putc(w->out, ',');
    if (w->depth)
        new_line(w);
    w->first = false;
}

void baton_json_begin(struct baton_json_writer *w, char bracket)
{
    if (!w->depth)
        w->first = true;
    place(w);
    baton_buf_putc(w->out, bracket);
    w->depth++;
    w->first = true;
}

void baton_json_end(struct baton_json_writer *w, char bracket)
{
    bool empty = w->first;
    w->depth--;
    if (!empty)
        new_line(w);
    baton_buf_putc(w->out, bracket);
    w->first = false;
}

void baton_json_name(struct baton_json_writer *w, const char *name)
{
    place(w);
    baton_json_put_string(w->out, baton_str_from(name));
    baton_buf_puts(w->out, w->indented ? ": " : ":");
    w->after_name = true;
}

/* DEL and the C1 controls, which JSON may have as they are, and which steer a terminal. */
static size_t control_at(struct baton_str text, size_t at, unsigned *code)
{
    uint32_t c = 0;
    size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
    *code = (unsigned)c;
    return c >= 0x7F && c < 0xA0 ? n : 0;
}

void baton_json_put_text(struct baton_json_writer *w, struct baton_str text)
{
    struct baton_buf quoted;
    unsigned code;
    place(w);
    baton_buf_init(&quoted, w->out->arena, 0);
    baton_json_put_string(&quoted, text);
    struct baton_str all = baton_buf_str(&quoted);
    size_t from = 0;
    for (size_t at = 0, n; at < all.len; at += n ? n : 1) {
        n = (unsigned char)all.s[at] < 0x7F ? 0 : control_at(all, at, &code);
        if (!n)
            continue;
        baton_buf_put(w->out, baton_str_sub(all, from, at));
        baton_buf_fmt(w->out, "\\u%04x", code);
        from = at + n;
    }
    baton_buf_put(w->out, baton_str_sub(all, from, all.len));
}

void baton_json_put_number(struct baton_json_writer *w, uint64_t number)
{
    place(w);
    baton_buf_fmt(w->out, "%llu", (unsigned long long)number);
}

void baton_json_put_bool(struct baton_json_writer *w, bool value)
{
    place(w);
    baton_buf_puts(w->out, value ? "true" : "false");
}

void baton_json_put_null(struct baton_json_writer *w)
{
    place(w);
    baton_buf_puts(w->out, "null");
}

void baton_json_put_raw(struct baton_json_writer *w, struct baton_str json)
{
    place(w);
    baton_buf_put(w->out, json);
}
