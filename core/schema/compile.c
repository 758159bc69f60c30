/* SPDX-License-Identifier: Apache-2.0 */
/* Makes drafts of schemas until all that is reached has one. */
#include "core/schema/compile_int.h"
#include "core/schema/trace_int.h"

bool baton_schema__is_schema(struct schema_compiler *c, const struct schema_draft *d,
                             uint32_t value)
{
    uint8_t type = d->doc->json->v[value].type;
    if (type == BATON_JSON_OBJECT || type == BATON_JSON_TRUE || type == BATON_JSON_FALSE)
        return true;
    baton_schema__problem(c, d, value, d->resource->language.dialect->age <= AGE_4
                                           ? "a schema must be an object"
                                           : "a schema must be an object or a boolean");
    return false;
}

/* ---- problems and memory ------------------------------------------------------------ */

void baton_schema__problem(struct schema_compiler *c, const struct schema_draft *d,
                           uint32_t value, const char *fmt, ...)
{
    if (c->problem_count >= SCHEMA_PROBLEMS)
        return;
    struct baton_schema_problem *problem = BATON_PUSH(c->arena, c->problems, c->problem_count,
                                                      c->problem_capacity);
    if (!problem) {
        c->err = BATON_ENOMEM;
        return;
    }
    va_list args;
    va_start(args, fmt);
    problem->message = baton_str_vfmt(c->arena, fmt, args);
    va_end(args);
    problem->uri = d->doc->uri;
    problem->value = value;
    problem->pointer = baton_json_pointer_to(d->doc->json, value, c->arena);
}

void *baton_schema__take(struct schema_compiler *c, size_t count, size_t size)
{
    void *p = baton_arena_zero(c->arena, count, size);
    if (!p)
        c->err = BATON_ENOMEM;
    return p;
}

/* ---- scopes -------------------------------------------------------------------------- */

static uint64_t hash_scope(const uint32_t *anchors, size_t count)
{
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++)
        hash = baton_schema__mix(hash, anchors[i]);
    return hash;
}

static bool same_scope(const struct schema_scope *scope, const uint32_t *anchors, size_t count)
{
    if (scope->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (scope->anchors[i] != anchors[i])
            return false;
    return true;
}

/* The number of the scope that has these anchors, which stand in the arena. */
static uint32_t intern_scope(struct schema_compiler *c, const uint32_t *anchors, size_t count)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = hash_scope(anchors, count);
    while ((row = baton_schema__index_next(&c->by_scope, hash, &cursor)) != SCHEMA_NONE)
        if (same_scope(&c->scopes[row], anchors, count))
            return row;
    if (c->scope_count >= SCHEMA_SCOPES) {
        c->err = BATON_ELIMIT;
        return 0;
    }
    struct schema_scope *scope = BATON_PUSH(c->arena, c->scopes, c->scope_count,
                                            c->scope_capacity);
    if (!scope || !baton_schema__index_add(&c->by_scope, c->arena, hash,
                                           (uint32_t)c->scope_count - 1)) {
        c->err = BATON_ENOMEM;
        return 0;
    }
    *scope = (struct schema_scope){anchors, count};
    return (uint32_t)c->scope_count - 1;
}

/* Entering a resource adds its dynamic anchors, but for names that are taken: the first counts. */
static uint32_t enter_resource(struct schema_compiler *c, uint32_t number,
                               const struct schema_resource *resource)
{
    if (!resource->dynamic_count)
        return number;
    const struct schema_scope *scope = &c->scopes[number];
    const struct schema_anchor *anchors = c->registry->anchors;
    uint32_t *merged = SCHEMA_NEW_N(c, uint32_t, scope->count + resource->dynamic_count);
    size_t count = 0, i = 0, k = 0;
    while (merged && (i < scope->count || k < resource->dynamic_count)) {
        uint32_t old = i < scope->count ? anchors[scope->anchors[i]].name_number : SCHEMA_NONE;
        uint32_t new = k < resource->dynamic_count ? anchors[resource->dynamic[k]].name_number
                                                   : SCHEMA_NONE;
        merged[count++] = old <= new ? scope->anchors[i] : resource->dynamic[k];
        i += old <= new;
        k += new <= old;
    }
    return merged ? intern_scope(c, merged, count) : 0;
}

/* ---- drafts -------------------------------------------------------------------------- */

