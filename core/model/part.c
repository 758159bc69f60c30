/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/model_int.h"

bool baton_model__plain_part(struct baton_arena *arena, struct baton_str text,
                             struct baton_span span, struct baton_part *out)
{
    struct baton_origin_segment *segment = BATON_NEW(arena, struct baton_origin_segment);
    if (!segment)
        return false;
    segment->there = span.start;
    *out = (struct baton_part){
        .present = true,
        .text = baton_str_sub(text, span.start, span.end),
        .origin = {segment, 1},
        .span = span,
        .writing = BATON_WRITE_PLAIN,
    };
    return true;
}

struct baton_span baton_part_map(const struct baton_part *part, struct baton_span span)
{
    if (!part->origin.count)
        return part->span;
    return (struct baton_span){baton_origin_map(&part->origin, span.start),
                               baton_origin_map(&part->origin, span.end)};
}

/* ---- text of a JSON string, with its origin ---------------------------------- */

struct decoding {
    struct baton_arena *arena;
    struct baton_buf buf;
    struct baton_origin_segment *segments;
    size_t count, capacity;
};

static void mark(struct decoding *d, size_t there)
{
    struct baton_origin_segment *last = d->count ? &d->segments[d->count - 1] : NULL;
    if (last && last->here == d->buf.len) {
        last->there = there;
        return;
    }
    struct baton_origin_segment *fresh = BATON_PUSH(d->arena, d->segments, d->count, d->capacity);
    if (fresh)
        *fresh = (struct baton_origin_segment){d->buf.len, there};
}

static bool hex4(struct baton_str s, size_t at, uint32_t *out)
{
    uint32_t value = 0;
    if (at + 4 > s.len)
        return false;
    for (size_t i = at; i < at + 4; i++) {
        char c = s.s[i];
        uint32_t digit = c >= '0' && c <= '9' ? (uint32_t)(c - '0')
                         : (c | 32) >= 'a' && (c | 32) <= 'f' ? (uint32_t)((c | 32) - 'a') + 10
                                                              : 16;
        if (digit > 15)
            return false;
        value = value << 4 | digit;
    }
    *out = value;
    return true;
}

static size_t decode_unicode(struct decoding *d, struct baton_str raw, size_t at)
{
    uint32_t c, low;
    if (!hex4(raw, at + 2, &c)) {
        baton_buf_putc(&d->buf, '\\');
        return 1;
    }
    if (c >= 0xD800 && c < 0xDC00 && at + 7 < raw.len && raw.s[at + 6] == '\\' &&
        raw.s[at + 7] == 'u' && hex4(raw, at + 8, &low) && low >= 0xDC00 && low < 0xE000) {
        baton_buf_put_utf8(&d->buf, 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00));
        return 12;
    }
    baton_buf_put_utf8(&d->buf, c);
    return 6;
}

/* Decodes the escape at `at`; gives how many bytes of raw it took. */
static size_t decode_escape(struct decoding *d, struct baton_str raw, size_t at)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    if (at + 1 < raw.len && raw.s[at + 1] == 'u')
        return decode_unicode(d, raw, at);
    for (size_t i = 0; at + 1 < raw.len && from[i]; i++) {
        if (raw.s[at + 1] == from[i]) {
            baton_buf_putc(&d->buf, to[i]);
            return 2;
        }
    }
    baton_buf_putc(&d->buf, '\\');
    return 1;
}

bool baton_model__string_part(struct baton_arena *arena, const struct baton_json *doc,
                              uint32_t value, struct baton_part *out)
{
    const struct baton_json_value *v = &doc->v[value];
    size_t base = v->start + v->lead;
    struct baton_str raw = baton_str_sub(doc->text, base, v->end - v->trail);
    struct decoding d = {.arena = arena};
    baton_buf_init(&d.buf, arena, 0);
    mark(&d, base);
    for (size_t at = 0; at < raw.len;) {
        size_t plain = baton_str_find_byte(baton_str_sub(raw, at, raw.len), '\\');
        size_t stop = plain == SIZE_MAX ? raw.len : at + plain;
        baton_buf_put(&d.buf, baton_str_sub(raw, at, stop));
        at = stop;
        if (at == raw.len)
            break;
        mark(&d, base + at);
        at += decode_escape(&d, raw, at);
        mark(&d, base + at);
    }
    if (baton_buf_failed(&d.buf) || baton_arena_failed(arena))
        return false;
    *out = (struct baton_part){
        .present = true,
        .text = baton_buf_str(&d.buf),
        .origin = {d.segments, d.count},
        .span = {base, base + raw.len},
        .writing = BATON_WRITE_JSON_STRING,
    };
    return true;
}

