/* SPDX-License-Identifier: Apache-2.0 */
/* From what was found to what is told: each fault once, in order, with its places. */
#include <string.h>

#include "core/schema/report_int.h"

const char *baton_schema_keyword_name(enum baton_schema_keyword keyword)
{
    static const char *const names[] = {
#define ROW(code, name, text) name,
        BATON_SCHEMA_KEYWORDS(ROW)
#undef ROW
    };
    return (size_t)keyword < BATON_COUNT(names) ? names[keyword] : "";
}

const char *baton_schema_keyword_text(enum baton_schema_keyword keyword)
{
    static const char *const texts[] = {
#define ROW(code, name, text) text,
        BATON_SCHEMA_KEYWORDS(ROW)
#undef ROW
    };
    return (size_t)keyword < BATON_COUNT(texts) ? texts[keyword] : "";
}

/* ---- order --------------------------------------------------------------------------- */

static void merge(const struct schema_sorted *from, struct schema_sorted *to, size_t start,
                  size_t middle, size_t end)
{
    size_t a = start, b = middle;
    for (size_t i = start; i < end; i++) {
        bool first = a < middle && (b >= end || from[a].instance <= from[b].instance);
        to[i] = first ? from[a++] : from[b++];
    }
}

/* Stable. The result is in rows or in spare, both of which have room for count. */
static struct schema_sorted *sort(struct schema_sorted *rows, struct schema_sorted *spare,
                                  size_t count)
{
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count;
            size_t end = middle + width < count ? middle + width : count;
            merge(rows, spare, start, middle, end);
        }
        struct schema_sorted *swap = rows;
        rows = spare;
        spare = swap;
    }
    return rows;
}

enum { FEW = 16 };

/* ---- each once ----------------------------------------------------------------------- */

/* Keywords that say the same of a value, whichever schema says it. */
static enum baton_schema_keyword kind(enum baton_schema_keyword keyword)
{
    if (keyword == BATON_KW_UNEVALUATED_PROPERTIES)
        return BATON_KW_ADDITIONAL_PROPERTIES;
    if (keyword == BATON_KW_UNEVALUATED_ITEMS)
        return BATON_KW_ITEMS;
    return keyword == BATON_KW_DEPENDENT_REQUIRED ? BATON_KW_REQUIRED : keyword;
}

static bool is_said_once(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_TYPE || keyword == BATON_KW_FALSE || keyword == BATON_KW_ITEMS ||
           keyword == BATON_KW_ADDITIONAL_PROPERTIES || keyword == BATON_KW_REQUIRED ||
           keyword == BATON_KW_DEPTH;
}

static bool same_name(const struct schema_name *a, const struct schema_name *b)
{
    return a == b || (a && b && a->len == b->len && !memcmp(a->s, b->s, a->len));
}

static bool same_fault(const struct schema_hit *a, const struct schema_hit *b)
{
    if (a->instance != b->instance || kind(a->keyword) != kind(b->keyword) ||
        !same_name(a->name, b->name))
        return false;
    return is_said_once(kind(a->keyword)) ||
           (a->at == b->at && a->node->doc == b->node->doc);
}

static uint64_t hash_hit(const struct schema_hit *hit)
{
    uint64_t hash = baton_schema__mix(hit->instance, kind(hit->keyword));
    if (hit->name)
        hash ^= baton_schema__hash_text((struct baton_str){hit->name->s, hit->name->len});
    return is_said_once(kind(hit->keyword)) ? hash : baton_schema__mix(hash, hit->at);
}

/* Of a few hits each is compared with each; *count is how many are left. */
static void drop_few_repeats(struct schema_hit *hits, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        size_t k = 0;
        while (k < kept && !same_fault(&hits[k], &hits[i]))
            k++;
        if (k < kept)
            continue;
        if (kept != i)
            hits[kept] = hits[i];
        kept++;
    }
    *count = kept;
}

