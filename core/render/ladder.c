/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The timeline as those read it who look at calls all day: a lifeline for each
 * actor, an arrow for what goes from one to another, the words at the right.
 */
#include "core/render/render_int.h"

enum {
    ACTORS = 6,
    LEFT = 12,            /* columns before the lifelines: two, the time, two */
    CLOCK = 8,            /* columns of 10:00:00 */
    NEAREST = 7,          /* columns from one lifeline to the next */
    FARTHEST = 14,
    FAIR_WORDS = 44,      /* columns for words that are worth narrower arrows */
    LEAST_WORDS = 20,     /* with fewer there are no lifelines */
    WIDEST = 8 + ACTORS * FARTHEST,
    FEWEST_EVENTS = 3,
    MOST_EVENTS = 30,
    ENDS = 12, BESIDE = 2, /* of more: shown at either end, and around the root cause */
    LONG_GAP = 300        /* seconds that are worth a row of their own */
};

static const struct actor {
    const char *name;
    size_t length;
} actors[ACTORS] = {
    {"caller", 6}, {"bot", 3}, {"gateway", 7}, {"platform", 8}, {"queue", 5}, {"agent", 5},
};

struct cell {
    const char *glyph;
    enum baton_ink ink;
};

struct ladder {
    struct baton_buf *out;
    const struct baton_style *style;
    const struct baton_event *events;
    size_t count, root;       /* root: index or SIZE_MAX */
    const char *rule;         /* of the root cause */
    bool is[ACTORS];          /* occurs */
    size_t at[ACTORS];        /* column of the lifeline */
    size_t columns;           /* of all lifelines; 0: there is no room for them */
    size_t words;             /* columns for words */
};

/* ---- columns ------------------------------------------------------------------- */

static size_t index_of(struct baton_str name)
{
    size_t i = 0;
    while (i < ACTORS && !baton_str_is(name, actors[i].name))
        i++;
    return i;
}

static void note_actor(struct ladder *l, struct baton_str name)
{
    size_t i = index_of(name);
    if (i < ACTORS)
        l->is[i] = true;
}

/* Puts the lifelines so far apart, or as far as their names need. */
static void spread(struct ladder *l, size_t apart)
{
    size_t end = 0, last = SIZE_MAX;
    for (size_t i = 0; i < ACTORS; i++) {
        if (!l->is[i])
            continue;
        size_t half = actors[i].length / 2;
        size_t beside = last == SIZE_MAX ? half : end + 2 + half;
        l->at[i] = last == SIZE_MAX || beside > l->at[last] + apart ? beside
                                                                    : l->at[last] + apart;
        end = l->at[i] + actors[i].length - half;
        last = i;
    }
    l->columns = end;
}

static void lay_out(struct ladder *l)
{
    size_t width = baton_render__width(l->style), apart = FARTHEST;
    for (spread(l, apart); apart > NEAREST && LEFT + l->columns + 2 + FAIR_WORDS > width;)
        spread(l, --apart);
    if (LEFT + l->columns + 2 + LEAST_WORDS > width)
        l->columns = 0;
    l->words = width - LEFT - (l->columns ? l->columns + 2 : 0);
}

/* ---- one row --------------------------------------------------------------------- */

static void ink(const struct ladder *l, enum baton_ink color)
{
    baton_render_ink(l->out, l->style, color);
}

/* Neighbours of one colour share it. */
static void put_cells(const struct ladder *l, const struct cell *cells, size_t count)
{
    enum baton_ink now = BATON_INK_NONE;
    for (size_t i = 0; i < count; i++) {
        if (cells[i].glyph[0] != ' ' && cells[i].ink != now) {
            if (now != BATON_INK_NONE)
                ink(l, BATON_INK_NONE);
            now = cells[i].ink;
            if (now != BATON_INK_NONE)
                ink(l, now);
        }
        baton_buf_puts(l->out, cells[i].glyph);
    }
    if (now != BATON_INK_NONE)
        ink(l, BATON_INK_NONE);
}

static void lifelines(const struct ladder *l, struct cell *cells, const char *glyph)
{
    for (size_t i = 0; i < l->columns; i++)
        cells[i] = (struct cell){" ", BATON_INK_NONE};
    for (size_t i = 0; i < ACTORS && l->columns; i++)
        if (l->is[i])
            cells[l->at[i]] = (struct cell){glyph, BATON_INK_DIM};
}

static enum baton_ink ink_of(const struct baton_event *e, enum baton_ink plain)
{
    return e->root                        ? BATON_INK_RED
           : e->kind == BATON_EVENT_BAD  ? BATON_INK_YELLOW
           : e->kind == BATON_EVENT_GOOD ? BATON_INK_GREEN
                                         : plain;
}

static const char *mark_of(const struct baton_event *e, const char *plain)
{
    return e->root || e->kind == BATON_EVENT_BAD ? "✗" : e->kind == BATON_EVENT_GOOD ? "✓" : plain;
}

