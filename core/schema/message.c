/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A fault in one line of plain English: what is wrong, what is there, what was
 * expected, what was perhaps meant. Everything is read from the two documents;
 * lists, texts and counts are bounded, so that a message is, too.
 */
#include "core/schema_output.h"

#include "core/schema/message_int.h"
#include "core/schema/report_int.h"

enum {
    WIDE = 200,         /* bytes of a pattern */
    SMALL = 4096,       /* entries of an object that is searched */
    ENTRIES = 1 << 20,  /* of an array that is searched for equal items, */
    BYTES = 1 << 23     /* and its text */
};

struct writer {
    struct baton_buf *buf;
    struct baton_arena *arena;
    const struct baton_json *doc;
    const struct baton_schema_fault *fault;
    struct schema_type_set wanted; /* of a choice */
};

static void put(struct writer *w, const char *text)
{
    baton_buf_puts(w->buf, text);
}

static void put_value(struct writer *w)
{
    baton_schema__put_value(w->buf, w->doc, w->fault->instance);
}

static void put_what(struct writer *w)
{
    baton_schema__put_what(w->buf, w->doc, w->fault->instance);
}

/* The keyword's value. */
static void put_wanted(struct writer *w)
{
    baton_schema__put_value(w->buf, w->fault->schema_doc, w->fault->schema);
}

static bool schema_is(const struct writer *w, enum baton_json_type type)
{
    return baton_json_is(w->fault->schema_doc, w->fault->schema, type);
}

static uint32_t sibling(const struct writer *w, const char *keyword, enum baton_json_type type)
{
    const struct baton_json *doc = w->fault->schema_doc;
    uint32_t at = baton_json_is(doc, w->fault->subschema, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, w->fault->subschema, keyword)
                      : BATON_JSON_NONE;
    return at != BATON_JSON_NONE && baton_json_is(doc, at, type) ? at : BATON_JSON_NONE;
}

static void put_did_you_mean(struct writer *w, bool name)
{
    if (!w->fault->suggestion.len)
        return;
    put(w, "; did you mean ");
    if (name)
        baton_schema__put_name(w->buf, w->fault->suggestion);
    else
        baton_schema__put_text(w->buf, w->fault->suggestion, SCHEMA_SHORT);
    put(w, "?");
}

/* ---- types and values ------------------------------------------------------------------ */

static bool names_type(const struct writer *w, const char *type)
{
    const struct baton_json *doc = w->fault->schema_doc;
    struct baton_str name = baton_str_from(type);
    if (schema_is(w, BATON_JSON_STRING))
        return baton_json_string_is(doc, w->fault->schema, name);
    if (schema_is(w, BATON_JSON_ARRAY))
        BATON_JSON_EACH_ITEM(doc, w->fault->schema, item)
            if (baton_json_is(doc, item, BATON_JSON_STRING) &&
                baton_json_string_is(doc, item, name))
                return true;
    return false;
}

static bool wants_type(const struct writer *w, const char *type, enum baton_json_type bit)
{
    if (w->fault->keyword == BATON_KW_TYPE)
        return names_type(w, type);
    bool integer = baton_str_is(baton_str_from(type), "integer");
    return (w->wanted.types & SCHEMA_BIT(bit)) &&
           (bit != BATON_JSON_NUMBER || w->wanted.integers == integer);
}

/* "5" where a number is wanted: the same without quotes would do. */
static void put_unquoted(struct writer *w)
{
    struct baton_json inner;
    struct baton_str text = baton_json_raw(w->doc, w->fault->instance);
    if (w->doc->v[w->fault->instance].type != BATON_JSON_STRING || text.len < 3 ||
        text.len > SCHEMA_SHORT)
        return;
    text = baton_str_trim(baton_json_string(w->doc, w->fault->instance, w->arena));
    if (baton_json_read(w->arena, text, NULL, &inner, NULL) != BATON_OK)
        return;
    bool number = inner.v[0].type == BATON_JSON_NUMBER;
    bool integer = number && baton_str_find_byte(text, '.') == SIZE_MAX &&
                   baton_str_find_byte(text, 'e') == SIZE_MAX &&
                   baton_str_find_byte(text, 'E') == SIZE_MAX;
    bool boolean = inner.v[0].type == BATON_JSON_TRUE || inner.v[0].type == BATON_JSON_FALSE;
    if ((number && wants_type(w, "number", BATON_JSON_NUMBER)) ||
        (integer && wants_type(w, "integer", BATON_JSON_NUMBER)) ||
        (boolean && wants_type(w, "boolean", BATON_JSON_TRUE)) ||
        (inner.v[0].type == BATON_JSON_NULL && wants_type(w, "null", BATON_JSON_NULL)))
        baton_buf_fmt(w->buf, "; did you mean %.*s, without quotes?", BATON_ARG(text));
}

