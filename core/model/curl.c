/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A curl command line (curl's manual page), split into words as a POSIX shell
 * would (XCU 2.2), each word keeping where its bytes stand.
 */
#include "core/model/model_int.h"

struct word {
    struct baton_part part; /* text, origin, span, writing */
};

struct shell {
    struct baton_arena *arena;
    struct baton_str text;
    size_t at;
    struct baton_buf buf;
    struct baton_origin_segment *segments;
    size_t count, capacity;
    bool single, twice; /* quoted parts seen in this word */
    bool bare;
};

enum { MAX_WORDS = 4096 };

static void keep(struct shell *sh, size_t there, char c)
{
    struct baton_origin_segment *last = sh->count ? &sh->segments[sh->count - 1] : NULL;
    if (!last || last->there + (sh->buf.len - last->here) != there) {
        struct baton_origin_segment *fresh =
            BATON_PUSH(sh->arena, sh->segments, sh->count, sh->capacity);
        if (fresh)
            *fresh = (struct baton_origin_segment){sh->buf.len, there};
    }
    baton_buf_putc(&sh->buf, c);
}

static void single_quoted(struct shell *sh)
{
    sh->single = true;
    for (sh->at++; sh->at < sh->text.len && sh->text.s[sh->at] != '\''; sh->at++)
        keep(sh, sh->at, sh->text.s[sh->at]);
    sh->at += sh->at < sh->text.len;
}

static void double_quoted(struct shell *sh)
{
    sh->twice = true;
    for (sh->at++; sh->at < sh->text.len && sh->text.s[sh->at] != '"'; sh->at++) {
        char c = sh->text.s[sh->at];
        char next = sh->at + 1 < sh->text.len ? sh->text.s[sh->at + 1] : 0;
        if (c == '\\' && (next == '"' || next == '\\' || next == '$' || next == '`')) {
            sh->at++;
            c = next;
        } else if (c == '\\' && next == '\n') {
            sh->at++;
            continue;
        }
        keep(sh, sh->at, c);
    }
    sh->at += sh->at < sh->text.len;
}

/* Steps over blanks and continued lines; false at the end of the command. */
static bool to_word(struct shell *sh)
{
    while (sh->at < sh->text.len) {
        char c = sh->text.s[sh->at];
        struct baton_str rest = baton_str_sub(sh->text, sh->at, sh->text.len);
        if (baton_str_starts(rest, BATON_STR("\\\r\n")))
            sh->at += 3;
        else if (baton_str_starts(rest, BATON_STR("\\\n")))
            sh->at += 2;
        else if (c == ' ' || c == '\t' || c == '\r')
            sh->at++;
        else
            break;
    }
    if (sh->at >= sh->text.len)
        return false;
    char c = sh->text.s[sh->at];
    /* A line that goes on with an option although nothing continues it: pasted without '\'. */
    if (c == '\n') {
        struct baton_str rest = baton_str_sub(sh->text, sh->at + 1, sh->text.len);
        struct baton_str line = baton_str_trim(baton_str_sub(rest, 0, 64));
        if (!baton_str_starts(line, BATON_STR("-")) || baton_str_starts(line, BATON_STR("--\n")) ||
            baton_str_starts(line, BATON_STR("- ")))
            return false;
        sh->at++;
        return to_word(sh);
    }
    return c != '|' && c != ';' && c != '>' && c != '<';
}

static void bare_byte(struct shell *sh)
{
    char c = sh->text.s[sh->at];
    sh->bare = true;
    if (c == '\\' && sh->at + 1 < sh->text.len)
        sh->at++;
    keep(sh, sh->at, sh->text.s[sh->at]);
    sh->at++;
}

static enum baton_writing writing_of(const struct shell *sh)
{
    if (sh->single && !sh->twice && !sh->bare)
        return BATON_WRITE_SHELL_SINGLE;
    if (sh->twice && !sh->single && !sh->bare)
        return BATON_WRITE_SHELL_DOUBLE;
    return BATON_WRITE_NOWHERE;
}

/* The next word; false at the end of the command or of memory. */
static bool next_word(struct shell *sh, struct word *out)
{
    if (!to_word(sh))
        return false;
    size_t start = sh->at;
    baton_buf_init(&sh->buf, sh->arena, 0);
    sh->segments = NULL;
    sh->count = sh->capacity = 0;
    sh->single = sh->twice = sh->bare = false;
    while (sh->at < sh->text.len) {
        char c = sh->text.s[sh->at];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '|' || c == ';')
            break;
        if (c == '\'')
            single_quoted(sh);
        else if (c == '"')
            double_quoted(sh);
        else if (c == '\\' && sh->at + 1 < sh->text.len && sh->text.s[sh->at + 1] == '\n')
            break;
        else
            bare_byte(sh);
    }
    /* An end for spans that end with the word. */
    struct baton_origin_segment *end = BATON_PUSH(sh->arena, sh->segments, sh->count, sh->capacity);
    if (!end || baton_buf_failed(&sh->buf))
        return false;
    size_t past = sh->at - (size_t)(!sh->bare && (sh->single || sh->twice) && sh->at > start + 1);
    *end = (struct baton_origin_segment){sh->buf.len, past};
    out->part = (struct baton_part){true, baton_buf_str(&sh->buf), {sh->segments, sh->count},
                                    {start, sh->at}, writing_of(sh)};
    return true;
}

