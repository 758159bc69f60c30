/* SPDX-License-Identifier: Apache-2.0 */
/* Shared by the files of core/contract. */
#ifndef BATON_CORE_CONTRACT_CONTRACT_INT_H
#define BATON_CORE_CONTRACT_CONTRACT_INT_H

#include "core/contract.h"

/* ---- a table of hashes (table.c) ---------------------------------------------------- */

/* Finds, by hash, the indexes of items that are kept elsewhere; the latest comes first. */
struct baton_contract__table {
    struct baton_contract__link {
        uint64_t hash;
        uint32_t next;
    } *links;
    size_t count, capacity;
    uint32_t *heads;
    size_t head_count; /* a power of two, or 0 */
};

#define BATON_CONTRACT__NONE UINT32_MAX

uint64_t baton_contract__hash(uint64_t seed, struct baton_str text);
/* … as if the case of letters, '_', '-' and blanks did not stand there. */
uint64_t baton_contract__hash_name(uint64_t seed, struct baton_str name);
/* The new item's index is the number of those before. */
enum baton_err baton_contract__put(struct baton_contract__table *table, struct baton_arena *arena,
                                   uint64_t hash) BATON_MUST_USE;
uint32_t baton_contract__first(const struct baton_contract__table *table, uint64_t hash);
uint32_t baton_contract__next(const struct baton_contract__table *table, uint32_t item);

/* ---- the set (set.c) -------------------------------------------------------------------- */

struct baton_contract_document {
    struct baton_str name, uri; /* the URI under which the registry of schemas knows it */
    struct baton_json doc;
    /* What stands in components, by the hash of "kind/name": keys of the tape. */
    struct baton_contract__table table;
    uint32_t *components;
    size_t component_count, component_capacity;
};

/* A schema of one body, compiled when it is first asked for. */
struct baton_contract__body {
    bool response;
    struct baton_str status; /* "200", "4XX", "default"; "" for the request */
    uint32_t media;          /* the media type object */
    uint32_t schema;         /* NONE if there is none */
    bool tried;
    const struct baton_schema *compiled;
};

/* A piece of a path between slashes: prefix {name} suffix, or a literal. */
struct baton_contract__segment {
    bool parameter;
    struct baton_str prefix, name, suffix; /* a literal is all prefix */
};

struct baton_contract__path {
    struct baton_contract__segment *segments;
    size_t count, literals;
};

struct baton_contract__entry {
    struct baton_contract contract;
    struct baton_contract__path *paths; /* one for each base path of the servers */
    size_t path_count;
    struct baton_contract__body *bodies; /* the one of the request first, if it has one */
    size_t body_count;
};

struct baton_contract__index;

struct baton_contracts {
    struct baton_arena *arena;
    struct baton_schema_registry *registry;
    struct baton_contract__entry **entries;
    size_t entry_count, entry_capacity;
    struct baton_contract_document **documents;
    size_t document_count, document_capacity;
    struct baton_contract__table ids, aliases;
    uint32_t *aliased; /* the entry of each alias */
    size_t alias_count, alias_capacity;
    /*
     * Domains and whose they are: those that a family's contracts name as their hosts',
     * and not because tutorials do.
     */
    struct baton_contract__domain {
        struct baton_str name, family;
    } *domains;
    size_t domain_count, domain_capacity;
    bool keep_first; /* an operation whose id is taken is left out */
    struct baton_contract__index *index; /* for guessing; NULL until it is needed */
};

/* "api-*.vendor.example" and "api.vendor.example" name "vendor.example", "api.*" none: "". */
struct baton_str baton_contract__domain(struct baton_str glob);

/* ---- loading (problem.c, load.c, operation.c, server.c, xbaton.c, check.c) -------------- */

/* MOST_WORK bounds what is read again and again because much refers to it. */
enum {
    BATON_CONTRACT__MOST_PROBLEMS = 100,
    BATON_CONTRACT__MOST_ITEMS = 100,
    BATON_CONTRACT__MOST_DOMAINS = 200,
    BATON_CONTRACT__MOST_WORK = 1 << 26
};

struct baton_contract__problems {
    struct baton_contract_problem *items;
    size_t count, capacity;
};

/*
 * What is at hand while a document is read. Nothing here returns an error: what
 * is wrong with the document becomes a problem, and a failed arena shows at the end.
 */
struct baton_contract__loader {
    struct baton_contracts *set;
    struct baton_arena *arena;
    struct baton_contract_document *document;
    const struct baton_json *doc;
    struct baton_contract__problems problems;
    uint32_t defaults[2]; /* x-baton of the document: in info, at the root; or NONE */
    uint32_t servers, security; /* of the document */
    size_t work;                /* entries of the tape that were looked at */
    struct baton_contract__entry **entries;
    size_t entry_count, entry_capacity;
    struct baton_contract__table ids;
};

