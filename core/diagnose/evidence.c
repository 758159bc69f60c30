/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence in several documents: one of them, an account of the conversation, is
 * checked with the whole evidence at hand; the bot's payload is checked by itself.
 * What both say makes one report.
 */
#include "core/diagnose/diagnose_int.h"

static bool is_account(const struct baton_document *d)
{
    int status = d->exchange.response.status;
    return baton_document_is_account(d) && d->readable && status >= 200 && status < 300;
}

/*
 * The account that is checked: the one with the bot's context, which has a
 * contract to keep; else the first that can be read, else the first there is.
 */
static size_t main_document(const struct baton_evidence *e)
{
    const struct baton_conversation *c = &e->conversation;
    if (e->has_conversation && c->bot != SIZE_MAX) {
        const struct baton_participant *bot = &c->participants[c->bot];
        return bot->has_context ? bot->context.account : bot->fact.account;
    }
    for (size_t i = 0; i < e->document_count; i++)
        if (is_account(&e->documents[i]) && e->documents[i].role == BATON_DOC_INTERACTION)
            return i;
    for (size_t i = 0; i < e->document_count; i++)
        if (is_account(&e->documents[i]))
            return i;
    return 0;
}

struct case_file {
    const struct baton_diagnosis *d;
    const struct baton_evidence *e;
    size_t document;
    struct baton_check payload, account;
    struct baton_settings settings; /* of the account: its own family's contracts come first */
    struct baton_diagnose__secrets *secrets; /* of each document */
};

static enum baton_err mask_documents(struct baton_arena *arena, struct case_file *c)
{
    c->secrets = BATON_NEW_N(arena, struct baton_diagnose__secrets, c->e->document_count);
    for (size_t i = 0; c->secrets && i < c->e->document_count; i++) {
        struct baton_str text = c->e->documents[i].text;
        c->secrets[i] = (struct baton_diagnose__secrets){text, baton_mask(arena, text), 0};
    }
    return c->secrets ? BATON_OK : BATON_ENOMEM;
}

/* ---- the two checks ---------------------------------------------------------------- */

static enum baton_err check_payload(struct baton_arena *arena, struct case_file *c)
{
    const struct baton_document *payload = &c->e->documents[c->e->payload];
    c->payload = baton_diagnose__check(arena, c->d, &payload->exchange);
    return baton_diagnose__run(&c->payload, &c->secrets[c->e->payload],
                               c->d->contract.len ? c->d->contract : payload->contract);
}

static enum baton_err check_account(struct baton_arena *arena, struct case_file *c)
{
    const struct baton_document *account = &c->e->documents[c->document];
    c->account = baton_diagnose__check(arena, c->d, &account->exchange);
    c->settings = *c->d->settings;
    if (!c->settings.family.len && account->family.len)
        c->settings.family = account->family;
    c->account.settings = &c->settings;
    c->account.evidence = c->e;
    c->account.document = c->document;
    c->account.payload = c->e->payload == SIZE_MAX ? NULL : &c->payload;
    return baton_diagnose__run(&c->account, &c->secrets[c->document], account->contract);
}

/* ---- one report -------------------------------------------------------------------- */

static void hide_in_documents(struct baton_arena *arena, const struct case_file *c,
                              struct baton_report *report)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        struct baton_finding *f = &report->findings[i];
        if (f->document && f->document <= c->e->document_count)
            baton_diagnose__hide(arena, &c->secrets[f->document - 1], f);
    }
}

/* Takes out of a text what either check knows to be a secret, wherever it stands. */
static struct baton_str without_secrets(struct baton_arena *arena, const struct case_file *c,
                                        struct baton_str text)
{
    struct baton_diagnose__words words;
    baton_diagnose__know(&c->account, &words);
    text = baton_diagnose__without(arena, text, &words);
    if (c->e->payload == SIZE_MAX)
        return text;
    baton_diagnose__know(&c->payload, &words);
    return baton_diagnose__without(arena, text, &words);
}

