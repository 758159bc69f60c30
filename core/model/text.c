/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text from a chat, a ticket or a forum: the payloads, curl commands and HTTP
 * requests in it, and the status that the prose speaks of.
 */
#include "core/model/model_int.h"

/* What looks like a command and is none costs as much as one. */
enum { MAX_BLOCKS = 1024, MAX_ATTEMPTS = 64 };

struct finder {
    struct baton_arena *arena;
    struct baton_str text;
    struct baton_model_block *blocks;
    size_t count, capacity, attempts;
    bool alone;                  /* captures alone, without prose */
    struct {
        size_t from, to;
    } ends[2];                   /* where what begins between is over: plain, quoted */
};

/* ---- JSON in the text ------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_name_byte(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

/* Blanks, and the '>' that mail and chat set before quoted lines. */
static struct baton_str past_marks_of(struct baton_str text)
{
    while (text.len && (is_blank(text.s[0]) || text.s[0] == '>'))
        text = baton_str_sub(text, 1, text.len);
    return text;
}

/* name: as JavaScript writes it. */
static bool is_bare_name(struct baton_str text)
{
    size_t at = 0;
    while (at < text.len && is_name_byte(text.s[at]))
        at++;
    return at && at < text.len && text.s[at] == ':';
}

/* Does what follows '{' (blanks aside) look like the first name of an object? */
static bool names_follow(struct baton_str rest, bool bare)
{
    static const char *const quotes[] = {"\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                         "\xE2\x80\x98"};
    rest = past_marks_of(rest);
    for (size_t i = 0; i < BATON_COUNT(quotes); i++)
        if (baton_str_starts(rest, baton_str_from(quotes[i])))
            return true;
    return bare && is_bare_name(rest);
}

static bool opens_json(struct baton_str text, size_t at, bool bare)
{
    struct baton_str near = baton_str_sub(text, at + 1, at + 200);
    if (text.s[at] == '{')
        return names_follow(near, bare);
    near = past_marks_of(near);
    return text.s[at] == '[' && baton_str_starts(near, BATON_STR("{")) &&
           names_follow(baton_str_sub(near, 1, near.len), bare);
}

/* Past the string that begins at `at`; a string ends with its line if nothing closes it. */
static size_t past_string(struct baton_str text, size_t at)
{
    for (at++; at < text.len && text.s[at] != '\n'; at++) {
        if (text.s[at] == '\\')
            at++;
        else if (text.s[at] == '"')
            return at + 1;
    }
    return at < text.len ? at : text.len;
}

/* The end of the bracketed text that begins at `at`, or of the text. */
size_t baton_model__past_brackets(struct baton_str text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        char c = text.s[at];
        if (c == '"') {
            at = past_string(text, at);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth;
        at++;
        if (!depth)
            return at;
    }
    return text.len;
}

/* Is the last thing before `at` code that this bracket belongs to? "Hi all," is not. */
static bool within_code(struct baton_str text, size_t at)
{
    while (at && is_blank(text.s[at - 1]))
        at--;
    if (!at)
        return false;
    char c = text.s[at - 1], before = at > 1 ? text.s[at - 2] : ' ';
    if (c == ',')
        return baton_str_find_byte(BATON_STR("\"'`)]}"), before) != SIZE_MAX;
    return baton_str_find_byte(BATON_STR("[(={)"), c) != SIZE_MAX;
}

/* ---- blocks ------------------------------------------------------------------------------- */

/* Where the line begins that `at` stands in, and the '>' marks before it there. */
static size_t line_start(struct baton_str text, size_t at)
{
    while (at && text.s[at - 1] != '\n')
        at--;
    return at;
}

/* An indented or quoted request is so from its first line on. */
static size_t request_start(struct baton_str text, size_t at)
{
    size_t start = line_start(text, at);
    for (size_t i = start; i < at; i++)
        if (!is_blank(text.s[i]) && text.s[i] != '>')
            return at;
    return start;
}

static unsigned marks_before(struct baton_str text, size_t at)
{
    unsigned marks = 0;
    for (size_t i = line_start(text, at); i < at; i++)
        marks += text.s[i] == '>';
    return marks;
}

/* Node's console.log of an error: names without quotes, and all else that a refusal has. */
static bool is_dump(struct finder *f, size_t start, size_t end)
{
    bool dumped = true;
    return f->text.s[start] == '{' && f->attempts++ < MAX_ATTEMPTS &&
           baton_model__refusal(f->arena, baton_str_sub(f->text, start, end), &dumped) && dumped;
}

static size_t add(struct finder *f, enum baton_input_kind kind, size_t start, size_t end)
{
    struct baton_model_block *block = BATON_PUSH(f->arena, f->blocks, f->count, f->capacity);
    bool dump = kind == BATON_INPUT_PAYLOAD && is_dump(f, start, end);
    if (block)
        *block = (struct baton_model_block){.span = {start, end}, .kind = kind, .is_dump = dump,
                                            .marks = marks_before(f->text, start)};
    return end;
}

static size_t past_line(struct baton_str text, size_t at)
{
    size_t step = baton_str_find_byte(baton_str_sub(text, at, text.len), '\n');
    return step == SIZE_MAX ? text.len : at + step + 1;
}

static bool is_fence(struct baton_str line)
{
    line = past_marks_of(line);
    return baton_str_starts(line, BATON_STR("```")) || baton_str_starts(line, BATON_STR("~~~"));
}

/* Lines that "curl -v" marks otherwise belong to the same. */
static bool leaves_quotation(struct baton_str rest)
{
    return baton_str_find_byte(BATON_STR("><*{}"), rest.s[0]) == SIZE_MAX;
}

static size_t find_end(const struct finder *f, size_t at, bool marked)
{
    struct baton_str text = f->text;
    bool blank = false;
    for (size_t line = past_line(text, at); line < text.len; line = past_line(text, line)) {
        struct baton_str rest = baton_str_sub(text, line, text.len);
        if (is_fence(baton_str_sub(rest, 0, 16)) || (marked && leaves_quotation(rest)) ||
            baton_model__begins_capture(text, line, blank))
            return line;
        blank = rest.s[0] == '\n' || rest.s[0] == '\r';
    }
    return text.len;
}

/*
 * What begins on this line is over with the next fence, with the next capture, and with the
 * quotation it stands in.
 */
static struct baton_str to_its_end(struct finder *f, size_t at)
{
    bool marked = !f->alone && marks_before(f->text, at) > 0;
    if (at < f->ends[marked].from || at >= f->ends[marked].to) {
        f->ends[marked].from = at;
        f->ends[marked].to = find_end(f, at, marked);
    }
    return baton_str_sub(f->text, 0, f->ends[marked].to);
}

/* Past the command, be it one or not: the next one begins behind it. */
static size_t curl_at(struct finder *f, struct baton_str text, size_t at)
{
    struct baton_exchange ex;
    if (f->attempts++ == MAX_ATTEMPTS ||
        baton_model__curl(f->arena, text, at, &ex) != BATON_OK)
        return f->text.len;
    return ex.url.len ? add(f, BATON_INPUT_CURL, at, ex.extent.end) : ex.extent.end;
}

static size_t capture_at(struct finder *f, size_t at)
{
    struct baton_model_capture capture;
    struct baton_str inside = to_its_end(f, at);
    size_t start = request_start(f->text, at);
    baton_model__capture(f->arena, inside, start, f->alone, &capture);
    size_t end = add(f, capture.kind, start, capture.end);
    if (f->count) {
        f->blocks[f->count - 1].has_request = capture.has_request;
        f->blocks[f->count - 1].answered = capture.answered;
    }
    return end;
}

/* A line that is a record by itself: an event, with those of its call that follow, or an entry. */
static size_t record_at(struct finder *f, size_t at)
{
    struct baton_json doc;
    size_t end = past_line(f->text, at);
    struct baton_str line = baton_str_trim(baton_str_sub(f->text, at, end));
    if (f->text.s[at] != '{' || line_start(f->text, at) != at ||
        baton_json_read(f->arena, line, NULL, &doc, NULL) != BATON_OK ||
        !baton_model__is_record(&doc, 0))
        return at;
    end = at + line.len;
    if (baton_model__is_event(&doc, 0))
        end = baton_model__story(f->arena, f->text, (struct baton_span){at, end});
    return add(f, BATON_INPUT_RECORDS, at, end);
}

static size_t json_at(struct finder *f, size_t at)
{
    size_t end = record_at(f, at);
    return end > at ? end
                    : add(f, BATON_INPUT_PAYLOAD, at,
                          baton_model__past_brackets(to_its_end(f, at), at));
}

/* What begins at this place of a line; gives where it ends, or `at` if nothing does. */
static size_t block_at(struct finder *f, size_t at)
{
    struct baton_str rest = baton_str_sub(f->text, at, f->text.len);
    char first = rest.len ? rest.s[0] : '\0';
    if (baton_model__is_curl(rest))
        return curl_at(f, to_its_end(f, at), at);
    if (first >= 'A' && first <= 'Z' && (baton_http_looks_like(rest) || baton_model__is_sip(rest)))
        return capture_at(f, at);
    if ((first == '{' || first == '[') && opens_json(f->text, at, true) &&
        !within_code(f->text, at))
        return json_at(f, at);
    return at;
}

/* Quote marks of mail and chat, prompts, list marks before what matters on a line. */
static size_t past_marks(struct baton_str text, size_t at)
{
    while (at < text.len && baton_str_find_byte(BATON_STR(" \t>$%`"), text.s[at]) != SIZE_MAX)
        at++;
    return at;
}

/* A line of a log that tells of a request and its status. */
static void logged_at(struct finder *f, size_t at)
{
    struct baton_model_logged logged;
    if (!baton_model__logged(f->text, at, &logged))
        return;
    size_t before = f->count;
    add(f, BATON_INPUT_HTTP, at, logged.line.end);
    if (f->count > before)
        f->blocks[before].is_logged = f->blocks[before].has_request =
            f->blocks[before].answered = true;
}

static void whole_lines(struct finder *f, size_t at)
{
    while (at < f->text.len && f->count < MAX_BLOCKS) {
        size_t start = past_marks(f->text, at);
        size_t end = start < f->text.len ? block_at(f, start) : start;
        if (end == start)
            logged_at(f, at);
        at = past_line(f->text, end > start ? end - 1 : at);
    }
}

/* "HTTP response headers: {": a program's view of headers is no payload. */
static bool after_headers(struct baton_str text, size_t at)
{
    struct baton_str before = baton_str_sub(text, at > 12 ? at - 12 : 0, at);
    return baton_str_find(before, BATON_STR("headers: ")) != SIZE_MAX;
}

/* Nothing at the beginning of a line: an object in the middle of a sentence? */
static void inside_lines(struct finder *f, size_t at)
{
    for (; at < f->text.len && f->count < MAX_BLOCKS; at++) {
        if (f->text.s[at] != '{' || !opens_json(f->text, at, true))
            continue;
        bool quoted = opens_json(f->text, at, false);
        if (!quoted && f->attempts >= MAX_ATTEMPTS)
            continue;
        size_t end = baton_model__past_brackets(to_its_end(f, at), at);
        if (after_headers(f->text, at))
            at = end - 1;
        else if (quoted || is_dump(f, at, end))
            at = add(f, BATON_INPUT_PAYLOAD, at, end) - 1;
    }
}

/* ---- what belongs together ------------------------------------------------------------ */

static bool is_answer(const struct baton_model_block *block)
{
    return block->kind == BATON_INPUT_HTTP && !block->has_request;
}

static bool wants_answer(const struct baton_model_block *block)
{
    return !block->answered && !block->is_dump && !block->marks &&
           (block->kind == BATON_INPUT_CURL || block->kind == BATON_INPUT_PAYLOAD ||
            (block->kind == BATON_INPUT_HTTP && block->has_request));
}

/* An answer that stands apart, with nothing but prose between, is that of the request. */
static void join_answers(struct finder *f)
{
    size_t kept = 0;
    for (size_t i = 0; i < f->count; i++) {
        struct baton_model_block *last = kept ? &f->blocks[kept - 1] : NULL;
        if (last && is_answer(&f->blocks[i]) && wants_answer(last)) {
            last->answer = f->blocks[i].span;
            last->answered = true;
        } else {
            f->blocks[kept++] = f->blocks[i];
        }
    }
    f->count = kept;
}

static size_t past_block(const struct baton_model_block *block)
{
    return block->answer.end > block->span.end ? block->answer.end : block->span.end;
}

static void find_words(struct finder *f, size_t at)
{
    for (size_t i = 0; i < f->count; i++) {
        f->blocks[i].said = (struct baton_span){at, f->blocks[i].span.start};
        at = past_block(&f->blocks[i]);
    }
}

/* Of a log with nothing but lines of requests in it, the rest may tell what went wrong. */
static bool complains(const struct finder *f)
{
    size_t at = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (!f->blocks[i].is_logged)
            return false;
        if (baton_model__complains(baton_str_sub(f->text, at, f->blocks[i].span.start)))
            return true;
        at = f->blocks[i].span.end;
    }
    return baton_model__complains(baton_str_sub(f->text, at, f->text.len));
}

