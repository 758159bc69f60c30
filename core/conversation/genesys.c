/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Genesys Cloud's own account: GET /api/v2/conversations/{id}, where calls and
 * messages are within the participants, and the same of one medium
 * (/conversations/calls/{id}, /messages/{id}), where a participant is one leg.
 * Members and words are those of the public API (Conversation, Participant, Call,
 * CallMediaParticipant, TransferResponse) and of npm purecloud-platform-client-v2.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

enum { LOOKED_AT = 8 }; /* participants that tell which form it is */

/* ---- which form ------------------------------------------------------------------- */

/* One of Genesys Cloud's has a purpose; the tutorials' have a type, or a context. */
static bool is_participant(const struct baton_json *doc, uint32_t at)
{
    return baton_json_is(doc, at, BATON_JSON_OBJECT) &&
           baton_json_is(doc, baton_json_member_z(doc, at, "purpose"), BATON_JSON_STRING) &&
           baton_json_member_z(doc, at, "type") == BATON_JSON_NONE &&
           baton_json_member_z(doc, at, "context") == BATON_JSON_NONE;
}

static bool is_genesys(const struct baton_json *doc, uint32_t root)
{
    static const char *const own[] = {"recentTransfers", "divisions", "recordingState",
                                      "conversationIds", "securePause"};
    int looked = 0;
    if (!baton_conversation__has_list(doc, root, "participants"))
        return false;
    uint32_t list = baton_json_member_z(doc, root, "participants");
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (is_participant(doc, item))
            return true;
        if (++looked == LOOKED_AT)
            break;
    }
    for (size_t i = 0; !looked && i < BATON_COUNT(own); i++)
        if (baton_json_member_z(doc, root, own[i]) != BATON_JSON_NONE)
            return true;
    return false;
}

/* ---- roles -------------------------------------------------------------------------- */

/* Participant.purpose. A flow talks to the caller before the queue: it is the bot's side. */
static const struct {
    const char *word;
    enum baton_role role;
} purposes[] = {
    {"customer", BATON_ROLE_CUSTOMER}, {"external", BATON_ROLE_CUSTOMER},
    {"ivr", BATON_ROLE_BOT},           {"botflow", BATON_ROLE_BOT},
    {"workflow", BATON_ROLE_BOT},      {"acd", BATON_ROLE_QUEUE},
    {"agent", BATON_ROLE_AGENT},       {"user", BATON_ROLE_AGENT},
    {"voicesurveyflow", BATON_ROLE_SYSTEM}, {"voicemail", BATON_ROLE_SYSTEM},
    {"dialer", BATON_ROLE_SYSTEM},     {"campaign", BATON_ROLE_SYSTEM},
    {"inbound", BATON_ROLE_SYSTEM},    {"outbound", BATON_ROLE_SYSTEM},
    {"api", BATON_ROLE_SYSTEM},        {"manual", BATON_ROLE_SYSTEM},
};

void baton_conversation__purpose(const reader *r, uint32_t at, struct baton_participant *p)
{
    struct baton_told word = baton_conversation__text(r, at, "purpose");
    baton_conversation__keep(&p->role_text, word);
    for (size_t i = 0; word.text.s && p->role == BATON_ROLE_UNKNOWN && i < BATON_COUNT(purposes);
         i++)
        if (baton_conversation__is_word(word.text, purposes[i].word))
            p->role = purposes[i].role;
}

/* ---- legs ------------------------------------------------------------------------------ */

/* A number of three digits at most, for a SIP status or a Q.850 cause. */
static int small_number(struct baton_str text)
{
    uint64_t number;
    return text.s && baton_str_to_u64(baton_str_trim(text), &number) && number < 1000 ? (int)number
                                                                                      : 0;
}

static void read_reasons(const reader *r, uint32_t at, struct baton_leg *leg)
{
    uint32_t list = baton_conversation__member(r, at, "disconnectReasons");
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        struct baton_str type = baton_conversation__text(r, item, "type").text;
        struct baton_told code = baton_conversation__text(r, item, "code");
        if (type.s && baton_str_is_nocase(type, "sip") && !leg->sip_status)
            leg->sip_status = small_number(code.text);
        else if (type.s && baton_str_is_nocase(type, "q850") && !leg->q850)
            leg->q850 = small_number(code.text);
        baton_conversation__keep(&leg->error_text,
                                 baton_conversation__told(r, item, (names){"reason", "phrase"}));
    }
}

