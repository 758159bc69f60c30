/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A conversation: a platform's own account of a session, in one shape whatever
 * the family: Genesys Cloud's conversation (or that of one medium) and analytics
 * detail, CXone's contact and its state history, Cognigy's transcript, log entries
 * and Voice Gateway events, and the two accounts of the tutorials. A platform may
 * give several accounts of one conversation; they are read into one, and every fact
 * keeps which account it stands in and where.
 *
 * Reading never fails on form: what is not there, or is not what it should be,
 * is simply not known. What the accounts call things is in core/conversation/words.c.
 */
#ifndef BATON_CORE_CONVERSATION_H
#define BATON_CORE_CONVERSATION_H

#include "core/base.h"
#include "core/json.h"

/* Where something stands: a value of the tape of one account; BATON_JSON_NONE: nowhere. */
struct baton_fact {
    uint32_t account; /* index */
    uint32_t at;
};

/* A time as written, and in seconds since 1970-01-01 UTC (INT64_MIN: not known). */
struct baton_moment {
    struct baton_fact fact;
    struct baton_str text;
    int64_t seconds;
};

/* A text with its place; s is NULL if it is not told. */
struct baton_told {
    struct baton_fact fact;
    struct baton_str text;
};

enum baton_role {
    BATON_ROLE_UNKNOWN, BATON_ROLE_CUSTOMER, BATON_ROLE_BOT, BATON_ROLE_AGENT, BATON_ROLE_QUEUE,
    BATON_ROLE_SYSTEM, BATON_ROLE_GATEWAY /* Cognigy's Voice Gateway */
};
const char *baton_role_name(enum baton_role role);

/* Of a leg or of the whole. A transfer is possible while it is active or queued. */
enum baton_call_state {
    BATON_CALL_UNKNOWN, BATON_CALL_ALERTING, BATON_CALL_ACTIVE, BATON_CALL_QUEUED, BATON_CALL_HELD,
    BATON_CALL_WRAP_UP, /* ended for the caller, being wrapped up, or wrapped up */
    BATON_CALL_ENDED, BATON_CALL_FAILED
};
const char *baton_call_state_name(enum baton_call_state state);

/*
 * How a leg ended. Genesys Cloud spells it dotted in conversations
 * ("transfer.noanswer") and in camel case in analytics ("noAnswerTransfer"); both
 * are read as one.
 */
enum baton_disconnect {
    BATON_DISCONNECT_UNKNOWN, BATON_DISCONNECT_CLIENT, BATON_DISCONNECT_PEER,
    BATON_DISCONNECT_ENDPOINT, BATON_DISCONNECT_SYSTEM, BATON_DISCONNECT_TIMEOUT,
    BATON_DISCONNECT_ERROR, BATON_DISCONNECT_TRANSPORT_FAILURE, BATON_DISCONNECT_TRANSFER,
    BATON_DISCONNECT_TRANSFER_FAILED, /* not available, no answer, do not disturb */
    BATON_DISCONNECT_EXPIRED,         /* inactivity, session expired */
    BATON_DISCONNECT_OTHER
};
const char *baton_disconnect_name(enum baton_disconnect how);

struct baton_participant {
    struct baton_fact fact;
    enum baton_role role;
    struct baton_told id, name, role_text, queue_id;
    struct baton_moment joined, left;
    struct baton_fact context; /* an object, or null, as the bot left it */
    bool has_context;          /* the member is there */
    struct baton_fact attributes; /* Genesys Cloud's participant attributes, an object; or NONE */
    size_t leg;                /* index of the first, or SIZE_MAX */
    /*
     * Was it ever connected, as far as an account of legs tells? An agent whose phone
     * rang and who did not answer is a participant, too.
     */
    bool connected, not_connected;
};

struct baton_leg {
    struct baton_fact fact;
    struct baton_told id, state_text, wrapup_code;
    enum baton_call_state state;
    struct baton_moment started, ended;
    struct baton_told disconnect_text, error_code, error_text, media;
    enum baton_disconnect disconnect;
    int sip_status;            /* of a disconnect reason of type sip, or of a SIP event; 0: none */
    int q850;                  /* cause of a disconnect reason of type q850; 0: none */
    size_t participant;        /* index, or SIZE_MAX */
};

