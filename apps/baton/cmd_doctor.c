/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/live.h"
#include "apps/baton/marks.h"
#include "apps/baton/recent.h"
#include "core/rule.h"
#include "edge/os.h"

enum { MOST_SKEW = 60 /* seconds */, SOON = 600 /* seconds */, DAY = 86400 };

static const struct baton_option options[] = {
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity that makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to report (default text)"},
};

struct doctor {
    struct baton_live live;
    struct baton_arena *arena;
    struct baton_marks marks;
    int status; /* 2 or 4 where it failed before a verdict; else 0 */
    bool dated; /* the clock was compared */
};

#define PASS(d, name, ...) baton_marks_add(&(d)->marks, BATON_PASS, name, NULL, __VA_ARGS__)
#define WARN(d, name, fix, ...) baton_marks_add(&(d)->marks, BATON_WARN, name, fix, __VA_ARGS__)
#define FAIL(d, name, fix, ...) baton_marks_add(&(d)->marks, BATON_FAIL, name, fix, __VA_ARGS__)

static void failed_with(struct doctor *d, int status)
{
    d->status = d->status ? d->status : status;
}

static struct baton_str setting(const struct doctor *d, const char *key)
{
    return baton_live_setting(&d->live, key);
}

/* ---- configuration --------------------------------------------------------------- */

static void show_problems(struct doctor *d, const struct baton_config_problem *problems,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool warning = problems[i].severity == BATON_CONFIG_WARNING;
        baton_marks_add(&d->marks, warning ? BATON_WARN : BATON_FAIL, "configuration",
                        "'baton help configuration' tells of all keys and their values",
                        "%.*s: %.*s", BATON_ARG(problems[i].where),
                        BATON_ARG(problems[i].message));
    }
}

/* A secret is never shown, nor how long it is. */
static void show_values(struct doctor *d)
{
    for (size_t i = 0; i < baton_config_key_count; i++) {
        const struct baton_config_key *key = &baton_config_keys[i];
        const struct baton_config_value *value = baton_config_get(&d->live.config, key->name);
        if (!value->text.s || value->origin == BATON_FROM_DEFAULT)
            continue;
        if (key->type == BATON_CONFIG_SECRET)
            PASS(d, "configuration", "%s is set by %.*s (not shown)", key->name,
                 BATON_ARG(value->where));
        else
            PASS(d, "configuration", "%s is %.*s, by %.*s", key->name,
                 BATON_ARG(baton_mask(d->arena, value->text)), BATON_ARG(value->where));
    }
}

static bool check_configuration(struct doctor *d, struct baton_app *app,
                                const struct baton_call *call)
{
    struct baton_config_problem *problems = NULL;
    struct baton_str why;
    size_t count = 0;
    enum baton_err err = baton_live_load(&d->live, app, call, &problems, &count);
    show_problems(d, problems, count);
    if (err == BATON_OK) {
        show_values(d);
        err = baton_live_try(&d->live, true, &why);
        if (err == BATON_ECONFIG)
            FAIL(d, "configuration",
                 "an OAuth client's id and secret come from the platform's administration pages "
                 "(client credentials)", "%.*s", BATON_ARG(why));
    }
    if (err != BATON_OK)
        failed_with(d, baton_err_status(err));
    return err == BATON_OK;
}

/* ---- the host -------------------------------------------------------------------- */

static bool is_loopback(struct baton_str host)
{
    return baton_str_is_nocase(host, "localhost") || baton_str_is(host, "[::1]") ||
           baton_str_starts(host, BATON_STR("127."));
}

static void check_vendor(struct doctor *d, const struct baton_url *url)
{
    const char *vendor = baton_vendor_of(url->host);
    bool given = setting(d, "base-url").s || setting(d, "region").s ||
                 baton_config_get(&d->live.config, "environment")->origin != BATON_FROM_DEFAULT;
    if (!given)
        WARN(d, "host", "set base-url (CXONE_BASE_URL) or environment (CXONE_ENVIRONMENT)",
             "nothing says which platform is meant: it is %.*s, as the tutorials have it",
             BATON_ARG(url->host));
    else if (is_loopback(url->host))
        PASS(d, "host", "%.*s is this machine", BATON_ARG(url->host));
    else if (!vendor)
        WARN(d, "host",
             "right for middleware of your own; else look the host up in the vendor's list of "
             "regions", "%.*s is in the domain of no vendor that is known", BATON_ARG(url->host));
    else if (strcmp(vendor, "Cognigy") == 0)
        FAIL(d, "host", "set base-url to the contact center's API",
             "%.*s is Cognigy's, and handovers go to the platform", BATON_ARG(url->host));
    else
        PASS(d, "host", "%.*s is a host of %s", BATON_ARG(url->host), vendor);
}

