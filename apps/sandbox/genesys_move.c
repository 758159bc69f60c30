/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/sandbox/genesys.h"

#define NO_CONVERSATION "conversation.error.conversation.not.found"
#define NO_PARTICIPANT "conversation.error.participant.not.found"
#define NO_TARGET "conversations.error.transfer.destination.required"

typedef struct baton_sandbox__queue queue;

/* ---- facts that are not the scenario's any more ------------------------------------------ */

enum { BUCKETS = 1024 };

struct changed {
    char id[37];
    struct baton_str facts;
    struct changed *next;
};

static struct changed **bucket_of(struct baton_sandbox__call *call, struct baton_str id)
{
    void **own = &call->sandbox->own[call->door->index];
    uint64_t hash = 0;
    if (!*own)
        *own = BATON_NEW_N(&call->sandbox->state, struct changed *, BUCKETS);
    for (size_t i = 0; i < id.len; i++)
        hash = baton_sandbox__mix(hash, (unsigned char)id.s[i]);
    return *own ? (struct changed **)*own + hash % BUCKETS : NULL;
}

static struct changed *changed_of(struct baton_sandbox__call *call, struct baton_str id)
{
    struct changed **at = call->sandbox->own[call->door->index] ? bucket_of(call, id) : NULL;
    struct changed *c = at ? *at : NULL;
    while (c && !baton_str_is(id, c->id))
        c = c->next;
    return c;
}

static bool keep(struct baton_sandbox__call *call, struct baton_str id, struct baton_str facts)
{
    struct changed *c = changed_of(call, id), **at = bucket_of(call, id), *fresh = NULL;
    struct baton_str own = baton_str_copy(&call->sandbox->state, facts);
    if (!c && at && id.len < sizeof c->id)
        c = fresh = BATON_NEW(&call->sandbox->state, struct changed);
    if (!c || !own.s)
        return false;
    if (fresh) {
        memcpy(c->id, id.s, id.len);
        c->next = *at;
        *at = c;
    }
    c->facts = own;
    return true;
}

/* ---- writing facts anew ------------------------------------------------------------------ */

/* Whom a participant is transferred to: one of them. */
struct target {
    const queue *queue;
    const struct baton_sandbox__code *user;
    struct baton_str address;
};

struct edit {
    struct baton_sandbox__call *call;
    const struct baton_json *facts;
    uint32_t part;                 /* the one that the call is about */
    bool all;                      /* the others leave with it */
    const char *how;               /* it leaves, with this disconnectType; NULL: it stays */
    uint32_t attributes;           /* of the call's body, or NONE */
    const struct target *target;   /* NULL: there is no transfer */
    char now[25];
    struct baton_json_writer w;
};

static bool is_open(const struct baton_json *facts, uint32_t part)
{
    return !baton_sandbox__has(facts, part, "endTime");
}

static void put_name(struct edit *e, const struct baton_json *doc, uint32_t key)
{
    struct baton_str own =
        baton_str_copy(e->call->arena, baton_json_string(doc, key, e->call->arena));
    baton_json_name(&e->w, own.s ? own.s : "");
}

/* Those that stay, and those of the call. */
static void put_attributes(struct edit *e, uint32_t before)
{
    const struct baton_json *body = &e->call->body;
    baton_json_name(&e->w, "attributes");
    baton_json_begin(&e->w, '{');
    if (before != BATON_JSON_NONE && baton_json_is(e->facts, before, BATON_JSON_OBJECT))
        BATON_JSON_EACH_MEMBER(e->facts, before, key) {
            struct baton_str name = baton_json_string(e->facts, key, e->call->arena);
            if (baton_json_member(body, e->attributes, name) != BATON_JSON_NONE)
                continue;
            put_name(e, e->facts, key);
            baton_json_put_raw(&e->w, baton_json_raw(e->facts, key + 1));
        }
    BATON_JSON_EACH_MEMBER(body, e->attributes, key) {
        put_name(e, body, key);
        baton_json_put_raw(&e->w, baton_json_raw(body, key + 1));
    }
    baton_json_end(&e->w, '}');
}

static void put_end(struct edit *e, const char *how)
{
    baton_sandbox__put_pair(&e->w, "endTime", baton_str_from(e->now));
    baton_sandbox__put_pair(&e->w, "state", BATON_STR("disconnected"));
    baton_sandbox__put_pair(&e->w, "disconnectType", baton_str_from(how));
}

