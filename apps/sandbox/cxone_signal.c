/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NICE CXone: signals to scripts, and transcripts. Which status answers a signal to a
 * contact that is unknown, has ended or does not wait is not documented: here 404, 400, and
 * 204 without effect, where the scenario says nothing else.
 */
#include "apps/sandbox/cxone.h"
#include "core/http.h"

enum { PARAMETERS = 9, LONGEST_QUERY = 4096 };

#define AGENT "5501"

typedef struct baton_sandbox__contact contact;
typedef struct baton_sandbox__queue queue;

/* ---- p1 to p9 ---------------------------------------------------------------------------- */

/* Of the query, of the body, or some of each; the query's where both have it. */
static struct baton_str parameter(struct baton_sandbox__call *call, size_t number)
{
    char name[3] = {'p', (char)('0' + number), '\0'};
    struct baton_str value = baton_sandbox__parameter(call, name);
    if (value.s || !call->body.count)
        return value;
    uint32_t at = baton_json_member_z(&call->body, 0, name);
    return at == BATON_JSON_NONE ? value : baton_json_string(&call->body, at, call->arena);
}

/* A body is not needed; one that is there must be JSON, and fit. */
static bool read_body(struct baton_sandbox__call *call)
{
    struct baton_str type = baton_httpd_header_of(call->request, "Content-Type");
    struct baton_media_type media = baton_media_type(type.s ? type : BATON_STR(""));
    if (!call->request->body.len)
        return true;
    if (!baton_media_is_json(&media)) {
        baton_sandbox__cxone_refuse(call, 415, "Content-Type must be application/json");
        return false;
    }
    if (baton_json_read(call->arena, call->request->body, NULL, &call->body, NULL) != BATON_OK ||
        !baton_json_is(&call->body, 0, BATON_JSON_OBJECT)) {
        baton_sandbox__cxone_refuse(call, 400, "The body is not a JSON object");
        return false;
    }
    return baton_sandbox__fits(call, baton_contract_request_schema(
                                         call->sandbox->options.contracts, call->contract));
}

static struct baton_str parameters_of(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, &call->sandbox->state, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    for (size_t i = 1; i <= PARAMETERS; i++) {
        char name[3] = {'p', (char)('0' + i), '\0'};
        struct baton_str value = parameter(call, i);
        if (value.s)
            baton_sandbox__put_pair(&w, name, value);
    }
    baton_json_end(&w, '}');
    return baton_buf_str(&out);
}

/* ---- what comes of it -------------------------------------------------------------------- */

static void happens(struct baton_sandbox__call *call, struct baton_str id,
                    struct baton_sandbox__step step)
{
    struct baton_sandbox *s = call->sandbox;
    struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    struct baton_sandbox__happened *h = BATON_NEW(&s->state, struct baton_sandbox__happened);
    struct baton_buf time;
    baton_buf_init(&time, &s->state, 0);
    baton_sandbox__put_time(&time, baton_sandbox__ms());
    if (!now || !h)
        return;
    h->contact = baton_str_copy(&s->state, id);
    h->step = step;
    h->step.start = baton_buf_str(&time);
    h->next = now->happened;
    now->happened = h;
    call->changed = true;
}

static void ends(struct baton_sandbox__call *call, struct baton_str id, const char *reason)
{
    contact c;
    if (baton_sandbox__find_contact(call, id, &c) && !baton_sandbox__has_ended(&c))
        happens(call, id, (struct baton_sandbox__step){.state = BATON_STR("EndContact"),
                                                       .reason = baton_str_from(reason)});
}

/* The script asks for an agent: the main contact is queued, and taken where somebody is there. */
static void escalate(struct baton_sandbox__call *call, const contact *c)
{
    const queue *skill = baton_sandbox__skill_of(
        call, baton_sandbox__digits(&c->call, 0, "skillId", call->arena));
    if (!baton_str_eq(c->id, c->main))
        ends(call, c->id, "Signal");
    if (!skill)
        return;
    happens(call, c->main, (struct baton_sandbox__step){.state = BATON_STR("InQueue"),
                                                        .skill = skill});
    if (skill->available)
        happens(call, c->main, (struct baton_sandbox__step){.state = BATON_STR("Active"),
                                                            .agent = BATON_STR(AGENT),
                                                            .skill = skill});
}

/* A script knows what it was written for: Escalate and End. */
static bool wake(struct baton_sandbox__call *call, const contact *c)
{
    struct baton_str action = parameter(call, 1);
    if (action.s && baton_str_is(action, "Escalate")) {
        escalate(call, c);
    } else if (action.s && baton_str_is(action, "End")) {
        ends(call, c->id, "Signal");
        ends(call, c->main, "Bot ended the call");
    }
    return call->changed;
}

static void note(struct baton_sandbox__call *call, struct baton_str id, bool woke)
{
    struct baton_sandbox *s = call->sandbox;
    struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    struct baton_sandbox__signalled *one = BATON_NEW(&s->state, struct baton_sandbox__signalled);
    if (!now || !one)
        return;
    one->contact = baton_str_copy(&s->state, id);
    one->parameters = parameters_of(call);
    one->woke = woke;
    one->next = now->signalled;
    now->signalled = one;
}

