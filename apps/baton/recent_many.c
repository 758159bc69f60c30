/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many conversations under way at once: each in a slot with an arena of its own.
 * Slots are a ring; the oldest is printed first, however long the others wait.
 */
#include "apps/baton/recent.h"
#include "edge/os.h"

enum { SLOTS_PER_REQUEST = 2, REMEMBERED = 256, MOST_REMEMBERED = 64 * 1024,
       GIVE_UP = 3 };

struct slot {
    struct baton_arena arena;
    struct baton_gather gather;
    struct baton_recent_item item;
    bool done;
};

/* The answer about a queue or the like, which many conversations ask for. */
struct remembered {
    struct baton_str id;
    struct baton_file file;
};

struct baton_recent_many {
    struct slot *slots;
    size_t slot_count, first, used;
    struct remembered *answers;
    size_t answer_count;
    unsigned in_a_row; /* conversations of which nothing was to be had */
    bool broken; /* the platform cannot be reached any more */
};

enum baton_err baton_recent_many_open(struct baton_recent *r)
{
    struct baton_arena *arena = &r->live.app->arena;
    struct baton_recent_many *m = BATON_NEW(arena, struct baton_recent_many);
    const struct baton_config_value *at_once = baton_config_get(&r->live.config, "at-once");
    if (!m)
        return BATON_ENOMEM;
    m->slot_count = (size_t)(at_once->number > 0 ? at_once->number : 1) * SLOTS_PER_REQUEST;
    m->slots = BATON_NEW_N(arena, struct slot, m->slot_count);
    m->answers = BATON_NEW_N(arena, struct remembered, REMEMBERED);
    if (!m->slots || !m->answers)
        return BATON_ENOMEM;
    for (size_t i = 0; i < m->slot_count; i++)
        baton_arena_init(&m->slots[i].arena, baton_os_alloc(), 0);
    r->many = m;
    return BATON_OK;
}

void baton_recent_many_close(struct baton_recent *r)
{
    for (size_t i = 0; r->many && i < r->many->slot_count; i++)
        baton_arena_release(&r->many->slots[i].arena);
}

/* ---- what was asked before ------------------------------------------------------- */

/* What is of no single conversation. */
static bool is_lasting(const struct baton_gather *g)
{
    enum baton_asked_of of = g->family->calls[g->row].of;
    return of != BATON_OF_CONVERSATION && of != BATON_OF_MAIN_CONTACT;
}

static const struct baton_file *recall(const struct baton_recent_many *m,
                                       enum baton_document_role role, struct baton_str id)
{
    for (size_t i = 0; i < m->answer_count; i++)
        if (m->answers[i].file.role == role && baton_str_eq(m->answers[i].id, id))
            return &m->answers[i].file;
    return NULL;
}

/* The last file of the slot answers the question that was asked last. */
static void remember(struct baton_recent *r, const struct slot *s, enum baton_document_role role)
{
    struct baton_recent_many *m = r->many;
    struct baton_arena *arena = &r->live.app->arena;
    const struct baton_file *file = &s->gather.files[s->gather.count - 1];
    struct baton_str id = s->gather.row_id;
    if (!is_lasting(&s->gather) || file->role != role || file->failure.len ||
        file->text.len > MOST_REMEMBERED || m->answer_count == REMEMBERED || recall(m, role, id))
        return;
    m->answers[m->answer_count] = (struct remembered){baton_str_copy(arena, id), *file};
    m->answers[m->answer_count].file.text = baton_str_copy(arena, file->text);
    m->answers[m->answer_count].file.contract = baton_str_copy(arena, file->contract);
    if (!baton_arena_failed(arena))
        m->answer_count++;
}

/* ---- one after the other --------------------------------------------------------- */

/* Asks a slot's next question, or marks that it has none left. */
static enum baton_err advance(struct baton_recent *r, struct slot *s)
{
    for (;;) {
        enum baton_document_role role;
        struct baton_str id;
        struct baton_answer answer;
        bool more, begun;
        enum baton_err err = baton_gather_next(&s->gather, &role, &id, &more);
        if (err != BATON_OK || !more) {
            s->done = true;
            return err;
        }
        const struct baton_file *known = recall(r->many, role, id);
        if (known) {
            err = baton_gather_again(&s->gather, known);
            if (err != BATON_OK)
                return err;
            continue;
        }
        err = baton_platform_begin(r->live.platform, role, id, s, &s->arena, &answer, &begun);
        if (err == BATON_EUSAGE)
            continue;
        if (err != BATON_OK || begun)
            return err;
        err = baton_gather_take(&s->gather, &answer);
        if (err != BATON_OK)
            return err;
    }
}

