/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/family.h"
#include "core/http.h"

#define ADMIN "/_sandbox"

/* ---- small things ------------------------------------------------------------------------ */

struct baton_str baton_sandbox__text(const struct baton_json *doc, uint32_t object,
                                     const char *name, struct baton_arena *arena)
{
    uint32_t at = baton_json_is(doc, object, BATON_JSON_OBJECT)
                      ? baton_json_member_z(doc, object, name) : BATON_JSON_NONE;
    if (at == BATON_JSON_NONE || !baton_json_is(doc, at, BATON_JSON_STRING))
        return BATON_STR("");
    return baton_json_string(doc, at, arena);
}

struct baton_str baton_sandbox__parameter(struct baton_sandbox__call *call, const char *name)
{
    return baton_form_field(call->arena, call->request->query, name);
}

/* ---- media ------------------------------------------------------------------------------- */

static bool check_accept(struct baton_sandbox__call *call, const struct baton_sandbox__route *route)
{
    struct baton_str accept = baton_httpd_header_of(call->request, "Accept");
    if (!route->wrong_accept || !accept.s || baton_media_accepts_json(accept))
        return true;
    baton_sandbox__refuse(call, BATON_SANDBOX__NOT_ACCEPTABLE, route->wrong_accept,
                          "The answer is application/json, and Accept is %.*s", BATON_ARG(accept));
    return false;
}

static bool takes_form(const struct baton_contract *contract)
{
    struct baton_media_type media =
        baton_media_type(contract->media_type_count ? contract->media_types[0] : BATON_STR(""));
    return baton_media_is_form(&media);
}

static bool check_type(struct baton_sandbox__call *call, const struct baton_sandbox__route *route)
{
    struct baton_str value = baton_httpd_header_of(call->request, "Content-Type");
    struct baton_media_type media = baton_media_type(value.s ? value : BATON_STR(""));
    bool form = takes_form(call->contract);
    if (form ? baton_media_is_form(&media) : baton_media_is_json(&media))
        return true;
    baton_sandbox__refuse(call, route->wrong_type == 415 ? BATON_SANDBOX__WRONG_TYPE
                                                         : BATON_SANDBOX__NO_JSON,
                          route->wrong_type, "Content-Type must be application/%s, and is %.*s",
                          form ? "x-www-form-urlencoded" : "json",
                          BATON_ARG(value.len ? value : BATON_STR("missing")));
    return false;
}

/* ---- the body ---------------------------------------------------------------------------- */

void baton_sandbox__put_first_fault(struct baton_sandbox__call *call,
                                    const struct baton_schema_result *result)
{
    const struct baton_schema_fault *first = &result->faults[0];
    struct baton_str at = baton_json_pointer_to(&call->body, first->instance, call->arena);
    baton_sandbox__refuse(call, BATON_SANDBOX__NO_FIT, 0, "%.*s%s%.*s %s",
                          BATON_ARG(at.len ? at : BATON_STR("body")), first->name.len ? "/" : "",
                          BATON_ARG(first->name), baton_schema_keyword_text(first->keyword));
}

bool baton_sandbox__fits(struct baton_sandbox__call *call, const struct baton_schema *schema)
{
    struct baton_schema_result result;
    if (!schema || baton_schema_accepts(schema, &call->body, call->root, call->arena) == 1)
        return true;
    enum baton_err err =
        baton_schema_validate(schema, &call->body, call->root, call->arena, &result);
    if (err != BATON_OK || !result.fault_count)
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_FIT, 0, "the body does not fit");
    else if (call->family->refuse_body)
        call->family->refuse_body(call, &result);
    else
        baton_sandbox__put_first_fault(call, &result);
    return false;
}

/* {"payload": {...}}, where the contract knows a wrapper and nothing else stands beside it. */
static uint32_t unwrapped(const struct baton_sandbox__call *call)
{
    const struct baton_contract *c = call->contract;
    const struct baton_json *doc = &call->body;
    if (c->wrapper_use == BATON_WRAPPER_NONE || !baton_json_is(doc, 0, BATON_JSON_OBJECT) ||
        baton_json_size(doc, 0) != 1)
        return 0;
    uint32_t inner = baton_json_member(doc, 0, c->wrapper);
    return inner == BATON_JSON_NONE ? 0 : inner;
}

static bool read_body(struct baton_sandbox__call *call)
{
    struct baton_json_fault fault;
    enum baton_err err =
        baton_json_read(call->arena, call->request->body, NULL, &call->body, &fault);
    if (err != BATON_OK) {
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_JSON, 0, "at byte %zu: %s", fault.offset,
                              baton_json_code_text(fault.code));
        return false;
    }
    call->root = unwrapped(call);
    return baton_sandbox__fits(call, baton_contract_request_schema(call->sandbox->options.contracts,
                                                                   call->contract));
}

/* ---- route ------------------------------------------------------------------------------- */

