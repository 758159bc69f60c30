/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/model_int.h"

enum { LOOKED_AT = 3 }; /* lines */

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

/* What one line is, if it is a whole document of a known kind; else a payload. */
static enum baton_input_kind of_line(struct baton_arena *arena, struct baton_str line,
                                     bool listed)
{
    struct baton_json doc;
    if (baton_json_read(arena, line, NULL, &doc, NULL) != BATON_OK)
        return BATON_INPUT_PAYLOAD;
    enum baton_input_kind kind = of_object(&doc);
    if (!listed && baton_model__is_event(&doc, 0))
        return BATON_INPUT_RECORDS;
    if (kind == BATON_INPUT_CONVERSATION)
        return BATON_INPUT_CONVERSATIONS;
    return kind == BATON_INPUT_RECORDS ? kind : BATON_INPUT_PAYLOAD;
}

/* Several lines: one of the first tells what they are; another may be broken. */
static enum baton_input_kind of_lines(struct baton_arena *arena, struct baton_str text)
{
    enum baton_input_kind kind = BATON_INPUT_PAYLOAD;
    struct baton_str line;
    bool listed = text.s[0] == '[';
    if (baton_str_find_byte(text, '\n') == SIZE_MAX)
        return kind;
    for (int n = 0; n < LOOKED_AT && kind == BATON_INPUT_PAYLOAD &&
                    baton_str_next(&text, '\n', &line);) {
        line = baton_str_trim(line);
        if (!line.len)
            continue;
        kind = of_line(arena, line, listed);
        n++;
    }
    return kind;
}

/* A message of AudioHook: those of one connection, one a line, are one document. */
static bool is_audiohook(const struct baton_json *doc)
{
    return baton_json_member_z(doc, 0, "seq") != BATON_JSON_NONE &&
           baton_json_member_z(doc, 0, "version") != BATON_JSON_NONE;
}

/* Objects that are whole, one a line: each is a document of its own. */
static bool is_object_a_line(struct baton_arena *arena, struct baton_str text)
{
    struct baton_str line;
    struct baton_json doc;
    int n = 0;
    while (n < LOOKED_AT && baton_str_next(&text, '\n', &line)) {
        line = baton_str_trim(line);
        if (!line.len)
            continue;
        if (baton_json_read(arena, line, NULL, &doc, NULL) != BATON_OK ||
            !baton_json_is(&doc, 0, BATON_JSON_OBJECT) || is_audiohook(&doc))
            return false;
        n++;
    }
    return n > 1;
}

/* Objects one a line, and nothing that is known to be written so. */
bool baton_model__is_sent_lines(struct baton_arena *arena, struct baton_str text)
{
    text = baton_str_trim(text);
    return text.len && of_lines(arena, text) == BATON_INPUT_PAYLOAD;
}

/* After the brackets somebody goes on talking: a chat, or a log's time stamp before it. */
static bool sentence_follows(struct baton_str text)
{
    struct baton_str word,
        rest = baton_str_sub(text, baton_model__past_brackets(text, 0), text.len);
    size_t words = 0;
    rest = baton_str_trim(rest);
    if (!rest.len || !((rest.s[0] | 32) >= 'a' && (rest.s[0] | 32) <= 'z'))
        return false;
    while (words < 4 && baton_str_next(&rest, ' ', &word))
        words += word.len > 0;
    return words == 4;
}

/* Raw HTTP or SIP that follows what the text begins with. */
static bool another_follows(struct baton_str text)
{
    return baton_model__next_capture(text, 0) < text.len;
}

