/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON readers beside simdjson's DOM parser, in the same run: the two take
 * turns on each text, and the table shows the best and the middle of the turns.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base.h"
#include "core/json.h"
#ifdef BATON_BENCH_SIMDJSON
#include "bench/simdjson_shim.h"
#endif

enum { TURNS = 15, MB = 1000000 };
static const double turn_seconds = 0.01;

/* ---- texts ------------------------------------------------------------------------ */

struct text {
    char *s;
    size_t len, capacity;
    unsigned seed;
    bool indented;
    int depth;
};

static void put(struct text *t, const char *s)
{
    size_t n = strlen(s);
    if (t->len + n + 1 > t->capacity) {
        t->capacity = (t->len + n + 1) * 2;
        t->s = realloc(t->s, t->capacity);
        if (!t->s)
            exit(1);
    }
    memcpy(t->s + t->len, s, n + 1);
    t->len += n;
}

static unsigned random_below(struct text *t, unsigned limit)
{
    t->seed = t->seed * 1664525u + 1013904223u;
    return (t->seed >> 8) % limit;
}

static void line(struct text *t)
{
    if (!t->indented)
        return;
    put(t, "\n");
    for (int i = 0; i < t->depth; i++)
        put(t, "  ");
}

static void open_bracket(struct text *t, const char *bracket)
{
    put(t, bracket);
    t->depth++;
    line(t);
}

static void close_bracket(struct text *t, const char *bracket)
{
    t->depth--;
    line(t);
    put(t, bracket);
}

static void comma(struct text *t)
{
    put(t, ",");
    line(t);
}

static void name(struct text *t, const char *s)
{
    put(t, "\"");
    put(t, s);
    put(t, t->indented ? "\": " : "\":");
}

static void member(struct text *t, const char *key, const char *json)
{
    name(t, key);
    put(t, json);
    comma(t);
}

static void id_member(struct text *t, const char *key)
{
    char id[64];
    snprintf(id, sizeof id, "\"%08x-%04x-4%03x-a%03x-%08x%04x\"", random_below(t, 1u << 24),
             random_below(t, 1 << 16), random_below(t, 1 << 12), random_below(t, 1 << 12),
             random_below(t, 1u << 24), random_below(t, 1 << 16));
    member(t, key, id);
}

static const char *const english[] = {
    "\"I would like to speak to an agent, please.\"", "\"My invoice of last month is wrong.\"",
    "\"Thank you!\"", "\"Could you say \\\"yes\\\" or \\\"no\\\"?\"",
    "\"The order has not arrived yet, and the tracking page shows nothing since Monday.\"",
};
static const char *const other[] = {
    "\"Könnten Sie bitte den Zähler prüfen? Größe und Straße stimmen nicht.\"",
    "\"請求書について担当者とお話ししたいのですが。\"", "\"Пожалуйста, соедините меня.\"",
    "\"Merci, c’est réglé – à bientôt 👍\"", "\"ขอคุยกับเจ้าหน้าที่หน่อยค่ะ\"",
};

static void participant(struct text *t, const char *const *says)
{
    static const char *const purposes[] = {"\"customer\"", "\"ivr\"", "\"acd\"", "\"agent\""};
    char number[32];
    open_bracket(t, "{");
    id_member(t, "id");
    member(t, "purpose", purposes[random_below(t, 4)]);
    member(t, "connectedTime", "\"2024-05-14T09:26:53.589Z\"");
    snprintf(number, sizeof number, "%u", random_below(t, 100000));
    member(t, "durationMs", number);
    member(t, "held", random_below(t, 2) ? "true" : "false");
    name(t, "attributes");
    open_bracket(t, "{");
    member(t, "intent", "\"billing\"");
    member(t, "wrapUp", "null");
    name(t, "lastUtterance");
    put(t, says[random_below(t, 5)]);
    close_bracket(t, "}");
    close_bracket(t, "}");
}

