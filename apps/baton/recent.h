/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of 'baton recent' share. */
#ifndef BATON_APPS_BATON_RECENT_H
#define BATON_APPS_BATON_RECENT_H

#include "apps/baton/live.h"

/* ---- times (recent_time.c) ------------------------------------------------------- */

/*
 * "2026-01-05T10:00:00Z", "2026-01-05", "today", "yesterday", "now", or how long ago: "30m",
 * "2h", "3d", "1w". A day is one of UTC; its end counts where end is true.
 */
bool baton_recent_time(const char *text, int64_t now, bool end, int64_t *out);

/* ---- a page (recent_rows.c) ------------------------------------------------------ */

/* One conversation as the list tells of it; text is of the page. */
struct baton_recent_item {
    struct baton_str id;   /* s NULL: none that could be asked for */
    struct baton_str key, time, state;
    int64_t seconds;       /* its duration, or -1 */
    uint32_t row;          /* in the page's doc */
};

struct baton_recent_page {
    struct baton_json doc;
    struct baton_recent_item *items;
    size_t count;
    size_t groups;         /* rows, those of other kinds and of the same conversation included */
    bool whole;            /* the platform gives no pages: this is all there is */
    bool has_total;
    uint64_t total;
};

/* Reads an answer by the family's shape; false if it is no list of conversations. */
bool baton_recent_page(struct baton_arena *arena, const struct baton_family *family,
                       const struct baton_recent_query *query,
                       const struct baton_fetch_response *response, struct baton_recent_page *out);
/* The first with an id in whose row one of the keys is a value; NULL: none. */
const struct baton_recent_item *baton_recent_with(struct baton_arena *arena,
                                                  const struct baton_recent_page *page,
                                                  const struct baton_str *keys, size_t count);

/* ---- what is printed (recent_list.c) --------------------------------------------- */

struct baton_recent_verdict {
    bool known;            /* it was diagnosed */
    bool reached;          /* an account could be read */
    bool failed;           /* at or above --fail-on */
    const char *outcome, *stage, *rule; /* NULL: none */
    int status;
    struct baton_str text;
};

struct baton_recent {
    struct baton_live live;
    struct baton_arena page_arena, out_arena, judge_arena;
    struct baton_buf out;
    enum { BATON_RECENT_TEXT, BATON_RECENT_NDJSON, BATON_RECENT_JSON } format;
    bool diagnose, only_failed;
    struct baton_recent_query query;
    uint64_t limit;        /* 0: none */
    uint64_t listed;       /* of this platform */
    uint64_t all;          /* of all platforms */
    uint64_t printed, without_id, failed;
    bool several;          /* platforms, one after the other */
    uint64_t total;        /* 0: not known */
    size_t width;          /* of the terminal; 0: none */
    int status;            /* of the platform's failure, said already; or 0 */
    struct baton_recent_many *many;
};

/* Before a platform's conversations, as text: its name, and on a terminal what columns are. */
void baton_recent_head(struct baton_recent *recent, bool first);
enum baton_err baton_recent_put(struct baton_recent *recent, const struct baton_recent_item *item,
                                const struct baton_recent_verdict *verdict) BATON_MUST_USE;
enum baton_err baton_recent_flush(struct baton_recent *recent) BATON_MUST_USE;
void baton_recent_progress(struct baton_recent *recent);

/* ---- several at a time (recent_many.c) ------------------------------------------- */

enum baton_err baton_recent_many_open(struct baton_recent *recent) BATON_MUST_USE;
void baton_recent_many_close(struct baton_recent *recent);
/* Takes a conversation; those that are ready are printed, in order. */
enum baton_err baton_recent_many_add(struct baton_recent *recent,
                                     const struct baton_recent_item *item) BATON_MUST_USE;
/* Waits for all that are under way. */
enum baton_err baton_recent_many_end(struct baton_recent *recent) BATON_MUST_USE;

#endif
