/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "apps/baton/recent.h"
#include "edge/os.h"

enum { PAGE_SIZE = 100, MOST_PAGES = 1000000 };

static const struct baton_option options[] = {
    {"channel", 'c', BATON_OPT_TEXT, "NAME", NULL,
     "voice (default), chat, email, …; all for every channel"},
    {"from", 0, BATON_OPT_TEXT, "TIME", NULL,
     "the earliest: RFC 3339, a date, today, yesterday, or 30m, 2h, 3d, 1w ago (default 24h); "
     "days are of UTC"},
    {"to", 0, BATON_OPT_TEXT, "TIME", NULL, "the latest, likewise (default now)"},
    {"limit", 'n', BATON_OPT_TEXT, "N", NULL, "at most so many conversations (default all)"},
    {"diagnose", 'd', BATON_OPT_FLAG, NULL, NULL,
     "fetch the details of each, several at a time (at-once), and say what is wrong"},
    {"failed", 0, BATON_OPT_FLAG, NULL, NULL, "print only what failed; includes --diagnose"},
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity that counts as failed, and makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|ndjson|json", "how to print (default text)"},
};

static const char id_advice[] =
    "groups have a hash for a key, not a conversation id (HO9006): ask with the grouping that "
    "gives ids, or search the interactions (GET /api/v2/interactions/conversations), or take the "
    "id from the bot's log; 'baton explain HO9006' tells more";

/* ---- options --------------------------------------------------------------------- */

static int bad_time(const char *option, const char *value)
{
    return baton_say_error(BATON_EUSAGE, "recent: --%s wants a time such as 2026-01-05T10:00:00Z, "
                           "2026-01-05, yesterday, or 2h, not '%s'", option, value);
}

static int set_times(struct baton_recent *r)
{
    const char *from = baton_call_text(r->live.call, "from");
    const char *to = baton_call_text(r->live.call, "to");
    int64_t now = baton_os_now();
    if (!baton_recent_time(from ? from : "24h", now, false, &r->query.from))
        return bad_time("from", from);
    if (!baton_recent_time(to ? to : "now", now, true, &r->query.to))
        return bad_time("to", to);
    if (r->query.from >= r->query.to)
        return baton_say_error(BATON_EUSAGE, "recent: --from is not before --to");
    return 0;
}

static int set_options(struct baton_recent *r)
{
    const struct baton_call *call = r->live.call;
    const char *channel = baton_call_text(call, "channel"), *limit = baton_call_text(call, "limit");
    const char *format = baton_call_text(call, "format");
    r->query.channel = baton_str_from(!channel                        ? "voice"
                                      : strcmp(channel, "all") == 0 ? "" : channel);
    r->query.page_size = PAGE_SIZE;
    r->only_failed = baton_call_has(call, "failed");
    r->diagnose = r->only_failed || baton_call_has(call, "diagnose");
    r->format = !format || strcmp(format, "text") == 0 ? BATON_RECENT_TEXT
                : strcmp(format, "json") == 0          ? BATON_RECENT_JSON
                                                       : BATON_RECENT_NDJSON;
    r->width = baton_os_columns(STDOUT_FILENO);
    if (call->argument_count)
        return baton_say_error(BATON_EUSAGE, "recent: takes no argument, not '%s'; 'baton trace' "
                               "takes an id", call->arguments[0]);
    if (limit && (!baton_str_to_u64(baton_str_from(limit), &r->limit) || !r->limit))
        return baton_say_error(BATON_EUSAGE, "recent: --limit wants a number from 1, not '%s'",
                               limit);
    return set_times(r);
}

/* ---- pages ----------------------------------------------------------------------- */

/* A list that could not be had is told of as trace would tell of it: by its verdict. */
static int no_list(struct baton_recent *r, const struct baton_answer *answer)
{
    const struct baton_judging judging = {.contracts = r->live.app->contracts};
    struct baton_arena *arena = &r->page_arena;
    struct baton_gather g;
    struct baton_evidence evidence;
    struct baton_report report;
    baton_gather_init(&g, &r->live, arena, BATON_STR(""));
    enum baton_err err = baton_gather_take(&g, answer);
    const struct baton_gathered gathered = baton_gathered(&g, &r->live);
    if (err == BATON_OK)
        err = baton_evidence_judge(arena, &judging, &gathered, &evidence, &report);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    if (report.verdict.root_cause != SIZE_MAX)
        return baton_say_error(BATON_EPLATFORM, "recent: %s: %.*s",
                               report.findings[report.verdict.root_cause].rule->id,
                               BATON_ARG(report.verdict.text));
    return baton_say_error(BATON_EPLATFORM, "recent: what was answered (%d) is no list of "
                           "conversations; see 'baton doctor'", answer->response.status);
}

