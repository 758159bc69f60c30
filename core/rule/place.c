/* SPDX-License-Identifier: Apache-2.0 */
/* HO6003 to HO6009: queues and wrap-up codes, as the platform knows them. */
#include "core/rule/rule_int.h"

/* ---- the queue ------------------------------------------------------------------ */

/* The queue's own answer may be what is looked at, and nothing else. */
struct queue {
    bool known;
    struct baton_queue_facts facts;
};

static struct queue queue_of(const struct baton_check *check)
{
    struct queue q = {0};
    if (check->evidence) {
        const struct baton_queue_facts *facts = &check->evidence->queue;
        q.known = facts->document != SIZE_MAX && facts->status >= 200 && facts->status < 300;
        q.facts = *facts;
    } else if (check->is_answer && check->readable &&
               baton_check_is_call(check, "community.queue")) {
        q.known = true;
        q.facts = baton_evidence_queue(check->arena, &check->body.doc, 0);
    }
    return q;
}

static struct baton_where where_queue(const struct baton_check *check, struct baton_fact fact,
                                      const struct baton_queue_facts *facts)
{
    if (fact.at != BATON_JSON_NONE)
        return baton_where_fact(check, fact);
    return check->evidence ? baton_where_answer(check, facts->document) : baton_where_nowhere();
}

/* The queue's name in quotes, else its id. */
static struct baton_str called(const struct baton_check *check,
                               const struct baton_queue_facts *facts)
{
    struct baton_str name = facts->name.text.s ? facts->name.text : facts->id.text;
    return name.s ? baton_str_fmt(check->arena, " \"%.*s\"", BATON_ARG(name)) : BATON_STR("");
}

/* A name is none of its ids: that is said already (HO6001). */
static bool is_name(struct baton_str wanted)
{
    return wanted.s && baton_kind_is_name(wanted);
}

BATON_RULE(HO6003)
{
    const struct baton_evidence *e = check->evidence;
    if (!e) {
        if (baton_answer_is_mine(check, rule))
            baton_answer_report(check, rule, "there is no queue of this id");
        return;
    }
    if (e->queue.document == SIZE_MAX || e->queue.status != 404 || is_name(e->queue_wanted.text))
        return;
    struct baton_where where = e->queue_wanted.fact.at == BATON_JSON_NONE
                                   ? baton_where_answer(check, e->queue.document)
                                   : baton_where_fact(check, e->queue_wanted.fact);
    struct baton_str id = e->queue_wanted.text.s ? e->queue_wanted.text : BATON_STR("");
    baton_report_at(check, rule, where, "the platform knows no queue \"%.*s\"", BATON_ARG(id));
}

BATON_RULE(HO6004)
{
    struct queue q = queue_of(check);
    if (!q.known || q.facts.active != BATON_NO)
        return;
    struct baton_str name = called(check, &q.facts);
    baton_report_at(check, rule, where_queue(check, q.facts.active_at, &q.facts),
                    "the queue%.*s is not active", BATON_ARG(name));
}

BATON_RULE(HO6005)
{
    struct queue q = queue_of(check);
    if (!q.known || q.facts.active == BATON_NO)
        return;
    struct baton_str name = called(check, &q.facts);
    struct baton_where where = where_queue(check, q.facts.available_at, &q.facts);
    if (q.facts.members == 0)
        baton_report_at(check, rule, where_queue(check, q.facts.members_at, &q.facts),
                        "the queue%.*s has no members", BATON_ARG(name));
    else if (q.facts.available == 0 && q.facts.members > 0)
        baton_report_at(check, rule, where,
                        "of the %lld members of the queue%.*s none is available",
                        (long long)q.facts.members, BATON_ARG(name));
    else if (q.facts.available == 0)
        baton_report_at(check, rule, where, "no agent is available in the queue%.*s",
                        BATON_ARG(name));
}

/* ---- wrap-up codes ------------------------------------------------------------------- */