static void draw(const struct ladder *l, struct cell *cells, const struct baton_event *e)
{
    size_t from = index_of(e->actor), to = index_of(e->to);
    lifelines(l, cells, "│");
    if (from == ACTORS || !l->columns)
        return;
    size_t a = l->at[from], b = to == ACTORS ? a : l->at[to];
    enum baton_ink color = ink_of(e, BATON_INK_BLUE);
    for (size_t i = a < b ? a + 1 : b + 1; i < (a < b ? b : a); i++)
        cells[i] = (struct cell){cells[i].glyph[0] == ' ' ? "─" : "┼", color};
    if (a < b)
        cells[b - 1].glyph = "▶";
    else if (b < a)
        cells[b + 1].glyph = "◀";
    cells[a] = (struct cell){mark_of(e, a < b ? "├" : b < a ? "┤" : "●"), color};
}

/* At most so many columns, with "…" where it is cut. */
static void put_cut(const struct ladder *l, struct baton_str text, size_t columns)
{
    size_t end = baton_render__skip(text, columns);
    if (end == text.len) {
        baton_render_clean(l->out, text);
        return;
    }
    baton_render_clean(l->out, baton_str_sub(text, 0, baton_render__skip(text, columns - 1)));
    baton_buf_puts(l->out, "…");
}

/* "10:00:00" of "2026-01-05T10:00:00Z"; a time that is none as it stands. */
static struct baton_str clock_of(const struct baton_event *e)
{
    size_t t = baton_str_find_byte(e->at, 'T');
    return t == SIZE_MAX ? e->time : baton_str_sub(e->at, t + 1, t + 1 + CLOCK);
}

static struct baton_str date_of(const struct baton_event *e)
{
    size_t t = baton_str_find_byte(e->at, 'T');
    return baton_str_sub(e->at, 0, t == SIZE_MAX ? 0 : t);
}

static void put_clock(const struct ladder *l, struct baton_str clock)
{
    size_t columns = baton_render__columns(clock);
    baton_buf_puts(l->out, "  ");
    ink(l, BATON_INK_DIM);
    put_cut(l, clock, CLOCK);
    ink(l, BATON_INK_NONE);
    baton_buf_fill(l->out, ' ', LEFT - 2 - (columns < CLOCK ? columns : CLOCK));
}

static void put_lifelines(const struct ladder *l, struct cell *cells)
{
    if (!l->columns)
        return;
    put_cells(l, cells, l->columns);
    baton_buf_puts(l->out, "  ");
}

/* A row that tells of what is not shown: of time that passes, of events left out. */
static void put_between(const struct ladder *l, struct baton_str words)
{
    struct cell cells[WIDEST];
    lifelines(l, cells, "┆");
    put_clock(l, BATON_STR("⋮"));
    put_lifelines(l, cells);
    ink(l, BATON_INK_DIM);
    put_cut(l, words, l->words);
    ink(l, BATON_INK_NONE);
    baton_buf_putc(l->out, '\n');
}

/* ---- words -------------------------------------------------------------------------- */

/* Where a line of so many columns is best broken: at its last blank, if that is late enough. */
static size_t break_at(struct baton_str text, size_t columns)
{
    size_t end = baton_render__skip(text, columns), at = end;
    if (end == text.len)
        return end;
    while (at > end / 2 && text.s[at] != ' ')
        at--;
    return at > end / 2 ? at : end;
}

static void next_row(const struct ladder *l)
{
    struct cell cells[WIDEST];
    lifelines(l, cells, "│");
    baton_buf_putc(l->out, '\n');
    baton_buf_fill(l->out, ' ', LEFT);
    put_lifelines(l, cells);
}

/* "← HO6004" beside the words, or below them. */
static void put_root(const struct ladder *l, size_t taken)
{
    struct baton_str words = baton_str_fmt(l->out->arena, "← %s", l->rule);
    size_t columns = baton_render__columns(words);
    if (taken && taken + 2 + columns > l->words)
        next_row(l);
    else
        baton_buf_puts(l->out, "  ");
    ink(l, BATON_INK_RED);
    baton_buf_put(l->out, words);
    ink(l, BATON_INK_NONE);
}

/* What failed may take two rows: it is what the reader came for. */
static void put_words(const struct ladder *l, const struct baton_event *e, struct baton_str text)
{
    enum baton_ink color = ink_of(e, BATON_INK_NONE);
    bool failed = e->root || e->kind == BATON_EVENT_BAD;
    size_t end = failed ? break_at(text, l->words) : text.len;
    ink(l, color);
    if (end < text.len) {
        baton_render_clean(l->out, baton_str_sub(text, 0, end));
        ink(l, BATON_INK_NONE);
        next_row(l);
        ink(l, color);
        text = baton_str_sub(text, end + (text.s[end] == ' '), text.len);
    }
    put_cut(l, text, l->words);
    ink(l, BATON_INK_NONE);
    if (e->root && l->rule)
        put_root(l, baton_render__columns(text));
}

