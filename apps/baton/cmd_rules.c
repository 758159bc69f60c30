/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/app.h"
#include "core/rule.h"

static const struct baton_option options[] = {
    {"stage", 0, BATON_OPT_TEXT, "STAGE",
     "reach|route|authenticate|media|parse|shape|identify|permit|state|place|answer",
     "only rules of this stage"},
    {"severity", 0, BATON_OPT_TEXT, "LEVEL", "error|warning|note", "only rules of this severity"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to list them (default text)"},
};

static bool wanted(const struct baton_call *call, const struct baton_rule_info *rule)
{
    const char *stage = baton_call_text(call, "stage");
    const char *severity = baton_call_text(call, "severity");
    return (!stage || strcmp(stage, baton_stage_name(rule->stage)) == 0) &&
           (!severity || strcmp(severity, baton_severity_name(rule->severity)) == 0);
}

static void put_row(struct baton_buf *out, const struct baton_rule_info *rule)
{
    baton_buf_fmt(out, "%-7s %-26s %-13s %-8s %-7s %s\n", rule->id, rule->name,
                  baton_stage_name(rule->stage), baton_severity_name(rule->severity),
                  baton_applicability_name(rule->fix), rule->title);
}

static void put_member(struct baton_json_writer *w, const char *name, const char *text)
{
    baton_json_name(w, name);
    baton_json_put_text(w, baton_str_from(text));
}

static void put_object(struct baton_json_writer *w, const struct baton_rule_info *rule)
{
    baton_json_begin(w, '{');
    put_member(w, "id", rule->id);
    put_member(w, "name", rule->name);
    put_member(w, "stage", baton_stage_name(rule->stage));
    put_member(w, "severity", baton_severity_name(rule->severity));
    put_member(w, "fix", baton_applicability_name(rule->fix));
    put_member(w, "families", rule->families);
    put_member(w, "provenance", rule->provenance);
    put_member(w, "title", rule->title);
    baton_json_end(w, '}');
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    const char *format = baton_call_text(call, "format");
    bool json = format && strcmp(format, "json") == 0;
    struct baton_buf out;
    if (call->argument_count)
        return baton_say_error(BATON_EUSAGE, "rules: takes no arguments; 'baton explain RULE' "
                                             "shows one");
    baton_buf_init(&out, &app->arena, 0);
    struct baton_json_writer w = {.out = &out, .indented = true, .first = true};
    if (json)
        baton_json_begin(&w, '[');
    else
        baton_buf_fmt(&out, "%-7s %-26s %-13s %-8s %-7s %s\n", "id", "name", "stage", "severity",
                      "fix", "what");
    for (size_t i = 0; i < baton_rules_count(); i++) {
        const struct baton_rule_info *rule = &baton_rules_at(i)->info;
        if (!wanted(call, rule))
            continue;
        if (json)
            put_object(&w, rule);
        else
            put_row(&out, rule);
    }
    if (json) {
        baton_json_end(&w, ']');
        baton_buf_putc(&out, '\n');
    }
    return baton_err_status(baton_say(&out));
}

const struct baton_command baton_command_rules = {
    .name = "rules",
    .arguments = "",
    .summary = "Lists the rules: everything that baton looks for",
    .description = "",
    .examples = "  $ baton rules --stage shape",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
