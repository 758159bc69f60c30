/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule/rule_int.h"

/* ---- where ----------------------------------------------------------------------- */

struct baton_where baton_where_nowhere(void)
{
    return (struct baton_where){.pointer = BATON_STR("")};
}

struct baton_where baton_where_input(struct baton_span span)
{
    return (struct baton_where){.span = span, .has_span = span.end > span.start,
                                .pointer = BATON_STR("")};
}

struct baton_where baton_where_body(const struct baton_check *check, struct baton_span span)
{
    struct baton_where where = {.in_body = true, .pointer = BATON_STR("")};
    if (!check->part)
        return where;
    /* A derived document has no places of its own in the input. */
    where.span = check->body.derived ? check->part->span : baton_part_map(check->part, span);
    where.has_span = where.span.end > where.span.start || check->part->origin.count;
    return where;
}

struct baton_where baton_where_value(const struct baton_check *check, uint32_t value)
{
    const struct baton_json_value *v = &check->body.doc.v[value];
    struct baton_where where =
        baton_where_body(check, (struct baton_span){v->start, v->end});
    where.pointer = baton_json_pointer_to(&check->body.doc, value, check->arena);
    return where;
}

struct baton_where baton_where_missing(const struct baton_check *check, uint32_t object,
                                       struct baton_str name)
{
    struct baton_where where = baton_where_value(check, object);
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 0);
    baton_buf_put(&buf, where.pointer);
    baton_json_pointer_put(&buf, name);
    where.pointer = baton_buf_str(&buf);
    return where;
}

struct baton_where baton_where_header(const struct baton_http_header *header)
{
    if (header->value_span.end > header->value_span.start)
        return baton_where_input(header->value_span);
    return baton_where_input(header->name_span.end > header->name_span.start ? header->name_span
                                                                             : header->line);
}

struct baton_where baton_where_request(const struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    if (ex->request.start_line.end > ex->request.start_line.start) {
        struct baton_span line = ex->request.method_span;
        if (ex->request.target_span.end > line.end)
            line.end = ex->request.target_span.end;
        return baton_where_input(line);
    }
    return baton_where_input(ex->url_span);
}

/* What findings call a document of the evidence: 0 is the one that is checked. */
static size_t document_of(const struct baton_check *check, size_t index)
{
    return index == check->document ? 0 : index + 1;
}

static struct baton_where where_in(const struct baton_check *check, size_t index,
                                   const struct baton_json *doc, uint32_t at)
{
    const struct baton_document *document = &check->evidence->documents[index];
    const struct baton_exchange *ex = &document->exchange;
    bool request = document->role == BATON_DOC_PAYLOAD && ex->body.present;
    const struct baton_part *part = request ? &ex->body : &ex->answer;
    struct baton_where where = {.in_body = true, .document = document_of(check, index)};
    where.span = document->reading.derived
                     ? part->span
                     : baton_part_map(part, (struct baton_span){doc->v[at].start, doc->v[at].end});
    where.has_span = where.span.end > where.span.start;
    where.pointer = baton_json_pointer_to(doc, at, check->arena);
    return where;
}

/* A value of the answer, where the request is the document. */
static struct baton_where where_answered(const struct baton_check *check, uint32_t at)
{
    const struct baton_json_value *v = &check->answer.doc.v[at];
    struct baton_where where = {.in_body = true};
    where.span = baton_part_map(&check->exchange->answer, (struct baton_span){v->start, v->end});
    where.has_span = where.span.end > where.span.start;
    where.pointer = baton_json_pointer_to(&check->answer.doc, at, check->arena);
    return where;
}

struct baton_where baton_where_fact(const struct baton_check *check, struct baton_fact fact)
{
    if (fact.at == BATON_JSON_NONE)
        return baton_where_nowhere();
    if (!check->evidence && check->conversation &&
        check->conversation->accounts[fact.account] == &check->answer.doc)
        return where_answered(check, fact.at);
    if (!check->evidence)
        return baton_where_value(check, fact.at);
    const struct baton_document *document = &check->evidence->documents[fact.account];
    return where_in(check, fact.account, &document->reading.doc, fact.at);
}

struct baton_where baton_where_answer(const struct baton_check *check, size_t document)
{
    const struct baton_document *from = &check->evidence->documents[document];
    struct baton_where where = baton_where_input(from->exchange.response.start_line);
    struct baton_str line = baton_str_sub(from->text, where.span.start, where.span.end);
    where.span.end = where.span.start + baton_str_trim(line).len;
    where.document = document_of(check, document);
    return where;
}

