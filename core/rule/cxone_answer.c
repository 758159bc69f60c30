/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what its refusals mean. Which answer is whose the contracts' observations say. */
#include "core/rule/cxone_int.h"

BATON_RULE(HO8401)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "CXone does not take the token, or no longer");
}

BATON_RULE(HO8402)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule,
                            "most likely there is no such contact, or it has ended (which status "
                            "CXone gives for which is not documented)");
}

BATON_RULE(HO8403)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule,
                            "a token that has gone stale, or a role without the right");
}

BATON_RULE(HO8404)
{
    if (baton_answer_is_mine(check, rule))
        baton_answer_report(check, rule, "the application's name or credentials are not those "
                                         "that CXone has for this user");
}
