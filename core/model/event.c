/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is written one a line besides HAR entries: the events of Cognigy's Voice
 * Gateway. Those of one call that follow each other are one story, and become a list.
 */
#include "core/model/model_int.h"

bool baton_model__is_event(const struct baton_json *doc, uint32_t value)
{
    if (!baton_json_is(doc, value, BATON_JSON_OBJECT))
        return false;
    uint32_t event = baton_json_member_z(doc, value, "event");
    uint32_t payload = baton_json_member_z(doc, value, "payload");
    if (event == BATON_JSON_NONE || payload == BATON_JSON_NONE ||
        !baton_json_is(doc, event, BATON_JSON_STRING) ||
        !baton_json_is(doc, payload, BATON_JSON_OBJECT))
        return false;
    struct baton_str name = baton_json_raw(doc, event);
    for (size_t i = 1; i + 1 < name.len; i++)
        if (name.s[i] != '_' && (name.s[i] < 'A' || name.s[i] > 'Z'))
            return false;
    return name.len > 2;
}

bool baton_model__is_record(const struct baton_json *doc, uint32_t value)
{
    return baton_model__is_event(doc, value) || baton_model__is_entry(doc, value);
}

/* The headers of an INVITE are a document by themselves: later lines are held against them. */
static bool has_headers(const struct baton_json *doc)
{
    uint32_t payload = baton_json_member_z(doc, 0, "payload");
    return baton_json_member_z(doc, payload, "sip") != BATON_JSON_NONE;
}

static struct baton_str member_text(const struct baton_json *doc, const char *name)
{
    uint32_t at = baton_json_member_z(doc, baton_json_member_z(doc, 0, "payload"), name);
    return at == BATON_JSON_NONE ? BATON_STR("") : baton_json_raw(doc, at);
}

static bool is_dial(const struct baton_json *doc)
{
    struct baton_str name = baton_json_raw(doc, baton_json_member_z(doc, 0, "event"));
    return baton_str_starts(name, BATON_STR("\"TRANSFER_DIAL_"));
}

static bool same_member(const struct baton_json *a, const struct baton_json *b, const char *name)
{
    struct baton_str one = member_text(a, name);
    return one.len && baton_str_eq(one, member_text(b, name));
}

/*
 * By what both name; a leg of its own has its own call_sid. Dials for one caller to one number
 * are tries of one transfer.
 */
static bool same_call(const struct baton_json *a, const struct baton_json *b)
{
    static const char *const names[] = {"trace_id", "call_id"};
    if (is_dial(a) && is_dial(b) && same_member(a, b, "from") && same_member(a, b, "to"))
        return true;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        struct baton_str one = member_text(a, names[i]), other = member_text(b, names[i]);
        if (one.len && other.len)
            return baton_str_eq(one, other);
    }
    return true;
}

static struct baton_str line_at(struct baton_str text, size_t at)
{
    struct baton_str rest = baton_str_sub(text, at, text.len);
    return baton_str_sub(rest, 0, baton_str_find_byte(rest, '\n'));
}

static bool read_event(struct baton_arena *arena, struct baton_str line, struct baton_json *out)
{
    return baton_json_read(arena, line, NULL, out, NULL) == BATON_OK &&
           baton_model__is_event(out, 0) && !has_headers(out);
}

size_t baton_model__story(struct baton_arena *arena, struct baton_str text, struct baton_span first)
{
    struct baton_json one, next;
    size_t end = first.end;
    if (!read_event(arena, line_at(text, first.start), &one))
        return end;
    while (end < text.len) {
        struct baton_str line = line_at(text, end + 1);
        if (baton_str_trim(line).len) {
            if (!read_event(arena, line, &next) || !same_call(&one, &next))
                break;
            first.end = end + 1 + line.len;
        } else if (end + 1 + line.len >= text.len) {
            break;
        }
        end += 1 + line.len;
    }
    return first.end;
}

struct listing {
    struct baton_arena *arena;
    struct baton_buf buf;
    struct baton_origin_segment *segments;
    size_t count, capacity;
};

/* From here on the list stands as the lines do from `there` on. */
static bool mark(struct listing *l, size_t there)
{
    struct baton_origin_segment *fresh = BATON_PUSH(l->arena, l->segments, l->count, l->capacity);
    if (fresh)
        *fresh = (struct baton_origin_segment){l->buf.len, there};
    return fresh != NULL;
}

/* The lines with commas between, in brackets: each keeps its place. */
bool baton_model__list_part(struct baton_arena *arena, struct baton_str text,
                            struct baton_span span, struct baton_part *out)
{
    struct listing list = {.arena = arena};
    struct baton_str inside = baton_str_sub(text, 0, span.end);
    baton_buf_init(&list.buf, arena, 0);
    bool good = mark(&list, span.start);
    for (size_t at = span.start, lines = 0; good && at < span.end;) {
        struct baton_str line = line_at(inside, at);
        if (baton_str_trim(line).len) {
            baton_buf_puts(&list.buf, lines++ ? "," : "[");
            good = mark(&list, at);
            baton_buf_put(&list.buf, line);
        }
        at += line.len + 1;
    }
    baton_buf_puts(&list.buf, "]");
    good = good && mark(&list, span.end);
    *out = (struct baton_part){.present = true, .text = baton_buf_str(&list.buf),
                               .origin = {list.segments, list.count}, .span = span,
                               .writing = BATON_WRITE_NOWHERE};
    return good && !baton_buf_failed(&list.buf);
}
