/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/model_int.h"

static const struct {
    const char *name, *text;
} kinds[] = {
#define ROW(code, name, text) [code] = {name, text},
    BATON_INPUT_KINDS(ROW)
#undef ROW
};

const char *baton_input_kind_name(enum baton_input_kind kind)
{
    return (size_t)kind < BATON_COUNT(kinds) ? kinds[kind].name : "?";
}

const char *baton_input_kind_text(enum baton_input_kind kind)
{
    return (size_t)kind < BATON_COUNT(kinds) ? kinds[kind].text : "?";
}

bool baton_input_kind_find(struct baton_str name, enum baton_input_kind *out)
{
    for (size_t i = 0; i < BATON_COUNT(kinds); i++) {
        if (baton_str_is(name, kinds[i].name)) {
            *out = (enum baton_input_kind)i;
            return true;
        }
    }
    return false;
}

static bool has_entries(const struct baton_json *doc)
{
    uint32_t log = baton_json_member_z(doc, 0, "log");
    return log != BATON_JSON_NONE && baton_json_is(doc, log, BATON_JSON_OBJECT) &&
           baton_json_member_z(doc, log, "entries") != BATON_JSON_NONE;
}

static enum baton_input_kind of_object(const struct baton_json *doc)
{
    if (!baton_json_is(doc, 0, BATON_JSON_OBJECT))
        return BATON_INPUT_PAYLOAD;
    if (has_entries(doc))
        return BATON_INPUT_HAR;
    if (baton_model__is_entry(doc, 0))
        return BATON_INPUT_RECORDS;
    return baton_model__is_conversation(doc, 0) ? BATON_INPUT_CONVERSATION : BATON_INPUT_PAYLOAD;
}

/* Several lines: the first tells what they are, if it is a whole document of a known kind. */
static enum baton_input_kind of_lines(struct baton_arena *arena, struct baton_str text)
{
    size_t end = baton_str_find_byte(text, '\n');
    struct baton_json doc;
    if (end == SIZE_MAX || !baton_str_trim(baton_str_sub(text, end, text.len)).len ||
        baton_json_read(arena, baton_str_trim(baton_str_sub(text, 0, end)), NULL, &doc, NULL) !=
            BATON_OK)
        return BATON_INPUT_PAYLOAD;
    enum baton_input_kind first = of_object(&doc);
    if (first == BATON_INPUT_CONVERSATION)
        return BATON_INPUT_CONVERSATIONS;
    return first == BATON_INPUT_RECORDS ? first : BATON_INPUT_PAYLOAD;
}

static enum baton_input_kind of_json(struct baton_arena *arena, struct baton_str text)
{
    struct baton_json doc;
    enum baton_input_kind lines = of_lines(arena, text);
    if (lines != BATON_INPUT_PAYLOAD)
        return lines;
    if (baton_json_read(arena, text, NULL, &doc, NULL) != BATON_OK)
        return BATON_INPUT_PAYLOAD;
    return of_object(&doc);
}

/* name=value&name=value, without blanks: a form, whatever it should have been. */
static bool is_form(struct baton_str text)
{
    return baton_str_find_byte(text, '=') != SIZE_MAX &&
           baton_str_find_byte(text, ' ') == SIZE_MAX && baton_str_find_byte(text, '\n') == SIZE_MAX;
}

/* Words, then something in brackets: prose with a payload in it. */
static bool is_prose(struct baton_str text)
{
    char first = text.s[0];
    bool letter = (first | 32) >= 'a' && (first | 32) <= 'z';
    return (letter || (unsigned char)first >= 0x80 || first == '>' || first == '#' ||
            first == '*' || first == '`' || first == '-' || first == '$') &&
           !is_form(text) && baton_str_find_byte(text, ' ') != SIZE_MAX &&
           (baton_str_find_byte(text, '{') != SIZE_MAX ||
            baton_str_find(text, BATON_STR("curl ")) != SIZE_MAX ||
            baton_str_find(text, BATON_STR(" HTTP/")) != SIZE_MAX);
}

/* A quote mark of typography, a byte order mark: broken JSON, not prose. */
static bool is_broken_json(struct baton_str text)
{
    static const char *const starts[] = {"\xEF\xBB\xBF", "\xE2\x80\x9C", "\xE2\x80\x98",
                                         "\xFF\xFE", "\xFE\xFF"};
    for (size_t i = 0; i < BATON_COUNT(starts); i++)
        if (baton_str_starts(text, baton_str_from(starts[i])))
            return true;
    return false;
}

enum baton_input_kind baton_input_detect(struct baton_arena *arena, struct baton_str input)
{
    struct baton_str text = baton_str_trim(input);
    if (!text.len || is_broken_json(text))
        return BATON_INPUT_PAYLOAD;
    if (text.s[0] == '{' || text.s[0] == '[')
        return of_json(arena, text);
    if (baton_http_looks_like(input))
        return BATON_INPUT_HTTP;
    if (baton_str_starts(text, BATON_STR("curl ")) || baton_str_starts(text, BATON_STR("$ curl ")))
        return BATON_INPUT_CURL;
    return is_prose(text) ? BATON_INPUT_TEXT : BATON_INPUT_PAYLOAD;
}
