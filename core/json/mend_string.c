/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings as people send them. Where one ends is a guess as soon as its closing
 * quote is not the plain one in the plain place: a quote ends a string if what
 * follows it is what follows a string.
 */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

/* A search for the end of one string; offsets are NOWHERE until found. */
struct search {
    size_t start; /* of the content */
    enum baton_json__mark kind;
    bool key, inner;
    size_t first, first_len;       /* the first quote that could end it, but looks inner */
    size_t fallback, fallback_len; /* a typographic mark that would end it */
    size_t line;                   /* the first line end within */
    size_t cut;                    /* the comma before a member that the string ran into */
};

struct ending {
    size_t end, mark_len; /* of the content; of the closing mark, 0 if there is none */
    bool truncated;
};

enum verdict { GO_ON, ENDS, GIVE_UP };

static const bool closing[5][5] = {
    [STRAIGHT] = {[STRAIGHT] = true},
    [APOSTROPHE] = {[APOSTROPHE] = true},
    [CURLY] = {[CURLY] = true, [STRAIGHT] = true},
    [CURLY_SINGLE] = {[CURLY_SINGLE] = true, [APOSTROPHE] = true},
};

static const bool closing_in_need[5][5] = {
    [STRAIGHT] = {[CURLY] = true},
    [APOSTROPHE] = {[CURLY_SINGLE] = true},
};

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* ---- what follows, what precedes --------------------------------------------- */

static size_t past_blanks(struct baton_str text, size_t at, bool lines)
{
    while (at < text.len) {
        size_t odd = baton_json__odd_blank(text, at);
        if (!odd && (!baton_json__is_blank(text.s[at]) || (!lines && is_line_end(text.s[at]))))
            break;
        at += odd ? odd : 1;
    }
    return at;
}

/* Whether what stands after a comma can be another member. */
static bool member_follows(struct baton_str text, size_t at)
{
    size_t next = past_blanks(text, at, false);
    if (next >= text.len || baton_json__is_one_of(text.s[next], "\r\n}],/#.{"))
        return true;
    return baton_json__quote_at(text, next).kind != NO_MARK || baton_json__key_ahead(text, next);
}

static bool ends_before(const struct baton_json__mender *m, const struct search *s, size_t after)
{
    size_t at = past_blanks(m->text, after, s->key);
    if (at >= m->text.len)
        return true;
    char c = m->text.s[at];
    if (s->key)
        return c == ':' || c == '=' || c == ',' || c == '}';
    if (c == ',' || c == ';')
        return !baton_json__in_object(m) || member_follows(m->text, at + 1);
    return baton_json__is_one_of(c, "}]:\r\n") || baton_json__comment_at(m->text, at);
}

/* The last byte before `at` within the string that is no blank, or NOWHERE. */
static size_t before(const struct baton_json__mender *m, const struct search *s, size_t at)
{
    while (at > s->start && baton_json__is_blank(m->text.s[at - 1]))
        at--;
    return at > s->start ? at - 1 : BATON_JSON__NOWHERE;
}

static bool is_one_of(const struct baton_json__mender *m, size_t at, const char *bytes)
{
    return at != BATON_JSON__NOWHERE && baton_json__is_one_of(m->text.s[at], bytes);
}

