/* SPDX-License-Identifier: Apache-2.0 */
/* HAR 1.2 entries (w3c.github.io/web-performance/specs/HAR/Overview.html). */
#include "core/model/model_int.h"

static uint32_t member(const struct baton_json *doc, uint32_t object, const char *name,
                       enum baton_json_type type)
{
    if (object == BATON_JSON_NONE || !baton_json_is(doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    uint32_t at = baton_json_member_z(doc, object, name);
    return at != BATON_JSON_NONE && baton_json_is(doc, at, type) ? at : BATON_JSON_NONE;
}

static struct baton_str text_of(struct baton_arena *arena, const struct baton_json *doc,
                                uint32_t object, const char *name)
{
    uint32_t at = member(doc, object, name, BATON_JSON_STRING);
    return at == BATON_JSON_NONE ? (struct baton_str){"", 0} : baton_json_string(doc, at, arena);
}

/* Where a string's characters stand. */
static struct baton_span inside(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    return (struct baton_span){v->start + v->lead, v->end - v->trail};
}

static bool one_header(struct baton_arena *arena, const struct baton_json *doc, uint32_t item,
                       struct baton_http_message *out)
{
    struct baton_str name = text_of(arena, doc, item, "name");
    struct baton_str value = text_of(arena, doc, item, "value");
    if (!name.len)
        return true;
    if (baton_http_add_header(arena, out, name, value) != BATON_OK)
        return false;
    struct baton_http_header *h = &out->headers[out->header_count - 1];
    uint32_t at = member(doc, item, "value", BATON_JSON_STRING);
    h->line = (struct baton_span){doc->v[item].start, doc->v[item].end};
    if (at != BATON_JSON_NONE)
        h->value_span = inside(doc, at);
    at = member(doc, item, "name", BATON_JSON_STRING);
    if (at != BATON_JSON_NONE)
        h->name_span = inside(doc, at);
    return true;
}

static bool headers(struct baton_arena *arena, const struct baton_json *doc, uint32_t message,
                    struct baton_http_message *out)
{
    uint32_t list = member(doc, message, "headers", BATON_JSON_ARRAY);
    if (list == BATON_JSON_NONE)
        return true;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (out->header_count == BATON_HTTP_MAX_HEADERS)
            break;
        if (!one_header(arena, doc, item, out))
            return false;
    }
    return true;
}

/* Some writers put the media type beside the text only, not among the headers. */
static bool media_type(struct baton_arena *arena, const struct baton_json *doc, uint32_t content,
                       struct baton_http_message *message)
{
    uint32_t type = member(doc, content, "mimeType", BATON_JSON_STRING);
    struct baton_str value = text_of(arena, doc, content, "mimeType");
    if (!value.len || baton_http_header(message, "Content-Type"))
        return true;
    if (baton_http_add_header(arena, message, BATON_STR("Content-Type"), value) != BATON_OK)
        return false;
    struct baton_http_header *h = &message->headers[message->header_count - 1];
    h->line = (struct baton_span){doc->v[type].start, doc->v[type].end};
    h->value_span = inside(doc, type);
    return true;
}

static struct baton_part unplaced(struct baton_str text, struct baton_span span)
{
    return (struct baton_part){.present = text.s != NULL, .text = text, .span = span,
                               .writing = BATON_WRITE_NOWHERE};
}

/* A form without its text: a list of names and values. */
static bool form(struct baton_arena *arena, const struct baton_json *doc, uint32_t list,
                 struct baton_part *out)
{
    struct baton_buf buf;
    size_t count = 0;
    baton_buf_init(&buf, arena, 0);
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (count++)
            baton_buf_putc(&buf, '&');
        baton_model__put_encoded(&buf, text_of(arena, doc, item, "name"));
        baton_buf_putc(&buf, '=');
        baton_model__put_encoded(&buf, text_of(arena, doc, item, "value"));
    }
    if (count)
        *out = unplaced(baton_buf_str(&buf),
                        (struct baton_span){doc->v[list].start, doc->v[list].end});
    return !baton_buf_failed(&buf);
}

static bool body(struct baton_arena *arena, const struct baton_json *doc, uint32_t content,
                 struct baton_part *out)
{
    uint32_t text = member(doc, content, "text", BATON_JSON_STRING);
    uint32_t params = member(doc, content, "params", BATON_JSON_ARRAY);
    if (text == BATON_JSON_NONE)
        return params == BATON_JSON_NONE || form(arena, doc, params, out);
    if (!baton_str_is(text_of(arena, doc, content, "encoding"), "base64"))
        return baton_model__string_part(arena, doc, text, out);
    struct baton_str bytes = baton_model__base64(arena, baton_json_string(doc, text, arena));
    *out = unplaced(bytes, inside(doc, text));
    return !baton_arena_failed(arena);
}

static bool request(struct baton_arena *arena, const struct baton_json *doc, uint32_t at,
                    struct baton_exchange *ex)
{
    uint32_t url = member(doc, at, "url", BATON_JSON_STRING);
    uint32_t method = member(doc, at, "method", BATON_JSON_STRING);
    uint32_t data = member(doc, at, "postData", BATON_JSON_OBJECT);
    uint32_t list = member(doc, at, "headers", BATON_JSON_ARRAY);
    ex->request.present = true;
    if (url != BATON_JSON_NONE) {
        ex->url = ex->request.target = baton_json_string(doc, url, arena);
        ex->url_span = ex->request.target_span = inside(doc, url);
        /* With escapes in it, places in the URL are not places in the input. */
        if (doc->v[url].flags & BATON_JSON_ESCAPED)
            ex->url_span = (struct baton_span){0, 0};
    }
    if (method != BATON_JSON_NONE) {
        ex->request.method = baton_json_string(doc, method, arena);
        ex->request.method_span = inside(doc, method);
    }
    ex->headers_known = list != BATON_JSON_NONE;
    if (ex->headers_known)
        ex->header_at = (size_t)doc->v[list].start + 1;
    ex->header_before = BATON_STR("");
    ex->header_after = ex->headers_known && doc->v[list].next > list + 1 ? BATON_STR(",")
                                                                        : BATON_STR("");
    return headers(arena, doc, at, &ex->request) && media_type(arena, doc, data, &ex->request) &&
           body(arena, doc, data, &ex->body);
}