/* The text of an object or array, where one is wanted. */
static void put_stringified(struct writer *w)
{
    const struct baton_json_value *v = &w->doc->v[w->fault->instance];
    if (v->type != BATON_JSON_STRING)
        return;
    char first = v->end - v->start > 2 ? w->doc->text.s[v->start + v->lead] : '\0';
    if ((first == '{' && wants_type(w, "object", BATON_JSON_OBJECT)) ||
        (first == '[' && wants_type(w, "array", BATON_JSON_ARRAY)))
        put(w, " that seems to hold one as JSON text");
}

static void say_type(struct writer *w)
{
    put(w, "must be ");
    baton_schema__put_types(w->buf, w->fault->schema_doc, w->fault->schema);
    put(w, ", is ");
    put_what(w);
    put_stringified(w);
    put_unquoted(w);
}

static void say_const(struct writer *w)
{
    put(w, "must be ");
    put_wanted(w);
    put(w, ", is ");
    put_value(w);
}

static void say_enum(struct writer *w)
{
    uint32_t only = schema_is(w, BATON_JSON_ARRAY) && baton_schema__count_of(
        w->fault->schema_doc, w->fault->schema) == 1 ? w->fault->schema + 1 : BATON_JSON_NONE;
    if (only != BATON_JSON_NONE) {
        put(w, "must be ");
        baton_schema__put_value(w->buf, w->fault->schema_doc, only);
        put(w, ", is ");
        put_value(w);
        return;
    }
    put_value(w);
    put(w, " is not one of ");
    baton_schema__put_list(w->buf, w->fault->schema_doc, w->fault->schema);
    put_did_you_mean(w, false);
}

static void say_false(struct writer *w)
{
    put(w, "nothing is allowed here; there is ");
    put_what(w);
}

/* ---- numbers and counts ---------------------------------------------------------------- */

static void say_multiple(struct writer *w)
{
    put_value(w);
    put(w, " is not a multiple of ");
    put_wanted(w);
}

static const struct {
    enum baton_schema_keyword keyword;
    const char *must, *one, *many, *is;
} limits[] = {
    {BATON_KW_MAXIMUM, "must be at most ", NULL, NULL, "is "},
    {BATON_KW_EXCLUSIVE_MAXIMUM, "must be below ", NULL, NULL, "is "},
    {BATON_KW_MINIMUM, "must be at least ", NULL, NULL, "is "},
    {BATON_KW_EXCLUSIVE_MINIMUM, "must be above ", NULL, NULL, "is "},
    {BATON_KW_MAX_LENGTH, "must have at most ", " character", " characters", "has "},
    {BATON_KW_MIN_LENGTH, "must have at least ", " character", " characters", "has "},
    {BATON_KW_MAX_ITEMS, "must have at most ", " item", " items", "has "},
    {BATON_KW_MIN_ITEMS, "must have at least ", " item", " items", "has "},
    {BATON_KW_MAX_PROPERTIES, "must have at most ", " property", " properties", "has "},
    {BATON_KW_MIN_PROPERTIES, "must have at least ", " property", " properties", "has "},
};

static void put_actual(struct writer *w)
{
    size_t count = baton_schema__count_of(w->doc, w->fault->instance);
    if (count > SCHEMA_COUNTED)
        baton_buf_fmt(w->buf, "more than %d", SCHEMA_COUNTED);
    else
        baton_buf_fmt(w->buf, "%zu", count);
}

static void say_limit(struct writer *w)
{
    size_t i = 0;
    while (i + 1 < BATON_COUNT(limits) && limits[i].keyword != w->fault->keyword)
        i++;
    put(w, limits[i].must);
    if (schema_is(w, BATON_JSON_NUMBER))
        put_wanted(w);
    if (limits[i].one)
        put(w, baton_str_is(baton_json_raw(w->fault->schema_doc, w->fault->schema), "1")
                   ? limits[i].one
                   : limits[i].many);
    put(w, ", ");
    put(w, limits[i].is);
    if (limits[i].one)
        put_actual(w);
    else
        put_value(w);
}

