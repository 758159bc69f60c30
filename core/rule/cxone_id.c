/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: which contact an id is of, and paths that name none. */
#include <string.h>

#include "core/rule/cxone_int.h"

/* ---- the sentinel --------------------------------------------------------------------- */

static struct baton_where where_of(const struct baton_check *check, const struct baton_id *id)
{
    return id->place == BATON_ID_BODY ? baton_where_value(check, id->at)
                                      : baton_where_input(id->span);
}

bool baton_rule_is_no_call(const struct baton_id *id)
{
    return baton_str_starts(id->kind, BATON_STR("cxone.")) && baton_cxone__is_sentinel(id->value);
}

/* A log that names it as a contact of this call. */
static void report_said(struct baton_check *check, const struct baton_rule *rule)
{
    static const char *const names[] = {"spawnedContactId", "contactId", "X-InContact-ContactId"};
    for (size_t i = 0; i < BATON_COUNT(names); i++) {
        struct baton_said said;
        if (!baton_words_find(check, names[i], &said))
            continue;
        struct baton_str value = baton_cxone__digits_after(said.rest, strlen(names[i]));
        if (!baton_cxone__is_sentinel(value))
            continue;
        baton_report_at(check, rule, baton_where_words(check, value),
                        "100000000000 stands for no call: nothing is sent for it");
        return;
    }
}

BATON_RULE(HO3405)
{
    size_t before = check->finding_count;
    report_said(check, rule);
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        const struct baton_kind *kind = baton_kind_find(id->kind);
        if (!kind || !baton_rule_is_no_call(id))
            continue;
        struct baton_finding *f =
            baton_report_at(check, rule, where_of(check, id),
                            "100000000000 stands for no call: nothing is sent for it");
        baton_report_fix(check, f, BATON_FIX_VALUE, "%s", kind->advice);
    }
    if (check->finding_count == before)
        baton_told_no_call(check, rule);
}

/* ---- main and spawned ------------------------------------------------------------------- */

static struct baton_where where_path(const struct baton_check *check)
{
    for (size_t i = 0; i < check->id_count; i++)
        if (baton_cxone__is_contact(&check->ids[i]) && check->ids[i].editable)
            return baton_where_input(check->ids[i].span);
    return baton_where_request(check);
}

static void put_spawned(struct baton_check *check, struct baton_finding *f,
                        struct baton_str spawned)
{
    baton_report_fix(check, f, BATON_FIX_REVIEW,
                     "signal the spawned contact, %.*s (X-InContact-ContactId)",
                     BATON_ARG(spawned));
    for (size_t i = 0; i < check->id_count; i++) {
        const struct baton_id *id = &check->ids[i];
        if (baton_cxone__is_contact(id) && id->editable)
            baton_report_input_edit(check, f,
                                    (struct baton_edit){id->span.start,
                                                        id->span.end - id->span.start, spawned});
    }
}

static bool is_transcripts(const struct baton_check *check, struct baton_str id)
{
    const struct baton_memory *m = check->memory;
    return m && m->transcript_contact.len &&
           baton_str_eq((struct baton_str){m->transcript_contact.text, m->transcript_contact.len},
                        id);
}

BATON_RULE(HO3401)
{
    struct baton_str id = baton_cxone__signalled(check);
    struct baton_cxone__pair pair = baton_cxone__pair_of(check);
    if (!id.len || !pair.main_contact.len || !baton_str_eq(id, pair.main_contact))
        return;
    bool swapped = is_transcripts(check, pair.spawned_contact);
    struct baton_finding *f = baton_report_at(
        check, rule, where_path(check),
        "%.*s is the main contact; the script that waits runs in the spawned one, %.*s "
        "(so say %s)%s", BATON_ARG(id), BATON_ARG(pair.spawned_contact), pair.from,
        swapped ? ", which the transcript went to: the two are swapped" : "");
    put_spawned(check, f, pair.spawned_contact);
}