/* Keeps the first of equal hits; *count is how many are left. */
static bool drop_repeats(struct schema_run *run, struct schema_hit *hits, size_t *count)
{
    struct schema_index seen = {.count = 0};
    size_t kept = 0;
    if (*count <= FEW) {
        drop_few_repeats(hits, count);
        return true;
    }
    for (size_t i = 0; i < *count; i++) {
        uint64_t hash = hash_hit(&hits[i]);
        uint32_t cursor = SCHEMA_NONE, row;
        do
            row = baton_schema__index_next(&seen, hash, &cursor);
        while (row != SCHEMA_NONE && !same_fault(&hits[row], &hits[i]));
        if (row != SCHEMA_NONE)
            continue;
        hits[kept] = hits[i];
        if (!baton_schema__index_add(&seen, run->arena, hash, (uint32_t)kept++))
            return false;
    }
    *count = kept;
    return true;
}

static bool same_note(const struct baton_schema_note *a, const struct baton_schema_note *b)
{
    return a->instance == b->instance && a->schema == b->schema && a->schema_doc == b->schema_doc;
}

static bool drop_repeated_notes(struct schema_run *run, struct baton_schema_note *notes,
                                size_t *count)
{
    struct schema_index seen = {.count = 0};
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        uint64_t hash = baton_schema__mix(notes[i].instance, notes[i].schema);
        uint32_t cursor = SCHEMA_NONE, row;
        do
            row = baton_schema__index_next(&seen, hash, &cursor);
        while (row != SCHEMA_NONE && !same_note(&notes[row], &notes[i]));
        if (row != SCHEMA_NONE)
            continue;
        notes[kept] = notes[i];
        if (!baton_schema__index_add(&seen, run->arena, hash, (uint32_t)kept++))
            return false;
    }
    *count = kept;
    return true;
}

/* ---- places -------------------------------------------------------------------------- */

enum { STEPS = 64 };

static uint32_t ordinal(const struct baton_json *json, uint32_t array, uint32_t item)
{
    uint32_t count = 0;
    for (uint32_t i = array + 1; i < item; i = json->v[i].next)
        count++;
    return count;
}

static bool has_byte(uint64_t word, char c)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t zero = word ^ ones * (unsigned char)c;
    return (zero - ones) & ~zero & ones << 7;
}

/* Writes a token without its slash, and returns its end; twice its length may be needed. */
static char *put_token(char *out, struct baton_str token)
{
    size_t i = 0;
    for (uint64_t word; token.len - i >= 8; i += 8) {
        memcpy(&word, token.s + i, 8);
        if (has_byte(word, '~') || has_byte(word, '/'))
            break;
        memcpy(out, &word, 8);
        out += 8;
    }
    for (; i < token.len; i++) {
        char c = token.s[i];
        if (c == '~' || c == '/') {
            *out++ = '~';
            c = c == '~' ? '0' : '1';
        }
        *out++ = c;
    }
    return out;
}

static char *put_ordinal(char *out, uint32_t number)
{
    char digits[10];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while (number /= 10);
    while (count)
        *out++ = digits[--count];
    return out;
}

/* Room for the token of a value, however it is escaped. */
static size_t token_room(const struct schema_doc *doc, uint32_t at)
{
    const struct baton_json *json = doc->json;
    bool member = json->v[doc->parent[at]].type == BATON_JSON_OBJECT;
    return member ? 2 * (size_t)(json->v[at - 1].end - json->v[at - 1].start) : 16;
}

static struct baton_str name_of(const struct baton_json *json, uint32_t key,
                                struct baton_arena *arena)
{
    return baton_schema__is_escaped(json, key) ? baton_json_string(json, key, arena)
                                               : baton_schema__inner(json, key);
}

/* From the value up, as far as parents are known, and then down again. */
static struct baton_str pointer_to(const struct schema_doc *doc, uint32_t value,
                                   struct baton_arena *arena)
{
    uint32_t chain[STEPS];
    size_t count = 0, room = 1;
    for (uint32_t at = value; at && count < STEPS; at = doc->parent[at]) {
        room += token_room(doc, at);
        chain[count++] = at;
    }
    if (count == STEPS)
        return baton_json_pointer_to(doc->json, value, arena);
    char *start = baton_arena_take(arena, room), *out = start;
    while (start && count) {
        uint32_t at = chain[--count], parent = doc->parent[at];
        *out++ = '/';
        if (doc->json->v[parent].type == BATON_JSON_OBJECT)
            out = put_token(out, name_of(doc->json, at - 1, arena));
        else
            out = put_ordinal(out, ordinal(doc->json, parent, at));
    }
    return (struct baton_str){start, start ? (size_t)(out - start) : 0};
}

