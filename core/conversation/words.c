/* SPDX-License-Identifier: Apache-2.0 */
/* What accounts call roles and states, and what messages about handovers say. */
#include "core/conversation/conversation_int.h"

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == ' ' || c == '.';
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

bool baton_conversation__is_word(struct baton_str word, const char *plain)
{
    for (size_t i = 0; i < word.len; i++) {
        if (is_separator(word.s[i]))
            continue;
        if (lower(word.s[i]) != *plain)
            return false;
        plain++;
    }
    return !*plain;
}

/* ---- roles ------------------------------------------------------------------- */

/*
 * `type` of the tutorials, and `purpose` of Genesys Cloud's participants
 * (developer.genesys.cloud, conversation participants).
 */
static const struct {
    const char *word;
    enum baton_role role;
} roles[] = {
    {"customer", BATON_ROLE_CUSTOMER}, {"caller", BATON_ROLE_CUSTOMER},
    {"external", BATON_ROLE_CUSTOMER}, {"contact", BATON_ROLE_CUSTOMER},
    {"bot", BATON_ROLE_BOT},           {"botflow", BATON_ROLE_BOT},
    {"voicebot", BATON_ROLE_BOT},      {"virtualagent", BATON_ROLE_BOT},
    {"agent", BATON_ROLE_AGENT},       {"user", BATON_ROLE_AGENT},
    {"queue", BATON_ROLE_QUEUE},       {"acd", BATON_ROLE_QUEUE},
    {"ivr", BATON_ROLE_SYSTEM},        {"system", BATON_ROLE_SYSTEM},
    {"workflow", BATON_ROLE_SYSTEM},   {"script", BATON_ROLE_SYSTEM},
};

enum baton_role baton_conversation__role(struct baton_str word)
{
    for (size_t i = 0; i < BATON_COUNT(roles); i++)
        if (baton_conversation__is_word(word, roles[i].word))
            return roles[i].role;
    return BATON_ROLE_UNKNOWN;
}

const char *baton_role_name(enum baton_role role)
{
    static const char *const names[] = {"participant", "customer", "bot",
                                        "agent",       "queue",    "system",
                                        "gateway"};
    return (size_t)role < BATON_COUNT(names) ? names[role] : "";
}

/* ---- states ------------------------------------------------------------------ */

static const struct {
    const char *word;
    enum baton_call_state state;
} states[] = {
    {"alerting", BATON_CALL_ALERTING},  {"dialing", BATON_CALL_ALERTING},
    {"contacting", BATON_CALL_ALERTING}, {"offering", BATON_CALL_ALERTING},
    {"active", BATON_CALL_ACTIVE},      {"connected", BATON_CALL_ACTIVE},
    {"interacting", BATON_CALL_ACTIVE}, {"queued", BATON_CALL_QUEUED},
    {"inqueue", BATON_CALL_QUEUED},     {"waiting", BATON_CALL_QUEUED},
    {"held", BATON_CALL_HELD},          {"hold", BATON_CALL_HELD},
    {"onhold", BATON_CALL_HELD},        {"wrapup", BATON_CALL_WRAP_UP},
    {"wrappedup", BATON_CALL_WRAP_UP},  {"acw", BATON_CALL_WRAP_UP},
    {"ended", BATON_CALL_ENDED},        {"disconnected", BATON_CALL_ENDED},
    {"terminated", BATON_CALL_ENDED},   {"completed", BATON_CALL_ENDED},
    {"closed", BATON_CALL_ENDED},       {"abandoned", BATON_CALL_ENDED},
    {"error", BATON_CALL_FAILED},       {"failed", BATON_CALL_FAILED},
};

enum baton_call_state baton_conversation__state(struct baton_str word)
{
    for (size_t i = 0; i < BATON_COUNT(states); i++)
        if (baton_conversation__is_word(word, states[i].word))
            return states[i].state;
    return BATON_CALL_UNKNOWN;
}

const char *baton_call_state_name(enum baton_call_state state)
{
    static const char *const names[] = {"unknown", "alerting",   "active", "queued",
                                        "held",    "wrapped up", "ended",  "in error"};
    return (size_t)state < BATON_COUNT(names) ? names[state] : "";
}

