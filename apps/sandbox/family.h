/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A family in the sandbox: how one vendor's platform answers. It is one file with
 * a table of routes and the struct below, and a row in families.c. What a request
 * must look like is the contracts' affair; what a family says is which function
 * serves a contract, how its errors look, who may call, and how its accounts tell
 * of a scenario's conversations.
 */
#ifndef BATON_APPS_SANDBOX_FAMILY_H
#define BATON_APPS_SANDBOX_FAMILY_H

#include "apps/sandbox/sandbox_int.h"

struct baton_sandbox__call {
    struct baton_sandbox *sandbox;
    const struct baton_sandbox__door *door;
    const struct baton_sandbox__family *family;
    const struct baton_httpd_request *request;
    struct baton_arena *arena;
    struct baton_httpd_response *response;
    const struct baton_contract *contract;
    struct baton_str id, second_id;      /* the path's parameters, decoded */
    struct baton_sandbox__token *token;
    struct baton_json body;
    uint32_t root;                       /* what is in the wrapper, if there is one */
    bool changed;                        /* the call changed the platform's state */
    char context[37];                    /* see baton_sandbox__context() */
};

typedef void baton_sandbox__serve(struct baton_sandbox__call *call);

/* What is wrong with a request before its own function sees it. */
enum baton_sandbox__reason {
    BATON_SANDBOX__NO_ROUTE,
    BATON_SANDBOX__WRONG_METHOD,
    BATON_SANDBOX__NO_TOKEN,
    BATON_SANDBOX__BAD_TOKEN,
    BATON_SANDBOX__OLD_TOKEN,            /* genuine, and expired */
    BATON_SANDBOX__NOT_ACCEPTABLE,
    BATON_SANDBOX__WRONG_TYPE,
    BATON_SANDBOX__TOO_LARGE,
    BATON_SANDBOX__NO_JSON,
    BATON_SANDBOX__NO_FIT,               /* with the contract's schema */
    BATON_SANDBOX__NO_SCOPE,             /* or permission */
    BATON_SANDBOX__NO_MEMORY,
    BATON_SANDBOX__REASONS
};

struct baton_sandbox__route {
    const char *contract;                /* its id */
    baton_sandbox__serve *serve;
    /* What a wrong Content-Type or Accept leads to. 0: there is no body; it is not looked at. */
    int wrong_type, wrong_accept;
};

struct baton_sandbox__family {
    const char *name;                    /* as in the contracts */
    const struct baton_sandbox__route *routes;
    size_t route_count;
    struct baton_sandbox__refusal {
        int status;
        const char *code, *prefix;       /* prefix: of the message, or NULL */
    } refusals[BATON_SANDBOX__REASONS];
    /* Makes the answer for an error: its body, and headers beside Content-Type. */
    void (*put_error)(struct baton_sandbox__call *call, int status, struct baton_str code,
                      struct baton_str message);
    uint64_t token_lifetime;             /* seconds, where a client says nothing else */

    /* What follows may be NULL. */

    /* A host whose paths tell nothing without it ("/{token}"); all are served at the one port. */
    const char *host;
    /* The code of an error that is asked for by its status, as a fault. */
    const char *(*code_of)(int status);
    /* In place of refusals[NO_FIT], where a fault has a code of its own. */
    void (*refuse_body)(struct baton_sandbox__call *call,
                        const struct baton_schema_result *result);
    /* Who calls, where that is no bearer token; false after an error. */
    bool (*authenticate)(struct baton_sandbox__call *call);
    /* Once that is known, such as a limit of requests; false after an error. */
    bool (*admit)(struct baton_sandbox__call *call);
    /* Answers a call that no contract is about; false: there is nothing at its path. */
    bool (*beside)(struct baton_sandbox__call *call);
    /* At the end of each answer, errors too, such as headers. */
    void (*finish)(struct baton_sandbox__call *call);
    /*
     * Makes pattern->told[index].views of a conversation in a scenario, which has the section
     * `own` (at NONE without one) and an `account` (NONE likewise). Sets is_told where it
     * tells of it; where there is no account, it sets id, state, customer and times, too.
     */
    enum baton_err (*tell)(struct baton_sandbox__reader *r, uint32_t own, uint32_t account,
                           size_t index, struct baton_sandbox__pattern *pattern);
    /* Puts members that are this family's alone into GET /_sandbox/state. */
    void (*put_state)(struct baton_sandbox__call *call, struct baton_json_writer *w);
    /* Names that may stand in a client's and a queue's section; NULL ends them. */
    const char *const *client_members, *const *queue_members;
};

