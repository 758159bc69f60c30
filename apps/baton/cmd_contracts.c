/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/app.h"

static const struct baton_option options[] = {
    {"contract", 0, BATON_OPT_LIST, "FILE", NULL, "an OpenAPI 3.1 document of your own"},
    {"family", 0, BATON_OPT_TEXT, "NAME", NULL, "only this family's contracts"},
    {"export", 0, BATON_OPT_FLAG, NULL, NULL, "write them as an OpenAPI 3.1 document (JSON)"},
    {"format", 'f', BATON_OPT_TEXT, "FORMAT", "text|json", "how to show them (default text)"},
};

static bool wanted(const struct baton_call *call, const struct baton_contract *c)
{
    const char *family = baton_call_text(call, "family");
    return !family || baton_str_is(c->family, family);
}

/* ---- list -------------------------------------------------------------------------- */

static void list_text(struct baton_app *app, const struct baton_call *call, struct baton_buf *out)
{
    for (size_t i = 0; i < baton_contracts_count(app->contracts); i++) {
        const struct baton_contract *c = baton_contracts_at(app->contracts, i);
        if (wanted(call, c))
            baton_buf_fmt(out, "%-32.*s %-6.*s %-52.*s %.*s\n", BATON_ARG(c->id),
                          BATON_ARG(c->method), BATON_ARG(c->path), BATON_ARG(c->summary));
    }
}

static void member(struct baton_json_writer *w, const char *name, struct baton_str text)
{
    baton_json_name(w, name);
    baton_json_put_text(w, text);
}

static void strings(struct baton_json_writer *w, const char *name, const struct baton_str *items,
                    size_t count)
{
    baton_json_name(w, name);
    baton_json_begin(w, '[');
    for (size_t i = 0; i < count; i++)
        baton_json_put_text(w, items[i]);
    baton_json_end(w, ']');
}

static void put_fields(struct baton_json_writer *w, const struct baton_contract *c)
{
    member(w, "id", c->id);
    strings(w, "aliases", c->aliases, c->alias_count);
    member(w, "family", c->family);
    member(w, "summary", c->summary);
    member(w, "method", c->method);
    member(w, "path", c->path);
    member(w, "actor", c->actor);
    member(w, "direction", c->direction);
    member(w, "provenance", baton_str_from(baton_provenance_name(c->provenance)));
    strings(w, "sources", c->sources, c->source_count);
    strings(w, "hosts", c->hosts, c->host_count);
    strings(w, "mediaTypes", c->media_types, c->media_type_count);
    strings(w, "scopes", c->scopes, c->scope_count);
    member(w, "instead", c->instead);
}

static void list_json(struct baton_app *app, const struct baton_call *call, struct baton_buf *out)
{
    struct baton_json_writer w = {.out = out, .indented = true, .first = true};
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < baton_contracts_count(app->contracts); i++) {
        const struct baton_contract *c = baton_contracts_at(app->contracts, i);
        if (!wanted(call, c))
            continue;
        baton_json_begin(&w, '{');
        put_fields(&w, c);
        baton_json_end(&w, '}');
    }
    baton_json_end(&w, ']');
    baton_buf_putc(out, '\n');
}

/* ---- one --------------------------------------------------------------------------------- */

static void joined(struct baton_buf *out, const char *label, const struct baton_str *items,
                   size_t count, const char *between)
{
    if (!count)
        return;
    baton_buf_fmt(out, "%-12s", label);
    for (size_t i = 0; i < count; i++)
        baton_buf_fmt(out, "%s%.*s", i ? between : "", BATON_ARG(items[i]));
    baton_buf_putc(out, '\n');
}

static void labelled(struct baton_buf *out, const char *label, struct baton_str text)
{
    joined(out, label, &text, text.len ? 1 : 0, "");
}

static void put_parameters(struct baton_buf *out, const struct baton_contract *c)
{
    for (size_t i = 0; i < c->parameter_count; i++) {
        const struct baton_parameter *p = &c->parameters[i];
        baton_buf_fmt(out, "%-12s%.*s in %.*s%s%s%.*s\n", "parameter", BATON_ARG(p->name),
                      BATON_ARG(p->in), p->required ? ", required" : "", p->kind.len ? ": " : "",
                      BATON_ARG(p->kind));
    }
}

