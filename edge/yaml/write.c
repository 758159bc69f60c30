/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/json.h"
#include "edge/yaml/yaml_int.h"

enum { MOST_ANCHORS = 1000 };

enum baton_err baton_yaml__fail(struct baton_yaml__writer *w, enum baton_err err,
                                struct baton_place place, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    w->fault = (struct baton_yaml_fault){place, baton_str_vfmt(w->arena, fmt, args)};
    va_end(args);
    return w->fault.message.s ? err : BATON_ENOMEM;
}

/* ---- where a node may stand ------------------------------------------------------- */

static struct baton_yaml__level *top(struct baton_yaml__writer *w)
{
    return w->level_count ? &w->levels[w->level_count - 1] : NULL;
}

static bool is_name_due(struct baton_yaml__writer *w)
{
    const struct baton_yaml__level *level = top(w);
    return level && level->mapping && !level->has_name;
}

/* Puts the comma, and notes the place of what comes. */
static enum baton_err begin(struct baton_yaml__writer *w, struct baton_place place)
{
    const struct baton_yaml__level *level = top(w);
    if (level && level->count && (!level->mapping || !level->has_name))
        baton_buf_putc(&w->out, ',');
    struct baton_yaml_mark *mark =
        BATON_PUSH(w->arena, w->map.marks, w->map.count, w->map.capacity);
    if (!mark)
        return BATON_ENOMEM;
    *mark = (struct baton_yaml_mark){w->out.len, place};
    return BATON_OK;
}

/* A value is complete: the level it stands in goes on to the next. */
static enum baton_err end(struct baton_yaml__writer *w, struct baton_place place)
{
    struct baton_yaml__level *level = top(w);
    if (level && level->mapping)
        level->has_name = false;
    else if (level)
        level->count++;
    if (!baton_buf_failed(&w->out))
        return BATON_OK;
    if (baton_arena_failed(w->arena))
        return BATON_ENOMEM;
    return baton_yaml__fail(w, BATON_ELIMIT, place,
                            "the text becomes larger than the limit of %zu bytes here, "
                            "with what its aliases stand for", w->out.limit);
}

/* ---- names ------------------------------------------------------------------------ */

static enum baton_err put_name(struct baton_yaml__writer *w, const struct baton_yaml__node *node)
{
    if (node->plain && baton_str_is(node->text, "<<"))
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "merge keys (<<) are not part of YAML 1.2: "
                                "write the members out");
    enum baton_err err = begin(w, node->place);
    if (err)
        return err;
    struct baton_yaml__name *name = BATON_PUSH(w->arena, w->names, w->name_count,
                                               w->name_capacity);
    if (!name)
        return BATON_ENOMEM;
    name->start = w->out.len;
    name->place = node->place;
    baton_json_put_string(&w->out, node->text);
    name->end = w->out.len;
    baton_buf_putc(&w->out, ':');
    struct baton_yaml__level *level = &w->levels[w->level_count - 1];
    level->count++;
    level->has_name = true;
    return baton_buf_failed(&w->out) ? end(w, node->place) : BATON_OK;
}

struct sorted {
    struct baton_str text;
    struct baton_place place;
    size_t order;
};

static int compare(const void *a, const void *b)
{
    const struct sorted *x = a, *y = b;
    size_t len = x->text.len < y->text.len ? x->text.len : y->text.len;
    int order = memcmp(x->text.s, y->text.s, len);
    if (order)
        return order;
    if (x->text.len != y->text.len)
        return x->text.len < y->text.len ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static enum baton_err check_names(struct baton_yaml__writer *w,
                                  const struct baton_yaml__level *level)
{
    size_t count = level->count;
    if (count < 2)
        return BATON_OK;
    struct sorted *names = BATON_NEW_N(w->arena, struct sorted, count);
    if (!names)
        return BATON_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        const struct baton_yaml__name *name = &w->names[level->first_name + i];
        names[i] = (struct sorted){baton_str_sub(baton_buf_str(&w->out), name->start, name->end),
                                   name->place, i};
    }
    qsort(names, count, sizeof *names, compare);
    for (size_t i = 1; i < count; i++)
        if (baton_str_eq(names[i - 1].text, names[i].text))
            return baton_yaml__fail(w, BATON_ESYNTAX, names[i].place,
                                    "the name %.*s stands twice in one mapping, first in line %zu",
                                    BATON_ARG(names[i].text), names[i - 1].place.line);
    return BATON_OK;
}

