/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: the headers of the INVITE that brings a call to a voicebot. */
#include "core/rule/cxone_int.h"

enum { IGNORED = 7 }; /* characters: so short a value Context Init passes over */

static const char *const id_names[] = {"X-InContact-ContactId", "X-InContact-MasterId"};

static bool is_sip(const struct baton_check *check)
{
    return check->exchange->kind == BATON_INPUT_SIP && check->exchange->sip.present;
}

/* Is the call said to come from CXone, whatever its headers are called? */
static bool is_from_cxone(const struct baton_check *check)
{
    return baton_check_is_call(check, "cxone.sip-invite-context") ||
           baton_str_is(check->settings->family, "cxone") ||
           (is_sip(check) &&
            baton_str_find_nocase(check->body.doc.text, BATON_STR("incontact.")) != SIZE_MAX);
}

/* Headers without one of CXone's names among them. */
static uint32_t other_headers(const struct baton_check *check)
{
    static const char *const places[] = {"/payload/sip/headers", "/data/payload/sip/headers",
                                         "/input/data/payload/sip/headers"};
    const struct baton_json *doc = &check->body.doc;
    if (!is_from_cxone(check))
        return BATON_JSON_NONE;
    for (size_t i = 0; i < BATON_COUNT(places); i++) {
        uint32_t at = baton_json_pointer(doc, 0, baton_str_from(places[i]));
        if (at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_OBJECT))
            return at;
    }
    bool own = is_sip(check) || baton_check_is_call(check, "cxone.sip-invite-context");
    return own && baton_json_is(doc, check->root, BATON_JSON_OBJECT) ? check->root
                                                                      : BATON_JSON_NONE;
}

/* The INVITE's headers; NONE where there are none, or the message is another one. */
static uint32_t headers_of(const struct baton_check *check)
{
    const struct baton_http_message *sip = &check->exchange->sip;
    bool other = is_sip(check) && (sip->is_response ||
                                   (sip->method.len && !baton_str_is(sip->method, "INVITE")));
    if (!check->readable || other)
        return BATON_JSON_NONE;
    uint32_t headers = baton_cxone__invite(&check->body.doc, 0);
    return headers == BATON_JSON_NONE ? other_headers(check) : headers;
}

/* The key of a header, whatever its letter case; NONE if it is not there. */
static uint32_t key_of(const struct baton_check *check, uint32_t headers, const char *name)
{
    const struct baton_json *doc = &check->body.doc;
    if (headers == BATON_JSON_NONE)
        return BATON_JSON_NONE;
    BATON_JSON_EACH_MEMBER(doc, headers, key) {
        if (baton_str_is_nocase(baton_json_string(doc, key, check->arena), name))
            return key;
    }
    return BATON_JSON_NONE;
}

static bool is_empty(const struct baton_check *check, uint32_t value)
{
    return baton_json_is(&check->body.doc, value, BATON_JSON_NULL) ||
           !baton_str_trim(baton_check_text(check, value)).len;
}

bool baton_rule_is_cxone_invite(const struct baton_check *check)
{
    return is_sip(check) && headers_of(check) != BATON_JSON_NONE;
}

/* ---- ids ----------------------------------------------------------------------------- */

/* The header as someone called it who left X- out (HO5406). */
static bool is_without_x(const struct baton_check *check, uint32_t headers, const char *name)
{
    uint32_t key = key_of(check, headers, name + 2);
    return key != BATON_JSON_NONE && !is_empty(check, key + 1);
}

static void report_empty(struct baton_check *check, const struct baton_rule *rule, uint32_t value,
                         const char *name)
{
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_value(check, value),
                        "%s is there, and empty: the bot does not learn that contact", name);
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "see where the header gets its value: the variable that the script gives "
                     "SIPPUTHEADER had none yet, or is another one");
}

BATON_RULE(HO5401)
{
    uint32_t headers = headers_of(check);
    for (size_t i = 0; headers != BATON_JSON_NONE && i < BATON_COUNT(id_names); i++) {
        uint32_t key = key_of(check, headers, id_names[i]);
        if (key != BATON_JSON_NONE && is_empty(check, key + 1))
            report_empty(check, rule, key + 1, id_names[i]);
        if (key != BATON_JSON_NONE || is_without_x(check, headers, id_names[i]))
            continue;
        baton_report_at(check, rule,
                        baton_where_missing(check, headers, baton_str_from(id_names[i])),
                        "the INVITE has no %s%s", id_names[i],
                        i ? ", the main contact that the transcript is for"
                          : ", the contact that is to be signalled");
    }
}

