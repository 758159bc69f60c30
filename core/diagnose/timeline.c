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

bool baton_diagnose__timeline(const struct baton_check *check, struct baton_report *report)
{
    struct timeline t = {.arena = check->arena};
    const struct baton_http_message *response = &check->exchange->response;
    add_request(&t, check);
    if (response->present && response->status)
        add(&t, "platform", baton_str_fmt(t.arena, "answers %d", response->status));
    if (check->contract && check->contract->reaches_bot &&
        report->verdict.outcome == BATON_OUTCOME_REJECTED && !report->verdict.predicted)
        add(&t, "bot", BATON_STR("is never called"));
    report->timeline = t.items;
    report->timeline_count = t.count;
    return !baton_arena_failed(t.arena);
}
