/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the way of a transfer, in the order in which a platform looks. */
#include <string.h>

#include "apps/baton/replay.h"

enum { SOON = 60 /* seconds */, SHOWN_CODES = 3 };

static void pass(struct baton_replay *r, const char *name, struct baton_str text)
{
    baton_marks_add(&r->marks, BATON_PASS, name, NULL, "%.*s", BATON_ARG(text));
}

/* status: what the platform will answer then; 0: it will take it all the same. */
static void fail(struct baton_replay *r, const char *name, int status, struct baton_str text,
                 const char *fix)
{
    baton_marks_add(&r->marks, status ? BATON_FAIL : BATON_WARN, name, fix, "%.*s",
                    BATON_ARG(text));
    if (status && !r->refused)
        r->expected = status > 0 ? status : 0;
    r->refused = r->refused || status;
}

#define FMT(...) baton_str_fmt(r->arena, __VA_ARGS__)

/*
 * The status of an answer that says so, as the contract has it; else the usual status,
 * where it has that; else 400, where it has; else one that nobody knows.
 */
static int status_for(const struct baton_replay *r, const char *says, int usual)
{
    const struct baton_contract *c =
        baton_contracts_find(r->live.app->contracts, r->planned.contract);
    for (size_t i = 0; c && i < c->observed_count; i++) {
        const struct baton_observed *o = &c->observed[i];
        if (o->status > 99 && baton_str_find(o->says, baton_str_from(says)) != SIZE_MAX)
            return o->status;
    }
    if (!c || baton_contract_answers(c, usual))
        return usual;
    return baton_contract_answers(c, 400) ? 400 : -1;
}

/* ---- the token ------------------------------------------------------------------- */

static bool has_word(struct baton_str list, struct baton_str wanted)
{
    struct baton_str word;
    while (baton_str_next(&list, ' ', &word))
        if (baton_str_eq(word, wanted))
            return true;
    return false;
}

static void check_scopes(struct baton_replay *r, const struct baton_token_facts *token)
{
    const struct baton_contract *c =
        baton_contracts_find(r->live.app->contracts, r->planned.contract);
    for (size_t i = 0; c && i < c->scope_count; i++)
        if (has_word(token->scopes, c->scopes[i])) {
            pass(r, "scopes", FMT("the token has %.*s", BATON_ARG(c->scopes[i])));
            return;
        }
    if (c && c->scope_count)
        fail(r, "scopes", 403, FMT("the token lacks %.*s, which the transfer takes",
                                   BATON_ARG(c->scopes[0])),
             "add the scope to the OAuth client; the bot's own client may have it");
}

static void check_token(struct baton_replay *r)
{
    const struct baton_token_facts token = baton_platform_token(r->live.platform);
    int64_t left = token.expires - r->gather.now;
    const struct baton_family *family = baton_platform_family(r->live.platform);
    if (token.scopes_known)
        check_scopes(r, &token);
    else if (family->permissions_transfer)
        pass(r, "scopes", FMT("do not count here: a role decides, which must have %s",
                              family->permissions_transfer));
    else if (family->scopes_read)
        fail(r, "scopes", 0, BATON_STR("nobody says which scopes the token has"),
             "a 403 will tell");
    if (token.expires != INT64_MIN && left < SOON)
        fail(r, "token", 0, BATON_STR("it ends within a minute"), "try again with a fresh one");
}

/* ---- the request ----------------------------------------------------------------- */

/* Its own faults: token and way are not of this request, and queues are looked up below. */
static bool is_of_request(const struct baton_finding *f)
{
    return f->severity >= BATON_WARNING && f->stage >= BATON_PARSE && f->stage <= BATON_IDENTIFY;
}

static enum baton_err check_request(struct baton_replay *r)
{
    static const enum baton_input_kind http = BATON_INPUT_HTTP;
    static const struct baton_given nothing = {0};
    const struct baton_settings settings = {.now = r->gather.now, .family = r->gather.first_family};
    const struct baton_diagnosis diagnosis = {
        .contracts = r->live.app->contracts, .settings = &settings, .given = &nothing,
        .name = BATON_STR("transfer.http"), .contract = r->planned.contract};
    struct baton_input *input;
    struct baton_exchange ex;
    struct baton_report report;
    bool more = false, clean = true;
    enum baton_err err = baton_input_open(r->arena, r->planned.exchange, &http, &nothing, &input);
    if (err == BATON_OK)
        err = baton_input_next(input, r->arena, &ex, &more);
    if (err == BATON_OK)
        err = baton_diagnose(r->arena, &diagnosis, r->planned.exchange, &ex, &report);
    for (size_t i = 0; err == BATON_OK && i < report.finding_count; i++) {
        const struct baton_finding *f = &report.findings[i];
        if (!is_of_request(f))
            continue;
        clean = false;
        r->incomplete = r->incomplete || strcmp(f->rule->id, "HO4001") == 0;
        r->pointless = r->pointless || (f->severity == BATON_ERROR && !f->in_body &&
                                        f->stage == BATON_IDENTIFY);
        fail(r, "request", f->severity == BATON_ERROR ? 400 : 0,
             FMT("%s%s%.*s: %.*s", f->rule->id, f->pointer.len ? " at " : "",
                 BATON_ARG(f->pointer), BATON_ARG(f->message)), NULL);
    }
    if (err == BATON_OK && clean)
        pass(r, "request", BATON_STR("is as the contract wants it"));
    return err;
}