/* After blanks a word that is no name of a member: `a 21" screen`. */
static bool words_follow(struct baton_str text, size_t at)
{
    size_t next = past_blanks(text, at, false);
    if (next >= text.len || baton_json__quote_at(text, next).kind != NO_MARK)
        return false;
    unsigned char c = (unsigned char)text.s[next];
    return (c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z')) &&
           !baton_json__key_ahead(text, next);
}

static bool text_goes_on(const struct baton_json__mender *m, const struct search *s, size_t at,
                         size_t after)
{
    if (after >= m->text.len)
        return false;
    if (baton_json__is_blank(m->text.s[after]))
        return words_follow(m->text, after);
    return at == s->start || baton_json__quote_at(m->text, after).kind == NO_MARK;
}

/* A quote that is not followed by what follows a string. */
static enum verdict doubtful(struct baton_json__mender *m, struct search *s, size_t at,
                             size_t mark_len)
{
    size_t previous = before(m, s, at);
    if (s->line != BATON_JSON__NOWHERE || s->fallback != BATON_JSON__NOWHERE)
        return GIVE_UP;
    if (s->key)
        return is_one_of(m, previous, ":,{[") ? GIVE_UP : ENDS;
    if (is_one_of(m, previous, ",") && baton_json__in_object(m) &&
        baton_json__key_ahead(m->text, at)) {
        s->cut = previous;
        return GIVE_UP;
    }
    if (s->inner)
        return is_one_of(m, previous, ",:{[") ? GIVE_UP : GO_ON;
    if (at < m->no_inner_before || !text_goes_on(m, s, at, at + mark_len))
        return ENDS;
    s->first = at;
    s->first_len = mark_len;
    s->inner = true;
    return GO_ON;
}

static enum verdict judge(struct baton_json__mender *m, struct search *s, size_t at,
                          struct baton_json__quote quote)
{
    if (!closing[s->kind][quote.kind]) {
        if (closing_in_need[s->kind][quote.kind] && s->fallback == BATON_JSON__NOWHERE &&
            ends_before(m, s, at + quote.len)) {
            s->fallback = at;
            s->fallback_len = quote.len;
        }
        return GO_ON;
    }
    return ends_before(m, s, at + quote.len) ? ENDS : doubtful(m, s, at, quote.len);
}

/* ---- strings without an end ---------------------------------------------------- */

/* Whether the closing brackets from `at` on are those of the innermost containers. */
static bool close_innermost(const struct baton_json__mender *m, size_t at, size_t end)
{
    uint32_t open = m->open;
    for (; at < end; at++) {
        if (baton_json__is_blank(m->text.s[at]))
            continue;
        bool object = m->v[open].type == BATON_JSON_OBJECT;
        if (m->text.s[at] != (object ? '}' : ']'))
            return false;
        open = m->v[open].next;
    }
    return true;
}

/* Leaves closing brackets at the end out of the string: all that are open, or any. */
static size_t without_brackets(const struct baton_json__mender *m, size_t start, size_t end,
                               bool all)
{
    size_t at = end, count = 0, first = end;
    while (at > start && count < m->depth) {
        char c = m->text.s[at - 1];
        if (c != '}' && c != ']' && !baton_json__is_blank(c))
            break;
        at--;
        if (!baton_json__is_blank(c)) {
            first = at;
            count++;
        }
    }
    if ((all && count < m->depth) || !count || !close_innermost(m, first, end))
        return end;
    return baton_json__trim_end(m->text, start, first);
}

static struct ending open_end(size_t end)
{
    return (struct ending){.end = end};
}

/* The line's end, without what a line ends with after a string. */
static struct ending end_of_line(const struct baton_json__mender *m, const struct search *s)
{
    size_t end = baton_json__trim_end(m->text, s->start, s->line);
    if (end > s->start && m->text.s[end - 1] == ',')
        end = baton_json__trim_end(m->text, s->start, end - 1);
    return open_end(without_brackets(m, s->start, end, false));
}

/* Leaves an escape or a character out that the end of the text has cut in two. */
static size_t whole_characters(struct baton_str text, size_t start)
{
    size_t from = text.len - start > 6 ? text.len - 6 : start, slashes = 0;
    for (size_t at = from; at < text.len; at++) {
        if (text.s[at] != '\\')
            continue;
        for (size_t i = at; i > start && text.s[i - 1] == '\\'; i--)
            slashes++;
        bool begins = slashes % 2 == 0;
        slashes = 0;
        if (begins && !baton_json__escape(text.s + at, text.len - at) &&
            (at + 1 == text.len || text.s[at + 1] == 'u'))
            return at;
    }
    for (size_t back = 1; back <= 3 && back <= text.len - start; back++) {
        unsigned char c = (unsigned char)text.s[text.len - back];
        uint32_t code_point;
        if (c >= 0xC0)
            return baton_utf8_decode(text.s + text.len - back, back, &code_point)
                       ? text.len : text.len - back;
        if (c < 0x80)
            break;
    }
    return text.len;
}

static struct ending end_of_text(const struct baton_json__mender *m, const struct search *s)
{
    size_t end = baton_json__trim_end(m->text, s->start, m->text.len);
    size_t closed = m->depth ? without_brackets(m, s->start, end, true) : end;
    if (closed != end)
        return open_end(closed);
    return (struct ending){whole_characters(m->text, s->start), 0, true};
}

static struct ending end_of_key(const struct baton_json__mender *m, const struct search *s,
                                size_t at)
{
    size_t limit = s->line != BATON_JSON__NOWHERE ? s->line : at;
    const char *colon = memchr(m->text.s + s->start, ':', limit - s->start);
    if (colon)
        return open_end(baton_json__trim_end(m->text, s->start, (size_t)(colon - m->text.s)));
    return s->line != BATON_JSON__NOWHERE ? end_of_line(m, s) : end_of_text(m, s);
}

static struct ending give_up(struct baton_json__mender *m, const struct search *s, size_t at)
{
    if (s->inner) {
        m->no_inner_before = at;
        return (struct ending){s->first, s->first_len, false};
    }
    if (s->fallback != BATON_JSON__NOWHERE)
        return (struct ending){s->fallback, s->fallback_len, false};
    if (s->key)
        return end_of_key(m, s, at);
    if (s->cut != BATON_JSON__NOWHERE)
        return open_end(baton_json__trim_end(m->text, s->start, s->cut));
    return s->line != BATON_JSON__NOWHERE ? end_of_line(m, s) : end_of_text(m, s);
}

/* ---- the search ------------------------------------------------------------------ */

/* Where it is known that no quote follows: a search as far as needed, no farther. */
static struct ending find_without_marks(struct baton_json__mender *m, struct search *s)
{
    size_t at = s->start;
    while (at < m->text.len && !is_line_end(m->text.s[at]) && !(s->key && m->text.s[at] == ':'))
        at++;
    if (at < m->text.len && is_line_end(m->text.s[at]))
        s->line = at;
    if (at < m->text.len && m->text.s[at] == ':')
        return open_end(baton_json__trim_end(m->text, s->start, at));
    return give_up(m, s, at);
}

static bool needs_a_look(unsigned char c)
{
    return c >= 0x80 || c == '"' || c == '\'' || c == '`' || c == '&' || c == '\\' || c == '\n' ||
           c == '\r';
}

/* Notes a line end; false if an earlier search shows that nothing comes of going on. */
static bool pass_line_end(struct baton_json__mender *m, struct search *s, size_t at)
{
    if (s->line == BATON_JSON__NOWHERE)
        s->line = at;
    return !s->inner && at >= m->gave_up_at[s->kind];
}

static struct ending find(struct baton_json__mender *m, struct search *s)
{
    size_t at = s->start;
    if (s->start >= m->no_mark_after[s->kind])
        return find_without_marks(m, s);
    while (at < m->text.len) {
        char c = m->text.s[at];
        struct baton_json__quote quote = {NO_MARK, 1};
        if (c == '\\')
            quote.len = at + 1 < m->text.len ? 2 : 1;
        else if (is_line_end(c) && !pass_line_end(m, s, at))
            return give_up(m, s, at);
        else if (needs_a_look((unsigned char)c))
            quote = baton_json__quote_at(m->text, at);
        enum verdict verdict = quote.kind ? judge(m, s, at, quote) : GO_ON;
        if (verdict == ENDS)
            return (struct ending){at, quote.len, false};
        if (verdict == GIVE_UP) {
            if (s->line != BATON_JSON__NOWHERE)
                m->gave_up_at[s->kind] = at;
            return give_up(m, s, at);
        }
        at += quote.len;
    }
    if (!s->inner)
        m->no_mark_after[s->kind] = s->start;
    return give_up(m, s, m->text.len);
}

/* ---- the content ------------------------------------------------------------------ */

/* What the content's mending needs to know. */
struct content {
    struct baton_json__mender *m;
    size_t end;
    enum baton_json__mark kind;
    uint32_t quotes; /* the problem that the string's own quotes are, or 0 */
    bool escaped, guessed;
    bool json; /* JSON text as it is: its backslashes are its own */
};

static struct baton_str escape_of(struct baton_arena *arena, unsigned char c)
{
    static const char letters[0x20] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't',
    };
    if (letters[c])
        return baton_str_fmt(arena, "\\%c", letters[c]);
    return baton_str_fmt(arena, "\\u%04x", c);
}

