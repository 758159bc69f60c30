/* SPDX-License-Identifier: Apache-2.0 */
/* HO9: what to know about the evidence and the contract before trusting either. */
#include "core/rule/host_int.h"
#include "core/rule/rule_int.h"

BATON_RULE(HO9001)
{
    const struct baton_contract *contract = check->contract;
    if (!contract || contract->provenance != BATON_COMMUNITY ||
        baton_lore_fault(check) != BATON_LORE_NONE)
        return;
    const struct baton_contract *known = baton_lore_documented(check);
    struct baton_finding *f =
        known ? baton_report_at(check, rule, baton_where_nowhere(),
                                "%.*s is community lore: the vendor's own call here is %.*s",
                                BATON_ARG(contract->id), BATON_ARG(known->id))
              : baton_report_at(check, rule, baton_where_nowhere(),
                                "%.*s is community lore: no vendor's document has this call",
                                BATON_ARG(contract->id));
    if (contract->instead.len)
        baton_report_fix(check, f, BATON_FIX_NONE, "use what is documented: %.*s",
                         BATON_ARG(contract->instead));
}

/* Events, messages of a socket, what a bot's platform hands on: no request of HTTP. */
static bool is_no_request(const struct baton_check *check)
{
    static const char *const ids[] = {
        "cognigy.input", "cognigy.error", "cognigy.handover.status", "cognigy.exit-interaction",
        "cognigy.webhook-response", "cognigy.rest-response", "cxone.sip-invite-context",
        "cxone.voice-context", "cxone.vg-refer-outcome", "cxone.guide-chat-output",
        "genesys.audiohook",
    };
    struct baton_str id = check->contract->id;
    for (size_t i = 0; i < BATON_COUNT(ids); i++)
        if (baton_str_is(id, ids[i]) && !check->exchange->url.len)
            return true;
    return check->exchange->kind == BATON_INPUT_SIP ||
           (baton_str_starts(id, BATON_STR("cognigy.vg.")) && !check->exchange->url.len);
}

BATON_RULE(HO9002)
{
    const struct baton_exchange *ex = check->exchange;
    if (ex->headers_known || !check->contract || check->is_answer || is_no_request(check))
        return;
    baton_report_at(check, rule, baton_where_nowhere(),
                    "the request's headers were not given, so they were not checked");
}

BATON_RULE(HO9003)
{
    if (!check->guessed || check->confidence >= 0.7)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_nowhere(), "that this is %.*s was guessed from the body (%d %%)",
        BATON_ARG(check->contract->id), (int)(check->confidence * 100 + 0.5));
    baton_report_fix(check, f, BATON_FIX_VALUE, "say what it is with --as CONTRACT or --url URL");
}

BATON_RULE(HO9004)
{
    if (check->contract || !check->readable || check->conversation)
        return;
    baton_report_at(
        check, rule, baton_where_nowhere(),
        "no contract fits: only the form of the request was checked, not what it means");
}

/* ---- clocks ---------------------------------------------------------------------------- */

enum { SKEW = 120 /* seconds: less is the time that things take */ };

static bool report_skew(struct baton_check *check, const struct baton_rule *rule, int64_t here,
                        const struct baton_http_header *date, struct baton_where where)
{
    int64_t there;
    if (here == INT64_MIN || !date || !baton_time_read_http(date->value, &there))
        return false;
    int64_t off = there > here ? there - here : here - there;
    if (off < SKEW)
        return false;
    struct baton_str by = baton_check_duration(check, off);
    baton_report_at(check, rule, where, "the clock here is %.*s %s the platform's", BATON_ARG(by),
                    there > here ? "behind" : "ahead of");
    return true;
}

/* When it was asked, by the clock here, and when it was answered, by the platform's. */
BATON_RULE(HO9005)
{
    const struct baton_evidence *e = check->evidence;
    int64_t began;
    for (size_t i = 0; e && i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        if (d->role != BATON_DOC_PAYLOAD &&
            report_skew(check, rule, e->now, baton_http_header(&d->exchange.response, "Date"),
                        baton_where_answer(check, i)))
            return;
    }
    const struct baton_http_header *date = baton_http_header(&check->exchange->response, "Date");
    if (!e && date && baton_time_read(check->exchange->started, &began))
        report_skew(check, rule, began, date, baton_where_header(date));
}

/* ---- analytics --------------------------------------------------------------------------- */

static const struct baton_json *groups_of(const struct baton_check *check, uint32_t *groups)
{
    const struct baton_json *doc = check->is_answer         ? &check->body.doc
                                   : check->answer_readable ? &check->answer.doc : NULL;
    if (!baton_check_is_call(check, "community.analytics-details") || !doc || !doc->count ||
        !baton_json_is(doc, 0, BATON_JSON_OBJECT))
        return NULL;
    *groups = baton_json_member_z(doc, 0, "groups");
    return baton_json_is(doc, *groups, BATON_JSON_ARRAY) ? doc : NULL;
}

static bool is_id(const struct baton_check *check, const struct baton_json *doc, uint32_t key)
{
    const struct baton_kind *kind = baton_kind_find(BATON_STR("community.conversation-id"));
    return kind && baton_json_is(doc, key, BATON_JSON_STRING) &&
           kind->fit(baton_json_string(doc, key, check->arena)) != BATON_KIND_WRONG;
}

static struct baton_where where_group(const struct baton_check *check,
                                      const struct baton_json *doc, uint32_t key)
{
    if (key == BATON_JSON_NONE)
        return baton_where_nowhere();
    if (check->is_answer)
        return baton_where_value(check, key);
    return baton_where_input(baton_part_map(
        &check->exchange->answer, (struct baton_span){doc->v[key].start, doc->v[key].end}));
}

BATON_RULE(HO9006)
{
    uint32_t groups = BATON_JSON_NONE, first = BATON_JSON_NONE;
    const struct baton_json *doc = groups_of(check, &groups);
    size_t count = 0, hashes = 0;
    if (!doc)
        return;
    BATON_JSON_EACH_ITEM(doc, groups, item) {
        uint32_t key = baton_json_is(doc, item, BATON_JSON_OBJECT)
                           ? baton_json_member_z(doc, item, "key") : BATON_JSON_NONE;
        count++;
        if (key != BATON_JSON_NONE && is_id(check, doc, key))
            continue;
        if (!hashes++)
            first = key;
    }
    if (!hashes)
        return;
    baton_report_at(check, rule, where_group(check, doc, first),
                    "%zu of %zu groups have a key that is no conversation id, but a hash", hashes,
                    count);
}
