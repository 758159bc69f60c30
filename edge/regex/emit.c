/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a pattern for PCRE2: all is spelled out that the two mean differently. */
#include <string.h>

#include "edge/regex/regex_int.h"

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c <= 0xDFFF;
}

/* PCRE2 knows [], but gets a quantifier after it wrong. */
#define NOTHING "(?:(?!))"

static void emit_char(struct baton_buf *buf, uint32_t c)
{
    if (is_surrogate(c))
        baton_buf_puts(buf, NOTHING); /* half of a pair is in no text */
    else if (c < 0x20 || c == 0x7F)
        baton_buf_fmt(buf, "\\x{%x}", (unsigned)c);
    else {
        if (c < 0x80 && strchr("\\^$.*+?()[]{}|", (int)c))
            baton_buf_putc(buf, '\\');
        baton_buf_put_utf8(buf, c);
    }
}

static bool is_empty(const struct regex_set *set)
{
    for (size_t i = 0; i < set->range_count; i++)
        if (!is_surrogate(set->ranges[i].lo) || !is_surrogate(set->ranges[i].hi))
            return false;
    return !set->property_count && !set->negated;
}

static void emit_member(struct baton_buf *buf, uint32_t c)
{
    if (c < 0x20 || c == 0x7F) {
        baton_buf_fmt(buf, "\\x{%x}", (unsigned)c);
        return;
    }
    /* A backslash before what is no letter or digit never hurts. */
    bool plain = c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (!plain)
        baton_buf_putc(buf, '\\');
    baton_buf_put_utf8(buf, c);
}

static void emit_range(struct baton_buf *buf, uint32_t lo, uint32_t hi)
{
    if (lo > hi)
        return;
    emit_member(buf, lo);
    if (hi > lo) {
        baton_buf_putc(buf, '-');
        emit_member(buf, hi);
    }
}

void baton_regex__emit_set(struct baton_buf *buf, const struct regex_set *set)
{
    if (is_empty(set)) {
        baton_buf_puts(buf, NOTHING);
        return;
    }
    baton_buf_puts(buf, set->negated ? "[^" : "[");
    for (size_t i = 0; i < set->range_count; i++) {
        uint32_t lo = set->ranges[i].lo, hi = set->ranges[i].hi;
        /* PCRE2 knows no halves of pairs. */
        emit_range(buf, lo, hi < 0xD7FF ? hi : 0xD7FF);
        emit_range(buf, lo > 0xE000 ? lo : 0xE000, hi);
    }
    for (size_t i = 0; i < set->property_count; i++)
        baton_buf_fmt(buf, "\\%c{%s}", set->properties[i].negated ? 'P' : 'p',
                      set->properties[i].name);
    baton_buf_puts(buf, "]");
}

static void emit_repeat(struct baton_buf *buf, const struct regex_node *node)
{
    if (node->max == REGEX_ENDLESS && node->min <= 1)
        baton_buf_puts(buf, node->min ? "+" : "*");
    else if (node->max == REGEX_ENDLESS)
        baton_buf_fmt(buf, "{%u,}", (unsigned)node->min);
    else
        baton_buf_fmt(buf, "{%u,%u}", (unsigned)node->min, (unsigned)node->max);
    if (node->lazy)
        baton_buf_putc(buf, '?');
}

static void open_node(struct baton_buf *buf, const struct regex_node *node)
{
    switch (node->kind) {
    case REGEX_CHAR:
        emit_char(buf, node->c);
        break;
    case REGEX_SET:
        baton_regex__emit_set(buf, node->set);
        break;
    case REGEX_START:
        baton_buf_puts(buf, "^");
        break;
    case REGEX_END:
        baton_buf_puts(buf, "$");
        break;
    case REGEX_EDGE:
        baton_buf_puts(buf, node->negated ? "\\B" : "\\b");
        break;
    case REGEX_BACK:
        baton_buf_fmt(buf, "\\g{%u}", (unsigned)node->groups[0]);
        break;
    case REGEX_CAPTURE:
        baton_buf_puts(buf, "(");
        break;
    case REGEX_LOOK:
        baton_buf_puts(buf, node->behind ? node->negated ? "(?<!" : "(?<="
                                         : node->negated ? "(?!" : "(?=");
        break;
    case REGEX_SEQUENCE:
        /* Those of a choice need nothing around them. */
        if (node->parent->kind != REGEX_CHOICE)
            baton_buf_puts(buf, "(?:");
        break;
    case REGEX_REPEAT:
    case REGEX_CHOICE:
        break;
    }
}

static void close_node(struct baton_buf *buf, const struct regex_node *node)
{
    if (node->kind == REGEX_CAPTURE || node->kind == REGEX_LOOK)
        baton_buf_puts(buf, ")");
    else if (node->kind == REGEX_SEQUENCE && node->parent->kind != REGEX_CHOICE)
        baton_buf_puts(buf, ")");
    else if (node->kind == REGEX_REPEAT)
        emit_repeat(buf, node);
}

void baton_regex__emit(struct baton_buf *buf, const struct regex_tree *tree)
{
    const struct regex_node *node = tree->root;
    while (node) {
        open_node(buf, node);
        if (node->first) {
            node = node->first;
            continue;
        }
        close_node(buf, node);
        while (node && !node->next) {
            node = node->parent;
            if (node)
                close_node(buf, node);
        }
        if (!node)
            return;
        if (node->parent->kind == REGEX_CHOICE)
            baton_buf_puts(buf, "|");
        node = node->next;
    }
}
