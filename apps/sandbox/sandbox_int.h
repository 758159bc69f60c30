/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox in parts.
 *
 *   scenario.c    reads scenario files into the world
 *   account.c     makes a conversation's accounts, as texts with gaps for times and ids
 *   population.c  conversations generated from index and seed; ids and back
 *   world.c       finds things; what transfers changed; starting again
 *   token.c       clients and tokens
 *   serve.c       from a request to a call: faults, route, token, media, shape
 *   answer.c      answers and errors
 *   read.c, move.c, hand.c   the platform's calls: reading; transfers; handovers by bots
 *   query.c       analytics and search
 *   fault.c, log.c, admin.c, openapi.c   what is under /_sandbox/
 */
#ifndef BATON_APPS_SANDBOX_INT_H
#define BATON_APPS_SANDBOX_INT_H

#include <pthread.h>

#include "apps/sandbox/sandbox.h"
#include "core/json.h"
#include "core/render.h"
#include "edge/yaml.h"

/* ---- accounts: texts with gaps ----------------------------------------------------------- */

enum baton_sandbox__gap {
    BATON_SANDBOX__TEXT,  /* none: bytes of the text */
    BATON_SANDBOX__TIME,  /* a moment, so far from the conversation's start */
    BATON_SANDBOX__ID,    /* one of the conversation's own ids */
    BATON_SANDBOX__NAME,  /* the customer's */
    BATON_SANDBOX__PHONE
};

struct baton_sandbox__piece {
    enum baton_sandbox__gap gap;
    struct baton_str text;      /* as it stands in the scenario */
    int64_t offset;             /* TIME: seconds from the conversation's start */
    uint32_t id;                /* ID: which */
};

struct baton_sandbox__account {
    struct baton_sandbox__piece *pieces;
    size_t count, capacity;
};

/* The second kind has these, added to its number. */
enum { BATON_SANDBOX__WITH_WRAPUP = 1, BATON_SANDBOX__WITH_QUEUE = 2, BATON_SANDBOX__BLOCK = 1024 };
enum baton_sandbox__view {
    BATON_SANDBOX__CONVERSATION = 0, /* …3: with wrap-up, with queue */
    BATON_SANDBOX__INTERACTION = 4,
    BATON_SANDBOX__VIEWS
};
/* A conversation of a scenario, and the pattern for generated ones. */
struct baton_sandbox__pattern {
    struct baton_str scenario, root_cause; /* root_cause.s NULL: nothing is wrong */
    struct baton_str id, state, channel, session, queue, customer, phone;
    bool hashed;                 /* analytics names it by a hash */
    bool relative;               /* its times are told from now */
    int64_t start, extent;       /* seconds since 1970; how long before now it began */
    uint64_t weight;
    struct baton_str ids[64];    /* its own ids; the first is the conversation's */
    size_t id_count;
    struct baton_sandbox__account views[BATON_SANDBOX__VIEWS];
};

struct baton_sandbox__queue {
    struct baton_str id, name;
    bool active;
    uint64_t members, available;
    struct baton_sandbox__code {
        struct baton_str id, name;
    } *codes;
    size_t code_count, code_capacity;
};

struct baton_sandbox__client {
    struct baton_str id, secret, scopes; /* scopes: with blanks between them */
    uint64_t lifetime;                   /* of a token, seconds */
};

/* ---- state: what happened since the start ------------------------------------------------ */

struct baton_sandbox__change {
    char id[37];
    struct baton_sandbox__change *next;
    const struct baton_sandbox__queue *queue; /* NULL: with a user */
    struct baton_str state, agent;            /* agent: its participant id, or "" */
    int64_t at;
};

enum { BATON_SANDBOX__TOKENS = 65536, BATON_SANDBOX__TOKEN = 43, BATON_SANDBOX__BUCKETS = 4096 };

struct baton_sandbox__token {
    char text[BATON_SANDBOX__TOKEN];
    const struct baton_sandbox__client *client;
    struct baton_str scopes;
    int64_t expires;
};

struct baton_sandbox__fault {
    uint64_t id, nth, times, seen, fired; /* nth 0: every one; times 0: for ever */
    uint64_t status, delay_ms, retry_after, body_size;
    struct baton_str method, path, body, content_type, location; /* path: a pattern */
    bool reset, truncate, hang, expire_tokens, act, has_body, has_retry_after;
    struct baton_sandbox__fault *next;
};

struct baton_sandbox__log {
    char *bytes;
    size_t capacity, from, used, count; /* used: bytes, gaps at the end included */
    uint64_t first;                     /* number of the oldest entry */
};

