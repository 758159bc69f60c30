/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "apps/baton/schema.h"
#include "edge/os.h"
#include "edge/regex.h"

enum { MAX_INSTANCE = 1 << 30, DEFAULT_LINE = 8 << 20 };

static const struct baton_option options[] = {
    {"dialect", 0, BATON_OPT_TEXT, "NAME",
     "draft2020-12|draft2019-09|draft7|draft6|draft4|openapi3.1|openapi3.0",
     "of schemas that do not say it with $schema (default draft2020-12; in an OpenAPI document "
     "what its version says)"},
    {"ref", 0, BATON_OPT_LIST, "URI=FILE", NULL,
     "the file for a URI that schemas refer to; URI/=FOLDER for all that begin so"},
    {"assert-format", 0, BATON_OPT_FLAG, NULL, NULL, "'format' asserts; else it only annotates"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json|ndjson|flag|basic|detailed|verbose",
     "how to report (default text); the last four are those of the specification"},
    {"input", 0, BATON_OPT_TEXT, "LANGUAGE", "json|yaml|ndjson",
     "what FILEs are; else their names say it"},
    {"branches", 0, BATON_OPT_FLAG, NULL, NULL,
     "for a failed anyOf or oneOf show what each alternative says"},
    {"max-faults", 0, BATON_OPT_TEXT, "N", NULL, "list at most so many faults of an instance"},
    {"max-line", 0, BATON_OPT_TEXT, "BYTES", NULL, "longest line of NDJSON (default 8 MiB)"},
};

/* ---- options -> settings --------------------------------------------------------------------- */

static int set_number(const struct schema_command *c, const char *option, uint64_t to, size_t *out)
{
    const char *value = baton_call_text(c->call, option);
    uint64_t number;
    if (!value)
        return 0;
    if (!baton_str_to_u64(baton_str_from(value), &number) || !number || number > to)
        return baton_say_error(BATON_EUSAGE, "schema: --%s wants a number from 1 to %llu, not '%s'",
                               option, (unsigned long long)to, value);
    *out = (size_t)number;
    return 0;
}

static void set_format(struct schema_command *c)
{
    static const struct {
        const char *name;
        enum schema_format format;
        enum baton_schema_form form;
    } formats[] = {
        {"text", SCHEMA_AS_TEXT, BATON_FORM_FLAG},  {"json", SCHEMA_AS_JSON, BATON_FORM_FLAG},
        {"ndjson", SCHEMA_AS_NDJSON, BATON_FORM_FLAG}, {"flag", SCHEMA_AS_FORM, BATON_FORM_FLAG},
        {"basic", SCHEMA_AS_FORM, BATON_FORM_BASIC},
        {"detailed", SCHEMA_AS_FORM, BATON_FORM_DETAILED},
        {"verbose", SCHEMA_AS_FORM, BATON_FORM_VERBOSE},
    };
    const char *given = baton_call_text(c->call, "format");
    for (size_t i = 0; given && i < BATON_COUNT(formats); i++) {
        if (strcmp(given, formats[i].name) != 0)
            continue;
        c->format = formats[i].format;
        c->form = formats[i].form;
    }
}

static void set_language(struct schema_command *c)
{
    const char *given = baton_call_text(c->call, "input");
    c->has_language = given != NULL;
    if (given)
        c->language = strcmp(given, "yaml") == 0     ? SCHEMA_YAML
                      : strcmp(given, "ndjson") == 0 ? SCHEMA_NDJSON
                                                     : SCHEMA_JSON;
}

/* The last '=' divides: a URI may have some, in its query. */
static int set_mapping(struct schema_command *c, const char *given)
{
    const char *equals = strrchr(given, '=');
    if (!equals || equals == given || !equals[1])
        return baton_say_error(BATON_EUSAGE, "schema: --ref wants URI=FILE, not '%s'", given);
    struct baton_str uri = {given, (size_t)(equals - given)};
    size_t hash = baton_str_find_byte(uri, '#');
    struct schema_mapping *m = &c->mappings[c->mapping_count++];
    m->uri = baton_str_sub(uri, 0, hash < uri.len ? hash : uri.len);
    m->path = equals + 1;
    m->folder = m->uri.len && m->uri.s[m->uri.len - 1] == '/';
    if (m->folder && !baton_os_is_folder(m->path))
        return baton_say_error(BATON_EUSAGE, "schema: --ref %s: '%s' is no folder, and a URI that "
                               "ends in '/' wants one", given, m->path);
    return 0;
}

