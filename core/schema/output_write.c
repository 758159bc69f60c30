/* SPDX-License-Identifier: Apache-2.0 */
/* Output units as JSON, in one of the forms. */
#include "core/schema/output_int.h"

struct writer {
    struct schema_output *o;
    enum baton_schema_form form;
    bool want; /* condensed forms: units that are valid, or those that are not */
    struct baton_buf *out;
    size_t begin;
    struct baton_buf keyword, instance, absolute; /* the locations of the unit that is written */
    size_t absolute_start;
    bool referred; /* there is a reference in the keyword location */
    struct baton_str *bases; /* absolute locations of schemas that are referred to, by trace */
};

/* ---- errors -------------------------------------------------------------------------- */

static const char *text_of(const struct schema_unit *unit)
{
    if (unit->token == TOKEN_KEY && unit->is_keyword)
        for (int i = 0; i <= BATON_KW_NOT; i++) {
            enum baton_schema_keyword keyword = (enum baton_schema_keyword)i;
            const char *name = baton_schema_keyword_name(keyword);
            if (baton_json_string_is(unit->json, unit->key, baton_str_from(name)))
                return baton_schema_keyword_text(keyword);
        }
    return NULL;
}

static bool is_false(const struct schema_unit *unit)
{
    return unit->trace && unit->trace->doc->json->v[unit->trace->at].type == BATON_JSON_FALSE;
}

/* The names of `required` that are missing; a few of them, if there are many. */
static struct baton_str missing(struct schema_output *o, const struct schema_unit *unit)
{
    enum { NAMES = 8, LOOKS = 64 };
    struct baton_buf buf;
    int named = 0, looks = 0;
    baton_buf_init(&buf, o->arena, 0);
    BATON_JSON_EACH_ITEM(unit->json, unit->key + 1, item) {
        struct baton_str name = baton_json_string(unit->json, item, o->arena);
        if (named >= NAMES || looks++ >= LOOKS)
            break;
        if (baton_json_member(o->run.doc, unit->instance, name) == BATON_JSON_NONE) {
            baton_buf_puts(&buf, named++ ? ", " : "");
            baton_json_put_string(&buf, name);
        }
    }
    if (!named)
        baton_buf_puts(&buf, "a property");
    baton_buf_puts(&buf, named > 1 ? " are missing" : " is missing");
    return baton_buf_str(&buf);
}

/* Of `required`, or of a member of `dependencies`. */
static bool lists_needed(const struct schema_unit *unit)
{
    bool needs = !unit->is_keyword && unit->sort == SORT_DEPENDENCIES;
    bool required = unit->is_keyword && unit->sort == SORT_ASSERTION &&
                    baton_json_string_is(unit->json, unit->key, BATON_STR("required"));
    return (needs || required) && baton_json_is(unit->json, unit->key + 1, BATON_JSON_ARRAY);
}

/* Why an invalid unit is. */
static struct baton_str error_of(struct schema_output *o, const struct schema_unit *unit,
                                 const struct schema_unit *above)
{
    const char *text = NULL;
    if (lists_needed(unit))
        return missing(o, unit);
    if (is_false(unit) && !unit->is_keyword && above && unit->token == TOKEN_NONE &&
        above->sort != SORT_CONTAINS && above->sort != SORT_PROPERTY_NAMES)
        text = text_of(above);
    else if (is_false(unit))
        text = baton_schema_keyword_text(BATON_KW_FALSE);
    else if (!unit->first || unit->alone || unit->sort == SORT_ANY_OF ||
             unit->sort == SORT_ONE_OF || unit->sort == SORT_CONTAINS)
        text = text_of(unit);
    if (!text)
        text = is_false(unit) ? baton_schema_keyword_text(BATON_KW_FALSE)
                              : "a schema within this one does not hold";
    return baton_str_from(text);
}

/* ---- which units are written --------------------------------------------------------- */

static void weigh(const struct writer *w, struct schema_unit *unit)
{
    bool all = w->form == BATON_FORM_VERBOSE;
    for (struct schema_unit *below = unit->first; below; below = below->next) {
        weigh(w, below);
        unit->shown += below->kept && (all || !unit->alone);
    }
    unit->kept = all || (unit->valid == w->want &&
                         (!w->want || unit->shown || unit->say != SAY_NOTHING));
}

/* Section 12.4.3: "Nodes that have a single child are replaced by the child." */
static bool is_replaced(const struct writer *w, const struct schema_unit *unit)
{
    return w->form != BATON_FORM_VERBOSE && unit->shown == 1 &&
           !(w->want && unit->say != SAY_NOTHING);
}

/* ---- locations ----------------------------------------------------------------------- */

