/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract/contract_int.h"

static bool split(struct baton_str path, struct baton_contract__pieces *pieces)
{
    struct baton_str piece;
    pieces->count = 0;
    if (path.len && path.s[0] == '/')
        path = baton_str_sub(path, 1, path.len);
    while (baton_str_next(&path, '/', &piece)) {
        if (pieces->count == BATON_CONTRACT__SEGMENTS)
            return false;
        pieces->piece[pieces->count++] = piece;
    }
    return true;
}

static struct baton_str value_of(const struct baton_contract__segment *segment,
                                 struct baton_str piece)
{
    return baton_str_sub(piece, segment->prefix.len, piece.len - segment->suffix.len);
}

static bool ends_with(struct baton_str str, struct baton_str end)
{
    return str.len >= end.len && baton_str_eq(baton_str_sub(str, str.len - end.len, str.len), end);
}

static bool fits(const struct baton_contract__segment *segment, struct baton_str piece)
{
    if (!segment->parameter)
        return baton_str_eq(segment->prefix, piece);
    return piece.len > segment->prefix.len + segment->suffix.len &&
           baton_str_starts(piece, segment->prefix) && ends_with(piece, segment->suffix);
}

static bool path_fits(const struct baton_contract__path *path,
                      const struct baton_contract__pieces *pieces)
{
    if (path->count != pieces->count)
        return false;
    for (size_t i = 0; i < path->count; i++)
        if (!fits(&path->segments[i], pieces->piece[i]))
            return false;
    return true;
}

static bool host_fits(const struct baton_contract *contract, struct baton_str host)
{
    if (!host.len || !contract->host_count)
        return true;
    for (size_t i = 0; i < contract->host_count; i++)
        if (baton_str_glob(host, contract->hosts[i]))
            return true;
    return false;
}

/* ---- whose host it is ----------------------------------------------------------------------- */

static bool is_within(struct baton_str host, struct baton_str domain)
{
    if (!domain.len || host.len < domain.len)
        return false;
    size_t start = host.len - domain.len;
    return baton_str_eq_nocase(baton_str_sub(host, start, host.len), domain) &&
           (!start || host.s[start - 1] == '.');
}

static bool names_domain(const struct baton_contract *contract, struct baton_str host)
{
    for (size_t i = 0; i < contract->host_count; i++)
        if (is_within(host, baton_contract__domain(contract->hosts[i])))
            return true;
    return false;
}

/* "" where nobody's contracts name it: a site's own, or this machine. */
static struct baton_str owner_of(const struct baton_contracts *set, struct baton_str host)
{
    for (size_t i = 0; i < set->domain_count; i++)
        if (is_within(host, set->domains[i].name))
            return set->domains[i].family;
    return BATON_STR("");
}

/* ---- the best of those that fit ------------------------------------------------------------ */

/* The host at hand and its owner. */
struct place {
    struct baton_str host, owner;
};

/*
 * On a host that has an owner: the owner's contracts and the user's, what is told of
 * this very domain or holds anywhere, what belongs to another host, what fits by chance.
 */
enum rank { BY_CHANCE, FOREIGN, TOLD, OWN };

static bool is_own(const struct baton_contract *contract, const struct place *place)
{
    return !place->owner.len || contract->provenance == BATON_USER ||
           baton_str_eq(contract->family, place->owner);
}

static enum rank rank_of(const struct baton_contract *contract, const struct place *place)
{
    if (is_own(contract, place))
        return OWN;
    if (!contract->host_count || names_domain(contract, place->host))
        return TOLD;
    return contract->provenance == BATON_COMMUNITY ? BY_CHANCE : FOREIGN;
}

struct choice {
    const struct baton_contract__entry *entry;
    const struct baton_contract__path *path;
    enum rank rank;
    bool host_fits;
};

static bool is_better(const struct choice *a, const struct choice *b)
{
    if (!b->entry)
        return true;
    if (a->path->literals != b->path->literals)
        return a->path->literals > b->path->literals;
    /* A call of the owner's for another of its hosts comes after what is told of this one. */
    enum rank mine = a->host_fits || a->rank < OWN ? a->rank : TOLD;
    enum rank other = b->host_fits || b->rank < OWN ? b->rank : TOLD;
    if (mine != other)
        return mine > other;
    return a->host_fits && !b->host_fits;
}

/* "/{token}" fits any path of one piece: there the host and the method must speak for it. */
static bool is_telling(const struct choice *choice, struct baton_str host, bool same_method)
{
    return choice->path->literals || !choice->path->count ||
           !choice->entry->contract.host_count ||
           (host.len && choice->host_fits && same_method);
}

