/* SPDX-License-Identifier: MIT */
/*
 * shim/core/package_registry.c; and the table of "Kerberos" as it is found
 * there, with the slots of shim/core/unsupported.c and heap.c's Initialize.
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/lock.h"
#include "unit/unit.h"

/* As ksp/ntsecpkg.h says. */
#define KSEC_PACKAGES 8

#define SLOTS (sizeof(SECPKG_KERNEL_FUNCTION_TABLE) / sizeof(void *))

static SECURITY_STRING
name_of(const WCHAR *units, size_t length)
{
    SECURITY_STRING name;

    name.Buffer = (WCHAR *)(uintptr_t)units;
    name.Length = name.MaximumLength = (USHORT)(length * sizeof(WCHAR));
    return name;
}

#define NAME(text) name_of(text, sizeof(text) / sizeof(WCHAR) - 1)

/* Another package: the same functions, another table. */
static SECPKG_KERNEL_FUNCTION_TABLE
other_table(void)
{
    return *unit_package();
}

START_TEST(test_kerberos)
{
    SECURITY_STRING name = NAME(u"Kerberos");
    const SECPKG_KERNEL_FUNCTION_TABLE *t;

    ck_assert_ptr_null(KSecLocateSecurityProvider(&name));
    assert_status(KspRegisterKerberos(), SEC_E_OK);
    t = KSecLocateSecurityProvider(&name);
    ck_assert_ptr_nonnull(t);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&KspKerberosName), t);
    /* Again changes nothing. */
    assert_status(KspRegisterKerberos(), SEC_E_OK);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&name), t);
}
END_TEST

START_TEST(test_all_slots_filled)
{
    void *slots[SLOTS];
    size_t i;

    ck_assert_uint_eq(SLOTS, 15);
    memcpy(slots, unit_package(), sizeof(slots));
    for (i = 0; i < SLOTS; i++)
        ck_assert_ptr_nonnull(slots[i]);
}
END_TEST

/* ---- names ---------------------------------------------------------- */

static const WCHAR long_name[] = u"abcdefghijklmnopqrstuvwxyz0123456789";

/* Neither registered nor found. */
static void
assert_bad_name(SECURITY_STRING *name)
{
    static SECPKG_KERNEL_FUNCTION_TABLE table;

    table = other_table();
    assert_status(KSecRegisterSecurityProvider(name, &table),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(KSecLocateSecurityProvider(name));
}

START_TEST(test_bad_names)
{
    SECURITY_STRING name = NAME(u"Other");

    assert_bad_name(NULL);
    name.Length = 0;
    assert_bad_name(&name);
    name.Length = 5;
    assert_bad_name(&name);
    name.Length = 10;
    name.Buffer = NULL;
    assert_bad_name(&name);
    name = name_of(long_name, 33);
    assert_bad_name(&name);
    name.Length = 0xfffe;
    assert_bad_name(&name);
}
END_TEST

START_TEST(test_good_names)
{
    static SECPKG_KERNEL_FUNCTION_TABLE one, two, three;
    SECURITY_STRING shortest = name_of(long_name, 1);
    SECURITY_STRING longest = name_of(long_name, 32);
    SECURITY_STRING shorter = name_of(long_name, 31);
    WCHAR scratch[] = u"Scratch";
    SECURITY_STRING copied = name_of(scratch, 7);

    one = two = three = other_table();
    assert_status(KSecRegisterSecurityProvider(&shortest, &one), SEC_E_OK);
    assert_status(KSecRegisterSecurityProvider(&longest, &two), SEC_E_OK);
    assert_status(KSecRegisterSecurityProvider(&copied, &three), SEC_E_OK);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&shortest), &one);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&longest), &two);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&copied), &three);
    /* A part of a name is another name. */
    ck_assert_ptr_null(KSecLocateSecurityProvider(&shorter));
    /* The name was copied, and every unit of it counts. */
    scratch[6] = u'H';
    ck_assert_ptr_null(KSecLocateSecurityProvider(&copied));
    scratch[6] = u'h';
    scratch[0] = (WCHAR)(u'S' + 0x100);
    ck_assert_ptr_null(KSecLocateSecurityProvider(&copied));
    scratch[0] = u'S';
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&copied), &three);
}
END_TEST

