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

/* All ones in the first len bytes of eight. */
static inline uint64_t baton_schema__name_keep(uint32_t len)
{
    static const unsigned char keep[16] = {255, 255, 255, 255, 255, 255, 255, 255};
    uint64_t mask;
    memcpy(&mask, keep + 8 - (len < 8 ? len : 8), 8);
    return mask;
}

/* 8 bytes may be read at s. */
static inline void baton_schema__name_ends(const char *s, uint32_t len, uint64_t *head,
                                           uint64_t *tail)
{
    memcpy(head, s, 8);
    *head &= baton_schema__name_keep(len);
    *tail = 0;
    if (len >= 8)
        memcpy(tail, s + len - 8, 8);
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

/* Is this the name that was expected? 8 bytes may be read at s. */
static inline bool baton_schema__name_expected(const struct schema_name *name, const char *s,
                                               uint32_t len)
{
    uint64_t bytes;
    if (name->len != len)
        return false;
    memcpy(&bytes, s, 8);
    if ((bytes & name->keep) != name->head)
        return false;
    if (len <= 8)
        return true;
    memcpy(&bytes, s + len - 8, 8);
    return bytes == name->tail && (len <= 16 || !memcmp(name->s + 8, s + 8, len - 16));
}

/* 8 bytes may be read at s. */
static inline const struct schema_name *
baton_schema__names_search(const struct schema_names *names, const char *s, uint32_t len)
{
    uint64_t head, tail;
    baton_schema__name_ends(s, len, &head, &tail);
    for (uint32_t at = baton_schema__name_slot(names, head, tail, len); names->slots[at];
         at = (at + 1) & names->mask) {
        const struct schema_name *name = &names->items[names->slots[at] - 1];
        if (baton_schema__name_is(name, s, len, head, tail))
            return name;
    }
    return NULL;
}

/* For any text, be it at the end of what may be read. */
const struct schema_name *baton_schema__names_find(const struct schema_names *names,
                                                   struct baton_str text);

#endif
