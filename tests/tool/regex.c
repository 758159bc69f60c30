/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks both engines for regular expressions: standard input is a JSON array of
 * [pattern, [text, …]]. One line for each pattern: "E" and the error, or one of
 * + - ? (a limit) for each text, by PCRE2 and, after a space, by our own engine.
 */
#include <stdio.h>

#include "core/base.h"
#include "core/json.h"
#include "edge/os.h"
#include "edge/regex.h"

static struct baton_str read_input(struct baton_arena *arena)
{
    struct baton_buf buf;
    char piece[65536];
    baton_buf_init(&buf, arena, 0);
    for (size_t n; (n = fread(piece, 1, sizeof piece, stdin)) > 0;)
        baton_buf_put(&buf, (struct baton_str){piece, n});
    return baton_buf_str(&buf);
}

static void print_matches(const struct baton_regex *regex, void *compiled,
                          const struct baton_json *doc, uint32_t texts,
                          struct baton_arena *arena)
{
    BATON_JSON_EACH_ITEM(doc, texts, text) {
        int found = regex->match(regex->ctx, compiled, baton_json_string(doc, text, arena));
        putchar(found == 1 ? '+' : found == 0 ? '-' : '?');
    }
}

static void ask(const struct baton_regex engines[2], const struct baton_json *doc, uint32_t row,
                struct baton_arena *arena)
{
    uint32_t pattern = row + 1, texts = doc->v[pattern].next;
    struct baton_str text = baton_json_string(doc, pattern, arena);
    for (int i = 0; i < 2; i++) {
        const struct baton_regex *regex = &engines[i];
        const char *error = NULL;
        size_t offset = 0;
        void *compiled = regex->compile(regex->ctx, text, &error, &offset);
        if (i)
            putchar(' ');
        if (compiled) {
            print_matches(regex, compiled, doc, texts, arena);
            regex->release(regex->ctx, compiled);
        } else {
            printf("E %s, at %zu", error ? error : "out of memory", offset);
            break;
        }
    }
    putchar('\n');
}

int main(void)
{
    struct baton_arena arena;
    struct baton_json doc;
    struct baton_regex engines[2] = {{.ctx = NULL}, {.ctx = NULL}};
    int status = 2;
    baton_arena_init(&arena, baton_os_alloc(), 0);
    if (baton_regex_open(arena.alloc, true, &engines[0]) == BATON_OK &&
        baton_regex_open_own(arena.alloc, &engines[1]) == BATON_OK &&
        baton_json_read(&arena, read_input(&arena), NULL, &doc, NULL) == BATON_OK) {
        BATON_JSON_EACH_ITEM(&doc, 0, row)
            ask(engines, &doc, row, &arena);
        status = 0;
    }
    baton_regex_close(&engines[0]);
    baton_regex_close(&engines[1]);
    baton_arena_release(&arena);
    return status;
}
