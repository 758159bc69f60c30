/* SPDX-License-Identifier: Apache-2.0 */
/* HO8023: an answer whose status line says success, and whose body is the vendor's refusal. */
#include "core/rule/rule_int.h"

static uint32_t member(const struct baton_json *doc, const char *name, enum baton_json_type type)
{
    uint32_t at = baton_json_member_z(doc, 0, name);
    return at != BATON_JSON_NONE && baton_json_is(doc, at, type) ? at : BATON_JSON_NONE;
}

/* The status in Genesys Cloud's ErrorBody: message, code, status and what it is traced by. */
static int status_in(const struct baton_json *doc)
{
    uint64_t status;
    if (!baton_json_is(doc, 0, BATON_JSON_OBJECT) ||
        member(doc, "code", BATON_JSON_STRING) == BATON_JSON_NONE ||
        member(doc, "message", BATON_JSON_STRING) == BATON_JSON_NONE ||
        (baton_json_member_z(doc, 0, "contextId") == BATON_JSON_NONE &&
         baton_json_member_z(doc, 0, "messageParams") == BATON_JSON_NONE))
        return 0;
    uint32_t at = member(doc, "status", BATON_JSON_NUMBER);
    return at != BATON_JSON_NONE && baton_str_to_u64(baton_json_raw(doc, at), &status) &&
                   status >= 400 && status < 600
               ? (int)status : 0;
}

enum baton_err baton_answer_unswallow(struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    const char *vendor = baton_vendor_of(baton_url(ex->url).host);
    const struct baton_json *doc = check->is_answer ? &check->body.doc : &check->answer.doc;
    bool readable = check->is_answer ? check->readable : check->answer_readable;
    bool other = vendor && !baton_str_is(baton_str_from(vendor), "Genesys Cloud");
    if (check->evidence || other || !readable || !ex->response.present ||
        ex->response.status / 100 != 2)
        return BATON_OK;
    int status = status_in(doc);
    if (!status)
        return BATON_OK;
    struct baton_exchange *own = BATON_NEW(check->arena, struct baton_exchange);
    if (!own)
        return BATON_ENOMEM;
    *own = *ex;
    own->response.status = status;
    check->status_of_line = ex->response.status;
    check->exchange = own;
    return BATON_OK;
}

BATON_RULE(HO8023)
{
    if (check->status_of_line)
        baton_report_at(check, rule, baton_answer_where(check),
                        "the status line says %d, and the body is Genesys Cloud's refusal with "
                        "%d: something between swallowed the status", check->status_of_line,
                        check->exchange->response.status);
}
