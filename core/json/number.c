/* SPDX-License-Identifier: Apache-2.0 */
#include "core/json/json_int.h"

static size_t digits(const char *s, size_t at, size_t len)
{
    while (at < len && s[at] >= '0' && s[at] <= '9')
        at++;
    return at;
}

size_t baton_json__number(const char *s, size_t len)
{
    size_t at = len && s[0] == '-';
    size_t first = at;
    at = digits(s, at, len);
    if (at == first || (s[first] == '0' && at > first + 1))
        return 0;
    if (at < len && s[at] == '.') {
        first = ++at;
        at = digits(s, at, len);
        if (at == first)
            return 0;
    }
    if (at < len && (s[at] == 'e' || s[at] == 'E')) {
        at++;
        if (at < len && (s[at] == '+' || s[at] == '-'))
            at++;
        first = at;
        at = digits(s, at, len);
        if (at == first)
            return 0;
    }
    return at;
}