static enum baton_err put_items(struct baton_recent *r, const struct baton_recent_page *page)
{
    static const struct baton_recent_verdict unknown = {.known = false};
    enum baton_err err = BATON_OK;
    for (size_t i = 0; err == BATON_OK && !r->status && i < page->count; i++) {
        if (r->limit && r->listed == r->limit)
            break;
        r->listed++;
        err = r->diagnose ? baton_recent_many_add(r, &page->items[i])
                          : baton_recent_put(r, &page->items[i], &unknown);
        if (r->diagnose)
            baton_recent_progress(r);
    }
    return err;
}

static bool is_last(const struct baton_recent *r, const struct baton_recent_page *page,
                    uint64_t groups)
{
    if (!page->groups || page->whole || r->status || (r->limit && r->listed >= r->limit))
        return true;
    return page->has_total ? groups >= page->total : page->groups < PAGE_SIZE;
}

/* A server that gives the same page for ever does not page. */
static bool repeats(struct baton_str *first, const struct baton_recent_page *page)
{
    static const struct baton_str none = {NULL, 0};
    const struct baton_recent_item *item = page->count ? &page->items[0] : NULL;
    struct baton_str key = !item ? none : item->key.s ? item->key : item->id;
    bool same = key.s && first->len == key.len && memcmp(first->s, key.s, key.len) == 0;
    *first = key;
    return same;
}

static enum baton_err one_page(struct baton_recent *r, char *first_key, size_t room,
                               uint64_t *groups, bool *more)
{
    struct baton_answer answer;
    struct baton_recent_page page;
    struct baton_str first = baton_str_from(first_key);
    baton_arena_clear(&r->page_arena);
    baton_recent_progress(r);
    enum baton_err err = baton_platform_recent(r->live.platform, &r->query, &r->page_arena,
                                               &answer);
    *more = false;
    if (err != BATON_OK)
        return err;
    if (answer.token_failed || answer.response.failure != BATON_FETCH_OK ||
        answer.response.status / 100 != 2 ||
        !baton_recent_page(&r->page_arena, baton_platform_family(r->live.platform),
                           &r->query, &answer.response, &page)) {
        r->status = no_list(r, &answer);
        return BATON_OK;
    }
    if (repeats(&first, &page)) {
        r->status = baton_say_error(BATON_EPLATFORM, "recent: page %zu is the same as the one "
                                    "before: the platform does not page", r->query.page);
        return BATON_OK;
    }
    size_t len = first.s && first.len < room ? first.len : 0;
    if (len)
        memcpy(first_key, first.s, len);
    first_key[len] = '\0';
    r->total = page.has_total ? page.total : 0;
    *groups += page.groups;
    err = put_items(r, &page);
    *more = !is_last(r, &page, *groups);
    return err;
}

static enum baton_err all_pages(struct baton_recent *r)
{
    char first_key[128] = "";
    uint64_t groups = 0;
    bool more = !r->status && (!r->limit || r->listed < r->limit);
    enum baton_err err = BATON_OK;
    for (r->query.page = 1; err == BATON_OK && more && r->query.page < MOST_PAGES;
         r->query.page++) {
        err = one_page(r, first_key, sizeof first_key, &groups, &more);
        if (err == BATON_OK)
            err = baton_recent_flush(r);
    }
    return err;
}

/* Those that go on come first, where the platform lists them apart. */
static enum baton_err all_lists(struct baton_recent *r)
{
    enum baton_err err = BATON_OK;
    if (baton_platform_family(r->live.platform)->recent_shape.active) {
        r->query.active = true;
        err = all_pages(r);
    }
    r->query.active = false;
    return err == BATON_OK ? all_pages(r) : err;
}

/* ---- the command ----------------------------------------------------------------- */

static void begin_output(struct baton_recent *r)
{
    struct baton_str from = baton_time_text(&r->out_arena, r->query.from);
    struct baton_str to = baton_time_text(&r->out_arena, r->query.to);
    if (r->format == BATON_RECENT_JSON)
        baton_buf_fmt(&r->out, "{\"schema\":\"baton.recent/1\",\"from\":\"%.*s\",\"to\":\"%.*s\","
                      "\"conversations\":[\n", BATON_ARG(from), BATON_ARG(to));
}

static void end_output(struct baton_recent *r)
{
    if (r->format == BATON_RECENT_JSON)
        baton_buf_fmt(&r->out, "],\"listed\":%llu,\"failed\":%llu,\"withoutId\":%llu}\n",
                      (unsigned long long)r->all, (unsigned long long)r->failed,
                      (unsigned long long)r->without_id);
}

