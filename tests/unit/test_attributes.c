/* SPDX-License-Identifier: MIT */
/* shim/core/attributes.c: what a context says of itself. */
#include <krb5.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit.h"

#define HEADER 16

static NTSTATUS
query(LSA_SEC_HANDLE ContextId, ULONG attribute, void *buffer)
{
    return unit_package()->QueryAttributes(ContextId, attribute, buffer);
}

/* A context; two keys differ, and the second is the one that counts. */
static LSA_SEC_HANDLE
new_context(size_t enctype, ULONG attributes, ULONG keys)
{
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_ACCEPTOR,
                                       attributes, keys);

    p.ExpiryTime = 133000000000000000;
    return unit_context(&p);
}

/* ---- sizes ---------------------------------------------------------- */

/* MIC, and overhead of a sealed token, not in DCE style and in it. */
static const struct {
    LONG enctype;
    ULONG mic;
    ULONG conf;
    ULONG conf_dce;
} sizes[UNIT_ENCTYPES] = {
    { 17, 28, 60, 76 },
    { 18, 28, 60, 76 },
    { 19, 32, 64, 80 },
    { 20, 40, 72, 88 },
    { 25, 32, 64, 80 },
    { 26, 32, 64, 80 },
};

START_TEST(test_sizes)
{
    bool dce = _i % 2 != 0;
    size_t i = (size_t)_i / 2;
    LSA_SEC_HANDLE ContextId;
    SecPkgContext_Sizes got;

    ContextId = new_context(i, dce ? ISC_RET_USED_DCE_STYLE : 0, 1);
    ck_assert_int_eq(ksp_enctype_at(i)->enctype, sizes[i].enctype);
    assert_status(query(ContextId, SECPKG_ATTR_SIZES, &got), SEC_E_OK);
    ck_assert_uint_eq(got.cbMaxSignature, sizes[i].mic);
    ck_assert_uint_eq(got.cbSecurityTrailer,
                      dce ? sizes[i].conf_dce : sizes[i].conf);
    ck_assert_uint_eq(got.cbBlockSize, 1);
    ck_assert_uint_ge(got.cbMaxToken, 12000);
    unit_delete(ContextId);
}
END_TEST

/* The same from what libkrb5 says of the enctype. */
START_TEST(test_sizes_krb5)
{
    krb5_enctype enctype = sizes[_i].enctype;
    unsigned int header, trailer, cksum;
    LSA_SEC_HANDLE ContextId = new_context((size_t)_i, 0, 1);
    SecPkgContext_StreamSizes stream;
    SecPkgContext_Sizes got;

    ck_assert_int_eq(krb5_c_crypto_length(NULL, enctype,
                                          KRB5_CRYPTO_TYPE_HEADER, &header),
                     0);
    ck_assert_int_eq(krb5_c_crypto_length(NULL, enctype,
                                          KRB5_CRYPTO_TYPE_TRAILER,
                                          &trailer), 0);
    ck_assert_int_eq(krb5_c_crypto_length(NULL, enctype,
                                          KRB5_CRYPTO_TYPE_CHECKSUM,
                                          &cksum), 0);
    assert_status(query(ContextId, SECPKG_ATTR_SIZES, &got), SEC_E_OK);
    ck_assert_uint_eq(got.cbMaxSignature, HEADER + cksum);
    ck_assert_uint_eq(got.cbSecurityTrailer,
                      HEADER + header + HEADER + trailer);
    assert_status(query(ContextId, SECPKG_ATTR_STREAM_SIZES, &stream),
                  SEC_E_OK);
    ck_assert_uint_eq(stream.cbHeader, HEADER + header);
    ck_assert_uint_eq(stream.cbTrailer, HEADER + trailer);
    ck_assert_uint_eq(stream.cbBlockSize, 1);
    ck_assert_uint_eq(stream.cBuffers, 4);
    unit_delete(ContextId);
}
END_TEST

