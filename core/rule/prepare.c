/* SPDX-License-Identifier: Apache-2.0 */
/* What every rule needs is worked out once, here: contract, document, shape, ids, token. */
#include "core/rule/bots_int.h"

/* More than this in one exchange is noise, and rules compare faults with each other. */
enum { MAX_FAULTS = 200, MAX_IDS = 200 };

/* ---- the document -------------------------------------------------------------- */

static enum baton_err read_document(struct baton_check *check, struct baton_str contract_id)
{
    const struct baton_exchange *ex = check->exchange;
    check->root = 0;
    check->wrapper = BATON_JSON_NONE;
    struct baton_str text = baton_str_trim(ex->answer.text);
    bool told = ex->response.status >= 200 && ex->response.status < 300 && text.len &&
                (text.s[0] == '{' || text.s[0] == '[');
    check->is_answer = !ex->body.present && ex->answer.present &&
                       (ex->kind == BATON_INPUT_CONVERSATION || !ex->request.present || told);
    check->part = ex->body.present ? &ex->body : check->is_answer ? &ex->answer : NULL;
    /* Who says which body it is gets it judged as one. */
    if (ex->words.present && contract_id.len)
        check->part = &ex->words;
    else if (ex->words.present)
        check->words = &ex->words;
    if (!check->part)
        return BATON_OK;
    enum baton_err err = baton_json_read_lenient(check->arena, check->part->text,
                                                 &check->settings->limits, &check->body);
    check->readable = err == BATON_OK && check->body.doc.count > 0;
    return err;
}

static enum baton_err read_answer(struct baton_check *check)
{
    const struct baton_part *answer = &check->exchange->answer;
    if (!answer->present || check->is_answer || !baton_str_trim(answer->text).len)
        return BATON_OK;
    enum baton_err err = baton_json_read_lenient(check->arena, answer->text,
                                                 &check->settings->limits, &check->answer);
    check->answer_readable = err == BATON_OK && check->answer.doc.count > 0;
    return err;
}

/* ---- the contract ----------------------------------------------------------------- */

static void match_request(struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    check->url = baton_url(ex->url);
    if (!ex->url.len)
        return;
    struct baton_str method = ex->request.method;
    if (!method.len)
        method = ex->body.present ? BATON_STR("POST") : BATON_STR("GET");
    check->match = baton_contracts_match(check->contracts, check->settings->family, method,
                                         check->url.host, ex->url);
}

/* A list of events or turns is an account, though no request has such a body. */
static bool is_list(const struct baton_json *doc)
{
    const char *family = baton_conversation_family(doc, 0);
    return family && baton_str_is(baton_str_from(family), "cognigy") &&
           (baton_json_is(doc, 0, BATON_JSON_ARRAY) ||
            baton_json_member_z(doc, 0, "events") != BATON_JSON_NONE);
}

/* What a guess must be worth where the URL speaks against it: less is a note of HO9003, too. */
static const double sure = 0.7;

/* An address of nobody's that is known here: what is sent there need not be a handover. */
static bool is_strangers(const struct baton_check *check)
{
    return check->url.host.len && !baton_vendor_of(check->url.host) && !check->match.slip &&
           !check->match.nearest;
}

/* A list of ids and names is what any list looks like: there the path must speak for it, too. */
static bool is_anybodys(const struct baton_check *check, const struct baton_contract *contract)
{
    return check->is_answer && check->exchange->url.len && check->match.nearest != contract &&
           !baton_conversation_is(&check->body.doc, 0);
}

static enum baton_err guess(struct baton_check *check)
{
    struct baton_guess best;
    if (!check->readable || is_list(&check->body.doc))
        return BATON_OK;
    enum baton_err err = baton_contracts_guess(check->contracts, check->settings->family,
                                               &check->body.doc, 0, check->arena, &best);
    if (err != BATON_OK || !best.contract || best.response != check->is_answer ||
        is_anybodys(check, best.contract) || (is_strangers(check) && best.score < sure))
        return err;
    check->contract = best.contract;
    check->confidence = best.score;
    check->guessed = true;
    return BATON_OK;
}

/* A vendor's host, and a path that is no slip of one of ours: another call of theirs. */
static bool is_other_call(const struct baton_check *check)
{
    return baton_vendor_of(check->url.host) && !check->match.slip;
}

