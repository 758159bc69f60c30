/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/baton/schema.h"

void schema_raise(struct schema_command *c, int status)
{
    if (status > c->status)
        c->status = status;
}

/* The numbers are those of the table in docs/schema.md. */
const char *schema_limit_text(const struct schema_command *c)
{
    if (c->format == SCHEMA_AS_FORM && c->form != BATON_FORM_FLAG)
        return "not judged: a limit of the output units was reached (1,024 schemas within schemas, "
               "1,048,576 units, 256 MiB, or the steps of one instance); try --format text, "
               "or flag; docs/schema.md lists the limits";
    return "not judged: the limit of steps for one instance was reached (or of 1,024 schemas "
           "within schemas); make the schema branch and refer to itself less, or judge parts of "
           "the instance; docs/schema.md lists the limits";
}

static enum baton_err show(struct schema_command *c, struct baton_buf *out,
                           const struct schema_source *instance,
                           const struct schema_verdict *verdict, bool line)
{
    if (!verdict->valid)
        schema_raise(c, 1);
    if (c->format == SCHEMA_AS_TEXT)
        schema_put_text(c, out, instance, verdict, line);
    else
        schema_put_json(c, out, instance, verdict, line);
    c->shown++;
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

/* ---- output units of the specification ------------------------------------------------------- */

static enum baton_err put_unit(struct schema_command *c, struct baton_buf *out,
                               const struct schema_source *instance)
{
    bool valid = false;
    enum baton_err err = baton_schema_output(c->schema, &instance->json, 0, c->form, &c->arena,
                                             out, &valid);
    if (err != BATON_OK)
        return err;
    if (!valid)
        schema_raise(c, 1);
    baton_buf_putc(out, '\n');
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

/* What is not JSON has no unit in the specification: one that says so at the root. */
static enum baton_err put_unread_unit(struct schema_command *c, struct baton_buf *out,
                                      struct schema_source *instance)
{
    struct schema_verdict verdict;
    struct baton_json_writer w = {.out = out, .first = true};
    enum baton_err err = schema_verdict_unread(c, instance, &verdict);
    if (err != BATON_OK)
        return err;
    schema_raise(c, 1);
    baton_json_begin(&w, '{');
    baton_json_name(&w, "valid");
    baton_json_put_bool(&w, false);
    if (c->form != BATON_FORM_FLAG) {
        const struct schema_finding *f = &verdict.findings[0];
        baton_json_name(&w, "keywordLocation");
        baton_json_put_text(&w, BATON_STR(""));
        baton_json_name(&w, "instanceLocation");
        baton_json_put_text(&w, BATON_STR(""));
        baton_json_name(&w, "error");
        baton_json_put_text(&w, baton_str_fmt(&c->arena, "%.*s:%zu:%zu: %.*s",
                                              BATON_ARG(instance->name), f->place.line,
                                              f->place.column, BATON_ARG(f->message)));
    }
    baton_json_end(&w, '}');
    baton_buf_putc(out, '\n');
    return baton_buf_failed(out) ? BATON_ENOMEM : BATON_OK;
}

/* ---- judging --------------------------------------------------------------------------------- */

enum baton_err schema_judge_unread(struct schema_command *c, struct baton_buf *out,
                                   struct schema_source *instance, bool line)
{
    struct schema_verdict verdict;
    if (c->format == SCHEMA_AS_FORM)
        return put_unread_unit(c, out, instance);
    enum baton_err err = schema_verdict_unread(c, instance, &verdict);
    return err == BATON_OK ? show(c, out, instance, &verdict, line) : err;
}

enum baton_err schema_judge(struct schema_command *c, struct baton_buf *out,
                            struct schema_source *instance, bool line)
{
    struct baton_schema_result result = {.valid = true};
    struct schema_verdict verdict;
    enum baton_err err = schema_source_read(&c->arena, instance);
    if (err == BATON_ESYNTAX || err == BATON_ELIMIT)
        return schema_judge_unread(c, out, instance, line);
    if (err != BATON_OK)
        return err;
    if (c->format == SCHEMA_AS_FORM)
        return put_unit(c, out, instance);
    int accepted = baton_schema_accepts(c->schema, &instance->json, 0, &c->arena);
    if (accepted < 0)
        return BATON_ENOMEM;
    if (!accepted)
        err = baton_schema_validate(c->schema, &instance->json, 0, &c->arena, &result);
    if (err == BATON_OK)
        err = schema_verdict_of(c, instance, &result, &verdict);
    return err == BATON_OK ? show(c, out, instance, &verdict, line) : err;
}
