/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events of Cognigy's Voice Gateway: one, or a list of them, each with its payload and
 * perhaps a time (docs.cognigy.com, voice-gateway/references/events). Of a REFER
 * sip_status is the caller's own call: what came of it stands in refer_status and
 * final_referred_call_status. The final 410 is a success in one document and an error in
 * another: it is left as what the event calls itself.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

/* ---- which form ------------------------------------------------------------------- */

static const struct event {
    const char *name, *words;
    bool bad, good, transfer;
    enum baton_call_state state;
} events[] = {
    {"CALL_CREATED", "the call arrives", false, false, false, BATON_CALL_ALERTING},
    {"CALL_IN_PROGRESS", "the call is connected", false, false, false, BATON_CALL_ACTIVE},
    {"CALL_COMPLETED", "the call is over", false, false, false, BATON_CALL_ENDED},
    {"CALL_FAILED", "the call failed", true, false, false, BATON_CALL_FAILED},
    {"CALL_RECONNECTED", "the call is connected again", false, false, false, BATON_CALL_ACTIVE},
    {"USER_BUSY", "busy", true, false, false, BATON_CALL_UNKNOWN},
    {"NO_ANSWER", "no answer", true, false, false, BATON_CALL_UNKNOWN},
    {"TRANSFER_DIAL_SUCCESS", "dials out, and is answered", false, true, true, BATON_CALL_UNKNOWN},
    {"TRANSFER_DIAL_ERROR", "dials out, and fails", true, false, true, BATON_CALL_UNKNOWN},
    {"TRANSFER_REFER_SUCCESS", "refers the caller", false, true, true, BATON_CALL_UNKNOWN},
    {"TRANSFER_REFER_ERROR", "refers the caller, and fails", true, false, true,
     BATON_CALL_UNKNOWN},
    {"RECOGNIZED_SPEECH", NULL, false, false, false, BATON_CALL_UNKNOWN},
    {"RECOGNIZED_DTMF", NULL, false, false, false, BATON_CALL_UNKNOWN},
    {"USER_INPUT_TIMEOUT", NULL, false, false, false, BATON_CALL_UNKNOWN},
    {"ANSWERING_MACHINE_DETECTION", NULL, false, false, false, BATON_CALL_UNKNOWN},
};

/* The object with event and payload: itself, or within data or input. */
static uint32_t inside(const struct baton_json *doc, uint32_t at)
{
    static const char *const wrappers[] = {"input", "data"};
    for (size_t i = 0; i < BATON_COUNT(wrappers); i++) {
        uint32_t within = baton_json_is(doc, at, BATON_JSON_OBJECT)
                              ? baton_json_member_z(doc, at, wrappers[i]) : BATON_JSON_NONE;
        if (baton_json_is(doc, within, BATON_JSON_OBJECT))
            at = within;
    }
    return at;
}

static const struct event *event_of(const struct baton_json *doc, uint32_t at)
{
    uint32_t name = baton_json_is(doc, at, BATON_JSON_OBJECT)
                        ? baton_json_member_z(doc, at, "event") : BATON_JSON_NONE;
    if (!baton_json_is(doc, name, BATON_JSON_STRING))
        return NULL;
    for (size_t i = 0; i < BATON_COUNT(events); i++)
        if (baton_json_string_is(doc, name, baton_str_from(events[i].name)))
            return &events[i];
    return NULL;
}

static bool is_gateway(const struct baton_json *doc, uint32_t root)
{
    uint32_t list = baton_conversation__list(doc, root, "events");
    if (list != BATON_JSON_NONE)
        root = baton_json_size(doc, list) ? baton_json_first(doc, list) : BATON_JSON_NONE;
    return root != BATON_JSON_NONE && event_of(doc, inside(doc, root)) != NULL;
}

/* ---- what it tells ------------------------------------------------------------------------ */

static int status_in(const reader *r, uint32_t payload, const char *name)
{
    int64_t status = baton_conversation__number(r, payload, name, 0);
    return status > 0 && status < 1000 ? (int)status : 0;
}

static void read_transfer(reader *r, uint32_t payload, const struct event *event,
                          struct baton_told name, struct baton_moment time)
{
    struct baton_transfer_told *t =
        baton_conversation__transfer(r, payload, BATON_TRANSFER_BY_GATEWAY);
    bool refer = baton_str_find(name.text, BATON_STR("REFER")) != SIZE_MAX;
    if (!t)
        return;
    t->state_text = name;
    t->state = event->good ? BATON_TRANSFER_COMPLETE : BATON_TRANSFER_FAILED;
    t->type_text = (struct baton_told){name.fact, refer ? BATON_STR("refer") : BATON_STR("dial")};
    t->time = time;
    t->reason = baton_conversation__text(r, payload, "sip_reason");
    t->refer_status = status_in(r, payload, "refer_status");
    t->final_status = status_in(r, payload, refer ? "final_referred_call_status" : "sip_status");
}