static bool is_about_key(enum baton_schema_keyword keyword)
{
    return keyword == BATON_KW_PROPERTY_NAMES ||
           kind(keyword) == BATON_KW_ADDITIONAL_PROPERTIES;
}

static void tell(struct schema_run *run, const struct schema_hit *hit,
                 const struct baton_schema_fault *before, struct baton_schema_fault *fault)
{
    const struct schema_doc *doc = hit->node->doc;
    *fault = (struct baton_schema_fault){
        .keyword = hit->keyword,
        .instance = hit->instance,
        .schema_doc = doc->json,
        .schema = hit->at,
        .subschema = hit->node->at,
        .branch = hit->meaning.branch,
        .matched = hit->matched,
        .fits = {hit->fits[0], hit->fits[1]},
        .follows = -1,
        .meant = hit->meaning.meant,
        .discriminator = hit->meaning.key,
        .choice_instance = hit->choice ? hit->choice_instance : BATON_JSON_NONE,
        .choice_doc = hit->choice ? hit->choice_node->doc->json : NULL,
        .choice = hit->choice ? hit->choice->at : BATON_JSON_NONE,
        .choice_step = hit->choice,
    };
    if (hit->name)
        fault->name = (struct baton_str){hit->name->s, hit->name->len};
    else if (is_about_key(hit->keyword))
        fault->name = baton_json_string(run->doc, hit->instance, run->arena);
    fault->suggestion = baton_schema__suggestion(run, hit);
    bool same = before && before->schema_doc == doc->json && before->schema == hit->at;
    fault->schema_pointer = same ? before->schema_pointer
                                 : pointer_to(doc, hit->at, run->arena);
}

/* ---- the whole ----------------------------------------------------------------------- */

/* The rows of one array of the report in order of the text. */
static struct schema_sorted *in_order(struct schema_run *run, size_t count)
{
    struct schema_sorted *rows = BATON_NEW_N(run->arena, struct schema_sorted, count * 2);
    for (size_t i = 0; rows && i < count; i++)
        rows[i].index = (uint32_t)i;
    return rows;
}

static bool tell_hits(struct schema_run *run, struct baton_schema_result *out)
{
    struct schema_report *report = run->report;
    if (!report->hit_count)
        return true;
    if (!drop_repeats(run, report->hits, &report->hit_count))
        return false;
    size_t count = report->hit_count;
    struct schema_sorted *rows = in_order(run, count);
    out->faults = BATON_NEW_N(run->arena, struct baton_schema_fault, count);
    if (!rows || !out->faults)
        return false;
    for (size_t i = 0; i < count; i++)
        rows[i].instance = report->hits[i].instance;
    rows = sort(rows, rows + count, count);
    for (size_t i = 0; i < count; i++)
        tell(run, &report->hits[rows[i].index], i ? &out->faults[i - 1] : NULL, &out->faults[i]);
    out->fault_count = count;
    return baton_schema__find_causes(run, report->hits, rows, out->faults, count);
}

static bool tell_notes(struct schema_run *run, struct baton_schema_result *out)
{
    struct schema_report *report = run->report;
    if (!report->note_count)
        return true;
    if (!drop_repeated_notes(run, report->notes, &report->note_count))
        return false;
    size_t count = report->note_count;
    struct schema_sorted *rows = in_order(run, count);
    out->notes = BATON_NEW_N(run->arena, struct baton_schema_note, count);
    if (!rows || !out->notes)
        return false;
    for (size_t i = 0; i < count; i++)
        rows[i].instance = report->notes[i].instance;
    rows = sort(rows, rows + count, count);
    for (size_t i = 0; i < count; i++)
        out->notes[i] = report->notes[rows[i].index];
    out->note_count = count;
    return true;
}

bool baton_schema__finish_report(struct schema_run *run, struct baton_schema_result *out)
{
    struct baton_schema_result result = {.valid = !run->report->total && !run->deep};
    if (!tell_hits(run, &result) || !tell_notes(run, &result) || baton_arena_failed(run->arena))
        return false;
    *out = result;
    return true;
}
