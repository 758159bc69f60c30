/* SPDX-License-Identifier: Apache-2.0 */
/* When a request is worth sending again, and after how long. */
#include <limits.h>

#include "core/model.h"
#include "edge/fetch/fetch_int.h"
#include "edge/os.h"

enum { FIRST_WAIT_MS = 250 };

int baton_fetch__retry_after(const struct baton_fetch_response *response)
{
    struct baton_str text = baton_fetch_header_of(response, "Retry-After");
    struct baton_str date = baton_fetch_header_of(response, "Date");
    int64_t until, now;
    uint64_t seconds;
    /* Genesys Cloud: seconds to the end of the window that the limit is for. */
    if (!text.len && response->status == 429)
        text = baton_fetch_header_of(response, "inin-ratelimit-reset");
    text = baton_str_trim(text);
    if (baton_str_to_u64(text, &seconds))
        return seconds < INT_MAX / 1000 ? (int)seconds * 1000 : INT_MAX;
    if (!text.len || !baton_time_read_http(text, &until))
        return -1;
    /* The server's own clock is the one that its date is meant for. */
    if (!date.s || !baton_time_read_http(date, &now))
        now = baton_os_now();
    if (until <= now)
        return 0;
    return until - now < INT_MAX / 1000 ? (int)(until - now) * 1000 : INT_MAX;
}

/* What may be sent again, and what is said of it; NULL: nothing. */
static const char *reason(const struct baton_fetch__transfer *t)
{
    const struct baton_fetch_response *r = &t->response;
    if (r->failure == BATON_FETCH_NO_CONNECTION && !t->sent)
        return "nothing accepts connections there";
    if (r->failure == BATON_FETCH_OK && r->status == 429)
        return "the platform asks to slow down (429)";
    if (!t->request.changes_nothing)
        return NULL;
    if (r->failure == BATON_FETCH_RESET)
        return "the connection broke";
    if (r->failure != BATON_FETCH_OK)
        return NULL;
    switch (r->status) {
    case 502:
        return "the platform's gateway had no answer (502)";
    case 503:
        return "the platform is not available (503)";
    case 504:
        return "the platform's gateway waited in vain (504)";
    default:
        return NULL;
    }
}

/* splitmix64 (public domain algorithm): enough to spread waits. */
static uint64_t next_random(struct baton_fetch *fetch)
{
    uint64_t z = fetch->random += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Full jitter: anything between nothing and a bound that doubles with each try. */
static int64_t backoff(struct baton_fetch *fetch, int tries)
{
    int64_t most = fetch->options.max_wait_ms, bound = FIRST_WAIT_MS;
    for (int i = 1; i < tries && bound < most; i++)
        bound *= 2;
    bound = bound < most ? bound : most;
    return (int64_t)(next_random(fetch) % (uint64_t)(bound + 1));
}

int64_t baton_fetch__wait(struct baton_fetch__transfer *t, const char **why)
{
    int64_t most = t->fetch->options.max_wait_ms, asked = t->response.retry_after_ms;
    *why = reason(t);
    if (!*why || t->response.tries >= t->fetch->options.tries || asked > most)
        return -1;
    int64_t wait = backoff(t->fetch, t->response.tries);
    if (asked < 0)
        return wait;
    /* Not before it is asked for; spread over a little after it. */
    return asked + wait < most ? asked + wait : most;
}