/* ---- strings --------------------------------------------------------------------------- */

static void say_pattern(struct writer *w)
{
    put_value(w);
    put(w, " does not match the pattern `");
    if (schema_is(w, BATON_JSON_STRING))
        baton_schema__put_text(w->buf, baton_json_string(w->fault->schema_doc, w->fault->schema,
                                                         w->arena), WIDE);
    put(w, "`");
}

static const struct {
    const char *name, *text;
} ranges[] = {
    {"int32", "from -2147483648 to 2147483647"},
    {"int64", "from -9223372036854775808 to 9223372036854775807"},
}, examples[] = {
    {"date-time", "2026-01-31T12:00:00Z"}, {"date", "2026-01-31"}, {"time", "12:00:00Z"},
    {"duration", "P1DT12H"}, {"email", "name@example.com"}, {"hostname", "www.example.com"},
    {"ipv4", "192.0.2.1"}, {"ipv6", "2001:db8::1"}, {"uri", "https://example.com/path"},
    {"uuid", "123e4567-e89b-12d3-a456-426614174000"}, {"json-pointer", "/a/0"},
};

static void say_format(struct writer *w)
{
    put_value(w);
    put(w, " is not of the format ");
    put_wanted(w);
    for (size_t i = 0; schema_is(w, BATON_JSON_STRING) && i < BATON_COUNT(examples); i++)
        if (baton_json_string_is(w->fault->schema_doc, w->fault->schema,
                                 baton_str_from(examples[i].name)))
            baton_buf_fmt(w->buf, ", such as %s", examples[i].text);
    for (size_t i = 0; schema_is(w, BATON_JSON_STRING) && i < BATON_COUNT(ranges); i++)
        if (baton_json_string_is(w->fault->schema_doc, w->fault->schema,
                                 baton_str_from(ranges[i].name)))
            baton_buf_fmt(w->buf, ": a whole number %s", ranges[i].text);
}

/* ---- arrays ---------------------------------------------------------------------------- */

/* The first item that is equal to an earlier one, and that one. */
static bool find_equal(struct writer *w, size_t found[2], uint32_t *value)
{
    struct schema_index seen = {.count = 0};
    uint32_t array = w->fault->instance, *at = NULL;
    size_t count = 0, capacity = 0;
    if (w->doc->v[array].next - array > ENTRIES ||
        w->doc->v[array].end - w->doc->v[array].start > BYTES)
        return false;
    BATON_JSON_EACH_ITEM(w->doc, array, item) {
        uint64_t hash = baton_schema__hash(w->doc, item);
        uint32_t cursor = SCHEMA_NONE, row;
        while ((row = baton_schema__index_next(&seen, hash, &cursor)) != SCHEMA_NONE)
            if (baton_json_equal(w->doc, at[row], w->doc, item)) {
                found[0] = row;
                found[1] = count;
                *value = item;
                return true;
            }
        uint32_t *kept = BATON_PUSH(w->arena, at, count, capacity);
        if (!kept || !baton_schema__index_add(&seen, w->arena, hash, (uint32_t)count - 1))
            return false;
        *kept = item;
    }
    return false;
}

static void say_unique(struct writer *w)
{
    size_t found[2];
    uint32_t value;
    if (!find_equal(w, found, &value)) {
        put(w, "has equal items");
        return;
    }
    baton_buf_fmt(w->buf, "items %zu and %zu are equal: ", found[0], found[1]);
    baton_schema__put_value(w->buf, w->doc, value);
}

/* What a subschema is for, in brackets, where that can be said. */
static void put_aim(struct writer *w, const char *before, uint32_t schema)
{
    size_t start = w->buf->len;
    put(w, before);
    size_t begun = w->buf->len;
    if (schema != BATON_JSON_NONE &&
        baton_schema__put_schema(w->buf, w->fault->schema_doc, schema) && w->buf->len > begun)
        put(w, ")");
    else if (!w->buf->failed)
        w->buf->len = start;
}