static bool is_listed(const struct baton_wrapup_facts *w, struct baton_str code)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->codes[i].id.text.s && baton_str_eq_nocase(w->codes[i].id.text, code))
            return true;
    return false;
}

/* "A, B and 3 more" */
static struct baton_str listed(const struct baton_check *check, const struct baton_wrapup_facts *w)
{
    enum { MOST = 3 };
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 0);
    for (size_t i = 0; i < w->count && i < MOST; i++) {
        const struct baton_wrapup_code *code = &w->codes[i];
        baton_buf_fmt(&buf, "%s%.*s", i ? ", " : "",
                      code->id.text.s ? (int)code->id.text.len : 0, code->id.text.s);
        if (code->name.text.s)
            baton_buf_fmt(&buf, " (%.*s)", BATON_ARG(code->name.text));
    }
    if (w->count > MOST)
        baton_buf_fmt(&buf, " and %zu more", w->count - MOST);
    return baton_buf_str(&buf);
}

/* A code that was asked for, and a list that was read and does not have it. */
static bool is_missing(const struct baton_check *check, struct baton_str *other)
{
    const struct baton_evidence *e = check->evidence;
    if (!e || !e->wrapup_wanted.text.s || e->wrapup.document == SIZE_MAX ||
        e->wrapup.status < 200 || e->wrapup.status > 299 || is_name(e->wrapup_wanted.text) ||
        is_listed(&e->wrapup, e->wrapup_wanted.text))
        return false;
    *other = baton_evidence_queue_of_code(check->arena, e, e->wrapup_wanted.text);
    return true;
}

static void report_code(struct baton_check *check, const struct baton_rule *rule,
                        struct baton_str other)
{
    const struct baton_evidence *e = check->evidence;
    struct baton_where where = baton_where_fact(check, e->wrapup_wanted.fact);
    struct baton_finding *f =
        other.s ? baton_report_at(check, rule, where,
                                  "the wrap-up code \"%.*s\" is one of queue \"%.*s\", not of the "
                                  "target queue", BATON_ARG(e->wrapup_wanted.text),
                                  BATON_ARG(other))
                : baton_report_at(check, rule, where,
                                  "the target queue has no wrap-up code \"%.*s\"",
                                  BATON_ARG(e->wrapup_wanted.text));
    struct baton_str codes = listed(check, &e->wrapup);
    if (codes.len)
        baton_report_fix(check, f, BATON_FIX_VALUE, "send one that the queue has: %.*s",
                         BATON_ARG(codes));
}

BATON_RULE(HO6006)
{
    struct baton_str other;
    if (is_missing(check, &other) && !other.s && check->evidence->wrapup.count)
        report_code(check, rule, other);
}

BATON_RULE(HO6007)
{
    struct baton_str other;
    if (is_missing(check, &other) && other.s)
        report_code(check, rule, other);
}

/* The list, where it is the document that is looked at; NONE if that is something else. */
static uint32_t own_list(const struct baton_check *check)
{
    if (check->evidence || !check->is_answer || !check->readable ||
        !baton_check_is_call(check, "community.queue-wrapupcodes"))
        return BATON_JSON_NONE;
    return baton_json_member_z(&check->body.doc, 0, "entities");
}

/* A vendor's own transfer takes no code: there a queue without any lacks nothing. */
static bool is_vendors(const struct baton_check *check, const struct baton_document *list)
{
    struct baton_str host = list ? baton_url(list->exchange.url).host : check->url.host;
    return baton_vendor_of(host) ||
           (list && baton_str_starts(list->contract, BATON_STR("genesys."))) ||
           (check->conversation && baton_conversation_is_vendors(check->conversation));
}

