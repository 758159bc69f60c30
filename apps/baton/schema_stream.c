/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NDJSON: a block of the input at a time, each line judged where it stands. Most
 * lines are valid, and are done with by two calls and one line of output.
 */
#include <string.h>
#include <unistd.h>

#include "apps/baton/schema.h"
#include "edge/os.h"

enum {
    BLOCK = 256 * 1024,    /* bytes read at once; a longer line has more */
    FLUSH = 128 * 1024,    /* bytes of output that are kept back */
    PROGRESS_BYTES = 64 << 20,
    MIB = 1 << 20
};

struct stream {
    struct schema_command *c;
    struct baton_str name;
    int fd;
    char *block;
    size_t capacity, start, end; /* what was read and not yet judged */
    uint64_t offset;             /* of the block's first byte in the file */
    uint64_t size, told;         /* of the file; when progress was last told */
    uint64_t line, count, invalid;
    bool skipping;               /* the rest of a line that is too long */
    bool progress;
    struct baton_arena out_arena;
    struct baton_buf out;
    struct baton_str before_line; /* {"file":…,"line": */
    enum baton_err err;
};

/* ---- output ---------------------------------------------------------------------------------- */

static void flush(struct stream *s)
{
    enum baton_err err = s->out.len || baton_buf_failed(&s->out) ? baton_say(&s->out) : BATON_OK;
    s->out.len = 0;
    if (s->err == BATON_OK)
        s->err = err;
}

static void put(struct stream *s, struct baton_str text)
{
    baton_buf_put(&s->out, text);
    if (s->out.len >= FLUSH)
        flush(s);
}

static void put_valid(struct stream *s)
{
    static const char after[] = ",\"valid\":true,\"findings\":[]}\n";
    char digits[20];
    size_t at = sizeof digits;
    for (uint64_t rest = s->line; rest || at == sizeof digits; rest /= 10)
        digits[--at] = (char)('0' + rest % 10);
    baton_buf_put(&s->out, s->before_line);
    baton_buf_put(&s->out, (struct baton_str){digits + at, sizeof digits - at});
    put(s, (struct baton_str){after, sizeof after - 1});
    s->c->shown++;
}

static void progress(struct stream *s)
{
    struct baton_buf line;
    uint64_t done = s->offset + s->end;
    if (!s->progress || done - s->told < PROGRESS_BYTES)
        return;
    s->told = done;
    baton_arena_clear(&s->c->arena);
    baton_buf_init(&line, &s->c->arena, 0);
    baton_buf_fmt(&line, "\r\x1b[K%.*s: %llu lines", BATON_ARG(s->name),
                  (unsigned long long)s->count);
    if (s->size)
        baton_buf_fmt(&line, ", %d %%", (int)((double)done * 100 / (double)s->size));
    if (!baton_buf_failed(&line))
        (void)baton_os_write(STDERR_FILENO, baton_buf_str(&line));
}

static void end_progress(const struct stream *s)
{
    if (s->told)
        (void)baton_os_write(STDERR_FILENO, BATON_STR("\r\x1b[K"));
}

/* ---- one line -------------------------------------------------------------------------------- */

static bool is_blank(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] != ' ' && text.s[i] != '\t' && text.s[i] != '\r')
            return false;
    return true;
}

static struct schema_source source_of(const struct stream *s, struct baton_str text)
{
    return (struct schema_source){
        .name = s->name,
        .text = text,
        .first_line = (size_t)s->line,
        .first_offset = s->offset + (uint64_t)(text.s - s->block),
    };
}

/* A line that cannot be looked at: too long, or beyond the memory that it may take. */
static enum baton_err put_refused(struct stream *s, struct baton_buf *out, const char *why,
                                  const char *hint)
{
    struct schema_source source = source_of(s, (struct baton_str){s->block + s->start, 0});
    struct schema_flaw flaw = {.message = baton_str_fmt(&s->c->arena, "%s%s", why, hint)};
    source.flaws = &flaw;
    source.flaw_count = 1;
    return schema_judge_unread(s->c, out, &source, true);
}

static void judge_fully(struct stream *s, struct baton_str text, const char *refused)
{
    struct schema_source source = source_of(s, text);
    struct baton_buf out;
    size_t shown = s->c->shown;
    enum baton_err err = BATON_ENOMEM;
    baton_arena_clear(&s->c->arena);
    baton_buf_init(&out, &s->c->arena, 0);
    if (!refused)
        err = schema_judge(s->c, &out, &source, true);
    if (err == BATON_ENOMEM || err == BATON_ELIMIT) {
        baton_arena_clear(&s->c->arena);
        baton_buf_init(&out, &s->c->arena, 0);
        s->c->shown = shown;
        bool limit = err == BATON_ELIMIT;
        const char *why = limit ? schema_limit_text(s->c) : "the line takes too much memory";
        err = put_refused(s, &out, refused ? refused : why, limit ? "" : "; see --max-line");
    }
    if (err != BATON_OK && s->err == BATON_OK)
        s->err = err;
    put(s, baton_buf_str(&out));
}

/* The way of most lines: read, accepted, said. false if there is more to it. */
static bool accepted(struct stream *s, struct baton_str text)
{
    struct schema_command *c = s->c;
    struct baton_json json;
    if (c->format != SCHEMA_AS_NDJSON && c->format != SCHEMA_AS_TEXT)
        return false;
    baton_arena_clear(&c->arena);
    if (baton_json_read(&c->arena, text, NULL, &json, NULL) != BATON_OK ||
        baton_schema_accepts(c->schema, &json, 0, &c->arena) != 1)
        return false;
    if (c->format == SCHEMA_AS_NDJSON)
        put_valid(s);
    return true;
}