static void mend_control(struct content *content, size_t at)
{
    struct baton_json__mender *m = content->m;
    uint32_t problem =
        baton_json__report(m->problems, BATON_JSON_CONTROL_CHARACTER, at, at + 1);
    baton_json__fix(m->problems, problem, at, 1,
                    escape_of(m->arena, (unsigned char)m->text.s[at]));
}

static uint32_t report_inner(struct content *content, size_t at)
{
    struct baton_json__problems *problems = content->m->problems;
    uint32_t problem = baton_json__report(problems, BATON_JSON_INNER_QUOTE, at, at + 1);
    content->guessed = true;
    if (content->json && !problems->items[problem].detail.s)
        problems->items[problem].detail = BATON_STR("JSON");
    return problem;
}

static void mend_inner_quote(struct content *content, size_t at)
{
    struct baton_json__problems *problems = content->m->problems;
    uint32_t problem = content->quotes;
    if (content->kind == STRAIGHT)
        problem = report_inner(content, at);
    baton_json__fix(problems, problem, at, 1, BATON_STR("\\\""));
}

/* What Windows-1252 means by the bytes 0x80 to 0x9F; 0 where it has nothing. */
static const uint16_t windows[0x20] = {
    0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160,
    0x2039, 0x152,  0,      0x17D,  0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0,      0x17E, 0x178,
};

