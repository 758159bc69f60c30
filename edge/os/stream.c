/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/os.h"

static enum baton_err failed(const char **why)
{
    *why = strerror(errno);
    return errno == ENOMEM ? BATON_ENOMEM : BATON_EREAD;
}

enum baton_err baton_os_open(const char *path, int *fd, const char **why)
{
    int opened = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (opened < 0)
        return failed(why);
    *fd = opened;
    return BATON_OK;
}

enum baton_err baton_os_read_some(int fd, char *to, size_t room, size_t *got, const char **why)
{
    for (;;) {
        ssize_t n = read(fd, to, room);
        if (n >= 0) {
            *got = (size_t)n;
            return BATON_OK;
        }
        if (errno != EINTR)
            return failed(why);
    }
}

void baton_os_close(int fd)
{
    if (fd != STDIN_FILENO)
        close(fd);
}

uint64_t baton_os_size(int fd)
{
    struct stat info;
    return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0
               ? (uint64_t)info.st_size
               : 0;
}

struct baton_str baton_os_absolute(struct baton_arena *arena, const char *path)
{
    enum { LONGEST = 4096 };
    char *here = path[0] == '/' ? NULL : baton_arena_take(arena, LONGEST);
    if (path[0] == '/')
        return baton_str_copy(arena, baton_str_from(path));
    if (!here || !getcwd(here, LONGEST))
        return (struct baton_str){NULL, 0};
    return baton_str_fmt(arena, "%s%s%s", here, here[1] ? "/" : "", path);
}
