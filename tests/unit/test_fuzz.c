/* SPDX-License-Identifier: MIT */
/*
 * Rounds of fuzzing (fuzz/fuzz.h) with the same numbers in every run.
 *
 *   FUZZ_SEED     another seed for the first of the loops
 *   FUZZ_ROUNDS   rounds of each loop (40000)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "unit/unit.h"

#define LOOPS 4
#define INPUT_MAX 48

static uint64_t
setting(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

/* Few changes, mostly: a token that has nothing right is soon refused. */
static size_t
random_input(uint64_t *state, unsigned char *input)
{
    size_t length = 8 + (size_t)(unit_random(state) % 10), i;

    if (unit_random(state) % 4 == 0)
        length = (size_t)(unit_random(state) % (INPUT_MAX + 1));
    for (i = 0; i < length; i++)
        input[i] = (unsigned char)(unit_random(state) >> 16);
    return length;
}

START_TEST(test_rounds)
{
    uint64_t seed = setting("FUZZ_SEED", 1) + (uint64_t)_i, state = seed;
    uint64_t rounds = setting("FUZZ_ROUNDS", 40000), i;
    unsigned int results[FUZZ_RESULTS] = { 0 };
    unsigned char *input, bytes[INPUT_MAX];
    size_t length;

    state = state * 0x9e3779b97f4a7c15 + 1;
    for (i = 0; i < rounds; i++) {
        length = random_input(&state, bytes);
        input = unit_copy(bytes, length);
        results[fuzz_round(input, length)]++;
        free(input);
    }
    /* Every end there is has been met, many times. */
    for (i = 0; i < FUZZ_RESULTS && rounds >= 40000; i++)
        ck_assert_uint_gt(results[i], 100);
    if (getenv("FUZZ_SHOW") != NULL) {
        fprintf(stderr, "seed %llu: %u unchanged, %u taken, %u invalid, %u "
                "altered, %u too small\n", (unsigned long long)seed,
                results[0], results[1], results[2], results[3], results[4]);
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("fuzz");
    TCase *tc = tcase_create("fuzz");

    tcase_set_timeout(tc, 0);
    tcase_add_loop_test(tc, test_rounds, 0, LOOPS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
