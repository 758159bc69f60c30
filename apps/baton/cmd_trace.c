/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "apps/baton/live.h"
#include "edge/os.h"

static const struct baton_option options[] = {
    {"payload", 'p', BATON_OPT_TEXT, "FILE", NULL,
     "the bot's captured request (what 'baton check' reads), to compare both sides; '-': standard "
     "input"},
    {"save", 's', BATON_OPT_TEXT, "DIR", NULL,
     "keep the evidence, without secrets and personal data; 'baton check DIR' reports the same"},
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
    enum baton_severity worst;
    baton_buf_init(&out, arena, 0);
    enum baton_err err = baton_evidence_judge(arena, &judging, gathered, &evidence, &report);
    if (err == BATON_OK)
        err = baton_evidence_render(&out, &evidence, &report, format ? format : "text", &style);
    if (err == BATON_OK)
        err = baton_say(&out);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    if (!evidence.has_conversation)
        return baton_err_status(BATON_EPLATFORM);
    return baton_report_worst(&report, &worst) && (int)worst >= live->fail_on;
}

static int gather(struct baton_live *live, struct baton_gather *g)
{
    const char *payload = baton_call_text(live->call, "payload");
    const char *folder = baton_call_text(live->call, "save");
    g->private_data = folder != NULL;
    int status = folder ? baton_evidence_may_save(live->app, folder) : 0;
    if (!status && payload)
        status = baton_gather_payload(g, payload);
    if (status)
        return status;
    enum baton_err err = baton_gather_all(g, live);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    const struct baton_gathered gathered = baton_gathered(g, live);
    return folder ? baton_evidence_save(live->app, folder, &gathered) : 0;
}

static int trace(struct baton_live *live)
{
    struct baton_gather g;
    struct baton_str id = baton_live_id(live);
    int status = id.s ? baton_live_open(live) : baton_err_status(BATON_EUSAGE);
    if (status)
        return status;
    baton_gather_init(&g, live, &live->app->arena, id);
    status = gather(live, &g);
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
    .summary = "Fetches a conversation with its queue and wrap-up codes, and diagnoses it",
    .description =
        "Asks the platform for the conversation by both of its paths, for the queue that the\n"
        "handover is for, and for the wrap-up codes of it; tells what happened, where it failed,\n"
        "and why. Without an ID, conversation-id of the configuration is meant. Nothing on the\n"
        "platform is changed. Exit status 4 means that no account of the conversation was to be\n"
        "had, and so no verdict on the handover; what hindered it is told.",
    .examples =
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953\n"
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --payload request.http\n"
        "  $ baton trace d1e60b47-93c8-4a5f-b02d-6f7c18ea4953 --save case-17\n"
        "  $ baton check case-17",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
