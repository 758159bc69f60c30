/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/live.h"
#include "core/diagnose.h"
#include "core/model.h"
#include "edge/os.h"

enum {
    MAX_INPUT = 1 << 30,     /* bytes of a file */
    MAX_HEADERS = 64,        /* --header */
    MAX_KEYS = 64,           /* --expect-context */
    LONGEST_PATH = 4096,
    SEEN_SLOTS = 1024,       /* requests remembered, to tell a retry */
    PROGRESS_EVERY = 2000    /* exchanges */
};

static const struct baton_option options[] = {
    {"as", 'a', BATON_OPT_LIST, "WHAT", NULL,
     "what the input is: a kind (payload, http, curl, har, records, conversation, text, sip) "
     "or a contract's id"},
    {"family", 0, BATON_OPT_TEXT, "NAME", NULL, "look only at this family's contracts"},
    {"contract", 0, BATON_OPT_LIST, "FILE", NULL, "an OpenAPI 3.1 document of your own"},
    {"header", 'H', BATON_OPT_LIST, "'K: V'", NULL,
     "a request header that was sent ('K:' says that it was not)"},
    {"url", 'u', BATON_OPT_TEXT, "URL", NULL, "where the request was sent"},
    {"method", 'X', BATON_OPT_TEXT, "METHOD", NULL, "its method"},
    {"status", 's', BATON_OPT_TEXT, "CODE", NULL, "the status that was answered"},
    {"response", 0, BATON_OPT_TEXT, "FILE", NULL, "the answer: its body, or all of it as raw HTTP"},
    {"expect-context", 0, BATON_OPT_LIST, "KEY,…", NULL,
     "keys that the receiving script reads from the context"},
    {"now", 0, BATON_OPT_TEXT, "TIME", NULL,
     "the time to judge tokens by (RFC 3339); else the clock"},
    {"fix", 0, BATON_OPT_FLAG, NULL, NULL,
     "write the repaired text on standard output, the report on standard error"},
    {"in-place", 'i', BATON_OPT_FLAG, NULL, NULL, "with --fix: write it into the file instead"},
    {"fix-level", 0, BATON_OPT_TEXT, "LEVEL", "safe|review",
     "which fixes to apply: safe ones only, or (default) those to be looked at, too"},
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity that makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json|ndjson", "how to report (default text)"},
    {"max-depth", 0, BATON_OPT_TEXT, "N", NULL, "deepest nesting of JSON to follow (default 512)"},
    {"max-size", 0, BATON_OPT_TEXT, "BYTES", NULL, "largest JSON body to read (default 1 GiB)"},
};

static const char list_start[] = "{\"schema\":\"baton.reports/1\",\"reports\":[\n";

struct check {
    struct baton_app *app;
    const struct baton_call *call;
    struct baton_arena input_arena, arena; /* of one input; of one exchange */
    struct baton_settings settings;
    struct baton_given given;
    struct baton_diagnosis diagnosis;
    bool has_kind;
    enum baton_input_kind kind;
    enum { TEXT, JSON, NDJSON } format;
    bool wrapped;                          /* several reports as one JSON document */
    bool fix, in_place;
    int fail_on;                           /* enum baton_severity, 3: never */
    struct baton_str header_list[MAX_HEADERS], keys[MAX_KEYS];
    struct {
        uint64_t hash;
        size_t count;
    } *seen;
    char token_host[256]; /* where the last token was got in this input */
    struct baton_memory memory;
    struct baton_ahead *ahead; /* what comes in this input */
    size_t reports;
    int status;
};

/* ---- options -> settings ---------------------------------------------------------- */

static int bad(const char *option, const char *value, const char *wanted)
{
    return baton_say_error(BATON_EUSAGE, "check: --%s wants %s, not '%s'", option, wanted, value);
}

static int set_number(const struct check *c, const char *option, uint64_t from, uint64_t to,
                      uint64_t *out)
{
    const char *value = baton_call_text(c->call, option);
    uint64_t number;
    if (!value)
        return 0;
    if (!baton_str_to_u64(baton_str_from(value), &number) || number < from || number > to) {
        struct baton_str wanted =
            baton_str_fmt(&c->app->arena, "a number from %llu to %llu", (unsigned long long)from,
                          (unsigned long long)to);
        return bad(option, value, wanted.s ? wanted.s : "a number");
    }
    *out = number;
    return 0;
}

