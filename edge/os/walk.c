/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "edge/os.h"

enum { DEEPEST = 32 };

struct walk {
    struct baton_arena *arena;
    baton_os_file_fn *fn;
    void *ctx;
    const char **where, **why;
};

struct names {
    char **items;
    size_t count, capacity;
};

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool baton_os_is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static enum baton_err fail(struct walk *w, const char *path, int error)
{
    struct baton_str copy = baton_str_copy(w->arena, baton_str_from(path));
    *w->where = copy.s ? copy.s : "";
    *w->why = strerror(error);
    return BATON_EREAD;
}

static bool add_name(struct walk *w, struct names *names, const char *name)
{
    struct baton_str copy = baton_str_copy(w->arena, baton_str_from(name));
    char **slot = BATON_PUSH(w->arena, names->items, names->count, names->capacity);
    if (!slot || !copy.s)
        return false;
    char *own = baton_arena_take(w->arena, copy.len + 1);
    if (own)
        memcpy(own, copy.s, copy.len + 1);
    *slot = own;
    return own != NULL;
}

static enum baton_err read_names(struct walk *w, const char *folder, struct names *names)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    enum baton_err err = BATON_OK;
    if (!dir)
        return fail(w, folder, errno);
    while (err == BATON_OK && (errno = 0, entry = readdir(dir)))
        if (entry->d_name[0] != '.' && !add_name(w, names, entry->d_name))
            err = BATON_ENOMEM;
    if (err == BATON_OK && errno)
        err = fail(w, folder, errno);
    closedir(dir);
    if (err == BATON_OK && names->count)
        qsort(names->items, names->count, sizeof *names->items, by_name);
    return err;
}

static enum baton_err walk(struct walk *w, const char *folder, int depth, bool *go_on);

static enum baton_err visit(struct walk *w, const char *path, int depth, bool *go_on)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return fail(w, path, errno);
    if (S_ISDIR(info.st_mode))
        return walk(w, path, depth + 1, go_on);
    if (S_ISREG(info.st_mode) || (S_ISLNK(info.st_mode) && !baton_os_is_folder(path)))
        *go_on = w->fn(w->ctx, path);
    return BATON_OK;
}

static enum baton_err walk(struct walk *w, const char *folder, int depth, bool *go_on)
{
    struct names names = {0};
    size_t len = strlen(folder);
    const char *slash = len && folder[len - 1] == '/' ? "" : "/";
    if (depth > DEEPEST)
        return BATON_OK;
    enum baton_err err = read_names(w, folder, &names);
    for (size_t i = 0; err == BATON_OK && *go_on && i < names.count; i++) {
        struct baton_str path = baton_str_fmt(w->arena, "%s%s%s", folder, slash, names.items[i]);
        err = path.s ? visit(w, path.s, depth, go_on) : BATON_ENOMEM;
    }
    return err;
}

enum baton_err baton_os_walk(struct baton_arena *arena, const char *folder, baton_os_file_fn *fn,
                             void *ctx, const char **where, const char **why)
{
    struct walk w = {arena, fn, ctx, where, why};
    bool go_on = true;
    return walk(&w, folder, 0, &go_on);
}
