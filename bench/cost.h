/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What running a program costs. The measuring program must be small itself: a
 * child's peak memory begins with what its parent had when it was started.
 */
#ifndef BATON_BENCH_COST_H
#define BATON_BENCH_COST_H

#ifndef _DEFAULT_SOURCE
#define _DEFAULT_SOURCE /* wait4(); include this header first */
#endif

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

struct cost {
    double milliseconds;
    long kilobytes; /* at its peak */
    int status;     /* of its exit; 255 if it did not exit by itself */
};

static inline double baton_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Runs a program of at most 32 words once; quietly: its output is thrown away. */
static inline struct cost baton_cost(const char *const *words, bool quietly)
{
    char *own[33] = {NULL}; /* what posix_spawn() is declared to take */
    for (size_t i = 0; words[i] && i < 32; i++)
        memcpy(&own[i], &words[i], sizeof own[i]);
    posix_spawn_file_actions_t actions;
    struct rusage usage = {0};
    struct cost cost = {0};
    int status = 0;
    pid_t pid;
    posix_spawn_file_actions_init(&actions);
    for (int fd = 1; quietly && fd <= 2; fd++)
        posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_WRONLY, 0);
    double start = baton_now();
    if (posix_spawnp(&pid, own[0], &actions, NULL, own, environ) != 0) {
        fprintf(stderr, "%s cannot be run\n", words[0]);
        exit(1);
    }
    wait4(pid, &status, 0, &usage);
    cost.milliseconds = baton_now() - start;
    cost.kilobytes = usage.ru_maxrss;
    cost.status = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
    posix_spawn_file_actions_destroy(&actions);
    return cost;
}

#endif
