/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NICE CXone's own accounts: a contact, its state history and custom data, rows of
 * active and completed contacts (member names from the vendor's API pages as a public
 * client has them generated). What the numbers of states mean is not documented, so
 * that names alone are read; a name is taken by its words.
 */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;
typedef baton_conversation__names names;

static const char *const lists[] = {"contactStateHistory", "contactCustomData", "activeContacts",
                                    "completedContacts", "contactStates"};

/* ---- which form ------------------------------------------------------------------- */

static bool is_contact(const struct baton_json *doc, uint32_t at)
{
    static const char *const own[] = {"masterContactId", "contactStateCategory", "stateName",
                                      "contactStateName", "pointOfContactId", "pointOfContactName",
                                      "mediaTypeName", "endReason", "isActive"};
    if (!baton_json_is(doc, at, BATON_JSON_OBJECT) ||
        baton_json_member_z(doc, at, "contactId") == BATON_JSON_NONE)
        return false;
    for (size_t i = 0; i < BATON_COUNT(own); i++)
        if (baton_json_member_z(doc, at, own[i]) != BATON_JSON_NONE)
            return true;
    return false;
}

static bool is_cxone(const struct baton_json *doc, uint32_t root)
{
    for (size_t i = 0; i < BATON_COUNT(lists); i++)
        if (baton_conversation__has_list(doc, root, lists[i]))
            return true;
    if (!baton_json_is(doc, root, BATON_JSON_OBJECT))
        return false;
    uint32_t inner = baton_json_member_z(doc, root, "contactId");
    return is_contact(doc, root) || is_contact(doc, inner);
}

/* ---- contacts ------------------------------------------------------------------------ */

/* An id that is there and not 0, which is how CXone says none. */
static struct baton_told id_of(const reader *r, uint32_t at, const char *name)
{
    struct baton_told id = baton_conversation__text(r, at, name);
    if (!id.text.s || !id.text.len || baton_str_is(id.text, "0") || baton_str_is(id.text, "-1"))
        return baton_conversation__untold;
    return id;
}

/* The words of a state: "PreQueue", "InQueue", "Active", "EndContact", … */
static enum baton_call_state state_of(struct baton_str word)
{
    static const struct {
        const char *part;
        enum baton_call_state state;
    } parts[] = {{"prequeue", BATON_CALL_ALERTING}, {"postqueue", BATON_CALL_ACTIVE},
                 {"queue", BATON_CALL_QUEUED},      {"routing", BATON_CALL_QUEUED},
                 {"hold", BATON_CALL_HELD},         {"end", BATON_CALL_ENDED},
                 {"abandon", BATON_CALL_ENDED},     {"release", BATON_CALL_ENDED},
                 {"complete", BATON_CALL_ENDED},    {"active", BATON_CALL_ACTIVE}};
    char plain[40];
    size_t n = 0;
    for (size_t i = 0; word.s && i < word.len && n < sizeof plain; i++)
        if (word.s[i] != ' ' && word.s[i] != '-' && word.s[i] != '_')
            plain[n++] = word.s[i];
    for (size_t i = 0; i < BATON_COUNT(parts); i++)
        if (baton_str_find_nocase((struct baton_str){plain, n}, baton_str_from(parts[i].part)) !=
            SIZE_MAX)
            return parts[i].state;
    return BATON_CALL_UNKNOWN;
}

static struct baton_contact *contact_of(reader *r, uint32_t at, struct baton_told id)
{
    const struct baton_told untold = baton_conversation__untold;
    for (size_t i = 0; id.text.s && i < r->c->contact_count && i < 64; i++)
        if (baton_str_eq(r->c->contacts[i].id.text, id.text))
            return &r->c->contacts[i];
    if (!id.text.s || !baton_conversation__room(r, r->c->contact_count))
        return NULL;
    struct baton_contact *contact = BATON_PUSH(r->arena, r->c->contacts, r->c->contact_count,
                                               r->contact_capacity);
    if (contact)
        *contact = (struct baton_contact){
            .fact = {r->index, at}, .id = id, .master_id = untold, .skill_id = untold,
            .skill_name = untold, .agent_id = untold, .end_reason = untold, .state_text = untold,
            .started = baton_conversation__never, .ended = baton_conversation__never,
            .pre_queue = -1, .in_queue = -1, .with_agent = -1};
    return contact;
}

