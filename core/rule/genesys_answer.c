/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HO81: the codes of Genesys Cloud's answers. Which code is whose is in contracts/genesys.yaml
 * (observes); here is what a code means, what of the request it is about, and what in the
 * request explains it already.
 */
#include "core/rule/rule_int.h"

/* Parts that one answer is quoted with. */
enum { MOST_NAMED = 6 };

struct said {
    const char *rule, *meaning;
    const char *parts; /* members of the body or ids of the path that it is about; NULL: none */
    const char *after; /* rules, or blocks of them, whose errors explain it; NULL: any that lead
                          to its status */
};

static const struct said table[] = {
    {"HO8101", "it has no queue of this id", "queueId", "HO3 HO6001 HO4005 HO4001"},
    {"HO8102", "the participant is not connected, so it cannot be transferred", "participantId",
     "HO3120"},
    {"HO8103", "the target is the party that has the conversation already",
     "queueId userId address", ""},
    {"HO8104", "this ACD call is not transferred unattended", "transferType", ""},
    {"HO8105", "a transfer has exactly one target", "queueId userId address userName",
     "HO3 HO6101 HO4010 HO4001 HO4005 HO6001"},
    {"HO8106", "the participant has no active part in a conversation", "participantId", "HO3120"},
    {"HO8107", "this destination is not allowed", "address queueId userId", "HO3"},
    {"HO8108", "the address that the agent indicated is not allowed", "address", ""},
    {"HO8109", "this call cannot go to a voicemail", "voicemail", ""},
    {"HO8110", "the conversation has no such participant", "participantId", "HO3"},
    {"HO8111", "it has no conversation of this id", "conversationId", "HO3"},
    {"HO8112", "the token's roles lack a permission", NULL, ""},
    {"HO8113", "the permission is not given in the division", NULL, ""},
    {"HO8114", "the token's user takes no part in the conversation", NULL, ""},
    {"HO8115", "the app has no scope for this call", NULL, ""},
    {"HO8116", "this client may not do this here", NULL, ""},
    {"HO8117", "no token arrived", NULL, "HO2"},
    {"HO8118", "the token is not, or no longer, one of this region's", NULL, "HO2 HO110"},
    {"HO8119", "the address that the request came from is not allowed", NULL, ""},
    {"HO8120", "an id is no UUID", "queueId wrapupCode", "HO3 HO6001 HO6002"},
    {"HO8121", "the queue wants a wrap-up code first", "wrapup", "HO6002"},
    {"HO8122", "an attribute is null", "attributes", "HO4005"},
    {"HO8123", "a date cannot be read", "interval", "HO4008 HO4101 HO4104"},
    {"HO8124", "a value is not as it must be", NULL, NULL},
    {"HO8125", "a parameter of the URL's query is not as it must be", NULL, ""},
    {"HO8128", "the request is too large", NULL, NULL},
    {"HO8129", "the media type is missing or wrong", NULL, NULL},
    {"HO8130", "it took too long", NULL, ""},
    {"HO8132", "the request conflicts with how things stand", NULL, ""},
    {"HO8133", "the answer would be too large", "paging interval", ""},
    {"HO8134", "no client of this id in this region", NULL, "HO2102 HO2103 HO110"},
    {"HO8135", "the client's secret is wrong", NULL, "HO2102 HO2103"},
    {"HO8136", "the client may not use this grant", NULL, "HO4003 HO4001 HO2104"},
};

static const struct said *said_of(const struct baton_rule *rule)
{
    for (size_t i = 0; i < BATON_COUNT(table); i++)
        if (baton_str_is(baton_str_from(rule->info.id), table[i].rule))
            return &table[i];
    return NULL;
}

static int status_of(const struct baton_check *check)
{
    return check->exchange->response.status;
}

/* ---- what explains it ------------------------------------------------------------------- */

static bool is_one_of(const struct baton_finding *f, struct baton_str rules)
{
    struct baton_str rule;
    while (rules.len && baton_str_next(&rules, ' ', &rule))
        if (rule.len && baton_str_starts(baton_str_from(f->rule->id), rule))
            return true;
    return false;
}

static bool is_explained(const struct baton_check *check, const struct said *said)
{
    if (!said->after)
        return baton_check_explained(check, status_of(check));
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f->severity == BATON_ERROR && is_one_of(f, baton_str_from(said->after)))
            return true;
    }
    return false;
}