/* ---- anchors ---------------------------------------------------------------------- */

/* *index is SIZE_MAX if the node has no anchor. */
static enum baton_err set_anchor(struct baton_yaml__writer *w,
                                 const struct baton_yaml__node *node, size_t *index)
{
    *index = SIZE_MAX;
    if (!node->anchor.len)
        return BATON_OK;
    if (w->anchor_count >= MOST_ANCHORS)
        return baton_yaml__fail(w, BATON_ELIMIT, node->place, "more than %d anchors",
                                MOST_ANCHORS);
    struct baton_yaml__anchor *anchor =
        BATON_PUSH(w->arena, w->anchors, w->anchor_count, w->anchor_capacity);
    if (!anchor)
        return BATON_ENOMEM;
    anchor->name = baton_str_copy(w->arena, node->anchor);
    anchor->start = w->out.len;
    *index = w->anchor_count - 1;
    return anchor->name.s ? BATON_OK : BATON_ENOMEM;
}

static void end_anchor(struct baton_yaml__writer *w, size_t index, size_t height)
{
    if (index == SIZE_MAX)
        return;
    w->anchors[index].end = w->out.len;
    w->anchors[index].height = height;
}

/* The latest of that name. */
static const struct baton_yaml__anchor *find_anchor(const struct baton_yaml__writer *w,
                                                    struct baton_str name)
{
    for (size_t i = w->anchor_count; i--;)
        if (baton_str_eq(w->anchors[i].name, name))
            return &w->anchors[i];
    return NULL;
}

static enum baton_err too_deep(struct baton_yaml__writer *w, struct baton_place place)
{
    return baton_yaml__fail(w, BATON_ELIMIT, place, "nested deeper than the limit of %zu",
                            w->max_depth);
}

/* Copies a part of the output to its end; the buffer may move meanwhile. */
static void repeat(struct baton_buf *out, size_t start, size_t stop)
{
    size_t len = stop - start, from = out->len;
    baton_buf_fill(out, ' ', len);
    if (!baton_buf_failed(out))
        memcpy(out->s + from, out->s + start, len);
}

enum baton_err baton_yaml__alias(struct baton_yaml__writer *w,
                                 const struct baton_yaml__node *node)
{
    const struct baton_yaml__anchor *anchor = find_anchor(w, node->text);
    if (is_name_due(w))
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "an alias cannot be a member's name");
    if (!anchor)
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place, "there is no anchor &%.*s above",
                                BATON_ARG(node->text));
    if (!anchor->end)
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "the alias *%.*s stands inside of what it names",
                                BATON_ARG(node->text));
    if (w->level_count + anchor->height > w->max_depth)
        return too_deep(w, node->place);
    enum baton_err err = begin(w, node->place);
    if (err)
        return err;
    struct baton_yaml__level *level = top(w);
    if (level && level->height < anchor->height)
        level->height = anchor->height;
    repeat(&w->out, anchor->start, anchor->end);
    return end(w, node->place);
}

/* ---- scalars ---------------------------------------------------------------------- */

#define TAG "tag:yaml.org,2002:"

