/* SPDX-License-Identifier: MIT */
/* shim/core/user_table.c and user_handles.c, through KspUserModeInitialize. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/lock.h"
#include "core/user_handles.h"
#include "unit/unit.h"

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)

/* Handles of a caller's choice. */
#define CLIENT ((LSA_SEC_HANDLE)0x7f0012345678)
#define SERVER ((LSA_SEC_HANDLE)1)

static const SECPKG_USER_FUNCTION_TABLE *
user_table(void)
{
    PSECPKG_USER_FUNCTION_TABLE tables = NULL;
    ULONG version = 0, count = 0;

    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                        &tables, &count), SEC_E_OK);
    ck_assert_uint_eq(version, SECPKG_INTERFACE_VERSION);
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_nonnull(tables);
    return tables;
}

static NTSTATUS
init(LSA_SEC_HANDLE handle, USHORT role)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, role, DETECT_ALL, 1);
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, 0, bytes };

    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer),
                  SEC_E_OK);
    return user_table()->InitUserModeContext(handle, &data);
}

static void
init_pair(void)
{
    assert_status(init(CLIENT, KSP_ROLE_INITIATOR), SEC_E_OK);
    assert_status(init(SERVER, KSP_ROLE_ACCEPTOR), SEC_E_OK);
}

static void
delete_pair(void)
{
    assert_status(user_table()->DeleteUserModeContext(CLIENT), SEC_E_OK);
    assert_status(user_table()->DeleteUserModeContext(SERVER), SEC_E_OK);
}

/* ---- the table ------------------------------------------------------ */

START_TEST(test_initialize)
{
    PSECPKG_USER_FUNCTION_TABLE tables = (void *)&tables;
    ULONG version = 7, count = 7;
    void *slots[sizeof(*tables) / sizeof(void *)];
    size_t i;

    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION, NULL,
                                        &tables, &count),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(tables);
    ck_assert_uint_eq(count, 0);
    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                        NULL, &count),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(version, 0);
    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                        &tables, NULL),
                  SEC_E_INVALID_PARAMETER);
    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION_2, &version,
                                        &tables, &count),
                  SEC_E_INVALID_PARAMETER);
    assert_status(KspUserModeInitialize(0, &version, &tables, &count),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(tables);
    memcpy(slots, user_table(), sizeof(slots));
    for (i = 0; i < sizeof(slots) / sizeof(slots[0]); i++)
        ck_assert_ptr_nonnull(slots[i]);
}
END_TEST

START_TEST(test_instance)
{
    SECPKG_DLL_FUNCTIONS services = { 0 };
    PVOID functions = &services;

    assert_status(user_table()->InstanceInit(SECPKG_INTERFACE_VERSION, NULL,
                                             &functions),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(functions);
    functions = &services;
    assert_status(user_table()->InstanceInit(SECPKG_INTERFACE_VERSION,
                                             &services, &functions),
                  SEC_E_OK);
    ck_assert_ptr_null(functions);
}
END_TEST

START_TEST(test_unsupported)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    HANDLE token = &token;
    PVOID creds = &token;
    ULONG size = 7;

    assert_status(t->GetContextToken(CLIENT, &token),
                  SEC_E_UNSUPPORTED_FUNCTION);
    ck_assert_ptr_null(token);
    assert_status(t->CompleteAuthToken(CLIENT, NULL),
                  SEC_E_UNSUPPORTED_FUNCTION);
    assert_status(t->FormatCredentials(NULL, NULL),
                  SEC_E_UNSUPPORTED_FUNCTION);
    assert_status(t->MarshallSupplementalCreds(0, NULL, &size, &creds),
                  SEC_E_UNSUPPORTED_FUNCTION);
    ck_assert_uint_eq(size, 0);
    ck_assert_ptr_null(creds);
}
END_TEST

/* ---- the same functions --------------------------------------------- */

/* A MIC of this table is that of the other one, byte for byte. */
START_TEST(test_same_signature)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    struct unit_message m;
    unsigned char *mic;
    ULONG verdict, fQOP = 7;
    size_t length = unit_mic(pair.initiator, "text", 4, &mic);

    init_pair();
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
    assert_status(t->MakeSignature(CLIENT, 0, &m.desc, 0), SEC_E_OK);
    ck_assert_uint_eq(m.buffers[1].cbBuffer, length);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, mic, length);
    assert_status(t->VerifySignature(SERVER, &m.desc, 0, &fQOP), SEC_E_OK);
    ck_assert_uint_eq(fQOP, 0);
    assert_status(unit_verify(pair.acceptor, "text", 4,
                              m.buffers[1].pvBuffer, length, &verdict),
                  SEC_E_OK);
    assert_status(t->VerifySignature(SERVER, &m.desc, 0, &fQOP),
                  SEC_E_OUT_OF_SEQUENCE);
    assert_status(t->MakeSignature(CLIENT, 1, &m.desc, 0),
                  SEC_E_QOP_NOT_SUPPORTED);
    unit_message_free(&m);
    free(mic);
    delete_pair();
    unit_pair_delete(&pair);
}
END_TEST

