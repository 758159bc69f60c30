/* SPDX-License-Identifier: Apache-2.0 */
/* What stands between tokens: blanks of all kinds, and comments. */
#include "core/base.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

size_t baton_json__skip_plain(struct baton_str text, size_t at)
{
    while (at < text.len && baton_json__is_blank(text.s[at]))
        at++;
    return at;
}

/* Blanks, marks without width, and line ends that people paste without seeing them. */
static bool is_odd(uint32_t c)
{
    static const uint32_t odd[] = {
        0x85,   0xA0,   0xAD,   0x1680, 0x180E, 0x2028, 0x2029,
        0x202F, 0x205F, 0x2060, 0x2063, 0x3000, 0xFEFF,
    };
    if (c >= 0x2000 && c <= 0x200F)
        return true;
    for (size_t i = 0; i < BATON_COUNT(odd); i++)
        if (c == odd[i])
            return true;
    return false;
}

/* The two characters "\n" between tokens, as logs show line ends. */
static bool is_written_out(struct baton_str text, size_t at)
{
    if (text.len - at < 3 || !baton_json__is_one_of(text.s[at + 1], "nrt"))
        return false;
    return baton_json__is_one_of(text.s[at + 2], " \t\r\n\"'{}[],\\");
}

size_t baton_json__odd_blank(struct baton_str text, size_t at)
{
    uint32_t c;
    unsigned char first = at < text.len ? (unsigned char)text.s[at] : ' ';
    if (first == '\\')
        return is_written_out(text, at) ? 2 : 0;
    if (first < 0x80)
        return first < ' ' && !baton_json__is_blank((char)first);
    size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
    return n && is_odd(c) ? n : 0;
}

bool baton_json__comment_at(struct baton_str text, size_t at)
{
    char c = text.s[at], next = at + 1 < text.len ? text.s[at + 1] : 0;
    return (c == '#' && next != '{') || (c == '/' && (next == '/' || next == '*'));
}

static size_t line_end(struct baton_str text, size_t at)
{
    while (at < text.len && text.s[at] != '\n' && text.s[at] != '\r')
        at++;
    return at;
}

static size_t block_end(struct baton_str text, size_t at)
{
    size_t length = baton_str_find(baton_str_sub(text, at + 2, text.len), BATON_STR("*/"));
    return length == SIZE_MAX ? text.len : at + 2 + length + 2;
}

/*
 * Takes the blanks before a comment along, but leaves one after a value, so
 * that a comma that is put in there has a place of its own.
 */
static void comment(struct baton_json__mender *m)
{
    size_t start = m->at;
    bool block = m->text.s[start] == '/' && m->text.s[start + 1] == '*';
    size_t end = block ? block_end(m->text, start) : line_end(m->text, start);
    size_t keep = m->want == BATON_JSON__WANT_NEXT_KEY || m->want == BATON_JSON__WANT_NEXT_ITEM
                      ? m->last_end : m->last_end + 1;
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_COMMENT, start, end);
    if (!block)
        while (start > keep && (m->text.s[start - 1] == ' ' ||
                                           m->text.s[start - 1] == '\t'))
            start--;
    baton_json__fix(m->problems, problem, start, end - start, BATON_STR(""));
    m->at = end;
}

static void odd_blanks(struct baton_json__mender *m)
{
    size_t start = m->at, n;
    while ((n = baton_json__odd_blank(m->text, m->at)) > 0)
        m->at += n;
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_ODD_BLANK, start, m->at);
    baton_json__fix(m->problems, problem, start, m->at - start, BATON_STR(" "));
}

void baton_json__skip(struct baton_json__mender *m)
{
    for (;;) {
        m->at = baton_json__skip_plain(m->text, m->at);
        if (m->at >= m->text.len)
            return;
        if (baton_json__comment_at(m->text, m->at))
            comment(m);
        else if (baton_json__odd_blank(m->text, m->at))
            odd_blanks(m);
        else
            return;
    }
}
