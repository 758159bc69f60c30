/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The scenarios that come with the program, as JSON, and the description of the
 * calls under /_sandbox/; apps/sandbox/meson.build makes them from the YAML files.
 */
#ifndef BATON_APPS_SANDBOX_EMBEDDED_H
#define BATON_APPS_SANDBOX_EMBEDDED_H

#include <stddef.h>

extern const size_t baton_embedded_scenarios_count;
extern const char *const baton_embedded_scenarios_names[]; /* "base.json" is the first */
extern const char *const baton_embedded_scenarios_texts[]; /* terminated */
extern const size_t baton_embedded_scenarios_sizes[];      /* without the terminator */

extern const size_t baton_embedded_sandbox_api_count;
extern const char *const baton_embedded_sandbox_api_names[];
extern const char *const baton_embedded_sandbox_api_texts[];
extern const size_t baton_embedded_sandbox_api_sizes[];

#endif
