/* SPDX-License-Identifier: Apache-2.0 */
/* Cognigy.AI: sessions, and what its API reads of them. */
#include "apps/sandbox/cognigy.h"

typedef struct baton_sandbox__talk talk;
typedef struct baton_sandbox__said said;
typedef struct baton_sandbox__turn turn;

/* ---- scenarios --------------------------------------------------------------------------- */

static const char *const of_section[] = {"about", "rootCause", "startTime", "sessionId", "userId",
                                         "projectId", "endpoint", "turns", "logs"};
static const char *const of_endpoint[] = {"_id", "channel", "URLToken", "name", "handoverSettings"};
static const char *const of_turn[] = {"timestamp", "source", "inputText", "inputData",
                                      "inHandoverRequest", "inHandoverConversation", "flowName"};
static const char *const of_entry[] = {"timestamp", "msg", "type", "meta", "traceId"};

static void check_list(struct baton_sandbox__reader *r, uint32_t own, const char *name,
                       const char *const *known, size_t count)
{
    uint32_t list;
    if (!baton_sandbox__list_at(r, own, name, &list))
        return;
    BATON_JSON_EACH_ITEM(r->doc, list, item)
        if (baton_sandbox__object_of(r, item, known, count))
            baton_sandbox__text_at(r, item, "timestamp", true);
}

static void check_section(struct baton_sandbox__reader *r, uint32_t own)
{
    uint32_t endpoint = baton_json_member_z(r->doc, own, "endpoint");
    (void)baton_sandbox__object_of(r, own, of_section, BATON_COUNT(of_section));
    baton_sandbox__text_at(r, own, "userId", true);
    if (endpoint == BATON_JSON_NONE)
        baton_sandbox__fault(r, own, "'endpoint' is missing");
    else if (baton_sandbox__object_of(r, endpoint, of_endpoint, BATON_COUNT(of_endpoint)))
        for (size_t i = 0; i < 3; i++)
            baton_sandbox__text_at(r, endpoint, of_endpoint[i], true);
    check_list(r, own, "turns", of_turn, BATON_COUNT(of_turn));
    check_list(r, own, "logs", of_entry, BATON_COUNT(of_entry));
}

enum baton_err baton_sandbox__cognigy_tell(struct baton_sandbox__reader *r, uint32_t own,
                                           uint32_t account, size_t index,
                                           struct baton_sandbox__pattern *p)
{
    struct baton_sandbox__told *told = &p->told[index];
    (void)account;
    if (own == BATON_JSON_NONE)
        return BATON_OK;
    check_section(r, own);
    told->id = baton_sandbox__text_at(r, own, "sessionId", true);
    told->is_told = true;
    if (!p->id_count) {
        p->id = told->id;
        p->ids[p->id_count++] = p->id;
        p->state = BATON_STR("");
        baton_sandbox__start_at(r, own, p);
    }
    return baton_sandbox__make_view(r->sandbox, p, baton_json_raw(r->doc, own), &told->views[0]);
}

/* ---- sessions ---------------------------------------------------------------------------- */

static bool read_talk(struct baton_sandbox__call *call, const struct baton_sandbox__pattern *p,
                      talk *out)
{
    struct baton_sandbox__instance it = baton_sandbox__own(p);
    struct baton_arena *arena = call->arena;
    struct baton_buf text;
    baton_buf_init(&text, arena, 0);
    baton_sandbox__render_told(call, &it, 0, &text);
    if (baton_json_read(arena, baton_buf_str(&text), NULL, &out->facts, NULL) != BATON_OK)
        return false;
    uint32_t endpoint = baton_json_member_z(&out->facts, 0, "endpoint");
    out->id = baton_sandbox__text(&out->facts, 0, "sessionId", arena);
    out->user = baton_sandbox__text(&out->facts, 0, "userId", arena);
    out->project = baton_sandbox__text(&out->facts, 0, "projectId", arena);
    if (!out->project.len)
        out->project = BATON_STR(BATON_SANDBOX__PROJECT);
    out->endpoint_id = baton_sandbox__text(&out->facts, endpoint, "_id", arena);
    out->token = baton_sandbox__text(&out->facts, endpoint, "URLToken", arena);
    out->channel = baton_sandbox__text(&out->facts, endpoint, "channel", arena);
    out->endpoint_name = baton_sandbox__text(&out->facts, endpoint, "name", arena);
    return true;
}

