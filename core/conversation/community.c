/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The two accounts of the tutorials: the conversation with its legs, and the
 * interaction with its participants, their messages and contexts.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

/* ---- what both the whole and a leg have -------------------------------------- */

static struct baton_told wrapup_code(const reader *r, uint32_t object)
{
    uint32_t wrapup = baton_conversation__in(
        r, object, (names){"wrapup", "wrapUp", "wrapupCode", "wrapUpCode"});
    if (wrapup == BATON_JSON_NONE)
        return baton_conversation__untold;
    if (r->doc->v[wrapup].type != BATON_JSON_OBJECT)
        return baton_conversation__told_at(r, wrapup);
    return baton_conversation__told(r, wrapup, (names){"code", "id", "wrapupCodeId"});
}

static struct baton_moment wrapup_time(const reader *r, uint32_t object)
{
    uint32_t wrapup = baton_conversation__in(r, object, (names){"wrapup", "wrapUp"});
    return wrapup == BATON_JSON_NONE
               ? baton_conversation__never
               : baton_conversation__moment(r, wrapup, (names){"timestamp", "time", "endTime"});
}

static names started_names = {"startTime", "conversationStart", "connectedTime", "startedTime"};
static names ended_names = {"endTime", "conversationEnd", "disconnectedTime", "endedTime"};
static names state_names = {"state", "status"};

/* ---- participants ------------------------------------------------------------ */

static struct baton_told participant_name(const reader *r, uint32_t at)
{
    struct baton_told name = baton_conversation__told(r, at, (names){"name", "displayName"});
    uint32_t address = baton_conversation__member(r, at, "address");
    return name.text.s ? name
                       : baton_conversation__told(r, address, (names){"name", "displayName"});
}

static void read_role(const reader *r, uint32_t at, struct baton_participant *p)
{
    struct baton_told word = baton_conversation__told(r, at, (names){"type", "purpose", "role"});
    baton_conversation__keep(&p->role_text, word);
    if (p->role == BATON_ROLE_UNKNOWN && word.text.s)
        p->role = baton_conversation__role(word.text);
}

/* `context` or `data`, as the tutorial says; `attributes` is Genesys Cloud's. */
static void read_context(const reader *r, uint32_t at, struct baton_participant *p)
{
    static names list = {"context", "data", "attributes"};
    for (size_t i = 0; i < BATON_CONVERSATION__NAMES && list[i] && p->context.at == BATON_JSON_NONE;
         i++) {
        uint32_t found = baton_json_member_z(r->doc, at, list[i]);
        if (found == BATON_JSON_NONE)
            continue;
        p->context = (struct baton_fact){r->index, found};
        p->has_context = true;
    }
}

static void read_message(reader *r, uint32_t at, size_t participant)
{
    struct baton_message *m = baton_conversation__said(r, at, participant);
    if (!m)
        return;
    uint32_t content = baton_conversation__in(r, at, (names){"content", "text", "message", "body"});
    if (r->doc->v[at].type == BATON_JSON_STRING)
        content = at;
    m->text = baton_conversation__told_at(r, content);
    if (content != BATON_JSON_NONE && !m->text.text.s)
        m->text = (struct baton_told){{r->index, content}, baton_json_raw(r->doc, content)};
    m->time = baton_conversation__moment(
        r, at, (names){"timestamp", "time", "dateCreated", "sentTime"});
    enum baton_role role = r->c->participants[participant].role;
    if (role == BATON_ROLE_CUSTOMER || role == BATON_ROLE_AGENT)
        return; /* what people say of handovers is talk */
    m->kind = baton_conversation__message(m->text.text);
    if (m->kind == BATON_MESSAGE_HANDOVER_FAILED)
        m->status = baton_conversation__status(m->text.text);
}