static bool response(struct baton_arena *arena, const struct baton_json *doc, uint32_t at,
                     struct baton_exchange *ex)
{
    uint32_t status = member(doc, at, "status", BATON_JSON_NUMBER);
    uint32_t content = member(doc, at, "content", BATON_JSON_OBJECT);
    uint64_t code;
    if (status == BATON_JSON_NONE || !baton_str_to_u64(baton_json_raw(doc, status), &code))
        return true;
    if (code == 0) /* there was no answer; browsers say why in a member of their own */
        ex->failed = text_of(arena, doc, at, "_error");
    if (code < 100 || code > 599)
        return true;
    ex->response.present = ex->response.is_response = true;
    ex->response.status = (int)code;
    ex->response.reason = text_of(arena, doc, at, "statusText");
    ex->response.start_line = (struct baton_span){doc->v[status].start, doc->v[status].end};
    return headers(arena, doc, at, &ex->response) &&
           media_type(arena, doc, content, &ex->response) &&
           body(arena, doc, content, &ex->answer);
}

/* Browsers write fractions of a millisecond. */
static int64_t milliseconds(const struct baton_json *doc, uint32_t entry)
{
    uint32_t at = member(doc, entry, "time", BATON_JSON_NUMBER);
    uint64_t whole;
    if (at == BATON_JSON_NONE)
        return -1;
    struct baton_str raw = baton_json_raw(doc, at);
    raw = baton_str_sub(raw, 0, baton_str_find_byte(raw, '.'));
    return baton_str_to_u64(raw, &whole) && whole <= INT32_MAX ? (int64_t)whole : -1;
}

enum baton_err baton_model__entry(struct baton_arena *arena, const struct baton_json *doc,
                                  uint32_t entry, struct baton_exchange *ex)
{
    uint32_t sent = member(doc, entry, "request", BATON_JSON_OBJECT);
    uint32_t came = member(doc, entry, "response", BATON_JSON_OBJECT);
    *ex = (struct baton_exchange){.kind = BATON_INPUT_HAR, .header_at = SIZE_MAX};
    ex->extent = (struct baton_span){doc->v[entry].start, doc->v[entry].end};
    ex->started = text_of(arena, doc, entry, "startedDateTime");
    ex->milliseconds = milliseconds(doc, entry);
    if (sent != BATON_JSON_NONE && !request(arena, doc, sent, ex))
        return BATON_ENOMEM;
    if (came != BATON_JSON_NONE && !response(arena, doc, came, ex))
        return BATON_ENOMEM;
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

bool baton_model__is_entry(const struct baton_json *doc, uint32_t value)
{
    uint32_t sent = member(doc, value, "request", BATON_JSON_OBJECT);
    return sent != BATON_JSON_NONE &&
           member(doc, sent, "url", BATON_JSON_STRING) != BATON_JSON_NONE;
}

/* What Cognigy's API answers with: turns of a transcript, entries of a log. */
static bool has_turns(const struct baton_json *doc, uint32_t value)
{
    uint32_t items = member(doc, value, "items", BATON_JSON_ARRAY);
    uint32_t first = items != BATON_JSON_NONE && baton_json_size(doc, items)
                         ? baton_json_first(doc, items) : BATON_JSON_NONE;
    return baton_json_is(doc, first, BATON_JSON_OBJECT) &&
           (baton_json_member_z(doc, first, "inHandoverRequest") != BATON_JSON_NONE ||
            baton_json_member_z(doc, first, "inHandoverConversation") != BATON_JSON_NONE ||
            (baton_json_member_z(doc, first, "msg") != BATON_JSON_NONE &&
             baton_json_member_z(doc, first, "traceId") != BATON_JSON_NONE));
}

bool baton_model__is_conversation(const struct baton_json *doc, uint32_t value)
{
    static const char *const lists[] = {"participants", "legs", "contactStateHistory",
                                        "contactCustomData", "completedContacts",
                                        "activeContacts"};
    for (size_t i = 0; i < BATON_COUNT(lists); i++)
        if (member(doc, value, lists[i], BATON_JSON_ARRAY) != BATON_JSON_NONE)
            return true;
    /* A page of analytics, and a contact within its own name. */
    uint32_t page = member(doc, value, "conversations", BATON_JSON_ARRAY);
    uint32_t first = page != BATON_JSON_NONE && baton_json_size(doc, page)
                         ? baton_json_first(doc, page) : BATON_JSON_NONE;
    uint32_t contact = member(doc, value, "contactId", BATON_JSON_OBJECT);
    return has_turns(doc, value) ||
           (first != BATON_JSON_NONE &&
            member(doc, first, "participants", BATON_JSON_ARRAY) != BATON_JSON_NONE) ||
           (contact != BATON_JSON_NONE &&
            baton_json_member_z(doc, contact, "contactId") != BATON_JSON_NONE);
}
