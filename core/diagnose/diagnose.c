/* SPDX-License-Identifier: Apache-2.0 */
#include "core/diagnose/diagnose_int.h"

#include "core/repair.h"

/* Each round mends what the last one uncovered; what is not mended by then never is. */
enum { MAX_ROUNDS = 8 };

/* ---- order ----------------------------------------------------------------------- */

/* What is wrong by stage; notes, which are background, after all of it. */
static bool before(const struct baton_finding *a, const struct baton_finding *b)
{
    if ((a->severity == BATON_NOTE) != (b->severity == BATON_NOTE))
        return b->severity == BATON_NOTE;
    if (a->stage != b->stage)
        return a->stage < b->stage;
    if (a->severity != b->severity)
        return a->severity > b->severity;
    return a->has_span && b->has_span && a->span.start < b->span.start;
}

/* Insertion sort: stable, and a report's findings are few. */
void baton_diagnose__sort(struct baton_finding *findings, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct baton_finding moving = findings[i];
        size_t at = i;
        for (; at && before(&moving, &findings[at - 1]); at--)
            findings[at] = findings[at - 1];
        findings[at] = moving;
    }
}

/* A token that stands in an answer or a path, too, is no less one there. */
static void forget_secrets(struct baton_check *check)
{
    struct baton_diagnose__words words;
    baton_diagnose__know(check, &words);
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        f->message = baton_diagnose__without(check->arena, f->message, &words);
        f->because = baton_diagnose__without(check->arena, f->because, &words);
        f->fix.text = baton_diagnose__without(check->arena, f->fix.text, &words);
    }
}

/* ---- one run of the rules ------------------------------------------------------------ */

/* What the exchange takes of its text, and the masked copy of that. */
static struct baton_diagnose__secrets secrets_of(struct baton_arena *arena, struct baton_str input,
                                                 const struct baton_exchange *exchange)
{
    struct baton_str text = baton_str_sub(input, exchange->extent.start, exchange->extent.end);
    return (struct baton_diagnose__secrets){input, baton_mask(arena, text),
                                            exchange->extent.start};
}

struct baton_check baton_diagnose__check(struct baton_arena *arena,
                                         const struct baton_diagnosis *d,
                                         const struct baton_exchange *exchange)
{
    return (struct baton_check){
        .arena = arena,
        .settings = d->settings,
        .exchange = exchange,
        .contracts = d->contracts,
        .attempts_before = d->attempts_before,
        .token_host = d->token_host,
        .memory = d->memory,
        .ahead = d->ahead,
        .ahead_count = d->ahead_count,
    };
}

enum baton_err baton_diagnose__run(struct baton_check *check,
                                   const struct baton_diagnose__secrets *secrets,
                                   struct baton_str contract)
{
    enum baton_err err = baton_check_prepare(check, contract);
    if (err == BATON_OK)
        err = baton_check_run(check);
    if (err != BATON_OK)
        return err;
    baton_diagnose__yield(check);
    baton_diagnose__settle(check);
    check->finding_count = baton_diagnose__once(check->findings, check->finding_count);
    baton_diagnose__sort(check->findings, check->finding_count);
    for (size_t i = 0; i < check->finding_count && secrets->masked.s; i++)
        if (!check->findings[i].document)
            baton_diagnose__hide(check->arena, secrets, &check->findings[i]);
    forget_secrets(check);
    return baton_arena_failed(check->arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- repair, and its proof -------------------------------------------------------------- */

static size_t errors_of(const struct baton_check *check)
{
    size_t count = 0;
    for (size_t i = 0; i < check->finding_count; i++)
        count += check->findings[i].severity == BATON_ERROR;
    return count;
}

static enum baton_input_kind kind_again(const struct baton_exchange *exchange)
{
    return exchange->kind == BATON_INPUT_RECORDS ? BATON_INPUT_HAR : exchange->kind;
}

/* Reads a repaired text as what it was; the old answer says nothing about it. */
static enum baton_err reread(struct baton_arena *arena, const struct baton_diagnosis *d,
                             struct baton_str text, enum baton_input_kind kind,
                             struct baton_exchange *out)
{
    struct baton_given given = d->given ? *d->given : (struct baton_given){0};
    struct baton_input *input;
    bool more;
    given.status = 0;
    given.response = (struct baton_str){NULL, 0};
    enum baton_err err = baton_input_open(arena, text, &kind, &given, &input);
    if (err == BATON_OK)
        err = baton_input_next(input, arena, out, &more);
    if (err == BATON_OK && out->body.present) {
        out->response = (struct baton_http_message){0};
        out->answer = (struct baton_part){0};
    }
    return err;
}

struct attempt {
    struct baton_str text;
    struct baton_exchange exchange;
    struct baton_check check;
};

/* What only the user can supply, named by the findings that remain. */
static struct baton_str what_is_missing(struct baton_arena *arena, const struct baton_check *check)
{
    struct baton_buf buf;
    size_t named = 0;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f->severity != BATON_ERROR || f->rule->id[2] == '8')
            continue;
        if (named++)
            baton_buf_puts(&buf, "; ");
        if (named > 5) {
            baton_buf_puts(&buf, "…");
            break;
        }
        baton_buf_put(&buf, f->message);
    }
    return baton_buf_str(&buf);
}

