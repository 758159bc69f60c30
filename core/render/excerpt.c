/* SPDX-License-Identifier: Apache-2.0 */
#include "core/render/render_int.h"

enum { NUMBER_WIDTH = 4, DEFAULT_WIDTH = 100, LEAD_IN = 24 };

void baton_render__ink(struct baton_buf *out, const struct baton_style *style, enum baton_ink ink)
{
    static const char *const codes[] = {"\x1b[0m",  "\x1b[1m",  "\x1b[2m", "\x1b[1;31m",
                                        "\x1b[33m", "\x1b[36m", "\x1b[32m"};
    if (style->color)
        baton_buf_puts(out, codes[ink]);
}

/* C0, DEL and C1 controls, and what turns the direction of writing, are shown as a dot. */
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF ||
           c == 0x2028 || c == 0x2029;
}

void baton_render_clean(struct baton_buf *out, struct baton_str text)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = 0;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        if (!n)
            baton_buf_puts(out, "\xEF\xBF\xBD");
        else if (c == '\t')
            baton_buf_putc(out, ' ');
        else if (steers(c))
            baton_buf_puts(out, "\xC2\xB7");
        else
            baton_buf_put(out, baton_str_sub(text, at, at + n));
        at += n ? n : 1;
    }
}

static size_t columns_of(struct baton_str text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.len; columns++) {
        uint32_t c;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        at += n ? n : 1;
    }
    return columns;
}

/* Offset after so many columns. */
static size_t skip_columns(struct baton_str text, size_t columns)
{
    size_t at = 0;
    while (columns-- && at < text.len) {
        uint32_t c;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        at += n ? n : 1;
    }
    return at;
}

/* The bytes of a span of the input as they may be shown: from the masked text. */
static struct baton_str shown(const struct baton_report *report, const struct baton_lines *lines,
                              struct baton_span span)
{
    size_t end = report->source_at + report->source.len;
    if (span.start >= report->source_at && span.end <= end)
        return baton_str_sub(report->source, span.start - report->source_at,
                             span.end - report->source_at);
    /* Part of the line belongs to another exchange: only ours is masked, so only ours is shown. */
    struct baton_span ours = {span.start > report->source_at ? span.start : report->source_at,
                              span.end < end ? span.end : end};
    if (ours.start >= ours.end)
        return baton_str_sub(lines->text, span.end, span.end);
    return baton_str_sub(report->source, ours.start - report->source_at,
                         ours.end - report->source_at);
}

static size_t shown_start(const struct baton_report *report, struct baton_span span)
{
    return span.start > report->source_at ? span.start : report->source_at;
}

struct window {
    struct baton_str text;
    size_t before, marked; /* columns */
    bool cut_left, cut_right;
};

/* The part of a line around a span that fits into the width. */
static struct window cut(struct baton_str line, size_t start, size_t end, size_t width)
{
    struct window w = {.text = line};
    size_t column = columns_of(baton_str_sub(line, 0, start));
    if (column > width - LEAD_IN && columns_of(line) > width) {
        size_t from = skip_columns(line, column - LEAD_IN);
        line = baton_str_sub(line, from, line.len);
        start -= from;
        end -= from;
        w.cut_left = true;
    }
    size_t to = skip_columns(line, width);
    w.cut_right = to < line.len;
    w.text = baton_str_sub(line, 0, to);
    if (end > to)
        end = to;
    w.before = columns_of(baton_str_sub(line, 0, start));
    w.marked = end > start ? columns_of(baton_str_sub(line, start, end)) : 1;
    return w;
}

static void gutter(struct baton_buf *out, const struct baton_style *style, size_t number)
{
    baton_render__ink(out, style, BATON_INK_DIM);
    if (number)
        baton_buf_fmt(out, "%*zu | ", NUMBER_WIDTH, number);
    else
        baton_buf_fmt(out, "%*s | ", NUMBER_WIDTH, "");
    baton_render__ink(out, style, BATON_INK_NONE);
}

void baton_render__excerpt(struct baton_buf *out, const struct baton_report *report,
                           const struct baton_lines *lines, const struct baton_style *style,
                           struct baton_span span, enum baton_ink ink)
{
    size_t width = style->width > 60 ? style->width - NUMBER_WIDTH - 5 : DEFAULT_WIDTH;
    struct baton_place place = baton_lines_place(lines, span.start);
    struct baton_span where = baton_lines_span(lines, place.line);
    size_t base = shown_start(report, where);
    struct baton_str line = shown(report, lines, where);
    size_t start = span.start > base ? span.start - base : 0;
    size_t end = span.end > where.end ? line.len : span.end - base;
    if (span.start < base || start > line.len)
        return;
    struct window w = cut(line, start, end, width);
    gutter(out, style, place.line);
    baton_buf_puts(out, w.cut_left ? "…" : "");
    baton_render_clean(out, w.text);
    baton_buf_puts(out, w.cut_right ? "…\n" : "\n");
    gutter(out, style, 0);
    baton_buf_fill(out, ' ', w.before + w.cut_left);
    baton_render__ink(out, style, ink);
    baton_buf_fill(out, '^', w.marked ? w.marked : 1);
    baton_render__ink(out, style, BATON_INK_NONE);
    baton_buf_putc(out, '\n');
}
