/* SPDX-License-Identifier: MIT */
/* shim/secur32: identities, in all their forms. */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "ksp/winerror.h"
#include "secur32/secur32.h"
#include "unit/unit.h"

/* What a function finds on the stack that does not write it. */
__attribute__((noinline)) static void
dirty_stack(int with)
{
    volatile unsigned char dirt[4096];
    size_t i;

    for (i = 0; i < sizeof(dirt); i++)
        dirt[i] = (unsigned char)with;
}

/* All bytes of it are a field's or a text's, and those between are 0. */
START_TEST(test_packed_identity)
{
    static char user[] = "user", realm[] = "REALM", password[] = "secret";
    struct sspi_identity_texts texts = {
        .user = user, .domain = realm, .password = password
    };
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    void *once, *again;

    dirty_stack(0x55);
    ck_assert_int_eq(sspi_identity_pack(&texts, &once), SEC_E_OK);
    dirty_stack(0xaa);
    ck_assert_int_eq(sspi_identity_pack(&texts, &again), SEC_E_OK);
    memcpy(&head, once, sizeof(head));
    ck_assert_mem_eq(once, again, head.cbStructureLength);
    SspiFreeAuthIdentity(once);
    SspiFreeAuthIdentity(again);
}
END_TEST

#if UINTPTR_MAX > UINT32_MAX
/* Where the half that is read first looks like that. */
static uintptr_t
address_like(uint32_t version)
{
    return __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ?
        (uintptr_t)version << 32 : (uintptr_t)0x7a0000000000 + version;
}

static uint32_t
first_half(const SEC_WINNT_AUTH_IDENTITY_A *id)
{
    uint32_t half;

    memcpy(&half, id, sizeof(half));
    return half;
}
#endif

/* A user whose address looks like the version of another form, in the half
 * where that has it, is read as neither. */
