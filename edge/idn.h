/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Internationalised host names for core/schema.h: IDNA2008 (RFC 5890 to 5893)
 * by libidn2.
 *
 * Each label is what libidn2 would register: it is in no way disallowed, meets the
 * rules for context (CONTEXTJ and CONTEXTO) and for both directions, and its A-label
 * has at most 63 bytes; an A-label must be the one that its U-label makes. Of
 * the mappings of RFC 5895 two are made: all four full stops separate labels, and
 * labels are brought to NFC; upper case is not mapped, so it is in ASCII labels only.
 *
 * By hand, as libidn2 sees one label at a time: labels of ASCII (RFC 1123),
 * at most 253 bytes in all, and what RFC 5893 section 2 asks of every label
 * of a name once one of them is written from right to left. And rule 4 there (no
 * European and Arabic digits in one label), which its version 2.3.3 lets pass.
 */
#ifndef BATON_EDGE_IDN_H
#define BATON_EDGE_IDN_H

#include "core/base.h"
#include "core/schema.h"

/* Nothing to close. May be used by many threads; libidn2 takes memory from malloc(). */
void baton_idn_open(struct baton_idn *out);

#endif
