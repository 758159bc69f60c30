/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The names that bodies may have, found once in their schemas: through $ref, allOf,
 * anyOf and oneOf, three names deep. Items of arrays count as what holds them.
 */
#include "core/contract/contract_int.h"

/* Of one body: members looked at, names; of all bodies: members looked at. */
enum { MOST_MEMBERS = 1 << 14, MOST_NAMES = 1024, MOST_NESTING = 40, MOST_WORK = 1 << 26 };
/* Names that more bodies than this have tell nothing. */
enum { MOST_COUNTED = 64 };

struct walk {
    struct baton_contracts *set;
    struct baton_contract__index *index;
    const struct baton_contract_document *document;
    const struct baton_json *doc;
    uint32_t candidate;
    size_t members, names;
};

/* A schema that is being looked at, and those that led there. */
struct step {
    uint32_t schema;
    uint64_t hash;
    const struct step *up;
};

/* Where the walk stands. */
struct place {
    const struct step *up;
    uint64_t hash; /* of the names that led here */
    int depth;     /* their number */
    int nesting;   /* schemas within schemas, so that circles end */
    bool all;      /* what is required here is required of the body itself */
};

double baton_contract__weight(const struct baton_contract__index *index, uint64_t hash)
{
    int count = 0;
    uint32_t item = baton_contract__first(&index->table, hash);
    for (; item != BATON_CONTRACT__NONE && count < MOST_COUNTED; count++)
        item = baton_contract__next(&index->table, item);
    return count > 1 ? 4.0 / (count + 3) : 1;
}

static uint64_t own_hash(uint64_t hash, uint32_t candidate)
{
    const char bytes[] = {(char)(candidate & 0xFF), (char)(candidate >> 8 & 0xFF),
                          (char)(candidate >> 16 & 0xFF), (char)(candidate >> 24 & 0xFF)};
    return baton_contract__hash(hash, (struct baton_str){bytes, sizeof bytes});
}

static uint32_t find_own(const struct baton_contract__index *index, uint64_t hash,
                         uint32_t candidate)
{
    uint32_t item = baton_contract__first(&index->own, own_hash(hash, candidate));
    while (item != BATON_CONTRACT__NONE && (index->names[item].candidate != candidate ||
                                            index->table.links[item].hash != hash))
        item = baton_contract__next(&index->own, item);
    return item;
}

const struct baton_contract__name *
baton_contract__find_name(const struct baton_contract__index *index, uint64_t hash,
                          uint32_t candidate)
{
    uint32_t item = find_own(index, hash, candidate);
    return item == BATON_CONTRACT__NONE ? NULL : &index->names[item];
}

static struct baton_contract__name *own_name(const struct walk *w, uint64_t hash)
{
    uint32_t item = find_own(w->index, hash, w->candidate);
    return item == BATON_CONTRACT__NONE ? NULL : &w->index->names[item];
}

/* NULL when there are too many, or no memory: then the arena is failed. */
static struct baton_contract__name *add_name(struct walk *w, uint64_t hash)
{
    struct baton_arena *arena = w->set->arena;
    if (baton_arena_failed(arena))
        return NULL;
    struct baton_contract__name *name = own_name(w, hash);
    if (name || w->names >= MOST_NAMES)
        return name;
    name = BATON_PUSH(arena, w->index->names, w->index->name_count, w->index->name_capacity);
    if (!name)
        return NULL;
    *name = (struct baton_contract__name){.candidate = w->candidate, .fixed = BATON_JSON_NONE,
                                          .open = true};
    w->names++;
    if (baton_contract__put(&w->index->table, arena, hash) ||
        baton_contract__put(&w->index->own, arena, own_hash(hash, w->candidate)))
        return NULL;
    return name;
}

static uint32_t object_at(const struct walk *w, uint32_t value)
{
    const char *why;
    value = baton_contract__follow(w->document, value, w->set->arena, &why);
    return value != BATON_JSON_NONE && baton_json_is(w->doc, value, BATON_JSON_OBJECT)
               ? value
               : BATON_JSON_NONE;
}

static struct baton_str text_of(const struct walk *w, uint32_t value)
{
    struct baton_str text = baton_json_string(w->doc, value, w->set->arena);
    return text.s ? text : (struct baton_str){"", 0};
}

/* ---- one schema ---------------------------------------------------------------------------- */

/* The members of a schema that lead to names, each a value or NONE. */
enum part {
    PROPERTIES, REQUIRED, ALL_OF, ANY_OF, ONE_OF, PREFIX_ITEMS, ITEMS, ADDITIONAL, REF, CONST,
    PART_COUNT
};

static const struct {
    struct baton_str name;
    enum baton_json_type type; /* BATON_JSON_NULL: any */
} part_rows[PART_COUNT] = {
    [PROPERTIES] = {{"properties", 10}, BATON_JSON_OBJECT},
    [REQUIRED] = {{"required", 8}, BATON_JSON_ARRAY},
    [ALL_OF] = {{"allOf", 5}, BATON_JSON_ARRAY},
    [ANY_OF] = {{"anyOf", 5}, BATON_JSON_ARRAY},
    [ONE_OF] = {{"oneOf", 5}, BATON_JSON_ARRAY},
    [PREFIX_ITEMS] = {{"prefixItems", 11}, BATON_JSON_ARRAY},
    [ITEMS] = {{"items", 5}, BATON_JSON_OBJECT},
    [ADDITIONAL] = {{"additionalProperties", 20}, BATON_JSON_NULL},
    [REF] = {{"$ref", 4}, BATON_JSON_STRING},
    [CONST] = {{"const", 5}, BATON_JSON_NULL},
};

