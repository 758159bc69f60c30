/* SPDX-License-Identifier: Apache-2.0 */
/* What requests to Genesys Cloud's API show by themselves, before anybody answers. */
#include "core/rule/rule_int.h"

static bool is_call_of(const struct baton_check *check, const char *beginning)
{
    return check->contract && !check->is_answer &&
           baton_str_starts(check->contract->id, baton_str_from(beginning));
}

static int status_of(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

static bool was_refused(const struct baton_check *check)
{
    return status_of(check) == 400 || status_of(check) == 401;
}

/* ---- tokens ---------------------------------------------------------------------------- */

static bool asks_token(const struct baton_check *check)
{
    return baton_check_is_call(check, "genesys.oauth") && check->exchange->body.present;
}

static struct baton_str field(const struct baton_check *check, const char *name)
{
    return baton_form_field(check->arena, baton_str_trim(check->exchange->body.text), name);
}

/* What got a token was good enough, whatever a capture shows of it. */
static bool may_fail(const struct baton_check *check)
{
    return asks_token(check) && status_of(check) / 100 != 2;
}

/* Where "name=" stands in the form; the whole body if it is written in another way. */
static struct baton_where where_field(const struct baton_check *check, const char *name)
{
    struct baton_str text = check->exchange->body.text;
    struct baton_str wanted = baton_str_fmt(check->arena, "%s=", name);
    size_t at = 0, step;
    while (wanted.s && (step = baton_str_find(baton_str_sub(text, at, text.len), wanted)) !=
                           SIZE_MAX) {
        at += step;
        if (at == 0 || text.s[at - 1] == '&' || text.s[at - 1] == '\n')
            return baton_where_input(baton_part_map(
                &check->exchange->body, (struct baton_span){at, at + wanted.len - 1}));
        at += wanted.len;
    }
    return baton_where_request(check);
}

static bool has_basic(const struct baton_check *check)
{
    return check->authorization &&
           baton_str_starts_nocase(check->authorization->value, BATON_STR("basic "));
}

/* A refusal for its scope: in words, or without any that name another reason. */
static bool refuses_scope(const struct baton_check *check)
{
    static const char *const other[] = {"HO2012", "HO2013", "HO8134", "HO8135", "HO8136"};
    if (!was_refused(check) && status_of(check) != 403)
        return false;
    if (baton_str_find_nocase(check->exchange->answer.text, BATON_STR("scope")) != SIZE_MAX)
        return true;
    for (size_t i = 0; i < BATON_COUNT(other); i++)
        if (baton_str_is(check->observed, other[i]))
            return false;
    return true;
}

BATON_RULE(HO2101)
{
    if (!asks_token(check) || !field(check, "scope").len ||
        !baton_str_is(field(check, "grant_type"), "client_credentials"))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, where_field(check, "scope"),
                        "a scope is asked for, and client credentials have none");
    if (!f || !refuses_scope(check))
        return;
    f->severity = BATON_ERROR;
    f->stage = BATON_AUTHENTICATE;
}

/* With PKCE a person's app names itself in the form and has no secret. */
BATON_RULE(HO2102)
{
    struct baton_str grant = field(check, "grant_type");
    if (!may_fail(check) || has_basic(check) || !field(check, "client_id").s ||
        (grant.len && !baton_str_is(grant, "client_credentials")))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, where_field(check, "client_id"),
                        "the client names itself in the form, not in Authorization: Basic");
    if (f && was_refused(check))
        f->severity = BATON_ERROR;
}

BATON_RULE(HO2103)
{
    bool none = !check->authorization && check->exchange->headers_known;
    bool bearer = check->authorization &&
                  baton_str_starts_nocase(check->authorization->value, BATON_STR("bearer "));
    if (!may_fail(check) || (!none && !bearer) || field(check, "client_id").s)
        return;
    if (bearer)
        baton_report_at(check, rule, baton_where_header(check->authorization),
                        "a token is asked for with a token, not with the client's credentials");
    else
        baton_report_at(check, rule, baton_where_request(check),
                        "a token is asked for without the client's id and secret");
}

BATON_RULE(HO2104)
{
    if (!may_fail(check) || !baton_str_is(field(check, "grant_type"), "refresh_token"))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, where_field(check, "grant_type"),
                        "the grant is refresh_token, and client credentials get no such token");
    if (f && was_refused(check))
        f->severity = BATON_ERROR;
}

/* ---- paths ----------------------------------------------------------------------------- */

