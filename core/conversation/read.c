/* SPDX-License-Identifier: Apache-2.0 */
/* From accounts to one conversation. */
#include <string.h>

#include "core/conversation/conversation_int.h"

/* The first that fits; the tutorials' own last: they have least that is theirs alone. */
static const struct baton_conversation__form *const forms[] = {
    &baton_conversation__genesys_analytics, &baton_conversation__genesys,
    &baton_conversation__community,         &baton_conversation__cxone,
    &baton_conversation__gateway,           &baton_conversation__cognigy,
    &baton_conversation__cognigy_log,
};

static const struct baton_conversation__form *form_of(const struct baton_json *doc, uint32_t root)
{
    for (size_t i = 0; i < BATON_COUNT(forms); i++)
        if (forms[i]->is(doc, root))
            return forms[i];
    return NULL;
}

bool baton_conversation_is(const struct baton_json *doc, uint32_t root)
{
    return form_of(doc, root) != NULL;
}

const char *baton_conversation_family(const struct baton_json *doc, uint32_t root)
{
    const struct baton_conversation__form *form = form_of(doc, root);
    return form ? form->family : NULL;
}

bool baton_conversation_is_vendors(const struct baton_conversation *c)
{
    return c->family.len && !baton_str_is(c->family, "community");
}

/* ---- roles ---------------------------------------------------------------------- */

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

bool baton_participant_took(const struct baton_participant *p)
{
    return p->connected || !p->not_connected;
}

/* One who had left when the handover was first tried is not whom it reached. */
static size_t agent_of(const struct baton_conversation *c)
{
    const struct baton_message *tried = first_try(c);
    for (size_t i = 0; i < c->participant_count; i++) {
        const struct baton_participant *p = &c->participants[i];
        bool gone = tried && tried->time.seconds != INT64_MIN &&
                    p->left.seconds != INT64_MIN && p->left.seconds < tried->time.seconds;
        if (p->role == BATON_ROLE_AGENT && !gone && baton_participant_took(p))
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

/* ---- the state of the whole, where no account says it ----------------------------- */

static bool is_over(const struct baton_leg *leg)
{
    return leg->state == BATON_CALL_ENDED || leg->state == BATON_CALL_FAILED ||
           leg->state == BATON_CALL_WRAP_UP || (leg->ended.text.s && leg->disconnect_text.text.s);
}

/* The last leg of this role that is still there. */
static const struct baton_leg *live_leg(const struct baton_conversation *c, enum baton_role role)
{
    const struct baton_leg *found = NULL;
    for (size_t i = 0; i < c->leg_count; i++) {
        const struct baton_leg *leg = &c->legs[i];
        if (leg->participant < c->participant_count && !is_over(leg) &&
            c->participants[leg->participant].role == role)
            found = leg;
    }
    return found;
}

/* The caller's leg among them: an account may leave out those that go on. */
static bool all_over(const struct baton_conversation *c)
{
    bool caller = false;
    for (size_t i = 0; i < c->leg_count; i++) {
        const struct baton_leg *leg = &c->legs[i];
        if (!is_over(leg))
            return false;
        caller |= leg->participant < c->participant_count &&
                  c->participants[leg->participant].role == BATON_ROLE_CUSTOMER;
    }
    return caller;
}

static void state_of_legs(struct baton_conversation *c)
{
    const struct baton_leg *queue = live_leg(c, BATON_ROLE_QUEUE);
    if (c->ended.text.s || all_over(c)) {
        c->state = BATON_CALL_ENDED;
    } else if (queue && c->agent == SIZE_MAX) {
        c->state = BATON_CALL_QUEUED;
        c->state_text = queue->state_text;
    } else if (c->leg_count) {
        c->state = BATON_CALL_ACTIVE;
    }
}

/* Of a call's contacts, one that an agent has counts most, then one that waits. */
static void state_of_contacts(struct baton_conversation *c)
{
    size_t over = 0;
    for (size_t i = 0; i < c->contact_count; i++) {
        const struct baton_contact *contact = &c->contacts[i];
        over += contact->state == BATON_CALL_ENDED;
        if (contact->state == BATON_CALL_QUEUED && !contact->agent_id.text.s) {
            c->state = BATON_CALL_QUEUED;
            c->state_text = contact->state_text;
        } else if (contact->state == BATON_CALL_ACTIVE && c->state == BATON_CALL_UNKNOWN) {
            c->state = BATON_CALL_ACTIVE;
            c->state_text = contact->state_text;
        }
    }
    if (over == c->contact_count)
        c->state = BATON_CALL_ENDED;
}

static void find_state(struct baton_conversation *c)
{
    if (!baton_conversation_is_vendors(c) || c->state != BATON_CALL_UNKNOWN)
        return;
    if (c->contact_count)
        state_of_contacts(c);
    else
        state_of_legs(c);
}

/* ---- order ------------------------------------------------------------------------ */

/* What is sorted: items of any struct with a time in seconds in it. */
struct items {
    unsigned char *at;
    size_t size, time;
};

static int64_t seconds_of(const struct items *items, size_t i)
{
    int64_t seconds;
    memcpy(&seconds, items->at + i * items->size + items->time, sizeof seconds);
    return seconds;
}

static bool comes_before(const struct items *items, size_t a, size_t b)
{
    int64_t first = seconds_of(items, a), second = seconds_of(items, b);
    return first != INT64_MIN && second != INT64_MIN && first < second;
}

static void merge(const struct items *from, struct items *to, size_t start, size_t middle,
                  size_t end)
{
    size_t a = start, b = middle;
    for (size_t i = start; i < end; i++) {
        bool first = a < middle && (b >= end || !comes_before(from, b, a));
        memcpy(to->at + i * to->size, from->at + (first ? a++ : b++) * to->size, to->size);
    }
}

/* Stable, by time; what has none stays about where it stands. NULL: no memory. */
static void *sorted(struct baton_arena *arena, void *list, size_t count, size_t size, size_t time)
{
    struct items from = {list, size, time};
    struct items to = {BATON_NEW_N(arena, unsigned char, count * size), size, time};
    if (!to.at)
        return NULL;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            merge(&from, &to, start, middle, end);
        }
        unsigned char *swap = from.at;
        from.at = to.at;
        to.at = swap;
    }
    return from.at;
}