/* A kind of input, or the id of a contract. */
static int set_as(struct check *c)
{
    const struct baton_given_option *as = baton_call_list(c->call, "as");
    for (size_t i = 0; i < as->count; i++) {
        struct baton_str word = baton_str_from(as->values[i]);
        if (baton_input_kind_find(word, &c->kind)) {
            c->has_kind = true;
            continue;
        }
        if (!baton_contracts_find(c->app->contracts, word)) {
            struct baton_str near = baton_contracts_near(c->app->contracts, word);
            return near.len ? baton_say_error(BATON_EUSAGE, "check: no kind of input and no "
                                              "contract is called '%.*s'; did you mean %.*s?",
                                              BATON_ARG(word), BATON_ARG(near))
                            : baton_say_error(BATON_EUSAGE, "check: no kind of input and no "
                                              "contract is called '%.*s'; see 'baton contracts'",
                                              BATON_ARG(word));
        }
        c->diagnosis.contract = word;
    }
    return 0;
}

static int set_headers(struct check *c)
{
    const struct baton_given_option *headers = baton_call_list(c->call, "header");
    for (size_t i = 0; i < headers->count; i++) {
        struct baton_str line = baton_str_from(headers->values[i]);
        size_t colon = baton_str_find_byte(line, ':');
        if (colon == SIZE_MAX || !colon)
            return bad("header", headers->values[i], "'Name: value'");
        if (i == MAX_HEADERS)
            return bad("header", headers->values[i], "at most 64 headers");
        c->header_list[i] = line;
    }
    c->given.headers = c->header_list;
    c->given.header_count = headers->count;
    return 0;
}

static int set_expected(struct check *c)
{
    const struct baton_given_option *lists = baton_call_list(c->call, "expect-context");
    size_t count = 0;
    for (size_t i = 0; i < lists->count; i++) {
        struct baton_str rest = baton_str_from(lists->values[i]), key;
        while (baton_str_next(&rest, ',', &key)) {
            key = baton_str_trim(key);
            if (count == MAX_KEYS)
                return bad("expect-context", lists->values[i], "at most 64 keys");
            if (key.len)
                c->keys[count++] = key;
        }
    }
    c->settings.expect_context = c->keys;
    c->settings.expect_context_count = count;
    return 0;
}

static int set_now(struct check *c)
{
    const char *now = baton_call_text(c->call, "now");
    c->settings.now = baton_os_now();
    c->settings.now_given = now != NULL;
    if (now && !baton_time_read(baton_str_from(now), &c->settings.now))
        return bad("now", now, "a time such as 2026-01-05T10:00:00Z");
    return 0;
}

static int set_response(struct check *c)
{
    const char *path = baton_call_text(c->call, "response");
    const char *why = "";
    if (!path)
        return 0;
    enum baton_err err = baton_os_read(path, MAX_INPUT, &c->given.response, &why);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s: %s", path, why);
}

static int set_family(struct check *c)
{
    const char *family = baton_call_text(c->call, "family");
    if (!family)
        return 0;
    c->settings.family = baton_str_from(family);
    for (size_t i = 0; i < baton_contracts_count(c->app->contracts); i++)
        if (baton_str_eq(baton_contracts_at(c->app->contracts, i)->family, c->settings.family))
            return 0;
    return bad("family", family, "a family that has contracts (see 'baton contracts')");
}

static void set_output(struct check *c)
{
    const char *format = baton_call_text(c->call, "format");
    const char *level = baton_call_text(c->call, "fix-level");
    c->format = !format || strcmp(format, "text") == 0 ? TEXT
                : strcmp(format, "json") == 0          ? JSON
                                                       : NDJSON;
    c->fail_on = baton_fail_level(c->call);
    c->fix = baton_call_has(c->call, "fix");
    c->in_place = baton_call_has(c->call, "in-place");
    c->diagnosis.repair = true;
    c->diagnosis.review = !level || strcmp(level, "review") == 0;
}

static int set_limits(struct check *c)
{
    uint64_t status = 0, depth = 0, size = 0;
    int bad_one = set_number(c, "status", 100, 599, &status);
    if (!bad_one)
        bad_one = set_number(c, "max-depth", 1, 100000, &depth);
    if (!bad_one)
        bad_one = set_number(c, "max-size", 1, UINT32_MAX - 1, &size);
    c->given.status = (int)status;
    c->settings.limits = (struct baton_json_limits){(size_t)size, (size_t)depth};
    return bad_one;
}

