/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model/mask_int.h"

enum { SHORTEST = 13, LONGEST = 19, FIRST_GROUP = 4, LONGEST_GROUP = 7 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

bool baton_is_card_number(struct baton_str text)
{
    unsigned sum = 0, count = 0;
    for (size_t i = text.len; i-- > 0;) {
        char c = text.s[i];
        if ((c == ' ' || c == '-') && i && i + 1 < text.len)
            continue;
        if (!is_digit(c))
            return false;
        unsigned digit = (unsigned)(c - '0');
        if (count++ % 2)
            digit = digit > 4 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    /* Cards begin with 3 to 6 (ISO/IEC 7812 banking and travel); times and contact ids do not. */
    return count >= SHORTEST && count <= LONGEST && sum % 10 == 0 && text.s[0] >= '3' &&
           text.s[0] <= '6';
}

static size_t past_digits(struct baton_str text, size_t at)
{
    while (at < text.len && is_digit(text.s[at]))
        at++;
    return at;
}

/*
 * Where the card number ends that begins here: the longest of those that end with
 * a group of digits; `start` if there is none. In groups it is 4111 1111 1111 1111
 * or 3782 822463 10005: the groups of a UUID are others.
 */
static size_t card_end(struct baton_str text, size_t start)
{
    size_t found = start, digits = 0, end = start;
    for (size_t at = start; digits <= LONGEST;) {
        end = past_digits(text, at);
        digits += end - at;
        bool grouped = at > start;
        if ((grouped && end - at > LONGEST_GROUP) || digits > LONGEST)
            break;
        char after = end < text.len ? text.s[end] : ' ';
        if (!is_letter(after) && baton_is_card_number(baton_str_sub(text, start, end)))
            found = end;
        bool more = (after == ' ' || after == '-') && end + 1 < text.len &&
                    is_digit(text.s[end + 1]);
        if (!more || (!grouped && end - at != FIRST_GROUP))
            break;
        at = end + 1;
    }
    return found;
}

/* Most digits are not those of a card, and need no other look. */
static bool may_begin(struct baton_str text, size_t start, size_t end)
{
    if (text.s[start] < '3' || text.s[start] > '6')
        return false;
    bool more = end + 1 < text.len && (text.s[end] == ' ' || text.s[end] == '-') &&
                is_digit(text.s[end + 1]);
    return end - start >= SHORTEST || (end - start == FIRST_GROUP && more);
}

/* A number of JSON goes on with a fraction, and stands between what separates values. */
static bool json_number(struct baton_str text, size_t start, size_t *end)
{
    size_t before = start;
    while (*end < text.len && (is_digit(text.s[*end]) ||
                               baton_str_find_byte(BATON_STR(".eE+-"), text.s[*end]) != SIZE_MAX))
        ++*end;
    while (before && baton_str_find_byte(BATON_STR(" \t\r\n"), text.s[before - 1]) != SIZE_MAX)
        before--;
    size_t after = baton_mask__blanks(text, *end, true);
    return before && after < text.len &&
           baton_str_find_byte(BATON_STR(":,["), text.s[before - 1]) != SIZE_MAX &&
           baton_str_find_byte(BATON_STR(",}]"), text.s[after]) != SIZE_MAX;
}

static void cover_card(struct baton_mask *m, size_t start, size_t end)
{
    size_t whole = end;
    bool plain = past_digits(m->text, start) == end;
    if (plain && json_number(m->text, start, &whole)) {
        baton_mask__cover_number(m, start, whole);
        return;
    }
    for (size_t i = start; i < end; i++)
        if (is_digit(m->out[i]))
            m->out[i] = '*';
}

size_t baton_mask__cards(struct baton_mask *m, size_t start, size_t end)
{
    size_t at = start;
    while (at < end) {
        if (!is_digit(m->text.s[at])) {
            at++;
            continue;
        }
        size_t stop = past_digits(m->text, at);
        size_t card = may_begin(m->text, at, stop) ? card_end(m->text, at) : at;
        if (card > at)
            cover_card(m, at, card);
        at = card > at ? card : stop;
    }
    return at;
}