extern const struct baton_sandbox__family *const baton_sandbox__families[];
extern const size_t baton_sandbox__family_count;
extern const struct baton_sandbox__family baton_sandbox__community, baton_sandbox__genesys,
    baton_sandbox__cxone, baton_sandbox__cognigy;

/* ---- serve.c ----------------------------------------------------------------------------- */

/* The value of a member that is a string, else "". */
struct baton_str baton_sandbox__text(const struct baton_json *doc, uint32_t object,
                                     const char *name, struct baton_arena *arena);
/* A decoded parameter of the query; s NULL if it is not there. */
struct baton_str baton_sandbox__parameter(struct baton_sandbox__call *call, const char *name);
/* Checks the body against the schema; false after an answer was made. */
bool baton_sandbox__fits(struct baton_sandbox__call *call, const struct baton_schema *schema);

/* The answer that names the first fault of a body. */
void baton_sandbox__put_first_fault(struct baton_sandbox__call *call,
                                    const struct baton_schema_result *result);

/* ---- answer.c ---------------------------------------------------------------------------- */

void baton_sandbox__header(struct baton_httpd_response *response, const char *name,
                           struct baton_str value);
void baton_sandbox__json(struct baton_sandbox__call *call, int status,
                         const struct baton_buf *body);
/* In the family's manner. */
void baton_sandbox__error(struct baton_sandbox__call *call, int status, const char *code,
                          const char *fmt, ...) BATON_PRINTF(4, 5);
/* With the family's status and code for the reason; status 0: its own. */
void baton_sandbox__refuse(struct baton_sandbox__call *call, enum baton_sandbox__reason reason,
                           int status, const char *fmt, ...) BATON_PRINTF(4, 5);
void baton_sandbox__put_pair(struct baton_json_writer *w, const char *name, struct baton_str text);
/* Copies a member, if it is there; under another name, where one is given. */
void baton_sandbox__copy(struct baton_json_writer *w, const struct baton_json *doc, uint32_t object,
                         const char *name, const char *as);
bool baton_sandbox__has(const struct baton_json *doc, uint32_t object, const char *name);
/* An id that is another each time. */
void baton_sandbox__new_id(struct baton_sandbox *sandbox, char out[37]);
/* The one of this answer, for its body and headers. */
const char *baton_sandbox__context(struct baton_sandbox__call *call);

/* ---- token.c ----------------------------------------------------------------------------- */

struct baton_sandbox__credentials {
    struct baton_str grant, id, secret, scope; /* s NULL: not there */
    bool basic;                          /* id and secret came as HTTP Basic */
};

/* Finds the token of the request; false after an error. */
bool baton_sandbox__bearer(struct baton_sandbox__call *call);
/* False after an error where the token has none of the scopes that the contract names. */
bool baton_sandbox__permit(struct baton_sandbox__call *call);
/* A token by its text, not expired; NULL with *reason. */
struct baton_sandbox__token *baton_sandbox__genuine(const struct baton_sandbox__call *call,
                                                    struct baton_str text,
                                                    enum baton_sandbox__reason *reason);
const char *baton_sandbox__token_fault(enum baton_sandbox__reason reason);
bool baton_sandbox__has_scope(struct baton_str scopes, struct baton_str scope);
void baton_sandbox__expire_all(struct baton_sandbox *sandbox);
struct baton_sandbox__credentials baton_sandbox__read_form(struct baton_sandbox__call *call);
/* By the id alone; NULL if there is none. */
const struct baton_sandbox__client *baton_sandbox__client_of(const struct baton_sandbox *sandbox,
                                                             struct baton_str id);
