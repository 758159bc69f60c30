/* SPDX-License-Identifier: Apache-2.0 */
/* x-baton of a document and of an operation, and the x-baton-… keywords. */
#include "core/contract/contract_int.h"

/* ---- members of x-baton ----------------------------------------------------------------- */

static void did_you_mean(struct baton_contract__loader *l, uint32_t key, const char *what,
                         const struct baton_near *near)
{
    struct baton_str name = baton_contract__string(l, key);
    if (near->best.s)
        baton_contract__problem(l, key, "%s is not known: %.*s; did you mean %.*s?", what,
                                BATON_ARG(name), BATON_ARG(near->best));
    else
        baton_contract__problem(l, key, "%s is not known: %.*s", what, BATON_ARG(name));
}

static void read_provenance(struct baton_contract__loader *l, struct baton_contract *contract,
                            uint32_t value)
{
    struct baton_str text = baton_contract__string(l, value);
    struct baton_near near;
    baton_near_init(&near, text);
    for (int i = 0; i <= (int)BATON_USER; i++) {
        struct baton_str name = baton_str_from(baton_provenance_name((enum baton_provenance)i));
        if (baton_str_eq(text, name)) {
            contract->provenance = (enum baton_provenance)i;
            return;
        }
        baton_near_offer(&near, name);
    }
    did_you_mean(l, value, "this provenance", &near);
}

static struct baton_str *read_strings(struct baton_contract__loader *l, uint32_t value,
                                      const char *all, const char *one, size_t *count)
{
    struct baton_str *strings = NULL;
    size_t capacity = 0;
    *count = 0;
    if (!baton_contract__is_list(l, value, all))
        return NULL;
    BATON_JSON_EACH_ITEM(l->doc, value, item) {
        if (!baton_contract__is(l, item, BATON_JSON_STRING, one))
            continue;
        struct baton_str *string = BATON_PUSH(l->arena, strings, *count, capacity);
        if (string)
            *string = baton_contract__string(l, item);
    }
    return strings;
}

static void read_sources(struct baton_contract__loader *l, struct baton_contract *contract,
                         uint32_t value)
{
    contract->sources = read_strings(l, value, "sources", "a source", &contract->source_count);
}

static void read_aliases(struct baton_contract__loader *l, struct baton_contract *contract,
                         uint32_t value)
{
    contract->aliases = read_strings(l, value, "aliases", "an alias", &contract->alias_count);
}

static void read_wrapper(struct baton_contract__loader *l, struct baton_contract *contract,
                         uint32_t value)
{
    static const char *const uses[] = {
        [BATON_WRAPPER_NONE] = "none",
        [BATON_WRAPPER_OPTIONAL] = "optional",
        [BATON_WRAPPER_REQUIRED] = "required",
    };
    uint32_t use = baton_contract__member(l, value, "use", BATON_JSON_STRING);
    contract->wrapper =
        baton_contract__string(l, baton_contract__member(l, value, "name", BATON_JSON_STRING));
    struct baton_str text = baton_contract__string(l, use);
    struct baton_near near;
    baton_near_init(&near, text);
    for (size_t i = 0; i < BATON_COUNT(uses); i++) {
        baton_near_offer(&near, baton_str_from(uses[i]));
        if (baton_str_is(text, uses[i])) {
            contract->wrapper_use = (enum baton_wrapper_use)i;
            if (i && !contract->wrapper.len)
                baton_contract__problem(l, value, "a wrapper must have a name");
            return;
        }
    }
    if (use != BATON_JSON_NONE)
        did_you_mean(l, use, "this use of a wrapper", &near);
    else
        baton_contract__problem(l, value, "a wrapper must say its use: none, optional, required");
}

struct member {
    const char *name;
    enum baton_json_type type;
    size_t text; /* offset of a struct baton_str in the contract, or 0 */
    void (*read)(struct baton_contract__loader *l, struct baton_contract *contract,
                 uint32_t value);
};

static void read_reaches(struct baton_contract__loader *l, struct baton_contract *contract,
                         uint32_t value)
{
    contract->reaches_bot = baton_json_is(l->doc, value, BATON_JSON_TRUE);
}