/* ---- the conversation ------------------------------------------------------------ */

static bool may_transfer(enum baton_call_state state)
{
    return state == BATON_CALL_ACTIVE || state == BATON_CALL_QUEUED;
}

static void check_state(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    const char *fix = "only a live conversation can be transferred: replay the next one in time";
    const char *state = baton_call_state_name(c->state);
    const int refused = status_for(r, "not.connected", 409);
    size_t good = 0;
    for (size_t i = 0; i < c->leg_count; i++)
        good += may_transfer(c->legs[i].state);
    if (c->wrapped_up.text.s || c->state == BATON_CALL_WRAP_UP)
        fail(r, "conversation", refused, BATON_STR("it is wrapped up already"), fix);
    else if (c->ended.text.s || c->state == BATON_CALL_ENDED || c->state == BATON_CALL_FAILED)
        fail(r, "conversation", refused, FMT("it has ended%s%.*s", c->ended.text.s ? " at " : "",
                                         BATON_ARG(c->ended.text)), fix);
    else if (c->leg_count && !good)
        fail(r, "conversation", refused, BATON_STR("no leg of it is active or queued"), fix);
    else if (good || may_transfer(c->state))
        pass(r, "conversation", FMT("it is %s", good ? "live: a leg can be transferred" : state));
    else
        fail(r, "conversation", 0, FMT("its state is %s", state),
             "a transfer is possible while it is active or queued");
    if (c->agent != SIZE_MAX)
        fail(r, "conversation", 0, BATON_STR("an agent has joined already"),
             "the transfer would take the caller away from the agent");
}

static void check_contact(struct baton_replay *r)
{
    if (!r->main_named)
        return;
    if (!baton_str_eq(r->contact.text, r->gather.asked_id))
        pass(r, "contact", FMT("the signal goes to %.*s, which the main contact spawned",
                               BATON_ARG(r->contact.text)));
    else
        fail(r, "contact", 0, BATON_STR("it is the main contact, and a script that waits for a "
                                        "signal is a contact of its own"),
             "name the spawned contact: the header X-InContact-ContactId of the bot's INVITE");
}

static void check_participant(struct baton_replay *r)
{
    const struct baton_conversation *c = &r->evidence.conversation;
    size_t at = SIZE_MAX;
    for (size_t i = 0; r->participant.text.s && i < c->participant_count; i++)
        if (c->participants[i].id.text.s &&
            baton_str_eq(c->participants[i].id.text, r->participant.text))
            at = i;
    if (at == SIZE_MAX) {
        fail(r, "participant", 404, BATON_STR("there is none in the conversation to replace"),
             "give --participant-id");
        return;
    }
    for (size_t i = 0; i < c->leg_count; i++)
        if (c->legs[i].participant == at && may_transfer(c->legs[i].state)) {
            pass(r, "participant", FMT("the %s's leg is connected",
                                       baton_role_name(c->participants[at].role)));
            return;
        }
    fail(r, "participant", 400, FMT("no leg of the %s's is connected",
                                    baton_role_name(c->participants[at].role)),
         "only a connected participant can be replaced: replay the next one in time");
}

/* ---- the queue ------------------------------------------------------------------- */