START_TEST(test_stream_sizes_dce)
{
    LSA_SEC_HANDLE ContextId = new_context((size_t)_i,
                                           ISC_RET_USED_DCE_STYLE, 1);
    SecPkgContext_StreamSizes stream;

    assert_status(query(ContextId, SECPKG_ATTR_STREAM_SIZES, &stream),
                  SEC_E_OK);
    ck_assert_uint_eq(stream.cbHeader, 32);
    ck_assert_uint_eq(stream.cbTrailer, sizes[_i].conf_dce - 32);
    unit_delete(ContextId);
}
END_TEST

/* What SIZES says suffices, and one byte less does not. */
START_TEST(test_sizes_suffice)
{
    LSA_SEC_HANDLE ContextId = new_context((size_t)_i / 2, _i % 2 != 0 ?
                                           ISC_RET_USED_DCE_STYLE : 0, 1);
    SecPkgContext_Sizes got;
    struct unit_message m;
    ULONG less;

    assert_status(query(ContextId, SECPKG_ATTR_SIZES, &got), SEC_E_OK);
    for (less = 0; less < 2; less++) {
        NTSTATUS want = less ? SEC_E_BUFFER_TOO_SMALL : SEC_E_OK;

        unit_message_init(&m);
        unit_add(&m, SECBUFFER_TOKEN, NULL, got.cbMaxSignature - less);
        unit_add(&m, SECBUFFER_DATA, "text", 4);
        assert_status(unit_package()->Sign(ContextId, 0, &m.desc, 0), want);
        unit_message_free(&m);
        unit_message_init(&m);
        unit_add(&m, SECBUFFER_TOKEN, NULL, got.cbSecurityTrailer - less);
        unit_add(&m, SECBUFFER_DATA, "text", 4);
        assert_status(unit_package()->Seal(ContextId, 0, &m.desc, 0), want);
        unit_message_free(&m);
    }
    unit_delete(ContextId);
}
END_TEST

/* ---- keys ----------------------------------------------------------- */

START_TEST(test_session_key)
{
    ULONG keys = (ULONG)_i % 2 + 1;
    size_t enctype = (size_t)_i / 2;
    LSA_SEC_HANDLE ContextId = new_context(enctype, 0, keys);
    KSP_PACKED_CONTEXT p = unit_packed(enctype, KSP_ROLE_ACCEPTOR, 0, keys);
    SecPkgContext_SessionKey got = { 7, NULL };

    assert_status(query(ContextId, SECPKG_ATTR_SESSION_KEY, &got), SEC_E_OK);
    ck_assert_uint_eq(got.SessionKeyLength, p.Keys[keys - 1].Length);
    ck_assert_mem_eq(got.SessionKey, p.Keys[keys - 1].Contents,
                     got.SessionKeyLength);
    KspKernelFunctions.FreeHeap(got.SessionKey);
    unit_delete(ContextId);
}
END_TEST

static void
assert_wide(const SEC_WCHAR *got, const char *want)
{
    size_t i;

    for (i = 0; i <= strlen(want); i++)
        ck_assert_uint_eq(got[i], (unsigned char)want[i]);
}

START_TEST(test_key_info)
{
    LSA_SEC_HANDLE ContextId = new_context((size_t)_i, 0, 1);
    SecPkgContext_KeyInfoW got = { 0 };
    krb5_cksumtype cksumtype;
    char name[100];

    assert_status(query(ContextId, SECPKG_ATTR_KEY_INFO, &got), SEC_E_OK);
    ck_assert_uint_eq(got.EncryptAlgorithm, (ULONG)sizes[_i].enctype);
    ck_assert_int_eq(krb5_enctype_to_name(sizes[_i].enctype, FALSE, name,
                                          sizeof(name)), 0);
    assert_wide(got.sEncryptAlgorithmName, name);
    ck_assert_int_eq(krb5_string_to_cksumtype(
        (char *)(uintptr_t)ksp_enctype_at((size_t)_i)->cksum_name,
        &cksumtype), 0);
    ck_assert_uint_eq(got.SignatureAlgorithm, (ULONG)cksumtype);
    assert_wide(got.sSignatureAlgorithmName,
                ksp_enctype_at((size_t)_i)->cksum_name);
    ck_assert_uint_eq(got.KeySize, strstr(name, "256-c") != NULL ? 256 :
                      128);
    KspKernelFunctions.FreeHeap(got.sEncryptAlgorithmName);
    KspKernelFunctions.FreeHeap(got.sSignatureAlgorithmName);
    unit_delete(ContextId);
}
END_TEST