static enum baton_err put_tagged(struct baton_yaml__writer *w,
                                 const struct baton_yaml__node *node)
{
    static const struct {
        const char *tag;
        enum baton_yaml__kind kind;
    } tags[] = {
        {"!", BATON_YAML__STRING},         {TAG "str", BATON_YAML__STRING},
        {TAG "null", BATON_YAML__NULL},    {TAG "bool", BATON_YAML__BOOL},
        {TAG "int", BATON_YAML__INT},      {TAG "float", BATON_YAML__FLOAT},
    };
    for (size_t i = 0; i < BATON_COUNT(tags); i++) {
        if (!baton_str_is(node->tag, tags[i].tag))
            continue;
        if (tags[i].kind == BATON_YAML__STRING) {
            baton_json_put_string(&w->out, node->text);
            return BATON_OK;
        }
        enum baton_yaml__kind kind = baton_yaml__resolve(&w->out, node->text);
        if (kind == tags[i].kind || (kind == BATON_YAML__INT &&
                                     tags[i].kind == BATON_YAML__FLOAT))
            return BATON_OK;
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place, "\"%.*s\" is not what its tag says",
                                BATON_ARG(node->text));
    }
    return baton_yaml__fail(w, BATON_ESYNTAX, node->place, "the tag %.*s is not known",
                            BATON_ARG(node->tag));
}

static enum baton_err put_scalar(struct baton_yaml__writer *w, const struct baton_yaml__node *node)
{
    if (node->tag.len)
        return put_tagged(w, node);
    enum baton_yaml__kind kind =
        node->plain ? baton_yaml__resolve(&w->out, node->text) : BATON_YAML__STRING;
    if (kind == BATON_YAML__NO_JSON)
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "%.*s cannot be written as JSON: put it in quotes if it is text",
                                BATON_ARG(node->text));
    if (kind == BATON_YAML__STRING)
        baton_json_put_string(&w->out, node->text);
    return BATON_OK;
}

enum baton_err baton_yaml__scalar(struct baton_yaml__writer *w,
                                  const struct baton_yaml__node *node)
{
    size_t anchor;
    bool is_name = is_name_due(w);
    if (is_name && node->anchor.len)
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "an anchor cannot stand before a member's name");
    if (is_name)
        return put_name(w, node);
    enum baton_err err = begin(w, node->place);
    if (!err)
        err = set_anchor(w, node, &anchor);
    if (!err)
        err = put_scalar(w, node);
    if (err)
        return err;
    end_anchor(w, anchor, 0);
    return end(w, node->place);
}

/* ---- collections ------------------------------------------------------------------ */

enum baton_err baton_yaml__open(struct baton_yaml__writer *w, const struct baton_yaml__node *node,
                                bool mapping)
{
    size_t anchor;
    if (is_name_due(w))
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place,
                                "a member's name must be a plain word or a string");
    if (node->tag.len && !baton_str_is(node->tag, mapping ? TAG "map" : TAG "seq"))
        return baton_yaml__fail(w, BATON_ESYNTAX, node->place, "the tag %.*s is not known",
                                BATON_ARG(node->tag));
    if (w->level_count >= w->max_depth)
        return too_deep(w, node->place);
    enum baton_err err = begin(w, node->place);
    if (!err)
        err = set_anchor(w, node, &anchor);
    if (err)
        return err;
    struct baton_yaml__level *level =
        BATON_PUSH(w->arena, w->levels, w->level_count, w->level_capacity);
    if (!level)
        return BATON_ENOMEM;
    *level = (struct baton_yaml__level){.mapping = mapping, .first_name = w->name_count,
                                        .anchor = anchor, .place = node->place};
    baton_buf_putc(&w->out, mapping ? '{' : '[');
    return BATON_OK;
}

enum baton_err baton_yaml__close(struct baton_yaml__writer *w)
{
    struct baton_yaml__level level = w->levels[w->level_count - 1];
    enum baton_err err = level.mapping ? check_names(w, &level) : BATON_OK;
    if (err)
        return err;
    baton_buf_putc(&w->out, level.mapping ? '}' : ']');
    w->level_count--;
    w->name_count = level.first_name;
    struct baton_yaml__level *above = top(w);
    if (above && above->height < level.height + 1)
        above->height = level.height + 1;
    end_anchor(w, level.anchor, level.height + 1);
    return end(w, level.place);
}