/* ---- options ---------------------------------------------------------------------- */

enum action { SKIP, FLAG, METHOD, HEADER, DATA, JSON, URL, USER, HEAD, GET_DATA, FORM };

static const struct {
    const char *name;
    char letter;
    enum action action;
} options[] = {
    {"request", 'X', METHOD},      {"header", 'H', HEADER},     {"data", 'd', DATA},
    {"data-raw", 0, DATA},         {"data-binary", 0, DATA},    {"data-ascii", 0, DATA},
    {"data-urlencode", 0, DATA},   {"json", 0, JSON},           {"url", 0, URL},
    {"user", 'u', USER},           {"head", 'I', HEAD},         {"get", 'G', GET_DATA},
    {"form", 'F', FORM},           {"output", 'o', SKIP},       {"user-agent", 'A', SKIP},
    {"cookie", 'b', SKIP},         {"cookie-jar", 'c', SKIP},   {"referer", 'e', SKIP},
    {"upload-file", 'T', SKIP},    {"max-time", 'm', SKIP},     {"proxy", 'x', SKIP},
    {"write-out", 'w', SKIP},      {"cert", 'E', SKIP},         {"connect-timeout", 0, SKIP},
    {"cacert", 0, SKIP},           {"key", 0, SKIP},            {"resolve", 0, SKIP},
    {"retry", 0, SKIP},            {"retry-delay", 0, SKIP},    {"retry-max-time", 0, SKIP},
    {"config", 'K', SKIP},         {"range", 'r', SKIP},        {"dump-header", 'D', SKIP},
    {"interface", 0, SKIP},        {"limit-rate", 0, SKIP},     {"trace", 0, SKIP},
    {"trace-ascii", 0, SKIP},      {"form-string", 0, FORM},    {"oauth2-bearer", 0, USER},
};

struct command {
    struct baton_exchange *ex;
    struct shell *sh;
    bool json, get;
};

static bool add_header(struct command *cmd, const struct word *word)
{
    struct baton_str line = word->part.text;
    size_t colon = baton_str_find_byte(line, ':');
    if (colon == SIZE_MAX)
        return true;
    struct baton_str name = baton_str_trim(baton_str_sub(line, 0, colon));
    struct baton_str value = baton_str_trim(baton_str_sub(line, colon + 1, line.len));
    cmd->ex->header_at = word->part.span.end;
    if (!value.len) /* -H 'Accept:' takes the header out */
        return true;
    if (baton_http_add_header(cmd->sh->arena, &cmd->ex->request, name, value) != BATON_OK)
        return false;
    struct baton_http_header *h = &cmd->ex->request.headers[cmd->ex->request.header_count - 1];
    size_t at = (size_t)(value.s - line.s);
    h->line = word->part.span;
    h->name_span = baton_part_map(&word->part, (struct baton_span){0, colon});
    h->value_span = baton_part_map(&word->part, (struct baton_span){at, at + value.len});
    return true;
}

static void set_url(struct command *cmd, const struct word *word)
{
    if (cmd->ex->url.len)
        return;
    cmd->ex->url = word->part.text;
    cmd->ex->url_span = baton_part_map(&word->part, (struct baton_span){0, word->part.text.len});
    if (cmd->ex->header_at == SIZE_MAX)
        cmd->ex->header_at = word->part.span.end;
}

static void set_body(struct command *cmd, const struct word *word)
{
    /* Several -d are joined with '&'; a handover has one. A file's content is not here. */
    if (cmd->ex->body.present || baton_str_starts(word->part.text, BATON_STR("@")))
        return;
    cmd->ex->body = word->part;
    cmd->ex->body.span = baton_part_map(&word->part,
                                        (struct baton_span){0, word->part.text.len});
    cmd->ex->implied.line = word->part.span;
}

static bool act(struct command *cmd, enum action action, const struct word *word)
{
    struct baton_exchange *ex = cmd->ex;
    switch (action) {
    case METHOD:
        ex->request.method = word->part.text;
        ex->request.method_span = baton_part_map(
            &word->part, (struct baton_span){0, word->part.text.len});
        return true;
    case HEADER: return add_header(cmd, word);
    case JSON: cmd->json = true; set_body(cmd, word); return true;
    case DATA: set_body(cmd, word); return true;
    case URL: set_url(cmd, word); return true;
    case USER:
        return baton_http_add_header(cmd->sh->arena, &ex->request, BATON_STR("Authorization"),
                                     BATON_STR("Basic (-u)")) == BATON_OK;
    case SKIP: case FLAG: case HEAD: case GET_DATA: case FORM: break;
    }
    return true;
}

