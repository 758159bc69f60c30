/* SPDX-License-Identifier: Apache-2.0 */
/* How many columns of a terminal characters take (UAX #11, roughly). */
#include "core/render/render_int.h"

enum { NARROWEST = 40, DEFAULT_WIDTH = 100 };

struct range {
    uint32_t first, last;
};

static const struct range combining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A}, {0x064B, 0x065F},
    {0x0900, 0x0902}, {0x0E34, 0x0E3A}, {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0x1F3FB, 0x1F3FF},
    {0xE0100, 0xE01EF},
};

static const struct range wide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF}, {0xFE30, 0xFE6F}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F3FA},
    {0x1F400, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static bool is_in(uint32_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && c >= ranges[i].first; i++)
        if (c <= ranges[i].last)
            return true;
    return false;
}

size_t baton_render__character(struct baton_str text, size_t at, size_t *columns)
{
    uint32_t c = 0;
    size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
    *columns = c < 0x300                                    ? 1
               : is_in(c, combining, BATON_COUNT(combining)) ? 0
               : is_in(c, wide, BATON_COUNT(wide))           ? 2
                                                             : 1;
    return at + (n ? n : 1);
}

size_t baton_render__columns(struct baton_str text)
{
    size_t all = 0;
    for (size_t at = 0, columns; at < text.len; all += columns)
        at = baton_render__character(text, at, &columns);
    return all;
}

size_t baton_render__skip(struct baton_str text, size_t columns)
{
    size_t at = 0, taken = 0;
    while (at < text.len) {
        size_t own, next = baton_render__character(text, at, &own);
        if (taken + own > columns)
            return at;
        taken += own;
        at = next;
    }
    return at;
}

size_t baton_render__width(const struct baton_style *style)
{
    if (!style->width)
        return DEFAULT_WIDTH;
    return style->width < NARROWEST ? NARROWEST : style->width;
}