static void mend_byte(struct content *content, size_t at)
{
    struct baton_json__mender *m = content->m;
    unsigned char c = (unsigned char)m->text.s[at];
    uint32_t code_point = c < 0xA0 ? windows[c - 0x80] : c;
    char bytes[4];
    size_t n = baton_json__encode(code_point ? code_point : 0xFFFD, bytes);
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_INVALID_UTF8, at, at + 1);
    baton_json__fix(m->problems, problem, at, 1,
                    baton_str_copy(m->arena, (struct baton_str){bytes, n}));
}

static size_t fix_escape(struct content *content, size_t at, size_t length, struct baton_str text)
{
    struct baton_json__problems *problems = content->m->problems;
    uint32_t c;
    size_t next = at + 1 < content->end
                      ? baton_utf8_decode(content->m->text.s + at + 1, content->end - at - 1, &c)
                      : 0;
    size_t shown = length < 2 ? 1 + next : text.len ? length : 1;
    uint32_t problem = baton_json__report(problems, BATON_JSON_INVALID_ESCAPE, at, at + shown);
    if (!problems->items[problem].detail.s)
        problems->items[problem].detail = baton_str_sub(content->m->text, at, at + shown);
    baton_json__fix(problems, problem, at, length, text);
    return length;
}

/* An escape that JSON does not have; returns how many bytes are dealt with. */
static size_t mend_bad_escape(struct content *content, size_t at)
{
    struct baton_str text = content->m->text;
    size_t left = content->end - at;
    char next = left > 1 ? text.s[at + 1] : 0;
    if (next == '\'' && content->kind == APOSTROPHE) {
        baton_json__fix(content->m->problems, content->quotes, at, 2, BATON_STR("'"));
        return 2;
    }
    if (next == '\'')
        return fix_escape(content, at, 2, BATON_STR("'"));
    if (left > 1 && is_line_end(next)) {
        bool two = next == '\r' && left > 2 && text.s[at + 2] == '\n';
        return fix_escape(content, at, two ? 3 : 2, BATON_STR(""));
    }
    if (next == 'x' && left > 3 && baton_json__hex((unsigned char)text.s[at + 2]) >= 0 &&
        baton_json__hex((unsigned char)text.s[at + 3]) >= 0)
        return fix_escape(content, at, 4, baton_str_fmt(content->m->arena, "\\u00%.2s",
                                                        text.s + at + 2));
    return fix_escape(content, at, 1, BATON_STR("\\\\"));
}

static size_t mend_inner_escape(struct content *content, size_t at)
{
    baton_json__fix(content->m->problems, report_inner(content, at), at, 1, BATON_STR("\\\\"));
    return 1;
}

static size_t mend_escape(struct content *content, size_t at)
{
    const char *s = content->m->text.s + at;
    uint32_t code_point = 0;
    content->escaped = true;
    if (!baton_json__escape(s, content->end - at))
        return mend_bad_escape(content, at);
    size_t n = baton_json__unescape(s, content->end - at, &code_point);
    if (code_point >= 0xD800 && code_point <= 0xDFFF) {
        uint32_t problem = baton_json__report(content->m->problems, BATON_JSON_LONE_SURROGATE,
                                              at, at + n);
        baton_json__fix(content->m->problems, problem, at, n, BATON_STR("\\ufffd"));
    }
    return n;
}