void baton_contract__problem(struct baton_contract__loader *l, uint32_t value, const char *fmt,
                             ...) BATON_PRINTF(3, 4);
void baton_contract__add_problem(struct baton_arena *arena,
                                 struct baton_contract__problems *problems,
                                 const struct baton_contract_problem *problem);
/* True if the value has this type, else a problem: "what must be a string". */
bool baton_contract__is(struct baton_contract__loader *l, uint32_t value,
                        enum baton_json_type type, const char *what);
/* … a list of at most MOST_ITEMS: for what is read again with each operation. */
bool baton_contract__is_list(struct baton_contract__loader *l, uint32_t value, const char *what);
/* A member's value of that type, or NONE; of another type is a problem. */
uint32_t baton_contract__member(struct baton_contract__loader *l, uint32_t object,
                                const char *name, enum baton_json_type type);
/* The text of a string, "" for NONE. */
struct baton_str baton_contract__string(struct baton_contract__loader *l, uint32_t value);
/* Follows $ref within the document; NONE if it leads nowhere, which is a problem. */
uint32_t baton_contract__deref(struct baton_contract__loader *l, uint32_t value);
/* … without telling; also for use after loading. Steps over at most 32 references. */
uint32_t baton_contract__follow(const struct baton_contract_document *document, uint32_t value,
                                struct baton_arena *arena, const char **why);
/* Fills document->table; the arena is failed if it could not. */
void baton_contract__index_components(struct baton_contract_document *document,
                                      struct baton_arena *arena);
/* Counts a value with all in it as looked at; false, and a problem, if that is too much. */
bool baton_contract__spend(struct baton_contract__loader *l, uint32_t value);

/* Checks the form of every x-baton-… member of the document. */
void baton_contract__check_extensions(struct baton_contract__loader *l);
/* Sets what x-baton says, of the document and of the operation (NONE if it has none). */
void baton_contract__read_xbaton(struct baton_contract__loader *l,
                                 struct baton_contract__entry *entry, uint32_t xbaton);
/* servers: an array or NONE. Sets hosts and paths. */
void baton_contract__read_servers(struct baton_contract__loader *l,
                                  struct baton_contract__entry *entry, uint32_t servers);
void baton_contract__read_operation(struct baton_contract__loader *l, struct baton_str method,
                                    uint32_t path_key, uint32_t item, uint32_t operation);

/* ---- names (names.c) -------------------------------------------------------------------- */

/* A name that a body may have, by the hash of the names that lead to it. */
struct baton_contract__name {
    uint32_t candidate;
    uint32_t fixed; /* the schema's const, or NONE */
    bool open;      /* an object whose members the schema does not name */
    bool required;  /* … at the top of the body */
};

struct baton_contract__candidate {
    const struct baton_contract__entry *entry;
    const struct baton_contract__body *body;
    double required; /* the weight of all required names */
};

struct baton_contract__index {
    struct baton_contract__candidate *candidates;
    size_t candidate_count, candidate_capacity;
    struct baton_contract__name *names;
    size_t name_count, name_capacity;
    struct baton_contract__table table; /* of names, by hash */
    struct baton_contract__table own;   /* of names, by hash and candidate */
};

enum { BATON_CONTRACT__NAME_DEPTH = 3 };

/* Builds set->index if it is not there. */
enum baton_err baton_contract__index(struct baton_contracts *set) BATON_MUST_USE;
/* How much a name tells: 1 if one candidate has it, less the more do. */
double baton_contract__weight(const struct baton_contract__index *index, uint64_t hash);
/* The candidate's name with that hash, or NULL. */
const struct baton_contract__name *
baton_contract__find_name(const struct baton_contract__index *index, uint64_t hash,
                          uint32_t candidate);

/* ---- paths (near.c) --------------------------------------------------------------------- */

/* Below PIECE no piece of the path is another one. */
enum { BATON_CONTRACT__SEGMENTS = 32, BATON_CONTRACT__PIECE = 8, BATON_CONTRACT__FAR = 10 };

/* A request's path between slashes; empty pieces ("//", "/" at the end) count. */
struct baton_contract__pieces {
    struct baton_str piece[BATON_CONTRACT__SEGMENTS];
    size_t count;
};

/* How unlike the path is, below FAR if it is near enough to be meant. */
size_t baton_contract__distance(const struct baton_contract__path *path,
                                const struct baton_contract__pieces *pieces);

#endif