static const struct {
    enum baton_fetch_failure failure;
    const char *name, *fix;
} unreachable[] = {
    {BATON_FETCH_BAD_URL, "host", "correct base-url: https:// and a host"},
    {BATON_FETCH_NO_HOST, "host",
     "correct the host in base-url or environment; is there a network?"},
    {BATON_FETCH_NO_CONNECTION, "host", "is it up, is the port right, does a firewall block it?"},
    {BATON_FETCH_PROXY, "host", "correct proxy (https_proxy), with its credentials if it has some"},
    {BATON_FETCH_TLS, "tls", "is it an https server? A proxy between may break TLS open"},
    {BATON_FETCH_CERTIFICATE, "tls", "where a proxy of the company stands between, give its "
                                     "certificate by ca-file; else somebody is listening in"},
    {BATON_FETCH_TIMEOUT, "host", "try a longer timeout; does a firewall swallow the answer?"},
    {BATON_FETCH_RESET, "host", "try again; what stands between breaks connections"},
    {BATON_FETCH_TOO_LARGE, "host", "that is no API: correct base-url"},
    {BATON_FETCH_NOT_HTTP, "host", "that is no API: correct base-url and its port"},
    {BATON_FETCH_FAILED, "host", "the words of the network library say more"},
};

/* Did an answer come at all? Else says why not. */
static bool has_answer(struct doctor *d, const struct baton_fetch_response *r)
{
    if (r->failure == BATON_FETCH_OK)
        return true;
    failed_with(d, baton_err_status(BATON_EPLATFORM));
    for (size_t i = 0; i < BATON_COUNT(unreachable); i++)
        if (unreachable[i].failure == r->failure)
            FAIL(d, unreachable[i].name, unreachable[i].fix, "%s%s%.*s%s",
                 baton_fetch_failure_text(r->failure), r->detail.len ? " (" : "",
                 BATON_ARG(r->detail), r->detail.len ? ")" : "");
    return false;
}

static void check_tls(struct doctor *d, const struct baton_url *url,
                      const struct baton_fetch_response *r)
{
    struct baton_str at = r->address.len ? r->address : url->host;
    PASS(d, "host", "%.*s answers", BATON_ARG(at));
    if (baton_str_is_nocase(url->scheme, "https"))
        PASS(d, "tls", "the certificate is trusted, and valid for the host");
    else if (is_loopback(url->host))
        PASS(d, "tls", "none, and none is needed on this machine");
    else
        WARN(d, "tls", "use https:// in base-url", "none: everybody on the way can read the token");
}

static void check_clock(struct doctor *d, const struct baton_fetch_response *r)
{
    int64_t theirs, ours = (r->started_ms + (int64_t)r->ms) / 1000;
    struct baton_str date = baton_fetch_header_of(r, "Date");
    if (d->dated || !date.s || !baton_time_read_http(date, &theirs))
        return;
    d->dated = true;
    int64_t skew = ours - theirs, size = skew < 0 ? -skew : skew;
    if (size <= MOST_SKEW)
        PASS(d, "clock", "%lld s from the server's", (long long)size);
    else
        WARN(d, "clock", "set the clock (NTP): tokens seem to end too early, or too late",
             "this machine's clock is %lld s %s the server's", (long long)size,
             skew > 0 ? "ahead of" : "behind");
}

/* ---- answers --------------------------------------------------------------------- */

static bool is_json(const struct baton_fetch_response *r)
{
    const struct baton_media_type media =
        baton_media_type(baton_fetch_header_of(r, "Content-Type"));
    return baton_media_is_json(&media);
}

