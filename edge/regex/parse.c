/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a pattern of ECMA-262 (section 22.2.1, and of B.1.2 what cannot mean anything else). */
#include <string.h>

#include "edge/regex/regex_int.h"

static const char no_atom[] = "there is nothing to repeat here";

void baton_regex__fail(struct regex_reader *r, const char *error, size_t at)
{
    if (!r->tree->error) {
        r->tree->error = error;
        r->tree->error_at = at;
    }
    r->at = r->in.len;
}

static bool stopped(const struct regex_reader *r)
{
    return r->tree->error || baton_arena_failed(r->tree->arena);
}

static struct regex_node *new_node(struct regex_reader *r, enum regex_kind kind)
{
    struct regex_node *node = BATON_NEW(r->tree->arena, struct regex_node);
    if (!node)
        return NULL;
    node->kind = kind;
    node->at = (uint32_t)r->at;
    node->groups_from = (uint32_t)r->tree->capture_count;
    return node;
}

static void append(struct regex_node *parent, struct regex_node *child)
{
    if (parent->last)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    child->parent = parent;
}

/* ---- quantifiers ----------------------------------------------------------------------- */

static bool read_number(struct regex_reader *r, uint64_t *out)
{
    size_t start = r->at;
    *out = 0;
    for (; baton_regex__peek(r, 0) >= '0' && baton_regex__peek(r, 0) <= '9'; r->at++)
        if (*out < REGEX_ENDLESS)
            *out = *out * 10 + (uint64_t)(baton_regex__peek(r, 0) - '0');
    return r->at > start;
}

/* {n}, {n,} or {n,m} here; else the reader does not move. */
static bool read_braces(struct regex_reader *r, uint64_t *min, uint64_t *max)
{
    size_t start = r->at++;
    bool is_one = read_number(r, min);
    *max = *min;
    if (is_one && baton_regex__peek(r, 0) == ',') {
        r->at++;
        if (!read_number(r, max))
            *max = REGEX_ENDLESS;
    }
    if (is_one && baton_regex__peek(r, 0) == '}') {
        r->at++;
        return true;
    }
    r->at = start;
    return false;
}

static bool read_bounds(struct regex_reader *r, uint64_t *min, uint64_t *max)
{
    char c = baton_regex__peek(r, 0);
    if (c == '{')
        return read_braces(r, min, max);
    if (c != '*' && c != '+' && c != '?')
        return false;
    *min = c == '+';
    *max = c == '?' ? 1 : REGEX_ENDLESS;
    r->at++;
    return true;
}

/* The atom, or the repetition of it that its quantifier makes. */
static struct regex_node *read_quantifier(struct regex_reader *r, struct regex_node *atom)
{
    uint64_t min, max;
    size_t start = r->at;
    if (!read_bounds(r, &min, &max))
        return atom;
    bool once = atom->kind == REGEX_START || atom->kind == REGEX_END ||
                atom->kind == REGEX_EDGE || (atom->kind == REGEX_LOOK && atom->behind);
    if (once)
        baton_regex__fail(r, no_atom, start);
    else if (min > max)
        baton_regex__fail(r, "the numbers in {} are in the wrong order", start);
    struct regex_node *repeat = stopped(r) ? NULL : new_node(r, REGEX_REPEAT);
    if (!repeat)
        return NULL;
    repeat->min = min < REGEX_ENDLESS ? (uint32_t)min : REGEX_ENDLESS - 1;
    repeat->max = max < REGEX_ENDLESS ? (uint32_t)max : REGEX_ENDLESS;
    repeat->lazy = baton_regex__peek(r, 0) == '?';
    r->at += repeat->lazy;
    repeat->groups_from = atom->groups_from;
    repeat->groups_to = atom->groups_to;
    append(repeat, atom);
    return repeat;
}

/* ---- atoms ----------------------------------------------------------------------------- */

static struct regex_node *read_char(struct regex_reader *r)
{
    struct regex_node *node = new_node(r, REGEX_CHAR);
    uint32_t c = 0;
    size_t len = baton_utf8_decode(r->in.s + r->at, r->in.len - r->at, &c);
    if (!len)
        baton_regex__fail(r, "the pattern is not valid UTF-8", r->at);
    r->at += len;
    if (node)
        node->c = c;
    return node;
}

static struct regex_node *read_escape(struct regex_reader *r)
{
    static const enum regex_kind kinds[] = {
        [ESCAPE_CHAR] = REGEX_CHAR, [ESCAPE_SET] = REGEX_SET, [ESCAPE_EDGE] = REGEX_EDGE,
        [ESCAPE_BACK] = REGEX_BACK};
    struct regex_node *node = new_node(r, REGEX_CHAR);
    struct regex_set *set = BATON_NEW(r->tree->arena, struct regex_set);
    struct regex_escape escape;
    if (!node || !set || !baton_regex__escape(r, set, false, &escape))
        return NULL;
    node->kind = kinds[escape.kind];
    node->c = escape.c;
    node->negated = escape.negated;
    node->name = escape.name;
    node->set = set;
    if (node->kind != REGEX_BACK)
        return node;
    struct regex_node **slot = BATON_PUSH(r->tree->arena, r->tree->references,
                                          r->tree->reference_count,
                                          r->tree->reference_capacity);
    if (slot)
        *slot = node;
    return node;
}

