/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/live.h"
#include "edge/os.h"

extern char **environ;

int baton_fail_level(const struct baton_call *call)
{
    static const char *const levels[] = {"note", "warning", "error", "never"};
    const char *fail_on = baton_call_text(call, "fail-on");
    for (int i = 0; fail_on && i < 4; i++)
        if (strcmp(fail_on, levels[i]) == 0)
            return i;
    return BATON_ERROR;
}

/* ---- configuration --------------------------------------------------------------- */

/* The options that are keys of the configuration. */
static enum baton_err collect_flags(struct baton_live *live, struct baton_config_sources *sources)
{
    struct baton_config_flag *flags =
        BATON_NEW_N(&live->app->arena, struct baton_config_flag, baton_config_key_count);
    if (!flags)
        return BATON_ENOMEM;
    for (size_t i = 0; i < baton_config_key_count; i++) {
        const char *name = baton_config_keys[i].name, *value = baton_call_text(live->call, name);
        if (value)
            flags[sources->flag_count++] = (struct baton_config_flag){name, value};
    }
    if (baton_call_has(live->call, "no-token-cache"))
        flags[sources->flag_count++] = (struct baton_config_flag){"token-cache", "off"};
    sources->flags = flags;
    return BATON_OK;
}

static int say_problems(const struct baton_config_problem *problems, size_t count)
{
    int status = 0;
    for (size_t i = 0; i < count; i++) {
        bool warning = problems[i].severity == BATON_CONFIG_WARNING;
        int one = baton_say_error(BATON_ECONFIG, "%s%.*s: %.*s", warning ? "warning: " : "",
                                  BATON_ARG(problems[i].where), BATON_ARG(problems[i].message));
        status = warning ? status : one;
    }
    return status;
}

/* Where values come from; besides: of a platform that is not the one that is meant. */
static enum baton_err sources_of(struct baton_live *live, const char *platform, bool besides,
                                 struct baton_config_sources *out)
{
    *out = (struct baton_config_sources){
        .environment = (const char *const *)environ,
        .folder = ".",
        .platform = platform,
        .besides = besides,
    };
    return collect_flags(live, out);
}

enum baton_err baton_live_load(struct baton_live *live, struct baton_app *app,
                               const struct baton_call *call,
                               struct baton_config_problem **problems, size_t *count)
{
    struct baton_config_sources sources;
    *live = (struct baton_live){.app = app, .call = call, .fail_on = baton_fail_level(call),
                                .side = SIZE_MAX};
    if (baton_load_contracts(app, &(struct baton_given_option){0}))
        return BATON_EINTERNAL;
    enum baton_err err = sources_of(live, baton_call_text(call, "platform"), false, &sources);
    if (err == BATON_OK)
        err = baton_config_load(&app->arena, &sources, &live->config, problems, count);
    return err == BATON_OK ? baton_config_platforms(&app->arena, &sources, &live->platforms,
                                                    &live->platform_count)
                           : err;
}

enum baton_err baton_live_load_side(struct baton_live *live, struct baton_str name, bool meant,
                                    struct baton_config *out,
                                    struct baton_config_problem **problems, size_t *count)
{
    struct baton_config_sources sources;
    struct baton_str copy = baton_str_copy(&live->app->arena, name);
    enum baton_err err = copy.s ? sources_of(live, copy.s, !meant, &sources) : BATON_ENOMEM;
    return err == BATON_OK
               ? baton_config_load(&live->app->arena, &sources, out, problems, count) : err;
}

int baton_live_configure(struct baton_live *live, struct baton_app *app,
                         const struct baton_call *call)
{
    struct baton_config_problem *problems = NULL;
    size_t count = 0;
    enum baton_err err = baton_live_load(live, app, call, &problems, &count);
    int status = say_problems(problems, count);
    if (err != BATON_OK && !status)
        return baton_say_error(err, "%s", baton_err_text(err));
    return status;
}

struct baton_str baton_live_setting(const struct baton_live *live, const char *key)
{
    return baton_config_get(&live->config, key)->text;
}

struct baton_str baton_live_id(const struct baton_live *live)
{
    const struct baton_call *call = live->call;
    struct baton_str id = call->argument_count ? baton_str_trim(baton_str_from(call->arguments[0]))
                                               : baton_live_setting(live, "conversation-id");
    if (!id.len) {
        baton_say_error(BATON_EUSAGE, "%s: name the conversation's id, or set conversation-id "
                        "(TEST_CONVERSATION_ID)", call->command->name);
        return (struct baton_str){NULL, 0};
    }
    if (call->argument_count > 1) {
        baton_say_error(BATON_EUSAGE, "%s: one conversation at a time, not also '%s'",
                        call->command->name, call->arguments[1]);
        return (struct baton_str){NULL, 0};
    }
    return id;
}

/* ---- the platform ---------------------------------------------------------------- */

/* XDG Base Directory: relative paths there are to be passed over. */
static const char *cache_folder(struct baton_arena *arena)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache && *cache == '/')
        return baton_str_fmt(arena, "%s/baton", cache).s;
    return home && *home == '/' ? baton_str_fmt(arena, "%s/.cache/baton", home).s : NULL;
}

enum baton_err baton_live_open_config(struct baton_live *live, const struct baton_config *config,
                                      bool fresh, struct baton_platform **out,
                                      struct baton_str *why)
{
    struct baton_arena *arena = &live->app->arena;
    *why = BATON_STR("");
    return baton_platform_open(baton_os_alloc(), config, fresh ? NULL : cache_folder(arena),
                               baton_os_now, out, arena, why);
}

enum baton_err baton_live_try(struct baton_live *live, bool fresh, struct baton_str *why)
{
    return baton_live_open_config(live, &live->config, fresh, &live->platform, why);
}

int baton_live_open(struct baton_live *live)
{
    struct baton_str why;
    enum baton_err err = baton_live_try(live, false, &why);
    if (err == BATON_OK)
        return 0;
    return baton_say_error(err, "%.*s", BATON_ARG(why.len ? why
                                                          : baton_str_from(baton_err_text(err))));
}

void baton_live_close(struct baton_live *live)
{
    baton_platform_close(live->platform);
    live->platform = NULL;
    for (size_t i = 0; i < live->side_count; i++) {
        baton_platform_close(live->sides[i].platform);
        live->sides[i].platform = NULL;
    }
}

void baton_live_progress(const struct baton_live *live, const char *fmt, ...)
{
    char line[160];
    va_list args;
    if (live->app->quiet_err)
        return;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    fprintf(stderr, "\r%s\033[K", line);
    fflush(stderr);
}
