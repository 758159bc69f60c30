/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Kinds of ids and typed strings (x-baton-kind): what they look like, and how
 * somebody gets a right one. Where a format is not known, nothing is said.
 */
#include "core/rule/rule_int.h"

/* ---- what a value looks like ---------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static bool all(struct baton_str s, bool (*is)(char))
{
    for (size_t i = 0; i < s.len; i++)
        if (!is(s.s[i]))
            return false;
    return s.len > 0;
}

bool baton_kind_is_uuid(struct baton_str s)
{
    if (s.len != 36)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.s[i] != '-' : !is_hex(s.s[i]))
            return false;
    }
    return true;
}

static bool is_number(struct baton_str s)
{
    return all(s, is_digit);
}

static bool is_hex_or_dash(char c)
{
    return is_hex(c) || c == '-';
}

static bool is_digit_or_dot(char c)
{
    return is_digit(c) || c == '.';
}

static bool has_at_sign(struct baton_str s)
{
    size_t at = baton_str_find_byte(s, '@');
    return at != SIZE_MAX && at > 0 &&
           baton_str_find_byte(baton_str_sub(s, at, s.len), '.') != SIZE_MAX &&
           baton_str_find_byte(s, ' ') == SIZE_MAX;
}

/* RFC 3261 section 8.1.1.4: random characters, often "@" and a host or its address. */
static bool is_call_id(struct baton_str s)
{
    if (!has_at_sign(s))
        return false;
    size_t at = baton_str_find_byte(s, '@');
    struct baton_str local = baton_str_sub(s, 0, at), host = baton_str_sub(s, at + 1, s.len);
    return all(host, is_digit_or_dot) || (local.len >= 12 && all(local, is_hex_or_dash));
}

static bool is_email(struct baton_str s)
{
    return has_at_sign(s) && !is_call_id(s);
}

static bool is_phone(struct baton_str s)
{
    if (baton_str_starts_nocase(s, BATON_STR("tel:")))
        s = baton_str_sub(s, 4, s.len);
    return s.len > 7 && s.len < 17 && s.s[0] == '+' && is_number(baton_str_sub(s, 1, s.len));
}

static bool is_jwt(struct baton_str s)
{
    return s.len > 20 && baton_str_starts(s, BATON_STR("eyJ")) &&
           baton_str_find_byte(s, '.') != SIZE_MAX;
}

static bool is_url(struct baton_str s)
{
    return baton_str_starts_nocase(s, BATON_STR("http://")) ||
           baton_str_starts_nocase(s, BATON_STR("https://")) ||
           baton_str_starts_nocase(s, BATON_STR("sip:"));
}

static bool is_object_id(struct baton_str s)
{
    return s.len == 24 && all(s, is_hex);
}

static bool is_endpoint_token(struct baton_str s)
{
    return s.len == 64 && all(s, is_hex);
}

static bool is_bare_hex(struct baton_str s)
{
    return s.len == 32 && all(s, is_hex);
}

static bool is_braced_uuid(struct baton_str s)
{
    return s.len == 38 && s.s[0] == '{' && s.s[37] == '}' &&
           baton_kind_is_uuid(baton_str_sub(s, 1, 37));
}

static bool is_contact_pair(struct baton_str s)
{
    size_t colon = baton_str_find_byte(s, ':');
    return colon != SIZE_MAX && is_number(baton_str_sub(s, 0, colon)) &&
           is_number(baton_str_sub(s, colon + 1, s.len));
}

bool baton_kind_is_name(struct baton_str s)
{
    size_t letters = 0;
    bool words = baton_str_find_byte(baton_str_trim(s), ' ') != SIZE_MAX;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.s[i];
        if (is_letter(c) || (unsigned char)c >= 0x80)
            letters++;
        else if (words && is_digit(c))
            continue; /* "Support Tier 2": no id has blanks */
        else if (c != ' ' && c != '-' && c != '_' && c != '&' && c != '/' && c != '.')
            return false;
    }
    return letters > 1;
}

static const struct {
    bool (*is)(struct baton_str);
    const char *what;
} looks[] = {
    {is_call_id, "a SIP Call-ID"},
    {is_email, "an e-mail address"},
    {is_phone, "a phone number"},
    {is_jwt, "a token"},
    {is_url, "an address"},
    {is_object_id, "a Cognigy object id (24 hex digits)"},
    {is_endpoint_token, "a Cognigy endpoint token (64 hex digits)"},
    {is_contact_pair, "an ocpSessionId (business unit and contact)"},
    {is_bare_hex, "a trace id, or a UUID without its dashes"},
    {is_braced_uuid, "a UUID in braces"},
};

