/* SPDX-License-Identifier: Apache-2.0 */
/* An OpenAPI document becomes contracts. */
#include "core/contract/contract_int.h"

/* ---- the document -------------------------------------------------------------------- */

static void check_version(struct baton_contract__loader *l)
{
    uint32_t swagger = baton_json_member_z(l->doc, 0, "swagger");
    uint32_t version = baton_json_member_z(l->doc, 0, "openapi");
    if (version == BATON_JSON_NONE && swagger != BATON_JSON_NONE)
        baton_contract__problem(l, swagger, "this is Swagger %.*s: OpenAPI 3.1 is needed",
                                BATON_ARG(baton_json_raw(l->doc, swagger)));
    else if (version == BATON_JSON_NONE)
        baton_contract__problem(l, 0, "there is no member openapi: "
                                      "this is no OpenAPI document");
    if (version == BATON_JSON_NONE ||
        !baton_contract__is(l, version, BATON_JSON_STRING, "openapi (in quotes, as \"3.1.0\")"))
        return;
    struct baton_str text = baton_contract__string(l, version);
    if (baton_str_starts(text, BATON_STR("3.0")))
        baton_contract__problem(l, version,
                                "this is OpenAPI %.*s, only 3.1 can be read so far: what makes "
                                "a difference is nullable, exclusiveMaximum and example",
                                BATON_ARG(text));
    else if (!baton_str_is(text, "3.1") && !baton_str_starts(text, BATON_STR("3.1.")))
        baton_contract__problem(l, version, "OpenAPI %.*s is not known: 3.1 is needed",
                                BATON_ARG(text));
}

static uint32_t xbaton_of(struct baton_contract__loader *l, uint32_t object)
{
    return baton_contract__member(l, object, "x-baton", BATON_JSON_OBJECT);
}

static void find_defaults(struct baton_contract__loader *l)
{
    uint32_t info = baton_json_member_z(l->doc, 0, "info");
    l->defaults[0] = BATON_JSON_NONE;
    if (info != BATON_JSON_NONE && baton_json_is(l->doc, info, BATON_JSON_OBJECT))
        l->defaults[0] = xbaton_of(l, info);
    l->defaults[1] = xbaton_of(l, 0);
}

/* ---- paths -------------------------------------------------------------------------------- */

static void read_method(struct baton_contract__loader *l, uint32_t path_key, uint32_t item,
                        uint32_t key)
{
    static const char *const methods[] = {"get",     "put",  "post",  "delete",
                                          "options", "head", "patch", "trace"};
    static const char *const names[] = {"GET",     "PUT",  "POST",  "DELETE",
                                        "OPTIONS", "HEAD", "PATCH", "TRACE"};
    for (size_t i = 0; i < BATON_COUNT(methods); i++) {
        if (!baton_json_string_is(l->doc, key, baton_str_from(methods[i])))
            continue;
        if (baton_contract__is(l, key + 1, BATON_JSON_OBJECT, "an operation"))
            baton_contract__read_operation(l, baton_str_from(names[i]), path_key, item, key + 1);
    }
}

static void read_path(struct baton_contract__loader *l, uint32_t key)
{
    struct baton_str path = baton_contract__string(l, key);
    if (baton_str_starts(path, BATON_STR("x-")))
        return;
    if (!baton_str_starts(path, BATON_STR("/"))) {
        baton_contract__problem(l, key, "a path must begin with /");
        return;
    }
    uint32_t item = baton_contract__deref(l, key + 1);
    if (item == BATON_JSON_NONE || !baton_contract__is(l, item, BATON_JSON_OBJECT, "a path item"))
        return;
    BATON_JSON_EACH_MEMBER(l->doc, item, member)
        read_method(l, key, item, member);
}