static void read_media(const reader *r, uint32_t at, struct baton_leg *leg)
{
    uint32_t error = baton_conversation__member(r, at, "errorInfo");
    baton_conversation__keep(&leg->id, baton_conversation__text(r, at, "id"));
    if (!leg->state_text.text.s) {
        leg->state_text = baton_conversation__text(r, at, "state");
        leg->state = baton_conversation__state(leg->state_text.text);
    }
    baton_conversation__keep_moment(
        &leg->started, baton_conversation__moment(r, at, (names){"connectedTime", "startTime"}));
    baton_conversation__keep_moment(
        &leg->ended, baton_conversation__moment(r, at, (names){"disconnectedTime", "endTime"}));
    if (!leg->disconnect_text.text.s) {
        leg->disconnect_text = baton_conversation__text(r, at, "disconnectType");
        leg->disconnect = baton_conversation__disconnect(leg->disconnect_text.text);
    }
    baton_conversation__keep(&leg->error_code, baton_conversation__text(r, error, "code"));
    baton_conversation__keep(&leg->error_text, baton_conversation__text(r, error, "message"));
    read_reasons(r, at, leg);
}

/*
 * Was anybody connected on it? One that rang alone has no connected time, or is told to
 * have ended so, whatever times it has.
 */
static void note_connected(const reader *r, uint32_t at, const struct baton_leg *leg,
                           struct baton_participant *p)
{
    bool missed = leg->disconnect == BATON_DISCONNECT_TRANSFER_FAILED;
    bool connected = baton_conversation__member(r, at, "connectedTime") != BATON_JSON_NONE ||
                     leg->state == BATON_CALL_ACTIVE || leg->state == BATON_CALL_HELD;
    if (connected && !missed)
        p->connected = true;
    else if (missed || leg->state == BATON_CALL_ALERTING)
        p->not_connected = true;
}

/* Another account's leg of the same participant is this one, told again. */
struct baton_leg *baton_conversation__same_leg(reader *r, uint32_t at, struct baton_participant *p)
{
    size_t row = (size_t)(p - r->c->participants);
    if (p->leg < r->c->leg_count && r->c->legs[p->leg].fact.account != r->index)
        return &r->c->legs[p->leg];
    return baton_conversation__leg(r, at, row);
}

static void read_leg(reader *r, uint32_t at, struct baton_participant *p, const char *medium)
{
    struct baton_leg *leg = r->doc->v[at].type == BATON_JSON_OBJECT
                                ? baton_conversation__same_leg(r, at, p) : NULL;
    if (!leg)
        return;
    read_media(r, at, leg);
    if (medium && !leg->media.text.s)
        leg->media = (struct baton_told){leg->fact, baton_str_from(medium)};
    note_connected(r, at, leg, p);
    baton_conversation__keep_moment(&p->left, leg->ended);
}

/* ---- participants -------------------------------------------------------------------------- */

static void read_wrapup(reader *r, uint32_t at, const struct baton_participant *p)
{
    uint32_t wrapup = baton_conversation__member(r, at, "wrapup");
    if (p->role != BATON_ROLE_AGENT)
        return;
    r->c->wrapup_required |= baton_conversation__is_true(r, at, "wrapupRequired");
    baton_conversation__keep(&r->c->wrapup_prompt, baton_conversation__text(r, at, "wrapupPrompt"));
    r->c->has_wrapup |= wrapup != BATON_JSON_NONE;
    baton_conversation__keep(&r->c->wrapup_code, baton_conversation__text(r, wrapup, "code"));
}

static void read_attributes(reader *r, uint32_t at, struct baton_participant *p)
{
    uint32_t attributes = baton_conversation__member(r, at, "attributes");
    if (!baton_json_is(r->doc, attributes, BATON_JSON_OBJECT))
        return;
    if (p->attributes.at == BATON_JSON_NONE)
        p->attributes = (struct baton_fact){r->index, attributes};
    baton_conversation__session_keys(r, attributes);
}

