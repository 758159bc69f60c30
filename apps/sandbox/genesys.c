/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/family.h"

static void put_error(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message)
{
    char id[37];
    struct baton_buf out;
    baton_sandbox__context_id(call->sandbox, id);
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "message", message);
    baton_sandbox__put_pair(&w, "code", code);
    baton_json_name(&w, "status");
    baton_json_put_number(&w, (uint64_t)status);
    baton_sandbox__put_pair(&w, "contextId", baton_str_from(id));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, status, &out);
}

static const struct baton_sandbox__route routes[] = {
    {"genesys.oauth", NULL, 0, 0},
};

const struct baton_sandbox__family baton_sandbox__genesys = {
    .name = "genesys", .routes = routes, .route_count = 0, .put_error = put_error,
};
