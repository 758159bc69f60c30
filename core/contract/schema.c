/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of bodies, compiled when they are asked for. */
#include "core/contract/contract_int.h"

static struct baton_contract__body *request_body(struct baton_contract__entry *entry)
{
    return entry->body_count && !entry->bodies[0].response ? &entry->bodies[0] : NULL;
}

/* How narrowly a response's key names the status: 3 exactly, 2 as 4XX, 1 by default. */
static int narrowness(struct baton_str key, int status)
{
    if (baton_str_is(key, "default"))
        return 1;
    if (key.s[0] - '0' != status / 100)
        return 0;
    if (baton_str_is(baton_str_sub(key, 1, 3), "XX"))
        return 2;
    uint64_t number;
    return baton_str_to_u64(key, &number) && (int)number == status ? 3 : 0;
}

static struct baton_contract__body *response_body(struct baton_contract__entry *entry,
                                                  int status)
{
    struct baton_contract__body *best = NULL;
    int narrowest = 0;
    for (size_t i = 0; i < entry->body_count; i++) {
        struct baton_contract__body *body = &entry->bodies[i];
        int narrow = body->response ? narrowness(body->status, status) : 0;
        if (narrow > narrowest) {
            narrowest = narrow;
            best = body;
        }
    }
    return best;
}

static const struct baton_schema *compiled(struct baton_contracts *set,
                                           const struct baton_contract *contract,
                                           struct baton_contract__body *body)
{
    struct baton_schema_problem *problems;
    size_t count;
    if (!body || body->schema == BATON_JSON_NONE || body->tried)
        return body ? body->compiled : NULL;
    enum baton_err err = baton_schema_compile(set->registry, contract->document->uri, body->schema,
                                              &body->compiled, &problems, &count);
    body->tried = err != BATON_ENOMEM;
    if (err)
        body->compiled = NULL;
    return body->compiled;
}

const struct baton_schema *baton_contract_request_schema(struct baton_contracts *set,
                                                         const struct baton_contract *contract)
{
    struct baton_contract__entry *entry = set->entries[contract->index];
    return compiled(set, contract, request_body(entry));
}

const struct baton_schema *baton_contract_response_schema(struct baton_contracts *set,
                                                          const struct baton_contract *contract,
                                                          int status)
{
    struct baton_contract__entry *entry = set->entries[contract->index];
    return compiled(set, contract, response_body(entry, status));
}

bool baton_contract_answers(const struct baton_contract *contract, int status)
{
    const struct baton_json *doc = baton_contract_doc(contract);
    uint32_t responses = baton_json_member_z(doc, contract->operation, "responses");
    if (responses == BATON_JSON_NONE || !baton_json_is(doc, responses, BATON_JSON_OBJECT))
        return false;
    BATON_JSON_EACH_MEMBER(doc, responses, key) {
        char text[] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10),
                       (char)('0' + status % 10), '\0'};
        if (baton_json_string_is(doc, key, baton_str_from(text)))
            return true;
    }
    return false;
}
