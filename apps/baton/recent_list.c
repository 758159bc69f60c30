/* SPDX-License-Identifier: Apache-2.0 */
/* A page of the aggregate, and one line for each conversation in it. */
#include <stdio.h>
#include <unistd.h>

#include "apps/baton/recent.h"
#include "edge/os.h"

enum { UUID = 36, FEWEST_DIGITS = 5, MOST_DIGITS = 20, LEAST_WIDTH = 40, FULL = 1 << 16,
       BAR = 30 };

/* ---- reading --------------------------------------------------------------------- */

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

/* A UUID, or digits; what else stands as a key is a hash of what was grouped by. */
static bool is_id(struct baton_str text)
{
    bool digits = text.len >= FEWEST_DIGITS && text.len <= MOST_DIGITS, uuid = text.len == UUID;
    for (size_t i = 0; i < text.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        digits = digits && text.s[i] >= '0' && text.s[i] <= '9';
        uuid = uuid && (dash ? text.s[i] == '-' : is_hex(text.s[i]));
    }
    return digits || uuid;
}

static struct baton_str text_in(const struct baton_json *doc, uint32_t object, const char *name,
                                struct baton_arena *arena)
{
    uint32_t at = baton_json_member_z(doc, object, name);
    if (baton_json_is(doc, at, BATON_JSON_NUMBER))
        return baton_json_raw(doc, at);
    return baton_json_is(doc, at, BATON_JSON_STRING) ? baton_json_string(doc, at, arena)
                                                     : (struct baton_str){NULL, 0};
}

/* Whole seconds; what follows a point is left out. */
static int64_t duration_of(const struct baton_json *doc, uint32_t group, struct baton_arena *arena)
{
    uint32_t metrics = baton_json_member_z(doc, group, "metrics");
    uint64_t seconds;
    if (!baton_json_is(doc, metrics, BATON_JSON_OBJECT))
        return -1;
    struct baton_str text = text_in(doc, metrics, "conversationDuration", arena);
    size_t point = text.s ? baton_str_find_byte(text, '.') : SIZE_MAX;
    text.len = point < text.len ? point : text.len;
    return text.s && baton_str_to_u64(text, &seconds) && seconds < INT32_MAX ? (int64_t)seconds
                                                                             : -1;
}

static bool read_group(const struct baton_json *doc, uint32_t group, struct baton_arena *arena,
                       struct baton_recent_item *out)
{
    struct baton_str kind = text_in(doc, group, "group", arena);
    if (kind.s && !baton_str_is(kind, "conversation"))
        return false;
    struct baton_str id = text_in(doc, group, "conversationId", arena);
    *out = (struct baton_recent_item){
        .id = id, .key = text_in(doc, group, "key", arena),
        .time = text_in(doc, group, "startTime", arena),
        .seconds = duration_of(doc, group, arena)};
    if (!id.s && out->key.s && is_id(out->key))
        out->id = out->key;
    return true;
}

bool baton_recent_page(struct baton_arena *arena, struct baton_str body,
                       struct baton_recent_page *out)
{
    struct baton_json doc;
    *out = (struct baton_recent_page){0};
    if (baton_json_read(arena, body, NULL, &doc, NULL) != BATON_OK ||
        !baton_json_is(&doc, 0, BATON_JSON_OBJECT))
        return false;
    uint32_t groups = baton_json_member_z(&doc, 0, "groups");
    struct baton_str total = text_in(&doc, 0, "total", arena);
    out->has_total = total.s && baton_str_to_u64(total, &out->total);
    if (!baton_json_is(&doc, groups, BATON_JSON_ARRAY))
        return false;
    out->groups = baton_json_size(&doc, groups);
    out->items = BATON_NEW_N(arena, struct baton_recent_item, out->groups + 1);
    if (!out->items)
        return false;
    BATON_JSON_EACH_ITEM(&doc, groups, item)
        if (baton_json_is(&doc, item, BATON_JSON_OBJECT) &&
            read_group(&doc, item, arena, &out->items[out->count]))
            out->count++;
    return true;
}

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
    else if (!v->known)
        baton_buf_puts(out, "not looked into");
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
    put_member(&w, "time", item->time);
    put_member(&w, "id", item->id);
    if (!item->id.s) {
        put_member(&w, "key", item->key);
        put_word(&w, "rule", "HO9006");
    }
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