/* Has a status of its own, or can have none. */
static bool is_by_itself(const struct baton_model_block *block)
{
    return block->kind == BATON_INPUT_HTTP || block->kind == BATON_INPUT_SIP ||
           block->kind == BATON_INPUT_RECORDS;
}

/* The first thing that is shown is what the question is about; the rest speaks of it. */
static void find_status(struct finder *f)
{
    size_t at = past_block(&f->blocks[0]);
    int status = 0;
    if (f->blocks[0].kind == BATON_INPUT_RECORDS || f->blocks[0].kind == BATON_INPUT_SIP)
        return;
    baton_model__prose_status(baton_str_sub(f->text, 0, f->blocks[0].span.start), &status);
    for (size_t i = 1; i < f->count; i++) {
        if (!is_by_itself(&f->blocks[i]))
            continue;
        baton_model__prose_status(baton_str_sub(f->text, at, f->blocks[i].span.start), &status);
        at = past_block(&f->blocks[i]);
    }
    baton_model__prose_status(baton_str_sub(f->text, at, f->text.len), &status);
    f->blocks[0].status = status == BATON_MODEL_SEVERAL ? 0 : status;
}

enum baton_err baton_model__blocks(struct baton_arena *arena, struct baton_str text, size_t start,
                                   struct baton_model_block **out, size_t *count)
{
    struct finder f = {.arena = arena, .text = text};
    f.alone = baton_model__is_capture(baton_str_sub(text, start, text.len));
    whole_lines(&f, start);
    /* In a snippet's strings braces are written its own way: what they hold is code. */
    if (!f.count && !baton_model__is_code(text))
        inside_lines(&f, start);
    if (!f.count || baton_model__is_code(text) || complains(&f))
        add(&f, BATON_INPUT_TEXT, start, text.len);
    if (baton_arena_failed(arena) || !f.count)
        return BATON_ENOMEM;
    join_answers(&f);
    find_status(&f);
    find_words(&f, start);
    *out = f.blocks;
    *count = f.count;
    return BATON_OK;
}

