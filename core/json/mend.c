/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of the lenient reader. Each token either fits what is wanted, or
 * is reported with the edit that makes it fit: something put in before it,
 * something else in its place, or nothing. So the edited text is JSON by
 * construction, and the tape is that of the edited text.
 */
#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

/* ---- the tape -------------------------------------------------------------------- */

struct baton_json_value *baton_json__put(struct baton_json__mender *m, enum baton_json_type type,
                                         unsigned flags, size_t start, size_t end)
{
    struct baton_json_value *value = BATON_PUSH(m->arena, m->v, m->count, m->capacity);
    if (!value) {
        m->stopped = true;
        return NULL;
    }
    *value = (struct baton_json_value){
        .start = (uint32_t)start, .end = (uint32_t)end, .next = (uint32_t)m->count,
        .type = (uint8_t)type, .flags = (uint8_t)flags,
    };
    return value;
}

bool baton_json__wants_key(const struct baton_json__mender *m)
{
    return m->want == BATON_JSON__WANT_FIRST_KEY || m->want == BATON_JSON__WANT_NEXT_KEY;
}

static bool wants_value(const struct baton_json__mender *m)
{
    return m->want == BATON_JSON__WANT_VALUE || m->want == BATON_JSON__WANT_FIRST_ITEM ||
           m->want == BATON_JSON__WANT_NEXT_ITEM;
}

bool baton_json__in_object(const struct baton_json__mender *m)
{
    return m->depth && m->v[m->open].type == BATON_JSON_OBJECT;
}

static struct baton_json__state state(const struct baton_json__mender *m, size_t offset)
{
    return (struct baton_json__state){offset, m->count, baton_json__point(m->problems)};
}

static void go_back(struct baton_json__mender *m, const struct baton_json__state *to)
{
    baton_json__back_to(m->problems, &to->point);
    m->count = to->count;
    m->at = m->last_end = to->offset;
    m->tail = BATON_JSON__NOWHERE;
}

/* What has been read so far stays, even if the text breaks off right after. */
static void mark_whole(struct baton_json__mender *m)
{
    m->whole = state(m, m->tail == BATON_JSON__NOWHERE ? m->at : m->tail);
}

static void value_done(struct baton_json__mender *m)
{
    m->want = m->depth ? BATON_JSON__WANT_COMMA : BATON_JSON__WANT_END;
    mark_whole(m);
}

static void token_done(struct baton_json__mender *m, bool key)
{
    if (key)
        m->want = BATON_JSON__WANT_COLON;
    else
        value_done(m);
}

/* ---- what is put in ---------------------------------------------------------------- */

static uint32_t report_here(struct baton_json__mender *m, enum baton_json_code code, size_t length)
{
    return baton_json__report(m->problems, code, m->at, m->at + length);
}

/* Takes length bytes out of the text. */
static uint32_t take_out(struct baton_json__mender *m, enum baton_json_code code, size_t length)
{
    uint32_t problem = report_here(m, code, length);
    baton_json__fix(m->problems, problem, m->at, length, BATON_STR(""));
    m->at += length;
    return problem;
}

/* Where to put something in: after the last token, or else before the next one. */
static size_t gap(struct baton_json__mender *m)
{
    return baton_json__is_fixed(m->problems, m->last_end) ? m->at : m->last_end;
}

static uint32_t put_in(struct baton_json__mender *m, enum baton_json_code code,
                       struct baton_str text)
{
    size_t at = gap(m);
    uint32_t problem = baton_json__report(m->problems, code, at, at);
    baton_json__fix(m->problems, problem, at, 0, text);
    return problem;
}

static void missing_comma(struct baton_json__mender *m)
{
    uint32_t problem = put_in(m, BATON_JSON_MISSING_COMMA, BATON_STR(","));
    char c = m->text.s[m->at];
    m->problems->items[problem].safe =
        c == '{' || c == '[' || baton_json__quote_at(m->text, m->at).kind != NO_MARK;
    m->want = baton_json__in_object(m) ? BATON_JSON__WANT_NEXT_KEY : BATON_JSON__WANT_NEXT_ITEM;
}

