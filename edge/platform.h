/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Platforms as clients see them. A family (edge/platform/community.c, one file
 * each) says which call answers which question; what is common (hosts, discovery,
 * tokens, retries, the exchange as evidence) is beside it. Nothing is ever sent that
 * changes the platform but by baton_platform_send(), which wants `confirmed`.
 */
#ifndef BATON_EDGE_PLATFORM_H
#define BATON_EDGE_PLATFORM_H

#include "core/base.h"
#include "core/evidence.h"
#include "edge/config.h"
#include "edge/fetch.h"
#include "edge/oauth.h"

struct baton_platform;

/* One answer; everything in the arena it was asked with. */
struct baton_answer {
    enum baton_document_role role;
    struct baton_str platform, family;
    struct baton_str contract;    /* the call's contract id */
    struct baton_str method, url;
    struct baton_fetch_response response;
    struct baton_str exchange;    /* as raw HTTP text, secrets masked */
    /*
     * The call could not be made: there was no token, or discovery told no host. Role,
     * contract and response are those of the request that failed (BATON_DOC_TOKEN,
     * BATON_DOC_DISCOVERY, BATON_DOC_TENANT), which may have been answered with 200.
     */
    bool token_failed;
    struct baton_str why;         /* of that, one sentence where the answer itself does not say */
    void *user;
};

/* What an id in a call's path is of. */
enum baton_asked_of {
    BATON_OF_CONVERSATION, /* what the user named, or what joins it */
    BATON_OF_QUEUE, BATON_OF_OTHER_QUEUE, BATON_OF_SKILL, BATON_OF_MAIN_CONTACT,
    BATON_OF_ENDPOINT,
    BATON_OF_NOTHING       /* the path has no id */
};

/* How a family's requests are authorised. */
enum baton_grant {
    BATON_GRANT_CLIENT,    /* client credentials (RFC 6749 section 4.4) */
    BATON_GRANT_PASSWORD,  /* resource owner's password: an access key of CXone (section 4.3) */
    BATON_GRANT_API_KEY    /* no token: a header with the key */
};

/* A page of recent conversations. */
struct baton_recent_query {
    struct baton_str channel;     /* "voice"; "" for all */
    int64_t from, to;             /* seconds since 1970 */
    size_t page, page_size;       /* page from 1 */
    bool active;                  /* those that go on now, where the family lists them apart */
};

/* What a transfer is made of. */
struct baton_transfer {
    struct baton_str conversation_id, queue_id, wrapup_code_id, customer_name, reason, intent;
    struct baton_str participant_id; /* genesys: of the leg that is replaced */
    struct baton_str action;         /* cxone: p1 of the signal; "Escalate" where not given */
    const struct baton_json *context; /* the bot's, to be passed on; may be NULL */
    uint32_t context_at;
};

/* Where the members of a page of recent conversations are: names, "a/b" for one in another. */
struct baton_recent_shape {
    const char *rows;                    /* "conversations" */
    const char *active;                  /* rows where query.active; NULL: not listed apart */
    const char *id, *started, *ended, *state;
    const char *total;                   /* NULL: not told */
};

/*
 * A family is this table, in a file of its own (edge/platform/FAMILY.c), and its
 * contracts. {name} in a path is a key of the configuration; {id} is the id asked
 * about; both are percent-encoded.
 */
struct baton_family {
    const char *name;             /* "genesys" */
    const char *vendor;           /* "Genesys Cloud" */
    const char *side;             /* "bot" or "platform": where it stands in a joined trace */
    const char *id_kind;          /* of the id that trace takes, as in x-baton-kind */
    const char *id_words;         /* "a conversation id (UUID)" */
    enum baton_grant grant;
    bool basic;                   /* client and secret go by HTTP Basic, whatever `auth` says */
    const char *api_key_header;   /* BATON_GRANT_API_KEY: "X-API-Key" */
    bool refused_403;             /* a stale token may be answered 403, too */
    /*
     * Hosts: patterns with {key} of the configuration, used where base-url (token-url)
     * is not set: "https://api.{environment}".
     */
    const char *base, *token_url;
    /*
     * Regions by name, whose domain becomes {environment}; ends with a NULL name. A region
     * that is not there stands for itself; so does `environment`, which counts before.
     */
    const struct baton_family_region {
        const char *name, *domain;
    } *regions;
    /*
     * Domains of the vendor's own hosts, NULL-terminated. A base-url that is in none of them
     * is a sandbox or a gateway, and the rest is looked for below it, too.
     */
    const char *const *domains;
    /* What keys are where nothing else says it: patterns; the first whose keys are known. */
    const struct baton_family_default {
        const char *key, *value;
        bool elsewhere;           /* only where base-url is in none of `domains` */
    } *defaults;
    size_t default_count;
    /* BATON_GRANT_PASSWORD: a claim of the id_token, and the key that it becomes; or NULL. */
    const char *claim, *claim_becomes;
    /*
     * Asked without a token before the first call, in this order, where what they tell
     * is not configured: a member of the answer becomes the value of a key. One whose url
     * has a key that only the token tells is asked after that.
     */
    const struct baton_discovery {
        enum baton_document_role role;
        const char *url, *contract;
        const char *member, *becomes; /* "api_endpoint", "base-url" */
    } *discovery;
    size_t discovery_count;
    /* Keys that must be set, NULL-terminated; "environment|base-url": one of them. */
    const char *const *needed;
    const char *variables;        /* how those begin that messages name: "GENESYSCLOUD_" */
    const char *scopes_read;      /* that reading takes, any one of each group; NULL: no scopes */
    const char *permissions_read; /* roles that reading takes, for doctor; NULL: none known */
    /* Rows of calls, one per question, in the order they are asked in. */
    struct baton_platform_call {
        enum baton_document_role role;
        enum baton_asked_of of;
        const char *method, *path, *contract;
        const char *scopes;       /* any one of these, comma-separated; NULL: none known */
    } const *calls;
    size_t call_count;
    /*
     * Which path and body a page of recent conversations takes; body empty: a GET. {name} in
     * a path counts here, too.
     */
    bool (*recent)(const struct baton_recent_query *query, struct baton_buf *path,
                   struct baton_buf *body);
    const char *recent_contract, *active_contract;
    struct baton_recent_shape recent_shape;
    /* The transfer that a bot should send: path and body. NULL: the family has none. */
    bool (*transfer)(const struct baton_transfer *transfer, struct baton_buf *path,
                     struct baton_buf *body);
    const char *transfer_contract;
    const char *permissions_transfer;  /* roles that it takes besides; NULL: none known */
    const char *const *transfer_needs; /* keys that a transfer must have: "queue-id" */
};

