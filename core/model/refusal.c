/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of a refusal by itself, as an SDK's exception or a log has it: a status
 * among its members, and a code, or the body that the client keeps beside the status.
 */
#include "core/model/model_int.h"

enum { LONGEST = 65536 }; /* bytes: no refusal is longer */

static bool is_string(const struct baton_json *doc, uint32_t at)
{
    return at != BATON_JSON_NONE && baton_json_is(doc, at, BATON_JSON_STRING);
}

static int status_in(const struct baton_json *doc)
{
    uint64_t status;
    if (!doc->count || !baton_json_is(doc, 0, BATON_JSON_OBJECT))
        return 0;
    uint32_t number = baton_json_member_z(doc, 0, "status");
    uint32_t body = baton_json_member_z(doc, 0, "body");
    bool told = is_string(doc, baton_json_member_z(doc, 0, "code")) &&
                baton_json_member_z(doc, 0, "message") != BATON_JSON_NONE;
    bool kept = body != BATON_JSON_NONE && baton_json_is(doc, body, BATON_JSON_OBJECT) &&
                baton_json_member_z(doc, body, "code") != BATON_JSON_NONE;
    if ((!told && !kept) || number == BATON_JSON_NONE ||
        !baton_json_is(doc, number, BATON_JSON_NUMBER) ||
        !baton_str_to_u64(baton_json_raw(doc, number), &status) || status < 400 || status > 599)
        return 0;
    return (int)status;
}

int baton_model__refusal(struct baton_arena *arena, struct baton_str text, bool *dumped)
{
    struct baton_json doc;
    struct baton_json_reading reading;
    bool may_be_dump = *dumped;
    *dumped = false;
    if (!baton_str_starts(baton_str_trim(text), BATON_STR("{")))
        return 0;
    if (baton_json_read(arena, text, NULL, &doc, NULL) == BATON_OK)
        return status_in(&doc);
    if (!may_be_dump || text.len > LONGEST ||
        baton_json_read_lenient(arena, text, NULL, &reading) != BATON_OK || reading.derived)
        return 0;
    int status = status_in(&reading.doc);
    *dumped = status != 0;
    return status;
}
