/* SPDX-License-Identifier: Apache-2.0 */
/* The lenient reader's second part, which mends what the strict reader refused. */
#ifndef BATON_CORE_JSON_MEND_INT_H
#define BATON_CORE_JSON_MEND_INT_H

#include "core/json.h"
#include "core/json/problems_int.h"

#define BATON_JSON__NOWHERE SIZE_MAX

/* What the grammar wants next. */
enum baton_json__want {
    BATON_JSON__WANT_ROOT,
    BATON_JSON__WANT_VALUE, /* a member's */
    BATON_JSON__WANT_FIRST_ITEM,
    BATON_JSON__WANT_NEXT_ITEM, /* after a comma */
    BATON_JSON__WANT_FIRST_KEY,
    BATON_JSON__WANT_NEXT_KEY,
    BATON_JSON__WANT_COLON,
    BATON_JSON__WANT_COMMA, /* or the closing bracket */
    BATON_JSON__WANT_END
};

/* A state of the reading to go back to. */
struct baton_json__state {
    size_t offset, count;
    struct baton_json__point point;
};

struct baton_json__mender {
    struct baton_arena *arena;
    struct baton_json__problems *problems;
    struct baton_str text;
    size_t at;          /* the next byte to look at */
    size_t last_end;    /* past the last token that was kept */
    size_t comma;       /* the comma that nothing has followed yet */
    size_t tail;        /* where the text breaks off inside a string, or NOWHERE */
    size_t broken_open; /* the opening quote of that string */
    enum baton_json__want want;
    struct baton_json_value *v;
    size_t count, capacity;
    uint32_t open, depth, max_depth, objects, arrays;
    uint32_t braces;  /* the problem MISSING_BRACES, or 0 */
    bool root_edited; /* the root's closing bracket is not the one of the text */
    bool stopped, too_deep;
    struct baton_json__state start;  /* before the root was read */
    struct baton_json__state opened; /* after the last opening bracket */
    struct baton_json__state whole;  /* before a member or item that may turn out cut off */
    /* Searches that failed once are not made again; the last two by kind of mark. */
    size_t no_inner_before, no_mark_after[5], gave_up_at[5];
    size_t in_vain; /* bytes that were looked at for JSON inside of strings, and were none */
    /* Problems that more of the same word, and of '=', are folded into. */
    uint32_t word_folds[16], equals_fold;
};

/* Kinds of quote marks: '"' and its look-alikes, "'" and its. */
enum baton_json__mark { NO_MARK, STRAIGHT, APOSTROPHE, CURLY, CURLY_SINGLE };

struct baton_json__quote {
    enum baton_json__mark kind;
    size_t len;
};

/* ---- mend.c */
/* Fills the tape and the problems; false when there is no memory. */
bool baton_json__mend(struct baton_json__mender *m, size_t start);
/* Appends an entry; NULL when there is no memory, and then the mender is stopped. */
struct baton_json_value *baton_json__put(struct baton_json__mender *m, enum baton_json_type type,
                                         unsigned flags, size_t start, size_t end);
bool baton_json__wants_key(const struct baton_json__mender *m);
bool baton_json__in_object(const struct baton_json__mender *m);

/* ---- mend_blank.c */
/* Moves over blanks and comments, reporting what JSON does not have. */
void baton_json__skip(struct baton_json__mender *m);
size_t baton_json__skip_plain(struct baton_str text, size_t at);
/* Length of a blank at `at` that is none of JSON's four, or 0. */
size_t baton_json__odd_blank(struct baton_str text, size_t at);
bool baton_json__comment_at(struct baton_str text, size_t at);

/* ---- mend_quote.c */
struct baton_json__quote baton_json__quote_at(struct baton_str text, size_t at);
/* A byte of a name that needs no quotes. */
bool baton_json__in_name(char c);
/* Whether a name with a colon behind it stands at `at`. */
bool baton_json__key_ahead(struct baton_str text, size_t at);
/* Whether the bracket at `at` looks like the beginning of JSON. */
bool baton_json__begins_json(struct baton_str text, size_t at);

/* ---- mend_inner.c */
/*
 * The quote that closes a string with whole JSON in it whose own quotes have no backslashes;
 * `start` is where its content begins. NOWHERE if there is no such JSON.
 */
size_t baton_json__inner_json(struct baton_json__mender *m, size_t start);

/* ---- mend_string.c */
void baton_json__mend_string(struct baton_json__mender *m, struct baton_json__quote opening);

/* ---- mend_word.c */
/* Length of a template at `at`, or 0; single braces count only where a value is wanted. */
size_t baton_json__template_at(struct baton_str text, size_t at, bool value);
enum baton_json__word_kind { OTHER_WORD, NAME, FILLER };
/* The word at m->at: a name if a colon follows, filler if it stands for nothing ("..."). */
enum baton_json__word_kind baton_json__word_ahead(const struct baton_json__mender *m,
                                                  size_t *end);
void baton_json__mend_word(struct baton_json__mender *m);

/* ---- mend_number.c */
enum baton_json__reading_of { NOT_A_NUMBER, A_NUMBER, MENDED_NUMBER, A_TEXT };
struct baton_json__number {
    enum baton_json__reading_of as;
    bool safe;
    struct baton_str text; /* what to write instead, for MENDED_NUMBER */
};
struct baton_json__number baton_json__mend_number(struct baton_arena *arena,
                                                  struct baton_str word);

#endif
