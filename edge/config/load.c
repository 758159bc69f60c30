/* SPDX-License-Identifier: Apache-2.0 */
/* All sources, those that count most last. */
#include <stdarg.h>
#include <string.h>

#include "edge/config/config_int.h"

void baton_config__problem(struct baton_config__reader *r, enum baton_config_severity severity,
                           struct baton_str where, const char *fmt, ...)
{
    va_list args;
    struct baton_config_problem *problem;
    r->errors += severity == BATON_CONFIG_ERROR;
    if (r->problem_count == BATON_CONFIG__MAX_PROBLEMS ||
        !(problem = BATON_PUSH(r->arena, r->problems, r->problem_count, r->problem_capacity)))
        return;
    va_start(args, fmt);
    *problem = (struct baton_config_problem){where, baton_str_vfmt(r->arena, fmt, args), severity};
    va_end(args);
}

/* ---- defaults and flags ---------------------------------------------------------------- */

static void set_defaults(struct baton_config__reader *r)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        baton_config__set(r, i, baton_str_from(baton_config_keys[i].fallback), BATON_FROM_DEFAULT,
                          BATON_STR("default"), true);
}

static void unknown_flag(struct baton_config__reader *r, const char *name, struct baton_str where)
{
    struct baton_near near;
    baton_near_init(&near, baton_str_from(name));
    baton_config__offer_keys(&near);
    baton_config__problem(r, BATON_CONFIG_ERROR, where, "there is no such key%s%.*s%s",
                          near.best.s ? "; did you mean '--" : "", (int)near.best.len,
                          near.best.s ? near.best.s : "", near.best.s ? "'?" : "");
}

/* An option that speaks of a platform is meant for the one that was named. */
static bool is_of_another(const struct baton_config__reader *r, size_t key)
{
    return r->sources->besides && !baton_config__is_general(key);
}

static void set_flags(struct baton_config__reader *r)
{
    for (size_t i = 0; i < r->sources->flag_count; i++) {
        const struct baton_config_flag *flag = &r->sources->flags[i];
        size_t key = baton_config__find(baton_str_from(flag->name));
        struct baton_str where = baton_str_fmt(r->arena, "--%s", flag->name);
        if (key == SIZE_MAX)
            unknown_flag(r, flag->name, where);
        else if (key != r->family && !is_of_another(r, key))
            baton_config__set(r, key, baton_str_from(flag->value), BATON_FROM_FLAG, where, true);
    }
}

/* ---- variables ------------------------------------------------------------------------- */

/* The last line of that name counts, as it would in a shell. */
static const struct baton_config__variable *in_dotenv(const struct baton_config__reader *r,
                                                      struct baton_str name)
{
    for (size_t i = r->variable_count; i; i--)
        if (baton_str_eq(r->variables[i - 1].name, name))
            return &r->variables[i - 1];
    return NULL;
}

/* false: not set there. */
static bool set_from_environment(struct baton_config__reader *r, size_t key, struct baton_str name)
{
    struct baton_str value = baton_config__environment(r, name);
    if (!baton_str_trim(value).len)
        return false;
    baton_config__set(r, key, value, BATON_FROM_ENVIRONMENT, baton_str_copy(r->arena, name), true);
    return true;
}

static bool set_from_dotenv(struct baton_config__reader *r, size_t key, struct baton_str name)
{
    const struct baton_config__variable *v = in_dotenv(r, name);
    if (!v || !baton_str_trim(v->value).len)
        return false;
    baton_config__set(r, key, v->value, BATON_FROM_DOTENV,
                      baton_str_fmt(r->arena, ".env:%zu", v->line), true);
    return true;
}

typedef bool setter(struct baton_config__reader *r, size_t key, struct baton_str name);

/* The first of a key's variables that has a value; the family's own first. */
static void set_by_variables(struct baton_config__reader *r, size_t key, setter *set_one)
{
    static const enum baton_config__claim order[] = {BATON_CONFIG__OWN, BATON_CONFIG__OTHER};
    for (size_t i = 0; i < BATON_COUNT(order); i++) {
        struct baton_str rest = baton_str_from(baton_config_keys[key].variables), name;
        while (baton_str_next(&rest, ',', &name))
            if (baton_config__claim(r, key, name) == order[i] && set_one(r, key, name))
                return;
    }
}

static void set_variables(struct baton_config__reader *r, setter *set_one)
{
    for (size_t i = 0; i < baton_config_key_count; i++)
        if (i != r->family)
            set_by_variables(r, i, set_one);
}