static uint64_t draft_hash(const struct schema_doc *doc, uint32_t value, uint32_t scope)
{
    return baton_schema__mix((uint64_t)(uintptr_t)doc ^ (uint64_t)scope << 32, value);
}

static struct schema_draft *add_draft(struct schema_compiler *c, struct schema_draft draft)
{
    if (c->draft_count >= SCHEMA_NODES) {
        c->err = BATON_ELIMIT;
        return NULL;
    }
    struct schema_draft *d = SCHEMA_NEW_N(c, struct schema_draft, 1);
    struct schema_node *node = SCHEMA_NEW_N(c, struct schema_node, 1);
    struct schema_draft **slot = BATON_PUSH(c->arena, c->drafts, c->draft_count,
                                            c->draft_capacity);
    if (!d || !node || !slot) {
        c->err = BATON_ENOMEM;
        return NULL;
    }
    *slot = d;
    *node = (struct schema_node){.types = SCHEMA_ANY, .doc = draft.doc, .at = draft.value,
                                 .type_at = SCHEMA_NONE};
    *d = draft;
    d->node = node;
    d->row = (uint32_t)c->draft_count - 1;
    return d;
}

static struct schema_draft *new_draft(struct schema_compiler *c, struct schema_doc *doc,
                                      uint32_t value, uint32_t scope)
{
    struct schema_draft *d = add_draft(c, (struct schema_draft){
        .doc = doc, .value = value, .scope = scope,
        .resource = baton_schema__resource_of(c->registry, doc, value)});
    if (d && !baton_schema__index_add(&c->by_place, c->arena, draft_hash(doc, value, scope),
                                      d->row)) {
        c->err = BATON_ENOMEM;
        return NULL;
    }
    return d;
}

struct schema_draft *baton_schema__draft_beside(struct schema_compiler *c,
                                                const struct schema_draft *d)
{
    return add_draft(c, (struct schema_draft){.doc = d->doc, .value = d->value,
                                              .scope = d->scope, .resource = d->resource});
}

/* The draft for a schema that is reached within a scope, made if need be. */
static struct schema_draft *reach(struct schema_compiler *c, struct schema_doc *doc,
                                  uint32_t value, uint32_t scope)
{
    if (!c->err)
        c->err = baton_schema__scan(c->registry, doc, value);
    if (c->err)
        return NULL;
    scope = enter_resource(c, scope, baton_schema__resource_of(c->registry, doc, value));
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = draft_hash(doc, value, scope);
    while ((row = baton_schema__index_next(&c->by_place, hash, &cursor)) != SCHEMA_NONE) {
        struct schema_draft *d = c->drafts[row];
        if (d->doc == doc && d->value == value && d->scope == scope)
            return d;
    }
    return c->err ? NULL : new_draft(c, doc, value, scope);
}

static void connect(struct schema_compiler *c, struct schema_draft *from, struct schema_draft *to,
                    struct schema_edge edge)
{
    struct schema_edge *kept = to ? SCHEMA_NEW_N(c, struct schema_edge, 1) : NULL;
    if (!kept)
        return;
    *kept = edge;
    kept->from = from;
    kept->to = to;
    kept->next_out = from->out;
    kept->next_in = to->in;
    from->out = to->in = kept;
    *kept->slot = to->node;
}

void baton_schema__child(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool in_place)
{
    if (baton_schema__is_schema(c, d, value) && !c->alone)
        connect(c, d, reach(c, d->doc, value, d->scope),
                (struct schema_edge){.slot = slot, .in_place = in_place, .at = value});
}

/* ---- references ---------------------------------------------------------------------- */

/* Where a reference leads to. */
struct target {
    struct schema_doc *doc;
    uint32_t value;
    const struct schema_anchor *anchor; /* it named, or NULL */
};

static bool follow_fragment(struct schema_compiler *c, const struct schema_resource *resource,
                            struct baton_str fragment, struct target *out)
{
    *out = (struct target){resource->doc, resource->value, NULL};
    fragment = baton_schema__percent_decode(c->arena, fragment);
    if (!fragment.len)
        return true;
    if (fragment.s[0] == '/') {
        out->value = baton_schema__follow(resource->doc, c->arena, resource->value, fragment);
        return out->value != SCHEMA_NONE;
    }
    out->anchor = baton_schema__find_anchor(c->registry, resource, fragment);
    if (out->anchor)
        out->value = out->anchor->value;
    return out->anchor != NULL;
}

