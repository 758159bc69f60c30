/* SPDX-License-Identifier: Apache-2.0 */
/* Did you mean: the nearest name or value that a schema knows. */
#include "core/schema/report_int.h"

enum {
    LOOKS = 20000, /* comparisons in one report: each may take a microsecond */
    LONGEST = 256, /* bytes of a value that is worth suggesting */
    LEVELS = 16    /* of schemas within schemas that are asked for names */
};

static bool may_look(struct schema_run *run)
{
    return run->report->looks < LOOKS && ++run->report->looks;
}

/* Looking for a member costs more the more there are. */
static bool has_member(struct schema_run *run, uint32_t object, struct baton_str name)
{
    run->report->looks += (run->v[object].next - object) / 64;
    return baton_json_member(run->doc, object, name) != BATON_JSON_NONE;
}

/* ---- what cannot be near ------------------------------------------------------------- */

static bool is_separator(char c)
{
    return c == '_' || c == '-' || c == ' ';
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* A bit per letter or digit of a text; case does not count. */
static uint64_t letters(struct baton_str text)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < text.len; i++)
        bits |= is_separator(text.s[i]) ? 0 : UINT64_C(1) << (lower(text.s[i]) & 63);
    return bits;
}

static size_t count_bits(uint64_t bits)
{
    size_t count = 0;
    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

/* ---- what is near, and not a slip ------------------------------------------------------- */

/* Two words that differ in this, and in nothing else, are two words. */
static const char *const opposites[][2] = {
    {"in", "ax"}, /* min, max */
    {"im", "ex"}, {"in", "ex"}, {"en", "de"}, {"", "un"}, {"", "in"}, {"", "de"}, {"", "re"},
    {"on", "off"},
};

/* What is left of two words without the beginning and the end that they share. */
static void strip(struct baton_str *a, struct baton_str *b)
{
    size_t start = 0, end = 0;
    while (start < a->len && start < b->len && a->s[start] == b->s[start])
        start++;
    while (start + end < a->len && start + end < b->len &&
           a->s[a->len - 1 - end] == b->s[b->len - 1 - end])
        end++;
    *a = baton_str_sub(*a, start, a->len - end);
    *b = baton_str_sub(*b, start, b->len - end);
}

static bool are_opposites(struct baton_str a, struct baton_str b)
{
    bool begin = a.len && b.len && a.s[0] != b.s[0];
    strip(&a, &b);
    for (size_t i = 0; i < BATON_COUNT(opposites); i++) {
        const char *x = opposites[i][0], *y = opposites[i][1];
        /* A word that is put before another one changes it; within, it may be a slip. */
        if ((*x || begin) && ((baton_str_is_nocase(a, x) && baton_str_is_nocase(b, y)) ||
                              (baton_str_is_nocase(a, y) && baton_str_is_nocase(b, x))))
            return true;
    }
    return false;
}

static bool has_digit(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] >= '0' && text.s[i] <= '9')
            return true;
    return false;
}

/* The same letters, whatever their case, and whatever separates them. */
static bool is_spelt_alike(struct baton_str a, struct baton_str b)
{
    size_t i = 0, k = 0;
    for (;; i++, k++) {
        while (i < a.len && is_separator(a.s[i]))
            i++;
        while (k < b.len && is_separator(b.s[k]))
            k++;
        if (i == a.len || k == b.len)
            return i && i == a.len && k == b.len;
        if (lower(a.s[i]) != lower(b.s[k]))
            return false;
    }
}

/*
 * Is a near word what was meant? Another digit is another thing, and so is, in a
 * word of up to three letters, another letter (but not one too many, or a swap).
 */
static bool is_slip(struct baton_str word, struct baton_str candidate, size_t distance)
{
    struct baton_str a = word, b = candidate;
    size_t shorter = a.len < b.len ? a.len : b.len;
    if (are_opposites(a, b))
        return false;
    strip(&a, &b);
    if (shorter <= 3 && distance >= 2 && a.len == 1 && b.len == 1)
        return false;
    if (shorter <= 1 && distance >= 2)
        return false;
    bool swap = a.len == 2 && b.len == 2 && a.s[0] == b.s[1] && a.s[1] == b.s[0];
    return swap || !(has_digit(a) || has_digit(b));
}

/*
 * Offers a candidate unless it is plain that it is further than the best: each
 * letter that only one of the two has costs an edit (2), as does each byte by
 * which one is longer (1 for a separator).
 */