static void offer(struct choice *best, const struct baton_contract__entry *entry,
                  const struct baton_contract__pieces *pieces, const struct place *place,
                  bool same_method)
{
    for (size_t i = 0; i < entry->path_count; i++) {
        struct choice one = {.entry = entry, .path = &entry->paths[i]};
        if (!path_fits(one.path, pieces))
            continue;
        one.host_fits = host_fits(&entry->contract, place->host);
        one.rank = rank_of(&entry->contract, place);
        if (is_telling(&one, place->host, same_method) && is_better(&one, best))
            *best = one;
    }
}

static void set_values(struct baton_match *match, const struct choice *choice,
                       struct baton_str target, const struct baton_contract__pieces *pieces)
{
    const struct baton_contract *contract = &choice->entry->contract;
    for (size_t p = 0; p < contract->parameter_count; p++) {
        const struct baton_parameter *parameter = &contract->parameters[p];
        if (!baton_str_is(parameter->in, "path"))
            continue;
        for (size_t i = 0; i < choice->path->count; i++) {
            const struct baton_contract__segment *segment = &choice->path->segments[i];
            if (!segment->parameter || !baton_str_eq(segment->name, parameter->name) ||
                match->value_count == BATON_COUNT(match->values))
                continue;
            struct baton_str value = value_of(segment, pieces->piece[i]);
            size_t start = (size_t)(value.s - target.s);
            match->values[match->value_count++] = (struct baton_path_value){
                parameter->name, value, parameter->kind, {start, start + value.len}};
            break;
        }
    }
}

/* ---- the nearest ----------------------------------------------------------------------------- */

static void find_nearest(const struct baton_contracts *set, struct baton_str family,
                         struct baton_str method, const struct place *place,
                         const struct baton_contract__pieces *pieces, struct baton_match *match)
{
    size_t least = BATON_CONTRACT__FAR * 8;
    for (size_t i = 0; i < set->entry_count; i++) {
        const struct baton_contract__entry *entry = set->entries[i];
        if (family.len && !baton_str_eq(entry->contract.family, family))
            continue;
        /* Among paths that are equally near, owner, host and method decide. */
        size_t besides = (is_own(&entry->contract, place) ? 0 : 4) +
                         (host_fits(&entry->contract, place->host) ? 0 : 2) +
                         (baton_str_eq(entry->contract.method, method) ? 0 : 1);
        for (size_t p = 0; p < entry->path_count; p++) {
            if (!entry->paths[p].literals && entry->contract.host_count)
                continue;
            size_t distance = baton_contract__distance(&entry->paths[p], pieces);
            if (distance < BATON_CONTRACT__FAR && distance * 8 + besides < least) {
                least = distance * 8 + besides;
                match->nearest = &entry->contract;
                match->slip = distance < BATON_CONTRACT__PIECE;
                match->host_fits = host_fits(&entry->contract, place->host);
            }
        }
    }
}

/* "/a/search" is not "/a/{id}", whatever the method (OpenAPI 3.1, section 4.8.8.2). */
static bool names_path_better(const struct choice *path_only, const struct choice *whole)
{
    if (!path_only->entry || !whole->entry)
        return path_only->entry != NULL;
    return path_only->path->literals > whole->path->literals;
}

struct search {
    struct choice whole, path_only, lore;
};

static void search(const struct baton_contracts *set, struct baton_str family,
                   struct baton_str method, const struct place *place,
                   const struct baton_contract__pieces *pieces, struct search *found)
{
    for (size_t i = 0; i < set->entry_count; i++) {
        const struct baton_contract__entry *entry = set->entries[i];
        if (family.len && !baton_str_eq(entry->contract.family, family))
            continue;
        bool same = baton_str_eq(entry->contract.method, method);
        offer(same ? &found->whole : &found->path_only, entry, pieces, place, same);
        if (same && entry->contract.provenance == BATON_COMMUNITY)
            offer(&found->lore, entry, pieces, place, same);
    }
}

struct baton_match baton_contracts_match(const struct baton_contracts *set,
                                         struct baton_str family, struct baton_str method,
                                         struct baton_str host, struct baton_str target)
{
    struct baton_match match = {.contract = NULL};
    struct baton_contract__pieces pieces;
    struct search found = {.whole = {.entry = NULL}};
    struct baton_url url = baton_url(target);
    struct place place = {.host = host.len ? host : url.host};
    if (!split(url.path, &pieces))
        return match;
    place.owner = owner_of(set, place.host);
    search(set, family, method, &place, &pieces, &found);
    const struct choice *best =
        names_path_better(&found.path_only, &found.whole) ? &found.path_only : &found.whole;
    if (!best->entry) {
        find_nearest(set, family, method, &place, &pieces, &match);
        return match;
    }
    if (best == &found.whole)
        match.contract = &best->entry->contract;
    else
        match.path_only = &best->entry->contract;
    if (match.contract && found.lore.entry && place.owner.len &&
        baton_str_eq(match.contract->family, place.owner) &&
        found.lore.path->literals == best->path->literals)
        match.lore = &found.lore.entry->contract;
    match.host_fits = best->host_fits;
    set_values(&match, best, target, &pieces);
    return match;
}
