/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Genesys Cloud's analytics detail: one conversation, or the page that a query
 * answers. Participants have sessions, and these have segments and the flow's exit
 * (Genesys public API, AnalyticsConversation). protocolCallId is the SIP Call-ID, it
 * seems: no document says so.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

enum { LOOKED_AT = 8 };

/* ---- which form ------------------------------------------------------------------- */

static bool is_one(const struct baton_json *doc, uint32_t at)
{
    int looked = 0;
    if (!baton_conversation__has_list(doc, at, "participants"))
        return false;
    if (baton_json_member_z(doc, at, "conversationStart") != BATON_JSON_NONE)
        return true;
    uint32_t list = baton_json_member_z(doc, at, "participants");
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (baton_conversation__has_list(doc, item, "sessions"))
            return true;
        if (++looked == LOOKED_AT)
            break;
    }
    return false;
}

static bool is_analytics(const struct baton_json *doc, uint32_t root)
{
    if (!baton_conversation__has_list(doc, root, "conversations"))
        return is_one(doc, root);
    uint32_t list = baton_json_member_z(doc, root, "conversations");
    uint32_t first = baton_json_size(doc, list) ? baton_json_first(doc, list) : BATON_JSON_NONE;
    return first != BATON_JSON_NONE && is_one(doc, first);
}

/* ---- segments ------------------------------------------------------------------------ */

static int code_of(const reader *r, uint32_t segment, const char *name)
{
    uint32_t list = baton_conversation__member(r, segment, name);
    uint64_t code;
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY) || !baton_json_size(r->doc, list))
        return 0;
    struct baton_told told = baton_conversation__told_at(r, baton_json_first(r->doc, list));
    return told.text.s && baton_str_to_u64(told.text, &code) && code < 1000 ? (int)code : 0;
}

/* Segments in which somebody is on the line. */
static bool is_talk(struct baton_str type)
{
    static const char *const words[] = {"interact", "hold", "wrapup", "coaching", "barging",
                                        "monitoring"};
    for (size_t i = 0; type.s && i < BATON_COUNT(words); i++)
        if (baton_conversation__is_word(type, words[i]))
            return true;
    return false;
}

static void read_segment(reader *r, uint32_t at, struct baton_leg *leg,
                         struct baton_participant *p)
{
    struct baton_str type = baton_conversation__text(r, at, "segmentType").text;
    struct baton_told how = baton_conversation__text(r, at, "disconnectType");
    struct baton_told queue = baton_conversation__text(r, at, "queueId");
    struct baton_moment start = baton_conversation__moment(r, at, (names){"segmentStart"});
    struct baton_moment end = baton_conversation__moment(r, at, (names){"segmentEnd"});
    bool talk = is_talk(type);
    if (talk)
        p->connected = true;
    else if (type.s && baton_str_is_nocase(type, "alert"))
        p->not_connected = true;
    if (p->role != BATON_ROLE_AGENT || talk)
        baton_conversation__keep_moment(&leg->started, start);
    baton_conversation__keep_moment(&p->joined, start);
    if (type.s && baton_conversation__is_word(type, "wrapup")) {
        r->c->has_wrapup |= baton_conversation__member(r, at, "wrapUpCode") != BATON_JSON_NONE;
        return; /* what comes after the call is no end of it */
    }
    if (!leg->disconnect_text.text.s && how.text.s) {
        leg->disconnect_text = how;
        leg->disconnect = baton_conversation__disconnect(how.text);
    }
    baton_conversation__keep(&leg->error_code, baton_conversation__text(r, at, "errorCode"));
    baton_conversation__keep(&p->queue_id, queue);
    if (p->role == BATON_ROLE_QUEUE)
        baton_conversation__keep(&r->c->queue_id, queue);
    if (!leg->sip_status)
        leg->sip_status = code_of(r, at, "sipResponseCodes");
    if (!leg->q850)
        leg->q850 = code_of(r, at, "q850ResponseCodes");
    if (end.text.s && leg->ended.fact.account == r->index)
        leg->ended = end;
    else
        baton_conversation__keep_moment(&leg->ended, end);
}

/* ---- sessions --------------------------------------------------------------------------- */

