/* SPDX-License-Identifier: Apache-2.0 */
/* The steps that vendors' accounts tell of: legs, transfers, states, events. */
#include "core/diagnose/diagnose_int.h"

static const struct baton_fact no_fact = {0, BATON_JSON_NONE};
static const struct baton_moment no_moment = {{0, BATON_JSON_NONE}, {NULL, 0}, INT64_MIN};

struct teller {
    struct baton_diagnose__steps *t;
    const struct baton_conversation *c;
    const char *whose; /* " [Cognigy]", or "" */
};

static const char *const roles[] = {
    [BATON_ROLE_UNKNOWN] = "",         [BATON_ROLE_CUSTOMER] = "caller",
    [BATON_ROLE_BOT] = "bot",          [BATON_ROLE_AGENT] = "agent",
    [BATON_ROLE_QUEUE] = "queue",      [BATON_ROLE_SYSTEM] = "platform",
    [BATON_ROLE_GATEWAY] = "gateway",
};

static const char *name_of(const struct baton_conversation *c)
{
    return baton_str_is(c->family, "cognigy")   ? " [Cognigy]"
           : baton_str_is(c->family, "genesys") ? " [Genesys]"
                                                : " [CXone]";
}

/* The gateway is Cognigy's, queue and agent the contact centre's: only the rest may be either's. */
static bool is_plain(const struct teller *r, enum baton_role from)
{
    bool bot = baton_str_is(r->c->family, "cognigy");
    return from == BATON_ROLE_GATEWAY || (!bot && from != BATON_ROLE_BOT);
}

/* NULL: there is no room. */
static struct baton_event *tell(const struct teller *r, struct baton_moment when,
                                struct baton_fact fact, int64_t otherwise, enum baton_role from,
                                enum baton_role to, enum baton_event_kind kind,
                                struct baton_str words)
{
    struct baton_str masked = baton_mask(r->t->arena, words);
    struct baton_event *e = baton_diagnose__happened(
        r->t, when, fact, otherwise, baton_diagnose__actor(from),
        baton_str_fmt(r->t->arena, "%.*s%s", BATON_ARG(masked),
                      is_plain(r, from) ? "" : r->whose));
    if (!e)
        return NULL;
    e->to = to == from ? BATON_STR("") : baton_str_from(roles[to]);
    e->kind = kind;
    return e;
}

/* " \"Billing\"", or "". */
static struct baton_str quoted(const struct teller *r, struct baton_str name)
{
    enum { MOST = 40 };
    return name.len && name.len <= MOST
               ? baton_str_fmt(r->t->arena, " \"%.*s\"", BATON_ARG(name)) : BATON_STR("");
}

/* ---- legs of Genesys Cloud ------------------------------------------------------ */

static bool is_bad(enum baton_disconnect how)
{
    return how == BATON_DISCONNECT_ERROR || how == BATON_DISCONNECT_TRANSPORT_FAILURE ||
           how == BATON_DISCONNECT_TRANSFER_FAILED || how == BATON_DISCONNECT_EXPIRED ||
           how == BATON_DISCONNECT_TIMEOUT;
}

static void begin_leg(const struct teller *r, const struct baton_leg *leg,
                      const struct baton_participant *p)
{
    struct baton_str name = quoted(r, p->name.text.s ? p->name.text : BATON_STR(""));
    int64_t start = r->c->started.seconds;
    if (p->role == BATON_ROLE_BOT)
        tell(r, leg->started, leg->fact, start, BATON_ROLE_SYSTEM, BATON_ROLE_BOT,
             BATON_EVENT_PLAIN,
             baton_str_fmt(r->t->arena, "gives the call to the bot's side%.*s", BATON_ARG(name)));
    else if (p->role == BATON_ROLE_QUEUE)
        tell(r, leg->started, leg->fact, start, BATON_ROLE_SYSTEM, BATON_ROLE_QUEUE,
             BATON_EVENT_PLAIN,
             baton_str_fmt(r->t->arena, "puts the call in the queue%.*s", BATON_ARG(name)));
    else if (p->role == BATON_ROLE_AGENT && baton_participant_took(p))
        tell(r, leg->started, leg->fact, INT64_MAX, BATON_ROLE_QUEUE, BATON_ROLE_AGENT,
             BATON_EVENT_GOOD, BATON_STR("has the call"));
}