extern const struct baton_family *const baton_families[];
extern const size_t baton_family_count;
const struct baton_family *baton_family_find(struct baton_str name);

/*
 * Opens the platform that the configuration describes, which must live as long; asks
 * nothing. BATON_OK; BATON_ECONFIG with *why when something needed is missing (which
 * keys, which variables); BATON_ENOMEM. clock gives seconds since 1970; cache_folder
 * is for tokens (NULL: none is kept), unless the configuration says that none shall be.
 */
enum baton_err baton_platform_open(struct baton_alloc alloc, const struct baton_config *config,
                                   const char *cache_folder, int64_t (*clock)(void),
                                   struct baton_platform **out, struct baton_arena *arena,
                                   struct baton_str *why) BATON_MUST_USE;
void baton_platform_close(struct baton_platform *platform);
const struct baton_family *baton_platform_family(const struct baton_platform *platform);
/* Where calls go, or, as long as discovery has not told it, where that is asked. */
struct baton_str baton_platform_base(struct baton_platform *platform);
/* A key as the platform takes it: configured, learned, or the family's; s NULL: not known. */
struct baton_str baton_platform_setting(struct baton_platform *platform, const char *key);
/* What is known of the token now (never its text). */
struct baton_token_facts baton_platform_token(const struct baton_platform *platform);

/*
 * All that comes before a call: discovery, and a token. *ready false: *out says what
 * failed, as baton_answer.token_failed has it. Calls do it themselves.
 */
enum baton_err baton_platform_prepare(struct baton_platform *platform, struct baton_arena *arena,
                                      struct baton_answer *out, bool *ready) BATON_MUST_USE;

/*
 * Asks one question about an id (of what the call's row says; "" for BATON_OF_NOTHING).
 * BATON_OK whatever the platform answered; BATON_EUSAGE if the family has no such call,
 * or a key in its path is not set; BATON_ENOMEM. A 401 (a 403, too, where refused_403)
 * leads to a new token and one more try, once.
 */
enum baton_err baton_platform_ask(struct baton_platform *platform, enum baton_document_role role,
                                  struct baton_str id, struct baton_arena *arena,
                                  struct baton_answer *out) BATON_MUST_USE;
enum baton_err baton_platform_recent(struct baton_platform *platform,
                                     const struct baton_recent_query *query,
                                     struct baton_arena *arena,
                                     struct baton_answer *out) BATON_MUST_USE;
/*
 * Several at a time: each answer in an arena of its own; see baton_fetch_next().
 * *begun false: there is no token, and *out says why.
 */
enum baton_err baton_platform_begin(struct baton_platform *platform, enum baton_document_role role,
                                    struct baton_str id, void *user, struct baton_arena *arena,
                                    struct baton_answer *out, bool *begun) BATON_MUST_USE;
enum baton_err baton_platform_next(struct baton_platform *platform, struct baton_answer *out,
                                   bool *more) BATON_MUST_USE;
/*
 * Sends a transfer. Without `confirmed` it is not sent: only method, url and exchange
 * are set, to be shown. Discovery and a token may be asked for, where the host is not
 * known without.
 */
enum baton_err baton_platform_send(struct baton_platform *platform,
                                   const struct baton_transfer *transfer, bool confirmed,
                                   struct baton_arena *arena,
                                   struct baton_answer *out) BATON_MUST_USE;

#endif
