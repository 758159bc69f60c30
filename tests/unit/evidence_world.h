/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of evidence from disk, and its report by the contracts of the tree. */
#ifndef BATON_TESTS_UNIT_EVIDENCE_WORLD_H
#define BATON_TESTS_UNIT_EVIDENCE_WORLD_H

#include <stdio.h>

#include "core/diagnose.h"
#include "edge/os.h"
#include "edge/yaml.h"

enum { LONGEST_FILE = 16 << 20 };

/* A file's text in the arena; s NULL if there is none. */
static inline struct baton_str text_of_file(struct baton_arena *arena, const char *folder,
                                            const char *name)
{
    struct baton_str text, copy = {NULL, 0};
    const char *why = "";
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (baton_os_read(path, LONGEST_FILE, &text, &why) != BATON_OK)
        return copy;
    copy = baton_str_copy(arena, text);
    baton_os_free(text);
    return copy;
}

static inline bool add_one(struct baton_arena *arena, struct baton_contracts *set,
                           const char *tree, const char *path, const char *name)
{
    struct baton_str json, yaml = text_of_file(arena, tree, path);
    struct baton_contract_problem *problems;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    size_t count;
    return yaml.s && baton_yaml_to_json(arena, yaml, NULL, &json, &map, &fault) == BATON_OK &&
           baton_contracts_add(set, baton_str_from(name), json, &problems, &count) == BATON_OK;
}

static inline bool add_contract(struct baton_arena *arena, struct baton_contracts *set,
                                const char *tree)
{
    return add_one(arena, set, tree, "contracts/community.yaml", "community") &&
           add_one(arena, set, tree, "contracts/cxone.yaml", "cxone") &&
           add_one(arena, set, tree, "contracts/genesys.yaml", "genesys") &&
           add_one(arena, set, tree, "contracts/cognigy.yaml", "cognigy");
}

/* What evidence.json lists, with the files' texts; false with *why if it cannot be read. */
static inline bool gather(struct baton_arena *arena, const char *folder,
                          struct baton_gathered *out, struct baton_str *why)
{
    struct baton_str json = text_of_file(arena, folder, "evidence.json");
    *why = BATON_STR("no evidence.json");
    if (!json.s || baton_evidence_get(arena, json, out, why) != BATON_OK)
        return false;
    struct baton_file *files = BATON_NEW_N(arena, struct baton_file, out->count);
    for (size_t i = 0; files && i < out->count; i++) {
        struct baton_str name = baton_str_copy(arena, out->files[i].name);
        files[i] = out->files[i];
        files[i].text = name.s ? text_of_file(arena, folder, name.s) : name;
        if (!files[i].text.s && !files[i].failure.len) {
            *why = BATON_STR("a file is not there");
            return false;
        }
    }
    out->files = files;
    return files != NULL;
}

/* Reads and diagnoses what was gathered. */
static inline enum baton_err report_evidence(struct baton_arena *arena,
                                             struct baton_contracts *contracts,
                                             const struct baton_gathered *gathered,
                                             struct baton_evidence *evidence,
                                             struct baton_report *report)
{
    const struct baton_settings settings = {.now = gathered->now};
    const struct baton_diagnosis diagnosis = {.contracts = contracts, .settings = &settings,
                                              .name = BATON_STR("evidence")};
    enum baton_err err = baton_evidence_read(arena, gathered, &settings.limits, evidence);
    return err == BATON_OK ? baton_diagnose_evidence(arena, &diagnosis, evidence, report) : err;
}

#endif