static enum baton_input_kind of_json(struct baton_arena *arena, struct baton_str text)
{
    struct baton_json doc;
    bool whole = baton_json_read(arena, text, NULL, &doc, NULL) == BATON_OK;
    if (!whole && another_follows(text))
        return BATON_INPUT_TEXT;
    enum baton_input_kind kind = whole ? of_object(&doc) : BATON_INPUT_PAYLOAD;
    /* A HAR file may have an entry on a line of its own. */
    enum baton_input_kind lines = kind == BATON_INPUT_HAR ? kind : of_lines(arena, text);
    if (lines != BATON_INPUT_PAYLOAD)
        return lines;
    if (!whole && is_object_a_line(arena, text))
        return BATON_INPUT_RECORDS;
    if (!whole)
        return sentence_follows(text) ? BATON_INPUT_TEXT : BATON_INPUT_PAYLOAD;
    /* One entry that takes several lines is no record. */
    bool spread = baton_str_find_byte(text, '\n') != SIZE_MAX;
    return kind == BATON_INPUT_RECORDS && spread ? BATON_INPUT_HAR : kind;
}

/* name=value&name=value, without blanks: a form, whatever it should have been. */
static bool is_form(struct baton_str text)
{
    return baton_str_find_byte(text, '=') != SIZE_MAX &&
           baton_str_find_byte(text, ' ') == SIZE_MAX &&
           baton_str_find_byte(text, '\n') == SIZE_MAX;
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* A blank and a letter. */
static bool word_follows(struct baton_str text, size_t at)
{
    return at + 1 < text.len && text.s[at] == ' ' && is_letter(text.s[at + 1]);
}

/* "400 words", "1. words", "2) words" */
static bool begins_with_number(struct baton_str line)
{
    size_t at = 0;
    while (at < line.len && line.s[at] >= '0' && line.s[at] <= '9')
        at++;
    at += at && at < line.len && (line.s[at] == '.' || line.s[at] == ')');
    return at && word_follows(line, at);
}

/* A log's line: "2026-01-05T10:00:00Z ERROR ..." */
static bool begins_with_date(struct baton_str line)
{
    static const char form[] = "dddd-dd-dd";
    if (line.len < sizeof form)
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? line.s[i] < '0' || line.s[i] > '9' : line.s[i] != form[i])
            return false;
    return true;
}

/* "[Solved] words", "(words", "\"Words\" and more", "1. words": not how JSON goes on. */
static bool begins_sentence(struct baton_str text)
{
    struct baton_str line = baton_str_sub(text, 0, baton_str_find_byte(text, '\n'));
    struct baton_str inside = baton_str_sub(line, 1, line.len);
    bool letter = inside.len && is_letter(inside.s[0]);
    if (line.s[0] == '(')
        return letter;
    if (line.s[0] != '[' && line.s[0] != '"')
        return begins_with_number(line);
    size_t end = baton_str_find_byte(inside, line.s[0] == '[' ? ']' : '"');
    return letter && end != SIZE_MAX && word_follows(inside, end + 1);
}

/* "11:02:44": a log's line that leaves out the day. */
static bool begins_with_time(struct baton_str line)
{
    static const char form[] = "dd:dd";
    for (size_t i = 0; form[i]; i++)
        if (i >= line.len || (form[i] == 'd' ? line.s[i] < '0' || line.s[i] > '9'
                                             : line.s[i] != form[i]))
            return false;
    return true;
}

/* name: "value", or name: {, as JSON that lost its outer braces begins. */
static bool begins_member(struct baton_str text)
{
    static const char *const values[] = {"\"", "'", "{", "[", "\xE2\x80\x9C", "\xE2\x80\x98"};
    size_t at = 0;
    while (at < text.len && (is_letter(text.s[at]) || text.s[at] == '_'))
        at++;
    struct baton_str rest = baton_str_trim(baton_str_sub(text, at, at + 40));
    if (!at || !rest.len || rest.s[0] != ':')
        return false;
    rest = baton_str_trim(baton_str_sub(rest, 1, rest.len));
    for (size_t i = 0; i < BATON_COUNT(values); i++)
        if (baton_str_starts(rest, baton_str_from(values[i])))
            return true;
    return false;
}

/* Bytes that no text has, near its beginning. */
static bool is_binary(struct baton_str text)
{
    for (size_t i = 0; i < text.len && i < 256; i++)
        if ((unsigned char)text.s[i] < ' ' &&
            baton_str_find_byte(BATON_STR("\t\n\r\033"), text.s[i]) == SIZE_MAX)
            return true;
    return false;
}

