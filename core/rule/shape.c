/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HO4: what the contract's schema does not allow. The validator names each
 * independent fault once; here each is given the rule that explains it best, so
 * that one mistake is one finding: a misspelt name is not also a missing one.
 */
#include "core/rule/rule_int.h"
#include "core/rule/shape_int.h"

/* ---- what explains what --------------------------------------------------------- */

static bool is_unknown_name(const struct baton_schema_fault *f)
{
    return f->keyword == BATON_KW_ADDITIONAL_PROPERTIES ||
           f->keyword == BATON_KW_UNEVALUATED_PROPERTIES ||
           (f->keyword == BATON_KW_FALSE && f->name.len);
}

/* The child of a container (of an object: a member's value) that holds a place, or NONE. */
static uint32_t child_around(const struct baton_json *doc, uint32_t container, uint32_t place)
{
    uint32_t step = doc->v[container].type == BATON_JSON_OBJECT;
    for (uint32_t at = container + 1 + step; at < doc->v[container].next;
         at = doc->v[at].next + step)
        if (at < place && doc->v[at].next > place)
            return at;
    return BATON_JSON_NONE;
}

/* The object that a member's key stands in. */
static uint32_t object_of(const struct baton_json *doc, uint32_t key)
{
    uint32_t at = 0, inner;
    while ((inner = child_around(doc, at, key)) != BATON_JSON_NONE)
        at = inner;
    return at;
}

/* The unknown name that a missing one nearly is: the validator knows of the one slip. */
static const struct baton_schema_fault *misspelt(const struct baton_check *check,
                                                 const struct baton_schema_fault *missing)
{
    const struct baton_schema_fault *cause =
        missing->follows < 0 ? NULL : &check->shape.faults[missing->follows];
    return cause && is_unknown_name(cause) ? cause : NULL;
}

/*
 * The missing name stands in another object, where nobody knows it. Of several
 * objects that lack it, it is taken to be the first one's.
 */
static const struct baton_schema_fault *misplaced(const struct baton_check *check,
                                                  const struct baton_schema_fault *missing)
{
    const struct baton_schema_fault *found = NULL;
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        if (f < missing && f->keyword == BATON_KW_REQUIRED && baton_str_eq(f->name, missing->name))
            return NULL;
        if (!found && is_unknown_name(f) && baton_str_eq(f->name, missing->name))
            found = f;
    }
    return found;
}

/* The required fault that an unknown name is the cause of, if any. */
static const struct baton_schema_fault *caused_by(const struct baton_check *check,
                                                  const struct baton_schema_fault *unknown,
                                                  const struct baton_schema_fault *(*finds)(
                                                      const struct baton_check *,
                                                      const struct baton_schema_fault *))
{
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        bool may_be = baton_str_eq(f->name, unknown->name) ||
                      baton_str_eq(f->name, unknown->suggestion);
        if (f->keyword == BATON_KW_REQUIRED && may_be && finds(check, f) == unknown)
            return f;
    }
    return NULL;
}

/* Does a rule of its own speak of this name where it is missing or empty (x-baton-expects)? */
static bool has_own_rule(const struct baton_check *check, uint32_t object, struct baton_str name)
{
    for (size_t i = 0; i < check->shape.note_count; i++) {
        const struct baton_schema_note *note = &check->shape.notes[i];
        if (note->instance == object &&
            baton_str_is(baton_str_from(note->keyword), "x-baton-expects") &&
            baton_json_is(note->schema_doc, note->schema, BATON_JSON_OBJECT) &&
            baton_json_member(note->schema_doc, note->schema, name) != BATON_JSON_NONE)
            return true;
    }
    return false;
}

/*
 * Does a rule of its own say what is wrong with this value (x-baton-own), or with a name
 * that its object does not know (x-baton-own-names)?
 */
static bool is_owned(const struct baton_check *check, const struct baton_schema_fault *f)
{
    bool name = is_unknown_name(f);
    const char *keyword = name ? "x-baton-own-names" : "x-baton-own";
    uint32_t place = name ? object_of(&check->body.doc, f->instance) : f->instance;
    for (size_t i = 0; i < check->shape.note_count; i++)
        if (check->shape.notes[i].instance == place &&
            baton_str_is(baton_str_from(check->shape.notes[i].keyword), keyword))
            return true;
    return false;
}