static struct regex_node *read_set(struct regex_reader *r)
{
    struct regex_node *node = new_node(r, REGEX_SET);
    struct regex_set *set = baton_regex__peek(r, 0) == '.' ? baton_regex__dot(r)
                                                           : baton_regex__class(r);
    if (!node || !set)
        return NULL;
    node->set = set;
    return node;
}

static struct regex_node *read_anchor(struct regex_reader *r)
{
    struct regex_node *node = new_node(r, baton_regex__peek(r, 0) == '^' ? REGEX_START
                                                                         : REGEX_END);
    r->at++;
    return node;
}

/* ---- groups ---------------------------------------------------------------------------- */

static void number_capture(struct regex_reader *r, struct regex_node *node)
{
    struct regex_tree *tree = r->tree;
    node->kind = REGEX_CAPTURE;
    if (tree->capture_count >= REGEX_GROUPS) {
        baton_regex__fail(r, "there are too many groups", node->at);
        return;
    }
    struct regex_node **slot = BATON_PUSH(tree->arena, tree->captures, tree->capture_count,
                                          tree->capture_capacity);
    if (slot)
        *slot = node;
    node->c = (uint32_t)tree->capture_count;
}

/* What begins a group; the reader goes behind it. */
static void read_head(struct regex_reader *r, struct regex_node *node)
{
    static const struct {
        const char *text;
        enum regex_kind kind;
        bool behind, negated;
    } heads[] = {
        {"(?:", REGEX_SEQUENCE, false, false}, {"(?=", REGEX_LOOK, false, false},
        {"(?!", REGEX_LOOK, false, true},      {"(?<=", REGEX_LOOK, true, false},
        {"(?<!", REGEX_LOOK, true, true},
    };
    struct baton_str rest = baton_str_sub(r->in, r->at, r->in.len);
    size_t start = r->at;
    for (size_t i = 0; i < BATON_COUNT(heads); i++) {
        if (!baton_str_starts(rest, baton_str_from(heads[i].text)))
            continue;
        node->kind = heads[i].kind;
        node->behind = heads[i].behind;
        node->negated = heads[i].negated;
        r->at += strlen(heads[i].text);
        return;
    }
    if (!baton_str_starts(rest, BATON_STR("(?"))) {
        r->at++;
    } else {
        r->at += 3;
        if (baton_str_starts(rest, BATON_STR("(?<")))
            node->name = baton_regex__group_name(r);
        if (!node->name.s)
            baton_regex__fail(r, "ECMA-262 has no group that begins like this", start);
    }
    if (!stopped(r))
        number_capture(r, node);
}

static struct regex_node *read_choice(struct regex_reader *r);

static struct regex_node *read_group(struct regex_reader *r)
{
    struct regex_node *node = new_node(r, REGEX_SEQUENCE);
    if (!node)
        return NULL;
    if (++r->depth > REGEX_DEPTH)
        baton_regex__fail(r, "groups are nested too deeply", r->at);
    else
        read_head(r, node);
    struct regex_node *inner = stopped(r) ? NULL : read_choice(r);
    if (!inner)
        return NULL;
    if (baton_regex__peek(r, 0) != ')') {
        baton_regex__fail(r, "a ) is missing", r->in.len);
        return NULL;
    }
    r->at++;
    r->depth--;
    append(node, inner);
    node->groups_to = (uint32_t)r->tree->capture_count;
    return node;
}

/* ---- the whole ------------------------------------------------------------------------- */

static struct regex_node *read_atom(struct regex_reader *r)
{
    uint64_t min, max;
    size_t start = r->at;
    switch (baton_regex__peek(r, 0)) {
    case '(':
        return read_group(r);
    case '\\':
        return read_escape(r);
    case '[':
    case '.':
        return read_set(r);
    case '^':
    case '$':
        return read_anchor(r);
    default:
        break;
    }
    if (read_bounds(r, &min, &max)) {
        baton_regex__fail(r, no_atom, start);
        return NULL;
    }
    return read_char(r);
}

static struct regex_node *read_sequence(struct regex_reader *r)
{
    struct regex_node *sequence = new_node(r, REGEX_SEQUENCE);
    while (sequence && r->at < r->in.len && r->in.s[r->at] != '|' && r->in.s[r->at] != ')') {
        struct regex_node *atom = read_atom(r);
        if (!atom || stopped(r))
            return NULL;
        atom->groups_to = (uint32_t)r->tree->capture_count;
        atom = read_quantifier(r, atom);
        if (!atom || stopped(r))
            return NULL;
        append(sequence, atom);
    }
    return stopped(r) ? NULL : sequence;
}

static struct regex_node *read_choice(struct regex_reader *r)
{
    struct regex_node *choice = new_node(r, REGEX_CHOICE);
    for (bool more = true; choice && more;) {
        struct regex_node *sequence = read_sequence(r);
        if (!sequence)
            return NULL;
        append(choice, sequence);
        more = baton_regex__peek(r, 0) == '|';
        r->at += more;
    }
    return choice;
}

void baton_regex__parse(struct regex_tree *tree, struct baton_arena *arena,
                        struct baton_str pattern)
{
    *tree = (struct regex_tree){.arena = arena};
    struct regex_reader r = {.tree = tree, .in = pattern};
    if (pattern.len > REGEX_PATTERN) {
        baton_regex__fail(&r, "the pattern is too large", 0);
        return;
    }
    tree->root = read_choice(&r);
    if (tree->root && r.at < pattern.len)
        baton_regex__fail(&r, "a ) closes nothing", r.at);
    if (!stopped(&r))
        baton_regex__link(tree);
}
