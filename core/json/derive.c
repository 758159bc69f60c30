/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"
#include "core/json.h"
#include "core/json/derive_int.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

/* ---- UTF-16 (RFC 2781) ------------------------------------------------------------ */

struct utf16 {
    bool found, big;
    size_t start; /* past the byte order mark */
};

static struct utf16 detect_utf16(struct baton_str text)
{
    const unsigned char *s = (const unsigned char *)text.s;
    if (text.len < 2)
        return (struct utf16){0};
    if ((s[0] == 0xFE && s[1] == 0xFF) || (s[0] == 0xFF && s[1] == 0xFE))
        return (struct utf16){true, s[0] == 0xFE, 2};
    /* JSON begins with ASCII, so every other byte is 0. */
    bool big = !s[0] && s[1], little = s[0] && !s[1];
    if (text.len == 3 || (text.len > 3 && ((big && s[2]) || (little && s[3]))))
        return (struct utf16){0};
    return (struct utf16){big || little, big, 0};
}

static uint32_t unit_at(struct baton_str text, size_t at, bool big)
{
    unsigned char first = (unsigned char)text.s[at], second = (unsigned char)text.s[at + 1];
    return big ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

static struct baton_str from_utf16(struct baton_arena *arena, struct baton_str text,
                                   struct utf16 form)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t at = form.start; at + 1 < text.len; at += 2) {
        uint32_t c = unit_at(text, at, form.big);
        uint32_t next = at + 3 < text.len ? unit_at(text, at + 2, form.big) : 0;
        if (c >= 0xD800 && c <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
            c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
            at += 2;
        }
        baton_buf_put_utf8(&buf, c);
    }
    return baton_buf_str(&buf);
}

/* ---- application/x-www-form-urlencoded (WHATWG URL, section 5) ----------------------- */

static bool in_form_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           baton_json__is_one_of(c, "_-.~*%+[]");
}

static struct baton_str percent_decode(struct baton_arena *arena, struct baton_str text)
{
    char *s = baton_arena_take(arena, text.len + 1);
    size_t len = 0;
    if (!s)
        return (struct baton_str){"", 0};
    for (size_t i = 0; i < text.len; i++) {
        int high = -1, low = -1;
        if (text.s[i] == '%' && text.len - i > 2) {
            high = baton_json__hex((unsigned char)text.s[i + 1]);
            low = baton_json__hex((unsigned char)text.s[i + 2]);
        }
        if (high >= 0 && low >= 0) {
            s[len++] = (char)(high << 4 | low);
            i += 2;
        } else {
            s[len++] = text.s[i] == '+' ? ' ' : text.s[i];
        }
    }
    return (struct baton_str){s, len};
}

static bool begins_with_bracket(struct baton_str text)
{
    text = baton_str_trim(text);
    return text.len && (text.s[0] == '{' || text.s[0] == '[');
}

static bool begins_encoded(struct baton_str text)
{
    return baton_str_starts_nocase(text, BATON_STR("%7b")) ||
           baton_str_starts_nocase(text, BATON_STR("%5b"));
}

/* Offset of the value of the first pair, or 0 if the text is no form. */
static size_t first_value(struct baton_str text)
{
    size_t at = 0;
    while (at < text.len && in_form_name(text.s[at]))
        at++;
    return at && at < text.len && text.s[at] == '=' ? at + 1 : 0;
}

/* Each pair is a name, '=' and bytes that need no encoding. */
static bool is_form(struct baton_str text)
{
    struct baton_str piece;
    while (baton_str_next(&text, '&', &piece)) {
        size_t value = first_value(piece);
        if (!value)
            return false;
        for (size_t i = value; i < piece.len; i++)
            if ((unsigned char)piece.s[i] <= ' ' || baton_json__is_one_of(piece.s[i], "{}\"<>"))
                return false;
    }
    return true;
}

struct form {
    struct baton_arena *arena;
    const struct baton_json_limits *limits;
    struct baton_buf buf;
};

static void put_pair(struct form *form, struct baton_str piece)
{
    size_t value_at = first_value(piece);
    struct baton_json doc;
    struct baton_str name =
        percent_decode(form->arena, baton_str_sub(piece, 0, value_at - 1));
    struct baton_str value =
        percent_decode(form->arena, baton_str_sub(piece, value_at, piece.len));
    if (form->buf.len > 1)
        baton_buf_putc(&form->buf, ',');
    baton_json_put_string(&form->buf, name);
    baton_buf_putc(&form->buf, ':');
    if (begins_with_bracket(value) &&
        baton_json_read(form->arena, value, form->limits, &doc, NULL) == BATON_OK)
        baton_buf_put(&form->buf, value);
    else
        baton_json_put_string(&form->buf, value);
}

/* An object of all pairs; or, where JSON is the value of the only one, that. */
static struct baton_str from_form(struct form *form, struct baton_str text)
{
    struct baton_str rest = text, piece;
    size_t value = first_value(text);
    if (baton_str_find_byte(text, '&') == SIZE_MAX) {
        struct baton_str only =
            percent_decode(form->arena, baton_str_sub(text, value, text.len));
        if (begins_with_bracket(only))
            return only;
    }
    baton_buf_init(&form->buf, form->arena, 0);
    baton_buf_putc(&form->buf, '{');
    while (baton_str_next(&rest, '&', &piece))
        put_pair(form, piece);
    baton_buf_putc(&form->buf, '}');
    return baton_buf_str(&form->buf);
}

