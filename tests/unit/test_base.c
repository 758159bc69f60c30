/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "tests/unit/oom.h"

#define S(literal) BATON_STR(literal)

static void assert_str(struct baton_str got, const char *wanted)
{
    if (!baton_str_is(got, wanted))
        fail_msg("got '%.*s', wanted '%s'", BATON_ARG(got), wanted);
}

/* ---- errors ------------------------------------------------------------------ */

static void test_errors_have_text_and_status(void **unused)
{
    (void)unused;
    assert_string_equal(baton_err_text(BATON_OK), "no error");
    assert_int_equal(baton_err_status(BATON_OK), 0);
    assert_int_equal(baton_err_status(BATON_EUSAGE), 2);
    assert_int_equal(baton_err_status(BATON_ELIMIT), 3);
    assert_int_equal(baton_err_status(BATON_EPLATFORM), 4);
    assert_int_equal(baton_err_status(BATON_ENOMEM), 5);
    assert_string_equal(baton_err_text((enum baton_err)999), "unknown error");
    assert_int_equal(baton_err_status((enum baton_err)999), 5);
}

/* ---- memory ------------------------------------------------------------------ */

/* Counts what passes through to another allocator. */
struct meter {
    struct baton_alloc below;
    size_t calls, held, most;
};

static void *meter_resize(void *ctx, void *p, size_t old, size_t size)
{
    struct meter *meter = ctx;
    void *fresh = meter->below.resize(meter->below.ctx, p, old, size);
    if (size)
        meter->calls++;
    if (fresh || !size)
        meter->held += size - old;
    if (meter->held > meter->most)
        meter->most = meter->held;
    return fresh;
}

static struct baton_alloc metered(struct meter *meter, struct baton_alloc below)
{
    *meter = (struct meter){.below = below};
    return (struct baton_alloc){meter_resize, meter};
}

static bool blocks_are_aligned_and_apart(struct baton_alloc alloc)
{
    enum { COUNT = 400 };
    unsigned char *blocks[COUNT];
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < COUNT; i++) {
        blocks[i] = baton_arena_take(&arena, i * 7 % 300);
        whole = blocks[i] != NULL;
        if (whole)
            memset(blocks[i], (int)(i & 0xFF), i * 7 % 300);
    }
    for (size_t i = 0; whole && i < COUNT; i++) {
        assert_int_equal((uintptr_t)blocks[i] % 16, 0);
        for (size_t k = 0; k < i * 7 % 300; k++)
            assert_int_equal(blocks[i][k], i & 0xFF);
    }
    assert_true(whole != baton_arena_failed(&arena));
    baton_arena_release(&arena);
    return whole;
}

static bool a_large_block_leaves_the_room_of_the_small(struct baton_alloc alloc)
{
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    unsigned char *first = baton_arena_take(&arena, 16);
    unsigned char *large = baton_arena_take(&arena, 100000);
    unsigned char *second = baton_arena_take(&arena, 16);
    if (second)
        assert_ptr_equal(second, first + 16);
    if (large)
        memset(large, 1, 100000);
    baton_arena_release(&arena);
    return second != NULL;
}

static bool failure_is_for_good_until_cleared(struct baton_alloc alloc)
{
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    bool whole = baton_arena_take(&arena, 1) != NULL;
    assert_null(baton_arena_take(&arena, SIZE_MAX));
    assert_true(baton_arena_failed(&arena));
    assert_null(baton_arena_take(&arena, 1));
    assert_null(baton_arena_grow(&arena, NULL, 0, 1));
    baton_arena_clear(&arena);
    assert_false(baton_arena_failed(&arena));
    assert_null(baton_arena_zero(&arena, SIZE_MAX / 2, 3));
    assert_true(baton_arena_failed(&arena));
    baton_arena_clear(&arena);
    whole = baton_arena_take(&arena, 1) != NULL && whole;
    baton_arena_release(&arena);
    return whole;
}

static bool zeroed_memory_is_zero_again_after_clear(struct baton_alloc alloc)
{
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (int round = 0; whole && round < 3; round++) {
        unsigned char *p = baton_arena_zero(&arena, 100, 10);
        whole = p != NULL;
        for (size_t i = 0; whole && i < 1000; i++)
            assert_int_equal(p[i], 0);
        if (whole)
            memset(p, 0xAA, 1000);
        baton_arena_clear(&arena);
    }
    assert_true(!whole || baton_arena_zero(&arena, 0, 8) != NULL);
    baton_arena_release(&arena);
    return whole;
}

static bool clear_keeps_what_the_next_round_needs(struct baton_alloc below)
{
    struct meter meter;
    struct baton_arena arena;
    baton_arena_init(&arena, metered(&meter, below), 0);
    bool whole = baton_arena_take(&arena, 200000) != NULL;
    baton_arena_clear(&arena);
    size_t calls = meter.calls;
    for (size_t i = 0; whole && i < 190; i++)
        assert_non_null(baton_arena_take(&arena, 1000));
    if (whole)
        assert_int_equal(meter.calls, calls);
    baton_arena_release(&arena);
    assert_int_equal(meter.held, 0);
    return whole;
}

