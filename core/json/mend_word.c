/* SPDX-License-Identifier: Apache-2.0 */
/* Everything that has no quotes: literals of other languages, names, templates. */
#include <string.h>

#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

/* ---- templates ----------------------------------------------------------------- */

enum { LONGEST_TEMPLATE = 256 };

static const struct {
    struct baton_str open, close;
} templates[] = {
    {{"{{", 2}, {"}}", 2}}, {{"${", 2}, {"}", 1}}, {{"<%", 2}, {"%>", 2}}, {{"{%", 2}, {"%}", 2}},
    {{"<<", 2}, {">>", 2}}, {{"#{", 2}, {"}", 1}}, {{"@{", 2}, {"}", 1}},
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Offset of the closing mark within the same line and the longest length, or 0. */
static size_t template_close(struct baton_str text, size_t from, struct baton_str close)
{
    size_t left = text.len - from < LONGEST_TEMPLATE ? text.len - from : LONGEST_TEMPLATE;
    struct baton_str near = baton_str_sub(text, from, from + left);
    size_t at = baton_str_find(near, close);
    if (at == SIZE_MAX || memchr(near.s, '\n', at) || memchr(near.s, '\r', at))
        return 0;
    return from + at;
}

/* Inside double braces: a path, a call or a block tag, not the members of an object. */
static bool is_expression(struct baton_str inner)
{
    inner = baton_str_trim(inner);
    size_t at = 0;
    while (at < inner.len && baton_json__is_one_of(inner.s[at], "#/^&!>~{= "))
        at++;
    if (at == inner.len ||
        (!is_letter(inner.s[at]) && !baton_json__is_one_of(inner.s[at], "_$@.%[")))
        return false;
    while (at < inner.len && baton_json__in_name(inner.s[at]))
        at++;
    while (at < inner.len && inner.s[at] == ' ')
        at++;
    return at == inner.len || inner.s[at] != ':';
}

/* "{name}" or "{a.b}", which some platforms use for variables. */
static size_t single_braces(struct baton_str text, size_t at)
{
    size_t end = at + 1;
    while (end < text.len && text.s[end] == ' ')
        end++;
    if (end >= text.len || !(is_letter(text.s[end]) || text.s[end] == '_' || text.s[end] == '$'))
        return 0;
    while (end < text.len && end - at < LONGEST_TEMPLATE && baton_json__in_name(text.s[end]))
        end++;
    while (end < text.len && text.s[end] == ' ')
        end++;
    return end < text.len && text.s[end] == '}' ? end + 1 - at : 0;
}

size_t baton_json__template_at(struct baton_str text, size_t at, bool value)
{
    struct baton_str rest = baton_str_sub(text, at, text.len);
    if (!rest.len || !baton_json__is_one_of(rest.s[0], "{$<#@"))
        return 0;
    for (size_t i = 0; i < BATON_COUNT(templates); i++) {
        if (!baton_str_starts(rest, templates[i].open))
            continue;
        size_t close = template_close(text, at + 2, templates[i].close);
        bool braces = rest.s[0] == '{' && rest.s[1] == '{';
        if (!close || (braces && !is_expression(baton_str_sub(text, at + 2, close))))
            continue;
        size_t end = close + templates[i].close.len;
        if (braces && end < text.len && text.s[end] == '}' && rest.len > 2 && rest.s[2] == '{')
            end++;
        return end - at;
    }
    return value && rest.s[0] == '{' ? single_braces(text, at) : 0;
}

/* A tag that opens or closes a block stands for nothing itself. */
static bool is_block_tag(struct baton_str word)
{
    if (word.len < 4 || word.s[0] != '{')
        return false;
    struct baton_str inner = baton_str_trim(baton_str_sub(word, 2, word.len - 2));
    return word.s[1] == '%' || baton_str_is(inner, "else") ||
           (word.s[1] == '{' && inner.len && baton_json__is_one_of(inner.s[0], "#/^!"));
}

/* ---- where a word ends ------------------------------------------------------------ */

struct word {
    size_t start, end;
    size_t quote; /* bytes of a closing quote behind it, which lacks its opening one */
    bool templated;
};

static bool letter_or_high(struct baton_str text, size_t at)
{
    return at < text.len && (baton_json__in_name(text.s[at]) || (unsigned char)text.s[at] >= 0x80);
}

static bool quote_ends(struct baton_str text, size_t at, size_t start,
                       struct baton_json__quote quote)
{
    bool apostrophe = quote.kind == APOSTROPHE || quote.kind == CURLY_SINGLE;
    return !(apostrophe && at > start && letter_or_high(text, at - 1) &&
             letter_or_high(text, at + quote.len));
}

static bool ends_chunk(struct baton_str text, size_t at, size_t start, bool key)
{
    unsigned char c = (unsigned char)text.s[at];
    if (baton_json__is_one_of(text.s[at], " \t\r\n,{}[];"))
        return true;
    struct baton_json__quote quote = baton_json__quote_at(text, at);
    if (quote.kind)
        return quote_ends(text, at, start, quote);
    if (c == ':') {
        size_t next = at + 1;
        return key || next >= text.len || baton_json__is_one_of(text.s[next], " \t\r\n,{}[]") ||
               baton_json__quote_at(text, next).kind;
    }
    if (c == '=')
        return key && at > start;
    if (c == '/')
        return at > start && text.s[at - 1] != ':' && baton_json__comment_at(text, at);
    return (c < ' ' || c >= 0x80 || c == '\\') && baton_json__odd_blank(text, at);
}

/* The end of a call's arguments, "ObjectId("1")", or `at` if this is none. */
static size_t call_end(struct baton_str text, size_t at, size_t start)
{
    size_t close = at > start && text.s[at] == '(' && baton_json__in_name(text.s[at - 1])
                       ? template_close(text, at + 1, BATON_STR(")")) : 0;
    return close ? close + 1 : at;
}

/* One run of bytes without blanks; a template or a call in it may have some. */
static size_t chunk_end(struct baton_str text, size_t start, bool key, bool *templated)
{
    size_t at = start;
    while (at < text.len) {
        uint32_t code_point;
        size_t n = baton_json__template_at(text, at, !key);
        bool tag = n && is_block_tag(baton_str_sub(text, at, at + n));
        if (tag && at > start)
            break;
        *templated |= n > 0;
        if (tag)
            return at + n;
        if (n) {
            at += n;
            continue;
        }
        size_t call = key ? at : call_end(text, at, start);
        if (call > at) {
            at = call;
            continue;
        }
        if (ends_chunk(text, at, start, key))
            break;
        n = baton_utf8_decode(text.s + at, text.len - at, &code_point);
        at += n ? n : 1;
    }
    return at > start ? at : start + 1;
}

static bool stands_alone(struct baton_str word)
{
    static const char *const words[] = {"true", "false", "null", "True", "False", "None"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is(word, words[i]))
            return true;
    return baton_json__number(word.s, word.len) == word.len;
}

/* A name with a colon behind, and not the hours of a time. */
static bool name_ahead(struct baton_str text, size_t at)
{
    return !(text.s[at] >= '0' && text.s[at] <= '9') && baton_json__key_ahead(text, at);
}

/* The next chunk of a text of several words on one line, or NOWHERE. */
static size_t next_chunk(struct baton_str text, size_t end, bool key)
{
    size_t at = end;
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
        at++;
    if (at == end || at >= text.len || baton_json__is_one_of(text.s[at], ",:{}[];=#\r\n") ||
        baton_json__quote_at(text, at).kind || baton_json__comment_at(text, at) ||
        baton_json__odd_blank(text, at) || (!key && name_ahead(text, at)))
        return BATON_JSON__NOWHERE;
    return at;
}

/* Length of a quote at `at` that ends what did not begin with one, or 0. */
static size_t closing_quote(struct baton_str text, size_t at, bool key)
{
    struct baton_json__quote quote = baton_json__quote_at(text, at);
    size_t next = baton_json__skip_plain(text, at + quote.len);
    if (quote.kind == NO_MARK || next >= text.len)
        return 0;
    return baton_json__is_one_of(text.s[next], key ? ":" : ",}]") ? quote.len : 0;
}

static struct word word_at(struct baton_str text, size_t start, bool key)
{
    struct word word = {.start = start};
    word.end = chunk_end(text, start, key, &word.templated);
    word.quote = closing_quote(text, word.end, key);
    if (word.quote || stands_alone(baton_str_sub(text, start, word.end)))
        return word;
    for (size_t next; (next = next_chunk(text, word.end, key)) != BATON_JSON__NOWHERE;)
        word.end = chunk_end(text, next, key, &word.templated);
    word.quote = closing_quote(text, word.end, key);
    return word;
}

/* ---- what a word means --------------------------------------------------------------- */

static const struct meaning {
    const char *word, *json;
    enum baton_json_type type;
    bool safe;
} meanings[] = {
    {"True", "true", BATON_JSON_TRUE, true},     {"TRUE", "true", BATON_JSON_TRUE, true},
    {"False", "false", BATON_JSON_FALSE, true},  {"FALSE", "false", BATON_JSON_FALSE, true},
    {"None", "null", BATON_JSON_NULL, true},     {"Null", "null", BATON_JSON_NULL, true},
    {"NULL", "null", BATON_JSON_NULL, true},     {"nil", "null", BATON_JSON_NULL, true},
    {"Nil", "null", BATON_JSON_NULL, true},      {"undefined", "null", BATON_JSON_NULL, false},
};

static bool is_not_a_number(struct baton_str word)
{
    if (word.len > 1 && (word.s[0] == '-' || word.s[0] == '+'))
        word = baton_str_sub(word, 1, word.len);
    return baton_str_is(word, "NaN") || baton_str_is(word, "nan") || baton_str_is(word, "NAN") ||
           baton_str_is_nocase(word, "infinity") || baton_str_is_nocase(word, "inf");
}

static bool is_ellipsis(struct baton_str word)
{
    size_t dots = 0;
    while (dots < word.len && word.s[dots] == '.')
        dots++;
    return (dots > 1 && dots == word.len) || baton_str_is(word, "\xE2\x80\xA6");
}

static bool is_plain(struct baton_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.s[i] < ' ' || word.s[i] > '~' || word.s[i] == '"' || word.s[i] == '\\')
            return false;
    return true;
}

