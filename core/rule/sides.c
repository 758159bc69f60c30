/* SPDX-License-Identifier: Apache-2.0 */
/* What the bot's side says, and what the platform's: HO3006, HO3007, HO5010, HO5011. */
#include "core/rule/rule_int.h"

enum { MOST_NAMED = 5, MOST_ASKED = 100 };

static bool is_sound(struct baton_str value)
{
    const struct baton_kind *kind = baton_kind_find(BATON_STR("community.conversation-id"));
    return value.len && !baton_is_placeholder(value) && kind &&
           kind->fit(value) != BATON_KIND_WRONG;
}

/* ---- ids ---------------------------------------------------------------------------- */

static void report_payload_id(struct baton_check *check, const struct baton_rule *rule,
                              const struct baton_id *id)
{
    struct baton_str own = check->conversation->id.text;
    struct baton_where where = baton_where_nowhere();
    struct baton_str shown = baton_check_shown(check, id->value);
    where.document = check->evidence->payload + 1;
    if (id->place == BATON_ID_BODY)
        where = baton_where_payload(check, id->at);
    else if (id->span.end > id->span.start) {
        where.span = id->span;
        where.has_span = true;
    }
    baton_report_at(check, rule, where,
                    "the bot's request is for \"%.*s\", and the conversation is \"%.*s\"",
                    BATON_ARG(shown), BATON_ARG(own));
}

/* Ids of conversations and sessions in the bot's own request. */
static bool compare_payload(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_check *payload = check->payload;
    bool found = false;
    for (size_t i = 0; payload && i < payload->id_count; i++) {
        const struct baton_id *id = &payload->ids[i];
        bool session = baton_str_is(id->kind, "community.conversation-id") ||
                       baton_str_is(id->kind, "community.session-id");
        if (!session || !is_sound(id->value) ||
            baton_str_eq_nocase(id->value, check->conversation->id.text))
            continue;
        report_payload_id(check, rule, id);
        found = true;
    }
    return found;
}

/* The bot may keep the platform's id under this name, or, as sessionId, one of its own. */
static void compare_context(struct baton_check *check, const struct baton_rule *rule,
                            const char *name)
{
    const struct baton_conversation *c = check->conversation;
    struct baton_fact fact = baton_conversation_context(c, name);
    struct baton_str value = baton_conversation_text(c, fact, check->arena);
    int status = baton_conversation_status(c);
    bool session = baton_str_is(baton_str_from(name), "sessionId");
    if (!value.s || !baton_str_trim(value).len || baton_str_is(value, "null") ||
        baton_str_eq_nocase(value, c->id.text))
        return;
    if (session && status != 400 && status != 404)
        return;
    struct baton_str shown = baton_check_shown(check, value);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_fact(check, fact),
                        "the bot's %s is \"%.*s\", and the conversation is \"%.*s\"", name,
                        BATON_ARG(shown), BATON_ARG(c->id.text));
    if (session)
        baton_report_because(check, f,
                             "The platform answered %d, and it looks a session up by its own id "
                             "only: an id that the bot made for itself is not known there.",
                             status);
}

BATON_RULE(HO3006)
{
    static const char *const names[] = {"conversationId", "contactId", "sessionId"};
    if (!baton_talk(check) || !check->conversation->id.text.s || compare_payload(check, rule))
        return;
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        compare_context(check, rule, names[i]);
}

/* The id of the path: in evidence, what was asked for. */
static struct baton_str asked(const struct baton_check *check)
{
    if (check->evidence && check->evidence->asked_id.len)
        return check->evidence->asked_id;
    for (size_t i = 0; i < check->match.value_count; i++)
        if (baton_str_is(check->match.values[i].kind, "community.conversation-id") ||
            baton_str_is(check->match.values[i].kind, "genesys.conversation-id"))
            return baton_url_decode(check->arena, check->match.values[i].value, false);
    return BATON_STR("");
}