/* One table seals and the other opens, both ways. */
START_TEST(test_sealed)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    ULONG qop = _i != 0 ? 0 : SECQOP_WRAP_NO_ENCRYPT, fQOP;
    struct unit_message m;

    init_pair();
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 60);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    assert_status(t->SealMessage(CLIENT, qop, &m.desc, 0), SEC_E_OK);
    fQOP = 7;
    assert_status(unit_package()->Unseal(pair.acceptor, &m.desc, 0, &fQOP),
                  SEC_E_OK);
    ck_assert_uint_eq(fQOP, qop);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, "text", 4);
    m.buffers[0].cbBuffer = 60;
    assert_status(unit_package()->Seal(pair.initiator, qop, &m.desc, 0),
                  SEC_E_OK);
    fQOP = 7;
    assert_status(t->UnsealMessage(SERVER, &m.desc, 0, &fQOP), SEC_E_OK);
    ck_assert_uint_eq(fQOP, qop);
    ck_assert_mem_eq(m.buffers[1].pvBuffer, "text", 4);
    unit_message_free(&m);
    delete_pair();
    unit_pair_delete(&pair);
}
END_TEST

START_TEST(test_query)
{
    SecPkgContext_Sizes sizes;

    init_pair();
    assert_status(user_table()->QueryContextAttributes(CLIENT,
                                                       SECPKG_ATTR_SIZES,
                                                       &sizes), SEC_E_OK);
    ck_assert_uint_eq(sizes.cbMaxSignature, 28);
    assert_status(user_table()->QueryContextAttributes(CLIENT,
                                                       SECPKG_ATTR_SIZES,
                                                       NULL),
                  SEC_E_INVALID_PARAMETER);
    delete_pair();
}
END_TEST

/* ---- handles -------------------------------------------------------- */

static void
assert_none(LSA_SEC_HANDLE handle)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    struct unit_message m;
    SecBuffer packed = { 7, 7, &packed };
    SecPkgContext_Flags flags;
    HANDLE token = &m;
    ULONG fQOP = 7;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 60);
    assert_status(t->MakeSignature(handle, 0, &m.desc, 0),
                  SEC_E_INVALID_HANDLE);
    assert_status(t->SealMessage(handle, 0, &m.desc, 0),
                  SEC_E_INVALID_HANDLE);
    assert_status(t->VerifySignature(handle, &m.desc, 0, &fQOP),
                  SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(fQOP, 0);
    fQOP = 7;
    assert_status(t->UnsealMessage(handle, &m.desc, 0, &fQOP),
                  SEC_E_INVALID_HANDLE);
    ck_assert_uint_eq(fQOP, 0);
    assert_status(t->QueryContextAttributes(handle, SECPKG_ATTR_FLAGS,
                                            &flags), SEC_E_INVALID_HANDLE);
    assert_status(t->ExportContext(handle, 0, &packed, &token),
                  SEC_E_INVALID_HANDLE);
    ck_assert_ptr_null(packed.pvBuffer);
    ck_assert_ptr_null(token);
    assert_status(t->DeleteUserModeContext(handle), SEC_E_INVALID_HANDLE);
    unit_message_free(&m);
}

START_TEST(test_handles)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p);

    assert_none(0);
    assert_none(CLIENT);
    ck_assert_uint_eq(ksp_user_handles_find(CLIENT), 0);
    ck_assert_uint_eq(ksp_user_handles_remove(CLIENT), 0);
    assert_status(init(0, KSP_ROLE_INITIATOR), SEC_E_INVALID_HANDLE);
    assert_none(0);
    init_pair();
    /* Neither that of another table, nor one like it. */
    assert_none(ContextId);
    assert_none(CLIENT + 1);
#if UINTPTR_MAX > UINT32_MAX
    assert_none(CLIENT + ((LSA_SEC_HANDLE)1 << 32));
    assert_none(CLIENT & 0xffffffff);
#else
    unit_cannot("test_handles", "a handle has no halves");
#endif
    delete_pair();
    assert_none(CLIENT);
    assert_none(SERVER);
    /* A handle may be chosen again. */
    init_pair();
    delete_pair();
    unit_delete(ContextId);
}
END_TEST

