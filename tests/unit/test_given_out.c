/* SPDX-License-Identifier: MIT */
/* shim/secur32/given_out.c: memory of the program's that is known by its
 * address. */
#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "asan_fork.h"
#include "ksp/winerror.h"
#include "secur32/secur32.h"
#include "unit/old_kernel.h"
#include "unit/unit.h"

/* Lengths that the head of a block brings around to 0, by 32 bits. */
START_TEST(test_too_much)
{
    size_t k;

    for (k = 0; k < 8; k++) {
        ck_assert_ptr_null(sspi_give(SIZE_MAX - k));
        ck_assert_ptr_null(sspi_give(UINT32_MAX - k));
    }
}
END_TEST

/* More than there are chains; in the order in which they were made, and the
 * other way about.  With few chains it takes longer than a test may. */
START_TEST(test_many)
{
    enum { MANY = 200000 };
    void **blocks = calloc(MANY, sizeof(*blocks));
    size_t i, wrong = 0;

    ck_assert_ptr_nonnull(blocks);
    for (i = 0; i < MANY; i++) {
        blocks[i] = sspi_give(i % 50);
        wrong += blocks[i] == NULL;
    }
    for (i = 0; i < MANY; i++)
        wrong += sspi_take_back(blocks[_i == 0 ? i : MANY - 1 - i]) !=
            SEC_E_OK;
    ck_assert_uint_eq(wrong, 0);
    free(blocks);
}
END_TEST

/* Given back once, at its start; nothing else is followed. */
START_TEST(test_unknown)
{
    char own[64];
    char *block = sspi_give(32);

    ck_assert_int_eq(sspi_take_back(NULL), SEC_E_OK);
    ck_assert_int_eq(sspi_take_back(own), SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_take_back(block + 16), SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(sspi_take_back((void *)(uintptr_t)0x10),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_int_eq(FreeContextBuffer(block), SEC_E_OK);
    ck_assert_int_eq(FreeContextBuffer(block), SEC_E_INVALID_PARAMETER);
}
END_TEST

/* ---- forks ------------------------------------------------------------- */

#define WORKERS 3
#define FORKS 200
#define CHILD_SECONDS 20

static atomic_bool stop;

/* Chains of all locks. */
static bool
give_and_take(void)
{
    void *blocks[64];
    bool good = true;
    size_t i;

    for (i = 0; i < 64; i++)
        blocks[i] = sspi_give(i + 1);
    for (i = 0; i < 64; i++)
        good = sspi_take_back(blocks[i]) == SEC_E_OK && good;
    return good;
}

static void *
work(void *argument)
{
    while (!stop)
        (void)give_and_take();
    return argument;
}

/* No context has been made here, which would have prepared for it. */
START_TEST(test_fork)
{
    pthread_t threads[WORKERS];
    int i, status, lost = 0;
    pid_t child;

    asan_fork_arm();
    old_kernel = _i != 0;
    for (i = 0; i < WORKERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, NULL), 0);
    for (i = 0; i < FORKS && lost == 0; i++) {
        child = fork();
        if (child == 0) {
            (void)alarm(CHILD_SECONDS);
            _exit(give_and_take() ? 0 : 1);
        }
        lost += waitpid(child, &status, 0) != child || status != 0;
    }
    stop = true;
    for (i = 0; i < WORKERS; i++)
        (void)pthread_join(threads[i], NULL);
    ck_assert_int_eq(lost, 0);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("given_out");
    TCase *tc = tcase_create("given_out");

    tcase_add_test(tc, test_too_much);
    tcase_add_loop_test(tc, test_many, 0, 2);
    tcase_add_test(tc, test_unknown);
    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_fork, 0, 2);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