static void wrong_method(struct baton_sandbox__call *call, const struct baton_contract *there)
{
    struct baton_contracts *set = call->sandbox->options.contracts;
    struct baton_buf allow;
    baton_buf_init(&allow, call->arena, 0);
    for (size_t i = 0; i < baton_contracts_count(set); i++) {
        const struct baton_contract *c = baton_contracts_at(set, i);
        if (call->door->routes[i] && baton_str_eq(c->path, there->path))
            baton_buf_fmt(&allow, "%s%.*s", allow.len ? ", " : "", BATON_ARG(c->method));
    }
    baton_sandbox__refuse(call, BATON_SANDBOX__WRONG_METHOD, 0, "%.*s takes %.*s",
                          BATON_ARG(call->request->path), BATON_ARG(baton_buf_str(&allow)));
    baton_sandbox__header(call->response, "Allow", baton_buf_str(&allow));
}

/* The path's parameters, of which a call has two at most. */
static void take_ids(struct baton_sandbox__call *call, const struct baton_match *match)
{
    if (match->value_count > 0)
        call->id = baton_url_decode(call->arena, match->values[0].value, false);
    if (match->value_count > 1)
        call->second_id = baton_url_decode(call->arena, match->values[1].value, false);
}

static struct baton_match match_as(const struct baton_sandbox__call *call,
                                   struct baton_str method, struct baton_str host)
{
    return baton_contracts_match(call->sandbox->options.contracts,
                                 baton_str_from(call->family->name), method, host,
                                 call->request->path);
}

static const struct baton_sandbox__route *route(struct baton_sandbox__call *call)
{
    struct baton_str method = call->request->method;
    if (baton_str_is(method, "HEAD"))
        method = BATON_STR("GET");
    struct baton_match match = match_as(call, method, BATON_STR(""));
    if (!match.contract && !match.path_only && call->family->host)
        match = match_as(call, method, baton_str_from(call->family->host));
    const struct baton_sandbox__route *found =
        match.contract ? call->door->routes[match.contract->index] : NULL;
    call->contract = match.contract;
    if (found)
        take_ids(call, &match);
    else if (match.path_only && !match.contract)
        wrong_method(call, match.path_only);
    else if (!call->family->beside || !call->family->beside(call))
        baton_sandbox__refuse(call, BATON_SANDBOX__NO_ROUTE, 0, "there is nothing at %.*s",
                              BATON_ARG(call->request->path));
    return found;
}

static bool authenticate(struct baton_sandbox__call *call)
{
    bool (*own)(struct baton_sandbox__call *) = call->family->authenticate;
    if (call->contract->needs_token && !(own ? own(call) : baton_sandbox__bearer(call)))
        return false;
    return !call->family->admit || call->family->admit(call);
}

/* The stages in their order: the first that fails hides the rest. */
static void serve(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__route *found = route(call);
    if (!found || !authenticate(call))
        return;
    if (!check_accept(call, found) || (found->wrong_type && !check_type(call, found)))
        return;
    if (call->request->too_large) {
        baton_sandbox__refuse(call, BATON_SANDBOX__TOO_LARGE, 0, "the body is too large");
        return;
    }
    if (found->wrong_type && !takes_form(call->contract) && !read_body(call))
        return;
    found->serve(call);
}

static void with_faults(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__fault *fault = baton_sandbox__meets(call);
    if (!fault || !baton_sandbox__instead(call, fault)) {
        serve(call);
        if (fault)
            baton_sandbox__spoil(call, fault);
    }
    if (call->family->finish)
        call->family->finish(call);
}

void baton_sandbox_handle(void *ctx, const struct baton_httpd_request *request,
                          struct baton_arena *arena, struct baton_httpd_response *response)
{
    const struct baton_sandbox__door *door = ctx;
    struct baton_sandbox *s = door->sandbox;
    struct baton_sandbox__call call = {.sandbox = s, .door = door, .family = door->family,
                                       .request = request, .arena = arena, .response = response};
    struct baton_str below = BATON_STR(ADMIN "/");
    pthread_mutex_lock(&s->lock);
    if (baton_str_starts(request->path, below) || baton_str_is(request->path, ADMIN)) {
        call.family = &baton_sandbox__community;
        baton_sandbox__admin(&call);
    } else {
        with_faults(&call);
        baton_sandbox__note(&call);
    }
    pthread_mutex_unlock(&s->lock);
}

/* ---- doors ------------------------------------------------------------------------------- */

static bool open_door(struct baton_sandbox *s, size_t index)
{
    const struct baton_sandbox__family *f = baton_sandbox__families[index];
    struct baton_sandbox__door *door = &s->doors[index];
    size_t count = baton_contracts_count(s->options.contracts);
    *door = (struct baton_sandbox__door){s, f, index, NULL};
    door->routes = BATON_NEW_N(&s->arena, const struct baton_sandbox__route *, count + 1);
    for (size_t i = 0; door->routes && i < f->route_count; i++) {
        const struct baton_contract *c =
            baton_contracts_find(s->options.contracts, baton_str_from(f->routes[i].contract));
        if (c)
            door->routes[c->index] = &f->routes[i];
    }
    return door->routes != NULL;
}

bool baton_sandbox__open_doors(struct baton_sandbox *s)
{
    for (size_t i = 0; i < baton_sandbox__family_count; i++)
        if (!open_door(s, i))
            return false;
    return true;
}

void *baton_sandbox_door(struct baton_sandbox *sandbox, size_t family)
{
    return &sandbox->doors[family];
}

size_t baton_sandbox_family_count(void)
{
    return baton_sandbox__family_count;
}

const char *baton_sandbox_family_name(size_t index)
{
    return baton_sandbox__families[index]->name;
}