static void redirected(struct doctor *d, const char *name, const struct baton_fetch_response *r)
{
    struct baton_str to = baton_url(baton_fetch_header_of(r, "Location")).host;
    failed_with(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, name, "set base-url to where the API really is",
         "the answer is %d, a redirect to %.*s, which is not followed: the token would go there",
         r->status, BATON_ARG(to.len ? to : BATON_STR("another place")));
}

/* Is this an answer that says yes? Else says what it says, and what to do. */
static bool is_granted(struct doctor *d, const char *name, const struct baton_fetch_response *r,
                       const char *not_found)
{
    static const struct {
        int from, to;
        bool platform;
        const char *text, *fix;
    } rows[] = {
        {401, 401, true, "the token is refused", "is the client of this region and organization?"},
        {403, 403, false, "reading is not permitted",
         "give the client's role the permission, and its divisions"},
        {405, 405, true, "the method is not allowed there", "is base-url that of the API?"},
        {429, 429, true, "too many requests", "wait a minute, and try again"},
        {500, 599, true, "the platform itself failed", "try again; look at its status page"},
    };
    if (!has_answer(d, r))
        return false;
    if (r->status / 100 == 2 && is_json(r))
        return true;
    if (r->status / 100 == 3) {
        redirected(d, name, r);
        return false;
    }
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (r->status >= rows[i].from && r->status <= rows[i].to) {
            if (rows[i].platform)
                failed_with(d, baton_err_status(BATON_EPLATFORM));
            FAIL(d, name, rows[i].fix, "%d: %s", r->status, rows[i].text);
            return false;
        }
    if (r->status == 404) {
        FAIL(d, name, "correct it; ids are of one region and organization", "404: %s", not_found);
        return false;
    }
    failed_with(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, name, "is base-url that of the API, and not of a page?",
         "%d, and what came is not what an API answers", r->status);
    return false;
}

/* ---- the token ------------------------------------------------------------------- */

static void token_refused(struct doctor *d, const struct baton_fetch_response *r)
{
    failed_with(d, baton_err_status(BATON_EPLATFORM));
    if ((r->status == 400 || r->status == 401 || r->status == 403) && is_json(r))
        FAIL(d, "token",
             "copy both anew from the platform's OAuth client; try auth: basic; is the client one "
             "for client credentials?",
             "refused with %d: client id and secret do not fit, or the client may not ask so",
             r->status);
    else if (r->status / 100 == 3)
        redirected(d, "token", r);
    else if (r->status >= 500 || r->status == 429)
        FAIL(d, "token", "try again later", "the token's endpoint answers %d", r->status);
    else
        FAIL(d, "token", "set token-url; on Genesys Cloud tokens come from login., not from api.",
             "what answers at the token's path (%d) is no token endpoint", r->status);
}

static void token_obtained(struct doctor *d)
{
    const struct baton_token_facts token = baton_platform_token(d->live.platform);
    int64_t left = token.expires - baton_os_now();
    bool soon = token.expires != INT64_MIN && left < SOON;
    if (token.expires == INT64_MIN)
        PASS(d, "token", "obtained; it does not say when it ends");
    else
        baton_marks_add(&d->marks, soon ? BATON_WARN : BATON_PASS, "token",
                        soon ? "have the client's tokens live longer: a handover late in a "
                               "session will meet one that has ended" : NULL,
                        "obtained; ends in %lld min", (long long)(left / 60));
    if (!token.scopes_known)
        WARN(d, "scopes", "a 403 will tell; roles decide where scopes do not",
             "the answer does not say which scopes were granted");
    else
        PASS(d, "scopes", "granted: %.*s", BATON_ARG(token.scopes));
}

static bool is_granted_scope(struct baton_str granted, struct baton_str scope)
{
    struct baton_str word;
    while (baton_str_next(&granted, ' ', &word))
        if (baton_str_eq(word, scope))
            return true;
    return false;
}

