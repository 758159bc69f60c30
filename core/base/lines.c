/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

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

/* Past the characters of one byte at `at`, eight at a time; not past end. */
static size_t past_ascii(struct baton_str text, size_t at, size_t end)
{
    uint64_t bytes;
    for (; end - at >= sizeof bytes; at += sizeof bytes) {
        memcpy(&bytes, text.s + at, sizeof bytes);
        if (bytes & 0x8080808080808080u)
            break;
    }
    return at;
}

/* A mark moved on to the first character that begins at or after offset. */
static struct baton_lines_mark moved(struct baton_str text, struct baton_lines_mark mark,
                                     size_t offset)
{
    while (mark.offset < offset) {
        size_t at = past_ascii(text, mark.offset, offset);
        mark.characters += at - mark.offset;
        mark.offset = at;
        if (at < offset) {
            mark.offset = next_character(text, at);
            mark.characters++;
        }
    }
    return mark;
}

static bool set_marks(struct baton_lines *lines, struct baton_arena *arena)
{
    size_t count = lines->text.len / STEP + 1;
    struct baton_lines_mark mark = {0, 0};
    if (count == 1)
        return true;
    lines->marks = BATON_NEW_N(arena, struct baton_lines_mark, count);
    if (!lines->marks)
        return false;
    for (size_t set = 1; set < count; set++) {
        mark = moved(lines->text, mark, set * STEP);
        lines->marks[set] = mark;
    }
    return true;
}

/* Offset past the line end that begins at `at`. */
static size_t past_line_end(struct baton_str text, size_t at)
{
    bool pair = text.s[at] == '\r' && at + 1 < text.len && text.s[at + 1] == '\n';
    return at + 1 + pair;
}

static size_t next_byte(struct baton_str text, size_t at, char byte)
{
    size_t step = baton_str_find_byte(baton_str_sub(text, at, text.len), byte);
    return step == SIZE_MAX ? text.len : at + step;
}

enum baton_err baton_lines_init(struct baton_lines *lines, struct baton_arena *arena,
                                struct baton_str text)
{
    size_t *starts = NULL;
    size_t count = 0, capacity = 0;
    size_t *first = BATON_PUSH(arena, starts, count, capacity);
    if (!first)
        return BATON_ENOMEM;
    size_t feed = next_byte(text, 0, '\n'), carriage = next_byte(text, 0, '\r');
    while (feed < text.len || carriage < text.len) {
        size_t next = past_line_end(text, feed < carriage ? feed : carriage);
        size_t *start = BATON_PUSH(arena, starts, count, capacity);
        if (!start)
            return BATON_ENOMEM;
        *start = next;
        if (feed < next)
            feed = next_byte(text, next, '\n');
        if (carriage < next)
            carriage = next_byte(text, next, '\r');
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
    return mark.offset < offset ? moved(text, mark, offset).characters : mark.characters;
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
