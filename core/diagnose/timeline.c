/* SPDX-License-Identifier: Apache-2.0 */
#include "core/diagnose/diagnose_int.h"

typedef struct baton_diagnose__steps timeline;


static void add(timeline *t, const char *actor, struct baton_str event)
{
    struct baton_event *e = BATON_PUSH(t->arena, t->items, t->count, t->capacity);
    if (e)
        *e = (struct baton_event){.actor = baton_str_from(actor), .event = event,
                                  .seconds = INT64_MIN};
}

static const char *sender(const struct baton_check *check)
{
    return check->contract && check->contract->reaches_bot ? "platform" : "bot";
}

static void add_request(timeline *t, const struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    /* What evidence was asked for, nobody in the handover sent. */
    if (check->is_answer || check->evidence)
        return;
    if (ex->url.len)
        add(t, sender(check),
            baton_str_fmt(t->arena, "sends %.*s %.*s", BATON_ARG(ex->request.method),
                          BATON_ARG(check->url.path)));
    else if (ex->body.present)
        add(t, sender(check), BATON_STR("sends the payload"));
}

static void add_exchange(timeline *t, const struct baton_check *check,
                         const struct baton_report *report)
{
    const struct baton_http_message *response = &check->exchange->response;
    add_request(t, check);
    if (response->present && response->status)
        add(t, "platform", baton_str_fmt(t->arena, "answers %d", response->status));
    if (check->contract && check->contract->reaches_bot &&
        report->verdict.outcome == BATON_OUTCOME_REJECTED && !report->verdict.predicted)
        add(t, "bot", BATON_STR("is never called"));
}

/* ---- a conversation ----------------------------------------------------------------- */

enum { SHOWN = 120, MOST_EVENTS = 200 };

const char *baton_diagnose__actor(enum baton_role role)
{
    static const char *const names[] = {
        [BATON_ROLE_UNKNOWN] = "platform", [BATON_ROLE_CUSTOMER] = "caller",
        [BATON_ROLE_BOT] = "bot",          [BATON_ROLE_AGENT] = "agent",
        [BATON_ROLE_QUEUE] = "queue",      [BATON_ROLE_SYSTEM] = "platform",
        [BATON_ROLE_GATEWAY] = "gateway",
    };
    return names[role];
}

/* Short, and without what must not be shown. */
static struct baton_str shown(struct baton_arena *arena, struct baton_str text)
{
    struct baton_str masked = baton_mask(arena, text);
    size_t end = masked.len;
    if (end <= SHOWN)
        return masked;
    for (end = SHOWN; end && ((unsigned char)masked.s[end] & 0xC0) == 0x80;)
        end--;
    return baton_str_fmt(arena, "%.*s…", (int)end, masked.s);
}

/* Document and JSON Pointer of a fact, where there is more than one document. */
static struct baton_str ref_of(const timeline *t, struct baton_fact fact)
{
    const struct baton_evidence *e = t->check->evidence;
    if (!e || fact.at == BATON_JSON_NONE || fact.account >= e->document_count)
        return BATON_STR("");
    struct baton_str pointer =
        baton_json_pointer_to(&e->documents[fact.account].reading.doc, fact.at, t->arena);
    return baton_str_fmt(t->arena, "%.*s#%.*s", BATON_ARG(e->documents[fact.account].name),
                         BATON_ARG(pointer));
}

struct baton_str baton_diagnose__payload_ref(const timeline *t)
{
    const struct baton_evidence *e = t->check->evidence;
    return e && e->payload < e->document_count
               ? baton_str_fmt(t->arena, "%.*s#", BATON_ARG(e->documents[e->payload].name))
               : BATON_STR("");
}

struct baton_event *baton_diagnose__happened(timeline *t, struct baton_moment when,
                                    struct baton_fact fact, int64_t otherwise, const char *actor,
                                    struct baton_str event)
{
    struct baton_event *e = t->count < MOST_EVENTS
                                ? BATON_PUSH(t->arena, t->items, t->count, t->capacity) : NULL;
    if (!e)
        return NULL;
    *e = (struct baton_event){
        .time = when.text.s ? when.text : BATON_STR(""), .actor = baton_str_from(actor),
        .event = event, .ref = ref_of(t, fact), .seconds = when.seconds,
    };
    if (when.seconds != INT64_MIN)
        e->at = baton_time_text(t->arena, when.seconds);
    else if (t->check->evidence)
        e->seconds = otherwise;
    return e;
}

/* Evidence is drawn: from whom to whom, and what was good or bad about it. */
static void marks(const timeline *t, struct baton_event *e, const char *to,
                  enum baton_event_kind kind)
{
    if (!e || !t->check->evidence)
        return;
    e->to = baton_str_from(to);
    e->kind = kind;
}

