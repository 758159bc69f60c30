/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/sandbox_int.h"
#include "core/http.h"

#define ADMIN "/_sandbox"

/* One row per call: its contract, what serves it, what a wrong Content-Type or Accept leads to. */
static const struct row {
    const char *contract;
    baton_sandbox__serve *serve;
    int wrong_type, wrong_accept;
} rows[] = {
    {"community.token", baton_sandbox__token_call, 400, 0},
    {"community.conversation", baton_sandbox__conversation, 0, 406},
    {"community.interaction", baton_sandbox__interaction, 0, 406},
    {"community.analytics-details", baton_sandbox__details, 415, 406},
    {"community.conversation-search", baton_sandbox__search, 415, 406},
    {"community.queue", baton_sandbox__queue, 0, 406},
    {"community.queue-wrapupcodes", baton_sandbox__codes, 0, 406},
    {"community.voice-transfer", baton_sandbox__transfer, 415, 406},
    /* The threads know of no other answer than 400 here. */
    {"community.session-handover", baton_sandbox__session_handover, 400, 400},
    {"community.studio-handover", baton_sandbox__studio_handover, 400, 400},
    {"community.token-handover", baton_sandbox__token_handover, 400, 400},
    {"community.webchat", baton_sandbox__webchat, 415, 406},
};

static const struct row *row_of(const struct baton_contract *contract)
{
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (baton_str_is(contract->id, rows[i].contract))
            return &rows[i];
    return NULL;
}

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

static bool check_accept(struct baton_sandbox__call *call, const struct row *row)
{
    struct baton_str accept = baton_httpd_header_of(call->request, "Accept");
    if (!row->wrong_accept || !accept.s || baton_media_accepts_json(accept))
        return true;
    baton_sandbox__error(call, row->wrong_accept, "not.acceptable",
                         "The answer is application/json, and Accept is %.*s", BATON_ARG(accept));
    return false;
}

static bool check_type(struct baton_sandbox__call *call, const struct row *row)
{
    struct baton_str value = baton_httpd_header_of(call->request, "Content-Type");
    struct baton_media_type media = baton_media_type(value.s ? value : BATON_STR(""));
    bool form = row->serve == baton_sandbox__token_call;
    if (form ? baton_media_is_form(&media) : baton_media_is_json(&media))
        return true;
    if (form)
        baton_sandbox__oauth_error(call, row->wrong_type, "invalid_request",
                                   "Content-Type must be application/x-www-form-urlencoded");
    else
        baton_sandbox__error(call, row->wrong_type,
                             row->wrong_type == 415 ? "unsupported.media.type" : "bad.request",
                             "Content-Type must be application/json, and is %.*s",
                             BATON_ARG(value.len ? value : BATON_STR("missing")));
    return false;
}

/* ---- the body ---------------------------------------------------------------------------- */

static void put_fault(struct baton_sandbox__call *call, struct baton_json_writer *w,
                      const struct baton_schema_fault *fault)
{
    baton_json_begin(w, '{');
    struct baton_str pointer = baton_json_pointer_to(&call->body, fault->instance, call->arena);
    baton_sandbox__put_pair(w, "pointer", pointer.s ? pointer : BATON_STR(""));
    if (fault->name.s)
        baton_sandbox__put_pair(w, "name", fault->name);
    baton_sandbox__put_pair(w, "message",
                            baton_str_from(baton_schema_keyword_text(fault->keyword)));
    baton_json_end(w, '}');
}

static void refuse_body(struct baton_sandbox__call *call, const struct baton_schema_result *result)
{
    struct baton_buf out;
    const struct baton_schema_fault *first = &result->faults[0];
    struct baton_str at = baton_json_pointer_to(&call->body, first->instance, call->arena);
    baton_sandbox__error(call, 400, "bad.request", "Bad Request: %.*s%s%.*s %s",
                         BATON_ARG(at.len ? at : BATON_STR("body")), first->name.len ? "/" : "",
                         BATON_ARG(first->name), baton_schema_keyword_text(first->keyword));
    /* The same with a list of all faults at its end. */
    struct baton_str plain = call->response->body;
    baton_buf_init(&out, call->arena, 0);
    baton_buf_put(&out, baton_str_sub(plain, 0, plain.len ? plain.len - 1 : 0));
    baton_buf_puts(&out, ",\"details\":");
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '[');
    for (size_t i = 0; i < result->fault_count && i < 20; i++)
        put_fault(call, &w, &result->faults[i]);
    baton_json_end(&w, ']');
    baton_buf_putc(&out, '}');
    call->response->body = baton_buf_str(&out);
}

