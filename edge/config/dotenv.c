/* SPDX-License-Identifier: Apache-2.0 */
/*
 * .env files as python-dotenv reads them (github.com/theskumar/python-dotenv, file
 * format): NAME=value, `export` before it, values plain or in single or double quotes
 * over several lines, escapes in these, comments, and ${NAME} or ${NAME:-otherwise} in
 * any value, where the environment counts before the file. A line that it would skip
 * with a warning is a warning here.
 */
#include <string.h>

#include "edge/config/config_int.h"

struct scan {
    struct baton_config__reader *r;
    struct baton_str text;
    size_t at, line;
};

static char peek(const struct scan *s)
{
    return s->at < s->text.len ? s->text.s[s->at] : '\0';
}

static bool is_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f' || c == '\v';
}

static void skip_blanks(struct scan *s)
{
    while (is_blank(peek(s)))
        s->at++;
}

static bool at_end(const struct scan *s)
{
    return s->at >= s->text.len;
}

static void skip_rest(struct scan *s)
{
    while (!at_end(s) && !is_end(peek(s)))
        s->at++;
}

static void skip_line_end(struct scan *s)
{
    if (peek(s) == '\r')
        s->at++;
    if (peek(s) == '\n' && !at_end(s))
        s->at++;
    s->line++;
}

/* ---- names ----------------------------------------------------------------------------- */

static bool read_quoted_name(struct scan *s, struct baton_str *name)
{
    size_t start = ++s->at;
    while (!at_end(s) && peek(s) != '\'' && !is_end(peek(s)))
        s->at++;
    *name = baton_str_sub(s->text, start, s->at);
    return name->len && peek(s) == '\'' && s->at++;
}

static bool read_name(struct scan *s, struct baton_str *name)
{
    size_t start = s->at;
    if (peek(s) == '\'')
        return read_quoted_name(s, name);
    while (!at_end(s) && peek(s) != '=' && peek(s) != '#' && !is_end(peek(s)) &&
           !is_blank(peek(s)))
        s->at++;
    *name = baton_str_sub(s->text, start, s->at);
    return name->len > 0;
}

static void skip_export(struct scan *s)
{
    struct baton_str rest = baton_str_sub(s->text, s->at, s->text.len);
    if (baton_str_starts(rest, BATON_STR("export")) && rest.len > 6 && is_blank(rest.s[6])) {
        s->at += 6;
        skip_blanks(s);
    }
}

/* ---- values ---------------------------------------------------------------------------- */

/* Other escapes stay as they stand. */
static bool escape(char quote, char c, char *out)
{
    static const char names[] = "\\'\"abfnrtv", means[] = "\\'\"\a\b\f\n\r\t\v";
    const char *found = c ? strchr(names, c) : NULL;
    if (!found || (quote == '\'' && found - names > 1))
        return false;
    *out = means[found - names];
    return true;
}

static bool read_quoted(struct scan *s, struct baton_buf *out)
{
    char quote = s->text.s[s->at++], decoded;
    while (!at_end(s) && peek(s) != quote) {
        char c = s->text.s[s->at++];
        char next = peek(s);
        if (c == '\n')
            s->line++;
        if (c == '\\' && !at_end(s) && escape(quote, next, &decoded)) {
            baton_buf_putc(out, decoded);
            s->at++;
        } else {
            baton_buf_putc(out, c);
        }
    }
    return !at_end(s) && s->at++;
}

/* To the end of the line, or to a comment with a blank before it. */
static void read_plain(struct scan *s, struct baton_buf *out)
{
    size_t start = s->at, end;
    skip_rest(s);
    struct baton_str value = baton_str_sub(s->text, start, s->at);
    for (end = 1; end < value.len; end++)
        if (value.s[end] == '#' && is_blank(value.s[end - 1]))
            break;
    baton_buf_put(out, baton_str_trim(baton_str_sub(value, 0, end)));
}

static bool read_value(struct scan *s, struct baton_buf *out)
{
    char c = peek(s);
    if (c == '\'' || c == '"')
        return read_quoted(s, out);
    read_plain(s, out);
    return true;
}

/* ---- ${NAME} --------------------------------------------------------------------------- */

struct baton_str baton_config__environment(const struct baton_config__reader *r,
                                           struct baton_str name)
{
    const char *const *all = r->sources->environment;
    for (; all && *all; all++) {
        struct baton_str entry = baton_str_from(*all);
        if (entry.len > name.len && entry.s[name.len] == '=' && baton_str_starts(entry, name))
            return baton_str_sub(entry, name.len + 1, entry.len);
    }
    return (struct baton_str){NULL, 0};
}