static void keep_repair(struct baton_arena *arena, const struct attempt *done,
                        struct baton_report *report)
{
    const struct baton_part *body = &done->exchange.body;
    report->repaired.present = true;
    /* What was cut off nobody can put back. */
    report->repaired.complete = errors_of(&done->check) == 0 && !report->repaired.cut;
    report->repaired.text = baton_mask(arena, done->text);
    report->repaired.raw = done->text;
    report->repaired.body = body->present ? baton_mask(arena, body->text) : BATON_STR("");
    report->repaired.missing = what_is_missing(arena, &done->check);
    if (report->repaired.cut && !report->repaired.missing.len)
        report->repaired.missing = BATON_STR("what was cut off");
}

/* The request of a captured exchange; its answer is not to be repaired. */
static struct baton_span what_is_sent(const struct baton_exchange *exchange)
{
    struct baton_span extent = exchange->extent;
    if (exchange->kind == BATON_INPUT_HTTP && exchange->request.present &&
        exchange->request.body.end > exchange->request.start_line.start)
        extent.end = exchange->request.body.end;
    return extent;
}

/*
 * Applies edits and checks again, until nothing is left to apply. A round that
 * leaves more errors than there were is not kept: its edits were no repair.
 */
enum baton_err baton_diagnose__repair(const struct baton_diagnosis *d, struct baton_str input,
                                      const struct baton_check *first,
                                      struct baton_report *report)
{
    struct baton_arena *arena = first->arena;
    struct baton_str contract = first->contract ? first->contract->id : BATON_STR("");
    struct attempt done = {.text = input, .exchange = *first->exchange, .check = *first};
    struct baton_span extent = what_is_sent(first->exchange);
    report->repaired.extent = extent;
    for (size_t i = 0; i < first->body.problem_count; i++)
        report->repaired.cut |= first->body.problems[i].code == BATON_JSON_TRUNCATED;
    for (int round = 0; round < MAX_ROUNDS; round++) {
        struct baton_repair step;
        struct attempt next = {0};
        enum baton_err err =
            baton_repair_apply(arena, done.text, extent, done.check.findings,
                               done.check.finding_count, d->review, &step);
        if (err != BATON_OK)
            return err;
        if (!step.text.s ||
            baton_str_eq(step.text, baton_str_sub(done.text, extent.start, extent.end)))
            break;
        next.text = step.text;
        err = reread(arena, d, next.text, kind_again(first->exchange), &next.exchange);
        if (err != BATON_OK)
            return err;
        struct baton_diagnose__secrets secrets = secrets_of(arena, next.text, &next.exchange);
        next.check = baton_diagnose__check(arena, d, &next.exchange);
        next.check.ahead_count = 0; /* it is the first of its own text now */
        err = baton_diagnose__run(&next.check, &secrets, contract);
        if (err != BATON_OK)
            return err;
        bool reading = done.check.body.doc.count == 0 || !done.check.body.strict;
        if (errors_of(&next.check) > errors_of(&done.check) && !reading)
            break;
        report->repaired.safe += step.safe;
        report->repaired.review += step.review;
        extent = (struct baton_span){0, next.text.len};
        done = next;
        keep_repair(arena, &done, report);
    }
    struct baton_diagnose__words words;
    baton_diagnose__know(first, &words);
    report->repaired.text = baton_diagnose__without(arena, report->repaired.text, &words);
    report->repaired.body = baton_diagnose__without(arena, report->repaired.body, &words);
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- the report --------------------------------------------------------------------------- */

/* Several events are a list, which no contract has; what each of them is is known. */
static const struct baton_contract *told_by(const struct baton_check *check)
{
    const struct baton_json *doc = &check->body.doc;
    if (!check->conversation || check->is_answer || !check->readable ||
        !baton_json_is(doc, 0, BATON_JSON_ARRAY) || !baton_json_size(doc, 0) ||
        !baton_json_is(doc, 1, BATON_JSON_OBJECT) ||
        baton_json_member_z(doc, 1, "event") == BATON_JSON_NONE)
        return NULL;
    return baton_contracts_find(check->contracts, BATON_STR("cognigy.vg.event"));
}

static void describe_input(const struct baton_diagnosis *d, const struct baton_check *check,
                           struct baton_report *report)
{
    const struct baton_exchange *ex = check->exchange;
    report->input.name = d->name;
    report->input.kind = baton_str_from(baton_input_kind_name(ex->kind));
    report->input.index = ex->index;
    report->input.of = ex->of;
    report->input.family = d->settings->family;
    const struct baton_contract *contract = check->contract ? check->contract : told_by(check);
    if (!contract)
        return;
    report->input.contract = contract->id;
    report->input.contract_summary = contract->summary;
    report->input.family = contract->family;
    report->input.confidence = check->confidence;
    report->input.guessed = check->guessed;
}

/* The text of an edit may repeat a secret that stood elsewhere. */
static void mask_edits(struct baton_arena *arena, const struct baton_diagnose__secrets *secrets,
                       struct baton_report *report)
{
    for (size_t i = 0; i < report->finding_count && secrets->masked.s; i++)
        if (!report->findings[i].document)
            baton_diagnose__hide_edits(arena, secrets, &report->findings[i]);
}

static void hide_in_edits(struct baton_arena *arena, const struct baton_diagnose__words *words,
                          struct baton_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++)
        for (size_t e = 0; e < report->findings[i].fix.edit_count; e++) {
            struct baton_edit *edit = &report->findings[i].fix.edits[e];
            edit->text = baton_diagnose__without(arena, edit->text, words);
        }
}