typedef bool each_talk(void *ctx, struct baton_sandbox__call *call, const talk *t);

/* All sessions of scenarios, until one wants no more. */
static void each(struct baton_sandbox__call *call, each_talk *visit, void *ctx)
{
    const struct baton_sandbox *s = call->sandbox;
    bool more = true;
    for (size_t i = 0; more && i < s->pattern_count; i++) {
        talk t;
        if (s->patterns[i]->told[call->door->index].is_told && read_talk(call, s->patterns[i], &t))
            more = visit(ctx, call, &t);
    }
}

struct search {
    struct baton_str session, token, endpoint; /* which is wanted, by one of them */
    talk *out;
    bool found;
};

static bool is_it(void *ctx, struct baton_sandbox__call *call, const talk *t)
{
    struct search *s = ctx;
    (void)call;
    s->found = (s->session.s && baton_str_eq(t->id, s->session)) ||
               (s->token.s && baton_str_eq_nocase(t->token, s->token)) ||
               (s->endpoint.s && baton_str_eq_nocase(t->endpoint_id, s->endpoint));
    if (s->found)
        *s->out = *t;
    return !s->found;
}

bool baton_sandbox__find_talk(struct baton_sandbox__call *call, struct baton_str session, talk *out)
{
    struct search search = {.session = session, .out = out};
    each(call, is_it, &search);
    return search.found;
}

bool baton_sandbox__find_token(struct baton_sandbox__call *call, struct baton_str token, talk *out)
{
    struct search search = {.token = token, .out = out};
    each(call, is_it, &search);
    return search.found;
}

struct project {
    struct baton_str id;
    bool known;
};

static bool is_project(void *ctx, struct baton_sandbox__call *call, const talk *t)
{
    struct project *p = ctx;
    (void)call;
    p->known = baton_str_eq_nocase(t->project, p->id);
    return !p->known;
}

/* False after an error: 1000 where none is named, 1002 where there is none. */
static bool in_project(struct baton_sandbox__call *call, struct baton_str id)
{
    struct baton_str usual = BATON_STR(BATON_SANDBOX__PROJECT);
    struct project project = {id, id.s && baton_str_eq_nocase(id, usual)};
    if (!id.s) {
        baton_sandbox__error(call, 400, "1000", "projectId is missing");
        return false;
    }
    if (!project.known)
        each(call, is_project, &project);
    if (!project.known)
        baton_sandbox__error(call, 404, "1002", "There is no project %.*s", BATON_ARG(id));
    return project.known;
}

/* ---- turns ------------------------------------------------------------------------------- */

static void put_flag(struct baton_json_writer *w, const turn *t, const char *name, bool otherwise)
{
    baton_json_name(w, name);
    if (t->turn != BATON_JSON_NONE && baton_sandbox__has(&t->talk->facts, t->turn, name))
        baton_json_put_raw(w, baton_json_raw(&t->talk->facts,
                                             baton_json_member_z(&t->talk->facts, t->turn, name)));
    else
        baton_json_put_bool(w, otherwise);
}