static const struct baton_fact nowhere = {0, BATON_JSON_NONE};

static void add_participant(timeline *t, const struct baton_conversation *c,
                            const struct baton_participant *p)
{
    const char *actor = baton_diagnose__actor(p->role);
    /* The caller's joining is the call. */
    bool called = t->check->evidence && p->role == BATON_ROLE_CUSTOMER && c->started.text.s;
    if (!called && (p->joined.text.s || p->role != BATON_ROLE_CUSTOMER))
        marks(t, baton_diagnose__happened(t, p->joined, p->joined.text.s ? p->joined.fact : nowhere,
                          c->started.seconds, actor, BATON_STR("joins")),
              "", p->role == BATON_ROLE_AGENT ? BATON_EVENT_GOOD : BATON_EVENT_PLAIN);
    if (p->left.text.s)
        (void)baton_diagnose__happened(t, p->left, p->left.fact, INT64_MAX, actor,
                                       BATON_STR("leaves"));
}

static void add_participants(timeline *t, const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].role != BATON_ROLE_UNKNOWN)
            add_participant(t, c, &c->participants[i]);
}

static enum baton_event_kind kind_of(enum baton_message_kind kind)
{
    static const enum baton_event_kind kinds[] = {
        [BATON_MESSAGE_PLAIN] = BATON_EVENT_PLAIN,
        [BATON_MESSAGE_HANDOVER] = BATON_EVENT_PLAIN,
        [BATON_MESSAGE_HANDOVER_FAILED] = BATON_EVENT_BAD,
        [BATON_MESSAGE_HANDOVER_DONE] = BATON_EVENT_GOOD,
        [BATON_MESSAGE_SESSION_EXPIRED] = BATON_EVENT_BAD,
    };
    return kinds[kind];
}

/* A bot that tells of a status tells what it was answered; else, what it asked for. */
static void add_message(timeline *t, const struct baton_message *m, enum baton_role role,
                        int64_t otherwise)
{
    bool bot = t->check->evidence && role == BATON_ROLE_BOT;
    bool answered = bot && m->kind == BATON_MESSAGE_HANDOVER_FAILED && m->status;
    bool asked = bot && m->kind == BATON_MESSAGE_HANDOVER;
    struct baton_str text = m->text.text.s ? m->text.text : BATON_STR("says something");
    const char *actor = answered ? "platform" : baton_diagnose__actor(role);
    marks(t, baton_diagnose__happened(t, m->time, m->fact, otherwise, actor,
                                      shown(t->arena, text)),
          answered ? "bot" : asked ? "platform" : "", kind_of(m->kind));
}

static void add_messages(timeline *t, const struct baton_conversation *c)
{
    int64_t before = c->started.seconds;
    for (size_t i = 0; i < c->message_count; i++) {
        const struct baton_message *m = &c->messages[i];
        if (m->kind == BATON_MESSAGE_PLAIN)
            continue;
        before = m->time.seconds == INT64_MIN ? before : m->time.seconds;
        add_message(t, m, c->participants[m->participant].role, before);
    }
}

/* What has no time is told of the last attempt. */
static void add_errors(timeline *t, const struct baton_conversation *c)
{
    int64_t otherwise = INT64_MAX;
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].kind == BATON_MESSAGE_HANDOVER_FAILED &&
            c->messages[i].time.seconds != INT64_MIN)
            otherwise = c->messages[i].time.seconds;
    for (size_t i = 0; i < c->error_count; i++) {
        const struct baton_noted_error *e = &c->errors[i];
        struct baton_str text = e->text.text.s ? e->text.text
                                : e->code.text.s ? e->code.text : BATON_STR("an error");
        struct baton_str words = shown(t->arena, text);
        marks(t, baton_diagnose__happened(t, e->time, e->fact, otherwise, "platform",
                          baton_str_fmt(t->arena, "notes an error: %.*s", BATON_ARG(words))),
              "", BATON_EVENT_BAD);
    }
}

static void add_states(timeline *t, const struct baton_conversation *c)
{
    if (c->started.text.s)
        marks(t, baton_diagnose__happened(t, c->started, c->started.fact, INT64_MIN, "caller",
                          BATON_STR("calls")), "platform", BATON_EVENT_PLAIN);
    if (c->state == BATON_CALL_QUEUED) {
        struct baton_str queue = c->queue_name.text.s ? c->queue_name.text : c->queue_id.text;
        const struct baton_moment never = {.seconds = INT64_MIN};
        struct baton_str words =
            queue.s ? baton_str_fmt(t->arena, "holds the call: %.*s", BATON_ARG(queue))
                    : BATON_STR("holds the call");
        (void)baton_diagnose__happened(t, never, c->state_text.fact, INT64_MAX, "queue", words);
    }
    if (c->wrapped_up.text.s)
        (void)baton_diagnose__happened(t, c->wrapped_up, c->wrapped_up.fact, INT64_MAX, "platform",
                       BATON_STR("wraps the conversation up"));
    if (c->ended.text.s)
        (void)baton_diagnose__happened(t, c->ended, c->ended.fact, INT64_MAX, "platform",
                       BATON_STR("ends the conversation"));
}

