/* SPDX-License-Identifier: Apache-2.0 */
/* What the forms keep: participants, legs, messages, transfers, occurrences, keys. */
#include "core/conversation/conversation_int.h"

typedef struct baton_conversation__reader reader;

enum { MOST_KEYS = 100 }; /* more ids in one account join nothing */

bool baton_conversation__room(reader *r, size_t count)
{
    if (count < BATON_CONVERSATION_MAX)
        return true;
    r->cut = true;
    return false;
}

/* ---- participants ---------------------------------------------------------------- */

static uint64_t hash(struct baton_str text)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.s[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 32;
}

static void index_participant(struct baton_conversation__by_id *by_id,
                              const struct baton_conversation *c, uint32_t row)
{
    size_t at = hash(c->participants[row].id.text) & by_id->mask;
    while (by_id->slots[at])
        at = (at + 1) & by_id->mask;
    by_id->slots[at] = row + 1;
}

/* Keeps the table at most half full. */
static bool grow_index(reader *r)
{
    size_t size = r->by_id.slots ? r->by_id.mask + 1 : 0;
    if (r->c->participant_count * 2 < size)
        return true;
    size = size ? size * 2 : 16;
    r->by_id.slots = BATON_NEW_N(r->arena, uint32_t, size);
    r->by_id.mask = size - 1;
    for (uint32_t i = 0; r->by_id.slots && i + 1 < r->c->participant_count; i++)
        if (r->c->participants[i].id.text.s)
            index_participant(&r->by_id, r->c, i);
    return r->by_id.slots != NULL;
}

static struct baton_participant *find_participant(const reader *r, struct baton_str id)
{
    if (!id.s || !r->by_id.slots)
        return NULL;
    for (size_t at = hash(id) & r->by_id.mask; r->by_id.slots[at]; at = (at + 1) & r->by_id.mask) {
        struct baton_participant *p = &r->c->participants[r->by_id.slots[at] - 1];
        if (baton_str_eq(p->id.text, id))
            return p;
    }
    return NULL;
}

static struct baton_participant *new_participant(reader *r, uint32_t at, struct baton_told id)
{
    const struct baton_told untold = baton_conversation__untold;
    const struct baton_moment never = baton_conversation__never;
    const struct baton_fact nowhere = baton_conversation__nowhere;
    if (!baton_conversation__room(r, r->c->participant_count))
        return NULL;
    struct baton_participant *p = BATON_PUSH(r->arena, r->c->participants,
                                             r->c->participant_count, r->participant_capacity);
    if (!p)
        return NULL;
    *p = (struct baton_participant){.fact = {r->index, at}, .id = id, .name = untold,
                                    .role_text = untold, .queue_id = untold, .joined = never,
                                    .left = never, .context = nowhere, .attributes = nowhere,
                                    .leg = SIZE_MAX};
    if (!grow_index(r))
        return NULL;
    if (id.text.s)
        index_participant(&r->by_id, r->c, (uint32_t)r->c->participant_count - 1);
    return p;
}

struct baton_participant *baton_conversation__participant(reader *r, uint32_t at,
                                                          struct baton_told id)
{
    struct baton_participant *p = find_participant(r, id.text);
    return p ? p : new_participant(r, at, id);
}

struct baton_participant *baton_conversation__someone(reader *r, enum baton_role role, uint32_t at)
{
    for (size_t i = 0; i < r->c->participant_count; i++)
        if (r->c->participants[i].role == role)
            return &r->c->participants[i];
    struct baton_participant *p = new_participant(r, at, baton_conversation__untold);
    if (p)
        p->role = role;
    return p;
}

/* ---- legs, messages, transfers, occurrences ------------------------------------------- */

struct baton_leg *baton_conversation__leg(reader *r, uint32_t at, size_t participant)
{
    const struct baton_told untold = baton_conversation__untold;
    if (!baton_conversation__room(r, r->c->leg_count))
        return NULL;
    struct baton_leg *leg = BATON_PUSH(r->arena, r->c->legs, r->c->leg_count, r->leg_capacity);
    if (!leg)
        return NULL;
    *leg = (struct baton_leg){.fact = {r->index, at}, .id = untold, .state_text = untold,
                              .wrapup_code = untold, .started = baton_conversation__never,
                              .ended = baton_conversation__never, .disconnect_text = untold,
                              .error_code = untold, .error_text = untold, .media = untold,
                              .participant = participant};
    if (participant < r->c->participant_count && r->c->participants[participant].leg == SIZE_MAX)
        r->c->participants[participant].leg = r->c->leg_count - 1;
    return leg;
}

struct baton_message *baton_conversation__said(reader *r, uint32_t at, size_t participant)
{
    if (!baton_conversation__room(r, r->c->message_count))
        return NULL;
    struct baton_message *m = BATON_PUSH(r->arena, r->c->messages, r->c->message_count,
                                         r->message_capacity);
    if (m)
        *m = (struct baton_message){.fact = {r->index, at}, .text = baton_conversation__untold,
                                    .time = baton_conversation__never,
                                    .participant = participant};
    return m;
}

struct baton_transfer_told *baton_conversation__transfer(reader *r, uint32_t at,
                                                         enum baton_transfer_by by)
{
    const struct baton_told untold = baton_conversation__untold;
    if (!baton_conversation__room(r, r->c->transfer_count))
        return NULL;
    struct baton_transfer_told *t = BATON_PUSH(r->arena, r->c->transfers, r->c->transfer_count,
                                               r->transfer_capacity);
    if (t)
        *t = (struct baton_transfer_told){.fact = {r->index, at}, .id = untold,
                                          .state_text = untold, .type_text = untold,
                                          .target = untold, .by = by, .reason = untold,
                                          .time = baton_conversation__never};
    return t;
}

struct baton_occurrence *baton_conversation__happened(reader *r, uint32_t at,
                                                      enum baton_role actor, struct baton_str text)
{
    if (!baton_conversation__room(r, r->c->occurrence_count))
        return NULL;
    struct baton_occurrence *o = BATON_PUSH(r->arena, r->c->occurrences, r->c->occurrence_count,
                                            r->occurrence_capacity);
    if (o)
        *o = (struct baton_occurrence){.fact = {r->index, at}, .time = baton_conversation__never,
                                       .actor = actor, .text = text};
    return o;
}

/* ---- keys ------------------------------------------------------------------------------ */

void baton_conversation__key(reader *r, const char *kind, struct baton_told value)
{
    value.text = value.text.s ? baton_str_trim(value.text) : value.text;
    if (!value.text.len || r->c->key_count >= MOST_KEYS)
        return;
    for (size_t i = 0; i < r->c->key_count; i++)
        if (baton_str_is(baton_str_from(kind), r->c->keys[i].kind) &&
            baton_str_eq_nocase(r->c->keys[i].value.text, value.text))
            return;
    struct baton_join_key *key = BATON_PUSH(r->arena, r->c->keys, r->c->key_count,
                                            r->key_capacity);
    if (key)
        *key = (struct baton_join_key){kind, value};
}

void baton_conversation__session_keys(reader *r, uint32_t object)
{
    if (!baton_json_is(r->doc, object, BATON_JSON_OBJECT))
        return;
    BATON_JSON_EACH_MEMBER(r->doc, object, key)
        if (baton_conversation__is_session(baton_json_string(r->doc, key, r->arena)))
            baton_conversation__key(r, "cognigy.session-id",
                                    baton_conversation__told_at(r, key + 1));
}