void baton_sandbox__put_turn(struct baton_json_writer *w, const turn *t)
{
    const talk *of = t->talk;
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "projectId", of->project);
    baton_sandbox__put_pair(w, "sessionId", t->session);
    baton_sandbox__put_pair(w, "contactId", t->user);
    baton_sandbox__put_pair(w, "inputText", t->text);
    baton_json_name(w, "inputData");
    baton_json_put_raw(w, t->data.len ? t->data : BATON_STR("{}"));
    baton_sandbox__put_pair(w, "type", baton_str_is(t->source, "user") ? BATON_STR("input")
                                                                       : BATON_STR("output"));
    baton_sandbox__put_pair(w, "source", t->source);
    baton_sandbox__put_pair(w, "flowName", BATON_STR("Main"));
    baton_sandbox__put_pair(w, "channel", of->channel);
    baton_sandbox__put_pair(w, "timestamp", t->time);
    put_flag(w, t, "inHandoverRequest", t->asked);
    put_flag(w, t, "inHandoverConversation", t->inside);
    baton_sandbox__put_pair(w, "endpointUrlToken", of->token);
    baton_sandbox__put_pair(w, "endpointName", of->endpoint_name);
    baton_json_end(w, '}');
}

struct lines {
    struct baton_json_writer w;
    struct baton_str project, session;  /* s NULL: all of the project */
    struct baton_str type, user;        /* of a log; s NULL: any */
    uint64_t count, most;
    bool known;                         /* there is such a session */
};

static bool put_turns(void *ctx, struct baton_sandbox__call *call, const talk *t)
{
    struct lines *l = ctx;
    uint32_t list = baton_json_member_z(&t->facts, 0, "turns");
    if (!baton_str_eq_nocase(t->project, l->project) ||
        (l->session.s && !baton_str_eq(t->id, l->session)))
        return true;
    l->known = true;
    if (list == BATON_JSON_NONE)
        return true;
    BATON_JSON_EACH_ITEM(&t->facts, list, item) {
        uint32_t data = baton_json_member_z(&t->facts, item, "inputData");
        struct baton_str source = baton_sandbox__text(&t->facts, item, "source", call->arena);
        turn one = {
            .talk = t, .turn = item, .session = t->id, .user = t->user,
            .source = source.len ? source : BATON_STR("user"),
            .text = baton_sandbox__text(&t->facts, item, "inputText", call->arena),
            .data = data == BATON_JSON_NONE ? BATON_STR("") : baton_json_raw(&t->facts, data),
            .time = baton_sandbox__text(&t->facts, item, "timestamp", call->arena),
        };
        baton_sandbox__put_turn(&l->w, &one);
        l->count++;
    }
    return true;
}

static void put_since(struct lines *l, const said *s)
{
    for (; s; s = s->next) {
        if (!baton_str_eq_nocase(s->project, l->project) ||
            (l->session.s && !baton_str_eq(s->session, l->session)))
            continue;
        baton_json_put_raw(&l->w, s->json);
        l->known = true;
        l->count++;
    }
}

static void put_items(struct baton_sandbox__call *call, struct lines *l, struct baton_buf *rows,
                      bool total)
{
    struct baton_buf out;
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    baton_json_begin(&w, '{');
    baton_json_name(&w, "items");
    baton_json_begin(&w, '[');
    if (rows->len)
        baton_json_put_raw(&w, baton_buf_str(rows));
    baton_json_end(&w, ']');
    if (total) {
        baton_json_name(&w, "total");
        baton_json_put_number(&w, l->count);
    }
    baton_json_end(&w, '}');
    baton_sandbox__json(call, 200, &out);
}

static void transcript(struct baton_sandbox__call *call, struct baton_str session)
{
    struct baton_buf rows;
    struct lines l = {.project = baton_sandbox__parameter(call, "projectId"), .session = session};
    const struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    baton_buf_init(&rows, call->arena, 0);
    l.w = (struct baton_json_writer){.out = &rows, .depth = 1, .first = true};
    if (!in_project(call, l.project))
        return;
    each(call, put_turns, &l);
    put_since(&l, now ? now->turns : NULL);
    if (session.s && !l.known)
        baton_sandbox__error(call, 404, "1002", "There is no session %.*s", BATON_ARG(session));
    else
        put_items(call, &l, &rows, true);
}

