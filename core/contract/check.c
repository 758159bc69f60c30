/* SPDX-License-Identifier: Apache-2.0 */
/* Compiles every schema of a set, to tell all that is wrong with them. */
#include "core/contract/contract_int.h"

static const struct baton_contract_document *find_document(const struct baton_contracts *set,
                                                           struct baton_str uri)
{
    for (size_t i = 0; i < set->document_count; i++)
        if (baton_str_eq(set->documents[i]->uri, uri))
            return set->documents[i];
    return NULL;
}

static bool is_told(const struct baton_contract__problems *problems,
                    const struct baton_contract_problem *problem)
{
    for (size_t i = 0; i < problems->count; i++)
        if (problems->items[i].offset == problem->offset &&
            baton_str_eq(problems->items[i].document, problem->document))
            return true;
    return problems->count >= BATON_CONTRACT__MOST_PROBLEMS;
}

static void tell(const struct baton_contracts *set, struct baton_contract__problems *problems,
                 const struct baton_schema_problem *found)
{
    const struct baton_contract_document *document = find_document(set, found->uri);
    struct baton_contract_problem problem = {
        .document = document ? document->name : found->uri,
        .offset = document && found->value < document->doc.count
                      ? document->doc.v[found->value].start
                      : 0,
        .pointer = found->pointer,
        .message = found->message,
    };
    if (!is_told(problems, &problem))
        baton_contract__add_problem(set->arena, problems, &problem);
}

static enum baton_err check_body(struct baton_contracts *set, const struct baton_contract *contract,
                                 struct baton_contract__body *body,
                                 struct baton_contract__problems *problems)
{
    struct baton_schema_problem *found = NULL;
    size_t count = 0;
    if (body->schema == BATON_JSON_NONE)
        return BATON_OK;
    enum baton_err err = baton_schema_compile(set->registry, contract->document->uri, body->schema,
                                              &body->compiled, &found, &count);
    body->tried = true;
    if (!err)
        return BATON_OK;
    body->compiled = NULL;
    if (err != BATON_ESYNTAX)
        return err;
    for (size_t i = 0; i < count; i++)
        tell(set, problems, &found[i]);
    return BATON_OK;
}

enum baton_err baton_contracts_check(struct baton_contracts *set,
                                     struct baton_contract_problem **problems,
                                     size_t *problem_count)
{
    struct baton_contract__problems found = {.items = NULL};
    for (size_t i = 0; i < set->entry_count; i++) {
        struct baton_contract__entry *entry = set->entries[i];
        for (size_t j = 0; j < entry->body_count; j++) {
            enum baton_err err = check_body(set, &entry->contract, &entry->bodies[j], &found);
            if (err)
                return err;
        }
    }
    if (baton_arena_failed(set->arena))
        return BATON_ENOMEM;
    *problems = found.items;
    *problem_count = found.count;
    return found.count ? BATON_ESYNTAX : BATON_OK;
}
