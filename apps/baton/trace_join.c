/* SPDX-License-Identifier: Apache-2.0 */
/* The other sides of a conversation, found by the ids that cross between platforms. */
#include <string.h>

#include "apps/baton/recent.h"
#include "apps/baton/trace.h"
#include "edge/os.h"

enum { PAGES = 5, PAGE_SIZE = 100, AROUND = 900 /* seconds */, DAY = 86400, MOST_KEYS = 32,
       SHORTEST_KEY = 6, MOST_SIDES = 64 };

/* How it went with one of the other platforms. */
enum way { NOT_TRIED, JOINED, HAS_NO_KEY, NOT_IN_LIST, NO_LIST, NOT_THERE, NOT_OPENED };

struct side {
    enum way way;
    struct baton_str id;   /* that was asked for */
    size_t listed, pages;
    int status;            /* of the answer that hindered */
    bool searched, asked;
};

struct join {
    struct baton_live *live;
    struct baton_gather *g;
    struct baton_evidence evidence; /* as far as it goes */
    struct side sides[MOST_SIDES];
};

/* ---- keys ------------------------------------------------------------------------ */

/* "cxone.spawned-contact-id" is a "cxone.contact-id", too. */
static bool is_of_kind(const char *kind, const char *wanted)
{
    struct baton_str have = baton_str_from(kind), want = baton_str_from(wanted);
    size_t dot = baton_str_find_byte(want, '.');
    if (baton_str_eq(have, want))
        return true;
    return dot != SIZE_MAX && baton_str_starts(have, baton_str_sub(want, 0, dot + 1)) &&
           have.len > want.len && have.s[have.len - (want.len - dot)] == '-' &&
           baton_str_eq(baton_str_sub(have, have.len - (want.len - dot - 1), have.len),
                        baton_str_sub(want, dot + 1, want.len));
}

static struct baton_str key_in(const struct baton_conversation *c, const char *kind, bool exact)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (c->keys[i].value.text.len && (exact ? strcmp(c->keys[i].kind, kind) == 0
                                                : is_of_kind(c->keys[i].kind, kind)))
            return c->keys[i].value.text;
    return (struct baton_str){NULL, 0};
}

static struct baton_str key_of_kind(const struct join *j, const char *kind)
{
    const struct baton_evidence *e = &j->evidence;
    struct baton_str key = {NULL, 0};
    for (int exact = 1; !key.s && exact >= 0; exact--) {
        key = key_in(&e->conversation, kind, exact);
        if (!key.s && e->has_bot_side)
            key = key_in(&e->bot_side, kind, exact);
    }
    return key;
}

static void add_key(struct baton_str *keys, size_t *count, struct baton_str key)
{
    if (key.len < SHORTEST_KEY || *count == MOST_KEYS)
        return;
    for (size_t i = 0; i < *count; i++)
        if (baton_str_eq(keys[i], key))
            return;
    keys[(*count)++] = key;
}

/* What a row of another platform's list may hold: every key, and the id itself. */
static size_t all_keys(const struct join *j, struct baton_str *keys)
{
    const struct baton_evidence *e = &j->evidence;
    size_t count = 0;
    add_key(keys, &count, j->g->asked_id);
    for (size_t i = 0; i < e->conversation.key_count; i++)
        add_key(keys, &count, e->conversation.keys[i].value.text);
    for (size_t i = 0; e->has_bot_side && i < e->bot_side.key_count; i++)
        add_key(keys, &count, e->bot_side.keys[i].value.text);
    return count;
}

/* ---- gathering on another platform ----------------------------------------------- */

static int last_status(const struct baton_evidence *e, struct baton_str platform)
{
    int status = 0;
    for (size_t i = 0; i < e->document_count; i++)
        if (e->documents[i].platform.s && baton_str_eq(e->documents[i].platform, platform))
            status = e->documents[i].exchange.response.status;
    return status;
}

static enum baton_err gather_at(struct join *j, size_t index, struct baton_str id)
{
    struct baton_live_side *side = &j->live->sides[index];
    struct side *s = &j->sides[index];
    struct baton_gather before = *j->g;
    struct baton_evidence e;
    s->asked = true;
    s->id = baton_str_copy(j->g->arena, id);
    baton_gather_turn(j->g, side->family, side->name, s->id);
    enum baton_err err = baton_gather_all(j->g, j->live, side->platform);
    if (err == BATON_OK)
        err = baton_gather_read(j->g, &e);
    if (err != BATON_OK)
        return err;
    s->way = baton_gather_has_account(j->g, &e) ? JOINED : NOT_THERE;
    s->status = s->way == JOINED ? 0 : last_status(&e, side->name);
    if (s->way == JOINED)
        j->evidence = e;
    else
        *j->g = before;
    return BATON_OK;
}

/* ---- looking through a list ------------------------------------------------------ */

