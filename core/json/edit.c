/* SPDX-License-Identifier: Apache-2.0 */
/* Edits that keep a document's formatting, which is read off the neighbours. */
#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"

static bool only_blanks(struct baton_str str)
{
    for (size_t i = 0; i < str.len; i++)
        if (!baton_json__is_blank(str.s[i]))
            return false;
    return true;
}

static bool has_line_end(struct baton_str str)
{
    return baton_str_find_byte(str, '\n') != SIZE_MAX ||
           baton_str_find_byte(str, '\r') != SIZE_MAX;
}

/* ---- where a value stands -------------------------------------------------- */

struct place {
    uint32_t parent;         /* NONE for the root */
    uint32_t previous, next; /* siblings: keys in an object; NONE where there is none */
};

static uint32_t child_end(const struct baton_json *doc, uint32_t parent, uint32_t child)
{
    return doc->v[parent].type == BATON_JSON_OBJECT ? doc->v[child + 1].next : doc->v[child].next;
}

/* Of a member given by its key or its value, or of an item. */
static struct place find(const struct baton_json *doc, uint32_t value)
{
    struct place place = {BATON_JSON_NONE, BATON_JSON_NONE, BATON_JSON_NONE};
    uint32_t at = 0;
    while (at != value && value < doc->count) {
        place = (struct place){at, BATON_JSON_NONE, BATON_JSON_NONE};
        uint32_t child = at + 1;
        while (child_end(doc, at, child) <= value) {
            place.previous = child;
            child = child_end(doc, at, child);
        }
        bool member = doc->v[at].type == BATON_JSON_OBJECT;
        uint32_t after = child_end(doc, at, child);
        place.next = after < doc->v[at].next ? after : BATON_JSON_NONE;
        if (member && value == child)
            break;
        at = member ? child + 1 : child;
    }
    return place;
}

/* ---- style ------------------------------------------------------------------ */

/* The blanks at the start of the line that holds offset. */
static struct baton_str indent_at(struct baton_str text, size_t offset)
{
    size_t start = offset, end;
    while (start && text.s[start - 1] != '\n' && text.s[start - 1] != '\r')
        start--;
    for (end = start; end < offset && (text.s[end] == ' ' || text.s[end] == '\t');)
        end++;
    return baton_str_sub(text, start, end);
}

static struct baton_str line_end_of(struct baton_str text)
{
    size_t at = baton_str_find_byte(text, '\n');
    if (at == SIZE_MAX)
        return baton_str_find_byte(text, '\r') == SIZE_MAX ? BATON_STR("\n") : BATON_STR("\r");
    return at && text.s[at - 1] == '\r' ? BATON_STR("\r\n") : BATON_STR("\n");
}

/* Past a container's opening bracket, if it has one in the text. */
static size_t inner_start(const struct baton_json *doc, uint32_t container)
{
    size_t start = doc->v[container].start;
    return start + (start < doc->text.len && (doc->text.s[start] == '{' ||
                                              doc->text.s[start] == '['));
}

/* The text between a container's opening bracket and its first child. */
static struct baton_str before_first(const struct baton_json *doc, uint32_t container)
{
    uint32_t first = baton_json_first(doc, container);
    size_t start = inner_start(doc, container), end = doc->v[container].end;
    if (first != BATON_JSON_NONE)
        return baton_str_sub(doc->text, start, doc->v[first].start);
    return end > start ? baton_str_sub(doc->text, start, end - 1) : BATON_STR("");
}

static bool has_lines(const struct baton_json *doc, uint32_t container)
{
    return has_line_end(before_first(doc, container));
}

/* What a container adds to the indentation for its children, or an empty text. */
static struct baton_str step_of(const struct baton_json *doc, uint32_t container)
{
    uint32_t first = baton_json_first(doc, container);
    if (first == BATON_JSON_NONE || !has_lines(doc, container))
        return BATON_STR("");
    struct baton_str outer = indent_at(doc->text, doc->v[container].start);
    struct baton_str inner = indent_at(doc->text, doc->v[first].start);
    return inner.len > outer.len ? baton_str_sub(inner, outer.len, inner.len) : BATON_STR("");
}

static bool has_step(const struct baton_json *doc, uint32_t container)
{
    return step_of(doc, container).len > 0;
}

static bool has_members(const struct baton_json *doc, uint32_t container)
{
    return doc->v[container].type == BATON_JSON_OBJECT &&
           baton_json_first(doc, container) != BATON_JSON_NONE;
}

