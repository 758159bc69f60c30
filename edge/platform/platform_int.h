/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_EDGE_PLATFORM_INT_H
#define BATON_EDGE_PLATFORM_INT_H

#include "edge/platform.h"

extern const struct baton_family baton_platform__community;

/* ---- text (text.c) ------------------------------------------------------------- */

/* Percent-encodes all but the unreserved characters of RFC 3986 section 2.3. */
void baton_platform__encode(struct baton_buf *out, struct baton_str text);
/* ,"name": "text", or nothing where text.s is NULL; the comma but for the first (*some false). */
void baton_platform__member(struct baton_buf *out, bool *some, const char *name,
                            struct baton_str text);
/*
 * An exchange as raw HTTP text, as docs/evidence keeps it: without what carries
 * secrets (of Authorization, only that it was sent), and without what spoke of the wire (transfer
 * and content coding); all else masked.
 */
struct baton_str baton_platform__exchange(struct baton_arena *arena,
                                          const struct baton_fetch_request *request,
                                          const struct baton_fetch_response *response);

#endif
