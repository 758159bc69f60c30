/* SPDX-License-Identifier: Apache-2.0 */
#include <time.h>

#include "edge/fetch/fetch_int.h"
#include "edge/os.h"

enum { CONNECT_MS = 5000, TOTAL_MS = 30000, STALL_MS = 15000, MAX_BODY = 64 << 20, TRIES = 3,
       MAX_WAIT_MS = 30000, AT_ONCE = 8, MOST_AT_ONCE = 256, LONGEST_POLL_MS = 1000 };

/* ---- lists ----------------------------------------------------------------------------- */

static void push(struct baton_fetch__list *list, struct baton_fetch__transfer *t)
{
    t->next = NULL;
    if (list->last)
        list->last->next = t;
    else
        list->first = t;
    list->last = t;
    list->count++;
}

static struct baton_fetch__transfer *shift(struct baton_fetch__list *list)
{
    struct baton_fetch__transfer *t = list->first;
    if (t) {
        list->first = t->next;
        list->count--;
    }
    if (!list->first)
        list->last = NULL;
    return t;
}

/* Lists that this is used on are short, or hold it near the front. */
static void take_out(struct baton_fetch__list *list, struct baton_fetch__transfer *wanted)
{
    struct baton_fetch__transfer *before = NULL, *t = list->first;
    for (; t && t != wanted; t = t->next)
        before = t;
    if (!t)
        return;
    if (before)
        before->next = t->next;
    else
        list->first = t->next;
    if (list->last == t)
        list->last = before;
    list->count--;
}

/* ---- opening --------------------------------------------------------------------------- */

