/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "apps/sandbox/family.h"

void baton_sandbox__header(struct baton_httpd_response *response, const char *name,
                           struct baton_str value)
{
    if (response->header_count < BATON_HTTPD_MAX_HEADERS)
        response->headers[response->header_count++] =
            (struct baton_httpd_header){baton_str_from(name), value};
}

void baton_sandbox__json(struct baton_sandbox__call *call, int status,
                         const struct baton_buf *body)
{
    call->response->status = status;
    call->response->body = baton_buf_str(body);
    baton_sandbox__header(call->response, "Content-Type", BATON_STR("application/json"));
}

void baton_sandbox__put_pair(struct baton_json_writer *w, const char *name, struct baton_str text)
{
    baton_json_name(w, name);
    baton_json_put_text(w, text);
}

void baton_sandbox__copy(struct baton_json_writer *w, const struct baton_json *doc, uint32_t object,
                         const char *name, const char *as)
{
    uint32_t at = baton_json_member_z(doc, object, name);
    if (at == BATON_JSON_NONE)
        return;
    baton_json_name(w, as ? as : name);
    baton_json_put_raw(w, baton_json_raw(doc, at));
}

bool baton_sandbox__has(const struct baton_json *doc, uint32_t object, const char *name)
{
    return baton_json_member_z(doc, object, name) != BATON_JSON_NONE;
}

void baton_sandbox__new_id(struct baton_sandbox *sandbox, char out[37])
{
    uint64_t number = baton_sandbox__mix((uint64_t)sandbox->began, ++sandbox->requests);
    baton_sandbox__uuid(number, baton_sandbox__mix(number, 1), out);
}

const char *baton_sandbox__context(struct baton_sandbox__call *call)
{
    if (!call->context[0])
        baton_sandbox__new_id(call->sandbox, call->context);
    return call->context;
}

static void put_error(struct baton_sandbox__call *call, int status, const char *code,
                      struct baton_str message)
{
    call->family->put_error(call, status, baton_str_from(code),
                            message.s ? message : BATON_STR(""));
}

void baton_sandbox__error(struct baton_sandbox__call *call, int status, const char *code,
                          const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(call->arena, fmt, args);
    va_end(args);
    put_error(call, status, code, message);
}

void baton_sandbox__refuse(struct baton_sandbox__call *call, enum baton_sandbox__reason reason,
                           int status, const char *fmt, ...)
{
    const struct baton_sandbox__refusal *refusal = &call->family->refusals[reason];
    va_list args;
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(call->arena, fmt, args);
    va_end(args);
    if (refusal->prefix)
        message = baton_str_fmt(call->arena, "%s: %.*s", refusal->prefix, BATON_ARG(message));
    put_error(call, status ? status : refusal->status, refusal->code, message);
}
