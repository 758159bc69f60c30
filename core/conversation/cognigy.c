/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cognigy's own accounts: a session's transcript (items with source and
 * inHandoverRequest), an endpoint's settings, and input.handover (npm
 * @cognigy/rest-api-client 0.19.0; Cognigy/Documentation at 62998e0, handovers).
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

enum { LOOKED_AT = 4 };

/* ---- which form ------------------------------------------------------------------- */

static bool has(const struct baton_json *doc, uint32_t at, const char *name)
{
    return baton_json_member_z(doc, at, name) != BATON_JSON_NONE;
}

static bool is_turn(const struct baton_json *doc, uint32_t at)
{
    return baton_json_is(doc, at, BATON_JSON_OBJECT) &&
           (has(doc, at, "inHandoverRequest") || has(doc, at, "inHandoverConversation") ||
            (has(doc, at, "source") && has(doc, at, "sessionId") && has(doc, at, "timestamp")));
}

static uint32_t handover_of(const struct baton_json *doc, uint32_t root)
{
    uint32_t input = baton_json_member_z(doc, root, "input");
    uint32_t at = baton_json_is(doc, input, BATON_JSON_OBJECT) ? input : root;
    uint32_t handover = baton_json_member_z(doc, at, "handover");
    return baton_json_is(doc, handover, BATON_JSON_OBJECT) && has(doc, handover, "status")
               ? handover : BATON_JSON_NONE;
}

static bool is_endpoint(const struct baton_json *doc, uint32_t at)
{
    return has(doc, at, "channel") &&
           (has(doc, at, "handoverSettings") || has(doc, at, "URLToken"));
}

static bool is_cognigy(const struct baton_json *doc, uint32_t root)
{
    uint32_t list = baton_conversation__list(doc, root, "items");
    int looked = 0;
    if (list != BATON_JSON_NONE) {
        BATON_JSON_EACH_ITEM(doc, list, item) {
            if (is_turn(doc, item))
                return true;
            if (++looked == LOOKED_AT)
                break;
        }
        return false;
    }
    return baton_json_is(doc, root, BATON_JSON_OBJECT) &&
           (is_endpoint(doc, root) || handover_of(doc, root) != BATON_JSON_NONE);
}

/* ---- the transcript ---------------------------------------------------------------------- */

static const struct {
    const char *word;
    enum baton_role role;
} sources[] = {{"user", BATON_ROLE_CUSTOMER}, {"bot", BATON_ROLE_BOT},
               {"agent", BATON_ROLE_AGENT},   {"suggestion", BATON_ROLE_SYSTEM}};

static enum baton_role source_of(struct baton_str word)
{
    for (size_t i = 0; word.s && i < BATON_COUNT(sources); i++)
        if (baton_conversation__is_word(word, sources[i].word))
            return sources[i].role;
    return BATON_ROLE_UNKNOWN;
}

static struct baton_participant *speaker(reader *r, uint32_t at, enum baton_role role)
{
    static const enum baton_role first[] = {BATON_ROLE_CUSTOMER, BATON_ROLE_BOT};
    for (size_t i = 0; i < BATON_COUNT(first); i++)
        (void)baton_conversation__someone(r, first[i], at);
    return baton_conversation__someone(r, role, at);
}

/* What of the turn is worth a row of its own. */
static void note_turn(reader *r, uint32_t at, enum baton_role role, bool request, bool inside,
                      struct baton_moment time)
{
    struct baton_occurrence *o = NULL;
    if (request && r->c->handover_asked.at == BATON_JSON_NONE) {
        r->c->handover_asked = (struct baton_fact){r->index, at};
        r->c->asked = time;
        o = baton_conversation__happened(r, at, BATON_ROLE_BOT, BATON_STR("asks for the handover"));
        if (o)
            o->to = BATON_ROLE_SYSTEM;
    } else if (inside && !r->c->with_agent.text.s) {
        r->c->with_agent = time;
        o = baton_conversation__happened(r, at, BATON_ROLE_SYSTEM,
                                         BATON_STR("the handover is active"));
        if (o)
            o->good = true;
    } else if (role == BATON_ROLE_AGENT) {
        o = baton_conversation__happened(r, at, BATON_ROLE_AGENT, BATON_STR("writes"));
    }
    if (o)
        o->time = time;
}