/* By time where it is known; what has no time stays behind what was added before it. */
static void put_in_order(timeline *t)
{
    for (size_t i = 1; i < t->count; i++) {
        struct baton_event moving = t->items[i];
        size_t at = i;
        while (at && moving.seconds != INT64_MIN && t->items[at - 1].seconds != INT64_MIN &&
               t->items[at - 1].seconds > moving.seconds) {
            t->items[at] = t->items[at - 1];
            at--;
        }
        t->items[at] = moving;
    }
}

/* ---- where the root cause shows ------------------------------------------------------- */

static struct baton_str root_ref(const timeline *t, const struct baton_finding *f)
{
    size_t document = f->document ? f->document - 1 : t->check->document;
    if (!f->in_body || !f->pointer.len)
        return BATON_STR("");
    return baton_str_fmt(t->arena, "%.*s#%.*s",
                         BATON_ARG(t->check->evidence->documents[document].name),
                         BATON_ARG(f->pointer));
}

/* The event that the finding points at, or into; of several the one nearest to it. */
static struct baton_event *pointed_at(timeline *t, struct baton_str ref)
{
    struct baton_event *found = NULL;
    for (size_t i = 0; i < t->count; i++) {
        struct baton_event *e = &t->items[i];
        bool within = e->ref.len && baton_str_starts(ref, e->ref) &&
                      (ref.len == e->ref.len || ref.s[e->ref.len] == '/');
        if (within && (!found || e->ref.len > found->ref.len))
            found = e;
    }
    return found;
}

/* What is wrong with the queue shows there; anything else in the first thing that failed. */
static struct baton_event *led_to(timeline *t, enum baton_stage stage)
{
    struct baton_event *failed = NULL;
    for (size_t i = 0; i < t->count; i++) {
        struct baton_event *e = &t->items[i];
        if (stage == BATON_PLACE && baton_str_is(e->actor, "queue"))
            return e;
        failed = !failed && e->kind == BATON_EVENT_BAD ? e : failed;
    }
    return failed;
}

/*
 * The payload is a request of the bot's own: it has a step in a vendor's story; elsewhere it
 * is the one that the bot was answered with a no. Other lines of a log are not.
 */
static struct baton_event *step_of_payload(timeline *t)
{
    struct baton_str ref = baton_diagnose__payload_ref(t);
    bool vendors = baton_conversation_is_vendors(t->check->conversation);
    for (size_t i = 0; i < t->count; i++) {
        struct baton_event *e = &t->items[i];
        bool no = e->kind == BATON_EVENT_BAD && baton_str_is(e->actor, "platform") &&
                  baton_str_is(e->to, "bot");
        if (vendors ? baton_str_eq(e->ref, ref) : no)
            return e;
    }
    return NULL;
}

static bool is_of_payload(const timeline *t, const struct baton_finding *f)
{
    size_t document = f->document ? f->document - 1 : t->check->document;
    return t->check->evidence->payload != SIZE_MAX && document == t->check->evidence->payload;
}

static void mark_root(timeline *t, const struct baton_report *report)
{
    if (!t->check->evidence || report->verdict.root_cause >= report->finding_count)
        return;
    const struct baton_finding *f = &report->findings[report->verdict.root_cause];
    struct baton_event *e = pointed_at(t, root_ref(t, f));
    if (!e && is_of_payload(t, f))
        e = step_of_payload(t);
    else if (!e && f->severity == BATON_ERROR)
        e = led_to(t, f->stage);
    if (e)
        e->root = true;
}

bool baton_diagnose__timeline(const struct baton_check *check, struct baton_report *report)
{
    timeline t = {.arena = check->arena, .check = check};
    if (check->conversation && baton_conversation_is_vendors(check->conversation)) {
        bool both = check->evidence && check->evidence->has_bot_side;
        baton_diagnose__account_steps(&t, check->conversation, both);
        if (both)
            baton_diagnose__account_steps(&t, &check->evidence->bot_side, both);
        put_in_order(&t);
        mark_root(&t, report);
    } else if (check->conversation) {
        add_states(&t, check->conversation);
        add_participants(&t, check->conversation);
        add_messages(&t, check->conversation);
        add_errors(&t, check->conversation);
        put_in_order(&t);
        mark_root(&t, report);
    } else {
        add_exchange(&t, check, report);
    }
    report->timeline = t.items;
    report->timeline_count = t.count;
    return !baton_arena_failed(t.arena);
}
