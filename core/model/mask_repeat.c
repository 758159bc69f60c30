/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets that recur in what is said of a text. */
#include "core/model.h"

/* Shorter words are no secrets worth the harm. */
enum { SHORTEST_WORD = 4 };

static bool is_delimiter(char c)
{
    return (unsigned char)c <= ' ' ||
           baton_str_find_byte(BATON_STR("\"'\\,:;=&{}[]()<>"), c) != SIZE_MAX;
}

struct baton_str baton_mask_word(struct baton_arena *arena, struct baton_str text,
                                 struct baton_str word)
{
    size_t at = baton_str_find(text, word);
    struct baton_buf buf;
    if (at == SIZE_MAX)
        return text;
    baton_buf_init(&buf, arena, 0);
    while (at != SIZE_MAX) {
        baton_buf_put(&buf, baton_str_sub(text, 0, at));
        baton_buf_fill(&buf, '*', word.len);
        text = baton_str_sub(text, at + word.len, text.len);
        at = baton_str_find(text, word);
    }
    baton_buf_put(&buf, text);
    return baton_buf_str(&buf);
}

struct baton_str baton_mask_repeats(struct baton_arena *arena, struct baton_str text,
                                    struct baton_str raw, struct baton_str masked)
{
    for (size_t at = 0; at < raw.len && text.len;) {
        size_t start = at;
        bool differs = false;
        for (; at < raw.len && !is_delimiter(raw.s[at]); at++)
            differs = differs || raw.s[at] != masked.s[at];
        if (differs && at - start >= SHORTEST_WORD)
            text = baton_mask_word(arena, text, baton_str_sub(raw, start, at));
        at += at == start;
    }
    return text;
}