static bool is_null(const struct baton_check *check, uint32_t value)
{
    return baton_json_is(&check->body.doc, value, BATON_JSON_NULL);
}

/* Is it a type that the failed `type` allows? */
static bool wants_type(const struct baton_schema_fault *f, const char *type)
{
    const struct baton_json *doc = f->schema_doc;
    struct baton_str name = baton_str_from(type);
    if (f->keyword != BATON_KW_TYPE)
        return false;
    if (!baton_json_is(doc, f->schema, BATON_JSON_ARRAY))
        return baton_json_string_is(doc, f->schema, name);
    BATON_JSON_EACH_ITEM(doc, f->schema, item) {
        if (baton_json_string_is(doc, item, name))
            return true;
    }
    return false;
}

/* The text of a string that holds a JSON object or array, where one is wanted; else s NULL. */
static struct baton_str stringified(const struct baton_check *check,
                                    const struct baton_schema_fault *f)
{
    struct baton_str none = {NULL, 0};
    struct baton_json inner;
    if (f->keyword != BATON_KW_TYPE ||
        !baton_json_is(&check->body.doc, f->instance, BATON_JSON_STRING))
        return none;
    struct baton_str text = baton_str_trim(baton_check_text(check, f->instance));
    bool fits = text.len && ((text.s[0] == '{' && wants_type(f, "object")) ||
                             (text.s[0] == '[' && wants_type(f, "array")));
    if (!fits ||
        baton_json_read(check->arena, text, &check->settings->limits, &inner, NULL) != BATON_OK)
        return none;
    return text;
}

/* ---- what another rule tells ------------------------------------------------------------ */

/* Null or "" where something else is wanted: no value at all, rather than a wrong one. */
bool baton_shape__is_nothing(const struct baton_check *check, const struct baton_schema_fault *f)
{
    const struct baton_json_value *v = &check->body.doc.v[f->instance];
    bool blank = v->type == BATON_JSON_STRING && v->end - v->start == (uint32_t)v->lead + v->trail;
    switch ((int)f->keyword) {
    case BATON_KW_TYPE:
        return is_null(check, f->instance);
    case BATON_KW_ENUM:
    case BATON_KW_CONST:
        return blank || is_null(check, f->instance);
    case BATON_KW_FORMAT:
    case BATON_KW_PATTERN:
    case BATON_KW_MIN_LENGTH:
        return blank;
    case BATON_KW_MIN_ITEMS:
    case BATON_KW_MIN_PROPERTIES:
        return v->next == f->instance + 1;
    default:
        return false;
    }
}

/* HO3001 to HO3003 and HO2009 say of an id, or a token, what is wrong with it. */
static bool is_bad_id(const struct baton_check *check, uint32_t value)
{
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = baton_kind_find(id->kind);
        if (id->place != BATON_ID_BODY || id->at != value || !kind)
            continue;
        if (kind->is_id || baton_str_is(id->kind, "bearer-token"))
            return baton_is_placeholder(id->value) || kind->fit(id->value) == BATON_KIND_WRONG ||
                   baton_str_trim(id->value).len < id->value.len;
    }
    return false;
}

/* One mistake is one finding: what a template, or a bad id, breaks is not told again. */
static bool is_told(const struct baton_check *check, const struct baton_schema_fault *f)
{
    const struct baton_json *doc = &check->body.doc;
    struct baton_span span;
    const char *product;
    if (!baton_json_is(doc, f->instance, BATON_JSON_STRING) ||
        (doc->v[f->instance].flags & BATON_JSON_KEY))
        return false;
    if (baton_is_template(baton_check_text(check, f->instance), &span, &product) ||
        baton_rule_is_spoken_turn(check, f->instance))
        return true;
    bool form = f->keyword == BATON_KW_PATTERN || f->keyword == BATON_KW_FORMAT ||
                f->keyword == BATON_KW_MAX_LENGTH || f->keyword == BATON_KW_MIN_LENGTH;
    return form && !baton_shape__is_nothing(check, f) && is_bad_id(check, f->instance);
}

