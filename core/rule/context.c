/* SPDX-License-Identifier: Apache-2.0 */
/* HO5: context that somebody downstream reads, and that is not there. */
#include "core/rule/rule_int.h"

static bool is_blank(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    if (v->type == BATON_JSON_OBJECT || v->type == BATON_JSON_ARRAY)
        return baton_json_size(doc, value) == 0;
    if (v->type == BATON_JSON_NULL)
        return true;
    return v->type == BATON_JSON_STRING && v->end - v->start == (uint32_t)v->lead + v->trail;
}

/* Of the customer's members none says anything. */
static bool is_hollow(const struct baton_json *doc, uint32_t value)
{
    if (!baton_json_is(doc, value, BATON_JSON_OBJECT))
        return false;
    BATON_JSON_EACH_MEMBER(doc, value, key)
        if (!is_blank(doc, key + 1))
            return false;
    return true;
}

/*
 * A name that nobody knows is nearly this one (HO4004), or is this one in another
 * object (HO4013): that says what happened.
 */
static bool is_elsewhere(const struct baton_check *check, uint32_t object, struct baton_str name)
{
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        bool inside = f->instance > object && f->instance < check->body.doc.v[object].next;
        if (f->keyword != BATON_KW_REQUIRED &&
            (baton_str_eq(f->name, name) || (inside && baton_str_eq(f->suggestion, name))))
            return true;
    }
    return false;
}

/* A name that differs in nothing but case, which readers of JSON mind; false if there is none. */
static bool report_other_case(struct baton_check *check, const struct baton_rule *rule,
                              uint32_t object, struct baton_str name)
{
    const struct baton_json *doc = &check->body.doc;
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        struct baton_str found = baton_json_string(doc, key, check->arena);
        if (!baton_str_eq_nocase(found, name))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_value(check, key),
                            "\"%.*s\" is missing, but \"%.*s\" is there", BATON_ARG(name),
                            BATON_ARG(found));
        baton_report_fix(check, f, BATON_FIX_REVIEW, "rename it to \"%.*s\"", BATON_ARG(name));
        baton_report_edit(check, f, baton_json_edit_rename(doc, key, name, check->arena));
        return true;
    }
    return false;
}

static void report_expected(struct baton_check *check, const struct baton_rule *rule,
                            const struct baton_schema_note *note, struct baton_str name)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t value = baton_json_member(doc, note->instance, name);
    bool of_customer = baton_str_is(baton_str_from(rule->info.id), "HO5002");
    if (value != BATON_JSON_NONE && !is_blank(doc, value) &&
        !(of_customer && is_hollow(doc, value)))
        return;
    if (value == BATON_JSON_NONE && (is_elsewhere(check, note->instance, name) ||
                                     report_other_case(check, rule, note->instance, name)))
        return;
    struct baton_where where = value == BATON_JSON_NONE
                                   ? baton_where_missing(check, note->instance, name)
                                   : baton_where_value(check, value);
    struct baton_finding *f =
        baton_report_at(check, rule, where, "\"%.*s\" is %s", BATON_ARG(name),
                        value == BATON_JSON_NONE ? "missing" : "null or empty");
    struct baton_str preset = baton_check_default(check, note->subschema, note->schema_doc, name);
    if (!preset.len)
        return;
    baton_report_fix(check, f, BATON_FIX_SAFE, "add \"%.*s\": %.*s", BATON_ARG(name),
                     BATON_ARG(preset));
    baton_report_edit(check, f,
                      value == BATON_JSON_NONE
                          ? baton_json_edit_insert(doc, note->instance, name, preset, check->arena)
                          : baton_json_edit_replace(doc, value, preset, check->arena));
}

/* A bot's context without any member is one fault, not one for each (HO5010). */
static bool is_bare_context(const struct baton_check *check, uint32_t object)
{
    return check->conversation && baton_json_size(&check->body.doc, object) == 0;
}

/* Every key of x-baton-expects that names this rule. */
static void expected_by_contract(struct baton_check *check, const struct baton_rule *rule)
{
    for (size_t i = 0; check->checked_shape && i < check->shape.note_count; i++) {
        const struct baton_schema_note *note = &check->shape.notes[i];
        if (!baton_str_is(baton_str_from(note->keyword), "x-baton-expects") ||
            !baton_json_is(note->schema_doc, note->schema, BATON_JSON_OBJECT) ||
            !baton_json_is(&check->body.doc, note->instance, BATON_JSON_OBJECT) ||
            is_bare_context(check, note->instance))
            continue;
        BATON_JSON_EACH_MEMBER(note->schema_doc, note->schema, key) {
            if (baton_json_string_is(note->schema_doc, key + 1, baton_str_from(rule->info.id)))
                report_expected(check, rule, note,
                                baton_json_string(note->schema_doc, key, check->arena));
        }
    }
}

