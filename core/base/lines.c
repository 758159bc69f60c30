/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base.h"

/*
 * A payload is often one long line, and a column is a count of characters: a
 * mark every STEP bytes says how many there are before it. A mark stands on the
 * first character that begins at or after its multiple of STEP.
 */
enum { STEP = 1024 };

struct baton_lines_mark {
    size_t offset, characters;
};

static size_t next_character(struct baton_str text, size_t at)
{
    uint32_t c;
    size_t n = baton_utf8_decode(text.s + at, text.len - at, &c);
    return at + (n ? n : 1);
}

static bool set_marks(struct baton_lines *lines, struct baton_arena *arena)
{
    size_t count = lines->text.len / STEP + 1;
    if (count == 1)
        return true;
    lines->marks = BATON_NEW_N(arena, struct baton_lines_mark, count);
    if (!lines->marks)
        return false;
    size_t set = 1, characters = 0;
    for (size_t at = 0; set < count; characters++) {
        if (at >= set * STEP)
            lines->marks[set++] = (struct baton_lines_mark){at, characters};
        if (at < lines->text.len)
            at = next_character(lines->text, at);
    }
    return true;
}

/* Offset past the line end that begins at `at`, or `at` if none begins there. */
static size_t past_line_end(struct baton_str text, size_t at)
{
    if (text.s[at] == '\n')
        return at + 1;
    if (text.s[at] != '\r')
        return at;
    return at + 1 < text.len && text.s[at + 1] == '\n' ? at + 2 : at + 1;
}

enum baton_err baton_lines_init(struct baton_lines *lines, struct baton_arena *arena,
                                struct baton_str text)
{
    size_t *starts = NULL;
    size_t count = 0, capacity = 0;
    size_t *first = BATON_PUSH(arena, starts, count, capacity);
    if (!first)
        return BATON_ENOMEM;
    for (size_t at = 0; at < text.len;) {
        size_t next = past_line_end(text, at);
        if (next == at) {
            at++;
            continue;
        }
        size_t *start = BATON_PUSH(arena, starts, count, capacity);
        if (!start)
            return BATON_ENOMEM;
        *start = at = next;
    }
    struct baton_lines made = {.text = text, .starts = starts, .count = count};
    if (!set_marks(&made, arena))
        return BATON_ENOMEM;
    *lines = made;
    return BATON_OK;
}

/* Index of the line that holds offset. */
static size_t find_line(const struct baton_lines *lines, size_t offset)
{
    size_t low = 0, high = lines->count;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (lines->starts[mid] <= offset)
            low = mid;
        else
            high = mid;
    }
    return low;
}

/* How many characters begin before offset, counted on from a mark. */
static size_t characters_before(struct baton_str text, struct baton_lines_mark mark, size_t offset)
{
    while (mark.offset < offset) {
        mark.offset = next_character(text, mark.offset);
        mark.characters++;
    }
    return mark.characters;
}

static struct baton_lines_mark mark_before(const struct baton_lines *lines, size_t offset)
{
    size_t index = offset / STEP;
    if (index && lines->marks[index].offset > offset)
        index--;
    return index ? lines->marks[index] : (struct baton_lines_mark){0, 0};
}

struct baton_place baton_lines_place(const struct baton_lines *lines, size_t offset)
{
    if (offset > lines->text.len)
        offset = lines->text.len;
    size_t line = find_line(lines, offset);
    struct baton_lines_mark start = {lines->starts[line], 0};
    if (offset - start.offset > STEP) {
        struct baton_lines_mark near_start = mark_before(lines, start.offset);
        struct baton_lines_mark near_offset = mark_before(lines, offset);
        size_t before = characters_before(lines->text, near_start, start.offset);
        start = near_offset;
        start.characters -= before;
    }
    return (struct baton_place){line + 1, characters_before(lines->text, start, offset) + 1};
}

struct baton_span baton_lines_span(const struct baton_lines *lines, size_t line)
{
    if (!line || line > lines->count)
        return (struct baton_span){lines->text.len, lines->text.len};
    size_t start = lines->starts[line - 1];
    size_t end = line < lines->count ? lines->starts[line] : lines->text.len;
    while (end > start && (lines->text.s[end - 1] == '\n' || lines->text.s[end - 1] == '\r'))
        end--;
    return (struct baton_span){start, end};
}
