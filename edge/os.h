/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the operating system gives: memory, files, folders, the clock, the
 * terminal (POSIX.1-2008).
 */
#ifndef BATON_EDGE_OS_H
#define BATON_EDGE_OS_H

#include <stdbool.h>

#include "core/base.h"

/* The C library's memory. */
struct baton_alloc baton_os_alloc(void);
/* Memory of another allocator, which must outlive it, overwritten before it is released. */
struct baton_alloc baton_os_wiping(struct baton_alloc *under);

/*
 * Reads a whole file, or standard input where path is "-", of up to limit bytes.
 * The text is released with baton_os_free(). BATON_OK, BATON_EREAD, BATON_ELIMIT
 * or BATON_ENOMEM; *why then says in words what the system said.
 */
enum baton_err baton_os_read(const char *path, size_t limit, struct baton_str *out,
                             const char **why) BATON_MUST_USE;
void baton_os_free(struct baton_str text);

/*
 * For what is too long to be read whole: a file (standard input where path is "-")
 * is opened, read piece by piece (*got is 0 at its end), and closed. As above, *why
 * says what the system said.
 */
enum baton_err baton_os_open(const char *path, int *fd, const char **why) BATON_MUST_USE;
enum baton_err baton_os_read_some(int fd, char *to, size_t room, size_t *got,
                                  const char **why) BATON_MUST_USE;
void baton_os_close(int fd);
/* The size of a file that has one, else 0. */
uint64_t baton_os_size(int fd);

/*
 * The path from the root, terminated: a relative one is taken from the current folder. Nothing
 * of it is resolved. {NULL, 0} if there is no such folder, or out of memory.
 */
struct baton_str baton_os_absolute(struct baton_arena *arena, const char *path);

/*
 * Calls fn with the path of every file below a folder, sorted, hidden ones and
 * links to folders left out, to a depth of 32. fn's path is gone after the call.
 * Stops when fn returns false. BATON_EREAD with *why and *where (in the arena) if
 * a folder cannot be read.
 */
typedef bool baton_os_file_fn(void *ctx, const char *path);
enum baton_err baton_os_walk(struct baton_arena *arena, const char *folder, baton_os_file_fn *fn,
                             void *ctx, const char **where, const char **why) BATON_MUST_USE;
bool baton_os_is_folder(const char *path);

/* Writes all of it; false if the system would not take it. */
bool baton_os_write(int fd, struct baton_str text);
/* Puts text in place of a file's content, whole or not at all; keeps its mode. */
enum baton_err baton_os_replace(struct baton_arena *arena, const char *path, struct baton_str text,
                                const char **why) BATON_MUST_USE;

/* Makes a file of the user's own (mode 0600) with this text, whole or not at all. */
enum baton_err baton_os_put(struct baton_arena *arena, const char *path, struct baton_str text,
                            const char **why) BATON_MUST_USE;
/* Makes a folder of the user's own (mode 0700), and those above it, where they are not yet. */
enum baton_err baton_os_make_folder(struct baton_arena *arena, const char *path,
                                    const char **why) BATON_MUST_USE;
bool baton_os_is_file(const char *path);

/* Seconds since 1970-01-01 UTC. */
int64_t baton_os_now(void);
bool baton_os_is_terminal(int fd);
/* Columns of the terminal; 0 if it is none. */
size_t baton_os_columns(int fd);

#endif
