/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <yaml.h>

#include "edge/yaml/yaml_int.h"

enum { MAX_BYTES = 16 << 20, MAX_OUTPUT = 64 << 20, MAX_DEPTH = 128 };

static size_t or_default(size_t given, size_t otherwise)
{
    return given ? given : otherwise;
}

static struct baton_place place_of(yaml_mark_t mark)
{
    return (struct baton_place){mark.line + 1, mark.column + 1};
}

static struct baton_str view(const yaml_char_t *s)
{
    return s ? baton_str_from((const char *)s) : (struct baton_str){"", 0};
}

/* ---- faults of the parser --------------------------------------------------------- */

static enum baton_err reader_fault(struct baton_yaml__writer *w, const yaml_parser_t *parser,
                                   struct baton_str yaml)
{
    struct baton_lines lines;
    enum baton_err err = baton_lines_init(&lines, w->arena, yaml);
    if (err)
        return err;
    return baton_yaml__fail(w, BATON_ESYNTAX, baton_lines_place(&lines, parser->problem_offset),
                            "%s", parser->problem);
}

static enum baton_err parser_fault(struct baton_yaml__writer *w, const yaml_parser_t *parser,
                                   struct baton_str yaml)
{
    struct baton_place place = place_of(parser->problem_mark);
    if (parser->error == YAML_MEMORY_ERROR || !parser->problem)
        return BATON_ENOMEM;
    if (parser->error == YAML_READER_ERROR)
        return reader_fault(w, parser, yaml);
    if (!parser->context)
        return baton_yaml__fail(w, BATON_ESYNTAX, place, "%s", parser->problem);
    return baton_yaml__fail(w, BATON_ESYNTAX, place, "%s, %s that begins in line %zu",
                            parser->problem, parser->context, parser->context_mark.line + 1);
}

/* ---- events ----------------------------------------------------------------------- */

struct reading {
    struct baton_yaml__writer w;
    yaml_parser_t parser;
    size_t documents;
    bool done;
};

static enum baton_err put_scalar(struct baton_yaml__writer *w, const yaml_event_t *event)
{
    const struct baton_yaml__node node = {
        .place = place_of(event->start_mark),
        .text = {(const char *)event->data.scalar.value, event->data.scalar.length},
        .tag = view(event->data.scalar.tag),
        .anchor = view(event->data.scalar.anchor),
        .plain = event->data.scalar.plain_implicit &&
                 event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE,
    };
    return baton_yaml__scalar(w, &node);
}

static enum baton_err open_collection(struct baton_yaml__writer *w, const yaml_event_t *event,
                                      bool mapping)
{
    const struct baton_yaml__node node = {
        .place = place_of(event->start_mark),
        .tag = view(mapping ? event->data.mapping_start.tag : event->data.sequence_start.tag),
        .anchor = view(mapping ? event->data.mapping_start.anchor
                               : event->data.sequence_start.anchor),
    };
    return baton_yaml__open(w, &node, mapping);
}

static enum baton_err begin_document(struct reading *r, const yaml_event_t *event)
{
    if (r->documents++ == 0)
        return BATON_OK;
    return baton_yaml__fail(&r->w, BATON_ESYNTAX, place_of(event->start_mark),
                            "a second document begins here: one is expected");
}

static enum baton_err end_stream(struct reading *r)
{
    r->done = true;
    if (r->documents)
        return BATON_OK;
    return baton_yaml__fail(&r->w, BATON_ESYNTAX, (struct baton_place){1, 1},
                            "there is nothing here but blanks and comments");
}

static enum baton_err take(struct reading *r, const yaml_event_t *event)
{
    switch ((int)event->type) {
    case YAML_STREAM_END_EVENT:
        return end_stream(r);
    case YAML_DOCUMENT_START_EVENT:
        return begin_document(r, event);
    case YAML_SCALAR_EVENT:
        return put_scalar(&r->w, event);
    case YAML_ALIAS_EVENT:
        return baton_yaml__alias(&r->w, &(struct baton_yaml__node){
                                            .place = place_of(event->start_mark),
                                            .text = view(event->data.alias.anchor)});
    case YAML_MAPPING_START_EVENT:
        return open_collection(&r->w, event, true);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(&r->w, event, false);
    case YAML_MAPPING_END_EVENT:
    case YAML_SEQUENCE_END_EVENT:
        return baton_yaml__close(&r->w);
    default:
        return BATON_OK;
    }
}

static enum baton_err take_events(struct reading *r, struct baton_str yaml)
{
    enum baton_err err = BATON_OK;
    yaml_parser_set_input_string(&r->parser, (const unsigned char *)(yaml.s ? yaml.s : ""),
                                 yaml.len);
    while (!err && !r->done) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event))
            return parser_fault(&r->w, &r->parser, yaml);
        err = take(r, &event);
        yaml_event_delete(&event);
    }
    return err;
}

/* ---- the whole -------------------------------------------------------------------- */

static bool is_json(struct baton_str yaml)
{
    yaml = baton_str_trim(yaml);
    return yaml.len && yaml.s[0] == '{';
}

static enum baton_err pass_on(struct baton_arena *arena, struct baton_str text,
                              struct baton_str *json, struct baton_yaml_map *map)
{
    struct baton_yaml_map identity = {.identity = true};
    enum baton_err err = baton_lines_init(&identity.lines, arena, text);
    if (err)
        return err;
    *json = text;
    *map = identity;
    return BATON_OK;
}

enum baton_err baton_yaml_to_json(struct baton_arena *arena, struct baton_str yaml,
                                  const struct baton_yaml_limits *limits, struct baton_str *json,
                                  struct baton_yaml_map *map, struct baton_yaml_fault *fault)
{
    struct baton_yaml_limits most = limits ? *limits : (struct baton_yaml_limits){.max_bytes = 0};
    size_t max_bytes = or_default(most.max_bytes, MAX_BYTES);
    struct reading r = {.w = {.arena = arena, .max_depth = or_default(most.max_depth, MAX_DEPTH)}};
    enum baton_err err;
    if (yaml.len > max_bytes) {
        err = baton_yaml__fail(&r.w, BATON_ELIMIT, (struct baton_place){1, 1},
                               "the text is larger than the limit of %zu bytes", max_bytes);
        *fault = r.w.fault;
        return err;
    }
    if (is_json(yaml))
        return pass_on(arena, yaml, json, map);
    if (!yaml_parser_initialize(&r.parser))
        return BATON_ENOMEM;
    baton_buf_init(&r.w.out, arena, or_default(most.max_output, MAX_OUTPUT));
    err = take_events(&r, yaml);
    yaml_parser_delete(&r.parser);
    if (err) {
        *fault = r.w.fault;
        return err;
    }
    *json = baton_buf_str(&r.w.out);
    *map = r.w.map;
    return BATON_OK;
}

struct baton_place baton_yaml_place(const struct baton_yaml_map *map, size_t offset)
{
    size_t low = 0, high = map->count;
    if (map->identity)
        return baton_lines_place(&map->lines, offset);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->marks[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? map->marks[low - 1].place : (struct baton_place){1, 1};
}
