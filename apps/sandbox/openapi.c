/* SPDX-License-Identifier: Apache-2.0 */
/* What is served, as an OpenAPI 3.1 document: the contract itself, and what is under /_sandbox/. */
#include "apps/sandbox/embedded.h"
#include "apps/sandbox/family.h"

static void name(struct baton_json_writer *w, const struct baton_json *doc, uint32_t key)
{
    struct baton_str own =
        baton_str_copy(w->out->arena, baton_json_string(doc, key, w->out->arena));
    baton_json_name(w, own.s ? own.s : "");
}

/* An object without `servers`, which are the platform's; the same for what is below. */
static void without_servers(struct baton_json_writer *w, const struct baton_json *doc,
                            uint32_t object, int levels)
{
    if (!levels || !baton_json_is(doc, object, BATON_JSON_OBJECT)) {
        baton_json_put_raw(w, baton_json_raw(doc, object));
        return;
    }
    baton_json_begin(w, '{');
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        if (baton_json_string_is(doc, key, BATON_STR("servers")))
            continue;
        name(w, doc, key);
        without_servers(w, doc, key + 1, levels - 1);
    }
    baton_json_end(w, '}');
}

static void put_members(struct baton_json_writer *w, const struct baton_json *doc, uint32_t object,
                        int levels)
{
    if (object == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(doc, object, key) {
        name(w, doc, key);
        without_servers(w, doc, key + 1, levels);
    }
}

static bool is_served(const struct baton_sandbox__door *door, struct baton_str path)
{
    const struct baton_contracts *set = door->sandbox->options.contracts;
    for (size_t i = 0; i < baton_contracts_count(set); i++)
        if (door->routes[i] && baton_str_eq(baton_contracts_at(set, i)->path, path))
            return true;
    return false;
}

/* A contract may have more than is served here, such as what a platform sends. */
static void put_served(struct baton_json_writer *w, const struct baton_sandbox__door *door,
                       const struct baton_json *contract)
{
    uint32_t paths = baton_json_member_z(contract, 0, "paths");
    if (paths == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(contract, paths, key) {
        if (!is_served(door, baton_json_string(contract, key, w->out->arena)))
            continue;
        name(w, contract, key);
        without_servers(w, contract, key + 1, 2);
    }
}

static void put_paths(struct baton_json_writer *w, const struct baton_sandbox__door *door,
                      const struct baton_json *contract, const struct baton_json *own)
{
    baton_json_name(w, "paths");
    baton_json_begin(w, '{');
    put_served(w, door, contract);
    put_members(w, own, baton_json_member_z(own, 0, "paths"), 0);
    baton_json_end(w, '}');
}

static void put_document(struct baton_json_writer *w, const struct baton_sandbox__door *door,
                         const struct baton_json *contract, const struct baton_json *own)
{
    baton_json_begin(w, '{');
    BATON_JSON_EACH_MEMBER(contract, 0, key) {
        if (baton_json_string_is(contract, key, BATON_STR("paths"))) {
            put_paths(w, door, contract, own);
        } else if (baton_json_string_is(contract, key, BATON_STR("servers"))) {
            baton_json_name(w, "servers");
            baton_json_put_raw(w, BATON_STR("[{\"url\":\"/\"}]"));
        } else {
            name(w, contract, key);
            baton_json_put_raw(w, baton_json_raw(contract, key + 1));
        }
    }
    baton_json_end(w, '}');
}

void baton_sandbox__openapi(struct baton_sandbox__call *call)
{
    const struct baton_contract *any =
        baton_contracts_find(call->sandbox->options.contracts,
                             baton_str_from(call->door->family->routes[0].contract));
    struct baton_str text = {baton_embedded_sandbox_api_texts[0],
                             baton_embedded_sandbox_api_sizes[0]};
    struct baton_json own;
    struct baton_buf out;
    if (!any || baton_json_read(call->arena, text, NULL, &own, NULL) != BATON_OK) {
        baton_sandbox__error(call, 503, "service.unavailable", "there is no contract to tell of");
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    put_document(&w, call->door, baton_contract_doc(any), &own);
    baton_sandbox__json(call, 200, &out);
}
