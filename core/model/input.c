/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/model_int.h"

/* ---- opening ------------------------------------------------------------------------- */

static enum baton_err open_har(struct baton_arena *arena, struct baton_input *in)
{
    struct baton_str text = baton_str_sub(in->text, in->start, in->text.len);
    enum baton_err err = baton_json_read(arena, text, NULL, &in->doc, NULL);
    if (err == BATON_ENOMEM)
        return err;
    if (err == BATON_OK && baton_model__is_entry(&in->doc, 0)) { /* an entry by itself */
        in->entries_end = in->doc.v[0].next;
        in->count = 1;
        return BATON_OK;
    }
    uint32_t list = err == BATON_OK
                        ? baton_json_pointer(&in->doc, 0, BATON_STR("/log/entries"))
                        : BATON_JSON_NONE;
    if (list == BATON_JSON_NONE || !baton_json_is(&in->doc, list, BATON_JSON_ARRAY)) {
        in->kind = BATON_INPUT_PAYLOAD; /* then the reader of payloads says what is wrong */
        in->start = 0;
        in->count = 1;
        return BATON_OK;
    }
    in->entry = list + 1;
    in->entries_end = in->doc.v[list].next;
    in->count = baton_json_size(&in->doc, list);
    return BATON_OK;
}

/* Where one request is stated, or what its body is, objects one a line are that body. */
static enum baton_input_kind detect(struct baton_arena *arena, struct baton_str text,
                                    const struct baton_given *given)
{
    enum baton_input_kind kind = baton_input_detect(arena, text);
    bool stated = given->url.len || given->method.len || given->is_body || given->response.s;
    if (kind != BATON_INPUT_RECORDS || !stated)
        return kind;
    return baton_model__is_sent_lines(arena, text) ? BATON_INPUT_PAYLOAD : kind;
}

enum baton_err baton_input_open(struct baton_arena *arena, struct baton_str text,
                                const enum baton_input_kind *kind,
                                const struct baton_given *given, struct baton_input **out)
{
    struct baton_input *in = BATON_NEW(arena, struct baton_input);
    enum baton_err err = BATON_OK;
    if (!in)
        return BATON_ENOMEM;
    in->text = text;
    in->given = given ? *given : (struct baton_given){0};
    in->kind = kind ? *kind : detect(arena, text, &in->given);
    if (in->kind != BATON_INPUT_PAYLOAD && baton_str_starts(text, BATON_STR("\xEF\xBB\xBF")))
        in->at = in->start = 3;
    if (in->kind == BATON_INPUT_HAR)
        err = open_har(arena, in);
    else if (in->kind == BATON_INPUT_TEXT)
        err = baton_model__blocks(arena, text, in->start, &in->blocks, &in->block_count);
    else if (in->kind != BATON_INPUT_RECORDS && in->kind != BATON_INPUT_CONVERSATIONS)
        in->count = 1;
    if (in->kind == BATON_INPUT_TEXT)
        in->count = in->block_count;
    if (err == BATON_OK && baton_arena_failed(arena))
        err = BATON_ENOMEM;
    if (err == BATON_OK)
        *out = in;
    return err;
}

enum baton_input_kind baton_input_kind(const struct baton_input *input)
{
    return input->kind;
}

size_t baton_input_count(const struct baton_input *input)
{
    return input->count;
}

/* ---- one exchange of each kind --------------------------------------------------------- */

static enum baton_err read_payload(struct baton_arena *arena, struct baton_str text,
                                   struct baton_span span, struct baton_exchange *ex)
{
    *ex = (struct baton_exchange){.kind = BATON_INPUT_PAYLOAD, .header_at = SIZE_MAX,
                                  .extent = span};
    return baton_model__plain_part(arena, text, span, &ex->body) ? BATON_OK : BATON_ENOMEM;
}