/*
 * A transfer as the platform itself accounts for it: recentTransfers, a flow's exit, a REFER,
 * a Signal that the bot's log tells of.
 */
enum baton_transfer_by {
    BATON_TRANSFER_BY_PLATFORM, /* recentTransfers */
    BATON_TRANSFER_BY_FLOW,     /* how an Architect flow ended; state_text is its exit reason */
    BATON_TRANSFER_BY_GATEWAY,  /* Voice Gateway's REFER or dial */
    BATON_TRANSFER_BY_BOT,      /* input.handover */
    BATON_TRANSFER_BY_SIGNAL    /* target is the contact (none: not told), state_text the words */
};
enum baton_transfer_state {
    BATON_TRANSFER_UNKNOWN, BATON_TRANSFER_PENDING, BATON_TRANSFER_ACTIVE,
    BATON_TRANSFER_COMPLETE, BATON_TRANSFER_FAILED, BATON_TRANSFER_CANCELLED,
    BATON_TRANSFER_TIMEOUT
};
struct baton_transfer_told {
    struct baton_fact fact;
    struct baton_told id, state_text, type_text, target;
    enum baton_transfer_state state;
    enum baton_transfer_by by;
    struct baton_told reason;       /* why it failed, in the account's words */
    struct baton_moment time;
    int refer_status, final_status; /* of a REFER; of a dial or a Signal final_status alone; 0:
                                       not told */
};

enum baton_contact_flag { BATON_CONTACT_UNKNOWN, BATON_CONTACT_YES, BATON_CONTACT_NO };

/* What CXone says of one contact: a call's main one, or one of its legs and spawned scripts. */
struct baton_contact {
    struct baton_fact fact;
    struct baton_told id, master_id, skill_id, skill_name, agent_id, end_reason, state_text;
    struct baton_moment started, ended;
    enum baton_call_state state;
    enum baton_contact_flag abandoned, active;
    int64_t pre_queue, in_queue, with_agent; /* seconds; -1: not told */
};

/* How a bot's endpoint is set up. */
struct baton_endpoint_told {
    bool known;
    struct baton_told channel, provider; /* provider.text.s NULL: there is no handover provider */
};

/* One thing that happened, as an account tells it: a state of a contact, an event of a call. */
struct baton_occurrence {
    struct baton_fact fact;
    struct baton_moment time;
    enum baton_role actor, to; /* to: whom it goes to; UNKNOWN: nobody */
    struct baton_str text;
    bool bad, good;
    bool log;                  /* an entry of a log: it may be about something else */
    int status;                /* an HTTP or SIP status that it tells of a failure with; 0: none */
};

/* An id that joins accounts of different platforms; kind as in x-baton-kind. */
struct baton_join_key {
    /* "sip-call-id", "cxone.contact-id" (the spawned one's), …; "no-call": stands for none */
    const char *kind;
    struct baton_told value;
};

/* What a message is about, as far as its words tell. */
enum baton_message_kind {
    BATON_MESSAGE_PLAIN,
    BATON_MESSAGE_HANDOVER,        /* a handover is tried or asked for */
    BATON_MESSAGE_HANDOVER_FAILED, /* … was refused */
    BATON_MESSAGE_HANDOVER_DONE,   /* … came about */
    BATON_MESSAGE_SESSION_EXPIRED
};

struct baton_message {
    struct baton_fact fact;
    struct baton_told text;   /* content: a string, or the JSON text of what it is */
    struct baton_moment time;
    enum baton_message_kind kind;
    int status;               /* an HTTP status that the words name, or 0 */
    size_t participant;       /* index */
};

/* metadata.errors: what the platform noted itself; a string, or an object with code and message. */
struct baton_noted_error {
    struct baton_fact fact;
    struct baton_told code, text;
    struct baton_moment time;
    int status;               /* 0: none told */
};