static void put_observed(struct baton_buf *out, const struct baton_contract *c)
{
    for (size_t i = 0; i < c->observed_count; i++) {
        const struct baton_observed *o = &c->observed[i];
        baton_buf_fmt(out, "%-12s", "observed");
        if (o->status)
            baton_buf_fmt(out, "%d%s", o->status, o->status < 10 ? "XX" : "");
        else
            baton_buf_puts(out, "any");
        baton_buf_fmt(out, "%s%.*s%s -> %.*s\n", o->says.len ? " \"" : "", BATON_ARG(o->says),
                      o->says.len ? "\"" : "", BATON_ARG(o->rule));
    }
}

static void put_example(struct baton_buf *out, const struct baton_contract *c,
                        const struct baton_example *e)
{
    const struct baton_json *doc = baton_contract_doc(c);
    baton_buf_fmt(out, "\n%s%s example %.*s", e->status ? "answer, " : "",
                  e->valid ? "valid" : "invalid", BATON_ARG(e->name));
    if (e->rule.len)
        baton_buf_fmt(out, " (%.*s)", BATON_ARG(e->rule));
    if (e->summary.len)
        baton_buf_fmt(out, ": %.*s", BATON_ARG(e->summary));
    baton_buf_puts(out, "\n  ");
    baton_buf_put(out, baton_json_is(doc, e->value, BATON_JSON_STRING)
                           ? baton_json_string(doc, e->value, out->arena)
                           : baton_json_raw(doc, e->value));
    baton_buf_putc(out, '\n');
}

static void one_text(struct baton_buf *out, const struct baton_contract *c,
                     const struct baton_example *examples, size_t count)
{
    baton_buf_fmt(out, "%.*s: %.*s\n\n%-12s%.*s %.*s\n", BATON_ARG(c->id), BATON_ARG(c->summary),
                  "request", BATON_ARG(c->method), BATON_ARG(c->path));
    joined(out, "also called", c->aliases, c->alias_count, ", ");
    joined(out, "hosts", c->hosts, c->host_count, ", ");
    labelled(out, "answered by", c->actor);
    labelled(out, "direction", c->direction);
    joined(out, "media type", c->media_types, c->media_type_count, ", ");
    joined(out, "scope", c->scopes, c->scope_count, " or ");
    put_parameters(out, c);
    put_observed(out, c);
    baton_buf_fmt(out, "%-12s%s\n", "provenance", baton_provenance_name(c->provenance));
    joined(out, "source", c->sources, c->source_count, "\n            ");
    labelled(out, "documented", c->instead);
    for (size_t i = 0; i < count; i++)
        put_example(out, c, &examples[i]);
}

static void example_json(struct baton_json_writer *w, const struct baton_contract *c,
                         const struct baton_example *e)
{
    const struct baton_json *doc = baton_contract_doc(c);
    bool raw = baton_json_is(doc, e->value, BATON_JSON_STRING);
    baton_json_begin(w, '{');
    member(w, "name", e->name);
    member(w, "summary", e->summary);
    baton_json_name(w, "valid");
    baton_json_put_bool(w, e->valid);
    member(w, "rule", e->rule);
    baton_json_name(w, "status");
    baton_json_put_number(w, (uint64_t)e->status);
    baton_json_name(w, raw ? "raw" : "body");
    baton_json_put_raw(w, baton_json_raw(doc, e->value));
    baton_json_end(w, '}');
}

static void one_json(struct baton_buf *out, const struct baton_contract *c,
                     const struct baton_example *examples, size_t count)
{
    struct baton_json_writer w = {.out = out, .indented = true, .first = true};
    baton_json_begin(&w, '{');
    put_fields(&w, c);
    baton_json_name(&w, "examples");
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < count; i++)
        example_json(&w, c, &examples[i]);
    baton_json_end(&w, ']');
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

/* ---- export ---------------------------------------------------------------------------------- */

static void copy_member(struct baton_json_writer *w, const struct baton_json *doc,
                        uint32_t object, const char *name)
{
    uint32_t at = object == BATON_JSON_NONE ? BATON_JSON_NONE
                                            : baton_json_member_z(doc, object, name);
    if (at == BATON_JSON_NONE)
        return;
    baton_json_name(w, name);
    baton_json_put_raw(w, baton_json_raw(doc, at));
}