/* A key or value stands at m->at: puts in what has to stand before it. */
static void make_way(struct baton_json__mender *m)
{
    if (m->want == BATON_JSON__WANT_COMMA) {
        missing_comma(m);
    } else if (m->want == BATON_JSON__WANT_COLON) {
        put_in(m, BATON_JSON_MISSING_COLON, BATON_STR(":"));
        m->want = BATON_JSON__WANT_VALUE;
    }
}

/* A null after the last token, with a colon if that is missing, too. */
static void missing_value(struct baton_json__mender *m)
{
    bool colon = m->want == BATON_JSON__WANT_COLON;
    uint32_t problem =
        put_in(m, BATON_JSON_MISSING_VALUE, colon ? BATON_STR(":null") : BATON_STR("null"));
    const struct baton_json_value *key = &m->v[m->count - 1];
    m->problems->items[problem].other = (struct baton_span){key->start, key->end};
    baton_json__put(m, BATON_JSON_NULL, BATON_JSON_MENDED, m->last_end, m->last_end);
    value_done(m);
}

/* ---- brackets ------------------------------------------------------------------------ */

static void open_container(struct baton_json__mender *m, enum baton_json_type type, size_t length)
{
    if (m->depth == m->max_depth) {
        report_here(m, BATON_JSON_TOO_DEEP, 1);
        m->count = 0;
        m->stopped = m->too_deep = true;
        return;
    }
    uint32_t at = (uint32_t)m->count;
    struct baton_json_value *value = baton_json__put(m, type, 0, m->at, m->at);
    if (!value)
        return;
    value->next = m->open;
    m->open = at;
    m->depth++;
    m->objects += type == BATON_JSON_OBJECT;
    m->arrays += type == BATON_JSON_ARRAY;
    m->at += length;
    m->last_end = m->at;
    m->want = type == BATON_JSON_OBJECT ? BATON_JSON__WANT_FIRST_KEY : BATON_JSON__WANT_FIRST_ITEM;
    mark_whole(m);
    m->opened = m->whole;
}

static void close_container(struct baton_json__mender *m, size_t end)
{
    struct baton_json_value *container = &m->v[m->open];
    m->objects -= container->type == BATON_JSON_OBJECT;
    m->arrays -= container->type == BATON_JSON_ARRAY;
    m->open = container->next;
    container->next = (uint32_t)m->count;
    container->end = (uint32_t)end;
    m->depth--;
    m->last_end = end;
    value_done(m);
}

/* What a container's last member or item lacks, or has too much. */
static void finish_contents(struct baton_json__mender *m)
{
    if (m->want == BATON_JSON__WANT_NEXT_KEY || m->want == BATON_JSON__WANT_NEXT_ITEM) {
        uint32_t problem = baton_json__report(m->problems, BATON_JSON_TRAILING_COMMA, m->comma,
                                              m->comma + 1);
        baton_json__fix(m->problems, problem, m->comma, 1, BATON_STR(""));
    } else if (m->want == BATON_JSON__WANT_COLON || m->want == BATON_JSON__WANT_VALUE) {
        missing_value(m);
    }
}

static struct baton_span bracket_of(const struct baton_json__mender *m, uint32_t container)
{
    size_t start = m->v[container].start;
    return (struct baton_span){start, start + 1};
}

static struct baton_str closer_of(const struct baton_json__mender *m, uint32_t container)
{
    return m->v[container].type == BATON_JSON_OBJECT ? BATON_STR("}") : BATON_STR("]");
}

static uint32_t report_bracket(struct baton_json__mender *m)
{
    uint32_t problem = report_here(m, BATON_JSON_WRONG_BRACKET, 1);
    m->problems->items[problem].other = bracket_of(m, m->open);
    m->problems->items[problem].detail = closer_of(m, m->open);
    return problem;
}

/* Whether a closing bracket c fits the container; none is open at depth 0. */
static bool fits(const struct baton_json__mender *m, uint32_t container, char c)
{
    return container != BATON_JSON_NONE && closer_of(m, container).s[0] == c;
}

