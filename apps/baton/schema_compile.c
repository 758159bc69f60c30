/* SPDX-License-Identifier: Apache-2.0 */
/* The argument SCHEMA: a file, perhaps a place in it, compiled with all it refers to. */
#include <string.h>
#include <unistd.h>

#include "apps/baton/schema.h"
#include "edge/idn.h"
#include "edge/os.h"
#include "edge/regex.h"

enum { LISTED = 8 };

static const enum baton_schema_dialect dialects[] = {
#define DIALECT_ROW(code, name, uri) code,
    BATON_SCHEMA_DIALECTS(DIALECT_ROW)
#undef DIALECT_ROW
};

static int out_of_memory(void)
{
    return baton_say_error(BATON_ENOMEM, "out of memory");
}

/* ---- FILE#place ------------------------------------------------------------------------------ */

/* The path before '#' and the fragment after it. */
static bool split(struct schema_command *c, const char *argument, const char **path,
                  struct baton_str *fragment)
{
    const char *hash = strchr(argument, '#');
    *path = argument;
    *fragment = BATON_STR("");
    if (!hash)
        return true;
    struct baton_str copy = baton_str_copy(
        &c->app->arena, (struct baton_str){argument, (size_t)(hash - argument)});
    *path = copy.s;
    *fragment = baton_str_from(hash + 1);
    return copy.s != NULL;
}

static bool is_anchor(const struct baton_json *doc, uint32_t key, struct baton_str name)
{
    static const char *const names[] = {"$anchor", "$dynamicAnchor"}, *const ids[] = {"$id", "id"};
    if (!baton_json_is(doc, key + 1, BATON_JSON_STRING))
        return false;
    for (size_t i = 0; i < BATON_COUNT(names); i++)
        if (baton_json_string_is(doc, key, baton_str_from(names[i])) &&
            baton_json_string_is(doc, key + 1, name))
            return true;
    struct baton_str raw = baton_json_raw(doc, key + 1);
    for (size_t i = 0; i < BATON_COUNT(ids); i++)
        if (baton_json_string_is(doc, key, baton_str_from(ids[i])) && raw.len > 3 &&
            raw.s[1] == '#' && baton_str_eq(baton_str_sub(raw, 2, raw.len - 1), name))
            return true;
    return false;
}

static uint32_t find_anchor(const struct baton_json *doc, struct baton_str name)
{
    for (uint32_t i = 0; i < doc->count; i++)
        if (doc->v[i].type == BATON_JSON_OBJECT)
            BATON_JSON_EACH_MEMBER(doc, i, key)
                if (is_anchor(doc, key, name))
                    return i;
    return BATON_JSON_NONE;
}

/* The longest part of a pointer that leads somewhere, and the step that does not. */
static uint32_t leads_to(const struct baton_json *doc, struct baton_str pointer,
                         struct baton_str *before, struct baton_str *step)
{
    struct baton_str rest = baton_str_sub(pointer, 1, pointer.len), segment;
    uint32_t at = 0;
    *before = *step = BATON_STR("");
    while (baton_str_next(&rest, '/', &segment)) {
        size_t end = (size_t)(segment.s + segment.len - pointer.s);
        uint32_t next = baton_json_pointer(doc, 0, baton_str_sub(pointer, 0, end));
        *step = segment;
        if (next == BATON_JSON_NONE)
            return at;
        *before = baton_str_sub(pointer, 0, end);
        at = next;
    }
    return BATON_JSON_NONE;
}

/* What stands there instead of what the pointer names. */
static struct baton_str nearest(struct schema_command *c, const struct baton_json *doc,
                                struct baton_str pointer)
{
    struct baton_near near;
    struct baton_str before, step;
    uint32_t parent = leads_to(doc, pointer, &before, &step);
    if (parent == BATON_JSON_NONE || doc->v[parent].type != BATON_JSON_OBJECT)
        return BATON_STR("");
    baton_near_init(&near, step);
    BATON_JSON_EACH_MEMBER(doc, parent, key)
        baton_near_offer(&near, baton_json_string(doc, key, &c->app->arena));
    return near.best.s ? baton_str_fmt(&c->app->arena, "; did you mean #%.*s/%.*s?",
                                       BATON_ARG(before), BATON_ARG(near.best))
                       : BATON_STR("");
}

/* A name that is no anchor: schemas of an OpenAPI document are often called so. */
static struct baton_str by_name(struct schema_command *c, const struct baton_json *doc,
                                struct baton_str name)
{
    static const char *const maps[] = {"/components/schemas", "/definitions", "/$defs"};
    for (size_t i = 0; i < BATON_COUNT(maps); i++) {
        uint32_t map = baton_json_pointer(doc, 0, baton_str_from(maps[i]));
        if (map != BATON_JSON_NONE && doc->v[map].type == BATON_JSON_OBJECT &&
            baton_json_member(doc, map, name) != BATON_JSON_NONE)
            return baton_str_fmt(&c->app->arena, "; did you mean #%s/%.*s?", maps[i],
                                 BATON_ARG(name));
    }
    return BATON_STR("");
}

