/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_OAUTH_INT_H
#define BATON_OAUTH_INT_H

#include "edge/oauth.h"

enum { BATON_OAUTH__MAX_TOKEN = 64 * 1024, BATON_OAUTH__MAX_SHOWN = 64 * 1024 };

struct baton_oauth {
    struct baton_alloc alloc, wiping;
    struct baton_fetch *fetch;
    struct baton_arena own;           /* the options */
    struct baton_arena of_token, of_answer;
    struct baton_oauth_options options;
    struct baton_str cache_file;      /* s NULL: none */
    struct baton_str cache_fault;
    struct baton_token token;         /* text.len 0: none */
    int64_t renew;                    /* seconds since 1970; INT64_MAX: when it is refused */
};

/* ---- ask.c ----------------------------------------------------------------------------- */

/*
 * Asks the endpoint. BATON_OK with the token in memory of of_token; BATON_EPLATFORM;
 * BATON_ENOMEM. What was answered is in *out, masked, in memory of of_answer.
 */
enum baton_err baton_oauth__ask(struct baton_oauth *oauth, int64_t now,
                                struct baton_token *out) BATON_MUST_USE;

/* ---- hash.c ---------------------------------------------------------------------------- */

/* The first 64 bits of SHA-256 (FIPS 180-4). False: OpenSSL is not installed. */
bool baton_oauth__hash(struct baton_str text, uint64_t *out) BATON_MUST_USE;

/* ---- cache.c --------------------------------------------------------------------------- */

/* Names the file; makes the folder. cache_fault says why there is none. */
enum baton_err baton_oauth__cache_open(struct baton_oauth *oauth) BATON_MUST_USE;
/* Takes the token of the file, if there is one that nobody else could read or write. */
enum baton_err baton_oauth__cache_read(struct baton_oauth *oauth,
                                       struct baton_token *out) BATON_MUST_USE;
/* Puts the token there, whole or not at all. */
enum baton_err baton_oauth__cache_write(struct baton_oauth *oauth,
                                        const struct baton_token *token) BATON_MUST_USE;
/* Removes the file if it holds this token; another process may have put a newer one there. */
void baton_oauth__cache_drop(struct baton_oauth *oauth, struct baton_str token);

#endif
