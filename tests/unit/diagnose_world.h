/* SPDX-License-Identifier: Apache-2.0 */
/* A small contract to diagnose by, and an exchange diagnosed by it from one text. */
#ifndef BATON_TESTS_UNIT_DIAGNOSE_WORLD_H
#define BATON_TESTS_UNIT_DIAGNOSE_WORLD_H

#include "core/diagnose.h"
#include "core/render.h"
#include "tests/unit/exchange.h"

#define SHOP_ID "8f14e45f-ceea-467f-a83c-5a1d3b7e9c02"

static const char shop_contract[] =
    "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Shop\",\"version\":\"1\"},"
    "\"x-baton\":{\"family\":\"shop\",\"provenance\":\"community\",\"confidence\":\"made up\","
    "\"observes\":[{\"status\":400,\"rule\":\"HO8001\"},"
    "{\"status\":409,\"says\":\"already wrapped up\",\"rule\":\"HO8016\"}]},"
    "\"servers\":[{\"url\":\"https://api.example.com\"}],"
    "\"paths\":{\"/v1/sessions/{queueId}/handover\":{\"post\":{\"operationId\":\"handover\","
    "\"summary\":\"Hand over\",\"x-baton\":{\"id\":\"shop.handover\",\"actor\":\"Shop\","
    "\"direction\":\"bot-to-platform\",\"sources\":[\"made up\"],\"reachesBot\":true},"
    "\"security\":[{\"bearer\":[]}],"
    "\"parameters\":[{\"name\":\"queueId\",\"in\":\"path\",\"required\":true,"
    "\"schema\":{\"type\":\"string\",\"x-baton-kind\":\"queue-id\"}}],"
    "\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":"
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"sessionId\",\"medium\"],"
    "\"properties\":{\"sessionId\":{\"type\":\"string\",\"minLength\":1},"
    "\"medium\":{\"enum\":[\"voice\",\"chat\"],\"x-baton-default\":\"voice\"},"
    "\"source\":{\"type\":\"string\",\"x-baton-default\":\"Studio\"},"
    "\"count\":{\"type\":\"integer\"},\"client_secret\":{\"type\":\"string\"},"
    "\"customer\":{\"type\":\"object\",\"required\":[\"name\"],"
    "\"properties\":{\"name\":{\"type\":\"string\"}}}}}}}},"
    "\"responses\":{\"200\":{\"description\":\"ok\"}}}}},"
    "\"components\":{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}}}}";

struct world {
    struct baton_arena arena, each;
    struct baton_contracts *contracts;
    struct baton_settings settings;
    struct baton_diagnosis diagnosis;
    struct baton_given given;
    struct baton_exchange exchange;
    struct baton_report report;
};

static inline bool world_begin(struct world *w, struct baton_alloc alloc)
{
    struct baton_contract_problem *problems;
    size_t count;
    *w = (struct world){.settings = {.now = 1767607200}};
    baton_arena_init(&w->arena, alloc, 0);
    baton_arena_init(&w->each, alloc, 0);
    if (baton_contracts_init(&w->arena, NULL, &w->contracts) != BATON_OK ||
        baton_contracts_add(w->contracts, S("shop"), S(shop_contract), &problems,
            &count) != BATON_OK)
        return false;
    w->diagnosis = (struct baton_diagnosis){
        .contracts = w->contracts, .settings = &w->settings, .name = S("input"),
        .given = &w->given, .repair = true, .review = true,
    };
    return true;
}

static inline bool world_end(struct world *w, bool whole)
{
    if (w->contracts)
        baton_contracts_release(w->contracts);
    baton_arena_release(&w->each);
    baton_arena_release(&w->arena);
    return whole;
}

/* The first exchange of a text, read as kind (NULL: detect), and its report. */
static inline bool diagnose_as(struct world *w, struct baton_str text,
                               const enum baton_input_kind *kind)
{
    bool there;
    baton_arena_clear(&w->each);
    if (read_nth(&w->each, text, kind, &w->given, 0, &w->exchange, &there) != BATON_OK)
        return false;
    assert_true(there);
    return baton_diagnose(&w->each, &w->diagnosis, text, &w->exchange, &w->report) == BATON_OK;
}

static inline bool diagnose(struct world *w, struct baton_str text)
{
    return diagnose_as(w, text, NULL);
}

static inline size_t errors_of(const struct baton_report *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->finding_count; i++)
        count += r->findings[i].severity == BATON_ERROR;
    return count;
}

/* The report as JSON, in the arena of the exchange. */
static inline struct baton_str report_json(struct world *w, struct baton_str text)
{
    struct baton_lines lines;
    struct baton_buf buf;
    if (baton_lines_init(&lines, &w->each, text) != BATON_OK)
        return (struct baton_str){NULL, 0};
    baton_buf_init(&buf, &w->each, 0);
    baton_render_json(&buf, &w->report, &lines, false);
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

static inline struct baton_str report_text(struct world *w, struct baton_str text)
{
    static const struct baton_style style = {false, 0};
    struct baton_lines lines;
    struct baton_buf buf;
    if (baton_lines_init(&lines, &w->each, text) != BATON_OK)
        return (struct baton_str){NULL, 0};
    baton_buf_init(&buf, &w->each, 0);
    baton_render_text(&buf, &w->report, &lines, &style);
    return baton_buf_failed(&buf) ? (struct baton_str){NULL, 0} : baton_buf_str(&buf);
}

#endif