static void say_contains(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    uint32_t contains = f->keyword == BATON_KW_CONTAINS
                            ? f->schema
                            : baton_json_member_z(f->schema_doc, f->subschema, "contains");
    if (f->keyword == BATON_KW_CONTAINS) {
        put(w, w->doc->v[f->instance].next == f->instance + 1
                   ? "is empty, must have an item that fits `contains`"
                   : "has no item that fits `contains`");
        put_aim(w, " (", contains);
        return;
    }
    put(w, f->keyword == BATON_KW_MIN_CONTAINS ? "must have at least " : "must have at most ");
    put_wanted(w);
    put(w, baton_str_is(baton_json_raw(f->schema_doc, f->schema), "1")
               ? " item that fits `contains`" : " items that fit `contains`");
    put_aim(w, " (", contains);
    baton_buf_fmt(w->buf, ", has %d", f->matched);
}

static void say_items(struct writer *w)
{
    uint32_t list = sibling(w, "prefixItems", BATON_JSON_ARRAY);
    if (list == BATON_JSON_NONE)
        list = sibling(w, "items", BATON_JSON_ARRAY);
    put(w, "is one item too many");
    if (list == BATON_JSON_NONE || w->fault->keyword != BATON_KW_ITEMS)
        return;
    put(w, ", at most ");
    baton_schema__put_count(w->buf, baton_schema__count_of(w->fault->schema_doc, list), "item",
                            "items");
    put(w, w->buf->len && baton_schema__count_of(w->fault->schema_doc, list) == 1
               ? " is allowed" : " are allowed");
}

/* ---- objects --------------------------------------------------------------------------- */

static void say_required(struct writer *w)
{
    baton_schema__put_name(w->buf, w->fault->name);
    put(w, " is missing");
    if (!w->fault->suggestion.len)
        return;
    put(w, "; there is ");
    baton_schema__put_name(w->buf, w->fault->suggestion);
    put(w, ": did you mean that?");
}

/* The fault is of the list of names that one property needs. */
static void say_dependent(struct writer *w)
{
    const struct baton_json *doc = w->fault->schema_doc;
    uint32_t key = w->fault->schema - 1;
    baton_schema__put_name(w->buf, w->fault->name);
    put(w, " is missing");
    if (w->fault->schema && (doc->v[key].flags & BATON_JSON_KEY)) {
        put(w, ", ");
        baton_schema__put_name(w->buf, baton_json_string(doc, key, w->arena));
        put(w, " needs it");
    }
    if (!w->fault->suggestion.len)
        return;
    put(w, "; there is ");
    baton_schema__put_name(w->buf, w->fault->suggestion);
    put(w, ": did you mean that?");
}

/* The nearest object around a place: backwards to what has it in it; NONE if that is far. */
static uint32_t object_of(const struct baton_json *doc, uint32_t place)
{
    uint32_t at = place, looks = 0;
    while (at && looks++ < SMALL)
        if (doc->v[--at].next > place && doc->v[at].type == BATON_JSON_OBJECT)
            return at;
    return BATON_JSON_NONE;
}

/* The patterns that names may match, if they are few. */
static void put_patterns(struct writer *w)
{
    const struct baton_json *doc = w->fault->schema_doc;
    uint32_t patterns = sibling(w, "patternProperties", BATON_JSON_OBJECT), n = 0;
    if (patterns == BATON_JSON_NONE || !baton_schema__count_of(doc, patterns) ||
        baton_schema__count_of(doc, patterns) > 2 ||
        w->fault->keyword != BATON_KW_ADDITIONAL_PROPERTIES)
        return;
    put(w, " and does not match ");
    BATON_JSON_EACH_MEMBER(doc, patterns, key) {
        put(w, n++ ? " or `" : "`");
        baton_schema__put_text(w->buf, baton_json_string(doc, key, w->arena), WIDE);
        put(w, "`");
    }
}

