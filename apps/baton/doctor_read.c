/* SPDX-License-Identifier: Apache-2.0 */
/* What can be read: the list, what is configured, and what the list names. */
#include "apps/baton/doctor.h"
#include "apps/baton/recent.h"
#include "edge/os.h"

enum { DAY = 86400 /* seconds */ };

#define PASS(...) BATON_DOCTOR_PASS(__VA_ARGS__)
#define WARN(...) BATON_DOCTOR_WARN(__VA_ARGS__)
#define FAIL(...) BATON_DOCTOR_FAIL(__VA_ARGS__)

/* ---- what is configured ---------------------------------------------------------- */

enum { MOST_ANSWERS = 8 };

/* What the family's rows of one kind answer about an id. */
struct answers {
    struct baton_file files[MOST_ANSWERS];
    size_t count;
    struct baton_fetch_response first; /* of the first row */
};

static void forbidden(struct baton_doctor *d, const struct baton_platform_call *call,
                      const struct baton_fetch_response *r)
{
    if (r->status == 403)
        FAIL(d, "permissions", d->family->permissions_read
                                   ? d->family->permissions_read
                                   : "give the client's role the permission, and its divisions",
             "403: %s may not be read (%s)", baton_document_role_what(call->role), call->path);
}

/* Rows of the family that ask of this about the id; a 404 of the first is of all. */
static bool ask_rows(struct baton_doctor *d, enum baton_asked_of of, struct baton_str id,
                     struct answers *out)
{
    *out = (struct answers){.count = 0};
    for (size_t i = 0; i < d->family->call_count && out->count < MOST_ANSWERS; i++) {
        const struct baton_platform_call *call = &d->family->calls[i];
        struct baton_answer answer;
        if (call->of != of || (of != BATON_OF_CONVERSATION && out->first.status == 404))
            continue;
        enum baton_err err = baton_platform_ask(d->platform, call->role, id, d->arena, &answer);
        if (err == BATON_EUSAGE)
            continue;
        if (err != BATON_OK) {
            baton_doctor_failed(d, baton_err_status(err));
            return false;
        }
        baton_doctor_wire(d, &answer.response);
        if (!out->count)
            out->first = answer.response;
        else
            forbidden(d, call, &answer.response);
        out->files[out->count++] = (struct baton_file){
            .role = answer.role, .name = BATON_STR("answer.http"), .contract = answer.contract,
            .text = answer.exchange, .failure = BATON_STR("")};
    }
    return out->count > 0;
}

/* The answers as evidence, which knows what to read in them. */
static bool read_answers(struct baton_doctor *d, const struct answers *answers,
                         struct baton_evidence *evidence)
{
    const struct baton_gathered gathered = {.now = INT64_MIN, .files = answers->files,
                                            .count = answers->count,
                                            .family = baton_str_from(d->family->name),
                                            .token = {.expires = INT64_MIN}};
    return baton_evidence_read(d->arena, &gathered, NULL, evidence) == BATON_OK;
}

static void judge_queue(struct baton_doctor *d, const struct baton_queue_facts *q)
{
    struct baton_str name = q->name.text.s ? q->name.text : BATON_STR("it");
    if (q->active == BATON_NO)
        FAIL(d, "queue-id", "activate it, or name another", "%.*s is not active", BATON_ARG(name));
    else if (q->members == 0)
        FAIL(d, "queue-id", "add agents to it, or name another", "%.*s has no members",
             BATON_ARG(name));
    else if (q->available == 0)
        WARN(d, "queue-id", "a caller would wait; is that the hour?",
             "%.*s has no agent available now", BATON_ARG(name));
    else
        PASS(d, "queue-id", "%.*s is there%s", BATON_ARG(name),
             q->active == BATON_YES ? " and active" : "");
}

static void judge_code(struct baton_doctor *d, const struct baton_evidence *e)
{
    struct baton_str wanted = baton_doctor_setting(d, "wrapup-code-id");
    if (!wanted.len)
        return;
    if (e->wrapup.document == SIZE_MAX || e->wrapup.status / 100 != 2) {
        WARN(d, "wrapup-code-id", "see queue-id", "the queue's codes could not be read");
        return;
    }
    for (size_t i = 0; i < e->wrapup.count; i++)
        if (e->wrapup.codes[i].id.text.s && baton_str_eq(e->wrapup.codes[i].id.text, wanted)) {
            struct baton_str name = e->wrapup.codes[i].name.text;
            PASS(d, "wrapup-code-id", "is the queue's: %.*s", BATON_ARG(name));
            return;
        }
    FAIL(d, "wrapup-code-id", "take one of the queue's codes, or add it to the queue",
         "is none of the queue's %zu codes", e->wrapup.count);
}

