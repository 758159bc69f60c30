/* SPDX-License-Identifier: Apache-2.0 */
/* Which side had the call last, where both tell. */
#include "core/diagnose/diagnose_int.h"

static bool has(const struct baton_conversation *c, enum baton_role role)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role == role)
            return true;
    return false;
}

static bool in_queue(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->contact_count; i++)
        if (c->contacts[i].skill_id.text.s || c->contacts[i].in_queue > 0)
            return true;
    return has(c, BATON_ROLE_QUEUE) || c->state == BATON_CALL_QUEUED;
}

static bool let_go(const struct baton_conversation *bot)
{
    for (size_t i = 0; i < bot->transfer_count; i++)
        if (bot->transfers[i].state == BATON_TRANSFER_COMPLETE)
            return true;
    return false;
}

static const char *vendor_of(const struct baton_conversation *c)
{
    return baton_str_is(c->family, "genesys") ? "Genesys Cloud"
           : baton_str_is(c->family, "cxone") ? "CXone"
                                              : "the contact centre";
}

struct baton_str baton_diagnose__last_with(const struct baton_check *check)
{
    const struct baton_evidence *e = check->evidence;
    if (!e || !e->has_bot_side || !check->conversation ||
        baton_conversation_worked(&e->conversation) || baton_conversation_worked(&e->bot_side))
        return BATON_STR("");
    const char *vendor = vendor_of(&e->conversation);
    if (has(&e->conversation, BATON_ROLE_AGENT))
        return baton_str_fmt(check->arena, " It was last with %s, at an agent's phone.", vendor);
    if (in_queue(&e->conversation))
        return baton_str_fmt(check->arena, " It was last with %s, in the queue.", vendor);
    if (let_go(&e->bot_side))
        return baton_str_fmt(check->arena, " Cognigy's side had let go of it, and %s had not "
                                           "put it in a queue.", vendor);
    return BATON_STR(" It was last with the bot, at Cognigy's side.");
}