/* Of all that value lies in, itself included, the innermost that shows something; or NONE. */
static uint32_t nearest(const struct baton_json *doc, uint32_t value,
                        bool (*shows)(const struct baton_json *, uint32_t))
{
    uint32_t best = BATON_JSON_NONE;
    for (uint32_t at = 0; value < doc->count;) {
        if (shows(doc, at))
            best = at;
        if (at == value)
            break;
        uint32_t child = at + 1;
        while (child_end(doc, at, child) <= value)
            child = child_end(doc, at, child);
        bool member = doc->v[at].type == BATON_JSON_OBJECT;
        at = member && child != value ? child + 1 : child;
    }
    return best;
}

/* The indentation step used around a value; two blanks where nothing tells. */
static struct baton_str step_near(const struct baton_json *doc, uint32_t value)
{
    uint32_t container = nearest(doc, value, has_step);
    return container == BATON_JSON_NONE ? BATON_STR("  ") : step_of(doc, container);
}

/* What stands between a member's name and its value. */
static struct baton_str colon_of(const struct baton_json *doc, uint32_t key)
{
    struct baton_str text = baton_str_sub(doc->text, doc->v[key].end, doc->v[key + 1].start);
    size_t colon = baton_str_find_byte(text, ':');
    bool fits = colon != SIZE_MAX && only_blanks(baton_str_sub(text, 0, colon)) &&
                only_blanks(baton_str_sub(text, colon + 1, text.len)) && !has_line_end(text);
    return fits ? text : BATON_STR(": ");
}

/* As the object has it, or else one of those around it. */
static struct baton_str colon_near(const struct baton_json *doc, uint32_t value)
{
    uint32_t object = nearest(doc, value, has_members);
    return object == BATON_JSON_NONE ? BATON_STR(": ") : colon_of(doc, object + 1);
}

/* ---- new text ---------------------------------------------------------------- */

static size_t indent_len(struct baton_str text, size_t start)
{
    size_t at = start;
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
        at++;
    return at - start;
}

