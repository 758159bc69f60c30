/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/replay.h"

enum { LONGEST_VALUE = 48 };

static const struct baton_option options[] = {
    {"confirm", 0, BATON_OPT_FLAG, NULL, NULL,
     "really send the transfer; without it nothing on the platform is changed"},
    {"payload", 'p', BATON_OPT_TEXT, "FILE", NULL,
     "the bot's captured request, to compare with; else what the bot left in its context"},
    {"reason", 0, BATON_OPT_TEXT, "TEXT", NULL, "transferReason (else the bot's)"},
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity of the preflight that makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to report (default text)"},
};

/* What came of sending it. */
struct outcome {
    bool sent;
    struct baton_answer answer;
    const char *fault;     /* "bot", "platform", "unknown" */
    struct baton_str text; /* in a sentence or two */
};

/* ---- what an answer means -------------------------------------------------------- */

static const struct {
    int from, to;
    const char *fault, *text;
} meanings[] = {
    {400, 400, "platform", "even so the request is refused: look at the queue, and at what the "
                           "answer says"},
    {401, 401, "platform", "the token is refused: credentials, not the bot's payload"},
    {404, 404, "platform", "conversation or queue are not known there"},
    {409, 409, "platform", "the conversation is past the point where it can be transferred: time, "
                           "not the bot's payload"},
    {422, 422, "platform", "the wrap-up code, or what the queue wants, is not as the platform "
                           "knows it"},
    {429, 429, "platform", "too many requests: the same transfer may be taken in a minute"},
    {500, 599, "platform", "the platform itself failed, and the transfer may have begun: look "
                           "before trying again"},
};

/* Scopes, where the family's tables have some; permissions, where they have these. */
static struct baton_str forbidden_text(const struct baton_replay *r)
{
    const struct baton_family *family = baton_platform_family(r->live.platform);
    const char *what = family->scopes_read            ? "its scopes and roles"
                       : family->permissions_transfer ? "its roles and their divisions, not scopes"
                                                      : "what the platform permits it";
    return baton_str_fmt(r->arena, "The fault lies with the platform's side: the client may not "
                         "transfer: look at %s, not at the bot's payload.", what);
}

/* What a 2xx leaves open; NULL: nothing. */
static const char *left_open(const struct baton_replay *r, int status)
{
    if (status == 202)
        return "202 is accepted, not yet done";
    return baton_replay_needs(r, "action")
               ? "a signal may be taken without effect: nobody looks whether a script waits for it"
               : NULL;
}

static struct baton_str unproven_text(const struct baton_replay *r, const char *open)
{
    struct baton_str otherwise = BATON_STR("what the bot sends (--payload shows where)");
    if (r->compared)
        otherwise = baton_str_fmt(r->arena, "what the bot sends (%zu of the fields of %s differ)",
                                  r->difference_count, r->compared);
    if (r->compared && !r->difference_count)
        otherwise = BATON_STR("when and how the bot sends it (URL, headers, token)");
    return baton_str_fmt(r->arena, "Taken, but %s. 'baton trace %.*s' shows what came of it: if an "
                         "agent was reached, the fault lies with %.*s; if not, with the "
                         "platform's side.", open, BATON_ARG(r->gather.asked_id),
                         BATON_ARG(otherwise));
}

static struct baton_str accepted_text(const struct baton_replay *r)
{
    if (!r->compared)
        return BATON_STR("The platform takes a right transfer, so the fault lies with what the "
                         "bot sends; give its request by --payload to see where.");
    if (r->difference_count)
        return baton_str_fmt(r->arena, "The platform takes a right transfer, so the fault lies "
                             "with what the bot sends: %zu field%s of %s differ%s.",
                             r->difference_count, r->difference_count == 1 ? "" : "s",
                             r->compared, r->difference_count == 1 ? "s" : "");
    return baton_str_fmt(r->arena, "The platform takes this transfer, and %s says the same: look "
                         "at when and how the bot sends it (URL, headers, token).", r->compared);
}

/* A page with status 200 is nobody's yes. */
static bool is_taken(const struct baton_answer *answer)
{
    const struct baton_fetch_response *response = &answer->response;
    const struct baton_media_type media =
        baton_media_type(baton_fetch_header_of(response, "Content-Type"));
    return !answer->token_failed && response->failure == BATON_FETCH_OK &&
           response->status / 100 == 2 && (!response->body.len || baton_media_is_json(&media));
}

/* Refused for what the preflight found: the request itself is not right yet. */
static bool was_foreseen(const struct baton_replay *r, int status)
{
    return r->refused && (status == 400 || status == 404 || status == 422);
}

