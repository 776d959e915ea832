/* SPDX-License-Identifier: MIT */
/*
 * shim/core and shim/crypto: memory of a context that is freed is all zero by
 * then.  The linker puts our functions in front of malloc and free for what is
 * linked in; new memory is zero here, so that whatever is found was put there.
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

void *__real_malloc(size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *p);

void *
__wrap_malloc(size_t size)
{
    void *p = __real_malloc(size);

    if (p != NULL)
        memset(p, 0, malloc_usable_size(p));
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

/* A context that never had a message, and one that had, of both sides. */
START_TEST(test_contexts)
{
    ULONG keys;
    int used;

    for (keys = 1; keys <= (_i < DES3 ? 2 : 1); keys++) {
        for (used = 0; used < 2; used++) {
            struct unit_pair pair = unit_pair((size_t)_i, 0, keys);

            if (used)
                use(&pair);
            delete_watched(pair.initiator, used > 0);
            delete_watched(pair.acceptor, used > 0);
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