const char *baton_kind_describe(struct baton_str value)
{
    for (size_t i = 0; i < BATON_COUNT(looks); i++)
        if (looks[i].is(value))
            return looks[i].what;
    return NULL;
}

/* ---- what fits ------------------------------------------------------------------- */

/* Any raw identifier: only what is plainly something else is wrong. */
static enum baton_kind_fit fit_opaque(struct baton_str s)
{
    return is_email(s) || is_phone(s) || is_url(s) || is_jwt(s) ? BATON_KIND_WRONG
                                                                : BATON_KIND_MAYBE;
}

/* UUIDs (Genesys Cloud) and numbers (CXone contacts) are ids that the platforms issue. */
static enum baton_kind_fit fit_conversation(struct baton_str s)
{
    if (baton_kind_is_uuid(s) || (is_number(s) && s.len >= 6 && s.len <= 19))
        return BATON_KIND_FITS;
    return BATON_KIND_WRONG;
}

/* Genesys Cloud's ids are UUIDs; a contact's number or a bot's session is another platform's. */
static enum baton_kind_fit fit_queue(struct baton_str s)
{
    if (baton_kind_is_uuid(s) || is_number(s))
        return BATON_KIND_FITS;
    return baton_kind_describe(s) || baton_kind_is_name(s) ? BATON_KIND_WRONG : BATON_KIND_MAYBE;
}

/* A token is long and has no blanks; what it is beyond that is the issuer's business. */
static enum baton_kind_fit fit_token(struct baton_str s)
{
    if (is_jwt(s))
        return BATON_KIND_FITS;
    if (s.len < 20 || baton_kind_is_uuid(s) || baton_str_find_byte(s, ' ') != SIZE_MAX ||
        is_url(s) || is_email(s))
        return BATON_KIND_WRONG;
    return BATON_KIND_MAYBE;
}

/* A contact of CXone is a 64 bit number above 0, on the wire a number or its digits. */
static enum baton_kind_fit fit_contact(struct baton_str s)
{
    uint64_t number;
    return is_number(s) && baton_str_to_u64(s, &number) && number > 0 && number <= INT64_MAX
               ? BATON_KIND_FITS
               : BATON_KIND_WRONG;
}

/* A 32 bit number. */
static enum baton_kind_fit fit_business_unit(struct baton_str s)
{
    uint64_t number;
    return is_number(s) && baton_str_to_u64(s, &number) && number <= INT32_MAX
               ? BATON_KIND_FITS
               : BATON_KIND_WRONG;
}

/* Whoever calls makes these up: a phone number, a Call-ID, an address are all right. */
static enum baton_kind_fit fit_any(struct baton_str s)
{
    (void)s;
    return BATON_KIND_MAYBE;
}

static enum baton_kind_fit fit_uuid(struct baton_str s)
{
    return baton_kind_is_uuid(s) ? BATON_KIND_FITS : BATON_KIND_WRONG;
}

static enum baton_kind_fit fit_url_token(struct baton_str s)
{
    return is_endpoint_token(s) ? BATON_KIND_FITS : BATON_KIND_WRONG;
}

static enum baton_kind_fit fit_object_id(struct baton_str s)
{
    return is_object_id(s) ? BATON_KIND_FITS : BATON_KIND_WRONG;
}

static enum baton_kind_fit fit_phone(struct baton_str s)
{
    return is_phone(s) ? BATON_KIND_FITS : BATON_KIND_MAYBE;
}