/* ---- how a leg ended -------------------------------------------------------------- */

/*
 * Genesys Cloud's words, once for both spellings: dots are passed over, and what analytics
 * turns around ("noAnswerTransfer" for "transfer.noanswer") has a row of its own
 * (Genesys public API, Call.disconnectType; analytics dimension disconnectType).
 */
static const struct {
    const char *word;
    enum baton_disconnect how;
} disconnects[] = {
    {"client", BATON_DISCONNECT_CLIENT},
    {"peer", BATON_DISCONNECT_PEER},
    {"endpoint", BATON_DISCONNECT_ENDPOINT},
    {"endpointdonotdisturb", BATON_DISCONNECT_TRANSFER_FAILED},
    {"dndendpoint", BATON_DISCONNECT_TRANSFER_FAILED},
    {"system", BATON_DISCONNECT_SYSTEM},
    {"timeout", BATON_DISCONNECT_TIMEOUT},
    {"error", BATON_DISCONNECT_ERROR},
    {"transportfailure", BATON_DISCONNECT_TRANSPORT_FAILURE},
    {"transfer", BATON_DISCONNECT_TRANSFER},
    {"transferconference", BATON_DISCONNECT_TRANSFER},
    {"conferencetransfer", BATON_DISCONNECT_TRANSFER},
    {"transferconsult", BATON_DISCONNECT_TRANSFER},
    {"consulttransfer", BATON_DISCONNECT_TRANSFER},
    {"transferforward", BATON_DISCONNECT_TRANSFER},
    {"forwardtransfer", BATON_DISCONNECT_TRANSFER},
    {"transferdonotdisturb", BATON_DISCONNECT_TRANSFER_FAILED},
    {"dndtransfer", BATON_DISCONNECT_TRANSFER_FAILED},
    {"transfernoanswer", BATON_DISCONNECT_TRANSFER_FAILED},
    {"noanswertransfer", BATON_DISCONNECT_TRANSFER_FAILED},
    {"transfernotavailable", BATON_DISCONNECT_TRANSFER_FAILED},
    {"notavailabletransfer", BATON_DISCONNECT_TRANSFER_FAILED},
    {"inactivity", BATON_DISCONNECT_EXPIRED},
    {"sessionexpired", BATON_DISCONNECT_EXPIRED},
    {"takeover", BATON_DISCONNECT_TRANSFER},
    {"spam", BATON_DISCONNECT_OTHER},
    {"uncallable", BATON_DISCONNECT_OTHER},
    {"other", BATON_DISCONNECT_OTHER},
};

enum baton_disconnect baton_conversation__disconnect(struct baton_str word)
{
    for (size_t i = 0; i < BATON_COUNT(disconnects); i++)
        if (baton_conversation__is_word(word, disconnects[i].word))
            return disconnects[i].how;
    return word.len ? BATON_DISCONNECT_OTHER : BATON_DISCONNECT_UNKNOWN;
}

const char *baton_disconnect_name(enum baton_disconnect how)
{
    static const char *const names[] = {
        [BATON_DISCONNECT_UNKNOWN] = "not told",
        [BATON_DISCONNECT_CLIENT] = "hung up at its own end",
        [BATON_DISCONNECT_PEER] = "the other side hung up",
        [BATON_DISCONNECT_ENDPOINT] = "its endpoint ended it",
        [BATON_DISCONNECT_SYSTEM] = "the platform ended it",
        [BATON_DISCONNECT_TIMEOUT] = "timed out",
        [BATON_DISCONNECT_ERROR] = "ended by an error",
        [BATON_DISCONNECT_TRANSPORT_FAILURE] = "the connection failed",
        [BATON_DISCONNECT_TRANSFER] = "transferred",
        [BATON_DISCONNECT_TRANSFER_FAILED] = "the transfer to it failed",
        [BATON_DISCONNECT_EXPIRED] = "its session expired",
        [BATON_DISCONNECT_OTHER] = "ended otherwise",
    };
    return (size_t)how < BATON_COUNT(names) ? names[how] : "";
}

