/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox: platforms on the loopback, for trying and testing. It answers the
 * calls of a family of contracts from a world made of scenario files
 * (apps/sandbox/scenarios, docs/sandbox.md), and of generated conversations that
 * are variations of them; all families answer from the same world, each at a port
 * of its own. What a request must look like comes from the contracts;
 * no rule of baton's is known here, and nothing of its platform client, so that a
 * misreading on one side does not cancel out on the other.
 */
#ifndef BATON_APPS_SANDBOX_SANDBOX_H
#define BATON_APPS_SANDBOX_SANDBOX_H

#include "core/base.h"
#include "core/contract.h"
#include "edge/httpd.h"

struct baton_sandbox;

enum { BATON_SANDBOX_MAX_CONVERSATIONS = 10000000, BATON_SANDBOX_MAX_FAMILIES = 8 };

struct baton_sandbox_options {
    const char *const *scenarios; /* names or files; none, or "all": those that come with it */
    size_t scenario_count;
    uint64_t conversations, seed; /* how many are generated, and from what */
    int64_t (*clock)(void);       /* seconds since 1970-01-01 UTC */
    struct baton_contracts *contracts; /* used by the sandbox alone while it is open */
    bool tls;                     /* it is asked with https */
};

/* What is wrong with scenarios, one line each, with file, line and column. */
struct baton_sandbox_faults {
    struct baton_str *lines;
    size_t count, capacity;
};

/*
 * Makes the world. BATON_OK; BATON_ECONFIG with *faults (in the arena);
 * BATON_ENOMEM. The arena is for the faults alone.
 */
enum baton_err baton_sandbox_open(struct baton_alloc alloc,
                                  const struct baton_sandbox_options *options,
                                  struct baton_arena *arena,
                                  struct baton_sandbox_faults *faults,
                                  struct baton_sandbox **out) BATON_MUST_USE;
void baton_sandbox_close(struct baton_sandbox *sandbox);

/* The families that can be served. */
size_t baton_sandbox_family_count(void);
const char *baton_sandbox_family_name(size_t index);
/* The context for the handler, to answer as this family does; lives as long as the sandbox. */
void *baton_sandbox_door(struct baton_sandbox *sandbox, size_t family);
/* The handler for edge/httpd. Any number of threads. */
void baton_sandbox_handle(void *door, const struct baton_httpd_request *request,
                          struct baton_arena *arena, struct baton_httpd_response *response);

/* The names of the scenarios that come with it, in alphabetical order. */
size_t baton_sandbox_scenario_count(void);
struct baton_str baton_sandbox_scenario_name(size_t index);
/* How many conversations there are. */
uint64_t baton_sandbox_size(const struct baton_sandbox *sandbox);

#endif