static void check_queue(struct baton_doctor *d)
{
    struct answers answers;
    struct baton_evidence e;
    if (!baton_doctor_setting(d, "queue-id").len) {
        if (baton_doctor_setting(d, "wrapup-code-id").len)
            WARN(d, "wrapup-code-id", "set queue-id (TARGET_QUEUE_ID), too",
                 "cannot be looked up without its queue");
        return;
    }
    if (!ask_rows(d, BATON_OF_QUEUE, baton_doctor_setting(d, "queue-id"), &answers) ||
        !baton_doctor_is_granted(d, "queue-id", &answers.first,
                                 "there is no such queue (a queue's name will not do)") ||
        !read_answers(d, &answers, &e))
        return;
    judge_queue(d, &e.queue);
    judge_code(d, &e);
}

/* Sites have one account of a conversation or the other: one that can be read will do. */
static void check_conversation(struct baton_doctor *d)
{
    struct baton_str id = baton_doctor_setting(d, "conversation-id");
    struct answers answers;
    struct baton_evidence e;
    if (!id.len || !ask_rows(d, BATON_OF_CONVERSATION, id, &answers) ||
        !read_answers(d, &answers, &e))
        return;
    if (e.has_conversation)
        PASS(d, "conversation-id", "can be read");
    else if (baton_doctor_is_granted(d, "conversation-id", &answers.first,
                                     "there is no such conversation, or it was purged"))
        FAIL(d, "conversation-id", "is base-url that of the API of this family?",
             "what came is no account of a conversation");
}

/* What the list names can be read, or not: so permissions show without any id given. */
static void check_listed(struct baton_doctor *d, const struct baton_recent_page *page)
{
    struct answers answers;
    if (baton_doctor_setting(d, "conversation-id").len || !page->count || !page->items[0].id.s ||
        !ask_rows(d, BATON_OF_CONVERSATION, page->items[0].id, &answers))
        return;
    size_t calls = d->family->call_count, first = 0;
    while (first < calls && d->family->calls[first].of != BATON_OF_CONVERSATION)
        first++;
    if (first < calls)
        forbidden(d, &d->family->calls[first], &answers.first);
    if (answers.first.status / 100 == 2)
        PASS(d, "permissions", "a conversation of the list can be read");
}

/* What is asked about without an id, or about one of the configuration. */
static void check_rest(struct baton_doctor *d)
{
    struct answers answers;
    struct baton_str endpoint = baton_doctor_setting(d, "endpoint-id");
    if (ask_rows(d, BATON_OF_NOTHING, BATON_STR(""), &answers) &&
        baton_doctor_is_granted(d, "permissions", &answers.first, "there is nothing at that path"))
        PASS(d, "permissions", "%s can be read",
             baton_document_role_what(answers.files[0].role));
    if (endpoint.len && ask_rows(d, BATON_OF_ENDPOINT, endpoint, &answers) &&
        baton_doctor_is_granted(d, "endpoint-id", &answers.first, "there is no such endpoint"))
        PASS(d, "endpoint-id", "can be read");
}

/* ---- the list -------------------------------------------------------------------- */

static void check_list(struct baton_doctor *d, const struct baton_recent_query *query,
                       const struct baton_fetch_response *r, struct baton_recent_page *page)
{
    if (baton_recent_page(d->arena, d->family, query, r, page)) {
        PASS(d, "analytics", "recent conversations can be listed");
        return;
    }
    baton_doctor_failed(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, "analytics", "is base-url that of the API of this family?",
         "%d, and what came is no list of conversations", r->status);
}

/* false: there is no going on. */
static bool read_list(struct baton_doctor *d, struct baton_recent_page *page)
{
    int64_t now = baton_os_now();
    const struct baton_recent_query query = {.channel = BATON_STR("voice"), .from = now - DAY,
                                             .to = now, .page = 1, .page_size = 1};
    struct baton_answer answer;
    enum baton_err err = baton_platform_recent(d->platform, &query, d->arena, &answer);
    *page = (struct baton_recent_page){0};
    if (err == BATON_EUSAGE)
        return true;
    if (err != BATON_OK) {
        baton_doctor_failed(d, baton_err_status(err));
        return false;
    }
    baton_doctor_wire(d, &answer.response);
    if (baton_doctor_is_granted(d, "analytics", &answer.response,
                                "there is no list of conversations at this base-url"))
        check_list(d, &query, &answer.response, page);
    return !d->status;
}

void baton_doctor_read(struct baton_doctor *d)
{
    struct baton_recent_page page;
    baton_live_progress(d->live, "reading at %s", d->family->vendor);
    if (read_list(d, &page)) {
        check_rest(d);
        check_queue(d);
        check_conversation(d);
        check_listed(d, &page);
    }
    baton_live_progress(d->live, "%s", "");
}