static void put_part(struct edit *e, uint32_t part)
{
    bool leaves = e->how && is_open(e->facts, part) && (e->all || part == e->part);
    bool gets = e->attributes != BATON_JSON_NONE && part == e->part;
    baton_json_begin(&e->w, '{');
    BATON_JSON_EACH_MEMBER(e->facts, part, key) {
        struct baton_str name = baton_json_string(e->facts, key, e->call->arena);
        if ((leaves && baton_str_is(name, "state")) || (gets && baton_str_is(name, "attributes")))
            continue;
        put_name(e, e->facts, key);
        baton_json_put_raw(&e->w, baton_json_raw(e->facts, key + 1));
    }
    if (leaves)
        put_end(e, part == e->part || e->part == BATON_JSON_NONE ? e->how : "peer");
    if (gets)
        put_attributes(e, baton_json_member_z(e->facts, part, "attributes"));
    baton_json_end(&e->w, '}');
}

/* ---- those who come ---------------------------------------------------------------------- */

static void put_new_id(struct edit *e, const char *name)
{
    char id[37];
    baton_sandbox__new_id(e->call->sandbox, id);
    baton_sandbox__put_pair(&e->w, name, baton_str_from(id));
}

static void begin_part(struct edit *e, const char *purpose)
{
    static const char *const ids[] = {"id", "legId", "sessionId"};
    const char *times[] = {"startTime", "connectedTime"};
    uint32_t media = baton_json_member_z(e->facts, 0, "media");
    bool call = media != BATON_JSON_NONE &&
                baton_json_string_is(e->facts, media, BATON_STR("call"));
    baton_json_begin(&e->w, '{');
    for (size_t i = 0; i < BATON_COUNT(ids); i++)
        put_new_id(e, ids[i]);
    for (size_t i = 0; i < BATON_COUNT(times); i++)
        baton_sandbox__put_pair(&e->w, times[i], baton_str_from(e->now));
    baton_sandbox__put_pair(&e->w, "purpose", baton_str_from(purpose));
    baton_sandbox__put_pair(&e->w, "direction", BATON_STR("inbound"));
    baton_sandbox__put_pair(&e->w, "provider",
                            call ? BATON_STR("Edge") : BATON_STR("PureCloud Messaging"));
    baton_json_name(&e->w, "held");
    baton_json_put_bool(&e->w, false);
}

static void end_part(struct edit *e, bool left)
{
    if (left)
        put_end(e, "transfer");
    else
        baton_sandbox__put_pair(&e->w, "state", BATON_STR("connected"));
    baton_json_end(&e->w, '}');
}

static void put_queue(struct edit *e, const queue *q)
{
    baton_sandbox__put_pair(&e->w, "queueId", q->id);
    baton_sandbox__put_pair(&e->w, "queueName", q->name);
}

/* Where the queue is staffed, an agent takes it at once. */
static void put_newcomers(struct edit *e)
{
    const struct target *t = e->target;
    const struct baton_sandbox *s = e->call->sandbox;
    bool staffed = t->queue && t->queue->available > 0 && s->user_count;
    const struct baton_sandbox__code *user = staffed ? &s->users[0] : t->user;
    if (t->queue) {
        begin_part(e, "acd");
        put_queue(e, t->queue);
        end_part(e, staffed);
    }
    if (user) {
        begin_part(e, "agent");
        baton_sandbox__put_pair(&e->w, "userId", user->id);
        baton_sandbox__put_pair(&e->w, "name", user->name);
        if (t->queue)
            put_queue(e, t->queue);
        end_part(e, false);
    }
    if (t->address.len) {
        begin_part(e, "external");
        baton_sandbox__put_pair(&e->w, "address", t->address);
        end_part(e, false);
    }
}

static void put_transfer(struct edit *e)
{
    struct baton_str type = baton_sandbox__text(&e->call->body, 0, "transferType", e->call->arena);
    baton_json_begin(&e->w, '{');
    put_new_id(e, "id");
    baton_sandbox__put_pair(&e->w, "state", BATON_STR("Complete"));
    baton_sandbox__put_pair(&e->w, "dateIssued", baton_str_from(e->now));
    baton_json_name(&e->w, "destination");
    baton_json_begin(&e->w, '{');
    if (e->target->user)
        baton_sandbox__put_pair(&e->w, "userId", e->target->user->id);
    if (e->target->address.len)
        baton_sandbox__put_pair(&e->w, "address", e->target->address);
    baton_json_end(&e->w, '}');
    baton_sandbox__put_pair(&e->w, "transferType", type.len ? type : BATON_STR("Unattended"));
    baton_json_end(&e->w, '}');
}