/* The spawned contact's script waits; the main one's does while there is no other. */
static bool waits(struct baton_sandbox__call *call, const contact *c)
{
    struct baton_str word = baton_sandbox__text(&c->call, c->at, "onSignal", call->arena);
    uint32_t list = baton_json_member_z(&c->call, 0, "contacts");
    if (word.len)
        return baton_str_is(word, "wakes");
    return !baton_str_eq(c->id, c->main) || baton_json_size(&c->call, list) == 1;
}

static void signal_it(struct baton_sandbox__call *call, const contact *c)
{
    uint64_t status = 0;
    uint32_t at = baton_json_member_z(&c->call, c->at, "onSignal");
    if (at != BATON_JSON_NONE && baton_json_is(&c->call, at, BATON_JSON_NUMBER) &&
        baton_str_to_u64(baton_json_raw(&c->call, at), &status) && status >= 400 && status < 600) {
        baton_sandbox__cxone_refuse(call, (int)status, "The contact cannot be signaled");
        return;
    }
    if (baton_sandbox__has_ended(c) && at == BATON_JSON_NONE) {
        baton_sandbox__cxone_refuse(call, 400, "The contact is not active");
        return;
    }
    bool woke = waits(call, c) && !baton_sandbox__has_ended(c) && wake(call, c);
    note(call, c->id, woke);
    call->response->status = 204;
}

void baton_sandbox__cxone_signal(struct baton_sandbox__call *call)
{
    contact c;
    uint64_t number;
    if (call->request->query.len > LONGEST_QUERY)
        baton_sandbox__cxone_refuse(call, 414, "The URL is too long");
    else if (!baton_str_to_u64(call->second_id, &number))
        baton_sandbox__cxone_refuse(call, 400, "Invalid contactId");
    else if (!baton_sandbox__cxone_may(call, "signal") || !read_body(call))
        return;
    else if (!baton_sandbox__find_contact(call, call->second_id, &c))
        baton_sandbox__cxone_refuse(call, 404, "Contact not found");
    else
        signal_it(call, &c);
}

/* ---- transcripts ------------------------------------------------------------------------- */

static bool was_posted(struct baton_sandbox__call *call, const contact *c)
{
    const struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    const struct baton_sandbox__posted *p = now ? now->posted : NULL;
    while (p && !baton_str_eq(p->contact, c->id))
        p = p->next;
    return p || baton_str_is(baton_sandbox__text(&c->call, 0, "transcript", call->arena),
                             "posted");
}

static void keep_posted(struct baton_sandbox__call *call, const contact *c)
{
    struct baton_sandbox *s = call->sandbox;
    struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    struct baton_sandbox__posted *p = BATON_NEW(&s->state, struct baton_sandbox__posted);
    if (!now || !p)
        return;
    p->contact = baton_str_copy(&s->state, c->id);
    p->next = now->posted;
    now->posted = p;
    call->changed = true;
}

/* What it insists on beside the body's form is from what makes it answer 400 in practice. */
void baton_sandbox__cxone_transcript(struct baton_sandbox__call *call)
{
    contact c;
    struct baton_buf out;
    struct baton_str id = baton_sandbox__text(&call->body, 0, "contactId", call->arena);
    struct baton_str unit = baton_sandbox__text(&call->body, 0, "busId", call->arena);
    if (!baton_sandbox__cxone_may(call, "transcript"))
        return;
    if (!baton_sandbox__find_contact(call, id, &c)) {
        baton_sandbox__error(call, 400, "", "contactId %.*s is unknown", BATON_ARG(id));
        return;
    }
    struct baton_str own = baton_sandbox__digits(&c.call, 0, "businessUnitId", call->arena);
    if (!baton_str_eq(unit, own.len ? own : BATON_STR(BATON_SANDBOX__UNIT))) {
        baton_sandbox__error(call, 400, "", "busId %.*s is not the contact's", BATON_ARG(unit));
        return;
    }
    if (was_posted(call, &c)) {
        baton_sandbox__error(call, 400, "", "the transcript of %.*s was posted before",
                             BATON_ARG(id));
        return;
    }
    keep_posted(call, &c);
    baton_buf_init(&out, call->arena, 0);
    baton_buf_puts(&out, "{}");
    baton_sandbox__json(call, 200, &out);
}

/* ---- GET /_sandbox/state ----------------------------------------------------------------- */

void baton_sandbox__cxone_put_state(struct baton_sandbox__call *call, struct baton_json_writer *w)
{
    const struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    baton_json_name(w, "signals");
    baton_json_begin(w, '[');
    for (const struct baton_sandbox__signalled *s = now ? now->signalled : NULL; s; s = s->next) {
        baton_json_begin(w, '{');
        baton_sandbox__put_pair(w, "contactId", s->contact);
        baton_json_name(w, "parameters");
        baton_json_put_raw(w, s->parameters);
        baton_json_name(w, "woke");
        baton_json_put_bool(w, s->woke);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
    baton_json_name(w, "transcripts");
    baton_json_begin(w, '[');
    for (const struct baton_sandbox__posted *p = now ? now->posted : NULL; p; p = p->next)
        baton_json_put_text(w, p->contact);
    baton_json_end(w, ']');
}
