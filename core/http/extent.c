/* SPDX-License-Identifier: Apache-2.0 */
/* Where a body ends. */
#include "core/http/http_int.h"

struct extent {
    struct baton_arena *arena;
    const struct baton_http__frame *frame;
    struct baton_http_message *message;
    const struct baton_http_message *other;
    size_t start;
    size_t limit; /* the body ends here at the latest, by what stands there */
    bool more;    /* … and another message follows */
};

static size_t step_over_line_ends(struct baton_str text, size_t at)
{
    while (at < text.len && (text.s[at] == '\r' || text.s[at] == '\n' || text.s[at] == ' '))
        at++;
    return at;
}

static size_t without_line_end(struct baton_str text, size_t start, size_t end)
{
    if (end > start && text.s[end - 1] == '\n')
        end--;
    else
        return end;
    return end > start && text.s[end - 1] == '\r' ? end - 1 : end;
}

/* ---- what curl prints around a body ----------------------------------------------- */

static size_t step_over_remarks(const struct baton_http__frame *frame, size_t at)
{
    while (frame->mark && at < frame->text.len) {
        struct baton_http__line line = baton_http__line(frame, at);
        if (!baton_http__is_remark(baton_http__text(frame->text, line.span)) || line.marked)
            break;
        at = line.next;
    }
    return at;
}

/* curl's last remark follows the body on the same line if that ends without a line end. */
static size_t find_last_remark(struct baton_str line)
{
    static const struct baton_str beginnings[] = {
        {"* Connection #", 14}, {"* Closing connection", 20},
    };
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < BATON_COUNT(beginnings); i++) {
        size_t at = baton_str_find(line, beginnings[i]);
        best = at < best ? at : best;
    }
    return best;
}

static bool ends_marked_body(const struct baton_http__frame *frame,
                             const struct baton_http__line *line)
{
    struct baton_str content = baton_http__text(frame->text, line->span);
    if (line->marked)
        return false;
    return baton_http__is_remark(content) || baton_str_starts(content, BATON_STR("> ")) ||
           baton_str_starts(content, BATON_STR("< "));
}

static size_t end_of_marked(const struct extent *x)
{
    struct baton_str text = x->frame->text;
    for (size_t at = x->start; at < text.len;) {
        struct baton_http__line line = baton_http__line(x->frame, at);
        if (ends_marked_body(x->frame, &line))
            return at;
        size_t remark = find_last_remark(baton_http__text(text, line.span));
        if (remark != SIZE_MAX && !line.marked)
            return line.span.start + remark;
        at = line.next;
    }
    return text.len;
}

/* ---- without framing -------------------------------------------------------------- */

static size_t next_status_line(struct baton_str text, size_t at)
{
    struct baton_http__frame plain = {.text = text};
    while (at < text.len && !baton_http__is_status_line(text, at))
        at = baton_http__line(&plain, at).next;
    return at;
}

static void find_limit(struct extent *x)
{
    struct baton_str text = x->frame->text;
    x->limit = text.len;
    if (x->frame->mark)
        x->limit = end_of_marked(x);
    else if (!x->message->is_response)
        x->limit = next_status_line(text, x->start);
    x->more = x->limit < text.len;
}

static void end_at_limit(struct extent *x)
{
    struct baton_str text = x->frame->text;
    x->message->body.end = x->more ? without_line_end(text, x->start, x->limit) : x->limit;
}

/* Does the message plausibly end here: only line ends up to the limit, or a start line? */
static bool ends_well(const struct extent *x, size_t end)
{
    struct baton_str text = x->frame->text;
    if (end > text.len)
        return false;
    size_t next = step_over_line_ends(text, end);
    if (end <= x->limit && next >= x->limit)
        return true;
    return next < text.len && baton_http__is_start_line(text, next);
}

/* ---- Content-Length --------------------------------------------------------------- */

static bool is_coded(const struct baton_http_message *message)
{
    const struct baton_http_header *coding = baton_http_header(message, "Content-Encoding");
    return coding && !baton_str_is_nocase(coding->value, "identity");
}