/*
 * A closing bracket does not fit the innermost container, but one around it.
 * Are brackets missing before it, or is it the wrong one? What follows tells.
 */
static bool brackets_are_missing(const struct baton_json__mender *m, char c)
{
    uint32_t match = m->open;
    while (match != BATON_JSON_NONE && !fits(m, match, c))
        match = m->v[match].next;
    if (match == BATON_JSON_NONE)
        return false;
    uint32_t around = m->v[match].next, parent = m->v[m->open].next;
    size_t at = baton_json__skip_plain(m->text, m->at + 1);
    char next = at < m->text.len ? m->text.s[at] : 0;
    if (next == ',') {
        size_t after = baton_json__skip_plain(m->text, at + 1);
        return around != BATON_JSON_NONE && (m->v[around].type == BATON_JSON_ARRAY ||
                                             baton_json__key_ahead(m->text, after));
    }
    if (next == '}' || next == ']')
        return fits(m, around, next) || !fits(m, parent, next);
    return true;
}

static void close_bracket(struct baton_json__mender *m, char c)
{
    if (!m->depth) {
        take_out(m, BATON_JSON_WRONG_BRACKET, 1);
        return;
    }
    if (!fits(m, m->open, c) && brackets_are_missing(m, c)) {
        while (!fits(m, m->open, c) && !m->stopped) {
            finish_contents(m);
            baton_json__fix(m->problems, report_bracket(m), gap(m), 0, closer_of(m, m->open));
            close_container(m, m->last_end);
        }
    }
    finish_contents(m);
    if (!fits(m, m->open, c)) {
        m->root_edited = m->depth == 1;
        baton_json__fix(m->problems, report_bracket(m), m->at, 1, closer_of(m, m->open));
    }
    m->at++;
    close_container(m, m->at);
}

static void open_bracket(struct baton_json__mender *m, char c)
{
    bool key_wanted = baton_json__wants_key(m) ||
                      (m->want == BATON_JSON__WANT_COMMA && baton_json__in_object(m));
    if (key_wanted) {
        take_out(m, BATON_JSON_WRONG_BRACKET, 1);
        return;
    }
    make_way(m);
    open_container(m, c == '{' ? BATON_JSON_OBJECT : BATON_JSON_ARRAY, 1);
}

/* ---- commas and colons ----------------------------------------------------------------- */

/* Whether a key or value that surely stays stands at `at`. */
static bool token_follows(const struct baton_json__mender *m, size_t at)
{
    if (at >= m->text.len)
        return false;
    char c = m->text.s[at];
    if (baton_json__in_object(m))
        return baton_json__quote_at(m->text, at).kind != NO_MARK;
    return baton_json__quote_at(m->text, at).kind != NO_MARK || (c >= '0' && c <= '9') || c == '[';
}

static void accept_comma(struct baton_json__mender *m)
{
    m->comma = m->at++;
    m->last_end = m->at;
    m->want = baton_json__in_object(m) ? BATON_JSON__WANT_NEXT_KEY : BATON_JSON__WANT_NEXT_ITEM;
}

static void comma_for(struct baton_json__mender *m, enum baton_json_code code, char c)
{
    uint32_t problem = report_here(m, code, 1);
    baton_json__fix(m->problems, problem, m->at, 1, c == ':' ? BATON_STR(":") : BATON_STR(","));
    if (c == ':') {
        m->last_end = ++m->at;
        m->want = BATON_JSON__WANT_VALUE;
    } else {
        accept_comma(m);
    }
}

/* A comma after a name: it stands for the colon if a value follows. */
static bool stands_for_colon(const struct baton_json__mender *m)
{
    size_t next = baton_json__skip_plain(m->text, m->at + 1);
    return next < m->text.len && !baton_json__is_one_of(m->text.s[next], "}],:") &&
           !baton_json__key_ahead(m->text, next);
}

