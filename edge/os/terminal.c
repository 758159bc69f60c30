/* SPDX-License-Identifier: Apache-2.0 */
/* TIOCGWINSZ is not POSIX; every system with terminals has it. */
#define _DEFAULT_SOURCE
#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "edge/os.h"

bool baton_os_is_terminal(int fd)
{
    return isatty(fd) == 1;
}

size_t baton_os_columns(int fd)
{
    struct winsize size;
    if (!baton_os_is_terminal(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

bool baton_os_write(int fd, struct baton_str text)
{
    while (text.len) {
        ssize_t done = write(fd, text.s, text.len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        text.s += done;
        text.len -= (size_t)done;
    }
    return true;
}