enum baton_err baton_diagnose__finish(const struct baton_diagnosis *d, struct baton_str input,
                                      const struct baton_check *check,
                                      const struct baton_diagnose__secrets *secrets,
                                      struct baton_report *report)
{
    struct baton_arena *arena = check->arena;
    struct baton_diagnose__words words;
    enum baton_err err = BATON_OK;
    baton_diagnose__know(check, &words);
    describe_input(d, check, report);
    baton_diagnose__verdict(check, report);
    if (!baton_diagnose__next(arena, report) || !baton_diagnose__timeline(check, report))
        return BATON_ENOMEM;
    if (d->repair && !check->is_answer)
        err = baton_diagnose__repair(d, input, check, report);
    if (err != BATON_OK)
        return err;
    report->source = baton_diagnose__without(arena, secrets->masked, &words);
    hide_in_edits(arena, &words, report);
    report->source_at = secrets->at;
    mask_edits(arena, secrets, report);
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

enum baton_err baton_diagnose(struct baton_arena *arena, const struct baton_diagnosis *d,
                              struct baton_str input, const struct baton_exchange *exchange,
                              struct baton_report *out)
{
    struct baton_check check = baton_diagnose__check(arena, d, exchange);
    struct baton_diagnose__secrets secrets = secrets_of(arena, input, exchange);
    struct baton_report report = {0};
    if (d->memory)
        baton_memory_hear(d->memory, exchange->said);
    enum baton_err err = baton_diagnose__run(&check, &secrets, d->contract);
    if (err != BATON_OK)
        return err;
    report.findings = check.findings;
    report.finding_count = check.finding_count;
    err = baton_diagnose__finish(d, input, &check, &secrets, &report);
    if (err != BATON_OK)
        return err;
    if (d->memory)
        baton_memory_note(d->memory, &check);
    *out = report;
    return BATON_OK;
}

bool baton_report_worst(const struct baton_report *report, enum baton_severity *out)
{
    bool any = false;
    for (size_t i = 0; i < report->finding_count; i++) {
        if (!any || report->findings[i].severity > *out)
            *out = report->findings[i].severity;
        any = true;
    }
    return any;
}
