/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: calls and their contacts, and what is read of them. */
#include <string.h>

#include "apps/sandbox/cxone.h"
#include "core/model.h"

enum { PAGE = 100, MAX_PAGE = 10000 };

typedef struct baton_sandbox__contact contact;
typedef struct baton_sandbox__step step;
typedef struct baton_sandbox__queue queue;

/* CXone's own names and numbers are not documented; GET /contact-state-descriptions lists them. */
static const struct state {
    const char *name, *category;
    uint64_t number;
} states[] = {
    {"PreQueue", "PreQueue", 1}, {"InQueue", "InQueue", 2}, {"Routing", "Routing", 3},
    {"Active", "Active", 4}, {"Hold", "Active", 5}, {"EndContact", "EndContact", 6},
};

static const struct state *state_of(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(states); i++)
        if (baton_str_is(name, states[i].name))
            return &states[i];
    return &states[0];
}

/* ---- scenarios --------------------------------------------------------------------------- */

static const char *const of_section[] = {"about", "rootCause", "startTime", "businessUnitId",
                                         "skillId", "transcript", "contacts"};
static const char *const of_contact[] = {
    "about", "contactId", "masterContactId", "fromAddress", "toAddress", "mediaTypeName",
    "pointOfContactId", "pointOfContactName", "endReason", "abandoned", "transferIndicatorName",
    "states", "customData", "onSignal",
};
static const char *const of_state[] = {"contactStateName", "startDate", "skillId", "agentId"};

struct baton_str baton_sandbox__digits(const struct baton_json *doc, uint32_t object,
                                       const char *name, struct baton_arena *arena)
{
    uint32_t at = baton_json_member_z(doc, object, name);
    if (at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_NUMBER))
        return baton_json_raw(doc, at);
    return baton_sandbox__text(doc, object, name, arena);
}

static void check_states(struct baton_sandbox__reader *r, uint32_t at)
{
    uint32_t list;
    if (!baton_sandbox__list_at(r, at, "states", &list))
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, item) {
        if (!baton_sandbox__object_of(r, item, of_state, BATON_COUNT(of_state)))
            continue;
        struct baton_str name = baton_sandbox__text_at(r, item, "contactStateName", true);
        baton_sandbox__text_at(r, item, "startDate", true);
        if (name.len && !baton_str_is(name, state_of(name)->name))
            baton_sandbox__fault(r, item, "there is no state '%.*s'", BATON_ARG(name));
    }
}

static void check_contact(struct baton_sandbox__reader *r, uint32_t at)
{
    uint64_t number;
    if (!baton_sandbox__object_of(r, at, of_contact, BATON_COUNT(of_contact)))
        return;
    struct baton_str id = baton_sandbox__digits(r->doc, at, "contactId", r->arena);
    if (!baton_str_to_u64(id, &number) || number > INT64_MAX)
        baton_sandbox__fault(r, at, "'contactId' is missing: digits");
    check_states(r, at);
}

/* The call's first contact, which gives it its name; NONE after a fault. */
static uint32_t check_section(struct baton_sandbox__reader *r, uint32_t own)
{
    uint32_t list;
    (void)baton_sandbox__object_of(r, own, of_section, BATON_COUNT(of_section));
    if (!baton_sandbox__list_at(r, own, "contacts", &list) || !baton_json_size(r->doc, list)) {
        baton_sandbox__fault(r, own, "'contacts' is missing, or empty");
        return BATON_JSON_NONE;
    }
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        check_contact(r, item);
    return baton_json_first(r->doc, list);
}

