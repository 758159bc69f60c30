/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/app.h"
#include "core/rule.h"

static const struct baton_option options[] = {
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to show it (default text)"},
};

static void put_facts(struct baton_buf *out, const struct baton_rule_info *rule)
{
    baton_buf_fmt(out, "stage       %s (%s)\n", baton_stage_name(rule->stage),
                  baton_stage_asks(rule->stage));
    baton_buf_fmt(out, "severity    %s\n", baton_severity_name(rule->severity));
    baton_buf_fmt(out, "fix         %s\n", baton_applicability_name(rule->fix));
    baton_buf_fmt(out, "families    %s\n", rule->families);
    baton_buf_fmt(out, "provenance  %s, confidence %s\n", rule->provenance, rule->confidence);
    struct baton_str rest = baton_str_from(rule->sources), line;
    while (baton_str_next(&rest, '\n', &line))
        baton_buf_fmt(out, "source      %.*s\n", BATON_ARG(line));
}

static void heading(struct baton_buf *out, bool color, const char *text)
{
    baton_buf_fmt(out, "\n%s%s%s\n", color ? "\x1b[1m" : "", text, color ? "\x1b[0m" : "");
}

static void put_text(struct baton_buf *out, const struct baton_rule_info *rule, bool color)
{
    baton_buf_fmt(out, "%s%s %s%s: %s\n\n", color ? "\x1b[1m" : "", rule->id, rule->name,
                  color ? "\x1b[0m" : "", rule->title);
    put_facts(out, rule);
    heading(out, color, "What");
    baton_buf_fmt(out, "%s\n", rule->what);
    heading(out, color, "Why it breaks");
    baton_buf_fmt(out, "%s\n", rule->why);
    heading(out, color, "How to fix");
    baton_buf_fmt(out, "%s\n", rule->how);
}

static void put_json_text(struct baton_json_writer *w, const char *name, const char *text)
{
    baton_json_name(w, name);
    baton_json_put_text(w, baton_str_from(text));
}

static void put_json(struct baton_buf *out, const struct baton_rule_info *rule)
{
    struct baton_json_writer w = {.out = out, .indented = true, .first = true};
    struct baton_str rest = baton_str_from(rule->sources), line;
    baton_json_begin(&w, '{');
    put_json_text(&w, "id", rule->id);
    put_json_text(&w, "name", rule->name);
    put_json_text(&w, "title", rule->title);
    put_json_text(&w, "stage", baton_stage_name(rule->stage));
    put_json_text(&w, "severity", baton_severity_name(rule->severity));
    put_json_text(&w, "fix", baton_applicability_name(rule->fix));
    put_json_text(&w, "families", rule->families);
    put_json_text(&w, "since", rule->since);
    put_json_text(&w, "provenance", rule->provenance);
    put_json_text(&w, "confidence", rule->confidence);
    baton_json_name(&w, "sources");
    baton_json_begin(&w, '[');
    while (baton_str_next(&rest, '\n', &line))
        baton_json_put_text(&w, line);
    baton_json_end(&w, ']');
    put_json_text(&w, "what", rule->what);
    put_json_text(&w, "why", rule->why);
    put_json_text(&w, "how", rule->how);
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    const char *format = baton_call_text(call, "format");
    struct baton_buf out;
    if (call->argument_count != 1)
        return baton_say_error(BATON_EUSAGE, "explain: name one rule, such as HO4001 or "
                                             "required-field-missing; 'baton rules' lists them");
    struct baton_str word = baton_str_from(call->arguments[0]);
    const struct baton_rule *rule = baton_rules_find(word);
    if (!rule) {
        struct baton_str near = baton_rules_near(word);
        return near.len ? baton_say_error(BATON_EUSAGE, "explain: no rule '%.*s'; did you mean "
                                          "%.*s?", BATON_ARG(word), BATON_ARG(near))
                        : baton_say_error(BATON_EUSAGE, "explain: no rule '%.*s'; 'baton rules' "
                                          "lists them", BATON_ARG(word));
    }
    baton_buf_init(&out, &app->arena, 0);
    if (format && strcmp(format, "json") == 0)
        put_json(&out, &rule->info);
    else
        put_text(&out, &rule->info, app->color_out);
    return baton_err_status(baton_say(&out));
}

const struct baton_command baton_command_explain = {
    .name = "explain",
    .arguments = "RULE",
    .summary = "Shows a rule's page: what, why, how to fix, and who says so",
    .description = "",
    .examples = "  $ baton explain HO4001\n  $ baton explain placeholder-id",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