static int configure(struct check *c)
{
    static int (*const steps[])(struct check *) = {set_as,  set_headers,  set_expected, set_now,
                                                   set_family, set_limits, set_response};
    const char *url = baton_call_text(c->call, "url"), *method = baton_call_text(c->call, "method");
    set_output(c);
    c->given.url = baton_str_from(url ? url : "");
    c->given.method = baton_str_from(method ? method : "");
    for (size_t i = 0; i < BATON_COUNT(steps); i++) {
        int status = steps[i](c);
        if (status)
            return status;
    }
    if (c->in_place && !c->fix)
        return baton_say_error(BATON_EUSAGE, "check: --in-place goes with --fix");
    c->diagnosis.contracts = c->app->contracts;
    c->diagnosis.settings = &c->settings;
    c->diagnosis.given = &c->given;
    c->given.is_body = c->diagnosis.contract.len > 0;
    return 0;
}

/* ---- one exchange ------------------------------------------------------------------------ */

static uint64_t hash(uint64_t h, struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * 0x100000001B3u;
    return h * 31 + text.len;
}

/* Everything that the platform judges a request by. */
static uint64_t request_hash(const struct baton_exchange *ex)
{
    static const char *const names[] = {"Authorization", "Content-Type", "Accept"};
    uint64_t h = hash(hash(hash(14695981039346656037u, ex->request.method), ex->url),
                      ex->body.text);
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        const struct baton_http_header *header = baton_http_header(&ex->request, names[i]);
        h = hash(h, header ? header->value : BATON_STR(""));
    }
    return h;
}

/* Statuses that judge the request: the same one gets the same again. */
static bool judges(int status)
{
    return status >= 400 && status < 500 && status != 408 && status != 425 && status != 429;
}

/* How often this same request was refused before; remembers this one if it was. */
static size_t attempts(struct check *c, const struct baton_exchange *ex)
{
    if (!ex->response.present || !judges(ex->response.status) || !ex->url.len)
        return 0;
    uint64_t h = request_hash(ex);
    size_t slot = h % SEEN_SLOTS;
    if (c->seen[slot].hash != h) {
        c->seen[slot].hash = h;
        c->seen[slot].count = 0;
    }
    return c->seen[slot].count++;
}

/* Remembers where a token was got: the arena of an exchange does not last. */
static void remember_token(struct check *c, const struct baton_exchange *ex)
{
    struct baton_url url = baton_url(ex->url);
    bool got = ex->response.present && ex->response.status == 200;
    if (!got || url.host.len >= sizeof c->token_host ||
        baton_str_find(url.path, BATON_STR("/oauth/token")) == SIZE_MAX)
        return;
    memcpy(c->token_host, url.host.s, url.host.len);
    c->token_host[url.host.len] = '\0';
}

static void raise(struct check *c, int status)
{
    if (status > c->status)
        c->status = status;
}

/* What comes before a report: nothing, an empty line, or what makes a list of JSON. */
static void begin_report(const struct check *c, struct baton_buf *out)
{
    if (c->format == JSON && c->wrapped)
        baton_buf_puts(out, c->reports ? ",\n" : list_start);
    if (c->format == TEXT && c->reports)
        baton_buf_puts(out, "\n");
}

static struct baton_style style_of(const struct check *c)
{
    return (struct baton_style){
        .color = c->fix ? c->app->color_err : c->app->color_out,
        .width = baton_os_columns(c->fix ? STDERR_FILENO : STDOUT_FILENO)};
}

static enum baton_err put_report(struct check *c, const struct baton_report *report,
                                 const struct baton_lines *lines)
{
    struct baton_buf out;
    struct baton_style style = style_of(c);
    baton_buf_init(&out, &c->arena, 0);
    begin_report(c, &out);
    if (c->format == TEXT)
        baton_render_text(&out, report, lines, &style);
    else
        baton_render_json(&out, report, lines, c->format == JSON);
    if (c->format == NDJSON || (c->format == JSON && !c->wrapped))
        baton_buf_putc(&out, '\n');
    c->reports++;
    if (!c->fix)
        return baton_say(&out);
    if (baton_buf_failed(&out))
        return BATON_ENOMEM;
    return baton_os_write(STDERR_FILENO, baton_buf_str(&out)) ? BATON_OK : BATON_EREAD;
}