/* ---- all of it --------------------------------------------------------------------------- */

static void put_list(struct edit *e, uint32_t list, bool parts)
{
    baton_json_begin(&e->w, '[');
    BATON_JSON_EACH_ITEM(e->facts, list, item) {
        if (parts)
            put_part(e, item);
        else
            baton_json_put_raw(&e->w, baton_json_raw(e->facts, item));
    }
    if (e->target && parts)
        put_newcomers(e);
    else if (e->target)
        put_transfer(e);
    baton_json_end(&e->w, ']');
}

static void write_facts(struct edit *e)
{
    baton_json_begin(&e->w, '{');
    BATON_JSON_EACH_MEMBER(e->facts, 0, key) {
        struct baton_str name = baton_json_string(e->facts, key, e->call->arena);
        bool parts = baton_str_is(name, "parts");
        put_name(e, e->facts, key);
        if (parts || baton_str_is(name, "recentTransfers"))
            put_list(e, key + 1, parts);
        else
            baton_json_put_raw(&e->w, baton_json_raw(e->facts, key + 1));
    }
    if (e->all && e->how && is_open(e->facts, 0))
        baton_sandbox__put_pair(&e->w, "endTime", baton_str_from(e->now));
    baton_json_end(&e->w, '}');
}

static void set_time(struct edit *e, int64_t ms)
{
    struct baton_buf time;
    baton_buf_init(&time, e->call->arena, 0);
    baton_sandbox__put_time(&time, ms);
    if (time.len == sizeof e->now - 1)
        memcpy(e->now, baton_buf_str(&time).s, sizeof e->now - 1);
}

/* Writes and keeps the facts of the conversation with this id. */
static bool change(struct edit *e, struct baton_str id, int64_t ms)
{
    struct baton_buf out;
    baton_buf_init(&out, e->call->arena, 0);
    e->w = (struct baton_json_writer){.out = &out, .first = true};
    set_time(e, ms);
    write_facts(e);
    return !baton_buf_failed(&out) && keep(e->call, id, baton_buf_str(&out));
}

/* The same for the call's conversation, now, with its answer. */
static bool apply(struct edit *e)
{
    e->call->changed = change(e, e->call->id, baton_sandbox__ms());
    e->call->response->status = 202;
    if (!e->call->changed)
        baton_sandbox__refuse(e->call, BATON_SANDBOX__NO_MEMORY, 0, "out of memory");
    return e->call->changed;
}

/* ---- conversations as they are now ------------------------------------------------------- */

/* The bot's part, if it is there still. */
static uint32_t bot_of(struct baton_sandbox__call *call, const struct baton_json *facts)
{
    uint32_t list = baton_json_member_z(facts, 0, "parts");
    if (list == BATON_JSON_NONE)
        return list;
    BATON_JSON_EACH_ITEM(facts, list, part) {
        struct baton_str purpose = baton_sandbox__text(facts, part, "purpose", call->arena);
        if (is_open(facts, part) &&
            (baton_str_is(purpose, "ivr") || baton_str_is(purpose, "botflow")))
            return part;
    }
    return BATON_JSON_NONE;
}

/* What was moved by a call of the tutorials' dialect is moved here, too. */
static void follow(struct baton_sandbox__call *call, const struct baton_sandbox__instance *it)
{
    const struct baton_sandbox__change *moved =
        baton_sandbox__change_of(call->sandbox, it);
    struct baton_buf out;
    struct baton_json facts;
    if (!moved)
        return;
    baton_buf_init(&out, call->arena, 0);
    baton_sandbox__render_told(call, it, BATON_SANDBOX__FACTS, &out);
    if (baton_json_read(call->arena, baton_buf_str(&out), NULL, &facts, NULL) != BATON_OK)
        return;
    struct target target = {moved->queue, NULL, {NULL, 0}};
    if (!moved->queue && call->sandbox->user_count)
        target.user = &call->sandbox->users[0];
    struct edit e = {.call = call, .facts = &facts, .part = bot_of(call, &facts),
                     .how = "transfer", .attributes = BATON_JSON_NONE, .target = &target};
    (void)change(&e, baton_str_from(it->id), moved->at);
}

