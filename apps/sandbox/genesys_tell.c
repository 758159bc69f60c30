/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/genesys.h"

/* ---- members ----------------------------------------------------------------------------- */

static const char *const of_participant[] = {
    "id", "startTime", "connectedTime", "endTime", "name", "userId", "queueId", "queueName",
    "purpose", "participantType", "address", "ani", "dnis", "wrapupRequired", "wrapupPrompt",
    "wrapup", "conversationRoutingData", "attributes",
};
static const char *const of_leg[] = {
    "state", "direction", "held", "disconnectType", "errorInfo", "disconnectReasons",
    "connectedTime", "provider", "scriptId", "peerId", "uuiData",
};
static const char *const of_flat[] = {
    "id", "name", "address", "startTime", "connectedTime", "endTime", "purpose", "state",
    "direction", "held", "disconnectType", "errorInfo", "disconnectReasons", "wrapupRequired",
    "wrapupPrompt", "wrapup", "attributes", "provider", "scriptId", "peerId", "uuiData",
};
/* Of these and of the above is a part in a scenario. */
static const char *const of_details[] = {
    "flow", "errorCode", "sipResponseCodes", "q850ResponseCodes", "protocolCallId", "segmentType",
};

static void copy_all(struct baton_json_writer *w, const struct baton_json *doc, uint32_t object,
                     const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        baton_sandbox__copy(w, doc, object, names[i], NULL);
}

static struct baton_str text_of(const struct baton_json_writer *w, const struct baton_json *doc,
                                uint32_t object, const char *name)
{
    return baton_sandbox__text(doc, object, name, w->out->arena);
}

static void put_id_from(struct baton_json_writer *w, const char *name, struct baton_str text,
                        uint64_t number)
{
    char id[37];
    baton_sandbox__id_from(text, number, id);
    baton_sandbox__put_pair(w, name, baton_str_from(id));
}

static bool is_call(const struct baton_json *facts)
{
    uint32_t media = baton_json_member_z(facts, 0, "media");
    return media != BATON_JSON_NONE && baton_json_string_is(facts, media, BATON_STR("call"));
}

/* ---- words ------------------------------------------------------------------------------- */

struct baton_str baton_sandbox__camel(struct baton_str dotted)
{
    static const char *const words[][2] = {
        {"endpoint.donotdisturb", "dndEndpoint"}, {"transfer.conference", "conferenceTransfer"},
        {"transfer.consult", "consultTransfer"}, {"transfer.donotdisturb", "dndTransfer"},
        {"transfer.forward", "forwardTransfer"}, {"transfer.noanswer", "noAnswerTransfer"},
        {"transfer.notavailable", "notAvailableTransfer"},
        {"transport.failure", "transportFailure"}, {"session.expired", "sessionExpired"},
    };
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is(dotted, words[i][0]))
            return baton_str_from(words[i][1]);
    return dotted;
}

static struct baton_str segment_type(const struct baton_json *facts, struct baton_str purpose,
                                     struct baton_str state)
{
    if (baton_str_is(state, "alerting"))
        return BATON_STR("alert");
    if (baton_str_is(purpose, "ivr"))
        return BATON_STR("ivr");
    if (baton_str_is(purpose, "botflow") || baton_str_is(purpose, "workflow"))
        return is_call(facts) ? BATON_STR("ivr") : BATON_STR("system");
    return BATON_STR("interact");
}

/* ---- the conversation -------------------------------------------------------------------- */

static void put_leg(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, "legId", "id");
    copy_all(w, facts, part, of_leg, BATON_COUNT(of_leg));
    baton_sandbox__copy(w, facts, part, "endTime", "disconnectedTime");
    baton_json_end(w, '}');
}