/* The names that a schema knows and that are not there, if they are few. */
static void put_known(struct writer *w)
{
    const struct baton_json *doc = w->fault->schema_doc;
    uint32_t properties = sibling(w, "properties", BATON_JSON_OBJECT), n = 0;
    uint32_t object = object_of(w->doc, w->fault->instance);
    if (properties == BATON_JSON_NONE || object == BATON_JSON_NONE ||
        w->doc->v[object].next - object > SMALL ||
        w->fault->keyword != BATON_KW_ADDITIONAL_PROPERTIES ||
        baton_schema__count_of(doc, properties) > SCHEMA_LISTED)
        return;
    BATON_JSON_EACH_MEMBER(doc, properties, key) {
        struct baton_str name = baton_json_string(doc, key, w->arena);
        if (baton_json_member(w->doc, object, name) != BATON_JSON_NONE)
            continue;
        put(w, n++ ? ", " : ", there could be ");
        baton_schema__put_name(w->buf, name);
    }
}

static void say_unknown(struct writer *w)
{
    baton_schema__put_name(w->buf, w->fault->name);
    put(w, " is not a known property");
    if (w->fault->suggestion.len) {
        put_did_you_mean(w, true);
        return;
    }
    put_patterns(w);
    put_known(w);
}

static void say_name(struct writer *w)
{
    baton_schema__put_name(w->buf, w->fault->name);
    put(w, " is not an allowed name");
    put_aim(w, " (allowed: ", w->fault->schema);
    put_did_you_mean(w, true);
}

/* ---- choices --------------------------------------------------------------------------- */

static void put_texts(struct writer *w, const struct schema_texts *texts)
{
    size_t most = texts->count <= SCHEMA_LISTED + 1 ? texts->count : SCHEMA_LISTED;
    for (size_t i = 0; i < most; i++) {
        put(w, i ? ", " : "");
        baton_schema__put_text(w->buf, texts->items[i], SCHEMA_SHORT);
    }
    if (texts->count > most)
        baton_buf_fmt(w->buf, " and %s%zu more", texts->count == SCHEMA_TEXTS ? "at least " : "",
                      texts->count - most);
}

/* The values of a member that the alternatives have; false if they cannot be told. */
static bool put_discriminating(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    struct schema_texts texts = {.count = 0};
    if (f->discriminator == BATON_JSON_NONE || !f->choice_step)
        return false;
    baton_schema__discriminating(f->choice_doc, f->choice, f->choice_step,
                                 baton_json_string(w->doc, f->discriminator, w->arena), w->arena,
                                 &texts);
    if (!texts.count)
        return false;
    put_value(w);
    put(w, " is not one of ");
    put_texts(w, &texts);
    put_did_you_mean(w, false);
    return true;
}

/* The types that alternatives are for, if the value is of none of them. */
static bool put_type_choice(struct writer *w)
{
    static const struct {
        const char *words;
        uint8_t bits;
    } rows[] = {
        {"a string", SCHEMA_BIT(BATON_JSON_STRING)},   {"a number", SCHEMA_BIT(BATON_JSON_NUMBER)},
        {"a boolean", SCHEMA_BIT(BATON_JSON_TRUE) | SCHEMA_BIT(BATON_JSON_FALSE)},
        {"an object", SCHEMA_BIT(BATON_JSON_OBJECT)},  {"an array", SCHEMA_BIT(BATON_JSON_ARRAY)},
        {"null", SCHEMA_BIT(BATON_JSON_NULL)},
    };
    size_t count = 0, n = 0;
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        count += (w->wanted.types & rows[i].bits) != 0;
    if (!count || (w->wanted.types & SCHEMA_BIT(w->doc->v[w->fault->instance].type)))
        return false;
    put(w, "must be ");
    for (size_t i = 0; i < BATON_COUNT(rows); i++) {
        if (!(w->wanted.types & rows[i].bits))
            continue;
        put(w, baton_schema__comma(n++, count));
        bool integer = w->wanted.integers && rows[i].bits == SCHEMA_BIT(BATON_JSON_NUMBER);
        put(w, integer ? "an integer" : rows[i].words);
    }
    put(w, ", is ");
    put_what(w);
    put_unquoted(w);
    return true;
}

static bool are_constants(const struct baton_json *doc, uint32_t list)
{
    BATON_JSON_EACH_ITEM(doc, list, item)
        if (baton_schema__constant(doc, item) == BATON_JSON_NONE)
            return false;
    return true;
}