static void offer(struct baton_near *near, uint64_t word, struct baton_str candidate)
{
    if (is_spelt_alike(near->word, candidate)) {
        if (near->distance > 1)
            near->best = candidate;
        near->distance = 1;
        return;
    }
    size_t a = near->word.len, b = candidate.len, longer = a > b ? a - b : b - a;
    if (longer >= near->distance)
        return;
    uint64_t other = letters(candidate);
    if (count_bits(word & ~other) * 2 >= near->distance ||
        count_bits(other & ~word) * 2 >= near->distance)
        return;
    struct baton_near next = *near;
    baton_near_offer(&next, candidate);
    if (next.distance < near->distance && is_slip(near->word, candidate, next.distance))
        *near = next;
}

/* ---- values ------------------------------------------------------------------------- */

/* What the search for a near value has found. */
struct search {
    struct baton_near near; /* by the characters of strings */
    uint64_t letters;       /* of the word that is looked for */
    struct baton_str text;  /* JSON text of the best */
    bool exact;             /* the same characters, with or without quotes */
};

static void look_at_value(struct schema_run *run, struct search *search, bool string,
                          const struct baton_json *doc, uint32_t value)
{
    struct baton_str raw = baton_json_raw(doc, value), plain = raw;
    bool is_string = doc->v[value].type == BATON_JSON_STRING;
    if (raw.len > LONGEST)
        return;
    if (is_string)
        plain = baton_json_string(doc, value, run->arena);
    bool same = doc->v[value].type <= BATON_JSON_TRUE
                    ? baton_str_eq_nocase(plain, search->near.word)
                    : baton_str_eq(plain, search->near.word);
    if (is_string != string && same) {
        search->exact = true;
        search->text = raw;
    } else if (is_string && string) {
        size_t before = search->near.distance;
        offer(&search->near, search->letters, plain);
        if (search->near.distance < before)
            search->text = raw;
    }
}

size_t baton_schema__nearest_value(struct schema_run *run, const struct schema_values *values,
                                   uint32_t at, struct baton_str *text)
{
    const struct baton_json *doc = values->doc->json;
    bool string = run->v[at].type == BATON_JSON_STRING;
    struct search search = {.text = {NULL, 0}};
    *text = search.text;
    if (run->v[at].type >= BATON_JSON_ARRAY)
        return SIZE_MAX;
    baton_near_init(&search.near, string ? baton_json_string(run->doc, at, run->arena)
                                         : baton_json_raw(run->doc, at));
    search.letters = letters(search.near.word);
    if (values->keyword == BATON_KW_CONST)
        look_at_value(run, &search, string, doc, values->at);
    for (uint32_t item = values->at + 1; values->keyword == BATON_KW_ENUM && !search.exact &&
         item < doc->v[values->at].next && may_look(run); item = doc->v[item].next)
        look_at_value(run, &search, string, doc, item);
    *text = search.text;
    return search.exact ? 0 : search.text.s ? search.near.distance : SIZE_MAX;
}

/* A const leaves no choice: it is what was meant, however far it is. */
static struct baton_str value_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_str text = {NULL, 0};
    const struct schema_values *values = hit->node->values;
    while (values && values->at != hit->at)
        values = values->next;
    if (!values)
        return text;
    (void)baton_schema__nearest_value(run, values, hit->instance, &text);
    struct baton_str only = baton_json_raw(values->doc->json, values->at);
    bool scalar = values->doc->json->v[values->at].type < BATON_JSON_ARRAY;
    return !text.s && values->keyword == BATON_KW_CONST && scalar && only.len <= LONGEST ? only
                                                                                        : text;
}

/* The characters of a string's JSON text, where none is escaped. */
static struct baton_str unquoted(struct baton_str text)
{
    bool plain = text.len >= 2 && text.s[0] == '"' &&
                 baton_str_find_byte(text, '\\') == SIZE_MAX;
    return plain ? baton_str_sub(text, 1, text.len - 1) : (struct baton_str){NULL, 0};
}

/* For a member whose value is that of no alternative: the nearest that one of them has. */
static struct baton_str discriminator_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct schema_texts texts = {.count = 0};
    struct baton_near near;
    struct baton_str best = {NULL, 0};
    if (run->v[hit->instance].type != BATON_JSON_STRING)
        return best;
    baton_schema__discriminating(hit->node->doc->json, hit->at, hit->choice,
                                 baton_json_string(run->doc, hit->meaning.key, run->arena),
                                 run->arena, &texts);
    baton_near_init(&near, baton_json_string(run->doc, hit->instance, run->arena));
    uint64_t word = letters(near.word);
    for (size_t i = 0; i < texts.count && may_look(run); i++) {
        size_t before = near.distance;
        struct baton_str plain = unquoted(texts.items[i]);
        if (plain.s)
            offer(&near, word, plain);
        best = near.distance < before ? texts.items[i] : best;
    }
    return best;
}