BATON_RULE(HO3408)
{
    uint32_t headers = headers_of(check), key = key_of(check, headers, id_names[1]);
    if (key == BATON_JSON_NONE)
        return;
    struct baton_cxone__pair pair =
        baton_cxone__pair_in(&check->body.doc, headers, check->arena);
    if (!pair.main_contact.len || !baton_str_eq(pair.main_contact, pair.spawned_contact))
        return;
    baton_report_at(check, rule, baton_where_value(check, key + 1),
                    "X-InContact-MasterId and X-InContact-ContactId are the same, %.*s",
                    BATON_ARG(baton_str_sub(pair.main_contact, 0, 40)));
}

/* Within an event no contract says what the headers are: HO3002 and HO3003 do not see them. */
BATON_RULE(HO3409)
{
    uint32_t headers = headers_of(check);
    for (size_t i = 0; headers != BATON_JSON_NONE && i < BATON_COUNT(id_names); i++) {
        uint32_t key = key_of(check, headers, id_names[i]);
        if (key == BATON_JSON_NONE || is_empty(check, key + 1) ||
            baton_cxone__is_collected(check, key + 1))
            continue;
        struct baton_str value = baton_check_text(check, key + 1), bare = baton_str_trim(value);
        const char *wrong = baton_cxone__is_sentinel(bare)   ? "stands for no call"
                            : !baton_cxone__is_digits(bare)  ? "is no contact id: those are digits"
                            : baton_str_is(bare, "0")        ? "is no contact id"
                            : bare.len < value.len           ? "has blanks around it"
                                                             : NULL;
        if (wrong)
            baton_report_at(check, rule, baton_where_value(check, key + 1), "%s: \"%.*s\" %s",
                            id_names[i], BATON_ARG(baton_str_sub(value, 0, 60)), wrong);
    }
}

/* ---- JSON in headers -------------------------------------------------------------------- */

static const struct {
    const char *name;
    bool may_be_ignored;
} json_names[] = {{"X-CXone", false}, {"X-CXone-Custom", true}, {"X-CXone-Extended", true}};

BATON_RULE(HO5403)
{
    uint32_t headers = headers_of(check);
    for (size_t i = 0; i < BATON_COUNT(json_names); i++) {
        uint32_t key = key_of(check, headers, json_names[i].name);
        if (key == BATON_JSON_NONE || is_empty(check, key + 1) ||
            !baton_json_is(&check->body.doc, key + 1, BATON_JSON_STRING))
            continue;
        struct baton_str text = baton_check_text(check, key + 1);
        if ((json_names[i].may_be_ignored && text.len <= IGNORED) ||
            baton_cxone__is_json(check, text, BATON_JSON_OBJECT))
            continue;
        baton_report_at(check, rule, baton_where_value(check, key + 1),
                        "%s is no JSON object: the bot gets {} in its place, and nothing is said",
                        json_names[i].name);
    }
}

BATON_RULE(HO5404)
{
    uint32_t headers = headers_of(check);
    for (size_t i = 0; i < BATON_COUNT(json_names); i++) {
        uint32_t key = key_of(check, headers, json_names[i].name);
        if (key == BATON_JSON_NONE || !json_names[i].may_be_ignored ||
            !baton_json_is(&check->body.doc, key + 1, BATON_JSON_STRING))
            continue;
        struct baton_str text = baton_check_text(check, key + 1), bare = baton_str_trim(text);
        if (text.len > IGNORED || !bare.len || baton_str_is(bare, "{}") ||
            baton_str_is(bare, "null"))
            continue;
        baton_report_at(check, rule, baton_where_value(check, key + 1),
                        "%s has %zu characters: one of 7 or less is passed over",
                        json_names[i].name, text.len);
    }
}

BATON_RULE(HO5405)
{
    uint32_t headers = headers_of(check), key = key_of(check, headers, "X-CXone-Custom");
    struct baton_json custom;
    if (key == BATON_JSON_NONE || !baton_json_is(&check->body.doc, key + 1, BATON_JSON_STRING) ||
        baton_json_read(check->arena, baton_check_text(check, key + 1), &check->settings->limits,
                        &custom, NULL) != BATON_OK)
        return;
    uint32_t params = baton_cxone__member(&custom, 0, "ivaParams");
    if (params == BATON_JSON_NONE || baton_json_is(&custom, params, BATON_JSON_NULL))
        return;
    struct baton_str text = baton_json_is(&custom, params, BATON_JSON_STRING)
                                ? baton_str_trim(baton_json_string(&custom, params, check->arena))
                                : (struct baton_str){NULL, 0};
    struct baton_json inner;
    bool sound = text.s && (!text.len || baton_json_read(check->arena, text,
                                                         &check->settings->limits, &inner, NULL) ==
                                             BATON_OK);
    if (sound)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_value(check, key + 1),
        text.s ? "ivaParams is text, and no JSON: the bot gets {} in its place"
               : "ivaParams is JSON itself, not its text: the documents disagree on whether "
                 "Context Init takes that");
    if (f && !text.s)
        f->severity = BATON_NOTE;
}