/* A handle that is taken stays what it was. */
START_TEST(test_taken)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    SecBuffer packed;

    init_pair();
    assert_status(init(CLIENT, KSP_ROLE_ACCEPTOR), SEC_E_INVALID_HANDLE);
    assert_status(t->ExportContext(CLIENT, 0, &packed, NULL), SEC_E_OK);
    ck_assert_uint_eq(((unsigned char *)packed.pvBuffer)[6],
                      KSP_ROLE_INITIATOR);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    delete_pair();
}
END_TEST

/* An export that ends late leaves the handle to whom it was given since. */
START_TEST(test_given_since)
{
    LSA_SEC_HANDLE ContextId;

    init_pair();
    ContextId = ksp_user_handles_find(CLIENT);
    ck_assert_uint_ne(ContextId, 0);
    ksp_user_handles_forget(CLIENT, ContextId + 1);
    ck_assert_uint_eq(ksp_user_handles_find(CLIENT), ContextId);
    ksp_user_handles_forget(CLIENT, ContextId);
    assert_none(CLIENT);
    unit_delete(ContextId);
    assert_status(user_table()->DeleteUserModeContext(SERVER), SEC_E_OK);
}
END_TEST

START_TEST(test_bad_packed)
{
    unsigned char bytes[10] = { 0 };
    SecBuffer data = { sizeof(bytes), 0, bytes };

    assert_status(user_table()->InitUserModeContext(CLIENT, NULL),
                  SEC_E_INVALID_PARAMETER);
    assert_status(user_table()->InitUserModeContext(CLIENT, &data),
                  SEC_E_INVALID_TOKEN);
    assert_none(CLIENT);
}
END_TEST

/* Many of them, in numbers like addresses and like counters. */
START_TEST(test_many)
{
    LSA_SEC_HANDLE step = _i == 0 ? 1 : 4096, i;

    for (i = 1; i <= 3000; i++)
        assert_status(init(i * step, KSP_ROLE_INITIATOR), SEC_E_OK);
    for (i = 1; i <= 3000; i += 2) {
        assert_status(user_table()->DeleteUserModeContext(i * step),
                      SEC_E_OK);
    }
    for (i = 1; i <= 3000; i++) {
        assert_status(user_table()->DeleteUserModeContext(i * step),
                      i % 2 != 0 ? SEC_E_INVALID_HANDLE : SEC_E_OK);
    }
}
END_TEST

/* ---- locks ---------------------------------------------------------- */

/* A lock that stays with somebody is the end of the program, soon. */
#define SECONDS 30

enum action { ADD, FIND, REMOVE, FORGET, ACTIONS };

static enum action action;
static atomic_bool begun;
static atomic_bool acted;

static void *
act(void *unused)
{
    begun = true;
    switch (action) {
    case ADD:
        (void)ksp_user_handles_add(SERVER, 5);
        break;
    case FIND:
        (void)ksp_user_handles_find(CLIENT);
        break;
    case REMOVE:
        (void)ksp_user_handles_remove(CLIENT);
        break;
    default:
        ksp_user_handles_forget(CLIENT, 5);
        break;
    }
    acted = true;
    return unused;
}

/* Nobody looks at a chain while another changes it, but for a signal handler
 * of who does. */
START_TEST(test_waits)
{
    const struct timespec moment = { 0, 20000000 };
    pthread_t thread;
    unsigned int i;

    action = (enum action)_i;
    (void)alarm(SECONDS);
    begun = acted = false;
    assert_status(ksp_user_handles_add(CLIENT, 5), SEC_E_OK);
    for (i = KSP_LOCK_TABLE + 1; i < KSP_LOCK_COUNT; i++)
        ksp_lock(i);
    ck_assert_uint_eq(ksp_user_handles_find(CLIENT), 5);
    ck_assert_int_eq(pthread_create(&thread, NULL, act, NULL), 0);
    while (!begun)
        sched_yield();
    (void)nanosleep(&moment, NULL);
    ck_assert(!acted);
    for (i = KSP_LOCK_TABLE + 1; i < KSP_LOCK_COUNT; i++)
        ksp_unlock(i);
    pthread_join(thread, NULL);
    ck_assert(acted);
    for (i = KSP_LOCK_TABLE + 1; i < KSP_LOCK_COUNT; i++) {
        ck_assert(ksp_lock_unless_held(i));
        ksp_unlock(i);
    }
    (void)ksp_user_handles_remove(CLIENT);
    (void)ksp_user_handles_remove(SERVER);
    (void)alarm(0);
}
END_TEST

/* ---- export and import ---------------------------------------------- */

