/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <time.h>

#include "edge/os.h"

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

struct baton_alloc baton_os_alloc(void)
{
    return (struct baton_alloc){resize, NULL};
}

int64_t baton_os_now(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (int64_t)now.tv_sec : INT64_MIN;
}
