/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of families share. A family is a file with its forms (what an account
 * of it looks like, and how it is read) and a row for each in read.c.
 */
#ifndef BATON_CORE_CONVERSATION_INT_H
#define BATON_CORE_CONVERSATION_INT_H

#include "core/conversation.h"

/* What accounts call things: lists of names end with NULL. */
enum { BATON_CONVERSATION__NAMES = 6 };
typedef const char *const baton_conversation__names[BATON_CONVERSATION__NAMES];

/* Participants by id, so that those of a second account find themselves. */
struct baton_conversation__by_id {
    uint32_t *slots; /* index + 1; 0: empty */
    size_t mask;
};

struct baton_conversation__reader {
    struct baton_arena *arena;
    struct baton_conversation *c;
    const struct baton_json *doc; /* of the account */
    uint32_t index;               /* of the account */
    bool cut;
    struct baton_conversation__by_id by_id;
    size_t leg_capacity, participant_capacity, message_capacity, error_capacity;
    size_t transfer_capacity, occurrence_capacity, key_capacity, contact_capacity;
};

/* One form of account; several may be of one family. The first that fits is read. */
struct baton_conversation__form {
    const char *family;
    bool (*is)(const struct baton_json *doc, uint32_t root);
    void (*read)(struct baton_conversation__reader *r, uint32_t root);
    bool late; /* what it tells is judged by what the others told: it is read after them */
};

extern const struct baton_conversation__form baton_conversation__genesys;
extern const struct baton_conversation__form baton_conversation__genesys_analytics;
extern const struct baton_conversation__form baton_conversation__cxone;
extern const struct baton_conversation__form baton_conversation__cognigy;
extern const struct baton_conversation__form baton_conversation__cognigy_log;
extern const struct baton_conversation__form baton_conversation__gateway;
extern const struct baton_conversation__form baton_conversation__community;

/* ---- single facts (fact.c) ----------------------------------------------------- */

extern const struct baton_told baton_conversation__untold;
extern const struct baton_moment baton_conversation__never;
extern const struct baton_fact baton_conversation__nowhere;

/* The first member of these that is there and not null; NONE: none. */
uint32_t baton_conversation__in(const struct baton_conversation__reader *r, uint32_t object,
                                baton_conversation__names list);
uint32_t baton_conversation__member(const struct baton_conversation__reader *r, uint32_t object,
                                    const char *name);
/* A string's characters; a number, true or false as it is written. */
struct baton_told baton_conversation__told_at(const struct baton_conversation__reader *r,
                                              uint32_t at);
struct baton_told baton_conversation__told(const struct baton_conversation__reader *r,
                                           uint32_t object, baton_conversation__names list);
struct baton_told baton_conversation__text(const struct baton_conversation__reader *r,
                                           uint32_t object, const char *name);
struct baton_moment baton_conversation__moment(const struct baton_conversation__reader *r,
                                               uint32_t object, baton_conversation__names list);
/* A whole number of at most 9 digits, also in quotes; else otherwise. */
int64_t baton_conversation__number(const struct baton_conversation__reader *r, uint32_t object,
                                   const char *name, int64_t otherwise);
/* An array by itself, or the member of that name; NONE if it is neither. */
uint32_t baton_conversation__list(const struct baton_json *doc, uint32_t root, const char *name);
bool baton_conversation__has_list(const struct baton_json *doc, uint32_t object, const char *name);
/* Is the member true? */
bool baton_conversation__is_true(const struct baton_conversation__reader *r, uint32_t object,
                                 const char *name);
/* What was known before stands. */
void baton_conversation__keep(struct baton_told *kept, struct baton_told told);
void baton_conversation__keep_moment(struct baton_moment *kept, struct baton_moment moment);

/* ---- what is kept (people.c) ------------------------------------------------------ */

/* Is there room for one more? */
bool baton_conversation__room(struct baton_conversation__reader *r, size_t count);
/* The participant of this id, else a new one; NULL: no room. */
struct baton_participant *baton_conversation__participant(struct baton_conversation__reader *r,
                                                          uint32_t at, struct baton_told id);
/* The first of this role, else a new one without an id; NULL: no room. */
struct baton_participant *baton_conversation__someone(struct baton_conversation__reader *r,
                                                      enum baton_role role, uint32_t at);
/* A new leg; NULL: no room. It is the participant's first if that has none. */
struct baton_leg *baton_conversation__leg(struct baton_conversation__reader *r, uint32_t at,
                                          size_t participant);
struct baton_transfer_told *baton_conversation__transfer(struct baton_conversation__reader *r,
                                                         uint32_t at,
                                                         enum baton_transfer_by by);
struct baton_occurrence *baton_conversation__happened(struct baton_conversation__reader *r,
                                                      uint32_t at, enum baton_role actor,
                                                      struct baton_str text);
struct baton_message *baton_conversation__said(struct baton_conversation__reader *r, uint32_t at,
                                               size_t participant);
/* Each value of a kind once; nothing where the value is empty. */
void baton_conversation__key(struct baton_conversation__reader *r, const char *kind,
                             struct baton_told value);
/* Members of an object whose names tell of Cognigy's session: keys of that kind. */
void baton_conversation__session_keys(struct baton_conversation__reader *r, uint32_t object);

/* ---- Genesys Cloud (genesys.c), for its analytics, too ------------------------------- */

void baton_conversation__purpose(const struct baton_conversation__reader *r, uint32_t at,
                                 struct baton_participant *p);
/* Another account's leg of the same participant, told again; else a new one; NULL: no room. */
struct baton_leg *baton_conversation__same_leg(struct baton_conversation__reader *r, uint32_t at,
                                               struct baton_participant *p);

/* ---- Voice Gateway (gateway.c), for Cognigy's transcripts, too ------------------------- */

/* Reads an object that is an event of its; the time is the one where it has none. */
bool baton_conversation__gateway_event(struct baton_conversation__reader *r, uint32_t at,
                                       struct baton_moment time);

/* ---- words (words.c) ----------------------------------------------------------------- */

enum baton_role baton_conversation__role(struct baton_str word);
enum baton_call_state baton_conversation__state(struct baton_str word);
enum baton_disconnect baton_conversation__disconnect(struct baton_str word);
enum baton_transfer_state baton_conversation__transfer_state(struct baton_str word);
enum baton_message_kind baton_conversation__message(struct baton_str text);
/* An HTTP status of an error (400..599) that stands in the text as a number of its own, or 0. */
int baton_conversation__status(struct baton_str text);
/* Equal but for letter case and the dashes, dots, blanks and underscores of the word. */
bool baton_conversation__is_word(struct baton_str word, const char *plain);
/* Does a member of this name carry Cognigy's session id? */
bool baton_conversation__is_session(struct baton_str name);

#endif