/* An error that says already what is wrong with this very value. */
static bool is_told(const struct baton_check *check, const struct baton_finding *mine)
{
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f != mine && f->severity == BATON_ERROR && mine->in_body && f->in_body &&
            baton_str_eq(f->pointer, mine->pointer))
            return true;
    }
    return false;
}

/* ---- where it is ------------------------------------------------------------------------ */

static struct baton_str text_of(const struct baton_check *check, const struct baton_json *doc,
                                uint32_t at)
{
    if (at == BATON_JSON_NONE)
        return BATON_STR("");
    return baton_json_is(doc, at, BATON_JSON_STRING) ? baton_json_string(doc, at, check->arena)
                                                     : baton_json_raw(doc, at);
}

/* The value of the first member of that name, however deep; NONE if there is none. */
static uint32_t value_called(const struct baton_check *check, struct baton_str name)
{
    const struct baton_json *doc = &check->body.doc;
    for (uint32_t i = 0; check->readable && !check->is_answer && name.len && i < doc->count; i++)
        if ((doc->v[i].flags & BATON_JSON_KEY) && baton_json_string_is(doc, i, name))
            return i + 1;
    return BATON_JSON_NONE;
}

static bool find_part(const struct baton_check *check, struct baton_str name,
                      struct baton_where *out)
{
    uint32_t value = value_called(check, name);
    if (value != BATON_JSON_NONE) {
        *out = baton_where_value(check, value);
        return true;
    }
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        if (id->place != BATON_ID_PATH || !baton_str_eq(id->name, name) ||
            id->span.end <= id->span.start)
            continue;
        *out = baton_where_input(id->span);
        return true;
    }
    return false;
}

/* "paging.pageSize", "/paging/pageSize", "predicates[0].value": the last name in it. */
static struct baton_str last_name(struct baton_str path)
{
    size_t from = path.len;
    while (from && path.s[from - 1] != '.' && path.s[from - 1] != '/')
        from--;
    struct baton_str name = baton_str_sub(path, from, path.len);
    size_t bracket = baton_str_find_byte(name, '[');
    return bracket == SIZE_MAX ? name : baton_str_sub(name, 0, bracket);
}

/* The field that the answer names, if the request has it. */
static bool find_named(const struct baton_check *check, const struct baton_json *doc,
                       struct baton_where *out)
{
    uint32_t details = baton_json_member_z(doc, 0, "details");
    int left = MOST_NAMED;
    if (details == BATON_JSON_NONE || !baton_json_is(doc, details, BATON_JSON_ARRAY))
        return false;
    BATON_JSON_EACH_ITEM(doc, details, item) {
        if (left-- <= 0)
            return false;
        uint32_t field = baton_json_is(doc, item, BATON_JSON_OBJECT)
                             ? baton_json_member_z(doc, item, "fieldName")
                             : BATON_JSON_NONE;
        if (find_part(check, last_name(text_of(check, doc, field)), out))
            return true;
    }
    return false;
}

static bool find_place(const struct baton_check *check, const struct said *said,
                       struct baton_where *out)
{
    const struct baton_json *doc = baton_answer_json(check);
    struct baton_str part, parts = baton_str_from(said->parts ? said->parts : "");
    bool object = doc && baton_json_is(doc, 0, BATON_JSON_OBJECT);
    if (object && check->is_answer) {
        uint32_t code = baton_json_member_z(doc, 0, "code");
        if (code != BATON_JSON_NONE)
            *out = baton_where_value(check, code);
        return code != BATON_JSON_NONE;
    }
    if (object && find_named(check, doc, out))
        return true;
    while (parts.len && baton_str_next(&parts, ' ', &part))
        if (find_part(check, part, out))
            return true;
    return false;
}

static void put_place(const struct baton_check *check, const struct said *said,
                      struct baton_finding *f)
{
    struct baton_where where;
    if (find_place(check, said, &where))
        baton_report_move(f, where);
}

/* ---- what it names ---------------------------------------------------------------------- */

static void put_named(const struct baton_check *check, struct baton_buf *buf, const char *what,
                      struct baton_str value)
{
    struct baton_str shown = baton_check_shown(check, value);
    if (value.len && !baton_str_is(value, "null"))
        baton_buf_fmt(buf, "%s%s %.*s", buf->len ? ", " : "", what, BATON_ARG(shown));
}

/* "a,b" as "a or b" */
static struct baton_str any_of(const struct baton_check *check, struct baton_str list)
{
    struct baton_buf buf;
    struct baton_str one;
    baton_buf_init(&buf, check->arena, 0);
    while (list.len && baton_str_next(&list, ',', &one))
        baton_buf_fmt(&buf, "%s%.*s", buf.len ? " or " : "", BATON_ARG(baton_str_trim(one)));
    return baton_buf_str(&buf);
}

