/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BATON_EDGE_PLATFORM_INT_H
#define BATON_EDGE_PLATFORM_INT_H

#include "edge/platform.h"

#define BATON_PLATFORM__FAMILY(name) extern const struct baton_family baton_platform__##name;
BATON_FAMILIES(BATON_PLATFORM__FAMILY)
#undef BATON_PLATFORM__FAMILY
extern const struct baton_family_region baton_platform__genesys_regions[];

enum { BATON_PLATFORM__LEARNED = 8 };

struct baton_platform {
    struct baton_alloc alloc;
    struct baton_arena arena; /* what lives as long as the platform */
    const struct baton_family *family;
    struct baton_config config;
    const char *cache_folder;
    struct baton_fetch *fetch;
    struct baton_oauth *oauth; /* from when it is known where tokens come from */
    int64_t (*clock)(void);
    struct baton_token_facts token;
    unsigned refusals;         /* of tokens so far */
    struct {
        const char *key;
        struct baton_str value;
    } learned[BATON_PLATFORM__LEARNED];
    size_t learned_count;
};

/* ---- settings (settings.c) ------------------------------------------------------- */

/* A key's value, as baton_platform_setting() has it, in the arena where it is made up. */
struct baton_str baton_platform__setting(const struct baton_platform *p, const char *key,
                                         struct baton_arena *arena);
/* What discovery or a token told, for as long as the platform is open. */
void baton_platform__learn(struct baton_platform *p, const char *key, struct baton_str value);
/*
 * A pattern with its {keys} put in, percent-encoded but for URLs and hosts; {id} where id.s.
 * False: one of them is not known.
 */
bool baton_platform__expand(const struct baton_platform *p, struct baton_str pattern,
                            struct baton_str id, struct baton_arena *arena, struct baton_str *out);
/* Is all there that the family needs? *why names what is missing, and where it may be given. */
bool baton_platform__is_complete(const struct baton_config *config,
                                 const struct baton_family *family, struct baton_arena *arena,
                                 struct baton_str *why);

/* ---- what comes before a call (prepare.c) ------------------------------------------ */

/*
 * Discovery and a token. BATON_OK with *authorization in the arena, the value of the header
 * that names it; BATON_EPLATFORM: *out says why not; BATON_ENOMEM.
 */
enum baton_err baton_platform__prepare(struct baton_platform *p, struct baton_arena *arena,
                                       struct baton_str *authorization,
                                       struct baton_answer *out) BATON_MUST_USE;

/* ---- text (text.c) ------------------------------------------------------------- */

/* Percent-encodes all but the unreserved characters of RFC 3986 section 2.3. */
void baton_platform__encode(struct baton_buf *out, struct baton_str text);
/* ,"name": "text", or nothing where text.s is NULL; the comma but for the first (*some false). */
void baton_platform__member(struct baton_buf *out, bool *some, const char *name,
                            struct baton_str text);
/*
 * What a transfer passes on, as an object: what is set first, then the bot's own context, its
 * members one by one. False: it is empty.
 */
bool baton_platform__context(struct baton_buf *out, const struct baton_transfer *transfer);
/*
 * An exchange as raw HTTP text, as docs/evidence keeps it: without what carries
 * secrets (of Authorization, and of the family's header with a key, only that it was sent),
 * and without what spoke of the wire (transfer and content coding); all else masked.
 */
struct baton_str baton_platform__exchange(struct baton_arena *arena,
                                          const struct baton_fetch_request *request,
                                          const struct baton_fetch_response *response,
                                          const char *key_header);

#endif
