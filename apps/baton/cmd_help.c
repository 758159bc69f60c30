/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/app.h"
#include "edge/config.h"

static const struct baton_option options[] = {
    {"man", 0, BATON_OPT_FLAG, NULL, NULL, "the manual page, for man(1)"},
    {"completion", 0, BATON_OPT_FLAG, NULL, NULL, "completion for bash"},
};

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct baton_buf out;
    baton_buf_init(&out, &app->arena, 0);
    if (baton_call_has(call, "man"))
        baton_help_man(&out);
    else if (baton_call_has(call, "completion"))
        baton_help_completion(&out);
    else if (call->argument_count) {
        if (strcmp(call->arguments[0], "configuration") == 0) {
            baton_config_reference(&out);
            return baton_err_status(baton_say(&out));
        }
        const struct baton_command *c = baton_command_find(baton_str_from(call->arguments[0]));
        if (!c)
            return baton_say_error(BATON_EUSAGE, "help: no command '%s'", call->arguments[0]);
        baton_help_command(&out, c);
    } else {
        baton_help_overview(&out);
    }
    enum baton_err err = baton_say(&out);
    return baton_err_status(err);
}

const struct baton_command baton_command_help = {
    .name = "help",
    .arguments = "[COMMAND | configuration]",
    .summary = "Shows what a command does, the manual page, or shell completion",
    .description = "",
    .examples = "  $ baton help --man | man -l -\n  $ source <(baton help --completion)",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
