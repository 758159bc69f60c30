/* SPDX-License-Identifier: Apache-2.0 */
/* What each alternative of a failed choice has against the value. */
#include "core/schema_output.h"

#include "core/schema/message_int.h"
#include "core/schema/report_int.h"

/*
 * Faults that are listed of all alternatives together: one of many alternatives
 * over a wide object would list some for each.
 */
enum { LISTED = 4 * BATON_SCHEMA_MAX_FAULTS, LEAST = 4 };

enum baton_err baton_schema_branches(const struct baton_schema *schema,
                                     const struct baton_json *doc,
                                     const struct baton_schema_fault *fault,
                                     struct baton_arena *arena,
                                     struct baton_schema_branch **out, size_t *count)
{
    const struct schema_step *step = fault->choice_step;
    size_t left = LISTED;
    if (!step || fault->choice == BATON_JSON_NONE)
        return BATON_EUSAGE;
    struct baton_schema_branch *branches = BATON_NEW_N(arena, struct baton_schema_branch,
                                                       step->count);
    uint32_t item = fault->choice + 1;
    for (uint32_t i = 0; branches && i < step->count; i++) {
        struct baton_schema_branch *branch = &branches[i];
        size_t limit = left < BATON_SCHEMA_MAX_FAULTS ? left : BATON_SCHEMA_MAX_FAULTS;
        enum baton_err err = baton_schema__validate(schema, step->nodes[i], doc,
                                                    fault->choice_instance, limit, arena,
                                                    &branch->result);
        if (err != BATON_OK)
            return err;
        left -= branch->result.fault_count;
        left = left < LEAST ? LEAST : left;
        branch->schema = item;
        branch->title = baton_schema__title(fault->choice_doc, item, arena);
        item = fault->choice_doc->v[item].next;
    }
    if (!branches || baton_arena_failed(arena))
        return BATON_ENOMEM;
    *out = branches;
    *count = step->count;
    return BATON_OK;
}