enum baton_err baton_sandbox__cxone_tell(struct baton_sandbox__reader *r, uint32_t own,
                                         uint32_t account, size_t index,
                                         struct baton_sandbox__pattern *p)
{
    struct baton_sandbox__told *told = &p->told[index];
    uint32_t first = own == BATON_JSON_NONE ? own : check_section(r, own);
    (void)account;
    if (first == BATON_JSON_NONE || !baton_json_is(r->doc, first, BATON_JSON_OBJECT))
        return BATON_OK;
    told->id = baton_sandbox__digits(r->doc, first, "contactId", &r->sandbox->arena);
    told->is_told = true;
    if (!p->id_count) {
        p->id = told->id;
        p->ids[p->id_count++] = p->id;
        p->state = BATON_STR("");
        baton_sandbox__start_at(r, own, p);
    }
    return baton_sandbox__make_view(r->sandbox, p, baton_json_raw(r->doc, own), &told->views[0]);
}

/* ---- one contact as it is now ------------------------------------------------------------ */

struct baton_sandbox__cxone_state *baton_sandbox__cxone_now(struct baton_sandbox__call *call)
{
    void **own = &call->sandbox->own[call->door->index];
    if (!*own)
        *own = BATON_NEW(&call->sandbox->state, struct baton_sandbox__cxone_state);
    return *own;
}

const queue *baton_sandbox__skill_of(const struct baton_sandbox__call *call,
                                     struct baton_str number)
{
    const struct baton_sandbox *s = call->sandbox;
    for (size_t i = 0; number.len && i < s->queue_count; i++) {
        const struct baton_sandbox__section *own = &s->queues[i].own[call->door->index];
        if (own->doc && baton_str_eq(baton_sandbox__digits(own->doc, own->at, "skillId",
                                                           call->arena), number))
            return &s->queues[i];
    }
    return NULL;
}

static void add_step(struct baton_sandbox__call *call, contact *c, step one)
{
    step *kept = BATON_PUSH(call->arena, c->steps, c->step_count, c->step_capacity);
    if (kept)
        *kept = one;
}

/* The list of what happened has the latest first. */
static void add_happened(struct baton_sandbox__call *call, contact *c,
                         const struct baton_sandbox__happened *h)
{
    size_t first = c->step_count;
    for (; h; h = h->next)
        if (baton_str_eq(h->contact, c->id))
            add_step(call, c, h->step);
    for (size_t i = first, j = c->step_count; j > i + 1; i++) {
        step swapped = c->steps[--j];
        c->steps[j] = c->steps[i];
        c->steps[i] = swapped;
    }
}

static void read_steps(struct baton_sandbox__call *call, contact *c)
{
    const struct baton_json *doc = &c->call;
    const struct baton_sandbox__cxone_state *now = baton_sandbox__cxone_now(call);
    uint32_t list = baton_json_member_z(doc, c->at, "states");
    if (list != BATON_JSON_NONE)
        BATON_JSON_EACH_ITEM(doc, list, item) {
            step one = {
                .state = baton_sandbox__text(doc, item, "contactStateName", call->arena),
                .start = baton_sandbox__text(doc, item, "startDate", call->arena),
                .agent = baton_sandbox__digits(doc, item, "agentId", call->arena),
                .skill = baton_sandbox__skill_of(
                    call, baton_sandbox__digits(doc, item, "skillId", call->arena)),
            };
            add_step(call, c, one);
        }
    if (now)
        add_happened(call, c, now->happened);
}

static contact contact_at(struct baton_sandbox__call *call,
                          const struct baton_sandbox__pattern *pattern,
                          const struct baton_json *doc, uint32_t list, uint32_t at)
{
    contact c = {.pattern = pattern, .call = *doc, .at = at};
    uint32_t main = baton_json_first(doc, list);
    c.id = baton_sandbox__digits(doc, at, "contactId", call->arena);
    c.main = baton_sandbox__digits(doc, at, "masterContactId", call->arena);
    if (!c.main.len)
        c.main = baton_sandbox__digits(doc, main, "contactId", call->arena);
    read_steps(call, &c);
    return c;
}

typedef bool each_contact(void *ctx, struct baton_sandbox__call *call, const contact *c);