static void end_leg(const struct teller *r, const struct baton_leg *leg,
                    const struct baton_participant *p)
{
    bool left = leg->disconnect == BATON_DISCONNECT_CLIENT ||
                leg->disconnect == BATON_DISCONNECT_ENDPOINT;
    struct baton_fact fact = leg->disconnect_text.fact;
    enum baton_role to = BATON_ROLE_UNKNOWN;
    struct baton_str words = baton_str_from(baton_disconnect_name(leg->disconnect));
    if (p->role == BATON_ROLE_CUSTOMER)
        words = left ? BATON_STR("hangs up") : BATON_STR("the line is closed");
    else if (p->role == BATON_ROLE_BOT && leg->disconnect == BATON_DISCONNECT_TRANSFER) {
        words = BATON_STR("transfers the call");
        to = BATON_ROLE_SYSTEM;
    } else if (p->role == BATON_ROLE_AGENT && leg->disconnect == BATON_DISCONNECT_TRANSFER_FAILED)
        words = BATON_STR("is offered the call, and does not take it");
    else if (p->role == BATON_ROLE_QUEUE && leg->disconnect == BATON_DISCONNECT_TRANSFER)
        return; /* the agent's step says so */
    else if (left)
        words = BATON_STR("hangs up");
    else if (leg->disconnect == BATON_DISCONNECT_PEER)
        words = BATON_STR("ends: the other side hung up");
    if (leg->sip_status >= 400)
        words = baton_str_fmt(r->t->arena, "%.*s (SIP %d)", BATON_ARG(words), leg->sip_status);
    tell(r, leg->ended, fact, INT64_MAX, p->role, to,
         is_bad(leg->disconnect) || leg->sip_status >= 400 ? BATON_EVENT_BAD : BATON_EVENT_PLAIN,
         words);
}

static void tell_legs(const struct teller *r)
{
    for (size_t i = 0; i < r->c->leg_count; i++) {
        const struct baton_leg *leg = &r->c->legs[i];
        if (leg->participant >= r->c->participant_count)
            continue;
        const struct baton_participant *p = &r->c->participants[leg->participant];
        begin_leg(r, leg, p);
        if (leg->disconnect_text.text.s)
            end_leg(r, leg, p);
    }
}

/* ---- transfers ------------------------------------------------------------------ */

static enum baton_event_kind kind_of(enum baton_transfer_state state)
{
    return state == BATON_TRANSFER_FAILED || state == BATON_TRANSFER_TIMEOUT ||
                   state == BATON_TRANSFER_CANCELLED
               ? BATON_EVENT_BAD
               : state == BATON_TRANSFER_COMPLETE ? BATON_EVENT_GOOD : BATON_EVENT_PLAIN;
}

/* What the log has of a refusal alone is told as its entry. */
static void tell_signal(const struct teller *r, const struct baton_transfer_told *t)
{
    struct baton_str status = t->final_status
                                  ? baton_str_fmt(r->t->arena, ", answered %d", t->final_status)
                                  : BATON_STR("");
    if (t->target.text.s)
        tell(r, t->time, t->state_text.fact, INT64_MAX, BATON_ROLE_BOT, BATON_ROLE_SYSTEM,
             t->state == BATON_TRANSFER_FAILED ? BATON_EVENT_BAD : BATON_EVENT_PLAIN,
             baton_str_fmt(r->t->arena, "signals contact %.*s%.*s", BATON_ARG(t->target.text),
                           BATON_ARG(status)));
}

/* Voice Gateway's are told as its events; a flow's good exit as its leg's end. */
static void tell_transfers(const struct teller *r)
{
    for (size_t i = 0; i < r->c->transfer_count; i++) {
        const struct baton_transfer_told *t = &r->c->transfers[i];
        struct baton_str state = t->state_text.text.s ? t->state_text.text : BATON_STR("?");
        struct baton_str target = quoted(r, t->target.text.s ? t->target.text : BATON_STR(""));
        if (t->by == BATON_TRANSFER_BY_PLATFORM)
            tell(r, t->time, t->state_text.fact, INT64_MAX, BATON_ROLE_SYSTEM, BATON_ROLE_QUEUE,
                 kind_of(t->state),
                 baton_str_fmt(r->t->arena, "transfer%s%.*s: %.*s", target.len ? " to" : "",
                               BATON_ARG(target), BATON_ARG(state)));
        else if (t->by == BATON_TRANSFER_BY_SIGNAL)
            tell_signal(r, t);
        else if (t->by == BATON_TRANSFER_BY_BOT)
            tell(r, t->time, t->state_text.fact, INT64_MAX, BATON_ROLE_SYSTEM, BATON_ROLE_BOT,
                 kind_of(t->state),
                 baton_str_fmt(r->t->arena, "the handover's state is \"%.*s\"", BATON_ARG(state)));
        else if (t->by == BATON_TRANSFER_BY_FLOW && t->state != BATON_TRANSFER_COMPLETE)
            tell(r, t->time, t->state_text.fact, INT64_MAX, BATON_ROLE_BOT, BATON_ROLE_UNKNOWN,
                 BATON_EVENT_BAD,
                 baton_str_fmt(r->t->arena, "the flow ends with \"%.*s\"", BATON_ARG(state)));
    }
}