BATON_RULE(HO5001) { expected_by_contract(check, rule); }
BATON_RULE(HO5002) { expected_by_contract(check, rule); }
BATON_RULE(HO5003) { expected_by_contract(check, rule); }
BATON_RULE(HO5004) { expected_by_contract(check, rule); }
BATON_RULE(HO5005) { expected_by_contract(check, rule); }
BATON_RULE(HO5006) { expected_by_contract(check, rule); }
BATON_RULE(HO5007) { expected_by_contract(check, rule); }

/* ---- what the user's own script reads ----------------------------------------------- */

/* Where context travels, the most specific first; the root if there is none of them. */
static uint32_t context_of(const struct baton_check *check)
{
    static const char *const names[] = {"contextData", "context", "customData", "metadata"};
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        uint32_t at = baton_json_member_z(&check->body.doc, check->root, names[i]);
        if (at != BATON_JSON_NONE && baton_json_is(&check->body.doc, at, BATON_JSON_OBJECT))
            return at;
    }
    return check->root;
}

/* A request for a token, or a query, has no context; nor has what a platform tells of a session. */
static bool is_handover(const struct baton_check *check)
{
    bool other = check->contract &&
                 baton_str_is(check->contract->direction, "client-to-platform");
    return check->readable && !check->is_answer && !other &&
           baton_json_is(&check->body.doc, check->root, BATON_JSON_OBJECT);
}

BATON_RULE(HO5008)
{
    const struct baton_json *doc = &check->body.doc;
    if (!is_handover(check))
        return;
    uint32_t context = context_of(check);
    for (size_t i = 0; i < check->settings->expect_context_count; i++) {
        struct baton_str name = check->settings->expect_context[i];
        uint32_t value = baton_json_member(doc, context, name);
        if (value == BATON_JSON_NONE)
            value = baton_json_member(doc, check->root, name);
        if (value != BATON_JSON_NONE && !is_blank(doc, value))
            continue;
        if (value == BATON_JSON_NONE && report_other_case(check, rule, context, name))
            continue;
        struct baton_where where = value == BATON_JSON_NONE
                                       ? baton_where_missing(check, context, name)
                                       : baton_where_value(check, value);
        struct baton_finding *f = baton_report_at(
            check, rule, where, "the receiving script reads \"%.*s\", and it is %s",
            BATON_ARG(name), value == BATON_JSON_NONE ? "not there" : "empty");
        baton_report_fix(check, f, BATON_FIX_VALUE, "have the bot send \"%.*s\"", BATON_ARG(name));
    }
}

/* ---- what must not travel ---------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(struct baton_str text, size_t at)
{
    char c = at < text.len ? text.s[at] : ' ';
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

/* The end of the digits from here on, single blanks and dashes between them let pass. */
static size_t end_of_digits(struct baton_str text, size_t at)
{
    size_t end = at;
    for (; at < text.len && at - end < 2; at++)
        if (is_digit(text.s[at]))
            end = at + 1;
        else if (text.s[at] != ' ' && text.s[at] != '-')
            break;
    return end;
}

/* As a word of its own: digits inside an id or a hash are none, nor are those of a phone number. */
static bool holds_card_number(struct baton_str text)
{
    for (size_t at = 0; at < text.len; at++) {
        if (!is_digit(text.s[at]) || (at && (is_word(text, at - 1) || text.s[at - 1] == '+')))
            continue;
        size_t end = end_of_digits(text, at);
        if (!is_word(text, end) && baton_is_card_number(baton_str_sub(text, at, end)))
            return true;
        at = end;
    }
    return false;
}

/* One id of platforms in ten passes the check of card numbers by chance. */
static bool is_id(const struct baton_check *check, uint32_t value)
{
    for (size_t i = 0; i < check->id_count; i++)
        if (check->ids[i].place == BATON_ID_BODY && check->ids[i].at == value)
            return true;
    return false;
}

BATON_RULE(HO5009)
{
    const struct baton_json *doc = &check->body.doc;
    for (uint32_t i = 0; check->readable && i < doc->count; i++) {
        if ((!baton_json_is(doc, i, BATON_JSON_STRING) &&
             !baton_json_is(doc, i, BATON_JSON_NUMBER)) ||
            (doc->v[i].flags & BATON_JSON_KEY))
            continue;
        if (!holds_card_number(baton_check_text(check, i)) || is_id(check, i))
            continue;
        struct baton_where where = baton_where_value(check, i);
        baton_report_at(check, rule, where, "the value at %.*s holds what has the form of a card "
                        "number", BATON_ARG(where.pointer));
    }
}
