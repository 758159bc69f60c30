/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Contracts: what one endpoint accepts and answers. A contract is an operation
 * of an OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.0), ours or a user's,
 * with what OpenAPI has no place for under `x-baton`; docs/contracts.md is the
 * reference for those members.
 *
 * A set holds the contracts of any number of documents. Loading compiles no
 * schema; a contract's schemas are compiled when they are first asked for.
 */
#ifndef BATON_CORE_CONTRACT_H
#define BATON_CORE_CONTRACT_H

#include "core/base.h"
#include "core/http.h"
#include "core/json.h"
#include "core/schema.h"

/* Who says so. */
enum baton_provenance {
    BATON_VENDOR_DOC,  /* "vendor-doc" */
    BATON_VENDOR_CODE, /* "vendor-code" */
    BATON_COMMUNITY,   /* "community" */
    BATON_INFERRED,    /* "inferred" */
    BATON_USER         /* "user": a document given by --contract without x-baton */
};

const char *baton_provenance_name(enum baton_provenance provenance);

/* A parameter of path, query or header, with its kind (x-baton-kind). */
struct baton_parameter {
    struct baton_str name, in; /* in: "path", "query", "header" */
    struct baton_str kind;     /* "" if it has none */
    bool required;
};

/* A status (or part of an answer's body) that was seen, and the rule it points at. */
struct baton_observed {
    int status;            /* 400; 1..5 stand for any of 1xx..5xx; 0: any */
    struct baton_str says; /* occurs in the body (case ignored); "" for any */
    struct baton_str rule; /* "HO8016" */
};

/* Does an answer with this status and body fit? Those of a contract come narrowest first. */
bool baton_observed_fits(const struct baton_observed *observed, int status, struct baton_str body);

/* How a body may be wrapped: {"payload": {...}}. */
enum baton_wrapper_use { BATON_WRAPPER_NONE, BATON_WRAPPER_OPTIONAL, BATON_WRAPPER_REQUIRED };

struct baton_contract_document;

struct baton_contract {
    struct baton_str id, family, direction, summary;
    struct baton_str *aliases; /* further names that baton_contracts_find() knows it by */
    size_t alias_count;
    struct baton_str actor;   /* who answers: "CXone", "Genesys Cloud", "Cognigy" */
    enum baton_provenance provenance;
    struct baton_str *sources;
    size_t source_count;
    struct baton_str instead; /* the documented call to use, or "" */
    struct baton_str confidence; /* of the provenance, in words, or "" */

    struct baton_str method, path; /* "POST", "/api/v2/conversations/{conversationId}" */
    struct baton_str *hosts;       /* host globs from servers and x-baton.hosts */
    size_t host_count;
    struct baton_parameter *parameters;
    size_t parameter_count;
    struct baton_str *scopes;      /* any one of them suffices (security requirement) */
    size_t scope_count;
    bool needs_token;              /* a security requirement wants a bearer token */

    struct baton_str *media_types; /* of the request body, in the document's order */
    size_t media_type_count;
    bool body_required;
    bool reaches_bot;              /* a request that passes is handed on to the bot */
    struct baton_str wrapper;      /* the wrapper's name */
    enum baton_wrapper_use wrapper_use;

    struct baton_observed *observed;
    size_t observed_count;

    const struct baton_contract_document *document;
    uint32_t operation;            /* the operation object in baton_contract_doc() */
    size_t index;                  /* in the set */
};

/* A fault of a contract document: a place in its JSON text, and what to do. */
struct baton_contract_problem {
    struct baton_str document; /* its name */
    size_t offset;             /* in the JSON text; edge/yaml maps it to the YAML line */
    struct baton_str pointer, message;
};

struct baton_contracts;

enum baton_err baton_contracts_init(struct baton_arena *arena, const struct baton_regex *regex,
                                    struct baton_contracts **out) BATON_MUST_USE;
void baton_contracts_release(struct baton_contracts *set); /* what the regex engine holds */
/*
 * Adds every operation of an OpenAPI 3.1 document. name is the file's name (for
 * messages); name and text must outlive the set. BATON_ESYNTAX when there is any
 * problem: at most 100 are listed, and nothing is added then. Schemas are not looked
 * at, see baton_contracts_check(). An operation's id is x-baton.id, else operationId,
 * else "METHOD path"; it must be unique in the set. References lead to places in the
 * same document ("#/…").
 */
enum baton_err baton_contracts_add(struct baton_contracts *set, struct baton_str name,
                                   struct baton_str json,
                                   struct baton_contract_problem **problems,
                                   size_t *problem_count) BATON_MUST_USE;

/*
 * Compiles all schemas of the set: BATON_OK, or BATON_ESYNTAX with what is wrong
 * with them (at most 100 problems), BATON_ENOMEM or BATON_ELIMIT.
 */