void baton_shape__each(struct baton_check *check, const struct baton_rule *rule,
                       baton_shape__fn *report)
{
    size_t before = check->finding_count;
    if (!check->checked_shape || check->unwrapped)
        return;
    for (size_t i = 0; i < check->shape.fault_count; i++)
        if (!is_owned(check, &check->shape.faults[i]) &&
            !is_told(check, &check->shape.faults[i]))
            report(check, rule, &check->shape.faults[i]);
    /* What a platform answers is not refused by anybody for its shape. */
    for (size_t i = before; check->is_answer && i < check->finding_count; i++)
        check->findings[i].severity = BATON_NOTE;
}

/* ---- names in messages ---------------------------------------------------------------- */

/* The member's name that a value stands under, in quotes; else "the body" or "an item". */
struct baton_str baton_shape__name(struct baton_check *check, uint32_t value)
{
    const struct baton_json *doc = &check->body.doc;
    if (value == 0)
        return BATON_STR("the body");
    if (doc->v[value - 1].flags & BATON_JSON_KEY) {
        struct baton_str name = baton_json_string(doc, value - 1, check->arena);
        name = baton_str_sub(name, 0, 80);
        return baton_str_fmt(check->arena, "\"%.*s\"", BATON_ARG(name));
    }
    struct baton_str pointer = baton_json_pointer_to(doc, value, check->arena);
    return baton_str_fmt(check->arena, "the item at %.*s", BATON_ARG(pointer));
}

static const char *const type_names[] = {"null",      "a boolean",  "a boolean", "a number",
                                         "a string",  "an array",   "an object"};

static const char *type_of(const struct baton_check *check, uint32_t value)
{
    return type_names[check->body.doc.v[value].type];
}

/* A JSON value of the schema as it reads best: "string", ["a","b"] -> a, b. */
struct baton_str baton_shape__words(struct baton_check *check, const struct baton_schema_fault *f)
{
    const struct baton_json *doc = f->schema_doc;
    struct baton_buf buf;
    size_t shown = 0;
    if (!baton_json_is(doc, f->schema, BATON_JSON_ARRAY))
        return baton_json_is(doc, f->schema, BATON_JSON_STRING)
                   ? baton_json_string(doc, f->schema, check->arena)
                   : baton_str_sub(baton_json_raw(doc, f->schema), 0, 80);
    baton_buf_init(&buf, check->arena, 0);
    BATON_JSON_EACH_ITEM(doc, f->schema, item) {
        if (shown++ == 8) {
            baton_buf_puts(&buf, ", …");
            break;
        }
        if (shown > 1)
            baton_buf_puts(&buf, ", ");
        baton_buf_put(&buf, baton_json_is(doc, item, BATON_JSON_STRING)
                                ? baton_json_string(doc, item, check->arena)
                                : baton_json_raw(doc, item));
    }
    return baton_buf_str(&buf);
}

/* ---- missing --------------------------------------------------------------------------- */

static uint32_t property_of(const struct baton_json *doc, uint32_t subschema,
                            struct baton_str name)
{
    uint32_t properties = baton_json_member_z(doc, subschema, "properties");
    return properties == BATON_JSON_NONE ? BATON_JSON_NONE
                                         : baton_json_member(doc, properties, name);
}

/* Where a schema's $ref leads, within its document; NONE if it has none. */
uint32_t baton_shape__follow(const struct baton_check *check, const struct baton_json *doc,
                             uint32_t subschema)
{
    uint32_t ref = baton_json_member_z(doc, subschema, "$ref");
    if (ref == BATON_JSON_NONE)
        return BATON_JSON_NONE;
    struct baton_str target = baton_json_string(doc, ref, check->arena);
    return baton_str_starts(target, BATON_STR("#"))
               ? baton_json_pointer(doc, 0, baton_str_sub(target, 1, target.len))
               : BATON_JSON_NONE;
}

