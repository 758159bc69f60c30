/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract/contract_int.h"

struct operation {
    struct baton_contract__loader *l;
    struct baton_contract__entry *entry;
    uint32_t value;
    size_t parameters, bodies; /* capacities */
};

/* ---- parameters ------------------------------------------------------------------------ */

static struct baton_str kind_of(struct baton_contract__loader *l, uint32_t parameter)
{
    uint32_t kind = baton_json_member_z(l->doc, parameter, "x-baton-kind");
    uint32_t schema = baton_json_member_z(l->doc, parameter, "schema");
    if (kind == BATON_JSON_NONE && schema != BATON_JSON_NONE) {
        schema = baton_contract__deref(l, schema);
        if (schema != BATON_JSON_NONE && baton_json_is(l->doc, schema, BATON_JSON_OBJECT))
            kind = baton_json_member_z(l->doc, schema, "x-baton-kind");
    }
    bool is = kind != BATON_JSON_NONE && baton_json_is(l->doc, kind, BATON_JSON_STRING);
    return baton_contract__string(l, is ? kind : BATON_JSON_NONE);
}

static struct baton_parameter *find_parameter(const struct baton_contract *contract,
                                              const struct baton_parameter *like)
{
    for (size_t i = 0; i < contract->parameter_count; i++)
        if (baton_str_eq(contract->parameters[i].name, like->name) &&
            baton_str_eq(contract->parameters[i].in, like->in))
            return &contract->parameters[i];
    return NULL;
}

static bool is_place(struct baton_str in)
{
    return baton_str_is(in, "path") || baton_str_is(in, "query") || baton_str_is(in, "header") ||
           baton_str_is(in, "cookie");
}

/* A parameter of the operation stands for one of its path item with the same name. */
static void add_parameter(struct operation *o, const struct baton_parameter *parameter)
{
    struct baton_contract *contract = &o->entry->contract;
    struct baton_parameter *at = find_parameter(contract, parameter);
    if (!at)
        at = BATON_PUSH(o->l->arena, contract->parameters, contract->parameter_count,
                        o->parameters);
    if (at)
        *at = *parameter;
}

static void read_parameter(struct operation *o, uint32_t item)
{
    struct baton_contract__loader *l = o->l;
    uint32_t value = baton_contract__deref(l, item);
    if (value == BATON_JSON_NONE || !baton_contract__is(l, value, BATON_JSON_OBJECT,
                                                        "a parameter"))
        return;
    uint32_t name = baton_contract__member(l, value, "name", BATON_JSON_STRING);
    uint32_t in = baton_contract__member(l, value, "in", BATON_JSON_STRING);
    uint32_t required = baton_contract__member(l, value, "required", BATON_JSON_TRUE);
    struct baton_parameter parameter = {
        .name = baton_contract__string(l, name),
        .in = baton_contract__string(l, in),
        .kind = kind_of(l, value),
        .required = required != BATON_JSON_NONE && baton_json_is(l->doc, required,
                                                                 BATON_JSON_TRUE),
    };
    if (!parameter.name.len || !is_place(parameter.in))
        baton_contract__problem(l, value, "a parameter must have a name, and in: path, query, "
                                          "header or cookie");
    else if (!baton_str_is(parameter.in, "cookie"))
        add_parameter(o, &parameter);
}

static void read_parameters(struct operation *o, uint32_t object)
{
    uint32_t list = baton_json_member_z(o->l->doc, object, "parameters");
    if (list == BATON_JSON_NONE || !baton_contract__is_list(o->l, list, "parameters"))
        return;
    BATON_JSON_EACH_ITEM(o->l->doc, list, item)
        read_parameter(o, item);
}

/* ---- security ---------------------------------------------------------------------------- */