/* The line after the next line end at or after `at`, or text.len. */
static size_t next_line(struct baton_str text, size_t at)
{
    while (at < text.len && text.s[at] != '\n' && text.s[at] != '\r')
        at++;
    if (at < text.len && text.s[at] == '\r' && at + 1 < text.len && text.s[at + 1] == '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

static struct baton_str without_line_end(struct baton_str text, size_t start, size_t end)
{
    while (end > start && (text.s[end - 1] == '\n' || text.s[end - 1] == '\r'))
        end--;
    return baton_str_sub(text, start, end);
}

struct indentation {
    struct baton_str outer, step, line_end;
};

/* json, its lines brought to the given indentation. The last line is the closing bracket's. */
static void put_indented(struct baton_buf *buf, struct baton_str json,
                         const struct indentation *in)
{
    json = baton_str_trim(json);
    size_t second = next_line(json, 0), last = second;
    baton_buf_put(buf, without_line_end(json, 0, second));
    for (size_t at = second; at < json.len; at = next_line(json, at))
        last = at;
    size_t base = indent_len(json, last), unit = indent_len(json, second);
    unit = unit > base ? unit - base : 2;
    for (size_t at = second; at < json.len;) {
        size_t next = next_line(json, at), n = indent_len(json, at);
        baton_buf_put(buf, in->line_end);
        baton_buf_put(buf, in->outer);
        for (size_t level = n > base ? (n - base) / unit : 0; level; level--)
            baton_buf_put(buf, in->step);
        baton_buf_put(buf, without_line_end(json, at + n, next));
        at = next;
    }
}

static struct baton_edit finish(const struct baton_buf *buf, size_t offset, size_t length)
{
    struct baton_str none = {"", 0};
    return (struct baton_edit){offset, length, baton_buf_failed(buf) ? none : baton_buf_str(buf)};
}

struct baton_edit baton_json_edit_replace(const struct baton_json *doc, uint32_t value,
                                          struct baton_str json, struct baton_arena *arena)
{
    struct baton_buf buf;
    const struct baton_json_value *v = &doc->v[value];
    struct indentation in = {indent_at(doc->text, v->start), step_near(doc, value),
                             line_end_of(doc->text)};
    baton_buf_init(&buf, arena, 0);
    put_indented(&buf, json, &in);
    return finish(&buf, v->start, v->end - v->start);
}

/* ---- insert -------------------------------------------------------------------- */

static uint32_t last_key(const struct baton_json *doc, uint32_t object)
{
    uint32_t last = BATON_JSON_NONE;
    BATON_JSON_EACH_MEMBER(doc, object, key)
        last = key;
    return last;
}

/* The blanks before a member: those before the last one, or fitting the only one. */
static struct baton_str separator(const struct baton_json *doc, uint32_t object, uint32_t last)
{
    size_t start = doc->v[last].start, at = start;
    while (at > inner_start(doc, object) && baton_json__is_blank(doc->text.s[at - 1]))
        at--;
    struct baton_str blanks = baton_str_sub(doc->text, at, start);
    if (last != object + 1 || has_line_end(blanks))
        return blanks;
    return colon_of(doc, last).len > 1 ? BATON_STR(" ") : BATON_STR("");
}

static struct baton_edit insert_after(const struct baton_json *doc, uint32_t object, uint32_t last,
                                      struct baton_str name, struct baton_str json,
                                      struct baton_arena *arena)
{
    struct baton_buf buf;
    struct indentation in = {indent_at(doc->text, doc->v[last].start), step_near(doc, object),
                             line_end_of(doc->text)};
    baton_buf_init(&buf, arena, 0);
    baton_buf_putc(&buf, ',');
    baton_buf_put(&buf, separator(doc, object, last));
    baton_json_put_string(&buf, name);
    baton_buf_put(&buf, colon_of(doc, last));
    put_indented(&buf, json, &in);
    return finish(&buf, doc->v[last + 1].end, 0);
}

/* Lines where the brackets or the members around the empty object stand on their own. */
static struct baton_edit insert_first(const struct baton_json *doc, uint32_t object,
                                      struct baton_str name, struct baton_str json,
                                      struct baton_arena *arena)
{
    struct baton_buf buf;
    uint32_t parent = find(doc, object).parent;
    bool lines = has_lines(doc, object) ||
                 (parent != BATON_JSON_NONE && has_lines(doc, parent));
    struct baton_str outer = indent_at(doc->text, doc->v[object].start);
    struct baton_str step = step_near(doc, object), line_end = line_end_of(doc->text);
    struct baton_str inner = baton_str_fmt(arena, "%.*s%.*s", BATON_ARG(outer), BATON_ARG(step));
    struct indentation in = {lines ? inner : outer, step, line_end};
    baton_buf_init(&buf, arena, 0);
    if (lines) {
        baton_buf_put(&buf, line_end);
        baton_buf_put(&buf, inner);
    }
    baton_json_put_string(&buf, name);
    baton_buf_put(&buf, colon_near(doc, object));
    put_indented(&buf, json, &in);
    if (lines) {
        baton_buf_put(&buf, line_end);
        baton_buf_put(&buf, outer);
    }
    size_t start = inner_start(doc, object), end = (size_t)doc->v[object].end - 1;
    return finish(&buf, start, end > start ? end - start : 0);
}

struct baton_edit baton_json_edit_insert(const struct baton_json *doc, uint32_t object,
                                         struct baton_str name, struct baton_str json,
                                         struct baton_arena *arena)
{
    uint32_t last = last_key(doc, object);
    return last == BATON_JSON_NONE ? insert_first(doc, object, name, json, arena)
                                   : insert_after(doc, object, last, name, json, arena);
}

/* ---- remove, rename, wrap -------------------------------------------------------- */

static size_t end_of_child(const struct baton_json *doc, uint32_t parent, uint32_t child)
{
    return doc->v[doc->v[parent].type == BATON_JSON_OBJECT ? child + 1 : child].end;
}

struct baton_edit baton_json_edit_remove(const struct baton_json *doc, uint32_t value)
{
    struct place place = find(doc, value);
    struct baton_str none = {"", 0};
    size_t start = doc->v[value].start, end = doc->v[value].end;
    if (place.parent != BATON_JSON_NONE) {
        const struct baton_json_value *parent = &doc->v[place.parent];
        end = end_of_child(doc, place.parent, value);
        if (place.next != BATON_JSON_NONE) {
            end = doc->v[place.next].start;
        } else if (place.previous != BATON_JSON_NONE) {
            start = end_of_child(doc, place.parent, place.previous);
        } else {
            start = inner_start(doc, place.parent);
            end = (size_t)parent->end - 1 > end ? (size_t)parent->end - 1 : end;
        }
    }
    return (struct baton_edit){start, end - start, none};
}

struct baton_edit baton_json_edit_rename(const struct baton_json *doc, uint32_t key,
                                         struct baton_str name, struct baton_arena *arena)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_json_put_string(&buf, name);
    return finish(&buf, doc->v[key].start, doc->v[key].end - doc->v[key].start);
}

void baton_json_edit_wrap(const struct baton_json *doc, uint32_t value, struct baton_str name,
                          struct baton_arena *arena, struct baton_edit out[2])
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_buf_putc(&buf, '{');
    baton_json_put_string(&buf, name);
    baton_buf_put(&buf, colon_near(doc, value));
    out[0] = finish(&buf, doc->v[value].start, 0);
    out[1] = (struct baton_edit){doc->v[value].end, 0, BATON_STR("}")};
    if (baton_buf_failed(&buf))
        out[1].text.len = 0;
}