static bool the_last_block_grows_in_place(struct baton_alloc alloc)
{
    struct baton_arena arena;
    baton_arena_init(&arena, alloc, 0);
    char *first = baton_arena_take(&arena, 10);
    if (first)
        memcpy(first, "0123456789", 10);
    char *grown = first ? baton_arena_grow(&arena, first, 10, 200) : NULL;
    if (grown)
        assert_ptr_equal(grown, first);
    char *behind = baton_arena_take(&arena, 16);
    char *moved = behind ? baton_arena_grow(&arena, grown, 200, 300) : NULL;
    if (moved) {
        assert_ptr_not_equal(moved, grown);
        assert_memory_equal(moved, "0123456789", 10);
        assert_ptr_equal(baton_arena_grow(&arena, moved, 300, 20), moved);
    }
    baton_arena_release(&arena);
    return moved != NULL;
}

/* Were old copies kept, four megabytes would be held in the end. */
static bool a_large_block_is_resized_not_copied(struct baton_alloc below)
{
    struct meter meter;
    struct baton_arena arena;
    baton_arena_init(&arena, metered(&meter, below), 0);
    size_t size = 4096;
    unsigned char *p = baton_arena_take(&arena, size);
    bool whole = p && baton_arena_take(&arena, 64);
    if (whole)
        memset(p, 0x5A, size);
    while (whole && size < 2u << 20) {
        p = baton_arena_grow(&arena, p, size, size * 2);
        whole = p != NULL;
        for (size_t i = size - 4096; whole && i < size; i++)
            assert_int_equal(p[i], 0x5A);
        if (whole)
            memset(p + size, 0x5A, size);
        size *= 2;
    }
    assert_true(meter.held < (2u << 20) + 10000);
    baton_arena_release(&arena);
    return whole;
}

/* Growing must not look through every block there is: this would take minutes. */
static void test_growing_beside_many_large_blocks_is_quick(void **unused)
{
    (void)unused;
    struct oom_state state = {.fail_at = SIZE_MAX};
    struct baton_arena arena;
    baton_arena_init(&arena, (struct baton_alloc){oom_resize, &state}, 0);
    for (size_t i = 0; i < 50000; i++) {
        char *p = baton_arena_take(&arena, 1200);
        assert_non_null(baton_arena_take(&arena, 4000));
        assert_non_null(baton_arena_grow(&arena, p, 1200, 4000));
    }
    baton_arena_release(&arena);
    assert_int_equal(state.live, 0);
}

static bool the_limit_holds(struct baton_alloc below)
{
    enum { LIMIT = 100000 };
    struct meter meter;
    struct baton_arena arena;
    size_t given = 0;
    baton_arena_init(&arena, metered(&meter, below), LIMIT);
    while (baton_arena_take(&arena, 500))
        given += 500;
    assert_true(baton_arena_failed(&arena));
    assert_true(meter.most <= LIMIT);
    bool whole = meter.calls > 1 && given > LIMIT / 4;
    baton_arena_clear(&arena);
    char *p = baton_arena_take(&arena, 3000);
    assert_null(baton_arena_grow(&arena, p, p ? 3000 : 0, LIMIT));
    assert_true(meter.most <= LIMIT);
    baton_arena_release(&arena);
    return whole;
}

static bool pushed_elements_stay(struct baton_alloc alloc)
{
    struct {
        uint64_t *items;
        size_t count, capacity;
    } list = {0};
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (uint64_t i = 0; whole && i < 3000; i++) {
        uint64_t *item = BATON_PUSH(&arena, list.items, list.count, list.capacity);
        whole = item != NULL;
        if (whole) {
            assert_int_equal(*item, 0);
            *item = i * i;
        }
    }
    for (uint64_t i = 0; i < list.count; i++)
        assert_int_equal(list.items[i], i * i);
    assert_true(!whole || list.count == 3000);
    baton_arena_release(&arena);
    return whole;
}

static bool a_list_cannot_outgrow_memory(struct baton_alloc alloc)
{
    struct baton_arena arena;
    uint64_t *items = NULL;
    size_t count = SIZE_MAX / 8, capacity = count;
    baton_arena_init(&arena, alloc, 0);
    assert_null(BATON_PUSH(&arena, items, count, capacity));
    assert_int_equal(count, SIZE_MAX / 8);
    assert_true(baton_arena_failed(&arena));
    baton_arena_release(&arena);
    return true;
}

/* ---- buffers ------------------------------------------------------------------- */

static bool a_buffer_collects(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf buf;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    assert_str(baton_buf_str(&buf), "");
    baton_buf_put(&buf, (struct baton_str){NULL, 0});
    baton_buf_puts(&buf, "a:");
    baton_buf_putc(&buf, '[');
    baton_buf_fill(&buf, '-', 3);
    baton_buf_put(&buf, S("]"));
    baton_buf_fmt(&buf, "%d,%s", 42, "z");
    bool whole = !baton_buf_failed(&buf);
    if (whole)
        assert_str(baton_buf_str(&buf), "a:[---]42,z");
    baton_arena_release(&arena);
    return whole;
}