static void read_scopes(struct operation *o, size_t *capacity, uint32_t requirement)
{
    struct baton_contract *contract = &o->entry->contract;
    struct baton_contract__loader *l = o->l;
    BATON_JSON_EACH_MEMBER(l->doc, requirement, key) {
        if (!baton_contract__is_list(l, key + 1, "a security requirement"))
            continue;
        BATON_JSON_EACH_ITEM(l->doc, key + 1, item) {
            if (!baton_contract__is(l, item, BATON_JSON_STRING, "a scope"))
                continue;
            struct baton_str *scope =
                BATON_PUSH(l->arena, contract->scopes, contract->scope_count, *capacity);
            if (scope)
                *scope = baton_contract__string(l, item);
        }
    }
}

/*
 * Is a scheme one whose credential is a bearer token (OpenAPI section 4.8.27)? One
 * that the document forgot to define is taken for the usual.
 */
static bool is_bearer(const struct operation *o, uint32_t key)
{
    struct baton_contract__loader *l = o->l;
    uint32_t schemes = baton_json_pointer(l->doc, 0, BATON_STR("/components/securitySchemes"));
    if (schemes == BATON_JSON_NONE || !baton_json_is(l->doc, schemes, BATON_JSON_OBJECT))
        return true;
    uint32_t scheme = baton_json_member(l->doc, schemes, baton_contract__string(l, key));
    if (scheme == BATON_JSON_NONE || !baton_json_is(l->doc, scheme, BATON_JSON_OBJECT))
        return false;
    uint32_t type = baton_json_member_z(l->doc, scheme, "type");
    uint32_t name = baton_json_member_z(l->doc, scheme, "scheme");
    if (type == BATON_JSON_NONE || !baton_json_is(l->doc, type, BATON_JSON_STRING))
        return false;
    if (baton_json_string_is(l->doc, type, BATON_STR("oauth2")) ||
        baton_json_string_is(l->doc, type, BATON_STR("openIdConnect")))
        return true;
    return baton_json_string_is(l->doc, type, BATON_STR("http")) && name != BATON_JSON_NONE &&
           baton_json_is(l->doc, name, BATON_JSON_STRING) &&
           baton_str_is_nocase(baton_contract__string(l, name), "bearer");
}

static bool wants_bearer(const struct operation *o, uint32_t requirement)
{
    BATON_JSON_EACH_MEMBER(o->l->doc, requirement, key) {
        if (is_bearer(o, key))
            return true;
    }
    return false;
}

/* An empty requirement among others makes the token optional (OpenAPI section 4.8.30). */
static void read_security(struct operation *o)
{
    struct baton_contract__loader *l = o->l;
    uint32_t list = baton_json_member_z(l->doc, o->value, "security");
    size_t capacity = 0;
    bool optional = false, bearer = false;
    if (list == BATON_JSON_NONE)
        list = l->security;
    if (list == BATON_JSON_NONE || !baton_contract__is_list(l, list, "security"))
        return;
    BATON_JSON_EACH_ITEM(l->doc, list, item) {
        if (!baton_contract__is(l, item, BATON_JSON_OBJECT, "a security requirement"))
            continue;
        optional = optional || baton_json_size(l->doc, item) == 0;
        bearer = bearer || wants_bearer(o, item);
        read_scopes(o, &capacity, item);
    }
    o->entry->contract.needs_token = !optional && bearer;
}

/* ---- bodies ----------------------------------------------------------------------------- */

/* The schema of the JSON media type, else of the first that has one. */
static uint32_t choose_media(struct baton_contract__loader *l, uint32_t content)
{
    uint32_t chosen = BATON_JSON_NONE;
    bool json = false;
    BATON_JSON_EACH_MEMBER(l->doc, content, key) {
        struct baton_media_type media = baton_media_type(baton_contract__string(l, key));
        if (!baton_contract__is(l, key + 1, BATON_JSON_OBJECT, "a media type"))
            continue;
        if (baton_json_member_z(l->doc, key + 1, "schema") == BATON_JSON_NONE)
            continue;
        if (chosen == BATON_JSON_NONE || (!json && baton_media_is_json(&media))) {
            chosen = key + 1;
            json = baton_media_is_json(&media);
        }
    }
    return chosen;
}

