/* SPDX-License-Identifier: Apache-2.0 */
/* Findings of one exchange that say less beside its answer, or beside other findings. */
#include "core/diagnose/diagnose_int.h"

/* A rule, and those whose errors say the same better. */
static const struct {
    const char *rule, *better;
} follows[] = {
    {"HO2012", "HO2404 HO2406"}, /* what CXone wants of a client, not what others want */
    {"HO2420", "HO3001 HO3002 HO3003"}, /* what stands in the key's place */
    {"HO8011", "HO1102"},        /* a page of the host that is no API's */
};

static bool is_error(const struct baton_check *check, const char *rules)
{
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f->severity == BATON_ERROR &&
            baton_str_find(baton_str_from(rules), baton_str_from(f->rule->id)) != SIZE_MAX)
            return true;
    }
    return false;
}

static void yield_to_better(struct baton_check *check)
{
    for (size_t i = 0; i < check->finding_count; i++)
        for (size_t r = 0; r < BATON_COUNT(follows); r++)
            if (baton_str_is(baton_str_from(check->findings[i].rule->id), follows[r].rule) &&
                is_error(check, follows[r].better))
                check->findings[i].severity = BATON_NOTE;
}

/*
 * A call that no vendor has is mended by another call, which has a body of its own: what
 * tutorials say of this one's body is no advice then.
 */
static void yield_to_no_call(struct baton_check *check)
{
    bool lore = check->contract && check->contract->provenance == BATON_COMMUNITY;
    if (!lore || !is_error(check, "HO1101"))
        return;
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        bool of_body = f->rule->id[2] >= '3' && f->rule->id[2] <= '6';
        if (of_body && f->in_body)
            f->severity = BATON_NOTE;
    }
}

/* What a 2xx does not speak against: it is known to be taken, and to do nothing. */
static bool is_proved(const struct baton_finding *f)
{
    struct baton_str id = baton_str_from(f->rule->id);
    return baton_str_is(id, "HO3401") || baton_str_is(id, "HO7402");
}

/*
 * A platform that answered 2xx has read the request and taken it: what a contract
 * says against it up to there is no error, whatever else it is.
 */
static void yield_to_success(struct baton_check *check)
{
    int status = check->exchange->response.present ? check->exchange->response.status : 0;
    if (status < 200 || status > 299 || check->is_answer)
        return;
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding *f = &check->findings[i];
        bool passed = f->stage > BATON_REACH && f->stage < BATON_PLACE;
        if (passed && f->severity == BATON_ERROR && !is_proved(f))
            f->severity = BATON_WARNING;
    }
}

/* What the answer itself tells, and what kept the token or its owner out. */
static bool is_of_refusal(const struct baton_finding *f)
{
    return f->rule->id[2] == '8' || f->stage == BATON_AUTHENTICATE || f->stage == BATON_PERMIT;
}

/* A later exchange sent the same again and was taken: what refused this one has passed. */
static void yield_to_cure(struct baton_check *check)
{
    size_t kept = 0;
    if (!baton_check_cured(check))
        return;
    for (size_t i = 0; i < check->finding_count; i++) {
        struct baton_finding f = check->findings[i];
        if (is_of_refusal(&f))
            f.severity = BATON_NOTE;
        else if (f.severity == BATON_ERROR)
            f.severity = BATON_WARNING;
        /* It did help to send it again. */
        if (!baton_str_is(baton_str_from(f.rule->id), "HO8009"))
            check->findings[kept++] = f;
    }
    check->finding_count = kept;
}

void baton_diagnose__yield(struct baton_check *check)
{
    yield_to_cure(check);
    yield_to_success(check);
    yield_to_better(check);
    yield_to_no_call(check);
}
