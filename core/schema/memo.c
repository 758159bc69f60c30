/* SPDX-License-Identifier: Apache-2.0 */
/* What a run carries with it: its limits, answers found before, marks. */
#include "core/schema/run_int.h"

enum { ANSWERS = 1 << 16 };

/* Room for fuel before answers are kept, and after; both grow with the instance. */
static const uint64_t first_fuel = UINT64_C(1) << 14, last_fuel = UINT64_C(1) << 22;
enum { FIRST_PER_VALUE = 16, LAST_PER_VALUE = 256 };

struct answer {
    const struct schema_node *node;
    uint32_t at;
    uint8_t yes;     /* enum schema_answer */
    uint8_t visited;
};

/* The latest answer of those that fall into one place. */
struct schema_memo {
    struct answer answers[ANSWERS];
};

void baton_schema__run_init(struct schema_run *run, const struct baton_schema *schema,
                            const struct baton_json *doc, struct baton_arena *arena)
{
    *run = (struct schema_run){
        .v = doc->v,
        .doc = doc,
        .text = doc->text.s,
        /* The first byte is never asked for: it is not between quotes. */
        .limit = doc->text.s + (doc->text.len < 8 ? 0 : doc->text.len - 8),
        .regex = &schema->regex,
        .idn = &schema->idn,
        .arena = arena,
        .fuel = first_fuel + (uint64_t)doc->count * FIRST_PER_VALUE,
    };
}

bool baton_schema__enter_late(struct schema_run *run)
{
    if (run->depth >= SCHEMA_DEPTH) {
        run->deep = true;
        return false;
    }
    run->exhausted |= run->memo != NULL;
    if (run->exhausted)
        return false;
    run->memo = BATON_NEW(run->arena, struct schema_memo);
    run->failed |= !run->memo;
    run->exhausted = run->failed;
    run->fuel = last_fuel + (uint64_t)run->doc->count * LAST_PER_VALUE;
    return !run->failed;
}

static struct answer *place(const struct schema_run *run, const struct schema_node *node,
                            uint32_t at)
{
    uint64_t hash = baton_schema__mix((uint64_t)(uintptr_t)node, at);
    return &run->memo->answers[hash % ANSWERS];
}

enum schema_answer baton_schema__recall(const struct schema_run *run,
                                        const struct schema_node *node, uint32_t at)
{
    const struct answer *found = place(run, node, at);
    return found->node == node && found->at == at ? (enum schema_answer)found->yes : ANSWER_NONE;
}

void baton_schema__remember(struct schema_run *run, const struct schema_node *node, uint32_t at,
                            bool yes)
{
    struct answer *found = place(run, node, at);
    uint8_t visited = found->node == node && found->at == at ? found->visited : 0;
    *found = (struct answer){node, at, yes ? ANSWER_YES : ANSWER_NO, visited};
}

bool baton_schema__visited(struct schema_run *run, const struct schema_node *node, uint32_t at)
{
    struct answer *found = place(run, node, at);
    if (found->node != node || found->at != at)
        *found = (struct answer){node, at, ANSWER_NONE, 0};
    bool before = found->visited;
    found->visited = true;
    return before;
}

/* ---- marks --------------------------------------------------------------------------- */

bool baton_schema__marks_init(struct schema_run *run, struct schema_marks *marks, uint32_t at)
{
    *marks = (struct schema_marks){.all = false};
    if (run->v[at].next - at <= 64)
        return true;
    size_t size = baton_json_size(run->doc, at);
    if (size <= 64)
        return true;
    marks->words = (uint32_t)((size + 63) / 64);
    marks->bits = BATON_NEW_N(run->arena, uint64_t, marks->words);
    run->failed |= !marks->bits;
    return marks->bits != NULL;
}

void baton_schema__marks_merge(struct schema_marks *into, const struct schema_marks *from)
{
    into->all |= from->all;
    into->one |= from->one;
    if (into->upto < from->upto)
        into->upto = from->upto;
    for (uint32_t i = 0; i < into->words; i++)
        into->bits[i] |= from->bits[i];
}