static void tell_missing(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         struct baton_str uri)
{
    struct baton_str why = baton_schema__why_missing(c->registry, uri);
    if (why.len)
        baton_schema__problem(c, d, value, "there is no schema with the URI \"%.*s\": %.*s",
                              BATON_ARG(uri), BATON_ARG(why));
    else
        baton_schema__problem(c, d, value, "there is no schema with the URI \"%.*s\"; add the "
                              "document that has it%s", BATON_ARG(uri),
                              c->registry->options.loader.load
                                  ? ", the loader found none" : ", or set a loader that finds it");
}

enum { NEAR_NAMES = 1000 }; /* that are compared, for each reference that leads nowhere */

/* Where a pointer may have been meant to lead: beside its end, or among the definitions. */
static struct baton_str nearest_place(struct schema_compiler *c, const struct target *root,
                                      struct baton_str fragment)
{
    const struct baton_json *json = root->doc->json;
    size_t slash = fragment.len;
    while (slash && fragment.s[slash - 1] != '/')
        slash--;
    struct baton_str places[] = {baton_str_sub(fragment, 0, slash ? slash - 1 : 0),
                                 BATON_STR("/$defs"), BATON_STR("/definitions")};
    for (size_t i = 0; slash && i < BATON_COUNT(places); i++) {
        struct baton_near near;
        struct baton_buf buf;
        uint32_t at = baton_schema__follow(root->doc, c->arena, root->value, places[i]);
        if (at == SCHEMA_NONE || json->v[at].type != BATON_JSON_OBJECT)
            continue;
        baton_near_init(&near, baton_str_sub(fragment, slash, fragment.len));
        int asked = 0;
        BATON_JSON_EACH_MEMBER(json, at, key)
            if (asked++ < NEAR_NAMES)
                baton_near_offer(&near, baton_json_string(json, key, c->arena));
        if (!near.best.s)
            continue;
        baton_buf_init(&buf, c->arena, 0);
        baton_buf_put(&buf, places[i]);
        baton_json_pointer_put(&buf, near.best);
        return baton_buf_str(&buf);
    }
    return BATON_STR("");
}

static void tell_nowhere(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                         const struct schema_resource *resource, struct baton_str ref)
{
    struct baton_str rest = ref, fragment = baton_schema__cut_fragment(&rest);
    struct target root = {resource->doc, resource->value, NULL};
    struct baton_str near = BATON_STR("");
    if (c->problem_count < SCHEMA_PROBLEMS)
        near = nearest_place(c, &root, baton_schema__percent_decode(c->arena, fragment));
    if (near.len)
        baton_schema__problem(c, d, value, "\"%.*s\" leads nowhere; did you mean \"%.*s#%.*s\"?",
                              BATON_ARG(ref), BATON_ARG(rest), BATON_ARG(near));
    else
        baton_schema__problem(c, d, value, "\"%.*s\" leads nowhere", BATON_ARG(ref));
}

static bool find_target(struct schema_compiler *c, const struct schema_draft *d, uint32_t value,
                        struct target *out)
{
    struct baton_str ref = baton_schema__string(c, d, value), fragment = ref;
    struct baton_str uri = baton_schema__resolve(c->arena, d->resource->uri, ref);
    fragment = baton_schema__cut_fragment(&fragment);
    struct schema_resource *resource = NULL;
    enum baton_err err = uri.s ? baton_schema__find_resource(c->registry, uri, d->resource,
                                                             &resource) : BATON_ENOMEM;
    if (!err)
        err = baton_schema__scan_added(c->registry);
    if (err) {
        c->err = err;
        return false;
    }
    if (!resource)
        tell_missing(c, d, value, uri);
    else if (!follow_fragment(c, resource, fragment, out))
        tell_nowhere(c, d, value, resource, ref);
    else
        return true;
    return false;
}

/* The outermost of the dynamic anchors that are called like this one. */
static const struct schema_anchor *outermost(const struct schema_compiler *c, uint32_t number,
                                             const struct schema_anchor *anchor)
{
    const struct schema_scope *scope = &c->scopes[number];
    for (size_t i = 0; i < scope->count; i++) {
        const struct schema_anchor *found = &c->registry->anchors[scope->anchors[i]];
        if (found->name_number == anchor->name_number)
            return found;
    }
    return anchor;
}