static void conversation(struct text *t, const char *const *says)
{
    unsigned n = 2 + random_below(t, 3);
    open_bracket(t, "{");
    id_member(t, "conversationId");
    member(t, "direction", "\"inbound\"");
    member(t, "startTime", "\"2024-05-14T09:26:50.104Z\"");
    name(t, "participants");
    open_bracket(t, "[");
    for (unsigned i = 0; i < n; i++) {
        if (i)
            comma(t);
        participant(t, says);
    }
    close_bracket(t, "]");
    comma(t);
    name(t, "divisionIds");
    put(t, "[]");
    close_bracket(t, "}");
}

static struct text conversations(size_t size, bool indented, const char *const *says)
{
    struct text t = {.indented = indented, .seed = 1};
    open_bracket(&t, "[");
    conversation(&t, says);
    while (t.len < size) {
        comma(&t);
        conversation(&t, says);
    }
    close_bracket(&t, "]");
    return t;
}

static struct text numbers(size_t size)
{
    struct text t = {.seed = 1};
    put(&t, "[[0,0]");
    while (t.len < size) {
        char pair[96];
        snprintf(pair, sizeof pair, ",[%d.%06u%06u,%u]", (int)random_below(&t, 360) - 180,
                 random_below(&t, MB), random_below(&t, MB), random_below(&t, MB));
        put(&t, pair);
    }
    put(&t, "]");
    return t;
}

static struct text handover(size_t size)
{
    struct text t = {.indented = true, .seed = 7};
    open_bracket(&t, "{");
    id_member(&t, "sessionId");
    member(&t, "botName", "\"CognigyBot\"");
    member(&t, "channel", "\"voice\"");
    name(&t, "metadata");
    open_bracket(&t, "{");
    member(&t, "source", "\"StudioHandover\"");
    member(&t, "priority", "5");
    name(&t, "mediaType");
    put(&t, "\"voice\"");
    close_bracket(&t, "}");
    for (char key[] = "contextA"; t.len + 60 < size; key[7]++) {
        comma(&t);
        name(&t, key);
        participant(&t, english);
    }
    close_bracket(&t, "}");
    return t;
}

/* ---- clocks ------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

/* One of the things measured; run() reads the text once. */
struct subject {
    void (*run)(struct subject *subject);
    struct baton_arena arena;
    struct baton_str text;
    void *other;
    size_t times; /* readings in a turn */
    double turns[TURNS];
};

static void run_strict(struct subject *s)
{
    struct baton_json doc;
    baton_arena_clear(&s->arena);
    if (baton_json_read(&s->arena, s->text, NULL, &doc, NULL) != BATON_OK)
        exit(1);
}

static void run_lenient(struct subject *s)
{
    struct baton_json_reading reading;
    baton_arena_clear(&s->arena);
    if (baton_json_read_lenient(&s->arena, s->text, NULL, &reading) != BATON_OK)
        exit(1);
}

#ifdef BATON_BENCH_SIMDJSON
static void run_simdjson(struct subject *s)
{
    if (simdjson_text_parse(s->other))
        exit(1);
}
#endif

static void subject_init(struct subject *s, void (*run)(struct subject *), struct baton_str text)
{
    *s = (struct subject){.run = run, .text = text};
    baton_arena_init(&s->arena, (struct baton_alloc){resize, NULL}, 0);
#ifdef BATON_BENCH_SIMDJSON
    if (run == run_simdjson)
        s->other = simdjson_text_new(text.s, text.len);
#endif
}

static void subject_release(struct subject *s)
{
    baton_arena_release(&s->arena);
#ifdef BATON_BENCH_SIMDJSON
    if (s->other)
        simdjson_text_free(s->other);
#endif
}