static void keep_number(int64_t *kept, int64_t number)
{
    if (*kept < 0)
        *kept = number;
}

static void keep_flag(const reader *r, uint32_t at, const char *name,
                      enum baton_contact_flag *kept)
{
    struct baton_str word = baton_conversation__text(r, at, name).text;
    if (*kept == BATON_CONTACT_UNKNOWN && word.s)
        *kept = baton_str_is_nocase(word, "true") || baton_str_is(word, "1") ? BATON_CONTACT_YES
                                                                             : BATON_CONTACT_NO;
}

static void read_times(const reader *r, uint32_t at, struct baton_contact *contact)
{
    static const names started = {"contactStart", "contactStartDate", "startDate",
                                  "contactStarted"};
    static const names ended = {"contactEnd", "contactEndDate", "endDate", "contactEnded"};
    baton_conversation__keep_moment(&contact->started, baton_conversation__moment(r, at, started));
    baton_conversation__keep_moment(&contact->ended, baton_conversation__moment(r, at, ended));
    keep_number(&contact->pre_queue, baton_conversation__number(r, at, "preQueueSeconds", -1));
    keep_number(&contact->in_queue, baton_conversation__number(r, at, "inQueueSeconds", -1));
    keep_number(&contact->with_agent, baton_conversation__number(r, at, "agentSeconds", -1));
    keep_flag(r, at, "abandoned", &contact->abandoned);
    keep_flag(r, at, "isActive", &contact->active);
}

/* Who is there besides the caller, as the contact's ids tell. */
static void read_people(reader *r, uint32_t at, const struct baton_contact *contact)
{
    struct baton_told from = baton_conversation__text(r, at, "fromAddress");
    if (from.text.s) {
        struct baton_participant *p = baton_conversation__someone(r, BATON_ROLE_CUSTOMER, at);
        if (p)
            baton_conversation__keep(&p->name, from);
    }
    if (contact->agent_id.text.s) {
        struct baton_participant *p = baton_conversation__someone(r, BATON_ROLE_AGENT, at);
        if (p)
            baton_conversation__keep(&p->name, baton_conversation__told(
                                                   r, at, (names){"agentName", "agentId"}));
    }
    baton_conversation__keep(&r->c->queue_id, contact->skill_id);
    baton_conversation__keep(&r->c->queue_name, contact->skill_name);
}

static void read_contact(reader *r, uint32_t at)
{
    struct baton_contact *contact = contact_of(r, at, id_of(r, at, "contactId"));
    if (!contact)
        return;
    baton_conversation__keep(&contact->master_id, id_of(r, at, "masterContactId"));
    baton_conversation__keep(&contact->skill_id, id_of(r, at, "skillId"));
    baton_conversation__keep(&contact->skill_name, baton_conversation__text(r, at, "skillName"));
    baton_conversation__keep(&contact->agent_id, id_of(r, at, "agentId"));
    baton_conversation__keep(&contact->end_reason, baton_conversation__text(r, at, "endReason"));
    struct baton_told word = baton_conversation__told(
        r, at, (names){"contactStateCategory", "stateName", "contactStateName"});
    if (!contact->state_text.text.s && word.text.s) {
        contact->state_text = word;
        contact->state = state_of(word.text);
    }
    read_times(r, at, contact);
    if (contact->active == BATON_CONTACT_NO && contact->state != BATON_CALL_ENDED)
        contact->state = BATON_CALL_ENDED;
    read_people(r, at, contact);
    baton_conversation__keep(&r->c->id, contact->id);
    /* The main contact begins before those that it leads to, whichever is told of first. */
    if (contact->started.seconds != INT64_MIN && contact->started.seconds < r->c->started.seconds)
        r->c->started = contact->started;
    baton_conversation__keep_moment(&r->c->started, contact->started);
    bool main = !contact->master_id.text.s ||
                baton_str_eq(contact->master_id.text, contact->id.text);
    baton_conversation__key(r, main ? "cxone.main-contact-id" : "cxone.contact-id", contact->id);
    baton_conversation__key(r, "cxone.main-contact-id", contact->master_id);
}

/* ---- the history ------------------------------------------------------------------------ */