static bool sort_all(struct baton_arena *arena, struct baton_conversation *c)
{
    if (c->message_count > 1)
        c->messages = sorted(arena, c->messages, c->message_count, sizeof *c->messages,
                             offsetof(struct baton_message, time) +
                                 offsetof(struct baton_moment, seconds));
    if (c->occurrence_count > 1)
        c->occurrences = sorted(arena, c->occurrences, c->occurrence_count,
                                sizeof *c->occurrences,
                                offsetof(struct baton_occurrence, time) +
                                    offsetof(struct baton_moment, seconds));
    return !baton_arena_failed(arena);
}

/* ---- the whole --------------------------------------------------------------------- */

static void read_account(struct baton_conversation__reader *r, uint32_t root)
{
    const struct baton_conversation__form *form = form_of(r->doc, root);
    if (!form) /* an answer that is not even that: what little of it can be read */
        form = &baton_conversation__community;
    if (!r->c->family.len)
        r->c->family = baton_str_from(form->family);
    form->read(r, root);
}

static bool is_late(const struct baton_json *doc, uint32_t root)
{
    const struct baton_conversation__form *form = form_of(doc, root);
    return form && form->late;
}

enum baton_err baton_conversation_read(struct baton_arena *arena,
                                       const struct baton_account *accounts, size_t count,
                                       struct baton_conversation *out, bool *cut)
{
    const struct baton_told untold = baton_conversation__untold;
    const struct baton_moment never = baton_conversation__never;
    const struct baton_json **tapes = BATON_NEW_N(arena, const struct baton_json *, count);
    struct baton_conversation c = {
        .id = untold, .state_text = untold, .wrapup_code = untold, .queue_id = untold,
        .queue_name = untold, .contrary_state = untold, .wrapup_prompt = untold, .started = never,
        .ended = never, .wrapped_up = never, .asked = never, .with_agent = never,
        .endpoint = {false, untold, untold}, .handover_asked = baton_conversation__nowhere};
    struct baton_conversation__reader r = {.arena = arena, .c = &c};
    if (!tapes)
        return BATON_ENOMEM;
    for (size_t i = 0; i < count; i++)
        tapes[i] = accounts[i].doc;
    for (int late = 0; late < 2; late++)
        for (size_t i = 0; i < count; i++) {
            r.doc = accounts[i].doc;
            r.index = (uint32_t)i;
            if (r.doc && is_late(r.doc, accounts[i].root) == late)
                read_account(&r, accounts[i].root);
        }
    c.accounts = tapes;
    c.account_count = count;
    if (!sort_all(arena, &c) || baton_arena_failed(arena))
        return BATON_ENOMEM;
    find_roles(&c);
    find_state(&c);
    *cut = r.cut;
    *out = c;
    return BATON_OK;
}

struct baton_fact baton_conversation_context(const struct baton_conversation *conversation,
                                             const char *name)
{
    if (conversation->bot == SIZE_MAX)
        return baton_conversation__nowhere;
    struct baton_fact fact = conversation->participants[conversation->bot].context;
    if (fact.at == BATON_JSON_NONE)
        return baton_conversation__nowhere;
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
