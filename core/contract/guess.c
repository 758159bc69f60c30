/* SPDX-License-Identifier: Apache-2.0 */
/* Which body is this? */
#include "core/contract/contract_int.h"

/* Ceilings: names of the body that are looked at, items of one array, bodies compared. */
enum { MOST_NAMES = 512, MOST_ITEMS = 3, MOST_NESTING = 12, FINALISTS = 16 };

static const double enough = 0.35;
/* What one name more tells: a body with few known names is a weaker match. */
static const double half_evidence = 0.5;
/* An unknown name at the top, and further down; a constant that has another value. */
static const double unknown_at_top = 0.6, unknown_below = 0.3, wrong_constant = 1.5;
/* Wrapped bodies come second to the same without. */
static const double wrapped = 0.97;

/* One name of the body. */
struct seen {
    uint64_t hash;
    double weight;
    uint32_t parent; /* index of the name it stands in, or NONE */
    uint32_t value;
    bool top;
};

struct guessing {
    const struct baton_contracts *set;
    const struct baton_contract__index *index;
    const struct baton_json *doc;
    struct baton_arena *scratch;
    struct seen *seen;
    size_t count, capacity;
    struct baton_contract__table table; /* of seen, by hash: items of an array repeat names */
    double *known;                      /* by candidate */
};

/* ---- the names of the body -------------------------------------------------------------- */

static void look(struct guessing *g, uint32_t value, uint64_t hash, uint32_t parent, int depth,
                 int nesting);

static void look_at_member(struct guessing *g, uint32_t key, uint64_t hash, uint32_t parent,
                           int depth, int nesting)
{
    hash = baton_contract__hash_name(hash, baton_json_string(g->doc, key, g->scratch));
    uint32_t at = baton_contract__first(&g->table, hash);
    if (at == BATON_CONTRACT__NONE) {
        at = (uint32_t)g->count;
        if (baton_arena_failed(g->scratch) || baton_contract__put(&g->table, g->scratch, hash))
            return;
        struct seen *seen = BATON_PUSH(g->scratch, g->seen, g->count, g->capacity);
        if (!seen)
            return;
        *seen = (struct seen){.hash = hash, .weight = baton_contract__weight(g->index, hash),
                              .parent = parent, .value = key + 1, .top = depth == 0};
    }
    if (depth + 1 < BATON_CONTRACT__NAME_DEPTH)
        look(g, key + 1, hash, at, depth + 1, nesting);
}

/* Recursion ends by nesting: arrays within arrays add no name. */
static void look(struct guessing *g, uint32_t value, uint64_t hash, uint32_t parent, int depth,
                 int nesting)
{
    int items = 0;
    if (nesting > MOST_NESTING)
        return;
    if (baton_json_is(g->doc, value, BATON_JSON_OBJECT)) {
        BATON_JSON_EACH_MEMBER(g->doc, value, key) {
            if (g->count >= MOST_NAMES)
                return;
            look_at_member(g, key, hash, parent, depth, nesting + 1);
        }
    } else if (baton_json_is(g->doc, value, BATON_JSON_ARRAY)) {
        BATON_JSON_EACH_ITEM(g->doc, value, item) {
            if (items++ == MOST_ITEMS)
                return;
            look(g, item, hash, parent, depth, nesting + 1);
        }
    }
}

/* ---- candidates that share the most ----------------------------------------------------- */

static void add_known(struct guessing *g)
{
    const struct baton_contract__table *table = &g->index->table;
    for (size_t i = 0; i < g->count; i++) {
        uint32_t item = baton_contract__first(table, g->seen[i].hash);
        for (; item != BATON_CONTRACT__NONE; item = baton_contract__next(table, item))
            g->known[g->index->names[item].candidate] += g->seen[i].weight;
    }
}

/* Takes the best one out of the list; NONE when nothing is left. */
static uint32_t take_best(struct guessing *g, struct baton_str family)
{
    uint32_t best = BATON_CONTRACT__NONE;
    for (size_t i = 0; i < g->index->candidate_count; i++) {
        const struct baton_contract *contract = &g->index->candidates[i].entry->contract;
        if (g->known[i] <= 0 || (family.len && !baton_str_eq(contract->family, family)))
            continue;
        if (best == BATON_CONTRACT__NONE || g->known[i] > g->known[best])
            best = (uint32_t)i;
    }
    if (best != BATON_CONTRACT__NONE)
        g->known[best] = 0;
    return best;
}

/* ---- one candidate ---------------------------------------------------------------------- */

struct score {
    double known, unknown, required;
};

