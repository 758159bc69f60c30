/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sandbox's world: what is in it, whoever asks. What answers in a vendor's
 * manner is a family, see apps/sandbox/family.h.
 *
 *   scenario.c    reads scenario files into the world
 *   account.c     texts with gaps for times and ids
 *   population.c  conversations generated from index and seed; ids and back
 *   world.c       finds things; what transfers changed; starting again
 *   list.c        conversations by time
 *   token.c       clients and tokens
 *   serve.c       from a request to a call: faults, route, token, media, shape
 *   answer.c      answers and errors
 *   fault.c, log.c, admin.c, openapi.c   what is under /_sandbox/
 *   families.c    the list of families
 *   community*.c, genesys*.c, cxone*.c, cognigy*.c   a family each
 */
#ifndef BATON_APPS_SANDBOX_INT_H
#define BATON_APPS_SANDBOX_INT_H

#include <pthread.h>

#include "apps/sandbox/sandbox.h"
#include "core/json.h"
#include "core/render.h"
#include "edge/yaml.h"

/* At most. */
enum { BATON_SANDBOX__FAMILIES = BATON_SANDBOX_MAX_FAMILIES, BATON_SANDBOX__VIEWS = 6 };

struct baton_sandbox__family;

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

enum { BATON_SANDBOX__BLOCK = 1024 };

/* What a scenario says under a family's name; doc NULL: nothing. */
struct baton_sandbox__section {
    const struct baton_json *doc;
    uint32_t at;
};

/* A conversation as one family tells of it. */
struct baton_sandbox__told {
    bool is_told;                    /* else this family knows nothing of it */
    bool has_cause;                  /* the scenario says what the root cause is, or that none is */
    struct baton_str root_cause;     /* s NULL: nothing is wrong */
    struct baton_str id;             /* what the family calls it; s NULL: as the others do */
    struct baton_sandbox__account views[BATON_SANDBOX__VIEWS]; /* which is the family's affair */
};

/* A conversation of a scenario, and the pattern for generated ones. */
struct baton_sandbox__pattern {
    struct baton_str scenario;
    struct baton_str id, state, channel, session, queue, customer, phone;
    bool hashed;                 /* analytics names it by a hash */
    bool relative;               /* its times are told from now */
    int64_t start, extent;       /* seconds since 1970; how long before now it began */
    uint64_t weight;
    struct baton_str ids[64];    /* its own ids; the first is the conversation's */
    size_t id_count;
    struct baton_sandbox__told told[BATON_SANDBOX__FAMILIES];
};

struct baton_sandbox__queue {
    struct baton_str id, name;
    bool active;
    uint64_t members, available;
    struct baton_sandbox__code {
        struct baton_str id, name;
    } *codes;
    size_t code_count, code_capacity;
    struct baton_sandbox__section own[BATON_SANDBOX__FAMILIES];
};

struct baton_sandbox__client {
    struct baton_str id, secret, scopes; /* scopes: with blanks between them */
    uint64_t lifetime;                   /* of a token, seconds; 0: what is usual */
    struct baton_sandbox__section own[BATON_SANDBOX__FAMILIES];
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
    const struct baton_sandbox__family *family; /* of no use with another */
    struct baton_str scopes;
    int64_t expires;
    int64_t window;                      /* the minute that count is of, seconds since 1970 */
    uint64_t count;
};

struct baton_sandbox__fault {
    uint64_t id, nth, times, seen, fired; /* nth 0: every one; times 0: for ever */
    uint64_t status, delay_ms, retry_after, body_size;
    struct baton_str family, method, path; /* path: a pattern */
    struct baton_str body, content_type, location;
    bool reset, truncate, hang, expire_tokens, act, has_body, has_retry_after;
    struct baton_sandbox__fault *next;
};

struct baton_sandbox__log {
    char *bytes;
    size_t capacity, from, used, count; /* used: bytes, gaps at the end included */
    uint64_t first;                     /* number of the oldest entry */
};

/* What answers at one port. */
struct baton_sandbox__door {
    struct baton_sandbox *sandbox;
    const struct baton_sandbox__family *family;
    size_t index;                    /* of the family: in own[], told[] and state[] */
    const struct baton_sandbox__route **routes; /* by the contract's index; NULL: not served */
};

struct baton_sandbox {
    struct baton_alloc alloc;
    struct baton_arena arena;        /* the world, as it began */
    struct baton_sandbox_options options;
    int64_t began;
    uint64_t secret[2];              /* of tokens */
    struct baton_sandbox__door doors[BATON_SANDBOX__FAMILIES];
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
    /* What a family keeps in `state`; NULL at the beginning. */
    void *own[BATON_SANDBOX__FAMILIES], *jobs[BATON_SANDBOX__FAMILIES];
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

/* Members, with a fault for what is unknown, missing or of another type. */
bool baton_sandbox__object_of(struct baton_sandbox__reader *r, uint32_t value,
                              const char *const *known, size_t count);
struct baton_str baton_sandbox__text_at(struct baton_sandbox__reader *r, uint32_t object,
                                        const char *name, bool required);
uint64_t baton_sandbox__number_at(struct baton_sandbox__reader *r, uint32_t object,
                                  const char *name, uint64_t otherwise);
bool baton_sandbox__list_at(struct baton_sandbox__reader *r, uint32_t object, const char *name,
                            uint32_t *list);
/* Sets start, relative and extent from startTime, which must be there. */
void baton_sandbox__start_at(struct baton_sandbox__reader *r, uint32_t account,
                             struct baton_sandbox__pattern *pattern);

/* The first participant of this type in an account, or NONE. */
uint32_t baton_sandbox__participant(struct baton_sandbox__reader *r, uint32_t account,
                                    const char *type);
/* The conversation's id, which must be a UUID and is the first of its own. */
void baton_sandbox__own_id(struct baton_sandbox__reader *r, uint32_t object,
                           struct baton_sandbox__pattern *pattern);

/* ---- account.c --------------------------------------------------------------------------- */

/* Makes a view of JSON text: times and the conversation's own ids become gaps. */
enum baton_err baton_sandbox__make_view(struct baton_sandbox *sandbox,
                                        struct baton_sandbox__pattern *pattern,
                                        struct baton_str json,
                                        struct baton_sandbox__account *out) BATON_MUST_USE;
/* "-1h30m", "now", "+5s": seconds from now. */
bool baton_sandbox__span(struct baton_str text, int64_t *seconds);
bool baton_sandbox__is_uuid(struct baton_str text);
/* An id that is always the same for the same text and number. */
void baton_sandbox__id_from(struct baton_str text, uint64_t number, char out[37]);

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
                           const struct baton_sandbox__account *account, struct baton_buf *out);
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
/* What each family serves, by the contract. False: out of memory. */
bool baton_sandbox__open_doors(struct baton_sandbox *sandbox); /* in serve.c */
/* Forgets all that happened. */
enum baton_err baton_sandbox__reset(struct baton_sandbox *sandbox) BATON_MUST_USE;

#endif
