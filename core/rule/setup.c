/* SPDX-License-Identifier: Apache-2.0 */
/* HO9: what to know about the evidence and the contract before trusting either. */
#include "core/rule/rule_int.h"

BATON_RULE(HO9001)
{
    const struct baton_contract *contract = check->contract;
    if (!contract || contract->provenance != BATON_COMMUNITY)
        return;
    struct baton_finding *f =
        baton_report_at(check, rule, baton_where_nowhere(),
                        "%.*s is community lore: no vendor's document has this call",
                        BATON_ARG(contract->id));
    if (contract->instead.len)
        baton_report_fix(check, f, BATON_FIX_NONE, "use what is documented: %.*s",
                         BATON_ARG(contract->instead));
}

BATON_RULE(HO9002)
{
    const struct baton_exchange *ex = check->exchange;
    if (ex->headers_known || !check->contract || check->is_answer)
        return;
    baton_report_at(check, rule, baton_where_nowhere(),
                    "the request's headers were not given, so they were not checked");
}

BATON_RULE(HO9003)
{
    if (!check->guessed || check->confidence >= 0.7)
        return;
    struct baton_finding *f = baton_report_at(
        check, rule, baton_where_nowhere(), "that this is %.*s was guessed from the body (%d %%)",
        BATON_ARG(check->contract->id), (int)(check->confidence * 100 + 0.5));
    baton_report_fix(check, f, BATON_FIX_VALUE, "say what it is with --as CONTRACT or --url URL");
}

BATON_RULE(HO9004)
{
    if (check->contract || !check->readable)
        return;
    baton_report_at(
        check, rule, baton_where_nowhere(),
        "no contract fits: only the form of the request was checked, not what it means");
}