START_TEST(test_export)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    ULONG fFlags = _i != 0 ? SECPKG_CONTEXT_EXPORT_DELETE_OLD : 0;
    LSA_SEC_HANDLE imported = 0;
    struct unit_message m;
    SecBuffer packed;

    init_pair();
    unit_message_init(&m);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 28);
    assert_status(t->MakeSignature(CLIENT, 0, &m.desc, 0), SEC_E_OK);
    assert_status(t->VerifySignature(SERVER, &m.desc, 0, NULL), SEC_E_OK);
    assert_status(t->ExportContext(CLIENT, fFlags, &packed, NULL), SEC_E_OK);
    assert_status(t->ImportContext(&packed, NULL, &imported), SEC_E_OK);
    ck_assert_uint_ne(imported, 0);
    assert_status(t->MakeSignature(imported, 0, &m.desc, 0), SEC_E_OK);
    assert_status(t->VerifySignature(SERVER, &m.desc, 0, NULL), SEC_E_OK);
    /* Nobody may choose the new one's handle. */
    assert_status(init(imported, KSP_ROLE_ACCEPTOR), SEC_E_INVALID_HANDLE);
    assert_status(t->DeleteUserModeContext(imported), SEC_E_OK);
    assert_none(imported);
    /* Nor is one kept that stands for nothing any more. */
    ck_assert_int_eq(ksp_user_handles_find(CLIENT) == 0, _i != 0);
    if (_i != 0)
        assert_status(init(CLIENT, KSP_ROLE_INITIATOR), SEC_E_OK);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    unit_message_free(&m);
    delete_pair();
}
END_TEST

START_TEST(test_bad_import)
{
    const SECPKG_USER_FUNCTION_TABLE *t = user_table();
    unsigned char bytes[10] = { 0 };
    SecBuffer data = { sizeof(bytes), 0, bytes };
    LSA_SEC_HANDLE imported = 7;

    assert_status(t->ImportContext(&data, NULL, &imported),
                  SEC_E_INVALID_TOKEN);
    ck_assert_uint_eq(imported, 0);
    assert_status(t->ImportContext(&data, NULL, NULL),
                  SEC_E_INVALID_PARAMETER);
}
END_TEST

/* ---- threads -------------------------------------------------------- */

struct worker {
    const SECPKG_USER_FUNCTION_TABLE *table;
    LSA_SEC_HANDLE first;
    unsigned char packed[KSP_PACKED_MAX];
    SecBuffer data;
};

static void *
work(void *argument)
{
    struct worker *w = argument;
    SecPkgContext_Sizes sizes;
    LSA_SEC_HANDLE handle;
    size_t wrong = 0;
    int i;

    for (i = 0; i < 2000; i++) {
        handle = w->first + (LSA_SEC_HANDLE)(i % 16) * 4;
        wrong += w->table->InitUserModeContext(handle, &w->data) != SEC_E_OK;
        wrong += w->table->QueryContextAttributes(
            handle, SECPKG_ATTR_SIZES, &sizes) != SEC_E_OK;
        wrong += w->table->DeleteUserModeContext(handle) != SEC_E_OK;
        wrong += w->table->QueryContextAttributes(
            handle, SECPKG_ATTR_SIZES, &sizes) != SEC_E_INVALID_HANDLE;
    }
    return (void *)(uintptr_t)wrong;
}

START_TEST(test_threads)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    static struct worker workers[4];
    pthread_t threads[4];
    void *wrong;
    size_t i;

    for (i = 0; i < 4; i++) {
        workers[i].table = user_table();
        workers[i].first = 100 + i;
        workers[i].data.pvBuffer = workers[i].packed;
        assert_status(KspPackContext(&p, workers[i].packed, KSP_PACKED_MAX,
                                     &workers[i].data.cbBuffer), SEC_E_OK);
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work,
                                        &workers[i]), 0);
    }
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("usermode");
    TCase *tc = tcase_create("usermode");

    tcase_set_timeout(tc, 60);
    tcase_add_test(tc, test_initialize);
    tcase_add_test(tc, test_instance);
    tcase_add_test(tc, test_unsupported);
    tcase_add_test(tc, test_same_signature);
    tcase_add_loop_test(tc, test_sealed, 0, 2);
    tcase_add_test(tc, test_query);
    tcase_add_test(tc, test_handles);
    tcase_add_test(tc, test_taken);
    tcase_add_test(tc, test_given_since);
    tcase_add_test(tc, test_bad_packed);
    tcase_add_loop_test(tc, test_many, 0, 2);
    tcase_add_loop_test(tc, test_waits, 0, ACTIONS);
    tcase_add_loop_test(tc, test_export, 0, 2);
    tcase_add_test(tc, test_bad_import);
    tcase_add_test(tc, test_threads);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
