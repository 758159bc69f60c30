/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: each one thing that can be wrong. A rule is a page, rules/HOnnnn-name.md,
 * and a function, baton_rule_HOnnnn, in core/rule/. The table of all rules is
 * generated from the pages; a page without a function does not link, a function
 * without a page has no prototype and does not compile.
 *
 * A rule looks at one exchange through struct baton_check and reports what it
 * finds. It does not decide what the finding is worth: severity comes from the
 * page and the policy, the root cause from core/diagnose.
 */
#ifndef BATON_CORE_RULE_H
#define BATON_CORE_RULE_H

#include "core/base.h"
#include "core/contract.h"
#include "core/evidence.h"
#include "core/finding.h"
#include "core/http.h"
#include "core/json.h"
#include "core/model.h"
#include "core/schema.h"

/* ---- what a rule sees --------------------------------------------------------- */

struct baton_settings {
    int64_t now;                     /* seconds since 1970-01-01 UTC; INT64_MIN: not known */
    bool now_given;                  /* it was stated: it counts more than a capture's own */
    const struct baton_str *expect_context; /* keys that the receiving script reads */
    size_t expect_context_count;
    struct baton_str family;         /* "" for all */
    struct baton_json_limits limits;
};

/* One id found in the exchange: where, of what kind, and its characters. */
struct baton_id {
    struct baton_str kind, value, name; /* name: of the member, parameter or header */
    enum baton_id_place { BATON_ID_PATH, BATON_ID_HEADER, BATON_ID_BODY } place;
    uint32_t at;                        /* BODY: the value in the body's tape */
    struct baton_span span;             /* PATH, HEADER: in the input */
    bool editable;                      /* PATH, HEADER: stands plainly in the input */
};

/*
 * What the exchanges of one input told so far that counts for those after them, as a HAR
 * file holds a whole call: which contact is which, the token, the session of the bot.
 * The caller owns it, clears it to zero before each input, and hands it on unread.
 */
enum { BATON_MEMORY_BOTS = 32, BATON_MEMORY_TOKENS = 8, BATON_MEMORY_SEEN = 64 };
struct baton_memory_id {
    char text[24];
    size_t len, exchange; /* len 0: not known; exchange: counted from 1 */
};
struct baton_memory {
    size_t exchanges;
    struct baton_memory_id main_contact, spawned_contact, transcript_contact, ended_contact;
    size_t calls;         /* how many pairs of main and spawned contact were seen */
    int transcript_status; /* what the transcript was answered, 0: not known */
    bool bots_listed;     /* a list of bots was given, with intents that are not known here */
    /* What the whole input tells of one call, wherever it stands; len 0: nothing, or of several. */
    struct {
        struct baton_memory_id main_contact, spawned_contact, signalled;
    } text;
    struct {
        char text[128];
        size_t len, exchange;
    } api_host;
    struct {
        uint64_t access, id; /* hashes: never a token */
        int64_t at, lifetime; /* seconds; at INT64_MIN: not known */
        size_t exchange;
    } token;
    struct baton_memory_token {
        uint64_t access;      /* a hash, of a token that any vendor gave; 0: none */
        const char *vendor;   /* as baton_vendor_of() has it */
        size_t exchange;
    } issued[BATON_MEMORY_TOKENS];
    size_t issued_count;      /* also of those that later ones took the room of */
    struct {
        uint64_t token, url;  /* hashes of the last call that was answered 401 or 403 */
        size_t exchange;
        int status;
    } refused;
    struct baton_memory_bot {
        uint64_t contact, state; /* hashes of the contact's id and of the bot's state */
        size_t exchange;
        bool open, is_text;
    } bots[BATON_MEMORY_BOTS];
    /* Genesys Cloud: participants whose legs were over, queues that had no members. */
    struct baton_memory_seen {
        uint64_t id;          /* a hash */
        size_t exchange;      /* 0: none */
    } ended[BATON_MEMORY_SEEN], empty[BATON_MEMORY_SEEN];
};

/*
 * One exchange of an input, as far as those before it have to know of it: an input that is read
 * as a whole is looked over first. Streams of records are not: nobody knows what comes.
 */
enum { BATON_AHEAD_MAX = 4096 }; /* exchanges of an input, at most */
struct baton_ahead {
    uint64_t request, token; /* hashes of method, URL and body, and of Authorization */
    uint64_t handed_over;    /* of the conversation's id in the path of a transfer; 0: it is none */
    int status;              /* 0: none */
};
struct baton_ahead baton_ahead_of(const struct baton_exchange *exchange);

struct baton_check {
    struct baton_arena *arena;
    const struct baton_settings *settings;
    const struct baton_exchange *exchange;
    struct baton_contracts *contracts;
    size_t attempts_before; /* the same request was sent this often before in this input */
    struct baton_str token_host; /* where this input got a token last, before; or "" */
    const struct baton_memory *memory; /* what came before in this input, or NULL */
    const struct baton_ahead *ahead;   /* all exchanges of this input, by index less one */
    size_t ahead_count;                /* 0: they are not known */