struct baton_str baton_check_default(const struct baton_check *check, uint32_t subschema,
                                     const struct baton_json *doc, struct baton_str name)
{
    static const char *const keywords[] = {"x-baton-default", "const", "default"};
    uint32_t at = property_of(doc, subschema, name);
    for (int hops = 0; hops < BATON_SHAPE__HOPS && at != BATON_JSON_NONE; hops++) {
        if (!baton_json_is(doc, at, BATON_JSON_OBJECT))
            break;
        for (size_t i = 0; i < BATON_COUNT(keywords); i++) {
            uint32_t value = baton_json_member_z(doc, at, keywords[i]);
            if (value != BATON_JSON_NONE)
                return baton_json_raw(doc, value);
        }
        at = baton_shape__follow(check, doc, at);
    }
    return BATON_STR("");
}

/* Does the schema of the missing member have a property of this name? */
static bool belongs_inside(const struct baton_check *check,
                           const struct baton_schema_fault *missing, struct baton_str name)
{
    const struct baton_json *doc = missing->schema_doc;
    uint32_t at = property_of(doc, missing->subschema, missing->name);
    for (int hops = 0; hops < BATON_SHAPE__HOPS && at != BATON_JSON_NONE; hops++) {
        if (!baton_json_is(doc, at, BATON_JSON_OBJECT))
            return false;
        if (property_of(doc, at, name) != BATON_JSON_NONE)
            return true;
        at = baton_shape__follow(check, doc, at);
    }
    return false;
}

/* An unknown member beside the missing one whose place is inside of that. */
static bool is_flattened(const struct baton_check *check, const struct baton_schema_fault *missing,
                         const struct baton_schema_fault *f)
{
    const struct baton_json *doc = &check->body.doc;
    return missing->keyword == BATON_KW_REQUIRED && is_unknown_name(f) && f->name.len &&
           f->instance > missing->instance && f->instance < doc->v[missing->instance].next &&
           belongs_inside(check, missing, f->name) &&
           baton_json_member(doc, missing->instance, f->name) == f->instance + 1;
}

/* The missing member that an unknown one belongs inside of, or NULL. */
static const struct baton_schema_fault *flattened_of(const struct baton_check *check,
                                                     const struct baton_schema_fault *unknown)
{
    for (size_t i = 0; i < check->shape.fault_count; i++)
        if (is_flattened(check, &check->shape.faults[i], unknown))
            return &check->shape.faults[i];
    return NULL;
}

static void put_member(struct baton_check *check, struct baton_buf *buf,
                       const struct baton_schema_fault *f)
{
    baton_buf_putc(buf, buf->len ? ',' : '{');
    baton_json_put_string(buf, f->name);
    baton_buf_putc(buf, ':');
    baton_buf_put(buf, baton_json_raw(&check->body.doc, f->instance + 1));
}

/*
 * {"source": …, "mediaType": …} beside each other, and no "metadata" around them: the
 * first of them becomes the missing member, the others move into it.
 */
static bool report_flattened(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_schema_fault *missing)
{
    const struct baton_json *doc = &check->body.doc;
    const struct baton_schema_fault *first = NULL;
    struct baton_buf names, json;
    baton_buf_init(&names, check->arena, 0);
    baton_buf_init(&json, check->arena, 0);
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        if (!is_flattened(check, missing, f))
            continue;
        first = first ? first : f;
        baton_buf_fmt(&names, "%s\"%.*s\"", names.len ? ", " : "", BATON_ARG(f->name));
        put_member(check, &json, f);
    }
    if (!first)
        return false;
    baton_buf_putc(&json, '}');
    struct baton_str list = baton_buf_str(&names);
    struct baton_finding *out = baton_report_at(
        check, rule, baton_where_missing(check, missing->instance, missing->name),
        "the required field \"%.*s\" is missing; %.*s would belong inside it",
        BATON_ARG(missing->name), BATON_ARG(list));
    baton_report_fix(check, out, BATON_FIX_REVIEW, "put %.*s into \"%.*s\"", BATON_ARG(list),
                     BATON_ARG(missing->name));
    baton_report_edit(check, out, baton_json_edit_rename(doc, first->instance, missing->name,
                                                         check->arena));
    baton_report_edit(check, out, baton_json_edit_replace(doc, first->instance + 1,
                                                          baton_buf_str(&json), check->arena));
    for (size_t i = 0; i < check->shape.fault_count; i++) {
        const struct baton_schema_fault *f = &check->shape.faults[i];
        if (f != first && is_flattened(check, missing, f))
            baton_report_edit(check, out, baton_json_edit_remove(doc, f->instance));
    }
    return true;
}

