/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A queue's members (entities[] with joined and routingStatus) and its estimated wait
 * (results[] with estimatedWaitTimeSeconds), as Genesys Cloud's public API has them.
 */
#include "core/evidence/evidence_int.h"

static uint32_t list_in(const struct baton_json *doc, const char *name)
{
    uint32_t list = baton_json_is(doc, 0, BATON_JSON_OBJECT) ? baton_json_member_z(doc, 0, name)
                                                              : BATON_JSON_NONE;
    return baton_json_is(doc, list, BATON_JSON_ARRAY) ? list : BATON_JSON_NONE;
}

static struct baton_str text_in(struct baton_arena *arena, const struct baton_json *doc,
                                uint32_t object, const char *name)
{
    uint32_t at = baton_json_is(doc, object, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, object, name) : BATON_JSON_NONE;
    return baton_json_is(doc, at, BATON_JSON_STRING) ? baton_json_string(doc, at, arena)
                                                     : BATON_STR("");
}

/* routingStatus is an object with a status, or the word itself. */
static bool is_off(struct baton_arena *arena, const struct baton_json *doc, uint32_t member)
{
    uint32_t status = baton_json_member_z(doc, member, "routingStatus");
    struct baton_str word = baton_json_is(doc, status, BATON_JSON_STRING)
                                ? baton_json_string(doc, status, arena)
                                : text_in(arena, doc, status, "status");
    return baton_str_is_nocase(word, "OFF_QUEUE");
}

/* Is this page all there is? Of a page among several nothing is told. */
static bool is_whole(const struct baton_json *doc, uint32_t list)
{
    uint32_t at = baton_json_member_z(doc, 0, "total");
    uint64_t total;
    return !baton_json_is(doc, at, BATON_JSON_NUMBER) ||
           !baton_str_to_u64(baton_json_raw(doc, at), &total) ||
           total <= baton_json_size(doc, list);
}

void baton_evidence__members(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    const struct baton_document *document = &e->documents[index];
    const struct baton_json *doc = &document->reading.doc;
    struct baton_members_facts *m = &e->members;
    m->document = index;
    m->status = document->exchange.response.status;
    uint32_t list = baton_evidence__is_good(document) ? list_in(doc, "entities") : BATON_JSON_NONE;
    if (list == BATON_JSON_NONE || !is_whole(doc, list))
        return;
    m->at = (struct baton_fact){(uint32_t)index, list};
    m->listed = m->joined = m->on_queue = 0;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        if (!baton_json_is(doc, item, BATON_JSON_OBJECT))
            continue;
        bool joined = !baton_json_is(doc, baton_json_member_z(doc, item, "joined"),
                                     BATON_JSON_FALSE);
        m->listed++;
        m->joined += joined;
        m->on_queue += joined && !is_off(arena, doc, item);
    }
}

/* ---- the estimated wait ------------------------------------------------------------ */

/* What an intent of the estimate is called as a medium of analytics. */
static bool is_medium(struct baton_str intent, struct baton_str medium)
{
    return baton_str_is_nocase(intent, "CALL") ? baton_str_is_nocase(medium, "voice")
                                               : baton_str_eq_nocase(intent, medium);
}

/* 2: of the conversation's medium; 1: of all media; 0: of another one. */
static int fitness(const struct baton_evidence *e, struct baton_str intent)
{
    for (size_t i = 0; e->has_conversation && i < e->conversation.leg_count; i++) {
        struct baton_str medium = e->conversation.legs[i].media.text;
        if (medium.s && intent.len && is_medium(intent, medium))
            return 2;
    }
    return !intent.len || baton_str_is_nocase(intent, "ALL");
}

void baton_evidence__wait(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    const struct baton_document *document = &e->documents[index];
    const struct baton_json *doc = &document->reading.doc;
    int best = -1;
    e->wait.document = index;
    uint32_t list = baton_evidence__is_good(document) ? list_in(doc, "results") : BATON_JSON_NONE;
    if (list == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t at = baton_json_is(doc, item, BATON_JSON_OBJECT)
                          ? baton_json_member_z(doc, item, "estimatedWaitTimeSeconds")
                          : BATON_JSON_NONE;
        int fit = fitness(e, text_in(arena, doc, item, "intent"));
        uint64_t seconds;
        if (fit < best || !baton_json_is(doc, at, BATON_JSON_NUMBER) ||
            !baton_str_to_u64(baton_json_raw(doc, at), &seconds) || seconds > 1000000 ||
            (fit == best && (int64_t)seconds <= e->wait.seconds))
            continue;
        best = fit;
        e->wait.seconds = (int64_t)seconds;
        e->wait.at = (struct baton_fact){(uint32_t)index, at};
    }
}
