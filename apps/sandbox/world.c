/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "apps/sandbox/family.h"

typedef struct baton_sandbox__pattern pattern;

int64_t baton_sandbox__ms(void)
{
    struct timespec now = {0, 0};
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- finding ----------------------------------------------------------------------------- */

static int compare(struct baton_str a, struct baton_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.s, b.s, shorter) : 0;
    return order ? order : (a.len > b.len) - (a.len < b.len);
}

static const pattern *pattern_at(const void *item)
{
    const pattern *p;
    memcpy(&p, item, sizeof p);
    return p;
}

static int by_id(const void *a, const void *b)
{
    return compare(pattern_at(a)->id, pattern_at(b)->id);
}

static int by_session(const void *a, const void *b)
{
    return compare(pattern_at(a)->session, pattern_at(b)->session);
}

/* The latest first; what began at the same time by id, so that the order is always one. */
static int by_start(const void *a, const void *b)
{
    int64_t x = pattern_at(a)->start, y = pattern_at(b)->start;
    return x != y ? (x < y) - (x > y) : by_id(a, b);
}

struct baton_sandbox__instance baton_sandbox__own(const pattern *p)
{
    struct baton_sandbox__instance it = {.pattern = p, .index = UINT64_MAX};
    it.start = p->start * 1000;
    memcpy(it.id, p->id.s, p->id.len < 36 ? p->id.len : 36);
    return it;
}

bool baton_sandbox__find(const struct baton_sandbox *sandbox, struct baton_str id,
                         struct baton_sandbox__instance *out)
{
    pattern wanted = {.id = id};
    const pattern *key = &wanted;
    uint64_t index;
    uint32_t which;
    pattern **found = sandbox->pattern_count
                          ? bsearch(&key, sandbox->by_id, sandbox->pattern_count,
                                    sizeof *sandbox->by_id, by_id)
                          : NULL;
    if (found) {
        *out = baton_sandbox__own(*found);
        return true;
    }
    if (!baton_sandbox__index_of(sandbox, id, &index, &which) || which)
        return false;
    *out = baton_sandbox__generated(sandbox, index);
    return true;
}

bool baton_sandbox__find_told(const struct baton_sandbox__call *call, struct baton_str id,
                              struct baton_sandbox__instance *out)
{
    return baton_sandbox__find(call->sandbox, id, out) &&
           out->pattern->told[call->door->index].is_told;
}

void baton_sandbox__render_told(const struct baton_sandbox__call *call,
                                const struct baton_sandbox__instance *it, size_t view,
                                struct baton_buf *out)
{
    baton_sandbox__render(call->sandbox, it, &it->pattern->told[call->door->index].views[view],
                          out);
}

static bool is_session(const pattern *p, uint32_t which)
{
    return p->session.len && which < p->id_count && baton_str_eq_nocase(p->ids[which], p->session);
}

bool baton_sandbox__find_session(const struct baton_sandbox *sandbox, struct baton_str session,
                                 struct baton_sandbox__instance *out)
{
    pattern wanted = {.session = session};
    const pattern *key = &wanted;
    uint64_t index;
    uint32_t which;
    pattern **found = sandbox->session_count
                          ? bsearch(&key, sandbox->by_session, sandbox->session_count,
                                    sizeof *sandbox->by_session, by_session)
                          : NULL;
    if (found) {
        *out = baton_sandbox__own(*found);
        return true;
    }
    if (!baton_sandbox__index_of(sandbox, session, &index, &which))
        return false;
    *out = baton_sandbox__generated(sandbox, index);
    return is_session(out->pattern, which);
}

struct baton_sandbox__queue *baton_sandbox__queue_of(const struct baton_sandbox *sandbox,
                                                     struct baton_str id)
{
    for (size_t i = 0; i < sandbox->queue_count; i++)
        if (baton_str_eq_nocase(sandbox->queues[i].id, id))
            return &sandbox->queues[i];
    return NULL;
}