static void judge(const struct baton_replay *r, struct outcome *o)
{
    const struct baton_fetch_response *response = &o->answer.response;
    o->fault = "unknown";
    if (response->failure != BATON_FETCH_OK) {
        o->text = baton_str_fmt(r->arena, "No answer came: %s.%s",
                                baton_fetch_failure_text(response->failure),
                                response->may_have_acted
                                    ? " The transfer may have begun: look before trying again."
                                    : "");
        return;
    }
    if (is_taken(&o->answer)) {
        const char *open = left_open(r, response->status);
        o->fault = open ? "unknown" : "bot";
        o->text = open ? unproven_text(r, open) : accepted_text(r);
        return;
    }
    o->text = baton_str_fmt(r->arena, "The answer is %d, which tells nothing.", response->status);
    if (was_foreseen(r, response->status)) {
        o->text = BATON_STR("It is refused for what fails in the preflight: mend that, and replay "
                            "again; whose fault it is cannot be told before.");
        return;
    }
    if (response->status == 403) {
        o->fault = "platform";
        o->text = forbidden_text(r);
    }
    for (size_t i = 0; i < BATON_COUNT(meanings); i++)
        if (response->status >= meanings[i].from && response->status <= meanings[i].to) {
            o->fault = meanings[i].fault;
            o->text = baton_str_fmt(r->arena, "The fault lies with the platform's side: %s.",
                                    meanings[i].text);
        }
}

static struct baton_str expectation(const struct baton_replay *r)
{
    if (r->refused && !r->expected)
        return BATON_STR("to be refused, or to have no effect");
    if (r->refused)
        return baton_str_fmt(r->arena, "to be refused with %d", r->expected);
    if (baton_marks_worst(&r->marks) != BATON_PASS)
        return BATON_STR("to be taken; mind the warnings");
    return baton_replay_needs(r, "queue-id")
               ? BATON_STR("to be taken: an agent of the queue is rung")
               : BATON_STR("to be taken: the script that waits for it goes on");
}

/* ---- as text --------------------------------------------------------------------- */

static void put_value(struct baton_buf *out, struct baton_str value)
{
    if (!value.s) {
        baton_buf_puts(out, "(missing)");
        return;
    }
    baton_render_clean(out, baton_str_sub(value, 0, LONGEST_VALUE));
    baton_buf_puts(out, value.len > LONGEST_VALUE ? "…" : "");
}

static void put_differences(struct baton_buf *out, const struct baton_replay *r)
{
    if (!r->compared)
        return;
    baton_buf_fmt(out, "\ncompared with %s: %zu the same, %zu different\n", r->compared, r->same,
                  r->difference_count);
    for (size_t i = 0; i < r->difference_count; i++) {
        const struct baton_replay_difference *d = &r->differences[i];
        baton_buf_fmt(out, "  %.*s: ", BATON_ARG(d->bots_pointer));
        put_value(out, d->bots);
        baton_buf_fmt(out, "\n    here %.*s: ", BATON_ARG(d->ours_pointer));
        put_value(out, d->ours);
        baton_buf_putc(out, '\n');
    }
}

/* Terminals get no carriage returns and no control characters of an answer. */
static void put_indented(struct baton_buf *out, struct baton_str text)
{
    struct baton_str line;
    while (baton_str_next(&text, '\n', &line)) {
        while (line.len && line.s[line.len - 1] == '\r')
            line.len--;
        baton_buf_puts(out, "  ");
        baton_render_clean(out, line);
        baton_buf_putc(out, '\n');
    }
}

static void put_choice(struct baton_buf *out, const char *name,
                       const struct baton_replay_choice *choice)
{
    if (!choice->text.s)
        return;
    baton_buf_fmt(out, "  %-14s ", name);
    baton_render_clean(out, choice->text);
    baton_buf_fmt(out, "  (from %.*s)\n", BATON_ARG(choice->from));
}

/* Words that no member of the request takes are no part of it. */
static void put_words(struct baton_buf *out, const struct baton_replay *r, const char *name,
                      const struct baton_replay_choice *choice)
{
    if (choice->text.s && baton_str_find(r->planned.exchange, choice->text) != SIZE_MAX)
        put_choice(out, name, choice);
}

