/* SPDX-License-Identifier: Apache-2.0 */
/* The program as text, for people. */
#include "core/schema/schema_int.h"
#include "core/schema_output.h"

enum baton_err baton_schema_print(const struct baton_schema *schema, struct baton_arena *arena,
                                  struct baton_buf *out)
{
    (void)schema, (void)arena, (void)out;
    return BATON_OK;
}