static struct baton_recent_query window(const struct join *j)
{
    const struct baton_conversation *c = &j->evidence.conversation;
    int64_t from = c->started.seconds, to = c->ended.seconds, now = j->g->now;
    if (!j->evidence.has_conversation || !c->started.text.s)
        from = INT64_MIN;
    if (!j->evidence.has_conversation || !c->ended.text.s)
        to = INT64_MIN;
    return (struct baton_recent_query){
        .channel = BATON_STR(""), .page_size = PAGE_SIZE,
        .from = from == INT64_MIN ? now - DAY : from - AROUND,
        .to = to == INT64_MIN ? now + AROUND : to + AROUND};
}

static bool is_list(const struct baton_answer *answer)
{
    return !answer->token_failed && answer->response.failure == BATON_FETCH_OK &&
           answer->response.status / 100 == 2;
}

/* One page; *found is copied. *more: there is another page to look through. */
static enum baton_err look_through(struct join *j, size_t index,
                                   const struct baton_recent_query *query,
                                   struct baton_arena *arena, struct baton_str *found, bool *more)
{
    struct baton_live_side *side = &j->live->sides[index];
    struct side *s = &j->sides[index];
    struct baton_str keys[MOST_KEYS];
    struct baton_answer answer;
    struct baton_recent_page page;
    *more = false;
    enum baton_err err = baton_platform_recent(side->platform, query, arena, &answer);
    if (err != BATON_OK)
        return err;
    if (!is_list(&answer) ||
        !baton_recent_page(arena, side->family, query, &answer.response, &page)) {
        s->way = NO_LIST;
        s->status = answer.response.status;
        return BATON_OK;
    }
    s->pages++;
    s->listed += page.count;
    const struct baton_recent_item *item =
        baton_recent_with(arena, &page, keys, all_keys(j, keys));
    if (item)
        *found = baton_str_copy(j->g->arena, item->id);
    *more = !item && !page.whole && page.groups >= PAGE_SIZE && query->page < PAGES;
    return item && !found->s ? BATON_ENOMEM : BATON_OK;
}

static enum baton_err search_list(struct join *j, size_t index, bool active,
                                  struct baton_arena *arena, struct baton_str *found)
{
    struct baton_recent_query query = window(j);
    bool more = true;
    enum baton_err err = BATON_OK;
    query.active = active;
    for (query.page = 1; err == BATON_OK && more; query.page++) {
        baton_live_progress(j->live, "looking through %.*s: page %zu of at most %d",
                            BATON_ARG(j->live->sides[index].name), query.page, PAGES);
        baton_arena_clear(arena);
        err = look_through(j, index, &query, arena, found, &more);
    }
    return err;
}

static enum baton_err search(struct join *j, size_t index, struct baton_str *found)
{
    struct side *s = &j->sides[index];
    struct baton_arena arena;
    enum baton_err err = BATON_OK;
    s->searched = true;
    s->way = NOT_IN_LIST;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (j->live->sides[index].family->recent_shape.active)
        err = search_list(j, index, true, &arena, found);
    if (err == BATON_OK && !found->s)
        err = search_list(j, index, false, &arena, found);
    baton_live_progress(j->live, "%s", "");
    baton_arena_release(&arena);
    return err;
}

/* ---- one platform after the other ------------------------------------------------ */

/* Another tenant of the same vendor has other conversations. */
static bool is_told_already(const struct join *j, const struct baton_family *family)
{
    for (size_t i = 0; i < j->live->side_count && i < MOST_SIDES; i++)
        if (j->live->sides[i].family == family &&
            (i == j->live->side || j->sides[i].way == JOINED))
            return true;
    return false;
}

/* By a key first, which costs nothing; through the list once nothing else is left. */
static enum baton_err try_side(struct join *j, size_t index, bool by_list, bool *joined)
{
    struct baton_live_side *side = &j->live->sides[index];
    struct side *s = &j->sides[index];
    struct baton_str id = {NULL, 0};
    *joined = false;
    if (s->asked || is_told_already(j, side->family) || s->way == NOT_OPENED ||
        (by_list && s->searched))
        return BATON_OK;
    if (!baton_live_open_side(j->live, side)) {
        s->way = NOT_OPENED;
        return BATON_OK;
    }
    id = key_of_kind(j, side->family->id_kind);
    enum baton_err err = BATON_OK;
    if (!id.s && by_list && side->family->recent)
        err = search(j, index, &id);
    else if (!id.s && by_list)
        s->way = HAS_NO_KEY;
    if (err == BATON_OK && id.s)
        err = gather_at(j, index, id);
    *joined = s->way == JOINED;
    return err;
}

/* What one platform tells may name the id of the next. */
static enum baton_err try_all(struct join *j)
{
    for (int by_list = 0; by_list < 2; by_list++)
        for (size_t i = 0; i < j->live->side_count && i < MOST_SIDES; i++) {
            bool joined = false;
            enum baton_err err =
                i == j->live->side ? BATON_OK : try_side(j, i, by_list, &joined);
            if (err != BATON_OK)
                return err;
            if (joined) {
                by_list = -1;
                break;
            }
        }
    return BATON_OK;
}

/* ---- a call in parts ------------------------------------------------------------- */

