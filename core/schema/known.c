/* SPDX-License-Identifier: Apache-2.0 */
/* The table of the names that a schema for objects speaks of, and their bits. */
#include "core/schema/compile_int.h"

struct schema_known *baton_schema__known(struct schema_compiler *c, struct schema_draft *d,
                                         struct baton_str name, uint32_t *index)
{
    uint32_t cursor = SCHEMA_NONE, row;
    uint64_t hash = baton_schema__hash_text(name);
    while ((row = baton_schema__index_next(&d->by_name, hash, &cursor)) != SCHEMA_NONE) {
        if (!baton_str_eq(d->known[row].text, name))
            continue;
        *index = row;
        return &d->known[row];
    }
    struct schema_known *known = BATON_PUSH(c->arena, d->known, d->known_count,
                                            d->known_capacity);
    if (!known || !baton_schema__index_add(&d->by_name, c->arena, hash,
                                           (uint32_t)d->known_count - 1)) {
        c->err = BATON_ENOMEM;
        return NULL;
    }
    *known = (struct schema_known){.text = name, .property = SCHEMA_NONE};
    *index = (uint32_t)d->known_count - 1;
    return known;
}

/* Required names come first, so that few words are to be compared with what is needed. */
static bool assign_bits(struct schema_compiler *c, struct schema_draft *d)
{
    uint32_t bits = 0;
    struct schema_object *object = d->object;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < d->known_count; i++) {
            bool wanted = pass ? d->known[i].asked && !d->known[i].required
                               : d->known[i].required;
            if (!wanted)
                continue;
            object->names.items[i].word = bits / 64;
            object->names.items[i].mask = UINT64_C(1) << (bits % 64);
            bits++;
        }
    object->words = (bits + 63) / 64;
    uint64_t *need = SCHEMA_NEW_N(c, uint64_t, (size_t)object->words + 1);
    for (uint32_t i = 0; need && i < d->known_count; i++)
        if (d->known[i].required)
            need[object->names.items[i].word] |= object->names.items[i].mask;
    object->need = need;
    return need != NULL;
}

static bool matches(struct schema_compiler *c, const struct schema_pattern *pattern,
                    struct baton_str name)
{
    const struct baton_regex *regex = &c->registry->options.regex;
    int found = pattern->compiled ? regex->match(regex->ctx, pattern->compiled, name) : 0;
    if (found == -2)
        c->err = BATON_ENOMEM;
    return found == 1;
}

/* The patterns that a known name matches are found now, not for each instance. */
static void set_extra(struct schema_compiler *c, struct schema_draft *d,
                      struct schema_name *name, struct baton_str text)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < d->object->pattern_count; i++)
        count += matches(c, &d->object->patterns[i], text);
    if (!count)
        return;
    const struct schema_node **extra = SCHEMA_NEW_N(c, const struct schema_node *,
                                                    (size_t)count + 1);
    name->extra = extra;
    name->listed = true;
    for (uint32_t i = 0; extra && !c->err && i < d->object->pattern_count; i++)
        if (matches(c, &d->object->patterns[i], text))
            baton_schema__child(c, d, extra++, d->object->patterns[i].at, false);
}

void baton_schema__finish_object(struct schema_compiler *c, struct schema_draft *d)
{
    struct schema_object *object = d->object;
    uint32_t count = (uint32_t)d->known_count;
    struct baton_str *texts = SCHEMA_NEW_N(c, struct baton_str, count);
    for (uint32_t i = 0; texts && i < count; i++)
        texts[i] = d->known[i].text;
    if (!texts || !baton_schema__names_build(&object->names, c->arena, texts, count) ||
        !assign_bits(c, d)) {
        c->err = BATON_ENOMEM;
        return;
    }
    for (uint32_t i = 0; i < count && !c->err; i++) {
        struct schema_name *name = &object->names.items[i];
        name->listed = d->known[i].property != SCHEMA_NONE;
        if (name->listed)
            baton_schema__child(c, d, &name->node, d->known[i].property, false);
        set_extra(c, d, name, texts[i]);
        if (!name->listed && object->additional_at != SCHEMA_NONE)
            baton_schema__child(c, d, &name->node, object->additional_at, false);
    }
    object->others = object->pattern_count || object->additional_at != SCHEMA_NONE;
}