START_TEST(test_taken)
{
    static SECPKG_KERNEL_FUNCTION_TABLE table;
    SECURITY_STRING name = NAME(u"Kerberos");
    const SECPKG_KERNEL_FUNCTION_TABLE *before = unit_package();

    table = other_table();
    assert_status(KSecRegisterSecurityProvider(&name, &table),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_eq(unit_package(), before);
}
END_TEST

/* ---- tables --------------------------------------------------------- */

/* A table with a hole is none. */
START_TEST(test_holes)
{
    static SECPKG_KERNEL_FUNCTION_TABLE table;
    SECURITY_STRING name = NAME(u"Holes");
    void *slots[SLOTS];
    size_t i;

    assert_status(KSecRegisterSecurityProvider(&name, NULL),
                  SEC_E_INVALID_PARAMETER);
    for (i = 0; i < SLOTS; i++) {
        table = other_table();
        memcpy(slots, &table, sizeof(slots));
        slots[i] = NULL;
        memcpy(&table, slots, sizeof(slots));
        assert_status(KSecRegisterSecurityProvider(&name, &table),
                      SEC_E_INVALID_PARAMETER);
        ck_assert_ptr_null(KSecLocateSecurityProvider(&name));
    }
    table = other_table();
    assert_status(KSecRegisterSecurityProvider(&name, &table), SEC_E_OK);
    ck_assert_ptr_eq(KSecLocateSecurityProvider(&name), &table);
}
END_TEST

/* A full registry says so, and forgets nothing. */
START_TEST(test_full)
{
    static SECPKG_KERNEL_FUNCTION_TABLE tables[32];
    SECURITY_STATUS status = SEC_E_OK;
    SECURITY_STRING name;
    size_t i, made;

    for (made = 0; made < 32 && status == SEC_E_OK; made++) {
        tables[made] = other_table();
        name = name_of(long_name, made + 1);
        status = KSecRegisterSecurityProvider(&name, &tables[made]);
    }
    assert_status(status, SEC_E_INSUFFICIENT_MEMORY);
    made--;
    /* And "Kerberos". */
    ck_assert_uint_eq(made + 1, KSEC_PACKAGES);
    for (i = 0; i < made; i++) {
        name = name_of(long_name, i + 1);
        ck_assert_ptr_eq(KSecLocateSecurityProvider(&name), &tables[i]);
        assert_status(KSecRegisterSecurityProvider(&name, &tables[i]),
                      SEC_E_OK);
    }
    ck_assert_ptr_nonnull(unit_package());
}
END_TEST

/* ---- threads -------------------------------------------------------- */

/* A lock that stays with somebody is the end of the program, soon. */
#define SECONDS 30

static atomic_bool begun;
static atomic_bool registered;

static void *
register_one(void *unused)
{
    begun = true;
    registered = KspRegisterKerberos() == SEC_E_OK;
    return unused;
}

/* Two that register wait for each other. */
START_TEST(test_waits)
{
    const struct timespec moment = { 0, 20000000 };
    pthread_t thread;

    (void)alarm(SECONDS);
    begun = registered = false;
    ksp_lock(KSP_LOCK_TABLE);
    ck_assert_int_eq(pthread_create(&thread, NULL, register_one, NULL), 0);
    while (!begun)
        sched_yield();
    (void)nanosleep(&moment, NULL);
    ck_assert(!registered);
    ksp_unlock(KSP_LOCK_TABLE);
    pthread_join(thread, NULL);
    ck_assert(registered);
    ck_assert(ksp_lock_unless_held(KSP_LOCK_TABLE));
    ksp_unlock(KSP_LOCK_TABLE);
    (void)alarm(0);
}
END_TEST

static void *
register_and_find(void *argument)
{
    SECURITY_STRING name = NAME(u"Kerberos");
    const SECPKG_KERNEL_FUNCTION_TABLE *t = NULL;
    size_t wrong = 0;
    int i;

    (void)argument;
    for (i = 0; i < 10000; i++) {
        const SECPKG_KERNEL_FUNCTION_TABLE *found =
            KSecLocateSecurityProvider(&name);

        /* Not there yet, or whole, and then there for good. */
        wrong += found == NULL && t != NULL;
        wrong += found != NULL && found->Sign == NULL;
        t = found;
        if (i == 100)
            wrong += KspRegisterKerberos() != SEC_E_OK;
    }
    wrong += t == NULL;
    return (void *)(uintptr_t)wrong;
}

START_TEST(test_threads)
{
    pthread_t threads[4];
    void *wrong;
    int i;

    for (i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL,
                                        register_and_find, NULL), 0);
    }
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
}
END_TEST

/* ---- Initialize, and what makes no sense here ----------------------- */