bool baton_sandbox__view_now(struct baton_sandbox__call *call, struct baton_str id, int view,
                             struct baton_buf *out)
{
    struct baton_sandbox__instance it;
    const struct changed *c = changed_of(call, id);
    struct baton_json facts;
    if (!c) {
        if (!baton_sandbox__find_told(call, id, &it))
            return false;
        follow(call, &it);
        c = changed_of(call, id);
    }
    if (!c) {
        baton_sandbox__render_told(call, &it, (size_t)view, out);
        return true;
    }
    struct baton_json_writer w = {.out = out, .first = true};
    if (baton_json_read(call->arena, c->facts, NULL, &facts, NULL) == BATON_OK)
        baton_sandbox__put_view(&w, &facts, view);
    return true;
}

bool baton_sandbox__facts_now(struct baton_sandbox__call *call, const char *code,
                              struct baton_json *facts)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    if (!baton_sandbox__view_now(call, call->id, BATON_SANDBOX__FACTS, &out)) {
        baton_sandbox__error(call, 404, code, "There is no conversation %.*s.",
                             BATON_ARG(call->id));
        return false;
    }
    return baton_json_read(call->arena, baton_buf_str(&out), NULL, facts, NULL) == BATON_OK;
}

/* ---- the participant that a call names --------------------------------------------------- */

static bool find_part(struct baton_sandbox__call *call, struct baton_json *facts, uint32_t *part)
{
    if (!baton_sandbox__allowed(call) ||
        !baton_sandbox__facts_now(call, NO_CONVERSATION, facts))
        return false;
    uint32_t list = baton_json_member_z(facts, 0, "parts");
    BATON_JSON_EACH_ITEM(facts, list, item) {
        uint32_t id = baton_json_member_z(facts, item, "id");
        if (id == BATON_JSON_NONE || !baton_json_string_is(facts, id, call->second_id))
            continue;
        *part = item;
        return true;
    }
    baton_sandbox__error(call, 404, NO_PARTICIPANT,
                         "The conversation %.*s has no participant %.*s.", BATON_ARG(call->id),
                         BATON_ARG(call->second_id));
    return false;
}

static struct baton_str of_part(struct baton_sandbox__call *call, const struct baton_json *facts,
                                uint32_t part, const char *name)
{
    return baton_sandbox__text(facts, part, name, call->arena);
}

static struct baton_str of_body(struct baton_sandbox__call *call, const char *name)
{
    return baton_sandbox__text(&call->body, 0, name, call->arena);
}

/* ---- transfers --------------------------------------------------------------------------- */

/* It goes to whom it is with already. */
static bool is_there(struct baton_sandbox__call *call, const struct baton_json *facts,
                     uint32_t part, const struct target *t)
{
    bool waits = baton_str_is(of_part(call, facts, part, "purpose"), "acd");
    return (t->queue && waits &&
            baton_str_eq_nocase(of_part(call, facts, part, "queueId"), t->queue->id)) ||
           (t->user && baton_str_eq_nocase(of_part(call, facts, part, "userId"), t->user->id));
}

static bool may_leave(struct baton_sandbox__call *call, const struct baton_json *facts,
                      uint32_t part, const struct target *t)
{
    struct baton_str state = of_part(call, facts, part, "state");
    if (!is_open(facts, part) || !baton_str_is(state, "connected")) {
        baton_sandbox__error(call, 400, "conversations.error.transfer.not.connected",
                             "The participant is %.*s, and not connected.", BATON_ARG(state));
        return false;
    }
    if (t->queue && !baton_sandbox__in_division(call, t->queue, "missing.division.permission"))
        return false;
    if (!is_there(call, facts, part, t))
        return true;
    baton_sandbox__error(call, 400, "conversations.error.transfer.same.party",
                         "The participant is there already.");
    return false;
}