/* ---- one message ---------------------------------------------------- */

/* Lengths of a token, for a message of each kind. */
static const struct {
    ULONG fQOP;
    ULONG attributes;
    ULONG Flags;
    bool filled;
} kinds[] = {
    { 0, 0, 0, false },
    { 0, 0, KSP_MESSAGE_GSS_WRAP, false },
    { 0, ISC_RET_USED_DCE_STYLE, 0, true },
    { 0, ISC_RET_USED_DCE_STYLE, KSP_MESSAGE_GSS_WRAP, false },
    { SECQOP_WRAP_NO_ENCRYPT, 0, 0, false },
    { SECQOP_WRAP_NO_ENCRYPT, ISC_RET_USED_DCE_STYLE, 0, false },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* What Seal takes for TOKEN and STREAM_TRAILER, less `less[0]` and
 * `less[1]`. */
static NTSTATUS
seal_into(LSA_SEC_HANDLE ContextId, const KSP_MESSAGE_LENGTHS *l,
          const ULONG *less)
{
    struct unit_message m;
    NTSTATUS status;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, l->cbHeader - less[0]);
    unit_add(&m, SECBUFFER_DATA, "text", 4);
    unit_add(&m, SECBUFFER_STREAM_TRAILER, NULL, l->cbTrailer - less[1]);
    unit_add_params(&m, l->Flags, 0);
    status = unit_package()->Seal(ContextId, l->fQOP, &m.desc, 0);
    unit_message_free(&m);
    return status;
}

START_TEST(test_lengths)
{
    static const ULONG less[3][2] = { { 0, 0 }, { 1, 0 }, { 0, 1 } };
    size_t enctype = (size_t)_i / N_KINDS, kind = (size_t)_i % N_KINDS, i;
    LSA_SEC_HANDLE ContextId = new_context(enctype, kinds[kind].attributes,
                                           1);
    KSP_MESSAGE_LENGTHS l = { kinds[kind].fQOP, kinds[kind].Flags, 4, 7, 7,
                              7 };
    ULONG sealed = kinds[kind].filled ? sizes[enctype].conf_dce :
        sizes[enctype].conf;

    assert_status(query(ContextId, KSP_ATTR_MESSAGE_LENGTHS, &l), SEC_E_OK);
    ck_assert_uint_eq(l.cbHeader, l.fQOP == 0 ? 32 : HEADER);
    ck_assert_uint_eq(l.cbPadding, 0);
    ck_assert_uint_eq(l.cbHeader + l.cbTrailer,
                      l.fQOP == 0 ? sealed : sizes[enctype].mic);
    for (i = 0; i < 3; i++) {
        assert_status(seal_into(ContextId, &l, less[i]),
                      i == 0 ? SEC_E_OK : SEC_E_BUFFER_TOO_SMALL);
    }
    unit_delete(ContextId);
}
END_TEST