/* What is read elsewhere (id, hosts, observes) stands here for its name and type. */
static const struct member members[] = {
    {"id", BATON_JSON_STRING, 0, NULL},
    {"aliases", BATON_JSON_ARRAY, 0, read_aliases},
    {"family", BATON_JSON_STRING, offsetof(struct baton_contract, family), NULL},
    {"direction", BATON_JSON_STRING, offsetof(struct baton_contract, direction), NULL},
    {"actor", BATON_JSON_STRING, offsetof(struct baton_contract, actor), NULL},
    {"provenance", BATON_JSON_STRING, 0, read_provenance},
    {"confidence", BATON_JSON_STRING, offsetof(struct baton_contract, confidence), NULL},
    {"sources", BATON_JSON_ARRAY, 0, read_sources},
    {"hosts", BATON_JSON_ARRAY, 0, NULL},
    {"instead", BATON_JSON_STRING, offsetof(struct baton_contract, instead), NULL},
    {"observes", BATON_JSON_ARRAY, 0, NULL},
    {"wrapper", BATON_JSON_OBJECT, 0, read_wrapper},
    {"reachesBot", BATON_JSON_TRUE, 0, read_reaches},
};

static const struct member *find_member(struct baton_contract__loader *l, uint32_t key)
{
    struct baton_str name = baton_contract__string(l, key);
    struct baton_near near;
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        if (baton_str_is(name, members[i].name))
            return &members[i];
    baton_near_init(&near, name);
    for (size_t i = 0; i < BATON_COUNT(members); i++)
        baton_near_offer(&near, baton_str_from(members[i].name));
    did_you_mean(l, key, "this member of x-baton", &near);
    return NULL;
}

static void set_member(struct baton_contract__loader *l, struct baton_contract *contract,
                       const struct member *member, uint32_t value)
{
    if (!baton_contract__is(l, value, member->type, member->name))
        return;
    if (member->text)
        *(struct baton_str *)(void *)((char *)contract + member->text) =
            baton_contract__string(l, value);
    else if (member->read)
        member->read(l, contract, value);
}

static void read_members(struct baton_contract__loader *l, struct baton_contract *contract,
                         uint32_t xbaton)
{
    if (xbaton == BATON_JSON_NONE)
        return;
    BATON_JSON_EACH_MEMBER(l->doc, xbaton, key) {
        const struct member *member = find_member(l, key);
        if (member)
            set_member(l, contract, member, key + 1);
    }
}

/* ---- observes --------------------------------------------------------------------------- */

static bool is_rule_id(struct baton_str id)
{
    uint64_t number;
    return id.len == 6 && baton_str_starts(id, BATON_STR("HO")) &&
           baton_str_to_u64(baton_str_sub(id, 2, 6), &number);
}

/* 400, "400", "5XX"; the latter becomes 5. */
static bool read_status(struct baton_contract__loader *l, uint32_t value, int *status)
{
    struct baton_str text = baton_json_is(l->doc, value, BATON_JSON_STRING)
                                ? baton_contract__string(l, value)
                                : baton_json_raw(l->doc, value);
    uint64_t number;
    if (text.len == 3 && text.s[0] >= '1' && text.s[0] <= '5' &&
        baton_str_is_nocase(baton_str_sub(text, 1, 3), "XX")) {
        *status = text.s[0] - '0';
        return true;
    }
    if (!baton_str_to_u64(text, &number) || number < 100 || number > 599)
        return false;
    *status = (int)number;
    return true;
}

static bool read_observed(struct baton_contract__loader *l, uint32_t item,
                          struct baton_observed *out)
{
    if (!baton_contract__is(l, item, BATON_JSON_OBJECT, "an item of observes"))
        return false;
    BATON_JSON_EACH_MEMBER(l->doc, item, key) {
        if (baton_json_string_is(l->doc, key, BATON_STR("status"))) {
            if (!read_status(l, key + 1, &out->status))
                baton_contract__problem(l, key + 1, "a status is a number from 100 to 599, "
                                                    "or 4XX or 5XX");
        } else if (!baton_json_string_is(l->doc, key, BATON_STR("says")) &&
                   !baton_json_string_is(l->doc, key, BATON_STR("rule"))) {
            baton_contract__problem(l, key, "only status, says and rule may stand here");
        }
    }
    out->says =
        baton_contract__string(l, baton_contract__member(l, item, "says", BATON_JSON_STRING));
    out->rule =
        baton_contract__string(l, baton_contract__member(l, item, "rule", BATON_JSON_STRING));
    if (is_rule_id(out->rule))
        return true;
    baton_contract__problem(l, item, "rule must name a rule, as HO8001");
    return false;
}

static void read_observes(struct baton_contract__loader *l, struct baton_contract *contract,
                          size_t *capacity, uint32_t xbaton)
{
    if (xbaton == BATON_JSON_NONE)
        return;
    uint32_t list = baton_json_member_z(l->doc, xbaton, "observes");
    if (list == BATON_JSON_NONE || !baton_contract__is_list(l, list, "observes"))
        return;
    BATON_JSON_EACH_ITEM(l->doc, list, item) {
        struct baton_observed observed = {.says = {"", 0}};
        if (!read_observed(l, item, &observed))
            continue;
        struct baton_observed *added =
            BATON_PUSH(l->arena, contract->observed, contract->observed_count, *capacity);
        if (added)
            *added = observed;
    }
}