static void check_staff(struct baton_replay *r, struct baton_str name)
{
    const struct baton_queue_facts *q = &r->place.queue;
    const struct baton_members_facts *m = &r->place.members;
    if (q->members == 0)
        fail(r, "queue", 0, FMT("%.*s has no members: the caller would wait for nobody",
                                BATON_ARG(name)), "add agents to it, or give --queue-id");
    else if (m->on_queue == 0)
        fail(r, "queue", 0, FMT("nobody is on queue in %.*s (HO6150): of %lld agents, %lld joined "
                                "it", BATON_ARG(name), (long long)m->listed,
                                (long long)m->joined), "the caller would wait");
    else if (q->available == 0)
        fail(r, "queue", 0, FMT("%.*s has no agent available now", BATON_ARG(name)),
             "the caller would wait");
    else if (m->on_queue > 0)
        pass(r, "queue", FMT("%lld agents, of whom on queue: %lld", (long long)m->listed,
                             (long long)m->on_queue));
    else if (q->members < 0 && q->available < 0)
        fail(r, "queue", 0, BATON_STR("the platform does not say who works in it"), NULL);
    else if (q->available < 0)
        pass(r, "queue", FMT("%lld agents", (long long)q->members));
    else
        pass(r, "queue", FMT("%lld agents, of whom available: %lld", (long long)q->members,
                             (long long)q->available));
}

static void check_queue(struct baton_replay *r)
{
    const struct baton_queue_facts *q = &r->place.queue;
    struct baton_str name = q->name.text.s ? q->name.text : r->queue.text;
    if (!r->queue.text.s) {
        fail(r, "queue", 400, BATON_STR("nothing says which one: not the bot, not the "
                                        "configuration"), "give --queue-id");
        return;
    }
    if (q->status == 404) {
        fail(r, "queue", 400, FMT("there is no queue %.*s (from %.*s)", BATON_ARG(r->queue.text),
                                  BATON_ARG(r->queue.from)),
             "give the id of a queue, not its name: --queue-id");
        return;
    }
    if (q->document == SIZE_MAX || q->status / 100 != 2) {
        fail(r, "queue", 0, FMT("could not be looked up (%d)", q->status), "see 'baton doctor'");
        return;
    }
    if (q->active == BATON_NO)
        fail(r, "queue", 400, FMT("%.*s is not active", BATON_ARG(name)),
             "activate it, or give --queue-id");
    else
        pass(r, "queue", FMT("%.*s is there%s", BATON_ARG(name),
                             q->active == BATON_YES ? " and active" : ""));
    check_staff(r, name);
}

/* "<id> (Resolved), <id> (Callback) and 7 more" */
static struct baton_str some_codes(struct baton_replay *r)
{
    const struct baton_wrapup_facts *w = &r->place.wrapup;
    struct baton_buf out;
    baton_buf_init(&out, r->arena, 0);
    for (size_t i = 0; i < w->count && i < SHOWN_CODES; i++)
        baton_buf_fmt(&out, "%s%.*s%s%.*s%s", i ? ", " : "", BATON_ARG(w->codes[i].id.text),
                      w->codes[i].name.text.s ? " (" : "", BATON_ARG(w->codes[i].name.text),
                      w->codes[i].name.text.s ? ")" : "");
    if (w->count > SHOWN_CODES)
        baton_buf_fmt(&out, " and %zu more", w->count - SHOWN_CODES);
    return baton_buf_str(&out);
}

static void check_wrapup(struct baton_replay *r)
{
    const struct baton_wrapup_facts *w = &r->place.wrapup;
    if (w->document == SIZE_MAX || w->status / 100 != 2) {
        if (r->queue.text.s && r->place.queue.status != 404)
            fail(r, "wrap-up code", 0, BATON_STR("the queue's codes could not be looked up"), NULL);
        return;
    }
    const int refused = status_for(r, "wrapup", 422);
    struct baton_str codes = some_codes(r);
    if (!r->wrapup.text.s) {
        fail(r, "wrap-up code", refused,
             FMT("nothing says which one; the queue has %.*s",
                 BATON_ARG(codes.len ? codes : BATON_STR("none"))), "give --wrapup-code-id");
        return;
    }
    for (size_t i = 0; i < w->count; i++)
        if (w->codes[i].id.text.s && baton_str_eq(w->codes[i].id.text, r->wrapup.text)) {
            pass(r, "wrap-up code", FMT("is the queue's: %.*s", BATON_ARG(w->codes[i].name.text)));
            return;
        }
    fail(r, "wrap-up code", refused,
         FMT("%.*s (from %.*s) is none of the queue's: it has %.*s", BATON_ARG(r->wrapup.text),
             BATON_ARG(r->wrapup.from), BATON_ARG(codes.len ? codes : BATON_STR("none"))),
         "give --wrapup-code-id");
}

enum baton_err baton_replay_preflight(struct baton_replay *r)
{
    check_token(r);
    enum baton_err err = check_request(r);
    check_state(r);
    if (baton_replay_needs(r, "action"))
        check_contact(r);
    if (baton_replay_needs(r, "participant-id"))
        check_participant(r);
    if (baton_replay_needs(r, "queue-id"))
        check_queue(r);
    if (baton_replay_needs(r, "wrapup-code-id"))
        check_wrapup(r);
    return err;
}