/* ---- names ---------- */

static bool looks_custom(struct baton_str name)
{
    static const char *const starts[] = {"CXone", "InContact", "Cognigy", "Custom", "IVA"};
    for (size_t i = 0; i < BATON_COUNT(starts); i++)
        if (baton_str_starts_nocase(name, baton_str_from(starts[i])))
            return true;
    return false;
}

/* An id that is lost so stops the handover, where the right name is not there, too. */
static bool loses_id(const struct baton_check *check, uint32_t headers, struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(id_names); i++)
        if (baton_str_is_nocase(name, id_names[i] + 2) &&
            key_of(check, headers, id_names[i]) == BATON_JSON_NONE)
            return true;
    return false;
}

static void report_name(struct baton_check *check, const struct baton_rule *rule,
                        uint32_t headers, uint32_t key)
{
    struct baton_str name = baton_json_string(&check->body.doc, key, check->arena);
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_value(check, key),
                        "%.*s does not begin with X-: CXone neither sends nor reads it",
                        BATON_ARG(baton_str_sub(name, 0, 60)));
    if (f && loses_id(check, headers, name)) {
        f->severity = BATON_ERROR;
        f->stage = BATON_IDENTIFY;
        f->message = baton_str_fmt(check->arena, "%.*s is called so without X-: nobody reads it, "
                                   "and the INVITE has no X-%.*s",
                                   BATON_ARG(baton_str_sub(name, 0, 60)),
                                   BATON_ARG(baton_str_sub(name, 0, 60)));
    }
    baton_report_fix(check, f, BATON_FIX_VALUE, "call it X-%.*s, in Studio and where it is read",
                     BATON_ARG(baton_str_sub(name, 0, 60)));
}

BATON_RULE(HO5406)
{
    const struct baton_json *doc = &check->body.doc;
    bool whole = check->readable && is_sip(check) && baton_json_is(doc, 0, BATON_JSON_OBJECT);
    uint32_t headers = headers_of(check);
    if (headers == BATON_JSON_NONE && whole)
        headers = 0;
    if (headers == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(doc, headers, key) {
        if (looks_custom(baton_json_string(doc, key, check->arena)))
            report_name(check, rule, headers, key);
    }
}

/* ---- raw messages ---------- */

static bool is_custom(const struct baton_http_header *h)
{
    return baton_str_starts_nocase(h->name, BATON_STR("X-"));
}

BATON_RULE(HO5407)
{
    const struct baton_http_message *sip = &check->exchange->sip;
    for (size_t i = 1; is_sip(check) && i < sip->header_count; i++) {
        for (size_t j = 0; is_custom(&sip->headers[i]) && j < i; j++) {
            if (!baton_str_eq_nocase(sip->headers[i].name, sip->headers[j].name))
                continue;
            baton_report_at(check, rule, baton_where_header(&sip->headers[i]),
                            "%.*s stands twice: SIPGETHEADER gets one value",
                            BATON_ARG(sip->headers[i].name));
            break;
        }
    }
}

BATON_RULE(HO5408)
{
    uint32_t key = key_of(check, headers_of(check), "User-to-User");
    if (key != BATON_JSON_NONE)
        baton_report_at(check, rule, baton_where_value(check, key + 1),
                        "whether CXone passes User-to-User on is not documented");
}

BATON_RULE(HO5409)
{
    const struct baton_http_message *sip = &check->exchange->sip;
    static const char *const late[] = {"BYE", "REFER", "NOTIFY", "INFO", "UPDATE", "CANCEL"};
    bool is_late = false;
    for (size_t i = 0; i < BATON_COUNT(late); i++)
        is_late = is_late || baton_str_is(sip->method, late[i]);
    for (size_t i = 0; is_sip(check) && is_late && i < sip->header_count; i++) {
        const struct baton_http_header *h = &sip->headers[i];
        if (!baton_str_starts_nocase(h->name, BATON_STR("X-CXone")) &&
            !baton_str_starts_nocase(h->name, BATON_STR("X-InContact")))
            continue;
        baton_report_at(check, rule, baton_where_header(h),
                        "%.*s comes with a %.*s; CXone reads such headers of the first INVITE, "
                        "or its final 2xx", BATON_ARG(h->name), BATON_ARG(sip->method));
    }
}
