/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text from a chat, a ticket or a forum: the payloads, curl commands and HTTP
 * requests in it, and the status that the prose speaks of.
 */
#include "core/model/model_int.h"

enum { MAX_BLOCKS = 64 };

struct finder {
    struct baton_arena *arena;
    struct baton_str text;
    struct baton_model_block *blocks;
    size_t count, capacity;
};

/* ---- what the prose says ------------------------------------------------------------- */

static const struct {
    int status;
    const char *phrase;
} phrases[] = {
    {400, "400 bad request"},   {401, "401 unauthorized"},        {403, "403 forbidden"},
    {404, "404 not found"},     {409, "409 conflict"},            {422, "422 unprocessable"},
    {429, "429 too many"},      {500, "500 internal server"},     {502, "502 bad gateway"},
    {503, "503 service unav"},  {504, "504 gateway timeout"},     {415, "415 unsupported media"},
    {405, "405 method not"},    {406, "406 not acceptable"},      {413, "413 "},
};

/* The one status that the text names; 0 if none, or if it names several. */
static int prose_status(struct baton_str text)
{
    int found = 0;
    for (size_t i = 0; i < BATON_COUNT(phrases); i++) {
        if (baton_str_find_nocase(text, baton_str_from(phrases[i].phrase)) == SIZE_MAX)
            continue;
        if (found)
            return 0;
        found = phrases[i].status;
    }
    return found;
}

/* ---- JSON in the text ------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Does what follows '{' (blanks aside) look like the first name of an object? */
static bool names_follow(struct baton_str rest)
{
    rest = baton_str_trim(rest);
    return baton_str_starts(rest, BATON_STR("\"")) || baton_str_starts(rest, BATON_STR("'")) ||
           baton_str_starts(rest, BATON_STR("\xE2\x80\x9C")) ||
           baton_str_starts(rest, BATON_STR("\xE2\x80\x9D")) ||
           baton_str_starts(rest, BATON_STR("\xE2\x80\x98"));
}

static bool opens_json(struct baton_str text, size_t at)
{
    struct baton_str near = baton_str_sub(text, at + 1, at + 200);
    if (text.s[at] == '{')
        return names_follow(near);
    near = baton_str_trim(near);
    return text.s[at] == '[' && baton_str_starts(near, BATON_STR("{")) &&
           names_follow(baton_str_sub(near, 1, near.len));
}

/* Past the string that begins at `at`; a string ends with its line if nothing closes it. */
static size_t past_string(struct baton_str text, size_t at)
{
    for (at++; at < text.len && text.s[at] != '\n'; at++) {
        if (text.s[at] == '\\')
            at++;
        else if (text.s[at] == '"')
            return at + 1;
    }
    return at;
}