static void judge_line(struct stream *s, struct baton_str text)
{
    int before = s->c->status;
    s->line++;
    if (is_blank(text))
        return;
    s->count++;
    if (accepted(s, text))
        return;
    s->c->status = 0;
    judge_fully(s, text, NULL);
    s->invalid += s->c->status != 0;
    schema_raise(s->c, before);
}

static void refuse_line(struct stream *s)
{
    struct baton_str why = baton_str_fmt(&s->out_arena, "the line is longer than %zu MiB",
                                         s->c->max_line / MIB);
    s->line++;
    s->count++;
    s->invalid++;
    judge_fully(s, BATON_STR(""), why.s ? why.s : "the line is too long");
    s->skipping = true;
}

/* ---- blocks ---------------------------------------------------------------------------------- */

static void judge_block(struct stream *s, bool last)
{
    while (s->start < s->end && s->err == BATON_OK) {
        char *from = s->block + s->start;
        char *stop = memchr(from, '\n', s->end - s->start);
        if (!stop && !last)
            return;
        size_t len = stop ? (size_t)(stop - from) : s->end - s->start;
        if (!s->skipping)
            judge_line(s, (struct baton_str){from, len});
        s->skipping = s->skipping && !stop;
        s->start += len + (stop != NULL);
    }
}

/* Room for more: what was judged goes, and a line that fills the block gets a larger one. */
static bool make_room(struct stream *s)
{
    struct baton_alloc alloc = baton_os_alloc();
    if (s->start) {
        memmove(s->block, s->block + s->start, s->end - s->start);
        s->offset += s->start;
        s->end -= s->start;
        s->start = 0;
    }
    if (s->end < s->capacity)
        return true;
    if (s->end > s->c->max_line) {
        if (!s->skipping)
            refuse_line(s);
        s->offset += s->end;
        s->end = 0;
        return true;
    }
    size_t more = s->capacity * 2 > s->c->max_line ? s->c->max_line + 1 : s->capacity * 2;
    char *grown = alloc.resize(alloc.ctx, s->block, s->capacity, more);
    if (!grown)
        return false;
    s->block = grown;
    s->capacity = more;
    return true;
}

static void read_all(struct stream *s)
{
    const char *why = "";
    size_t got = 1;
    while (got && s->err == BATON_OK) {
        flush(s);
        if (!make_room(s)) {
            s->err = BATON_ENOMEM;
            return;
        }
        enum baton_err err = baton_os_read_some(s->fd, s->block + s->end, s->capacity - s->end,
                                                &got, &why);
        if (err != BATON_OK) {
            schema_raise(s->c, baton_say_error(err, "%.*s: %s", BATON_ARG(s->name), why));
            got = 0;
        }
        s->end += got;
        judge_block(s, got == 0);
        progress(s);
    }
    flush(s);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool set_up(struct stream *s)
{
    struct baton_alloc alloc = baton_os_alloc();
    struct baton_buf name;
    s->capacity = s->c->max_line + 1 < BLOCK ? s->c->max_line + 1 : BLOCK;
    s->block = alloc.resize(alloc.ctx, NULL, 0, s->capacity);
    baton_arena_init(&s->out_arena, alloc, 0);
    baton_buf_init(&s->out, &s->out_arena, 0);
    baton_buf_init(&name, &s->out_arena, 0);
    struct baton_json_writer w = {.out = &name, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "file");
    baton_json_put_text(&w, s->name);
    baton_json_name(&w, "line");
    s->before_line = baton_buf_str(&name);
    s->size = baton_os_size(s->fd);
    s->progress = !s->c->app->quiet_err && !baton_os_is_terminal(STDOUT_FILENO);
    /* What the tape of a line may take besides the line itself. */
    baton_arena_release(&s->c->arena);
    baton_arena_init(&s->c->arena, alloc, s->c->max_line / 2 * 5 + MIB);
    return s->block && !baton_buf_failed(&name);
}

static void tear_down(struct stream *s)
{
    struct baton_alloc alloc = baton_os_alloc();
    if (s->block)
        alloc.resize(alloc.ctx, s->block, s->capacity, 0);
    baton_arena_release(&s->out_arena);
    baton_arena_release(&s->c->arena);
    baton_arena_init(&s->c->arena, alloc, 0);
}

bool schema_stream(struct schema_command *c, const char *path)
{
    struct stream s = {.c = c, .name = baton_str_from(strcmp(path, "-") == 0 ? "<stdin>" : path)};
    const char *why = "";
    enum baton_err err = baton_os_open(path, &s.fd, &why);
    if (err != BATON_OK) {
        schema_raise(c, baton_say_error(err, "%s: %s", path, why));
        return err != BATON_ENOMEM;
    }
    if (set_up(&s)) {
        read_all(&s);
        end_progress(&s);
        if (c->format == SCHEMA_AS_TEXT && s.err == BATON_OK) {
            schema_put_summary(c, &s.out, s.name, s.count, s.invalid);
            flush(&s);
        }
    } else {
        s.err = BATON_ENOMEM;
    }
    baton_os_close(s.fd);
    tear_down(&s);
    if (s.err != BATON_OK)
        schema_raise(c, baton_say_error(s.err, "%s: %s", path, baton_err_text(s.err)));
    return s.err == BATON_OK;
}