static void connect_target(struct schema_compiler *c, struct schema_draft *d,
                           const struct schema_node **slot, uint32_t value,
                           const struct target *target)
{
    uint8_t type = target->doc->json->v[target->value].type;
    if (type != BATON_JSON_OBJECT && type != BATON_JSON_TRUE && type != BATON_JSON_FALSE) {
        baton_schema__problem(c, d, value, "what it refers to is no schema: "
                              "neither an object nor a boolean");
        return;
    }
    connect(c, d, reach(c, target->doc, target->value, d->scope),
            (struct schema_edge){.slot = slot, .in_place = true, .at = value});
}

static struct target outermost_target(struct schema_compiler *c, const struct schema_draft *d,
                                      const struct schema_anchor *anchor)
{
    /* The resource it stands in is entered first, and may be the outermost. */
    uint32_t scope = enter_resource(c, d->scope, anchor->resource);
    anchor = outermost(c, scope, anchor);
    return (struct target){anchor->resource->doc, anchor->value, anchor};
}

void baton_schema__refer(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value, bool dynamic)
{
    struct target target;
    if (c->alone || !find_target(c, d, value, &target))
        return;
    if (dynamic && target.anchor && target.anchor->dynamic)
        target = outermost_target(c, d, target.anchor);
    connect_target(c, d, slot, value, &target);
}

void baton_schema__recur(struct schema_compiler *c, struct schema_draft *d,
                         const struct schema_node **slot, uint32_t value)
{
    const struct schema_resource *root = d->resource;
    struct target target = {root->doc, root->value, NULL};
    const struct schema_anchor *anchor = baton_schema__find_anchor(c->registry, root,
                                                                   BATON_STR(""));
    if (c->alone)
        return;
    if (anchor)
        target = outermost_target(c, d, anchor);
    connect_target(c, d, slot, value, &target);
}

/* ---- schemas ------------------------------------------------------------------------- */

static void add_remark(struct schema_compiler *c, struct schema_draft *d, uint32_t key)
{
    const char *const *collect = c->registry->options.collect;
    for (; collect && *collect; collect++) {
        if (!baton_json_string_is(d->doc->json, key, baton_str_from(*collect)))
            continue;
        struct schema_remark *remark = BATON_PUSH(c->arena, d->remarks, d->remark_count,
                                                  d->remark_capacity);
        if (remark)
            *remark = (struct schema_remark){*collect, key + 1};
    }
}

static bool counts(const struct schema_draft *d, uint32_t key, bool lone)
{
    return !lone || baton_json_string_is(d->doc->json, key, BATON_STR("$ref"));
}

bool baton_schema__stands_alone(const struct schema_draft *d)
{
    return d->resource->language.dialect->age < AGE_2019 &&
           baton_schema__sibling(d, "$ref") != BATON_JSON_NONE;
}

static void compile_keywords(struct schema_compiler *c, struct schema_draft *d)
{
    uint32_t given[SCHEMA_VOCABULARIES][SCHEMA_KEYWORDS];
    const struct schema_language *language = &d->resource->language;
    const struct schema_part *parts = language->dialect->parts;
    bool lone = baton_schema__stands_alone(d);
    for (size_t v = 0; v < SCHEMA_VOCABULARIES; v++)
        for (size_t k = 0; k < SCHEMA_KEYWORDS; k++)
            given[v][k] = SCHEMA_NONE;
    BATON_JSON_EACH_MEMBER(d->doc->json, d->value, key) {
        struct schema_row row;
        struct baton_str name = baton_json_string(d->doc->json, key, c->arena);
        if (!counts(d, key, lone))
            continue;
        if (baton_schema__find_keyword(language->dialect, language->vocabularies, name, &row))
            given[row.vocabulary][row.index] = key + 1;
        else
            add_remark(c, d, key);
    }
    for (size_t v = 0; v < language->dialect->count; v++)
        for (size_t k = 0; k < parts[v].vocabulary->count && !c->err; k++)
            if (given[v][k] != SCHEMA_NONE && parts[v].vocabulary->keywords[k].compile)
                parts[v].vocabulary->keywords[k].compile(c, d, given[v][k]);
}

