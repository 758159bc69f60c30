/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The accounts of the contact centre and of the bot's platform, and what joins them.
 * A SIP Call-ID as Genesys Cloud's protocolCallId is an inference: no document says it.
 */
#include "core/evidence/evidence_int.h"

enum { MOST_KEYS = 400, MOST_COMPARED = 100 };

/* ---- which document is whose ----------------------------------------------------- */

/* Roles whose answer tells of the conversation. */
bool baton_document_is_account(const struct baton_document *d)
{
    static const enum baton_document_role roles[] = {
        BATON_DOC_CONVERSATION, BATON_DOC_INTERACTION, BATON_DOC_ANALYTICS,  BATON_DOC_CONTACT,
        BATON_DOC_MAIN_CONTACT, BATON_DOC_HISTORY,     BATON_DOC_CUSTOM_DATA,
        BATON_DOC_TRANSCRIPT,   BATON_DOC_LOGS,        BATON_DOC_ENDPOINT,
    };
    for (size_t i = 0; i < BATON_COUNT(roles); i++)
        if (d->role == roles[i])
            return true;
    return false;
}

/* What has the form of an account counts; the tutorials' need not even have that. */
static bool counts(const struct baton_document *d)
{
    const struct baton_json *doc = &d->reading.doc;
    if (d->role == BATON_DOC_PAYLOAD) {
        const char *family = d->readable ? baton_conversation_family(doc, 0) : NULL;
        return family && baton_str_is(baton_str_from(family), "cognigy");
    }
    if (!baton_document_is_account(d) || !baton_evidence__is_good(d))
        return false;
    bool old = d->role == BATON_DOC_CONVERSATION || d->role == BATON_DOC_INTERACTION;
    return baton_conversation_is(doc, 0) || (old && baton_json_is(doc, 0, BATON_JSON_OBJECT));
}

static bool is_of_bot(const struct baton_document *d)
{
    const char *family = baton_conversation_family(&d->reading.doc, 0);
    return family && baton_str_is(baton_str_from(family), "cognigy");
}

/* Both sides' accounts, each at its document's index. */
struct split {
    struct baton_account *platform, *bot;
    bool has_platform, has_bot;
};

static bool split(struct baton_arena *arena, const struct baton_evidence *e, struct split *out)
{
    *out = (struct split){.platform = BATON_NEW_N(arena, struct baton_account, e->document_count),
                          .bot = BATON_NEW_N(arena, struct baton_account, e->document_count)};
    if (!out->platform || !out->bot)
        return false;
    for (size_t i = 0; i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        if (!counts(d))
            continue;
        bool bot = is_of_bot(d);
        struct baton_account account = {&d->reading.doc, 0};
        /* A project's log and an endpoint's settings are there without the session. */
        out->has_bot |= bot && d->role != BATON_DOC_LOGS && d->role != BATON_DOC_ENDPOINT;
        out->has_platform |= !bot;
        (bot ? out->bot : out->platform)[i] = account;
    }
    return true;
}

/* ---- keys of paths ------------------------------------------------------------------ */

/* What follows such a piece of a path is an id of this kind. */
static const struct {
    const char *before, *family, *kind;
    bool digits;
} paths[] = {
    {"interactions", "cxone", "cxone.contact-id", true},
    {"contacts", "cxone", "cxone.contact-id", true},
    {"conversations", "cognigy", "cognigy.session-id", false},
};

static bool is_digits(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.s[i] < '0' || text.s[i] > '9')
            return false;
    return text.len > 0;
}

/* "/new/v2.0/…" is Cognigy's, ".../services/v30.0/…" CXone's. */
static const char *family_of_path(struct baton_str path)
{
    if (baton_str_find_nocase(path, BATON_STR("/incontactapi/")) != SIZE_MAX)
        return "cxone";
    return baton_str_starts(path, BATON_STR("/new/v2.0/")) ? "cognigy" : "";
}

static void add_key(struct baton_arena *arena, struct baton_conversation *c, const char *kind,
                    struct baton_str value)
{
    for (size_t i = 0; i < c->key_count; i++)
        if (baton_str_is(baton_str_from(kind), c->keys[i].kind) &&
            baton_str_eq(c->keys[i].value.text, value))
            return;
    struct baton_join_key *keys = BATON_NEW_N(arena, struct baton_join_key, c->key_count + 1);
    if (!keys || c->key_count >= MOST_KEYS)
        return;
    for (size_t i = 0; i < c->key_count; i++)
        keys[i] = c->keys[i];
    keys[c->key_count] = (struct baton_join_key){kind, {{0, BATON_JSON_NONE}, value}};
    c->keys = keys;
    c->key_count++;
}

static void keys_of_path(struct baton_arena *arena, const struct baton_document *d,
                         struct baton_conversation *c)
{
    struct baton_str path = baton_url(d->exchange.url).path, piece, before = BATON_STR("");
    const char *family = family_of_path(path);
    while (baton_str_next(&path, '/', &piece)) {
        for (size_t i = 0; i < BATON_COUNT(paths) && piece.len; i++)
            if (baton_str_is(before, paths[i].before) &&
                baton_str_is(baton_str_from(family), paths[i].family) &&
                (!paths[i].digits || is_digits(piece)))
                add_key(arena, c, paths[i].kind, baton_url_decode(arena, piece, false));
        before = piece;
    }
}

