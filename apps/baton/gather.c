/* SPDX-License-Identifier: Apache-2.0 */
/* The questions about one conversation: the rows of the family's table, each once about an id. */
#include <string.h>

#include "apps/baton/live.h"
#include "edge/os.h"

enum { MAX_PAYLOAD = 64 << 20 };

void baton_gather_turn(struct baton_gather *g, const struct baton_family *family,
                       struct baton_str platform, struct baton_str id)
{
    g->family = family;
    g->platform = platform;
    g->stopped = g->others_known = false;
    g->asked = g->missing = 0;
    g->other_count = 0;
    g->read = 0;
    memset(g->of, 0, sizeof g->of);
    memset(g->others_asked, 0, sizeof g->others_asked);
    g->of[BATON_OF_CONVERSATION] = id;
    g->of[BATON_OF_NOTHING] = BATON_STR("");
}

void baton_gather_init(struct baton_gather *g, const struct baton_live *live,
                       struct baton_arena *arena, struct baton_str id)
{
    const struct baton_family *family = baton_platform_family(live->platform);
    *g = (struct baton_gather){
        .arena = arena,
        .asked_id = id,
        .first_family = baton_str_from(family->name),
        .other_queue = baton_live_setting(live, "queue-id"),
        .now = baton_os_now(),
    };
    baton_gather_turn(g, family, live->config.platform, id);
}

struct baton_gathered baton_gathered(const struct baton_gather *g, const struct baton_live *live)
{
    return (struct baton_gathered){.asked_id = g->asked_id, .family = g->first_family,
                                   .now = g->now, .token = baton_platform_token(live->platform),
                                   .files = g->files, .count = g->count,
                                   .absent = g->absent, .absent_count = g->absent_count};
}

enum baton_err baton_gather_read(const struct baton_gather *g, struct baton_evidence *out)
{
    const struct baton_gathered gathered = {.asked_id = g->asked_id, .family = g->first_family,
                                            .now = g->now, .token = {.expires = INT64_MIN},
                                            .files = g->files, .count = g->count};
    return baton_evidence_read(g->arena, &gathered, NULL, out);
}

/* What is said of a project or an endpoint is no account of it. */
bool baton_gather_has_account(const struct baton_gather *g, const struct baton_evidence *e)
{
    for (size_t i = 0; i < e->document_count; i++) {
        const struct baton_document *d = &e->documents[i];
        bool good = d->readable && d->exchange.response.status / 100 == 2 &&
                    baton_str_is(d->family, g->family->name);
        for (size_t k = 0; good && k < g->family->call_count; k++)
            if (g->family->calls[k].role == d->role &&
                g->family->calls[k].of == BATON_OF_CONVERSATION)
                return true;
    }
    return false;
}

/* ---- what is kept ---------------------------------------------------------------- */

/* "queue.http"; of several with one role, "other-queue-2.http". */
static struct baton_str name_of(const struct baton_gather *g, enum baton_document_role role)
{
    const char *name = baton_document_role_name(role);
    size_t same = 1;
    for (size_t i = 0; i < g->count; i++)
        same += g->files[i].role == role;
    return same == 1 ? baton_str_fmt(g->arena, "%s.http", name)
                     : baton_str_fmt(g->arena, "%s-%zu.http", name, same);
}

static struct baton_str failure_of(struct baton_arena *arena,
                                   const struct baton_fetch_response *response)
{
    if (response->failure == BATON_FETCH_OK)
        return BATON_STR("");
    const char *name = baton_fetch_failure_name(response->failure);
    const char *text = baton_fetch_failure_text(response->failure);
    if (!response->detail.len)
        return baton_str_fmt(arena, "%s: %s", name, text);
    return baton_str_fmt(arena, "%s: %s: %.*s", name, text, BATON_ARG(response->detail));
}

/* The payload stays the last: accounts of the conversation come first. */
static enum baton_err keep(struct baton_gather *g, struct baton_file file)
{
    size_t at = g->count && g->files[g->count - 1].role == BATON_DOC_PAYLOAD ? g->count - 1
                                                                             : g->count;
    if (g->count == BATON_GATHER_FILES)
        return BATON_OK;
    if (g->private_data && file.role != BATON_DOC_PAYLOAD)
        file.text = baton_mask_personal(g->arena, file.text);
    if (!file.text.s || baton_arena_failed(g->arena))
        return BATON_ENOMEM;
    g->files[g->count++] = g->files[at];
    g->files[at] = file;
    return BATON_OK;
}

static bool cannot_be_reached(enum baton_fetch_failure failure)
{
    return failure != BATON_FETCH_OK && failure != BATON_FETCH_RESET &&
           failure != BATON_FETCH_TOO_LARGE;
}

/* What an answer says is not there is asked about no more. */
static void note_missing(struct baton_gather *g, struct baton_str exchange)
{
    const struct baton_platform_call *call = &g->family->calls[g->row];
    if (g->row < g->family->call_count && call->of != BATON_OF_CONVERSATION &&
        baton_str_find(exchange, BATON_STR("\r\nHTTP/1.1 404 ")) != SIZE_MAX)
        g->missing |= 1u << call->of;
}

static struct baton_str request_of(struct baton_str exchange)
{
    size_t answer = baton_str_find(exchange, BATON_STR("\r\n\r\nHTTP/1.1 "));
    return answer == SIZE_MAX ? exchange : baton_str_sub(exchange, 0, answer + 4);
}