static void comma(struct baton_json__mender *m)
{
    if (m->want == BATON_JSON__WANT_COLON && stands_for_colon(m)) {
        comma_for(m, BATON_JSON_MISSING_COLON, ':');
        return;
    }
    if (m->want == BATON_JSON__WANT_COLON || m->want == BATON_JSON__WANT_VALUE)
        missing_value(m);
    if (m->want == BATON_JSON__WANT_COMMA) {
        accept_comma(m);
        return;
    }
    uint32_t problem = take_out(m, BATON_JSON_EXTRA_COMMA, 1);
    m->problems->items[problem].safe = baton_json__in_object(m);
}

/* ["a": 1] must have been meant as {"a": 1}; the string is read again, as a name. */
static void make_object(struct baton_json__mender *m)
{
    struct baton_json_value *array = &m->v[m->open];
    go_back(m, &m->opened);
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_WRONG_BRACKET, array->start,
                                          array->start + 1);
    baton_json__fix(m->problems, problem, array->start, 1, BATON_STR("{"));
    array->type = BATON_JSON_OBJECT;
    m->arrays--;
    m->objects++;
    m->want = BATON_JSON__WANT_FIRST_KEY;
    mark_whole(m);
}

static void missing_name(struct baton_json__mender *m)
{
    uint32_t problem = report_here(m, BATON_JSON_MISSING_NAME, 1);
    baton_json__fix(m->problems, problem, m->at, 0, BATON_STR("\"\""));
    baton_json__put(m, BATON_JSON_STRING, BATON_JSON_KEY | BATON_JSON_MENDED, m->at, m->at);
    m->want = BATON_JSON__WANT_COLON;
}

static void colon(struct baton_json__mender *m)
{
    bool in_array = m->want == BATON_JSON__WANT_COMMA && !baton_json__in_object(m);
    if (in_array && m->count == m->open + 2 && m->v[m->open + 1].type == BATON_JSON_STRING) {
        make_object(m);
        return;
    }
    if (baton_json__wants_key(m))
        missing_name(m);
    if (m->want == BATON_JSON__WANT_COLON) {
        m->last_end = ++m->at;
        m->want = BATON_JSON__WANT_VALUE;
    } else if (in_array && token_follows(m, baton_json__skip_plain(m->text, m->at + 1))) {
        comma_for(m, BATON_JSON_MISSING_COMMA, ',');
    } else {
        take_out(m, BATON_JSON_EXTRA_COLON, 1);
    }
}

static void semicolon(struct baton_json__mender *m)
{
    if (m->want == BATON_JSON__WANT_COMMA &&
        token_follows(m, baton_json__skip_plain(m->text, m->at + 1)))
        comma_for(m, BATON_JSON_MISSING_COMMA, ',');
    else
        take_out(m, BATON_JSON_EXTRA_TEXT, 1);
}

/* "name = value" and "name => value". */
static void equals(struct baton_json__mender *m)
{
    size_t length = m->at + 1 < m->text.len && m->text.s[m->at + 1] == '>' ? 2 : 1;
    uint32_t problem = m->equals_fold ? baton_json__again(m->problems, m->equals_fold)
                                      : report_here(m, BATON_JSON_MISSING_COLON, length);
    m->problems->items[problem].detail = baton_str_sub(m->text, m->at, m->at + length);
    baton_json__fix(m->problems, problem, m->at, length, BATON_STR(":"));
    m->equals_fold = problem;
    m->at += length;
    m->last_end = m->at;
    m->want = BATON_JSON__WANT_VALUE;
}

/* ---- strings and words -------------------------------------------------------------------- */

static void string(struct baton_json__mender *m, struct baton_json__quote quote)
{
    make_way(m);
    bool key = baton_json__wants_key(m);
    baton_json__mend_string(m, quote);
    token_done(m, key);
}

/* A word that is no key, no value, and in the way. */
static bool is_in_the_way(const struct baton_json__mender *m, enum baton_json__word_kind kind,
                          bool template)
{
    if (kind == NAME && baton_json__wants_key(m))
        return false;
    if (kind == FILLER)
        return true;
    return kind == OTHER_WORD && baton_json__in_object(m) &&
           (m->want == BATON_JSON__WANT_COMMA || (template && baton_json__wants_key(m)));
}

