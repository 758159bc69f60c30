/* SPDX-License-Identifier: Apache-2.0 */
/* Any text as a host name: what is one has no empty label, and is one in lower case, too. */
#include <stdlib.h>
#include <string.h>

#include "edge/idn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_str text = {(const char *)data, size};
    struct baton_idn idn;
    char lower[1024];
    baton_idn_open(&idn);
    int found = idn.is_hostname(idn.ctx, text);
    if (found < 0 || (found && (!size || baton_str_find(text, BATON_STR("..")) != SIZE_MAX)))
        abort();
    if (!found || size > sizeof lower)
        return 0;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)(data[i] >= 'A' && data[i] <= 'Z' ? data[i] | 0x20 : data[i]);
    if (idn.is_hostname(idn.ctx, (struct baton_str){lower, size}) != 1)
        abort();
    return 0;
}
