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

/* What copying from a page brings along and nobody sees: blanks that do not break, marks. */
static const char *const unseen[] = {
    "\xC2\xA0",     /* no-break space */
    "\xE2\x80\x8B", /* zero width space */
    "\xE2\x80\x8E", /* left-to-right mark */
    "\xE2\x80\x8F", /* right-to-left mark */
    "\xE2\x80\xAF", /* narrow no-break space */
    "\xEF\xBB\xBF", /* byte order mark */
};

static bool trim_unseen(struct baton_str *value)
{
    for (size_t i = 0; i < BATON_COUNT(unseen); i++) {
        struct baton_str mark = baton_str_from(unseen[i]);
        size_t len = value->len;
        if (len >= mark.len && baton_str_starts(*value, mark))
            *value = baton_str_sub(*value, mark.len, len);
        else if (len >= mark.len && baton_str_eq(baton_str_sub(*value, len - mark.len, len), mark))
            *value = baton_str_sub(*value, 0, len - mark.len);
        else
            continue;
        return true;
    }
    return false;
}

/* The id without blanks around it, seen or unseen. */
static struct baton_str bare(const struct baton_id *id)
{
    struct baton_str value = baton_str_trim(id->value);
    while (trim_unseen(&value))
        value = baton_str_trim(value);
    return value;
}

/* Ids with a value that is there and rendered. Tokens have rules of their own. */
static const struct baton_kind *usable(const struct baton_id *id)
{
    const struct baton_kind *kind = baton_kind_find(id->kind);
    if (!kind || !kind->is_id || !bare(id).len || is_template(id->value))
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
        struct baton_str value = bare(id);
        if (!kind || !baton_is_placeholder(value) || baton_rule_is_no_call(id) ||
            (id->place == BATON_ID_PATH && baton_rule_is_signal_to_none(check)))
            continue;
        struct baton_finding *f = baton_report_at(
            check, rule, where_of(check, id), "\"%.*s\" is a placeholder, not %s",
            BATON_ARG(value), kind->what);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

BATON_RULE(HO3002)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        struct baton_str value = bare(id);
        if (!kind || baton_is_placeholder(value) || is_name(id) ||
            kind->fit(value) != BATON_KIND_WRONG || baton_kind_confusion(id->kind, value) ||
            (id->place == BATON_ID_PATH && baton_rule_is_signal_to_none(check)))
            continue;
        const char *looks = baton_kind_describe(value);
        bool secret = kind->is_token || (looks && baton_str_is(baton_str_from(looks), "a token"));
        struct baton_str shown = secret ? id->name : baton_str_sub(value, 0, 60);
        struct baton_finding *f =
            looks ? baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is %s, not %s",
                                    BATON_ARG(shown), looks, kind->what)
                  : baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is not %s",
                                    BATON_ARG(shown), kind->what);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

bool baton_rule_tells_of_id(const struct baton_check *check, uint32_t value)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (kind && id->place == BATON_ID_BODY && id->at == value && !is_name(id) &&
            (baton_is_placeholder(bare(id)) || baton_kind_confusion(id->kind, bare(id)) ||
             kind->fit(bare(id)) == BATON_KIND_WRONG))
            return true;
    }
    return false;
}

/* ---- one platform's id where another's belongs ------------------------------------------- */

static void report_confused(struct baton_check *check, const struct baton_rule *rule,
                            const char *what, const char *because)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        struct baton_str value = bare(id);
        const char *own = kind ? baton_kind_confusion(id->kind, value) : NULL;
        if (!own || !baton_str_is(baton_str_from(own), rule->info.id) ||
            baton_is_placeholder(value))
            continue;
        struct baton_str shown = baton_str_sub(value, 0, 60);
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id), "\"%.*s\" is %s, not %s",
                            BATON_ARG(shown), what, kind->what);
        baton_report_because(check, f, "%s", because);
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

BATON_RULE(HO3101)
{
    report_confused(check, rule, "a free text (such as a Cognigy session id)",
                    "Genesys Cloud's ids are UUIDs that it issues. Cognigy's sessionId is whatever "
                    "the caller of its endpoint chose, and Genesys Cloud has never heard of it.");
}

BATON_RULE(HO3102)
{
    report_confused(check, rule, "a number, as CXone's contact ids are",
                    "Genesys Cloud's ids are UUIDs. CXone's contacts have numbers, and mean "
                    "nothing on another platform.");
}

BATON_RULE(HO3103)
{
    report_confused(check, rule, "a UUID (such as a Genesys Cloud id, a tenant id or a call_sid)",
                    "CXone's contacts have numbers. A UUID is a conversation of Genesys Cloud's, "
                    "the tenant, or a call of Cognigy's Voice Gateway.");
}

BATON_RULE(HO3104)
{
    report_confused(check, rule, "a free text (such as a Cognigy session id)",
                    "CXone's contacts have numbers that CXone issues. Cognigy's sessionId is "
                    "whatever the caller of its endpoint chose; CXone knows it only if it was "
                    "sent there as a parameter.");
}