static bool holds(const struct guessing *g, uint32_t candidate,
                  const struct baton_contract__name *name, uint32_t value)
{
    const struct baton_contract *contract = &g->index->candidates[candidate].entry->contract;
    return name->fixed == BATON_JSON_NONE ||
           baton_json_equal(baton_contract_doc(contract), name->fixed, g->doc, value);
}

static void add_name(const struct guessing *g, uint32_t candidate, size_t at, struct score *score)
{
    const struct seen *seen = &g->seen[at];
    const struct baton_contract__name *name =
        baton_contract__find_name(g->index, seen->hash, candidate);
    if (name && holds(g, candidate, name, seen->value)) {
        score->known += seen->weight;
        score->required += name->required ? seen->weight : 0;
        return;
    }
    if (name) {
        score->unknown += wrong_constant;
        return;
    }
    /* What an unknown or open object holds says nothing more. */
    const struct baton_contract__name *parent =
        seen->top ? NULL
                  : baton_contract__find_name(g->index, g->seen[seen->parent].hash, candidate);
    if (seen->top)
        score->unknown += unknown_at_top;
    else if (parent && !parent->open)
        score->unknown += unknown_below;
}

static double rate(const struct guessing *g, uint32_t candidate)
{
    struct score score = {0, 0, 0};
    double required = g->index->candidates[candidate].required;
    for (size_t i = 0; i < g->count; i++)
        add_name(g, candidate, i, &score);
    if (score.known <= 0)
        return 0;
    double fitting = score.known / (score.known + score.unknown);
    double present = required > 0 ? score.required / required : fitting;
    if (present > 1)
        present = 1;
    return fitting * (0.5 + present / 2) * (score.known / (score.known + half_evidence));
}

static int status_of(const struct baton_contract__body *body)
{
    uint64_t number;
    if (!body->response)
        return 0;
    return baton_str_to_u64(body->status, &number) ? (int)number : 200;
}

static void offer(const struct guessing *g, uint32_t candidate, double score, uint32_t *best,
                  struct baton_guess *out)
{
    if (score < out->score || (score <= out->score && candidate >= *best))
        return;
    const struct baton_contract__candidate *c = &g->index->candidates[candidate];
    *best = candidate;
    *out = (struct baton_guess){.contract = &c->entry->contract, .score = score,
                                .response = c->body->response, .status = status_of(c->body)};
}

static enum baton_err guess(struct guessing *g, struct baton_str family, uint32_t value,
                            double factor, struct baton_guess *out)
{
    uint32_t best = BATON_CONTRACT__NONE;
    struct baton_guess mine = {.contract = NULL};
    g->count = g->capacity = 0;
    g->seen = NULL;
    g->table = (struct baton_contract__table){.links = NULL};
    g->known = BATON_NEW_N(g->scratch, double, g->index->candidate_count + 1);
    look(g, value, 0, BATON_CONTRACT__NONE, 0, 0);
    if (baton_arena_failed(g->scratch))
        return BATON_ENOMEM;
    add_known(g);
    for (int i = 0; i < FINALISTS; i++) {
        uint32_t candidate = take_best(g, family);
        if (candidate == BATON_CONTRACT__NONE)
            break;
        offer(g, candidate, rate(g, candidate) * factor, &best, &mine);
    }
    if (mine.score > out->score)
        *out = mine;
    return BATON_OK;
}

/* {"anything": {…}} may be a body in a wrapper. */
static uint32_t look_through(const struct baton_json *doc, uint32_t value)
{
    if (!baton_json_is(doc, value, BATON_JSON_OBJECT) || doc->v[value].next == value + 1 ||
        doc->v[value + 2].next != doc->v[value].next ||
        !baton_json_is(doc, value + 2, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return value + 2;
}

enum baton_err baton_contracts_guess(struct baton_contracts *set, struct baton_str family,
                                     const struct baton_json *doc, uint32_t value,
                                     struct baton_arena *scratch, struct baton_guess *out)
{
    struct guessing g = {.set = set, .doc = doc, .scratch = scratch};
    struct baton_guess best = {.contract = NULL};
    enum baton_err err = baton_contract__index(set);
    if (err)
        return err;
    g.index = set->index;
    err = guess(&g, family, value, 1, &best);
    uint32_t inner = look_through(doc, value);
    if (!err && inner != BATON_JSON_NONE)
        err = guess(&g, family, inner, wrapped, &best);
    if (err)
        return err;
    if (best.score < enough)
        best = (struct baton_guess){.contract = NULL, .score = best.score};
    *out = best;
    return BATON_OK;
}
