/* SPDX-License-Identifier: Apache-2.0 */
/* Single facts of an account. */
#include "core/conversation/conversation_int.h"
#include "core/model.h"

typedef const struct baton_conversation__reader reader;

const struct baton_told baton_conversation__untold = {{0, BATON_JSON_NONE}, {NULL, 0}};
const struct baton_moment baton_conversation__never = {{0, BATON_JSON_NONE}, {NULL, 0}, INT64_MIN};
const struct baton_fact baton_conversation__nowhere = {0, BATON_JSON_NONE};

uint32_t baton_conversation__in(reader *r, uint32_t object, baton_conversation__names list)
{
    if (!baton_json_is(r->doc, object, BATON_JSON_OBJECT))
        return BATON_JSON_NONE;
    for (size_t i = 0; i < BATON_CONVERSATION__NAMES && list[i]; i++) {
        uint32_t found = baton_json_member_z(r->doc, object, list[i]);
        if (found != BATON_JSON_NONE && r->doc->v[found].type != BATON_JSON_NULL)
            return found;
    }
    return BATON_JSON_NONE;
}

uint32_t baton_conversation__member(reader *r, uint32_t object, const char *name)
{
    return baton_conversation__in(r, object, (baton_conversation__names){name});
}

struct baton_told baton_conversation__told_at(reader *r, uint32_t at)
{
    struct baton_told told = baton_conversation__untold;
    if (at == BATON_JSON_NONE || r->doc->v[at].type >= BATON_JSON_ARRAY ||
        r->doc->v[at].type == BATON_JSON_NULL)
        return told;
    told.fact = (struct baton_fact){r->index, at};
    told.text = r->doc->v[at].type == BATON_JSON_STRING ? baton_json_string(r->doc, at, r->arena)
                                                        : baton_json_raw(r->doc, at);
    return told;
}

struct baton_told baton_conversation__told(reader *r, uint32_t object,
                                           baton_conversation__names list)
{
    return baton_conversation__told_at(r, baton_conversation__in(r, object, list));
}

struct baton_told baton_conversation__text(reader *r, uint32_t object, const char *name)
{
    return baton_conversation__told_at(r, baton_conversation__member(r, object, name));
}

struct baton_moment baton_conversation__moment(reader *r, uint32_t object,
                                               baton_conversation__names list)
{
    struct baton_told text = baton_conversation__told(r, object, list);
    struct baton_moment moment = {text.fact, text.text, INT64_MIN};
    if (text.text.s && !baton_time_read(text.text, &moment.seconds))
        moment.seconds = INT64_MIN;
    return moment;
}

int64_t baton_conversation__number(reader *r, uint32_t object, const char *name,
                                   int64_t otherwise)
{
    struct baton_str text = baton_conversation__text(r, object, name).text;
    uint64_t number;
    size_t point = text.s ? baton_str_find_byte(text, '.') : SIZE_MAX;
    if (point != SIZE_MAX)
        text = baton_str_sub(text, 0, point); /* durations may have fractions */
    if (!text.s || !baton_str_to_u64(baton_str_trim(text), &number) || number > 999999999)
        return otherwise;
    return (int64_t)number;
}

uint32_t baton_conversation__list(const struct baton_json *doc, uint32_t root, const char *name)
{
    if (baton_json_is(doc, root, BATON_JSON_ARRAY))
        return root;
    return baton_conversation__has_list(doc, root, name) ? baton_json_member_z(doc, root, name)
                                                         : BATON_JSON_NONE;
}

bool baton_conversation__has_list(const struct baton_json *doc, uint32_t object, const char *name)
{
    return baton_json_is(doc, object, BATON_JSON_OBJECT) &&
           baton_json_is(doc, baton_json_member_z(doc, object, name), BATON_JSON_ARRAY);
}

bool baton_conversation__is_true(reader *r, uint32_t object, const char *name)
{
    return baton_json_is(r->doc, baton_conversation__member(r, object, name), BATON_JSON_TRUE);
}

void baton_conversation__keep(struct baton_told *kept, struct baton_told told)
{
    if (!kept->text.s)
        *kept = told;
}

void baton_conversation__keep_moment(struct baton_moment *kept, struct baton_moment moment)
{
    if (!kept->text.s)
        *kept = moment;
}
