/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/family.h"

/* ---- all of them in order ---------------------------------------------------------------- */

static uint64_t turned(uint64_t at, uint64_t count, bool ascending)
{
    return ascending ? count - 1 - at : at;
}

static int64_t start_of_own(const struct baton_sandbox__cursor *c)
{
    uint64_t at = turned(c->own, c->s->pattern_count, c->q->ascending);
    return c->s->patterns[at]->start * 1000;
}

static bool own_is_next(const struct baton_sandbox__cursor *c)
{
    if (c->own == c->s->pattern_count || c->generated == c->s->generated)
        return c->own < c->s->pattern_count;
    /* Nearly in order is good enough: the moment within a step is not looked at. */
    uint64_t at = turned(c->generated, c->s->generated, c->q->ascending);
    int64_t other = c->s->latest - (int64_t)at * c->s->step;
    return c->q->ascending ? start_of_own(c) <= other : start_of_own(c) >= other;
}

static bool is_listed(const struct baton_str *words, size_t count, struct baton_str word)
{
    bool found = count == 0;
    for (size_t i = 0; i < count && !found; i++)
        found = baton_str_eq_nocase(words[i], word);
    return found;
}

/* What can be said of all that are made like it. */
static bool is_of(const struct baton_sandbox__query *q, const struct baton_sandbox__pattern *p)
{
    return p->told[q->family].is_told && is_listed(q->channels, q->channel_count, p->channel);
}

static bool fits(const struct baton_sandbox__query *q, const struct baton_sandbox__instance *it)
{
    return is_of(q, it->pattern) && it->start >= q->from && it->start <= q->to &&
           is_listed(q->ids, q->id_count, baton_str_from(it->id)) &&
           (!q->also || q->also(q->ctx, it));
}

/* What need not be made to be passed over. */
static bool surely_not(const struct baton_sandbox__cursor *c, uint64_t index)
{
    const struct baton_sandbox *s = c->s;
    int64_t latest = s->latest - (int64_t)index * s->step;
    return latest < c->q->from || latest - s->step > c->q->to ||
           !is_of(c->q, s->patterns[s->kinds[index]]);
}

/* And what need not be made to be counted. */
static bool surely(const struct baton_sandbox__cursor *c, uint64_t index)
{
    int64_t latest = c->s->latest - (int64_t)index * c->s->step;
    return !c->q->id_count && !c->q->also && latest <= c->q->to &&
           latest - c->s->step >= c->q->from;
}

/* The next that fits; it is made only if it is wanted. False at the end. */
bool baton_sandbox__next(struct baton_sandbox__cursor *c, bool wanted,
                         struct baton_sandbox__instance *out)
{
    const struct baton_sandbox *s = c->s;
    while (c->own < s->pattern_count || c->generated < s->generated) {
        if (own_is_next(c)) {
            *out = baton_sandbox__own(
                s->patterns[turned(c->own++, s->pattern_count, c->q->ascending)]);
        } else {
            uint64_t index = turned(c->generated++, s->generated, c->q->ascending);
            if (surely_not(c, index))
                continue;
            if (!wanted && surely(c, index))
                return true;
            *out = baton_sandbox__generated(s, index);
        }
        if (fits(c->q, out))
            return true;
    }
    return false;
}

/*
 * How many fit of the block that begins here, where that can be told without looking at
 * each: all of it is within the dates or without, and none of a scenario is among it.
 */
static bool block_here(const struct baton_sandbox__cursor *c, uint64_t *fitting)
{
    enum { SIZE = BATON_SANDBOX__BLOCK };
    const struct baton_sandbox *s = c->s;
    struct baton_sandbox__cursor end = *c;
    if (c->q->id_count || c->q->also || s->generated - c->generated < SIZE)
        return false;
    uint64_t at = turned(c->generated, s->generated, c->q->ascending);
    uint64_t first = c->q->ascending ? at - (SIZE - 1) : at, last = first + SIZE - 1;
    end.generated += SIZE - 1;
    if (first % SIZE || own_is_next(c) || own_is_next(&end))
        return false;
    *fitting = 0;
    if (s->latest - (int64_t)first * s->step < c->q->from ||
        s->latest - (int64_t)(last + 1) * s->step > c->q->to)
        return true;
    if (!surely(c, first) || !surely(c, last))
        return false;
    const uint32_t *before = s->before + first / SIZE * s->kind_count;
    for (size_t i = 0; i < s->kind_count; i++)
        if (is_of(c->q, s->patterns[i]))
            *fitting += before[s->kind_count + i] - before[i];
    return true;
}

/* Passes over whole blocks, and at most `most` that fit; gives how many. */
static uint64_t leap(struct baton_sandbox__cursor *c, uint64_t most)
{
    uint64_t passed = 0, fitting;
    while (block_here(c, &fitting) && fitting <= most - passed) {
        c->generated += BATON_SANDBOX__BLOCK;
        passed += fitting;
    }
    return passed;
}

uint64_t baton_sandbox__put_page(struct baton_sandbox__call *call,
                                 const struct baton_sandbox__query *q,
                                 struct baton_json_writer *w, baton_sandbox__put *put)
{
    struct baton_sandbox__cursor c = {call->sandbox, q, 0, 0};
    struct baton_sandbox__instance it;
    uint64_t first = q->page > UINT32_MAX ? UINT64_MAX - q->size : (q->page - 1) * q->size;
    for (uint64_t at = 0;; at++) {
        if (at < first || at >= first + q->size)
            at += leap(&c, at < first ? first - at : UINT64_MAX);
        bool here = at >= first && at < first + q->size;
        if (!baton_sandbox__next(&c, here, &it))
            return at;
        if (here)
            put(call, w, &it);
    }
}
