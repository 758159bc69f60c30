/* SPDX-License-Identifier: Apache-2.0 */
/* HO8: what an observed answer means, and what follows from it. */
#include "core/rule/rule_int.h"

enum { SHOWN = 160 };

static int status_of(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

static struct baton_where where_of(const struct baton_check *check)
{
    const struct baton_http_message *response = &check->exchange->response;
    return baton_where_input(response->start_line);
}

/* ---- what the answer says --------------------------------------------------------- */

static struct baton_str json_message(const struct baton_check *check)
{
    static const char *const pointers[] = {
        "/message", "/error_description", "/errorMessage", "/detail", "/error/message", "/error",
        "/title", "/description", "/errors/0/message", "/errors/0", "/code",
    };
    const struct baton_json *doc = &check->answer.doc;
    for (size_t i = 0; i < BATON_COUNT(pointers); i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(pointers[i]));
        if (at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING))
            return baton_json_string(doc, at, check->arena);
    }
    return BATON_STR("");
}

static bool is_html(struct baton_str text)
{
    text = baton_str_trim(text);
    return baton_str_starts_nocase(text, BATON_STR("<!doctype html")) ||
           baton_str_starts_nocase(text, BATON_STR("<html")) ||
           baton_str_starts_nocase(text, BATON_STR("<head"));
}

/* The answer's own words, short and without secrets; "" if it says nothing. */
static struct baton_str words(const struct baton_check *check)
{
    struct baton_str text = baton_str_trim(check->exchange->answer.text);
    if (check->is_answer || !check->exchange->answer.present || is_html(text))
        return BATON_STR("");
    if (check->answer_readable && check->answer.strict)
        text = json_message(check);
    return baton_mask(check->arena, baton_str_sub(text, 0, SHOWN));
}

static bool says(const struct baton_check *check, struct baton_str what)
{
    return baton_str_find_nocase(check->exchange->answer.text, what) != SIZE_MAX ||
           baton_str_find_nocase(check->exchange->response.reason, what) != SIZE_MAX;
}

/* The row of the contract's observations that fits best: one with words before one without. */
static struct baton_str observed_rule(const struct baton_check *check)
{
    struct baton_str found = BATON_STR("");
    for (size_t i = 0; check->contract && i < check->contract->observed_count; i++) {
        const struct baton_observed *row = &check->contract->observed[i];
        if (row->status && row->status != status_of(check))
            continue;
        if (row->says.len && says(check, row->says))
            return row->rule;
        if (!row->says.len && !found.len)
            found = row->rule;
    }
    return found;
}

/* ---- reporting ------------------------------------------------------------------------ */

static struct baton_finding *report_status(struct baton_check *check,
                                           const struct baton_rule *rule, const char *meaning)
{
    int status = status_of(check);
    struct baton_str own = words(check);
    struct baton_str actor = baton_check_actor(check);
    struct baton_finding *f =
        own.len ? baton_report_at(check, rule, where_of(check), "%.*s answered %d: %s: \"%.*s\"",
                                  BATON_ARG(actor), status, meaning, BATON_ARG(own))
                : baton_report_at(check, rule, where_of(check), "%.*s answered %d: %s",
                                  BATON_ARG(actor), status, meaning);
    /* Where a fault of the request explains the answer, the answer is no fault of its own. */
    if (f && baton_check_explained(check, status))
        f->severity = BATON_NOTE;
    return f;
}

static bool is_mine(const struct baton_check *check, const struct baton_rule *rule)
{
    return baton_str_is(observed_rule(check), rule->info.id);
}

/* For statuses: this rule, unless the contract's observations name a more special one. */
static bool is_status(const struct baton_check *check, const struct baton_rule *rule, int status)
{
    if (status_of(check) != status)
        return false;
    return !observed_rule(check).len || is_mine(check, rule);
}

BATON_RULE(HO8001)
{
    if (!is_status(check, rule, 400))
        return;
    struct baton_finding *f = report_status(check, rule, "the request was refused");
    if (f && f->severity == BATON_ERROR)
        baton_report_because(check, f,
                             "A 400 comes from checking the request, and nothing in what was "
                             "captured is wrong by itself: an id may be of another session, or "
                             "not exist there. The platform's own event or trace log has the "
                             "reason in full.");
}

BATON_RULE(HO8002)
{
    if (is_status(check, rule, 401))
        report_status(check, rule, "the token was not accepted");
}

static void add_scopes(struct baton_check *check, struct baton_finding *f)
{
    struct baton_buf buf;
    if (!f || !check->contract || !check->contract->scope_count)
        return;
    baton_buf_init(&buf, check->arena, 0);
    for (size_t i = 0; i < check->contract->scope_count; i++) {
        if (i)
            baton_buf_puts(&buf, " or ");
        baton_buf_put(&buf, check->contract->scopes[i]);
    }
    struct baton_str scopes = baton_buf_str(&buf);
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "give the OAuth client the scope %.*s, get a new token, and see that its role "
                     "and division reach this conversation and queue", BATON_ARG(scopes));
}

BATON_RULE(HO8003)
{
    if (is_status(check, rule, 403))
        add_scopes(check, report_status(check, rule, "the token may not do this"));
}

