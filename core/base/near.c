/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"

/*
 * Optimal string alignment distance over three rows, doubled so that a
 * difference of case or of separator can cost half of another letter.
 */
enum { LONGEST = 64, WHOLE = 2, HALF = 1 };

/* A text as it is compared: its bytes, those of like ones, and what it costs to drop each. */
struct letters {
    const char *exact;
    size_t len;
    unsigned char like[LONGEST], drop[LONGEST];
};

static void read_letters(struct baton_str text, struct letters *out)
{
    out->exact = text.s;
    out->len = text.len;
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.s[i];
        bool separator = c == '_' || c == '-' || c == ' ';
        out->like[i] = separator ? '-' : c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
        out->drop[i] = separator ? HALF : WHOLE;
    }
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static bool is_swap(const struct letters *a, size_t i, const struct letters *b, size_t j)
{
    return i && j && a->exact[i] == b->exact[j - 1] && a->exact[i - 1] == b->exact[j];
}

/* One row from the two before it; returns the least of its distances. */
static unsigned fill_row(const struct letters *a, size_t i, const struct letters *b,
                         const uint16_t *before, const uint16_t *last, uint16_t *row)
{
    unsigned left = last[0] + a->drop[i], lowest = left;
    row[0] = (uint16_t)left;
    for (size_t j = 0; j < b->len; j++) {
        unsigned step = a->exact[i] == b->exact[j] ? 0 : a->like[i] == b->like[j] ? HALF : WHOLE;
        unsigned best = least(last[j] + step, last[j + 1] + a->drop[i]);
        best = least(best, left + b->drop[j]);
        if (step && is_swap(a, i, b, j))
            best = least(best, before[j - 1] + WHOLE);
        row[j + 1] = (uint16_t)best;
        left = best;
        lowest = least(lowest, best);
    }
    return lowest;
}

size_t baton_near_distance(struct baton_str x, struct baton_str y, size_t limit)
{
    uint16_t rows[3][LONGEST + 1];
    struct letters a, b;
    if (x.len > LONGEST || y.len > LONGEST)
        return SIZE_MAX;
    read_letters(x, &a);
    read_letters(y, &b);
    uint16_t *before = rows[0], *last = rows[1], *row = rows[2];
    unsigned lowest = 0, lowest_before;
    last[0] = 0;
    for (size_t j = 0; j < b.len; j++)
        last[j + 1] = (uint16_t)(last[j] + b.drop[j]);
    for (size_t i = 0; i < a.len; i++) {
        lowest_before = lowest;
        lowest = fill_row(&a, i, &b, before, last, row);
        /* Distances grow from the last two rows on. */
        if (lowest > limit && lowest_before > limit)
            return SIZE_MAX;
        uint16_t *spare = before;
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