static void read_state(reader *r, uint32_t at)
{
    struct baton_told id = id_of(r, at, "contactId");
    struct baton_told name = baton_conversation__told(
        r, at, (names){"contactStateName", "digitalContactStateName"});
    struct baton_told number = baton_conversation__text(r, at, "contactStateId");
    struct baton_told skill = baton_conversation__text(r, at, "skillName");
    enum baton_call_state state = state_of(name.text);
    struct baton_contact *contact = contact_of(r, at, id);
    bool agent = id_of(r, at, "agentId").text.s != NULL;
    enum baton_role actor = agent                         ? BATON_ROLE_AGENT
                            : state == BATON_CALL_QUEUED ? BATON_ROLE_QUEUE
                                                         : BATON_ROLE_SYSTEM;
    struct baton_str words =
        name.text.s ? baton_str_fmt(r->arena, "state \"%.*s\"%s%.*s", BATON_ARG(name.text),
                                    skill.text.s ? ", skill " : "",
                                    skill.text.s ? (int)skill.text.len : 0, skill.text.s)
                    : baton_str_fmt(r->arena, "state number %.*s (no document says what it is)",
                                    number.text.s ? (int)number.text.len : 1,
                                    number.text.s ? number.text.s : "?");
    struct baton_occurrence *o = baton_conversation__happened(r, at, actor, words);
    if (o) {
        o->time = baton_conversation__moment(r, at, (names){"startDate", "startTime"});
        o->good = agent && state != BATON_CALL_ENDED;
    }
    if (!contact)
        return;
    baton_conversation__keep(&contact->skill_id, id_of(r, at, "skillId"));
    baton_conversation__keep(&contact->skill_name, skill);
    baton_conversation__keep(&contact->agent_id, id_of(r, at, "agentId"));
    /* The history is in order: its last state is the one now. */
    if (name.text.s && (!contact->state_text.text.s ||
                        contact->state_text.fact.account == r->index)) {
        contact->state_text = name;
        contact->state = state;
    }
    if (o)
        baton_conversation__keep_moment(&contact->started, o->time);
    if (o && state == BATON_CALL_ENDED)
        baton_conversation__keep_moment(&contact->ended, o->time);
    read_people(r, at, contact);
    baton_conversation__keep(&r->c->id, id);
}

/* Cognigy's session id crosses to CXone only where a script keeps it in custom data. */
static void read_custom(reader *r, uint32_t at)
{
    struct baton_str name = baton_conversation__text(r, at, "name").text;
    struct baton_told value = baton_conversation__text(r, at, "value");
    if (name.s && baton_conversation__is_session(name))
        baton_conversation__key(r, "cognigy.session-id", value);
}

/* Is the row of a list about the call that other accounts are of? */
static bool belongs(const reader *r, uint32_t at)
{
    struct baton_str own = r->c->id.text, id = baton_conversation__text(r, at, "contactId").text;
    struct baton_str master = baton_conversation__text(r, at, "masterContactId").text;
    if (!own.s || (id.s && baton_str_eq(id, own)) || (master.s && baton_str_eq(master, own)))
        return true;
    for (size_t i = 0; i < r->c->contact_count && i < 64; i++) {
        struct baton_str known = r->c->contacts[i].master_id.text;
        if (known.s && ((master.s && baton_str_eq(master, known)) ||
                        (id.s && baton_str_eq(id, known))))
            return true;
    }
    return false;
}

/* ---- the whole ----------------------------------------------------------------------------- */

static void read_cxone(reader *r, uint32_t root)
{
    for (size_t i = 0; i < BATON_COUNT(lists); i++) {
        uint32_t list = baton_conversation__member(r, root, lists[i]);
        if (!baton_json_is(r->doc, list, BATON_JSON_ARRAY))
            continue;
        BATON_JSON_EACH_ITEM(r->doc, list, item) {
            if (r->doc->v[item].type != BATON_JSON_OBJECT)
                continue;
            if (i == 0)
                read_state(r, item);
            else if (i == 1)
                read_custom(r, item);
            else if (belongs(r, item))
                read_contact(r, item);
        }
    }
    uint32_t inner = baton_json_member_z(r->doc, root, "contactId");
    if (is_contact(r->doc, inner))
        read_contact(r, inner);
    else if (is_contact(r->doc, root))
        read_contact(r, root);
}

const struct baton_conversation__form baton_conversation__cxone = {"cxone", is_cxone, read_cxone,
                                                            false};
