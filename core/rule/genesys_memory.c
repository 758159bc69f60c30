/* SPDX-License-Identifier: Apache-2.0 */
/* What exchanges with Genesys Cloud tell those after them: legs that are over, empty queues. */
#include "core/rule/rule_int.h"

static uint64_t hash_of(struct baton_str text)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.s[i];
        h = (h ^ (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c)) * 0x100000001B3u;
    }
    return h;
}

static void keep(struct baton_memory_seen *seen, struct baton_str id, size_t exchange)
{
    uint64_t h = hash_of(id);
    seen[h % BATON_MEMORY_SEEN] = (struct baton_memory_seen){h, exchange};
}

static size_t kept(const struct baton_memory_seen *seen, struct baton_str id)
{
    uint64_t h = hash_of(id);
    const struct baton_memory_seen *slot = &seen[h % BATON_MEMORY_SEEN];
    return id.len && slot->exchange && slot->id == h ? slot->exchange : 0;
}

/* ---- legs that are over ---------------------------------------------------------------- */

static bool is_over(const struct baton_conversation *c, size_t participant)
{
    bool any = false;
    for (size_t i = 0; i < c->leg_count; i++) {
        if (c->legs[i].participant != participant)
            continue;
        if (c->legs[i].state != BATON_CALL_ENDED && c->legs[i].state != BATON_CALL_WRAP_UP)
            return false;
        any = true;
    }
    return any;
}

static void note_legs(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_conversation *c = check->conversation;
    if (!c || !baton_str_is(c->family, "genesys") || c->participant_count > BATON_MEMORY_SEEN)
        return;
    for (size_t i = 0; i < c->participant_count; i++)
        if (c->participants[i].id.text.len && is_over(c, i))
            keep(m->ended, c->participants[i].id.text, m->exchanges);
}

size_t baton_memory_ended(const struct baton_check *check, struct baton_str participant)
{
    return check->memory ? kept(check->memory->ended, participant) : 0;
}

/* ---- queues without members ------------------------------------------------------------- */

/* A whole list, and nobody in it. */
static bool lists_nobody(const struct baton_json *doc)
{
    uint32_t list = baton_json_is(doc, 0, BATON_JSON_OBJECT)
                        ? baton_json_member_z(doc, 0, "entities") : BATON_JSON_NONE;
    uint32_t total = list == BATON_JSON_NONE ? list : baton_json_member_z(doc, 0, "total");
    uint64_t count = 0;
    if (list == BATON_JSON_NONE || !baton_json_is(doc, list, BATON_JSON_ARRAY) ||
        baton_json_size(doc, list))
        return false;
    return total == BATON_JSON_NONE ||
           (baton_str_to_u64(baton_json_raw(doc, total), &count) && !count);
}

static bool is_queue(const struct baton_id *id)
{
    return baton_str_is(id->kind, "queue-id");
}

static void note_members(struct baton_memory *m, const struct baton_check *check)
{
    const struct baton_json *doc = check->is_answer ? &check->body.doc : &check->answer.doc;
    bool readable = check->is_answer ? check->readable : check->answer_readable;
    if (!readable || !baton_check_is_call(check, "genesys.queue.members") ||
        check->exchange->response.status / 100 != 2)
        return;
    for (size_t i = 0; i < check->id_count; i++)
        if (check->ids[i].place == BATON_ID_PATH && is_queue(&check->ids[i])) {
            bool nobody = lists_nobody(doc);
            if (nobody || kept(m->empty, check->ids[i].value))
                keep(m->empty, check->ids[i].value, nobody ? m->exchanges : 0);
        }
}

void baton_memory_empty_queue(struct baton_check *check, const struct baton_rule *rule)
{
    for (size_t i = 0; check->memory && !check->is_answer && i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        size_t exchange = id->place == BATON_ID_BODY && is_queue(id)
                              ? kept(check->memory->empty, id->value) : 0;
        if (!exchange)
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, baton_where_value(check, id->at),
                            "exchange %zu listed no member of this queue: nobody is there to take "
                            "the call", exchange);
        if (f)
            f->severity = BATON_WARNING;
    }
}

void baton_memory_note_genesys(struct baton_memory *memory, const struct baton_check *check)
{
    note_legs(memory, check);
    note_members(memory, check);
    memory->bots_listed |= baton_check_is_call(check, "genesys.botconnector.bots");
}