static void put_participant(struct baton_json_writer *w, const struct baton_json *facts,
                            uint32_t part)
{
    baton_json_begin(w, '{');
    copy_all(w, facts, part, of_participant, BATON_COUNT(of_participant));
    baton_json_name(w, is_call(facts) ? "calls" : "messages");
    baton_json_begin(w, '[');
    put_leg(w, facts, part);
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

static void put_reference(struct baton_json_writer *w, const struct baton_json *facts,
                          uint32_t part, const char *as, const char *id, const char *name)
{
    if (!baton_sandbox__has(facts, part, id))
        return;
    baton_json_name(w, as);
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, id, "id");
    if (name)
        baton_sandbox__copy(w, facts, part, name, "name");
    baton_json_end(w, '}');
}

static void put_flat(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    baton_json_begin(w, '{');
    copy_all(w, facts, part, of_flat, BATON_COUNT(of_flat));
    put_reference(w, facts, part, "user", "userId", NULL);
    put_reference(w, facts, part, "queue", "queueId", "queueName");
    baton_json_end(w, '}');
}

/* ---- analytics --------------------------------------------------------------------------- */

static void put_disconnect(struct baton_json_writer *w, const struct baton_json *facts,
                           uint32_t part)
{
    struct baton_str dotted = text_of(w, facts, part, "disconnectType");
    if (dotted.len)
        baton_sandbox__put_pair(w, "disconnectType", baton_sandbox__camel(dotted));
}

static void put_segment(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    struct baton_str own = text_of(w, facts, part, "segmentType");
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, "startTime", "segmentStart");
    baton_sandbox__copy(w, facts, part, "endTime", "segmentEnd");
    baton_sandbox__copy(w, facts, part, "queueId", NULL);
    put_disconnect(w, facts, part);
    baton_sandbox__put_pair(w, "segmentType", own.len ? own
                            : segment_type(facts, text_of(w, facts, part, "purpose"),
                                           text_of(w, facts, part, "state")));
    baton_sandbox__copy(w, facts, part, "errorCode", NULL);
    baton_sandbox__copy(w, facts, part, "sipResponseCodes", NULL);
    baton_sandbox__copy(w, facts, part, "q850ResponseCodes", NULL);
    baton_json_name(w, "conference");
    baton_json_put_bool(w, false);
    baton_json_end(w, '}');
}

static void put_wrapup(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    uint32_t wrapup = baton_json_member_z(facts, part, "wrapup");
    if (wrapup == BATON_JSON_NONE)
        return;
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, "endTime", "segmentStart");
    baton_sandbox__copy(w, facts, wrapup, "endTime", "segmentEnd");
    baton_sandbox__copy(w, facts, part, "queueId", NULL);
    baton_sandbox__put_pair(w, "segmentType", BATON_STR("wrapup"));
    baton_sandbox__copy(w, facts, wrapup, "code", "wrapUpCode");
    baton_json_end(w, '}');
}

static void put_session(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    static const char *const copied[] = {"direction", "ani", "dnis", "provider", "peerId", "flow"};
    struct baton_str purpose = text_of(w, facts, part, "purpose");
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, "sessionId", NULL);
    baton_sandbox__put_pair(w, "mediaType", baton_str_from(is_call(facts) ? "voice" : "message"));
    copy_all(w, facts, part, copied, BATON_COUNT(copied));
    if (baton_sandbox__has(facts, part, "protocolCallId"))
        baton_sandbox__copy(w, facts, part, "protocolCallId", NULL);
    else if (baton_str_is(purpose, "customer") || baton_str_is(purpose, "ivr"))
        baton_sandbox__copy(w, facts, 0, "callId", "protocolCallId");
    baton_json_name(w, "metrics");
    baton_json_put_raw(w, BATON_STR("[]"));
    baton_json_name(w, "segments");
    baton_json_begin(w, '[');
    put_segment(w, facts, part);
    put_wrapup(w, facts, part);
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

static void put_detail(struct baton_json_writer *w, const struct baton_json *facts, uint32_t part)
{
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, part, "id", "participantId");
    baton_sandbox__copy(w, facts, part, "name", "participantName");
    baton_sandbox__copy(w, facts, part, "purpose", NULL);
    baton_sandbox__copy(w, facts, part, "userId", NULL);
    baton_json_name(w, "sessions");
    baton_json_begin(w, '[');
    put_session(w, facts, part);
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