static bool derive_form(struct baton_arena *arena, struct baton_str text,
                        const struct baton_json_limits *limits, struct baton_str *out)
{
    struct form form = {.arena = arena, .limits = limits};
    text = baton_str_trim(text);
    size_t value = first_value(text);
    if (begins_encoded(text))
        *out = percent_decode(arena, text);
    else if (value && begins_with_bracket(baton_str_sub(text, value, text.len)))
        *out = baton_str_sub(text, value, text.len);
    else if (value && is_form(text))
        *out = from_form(&form, text);
    else
        return false;
    return true;
}

/* ---- the inside of a string --------------------------------------------------------- */

/* {\"a\": 1}: a string's text that lost the quotes around it. */
static bool is_escaped(struct baton_str text)
{
    text = baton_str_trim(text);
    if (!begins_with_bracket(text))
        return false;
    size_t at = 1;
    for (;;) {
        at = baton_json__skip_plain(text, at);
        if (at + 1 >= text.len || text.s[at] != '\\')
            return false;
        if (text.s[at + 1] == '"')
            return true;
        if (text.s[at + 1] != 'n' && text.s[at + 1] != 'r' && text.s[at + 1] != 't')
            return false;
        at += 2;
    }
}

enum baton_json_code baton_json__derive(struct baton_arena *arena, struct baton_str text,
                                        const struct baton_json_limits *limits,
                                        struct baton_str *out)
{
    struct utf16 utf16 = detect_utf16(text);
    if (utf16.found) {
        *out = from_utf16(arena, text, utf16);
        return BATON_JSON_UTF16;
    }
    if (derive_form(arena, text, limits, out))
        return BATON_JSON_FORM_ENCODED;
    if (is_escaped(text)) {
        struct baton_buf buf;
        baton_buf_init(&buf, arena, 0);
        baton_json__decode(&buf, text);
        *out = baton_buf_str(&buf);
        return BATON_JSON_IN_STRING;
    }
    return BATON_JSON_OK;
}

/* ---- what is no JSON at all ---------------------------------------------------------- */

enum { LOOK = 1024, LOOK_FOR_BINARY = 256, LEAST_BINARY = 16 };

static bool is_html(struct baton_str text)
{
    static const char *const tags[] = {
        "<!doctype html", "<html", "<head", "<body", "<title", "<h1", "<div", "<p>", "<center",
    };
    struct baton_str head = baton_str_sub(text, 0, text.len < LOOK ? text.len : LOOK);
    for (size_t i = 0; i < BATON_COUNT(tags); i++)
        if (baton_str_find_nocase(head, baton_str_from(tags[i])) != SIZE_MAX)
            return true;
    return false;
}

static bool is_markup(struct baton_str text)
{
    char c = text.len > 1 && text.s[0] == '<' ? text.s[1] : 0;
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '!' || c == '?' || c == '/';
}

/* More than a quarter of the first bytes are nothing that stands in a text. */
static bool is_binary(struct baton_str text)
{
    size_t limit = text.len < LOOK_FOR_BINARY ? text.len : LOOK_FOR_BINARY, odd = 0;
    for (size_t at = 0; at < limit;) {
        uint32_t c = 0;
        size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
        bool control = n && c < ' ' && c != '\t' && c != '\n' && c != '\r';
        odd += !n || control || c == 0x7F;
        at += n ? n : 1;
    }
    return limit >= LEAST_BINARY && odd > limit / 4;
}

enum baton_json_code baton_json__recognise(struct baton_str text, struct baton_str *what)
{
    static const struct {
        struct baton_str magic, what;
    } kinds[] = {
        {{"\x1F\x8B", 2}, {"gzip", 4}}, {{"PK\x03\x04", 4}, {"zip", 3}},
        {{"%PDF", 4}, {"PDF", 3}},      {{"\x89PNG", 4}, {"PNG", 3}},
        {{"RIFF", 4}, {"RIFF", 4}},     {{"\x28\xB5\x2F\xFD", 4}, {"zstd", 4}},
    };
    struct baton_str trimmed = baton_str_trim(text);
    *what = (struct baton_str){NULL, 0};
    for (size_t i = 0; i < BATON_COUNT(kinds); i++) {
        if (baton_str_starts(text, kinds[i].magic)) {
            *what = kinds[i].what;
            return BATON_JSON_NOT_JSON;
        }
    }
    if (is_markup(trimmed)) {
        bool html = is_html(trimmed);
        *what = html ? BATON_STR("HTML") : BATON_STR("XML");
        return html ? BATON_JSON_HTML : BATON_JSON_NOT_JSON;
    }
    if (is_binary(text) && !(trimmed.len && baton_json__begins_json(trimmed, 0))) {
        *what = BATON_STR("binary data");
        return BATON_JSON_NOT_JSON;
    }
    return BATON_JSON_OK;
}
