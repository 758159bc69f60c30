/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/baton/app.h"

extern const struct baton_command baton_command_check, baton_command_trace,
    baton_command_recent, baton_command_replay, baton_command_doctor, baton_command_explain,
    baton_command_rules, baton_command_contracts, baton_command_schema, baton_command_sandbox,
    baton_command_help;

const struct baton_command *const baton_commands[] = {
    &baton_command_check,     &baton_command_trace,  &baton_command_recent,
    &baton_command_replay,    &baton_command_doctor, &baton_command_explain,
    &baton_command_rules,     &baton_command_contracts, &baton_command_schema,
    &baton_command_sandbox,   &baton_command_help,
};
const size_t baton_command_count = BATON_COUNT(baton_commands);

const struct baton_option baton_common_options[] = {
    {"color", 0, BATON_OPT_TEXT, "WHEN", "auto|always|never",
     "colour in text output; auto: on a terminal, unless NO_COLOR is set"},
    {"help", 'h', BATON_OPT_FLAG, NULL, NULL, "show the command's options"},
};
const size_t baton_common_option_count = BATON_COUNT(baton_common_options);

const struct baton_command *baton_command_find(struct baton_str name)
{
    for (size_t i = 0; i < baton_command_count; i++)
        if (baton_str_is(name, baton_commands[i]->name))
            return baton_commands[i];
    return NULL;
}
