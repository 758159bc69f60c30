/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `cxone` in parts: cxone.c (routes, errors, who may call), cxone_token.c
 * (discovery and tokens), cxone_contact.c (calls, their contacts and what is read of them),
 * cxone_signal.c (signals and transcripts, which change them).
 *
 * A call is a section of a scenario: "startTime", "businessUnitId", "skillId" (where
 * its script leads to by Escalate), "contacts", of which the first is the main one. A
 * contact has the members of CXone's own, "states" (its history), "customData", and
 * "onSignal": "wakes" (as the spawned one does), "nothing" (2xx without effect, as the
 * main one does), or the status that answers a signal to it. What happened since is kept
 * apart, and told after the scenario's states.
 */
#ifndef BATON_APPS_SANDBOX_CXONE_H
#define BATON_APPS_SANDBOX_CXONE_H

#include "apps/sandbox/family.h"

/* ---- what is so of a call now ------------------------------------------------------------ */

/* A state that a contact went through. */
struct baton_sandbox__step {
    struct baton_str state, start, agent, reason;
    const struct baton_sandbox__queue *skill;
};

struct baton_sandbox__contact {
    const struct baton_sandbox__pattern *pattern;
    struct baton_json call;              /* the section */
    uint32_t at;                         /* the contact in it */
    struct baton_str id, main;
    struct baton_sandbox__step *steps;
    size_t step_count, step_capacity;
};

/* What happened since the sandbox began; NULL ends a list, the latest is its first. */
struct baton_sandbox__happened {
    struct baton_str contact;
    struct baton_sandbox__step step;
    struct baton_sandbox__happened *next;
};

struct baton_sandbox__signalled {
    struct baton_str contact, parameters; /* parameters: a JSON object */
    bool woke;
    struct baton_sandbox__signalled *next;
};

struct baton_sandbox__posted {
    struct baton_str contact;
    struct baton_sandbox__posted *next;
};

struct baton_sandbox__cxone_state {
    struct baton_sandbox__happened *happened;
    struct baton_sandbox__signalled *signalled;
    struct baton_sandbox__posted *posted;
};

/* NULL: out of memory. */
struct baton_sandbox__cxone_state *baton_sandbox__cxone_now(struct baton_sandbox__call *call);
/* A contact of any call; false if there is none. */
bool baton_sandbox__find_contact(struct baton_sandbox__call *call, struct baton_str id,
                                 struct baton_sandbox__contact *out);
bool baton_sandbox__has_ended(const struct baton_sandbox__contact *contact);
/* Digits as a number or as text. */
struct baton_str baton_sandbox__digits(const struct baton_json *doc, uint32_t object,
                                       const char *name, struct baton_arena *arena);
/* By the number of the skill; NULL if there is none. */
const struct baton_sandbox__queue *baton_sandbox__skill_of(const struct baton_sandbox__call *call,
                                                           struct baton_str number);
enum baton_err baton_sandbox__cxone_tell(struct baton_sandbox__reader *r, uint32_t own,
                                         uint32_t account, size_t index,
                                         struct baton_sandbox__pattern *pattern) BATON_MUST_USE;

/* ---- cxone.c ----------------------------------------------------------------------------- */

/* The scenario's own where it says nothing else. */
#define BATON_SANDBOX__TENANT "11ef5b20-6c1d-4e7a-9d38-5a0f7c2e91b4"
#define BATON_SANDBOX__UNIT "4597359"

/* As the API of contacts does it: the text stands in a header. */
void baton_sandbox__cxone_refuse(struct baton_sandbox__call *call, int status, const char *fmt, ...)
    BATON_PRINTF(3, 4);
/* False after 403 where the client's section has this word under "denied". */
bool baton_sandbox__cxone_may(struct baton_sandbox__call *call, const char *what);
/* "http://127.0.0.1:8043": as the sandbox is asked. */
struct baton_str baton_sandbox__cxone_base(const struct baton_sandbox__call *call);
/* {"error", "error_description"}: what the token endpoint's errors look like is not documented. */
void baton_sandbox__cxone_oauth(struct baton_sandbox__call *call, int status, const char *error,
                                struct baton_str text);

/* ---- what serves the contracts ----------------------------------------------------------- */

baton_sandbox__serve baton_sandbox__cxone_discovery, baton_sandbox__cxone_tenant,
    baton_sandbox__cxone_token, baton_sandbox__cxone_access_key, baton_sandbox__cxone_central;
baton_sandbox__serve baton_sandbox__cxone_contact, baton_sandbox__cxone_history,
    baton_sandbox__cxone_custom, baton_sandbox__cxone_active, baton_sandbox__cxone_completed,
    baton_sandbox__cxone_states, baton_sandbox__cxone_skills, baton_sandbox__cxone_descriptions;
baton_sandbox__serve baton_sandbox__cxone_signal, baton_sandbox__cxone_transcript;
void baton_sandbox__cxone_put_state(struct baton_sandbox__call *call, struct baton_json_writer *w);

#endif