bool baton_sandbox__secret_is(const struct baton_sandbox__client *client, struct baton_str secret);
/* Another token of this family's. */
struct baton_sandbox__token *baton_sandbox__issue(struct baton_sandbox__call *call,
                                                  const struct baton_sandbox__client *client,
                                                  struct baton_str scopes);
uint64_t baton_sandbox__lifetime(const struct baton_sandbox__family *family,
                                 const struct baton_sandbox__client *client);
struct baton_str baton_sandbox__token_text(const struct baton_sandbox__token *token);

/* What a client or queue has under the family's name. */
uint32_t baton_sandbox__own_member(const struct baton_sandbox__section *section, const char *name);
/* Is the text in the list of that name? No list: false. */
bool baton_sandbox__own_lists(const struct baton_sandbox__section *section, const char *name,
                              struct baton_str text);

/* ---- list.c ------------------------------------------------------------------------------ */

enum { BATON_SANDBOX__WORDS = 32 };

struct baton_sandbox__query {
    size_t family;                        /* those that it tells of */
    int64_t from, to;                     /* milliseconds: when they began */
    struct baton_str channels[BATON_SANDBOX__WORDS], ids[BATON_SANDBOX__WORDS]; /* none: any */
    size_t channel_count, id_count;
    uint64_t page, size;                  /* from 1 */
    bool ascending;
    /* What else they must fit; NULL: nothing. */
    bool (*also)(void *ctx, const struct baton_sandbox__instance *instance);
    void *ctx;
};

/* All conversations by time: two lists, the latest first, read from either end. */
struct baton_sandbox__cursor {
    const struct baton_sandbox *s;
    const struct baton_sandbox__query *q;
    uint64_t own, generated;              /* how many of each were passed */
};

typedef void baton_sandbox__put(struct baton_sandbox__call *call, struct baton_json_writer *w,
                                const struct baton_sandbox__instance *instance);
/* Puts those of the page; gives how many fit in all. */
uint64_t baton_sandbox__put_page(struct baton_sandbox__call *call,
                                 const struct baton_sandbox__query *q,
                                 struct baton_json_writer *w, baton_sandbox__put *put);
/* The next that fits; without `wanted` it may not be made. False at the end. */
bool baton_sandbox__next(struct baton_sandbox__cursor *c, bool wanted,
                         struct baton_sandbox__instance *out);

/* ---- world.c: what this family tells of -------------------------------------------------- */

bool baton_sandbox__find_told(const struct baton_sandbox__call *call, struct baton_str id,
                              struct baton_sandbox__instance *out);
/* A view of the family's. */
void baton_sandbox__render_told(const struct baton_sandbox__call *call,
                                const struct baton_sandbox__instance *instance, size_t view,
                                struct baton_buf *out);

/* ---- fault.c, log.c, admin.c, openapi.c -------------------------------------------------- */

/* The fault that this request meets, counted; or NULL. */
struct baton_sandbox__fault *baton_sandbox__meets(struct baton_sandbox__call *call);
/* Before the call: makes the answer and gives true where the call is not to be made. */
bool baton_sandbox__instead(struct baton_sandbox__call *call,
                            const struct baton_sandbox__fault *fault);
/* After it: what is done to the answer. */
void baton_sandbox__spoil(struct baton_sandbox__call *call,
                          const struct baton_sandbox__fault *fault);
void baton_sandbox__clear_log(struct baton_sandbox__log *log);
/* Adds the request to the log. */
void baton_sandbox__note(struct baton_sandbox__call *call);
baton_sandbox__serve baton_sandbox__add_fault, baton_sandbox__list_faults, baton_sandbox__list_log,
    baton_sandbox__openapi, baton_sandbox__admin;

#endif