bool baton_sandbox__is_user(const struct baton_sandbox *sandbox, struct baton_str id)
{
    for (size_t i = 0; i < sandbox->user_count; i++)
        if (baton_str_eq_nocase(sandbox->users[i].id, id))
            return true;
    return false;
}

/* ---- changes ----------------------------------------------------------------------------- */

static size_t bucket_of(const char *id)
{
    uint64_t hash = 0;
    for (; *id; id++)
        hash = baton_sandbox__mix(hash, (unsigned char)*id);
    return hash % BATON_SANDBOX__BUCKETS;
}

const struct baton_sandbox__change *
baton_sandbox__change_of(const struct baton_sandbox *sandbox,
                         const struct baton_sandbox__instance *it)
{
    const struct baton_sandbox__change *c = sandbox->changes[bucket_of(it->id)];
    while (c && strcmp(c->id, it->id) != 0)
        c = c->next;
    return c;
}

struct baton_str baton_sandbox__state_of(const struct baton_sandbox *sandbox,
                                         const struct baton_sandbox__instance *it)
{
    const struct baton_sandbox__change *c = baton_sandbox__change_of(sandbox, it);
    return c ? c->state : it->pattern->state;
}

bool baton_sandbox__is_open(struct baton_str state)
{
    return baton_str_is_nocase(state, "active") || baton_str_is_nocase(state, "queued");
}

bool baton_sandbox__place(struct baton_sandbox *sandbox,
                          const struct baton_sandbox__instance *it,
                          const struct baton_sandbox__queue *queue)
{
    char agent[37];
    bool staffed = !queue || queue->available > 0;
    struct baton_sandbox__change **head = &sandbox->changes[bucket_of(it->id)];
    struct baton_sandbox__change *c =
        (struct baton_sandbox__change *)(uintptr_t)baton_sandbox__change_of(sandbox, it);
    if (!c) {
        c = BATON_NEW(&sandbox->state, struct baton_sandbox__change);
        if (!c)
            return false;
        memcpy(c->id, it->id, sizeof c->id);
        c->next = *head;
        *head = c;
    }
    baton_sandbox__uuid(baton_sandbox__mix(bucket_of(it->id), 7), (uint64_t)it->start, agent);
    c->queue = queue;
    c->at = sandbox->options.clock() * 1000;
    c->state = staffed ? BATON_STR("active") : BATON_STR("queued");
    c->agent = staffed ? baton_str_copy(&sandbox->state, baton_str_from(agent)) : BATON_STR("");
    return c->agent.s != NULL;
}

/* ---- beginning, and beginning again ------------------------------------------------------ */

enum baton_err baton_sandbox__reset(struct baton_sandbox *sandbox)
{
    baton_arena_clear(&sandbox->state);
    memset(sandbox->changes, 0, sizeof sandbox->changes);
    sandbox->faults = NULL;
    sandbox->bot_calls = 0;
    memset(sandbox->own, 0, sizeof sandbox->own);
    memset(sandbox->jobs, 0, sizeof sandbox->jobs);
    baton_sandbox__clear_log(&sandbox->log);
    sandbox->tokens = BATON_NEW_N(&sandbox->state, struct baton_sandbox__token,
                                  BATON_SANDBOX__TOKENS);
    return sandbox->tokens ? BATON_OK : BATON_ENOMEM;
}

static pattern **sorted(struct baton_sandbox *sandbox, bool sessions, size_t *count)
{
    pattern **list = BATON_NEW_N(&sandbox->arena, pattern *, sandbox->pattern_count + 1);
    *count = 0;
    for (size_t i = 0; list && i < sandbox->pattern_count; i++)
        if (!sessions || sandbox->patterns[i]->session.len)
            list[(*count)++] = sandbox->patterns[i];
    if (list && *count)
        qsort(list, *count, sizeof *list, sessions ? by_session : by_id);
    return list;
}

static bool index_all(struct baton_sandbox *sandbox)
{
    size_t count;
    if (sandbox->pattern_count)
        qsort(sandbox->patterns, sandbox->pattern_count, sizeof *sandbox->patterns, by_start);
    sandbox->by_id = sorted(sandbox, false, &count);
    sandbox->by_session = sorted(sandbox, true, &sandbox->session_count);
    return sandbox->by_id && sandbox->by_session;
}