static uint32_t read_content(struct operation *o, uint32_t object, struct baton_str status,
                             bool response)
{
    struct baton_contract__loader *l = o->l;
    uint32_t content = baton_contract__member(l, object, "content", BATON_JSON_OBJECT);
    if (content == BATON_JSON_NONE)
        return content;
    struct baton_contract__body *body =
        BATON_PUSH(l->arena, o->entry->bodies, o->entry->body_count, o->bodies);
    if (!body)
        return content;
    *body = (struct baton_contract__body){.status = status, .response = response,
                                          .media = choose_media(l, content)};
    body->schema = body->media == BATON_JSON_NONE
                       ? BATON_JSON_NONE
                       : baton_json_member_z(l->doc, body->media, "schema");
    return content;
}

static void read_media_types(struct operation *o, uint32_t content)
{
    struct baton_contract *contract = &o->entry->contract;
    size_t capacity = 0;
    BATON_JSON_EACH_MEMBER(o->l->doc, content, key) {
        struct baton_str *type = BATON_PUSH(o->l->arena, contract->media_types,
                                            contract->media_type_count, capacity);
        if (type)
            *type = baton_contract__string(o->l, key);
    }
}

static void read_request(struct operation *o)
{
    struct baton_contract__loader *l = o->l;
    uint32_t member = baton_json_member_z(l->doc, o->value, "requestBody");
    uint32_t body = member == BATON_JSON_NONE ? member : baton_contract__deref(l, member);
    if (body == BATON_JSON_NONE || !baton_contract__is(l, body, BATON_JSON_OBJECT, "requestBody"))
        return;
    uint32_t required = baton_contract__member(l, body, "required", BATON_JSON_TRUE);
    o->entry->contract.body_required =
        required != BATON_JSON_NONE && baton_json_is(l->doc, required, BATON_JSON_TRUE);
    uint32_t content = read_content(o, body, BATON_STR(""), false);
    if (content != BATON_JSON_NONE)
        read_media_types(o, content);
}

static bool is_status_key(struct baton_str key)
{
    uint64_t number;
    if (baton_str_is(key, "default"))
        return true;
    if (key.len != 3 || key.s[0] < '1' || key.s[0] > '5')
        return false;
    return baton_str_to_u64(key, &number) || baton_str_is(baton_str_sub(key, 1, 3), "XX");
}

