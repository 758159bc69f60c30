/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of a command line as a POSIX shell splits them (XCU 2.2), with bash's
 * $'…', cmd.exe's ^, and quote marks that a forum made typographic. Each word
 * keeps where its bytes stand.
 */
#include <string.h>

#include "core/model/model_int.h"

enum { SINGLE = 1, DOUBLE = 2, ANSI = 4, OTHER = 8 };

/* Marks without an end are looked for to the end of the text: not for ever. */
enum { MAX_UNCLOSED = 16 };

/* What is kept next stands there. */
static void mark(struct baton_model_shell *sh, size_t there)
{
    struct baton_origin_segment *last = sh->count ? &sh->segments[sh->count - 1] : NULL;
    if (!last || last->there + (sh->buf.len - last->here) != there) {
        struct baton_origin_segment *fresh =
            BATON_PUSH(sh->arena, sh->segments, sh->count, sh->capacity);
        if (fresh)
            *fresh = (struct baton_origin_segment){sh->buf.len, there};
    }
}

/* Keeps a character; an escape counts as standing where it begins. */
static void keep(struct baton_model_shell *sh, size_t there, char c)
{
    mark(sh, there);
    baton_buf_putc(&sh->buf, c);
}

static struct baton_str rest(const struct baton_model_shell *sh)
{
    return baton_str_sub(sh->text, sh->at, sh->text.len);
}

static char byte(const struct baton_model_shell *sh, size_t ahead)
{
    return ahead < sh->text.len - sh->at ? sh->text.s[sh->at + ahead] : '\0';
}