/* The object is open, so that what is nearly the missing name is no fault of its own. */
static bool report_near_name(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_schema_fault *f)
{
    const struct baton_json *doc = &check->body.doc;
    uint32_t value = f->suggestion.len ? baton_json_member(doc, f->instance, f->suggestion)
                                       : BATON_JSON_NONE;
    if (value == BATON_JSON_NONE || property_of(f->schema_doc, f->subschema, f->suggestion) !=
                                        BATON_JSON_NONE)
        return false;
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_missing(check, f->instance, f->name),
                        "the required field \"%.*s\" is missing, but \"%.*s\" is there",
                        BATON_ARG(f->name), BATON_ARG(f->suggestion));
    baton_report_fix(check, out, BATON_FIX_REVIEW, "rename it to \"%.*s\"", BATON_ARG(f->name));
    baton_report_edit(check, out, baton_json_edit_rename(doc, value - 1, f->name, check->arena));
    return true;
}

/* The text ended inside this object: what seems missing was cut off. */
static bool is_cut_off(const struct baton_check *check, uint32_t object)
{
    for (size_t i = 0; i < check->body.problem_count; i++)
        if (check->body.problems[i].code == BATON_JSON_TRUNCATED)
            return check->body.doc.v[object].next == check->body.doc.count;
    return false;
}

/* A client may name itself in Authorization: Basic instead (RFC 6749 section 2.3.1). */
static bool is_client_auth(const struct baton_check *check, struct baton_str name)
{
    return check->authorization &&
           baton_str_starts_nocase(check->authorization->value, BATON_STR("basic ")) &&
           (baton_str_is(name, "client_id") || baton_str_is(name, "client_secret"));
}

static void report_required(struct baton_check *check, const struct baton_rule *rule,
                            const struct baton_schema_fault *f)
{
    if (f->keyword != BATON_KW_REQUIRED && f->keyword != BATON_KW_DEPENDENT_REQUIRED)
        return;
    if (is_cut_off(check, f->instance) || is_client_auth(check, f->name))
        return;
    if (misspelt(check, f) || misplaced(check, f) || has_own_rule(check, f->instance, f->name) ||
        report_near_name(check, rule, f) || report_flattened(check, rule, f))
        return;
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_missing(check, f->instance, f->name),
                        "the required field \"%.*s\" is missing", BATON_ARG(f->name));
    struct baton_str value = baton_check_default(check, f->subschema, f->schema_doc, f->name);
    if (!value.len) {
        baton_report_fix(check, out, BATON_FIX_VALUE, "add \"%.*s\"", BATON_ARG(f->name));
        return;
    }
    baton_report_fix(check, out, BATON_FIX_SAFE, "add \"%.*s\": %.*s", BATON_ARG(f->name),
                     BATON_ARG(value));
    baton_report_edit(check, out, baton_json_edit_insert(&check->body.doc, f->instance, f->name,
                                                         value, check->arena));
}

BATON_RULE(HO4001) { baton_shape__each(check, rule, report_required); }

