/* SPDX-License-Identifier: Apache-2.0 */
/* The questions about one conversation, and which of them the answers lead to. */
#include <string.h>

#include "apps/baton/live.h"
#include "edge/os.h"

enum { MAX_PAYLOAD = 64 << 20 };

static bool was_asked(const struct baton_gather *g, enum baton_document_role role)
{
    return g->asked & (1u << role);
}

void baton_gather_init(struct baton_gather *g, const struct baton_live *live,
                       struct baton_arena *arena, struct baton_str id)
{
    *g = (struct baton_gather){
        .arena = arena,
        .id = id,
        .family = baton_str_from(baton_platform_family(live->platform)->name),
        .other_queue = baton_live_setting(live, "queue-id"),
        .now = baton_os_now(),
    };
}

struct baton_gathered baton_gathered(const struct baton_gather *g, const struct baton_live *live)
{
    return (struct baton_gathered){.asked_id = g->id, .family = g->family, .now = g->now,
                                   .token = baton_platform_token(live->platform),
                                   .files = g->files, .count = g->count};
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
    if (g->private_data)
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
    };
    file.name = name_of(g, file.role);
    /* Half an answer is none: nothing shall be concluded from it. */
    if (file.failure.len)
        file.text = request_of(file.text);
    g->stopped |= answer->token_failed || cannot_be_reached(response->failure);
    return keep(g, file);
}

enum baton_err baton_gather_again(struct baton_gather *g, const struct baton_file *file)
{
    struct baton_file again = *file;
    again.name = name_of(g, again.role);
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
    file.text = g->private_data ? baton_mask(g->arena, text) : baton_str_copy(g->arena, text);
    baton_os_free(text);
    err = keep(g, file);
    return err == BATON_OK ? 0 : baton_say_error(err, "%s", baton_err_text(err));
}

/* ---- what the answers lead to ---------------------------------------------------- */

static bool add_other(struct baton_gather *g, struct baton_str queue)
{
    if (!queue.s || !queue.len || baton_str_eq(queue, g->queue) ||
        g->other_count == BATON_GATHER_OTHERS)
        return true;
    for (size_t i = 0; i < g->other_count; i++)
        if (baton_str_eq(g->others[i], queue))
            return true;
    g->others[g->other_count] = baton_str_copy(g->arena, queue);
    return g->others[g->other_count++].s != NULL;
}

static bool lists(const struct baton_evidence *e, struct baton_str code)
{
    for (size_t i = 0; i < e->wrapup.count; i++)
        if (e->wrapup.codes[i].id.text.s && baton_str_eq(e->wrapup.codes[i].id.text, code))
            return true;
    return false;
}

static enum baton_err read_so_far(struct baton_gather *g, struct baton_evidence *out)
{
    struct baton_gathered gathered = {.asked_id = g->id, .family = g->family, .now = g->now,
                                      .token = {.expires = INT64_MIN}, .files = g->files,
                                      .count = g->count};
    return baton_evidence_read(g->arena, &gathered, NULL, out);
}

/* Which queue and wrap-up code the handover is for; without a queue, that of the conversation. */
static enum baton_err consider(struct baton_gather *g)
{
    struct baton_evidence e;
    enum baton_err err = read_so_far(g, &e);
    if (err != BATON_OK)
        return err;
    g->considered = true;
    g->queue = e.queue_wanted.text.s ? e.queue_wanted.text : e.conversation.queue_id.text;
    g->wrapup = e.wrapup_wanted.text;
    return BATON_OK;
}

/* A wanted code that is not the queue's is another's: of which the evidence speaks. */
static enum baton_err find_others(struct baton_gather *g)
{
    struct baton_evidence e;
    g->others_known = true;
    if (!g->wrapup.s || !g->wrapup.len)
        return BATON_OK;
    enum baton_err err = read_so_far(g, &e);
    if (err != BATON_OK || lists(&e, g->wrapup))
        return err;
    bool good = add_other(g, e.conversation.queue_id.text) && add_other(g, g->other_queue);
    for (size_t i = 0; good && i < e.conversation.participant_count; i++)
        good = add_other(g, e.conversation.participants[i].queue_id.text);
    return good ? BATON_OK : BATON_ENOMEM;
}

static const struct baton_file *last_of(const struct baton_gather *g,
                                        enum baton_document_role role)
{
    const struct baton_file *found = NULL;
    for (size_t i = 0; i < g->count; i++)
        if (g->files[i].role == role)
            found = &g->files[i];
    return found;
}

/* A queue that is not there has no codes. */
static bool has_queue(const struct baton_gather *g)
{
    const struct baton_file *file = last_of(g, BATON_DOC_QUEUE);
    return !file || baton_str_find(file->text, BATON_STR("\r\nHTTP/1.1 404 ")) == SIZE_MAX;
}

static bool ask(struct baton_gather *g, enum baton_document_role role, struct baton_str id,
                enum baton_document_role *role_out, struct baton_str *id_out)
{
    g->asked |= 1u << role;
    *role_out = role;
    *id_out = id;
    return true;
}

static bool ask_about_queue(struct baton_gather *g, enum baton_document_role *role,
                            struct baton_str *id)
{
    if (!g->queue.s || !g->queue.len)
        return false;
    if (!was_asked(g, BATON_DOC_QUEUE))
        return ask(g, BATON_DOC_QUEUE, g->queue, role, id);
    return !was_asked(g, BATON_DOC_WRAPUP_CODES) && has_queue(g) &&
           ask(g, BATON_DOC_WRAPUP_CODES, g->queue, role, id);
}

enum baton_err baton_gather_next(struct baton_gather *g, enum baton_document_role *role,
                                 struct baton_str *id, bool *more)
{
    enum baton_err err = BATON_OK;
    *more = false;
    if (g->stopped)
        return BATON_OK;
    *more = (!was_asked(g, BATON_DOC_INTERACTION) &&
             ask(g, BATON_DOC_INTERACTION, g->id, role, id)) ||
            (!was_asked(g, BATON_DOC_CONVERSATION) &&
             ask(g, BATON_DOC_CONVERSATION, g->id, role, id));
    if (!*more && !g->considered)
        err = consider(g);
    if (!*more && err == BATON_OK)
        *more = ask_about_queue(g, role, id);
    if (!*more && err == BATON_OK && !g->others_known)
        err = find_others(g);
    if (!*more && err == BATON_OK && g->other_at < g->other_count)
        *more = ask(g, BATON_DOC_OTHER_QUEUE, g->others[g->other_at++], role, id);
    return err;
}

enum baton_err baton_gather_all(struct baton_gather *g, const struct baton_live *live)
{
    for (;;) {
        enum baton_document_role role;
        struct baton_str id;
        struct baton_answer answer;
        bool more;
        enum baton_err err = baton_gather_next(g, &role, &id, &more);
        if (err != BATON_OK || !more)
            return err;
        baton_live_progress(live, "asking for %s", baton_document_role_what(role));
        err = baton_platform_ask(live->platform, role, id, g->arena, &answer);
        if (err == BATON_EUSAGE)
            continue;
        if (err == BATON_OK)
            err = baton_gather_take(g, &answer);
        baton_live_progress(live, "%s", "");
        if (err != BATON_OK)
            return err;
    }
}