static bool at_end(const struct baton_model_shell *sh)
{
    return sh->at >= sh->text.len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* The length of the '>' that a prompt or a quotation sets before a line, or 0. */
static size_t line_mark(struct baton_str line)
{
    size_t at = 0, past = 0;
    while (at < line.len && (line.s[at] == ' ' || line.s[at] == '>')) {
        past = line.s[at] == '>' ? at + 1 : past;
        at++;
    }
    return past + (past && past < line.len && line.s[past] == ' ');
}

/*
 * The length of a line's end that something continues, or 0. Blanks between the
 * mark and the line end are a slip of the hand that a shell would not forgive.
 */
static size_t continued(const struct baton_model_shell *sh)
{
    size_t n = 1;
    if (byte(sh, 0) != '\\' && (byte(sh, 0) != '^' || !sh->caret))
        return 0;
    while (is_blank(byte(sh, n)))
        n++;
    if (byte(sh, n++) != '\n')
        return 0;
    return n + line_mark(baton_str_sub(rest(sh), n, n + 64));
}

/* Keeps a byte inside quotes as it is, and steps over the mark of the line that it ends. */
static void keep_byte(struct baton_model_shell *sh)
{
    bool line = byte(sh, 0) == '\n';
    keep(sh, sh->at, byte(sh, 0));
    sh->at++;
    if (line)
        sh->at += line_mark(baton_str_sub(rest(sh), 0, 64));
}

/* ---- quotes ------------------------------------------------------------------------ */

/* An apostrophe, written as '\'' or '"'"': leave the quotes, write it, enter them again. */
static size_t apostrophe(const struct baton_model_shell *sh)
{
    if (baton_str_starts(rest(sh), BATON_STR("'\\''")))
        return 4;
    return baton_str_starts(rest(sh), BATON_STR("'\"'\"'")) ? 5 : 0;
}

static void single_quoted(struct baton_model_shell *sh)
{
    sh->styles |= SINGLE;
    for (sh->at++; !at_end(sh);) {
        size_t n = apostrophe(sh);
        if (!n && byte(sh, 0) == '\'')
            break;
        if (n)
            keep(sh, sh->at, '\'');
        else
            keep_byte(sh);
        sh->at += n;
    }
    sh->past = sh->at;
    sh->at += !at_end(sh);
}

static void double_quoted(struct baton_model_shell *sh)
{
    sh->styles |= DOUBLE;
    for (sh->at++; !at_end(sh) && byte(sh, 0) != '"';) {
        char next = byte(sh, 1);
        if (byte(sh, 0) == '\\' && next == '\n') {
            sh->at += 2;
        } else if (byte(sh, 0) == '\\' && next && strchr("\"\\$`", next)) {
            keep(sh, sh->at, next);
            sh->at += 2;
        } else {
            /* Nothing may be put behind a backslash that stands for itself. */
            sh->styles |= byte(sh, 0) == '\\' ? OTHER : 0;
            keep_byte(sh);
        }
    }
    sh->past = sh->at;
    sh->at += !at_end(sh);
}

/* ^"…^", as browsers copy it: cmd.exe takes the carets out, then \" is a quote. */
static void caret_quoted(struct baton_model_shell *sh)
{
    sh->styles |= OTHER;
    for (sh->at += 2; !at_end(sh); sh->at += !at_end(sh)) {
        sh->past = sh->at;
        sh->at += byte(sh, 0) == '^';
        if (at_end(sh) || byte(sh, 0) == '"')
            break;
        size_t n = byte(sh, 1) == '^' ? 2 : 1;
        if (byte(sh, 0) == '\\' && (byte(sh, n) == '"' || byte(sh, n) == '\\'))
            sh->at += n;
        keep(sh, sh->past, byte(sh, 0));
    }
    sh->past = at_end(sh) ? sh->at : sh->past;
    sh->at += !at_end(sh);
}

/* ---- $'…' (bash) ---------------------------------------------------------------------- */

static uint32_t number_of(struct baton_model_shell *sh, unsigned base, size_t most)
{
    uint32_t value = 0;
    for (; most-- && !at_end(sh); sh->at++) {
        char c = byte(sh, 0), low = (char)(c | 32);
        unsigned digit = c >= '0' && c <= '9'       ? (unsigned)(c - '0')
                         : low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10
                                                    : base;
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    return value;
}

/* The escape whose backslash stands at `at`. */
static void ansi_escape(struct baton_model_shell *sh)
{
    static const char from[] = "abeEfnrtv\\'\"?";
    static const char to[] = "\a\b\x1b\x1b\f\n\r\t\v\\'\"?";
    size_t start = sh->at;
    char c = byte(sh, 1);
    const char *simple = c ? strchr(from, c) : NULL;
    if (simple) {
        keep(sh, start, to[simple - from]);
        sh->at += 2;
    } else if (c == 'u' || c == 'U') {
        sh->at += 2;
        mark(sh, start);
        baton_buf_put_utf8(&sh->buf, number_of(sh, 16, c == 'u' ? 4 : 8));
    } else if (c == 'x') {
        sh->at += 2;
        keep(sh, start, (char)number_of(sh, 16, 2));
    } else if (c >= '0' && c <= '7') {
        sh->at += 1;
        keep(sh, start, (char)number_of(sh, 8, 3));
    } else {
        sh->styles |= OTHER; /* it stands for itself: nothing may be put behind it */
        keep(sh, start, '\\');
        sh->at += 1;
    }
}

static void ansi_quoted(struct baton_model_shell *sh)
{
    sh->styles |= ANSI;
    for (sh->at += 2; !at_end(sh) && byte(sh, 0) != '\'';) {
        if (byte(sh, 0) == '\\') {
            ansi_escape(sh);
        } else {
            keep_byte(sh);
        }
    }
    sh->past = sh->at;
    sh->at += !at_end(sh);
}

/* ---- typographic quotes ----------------------------------------------------------------- */

static const char *const marks[][2] = {
    {"\xE2\x80\x9C", "\xE2\x80\x9D"}, {"\xE2\x80\x98", "\xE2\x80\x99"}};

/* The pair of a mark that stands here, opening or closing (forums mix them up), or NULL. */
static const char *const *pair_here(struct baton_str text)
{
    for (size_t i = 0; i < BATON_COUNT(marks); i++)
        if (baton_str_starts(text, baton_str_from(marks[i][0])) ||
            baton_str_starts(text, baton_str_from(marks[i][1])))
            return marks[i];
    return NULL;
}

/*
 * Inside are marks of the same kind, as likely as not: the closing one stands
 * before a blank, and behind the bracket that the text began with.
 */
static size_t closing_mark(struct baton_str text, const char *const *pair)
{
    char open = text.len ? text.s[0] : '\0';
    char bracket = open == '{' ? '}' : open == '[' ? ']' : '\0';
    for (size_t at = 1; at + 3 <= text.len; at++) {
        struct baton_str here = baton_str_sub(text, at, text.len);
        if (!baton_str_starts(here, baton_str_from(pair[1])) &&
            !baton_str_starts(here, baton_str_from(pair[0])))
            continue;
        bool last = here.len == 3 || is_blank(here.s[3]) || here.s[3] == '\n';
        if (last && (!bracket || text.s[at - 1] == bracket))
            return at;
    }
    return SIZE_MAX;
}

static bool typographic(struct baton_model_shell *sh)
{
    const char *const *pair = pair_here(rest(sh));
    if (!pair || sh->count)
        return false;
    struct baton_str inside = baton_str_sub(rest(sh), 3, SIZE_MAX);
    size_t len = sh->unclosed < MAX_UNCLOSED ? closing_mark(inside, pair) : SIZE_MAX;
    if (len == SIZE_MAX) {
        sh->unclosed++;
        return false;
    }
    sh->styles |= OTHER;
    for (size_t i = 0; i < len; i++)
        keep(sh, sh->at + 3 + i, inside.s[i]);
    sh->past = sh->at + 3 + len;
    sh->at += 3 + len + 3;
    return true;
}

/* ---- words --------------------------------------------------------------------------------- */

/* Does the next line with something on it go on with an option, though nothing continues this? */
static bool goes_on(const struct baton_model_shell *sh)
{
    struct baton_str line = baton_str_trim(baton_str_sub(rest(sh), 0, 64));
    return baton_str_starts(line, BATON_STR("-")) && !baton_str_starts(line, BATON_STR("--\n")) &&
           !baton_str_starts(line, BATON_STR("- "));
}

static bool ends_command(char c)
{
    return c == '\n' || c == '|' || c == ';' || c == '`';
}

/* Steps over blanks and continued lines; false at the end of the command. */
static bool to_word(struct baton_model_shell *sh)
{
    while (!at_end(sh)) {
        size_t line = continued(sh);
        if (line)
            sh->at += line;
        else if (is_blank(byte(sh, 0)) || (byte(sh, 0) == '\n' && goes_on(sh)))
            sh->at++;
        else
            break;
    }
    return !at_end(sh) && !ends_command(byte(sh, 0)) && !strchr("><#", byte(sh, 0));
}

static void bare_byte(struct baton_model_shell *sh)
{
    size_t start = sh->at;
    bool escape = byte(sh, 0) == '\\' || (byte(sh, 0) == '^' && sh->caret);
    sh->styles |= OTHER;
    sh->at += escape && sh->text.len - sh->at > 1;
    keep(sh, start, byte(sh, 0));
    sh->past = ++sh->at;
}

static bool ends_word(const struct baton_model_shell *sh)
{
    char c = byte(sh, 0);
    return at_end(sh) || is_blank(c) || ends_command(c) || continued(sh);
}

static void piece(struct baton_model_shell *sh)
{
    struct baton_str here = rest(sh);
    if (here.s[0] == '\'')
        single_quoted(sh);
    else if (here.s[0] == '"')
        double_quoted(sh);
    else if (baton_str_starts(here, BATON_STR("$'")))
        ansi_quoted(sh);
    else if (sh->caret && baton_str_starts(here, BATON_STR("^\"")))
        caret_quoted(sh);
    else if (!typographic(sh))
        bare_byte(sh);
}

/* Text can be put into a word that is quoted in one way throughout. */
static enum baton_writing writing_of(unsigned styles)
{
    return styles == SINGLE   ? BATON_WRITE_SHELL_SINGLE
           : styles == DOUBLE ? BATON_WRITE_SHELL_DOUBLE
           : styles == ANSI   ? BATON_WRITE_SHELL_ANSI
                              : BATON_WRITE_NOWHERE;
}

void baton_model__shell(struct baton_model_shell *sh, struct baton_arena *arena,
                        struct baton_str text, size_t start)
{
    struct baton_str command = baton_str_sub(text, start, text.len);
    *sh = (struct baton_model_shell){.arena = arena, .text = text, .at = start};
    sh->caret = baton_str_find(command, BATON_STR(" ^\n")) != SIZE_MAX ||
                baton_str_find(command, BATON_STR(" ^\r\n")) != SIZE_MAX ||
                baton_str_find(command, BATON_STR(" ^\"")) != SIZE_MAX;
}

/* The word's text as it is, and how text is put into the quoted rest behind a bare beginning. */
static void finish(const struct baton_model_shell *sh, size_t start, unsigned quoted,
                   struct baton_model_word *out)
{
    out->part = (struct baton_part){true, baton_buf_str(&sh->buf), {sh->segments, sh->count},
                                    {start, sh->at}, writing_of(sh->styles)};
    out->rest = writing_of(quoted);
}

bool baton_model__word(struct baton_model_shell *sh, struct baton_model_word *out)
{
    unsigned quoted = 0;
    if (!to_word(sh))
        return false;
    size_t start = sh->at;
    baton_buf_init(&sh->buf, sh->arena, 0);
    sh->segments = NULL;
    sh->count = sh->capacity = 0;
    sh->styles = 0;
    *out = (struct baton_model_word){.bare = 0};
    while (!ends_word(sh)) {
        unsigned before = sh->styles;
        sh->styles = 0;
        piece(sh);
        if (sh->styles == OTHER && !quoted)
            out->bare = sh->buf.len;
        else
            quoted |= sh->styles;
        sh->styles |= before;
    }
    /* An end for spans that end with the word. */
    struct baton_origin_segment *end = BATON_PUSH(sh->arena, sh->segments, sh->count, sh->capacity);
    if (!end || baton_buf_failed(&sh->buf))
        return false;
    *end = (struct baton_origin_segment){sh->buf.len, sh->past};
    finish(sh, start, quoted, out);
    return true;
}
