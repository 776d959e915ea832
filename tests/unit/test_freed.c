/* SPDX-License-Identifier: MIT */
/*
 * shim/core and shim/crypto: memory of a context is freed with it, and all
 * zero by then.  The linker puts our functions in front of malloc and free for
 * what is linked in; new memory is zero here, so that whatever is found was
 * put there.
 */
#include "config.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit_older.h"

#define LENGTH 3000

/* The compiler knows of free() that it looks at none of these. */
static volatile bool watching;
static volatile int freed;      /* pieces, while it was watched */
static volatile int dirty;      /* of them not wiped */

/* What was allocated since it was noted and is not freed. */
#define NOTED 1000
static void *volatile noted[NOTED];
static volatile bool noting;

void *__real_malloc(size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *p);

/* Put one in the place of another; NULL is none. */
static void
note(void *was, void *is)
{
    size_t i;

    for (i = 0; i < NOTED && noted[i] != was; i++)
        continue;
    if (i < NOTED)
        noted[i] = is;
}

static int
count_noted(void)
{
    int count = 0;
    size_t i;

    for (i = 0; i < NOTED; i++)
        count += noted[i] != NULL;
    return count;
}

void *
__wrap_malloc(size_t size)
{
    void *p = __real_malloc(size);

    if (p != NULL)
        memset(p, 0, malloc_usable_size(p));
    if (noting && p != NULL)
        note(NULL, p);
    return p;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    ck_assert(size == 0 || count <= SIZE_MAX / size);
    return __wrap_malloc(count * size);
}

static bool
all_zero(const unsigned char *p, size_t length)
{
    size_t i;

    for (i = 0; i < length && p[i] == 0; i++)
        continue;
    return i == length;
}

void
__wrap_free(void *p)
{
    if (p != NULL)
        note(p, NULL);
    if (watching && p != NULL) {
        freed++;
        dirty += !all_zero(p, malloc_usable_size(p));
    }
    __real_free(p);
}

static void
watch(void)
{
    freed = dirty = 0;
    watching = true;
}

/* The context itself, and keys if it was used.  Nothing of Check between. */
static void
delete_watched(LSA_SEC_HANDLE ContextId, bool used)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    watch();
    status = package->DeleteContext(ContextId, NULL);
    watching = false;
    assert_status(status, SEC_E_OK);
    ck_assert_int_ge(freed, used ? 2 : 1);
    ck_assert_int_eq(dirty, 0);
}

/* What was put there is found. */
START_TEST(test_seen)
{
    volatile char *p = malloc(100);

    ck_assert(p != NULL);
    p[99] = 1;
    watch();
    free((void *)(uintptr_t)p);
    watching = false;
    ck_assert_int_eq(freed, 1);
    ck_assert_int_eq(dirty, 1);
    noting = true;
    p = malloc(1);
    ck_assert(p != NULL);
    p[0] = 1;
    ck_assert_int_eq(count_noted(), 1);
    free((void *)(uintptr_t)p);
    ck_assert_int_eq(count_noted(), 0);
}
END_TEST

/* Makes each key of both contexts, and has a message in each direction. */
static void
use(const struct unit_pair *pair)
{
    unsigned char *token;
    size_t length;
    ULONG verdict;

    length = unit_wrap(pair->initiator, true, unit_text(), LENGTH, &token);
    assert_status(unit_unwrap(pair->acceptor, unit_text(), LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
    length = unit_mic(pair->acceptor, unit_text(), LENGTH, &token);
    assert_status(unit_verify(pair->initiator, unit_text(), LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
}

static void
come_and_go(size_t enctype, ULONG keys, bool used)
{
    struct unit_pair pair = unit_pair(enctype, 0, keys);

    if (used)
        use(&pair);
    delete_watched(pair.initiator, used);
    delete_watched(pair.acceptor, used);
}

/* A context that never had a message, and one that had, of both sides.  The
 * first of a process leaves behind what all use. */
START_TEST(test_contexts)
{
    ULONG keys;
    int used;

    for (keys = 1; keys <= (_i < DES3 ? 2 : 1); keys++) {
        for (used = 0; used < 2; used++) {
            come_and_go((size_t)_i, keys, used > 0);
            noting = true;
            come_and_go((size_t)_i, keys, used > 0);
            noting = false;
            ck_assert_int_eq(count_noted(), 0);
        }
    }
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("freed");
    TCase *tc = tcase_create("freed");
    int end = UNIT_ENCTYPES;

#ifdef HAVE_NETTLE
    end = RC4_EXP;
#endif
    tcase_add_test(tc, test_seen);
    tcase_add_loop_test(tc, test_contexts, 0, end);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
