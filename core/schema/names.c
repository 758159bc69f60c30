/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/schema/names_int.h"
#include "core/schema/schema_int.h"

static bool place(struct schema_names *names, uint32_t index)
{
    const struct schema_name *name = &names->items[index];
    uint32_t at = baton_schema__name_slot(names, name->head, name->tail, name->len);
    bool alone = !names->slots[at];
    while (names->slots[at])
        at = (at + 1) & names->mask;
    names->slots[at] = index + 1;
    return alone;
}

/* How many names do not stand where they are looked for first. */
static uint32_t place_all(struct schema_names *names, uint64_t factor)
{
    uint32_t moved = 0;
    names->factor = factor;
    memset(names->slots, 0, ((size_t)names->mask + 1) * sizeof *names->slots);
    for (uint32_t i = 0; i < names->count; i++)
        moved += !place(names, i);
    return moved;
}

/* Tries a few factors: with most tables one of them leaves no two names in one slot. */
static void choose_factor(struct schema_names *names)
{
    uint64_t factor = UINT64_C(0x9E3779B97F4A7C15), best = factor;
    uint32_t least = UINT32_MAX;
    int tries = names->count > 256 ? 2 : 64;
    for (int i = 0; i < tries && least; i++) {
        uint32_t moved = place_all(names, factor);
        if (moved < least) {
            least = moved;
            best = factor;
        }
        factor = baton_schema__mix(factor, (uint64_t)i + 1) | 1;
    }
    if (names->factor != best)
        (void)place_all(names, best);
}

/* The text where 8 bytes may be read: in room, if it is a short one. */
static const char *pad(struct baton_str text, char room[8])
{
    if (text.len >= 8)
        return text.s;
    memset(room, 0, 8);
    if (text.len)
        memcpy(room, text.s, text.len);
    return room;
}

const struct schema_name *baton_schema__names_find(const struct schema_names *names,
                                                   struct baton_str text)
{
    char room[8];
    return baton_schema__names_search(names, pad(text, room), (uint32_t)text.len);
}

bool baton_schema__names_build(struct schema_names *names, struct baton_arena *arena,
                               const struct baton_str *texts, uint32_t count)
{
    uint32_t slots = 4;
    char room[8];
    while (slots < UINT32_MAX / 4 && slots < count * 2)
        slots *= 2;
    *names = (struct schema_names){.mask = slots - 1, .count = count};
    names->items = BATON_NEW_N(arena, struct schema_name, (size_t)count + 1);
    names->slots = BATON_NEW_N(arena, uint32_t, slots);
    if (!names->items || !names->slots)
        return false;
    for (uint32_t i = 0; i < count; i++) {
        struct schema_name *name = &names->items[i];
        name->s = texts[i].s;
        name->len = (uint32_t)texts[i].len;
        name->keep = baton_schema__name_keep(name->len);
        baton_schema__name_ends(pad(texts[i], room), name->len, &name->head, &name->tail);
    }
    names->items[count].len = UINT32_MAX;
    choose_factor(names);
    return true;
}
