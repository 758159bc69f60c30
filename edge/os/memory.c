/* SPDX-License-Identifier: Apache-2.0 */
/* explicit_bzero() is not POSIX yet; glibc, musl and the BSDs have it. */
#define _DEFAULT_SOURCE
#include <stdlib.h>
#include <string.h>
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

/* A block that grows moves, so that no copy is left behind. */
static void *resize_wiping(void *ctx, void *p, size_t old, size_t size)
{
    struct baton_alloc *under = ctx;
    void *fresh = size ? under->resize(under->ctx, NULL, 0, size) : NULL;
    if (size && !fresh)
        return NULL;
    if (p && fresh)
        memcpy(fresh, p, old < size ? old : size);
    if (p) {
        explicit_bzero(p, old);
        (void)under->resize(under->ctx, p, old, 0);
    }
    return fresh;
}

struct baton_alloc baton_os_wiping(struct baton_alloc *under)
{
    return (struct baton_alloc){resize_wiping, under};
}

int64_t baton_os_now(void)
{
    struct timespec now;
    return clock_gettime(CLOCK_REALTIME, &now) == 0 ? (int64_t)now.tv_sec : INT64_MIN;
}
