/* SPDX-License-Identifier: Apache-2.0 */
#include "core/http/http_int.h"

/* Grows by doubling: a count that is a power of two (8 and up) is a full array. */
static bool is_full(size_t count)
{
    return count == 0 || (count >= 8 && (count & (count - 1)) == 0);
}

static void *grown(struct baton_arena *arena, void *items, size_t count, size_t size)
{
    if (!is_full(count))
        return items;
    size_t capacity = count ? count * 2 : 8;
    return baton_arena_grow(arena, items, count * size, capacity * size);
}

enum baton_err baton_http__problem(struct baton_arena *arena,
                                   struct baton_http_message *message, enum baton_http_code code,
                                   struct baton_span span, struct baton_str detail)
{
    if (message->problem_count >= BATON_HTTP_MAX_PROBLEMS)
        return BATON_OK;
    void *items = grown(arena, message->problems, message->problem_count,
                        sizeof *message->problems);
    if (!items)
        return BATON_ENOMEM;
    message->problems = items;
    message->problems[message->problem_count++] =
        (struct baton_http_problem){.code = code, .span = span, .detail = detail};
    return BATON_OK;
}

static enum baton_err push_header(struct baton_arena *arena, struct baton_http_message *message,
                                  const struct baton_http_header *header)
{
    void *items = grown(arena, message->headers, message->header_count,
                        sizeof *message->headers);
    if (!items)
        return BATON_ENOMEM;
    message->headers = items;
    message->headers[message->header_count++] = *header;
    return BATON_OK;
}

static const struct baton_http_header *find(const struct baton_http_message *message,
                                            struct baton_str name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (baton_str_eq_nocase(message->headers[i].name, name))
            return &message->headers[i];
    return NULL;
}

const struct baton_http_header *baton_http_header(const struct baton_http_message *message,
                                                  const char *name)
{
    return find(message, baton_str_from(name));
}

static enum baton_err refuse_further(struct baton_arena *arena,
                                     struct baton_http_message *message, struct baton_span span)
{
    for (size_t i = 0; i < message->problem_count; i++)
        if (message->problems[i].code == BATON_HTTP_TOO_MANY_HEADERS)
            return BATON_OK;
    return baton_http__problem(arena, message, BATON_HTTP_TOO_MANY_HEADERS, span,
                               (struct baton_str){"", 0});
}

enum baton_err baton_http_add_header(struct baton_arena *arena, struct baton_http_message *message,
                                     struct baton_str name, struct baton_str value)
{
    size_t at = message->header_block.end;
    struct baton_span here = {at, at};
    if (message->header_count >= BATON_HTTP_MAX_HEADERS)
        return refuse_further(arena, message, here);
    struct baton_http_header header = {
        .name = name, .value = value, .line = here, .name_span = here, .value_span = here};
    return push_header(arena, message, &header);
}

/* ---- one header line -------------------------------------------------------------- */

/* Of what the registry calls a single value, what matters for a handover. */
static bool may_stand_once(struct baton_str name)
{
    static const char *const names[] = {
        "Authorization", "Content-Encoding", "Content-Length", "Content-Location", "Content-Range",
        "Content-Type",  "Date",             "ETag",           "From",             "Host",
        "Last-Modified", "Location",         "Referer",        "Retry-After",      "Server",
        "User-Agent",    "Proxy-Authorization",
    };
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        if (baton_str_is_nocase(name, names[i]))
            return true;
    return false;
}

struct block {
    struct baton_arena *arena;
    const struct baton_http__frame *frame;
    struct baton_http_message *message;
    bool has_last; /* message->headers' last came from the line before */
    bool folded;   /* … and its value is continued */
};

static struct baton_span trimmed(struct baton_str text, struct baton_span span)
{
    struct baton_str str = baton_http__text(text, span);
    struct baton_str core = baton_str_trim(str);
    size_t start = span.start + (core.len ? (size_t)(core.s - str.s) : str.len);
    return (struct baton_span){start, start + core.len};
}

/* Finds the colon; name is without blanks at its end. */
static bool split(struct baton_str text, struct baton_span line, struct baton_http_header *header,
                  bool *blanks)
{
    size_t colon = baton_str_find_byte(baton_http__text(text, line), ':');
    if (colon == SIZE_MAX)
        return false;
    struct baton_span before = {line.start, line.start + colon};
    header->name_span = trimmed(text, before);
    header->value_span = trimmed(text, (struct baton_span){before.end + 1, line.end});
    header->name = baton_http__text(text, header->name_span);
    header->value = baton_http__text(text, header->value_span);
    *blanks = header->name_span.end != before.end;
    for (size_t i = 0; i < header->name.len; i++) {
        char c = header->name.s[i];
        if (c == ' ' || c == '\t')
            *blanks = true;
        else if (!baton_http__is_token_char(c))
            return false;
    }
    return header->name.len > 0;
}

