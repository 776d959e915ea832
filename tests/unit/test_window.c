/* SPDX-License-Identifier: MIT */
/* shim/core/window.c */
#include <stdlib.h>
#include <string.h>

#include "core/window.h"
#include "unit/unit.h"

static const uint64_t gaps[] = {
    0, 1, 2, 62, 63, 64, 65, 66, 127, 128, 1000,
    UINT64_C(1) << 32, (UINT64_C(1) << 32) + 64, (UINT64_C(1) << 63) - 1
};

#define N_GAPS (sizeof(gaps) / sizeof(gaps[0]))

/* Where the numbers begin: the last ones go past 2^64. */
static const uint64_t starts[] = {
    0, 1000, UINT64_MAX / 2 - 5, UINT64_MAX - 100, UINT64_MAX - 9, UINT64_MAX
};

#define N_STARTS (sizeof(starts) / sizeof(starts[0]))

static struct ksp_window
new_window(int detection, uint64_t next)
{
    struct ksp_window w = { 0 };

    w.replay = (detection & 1) != 0;
    w.sequence = (detection & 2) != 0;
    w.next = next;
    return w;
}

/* ---- the rules of RFC 2743 section 1.2.3, without a window ---------- */

/* Verdict on a number `behind` the next one that was or was not seen. */
static uint32_t
behind_verdict(const struct ksp_window *w, uint64_t behind, bool seen)
{
    uint32_t verdict = KSP_SEQ_IN_ORDER;

    if (w->replay && seen && behind <= 64)
        verdict = KSP_SEQ_DUPLICATE;
    else if (w->sequence)
        verdict = KSP_SEQ_UNSEQUENCED;
    else if (w->replay && behind > 64)
        verdict = KSP_SEQ_OLD;
    return verdict;
}

static uint32_t
ahead_verdict(const struct ksp_window *w, uint64_t gap)
{
    return gap > 0 && w->sequence ? KSP_SEQ_GAP : KSP_SEQ_IN_ORDER;
}

/* ---- gaps ----------------------------------------------------------- */

/* Numbers 0 to 9 but for 3 and 7, then one after a gap.  What every number
 * before it is judged to be, each in a window of its own. */
static void
assert_after_gap(int detection, uint64_t start, uint64_t gap)
{
    struct ksp_window w = new_window(detection, start), copy;
    uint64_t last = start + 10 + gap, behind;
    bool seen;
    int i;

    for (i = 0; i < 10; i++) {
        if (i != 3 && i != 7)
            ksp_window_check(&w, start + (uint64_t)i);
    }
    ck_assert_uint_eq(ksp_window_check(&w, last), ahead_verdict(&w, gap));
    for (behind = 1; behind <= gap + 11 && behind <= 300; behind++) {
        /* 1 is the last one; 2 + gap to 11 + gap are 9 down to 0. */
        seen = behind == 1 ||
            (behind >= gap + 2 && behind != gap + 4 && behind != gap + 8);
        copy = w;
        ck_assert_uint_eq(ksp_window_check(&copy, last + 1 - behind),
                          behind_verdict(&w, behind, seen));
        /* Noted: the second time it is a duplicate. */
        ck_assert_uint_eq(ksp_window_check(&copy, last + 1 - behind),
                          behind_verdict(&w, behind, true));
        ck_assert_uint_eq(ksp_window_check(&copy, last + 1),
                          KSP_SEQ_IN_ORDER);
    }
}

START_TEST(test_gap)
{
    int detection;
    size_t s;

    for (detection = 0; detection < UNIT_DETECTIONS; detection++) {
        for (s = 0; s < N_STARTS; s++) {
            /* Without a detection all is in order and nothing noted. */
            if (detection != 0)
                assert_after_gap(detection, starts[s], gaps[_i]);
        }
    }
}
END_TEST

START_TEST(test_no_detection)
{
    struct ksp_window w = new_window(0, 5);
    size_t i;

    for (i = 0; i < N_GAPS; i++) {
        ck_assert_uint_eq(ksp_window_check(&w, gaps[i]), KSP_SEQ_IN_ORDER);
        ck_assert_uint_eq(ksp_window_check(&w, gaps[i]), KSP_SEQ_IN_ORDER);
    }
    ck_assert_uint_eq(w.next, 5);
    ck_assert_uint_eq(w.map, 0);
}
END_TEST

/* ---- rows ----------------------------------------------------------- */

/* Numbers in the order they come, and the verdicts of replay detection,
 * sequence detection, and both. */