BATON_RULE(HO3007)
{
    const struct baton_conversation *c = baton_talk(check);
    struct baton_str wanted = c ? asked(check) : BATON_STR("");
    for (size_t i = 0; wanted.len && i < c->account_count; i++) {
        if (!c->accounts[i] || !baton_json_is(c->accounts[i], 0, BATON_JSON_OBJECT))
            continue;
        struct baton_fact fact = {(uint32_t)i, baton_json_member_z(c->accounts[i], 0, "id")};
        struct baton_str id = baton_conversation_text(c, fact, check->arena);
        if (!id.s || baton_str_eq_nocase(baton_str_trim(id), baton_str_trim(wanted)))
            continue;
        struct baton_str shown = baton_check_shown(check, id);
        baton_report_at(check, rule, baton_where_fact(check, fact),
                        "asked for \"%.*s\", and the answer is about \"%.*s\"", BATON_ARG(wanted),
                        BATON_ARG(shown));
    }
}

/* ---- context ----------------------------------------------------------------------------- */

BATON_RULE(HO5010)
{
    const struct baton_conversation *c = baton_talk(check);
    /* Accounts by legs have no contexts, whatever the bot left. */
    if (!c || c->bot == SIZE_MAX || !c->has_participants)
        return;
    const struct baton_participant *bot = &c->participants[c->bot];
    const struct baton_json *doc = c->accounts[bot->context.account];
    if (bot->has_context && (baton_json_is(doc, bot->context.at, BATON_JSON_OBJECT) &&
                             baton_json_size(doc, bot->context.at)))
        return;
    if (bot->has_context)
        baton_report_at(check, rule, baton_where_fact(check, bot->context),
                        "the bot's context is %s",
                        baton_json_is(doc, bot->context.at, BATON_JSON_NULL) ? "null" : "empty");
    else
        baton_report_at(check, rule, baton_where_fact(check, bot->fact), "the bot left no context");
}

/* A key of this name anywhere in the accounts. */
static bool is_told(const struct baton_check *check, struct baton_str name)
{
    const struct baton_conversation *c = check->conversation;
    for (size_t i = 0; i < c->account_count; i++) {
        const struct baton_json *doc = c->accounts[i];
        for (uint32_t at = 0; doc && at < doc->count; at++)
            if ((doc->v[at].flags & BATON_JSON_KEY) &&
                baton_str_eq(baton_json_string(doc, at, check->arena), name))
                return true;
    }
    return false;
}

static uint32_t context_of(const struct baton_check *payload)
{
    static const char *const names[] = {"contextData", "context", "customData"};
    if (!payload->readable)
        return BATON_JSON_NONE;
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        uint32_t at = baton_json_member_z(&payload->body.doc, payload->root, names[i]);
        if (at != BATON_JSON_NONE && baton_json_is(&payload->body.doc, at, BATON_JSON_OBJECT))
            return at;
    }
    return BATON_JSON_NONE;
}

BATON_RULE(HO5011)
{
    if (!baton_talk(check) || !check->payload)
        return;
    const struct baton_json *doc = &check->payload->body.doc;
    uint32_t context = context_of(check->payload);
    struct baton_buf names;
    size_t lost = 0, asked_for = 0;
    baton_buf_init(&names, check->arena, 0);
    if (context == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(doc, context, key) {
        struct baton_str name = baton_json_string(doc, key, check->arena);
        if (lost == MOST_NAMED || asked_for++ == MOST_ASKED)
            break;
        if (is_told(check, name))
            continue;
        baton_buf_fmt(&names, "%s\"%.*s\"", lost++ ? ", " : "", BATON_ARG(name));
    }
    struct baton_str list = baton_buf_str(&names);
    if (lost)
        baton_report_at(check, rule, baton_where_payload(check, context),
                        "sent and nowhere in the conversation's account: %.*s", BATON_ARG(list));
}
