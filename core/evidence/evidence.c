/* SPDX-License-Identifier: Apache-2.0 */
/* What documents say together. */
#include "core/evidence/evidence_int.h"

const char *baton_document_role_name(enum baton_document_role role)
{
    static const char *const names[] = {
#define ROW(code, name, what) name,
        BATON_DOCUMENT_ROLES(ROW)
#undef ROW
    };
    return (size_t)role < BATON_COUNT(names) ? names[role] : "";
}

const char *baton_document_role_what(enum baton_document_role role)
{
    static const char *const texts[] = {
#define ROW(code, name, what) what,
        BATON_DOCUMENT_ROLES(ROW)
#undef ROW
    };
    return (size_t)role < BATON_COUNT(texts) ? texts[role] : "";
}

/* ---- documents --------------------------------------------------------------- */

static const struct baton_part *part_of(const struct baton_document *document)
{
    const struct baton_exchange *ex = &document->exchange;
    return document->role == BATON_DOC_PAYLOAD && ex->body.present ? &ex->body : &ex->answer;
}

static enum baton_err read_exchange(struct baton_arena *arena, struct baton_document *document)
{
    static const enum baton_input_kind http = BATON_INPUT_HTTP;
    const struct baton_given nothing = {0};
    struct baton_input *input;
    bool more = false, payload = document->role == BATON_DOC_PAYLOAD;
    enum baton_err err = baton_input_open(arena, document->text, payload ? NULL : &http, &nothing,
                                          &input);
    if (err == BATON_OK)
        err = baton_input_next(input, arena, &document->exchange, &more);
    return err;
}

static enum baton_err read_document(struct baton_arena *arena, const struct baton_file *file,
                                    const struct baton_json_limits *limits,
                                    struct baton_document *out)
{
    const struct baton_str none = BATON_STR("");
    *out = (struct baton_document){.role = file->role, .name = file->name, .text = file->text,
                                   .contract = file->contract, .failure = file->failure,
                                   .platform = file->platform.s ? file->platform : none,
                                   .family = file->family.s ? file->family : none};
    enum baton_err err = read_exchange(arena, out);
    if (err == BATON_ENOMEM)
        return err;
    if (err != BATON_OK)
        return BATON_OK;
    out->exchange.failed = file->failure;
    const struct baton_part *part = part_of(out);
    if (!part->present || !baton_str_trim(part->text).len)
        return BATON_OK;
    err = baton_json_read_lenient(arena, part->text, limits, &out->reading);
    out->readable = err == BATON_OK && out->reading.doc.count > 0;
    return err;
}

bool baton_evidence__is_good(const struct baton_document *document)
{
    int status = document->exchange.response.status;
    return document->readable && status >= 200 && status < 300;
}

/* ---- facts of answers -------------------------------------------------------- */

static const struct baton_told no_told = {{0, BATON_JSON_NONE}, {NULL, 0}};

static uint32_t member(const struct baton_json *doc, uint32_t object, const char *const *names)
{
    uint32_t found = BATON_JSON_NONE;
    if (!baton_json_is(doc, object, BATON_JSON_OBJECT))
        return found;
    for (; *names && found == BATON_JSON_NONE; names++)
        found = baton_json_member_z(doc, object, *names);
    return found;
}

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

static struct baton_told told(struct baton_arena *arena, const struct baton_json *doc,
                              size_t document, uint32_t at)
{
    if (at == BATON_JSON_NONE || (doc->v[at].type != BATON_JSON_STRING &&
                                  doc->v[at].type != BATON_JSON_NUMBER))
        return no_told;
    struct baton_str text = doc->v[at].type == BATON_JSON_STRING
                                ? baton_json_string(doc, at, arena) : baton_json_raw(doc, at);
    return (struct baton_told){{(uint32_t)document, at}, text};
}

static enum baton_known is_active(struct baton_arena *arena, const struct baton_json *doc,
                                  uint32_t at)
{
    static const char *const yes[] = {"active", "enabled", "open"};
    static const char *const no[] = {"inactive", "disabled", "closed", "deleted"};
    if (baton_json_is(doc, at, BATON_JSON_TRUE))
        return BATON_YES;
    if (baton_json_is(doc, at, BATON_JSON_FALSE))
        return BATON_NO;
    if (!baton_json_is(doc, at, BATON_JSON_STRING))
        return BATON_NOT_KNOWN;
    struct baton_str word = baton_json_string(doc, at, arena);
    for (size_t i = 0; i < BATON_COUNT(yes); i++)
        if (baton_str_is_nocase(word, yes[i]))
            return BATON_YES;
    for (size_t i = 0; i < BATON_COUNT(no); i++)
        if (baton_str_is_nocase(word, no[i]))
            return BATON_NO;
    return BATON_NOT_KNOWN;
}

