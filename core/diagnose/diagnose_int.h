/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CORE_DIAGNOSE_INT_H
#define BATON_CORE_DIAGNOSE_INT_H

#include "core/diagnose.h"

/* An input, and the masked copy of what begins at `at` in it. */
struct baton_diagnose__secrets {
    struct baton_str input, masked;
    size_t at;
};

/* Takes out of a finding's words, or of its edits, what is masked where it stands. */
void baton_diagnose__hide(struct baton_arena *arena, const struct baton_diagnose__secrets *secrets,
                          struct baton_finding *finding);
void baton_diagnose__hide_edits(struct baton_arena *arena,
                                const struct baton_diagnose__secrets *secrets,
                                struct baton_finding *finding);

/* Secrets that the rules know by their place: the token, and what the contract calls secret. */
enum { BATON_DIAGNOSE__WORDS = 8 };

struct baton_diagnose__words {
    struct baton_str items[BATON_DIAGNOSE__WORDS];
    size_t count;
};

void baton_diagnose__know(const struct baton_check *check, struct baton_diagnose__words *out);
/* A text with those words overwritten, byte for byte, wherever they stand. */
struct baton_str baton_diagnose__without(struct baton_arena *arena, struct baton_str text,
                                         const struct baton_diagnose__words *words);

/* A check that is still to be run. */
struct baton_check baton_diagnose__check(struct baton_arena *arena,
                                         const struct baton_diagnosis *d,
                                         const struct baton_exchange *exchange);
/* Prepares it and runs the rules; findings are in order and without secrets then. */
enum baton_err baton_diagnose__run(struct baton_check *check,
                                   const struct baton_diagnose__secrets *secrets,
                                   struct baton_str contract) BATON_MUST_USE;
void baton_diagnose__sort(struct baton_finding *findings, size_t count);
/* Verdict, what comes next, timeline and repair of a check whose findings the report has. */
enum baton_err baton_diagnose__finish(const struct baton_diagnosis *d, struct baton_str input,
                                      const struct baton_check *check,
                                      const struct baton_diagnose__secrets *secrets,
                                      struct baton_report *report) BATON_MUST_USE;
/* Repairs a checked request into report->repaired. */
enum baton_err baton_diagnose__repair(const struct baton_diagnosis *d, struct baton_str input,
                                      const struct baton_check *first,
                                      struct baton_report *report) BATON_MUST_USE;

/* What an exchange's findings are worth beside its answer, and beside each other. */
void baton_diagnose__yield(struct baton_check *check);
/* What a conversation's findings are worth, by what came of its handover and by each other. */
void baton_diagnose__settle(struct baton_check *check);
/* Leaves one finding where several rules tell of one fault; how many are left. */
size_t baton_diagnose__once(struct baton_finding *findings, size_t count);

/* Outcome, stage, status, root cause and words; the findings are sorted already. */
void baton_diagnose__verdict(const struct baton_check *check, struct baton_report *report);
/* What stands in the way after the root cause. */
bool baton_diagnose__next(struct baton_arena *arena, struct baton_report *report);
/* A timeline that is being made. */
struct baton_diagnose__steps {
    struct baton_arena *arena;
    const struct baton_check *check;
    struct baton_event *items;
    size_t count, capacity;
};

/*
 * An event of the conversation; NULL if there is no room. otherwise: what it is
 * sorted by if its time is not known, in evidence, where order is what is shown.
 */
struct baton_event *baton_diagnose__happened(struct baton_diagnose__steps *t,
                                             struct baton_moment when, struct baton_fact fact,
                                             int64_t otherwise, const char *actor,
                                             struct baton_str event);
/* The payload as a whole, as an event names it; "" where there is none. */
struct baton_str baton_diagnose__payload_ref(const struct baton_diagnose__steps *t);
const char *baton_diagnose__actor(enum baton_role role);
/* What a vendor's account tells; named: with whose account it is. */
void baton_diagnose__account_steps(struct baton_diagnose__steps *t,
                                   const struct baton_conversation *c, bool named);
/* Who had the call last, in a sentence; "" where that is not known, or an agent took it. */
struct baton_str baton_diagnose__last_with(const struct baton_check *check);

/* Who did what, as far as the exchange shows it. */
bool baton_diagnose__timeline(const struct baton_check *check, struct baton_report *report);

/*
 * One of several exchanges, with a host that is nobody's known here, and that nothing tells to be
 * a handover: a page, a count of visits.
 */
bool baton_diagnose__is_strangers(const struct baton_check *check);

#endif
