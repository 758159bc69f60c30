/* SPDX-License-Identifier: Apache-2.0 */
/* What the two runners share while they look at one instance. */
#ifndef BATON_CORE_SCHEMA_RUN_INT_H
#define BATON_CORE_SCHEMA_RUN_INT_H

#include <string.h>

#include "core/schema/names_int.h"
#include "core/schema/schema_int.h"
#include "core/schema/value_int.h"

struct schema_memo;
struct schema_report;

struct schema_run {
    const struct baton_json_value *v;
    const struct baton_json *doc;
    const char *text, *limit; /* 8 bytes may be read behind text, up to limit */
    const struct baton_regex *regex;
    const struct baton_idn *idn;
    struct baton_arena *arena;
    uint64_t fuel;            /* nodes that may still be entered before something is done */
    struct schema_memo *memo; /* answers, kept once the first fuel is used up */
    uint32_t depth;
    bool deep;                /* SCHEMA_DEPTH was reached */
    bool failed;              /* out of memory */
    bool exhausted;           /* out of fuel: there is no answer */
    struct schema_report *report; /* of the runner that reports */
};

void baton_schema__run_init(struct schema_run *run, const struct baton_schema *schema,
                            const struct baton_json *doc, struct baton_arena *arena);
/* At a limit: may a node be entered all the same? */
bool baton_schema__enter_late(struct schema_run *run);

/* Enters a node that has others in it; false at a limit. Leave with run->depth--. */
static inline bool baton_schema__enter(struct schema_run *run)
{
    if ((run->depth >= SCHEMA_DEPTH || !run->fuel) && !baton_schema__enter_late(run))
        return false;
    run->fuel--;
    run->depth++;
    return true;
}

/* Does the node hold for the value? marks may be NULL. False, too, at a limit. */
struct schema_marks;
bool baton_schema__accept(struct schema_run *run, const struct schema_node *node, uint32_t at,
                          struct schema_marks *marks);

/* The same for a value within another one. */
bool baton_schema__accept_child(struct schema_run *run, const struct schema_node *node,
                                uint32_t at);

/* ---- answers that were found before (memo.c) ----------------------------------------- */

/*
 * A schema may lead to the same node and value along many ways, in the worst
 * case along 2^n ways. So when a run has taken many steps, answers are kept
 * from then on. No schema of the usual kind ever gets there.
 */
enum schema_answer { ANSWER_NONE, ANSWER_NO, ANSWER_YES };

enum schema_answer baton_schema__recall(const struct schema_run *run,
                                        const struct schema_node *node, uint32_t at);
void baton_schema__remember(struct schema_run *run, const struct schema_node *node, uint32_t at,
                            bool yes);
/* Was this asked before, of this node and value? For the runner that reports. */
bool baton_schema__visited(struct schema_run *run, const struct schema_node *node, uint32_t at);

/* ---- which members or items were evaluated (memo.c) ---------------------------------- */

struct schema_marks {
    uint64_t *bits;  /* NULL: up to 64 are in one */
    uint64_t one;
    uint32_t words;
    uint32_t upto;   /* all before this one are marked, too */
    bool all;
};

/* For the members or items of a container. */
bool baton_schema__marks_init(struct schema_run *run, struct schema_marks *marks, uint32_t at);
void baton_schema__marks_merge(struct schema_marks *into, const struct schema_marks *from);

static inline void baton_schema__mark(struct schema_marks *marks, uint32_t ordinal)
{
    if (!marks->bits)
        marks->one |= UINT64_C(1) << (ordinal & 63);
    else
        marks->bits[ordinal >> 6] |= UINT64_C(1) << (ordinal & 63);
}

static inline bool baton_schema__marked(const struct schema_marks *marks, uint32_t ordinal)
{
    if (marks->all || ordinal < marks->upto)
        return true;
    uint64_t word = marks->bits ? marks->bits[ordinal >> 6] : marks->one;
    return word >> (ordinal & 63) & 1;
}

/* ---- tests of single keywords (vocab_*.c) -------------------------------------------- */

bool baton_schema__in_values(struct schema_run *run, const struct schema_values *values,
                             uint32_t at);
bool baton_schema__length_fits(struct schema_run *run, uint64_t min, uint64_t max, uint32_t at);
bool baton_schema__pattern_fits(struct schema_run *run, void *pattern,
                                const struct schema_simple *simple, uint32_t at);
bool baton_schema__format_fits(struct schema_run *run, schema_format *format, uint32_t at);
bool baton_schema__encoding_fits(struct schema_run *run, const struct schema_content *content,
                                 uint32_t at);
/* Also true if the encoding does not fit. */
bool baton_schema__media_fits(struct schema_run *run, const struct schema_content *content,
                              uint32_t at);
/* The characters of a string for those who need them in a row; false out of memory. */
bool baton_schema__decode(struct schema_run *run, uint32_t at, struct baton_str *out);
/* An integer of so many bits, with a sign? */
bool baton_schema__bits_fit(uint8_t bits, const struct schema_decimal *value);
/*
 * Digits, and maybe a point with digits after it: 1 or 0 if the whole part tells
 * whether the number fits, as it mostly does; -1 if it takes a closer look.
 */
