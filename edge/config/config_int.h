/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_CONFIG_INT_H
#define BATON_CONFIG_INT_H

#include "edge/config.h"

enum { BATON_CONFIG__MAX_FILE = 1 << 20, BATON_CONFIG__MAX_PROBLEMS = 100 };

/* A line of .env that was read. */
struct baton_config__variable {
    struct baton_str name, value;
    size_t line;
};

struct baton_config__reader {
    struct baton_arena *arena;
    const struct baton_config_sources *sources;
    struct baton_config_value *values;
    struct baton_config_problem *problems;
    size_t problem_count, problem_capacity, errors;
    struct baton_config__variable *variables;
    size_t variable_count, variable_capacity;
    struct baton_str platform;       /* asked for by name; "" if by none */
    struct baton_str platform_where; /* who asked */
    bool platform_found;
    struct baton_near platform_near;
    struct baton_str *sections;      /* names under `platforms:`, of both files */
    size_t section_count, section_capacity;
    size_t family;                   /* the key of that name */
    bool *fixed;                     /* by key: what was set stays, whatever counts more */
};

void baton_config__problem(struct baton_config__reader *r, enum baton_config_severity severity,
                           struct baton_str where, const char *fmt, ...) BATON_PRINTF(4, 5);
/* SIZE_MAX if there is no such key. */
size_t baton_config__find(struct baton_str name);
/* Offers the names of all keys. */
void baton_config__offer_keys(struct baton_near *near);

/* ---- value.c --------------------------------------------------------------------------- */

/*
 * Checks a value; stores it, where keep is true and nothing that counts more is there
 * yet. What is wrong with it becomes a problem.
 */
void baton_config__set(struct baton_config__reader *r, size_t key, struct baton_str text,
                       enum baton_config_origin origin, struct baton_str where, bool keep);
/* "100ms to 10m", "1 to 10", "form or basic", …; "" where everything is allowed. */
struct baton_str baton_config__range(struct baton_arena *arena,
                                     const struct baton_config_key *key);

/* ---- family.c -------------------------------------------------------------------------- */

/* Does a variable count for the family: its own, which counts first; another; or not? */
enum baton_config__claim { BATON_CONFIG__NOT, BATON_CONFIG__OWN, BATON_CONFIG__OTHER };
enum baton_config__claim baton_config__claim(const struct baton_config__reader *r, size_t key,
                                             struct baton_str variable);
/* Is it named for a vendor? */
bool baton_config__is_of_vendor(struct baton_str variable);
/* Does the key speak of the network or this machine, and not of one platform? */
bool baton_config__is_general(size_t key);
/* Where nothing says the family: whose credentials there are. */
void baton_config__imply_family(struct baton_config__reader *r);

/* ---- dotenv.c -------------------------------------------------------------------------- */

/* The value of a variable of the environment; s NULL if there is none. */
struct baton_str baton_config__environment(const struct baton_config__reader *r,
                                           struct baton_str name);
/* Reads the lines of a .env file; lines that say nothing are warnings. */
void baton_config__read_dotenv(struct baton_config__reader *r, struct baton_str text);

/* ---- file.c ---------------------------------------------------------------------------- */

/* Reads a YAML file, if it is there. shown: what messages call it. */
void baton_config__read_file(struct baton_config__reader *r, const char *path, const char *shown,
                             enum baton_config_origin origin);
/* May others than its owner read the file? */
bool baton_config__is_open(const char *path);
/* A secret stands in a file that others may read. */
void baton_config__warn_open(struct baton_config__reader *r, size_t key, struct baton_str where,
                             const char *shown);
/* A file's text in the arena; s NULL if it is not there or cannot be read (a problem). */
struct baton_str baton_config__read_text(struct baton_config__reader *r, const char *path,
                                         const char *shown);

#endif