static void report_misplaced(struct baton_check *check, const struct baton_rule *rule,
                             const struct baton_schema_fault *f)
{
    const struct baton_schema_fault *found =
        f->keyword == BATON_KW_REQUIRED && !misspelt(check, f) ? misplaced(check, f) : NULL;
    if (!found)
        return;
    const struct baton_json *doc = &check->body.doc;
    struct baton_where where = baton_where_value(check, found->instance);
    struct baton_str wanted = baton_where_missing(check, f->instance, f->name).pointer;
    struct baton_finding *out =
        baton_report_at(check, rule, where,
                        "\"%.*s\" stands in the wrong place: it belongs at %.*s",
                        BATON_ARG(f->name), BATON_ARG(wanted));
    baton_report_fix(check, out, BATON_FIX_REVIEW, "move it to %.*s", BATON_ARG(wanted));
    baton_report_edit(check, out, baton_json_edit_remove(doc, found->instance));
    baton_report_edit(check, out,
                      baton_json_edit_insert(doc, f->instance, f->name,
                                             baton_json_raw(doc, found->instance + 1),
                                             check->arena));
}

BATON_RULE(HO4013) { baton_shape__each(check, rule, report_misplaced); }

/* ---- unknown names ------------------------------------------------------------------------ */

/* Only a vendor's own word makes an unknown name a fault; else it is merely unheard of. */
static enum baton_severity unknown_severity(const struct baton_check *check)
{
    enum baton_provenance p = check->contract->provenance;
    if (p == BATON_VENDOR_DOC || p == BATON_VENDOR_CODE)
        return BATON_WARNING;
    return p == BATON_USER ? BATON_ERROR : BATON_NOTE;
}

static void report_unknown(struct baton_check *check, const struct baton_rule *rule,
                           const struct baton_schema_fault *f)
{
    if (!is_unknown_name(f) || caused_by(check, f, misplaced) || flattened_of(check, f))
        return;
    const struct baton_schema_fault *missing = caused_by(check, f, misspelt);
    uint32_t object = object_of(&check->body.doc, f->instance);
    bool taken = f->suggestion.len &&
                 baton_json_member(&check->body.doc, object, f->suggestion) != BATON_JSON_NONE;
    struct baton_finding *out;
    if (!f->suggestion.len || taken) {
        out = baton_report_at(check, rule, baton_where_value(check, f->instance),
                              "the contract knows no field \"%.*s\"", BATON_ARG(f->name));
        baton_report_fix(check, out, BATON_FIX_REVIEW, "leave it out, if nothing reads it");
        if (out)
            out->severity = unknown_severity(check);
        return;
    }
    out = baton_report_at(check, rule, baton_where_value(check, f->instance),
                          "the contract knows no field \"%.*s\": did you mean \"%.*s\"?",
                          BATON_ARG(f->name), BATON_ARG(f->suggestion));
    if (missing)
        baton_report_because(check, out, "\"%.*s\" is required, and is missing as long as it is "
                             "misspelt.", BATON_ARG(f->suggestion));
    else if (out)
        out->severity = BATON_WARNING;
    baton_report_fix(check, out, BATON_FIX_REVIEW, "rename it to \"%.*s\"",
                     BATON_ARG(f->suggestion));
    baton_report_edit(check, out, baton_json_edit_rename(&check->body.doc, f->instance,
                                                         f->suggestion, check->arena));
}

BATON_RULE(HO4004) { baton_shape__each(check, rule, report_unknown); }

/* ---- types ----------------------------------------------------------------------------- */

/* Only an integer has one way to be written: 1.50 and 1.5 are one number and two texts. */
static bool is_plain_integer(struct baton_str raw)
{
    for (size_t i = 0; i < raw.len; i++)
        if (raw.s[i] < '0' || raw.s[i] > '9')
            return false;
    return raw.len > 0;
}

static void quote_number(struct baton_check *check, struct baton_finding *out,
                         const struct baton_schema_fault *f)
{
    struct baton_str raw = baton_json_raw(&check->body.doc, f->instance);
    struct baton_str quoted = baton_str_fmt(check->arena, "\"%.*s\"", BATON_ARG(raw));
    baton_report_fix(check, out, is_plain_integer(raw) ? BATON_FIX_SAFE : BATON_FIX_REVIEW,
                     "write it in quotes: %.*s", BATON_ARG(quoted));
    baton_report_edit(check, out, baton_json_edit_replace(&check->body.doc, f->instance, quoted,
                                                          check->arena));
}