START_TEST(test_initialize)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    SECPKG_KERNEL_FUNCTIONS none = { 0 }, half = KspKernelFunctions;

    assert_status(t->Initialize(NULL), SEC_E_INVALID_PARAMETER);
    assert_status(t->Initialize(&none), SEC_E_INVALID_PARAMETER);
    half.FreeHeap = NULL;
    assert_status(t->Initialize(&half), SEC_E_INVALID_PARAMETER);
    half = KspKernelFunctions;
    half.AllocateHeap = NULL;
    assert_status(t->Initialize(&half), SEC_E_INVALID_PARAMETER);
    assert_status(t->Initialize(&KspKernelFunctions), SEC_E_OK);
    assert_status(t->Initialize(&KspKernelFunctions), SEC_E_OK);
}
END_TEST

/* Whose cryptography a context would have, by what makes one. */
static bool
is_made(const struct ksp_enctype *et)
{
    KSP_PACKED_CONTEXT p = { .Role = KSP_ROLE_INITIATOR, .KeyCount = 1 };
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId;
    NTSTATUS status;

    p.Keys[0].Enctype = et->enctype;
    p.Keys[0].Length = et->key_length;
    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer),
                  SEC_E_OK);
    status = unit_package()->InitContext(0, &data, &ContextId);
    if (status == SEC_E_OK)
        unit_delete(ContextId);
    return status == SEC_E_OK;
}

START_TEST(test_provider_name)
{
    bool fips = _i != 0;
    const struct ksp_enctype *et;
    const char *name;
    size_t i;

    KspSetFipsMode(fips);
    for (i = 0; (et = ksp_enctype_at(i)) != NULL; i++) {
        name = KspProviderName(et->enctype);
        ck_assert_int_eq(strcmp(name, "none") != 0, is_made(et));
        ck_assert(strcmp(name, "none") == 0 || strcmp(name, "krb5") == 0 ||
                  (!fips && strcmp(name, "nettle") == 0));
        /* libkrb5 has all of RFC 4121's, and no other does Camellia. */
        ck_assert(!fips || et->protocol == KSP_RFC1964 ||
                  strcmp(name, "krb5") == 0);
    }
    ck_assert_str_eq(KspProviderName(25), "krb5");
    ck_assert_str_eq(KspProviderName(1), "none");
    ck_assert_str_eq(KspProviderName(0), "none");
    ck_assert_str_eq(KspProviderName(-128), "none");
    KspSetFipsMode(FALSE);
}
END_TEST

START_TEST(test_heap)
{
    void *p = KspKernelFunctions.AllocateHeap(0);

    ck_assert_ptr_nonnull(p);
    KspKernelFunctions.FreeHeap(p);
    p = KspKernelFunctions.AllocateHeap(1000);
    ck_assert_ptr_nonnull(p);
    memset(p, 1, 1000);
    KspKernelFunctions.FreeHeap(p);
    KspKernelFunctions.FreeHeap(NULL);
}
END_TEST

START_TEST(test_unsupported)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    HANDLE token = &token;
    PACCESS_TOKEN raw = &token;
    PVOID data = &token;
    ULONG size = 7;

    assert_status(t->GetToken(0, &token, &raw), SEC_E_UNSUPPORTED_FUNCTION);
    ck_assert_ptr_null(token);
    ck_assert_ptr_null(raw);
    assert_status(t->GetToken(0, NULL, NULL), SEC_E_UNSUPPORTED_FUNCTION);
    assert_status(t->CompleteToken(0, NULL), SEC_E_UNSUPPORTED_FUNCTION);
    assert_status(t->SetPackagePagingMode(TRUE),
                  SEC_E_UNSUPPORTED_FUNCTION);
    assert_status(t->SerializeAuthData(NULL, &size, &data),
                  SEC_E_UNSUPPORTED_FUNCTION);
    ck_assert_uint_eq(size, 0);
    ck_assert_ptr_null(data);
    assert_status(t->SerializeAuthData(NULL, NULL, NULL),
                  SEC_E_UNSUPPORTED_FUNCTION);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("registry");
    TCase *tc = tcase_create("registry");

    tcase_add_test(tc, test_kerberos);
    tcase_add_test(tc, test_all_slots_filled);
    tcase_add_test(tc, test_bad_names);
    tcase_add_test(tc, test_good_names);
    tcase_add_test(tc, test_taken);
    tcase_add_test(tc, test_holes);
    tcase_add_test(tc, test_full);
    tcase_add_test(tc, test_waits);
    tcase_add_test(tc, test_threads);
    tcase_add_test(tc, test_initialize);
    tcase_add_loop_test(tc, test_provider_name, 0, 2);
    tcase_add_test(tc, test_heap);
    tcase_add_test(tc, test_unsupported);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