/* Alternatives that are constants are a list of values. */
static void put_constants(struct writer *w, uint32_t list)
{
    const struct baton_json *doc = w->fault->schema_doc;
    struct schema_texts texts = {.count = 0};
    BATON_JSON_EACH_ITEM(doc, list, item) {
        struct baton_str *text = texts.count == SCHEMA_TEXTS
                                     ? NULL
                                     : BATON_PUSH(w->arena, texts.items, texts.count,
                                                  texts.capacity);
        if (!text)
            break;
        *text = baton_json_raw(doc, baton_schema__constant(doc, item));
    }
    put_value(w);
    put(w, " is not one of ");
    put_texts(w, &texts);
    put_did_you_mean(w, false);
}

/* The alternatives, as far as they can be described: at most 8. */
static void put_alternatives(struct writer *w, uint32_t list)
{
    const struct baton_json *doc = w->fault->schema_doc;
    size_t start = w->buf->len, shown = 0, described = 0;
    put(w, ": ");
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (shown == SCHEMA_LISTED) {
            put(w, "; …");
            break;
        }
        put(w, shown++ ? "; " : "");
        size_t before = w->buf->len;
        bool said = baton_schema__put_schema(w->buf, doc, item) && w->buf->len > before;
        described += said;
        if (!said)
            baton_buf_fmt(w->buf, "number %zu", shown);
    }
    if (!described && !w->buf->failed)
        w->buf->len = start;
}

static void put_alternative(struct writer *w, int number)
{
    const struct baton_schema_fault *f = w->fault;
    uint32_t item = baton_schema__item(f->choice_doc, f->choice, number);
    struct baton_str title = item == BATON_JSON_NONE
                                 ? BATON_STR("")
                                 : baton_schema__title(f->choice_doc, item, w->arena);
    baton_buf_fmt(w->buf, "%d", number + 1);
    if (title.len)
        baton_buf_fmt(w->buf, title.s[0] == '`' ? " (%.*s)" : " (\"%.*s\")", BATON_ARG(title));
}

static void say_several(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    baton_buf_fmt(w->buf, "fits %d alternatives, and must fit only one", f->matched);
    if (!f->choice_doc || f->fits[1] < 0)
        return;
    put(w, ": numbers ");
    put_alternative(w, f->fits[0]);
    put(w, f->matched == 2 ? " and " : ", ");
    put_alternative(w, f->fits[1]);
    put(w, f->matched == 2 ? "" : ", …");
}

static void say_choice(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    if (f->matched) {
        say_several(w);
        return;
    }
    if (f->choice_step)
        w->wanted = baton_schema__types_of(f->choice_step);
    if (put_discriminating(w))
        return;
    if (!schema_is(w, BATON_JSON_ARRAY)) {
        put(w, baton_schema_keyword_text(f->keyword));
        return;
    }
    if (put_type_choice(w))
        return;
    if (are_constants(f->schema_doc, f->schema)) {
        put_constants(w, f->schema);
        return;
    }
    put_what(w);
    baton_buf_fmt(w->buf, " fits none of the %zu alternatives",
                  baton_json_size(f->schema_doc, f->schema));
    put_alternatives(w, f->schema);
    put_did_you_mean(w, false);
}

static void say_not(struct writer *w)
{
    put_what(w);
    put(w, " is what `not` excludes");
    put_aim(w, " (", w->fault->schema);
}

static void say_depth(struct writer *w)
{
    put(w, baton_schema_keyword_text(BATON_KW_DEPTH));
}

/* ---- which alternative was meant --------------------------------------------------------- */

static bool is_of_object(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_REQUIRED || keyword == BATON_KW_DEPENDENT_REQUIRED ||
           keyword == BATON_KW_MIN_PROPERTIES || keyword == BATON_KW_MAX_PROPERTIES;
}

/* Does the fault stand in the value that was to fit, with no other object between? */
static bool is_close(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    if (f->instance == f->choice_instance)
        return true;
    uint32_t object = is_of_object(f->keyword) ? f->instance : object_of(w->doc, f->instance);
    return object <= f->choice_instance || object == BATON_JSON_NONE;
}

/* By its value for the member; where that is nearly right only, the fault itself says so. */
static void put_meant(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    if (f->instance == f->discriminator + 1)
        return;
    put(w, " (the alternative with `");
    baton_schema__put_text(w->buf, baton_json_string(w->doc, f->discriminator, w->arena),
                           SCHEMA_SHORT);
    put(w, "` ");
    baton_schema__put_value(w->buf, w->doc, f->discriminator + 1);
    put(w, " was meant)");
}

