/* SPDX-License-Identifier: Apache-2.0 */
/* core/contract.h: whose host it is, and the further names of contracts. */
#include "tests/unit/contract_world.h"

/* A document: its family, provenance and hosts, and operations all of the form "METHOD /path". */
#define OPERATION(method, path, id, more)                                              \
    "\"" path "\":{\"" method "\":{\"x-baton\":{\"id\":\"" id "\"" more "},"          \
    "\"parameters\":[{\"name\":\"x\",\"in\":\"path\"}]}}"
#define DOCUMENT(xbaton, servers, paths)                                               \
    "{\"openapi\":\"3.1.0\",\"x-baton\":{" xbaton "},\"servers\":[" servers "],"       \
    "\"paths\":{" paths "}}"
#define SERVER(url) "{\"url\":\"" url "\"}"

static const char tutorials[] = DOCUMENT(
    "\"family\":\"lore\",\"provenance\":\"community\"",
    SERVER("https://api.one.example.com") "," SERVER("https://api.{environment}"),
    OPERATION("get", "/a/{x}", "lore.a", "") "," OPERATION("get", "/b/{x}", "lore.b", "") ","
    OPERATION("get", "/old/{x}", "lore.old", ""));
static const char first_vendor[] = DOCUMENT(
    "\"family\":\"one\",\"provenance\":\"vendor-doc\"",
    SERVER("https://api.one.example.com") "," SERVER("https://api.{region}.one.example.net"),
    OPERATION("get", "/a/{x}", "one.a", ",\"aliases\":[\"one.b\",\"a\",\"lore.a\"]") ","
    OPERATION("get", "/c/{x}", "one.c", ",\"aliases\":[\"a\"]"));
static const char second_vendor[] = DOCUMENT(
    "\"family\":\"two\",\"provenance\":\"vendor-code\"",
    SERVER("https://api-{area}.two.example.org"),
    OPERATION("get", "/a/{x}", "two.a", "") "," OPERATION("get", "/b/{x}", "two.b", ""));
static const char anywhere[] = DOCUMENT(
    "\"family\":\"two\",\"provenance\":\"vendor-doc\"", SERVER("/"),
    OPERATION("get", "/hook/{x}", "two.hook", ""));

static bool begin_with(struct world *w, struct baton_alloc alloc, const char *const *documents,
                       size_t count)
{
    bool whole = begin(w, alloc);
    for (size_t i = 0; whole && i < count; i++) {
        enum baton_err err = add(w, "d", baton_str_from(documents[i]));
        assert_true(err == BATON_OK || err == BATON_ENOMEM);
        whole = err == BATON_OK;
    }
    return whole;
}

static const struct {
    const char *host, *path, *id, *lore;
    bool host_fits;
} rows[] = {
    /* the vendor's own first, though the tutorials were loaded before and name the host */
    {"api.one.example.com", "/a/7", "one.a", "lore.a", true},
    {"api.r.one.example.net", "/a/7", "one.a", "lore.a", true},
    {"api-na.two.example.org", "/a/7", "two.a", "lore.a", true},
    /* another host of the vendor's: what is told of this very domain comes before */
    {"login.one.example.com", "/a/7", "lore.a", NULL, false},
    {"login.two.example.org", "/a/7", "two.a", "lore.a", false},
    {"login.one.example.net", "/a/7", "one.a", "lore.a", false},
    /* only the tutorials have it */
    {"api.one.example.com", "/old/7", "lore.old", NULL, true},
    {"api-na.two.example.org", "/old/7", "lore.old", NULL, false},
    /* told of this domain, before another vendor's; not told of it: the other vendor's */
    {"api.one.example.com", "/b/7", "lore.b", NULL, true},
    {"api.r.one.example.net", "/b/7", "two.b", NULL, false},
    {"api.two.example.org", "/c/7", "one.c", NULL, false},
    /* without a host of its own a call may be anybody's */
    {"api.one.example.com", "/hook/7", "two.hook", NULL, true},
    /* nobody's: as they were loaded, and a fitting host before */
    {"api.site.example", "/a/7", "lore.a", NULL, true},
    {"site.example", "/a/7", "lore.a", NULL, false},
    {"", "/a/7", "lore.a", NULL, true},
    {"notone.example.com", "/a/7", "lore.a", NULL, false},
};