void baton_contract__read_xbaton(struct baton_contract__loader *l,
                                 struct baton_contract__entry *entry, uint32_t xbaton)
{
    struct baton_contract *contract = &entry->contract;
    size_t capacity = 0;
    for (size_t i = 0; i < BATON_COUNT(l->defaults); i++)
        read_members(l, contract, l->defaults[i]);
    read_members(l, contract, xbaton);
    if (!contract->family.len)
        contract->family = BATON_STR("user");
    /* What the operation says of a status comes before what holds for the whole document. */
    read_observes(l, contract, &capacity, xbaton);
    for (size_t i = BATON_COUNT(l->defaults); i--;)
        read_observes(l, contract, &capacity, l->defaults[i]);
}

/* ---- x-baton-… anywhere ----------------------------------------------------------------- */

static bool is_rule_map(struct baton_contract__loader *l, uint32_t value)
{
    if (!baton_contract__is(l, value, BATON_JSON_OBJECT, "x-baton-expects"))
        return true;
    BATON_JSON_EACH_MEMBER(l->doc, value, key)
        if (!baton_json_is(l->doc, key + 1, BATON_JSON_STRING) ||
            !is_rule_id(baton_contract__string(l, key + 1)))
            return false;
    return true;
}

static const struct extension {
    const char *name;
    enum baton_json_type type; /* BATON_JSON_NULL: any */
} extensions[] = {
    {"x-baton", BATON_JSON_OBJECT},         {"x-baton-kind", BATON_JSON_STRING},
    {"x-baton-expects", BATON_JSON_OBJECT}, {"x-baton-secret", BATON_JSON_TRUE},
    {"x-baton-default", BATON_JSON_NULL},   {"x-baton-valid", BATON_JSON_TRUE},
    {"x-baton-rule", BATON_JSON_STRING},    {"x-baton-own", BATON_JSON_STRING},
    {"x-baton-own-names", BATON_JSON_STRING},
};

static const struct extension *find_extension(struct baton_contract__loader *l, uint32_t key)
{
    struct baton_str name = baton_contract__string(l, key);
    struct baton_near near;
    for (size_t i = 0; i < BATON_COUNT(extensions); i++)
        if (baton_str_is(name, extensions[i].name))
            return &extensions[i];
    baton_near_init(&near, name);
    for (size_t i = 0; i < BATON_COUNT(extensions); i++)
        baton_near_offer(&near, baton_str_from(extensions[i].name));
    did_you_mean(l, key, "this extension", &near);
    return NULL;
}

static void check_extension(struct baton_contract__loader *l, uint32_t key)
{
    struct baton_str name = baton_contract__string(l, key), own = BATON_STR("x-baton-own");
    const struct extension *extension = find_extension(l, key);
    if (!extension)
        return;
    if (extension->type != BATON_JSON_NULL)
        (void)baton_contract__is(l, key + 1, extension->type, extension->name);
    if (baton_str_is(name, "x-baton-expects") && !is_rule_map(l, key + 1))
        baton_contract__problem(l, key + 1, "x-baton-expects maps names to rules, as "
                                            "{\"mediaType\": \"HO5004\"}");
    if ((baton_str_is(name, "x-baton-rule") || baton_str_starts(name, own)) &&
        !is_rule_id(baton_contract__string(l, key + 1)))
        baton_contract__problem(l, key + 1, "%.*s must name a rule, as HO4001", BATON_ARG(name));
}

/* An example that is not valid names the rule that tells so. */
static void check_object(struct baton_contract__loader *l, uint32_t object)
{
    bool invalid = false, has_rule = false;
    BATON_JSON_EACH_MEMBER(l->doc, object, key) {
        if (!baton_str_starts(baton_json_raw(l->doc, key), BATON_STR("\"x-baton")))
            continue;
        check_extension(l, key);
        invalid = invalid || (baton_json_string_is(l->doc, key, BATON_STR("x-baton-valid")) &&
                              baton_json_is(l->doc, key + 1, BATON_JSON_FALSE));
        has_rule = has_rule || baton_json_string_is(l->doc, key, BATON_STR("x-baton-rule"));
    }
    if (invalid && !has_rule)
        baton_contract__problem(l, object, "an example that is not valid must name the rule "
                                           "that tells so: x-baton-rule");
}

void baton_contract__check_extensions(struct baton_contract__loader *l)
{
    for (uint32_t i = 0; i < l->doc->count; i++)
        if (l->doc->v[i].type == BATON_JSON_OBJECT)
            check_object(l, i);
}
