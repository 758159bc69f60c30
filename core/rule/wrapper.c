/* SPDX-License-Identifier: Apache-2.0 */
/* HO4006 and HO4007: the object around the fields, missing or too much. */
#include "core/rule/rule_int.h"

/* The wrapper is there, but its value is none, or something stands beside it. */
static void report_odd_wrapper(struct baton_check *check, const struct baton_rule *rule,
                               uint32_t value)
{
    const struct baton_json *doc = &check->body.doc;
    struct baton_str name = check->contract->wrapper;
    if (!baton_json_is(doc, value, BATON_JSON_OBJECT)) {
        struct baton_finding *out =
            baton_report_at(check, rule, baton_where_value(check, value),
                            "\"%.*s\" must be an object that holds the fields",
                            BATON_ARG(name));
        baton_report_because(check, out, "There is nothing inside for the receiver to read.");
        baton_report_fix(check, out, BATON_FIX_VALUE, "send {\"%.*s\": {…}}", BATON_ARG(name));
        return;
    }
    BATON_JSON_EACH_MEMBER(doc, check->root, key) {
        if (key + 1 == value)
            continue;
        struct baton_str other = baton_json_string(doc, key, check->arena);
        struct baton_finding *out =
            baton_report_at(check, rule, baton_where_value(check, key),
                            "\"%.*s\" stands beside \"%.*s\", not inside it", BATON_ARG(other),
                            BATON_ARG(name));
        baton_report_because(check, out,
                             "The receiver reads what is inside \"%.*s\"; what stands beside it is "
                             "overlooked, or is why the request is refused.", BATON_ARG(name));
        baton_report_fix(check, out, BATON_FIX_VALUE,
                         "move it into \"%.*s\", or leave it out", BATON_ARG(name));
        return;
    }
}

BATON_RULE(HO4006)
{
    struct baton_edit edits[2];
    if (!check->unwrapped)
        return;
    struct baton_str name = check->contract->wrapper;
    bool object = baton_json_is(&check->body.doc, check->root, BATON_JSON_OBJECT);
    uint32_t value = object ? baton_json_member(&check->body.doc, check->root, name)
                            : BATON_JSON_NONE;
    if (value != BATON_JSON_NONE) {
        report_odd_wrapper(check, rule, value);
        return;
    }
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_value(check, check->root),
                        "the fields are not inside \"%.*s\"", BATON_ARG(name));
    baton_report_fix(check, out, object ? BATON_FIX_SAFE : BATON_FIX_VALUE,
                     "wrap them: {\"%.*s\": {…}}", BATON_ARG(name));
    if (!object)
        return;
    baton_json_edit_wrap(&check->body.doc, check->root, name, check->arena, edits);
    baton_report_edit(check, out, edits[0]);
    baton_report_edit(check, out, edits[1]);
}

BATON_RULE(HO4007)
{
    const struct baton_json *doc = &check->body.doc;
    if (check->wrapper == BATON_JSON_NONE)
        return;
    uint32_t key = check->wrapper, inner = key + 1, outer = key - 1;
    struct baton_str name = baton_json_string(doc, key, check->arena);
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_value(check, key),
                        "the fields are wrapped in \"%.*s\"", BATON_ARG(name));
    baton_report_fix(check, out, BATON_FIX_SAFE, "send what is inside \"%.*s\" by itself",
                     BATON_ARG(name));
    baton_report_edit(check, out, (struct baton_edit){doc->v[outer].start,
                                                      doc->v[inner].start - doc->v[outer].start,
                                                      BATON_STR("")});
    baton_report_edit(check, out, (struct baton_edit){doc->v[inner].end,
                                                      doc->v[outer].end - doc->v[inner].end,
                                                      BATON_STR("")});
}