/* How the flow left the call: exitReason is a free text; one with "transfer" in it is one. */
static void read_flow(reader *r, uint32_t session, struct baton_participant *p)
{
    uint32_t flow = baton_conversation__member(r, session, "flow");
    struct baton_told exit = baton_conversation__text(r, flow, "exitReason");
    if (!baton_json_is(r->doc, flow, BATON_JSON_OBJECT))
        return;
    baton_conversation__keep(&p->name, baton_conversation__text(r, flow, "flowName"));
    if (!exit.text.s)
        return;
    struct baton_transfer_told *t =
        baton_conversation__transfer(r, flow, BATON_TRANSFER_BY_FLOW);
    if (!t)
        return;
    t->state_text = exit;
    t->type_text = baton_conversation__text(r, flow, "transferType");
    t->target = baton_conversation__told(
        r, flow, (names){"transferTargetName", "transferTargetAddress"});
    t->state = baton_str_find_nocase(exit.text, BATON_STR("transfer")) != SIZE_MAX
                   ? BATON_TRANSFER_COMPLETE : BATON_TRANSFER_UNKNOWN;
}

static void read_session(reader *r, uint32_t at, struct baton_participant *p)
{
    struct baton_leg *leg = r->doc->v[at].type == BATON_JSON_OBJECT
                                ? baton_conversation__same_leg(r, at, p) : NULL;
    uint32_t segments = baton_conversation__member(r, at, "segments");
    if (!leg)
        return;
    bool merged = leg->fact.account != r->index;
    bool had_end = merged && leg->ended.text.s;
    struct baton_moment end = leg->ended;
    baton_conversation__keep(&leg->id, baton_conversation__text(r, at, "sessionId"));
    baton_conversation__keep(&leg->media, baton_conversation__text(r, at, "mediaType"));
    baton_conversation__keep(&leg->error_text,
                             baton_conversation__text(r, at, "errorCodeDescription"));
    baton_conversation__key(r, "sip-call-id", baton_conversation__text(r, at, "protocolCallId"));
    if (baton_json_is(r->doc, segments, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, segments, item)
            read_segment(r, item, leg, p);
    if (had_end)
        leg->ended = end;
    if (leg->state == BATON_CALL_UNKNOWN && leg->ended.text.s && leg->disconnect_text.text.s)
        leg->state = BATON_CALL_ENDED;
    baton_conversation__keep_moment(&p->left, leg->ended);
    read_flow(r, at, p);
}

static void read_participant(reader *r, uint32_t at)
{
    struct baton_told id = baton_conversation__text(r, at, "participantId");
    struct baton_participant *p = r->doc->v[at].type == BATON_JSON_OBJECT
                                      ? baton_conversation__participant(r, at, id) : NULL;
    uint32_t sessions = baton_conversation__member(r, at, "sessions");
    if (!p)
        return;
    baton_conversation__purpose(r, at, p);
    baton_conversation__keep(&p->name, baton_conversation__text(r, at, "participantName"));
    uint32_t attributes = baton_conversation__member(r, at, "attributes");
    if (baton_json_is(r->doc, attributes, BATON_JSON_OBJECT)) {
        if (p->attributes.at == BATON_JSON_NONE)
            p->attributes = (struct baton_fact){r->index, attributes};
        baton_conversation__session_keys(r, attributes);
    }
    if (baton_json_is(r->doc, sessions, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, sessions, item)
            read_session(r, item, p);
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Of a page: the conversation that other accounts are of, else the first. */
static uint32_t which(const reader *r, uint32_t root)
{
    uint32_t list = baton_json_member_z(r->doc, root, "conversations");
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        return root;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        struct baton_str id = baton_conversation__text(r, item, "conversationId").text;
        if (r->c->id.text.s && id.s && baton_str_eq_nocase(id, r->c->id.text))
            return item;
    }
    return baton_json_first(r->doc, list);
}

static void read_analytics(reader *r, uint32_t root)
{
    uint32_t at = which(r, root);
    struct baton_told id = baton_conversation__text(r, at, "conversationId");
    uint32_t list = baton_conversation__member(r, at, "participants");
    baton_conversation__keep(&r->c->id, id);
    baton_conversation__key(r, "genesys.conversation-id", id);
    baton_conversation__keep_moment(
        &r->c->started, baton_conversation__moment(r, at, (names){"conversationStart"}));
    baton_conversation__keep_moment(
        &r->c->ended, baton_conversation__moment(r, at, (names){"conversationEnd"}));
    if (baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, list, item)
            read_participant(r, item);
}

const struct baton_conversation__form baton_conversation__genesys_analytics = {
    "genesys", is_analytics, read_analytics,
                                                            false};