/* What the answer is most like among a family's; its score, 0 if that is another contract. */
static double likeness(struct baton_check *check, const struct baton_json *doc,
                       const struct baton_contract *contract)
{
    struct baton_guess best;
    if (baton_contracts_guess(check->contracts, contract->family, doc, 0, check->arena, &best) !=
            BATON_OK || best.contract != contract || !best.response)
        return 0;
    return best.score;
}

/*
 * The vendor's contract and what tutorials tell have the same path: an answer that was
 * given, and has the form that is told of, is no answer of the vendor's own.
 */
static void prefer_lore(struct baton_check *check)
{
    const struct baton_contract *lore = check->match.lore;
    const struct baton_json *doc = check->is_answer && check->readable ? &check->body.doc
                                   : check->answer_readable            ? &check->answer.doc
                                                                       : NULL;
    int status = check->exchange->response.present ? check->exchange->response.status : 200;
    if (!lore || !doc || !doc->count || status / 100 != 2)
        return;
    double told = likeness(check, doc, lore);
    if (told > 0 && told > likeness(check, doc, check->match.contract))
        check->match = baton_contracts_match(check->contracts, lore->family, lore->method,
                                             check->url.host, check->exchange->url);
}

static bool ends_in_parameter(struct baton_str path)
{
    return path.len && path.s[path.len - 1] == '}';
}

/* What can be read can often be made, changed and removed, too; a question cannot be read. */
static bool may_have_method(const struct baton_contract *known, struct baton_str method)
{
    bool reads = baton_str_is(method, "GET") || baton_str_is(method, "HEAD");
    return ends_in_parameter(known->path) || (baton_str_is(known->method, "GET") && !reads);
}

/* "/queues/me" is not the queue called "me": a word stands for another collection or view. */
static bool has_word_for_id(const struct baton_match *match)
{
    for (size_t i = 0; i < match->value_count; i++) {
        const struct baton_kind *kind = baton_kind_find(match->values[i].kind);
        struct baton_str value = match->values[i].value;
        bool word = value.len > 1 && !baton_is_placeholder(value);
        for (size_t c = 0; c < value.len; c++)
            word = word && value.s[c] >= 'a' && value.s[c] <= 'z';
        if (word && kind && kind->is_id && kind->fit(value) == BATON_KIND_WRONG)
            return true;
    }
    return false;
}

/*
 * A vendor has more calls than there are contracts here. One that only resembles a
 * contract's is not judged by it, unless it was refused as something that is not there.
 */
static void forget_other_calls(struct baton_check *check)
{
    const struct baton_exchange *ex = check->exchange;
    struct baton_match *match = &check->match;
    const struct baton_contract *known = match->contract ? match->contract : match->path_only;
    int status = ex->response.present ? ex->response.status : 0;
    if (!known || known->provenance == BATON_COMMUNITY || known->provenance == BATON_USER ||
        !baton_vendor_of(check->url.host) || status == 404 || status == 405)
        return;
    if ((match->path_only && may_have_method(known, ex->request.method)) ||
        (status != 400 && has_word_for_id(match)))
        *match = (struct baton_match){.contract = NULL};
}

/*
 * A token that was asked for in Genesys Cloud's own way, or found nothing, at another host of
 * Genesys Cloud's: what tutorials tell of the path says nothing there.
 */
static void prefer_vendor(struct baton_check *check)
{
    const char *vendor = baton_vendor_of(check->url.host);
    const struct baton_contract *own =
        baton_contracts_find(check->contracts, BATON_STR("genesys.oauth"));
    int status = check->exchange->response.present ? check->exchange->response.status : 0;
    if (own && check->match.contract && status / 100 != 2 && vendor &&
        baton_str_is(baton_str_from(vendor), "Genesys Cloud") &&
        baton_str_is(check->match.contract->id, "community.token") &&
        baton_http_header(&check->exchange->request, "Authorization"))
        check->match.contract = own;
}

