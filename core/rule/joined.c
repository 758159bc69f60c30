/* SPDX-License-Identifier: Apache-2.0 */
/* The bot's account and the contact centre's, together: HO350x, HO750x. */
#include "core/rule/rule_int.h"

static const struct baton_evidence *both(const struct baton_check *check)
{
    return check->evidence && check->evidence->has_bot_side ? check->evidence : NULL;
}

static struct baton_str vendor_of(const struct baton_conversation *c)
{
    return baton_str_is(c->family, "genesys") ? BATON_STR("Genesys Cloud")
           : baton_str_is(c->family, "cxone") ? BATON_STR("CXone")
                                              : BATON_STR("the contact centre");
}

/* A kind's name in words. */
static struct baton_str kind_words(const char *kind)
{
    static const struct {
        const char *kind, *words;
    } rows[] = {{"sip-call-id", "SIP Call-ID"},
                {"cxone.contact-id", "contact id"},
                {"cxone.main-contact-id", "main contact id"},
                {"cognigy.session-id", "Cognigy session id"},
                {"genesys.conversation-id", "conversation id"}};
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_is(baton_str_from(rows[i].kind), kind))
            return baton_str_from(rows[i].words);
    return baton_str_from(kind);
}

BATON_RULE(HO3501)
{
    const struct baton_evidence *e = both(check);
    if (!e || e->joined.platform || !e->joined.other_platform)
        return;
    const struct baton_join_key *ours = e->joined.other_platform, *theirs = e->joined.other_bot;
    struct baton_str kind = kind_words(ours->kind), vendor = vendor_of(&e->conversation);
    struct baton_str a = baton_check_shown(check, ours->value.text);
    struct baton_str b = baton_check_shown(check, theirs->value.text);
    baton_report_at(check, rule, baton_where_fact(check, ours->value.fact),
                    "the %.*s is \"%.*s\" in the account of %.*s and \"%.*s\" in the bot's: these "
                    "are two calls", BATON_ARG(kind), BATON_ARG(a), BATON_ARG(vendor),
                    BATON_ARG(b));
}

BATON_RULE(HO3502)
{
    const struct baton_evidence *e = both(check);
    if (!e || e->joined.platform || e->joined.other_platform)
        return;
    baton_report_at(check, rule, baton_where_nowhere(),
                    "nothing says that the two accounts are of one call: they share no id");
}

/* ---- the one says done, the other knows of nobody ------------------------------- */

static const struct baton_transfer_told *done_by_bot(const struct baton_conversation *bot)
{
    for (size_t i = 0; i < bot->transfer_count; i++)
        if (bot->transfers[i].state == BATON_TRANSFER_COMPLETE ||
            bot->transfers[i].state == BATON_TRANSFER_ACTIVE)
            return &bot->transfers[i];
    return NULL;
}

static bool reached_queue(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role == BATON_ROLE_QUEUE)
            return true;
    for (size_t i = 0; i < c->contact_count; i++)
        if (c->contacts[i].skill_id.text.s)
            return true;
    return c->state == BATON_CALL_QUEUED;
}

BATON_RULE(HO7501)
{
    const struct baton_evidence *e = both(check);
    if (!e || baton_side_worked(check) || reached_queue(&e->conversation) ||
        e->conversation.state != BATON_CALL_ENDED)
        return;
    const struct baton_transfer_told *done = done_by_bot(&e->bot_side);
    if (!done)
        return;
    struct baton_str vendor = vendor_of(&e->conversation);
    baton_report_at(check, rule, baton_where_fact(check, done->state_text.fact),
                    "the bot's side tells of a transfer that came about, and the account of %.*s "
                    "knows of no queue and no agent", BATON_ARG(vendor));
}

/* ---- context that did not cross ------------------------------------------------- */

static bool has_key(const struct baton_conversation *c, const char *kind)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (baton_str_is(baton_str_from(kind), c->keys[i].kind) &&
            c->keys[i].value.fact.at != BATON_JSON_NONE)
            return true;
    return false;
}

static bool has_attributes(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].attributes.at != BATON_JSON_NONE)
            return true;
    return false;
}

BATON_RULE(HO5501)
{
    const struct baton_evidence *e = both(check);
    if (!e || !baton_str_is(e->conversation.family, "genesys") ||
        !has_attributes(&e->conversation) || !has_key(&e->bot_side, "cognigy.session-id") ||
        has_key(&e->conversation, "cognigy.session-id"))
        return;
    for (size_t i = 0; i < e->conversation.participant_count; i++) {
        struct baton_fact at = e->conversation.participants[i].attributes;
        if (at.at == BATON_JSON_NONE)
            continue;
        baton_report_at(check, rule, baton_where_fact(check, at),
                        "the participant's attributes do not carry Cognigy's session id");
        return;
    }
}
