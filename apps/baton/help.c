/* SPDX-License-Identifier: Apache-2.0 */
/* All help is made from the commands' rows: overview, -h, man page, completion. */
#include "apps/baton/app.h"

enum { HELP_COLUMN = 26 };

static const char exit_statuses[] =
    "0 nothing at or above --fail-on; 1 something; 2 usage or configuration; 3 input unreadable; "
    "4 platform, network or authentication; 5 internal";

static const char live_options[] =
    "\nof the configuration (else from the environment, ./.env, ./baton.yaml; the secret only\n"
    "from there; 'baton help configuration' tells of all keys):\n";

void baton_help_overview(struct baton_buf *out)
{
    baton_buf_puts(out, "baton " BATON_VERSION
                        ": why a bot-to-agent handover failed, and what would fail next\n\n"
                        "usage: baton COMMAND [options] [arguments]\n\n");
    for (size_t i = 0; i < baton_command_count; i++)
        baton_buf_fmt(out, "  %-11s %s\n", baton_commands[i]->name, baton_commands[i]->summary);
    baton_buf_puts(out, "\nFirst steps:\n"
                        "  baton check payload.json --status 400\n"
                        "  baton explain HO4001\n"
                        "\n'baton COMMAND -h' shows a command's options.\n");
}

static void put_option(struct baton_buf *out, const struct baton_option *o)
{
    size_t start = out->len;
    baton_buf_puts(out, "  ");
    if (o->letter)
        baton_buf_fmt(out, "-%c, ", o->letter);
    baton_buf_fmt(out, "--%s", o->name);
    if (o->arg)
        baton_buf_fmt(out, " %s", o->arg);
    if (out->len - start < HELP_COLUMN)
        baton_buf_fill(out, ' ', HELP_COLUMN - (out->len - start));
    else
        baton_buf_puts(out, "  ");
    baton_buf_puts(out, o->help);
    if (o->words)
        baton_buf_fmt(out, " (%s)", o->words);
    baton_buf_putc(out, '\n');
}

void baton_help_command(struct baton_buf *out, const struct baton_command *c)
{
    baton_buf_fmt(out, "usage: baton %s [options]%s%s\n\n%s.\n", c->name, *c->arguments ? " " : "",
                  c->arguments, c->summary);
    if (*c->description)
        baton_buf_fmt(out, "\n%s\n", c->description);
    baton_buf_puts(out, "\noptions:\n");
    for (size_t i = 0; i < baton_command_options(c); i++) {
        const struct baton_option o = baton_command_option(c, i);
        if (c->live && i == c->option_count)
            baton_buf_puts(out, live_options);
        put_option(out, &o);
    }
    if (*c->examples)
        baton_buf_fmt(out, "\nexamples:\n%s\n", c->examples);
    baton_buf_fmt(out, "\nexit status: %s\n", c->exit_status ? c->exit_status : exit_statuses);
}

/* ---- man page (man-pages(7), in groff's man macros) -------------------------------- */

static void put_roff(struct baton_buf *out, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\\')
            baton_buf_puts(out, "\\e");
        else if (*c == '-')
            baton_buf_puts(out, "\\-");
        else if ((*c == '.' || *c == '\'') && (c == text || c[-1] == '\n'))
            baton_buf_fmt(out, "\\&%c", *c);
        else
            baton_buf_putc(out, *c);
    }
}

static void put_man_option(struct baton_buf *out, const struct baton_option *o)
{
    baton_buf_puts(out, ".TP\n");
    if (o->letter)
        baton_buf_fmt(out, "\\fB\\-%c\\fR, ", o->letter);
    baton_buf_puts(out, "\\fB\\-\\-");
    put_roff(out, o->name);
    baton_buf_puts(out, "\\fR");
    if (o->arg)
        baton_buf_fmt(out, " \\fI%s\\fR", o->arg);
    baton_buf_putc(out, '\n');
    put_roff(out, o->help);
    if (o->words)
        baton_buf_fmt(out, " (%s)", o->words);
    baton_buf_putc(out, '\n');
}