bool baton_sandbox__fits(struct baton_sandbox__call *call, const struct baton_schema *schema)
{
    struct baton_schema_result result;
    if (!schema || baton_schema_accepts(schema, &call->body, call->root, call->arena) == 1)
        return true;
    enum baton_err err =
        baton_schema_validate(schema, &call->body, call->root, call->arena, &result);
    if (err == BATON_OK && result.fault_count)
        refuse_body(call, &result);
    else
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: the body does not fit");
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
        baton_sandbox__error(call, 400, "bad.request", "Bad Request: at byte %zu: %s", fault.offset,
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
        if (baton_str_eq(c->path, there->path) && baton_str_eq(c->family, there->family))
            baton_buf_fmt(&allow, "%s%.*s", allow.len ? ", " : "", BATON_ARG(c->method));
    }
    baton_sandbox__error(call, 405, "method.not.allowed", "Method Not Allowed: %.*s takes %.*s",
                         BATON_ARG(call->request->path), BATON_ARG(baton_buf_str(&allow)));
    baton_sandbox__header(call->response, "Allow", baton_buf_str(&allow));
}

static const struct row *route(struct baton_sandbox__call *call)
{
    struct baton_str method = call->request->method;
    if (baton_str_is(method, "HEAD"))
        method = BATON_STR("GET");
    struct baton_match match =
        baton_contracts_match(call->sandbox->options.contracts, BATON_STR("community"), method,
                              BATON_STR(""), call->request->path);
    const struct row *row = match.contract ? row_of(match.contract) : NULL;
    call->contract = match.contract;
    if (row && match.value_count)
        call->id = baton_url_decode(call->arena, match.values[0].value, false);
    if (!row && match.path_only)
        wrong_method(call, match.path_only);
    else if (!row)
        baton_sandbox__error(call, 404, "not.found", "Not Found: there is nothing at %.*s",
                             BATON_ARG(call->request->path));
    return row;
}

/* The stages in their order: the first that fails hides the rest. */
static void serve(struct baton_sandbox__call *call)
{
    const struct row *row = route(call);
    if (!row || (call->contract->needs_token && !baton_sandbox__authenticate(call)))
        return;
    if (!check_accept(call, row) || (row->wrong_type && !check_type(call, row)))
        return;
    if (call->request->too_large) {
        baton_sandbox__error(call, 413, "payload.too.large", "Payload Too Large");
        return;
    }
    if (row->wrong_type && row->serve != baton_sandbox__token_call && !read_body(call))
        return;
    row->serve(call);
}

static void with_faults(struct baton_sandbox__call *call)
{
    const struct baton_sandbox__fault *fault = baton_sandbox__meets(call);
    if (fault && baton_sandbox__instead(call, fault))
        return;
    serve(call);
    if (fault)
        baton_sandbox__spoil(call, fault);
}

void baton_sandbox_handle(void *ctx, const struct baton_httpd_request *request,
                          struct baton_arena *arena, struct baton_httpd_response *response)
{
    struct baton_sandbox *s = ctx;
    struct baton_sandbox__call call = {.sandbox = s, .request = request, .arena = arena,
                                       .response = response};
    struct baton_str below = BATON_STR(ADMIN "/");
    pthread_mutex_lock(&s->lock);
    if (baton_str_starts(request->path, below) || baton_str_is(request->path, ADMIN)) {
        baton_sandbox__admin(&call);
    } else {
        with_faults(&call);
        baton_sandbox__note(&call);
    }
    pthread_mutex_unlock(&s->lock);
}
