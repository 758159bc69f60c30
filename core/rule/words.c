/* SPDX-License-Identifier: Apache-2.0 */
/* Text that no payload was found in: logs, what a ticket says, code of a Studio SNIPPET. */
#include "core/rule/rule_int.h"

struct baton_where baton_where_words(const struct baton_check *check, struct baton_str piece)
{
    size_t start = (size_t)(piece.s - check->words->text.s);
    return baton_where_input(
        baton_part_map(check->words, (struct baton_span){start, start + piece.len}));
}

bool baton_words_find(const struct baton_check *check, const char *words, struct baton_said *out)
{
    struct baton_str name = baton_str_from(words);
    if (!check->words)
        return false;
    struct baton_str text = check->words->text;
    size_t at = baton_str_find_nocase(text, name);
    if (at == SIZE_MAX)
        return false;
    struct baton_str rest = baton_str_sub(text, at, text.len);
    *out = (struct baton_said){baton_where_words(check, baton_str_sub(rest, 0, name.len)),
                               baton_str_sub(rest, 0, baton_str_find_byte(rest, '\n'))};
    return true;
}

struct baton_str baton_words_code(const struct baton_check *check)
{
    return check->words && check->exchange->is_code ? check->words->text : BATON_STR("");
}

BATON_RULE(HO0035)
{
    if (check->words)
        baton_report_at(check, rule, baton_where_nowhere(),
                        "there is no payload in this text, and no message in it that is known");
}

/* ---- strings of a SNIPPET ---------------------------------------------------------- */

/* The next string $"…" and what follows it on its line; false if there is none. */
static bool next_string(struct baton_str *rest, struct baton_str *line)
{
    size_t at = baton_str_find(*rest, BATON_STR("$\""));
    if (at == SIZE_MAX)
        return false;
    *rest = baton_str_sub(*rest, at, rest->len);
    *line = baton_str_sub(*rest, 0, baton_str_find_byte(*rest, '\n'));
    *rest = baton_str_sub(*rest, line->len, rest->len);
    return true;
}

/* { or [ and then a quote mark, both bare: JSON that was pasted as it is. */
static bool is_bare_json(struct baton_str line)
{
    struct baton_str inside = baton_str_trim(baton_str_sub(line, 2, line.len));
    if (!inside.len || (inside.s[0] != '{' && inside.s[0] != '['))
        return false;
    inside = baton_str_trim(baton_str_sub(inside, 1, inside.len));
    return inside.len && (inside.s[0] == '"' || inside.s[0] == '{');
}

BATON_RULE(HO0036)
{
    struct baton_str rest = baton_words_code(check), line;
    while (rest.len && next_string(&rest, &line)) {
        if (!is_bare_json(line))
            continue;
        baton_report_at(check, rule, baton_where_words(check, baton_str_trim(line)),
                        "a literal { and quote marks stand unescaped in a $\"…\" string");
        return;
    }
}