struct baton_sandbox {
    struct baton_alloc alloc;
    struct baton_arena arena;        /* the world, as it began */
    struct baton_sandbox_options options;
    int64_t began;
    uint64_t secret[2];              /* of tokens and of hashed keys */
    struct baton_sandbox__client *clients;
    size_t client_count, client_capacity;
    struct baton_sandbox__queue *queues;
    size_t queue_count, queue_capacity;
    struct baton_sandbox__code *users;
    size_t user_count, user_capacity;
    struct baton_sandbox__pattern **patterns;   /* by start, the latest first */
    size_t pattern_count, pattern_capacity, session_count;
    struct baton_sandbox__pattern **by_id, **by_session; /* sorted */
    uint8_t *kinds;                  /* of each generated one: index of its pattern */
    uint32_t *before; /* for each block of 1,024 and for the end: how many of each kind before */
    uint64_t generated, kind_count;  /* kind_count: so many numbers has a block in `before` */
    int64_t latest, step;            /* milliseconds: of the first generated one; between them */

    pthread_mutex_t lock;            /* guards all below, and the contracts */
    struct baton_arena state;
    struct baton_sandbox__change *changes[BATON_SANDBOX__BUCKETS];
    struct baton_sandbox__token *tokens;
    uint64_t issued, bot_calls, requests, faults_made;
    struct baton_sandbox__fault *faults;
    struct baton_sandbox__log log;
};

/* One conversation, of a scenario or generated. */
struct baton_sandbox__instance {
    const struct baton_sandbox__pattern *pattern;
    uint64_t index;                  /* UINT64_MAX: the scenario's own */
    int64_t start;                   /* milliseconds since 1970 */
    char id[37];
};

/* ---- scenario.c -------------------------------------------------------------------------- */

struct baton_sandbox__reader {
    struct baton_sandbox *sandbox;
    struct baton_str file, name;     /* name: the scenario's */
    const struct baton_json *doc;
    const struct baton_yaml_map *map;
    struct baton_arena *arena;       /* for the faults */
    struct baton_sandbox_faults *faults;
};

/* Reads what the options name; BATON_OK although there may be faults. */
enum baton_err baton_sandbox__read_scenarios(struct baton_sandbox *sandbox,
                                             struct baton_arena *arena,
                                             struct baton_sandbox_faults *faults) BATON_MUST_USE;
void baton_sandbox__fault(struct baton_sandbox__reader *r, uint32_t value, const char *fmt, ...)
    BATON_PRINTF(3, 4);
/* "unknown 'x'; did you mean 'y'?" */
struct baton_str baton_sandbox__unknown(struct baton_arena *arena, struct baton_str word,
                                        const char *const *known, size_t count);

/* ---- account.c --------------------------------------------------------------------------- */

/* Makes the views of a conversation whose account stands at a value of the reader's document. */
enum baton_err baton_sandbox__make_views(struct baton_sandbox__reader *r, uint32_t account,
                                         uint32_t legs,
                                         struct baton_sandbox__pattern *out) BATON_MUST_USE;
/* "-1h30m", "now", "+5s": seconds from now. */
bool baton_sandbox__span(struct baton_str text, int64_t *seconds);
bool baton_sandbox__is_uuid(struct baton_str text);

/* ---- population.c ------------------------------------------------------------------------ */

enum baton_err baton_sandbox__populate(struct baton_sandbox *sandbox) BATON_MUST_USE;
struct baton_sandbox__instance baton_sandbox__generated(const struct baton_sandbox *sandbox,
                                                        uint64_t index);
/* Which generated conversation has this id, and which of its ids it is. */
bool baton_sandbox__index_of(const struct baton_sandbox *sandbox, struct baton_str id,
                             uint64_t *index, uint32_t *which);
/* The text of a view. */
void baton_sandbox__render(const struct baton_sandbox *sandbox,
                           const struct baton_sandbox__instance *instance,
                           enum baton_sandbox__view view, struct baton_buf *out);
/* As analytics names it. */
void baton_sandbox__key(const struct baton_sandbox *sandbox,
                        const struct baton_sandbox__instance *instance, char out[37]);
uint64_t baton_sandbox__mix(uint64_t a, uint64_t b);
void baton_sandbox__uuid(uint64_t high, uint64_t low, char out[37]);
void baton_sandbox__put_time(struct baton_buf *out, int64_t ms);

/* ---- world.c ----------------------------------------------------------------------------- */

int64_t baton_sandbox__ms(void);
struct baton_sandbox__instance baton_sandbox__own(const struct baton_sandbox__pattern *pattern);
/* False if there is none with this conversation's or session's id. */
bool baton_sandbox__find(const struct baton_sandbox *, struct baton_str id,
                         struct baton_sandbox__instance *out);
bool baton_sandbox__find_session(const struct baton_sandbox *, struct baton_str session,
                                 struct baton_sandbox__instance *out);
struct baton_sandbox__queue *baton_sandbox__queue_of(const struct baton_sandbox *,
                                                     struct baton_str id);