static size_t mend_character(struct content *content, size_t at)
{
    unsigned char c = (unsigned char)content->m->text.s[at];
    uint32_t code_point;
    if (c == '\\')
        return content->json ? mend_inner_escape(content, at) : mend_escape(content, at);
    if (c >= 0x80) {
        size_t n = baton_utf8_decode(content->m->text.s + at, content->end - at, &code_point);
        if (n)
            return n;
        mend_byte(content, at);
    } else if (c == '"') {
        mend_inner_quote(content, at);
    } else if (c < 0x20) {
        mend_control(content, at);
    }
    return 1;
}

/* ---- the string -------------------------------------------------------------------- */

static uint32_t report_marks(struct baton_json__mender *m, enum baton_json__mark kind, size_t at,
                             size_t len)
{
    if (kind == STRAIGHT)
        return 0;
    bool single = kind == APOSTROPHE;
    uint32_t problem = baton_json__report(
        m->problems, single ? BATON_JSON_SINGLE_QUOTES : BATON_JSON_TYPOGRAPHIC_QUOTES, at,
        at + len);
    if (!m->problems->items[problem].detail.s)
        m->problems->items[problem].detail = baton_str_sub(m->text, at, at + len);
    return problem;
}

static void mend_closing(struct baton_json__mender *m, size_t open, const struct ending *ending,
                         uint32_t quotes)
{
    if (ending->truncated) {
        m->tail = ending->end;
        m->broken_open = open;
        return;
    }
    if (!ending->mark_len) {
        uint32_t problem = baton_json__report(m->problems, BATON_JSON_UNTERMINATED_STRING, open,
                                              ending->end);
        baton_json__fix(m->problems, problem, ending->end, 0, BATON_STR("\""));
        return;
    }
    struct baton_json__quote mark = baton_json__quote_at(m->text, ending->end);
    if (mark.kind == STRAIGHT)
        return;
    if (!quotes)
        quotes = report_marks(m, mark.kind, ending->end, mark.len);
    baton_json__fix(m->problems, quotes, ending->end, mark.len, BATON_STR("\""));
}

/* The first quote could not end the string: is it one of JSON text's inside? */
static bool find_json(struct baton_json__mender *m, const struct search *s, struct ending *out)
{
    size_t at = s->start;
    if (s->kind != STRAIGHT || s->key)
        return false;
    while (at < m->text.len && (baton_json__is_blank(m->text.s[at]) ||
                                baton_json__is_one_of(m->text.s[at], "[{")))
        at++;
    if (at == s->start || at >= m->text.len || m->text.s[at] != '"' || ends_before(m, s, at + 1))
        return false;
    size_t end = baton_json__inner_json(m, s->start);
    *out = (struct ending){end, 1, false};
    return end != BATON_JSON__NOWHERE;
}

void baton_json__mend_string(struct baton_json__mender *m, struct baton_json__quote opening)
{
    size_t open = m->at;
    struct search search = {
        .start = open + opening.len, .kind = opening.kind, .key = baton_json__wants_key(m),
        .first = BATON_JSON__NOWHERE, .fallback = BATON_JSON__NOWHERE,
        .line = BATON_JSON__NOWHERE, .cut = BATON_JSON__NOWHERE,
    };
    struct ending ending;
    bool json = find_json(m, &search, &ending);
    if (!json)
        ending = find(m, &search);
    struct content content = {.m = m, .end = ending.end, .kind = opening.kind, .json = json};
    content.quotes = report_marks(m, opening.kind, open, opening.len);
    if (opening.kind != STRAIGHT)
        baton_json__fix(m->problems, content.quotes, open, opening.len, BATON_STR("\""));
    for (size_t at = search.start; at < ending.end;)
        at += mend_character(&content, at);
    mend_closing(m, open, &ending, content.quotes);
    bool guessed = content.guessed || !ending.mark_len;
    unsigned flags = (search.key ? BATON_JSON_KEY : 0u) |
                     (content.escaped ? BATON_JSON_ESCAPED : 0u) |
                     (guessed ? BATON_JSON_MENDED : 0u);
    m->last_end = ending.end + ending.mark_len;
    m->at = ending.truncated ? m->text.len : m->last_end;
    struct baton_json_value *value =
        baton_json__put(m, BATON_JSON_STRING, flags, open, m->last_end);
    if (value) {
        value->lead = (uint8_t)opening.len;
        value->trail = (uint8_t)ending.mark_len;
    }
}