static bool takes_argument(enum action action)
{
    return action != FLAG && action != HEAD && action != GET_DATA;
}

static void act_flag(struct command *cmd, enum action action)
{
    if (action == HEAD)
        cmd->ex->request.method = BATON_STR("HEAD");
    if (action == GET_DATA)
        cmd->get = true;
}

static enum action find_long(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(options); i++)
        if (baton_str_is(name, options[i].name))
            return options[i].action;
    return FLAG;
}

static enum action find_short(char letter)
{
    for (size_t i = 0; i < BATON_COUNT(options); i++)
        if (options[i].letter == letter)
            return options[i].action;
    return FLAG;
}

/* The rest of a word such as -XPOST, as a word of its own. */
static struct word rest_of(const struct word *word, size_t at)
{
    struct word rest = *word;
    rest.part.text = baton_str_sub(word->part.text, at, word->part.text.len);
    rest.part.origin.count = 0;
    rest.part.writing = BATON_WRITE_NOWHERE;
    return rest;
}

static bool short_options(struct command *cmd, const struct word *word)
{
    struct baton_str text = word->part.text;
    for (size_t i = 1; i < text.len; i++) {
        enum action action = find_short(text.s[i]);
        struct word argument;
        if (!takes_argument(action)) {
            act_flag(cmd, action);
            continue;
        }
        if (i + 1 < text.len)
            argument = rest_of(word, i + 1);
        else if (!next_word(cmd->sh, &argument))
            return !baton_arena_failed(cmd->sh->arena);
        return act(cmd, action, &argument);
    }
    return true;
}

static bool one_word(struct command *cmd, const struct word *word)
{
    struct baton_str text = word->part.text;
    if (baton_str_starts(text, BATON_STR("--")) && text.len > 2) {
        enum action action = find_long(baton_str_sub(text, 2, text.len));
        struct word argument;
        if (!takes_argument(action)) {
            act_flag(cmd, action);
            return true;
        }
        return next_word(cmd->sh, &argument) ? act(cmd, action, &argument)
                                             : !baton_arena_failed(cmd->sh->arena);
    }
    if (text.len > 1 && text.s[0] == '-')
        return short_options(cmd, word);
    set_url(cmd, word);
    return true;
}

/* What curl does by itself: POST for data, and a form's Content-Type. */
static bool defaults(struct command *cmd)
{
    struct baton_exchange *ex = cmd->ex;
    bool data = ex->body.present && !cmd->get;
    if (!ex->request.method.len)
        ex->request.method = data ? BATON_STR("POST") : BATON_STR("GET");
    if (cmd->json && !baton_http_header(&ex->request, "Content-Type") &&
        (baton_http_add_header(cmd->sh->arena, &ex->request, BATON_STR("Content-Type"),
                               BATON_STR("application/json")) != BATON_OK ||
         baton_http_add_header(cmd->sh->arena, &ex->request, BATON_STR("Accept"),
                               BATON_STR("application/json")) != BATON_OK))
        return false;
    if (data && !cmd->json && !baton_http_header(&ex->request, "Content-Type")) {
        ex->has_implied = true;
        ex->implied.name = BATON_STR("Content-Type");
        ex->implied.value = BATON_STR("application/x-www-form-urlencoded");
    }
    return true;
}

enum baton_err baton_model__curl(struct baton_arena *arena, struct baton_str text, size_t start,
                                 struct baton_exchange *ex)
{
    struct shell sh = {.arena = arena, .text = text, .at = start};
    struct command cmd = {.ex = ex, .sh = &sh};
    struct word word;
    *ex = (struct baton_exchange){.kind = BATON_INPUT_CURL, .header_at = SIZE_MAX,
                                  .headers_known = true};
    while (sh.at < text.len && (text.s[sh.at] == '$' || text.s[sh.at] == ' ' ||
                                text.s[sh.at] == '\t' || text.s[sh.at] == '\n'))
        sh.at++;
    start = sh.at;
    if (next_word(&sh, &word)) /* "curl" itself */
        ex->request.present = true;
    for (size_t n = 0; n < MAX_WORDS && next_word(&sh, &word); n++)
        if (!one_word(&cmd, &word))
            return BATON_ENOMEM;
    if (baton_arena_failed(arena) || !defaults(&cmd))
        return BATON_ENOMEM;
    ex->request.target = ex->url;
    ex->request.target_span = ex->url_span;
    ex->extent = (struct baton_span){start, sh.at};
    return BATON_OK;
}
