/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/schema.h"
#include "core/model.h"

enum {
    MAX_SECRETS = 1024, /* words to look for in messages */
    SHORTEST_SECRET = 4,
    LONGEST_SPAN = 1024, /* a message repeats a value, not a document */
    MAX_FLAWS = 100
};

enum schema_language schema_language_of(const char *path)
{
    static const struct {
        const char *ending;
        enum schema_language language;
    } endings[] = {{"*.yaml", SCHEMA_YAML},     {"*.yml", SCHEMA_YAML},
                   {"*.ndjson", SCHEMA_NDJSON}, {"*.jsonl", SCHEMA_NDJSON}};
    for (size_t i = 0; i < BATON_COUNT(endings); i++)
        if (baton_str_glob(baton_str_from(path), baton_str_from(endings[i].ending)))
            return endings[i].language;
    return SCHEMA_JSON;
}

/* ---- reading --------------------------------------------------------------------------------- */

static enum baton_err one_flaw(struct baton_arena *arena, struct schema_source *source,
                               struct schema_flaw flaw)
{
    source->flaws = BATON_NEW(arena, struct schema_flaw);
    if (!source->flaws)
        return BATON_ENOMEM;
    source->flaws[0] = flaw;
    source->flaw_count = 1;
    return BATON_OK;
}

/* Of a text that was made from the file's only that is of use which says so. */
static bool is_of_file(const struct baton_json_reading *reading,
                       const struct baton_json_problem *problem)
{
    return !reading->derived || problem->code == BATON_JSON_UTF16 ||
           problem->code == BATON_JSON_FORM_ENCODED || problem->code == BATON_JSON_IN_STRING;
}

static struct baton_str words_of(struct baton_arena *arena,
                                 const struct baton_json_problem *problem)
{
    const char *text = baton_json_code_text(problem->code);
    if (problem->code == BATON_JSON_SEVERAL_DOCUMENTS)
        return baton_str_fmt(arena, "%s; if it is one a line, say --input ndjson", text);
    bool named = problem->code == BATON_JSON_DUPLICATE_KEY ||
                 problem->code == BATON_JSON_BARE_WORD;
    return named ? baton_str_fmt(arena, "%s: %.*s", text, BATON_ARG(problem->detail))
                 : baton_str_from(text);
}

/* Each departure from JSON, as the lenient reader tells them. */
static enum baton_err all_flaws(struct baton_arena *arena, struct schema_source *source)
{
    struct baton_json_reading reading;
    size_t capacity = 0;
    enum baton_err err = baton_json_read_lenient(arena, source->text, NULL, &reading);
    if (err != BATON_OK)
        return err;
    for (size_t i = 0; i < reading.problem_count && source->flaw_count < MAX_FLAWS; i++) {
        if (!is_of_file(&reading, &reading.problems[i]))
            continue;
        struct schema_flaw *flaw = BATON_PUSH(arena, source->flaws, source->flaw_count, capacity);
        if (!flaw)
            return BATON_ENOMEM;
        flaw->span = reading.problems[i].span;
        flaw->message = words_of(arena, &reading.problems[i]);
    }
    return BATON_OK;
}

static enum baton_err read_json(struct baton_arena *arena, struct schema_source *source)
{
    struct baton_json_fault fault = {BATON_JSON_OK, 0};
    enum baton_err err = baton_json_read(arena, source->text, NULL, &source->json, &fault);
    if (err != BATON_ESYNTAX && err != BATON_ELIMIT)
        return err;
    enum baton_err other = err == BATON_ESYNTAX ? all_flaws(arena, source) : BATON_OK;
    struct schema_flaw flaw = {.span = {fault.offset, fault.offset},
                               .message = baton_str_from(baton_json_code_text(fault.code))};
    if (other == BATON_OK && !source->flaw_count)
        other = one_flaw(arena, source, flaw);
    return other == BATON_OK ? err : other;
}

static enum baton_err read_yaml(struct baton_arena *arena, struct schema_source *source)
{
    struct baton_yaml_fault fault;
    struct baton_str json;
    enum baton_err err = baton_yaml_to_json(arena, source->text, NULL, &json, &source->map, &fault);
    if (err == BATON_ESYNTAX || err == BATON_ELIMIT) {
        struct schema_flaw flaw = {.place = fault.place, .message = fault.message};
        enum baton_err other = one_flaw(arena, source, flaw);
        return other == BATON_OK ? err : other;
    }
    if (err != BATON_OK)
        return err;
    source->yaml = !source->map.identity;
    return source->yaml ? baton_json_read(arena, json, NULL, &source->json, NULL)
                        : read_json(arena, source);
}