/* Is one call told of under several ids, a main one and those that it led to? */
static bool has_parts(const struct baton_family *family)
{
    for (size_t i = 0; i < family->call_count; i++)
        if (family->calls[i].of == BATON_OF_MAIN_CONTACT)
            return true;
    return false;
}

/* The key of the call's main part: its kind is told by the row that asks for it. */
static struct baton_str main_part(const struct join *j)
{
    const struct baton_conversation *sides[] = {&j->evidence.conversation, &j->evidence.bot_side};
    for (size_t s = 0; s < BATON_COUNT(sides); s++)
        for (size_t i = 0; i < sides[s]->key_count; i++)
            if (baton_str_glob(baton_str_from(sides[s]->keys[i].kind),
                               BATON_STR("*.main-contact-id")))
                return sides[s]->keys[i].value.text;
    return (struct baton_str){NULL, 0};
}

static enum baton_err ask_for_part(struct join *j, size_t index, struct baton_str id)
{
    struct baton_live_side *side = &j->live->sides[index];
    struct baton_gather before = *j->g;
    struct baton_evidence e;
    bool first = index == j->live->side;
    struct baton_str asked = first ? j->g->asked_id : j->sides[index].id;
    if (!id.len || baton_str_eq(id, asked))
        return BATON_OK;
    baton_gather_turn(j->g, side->family, side->name, baton_str_copy(j->g->arena, id));
    enum baton_err err = baton_gather_all(j->g, j->live, first ? j->live->platform
                                                               : side->platform);
    if (err == BATON_OK)
        err = baton_gather_read(j->g, &e);
    if (err != BATON_OK)
        return err;
    if (baton_gather_has_account(j->g, &e))
        j->evidence = e;
    else
        *j->g = before;
    return BATON_OK;
}

/* What happened in the part that was not asked for: the bot's, or the main one. */
static enum baton_err ask_for_parts(struct join *j)
{
    enum baton_err err = BATON_OK;
    for (size_t i = 0; i < j->live->side_count && i < MOST_SIDES && err == BATON_OK; i++) {
        const struct baton_family *family = j->live->sides[i].family;
        bool told = i == j->live->side || j->sides[i].way == JOINED;
        if (!told || !j->evidence.has_bot_side || !has_parts(family))
            continue;
        struct baton_str parts[] = {key_in(&j->evidence.bot_side, family->id_kind, true),
                                    main_part(j)};
        for (size_t k = 0; k < BATON_COUNT(parts) && err == BATON_OK; k++)
            err = ask_for_part(j, i, parts[k]);
    }
    return err;
}

/* ---- what was not found ---------------------------------------------------------- */

static struct baton_str words(struct join *j, size_t index)
{
    const struct baton_live_side *side = &j->live->sides[index];
    const struct side *s = &j->sides[index];
    struct baton_arena *arena = j->g->arena;
    switch (s->way) {
    case NOT_OPENED:
        return baton_str_fmt(arena, "not asked: %.*s", BATON_ARG(side->why));
    case HAS_NO_KEY:
        return baton_str_fmt(arena, "not asked: nothing names %s", side->family->id_words);
    case NOT_IN_LIST:
        return baton_str_fmt(arena, "nothing names %s, and none of its %zu conversation%s around "
                             "that time (%zu page%s looked through) has an id that joins it",
                             side->family->id_words, s->listed, s->listed == 1 ? "" : "s",
                             s->pages, s->pages == 1 ? "" : "s");
    case NO_LIST:
        return baton_str_fmt(arena, "nothing names %s, and its list of conversations could not be "
                             "had (%d)", side->family->id_words, s->status);
    case NOT_THERE:
        return baton_str_fmt(arena, "asked for %.*s, and it has no account of it (%d)",
                             BATON_ARG(s->id), s->status);
    case NOT_TRIED:
    case JOINED:
        break;
    }
    return BATON_STR("");
}

static void tell(struct join *j)
{
    struct baton_gather *g = j->g;
    g->absent = BATON_NEW_N(g->arena, struct baton_str, MOST_SIDES);
    for (size_t i = 0; g->absent && i < j->live->side_count && i < MOST_SIDES; i++) {
        struct baton_str text = words(j, i);
        if (i != j->live->side && text.len)
            g->absent[g->absent_count++] = baton_str_fmt(
                g->arena, "%.*s: %.*s", BATON_ARG(j->live->sides[i].name), BATON_ARG(text));
    }
}

enum baton_err baton_trace_join(struct baton_live *live, struct baton_gather *gather)
{
    struct join *j = BATON_NEW(gather->arena, struct join);
    if (!j)
        return BATON_ENOMEM;
    j->live = live;
    j->g = gather;
    enum baton_err err = baton_gather_read(gather, &j->evidence);
    if (err == BATON_OK && !gather->stopped)
        err = try_all(j);
    if (err == BATON_OK && !gather->stopped)
        err = ask_for_parts(j);
    if (err == BATON_OK && !gather->stopped)
        tell(j);
    return baton_arena_failed(gather->arena) ? BATON_ENOMEM : err;
}
