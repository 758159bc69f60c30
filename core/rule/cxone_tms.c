/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: the transcript that Cognigy's node posts before its signal (TMS). */
#include "core/rule/cxone_int.h"

static uint32_t messages_of(const struct baton_check *check)
{
    const struct baton_json *doc = &check->body.doc;
    if (!baton_check_is_call(check, "cxone.tms") || !check->readable)
        return BATON_JSON_NONE;
    uint32_t details = baton_cxone__member(doc, check->root, "selfServiceSessionDetails");
    return baton_cxone__member(doc, details, "transcripts");
}

static bool is_list(const struct baton_check *check, uint32_t value)
{
    return value != BATON_JSON_NONE && baton_json_is(&check->body.doc, value, BATON_JSON_ARRAY);
}

BATON_RULE(HO4408)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t list = messages_of(check);
    if (!is_list(check, list))
        return;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t body = baton_cxone__member(doc, item, "messageBody");
        if (body == BATON_JSON_NONE || baton_json_is(doc, body, BATON_JSON_STRING))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_value(check, body),
                            "messageBody is no string; CXone's transcript service refuses it");
        if (baton_json_is(doc, body, BATON_JSON_NULL)) {
            baton_report_fix(check, f, BATON_FIX_VALUE, "send the message's text, or leave it out");
            continue;
        }
        baton_report_fix(check, f, BATON_FIX_SAFE, "send it as text");
        baton_report_edit(check, f, baton_json_edit_replace(doc, body,
                                                            baton_cxone__quoted(check, body),
                                                            check->arena));
    }
}

BATON_RULE(HO4409)
{
    uint32_t list = messages_of(check);
    if (list == BATON_JSON_NONE || is_list(check, list))
        return;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_value(check, list),
                                              "transcripts is not a list of messages");
    if (!baton_json_is(&check->body.doc, list, BATON_JSON_OBJECT))
        return;
    struct baton_str raw = baton_json_raw(&check->body.doc, list);
    baton_report_fix(check, f, BATON_FIX_REVIEW, "put brackets around it");
    baton_report_edit(check, f,
                      baton_json_edit_replace(&check->body.doc, list,
                                              baton_str_fmt(check->arena, "[%.*s]",
                                                            BATON_ARG(raw)),
                                              check->arena));
}

/* ---- times ------------------------------------------------------------------------------ */

/* "2026-01-05T10:00:00.000" */
static bool is_node_time(struct baton_str text)
{
    static const char form[] = "0000-00-00T00:00:00.000";
    if (text.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '0' ? text.s[i] < '0' || text.s[i] > '9' : text.s[i] != form[i])
            return false;
    return true;
}

/* The same moment in the form of the node's, if it is UTC already; s NULL if not. */
static struct baton_str as_node_time(const struct baton_check *check, struct baton_str text)
{
    struct baton_str none = {NULL, 0};
    int64_t seconds;
    bool zulu = text.len > 19 && text.s[text.len - 1] == 'Z';
    if (!baton_time_read(zulu ? text : baton_str_fmt(check->arena, "%.*sZ", BATON_ARG(text)),
                         &seconds) || text.len < 19)
        return none;
    struct baton_str fraction = zulu && text.len > 20 ? baton_str_sub(text, 20, text.len - 1)
                                                      : BATON_STR("");
    struct baton_str whole = baton_str_sub(text, 0, 19);
    return baton_str_fmt(check->arena, "\"%.*s.%.*s%s\"", BATON_ARG(whole),
                         (int)(fraction.len > 3 ? 3 : fraction.len), fraction.s,
                         fraction.len >= 3 ? "" : fraction.len == 2 ? "0"
                         : fraction.len == 1 ? "00" : "000");
}

BATON_RULE(HO4410)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t list = messages_of(check), first = BATON_JSON_NONE;
    size_t count = 0;
    if (!is_list(check, list))
        return;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t time = baton_cxone__member(doc, item, "utcDateTime");
        if (time == BATON_JSON_NONE || !baton_json_is(doc, time, BATON_JSON_STRING) ||
            is_node_time(baton_json_string(doc, time, check->arena)))
            continue;
        first = count++ ? first : time;
    }
    if (!count)
        return;
    struct baton_str text = baton_json_string(doc, first, check->arena);
    bool zulu = text.len && text.s[text.len - 1] == 'Z';
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_value(check, first),
                        "utcDateTime is \"%.*s\"%s; NICE's own client sends "
                        "2026-01-05T10:00:00.000%s", BATON_ARG(baton_str_sub(text, 0, 40)),
                        count > 1 ? " (and others are like it)" : "",
                        zulu ? ", without a Z behind it" : "");
    struct baton_str better = as_node_time(check, text);
    if (!better.s || count > 1)
        return;
    baton_report_fix(check, f, BATON_FIX_REVIEW, "write it as %.*s", BATON_ARG(better));
    baton_report_edit(check, f, baton_json_edit_replace(doc, first, better, check->arena));
}

/* ---- twice, and refused ---------- */

BATON_RULE(HO8407)
{
    const struct baton_memory *m = check->memory;
    if (!m || !m->transcript_contact.len || m->transcript_status / 100 > 2 || !check->readable ||
        !baton_check_is_call(check, "cxone.tms") ||
        !baton_str_eq(baton_cxone__text(&check->body.doc, check->root, "contactId", check->arena),
                      (struct baton_str){m->transcript_contact.text, m->transcript_contact.len}))
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "exchange %zu posted a transcript for this contact already",
                    m->transcript_contact.exchange);
}

/* HO3403, HO3404 */
static bool is_for_other(const struct baton_check *check)
{
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_str id = baton_str_from(check->findings[i].rule->id);
        if (baton_str_is(id, "HO3403") || baton_str_is(id, "HO3404"))
            return true;
    }
    return false;
}

BATON_RULE(HO8406)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    bool other = is_for_other(check);
    struct baton_finding *f =
        baton_answer_report(check, rule, "the transcript was not taken; the handover does not "
                                         "depend on it, the signal decides");
    if (f && other)
        f->severity = BATON_NOTE;
}
