/* SPDX-License-Identifier: Apache-2.0 */
/* Loads libmicrohttpd when it is first needed. */
#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "edge/httpd/httpd_int.h"

struct baton_httpd__library baton_httpd__library;

/* Its name since 0.9.46; a library of another name would have another interface. */
static const char library_name[] = "libmicrohttpd.so.12";

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
#define FIND(name) && find(library, "MHD_" #name, &baton_httpd__library.name)
    return true BATON_HTTPD__CALLS(FIND);
#undef FIND
}

static void load(void)
{
    void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
    ready = library && find_all(library);
}

bool baton_httpd__load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    return pthread_once(&once, load) == 0 && ready;
}
