/* SPDX-License-Identifier: MIT */
/*
 * shim/windows, as far as windows/helpers/ cannot test it, which is a program
 * of Windows as well: what is asked of it in a child, and where a length has
 * 32 bits.
 */
#include <windows.h>

#include <check.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/unit.h"

#define SYSTEM \
    (FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_ALLOCATE_BUFFER)

/* ---- lengths -------------------------------------------------------- */

/* The smallest that comes to no memory in bytes of 32 bits, and others. */
static const DWORD lengths[] = { 0x80000000, 0x80000001, 0x80000020,
                                 0xffffffff };

#define LENGTHS (sizeof(lengths) / sizeof(lengths[0]))

/* If so many characters are said to be there, they are. */
START_TEST(test_text_length)
{
    WCHAR *text = NULL;
    DWORD length;

    SetLastError(0);
    length = FormatMessageW(SYSTEM, NULL, ERROR_INVALID_DATA, 0,
                            (LPWSTR)&text, lengths[_i], NULL);
    ck_assert_uint_eq(length, 0);
    ck_assert_ptr_null(text);
    ck_assert_uint_eq(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
}
END_TEST

START_TEST(test_memory_length)
{
    SIZE_T k;

    for (k = 0; k < 64; k++) {
        SetLastError(0);
        ck_assert_ptr_null(LocalAlloc(LPTR, SIZE_MAX - k));
        ck_assert_uint_eq(GetLastError(), ERROR_NOT_ENOUGH_MEMORY);
        ck_assert_ptr_null(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY,
                                     SIZE_MAX - k));
    }
}
END_TEST

/* ---- fork ----------------------------------------------------------- */

#define FORKS 150
#define CHILD_SECONDS 20

static atomic_bool stop;

static void *
ask(void *unused)
{
    (void)unused;
    while (!atomic_load(&stop))
        (void)_wgetenv(L"KSP_UNIT");
    return NULL;
}

/* One that was never asked for, and one that the other thread asks for. */
static int
child(void)
{
    const wchar_t *known = _wgetenv(L"KSP_UNIT");
    const wchar_t *other = _wgetenv(L"KSP_UNIT_OTHER");

    return known == NULL || wcscmp(known, L"one") != 0 || other == NULL ||
        wcscmp(other, L"two") != 0;
}

/* A thread that is not there any more may have been in the middle of it. */
START_TEST(test_environment)
{
    pthread_t thread;
    int i, status;
    pid_t pid;

    ck_assert_int_eq(setenv("KSP_UNIT", "one", 1), 0);
    ck_assert_int_eq(setenv("KSP_UNIT_OTHER", "two", 1), 0);
    ck_assert_int_eq(pthread_create(&thread, NULL, ask, NULL), 0);
    for (i = 0; i < unit_rounds(FORKS); i++) {
        status = -1;
        pid = fork();
        if (pid == 0) {
            alarm(CHILD_SECONDS);
            _exit(child());
        }
        ck_assert_int_gt(pid, 0);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_int_eq(status, 0);
    }
    atomic_store(&stop, true);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
}
END_TEST

/* ---- threads -------------------------------------------------------- */

#define THREADS 4
#define VALUES 64

static pthread_barrier_t together;

/* The texts that a value of each number has, by this thread. */
static void *
widen_all(void *texts)
{
    const wchar_t **text = texts;
    wchar_t name[] = L"KSP_UNIT_00";
    int i;

    (void)pthread_barrier_wait(&together);
    for (i = 0; i < VALUES; i++) {
        name[9] = (wchar_t)(L'0' + i / 10);
        name[10] = (wchar_t)(L'0' + i % 10);
        text[i] = _wgetenv(name);
    }
    return NULL;
}

/* A value is one text, whoever asks first. */
START_TEST(test_same_value)
{
    const wchar_t *texts[THREADS][VALUES];
    pthread_t threads[THREADS];
    char name[32];
    int i, j;

    for (i = 0; i < VALUES; i++) {
        (void)sprintf_s(name, sizeof(name), "KSP_UNIT_%02d", i);
        ck_assert_int_eq(setenv(name, name, 1), 0);
    }
    ck_assert_int_eq(pthread_barrier_init(&together, NULL, THREADS), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, widen_all,
                                        texts[i]), 0);
    for (i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
    for (i = 0; i < THREADS; i++) {
        for (j = 0; j < VALUES; j++) {
            ck_assert_ptr_nonnull(texts[i][j]);
            ck_assert_ptr_eq(texts[i][j], texts[0][j]);
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("windows");
    TCase *tc = tcase_create("windows");

    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, test_text_length, 0, LENGTHS);
    tcase_add_test(tc, test_memory_length);
    tcase_add_test(tc, test_environment);
    tcase_add_test(tc, test_same_value);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