/* Two conversations with one id would be one that cannot be found. */
static void find_twins(const struct baton_sandbox *sandbox, struct baton_arena *arena,
                       struct baton_sandbox_faults *faults)
{
    for (size_t i = 1; i < sandbox->pattern_count; i++) {
        const pattern *a = sandbox->by_id[i - 1], *b = sandbox->by_id[i];
        if (!baton_str_eq(a->id, b->id))
            continue;
        struct baton_str *line = BATON_PUSH(arena, faults->lines, faults->count, faults->capacity);
        if (line)
            *line = baton_str_fmt(arena, "the scenarios %.*s and %.*s both have the conversation "
                                  "%.*s", BATON_ARG(a->scenario), BATON_ARG(b->scenario),
                                  BATON_ARG(a->id));
        return;
    }
}

/* Tokens are nobody's to guess, also here. */
static void make_secret(struct baton_sandbox *sandbox)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 ? read(fd, sandbox->secret, sizeof sandbox->secret) : 0;
    if (fd >= 0)
        close(fd);
    if (got != (ssize_t)sizeof sandbox->secret)
        sandbox->secret[0] = baton_sandbox__mix((uint64_t)baton_sandbox__ms(), (uint64_t)getpid());
}

static enum baton_err make(struct baton_sandbox *sandbox, struct baton_arena *arena,
                           struct baton_sandbox_faults *faults)
{
    enum baton_err err = baton_sandbox__read_scenarios(sandbox, arena, faults);
    if (err != BATON_OK)
        return err;
    if (!index_all(sandbox) || !baton_sandbox__open_doors(sandbox))
        return BATON_ENOMEM;
    find_twins(sandbox, arena, faults);
    if (faults->count)
        return BATON_ECONFIG;
    err = baton_sandbox__populate(sandbox);
    if (err == BATON_ECONFIG) {
        struct baton_str *line = BATON_PUSH(arena, faults->lines, faults->count, faults->capacity);
        if (line)
            *line = BATON_STR("--conversations: no scenario has a conversation whose startTime is "
                              "told from now (-34m), for others to be made like it");
    }
    return err == BATON_OK ? baton_sandbox__reset(sandbox) : err;
}

enum baton_err baton_sandbox_open(struct baton_alloc alloc,
                                  const struct baton_sandbox_options *options,
                                  struct baton_arena *arena,
                                  struct baton_sandbox_faults *faults,
                                  struct baton_sandbox **out)
{
    struct baton_sandbox *s = alloc.resize(alloc.ctx, NULL, 0, sizeof *s);
    if (!s)
        return BATON_ENOMEM;
    memset(s, 0, sizeof *s);
    s->alloc = alloc;
    s->options = *options;
    s->began = options->clock();
    baton_arena_init(&s->arena, alloc, 0);
    baton_arena_init(&s->state, alloc, 0);
    if (pthread_mutex_init(&s->lock, NULL) != 0) {
        alloc.resize(alloc.ctx, s, sizeof *s, 0);
        return BATON_ENOMEM;
    }
    make_secret(s);
    enum baton_err err = make(s, arena, faults);
    if (err != BATON_OK) {
        baton_sandbox_close(s);
        return err;
    }
    *out = s;
    return BATON_OK;
}

void baton_sandbox_close(struct baton_sandbox *s)
{
    if (!s)
        return;
    pthread_mutex_destroy(&s->lock);
    if (s->log.bytes)
        s->alloc.resize(s->alloc.ctx, s->log.bytes, s->log.capacity, 0);
    baton_arena_release(&s->state);
    baton_arena_release(&s->arena);
    s->alloc.resize(s->alloc.ctx, s, sizeof *s, 0);
}

uint64_t baton_sandbox_size(const struct baton_sandbox *s)
{
    return s->pattern_count + s->generated;
}
