/* SPDX-License-Identifier: Apache-2.0 */
/* realpath() is in the X/Open part of POSIX. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/os.h"

enum { FIRST_READ = 64 * 1024 };

static enum baton_err system_error(const char **why)
{
    *why = strerror(errno);
    return errno == ENOMEM ? BATON_ENOMEM : BATON_EREAD;
}

/* Room for the whole file at once where its size is known. */
static size_t first_size(int fd, size_t limit)
{
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size < 0)
        return FIRST_READ;
    size_t size = (size_t)info.st_size + 1;
    return size > limit ? limit + 1 : size;
}

struct reading {
    char *s;
    size_t len, capacity;
};

static enum baton_err make_room(struct reading *r, size_t limit, const char **why)
{
    if (r->len < r->capacity)
        return BATON_OK;
    size_t more = r->capacity * 2 > limit + 1 ? limit + 1 : r->capacity * 2;
    if (r->len > limit) {
        *why = "it is larger than the limit";
        return BATON_ELIMIT;
    }
    char *grown = realloc(r->s, more);
    if (!grown)
        return system_error(why);
    r->s = grown;
    r->capacity = more;
    return BATON_OK;
}

static enum baton_err read_all(int fd, size_t limit, struct reading *r, const char **why)
{
    r->capacity = first_size(fd, limit);
    r->s = malloc(r->capacity);
    if (!r->s)
        return system_error(why);
    for (;;) {
        enum baton_err err = make_room(r, limit, why);
        if (err != BATON_OK)
            return err;
        ssize_t got = read(fd, r->s + r->len, r->capacity - r->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return system_error(why);
        if (got == 0)
            return BATON_OK;
        r->len += (size_t)got;
    }
}

enum baton_err baton_os_read(const char *path, size_t limit, struct baton_str *out,
                             const char **why)
{
    bool standard = strcmp(path, "-") == 0;
    struct reading r = {0};
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return system_error(why);
    enum baton_err err = read_all(fd, limit, &r, why);
    if (!standard)
        close(fd);
    if (err == BATON_OK && r.len > limit) {
        *why = "it is larger than the limit";
        err = BATON_ELIMIT;
    }
    if (err != BATON_OK) {
        free(r.s);
        return err;
    }
    *out = (struct baton_str){r.s, r.len};
    return BATON_OK;
}

void baton_os_free(struct baton_str text)
{
    union {
        const char *seen;
        char *owned;
    } s = {text.s};
    free(s.owned);
}

/* The mode is set once more: what open() is given loses the bits of the umask. */
static enum baton_err write_beside(int fd, mode_t mode, struct baton_str text, const char **why)
{
    bool ok = baton_os_write(fd, text) && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (!ok)
        *why = strerror(errno);
    if (close(fd) != 0 && ok) {
        *why = strerror(errno);
        ok = false;
    }
    return ok ? BATON_OK : BATON_EREAD;
}

static enum baton_err replace(const char *path, const char *beside, mode_t mode,
                              struct baton_str text, const char **why)
{
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return system_error(why);
    enum baton_err err = write_beside(fd, mode, text, why);
    if (err == BATON_OK && rename(beside, path) != 0)
        err = system_error(why);
    if (err != BATON_OK)
        unlink(beside);
    return err;
}

static enum baton_err put(struct baton_arena *arena, const char *path, mode_t mode,
                          struct baton_str text, const char **why)
{
    struct baton_str beside = baton_str_fmt(arena, "%s.baton-%ld", path, (long)getpid());
    *why = "out of memory";
    return beside.s ? replace(path, beside.s, mode, text, why) : BATON_ENOMEM;
}

enum baton_err baton_os_replace(struct baton_arena *arena, const char *path, struct baton_str text,
                                const char **why)
{
    /* A link stays one: the file it leads to is replaced. */
    struct stat info;
    char *real = realpath(path, NULL);
    const char *target = real ? real : path;
    mode_t mode = stat(target, &info) == 0 ? info.st_mode & 07777 : 0600;
    enum baton_err err = put(arena, target, mode, text, why);
    free(real);
    return err;
}

enum baton_err baton_os_put(struct baton_arena *arena, const char *path, struct baton_str text,
                            const char **why)
{
    return put(arena, path, 0600, text, why);
}

bool baton_os_is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* ---- folders --------------------------------------------------------------------- */

static bool make_one(const char *path)
{
    struct stat info;
    return mkdir(path, 0700) == 0 || (stat(path, &info) == 0 && S_ISDIR(info.st_mode));
}

enum baton_err baton_os_make_folder(struct baton_arena *arena, const char *path,
                                    const char **why)
{
    size_t len = strlen(path);
    char *copy = baton_arena_take(arena, len + 1);
    *why = "out of memory";
    if (!copy)
        return BATON_ENOMEM;
    memcpy(copy, path, len + 1);
    bool made = true;
    for (size_t i = 1; made && i < len; i++) {
        if (path[i] != '/')
            continue;
        copy[i] = '\0';
        made = make_one(copy);
        copy[i] = '/';
    }
    return made && make_one(copy) ? BATON_OK : system_error(why);
}