/* Whose variables count depends on it. */
static void decide_family(struct baton_config__reader *r)
{
    set_by_variables(r, r->family, set_from_dotenv);
    set_by_variables(r, r->family, set_from_environment);
    for (size_t i = 0; i < r->sources->flag_count && !r->sources->besides; i++)
        if (baton_config__find(baton_str_from(r->sources->flags[i].name)) == r->family)
            baton_config__set(r, r->family, baton_str_from(r->sources->flags[i].value),
                              BATON_FROM_FLAG, BATON_STR("--family"), true);
    baton_config__imply_family(r);
}

/* ---- variables that nobody reads ------------------------------------------------------- */

static bool is_ours(struct baton_str name)
{
    return baton_str_starts(name, BATON_STR("BATON_")) || baton_config__is_of_vendor(name);
}

/* Slips are few letters off: more is the name of something else. */
static void warn_of(struct baton_config__reader *r, struct baton_str name, struct baton_str where)
{
    enum { SLIP = 4 };
    struct baton_str best = {NULL, 0};
    size_t least = SLIP + 1;
    for (size_t i = 0; is_ours(name) && i < baton_config_key_count; i++) {
        struct baton_str rest = baton_str_from(baton_config_keys[i].variables), known;
        while (baton_str_next(&rest, ',', &known)) {
            size_t distance = baton_near_distance(name, known, SLIP);
            if (distance < least) {
                least = distance;
                best = known;
            }
        }
    }
    if (best.s && least && !baton_str_eq(name, BATON_STR("BATON_PLATFORM")))
        baton_config__problem(r, BATON_CONFIG_WARNING, where,
                              "%.*s is not read; did you mean %.*s?", BATON_ARG(name),
                              BATON_ARG(best));
}

static void warn_of_slips(struct baton_config__reader *r)
{
    for (size_t i = 0; i < r->variable_count; i++)
        warn_of(r, r->variables[i].name,
                baton_str_fmt(r->arena, ".env:%zu", r->variables[i].line));
    for (const char *const *e = r->sources->environment; e && *e; e++) {
        struct baton_str entry = baton_str_from(*e);
        struct baton_str name = baton_str_sub(entry, 0, baton_str_find_byte(entry, '='));
        if (is_ours(name))
            warn_of(r, name, BATON_STR("environment"));
    }
}

/* ---- which platform -------------------------------------------------------------------- */

static void choose_platform(struct baton_config__reader *r)
{
    struct baton_str name = BATON_STR("BATON_PLATFORM"), value;
    const struct baton_config__variable *v = in_dotenv(r, name);
    r->platform = baton_str_from(r->sources->platform);
    r->platform_where = BATON_STR("--platform");
    if (r->platform.len)
        return;
    value = baton_str_trim(baton_config__environment(r, name));
    r->platform_where = name;
    if (!value.len && v) {
        value = baton_str_trim(v->value);
        r->platform_where = baton_str_fmt(r->arena, ".env:%zu", v->line);
    }
    r->platform = value;
}

static void check_platform(struct baton_config__reader *r)
{
    struct baton_str best = r->platform_near.best;
    if (!r->platform.len || r->platform_found)
        return;
    baton_config__problem(r, BATON_CONFIG_ERROR, r->platform_where,
                          "platform: there is no '%.*s' under platforms%s%.*s%s",
                          BATON_ARG(baton_str_sub(r->platform, 0, 60)),
                          best.s ? "; did you mean '" : "", (int)best.len, best.s ? best.s : "",
                          best.s ? "'?" : "");
}

/* ---- files ----------------------------------------------------------------------------- */

static struct baton_str user_folder(struct baton_config__reader *r)
{
    struct baton_str folder = baton_str_from(r->sources->user_folder);
    if (folder.s)
        return folder;
    folder = baton_config__environment(r, BATON_STR("XDG_CONFIG_HOME"));
    /* The XDG base directory specification: a path that is not absolute is to be ignored. */
    if (folder.len && folder.s[0] == '/')
        return baton_str_fmt(r->arena, "%.*s/baton", BATON_ARG(folder));
    folder = baton_config__environment(r, BATON_STR("HOME"));
    if (!folder.len)
        return (struct baton_str){NULL, 0};
    return baton_str_fmt(r->arena, "%.*s/.config/baton", BATON_ARG(folder));
}

static bool names_key(const struct baton_config_key *key, struct baton_str variable)
{
    struct baton_str rest = baton_str_from(key->variables), name;
    while (baton_str_next(&rest, ',', &name))
        if (baton_str_eq(name, variable))
            return true;
    return false;
}

