/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cognigy.AI: what talks into a session, or changes it. The bot behind a REST endpoint
 * answers the same to all, but to who asks for an agent: there its handover node ends
 * with an error, as such an endpoint has no handover.
 */
#include <dlfcn.h>
#include <string.h>

#include "apps/sandbox/cognigy.h"

enum { DIGEST = 32, TOKEN = 64 };

typedef struct baton_sandbox__talk talk;
typedef struct baton_sandbox__said said;

/* ---- keeping what happened --------------------------------------------------------------- */

static struct baton_str now_text(struct baton_arena *arena)
{
    struct baton_buf time;
    baton_buf_init(&time, arena, 0);
    baton_sandbox__put_time(&time, baton_sandbox__ms());
    return baton_buf_str(&time);
}

static said *new_said(struct baton_sandbox__call *call, const talk *t, struct baton_str session,
                      struct baton_str user, const struct baton_buf *json)
{
    struct baton_arena *state = &call->sandbox->state;
    said *s = BATON_NEW(state, said);
    if (!s || baton_buf_failed(json))
        return NULL;
    s->session = baton_str_copy(state, session);
    s->project = baton_str_copy(state, t->project);
    s->user = baton_str_copy(state, user);
    s->json = baton_str_copy(state, baton_buf_str(json));
    s->id = BATON_STR("");
    call->changed = true;
    return s;
}

/* One more turn of the transcript. */
static void say(struct baton_sandbox__call *call, const struct baton_sandbox__turn *turn)
{
    struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    struct baton_sandbox__turn own = *turn;
    struct baton_buf out;
    own.turn = BATON_JSON_NONE;
    own.time = now_text(call->arena);
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_sandbox__put_turn(&w, &own);
    said *s = now ? new_said(call, turn->talk, turn->session, turn->user, &out) : NULL;
    if (!s)
        return;
    if (now->last_turn)
        now->last_turn->next = s;
    else
        now->turns = s;
    now->last_turn = s;
}

static void log_error(struct baton_sandbox__call *call, const talk *t, struct baton_str session,
                      struct baton_str user, struct baton_str msg)
{
    char id[37];
    struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    struct baton_buf out;
    baton_sandbox__new_id(call->sandbox, id);
    struct baton_str short_id =
        baton_str_fmt(&call->sandbox->state, "%.8s%.4s%.12s", id, id + 9, id + 24);
    struct baton_str trace = baton_str_fmt(call->arena, "endpoint-httpIncomingMessage-%s", id);
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "_id", short_id.s ? short_id : BATON_STR(""));
    baton_sandbox__put_pair(&w, "timestamp", now_text(call->arena));
    baton_sandbox__put_pair(&w, "msg", msg);
    baton_sandbox__put_pair(&w, "type", BATON_STR("error"));
    baton_json_name(&w, "meta");
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "sessionId", session);
    baton_sandbox__put_pair(&w, "userId", user);
    baton_json_end(&w, '}');
    baton_sandbox__put_pair(&w, "traceId", trace.s ? trace : BATON_STR(""));
    baton_json_end(&w, '}');
    said *s = now ? new_said(call, t, session, user, &out) : NULL;
    if (!s)
        return;
    s->id = short_id.s ? short_id : BATON_STR("");
    s->error = true;
    s->next = now->logs;
    now->logs = s;
}

/* ---- members of the body ----------------------------------------------------------------- */

static struct baton_str of_body(struct baton_sandbox__call *call, const char *name)
{
    return baton_sandbox__text(&call->body, 0, name, call->arena);
}

static struct baton_str data_of(struct baton_sandbox__call *call)
{
    uint32_t at = baton_json_member_z(&call->body, 0, "data");
    return at == BATON_JSON_NONE ? BATON_STR("") : baton_json_raw(&call->body, at);
}

/* ---- a REST endpoint --------------------------------------------------------------------- */

static bool is_token(struct baton_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789abcdefABCDEF", text.s[i]) || !text.s[i])
            return false;
    return text.len == TOKEN;
}

