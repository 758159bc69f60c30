/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program as ECMA-262 section 22.2.2 does. What the specification keeps in
 * closures is on a stack here: places to go on from, and what slots held before
 * they were written to, so that going back restores them.
 */
#include <string.h>

#include "edge/regex/regex_int.h"

#define UNSET SIZE_MAX

/* Steps that PCRE2 takes to look at one character. */
enum { PROPERTY_COST = 16 };

struct entry {
    enum { ENTRY_SLOT, ENTRY_FORK, ENTRY_NONE } kind;
    uint32_t index; /* the slot, or the step to go on with */
    size_t value;   /* what the slot held, or the place in the text */
};

struct machine {
    const struct regex_program *program;
    const struct regex_limits *limits;
    struct baton_str text;
    size_t at;
    uint32_t pc;
    uint64_t steps; /* that may still be taken */
    size_t *slots;
    struct entry *stack;
    size_t height, capacity;
    int ended; /* -1 or -2, 0 while it runs */
};

/* ---- the stack ------------------------------------------------------------------------- */

static bool grow(struct machine *m)
{
    size_t size = m->capacity ? m->capacity * 2 : 64;
    if (size > m->limits->memory / sizeof *m->stack) {
        m->ended = -1;
        return false;
    }
    struct baton_alloc alloc = m->limits->alloc;
    struct entry *fresh = alloc.resize(alloc.ctx, m->stack, m->capacity * sizeof *m->stack,
                                       size * sizeof *m->stack);
    if (!fresh) {
        m->ended = -2;
        return false;
    }
    m->stack = fresh;
    m->capacity = size;
    return true;
}

static void push(struct machine *m, int kind, uint32_t index, size_t value)
{
    if (m->height == m->capacity && !grow(m))
        return;
    m->stack[m->height++] = (struct entry){kind, index, value};
}

static void set(struct machine *m, uint32_t slot, size_t value)
{
    if (m->slots[slot] == value)
        return;
    push(m, ENTRY_SLOT, slot, m->slots[slot]);
    m->slots[slot] = value;
}

/* Undoes all down to a height. */
static void unwind(struct machine *m, size_t height)
{
    while (m->height > height) {
        const struct entry *entry = &m->stack[--m->height];
        if (entry->kind == ENTRY_SLOT)
            m->slots[entry->index] = entry->value;
    }
}

/* Goes on from the last fork; false if there is none. */
static bool go_back(struct machine *m)
{
    while (m->height) {
        struct entry entry = m->stack[--m->height];
        if (entry.kind == ENTRY_SLOT) {
            m->slots[entry.index] = entry.value;
        } else if (entry.kind == ENTRY_FORK) {
            m->pc = entry.index;
            m->at = entry.value;
            return true;
        }
    }
    return false;
}

/* A lookaround that held is not gone back into; what it captured can still be undone. */
static void forget_forks(struct machine *m, size_t height)
{
    m->steps -= m->steps < m->height - height ? m->steps : m->height - height;
    for (size_t i = height; i < m->height; i++)
        if (m->stack[i].kind == ENTRY_FORK)
            m->stack[i].kind = ENTRY_NONE;
}

/* ---- characters ------------------------------------------------------------------------ */

/* Length of the character before or after the place; 0 at an end of the text. */
static size_t read_char(const struct machine *m, bool back, uint32_t *c)
{
    if (!back)
        return baton_utf8_decode(m->text.s + m->at, m->text.len - m->at, c);
    size_t start = m->at;
    while (start && ((unsigned char)m->text.s[--start] & 0xC0) == 0x80)
        ;
    return m->at ? baton_utf8_decode(m->text.s + start, m->at - start, c) : 0;
}

static bool in_ranges(const struct regex_set *set, uint32_t c)
{
    size_t lo = 0, hi = set->range_count;
    while (lo < hi) {
        size_t middle = lo + (hi - lo) / 2;
        if (c > set->ranges[middle].hi)
            lo = middle + 1;
        else
            hi = middle;
    }
    return lo < set->range_count && c >= set->ranges[lo].lo;
}

