/* SPDX-License-Identifier: Apache-2.0 */
/* Loads libcurl when it is first needed. */
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "edge/fetch/fetch_int.h"

struct baton_fetch__library baton_fetch__library;

/* Its name since 2006; a library of another name would have another interface. */
static const char library_name[] = "libcurl.so.4";

static bool ready;

/* POSIX has an object pointer of dlsym() stand for a function; C has no cast for it. */
static bool find(void *library, const char *name, void *out)
{
    void *found = dlsym(library, name);
    memcpy(out, &found, sizeof found);
    return found != NULL;
}

static bool find_all(void *library)
{
#define FIND(name) && find(library, "curl_" #name, &baton_fetch__library.name)
    return true BATON_FETCH__CALLS(FIND);
#undef FIND
}

static void load(void)
{
    void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    ready = library && find_all(library) && LIB(global_init)(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

bool baton_fetch__load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    return pthread_once(&once, load) == 0 && ready;
}