static void transfer(struct baton_sandbox__call *call, const struct baton_json *facts,
                     uint32_t part, const struct target *target)
{
    struct edit e = {.call = call, .facts = facts, .part = part, .how = "transfer",
                     .attributes = BATON_JSON_NONE, .target = target};
    struct baton_sandbox__instance it;
    if (!may_leave(call, facts, part, target) || !apply(&e))
        return;
    /* Whoever asks in the tutorials' dialect sees it there, too. */
    if (baton_sandbox__find(call->sandbox, call->id, &it) && !target->address.len)
        (void)baton_sandbox__place(call->sandbox, &it, target->queue);
}

static bool find_queue(struct baton_sandbox__call *call, struct target *target)
{
    struct baton_str id = of_body(call, "queueId");
    target->queue = baton_sandbox__queue_of(call->sandbox, id);
    if (!target->queue)
        baton_sandbox__error(call, 400, "conversations.error.queue.not.found",
                             "There is no queue %.*s.", BATON_ARG(id));
    return target->queue != NULL;
}

static bool find_user(struct baton_sandbox__call *call, struct target *target)
{
    const struct baton_sandbox *s = call->sandbox;
    struct baton_str id = of_body(call, "userId"), name = of_body(call, "userName");
    if (!id.len && !name.len) {
        baton_sandbox__error(call, 400, NO_TARGET, "A user is required.");
        return false;
    }
    for (size_t i = 0; i < s->user_count && !target->user; i++)
        if (id.len ? baton_str_eq_nocase(s->users[i].id, id)
                   : baton_str_eq(s->users[i].name, name))
            target->user = &s->users[i];
    /* What answers this is not documented. */
    if (!target->user)
        baton_sandbox__error(call, 404, "not.found", "There is no user %.*s.",
                             BATON_ARG(id.len ? id : name));
    return target->user != NULL;
}

static bool find_address(struct baton_sandbox__call *call, struct target *target)
{
    target->address = of_body(call, "address");
    if (!target->address.len)
        baton_sandbox__error(call, 400, NO_TARGET, "An address is required.");
    return target->address.len != 0;
}

static bool find_any(struct baton_sandbox__call *call, struct target *target)
{
    bool queue_wanted = of_body(call, "queueId").len != 0;
    bool user_wanted = of_body(call, "userId").len || of_body(call, "userName").len;
    bool address_wanted = of_body(call, "address").len != 0;
    if (queue_wanted + user_wanted + address_wanted > 1) {
        baton_sandbox__error(call, 400, "callback.error.user.id.queue.id",
                             "Exactly one of user, queue and address is wanted.");
        return false;
    }
    return user_wanted ? find_user(call, target)
           : address_wanted ? find_address(call, target) : find_queue(call, target);
}

static void transfer_to(struct baton_sandbox__call *call,
                        bool (*find)(struct baton_sandbox__call *, struct target *))
{
    struct baton_json facts;
    struct target target = {NULL, NULL, {NULL, 0}};
    uint32_t part;
    if (find_part(call, &facts, &part) && find(call, &target))
        transfer(call, &facts, part, &target);
}

void baton_sandbox__to_queue(struct baton_sandbox__call *call)
{
    transfer_to(call, find_queue);
}

void baton_sandbox__to_agent(struct baton_sandbox__call *call)
{
    transfer_to(call, find_user);
}

void baton_sandbox__to_address(struct baton_sandbox__call *call)
{
    transfer_to(call, find_address);
}

void baton_sandbox__to_any(struct baton_sandbox__call *call)
{
    transfer_to(call, find_any);
}

/* ---- attributes, leaving, the end -------------------------------------------------------- */

void baton_sandbox__genesys_attributes(struct baton_sandbox__call *call)
{
    struct baton_json facts;
    struct edit e = {.call = call, .facts = &facts};
    if (!find_part(call, &facts, &e.part))
        return;
    e.attributes = baton_json_member_z(&call->body, 0, "attributes");
    (void)apply(&e);
}

static bool wants_code(struct baton_sandbox__call *call, const struct baton_json *facts,
                       uint32_t part)
{
    uint32_t wanted = baton_json_member_z(facts, part, "wrapupRequired");
    return wanted != BATON_JSON_NONE && baton_json_is(facts, wanted, BATON_JSON_TRUE) &&
           !baton_sandbox__has(facts, part, "wrapup") &&
           !baton_sandbox__has(&call->body, 0, "wrapup");
}