static struct baton_str look_up(const struct scan *s, struct baton_str name)
{
    struct baton_str value = baton_config__environment(s->r, name);
    for (size_t i = s->r->variable_count; !value.s && i; i--)
        if (baton_str_eq(s->r->variables[i - 1].name, name))
            value = s->r->variables[i - 1].value;
    return value;
}

static void put_variable(const struct scan *s, struct baton_buf *out, struct baton_str inner)
{
    size_t colon = baton_str_find(inner, BATON_STR(":-"));
    struct baton_str value = look_up(s, baton_str_sub(inner, 0, colon));
    if (!value.s && colon != SIZE_MAX)
        value = baton_str_sub(inner, colon + 2, inner.len);
    baton_buf_put(out, value);
}

static struct baton_str expand(const struct scan *s, struct baton_str text)
{
    struct baton_buf out;
    baton_buf_init(&out, s->r->arena, BATON_CONFIG__MAX_FILE);
    while (text.len) {
        size_t open = baton_str_find(text, BATON_STR("${"));
        struct baton_str rest = baton_str_sub(text, open == SIZE_MAX ? text.len : open + 2,
                                              text.len);
        size_t close = baton_str_find_byte(rest, '}');
        if (open == SIZE_MAX || close == SIZE_MAX) {
            baton_buf_put(&out, text);
            break;
        }
        baton_buf_put(&out, baton_str_sub(text, 0, open));
        put_variable(s, &out, baton_str_sub(rest, 0, close));
        text = baton_str_sub(rest, close + 1, rest.len);
    }
    return baton_buf_failed(&out) ? (struct baton_str){NULL, 0} : baton_buf_str(&out);
}

/* ---- lines ----------------------------------------------------------------------------- */

static void add(struct scan *s, struct baton_str name, struct baton_str value, size_t line)
{
    struct baton_config__variable *v = BATON_PUSH(s->r->arena, s->r->variables,
                                                  s->r->variable_count, s->r->variable_capacity);
    struct baton_str expanded = expand(s, value);
    struct baton_str where = baton_str_fmt(s->r->arena, ".env:%zu", line);
    if (!v)
        return;
    *v = (struct baton_config__variable){name, expanded.s ? expanded : BATON_STR(""), line};
    if (!expanded.s)
        baton_config__problem(s->r, BATON_CONFIG_ERROR, where, "the value becomes too large");
}

/* false: this is no line of the format. */
static bool read_line(struct scan *s)
{
    size_t line = s->line;
    struct baton_str name;
    struct baton_buf value;
    baton_buf_init(&value, s->r->arena, 0);
    skip_export(s);
    if (!read_name(s, &name))
        return false;
    skip_blanks(s);
    bool given = peek(s) == '=' && !at_end(s);
    if (given) {
        s->at++;
        skip_blanks(s);
        if (!read_value(s, &value))
            return false;
    }
    skip_blanks(s);
    if (peek(s) == '#')
        skip_rest(s);
    if (!at_end(s) && !is_end(peek(s)))
        return false;
    if (given)
        add(s, name, baton_buf_str(&value), line);
    return true;
}

static void warn(struct scan *s, size_t line)
{
    struct baton_str where = baton_str_fmt(s->r->arena, ".env:%zu", line);
    baton_config__problem(s->r, BATON_CONFIG_WARNING, where,
                          "this line is not NAME=value and is left out");
}

void baton_config__read_dotenv(struct baton_config__reader *r, struct baton_str text)
{
    struct scan s = {.r = r, .text = text, .line = 1};
    if (baton_str_starts(text, BATON_STR("\xEF\xBB\xBF")))
        s.at = 3;
    while (!at_end(&s) && !baton_arena_failed(r->arena)) {
        size_t start, line = s.line;
        skip_blanks(&s);
        start = s.at;
        if (peek(&s) == '#')
            skip_rest(&s);
        else if (!at_end(&s) && !is_end(peek(&s)) && !read_line(&s)) {
            /* An open quote takes no more than its line with it. */
            s.at = start;
            s.line = line;
            skip_rest(&s);
            warn(&s, line);
        }
        if (!at_end(&s))
            skip_line_end(&s);
    }
}
