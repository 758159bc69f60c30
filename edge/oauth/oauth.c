/* SPDX-License-Identifier: Apache-2.0 */
#include "edge/oauth/oauth_int.h"
#include "edge/os.h"

static bool keep(struct baton_oauth *oauth, struct baton_str *text)
{
    *text = baton_str_copy(&oauth->own, text->s ? *text : BATON_STR(""));
    return text->s != NULL;
}

static bool take_options(struct baton_oauth *oauth, const struct baton_oauth_options *given)
{
    struct baton_oauth_options *o = &oauth->options;
    *o = *given;
    if (o->cache_folder)
        o->cache_folder = baton_str_copy(&oauth->own, baton_str_from(o->cache_folder)).s;
    if (o->claim)
        o->claim = baton_str_copy(&oauth->own, baton_str_from(o->claim)).s;
    return keep(oauth, &o->token_url) && keep(oauth, &o->client_id) &&
           keep(oauth, &o->client_secret) && keep(oauth, &o->scopes) &&
           (!o->username.s || (keep(oauth, &o->username) && keep(oauth, &o->password))) &&
           (!given->claim || o->claim) &&
           (!given->cache_folder || o->cache_folder);
}

enum baton_err baton_oauth_open(struct baton_alloc alloc, struct baton_fetch *fetch,
                                const struct baton_oauth_options *options,
                                struct baton_oauth **out)
{
    struct baton_oauth *oauth = alloc.resize(alloc.ctx, NULL, 0, sizeof *oauth);
    if (!oauth)
        return BATON_ENOMEM;
    *oauth = (struct baton_oauth){.alloc = alloc, .fetch = fetch, .cache_fault = BATON_STR("")};
    oauth->wiping = baton_os_wiping(&oauth->alloc);
    baton_arena_init(&oauth->own, oauth->wiping, 0);
    baton_arena_init(&oauth->of_token, oauth->wiping, 0);
    baton_arena_init(&oauth->of_answer, oauth->wiping, 0);
    enum baton_err err = take_options(oauth, options) ? baton_oauth__cache_open(oauth)
                                                      : BATON_ENOMEM;
    if (err == BATON_OK)
        *out = oauth;
    else
        baton_oauth_close(oauth);
    return err;
}

void baton_oauth_close(struct baton_oauth *oauth)
{
    if (!oauth)
        return;
    struct baton_alloc alloc = oauth->alloc;
    baton_arena_release(&oauth->own);
    baton_arena_release(&oauth->of_token);
    baton_arena_release(&oauth->of_answer);
    (void)alloc.resize(alloc.ctx, oauth, sizeof *oauth, 0);
}

/* Released and not cleared, so that what was there is overwritten. */
static void empty(struct baton_oauth *oauth, struct baton_arena *arena)
{
    baton_arena_release(arena);
    baton_arena_init(arena, oauth->wiping, 0);
}

static void forget(struct baton_oauth *oauth)
{
    oauth->token = (struct baton_token){.text = BATON_STR(""), .claimed = BATON_STR("")};
    empty(oauth, &oauth->of_token);
}

static bool is_good(const struct baton_oauth *oauth, int64_t now)
{
    return oauth->token.text.len && now < oauth->renew;
}

/* A token that lives for less than twice 300 s would be asked for all the time. */
static int64_t renewal(int64_t expires, int64_t now)
{
    if (expires == INT64_MIN)
        return INT64_MAX;
    int64_t life = expires > now ? expires - now : 0;
    return expires - (life < 2 * BATON_OAUTH_EARLY ? life / 2 : BATON_OAUTH_EARLY);
}

static enum baton_err from_cache(struct baton_oauth *oauth, int64_t now)
{
    struct baton_token token = {.text = BATON_STR(""), .claimed = BATON_STR("")};
    enum baton_err err = baton_oauth__cache_read(oauth, &token);
    if (err != BATON_OK)
        return err;
    if (!token.text.len || token.expires - BATON_OAUTH_EARLY <= now ||
        (oauth->options.claim && !token.claimed.len))
        return BATON_OK;
    oauth->token = token;
    oauth->renew = token.expires - BATON_OAUTH_EARLY;
    return BATON_OK;
}

static enum baton_err from_endpoint(struct baton_oauth *oauth, int64_t now,
                                    struct baton_token *out)
{
    enum baton_err err = baton_oauth__ask(oauth, now, out);
    if (err != BATON_OK)
        return err;
    oauth->token = (struct baton_token){.text = out->text, .scopes = out->scopes,
                                        .scopes_known = out->scopes_known,
                                        .claimed = out->claimed,
                                        .expires = out->expires};
    oauth->renew = renewal(out->expires, now);
    /* One that nobody would take from there is not put there. */
    if (out->expires == INT64_MIN || out->expires - BATON_OAUTH_EARLY <= now)
        return BATON_OK;
    return baton_oauth__cache_write(oauth, &oauth->token);
}

enum baton_err baton_oauth_token(struct baton_oauth *oauth, int64_t now, struct baton_token *out)
{
    enum baton_err err = BATON_OK;
    struct baton_token got = {.text = BATON_STR(""), .scopes = BATON_STR(""),
                              .claimed = BATON_STR(""), .expires = INT64_MIN};
    empty(oauth, &oauth->of_answer);
    if (oauth->cache_file.s)
        oauth->cache_fault = BATON_STR("");
    if (!is_good(oauth, now)) {
        forget(oauth);
        err = from_cache(oauth, now);
    }
    if (err == BATON_OK && is_good(oauth, now)) {
        got = oauth->token;
        got.asked = false;
    } else if (err == BATON_OK) {
        err = from_endpoint(oauth, now, &got);
    }
    if (err == BATON_ENOMEM) {
        forget(oauth);
        return err;
    }
    got.cache_fault = oauth->cache_fault;
    *out = got;
    return err;
}

void baton_oauth_refused(struct baton_oauth *oauth)
{
    baton_oauth__cache_drop(oauth, oauth->token.text);
    forget(oauth);
}