static void edit_body_id(struct baton_check *check, struct baton_finding *f,
                         const struct baton_id *id, struct baton_str clean)
{
    struct baton_buf json;
    baton_buf_init(&json, check->arena, 0);
    baton_json_put_string(&json, clean);
    baton_report_edit(check, f, baton_json_edit_replace(&check->body.doc, id->at,
                                                        baton_buf_str(&json), check->arena));
}

/* In a URL the id is put in as it is, so it must have nothing that would be encoded. */
static bool needs_no_encoding(struct baton_str value)
{
    for (size_t i = 0; i < value.len; i++) {
        char c = value.s[i];
        if (!(c >= '0' && c <= '9') && !((c | 32) >= 'a' && (c | 32) <= 'z') && c != '-' &&
            c != '_' && c != '.')
            return false;
    }
    return true;
}

static void report_blanks(struct baton_check *check, const struct baton_rule *rule,
                          const struct baton_id *id, struct baton_str clean)
{
    bool seen = baton_str_trim(id->value).len == clean.len;
    struct baton_finding *f = baton_report_at(
        check, rule, where_of(check, id), "%s around the id \"%.*s\"",
        seen ? "blanks" : "characters that nobody sees", BATON_ARG(clean));
    if (id->place == BATON_ID_BODY)
        edit_body_id(check, f, id, clean);
    else if (id->place == BATON_ID_PATH && id->editable && needs_no_encoding(clean))
        baton_report_input_edit(
            check, f, (struct baton_edit){id->span.start, id->span.end - id->span.start, clean});
}

BATON_RULE(HO3003)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = baton_kind_find(id->kind);
        struct baton_str clean = bare(id);
        if (usable(id) && clean.len < id->value.len)
            report_blanks(check, rule, id, clean);
        if (!kind || !kind->is_id || clean.len || !id->value.len)
            continue;
        struct baton_finding *f = baton_report_at(check, rule, where_of(check, id),
                                                  "the id is nothing but blanks");
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

/* One that HO3001 and HO3002 have nothing to say of. */
static bool is_sound(const struct baton_id *id)
{
    const struct baton_kind *kind = usable(id);
    struct baton_str value = bare(id);
    return kind && !baton_is_placeholder(value) && kind->fit(value) != BATON_KIND_WRONG;
}

/* The same kind, named alike or one of them in the path: it should be the same id. */
static bool should_agree(const struct baton_id *a, const struct baton_id *b)
{
    return baton_str_eq(a->kind, b->kind) && a->place != b->place &&
           (baton_str_eq_nocase(a->name, b->name) || a->place == BATON_ID_PATH);
}

/* What an answer is about is another question (HO3007). */
BATON_RULE(HO3004)
{
    for (size_t i = 0; !check->is_answer && i < check->id_count; i++) {
        for (size_t j = i + 1; j < check->id_count; j++) {
            const struct baton_id *a = &check->ids[i], *b = &check->ids[j];
            if (!should_agree(a, b) || baton_str_eq_nocase(bare(a), bare(b)) || !is_sound(a) ||
                !is_sound(b))
                continue;
            struct baton_str first = baton_str_sub(bare(a), 0, 60);
            struct baton_str second = baton_str_sub(bare(b), 0, 60);
            baton_report_at(check, rule, where_of(check, b),
                            "\"%.*s\" here, but \"%.*s\" in the %s", BATON_ARG(second),
                            BATON_ARG(first), a->place == BATON_ID_PATH ? "path" : "header");
        }
    }
}

/* ---- templates --------------------------------------------------------------------- */

/* Who would have filled it in, and what the other product writes. */
static const struct {
    const char *open, *fix;
} renderers[] = {
    {"{{", "if Cognigy sends it, use it in a field that takes CognigyScript and see that the "
           "context has the value; CXone Studio does not know {{...}}: there write {name} in a "
           "$\"...\" string"},
    {"{", "if CXone Studio sends it, write it in a $\"...\" string and assign the variable before; "
          "Cognigy does not know {name}: there write {{context.name}}"},
};

static void fix_template(struct baton_check *check, struct baton_finding *f, struct baton_str shown)
{
    for (size_t i = 0; i < BATON_COUNT(renderers); i++) {
        if (!baton_str_starts(shown, baton_str_from(renderers[i].open)))
            continue;
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", renderers[i].fix);
        return;
    }
}