/* NICE's own node takes this number for a test without a call (HO3405): it joins nothing. */
static void note_contact(reader *r, const char *kind, struct baton_told id)
{
    bool none = id.text.s && baton_str_is(baton_str_trim(id.text), "100000000000");
    baton_conversation__key(r, none ? "no-call" : kind, id);
}

/* The INVITE's headers: CXone's ids of the call (names without regard to case). */
static void read_headers(reader *r, uint32_t payload)
{
    static const struct {
        const char *header, *kind;
    } rows[] = {{"X-InContact-ContactId", "cxone.contact-id"},
                {"X-InContact-MasterId", "cxone.main-contact-id"}};
    uint32_t sip = baton_conversation__member(r, payload, "sip");
    uint32_t headers = baton_conversation__member(r, sip, "headers");
    if (!baton_json_is(r->doc, headers, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(r->doc, headers, key) {
        struct baton_str name = baton_json_string(r->doc, key, r->arena);
        for (size_t i = 0; i < BATON_COUNT(rows); i++)
            if (baton_str_is_nocase(name, rows[i].header))
                note_contact(r, rows[i].kind, baton_conversation__told_at(r, key + 1));
    }
}

static struct baton_str words_of(const reader *r, uint32_t payload, const struct event *event)
{
    int refer = status_in(r, payload, "refer_status");
    int last = status_in(r, payload, "final_referred_call_status");
    int sip = event->bad && !refer ? status_in(r, payload, "sip_status") : 0;
    struct baton_str words = baton_str_from(event->words);
    if (refer && last)
        return baton_str_fmt(r->arena, "%.*s: REFER %d, then %d", BATON_ARG(words), refer, last);
    if (refer || sip)
        return baton_str_fmt(r->arena, "%.*s: %s%d", BATON_ARG(words), refer ? "REFER " : "SIP ",
                             refer ? refer : sip);
    return words;
}

static void read_event(reader *r, uint32_t item, const struct event *event,
                       struct baton_moment otherwise)
{
    uint32_t at = inside(r->doc, item);
    uint32_t payload = baton_conversation__member(r, at, "payload");
    static const names times = {"timestamp", "time", "date", "eventTime"};
    struct baton_moment time = baton_conversation__moment(r, item, times);
    baton_conversation__keep_moment(&time, baton_conversation__moment(r, at, times));
    baton_conversation__keep_moment(&time, baton_conversation__moment(r, payload, times));
    baton_conversation__keep_moment(&time, otherwise);
    struct baton_told name = baton_conversation__text(r, at, "event");
    baton_conversation__key(r, "sip-call-id", baton_conversation__text(r, payload, "call_id"));
    read_headers(r, payload);
    struct baton_told session = baton_conversation__text(r, item, "sessionId");
    baton_conversation__key(r, "cognigy.session-id", session);
    baton_conversation__keep(&r->c->id, session);
    if (event->state == BATON_CALL_ALERTING)
        baton_conversation__keep_moment(&r->c->started, time);
    if (event->transfer)
        read_transfer(r, payload == BATON_JSON_NONE ? at : payload, event, name, time);
    if (!event->words)
        return;
    struct baton_str words = words_of(r, payload, event);
    struct baton_occurrence *o = baton_conversation__happened(r, at, BATON_ROLE_GATEWAY, words);
    if (!o)
        return;
    o->time = time;
    o->bad = event->bad;
    o->good = event->good;
    o->to = event->state == BATON_CALL_ALERTING ? BATON_ROLE_BOT
            : event->transfer                   ? BATON_ROLE_SYSTEM
                                                : BATON_ROLE_UNKNOWN;
}

bool baton_conversation__gateway_event(reader *r, uint32_t at, struct baton_moment time)
{
    const struct event *event = event_of(r->doc, inside(r->doc, at));
    if (event)
        read_event(r, at, event, time);
    return event != NULL;
}

static void read_gateway(reader *r, uint32_t root)
{
    const struct baton_moment never = baton_conversation__never;
    uint32_t list = baton_conversation__list(r->doc, root, "events");
    if (list == BATON_JSON_NONE) {
        (void)baton_conversation__gateway_event(r, root, never);
        return;
    }
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        (void)baton_conversation__gateway_event(r, item, never);
}

const struct baton_conversation__form baton_conversation__gateway = {"cognigy", is_gateway,
                                                                     read_gateway,
                                                            false};
