/* SPDX-License-Identifier: Apache-2.0 */
#include "apps/sandbox/family.h"

/* The first is what --listen is about where no other is asked for. */
const struct baton_sandbox__family *const baton_sandbox__families[] = {
    &baton_sandbox__community,
    &baton_sandbox__genesys,
    &baton_sandbox__cxone,
    &baton_sandbox__cognigy,
};

const size_t baton_sandbox__family_count = BATON_COUNT(baton_sandbox__families);

_Static_assert(BATON_COUNT(baton_sandbox__families) <= BATON_SANDBOX__FAMILIES,
               "there is room for them");
