/* SPDX-License-Identifier: Apache-2.0 */
/* Words for values and schemas: short, on one line, whatever stands in them. */
#include "core/schema/message_int.h"

/* ---- text ------------------------------------------------------------------------------ */

/* What does not print, or changes the direction of what follows. */
static bool steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void put_text(struct baton_buf *buf, struct baton_str text, size_t limit, bool quoted)
{
    size_t at = 0;
    while (at < text.len && at < limit) {
        uint32_t c = 0xfffd;
        size_t len = baton_utf8_decode(text.s + at, text.len - at, &c);
        if (at + len > limit)
            break;
        if (!len)
            baton_buf_put_utf8(buf, 0xfffd);
        else if (steers(c))
            baton_buf_fmt(buf, "\\u%04x", (unsigned)c);
        else if (quoted && (c == '"' || c == '\\'))
            baton_buf_fmt(buf, "\\%c", (char)c);
        else
            baton_buf_put(buf, baton_str_sub(text, at, at + len));
        at += len ? len : 1;
    }
    if (at < text.len)
        baton_buf_puts(buf, "…");
}

void baton_schema__put_text(struct baton_buf *buf, struct baton_str text, size_t limit)
{
    put_text(buf, text, limit, false);
}

void baton_schema__put_name(struct baton_buf *buf, struct baton_str name)
{
    baton_buf_putc(buf, '"');
    put_text(buf, name, SCHEMA_SHORT, true);
    baton_buf_putc(buf, '"');
}

void baton_schema__put_count(struct baton_buf *buf, size_t count, const char *one,
                             const char *many)
{
    if (count > SCHEMA_COUNTED)
        baton_buf_fmt(buf, "more than %d %s", SCHEMA_COUNTED, many);
    else
        baton_buf_fmt(buf, "%zu %s", count, count == 1 ? one : many);
}

const char *baton_schema__comma(size_t n, size_t count)
{
    return n == 0 ? "" : n + 1 == count ? " or " : ", ";
}

/* ---- values ------------------------------------------------------------------------------ */

/* Characters of a string as it was written, escapes counted as what they stand for. */
static size_t count_characters(struct baton_str text)
{
    size_t count = 0;
    bool high = false;
    for (size_t i = 0; i < text.len && count <= SCHEMA_COUNTED; i++) {
        unsigned char c = (unsigned char)text.s[i];
        bool unicode = c == '\\' && i + 5 < text.len && text.s[i + 1] == 'u';
        char sign = unicode ? (char)(text.s[i + 2] | 0x20) : '\0';
        char next = unicode ? (char)(text.s[i + 3] | 0x20) : '\0';
        bool low = high && sign == 'd' && next >= 'c' && next <= 'f';
        count += (c & 0xc0) != 0x80 && !low;
        high = sign == 'd' && (next == '8' || next == '9' || next == 'a' || next == 'b');
        i += unicode ? 5 : c == '\\';
    }
    return count;
}

size_t baton_schema__count_of(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    size_t count = 0;
    if (v->type == BATON_JSON_STRING)
        return count_characters(baton_str_sub(doc->text, v->start + v->lead, v->end - v->trail));
    uint32_t step = v->type == BATON_JSON_OBJECT;
    for (uint32_t at = value + 1; at < v->next && count <= SCHEMA_COUNTED;
         at = doc->v[at + step].next)
        count++;
    return count;
}

static void put_container(struct baton_buf *buf, const struct baton_json *doc, uint32_t value)
{
    bool array = doc->v[value].type == BATON_JSON_ARRAY;
    size_t count = baton_schema__count_of(doc, value);
    if (!count) {
        baton_buf_puts(buf, array ? "an empty array" : "an empty object");
        return;
    }
    baton_buf_puts(buf, array ? "an array of " : "an object of ");
    baton_schema__put_count(buf, count, array ? "item" : "property",
                            array ? "items" : "properties");
}

static bool is_short(const struct baton_json *doc, uint32_t value)
{
    return doc->v[value].end - doc->v[value].start <= SCHEMA_SHORT;
}

static void put_long(struct baton_buf *buf, const struct baton_json *doc, uint32_t value)
{
    if (doc->v[value].type >= BATON_JSON_ARRAY) {
        put_container(buf, doc, value);
    } else if (doc->v[value].type == BATON_JSON_STRING) {
        baton_buf_puts(buf, "a string of ");
        baton_schema__put_count(buf, baton_schema__count_of(doc, value), "character",
                                "characters");
    } else {
        baton_buf_puts(buf, "the number ");
        baton_schema__put_text(buf, baton_json_raw(doc, value), SCHEMA_SHORT);
    }
}