/* Without lifelines the actors are named. */
static struct baton_str words_of(const struct ladder *l, const struct baton_event *e)
{
    if (l->columns && index_of(e->actor) < ACTORS)
        return e->event;
    return baton_str_fmt(l->out->arena, "%.*s%s%.*s: %.*s", BATON_ARG(e->actor),
                         e->to.len ? " → " : "", BATON_ARG(e->to), BATON_ARG(e->event));
}

static void put_event(const struct ladder *l, const struct baton_event *e)
{
    struct cell cells[WIDEST];
    draw(l, cells, e);
    put_clock(l, clock_of(e));
    put_lifelines(l, cells);
    put_words(l, e, words_of(l, e));
    baton_buf_putc(l->out, '\n');
}

/* ---- all of it ------------------------------------------------------------------------ */

static struct baton_str span_words(struct baton_arena *arena, int64_t seconds)
{
    static const struct {
        int64_t from, unit;
        const char *name;
    } units[] = {{2 * 86400, 86400, "days"}, {2 * 3600, 3600, "h"}, {LONG_GAP, 60, "min"}};
    for (size_t i = 0; i < BATON_COUNT(units); i++)
        if (seconds >= units[i].from)
            return baton_str_fmt(arena, "%lld %s later", (long long)(seconds / units[i].unit),
                                 units[i].name);
    return BATON_STR("");
}

/* Time that passed without an event, and the date where it is another one. */
static void put_gap(const struct ladder *l, const struct baton_event *before,
                    const struct baton_event *e)
{
    if (!before || !before->at.len || !e->at.len)
        return;
    struct baton_str words = span_words(l->out->arena, e->seconds - before->seconds);
    struct baton_str date = date_of(e);
    if (baton_str_eq(date, date_of(before)))
        date = BATON_STR("");
    if (words.len || date.len)
        put_between(l, baton_str_fmt(l->out->arena, "%.*s%s%.*s", BATON_ARG(words),
                                     words.len && date.len ? ", " : "", BATON_ARG(date)));
}

static bool is_shown(const struct ladder *l, size_t i)
{
    return l->count <= MOST_EVENTS || i < ENDS || i + ENDS >= l->count ||
           (l->root != SIZE_MAX && i + BESIDE >= l->root && i <= l->root + BESIDE);
}

static size_t put_left_out(const struct ladder *l, size_t i)
{
    size_t end = i;
    while (!is_shown(l, end))
        end++;
    put_between(l, baton_str_fmt(l->out->arena, "… %zu more", end - i));
    return end;
}

static void put_events(const struct ladder *l)
{
    const struct baton_event *before = NULL;
    for (size_t i = 0; i < l->count; i++) {
        if (!is_shown(l, i)) {
            i = put_left_out(l, i);
            before = NULL;
        }
        put_gap(l, before, &l->events[i]);
        put_event(l, &l->events[i]);
        before = l->events[i].at.len ? &l->events[i] : before;
    }
}

static void put_title(const struct ladder *l)
{
    struct baton_str date = BATON_STR("");
    for (size_t i = 0; i < l->count && !date.len; i++)
        date = date_of(&l->events[i]);
    baton_buf_putc(l->out, '\n');
    ink(l, BATON_INK_BOLD);
    baton_buf_puts(l->out, "What happened");
    ink(l, BATON_INK_NONE);
    ink(l, BATON_INK_DIM);
    if (date.len)
        baton_buf_fmt(l->out, " %.*s, UTC", BATON_ARG(date));
    ink(l, BATON_INK_NONE);
    baton_buf_putc(l->out, '\n');
}

static void put_names(const struct ladder *l)
{
    size_t column = 0;
    if (!l->columns)
        return;
    baton_buf_fill(l->out, ' ', LEFT);
    ink(l, BATON_INK_BOLD);
    for (size_t i = 0; i < ACTORS; i++) {
        size_t start = l->at[i] - (l->is[i] ? actors[i].length / 2 : 0);
        if (!l->is[i])
            continue;
        baton_buf_fill(l->out, ' ', start - column);
        baton_buf_puts(l->out, actors[i].name);
        column = start + actors[i].length;
    }
    ink(l, BATON_INK_NONE);
    baton_buf_putc(l->out, '\n');
}

void baton_render__ladder(struct baton_buf *out, const struct baton_report *report,
                          const struct baton_style *style)
{
    struct ladder l = {.out = out, .style = style, .events = report->timeline,
                       .count = report->timeline_count, .root = SIZE_MAX};
    if (l.count < FEWEST_EVENTS)
        return;
    for (size_t i = 0; i < l.count; i++) {
        note_actor(&l, l.events[i].actor);
        note_actor(&l, l.events[i].to);
        if (l.events[i].root && l.root == SIZE_MAX)
            l.root = i;
    }
    if (report->verdict.root_cause < report->finding_count)
        l.rule = report->findings[report->verdict.root_cause].rule->id;
    lay_out(&l);
    put_title(&l);
    put_names(&l);
    put_events(&l);
}