void baton_sandbox__genesys_patch(struct baton_sandbox__call *call)
{
    struct baton_json facts;
    struct edit e = {.call = call, .facts = &facts, .how = "client",
                     .attributes = BATON_JSON_NONE};
    if (!find_part(call, &facts, &e.part))
        return;
    if (!baton_str_is(of_body(call, "state"), "disconnected")) {
        call->response->status = 202;
        return;
    }
    if (wants_code(call, &facts, e.part)) {
        baton_sandbox__error(call, 400, "conversation.error.wrapup.code.required",
                             "The participant must have a wrap-up code.");
        return;
    }
    e.all = baton_str_is(of_part(call, &facts, e.part, "purpose"), "customer");
    (void)apply(&e);
}

void baton_sandbox__genesys_end(struct baton_sandbox__call *call)
{
    struct baton_json facts;
    struct edit e = {.call = call, .facts = &facts, .part = BATON_JSON_NONE, .all = true,
                     .how = "client", .attributes = BATON_JSON_NONE};
    if (baton_sandbox__allowed(call) && baton_sandbox__facts_now(call, NO_CONVERSATION, &facts))
        (void)apply(&e);
}

/* ---- Open Messaging ---------------------------------------------------------------------- */

static void put_message_facts(struct edit *e, const char *id, struct baton_str from)
{
    static const char *const purposes[] = {"customer", "workflow"};
    struct baton_json_writer *w = &e->w;
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "media", BATON_STR("message"));
    baton_sandbox__put_pair(w, "id", baton_str_from(id));
    baton_sandbox__put_pair(w, "startTime", baton_str_from(e->now));
    baton_json_name(w, "recentTransfers");
    baton_json_put_raw(w, BATON_STR("[]"));
    baton_json_name(w, "parts");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < BATON_COUNT(purposes); i++) {
        begin_part(e, purposes[i]);
        if (!i)
            baton_sandbox__put_pair(w, "address", from);
        end_part(e, false);
    }
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

/* A sender that is new begins a conversation. */
static bool begin_messages(struct baton_sandbox__call *call, struct baton_str from, char id[37])
{
    struct baton_buf out;
    struct baton_json none;
    struct edit e = {.call = call, .facts = &none};
    baton_sandbox__id_from(from, 30, id);
    if (changed_of(call, baton_str_from(id)))
        return true;
    baton_buf_init(&out, call->arena, 0);
    if (baton_json_read(call->arena, BATON_STR("{}"), NULL, &none, NULL) != BATON_OK)
        return false;
    e.w = (struct baton_json_writer){.out = &out, .first = true};
    set_time(&e, baton_sandbox__ms());
    put_message_facts(&e, id, from);
    call->changed = !baton_buf_failed(&out) && keep(call, baton_str_from(id), baton_buf_str(&out));
    if (!call->changed)
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_MEMORY, 0, "out of memory");
    return call->changed;
}

static void answer_message(struct baton_sandbox__call *call, const char *id, bool told)
{
    char message[37];
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    baton_sandbox__new_id(call->sandbox, message);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "id", baton_str_from(message));
    baton_json_name(&w, "channel");
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "platform", BATON_STR("Open"));
    baton_sandbox__put_pair(&w, "type", BATON_STR("Private"));
    baton_json_end(&w, '}');
    baton_sandbox__put_pair(&w, "type", BATON_STR("Text"));
    baton_sandbox__put_pair(&w, "text", of_body(call, "text"));
    if (told)
        baton_sandbox__put_pair(&w, "conversationId", baton_str_from(id));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, told ? 200 : 202, &out);
}

void baton_sandbox__genesys_inbound(struct baton_sandbox__call *call)
{
    char id[37];
    struct baton_sandbox__instance it;
    if (!baton_sandbox__allowed(call))
        return;
    if (!baton_sandbox__is_uuid(call->id)) {
        baton_sandbox__error(call, 404, "not.found", "There is no integration %.*s.",
                             BATON_ARG(call->id));
        return;
    }
    uint32_t from = baton_json_pointer(&call->body, 0, BATON_STR("/channel/from"));
    struct baton_str sender = baton_sandbox__text(&call->body, from, "id", call->arena);
    struct baton_str wanted = baton_sandbox__parameter(call, "prefetchConversationId");
    if (baton_sandbox__find_session(call->sandbox, sender, &it))
        memcpy(id, it.id, sizeof id);
    else if (!begin_messages(call, sender, id))
        return;
    answer_message(call, id, wanted.s && baton_str_is(wanted, "true"));
}
