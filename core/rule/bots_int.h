/* SPDX-License-Identifier: Apache-2.0 */
/* What the rules over bot integrations share: looking into the request, and into its answer. */
#ifndef BATON_CORE_RULE_BOTS_INT_H
#define BATON_CORE_RULE_BOTS_INT_H

#include "core/rule/rule_int.h"

/* A JSON text of the exchange, and the object in it that a contract is about. */
struct baton_bots_side {
    const struct baton_json *doc; /* NULL: there is none */
    const struct baton_part *part;
    bool derived;                 /* the text was made from another: it has no places */
    uint32_t root;
};

/* What was sent (or stands by itself); doc is NULL where the document is an answer. */
struct baton_bots_side baton_bots_body(const struct baton_check *check);
/* The answer to it, or one that stands by itself and has the contract given. */
struct baton_bots_side baton_bots_reply(const struct baton_check *check, const char *contract);

/*
 * The contract of what a bot connector, Virtual Agent Hub or AudioHook sends, where its headers
 * or its body tell more than its path, which is the receiver's; and of an answer to a bot
 * connector that stands alone: NULL for anything else.
 */
const struct baton_contract *baton_bots_contract(const struct baton_check *check);

/* The document that stands by itself, or was answered, whichever it is; else the request's. */
struct baton_bots_side baton_bots_any(const struct baton_check *check);

struct baton_where baton_bots_where(const struct baton_check *check, struct baton_bots_side side,
                                    uint32_t value);
/* The members' value, or NONE; object may be NONE, and need not be an object. */
uint32_t baton_bots_member(struct baton_bots_side side, uint32_t object, const char *name);
uint32_t baton_bots_at(struct baton_bots_side side, const char *pointer);
/* A string's text; "" for what is none. */
struct baton_str baton_bots_text(const struct baton_check *check, struct baton_bots_side side,
                                 uint32_t value);
/* A whole number from 0 on, also where it is written as a string; false if it is none. */
bool baton_bots_number(const struct baton_check *check, struct baton_bots_side side,
                       uint32_t value, uint64_t *out);
/* Is there a value, and is it not null and not an empty text? */
bool baton_bots_has(const struct baton_check *check, struct baton_bots_side side, uint32_t value);

/* The status of the answer; 0 where there is none. */
int baton_bots_status(const struct baton_check *check);
/* The request's header, or NULL. */
const struct baton_http_header *baton_bots_header(const struct baton_check *check,
                                                  const char *name);
/* Where the answer says it: its status line. */
struct baton_where baton_bots_answer(const struct baton_check *check);
bool baton_bots_is_cognigy(const struct baton_check *check); /* is it sent to Cognigy? */


/* Are the documents in this text AudioHook's messages, one a line? (audiohook.c) */
bool baton_bots_is_stream(const struct baton_check *check);

#endif