static int find_root(struct schema_command *c, const struct schema_source *source,
                     struct baton_str fragment)
{
    bool pointer = !fragment.len || fragment.s[0] == '/';
    c->root = pointer ? baton_json_pointer(&source->json, 0, fragment)
                      : find_anchor(&source->json, fragment);
    if (c->root != BATON_JSON_NONE)
        return 0;
    struct baton_str near = pointer ? nearest(c, &source->json, fragment)
                                    : by_name(c, &source->json, fragment);
    return baton_say_error(BATON_ECONFIG, "%.*s: there is no #%.*s in it%.*s",
                           BATON_ARG(source->name), BATON_ARG(fragment), BATON_ARG(near));
}

/* ---- dialects -------------------------------------------------------------------------------- */

/* An OpenAPI document says itself which dialect its schemas are of. */
static bool openapi_dialect(const struct baton_json *doc, enum baton_schema_dialect *out)
{
    uint32_t version = doc->v[0].type == BATON_JSON_OBJECT ? baton_json_member_z(doc, 0, "openapi")
                                                           : BATON_JSON_NONE;
    if (version == BATON_JSON_NONE || !baton_json_is(doc, version, BATON_JSON_STRING))
        return false;
    *out = baton_str_starts(baton_json_raw(doc, version), BATON_STR("\"3.0"))
               ? BATON_OPENAPI_3_0
               : BATON_OPENAPI_3_1;
    return true;
}

/* An OpenAPI document is no schema; it holds some. */
static int name_one_of(struct schema_command *c, const struct schema_source *source)
{
    const struct baton_json *doc = &source->json;
    uint32_t schemas = baton_json_pointer(doc, 0, BATON_STR("/components/schemas"));
    struct baton_buf list;
    size_t count = 0;
    baton_buf_init(&list, &c->app->arena, 0);
    if (schemas != BATON_JSON_NONE && doc->v[schemas].type == BATON_JSON_OBJECT)
        BATON_JSON_EACH_MEMBER(doc, schemas, key)
            if (count++ < LISTED)
                baton_buf_fmt(&list, "%s%.*s", count > 1 ? ", " : "",
                              BATON_ARG(baton_json_string(doc, key, &c->app->arena)));
    if (!count || baton_buf_failed(&list))
        return baton_say_error(BATON_ECONFIG, "%.*s: is an OpenAPI document; name a schema in it: "
                               "%.*s#/json/pointer", BATON_ARG(source->name),
                               BATON_ARG(source->name));
    return baton_say_error(BATON_ECONFIG, "%.*s: is an OpenAPI document; name a schema in it: "
                           "%.*s#/components/schemas/NAME, NAME being %.*s%s",
                           BATON_ARG(source->name), BATON_ARG(source->name),
                           BATON_ARG(baton_buf_str(&list)), count > LISTED ? ", …" : "");
}

/* ---- problems -------------------------------------------------------------------------------- */

static int say_problems(struct schema_command *c, const struct schema_problem *problems,
                        size_t count)
{
    struct baton_style style = {.color = c->app->color_err,
                                .width = baton_os_columns(STDERR_FILENO)};
    struct baton_buf out;
    baton_buf_init(&out, &c->app->arena, 0);
    if (c->format == SCHEMA_AS_JSON) {
        schema_put_json_problems(c, &out, problems, count);
        (void)baton_say(&out);
        return baton_err_status(BATON_ECONFIG);
    }
    for (size_t i = 0; i < count; i++)
        schema_put_problem(&out, &style, &problems[i]);
    baton_buf_fmt(&out, "baton: %.*s: no usable schema: %zu problem%s\n",
                  BATON_ARG(c->schema_name), count, count == 1 ? "" : "s");
    if (baton_buf_failed(&out))
        return out_of_memory();
    (void)baton_os_write(STDERR_FILENO, baton_buf_str(&out));
    return baton_err_status(BATON_ECONFIG);
}

static int say_flaws(struct schema_command *c, const struct schema_source *source)
{
    struct schema_problem *problems =
        BATON_NEW_N(&c->app->arena, struct schema_problem, source->flaw_count);
    if (!problems)
        return out_of_memory();
    for (size_t i = 0; i < source->flaw_count; i++)
        schema_problem_of_flaw(source, &source->flaws[i], &problems[i]);
    return say_problems(c, problems, source->flaw_count);
}

static bool is_before(const struct schema_problem *a, const struct schema_problem *b)
{
    if (a->source != b->source || !a->source)
        return false;
    return a->place.line != b->place.line ? a->place.line < b->place.line
                                          : a->place.column < b->place.column;
}

/* In the order of the text; there are a hundred at most. */
static void put_in_order(struct schema_problem *problems, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k && is_before(&problems[k], &problems[k - 1]); k--) {
            struct schema_problem other = problems[k];
            problems[k] = problems[k - 1];
            problems[k - 1] = other;
        }
}

