/* SPDX-License-Identifier: Apache-2.0 */
/* References and the groups they are to; what of this PCRE2 understands as ECMA-262 does. */
#include "edge/regex/regex_int.h"

static void fail(struct regex_tree *tree, const char *error, const struct regex_node *node)
{
    if (tree->error)
        return;
    tree->error = error;
    tree->error_at = node->at;
}

static uint32_t depth_of(const struct regex_node *node)
{
    uint32_t depth = 0;
    for (; node->parent; node = node->parent)
        depth++;
    return depth;
}

/* Do they stand in different alternatives, so that only one can take part in a match? */
static bool are_alternatives(const struct regex_node *a, const struct regex_node *b)
{
    uint32_t x = depth_of(a), y = depth_of(b);
    for (; x > y; x--)
        a = a->parent;
    for (; y > x; y--)
        b = b->parent;
    while (a != b && a->parent != b->parent) {
        a = a->parent;
        b = b->parent;
    }
    return a != b && a->parent && a->parent->kind == REGEX_CHOICE;
}

static void look_at_names(struct regex_tree *tree)
{
    for (size_t i = 0; i < tree->capture_count; i++)
        for (size_t k = 0; k < i && tree->captures[i]->name.s; k++)
            if (tree->captures[k]->name.s &&
                baton_str_eq(tree->captures[i]->name, tree->captures[k]->name) &&
                !are_alternatives(tree->captures[k], tree->captures[i]))
                fail(tree, "two groups have the same name", tree->captures[i]);
}

static void resolve(struct regex_tree *tree, struct regex_node *node)
{
    uint32_t *groups = NULL;
    size_t capacity = 0;
    if (!node->name.s && node->c <= tree->capture_count) {
        node->groups = &node->c;
        node->group_count = 1;
    }
    for (size_t i = 0; i < tree->capture_count && node->name.s; i++) {
        const struct regex_node *capture = tree->captures[i];
        if (!capture->name.s || !baton_str_eq(capture->name, node->name))
            continue;
        uint32_t *slot = BATON_PUSH(tree->arena, groups, node->group_count, capacity);
        if (slot)
            *slot = capture->c;
    }
    if (node->name.s)
        node->groups = groups;
    if (!node->group_count && !baton_arena_failed(tree->arena))
        fail(tree, "there is no such group", node);
}

void baton_regex__link(struct regex_tree *tree)
{
    look_at_names(tree);
    for (size_t i = 0; i < tree->reference_count && !tree->error; i++)
        resolve(tree, tree->references[i]);
}

/* ---- what is common -------------------------------------------------------------------- */

static bool is_within(const struct regex_node *node, bool repeats, bool behind)
{
    for (node = node->parent; node; node = node->parent)
        if ((repeats && (node->kind == REGEX_REPEAT || node->kind == REGEX_LOOK)) ||
            (behind && node->kind == REGEX_LOOK && node->behind))
            return true;
    return false;
}

static bool repeats_a_look(const struct regex_node *node)
{
    /* In the order of the text, without recursion. */
    while (node) {
        if (node->kind == REGEX_REPEAT && node->first->kind == REGEX_LOOK)
            return true;
        if (node->first) {
            node = node->first;
            continue;
        }
        while (node && !node->next)
            node = node->parent;
        node = node ? node->next : NULL;
    }
    return false;
}

/*
 * In a repetition ECMA-262 forgets what was captured the time before, and in a
 * lookbehind it goes backwards: that shows where there is a reference to it.
 * (What is empty, and would be repeated, only shows there, too.)
 */
bool baton_regex__is_common(const struct regex_tree *tree)
{
    for (size_t i = 0; i < tree->reference_count; i++) {
        const struct regex_node *node = tree->references[i];
        /* PCRE2 10.42 does not repeat what is unset as it should. */
        if (node->group_count != 1 || node->parent->kind == REGEX_REPEAT ||
            is_within(node, false, true) ||
            is_within(tree->captures[node->groups[0] - 1], true, true))
            return false;
    }
    return !repeats_a_look(tree->root);
}