static struct baton_str quoted(struct baton_json__mender *m, struct baton_str word)
{
    struct baton_buf buf;
    char *s = is_plain(word) ? baton_arena_take(m->arena, word.len + 2) : NULL;
    if (s) {
        s[0] = s[word.len + 1] = '"';
        memcpy(s + 1, word.s, word.len);
        return (struct baton_str){s, word.len + 2};
    }
    baton_buf_init(&buf, m->arena, 0);
    baton_json_put_string(&buf, word);
    return baton_buf_str(&buf);
}

static uint32_t report(struct baton_json__mender *m, enum baton_json_code code,
                       const struct word *word)
{
    uint32_t problem =
        baton_json__report(m->problems, code, word->start, word->end + word->quote);
    if (!m->problems->items[problem].detail.s)
        m->problems->items[problem].detail = baton_str_sub(m->text, word->start, word->end);
    return problem;
}

static uint32_t replace(struct baton_json__mender *m, enum baton_json_code code,
                        const struct word *word, struct baton_str text)
{
    uint32_t problem = report(m, code, word);
    baton_json__fix(m->problems, problem, word->start, word->end - word->start, text);
    return problem;
}

static void put(struct baton_json__mender *m, const struct word *word, enum baton_json_type type,
                unsigned flags)
{
    size_t end = word->end + word->quote;
    struct baton_json_value *value = baton_json__put(m, type, flags, word->start, end);
    if (value)
        value->trail = (uint8_t)word->quote;
    m->at = m->last_end = end;
}

