/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bot's request against the one that should have been sent. Of the same shape,
 * they are compared leaf by leaf; else by what the fields mean.
 */
#include <string.h>

#include "apps/baton/replay.h"

enum { MOST_DIFFERENCES = 50, PLACES = 5 };

/* One side: a value of a document and what stands below it. */
struct side {
    const struct baton_json *doc; /* NULL: there is none */
    uint32_t root;
};

static struct baton_str raw(const struct side *side, uint32_t at)
{
    return at == BATON_JSON_NONE ? (struct baton_str){NULL, 0} : baton_json_raw(side->doc, at);
}

static bool is_same(struct baton_arena *arena, const struct side *a, uint32_t x,
                    const struct side *b, uint32_t y)
{
    if (baton_json_is(a->doc, x, BATON_JSON_STRING) && baton_json_is(b->doc, y, BATON_JSON_STRING))
        return baton_str_eq(baton_json_string(a->doc, x, arena),
                            baton_json_string(b->doc, y, arena));
    return baton_str_eq(raw(a, x), raw(b, y));
}

/* What a member called so holds, as it may be shown. */
static struct baton_str shown(struct baton_arena *arena, struct baton_str pointer,
                              struct baton_str value)
{
    struct baton_str name = BATON_STR("");
    if (!value.s)
        return value;
    while (baton_str_next(&pointer, '/', &name))
        ;
    struct baton_str member = baton_str_fmt(arena, "\"%.*s\": %.*s", BATON_ARG(name),
                                            BATON_ARG(value));
    struct baton_str masked = baton_mask(arena, member);
    return baton_str_sub(masked, member.len - value.len, member.len);
}

static void differ(struct baton_replay *r, struct baton_replay_difference difference)
{
    difference.bots = shown(r->arena, difference.bots_pointer, difference.bots);
    difference.ours = shown(r->arena, difference.ours_pointer, difference.ours);
    if (r->difference_count == MOST_DIFFERENCES)
        return;
    struct baton_replay_difference *d = BATON_PUSH(r->arena, r->differences, r->difference_count,
                                                   r->difference_capacity);
    if (d)
        *d = difference;
}

/* ---- leaf by leaf ---------------------------------------------------------------- */

static bool is_leaf(const struct baton_json *doc, uint32_t at)
{
    const struct baton_json_value *v = &doc->v[at];
    return !(v->flags & BATON_JSON_KEY) &&
           ((v->type != BATON_JSON_OBJECT && v->type != BATON_JSON_ARRAY) || v->next == at + 1);
}

/* Leaves of one that the other lacks, or, where both have them, that are not the same. */
static void compare_leaves(struct baton_replay *r, const struct side *from, const struct side *to,
                           bool from_bot)
{
    for (uint32_t at = from->root; at < from->doc->v[from->root].next; at++) {
        if (!is_leaf(from->doc, at))
            continue;
        struct baton_str pointer = baton_json_pointer_to(from->doc, at, r->arena);
        struct baton_str below = baton_str_sub(
            pointer, baton_json_pointer_to(from->doc, from->root, r->arena).len, pointer.len);
        uint32_t other = baton_json_pointer(to->doc, to->root, below);
        bool same = other != BATON_JSON_NONE && is_same(r->arena, from, at, to, other);
        r->same += same && from_bot;
        if (from_bot && !same)
            differ(r, (struct baton_replay_difference){pointer, raw(from, at), below,
                                                       raw(to, other)});
        else if (!from_bot && other == BATON_JSON_NONE)
            differ(r, (struct baton_replay_difference){below, {NULL, 0}, pointer, raw(from, at)});
    }
}

/* ---- by meaning ------------------------------------------------------------------ */

static const struct {
    const char *ours[3];      /* pointers in the transfer; "" is the conversation in its path */
    const char *bots[PLACES]; /* where bots have it; the first is where it belongs */
} fields[] = {
    {{""}, {"/conversationId", "/sessionId", NULL}},
    {{"/transferTo/id", "/queueId"}, {"/routingData/queueId", "/queueId", "/targetQueueId", NULL}},
    {{"/wrapupCode/id"}, {"/routingData/wrapupCodeId", "/wrapupCodeId", "/wrapupCode/id", NULL}},
    {{"/contextData/customerName"}, {"/customerInfo/name", "/customerName", NULL}},
    {{"/contextData/intent"}, {"/intent", "/context/intent", "/metadata/intent", NULL}},
    {{"/contextData/transferReason"}, {"/transferReason", "/context/transferReason", NULL}},
};

