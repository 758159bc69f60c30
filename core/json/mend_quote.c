/* SPDX-License-Identifier: Apache-2.0 */
/* Quote marks of all kinds, and what can be guessed from a look ahead. */
#include "core/base.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

enum { FARTHEST_LOOK = 512 }; /* bytes; a look ahead must not cost more than the reading */

static const struct {
    uint32_t code_point;
    enum baton_json__mark kind;
} marks[] = {
    {0x201C, CURLY}, {0x201D, CURLY}, {0x201E, CURLY}, {0x201F, CURLY}, {0xAB, CURLY},
    {0xBB, CURLY},   {0x2033, CURLY}, {0x2036, CURLY}, {0xFF02, CURLY},
    {0x2018, CURLY_SINGLE}, {0x2019, CURLY_SINGLE}, {0x201A, CURLY_SINGLE},
    {0x201B, CURLY_SINGLE}, {0x2039, CURLY_SINGLE}, {0x203A, CURLY_SINGLE},
    {0x2032, CURLY_SINGLE}, {0xB4, CURLY_SINGLE},   {0xFF07, CURLY_SINGLE},
};

/* Bytes that are no UTF-8: quote marks where the text is Windows-1252. */
static enum baton_json__mark byte_mark(unsigned char byte)
{
    if (byte == 0x91 || byte == 0x92)
        return CURLY_SINGLE;
    return byte == 0x93 || byte == 0x94 ? CURLY : NO_MARK;
}

struct baton_json__quote baton_json__quote_at(struct baton_str text, size_t at)
{
    struct baton_json__quote none = {NO_MARK, 1};
    unsigned char c = at < text.len ? (unsigned char)text.s[at] : 0;
    if (c == '"')
        return (struct baton_json__quote){STRAIGHT, 1};
    if (c == '\'')
        return (struct baton_json__quote){APOSTROPHE, 1};
    if (c == '`')
        return (struct baton_json__quote){CURLY_SINGLE, 1};
    if (c == '&' && baton_str_starts(baton_str_sub(text, at, text.len), BATON_STR("&quot;")))
        return (struct baton_json__quote){CURLY, 6};
    if (c < 0x80)
        return none;
    uint32_t code_point;
    none.len = baton_utf8_decode(text.s + at, text.len - at, &code_point);
    if (!none.len)
        return (struct baton_json__quote){byte_mark(c), 1};
    for (size_t i = 0; i < BATON_COUNT(marks); i++)
        if (marks[i].code_point == code_point)
            return (struct baton_json__quote){marks[i].kind, none.len};
    return none;
}

bool baton_json__in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_' || c == '-' || c == '$' || c == '.';
}

/* The end of the quoted or plain name at `at`, or `at` if there is none near. */
static size_t name_end(struct baton_str text, size_t at)
{
    struct baton_json__quote quote = baton_json__quote_at(text, at);
    size_t i = at, limit = text.len - at < FARTHEST_LOOK ? text.len : at + FARTHEST_LOOK;
    if (quote.kind == NO_MARK) {
        while (i < limit && baton_json__in_name(text.s[i]))
            i++;
        return i;
    }
    for (i += quote.len; i < limit;) {
        struct baton_json__quote close = baton_json__quote_at(text, i);
        if (text.s[i] == '\n' || text.s[i] == '\r')
            return at;
        if (close.kind == quote.kind || close.kind == STRAIGHT)
            return i + close.len;
        i += text.s[i] == '\\' ? 2 : close.len;
    }
    return at;
}

static size_t look_past_blanks(struct baton_str text, size_t at)
{
    size_t limit = text.len - at < FARTHEST_LOOK ? text.len : at + FARTHEST_LOOK;
    return baton_json__skip_plain(baton_str_sub(text, 0, limit), at);
}

bool baton_json__key_ahead(struct baton_str text, size_t at)
{
    size_t end = name_end(text, at);
    if (end == at)
        return false;
    end = look_past_blanks(text, end);
    return end < text.len && (text.s[end] == ':' || text.s[end] == '=');
}

static bool begins_item(struct baton_str text, size_t at)
{
    char c = text.s[at];
    return c == '{' || c == '[' || c == ']' || c == '-' || (c >= '0' && c <= '9') ||
           baton_json__quote_at(text, at).kind != NO_MARK ||
           baton_str_starts(baton_str_sub(text, at, text.len), BATON_STR("true")) ||
           baton_str_starts(baton_str_sub(text, at, text.len), BATON_STR("false")) ||
           baton_str_starts(baton_str_sub(text, at, text.len), BATON_STR("null"));
}

bool baton_json__begins_json(struct baton_str text, size_t at)
{
    size_t next = look_past_blanks(text, at + 1);
    if (next >= text.len)
        return false;
    if (text.s[at] == '[')
        return begins_item(text, next);
    if (text.s[at] != '{')
        return false;
    return text.s[next] == '}' || baton_json__quote_at(text, next).kind != NO_MARK ||
           baton_json__comment_at(text, next) || baton_json__key_ahead(text, next);
}
