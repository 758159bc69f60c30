/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line's own world: commands and their options as rows, from which
 * parsing, -h, the man page and shell completion come.
 *
 * To add a command: one file cmd_NAME.c with a const struct baton_command, two
 * lines in commands.c. CONTRIBUTING.md has the recipe.
 */
#ifndef BATON_APPS_BATON_APP_H
#define BATON_APPS_BATON_APP_H

#include "core/base.h"
#include "core/contract.h"
#include "core/render.h"

enum baton_option_type {
    BATON_OPT_FLAG,   /* takes no argument */
    BATON_OPT_TEXT,   /* one argument; the last one given counts */
    BATON_OPT_LIST    /* one argument, any number of times */
};

struct baton_option {
    const char *name;   /* without the dashes */
    char letter;        /* 0: none */
    enum baton_option_type type;
    const char *arg;    /* the argument's name in help */
    const char *words;  /* the only words allowed, separated by '|'; NULL: any */
    const char *help;
};

/* What was given for one option. */
struct baton_given_option {
    const char **values;
    size_t count;
};

struct baton_app {
    struct baton_arena arena; /* lives as long as the program */
    struct baton_contracts *contracts;
    struct baton_regex regex;
    bool color_out, color_err;
    bool quiet_err; /* nobody watches standard error: no progress there */
};

struct baton_command;

/* A command line, parsed. */
struct baton_call {
    const struct baton_command *command;
    struct baton_given_option *options; /* parallel to baton_command_option() */
    const char **arguments;
    size_t argument_count;
};

struct baton_command {
    const char *name, *arguments, *summary;
    const char *verbs;       /* what the first argument is one of, with blanks between; or NULL */
    const char *description; /* paragraphs for -h and the man page */
    const char *exit_status; /* what each means, if not what the page says of all; or NULL */
    const char *examples;    /* lines "$ baton …" with what they do */
    const struct baton_option *options;
    size_t option_count;
    bool live; /* asks a platform: has the options of live_options.c, too */
    int (*run)(struct baton_app *app, const struct baton_call *call); /* exit status */
};

extern const struct baton_command *const baton_commands[];
extern const size_t baton_command_count;
const struct baton_command *baton_command_find(struct baton_str name);

/* Options that every command has. */
extern const struct baton_option baton_common_options[];
extern const size_t baton_common_option_count;
/* Those of the commands that ask a platform: made from the keys of the configuration. */
size_t baton_live_option_count(void);
struct baton_option baton_live_option(size_t index);
/* All options of a command: its own, those of the configuration, the common ones. */
size_t baton_command_options(const struct baton_command *command);
struct baton_option baton_command_option(const struct baton_command *command, size_t index);

/* ---- parsing (options.c) -------------------------------------------------------- */

/*
 * Parses the words after the command's name. BATON_OK, BATON_ENOMEM, or
 * BATON_EUSAGE after one line on standard error.
 */
enum baton_err baton_call_parse(struct baton_app *app, const struct baton_command *command,
                                int count, char **words, struct baton_call *out) BATON_MUST_USE;
bool baton_call_has(const struct baton_call *call, const char *option);
/* The last value given, or NULL. */
const char *baton_call_text(const struct baton_call *call, const char *option);
const struct baton_given_option *baton_call_list(const struct baton_call *call,
                                                 const char *option);

/* ---- help (help.c) ----------------------------------------------------------------- */

void baton_help_overview(struct baton_buf *out);
void baton_help_command(struct baton_buf *out, const struct baton_command *command);
void baton_help_man(struct baton_buf *out);
void baton_help_completion(struct baton_buf *out);

/* ---- saying things (say.c) ------------------------------------------------------------ */

/* "baton: " and a line on standard error; gives the error's exit status. */
int baton_say_error(enum baton_err err, const char *fmt, ...) BATON_PRINTF(2, 3);
/* The buffer to standard output; BATON_OK or what hindered it. */
enum baton_err baton_say(const struct baton_buf *out);
/* Is colour wanted on this stream, as --color, NO_COLOR and the terminal say? */
bool baton_wants_color(const char *option, int fd);

/* ---- contracts (contracts.c) ------------------------------------------------------------ */

/*
 * Loads the embedded contracts, and the files given with --contract before them.
 * Gives an exit status: 0, or another after saying why.
 */
int baton_load_contracts(struct baton_app *app, const struct baton_given_option *files);

#endif