/* Draft 4 had booleans in two places only, and OpenAPI 3.0 in one of these. */
static void check_boolean(struct schema_compiler *c, struct schema_draft *d)
{
    const struct baton_json *json = d->doc->json;
    enum schema_age age = d->resource->language.dialect->age;
    uint32_t value = d->value;
    bool member = value && json->v[d->doc->parent[value]].type == BATON_JSON_OBJECT;
    if (age > AGE_4 ||
        (member && baton_json_string_is(json, value - 1, BATON_STR("additionalProperties"))) ||
        (member && age == AGE_4 &&
         baton_json_string_is(json, value - 1, BATON_STR("additionalItems"))))
        return;
    baton_schema__problem(c, d, value, "a schema must be an object here; true and false are "
                          "schemas since draft 6: {} allows all, {\"not\": {}} nothing");
}

void baton_schema__finish_draft(struct schema_compiler *c, struct schema_draft *d)
{
    struct schema_node *node = d->node;
    if (d->object)
        baton_schema__finish_object(c, d);
    node->text = d->text;
    node->number = d->number;
    node->array = d->array;
    node->object = d->object;
    node->steps = d->steps;
    node->step_count = (uint32_t)d->step_count;
    node->remarks = d->remarks;
    node->remark_count = (uint32_t)d->remark_count;
}

static void compile_draft(struct schema_compiler *c, struct schema_draft *d)
{
    struct schema_node *node = d->node;
    uint8_t type = d->doc->json->v[d->value].type;
    baton_schema__check_dialect(c, d);
    if (c->err || !baton_schema__is_schema(c, d, d->value))
        return;
    if (type == BATON_JSON_OBJECT)
        compile_keywords(c, d);
    else
        check_boolean(c, d);
    if (type == BATON_JSON_FALSE)
        node->types = 0;
    baton_schema__finish_draft(c, d);
}

void baton_schema__compile_alone(struct schema_compiler *c, struct schema_doc *doc,
                                 uint32_t value, struct schema_resource *resource)
{
    struct schema_node node = {.doc = doc, .at = value};
    struct schema_draft d = {.node = &node, .doc = doc, .value = value, .resource = resource};
    compile_draft(c, &d);
}

/* ---- the whole ----------------------------------------------------------------------- */

static const struct baton_schema *finish(struct schema_compiler *c, struct schema_draft *root)
{
    const struct schema_traces *traces = NULL;
    if (!c->err && !c->problem_count && c->registry->options.traceable)
        traces = baton_schema__trace(c);
    if (!c->err && !c->problem_count)
        baton_schema__link(c);
    struct baton_schema *schema = SCHEMA_NEW_N(c, struct baton_schema, 1);
    if (!schema || baton_arena_failed(c->arena))
        return NULL;
    schema->root = root->node;
    schema->traces = traces;
    schema->thorough = c->registry->options.traceable;
    schema->regex = c->registry->options.regex;
    schema->idn = c->registry->options.idn;
    return schema;
}

static const struct baton_schema *compile(struct schema_compiler *c, struct schema_doc *doc,
                                          uint32_t value)
{
    c->registry->compilations++;
    c->err = baton_schema__scan_added(c->registry);
    if (!c->err)
        (void)intern_scope(c, NULL, 0);
    struct schema_draft *root = c->err ? NULL : reach(c, doc, value, 0);
    for (size_t i = 0; i < c->draft_count && !c->err; i++)
        compile_draft(c, c->drafts[i]);
    const struct baton_schema *schema = root && !c->err ? finish(c, root) : NULL;
    if (schema)
        baton_schema__survey(c);
    return schema;
}

enum baton_err baton_schema_compile(struct baton_schema_registry *registry, struct baton_str uri,
                                    uint32_t value, const struct baton_schema **out,
                                    struct baton_schema_problem **problems,
                                    size_t *problem_count)
{
    struct schema_compiler c = {.registry = registry, .arena = registry->arena};
    struct baton_str plain = baton_schema__resolve(c.arena, BATON_STR(""), uri);
    if (!plain.s)
        return BATON_ENOMEM;
    struct schema_resource *root = baton_schema__find_document(registry, plain);
    if (!root || value >= root->doc->json->count)
        return BATON_EUSAGE;
    const struct baton_schema *schema = compile(&c, root->doc, value);
    if (c.err || baton_arena_failed(c.arena))
        return c.err == BATON_ELIMIT ? BATON_ELIMIT : BATON_ENOMEM;
    if (problems) {
        *problems = c.problems;
        *problem_count = c.problem_count;
    }
    if (c.problem_count)
        return BATON_ESYNTAX;
    *out = schema;
    return BATON_OK;
}