static const struct baton_kind kinds[] = {
    {"community.session-id", "the session id of the active call",
     "send the raw session identifier that the routing engine tracks, as the Studio trace shows it",
     fit_opaque, true, false},
    {"community.conversation-id", "a conversation id that the platform issued",
     "send the platform's own conversation id; if the bot only knows an id of its own, map that "
     "into a Studio variable before the lookup, or store it as a custom attribute of the contact "
     "and look that attribute up",
     fit_conversation, true, false},
    {"genesys.conversation-id", "a conversation id of Genesys Cloud",
     "send the conversation's own id, a UUID: a bot connector gets it as genesysConversationId, "
     "AudioHook as conversationId; Cognigy's sessionId and CXone's contact id are other ids",
     fit_uuid, true, false},
    {"genesys.participant-id", "a participant id of Genesys Cloud",
     "take the id of the participant to move from GET /api/v2/conversations/{conversationId}",
     fit_uuid, true, false},
    {"genesys.integration-id", "an integration id of Genesys Cloud",
     "copy the id from the integration's page", fit_uuid, true, false},
    {"queue-id", "a queue id",
     "copy the id from the queue's page or from GET /api/v2/routing/queues", fit_queue, true,
     false},
    {"wrapup-code-id", "a wrap-up code id",
     "take one that GET /api/v2/routing/queues/{queueId}/wrapupcodes lists for that queue",
     fit_queue, true, false},
    {"user-id", "a user id", "copy the id from the user's page", fit_queue, true, false},
    {"client-id", "an OAuth client id", "copy it from the OAuth client's page", fit_opaque, true,
     false},
    {"client-secret", "an OAuth client secret", "copy it from the OAuth client's page", fit_opaque,
     true, true},
    {"bearer-token", "an OAuth access token",
     "get one from the token endpoint shortly before the handover", fit_token, false, true},
    {"jwt", "a JSON Web Token", "get one from the token endpoint shortly before the handover",
     fit_token, false, true},
    {"cxone.contact-id", "a CXone contact id",
     "send the number that CXone gave the contact: for a signal that of the spawned script, which "
     "comes in the SIP header X-InContact-ContactId", fit_contact, true, false},
    {"cxone.master-contact-id", "the id of CXone's main contact",
     "send the number that comes in the SIP header X-InContact-MasterId", fit_contact, true,
     false},
    {"cxone.business-unit", "the number of a CXone business unit",
     "send the number of the business unit, as the exchange's busNo or the id_token's icBUId has "
     "it", fit_business_unit, true, false},
    {"cxone.tenant-id", "a CXone tenant id", "take tenantId of the id_token's claims", fit_uuid,
     true, false},
    {"cxone.access-key-id", "the id of a CXone access key",
     "copy it from the access keys of the user in CXone", fit_opaque, true, false},
    {"cxone.access-key-secret", "the secret of a CXone access key",
     "make a new access key for the user in CXone and keep its secret", fit_opaque, true, true},
    {"cognigy.session-id", "a session id of Cognigy's",
     "send the session id that the conversation began with, one that nobody else uses", fit_any,
     true, false},
    {"cognigy.user-id", "a user id of Cognigy's",
     "send the user id that the conversation began with", fit_any, false, false},
    {"cognigy.url-token", "the token of a Cognigy endpoint's address",
     "copy the last piece of the address that the endpoint's page shows, 64 hex digits",
     fit_url_token, true, false},
    {"cognigy.object-id", "a Cognigy object id",
     "copy the 24 hex digits from the address of the object's page, or from the list of its kind",
     fit_object_id, true, false},
    {"cognigy.call-sid", "a call_sid of the Voice Gateway",
     "take call_sid of the event CALL_CREATED; call_id is the SIP Call-ID", fit_uuid, true,
     false},
    {"sip.call-id", "a SIP Call-ID", "take it from the call's INVITE", fit_any, false, false},
    {"e164", "a phone number in E.164 form", "write it as +, country code and number", fit_phone,
     false, false},
};

/* ---- id spaces ------------------------------------------------------------------------ */

/* What a caller of Cognigy's made up has no form; what has one is told elsewhere. */
static bool is_made_up(struct baton_str s)
{
    return !baton_kind_is_uuid(s) && !is_number(s) && !baton_kind_describe(s);
}

/* A contact's id is long; with its business unit it is an ocpSessionId. */
static bool is_contact(struct baton_str s)
{
    return is_contact_pair(s) || (is_number(s) && s.len >= 6);
}

/* One platform's id where another's belongs, and the rule that tells so. */
static const struct {
    const char *wanted;
    bool (*is)(struct baton_str);
    const char *rule;
} confusions[] = {
    {"genesys.conversation-id", is_made_up, "HO3101"},
    {"genesys.conversation-id", is_contact, "HO3102"},
    {"genesys.participant-id", is_contact, "HO3102"},
    {"cxone.contact-id", baton_kind_is_uuid, "HO3103"},
    {"cxone.master-contact-id", baton_kind_is_uuid, "HO3103"},
    {"cxone.contact-id", is_made_up, "HO3104"},
    {"cxone.master-contact-id", is_made_up, "HO3104"},
};

const char *baton_kind_confusion(struct baton_str kind, struct baton_str value)
{
    for (size_t i = 0; i < BATON_COUNT(confusions); i++)
        if (baton_str_is(kind, confusions[i].wanted) && confusions[i].is(value))
            return confusions[i].rule;
    return NULL;
}

const struct baton_kind *baton_kind_find(struct baton_str name)
{
    for (size_t i = 0; i < BATON_COUNT(kinds); i++)
        if (baton_str_is(name, kinds[i].name))
            return &kinds[i];
    return NULL;
}

int baton_rule_looks_like(struct baton_str value, struct baton_str kind)
{
    static const int answers[] = {
        [BATON_KIND_FITS] = 2, [BATON_KIND_MAYBE] = 1, [BATON_KIND_WRONG] = 0};
    const struct baton_kind *known = baton_kind_find(kind);
    return known ? answers[known->fit(value)] : 0;
}
