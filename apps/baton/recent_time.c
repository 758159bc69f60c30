/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "apps/baton/recent.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400, MOST = 100000 };

static int64_t midnight(int64_t now)
{
    return now - (now % DAY + DAY) % DAY;
}

static bool day_of(const char *text, int64_t now, int64_t *start)
{
    char whole[32];
    struct baton_str date = baton_str_from(text);
    if (strcmp(text, "today") == 0 || strcmp(text, "yesterday") == 0) {
        *start = midnight(now) - (text[0] == 'y' ? DAY : 0);
        return true;
    }
    if (date.len != 10)
        return false;
    memcpy(whole, text, 10);
    memcpy(whole + 10, "T00:00:00Z", 11);
    return baton_time_read(baton_str_from(whole), start);
}

static bool ago(struct baton_str text, int64_t now, int64_t *out)
{
    static const struct {
        char unit;
        int64_t seconds;
    } units[] = {{'s', 1}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}, {'w', 7 * DAY}};
    uint64_t number;
    if (text.len < 2 || !baton_str_to_u64(baton_str_sub(text, 0, text.len - 1), &number) ||
        number > MOST)
        return false;
    for (size_t i = 0; i < BATON_COUNT(units); i++)
        if (text.s[text.len - 1] == units[i].unit) {
            *out = now - (int64_t)number * units[i].seconds;
            return true;
        }
    return false;
}

bool baton_recent_time(const char *text, int64_t now, bool end, int64_t *out)
{
    if (strcmp(text, "now") == 0) {
        *out = now;
        return true;
    }
    if (day_of(text, now, out)) {
        *out += end ? DAY : 0;
        return true;
    }
    return ago(baton_str_from(text), now, out) || baton_time_read(baton_str_from(text), out);
}
