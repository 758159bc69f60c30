/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The schema validator on a handover of 3 KB, and on larger ones: time per
 * document to accept it, to validate it, and to report all faults of a bad one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/json.h"
#include "core/schema.h"
#include "edge/regex.h"

enum { TURNS = 15, FAULTS = 8 };
static const double turn_seconds = 0.02;

/* What a contract of a handover looks like: references, enums, formats of ids, one choice. */
static const char contract[] =
    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
    "\"type\":\"object\","
    "\"required\":[\"sessionId\",\"channel\",\"target\",\"customer\",\"transcript\"],"
    "\"additionalProperties\":false,"
    "\"properties\":{"
    "\"sessionId\":{\"$ref\":\"#/$defs/id\",\"x-kind\":\"session-id\"},"
    "\"traceId\":{\"$ref\":\"#/$defs/id\"},"
    "\"channel\":{\"enum\":[\"voice\",\"chat\",\"email\",\"sms\",\"messenger\"]},"
    "\"language\":{\"type\":\"string\",\"pattern\":\"^[a-z]{2}(-[A-Z]{2})?$\"},"
    "\"priority\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":10},"
    "\"target\":{\"$ref\":\"#/$defs/target\"},"
    "\"customer\":{\"$ref\":\"#/$defs/customer\"},"
    "\"context\":{\"type\":\"object\",\"maxProperties\":64,"
    "\"additionalProperties\":{\"type\":[\"string\",\"number\",\"boolean\",\"null\"]}},"
    "\"transcript\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/turn\"}}},"
    "\"$defs\":{"
    "\"id\":{\"type\":\"string\",\"minLength\":8,\"maxLength\":64},"
    "\"target\":{\"oneOf\":["
    "{\"type\":\"object\",\"required\":[\"type\",\"queueId\"],\"additionalProperties\":false,"
    "\"properties\":{\"type\":{\"const\":\"queue\"},\"queueId\":{\"$ref\":\"#/$defs/id\"},"
    "\"skills\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true}}},"
    "{\"type\":\"object\",\"required\":[\"type\",\"agentId\"],\"additionalProperties\":false,"
    "\"properties\":{\"type\":{\"const\":\"agent\"},\"agentId\":{\"$ref\":\"#/$defs/id\"}}},"
    "{\"type\":\"object\",\"required\":[\"type\",\"number\"],\"additionalProperties\":false,"
    "\"properties\":{\"type\":{\"const\":\"external\"},\"number\":{\"type\":\"string\"}}}]},"
    "\"customer\":{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{"
    "\"name\":{\"type\":\"string\",\"maxLength\":128},"
    "\"phone\":{\"type\":\"string\",\"pattern\":\"^\\\\+[1-9][0-9]{6,14}$\"},"
    "\"email\":{\"type\":\"string\"},\"vip\":{\"type\":\"boolean\"}}},"
    "\"turn\":{\"type\":\"object\",\"required\":[\"role\",\"text\",\"time\"],"
    "\"additionalProperties\":false,\"properties\":{"
    "\"role\":{\"enum\":[\"bot\",\"user\",\"agent\",\"system\"]},"
    "\"text\":{\"type\":\"string\",\"maxLength\":4000},"
    "\"time\":{\"type\":\"string\"},"
    "\"confidence\":{\"type\":\"number\",\"minimum\":0,\"maximum\":1},"
    "\"intent\":{\"type\":[\"string\",\"null\"]}}}}}";

static const char *const collected[] = {"x-kind", NULL};

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