static void put_params(const struct baton_check *check, struct baton_buf *buf,
                       const struct baton_json *doc)
{
    uint32_t params = baton_json_member_z(doc, 0, "messageParams");
    int left = MOST_NAMED;
    if (params == BATON_JSON_NONE || !baton_json_is(doc, params, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(doc, params, key) {
        struct baton_str name = baton_json_string(doc, key, check->arena);
        struct baton_str copy = baton_str_copy(check->arena, name);
        if (left-- > 0 && copy.s)
            put_named(check, buf, copy.s, any_of(check, text_of(check, doc, key + 1)));
    }
}

static void put_details(const struct baton_check *check, struct baton_buf *buf,
                        const struct baton_json *doc)
{
    uint32_t details = baton_json_member_z(doc, 0, "details");
    int left = MOST_NAMED;
    if (details == BATON_JSON_NONE || !baton_json_is(doc, details, BATON_JSON_ARRAY))
        return;
    BATON_JSON_EACH_ITEM(doc, details, item) {
        if (left-- <= 0 || !baton_json_is(doc, item, BATON_JSON_OBJECT))
            continue;
        put_named(check, buf, "the field",
                  text_of(check, doc, baton_json_member_z(doc, item, "fieldName")));
        put_named(check, buf, "its error",
                  text_of(check, doc, baton_json_member_z(doc, item, "errorCode")));
    }
}

/* What support finds the request by in the platform's logs. */
static struct baton_str trace_of(const struct baton_check *check, const struct baton_json *doc)
{
    static const char *const names[] = {"ININ-Correlation-Id", "Genesys-Correlation-Id"};
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        const struct baton_http_header *h =
            baton_http_header(&check->exchange->response, names[i]);
        if (h && h->value.len)
            return h->value;
    }
    return doc ? text_of(check, doc, baton_json_member_z(doc, 0, "contextId")) : BATON_STR("");
}

static void put_because(struct baton_check *check, struct baton_finding *f)
{
    const struct baton_json *doc = baton_answer_json(check);
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 0);
    doc = doc && baton_json_is(doc, 0, BATON_JSON_OBJECT) ? doc : NULL;
    if (doc) {
        put_params(check, &buf, doc);
        put_named(check, &buf, "the entity",
                  text_of(check, doc, baton_json_member_z(doc, 0, "entityId")));
        put_named(check, &buf, "called",
                  text_of(check, doc, baton_json_member_z(doc, 0, "entityName")));
        put_details(check, &buf, doc);
        put_named(check, &buf, "the limit",
                  text_of(check, doc, baton_json_pointer(doc, 0, BATON_STR("/limit/key"))));
    }
    struct baton_str named = baton_mask_personal(check->arena, baton_buf_str(&buf));
    struct baton_str trace = baton_check_shown(check, trace_of(check, doc));
    struct baton_str why = f->because;
    if (named.len)
        why = baton_str_fmt(check->arena, "%.*s The answer names %.*s.", BATON_ARG(why),
                            BATON_ARG(named));
    if (trace.len && !baton_str_is(trace, "null"))
        why = baton_str_fmt(check->arena, "%.*s Support finds it by the correlation id %.*s.",
                            BATON_ARG(why), BATON_ARG(trace));
    f->because = why;
}

/* ---- reports ---------------------------------------------------------------------------- */

static struct baton_finding *report(struct baton_check *check, const struct baton_rule *rule)
{
    const struct said *said = said_of(rule);
    if (!said)
        return NULL;
    if (!baton_answer_is_mine(check, rule)) {
        baton_told_report(check, rule, said->meaning);
        return NULL;
    }
    bool explained = is_explained(check, said);
    struct baton_finding *f = baton_answer_report(check, rule, said->meaning);
    if (!f)
        return NULL;
    f->message = baton_mask_personal(check->arena, f->message);
    struct baton_said code;
    struct baton_str told;
    if (baton_answer_code(check, &code, &told))
        baton_report_move(f, code.where);
    else
        put_place(check, said, f);
    put_because(check, f);
    f->severity = explained || is_told(check, f) ? BATON_NOTE : BATON_ERROR;
    return f;
}

