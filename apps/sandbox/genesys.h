/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `genesys` in parts: genesys.c (routes, errors, tokens, limits),
 * genesys_tell.c (how it tells of a conversation), genesys_read.c (conversations and
 * queues), genesys_move.c (what changes a conversation), genesys_query.c (analytics).
 *
 * A conversation's facts are one JSON object, of which the three accounts are
 * made: "id", "startTime", "endTime", "media" (call or message), "callId" (SIP), "divisions",
 * "recentTransfers", and "parts", one object for each participant, with the
 * members of Genesys' participants, of their calls, and `flow`, `errorCode` and `sipCodes`
 * for analytics. What changes a conversation writes its facts anew.
 */
#ifndef BATON_APPS_SANDBOX_GENESYS_H
#define BATON_APPS_SANDBOX_GENESYS_H

#include "apps/sandbox/family.h"

enum {
    BATON_SANDBOX__FACTS,
    BATON_SANDBOX__WHOLE,   /* GET conversations/{id} */
    BATON_SANDBOX__FLAT,    /* GET conversations/calls/{id}, messages/{id} */
    BATON_SANDBOX__DETAILS, /* analytics */
    BATON_SANDBOX__GENESYS_VIEWS
};

/* The division of what says nothing else. */
#define BATON_SANDBOX__HOME "4b1d6c70-93fa-4e28-b5d7-06c2e8a9f135"

/* ---- genesys.c --------------------------------------------------------------------------- */

/* As baton_sandbox__error(), with `messageParams` (a JSON object). */
void baton_sandbox__genesys_error(struct baton_sandbox__call *call, int status,
                                  struct baton_str code, struct baton_str message,
                                  struct baton_str params);
/* False after 403 where the client has none of the permissions that the contract names. */
bool baton_sandbox__allowed(struct baton_sandbox__call *call);
/* False after 403, with this code, where its roles are not for the queue's division. */
bool baton_sandbox__in_division(struct baton_sandbox__call *call,
                                const struct baton_sandbox__queue *queue, const char *code);
struct baton_str baton_sandbox__division(const struct baton_sandbox__call *call,
                                         const struct baton_sandbox__queue *queue);
/* A number of the query from least to most; false after 400 where it is none. */
bool baton_sandbox__number(struct baton_sandbox__call *call, const char *name, uint64_t least,
                           uint64_t most, uint64_t *number);

/* ---- genesys_tell.c ---------------------------------------------------------------------- */

enum baton_err baton_sandbox__genesys_tell(struct baton_sandbox__reader *r, uint32_t own,
                                           uint32_t account, size_t index,
                                           struct baton_sandbox__pattern *pattern) BATON_MUST_USE;
/* A view of facts. */
void baton_sandbox__put_view(struct baton_json_writer *w, const struct baton_json *facts,
                             int view);
/* "transfer.noanswer" is "noAnswerTransfer" in analytics. */
struct baton_str baton_sandbox__camel(struct baton_str dotted);

/* ---- genesys_move.c ---------------------------------------------------------------------- */

/* A view of the conversation as it is now; false if there is none. */
bool baton_sandbox__view_now(struct baton_sandbox__call *call, struct baton_str id, int view,
                             struct baton_buf *out);
/* Its facts as they are now, read; false after 404 with this code. */
bool baton_sandbox__facts_now(struct baton_sandbox__call *call, const char *code,
                              struct baton_json *facts);

/* ---- what serves the contracts ----------------------------------------------------------- */

baton_sandbox__serve baton_sandbox__genesys_conversation, baton_sandbox__genesys_list,
    baton_sandbox__genesys_call, baton_sandbox__genesys_message, baton_sandbox__genesys_queues,
    baton_sandbox__genesys_queue, baton_sandbox__genesys_codes, baton_sandbox__genesys_members,
    baton_sandbox__genesys_wait;
baton_sandbox__serve baton_sandbox__to_queue, baton_sandbox__to_agent, baton_sandbox__to_address,
    baton_sandbox__to_any, baton_sandbox__genesys_attributes, baton_sandbox__genesys_end,
    baton_sandbox__genesys_patch, baton_sandbox__genesys_inbound;
baton_sandbox__serve baton_sandbox__genesys_query, baton_sandbox__genesys_details,
    baton_sandbox__genesys_job, baton_sandbox__genesys_job_state,
    baton_sandbox__genesys_job_results;

#endif