static int say_compile_problems(struct schema_command *c,
                                const struct baton_schema_problem *found, size_t count)
{
    struct schema_problem *problems = BATON_NEW_N(&c->app->arena, struct schema_problem, count);
    if (!problems)
        return out_of_memory();
    for (size_t i = 0; i < count; i++)
        schema_problem_of(c, &found[i], &problems[i]);
    put_in_order(problems, count);
    return say_problems(c, problems, count);
}

/* ---- compiling ------------------------------------------------------------------------------- */

/* For a stream patterns are made machine code, which takes longer once. */
static enum baton_err open_regex(struct schema_command *c)
{
    enum baton_err err =
        baton_regex_open(baton_os_alloc(), c->format == SCHEMA_AS_NDJSON, &c->regex);
    c->regex_open = err == BATON_OK;
    return err;
}

static enum baton_err make_registry(struct schema_command *c, const struct baton_json *doc)
{
    const char *dialect = baton_call_text(c->call, "dialect");
    struct baton_schema_options options = {
        .dialect = BATON_DRAFT_2020_12,
        .regex = c->regex,
        .loader = {schema_load_uri, c},
        .assert_format = baton_call_has(c->call, "assert-format"),
        .traceable = c->format == SCHEMA_AS_FORM && c->form != BATON_FORM_FLAG,
    };
    baton_idn_open(&options.idn);
    if (dialect ? !baton_schema_dialect_named(baton_str_from(dialect), &options.dialect)
                : !openapi_dialect(doc, &options.dialect))
        options.dialect = BATON_DRAFT_2020_12;
    return baton_schema_registry_init(&c->app->arena, &options, &c->registry);
}

/* The numbers are those of the table in docs/schema.md. */
static const char too_large[] =
    "not compiled: it reaches the limit of 1,048,576 nodes, of 4,096 dynamic scopes, or of 4,096 "
    "documents that it refers to; divide it, or name the part to use (FILE#/pointer); "
    "docs/schema.md lists the limits";

static int compile_source(struct schema_command *c, struct schema_source *source)
{
    struct baton_schema_problem *problems = NULL;
    size_t count = 0;
    enum baton_err err = open_regex(c);
    if (err == BATON_OK)
        err = make_registry(c, &source->json);
    if (err == BATON_OK)
        err = baton_schema_add(c->registry, source->uri, &source->json);
    if (err == BATON_OK)
        err = baton_schema_compile(c->registry, source->uri, c->root, &c->schema, &problems,
                                   &count);
    if (err == BATON_ESYNTAX)
        return say_compile_problems(c, problems, count);
    if (err == BATON_OK)
        return 0;
    return baton_say_error(err == BATON_ENOMEM ? err : BATON_ECONFIG, "%.*s: %s",
                           BATON_ARG(source->name),
                           err == BATON_ELIMIT ? too_large : baton_err_text(err));
}

static int load_root(struct schema_command *c, const char *path, struct schema_source **out)
{
    bool standard = strcmp(path, "-") == 0;
    struct baton_str uri = schema_file_uri(&c->app->arena, standard ? "stdin" : path);
    struct baton_str why = BATON_STR("");
    if (!uri.s)
        return out_of_memory();
    enum baton_err err = schema_load_file(c, path, uri, out, &why);
    if (err != BATON_OK)
        return baton_say_error(err, "%s: %s", path, baton_err_text(err));
    if (!*out && c->schema_count && c->schemas[0]->flaw_count)
        return say_flaws(c, c->schemas[0]);
    if (!*out)
        return baton_say_error(BATON_ECONFIG, "%.*s", BATON_ARG(why));
    (*out)->local = true;
    return 0;
}

/* Has the root no keyword of any dialect? Then files were swapped, perhaps. */
static bool says_nothing(const struct schema_command *c, const struct baton_json *doc)
{
    uint32_t count = 0;
    if (doc->v[c->root].type != BATON_JSON_OBJECT)
        return false;
    BATON_JSON_EACH_MEMBER(doc, c->root, key) {
        struct baton_str name = baton_json_string(doc, key, &c->app->arena);
        for (size_t i = 0; i < BATON_COUNT(dialects); i++)
            if (baton_schema_knows(dialects[i], name))
                return false;
        count++;
    }
    return count > 0;
}

static void warn(const struct schema_command *c, const struct schema_source *source)
{
    if (says_nothing(c, &source->json))
        (void)baton_say_error(BATON_OK, "%.*s: has no keyword of JSON Schema, so that every value "
                              "is valid; is it the schema?", BATON_ARG(c->schema_name));
}

int schema_compile(struct schema_command *c, const char *argument)
{
    struct schema_source *source = NULL;
    struct baton_str fragment;
    enum baton_schema_dialect dialect;
    const char *path;
    if (!split(c, argument, &path, &fragment))
        return out_of_memory();
    c->schema_name = baton_str_from(strcmp(argument, "-") == 0 ? "<stdin>" : argument);
    int status = load_root(c, path, &source);
    if (!status && !fragment.len && openapi_dialect(&source->json, &dialect))
        status = name_one_of(c, source);
    if (!status)
        status = find_root(c, source, fragment);
    if (!status)
        status = compile_source(c, source);
    if (!status)
        warn(c, source);
    return status;
}