static int set_mappings(struct schema_command *c)
{
    const struct baton_given_option *refs = baton_call_list(c->call, "ref");
    int status = 0;
    c->mappings = BATON_NEW_N(&c->app->arena, struct schema_mapping, refs->count + 1);
    if (!c->mappings)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    for (size_t i = 0; !status && i < refs->count; i++)
        status = set_mapping(c, refs->values[i]);
    return status;
}

static int configure(struct schema_command *c)
{
    c->branches = baton_call_has(c->call, "branches");
    c->max_line = DEFAULT_LINE;
    c->style = (struct baton_style){.color = c->app->color_out,
                                    .width = baton_os_columns(STDOUT_FILENO)};
    set_format(c);
    set_language(c);
    int status = set_number(c, "max-faults", BATON_SCHEMA_MAX_FAULTS, &c->max_faults);
    if (!status)
        status = set_number(c, "max-line", 1 << 30, &c->max_line);
    return status ? status : set_mappings(c);
}

/* ---- instances ------------------------------------------------------------------------------- */

static enum schema_language language_of(const struct schema_command *c, const char *path)
{
    if (c->has_language)
        return c->language;
    if (strcmp(path, "-") == 0)
        return c->format == SCHEMA_AS_NDJSON ? SCHEMA_NDJSON : SCHEMA_JSON;
    return schema_language_of(path);
}

static enum baton_err judge_text(struct schema_command *c, const char *path, struct baton_str text,
                                 bool yaml)
{
    struct schema_source source = {
        .name = baton_str_from(strcmp(path, "-") == 0 ? "<stdin>" : path),
        .text = text,
        .yaml = yaml,
        .first_line = 1,
    };
    struct baton_buf out;
    baton_arena_clear(&c->arena);
    baton_buf_init(&out, &c->arena, 0);
    enum baton_err err = schema_judge(c, &out, &source, false);
    return err == BATON_OK ? baton_say(&out) : err;
}

/* Says what hinders and goes on with the next file; only memory ends it all. */
static bool judge_file(struct schema_command *c, const char *path)
{
    struct baton_str text = {NULL, 0};
    const char *why = "";
    enum schema_language language = language_of(c, path);
    if (language == SCHEMA_NDJSON)
        return schema_stream(c, path);
    enum baton_err err = baton_os_read(path, MAX_INSTANCE, &text, &why);
    if (err != BATON_OK) {
        schema_raise(c, baton_say_error(err, "%s: %s", path, why));
        return err != BATON_ENOMEM;
    }
    err = judge_text(c, path, text, language == SCHEMA_YAML);
    baton_os_free(text);
    if (err != BATON_OK)
        schema_raise(c, baton_say_error(err, "%s: %s", path,
                                        err == BATON_ELIMIT ? schema_limit_text(c)
                                                            : baton_err_text(err)));
    return err != BATON_ENOMEM && err != BATON_EREAD;
}

static void put_frame(struct schema_command *c, bool end)
{
    struct baton_buf out;
    if (c->format != SCHEMA_AS_JSON)
        return;
    baton_buf_init(&out, &c->app->arena, 0);
    if (end)
        schema_put_json_end(&out);
    else
        schema_put_json_start(c, &out);
    schema_raise(c, baton_err_status(baton_say(&out)));
}

static int judge_all(struct schema_command *c, const char *const *files, size_t count)
{
    put_frame(c, false);
    for (size_t i = 0; i < count; i++)
        if (!judge_file(c, files[i]))
            break;
    put_frame(c, true);
    return c->status;
}

static int validate(struct schema_command *c, const char *schema, const char *const *files,
                    size_t count)
{
    static const char *const standard = "-";
    size_t dashes = strcmp(schema, "-") == 0;
    if (!count && (dashes || baton_os_is_terminal(STDIN_FILENO)))
        return baton_say_error(BATON_EUSAGE, "schema validate: name the files to judge, or '-' for "
                                             "standard input");
    for (size_t i = 0; i < count; i++)
        dashes += strcmp(files[i], "-") == 0;
    if (dashes > 1)
        return baton_say_error(BATON_EUSAGE, "schema validate: standard input can be read once "
                                             "only");
    int status = schema_compile(c, schema);
    if (status)
        return status;
    return count ? judge_all(c, files, count) : judge_all(c, &standard, 1);
}

