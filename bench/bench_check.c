/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one `baton check` costs from the shell, start to exit: time and memory,
 * against a process that does nothing and against Python reading the same JSON;
 * and how the cost grows with inputs of every bad kind.
 *
 * usage: bench_check BATON
 */
#include "bench/cost.h"

#include <unistd.h>

enum { TURNS = 40, FEW_TURNS = 5 };

static struct cost run(const char *const *words)
{
    struct cost cost = baton_cost(words, true);
    if (cost.status > 3) {
        fprintf(stderr, "bench_check: %s ended badly\n", words[0]);
        exit(1);
    }
    return cost;
}

/* The best of several turns: the machine is shared. */
static struct cost best(const char *const *words, int turns)
{
    struct cost least = run(words);
    for (int i = 1; i < turns; i++) {
        struct cost cost = run(words);
        if (cost.milliseconds < least.milliseconds)
            least = cost;
    }
    return least;
}

static void report(const char *what, struct cost cost, double floor)
{
    printf("%-34s %9.2f ms %9ld KB %8.1f x nothing\n", what, cost.milliseconds, cost.kilobytes,
           cost.milliseconds / floor);
}

/* ---- inputs -------------------------------------------------------------------------- */

static const char payload[] =
    "{\"sessionId\":\"12345\",\"botName\":\"CognigyBot\",\"context\":{\"intent\":\"billing\"}}";

static void fill_payloads(FILE *file, long count)
{
    fputs("{\"items\":[", file);
    for (long i = 0; i < count; i++)
        fprintf(file, "%s%s", i ? "," : "", payload);
    fputs("]}", file);
}

static void fill_broken(FILE *file, long count)
{
    fputs("{'items':[", file);
    for (long i = 0; i < count; i++)
        fputs("{'sessionId':'12345', botName: “x”, // a\n}\n", file);
}

static void fill_brackets(FILE *file, long count)
{
    for (long i = 0; i < count; i++)
        putc('[', file);
}

static void fill_noise(FILE *file, long count)
{
    unsigned long state = 1;
    for (long i = 0; i < count; i++) {
        state = state * 6364136223846793005ul + 1442695040888963407ul;
        putc((int)(state >> 56), file);
    }
}

static void fill_records(FILE *file, long count)
{
    for (long i = 0; i < count; i++)
        fputs("{\"request\":{\"method\":\"POST\",\"url\":\"https://api.niceincontact.com/api/v2/"
              "sessions/handover\",\"headers\":[],\"postData\":{\"text\":\"{\\\"sessionId\\\":"
              "\\\"12345\\\"}\"}},\"response\":{\"status\":400,\"headers\":[],\"content\":{}}}\n",
              file);
}

static const struct {
    const char *name;
    void (*fill)(FILE *file, long count);
    long count; /* at 1x */
} inputs[] = {
    {"payloads in an array", fill_payloads, 1000}, {"broken everywhere", fill_broken, 300},
    {"open brackets", fill_brackets, 1000},        {"random bytes", fill_noise, 20000},
    {"records, one a line", fill_records, 50},
};

static void make(const char *path, size_t input, long count)
{
    FILE *file = fopen(path, "wb");
    if (!file) {
        fprintf(stderr, "bench_check: %s cannot be written\n", path);
        exit(1);
    }
    inputs[input].fill(file, count);
    fclose(file);
}

static void grow(const char *baton, const char *path, size_t input)
{
    const char *words[] = {baton, "check", path, NULL};
    double first = 0;
    printf("%-24s", inputs[input].name);
    for (long scale = 1; scale <= 100; scale *= 10) {
        make(path, input, inputs[input].count * scale);
        struct cost cost = best(words, FEW_TURNS);
        if (scale == 1)
            first = cost.milliseconds;
        printf("  %8.2f ms (%5.1f x) %7ld KB", cost.milliseconds, cost.milliseconds / first,
               cost.kilobytes);
    }
    putchar('\n');
}

int main(int argc, char **argv)
{
    char path[] = "bench-check-XXXXXX";
    int fd = mkstemp(path);
    if (argc != 2 || fd < 0) {
        fputs("usage: bench_check BATON\n", stderr);
        return 2;
    }
    if (write(fd, payload, sizeof payload - 1) < 0)
        return 1;
    close(fd);
    const char *nothing[] = {"true", NULL};
    const char *check[] = {argv[1], "check", path, "--as", "community.session-handover", NULL};
    const char *python[] = {"python3", "-S", "-c",
                            "import json,sys;json.load(open(sys.argv[1]))", path, NULL};
    struct cost floor = best(nothing, TURNS);
    printf("start to exit, best of %d turns\n", TURNS);
    report("a process that does nothing", floor, floor.milliseconds);
    report("baton check, one payload", best(check, TURNS), floor.milliseconds);
    report("python3 that only reads the JSON", best(python, TURNS), floor.milliseconds);
    printf("\ngrowth                           1x                              10x"
           "                             100x\n");
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        grow(argv[1], path, i);
    unlink(path);
    return 0;
}
