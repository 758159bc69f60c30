/* SPDX-License-Identifier: Apache-2.0 */
/* What came of the handover, as far as the accounts tell. */
#include "core/conversation.h"

static void count_message(struct baton_tries *tries, const struct baton_message *m)
{
    if (m->kind == BATON_MESSAGE_HANDOVER)
        tries->asked++;
    else if (m->kind == BATON_MESSAGE_HANDOVER_FAILED)
        tries->failed++;
    else if (m->kind == BATON_MESSAGE_HANDOVER_DONE)
        tries->done = true;
    else
        return;
    if (!tries->first)
        tries->first = m;
    tries->last = m;
    if (m->kind != BATON_MESSAGE_HANDOVER_FAILED)
        return;
    if (!tries->first_failed)
        tries->first_failed = m;
    tries->last_failed = m;
}

struct baton_tries baton_conversation_tries(const struct baton_conversation *c)
{
    struct baton_tries tries = {.done = c->agent != SIZE_MAX};
    for (size_t i = 0; i < c->message_count; i++)
        count_message(&tries, &c->messages[i]);
    tries.count = tries.asked > tries.failed ? tries.asked : tries.failed;
    return tries;
}

bool baton_conversation_worked(const struct baton_conversation *c)
{
    return c->agent != SIZE_MAX;
}

bool baton_conversation_failed(const struct baton_conversation *c)
{
    struct baton_tries tries = baton_conversation_tries(c);
    if (baton_conversation_worked(c))
        return false;
    return tries.failed || c->error_count || c->state == BATON_CALL_QUEUED ||
           c->state == BATON_CALL_WRAP_UP || c->state == BATON_CALL_ENDED ||
           c->state == BATON_CALL_FAILED;
}

/* The first failure is the cause; those after it may come of having tried again. */
int baton_conversation_status(const struct baton_conversation *c)
{
    struct baton_tries tries = baton_conversation_tries(c);
    int status = tries.first_failed ? tries.first_failed->status : 0;
    for (size_t i = 0; !status && i < c->error_count; i++)
        status = c->errors[i].status;
    return status;
}
