/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/community.h"

typedef struct baton_sandbox__instance instance;
typedef struct baton_sandbox__queue queue;

/* ---- what transfers and handovers by bots have in common --------------------------------- */

static void answer_placed(struct baton_sandbox__call *call, const instance *it, int status,
                          const queue *to)
{
    const struct baton_sandbox__change *c = baton_sandbox__change_of(call->sandbox, it);
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "id", baton_str_from(it->id));
    baton_sandbox__put_pair(&w, "state", baton_sandbox__state_of(call->sandbox, it));
    if (to) {
        baton_json_name(&w, "queue");
        baton_json_begin(&w, '{');
        baton_sandbox__put_pair(&w, "id", to->id);
        baton_sandbox__put_pair(&w, "name", to->name);
        baton_json_end(&w, '}');
    }
    if (c && c->agent.len)
        baton_sandbox__put_pair(&w, "agentId", c->agent);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

static void place(struct baton_sandbox__call *call, const instance *it, const queue *to, int status)
{
    if (!baton_sandbox__place(call->sandbox, it, to)) {
        baton_sandbox__error(call, 503, "service.unavailable", "Service Unavailable");
        return;
    }
    call->changed = true;
    answer_placed(call, it, status, to);
}

/* ---- transfers --------------------------------------------------------------------------- */

struct target {
    const queue *queue;
    bool known;
};

static struct target find_target(struct baton_sandbox__call *call)
{
    uint32_t to = baton_json_member_z(&call->body, call->root, "transferTo");
    struct baton_str type = baton_sandbox__text(&call->body, to, "type", call->arena);
    struct baton_str id = baton_sandbox__text(&call->body, to, "id", call->arena);
    struct target target = {NULL, false};
    if (baton_str_is(type, "user")) {
        target.known = baton_sandbox__is_user(call->sandbox, id);
        return target;
    }
    target.queue = baton_sandbox__queue_of(call->sandbox, id);
    target.known = target.queue && target.queue->active;
    return target;
}

/* Of the target queue; for a user, of any queue. */
static bool knows_code(const struct baton_sandbox *s, const queue *of, struct baton_str id)
{
    for (size_t i = 0; i < s->queue_count; i++)
        for (size_t j = 0; j < s->queues[i].code_count; j++)
            if ((!of || of == &s->queues[i]) &&
                baton_str_eq_nocase(s->queues[i].codes[j].id, id))
                return true;
    return false;
}

static bool is_movable(struct baton_sandbox__call *call, const instance *it)
{
    struct baton_str state = baton_sandbox__state_of(call->sandbox, it);
    if (baton_sandbox__is_open(state))
        return true;
    baton_sandbox__error(call, 409, "conversation.not.transferable",
                         "%s: the conversation is %.*s, and must be active or queued",
                         baton_str_is(state, "error") ? "Conflict"
                                                      : "Conversation Already Wrapped Up",
                         BATON_ARG(state));
    return false;
}

void baton_sandbox__transfer(struct baton_sandbox__call *call)
{
    instance it;
    if (!baton_sandbox__find_told(call, call->id, &it)) {
        baton_sandbox__error(call, 404, "not.found", "Not Found: there is no conversation %.*s",
                             BATON_ARG(call->id));
        return;
    }
    if (!baton_sandbox__permit(call) || !is_movable(call, &it))
        return;
    struct target target = find_target(call);
    if (!target.known) {
        baton_sandbox__error(call, 400, "invalid.transfer.target",
                             "Invalid Transfer Target: it is no active queue, and no user");
        return;
    }
    uint32_t code = baton_json_member_z(&call->body, call->root, "wrapupCode");
    struct baton_str id = baton_sandbox__text(&call->body, code, "id", call->arena);
    if (!knows_code(call->sandbox, target.queue, id)) {
        baton_sandbox__error(call, 422, "wrapup.code.not.found",
                             "Wrap-up Code Not Found: it is none of the target's");
        return;
    }
    place(call, &it, target.queue, 200);
}

/* ---- handovers --------------------------------------------------------------------------- */

void baton_sandbox__session_handover(struct baton_sandbox__call *call)
{
    instance it;
    struct baton_buf out;
    struct baton_str id = baton_sandbox__text(&call->body, call->root, "sessionId", call->arena);
    struct baton_str bot = baton_sandbox__text(&call->body, call->root, "botName", call->arena);
    if (!baton_sandbox__find_session(call->sandbox, id, &it)) {
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: sessionId is no session that "
                             "is tracked here%s", baton_sandbox__find_told(call, id, &it)
                             ? ": it is the id of a conversation" : "");
        return;
    }
    if (!baton_sandbox__permit(call))
        return;
    if (!baton_sandbox__is_open(baton_sandbox__state_of(call->sandbox, &it))) {
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: the session has ended");
        return;
    }
    call->sandbox->bot_calls++;
    call->changed = true;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "sessionId", id);
    baton_sandbox__put_pair(&w, "botName", bot);
    baton_sandbox__put_pair(&w, "conversationId", baton_str_from(it.id));
    baton_sandbox__put_pair(&w, "state", BATON_STR("accepted"));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* The conversation that a member names, if it is open; false after a 400. */
static bool open_conversation(struct baton_sandbox__call *call, const char *member, instance *it)
{
    struct baton_str id = baton_sandbox__text(&call->body, call->root, member, call->arena);
    bool found = baton_sandbox__find_told(call, id, it);
    if (found && baton_sandbox__is_open(baton_sandbox__state_of(call->sandbox, it)))
        return true;
    baton_sandbox__error(call, 400, "bad.request", "Bad Request: %s %s", member,
                         found ? "is of a conversation that has ended"
                               : "is not the id of a conversation that was issued here");
    return false;
}

void baton_sandbox__studio_handover(struct baton_sandbox__call *call)
{
    instance it;
    if (!open_conversation(call, "sessionId", &it))
        return;
    const queue *to = baton_sandbox__queue_of(call->sandbox, it.pattern->queue);
    if (to && to->active)
        place(call, &it, to, 200);
    else
        answer_placed(call, &it, 200, NULL);
}

static bool may_hand_over(struct baton_str scopes)
{
    static const char *const any[] = {"conversation:write", "conversations:modify",
                                      "routing:modify"};
    for (size_t i = 0; i < BATON_COUNT(any); i++)
        if (baton_sandbox__has_scope(scopes, baton_str_from(any[i])))
            return true;
    return false;
}

/* Whatever is wrong, the thread knows a generic 400 only. */
void baton_sandbox__token_handover(struct baton_sandbox__call *call)
{
    instance it;
    enum baton_sandbox__reason reason;
    struct baton_str token =
        baton_sandbox__text(&call->body, call->root, "sessionToken", call->arena);
    const struct baton_sandbox__token *genuine =
        baton_sandbox__genuine(call, token, &reason);
    if (!genuine || !may_hand_over(genuine->scopes)) {
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: sessionToken: %s",
                             genuine ? "its scopes do not suffice"
                                     : baton_sandbox__token_fault(reason));
        return;
    }
    if (!open_conversation(call, "conversationId", &it))
        return;
    const queue *to = baton_sandbox__queue_of(
        call->sandbox, baton_sandbox__text(&call->body, call->root, "queueId", call->arena));
    if (!to || !to->active) {
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: queueId is no active queue");
        return;
    }
    place(call, &it, to, 200);
}

void baton_sandbox__webchat(struct baton_sandbox__call *call)
{
    instance it;
    if (open_conversation(call, "sessionId", &it) && baton_sandbox__permit(call))
        answer_placed(call, &it, 200, NULL);
}