    /* The contract: chosen by id, by method and path, or guessed by body. */
    const struct baton_contract *contract;
    struct baton_match match;           /* of the request's method and URL */
    struct baton_url url;
    double confidence;
    bool guessed;
    bool is_answer;                     /* the document is an answer (a conversation) */

    /* The document: the request's body, or the answer where there is no request. */
    const struct baton_part *part;
    struct baton_json_reading body;
    uint32_t root;                      /* of the contract's object, a wrapper looked through */
    uint32_t wrapper;                   /* key of a wrapper that is there and should not, or NONE */
    bool unwrapped;                     /* the contract wants a wrapper and there is none */
    bool readable;                      /* there is a document to look at */
    struct baton_schema_result shape;
    bool checked_shape;
    size_t left_out;                    /* faults of the shape beyond those kept */

    const struct baton_part *words;     /* text that no payload was found in, or NULL */

    int status_of_line;                 /* where the answer's body says another one; else 0 */
    struct baton_json_reading answer;   /* the response's body, where it was JSON */
    bool answer_readable;
    struct baton_str observed;          /* the rule of the contract's observation that fits it */

    int64_t now;                        /* to judge by: given, of the capture, or the clock's */
    const char *now_words;
    const struct baton_http_header *authorization;
    struct baton_str token;             /* without its scheme */
    struct baton_jwt jwt;

    struct baton_id *ids;
    size_t id_count;

    /*
     * The conversation, where the document is one; what else is known of the
     * handover is in evidence, NULL where there is only this one exchange.
     */
    const struct baton_conversation *conversation;
    const struct baton_evidence *evidence;
    size_t document;                /* of the evidence: which one this exchange is */
    const struct baton_check *payload; /* the check of the bot's own request, or NULL */

    struct baton_finding *findings;
    size_t finding_count, finding_capacity;
};

/* ---- the table ------------------------------------------------------------------ */

struct baton_rule {
    struct baton_rule_info info;
    void (*run)(struct baton_check *check, const struct baton_rule *rule);
};

size_t baton_rules_count(void);
const struct baton_rule *baton_rules_at(size_t index);
/* By id ("HO4001", case ignored) or name; NULL if there is none. */
const struct baton_rule *baton_rules_find(struct baton_str id_or_name);
struct baton_str baton_rules_near(struct baton_str id_or_name);

/*
 * Prepares a check: contract, document, shape, ids, token. The check's arena,
 * settings, exchange and contracts are set by the caller; contract_id may be
 * empty. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_check_prepare(struct baton_check *check,
                                   struct baton_str contract_id) BATON_MUST_USE;
/* Runs every rule, in the order of the table. BATON_OK or BATON_ENOMEM. */
enum baton_err baton_check_run(struct baton_check *check) BATON_MUST_USE;

/* Looks through the whole input, before its exchanges are, for the contacts that it names. */
void baton_memory_read(struct baton_memory *memory, struct baton_str input);
/* Adds what the text before an exchange tells, before that is checked: ids in lines of a log. */
void baton_memory_hear(struct baton_memory *memory, struct baton_str said);
/* Adds what a checked exchange tells. */
void baton_memory_note(struct baton_memory *memory, const struct baton_check *check);

/*
 * The number of the exchange that cured this refusal: a later one of the same input that sent
 * the same request, perhaps with another token, and was taken; 0: there is none.
 */
size_t baton_check_cured(const struct baton_check *check);
/* The number of an exchange of the same input that hands over this conversation; 0: none. */
size_t baton_check_hands_over(const struct baton_check *check, struct baton_str conversation);

/* Whose host it is: "NICE CXone", "Genesys Cloud", "Cognigy"; NULL if that is not known. */
const char *baton_vendor_of(struct baton_str host);
/* Who answers: the host's vendor, else the contract's actor; "" if neither is known. */
struct baton_str baton_check_by(const struct baton_check *check);

/*
 * The stages that an answer with this status can come from, as a bit set
 * (1u << stage); all stages for a status that says nothing.
 */
unsigned baton_status_stages(int status);
/* Is the answer's body an HTML page, by its beginning or by what it is declared as? */
bool baton_answer_is_page(const struct baton_check *check);
/* Is there an error already that such an answer would follow from? */
bool baton_check_explained(const struct baton_check *check, int status);

/* ---- what ids look like --------------------------------------------------------- */

/*
 * Does a value look like one of this kind (x-baton-kind)? 2: it does; 1: it may be one;
 * 0: it is something else, or nobody knows the kind.
 */
int baton_rule_looks_like(struct baton_str value, struct baton_str kind);

#endif