static void word(struct baton_json__mender *m)
{
    size_t end, start = m->at;
    bool template = baton_json__template_at(m->text, m->at, false) > 0;
    if (is_in_the_way(m, baton_json__word_ahead(m, &end), template)) {
        uint32_t problem = take_out(m, template ? BATON_JSON_TEMPLATE_OUTSIDE_STRING
                                                : BATON_JSON_EXTRA_TEXT, end - start);
        m->problems->items[problem].detail = baton_str_sub(m->text, start, end);
        return;
    }
    make_way(m);
    bool key = baton_json__wants_key(m);
    baton_json__mend_word(m);
    token_done(m, key);
}

/* ---- before and after the value -------------------------------------------------------------- */

/* Members without braces: the root becomes an object that begins at `at`. */
static void open_braces(struct baton_json__mender *m)
{
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_MISSING_BRACES, m->at, m->at);
    baton_json__fix(m->problems, problem, m->at, 0, BATON_STR("{"));
    m->braces = problem;
    open_container(m, BATON_JSON_OBJECT, 0);
}

static void leading_text(struct baton_json__mender *m, size_t end)
{
    size_t shown = baton_json__trim_end(m->text, m->at + 1, end);
    uint32_t problem = report_here(m, BATON_JSON_EXTRA_TEXT, shown - m->at);
    baton_json__fix(m->problems, problem, m->at, end - m->at, BATON_STR(""));
    m->at = end;
}

/* The next bracket that JSON may begin with, or NOWHERE. */
static size_t next_json(const struct baton_json__mender *m)
{
    for (size_t at = m->at; at < m->text.len; at++)
        if ((m->text.s[at] == '{' || m->text.s[at] == '[') &&
            baton_json__begins_json(m->text, at))
            return at;
    return BATON_JSON__NOWHERE;
}

static bool is_scalar(struct baton_str word)
{
    static const char *const scalars[] = {
        "true", "false", "null", "True", "False", "None", "NULL", "undefined", "NaN",
        "Infinity", "-Infinity",
    };
    for (size_t i = 0; i < BATON_COUNT(scalars); i++)
        if (baton_str_is(word, scalars[i]))
            return true;
    return false;
}

/* A member's value that no sentence would go on with. */
static bool member_without_braces(const struct baton_json__mender *m, size_t name_end)
{
    size_t colon = baton_json__skip_plain(m->text, name_end);
    size_t at = baton_json__skip_plain(m->text, colon + 1);
    return baton_json__key_ahead(m->text, m->at) && m->text.s[colon] == ':' && at < m->text.len &&
           ((m->text.s[at] >= '0' && m->text.s[at] <= '9') ||
            baton_json__quote_at(m->text, at).kind != NO_MARK);
}

static bool only_blanks_from(const struct baton_json__mender *m, size_t at)
{
    return baton_json__skip_plain(m->text, at) == m->text.len;
}

/* Text where the JSON should begin. */
static void root_word(struct baton_json__mender *m)
{
    size_t end, json = next_json(m);
    enum baton_json__word_kind kind = baton_json__word_ahead(m, &end);
    struct baton_str text = baton_str_sub(m->text, m->at, end);
    bool number = baton_json__mend_number(m->arena, text).as != NOT_A_NUMBER;
    bool template = baton_json__template_at(m->text, m->at, false) > 0;
    if (kind == NAME && member_without_braces(m, end)) {
        open_braces(m);
    } else if (json != BATON_JSON__NOWHERE && !(template && only_blanks_from(m, end))) {
        leading_text(m, json);
    } else if (number || is_scalar(text) || (template && only_blanks_from(m, end))) {
        baton_json__mend_word(m);
        value_done(m);
    } else {
        m->stopped = true;
    }
}

static bool fence(struct baton_json__mender *m)
{
    if (!baton_str_starts(baton_str_sub(m->text, m->at, m->text.len), BATON_STR("```")))
        return false;
    size_t end = m->at;
    while (end < m->text.len && m->text.s[end] != '\n')
        end++;
    leading_text(m, end < m->text.len ? end + 1 : end);
    return true;
}

/* The root was a name: "a": 1 without braces around. It is read again. */
static void name_at_root(struct baton_json__mender *m)
{
    go_back(m, &m->start);
    open_braces(m);
}