BATON_RULE(HO3402)
{
    struct baton_str id = baton_cxone__signalled(check);
    struct baton_cxone__pair pair = baton_cxone__pair_of(check);
    bool several = check->memory && check->memory->calls > 1;
    if (!baton_cxone__is_digits(id) || !pair.main_contact.len || several ||
        baton_cxone__is_sentinel(id) || baton_str_eq(id, pair.main_contact) ||
        baton_str_eq(id, pair.spawned_contact))
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, where_path(check),
                        "%.*s is neither contact of this call: the spawned one is %.*s (so say %s)",
                        BATON_ARG(id), BATON_ARG(pair.spawned_contact), pair.from);
    put_spawned(check, f, pair.spawned_contact);
}

/* ---- the transcript's id ---------- */

BATON_RULE(HO3403)
{
    struct baton_cxone__pair pair = baton_cxone__pair_of(check);
    const struct baton_json *doc = &check->body.doc;
    uint32_t at = check->readable && baton_check_is_call(check, "cxone.tms")
                      ? baton_cxone__member(doc, check->root, "contactId")
                      : BATON_JSON_NONE;
    if (at == BATON_JSON_NONE || !pair.main_contact.len ||
        !baton_str_eq(baton_cxone__text(doc, check->root, "contactId", check->arena),
                      pair.spawned_contact))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_value(check, at),
        "%.*s is the spawned contact; a transcript belongs to the main one, %.*s (so say %s)",
        BATON_ARG(pair.spawned_contact), BATON_ARG(pair.main_contact), pair.from);
    baton_report_fix(check, f, BATON_FIX_REVIEW, "send the main contact, %.*s",
                     BATON_ARG(pair.main_contact));
    baton_report_edit(check, f,
                      baton_json_edit_replace(doc, at,
                                              baton_str_fmt(check->arena, "\"%.*s\"",
                                                            BATON_ARG(pair.main_contact)),
                                              check->arena));
}

/* A transcript that was refused, for the contact that the input signals. */
static void report_refused_transcript(struct baton_check *check, const struct baton_rule *rule)
{
    const struct baton_memory *m = check->memory;
    const struct baton_json *doc = &check->body.doc;
    int status = baton_cxone__status(check);
    uint32_t at = check->readable && baton_check_is_call(check, "cxone.tms")
                      ? baton_cxone__member(doc, check->root, "contactId")
                      : BATON_JSON_NONE;
    bool refused = status == 400 || status == 404 || status == 409 || status == 422;
    if (!m || at == BATON_JSON_NONE || !refused || !m->text.signalled.len)
        return;
    struct baton_str id = {m->text.signalled.text, m->text.signalled.len};
    if (!baton_str_eq(baton_cxone__text(doc, check->root, "contactId", check->arena), id))
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_value(check, at),
        "the transcript names %.*s, which this input signals, too, and was answered %d: signals "
        "go to the spawned contact, transcripts to the main one",
        BATON_ARG(id), status);
    baton_report_fix(check, f, BATON_FIX_VALUE, "post the transcript for X-InContact-MasterId");
}

BATON_RULE(HO3404)
{
    struct baton_str id = baton_cxone__signalled(check);
    if (baton_cxone__pair_of(check).main_contact.len)
        return;
    report_refused_transcript(check, rule);
    if (!id.len || !is_transcripts(check, id))
        return;
    int status = check->memory->transcript_status;
    baton_report_at(check, rule, where_path(check),
                    "exchange %zu posted the transcript for %.*s, too%s: one of the two has the "
                    "wrong contact", check->memory->transcript_contact.exchange, BATON_ARG(id),
                    status >= 400 ? ", and was refused" : "");
}

/* ---- paths of a signal that name no contact ---------- */

