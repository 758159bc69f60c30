/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules about NICE CXone share. */
#ifndef BATON_CORE_RULE_CXONE_INT_H
#define BATON_CORE_RULE_CXONE_INT_H

#include "core/rule/rule_int.h"

/* ---- calls ----------------------------------------------------------------------- */

/* A signal, as the documents have it or as Cognigy's node makes it. */
bool baton_cxone__is_signal(const struct baton_check *check);
/* A call of CXone's API, by its contract. */
bool baton_cxone__is_ours(const struct baton_check *check);
/* A request for a token by the contract cxone.token-password, or -accesskey, or -central. */
bool baton_cxone__asks_token(const struct baton_check *check);
/* Is it the contact that a path names? */
bool baton_cxone__is_contact(const struct baton_id *id);
/* Is this value of the document an id by the contract, which HO3001 to HO3003 look at? */
bool baton_cxone__is_collected(const struct baton_check *check, uint32_t value);
/* The contact that the path of a signal names; len 0 if it is none. */
struct baton_str baton_cxone__signalled(const struct baton_check *check);
/* The status of the answer, 0 if there was none. */
int baton_cxone__status(const struct baton_check *check);

/* ---- values ------------------------------------------------------------------------ */

uint64_t baton_cxone__hash(struct baton_str text);
/* The same for equal values, whatever the order of members and the blanks between them. */
uint64_t baton_cxone__hash_value(const struct baton_json *doc, uint32_t value);
/* A member's text: of a string its characters, of a number its digits; len 0 if none. */
struct baton_str baton_cxone__text(const struct baton_json *doc, uint32_t object, const char *name,
                                   struct baton_arena *arena);
/* A member of an object, NONE where either is not there. */
uint32_t baton_cxone__member(const struct baton_json *doc, uint32_t object, const char *name);
/* 100000000000, which stands for no call: Cognigy's node then sends nothing. */
bool baton_cxone__is_sentinel(struct baton_str value);
bool baton_cxone__is_digits(struct baton_str value);
/* The digits at `at`, behind the marks that set them apart in a log line or in escaped JSON. */
struct baton_str baton_cxone__digits_after(struct baton_str text, size_t at);
/* A name for a queue or a skill, which is the script's business (HO6401). */
bool baton_cxone__is_routing(struct baton_str name);

/* A value as the JSON text of a string that holds its JSON text. */
struct baton_str baton_cxone__quoted(const struct baton_check *check, uint32_t value);
/* Is the text JSON of this type? */
bool baton_cxone__is_json(const struct baton_check *check, struct baton_str text,
                          enum baton_json_type type);

/* ---- where ids come from -------------------------------------------------------------- */

/* Main and spawned contact of a call, as far as this input tells; from: in words. */
struct baton_cxone__pair {
    struct baton_str main_contact, spawned_contact;
    const char *from;
};
struct baton_cxone__pair baton_cxone__pair_of(const struct baton_check *check);
/* The headers of an INVITE in the document, wherever they stand; NONE if there are none. */
uint32_t baton_cxone__invite(const struct baton_json *doc, uint32_t root);
/* Main and spawned contact that the headers name. */
struct baton_cxone__pair baton_cxone__pair_in(const struct baton_json *doc, uint32_t headers,
                                              struct baton_arena *arena);

/* ---- an answer of a bot to Virtual Agent Hub --------------------------------------------- */

/* The answer, as a document of its own or behind its request. */
struct baton_cxone__answer {
    const struct baton_json *doc; /* NULL: there is none */
    uint32_t root;
    bool own;                     /* it is the document that is checked */
};
struct baton_cxone__answer baton_cxone__vah(const struct baton_check *check);
/* A body of Cognigy's API that refuses, in place of that answer: such is no answer of a bot. */
struct baton_cxone__refusal {
    int status;             /* that the body tells: 400 to 599 */
    struct baton_str words;
    struct baton_where where;
};
bool baton_cxone__refused_turn(const struct baton_check *check, struct baton_cxone__refusal *out);
/* A fault of an answer that CXone took is no fault of the request: it shows afterwards. */
void baton_cxone__of_answer(const struct baton_cxone__answer *answer,
                            struct baton_finding *finding);
struct baton_where baton_cxone__where(const struct baton_check *check,
                                      const struct baton_cxone__answer *answer, uint32_t value);

#endif
