/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/app.h"
#include "edge/os.h"
#include "edge/regex.h"

static int show(struct baton_app *app, void (*put)(struct baton_buf *))
{
    struct baton_buf out;
    baton_buf_init(&out, &app->arena, 0);
    put(&out);
    return baton_err_status(baton_say(&out));
}

/* The command that has this word as its first argument, or NULL. */
static const struct baton_command *with_verb(const char *word)
{
    for (size_t i = 0; i < baton_command_count; i++) {
        struct baton_str rest = baton_str_from(baton_commands[i]->verbs ? baton_commands[i]->verbs
                                                                        : ""), verb;
        while (baton_str_next(&rest, ' ', &verb))
            if (baton_str_is(verb, word))
                return baton_commands[i];
    }
    return NULL;
}

static int no_such_command(const char *word)
{
    const struct baton_command *command = with_verb(word);
    struct baton_near near;
    if (command)
        return baton_say_error(BATON_EUSAGE, "no command '%s'; did you mean 'baton %s %s'?", word,
                               command->name, word);
    baton_near_init(&near, baton_str_from(word));
    for (size_t i = 0; i < baton_command_count; i++)
        baton_near_offer(&near, baton_str_from(baton_commands[i]->name));
    if (near.best.s)
        return baton_say_error(BATON_EUSAGE, "no command '%s'; did you mean '%.*s'?", word,
                               BATON_ARG(near.best));
    return baton_say_error(BATON_EUSAGE, "no command '%s'; 'baton -h' lists them", word);
}

static int run_command(struct baton_app *app, const struct baton_command *command, int count,
                       char **words)
{
    struct baton_call call;
    enum baton_err err = baton_call_parse(app, command, count, words, &call);
    if (err == BATON_ENOMEM)
        return baton_say_error(err, "out of memory");
    if (err != BATON_OK)
        return baton_err_status(err);
    if (baton_call_has(&call, "help")) {
        struct baton_buf out;
        baton_buf_init(&out, &app->arena, 0);
        baton_help_command(&out, command);
        return baton_err_status(baton_say(&out));
    }
    const char *color = baton_call_text(&call, "color");
    app->color_out = baton_wants_color(color, STDOUT_FILENO);
    app->color_err = baton_wants_color(color, STDERR_FILENO);
    app->quiet_err = !baton_os_is_terminal(STDERR_FILENO);
    return command->run(app, &call);
}

static int dispatch(struct baton_app *app, int argc, char **argv)
{
    if (argc < 2) {
        fputs("baton: name a command; 'baton -h' lists them\n", stderr);
        return baton_err_status(BATON_EUSAGE);
    }
    if (strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "--help") == 0)
        return show(app, baton_help_overview);
    if (strcmp(argv[1], "-V") == 0 || strcmp(argv[1], "--version") == 0) {
        puts("baton " BATON_VERSION);
        return 0;
    }
    const struct baton_command *command = baton_command_find(baton_str_from(argv[1]));
    return command ? run_command(app, command, argc - 2, argv + 2) : no_such_command(argv[1]);
}

int main(int argc, char **argv)
{
    struct baton_app app = {0};
    baton_arena_init(&app.arena, baton_os_alloc(), 0);
    enum baton_err err = baton_regex_open(baton_os_alloc(), false, &app.regex);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    int status = dispatch(&app, argc, argv);
    if (app.contracts)
        baton_contracts_release(app.contracts);
    baton_regex_close(&app.regex);
    baton_arena_release(&app.arena);
    return status;
}