/* By id, else by method and path, else by the path alone, else by the body. */
static enum baton_err choose_contract(struct baton_check *check, struct baton_str id)
{
    match_request(check);
    prefer_lore(check);
    prefer_vendor(check);
    forget_other_calls(check);
    check->confidence = 1.0;
    if (id.len)
        check->contract = baton_contracts_find(check->contracts, id);
    if (!check->contract)
        check->contract = baton_bots_contract(check);
    if (!check->contract)
        check->contract = check->match.contract;
    if (!check->contract)
        check->contract = check->match.path_only;
    if (!check->contract && check->is_answer && !check->exchange->url.len)
        check->contract = baton_answer_known(check);
    if (!check->contract && baton_rule_is_cxone_invite(check))
        check->contract = baton_contracts_find(check->contracts,
                                               BATON_STR("cxone.sip-invite-context"));
    check->confidence = check->contract ? 1.0 : 0.0;
    if (check->contract || is_other_call(check))
        return BATON_OK;
    return guess(check);
}

static bool wants_form(const struct baton_contract *contract)
{
    if (!contract || !contract->media_type_count)
        return false;
    struct baton_media_type media = baton_media_type(contract->media_types[0]);
    return baton_media_is_form(&media);
}

/* Where a form is what the contract wants, a form is no departure. */
static void accept_form(struct baton_check *check)
{
    size_t kept = 0;
    if (!wants_form(check->contract))
        return;
    for (size_t i = 0; i < check->body.problem_count; i++)
        if (check->body.problems[i].code != BATON_JSON_FORM_ENCODED)
            check->body.problems[kept++] = check->body.problems[i];
    check->body.problem_count = kept;
}

/* ---- shape ---------------------------------------------------------------------------- */

static const struct baton_schema *schema_of(struct baton_check *check)
{
    if (!check->contract)
        return NULL;
    if (check->is_answer)
        return baton_contract_response_schema(check->contracts, check->contract, 200);
    return baton_contract_request_schema(check->contracts, check->contract);
}

