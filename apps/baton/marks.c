/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "apps/baton/marks.h"
#include "core/finding.h"

static const struct {
    const char *name, *color;
    int severity;
} marks[] = {
    [BATON_PASS] = {"pass", "\033[32m", -1},
    [BATON_WARN] = {"warn", "\033[33m", BATON_WARNING},
    [BATON_FAIL] = {"fail", "\033[31m", BATON_ERROR},
};

void baton_marks_add(struct baton_marks *m, enum baton_mark mark, const char *name,
                     const char *fix, const char *fmt, ...)
{
    va_list args;
    struct baton_mark_line *line = BATON_PUSH(m->arena, m->lines, m->count, m->capacity);
    if (!line)
        return;
    va_start(args, fmt);
    *line = (struct baton_mark_line){mark, name, baton_str_vfmt(m->arena, fmt, args),
                                     baton_str_from(fix ? fix : "")};
    va_end(args);
}

enum baton_mark baton_marks_worst(const struct baton_marks *m)
{
    enum baton_mark worst = BATON_PASS;
    for (size_t i = 0; i < m->count; i++)
        worst = m->lines[i].mark > worst ? m->lines[i].mark : worst;
    return worst;
}

const char *baton_mark_name(enum baton_mark mark)
{
    return marks[mark].name;
}

bool baton_marks_reach(const struct baton_marks *m, int severity)
{
    for (size_t i = 0; i < m->count; i++)
        if (marks[m->lines[i].mark].severity >= severity)
            return true;
    return false;
}

void baton_marks_put_text(struct baton_buf *out, const struct baton_marks *m, bool color)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct baton_mark_line *line = &m->lines[i];
        baton_buf_fmt(out, "%s%s%s  %-15s ", color ? marks[line->mark].color : "",
                      marks[line->mark].name, color ? "\033[0m" : "", line->name);
        baton_render_clean(out, line->text);
        if (line->fix.len)
            baton_buf_fmt(out, "\n      %-15s = %.*s", "", BATON_ARG(line->fix));
        baton_buf_putc(out, '\n');
    }
}

void baton_marks_put_json(struct baton_json_writer *w, const struct baton_marks *m)
{
    baton_json_begin(w, '[');
    for (size_t i = 0; i < m->count; i++) {
        baton_json_begin(w, '{');
        baton_json_name(w, "name");
        baton_json_put_text(w, baton_str_from(m->lines[i].name));
        baton_json_name(w, "status");
        baton_json_put_text(w, baton_str_from(marks[m->lines[i].mark].name));
        baton_json_name(w, "text");
        baton_json_put_text(w, m->lines[i].text);
        if (m->lines[i].fix.len) {
            baton_json_name(w, "fix");
            baton_json_put_text(w, m->lines[i].fix);
        }
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}