static void say_end(struct baton_recent *r, int status)
{
    if (r->without_id)
        baton_say_error(BATON_OK, "recent: %llu of %llu %s", (unsigned long long)r->without_id,
                        (unsigned long long)r->all, id_advice);
    if (!r->all && !status)
        baton_say_error(BATON_OK, "recent: no conversations there; see --channel, --from, --to");
    if (r->printed && !r->diagnose && r->format == BATON_RECENT_TEXT)
        baton_say_error(BATON_OK, "recent: --diagnose tells how each handover went");
}

/* What is under way answers into the slots' arenas: it ends first. */
static void close_platform(struct baton_recent *r)
{
    baton_live_close(&r->live);
    baton_recent_many_close(r);
    r->many = NULL;
}

static int list_platform(struct baton_recent *r, bool first)
{
    const struct baton_family *family = baton_platform_family(r->live.platform);
    enum baton_err err = BATON_OK;
    if (!family->recent)
        return baton_say_error(BATON_EUSAGE, "recent: %s has no list of conversations: 'baton "
                               "trace' takes an id", family->vendor);
    r->status = 0;
    r->listed = r->total = 0;
    baton_recent_head(r, first);
    err = baton_recent_flush(r);
    if (err == BATON_OK && r->diagnose)
        err = baton_recent_many_open(r);
    if (err == BATON_OK)
        err = all_lists(r);
    if (err == BATON_OK && r->diagnose)
        err = baton_recent_many_end(r);
    if (err == BATON_OK)
        err = baton_recent_flush(r);
    r->all += r->listed;
    baton_live_progress(&r->live, "%s", "");
    return err == BATON_OK ? r->status : baton_say_error(err, "%s", baton_err_text(err));
}

/* As it stands in the file: options that speak of one platform are not for all of them. */
static int list_side(struct baton_recent *r, struct baton_live_side *side, bool first)
{
    if (!baton_live_open_side(&r->live, side))
        return baton_say_error(BATON_ECONFIG, "recent: %.*s: %.*s", BATON_ARG(side->name),
                               BATON_ARG(side->why));
    r->live.config = side->config;
    r->live.platform = side->platform;
    side->platform = NULL;
    int status = list_platform(r, first);
    close_platform(r);
    return status;
}

static int list_all(struct baton_recent *r)
{
    int status = 0;
    for (size_t i = 0; i < r->live.side_count; i++) {
        int one = list_side(r, &r->live.sides[i], i == 0);
        status = one > status ? one : status;
    }
    return status;
}

static int list(struct baton_recent *r)
{
    begin_output(r);
    int status = r->several ? list_all(r) : list_platform(r, true);
    end_output(r);
    enum baton_err err = baton_recent_flush(r);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    say_end(r, status);
    return status ? status : r->failed > 0;
}

/* Where no platform is meant, all are. */
static int choose(struct baton_recent *r)
{
    r->several = !r->live.config.platform.len && r->live.platform_count > 1;
    if (!r->several)
        return baton_live_choose(&r->live, (struct baton_str){NULL, 0});
    enum baton_err err = baton_live_sides(&r->live);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s", baton_err_text(err));
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct baton_recent r = {.status = 0};
    int status = baton_live_configure(&r.live, app, call);
    if (!status)
        status = set_options(&r);
    if (!status)
        status = choose(&r);
    baton_arena_init(&r.page_arena, baton_os_alloc(), 0);
    baton_arena_init(&r.out_arena, baton_os_alloc(), 0);
    baton_arena_init(&r.judge_arena, baton_os_alloc(), 0);
    baton_buf_init(&r.out, &r.out_arena, 0);
    if (!status)
        status = list(&r);
    close_platform(&r);
    baton_arena_release(&r.page_arena);
    baton_arena_release(&r.out_arena);
    baton_arena_release(&r.judge_arena);
    return status;
}

const struct baton_command baton_command_recent = {
    .name = "recent",
    .arguments = "",
    .summary = "Lists recent conversations, and with --diagnose what is wrong with each",
    .description =
        "Asks for conversations by channel and time, page by page, and prints a line for each:\n"
        "time, id, duration, verdict. The list alone does not tell how a handover went:\n"
        "--diagnose fetches each conversation, as 'baton trace' does. Where the platform's list\n"
        "has no id of the conversation, only a hash, that is said, and how to come by one.\n"
        "Where baton.yaml names several platforms, all are listed, one after the other, each at\n"
        "most --limit, unless --platform names one. Nothing on the platform is changed.",
    .examples =
        "  $ baton recent --from 2h\n"
        "  $ baton recent --from yesterday --to yesterday --failed\n"
        "  $ baton recent --from 3d --diagnose --format ndjson | jq -r 'select(.rule) | .rule' | "
        "sort | uniq -c",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
