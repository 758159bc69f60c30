/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Evidence: all that is known about one handover. A list of documents, each one
 * HTTP exchange with the platform as raw HTTP text (or the bot's captured
 * request, in whatever form the user has it), and what they say together: the
 * conversation, the queue, its wrap-up codes, what the token may do, the time.
 *
 * Evidence is kept as a folder: one .http file per document, the payload under
 * its own name, and evidence.json, which says what is what. The same folder gives
 * the same report. Text that goes into it was masked before (baton_mask).
 */
#ifndef BATON_CORE_EVIDENCE_H
#define BATON_CORE_EVIDENCE_H

#include "core/base.h"
#include "core/conversation.h"
#include "core/json.h"
#include "core/model.h"

/* What a document is asked for: enum, the name in evidence.json and of its file. */
#define BATON_DOCUMENT_ROLES(X)                                              \
    X(BATON_DOC_CONVERSATION, "conversation", "the conversation")            \
    X(BATON_DOC_INTERACTION, "interaction", "what happened in it")           \
    X(BATON_DOC_QUEUE, "queue", "the queue")                                 \
    X(BATON_DOC_WRAPUP_CODES, "wrapupcodes", "the queue's wrap-up codes")    \
    X(BATON_DOC_OTHER_QUEUE, "other-queue", "another queue's wrap-up codes") \
    X(BATON_DOC_TOKEN, "token", "the answer to the request for a token")     \
    X(BATON_DOC_TRANSFER, "transfer", "a transfer that baton tried")         \
    X(BATON_DOC_PAYLOAD, "payload", "the bot's captured request")            \
    X(BATON_DOC_ANALYTICS, "analytics", "the conversation in analytics")     \
    X(BATON_DOC_MEMBERS, "members", "the queue's members")                   \
    X(BATON_DOC_WAIT, "wait", "the queue's estimated wait")                  \
    X(BATON_DOC_CONTACT, "contact", "the contact")                           \
    X(BATON_DOC_MAIN_CONTACT, "main-contact", "the main contact")            \
    X(BATON_DOC_HISTORY, "history", "the contact's states")                  \
    X(BATON_DOC_CUSTOM_DATA, "custom-data", "the contact's custom data")     \
    X(BATON_DOC_SKILL, "skill", "the skill")                                 \
    X(BATON_DOC_TRANSCRIPT, "transcript", "the bot's transcript")            \
    X(BATON_DOC_LOGS, "logs", "the bot's log")                               \
    X(BATON_DOC_ENDPOINT, "endpoint", "the endpoint's settings")             \
    X(BATON_DOC_DISCOVERY, "discovery", "the issuer's discovery document")   \
    X(BATON_DOC_TENANT, "tenant", "the tenant's discovery document")

enum baton_document_role {
#define BATON_DOCUMENT_ROLE(code, name, what) code,
    BATON_DOCUMENT_ROLES(BATON_DOCUMENT_ROLE)
#undef BATON_DOCUMENT_ROLE
    BATON_DOC_ROLE_COUNT
};
const char *baton_document_role_name(enum baton_document_role role);
const char *baton_document_role_what(enum baton_document_role role);

struct baton_document {
    enum baton_document_role role;
    struct baton_str name;      /* "conversation.http": what findings point into */
    struct baton_str platform;  /* whose: a name of baton.yaml, else a family's; "": the only one */
    struct baton_str family;    /* of that platform; "" where nobody says */
    struct baton_str contract;  /* its id, or "" */
    struct baton_str text;      /* what spans refer to */
    struct baton_exchange exchange;
    struct baton_json_reading reading; /* of the answer; of the body for a payload */
    bool readable;
    struct baton_str failure;   /* why there was no answer, or "" */
};

enum baton_known { BATON_NOT_KNOWN, BATON_YES, BATON_NO };

/* What the platform says of the queue that the handover is for. */
struct baton_queue_facts {
    size_t document;            /* index, or SIZE_MAX: nobody asked */
    int status;                 /* of the answer */
    struct baton_told id, name;
    enum baton_known active;
    int64_t members, available; /* agents; -1: not told */
    struct baton_fact active_at, members_at, available_at;
};

struct baton_wrapup_code {
    struct baton_told id, name;
};

struct baton_wrapup_facts {
    size_t document;            /* or SIZE_MAX */
    int status;
    struct baton_wrapup_code *codes;
    size_t count;
};

/* Who works in the queue, of the members' answer; counts are -1 where they are not told. */
struct baton_members_facts {
    size_t document;            /* or SIZE_MAX */
    int status;
    int64_t listed, joined, on_queue; /* on_queue: joined, and routingStatus is not OFF_QUEUE */
    struct baton_fact at;       /* the list */
};