START_TEST(test_identity_address)
{
#if UINTPTR_MAX > UINT32_MAX
    static const char user[] = "user";
    SEC_WINNT_AUTH_IDENTITY_A *id = calloc(1, sizeof(*id));
    uintptr_t want = address_like((uint32_t)(0x200 + _i));
    char *page = mmap((void *)(want & ~(uintptr_t)0xfff), 4096,
                      PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
    struct sspi_identity_texts t;

    ck_assert_ptr_nonnull(id);
    ck_assert_ptr_ne(page, MAP_FAILED);
    page += want & 0xfff;
    memcpy(page, user, sizeof(user));
    id->User = (void *)page;
    id->UserLength = 4;
    id->Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    /* An emulator may have given another page, which looks like nothing. */
    ck_assert_int_eq(sspi_identity_texts_read(id, &t),
                     first_half(id) == (uint32_t)(0x200 + _i) ?
                     SEC_E_INVALID_PARAMETER : SEC_E_OK);
    sspi_identity_texts_wipe(&t);
    free(id);
    munmap(page - (want & 0xfff), 4096);
#else
    unit_cannot("test_identity_address", "a pointer has no halves");
#endif
}
END_TEST

/* A block that somebody else has made is not read as one with pointers. */
START_TEST(test_block_with_pointers)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    PSEC_WINNT_AUTH_IDENTITY_OPAQUE taken;
    unsigned char block[sizeof(head) + 64];

    memset(block, 0xff, sizeof(block));
    memset(&head, 0, sizeof(head));
    head.Version = SEC_WINNT_AUTH_IDENTITY_VERSION_2;
    head.cbHeaderLength = 0x7fff;
    head.cbStructureLength = sizeof(head);
    head.Flags = SEC_WINNT_AUTH_IDENTITY_ANSI;
    memcpy(block, &head, sizeof(head));
    ck_assert_int_eq(SspiUnmarshalAuthIdentity(sizeof(block), (CHAR *)block,
                                               &taken),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(taken);
}
END_TEST

/* Bits of Flags that say what the strings are, or that one is none: clearing
 * does not look at them. */
static const ULONG odd_flags[] = {
    0, SEC_WINNT_AUTH_IDENTITY_FLAGS_ID_PROVIDER,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_PROCESS_ENCRYPTED,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_PROTECTED,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_USER_PROTECTED,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_SYSTEM_ENCRYPTED,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER,
    SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN,
    0xffffffff & ~(ULONG)(SEC_WINNT_AUTH_IDENTITY_ANSI |
                          SEC_WINNT_AUTH_IDENTITY_UNICODE),
};

#define ODD_FLAGS (sizeof(odd_flags) / sizeof(odd_flags[0]))

static bool
is_clear(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    size_t i = 0;

    while (i < length && at[i] == 0)
        i++;
    return i == length;
}

/* Four strings of `units` characters; one unit more is not theirs. */
struct strings {
    USHORT user[6], domain[6], password[6], packages[6];
};

#define UNITS 5

static bool
is_cleared(const USHORT *text, size_t bytes)
{
    return is_clear(text, bytes) &&
        ((const unsigned char *)text)[bytes] == 0x55;
}

/* By A the strings are half as long. */
START_TEST(test_zero_pointers)
{
    ULONG kind = _i % 2 == 0 ? SEC_WINNT_AUTH_IDENTITY_ANSI :
        SEC_WINNT_AUTH_IDENTITY_UNICODE;
    ULONG flags = odd_flags[_i / 2] | kind;
    size_t bytes = kind == SEC_WINNT_AUTH_IDENTITY_ANSI ? UNITS : 2 * UNITS;
    struct strings s;
    SEC_WINNT_AUTH_IDENTITY_W brief = {
        s.user, UNITS, s.domain, UNITS, s.password, UNITS, flags
    };
    SEC_WINNT_AUTH_IDENTITY_EXW whole = {
        SEC_WINNT_AUTH_IDENTITY_VERSION, sizeof(whole), s.user, UNITS,
        s.domain, UNITS, s.password, UNITS, flags, s.packages, UNITS
    };

    memset(&s, 0x55, sizeof(s));
    SspiZeroAuthIdentity(&brief);
    ck_assert(is_cleared(s.user, bytes) && is_cleared(s.domain, bytes) &&
              is_cleared(s.password, bytes));
    memset(&s, 0x55, sizeof(s));
    SspiZeroAuthIdentity(&whole);
    ck_assert(is_cleared(s.user, bytes) && is_cleared(s.domain, bytes) &&
              is_cleared(s.password, bytes) &&
              is_cleared(s.packages, bytes));
    ck_assert(whole.User == s.user && brief.Password == s.password);
}
END_TEST

/* Neither A nor W: bytes, for there are so many at least.  A string that is
 * not there, or has no length, is none. */
START_TEST(test_zero_odd)
{
    struct strings s;
    SEC_WINNT_AUTH_IDENTITY_W id = {
        s.user, UNITS, NULL, UNITS, s.password, 0, _i == 0 ? 0 :
        SEC_WINNT_AUTH_IDENTITY_ANSI | SEC_WINNT_AUTH_IDENTITY_UNICODE
    };

    memset(&s, 0x55, sizeof(s));
    SspiZeroAuthIdentity(&id);
    ck_assert(is_cleared(s.user, UNITS) && s.password[0] == 0x5555);
    SspiZeroAuthIdentity(NULL);
}
END_TEST

static PVOID
packed_identity(ULONG flags)
{
    static char user[] = "user", realm[] = "REALM", password[] = "secret";
    struct sspi_identity_texts texts = {
        .user = user, .domain = realm, .password = password
    };
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    void *block;

    ck_assert_int_eq(sspi_identity_pack(&texts, &block), SEC_E_OK);
    memcpy(&head, block, sizeof(head));
    head.Flags |= flags;
    memcpy(block, &head, sizeof(head));
    return block;
}

/* The whole block, whatever its flags say and its secret is. */
START_TEST(test_zero_block)
{
    PVOID block = packed_identity(odd_flags[_i]);
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    SEC_WINNT_AUTH_PACKED_CREDENTIALS credentials;
    unsigned char *at;

    memcpy(&head, block, sizeof(head));
    SspiZeroAuthIdentity(block);
    ck_assert(is_clear(block, head.cbStructureLength));
    SspiFreeAuthIdentity(block);
    block = packed_identity(odd_flags[_i]);
    at = (unsigned char *)block + head.PackedCredentialsOffset;
    memcpy(&credentials, at, sizeof(credentials));
    credentials.AuthData.CredType.Data1++;
    memcpy(at, &credentials, sizeof(credentials));
    SspiZeroAuthIdentity(block);
    ck_assert(is_clear(block, head.cbStructureLength));
    SspiFreeAuthIdentity(block);
}
END_TEST

/* Nobody knows how long a block is whose parts are not in it. */
START_TEST(test_zero_malformed)
{
    PVOID block = packed_identity(0);
    SEC_WINNT_AUTH_IDENTITY_EX2 head;
    SEC_WINNT_AUTH_IDENTITY_EXW other;
    struct strings s;

    memcpy(&head, block, sizeof(head));
    head.UserOffset = head.cbStructureLength;
    memcpy(block, &head, sizeof(head));
    SspiZeroAuthIdentity(block);
    ck_assert_mem_eq(block, &head, sizeof(head));
    SspiFreeAuthIdentity(block);
    memset(&other, 0, sizeof(other));
    memset(&s, 0x55, sizeof(s));
    other.Version = SEC_WINNT_AUTH_IDENTITY_VERSION;
    other.Length = sizeof(other) - 1;
    other.User = s.user;
    other.UserLength = UNITS;
    SspiZeroAuthIdentity(&other);
    ck_assert_uint_eq(s.user[0], 0x5555);
}
END_TEST

/* Where one out argument is NULL the others are set all the same. */
START_TEST(test_identity_outputs)
{
    static const WCHAR none[] = { 0 };
    PVOID block = packed_identity(0);
    PCWSTR out[3];
    PCWSTR *given[3];
    PUCHAR blob = (PUCHAR)block;
    ULONG type = 7, size = 7;
    int i, j;

    for (i = 0; i < 3; i++) {
        for (j = 0; j < 3; j++) {
            out[j] = none;
            given[j] = i == j ? NULL : &out[j];
        }
        ck_assert_int_eq(SspiEncodeAuthIdentityAsStrings(
                             block, given[0], given[1], given[2]),
                         SEC_E_INVALID_PARAMETER);
        for (j = 0; j < 3; j++)
            ck_assert_ptr_eq(out[j], i == j ? none : NULL);
    }
    ck_assert_int_eq(SspiPrepareForCredRead(block, NULL, &type, NULL),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(type, 0);
    type = 7;
    out[0] = none;
    ck_assert_int_eq(SspiPrepareForCredRead(block, NULL, NULL, &out[0]),
                     SEC_E_INVALID_PARAMETER);
    ck_assert_ptr_null(out[0]);
    out[0] = none;
    ck_assert_int_eq(SspiPrepareForCredWrite(block, NULL, &type, &out[0],
                                             NULL, &blob, &size),
                     SEC_E_INVALID_PARAMETER);
    ck_assert(type == 0 && size == 0 && out[0] == NULL && blob == NULL);
    SspiFreeAuthIdentity(block);
}
END_TEST

/* What the flags of the packed form say. */
static ULONG
flags_of(PVOID block)
{
    SEC_WINNT_AUTH_IDENTITY_EX2 head;

    memcpy(&head, block, sizeof(head));
    return head.Flags;
}

/* A copy has the bits that are not about its form, whichever they are. */
START_TEST(test_copied_flags)
{
    const ULONG own = SEC_WINNT_AUTH_IDENTITY_UNICODE |
        SEC_WINNT_AUTH_IDENTITY_MARSHALLED;
    const ULONG others = SEC_WINNT_AUTH_IDENTITY_ONLY | 0x40000000 | 0x100;
    WCHAR name[] = u"NTLM";
    PVOID block = packed_identity(others |
                                  SEC_WINNT_AUTH_IDENTITY_FLAGS_RESERVED);
    PVOID copy;

    ck_assert_int_eq(SspiCopyAuthIdentity(block, &copy), SEC_E_OK);
    ck_assert_uint_eq(flags_of(copy), own | others);
    SspiFreeAuthIdentity(copy);
    ck_assert_int_eq(SspiExcludePackage(block, name, &copy), SEC_E_OK);
    ck_assert_uint_eq(flags_of(copy), own | others);
    SspiFreeAuthIdentity(copy);
    SspiFreeAuthIdentity(block);
    ck_assert_int_eq(SspiExcludePackage(NULL, name, &copy), SEC_E_OK);
    ck_assert_uint_eq(flags_of(copy), own |
                      SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_USER |
                      SEC_WINNT_AUTH_IDENTITY_FLAGS_NULL_DOMAIN);
    SspiFreeAuthIdentity(copy);
}
END_TEST

/* What would be a list of its own, which could let in what another call has
 * taken away. */
START_TEST(test_excluded_names)
{
    static const WCHAR *const names[] = {
        u"", u"!Kerberos", u"NTLM,Kerberos", u"NTLM Kerberos", u",", u" NTLM"
    };
    PVOID block = packed_identity(0), copy;
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        copy = block;
        ck_assert_int_eq(SspiExcludePackage(block, names[i], &copy),
                         SEC_E_INVALID_PARAMETER);
        ck_assert_ptr_null(copy);
    }
    SspiFreeAuthIdentity(block);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("identity");
    TCase *tc = tcase_create("identity");

    tcase_add_test(tc, test_packed_identity);
    tcase_add_loop_test(tc, test_identity_address, 0, 2);
    tcase_add_test(tc, test_block_with_pointers);
    tcase_add_loop_test(tc, test_zero_pointers, 0, 2 * ODD_FLAGS);
    tcase_add_loop_test(tc, test_zero_odd, 0, 2);
    tcase_add_loop_test(tc, test_zero_block, 0, ODD_FLAGS);
    tcase_add_test(tc, test_zero_malformed);
    tcase_add_test(tc, test_identity_outputs);
    tcase_add_test(tc, test_copied_flags);
    tcase_add_test(tc, test_excluded_names);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
