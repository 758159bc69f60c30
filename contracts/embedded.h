/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contracts that come with the program, as JSON; contracts/meson.build makes
 * them from the YAML files. They were checked when the program was built.
 */
#ifndef BATON_CONTRACTS_EMBEDDED_H
#define BATON_CONTRACTS_EMBEDDED_H

#include <stddef.h>

extern const size_t baton_embedded_contracts_count;
extern const char *const baton_embedded_contracts_names[]; /* "community.json" */
extern const char *const baton_embedded_contracts_texts[]; /* terminated */
extern const size_t baton_embedded_contracts_sizes[];      /* without the terminator */

#endif
