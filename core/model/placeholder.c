/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What people leave in an example and forget to replace. Everything here was
 * seen in a tutorial, a forum answer or generated documentation; a value that
 * a platform could really issue must never match.
 */
#include "core/model.h"

static const char *const words[] = {
    "0", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789",
    "1234567890", "0123456789", "000", "0000", "00000", "000000", "abc", "abcd", "abc123",
    "abc-123", "abc_123", "xyz", "xyz123", "xyz-123", "foo", "bar", "baz", "foobar", "test",
    "tests", "testing", "test123", "test-123", "dummy", "sample", "example", "string", "none",
    "null", "nil", "undefined", "n/a", "na", "nan", "tbd", "todo", "tba", "changeme", "id", "uuid",
    "guid", "token", "accesstoken", "access_token", "bearer", "secret", "password", "...",
    "[object object]",
    "12345678-1234-1234-1234-123456789012", "12345678-1234-1234-1234-123456789abc",
    "12345678-1234-5678-1234-567812345678",
};

static const char *const globs[] = {
    "your-*", "your_*", "your *", "<*>", "*-here", "*_here", "* here", "actual-*", "actual_*",
    "valid-*-id", "valid_*_id", "valid-*-token", "real-*-id", "some-*", "some_*", "insert*",
    "replace-*", "replace_*", "replace *", "change-me*", "change_me*", "enter-*", "enter_*",
    "*placeholder*", "dummy*", "example-*", "example_*", "sample-*", "sample_*", "test-token*",
    "test_token*", "fake-*", "fake_*", "*-id", "*_id", "the-*-id", "*xxxx*", "xxx*", "*_from_trace",
    "*-from-trace", "*-goes-here", "*_goes_here", "my-token", "my_token", "*-token-here",
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

bool baton_is_placeholder(struct baton_str value)
{
    value = baton_str_trim(value);
    if (value.len > 128)
        return false;
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is_nocase(value, words[i]))
            return true;
    for (size_t i = 0; i < BATON_COUNT(globs); i++)
        if (baton_str_glob(value, baton_str_from(globs[i])))
            return true;
    return one_digit_only(value);
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

/* What may stand inside a template: a path of names, perhaps with calls and indexes. */
static bool expression(struct baton_str inside, bool simple)
{
    inside = baton_str_trim(inside);
    if (!inside.len || inside.len > 200)
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

static bool find_template(struct baton_str value, size_t row, struct baton_span *span)
{
    struct baton_str open = baton_str_from(syntaxes[row].open);
    struct baton_str close = baton_str_from(syntaxes[row].close);
    size_t start = baton_str_find(value, open);
    if (start == SIZE_MAX)
        return false;
    struct baton_str rest = baton_str_sub(value, start + open.len, value.len);
    size_t stop = baton_str_find(rest, close);
    if (stop == SIZE_MAX || !expression(baton_str_sub(rest, 0, stop), syntaxes[row].whole))
        return false;
    *span = (struct baton_span){start, start + open.len + stop + close.len};
    return !syntaxes[row].whole || (start == 0 && span->end == value.len);
}

bool baton_is_template(struct baton_str value, struct baton_span *span, const char **product)
{
    for (size_t row = 0; row < BATON_COUNT(syntaxes); row++) {
        if (find_template(value, row, span)) {
            *product = syntaxes[row].product;
            return true;
        }
    }
    return false;
}