void baton_sandbox__cognigy_transcripts(struct baton_sandbox__call *call)
{
    transcript(call, (struct baton_str){NULL, 0});
}

void baton_sandbox__cognigy_transcript(struct baton_sandbox__call *call)
{
    transcript(call, call->id);
}

/* ---- the log ----------------------------------------------------------------------------- */

/* 24 hex digits, always the same for an entry. */
static struct baton_str entry_id(struct baton_arena *arena, struct baton_str session,
                                 uint64_t number)
{
    char id[37];
    baton_sandbox__id_from(session, 100 + number, id);
    struct baton_str text = baton_str_fmt(arena, "%.8s%.4s%.12s", id, id + 9, id + 24);
    return text.s ? text : BATON_STR("");
}

static void put_entry(struct baton_sandbox__call *call, struct baton_json_writer *w, const talk *t,
                      uint32_t item, struct baton_str id)
{
    char trace[37];
    struct baton_str type = baton_sandbox__text(&t->facts, item, "type", call->arena);
    baton_sandbox__id_from(id, 1, trace);
    struct baton_str own = baton_str_fmt(call->arena, "endpoint-%.*s-%s", BATON_ARG(t->channel),
                                         trace);
    baton_json_begin(w, '{');
    baton_sandbox__put_pair(w, "_id", id);
    baton_sandbox__copy(w, &t->facts, item, "timestamp", NULL);
    baton_sandbox__copy(w, &t->facts, item, "msg", NULL);
    baton_sandbox__put_pair(w, "type", type.len ? type : BATON_STR("info"));
    if (baton_sandbox__has(&t->facts, item, "meta")) {
        baton_sandbox__copy(w, &t->facts, item, "meta", NULL);
    } else {
        baton_json_name(w, "meta");
        baton_json_begin(w, '{');
        baton_sandbox__put_pair(w, "sessionId", t->id);
        baton_sandbox__put_pair(w, "userId", t->user);
        baton_json_end(w, '}');
    }
    if (baton_sandbox__has(&t->facts, item, "traceId"))
        baton_sandbox__copy(w, &t->facts, item, "traceId", NULL);
    else
        baton_sandbox__put_pair(w, "traceId", own.s ? own : BATON_STR(""));
    baton_json_end(w, '}');
}

static bool put_entries(void *ctx, struct baton_sandbox__call *call, const talk *t)
{
    struct lines *l = ctx;
    uint32_t list = baton_json_member_z(&t->facts, 0, "logs");
    uint64_t number = 0;
    if (list == BATON_JSON_NONE || !baton_str_eq_nocase(t->project, l->project) ||
        (l->user.s && !baton_str_eq(l->user, t->user)))
        return true;
    BATON_JSON_EACH_ITEM(&t->facts, list, item) {
        struct baton_str id = entry_id(call->arena, t->id, number++);
        struct baton_str type = baton_sandbox__text(&t->facts, item, "type", call->arena);
        if ((l->session.s && !baton_str_eq(l->session, id)) || l->count >= l->most ||
            (l->type.s && !baton_str_eq(l->type, type.len ? type : BATON_STR("info"))))
            continue;
        put_entry(call, &l->w, t, item, id);
        l->count++;
    }
    return true;
}

static void put_logged(struct lines *l, const said *s)
{
    for (; s; s = s->next) {
        if (!baton_str_eq_nocase(s->project, l->project) || l->count >= l->most ||
            (l->session.s && !baton_str_eq(l->session, s->id)) ||
            (l->user.s && !baton_str_eq(l->user, s->user)) ||
            (l->type.s && !baton_str_is(l->type, s->error ? "error" : "info")))
            continue;
        baton_json_put_raw(&l->w, s->json);
        l->count++;
    }
}