/* ---- states and events ---------------------------------------------------------- */

/* Whose state it is, where the call has several contacts. */
static struct baton_str contact_of(const struct teller *r, const struct baton_occurrence *o)
{
    const struct baton_json *doc = r->c->accounts[o->fact.account];
    uint32_t at = r->c->contact_count > 1 && baton_json_is(doc, o->fact.at, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, o->fact.at, "contactId") : BATON_JSON_NONE;
    const struct baton_fact fact = {o->fact.account, at};
    struct baton_str id = baton_conversation_text(r->c, fact, r->t->arena);
    return id.len ? baton_str_fmt(r->t->arena, "contact %.*s: ", BATON_ARG(id)) : BATON_STR("");
}

static void tell_occurrences(const struct teller *r)
{
    int64_t before = r->c->started.seconds;
    for (size_t i = 0; i < r->c->occurrence_count; i++) {
        const struct baton_occurrence *o = &r->c->occurrences[i];
        if (o->log && !o->bad)
            continue; /* what went well in a flow is no step of the call */
        before = o->time.seconds == INT64_MIN ? before : o->time.seconds;
        struct baton_str contact = o->log ? BATON_STR("") : contact_of(r, o);
        tell(r, o->time, o->fact, before, o->actor, o->to,
             o->bad ? BATON_EVENT_BAD : o->good ? BATON_EVENT_GOOD : BATON_EVENT_PLAIN,
             baton_str_fmt(r->t->arena, "%.*s%.*s", BATON_ARG(contact), BATON_ARG(o->text)));
    }
}

/* Where no event tells of them: the contact's ends. */
static void tell_contacts(const struct teller *r)
{
    for (size_t i = 0; i < r->c->contact_count; i++) {
        const struct baton_contact *contact = &r->c->contacts[i];
        if (contact->agent_id.text.s && !r->c->occurrence_count)
            tell(r, no_moment, contact->agent_id.fact, INT64_MAX, BATON_ROLE_QUEUE,
                 BATON_ROLE_AGENT, BATON_EVENT_GOOD, BATON_STR("has the contact"));
        if (contact->ended.text.s && contact->ended.fact.account == contact->fact.account)
            tell(r, contact->ended, contact->ended.fact, INT64_MAX, BATON_ROLE_SYSTEM,
                 BATON_ROLE_UNKNOWN, BATON_EVENT_PLAIN,
                 baton_str_fmt(r->t->arena, "contact %.*s ends", BATON_ARG(contact->id.text)));
    }
}

/* ---- the payload that the bot sent ---------------------------------------------- */

/* A call of the bot's own: what it sent, and what it was answered. */
static void tell_payload(const struct teller *r)
{
    const struct baton_check *payload = r->t->check->payload;
    struct baton_moment when = no_moment;
    if (!payload || !payload->exchange->url.len)
        return;
    const struct baton_http_header *date =
        baton_http_header(&payload->exchange->response, "Date");
    struct baton_str at = payload->exchange->started;
    if (!at.len && date)
        at = date->value;
    if (baton_time_read(at, &when.seconds) || baton_time_read_http(at, &when.seconds))
        when.text = at;
    else
        when.seconds = INT64_MIN;
    int status = payload->exchange->response.present ? payload->exchange->response.status : 0;
    struct baton_str method = payload->exchange->request.method;
    bool bad = status >= 300;
    struct baton_str what = payload->contract ? payload->contract->summary : payload->url.path;
    struct baton_str words = baton_str_fmt(r->t->arena, "%.*s: %.*s", BATON_ARG(method),
                                           BATON_ARG(what));
    if (status)
        words = baton_str_fmt(r->t->arena, "%.*s, answered %d", BATON_ARG(words), status);
    struct baton_event *e = tell(r, when, no_fact, INT64_MAX, BATON_ROLE_BOT, BATON_ROLE_SYSTEM,
                                 bad ? BATON_EVENT_BAD : BATON_EVENT_PLAIN, words);
    if (e)
        e->ref = baton_diagnose__payload_ref(r->t);
}

void baton_diagnose__account_steps(struct baton_diagnose__steps *t,
                                   const struct baton_conversation *c, bool named)
{
    struct teller r = {.t = t, .c = c, .whose = named ? name_of(c) : ""};
    bool bot = baton_str_is(c->family, "cognigy");
    if (c->started.text.s && !(bot && named))
        tell(&r, c->started, c->started.fact, INT64_MIN, BATON_ROLE_CUSTOMER,
             bot ? BATON_ROLE_BOT : BATON_ROLE_SYSTEM, BATON_EVENT_PLAIN, BATON_STR("calls"));
    tell_legs(&r);
    tell_transfers(&r);
    tell_occurrences(&r);
    tell_contacts(&r);
    r.whose = "";
    if (!named || bot)
        tell_payload(&r);
}