/* Any one of a call's scopes will do: those of its contract. */
static void check_scopes_of(struct doctor *d, const char *contract_id, bool writes)
{
    const struct baton_token_facts token = baton_platform_token(d->live.platform);
    const struct baton_contract *c =
        contract_id ? baton_contracts_find(d->live.app->contracts, baton_str_from(contract_id))
                    : NULL;
    struct baton_buf wanted;
    if (!c || !c->scope_count || !token.scopes_known)
        return;
    baton_buf_init(&wanted, d->arena, 0);
    for (size_t i = 0; i < c->scope_count; i++) {
        if (is_granted_scope(token.scopes, c->scopes[i])) {
            PASS(d, "scopes", "%.*s: has %.*s", BATON_ARG(c->id), BATON_ARG(c->scopes[i]));
            return;
        }
        baton_buf_fmt(&wanted, "%s%.*s", i ? " or " : "", BATON_ARG(c->scopes[i]));
    }
    WARN(d, "scopes",
         writes ? "only 'replay --confirm' and bots need it: add it to that client" : "add it to "
         "the OAuth client, and ask for it (scopes)", "%.*s: lacks %.*s", BATON_ARG(c->id),
         (int)wanted.len, wanted.s);
}

static void check_scopes(struct doctor *d)
{
    const struct baton_family *family = baton_platform_family(d->live.platform);
    for (size_t i = 0; i < family->call_count; i++)
        check_scopes_of(d, family->calls[i].contract, false);
    check_scopes_of(d, family->recent_contract, false);
    check_scopes_of(d, family->transfer_contract, true);
}

/* ---- what is configured ---------------------------------------------------------- */

static bool ask(struct doctor *d, enum baton_document_role role, const char *key,
                const char *not_found, struct baton_answer *answer)
{
    enum baton_err err =
        baton_platform_ask(d->live.platform, role, setting(d, key), d->arena, answer);
    if (err == BATON_EUSAGE)
        return false;
    if (err != BATON_OK) {
        failed_with(d, baton_err_status(err));
        return false;
    }
    return is_granted(d, key, &answer->response, not_found);
}

/* The answer as a document of evidence, which knows what to read in it. */
static bool read_answer(struct doctor *d, const struct baton_answer *answer,
                        struct baton_evidence *evidence)
{
    const struct baton_file file = {.role = answer->role, .name = BATON_STR("answer.http"),
                                    .contract = answer->contract, .text = answer->exchange,
                                    .failure = BATON_STR("")};
    const struct baton_gathered gathered = {.now = INT64_MIN, .files = &file, .count = 1,
                                            .token = {.expires = INT64_MIN}};
    return baton_evidence_read(d->arena, &gathered, NULL, evidence) == BATON_OK;
}

static void judge_queue(struct doctor *d, const struct baton_queue_facts *q)
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

static void check_queue(struct doctor *d)
{
    struct baton_answer answer;
    struct baton_evidence e;
    if (setting(d, "queue-id").len &&
        ask(d, BATON_DOC_QUEUE, "queue-id", "there is no such queue (a queue's name will not do)",
            &answer) &&
        read_answer(d, &answer, &e))
        judge_queue(d, &e.queue);
}

static void check_wrapup(struct doctor *d)
{
    struct baton_str wanted = setting(d, "wrapup-code-id");
    struct baton_answer answer;
    struct baton_evidence e;
    if (!wanted.len)
        return;
    if (!setting(d, "queue-id").len) {
        WARN(d, "wrapup-code-id", "set queue-id (TARGET_QUEUE_ID), too",
             "cannot be looked up without its queue");
        return;
    }
    enum baton_err err = baton_platform_ask(d->live.platform, BATON_DOC_WRAPUP_CODES,
                                            setting(d, "queue-id"), d->arena, &answer);
    if (err != BATON_OK ||
        !is_granted(d, "wrapup-code-id", &answer.response, "there is no such queue") ||
        !read_answer(d, &answer, &e))
        return;
    for (size_t i = 0; i < e.wrapup.count; i++)
        if (e.wrapup.codes[i].id.text.s && baton_str_eq(e.wrapup.codes[i].id.text, wanted)) {
            struct baton_str name = e.wrapup.codes[i].name.text;
            PASS(d, "wrapup-code-id", "is the queue's: %.*s", BATON_ARG(name));
            return;
        }
    FAIL(d, "wrapup-code-id", "take one of the queue's codes, or add it to the queue",
         "is none of the queue's %zu codes", e.wrapup.count);
}