BATON_RULE(HO1120)
{
    if (!baton_check_is_call(check, "genesys.transfer.legacy") || !check->exchange->url.len)
        return;
    baton_report_at(check, rule, baton_where_request(check), "%.*s is deprecated",
                    BATON_ARG(check->url.path));
}

BATON_RULE(HO1121)
{
    struct baton_str asked = baton_form_field(check->arena, check->url.query, "expand");
    if (check->contract && asked.s &&
        baton_str_starts(check->contract->id, BATON_STR("genesys.conversation.get")))
        baton_report_at(check, rule, baton_where_request(check),
                        "this call has no parameter expand; participants are always there");
}

BATON_RULE(HO7101)
{
    if (baton_check_is_call(check, "genesys.conversation.list"))
        baton_report_at(check, rule, baton_where_request(check),
                        "this lists the active conversations of the token's own user alone");
}

BATON_RULE(HO3120)
{
    const struct baton_id *conversation = NULL;
    for (size_t i = 0; i < check->id_count && is_call_of(check, "genesys."); i++) {
        const struct baton_id *id = &check->ids[i];
        if (id->place == BATON_ID_PATH && baton_str_is(id->kind, "genesys.conversation-id"))
            conversation = id;
        if (id->place != BATON_ID_PATH || !conversation ||
            !baton_str_is(id->kind, "genesys.participant-id") ||
            !baton_kind_is_uuid(id->value) ||
            !baton_str_eq_nocase(id->value, conversation->value))
            continue;
        baton_report_at(check, rule, baton_where_input(id->span),
                        "the conversation's id stands where the participant's belongs");
    }
}

/* ---- bodies ---------------------------------------------------------------------------- */

/* Fields of tutorials, and what to do instead. */
static const struct {
    const char *calls, *member, *instead;
} lore[] = {
    {"genesys.transfer.", "wrapupCode",
     "leave it out: a transfer has no wrap-up code; where a participant needs one, PATCH it with "
     "wrapup"},
    {"genesys.transfer.", "contextData",
     "set it before the transfer, as texts: PATCH "
     "/api/v2/conversations/{conversationId}/participants/{participantId}/attributes"},
    {"genesys.transfer.", "context",
     "set it before the transfer, as texts: PATCH "
     "/api/v2/conversations/{conversationId}/participants/{participantId}/attributes"},
    {"genesys.transfer.", "attributes",
     "set them before the transfer, with PATCH "
     "/api/v2/conversations/{conversationId}/participants/{participantId}/attributes"},
    {"genesys.transfer.", "transferTo", "write the queue's id itself, as queueId"},
    {"genesys.transfer.", "targetQueueId", "call it queueId"},
    {"genesys.transfer.", "sessionToken", "leave it out: the token is in Authorization alone"},
    {"genesys.analytics.", "dateFrom", "write both dates into interval, with a slash between"},
    {"genesys.analytics.", "dateTo", "write both dates into interval, with a slash between"},
    {"genesys.analytics.", "groupings",
     "leave it out: this query answers conversations, not groups"},
    {"genesys.analytics.", "groupBy",
     "leave it out: this query answers conversations, not groups"},
    {"genesys.analytics.", "metrics",
     "leave it out: each conversation's segments and metrics come with it"},
    {"genesys.analytics.", "filters", "use segmentFilters or conversationFilters"},
    {"genesys.analytics.", "filter", "use segmentFilters or conversationFilters"},
    {"genesys.analytics.", "sortBy", "use order and orderBy"},
    {"genesys.analytics.", "pageSize", "write it into paging, with pageNumber"},
    {"genesys.analytics.", "pageNumber", "write it into paging, with pageSize"},
};

