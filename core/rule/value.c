/* SPDX-License-Identifier: Apache-2.0 */
/* HO4: values that the contract's schema does not allow, of the right type. */
#include "core/rule/rule_int.h"
#include "core/rule/shape_int.h"

/* "Unattended" is near "attended", and says the opposite. */
static bool is_opposite(struct baton_str a, struct baton_str b)
{
    static const char *const signs[] = {"un", "in", "non", "non-", "not", "not_", "no", "dis"};
    struct baton_str longer = a.len < b.len ? b : a, shorter = a.len < b.len ? a : b;
    struct baton_str sign = baton_str_sub(longer, 0, longer.len - shorter.len);
    for (size_t i = 0; i < BATON_COUNT(signs); i++)
        if (baton_str_is_nocase(sign, signs[i]))
            return baton_str_eq_nocase(baton_str_sub(longer, sign.len, longer.len), shorter);
    return false;
}

/* The value that is probably meant, as JSON text; "" if none is. */
static struct baton_str meant(const struct baton_check *check, const struct baton_schema_fault *f)
{
    struct baton_str json = f->suggestion;
    if (json.len < 2 || json.s[0] != '"' ||
        !baton_json_is(&check->body.doc, f->instance, BATON_JSON_STRING))
        return json;
    struct baton_str word = baton_str_sub(json, 1, json.len - 1);
    return is_opposite(baton_check_text(check, f->instance), word) ? BATON_STR("") : json;
}

/* What others call what a vendor calls otherwise. */
static const struct {
    const char *said, *meant;
} words[] = {
    {"User", "\"Patron\""},     {"Customer", "\"Patron\""}, {"Caller", "\"Patron\""},
    {"Human", "\"Patron\""},    {"EndUser", "\"Patron\""},  {"Assistant", "\"Bot\""},
    {"VirtualAgent", "\"Bot\""}, {"AGENT_HANDOVER", "\"AGENT_TRANSFER\""},
    {"HANDOVER", "\"AGENT_TRANSFER\""}, {"ESCALATE", "\"AGENT_TRANSFER\""},
    {"TRANSFER", "\"AGENT_TRANSFER\""},
};

/* The word of a list that says the same, as JSON text; "" if none does. */
static struct baton_str same_as(const struct baton_check *check,
                                const struct baton_schema_fault *f, struct baton_str allowed)
{
    struct baton_str said = baton_str_trim(baton_check_text(check, f->instance));
    for (size_t i = 0; i < BATON_COUNT(words); i++) {
        struct baton_str better = baton_str_from(words[i].meant);
        if (baton_str_is_nocase(said, words[i].said) &&
            baton_str_find(allowed, baton_str_sub(better, 1, better.len - 1)) != SIZE_MAX)
            return better;
    }
    return BATON_STR("");
}

static void report_choice(struct baton_check *check, const struct baton_rule *rule,
                          const struct baton_schema_fault *f)
{
    if ((f->keyword != BATON_KW_ENUM && f->keyword != BATON_KW_CONST) ||
        baton_shape__is_nothing(check, f))
        return;
    struct baton_str name = baton_shape__name(check, f->instance);
    struct baton_str raw = baton_mask(check->arena,
                                      baton_str_sub(baton_json_raw(&check->body.doc, f->instance),
                                                    0, 60));
    struct baton_str allowed = baton_shape__words(check, f);
    struct baton_finding *out = baton_report_at(
        check, rule, baton_where_value(check, f->instance), "%.*s is %.*s; allowed: %.*s",
        BATON_ARG(name), BATON_ARG(raw), BATON_ARG(allowed));
    struct baton_str better = meant(check, f);
    if (!better.len)
        better = same_as(check, f, allowed);
    if (!better.len) {
        baton_report_fix(check, out, BATON_FIX_VALUE, "send one of: %.*s", BATON_ARG(allowed));
        return;
    }
    baton_report_fix(check, out, BATON_FIX_REVIEW, "did you mean %.*s?", BATON_ARG(better));
    baton_report_edit(check, out, baton_json_edit_replace(&check->body.doc, f->instance, better,
                                                          check->arena));
}

BATON_RULE(HO4003) { baton_shape__each(check, rule, report_choice); }

static void report_malformed(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_schema_fault *f)
{
    if (f->keyword != BATON_KW_PATTERN && f->keyword != BATON_KW_FORMAT &&
        f->keyword != BATON_KW_PROPERTY_NAMES)
        return;
    if (baton_shape__is_nothing(check, f))
        return;
    struct baton_str name = baton_shape__name(check, f->instance);
    struct baton_str wanted = baton_shape__words(check, f);
    baton_report_at(check, rule, baton_where_value(check, f->instance), "%.*s %s: %.*s",
                    BATON_ARG(name), baton_schema_keyword_text(f->keyword), BATON_ARG(wanted));
}

BATON_RULE(HO4008) { baton_shape__each(check, rule, report_malformed); }