static void put_text(struct baton_json__mender *m, const struct word *word,
                     enum baton_json_code code)
{
    uint32_t problem = report(m, code, word);
    if (problem)
        baton_json__fix(m->problems, problem, word->start,
                        word->end + word->quote - word->start,
                        quoted(m, baton_str_sub(m->text, word->start, word->end)));
    bool template = code == BATON_JSON_TEMPLATE_OUTSIDE_STRING;
    put(m, word, BATON_JSON_STRING,
        (baton_json__wants_key(m) ? BATON_JSON_KEY : 0u) | BATON_JSON_MENDED |
            (template ? BATON_JSON_TEMPLATE : 0u));
}

static void put_meaning(struct baton_json__mender *m, const struct word *word, size_t which)
{
    const struct meaning *meaning = &meanings[which];
    if (m->word_folds[which]) {
        uint32_t problem = baton_json__again(m->problems, m->word_folds[which]);
        baton_json__fix(m->problems, problem, word->start, word->end - word->start,
                        baton_str_from(meaning->json));
    } else {
        uint32_t problem = replace(m, BATON_JSON_BARE_WORD, word, baton_str_from(meaning->json));
        m->problems->items[problem].safe = meaning->safe;
        m->word_folds[which] = problem;
    }
    put(m, word, meaning->type, BATON_JSON_MENDED);
}