/* ---- quoted lines ------------------------------------------------------------------ */

/* Past so many '>' and the blanks around them, at the beginning of a line. */
static size_t past_quote(struct baton_str text, size_t at, unsigned marks)
{
    for (; marks && at < text.len; marks--) {
        size_t next = at;
        while (next < text.len && text.s[next] == ' ')
            next++;
        if (next == text.len || text.s[next] != '>')
            return at;
        at = next + 1;
    }
    return at + (at < text.len && text.s[at] == ' ');
}

bool baton_model__quoted_part(struct baton_arena *arena, struct baton_str text,
                              const struct baton_model_block *block, struct baton_part *out)
{
    struct baton_origin_segment *segments = NULL;
    size_t count = 0, capacity = 0, at = block->span.start;
    struct baton_str inside = baton_str_sub(text, 0, block->span.end);
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    while (at < inside.len) {
        struct baton_origin_segment *segment = BATON_PUSH(arena, segments, count, capacity);
        size_t next = past_line(inside, at);
        if (!segment)
            return false;
        *segment = (struct baton_origin_segment){buf.len, at};
        baton_buf_put(&buf, baton_str_sub(inside, at, next));
        at = past_quote(inside, next, block->marks);
    }
    *out = (struct baton_part){.present = true, .text = baton_buf_str(&buf),
                               .origin = {segments, count}, .span = block->span,
                               .writing = BATON_WRITE_NOWHERE};
    return !baton_buf_failed(&buf);
}
