/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/doctor.h"
#include "edge/os.h"

static const struct baton_option options[] = {
    {"fail-on", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note|never",
     "the least severity that makes the exit status 1 (default error)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to report (default text)"},
};

/* All that are examined, and what is wrong with the configuration as a whole. */
struct round {
    struct baton_live live;
    struct baton_marks marks;
    int status;
    struct baton_doctor *doctors;
    size_t count;
};

void baton_doctor_failed(struct baton_doctor *d, int status)
{
    d->status = d->status ? d->status : status;
}

struct baton_str baton_doctor_setting(const struct baton_doctor *d, const char *key)
{
    return baton_config_get(d->config, key)->text;
}

/* ---- configuration --------------------------------------------------------------- */

static void show_problems(struct round *r, const struct baton_config_problem *problems,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool warning = problems[i].severity == BATON_CONFIG_WARNING;
        baton_marks_add(&r->marks, warning ? BATON_WARN : BATON_FAIL, "configuration",
                        "'baton help configuration' tells of all keys and their values",
                        "%.*s: %.*s", BATON_ARG(problems[i].where),
                        BATON_ARG(problems[i].message));
    }
}

/* A secret is never shown, nor how long it is. */
static void show_values(struct baton_doctor *d)
{
    for (size_t i = 0; i < baton_config_key_count; i++) {
        const struct baton_config_key *key = &baton_config_keys[i];
        const struct baton_config_value *value = baton_config_get(d->config, key->name);
        if (!value->text.s || value->origin == BATON_FROM_DEFAULT)
            continue;
        if (key->type == BATON_CONFIG_SECRET)
            BATON_DOCTOR_PASS(d, "configuration", "%s is set by %.*s (not shown)", key->name,
                              BATON_ARG(value->where));
        else
            BATON_DOCTOR_PASS(d, "configuration", "%s is %.*s, by %.*s", key->name,
                              BATON_ARG(baton_mask(d->arena, value->text)),
                              BATON_ARG(value->where));
    }
}

static const char *where_keys_are(enum baton_grant grant)
{
    static const char *const texts[] = {
        [BATON_GRANT_CLIENT] = "an OAuth client's id and secret come from the platform's "
                               "administration pages (client credentials)",
        [BATON_GRANT_PASSWORD] = "the client's id and secret come with the application's "
                                 "registration, the access key from the user's page",
        [BATON_GRANT_API_KEY] = "an API key comes from the profile of a user",
    };
    return texts[grant];
}

/* ---- one platform ---------------------------------------------------------------- */

static void examine(struct baton_doctor *d, struct baton_str trouble)
{
    struct baton_str why = trouble;
    d->marks.arena = d->arena;
    d->family = baton_family_find(baton_doctor_setting(d, "family"));
    if (!why.len)
        show_values(d);
    enum baton_err err = why.len ? BATON_ECONFIG
                                 : baton_live_open_config(d->live, d->config, true, &d->platform,
                                                          &why);
    if (err == BATON_ECONFIG)
        BATON_DOCTOR_FAIL(d, "configuration", d->family ? where_keys_are(d->family->grant) : NULL,
                          "%.*s", BATON_ARG(why));
    if (err != BATON_OK) {
        baton_doctor_failed(d, baton_err_status(err));
        return;
    }
    d->family = baton_platform_family(d->platform);
    if (baton_doctor_prepare(d))
        baton_doctor_read(d);
    baton_platform_close(d->platform);
    d->platform = NULL;
}

static void examine_all(struct round *r)
{
    struct baton_live *live = &r->live;
    struct baton_arena *arena = &live->app->arena;
    bool one = baton_call_text(live->call, "platform") || live->platform_count < 2;
    enum baton_err err = one ? BATON_OK : baton_live_sides(live);
    size_t count = one ? 1 : live->side_count;
    r->doctors = BATON_NEW_N(arena, struct baton_doctor, count);
    if (err != BATON_OK || !r->doctors) {
        r->status = baton_err_status(BATON_ENOMEM);
        return;
    }
    r->count = count;
    for (size_t i = 0; i < count; i++) {
        r->doctors[i] = (struct baton_doctor){
            .live = live, .arena = arena, .name = one ? live->config.platform : live->sides[i].name,
            .config = one ? &live->config : &live->sides[i].config};
        examine(&r->doctors[i], one ? BATON_STR("") : live->sides[i].why);
        r->status = r->status > r->doctors[i].status ? r->status : r->doctors[i].status;
    }
}

/* ---- what came of it ------------------------------------------------------------- */

