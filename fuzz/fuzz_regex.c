/* SPDX-License-Identifier: Apache-2.0 */
/* A pattern, a NUL or line end, a text: both engines must agree, unless one reached a limit. */
#include <stdlib.h>

#include "edge/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    return (void)ctx, (void)old, size ? realloc(p, size) : (free(p), NULL);
}

/* -1 if there is no answer, -2 if the pattern is not valid. */
static int ask(const struct baton_regex *regex, struct baton_str pattern, struct baton_str text)
{
    const char *error = NULL;
    size_t offset = 0;
    void *compiled = regex->compile(regex->ctx, pattern, &error, &offset);
    if (!compiled && (!error || offset > pattern.len))
        abort();
    int found = compiled ? regex->match(regex->ctx, compiled, text) : -2;
    if (compiled)
        regex->release(regex->ctx, compiled);
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str rest = {(const char *)data, size}, pattern = {NULL, 0};
    struct baton_alloc alloc = {resize, NULL};
    struct baton_regex regex, own;
    char sep = baton_str_find_byte(rest, '\0') == SIZE_MAX ? '\n' : '\0';
    if (size > 4096 || !baton_str_next(&rest, sep, &pattern) ||
        baton_regex_open(alloc, false, &regex) || baton_regex_open_own(alloc, &own))
        return 0;
    int a = ask(&regex, pattern, rest), b = ask(&own, pattern, rest);
    if (a != b && (a == -2 || b == -2 || (a >= 0 && b >= 0)))
        abort();
    baton_regex_close(&regex);
    baton_regex_close(&own);
    return 0;
}