static bool has_no_body_by_rule(const struct extent *x)
{
    if (!x->message->is_response)
        return false;
    return x->message->status == 304 || baton_str_is(x->other->method, "HEAD");
}

static size_t count_bare_line_feeds(struct baton_str str)
{
    size_t count = 0;
    for (size_t i = 0; i < str.len; i++)
        count += str.s[i] == '\n' && (i == 0 || str.s[i - 1] != '\r');
    return count;
}

/*
 * What captures lose is no fault of the sender: bodies that curl does not show,
 * bodies shown decoded, and line ends that an editor shortened to LF.
 */
static bool is_lost_in_capture(const struct extent *x, uint64_t says)
{
    struct baton_str text = x->frame->text;
    struct baton_str body = baton_http__text(text, x->message->body);
    if (is_coded(x->message) || has_no_body_by_rule(x))
        return true;
    if (x->frame->mark && !body.len)
        return true;
    struct baton_str headers = baton_http__text(text, x->message->header_block);
    if (says < body.len || baton_str_find_byte(headers, '\r') != SIZE_MAX)
        return false;
    return says - body.len == count_bare_line_feeds(body);
}

static enum baton_err by_length(struct extent *x, const struct baton_http_header *length)
{
    uint64_t says;
    if (!baton_str_to_u64(length->value, &says)) {
        end_at_limit(x);
        return baton_http__problem(x->arena, x->message, BATON_HTTP_BAD_LENGTH,
                                   length->value_span, length->value);
    }
    if (says <= x->frame->text.len && ends_well(x, x->start + (size_t)says)) {
        x->message->body.end = x->start + (size_t)says;
        return BATON_OK;
    }
    end_at_limit(x);
    size_t has = x->message->body.end - x->message->body.start;
    if (says == has || is_lost_in_capture(x, says))
        return BATON_OK;
    struct baton_str detail = baton_str_fmt(x->arena, "%zu", has);
    if (!detail.s)
        return BATON_ENOMEM;
    return baton_http__problem(x->arena, x->message,
                               says > has ? BATON_HTTP_LENGTH_SHORT : BATON_HTTP_LENGTH_LONG,
                               length->value_span, detail);
}

/* ---- chunks ----------------------------------------------------------------------- */

static enum baton_err by_chunks(struct extent *x)
{
    struct baton_str text = x->frame->text;
    struct baton_http__chunks chunks = {.text = text, .at = x->start, .end = text.len};
    struct baton_span data;
    x->message->chunked = true;
    while (baton_http__chunk_next(&chunks, &data))
        ;
    if (!chunks.bad && ends_well(x, chunks.at)) {
        x->message->body.end = chunks.at;
        return BATON_OK;
    }
    end_at_limit(x);
    size_t end = x->message->body.end;
    struct baton_span where = {chunks.at < end ? chunks.at : end, end};
    return baton_http__problem(x->arena, x->message, BATON_HTTP_BAD_CHUNK, where,
                               (struct baton_str){"", 0});
}

/* Most tools show a chunked body without its framing, under the header all the same. */
static bool is_chunked(const struct extent *x)
{
    const struct baton_http_header *coding = baton_http_header(x->message, "Transfer-Encoding");
    if (!coding || baton_str_find_nocase(coding->value, BATON_STR("chunked")) == SIZE_MAX)
        return false;
    return baton_http__is_framed(x->frame->text, (struct baton_span){x->start, x->limit});
}

enum baton_err baton_http__extent(struct baton_arena *arena,
                                  const struct baton_http__frame *frame,
                                  struct baton_http_message *message, size_t at,
                                  const struct baton_http_message *other)
{
    struct extent x = {.arena = arena, .frame = frame, .message = message, .other = other};
    x.start = step_over_remarks(frame, at);
    message->body = (struct baton_span){x.start, x.start};
    find_limit(&x);
    if (is_chunked(&x))
        return by_chunks(&x);
    const struct baton_http_header *length = baton_http_header(message, "Content-Length");
    if (length && !baton_http_header(message, "Transfer-Encoding"))
        return by_length(&x, length);
    end_at_limit(&x);
    return BATON_OK;
}