static uint32_t member_of(const struct baton_check *check, const char *name)
{
    if (!check->readable || check->is_answer ||
        !baton_json_is(&check->body.doc, check->root, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return baton_json_member_z(&check->body.doc, check->root, name);
}

BATON_RULE(HO4101)
{
    static const char *const dates[] = {"dateFrom", "dateTo", "startDate", "endDate", "from"};
    if (!is_call_of(check, "genesys.analytics.details") || !check->checked_shape ||
        !baton_json_is(&check->body.doc, check->root, BATON_JSON_OBJECT) ||
        member_of(check, "interval") != BATON_JSON_NONE)
        return;
    struct baton_where where = baton_where_missing(check, check->root, BATON_STR("interval"));
    const char *found = NULL;
    for (size_t i = 0; !found && i < BATON_COUNT(dates); i++) {
        uint32_t value = member_of(check, dates[i]);
        if (value == BATON_JSON_NONE)
            continue;
        found = dates[i];
        where = baton_where_value(check, value);
    }
    baton_report_at(check, rule, where, "the required field \"interval\" is missing%s%s%s",
                    found ? "; \"" : "", found ? found : "",
                    found ? "\" is no field of this query" : "");
}

BATON_RULE(HO4102)
{
    for (size_t i = 0; i < BATON_COUNT(lore); i++) {
        uint32_t value = member_of(check, lore[i].member);
        if (value == BATON_JSON_NONE || !is_call_of(check, lore[i].calls))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_value(check, value - 1),
                            "this call has no field \"%s\"", lore[i].member);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", lore[i].instead);
    }
}

BATON_RULE(HO4103)
{
    static const char *const words[][2] = {
        {"blind", "\"Unattended\""}, {"cold", "\"Unattended\""},
        {"warm", "\"Attended\""},    {"consult", "\"Attended\""},
    };
    uint32_t value = member_of(check, "transferType");
    if (value == BATON_JSON_NONE || !is_call_of(check, "genesys.transfer.") ||
        !baton_json_is(&check->body.doc, value, BATON_JSON_STRING))
        return;
    struct baton_str word = baton_check_text(check, value);
    for (size_t i = 0; i < BATON_COUNT(words); i++) {
        struct baton_str wanted = baton_str_from(words[i][1]);
        if (!baton_str_is_nocase(word, words[i][0]) ||
            baton_str_eq(word, baton_str_sub(wanted, 1, wanted.len - 1)))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_value(check, value),
                            "what is called %.*s elsewhere is %s here", BATON_ARG(word),
                            words[i][1]);
        baton_report_fix(check, f, BATON_FIX_REVIEW, "write %s", words[i][1]);
        baton_report_edit(check, f, baton_json_edit_replace(&check->body.doc, value, wanted,
                                                            check->arena));
    }
}

static bool begins_like_a_date(struct baton_str text)
{
    return text.len && ((text.s[0] >= '0' && text.s[0] <= '9') || text.s[0] == 'P');
}

BATON_RULE(HO4104)
{
    uint32_t value = member_of(check, "interval");
    int64_t from, to;
    if (value == BATON_JSON_NONE || !is_call_of(check, "genesys.analytics.") ||
        !baton_json_is(&check->body.doc, value, BATON_JSON_STRING))
        return;
    struct baton_str begin, end = baton_check_text(check, value);
    size_t slash = baton_str_find_byte(end, '/');
    struct baton_span template;
    const char *product;
    if (slash == SIZE_MAX || slash == 0 || slash + 1 == end.len ||
        baton_is_template(end, &template, &product))
        return;
    begin = baton_str_sub(end, 0, slash);
    end = baton_str_sub(end, slash + 1, end.len);
    if (!begins_like_a_date(begin) || !begins_like_a_date(end))
        baton_report_at(check, rule, baton_where_value(check, value),
                        "the interval's begin and end are to be dates in ISO 8601");
    else if (baton_time_read(begin, &from) && baton_time_read(end, &to) && from >= to)
        baton_report_at(check, rule, baton_where_value(check, value), "the interval %s",
                        from == to ? "is empty: it ends when it begins" : "ends before it begins");
}

/* ---- targets --------------------------------------------------------------------------- */

/* null and an empty text are HO4005's. */
static bool is_given(const struct baton_json *doc, uint32_t value)
{
    return value != BATON_JSON_NONE && !baton_json_is(doc, value, BATON_JSON_NULL) &&
           !baton_json_string_is(doc, value, BATON_STR(""));
}

/* A user may be told by id and by name; that is one target. */
BATON_RULE(HO6101)
{
    static const char *const targets[] = {"queueId", "userId", "address"};
    const struct baton_json *doc = &check->body.doc;
    uint32_t object = check->root, within = member_of(check, "destination");
    uint32_t first = BATON_JSON_NONE;
    bool calls = is_call_of(check, "genesys.transfer.") &&
                 !baton_check_is_call(check, "genesys.transfer.queue");
    if (is_call_of(check, "genesys.consult") && within != BATON_JSON_NONE)
        object = within;
    else if (!calls)
        return;
    if (!check->readable || !baton_json_is(doc, object, BATON_JSON_OBJECT))
        return;
    for (size_t i = 0; i < BATON_COUNT(targets); i++) {
        uint32_t value = baton_json_member_z(doc, object, targets[i]);
        if (!is_given(doc, value))
            continue;
        if (first != BATON_JSON_NONE) {
            baton_report_at(check, rule, baton_where_value(check, value),
                            "a second target, \"%s\": a transfer has exactly one", targets[i]);
            return;
        }
        first = value;
    }
}
