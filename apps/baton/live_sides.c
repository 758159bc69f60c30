/* SPDX-License-Identifier: Apache-2.0 */
/* Several platforms under `platforms:` of baton.yaml, and which of them is meant. */
#include <string.h>

#include "apps/baton/live.h"
#include "core/rule.h"

static enum baton_err load_side(struct baton_live *live, struct baton_live_side *side)
{
    struct baton_config_problem *problems = NULL;
    size_t count = 0;
    bool meant = baton_str_eq(side->name, live->config.platform);
    enum baton_err err =
        baton_live_load_side(live, side->name, meant, &side->config, &problems, &count);
    side->why = BATON_STR("");
    for (size_t i = 0; err == BATON_ECONFIG && i < count; i++)
        if (problems[i].severity == BATON_CONFIG_ERROR && !side->why.len)
            side->why = baton_str_fmt(&live->app->arena, "%.*s: %.*s", BATON_ARG(problems[i].where),
                                      BATON_ARG(problems[i].message));
    if (err != BATON_OK)
        return err == BATON_ENOMEM ? err : BATON_OK;
    side->family = baton_family_find(baton_config_get(&side->config, "family")->text);
    return baton_arena_failed(&live->app->arena) ? BATON_ENOMEM : BATON_OK;
}

enum baton_err baton_live_sides(struct baton_live *live)
{
    size_t count = live->platform_count;
    enum baton_err err = BATON_OK;
    if (live->sides || !count)
        return BATON_OK;
    live->sides = BATON_NEW_N(&live->app->arena, struct baton_live_side, count);
    if (!live->sides)
        return BATON_ENOMEM;
    live->side_count = count;
    for (size_t i = 0; err == BATON_OK && i < count; i++) {
        live->sides[i].name = live->platforms[i].name;
        if (baton_str_eq(live->sides[i].name, live->config.platform))
            live->side = i;
        err = load_side(live, &live->sides[i]);
    }
    return err;
}

int baton_live_mean(struct baton_live *live, size_t side)
{
    struct baton_live_side *s = &live->sides[side];
    struct baton_config_problem *problems = NULL;
    size_t count = 0;
    enum baton_err err = baton_live_load_side(live, s->name, true, &s->config, &problems, &count);
    baton_platform_close(live->platform);
    live->platform = NULL;
    if (err != BATON_OK)
        return baton_say_error(err, "%.*s: %.*s", BATON_ARG(s->name),
                               BATON_ARG(s->why.len ? s->why
                                                    : baton_str_from(baton_err_text(err))));
    live->config = s->config;
    live->side = side;
    return baton_live_open(live);
}

/* ---- which one ------------------------------------------------------------------- */

size_t baton_live_fitting(const struct baton_live *live, struct baton_str id, uint64_t tried)
{
    size_t best = SIZE_MAX;
    int most = 0;
    for (size_t i = 0; i < live->side_count; i++) {
        const struct baton_family *family = live->sides[i].family;
        if (!family || (tried & ((uint64_t)1 << i)))
            continue;
        int fit = baton_rule_looks_like(id, baton_str_from(family->id_kind));
        if (fit > most) {
            most = fit;
            best = i;
        }
    }
    return best;
}

static struct baton_str names_of(const struct baton_live *live)
{
    struct baton_buf out;
    baton_buf_init(&out, &live->app->arena, 0);
    for (size_t i = 0; i < live->side_count; i++)
        baton_buf_fmt(&out, "%s%.*s", i ? ", " : "", BATON_ARG(live->sides[i].name));
    return baton_buf_str(&out);
}

int baton_live_choose(struct baton_live *live, struct baton_str id)
{
    enum baton_err err = baton_live_sides(live);
    if (err != BATON_OK)
        return baton_say_error(err, "%s", baton_err_text(err));
    if (live->side_count < 2 || live->config.platform.len)
        return baton_live_open(live);
    size_t best = id.s ? baton_live_fitting(live, id, 0) : SIZE_MAX;
    if (best == SIZE_MAX)
        return baton_say_error(BATON_EUSAGE, "%s: which platform is meant? --platform names one: "
                               "%.*s", live->call->command->name, BATON_ARG(names_of(live)));
    return baton_live_mean(live, best);
}

bool baton_live_open_side(struct baton_live *live, struct baton_live_side *side)
{
    if (side->platform)
        return true;
    if (!side->family)
        return false;
    enum baton_err err = baton_live_open_config(live, &side->config, false, &side->platform,
                                                &side->why);
    if (err != BATON_OK && !side->why.len)
        side->why = baton_str_from(baton_err_text(err));
    return err == BATON_OK;
}