static void put_text(struct baton_buf *out, const struct baton_replay *r,
                     const struct outcome *o)
{
    baton_buf_puts(out, "preflight\n");
    baton_marks_put_text(out, &r->marks, r->live.app->color_out);
    baton_buf_puts(out, "\ntransfer\n");
    put_words(out, r, "customer", &r->customer);
    put_choice(out, "contact", &r->contact);
    put_choice(out, "participant", &r->participant);
    put_choice(out, "queue", &r->queue);
    put_choice(out, "wrap-up code", &r->wrapup);
    put_choice(out, "action", &r->action);
    put_words(out, r, "reason", &r->reason);
    put_words(out, r, "intent", &r->intent);
    baton_buf_puts(out, "\nrequest\n");
    put_indented(out, o->sent && o->answer.role == BATON_DOC_TRANSFER ? o->answer.exchange
                                                                      : r->planned.exchange);
    baton_buf_fmt(out, "\nexpected: %.*s\n", BATON_ARG(expectation(r)));
    put_differences(out, r);
    if (o->sent && o->answer.response.failure == BATON_FETCH_OK)
        baton_buf_fmt(out, "\nsent: answered %d. %.*s\n", o->answer.response.status,
                      BATON_ARG(o->text));
    else if (o->sent)
        baton_buf_fmt(out, "\nsent: %.*s\n", BATON_ARG(o->text));
    else
        baton_buf_puts(out, "\nnot sent: --confirm sends it\n");
}

/* ---- as JSON --------------------------------------------------------------------- */

static void put_member(struct baton_json_writer *w, const char *name, struct baton_str text)
{
    baton_json_name(w, name);
    if (text.s)
        baton_json_put_text(w, text);
    else
        baton_json_put_null(w);
}

static void put_side(struct baton_json_writer *w, const char *name, struct baton_str pointer,
                     struct baton_str value)
{
    baton_json_name(w, name);
    baton_json_begin(w, '{');
    put_member(w, "pointer", pointer);
    put_member(w, "value", value);
    baton_json_end(w, '}');
}

