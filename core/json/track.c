/* SPDX-License-Identifier: Apache-2.0 */
/* Pointers to many values of a document, without a walk from its beginning for each. */
#include "core/json.h"

/* A container on the way, and the child of it that was looked at last. */
struct baton_json_step {
    uint32_t container, child; /* of objects: the key */
    size_t index;
};

static uint32_t past_child(const struct baton_json *doc, const struct baton_json_step *step)
{
    bool member = doc->v[step->container].type == BATON_JSON_OBJECT;
    return doc->v[step->child + member].next;
}

static bool enter(struct baton_json_track *track, uint32_t container, struct baton_arena *arena)
{
    struct baton_json_step *step = BATON_PUSH(arena, track->steps, track->count, track->capacity);
    if (step)
        *step = (struct baton_json_step){container, container + 1, 0};
    return step != NULL;
}

/* Leaves the containers that the value does not lie in. */
static void leave(struct baton_json_track *track, uint32_t value)
{
    const struct baton_json_value *v = track->doc->v;
    while (track->count) {
        struct baton_json_step *step = &track->steps[track->count - 1];
        if (step->container < value && value < v[step->container].next)
            break;
        track->count--;
    }
}

/* To the child that the value is or lies in; true if it is. */
static bool advance(const struct baton_json *doc, struct baton_json_step *step, uint32_t value)
{
    if (step->child > value) {
        step->child = step->container + 1;
        step->index = 0;
    }
    while (past_child(doc, step) <= value) {
        step->child = past_child(doc, step);
        step->index++;
    }
    return value == step->child ||
           (doc->v[step->container].type == BATON_JSON_OBJECT && value == step->child + 1);
}

static struct baton_str written(const struct baton_json_track *track, struct baton_arena *arena)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    for (size_t i = 0; i < track->count; i++) {
        const struct baton_json_step *step = &track->steps[i];
        if (track->doc->v[step->container].type == BATON_JSON_OBJECT)
            baton_json_pointer_put(&buf, baton_json_string(track->doc, step->child, arena));
        else
            baton_buf_fmt(&buf, "/%zu", step->index);
    }
    return baton_buf_str(&buf);
}

struct baton_str baton_json_track_to(struct baton_json_track *track, uint32_t value,
                                     struct baton_arena *arena)
{
    const struct baton_json *doc = track->doc;
    if (!value || value >= doc->count)
        return BATON_STR("");
    leave(track, value);
    if (!track->count && !enter(track, 0, arena))
        return BATON_STR("");
    for (;;) {
        struct baton_json_step *step = &track->steps[track->count - 1];
        bool member = doc->v[step->container].type == BATON_JSON_OBJECT;
        if (advance(doc, step, value))
            return written(track, arena);
        if (!enter(track, step->child + member, arena))
            return BATON_STR("");
    }
}