/* Members follow after the root object was closed: that bracket came too early. */
static bool closed_too_early(struct baton_json__mender *m, size_t next)
{
    if (m->v[0].type != BATON_JSON_OBJECT || m->root_edited ||
        baton_json__quote_at(m->text, next).kind == NO_MARK ||
        !baton_json__key_ahead(m->text, next))
        return false;
    size_t bracket = (size_t)m->v[0].end - 1;
    uint32_t problem = baton_json__report(m->problems, BATON_JSON_WRONG_BRACKET, bracket,
                                          bracket + 1);
    baton_json__fix(m->problems, problem, bracket, 1, BATON_STR(""));
    m->v[0].next = BATON_JSON_NONE;
    m->open = 0;
    m->depth = 1;
    m->objects = 1;
    m->want = m->count == 1 ? BATON_JSON__WANT_FIRST_KEY : BATON_JSON__WANT_COMMA;
    mark_whole(m);
    return true;
}

static void several(struct baton_json__mender *m, size_t at)
{
    baton_json__report(m->problems, BATON_JSON_SEVERAL_DOCUMENTS, at, m->text.len);
    m->stopped = true;
}

static void text_at_end(struct baton_json__mender *m)
{
    size_t end = baton_json__trim_end(m->text, m->at, m->text.len);
    size_t start = baton_json__trim_end(m->text, m->problems->reach, m->at);
    uint32_t problem = report_here(m, BATON_JSON_EXTRA_TEXT, end - m->at);
    if (start < m->v[0].end)
        start = m->v[0].end;
    baton_json__fix(m->problems, problem, start, end - start, BATON_STR(""));
    m->at = m->text.len;
}

static void comma_at_end(struct baton_json__mender *m)
{
    size_t next = baton_json__skip_plain(m->text, m->at + 1);
    if (closed_too_early(m, next))
        return;
    if (next < m->text.len && (m->text.s[next] == '{' || m->text.s[next] == '[') &&
               baton_json__begins_json(m->text, next)) {
        several(m, next);
    } else {
        take_out(m, BATON_JSON_EXTRA_COMMA, 1);
    }
}

/* A word or string, and then text: no JSON, or not yet. */
static bool was_only_text(struct baton_json__mender *m)
{
    if (m->v[0].type >= BATON_JSON_ARRAY)
        return false;
    size_t json = next_json(m), at = m->at;
    while (at < m->text.len && (unsigned char)m->text.s[at] < 0x80 &&
           baton_json__is_one_of(m->text.s[at], " \t\r\n;.`"))
        at++;
    if (json == BATON_JSON__NOWHERE && at == m->text.len)
        return false;
    go_back(m, &m->start);
    m->want = BATON_JSON__WANT_ROOT;
    if (json != BATON_JSON__NOWHERE)
        leading_text(m, json);
    else
        m->stopped = true;
    return true;
}

