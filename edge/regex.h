/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions for core/schema.h: PCRE2 with the meaning that ECMA-262
 * gives (tc39.es/ecma262, section 22.2, flag u), as near as it can be had.
 *
 * What differs: lookbehind needs alternatives of fixed length; there are no
 * flags. What ECMA-262 does not have ((?i), (?P<n>), \A, possessive quantifiers,
 * …) is an error, so that a pattern means the same elsewhere.
 *
 * A match takes at most MATCH_LIMIT steps and HEAP_LIMIT memory; beyond that
 * its answer is -1.
 */
#ifndef BATON_EDGE_REGEX_H
#define BATON_EDGE_REGEX_H

#include "core/base.h"
#include "core/schema.h"

enum {
    BATON_REGEX_MATCH_LIMIT = 1000000,
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
/* After all compiled patterns were released. */
void baton_regex_close(struct baton_regex *regex);

#endif