/* ---- views ------------------------------------------------------------------------------- */

static void put_parts(struct baton_json_writer *w, const struct baton_json *facts,
                      void (*put)(struct baton_json_writer *, const struct baton_json *, uint32_t))
{
    uint32_t list = baton_json_member_z(facts, 0, "parts");
    baton_json_name(w, "participants");
    baton_json_begin(w, '[');
    if (list != BATON_JSON_NONE)
        BATON_JSON_EACH_ITEM(facts, list, part)
            put(w, facts, part);
    baton_json_end(w, ']');
}

void baton_sandbox__put_view(struct baton_json_writer *w, const struct baton_json *facts, int view)
{
    bool details = view == BATON_SANDBOX__DETAILS;
    if (view == BATON_SANDBOX__FACTS) {
        baton_json_put_raw(w, baton_json_raw(facts, 0));
        return;
    }
    baton_json_begin(w, '{');
    baton_sandbox__copy(w, facts, 0, "id", details ? "conversationId" : "id");
    baton_sandbox__copy(w, facts, 0, "startTime", details ? "conversationStart" : NULL);
    baton_sandbox__copy(w, facts, 0, "endTime", details ? "conversationEnd" : NULL);
    if (details)
        baton_sandbox__put_pair(w, "originatingDirection", BATON_STR("inbound"));
    put_parts(w, facts, details ? put_detail
                        : view == BATON_SANDBOX__FLAT ? put_flat : put_participant);
    if (!details) {
        baton_sandbox__copy(w, facts, 0, "divisions", NULL);
        baton_sandbox__copy(w, facts, 0, "recentTransfers", NULL);
    }
    baton_json_end(w, '}');
}

/* ---- facts from a scenario's section ----------------------------------------------------- */

static void put_queue_name(struct baton_json_writer *w, const struct baton_sandbox *s,
                           const struct baton_json *doc, uint32_t part)
{
    const struct baton_sandbox__queue *q =
        baton_sandbox__queue_of(s, text_of(w, doc, part, "queueId"));
    if (q && !baton_sandbox__has(doc, part, "queueName"))
        baton_sandbox__put_pair(w, "queueName", q->name);
}

/* What a part does not say. */
static void put_rest(struct baton_json_writer *w, const struct baton_json *doc, uint32_t own,
                     uint32_t part, bool call)
{
    const struct { const char *name, *value; } usual[] = {
        {"state", baton_sandbox__has(doc, part, "endTime") ? "disconnected" : "connected"},
        {"direction", "inbound"},
        {"provider", call ? "Edge" : "PureCloud Messaging"},
    };
    for (size_t i = 0; i < BATON_COUNT(usual); i++)
        if (!baton_sandbox__has(doc, part, usual[i].name))
            baton_sandbox__put_pair(w, usual[i].name, baton_str_from(usual[i].value));
    bool starts = baton_sandbox__has(doc, part, "startTime");
    if (!starts)
        baton_sandbox__copy(w, doc, own, "startTime", NULL);
    if (!baton_sandbox__has(doc, part, "connectedTime") &&
        !baton_str_is(text_of(w, doc, part, "state"), "alerting"))
        baton_sandbox__copy(w, doc, starts ? part : own, "startTime", "connectedTime");
    if (!baton_sandbox__has(doc, part, "held")) {
        baton_json_name(w, "held");
        baton_json_put_bool(w, false);
    }
}

static void put_part(struct baton_json_writer *w, const struct baton_sandbox *s,
                     const struct baton_json *doc, uint32_t own, uint32_t part, bool call)
{
    struct baton_str id = text_of(w, doc, part, "id");
    baton_json_begin(w, '{');
    BATON_JSON_EACH_MEMBER(doc, part, key) {
        struct baton_str name = baton_json_string(doc, key, w->out->arena);
        struct baton_str kept = baton_str_copy(w->out->arena, name);
        baton_json_name(w, kept.s ? kept.s : "");
        baton_json_put_raw(w, baton_json_raw(doc, key + 1));
    }
    put_id_from(w, "legId", id, 1);
    put_id_from(w, "sessionId", id, 2);
    put_queue_name(w, s, doc, part);
    put_rest(w, doc, own, part, call);
    baton_json_end(w, '}');
}

