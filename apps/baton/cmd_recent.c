/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/baton/live.h"
static int run(struct baton_app *app, const struct baton_call *call)
{
    (void)app;
    (void)call;
    return 2;
}

const struct baton_command baton_command_recent = {
    .name = "recent", .arguments = "", .summary = "x", .description = "", .examples = "", .live = true,
    .run = run,
};
