/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a program and writes to standard error what it cost, in one line:
 * milliseconds, kilobytes at its peak, exit status.
 *
 * usage: bench_cost PROGRAM [ARGUMENT]...
 */
#include "bench/cost.h"

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("usage: bench_cost PROGRAM [ARGUMENT]...\n", stderr);
        return 2;
    }
    struct cost cost = baton_cost((const char *const *)argv + 1, false);
    fprintf(stderr, "%.3f %ld %d\n", cost.milliseconds, cost.kilobytes, cost.status);
    return 0;
}
