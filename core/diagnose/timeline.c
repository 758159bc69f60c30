/* SPDX-License-Identifier: Apache-2.0 */
#include "core/diagnose/diagnose_int.h"

struct timeline {
    struct baton_arena *arena;
    struct baton_event *items;
    size_t count, capacity;
};

static void add(struct timeline *t, const char *actor, struct baton_str event)
{
    struct baton_event *e = BATON_PUSH(t->arena, t->items, t->count, t->capacity);
    if (e)
        *e = (struct baton_event){BATON_STR(""), baton_str_from(actor), event, BATON_STR("")};
}

static const char *sender(const struct baton_check *check)
{
    return check->contract && check->contract->reaches_bot ? "platform" : "bot";
}

static void add_request(struct timeline *t, const struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    if (check->is_answer)
        return;
    if (ex->url.len)
        add(t, sender(check),
            baton_str_fmt(t->arena, "sends %.*s %.*s", BATON_ARG(ex->request.method),
                          BATON_ARG(check->url.path)));
    else if (ex->body.present)
        add(t, sender(check), BATON_STR("sends the payload"));
}

static void add_exchange(struct timeline *t, const struct baton_check *check,
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

static const char *actor_of(enum baton_role role)
{
    static const char *const names[] = {
        [BATON_ROLE_UNKNOWN] = "platform", [BATON_ROLE_CUSTOMER] = "caller",
        [BATON_ROLE_BOT] = "bot",          [BATON_ROLE_AGENT] = "agent",
        [BATON_ROLE_QUEUE] = "queue",      [BATON_ROLE_SYSTEM] = "platform",
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

static void happened(struct timeline *t, struct baton_moment when, const char *actor,
                     struct baton_str event)
{
    struct baton_event *e = t->count < MOST_EVENTS
                                ? BATON_PUSH(t->arena, t->items, t->count, t->capacity) : NULL;
    if (e)
        *e = (struct baton_event){when.text.s ? when.text : BATON_STR(""), baton_str_from(actor),
                                  event, BATON_STR("")};
}

static void add_participants(struct timeline *t, const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->participant_count; i++) {
        const struct baton_participant *p = &c->participants[i];
        const char *actor = actor_of(p->role);
        if (p->role == BATON_ROLE_UNKNOWN)
            continue;
        if (p->joined.text.s || p->role != BATON_ROLE_CUSTOMER)
            happened(t, p->joined, actor, BATON_STR("joins"));
        if (p->left.text.s)
            happened(t, p->left, actor, BATON_STR("leaves"));
    }
}

static void add_messages(struct timeline *t, const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->message_count; i++) {
        const struct baton_message *m = &c->messages[i];
        if (m->kind == BATON_MESSAGE_PLAIN)
            continue;
        happened(t, m->time, actor_of(c->participants[m->participant].role),
                 shown(t->arena, m->text.text.s ? m->text.text : BATON_STR("says something")));
    }
}

static void add_errors(struct timeline *t, const struct baton_conversation *c)
{
    for (size_t i = 0; i < c->error_count; i++) {
        const struct baton_noted_error *e = &c->errors[i];
        struct baton_str text = e->text.text.s ? e->text.text
                                : e->code.text.s ? e->code.text : BATON_STR("an error");
        struct baton_str words = shown(t->arena, text);
        happened(t, e->time, "platform", baton_str_fmt(t->arena, "notes an error: %.*s",
                                                       BATON_ARG(words)));
    }
}

static void add_states(struct timeline *t, const struct baton_conversation *c)
{
    if (c->started.text.s)
        happened(t, c->started, "caller", BATON_STR("calls"));
    if (c->state == BATON_CALL_QUEUED) {
        struct baton_str queue = c->queue_name.text.s ? c->queue_name.text : c->queue_id.text;
        happened(t, (struct baton_moment){.seconds = INT64_MIN}, "queue",
                 queue.s ? baton_str_fmt(t->arena, "holds the call: %.*s", BATON_ARG(queue))
                         : BATON_STR("holds the call"));
    }
    if (c->wrapped_up.text.s)
        happened(t, c->wrapped_up, "platform", BATON_STR("wraps the conversation up"));
    if (c->ended.text.s)
        happened(t, c->ended, "platform", BATON_STR("ends the conversation"));
}

/* By time where it is known; what has no time stays behind what was added before it. */
static void put_in_order(struct timeline *t)
{
    for (size_t i = 1; i < t->count; i++) {
        struct baton_event moving = t->items[i];
        int64_t time, before;
        size_t at = i;
        while (at && baton_time_read(moving.time, &time) &&
               baton_time_read(t->items[at - 1].time, &before) && before > time) {
            t->items[at] = t->items[at - 1];
            at--;
        }
        t->items[at] = moving;
    }
}

bool baton_diagnose__timeline(const struct baton_check *check, struct baton_report *report)
{
    struct timeline t = {.arena = check->arena};
    if (check->conversation) {
        add_states(&t, check->conversation);
        add_participants(&t, check->conversation);
        add_messages(&t, check->conversation);
        add_errors(&t, check->conversation);
        put_in_order(&t);
    } else {
        add_exchange(&t, check, report);
    }
    report->timeline = t.items;
    report->timeline_count = t.count;
    return !baton_arena_failed(t.arena);
}