static bool is_range(enum baton_schema_keyword keyword)
{
    static const enum baton_schema_keyword range[] = {
        BATON_KW_MULTIPLE_OF,    BATON_KW_MAXIMUM,        BATON_KW_EXCLUSIVE_MAXIMUM,
        BATON_KW_MINIMUM,        BATON_KW_EXCLUSIVE_MINIMUM, BATON_KW_MAX_LENGTH,
        BATON_KW_MIN_LENGTH,     BATON_KW_MAX_ITEMS,      BATON_KW_MIN_ITEMS,
        BATON_KW_UNIQUE_ITEMS,   BATON_KW_MAX_CONTAINS,   BATON_KW_MIN_CONTAINS,
        BATON_KW_CONTAINS,       BATON_KW_MAX_PROPERTIES, BATON_KW_MIN_PROPERTIES,
        BATON_KW_ITEMS,          BATON_KW_UNEVALUATED_ITEMS, BATON_KW_DEPTH,
    };
    for (size_t i = 0; i < BATON_COUNT(range); i++)
        if (range[i] == keyword)
            return true;
    return false;
}

static void report_range(struct baton_check *check, const struct baton_rule *rule,
                         const struct baton_schema_fault *f)
{
    if (!is_range(f->keyword) || baton_shape__is_nothing(check, f))
        return;
    struct baton_str name = baton_shape__name(check, f->instance);
    struct baton_str limit = baton_shape__words(check, f);
    baton_report_at(check, rule, baton_where_value(check, f->instance), "%.*s %s (%s %.*s)",
                    BATON_ARG(name), baton_schema_keyword_text(f->keyword),
                    baton_schema_keyword_name(f->keyword), BATON_ARG(limit));
}

BATON_RULE(HO4009) { baton_shape__each(check, rule, report_range); }

/* What one alternative asks for, in a few words; nothing if that is not plain to see. */
static void put_alternative(struct baton_check *check, struct baton_buf *buf,
                            const struct baton_json *doc, uint32_t at)
{
    for (int hops = 0; hops < BATON_SHAPE__HOPS && at != BATON_JSON_NONE; hops++) {
        if (!baton_json_is(doc, at, BATON_JSON_OBJECT))
            return;
        uint32_t required = baton_json_member_z(doc, at, "required");
        uint32_t type = baton_json_member_z(doc, at, "type");
        if (required != BATON_JSON_NONE && baton_json_is(doc, required, BATON_JSON_ARRAY)) {
            baton_buf_puts(buf, buf->len ? "; an object with" : "an object with");
            BATON_JSON_EACH_ITEM(doc, required, item) {
                baton_buf_fmt(buf, "%s%.*s", item == required + 1 ? " " : ", ",
                              BATON_ARG(baton_json_raw(doc, item)));
            }
            return;
        }
        if (type != BATON_JSON_NONE && baton_json_is(doc, type, BATON_JSON_STRING)) {
            struct baton_str word = baton_json_string(doc, type, check->arena);
            baton_buf_fmt(buf, "%s%.*s", buf->len ? "; " : "", BATON_ARG(word));
            return;
        }
        at = baton_shape__follow(check, doc, at);
    }
}

static struct baton_str alternatives(struct baton_check *check, const struct baton_schema_fault *f)
{
    struct baton_buf buf;
    baton_buf_init(&buf, check->arena, 400);
    if (f->keyword == BATON_KW_ANY_OF || f->keyword == BATON_KW_ONE_OF) {
        BATON_JSON_EACH_ITEM(f->schema_doc, f->schema, item) {
            put_alternative(check, &buf, f->schema_doc, item);
        }
    }
    return baton_buf_failed(&buf) ? BATON_STR("") : baton_buf_str(&buf);
}

static void report_alternatives(struct baton_check *check, const struct baton_rule *rule,
                                const struct baton_schema_fault *f)
{
    if (f->keyword != BATON_KW_ANY_OF && f->keyword != BATON_KW_ONE_OF &&
        f->keyword != BATON_KW_NOT && !(f->keyword == BATON_KW_FALSE && !f->name.len))
        return;
    /* The place is the member that tells alternatives apart; what fits none is the whole. */
    bool telling = f->branch < 0 && f->discriminator != BATON_JSON_NONE;
    struct baton_str name = baton_shape__name(check, telling ? f->choice_instance : f->instance);
    struct baton_where where = baton_where_value(check, f->instance);
    bool several = f->keyword == BATON_KW_ONE_OF && f->matched > 1;
    struct baton_finding *out =
        several ? baton_report_at(check, rule, where, "%.*s fits %d alternatives, and must fit one",
                                  BATON_ARG(name), f->matched)
                : baton_report_at(check, rule, where, "%.*s %s", BATON_ARG(name),
                                  baton_schema_keyword_text(f->keyword));
    struct baton_str list = alternatives(check, f);
    if (list.len)
        baton_report_fix(check, out, BATON_FIX_VALUE, "send %s of these: %.*s",
                         f->keyword == BATON_KW_ONE_OF ? "exactly one" : "one", BATON_ARG(list));
}

BATON_RULE(HO4010) { baton_shape__each(check, rule, report_alternatives); }