static void put_facts(struct baton_json_writer *w, const struct baton_sandbox *s,
                      const struct baton_json *doc, uint32_t own, bool call)
{
    static const char *const copied[] = {"id", "startTime", "endTime", "callId", "divisions",
                                         "recentTransfers"};
    uint32_t list = baton_json_member_z(doc, own, "parts");
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "media", baton_str_from(call ? "call" : "message"));
    copy_all(w, doc, own, copied, BATON_COUNT(copied));
    if (!baton_sandbox__has(doc, own, "recentTransfers")) {
        baton_json_name(w, "recentTransfers");
        baton_json_put_raw(w, BATON_STR("[]"));
    }
    baton_json_name(w, "parts");
    baton_json_begin(w, '[');
    if (list != BATON_JSON_NONE && baton_json_is(doc, list, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(doc, list, part)
            put_part(w, s, doc, own, part, call);
    baton_json_end(w, ']');
    baton_json_end(w, '}');
}

/* ---- a section from the account of the tutorials ----------------------------------------- */

struct story {
    struct baton_json_writer *w;
    const struct baton_json *doc;
    uint32_t account, customer, bot, agent;
    const struct baton_sandbox__pattern *pattern;
    const struct baton_sandbox__queue *queue;
    bool call;
};

static void begin_part(const struct story *s, uint32_t of, uint64_t number, const char *purpose)
{
    baton_json_begin(s->w, '{');
    if (of != BATON_JSON_NONE)
        baton_sandbox__copy(s->w, s->doc, of, "id", NULL);
    else
        put_id_from(s->w, "id", s->pattern->id, number);
    baton_sandbox__put_pair(s->w, "purpose", baton_str_from(purpose));
}

/* Where the conversation is over, so is the part. */
static void end_with_account(const struct story *s, const char *how)
{
    if (!baton_sandbox__has(s->doc, s->account, "endTime"))
        return;
    baton_sandbox__copy(s->w, s->doc, s->account, "endTime", NULL);
    baton_sandbox__put_pair(s->w, "disconnectType", baton_str_from(how));
}

static void put_attributes(const struct story *s)
{
    static const char *const copied[][2] = {
        {"sessionId", "cognigySessionId"}, {"intent", "intent"},
        {"transferReason", "transferReason"},
    };
    uint32_t context = s->bot == BATON_JSON_NONE
                           ? s->bot : baton_json_member_z(s->doc, s->bot, "context");
    if (context == BATON_JSON_NONE || !baton_json_is(s->doc, context, BATON_JSON_OBJECT))
        return;
    baton_json_name(s->w, "attributes");
    baton_json_begin(s->w, '{');
    for (size_t i = 0; i < BATON_COUNT(copied); i++)
        if (text_of(s->w, s->doc, context, copied[i][0]).len)
            baton_sandbox__copy(s->w, s->doc, context, copied[i][0], copied[i][1]);
    baton_json_end(s->w, '}');
}

static void put_customer(const struct story *s)
{
    if (s->customer == BATON_JSON_NONE)
        return;
    begin_part(s, s->customer, 0, "customer");
    baton_sandbox__copy(s->w, s->doc, s->customer, "name", NULL);
    baton_sandbox__copy(s->w, s->doc, s->customer, "joinTime", "startTime");
    if (s->call && s->pattern->phone.len) {
        struct baton_str ani =
            baton_str_fmt(s->w->out->arena, "tel:%.*s", BATON_ARG(s->pattern->phone));
        baton_sandbox__put_pair(s->w, "ani", ani.s ? ani : BATON_STR(""));
    }
    put_attributes(s);
    end_with_account(s, "endpoint");
    baton_json_end(s->w, '}');
}

static void put_bot(const struct story *s)
{
    bool moved = s->queue || s->agent != BATON_JSON_NONE;
    if (s->bot == BATON_JSON_NONE)
        return;
    begin_part(s, s->bot, 0, s->call ? "ivr" : "botflow");
    baton_sandbox__copy(s->w, s->doc, s->bot, "name", NULL);
    baton_sandbox__copy(s->w, s->doc, s->bot, "joinTime", "startTime");
    if (baton_sandbox__has(s->doc, s->bot, "leaveTime")) {
        baton_sandbox__copy(s->w, s->doc, s->bot, "leaveTime", "endTime");
        baton_sandbox__put_pair(s->w, "disconnectType", moved ? BATON_STR("transfer")
                                                              : BATON_STR("system"));
    } else {
        end_with_account(s, "peer");
    }
    baton_json_end(s->w, '}');
}

static void put_acd(const struct story *s)
{
    bool left = s->bot != BATON_JSON_NONE && baton_sandbox__has(s->doc, s->bot, "leaveTime");
    if (!s->queue || (!left && !baton_str_is(s->pattern->state, "queued")))
        return;
    begin_part(s, BATON_JSON_NONE, 21, "acd");
    baton_sandbox__put_pair(s->w, "queueId", s->queue->id);
    if (left)
        baton_sandbox__copy(s->w, s->doc, s->bot, "leaveTime", "startTime");
    if (s->agent != BATON_JSON_NONE) {
        baton_sandbox__copy(s->w, s->doc, s->agent, "joinTime", "endTime");
        baton_sandbox__put_pair(s->w, "disconnectType", BATON_STR("transfer"));
    } else {
        end_with_account(s, "peer");
    }
    baton_json_end(s->w, '}');
}

static void put_agent(const struct story *s, const struct baton_sandbox *sandbox)
{
    if (s->agent == BATON_JSON_NONE)
        return;
    struct baton_str name = text_of(s->w, s->doc, s->agent, "name");
    begin_part(s, s->agent, 0, "agent");
    for (size_t i = 0; i < sandbox->user_count; i++)
        if (baton_str_eq(sandbox->users[i].name, name))
            baton_sandbox__put_pair(s->w, "userId", sandbox->users[i].id);
    baton_sandbox__copy(s->w, s->doc, s->agent, "name", NULL);
    baton_sandbox__copy(s->w, s->doc, s->agent, "joinTime", "startTime");
    if (s->queue)
        baton_sandbox__put_pair(s->w, "queueId", s->queue->id);
    end_with_account(s, "peer");
    baton_json_end(s->w, '}');
}

/* The call's id is made up of the conversation's, so that each has one of its own. */
static struct baton_str section_of(struct baton_sandbox__reader *r, uint32_t account,
                                   const struct baton_sandbox__pattern *p, bool call)
{
    char id[37];
    struct baton_buf out;
    baton_buf_init(&out, &r->sandbox->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    struct story s = {&w, r->doc, account, baton_sandbox__participant(r, account, "customer"),
                      baton_sandbox__participant(r, account, "bot"),
                      baton_sandbox__participant(r, account, "agent"), p,
                      baton_sandbox__queue_of(r->sandbox, p->queue), call};
    baton_sandbox__id_from(p->id, 20, id);
    baton_json_begin(&w, '{');
    baton_sandbox__copy(&w, r->doc, account, "id", NULL);
    baton_sandbox__copy(&w, r->doc, account, "startTime", NULL);
    baton_sandbox__copy(&w, r->doc, account, "endTime", NULL);
    struct baton_str call_id = baton_str_fmt(out.arena, "%s@192.0.2.10", id);
    if (call)
        baton_sandbox__put_pair(&w, "callId", call_id.s ? call_id : BATON_STR(""));
    baton_json_name(&w, "parts");
    baton_json_begin(&w, '[');
    put_customer(&s);
    put_bot(&s);
    put_acd(&s);
    put_agent(&s, r->sandbox);
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    return baton_buf_failed(&out) ? (struct baton_str){NULL, 0} : baton_buf_str(&out);
}

/* ---- telling ----------------------------------------------------------------------------- */

static void check_parts(struct baton_sandbox__reader *r, uint32_t own)
{
    const char *known[64];
    size_t count = 0;
    uint32_t list;
    const struct { const char *const *names; size_t count; } all[] = {
        {of_participant, BATON_COUNT(of_participant)}, {of_leg, BATON_COUNT(of_leg)},
        {of_details, BATON_COUNT(of_details)},
    };
    for (size_t i = 0; i < BATON_COUNT(all); i++)
        for (size_t j = 0; j < all[i].count; j++)
            known[count++] = all[i].names[j];
    if (!baton_sandbox__list_at(r, own, "parts", &list))
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, part) {
        if (!baton_sandbox__object_of(r, part, known, count))
            continue;
        baton_sandbox__text_at(r, part, "id", true);
        baton_sandbox__text_at(r, part, "purpose", true);
    }
}

/* What is told of no account in the tutorials' form. */
static void read_own(struct baton_sandbox__reader *r, uint32_t own,
                     struct baton_sandbox__pattern *p)
{
    uint32_t first = baton_json_pointer(r->doc, own, BATON_STR("/parts/0"));
    p->id = baton_sandbox__text_at(r, own, "id", true);
    p->state = baton_sandbox__has(r->doc, own, "endTime") ? BATON_STR("disconnected")
                                                          : BATON_STR("connected");
    if (first != BATON_JSON_NONE)
        p->customer = baton_sandbox__text_at(r, first, "name", false);
    baton_sandbox__start_at(r, own, p);
    baton_sandbox__own_id(r, own, p);
}

static enum baton_err make_views(struct baton_sandbox *s, struct baton_sandbox__pattern *p,
                                 struct baton_str facts_text, struct baton_sandbox__told *told)
{
    struct baton_json facts;
    enum baton_err err = baton_json_read(&s->arena, facts_text, NULL, &facts, NULL);
    for (int i = 0; err == BATON_OK && i < BATON_SANDBOX__GENESYS_VIEWS; i++) {
        struct baton_buf out;
        baton_buf_init(&out, &s->arena, 0);
        struct baton_json_writer w = {.out = &out, .first = true};
        baton_sandbox__put_view(&w, &facts, i);
        err = baton_buf_failed(&out)
                  ? BATON_ENOMEM
                  : baton_sandbox__make_view(s, p, baton_buf_str(&out), &told->views[i]);
    }
    return err;
}

static enum baton_err tell_section(struct baton_sandbox__reader *r, const struct baton_json *doc,
                                   uint32_t own, size_t index, struct baton_sandbox__pattern *p)
{
    struct baton_buf out;
    baton_buf_init(&out, &r->sandbox->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    put_facts(&w, r->sandbox, doc, own, baton_str_is(p->channel, "voice"));
    if (baton_buf_failed(&out))
        return BATON_ENOMEM;
    p->told[index].is_told = true;
    return make_views(r->sandbox, p, baton_buf_str(&out), &p->told[index]);
}

/* A section with parts tells all; else it is told from the account. */
enum baton_err baton_sandbox__genesys_tell(struct baton_sandbox__reader *r, uint32_t own,
                                           uint32_t account, size_t index,
                                           struct baton_sandbox__pattern *p)
{
    static const char *const known[] = {"about", "rootCause", "id", "startTime", "endTime",
                                        "callId", "divisions", "parts", "recentTransfers"};
    struct baton_json doc;
    if (own != BATON_JSON_NONE)
        (void)baton_sandbox__object_of(r, own, known, BATON_COUNT(known));
    if (own != BATON_JSON_NONE && (account == BATON_JSON_NONE ||
                                   baton_sandbox__has(r->doc, own, "parts"))) {
        check_parts(r, own);
        if (account == BATON_JSON_NONE)
            read_own(r, own, p);
        return tell_section(r, r->doc, own, index, p);
    }
    struct baton_str text = section_of(r, account, p, baton_str_is(p->channel, "voice"));
    if (!text.s)
        return BATON_ENOMEM;
    enum baton_err err = baton_json_read(&r->sandbox->arena, text, NULL, &doc, NULL);
    return err == BATON_OK ? tell_section(r, &doc, 0, index, p) : err;
}