/* The repaired text; where nothing could be repaired, the text as it was. */
static enum baton_err put_fixed(struct check *c, const char *path, struct baton_str input,
                                const struct baton_exchange *ex, const struct baton_report *report)
{
    struct baton_span extent = report->repaired.present ? report->repaired.extent : ex->extent;
    struct baton_str text = report->repaired.present
                                ? report->repaired.raw
                                : baton_str_sub(input, extent.start, extent.end);
    struct baton_buf out;
    const char *why = "";
    if (!c->in_place)
        return baton_os_write(STDOUT_FILENO, text) ? BATON_OK : BATON_EREAD;
    if (!report->repaired.present)
        return BATON_OK;
    baton_buf_init(&out, &c->arena, 0);
    baton_buf_put(&out, baton_str_sub(input, 0, extent.start));
    baton_buf_put(&out, text);
    baton_buf_put(&out, baton_str_sub(input, extent.end, input.len));
    if (baton_buf_failed(&out))
        return BATON_ENOMEM;
    enum baton_err err = baton_os_replace(&c->arena, path, baton_buf_str(&out), &why);
    if (err != BATON_OK)
        baton_say_error(err, "%s: not rewritten: %s", path, why);
    return err;
}

static enum baton_err check_exchange(struct check *c, const char *path, struct baton_str input,
                                     const struct baton_exchange *ex,
                                     const struct baton_lines *lines)
{
    struct baton_report report;
    enum baton_severity worst;
    c->diagnosis.attempts_before = attempts(c, ex);
    c->diagnosis.token_host = baton_str_from(c->token_host);
    enum baton_err err = baton_diagnose(&c->arena, &c->diagnosis, input, ex, &report);
    if (err != BATON_OK)
        return err;
    remember_token(c, ex);
    if (baton_report_worst(&report, &worst) && (int)worst >= c->fail_on)
        raise(c, 1);
    err = put_report(c, &report, lines);
    if (err == BATON_OK && c->fix)
        err = put_fixed(c, path, input, ex, &report);
    return err;
}

/* ---- one input ------------------------------------------------------------------------------ */

static void progress(const struct check *c, const char *path, size_t index)
{
    struct baton_buf line;
    if (index % PROGRESS_EVERY || c->app->quiet_err)
        return;
    struct baton_arena scratch;
    baton_arena_init(&scratch, baton_os_alloc(), 1 << 16);
    baton_buf_init(&line, &scratch, 4096);
    baton_buf_fmt(&line, "\r%.60s: %zu checked", path, index);
    if (!baton_buf_failed(&line))
        (void)baton_os_write(STDERR_FILENO, baton_buf_str(&line));
    baton_arena_release(&scratch);
}

/*
 * Looks over an input that holds several exchanges and is known as a whole. Records come as a
 * stream, one line each, and are not read twice: they only look back.
 */
static enum baton_err look_ahead(struct check *c, struct baton_str text, size_t count)
{
    struct baton_input *input;
    bool more = true;
    c->diagnosis.ahead = c->ahead;
    c->diagnosis.ahead_count = 0;
    if (count < 2)
        return BATON_OK;
    enum baton_err err = baton_input_open(&c->input_arena, text, c->has_kind ? &c->kind : NULL,
                                          &c->given, &input);
    while (err == BATON_OK && c->diagnosis.ahead_count < BATON_AHEAD_MAX) {
        struct baton_exchange ex;
        baton_arena_clear(&c->arena);
        err = baton_input_next(input, &c->arena, &ex, &more);
        if (err != BATON_OK || !more)
            break;
        c->ahead[c->diagnosis.ahead_count++] = baton_ahead_of(&ex);
    }
    return err;
}

static enum baton_err each_exchange(struct check *c, const char *path, struct baton_str text,
                                    struct baton_input *input)
{
    struct baton_lines lines;
    bool more = true;
    enum baton_err err = baton_lines_init(&lines, &c->input_arena, text);
    for (size_t n = 1; err == BATON_OK; n++) {
        struct baton_exchange ex;
        baton_arena_clear(&c->arena);
        err = baton_input_next(input, &c->arena, &ex, &more);
        if (err != BATON_OK || !more)
            break;
        err = check_exchange(c, path, text, &ex, &lines);
        progress(c, path, n);
    }
    return err;
}