static bool a_buffer_grows(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf buf;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 0);
    for (int i = 0; i < 2000; i++) {
        baton_buf_fmt(&buf, "%05d ", i);
        if (i % 100 == 0)
            (void)baton_arena_take(&arena, 8);
    }
    bool whole = !baton_buf_failed(&buf);
    struct baton_str all = baton_buf_str(&buf);
    for (size_t i = 0; whole && i < 2000; i++) {
        char wanted[8];
        snprintf(wanted, sizeof wanted, "%05zu ", i);
        assert_memory_equal(all.s + 6 * i, wanted, 6);
    }
    assert_true(!whole || all.len == 12000);
    baton_arena_release(&arena);
    return whole;
}

/* Each put goes up to the limit and not beyond; a refused one changes nothing. */
static bool a_buffer_keeps_its_limit(struct baton_alloc alloc)
{
    struct baton_arena arena;
    struct baton_buf buf;
    baton_arena_init(&arena, alloc, 0);
    baton_buf_init(&buf, &arena, 8);
    baton_buf_puts(&buf, "1234567");
    baton_buf_putc(&buf, '8');
    bool whole = !baton_buf_failed(&buf);
    baton_buf_putc(&buf, '9');
    assert_true(baton_buf_failed(&buf));
    assert_true(!whole || baton_buf_str(&buf).len == 8);
    baton_buf_init(&buf, &arena, 8);
    baton_buf_fmt(&buf, "%s", "123456789");
    assert_true(baton_buf_failed(&buf));
    baton_buf_puts(&buf, "1");
    assert_str(baton_buf_str(&buf), "");
    baton_buf_init(&buf, &arena, SIZE_MAX);
    baton_buf_fill(&buf, 'x', SIZE_MAX);
    assert_true(baton_buf_failed(&buf));
    baton_arena_release(&arena);
    return whole;
}

static bool code_points_become_utf8(struct baton_alloc alloc)
{
    static const struct {
        uint32_t code_point;
        const char *bytes;
    } rows[] = {
        {0x24, "$"},
        {0x7F, "\x7F"},
        {0x80, "\xC2\x80"},
        {0x7FF, "\xDF\xBF"},
        {0x800, "\xE0\xA0\x80"},
        {0x20AC, "\xE2\x82\xAC"},
        {0xFFFF, "\xEF\xBF\xBF"},
        {0x10000, "\xF0\x90\x80\x80"},
        {0x10FFFF, "\xF4\x8F\xBF\xBF"},
        {0xD800, "\xEF\xBF\xBD"},
        {0xDFFF, "\xEF\xBF\xBD"},
        {0x110000, "\xEF\xBF\xBD"},
        {UINT32_MAX, "\xEF\xBF\xBD"},
    };
    struct baton_arena arena;
    bool whole = true;
    baton_arena_init(&arena, alloc, 0);
    for (size_t i = 0; whole && i < BATON_COUNT(rows); i++) {
        struct baton_buf buf;
        baton_buf_init(&buf, &arena, 0);
        baton_buf_put_utf8(&buf, rows[i].code_point);
        whole = !baton_buf_failed(&buf);
        if (whole)
            assert_str(baton_buf_str(&buf), rows[i].bytes);
    }
    baton_arena_release(&arena);
    return whole;
}

OOM_TEST(blocks_are_aligned_and_apart)
OOM_TEST(a_large_block_leaves_the_room_of_the_small)
OOM_TEST(failure_is_for_good_until_cleared)
OOM_TEST(zeroed_memory_is_zero_again_after_clear)
OOM_TEST(clear_keeps_what_the_next_round_needs)
OOM_TEST(the_last_block_grows_in_place)
OOM_TEST(a_large_block_is_resized_not_copied)
OOM_TEST(the_limit_holds)
OOM_TEST(pushed_elements_stay)
OOM_TEST(a_list_cannot_outgrow_memory)
OOM_TEST(a_buffer_collects)
OOM_TEST(a_buffer_grows)
OOM_TEST(a_buffer_keeps_its_limit)
OOM_TEST(code_points_become_utf8)

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_errors_have_text_and_status),
    cmocka_unit_test(test_blocks_are_aligned_and_apart),
    cmocka_unit_test(test_a_large_block_leaves_the_room_of_the_small),
    cmocka_unit_test(test_failure_is_for_good_until_cleared),
    cmocka_unit_test(test_zeroed_memory_is_zero_again_after_clear),
    cmocka_unit_test(test_clear_keeps_what_the_next_round_needs),
    cmocka_unit_test(test_the_last_block_grows_in_place),
    cmocka_unit_test(test_a_large_block_is_resized_not_copied),
    cmocka_unit_test(test_growing_beside_many_large_blocks_is_quick),
    cmocka_unit_test(test_the_limit_holds),
    cmocka_unit_test(test_pushed_elements_stay),
    cmocka_unit_test(test_a_list_cannot_outgrow_memory),
    cmocka_unit_test(test_a_buffer_collects),
    cmocka_unit_test(test_a_buffer_grows),
    cmocka_unit_test(test_a_buffer_keeps_its_limit),
    cmocka_unit_test(test_code_points_become_utf8),
};

int main(void)
{
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