/* The end of the bracketed text that begins at `at`, or of the text. */
static size_t past_brackets(struct baton_str text, size_t at)
{
    size_t depth = 0;
    while (at < text.len) {
        char c = text.s[at];
        if (c == '"') {
            at = past_string(text, at);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= (c == '}' || c == ']') && depth;
        at++;
        if (!depth)
            return at;
    }
    return text.len;
}

/* Is the last thing before `at` code that this bracket belongs to? */
static bool within_code(struct baton_str text, size_t at)
{
    while (at && is_blank(text.s[at - 1]))
        at--;
    if (!at)
        return false;
    char c = text.s[at - 1];
    return c == '[' || c == '(' || c == '=' || c == ',' || c == '{' || c == ')';
}

/* ---- blocks ------------------------------------------------------------------------------- */

static size_t add(struct finder *f, enum baton_input_kind kind, size_t start, size_t end)
{
    struct baton_model_block *block = BATON_PUSH(f->arena, f->blocks, f->count, f->capacity);
    if (block)
        *block = (struct baton_model_block){.span = {start, end}, .kind = kind};
    return end;
}

/* A request goes on to a fence of three backquotes, or to the end of the text. */
static size_t past_request(struct baton_str text, size_t at)
{
    size_t fence = baton_str_find(baton_str_sub(text, at, text.len), BATON_STR("\n```"));
    return fence == SIZE_MAX ? text.len : at + fence + 1;
}

/* What begins at this place of a line; gives where it ends, or `at` if nothing does. */
static size_t block_at(struct finder *f, size_t at)
{
    struct baton_str rest = baton_str_sub(f->text, at, f->text.len);
    if (baton_str_starts(rest, BATON_STR("curl "))) {
        struct baton_exchange ex;
        if (baton_model__curl(f->arena, f->text, at, &ex) != BATON_OK)
            return f->text.len;
        return ex.url.len ? add(f, BATON_INPUT_CURL, at, ex.extent.end) : at;
    }
    if (rest.len && rest.s[0] >= 'A' && rest.s[0] <= 'Z' && baton_http_looks_like(rest))
        return add(f, BATON_INPUT_HTTP, at, past_request(f->text, at));
    if (rest.len && (rest.s[0] == '{' || rest.s[0] == '[') && opens_json(f->text, at) &&
        !within_code(f->text, at))
        return add(f, BATON_INPUT_PAYLOAD, at, past_brackets(f->text, at));
    return at;
}

static size_t line_end(struct baton_str text, size_t at)
{
    size_t step = baton_str_find_byte(baton_str_sub(text, at, text.len), '\n');
    return step == SIZE_MAX ? text.len : at + step + 1;
}

/* Quote marks of mail and chat, prompts, list marks before what matters on a line. */
static size_t past_marks(struct baton_str text, size_t at)
{
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t' || text.s[at] == '>' ||
                             text.s[at] == '$' || text.s[at] == '`'))
        at++;
    return at;
}

static void whole_lines(struct finder *f)
{
    for (size_t at = 0; at < f->text.len && f->count < MAX_BLOCKS;) {
        size_t start = past_marks(f->text, at);
        size_t end = start < f->text.len ? block_at(f, start) : start;
        at = line_end(f->text, end > start ? end - 1 : at);
    }
}

/* Data, not a piece of a program: no names of variables, nothing left out. */
static bool is_data(struct finder *f, struct baton_str text)
{
    static const enum baton_json_code code[] = {
        BATON_JSON_BARE_WORD, BATON_JSON_MISSING_VALUE, BATON_JSON_MISSING_COLON,
        BATON_JSON_MISSING_COMMA, BATON_JSON_NOT_JSON, BATON_JSON_TRUNCATED,
    };
    struct baton_json_reading reading;
    if (baton_json_read_lenient(f->arena, text, NULL, &reading) != BATON_OK)
        return false;
    for (size_t i = 0; i < reading.problem_count; i++)
        for (size_t c = 0; c < BATON_COUNT(code); c++)
            if (reading.problems[i].code == code[c])
                return false;
    return reading.doc.count > 1;
}

/* Nothing at the beginning of a line: an object in the middle of a sentence? */
static void inside_lines(struct finder *f)
{
    for (size_t at = 0; at < f->text.len && f->count < MAX_BLOCKS; at++) {
        if (f->text.s[at] != '{' || !opens_json(f->text, at))
            continue;
        size_t end = past_brackets(f->text, at);
        if (is_data(f, baton_str_sub(f->text, at, end)))
            add(f, BATON_INPUT_PAYLOAD, at, end);
        at = end - 1;
    }
}

enum baton_err baton_model__blocks(struct baton_arena *arena, struct baton_str text,
                                   struct baton_model_block **out, size_t *count)
{
    struct finder f = {.arena = arena, .text = text};
    whole_lines(&f);
    if (!f.count)
        inside_lines(&f);
    if (!f.count)
        add(&f, BATON_INPUT_PAYLOAD, 0, text.len);
    if (baton_arena_failed(arena) || !f.count)
        return BATON_ENOMEM;
    /* The first thing that is shown is what the question is about. */
    f.blocks[0].status = prose_status(text);
    *out = f.blocks;
    *count = f.count;
    return BATON_OK;
}
