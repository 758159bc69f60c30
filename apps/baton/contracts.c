/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/baton/app.h"
#include "contracts/embedded.h"
#include "edge/os.h"
#include "edge/yaml.h"

enum { MAX_CONTRACT = 16 << 20, MAX_SHOWN = 10 };

/* One line for each fault of a user's document, with its place there. */
static int say_problems(const char *path, const struct baton_yaml_map *map,
                        const struct baton_contract_problem *problems, size_t count)
{
    int status = baton_err_status(BATON_ECONFIG);
    for (size_t i = 0; i < count && i < MAX_SHOWN; i++) {
        struct baton_place place = baton_yaml_place(map, problems[i].offset);
        const char *at = problems[i].pointer.len ? " at " : "";
        status = baton_say_error(BATON_ECONFIG, "%s:%zu:%zu: %.*s%s%.*s", path, place.line,
                                 place.column, BATON_ARG(problems[i].message), at,
                                 BATON_ARG(problems[i].pointer));
    }
    if (count > MAX_SHOWN)
        baton_say_error(BATON_ECONFIG, "%s: and %zu more", path, count - MAX_SHOWN);
    return status;
}

static int load_json(struct baton_app *app, const char *path, struct baton_str json,
                     const struct baton_yaml_map *map)
{
    struct baton_contract_problem *problems = NULL;
    size_t count = 0;
    enum baton_err err =
        baton_contracts_add(app->contracts, baton_str_from(path), json, &problems, &count);
    if (err == BATON_OK)
        return 0;
    return count ? say_problems(path, map, problems, count)
                 : baton_say_error(err, "%s: %s", path, baton_err_text(err));
}

/* A user's schemas are looked at before they are relied on. */
static int check_schemas(struct baton_app *app, const char *path,
                         const struct baton_yaml_map *map)
{
    struct baton_contract_problem *problems = NULL;
    size_t count = 0;
    enum baton_err err = baton_contracts_check(app->contracts, &problems, &count);
    if (err == BATON_OK)
        return 0;
    return count ? say_problems(path, map, problems, count)
                 : baton_say_error(err, "%s: %s", path, baton_err_text(err));
}

/* The text lives until the program ends: contracts are views of it. */
static int load_file(struct baton_app *app, const char *path)
{
    struct baton_str text, own, json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault;
    const char *why = "";
    enum baton_err err = baton_os_read(path, MAX_CONTRACT, &text, &why);
    if (err != BATON_OK)
        return baton_say_error(BATON_ECONFIG, "%s: %s", path, why);
    own = baton_str_copy(&app->arena, text);
    baton_os_free(text);
    if (!own.s)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    err = baton_yaml_to_json(&app->arena, own, NULL, &json, &map, &fault);
    if (err == BATON_ESYNTAX || err == BATON_ELIMIT)
        return baton_say_error(BATON_ECONFIG, "%s:%zu:%zu: %.*s", path, fault.place.line,
                               fault.place.column, BATON_ARG(fault.message));
    if (err != BATON_OK)
        return baton_say_error(err, "%s: %s", path, baton_err_text(err));
    int status = load_json(app, path, json, &map);
    return status ? status : check_schemas(app, path, &map);
}

int baton_load_contracts(struct baton_app *app, const struct baton_given_option *files)
{
    if (baton_contracts_init(&app->arena, &app->regex, &app->contracts) != BATON_OK)
        return baton_say_error(BATON_ENOMEM, "out of memory");
    for (size_t i = 0; i < files->count; i++) {
        int status = load_file(app, files->values[i]);
        if (status)
            return status;
    }
    baton_contracts_keep_first(app->contracts);
    for (size_t i = 0; i < baton_embedded_contracts_count; i++) {
        struct baton_str json = {baton_embedded_contracts_texts[i],
                                 baton_embedded_contracts_sizes[i]};
        int status = load_json(app, baton_embedded_contracts_names[i], json,
                               &(struct baton_yaml_map){.identity = false});
        if (status)
            return baton_err_status(BATON_EINTERNAL);
    }
    return 0;
}
