/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions for core/schema.h, with the meaning that ECMA-262 gives
 * (tc39.es/ecma262, section 22.2, flag u). PCRE2 runs what it can run with this
 * meaning, which is nearly everything. The rest is run by an engine of our own,
 * step by step as in section 22.2.2: lookbehind of variable length, references
 * to groups that stand in repetitions or lookarounds, and what is too large for PCRE2.
 *
 * Read with more tolerance than flag u has, where nothing else can be meant and
 * many schemas rely on it (section B.1.2): a backslash before any character that
 * is no ASCII letter or digit (\-, \_, \@); '-' next to a set in a class ([\w-.]);
 * '{', '}' and ']' that open or close nothing; a lookahead that is repeated.
 * A pattern that is valid with flag u never changes its meaning by this.
 *
 * What differs: there are no flags, and no (?i:…); names of groups may have any
 * character from U+00AA on; halves of surrogate pairs are valid in a pattern and
 * match nothing, as text in UTF-8 has none; Unicode is as old as PCRE2's tables
 * (version 14 in 10.42), and Changes_When_NFKC_Casefolded is not in them. What
 * ECMA-262 does not have ((?i), (?P<n>), \A, possessive quantifiers, …) is an
 * error, so that a pattern means the same elsewhere.
 *
 * A match takes at most MATCH_LIMIT steps of PCRE2 or STEP_LIMIT of ours (which
 * are smaller), and HEAP_LIMIT memory; beyond that its answer is -1.
 */
#ifndef BATON_EDGE_REGEX_H
#define BATON_EDGE_REGEX_H

#include "core/base.h"
#include "core/schema.h"

enum {
    BATON_REGEX_MATCH_LIMIT = 1000000,
    BATON_REGEX_STEP_LIMIT = 8 * BATON_REGEX_MATCH_LIMIT,
    BATON_REGEX_HEAP_LIMIT = 16 * 1024 /* KiB */
};

/*
 * Makes an engine. Its members may be copied into struct baton_schema_options;
 * match() may be called by many threads at once, if alloc may. fast: compile to
 * machine code, which takes some 50 us per pattern and makes matches faster by
 * a factor of about five.
 */
enum baton_err baton_regex_open(struct baton_alloc alloc, bool fast,
                                struct baton_regex *out) BATON_MUST_USE;
/* The same without PCRE2, which is slower: one is a proof of the other. */
enum baton_err baton_regex_open_own(struct baton_alloc alloc,
                                    struct baton_regex *out) BATON_MUST_USE;
/* After all compiled patterns were released. */
void baton_regex_close(struct baton_regex *regex);

#endif
