/* SPDX-License-Identifier: Apache-2.0 */
/* Checklists: lines of pass, warn or fail, each with what to do about it. */
#ifndef BATON_APPS_BATON_MARKS_H
#define BATON_APPS_BATON_MARKS_H

#include "core/base.h"
#include "core/render.h"

enum baton_mark { BATON_PASS, BATON_WARN, BATON_FAIL };

struct baton_mark_line {
    enum baton_mark mark;
    const char *name;
    struct baton_str text, fix; /* fix: "" where nothing is to be done */
};

struct baton_marks {
    struct baton_arena *arena;
    struct baton_mark_line *lines;
    size_t count, capacity;
};

/* Adds a line; fix may be NULL. Without memory the arena is failed. */
void baton_marks_add(struct baton_marks *marks, enum baton_mark mark, const char *name,
                     const char *fix, const char *fmt, ...) BATON_PRINTF(5, 6);
enum baton_mark baton_marks_worst(const struct baton_marks *marks);
const char *baton_mark_name(enum baton_mark mark);
/* Does a line reach this severity (enum baton_severity, 3: never)? */
bool baton_marks_reach(const struct baton_marks *marks, int severity);
void baton_marks_put_text(struct baton_buf *out, const struct baton_marks *marks, bool color);
/* As an array of objects. */
void baton_marks_put_json(struct baton_json_writer *w, const struct baton_marks *marks);

#endif