static void read_paths(struct baton_contract__loader *l)
{
    uint32_t paths = baton_json_member_z(l->doc, 0, "paths");
    if (paths == BATON_JSON_NONE) {
        baton_contract__problem(l, 0, "there is no member paths: nothing to read contracts from");
        return;
    }
    if (!baton_contract__is(l, paths, BATON_JSON_OBJECT, "paths"))
        return;
    BATON_JSON_EACH_MEMBER(l->doc, paths, key)
        read_path(l, key);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static enum baton_err tell_syntax(struct baton_contract__loader *l, enum baton_err err,
                                  const struct baton_json_fault *fault)
{
    struct baton_contract_problem problem = {
        .document = l->document->name,
        .offset = fault->offset,
        .pointer = {"", 0},
        .message = baton_str_fmt(l->arena, "not JSON: %s", baton_json_code_text(fault->code)),
    };
    baton_contract__add_problem(l->arena, &l->problems, &problem);
    return err == BATON_ELIMIT ? BATON_ESYNTAX : err;
}

static enum baton_err read_document(struct baton_contract__loader *l, struct baton_str json)
{
    struct baton_json_fault fault;
    enum baton_err err = baton_json_read(l->arena, json, NULL, &l->document->doc, &fault);
    if (err == BATON_ESYNTAX || err == BATON_ELIMIT)
        return tell_syntax(l, err, &fault);
    if (err)
        return err;
    l->doc = &l->document->doc;
    if (!baton_contract__is(l, 0, BATON_JSON_OBJECT, "an OpenAPI document"))
        return BATON_ESYNTAX;
    check_version(l);
    if (l->problems.count)
        return BATON_ESYNTAX;
    baton_contract__index_components(l->document, l->arena);
    find_defaults(l);
    l->servers = baton_json_member_z(l->doc, 0, "servers");
    l->security = baton_json_member_z(l->doc, 0, "security");
    baton_contract__check_extensions(l);
    read_paths(l);
    if (baton_arena_failed(l->arena))
        return BATON_ENOMEM;
    return l->problems.count ? BATON_ESYNTAX : BATON_OK;
}

static enum baton_err keep_aliases(struct baton_contracts *set,
                                   const struct baton_contract__entry *entry)
{
    enum baton_err err = BATON_OK;
    for (size_t i = 0; i < entry->contract.alias_count && !err; i++) {
        uint32_t *at =
            BATON_PUSH(set->arena, set->aliased, set->alias_count, set->alias_capacity);
        if (!at)
            return BATON_ENOMEM;
        *at = (uint32_t)entry->contract.index;
        err = baton_contract__put(&set->aliases, set->arena,
                                  baton_contract__hash(0, entry->contract.aliases[i]));
    }
    return err;
}

static bool has_domain(const struct baton_contracts *set, struct baton_str name)
{
    for (size_t i = 0; i < set->domain_count; i++)
        if (baton_str_eq(set->domains[i].name, name))
            return true;
    return false;
}

static void keep_domains(struct baton_contracts *set, const struct baton_contract *contract)
{
    if (contract->provenance == BATON_COMMUNITY || contract->provenance == BATON_USER)
        return;
    for (size_t i = 0; i < contract->host_count; i++) {
        struct baton_str name = baton_contract__domain(contract->hosts[i]);
        if (!name.len || set->domain_count == BATON_CONTRACT__MOST_DOMAINS ||
            has_domain(set, name))
            continue;
        struct baton_contract__domain *at =
            BATON_PUSH(set->arena, set->domains, set->domain_count, set->domain_capacity);
        if (at)
            *at = (struct baton_contract__domain){name, contract->family};
    }
}

static enum baton_err keep_entry(struct baton_contracts *set, struct baton_contract__entry *entry)
{
    struct baton_contract__entry **at =
        BATON_PUSH(set->arena, set->entries, set->entry_count, set->entry_capacity);
    if (!at)
        return BATON_ENOMEM;
    *at = entry;
    entry->contract.index = set->entry_count - 1;
    enum baton_err err = baton_contract__put(&set->ids, set->arena,
                                             baton_contract__hash(0, entry->contract.id));
    keep_domains(set, &entry->contract);
    return err ? err : keep_aliases(set, entry);
}

/* The index for guessing is built anew when it is needed again. */
static enum baton_err keep(struct baton_contracts *set, const struct baton_contract__loader *l)
{
    enum baton_err err = baton_schema_add(set->registry, l->document->uri, l->doc);
    if (err)
        return err;
    struct baton_contract_document **document =
        BATON_PUSH(set->arena, set->documents, set->document_count, set->document_capacity);
    if (!document)
        return BATON_ENOMEM;
    *document = l->document;
    for (size_t i = 0; i < l->entry_count && !err; i++)
        err = keep_entry(set, l->entries[i]);
    set->index = NULL;
    return err;
}

enum baton_err baton_contracts_add(struct baton_contracts *set, struct baton_str name,
                                   struct baton_str json,
                                   struct baton_contract_problem **problems,
                                   size_t *problem_count)
{
    struct baton_contract__loader l = {.set = set, .arena = set->arena};
    *problems = NULL;
    *problem_count = 0;
    l.document = BATON_NEW(l.arena, struct baton_contract_document);
    if (!l.document)
        return BATON_ENOMEM;
    l.document->name = name;
    /* Names of files are no URIs, and two files may have the same. */
    l.document->uri = baton_str_fmt(l.arena, "contract://document/%zu", set->document_count);
    if (!l.document->uri.s)
        return BATON_ENOMEM;
    enum baton_err err = read_document(&l, json);
    *problems = l.problems.items;
    *problem_count = l.problems.count;
    if (baton_arena_failed(l.arena))
        return BATON_ENOMEM;
    return err ? err : keep(set, &l);
}
