/* SPDX-License-Identifier: Apache-2.0 */
/* One line for each conversation. */
#include <stdio.h>
#include <unistd.h>

#include "apps/baton/recent.h"
#include "edge/os.h"

enum { UUID = 36, LEAST_WIDTH = 40, FULL = 1 << 16,
       BAR = 30 };

/* ---- text ------------------------------------------------------------------------ */

static void put_column(struct baton_buf *out, struct baton_str text, size_t width)
{
    size_t start = out->len;
    baton_render_clean(out, text.s ? text : BATON_STR("-"));
    if (out->len - start < width)
        baton_buf_fill(out, ' ', width - (out->len - start));
    baton_buf_puts(out, "  ");
}

static void put_duration(struct baton_buf *out, int64_t seconds)
{
    char text[32];
    if (seconds < 0)
        snprintf(text, sizeof text, "-");
    else
        snprintf(text, sizeof text, "%lldm%02llds", (long long)seconds / 60,
                 (long long)seconds % 60);
    baton_buf_fmt(out, "%8s  ", text);
}

/* The line is cut at the terminal's edge, between characters. */
static void cut(struct baton_buf *out, size_t start, size_t width)
{
    size_t columns = 0;
    for (size_t i = start; i < out->len && width; i++) {
        columns += ((unsigned char)out->s[i] & 0xC0) != 0x80;
        if (columns > width) {
            out->len = i;
            return;
        }
    }
}

static void put_verdict(struct baton_buf *out, const struct baton_recent_item *item,
                        const struct baton_recent_verdict *v)
{
    if (!item->id.s)
        baton_buf_puts(out, "no conversation id: the key is a hash");
    else if (!v->known && item->state.len)
        baton_render_clean(out, item->state);
    else if (!v->known)
        baton_buf_putc(out, '-');
    else if (v->rule)
        baton_buf_fmt(out, "%-8s  %s %s: ", v->outcome, v->rule, v->stage ? v->stage : "");
    else
        baton_buf_fmt(out, "%-8s  ", v->outcome);
    if (item->id.s && v->known)
        baton_render_clean(out, v->text);
}

static void put_text(struct baton_recent *r, const struct baton_recent_item *item,
                     const struct baton_recent_verdict *v)
{
    size_t start = r->out.len;
    put_column(&r->out, item->time, 20);
    put_column(&r->out, item->id.s ? item->id : item->key, UUID);
    put_duration(&r->out, item->seconds);
    put_verdict(&r->out, item, v);
    cut(&r->out, start, r->width && r->width < LEAST_WIDTH ? LEAST_WIDTH : r->width);
    baton_buf_putc(&r->out, '\n');
}

/* For those who look; what reads lines gets none but those of conversations. */
static void put_columns(struct baton_recent *r)
{
    size_t start = r->out.len;
    put_column(&r->out, BATON_STR("TIME"), 20);
    put_column(&r->out, BATON_STR("ID"), UUID);
    baton_buf_fmt(&r->out, "%8s  VERDICT", "DURATION");
    cut(&r->out, start, r->width && r->width < LEAST_WIDTH ? LEAST_WIDTH : r->width);
    baton_buf_putc(&r->out, '\n');
}

void baton_recent_head(struct baton_recent *r, bool first)
{
    if (r->format != BATON_RECENT_TEXT)
        return;
    if (r->several)
        baton_buf_fmt(&r->out, "%s%.*s (%s)\n", first ? "" : "\n",
                      BATON_ARG(r->live.config.platform),
                      baton_platform_family(r->live.platform)->vendor);
    if (baton_os_is_terminal(STDOUT_FILENO))
        put_columns(r);
}

/* ---- JSON ------------------------------------------------------------------------ */

static void put_member(struct baton_json_writer *w, const char *name, struct baton_str text)
{
    baton_json_name(w, name);
    if (text.s)
        baton_json_put_text(w, text);
    else
        baton_json_put_null(w);
}

static void put_word(struct baton_json_writer *w, const char *name, const char *word)
{
    if (word)
        put_member(w, name, baton_str_from(word));
}

static void put_json(struct baton_recent *r, const struct baton_recent_item *item,
                     const struct baton_recent_verdict *v)
{
    struct baton_json_writer w = {.out = &r->out};
    if (r->format == BATON_RECENT_JSON && r->printed)
        baton_buf_puts(&r->out, ",\n");
    baton_json_begin(&w, '{');
    if (r->several)
        put_member(&w, "platform", r->live.config.platform);
    put_member(&w, "time", item->time);
    put_member(&w, "id", item->id);
    if (!item->id.s) {
        put_member(&w, "key", item->key);
        put_word(&w, "rule", "HO9006");
    }
    if (item->state.s)
        put_member(&w, "state", item->state);
    if (item->seconds >= 0) {
        baton_json_name(&w, "seconds");
        baton_json_put_number(&w, (uint64_t)item->seconds);
    }
    if (v->known) {
        put_word(&w, "outcome", v->outcome);
        put_word(&w, "stage", v->stage);
        put_word(&w, "rule", v->rule);
        if (v->status) {
            baton_json_name(&w, "status");
            baton_json_put_number(&w, (uint64_t)v->status);
        }
        put_member(&w, "text", v->text);
    }
    baton_json_end(&w, '}');
    if (r->format == BATON_RECENT_NDJSON)
        baton_buf_putc(&r->out, '\n');
}

/* ---- output ---------------------------------------------------------------------- */

enum baton_err baton_recent_flush(struct baton_recent *r)
{
    if (r->out.len && !r->live.app->quiet_err && baton_os_is_terminal(STDOUT_FILENO))
        baton_live_progress(&r->live, "%s", "");
    enum baton_err err = r->out.len ? baton_say(&r->out) : BATON_OK;
    baton_arena_clear(&r->out_arena);
    baton_buf_init(&r->out, &r->out_arena, 0);
    return err;
}

enum baton_err baton_recent_put(struct baton_recent *r, const struct baton_recent_item *item,
                                const struct baton_recent_verdict *v)
{
    r->without_id += !item->id.s;
    r->failed += v->known && v->failed;
    if (r->only_failed && !(v->known && v->failed))
        return BATON_OK;
    if (r->format == BATON_RECENT_TEXT)
        put_text(r, item, v);
    else
        put_json(r, item, v);
    r->printed++;
    if (baton_buf_failed(&r->out))
        return BATON_ENOMEM;
    return r->out.len > FULL ? baton_recent_flush(r) : BATON_OK;
}

void baton_recent_progress(struct baton_recent *r)
{
    char bar[BAR + 1];
    uint64_t total = r->limit && (!r->total || r->limit < r->total) ? r->limit : r->total;
    size_t filled = total && r->listed <= total ? (size_t)(r->listed * BAR / total) : 0;
    if (!total) {
        baton_live_progress(&r->live, "%llu conversations", (unsigned long long)r->listed);
        return;
    }
    for (size_t i = 0; i < BAR; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[BAR] = '\0';
    baton_live_progress(&r->live, "[%s] %llu of %llu", bar, (unsigned long long)r->listed,
                        (unsigned long long)total);
}
