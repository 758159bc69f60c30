/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration: flags, then environment, ./.env, ./baton.yaml, and config.yaml in
 * the user's config folder; the first that has a value counts. One table of keys
 * (edge/config/keys.c) says what there is; it prints its own reference.
 */
#ifndef BATON_EDGE_CONFIG_H
#define BATON_EDGE_CONFIG_H

#include "core/base.h"

/* The families there are: values of the key `family`, and files of edge/platform. */
#define BATON_FAMILIES(X) X(community) X(genesys) X(cxone) X(cognigy)

enum baton_config_type {
    BATON_CONFIG_TEXT, BATON_CONFIG_SECRET, BATON_CONFIG_URL, BATON_CONFIG_NUMBER,
    BATON_CONFIG_TIME, /* "500ms", "30s", "5m"; kept in milliseconds */
    BATON_CONFIG_WORD, BATON_CONFIG_FILE, BATON_CONFIG_SWITCH,
    BATON_CONFIG_HOST, /* a domain or a region's name: letters, digits, '.', '-', '_' */
    BATON_CONFIG_PROXY /* a URL; "none" becomes the empty text, which is set */
};

struct baton_config_key {
    const char *name;    /* in baton.yaml, and with "--" as a flag: "client-id" */
    const char *variables; /* of the environment, comma-separated, the first counts most */
    enum baton_config_type type;
    /*
     * BATON_CONFIG_WORD: those allowed, separated by '|'. BATON_CONFIG_URL: "base" for
     * one that paths are put behind: slashes at its end are dropped.
     */
    const char *words;
    const char *fallback; /* NULL: none */
    int64_t least, most; /* of numbers and times */
    const char *help;
};

extern const struct baton_config_key baton_config_keys[];
extern const size_t baton_config_key_count;

enum baton_config_origin { BATON_FROM_NOWHERE, BATON_FROM_DEFAULT, BATON_FROM_USER, BATON_FROM_FILE,
                           BATON_FROM_DOTENV, BATON_FROM_ENVIRONMENT, BATON_FROM_FLAG };

struct baton_config_value {
    struct baton_str text;   /* s NULL: not set */
    enum baton_config_origin origin;
    struct baton_str where;  /* "CXONE_CLIENT_ID", "baton.yaml:4", "--client-id" */
    int64_t number;          /* numbers, times, switches */
};

struct baton_config {
    struct baton_config_value *values; /* parallel to the keys */
    struct baton_str platform;         /* the name chosen among several, or "" */
};

/*
 * One thing that is wrong: names the file, the line, and the nearest known key. A
 * warning stops nothing. No message holds the value of a secret.
 */
enum baton_config_severity { BATON_CONFIG_WARNING, BATON_CONFIG_ERROR };
struct baton_config_problem {
    struct baton_str where, message;
    enum baton_config_severity severity;
};

/* What is looked at; tests give their own. */
struct baton_config_sources {
    const char *const *environment;  /* "NAME=value", NULL-terminated */
    const char *folder;              /* of .env and baton.yaml; NULL: none are read */
    const char *user_folder;         /* of config.yaml; NULL: from the environment */
    struct baton_config_flag {
        const char *name, *value;
    } const *flags;
    size_t flag_count;
    const char *platform;            /* a name under `platforms:`; NULL: what `platform:` says */
    /*
     * `platform` is one besides that which the user named: what its section says counts
     * most; of flags and of BATON_ variables, only what speaks of no platform (times, the
     * proxy …) counts, and of the vendors' variables those of its own family.
     */
    bool besides;
};

/*
 * BATON_OK, with warnings perhaps; BATON_ECONFIG with problems (all of them, at most
 * 100, errors and warnings); BATON_ENOMEM. Both files may have `platforms:` with a
 * section of keys for each name; a section's keys count before those beside it.
 * Of several variables, those named for the family's vendor count first, and another
 * vendor's not at all where there are several platforms, or where they may hold a secret
 * of another vendor's. Where nothing says the family, it is that whose credentials there
 * are, if they are one family's: access-key-id is cxone's, api-key cognigy's, and the
 * variable GENESYSCLOUD_OAUTHCLIENT_ID, without CXONE_CLIENT_ID, genesys'.
 * .env is read as python-dotenv reads it. Empty values are as good as none.
 * Keys of other parts of baton.yaml (`routes`, `gateway`, …) are left to them.
 */
enum baton_err baton_config_load(struct baton_arena *arena,
                                 const struct baton_config_sources *sources,
                                 struct baton_config *out, struct baton_config_problem **problems,
                                 size_t *problem_count) BATON_MUST_USE;

/* The sections under `platforms:`, in the order they stand in, at most 32. */
enum { BATON_CONFIG_PLATFORMS = 32 };
struct baton_config_platform {
    struct baton_str name, family;
    bool chosen;             /* it is the one that baton_config_load() takes */
};
/*
 * What is listed can be loaded by its name with `besides`. BATON_OK, problems or not;
 * BATON_ENOMEM.
 */
enum baton_err baton_config_platforms(struct baton_arena *arena,
                                      const struct baton_config_sources *sources,
                                      struct baton_config_platform **out,
                                      size_t *count) BATON_MUST_USE;

/* The value of a key, which must exist; text.s NULL if it is not set. */
const struct baton_config_value *baton_config_get(const struct baton_config *config,
                                                  const char *key);
/* The reference of all keys, as Markdown. */
void baton_config_reference(struct baton_buf *out);

#endif