enum baton_err schema_source_read(struct baton_arena *arena, struct schema_source *source)
{
    return source->yaml ? read_yaml(arena, source) : read_json(arena, source);
}

/* ---- secrets --------------------------------------------------------------------------------- */

static bool is_delimiter(char c)
{
    return (unsigned char)c <= ' ' ||
           baton_str_find_byte(BATON_STR("\"'\\,:;=&{}[]()<>"), c) != SIZE_MAX;
}

/* The words that the masked copy does not show, so that messages do not, either. */
static enum baton_err find_secrets(struct baton_arena *arena, struct schema_source *source)
{
    struct baton_str raw = source->text, masked = source->masked;
    if (memcmp(raw.s, masked.s, raw.len) == 0)
        return BATON_OK;
    for (size_t at = 0; at < raw.len && source->secret_count < MAX_SECRETS;) {
        size_t start = at;
        bool differs = false;
        for (; at < raw.len && !is_delimiter(raw.s[at]); at++)
            differs = differs || raw.s[at] != masked.s[at];
        if (differs && at - start >= SHORTEST_SECRET) {
            struct baton_str *secret = BATON_PUSH(arena, source->secrets, source->secret_count,
                                                  source->secret_capacity);
            if (!secret)
                return BATON_ENOMEM;
            *secret = baton_str_sub(raw, start, at);
        }
        at += at == start;
    }
    return BATON_OK;
}

enum baton_err schema_source_prepare(struct baton_arena *arena, struct schema_source *source)
{
    if (source->prepared)
        return BATON_OK;
    source->masked = baton_mask(arena, source->text);
    if (baton_arena_failed(arena) || source->masked.len != source->text.len)
        return BATON_ENOMEM;
    enum baton_err err = baton_lines_init(&source->lines, arena, source->text);
    if (err == BATON_OK && source->text.len)
        err = find_secrets(arena, source);
    source->prepared = err == BATON_OK;
    return err;
}

struct baton_str schema_source_hide(struct baton_arena *arena, const struct schema_source *source,
                                    struct baton_str message, struct baton_span span)
{
    if (source->secret_count && span.end - span.start <= LONGEST_SPAN)
        message = baton_mask_repeats(arena, message,
                                     baton_str_sub(source->text, span.start, span.end),
                                     baton_str_sub(source->masked, span.start, span.end));
    for (size_t i = 0; i < source->secret_count; i++)
        message = baton_mask_word(arena, message, source->secrets[i]);
    return message;
}

/* ---- places ---------------------------------------------------------------------------------- */

struct baton_place schema_source_place(const struct schema_source *source, uint32_t value)
{
    size_t offset = source->json.v[value].start;
    struct baton_place place = source->yaml ? baton_yaml_place(&source->map, offset)
                                            : baton_lines_place(&source->lines, offset);
    place.line += source->first_line - 1;
    return place;
}

/* By halves: a line may be megabytes long, and asked for often. */
size_t schema_source_offset(const struct schema_source *source, struct baton_place place)
{
    struct baton_span line = baton_lines_span(&source->lines, place.line);
    size_t low = line.start, high = line.end;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (baton_lines_place(&source->lines, middle).column < place.column)
            low = middle + 1;
        else
            high = middle;
    }
    while (low < line.end && ((unsigned char)source->text.s[low] & 0xC0) == 0x80)
        low++;
    return low;
}

/* YAML: as much as stands there of the value's JSON text, with its quotes or without. */
static struct baton_span yaml_span(const struct schema_source *source, uint32_t value)
{
    struct baton_place place = baton_yaml_place(&source->map, source->json.v[value].start);
    struct baton_str raw = baton_json_raw(&source->json, value);
    size_t at = schema_source_offset(source, place);
    struct baton_str there = baton_str_sub(source->text, at, source->text.len);
    bool string = source->json.v[value].type == BATON_JSON_STRING;
    struct baton_str bare = string ? baton_str_sub(raw, 1, raw.len - 1) : raw;
    size_t quote = there.len && (there.s[0] == '"' || there.s[0] == '\'');
    if (!baton_str_starts(baton_str_sub(there, quote, there.len), bare))
        return (struct baton_span){at, at};
    return (struct baton_span){at, at + bare.len + 2 * quote};
}

struct baton_span schema_source_span(const struct schema_source *source, uint32_t value)
{
    const struct baton_json_value *v = &source->json.v[value];
    if (v->type == BATON_JSON_OBJECT || v->type == BATON_JSON_ARRAY) {
        size_t at = v->start;
        if (source->yaml)
            at = schema_source_offset(source, baton_yaml_place(&source->map, v->start));
        return (struct baton_span){at, at + !source->yaml};
    }
    return source->yaml ? yaml_span(source, value) : (struct baton_span){v->start, v->end};
}