/* ---- compile --------------------------------------------------------------------------------- */

static int compile(struct schema_command *c, const char *schema, const char *const *files,
                   size_t count)
{
    struct baton_buf program, out;
    (void)files;
    if (count)
        return baton_say_error(BATON_EUSAGE, "schema compile: takes one schema");
    int status = schema_compile(c, schema);
    if (status)
        return status;
    baton_buf_init(&program, &c->app->arena, 0);
    baton_buf_init(&out, &c->app->arena, 0);
    enum baton_err err = baton_schema_print(c->schema, &c->arena, &program);
    baton_buf_put(&out, schema_shorten(&c->app->arena, baton_buf_str(&program)));
    if (out.len && out.s[out.len - 1] != '\n')
        baton_buf_putc(&out, '\n');
    if (err == BATON_OK)
        err = baton_buf_failed(&program) ? BATON_ENOMEM : baton_say(&out);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s: %s", schema, baton_err_text(err));
}

/* ---- the command ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int (*run)(struct schema_command *c, const char *schema, const char *const *files,
               size_t count);
} verbs[] = {{"validate", validate}, {"compile", compile}};

static int run_verb(struct schema_command *c)
{
    const struct baton_call *call = c->call;
    if (!call->argument_count)
        return baton_say_error(BATON_EUSAGE, "schema: say 'validate' or 'compile'; see 'baton "
                                             "schema -h'");
    for (size_t i = 0; i < BATON_COUNT(verbs); i++) {
        if (strcmp(call->arguments[0], verbs[i].name) != 0)
            continue;
        if (call->argument_count < 2)
            return baton_say_error(BATON_EUSAGE, "schema %s: name a schema", verbs[i].name);
        int status = configure(c);
        return status ? status : verbs[i].run(c, call->arguments[1], call->arguments + 2,
                                              call->argument_count - 2);
    }
    return baton_say_error(BATON_EUSAGE, "schema: it is 'validate' or 'compile', not '%s'",
                           call->arguments[0]);
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    struct schema_command *c = BATON_NEW(&app->arena, struct schema_command);
    if (!c)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    c->app = app;
    c->call = call;
    baton_arena_init(&c->arena, baton_os_alloc(), 0);
    int status = run_verb(c);
    baton_schema_registry_release(c->registry);
    if (c->regex_open)
        baton_regex_close(&c->regex);
    baton_arena_release(&c->arena);
    return status;
}

const struct baton_command baton_command_schema = {
    .name = "schema",
    .arguments = "validate|compile SCHEMA [FILE|-]…",
    .verbs = "validate compile",
    .summary = "Judges JSON and YAML by a JSON Schema, or shows what a schema compiles to",
    .description =
        "SCHEMA is a JSON or YAML file, '-', or a place in one: FILE#/json/pointer or\n"
        "FILE#anchor, such as openapi.yaml#/components/schemas/Handover. What it refers to\n"
        "is read from files only: those beside it, and those named with --ref. Nothing is\n"
        "fetched from the network; the meta-schemas of all dialects are built in.\n"
        "\n"
        "FILE is JSON; YAML if it ends in .yaml or .yml; one instance a line (NDJSON) if it\n"
        "ends in .ndjson or .jsonl. Standard input is JSON, or NDJSON with --format ndjson.\n"
        "--input says it where that is wrong. Of NDJSON each line is judged by itself, at\n"
        "constant memory; blank lines are none.\n"
        "\n"
        "Every independent fault is one finding with its place in FILE and in SCHEMA. What\n"
        "looks like a secret is shown as '*'.",
    .exit_status =
        "0 all are valid; 1 one is not, or is not JSON; 2 wrong usage, or the schema is of no use; "
        "3 a FILE cannot be read; 5 internal",
    .examples =
        "  $ baton schema validate handover.schema.json payload.json\n"
        "  $ baton schema validate openapi.yaml#/components/schemas/Handover *.json\n"
        "  $ baton schema validate handover.yaml --format ndjson < handovers.ndjson\n"
        "  $ baton schema validate a.json b.json --ref https://example.com/schemas/=schemas\n"
        "  $ baton schema compile handover.schema.json",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