/* The operation of a contract with all of its document that it may refer to. */
static void export_one(struct baton_buf *out, const struct baton_contract *c)
{
    static const char *const before[] = {"openapi", "jsonSchemaDialect", "info", "servers",
                                         "x-baton"};
    static const char *const shared[] = {"summary", "description", "servers", "parameters"};
    static const char *const after[] = {"components", "security", "tags", "externalDocs"};
    const struct baton_json *doc = baton_contract_doc(c);
    struct baton_json_writer w = {.out = out, .indented = true, .first = true};
    char method[16] = "";
    for (size_t i = 0; i < c->method.len && i + 1 < sizeof method; i++)
        method[i] = (char)(c->method.s[i] | 32);
    baton_json_begin(&w, '{');
    for (size_t i = 0; i < BATON_COUNT(before); i++)
        copy_member(&w, doc, 0, before[i]);
    baton_json_name(&w, "paths");
    baton_json_begin(&w, '{');
    struct baton_str path = baton_str_copy(out->arena, c->path);
    baton_json_name(&w, path.s ? path.s : "");
    baton_json_begin(&w, '{');
    uint32_t paths = baton_json_member_z(doc, 0, "paths");
    uint32_t item = baton_json_member(doc, paths, c->path);
    for (size_t i = 0; i < BATON_COUNT(shared); i++)
        copy_member(&w, doc, item, shared[i]);
    baton_json_name(&w, method);
    baton_json_put_raw(&w, baton_json_raw(doc, c->operation));
    baton_json_end(&w, '}');
    baton_json_end(&w, '}');
    for (size_t i = 0; i < BATON_COUNT(after); i++)
        copy_member(&w, doc, 0, after[i]);
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
}

/* Every document that one of the wanted contracts comes from, once. */
static void export_all(struct baton_app *app, const struct baton_call *call, struct baton_buf *out)
{
    const struct baton_json *last = NULL;
    for (size_t i = 0; i < baton_contracts_count(app->contracts); i++) {
        const struct baton_contract *c = baton_contracts_at(app->contracts, i);
        const struct baton_json *doc = baton_contract_doc(c);
        if (!wanted(call, c) || doc == last)
            continue;
        baton_buf_put(out, baton_json_raw(doc, 0));
        baton_buf_putc(out, '\n');
        last = doc;
    }
}

static int show_one(struct baton_app *app, const struct baton_call *call, struct baton_buf *out)
{
    const char *format = baton_call_text(call, "format");
    struct baton_str id = baton_str_from(call->arguments[0]);
    const struct baton_contract *c = baton_contracts_find(app->contracts, id);
    struct baton_example *examples = NULL;
    size_t count = 0;
    if (!c) {
        struct baton_str near = baton_contracts_near(app->contracts, id);
        return near.len ? baton_say_error(BATON_EUSAGE, "contracts: none is called '%.*s'; did you "
                                          "mean %.*s?", BATON_ARG(id), BATON_ARG(near))
                        : baton_say_error(BATON_EUSAGE, "contracts: none is called '%.*s'; "
                                          "'baton contracts' lists them", BATON_ARG(id));
    }
    if (baton_contract_examples(c, &app->arena, &examples, &count) != BATON_OK)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    if (baton_call_has(call, "export"))
        export_one(out, c);
    else if (format && strcmp(format, "json") == 0)
        one_json(out, c, examples, count);
    else
        one_text(out, c, examples, count);
    return 0;
}

static bool has_family(const struct baton_app *app, const char *family)
{
    for (size_t i = 0; i < baton_contracts_count(app->contracts); i++)
        if (baton_str_is(baton_contracts_at(app->contracts, i)->family, family))
            return true;
    return false;
}

static int run(struct baton_app *app, const struct baton_call *call)
{
    const char *format = baton_call_text(call, "format");
    struct baton_buf out;
    int status = baton_load_contracts(app, baton_call_list(call, "contract"));
    if (status)
        return status;
    const char *family = baton_call_text(call, "family");
    if (family && !has_family(app, family))
        return baton_say_error(BATON_EUSAGE, "contracts: no family is called '%s'", family);
    if (call->argument_count > 1)
        return baton_say_error(BATON_EUSAGE, "contracts: name one contract, or none for the list");
    baton_buf_init(&out, &app->arena, 0);
    if (call->argument_count)
        status = show_one(app, call, &out);
    else if (baton_call_has(call, "export"))
        export_all(app, call, &out);
    else if (format && strcmp(format, "json") == 0)
        list_json(app, call, &out);
    else
        list_text(app, call, &out);
    return status ? status : baton_err_status(baton_say(&out));
}

const struct baton_command baton_command_contracts = {
    .name = "contracts",
    .arguments = "[ID]",
    .summary = "Lists the contracts, or shows one with its examples",
    .description = "",
    .examples = "  $ baton contracts\n"
                "  $ baton contracts community.session-handover\n"
                "  $ baton contracts --family community --export > community.json",
    .options = options,
    .option_count = BATON_COUNT(options),
    .run = run,
};