static enum baton_err check_text(struct check *c, const char *path, struct baton_str text)
{
    struct baton_input *input;
    baton_arena_clear(&c->input_arena);
    enum baton_err err = baton_input_open(&c->input_arena, text, c->has_kind ? &c->kind : NULL,
                                          &c->given, &input);
    if (err != BATON_OK)
        return err;
    if (c->fix && baton_input_count(input) != 1)
        return (enum baton_err)(baton_say_error(BATON_EUSAGE, "check: %s holds several exchanges; "
                                                "--fix repairs one", path), BATON_EUSAGE);
    c->wrapped = c->wrapped || baton_input_count(input) != 1;
    memset(c->seen, 0, SEEN_SLOTS * sizeof *c->seen);
    c->token_host[0] = 0;
    c->memory = (struct baton_memory){0};
    baton_memory_read(&c->memory, text);
    c->diagnosis.memory = &c->memory;
    c->diagnosis.name = baton_str_from(strcmp(path, "-") == 0 ? "<stdin>" : path);
    err = look_ahead(c, text, baton_input_count(input));
    return err == BATON_OK ? each_exchange(c, path, text, input) : err;
}

/* Reports what hinders and goes on with the next file; only memory ends it all. */
static bool check_file(void *ctx, const char *path)
{
    struct check *c = ctx;
    struct baton_str text = {NULL, 0};
    const char *why = "";
    enum baton_err err = baton_os_read(path, MAX_INPUT, &text, &why);
    if (err != BATON_OK) {
        raise(c, baton_say_error(err, "%s: %s", path, why));
        return err != BATON_ENOMEM;
    }
    err = check_text(c, path, text);
    baton_os_free(text);
    if (err == BATON_EUSAGE) {
        raise(c, baton_err_status(err));
        return false;
    }
    if (err != BATON_OK)
        raise(c, baton_say_error(err, "%s: %s", path, baton_err_text(err)));
    return err != BATON_ENOMEM && err != BATON_EREAD;
}

/* ---- evidence ----------------------------------------------------------------------------- */

static int check_gathered(struct check *c, const struct baton_gathered *gathered)
{
    static const char *const formats[] = {[TEXT] = "text", [JSON] = "json", [NDJSON] = "ndjson"};
    const struct baton_judging judging = {.contracts = c->app->contracts, .settings = c->settings,
                                          .contract = c->diagnosis.contract, .given = &c->given,
                                          .review = c->diagnosis.review};
    const struct baton_style style = style_of(c);
    struct baton_evidence evidence;
    struct baton_report report;
    struct baton_buf out;
    enum baton_err err = baton_evidence_judge(&c->arena, &judging, gathered, &evidence, &report);
    baton_buf_init(&out, &c->arena, 0);
    begin_report(c, &out);
    if (err == BATON_OK)
        err = baton_evidence_render(&out, &evidence, &report, formats[c->format], &style);
    if (c->format == JSON && c->wrapped && out.len)
        out.len--;
    c->reports++;
    if (err == BATON_OK)
        err = baton_say(&out);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    return baton_evidence_status(&evidence, &report, c->fail_on);
}

/* A folder that 'baton trace --save' made: one report on all of it. */
static bool check_evidence(struct check *c, const char *folder)
{
    struct baton_gathered gathered;
    if (c->fix) {
        raise(c, baton_say_error(BATON_EUSAGE, "check: %s is evidence; --fix repairs a payload: "
                                               "name its file", folder));
        return false;
    }
    baton_arena_clear(&c->arena);
    int status = baton_evidence_load(&c->arena, folder, &gathered);
    raise(c, status ? status : check_gathered(c, &gathered));
    return true;
}

/* Is the file part of a folder of evidence? *only: not the file that says what the rest is. */
static bool is_of_evidence(struct check *c, const char *path, char *folder, size_t room,
                           bool *only)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) : 0;
    *only = !slash || strcmp(slash + 1, "evidence.json") != 0;
    if (!len || len >= room)
        return false;
    memcpy(folder, path, len);
    folder[len] = '\0';
    return baton_evidence_is(&c->arena, folder);
}

