/* SPDX-License-Identifier: MIT */
/* shim/base/handle.c: through the package's table, and alone. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/context.h"
#include "core/context_handle.h"
#include "unit/unit.h"

#define MANY 10000

static LSA_SEC_HANDLE
new_context(void)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);

    return unit_context(&p);
}

/* Each function of the table says the handle is none. */
static void
assert_none(LSA_SEC_HANDLE handle)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    LSA_SEC_HANDLE lsa = 7;
    SecPkgContext_Flags flags;
    struct unit_message m;
    SecBuffer packed = { 7, 7, &lsa };
    HANDLE token = &lsa;
    ULONG fQOP = 7;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    assert_status(t->Sign(handle, 0, &m.desc, 0), SEC_E_INVALID_HANDLE);
    assert_status(t->Seal(handle, 0, &m.desc, 0), SEC_E_INVALID_HANDLE);
    assert_status(t->Verify(handle, &m.desc, 0, &fQOP),
                  SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(fQOP, 0);
    fQOP = 7;
    assert_status(t->Unseal(handle, &m.desc, 0, &fQOP),
                  SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(fQOP, 0);
    assert_status(t->QueryAttributes(handle, SECPKG_ATTR_FLAGS, &flags),
                  SEC_E_INVALID_HANDLE);
    assert_status(t->MapHandle(handle, &lsa), SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(lsa, 0);
    lsa = 7;
    assert_status(t->DeleteContext(handle, &lsa), SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(lsa, 0);
    assert_status(t->ExportContext(handle, 0, &packed, &token),
                  SEC_E_INVALID_HANDLE);
    ck_assert_ptr_null(packed.pvBuffer);
    ck_assert_ptr_null(token);
    ck_assert_ptr_null(ksp_handle_acquire(handle));
    ck_assert(!ksp_handle_delete(handle));
    unit_message_free(&m);
}

START_TEST(test_zero)
{
    assert_none(0);
    unit_delete(new_context());
    assert_none(0);
}
END_TEST

/* Made up: every handle that is one bit away from a live one, and many
 * others. */
START_TEST(test_forged)
{
    LSA_SEC_HANDLE live = new_context();
    uint64_t state = 42;
    LSA_SEC_HANDLE forged;
    size_t i;

    for (i = 0; i < sizeof(live) * 8; i++)
        assert_none(live ^ (LSA_SEC_HANDLE)1 << i);
    for (i = 0; i < 2000; i++) {
        forged = (LSA_SEC_HANDLE)unit_random(&state);
        if (forged != live)
            assert_none(forged);
    }
    assert_none(~(LSA_SEC_HANDLE)0);
    assert_none((LSA_SEC_HANDLE)&live);
    unit_delete(live);
}
END_TEST

START_TEST(test_deleted)
{
    LSA_SEC_HANDLE handle = new_context();

    unit_delete(handle);
    assert_none(handle);
}
END_TEST

/* A slot is used again, its handles are not. */
START_TEST(test_stale)
{
    static LSA_SEC_HANDLE old[1000];
    LSA_SEC_HANDLE handle;
    size_t i, j;

    for (i = 0; i < 1000; i++) {
        handle = new_context();
        for (j = 0; j < i; j++)
            ck_assert_uint_ne(handle, old[j]);
        old[i] = handle;
        unit_delete(handle);
    }
    handle = new_context();
    for (i = 0; i < 1000; i++)
        assert_none(old[i]);
    unit_delete(handle);
}
END_TEST

static void
count(void *object)
{
    ++*(int *)object;
}

static const struct ksp_kind other_kind = { count };
static const struct ksp_kind third_kind = { count };

/* Nothing of what the package's functions do is done to it. */
START_TEST(test_other_kind)
{
    int destroyed = 0;
    LSA_SEC_HANDLE handle = ksp_handle_new_object(&other_kind, &destroyed);

    ck_assert_uint_ne(handle, 0);
    assert_none(handle);
    ck_assert_ptr_null(ksp_handle_acquire_object(&third_kind, handle));
    ck_assert(!ksp_handle_delete_object(&third_kind, handle));
    ck_assert_int_eq(destroyed, 0);
    ck_assert_ptr_eq(ksp_handle_acquire_object(&other_kind, handle),
                     &destroyed);
    ck_assert(ksp_handle_delete_object(&other_kind, handle));
    assert_none(handle);
    ck_assert_int_eq(destroyed, 0);
    ksp_handle_release(handle);
    ck_assert_int_eq(destroyed, 1);
    ck_assert(!ksp_handle_delete_object(&other_kind, handle));
}
END_TEST

/* The other way round; and whoever asked leaves no user behind. */
START_TEST(test_context_as_other_kind)
{
    LSA_SEC_HANDLE handle = new_context(), again;

    ck_assert_ptr_null(ksp_handle_acquire_object(&other_kind, handle));
    ck_assert(!ksp_handle_delete_object(&other_kind, handle));
    ck_assert_ptr_nonnull(ksp_handle_acquire(handle));
    ksp_handle_release(handle);
    unit_delete(handle);
    /* Its place is free again only when nobody uses it. */
    again = new_context();
    ck_assert_uint_eq(again & 0xffff, handle & 0xffff);
    unit_delete(again);
}
END_TEST

static int
compare_handles(const void *a, const void *b)
{
    LSA_SEC_HANDLE x = *(const LSA_SEC_HANDLE *)a;
    LSA_SEC_HANDLE y = *(const LSA_SEC_HANDLE *)b;

    return (x > y) - (x < y);
}

START_TEST(test_many)
{
    static LSA_SEC_HANDLE handles[MANY];
    LSA_SEC_HANDLE lsa;
    size_t i;

    for (i = 0; i < MANY; i++)
        handles[i] = new_context();
    qsort(handles, MANY, sizeof(handles[0]), compare_handles);
    for (i = 1; i < MANY; i++)
        ck_assert_uint_ne(handles[i - 1], handles[i]);
    for (i = 0; i < MANY; i += 2)
        unit_delete(handles[i]);
    for (i = 0; i < MANY; i++) {
        assert_status(unit_package()->MapHandle(handles[i], &lsa),
                      i % 2 == 0 ? SEC_E_INVALID_HANDLE : SEC_E_OK);
    }
    for (i = 1; i < MANY; i += 2)
        unit_delete(handles[i]);
}
END_TEST

/* What a deleted handle stood for lives until its last user lets go. */
START_TEST(test_deleted_in_use)
{
    LSA_SEC_HANDLE handle = new_context(), other;
    struct ksp_context *c = ksp_handle_acquire(handle);

    ck_assert_ptr_nonnull(c);
    ck_assert_ptr_eq(ksp_handle_acquire(handle), c);
    unit_delete(handle);
    ck_assert_ptr_null(ksp_handle_acquire(handle));
    ck_assert(!ksp_handle_delete(handle));
    other = new_context();
    ck_assert_uint_ne(other, handle);
    ck_assert_uint_eq(c->key_count, 1);
    ksp_handle_release(handle);
    ck_assert_uint_eq(c->key_count, 1);
    ksp_handle_release(handle);
    ck_assert_ptr_null(ksp_handle_acquire(handle));
    unit_delete(other);
}
END_TEST

/* ---- threads -------------------------------------------------------- */

#define SIGNERS 3
#define ROUNDS 300

struct race {
    const SECPKG_KERNEL_FUNCTION_TABLE *table;
    LSA_SEC_HANDLE handle;
    pthread_barrier_t start;
    _Atomic int deleted;        /* calls of DeleteContext that succeeded */
    _Atomic int wrong;          /* results that nobody expects */
    _Atomic int signed_;        /* signatures made */
};

/* Sign until the handle is none any more. */
static void *
signer(void *argument)
{
    struct race *race = argument;
    NTSTATUS status = SEC_E_OK;
    unsigned char text[4] = { 1, 2, 3, 4 }, token[64];
    SecBuffer buffers[2] = {
        { sizeof(text), SECBUFFER_DATA, text }, { 0, SECBUFFER_TOKEN, token }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, buffers };

    pthread_barrier_wait(&race->start);
    while (status == SEC_E_OK) {
        buffers[1].cbBuffer = sizeof(token);
        status = race->table->Sign(race->handle, 0, &desc, 0);
        if (status == SEC_E_OK)
            atomic_fetch_add(&race->signed_, 1);
    }
    if (status != SEC_E_INVALID_HANDLE)
        atomic_fetch_add(&race->wrong, 1);
    return NULL;
}

static void *
deleter(void *argument)
{
    struct race *race = argument;
    LSA_SEC_HANDLE lsa = 7;
    NTSTATUS status;

    pthread_barrier_wait(&race->start);
    status = race->table->DeleteContext(race->handle, &lsa);
    if (status == SEC_E_OK)
        atomic_fetch_add(&race->deleted, 1);
    else if (status != SEC_E_INVALID_HANDLE)
        atomic_fetch_add(&race->wrong, 1);
    return NULL;
}

static void
run_race(struct race *race, int signers, int deleters)
{
    pthread_t threads[8];
    int i;

    race->table = unit_package();
    race->handle = new_context();
    pthread_barrier_init(&race->start, NULL,
                         (unsigned int)(signers + deleters));
    for (i = 0; i < signers + deleters; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, i < signers ?
                                        signer : deleter, race), 0);
    }
    for (i = 0; i < signers + deleters; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&race->start);
}

START_TEST(test_delete_while_signing)
{
    struct race race = { 0 };
    int i;

    for (i = 0; i < unit_rounds(ROUNDS); i++) {
        race.deleted = 0;
        run_race(&race, SIGNERS, 1);
        ck_assert_int_eq(race.deleted, 1);
        ck_assert_int_eq(race.wrong, 0);
        assert_none(race.handle);
    }
    ck_assert_int_gt(race.signed_, 0);
}
END_TEST

/* Of several calls for one context one succeeds. */
START_TEST(test_delete_twice)
{
    struct race race = { 0 };
    int i;

    for (i = 0; i < unit_rounds(ROUNDS); i++) {
        race.deleted = 0;
        run_race(&race, 1, 4);
        ck_assert_int_eq(race.deleted, 1);
        ck_assert_int_eq(race.wrong, 0);
    }
}
END_TEST

/* Contexts come and go in four threads at once; no handle is given to
 * two of them. */
static void *
churn(void *argument)
{
    _Atomic int *wrong = argument;
    const SECPKG_KERNEL_FUNCTION_TABLE *t =
        KSecLocateSecurityProvider(&KspKerberosName);
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE handles[8], lsa;
    LSA_SEC_HANDLE me = (LSA_SEC_HANDLE)&p;
    int i, j, bad = 0;

    bad += KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer) != 0;
    for (i = 0; i < 500; i++) {
        for (j = 0; j < 8; j++)
            bad += t->InitContext(me, &data, &handles[j]) != SEC_E_OK;
        for (j = 0; j < 8; j++) {
            lsa = 0;
            bad += t->MapHandle(handles[j], &lsa) != SEC_E_OK || lsa != me;
            lsa = 0;
            bad += t->DeleteContext(handles[j], &lsa) != SEC_E_OK ||
                lsa != me;
        }
    }
    atomic_fetch_add(wrong, bad);
    return NULL;
}

START_TEST(test_churn)
{
    _Atomic int wrong = 0;
    pthread_t threads[4];
    int i;

    unit_package();
    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, churn, &wrong),
                         0);
    }
    for (i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    ck_assert_int_eq(wrong, 0);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("handle");
    TCase *tc = tcase_create("handle");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_zero);
    tcase_add_test(tc, test_forged);
    tcase_add_test(tc, test_deleted);
    tcase_add_test(tc, test_stale);
    tcase_add_test(tc, test_other_kind);
    tcase_add_test(tc, test_context_as_other_kind);
    tcase_add_test(tc, test_many);
    tcase_add_test(tc, test_deleted_in_use);
    tcase_add_test(tc, test_delete_while_signing);
    tcase_add_test(tc, test_delete_twice);
    tcase_add_test(tc, test_churn);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