static void put_compared(struct baton_json_writer *w, const struct baton_replay *r)
{
    put_member(w, "comparedWith", r->compared ? baton_str_from(r->compared)
                                              : (struct baton_str){NULL, 0});
    baton_json_name(w, "same");
    baton_json_put_number(w, r->same);
    baton_json_name(w, "differences");
    baton_json_begin(w, '[');
    for (size_t i = 0; i < r->difference_count; i++) {
        const struct baton_replay_difference *d = &r->differences[i];
        baton_json_begin(w, '{');
        put_side(w, "bot", d->bots_pointer, d->bots);
        put_side(w, "replay", d->ours_pointer, d->ours);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}

static void put_expected(struct baton_json_writer *w, const struct baton_replay *r)
{
    baton_json_name(w, "expected");
    baton_json_begin(w, '{');
    if (r->expected) {
        baton_json_name(w, "status");
        baton_json_put_number(w, (uint64_t)r->expected);
    }
    put_member(w, "text", expectation(r));
    baton_json_end(w, '}');
}

static void put_json(struct baton_buf *out, const struct baton_replay *r, const struct outcome *o)
{
    struct baton_json_writer w = {.out = out, .indented = true};
    baton_json_begin(&w, '{');
    put_member(&w, "schema", BATON_STR("baton.replay/1"));
    put_member(&w, "conversation", r->transfer.conversation_id);
    baton_json_name(&w, "preflight");
    baton_marks_put_json(&w, &r->marks);
    put_member(&w, "request", r->planned.exchange);
    put_expected(&w, r);
    put_compared(&w, r);
    baton_json_name(&w, "sent");
    baton_json_put_bool(&w, o->sent);
    if (o->sent) {
        baton_json_name(&w, "status");
        baton_json_put_number(&w, (uint64_t)o->answer.response.status);
        put_member(&w, "fault", baton_str_from(o->fault));
        put_member(&w, "text", o->text);
    }
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

/* ---- the command ----------------------------------------------------------------- */

static int say_err(enum baton_err err)
{
    return err == BATON_OK ? 0 : baton_say_error(err, "%s", baton_err_text(err));
}

static int status_of(const struct baton_replay *r, const struct outcome *o)
{
    const struct baton_fetch_response *response = &o->answer.response;
    if (!o->sent)
        return baton_marks_reach(&r->marks, r->live.fail_on);
    if (is_taken(&o->answer))
        return 0;
    if (response->failure != BATON_FETCH_OK || o->answer.token_failed ||
        response->status / 100 != 4 || response->status == 401)
        return baton_err_status(BATON_EPLATFORM);
    return 1;
}

/* Why there is nothing to replay: the report that trace gives. */
static int no_account(struct baton_replay *r)
{
    const struct baton_judging judging = {.contracts = r->live.app->contracts};
    const struct baton_gathered gathered = baton_gathered(&r->gather, &r->live);
    struct baton_evidence evidence;
    struct baton_report report;
    enum baton_err err = baton_evidence_judge(r->arena, &judging, &gathered, &evidence, &report);
    if (err != BATON_OK)
        return say_err(err);
    return baton_say_error(BATON_EPLATFORM, "replay: no account of the conversation: %.*s ('baton "
                           "trace' tells more)", BATON_ARG(report.verdict.text));
}

/* What the platform cannot but refuse would tell nothing of whose fault it is. */
static int refuse_incomplete(const struct baton_replay *r)
{
    const bool wants_queue = baton_replay_needs(r, "queue-id") && !r->queue.text.s;
    const bool wants_code = baton_replay_needs(r, "wrapup-code-id") && !r->wrapup.text.s;
    const char *queue = wants_queue ? " --queue-id ID" : "";
    const char *wrapup = wants_code ? " --wrapup-code-id ID" : "";
    if (r->pointless)
        return baton_say_error(BATON_EUSAGE, "replay: not sent: what it names is none that can be "
                               "transferred; without --confirm the preflight tells why");
    if (!*queue && !*wrapup)
        return baton_say_error(BATON_EUSAGE, "replay: not sent: the request lacks what its "
                               "contract requires; without --confirm the preflight tells what");
    return baton_say_error(BATON_EUSAGE, "replay: not sent: the request lacks what its contract "
                           "requires; give%s%s", queue, wrapup);
}

static int act(struct baton_replay *r)
{
    const char *format = baton_call_text(r->live.call, "format");
    struct outcome o = {.sent = false};
    struct baton_buf out;
    enum baton_err err = baton_replay_plan(r);
    if (err == BATON_OK)
        err = baton_replay_preflight(r);
    if (err == BATON_OK)
        err = baton_replay_compare(r);
    bool confirmed = baton_call_has(r->live.call, "confirm");
    if (err == BATON_OK && confirmed && (r->incomplete || r->pointless))
        return refuse_incomplete(r);
    if (err == BATON_OK && confirmed) {
        o.sent = true;
        err = baton_platform_send(r->live.platform, &r->transfer, true, r->arena, &o.answer);
        if (err == BATON_OK)
            judge(r, &o);
    }
    if (err != BATON_OK)
        return say_err(err);
    baton_buf_init(&out, r->arena, 0);
    if (format && strcmp(format, "json") == 0)
        put_json(&out, r, &o);
    else
        put_text(&out, r, &o);
    err = baton_say(&out);
    return err == BATON_OK ? status_of(r, &o) : say_err(err);
}

static int replay(struct baton_replay *r)
{
    const char *payload = baton_call_text(r->live.call, "payload");
    struct baton_str id = baton_live_id(&r->live);
    int status = id.s ? baton_live_choose(&r->live, id) : baton_err_status(BATON_EUSAGE);
    if (!status && !baton_platform_family(r->live.platform)->transfer)
        status = baton_say_error(BATON_EUSAGE, "replay: %s takes no transfer, it is only read: "
                                 "name the contact center's platform by --platform, and its id",
                                 baton_platform_family(r->live.platform)->vendor);
    if (status)
        return status;
    baton_gather_init(&r->gather, &r->live, r->arena, id);
    status = payload ? baton_gather_payload(&r->gather, payload) : 0;
    if (!status)
        status = say_err(baton_gather_all(&r->gather, &r->live, r->live.platform));
    if (status)
        return status;
    const struct baton_gathered gathered = baton_gathered(&r->gather, &r->live);
    status = say_err(baton_evidence_read(r->arena, &gathered, NULL, &r->evidence));
    if (status)
        return status;
    return r->evidence.has_conversation ? act(r) : no_account(r);
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct baton_replay r = {.arena = &app->arena, .marks = {.arena = &app->arena}};
    int status = baton_live_configure(&r.live, app, call);
    if (!status)
        status = replay(&r);
    baton_live_close(&r.live);
    return status;
}

const struct baton_command baton_command_replay = {
    .name = "replay",
    .arguments = "[ID]",
    .summary = "Rebuilds the transfer that the bot should have sent, checks it, and tries it",
    .description =
        "Takes queue, wrap-up code, customer and context from what the bot left, or from the\n"
        "configuration (--queue-id, --wrapup-code-id); looks whether conversation, queue, code\n"
        "and token allow it; shows the request and what to expect. With --confirm it is sent, and\n"
        "the answer tells whether the fault lies with the platform or with what the bot sends:\n"
        "the fields in which both requests differ are listed. Without --confirm nothing on the\n"
        "platform is changed.\n"
        "\n"
        "At Genesys Cloud a queue takes the place of the leg that holds the caller (else\n"
        "participant-id), at CXone the contact of the script that waits is signalled (--action);\n"
        "Cognigy takes no transfer.",
    .examples =
        "  $ baton replay d1e60b47-93c8-4a5f-b02d-6f7c18ea4953\n"
        "  $ baton replay d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --payload bots-request.json\n"
        "  $ baton replay d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --queue-id "
        "5be2704c-1d9f-48a3-9c60-e27f83d1ab54 --confirm",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