static bool put_literal(struct baton_json__mender *m, const struct word *word,
                        struct baton_str text)
{
    static const struct {
        const char *word;
        enum baton_json_type type;
    } literals[] = {
        {"true", BATON_JSON_TRUE}, {"false", BATON_JSON_FALSE}, {"null", BATON_JSON_NULL},
    };
    bool last = word->end == m->text.len && m->depth;
    for (size_t i = 0; i < BATON_COUNT(literals); i++) {
        struct baton_str literal = baton_str_from(literals[i].word);
        bool whole = baton_str_eq(text, literal);
        if (!whole && !(last && baton_str_starts(literal, text)))
            continue;
        if (!whole)
            replace(m, BATON_JSON_BARE_WORD, word, literal);
        put(m, word, literals[i].type, whole ? 0 : BATON_JSON_MENDED);
        return true;
    }
    return false;
}

static bool put_number(struct baton_json__mender *m, const struct word *word,
                       struct baton_str text)
{
    struct baton_json__number number = baton_json__mend_number(m->arena, text);
    if (number.as == NOT_A_NUMBER)
        return false;
    if (number.as == A_TEXT) {
        put_text(m, word, BATON_JSON_BAD_NUMBER);
        return true;
    }
    if (number.as == MENDED_NUMBER) {
        uint32_t problem = replace(m, BATON_JSON_BAD_NUMBER, word, number.text);
        m->problems->items[problem].safe = number.safe;
    }
    put(m, word, BATON_JSON_NUMBER, number.as == A_NUMBER ? 0 : BATON_JSON_MENDED);
    return true;
}

static void mend_value(struct baton_json__mender *m, const struct word *word)
{
    struct baton_str text = baton_str_sub(m->text, word->start, word->end);
    if (word->templated) {
        put_text(m, word, BATON_JSON_TEMPLATE_OUTSIDE_STRING);
        return;
    }
    if (word->quote) {
        put_text(m, word, BATON_JSON_BARE_WORD);
        return;
    }
    if (put_literal(m, word, text) || put_number(m, word, text))
        return;
    for (size_t i = 0; i < BATON_COUNT(meanings); i++) {
        if (baton_str_is(text, meanings[i].word)) {
            put_meaning(m, word, i);
            return;
        }
    }
    if (is_not_a_number(text)) {
        replace(m, BATON_JSON_NAN, word, BATON_STR("null"));
        put(m, word, BATON_JSON_NULL, BATON_JSON_MENDED);
        return;
    }
    put_text(m, word, BATON_JSON_BARE_WORD);
}

static bool is_name(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!baton_json__in_name(text.s[i]))
            return false;
    return text.len > 0;
}

static void mend_key(struct baton_json__mender *m, const struct word *word)
{
    struct baton_str text = baton_str_sub(m->text, word->start, word->end);
    bool plain = is_name(text) && !word->quote;
    put_text(m, word, word->templated ? BATON_JSON_TEMPLATE_OUTSIDE_STRING
                      : plain         ? BATON_JSON_UNQUOTED_KEY
                                      : BATON_JSON_BARE_WORD);
    if (is_name(text) && m->count)
        m->v[m->count - 1].flags &= (uint8_t)~BATON_JSON_MENDED;
}

enum baton_json__word_kind baton_json__word_ahead(const struct baton_json__mender *m, size_t *end)
{
    bool key = !m->depth || m->v[m->open].type == BATON_JSON_OBJECT;
    bool value = m->want == BATON_JSON__WANT_VALUE || m->want == BATON_JSON__WANT_COLON ||
                 m->want == BATON_JSON__WANT_ROOT;
    struct word word = word_at(m->text, m->at, key && !value);
    struct baton_str text = baton_str_sub(m->text, word.start, word.end);
    *end = word.end + word.quote;
    if (word.templated && is_block_tag(text))
        return FILLER;
    if (is_ellipsis(text))
        return FILLER;
    size_t next = baton_json__skip_plain(m->text, *end);
    bool colon = next < m->text.len && (m->text.s[next] == ':' || m->text.s[next] == '=');
    return colon ? NAME : OTHER_WORD;
}

void baton_json__mend_word(struct baton_json__mender *m)
{
    bool key = baton_json__wants_key(m);
    struct word word = word_at(m->text, m->at, key);
    if (key)
        mend_key(m, &word);
    else
        mend_value(m, &word);
}