BATON_RULE(HO8004)
{
    if (is_status(check, rule, 404))
        report_status(check, rule, "there is nothing under this path or id");
}

BATON_RULE(HO8005)
{
    if (is_status(check, rule, 409))
        report_status(check, rule, "the conversation's state does not allow it");
}

BATON_RULE(HO8006)
{
    if (is_status(check, rule, 422))
        report_status(check, rule, "well-formed, but a value cannot be used");
}

BATON_RULE(HO8007)
{
    if (!is_status(check, rule, 429))
        return;
    struct baton_finding *f = report_status(check, rule, "too many requests");
    const struct baton_http_header *after =
        baton_http_header(&check->exchange->response, "Retry-After");
    if (after)
        baton_report_fix(check, f, BATON_FIX_VALUE, "wait for what Retry-After says (%.*s), then "
                         "send it again", BATON_ARG(after->value));
}

BATON_RULE(HO8008)
{
    int status = status_of(check);
    if (status >= 500 && (!observed_rule(check).len || is_mine(check, rule)))
        report_status(check, rule, "the platform itself failed");
}

/* Statuses that the same request will get again. */
static bool is_final(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
}

BATON_RULE(HO8009)
{
    if (is_final(status_of(check)))
        baton_report_at(check, rule, baton_where_nowhere(),
                        "sending the same request again will get the same %d", status_of(check));
}

BATON_RULE(HO8010)
{
    int status = status_of(check);
    if (check->contract && check->contract->reaches_bot && (status == 400 || status == 422))
        baton_report_at(check, rule, baton_where_nowhere(),
                        "the bot was never called: the request ended in validation before it");
}

BATON_RULE(HO8011)
{
    struct baton_str text = check->exchange->answer.text;
    const struct baton_http_header *type =
        baton_http_header(&check->exchange->response, "Content-Type");
    bool declared = type && baton_str_starts_nocase(type->value, BATON_STR("text/html"));
    if (check->is_answer || !status_of(check) || !(is_html(text) || declared))
        return;
    baton_report_at(check, rule, where_of(check), "the answer (%d) is an HTML page, not JSON",
                    status_of(check));
}

BATON_RULE(HO8012)
{
    static const struct {
        int status;
        const char *meaning;
        enum baton_stage stage;
    } rows[] = {
        {402, "payment required", BATON_PERMIT},
        {405, "the path does not answer to this method", BATON_ROUTE},
        {406, "the platform cannot answer in what Accept allows", BATON_MEDIA},
        {408, "the request came too slowly", BATON_REACH},
        {410, "it was there, and is gone", BATON_STATE},
        {411, "a Content-Length is wanted", BATON_MEDIA},
        {413, "the body is too large", BATON_MEDIA},
        {414, "the URL is too long", BATON_MEDIA},
        {415, "the platform does not read this media type", BATON_MEDIA},
    };
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        if (!is_status(check, rule, rows[i].status))
            continue;
        struct baton_finding *f = report_status(check, rule, rows[i].meaning);
        if (f)
            f->stage = rows[i].stage;
    }
}

BATON_RULE(HO8013)
{
    if (check->attempts_before && is_final(status_of(check)))
        baton_report_at(check, rule, baton_where_request(check),
                        "the same request had failed %zu time%s before", check->attempts_before,
                        check->attempts_before == 1 ? "" : "s");
}

BATON_RULE(HO8014)
{
    int status = status_of(check);
    const struct baton_http_header *to = baton_http_header(&check->exchange->response, "Location");
    if (status < 300 || status > 399 || status == 304)
        return;
    struct baton_finding *f = report_status(check, rule, "the request was sent elsewhere");
    if (to)
        baton_report_fix(check, f, BATON_FIX_VALUE, "call %.*s", BATON_ARG(to->value));
}

/* ---- answers that say more ------------------------------------------------------------------ */

/*
 * A known sentence in the answer points at a part of the request. Where that
 * part is wrong already, the sentence is its consequence.
 */
static void report_sentence(struct baton_check *check, const struct baton_rule *rule,
                            const char *meaning, const char *part)
{
    if (!is_mine(check, rule))
        return;
    struct baton_finding *f = report_status(check, rule, meaning);
    if (!f)
        return;
    f->severity = BATON_ERROR;
    for (size_t i = 0; part && i + 1 < check->finding_count; i++) {
        const struct baton_finding *other = &check->findings[i];
        if (other->severity == BATON_ERROR && other->in_body &&
            baton_str_find(other->pointer, baton_str_from(part)) != SIZE_MAX)
            f->severity = BATON_NOTE;
    }
}

BATON_RULE(HO8015) { report_sentence(check, rule, "the transfer target is unusable", "/transferTo"); }
BATON_RULE(HO8016) { report_sentence(check, rule, "the conversation was over already", NULL); }
BATON_RULE(HO8017) { report_sentence(check, rule, "no such wrap-up code there", "/wrapupCode"); }

BATON_RULE(HO8018)
{
    if (!is_mine(check, rule))
        return;
    report_sentence(check, rule, "the token may not do this", NULL);
    add_scopes(check, check->finding_count ? &check->findings[check->finding_count - 1] : NULL);
}