/* A count, or -1. A list counts by its items. */
static int64_t count_of(const struct baton_json *doc, uint32_t at)
{
    uint64_t number;
    if (baton_json_is(doc, at, BATON_JSON_ARRAY))
        return (int64_t)baton_json_size(doc, at);
    if (!baton_json_is(doc, at, BATON_JSON_NUMBER) ||
        !baton_str_to_u64(baton_json_raw(doc, at), &number) || number > INT32_MAX)
        return -1;
    return (int64_t)number;
}

static const struct baton_queue_facts no_queue = {
    .document = SIZE_MAX, .id = {{0, BATON_JSON_NONE}, {NULL, 0}},
    .name = {{0, BATON_JSON_NONE}, {NULL, 0}}, .members = -1, .available = -1,
    .active_at = {0, BATON_JSON_NONE}, .members_at = {0, BATON_JSON_NONE},
    .available_at = {0, BATON_JSON_NONE},
};

struct baton_queue_facts baton_evidence_queue(struct baton_arena *arena,
                                              const struct baton_json *doc, size_t index)
{
    struct baton_queue_facts q = no_queue;
    uint32_t active = member(doc, 0, NAMES("active", "isActive", "state", "status"));
    uint32_t members = member(doc, 0, NAMES("memberCount", "members"));
    uint32_t available = member(doc, 0, NAMES("availableAgents", "availableAgentCount"));
    q.document = index;
    q.id = told(arena, doc, index, member(doc, 0, NAMES("id")));
    q.name = told(arena, doc, index, member(doc, 0, NAMES("name")));
    q.active = is_active(arena, doc, active);
    q.members = count_of(doc, members);
    q.available = count_of(doc, available);
    q.active_at = (struct baton_fact){(uint32_t)index, active};
    q.members_at = (struct baton_fact){(uint32_t)index, members};
    q.available_at = (struct baton_fact){(uint32_t)index, available};
    return q;
}

static void read_queue(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    const struct baton_document *document = &e->documents[index];
    e->queue = baton_evidence__is_good(document)
                   ? baton_evidence_queue(arena, &document->reading.doc, index) : no_queue;
    e->queue.document = index;
    e->queue.status = document->exchange.response.status;
}

enum baton_err baton_evidence_codes(struct baton_arena *arena,
                                    const struct baton_document *document, size_t index,
                                    struct baton_wrapup_code **out, size_t *count)
{
    const struct baton_json *doc = &document->reading.doc;
    struct baton_wrapup_code *codes = NULL;
    size_t found = 0, capacity = 0;
    *out = NULL;
    *count = 0;
    if (!baton_evidence__is_good(document))
        return BATON_OK;
    uint32_t list = baton_json_is(doc, 0, BATON_JSON_ARRAY)
                        ? 0 : member(doc, 0, NAMES("entities", "wrapupCodes", "codes"));
    if (!baton_json_is(doc, list, BATON_JSON_ARRAY))
        return BATON_OK;
    BATON_JSON_EACH_ITEM(doc, list, item) {
        struct baton_wrapup_code *code = BATON_PUSH(arena, codes, found, capacity);
        if (!code)
            return BATON_ENOMEM;
        bool object = doc->v[item].type == BATON_JSON_OBJECT;
        uint32_t id = object ? member(doc, item, NAMES("id", "code")) : item;
        uint32_t name = object ? member(doc, item, NAMES("name")) : BATON_JSON_NONE;
        code->id = told(arena, doc, index, id);
        code->name = told(arena, doc, index, name);
    }
    *out = codes;
    *count = found;
    return BATON_OK;
}

static enum baton_err read_wrapup(struct baton_arena *arena, struct baton_evidence *e, size_t index)
{
    e->wrapup.document = index;
    e->wrapup.status = e->documents[index].exchange.response.status;
    return baton_evidence_codes(arena, &e->documents[index], index, &e->wrapup.codes,
                                &e->wrapup.count);
}

/* The queue of ".../queues/{id}/wrapupcodes". */
static struct baton_str queue_of_path(struct baton_arena *arena, struct baton_str path)
{
    struct baton_str piece, before = {NULL, 0};
    bool next = false;
    while (baton_str_next(&path, '/', &piece)) {
        if (next)
            return baton_url_decode(arena, piece, false);
        before = piece;
        next = baton_str_is(before, "queues");
    }
    return (struct baton_str){NULL, 0};
}