static void put_output(struct baton_sandbox__call *call, struct baton_json_writer *w,
                       struct baton_str text)
{
    struct baton_str trace = baton_str_fmt(call->arena, "endpoint-httpIncomingMessage-%s",
                                           baton_sandbox__context(call));
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "text", text);
    baton_json_name(w, "data");
    baton_json_put_raw(w, BATON_STR("{}"));
    baton_sandbox__put_pair(w, "traceId", trace.s ? trace : BATON_STR(""));
    baton_json_name(w, "disableSensitiveLogging");
    baton_json_put_bool(w, false);
    baton_sandbox__put_pair(w, "source", BATON_STR("bot"));
    baton_json_end(w, '}');
}

static void answer(struct baton_sandbox__call *call, struct baton_str text)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_sandbox__put_pair(&w, "text", text);
    baton_json_name(&w, "data");
    baton_json_put_raw(&w, BATON_STR("{}"));
    baton_json_name(&w, "outputStack");
    baton_json_begin(&w, '[');
    put_output(call, &w, text);
    baton_json_end(&w, ']');
    baton_sandbox__put_pair(&w, "userId", of_body(call, "userId"));
    baton_sandbox__put_pair(&w, "sessionId", of_body(call, "sessionId"));
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

void baton_sandbox__cognigy_message(struct baton_sandbox__call *call)
{
    talk t;
    struct baton_str text = of_body(call, "text");
    if (!is_token(call->id) || !baton_sandbox__find_token(call, call->id, &t) ||
        !baton_str_is(t.channel, "rest")) {
        baton_sandbox__error(call, 404, "1002", "There is no REST endpoint at this address");
        return;
    }
    bool agent = baton_str_find_nocase(text, BATON_STR("agent")) != SIZE_MAX;
    struct baton_sandbox__turn turn = {
        .talk = &t, .session = of_body(call, "sessionId"), .user = of_body(call, "userId"),
        .source = BATON_STR("user"), .text = text, .data = data_of(call)};
    say(call, &turn);
    turn.source = BATON_STR("bot");
    turn.data = BATON_STR("");
    turn.text = agent ? BATON_STR("One moment, please.") : BATON_STR("How can I help?");
    turn.asked = agent;
    say(call, &turn);
    if (agent)
        log_error(call, &t, turn.session, turn.user,
                  BATON_STR("Handover error: unsupported: this endpoint has no handover"));
    answer(call, turn.text);
    call->sandbox->bot_calls++;
}

/* ---- inject and notify ------------------------------------------------------------------- */

/* The user's pair of ids, of a scenario or of a session that began since. */
static bool is_session(struct baton_sandbox__call *call, struct baton_str session,
                       struct baton_str user)
{
    talk t;
    const struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    bool found = baton_sandbox__find_talk(call, session, &t) && baton_str_eq(t.user, user);
    for (const said *s = now ? now->turns : NULL; s && !found; s = s->next)
        found = baton_str_eq(s->session, session) && baton_str_eq(s->user, user);
    if (!found)
        baton_sandbox__error(call, 404, "1002", "There is no session %.*s of %.*s",
                             BATON_ARG(session), BATON_ARG(user));
    return found;
}

/* A REST endpoint has no way to its user; what is refused with is not documented. */
static void speak(struct baton_sandbox__call *call, const char *source)
{
    talk t;
    struct baton_str session = of_body(call, "sessionId"), user = of_body(call, "userId");
    if (!baton_sandbox__find_token(call, of_body(call, "URLToken"), &t)) {
        baton_sandbox__error(call, 404, "1002", "There is no endpoint with this URLToken");
        return;
    }
    if (baton_str_is(t.channel, "rest")) {
        baton_sandbox__error(call, 400, "1005", "An endpoint of the type %.*s does not take it",
                             BATON_ARG(t.channel));
        return;
    }
    if (!is_session(call, session, user))
        return;
    struct baton_sandbox__turn turn = {
        .talk = &t, .session = session, .user = user, .source = baton_str_from(source),
        .text = of_body(call, "text"), .data = data_of(call)};
    say(call, &turn);
    call->response->status = 204;
}

