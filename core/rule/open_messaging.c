/* SPDX-License-Identifier: Apache-2.0 */
/* Open Messaging of Genesys Cloud: messages in, and the webhook that it calls. */
#include "core/rule/bots_int.h"

#include <string.h>

enum {
    WEBHOOK_MS = 10000, /* the webhook's time to answer */
    DIGEST_HEX = 64,    /* SHA-256 in hexadecimal */
    DIGEST_BASE64 = 44, /* and in base64, with its one = */
};

static const char inbound[] = "genesys.open.inbound";
static const char webhook[] = "genesys.open.webhook";

/* ---- in --------------------------------------------------------------------------- */

BATON_RULE(HO2203)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the token is a user's, not a client's");
}

BATON_RULE(HO8205)
{
    if (!baton_answer_is_mine(check, rule))
        return;
    bool date = baton_str_find(check->exchange->answer.text, BATON_STR("missing.open.channel")) !=
                SIZE_MAX;
    baton_answer_report(check, rule, date ? "channel.time is missing"
                                          : "the message is not as it must be");
}

BATON_RULE(HO4206)
{
    struct baton_bots_side side = baton_bots_body(check);
    uint32_t text = baton_bots_at(side, "/text"), content = baton_bots_at(side, "/content");
    bool sent = baton_check_is_call(check, inbound) || baton_check_is_call(check, webhook);
    bool is_text = text != BATON_JSON_NONE && side.doc &&
                   baton_json_is(side.doc, text, BATON_JSON_STRING);
    bool more = content != BATON_JSON_NONE && side.doc &&
                baton_json_is(side.doc, content, BATON_JSON_ARRAY) &&
                baton_json_size(side.doc, content) > 0;
    struct baton_str type = baton_bots_text(check, side, baton_bots_at(side, "/type"));
    if (!sent || !is_text || more || baton_bots_has(check, side, text) ||
        (type.len && !baton_str_is(type, "Text")))
        return;
    baton_report_at(check, rule, baton_bots_where(check, side, text),
                    "the message is empty: no text, and no content");
}

/* ---- the signature ---------------------------------------------------------------- */

static const struct baton_http_header *signature_of(const struct baton_check *check)
{
    return baton_bots_header(check, "X-Hub-Signature-256");
}

static bool is_webhook(const struct baton_check *check)
{
    return baton_check_is_call(check, webhook) && !check->is_answer &&
           check->exchange->headers_known;
}

BATON_RULE(HO2204)
{
    const struct baton_http_header *old = baton_bots_header(check, "X-Hub-Signature");
    if (!is_webhook(check) || signature_of(check))
        return;
    baton_report_at(check, rule, old ? baton_where_header(old) : baton_where_request(check),
                    old ? "X-Hub-Signature is not the header that Genesys Cloud signs with"
                        : "there is no X-Hub-Signature-256: this is not shown to be from Genesys "
                          "Cloud, or a proxy took it away");
}

static bool is_all(struct baton_str text, const char *of)
{
    for (size_t i = 0; i < text.len; i++)
        if (!text.s[i] || !strchr(of, text.s[i]))
            return false;
    return text.len > 0;
}

/* What is wrong with its form; NULL if nothing is. */
static const char *signature_fault(struct baton_str value)
{
    static const char hex[] = "0123456789abcdefABCDEF";
    static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct baton_str prefix = BATON_STR("sha256=");
    bool named = baton_str_starts(value, prefix);
    struct baton_str digest = baton_str_sub(value, named ? prefix.len : 0, value.len);
    if (digest.len == DIGEST_HEX && is_all(digest, hex))
        return "the signature is in hexadecimal; Genesys Cloud's is in base64";
    if (!named)
        return "the signature does not begin with sha256=";
    if (digest.len == DIGEST_BASE64 && digest.s[DIGEST_BASE64 - 1] == '=' &&
        is_all(baton_str_sub(digest, 0, DIGEST_BASE64 - 1), base64))
        return NULL;
    if (digest.len == DIGEST_BASE64 - 1 || baton_str_find_byte(digest, '-') != SIZE_MAX ||
        baton_str_find_byte(digest, '_') != SIZE_MAX)
        return "the signature is in base64url or without its =; Genesys Cloud's is plain base64";
    return "the signature is no SHA-256 digest in base64 (44 characters, the last one =)";
}

/* Masked or left open in the evidence: nothing can be told of it. */
static bool is_hidden(struct baton_str value)
{
    return baton_str_find(value, BATON_STR("**")) != SIZE_MAX ||
           baton_str_find(value, BATON_STR("BASE64")) != SIZE_MAX || baton_is_placeholder(value);
}

BATON_RULE(HO2205)
{
    const struct baton_http_header *header = signature_of(check);
    if (!is_webhook(check) || !header || is_hidden(header->value))
        return;
    const char *fault = signature_fault(baton_str_trim(header->value));
    if (fault)
        baton_report_at(check, rule, baton_where_header(header), "%s", fault);
}

BATON_RULE(HO2206)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the signature was not accepted");
}

/* ---- the webhook's answer --------------------------------------------------------- */