/* Of another QOP nothing is said. */
START_TEST(test_lengths_qop)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    int bit;

    for (bit = 0; bit < 32; bit++) {
        KSP_MESSAGE_LENGTHS l = { 1u << bit, 0, 4, 7, 7, 7 };

        assert_status(query(ContextId, KSP_ATTR_MESSAGE_LENGTHS, &l),
                      SEC_E_QOP_NOT_SUPPORTED);
        ck_assert_uint_eq(l.cbHeader, 7);
        ck_assert_uint_eq(l.cbTrailer, 7);
        l.fQOP = SECQOP_WRAP_NO_ENCRYPT ^ 1u << bit;
        assert_status(query(ContextId, KSP_ATTR_MESSAGE_LENGTHS, &l),
                      SEC_E_QOP_NOT_SUPPORTED);
    }
    unit_delete(ContextId);
}
END_TEST

/* The longest message there may be has a token whose length a ULONG still
 * holds. */
START_TEST(test_longest)
{
    LSA_SEC_HANDLE ContextId = new_context((size_t)_i / 2, _i % 2 != 0 ?
                                           ISC_RET_USED_DCE_STYLE : 0, 1);
    SecPkgContext_StreamSizes got;

    assert_status(query(ContextId, SECPKG_ATTR_STREAM_SIZES, &got),
                  SEC_E_OK);
    ck_assert_uint_eq((uint64_t)got.cbHeader + got.cbMaximumMessage +
                      got.cbTrailer, UINT32_MAX);
    unit_delete(ContextId);
}
END_TEST

/* ---- the rest ------------------------------------------------------- */

START_TEST(test_description)
{
    USHORT role = _i % 2 == 0 ? KSP_ROLE_INITIATOR : KSP_ROLE_ACCEPTOR;
    size_t enctype = (size_t)_i / 2;
    KSP_PACKED_CONTEXT p = unit_packed(enctype, role, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p);
    KSP_CONTEXT_DESCRIPTION got = { 7, 7 };

    assert_status(query(ContextId, KSP_ATTR_DESCRIPTION, &got), SEC_E_OK);
    ck_assert_uint_eq(got.Role, role);
    ck_assert_int_eq(got.Enctype, sizes[enctype].enctype);
    unit_delete(ContextId);
}
END_TEST

START_TEST(test_lifespan)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_Lifespan got;

    assert_status(query(ContextId, SECPKG_ATTR_LIFESPAN, &got), SEC_E_OK);
    ck_assert_int_eq(got.tsStart.QuadPart, 132000000000000000);
    ck_assert_int_eq(got.tsExpiry.QuadPart, 133000000000000000);
    unit_delete(ContextId);
}
END_TEST

START_TEST(test_flags)
{
    SecPkgContext_Flags got;
    LSA_SEC_HANDLE ContextId;
    int bit;

    for (bit = 0; bit < 32; bit++) {
        ContextId = new_context(0, 1u << bit, 1);
        assert_status(query(ContextId, SECPKG_ATTR_FLAGS, &got), SEC_E_OK);
        ck_assert_uint_eq(got.Flags, 1u << bit);
        unit_delete(ContextId);
    }
}
END_TEST

START_TEST(test_package_info)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_PackageInfoW got = { NULL };
    SecPkgContext_Sizes size;

    assert_status(query(ContextId, SECPKG_ATTR_SIZES, &size), SEC_E_OK);
    assert_status(query(ContextId, SECPKG_ATTR_PACKAGE_INFO, &got),
                  SEC_E_OK);
    ck_assert_ptr_nonnull(got.PackageInfo);
    assert_wide(got.PackageInfo->Name, "Kerberos");
    assert_wide(got.PackageInfo->Comment, "Kerberos V5");
    ck_assert_uint_eq(got.PackageInfo->wVersion, 1);
    ck_assert_uint_eq(got.PackageInfo->wRPCID, 16);
    ck_assert_uint_eq(got.PackageInfo->cbMaxToken, size.cbMaxToken);
    ck_assert_uint_ne(got.PackageInfo->fCapabilities &
                      SECPKG_FLAG_INTEGRITY, 0);
    ck_assert_uint_ne(got.PackageInfo->fCapabilities & SECPKG_FLAG_PRIVACY,
                      0);
    ck_assert_uint_ne(got.PackageInfo->fCapabilities &
                      SECPKG_FLAG_READONLY_WITH_CHECKSUM, 0);
    KspKernelFunctions.FreeHeap(got.PackageInfo);
    unit_delete(ContextId);
}
END_TEST

