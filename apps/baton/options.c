/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/app.h"
#include "edge/config.h"

struct parser {
    struct baton_app *app;
    struct baton_call *call;
    char **words;
    int count, at;
};

size_t baton_command_options(const struct baton_command *command)
{
    return command->option_count + (command->live ? baton_live_option_count() : 0) +
           baton_common_option_count;
}

struct baton_option baton_command_option(const struct baton_command *command, size_t index)
{
    size_t live = command->live ? baton_live_option_count() : 0;
    if (index < command->option_count)
        return command->options[index];
    index -= command->option_count;
    return index < live ? baton_live_option(index) : baton_common_options[index - live];
}

static size_t find(const struct baton_command *command, struct baton_str name, char letter)
{
    for (size_t i = 0; i < baton_command_options(command); i++) {
        struct baton_option o = baton_command_option(command, i);
        if (letter ? o.letter == letter : baton_str_is(name, o.name))
            return i;
    }
    return SIZE_MAX;
}

/* What a command line holds can be seen by everybody on the machine. */
static bool is_secret(const struct baton_command *command, struct baton_str name)
{
    for (size_t i = 0; command->live && i < baton_config_key_count; i++)
        if (baton_config_keys[i].type == BATON_CONFIG_SECRET &&
            baton_str_is(name, baton_config_keys[i].name)) {
            struct baton_str rest = baton_str_from(baton_config_keys[i].variables), first;
            (void)baton_str_next(&rest, ',', &first);
            baton_say_error(BATON_EUSAGE, "%s: no secret is taken from the command line, where "
                            "others can see it: set %.*s in the environment or in .env, or %.*s: "
                            "in baton.yaml", command->name, BATON_ARG(first), BATON_ARG(name));
            return true;
        }
    return false;
}

static enum baton_err unknown(const struct parser *p, struct baton_str name)
{
    const struct baton_command *command = p->call->command;
    struct baton_near near;
    if (is_secret(command, name))
        return BATON_EUSAGE;
    baton_near_init(&near, name);
    for (size_t i = 0; i < baton_command_options(command); i++)
        baton_near_offer(&near, baton_str_from(baton_command_option(command, i).name));
    if (near.best.s)
        baton_say_error(BATON_EUSAGE, "%s: no option --%.*s; did you mean --%.*s?", command->name,
                        BATON_ARG(name), BATON_ARG(near.best));
    else
        baton_say_error(BATON_EUSAGE, "%s: no option --%.*s; see 'baton %s -h'", command->name,
                        BATON_ARG(name), command->name);
    return BATON_EUSAGE;
}

/* Is the value one of the words that the option knows? */
static bool allowed(const struct baton_option *o, const char *value)
{
    struct baton_str rest = baton_str_from(o->words), word;
    if (!o->words)
        return true;
    while (baton_str_next(&rest, '|', &word))
        if (baton_str_is(word, value))
            return true;
    return false;
}

static enum baton_err keep(struct parser *p, size_t index, const char *value)
{
    const struct baton_option o = baton_command_option(p->call->command, index);
    struct baton_given_option *given = &p->call->options[index];
    if (value && !allowed(&o, value)) {
        baton_say_error(BATON_EUSAGE, "%s: --%s is one of %s, not '%s'", p->call->command->name,
                        o.name, o.words, value);
        return BATON_EUSAGE;
    }
    if (!given->values)
        given->values = BATON_NEW_N(&p->app->arena, const char *, (size_t)p->count + 1);
    if (!given->values)
        return BATON_ENOMEM;
    given->values[given->count++] = value ? value : "";
    return BATON_OK;
}

/* The option's argument: what follows '=', or the next word. */
static enum baton_err take(struct parser *p, size_t index, const char *inline_value)
{
    const struct baton_option o = baton_command_option(p->call->command, index);
    if (o.type == BATON_OPT_FLAG) {
        if (!inline_value)
            return keep(p, index, NULL);
        baton_say_error(BATON_EUSAGE, "%s: --%s takes no value", p->call->command->name, o.name);
        return BATON_EUSAGE;
    }
    if (inline_value)
        return keep(p, index, inline_value);
    if (p->at + 1 >= p->count) {
        baton_say_error(BATON_EUSAGE, "%s: --%s wants a value: %s", p->call->command->name, o.name,
                        o.arg);
        return BATON_EUSAGE;
    }
    return keep(p, index, p->words[++p->at]);
}

static enum baton_err long_option(struct parser *p, const char *word)
{
    const char *equals = strchr(word, '=');
    struct baton_str name = {word, equals ? (size_t)(equals - word) : strlen(word)};
    size_t index = find(p->call->command, name, 0);
    if (index == SIZE_MAX)
        return unknown(p, name);
    return take(p, index, equals ? equals + 1 : NULL);
}

static enum baton_err short_options(struct parser *p, const char *word)
{
    for (; *word; word++) {
        size_t index = find(p->call->command, BATON_STR(""), *word);
        if (index == SIZE_MAX) {
            baton_say_error(BATON_EUSAGE, "%s: no option -%c; see 'baton %s -h'",
                            p->call->command->name, *word, p->call->command->name);
            return BATON_EUSAGE;
        }
        if (baton_command_option(p->call->command, index).type != BATON_OPT_FLAG)
            return take(p, index, word[1] ? word + 1 : NULL);
        enum baton_err err = keep(p, index, NULL);
        if (err != BATON_OK)
            return err;
    }
    return BATON_OK;
}

static enum baton_err one_word(struct parser *p, bool *only_arguments)
{
    const char *word = p->words[p->at];
    if (!*only_arguments && strcmp(word, "--") == 0) {
        *only_arguments = true;
        return BATON_OK;
    }
    if (!*only_arguments && strncmp(word, "--", 2) == 0)
        return long_option(p, word + 2);
    if (!*only_arguments && word[0] == '-' && word[1])
        return short_options(p, word + 1);
    p->call->arguments[p->call->argument_count++] = word;
    return BATON_OK;
}

enum baton_err baton_call_parse(struct baton_app *app, const struct baton_command *command,
                                int count, char **words, struct baton_call *out)
{
    struct parser p = {app, out, words, count, 0};
    bool only_arguments = false;
    enum baton_err err = BATON_OK;
    *out = (struct baton_call){.command = command};
    out->options = BATON_NEW_N(&app->arena, struct baton_given_option,
                               baton_command_options(command));
    out->arguments = BATON_NEW_N(&app->arena, const char *, (size_t)count + 1);
    if (!out->options || !out->arguments)
        return BATON_ENOMEM;
    for (; err == BATON_OK && p.at < count; p.at++)
        err = one_word(&p, &only_arguments);
    return err;
}

const struct baton_given_option *baton_call_list(const struct baton_call *call, const char *option)
{
    static const struct baton_given_option none = {NULL, 0};
    size_t index = find(call->command, baton_str_from(option), 0);
    return index == SIZE_MAX ? &none : &call->options[index];
}

bool baton_call_has(const struct baton_call *call, const char *option)
{
    return baton_call_list(call, option)->count > 0;
}

const char *baton_call_text(const struct baton_call *call, const char *option)
{
    const struct baton_given_option *given = baton_call_list(call, option);
    return given->count ? given->values[given->count - 1] : NULL;
}
