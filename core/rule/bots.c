/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule/bots_int.h"

/* ---- sides ------------------------------------------------------------------------ */

struct baton_bots_side baton_bots_body(const struct baton_check *check)
{
    struct baton_bots_side side = {.root = check->root};
    if (!check->readable || check->is_answer)
        return side;
    side.doc = &check->body.doc;
    side.part = check->part;
    side.derived = check->body.derived;
    return side;
}

struct baton_bots_side baton_bots_reply(const struct baton_check *check, const char *contract)
{
    struct baton_bots_side side = {.root = 0};
    bool alone = baton_check_is_call(check, contract);
    if ((alone || check->is_answer) && check->readable) {
        side.doc = &check->body.doc;
        side.part = check->part;
        side.derived = check->body.derived;
        side.root = check->root;
    } else if (!alone && check->answer_readable) {
        side.doc = &check->answer.doc;
        side.part = &check->exchange->answer;
        side.derived = check->answer.derived;
    }
    return side;
}

struct baton_bots_side baton_bots_any(const struct baton_check *check)
{
    struct baton_bots_side side = {.root = check->root};
    if (!check->readable)
        return side;
    side.doc = &check->body.doc;
    side.part = check->part;
    side.derived = check->body.derived;
    return side;
}

struct baton_where baton_bots_where(const struct baton_check *check, struct baton_bots_side side,
                                    uint32_t value)
{
    if (side.part == check->part)
        return baton_where_value(check, value);
    const struct baton_json_value *v = &side.doc->v[value];
    struct baton_where where = baton_where_input(
        side.derived ? side.part->span
                     : baton_part_map(side.part, (struct baton_span){v->start, v->end}));
    where.pointer = baton_json_pointer_to(side.doc, value, check->arena);
    where.in_body = true;
    return where;
}

/* ---- whose request it is ---------------------------------------------------------- */

/* A Cognigy endpoint takes what its kind is for; of REST's ids a connector's turn has none. */
static const char *connector_of(const struct baton_check *check)
{
    struct baton_bots_side side = baton_bots_any(check);
    const struct baton_contract *matched = check->match.contract;
    side.root = 0;
    if (!matched || !baton_str_is(matched->id, "cognigy.rest-request") ||
        baton_bots_at(side, "/genesysConversationId") == BATON_JSON_NONE ||
        baton_bots_at(side, "/botSessionId") == BATON_JSON_NONE)
        return NULL;
    return baton_bots_at(side, "/messageId") == BATON_JSON_NONE ? "genesys.botconnector.v1-request"
                                                               : "genesys.botconnector.v2-request";
}

/* Virtual Agent Hub calls whatever path it is told: its body is known by what only it has. */
static const char *exchange_of(const struct baton_check *check)
{
    struct baton_bots_side side = baton_bots_body(check);
    const struct baton_contract *matched = check->match.contract;
    side.root = 0;
    bool named = baton_bots_at(side, "/virtualAgentId") != BATON_JSON_NONE &&
                 baton_bots_at(side, "/executionInfo/contactId") != BATON_JSON_NONE;
    bool typed = baton_bots_at(side, "/executionInfo") != BATON_JSON_NONE &&
                 baton_bots_at(side, "/userInputType") != BATON_JSON_NONE;
    bool taken = matched && !baton_str_is(matched->id, "cognigy.rest-request");
    return (named || typed) && !taken ? "cxone.vah-exchange-request" : NULL;
}

/* An answer to a bot connector that stands alone: the two versions spell one name differently. */
static const char *connectors_answer(const struct baton_check *check)
{
    struct baton_bots_side side = baton_bots_any(check);
    side.root = 0;
    bool first = baton_bots_at(side, "/replymessages") != BATON_JSON_NONE ||
                 baton_bots_at(side, "/slotValues") != BATON_JSON_NONE;
    bool second = baton_bots_at(side, "/replyMessages") != BATON_JSON_NONE ||
                  baton_bots_at(side, "/parameters") != BATON_JSON_NONE;
    if (check->exchange->url.len || first == second ||
        baton_bots_at(side, "/botState") == BATON_JSON_NONE)
        return NULL;
    return first ? "genesys.botconnector.v1-response" : "genesys.botconnector.v2-response";
}