void baton_schema__put_value(struct baton_buf *buf, const struct baton_json *doc, uint32_t value)
{
    if (is_short(doc, value))
        baton_schema__put_text(buf, baton_json_raw(doc, value), SCHEMA_SHORT);
    else
        put_long(buf, doc, value);
}

void baton_schema__put_what(struct baton_buf *buf, const struct baton_json *doc, uint32_t value)
{
    if (doc->v[value].type >= BATON_JSON_ARRAY) {
        put_container(buf, doc, value);
        return;
    }
    if (is_short(doc, value) && doc->v[value].type == BATON_JSON_NUMBER)
        baton_buf_puts(buf, "the number ");
    else if (is_short(doc, value) && doc->v[value].type == BATON_JSON_STRING)
        baton_buf_puts(buf, "the string ");
    baton_schema__put_value(buf, doc, value);
}

void baton_schema__put_list(struct baton_buf *buf, const struct baton_json *doc, uint32_t list)
{
    size_t count = baton_schema__count_of(doc, list), shown = 0;
    /* One more is named rather than counted. */
    size_t most = count == SCHEMA_LISTED + 1 ? count : SCHEMA_LISTED;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (shown == most)
            break;
        baton_buf_puts(buf, shown++ ? ", " : "");
        baton_schema__put_value(buf, doc, item);
    }
    if (count > SCHEMA_COUNTED)
        baton_buf_fmt(buf, " and more than %d more", SCHEMA_COUNTED - SCHEMA_LISTED);
    else if (count > most)
        baton_buf_fmt(buf, " and %zu more", count - most);
}

/* ---- schemas ----------------------------------------------------------------------------- */

static const struct {
    const char *name, *words;
} types[] = {
    {"null", "null"},        {"boolean", "a boolean"}, {"string", "a string"},
    {"number", "a number"},  {"integer", "an integer"}, {"array", "an array"},
    {"object", "an object"},
};

static void put_type(struct baton_buf *buf, const struct baton_json *doc, uint32_t type)
{
    for (size_t i = 0; i < BATON_COUNT(types); i++)
        if (baton_json_is(doc, type, BATON_JSON_STRING) &&
            baton_json_string_is(doc, type, baton_str_from(types[i].name)))
            baton_buf_puts(buf, types[i].words);
}

void baton_schema__put_types(struct baton_buf *buf, const struct baton_json *doc, uint32_t value)
{
    size_t n = 0;
    if (!baton_json_is(doc, value, BATON_JSON_ARRAY)) {
        put_type(buf, doc, value);
        return;
    }
    size_t count = baton_json_size(doc, value);
    BATON_JSON_EACH_ITEM(doc, value, item) {
        baton_buf_puts(buf, baton_schema__comma(n++, count));
        put_type(buf, doc, item);
    }
}

static uint32_t member(const struct baton_json *doc, uint32_t object, const char *name,
                       enum baton_json_type type)
{
    uint32_t at = baton_json_is(doc, object, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, object, name)
                      : BATON_JSON_NONE;
    return at != BATON_JSON_NONE && baton_json_is(doc, at, type) ? at : BATON_JSON_NONE;
}