bool baton_sandbox__is_user(const struct baton_sandbox *sandbox, struct baton_str id);
const struct baton_sandbox__change *
baton_sandbox__change_of(const struct baton_sandbox *sandbox,
                         const struct baton_sandbox__instance *instance);
struct baton_str baton_sandbox__state_of(const struct baton_sandbox *sandbox,
                                         const struct baton_sandbox__instance *instance);
bool baton_sandbox__is_open(struct baton_str state); /* active or queued */
/* Queue NULL: to a user. False: out of memory. */
bool baton_sandbox__place(struct baton_sandbox *sandbox,
                          const struct baton_sandbox__instance *instance,
                          const struct baton_sandbox__queue *queue);
/* Forgets all that happened. */
enum baton_err baton_sandbox__reset(struct baton_sandbox *sandbox) BATON_MUST_USE;

/* ---- calls ------------------------------------------------------------------------------- */

struct baton_sandbox__call {
    struct baton_sandbox *sandbox;
    const struct baton_httpd_request *request;
    struct baton_arena *arena;
    struct baton_httpd_response *response;
    const struct baton_contract *contract;
    struct baton_str id;                 /* the path's parameter */
    const struct baton_sandbox__token *token;
    struct baton_json body;
    uint32_t root;                       /* what is in the wrapper, if there is one */
    bool changed;                        /* the call changed the platform's state */
};

typedef void baton_sandbox__serve(struct baton_sandbox__call *call);
baton_sandbox__serve baton_sandbox__token_call, baton_sandbox__conversation,
    baton_sandbox__interaction, baton_sandbox__queue, baton_sandbox__codes,
    baton_sandbox__transfer, baton_sandbox__session_handover, baton_sandbox__studio_handover,
    baton_sandbox__token_handover, baton_sandbox__webchat, baton_sandbox__details,
    baton_sandbox__search, baton_sandbox__admin;

/* The value of a member that is a string, else "". */
struct baton_str baton_sandbox__text(const struct baton_json *doc, uint32_t object,
                                     const char *name, struct baton_arena *arena);
/* A decoded parameter of the query; s NULL if it is not there. */
struct baton_str baton_sandbox__parameter(struct baton_sandbox__call *call, const char *name);
/* Checks the body against the schema; false after an answer was made. */
bool baton_sandbox__fits(struct baton_sandbox__call *call, const struct baton_schema *schema);

/* ---- answer.c ---------------------------------------------------------------------------- */

void baton_sandbox__header(struct baton_httpd_response *response, const char *name,
                           struct baton_str value);
void baton_sandbox__json(struct baton_sandbox__call *call, int status,
                         const struct baton_buf *body);
/* {"status", "code", "message", "contextId"} */
void baton_sandbox__error(struct baton_sandbox__call *call, int status, const char *code,
                          const char *fmt, ...) BATON_PRINTF(4, 5);
/* The same with "error" and "error_description" (RFC 6749 section 5.2). */
void baton_sandbox__oauth_error(struct baton_sandbox__call *call, int status, const char *error,
                                const char *text);
void baton_sandbox__put_pair(struct baton_json_writer *w, const char *name, struct baton_str text);
/* ---- token.c ----------------------------------------------------------------------------- */

/* Finds the token of the request; false after a 401. */
bool baton_sandbox__authenticate(struct baton_sandbox__call *call);
/* False after a 403 where the token has none of the scopes that the contract names. */
bool baton_sandbox__permit(struct baton_sandbox__call *call);
/* A token by its text, not expired; NULL with *why. */
const struct baton_sandbox__token *baton_sandbox__genuine(const struct baton_sandbox *sandbox,
                                                          struct baton_str text,
                                                          const char **why);
bool baton_sandbox__has_scope(struct baton_str scopes, struct baton_str scope);
void baton_sandbox__expire_all(struct baton_sandbox *sandbox);

/* ---- fault.c, log.c, openapi.c ----------------------------------------------------------- */

/* The fault that this request meets, counted; or NULL. */
struct baton_sandbox__fault *baton_sandbox__meets(struct baton_sandbox__call *call);
/* Before the call: makes the answer and gives true where the call is not to be made. */
bool baton_sandbox__instead(struct baton_sandbox__call *call,
                            const struct baton_sandbox__fault *fault);
/* After it: what is done to the answer. */
void baton_sandbox__spoil(struct baton_sandbox__call *call,
                          const struct baton_sandbox__fault *fault);
baton_sandbox__serve baton_sandbox__add_fault;
void baton_sandbox__clear_log(struct baton_sandbox__log *log);
/* Adds the request to the log. */
void baton_sandbox__note(struct baton_sandbox__call *call);
baton_sandbox__serve baton_sandbox__list_faults, baton_sandbox__list_log, baton_sandbox__openapi;

#endif