static const ULONG answered[] = {
    SECPKG_ATTR_SIZES, SECPKG_ATTR_STREAM_SIZES, SECPKG_ATTR_LIFESPAN,
    SECPKG_ATTR_FLAGS, SECPKG_ATTR_SESSION_KEY, SECPKG_ATTR_KEY_INFO,
    SECPKG_ATTR_PACKAGE_INFO
};

#define N_ANSWERED (sizeof(answered) / sizeof(answered[0]))

static bool
is_answered(ULONG attribute)
{
    bool found = false;
    size_t i;

    for (i = 0; i < N_ANSWERED; i++)
        found = found || answered[i] == attribute;
    return found;
}

/* Others leave the caller's memory alone. */
START_TEST(test_others)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    unsigned char buffer[64], want[64];
    ULONG attribute;

    memset(want, 0xa5, sizeof(want));
    memset(buffer, 0xa5, sizeof(buffer));
    for (attribute = 0; attribute < 300; attribute++) {
        if (!is_answered(attribute)) {
            assert_status(query(ContextId, attribute, buffer),
                          SEC_E_UNSUPPORTED_FUNCTION);
            ck_assert_mem_eq(buffer, want, sizeof(buffer));
        }
    }
    assert_status(query(ContextId, UINT32_MAX, buffer),
                  SEC_E_UNSUPPORTED_FUNCTION);
    ck_assert_mem_eq(buffer, want, sizeof(buffer));
    unit_delete(ContextId);
}
END_TEST

START_TEST(test_no_buffer)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    size_t i;

    for (i = 0; i < N_ANSWERED; i++) {
        assert_status(query(ContextId, answered[i], NULL),
                      SEC_E_INVALID_PARAMETER);
    }
    unit_delete(ContextId);
}
END_TEST

/* Zero, made up, or deleted. */
START_TEST(test_no_handle)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_Sizes got;

    assert_status(query(0, SECPKG_ATTR_SIZES, &got), SEC_E_INVALID_HANDLE);
    assert_status(query(ContextId + 1, SECPKG_ATTR_SIZES, &got),
                  SEC_E_INVALID_HANDLE);
    unit_delete(ContextId);
    assert_status(query(ContextId, SECPKG_ATTR_SIZES, &got),
                  SEC_E_INVALID_HANDLE);
}
END_TEST

/* Who asks does not keep the context: what it has counted is told when it is
 * freed. */
START_TEST(test_let_go)
{
    static const ULONG attributes[] = { SECPKG_ATTR_FLAGS, 299 };
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_Flags flags;
    unsigned char *mic;
    KSP_COUNTS counts;
    size_t i;

    memset(&counts, 0, sizeof(counts));
    KspCountInto(&counts);
    (void)unit_mic(ContextId, "text", 4, &mic);
    free(mic);
    for (i = 0; i < 2; i++) {
        (void)query(ContextId, attributes[i], &flags);
        (void)query(ContextId, attributes[i], NULL);
    }
    unit_delete(ContextId);
    KspCountInto(NULL);
    ck_assert_uint_eq(counts.Signed, 1);
}
END_TEST

/* ---- memory --------------------------------------------------------- */

static int left;            /* allocations before the one that fails */
static int alive;
static ULONG asked;         /* bytes, the last time */

static PVOID
some_memory(ULONG Length)
{
    PVOID p = left-- != 0 ? malloc(Length) : NULL;

    asked = Length;
    alive += p != NULL;
    return p;
}

static VOID
free_some(PVOID Base)
{
    alive -= Base != NULL;
    free(Base);
}

static SECPKG_KERNEL_FUNCTIONS host = {
    .AllocateHeap = some_memory, .FreeHeap = free_some
};