static void read_participant(reader *r, uint32_t at, size_t leg)
{
    if (r->doc->v[at].type != BATON_JSON_OBJECT)
        return;
    struct baton_told id = baton_conversation__told(r, at, (names){"id", "participantId"});
    struct baton_participant *p = baton_conversation__participant(r, at, id);
    if (!p)
        return;
    read_role(r, at, p);
    baton_conversation__keep(&p->name, participant_name(r, at));
    baton_conversation__keep(&p->queue_id, baton_conversation__text(r, at, "queueId"));
    baton_conversation__keep_moment(
        &p->joined, baton_conversation__moment(
                        r, at, (names){"joinTime", "joinedTime", "startTime", "connectedTime"}));
    baton_conversation__keep_moment(
        &p->left, baton_conversation__moment(
                      r, at, (names){"leaveTime", "leftTime", "endTime", "disconnectedTime"}));
    read_context(r, at, p);
    if (p->leg == SIZE_MAX)
        p->leg = leg;
    uint32_t messages = baton_conversation__member(r, at, "messages");
    size_t row = (size_t)(p - r->c->participants);
    if (baton_json_is(r->doc, messages, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, messages, item)
            read_message(r, item, row);
}

static bool read_participants(reader *r, uint32_t object, size_t leg)
{
    uint32_t list = baton_conversation__member(r, object, "participants");
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        return false;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        read_participant(r, item, leg);
    return true;
}

/* ---- legs, errors ------------------------------------------------------------ */

static void read_leg(reader *r, uint32_t at)
{
    struct baton_leg *leg = r->doc->v[at].type == BATON_JSON_OBJECT
                                ? baton_conversation__leg(r, at, SIZE_MAX) : NULL;
    if (!leg)
        return;
    leg->id = baton_conversation__told(r, at, (names){"id", "legId"});
    leg->state_text = baton_conversation__told(r, at, state_names);
    leg->wrapup_code = wrapup_code(r, at);
    leg->started = baton_conversation__moment(r, at, started_names);
    leg->ended = baton_conversation__moment(r, at, ended_names);
    leg->state = baton_conversation__state(leg->state_text.text);
    baton_conversation__keep(&r->c->wrapup_code, leg->wrapup_code);
    baton_conversation__keep_moment(&r->c->wrapped_up, wrapup_time(r, at));
    (void)read_participants(r, at, r->c->leg_count - 1);
}

static void read_legs(reader *r, uint32_t root)
{
    uint32_t list = baton_conversation__member(r, root, "legs");
    if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        return;
    r->c->has_legs = true;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        read_leg(r, item);
}

static int status_of(const reader *r, uint32_t at, const struct baton_noted_error *error)
{
    struct baton_told status =
        baton_conversation__told(r, at, (names){"status", "statusCode", "httpStatus"});
    int found = baton_conversation__status(status.text);
    if (!found)
        found = baton_conversation__status(error->code.text);
    return found ? found : baton_conversation__status(error->text.text);
}

static void read_error(reader *r, uint32_t at)
{
    if (!baton_conversation__room(r, r->c->error_count))
        return;
    struct baton_noted_error *error = BATON_PUSH(r->arena, r->c->errors, r->c->error_count,
                                                 r->error_capacity);
    if (!error)
        return;
    *error = (struct baton_noted_error){.fact = {r->index, at}, .code = baton_conversation__untold,
                                        .text = baton_conversation__told_at(r, at),
                                        .time = baton_conversation__never};
    if (r->doc->v[at].type == BATON_JSON_OBJECT) {
        error->code = baton_conversation__told(r, at, (names){"code", "errorCode", "type"});
        error->text = baton_conversation__told(
            r, at, (names){"message", "text", "error", "description", "detail"});
        error->time =
            baton_conversation__moment(r, at, (names){"timestamp", "time", "eventTime"});
    }
    error->status = status_of(r, at, error);
}

static void read_errors(reader *r, uint32_t root)
{
    uint32_t metadata = baton_conversation__member(r, root, "metadata");
    uint32_t list = baton_conversation__member(r, metadata, "errors");
    if (baton_json_is(r->doc, list, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(r->doc, list, item)
            read_error(r, item);
    else if (list != BATON_JSON_NONE)
        read_error(r, list);
}

/* ---- the whole --------------------------------------------------------------- */

static void read_state(reader *r, uint32_t root)
{
    struct baton_told word = baton_conversation__told(r, root, state_names);
    enum baton_call_state state = baton_conversation__state(word.text);
    if (!word.text.s)
        return;
    if (!r->c->state_text.text.s) {
        r->c->state_text = word;
        r->c->state = state;
    } else if (state != r->c->state && state != BATON_CALL_UNKNOWN) {
        baton_conversation__keep(&r->c->contrary_state, word);
    }
}

static void read_queue(reader *r, uint32_t root)
{
    uint32_t queue = baton_conversation__member(r, root, "queue");
    if (baton_json_is(r->doc, queue, BATON_JSON_OBJECT)) {
        baton_conversation__keep(&r->c->queue_id,
                                 baton_conversation__told(r, queue, (names){"id", "queueId"}));
        baton_conversation__keep(&r->c->queue_name, baton_conversation__text(r, queue, "name"));
    } else {
        baton_conversation__keep(&r->c->queue_id,
                                 baton_conversation__told(r, root, (names){"queueId", "queue"}));
    }
}

static void read_community(reader *r, uint32_t root)
{
    baton_conversation__keep(&r->c->id,
                             baton_conversation__told(r, root, (names){"id", "conversationId"}));
    read_state(r, root);
    read_queue(r, root);
    baton_conversation__keep_moment(&r->c->started,
                                    baton_conversation__moment(r, root, started_names));
    baton_conversation__keep_moment(&r->c->ended,
                                    baton_conversation__moment(r, root, ended_names));
    baton_conversation__keep(&r->c->wrapup_code, wrapup_code(r, root));
    baton_conversation__keep_moment(&r->c->wrapped_up, wrapup_time(r, root));
    r->c->has_participants |= read_participants(r, root, SIZE_MAX);
    read_legs(r, root);
    read_errors(r, root);
}

static bool is_community(const struct baton_json *doc, uint32_t root)
{
    return baton_conversation__has_list(doc, root, "participants") ||
           baton_conversation__has_list(doc, root, "legs");
}

const struct baton_conversation__form baton_conversation__community = {
    "community", is_community, read_community,
                                                            false};
