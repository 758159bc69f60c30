/* SPDX-License-Identifier: Apache-2.0 */
/* Calls that tutorials tell of, on hosts of vendors. */
#ifndef BATON_CORE_RULE_HOST_INT_H
#define BATON_CORE_RULE_HOST_INT_H

#include "core/rule.h"

/* Nothing to say, probably no call of the vendor's, surely none. */
enum baton_lore_fault { BATON_LORE_NONE, BATON_LORE_LIKELY, BATON_LORE_SURE };

/*
 * Is that the call is in no document of the host's vendor what is wrong? What was
 * answered decides, where there is an answer.
 */
enum baton_lore_fault baton_lore_fault(const struct baton_check *check);

/* The vendor's own call of the method and path that the tutorials' contract has, or NULL. */
const struct baton_contract *baton_lore_documented(const struct baton_check *check);

/* Is it a call of Genesys Cloud's form, below /api/v2, sent to a host of CXone's? */
bool baton_host_is_foreign_path(const struct baton_check *check);

/* Is it one of the contract's hosts, or another of the same vendor's? */
bool baton_host_is_one_of(const struct baton_contract *contract, struct baton_str host,
                          const char *vendor);

#endif