void baton_sandbox__cognigy_inject(struct baton_sandbox__call *call)
{
    speak(call, "user");
    if (call->response->status == 204)
        call->sandbox->bot_calls++;
}

void baton_sandbox__cognigy_notify(struct baton_sandbox__call *call)
{
    speak(call, "bot");
}

/* ---- state and context ------------------------------------------------------------------- */

static struct baton_sandbox__session *wanted(struct baton_sandbox__call *call)
{
    struct baton_arena *state = &call->sandbox->state;
    struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    struct baton_str user = of_body(call, "userId");
    if (!now || !is_session(call, call->id, user))
        return NULL;
    struct baton_sandbox__session *s = now->sessions;
    while (s && !baton_str_eq(s->id, call->id))
        s = s->next;
    if (!s && (s = BATON_NEW(state, struct baton_sandbox__session))) {
        s->id = baton_str_copy(state, call->id);
        s->user = baton_str_copy(state, user);
        s->state = BATON_STR("");
        s->context = BATON_STR("{}");
        s->next = now->sessions;
        now->sessions = s;
    }
    call->changed = s != NULL;
    call->response->status = 204;
    return s;
}

void baton_sandbox__cognigy_set_state(struct baton_sandbox__call *call)
{
    struct baton_sandbox__session *s = wanted(call);
    if (s)
        s->state = baton_str_copy(&call->sandbox->state, of_body(call, "state"));
}

void baton_sandbox__cognigy_reset_state(struct baton_sandbox__call *call)
{
    struct baton_sandbox__session *s = wanted(call);
    if (s)
        s->state = BATON_STR("");
}

/* What is there stays, where the body says nothing else of it. */
static struct baton_str merged(struct baton_sandbox__call *call, struct baton_str before)
{
    struct baton_json old;
    struct baton_buf out;
    uint32_t with = baton_json_member_z(&call->body, 0, "context");
    baton_buf_init(&out, &call->sandbox->state, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    if (baton_json_read(call->arena, before, NULL, &old, NULL) != BATON_OK)
        return before;
    baton_json_begin(&w, '{');
    BATON_JSON_EACH_MEMBER(&old, 0, key) {
        struct baton_str name = baton_json_string(&old, key, call->arena);
        struct baton_str kept = baton_str_copy(call->arena, name);
        if (!kept.s || baton_json_member(&call->body, with, name) != BATON_JSON_NONE)
            continue;
        baton_json_name(&w, kept.s);
        baton_json_put_raw(&w, baton_json_raw(&old, key + 1));
    }
    BATON_JSON_EACH_MEMBER(&call->body, with, key) {
        struct baton_str kept =
            baton_str_copy(call->arena, baton_json_string(&call->body, key, call->arena));
        baton_json_name(&w, kept.s ? kept.s : "");
        baton_json_put_raw(&w, baton_json_raw(&call->body, key + 1));
    }
    baton_json_end(&w, '}');
    return baton_buf_failed(&out) ? before : baton_buf_str(&out);
}

void baton_sandbox__cognigy_set_context(struct baton_sandbox__call *call)
{
    struct baton_sandbox__session *s = wanted(call);
    if (s)
        s->context = merged(call, s->context);
}

void baton_sandbox__cognigy_reset_context(struct baton_sandbox__call *call)
{
    struct baton_sandbox__session *s = wanted(call);
    if (s)
        s->context = BATON_STR("{}");
}

/* ---- what Genesys Cloud posts ------------------------------------------------------------ */

/* As <openssl/hmac.h> and <openssl/evp.h> declare HMAC() and EVP_sha256(). */
typedef unsigned char *hmac_call(const void *md, const void *key, int key_size,
                                 const unsigned char *text, size_t size, unsigned char *digest,
                                 unsigned int *digest_size);
typedef const void *sha256_call(void);

static bool hmac(struct baton_str key, struct baton_str text, unsigned char digest[DIGEST])
{
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    void *found = library ? dlsym(library, "HMAC") : NULL;
    void *kind = library ? dlsym(library, "EVP_sha256") : NULL;
    hmac_call *call = NULL;
    sha256_call *sha256 = NULL;
    unsigned int size = 0;
    memcpy(&call, &found, sizeof call); /* ISO C has no cast between the two */
    memcpy(&sha256, &kind, sizeof sha256);
    return call && sha256 && key.len <= INT32_MAX &&
           call(sha256(), key.s, (int)key.len, (const unsigned char *)text.s, text.len, digest,
                &size) && size == DIGEST;
}

/* "sha256=" and base64 (RFC 4648 section 4) of the digest. */
static void put_signature(struct baton_buf *out, const unsigned char digest[DIGEST])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    baton_buf_puts(out, "sha256=");
    for (size_t i = 0; i < DIGEST; i += 3) {
        uint32_t bits = (uint32_t)digest[i] << 16;
        bits |= i + 1 < DIGEST ? (uint32_t)digest[i + 1] << 8 : 0;
        bits |= i + 2 < DIGEST ? digest[i + 2] : 0;
        for (size_t j = 0; j < 4; j++)
            baton_buf_putc(out, i + j > DIGEST ? '=' : digits[bits >> (18 - 6 * j) & 63]);
    }
}