/* Entries of the log in rows; of one id, where there is one. */
static void find_entries(struct baton_sandbox__call *call, struct lines *l, struct baton_buf *rows)
{
    const struct baton_sandbox__cognigy_state *now = baton_sandbox__cognigy_now(call);
    baton_buf_init(rows, call->arena, 0);
    l->w = (struct baton_json_writer){.out = rows, .depth = 1, .first = true};
    l->project = call->id;
    put_logged(l, now ? now->logs : NULL);
    each(call, put_entries, l);
}

void baton_sandbox__cognigy_logs(struct baton_sandbox__call *call)
{
    struct baton_buf rows;
    struct baton_str most = baton_sandbox__parameter(call, "limit");
    struct lines l = {.type = baton_sandbox__parameter(call, "type"),
                      .user = baton_sandbox__parameter(call, "userId"), .most = UINT64_MAX};
    if (!in_project(call, call->id))
        return;
    if (most.s && !baton_str_to_u64(most, &l.most)) {
        baton_sandbox__error(call, 400, "1005", "limit is a number");
        return;
    }
    find_entries(call, &l, &rows);
    put_items(call, &l, &rows, false);
}

void baton_sandbox__cognigy_log(struct baton_sandbox__call *call)
{
    struct baton_buf rows;
    struct lines l = {.session = call->second_id, .most = 1};
    if (!in_project(call, call->id))
        return;
    find_entries(call, &l, &rows);
    if (rows.len)
        baton_sandbox__json(call, 200, &rows);
    else
        baton_sandbox__error(call, 404, "1002", "There is no entry %.*s",
                             BATON_ARG(call->second_id));
}

/* ---- endpoints --------------------------------------------------------------------------- */

static void put_endpoint(struct baton_json_writer *w, const talk *t, bool whole)
{
    uint32_t at = baton_json_member_z(&t->facts, 0, "endpoint");
    baton_json_begin(w, '{');
    for (size_t i = 0; i < 4; i++)
        baton_sandbox__copy(w, &t->facts, at, of_endpoint[i], NULL);
    if (whole && baton_sandbox__has(&t->facts, at, "handoverSettings")) {
        baton_sandbox__copy(w, &t->facts, at, "handoverSettings", NULL);
    } else if (whole) {
        baton_json_name(w, "handoverSettings");
        baton_json_put_raw(w, BATON_STR("{\"provider\":\"none\",\"providerSettings\":{}}"));
    }
    baton_json_end(w, '}');
}

/* Several sessions may have come by one endpoint: the first of them tells of it. */
static bool put_endpoints(void *ctx, struct baton_sandbox__call *call, const talk *t)
{
    struct lines *l = ctx;
    talk first;
    if (baton_str_eq_nocase(t->project, l->project) &&
        baton_sandbox__find_token(call, t->token, &first) && baton_str_eq(first.id, t->id))
        put_endpoint(&l->w, t, false);
    return true;
}

void baton_sandbox__cognigy_endpoints(struct baton_sandbox__call *call)
{
    struct baton_buf rows;
    struct lines l = {.project = baton_sandbox__parameter(call, "projectId")};
    baton_buf_init(&rows, call->arena, 0);
    l.w = (struct baton_json_writer){.out = &rows, .depth = 1, .first = true};
    if (!in_project(call, l.project))
        return;
    each(call, put_endpoints, &l);
    put_items(call, &l, &rows, false);
}

void baton_sandbox__cognigy_endpoint(struct baton_sandbox__call *call)
{
    talk t;
    struct search search = {.endpoint = call->id, .out = &t};
    struct baton_buf out;
    each(call, is_it, &search);
    if (!search.found) {
        baton_sandbox__error(call, 404, "1002", "There is no endpoint %.*s", BATON_ARG(call->id));
        return;
    }
    baton_buf_init(&out, call->arena, 0);
    struct baton_json_writer w = {.out = &out, .first = true};
    put_endpoint(&w, &t, true);
    baton_sandbox__json(call, 200, &out);
}