/* The queue's estimated wait, the longest told for the conversation's medium. */
struct baton_wait_facts {
    size_t document;            /* or SIZE_MAX */
    int64_t seconds;            /* -1: not told */
    struct baton_fact at;
};

/* Do the two sides tell of one call? Keys that are equal, else two that should be. */
struct baton_joined {
    const struct baton_join_key *platform, *bot; /* a pair that is equal; NULL: none is */
    const struct baton_join_key *other_platform, *other_bot; /* none is equal: one that differs */
};

/* What is known of the token that baton itself used; never the token. */
struct baton_token_facts {
    bool known;
    bool scopes_known;
    struct baton_str scopes;    /* blank-separated */
    int64_t expires;            /* seconds since 1970, or INT64_MIN */
};

struct baton_evidence {
    struct baton_document *documents; /* accounts of the conversation first */
    size_t document_count;
    struct baton_str asked_id;  /* the conversation's id as the user gave it */
    struct baton_str family;
    int64_t now;                /* when it was collected */
    bool has_conversation;
    bool cut;                   /* an account holds more than is read */
    /*
     * The contact centre's account; where the bot's is the only one, that. Facts'
     * accounts are indexes of documents.
     */
    struct baton_conversation conversation;
    bool has_bot_side;          /* the bot platform's own account is there besides: */
    struct baton_conversation bot_side;
    struct baton_joined joined;
    struct baton_queue_facts queue;
    struct baton_members_facts members;
    struct baton_wait_facts wait;
    struct baton_wrapup_facts wrapup;
    struct baton_token_facts token;
    size_t payload;             /* index of the document, or SIZE_MAX */
    /* What was looked for at other platforms and not found, each in a sentence. */
    const struct baton_str *absent;
    size_t absent_count;
    /* Queue and wrap-up code that the handover names: the payload's, else the bot's context's. */
    struct baton_told queue_wanted, wrapup_wanted;
};

/* One file of evidence, as it is in a folder or as it came. */
struct baton_file {
    enum baton_document_role role;
    struct baton_str name, contract, text, failure;
    struct baton_str platform, family; /* as in struct baton_document; s may be NULL */
};

struct baton_gathered {
    struct baton_str asked_id, family;
    int64_t now;
    struct baton_token_facts token;
    const struct baton_file *files;
    size_t count;
    const struct baton_str *absent; /* as in struct baton_evidence */
    size_t absent_count;
};

/*
 * Reads what was gathered. A file that cannot be read as what it should be is a
 * document that is not readable; nothing fails on form. BATON_OK, BATON_ENOMEM.
 */
enum baton_err baton_evidence_read(struct baton_arena *arena, const struct baton_gathered *from,
                                   const struct baton_json_limits *limits,
                                   struct baton_evidence *out) BATON_MUST_USE;

/*
 * The ids by which the other platform can be asked, of both sides' accounts and of the
 * paths that were asked for: kinds "genesys.conversation-id", "cxone.contact-id" (of the
 * spawned contact, where that is known), "cxone.main-contact-id", "cognigy.session-id",
 * "sip-call-id". Each value of a kind once, in the order of the documents. BATON_OK or
 * BATON_ENOMEM.
 */
enum baton_err baton_evidence_keys(struct baton_arena *arena,
                                   const struct baton_evidence *evidence,
                                   struct baton_join_key **out, size_t *count) BATON_MUST_USE;
/* Is a document with this name one whose answer is, or may be, an account of the conversation? */
bool baton_document_is_account(const struct baton_document *document);

/* What an answer (a good one's tape) says of a queue; facts' accounts are `index`. */
struct baton_queue_facts baton_evidence_queue(struct baton_arena *arena,
                                              const struct baton_json *doc, size_t index);
/* The wrap-up codes that an answer lists; *count may be 0. */
enum baton_err baton_evidence_codes(struct baton_arena *arena,
                                    const struct baton_document *document, size_t index,
                                    struct baton_wrapup_code **out, size_t *count) BATON_MUST_USE;
/* The queue, among those looked up besides, that has this code; s NULL if none has. */
struct baton_str baton_evidence_queue_of_code(struct baton_arena *arena,
                                              const struct baton_evidence *evidence,
                                              struct baton_str code);

/* evidence.json of what was gathered. */
enum baton_err baton_evidence_put(struct baton_buf *out,
                                  const struct baton_gathered *from) BATON_MUST_USE;
/*
 * And back: the files have name, role and contract, and no text yet. BATON_ESYNTAX
 * with *why if it is not an evidence.json.
 */
enum baton_err baton_evidence_get(struct baton_arena *arena, struct baton_str json,
                                  struct baton_gathered *out, struct baton_str *why) BATON_MUST_USE;

#endif