BATON_RULE(HO6008)
{
    static const char words[] = "the queue has no wrap-up codes, and the transfer takes one";
    const struct baton_evidence *e = check->evidence;
    uint32_t list = own_list(check);
    bool told = e && e->wrapup.document != SIZE_MAX && e->wrapup.status / 100 == 2;
    if (is_vendors(check, told ? &e->documents[e->wrapup.document] : NULL))
        return;
    if (told && !e->wrapup.count)
        baton_report_at(check, rule, baton_where_answer(check, e->wrapup.document), "%s", words);
    else if (list != BATON_JSON_NONE && baton_json_is(&check->body.doc, list, BATON_JSON_ARRAY) &&
             !baton_json_size(&check->body.doc, list))
        baton_report_at(check, rule, baton_where_value(check, list), "%s", words);
}

/* ---- no target ---------------------------------------------------------------------------- */

static bool is_target(struct baton_str name)
{
    static const char *const words[] = {"queue", "skill", "target", "transferto", "destination",
                                        "flow", "agent", "user", "script"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_find_nocase(name, baton_str_from(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* A queue's name, whoever makes an id of it: "queueName" with a text that is no id. */
static bool is_queue_name(const struct baton_json *doc, uint32_t key, struct baton_arena *arena)
{
    struct baton_str name = baton_json_string(doc, key, arena);
    return baton_json_is(doc, key + 1, BATON_JSON_STRING) &&
           (baton_str_eq_nocase(name, BATON_STR("queueName")) ||
            baton_str_eq_nocase(name, BATON_STR("queue_name")) ||
            baton_str_eq_nocase(name, BATON_STR("targetQueueName"))) &&
           baton_kind_is_name(baton_json_string(doc, key + 1, arena));
}

static bool is_filled(const struct baton_json *doc, uint32_t value)
{
    return !baton_json_is(doc, value, BATON_JSON_NULL) &&
           !baton_str_is(baton_json_raw(doc, value), "\"\"");
}

/* Does a queue's name do here? Where the call came to a queue or an agent, it did. */
static bool takes_names(const struct baton_conversation *c)
{
    return !baton_conversation_failed(c) ||
           (c->state == BATON_CALL_QUEUED && !c->error_count &&
            !baton_conversation_tries(c).failed);
}

static void report_queue_name(struct baton_check *check, const struct baton_rule *rule,
                              const struct baton_json *doc, uint32_t key, uint32_t account)
{
    struct baton_fact fact = {account, key + 1};
    struct baton_str name = baton_json_string(doc, key, check->arena);
    struct baton_str value = baton_json_string(doc, key + 1, check->arena);
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_fact(check, fact),
        "routingData has no queue's id: \"%.*s\" is the name \"%.*s\"", BATON_ARG(name),
        BATON_ARG(value));
    struct baton_str known = baton_check_queue_called(check, value);
    if (known.s)
        baton_report_fix(check, f, BATON_FIX_VALUE, "send the queue's id: %.*s",
                         BATON_ARG(known));
}

BATON_RULE(HO6009)
{
    if (!baton_talk(check))
        return;
    struct baton_fact routing = baton_conversation_context(check->conversation, "routingData");
    if (routing.at == BATON_JSON_NONE)
        return;
    const struct baton_json *doc = check->conversation->accounts[routing.account];
    if (!baton_json_is(doc, routing.at, BATON_JSON_OBJECT) || !baton_json_size(doc, routing.at))
        return;
    uint32_t named = BATON_JSON_NONE;
    BATON_JSON_EACH_MEMBER(doc, routing.at, key) {
        if (!is_filled(doc, key + 1) || !is_target(baton_json_string(doc, key, check->arena)))
            continue;
        if (!is_queue_name(doc, key, check->arena))
            return;
        named = key;
    }
    if (named == BATON_JSON_NONE)
        baton_report_at(check, rule, baton_where_fact(check, routing),
                        "routingData names no queue: nothing says where the call shall go");
    else if (!takes_names(check->conversation))
        report_queue_name(check, rule, doc, named, routing.account);
}
