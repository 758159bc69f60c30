/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"

/*
 * Optimal string alignment distance over three rows, doubled so that a
 * difference of case or of separator can cost half of another letter.
 */
enum { LONGEST = 64, WHOLE = 2, HALF = 1 };

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + ('a' - 'A')) : c;
}

static bool separator(char c)
{
    return c == '_' || c == '-' || c == ' ';
}

static size_t step_cost(char a, char b)
{
    if (a == b)
        return 0;
    if (lower((unsigned char)a) == lower((unsigned char)b) || (separator(a) && separator(b)))
        return HALF;
    return WHOLE;
}

static size_t drop_cost(char c)
{
    return separator(c) ? HALF : WHOLE;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t baton_near_distance(struct baton_str a, struct baton_str b, size_t limit)
{
    size_t rows[3][LONGEST + 1];
    if (a.len > LONGEST || b.len > LONGEST)
        return SIZE_MAX;
    size_t *before = rows[0], *last = rows[1], *row = rows[2];
    last[0] = 0;
    for (size_t j = 0; j < b.len; j++)
        last[j + 1] = last[j] + drop_cost(b.s[j]);
    for (size_t i = 0; i < a.len; i++) {
        row[0] = last[0] + drop_cost(a.s[i]);
        for (size_t j = 0; j < b.len; j++) {
            size_t best = last[j] + step_cost(a.s[i], b.s[j]);
            best = least(best, last[j + 1] + drop_cost(a.s[i]));
            best = least(best, row[j] + drop_cost(b.s[j]));
            if (i && j && a.s[i] == b.s[j - 1] && a.s[i - 1] == b.s[j])
                best = least(best, before[j - 1] + WHOLE);
            row[j + 1] = best;
        }
        size_t *spare = before;
        before = last;
        last = row;
        row = spare;
    }
    return last[b.len] <= limit ? last[b.len] : SIZE_MAX;
}

void baton_near_init(struct baton_near *near, struct baton_str word)
{
    /* A third of the letters may differ; short words allow one. */
    size_t allowed = word.len <= 3 ? WHOLE : word.len / 3 * WHOLE;
    *near = (struct baton_near){.word = word, .distance = allowed + 1};
}

void baton_near_offer(struct baton_near *near, struct baton_str candidate)
{
    size_t distance = baton_near_distance(near->word, candidate, near->distance - 1);
    if (distance < near->distance && distance < 2 * candidate.len) {
        near->best = candidate;
        near->distance = distance;
    }
}