/* Voice Gateway's events come to the flow as turns without words. */
static bool is_event(reader *r, uint32_t at, struct baton_told text, struct baton_moment time)
{
    uint32_t data = baton_conversation__member(r, at, "inputData");
    return !text.text.len && data != BATON_JSON_NONE &&
           baton_conversation__gateway_event(r, data, time);
}

static void read_turn(reader *r, uint32_t at)
{
    struct baton_told text = baton_conversation__told(r, at, (names){"inputText", "outputText",
                                                                      "text"});
    enum baton_role role = source_of(baton_conversation__text(r, at, "source").text);
    struct baton_moment time = baton_conversation__moment(r, at, (names){"timestamp",
                                                                         "createdAt"});
    struct baton_told session = baton_conversation__text(r, at, "sessionId");
    baton_conversation__keep(&r->c->id, session);
    baton_conversation__key(r, "cognigy.session-id", session);
    baton_conversation__keep_moment(&r->c->started, time);
    baton_conversation__keep(&r->c->endpoint.channel, baton_conversation__text(r, at, "channel"));
    if (is_event(r, at, text, time))
        return;
    struct baton_participant *p = speaker(r, at, role);
    bool request = baton_conversation__is_true(r, at, "inHandoverRequest");
    bool inside = baton_conversation__is_true(r, at, "inHandoverConversation");
    struct baton_message *m =
        p ? baton_conversation__said(r, at, (size_t)(p - r->c->participants)) : NULL;
    if (!m)
        return;
    m->text = text;
    m->time = time;
    p->connected |= role == BATON_ROLE_AGENT;
    note_turn(r, at, role, request, inside, time);
}

/* ---- a handover's state, an endpoint ------------------------------------------------------- */

static void read_handover(reader *r, uint32_t at)
{
    struct baton_transfer_told *t = baton_conversation__transfer(r, at, BATON_TRANSFER_BY_BOT);
    uint32_t error = baton_conversation__member(r, at, "error");
    if (!t)
        return;
    t->state_text = baton_conversation__text(r, at, "status");
    t->state = baton_conversation__transfer_state(t->state_text.text);
    t->type_text = baton_conversation__text(r, error, "reason");
    t->reason = baton_conversation__told(r, error, (names){"message", "reason"});
    if (t->reason.text.s && !t->reason.text.len)
        t->reason = t->type_text;
    t->time = baton_conversation__moment(r, at, (names){"timestamp", "time"});
}

static void read_endpoint(reader *r, uint32_t root)
{
    uint32_t settings = baton_conversation__member(r, root, "handoverSettings");
    struct baton_told provider = baton_conversation__text(r, settings, "provider");
    r->c->endpoint.known = true;
    /* The settings say more of it than what turns call it. */
    r->c->endpoint.channel = baton_conversation__text(r, root, "channel");
    if (provider.text.s && !baton_str_is_nocase(provider.text, "none") && provider.text.len)
        baton_conversation__keep(&r->c->endpoint.provider, provider);
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void read_cognigy(reader *r, uint32_t root)
{
    uint32_t list = baton_conversation__list(r->doc, root, "items");
    if (list != BATON_JSON_NONE) {
        BATON_JSON_EACH_ITEM(r->doc, list, item) {
            if (is_turn(r->doc, item))
                read_turn(r, item);
        }
        return;
    }
    uint32_t handover = handover_of(r->doc, root);
    if (handover != BATON_JSON_NONE)
        read_handover(r, handover);
    else
        read_endpoint(r, root);
    struct baton_told session = baton_conversation__text(r, root, "sessionId");
    baton_conversation__key(r, "cognigy.session-id", session);
}

const struct baton_conversation__form baton_conversation__cognigy = {"cognigy", is_cognigy,
                                                                     read_cognigy, false};
