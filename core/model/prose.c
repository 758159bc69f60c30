/* SPDX-License-Identifier: Apache-2.0 */
/* The status that prose speaks of: "a 400 Bad Request", "HTTP 401", "status code: 404". */
#include "core/model/model_int.h"

static const struct {
    int status;
    const char *phrase; /* how its reason phrase begins (RFC 9110 section 15) */
} statuses[] = {
    {400, "bad request"},   {401, "unauthorized"},      {403, "forbidden"},
    {404, "not found"},     {405, "method not"},        {406, "not acceptable"},
    {408, "request time"},  {409, "conflict"},          {410, "gone"},
    {413, "payload too"},   {413, "content too"},       {413, "request entity"},
    {415, "unsupported"},   {422, "unprocessable"},     {429, "too many"},
    {500, "internal"},      {502, "bad gateway"},       {503, "service unav"},
    {504, "gateway time"},
};

/* What stands before a number that can be nothing but a status. */
static const char *const surely[] = {"http", "status", "code", "error", "statuscode"};
/* What often stands before a status, but also before other numbers. */
static const char *const maybe[] = {"a", "an", "with", "get", "gets", "got", "getting", "returns",
                                    "returned", "answers", "answered", "the"};
/* What may stand behind one. */
static const char *const behind[] = {"error", "errors", "response", "status", "when", "for", "from",
                                     "on", "and", "but", "if", "back", "here", "as", "because"};

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_one_of(struct baton_str word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (baton_str_is_nocase(word, words[i]))
            return true;
    return false;
}

/* The word before `at`, with blanks and marks between; not beyond the line. */
static struct baton_str word_before(struct baton_str text, size_t at)
{
    size_t end = at;
    while (end && baton_str_find_byte(BATON_STR(" \t:=(\"'`*_"), text.s[end - 1]) != SIZE_MAX)
        end--;
    size_t start = end;
    while (start && is_letter(text.s[start - 1]))
        start--;
    return baton_str_sub(text, start, end);
}

static struct baton_str word_behind(struct baton_str text, size_t at)
{
    while (at < text.len && (text.s[at] == ' ' || text.s[at] == '\t'))
        at++;
    size_t end = at;
    while (end < text.len && is_letter(text.s[end]))
        end++;
    return baton_str_sub(text, at, end);
}

static bool phrase_follows(struct baton_str text, size_t at, int status)
{
    struct baton_str rest = baton_str_trim(baton_str_sub(text, at, at + 40));
    if (rest.len && rest.s[0] == ':') /* "404: Not Found" */
        rest = baton_str_trim(baton_str_sub(rest, 1, rest.len));
    for (size_t i = 0; i < BATON_COUNT(statuses); i++)
        if (statuses[i].status == status &&
            baton_str_starts_nocase(rest, baton_str_from(statuses[i].phrase)))
            return true;
    return false;
}

/* Three digits at `at`, that are a number of their own and a status that is known; else 0. */
static int number_at(struct baton_str text, size_t at)
{
    uint64_t number;
    if (at + 3 > text.len || !baton_str_to_u64(baton_str_sub(text, at, at + 3), &number))
        return 0;
    char before = at ? text.s[at - 1] : ' ', after = at + 3 < text.len ? text.s[at + 3] : ' ';
    bool decimal = after == '.' && at + 4 < text.len && is_digit(text.s[at + 4]);
    if (is_letter(before) || is_digit(before) ||
        baton_str_find_byte(BATON_STR(".,-+/#"), before) != SIZE_MAX || is_letter(after) ||
        is_digit(after) || decimal)
        return 0;
    for (size_t i = 0; i < BATON_COUNT(statuses); i++)
        if (statuses[i].status == (int)number)
            return statuses[i].status;
    return 0;
}

static bool is_spoken_of(struct baton_str text, size_t at, int status)
{
    struct baton_str before = word_before(text, at), after = word_behind(text, at + 3);
    if (is_one_of(before, surely, BATON_COUNT(surely)) || phrase_follows(text, at + 3, status))
        return true;
    bool fits = !after.len || is_one_of(after, behind, BATON_COUNT(behind));
    return fits && (is_one_of(before, maybe, BATON_COUNT(maybe)) ||
                    baton_str_is_nocase(after, "error"));
}

/* "204 No Content", "-> 200", "HTTP 202": it went well in the end. */
static bool is_success(struct baton_str text, size_t at)
{
    static const char *const phrases[] = {"ok", "created", "accepted", "no content"};
    struct baton_str rest = baton_str_trim(baton_str_sub(text, at + 3, at + 24));
    struct baton_str before = baton_str_trim(baton_str_sub(text, at > 8 ? at - 8 : 0, at));
    for (size_t i = 0; i < BATON_COUNT(phrases); i++)
        if (baton_str_starts_nocase(rest, baton_str_from(phrases[i])))
            return true;
    return (before.len > 1 && before.s[before.len - 1] == '>') ||
           is_one_of(word_before(text, at), surely, BATON_COUNT(surely));
}

/* 200 to 299, with no digit, letter or point at either side. */
static bool is_good(struct baton_str text, size_t at)
{
    char before = at ? text.s[at - 1] : ' ', after = at + 3 < text.len ? text.s[at + 3] : ' ';
    return text.s[at] == '2' && at + 3 <= text.len && is_digit(text.s[at + 1]) &&
           is_digit(text.s[at + 2]) && !is_digit(before) && !is_digit(after) && before != '.' &&
           before != '-' && after != '.' && after != '-' && !is_letter(before) &&
           !is_letter(after);
}

bool baton_model__words_status(struct baton_str text, int *status, struct baton_span *span)
{
    int found = 0;
    for (size_t at = 0; at + 3 <= text.len; at++) {
        if (!is_digit(text.s[at]))
            continue;
        int here = number_at(text, at);
        if (here && here != found && is_spoken_of(text, at, here)) {
            if (found)
                return false; /* several: nobody knows which of them counts */
            *span = (struct baton_span){at, at + 3};
            found = here;
        } else if (found && is_good(text, at) && is_success(text, at)) {
            return false;
        }
    }
    *status = found;
    return found != 0;
}

void baton_model__prose_status(struct baton_str text, int *found)
{
    for (size_t at = 0; at + 3 <= text.len && *found != BATON_MODEL_SEVERAL; at++) {
        int status = is_digit(text.s[at]) ? number_at(text, at) : 0;
        if (!status || !is_spoken_of(text, at, status))
            continue;
        *found = *found && *found != status ? BATON_MODEL_SEVERAL : status;
    }
}
