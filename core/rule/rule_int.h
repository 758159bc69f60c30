/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of rules share: how to report, and what they look things up in. */
#ifndef BATON_CORE_RULE_INT_H
#define BATON_CORE_RULE_INT_H

#include "core/rule.h"
#include "core/rule/rule_table.h"

/* Defines a rule's function: BATON_RULE(HO4001) { … check, rule … } */
#define BATON_RULE(id) \
    void baton_rule_##id(struct baton_check *check, const struct baton_rule *rule)

/* ---- reporting (report.c) ---------------------------------------------------- */

/* Where a finding points. */
struct baton_where {
    struct baton_span span; /* of the input, or of another document of the evidence */
    bool has_span, in_body;
    struct baton_str pointer;
    size_t document;        /* as in struct baton_finding */
};

struct baton_where baton_where_nowhere(void);
struct baton_where baton_where_input(struct baton_span span);
/* A span of the document's text, or a value of it. For a key: the key's own place. */
struct baton_where baton_where_body(const struct baton_check *check, struct baton_span span);
struct baton_where baton_where_value(const struct baton_check *check, uint32_t value);
/* A member that is not there: the object, with the pointer that it would have. */
struct baton_where baton_where_missing(const struct baton_check *check, uint32_t object,
                                       struct baton_str name);
struct baton_where baton_where_header(const struct baton_http_header *header);
struct baton_where baton_where_request(const struct baton_check *check);
/* A fact of the conversation or of the evidence; nowhere if it has no place. */
struct baton_where baton_where_fact(const struct baton_check *check, struct baton_fact fact);
/* The status line of another document's answer. */
struct baton_where baton_where_answer(const struct baton_check *check, size_t document);

/* A value of the bot's own request, check->payload. */
struct baton_where baton_where_payload(const struct baton_check *check, uint32_t value);

/*
 * Reports. The finding begins with the rule's severity, stage, and its page's
 * first words on why and how; the functions below change that, and accept NULL
 * (out of memory).
 */
struct baton_finding *baton_report_at(struct baton_check *check, const struct baton_rule *rule,
                                      struct baton_where where, const char *fmt, ...)
    BATON_PRINTF(4, 5);
/* Lets the finding point elsewhere. */
void baton_report_move(struct baton_finding *finding, struct baton_where where);
void baton_report_because(struct baton_check *check, struct baton_finding *finding,
                          const char *fmt, ...) BATON_PRINTF(3, 4);
void baton_report_fix(struct baton_check *check, struct baton_finding *finding,
                      enum baton_applicability applicability, const char *fmt, ...)
    BATON_PRINTF(4, 5);
/* Adds an edit of the document's text; the fix falls back to text alone if it cannot be made. */
void baton_report_edit(struct baton_check *check, struct baton_finding *finding,
                       struct baton_edit edit);
void baton_report_header(struct baton_check *check, struct baton_finding *finding,
                         const char *name, const char *value);
/* An edit of the input itself. */
void baton_report_input_edit(struct baton_check *check, struct baton_finding *finding,
                             struct baton_edit edit);

/* ---- text (words.c) -------------------------------------------------------------- */

/* What a text without a payload says: the words, and from them on to the end of their line. */
struct baton_said {
    struct baton_where where;
    struct baton_str rest;
};
/* The first place of these words, whatever the letter case; false if they are not there. */
bool baton_words_find(const struct baton_check *check, const char *words, struct baton_said *out);
/* A piece of the text. */
struct baton_where baton_where_words(const struct baton_check *check, struct baton_str piece);
/* The text of a Studio SNIPPET; "" if the evidence is none. */
struct baton_str baton_words_code(const struct baton_check *check);

/* ---- values ---------------------------------------------------------------------- */

struct baton_str baton_check_text(const struct baton_check *check, uint32_t value);
/* The contract's actor, or "the platform". */
struct baton_str baton_check_actor(const struct baton_check *check);
/* What a value that repair may put in is, as JSON text; "" if the contract states none. */
struct baton_str baton_check_default(const struct baton_check *check, uint32_t subschema,
                                     const struct baton_json *schema_doc, struct baton_str name);

