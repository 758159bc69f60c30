/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rule.h"

#define AT(stage) (1u << (stage))

enum { ALL = (1u << BATON_STAGE_COUNT) - 1 };

/* Where an answer with this status can come from (RFC 9110 section 15, and contracts/). */
static const struct {
    int status;
    unsigned stages;
} rows[] = {
    {400, AT(BATON_MEDIA) | AT(BATON_PARSE) | AT(BATON_SHAPE) | AT(BATON_IDENTIFY) |
              AT(BATON_STATE) | AT(BATON_PLACE)},
    {401, AT(BATON_AUTHENTICATE)},
    {403, AT(BATON_PERMIT) | AT(BATON_AUTHENTICATE)},
    {404, AT(BATON_REACH) | AT(BATON_ROUTE) | AT(BATON_IDENTIFY) | AT(BATON_PLACE)},
    {405, AT(BATON_ROUTE)},
    {406, AT(BATON_MEDIA)},
    {409, AT(BATON_STATE)},
    {410, AT(BATON_STATE) | AT(BATON_IDENTIFY)},
    {411, AT(BATON_MEDIA)},
    {413, AT(BATON_MEDIA)},
    {414, AT(BATON_MEDIA)},
    {415, AT(BATON_MEDIA)},
    {422, AT(BATON_SHAPE) | AT(BATON_IDENTIFY) | AT(BATON_PLACE)},
    {429, AT(BATON_PERMIT)},
};

unsigned baton_status_stages(int status)
{
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (rows[i].status == status)
            return rows[i].stages;
    return status >= 300 && status < 400 ? AT(BATON_REACH) | AT(BATON_ROUTE) : ALL;
}

bool baton_check_explained(const struct baton_check *check, int status)
{
    unsigned stages = baton_status_stages(status);
    /* Token endpoints refuse a grant, or a client, with 400 (RFC 6749 section 5.2). */
    if (status == 400 && check->contract &&
        (baton_str_starts(check->contract->id, BATON_STR("cxone.token-")) ||
         baton_str_is(check->contract->id, "genesys.oauth")))
        stages |= AT(BATON_AUTHENTICATE);
    /* Nothing that a request says can explain a server's own failure. */
    if (status >= 500 || status == 429)
        return false;
    for (size_t i = 0; i < check->finding_count; i++) {
        const struct baton_finding *f = &check->findings[i];
        if (f->severity == BATON_ERROR && (stages & AT(f->stage)))
            return true;
    }
    return false;
}