enum baton_err baton_contracts_check(struct baton_contracts *set,
                                     struct baton_contract_problem **problems,
                                     size_t *problem_count) BATON_MUST_USE;

/*
 * From now on an operation whose id is taken is left out, where it else is a problem:
 * what a user loaded first takes the place of what comes after.
 */
void baton_contracts_keep_first(struct baton_contracts *set);

size_t baton_contracts_count(const struct baton_contracts *set);
const struct baton_contract *baton_contracts_at(const struct baton_contracts *set, size_t index);
/* By its id, else by one of its aliases; NULL if there is none. */
const struct baton_contract *baton_contracts_find(const struct baton_contracts *set,
                                                  struct baton_str id);
/* The id most like the given one (did you mean), or an empty string. */
struct baton_str baton_contracts_near(const struct baton_contracts *set, struct baton_str id);
const struct baton_json *baton_contract_doc(const struct baton_contract *contract);

/*
 * The compiled schema of the request body, or of the answer with this status
 * (exact, then "4XX", then "default"): of its JSON media type, else of the first
 * that has a schema. NULL if the contract states none, or it is not valid
 * (baton_contracts_check() says why). Compiled once, kept.
 */
const struct baton_schema *baton_contract_request_schema(struct baton_contracts *set,
                                                         const struct baton_contract *contract);
const struct baton_schema *baton_contract_response_schema(struct baton_contracts *set,
                                                          const struct baton_contract *contract,
                                                          int status);

/* Is this status among those that the contract's `responses` list, exactly? */
bool baton_contract_answers(const struct baton_contract *contract, int status);

/* ---- examples ------------------------------------------------------------------------ */

/*
 * Examples of a request or response body: OpenAPI `examples`, each with
 * x-baton-valid (default true) and, if not valid, x-baton-rule naming the rule.
 */
struct baton_example {
    struct baton_str name, summary, rule;
    int status;     /* 0: of the request; "4XX" is 400 here, "default" 500 */
    bool valid;
    uint32_t value; /* in the document's tape; a string is raw text, else a JSON body */
};

/* Fills out (in the arena); count may be 0. */
enum baton_err baton_contract_examples(const struct baton_contract *contract,
                                       struct baton_arena *arena, struct baton_example **out,
                                       size_t *count) BATON_MUST_USE;

/* ---- matching --------------------------------------------------------------------------- */

/*
 * What a request line leads to. At most one of contract, path_only and nearest is
 * set; host_fits and values belong to that one (values not to nearest).
 */
struct baton_match {
    const struct baton_contract *contract; /* method and path fit, or NULL */
    const struct baton_contract *path_only; /* the path fits, the method does not */
    const struct baton_contract *nearest;  /* the nearest known path, if near enough */
    bool slip;                             /* … but for letters, slashes, or its beginning */
    bool host_fits;                        /* one of the contract's hosts, or no host given */
    /*
     * What tutorials tell of the same method and path, where the contract is the one of the
     * host's own vendor; or NULL.
     */
    const struct baton_contract *lore;
    /* The path's parameters, in the order of contract->parameters with in == "path". */
    struct baton_path_value {
        struct baton_str name, value, kind;
        struct baton_span span;            /* within the given target */
    } values[8];
    size_t value_count;
};

/*
 * Matches method and target (absolute URL, or path with query). host may be
 * empty, then it is the target's. family may be empty (all) or narrow the search.
 * More literal path segments win over parameters. Then, where contracts name the host's
 * domain and are no community lore, their family's come first: it is its vendor's host.
 * Contracts of other families for other hosts come last there. Then a fitting host wins,
 * then what was loaded first. Letter case,
 * a slash too many and one at the end count; nearest overlooks them, and small
 * differences, and a piece too many or too few at the beginning.
 */
struct baton_match baton_contracts_match(const struct baton_contracts *set,
                                         struct baton_str family, struct baton_str method,
                                         struct baton_str host, struct baton_str target);

struct baton_guess {
    const struct baton_contract *contract; /* NULL if nothing fits */
    double score;                          /* 0..1; of the best one also if that is too low */
    bool response;                         /* the body is an answer, not a request */
    int status;                            /* of that answer */
};

/*
 * The contract whose body this is most like, by the names it knows (rarer names
 * count more), what it requires, and constants that hold. A wrapper is looked
 * through. Score below 0.35: contract is NULL. Deterministic; ties go to the
 * contract that was loaded first.
 */
enum baton_err baton_contracts_guess(struct baton_contracts *set, struct baton_str family,
                                     const struct baton_json *doc, uint32_t value,
                                     struct baton_arena *scratch,
                                     struct baton_guess *out) BATON_MUST_USE;

#endif