struct baton_where baton_where_payload(const struct baton_check *check, uint32_t value)
{
    struct baton_where where = baton_where_value(check->payload, value);
    where.document = document_of(check, check->evidence->payload);
    return where;
}

/* ---- findings ------------------------------------------------------------------------ */

/* The first paragraph of a page's section, as one line. */
static struct baton_str first_paragraph(struct baton_arena *arena, const char *text)
{
    struct baton_str all = baton_str_trim(baton_str_from(text)), line;
    struct baton_buf buf;
    all.len = baton_str_sub(all, 0, baton_str_find(all, BATON_STR("\n\n"))).len;
    baton_buf_init(&buf, arena, 0);
    while (baton_str_next(&all, '\n', &line)) {
        if (buf.len)
            baton_buf_putc(&buf, ' ');
        baton_buf_put(&buf, baton_str_trim(line));
    }
    return baton_buf_str(&buf);
}

struct baton_finding *baton_report_at(struct baton_check *check, const struct baton_rule *rule,
                                      struct baton_where where, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(check->arena, fmt, args);
    va_end(args);
    struct baton_finding *finding = BATON_PUSH(check->arena, check->findings,
                                               check->finding_count, check->finding_capacity);
    if (!finding)
        return NULL;
    *finding = (struct baton_finding){
        .rule = &rule->info,
        .severity = rule->info.severity,
        .stage = rule->info.stage,
        .pointer = where.pointer,
        .in_body = where.in_body,
        .span = where.span,
        .has_span = where.has_span,
        .document = where.document,
        .message = message,
        .because = first_paragraph(check->arena, rule->info.why),
        .fix = {.text = first_paragraph(check->arena, rule->info.how),
                .applicability = rule->info.fix},
    };
    return finding;
}

void baton_report_move(struct baton_finding *finding, struct baton_where where)
{
    if (!finding)
        return;
    finding->pointer = where.pointer;
    finding->in_body = where.in_body;
    finding->span = where.span;
    finding->has_span = where.has_span;
    finding->document = where.document;
}

void baton_report_because(struct baton_check *check, struct baton_finding *finding,
                          const char *fmt, ...)
{
    va_list args;
    if (!finding)
        return;
    va_start(args, fmt);
    finding->because = baton_str_vfmt(check->arena, fmt, args);
    va_end(args);
}

void baton_report_fix(struct baton_check *check, struct baton_finding *finding,
                      enum baton_applicability applicability, const char *fmt, ...)
{
    va_list args;
    if (!finding)
        return;
    va_start(args, fmt);
    finding->fix.text = baton_str_vfmt(check->arena, fmt, args);
    finding->fix.applicability = applicability;
    finding->fix.own = true;
    va_end(args);
}

void baton_report_input_edit(struct baton_check *check, struct baton_finding *finding,
                             struct baton_edit edit)
{
    if (!finding)
        return;
    struct baton_fix *fix = &finding->fix;
    struct baton_edit *slot =
        BATON_PUSH(check->arena, fix->edits, fix->edit_count, fix->edit_capacity);
    if (slot)
        *slot = edit;
}

void baton_report_edit(struct baton_check *check, struct baton_finding *finding,
                       struct baton_edit edit)
{
    struct baton_edit mapped;
    if (finding && check->part && !check->body.derived &&
        baton_part_edit(check->arena, check->part, edit, &mapped))
        baton_report_input_edit(check, finding, mapped);
}

void baton_report_header(struct baton_check *check, struct baton_finding *finding,
                         const char *name, const char *value)
{
    struct baton_edit edit;
    if (finding && baton_exchange_header_edit(check->arena, check->exchange, name, value, &edit))
        baton_report_input_edit(check, finding, edit);
}

/* ---- values ------------------------------------------------------------------------------ */

struct baton_str baton_check_text(const struct baton_check *check, uint32_t value)
{
    if (baton_json_is(&check->body.doc, value, BATON_JSON_STRING))
        return baton_json_string(&check->body.doc, value, check->arena);
    return baton_json_raw(&check->body.doc, value);
}

struct baton_str baton_check_actor(const struct baton_check *check)
{
    struct baton_str by = baton_check_by(check);
    return by.len ? by : BATON_STR("the platform");
}

struct baton_str baton_check_by(const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    if (vendor && baton_str_is(baton_str_from(vendor), "NICE CXone"))
        return BATON_STR("CXone");
    if (vendor)
        return baton_str_from(vendor);
    return check->contract ? check->contract->actor : BATON_STR("");
}