/* The queue that was entered last is the one that counts. */
static void read_queue(reader *r, uint32_t at, struct baton_participant *p)
{
    uint32_t queue = baton_conversation__member(r, at, "queue");
    struct baton_told id = baton_conversation__text(r, at, "queueId");
    struct baton_told name = baton_conversation__text(r, at, "queueName");
    baton_conversation__keep(&id, baton_conversation__text(r, queue, "id"));
    baton_conversation__keep(&name, baton_conversation__text(r, queue, "name"));
    baton_conversation__keep(&p->queue_id, id);
    if (p->role != BATON_ROLE_QUEUE)
        return;
    baton_conversation__keep(&p->name, name);
    if (id.text.s)
        r->c->queue_id = id;
    if (name.text.s)
        r->c->queue_name = name;
}

static void read_participant(reader *r, uint32_t at)
{
    /* The arrays, and what analytics calls their medium. */
    static const char *const media[][2] = {
        {"calls", "voice"},   {"messages", "message"},          {"chats", "chat"},
        {"emails", "email"},  {"cobrowsesessions", "cobrowse"}, {"videos", "video"},
        {"callbacks", "callback"},
    };
    bool nested = false;
    if (r->doc->v[at].type != BATON_JSON_OBJECT)
        return;
    struct baton_participant *p =
        baton_conversation__participant(r, at, baton_conversation__text(r, at, "id"));
    if (!p)
        return;
    baton_conversation__purpose(r, at, p);
    baton_conversation__keep(&p->name, baton_conversation__text(r, at, "name"));
    read_queue(r, at, p);
    baton_conversation__keep_moment(
        &p->joined, baton_conversation__moment(r, at, (names){"connectedTime", "startTime"}));
    read_attributes(r, at, p);
    read_wrapup(r, at, p);
    for (size_t i = 0; i < BATON_COUNT(media); i++) {
        uint32_t list = baton_conversation__member(r, at, media[i][0]);
        if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
            continue;
        nested = true;
        BATON_JSON_EACH_ITEM(r->doc, list, item)
            read_leg(r, item, p, media[i][1]);
    }
    if (!nested && baton_conversation__in(r, at, (names){"state", "disconnectType", "errorInfo"}) !=
                       BATON_JSON_NONE)
        read_leg(r, at, p, NULL);
    if (!p->not_connected && baton_conversation__member(r, at, "connectedTime") != BATON_JSON_NONE)
        p->connected = true;
    baton_conversation__keep_moment(&p->left,
                                    baton_conversation__moment(r, at, (names){"endTime"}));
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void read_transfers(reader *r, uint32_t root)
{
    uint32_t list = baton_conversation__member(r, root, "recentTransfers");
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        struct baton_transfer_told *t =
            baton_conversation__transfer(r, item, BATON_TRANSFER_BY_PLATFORM);
        uint32_t destination = baton_conversation__member(r, item, "destination");
        if (!t)
            return;
        t->id = baton_conversation__text(r, item, "id");
        t->state_text = baton_conversation__text(r, item, "state");
        t->state = baton_conversation__transfer_state(t->state_text.text);
        t->type_text = baton_conversation__text(r, item, "transferType");
        t->target = baton_conversation__told(
            r, destination, (names){"queueName", "queueId", "address", "userName", "userId"});
        t->time = baton_conversation__moment(r, item, (names){"dateIssued"});
    }
}

static void read_genesys(reader *r, uint32_t root)
{
    struct baton_told id = baton_conversation__text(r, root, "id");
    uint32_t list = baton_conversation__member(r, root, "participants");
    baton_conversation__keep(&r->c->id, id);
    baton_conversation__key(r, "genesys.conversation-id", id);
    baton_conversation__keep_moment(&r->c->started,
                                    baton_conversation__moment(r, root, (names){"startTime"}));
    baton_conversation__keep_moment(&r->c->ended,
                                    baton_conversation__moment(r, root, (names){"endTime"}));
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        read_participant(r, item);
    read_transfers(r, root);
}

const struct baton_conversation__form baton_conversation__genesys = {"genesys", is_genesys,
                                                                     read_genesys,
                                                            false};