static void after_root(struct baton_json__mender *m)
{
    char c = m->text.s[m->at];
    bool only_name = m->count == 1 && m->v[0].type == BATON_JSON_STRING &&
                     !(m->v[0].flags & BATON_JSON_TEMPLATE);
    if (c == ':' && only_name)
        name_at_root(m);
    else if (c == '}' || c == ']')
        take_out(m, BATON_JSON_WRONG_BRACKET, 1);
    else if (c == ',')
        comma_at_end(m);
    else if (closed_too_early(m, m->at) || was_only_text(m))
        return;
    else if ((c == '{' || c == '[') && baton_json__begins_json(m->text, m->at))
        several(m, m->at);
    else
        text_at_end(m);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void step(struct baton_json__mender *m)
{
    char c = m->text.s[m->at];
    if (m->want == BATON_JSON__WANT_END) {
        after_root(m);
        return;
    }
    bool root = m->want == BATON_JSON__WANT_ROOT;
    if (root)
        m->start = state(m, m->at);
    if (root && fence(m))
        return;
    struct baton_json__quote quote = baton_json__quote_at(m->text, m->at);
    if (quote.kind != NO_MARK)
        string(m, quote);
    else if (baton_json__template_at(m->text, m->at, wants_value(m)))
        root ? root_word(m) : word(m);
    else if (c == '{' || c == '[')
        open_bracket(m, c);
    else if (c == '}' || c == ']')
        close_bracket(m, c);
    else if (c == ',')
        comma(m);
    else if (c == ':')
        colon(m);
    else if (c == ';')
        semicolon(m);
    else if (c == '=' && m->want == BATON_JSON__WANT_COLON)
        equals(m);
    else if (root)
        root_word(m);
    else
        word(m);
}

/* Closes all that is open, and returns the closing marks. */
static struct baton_str close_all(struct baton_json__mender *m, size_t end, bool quote)
{
    struct baton_buf buf;
    baton_buf_init(&buf, m->arena, 0);
    if (quote)
        baton_buf_putc(&buf, '"');
    while (m->depth) {
        baton_buf_put(&buf, closer_of(m, m->open));
        close_container(m, end);
    }
    return baton_buf_str(&buf);
}

static void broken_off(struct baton_json__mender *m)
{
    bool cut = m->want != BATON_JSON__WANT_COMMA && m->want != BATON_JSON__WANT_FIRST_KEY &&
               m->want != BATON_JSON__WANT_FIRST_ITEM && m->want != BATON_JSON__WANT_END;
    bool quote = !cut && m->tail != BATON_JSON__NOWHERE;
    struct baton_span other = m->depth ? bracket_of(m, m->open) : (struct baton_span){0, 0};
    size_t end = m->text.len;
    if (cut)
        end = baton_json__trim_end(m->text, m->whole.offset, end);
    else if (!quote)
        end = baton_json__trim_end(m->text, m->problems->reach, end);
    if (cut)
        go_back(m, &m->whole);
    if (quote)
        other = (struct baton_span){m->broken_open, m->broken_open + 1};
    size_t from = cut || quote ? m->whole.offset : end;
    bool braces_only = m->braces && m->depth == 1 && !cut && !quote;
    struct baton_str closers = close_all(m, m->whole.offset, quote);
    uint32_t problem = m->braces;
    if (!braces_only) {
        problem = baton_json__report(m->problems, BATON_JSON_TRUNCATED, end, end);
        m->problems->items[problem].detail = closers;
        m->problems->items[problem].other = other;
    }
    baton_json__fix(m->problems, problem, from, end - from, closers);
}

static bool only_comments(const struct baton_json__mender *m, size_t from)
{
    for (size_t i = from; i < m->problems->count; i++) {
        enum baton_json_code code = m->problems->items[i].code;
        if (code != BATON_JSON_COMMENT && code != BATON_JSON_ODD_BLANK)
            return false;
    }
    return m->at >= m->text.len;
}

/* Nothing was found: what was said on the way does not matter then. */
static void nothing(struct baton_json__mender *m, const struct baton_json__point *start)
{
    bool blank = only_comments(m, start->count);
    baton_json__back_to(m->problems, start);
    baton_json__report(m->problems, blank ? BATON_JSON_EMPTY : BATON_JSON_NOT_JSON,
                       m->at < m->text.len ? m->at : 0, m->text.len);
}

bool baton_json__mend(struct baton_json__mender *m, size_t start)
{
    struct baton_json__point before = baton_json__point(m->problems);
    m->at = m->last_end = start;
    m->want = BATON_JSON__WANT_ROOT;
    m->open = BATON_JSON_NONE;
    m->tail = BATON_JSON__NOWHERE;
    for (size_t kind = 0; kind < BATON_COUNT(m->no_mark_after); kind++)
        m->no_mark_after[kind] = BATON_JSON__NOWHERE;
    for (;;) {
        baton_json__skip(m);
        if (m->stopped || m->at >= m->text.len)
            break;
        step(m);
    }
    if (baton_arena_failed(m->arena))
        return false;
    if (!m->count && !m->too_deep)
        nothing(m, &before);
    else if (m->count && (m->depth || m->tail != BATON_JSON__NOWHERE))
        broken_off(m);
    return !baton_arena_failed(m->arena);
}
