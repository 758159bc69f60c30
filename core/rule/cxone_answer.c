/* SPDX-License-Identifier: Apache-2.0 */
/* NICE CXone: what its refusals mean. Which answer is whose the contracts' observations say. */
#include "core/rule/cxone_int.h"

static struct baton_finding *report(struct baton_check *check, const struct baton_rule *rule,
                                    const char *meaning)
{
    return baton_answer_is_mine(check, rule) ? baton_answer_report(check, rule, meaning)
                                             : baton_told_report(check, rule, meaning);
}

BATON_RULE(HO8401)
{
    report(check, rule, "CXone does not take the token, or no longer");
}

/* A fault of these stages that the request's own bytes show. */
static bool is_faulty(const struct baton_check *check, enum baton_stage from, enum baton_stage to)
{
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f->severity == BATON_ERROR && f->stage >= from && f->stage <= to)
            return true;
    }
    return false;
}

BATON_RULE(HO8402)
{
    bool mine = baton_answer_is_mine(check, rule);
    /* A body that is refused is read before a contact is looked for. */
    if (mine && is_faulty(check, BATON_MEDIA, BATON_SHAPE))
        return;
    bool faulty = mine && is_faulty(check, BATON_IDENTIFY, BATON_IDENTIFY);
    struct baton_finding *f =
        report(check, rule, "most likely there is no such contact, or it has ended (which status "
                            "CXone gives for which is not documented)");
    /* It guesses, whichever status it is, and yields to what is certain. */
    if (f && faulty)
        f->severity = BATON_NOTE;
}

BATON_RULE(HO8403)
{
    bool faulty = baton_answer_is_mine(check, rule) &&
                  is_faulty(check, BATON_IDENTIFY, BATON_IDENTIFY);
    struct baton_finding *f =
        report(check, rule, "a token that has gone stale, or a role without the right");
    /* No right makes a contact of what is none. */
    if (f && faulty)
        f->severity = BATON_NOTE;
}

BATON_RULE(HO8404)
{
    report(check, rule, "the application's name or credentials are not those that CXone has for "
                        "this user");
}