static void unquote(struct baton_check *check, struct baton_finding *out,
                    const struct baton_schema_fault *f)
{
    struct baton_str text = baton_check_text(check, f->instance);
    baton_report_fix(check, out, BATON_FIX_REVIEW, "write it without quotes: %.*s",
                     BATON_ARG(text));
    baton_report_edit(check, out, baton_json_edit_replace(&check->body.doc, f->instance, text,
                                                          check->arena));
}

static bool number_text(struct baton_check *check, struct baton_str text)
{
    struct baton_json doc;
    return text.len && text.len < 40 &&
           baton_json_read(check->arena, text, NULL, &doc, NULL) == BATON_OK &&
           baton_json_is(&doc, 0, BATON_JSON_NUMBER);
}

/* "10" where a number is wanted, "true" where a boolean is. */
static bool is_quoted_scalar(struct baton_check *check, const struct baton_schema_fault *f)
{
    if (!baton_json_is(&check->body.doc, f->instance, BATON_JSON_STRING))
        return false;
    struct baton_str text = baton_check_text(check, f->instance);
    if (wants_type(f, "boolean") && (baton_str_is(text, "true") || baton_str_is(text, "false")))
        return true;
    if (wants_type(f, "integer"))
        return is_plain_integer(text) && number_text(check, text);
    return wants_type(f, "number") && number_text(check, text);
}

static void report_type(struct baton_check *check, const struct baton_rule *rule,
                        const struct baton_schema_fault *f)
{
    if (f->keyword != BATON_KW_TYPE || is_null(check, f->instance) || stringified(check, f).s)
        return;
    if (baton_json_is(&check->body.doc, f->instance, BATON_JSON_STRING) &&
        baton_rule_tells_of_id(check, f->instance))
        return;
    struct baton_str wanted = baton_shape__words(check, f);
    struct baton_str name = baton_shape__name(check, f->instance);
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_value(check, f->instance),
                        "%.*s is %s where the contract wants: %.*s", BATON_ARG(name),
                        type_of(check, f->instance), BATON_ARG(wanted));
    baton_report_fix(check, out, BATON_FIX_VALUE, "send it as: %.*s", BATON_ARG(wanted));
    if (baton_json_is(&check->body.doc, f->instance, BATON_JSON_NUMBER) && wants_type(f, "string"))
        quote_number(check, out, f);
    else if (is_quoted_scalar(check, f))
        unquote(check, out, f);
}

BATON_RULE(HO4002) { baton_shape__each(check, rule, report_type); }

static void report_stringified(struct baton_check *check, const struct baton_rule *rule,
                               const struct baton_schema_fault *f)
{
    struct baton_str text = stringified(check, f);
    if (!text.s)
        return;
    struct baton_str name = baton_shape__name(check, f->instance);
    struct baton_finding *out =
        baton_report_at(check, rule, baton_where_value(check, f->instance),
                        "%.*s is JSON inside a string", BATON_ARG(name));
    baton_report_fix(check, out, BATON_FIX_SAFE, "send the object itself, not its text");
    baton_report_edit(check, out, baton_json_edit_replace(&check->body.doc, f->instance, text,
                                                          check->arena));
}

BATON_RULE(HO4012) { baton_shape__each(check, rule, report_stringified); }

/* Is this the value of a member that a rule of its own watches over? */
static bool is_watched(const struct baton_check *check, uint32_t value)
{
    const struct baton_json *doc = &check->body.doc;
    if (!value || !(doc->v[value - 1].flags & BATON_JSON_KEY))
        return false;
    struct baton_str name = baton_json_string(doc, value - 1, check->arena);
    return has_own_rule(check, object_of(doc, value - 1), name);
}

static void report_empty(struct baton_check *check, const struct baton_rule *rule,
                         const struct baton_schema_fault *f)
{
    if (!baton_shape__is_nothing(check, f) || is_watched(check, f->instance))
        return;
    struct baton_str name = baton_shape__name(check, f->instance);
    baton_report_at(check, rule, baton_where_value(check, f->instance), "%.*s is %s",
                    BATON_ARG(name), is_null(check, f->instance) ? "null" : "empty");
}

BATON_RULE(HO4005) { baton_shape__each(check, rule, report_empty); }