/* In a folder only what looks like a capture is read. */
static bool check_found(void *ctx, const char *path)
{
    static const char *const endings[] = {"*.json", "*.ndjson", "*.jsonl", "*.har", "*.http",
                                          "*.txt",  "*.curl",   "*.req"};
    char folder[LONGEST_PATH];
    bool only;
    if (is_of_evidence(ctx, path, folder, sizeof folder, &only))
        return only || check_evidence(ctx, folder);
    for (size_t i = 0; i < BATON_COUNT(endings); i++)
        if (baton_str_glob(baton_str_from(path), baton_str_from(endings[i])))
            return check_file(ctx, path);
    return true;
}

static bool check_argument(struct check *c, const char *path)
{
    const char *where = path, *why = "";
    if (!baton_os_is_folder(path))
        return check_file(c, path);
    if (baton_evidence_is(&c->app->arena, path))
        return check_evidence(c, path);
    if (c->fix && !c->in_place) {
        raise(c, baton_say_error(BATON_EUSAGE, "check: %s is a folder; --fix writes one repaired "
                                               "text, unless --in-place is given", path));
        return false;
    }
    c->wrapped = true;
    enum baton_err err = baton_os_walk(&c->app->arena, path, check_found, c, &where, &why);
    if (err != BATON_OK)
        raise(c, baton_say_error(err, "%s: %s", where, why));
    return err != BATON_ENOMEM;
}

/* The end of a list of reports; its beginning, too, where there was none. */
static void end_list(const struct check *c)
{
    int fd = c->fix ? STDERR_FILENO : STDOUT_FILENO;
    if (!c->reports)
        (void)baton_os_write(fd, baton_str_from(list_start));
    (void)baton_os_write(fd, BATON_STR("]}\n"));
}

/* ---- the command ---------------------------------------------------------------------- */

static int check_all(struct check *c)
{
    const struct baton_call *call = c->call;
    if (!call->argument_count && baton_os_is_terminal(STDIN_FILENO))
        return baton_say_error(BATON_EUSAGE, "check: name a file or a folder, or '-' for standard "
                                             "input; see 'baton check -h'");
    for (size_t i = 0; c->in_place && i < call->argument_count + !call->argument_count; i++)
        if (!call->argument_count || strcmp(call->arguments[i], "-") == 0)
            return baton_say_error(BATON_EUSAGE, "check: --in-place needs a file to write into");
    if (c->fix && call->argument_count > 1 && !c->in_place)
        return baton_say_error(BATON_EUSAGE, "check: --fix writes one repaired text; give one "
                                             "file, or --in-place");
    c->wrapped = call->argument_count > 1;
    if (!call->argument_count)
        check_argument(c, "-");
    for (size_t i = 0; i < call->argument_count; i++)
        if (!check_argument(c, call->arguments[i]))
            break;
    if (c->format == JSON && c->wrapped)
        end_list(c);
    return c->status;
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct check *c = BATON_NEW(&app->arena, struct check);
    int status = baton_load_contracts(app, baton_call_list(call, "contract"));
    if (status)
        return status;
    if (!c)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    c->app = app;
    c->call = call;
    c->seen = baton_arena_zero(&app->arena, SEEN_SLOTS, sizeof *c->seen);
    c->ahead = baton_arena_zero(&app->arena, BATON_AHEAD_MAX, sizeof *c->ahead);
    baton_arena_init(&c->input_arena, baton_os_alloc(), 0);
    baton_arena_init(&c->arena, baton_os_alloc(), 0);
    if (!c->seen || !c->ahead)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    status = configure(c);
    if (!status)
        status = check_all(c);
    baton_arena_release(&c->arena);
    baton_arena_release(&c->input_arena);
    if (c->given.response.s)
        baton_os_free(c->given.response);
    return status;
}

const struct baton_command baton_command_check = {
    .name = "check",
    .arguments = "[FILE|FOLDER|-]…",
    .summary = "Diagnoses captured handovers, offline",
    .description =
        "Reads a JSON payload, raw HTTP or SIP, a curl command line, a HAR file, records,\n"
        "conversations, or text from a chat or a forum with the payload inside; tells them\n"
        "apart by itself. A folder that 'baton trace --save' made is evidence on one\n"
        "conversation, with one report, and with exit status 4 where no account of the\n"
        "conversation is in it, as 'baton trace' had. Says at which stage it fails, why, where\n"
        "in the bytes, what to change, and what would fail next.",
    .examples =
        "  $ baton check payload.json --as community.session-handover --status 400\n"
        "  $ baton check request.http\n"
        "  $ pbpaste | baton check -\n"
        "  $ baton check payload.json --fix > repaired.json",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
