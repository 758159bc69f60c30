/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the tree to a program for run.c. Every construct of ECMA-262 (section
 * 22.2.2) has a form for each direction; nothing is repeated to make a
 * repetition, so the program is no longer than the pattern.
 */
#include "edge/regex/regex_int.h"

struct coder {
    struct regex_program *program;
    struct baton_arena *arena;
};

/* The index of the new step; 0 out of memory. */
static uint32_t put(struct coder *c, enum regex_op op, const struct regex_node *node, bool back)
{
    struct regex_program *p = c->program;
    struct regex_step *step = BATON_PUSH(c->arena, p->steps, p->count, p->capacity);
    if (!step)
        return 0;
    *step = (struct regex_step){.op = op, .back = back, .node = node};
    return (uint32_t)p->count - 1;
}

static void aim(struct coder *c, uint32_t step, uint32_t target)
{
    if (!baton_arena_failed(c->arena))
        c->program->steps[step].target = target;
}

static uint32_t here(const struct coder *c)
{
    return (uint32_t)c->program->count;
}

static uint32_t take_slots(struct coder *c, uint32_t count)
{
    c->program->slots += count;
    return c->program->slots - count;
}

static void set_slot(struct coder *c, uint32_t step, uint32_t slot)
{
    if (!baton_arena_failed(c->arena))
        c->program->steps[step].slot = slot;
}

static void code(struct coder *c, const struct regex_node *node, bool back);

/* Backwards, the last comes first. */
static void code_sequence(struct coder *c, const struct regex_node *node, bool back)
{
    size_t count = 0;
    for (const struct regex_node *child = node->first; child; child = child->next)
        count++;
    const struct regex_node **children = BATON_NEW_N(c->arena, const struct regex_node *,
                                                     count ? count : 1);
    if (!children)
        return;
    size_t i = 0;
    for (const struct regex_node *child = node->first; child; child = child->next)
        children[i++] = child;
    for (i = 0; i < count; i++)
        code(c, children[back ? count - 1 - i : i], back);
}

static void code_choice(struct coder *c, const struct regex_node *node, bool back)
{
    uint32_t last = 0;
    for (const struct regex_node *child = node->first; child; child = child->next) {
        uint32_t fork = child->next ? put(c, OP_FORK, node, back) : 0;
        code(c, child, back);
        if (!child->next)
            break;
        /* The jumps are a chain until the end is known. */
        uint32_t jump = put(c, OP_JUMP, node, back);
        aim(c, jump, last);
        last = jump;
        aim(c, fork, here(c));
    }
    while (last && !baton_arena_failed(c->arena)) {
        uint32_t before = c->program->steps[last].target;
        aim(c, last, here(c));
        last = before;
    }
}

static void code_repeat(struct coder *c, const struct regex_node *node, bool back)
{
    uint32_t slot = take_slots(c, 2);
    set_slot(c, put(c, OP_LOOP, node, back), slot);
    uint32_t head = put(c, OP_HEAD, node, back);
    set_slot(c, head, slot);
    set_slot(c, put(c, OP_ENTER, node, back), slot);
    code(c, node->first, back);
    uint32_t next = put(c, OP_NEXT, node, back);
    set_slot(c, next, slot);
    aim(c, next, head);
    aim(c, head, here(c));
}

static void code_look(struct coder *c, const struct regex_node *node)
{
    uint32_t slot = take_slots(c, 2), look = put(c, OP_LOOK, node, node->behind);
    set_slot(c, look, slot);
    code(c, node->first, node->behind);
    set_slot(c, put(c, OP_LOOKED, node, node->behind), slot);
    aim(c, look, here(c));
}

static void code_capture(struct coder *c, const struct regex_node *node, bool back)
{
    uint32_t slot = SLOTS_PER_GROUP * (node->c - 1);
    set_slot(c, put(c, OP_OPEN, node, back), slot);
    code(c, node->first, back);
    set_slot(c, put(c, OP_CLOSE, node, back), slot);
}

static void code_char(struct coder *c, const struct regex_node *node, bool back)
{
    uint32_t step = put(c, OP_CHAR, node, back);
    if (!baton_arena_failed(c->arena))
        c->program->steps[step].c = node->c;
}

/* The parser saw to it that groups are not nested deeply. */
static void code(struct coder *c, const struct regex_node *node, bool back)
{
    static const enum regex_op simple[] = {
        [REGEX_SET] = OP_SET, [REGEX_START] = OP_START, [REGEX_END] = OP_END,
        [REGEX_EDGE] = OP_EDGE, [REGEX_BACK] = OP_BACK};
    switch (node->kind) {
    case REGEX_CHAR:
        code_char(c, node, back);
        break;
    case REGEX_SET:
    case REGEX_START:
    case REGEX_END:
    case REGEX_EDGE:
    case REGEX_BACK:
        (void)put(c, simple[node->kind], node, back);
        break;
    case REGEX_CAPTURE:
        code_capture(c, node, back);
        break;
    case REGEX_LOOK:
        code_look(c, node);
        break;
    case REGEX_REPEAT:
        code_repeat(c, node, back);
        break;
    case REGEX_SEQUENCE:
        code_sequence(c, node, back);
        break;
    case REGEX_CHOICE:
        code_choice(c, node, back);
        break;
    }
}

static bool starts_at_start(const struct regex_node *choice)
{
    for (const struct regex_node *child = choice->first; child; child = child->next)
        if (!child->first || child->first->kind != REGEX_START)
            return false;
    return true;
}

void baton_regex__program(struct regex_program *program, struct baton_arena *arena,
                          const struct regex_tree *tree)
{
    struct coder c = {program, arena};
    *program = (struct regex_program){
        .slots = SLOTS_PER_GROUP * (uint32_t)tree->capture_count,
        .from_start = starts_at_start(tree->root)};
    code(&c, tree->root, false);
    (void)put(&c, OP_MATCH, tree->root, false);
}