static double turn(struct subject *s)
{
    double start = now();
    for (size_t i = 0; i < s->times; i++)
        s->run(s);
    return (now() - start) / (double)s->times;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The subjects take turns, so that what slows the machine slows all of them. */
static void measure(struct subject *subjects, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        subjects[i].times = 1;
        turn(&subjects[i]);
        double once = turn(&subjects[i]);
        subjects[i].times = once > turn_seconds ? 1 : (size_t)(turn_seconds / once) + 1;
    }
    for (size_t k = 0; k < TURNS; k++)
        for (size_t i = 0; i < count; i++)
            subjects[i].turns[k] = turn(&subjects[i]);
    for (size_t i = 0; i < count; i++)
        qsort(subjects[i].turns, TURNS, sizeof *subjects[i].turns, by_value);
}

/* ---- tables --------------------------------------------------------------------------- */

static void compare(const char *title, struct text text)
{
    struct subject subjects[3];
    struct baton_str str = {text.s, text.len};
    size_t count = 2;
    subject_init(&subjects[0], run_strict, str);
    subject_init(&subjects[1], run_lenient, str);
#ifdef BATON_BENCH_SIMDJSON
    subject_init(&subjects[count++], run_simdjson, str);
#endif
    measure(subjects, count);
    double mb = (double)text.len / MB, best = subjects[0].turns[0];
    double middle = subjects[0].turns[TURNS / 2];
    printf("%-26s %9zu %8.0f %8.0f %8.0f", title, text.len, mb / best, mb / middle,
           mb / subjects[1].turns[0]);
    if (count > 2)
        printf(" %8.0f %8.0f %7.2f %7.2f", mb / subjects[2].turns[0],
               mb / subjects[2].turns[TURNS / 2], subjects[2].turns[0] / best,
               subjects[2].turns[TURNS / 2] / middle);
    printf("\n");
    for (size_t i = 0; i < count; i++)
        subject_release(&subjects[i]);
    free(text.s);
}

static void broken(struct text *t)
{
    /* What people paste: other quotes, and a comma too many at the end. */
    for (size_t i = 0; i < t->len; i++)
        if (t->s[i] == '"')
            t->s[i] = '\'';
    t->s[t->len - 1] = ',';
    put(t, "]");
}

static double nanoseconds_per_byte(void (*run)(struct subject *), struct text text)
{
    struct subject subject;
    subject_init(&subject, run, (struct baton_str){text.s, text.len});
    measure(&subject, 1);
    double best = subject.turns[0] * 1e9 / (double)text.len;
    subject_release(&subject);
    free(text.s);
    return best;
}

static void growth(const char *title, void (*run)(struct subject *), bool damaged)
{
    printf("%-26s", title);
    for (size_t size = 100000; size <= 10000000; size *= 10) {
        struct text text = conversations(size, true, english);
        if (damaged)
            broken(&text);
        printf(" %9.3f", nanoseconds_per_byte(run, text));
        fflush(stdout);
    }
    printf("\n");
}

int main(void)
{
    printf("JSON, MB/s: best and middle of %d turns\n", TURNS);
#ifdef BATON_BENCH_SIMDJSON
    printf("simdjson's code for this processor: %s\n", simdjson_kernel());
#else
    printf("simdjson was not found: no comparison\n");
#endif
    printf("%-26s %9s %8s %8s %8s %8s %8s %7s %7s\n", "text", "bytes", "strict", "middle",
           "lenient", "simdjson", "middle", "ratio", "middle");
    compare("handover", handover(300));
    compare("handover with context", handover(3000));
    compare("conversations", conversations(4 * MB, false, english));
    compare("conversations, indented", conversations(4 * MB, true, english));
    compare("many languages", conversations(4 * MB, false, other));
    compare("numbers", numbers(4 * MB));
    printf("\nns per byte when the text grows %13s %9s %9s\n", "1x", "10x", "100x");
    growth("strict", run_strict, false);
    growth("lenient, JSON", run_lenient, false);
    growth("lenient, broken", run_lenient, true);
    return 0;
}