/* Over the body's bytes as they came. */
static bool is_signed(struct baton_sandbox__call *call, const talk *t)
{
    unsigned char digest[DIGEST];
    struct baton_buf right;
    uint32_t at = baton_json_pointer(&t->facts, 0,
                                     BATON_STR("/endpoint/handoverSettings/providerSettings"));
    struct baton_str secret = baton_sandbox__text(&t->facts, at, "webhookSecret", call->arena);
    struct baton_str sent = baton_httpd_header_of(call->request, "X-Hub-Signature-256");
    baton_buf_init(&right, call->arena, 0);
    if (!secret.len || !sent.s || !hmac(secret, call->request->body, digest))
        return false;
    put_signature(&right, digest);
    return baton_str_eq(sent, baton_buf_str(&right));
}

/* A person's message reaches the user, and is in the transcript; other events say nothing here. */
void baton_sandbox__cognigy_webhook(struct baton_sandbox__call *call)
{
    talk t;
    if (baton_json_read(call->arena, call->request->body, NULL, &call->body, NULL) != BATON_OK) {
        baton_sandbox__error(call, 400, "400", "The body is not JSON");
        return;
    }
    uint32_t to = baton_json_pointer(&call->body, 0, BATON_STR("/channel/to"));
    struct baton_str session = baton_sandbox__text(&call->body, to, "id", call->arena);
    if (!baton_sandbox__find_talk(call, session, &t)) {
        baton_sandbox__error(call, 404, "1002", "There is no session %.*s", BATON_ARG(session));
        return;
    }
    if (!is_signed(call, &t)) {
        baton_sandbox__error(call, 401, "401", "X-Hub-Signature-256 is not that of the body");
        return;
    }
    struct baton_sandbox__turn turn = {
        .talk = &t, .session = session, .user = t.user, .source = BATON_STR("agent"),
        .text = of_body(call, "text"), .data = BATON_STR(""), .inside = true};
    if (baton_str_is(of_body(call, "originatingEntity"), "Human"))
        say(call, &turn);
    call->response->status = 200;
}

/* ---- GET /_sandbox/state ----------------------------------------------------------------- */

void baton_sandbox__cognigy_put_state(struct baton_sandbox__call *call, struct baton_json_writer *w)
{
    const struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    baton_json_name(w, "sessions");
    baton_json_begin(w, '[');
    for (const struct baton_sandbox__session *s = now ? now->sessions : NULL; s; s = s->next) {
        baton_json_begin(w, '{');
        baton_sandbox__put_pair(w, "sessionId", s->id);
        baton_sandbox__put_pair(w, "userId", s->user);
        baton_sandbox__put_pair(w, "state", s->state);
        baton_json_name(w, "context");
        baton_json_put_raw(w, s->context);
        baton_json_end(w, '}');
    }
    baton_json_end(w, ']');
}