static void check_conversation(struct doctor *d)
{
    struct baton_answer answer;
    if (!setting(d, "conversation-id").len)
        return;
    enum baton_err err = baton_platform_ask(d->live.platform, BATON_DOC_INTERACTION,
                                            setting(d, "conversation-id"), d->arena, &answer);
    if (err == BATON_OK && answer.response.status / 100 == 2) {
        PASS(d, "conversation-id", "can be read");
        return;
    }
    if (ask(d, BATON_DOC_CONVERSATION, "conversation-id",
            "there is no such conversation, or it was purged", &answer))
        PASS(d, "conversation-id", "can be read");
}

static void check_list(struct doctor *d, const struct baton_fetch_response *r)
{
    struct baton_recent_page page;
    if (baton_recent_page(d->arena, r->body, &page)) {
        PASS(d, "analytics", "recent conversations can be listed");
        return;
    }
    failed_with(d, baton_err_status(BATON_EPLATFORM));
    FAIL(d, "analytics", "is base-url that of the API of this family?",
         "%d, and what came is no list of conversations", r->status);
}

/* ---- all of it ------------------------------------------------------------------- */

/* The first question brings a token with it. */
static void check_platform(struct doctor *d)
{
    const struct baton_url url = baton_url(baton_platform_base(d->live.platform));
    int64_t now = baton_os_now();
    const struct baton_recent_query query = {.channel = BATON_STR("voice"), .from = now - DAY,
                                             .to = now, .page = 1, .page_size = 1};
    struct baton_answer answer;
    check_vendor(d, &url);
    baton_live_progress(&d->live, "asking %.*s", BATON_ARG(url.host));
    enum baton_err err = baton_platform_recent(d->live.platform, &query, d->arena, &answer);
    baton_live_progress(&d->live, "%s", "");
    if (err != BATON_OK) {
        failed_with(d, baton_err_status(err));
        return;
    }
    if (answer.token_failed && !has_answer(d, &answer.response))
        return;
    if (answer.response.failure == BATON_FETCH_OK)
        check_tls(d, &url, &answer.response);
    check_clock(d, &answer.response);
    if (answer.token_failed) {
        token_refused(d, &answer.response);
        return;
    }
    token_obtained(d);
    check_scopes(d);
    if (is_granted(d, "analytics", &answer.response, "there are no analytics at this base-url"))
        check_list(d, &answer.response);
    if (d->status)
        return;
    check_queue(d);
    check_wrapup(d);
    check_conversation(d);
}

static void put_json(const struct doctor *d, struct baton_buf *out)
{
    struct baton_json_writer w = {.out = out, .indented = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "schema");
    baton_json_put_text(&w, BATON_STR("baton.doctor/1"));
    baton_json_name(&w, "status");
    baton_json_put_text(&w, baton_str_from(baton_mark_name(baton_marks_worst(&d->marks))));
    baton_json_name(&w, "checks");
    baton_marks_put_json(&w, &d->marks);
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

static int verdict(const struct doctor *d)
{
    return d->status ? d->status : baton_marks_reach(&d->marks, d->live.fail_on);
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct doctor d = {.arena = &app->arena, .marks = {.arena = &app->arena}};
    const char *format = baton_call_text(call, "format");
    struct baton_buf out;
    if (call->argument_count)
        return baton_say_error(BATON_EUSAGE, "doctor: takes no argument, not '%s'",
                               call->arguments[0]);
    if (check_configuration(&d, app, call))
        check_platform(&d);
    baton_buf_init(&out, &app->arena, 0);
    if (format && strcmp(format, "json") == 0)
        put_json(&d, &out);
    else
        baton_marks_put_text(&out, &d.marks, app->color_out);
    baton_live_close(&d.live);
    enum baton_err err = baton_say(&out);
    return err == BATON_OK ? verdict(&d) : baton_say_error(err, "%s", baton_err_text(err));
}

const struct baton_command baton_command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Says whether this set-up can work: configuration, host, TLS, token, scopes, ids",
    .description =
        "Each line is pass, warn or fail, with what to do. Asks for a fresh token, for one recent\n"
        "conversation, and for the queue, wrap-up code and conversation that are configured.\n"
        "Secrets are never shown, and nothing on the platform is changed.",
    .examples =
        "  $ baton doctor\n"
        "  $ baton doctor --platform live --format json",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