static void hide_in_timeline(struct baton_arena *arena, const struct case_file *c,
                             struct baton_report *report)
{
    for (size_t i = 0; i < report->timeline_count; i++)
        report->timeline[i].event = without_secrets(arena, c, report->timeline[i].event);
}

/* What is background in one request is none in the other: the account's notes go first. */
static bool join_findings(struct baton_arena *arena, const struct case_file *c,
                          struct baton_report *report)
{
    size_t own = c->account.finding_count;
    size_t others = c->e->payload == SIZE_MAX ? 0 : c->payload.finding_count;
    report->findings = BATON_NEW_N(arena, struct baton_finding, own + others + 1);
    if (!report->findings)
        return false;
    for (size_t i = 0; i < own; i++)
        report->findings[report->finding_count++] = c->account.findings[i];
    for (size_t i = 0; i < others; i++) {
        struct baton_finding *f = &report->findings[report->finding_count++];
        *f = c->payload.findings[i];
        f->document = c->e->payload + 1;
    }
    report->finding_count = baton_diagnose__once(report->findings, report->finding_count);
    baton_diagnose__sort(report->findings, report->finding_count);
    return true;
}

static bool list_documents(struct baton_arena *arena, const struct case_file *c,
                           struct baton_report *report)
{
    report->documents = BATON_NEW_N(arena, struct baton_report_document, c->e->document_count);
    for (size_t i = 0; report->documents && i < c->e->document_count; i++)
        report->documents[i] = (struct baton_report_document){
            c->e->documents[i].name,
            baton_str_from(baton_document_role_what(c->e->documents[i].role)),
            without_secrets(arena, c, c->secrets[i].masked)};
    report->document_count = c->e->document_count;
    return report->documents != NULL;
}

/* Whose conversation, and when it was asked for. */
static void describe_evidence(struct baton_arena *arena, const struct baton_evidence *e,
                              struct baton_report *report)
{
    struct baton_str own = e->has_conversation ? e->conversation.id.text : (struct baton_str){0};
    report->input.conversation = e->asked_id.len ? e->asked_id : own.s ? own : BATON_STR("");
    report->input.absent = e->absent;
    report->input.absent_count = e->absent_count;
    report->input.asked = e->now > 0 ? baton_time_text(arena, e->now) : BATON_STR("");
    if (!report->input.family.len)
        report->input.family = e->family;
}

static enum baton_err report_on(struct baton_arena *arena, struct case_file *c,
                                struct baton_report *report)
{
    struct baton_diagnosis named = *c->d;
    named.name = c->e->documents[c->document].name;
    if (!join_findings(arena, c, report) || !list_documents(arena, c, report))
        return BATON_ENOMEM;
    hide_in_documents(arena, c, report);
    enum baton_err err =
        baton_diagnose__finish(&named, c->e->documents[c->document].text, &c->account,
                               &c->secrets[c->document], report);
    if (err != BATON_OK)
        return err;
    describe_evidence(arena, c->e, report);
    hide_in_timeline(arena, c, report);
    if (c->d->repair && c->e->payload != SIZE_MAX)
        err = baton_diagnose__repair(c->d, c->e->documents[c->e->payload].text, &c->payload,
                                     report);
    return err;
}

enum baton_err baton_diagnose_evidence(struct baton_arena *arena,
                                       const struct baton_diagnosis *d,
                                       const struct baton_evidence *evidence,
                                       struct baton_report *out)
{
    struct case_file c = {.d = d, .e = evidence};
    struct baton_report report = {0};
    if (!evidence->document_count)
        return BATON_EUSAGE;
    c.document = main_document(evidence);
    enum baton_err err = mask_documents(arena, &c);
    if (err == BATON_OK && evidence->payload != SIZE_MAX)
        err = check_payload(arena, &c);
    if (err == BATON_OK)
        err = check_account(arena, &c);
    if (err == BATON_OK)
        err = report_on(arena, &c, &report);
    if (err != BATON_OK)
        return err;
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    *out = report;
    return BATON_OK;
}