struct baton_conversation {
    const struct baton_json *const *accounts; /* tapes; the facts refer to them */
    size_t account_count;
    struct baton_told id, state_text, wrapup_code, queue_id, queue_name;
    enum baton_call_state state;
    struct baton_told contrary_state; /* of a later account that says something else */
    struct baton_str family; /* whose account it is: "community", "genesys", "cxone", "cognigy" */
    struct baton_moment started, ended, wrapped_up;
    struct baton_leg *legs;
    size_t leg_count;
    bool has_legs;            /* an account has the member */
    struct baton_participant *participants; /* each once, whichever account tells of it */
    size_t participant_count;
    bool has_participants;    /* an account lists them itself, not by legs alone: it has contexts */
    struct baton_message *messages; /* of all participants, by time, then as they stand */
    size_t message_count;
    struct baton_noted_error *errors;
    size_t error_count;
    struct baton_transfer_told *transfers;
    size_t transfer_count;
    struct baton_contact *contacts; /* each id once */
    size_t contact_count;
    struct baton_endpoint_told endpoint;
    struct baton_told wrapup_prompt; /* Genesys Cloud's wrapupPrompt of an agent */
    bool wrapup_required, has_wrapup;
    struct baton_fact handover_asked;  /* a transcript's first inHandoverRequest */
    struct baton_moment asked, with_agent; /* when; with_agent: first inHandoverConversation */
    struct baton_occurrence *occurrences; /* by time, then as they stand */
    size_t occurrence_count;
    struct baton_join_key *keys; /* each value of a kind once */
    size_t key_count;
    /* The first of each among participants, or SIZE_MAX; no agent who left before the first try. */
    size_t bot, agent, customer;
};

/*
 * An account, of any family? A Genesys Cloud conversation or analytics detail, a CXone
 * contact or state history, a Cognigy transcript or list of log entries, a Voice Gateway
 * event or list of them; or an object with an id and participants, legs or messages.
 */
bool baton_conversation_is(const struct baton_json *doc, uint32_t root);
/* Whose account: "community", "genesys", "cxone", "cognigy"; NULL if it is none. */
const char *baton_conversation_family(const struct baton_json *doc, uint32_t root);
/* Is it the account of a vendor's own platform, not of the tutorials? */
bool baton_conversation_is_vendors(const struct baton_conversation *conversation);
/* Did this participant take the call, as far as the accounts tell? */
bool baton_participant_took(const struct baton_participant *participant);
/*
 * Reads accounts (tape and root each) of one conversation into one; what an
 * earlier account tells stands, what a later one knows beyond it is added.
 * Participants with equal ids are one. All text is of the documents or the arena.
 * An account without a document is passed over. *cut: there are more than
 * BATON_CONVERSATION_MAX participants, messages, legs or errors, and what is beyond
 * that is left out. BATON_OK or BATON_ENOMEM.
 */
enum { BATON_CONVERSATION_MAX = 100000 };
struct baton_account {
    const struct baton_json *doc; /* NULL: none */
    uint32_t root;
};
enum baton_err baton_conversation_read(struct baton_arena *arena,
                                       const struct baton_account *accounts, size_t count,
                                       struct baton_conversation *out,
                                       bool *cut) BATON_MUST_USE;

/* A member of the bot's context, looked for at its top: NONE if it is not there. */
struct baton_fact baton_conversation_context(const struct baton_conversation *conversation,
                                             const char *name);
/* The value's text: a string's characters, else its JSON text. */
struct baton_str baton_conversation_text(const struct baton_conversation *conversation,
                                         struct baton_fact fact, struct baton_arena *arena);

/* ---- what came of it ------------------------------------------------------------ */

/* The tries at a handover that messages tell of; pointers are NULL where there is none. */
struct baton_tries {
    size_t asked, failed; /* messages of each kind */
    size_t count;         /* of tries: a try may be told as asked for, as failed, or as both */
    bool done;            /* an agent joined, or a message says that it came about */
    const struct baton_message *first, *last, *first_failed, *last_failed;
};

struct baton_tries baton_conversation_tries(const struct baton_conversation *conversation);
/* An agent joined. */
bool baton_conversation_worked(const struct baton_conversation *conversation);
/* No agent joined, and a try failed, an error was noted, or the call waits or is over. */
bool baton_conversation_failed(const struct baton_conversation *conversation);
/* The HTTP status that the first failure is told with, or 0. */
int baton_conversation_status(const struct baton_conversation *conversation);

#endif