static void check_row(const struct world *w, size_t i)
{
    struct baton_match m = baton_contracts_match(
        w->set, BATON_STR(""), BATON_STR("GET"), baton_str_from(rows[i].host),
        baton_str_from(rows[i].path));
    assert_non_null(m.contract);
    if (!baton_str_is(m.contract->id, rows[i].id))
        fail_msg("%s%s: %.*s, not %s", rows[i].host, rows[i].path, BATON_ARG(m.contract->id),
                 rows[i].id);
    assert_int_equal(m.host_fits, rows[i].host_fits);
    assert_int_equal(m.lore != NULL, rows[i].lore != NULL);
    if (m.lore)
        assert_true(baton_str_is(m.lore->id, rows[i].lore));
}

static bool knows_whose_host_it_is(struct baton_alloc alloc)
{
    static const char *const documents[] = {tutorials, first_vendor, second_vendor, anywhere};
    struct world w;
    bool whole = begin_with(&w, alloc, documents, BATON_COUNT(documents));
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++)
        check_row(&w, i);
    return end(&w, whole);
}
OOM_TEST(knows_whose_host_it_is)

/* A user's document claims no host, and is no less than the vendor's. */
static bool keeps_a_users_own(struct baton_alloc alloc)
{
    static const char own[] = "{\"openapi\":\"3.1.0\",\"paths\":{" OPERATION(
        "get", "/a/{x}", "mine.a", "") "}}";
    static const char *const documents[] = {own, tutorials, first_vendor};
    struct world w;
    bool whole = begin_with(&w, alloc, documents, BATON_COUNT(documents));
    if (whole) {
        struct baton_match m =
            baton_contracts_match(w.set, BATON_STR(""), BATON_STR("GET"),
                                  BATON_STR("api.one.example.com"), BATON_STR("/a/7"));
        assert_true(m.contract && baton_str_is(m.contract->id, "mine.a"));
        m = baton_contracts_match(w.set, BATON_STR("lore"), BATON_STR("GET"),
                                  BATON_STR("api.one.example.com"), BATON_STR("/a/7"));
        assert_true(m.contract && baton_str_is(m.contract->id, "lore.a"));
    }
    return end(&w, whole);
}
OOM_TEST(keeps_a_users_own)

static bool finds_by_other_names(struct baton_alloc alloc)
{
    static const char *const documents[] = {tutorials, first_vendor};
    static const struct {
        const char *name, *id;
    } names[] = {
        {"one.a", "one.a"}, {"one.b", "one.a"}, {"a", "one.a"},
        {"lore.a", "lore.a"}, /* an id before an alias */
        {"one.d", NULL},
    };
    struct world w;
    bool whole = begin_with(&w, alloc, documents, BATON_COUNT(documents));
    for (size_t i = 0; whole && i < BATON_COUNT(names); i++) {
        const struct baton_contract *c =
            baton_contracts_find(w.set, baton_str_from(names[i].name));
        assert_int_equal(c != NULL, names[i].id != NULL);
        if (c)
            assert_true(baton_str_is(c->id, names[i].id));
    }
    return end(&w, whole);
}
OOM_TEST(finds_by_other_names)

/* Slips are told from paths that have another piece. */
static bool tells_slips(struct baton_alloc alloc)
{
    static const struct {
        const char *path;
        bool near, slip;
    } paths[] = {
        {"/old/7/", true, true}, {"/OLD/7", true, true}, {"/x/old/7", true, true},
        {"/old/seven/more", true, false}, {"/old/seven/more/still", false, false},
    };
    static const char *const documents[] = {tutorials};
    struct world w;
    bool whole = begin_with(&w, alloc, documents, BATON_COUNT(documents));
    for (size_t i = 0; whole && i < BATON_COUNT(paths); i++) {
        struct baton_match m =
            baton_contracts_match(w.set, BATON_STR(""), BATON_STR("GET"), BATON_STR(""),
                                  baton_str_from(paths[i].path));
        assert_null(m.contract);
        if ((m.nearest != NULL) != paths[i].near || m.slip != paths[i].slip)
            fail_msg("%s: near %d, slip %d", paths[i].path, m.nearest != NULL, m.slip);
    }
    return end(&w, whole);
}
OOM_TEST(tells_slips)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_knows_whose_host_it_is),
        cmocka_unit_test(test_keeps_a_users_own),
        cmocka_unit_test(test_finds_by_other_names),
        cmocka_unit_test(test_tells_slips),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