/* The permissions that the answer names, else those of the contract; "" if nobody knows. */
static struct baton_str wanted(const struct baton_check *check)
{
    static const char *const pointers[] = {"/messageParams/permissions",
                                           "/messageParams/permission",
                                           "/messageParams/permissionName"};
    const struct baton_json *doc = baton_answer_json(check);
    for (size_t i = 0; doc && i < BATON_COUNT(pointers); i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(pointers[i]));
        if (at != BATON_JSON_NONE)
            return any_of(check, baton_check_shown(check, text_of(check, doc, at)));
    }
    return check->contract && check->contract->scope_count
               ? baton_scopes_wanted(check->arena, check->contract)
               : BATON_STR("");
}

BATON_RULE(HO8112)
{
    struct baton_finding *f = report(check, rule);
    struct baton_str permissions = wanted(check);
    if (f && permissions.len)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "add %.*s to a role of the OAuth client, in the division of this "
                         "conversation and queue, then get a new token; scopes change nothing for "
                         "client credentials", BATON_ARG(permissions));
}

BATON_RULE(HO8113)
{
    struct baton_finding *f = report(check, rule);
    struct baton_str permissions = wanted(check);
    if (f && permissions.len)
        baton_report_fix(check, f, BATON_FIX_VALUE,
                         "give the OAuth client's role with %.*s for the division that the queue "
                         "and the conversation are in, then get a new token",
                         BATON_ARG(permissions));
}

BATON_RULE(HO8101) { report(check, rule); }

/* An account that was read before may show it. */
BATON_RULE(HO8102)
{
    struct baton_finding *f = report(check, rule);
    for (size_t i = 0; f && i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        size_t shown = id->place == BATON_ID_PATH && baton_str_is(id->name, "participantId")
                           ? baton_memory_ended(check, id->value) : 0;
        if (shown)
            baton_report_because(check, f, "%.*s Exchange %zu shows that this participant's leg "
                                           "was over already.", BATON_ARG(f->because), shown);
    }
}


BATON_RULE(HO8103) { report(check, rule); }
BATON_RULE(HO8104) { report(check, rule); }
BATON_RULE(HO8105) { report(check, rule); }
BATON_RULE(HO8106) { report(check, rule); }
BATON_RULE(HO8107) { report(check, rule); }
BATON_RULE(HO8108) { report(check, rule); }
BATON_RULE(HO8109) { report(check, rule); }
BATON_RULE(HO8110) { report(check, rule); }
BATON_RULE(HO8111) { report(check, rule); }
BATON_RULE(HO8114) { report(check, rule); }
BATON_RULE(HO8115) { report(check, rule); }
BATON_RULE(HO8116) { report(check, rule); }
BATON_RULE(HO8117) { report(check, rule); }
BATON_RULE(HO8118) { report(check, rule); }
BATON_RULE(HO8119) { report(check, rule); }
BATON_RULE(HO8120) { report(check, rule); }
BATON_RULE(HO8121) { report(check, rule); }
BATON_RULE(HO8122) { report(check, rule); }
BATON_RULE(HO8123) { report(check, rule); }
BATON_RULE(HO8124) { report(check, rule); }
BATON_RULE(HO8125) { report(check, rule); }
BATON_RULE(HO8128) { report(check, rule); }
BATON_RULE(HO8129) { report(check, rule); }
BATON_RULE(HO8130) { report(check, rule); }
BATON_RULE(HO8132) { report(check, rule); }
BATON_RULE(HO8133) { report(check, rule); }

/* ---- the token endpoint ----------------------------------------------------------------- */

/* Its refusal by itself, which has no status in it, unlike the others'. */
static void report_token(struct baton_check *check, const struct baton_rule *rule,
                         const char *words)
{
    const struct baton_json *doc = &check->body.doc;
    const struct said *said = said_of(rule);
    if (!said || report(check, rule) || check->contract || check->is_answer || !check->readable ||
        check->exchange->request.present || !baton_json_is(doc, 0, BATON_JSON_OBJECT))
        return;
    uint32_t error = baton_json_member_z(doc, 0, "error");
    uint32_t text = baton_json_member_z(doc, 0, "error_description");
    if (!baton_str_is(text_of(check, doc, error), "invalid_client") ||
        baton_str_find_nocase(text_of(check, doc, text), baton_str_from(words)) == SIZE_MAX)
        return;
    baton_report_at(check, rule, baton_where_value(check, text), "the token endpoint says: %s",
                    said->meaning);
}

BATON_RULE(HO8134) { report_token(check, rule, "client not found"); }
BATON_RULE(HO8135) { report_token(check, rule, "authentication failed"); }
BATON_RULE(HO8136) { report(check, rule); }
