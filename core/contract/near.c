/* SPDX-License-Identifier: Apache-2.0 */
/* How unlike two paths are. */
#include "core/contract/contract_int.h"

/*
 * Costs, in the halves of baton_near_distance(): an empty piece too many and other
 * letter case are slips; what a proxy puts before a path, or takes away there, is
 * likely, too; any other piece too many or too few is one thing wrong at the most.
 */
enum { SLIP = 1, LEADING = 3, PIECE = BATON_CONTRACT__PIECE };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t replace_cost(const struct baton_contract__segment *segment, struct baton_str piece)
{
    if (segment->parameter)
        return piece.len > segment->prefix.len + segment->suffix.len ? 0 : PIECE;
    if (baton_str_eq(segment->prefix, piece))
        return 0;
    if (baton_str_eq_nocase(segment->prefix, piece))
        return SLIP;
    size_t longer = piece.len > segment->prefix.len ? piece.len : segment->prefix.len;
    size_t shorter = piece.len < segment->prefix.len ? piece.len : segment->prefix.len;
    size_t limit = longer <= 3 ? 2 : longer / 3 * 2;
    if (!shorter || (longer - shorter) > limit)
        return BATON_CONTRACT__FAR;
    size_t distance = baton_near_distance(segment->prefix, piece, limit);
    return least(distance, BATON_CONTRACT__FAR);
}

static size_t extra_cost(struct baton_str piece, bool leading)
{
    if (!piece.len)
        return SLIP;
    return leading ? LEADING : PIECE;
}

size_t baton_contract__distance(const struct baton_contract__path *path,
                                const struct baton_contract__pieces *pieces)
{
    size_t rows[2][BATON_CONTRACT__SEGMENTS + 1];
    size_t *last = rows[0], *row = rows[1];
    if (path->count > pieces->count + 3)
        return BATON_CONTRACT__FAR;
    last[0] = 0;
    for (size_t j = 0; j < pieces->count; j++)
        last[j + 1] = last[j] + extra_cost(pieces->piece[j], true);
    for (size_t i = 0; i < path->count; i++) {
        /* Half of the path may be missing at its beginning, not all of it. */
        size_t best = row[0] = i < path->count / 2 ? last[0] + LEADING : BATON_CONTRACT__FAR;
        for (size_t j = 0; j < pieces->count; j++) {
            size_t cost = last[j] + replace_cost(&path->segments[i], pieces->piece[j]);
            cost = least(cost, last[j + 1] + PIECE);
            cost = least(cost, row[j] + extra_cost(pieces->piece[j], false));
            row[j + 1] = cost;
            best = least(best, cost);
        }
        if (best >= BATON_CONTRACT__FAR)
            return BATON_CONTRACT__FAR;
        size_t *spare = last;
        last = row;
        row = spare;
    }
    return least(last[pieces->count], BATON_CONTRACT__FAR);
}