/* RFC 3986, section 3.5: what may stand in a fragment. */
static void put_fragment(struct baton_buf *buf, struct baton_str text)
{
    static const char marks[] = "-._~!$&'()*+,;=:@/?";
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i], lower = (char)(c | 0x20);
        bool plain = (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
        for (size_t k = 0; !plain && k < sizeof marks - 1; k++)
            plain = c == marks[k];
        if (plain)
            baton_buf_putc(buf, c);
        else
            baton_buf_fmt(buf, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static struct baton_str base_of(struct writer *w, const struct schema_trace *trace)
{
    struct baton_str *base = w->bases ? &w->bases[trace->number] : NULL;
    if (!base || base->s)
        return base ? *base : (struct baton_str){NULL, 0};
    struct baton_arena *arena = w->o->arena;
    const struct baton_json *json = trace->doc->json;
    struct baton_str pointer = baton_json_pointer_to(json, trace->at, arena);
    size_t skip = baton_json_pointer_to(json, trace->resource_at, arena).len;
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_buf_put(&buf, trace->uri);
    baton_buf_putc(&buf, '#');
    put_fragment(&buf, baton_str_sub(pointer, skip, pointer.len));
    *base = baton_buf_str(&buf);
    return *base;
}

static void enter_keyword(struct writer *w, const struct schema_unit *unit)
{
    size_t before = w->keyword.len;
    if (unit->token == TOKEN_KEY)
        baton_json_pointer_put(&w->keyword, baton_json_string(unit->json, unit->key,
                                                              w->o->arena));
    else if (unit->token == TOKEN_INDEX)
        baton_buf_fmt(&w->keyword, "/%u", (unsigned)unit->key);
    w->referred |= unit->sort == SORT_REF || unit->sort == SORT_DYNAMIC_REF ||
                   unit->sort == SORT_RECURSIVE_REF;
    if (unit->is_target && unit->trace) {
        w->absolute_start = w->absolute.len;
        baton_buf_put(&w->absolute, base_of(w, unit->trace));
    } else if (!baton_buf_failed(&w->keyword)) {
        put_fragment(&w->absolute, baton_str_sub(baton_buf_str(&w->keyword), before,
                                                 w->keyword.len));
    }
}

static void enter_instance(struct writer *w, const struct schema_unit *unit,
                           const struct schema_unit *above)
{
    const struct baton_json *doc = w->o->run.doc;
    if (!above || unit->instance == above->instance)
        return;
    if (doc->v[above->instance].type == BATON_JSON_ARRAY) {
        baton_buf_fmt(&w->instance, "/%u", (unsigned)unit->ordinal);
        return;
    }
    uint32_t key = unit->instance - !(doc->v[unit->instance].flags & BATON_JSON_KEY);
    baton_json_pointer_put(&w->instance, baton_json_string(doc, key, w->o->arena));
}

/* RFC 3986, section 4.3: only with a scheme is a URI absolute. */
static bool has_scheme(struct baton_str uri)
{
    size_t end = baton_str_find_byte(uri, ':');
    return end != SIZE_MAX && end && end < baton_str_find_byte(uri, '/') &&
           end < baton_str_find_byte(uri, '#');
}

static void put_locations(struct writer *w)
{
    struct baton_str absolute = baton_buf_str(&w->absolute);
    absolute = baton_str_sub(absolute, w->absolute_start, absolute.len);
    baton_buf_puts(w->out, ",\"keywordLocation\":");
    baton_json_put_string(w->out, baton_buf_str(&w->keyword));
    if (w->referred || has_scheme(absolute)) {
        baton_buf_puts(w->out, ",\"absoluteKeywordLocation\":");
        baton_json_put_string(w->out, absolute);
    }
    baton_buf_puts(w->out, ",\"instanceLocation\":");
    baton_json_put_string(w->out, baton_buf_str(&w->instance));
}

/* ---- annotations --------------------------------------------------------------------- */

/* JSON on one line: blanks between values are left out. */
static void put_value(struct baton_buf *out, struct baton_str json)
{
    bool quoted = false;
    for (size_t i = 0; i < json.len; i++) {
        char c = json.s[i];
        if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
            continue;
        baton_buf_putc(out, c);
        if (quoted && c == '\\' && i + 1 < json.len)
            baton_buf_putc(out, json.s[++i]);
        else if (c == '"')
            quoted = !quoted;
    }
}

static void put_names(struct writer *w, const struct schema_unit *unit)
{
    const struct baton_json *doc = w->o->run.doc;
    uint32_t before = BATON_JSON_NONE;
    baton_buf_putc(w->out, '[');
    for (const struct schema_unit *below = unit->first; below; below = below->next) {
        if (below->instance == before)
            continue;
        baton_buf_puts(w->out, before == BATON_JSON_NONE ? "" : ",");
        before = below->instance;
        baton_json_put_string(w->out, baton_json_string(doc, before - 1, w->o->arena));
    }
    baton_buf_putc(w->out, ']');
}

static void put_indexes(struct writer *w, const struct schema_unit *unit)
{
    bool first = true;
    baton_buf_putc(w->out, '[');
    for (const struct schema_unit *below = unit->first; below; below = below->next) {
        if (!below->valid)
            continue;
        baton_buf_fmt(w->out, first ? "%u" : ",%u", (unsigned)below->ordinal);
        first = false;
    }
    baton_buf_putc(w->out, ']');
}

static void put_annotation(struct writer *w, const struct schema_unit *unit)
{
    switch ((enum schema_say)unit->say) {
    case SAY_VALUE:
        put_value(w->out, baton_json_raw(unit->json, unit->key + 1));
        break;
    case SAY_NAMES:
        put_names(w, unit);
        break;
    case SAY_LAST:
        baton_buf_fmt(w->out, "%u", (unsigned)unit->last->ordinal);
        break;
    case SAY_INDEXES:
        put_indexes(w, unit);
        break;
    case SAY_TRUE:
    case SAY_NOTHING:
        baton_buf_puts(w->out, "true");
        break;
    }
}

/* ---- units --------------------------------------------------------------------------- */

static void put_unit(struct writer *w, struct schema_unit *unit, const struct schema_unit *above,
                     bool *first);

static void put_below(struct writer *w, const struct schema_unit *unit, bool *first)
{
    for (struct schema_unit *below = unit->first; below && !w->o->err; below = below->next)
        if (below->kept && unit->shown)
            put_unit(w, below, unit, first);
}

static void put_list(struct writer *w, const struct schema_unit *unit)
{
    bool first = true;
    baton_buf_puts(w->out, unit->valid ? ",\"annotations\":[" : ",\"errors\":[");
    put_below(w, unit, &first);
    baton_buf_putc(w->out, ']');
}

static bool has_own_error(const struct writer *w, const struct schema_unit *unit)
{
    return !unit->valid && (!unit->shown || unit->alone || w->form == BATON_FORM_BASIC ||
                            unit->sort == SORT_ANY_OF || unit->sort == SORT_ONE_OF ||
                            unit->sort == SORT_CONTAINS);
}

static void put_head(struct writer *w, const struct schema_unit *unit,
                     const struct schema_unit *above)
{
    baton_buf_puts(w->out, unit->valid ? "{\"valid\":true" : "{\"valid\":false");
    put_locations(w);
    if (has_own_error(w, unit)) {
        baton_buf_puts(w->out, ",\"error\":");
        baton_json_put_string(w->out, error_of(w->o, unit, above));
    }
    if (unit->valid && unit->say != SAY_NOTHING) {
        baton_buf_puts(w->out, ",\"annotation\":");
        put_annotation(w, unit);
    }
}

static void put_unit(struct writer *w, struct schema_unit *unit, const struct schema_unit *above,
                     bool *first)
{
    struct writer before = *w;
    bool basic = w->form == BATON_FORM_BASIC;
    bool listed = !is_replaced(w, unit) &&
                  !(basic && w->want && unit->say == SAY_NOTHING);
    enter_keyword(w, unit);
    enter_instance(w, unit, above);
    if (listed) {
        baton_buf_puts(w->out, *first ? "" : ",");
        *first = false;
        put_head(w, unit, above);
    }
    if (listed && basic)
        baton_buf_putc(w->out, '}');
    if (!listed || basic) {
        put_below(w, unit, first);
    } else {
        if (unit->shown)
            put_list(w, unit);
        baton_buf_putc(w->out, '}');
    }
    if (w->out->len - w->begin > BATON_SCHEMA_OUTPUT_MAX || baton_buf_failed(w->out))
        w->o->err = BATON_ELIMIT;
    w->keyword.len = before.keyword.len;
    w->instance.len = before.instance.len;
    w->absolute.len = before.absolute.len;
    w->absolute_start = before.absolute_start;
    w->referred = before.referred;
}

/* The root is always written, and has a list: whatever is below it, a reader finds the same. */
static void put_root(struct writer *w, struct schema_unit *root)
{
    bool first = true, basic = w->form == BATON_FORM_BASIC;
    enter_keyword(w, root);
    baton_buf_puts(w->out, root->valid ? "{\"valid\":true" : "{\"valid\":false");
    put_locations(w);
    if (!root->valid && !root->shown && !basic) {
        baton_buf_puts(w->out, ",\"error\":");
        baton_json_put_string(w->out, error_of(w->o, root, NULL));
    }
    if (root->shown || basic) {
        baton_buf_puts(w->out, root->valid ? ",\"annotations\":[" : ",\"errors\":[");
        put_below(w, root, &first);
        if (!root->valid && first) {
            put_head(w, root, NULL);
            baton_buf_putc(w->out, '}');
        }
        baton_buf_putc(w->out, ']');
    }
    baton_buf_putc(w->out, '}');
}

void baton_schema__write_units(struct schema_output *o, struct schema_unit *root,
                               enum baton_schema_form form, struct baton_buf *out)
{
    struct writer w = {.o = o, .form = form, .want = root->valid, .out = out,
                       .begin = out->len};
    w.bases = BATON_NEW_N(o->arena, struct baton_str, o->traces->count);
    baton_buf_init(&w.keyword, o->arena, BATON_SCHEMA_OUTPUT_MAX);
    baton_buf_init(&w.instance, o->arena, BATON_SCHEMA_OUTPUT_MAX);
    baton_buf_init(&w.absolute, o->arena, BATON_SCHEMA_OUTPUT_MAX);
    weigh(&w, root);
    put_root(&w, root);
    if (baton_buf_failed(out) || baton_buf_failed(&w.keyword) || baton_buf_failed(&w.instance) ||
        baton_buf_failed(&w.absolute))
        o->err = BATON_ELIMIT;
}
