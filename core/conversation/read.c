/* SPDX-License-Identifier: Apache-2.0 */
/* From accounts to one conversation. */
#include "core/conversation/conversation_int.h"
#include "core/model.h"

/* Participants by id, so that those of a second account find themselves. */
struct by_id {
    uint32_t *slots; /* index + 1; 0: empty */
    size_t mask;
};

struct reader {
    struct baton_arena *arena;
    struct baton_conversation *c;
    const struct baton_account *account;
    uint32_t index; /* of the account */
    bool cut;
    struct by_id by_id;
    size_t leg_capacity, participant_capacity, message_capacity, error_capacity;
};

typedef const char *const names[BATON_CONVERSATION__NAMES];

static const struct baton_fact nowhere = {0, BATON_JSON_NONE};

/* ---- single facts ------------------------------------------------------------ */

static uint32_t member(const struct reader *r, uint32_t object, names list)
{
    const struct baton_json *doc = r->account->doc;
    if (!baton_json_is(doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    for (size_t i = 0; i < BATON_CONVERSATION__NAMES && list[i]; i++) {
        uint32_t found = baton_json_member_z(doc, object, list[i]);
        if (found != BATON_JSON_NONE && doc->v[found].type != BATON_JSON_NULL)
            return found;
    }
    return BATON_JSON_NONE;
}

static uint32_t member_of(const struct reader *r, uint32_t object, const char *name)
{
    return member(r, object, (names){name});
}

/* A string's characters; a number, true or false as it is written. */
static struct baton_told told_at(const struct reader *r, uint32_t at)
{
    const struct baton_json *doc = r->account->doc;
    struct baton_told told = {.fact = nowhere};
    if (at == BATON_JSON_NONE || doc->v[at].type >= BATON_JSON_ARRAY ||
        doc->v[at].type == BATON_JSON_NULL)
        return told;
    told.fact = (struct baton_fact){r->index, at};
    told.text = doc->v[at].type == BATON_JSON_STRING ? baton_json_string(doc, at, r->arena)
                                                     : baton_json_raw(doc, at);
    return told;
}

static struct baton_told told(const struct reader *r, uint32_t object, names list)
{
    return told_at(r, member(r, object, list));
}

static struct baton_moment moment(const struct reader *r, uint32_t object, names list)
{
    struct baton_told text = told(r, object, list);
    struct baton_moment moment = {text.fact, text.text, INT64_MIN};
    if (text.text.s && !baton_time_read(text.text, &moment.seconds))
        moment.seconds = INT64_MIN;
    return moment;
}

static void keep_told(struct baton_told *kept, struct baton_told told)
{
    if (!kept->text.s)
        *kept = told;
}

static void keep_moment(struct baton_moment *kept, struct baton_moment moment)
{
    if (!kept->text.s)
        *kept = moment;
}

static const struct baton_told no_told = {{0, BATON_JSON_NONE}, {NULL, 0}};
static const struct baton_moment no_moment = {{0, BATON_JSON_NONE}, {NULL, 0}, INT64_MIN};

/* Is there room for one more? */
static bool room(struct reader *r, size_t count)
{
    if (count < BATON_CONVERSATION_MAX)
        return true;
    r->cut = true;
    return false;
}

/* ---- what both the whole and a leg have -------------------------------------- */

static struct baton_told wrapup_code(const struct reader *r, uint32_t object)
{
    uint32_t wrapup = member(r, object, (names){"wrapup", "wrapUp", "wrapupCode", "wrapUpCode"});
    if (wrapup == BATON_JSON_NONE)
        return no_told;
    if (r->account->doc->v[wrapup].type != BATON_JSON_OBJECT)
        return told_at(r, wrapup);
    return told(r, wrapup, (names){"code", "id", "wrapupCodeId"});
}

static struct baton_moment wrapup_time(const struct reader *r, uint32_t object)
{
    uint32_t wrapup = member(r, object, (names){"wrapup", "wrapUp"});
    return wrapup == BATON_JSON_NONE
               ? no_moment
               : moment(r, wrapup, (names){"timestamp", "time", "endTime"});
}

static names started_names = {"startTime", "conversationStart", "connectedTime", "startedTime"};
static names ended_names = {"endTime", "conversationEnd", "disconnectedTime", "endedTime"};
static names state_names = {"state", "status"};

/* ---- participants ------------------------------------------------------------ */

static uint64_t hash(struct baton_str text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

static void index_participant(struct by_id *by_id, const struct baton_conversation *c,
                              uint32_t row)
{
    size_t at = hash(c->participants[row].id.text) & by_id->mask;
    while (by_id->slots[at])
        at = (at + 1) & by_id->mask;
    by_id->slots[at] = row + 1;
}

/* Keeps the table at most half full. */
static bool grow_index(struct reader *r)
{
    size_t size = r->by_id.slots ? r->by_id.mask + 1 : 0;
    if (r->c->participant_count * 2 < size)
        return true;
    size = size ? size * 2 : 16;
    r->by_id.slots = BATON_NEW_N(r->arena, uint32_t, size);
    r->by_id.mask = size - 1;
    for (uint32_t i = 0; r->by_id.slots && i + 1 < r->c->participant_count; i++)
        if (r->c->participants[i].id.text.s)
            index_participant(&r->by_id, r->c, i);
    return r->by_id.slots != NULL;
}

static struct baton_participant *find_participant(const struct reader *r, struct baton_str id)
{
    if (!id.s || !r->by_id.slots)
        return NULL;
    for (size_t at = hash(id) & r->by_id.mask; r->by_id.slots[at]; at = (at + 1) & r->by_id.mask) {
        struct baton_participant *p = &r->c->participants[r->by_id.slots[at] - 1];
        if (baton_str_eq(p->id.text, id))
            return p;
    }
    return NULL;
}

static struct baton_participant *new_participant(struct reader *r, uint32_t at,
                                                 struct baton_told id)
{
    if (!room(r, r->c->participant_count))
        return NULL;
    struct baton_participant *p = BATON_PUSH(r->arena, r->c->participants,
                                             r->c->participant_count, r->participant_capacity);
    if (!p || !grow_index(r))
        return NULL;
    *p = (struct baton_participant){.fact = {r->index, at}, .id = id, .name = no_told,
                                    .role_text = no_told, .queue_id = no_told,
                                    .joined = no_moment, .left = no_moment, .context = nowhere,
                                    .leg = SIZE_MAX};
    if (id.text.s)
        index_participant(&r->by_id, r->c, (uint32_t)r->c->participant_count - 1);
    return p;
}

static struct baton_told participant_name(const struct reader *r, uint32_t at)
{
    struct baton_told name = told(r, at, (names){"name", "displayName"});
    uint32_t address = member_of(r, at, "address");
    return name.text.s ? name : told(r, address, (names){"name", "displayName"});
}

static void read_role(const struct reader *r, uint32_t at, struct baton_participant *p)
{
    struct baton_told word = told(r, at, (names){"type", "purpose", "role"});
    keep_told(&p->role_text, word);
    if (p->role == BATON_ROLE_UNKNOWN && word.text.s)
        p->role = baton_conversation__role(word.text);
}

/* `context` or `data`, as the tutorial says; `attributes` is Genesys Cloud's. */
static void read_context(const struct reader *r, uint32_t at, struct baton_participant *p)
{
    static names list = {"context", "data", "attributes"};
    const struct baton_json *doc = r->account->doc;
    for (size_t i = 0; i < BATON_CONVERSATION__NAMES && list[i] && p->context.at == BATON_JSON_NONE;
         i++) {
        uint32_t found = baton_json_member_z(doc, at, list[i]);
        if (found == BATON_JSON_NONE)
            continue;
        p->context = (struct baton_fact){r->index, found};
        p->has_context = true;
    }
}

static void read_message(struct reader *r, uint32_t at, size_t participant)
{
    const struct baton_json *doc = r->account->doc;
    if (!room(r, r->c->message_count))
        return;
    struct baton_message *m = BATON_PUSH(r->arena, r->c->messages, r->c->message_count,
                                         r->message_capacity);
    if (!m)
        return;
    uint32_t content = member(r, at, (names){"content", "text", "message", "body"});
    if (doc->v[at].type == BATON_JSON_STRING)
        content = at;
    *m = (struct baton_message){.fact = {r->index, at}, .text = told_at(r, content),
                                .participant = participant};
    if (content != BATON_JSON_NONE && !m->text.text.s)
        m->text = (struct baton_told){{r->index, content}, baton_json_raw(doc, content)};
    m->time = moment(r, at, (names){"timestamp", "time", "dateCreated", "sentTime"});
    enum baton_role role = r->c->participants[participant].role;
    if (role == BATON_ROLE_CUSTOMER || role == BATON_ROLE_AGENT)
        return; /* what people say of handovers is talk */
    m->kind = baton_conversation__message(m->text.text);
    if (m->kind == BATON_MESSAGE_HANDOVER_FAILED)
        m->status = baton_conversation__status(m->text.text);
}

static void read_participant(struct reader *r, uint32_t at, size_t leg)
{
    const struct baton_json *doc = r->account->doc;
    if (doc->v[at].type != BATON_JSON_OBJECT)
        return;
    struct baton_told id = told(r, at, (names){"id", "participantId"});
    struct baton_participant *p = find_participant(r, id.text);
    if (!p)
        p = new_participant(r, at, id);
    if (!p)
        return;
    read_role(r, at, p);
    keep_told(&p->name, participant_name(r, at));
    keep_told(&p->queue_id, told(r, at, (names){"queueId"}));
    keep_moment(&p->joined, moment(r, at, (names){"joinTime", "joinedTime", "startTime",
                                                  "connectedTime"}));
    keep_moment(&p->left, moment(r, at, (names){"leaveTime", "leftTime", "endTime",
                                                "disconnectedTime"}));
    read_context(r, at, p);
    if (p->leg == SIZE_MAX)
        p->leg = leg;
    uint32_t messages = member_of(r, at, "messages");
    size_t row = (size_t)(p - r->c->participants);
    if (baton_json_is(doc, messages, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(doc, messages, item)
            read_message(r, item, row);
}

static bool read_participants(struct reader *r, uint32_t object, size_t leg)
{
    const struct baton_json *doc = r->account->doc;
    uint32_t list = member_of(r, object, "participants");
    if (!baton_json_is(doc, list, BATON_JSON_ARRAY))
        return false;
    BATON_JSON_EACH_ITEM(doc, list, item)
        read_participant(r, item, leg);
    return true;
}

/* ---- legs, errors ------------------------------------------------------------ */

static void read_leg(struct reader *r, uint32_t at)
{
    if (r->account->doc->v[at].type != BATON_JSON_OBJECT || !room(r, r->c->leg_count))
        return;
    struct baton_leg *leg = BATON_PUSH(r->arena, r->c->legs, r->c->leg_count, r->leg_capacity);
    if (!leg)
        return;
    *leg = (struct baton_leg){
        .fact = {r->index, at},
        .id = told(r, at, (names){"id", "legId"}),
        .state_text = told(r, at, state_names),
        .wrapup_code = wrapup_code(r, at),
        .started = moment(r, at, started_names),
        .ended = moment(r, at, ended_names),
    };
    leg->state = baton_conversation__state(leg->state_text.text);
    keep_told(&r->c->wrapup_code, leg->wrapup_code);
    keep_moment(&r->c->wrapped_up, wrapup_time(r, at));
    (void)read_participants(r, at, r->c->leg_count - 1);
}

static void read_legs(struct reader *r, uint32_t root)
{
    uint32_t list = member_of(r, root, "legs");
    if (!baton_json_is(r->account->doc, list, BATON_JSON_ARRAY))
        return;
    r->c->has_legs = true;
    BATON_JSON_EACH_ITEM(r->account->doc, list, item)
        read_leg(r, item);
}

static int status_of(const struct reader *r, uint32_t at, const struct baton_noted_error *error)
{
    struct baton_told status = told(r, at, (names){"status", "statusCode", "httpStatus"});
    int found = baton_conversation__status(status.text);
    if (!found)
        found = baton_conversation__status(error->code.text);
    return found ? found : baton_conversation__status(error->text.text);
}

static void read_error(struct reader *r, uint32_t at)
{
    if (!room(r, r->c->error_count))
        return;
    struct baton_noted_error *error = BATON_PUSH(r->arena, r->c->errors, r->c->error_count,
                                                 r->error_capacity);
    if (!error)
        return;
    *error = (struct baton_noted_error){.fact = {r->index, at}, .code = no_told,
                                        .text = told_at(r, at), .time = no_moment};
    if (r->account->doc->v[at].type == BATON_JSON_OBJECT) {
        error->code = told(r, at, (names){"code", "errorCode", "type"});
        error->text = told(r, at, (names){"message", "text", "error", "description", "detail"});
        error->time = moment(r, at, (names){"timestamp", "time", "eventTime"});
    }
    error->status = status_of(r, at, error);
}

static void read_errors(struct reader *r, uint32_t root)
{
    const struct baton_json *doc = r->account->doc;
    uint32_t metadata = member_of(r, root, "metadata");
    uint32_t list = member_of(r, metadata, "errors");
    if (baton_json_is(doc, list, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(doc, list, item)
            read_error(r, item);
    else if (list != BATON_JSON_NONE)
        read_error(r, list);
}

/* ---- the whole --------------------------------------------------------------- */

static void read_state(struct reader *r, uint32_t root)
{
    struct baton_told word = told(r, root, state_names);
    enum baton_call_state state = baton_conversation__state(word.text);
    if (!word.text.s)
        return;
    if (!r->c->state_text.text.s) {
        r->c->state_text = word;
        r->c->state = state;
    } else if (state != r->c->state && state != BATON_CALL_UNKNOWN) {
        keep_told(&r->c->contrary_state, word);
    }
}

static void read_queue(struct reader *r, uint32_t root)
{
    uint32_t queue = member_of(r, root, "queue");
    if (baton_json_is(r->account->doc, queue, BATON_JSON_OBJECT)) {
        keep_told(&r->c->queue_id, told(r, queue, (names){"id", "queueId"}));
        keep_told(&r->c->queue_name, told(r, queue, (names){"name"}));
    } else {
        keep_told(&r->c->queue_id, told(r, root, (names){"queueId", "queue"}));
    }
}

static void read_account(struct reader *r)
{
    uint32_t root = r->account->root;
    keep_told(&r->c->id, told(r, root, (names){"id", "conversationId"}));
    read_state(r, root);
    read_queue(r, root);
    keep_moment(&r->c->started, moment(r, root, started_names));
    keep_moment(&r->c->ended, moment(r, root, ended_names));
    keep_told(&r->c->wrapup_code, wrapup_code(r, root));
    keep_moment(&r->c->wrapped_up, wrapup_time(r, root));
    r->c->has_participants |= read_participants(r, root, SIZE_MAX);
    read_legs(r, root);
    read_errors(r, root);
}

static size_t first_of(const struct baton_conversation *c, enum baton_role role)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role == role)
            return i;
    return SIZE_MAX;
}

static const struct baton_message *first_try(const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].kind == BATON_MESSAGE_HANDOVER ||
            c->messages[i].kind == BATON_MESSAGE_HANDOVER_FAILED)
            return &c->messages[i];
    return NULL;
}

/* One who had left when the handover was first tried is not whom it reached. */
static size_t agent_of(const struct baton_conversation *c)
{
    const struct baton_message *tried = first_try(c);
    for (size_t i = 0; i < c->participant_count; i++) {
        const struct baton_participant *p = &c->participants[i];
        bool gone = tried && tried->time.seconds != INT64_MIN &&
                    p->left.seconds != INT64_MIN && p->left.seconds < tried->time.seconds;
        if (p->role == BATON_ROLE_AGENT && !gone)
            return i;
    }
    return SIZE_MAX;
}

/* The tutorial takes the first participant of the first leg for the customer. */
static void find_roles(struct baton_conversation *c)
{
    c->bot = first_of(c, BATON_ROLE_BOT);
    c->agent = agent_of(c);
    c->customer = first_of(c, BATON_ROLE_CUSTOMER);
    for (size_t i = 0; c->customer == SIZE_MAX && i < c->participant_count; i++) {
        struct baton_participant *p = &c->participants[i];
        if (p->leg != 0)
            continue;
        if (p->role == BATON_ROLE_UNKNOWN && !p->role_text.text.s) {
            p->role = BATON_ROLE_CUSTOMER;
            c->customer = i;
        }
        break;
    }
}

static bool comes_before(const struct baton_message *a, const struct baton_message *b)
{
    return a->time.seconds != INT64_MIN && b->time.seconds != INT64_MIN &&
           a->time.seconds < b->time.seconds;
}

static void merge(const struct baton_message *from, struct baton_message *to, size_t start,
                  size_t middle, size_t end)
{
    size_t a = start, b = middle;
    for (size_t i = start; i < end; i++) {
        bool first = a < middle && (b >= end || !comes_before(&from[b], &from[a]));
        to[i] = first ? from[a++] : from[b++];
    }
}

/* Stable, by time; a message without one stays about where it stands. */
static bool sort_messages(struct baton_arena *arena, struct baton_conversation *c)
{
    size_t count = c->message_count;
    struct baton_message *from = c->messages;
    struct baton_message *to = BATON_NEW_N(arena, struct baton_message, count);
    if (!to)
        return false;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            merge(from, to, start, middle, end);
        }
        struct baton_message *swap = from;
        from = to;
        to = swap;
    }
    c->messages = from;
    return true;
}

bool baton_conversation_is(const struct baton_json *doc, uint32_t root)
{
    static const char *const parts[] = {"participants", "legs"};
    if (!baton_json_is(doc, root, BATON_JSON_OBJECT))
        return false;
    for (size_t i = 0; i < BATON_COUNT(parts); i++)
        if (baton_json_is(doc, baton_json_member_z(doc, root, parts[i]), BATON_JSON_ARRAY))
            return true;
    return false;
}

enum baton_err baton_conversation_read(struct baton_arena *arena,
                                       const struct baton_account *accounts, size_t count,
                                       struct baton_conversation *out, bool *cut)
{
    const struct baton_json **tapes = BATON_NEW_N(arena, const struct baton_json *, count);
    struct baton_conversation c = {.id = no_told, .state_text = no_told, .wrapup_code = no_told,
                                   .queue_id = no_told, .queue_name = no_told,
                                   .contrary_state = no_told, .started = no_moment,
                                   .ended = no_moment, .wrapped_up = no_moment};
    struct reader r = {.arena = arena, .c = &c};
    if (!tapes)
        return BATON_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        tapes[i] = accounts[i].doc;
        r.account = &accounts[i];
        r.index = (uint32_t)i;
        if (accounts[i].doc)
            read_account(&r);
    }
    c.accounts = tapes;
    c.account_count = count;
    if (!sort_messages(arena, &c) || baton_arena_failed(arena))
        return BATON_ENOMEM;
    find_roles(&c);
    *cut = r.cut;
    *out = c;
    return BATON_OK;
}

struct baton_fact baton_conversation_context(const struct baton_conversation *conversation,
                                             const char *name)
{
    if (conversation->bot == SIZE_MAX)
        return nowhere;
    struct baton_fact fact = conversation->participants[conversation->bot].context;
    if (fact.at == BATON_JSON_NONE)
        return nowhere;
    const struct baton_json *doc = conversation->accounts[fact.account];
    fact.at = baton_json_is(doc, fact.at, BATON_JSON_OBJECT)
                  ? baton_json_member_z(doc, fact.at, name) : BATON_JSON_NONE;
    return fact;
}

struct baton_str baton_conversation_text(const struct baton_conversation *conversation,
                                         struct baton_fact fact, struct baton_arena *arena)
{
    if (fact.at == BATON_JSON_NONE)
        return (struct baton_str){NULL, 0};
    const struct baton_json *doc = conversation->accounts[fact.account];
    return doc->v[fact.at].type == BATON_JSON_STRING ? baton_json_string(doc, fact.at, arena)
                                                     : baton_json_raw(doc, fact.at);
}