/* All contacts of all calls, until one wants no more. */
static void each(struct baton_sandbox__call *call, each_contact *visit, void *ctx)
{
    const struct baton_sandbox *s = call->sandbox;
    bool more = true;
    for (size_t i = 0; more && i < s->pattern_count; i++) {
        struct baton_sandbox__instance it = baton_sandbox__own(s->patterns[i]);
        struct baton_json doc;
        struct baton_buf text;
        if (!s->patterns[i]->told[call->door->index].is_told)
            continue;
        baton_buf_init(&text, call->arena, 0);
        baton_sandbox__render_told(call, &it, 0, &text);
        if (baton_json_read(call->arena, baton_buf_str(&text), NULL, &doc, NULL) != BATON_OK)
            return;
        uint32_t list = baton_json_member_z(&doc, 0, "contacts");
        BATON_JSON_EACH_ITEM(&doc, list, item) {
            contact c = contact_at(call, s->patterns[i], &doc, list, item);
            more = more && visit(ctx, call, &c);
        }
    }
}

struct search {
    struct baton_str id;
    contact *out;
    bool found;
};

static bool is_it(void *ctx, struct baton_sandbox__call *call, const contact *c)
{
    struct search *search = ctx;
    (void)call;
    if (!baton_str_eq(c->id, search->id))
        return true;
    *search->out = *c;
    search->found = true;
    return false;
}

bool baton_sandbox__find_contact(struct baton_sandbox__call *call, struct baton_str id,
                                 contact *out)
{
    struct search search = {id, out, false};
    each(call, is_it, &search);
    return search.found;
}

/* One without texts, where there is none. */
static step last_of(const contact *c)
{
    step none = {.state = {NULL, 0}};
    return c->steps && c->step_count ? c->steps[c->step_count - 1] : none;
}

bool baton_sandbox__has_ended(const contact *c)
{
    return baton_str_is(last_of(c).state, "EndContact");
}

/* ---- how it is told ---------------------------------------------------------------------- */

/* Seconds from a step's start to the next one's, or to now. */
static uint64_t lasted(const struct baton_sandbox__call *call, const contact *c, size_t at)
{
    int64_t from = 0, to = call->sandbox->options.clock();
    if (!baton_time_read(c->steps[at].start, &from) ||
        (at + 1 < c->step_count && !baton_time_read(c->steps[at + 1].start, &to)))
        return 0;
    return to > from ? (uint64_t)(to - from) : 0;
}

static void put_number(struct baton_json_writer *w, const char *name, uint64_t number)
{
    baton_json_name(w, name);
    baton_json_put_number(w, number);
}

static void put_digits(struct baton_json_writer *w, const char *name, struct baton_str digits)
{
    baton_json_name(w, name);
    baton_json_put_raw(w, digits);
}

static void put_skill(struct baton_sandbox__call *call, struct baton_json_writer *w, const queue *q)
{
    const struct baton_sandbox__section *own = &q->own[call->door->index];
    put_digits(w, "skillId", baton_sandbox__digits(own->doc, own->at, "skillId", call->arena));
    baton_sandbox__put_pair(w, "skillName", q->name);
}

static void put_state(struct baton_json_writer *w, step last)
{
    const struct state *state = state_of(last.state);
    put_number(w, "stateId", state->number);
    baton_sandbox__put_pair(w, "stateName", baton_str_from(state->name));
    baton_sandbox__put_pair(w, "contactStateCategory", baton_str_from(state->category));
    baton_sandbox__put_pair(w, "lastUpdateTime", last.start);
}