/* False when too much was looked at already. */
static bool read_parts(struct walk *w, uint32_t schema, uint32_t parts[PART_COUNT])
{
    for (int i = 0; i < PART_COUNT; i++)
        parts[i] = BATON_JSON_NONE;
    BATON_JSON_EACH_MEMBER(w->doc, schema, key) {
        if (++w->members > MOST_MEMBERS)
            return false;
        for (int i = 0; i < PART_COUNT; i++)
            if (baton_json_string_is(w->doc, key, part_rows[i].name) &&
                (part_rows[i].type == BATON_JSON_NULL ||
                 baton_json_is(w->doc, key + 1, part_rows[i].type)))
                parts[i] = key + 1;
    }
    return true;
}

static void visit(struct walk *w, uint32_t schema, struct place place);

static void visit_list(struct walk *w, uint32_t list, struct place place)
{
    if (list == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_ITEM(w->doc, list, item)
        visit(w, item, place);
}

static void visit_properties(struct walk *w, uint32_t properties, struct place place)
{
    if (properties == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(w->doc, properties, key) {
        struct place inner = {
            .up = place.up, .hash = baton_contract__hash_name(place.hash, text_of(w, key)),
            .depth = place.depth + 1, .nesting = place.nesting, .all = false};
        if (!add_name(w, inner.hash))
            return;
        visit(w, key + 1, inner);
    }
}

static void note_required(struct walk *w, uint32_t list, struct place place)
{
    if (list == BATON_JSON_NONE || place.depth || !place.all)
        return;
    BATON_JSON_EACH_ITEM(w->doc, list, item) {
        if (!baton_json_is(w->doc, item, BATON_JSON_STRING))
            continue;
        struct baton_contract__name *name =
            add_name(w, baton_contract__hash_name(place.hash, text_of(w, item)));
        if (name)
            name->required = true;
    }
}

/* An object that names its members, and says nothing of others, is not open. */
static void note_itself(struct walk *w, const uint32_t *parts, struct place place)
{
    struct baton_contract__name *name = place.depth ? own_name(w, place.hash) : NULL;
    uint32_t more = parts[ADDITIONAL];
    if (!name)
        return;
    if (name->fixed == BATON_JSON_NONE)
        name->fixed = parts[CONST];
    if (parts[PROPERTIES] != BATON_JSON_NONE &&
        (more == BATON_JSON_NONE || baton_json_is(w->doc, more, BATON_JSON_FALSE)))
        name->open = false;
}

/* The same schema again at the same place has nothing new. */
static bool is_circle(uint32_t schema, struct place place)
{
    for (const struct step *up = place.up; up && up->hash == place.hash; up = up->up)
        if (up->schema == schema)
            return true;
    return false;
}

/* Recursion ends by nesting along a branch, and by members over all branches. */
static void visit(struct walk *w, uint32_t schema, struct place place)
{
    uint32_t parts[PART_COUNT];
    if (!baton_json_is(w->doc, schema, BATON_JSON_OBJECT) || is_circle(schema, place) ||
        ++place.nesting > MOST_NESTING || ++w->members > MOST_MEMBERS ||
        !read_parts(w, schema, parts))
        return;
    struct step step = {schema, place.hash, place.up};
    place.up = &step;
    note_itself(w, parts, place);
    if (parts[REF] != BATON_JSON_NONE) {
        uint32_t target = object_at(w, schema);
        if (target != BATON_JSON_NONE && target != schema)
            visit(w, target, place);
    }
    note_required(w, parts[REQUIRED], place);
    if (place.depth < BATON_CONTRACT__NAME_DEPTH)
        visit_properties(w, parts[PROPERTIES], place);
    visit_list(w, parts[ALL_OF], place);
    place.all = false;
    visit_list(w, parts[ANY_OF], place);
    visit_list(w, parts[ONE_OF], place);
    visit_list(w, parts[PREFIX_ITEMS], place);
    if (parts[ITEMS] != BATON_JSON_NONE)
        visit(w, parts[ITEMS], place);
}

/* ---- candidates -------------------------------------------------------------------------- */

static void add_candidate(struct baton_contracts *set, struct baton_contract__index *index,
                          const struct baton_contract__entry *entry,
                          const struct baton_contract__body *body, size_t *work)
{
    /* Answers that refuse look alike everywhere: they tell no endpoint. */
    if (body->schema == BATON_JSON_NONE || (body->response && body->status.s[0] != '2') ||
        *work > MOST_WORK)
        return;
    struct baton_contract__candidate *candidate =
        BATON_PUSH(set->arena, index->candidates, index->candidate_count,
                   index->candidate_capacity);
    if (!candidate)
        return;
    *candidate = (struct baton_contract__candidate){.entry = entry, .body = body};
    struct walk w = {.set = set, .index = index, .document = entry->contract.document,
                     .doc = baton_contract_doc(&entry->contract),
                     .candidate = (uint32_t)(index->candidate_count - 1)};
    visit(&w, body->schema, (struct place){.all = true});
    *work += w.members;
}

static void weigh_required(struct baton_contract__index *index)
{
    for (size_t i = 0; i < index->name_count; i++)
        if (index->names[i].required)
            index->candidates[index->names[i].candidate].required +=
                baton_contract__weight(index, index->table.links[i].hash);
}

enum baton_err baton_contract__index(struct baton_contracts *set)
{
    if (set->index)
        return BATON_OK;
    struct baton_contract__index *index = BATON_NEW(set->arena, struct baton_contract__index);
    size_t work = 0;
    for (size_t i = 0; index && i < set->entry_count; i++)
        for (size_t j = 0; j < set->entries[i]->body_count; j++)
            add_candidate(set, index, set->entries[i], &set->entries[i]->bodies[j], &work);
    if (baton_arena_failed(set->arena))
        return BATON_ENOMEM;
    weigh_required(index);
    set->index = index;
    return BATON_OK;
}
