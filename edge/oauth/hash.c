/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 of OpenSSL, for names that tell nothing of what they were made from. The
 * library is loaded when it is first needed, as libcurl is, which needs it itself.
 */
#include <dlfcn.h>
#include <string.h>

#include "edge/oauth/oauth_int.h"

enum { DIGEST = 32 };

/* As <openssl/sha.h> declares SHA256(). */
typedef unsigned char *sha256(const unsigned char *text, size_t size, unsigned char *digest);

static sha256 *load(void)
{
    void *library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
    void *found = library ? dlsym(library, "SHA256") : NULL;
    sha256 *call = NULL;
    memcpy(&call, &found, sizeof call); /* ISO C has no cast between the two */
    return call;
}

bool baton_oauth__hash(struct baton_str text, uint64_t *out)
{
    unsigned char digest[DIGEST];
    sha256 *call = load();
    if (!call || !call((const unsigned char *)text.s, text.len, digest))
        return false;
    *out = 0;
    for (size_t i = 0; i < sizeof *out; i++)
        *out = *out << 8 | digest[i];
    return true;
}