static enum baton_err note_oddities(struct block *block, const struct baton_http_header *header,
                                    bool blanks)
{
    enum baton_err err = BATON_OK;
    if (blanks)
        err = baton_http__problem(block->arena, block->message, BATON_HTTP_BLANK_IN_NAME,
                                  header->name_span, header->name);
    if (err || !may_stand_once(header->name) || !find(block->message, header->name))
        return err;
    return baton_http__problem(block->arena, block->message, BATON_HTTP_DUPLICATE_HEADER,
                               header->line, header->name);
}

static enum baton_err read_header(struct block *block, const struct baton_http__line *line)
{
    struct baton_http_header header = {.line = {line->start, line->next}};
    bool blanks = false;
    block->has_last = false;
    if (!split(block->frame->text, line->span, &header, &blanks))
        return baton_http__problem(block->arena, block->message, BATON_HTTP_BAD_HEADER,
                                   line->span,
                                   baton_http__text(block->frame->text, line->span));
    if (block->message->header_count >= BATON_HTTP_MAX_HEADERS)
        return refuse_further(block->arena, block->message, line->span);
    enum baton_err err = note_oddities(block, &header, blanks);
    if (!err)
        err = push_header(block->arena, block->message, &header);
    block->has_last = !err;
    return err;
}

/* ---- folded headers (RFC 9112 section 5.2) --------------------------------------------- */

static enum baton_err continue_header(struct block *block, const struct baton_http__line *line)
{
    struct baton_http_header *last = &block->message->headers[block->message->header_count - 1];
    last->line.end = line->next;
    last->value_span.end = trimmed(block->frame->text, line->span).end;
    if (block->folded)
        return BATON_OK;
    block->folded = true;
    return baton_http__problem(block->arena, block->message, BATON_HTTP_FOLDED, line->span,
                               last->name);
}

/* A folded value becomes one line when its last line was read: once, so linear. */
static enum baton_err end_header(struct block *block)
{
    if (!block->folded)
        return BATON_OK;
    block->folded = false;
    struct baton_http_header *last = &block->message->headers[block->message->header_count - 1];
    struct baton_buf buf;
    baton_buf_init(&buf, block->arena, 0);
    size_t from = last->value_span.start;
    while (from < last->value_span.end) {
        struct baton_http__line line = baton_http__line(block->frame, from);
        if (line.span.end > last->value_span.end)
            line.span.end = last->value_span.end;
        struct baton_str piece = baton_str_trim(baton_http__text(block->frame->text, line.span));
        if (buf.len && piece.len)
            baton_buf_putc(&buf, ' ');
        baton_buf_put(&buf, piece);
        from = line.next;
    }
    last->value = baton_buf_str(&buf);
    return baton_buf_failed(&buf) ? BATON_ENOMEM : BATON_OK;
}

/* ---- the block ---------------------------------------------------------------------- */

enum line_kind { HEADER, FOLDED, BLANK, REMARK, BODY, OTHER_MESSAGE };

static bool begins_body(struct baton_str content, bool indented)
{
    if (!content.len)
        return false;
    return content.s[0] == '{' || content.s[0] == '[' || (content.s[0] == '<' && !indented);
}

static enum line_kind classify(const struct block *block, const struct baton_http__line *line)
{
    struct baton_str text = block->frame->text;
    struct baton_str content = baton_http__text(text, line->span);
    if (baton_http__is_blank_text(content))
        return BLANK;
    if (baton_http__is_status_line(text, line->start))
        return OTHER_MESSAGE;
    if (block->frame->mark && !line->marked)
        return baton_http__is_remark(content) ? REMARK : BODY;
    bool indented = content.s[0] == ' ' || content.s[0] == '\t';
    if (begins_body(baton_str_trim(content), indented))
        return BODY;
    return indented && block->has_last ? FOLDED : HEADER;
}

static enum baton_err read_line(struct block *block, enum line_kind kind,
                                const struct baton_http__line *line)
{
    if (kind == FOLDED)
        return continue_header(block, line);
    enum baton_err err = end_header(block);
    if (err || kind != HEADER)
        return err;
    return read_header(block, line);
}

static enum baton_err note_missing_blank(struct block *block, size_t at)
{
    return baton_http__problem(block->arena, block->message, BATON_HTTP_NO_BLANK_LINE,
                               (struct baton_span){at, at}, (struct baton_str){"", 0});
}

enum baton_err baton_http__headers(struct baton_arena *arena,
                                   const struct baton_http__frame *frame,
                                   struct baton_http_message *message, size_t *at)
{
    struct block block = {.arena = arena, .frame = frame, .message = message};
    message->header_block = (struct baton_span){*at, *at};
    while (*at < frame->text.len) {
        struct baton_http__line line = baton_http__line(frame, *at);
        enum line_kind kind = classify(&block, &line);
        enum baton_err err = read_line(&block, kind, &line);
        if (err)
            return err;
        message->header_block.end = line.start;
        if (kind == BODY)
            return note_missing_blank(&block, line.start);
        if (kind == OTHER_MESSAGE)
            return BATON_OK;
        *at = line.next;
        if (kind == BLANK)
            return BATON_OK;
    }
    message->header_block.end = *at;
    return end_header(&block);
}