/* The only member of an object, if its value is an object; else NONE. */
static uint32_t only_member(const struct baton_json *doc, uint32_t object)
{
    if (!baton_json_is(doc, object, BATON_JSON_OBJECT) || baton_json_size(doc, object) != 1 ||
        !baton_json_is(doc, object + 2, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    return object + 1;
}

static void look_through_stated_wrapper(struct baton_check *check)
{
    const struct baton_contract *contract = check->contract;
    uint32_t key = only_member(&check->body.doc, check->root);
    bool there = key != BATON_JSON_NONE &&
                 baton_json_string_is(&check->body.doc, key, contract->wrapper);
    if (there)
        check->root = key + 1;
    check->unwrapped = !there && contract->wrapper_use == BATON_WRAPPER_REQUIRED;
}

/* What the schema looked into is a field of its own, and no wrapper. */
static bool is_own_field(const struct baton_check *check, uint32_t key)
{
    for (size_t i = 0; i < check->shape.fault_count; i++)
        if (check->shape.faults[i].instance > key + 1)
            return true;
    return false;
}

/*
 * A wrapper that the contract does not know: what it holds fits the contract
 * better than the whole does.
 */
static enum baton_err look_through_other_wrapper(struct baton_check *check,
                                                 const struct baton_schema *schema)
{
    uint32_t key = only_member(&check->body.doc, check->root);
    struct baton_schema_result inner;
    if (key == BATON_JSON_NONE || check->shape.valid || check->is_answer ||
        is_own_field(check, key))
        return BATON_OK;
    enum baton_err err =
        baton_schema_validate(schema, &check->body.doc, key + 1, check->arena, &inner);
    if (err != BATON_OK || inner.fault_count >= check->shape.fault_count)
        return err;
    check->wrapper = key;
    check->root = key + 1;
    check->shape = inner;
    return BATON_OK;
}

static enum baton_err check_shape(struct baton_check *check)
{
    const struct baton_schema *schema = schema_of(check);
    if (!schema || !check->readable)
        return BATON_OK;
    if (check->contract->wrapper_use != BATON_WRAPPER_NONE && !check->is_answer)
        look_through_stated_wrapper(check);
    enum baton_err err = baton_schema_validate(schema, &check->body.doc, check->root,
                                               check->arena, &check->shape);
    if (err == BATON_OK)
        err = look_through_other_wrapper(check, schema);
    check->checked_shape = err == BATON_OK;
    if (check->shape.fault_count > MAX_FAULTS) {
        check->left_out = check->shape.fault_count - MAX_FAULTS;
        check->shape.fault_count = MAX_FAULTS;
    }
    return err == BATON_ENOMEM ? err : BATON_OK;
}

/* ---- ids ---------------------------------------------------------------------------------- */

struct ids {
    struct baton_id *items;
    size_t count, capacity;
};

static void ids_of_path(struct baton_check *check, struct ids *ids)
{
    const struct baton_match *match = &check->match;
    const struct baton_span *target = &check->exchange->url_span;
    for (size_t i = 0; i < match->value_count; i++) {
        struct baton_id *id = BATON_PUSH(check->arena, ids->items, ids->count, ids->capacity);
        if (!id)
            return;
        id->kind = match->values[i].kind;
        id->value = baton_url_decode(check->arena, match->values[i].value, false);
        id->name = match->values[i].name;
        id->place = BATON_ID_PATH;
        /* The URL may have been made absolute: count from its end. */
        size_t from_end = check->exchange->url.len - match->values[i].span.start;
        if (target->end > target->start && from_end <= target->end - target->start) {
            id->span.start = target->end - from_end;
            id->span.end = id->span.start + match->values[i].value.len;
            id->editable = true;
        }
    }
}

static void ids_of_headers(struct baton_check *check, struct ids *ids)
{
    for (size_t i = 0; check->contract && i < check->contract->parameter_count; i++) {
        const struct baton_parameter *p = &check->contract->parameters[i];
        if (!baton_str_is(p->in, "header") || !p->kind.len)
            continue;
        struct baton_str name = baton_str_copy(check->arena, p->name);
        const struct baton_http_header *header =
            name.s ? baton_http_header(&check->exchange->request, name.s) : NULL;
        struct baton_id *id =
            header ? BATON_PUSH(check->arena, ids->items, ids->count, ids->capacity) : NULL;
        if (id)
            *id = (struct baton_id){p->kind, header->value, header->name, BATON_ID_HEADER,
                                    0, header->value_span, true};
    }
}

static void ids_of_body(struct baton_check *check, struct ids *ids)
{
    const struct baton_json *doc = &check->body.doc;
    for (size_t i = 0; i < check->shape.note_count && ids->count < MAX_IDS; i++) {
        const struct baton_schema_note *note = &check->shape.notes[i];
        if (!baton_str_is(baton_str_from(note->keyword), "x-baton-kind") ||
            !baton_json_is(note->schema_doc, note->schema, BATON_JSON_STRING) ||
            !(baton_json_is(doc, note->instance, BATON_JSON_STRING) ||
              baton_json_is(doc, note->instance, BATON_JSON_NUMBER)))
            continue;
        struct baton_id *id = BATON_PUSH(check->arena, ids->items, ids->count, ids->capacity);
        if (!id)
            return;
        id->kind = baton_json_string(note->schema_doc, note->schema, check->arena);
        id->value = baton_check_text(check, note->instance);
        id->place = BATON_ID_BODY;
        id->at = note->instance;
        if (note->instance && (doc->v[note->instance - 1].flags & BATON_JSON_KEY))
            id->name = baton_json_string(doc, note->instance - 1, check->arena);
    }
}

/* "X-Conversation-Id" is "conversationId": letters and digits alone, "x-" left out. */
static bool same_name(struct baton_str header, struct baton_str name)
{
    size_t n = 0;
    if (baton_str_starts_nocase(header, BATON_STR("x-")))
        header = baton_str_sub(header, 2, header.len);
    for (size_t i = 0; i < header.len; i++) {
        if (header.s[i] == '-' || header.s[i] == '_')
            continue;
        if (n == name.len || !baton_str_eq_nocase(baton_str_sub(header, i, i + 1),
                                                  baton_str_sub(name, n, n + 1)))
            return false;
        n++;
    }
    return n > 0 && n == name.len;
}

static bool is_collected(const struct ids *ids, size_t count,
                         const struct baton_http_header *header)
{
    for (size_t i = 0; i < count; i++)
        if (ids->items[i].place == BATON_ID_HEADER && ids->items[i].name.s == header->name.s)
            return true;
    return false;
}

/* Headers that no contract names, but that carry what the path or the body carries, too. */
static void ids_of_like_headers(struct baton_check *check, struct ids *ids)
{
    const struct baton_http_message *msg = &check->exchange->request;
    size_t known = ids->count;
    for (size_t h = 0; h < msg->header_count; h++) {
        for (size_t i = 0; i < known; i++) {
            const struct baton_http_header *header = &msg->headers[h];
            if (ids->items[i].place == BATON_ID_HEADER || is_collected(ids, known, header) ||
                !same_name(header->name, ids->items[i].name))
                continue;
            struct baton_id like = {ids->items[i].kind, header->value, header->name,
                                    BATON_ID_HEADER, 0, header->value_span, true};
            struct baton_id *id = BATON_PUSH(check->arena, ids->items, ids->count, ids->capacity);
            if (!id)
                return;
            *id = like;
            break;
        }
    }
}

static void collect_ids(struct baton_check *check)
{
    struct ids ids = {0};
    ids_of_path(check, &ids);
    ids_of_headers(check, &ids);
    if (check->checked_shape)
        ids_of_body(check, &ids);
    ids_of_like_headers(check, &ids);
    check->ids = ids.items;
    check->id_count = ids.count;
}

/* ---- the conversation ------------------------------------------------------------------------ */

/* The document itself, or, of a query, its answer. */
static bool account_of(const struct baton_check *check, struct baton_account *out)
{
    const struct baton_exchange *ex = check->exchange;
    bool payload = ex->body.present && !ex->url.len && !ex->request.present &&
                   !ex->response.present;
    if (check->readable && ((check->is_answer && baton_conversation_is(&check->body.doc, 0)) ||
                            (payload && is_list(&check->body.doc)))) {
        *out = (struct baton_account){&check->body.doc, 0};
        return true;
    }
    bool query = baton_str_find(check->url.path, BATON_STR("/analytics/")) != SIZE_MAX;
    if (!query || check->is_answer || !check->answer_readable ||
        !baton_conversation_is(&check->answer.doc, 0))
        return false;
    *out = (struct baton_account){&check->answer.doc, 0};
    return true;
}

/* That of the evidence, else of this one account. */
static enum baton_err read_conversation(struct baton_check *check)
{
    struct baton_account account;
    bool cut;
    if (check->evidence) {
        check->conversation = check->evidence->has_conversation ? &check->evidence->conversation
                                                                : NULL;
        return BATON_OK;
    }
    if (!account_of(check, &account))
        return BATON_OK;
    struct baton_conversation *own = BATON_NEW(check->arena, struct baton_conversation);
    enum baton_err err = own ? baton_conversation_read(check->arena, &account, 1, own, &cut)
                             : BATON_ENOMEM;
    if (err == BATON_OK)
        check->conversation = own;
    return err;
}

/* ---- token ---------------------------------------------------------------------------------- */

static void find_token(struct baton_check *check)
{
    check->authorization = baton_http_header(&check->exchange->request, "Authorization");
    if (!check->authorization)
        return;
    struct baton_str value = check->authorization->value;
    size_t blank = baton_str_find_byte(value, ' ');
    check->token = blank == SIZE_MAX ? value
                                     : baton_str_trim(baton_str_sub(value, blank, value.len));
    check->jwt = baton_jwt_read(check->arena, check->token);
}

/* The stated time, else that of the capture itself, else the clock. */
static void find_time(struct baton_check *check)
{
    const struct baton_http_header *date =
        baton_http_header(&check->exchange->response, "Date");
    check->now = check->settings->now;
    check->now_words = check->settings->now_given ? "the given time" : "now";
    if (check->settings->now_given)
        return;
    if (baton_time_read(check->exchange->started, &check->now) ||
        (date && baton_time_read_http(date->value, &check->now)))
        check->now_words = "the time of the capture";
}

enum baton_err baton_check_prepare(struct baton_check *check, struct baton_str contract_id)
{
    enum baton_err err = read_document(check, contract_id);
    if (err == BATON_OK)
        err = read_answer(check);
    if (err == BATON_OK)
        err = baton_answer_unswallow(check);
    if (err == BATON_OK)
        err = choose_contract(check, contract_id);
    if (err == BATON_OK) {
        check->observed = baton_answer_observed(check);
        accept_form(check);
        err = check_shape(check);
    }
    if (err != BATON_OK)
        return err == BATON_ELIMIT ? BATON_OK : err;
    collect_ids(check);
    find_token(check);
    find_time(check);
    err = read_conversation(check);
    if (err != BATON_OK)
        return err;
    return baton_arena_failed(check->arena) ? BATON_ENOMEM : BATON_OK;
}