/* What was true at any time of it. */
static void put_people(struct baton_sandbox__call *call, struct baton_json_writer *w,
                       const contact *c)
{
    const queue *skill = NULL;
    struct baton_str agent = {NULL, 0}, reason = {NULL, 0};
    for (size_t i = 0; i < c->step_count; i++) {
        skill = c->steps[i].skill ? c->steps[i].skill : skill;
        agent = c->steps[i].agent.len ? c->steps[i].agent : agent;
        reason = c->steps[i].reason.len ? c->steps[i].reason : reason;
    }
    if (skill)
        put_skill(call, w, skill);
    if (agent.len)
        put_digits(w, "agentId", agent);
    if (reason.len)
        baton_sandbox__put_pair(w, "endReason", reason);
    else
        baton_sandbox__copy(w, &c->call, c->at, "endReason", NULL);
}

static void put_seconds(struct baton_sandbox__call *call, struct baton_json_writer *w,
                        const contact *c)
{
    uint64_t before = 0, in = 0, agent = 0;
    bool queued = false;
    for (size_t i = 0; i + 1 < c->step_count; i++) {
        uint64_t seconds = lasted(call, c, i);
        if (c->steps[i].agent.len)
            agent += seconds;
        else if (baton_str_is(c->steps[i].state, "InQueue") ||
                 baton_str_is(c->steps[i].state, "Routing"))
            in += seconds;
        else
            before += seconds;
        queued = baton_str_is(c->steps[i].state, "InQueue");
    }
    put_number(w, "preQueueSeconds", before);
    put_number(w, "inQueueSeconds", in);
    put_number(w, "agentSeconds", agent);
    baton_json_name(w, "abandoned");
    if (baton_sandbox__has(&c->call, c->at, "abandoned"))
        baton_json_put_raw(w, baton_json_raw(&c->call, baton_json_member_z(&c->call, c->at,
                                                                           "abandoned")));
    else
        baton_json_put_bool(w, queued);
}

static void put_contact(struct baton_sandbox__call *call, struct baton_json_writer *w,
                        const contact *c)
{
    static const char *const copied[] = {
        "fromAddress", "toAddress", "mediaTypeName", "pointOfContactId", "pointOfContactName",
        "transferIndicatorName",
    };
    bool ended = baton_sandbox__has_ended(c);
    baton_json_begin(w, '{');
    put_digits(w, "contactId", c->id);
    put_digits(w, "masterContactId", c->main);
    if (c->step_count) {
        baton_sandbox__put_pair(w, "contactStartDate", c->steps[0].start);
        put_state(w, last_of(c));
    }
    for (size_t i = 0; i < BATON_COUNT(copied); i++)
        baton_sandbox__copy(w, &c->call, c->at, copied[i], NULL);
    put_people(call, w, c);
    baton_json_name(w, "isActive");
    baton_json_put_bool(w, c->step_count && !ended);
    if (ended)
        put_seconds(call, w, c);
    baton_json_end(w, '}');
}

static void put_unit(struct baton_json_writer *w, const struct baton_json *section,
                     struct baton_arena *arena)
{
    struct baton_str unit = section ? baton_sandbox__digits(section, 0, "businessUnitId", arena)
                                    : BATON_STR("");
    struct baton_buf time;
    baton_buf_init(&time, arena, 0);
    baton_sandbox__put_time(&time, baton_sandbox__ms());
    put_digits(w, "businessUnitId", unit.len ? unit : BATON_STR(BATON_SANDBOX__UNIT));
    baton_sandbox__put_pair(w, "lastPollTime", baton_buf_str(&time));
}

/* ---- GET contacts/{contactId} and below -------------------------------------------------- */

/* What answers an unknown contact is not documented: here 404, and 400 where it is no number. */
static bool wanted(struct baton_sandbox__call *call, contact *c)
{
    uint64_t number;
    if (!baton_sandbox__cxone_may(call, "read"))
        return false;
    if (!baton_str_to_u64(call->second_id, &number)) {
        baton_sandbox__cxone_refuse(call, 400, "Invalid contactId");
        return false;
    }
    if (baton_sandbox__find_contact(call, call->second_id, c))
        return true;
    baton_sandbox__cxone_refuse(call, 404, "Contact not found");
    return false;
}

