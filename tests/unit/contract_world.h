/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of core/contract.h share: a set in an arena, and documents for it. */
#ifndef BATON_TESTS_UNIT_CONTRACT_WORLD_H
#define BATON_TESTS_UNIT_CONTRACT_WORLD_H

#include <stdio.h>

#include "core/contract.h"
#include "edge/yaml.h"
#include "tests/unit/oom.h"

static char file_text[1 << 17];

static inline struct baton_str file_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t len = fread(file_text, 1, sizeof file_text, file);
    assert_true(len < sizeof file_text);
    fclose(file);
    return (struct baton_str){file_text, len};
}

/* A set with its arena; add() is false when memory ran out. */
struct world {
    struct baton_arena arena;
    struct baton_contracts *set;
    struct baton_contract_problem *problems;
    size_t problem_count;
};

static inline bool begin(struct world *w, struct baton_alloc alloc)
{
    *w = (struct world){.set = NULL};
    baton_arena_init(&w->arena, alloc, 0);
    return baton_contracts_init(&w->arena, NULL, &w->set) == BATON_OK;
}

static inline bool end(struct world *w, bool whole)
{
    baton_contracts_release(w->set);
    baton_arena_release(&w->arena);
    return whole;
}

static inline enum baton_err add(struct world *w, const char *name, struct baton_str json)
{
    return baton_contracts_add(w->set, baton_str_from(name), json, &w->problems,
                               &w->problem_count);
}

static inline bool add_community(struct world *w)
{
    struct baton_str json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    enum baton_err err = baton_yaml_to_json(&w->arena, file_of("contracts/community.yaml"), NULL,
                                            &json, &map, &fault);
    if (!err)
        err = add(w, "community.yaml", json);
    if (err != BATON_ENOMEM)
        assert_int_equal(err, BATON_OK);
    return !err;
}

/* Without x-baton: base paths, shared parameters, answers of all kinds. */
static const char users[] =
    "{\"openapi\": \"3.1.0\","
    " \"servers\": [{\"url\": \"https://api.{region}.x.example:8443/v2/\"}, {\"url\": \"/\"}],"
    " \"security\": [{\"key\": []}],"
    " \"paths\": {"
    "  \"/things/{id}.json\": {"
    "   \"parameters\": [{\"name\": \"id\", \"in\": \"path\", \"x-baton-kind\": \"k1\"},"
    "                  {\"name\": \"q\", \"in\": \"query\"}],"
    "   \"get\": {\"description\": \"First line.\\nSecond.\","
    "    \"parameters\": [{\"name\": \"id\", \"in\": \"path\", \"schema\":"
    "                    {\"$ref\": \"#/components/schemas/Id\"}},"
    "                   {\"name\": \"s\", \"in\": \"cookie\"}],"
    "    \"responses\": {"
    "     \"200\": {\"content\": {\"text/csv\": {\"schema\": {\"const\": 1}},"
    "                         \"application/hal+json\": {\"schema\": {\"const\": 2}}}},"
    "     \"2XX\": {\"content\": {\"application/json\": {\"schema\": {\"const\": 3}}}},"
    "     \"default\": {\"content\": {\"application/json\": {\"schema\": {\"const\": 4}}}},"
    "     \"404\": {\"content\": {\"application/json\": {}}},"
    "     \"500\": {\"content\": {\"application/json\": {\"schema\": {\"type\": 7}}}}}},"
    "   \"delete\": {\"security\": [{}, {\"key\": []}]}},"
    "  \"/{x}\": {\"$ref\": \"#/components/pathItems/X\"}},"
    " \"components\": {"
    "  \"pathItems\": {\"X\": {\"get\": {\"servers\": [], \"parameters\":"
    "    [{\"$ref\": \"#/components/parameters/the~0x\"}]}}},"
    "  \"parameters\": {\"the~x\": {\"name\": \"x\", \"in\": \"path\", \"required\": true}},"
    "  \"schemas\": {\"Id\": {\"x-baton-kind\": \"k2\"}}}}";

#endif