static enum baton_mark worst(const struct round *r)
{
    enum baton_mark mark = baton_marks_worst(&r->marks);
    for (size_t i = 0; i < r->count; i++) {
        enum baton_mark one = baton_marks_worst(&r->doctors[i].marks);
        mark = one > mark ? one : mark;
    }
    return mark;
}

static int verdict(const struct round *r)
{
    bool reach = baton_marks_reach(&r->marks, r->live.fail_on);
    for (size_t i = 0; i < r->count; i++)
        reach = reach || baton_marks_reach(&r->doctors[i].marks, r->live.fail_on);
    return r->status ? r->status : reach;
}

static void put_platform(struct baton_json_writer *w, const struct baton_doctor *d)
{
    baton_json_begin(w, '{');
    baton_json_name(w, "name");
    baton_json_put_text(w, d->name);
    baton_json_name(w, "family");
    baton_json_put_text(w, baton_str_from(d->family ? d->family->name : ""));
    baton_json_name(w, "status");
    baton_json_put_text(w, baton_str_from(baton_mark_name(baton_marks_worst(&d->marks))));
    baton_json_name(w, "checks");
    baton_marks_put_json(w, &d->marks);
    baton_json_end(w, '}');
}

/* Of one platform the checks stand at the top; of several each has its own. */
static void put_json(const struct round *r, struct baton_buf *out)
{
    struct baton_json_writer w = {.out = out, .indented = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "schema");
    baton_json_put_text(&w, BATON_STR("baton.doctor/1"));
    baton_json_name(&w, "status");
    baton_json_put_text(&w, baton_str_from(baton_mark_name(worst(r))));
    baton_json_name(&w, "checks");
    baton_marks_put_json(&w, &r->marks);
    if (r->count > 1) {
        baton_json_name(&w, "platforms");
        baton_json_begin(&w, '[');
        for (size_t i = 0; i < r->count; i++)
            put_platform(&w, &r->doctors[i]);
        baton_json_end(&w, ']');
    }
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

static void put_text(const struct round *r, struct baton_buf *out)
{
    baton_marks_put_text(out, &r->marks, r->live.app->color_out);
    for (size_t i = 0; i < r->count; i++) {
        const struct baton_doctor *d = &r->doctors[i];
        if (r->count > 1)
            baton_buf_fmt(out, "%s%.*s (%s)\n", out->len ? "\n" : "", BATON_ARG(d->name),
                          d->family ? d->family->vendor : "no family");
        baton_marks_put_text(out, &d->marks, r->live.app->color_out);
    }
}

/* A single platform's marks go behind those of the file. */
static void join_marks(struct round *r)
{
    if (r->count != 1)
        return;
    const struct baton_marks *from = &r->doctors[0].marks;
    for (size_t i = 0; i < from->count; i++)
        baton_marks_add(&r->marks, from->lines[i].mark, from->lines[i].name,
                        from->lines[i].fix.len ? from->lines[i].fix.s : NULL, "%.*s",
                        BATON_ARG(from->lines[i].text));
    r->doctors[0].marks = (struct baton_marks){.arena = r->marks.arena};
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct round r = {.marks = {.arena = &app->arena}};
    const char *format = baton_call_text(call, "format");
    struct baton_config_problem *problems = NULL;
    struct baton_buf out;
    size_t count = 0;
    if (call->argument_count)
        return baton_say_error(BATON_EUSAGE, "doctor: takes no argument, not '%s'",
                               call->arguments[0]);
    enum baton_err err = baton_live_load(&r.live, app, call, &problems, &count);
    show_problems(&r, problems, count);
    r.status = err == BATON_OK ? 0 : baton_err_status(err);
    if (err == BATON_OK)
        examine_all(&r);
    join_marks(&r);
    baton_buf_init(&out, &app->arena, 0);
    if (format && strcmp(format, "json") == 0)
        put_json(&r, &out);
    else
        put_text(&r, &out);
    baton_live_close(&r.live);
    err = baton_say(&out);
    return err == BATON_OK ? verdict(&r) : baton_say_error(err, "%s", baton_err_text(err));
}

const struct baton_command baton_command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Says whether this set-up can work: configuration, host, TLS, token, scopes, ids",
    .description =
        "Each line is pass, warn or fail, with what to do. Asks for discovery and a fresh token,\n"
        "for one recent conversation, and for the queue, wrap-up code, conversation and endpoint\n"
        "that are configured; so it shows which permissions are missing. Where baton.yaml names\n"
        "several platforms, all are examined, unless --platform names one. Secrets are never\n"
        "shown, and nothing on the platform is changed.",
    .examples =
        "  $ baton doctor\n"
        "  $ baton doctor --platform live --format json",
    .options = options,
    .option_count = BATON_COUNT(options),
    .live = true,
    .run = run,
};