void baton_sandbox__cxone_contact(struct baton_sandbox__call *call)
{
    contact c;
    struct baton_buf out;
    if (!wanted(call, &c))
        return;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_unit(&w, &c.call, call->arena);
    baton_json_name(&w, "contactId");
    put_contact(call, &w, &c);
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

static void put_step(struct baton_sandbox__call *call, struct baton_json_writer *w,
                     const contact *c, size_t at)
{
    const step *one = &c->steps[at];
    const struct state *state = state_of(one->state);
    baton_json_begin(w, '{');
    put_number(w, "stateIndex", at);
    baton_sandbox__put_pair(w, "contactId", c->id);
    put_number(w, "contactStateId", state->number);
    baton_sandbox__put_pair(w, "contactStateName", baton_str_from(state->name));
    baton_sandbox__put_pair(w, "startDate", one->start);
    if (one->agent.len)
        put_digits(w, "agentId", one->agent);
    if (one->skill)
        put_skill(call, w, one->skill);
    if (at + 1 < c->step_count)
        put_number(w, "duration", lasted(call, c, at));
    baton_json_name(w, "isWarehoused");
    baton_json_put_bool(w, false);
    baton_json_end(w, '}');
}

void baton_sandbox__cxone_history(struct baton_sandbox__call *call)
{
    contact c;
    struct baton_buf out;
    if (!wanted(call, &c))
        return;
    if (!c.step_count) {
        call->response->status = 204;
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "contactStateHistory");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < c.step_count; i++)
        put_step(call, &w, &c, i);
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__cxone_custom(struct baton_sandbox__call *call)
{
    contact c;
    struct baton_buf out;
    if (!wanted(call, &c))
        return;
    if (!baton_sandbox__has(&c.call, c.at, "customData")) {
        call->response->status = 204;
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__copy(&w, &c.call, c.at, "customData", "contactCustomData");
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

/* ---- lists ------------------------------------------------------------------------------- */

struct list {
    struct baton_json_writer w;
    enum { ACTIVE, COMPLETED, STATES } what;
    uint64_t top, skip, total;
    int64_t from, to, updated;
};

static bool fits_text(struct baton_sandbox__call *call, const char *name, struct baton_str value)
{
    struct baton_str wanted_text = baton_sandbox__parameter(call, name);
    return !wanted_text.s || baton_str_eq(wanted_text, value);
}

static bool fits(struct baton_sandbox__call *call, const struct list *l, const contact *c)
{
    static const char *const addresses[] = {"fromAddress", "toAddress"};
    int64_t began = 0, changed = 0;
    bool ended = baton_sandbox__has_ended(c);
    if (!c->step_count || (l->what != STATES && ended != (l->what == COMPLETED)) ||
        !baton_time_read(c->steps[0].start, &began) ||
        !baton_time_read(last_of(c).start, &changed))
        return false;
    for (size_t i = 0; i < BATON_COUNT(addresses); i++)
        if (!fits_text(call, addresses[i],
                       baton_sandbox__text(&c->call, c->at, addresses[i], call->arena)))
            return false;
    return began >= l->from && began <= l->to && changed >= l->updated &&
           fits_text(call, "contactId", c->id);
}

static void put_its_state(struct baton_json_writer *w, const contact *c)
{
    const struct state *state = state_of(last_of(c).state);
    baton_json_begin(w, '{');
    put_digits(w, "contactId", c->id);
    put_digits(w, "masterContactId", c->main);
    put_number(w, "contactStateId", state->number);
    baton_sandbox__put_pair(w, "contactStateName", baton_str_from(state->name));
    baton_json_end(w, '}');
}

static bool put_row(void *ctx, struct baton_sandbox__call *call, const contact *c)
{
    struct list *l = ctx;
    if (!fits(call, l, c))
        return true;
    if (l->total++ < l->skip || l->total > l->skip + l->top)
        return true;
    if (l->what == STATES)
        put_its_state(&l->w, c);
    else
        put_contact(call, &l->w, c);
    return true;
}

static bool time_in(struct baton_sandbox__call *call, const char *name, int64_t *time)
{
    struct baton_str text = baton_sandbox__parameter(call, name);
    if (!text.s || baton_time_read(text, time))
        return true;
    baton_sandbox__cxone_refuse(call, 400, "Invalid %s", name);
    return false;
}

static bool number_in(struct baton_sandbox__call *call, const char *name, uint64_t most,
                      uint64_t *number)
{
    struct baton_str text = baton_sandbox__parameter(call, name);
    if (!text.s || (baton_str_to_u64(text, number) && *number <= most))
        return true;
    baton_sandbox__cxone_refuse(call, 400, "Invalid %s", name);
    return false;
}

/* 204 where there is none of them. */
static void put_list(struct baton_sandbox__call *call, struct list *l, const char *name)
{
    struct baton_buf rows, out;
    baton_buf_init(&rows, call->arena, 0);
    baton_buf_init(&out, call->arena, 0);
    l->w = (struct baton_json_writer){.out = &rows, .depth = 1, .first = true};
    if (!baton_sandbox__cxone_may(call, "read") || !number_in(call, "top", MAX_PAGE, &l->top) ||
        !number_in(call, "skip", UINT32_MAX, &l->skip) || !time_in(call, "startDate", &l->from) ||
        !time_in(call, "endDate", &l->to) || !time_in(call, "updatedSince", &l->updated))
        return;
    each(call, put_row, l);
    if (!rows.len) {
        call->response->status = 204;
        return;
    }
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_unit(&w, NULL, call->arena);
    put_number(&w, "totalRecords", l->total);
    baton_json_name(&w, name);
    baton_json_begin(&w, '[');
    baton_json_put_raw(&w, baton_buf_str(&rows));
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__cxone_active(struct baton_sandbox__call *call)
{
    struct list l = {.what = ACTIVE, .top = PAGE, .to = INT64_MAX};
    put_list(call, &l, "activeContacts");
}

void baton_sandbox__cxone_completed(struct baton_sandbox__call *call)
{
    struct list l = {.what = COMPLETED, .top = PAGE, .to = INT64_MAX};
    put_list(call, &l, "completedContacts");
}

void baton_sandbox__cxone_states(struct baton_sandbox__call *call)
{
    struct list l = {.what = STATES, .top = PAGE, .to = INT64_MAX};
    put_list(call, &l, "contactStates");
}

/* ---- skills and states ------------------------------------------------------------------- */

/* All skills, or the one that the path names; their members are not documented. */
void baton_sandbox__cxone_skills(struct baton_sandbox__call *call)
{
    const struct baton_sandbox *s = call->sandbox;
    const queue *one = call->id.len ? baton_sandbox__skill_of(call, call->id) : NULL;
    struct baton_buf out;
    if (call->id.len && !one) {
        baton_sandbox__cxone_refuse(call, 404, "Skill not found");
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_unit(&w, NULL, call->arena);
    baton_json_name(&w, "skills");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < s->queue_count; i++) {
        const queue *q = &s->queues[i];
        if (!q->own[call->door->index].doc || (one && one != q))
            continue;
        baton_json_begin(&w, '{');
        put_skill(call, &w, q);
        baton_json_name(&w, "isActive");
        baton_json_put_bool(&w, q->active);
        baton_json_end(&w, '}');
    }
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__cxone_descriptions(struct baton_sandbox__call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "contactStateDescriptions");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < BATON_COUNT(states); i++) {
        baton_json_begin(&w, '{');
        put_number(&w, "ContactStateId", states[i].number);
        baton_sandbox__put_pair(&w, "ContactStateCategory", baton_str_from(states[i].category));
        baton_sandbox__put_pair(&w, "ContactStateDescription", baton_str_from(states[i].name));
        baton_json_end(&w, '}');
    }
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}
