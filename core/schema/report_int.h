/* SPDX-License-Identifier: Apache-2.0 */
/* The runner that reports: what it gathers, and how that is put in order. */
#ifndef BATON_CORE_SCHEMA_REPORT_INT_H
#define BATON_CORE_SCHEMA_REPORT_INT_H

#include "core/schema/run_int.h"

/* A fault as it is found; pointers and suggestions are made when all is known. */
struct schema_hit {
    enum baton_schema_keyword keyword;
    uint32_t instance;
    uint32_t within; /* unknown properties: the object, else the same as instance */
    uint32_t at;     /* the keyword's value in node->doc */
    int branch, matched;
    const struct schema_node *node;
    const struct schema_name *name; /* missing names */
};

struct schema_fit;

struct schema_report {
    struct schema_hit *hits;
    size_t hit_count, hit_capacity;
    struct baton_schema_note *notes;
    size_t note_count, note_capacity;
    uint64_t total;  /* of hits, those that were not kept included */
    unsigned muted;  /* above 0: hits count, but are not kept */
    uint32_t looks;  /* comparisons made for suggestions */
    struct schema_fit *fits; /* room for alternatives (branch.c) */
    uint32_t fit_count;
};

/* The alternative of a failed anyOf or oneOf that was meant, or -1 (branch.c). */
int baton_schema__meant(struct schema_run *run, const struct schema_step *step, uint32_t at);
/* How far a value is from the nearest of a list (SIZE_MAX: far), and that one's JSON text. */
size_t baton_schema__nearest_value(struct schema_run *run, const struct schema_values *values,
                                   uint32_t at, struct baton_str *text);
/* Did you mean (suggest.c)? An empty string if there is nothing like it. */
struct baton_str baton_schema__suggestion(struct schema_run *run, const struct schema_hit *hit);
/* Puts the report in order: each fault once, with all that is to be told. */
bool baton_schema__finish_report(struct schema_run *run, struct baton_schema_result *out);

#endif
