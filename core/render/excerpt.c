/* SPDX-License-Identifier: Apache-2.0 */
#include "core/render/render_int.h"

/* Columns: of the line's number, of what stands before what is marked in a line that is cut. */
enum { NUMBER_WIDTH = 4, LEAD_IN = 20 };

void baton_render_ink(struct baton_buf *out, const struct baton_style *style, enum baton_ink ink)
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

/* Where the character before `at` begins. */
static size_t step_back(struct baton_str text, size_t at)
{
    uint32_t c;
    for (size_t n = 1; n <= 4 && n <= at; n++)
        if (baton_utf8_decode(text.s + at - n, n, &c) == n)
            return at - n;
    return at - 1;
}

/* Offset of what stands so many columns before `at`, or of the beginning. */
static size_t back_columns(struct baton_str text, size_t at, size_t columns)
{
    for (size_t taken = 0, own; at;) {
        size_t before = step_back(text, at);
        baton_render__character(text, before, &own);
        taken += own;
        if (taken > columns)
            return at;
        at = before;
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

/*
 * The part of a line around a span that fits into the width. Only what is near the
 * span is looked at: a line may be megabytes long.
 */
static struct window cut(struct baton_str line, size_t start, size_t end, size_t width)
{
    struct window w = {.text = line};
    size_t from = 0;
    if (baton_render__skip(line, width) < line.len && back_columns(line, start, width - LEAD_IN))
        from = back_columns(line, start, LEAD_IN);
    line = baton_str_sub(line, from, line.len);
    size_t to = baton_render__skip(line, width);
    w.cut_left = from > 0;
    w.cut_right = to < line.len;
    w.text = baton_str_sub(line, 0, to);
    w.before = baton_render__columns(baton_str_sub(w.text, 0, start - from));
    w.marked = baton_render__columns(baton_str_sub(w.text, start - from, end - from));
    return w;
}

static size_t number_width(size_t number)
{
    size_t digits = 1;
    while (number /= 10)
        digits++;
    return digits > NUMBER_WIDTH ? digits : NUMBER_WIDTH;
}

/* The column of line numbers, with the number or without. */
static void gutter(struct baton_buf *out, const struct baton_style *style, size_t number,
                   bool shown)
{
    int width = (int)number_width(number);
    baton_render_ink(out, style, BATON_INK_DIM);
    if (shown)
        baton_buf_fmt(out, "%*zu | ", width, number);
    else
        baton_buf_fmt(out, "%*s | ", width, "");
    baton_render_ink(out, style, BATON_INK_NONE);
}

static void put_excerpt(struct baton_buf *out, struct window w, size_t number,
                        const struct baton_style *style, enum baton_ink ink)
{
    gutter(out, style, number, true);
    baton_buf_puts(out, w.cut_left ? "…" : "");
    baton_render_clean(out, w.text);
    baton_buf_puts(out, w.cut_right ? "…\n" : "\n");
    gutter(out, style, number, false);
    baton_buf_fill(out, ' ', w.before + w.cut_left);
    baton_render_ink(out, style, ink);
    baton_buf_fill(out, '^', w.marked ? w.marked : 1);
    baton_render_ink(out, style, BATON_INK_NONE);
    baton_buf_putc(out, '\n');
}

/* Beside the number stand " | " and, where the line is cut, two times "…". */
static size_t room_beside(const struct baton_style *style, size_t number)
{
    return baton_render__width(style) - number_width(number) - 5;
}

void baton_render__excerpt(struct baton_buf *out, const struct baton_report *report,
                           const struct baton_lines *lines, const struct baton_style *style,
                           struct baton_span span, enum baton_ink ink)
{
    struct baton_place place = baton_lines_place(lines, span.start);
    struct baton_span where = baton_lines_span(lines, place.line);
    size_t base = shown_start(report, where);
    struct baton_str line = shown(report, lines, where);
    size_t start = span.start > base ? span.start - base : 0;
    size_t end = span.end > where.end ? line.len : span.end - base;
    if (span.start < base || start > line.len)
        return;
    put_excerpt(out, cut(line, start, end, room_beside(style, place.line)), place.line, style,
                ink);
}

void baton_render_excerpt(struct baton_buf *out, struct baton_str shown,
                          const struct baton_lines *lines, size_t first_line,
                          struct baton_span span, const struct baton_style *style,
                          enum baton_ink ink)
{
    size_t line = baton_lines_place(lines, span.start).line, number = line + first_line - 1;
    struct baton_span where = baton_lines_span(lines, line);
    struct baton_str text = baton_str_sub(shown, where.start, where.end);
    size_t start = span.start < where.end ? span.start : where.end;
    size_t end = span.end < where.end ? span.end : where.end;
    if (end < start)
        end = start;
    put_excerpt(out, cut(text, start - where.start, end - where.start, room_beside(style, number)),
                number, style, ink);
}
