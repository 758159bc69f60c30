/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIP messages as text (RFC 3261 section 7), as a trace shows them: what counts for a
 * handover are the headers, which Cognigy hands to a flow as a JSON object. So that
 * the same contract and the same rules see both, the headers are made into one.
 */
#include "core/model/model_int.h"

/* How CXone writes its names; in SIP their letter case does not count (section 7.3.1). */
static const char *const own_names[] = {
    "X-InContact-ContactId", "X-InContact-MasterId", "X-CXone", "X-CXone-Custom",
    "X-CXone-Extended",
};

/* ---- the first line --------------------------------------------------------------- */

static struct baton_str first_line(struct baton_str text)
{
    return baton_str_trim(baton_str_sub(text, 0, baton_str_find_byte(text, '\n')));
}

static bool is_method(struct baton_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.s[i] < 'A' || word.s[i] > 'Z')
            return false;
    return word.len > 1;
}

static bool is_target(struct baton_str word)
{
    return baton_str_starts_nocase(word, BATON_STR("sip:")) ||
           baton_str_starts_nocase(word, BATON_STR("sips:")) ||
           baton_str_starts_nocase(word, BATON_STR("tel:"));
}

/* "INVITE sip:… SIP/2.0", or "SIP/2.0 200 OK" */
static bool read_start(struct baton_str line, struct baton_http_message *out)
{
    struct baton_str rest = line, word[3];
    size_t words = 0;
    uint64_t status;
    while (words < 3 && baton_str_next(&rest, ' ', &word[words]))
        words++;
    if (words >= 2 && baton_str_is_nocase(word[0], "SIP/2.0") && word[1].len == 3 &&
        baton_str_to_u64(word[1], &status) && status >= 100 && status <= 699) {
        *out = (struct baton_http_message){.present = true, .is_response = true,
                                           .status = (int)status, .version = word[0]};
        return true;
    }
    if (words < 3 || rest.len || !is_method(word[0]) || !is_target(word[1]) ||
        !baton_str_is_nocase(word[2], "SIP/2.0"))
        return false;
    *out = (struct baton_http_message){.present = true, .method = word[0], .target = word[1],
                                       .version = word[2]};
    return true;
}

bool baton_model__is_sip(struct baton_str text)
{
    struct baton_http_message message;
    return read_start(first_line(text), &message);
}

/* ---- headers as JSON ---------------------------------------------------------------- */

struct making {
    struct baton_arena *arena;
    struct baton_buf buf;
    struct baton_origin_segment *segments;
    size_t count, capacity;
};

/* From here on the JSON stands one for one as the message does from `there` on. */
static void mark(struct making *m, size_t there)
{
    struct baton_origin_segment *last = m->count ? &m->segments[m->count - 1] : NULL;
    if (last && last->here == m->buf.len) {
        last->there = there;
        return;
    }
    struct baton_origin_segment *fresh = BATON_PUSH(m->arena, m->segments, m->count, m->capacity);
    if (fresh)
        *fresh = (struct baton_origin_segment){m->buf.len, there};
}

/* Text that stands at `there`, as a JSON string; quotes take the place of their text. */
static void put(struct making *m, struct baton_str text, size_t there)
{
    mark(m, there);
    baton_buf_putc(&m->buf, '"');
    mark(m, there);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        if (c != '"' && c != '\\' && c >= 0x20) {
            baton_buf_putc(&m->buf, text.s[i]);
            continue;
        }
        mark(m, there + i);
        if (c < 0x20)
            baton_buf_fmt(&m->buf, "\\u%04x", c);
        else
            baton_buf_fmt(&m->buf, "\\%c", c);
        mark(m, there + i + 1);
    }
    baton_buf_putc(&m->buf, '"');
    mark(m, there + text.len);
}

static struct baton_str own_name(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(own_names); i++)
        if (baton_str_is_nocase(name, own_names[i]))
            return baton_str_from(own_names[i]);
    return name;
}

/* Is it the first of its name? SIPGETHEADER gets one value, and JSON has one, too. */
static bool is_first(const struct baton_http_message *sip, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (baton_str_eq_nocase(sip->headers[i].name, sip->headers[index].name))
            return false;
    return true;
}

