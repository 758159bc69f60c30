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

void baton_evidence__members(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    const struct baton_document *document = &e->documents[index];
    const struct baton_json *doc = &document->reading.doc;
    struct baton_members_facts *m = &e->members;
    m->document = index;
    m->status = document->exchange.response.status;
    uint32_t list = baton_evidence__is_good(document) ? list_in(doc, "entities") : BATON_JSON_NONE;
    if (list == BATON_JSON_NONE)
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

void baton_evidence__wait(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    const struct baton_document *document = &e->documents[index];
    const struct baton_json *doc = &document->reading.doc;
    e->wait.document = index;
    uint32_t list = baton_evidence__is_good(document) ? list_in(doc, "results") : BATON_JSON_NONE;
    if (list == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        uint32_t at = baton_json_is(doc, item, BATON_JSON_OBJECT)
                          ? baton_json_member_z(doc, item, "estimatedWaitTimeSeconds")
                          : BATON_JSON_NONE;
        uint64_t seconds;
        if (!baton_json_is(doc, at, BATON_JSON_NUMBER) ||
            !baton_str_to_u64(baton_json_raw(doc, at), &seconds) || seconds > 1000000)
            continue;
        if ((int64_t)seconds > e->wait.seconds) {
            e->wait.seconds = (int64_t)seconds;
            e->wait.at = (struct baton_fact){(uint32_t)index, at};
        }
    }
    (void)arena;
}