/*
 * Text, or JSON that is broken? What begins with a brace, a bracket or a quote mark was to be
 * JSON, and so was a name with a colon and a quoted value; a form has no blanks, one word alone
 * is a value. What begins with a word, a number, a date, a mark of a list or a quotation, and
 * goes on with more words, is text: there is nothing of JSON in it to be broken.
 */
static bool is_prose(struct baton_str text)
{
    char first = text.s[0];
    return (is_letter(first) || (unsigned char)first >= 0x80 ||
            baton_str_find_byte(BATON_STR(">#*`-$~"), first) != SIZE_MAX ||
            begins_sentence(text) || begins_with_date(text) || begins_with_time(text)) &&
           !is_form(text) && baton_str_find_byte(text, ' ') != SIZE_MAX &&
           !begins_member(text) && !is_binary(text);
}

/* A quote mark of typography, a byte order mark of UTF-16: broken JSON, not prose. */
static bool is_broken_json(struct baton_str text)
{
    static const char *const starts[] = {"\xE2\x80\x9C", "\xE2\x80\x98", "\xFF\xFE",
                                         "\xFE\xFF"};
    for (size_t i = 0; i < BATON_COUNT(starts); i++)
        if (baton_str_starts(text, baton_str_from(starts[i])))
            return true;
    return false;
}

/* One command is of kind curl; several, or one within a text, are found by who reads text. */
static enum baton_input_kind of_command(struct baton_arena *arena, struct baton_str text)
{
    struct baton_exchange ex;
    size_t start = baton_model__past_prompt(text, 0);
    if (!baton_model__is_curl(baton_str_sub(text, start, text.len)))
        return BATON_INPUT_PAYLOAD;
    if (baton_model__curl(arena, text, start, &ex) != BATON_OK)
        return BATON_INPUT_CURL;
    struct baton_str rest = baton_str_sub(text, ex.extent.end, text.len);
    return baton_str_find(rest, BATON_STR("\ncurl ")) == SIZE_MAX ? BATON_INPUT_CURL
                                                                  : BATON_INPUT_TEXT;
}

bool baton_model__is_code(struct baton_str text)
{
    static const char *const calls[] = {"GetRESTProxy(", "MakeRestRequest("};
    for (size_t i = 0; i < BATON_COUNT(calls); i++)
        if (baton_str_find_nocase(text, baton_str_from(calls[i])) != SIZE_MAX)
            return true;
    return baton_str_starts(text, BATON_STR("ASSIGN ")) ||
           baton_str_find(text, BATON_STR("\nASSIGN ")) != SIZE_MAX;
}

/* Does the text begin with a raw message, and go on with another, or with records? */
static bool follows_capture(struct baton_arena *arena, struct baton_str text)
{
    struct baton_model_capture first;
    if (!baton_model__is_capture(text))
        return false;
    baton_model__capture(arena, text, 0, true, &first);
    return first.end < text.len;
}

enum baton_input_kind baton_input_detect(struct baton_arena *arena, struct baton_str input)
{
    if (baton_str_starts(input, BATON_STR("\xEF\xBB\xBF")))
        input = baton_str_sub(input, 3, input.len);
    struct baton_str text = baton_str_trim(input);
    if (!text.len || is_broken_json(text))
        return BATON_INPUT_PAYLOAD;
    if (text.s[0] == '{' || (text.s[0] == '[' && !begins_sentence(text)))
        return of_json(arena, text);
    if (baton_model__is_sip(text))
        return follows_capture(arena, text) ? BATON_INPUT_TEXT : BATON_INPUT_SIP;
    if (baton_http_looks_like(input))
        return follows_capture(arena, text) ? BATON_INPUT_TEXT : BATON_INPUT_HTTP;
    enum baton_input_kind command = of_command(arena, text);
    if (command != BATON_INPUT_PAYLOAD)
        return command;
    return is_prose(text) || baton_model__is_code(text) ? BATON_INPUT_TEXT : BATON_INPUT_PAYLOAD;
}
