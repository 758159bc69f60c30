/* SPDX-License-Identifier: Apache-2.0 */
/* simdjson, the yardstick, as C functions. */
#ifndef BATON_BENCH_SIMDJSON_SHIM_H
#define BATON_BENCH_SIMDJSON_SHIM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct simdjson_text; /* a text with the padding that simdjson wants, and a parser of its own */

struct simdjson_text *simdjson_text_new(const char *s, size_t len);
void simdjson_text_free(struct simdjson_text *text);
/* Parses into the DOM, reusing the parser; 0 if the text is JSON. */
int simdjson_text_parse(struct simdjson_text *text);
/* The name of the code that simdjson chose for this processor. */
const char *simdjson_kernel(void);

#ifdef __cplusplus
}
#endif

#endif
