/* SPDX-License-Identifier: Apache-2.0 */
/* From a pattern of ECMA-262 to one of PCRE2. */
#ifndef BATON_EDGE_REGEX_REGEX_INT_H
#define BATON_EDGE_REGEX_REGEX_INT_H

#include "core/base.h"

/* The pattern as it is written for PCRE2, and where each byte of it comes from. */
struct baton_regex__translation {
    struct baton_alloc alloc;
    char *s;
    uint32_t *from; /* offsets in the pattern */
    size_t len, size;
    bool failed;       /* out of memory */
    const char *error; /* static text, or NULL */
    size_t error_at;   /* in the pattern */
};

void baton_regex__translate(struct baton_regex__translation *t, struct baton_str pattern);
void baton_regex__translation_release(struct baton_regex__translation *t);
/* PCRE2's name of a Unicode property, given what ECMA-262 has between the braces. */
bool baton_regex__property(struct baton_str name, char out[64]);

#endif
