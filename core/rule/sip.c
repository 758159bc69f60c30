/* SPDX-License-Identifier: Apache-2.0 */
/* What codes of telephony mean: SIP statuses (RFC 3261), causes of Q.850. */
#include "core/rule/rule_int.h"

struct code {
    int code;
    const char *words;
};

static const char *words_of(const struct code *rows, size_t count, int code)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].code == code)
            return rows[i].words;
    return NULL;
}

const char *baton_sip_words(int status)
{
    static const struct code rows[] = {
        {400, "the request is malformed"},
        {401, "the far end wants credentials"},
        {403, "the far end does not allow the call"},
        {404, "the number or address does not exist there"},
        {405, "the far end does not take this method"},
        {407, "the proxy wants credentials"},
        {408, "the far end did not answer the request in time"},
        {410, "the address is gone"},
        {480, "nobody is registered there, or takes calls, at this time"},
        {481, "the call was over already"},
        {484, "the number is incomplete"},
        {486, "busy"},
        {487, "given up before it was answered"},
        {488, "no codec that both ends have"},
        {491, "another change of the call was under way"},
        {500, "the far end failed"},
        {501, "the far end cannot do this"},
        {502, "the gateway had a bad answer"},
        {503, "no capacity, or no trunk in service"},
        {504, "the gateway had no answer in time"},
        {600, "busy everywhere"},
        {603, "declined"},
        {604, "exists nowhere"},
        {606, "nothing acceptable to both ends"},
    };
    return words_of(rows, BATON_COUNT(rows), status);
}

const char *baton_cause_words(int cause)
{
    static const struct code rows[] = {
        {1, "the number is not assigned"},      {3, "no route to the number"},
        {17, "busy"},                           {18, "no answer from the device"},
        {19, "nobody answered"},                {20, "the subscriber is absent"},
        {21, "rejected"},                       {27, "the destination is out of order"},
        {28, "the number is incomplete"},       {34, "no line is free"},
        {38, "the network is out of order"},    {41, "a temporary failure"},
        {42, "the equipment is congested"},     {88, "the other end cannot take such a call"},
        {102, "a timer ran out"},               {127, "interworking, unspecified"},
    };
    return words_of(rows, BATON_COUNT(rows), cause);
}