enum baton_err baton_gather_take(struct baton_gather *g, const struct baton_answer *answer)
{
    const struct baton_fetch_response *response = &answer->response;
    struct baton_file file = {
        .role = answer->role,
        .contract = answer->token_failed ? BATON_STR("") : answer->contract,
        .text = answer->exchange,
        .failure = failure_of(g->arena, response),
        .platform = g->platform,
        .family = baton_str_from(g->family->name),
    };
    file.name = name_of(g, file.role);
    /* Half an answer is none: nothing shall be concluded from it. */
    if (file.failure.len)
        file.text = request_of(file.text);
    g->stopped |= answer->token_failed || cannot_be_reached(response->failure);
    note_missing(g, file.text);
    return keep(g, file);
}

enum baton_err baton_gather_again(struct baton_gather *g, const struct baton_file *file)
{
    struct baton_file again = *file;
    again.name = name_of(g, again.role);
    note_missing(g, again.text);
    return keep(g, again);
}

/* ---- the payload ----------------------------------------------------------------- */

/* The file's own name, if evidence has nothing else of that name. */
static struct baton_str payload_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct baton_str name = baton_str_from(slash ? slash + 1 : path);
    bool plain = name.len && name.len < 200 && name.s[0] != '.' && name.s[0] != '-' &&
                 baton_utf8_valid(name.s, name.len) == name.len &&
                 !baton_str_is(name, "evidence.json");
    for (size_t i = 0; i < name.len; i++)
        plain = plain && (unsigned char)name.s[i] >= 0x20 && name.s[i] != '\\';
    for (int i = 0; i < BATON_DOC_ROLE_COUNT; i++) {
        struct baton_str role = baton_str_from(baton_document_role_name((
            enum baton_document_role)i));
        plain = plain && !(baton_str_starts(name, role) &&
                           baton_str_glob(name, BATON_STR("*.http")));
    }
    return plain ? name : BATON_STR("payload");
}

int baton_gather_payload(struct baton_gather *g, const char *path)
{
    struct baton_str text;
    const char *why = "";
    enum baton_err err = baton_os_read(path, MAX_PAYLOAD, &text, &why);
    if (err != BATON_OK)
        return baton_say_error(err, "%s: %s", path, why);
    struct baton_file file = {.role = BATON_DOC_PAYLOAD, .name = payload_name(path),
                              .contract = BATON_STR(""), .failure = BATON_STR("")};
    file.text = baton_str_copy(g->arena, text);
    baton_os_free(text);
    err = keep(g, file);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s", baton_err_text(err));
}

/* ---- what may be kept -------------------------------------------------------------- */

enum baton_err baton_gather_mask(const struct baton_gather *g, struct baton_gathered *gathered)
{
    struct baton_file *files = BATON_NEW_N(g->arena, struct baton_file, g->count + 1);
    for (size_t i = 0; files && i < g->count; i++) {
        files[i] = g->files[i];
        if (files[i].role == BATON_DOC_PAYLOAD)
            files[i].text = baton_mask(g->arena, files[i].text);
        if (files[i].role == BATON_DOC_PAYLOAD && files[i].text.s)
            files[i].text = baton_mask_personal(g->arena, files[i].text);
    }
    gathered->files = files;
    return baton_arena_failed(g->arena) ? BATON_ENOMEM : BATON_OK;
}

/* ---- which question is next ------------------------------------------------------ */

static bool ask(struct baton_gather *g, size_t row, struct baton_str id,
                enum baton_document_role *role_out, struct baton_str *id_out)
{
    g->row = row;
    g->row_id = id;
    *role_out = g->family->calls[row].role;
    *id_out = id;
    return true;
}

static bool ask_of_others(struct baton_gather *g, size_t row, enum baton_document_role *role,
                          struct baton_str *id)
{
    for (size_t i = 0; i < g->other_count; i++)
        if (!(g->others_asked[i] & (1u << row))) {
            g->others_asked[i] |= 1u << row;
            return ask(g, row, g->others[i], role, id);
        }
    return false;
}

static bool find_question(struct baton_gather *g, enum baton_document_role *role,
                          struct baton_str *id)
{
    for (size_t i = 0; i < g->family->call_count; i++) {
        enum baton_asked_of of = g->family->calls[i].of;
        if (of == BATON_OF_OTHER_QUEUE) {
            if (ask_of_others(g, i, role, id))
                return true;
            continue;
        }
        bool known = g->of[of].s && (g->of[of].len || of == BATON_OF_NOTHING);
        if (!known || (g->asked & (1u << i)) || (g->missing & (1u << of)))
            continue;
        g->asked |= 1u << i;
        return ask(g, i, g->of[of], role, id);
    }
    return false;
}

enum baton_err baton_gather_next(struct baton_gather *g, enum baton_document_role *role,
                                 struct baton_str *id, bool *more)
{
    *more = false;
    while (!g->stopped && !(*more = find_question(g, role, id))) {
        if (g->read == g->count && g->others_known)
            break;
        enum baton_err err = g->read == g->count ? baton_gather_others(g) : baton_gather_ids(g);
        if (err != BATON_OK)
            return err;
    }
    return BATON_OK;
}

enum baton_err baton_gather_all(struct baton_gather *g, const struct baton_live *live,
                                struct baton_platform *platform)
{
    for (;;) {
        enum baton_document_role role;
        struct baton_str id;
        struct baton_answer answer;
        bool more;
        enum baton_err err = baton_gather_next(g, &role, &id, &more);
        if (err != BATON_OK || !more)
            return err;
        baton_live_progress(live, "asking %s for %s", g->family->vendor,
                            baton_document_role_what(role));
        err = baton_platform_ask(platform, role, id, g->arena, &answer);
        if (err == BATON_EUSAGE)
            continue;
        if (err == BATON_OK)
            err = baton_gather_take(g, &answer);
        baton_live_progress(live, "%s", "");
        if (err != BATON_OK)
            return err;
    }
}