static void read_responses(struct operation *o)
{
    struct baton_contract__loader *l = o->l;
    uint32_t responses = baton_contract__member(l, o->value, "responses", BATON_JSON_OBJECT);
    if (responses == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(l->doc, responses, key) {
        struct baton_str status = baton_contract__string(l, key);
        if (baton_str_starts(status, BATON_STR("x-")))
            continue;
        if (!is_status_key(status))
            baton_contract__problem(l, key, "a response is named by its status, by 4XX or 5XX, "
                                            "or default");
        uint32_t response = baton_contract__deref(l, key + 1);
        if (response != BATON_JSON_NONE &&
            baton_contract__is(l, response, BATON_JSON_OBJECT, "a response"))
            (void)read_content(o, response, status, true);
    }
}

/* ---- the operation ---------------------------------------------------------------------- */

static void set_id(struct operation *o, uint32_t xbaton)
{
    struct baton_contract *contract = &o->entry->contract;
    uint32_t id = BATON_JSON_NONE;
    if (xbaton != BATON_JSON_NONE)
        id = baton_contract__member(o->l, xbaton, "id", BATON_JSON_STRING);
    if (id == BATON_JSON_NONE)
        id = baton_contract__member(o->l, o->value, "operationId", BATON_JSON_STRING);
    contract->id = baton_contract__string(o->l, id);
    if (!contract->id.len)
        contract->id = baton_str_fmt(o->l->arena, "%.*s %.*s", BATON_ARG(contract->method),
                                     BATON_ARG(contract->path));
}

static void set_summary(struct operation *o)
{
    uint32_t summary = baton_contract__member(o->l, o->value, "summary", BATON_JSON_STRING);
    if (summary == BATON_JSON_NONE)
        summary = baton_contract__member(o->l, o->value, "description", BATON_JSON_STRING);
    struct baton_str rest = baton_contract__string(o->l, summary);
    (void)baton_str_next(&rest, '\n', &o->entry->contract.summary);
}

static uint32_t servers_of(struct operation *o, uint32_t item)
{
    const struct baton_json *doc = o->l->doc;
    uint32_t servers = baton_json_member_z(doc, o->value, "servers");
    if (servers == BATON_JSON_NONE)
        servers = baton_json_member_z(doc, item, "servers");
    return servers == BATON_JSON_NONE ? o->l->servers : servers;
}

static void check_id(struct operation *o)
{
    struct baton_contract__loader *l = o->l;
    struct baton_str id = o->entry->contract.id;
    uint64_t hash = baton_contract__hash(0, id);
    const struct baton_contract *other = baton_contracts_find(l->set, id);
    if (other && !baton_str_eq(other->id, id))
        other = NULL; /* an alias gives way to an id */
    if (other && l->set->keep_first)
        return;
    if (other)
        baton_contract__problem(l, o->value, "the id %.*s is in use already, in %.*s",
                                BATON_ARG(id), BATON_ARG(other->document->name));
    for (uint32_t i = baton_contract__first(&l->ids, hash); i != BATON_CONTRACT__NONE;
         i = baton_contract__next(&l->ids, i))
        if (baton_str_eq(l->entries[i]->contract.id, id))
            baton_contract__problem(l, o->value, "the id %.*s stands twice", BATON_ARG(id));
    if (baton_contract__put(&l->ids, l->arena, hash))
        return;
    struct baton_contract__entry **at =
        BATON_PUSH(l->arena, l->entries, l->entry_count, l->entry_capacity);
    if (at)
        *at = o->entry;
}

/* What stands in the document for all is read again with each operation. */
static bool spend(const struct operation *o)
{
    const struct baton_contract__loader *l = o->l;
    const uint32_t values[] = {o->value, l->servers, l->security, l->defaults[0], l->defaults[1]};
    for (size_t i = 0; i < BATON_COUNT(values); i++)
        if (!baton_contract__spend(o->l, values[i]))
            return false;
    return true;
}

void baton_contract__read_operation(struct baton_contract__loader *l, struct baton_str method,
                                    uint32_t path_key, uint32_t item, uint32_t operation)
{
    struct operation o = {.l = l, .value = operation};
    struct baton_str none = {"", 0};
    if (!spend(&o))
        return;
    /* Once memory has run out, tables and lists may disagree. */
    o.entry = BATON_NEW(l->arena, struct baton_contract__entry);
    if (!o.entry)
        return;
    o.entry->contract = (struct baton_contract){
        .id = none, .family = none, .direction = none, .summary = none, .actor = none,
        .provenance = BATON_USER, .instead = none, .confidence = none, .method = method,
        .path = baton_contract__string(l, path_key), .wrapper = none,
        .document = l->document, .operation = operation,
    };
    uint32_t xbaton = baton_contract__member(l, operation, "x-baton", BATON_JSON_OBJECT);
    baton_contract__read_xbaton(l, o.entry, xbaton);
    set_id(&o, xbaton);
    set_summary(&o);
    read_parameters(&o, item);
    read_parameters(&o, operation);
    read_security(&o);
    read_request(&o);
    read_responses(&o);
    baton_contract__read_servers(l, o.entry, servers_of(&o, item));
    check_id(&o);
}