static int64_t milliseconds(clockid_t clock)
{
    struct timespec now = {0};
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t baton_fetch__clock(const struct baton_fetch *fetch)
{
    if (fetch->options.clock_ms)
        return fetch->options.clock_ms(fetch->options.ctx);
    return milliseconds(CLOCK_MONOTONIC);
}

static void default_number(int *value, int otherwise)
{
    if (*value <= 0)
        *value = otherwise;
}

static bool keep(struct baton_fetch *fetch, const char **text)
{
    if (*text)
        *text = baton_str_copy(&fetch->own, baton_str_from(*text)).s;
    return *text != NULL;
}

static bool take_options(struct baton_fetch *fetch, const struct baton_fetch_options *given)
{
    struct baton_fetch_options *o = &fetch->options;
    *o = *given;
    default_number(&o->connect_ms, CONNECT_MS);
    default_number(&o->total_ms, TOTAL_MS);
    default_number(&o->stall_ms, STALL_MS);
    default_number(&o->tries, TRIES);
    default_number(&o->max_wait_ms, MAX_WAIT_MS);
    default_number(&o->at_once, AT_ONCE);
    if (o->at_once > MOST_AT_ONCE)
        o->at_once = MOST_AT_ONCE;
    if (!o->max_body)
        o->max_body = MAX_BODY;
    if (!o->user_agent)
        o->user_agent = "baton/" BATON_VERSION;
    fetch->random = o->seed;
    return keep(fetch, &o->user_agent) && (!o->proxy || keep(fetch, &o->proxy)) &&
           (!o->ca_file || keep(fetch, &o->ca_file));
}

static bool open_library(struct baton_fetch *fetch)
{
    long kept = fetch->options.at_once;
    fetch->multi = LIB(multi_init)();
    fetch->share = LIB(share_init)();
    return fetch->multi && fetch->share &&
           LIB(multi_setopt)(fetch->multi, CURLMOPT_MAXCONNECTS, kept) == CURLM_OK &&
           LIB(share_setopt)(fetch->share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) ==
               CURLSHE_OK;
}

enum baton_err baton_fetch_open(struct baton_alloc alloc,
                                const struct baton_fetch_options *options,
                                struct baton_fetch **out)
{
    static const struct baton_fetch_options none;
    if (!baton_fetch__load())
        return BATON_EINTERNAL;
    struct baton_fetch *fetch = alloc.resize(alloc.ctx, NULL, 0, sizeof *fetch);
    if (!fetch)
        return BATON_ENOMEM;
    *fetch = (struct baton_fetch){.alloc = alloc};
    fetch->wiping = baton_os_wiping(&fetch->alloc);
    /* The proxy's URL may hold a password. */
    baton_arena_init(&fetch->own, fetch->wiping, 0);
    if (!take_options(fetch, options ? options : &none) || !open_library(fetch)) {
        baton_fetch_close(fetch);
        return BATON_ENOMEM;
    }
    *out = fetch;
    return BATON_OK;
}

/* ---- transfers ------------------------------------------------------------------------- */

static void wipe_lines(struct curl_slist *lines)
{
    for (struct curl_slist *line = lines; line; line = line->next)
        for (volatile char *c = line->data; *c; c++)
            *c = '*';
    LIB(slist_free_all)(lines);
}

/* libcurl must have let go of the handle. */
static void free_transfer(struct baton_fetch__transfer *t)
{
    struct baton_alloc alloc = t->fetch->alloc;
    if (t->easy)
        LIB(easy_cleanup)(t->easy);
    wipe_lines(t->lines);
    baton_arena_release(&t->own);
    (void)alloc.resize(alloc.ctx, t, sizeof *t, 0);
}

static enum baton_err make_transfer(struct baton_fetch *fetch,
                                    const struct baton_fetch_request *request,
                                    struct baton_arena *arena, struct baton_fetch__transfer **out)
{
    struct baton_fetch__transfer *t = fetch->alloc.resize(fetch->alloc.ctx, NULL, 0, sizeof *t);
    if (!t)
        return BATON_ENOMEM;
    *t = (struct baton_fetch__transfer){.fetch = fetch, .arena = arena};
    baton_arena_init(&t->own, fetch->wiping, 0);
    enum baton_err err = baton_fetch__take(t, request);
    if (err == BATON_OK)
        *out = t;
    else
        free_transfer(t);
    return err;
}

static void finish(struct baton_fetch *fetch, struct baton_fetch__transfer *t)
{
    take_out(&fetch->running, t);
    push(&fetch->done, t);
}

/* The first try, or the next. */
static void start(struct baton_fetch *fetch, struct baton_fetch__transfer *t)
{
    baton_fetch__begin_answer(t);
    t->waiting = false;
    t->response.tries++;
    t->response.started_ms = milliseconds(CLOCK_REALTIME);
    t->no_memory = (!t->easy && baton_fetch__prepare(t) != BATON_OK) ||
                   LIB(multi_add_handle)(fetch->multi, t->easy) != CURLM_OK;
    if (t->no_memory)
        finish(fetch, t);
}

static void enter(struct baton_fetch *fetch, struct baton_fetch__transfer *t)
{
    push(&fetch->running, t);
    if (t->response.failure == BATON_FETCH_OK)
        start(fetch, t);
    else
        finish(fetch, t);
}

/* One try has ended: the end, or a wait for the next. */
static void end_try(struct baton_fetch *fetch, struct baton_fetch__transfer *t, CURLcode code)
{
    const char *why;
    (void)LIB(multi_remove_handle)(fetch->multi, t->easy);
    baton_fetch__conclude(t, code);
    int64_t wait = t->no_memory ? -1 : baton_fetch__wait(t, &why);
    if (wait < 0) {
        finish(fetch, t);
        return;
    }
    t->waiting = true;
    t->due = baton_fetch__clock(fetch) + wait;
    if (fetch->options.waits)
        fetch->options.waits(fetch->options.ctx, why, (int)wait);
}

/* ---- the loop -------------------------------------------------------------------------- */

static void start_queued(struct baton_fetch *fetch)
{
    while (fetch->queued.first && fetch->running.count < (size_t)fetch->options.at_once)
        enter(fetch, shift(&fetch->queued));
}

/* Those whose wait is over, and those that have gone silent. *next: when to look again. */
static void look_at_clock(struct baton_fetch *fetch, int64_t *wait)
{
    struct baton_fetch__transfer *next;
    int64_t now = baton_fetch__clock(fetch);
    for (struct baton_fetch__transfer *t = fetch->running.first; t; t = next) {
        int64_t due = t->waiting ? t->due : t->heard + fetch->options.stall_ms;
        next = t->next;
        if (!t->waiting && t->heard < 0)
            continue;
        if (due > now) {
            *wait = due - now < *wait ? due - now : *wait;
        } else if (t->waiting) {
            start(fetch, t);
            *wait = 0;
        } else {
            t->stalled = true;
            end_try(fetch, t, CURLE_OPERATION_TIMEDOUT);
            *wait = 0;
        }
    }
}

static void take_ended(struct baton_fetch *fetch)
{
    CURLMsg *message;
    int left;
    while ((message = LIB(multi_info_read)(fetch->multi, &left))) {
        char *transfer = NULL;
        CURLcode code = message->data.result;
        if (message->msg == CURLMSG_DONE &&
            LIB(easy_getinfo)(message->easy_handle, CURLINFO_PRIVATE, &transfer) == CURLE_OK)
            end_try(fetch, (struct baton_fetch__transfer *)(void *)transfer, code);
    }
}

static enum baton_err library_error(CURLMcode code)
{
    return code == CURLM_OUT_OF_MEMORY ? BATON_ENOMEM : BATON_EINTERNAL;
}

/* One turn; waits for something to happen where nothing is done yet. */
static enum baton_err turn(struct baton_fetch *fetch)
{
    int64_t wait = LONGEST_POLL_MS;
    int under_way;
    size_t done = fetch->done.count;
    start_queued(fetch);
    CURLMcode code = LIB(multi_perform)(fetch->multi, &under_way);
    if (code != CURLM_OK)
        return library_error(code);
    take_ended(fetch);
    look_at_clock(fetch, &wait);
    if (fetch->done.count > done || wait == 0)
        return BATON_OK;
    code = LIB(multi_poll)(fetch->multi, NULL, 0, (int)wait, NULL);
    return code == CURLM_OK ? BATON_OK : library_error(code);
}

static enum baton_err hand_over(struct baton_fetch__transfer *t, struct baton_fetch_response *out)
{
    bool no_memory = t->no_memory || baton_arena_failed(t->arena) || baton_arena_failed(&t->own);
    if (!no_memory)
        *out = t->response;
    free_transfer(t);
    return no_memory ? BATON_ENOMEM : BATON_OK;
}

static bool is_done(const struct baton_fetch *fetch, const struct baton_fetch__transfer *wanted)
{
    /* What has just ended stands last. */
    for (const struct baton_fetch__transfer *t = fetch->done.first; t; t = t->next)
        if (t == wanted)
            return true;
    return false;
}

/* ---- the public side ------------------------------------------------------------------- */

enum baton_err baton_fetch_one(struct baton_fetch *fetch,
                               const struct baton_fetch_request *request,
                               struct baton_arena *arena, struct baton_fetch_response *out)
{
    struct baton_fetch__transfer *t;
    enum baton_err err = make_transfer(fetch, request, arena, &t);
    if (err != BATON_OK)
        return err;
    enter(fetch, t);
    while (err == BATON_OK && !is_done(fetch, t))
        err = turn(fetch);
    if (err == BATON_OK) {
        take_out(&fetch->done, t);
        return hand_over(t, out);
    }
    (void)LIB(multi_remove_handle)(fetch->multi, t->easy);
    take_out(&fetch->running, t);
    take_out(&fetch->done, t);
    free_transfer(t);
    return err;
}

enum baton_err baton_fetch_begin(struct baton_fetch *fetch,
                                 const struct baton_fetch_request *request,
                                 struct baton_arena *arena)
{
    struct baton_fetch__transfer *t;
    enum baton_err err = make_transfer(fetch, request, arena, &t);
    if (err == BATON_OK)
        push(&fetch->queued, t);
    return err;
}

enum baton_err baton_fetch_next(struct baton_fetch *fetch, struct baton_fetch_response *out,
                                bool *more)
{
    *more = fetch->done.first || fetch->running.first || fetch->queued.first;
    while (*more && !fetch->done.first) {
        enum baton_err err = turn(fetch);
        if (err != BATON_OK)
            return err;
    }
    return *more ? hand_over(shift(&fetch->done), out) : BATON_OK;
}

static void drop_all(struct baton_fetch *fetch, struct baton_fetch__list *list)
{
    struct baton_fetch__transfer *t;
    while ((t = shift(list))) {
        if (t->easy && fetch->multi)
            (void)LIB(multi_remove_handle)(fetch->multi, t->easy);
        free_transfer(t);
    }
}

void baton_fetch_close(struct baton_fetch *fetch)
{
    if (!fetch)
        return;
    struct baton_alloc alloc = fetch->alloc;
    drop_all(fetch, &fetch->running);
    drop_all(fetch, &fetch->queued);
    drop_all(fetch, &fetch->done);
    if (fetch->multi)
        (void)LIB(multi_cleanup)(fetch->multi);
    if (fetch->share)
        (void)LIB(share_cleanup)(fetch->share);
    baton_arena_release(&fetch->own);
    (void)alloc.resize(alloc.ctx, fetch, sizeof *fetch, 0);
}