uint32_t baton_schema__item(const struct baton_json *doc, uint32_t array, int n)
{
    if (baton_json_is(doc, array, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(doc, array, item)
            if (n-- == 0)
                return item;
    return BATON_JSON_NONE;
}

/* The one value that a schema allows, or NONE. */
uint32_t baton_schema__constant(const struct baton_json *doc, uint32_t schema)
{
    if (!baton_json_is(doc, schema, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    uint32_t list = member(doc, schema, "enum", BATON_JSON_ARRAY);
    if (list != BATON_JSON_NONE && doc->v[list].next == list + 2)
        return list + 1;
    return baton_json_member_z(doc, schema, "const");
}

/* `type` is "queue" */
static bool put_constant(struct baton_buf *buf, const struct baton_json *doc, uint32_t schema)
{
    uint32_t properties = member(doc, schema, "properties", BATON_JSON_OBJECT);
    if (properties == BATON_JSON_NONE)
        return false;
    BATON_JSON_EACH_MEMBER(doc, properties, key) {
        uint32_t value = baton_schema__constant(doc, key + 1);
        if (value == BATON_JSON_NONE || doc->v[value].type >= BATON_JSON_ARRAY)
            continue;
        baton_buf_putc(buf, '`');
        baton_schema__put_text(buf, baton_json_string(doc, key, buf->arena), SCHEMA_SHORT);
        baton_buf_puts(buf, "` is ");
        baton_schema__put_value(buf, doc, value);
        return true;
    }
    return false;
}

/* What a reference leads to: the last part that is a name. */
static struct baton_str referred_name(struct baton_str ref)
{
    size_t end = ref.len, at;
    while (end && (ref.s[end - 1] == '#' || ref.s[end - 1] == '/'))
        end--;
    for (at = end; at && ref.s[at - 1] != '/' && ref.s[at - 1] != '#'; at--)
        continue;
    return baton_str_sub(ref, at, end);
}

struct baton_str baton_schema__title(const struct baton_json *doc, uint32_t schema,
                                     struct baton_arena *arena)
{
    struct baton_buf buf;
    uint32_t title = member(doc, schema, "title", BATON_JSON_STRING);
    uint32_t ref = member(doc, schema, "$ref", BATON_JSON_STRING);
    baton_buf_init(&buf, arena, 0);
    if (title != BATON_JSON_NONE)
        baton_schema__put_text(&buf, baton_json_string(doc, title, arena), SCHEMA_SHORT);
    else if (ref != BATON_JSON_NONE)
        baton_schema__put_text(&buf, referred_name(baton_json_string(doc, ref, arena)),
                               SCHEMA_SHORT);
    else
        (void)put_constant(&buf, doc, schema);
    return baton_buf_str(&buf);
}

/* an object with "a" and "b" */
static bool put_required(struct baton_buf *buf, const struct baton_json *doc, uint32_t schema,
                         bool typed)
{
    uint32_t list = member(doc, schema, "required", BATON_JSON_ARRAY);
    size_t count = list == BATON_JSON_NONE ? 0 : baton_json_size(doc, list), shown = 0;
    if (!count)
        return false;
    baton_buf_puts(buf, typed ? " with " : "an object with ");
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (shown == 3)
            break;
        baton_buf_puts(buf, !shown ? "" : shown + 1 == count ? " and " : ", ");
        baton_schema__put_value(buf, doc, item);
        shown++;
    }
    baton_buf_puts(buf, shown < count ? ", …" : "");
    return true;
}

/* A limit, or something else that is one value; after the type, or a noun that tells it. */
static bool put_limit(struct baton_buf *buf, const struct baton_json *doc, uint32_t schema,
                      bool typed)
{
    static const struct {
        const char *keyword, *noun, *words;
    } rows[] = {
        {"format", "a string", " of the format "},
        {"pattern", "a string", " that matches "},
        {"minimum", "a number", " of at least "},
        {"maximum", "a number", " of at most "},
        {"exclusiveMinimum", "a number", " above "},
        {"exclusiveMaximum", "a number", " below "},
        {"multipleOf", "a number", " that is a multiple of "},
        {"minLength", "a string", " of a length of at least "},
        {"maxLength", "a string", " of a length of at most "},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        uint32_t at = baton_json_member_z(doc, schema, rows[i].keyword);
        if (at == BATON_JSON_NONE || doc->v[at].type >= BATON_JSON_ARRAY)
            continue;
        baton_buf_puts(buf, typed ? "" : rows[i].noun);
        baton_buf_puts(buf, rows[i].words);
        if (baton_json_is(doc, at, BATON_JSON_STRING))
            baton_schema__put_text(buf, baton_json_string(doc, at, buf->arena), SCHEMA_SHORT);
        else
            baton_schema__put_value(buf, doc, at);
        return true;
    }
    return false;
}

/* a string of the format date */
static bool put_form(struct baton_buf *buf, const struct baton_json *doc, uint32_t schema)
{
    uint32_t type = baton_json_member_z(doc, schema, "type");
    size_t before = buf->len;
    if (type != BATON_JSON_NONE)
        baton_schema__put_types(buf, doc, type);
    bool typed = buf->len > before;
    return put_limit(buf, doc, schema, typed) || put_required(buf, doc, schema, typed) || typed;
}

bool baton_schema__put_schema(struct baton_buf *buf, const struct baton_json *doc,
                              uint32_t schema)
{
    if (!baton_json_is(doc, schema, BATON_JSON_OBJECT))
        return false;
    struct baton_str title = baton_schema__title(doc, schema, buf->arena);
    uint32_t value = baton_schema__constant(doc, schema);
    uint32_t list = member(doc, schema, "enum", BATON_JSON_ARRAY);
    if (title.len) {
        bool named = title.s[0] != '`';
        baton_buf_fmt(buf, named ? "\"%.*s\"" : "%.*s", BATON_ARG(title));
    } else if (value != BATON_JSON_NONE) {
        baton_schema__put_value(buf, doc, value);
    } else if (list != BATON_JSON_NONE) {
        baton_buf_puts(buf, "one of ");
        baton_schema__put_list(buf, doc, list);
    } else {
        return put_form(buf, doc, schema);
    }
    return true;
}
