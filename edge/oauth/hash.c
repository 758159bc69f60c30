/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SHA-256 (FIPS 180-4), for names that tell nothing of what they were made from. The
 * TLS library has one too, but it is loaded only where something is fetched.
 */
#include <string.h>

#include "edge/oauth/oauth_int.h"

enum { BLOCK = 64, WORDS = 8, ROUNDS = 64, LENGTH = 8 };

/* Section 5.3.3: of the square roots of the first 8 primes. */
static const uint32_t first_words[WORDS] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

/* Section 4.2.2: of the cube roots of the first 64 primes. */
static const uint32_t constants[ROUNDS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
    0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
    0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

struct work {
    uint32_t hash[WORDS], now[WORDS], schedule[ROUNDS];
};

static uint32_t turn(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

static uint32_t word_at(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static void prepare(uint32_t w[ROUNDS], const unsigned char *block)
{
    for (size_t i = 0; i < 16; i++)
        w[i] = word_at(block + 4 * i);
    for (size_t i = 16; i < ROUNDS; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >> 3) + w[i - 7] +
               (turn(b, 17) ^ turn(b, 19) ^ b >> 10);
    }
}

/* Section 6.2.2, with a to h in v[0] to v[7]. */
static void one_round(uint32_t v[WORDS], uint32_t add)
{
    uint32_t a = v[0], e = v[4];
    uint32_t t1 = v[7] + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & v[5]) ^ (~e & v[6])) +
                  add;
    uint32_t t2 = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) +
                  ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    memmove(v + 1, v, (WORDS - 1) * sizeof *v);
    v[4] += t1;
    v[0] = t1 + t2;
}

static void take_block(struct work *work, const unsigned char *block)
{
    prepare(work->schedule, block);
    memcpy(work->now, work->hash, sizeof work->now);
    for (size_t i = 0; i < ROUNDS; i++)
        one_round(work->now, constants[i] + work->schedule[i]);
    for (size_t i = 0; i < WORDS; i++)
        work->hash[i] += work->now[i];
}

/* Section 5.1.1: a one, zeros, and the length in bits. */
static unsigned char *padded(struct baton_arena *arena, struct baton_str text, size_t *len)
{
    *len = (text.len + 1 + LENGTH + BLOCK - 1) / BLOCK * BLOCK;
    unsigned char *all = baton_arena_take(arena, *len);
    if (!all)
        return NULL;
    memset(all, 0, *len);
    memcpy(all, text.s, text.len);
    all[text.len] = 0x80;
    for (size_t i = 0; i < LENGTH; i++)
        all[*len - 1 - i] = (unsigned char)((uint64_t)text.len * 8 >> (8 * i));
    return all;
}

bool baton_oauth__hash(struct baton_arena *arena, struct baton_str text, uint64_t *out)
{
    size_t len;
    unsigned char *all = padded(arena, text, &len);
    struct work *work = BATON_NEW(arena, struct work);
    if (!all || !work)
        return false;
    memcpy(work->hash, first_words, sizeof work->hash);
    for (size_t at = 0; at < len; at += BLOCK)
        take_block(work, all + at);
    *out = (uint64_t)work->hash[0] << 32 | work->hash[1];
    return true;
}