/* ---- edits ------------------------------------------------------------------------ */

/* A backslash before each of the special characters. */
static struct baton_str write_escaped(struct baton_arena *arena, struct baton_str text,
                                      const char *special)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < text.len; i++) {
        if (baton_str_find_byte(baton_str_from(special), text.s[i]) != SIZE_MAX)
            baton_buf_putc(&buf, '\\');
        baton_buf_putc(&buf, text.s[i]);
    }
    return baton_buf_str(&buf);
}

static struct baton_str write_single(struct baton_arena *arena, struct baton_str text)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < text.len; i++) {
        if (text.s[i] == '\'')
            baton_buf_puts(&buf, "'\\''");
        else
            baton_buf_putc(&buf, text.s[i]);
    }
    return baton_buf_str(&buf);
}

static struct baton_str write_json(struct baton_arena *arena, struct baton_str text)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_json_put_string(&buf, text);
    struct baton_str quoted = baton_buf_str(&buf);
    return quoted.len < 2 ? quoted : baton_str_sub(quoted, 1, quoted.len - 1);
}

static struct baton_str write_as(struct baton_arena *arena, struct baton_str text,
                                 enum baton_writing writing)
{
    switch (writing) {
    case BATON_WRITE_JSON_STRING: return write_json(arena, text);
    case BATON_WRITE_SHELL_SINGLE: return write_single(arena, text);
    case BATON_WRITE_SHELL_DOUBLE: return write_escaped(arena, text, "\\\"$`");
    case BATON_WRITE_SHELL_ANSI: return write_escaped(arena, text, "\\'");
    case BATON_WRITE_PLAIN:
    case BATON_WRITE_NOWHERE: break;
    }
    return text;
}

bool baton_part_edit(struct baton_arena *arena, const struct baton_part *part,
                     struct baton_edit edit, struct baton_edit *out)
{
    if (part->writing == BATON_WRITE_NOWHERE || !part->origin.count)
        return false;
    size_t start = baton_origin_map(&part->origin, edit.offset);
    size_t end = baton_origin_map(&part->origin, edit.offset + edit.length);
    if (end < start)
        return false;
    *out = (struct baton_edit){start, end - start, write_as(arena, edit.text, part->writing)};
    return !baton_arena_failed(arena);
}

static struct baton_str header_text(struct baton_arena *arena, const struct baton_exchange *ex,
                                    const char *name, const char *value)
{
    struct baton_str before = ex->header_before, after = ex->header_after;
    if (ex->kind == BATON_INPUT_HAR || ex->kind == BATON_INPUT_RECORDS)
        return baton_str_fmt(arena, "{\"name\":\"%s\",\"value\":\"%s\"}%.*s", name, value,
                             BATON_ARG(after));
    return baton_str_fmt(arena, "%s%.*s%s: %s%.*s", ex->kind == BATON_INPUT_CURL ? " -H " : "",
                         BATON_ARG(before), name, value, BATON_ARG(after));
}

bool baton_exchange_header_edit(struct baton_arena *arena, const struct baton_exchange *ex,
                                const char *name, const char *value, struct baton_edit *out)
{
    const struct baton_http_header *had = baton_http_header(&ex->request, name);
    if (had && had->value_span.end > had->value_span.start) {
        *out = (struct baton_edit){had->value_span.start,
                                   had->value_span.end - had->value_span.start,
                                   baton_str_copy(arena, baton_str_from(value))};
        return !baton_arena_failed(arena);
    }
    if (ex->header_at == SIZE_MAX || had)
        return false;
    *out = (struct baton_edit){ex->header_at, 0, header_text(arena, ex, name, value)};
    return !baton_arena_failed(arena);
}
