/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema validator on the workloads of bench/schema_work.py: time to compile
 * a schema, to accept or refuse a document that was read before, and to find all
 * its faults. bench/schema.py runs this next to others and prints the table.
 *
 * usage: bench_schema FOLDER TURNS
 *
 * Prints lines of: mode (compile, accept, faults), workload, nanoseconds (the
 * best turn), verdict (0, 1), number of faults (mode faults).
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/json.h"
#include "core/schema.h"
#include "edge/os.h"
#include "edge/regex.h"

enum { LONGEST = 1 << 28 };
static const double turn_seconds = 0.01;

enum column { NAME, DRAFT, SCHEMA, INSTANCE, FAULTS, COLUMNS };

struct work {
    struct baton_str column[COLUMNS];
    struct baton_arena arena; /* schema, program, instance */
    struct baton_arena scratch;
    struct baton_regex regex;
    struct baton_json schema_doc, doc;
    const struct baton_schema *schema;
    size_t faults;
    int verdict;
};

typedef void step(struct work *work);

static void die(struct baton_str workload, const char *what)
{
    fprintf(stderr, "bench_schema: %.*s: %s\n", BATON_ARG(workload), what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- what is measured ---------------------------------------------------------------- */

static enum baton_schema_dialect dialect_of(struct baton_str draft)
{
    return baton_str_eq(draft, BATON_STR("4"))   ? BATON_DRAFT_4
           : baton_str_eq(draft, BATON_STR("7")) ? BATON_DRAFT_7
                                                 : BATON_DRAFT_2020_12;
}

/* As a program is made from a schema that was read: patterns are compiled, too. */
static const struct baton_schema *program_of(struct work *work, struct baton_arena *arena,
                                             struct baton_schema_registry **registry)
{
    struct baton_schema_options options = {.dialect = dialect_of(work->column[DRAFT]),
                                           .regex = work->regex};
    struct baton_str uri = BATON_STR("https://example.com/schema");
    const struct baton_schema *schema = NULL;
    if (baton_schema_registry_init(arena, &options, registry) ||
        baton_schema_add(*registry, uri, &work->schema_doc) ||
        baton_schema_compile(*registry, uri, 0, &schema, NULL, NULL))
        return NULL;
    return schema;
}

static void compile(struct work *work)
{
    struct baton_schema_registry *registry = NULL;
    baton_arena_clear(&work->scratch);
    work->verdict = program_of(work, &work->scratch, &registry) != NULL;
    baton_schema_registry_release(registry);
}

static void accept(struct work *work)
{
    baton_arena_clear(&work->scratch);
    work->verdict = baton_schema_accepts(work->schema, &work->doc, 0, &work->scratch);
}

static void find_faults(struct work *work)
{
    struct baton_schema_result result;
    baton_arena_clear(&work->scratch);
    if (baton_schema_validate(work->schema, &work->doc, 0, &work->scratch, &result))
        die(work->column[NAME], "cannot be validated");
    work->verdict = result.valid;
    work->faults = result.fault_count;
}

static double turn(struct work *work, step *run)
{
    double start = now(), passed;
    long count = 0;
    do {
        for (int i = 0; i < 8; i++)
            run(work);
        count += 8;
        passed = now() - start;
    } while (passed < turn_seconds);
    return passed / (double)count;
}

/* The least of several turns: the machine is shared. */
static void measure(struct work *work, const char *mode, step *run, int turns)
{
    double best = turn(work, run);
    for (int i = 1; i < turns; i++) {
        double one = turn(work, run);
        best = one < best ? one : best;
    }
    printf("%s\t%.*s\t%.1f\t%d\t%zu\n", mode, BATON_ARG(work->column[NAME]), best * 1e9,
           work->verdict, work->faults);
}

/* ---- workloads ----------------------------------------------------------------------- */

static struct baton_str read_file(struct baton_arena *arena, const char *folder,
                                  struct baton_str name)
{
    struct baton_buf path;
    struct baton_str text = {NULL, 0};
    const char *why;
    baton_buf_init(&path, arena, 0);
    baton_buf_fmt(&path, "%s/%.*s", folder, BATON_ARG(name));
    baton_buf_putc(&path, '\0');
    if (baton_buf_failed(&path) || baton_os_read(baton_buf_str(&path).s, LONGEST, &text, &why))
        die(name, "cannot be read");
    struct baton_str copy = baton_str_copy(arena, text);
    baton_os_free(text);
    return copy;
}

static void read_json(struct work *work, const char *folder, struct baton_str name,
                      struct baton_json *doc)
{
    struct baton_str text = read_file(&work->arena, folder, name);
    if (baton_json_read(&work->arena, text, NULL, doc, NULL))
        die(name, "is not JSON");
}

static void run(struct work *work, const char *folder, int turns)
{
    struct baton_schema_registry *registry = NULL;
    read_json(work, folder, work->column[SCHEMA], &work->schema_doc);
    read_json(work, folder, work->column[INSTANCE], &work->doc);
    work->schema = program_of(work, &work->arena, &registry);
    if (work->schema) {
        measure(work, "accept", accept, turns);
        measure(work, "faults", find_faults, turns);
        measure(work, "compile", compile, 2);
    } else {
        printf("refused\t%.*s\t0\t0\t0\n", BATON_ARG(work->column[NAME]));
    }
    baton_schema_registry_release(registry);
}

static void run_line(struct baton_str line, const char *folder, int turns)
{
    struct baton_alloc alloc = baton_os_alloc();
    struct work work = {.verdict = -1};
    for (size_t i = 0; i < COLUMNS; i++)
        if (!baton_str_next(&line, '\t', &work.column[i]))
            die(line, "is no workload");
    baton_arena_init(&work.arena, alloc, 0);
    baton_arena_init(&work.scratch, alloc, 0);
    if (baton_regex_open(alloc, true, &work.regex))
        die(work.column[NAME], "out of memory");
    run(&work, folder, turns);
    baton_regex_close(&work.regex);
    baton_arena_release(&work.scratch);
    baton_arena_release(&work.arena);
}

int main(int argc, char **argv)
{
    struct baton_arena arena;
    struct baton_str rest, line;
    int turns = argc == 3 ? (int)strtol(argv[2], NULL, 10) : 0;
    if (turns <= 0) {
        fputs("usage: bench_schema FOLDER TURNS\n", stderr);
        return 2;
    }
    baton_arena_init(&arena, baton_os_alloc(), 0);
    rest = read_file(&arena, argv[1], BATON_STR("work.tsv"));
    while (baton_str_next(&rest, '\n', &line))
        if (line.len)
            run_line(line, argv[1], turns);
    baton_arena_release(&arena);
    return 0;
}