static enum baton_err read_conversation(struct baton_arena *arena, struct baton_str text,
                                        struct baton_span span, struct baton_exchange *ex)
{
    *ex = (struct baton_exchange){.kind = BATON_INPUT_CONVERSATION, .header_at = SIZE_MAX,
                                  .extent = span};
    return baton_model__plain_part(arena, text, span, &ex->answer) ? BATON_OK : BATON_ENOMEM;
}

/* The host of a request in origin form, from its Host header (RFC 9112 section 3.3). */
static struct baton_str absolute(struct baton_arena *arena, const struct baton_http_message *msg)
{
    const struct baton_http_header *host = baton_http_header(msg, "Host");
    if (!host || baton_url(msg->target).absolute || !baton_str_starts(msg->target, BATON_STR("/")))
        return msg->target;
    return baton_str_fmt(arena, "https://%.*s%.*s", BATON_ARG(host->value), BATON_ARG(msg->target));
}

static bool http_body(struct baton_arena *arena, struct baton_str text,
                      const struct baton_http_message *msg, struct baton_part *out)
{
    if (!msg->present || (msg->body.start == msg->body.end && msg->is_response))
        return true;
    *out = (struct baton_part){.present = true, .span = msg->body};
    out->writing = msg->chunked ? BATON_WRITE_NOWHERE : BATON_WRITE_PLAIN;
    return baton_http_body(arena, text, msg, &out->text, &out->origin) == BATON_OK;
}

static bool may_have_body(const struct baton_http_message *msg)
{
    return msg->body.end > msg->body.start ||
           !(baton_str_is(msg->method, "GET") || baton_str_is(msg->method, "HEAD") ||
             baton_str_is(msg->method, "DELETE") || baton_str_is(msg->method, "OPTIONS"));
}

static void shift_span(struct baton_span *span, size_t by)
{
    span->start += by;
    span->end += by;
}

static void shift_message(struct baton_http_message *msg, size_t by)
{
    if (!msg->present)
        return;
    struct baton_span *spans[] = {&msg->method_span, &msg->target_span, &msg->start_line,
                                  &msg->header_block, &msg->body};
    for (size_t i = 0; i < BATON_COUNT(spans); i++)
        shift_span(spans[i], by);
    for (size_t i = 0; i < msg->header_count; i++) {
        shift_span(&msg->headers[i].line, by);
        shift_span(&msg->headers[i].name_span, by);
        shift_span(&msg->headers[i].value_span, by);
    }
    for (size_t i = 0; i < msg->problem_count; i++)
        shift_span(&msg->problems[i].span, by);
}

/* What goes around a header line: line ends as in the rest, a mark where the others have one. */
static void place_header(struct baton_str text, struct baton_exchange *ex)
{
    struct baton_str all = baton_str_sub(text, ex->extent.start, ex->extent.end);
    size_t end = baton_str_find_byte(all, '\n'), at = ex->request.header_block.end;
    bool crlf = end != SIZE_MAX && end && all.s[end - 1] == '\r';
    struct baton_span line = ex->request.start_line;
    bool marked = baton_str_starts(baton_str_trim(baton_str_sub(text, line.start, line.end)),
                                   BATON_STR("> "));
    bool begins_line = at == ex->extent.start || text.s[at - 1] == '\n';
    static const struct baton_str before[][2] = {{{"", 0}, {"> ", 2}},
                                                 {{"\n", 1}, {"\n> ", 3}},
                                                 {{"\r\n", 2}, {"\r\n> ", 4}}};
    ex->header_at = at;
    ex->header_before = before[begins_line ? 0 : crlf ? 2 : 1][marked];
    ex->header_after = crlf ? BATON_STR("\r\n") : BATON_STR("\n");
}

