/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings repeat values of the input. What is a secret by its place there (the
 * value of "password") is not one by its looks, so that it is known only by
 * comparing the input with its masked copy.
 */
#include "core/diagnose/diagnose_int.h"

/* A message repeats a value, not a document; shorter words are no secrets worth the harm. */
enum { LONGEST_SPAN = 1024, SHORTEST_WORD = 4 };

static bool is_delimiter(char c)
{
    return (unsigned char)c <= ' ' ||
           baton_str_find_byte(BATON_STR("\"'\\,:;=&{}[]()<>"), c) != SIZE_MAX;
}

/* The text with a word in it overwritten, wherever it stands. */
static struct baton_str without(struct baton_arena *arena, struct baton_str text,
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

/* The text without the words of raw that are not the same in its masked copy. */
static struct baton_str hide(struct baton_arena *arena, struct baton_str text, struct baton_str raw,
                             struct baton_str masked)
{
    for (size_t at = 0; at < raw.len && text.len;) {
        size_t start = at;
        bool differs = false;
        for (; at < raw.len && !is_delimiter(raw.s[at]); at++)
            differs = differs || raw.s[at] != masked.s[at];
        if (differs && at - start >= SHORTEST_WORD)
            text = without(arena, text, baton_str_sub(raw, start, at));
        at += at == start;
    }
    return text;
}

/* Both texts of a span; false if it does not lie within what was masked, or is a document. */
static bool both(const struct baton_diagnose__secrets *s, struct baton_span span,
                 struct baton_str *raw, struct baton_str *masked)
{
    if (span.start < s->at || span.end > s->at + s->masked.len ||
        span.end - span.start > LONGEST_SPAN)
        return false;
    *raw = baton_str_sub(s->input, span.start, span.end);
    *masked = baton_str_sub(s->masked, span.start - s->at, span.end - s->at);
    return true;
}

void baton_diagnose__hide(struct baton_arena *arena, const struct baton_diagnose__secrets *secrets,
                          struct baton_finding *f)
{
    struct baton_str raw, masked;
    if (!f->has_span || !both(secrets, f->span, &raw, &masked))
        return;
    f->message = hide(arena, f->message, raw, masked);
    f->because = hide(arena, f->because, raw, masked);
    f->fix.text = hide(arena, f->fix.text, raw, masked);
}

void baton_diagnose__hide_edits(struct baton_arena *arena,
                                const struct baton_diagnose__secrets *secrets,
                                struct baton_finding *f)
{
    struct baton_str raw, masked;
    for (size_t i = 0; i < f->fix.edit_count; i++) {
        struct baton_edit *edit = &f->fix.edits[i];
        edit->text = baton_mask(arena, edit->text);
        if (both(secrets, (struct baton_span){edit->offset, edit->offset + edit->length}, &raw,
                 &masked))
            edit->text = hide(arena, edit->text, raw, masked);
        if (f->has_span && both(secrets, f->span, &raw, &masked))
            edit->text = hide(arena, edit->text, raw, masked);
    }
}

/* ---- secrets that recur: in an answer, in a path -------------------------------------- */

static void know(struct baton_diagnose__words *words, struct baton_str word)
{
    enum { SHORTEST_SECRET = 8 };
    struct baton_span span;
    const char *product;
    if (words->count < BATON_DIAGNOSE__WORDS && word.len >= SHORTEST_SECRET &&
        !baton_is_placeholder(word) && !baton_is_template(word, &span, &product))
        words->items[words->count++] = word;
}

void baton_diagnose__know(const struct baton_check *check, struct baton_diagnose__words *out)
{
    out->count = 0;
    know(out, check->token);
    for (size_t i = 0; i < check->id_count; i++) {
        struct baton_str kind = check->ids[i].kind;
        if (baton_str_is(kind, "bearer-token") || baton_str_is(kind, "jwt") ||
            baton_str_is(kind, "client-secret"))
            know(out, check->ids[i].value);
    }
}

struct baton_str baton_diagnose__without(struct baton_arena *arena, struct baton_str text,
                                         const struct baton_diagnose__words *words)
{
    for (size_t i = 0; i < words->count; i++)
        text = without(arena, text, words->items[i]);
    return text;
}