static const struct {
    uint64_t number;
    uint32_t replay;
    uint32_t sequence;
    uint32_t both;
} rows[] = {
#define V(r, s, b) KSP_SEQ_##r, KSP_SEQ_##s, KSP_SEQ_##b
    { 0, V(IN_ORDER, IN_ORDER, IN_ORDER) },
    { 0, V(DUPLICATE, UNSEQUENCED, DUPLICATE) },
    { 1, V(IN_ORDER, IN_ORDER, IN_ORDER) },
    { 3, V(IN_ORDER, GAP, GAP) },
    { 2, V(IN_ORDER, UNSEQUENCED, UNSEQUENCED) },
    { 2, V(DUPLICATE, UNSEQUENCED, DUPLICATE) },
    { 4, V(IN_ORDER, IN_ORDER, IN_ORDER) },
    { 68, V(IN_ORDER, GAP, GAP) },              /* a gap of 63 */
    { 4, V(OLD, UNSEQUENCED, UNSEQUENCED) },
    { 5, V(IN_ORDER, UNSEQUENCED, UNSEQUENCED) },
    { 5, V(DUPLICATE, UNSEQUENCED, DUPLICATE) },
    { 68, V(DUPLICATE, UNSEQUENCED, DUPLICATE) },
    { 67, V(IN_ORDER, UNSEQUENCED, UNSEQUENCED) },
    { 133, V(IN_ORDER, GAP, GAP) },             /* a gap of 64 */
    { 132, V(IN_ORDER, UNSEQUENCED, UNSEQUENCED) },
    { 70, V(IN_ORDER, UNSEQUENCED, UNSEQUENCED) },
    { 69, V(OLD, UNSEQUENCED, UNSEQUENCED) },
    { 133, V(DUPLICATE, UNSEQUENCED, DUPLICATE) },
    { 134, V(IN_ORDER, IN_ORDER, IN_ORDER) },
    /* Behind: the half circle before the next number. */
    { UINT64_MAX, V(OLD, UNSEQUENCED, UNSEQUENCED) },
    { (UINT64_C(1) << 63) + 135, V(OLD, UNSEQUENCED, UNSEQUENCED) },
    { (UINT64_C(1) << 63) + 134, V(IN_ORDER, GAP, GAP) },
    { (UINT64_C(1) << 63) + 135, V(IN_ORDER, IN_ORDER, IN_ORDER) },
    { 136, V(OLD, UNSEQUENCED, UNSEQUENCED) },
#undef V
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

START_TEST(test_rows)
{
    struct ksp_window replay = new_window(1, 0);
    struct ksp_window sequence = new_window(2, 0);
    struct ksp_window both = new_window(3, 0);
    size_t i;

    for (i = 0; i < N_ROWS; i++) {
        ck_assert_uint_eq(ksp_window_check(&replay, rows[i].number),
                          rows[i].replay);
        ck_assert_uint_eq(ksp_window_check(&sequence, rows[i].number),
                          rows[i].sequence);
        ck_assert_uint_eq(ksp_window_check(&both, rows[i].number),
                          rows[i].both);
    }
}
END_TEST

/* ---- against a model ------------------------------------------------ */

#define STREAM_LENGTH 200000
#define STREAM_RANGE ((size_t)1 << 24)

/* A window that never forgets. */
struct model {
    struct ksp_window rules;    /* only its two detections */
    uint64_t next;
    unsigned char *seen;
};

static uint32_t
model_check(struct model *m, uint64_t number)
{
    uint32_t verdict;

    if (number >= m->next) {
        verdict = ahead_verdict(&m->rules, number - m->next);
        m->next = number + 1;
    } else {
        verdict = behind_verdict(&m->rules, m->next - number,
                                 m->seen[number] != 0);
    }
    m->seen[number] = 1;
    return verdict;
}

/* Mostly the next one or one near it; seldom far away. */
static uint64_t
random_number(uint64_t *state, uint64_t next)
{
    static const uint64_t reach[] = { 1, 1, 1, 2, 5, 66, 70, 130, 1000 };
    uint64_t r = unit_random(state);
    uint64_t distance = (r >> 8) % (reach[r % 9] + 1);
    uint64_t number = next + distance;

    if ((r & 0x80) != 0)
        number = next > distance ? next - distance : 0;
    return number;
}

START_TEST(test_random)
{
    uint64_t state = UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)_i;
    uint64_t base = starts[(size_t)_i % N_STARTS], number = 0, n;
    bool same = true;
    struct ksp_window w;
    struct model m;

    memset(&m, 0, sizeof(m));
    m.rules = new_window(1 + _i % 3, 0);
    m.seen = calloc(STREAM_RANGE, 1);
    ck_assert_ptr_nonnull(m.seen);
    w = new_window(1 + _i % 3, base);
    for (n = 0; n < STREAM_LENGTH && m.next < STREAM_RANGE - 2000 && same;
         n++) {
        number = random_number(&state, m.next);
        same = ksp_window_check(&w, base + number) ==
            model_check(&m, number) && w.next == base + m.next;
    }
    ck_assert_msg(same, "number %llu, the %lluth of stream %d",
                  (unsigned long long)number, (unsigned long long)n, _i);
    ck_assert_uint_gt(n, 20000);
    free(m.seen);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("window");
    TCase *tc = tcase_create("window");

    tcase_add_loop_test(tc, test_gap, 0, N_GAPS);
    tcase_add_test(tc, test_no_detection);
    tcase_add_test(tc, test_rows);
    tcase_add_loop_test(tc, test_random, 0, 18);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