static void put_nearest(struct writer *w)
{
    const struct baton_schema_fault *f = w->fault;
    uint32_t item = baton_schema__item(f->choice_doc, f->choice, f->branch);
    if (item == BATON_JSON_NONE)
        return;
    struct baton_str title = baton_schema__title(f->choice_doc, item, w->arena);
    baton_buf_fmt(w->buf, " (alternative %d of %zu", f->branch + 1,
                  baton_schema__count_of(f->choice_doc, f->choice));
    if (title.len)
        baton_buf_fmt(w->buf, title.s[0] == '`' ? ", %.*s," : ", \"%.*s\",", BATON_ARG(title));
    put(w, " is the nearest)");
}

/* ---- the whole -------------------------------------------------------------------------- */

typedef void say_fn(struct writer *w);

static say_fn *const says[] = {
    [BATON_KW_FALSE] = say_false,
    [BATON_KW_TYPE] = say_type,
    [BATON_KW_ENUM] = say_enum,
    [BATON_KW_CONST] = say_const,
    [BATON_KW_MULTIPLE_OF] = say_multiple,
    [BATON_KW_MAXIMUM] = say_limit,
    [BATON_KW_EXCLUSIVE_MAXIMUM] = say_limit,
    [BATON_KW_MINIMUM] = say_limit,
    [BATON_KW_EXCLUSIVE_MINIMUM] = say_limit,
    [BATON_KW_MAX_LENGTH] = say_limit,
    [BATON_KW_MIN_LENGTH] = say_limit,
    [BATON_KW_PATTERN] = say_pattern,
    [BATON_KW_FORMAT] = say_format,
    [BATON_KW_MAX_ITEMS] = say_limit,
    [BATON_KW_MIN_ITEMS] = say_limit,
    [BATON_KW_UNIQUE_ITEMS] = say_unique,
    [BATON_KW_MAX_CONTAINS] = say_contains,
    [BATON_KW_MIN_CONTAINS] = say_contains,
    [BATON_KW_CONTAINS] = say_contains,
    [BATON_KW_MAX_PROPERTIES] = say_limit,
    [BATON_KW_MIN_PROPERTIES] = say_limit,
    [BATON_KW_REQUIRED] = say_required,
    [BATON_KW_DEPENDENT_REQUIRED] = say_dependent,
    [BATON_KW_PROPERTY_NAMES] = say_name,
    [BATON_KW_ADDITIONAL_PROPERTIES] = say_unknown,
    [BATON_KW_UNEVALUATED_PROPERTIES] = say_unknown,
    [BATON_KW_ITEMS] = say_items,
    [BATON_KW_UNEVALUATED_ITEMS] = say_items,
    [BATON_KW_ANY_OF] = say_choice,
    [BATON_KW_ONE_OF] = say_choice,
    [BATON_KW_NOT] = say_not,
    [BATON_KW_DEPTH] = say_depth,
};

/* The value that tells alternatives apart is nearly right: all there are, not only the one. */
static bool is_near_discriminator(const struct baton_schema_fault *f)
{
    return f->meant == BATON_MEANT_DISCRIMINATOR && f->instance == f->discriminator + 1 &&
           (f->keyword == BATON_KW_CONST || f->keyword == BATON_KW_ENUM);
}

struct baton_str baton_schema_message(const struct baton_json *doc,
                                      const struct baton_schema_fault *fault,
                                      struct baton_arena *arena)
{
    struct baton_buf buf;
    struct writer w = {&buf, arena, doc, fault, {0, false}};
    baton_buf_init(&buf, arena, 0);
    if (!is_near_discriminator(fault) || !put_discriminating(&w)) {
        if ((size_t)fault->keyword < BATON_COUNT(says) && says[fault->keyword])
            says[fault->keyword](&w);
        else
            put(&w, baton_schema_keyword_text(fault->keyword));
    }
    bool close = fault->choice_doc && is_close(&w);
    if (close && fault->meant == BATON_MEANT_DISCRIMINATOR &&
        fault->discriminator != BATON_JSON_NONE)
        put_meant(&w);
    if (close && fault->meant == BATON_MEANT_NEAREST)
        put_nearest(&w);
    return baton_buf_failed(&buf) ? BATON_STR("") : baton_buf_str(&buf);
}
