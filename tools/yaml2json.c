/* SPDX-License-Identifier: Apache-2.0 */
/* yaml2json IN.yaml OUT.json: for the build, which puts contracts into the program as JSON. */
#include <stdio.h>
#include <stdlib.h>

#include "core/base.h"
#include "edge/yaml.h"

static void *resize(void *ctx, void *p, size_t old, size_t size)
{
    (void)ctx;
    (void)old;
    if (size)
        return realloc(p, size);
    free(p);
    return NULL;
}

static bool read_file(const char *path, struct baton_buf *buf)
{
    char block[4096];
    size_t count;
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    while ((count = fread(block, 1, sizeof block, file)) > 0)
        baton_buf_put(buf, (struct baton_str){block, count});
    bool good = !ferror(file) && !baton_buf_failed(buf);
    return fclose(file) == 0 && good;
}

static bool write_file(const char *path, struct baton_str text)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool good = fwrite(text.s, 1, text.len, file) == text.len;
    return fclose(file) == 0 && good;
}

static int convert(struct baton_arena *arena, const char *in, const char *out)
{
    struct baton_buf yaml;
    struct baton_str json;
    struct baton_yaml_map map;
    struct baton_yaml_fault fault = {.place = {1, 1}, .message = {"", 0}};
    baton_buf_init(&yaml, arena, 0);
    if (!read_file(in, &yaml)) {
        fprintf(stderr, "%s: cannot be read\n", in);
        return 1;
    }
    enum baton_err err =
        baton_yaml_to_json(arena, baton_buf_str(&yaml), NULL, &json, &map, &fault);
    if (err) {
        fprintf(stderr, "%s:%zu:%zu: %s: %.*s\n", in, fault.place.line, fault.place.column,
                baton_err_text(err), BATON_ARG(fault.message));
        return 1;
    }
    if (!write_file(out, json)) {
        fprintf(stderr, "%s: cannot be written\n", out);
        return 1;
    }
    return 0;
}

int main(int count, char **args)
{
    struct baton_arena arena;
    if (count != 3) {
        fprintf(stderr, "usage: yaml2json IN.yaml OUT.json\n");
        return 2;
    }
    baton_arena_init(&arena, (struct baton_alloc){resize, NULL}, 0);
    int status = convert(&arena, args[1], args[2]);
    baton_arena_release(&arena);
    return status;
}
