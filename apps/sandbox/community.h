/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of the family `community`, and its views of a conversation. */
#ifndef BATON_APPS_SANDBOX_COMMUNITY_H
#define BATON_APPS_SANDBOX_COMMUNITY_H

#include "apps/sandbox/family.h"

/* The first is the account with legs: 0 to 3, with wrap-up, with queue. */
enum { BATON_SANDBOX__WITH_WRAPUP = 1, BATON_SANDBOX__WITH_QUEUE = 2 };
enum { BATON_SANDBOX__INTERACTION = 4, BATON_SANDBOX__COMMUNITY_VIEWS };

baton_sandbox__serve baton_sandbox__conversation, baton_sandbox__interaction, baton_sandbox__queue,
    baton_sandbox__codes, baton_sandbox__transfer, baton_sandbox__session_handover,
    baton_sandbox__studio_handover, baton_sandbox__token_handover, baton_sandbox__webchat,
    baton_sandbox__details, baton_sandbox__search;

#endif