/* "34 min", "2 h 05 min", "3 days": how long, in words. */
struct baton_str baton_check_duration(const struct baton_check *check, int64_t seconds);
/* A text of the platform's, short and without secrets. */
struct baton_str baton_check_shown(const struct baton_check *check, struct baton_str text);
/* The id of the queue called so, as far as the platform tells; s NULL if it does not. */
struct baton_str baton_check_queue_called(const struct baton_check *check, struct baton_str name);
/* Has the document's call this contract? */
bool baton_check_is_call(const struct baton_check *check, const char *contract);

/* ---- NICE CXone (cxone_id.c) -------------------------------------------------------- */

/* 100000000000 as a contact's id (HO3405 tells; it is no placeholder for HO3001). */
bool baton_rule_is_no_call(const struct baton_id *id);
/* A signal's path without a contact (HO3406), a path of the API without a version (HO1402). */
bool baton_rule_is_signal_to_none(const struct baton_check *check);
bool baton_rule_is_without_version(const struct baton_check *check);
/* Is it the spoken input of a bot connector's turn, which HO7201 tells of? */
bool baton_rule_is_spoken_turn(const struct baton_check *check, uint32_t value);
/* A raw INVITE with headers of CXone's (cxone_sip.c). */
bool baton_rule_is_cxone_invite(const struct baton_check *check);
/* CXone's discovery, whose pages HO1403 tells of (cxone_token.c). */
bool baton_rule_is_discovery(const struct baton_check *check);

/* ---- answers (answer.c) ------------------------------------------------------------ */

/*
 * The rule of the contract's observation that fits the answer best, one with words before one
 * without; "" if none does. check->observed holds it.
 */
struct baton_str baton_answer_observed(const struct baton_check *check);
/* Do the contract's observations give this answer to this rule? */
bool baton_answer_is_mine(const struct baton_check *check, const struct baton_rule *rule);
/* Reports the answer's status with its own words; a note where an error explains it. */
struct baton_finding *baton_answer_report(struct baton_check *check,
                                          const struct baton_rule *rule, const char *meaning);
/* The contract of a refusal that no request is known of, by the code in it; or NULL. */
const struct baton_contract *baton_answer_known(const struct baton_check *check);
/* The answer's own words, short and without secrets; "" if it says nothing. */
struct baton_str baton_answer_words(const struct baton_check *check);
/* A code of Genesys Cloud's in a text, and the rule that it is of. */
bool baton_answer_code(const struct baton_check *check, struct baton_said *out,
                       struct baton_str *rule);
/* The answer's JSON; NULL if it has none. */
const struct baton_json *baton_answer_json(const struct baton_check *check);
/* The answer's status line, without its line end. */
struct baton_where baton_answer_where(const struct baton_check *check);
/*
 * Takes the status that an ErrorBody of Genesys Cloud's names for the answer's, where the status
 * line tells of success. BATON_OK or BATON_ENOMEM.
 */
enum baton_err baton_answer_unswallow(struct baton_check *check) BATON_MUST_USE;
/* Is it a page, where a token was asked for? */
bool baton_answer_is_tokens_page(const struct baton_check *check);
/* The fix of a call that a token may not make: the contract's scopes, roles, divisions. */
void baton_answer_scopes(struct baton_check *check, struct baton_finding *finding);

/* ---- what came before (genesys_memory.c) ------------------------------------------------- */

void baton_memory_note_genesys(struct baton_memory *memory, const struct baton_check *check);
/* The exchange before this one that shows this participant's legs as over; 0: none does. */
size_t baton_memory_ended(const struct baton_check *check, struct baton_str participant);
/* Reports a queue of the request that an exchange before showed to have no members. */
void baton_memory_empty_queue(struct baton_check *check, const struct baton_rule *rule);

/* ---- whose account (noted.c) ----------------------------------------------------------- */