/* Each allocation fails in turn: nothing is left behind, nothing told. */
START_TEST(test_no_memory)
{
    static const struct {
        ULONG attribute;
        int needed;
    } rows[] = {
        { SECPKG_ATTR_SESSION_KEY, 1 },
        { SECPKG_ATTR_KEY_INFO, 2 },
        { SECPKG_ATTR_PACKAGE_INFO, 1 },
    };
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    unsigned char buffer[64], want[64];
    int n;

    memset(want, 0xa5, sizeof(want));
    memset(buffer, 0xa5, sizeof(buffer));
    assert_status(unit_package()->Initialize(&host), SEC_E_OK);
    for (n = 0; n < rows[_i].needed; n++) {
        left = n;
        assert_status(query(ContextId, rows[_i].attribute, buffer),
                      SEC_E_INSUFFICIENT_MEMORY);
        ck_assert_int_eq(alive, 0);
        ck_assert_mem_eq(buffer, want, sizeof(buffer));
    }
    assert_status(unit_package()->Initialize(&KspKernelFunctions), SEC_E_OK);
    unit_delete(ContextId);
}
END_TEST

/* No more than the names, and their ends. */
START_TEST(test_key_info_blocks)
{
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_KeyInfoW got;

    assert_status(unit_package()->Initialize(&host), SEC_E_OK);
    left = 2;
    assert_status(query(ContextId, SECPKG_ATTR_KEY_INFO, &got), SEC_E_OK);
    ck_assert_uint_eq(asked, (strlen(ksp_enctype_at(0)->name) + 1) *
                      sizeof(SEC_WCHAR));
    host.FreeHeap(got.sEncryptAlgorithmName);
    host.FreeHeap(got.sSignatureAlgorithmName);
    assert_status(unit_package()->Initialize(&KspKernelFunctions), SEC_E_OK);
    unit_delete(ContextId);
}
END_TEST

/* One block for FreeContextBuffer: the struct and its two strings. */
START_TEST(test_package_info_block)
{
    static const size_t strings = sizeof(u"Kerberos") +
        sizeof(u"Kerberos V5");
    LSA_SEC_HANDLE ContextId = new_context(0, 0, 1);
    SecPkgContext_PackageInfoW got;

    assert_status(unit_package()->Initialize(&host), SEC_E_OK);
    left = 1;
    assert_status(query(ContextId, SECPKG_ATTR_PACKAGE_INFO, &got),
                  SEC_E_OK);
    ck_assert_int_eq(alive, 1);
    ck_assert_uint_ge(asked, sizeof(SecPkgInfoW) + strings);
    ck_assert_uint_lt(asked, sizeof(SecPkgInfoW) + strings +
                      _Alignof(SecPkgInfoW));
    host.FreeHeap(got.PackageInfo);
    assert_status(unit_package()->Initialize(&KspKernelFunctions), SEC_E_OK);
    unit_delete(ContextId);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("attributes");
    TCase *tc = tcase_create("attributes");

    tcase_add_loop_test(tc, test_sizes, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_sizes_krb5, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_stream_sizes_dce, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_sizes_suffice, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_session_key, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_key_info, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_lengths, 0, UNIT_ENCTYPES * N_KINDS);
    tcase_add_test(tc, test_lengths_qop);
    tcase_add_loop_test(tc, test_longest, 0, 2 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_description, 0, 2 * UNIT_ENCTYPES);
    tcase_add_test(tc, test_lifespan);
    tcase_add_test(tc, test_flags);
    tcase_add_test(tc, test_package_info);
    tcase_add_test(tc, test_others);
    tcase_add_test(tc, test_no_buffer);
    tcase_add_test(tc, test_no_handle);
    tcase_add_test(tc, test_let_go);
    tcase_add_loop_test(tc, test_no_memory, 0, 3);
    tcase_add_test(tc, test_key_info_blocks);
    tcase_add_test(tc, test_package_info_block);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
