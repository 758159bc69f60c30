/* SPDX-License-Identifier: Apache-2.0 */
/* The runner that reports: what it gathers, and how that is put in order. */
#ifndef BATON_CORE_SCHEMA_REPORT_INT_H
#define BATON_CORE_SCHEMA_REPORT_INT_H

#include "core/schema/run_int.h"

/* Which alternative was meant, and why. */
struct schema_meaning {
    int branch;                    /* or -1 */
    enum baton_schema_meant meant;
    uint32_t key;                  /* the discriminating member, or SCHEMA_NONE */
};

/* A fault as it is found; pointers and suggestions are made when all is known. */
struct schema_hit {
    enum baton_schema_keyword keyword;
    uint32_t instance;
    uint32_t within; /* unknown properties: the object, else the same as instance */
    uint32_t at;     /* the keyword's value in node->doc */
    int matched;
    const struct schema_node *node;
    const struct schema_name *name; /* missing names */
    int fits[2];
    struct schema_meaning meaning;
    uint32_t choice_instance;
    const struct schema_node *choice_node; /* has the choice, or NULL */
    const struct schema_step *choice;
};

struct schema_fit;

struct schema_report {
    struct schema_hit *hits;
    size_t hit_count, hit_capacity, hit_limit;
    struct baton_schema_note *notes;
    size_t note_count, note_capacity;
    uint64_t total;  /* of hits, those that were not kept included */
    unsigned muted;  /* above 0: hits count, but are not kept */
    uint64_t vain;   /* values that were looked at before what is wrong was found */
    uint32_t looks;  /* comparisons made for suggestions */
    uint32_t measured; /* members and items that were looked at to tell what was meant */
    struct schema_fit *fits; /* room for alternatives (branch.c) */
    uint32_t fit_count;
};

/* The alternative of a failed anyOf or oneOf that was meant (branch.c). */
struct schema_meaning baton_schema__meant(struct schema_run *run, const struct schema_node *node,
                                          const struct schema_step *step, uint32_t at);
/*
 * The alternative that the `discriminator` of OpenAPI names (discriminator.c): its
 * number, -1 if the value names none, -2 if there is no discriminator or no such
 * member. *key is that member.
 */
int baton_schema__discriminated(struct schema_run *run, const struct schema_node *node,
                                const struct schema_step *step, uint32_t at, uint32_t *key);
/* The types that the alternatives of a choice are for; integers: of numbers only those. */
struct schema_type_set {
    uint8_t types;
    bool integers;
};
struct schema_type_set baton_schema__types_of(const struct schema_step *step);
/* JSON texts, each once. */
struct schema_texts {
    struct baton_str *items;
    size_t count, capacity;
};
/* The values that the alternatives of a choice have for a member; at most SCHEMA_TEXTS. */
enum { SCHEMA_TEXTS = 256 };
void baton_schema__discriminating(const struct baton_json *doc, uint32_t list,
                                  const struct schema_step *step, struct baton_str name,
                                  struct baton_arena *arena, struct schema_texts *out);
/* baton_schema_validate() from a node on, with at most so many faults listed (check.c). */
enum baton_err baton_schema__validate(const struct baton_schema *schema,
                                      const struct schema_node *node,
                                      const struct baton_json *doc, uint32_t value, size_t limit,
                                      struct baton_arena *arena,
                                      struct baton_schema_result *out);
/* What is sorted: rows of an array by the value they are about. */
struct schema_sorted {
    uint32_t instance, index;
};
/* Tells which faults come from which (follow.c). hits[rows[i].index] is what faults[i] is of. */
bool baton_schema__find_causes(struct schema_run *run, const struct schema_hit *hits,
                               const struct schema_sorted *rows,
                               struct baton_schema_fault *faults, size_t count);
/* How far a value is from the nearest of a list (SIZE_MAX: far), and that one's JSON text. */
size_t baton_schema__nearest_value(struct schema_run *run, const struct schema_values *values,
                                   uint32_t at, struct baton_str *text);
/* Did you mean (suggest.c)? An empty string if there is nothing like it. */
struct baton_str baton_schema__suggestion(struct schema_run *run, const struct schema_hit *hit);
/* Puts the report in order: each fault once, with all that is to be told. */
bool baton_schema__finish_report(struct schema_run *run, struct baton_schema_result *out);

#endif
