/* SPDX-License-Identifier: Apache-2.0 */
/* HO5: context that somebody downstream reads, and that is not there. */
#include "core/rule/rule_int.h"

static bool is_blank(const struct baton_json *doc, uint32_t value)
{
    const struct baton_json_value *v = &doc->v[value];
    if (v->type == BATON_JSON_NULL)
        return true;
    return v->type == BATON_JSON_STRING && v->end - v->start == (uint32_t)v->lead + v->trail;
}

/* The schema fault, if any, that already says this of a member's value. */
static bool value_has_fault(const struct baton_check *check, uint32_t value)
{
    for (size_t i = 0; i < check->shape.fault_count; i++)
        if (check->shape.faults[i].instance == value)
            return true;
    return false;
}

/* An unknown name next to it that is nearly this one: HO4004 says so. */
static bool is_misspelt(const struct baton_check *check, uint32_t object, struct baton_str name)
{
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        if (f->instance > object && f->instance < check->body.doc.v[object].next &&
            baton_str_eq(f->suggestion, name))
            return true;
    }
    return false;
}

static void report_expected(struct baton_check *check, const struct baton_rule *rule,
                            const struct baton_schema_note *note, struct baton_str name)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t value = baton_json_member(doc, note->instance, name);
    if (value != BATON_JSON_NONE && (!is_blank(doc, value) || value_has_fault(check, value)))
        return;
    if (value == BATON_JSON_NONE && is_misspelt(check, note->instance, name))
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

/* Every key of x-baton-expects that names this rule. */
static void expected_by_contract(struct baton_check *check, const struct baton_rule *rule)
{
    for (size_t i = 0; check->checked_shape && i < check->shape.note_count; i++) {
        const struct baton_schema_note *note = &check->shape.notes[i];
        if (!baton_str_is(baton_str_from(note->keyword), "x-baton-expects") ||
            !baton_json_is(note->schema_doc, note->schema, BATON_JSON_OBJECT) ||
            !baton_json_is(&check->body.doc, note->instance, BATON_JSON_OBJECT))
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

BATON_RULE(HO5008)
{
    const struct baton_json *doc = &check->body.doc;
    if (!check->readable || !baton_json_is(doc, check->root, BATON_JSON_OBJECT))
        return;
    uint32_t context = context_of(check);
    for (size_t i = 0; i < check->settings->expect_context_count; i++) {
        struct baton_str name = check->settings->expect_context[i];
        uint32_t value = baton_json_member(doc, context, name);
        if (value == BATON_JSON_NONE)
            value = baton_json_member(doc, check->root, name);
        if (value != BATON_JSON_NONE && !is_blank(doc, value))
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

BATON_RULE(HO5009)
{
    const struct baton_json *doc = &check->body.doc;
    for (uint32_t i = 0; check->readable && i < doc->count; i++) {
        if ((!baton_json_is(doc, i, BATON_JSON_STRING) &&
             !baton_json_is(doc, i, BATON_JSON_NUMBER)) ||
            (doc->v[i].flags & BATON_JSON_KEY))
            continue;
        if (!baton_is_card_number(baton_str_trim(baton_check_text(check, i))))
            continue;
        struct baton_where where = baton_where_value(check, i);
        baton_report_at(check, rule, where, "the value at %.*s has the form of a card number",
                        BATON_ARG(where.pointer));
    }
}
