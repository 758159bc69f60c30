/* SPDX-License-Identifier: Apache-2.0 */
#include "edge/idn.h"
#include "tests/unit/oom.h"

/* What the official tests of JSON Schema do not ask. */
static const struct {
    const char *text;
    int found;
} rows[] = {
    {"example.com", 1},
    {"EXAMPLE.com", 1},
    {"", 0},
    {"exa_mple.com", 0},
    {"b\xc3\xbc""cher.example", 1},
    {"B\xc3\xbc""cher.example", 0}, /* upper case is not mapped */
    {"bu\xcc\x88""cher.example", 1}, /* brought to NFC */
    {"xn--bcher-kva.example", 1},
    {"XN--BCHER-KVA.example", 1},
    {"xn--bcher-kvb.example", 0},
    {"xn--.example", 0},
    {"b\xc3\xbc""cher.", 0},
    {"b\xc3\xbc\xff", 0},
    {"\xd7\x90.example", 1},
    {"\xd7\x90.1example", 0},     /* a digit first, and right to left elsewhere */
    {"xn--4db.1example", 0},      /* the same in an A-label */
    {"\xd7\x90.\xdb\xb0" "a", 0},
    {"\xc3\xbc.1example", 1},
};

static void test_tells_host_names(void **unused)
{
    (void)unused;
    struct baton_idn idn;
    baton_idn_open(&idn);
    for (size_t i = 0; i < BATON_COUNT(rows); i++)
        if (idn.is_hostname(idn.ctx, baton_str_from(rows[i].text)) != rows[i].found)
            fail_msg("%s: not %d", rows[i].text, rows[i].found);
    assert_int_equal(idn.is_hostname(idn.ctx, (struct baton_str){"\xc3\xbc\0a", 4}), 0);
    assert_int_equal(idn.is_hostname(idn.ctx, (struct baton_str){NULL, 0}), 0);
}

/* Labels and names at their limits, and texts that have none. */
static void test_has_limits(void **unused)
{
    (void)unused;
    static const struct {
        const char *piece;
        size_t count;
        int found;
    } limits[] = {
        {"a", 63, 1}, {"a", 64, 0},           {"\xc3\xbc", 56, 1},      {"\xc3\xbc", 300, 0},
        {"a.", 126, 0}, {"\xd7\x90", 5000, 0}, {"\xe3\x80\x82", 5000, 0},
    };
    struct baton_idn idn;
    baton_idn_open(&idn);
    for (size_t i = 0; i < BATON_COUNT(limits); i++) {
        struct oom_state state = {.fail_at = SIZE_MAX};
        struct baton_arena arena;
        struct baton_buf buf;
        baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
        baton_buf_init(&buf, &arena, 0);
        for (size_t k = 0; k < limits[i].count; k++)
            baton_buf_puts(&buf, limits[i].piece);
        assert_int_equal(idn.is_hostname(idn.ctx, baton_buf_str(&buf)), limits[i].found);
        baton_arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tells_host_names),
        cmocka_unit_test(test_has_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