static bool in_set(struct machine *m, const struct regex_step *step, uint32_t c, size_t len)
{
    if (!step->property_set)
        return in_ranges(step->node->set, c) != step->node->set->negated;
    m->steps -= m->steps < PROPERTY_COST ? m->steps : PROPERTY_COST;
    const char *s = m->text.s + (step->back ? m->at - len : m->at);
    int found = m->limits->in_set(m->limits->ctx, step->property_set, s, len);
    if (found < 0)
        m->ended = found;
    return found > 0;
}

static bool run_char(struct machine *m, const struct regex_step *step)
{
    uint32_t c;
    size_t len = read_char(m, step->back, &c);
    if (!len || !(step->op == OP_CHAR ? c == step->c : in_set(m, step, c, len)))
        return false;
    m->at = step->back ? m->at - len : m->at + len;
    return true;
}

static bool is_word(const struct machine *m, bool back)
{
    uint32_t c;
    if (!read_char(m, back, &c))
        return false;
    uint32_t lower = c | 0x20;
    return (lower >= 'a' && lower <= 'z' && c < 0x80) || (c >= '0' && c <= '9') || c == '_';
}

/* ---- groups ---------------------------------------------------------------------------- */

static bool run_back(struct machine *m, const struct regex_step *step)
{
    for (size_t i = 0; i < step->node->group_count; i++) {
        const size_t *slots = &m->slots[SLOTS_PER_GROUP * (step->node->groups[i] - 1)];
        if (slots[0] == UNSET || slots[1] == UNSET)
            continue;
        size_t len = slots[1] - slots[0];
        m->steps -= m->steps < len / 16 ? m->steps : len / 16;
        if (len > (step->back ? m->at : m->text.len - m->at))
            return false;
        size_t place = step->back ? m->at - len : m->at;
        if (memcmp(m->text.s + place, m->text.s + slots[0], len) != 0)
            return false;
        m->at = step->back ? place : place + len;
        return true;
    }
    return true;
}

static void run_close(struct machine *m, const struct regex_step *step)
{
    size_t opened = m->slots[step->slot + 2];
    set(m, step->slot, step->back ? m->at : opened);
    set(m, step->slot + 1, step->back ? opened : m->at);
}

/* ---- repetitions ----------------------------------------------------------------------- */

/* The slots of a repetition: how often it was entered, and where it was the last time. */
static void run_head(struct machine *m, const struct regex_step *step)
{
    size_t count = m->slots[step->slot];
    const struct regex_node *node = step->node;
    if (count < node->min)
        return;
    if (node->max != REGEX_ENDLESS && count >= node->max) {
        m->pc = step->target;
    } else if (node->lazy) {
        push(m, ENTRY_FORK, m->pc, m->at);
        m->pc = step->target;
    } else {
        push(m, ENTRY_FORK, step->target, m->at);
    }
}

static void run_enter(struct machine *m, const struct regex_step *step)
{
    const struct regex_node *node = step->node;
    set(m, step->slot + 1, m->at);
    set(m, step->slot, m->slots[step->slot] + 1);
    uint32_t groups = node->groups_to - node->groups_from;
    m->steps -= m->steps < groups ? m->steps : groups;
    for (uint32_t i = node->groups_from; i < node->groups_to && !m->ended; i++) {
        set(m, SLOTS_PER_GROUP * i, UNSET);
        set(m, SLOTS_PER_GROUP * i + 1, UNSET);
    }
}

/* Once it was entered often enough, what is empty is not entered again. */
static bool run_next(struct machine *m, const struct regex_step *step)
{
    m->pc = step->target;
    return m->slots[step->slot] <= step->node->min || m->at != m->slots[step->slot + 1];
}

