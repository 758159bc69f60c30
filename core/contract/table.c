/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/contract/contract_int.h"

/* FNV-1a, 64 bit (RFC 9923). */
static const uint64_t offset_basis = 0xcbf29ce484222325, prime = 0x100000001b3;

static uint64_t step(uint64_t hash, char c)
{
    return (hash ^ (unsigned char)c) * prime;
}

uint64_t baton_contract__hash(uint64_t seed, struct baton_str text)
{
    uint64_t hash = seed ? seed : offset_basis;
    for (size_t i = 0; i < text.len; i++)
        hash = step(hash, text.s[i]);
    return hash;
}

uint64_t baton_contract__hash_name(uint64_t seed, struct baton_str name)
{
    uint64_t hash = step(seed ? seed : offset_basis, '/');
    for (size_t i = 0; i < name.len; i++) {
        char c = name.s[i];
        if (c >= 'A' && c <= 'Z')
            c = (char)(c + ('a' - 'A'));
        if (c != '_' && c != '-' && c != ' ')
            hash = step(hash, c);
    }
    return hash;
}

static uint32_t *head(const struct baton_contract__table *table, uint64_t hash)
{
    return &table->heads[(hash ^ hash >> 32) & (table->head_count - 1)];
}

static void chain(struct baton_contract__table *table, uint32_t item)
{
    uint32_t *first = head(table, table->links[item].hash);
    table->links[item].next = *first;
    *first = item;
}

static enum baton_err grow(struct baton_contract__table *table, struct baton_arena *arena)
{
    size_t count = table->head_count ? table->head_count * 2 : 64;
    uint32_t *heads = BATON_NEW_N(arena, uint32_t, count);
    if (!heads)
        return BATON_ENOMEM;
    memset(heads, 0xFF, count * sizeof *heads);
    table->heads = heads;
    table->head_count = count;
    for (size_t i = 0; i < table->count; i++)
        chain(table, (uint32_t)i);
    return BATON_OK;
}

enum baton_err baton_contract__put(struct baton_contract__table *table, struct baton_arena *arena,
                                   uint64_t hash)
{
    if (table->count >= BATON_CONTRACT__NONE)
        return BATON_ELIMIT;
    if (table->count >= table->head_count && grow(table, arena))
        return BATON_ENOMEM;
    struct baton_contract__link *link =
        BATON_PUSH(arena, table->links, table->count, table->capacity);
    if (!link)
        return BATON_ENOMEM;
    link->hash = hash;
    chain(table, (uint32_t)(table->count - 1));
    return BATON_OK;
}

static uint32_t same(const struct baton_contract__table *table, uint32_t item, uint64_t hash)
{
    while (item != BATON_CONTRACT__NONE && table->links[item].hash != hash)
        item = table->links[item].next;
    return item;
}

uint32_t baton_contract__first(const struct baton_contract__table *table, uint64_t hash)
{
    return table->head_count ? same(table, *head(table, hash), hash) : BATON_CONTRACT__NONE;
}

uint32_t baton_contract__next(const struct baton_contract__table *table, uint32_t item)
{
    return same(table, table->links[item].next, table->links[item].hash);
}
