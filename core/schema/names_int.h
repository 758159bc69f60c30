/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Looking a name up in a table of names, as fast as can be: names are compared
 * by their first and last eight bytes, which is all there is of most names, and
 * members are expected in the order of the schema before they are searched for.
 */
#ifndef BATON_CORE_SCHEMA_NAMES_INT_H
#define BATON_CORE_SCHEMA_NAMES_INT_H

#include <string.h>

#include "core/schema/schema_int.h"

/* Bytes up to `end` may be read. */
static inline void baton_schema__name_ends(const char *s, uint32_t len, const char *end,
                                           uint64_t *head, uint64_t *tail)
{
    static const unsigned char keep[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask;
    *head = 0;
    *tail = 0;
    if (len >= 8) {
        memcpy(head, s, 8);
        memcpy(tail, s + len - 8, 8);
    } else if (end - s >= 8) {
        memcpy(head, s, 8);
        memcpy(&mask, keep + 8 - len, 8);
        *head &= mask;
    } else {
        memcpy(head, s, len);
    }
}

static inline uint32_t baton_schema__name_slot(const struct schema_names *names, uint64_t head,
                                               uint64_t tail, uint32_t len)
{
    uint64_t hash = (head ^ (tail << 23 | tail >> 41) ^ len) * names->factor;
    return (uint32_t)(hash >> 32) & names->mask;
}

static inline bool baton_schema__name_is(const struct schema_name *name, const char *s,
                                         uint32_t len, uint64_t head, uint64_t tail)
{
    return name->head == head && name->tail == tail && name->len == len &&
           (len <= 16 || !memcmp(name->s + 8, s + 8, len - 16));
}

/* hint: the index to try first, moved past what was found. */
static inline const struct schema_name *
baton_schema__names_find(const struct schema_names *names, const char *s, uint32_t len,
                         const char *end, uint32_t *hint)
{
    uint64_t head, tail;
    baton_schema__name_ends(s, len, end, &head, &tail);
    if (*hint < names->count && baton_schema__name_is(&names->items[*hint], s, len, head, tail))
        return &names->items[(*hint)++];
    for (uint32_t at = baton_schema__name_slot(names, head, tail, len); names->slots[at];
         at = (at + 1) & names->mask) {
        uint32_t index = names->slots[at] - 1;
        if (baton_schema__name_is(&names->items[index], s, len, head, tail)) {
            *hint = index + 1;
            return &names->items[index];
        }
    }
    return NULL;
}

#endif
