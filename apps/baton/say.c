/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/baton/app.h"
#include "edge/os.h"

/* What the user typed or a file holds must not steer the terminal, in UTF-8 or in Latin-1. */
static void clean(char *line)
{
    for (size_t len = strlen(line), at = 0; at < len;) {
        uint32_t c = 0;
        size_t n = baton_utf8_decode(line + at, len - at, &c);
        bool steers = n ? c < 0x20 || (c >= 0x7F && c < 0xA0) : (unsigned char)line[at] < 0xA0;
        n = n ? n : 1;
        if (steers)
            memset(line + at, '?', n);
        at += n;
    }
}

int baton_say_error(enum baton_err err, const char *fmt, ...)
{
    char line[2048];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    clean(line);
    fprintf(stderr, "baton: %s\n", line);
    return baton_err_status(err);
}

enum baton_err baton_say(const struct baton_buf *out)
{
    if (baton_buf_failed(out))
        return BATON_ENOMEM;
    return baton_os_write(STDOUT_FILENO, baton_buf_str(out)) ? BATON_OK : BATON_EREAD;
}

/* no-color.org: any value but an empty one. */
static bool refused(void)
{
    const char *no = getenv("NO_COLOR");
    return no && *no;
}

bool baton_wants_color(const char *option, int fd)
{
    const char *term = getenv("TERM");
    if (option && strcmp(option, "always") == 0)
        return true;
    if (option && strcmp(option, "never") == 0)
        return false;
    return !refused() && baton_os_is_terminal(fd) && term && strcmp(term, "dumb") != 0;
}