static void report_template(struct baton_check *check, const struct baton_rule *rule,
                            struct baton_where where, struct baton_str text,
                            struct baton_span span, const char *product)
{
    struct baton_str shown = baton_str_sub(text, span.start, span.end);
    struct baton_finding *f = baton_report_at(check, rule, where, "%.*s was sent unrendered",
                                              (int)(shown.len > 80 ? 80 : shown.len), shown.s);
    /* Within a sentence it may be meant as it stands. */
    if (f && span.end - span.start < baton_str_trim(text).len &&
        baton_str_find_byte(text, ' ') != SIZE_MAX)
        f->severity = BATON_WARNING;
    baton_report_because(check, f,
                         "It is %s: the product that sent this did not fill it in, so the receiver "
                         "gets the text itself where a value belongs.", product);
    fix_template(check, f, shown);
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

static void template_of_url(struct baton_check *check, const struct baton_rule *rule,
                            struct baton_str piece)
{
    struct baton_span span;
    const char *product;
    /* HTTP libraries write { as %7B. */
    struct baton_str text = baton_url_decode(check->arena, piece, false);
    if (!baton_is_template(text, &span, &product))
        return;
    if (text.s[span.start] == '{' && text.s[span.start + 1] != '{')
        product = "how documentation marks a parameter of the path, and CXone Studio's variables";
    report_template(check, rule, baton_where_request(check), text, span, product);
}

/* "contactId" of "context.contactId" */
static struct baton_str last_name(struct baton_str path)
{
    struct baton_str name = path;
    while (path.len)
        (void)baton_str_next(&path, '.', &name);
    return baton_str_trim(name);
}

/* In a SNIPPET's strings {name} is what Studio fills in; double braces are Cognigy's. */
static void templates_of_code(struct baton_check *check, const struct baton_rule *rule)
{
    struct baton_str code = baton_words_code(check);
    size_t open = baton_str_find(code, BATON_STR("{{"));
    struct baton_str rest = baton_str_sub(code, open, code.len);
    size_t close = baton_str_find(baton_str_sub(rest, 0, 200), BATON_STR("}}"));
    struct baton_span span;
    const char *product;
    if (open == SIZE_MAX || close == SIZE_MAX)
        return;
    struct baton_str text = baton_str_sub(rest, 0, close + 2);
    if (!baton_is_template(text, &span, &product))
        return;
    struct baton_finding *f = baton_report_at(check, rule, baton_where_words(check, text),
                                              "Studio sends %.*s as it stands", BATON_ARG(text));
    baton_report_because(check, f, "It is %s; in a SNIPPET {name} is filled in.", product);
    baton_report_fix(check, f, BATON_FIX_VALUE,
                     "write the script's own variable in single braces: {%.*s}",
                     BATON_ARG(last_name(baton_str_sub(text, 2, text.len - 2))));
}

BATON_RULE(HO3005)
{
    templates_of_code(check, rule);
    struct baton_str piece, rest = check->url.path;
    while (rest.len && baton_str_next(&rest, '/', &piece))
        template_of_url(check, rule, piece);
    template_of_url(check, rule, check->url.query);
    templates_of_body(check, rule);
}

/* ---- routing --------------------------------------------------------------------------- */

struct baton_str baton_check_queue_called(const struct baton_check *check, struct baton_str name)
{
    const struct baton_conversation *c = check->conversation;
    const struct baton_evidence *e = check->evidence;
    if (e && e->queue.name.text.s && baton_str_eq_nocase(e->queue.name.text, name))
        return e->queue.id.text;
    if (c && c->queue_name.text.s && baton_str_eq_nocase(c->queue_name.text, name) &&
        c->queue_id.text.s && !baton_kind_is_name(c->queue_id.text))
        return c->queue_id.text;
    return (struct baton_str){NULL, 0};
}

BATON_RULE(HO6001)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (!kind || !is_name(id) || !baton_str_is(id->kind, "queue-id"))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id),
                            "\"%.*s\" is a queue's name, not its id", BATON_ARG(id->value));
        struct baton_str known = baton_check_queue_called(check, id->value);
        if (known.s)
            baton_report_fix(check, f, BATON_FIX_VALUE, "send its id: %.*s", BATON_ARG(known));
        else
            baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}

/* Codes may have words for ids: one that the queue's list has is none's name. */
static bool is_code(const struct baton_check *check, struct baton_str value)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; e && i < e->wrapup.count; i++)
        if (e->wrapup.codes[i].id.text.s && baton_str_eq(e->wrapup.codes[i].id.text, value))
            return true;
    return false;
}

/* The id of the queue's code that is called so; s NULL if the list is not known, or has none. */
static struct baton_str code_called(const struct baton_check *check, struct baton_str name)
{
    const struct baton_evidence *e = check->evidence;
    for (size_t i = 0; e && i < e->wrapup.count; i++) {
        const struct baton_wrapup_code *code = &e->wrapup.codes[i];
        if (code->name.text.s && baton_str_eq_nocase(code->name.text, baton_str_trim(name)) &&
            code->id.text.s)
            return code->id.text;
    }
    return (struct baton_str){NULL, 0};
}

BATON_RULE(HO6002)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = usable(id);
        if (!kind || !is_name(id) || !baton_str_is(id->kind, "wrapup-code-id") ||
            is_code(check, id->value))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id),
                            "\"%.*s\" is a wrap-up code's name, not its id", BATON_ARG(id->value));
        struct baton_str known = code_called(check, id->value);
        if (known.s)
            baton_report_fix(check, f, BATON_FIX_VALUE, "send its id: %.*s", BATON_ARG(known));
        else
            baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
}
