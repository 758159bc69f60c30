/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings repeat values of the input. What is a secret by its place there (the
 * value of "password") is not one by its looks, so that it is known only by
 * comparing the input with its masked copy.
 */
#include "core/diagnose/diagnose_int.h"

/* A message repeats a value, not a document. */
enum { LONGEST_SPAN = 1024 };

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
    f->message = baton_mask_repeats(arena, f->message, raw, masked);
    f->because = baton_mask_repeats(arena, f->because, raw, masked);
    f->fix.text = baton_mask_repeats(arena, f->fix.text, raw, masked);
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
            edit->text = baton_mask_repeats(arena, edit->text, raw, masked);
        if (f->has_span && both(secrets, f->span, &raw, &masked))
            edit->text = baton_mask_repeats(arena, edit->text, raw, masked);
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
        text = baton_mask_word(arena, text, words->items[i]);
    return text;
}
