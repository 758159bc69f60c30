/* SPDX-License-Identifier: Apache-2.0 */
/* keywords NAME...: the dialects that have each of these keywords, one line each. */
#include <stdio.h>

#include "core/schema.h"

static const enum baton_schema_dialect dialects[] = {
#define DIALECT_ROW(code, name, uri) code,
    BATON_SCHEMA_DIALECTS(DIALECT_ROW)
#undef DIALECT_ROW
};

int main(int count, char **names)
{
    for (int i = 1; i < count; i++) {
        printf("%s:", names[i]);
        for (size_t k = 0; k < BATON_COUNT(dialects); k++)
            if (baton_schema_knows(dialects[k], baton_str_from(names[i])))
                printf(" %s", baton_schema_dialect_name(dialects[k]));
        printf("\n");
    }
    return 0;
}
