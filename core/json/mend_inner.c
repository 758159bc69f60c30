/* SPDX-License-Identifier: Apache-2.0 */
/* JSON text put between two quotes as it is: `"p2":"[{"intent":"billing"}]"`. */
#include "core/base.h"
#include "core/json.h"
#include "core/json/json_int.h"
#include "core/json/mend_int.h"

enum { IN_VAIN = 65536 }; /* bytes, beyond the text's own, that may be looked at for nothing */

static size_t past_blanks(struct baton_str text, size_t at)
{
    while (at < text.len && baton_json__is_blank(text.s[at]))
        at++;
    return at;
}

/* Past the string whose opening quote stands at `at`, or the end of the text. */
static size_t past_string(struct baton_str text, size_t at)
{
    for (at++; at < text.len && text.s[at] != '"'; at++)
        at += text.s[at] == '\\';
    return at < text.len ? at + 1 : text.len;
}

/* Past the bracket that closes the one at `at`; *quoted if there are strings in between. */
static size_t past_value(struct baton_str text, size_t at, bool *quoted)
{
    size_t depth = 0;
    while (at < text.len) {
        char c = text.s[at];
        if (c == '"') {
            *quoted = true;
            at = past_string(text, at);
            continue;
        }
        depth += c == '{' || c == '[';
        at++;
        if ((c == '}' || c == ']') && !--depth)
            break;
    }
    return at;
}

/* Is this the quote that closes the string around? */
static bool closes(struct baton_str text, size_t at)
{
    if (at >= text.len || text.s[at] != '"')
        return false;
    size_t next = past_blanks(text, at + 1);
    return next >= text.len || baton_json__is_one_of(text.s[next], ",}]");
}

size_t baton_json__inner_json(struct baton_json__mender *m, size_t start)
{
    size_t begin = past_blanks(m->text, start);
    bool quoted = false;
    if (begin >= m->text.len || !baton_json__is_one_of(m->text.s[begin], "{[") ||
        m->in_vain > m->text.len + IN_VAIN)
        return BATON_JSON__NOWHERE;
    size_t end = past_value(m->text, begin, &quoted), close = past_blanks(m->text, end);
    struct baton_json_limits limits = {m->text.len, m->max_depth};
    struct baton_json inner;
    if (quoted && closes(m->text, close) &&
        baton_json_read(m->arena, baton_str_sub(m->text, begin, end), &limits, &inner, NULL) ==
            BATON_OK)
        return close;
    m->in_vain += end - begin;
    return BATON_JSON__NOWHERE;
}
