/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>

#include "apps/sandbox/sandbox_int.h"

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

static void put_error(struct baton_sandbox__call *call, struct baton_json_writer *w, int status,
                      struct baton_str code, struct baton_str message)
{
    char id[37];
    struct baton_sandbox *s = call->sandbox;
    uint64_t number = baton_sandbox__mix((uint64_t)s->began, ++s->requests);
    baton_sandbox__uuid(number, baton_sandbox__mix(number, 1), id);
    baton_json_name(w, "status");
    baton_json_put_number(w, (uint64_t)status);
    baton_sandbox__put_pair(w, "code", code);
    baton_sandbox__put_pair(w, "message", message);
    baton_sandbox__put_pair(w, "contextId", baton_str_from(id));
}

void baton_sandbox__error(struct baton_sandbox__call *call, int status, const char *code,
                          const char *fmt, ...)
{
    struct baton_buf out;
    va_list args;
    va_start(args, fmt);
    struct baton_str message = baton_str_vfmt(call->arena, fmt, args);
    va_end(args);
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    put_error(call, &w, status, baton_str_from(code), message.s ? message : BATON_STR(""));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

void baton_sandbox__oauth_error(struct baton_sandbox__call *call, int status, const char *error,
                                const char *text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "error", baton_str_from(error));
    baton_sandbox__put_pair(&w, "error_description", baton_str_from(text));
    put_error(call, &w, status, baton_str_from(error), baton_str_from(text));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
    baton_sandbox__header(call->response, "Cache-Control", BATON_STR("no-store"));
}