/* Where all alternatives are constants: the nearest of these. */
static struct baton_str alternative_like(struct schema_run *run, const struct schema_hit *hit)
{
    if (hit->meaning.key != SCHEMA_NONE)
        return discriminator_like(run, hit);
    struct baton_str best = {NULL, 0}, text;
    size_t least = SIZE_MAX;
    for (uint32_t i = 0; i < hit->node->step_count; i++) {
        const struct schema_step *step = &hit->node->steps[i];
        for (uint32_t k = 0; step->at == hit->at && !hit->matched && k < step->count; k++) {
            const struct schema_values *values = step->nodes[k]->values;
            size_t far = values ? baton_schema__nearest_value(run, values, hit->instance, &text)
                                : SIZE_MAX;
            if (far < least) {
                least = far;
                best = text;
            }
        }
    }
    return best;
}

/* ---- names --------------------------------------------------------------------------- */

static struct baton_str text_of(const struct schema_name *name)
{
    return (struct baton_str){name->s, name->len};
}

/* Names that stand in the object already are not what was meant. */
static void offer_name(struct schema_run *run, struct baton_near *near, uint64_t word,
                       struct baton_str name, uint32_t object)
{
    struct baton_near next = *near;
    offer(&next, word, name);
    if (next.distance < near->distance && !has_member(run, object, name))
        *near = next;
}

/* Offers the names that a schema and those for the same value know. */
static void offer_known(struct schema_run *run, struct baton_near *near, uint64_t word,
                        const struct schema_node *node, uint32_t object, int levels)
{
    const struct schema_object *rules = node->object;
    for (uint32_t i = 0; rules && i < rules->names.count && may_look(run); i++)
        if (rules->names.items[i].listed || rules->names.items[i].mask)
            offer_name(run, near, word, text_of(&rules->names.items[i]), object);
    for (uint32_t i = 0; levels && i < node->step_count; i++)
        for (uint32_t k = 0; node->steps[i].op != STEP_NOT && k < node->steps[i].count; k++)
            if (node->steps[i].nodes[k] && may_look(run))
                offer_known(run, near, word, node->steps[i].nodes[k], object, levels - 1);
}

static struct baton_str known_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    baton_near_init(&near, baton_json_string(run->doc, hit->instance, run->arena));
    offer_known(run, &near, letters(near.word), hit->node, hit->within, LEVELS);
    return near.best;
}

/* For a missing name: a member that looks like it and is not known itself. */
static struct baton_str member_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    baton_near_init(&near, text_of(hit->name));
    uint64_t word = letters(near.word);
    BATON_JSON_EACH_MEMBER(run->doc, hit->instance, key) {
        const struct schema_names *names = &hit->node->object->names;
        const struct schema_name *next = names->items;
        const struct schema_name *known = baton_schema__member(run, names, key, &next);
        if (!may_look(run))
            break;
        if (!known || !(known->listed || known->mask))
            offer(&near, word, baton_json_string(run->doc, key, run->arena));
    }
    return near.best;
}

/* For a bad name: one of those that are listed. */
static struct baton_str name_like(struct schema_run *run, const struct schema_hit *hit)
{
    struct baton_near near;
    const struct schema_values *values = hit->node->object->name_rule->values;
    baton_near_init(&near, baton_json_string(run->doc, hit->instance, run->arena));
    uint64_t word = letters(near.word);
    for (uint32_t i = 0; values && i < values->strings.count && may_look(run); i++)
        offer(&near, word, text_of(&values->strings.items[i]));
    return near.best;
}

struct baton_str baton_schema__suggestion(struct schema_run *run, const struct schema_hit *hit)
{
    if (hit->keyword == BATON_KW_ENUM || hit->keyword == BATON_KW_CONST)
        return value_like(run, hit);
    if (hit->keyword == BATON_KW_ANY_OF || hit->keyword == BATON_KW_ONE_OF)
        return alternative_like(run, hit);
    if (hit->keyword == BATON_KW_ADDITIONAL_PROPERTIES ||
        hit->keyword == BATON_KW_UNEVALUATED_PROPERTIES)
        return known_like(run, hit);
    if (hit->keyword == BATON_KW_PROPERTY_NAMES)
        return name_like(run, hit);
    return hit->name ? member_like(run, hit) : (struct baton_str){NULL, 0};
}