static void die(const char *what)
{
    fprintf(stderr, "bench_schema: %s\n", what);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- instances ----------------------------------------------------------------------- */

static void put_turns(struct baton_buf *buf, int count, bool bad)
{
    static const char *const says[] = {
        "Good morning, you have reached example services. How can I help you today?",
        "I would like to speak to somebody about my invoice of last month, please.",
        "Certainly. Could you tell me the number that stands on the invoice?",
        "It is 555-0142, and the amount is wrong: I did not order the second item.",
    };
    for (int i = 0; i < count; i++)
        baton_buf_fmt(buf, "%s{\"role\":\"%s\",\"text\":\"%s\",\"time\":"
                      "\"2024-05-14T09:26:%02d.104Z\",\"confidence\":%s,\"intent\":%s}",
                      i ? "," : "", bad && i == 2 ? "robot" : i % 2 ? "user" : "bot", says[i % 4],
                      i % 60,
                      bad && i == 1 ? "1.5" : "0.93", i % 2 ? "\"billing\"" : "null");
}

/* A handover with this many turns; a bad one has FAULTS faults. */
static struct baton_str handover(struct baton_arena *arena, int turns, bool bad)
{
    struct baton_buf buf;
    baton_buf_init(&buf, arena, 0);
    baton_buf_fmt(&buf, "{\"sessionId\":\"7d2f6c1e-1111-4a6b-9c1d-000000000001\",\"traceId\":%s,"
                  "\"channel\":\"%s\",\"language\":\"%s\",\"priority\":%s,",
                  bad ? "42" : "\"9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d\"", bad ? "vioce" : "voice",
                  bad ? "english" : "en-US", bad ? "\"5\"" : "5");
    baton_buf_fmt(&buf, "\"target\":{\"type\":\"queue\",%s\"skills\":[\"billing\",\"english\"]},",
                  bad ? "" : "\"queueId\":\"5f0c1a52-2222-4d0f-8f7e-000000000002\",");
    baton_buf_puts(&buf, "\"customer\":{\"name\":\"Alex Example\",\"phone\":\"+15550100123\","
                   "\"email\":\"alex@example.com\",\"vip\":false},\"context\":{");
    for (int i = 0; i < 12; i++)
        baton_buf_fmt(&buf, "%s\"attribute%d\":%s", i ? "," : "", i,
                      i % 3 ? "\"some value of it\"" : "12345");
    baton_buf_puts(&buf, "},\"transcript\":[");
    put_turns(&buf, turns, bad);
    baton_buf_puts(&buf, bad ? "],\"sessionld\":1}" : "]}");
    return baton_buf_str(&buf);
}

/* ---- measuring ----------------------------------------------------------------------- */

struct work {
    const struct baton_schema *schema;
    struct baton_json doc;
    struct baton_arena scratch;
    bool accept;
    size_t faults;
};

static void once(struct work *work)
{
    struct baton_schema_result result;
    int expected = work->faults == 0;
    baton_arena_clear(&work->scratch);
    if (work->accept) {
        if (baton_schema_accepts(work->schema, &work->doc, 0, &work->scratch) != expected)
            die("a handover is not judged as it should be");
        return;
    }
    if (baton_schema_validate(work->schema, &work->doc, 0, &work->scratch, &result) ||
        result.fault_count != work->faults)
        die("a handover has not the faults that it should have");
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Seconds per document: the best and the middle of the turns. */
static void measure(struct work *work, double *best, double *middle)
{
    double turns[TURNS];
    for (int i = 0; i < TURNS; i++) {
        double start = now(), passed;
        long count = 0;
        do {
            for (int k = 0; k < 16; k++)
                once(work);
            count += 16;
            passed = now() - start;
        } while (passed < turn_seconds);
        turns[i] = passed / (double)count;
    }
    qsort(turns, TURNS, sizeof *turns, by_size);
    *best = turns[0];
    *middle = turns[TURNS / 2];
}

static void show(struct baton_arena *arena, const struct baton_schema *schema, const char *what,
                 int turns, bool accept, bool bad)
{
    struct work work = {.schema = schema, .accept = accept, .faults = bad ? FAULTS : 0};
    struct baton_str text = handover(arena, turns, bad);
    double best, middle;
    if (baton_json_read(arena, text, NULL, &work.doc, NULL))
        die("the handover is not JSON");
    baton_arena_init(&work.scratch, (struct baton_alloc){resize, NULL}, 0);
    measure(&work, &best, &middle);
    baton_arena_release(&work.scratch);
    printf("%-22s %8zu B %6u values  best %9.0f ns  middle %9.0f ns  %6.2f ns/value\n", what,
           text.len, (unsigned)work.doc.count, best * 1e9, middle * 1e9,
           best * 1e9 / work.doc.count);
}

int main(void)
{
    static const int scales[] = {1, 10, 100};
    struct baton_alloc alloc = {resize, NULL};
    struct baton_arena arena;
    struct baton_schema_options options = {.collect = collected};
    struct baton_schema_registry *registry;
    struct baton_json doc;
    const struct baton_schema *schema;
    baton_arena_init(&arena, alloc, 0);
    if (baton_regex_open(alloc, true, &options.regex) ||
        baton_schema_registry_init(&arena, &options, &registry) ||
        baton_json_read(&arena, baton_str_from(contract), NULL, &doc, NULL) ||
        baton_schema_add(registry, BATON_STR("https://example.com/handover"), &doc) ||
        baton_schema_compile(registry, BATON_STR("https://example.com/handover"), 0, &schema,
                             NULL, NULL))
        die("the contract does not compile");
    for (size_t i = 0; i < BATON_COUNT(scales); i++) {
        printf("turns x%d\n", scales[i]);
        show(&arena, schema, "accept", 13 * scales[i], true, false);
        show(&arena, schema, "refuse", 13 * scales[i], true, true);
        show(&arena, schema, "validate, no fault", 13 * scales[i], false, false);
        show(&arena, schema, "validate, 8 faults", 13 * scales[i], false, true);
    }
    baton_schema_registry_release(registry);
    baton_regex_close(&options.regex);
    baton_arena_release(&arena);
    return 0;
}