static enum baton_err wait_for_one(struct baton_recent *r)
{
    struct baton_answer answer;
    bool more;
    enum baton_err err = baton_platform_next(r->live.platform, &answer, &more);
    if (err != BATON_OK || !more)
        return err == BATON_OK ? BATON_EINTERNAL : err;
    struct slot *s = answer.user;
    err = baton_gather_take(&s->gather, &answer);
    if (err != BATON_OK)
        return err;
    remember(r, s, answer.role);
    return advance(r, s);
}

/* ---- verdicts -------------------------------------------------------------------- */

static void describe(const struct baton_report *report, struct baton_recent_verdict *v)
{
    size_t root = report->verdict.root_cause;
    v->outcome = baton_outcome_name(report->verdict.outcome);
    v->stage = report->verdict.has_stage ? baton_stage_name(report->verdict.stage) : NULL;
    v->rule = root == SIZE_MAX ? NULL : report->findings[root].rule->id;
    v->status = report->verdict.status;
    v->text = root == SIZE_MAX ? report->verdict.text : report->findings[root].message;
}

static enum baton_err print(struct baton_recent *r, struct slot *s)
{
    const struct baton_judging judging = {.contracts = r->live.app->contracts};
    const struct baton_gathered gathered = baton_gathered(&s->gather, &r->live);
    struct baton_recent_verdict verdict = {.known = true};
    struct baton_evidence evidence;
    struct baton_report report;
    enum baton_severity worst;
    baton_arena_clear(&r->judge_arena);
    enum baton_err err =
        baton_evidence_judge(&r->judge_arena, &judging, &gathered, &evidence, &report);
    if (err != BATON_OK)
        return err;
    describe(&report, &verdict);
    verdict.reached = evidence.has_conversation;
    verdict.failed = baton_report_worst(&report, &worst) && (int)worst >= r->live.fail_on;
    r->many->in_a_row = s->gather.stopped && !verdict.reached ? r->many->in_a_row + 1 : 0;
    if (r->many->in_a_row == GIVE_UP) {
        r->many->broken = true;
        r->status = baton_say_error(BATON_EPLATFORM, "recent: %.*s",
                                    BATON_ARG(report.verdict.text));
    }
    return baton_recent_put(r, &s->item, &verdict);
}

static enum baton_err print_first(struct baton_recent *r)
{
    static const struct baton_recent_verdict unknown = {.known = false};
    struct baton_recent_many *m = r->many;
    struct slot *s = &m->slots[m->first];
    enum baton_err err = BATON_OK;
    while (err == BATON_OK && !s->done)
        err = wait_for_one(r);
    if (err == BATON_OK)
        err = s->item.id.s ? print(r, s) : baton_recent_put(r, &s->item, &unknown);
    m->first = (m->first + 1) % m->slot_count;
    m->used--;
    return err;
}

static bool copy_item(struct slot *s, const struct baton_recent_item *item)
{
    s->item = *item;
    s->item.time = item->time.s ? baton_str_copy(&s->arena, item->time) : item->time;
    s->item.key = item->key.s ? baton_str_copy(&s->arena, item->key) : item->key;
    s->item.id = item->id.s ? baton_str_copy(&s->arena, item->id) : item->id;
    s->item.state = item->state.s ? baton_str_copy(&s->arena, item->state) : item->state;
    return !baton_arena_failed(&s->arena);
}

enum baton_err baton_recent_many_add(struct baton_recent *r, const struct baton_recent_item *item)
{
    struct baton_recent_many *m = r->many;
    enum baton_err err = m->used == m->slot_count ? print_first(r) : BATON_OK;
    if (err != BATON_OK || m->broken)
        return err;
    struct slot *s = &m->slots[(m->first + m->used) % m->slot_count];
    baton_arena_clear(&s->arena);
    m->used++;
    if (!copy_item(s, item))
        return BATON_ENOMEM;
    s->done = !item->id.s;
    if (s->done)
        return BATON_OK;
    baton_gather_init(&s->gather, &r->live, &s->arena, s->item.id);
    return advance(r, s);
}

enum baton_err baton_recent_many_end(struct baton_recent *r)
{
    enum baton_err err = BATON_OK;
    while (err == BATON_OK && r->many->used)
        err = print_first(r);
    return err;
}