struct baton_str baton_evidence_queue_of_code(struct baton_arena *arena,
                                              const struct baton_evidence *evidence,
                                              struct baton_str code)
{
    for (size_t i = 0; i < evidence->document_count; i++) {
        const struct baton_document *document = &evidence->documents[i];
        struct baton_wrapup_code *codes;
        size_t count;
        if (document->role != BATON_DOC_OTHER_QUEUE ||
            baton_evidence_codes(arena, document, i, &codes, &count) != BATON_OK)
            continue;
        for (size_t k = 0; k < count; k++)
            if (codes[k].id.text.s && baton_str_eq(codes[k].id.text, code))
                return queue_of_path(arena, baton_url(document->exchange.url).path);
    }
    return (struct baton_str){NULL, 0};
}

/* ---- what the handover is for ------------------------------------------------ */

/* A member, or the id of the object that it is. */
static uint32_t id_in(const struct baton_json *doc, uint32_t object, const char *const *names)
{
    uint32_t found = member(doc, object, names);
    return baton_json_is(doc, found, BATON_JSON_OBJECT) ? member(doc, found, NAMES("id", "code"))
                                                        : found;
}

static void wanted_in(struct baton_arena *arena, struct baton_evidence *e, size_t index,
                      const struct baton_json *doc, uint32_t object)
{
    struct baton_told queue = told(arena, doc, index,
                                   id_in(doc, object, NAMES("queueId", "targetQueueId", "queue",
                                                            "transferTo")));
    struct baton_told wrapup = told(arena, doc, index,
                                    id_in(doc, object, NAMES("wrapupCodeId", "wrapUpCodeId",
                                                             "wrapupCode", "wrapUpCode")));
    if (!e->queue_wanted.text.s)
        e->queue_wanted = queue;
    if (!e->wrapup_wanted.text.s)
        e->wrapup_wanted = wrapup;
}

static void find_wanted(struct baton_arena *arena, struct baton_evidence *e)
{
    e->queue_wanted = e->wrapup_wanted = no_told;
    if (e->payload != SIZE_MAX && e->documents[e->payload].readable) {
        const struct baton_json *doc = &e->documents[e->payload].reading.doc;
        uint32_t inner = member(doc, 0, NAMES("payload", "routingData"));
        wanted_in(arena, e, e->payload, doc, 0);
        if (baton_json_is(doc, inner, BATON_JSON_OBJECT))
            wanted_in(arena, e, e->payload, doc, inner);
    }
    if (!e->has_conversation || baton_conversation_is_vendors(&e->conversation))
        return;
    struct baton_fact routing = baton_conversation_context(&e->conversation, "routingData");
    if (routing.at != BATON_JSON_NONE)
        wanted_in(arena, e, routing.account, e->conversation.accounts[routing.account], routing.at);
}

/* ---- the whole --------------------------------------------------------------- */

static enum baton_err read_facts(struct baton_arena *arena, struct baton_evidence *e)
{
    enum baton_err err = BATON_OK;
    for (size_t i = 0; i < e->document_count && err == BATON_OK; i++) {
        if (e->documents[i].role == BATON_DOC_QUEUE)
            read_queue(arena, e, i);
        else if (e->documents[i].role == BATON_DOC_WRAPUP_CODES)
            err = read_wrapup(arena, e, i);
        else if (e->documents[i].role == BATON_DOC_MEMBERS)
            baton_evidence__members(arena, e, i);
        else if (e->documents[i].role == BATON_DOC_WAIT)
            baton_evidence__wait(arena, e, i);
        else if (e->documents[i].role == BATON_DOC_PAYLOAD && e->payload == SIZE_MAX)
            e->payload = i;
    }
    return err;
}

enum baton_err baton_evidence_read(struct baton_arena *arena, const struct baton_gathered *from,
                                   const struct baton_json_limits *limits,
                                   struct baton_evidence *out)
{
    struct baton_evidence e = {
        .documents = BATON_NEW_N(arena, struct baton_document, from->count + 1),
        .document_count = from->count,
        .asked_id = from->asked_id,
        .family = from->family,
        .absent = from->absent,
        .absent_count = from->absent_count,
        .now = from->now,
        .token = from->token,
        .queue = no_queue,
        .wrapup = {.document = SIZE_MAX},
        .members = {.document = SIZE_MAX, .listed = -1, .joined = -1, .on_queue = -1},
        .wait = {.document = SIZE_MAX, .seconds = -1},
        .payload = SIZE_MAX,
    };
    enum baton_err err = e.documents ? BATON_OK : BATON_ENOMEM;
    for (size_t i = 0; i < from->count && err == BATON_OK; i++)
        err = read_document(arena, &from->files[i], limits, &e.documents[i]);
    if (err == BATON_OK)
        err = baton_evidence__sides(arena, &e);
    if (err == BATON_OK)
        err = read_facts(arena, &e);
    if (err != BATON_OK)
        return err;
    find_wanted(arena, &e);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    *out = e;
    return BATON_OK;
}