/* ---- lookaround ------------------------------------------------------------------------ */

/* The slots: where it began, and how high the stack was. */
static void run_look(struct machine *m, const struct regex_step *step)
{
    set(m, step->slot, m->at);
    push(m, ENTRY_SLOT, step->slot + 1, m->slots[step->slot + 1]);
    m->slots[step->slot + 1] = m->height;
    push(m, step->node->negated ? ENTRY_FORK : ENTRY_NONE, step->target, m->at);
}

static bool run_looked(struct machine *m, const struct regex_step *step)
{
    size_t height = m->slots[step->slot + 1];
    if (step->node->negated) {
        unwind(m, height);
        return false;
    }
    m->at = m->slots[step->slot];
    forget_forks(m, height);
    return true;
}

/* ---- the whole ------------------------------------------------------------------------- */

/* One step; false if what was tried does not fit. */
static bool take_step(struct machine *m, const struct regex_step *step)
{
    switch (step->op) {
    case OP_CHAR:
    case OP_SET:
        return run_char(m, step);
    case OP_START:
        return m->at == 0;
    case OP_END:
        return m->at == m->text.len;
    case OP_EDGE:
        return (is_word(m, true) != is_word(m, false)) != step->node->negated;
    case OP_BACK:
        return run_back(m, step);
    case OP_OPEN:
        set(m, step->slot + 2, m->at);
        return true;
    case OP_CLOSE:
        run_close(m, step);
        return true;
    case OP_FORK:
        push(m, ENTRY_FORK, step->target, m->at);
        return true;
    case OP_JUMP:
        m->pc = step->target;
        return true;
    case OP_LOOP:
        set(m, step->slot, 0);
        return true;
    case OP_HEAD:
        run_head(m, step);
        return true;
    case OP_ENTER:
        run_enter(m, step);
        return true;
    case OP_NEXT:
        return run_next(m, step);
    case OP_LOOK:
        run_look(m, step);
        return true;
    case OP_LOOKED:
        return run_looked(m, step);
    case OP_MATCH:
        break;
    }
    return true;
}

static int run_from(struct machine *m, size_t start)
{
    m->at = start;
    m->pc = 0;
    m->height = 0;
    for (uint32_t i = 0; i < m->program->slots; i++)
        m->slots[i] = UNSET;
    m->steps -= m->steps < m->program->slots / 8 ? m->steps : m->program->slots / 8;
    for (;;) {
        const struct regex_step *step = &m->program->steps[m->pc++];
        if (step->op == OP_MATCH)
            return 1;
        if (!m->steps)
            return -1;
        m->steps--;
        bool fits = take_step(m, step);
        if (m->ended)
            return m->ended;
        if (!fits && !go_back(m))
            return 0;
    }
}

static int search(struct machine *m)
{
    for (size_t start = 0;;) {
        int found = run_from(m, start);
        if (found || m->program->from_start || start >= m->text.len)
            return found;
        uint32_t c;
        start += baton_utf8_decode(m->text.s + start, m->text.len - start, &c);
    }
}

int baton_regex__run(const struct regex_program *program, struct baton_str text,
                     const struct regex_limits *limits)
{
    struct machine m = {.program = program, .limits = limits, .steps = limits->steps,
                        .text = text.len ? text : BATON_STR("")};
    struct baton_alloc alloc = limits->alloc;
    size_t size = (program->slots ? program->slots : 1) * sizeof *m.slots;
    if (baton_utf8_valid(text.s, text.len) != text.len)
        return 0;
    m.slots = alloc.resize(alloc.ctx, NULL, 0, size);
    if (!m.slots)
        return -2;
    int found = search(&m);
    if (m.stack)
        (void)alloc.resize(alloc.ctx, m.stack, m.capacity * sizeof *m.stack, 0);
    (void)alloc.resize(alloc.ctx, m.slots, size, 0);
    return found;
}