/* Only the context of a voice flow at CXone names a spawned contact. */
static const char *context_of(const struct baton_check *check)
{
    static const char *const places[] = {"/context/data/spawnedContactId",
                                         "/context/spawnedContactId", "/data/spawnedContactId"};
    struct baton_bots_side side = baton_bots_any(check);
    side.root = 0;
    for (size_t i = 0; i < BATON_COUNT(places) && !check->exchange->url.len; i++)
        if (baton_bots_at(side, places[i]) != BATON_JSON_NONE)
            return "cxone.voice-context";
    return NULL;
}

const struct baton_contract *baton_bots_contract(const struct baton_check *check)
{
    const char *id = connector_of(check);
    id = id ? id : exchange_of(check);
    id = id ? id : connectors_answer(check);
    id = id ? id : context_of(check);
    if (!id && !check->match.contract && baton_bots_header(check, "audiohook-session-id"))
        id = "genesys.audiohook.upgrade";
    return id ? baton_contracts_find(check->contracts, baton_str_from(id)) : NULL;
}

/* ---- values ----------------------------------------------------------------------- */

uint32_t baton_bots_member(struct baton_bots_side side, uint32_t object, const char *name)
{
    if (!side.doc || object == BATON_JSON_NONE ||
        !baton_json_is(side.doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return baton_json_member_z(side.doc, object, name);
}

uint32_t baton_bots_at(struct baton_bots_side side, const char *pointer)
{
    if (!side.doc)
        return BATON_JSON_NONE;
    return baton_json_pointer(side.doc, side.root, baton_str_from(pointer));
}

struct baton_str baton_bots_text(const struct baton_check *check, struct baton_bots_side side,
                                 uint32_t value)
{
    if (!side.doc || value == BATON_JSON_NONE || !baton_json_is(side.doc, value, BATON_JSON_STRING))
        return BATON_STR("");
    return baton_json_string(side.doc, value, check->arena);
}

bool baton_bots_number(const struct baton_check *check, struct baton_bots_side side,
                       uint32_t value, uint64_t *out)
{
    if (!side.doc || value == BATON_JSON_NONE)
        return false;
    if (baton_json_is(side.doc, value, BATON_JSON_STRING))
        return baton_str_to_u64(baton_str_trim(baton_bots_text(check, side, value)), out);
    return baton_json_is(side.doc, value, BATON_JSON_NUMBER) &&
           baton_str_to_u64(baton_json_raw(side.doc, value), out);
}

bool baton_bots_has(const struct baton_check *check, struct baton_bots_side side, uint32_t value)
{
    if (!side.doc || value == BATON_JSON_NONE || baton_json_is(side.doc, value, BATON_JSON_NULL))
        return false;
    return !baton_json_is(side.doc, value, BATON_JSON_STRING) ||
           baton_str_trim(baton_bots_text(check, side, value)).len > 0;
}

/* ---- the exchange ----------------------------------------------------------------- */

int baton_bots_status(const struct baton_check *check)
{
    return check->exchange->response.present ? check->exchange->response.status : 0;
}

const struct baton_http_header *baton_bots_header(const struct baton_check *check,
                                                  const char *name)
{
    return baton_http_header(&check->exchange->request, name);
}

struct baton_where baton_bots_answer(const struct baton_check *check)
{
    struct baton_span line = check->exchange->response.start_line;
    const struct baton_str reason = check->exchange->response.reason;
    const struct baton_str version = check->exchange->response.version;
    if (version.len && reason.s) {
        size_t len = (size_t)(reason.s + reason.len - version.s);
        if (line.end - line.start > len && line.end - line.start <= len + 2)
            line.end = line.start + len;
    }
    return baton_where_input(line);
}

bool baton_bots_is_cognigy(const struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    return vendor && baton_str_is(baton_str_from(vendor), "Cognigy");
}