static uint32_t find(const struct side *bot, const char *const *places, const char **where)
{
    *where = places[0];
    for (; *places; places++) {
        uint32_t at = baton_json_pointer(bot->doc, bot->root, baton_str_from(*places));
        if (at != BATON_JSON_NONE) {
            *where = *places;
            return at;
        }
    }
    return BATON_JSON_NONE;
}

static void compare_conversation(struct baton_replay *r, const struct side *bot)
{
    const char *where;
    uint32_t at = find(bot, fields[0].bots, &where);
    struct baton_buf id;
    /* In its context a bot keeps the id of its own session, and that is right. */
    bool context = r->evidence.payload == SIZE_MAX;
    if (context && (at == BATON_JSON_NONE || strcmp(where, "/conversationId") != 0))
        return;
    baton_buf_init(&id, r->arena, 0);
    baton_json_put_string(&id, r->transfer.conversation_id);
    if (at != BATON_JSON_NONE &&
        baton_json_string_is(bot->doc, at, r->transfer.conversation_id)) {
        r->same++;
        return;
    }
    differ(r, (struct baton_replay_difference){baton_str_from(where), raw(bot, at),
                                               BATON_STR("(path) conversationId"),
                                               baton_buf_str(&id)});
}

static void compare_meaning(struct baton_replay *r, const struct side *bot,
                            const struct side *ours)
{
    compare_conversation(r, bot);
    for (size_t i = 1; i < BATON_COUNT(fields); i++) {
        const char *where, *here;
        uint32_t mine = find(ours, fields[i].ours, &here);
        uint32_t at = find(bot, fields[i].bots, &where);
        if (mine == BATON_JSON_NONE && at == BATON_JSON_NONE)
            continue;
        if (mine != BATON_JSON_NONE && at != BATON_JSON_NONE &&
            is_same(r->arena, bot, at, ours, mine))
            r->same++;
        else
            differ(r, (struct baton_replay_difference){baton_str_from(where), raw(bot, at),
                                                       baton_str_from(here),
                                                       raw(ours, mine)});
    }
}

/* ---- which two ------------------------------------------------------------------- */

static struct side bots_side(struct baton_replay *r)
{
    const struct baton_evidence *e = &r->evidence;
    const struct baton_conversation *c = &e->conversation;
    if (e->payload != SIZE_MAX && e->documents[e->payload].readable) {
        const struct baton_json *doc = &e->documents[e->payload].reading.doc;
        uint32_t inner = baton_json_is(doc, 0, BATON_JSON_OBJECT)
                             ? baton_json_member_z(doc, 0, "payload") : BATON_JSON_NONE;
        r->compared = "the bot's request";
        return (struct side){doc, baton_json_is(doc, inner, BATON_JSON_OBJECT) ? inner : 0};
    }
    if (c->bot == SIZE_MAX || c->participants[c->bot].context.at == BATON_JSON_NONE)
        return (struct side){NULL, 0};
    r->compared = "the bot's context";
    return (struct side){c->accounts[c->participants[c->bot].context.account],
                         c->participants[c->bot].context.at};
}

static struct baton_str body_of(struct baton_str exchange)
{
    size_t at = baton_str_find(exchange, BATON_STR("\r\n\r\n"));
    return at == SIZE_MAX ? BATON_STR("") : baton_str_sub(exchange, at + 4, exchange.len);
}

static bool is_same_shape(const struct side *bot)
{
    static const char *const members[] = {"/transferTo", "/transferType", "/p1"};
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        if (baton_json_pointer(bot->doc, bot->root, baton_str_from(members[i])) != BATON_JSON_NONE)
            return true;
    return false;
}

enum baton_err baton_replay_compare(struct baton_replay *r)
{
    struct baton_json json;
    struct side bot = bots_side(r), ours = {&json, 0};
    if (!bot.doc)
        return BATON_OK;
    enum baton_err err = baton_json_read(r->arena, body_of(r->planned.exchange), NULL, &json, NULL);
    if (err != BATON_OK)
        return err == BATON_ENOMEM ? err : BATON_OK;
    if (is_same_shape(&bot)) {
        compare_leaves(r, &bot, &ours, true);
        compare_leaves(r, &ours, &bot, false);
    } else {
        compare_meaning(r, &bot, &ours);
    }
    return baton_arena_failed(r->arena) ? BATON_ENOMEM : BATON_OK;
}