/* ---- transfers ---------------------------------------------------------------------- */

/*
 * recentTransfers[].state of Genesys Cloud, and input.handover.status of Cognigy
 * (Cognigy/Documentation, handovers). "queue" is a handover that waits.
 */
static const struct {
    const char *word;
    enum baton_transfer_state state;
} transfer_states[] = {
    {"pending", BATON_TRANSFER_PENDING},     {"queue", BATON_TRANSFER_PENDING},
    {"active", BATON_TRANSFER_ACTIVE},       {"complete", BATON_TRANSFER_COMPLETE},
    {"completed", BATON_TRANSFER_COMPLETE},  {"failed", BATON_TRANSFER_FAILED},
    {"error", BATON_TRANSFER_FAILED},        {"canceled", BATON_TRANSFER_CANCELLED},
    {"cancelled", BATON_TRANSFER_CANCELLED}, {"timeout", BATON_TRANSFER_TIMEOUT},
};

enum baton_transfer_state baton_conversation__transfer_state(struct baton_str word)
{
    for (size_t i = 0; i < BATON_COUNT(transfer_states); i++)
        if (baton_conversation__is_word(word, transfer_states[i].word))
            return transfer_states[i].state;
    return BATON_TRANSFER_UNKNOWN;
}

/* "cognigySessionId", "session_id", "botSessionId", … */
bool baton_conversation__is_session(struct baton_str name)
{
    static const char *const words[] = {"sessionid", "cognigysessionid", "botsessionid",
                                        "cognigysession", "cognigyid", "voicebotsessionid"};
    for (size_t i = 0; i < BATON_COUNT(words); i++)
        if (baton_conversation__is_word(name, words[i]))
            return true;
    return false;
}

/* ---- messages ---------------------------------------------------------------- */

static bool has_any(struct baton_str text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (baton_str_find_nocase(text, baton_str_from(words[i])) != SIZE_MAX)
            return true;
    return false;
}

/* The tutorial looks for "handover" in the text, whatever its case. */
enum baton_message_kind baton_conversation__message(struct baton_str text)
{
    static const char *const handover[] = {"handover", "hand over", "hand-over", "handoff",
                                           "escalat"};
    static const char *const failed[] = {"fail", "error", "reject", "refus", "denied",
                                         "could not", "cannot", "not possible", "unsuccessful",
                                         "not complete", "timed out", "timeout", "abort"};
    static const char *const done[] = {"complete", "succe", "accepted", "agent joined",
                                       "agent connected"};
    static const char *const expired[] = {"session expired", "session timed out",
                                          "session timeout", "session has expired",
                                          "session ended by timeout"};
    if (has_any(text, expired, BATON_COUNT(expired)))
        return BATON_MESSAGE_SESSION_EXPIRED;
    if (!has_any(text, handover, BATON_COUNT(handover)))
        return BATON_MESSAGE_PLAIN;
    if (has_any(text, failed, BATON_COUNT(failed)) || baton_conversation__status(text))
        return BATON_MESSAGE_HANDOVER_FAILED;
    return has_any(text, done, BATON_COUNT(done)) ? BATON_MESSAGE_HANDOVER_DONE
                                                  : BATON_MESSAGE_HANDOVER;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_part_of_word(char c)
{
    char small = lower(c);
    return is_digit(c) || (small >= 'a' && small <= 'z') || c == '_' || c == '-' || c == '#';
}

int baton_conversation__status(struct baton_str text)
{
    for (size_t i = 0; i + 3 <= text.len; i++) {
        bool begins = !i || !is_part_of_word(text.s[i - 1]);
        bool ends = i + 3 == text.len || !is_part_of_word(text.s[i + 3]);
        if (begins && ends && (text.s[i] == '4' || text.s[i] == '5') && is_digit(text.s[i + 1]) &&
            is_digit(text.s[i + 2]))
            return (text.s[i] - '0') * 100 + (text.s[i + 1] - '0') * 10 + (text.s[i + 2] - '0');
    }
    return 0;
}