/* What the bot sent, and what was asked of its platform, is of its side. */
static void add_paths(struct baton_arena *arena, struct baton_evidence *e)
{
    for (size_t i = 0; i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        bool bot = d->role == BATON_DOC_PAYLOAD ||
                   baton_str_is(baton_str_from(family_of_path(baton_url(d->exchange.url).path)),
                                "cognigy");
        if (!baton_document_is_account(d) && d->role != BATON_DOC_PAYLOAD)
            continue;
        if (bot && e->has_bot_side)
            keys_of_path(arena, d, &e->bot_side);
        else if (e->has_conversation)
            keys_of_path(arena, d, &e->conversation);
    }
}

/* ---- do they join? ---------------------------------------------------------------------- */

static bool is_cxone(const char *kind)
{
    return baton_str_starts(baton_str_from(kind), BATON_STR("cxone."));
}

/* A call's main contact and those spawned of it are one call. */
static bool compares(const struct baton_join_key *a, const struct baton_join_key *b)
{
    return baton_str_is(baton_str_from(a->kind), b->kind) ||
           (is_cxone(a->kind) && is_cxone(b->kind));
}

/* The name of the member that a key's value is of. */
static bool is_named(const struct baton_conversation *c, const struct baton_join_key *key,
                     const char *word, struct baton_arena *arena)
{
    struct baton_fact fact = key->value.fact;
    if (fact.at == BATON_JSON_NONE || !fact.at || fact.account >= c->account_count)
        return false;
    const struct baton_json *doc = c->accounts[fact.account];
    if (!doc || !(doc->v[fact.at - 1].flags & BATON_JSON_KEY))
        return false;
    return baton_str_find_nocase(baton_json_string(doc, fact.at - 1, arena),
                                 baton_str_from(word)) != SIZE_MAX;
}

/*
 * Do ids that differ tell that these are two calls? Not SIP Call-IDs, of which every leg
 * has one of its own; not a "sessionId" that may be anybody's; not what a log mentions.
 */
static bool tells_apart(const struct baton_evidence *e, const struct baton_join_key *ours,
                        const struct baton_join_key *theirs, struct baton_arena *arena)
{
    if (is_cxone(ours->kind))
        return is_named(&e->bot_side, theirs, "incontact", arena);
    return baton_str_is(baton_str_from(ours->kind), "cognigy.session-id") &&
           is_named(&e->conversation, ours, "cognigy", arena);
}

static void join(struct baton_evidence *e, struct baton_arena *arena)
{
    const struct baton_conversation *p = &e->conversation, *b = &e->bot_side;
    for (size_t i = 0; i < p->key_count && i < MOST_COMPARED; i++)
        for (size_t k = 0; k < b->key_count && k < MOST_COMPARED; k++) {
            const struct baton_join_key *one = &p->keys[i], *other = &b->keys[k];
            if (!compares(one, other))
                continue;
            bool same = baton_str_eq_nocase(one->value.text, other->value.text);
            if (same && !e->joined.platform) {
                e->joined.platform = one;
                e->joined.bot = other;
            } else if (!same && !e->joined.other_platform && tells_apart(e, one, other, arena)) {
                e->joined.other_platform = one;
                e->joined.other_bot = other;
            }
        }
}

/* ---- the whole ------------------------------------------------------------------------------ */

enum baton_err baton_evidence__sides(struct baton_arena *arena, struct baton_evidence *e)
{
    struct split s;
    bool cut = false;
    if (!split(arena, e, &s))
        return BATON_ENOMEM;
    bool both = s.has_platform && s.has_bot;
    e->has_conversation = s.has_platform || s.has_bot;
    enum baton_err err = baton_conversation_read(
        arena, s.has_platform || !s.has_bot ? s.platform : s.bot, e->document_count,
        &e->conversation, &e->cut);
    if (err == BATON_OK && both)
        err = baton_conversation_read(arena, s.bot, e->document_count, &e->bot_side, &cut);
    if (err != BATON_OK)
        return err;
    e->has_bot_side = both;
    e->cut |= cut;
    add_paths(arena, e);
    if (both)
        join(e, arena);
    return BATON_OK;
}

enum baton_err baton_evidence_keys(struct baton_arena *arena, const struct baton_evidence *e,
                                   struct baton_join_key **out, size_t *count)
{
    struct baton_conversation all = {0};
    const struct baton_conversation *sides[] = {e->has_conversation ? &e->conversation : NULL,
                                                e->has_bot_side ? &e->bot_side : NULL};
    for (size_t i = 0; i < BATON_COUNT(sides); i++)
        for (size_t k = 0; sides[i] && k < sides[i]->key_count; k++)
            add_key(arena, &all, sides[i]->keys[k].kind, sides[i]->keys[k].value.text);
    if (baton_arena_failed(arena))
        return BATON_ENOMEM;
    *out = all.keys;
    *count = all.key_count;
    return BATON_OK;
}