static void put_man_command(struct baton_buf *out, const struct baton_command *c)
{
    baton_buf_fmt(out, ".SS baton %s%s%s\n", c->name, *c->arguments ? " " : "", c->arguments);
    put_roff(out, c->summary);
    baton_buf_puts(out, ".\n");
    if (*c->description) {
        baton_buf_puts(out, ".PP\n");
        put_roff(out, c->description);
        baton_buf_putc(out, '\n');
    }
    if (c->exit_status) {
        baton_buf_puts(out, ".PP\nExit status: ");
        put_roff(out, c->exit_status);
        baton_buf_puts(out, ".\n");
    }
    for (size_t i = 0; i < c->option_count; i++)
        put_man_option(out, &c->options[i]);
    if (*c->examples) {
        baton_buf_puts(out, ".PP\n.nf\n");
        put_roff(out, c->examples);
        baton_buf_puts(out, "\n.fi\n");
    }
}

void baton_help_man(struct baton_buf *out)
{
    baton_buf_puts(out, ".TH BATON 1 \"2026-11\" \"baton " BATON_VERSION "\" \"User Commands\"\n"
                        ".SH NAME\nbaton \\- why a bot\\-to\\-agent handover failed\n"
                        ".SH SYNOPSIS\n\\fBbaton\\fR \\fICOMMAND\\fR [\\fIoptions\\fR] "
                        "[\\fIarguments\\fR]\n.SH COMMANDS\n");
    for (size_t i = 0; i < baton_command_count; i++)
        put_man_command(out, baton_commands[i]);
    baton_buf_puts(out, ".SH OPTIONS OF THE CONFIGURATION\nOf the commands that ask a platform:");
    for (size_t i = 0; i < baton_command_count; i++)
        if (baton_commands[i]->live)
            baton_buf_fmt(out, " %s", baton_commands[i]->name);
    baton_buf_puts(out, ".\nWhat is not given is taken from the environment, ./.env, and "
                        "./baton.yaml; secrets only\nfrom there.\n");
    for (size_t i = 0; i < baton_live_option_count(); i++) {
        const struct baton_option o = baton_live_option(i);
        put_man_option(out, &o);
    }
    baton_buf_puts(out, ".SH COMMON OPTIONS\n");
    for (size_t i = 0; i < baton_common_option_count; i++)
        put_man_option(out, &baton_common_options[i]);
    baton_buf_puts(out, ".SH EXIT STATUS\n");
    put_roff(out, exit_statuses);
    baton_buf_puts(out, ".\n.SH ENVIRONMENT\n.TP\nNO_COLOR\nno colour, whatever the terminal is\n");
}

/* ---- completion (bash) ----------------------------------------------------------------- */

static void put_completion_case(struct baton_buf *out, const struct baton_command *c)
{
    baton_buf_fmt(out, "    %s) words=\"%s%s", c->name, c->verbs ? c->verbs : "",
                  c->verbs ? " " : "");
    for (size_t i = 0; i < baton_command_options(c); i++)
        baton_buf_fmt(out, "--%s ", baton_command_option(c, i).name);
    baton_buf_puts(out, "\" ;;\n");
}

void baton_help_completion(struct baton_buf *out)
{
    baton_buf_puts(out, "# bash completion for baton; made by 'baton help --completion'\n"
                        "_baton() {\n  local words=\"\" cur=${COMP_WORDS[COMP_CWORD]}\n"
                        "  if [ \"$COMP_CWORD\" = 1 ]; then words=\"");
    for (size_t i = 0; i < baton_command_count; i++)
        baton_buf_fmt(out, "%s ", baton_commands[i]->name);
    baton_buf_puts(out, "\"\n  else case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < baton_command_count; i++)
        put_completion_case(out, baton_commands[i]);
    baton_buf_puts(out, "  esac; fi\n"
                        "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n"
                        "complete -o default -F _baton baton\n");
}
