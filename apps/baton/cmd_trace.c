/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "apps/baton/trace.h"
#include "edge/os.h"

static const struct baton_option options[] = {
    {"payload", 'p', BATON_OPT_TEXT, "FILE", NULL,
     "the bot's captured request (what 'baton check' reads), to compare both sides; '-': standard "
     "input"},
    {"save", 's', BATON_OPT_TEXT, "DIR", NULL,
     "keep the evidence, without secrets and personal data; 'baton check DIR' reports the same"},
    {"only", 0, BATON_OPT_FLAG, NULL, NULL,
     "ask one platform alone, and look for the conversation's other side at none of the others"},
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity that makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to report (default text)"},
};

static int put_report(struct baton_live *live, const struct baton_gathered *gathered)
{
    const struct baton_judging judging = {.contracts = live->app->contracts, .review = true};
    struct baton_arena *arena = &live->app->arena;
    const char *format = baton_call_text(live->call, "format");
    const struct baton_style style = {live->app->color_out, baton_os_columns(STDOUT_FILENO)};
    struct baton_evidence evidence;
    struct baton_report report;
    struct baton_buf out;
    baton_buf_init(&out, arena, 0);
    enum baton_err err = baton_evidence_judge(arena, &judging, gathered, &evidence, &report);
    if (err == BATON_OK)
        err = baton_evidence_render(&out, &evidence, &report, format ? format : "text", &style);
    if (err == BATON_OK)
        err = baton_say(&out);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    return baton_evidence_status(&evidence, &report, live->fail_on);
}

/* The payload is judged as it came, with its tokens; kept is what others may see of it. */
static int save(struct baton_live *live, const struct baton_gather *g)
{
    const char *folder = baton_call_text(live->call, "save");
    struct baton_gathered gathered = baton_gathered(g, live);
    if (!folder)
        return 0;
    enum baton_err err = baton_gather_mask(g, &gathered);
    return err == BATON_OK ? baton_evidence_save(live->app, folder, &gathered)
                           : baton_say_error(err, "%s", baton_err_text(err));
}

/* ---- whose conversation it is ---------------------------------------------------- */

static void tell_which(const struct baton_live *live)
{
    const struct baton_family *family = baton_platform_family(live->platform);
    baton_say_error(BATON_OK, "trace: asking %.*s (%s): it looks like %s; --platform names another",
                    BATON_ARG(live->config.platform), family->vendor, family->id_words);
}

/* Asks the platform that is meant; *had: an account came, or none can come. */
static enum baton_err ask(struct baton_live *live, struct baton_gather *g,
                          const struct baton_gather *start, struct baton_str id, bool *had)
{
    struct baton_evidence e;
    *g = *start;
    g->first_family = baton_str_from(baton_platform_family(live->platform)->name);
    g->other_queue = baton_live_setting(live, "queue-id");
    baton_gather_turn(g, baton_platform_family(live->platform), live->config.platform, id);
    enum baton_err err = baton_gather_all(g, live, live->platform);
    if (err == BATON_OK)
        err = baton_gather_read(g, &e);
    *had = err != BATON_OK || g->stopped || baton_gather_has_account(g, &e);
    return err;
}

/* Where none was named, the next that the id may be of is asked, until one has it. */
static int ask_fitting(struct baton_live *live, struct baton_gather *g, struct baton_str id)
{
    const struct baton_gather start = *g;
    struct baton_gather best;
    size_t first = live->side, next = first;
    uint64_t tried = 0;
    bool had = false;
    tell_which(live);
    for (;;) {
        enum baton_err err = ask(live, g, &start, id, &had);
        if (err != BATON_OK)
            return baton_say_error(err, "%s", baton_err_text(err));
        if (next == first)
            best = *g;
        tried |= (uint64_t)1 << next;
        next = had ? SIZE_MAX : baton_live_fitting(live, id, tried);
        if (next == SIZE_MAX)
            break;
        struct baton_str before = live->config.platform;
        int status = baton_live_mean(live, next);
        if (status)
            return status;
        baton_say_error(BATON_OK, "trace: %.*s has no account of it; asking %.*s (%s), too",
                        BATON_ARG(before), BATON_ARG(live->config.platform),
                        baton_platform_family(live->platform)->vendor);
    }
    /* Nobody has it: the report is of the one that it looks most like. */
    if (had || live->side == first)
        return 0;
    *g = best;
    return baton_live_mean(live, first);
}

static int gather(struct baton_live *live, struct baton_gather *g, struct baton_str id, bool named)
{
    const struct baton_gather start = *g;
    enum baton_err err = BATON_OK;
    bool had;
    int status = named ? 0 : ask_fitting(live, g, id);
    if (status)
        return status;
    if (named)
        err = ask(live, g, &start, id, &had);
    if (err == BATON_OK && live->side_count > 1 && !baton_call_has(live->call, "only"))
        err = baton_trace_join(live, g);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s", baton_err_text(err));
}

static int trace(struct baton_live *live)
{
    const char *folder = baton_call_text(live->call, "save");
    const char *payload = baton_call_text(live->call, "payload");
    struct baton_gather g;
    bool named = live->config.platform.len || live->platform_count < 2;
    struct baton_str id = baton_live_id(live);
    int status = id.s ? baton_live_choose(live, id) : baton_err_status(BATON_EUSAGE);
    if (!status && folder)
        status = baton_evidence_may_save(live->app, folder);
    if (status)
        return status;
    baton_gather_init(&g, live, &live->app->arena, id);
    g.private_data = folder != NULL;
    status = payload ? baton_gather_payload(&g, payload) : 0;
    if (!status)
        status = gather(live, &g, id, named);
    if (!status)
        status = save(live, &g);
    if (status)
        return status;
    const struct baton_gathered gathered = baton_gathered(&g, live);
    return put_report(live, &gathered);
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct baton_live live;
    int status = baton_live_configure(&live, app, call);
    if (!status)
        status = trace(&live);
    baton_live_close(&live);
    return status;
}

const struct baton_command baton_command_trace = {
    .name = "trace",
    .arguments = "[ID]",
    .summary = "Fetches a conversation with all that belongs to it, and diagnoses it",
    .description =
        "Asks the platform for its accounts of the conversation, and for what they name: queue,\n"
        "wrap-up codes, members, skill, main contact, endpoint. Tells what happened, where it\n"
        "failed, and why. Without an ID, conversation-id of the configuration is meant. Nothing\n"
        "on the platform is changed. Exit status 4 means that no account of the conversation was\n"
        "to be had, and so no verdict on the handover; what hindered it is told.\n"
        "\n"
        "Where baton.yaml names several platforms, the one that is meant is asked first:\n"
        "--platform names it, else the id's form tells (a UUID is Genesys Cloud's, a number is\n"
        "CXone's, all else Cognigy's). Ids in its answers that cross between platforms (SIP\n"
        "Call-ID, contact ids, attributes with the bot's session) lead to the others; one report\n"
        "joins them. Where no id leads there, at most 500 conversations around that time are\n"
        "looked through. The report says what was looked for and not found.",
    .examples =
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953\n"
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --payload request.http\n"
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --save case-17\n"
        "  $ baton check case-17\n"
        "  $ baton trace 459735900012 --platform contact-center",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