/* What stands between "interactions/" and "/signal"; s NULL if this is no such path. */
static struct baton_str middle_of(const struct baton_check *check)
{
    struct baton_str path = check->url.path, none = {NULL, 0};
    size_t at = baton_str_find_nocase(path, BATON_STR("/interactions/"));
    if (at == SIZE_MAX || path.len < 7 ||
        !baton_str_eq_nocase(baton_str_sub(path, path.len - 7, path.len), BATON_STR("/signal")))
        return none;
    size_t start = at + BATON_STR("/interactions/").len, end = path.len - 7;
    return start <= end ? baton_str_sub(path, start, end) : baton_str_sub(path, end, end);
}

static bool is_nothing(struct baton_str id)
{
    static const char *const words[] = {"", "undefined", "null", "NaN", "None", "[object Object]",
                                        "%5Bobject%20Object%5D", "0"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_str_is(id, words[i]))
            return true;
    return false;
}

bool baton_rule_is_signal_to_none(const struct baton_check *check)
{
    struct baton_str id = middle_of(check);
    return id.s && is_nothing(id);
}

BATON_RULE(HO3406)
{
    if (!baton_rule_is_signal_to_none(check))
        return;
    struct baton_str id = middle_of(check);
    if (id.len)
        baton_report_at(check, rule, baton_where_request(check),
                        "the path says \"%.*s\" where the contact's id belongs: it was not known "
                        "when the URL was made", BATON_ARG(id));
    else
        baton_report_at(check, rule, baton_where_request(check),
                        "the contact's id is empty: the path has nothing between interactions and "
                        "signal");
}

/* ---- paths of CXone's API without a version ---------- */

/* "v30.0" */
static bool is_version(struct baton_str piece)
{
    return piece.len > 3 && piece.s[0] == 'v' && baton_str_is(baton_str_sub(piece, piece.len - 2,
                                                                            piece.len), ".0");
}

/* What stands behind /services/ where a version should; s NULL if all is well, or no such path. */
static struct baton_str no_version(const struct baton_check *check)
{
    struct baton_str none = {NULL, 0}, rest, piece;
    const char *vendor = baton_vendor_of(check->url.host);
    size_t at = baton_str_find_nocase(check->url.path, BATON_STR("incontactapi/services/"));
    if (at == SIZE_MAX || (check->url.host.len &&
                           !(vendor && baton_str_is(baton_str_from(vendor), "NICE CXone"))))
        return none;
    rest = baton_str_sub(check->url.path, at + BATON_STR("incontactapi/services/").len,
                         check->url.path.len);
    if (!rest.len || !baton_str_next(&rest, '/', &piece) || is_version(piece))
        return none;
    return piece;
}

bool baton_rule_is_without_version(const struct baton_check *check)
{
    return no_version(check).s != NULL;
}

BATON_RULE(HO1402)
{
    struct baton_str piece = no_version(check);
    if (!piece.s)
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "\"%.*s\" stands where the version of the API belongs, as v30.0",
                    BATON_ARG(baton_str_sub(piece, 0, 40)));
}

/* ---- tenants ---------- */

BATON_RULE(HO3407)
{
    if (!baton_check_is_call(check, "cxone.discovery-tenant"))
        return;
    struct baton_str id = baton_form_field(check->arena, check->url.query, "tenantId");
    if (id.s && baton_kind_is_uuid(id))
        return;
    if (!id.s || !id.len)
        baton_report_at(check, rule, baton_where_request(check), "there is no tenantId");
    else
        baton_report_at(check, rule, baton_where_request(check),
                        "tenantId is \"%.*s\", not a UUID", BATON_ARG(baton_str_sub(id, 0, 60)));
}

/* ---- contacts that have ended ---------- */

BATON_RULE(HO7401)
{
    struct baton_str id = baton_cxone__signalled(check);
    const struct baton_memory *m = check->memory;
    if (!m || !id.len || !m->ended_contact.len ||
        !baton_str_eq((struct baton_str){m->ended_contact.text, m->ended_contact.len}, id))
        return;
    baton_report_at(check, rule, where_path(check),
                    "contact %.*s was not active any more when exchange %zu read it: no script "
                    "waits there", BATON_ARG(id), m->ended_contact.exchange);
}
