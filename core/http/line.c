/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/http/http_int.h"

struct baton_str baton_http__text(struct baton_str text, struct baton_span span)
{
    return baton_str_sub(text, span.start, span.end);
}

bool baton_http__is_token_char(char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

int baton_http__hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

bool baton_http__is_blank_text(struct baton_str str)
{
    return baton_str_trim(str).len == 0;
}

/* Steps over the mark or the indentation; true if a mark was there. */
static bool step_over_mark(const struct baton_http__frame *frame, struct baton_span *span)
{
    const char *s = frame->text.s;
    size_t most = frame->indent;
    while (most-- && span->start < span->end && blank(s[span->start]))
        span->start++;
    if (!frame->mark || span->start == span->end || s[span->start] != frame->mark)
        return false;
    if (span->end - span->start > 1 && s[span->start + 1] != ' ')
        return false;
    span->start++;
    if (span->start < span->end)
        span->start++;
    return true;
}

struct baton_http__line baton_http__line(const struct baton_http__frame *frame, size_t at)
{
    struct baton_str rest = baton_str_sub(frame->text, at, frame->text.len);
    size_t len = baton_str_find_byte(rest, '\n');
    struct baton_http__line line = {.start = at};
    if (len == SIZE_MAX)
        len = rest.len;
    line.next = len < rest.len ? at + len + 1 : at + len;
    if (len && len < rest.len && rest.s[len - 1] == '\r')
        len--;
    line.span = (struct baton_span){at, at + len};
    line.marked = step_over_mark(frame, &line.span);
    return line;
}

bool baton_http__is_remark(struct baton_str line)
{
    static const struct baton_str beginnings[] = {
        {"* ", 2}, {"{ [", 3}, {"} [", 3},
    };
    for (size_t i = 0; i < BATON_COUNT(beginnings); i++)
        if (baton_str_starts(line, beginnings[i]))
            return true;
    return baton_str_is(line, "*");
}

/* ---- start lines ------------------------------------------------------------------- */

static bool is_known_method(struct baton_str word)
{
    static const char *const methods[] = {"GET",    "POST",    "PUT",   "PATCH",  "DELETE",
                                          "HEAD",   "OPTIONS", "TRACE", "CONNECT"};
    for (size_t i = 0; i < BATON_COUNT(methods); i++)
        if (baton_str_is(word, methods[i]))
            return true;
    return false;
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "HTTP/1.1", "http/2": a digit must follow, or "HTTP/x" in prose would do. */
static bool is_version(struct baton_str word)
{
    return word.len > 5 && baton_str_starts_nocase(word, BATON_STR("HTTP/")) && digit(word.s[5]);
}

static struct baton_span trim_span(struct baton_str text, struct baton_span span)
{
    while (span.start < span.end && blank(text.s[span.start]))
        span.start++;
    while (span.end > span.start && blank(text.s[span.end - 1]))
        span.end--;
    return span;
}

static struct baton_span first_word(struct baton_str text, struct baton_span span)
{
    size_t end = span.start;
    while (end < span.end && !blank(text.s[end]))
        end++;
    return (struct baton_span){span.start, end};
}

static struct baton_span last_word(struct baton_str text, struct baton_span span)
{
    size_t start = span.end;
    while (start > span.start && !blank(text.s[start - 1]))
        start--;
    return (struct baton_span){start, span.end};
}

static bool read_status(struct baton_str text, struct baton_span span, int *status)
{
    struct baton_str word = baton_http__text(text, span);
    uint64_t number;
    if (word.len != 3 || !baton_str_to_u64(word, &number) || number < 100 || number > 599)
        return false;
    *status = (int)number;
    return true;
}

static bool status_line(struct baton_str text, struct baton_span line,
                        struct baton_http__start *out)
{
    struct baton_span version = first_word(text, line);
    if (!is_version(baton_http__text(text, version)))
        return false;
    struct baton_span rest = trim_span(text, (struct baton_span){version.end, line.end});
    struct baton_span code = first_word(text, rest);
    int status;
    if (!read_status(text, code, &status))
        return false;
    *out = (struct baton_http__start){
        .is_response = true, .version = version, .status = status,
        .reason = trim_span(text, (struct baton_span){code.end, rest.end})};
    return true;
}

static bool has_blank(struct baton_str str)
{
    return baton_str_find_byte(str, ' ') != SIZE_MAX || baton_str_find_byte(str, '\t') != SIZE_MAX;
}

/* Without a version, only what cannot be prose is a request line. */
static bool is_plain_target(struct baton_str target)
{
    static const struct baton_str beginnings[] = {
        {"/", 1}, {"http://", 7}, {"https://", 8}, {"{{", 2},
    };
    if (has_blank(target))
        return false;
    for (size_t i = 0; i < BATON_COUNT(beginnings); i++)
        if (baton_str_starts_nocase(target, beginnings[i]))
            return true;
    return false;
}

static bool is_token(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++)
        if (!baton_http__is_token_char(str.s[i]))
            return false;
    return str.len > 0;
}

static bool request_line(struct baton_str text, struct baton_span line,
                         struct baton_http__start *out)
{
    struct baton_span method = first_word(text, line);
    if (!is_token(baton_http__text(text, method)))
        return false;
    struct baton_span rest = trim_span(text, (struct baton_span){method.end, line.end});
    struct baton_span version = last_word(text, rest);
    struct baton_span target = rest;
    bool known = is_known_method(baton_http__text(text, method));
    if (is_version(baton_http__text(text, version))) {
        target = trim_span(text, (struct baton_span){rest.start, version.start});
        if (!known && has_blank(baton_http__text(text, target)))
            return false;
    } else {
        version = (struct baton_span){rest.end, rest.end};
        if (!known || !is_plain_target(baton_http__text(text, target)))
            return false;
    }
    *out = (struct baton_http__start){.method = method, .target = target, .version = version};
    return target.end > target.start;
}

/* A request line or a status line. */
static bool start_line(struct baton_str text, struct baton_span line,
                       struct baton_http__start *out)
{
    line = trim_span(text, line);
    return status_line(text, line, out) || request_line(text, line, out);
}

/* The frame in which a line stands, by its own beginning. */
static struct baton_http__frame frame_of(struct baton_str text, size_t at)
{
    struct baton_http__frame frame = {.text = text};
    while (at + frame.indent < text.len && blank(text.s[at + frame.indent]))
        frame.indent++;
    size_t mark = at + frame.indent;
    if (mark + 1 < text.len && (text.s[mark] == '>' || text.s[mark] == '<') &&
        text.s[mark + 1] == ' ')
        frame.mark = text.s[mark];
    return frame;
}

bool baton_http__is_status_line(struct baton_str text, size_t at)
{
    struct baton_http__frame frame = frame_of(text, at);
    struct baton_http__line line = baton_http__line(&frame, at);
    struct baton_http__start start;
    return frame.mark != '>' &&
           status_line(text, trim_span(text, line.span), &start);
}

static bool try_start(struct baton_str text, size_t at, struct baton_http__frame *frame,
                      struct baton_http__start *out)
{
    *frame = frame_of(text, at);
    struct baton_http__line line = baton_http__line(frame, at);
    if (!start_line(text, line.span, out))
        return false;
    return !frame->mark || out->is_response == (frame->mark == '<');
}

bool baton_http__is_start_line(struct baton_str text, size_t at)
{
    struct baton_http__frame frame;
    struct baton_http__start start;
    return try_start(text, at, &frame, &start);
}

bool baton_http__find_start(struct baton_str text, size_t from, struct baton_http__frame *frame,
                            size_t *at, struct baton_http__start *out)
{
    bool remarks = false, found_first = false;
    struct baton_http__frame plain = {.text = text};
    if (from == 0 && baton_str_starts(text, BATON_STR("\xEF\xBB\xBF")))
        from = 3;
    *at = from;
    for (struct baton_http__line line; from < text.len; from = line.next) {
        line = baton_http__line(&plain, from);
        struct baton_str content = baton_http__text(text, line.span);
        if (baton_http__is_blank_text(content))
            continue;
        if (!found_first)
            *at = from;
        found_first = true;
        if (baton_http__is_remark(content)) {
            remarks = true;
            continue;
        }
        /* Remarks may only precede a marked line: "* " begins a list in prose. */
        if (!try_start(text, from, frame, out) || (remarks && !frame->mark))
            break;
        *at = from;
        return true;
    }
    *frame = plain;
    return false;
}