/* The conversation, if it is told in the tutorials' form; NULL if it is a vendor's, or none. */
const struct baton_conversation *baton_talk(const struct baton_check *check);
/* The side of this family: the conversation, else the bot's own; NULL if there is none. */
const struct baton_conversation *baton_side(const struct baton_check *check, const char *family);
/* Did an agent take the call, as either side tells? */
bool baton_side_worked(const struct baton_check *check);
/* Does anything in the evidence tell that a handover was wanted (account_cognigy.c)? */
bool baton_side_asked(const struct baton_check *check);

/* ---- answers that an account tells of (told.c) ------------------------------------- */

/* Reports it if it is this rule's by the contract's observations; else NULL. */
struct baton_finding *baton_told_report(struct baton_check *check, const struct baton_rule *rule,
                                        const char *meaning);
/* Has the log's entry a rule of its own, as a Signal's refusal? */
bool baton_told_is_known(const struct baton_check *check, struct baton_fact entry);
/* Did a bot note the code of a refusal in a participant's attributes? */
bool baton_told_noted(const struct baton_check *check);
/* The last Signal that the bot's log tells of; NULL if it tells of none. */
const struct baton_transfer_told *baton_told_signal(const struct baton_check *check);
/* The id 100000000000 among those that a call came with. */
void baton_told_no_call(struct baton_check *check, const struct baton_rule *rule);
/* The limit of Cognigy's that a log's text tells of; NULL if it is about none (cognigy.c). */
const char *baton_told_limit(struct baton_str text);
/* Reports the log's entry that tells of one. */
void baton_told_limit_report(struct baton_check *check, const struct baton_rule *rule);

/* What a SIP status, or a cause of Q.850, means; NULL if it is not a known one (sip.c). */
const char *baton_sip_words(int status);
const char *baton_cause_words(int cause);

/* ---- conversations (noted.c) --------------------------------------------------------- */

/* When the handover was tried, first; its time is INT64_MIN where that is not told. */
struct baton_moment baton_talk_tried(const struct baton_conversation *conversation);
/* Do the platform's own words (a noted error's, else a failed try's) say this? NONE if not. */
struct baton_fact baton_talk_says(const struct baton_conversation *conversation, const char *words);
/* Reports that they do; false if nobody says so. */
bool baton_talk_report(struct baton_check *check, const struct baton_rule *rule, const char *words,
                       const char *meaning);
/* One of the sentences that have a rule of their own (HO8015 to HO8018)? */
bool baton_talk_is_known(const struct baton_noted_error *error);

/* ---- scopes (token.c) ------------------------------------------------------------------ */

/* Has a blank-separated list any of the contract's scopes? */
bool baton_scopes_cover(struct baton_str scopes, const struct baton_contract *contract);
/* "a or b" */
struct baton_str baton_scopes_wanted(struct baton_arena *arena,
                                     const struct baton_contract *contract);

/* ---- kinds of ids (kind.c) --------------------------------------------------------- */

enum baton_kind_fit { BATON_KIND_FITS, BATON_KIND_MAYBE, BATON_KIND_WRONG };

struct baton_kind {
    const char *name;   /* as in x-baton-kind */
    const char *what;   /* "a conversation id" */
    const char *advice; /* how to get a right one */
    enum baton_kind_fit (*fit)(struct baton_str value);
    bool is_id, is_token;
};

const struct baton_kind *baton_kind_find(struct baton_str name);
/* What the value looks like, in words: "an e-mail address"; NULL if nothing in particular. */
const char *baton_kind_describe(struct baton_str value);
/*
 * The rule ("HO3101") that tells of a value that is another platform's id than the kind is
 * of; NULL if it is none, or merely not of the kind (HO3002).
 */
const char *baton_kind_confusion(struct baton_str kind, struct baton_str value);
bool baton_kind_is_uuid(struct baton_str value);
/* Does a rule of ids tell that this value of the body is no such id? */
bool baton_rule_tells_of_id(const struct baton_check *check, uint32_t value);
/* Words without a digit, perhaps with blanks, dashes, underscores: a name, not an id. */
bool baton_kind_is_name(struct baton_str value);

#endif