BATON_RULE(HO8206)
{
    int64_t took = check->exchange->milliseconds;
    if (!baton_check_is_call(check, webhook) || took <= WEBHOOK_MS)
        return;
    baton_report_at(check, rule, baton_where_request(check),
                    "the webhook took %d.%d s to answer, and Genesys Cloud waits for 10 s",
                    (int)(took / 1000), (int)(took % 1000 / 100));
}

BATON_RULE(HO8207)
{
    int status = baton_bots_status(check);
    if (!baton_answer_is_mine(check, rule))
        return;
    bool again = status == 429 || status >= 500;
    struct baton_finding *f = baton_answer_report(
        check, rule, again ? "Genesys Cloud sends it again, at most 5 times, and then it is lost"
                           : "this is not sent again: the agent's message is lost");
    if (f)
        f->severity = BATON_ERROR;
}

/* ---- receipts --------------------------------------------------------------------- */

static const struct {
    const char *reason, *meaning;
} reasons[] = {
    {"MessageExpired", "it came too late"},
    {"RateLimited", "too many messages in too short a time"},
    {"MessageNotAllowed", "the channel does not allow it"},
    {"GeneralError", "the channel failed and does not say why"},
    {"UnsupportedMessage", "the channel has no such kind of message"},
    {"UnknownMessage", "the channel does not know the message"},
    {"InvalidMessageStructure", "the message is not as it must be"},
    {"InvalidDestination", "there is no such receiver"},
    {"ServerError", "the channel's server failed"},
    {"MediaTypeNotAllowed", "this type of attachment is not allowed"},
    {"InvalidMediaContentLength", "the attachment has the wrong length"},
    {"RecipientOptedOut", "the receiver wants no messages"},
    {"DataFiltered", "the message was filtered out"},
};

static const char *reason_meaning(struct baton_str reason)
{
    for (size_t i = 0; i < BATON_COUNT(reasons); i++)
        if (baton_str_is_nocase(reason, reasons[i].reason))
            return reasons[i].meaning;
    return NULL;
}

/* The first reason that a receipt gives, as a text or as an object with a code; or NONE. */
static uint32_t reason_of(struct baton_bots_side side)
{
    static const char *const pointers[] = {"/reasons/0/code", "/reasons/0", "/reason/code",
                                           "/reason"};
    for (size_t i = 0; i < BATON_COUNT(pointers); i++) {
        uint32_t at = baton_bots_at(side, pointers[i]);
        if (at != BATON_JSON_NONE && baton_json_is(side.doc, at, BATON_JSON_STRING))
            return at;
    }
    return BATON_JSON_NONE;
}

BATON_RULE(HO8208)
{
    struct baton_bots_side side = baton_bots_body(check);
    struct baton_str type = baton_bots_text(check, side, baton_bots_at(side, "/type"));
    struct baton_str status = baton_bots_text(check, side, baton_bots_at(side, "/status"));
    bool receipt = baton_str_is_nocase(type, "Receipt") ||
                   baton_check_is_call(check, "genesys.open.receipt");
    if (!side.doc || !receipt)
        return;
    uint32_t at = reason_of(side);
    struct baton_str reason = baton_bots_text(check, side, at);
    const char *meaning = reason_meaning(reason);
    bool failed = baton_str_is_nocase(status, "Failed");
    if (meaning)
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "the message was not delivered, %.*s: %s", BATON_ARG(reason), meaning);
    else if (failed)
        baton_report_at(check, rule, baton_bots_where(check, side, baton_bots_at(side, "/status")),
                        "the message was not delivered, and the receipt does not say why");
}

/* ---- set-up ----------------------------------------------------------------------- */

BATON_RULE(HO9201)
{
    static const struct {
        const char *code, *meaning;
    } rows[] = {
        {"invalid.outbound.webhook.url", "the webhook's address is none that can be called"},
        {"missing.required.field.value", "a field that is required has no value"},
        {"too.many.webhook.headers", "the webhook has too many headers"},
        {"invalid.integration", "the integration is not as it must be"},
    };
    const char *meaning = "the integration was refused";
    if (!baton_answer_is_mine(check, rule))
        return;
    for (size_t i = BATON_COUNT(rows); i--;)
        if (baton_str_find(check->exchange->answer.text, baton_str_from(rows[i].code)) != SIZE_MAX)
            meaning = rows[i].meaning;
    baton_answer_report(check, rule, meaning);
}

/* ---- the handover's end ----------------------------------------------------------- */

BATON_RULE(HO7202)
{
    static const char *const pointers[] = {"/topicName", "/topic", "/detail-type",
                                           "/detail/topicName"};
    struct baton_bots_side side = baton_bots_body(check);
    for (size_t i = 0; i < BATON_COUNT(pointers); i++) {
        uint32_t at = baton_bots_at(side, pointers[i]);
        struct baton_str topic = baton_bots_text(check, side, at);
        bool acw = baton_str_find(topic, BATON_STR(".acw")) != SIZE_MAX;
        if (!baton_str_starts(topic, BATON_STR("v2.detail.events.conversation.")) ||
            (!acw && baton_str_find(topic, BATON_STR(".user.end")) == SIZE_MAX))
            continue;
        baton_report_at(check, rule, baton_bots_where(check, side, at),
                        "%s tells that an agent left, which is not that the customer's "
                        "conversation ended", acw ? "acw" : "user.end");
        return;
    }
}
