/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The family `cognigy` in parts: cognigy.c (routes, errors, keys), cognigy_read.c (sessions
 * as scenarios tell of them, transcripts, logs, endpoints), cognigy_talk.c (what talks into
 * a session or changes it).
 *
 * A session is a section of a scenario: "startTime", "sessionId", "userId", "projectId",
 * "endpoint" and, with the members of Cognigy's own, "turns" (the transcript) and "logs".
 * What a turn or an entry does not say is taken from the session. What happened since is
 * kept apart, and told after the scenario's.
 */
#ifndef BATON_APPS_SANDBOX_COGNIGY_H
#define BATON_APPS_SANDBOX_COGNIGY_H

#include "apps/sandbox/family.h"

/* The scenario's own where it says nothing else. */
#define BATON_SANDBOX__PROJECT "64f0c2a97be1d35804ac916e"

/* A session of a scenario, or an endpoint with none. */
struct baton_sandbox__talk {
    struct baton_json facts;
    struct baton_str id, user, project;
    struct baton_str endpoint_id, token, channel, endpoint_name;
};

/* What happened since the sandbox began. */
struct baton_sandbox__said {
    struct baton_str session, project, json, user, id; /* id: of an entry of the log, else "" */
    bool error;
    struct baton_sandbox__said *next;
};

struct baton_sandbox__session {
    struct baton_str id, user, state, context; /* context: a JSON object */
    struct baton_sandbox__session *next;
};

struct baton_sandbox__counted {
    const struct baton_sandbox__client *client;
    int64_t window;
    uint64_t count;
    struct baton_sandbox__counted *next;
};

struct baton_sandbox__cognigy_state {
    struct baton_sandbox__said *turns, *last_turn; /* in order */
    struct baton_sandbox__said *logs;              /* the latest first */
    struct baton_sandbox__session *sessions;
    struct baton_sandbox__counted *counted;
};

/* NULL: out of memory. */
struct baton_sandbox__cognigy_state *baton_sandbox__cognigy_now(struct baton_sandbox__call *call);
/* A scenario's session; false if there is none. */
bool baton_sandbox__find_talk(struct baton_sandbox__call *call, struct baton_str session,
                              struct baton_sandbox__talk *out);
/* A session at the endpoint with this token, for its members; false if there is none. */
bool baton_sandbox__find_token(struct baton_sandbox__call *call, struct baton_str token,
                               struct baton_sandbox__talk *out);
enum baton_err baton_sandbox__cognigy_tell(struct baton_sandbox__reader *r, uint32_t own,
                                           uint32_t account, size_t index,
                                           struct baton_sandbox__pattern *pattern) BATON_MUST_USE;

/* One thing said, as the transcript has it; turn (NONE): what the scenario says of it. */
struct baton_sandbox__turn {
    const struct baton_sandbox__talk *talk;
    uint32_t turn;
    struct baton_str session, user, source, text, data, time; /* data: JSON, or "" */
    bool asked, inside;                                       /* of the handover */
};
void baton_sandbox__put_turn(struct baton_json_writer *w, const struct baton_sandbox__turn *turn);

/* ---- what serves the contracts ----------------------------------------------------------- */

baton_sandbox__serve baton_sandbox__cognigy_transcripts, baton_sandbox__cognigy_transcript,
    baton_sandbox__cognigy_logs, baton_sandbox__cognigy_log, baton_sandbox__cognigy_endpoints,
    baton_sandbox__cognigy_endpoint;
baton_sandbox__serve baton_sandbox__cognigy_message, baton_sandbox__cognigy_inject,
    baton_sandbox__cognigy_notify, baton_sandbox__cognigy_set_state,
    baton_sandbox__cognigy_reset_state, baton_sandbox__cognigy_set_context,
    baton_sandbox__cognigy_reset_context, baton_sandbox__cognigy_webhook;
void baton_sandbox__cognigy_put_state(struct baton_sandbox__call *call,
                                      struct baton_json_writer *w);

#endif
