/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Access tokens by client credentials (RFC 6749 section 4.4) or by a user's name and
 * password (section 4.3), which CXone's access keys are: with the client's secret in the
 * form (section 2.3.1, as the tutorials do) or by HTTP Basic. A token is kept
 * in memory and, mode 0600, in the user's cache folder; it is asked for anew 300 s
 * before it ends, and when the caller says that it was refused. Caches are named by
 * a one-way hash of endpoint, client, user, secrets, scopes and way, so that another secret
 * gets no old token, and hold no secret but the token. By Basic, client and secret are
 * sent as they are, as the vendors' own tools do, not form-encoded first (section
 * 2.3.1), which they would not undo.
 */
#ifndef BATON_EDGE_OAUTH_H
#define BATON_EDGE_OAUTH_H

#include "core/base.h"
#include "edge/fetch.h"

enum { BATON_OAUTH_EARLY = 300 /* seconds */ };

struct baton_oauth_options {
    struct baton_str token_url, client_id, client_secret, scopes; /* scopes may be empty */
    struct baton_str username, password; /* s NULL: client credentials */
    bool basic;               /* HTTP Basic instead of the form */
    /*
     * A claim of the id_token that comes with the access token (OpenID Connect Core 1.0,
     * section 2; unverified, as section 3.1.3.7 allows where it comes straight from the
     * endpoint): a token of the cache without it is asked for anew. NULL: none.
     */
    const char *claim;
    const char *cache_folder; /* NULL: memory only; made, mode 0700, where it is not there */
};

struct baton_token {
    struct baton_str text;    /* secret; "" if there is none */
    struct baton_str scopes;  /* that the server granted, or a JWT names */
    bool scopes_known;
    struct baton_str claimed; /* the claim asked for; "" where it is not told */
    int64_t expires;          /* seconds since 1970, or INT64_MIN */
    bool cached;
    /* Why the cache is not used (it is open to others, cannot be written …), or "". */
    struct baton_str cache_fault;
    /* Of the request, where one was made: for findings. Secrets are masked in it. */
    bool asked;
    struct baton_fetch_response response;
    struct baton_str exchange; /* as raw HTTP text, the response's body cut at 64 KiB */
};

struct baton_oauth;

enum baton_err baton_oauth_open(struct baton_alloc alloc, struct baton_fetch *fetch,
                                const struct baton_oauth_options *options,
                                struct baton_oauth **out) BATON_MUST_USE;
void baton_oauth_close(struct baton_oauth *oauth); /* overwrites what was secret */
/*
 * A token that is good for 300 s from now (seconds since 1970; where tokens live
 * shorter than 600 s: for half of its life), of the cache or fetched. BATON_OK;
 * BATON_EPLATFORM when there is none to be had (out->response says what the endpoint
 * answered); BATON_ENOMEM. *out is valid until the next call.
 */
enum baton_err baton_oauth_token(struct baton_oauth *oauth, int64_t now,
                                 struct baton_token *out) BATON_MUST_USE;
/* The platform refused it: forgets it everywhere. */
void baton_oauth_refused(struct baton_oauth *oauth);

#endif