static inline int baton_schema__easy_fits(const struct schema_number *number, const char *s,
                                          const char *end)
{
    uint64_t whole = 0;
    const char *start = s;
    unsigned digit;
    for (; s < end && (digit = (unsigned char)*s - (unsigned)'0') <= 9; s++)
        whole = whole * 10 + digit;
    if (s == start || s - start > SCHEMA_EASY_WHOLE)
        return -1;
    if (s == end)
        return whole >= number->low && whole <= number->high;
    if (*s != '.' || number->integer || whole < number->low || whole >= number->high)
        return -1;
    for (s++; s < end && (unsigned char)*s - (unsigned)'0' <= 9; s++)
        continue;
    return s == end ? 1 : -1;
}

/* All of the keywords for numbers. */
bool baton_schema__number_fits(struct schema_run *run, const struct schema_number *number,
                               uint32_t at);
bool baton_schema__is_integer(struct schema_run *run, const struct schema_number *number,
                              uint32_t at);
bool baton_schema__bound_fits(const struct schema_bound *bound,
                              const struct schema_decimal *value);
bool baton_schema__is_unique(struct schema_run *run, uint32_t array);

/* ---- parts of accept.c that the other runner uses ------------------------------------ */

bool baton_schema__accept_branch(struct schema_run *run, const struct schema_node *node,
                                 uint32_t at, struct schema_marks *marks);
uint64_t baton_schema__count_contained(struct schema_run *run, const struct schema_array *array,
                                       uint32_t at, struct schema_marks *marks);
void baton_schema__mark_items(const struct schema_array *array, struct schema_marks *marks);
bool baton_schema__has_rest(const struct schema_run *run, const struct schema_node *node,
                            uint32_t at);

/* ---- names of members -------------------------------------------------------------- */

/* As below, for names with escapes or odd quotes, or where eight bytes cannot be read. */
const struct schema_name *baton_schema__odd_member(struct schema_run *run,
                                                   const struct schema_names *names,
                                                   const struct baton_json_value *key);

/* A string between plain quotes without escapes; flags are those that it may have, all of them. */
static inline bool baton_schema__is_tidy(const struct baton_json_value *v, uint8_t flags)
{
    const uint8_t tidy[4] = {BATON_JSON_STRING, flags, 1, 1};
    uint32_t is, wanted;
    memcpy(&is, (const char *)v + offsetof(struct baton_json_value, type), 4);
    memcpy(&wanted, tidy, 4);
    return is == wanted;
}

/* The name in the table, or NULL; next is the one to try first. */
static inline const struct schema_name *baton_schema__expect(struct schema_run *run,
                                                             const struct schema_names *names,
                                                             const struct baton_json_value *key,
                                                             const struct schema_name *next)
{
    const char *s = run->text + key->start + 1;
    uint32_t len = key->end - key->start - 2;
    if (!baton_schema__is_tidy(key, BATON_JSON_KEY) || s > run->limit)
        return baton_schema__odd_member(run, names, key);
    if (baton_schema__name_expected(next, s, len))
        return next;
    return names->count ? baton_schema__names_search(names, s, len) : NULL;
}

/* The same for the key at an index of the tape; *next moves on. */
static inline const struct schema_name *baton_schema__member(struct schema_run *run,
                                                             const struct schema_names *names,
                                                             uint32_t key,
                                                             const struct schema_name **next)
{
    const struct schema_name *name = baton_schema__expect(run, names, &run->v[key], *next);
    if (name)
        *next = name + 1;
    return name;
}

/* The row of a string among others, or NULL. */
static inline const struct schema_name *baton_schema__word(struct schema_run *run,
                                                           const struct schema_names *names,
                                                           uint32_t at)
{
    const struct baton_json_value *v = &run->v[at];
    const char *s = run->text + v->start + 1;
    if (!baton_schema__is_tidy(v, 0) || s > run->limit)
        return baton_schema__odd_member(run, names, v);
    return baton_schema__names_search(names, s, v->end - v->start - 2);
}

/* ---- alternatives (choose.c) ------------------------------------------------------------ */

/* Which alternatives of a value may hold: from *first up to, and without, *end. */
void baton_schema__choose(struct schema_run *run, const struct schema_step *step, uint32_t at,
                          uint32_t *first, uint32_t *end);

/* ---- bits of names -------------------------------------------------------------------- */

/* The bits of the names that an object has; room for many is taken from the arena. */
struct schema_seen {
    uint64_t few[4];
    uint64_t *bits;
};

static inline bool baton_schema__seen_init(struct schema_run *run, struct schema_seen *seen,
                                           uint32_t words)
{
    if (words <= BATON_COUNT(seen->few)) {
        *seen = (struct schema_seen){.bits = seen->few};
        return true;
    }
    seen->bits = BATON_NEW_N(run->arena, uint64_t, words);
    run->failed |= !seen->bits;
    return seen->bits != NULL;
}

static inline bool baton_schema__saw(const struct schema_seen *seen,
                                     const struct schema_name *name)
{
    return seen->bits[name->word] & name->mask;
}

#endif