/* Whether its value counts or not, others can read it. */
static void warn_of_secret(struct baton_config__reader *r,
                           const struct baton_config__variable *v)
{
    for (size_t i = 0; baton_str_trim(v->value).len && i < baton_config_key_count; i++)
        if (baton_config_keys[i].type == BATON_CONFIG_SECRET &&
            names_key(&baton_config_keys[i], v->name)) {
            baton_config__warn_open(r, i, baton_str_fmt(r->arena, ".env:%zu", v->line), ".env");
            return;
        }
}

static void read_dotenv(struct baton_config__reader *r)
{
    struct baton_str path = baton_str_fmt(r->arena, "%s/.env", r->sources->folder);
    struct baton_str text = {NULL, 0};
    if (path.s)
        text = baton_config__read_text(r, path.s, ".env");
    if (text.s)
        baton_config__read_dotenv(r, text);
    for (size_t i = 0; path.s && baton_config__is_open(path.s) && i < r->variable_count; i++)
        warn_of_secret(r, &r->variables[i]);
}

/* The folder's file is looked at first: it may say which of the user's platforms is meant. */
static void read_files(struct baton_config__reader *r)
{
    struct baton_str user = user_folder(r), path = {NULL, 0};
    if (r->sources->folder)
        path = baton_str_fmt(r->arena, "%s/baton.yaml", r->sources->folder);
    if (path.s)
        baton_config__read_file(r, path.s, "baton.yaml", BATON_FROM_FILE);
    path = (struct baton_str){NULL, 0};
    if (user.len)
        path = baton_str_fmt(r->arena, "%.*s/config.yaml", BATON_ARG(user));
    if (path.s)
        baton_config__read_file(r, path.s, path.s, BATON_FROM_USER);
    check_platform(r);
}

/* ---- all of it ------------------------------------------------------------------------- */

static void read_all(struct baton_config__reader *r)
{
    set_defaults(r);
    if (r->sources->folder)
        read_dotenv(r);
    choose_platform(r);
    baton_near_init(&r->platform_near, r->platform);
    read_files(r);
    decide_family(r);
    set_variables(r, set_from_dotenv);
    set_variables(r, set_from_environment);
    set_flags(r);
    warn_of_slips(r);
}

static bool make_reader(struct baton_config__reader *r, struct baton_arena *arena,
                        const struct baton_config_sources *sources)
{
    *r = (struct baton_config__reader){.arena = arena, .sources = sources};
    r->family = baton_config__find(BATON_STR("family"));
    r->values = BATON_NEW_N(arena, struct baton_config_value, baton_config_key_count);
    r->fixed = BATON_NEW_N(arena, bool, baton_config_key_count);
    return r->values && r->fixed;
}

enum baton_err baton_config_load(struct baton_arena *arena,
                                 const struct baton_config_sources *sources,
                                 struct baton_config *out, struct baton_config_problem **problems,
                                 size_t *problem_count)
{
    struct baton_config__reader r;
    if (!make_reader(&r, arena, sources))
        return BATON_ENOMEM;
    read_all(&r);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    *problems = r.problems;
    *problem_count = r.problem_count;
    if (r.errors)
        return BATON_ECONFIG;
    *out = (struct baton_config){r.values, r.platform.s ? r.platform : BATON_STR("")};
    return BATON_OK;
}

enum baton_err baton_config_platforms(struct baton_arena *arena,
                                      const struct baton_config_sources *sources,
                                      struct baton_config_platform **out, size_t *count)
{
    struct baton_config__reader all, one;
    struct baton_config_sources besides = *sources;
    if (!make_reader(&all, arena, sources))
        return BATON_ENOMEM;
    read_all(&all);
    *out = BATON_NEW_N(arena, struct baton_config_platform, all.section_count + 1);
    if (!*out)
        return BATON_ENOMEM;
    besides.besides = true;
    for (size_t i = 0; i < all.section_count; i++) {
        besides.platform = baton_str_copy(arena, all.sections[i]).s;
        if (!besides.platform || !make_reader(&one, arena, &besides))
            return BATON_ENOMEM;
        read_all(&one);
        (*out)[i] = (struct baton_config_platform){
            all.sections[i], one.values[one.family].text,
            all.platform.len && baton_str_eq(all.platform, all.sections[i])};
    }
    *count = all.section_count;
    return baton_arena_failed(arena) ? BATON_ENOMEM : BATON_OK;
}

const struct baton_config_value *baton_config_get(const struct baton_config *config,
                                                  const char *key)
{
    static const struct baton_config_value none;
    size_t i = baton_config__find(baton_str_from(key));
    return i == SIZE_MAX ? &none : &config->values[i];
}
