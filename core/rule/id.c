/* SPDX-License-Identifier: Apache-2.0 */
/* HO3 and HO6: ids that are none, of the wrong kind, or do not agree. */
#include "core/rule/rule_int.h"

enum { MAX_TEMPLATES = 50 };

static struct baton_where where_of(struct baton_check *check, const struct baton_id *id)
{
    return id->place == BATON_ID_BODY ? baton_where_value(check, id->at)
                                      : baton_where_input(id->span);
}

static bool is_template(struct baton_str value)
{
    struct baton_span span;
    const char *product;
    return baton_is_template(value, &span, &product);
}

/* Ids with a value that is there and rendered. Tokens have rules of their own. */
static const struct baton_kind *usable(const struct baton_id *id)
{
    const struct baton_kind *kind = baton_kind_find(id->kind);
    if (!kind || !kind->is_id || !baton_str_trim(id->value).len || is_template(id->value))
        return NULL;
    return kind;
}

static bool is_routing(const struct baton_id *id)
{
    return baton_str_is(id->kind, "queue-id") || baton_str_is(id->kind, "wrapup-code-id");
}

static bool is_name(const struct baton_id *id)
{
    return is_routing(id) && baton_kind_is_name(id->value) && !baton_is_placeholder(id->value);
}

BATON_RULE(HO3001)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (!kind || !baton_is_placeholder(id->value))
            continue;
        struct baton_finding *f = baton_report_at(
            check, rule, where_of(check, id), "\"%.*s\" is a placeholder, not %s",
            BATON_ARG(id->value), kind->what);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

BATON_RULE(HO3002)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        struct baton_str value = baton_str_trim(id->value);
        if (!kind || baton_is_placeholder(value) || is_name(id) ||
            kind->fit(value) != BATON_KIND_WRONG)
            continue;
        const char *looks = baton_kind_describe(value);
        struct baton_str shown = kind->is_token || (looks && baton_str_is(baton_str_from(looks), "a token"))
                                     ? id->name : baton_str_sub(value, 0, 60);
        struct baton_finding *f =
            looks ? baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is %s, not %s",
                                    BATON_ARG(shown), looks, kind->what)
                  : baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is not %s",
                                    BATON_ARG(shown), kind->what);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

BATON_RULE(HO3003)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        struct baton_str clean = baton_str_trim(id->value);
        if (!usable(id) || clean.len == id->value.len)
            continue;
        struct baton_finding *f = baton_report_at(check, rule, where_of(check, id),
                                                  "blanks around the id \"%.*s\"", BATON_ARG(clean));
        if (id->place != BATON_ID_BODY)
            continue;
        struct baton_buf json;
        baton_buf_init(&json, check->arena, 0);
        baton_json_put_string(&json, clean);
        baton_report_edit(check, f, baton_json_edit_replace(&check->body.doc, id->at,
                                                            baton_buf_str(&json), check->arena));
    }
}

/*
 * The same kind at two places: one in the path speaks for the whole request, and a
 * header is looked at only because it is named like the other.
 */
static bool should_agree(const struct baton_id *a, const struct baton_id *b)
{
    return baton_str_eq(a->kind, b->kind) && a->place != b->place &&
           (baton_str_eq_nocase(a->name, b->name) || a->place == BATON_ID_PATH ||
            b->place == BATON_ID_HEADER);
}

BATON_RULE(HO3004)
{
    static const char *const places[] = {"path", "header", "body"};
    for (size_t i = 0; i < check->id_count; i++) {
        for (size_t j = i + 1; j < check->id_count; j++) {
            const struct baton_id *a = &check->ids[i], *b = &check->ids[j];
            if (!usable(a) || !usable(b) || !should_agree(a, b) ||
                baton_str_eq_nocase(baton_str_trim(a->value), baton_str_trim(b->value)))
                continue;
            struct baton_str first = baton_str_sub(a->value, 0, 60);
            struct baton_str second = baton_str_sub(b->value, 0, 60);
            baton_report_at(check, rule, where_of(check, b),
                            "\"%.*s\" here, but \"%.*s\" in the %s", BATON_ARG(second),
                            BATON_ARG(first), places[a->place]);
        }
    }
}

/* ---- templates --------------------------------------------------------------------- */

static void report_template(struct baton_check *check, const struct baton_rule *rule,
                            struct baton_where where, struct baton_str text,
                            struct baton_span span, const char *product)
{
    struct baton_str shown = baton_str_sub(text, span.start, span.end);
    struct baton_finding *f = baton_report_at(check, rule, where, "%.*s was sent unrendered",
                                              (int)(shown.len > 80 ? 80 : shown.len), shown.s);
    baton_report_because(check, f,
                         "It is %s: the product that sent this did not fill it in, so the receiver "
                         "gets the text itself where a value belongs.", product);
}

static void templates_of_body(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_json *doc = &check->body.doc;
    size_t left = MAX_TEMPLATES;
    for (uint32_t i = 0; check->readable && i < doc->count && left; i++) {
        struct baton_span span;
        const char *product;
        if (!baton_json_is(doc, i, BATON_JSON_STRING) ||
            (doc->v[i].flags & (BATON_JSON_KEY | BATON_JSON_TEMPLATE)))
            continue;
        struct baton_str text = baton_json_string(doc, i, check->arena);
        if (!baton_is_template(text, &span, &product))
            continue;
        report_template(check, rule, baton_where_value(check, i), text, span, product);
        left--;
    }
}

BATON_RULE(HO3005)
{
    struct baton_span span;
    const char *product;
    if (check->url.path.len) {
        struct baton_str piece, rest = check->exchange->url;
        while (baton_str_next(&rest, '/', &piece))
            if (baton_is_template(piece, &span, &product))
                report_template(check, rule, baton_where_request(check), piece, span, product);
    }
    templates_of_body(check, rule);
}

/* ---- routing --------------------------------------------------------------------------- */

BATON_RULE(HO6001)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (!kind || !is_name(id) || !baton_str_is(id->kind, "queue-id"))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is a queue's name, not its id",
                            BATON_ARG(id->value));
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

BATON_RULE(HO6002)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (!kind || !is_name(id) || !baton_str_is(id->kind, "wrapup-code-id"))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id),
                            "\"%.*s\" is a wrap-up code's name, not its id", BATON_ARG(id->value));
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}