static bool make_body(struct baton_arena *arena, struct baton_exchange *ex)
{
    struct making m = {.arena = arena};
    const struct baton_http_message *sip = &ex->sip;
    baton_buf_init(&m.buf, arena, 0);
    mark(&m, sip->header_block.start);
    baton_buf_putc(&m.buf, '{');
    for (size_t i = 0; i < sip->header_count; i++) {
        const struct baton_http_header *h = &sip->headers[i];
        if (!is_first(sip, i) || baton_utf8_valid(h->value.s, h->value.len) != h->value.len ||
            baton_utf8_valid(h->name.s, h->name.len) != h->name.len)
            continue;
        if (m.buf.len > 1)
            baton_buf_putc(&m.buf, ',');
        put(&m, own_name(h->name), h->name_span.start);
        baton_buf_putc(&m.buf, ':');
        put(&m, h->value, h->value_span.start);
    }
    baton_buf_putc(&m.buf, '}');
    mark(&m, sip->header_block.end);
    if (baton_buf_failed(&m.buf) || baton_arena_failed(arena))
        return false;
    ex->body = (struct baton_part){.present = true, .text = baton_buf_str(&m.buf),
                                   .origin = {m.segments, m.count}, .span = sip->header_block,
                                   .writing = BATON_WRITE_NOWHERE};
    return true;
}

/* ---- headers ------------------------------------------------------------------------- */

static struct baton_span inside(struct baton_str text, struct baton_str piece)
{
    size_t start = piece.s ? (size_t)(piece.s - text.s) : 0;
    return (struct baton_span){start, start + piece.len};
}

/* Blanks around a value are none of it (RFC 3261 section 7.3.1). */
static struct baton_str value_of(struct baton_str line, size_t colon)
{
    return baton_str_trim(baton_str_sub(line, colon + 1, line.len));
}

static bool add_header(struct baton_arena *arena, struct baton_str text, struct baton_span line,
                       struct baton_http_message *sip)
{
    struct baton_str all = baton_str_sub(text, line.start, line.end);
    size_t colon = baton_str_find_byte(all, ':');
    if (colon == SIZE_MAX || !colon || sip->header_count == BATON_HTTP_MAX_HEADERS)
        return true;
    struct baton_str name = baton_str_trim(baton_str_sub(all, 0, colon));
    struct baton_str value = value_of(all, colon);
    if (!name.len)
        return true;
    if (baton_http_add_header(arena, sip, name, value) != BATON_OK)
        return false;
    struct baton_http_header *h = &sip->headers[sip->header_count - 1];
    h->line = line;
    h->name_span = inside(text, name);
    h->value_span = inside(text, value);
    return true;
}

/* The line that begins at `at`, without its end; *next is where the one after it begins. */
static struct baton_span line_at(struct baton_str text, size_t at, size_t *next)
{
    size_t step = baton_str_find_byte(baton_str_sub(text, at, text.len), '\n');
    *next = step == SIZE_MAX ? text.len : at + step + 1;
    return (struct baton_span){at, step == SIZE_MAX ? text.len : at + step};
}

static struct baton_str text_of(struct baton_str text, struct baton_span line)
{
    return baton_str_sub(text, line.start, line.end);
}

static bool read_headers(struct baton_arena *arena, struct baton_str text, size_t at, size_t end,
                         struct baton_http_message *sip)
{
    struct baton_str within = baton_str_sub(text, 0, end);
    sip->header_block = (struct baton_span){at, at};
    while (at < end) {
        size_t next;
        struct baton_span line = line_at(within, at, &next);
        if (!baton_str_trim(text_of(text, line)).len)
            break;
        /* A line that begins with a blank goes on with the one before (section 7.3.1). */
        while (next < end && (text.s[next] == ' ' || text.s[next] == '\t')) {
            struct baton_span more = line_at(within, next, &next);
            if (!baton_str_trim(text_of(text, more)).len)
                break;
            line.end = more.end;
        }
        if (!add_header(arena, text, line, sip))
            return false;
        sip->header_block.end = line.end;
        at = next;
    }
    return true;
}

enum baton_err baton_model__sip(struct baton_arena *arena, struct baton_str text,
                                struct baton_span span, struct baton_exchange *out)
{
    *out = (struct baton_exchange){.kind = BATON_INPUT_SIP, .header_at = SIZE_MAX, .extent = span};
    size_t at = span.start, next = span.start;
    struct baton_span line = {at, at};
    while (at < span.end && !baton_str_trim(text_of(text, line)).len) {
        line = line_at(baton_str_sub(text, 0, span.end), at, &next);
        at = next;
    }
    if (!read_start(baton_str_trim(text_of(text, line)), &out->sip)) {
        out->sip.present = true; /* said to be SIP: then the headers begin at once */
        next = span.start;
    } else {
        out->sip.start_line = line;
    }
    if (!read_headers(arena, text, next, span.end, &out->sip) || !make_body(arena, out))
        return BATON_ENOMEM;
    return BATON_OK;
}
