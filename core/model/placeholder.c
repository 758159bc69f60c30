/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people leave in an example and forget to replace. Everything here was
 * seen in a tutorial, a forum answer or generated documentation; a value that
 * a platform could really issue must never match.
 */
#include <string.h>

#include "core/model.h"

static const char *const words[] = {
    "0", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789",
    "1234567890", "0123456789", "000", "0000", "00000", "000000", "abc", "abcd", "abc123",
    "abc-123", "abc_123", "xyz", "xyz123", "xyz-123", "foo", "bar", "baz", "foobar", "test",
    "tests", "testing", "test123", "test-123", "dummy", "sample", "example", "string", "none",
    "null", "nil", "undefined", "n/a", "na", "nan", "tbd", "todo", "tba", "changeme", "id", "uuid",
    "guid", "token", "accesstoken", "access_token", "bearer", "secret", "password", "...",
    "[object object]", "sessionid", "conversationid", "contactid", "queueid", "wrapupcodeid",
    "userid", "clientid", "clientsecret", "xxx",
    "100000000000", /* the contact id that NICE's nodes for Cognigy take as: no real call */
    "12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789abc",
    "12345678-1234-5678-1234-567812345678",
    "3fa85f64-5717-4562-b3fc-2c963f66afa6", /* of generated API pages (Swagger UI) */
};

static const char *const globs[] = {
    "your-*", "your_*", "your *", "<*>", "* here", "actual-*", "actual_*", "valid-*-id",
    "valid_*_id", "valid-*-token", "real-*-id", "some-*", "some_*", "insert-*", "insert_*",
    "insert *", "replace-*", "replace_*", "replace *", "change-me*", "change_me*", "enter-*",
    "enter_*", "*placeholder*", "dummy*", "example-*", "example_*", "sample-*", "sample_*",
    "test-token*", "test_token*", "fake-*", "fake_*", "the-*-id", "my-token", "my_token", "%*%",
    "$(*)", "[[*]]", "@{*}", "#{*}", "__*__",
};

/* Endings that words have; behind digits they may as well be chance, or part of a real id. */
static const char *const endings[] = {
    "*-id", "*_id", "*-here", "*_here", "*_from_trace", "*-from-trace",
};

/* All digits (dashes aside) the same: 00000000-0000-…, 11111111, ffffffff-…. */
static bool one_digit_only(struct baton_str value)
{
    size_t count = 0;
    char digit = 0;
    for (size_t i = 0; i < value.len; i++) {
        char c = value.s[i];
        bool hex = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
        if (c == '-')
            continue;
        if (!hex || (digit && c != digit))
            return false;
        digit = c;
        count++;
    }
    return count >= 6;
}

/* XXXXXXXX, xxxxxxxx-xxxx-…, 49xxxxxxxx: at least four x, and they are most of it. */
static bool mostly_x(struct baton_str value)
{
    size_t count = 0;
    for (size_t i = 0; i < value.len; i++)
        count += value.s[i] == 'x' || value.s[i] == 'X';
    return count >= 4 && count * 2 >= value.len;
}

static bool has_digit(struct baton_str value)
{
    for (size_t i = 0; i < value.len; i++)
        if (value.s[i] >= '0' && value.s[i] <= '9')
            return true;
    return false;
}

bool baton_is_placeholder(struct baton_str value)
{
    value = baton_str_trim(value);
    if (value.len > 128)
        return false;
    for (size_t i = 0; i < BATON_COUNT(endings) && !has_digit(value); i++)
        if (baton_str_glob(value, baton_str_from(endings[i])))
            return true;
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(value, words[i]))
            return true;
    for (size_t i = 0; i < BATON_COUNT(globs); i++)
        if (baton_str_glob(value, baton_str_from(globs[i])))
            return true;
    return one_digit_only(value) || mostly_x(value);
}

/* ---- templates ------------------------------------------------------------------ */

static const struct {
    const char *open, *close, *product;
    bool whole; /* only when it is all of the value */
} syntaxes[] = {
    {"{{", "}}", "Cognigy's (and Mustache's) template syntax", false},
    {"${", "}", "JavaScript's and the shell's template syntax", false},
    {"<%", "%>", "the template syntax of EJS and ERB", false},
    {"{", "}", "CXone Studio's variable syntax", true},
};

/* Some systems write a UUID in braces: that is no variable. */
static bool like_uuid(struct baton_str inside)
{
    return inside.len == 36 && inside.s[8] == '-' && inside.s[13] == '-' && inside.s[18] == '-' &&
           inside.s[23] == '-';
}

enum { LONGEST = 202 }; /* bytes between the marks, with the closing one */

/* What may stand inside a template: a path of names, perhaps with calls and indexes. */
static bool expression(struct baton_str inside, bool simple)
{
    inside = baton_str_trim(inside);
    if (!inside.len || inside.len > 200 || (simple && like_uuid(inside)))
        return false;
    for (size_t i = 0; simple && i < inside.len; i++) {
        char c = inside.s[i];
        bool name = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' ||
                    c == '.' || c == '-';
        if (!name)
            return false;
    }
    return baton_str_find_byte(inside, '\n') == SIZE_MAX;
}

/* The template that opens at `start`; false if what opens there is none. */
static bool template_at(struct baton_str value, size_t row, size_t start, struct baton_span *span)
{
    size_t open = strlen(syntaxes[row].open), close = strlen(syntaxes[row].close);
    struct baton_str rest = baton_str_sub(value, start + open, start + open + LONGEST);
    size_t stop = baton_str_find(rest, baton_str_from(syntaxes[row].close));
    if (stop == SIZE_MAX || !expression(baton_str_sub(rest, 0, stop), syntaxes[row].whole))
        return false;
    *span = (struct baton_span){start, start + open + stop + close};
    return !syntaxes[row].whole || (start == 0 && span->end == value.len);
}

static bool find_template(struct baton_str value, size_t row, struct baton_span *span)
{
    for (size_t at = 0; at < value.len; at++) {
        struct baton_str rest = baton_str_sub(value, at, value.len);
        size_t step = baton_str_find(rest, baton_str_from(syntaxes[row].open));
        if (step == SIZE_MAX)
            return false;
        at += step;
        if (template_at(value, row, at, span))
            return true;
        if (syntaxes[row].whole)
            return false;
    }
    return false;
}

/* $SESSION_ID as the whole value; digits and other signs are more like a password. */
static bool shell_variable(struct baton_str value)
{
    if (value.len < 3 || value.len > 40 || value.s[0] != '$')
        return false;
    for (size_t i = 1; i < value.len; i++) {
        char c = (char)(value.s[i] | 32);
        if ((c < 'a' || c > 'z') && value.s[i] != '_')
            return false;
    }
    return true;
}

bool baton_is_template(struct baton_str value, struct baton_span *span, const char **product)
{
    for (size_t row = 0; row < BATON_COUNT(syntaxes); row++) {
        if (find_template(value, row, span)) {
            *product = syntaxes[row].product;
            return true;
        }
    }
    *span = (struct baton_span){0, value.len};
    *product = "the shell's variable syntax, which single quotes keep from being filled in";
    return shell_variable(value);
}