static enum baton_err read_http(struct baton_arena *arena, struct baton_str text,
                                struct baton_span span, struct baton_exchange *ex)
{
    struct baton_http_exchange both;
    enum baton_err err = baton_http_read(arena, baton_str_sub(text, span.start, span.end), &both);
    if (err != BATON_OK)
        return err;
    *ex = (struct baton_exchange){.kind = BATON_INPUT_HTTP, .header_at = SIZE_MAX, .extent = span};
    shift_message(&both.request, span.start);
    shift_message(&both.response, span.start);
    ex->request = both.request;
    ex->response = both.response;
    if (ex->request.present) {
        ex->headers_known = true;
        ex->url = absolute(arena, &ex->request);
        ex->url_span = ex->request.target_span;
        place_header(text, ex);
        if (may_have_body(&ex->request) && !http_body(arena, text, &ex->request, &ex->body))
            return BATON_ENOMEM;
    }
    if (!http_body(arena, text, &ex->response, &ex->answer))
        return BATON_ENOMEM;
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- streams ----------------------------------------------------------------------------- */

static bool next_line(struct baton_input *in, struct baton_span *out)
{
    while (in->at < in->text.len) {
        size_t start = in->at;
        size_t step = baton_str_find_byte(baton_str_sub(in->text, start, in->text.len), '\n');
        size_t end = step == SIZE_MAX ? in->text.len : start + step;
        in->at = step == SIZE_MAX ? in->text.len : end + 1;
        if (baton_str_trim(baton_str_sub(in->text, start, end)).len) {
            *out = (struct baton_span){start, end};
            return true;
        }
    }
    return false;
}

/* The entry's document is of the line: everything moves by the line's start. */
static void shift_exchange(struct baton_exchange *ex, size_t by)
{
    struct baton_part *parts[] = {&ex->body, &ex->answer};
    shift_message(&ex->request, by);
    shift_message(&ex->response, by);
    shift_span(&ex->extent, by);
    shift_span(&ex->url_span, by);
    if (ex->header_at != SIZE_MAX)
        ex->header_at += by;
    for (size_t i = 0; i < BATON_COUNT(parts); i++) {
        shift_span(&parts[i]->span, by);
        for (size_t s = 0; s < parts[i]->origin.count; s++)
            parts[i]->origin.segments[s].there += by;
    }
}

/* An event, with those of the same call that follow it. */
static enum baton_err read_events(struct baton_input *in, struct baton_arena *arena,
                                  struct baton_span line, struct baton_exchange *ex)
{
    struct baton_span story = {line.start, baton_model__story(arena, in->text, line)};
    enum baton_err err = read_payload(arena, in->text, story, ex);
    if (err != BATON_OK || story.end == line.end)
        return err;
    in->at = story.end < in->text.len ? story.end + 1 : in->text.len;
    return baton_model__list_part(arena, in->text, story, &ex->body) ? BATON_OK : BATON_ENOMEM;
}

static enum baton_err read_line(struct baton_input *in, struct baton_arena *arena,
                                struct baton_span line, struct baton_exchange *ex)
{
    struct baton_json doc;
    enum baton_err err = baton_json_read(arena, baton_str_sub(in->text, line.start, line.end), NULL,
                                         &doc, NULL);
    if (err == BATON_ENOMEM)
        return err;
    if (err != BATON_OK)
        return read_payload(arena, in->text, line, ex);
    if (in->kind == BATON_INPUT_CONVERSATIONS)
        return read_conversation(arena, in->text, line, ex);
    if (baton_model__is_event(&doc, 0))
        return read_events(in, arena, line, ex);
    if (!baton_model__is_entry(&doc, 0))
        return read_payload(arena, in->text, line, ex);
    err = baton_model__entry(arena, &doc, 0, ex);
    if (err == BATON_OK) {
        shift_exchange(ex, line.start);
        ex->kind = BATON_INPUT_RECORDS;
    }
    return err;
}

/* A line within a text, or several events that are one story. */
static enum baton_err read_record(struct baton_input *in, struct baton_arena *arena,
                                  struct baton_span span, struct baton_exchange *ex)
{
    struct baton_str lines = baton_str_sub(in->text, span.start, span.end);
    if (baton_str_find_byte(lines, '\n') == SIZE_MAX)
        return read_line(in, arena, span, ex);
    enum baton_err err = read_payload(arena, in->text, span, ex);
    if (err != BATON_OK)
        return err;
    return baton_model__list_part(arena, in->text, span, &ex->body) ? BATON_OK : BATON_ENOMEM;
}

/* ---- text ----------------------------------------------------------------------------- */

static void put_status(struct baton_exchange *ex, int status)
{
    ex->response.present = ex->response.is_response = true;
    ex->response.status = status;
    ex->status_from_prose = true;
}

/* Text without a payload: what it tells of is found by the rules that know its words. */
static enum baton_err read_words(struct baton_arena *arena, struct baton_str text,
                                 struct baton_span span, struct baton_exchange *ex)
{
    struct baton_span place;
    int status;
    *ex = (struct baton_exchange){.kind = BATON_INPUT_TEXT, .header_at = SIZE_MAX, .extent = span};
    if (!baton_model__plain_part(arena, text, span, &ex->words))
        return BATON_ENOMEM;
    ex->is_code = baton_model__is_code(ex->words.text);
    if (baton_model__words_status(ex->words.text, &status, &place)) {
        put_status(ex, status);
        ex->response.start_line = place;
        shift_span(&ex->response.start_line, span.start);
    }
    return BATON_OK;
}

/* The answer stands apart from its request. */
static enum baton_err read_answer(struct baton_arena *arena, struct baton_str text,
                                  struct baton_span span, struct baton_exchange *ex)
{
    struct baton_exchange answer;
    enum baton_err err = read_http(arena, text, span, &answer);
    if (err != BATON_OK)
        return err;
    ex->response = answer.response;
    ex->answer = answer.answer;
    ex->extent.end = span.end;
    return BATON_OK;
}

static enum baton_err read_block_of_kind(struct baton_input *in, struct baton_arena *arena,
                                         const struct baton_model_block *block,
                                         struct baton_exchange *ex)
{
    struct baton_str inside = baton_str_sub(in->text, 0, block->span.end);
    struct baton_model_logged logged;
    if (block->is_logged && baton_model__logged(in->text, block->span.start, &logged)) {
        baton_model__logged_exchange(in->text, &logged, ex);
        return BATON_OK;
    }
    switch (block->kind) {
    case BATON_INPUT_TEXT: return read_words(arena, in->text, block->span, ex);
    case BATON_INPUT_CURL: return baton_model__curl(arena, inside, block->span.start, ex);
    case BATON_INPUT_HTTP: return read_http(arena, in->text, block->span, ex);
    case BATON_INPUT_SIP: return baton_model__sip(arena, in->text, block->span, ex);
    case BATON_INPUT_RECORDS: return read_record(in, arena, block->span, ex);
    case BATON_INPUT_PAYLOAD:
    case BATON_INPUT_HAR:
    case BATON_INPUT_CONVERSATION:
    case BATON_INPUT_CONVERSATIONS:
    case BATON_INPUT_KIND_COUNT: break;
    }
    return read_payload(arena, in->text, block->span, ex);
}

static enum baton_err read_block(struct baton_input *in, struct baton_arena *arena,
                                 struct baton_exchange *ex)
{
    const struct baton_model_block *block = &in->blocks[in->index - 1];
    enum baton_err err = read_block_of_kind(in, arena, block, ex);
    if (err == BATON_OK && block->answer.end)
        err = read_answer(arena, in->text, block->answer, ex);
    ex->said = baton_str_sub(in->text, block->said.start, block->said.end);
    if (err == BATON_OK && block->kind == BATON_INPUT_PAYLOAD && block->marks &&
        !baton_model__quoted_part(arena, in->text, block, &ex->body))
        return BATON_ENOMEM;
    if (err != BATON_OK)
        return err;
    if (block->status && !ex->response.present)
        put_status(ex, block->status);
    ex->is_dump = block->is_dump;
    return err;
}

/* ---- what the command line adds ------------------------------------------------------------ */

/* "Name: value" in two; a name without a value says that the header was not there. */
static void split(struct baton_str line, struct baton_str *name, struct baton_str *value)
{
    size_t colon = baton_str_find_byte(line, ':');
    *name = baton_str_trim(baton_str_sub(line, 0, colon));
    *value = colon == SIZE_MAX ? baton_str_sub(line, line.len, line.len)
                               : baton_str_trim(baton_str_sub(line, colon + 1, line.len));
}

static void remove_header(struct baton_exchange *ex, struct baton_str name)
{
    size_t kept = 0;
    for (size_t i = 0; i < ex->request.header_count; i++)
        if (!baton_str_eq_nocase(ex->request.headers[i].name, name))
            ex->request.headers[kept++] = ex->request.headers[i];
    ex->request.header_count = kept;
    if (baton_str_is_nocase(name, "Content-Type"))
        ex->has_implied = false;
}

/* Who states one of these, or that a header was not there, speaks of all of them. */
static bool tells_of_all(struct baton_str name, struct baton_str value)
{
    static const char *const usual[] = {"Accept", "Authorization", "Content-Type", "Host",
                                        "Content-Length", "User-Agent"};
    for (size_t i = 0; i < BATON_COUNT(usual); i++)
        if (baton_str_is_nocase(name, usual[i]))
            return true;
    return !value.len;
}

/* What is given takes the place of what was captured. */
static enum baton_err add_headers(struct baton_arena *arena, const struct baton_given *given,
                                  struct baton_exchange *ex)
{
    struct baton_str name, value;
    for (size_t i = 0; i < given->header_count; i++) {
        split(given->headers[i], &name, &value);
        remove_header(ex, name);
        ex->headers_known = ex->headers_known || tells_of_all(name, value);
    }
    for (size_t i = 0; i < given->header_count; i++) {
        split(given->headers[i], &name, &value);
        if (value.len && baton_http_add_header(arena, &ex->request, name, value) != BATON_OK)
            return BATON_ENOMEM;
    }
    return BATON_OK;
}

/* The message stands in a file of its own: nothing of it can be pointed at in the input. */
static void forget_places(struct baton_http_message *msg)
{
    const struct baton_span none = {0, 0};
    msg->start_line = msg->header_block = msg->body = none;
    msg->problem_count = 0;
    for (size_t i = 0; i < msg->header_count; i++)
        msg->headers[i].line = msg->headers[i].name_span = msg->headers[i].value_span = none;
}

static enum baton_err add_response(struct baton_arena *arena, const struct baton_given *given,
                                   struct baton_exchange *ex)
{
    struct baton_http_exchange both;
    if (baton_http_looks_like(given->response)) {
        if (baton_http_read(arena, given->response, &both) != BATON_OK)
            return BATON_ENOMEM;
        ex->response = both.response;
        if (!http_body(arena, given->response, &ex->response, &ex->answer))
            return BATON_ENOMEM;
    } else if (!baton_model__plain_part(arena, given->response,
                                        (struct baton_span){0, given->response.len}, &ex->answer)) {
        return BATON_ENOMEM;
    }
    ex->answer.origin.count = 0;
    ex->answer.span = (struct baton_span){0, 0};
    ex->answer.writing = BATON_WRITE_NOWHERE;
    forget_places(&ex->response);
    return BATON_OK;
}

/* Where a request is stated, the text is its body. */
static void take_as_body(struct baton_exchange *ex)
{
    if (!ex->words.present)
        return;
    ex->kind = BATON_INPUT_PAYLOAD;
    ex->body = ex->words;
    ex->words = (struct baton_part){0};
    ex->response = (struct baton_http_message){0};
    ex->status_from_prose = false;
}

static enum baton_err add_given(struct baton_arena *arena, const struct baton_given *given,
                                struct baton_exchange *ex)
{
    if (given->url.len) {
        ex->request.target = ex->url = given->url;
        ex->request.target_span = ex->url_span = (struct baton_span){0, 0};
    }
    if (given->method.len)
        ex->request.method = given->method;
    if (given->url.len || given->method.len || given->header_count)
        ex->request.present = true;
    if (ex->request.present || given->is_body)
        take_as_body(ex);
    if (given->response.s && add_response(arena, given, ex) != BATON_OK)
        return BATON_ENOMEM;
    if (given->status) {
        ex->response.present = ex->response.is_response = true;
        ex->response.status = given->status;
        ex->status_from_prose = false;
    }
    return add_headers(arena, given, ex);
}

/* Where nothing tells of a request, the body of a refusal is an answer. */
static void take_as_answer(struct baton_arena *arena, const struct baton_given *given,
                           struct baton_exchange *ex)
{
    if (!ex->body.present || ex->request.present || ex->answer.present || ex->url.len ||
        given->url.len || given->method.len || given->response.s || given->header_count)
        return;
    bool dumped = ex->is_dump; /* only of text: a file with such an object is a broken payload */
    int status = baton_model__refusal(arena, ex->body.text, &dumped);
    if (!status)
        return;
    ex->is_dump = dumped;
    ex->answer = ex->body;
    ex->body = (struct baton_part){0};
    ex->response.present = ex->response.is_response = true;
    ex->response.status = status;
    ex->status_from_prose = false;
}

/* ---- the next one ---------------------------------------------------------------------------- */

static enum baton_err read_one(struct baton_input *in, struct baton_arena *arena,
                               struct baton_span line, struct baton_exchange *ex)
{
    struct baton_span whole = {in->start, in->text.len};
    enum baton_err err;
    switch (in->kind) {
    case BATON_INPUT_HTTP: return read_http(arena, in->text, whole, ex);
    case BATON_INPUT_CURL: return baton_model__curl(arena, in->text, in->start, ex);
    case BATON_INPUT_SIP: return baton_model__sip(arena, in->text, whole, ex);
    case BATON_INPUT_TEXT: return read_block(in, arena, ex);
    case BATON_INPUT_CONVERSATION: return read_conversation(arena, in->text, whole, ex);
    case BATON_INPUT_RECORDS:
    case BATON_INPUT_CONVERSATIONS: return read_line(in, arena, line, ex);
    case BATON_INPUT_HAR:
        err = baton_model__entry(arena, &in->doc, in->entry, ex);
        if (err == BATON_OK)
            shift_exchange(ex, in->start);
        in->entry = in->doc.v[in->entry].next;
        return err;
    case BATON_INPUT_PAYLOAD:
    case BATON_INPUT_KIND_COUNT: break;
    }
    return read_payload(arena, in->text, whole, ex);
}

static bool at_end(struct baton_input *in, struct baton_span *line)
{
    if (in->kind == BATON_INPUT_RECORDS || in->kind == BATON_INPUT_CONVERSATIONS)
        return !next_line(in, line);
    return in->index >= in->count;
}

enum baton_err baton_input_next(struct baton_input *in, struct baton_arena *arena,
                                struct baton_exchange *out, bool *more)
{
    struct baton_span line = {0, 0};
    *more = !at_end(in, &line);
    if (!*more)
        return BATON_OK;
    in->index++;
    enum baton_err err = read_one(in, arena, line, out);
    if (err != BATON_OK)
        return err;
    if (in->kind != BATON_INPUT_HAR && in->kind != BATON_INPUT_RECORDS)
        out->milliseconds = -1;
    out->index = in->index;
    out->of = in->count;
    if (out->kind == BATON_INPUT_PAYLOAD)
        take_as_answer(arena, &in->given, out);
    return add_given(arena, &in->given, out);
}
