/* SPDX-License-Identifier: MIT */
/* The package's own door (ksp/usermode.h): contexts that the program made,
 * not the library. */
#include <stdlib.h>
#include <string.h>

#include "ksp/message.h"
#include "ksp/usermode.h"
#include "realm/sspi/tests.h"

static char ends[2];
#define CLIENT ((LSA_SEC_HANDLE)(uintptr_t)&ends[0])
#define SERVER ((LSA_SEC_HANDLE)(uintptr_t)&ends[1])

static PSECPKG_USER_FUNCTION_TABLE package;

static void
get_package(void)
{
    PSECPKG_USER_FUNCTION_TABLE none = (void *)&none;
    ULONG version = 7, count = 7;

    tap_status(SpUserModeInitialize(SECPKG_INTERFACE_VERSION_2, &version,
                                    &none, &count), SEC_E_INVALID_PARAMETER,
               "a version that there is not");
    tap_ok(none == NULL && version == 0 && count == 0, "nothing");
    tap_status(SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version, NULL,
                                    &count), SEC_E_INVALID_PARAMETER,
               "nowhere");
    tap_status(SpUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                    &package, &count), SEC_E_OK,
               "the package");
    tap_number(count, 1, "one table");
}

/* As establishment would have left it: any key of the enctype. */
static SecBuffer
packed(const struct enctype_facts *enctype, USHORT role, ULONG flags,
       unsigned char *bytes)
{
    SecBuffer buffer = { 0, SECBUFFER_EMPTY, bytes };
    KSP_PACKED_CONTEXT p, back;

    memset(&p, 0, sizeof(p));
    p.Role = role;
    p.ContextAttributes = ISC_RET_INTEGRITY | ISC_RET_CONFIDENTIALITY;
    p.Flags = flags;
    p.ExpiryTime = INT64_MAX;
    p.SendInitial = role;
    p.RecvInitial = KSP_ROLE_INITIATOR + KSP_ROLE_ACCEPTOR - role;
    p.KeyCount = 1;
    p.Keys[0].Enctype = enctype->enctype;
    p.Keys[0].Length = (ULONG)enctype->key;
    memset(p.Keys[0].Contents, 0x5b, enctype->key);
    tap_status(KspPackContext(&p, bytes, KSP_PACKED_MAX, &buffer.cbBuffer),
               SEC_E_OK, "packed");
    tap_status(KspUnpackContext(bytes, buffer.cbBuffer, &back), SEC_E_OK,
               "and back");
    tap_ok(memcmp(&p, &back, sizeof(p)) == 0, "the same");
    return buffer;
}

static void
bad(const struct sspi_facts *facts)
{
    static unsigned char bytes[KSP_PACKED_MAX + 1];
    SecBuffer in = packed(facts->enctype, KSP_ROLE_INITIATOR, 0, bytes), odd;
    LSA_SEC_HANDLE handle = 7;

    tap_status(package->InitUserModeContext(CLIENT, NULL),
               SEC_E_INVALID_PARAMETER, "init: nothing");
    odd = in;
    odd.pvBuffer = NULL;
    tap_status(package->InitUserModeContext(CLIENT, &odd),
               SEC_E_INVALID_TOKEN, "init: no bytes");
    odd = in;
    odd.cbBuffer--;
    tap_status(package->InitUserModeContext(CLIENT, &odd),
               SEC_E_INVALID_TOKEN, "init: cut short");
    odd.cbBuffer = sizeof(bytes);
    tap_status(package->InitUserModeContext(CLIENT, &odd),
               SEC_E_INVALID_TOKEN, "init: longer than there are");
    tap_status(package->InitUserModeContext(0, &in), SEC_E_INVALID_HANDLE,
               "init: handle 0");
    tap_status(package->ImportContext(&odd, NULL, &handle),
               SEC_E_INVALID_TOKEN, "import: longer than there are");
    tap_number(handle, 0, "no handle");
    tap_status(package->ImportContext(NULL, NULL, &handle),
               SEC_E_INVALID_PARAMETER, "import: nothing");
    tap_status(package->ImportContext(&in, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "import: nowhere");
    tap_status(package->ExportContext(CLIENT, 0, NULL, NULL),
               SEC_E_INVALID_PARAMETER, "export: nowhere");
    tap_status(package->ExportContext(CLIENT, 0, &odd, NULL),
               SEC_E_INVALID_HANDLE, "export: no context");
    tap_ok(odd.pvBuffer == NULL && odd.cbBuffer == 0, "nothing");
    tap_status(package->DeleteUserModeContext(CLIENT), SEC_E_INVALID_HANDLE,
               "delete: no context");
}

static void
open_pair(const struct sspi_facts *facts)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer in;

    in = packed(facts->enctype, KSP_ROLE_INITIATOR,
                KSP_PACKED_CALLERS_NUMBERS, bytes);
    tap_status(package->InitUserModeContext(CLIENT, &in), SEC_E_OK,
               "the client's");
    tap_status(package->InitUserModeContext(CLIENT, &in),
               SEC_E_INVALID_HANDLE, "a handle that is taken");
    in = packed(facts->enctype, KSP_ROLE_ACCEPTOR,
                KSP_PACKED_CALLERS_NUMBERS, bytes);
    tap_status(package->InitUserModeContext(SERVER, &in), SEC_E_OK,
               "the server's");
}

static void
signs(LSA_SEC_HANDLE to, ULONG number)
{
    struct sspi_message m;
    ULONG fQOP = 7;

    message_init(&m, "text");
    tap_status(package->MakeSignature(CLIENT, 1, &m.list, number),
               SEC_E_QOP_NOT_SUPPORTED, "a QOP that there is not");
    tap_status(package->MakeSignature(CLIENT, 0, &m.list, number), SEC_E_OK,
               "signed");
    tap_status(package->VerifySignature(to, &m.list, number + 1, &fQOP),
               SEC_E_OUT_OF_SEQUENCE, "it is not the next message");
    tap_status(package->VerifySignature(to, &m.list, number, NULL), SEC_E_OK,
               "but this one");
    tap_number(fQOP, 0, "its QOP");
    m.data[0] ^= 1;
    tap_status(package->VerifySignature(to, &m.list, number, NULL),
               SEC_E_MESSAGE_ALTERED, "changed");
}

static void
seals(ULONG fQOP, ULONG number)
{
    struct sspi_message m;
    ULONG found = 7;

    message_init_sealed(&m, "text");
    tap_status(package->SealMessage(CLIENT, fQOP, &m.list, number), SEC_E_OK,
               "sealed");
    tap_number(memcmp(m.data, "text", 4) == 0, fQOP != 0,
               "it can be read if it is signed only");
    tap_status(package->UnsealMessage(SERVER, &m.list, number, &found),
               SEC_E_OK, "opened");
    tap_ok(memcmp(m.data, "text", 4) == 0, "the message");
    tap_number(found, fQOP, "its QOP");
}

static void
given_back(PVOID memory, const char *name)
{
    tap_status(FreeContextBuffer(memory), SEC_E_OK, name);
    tap_status(FreeContextBuffer(memory), SEC_E_INVALID_PARAMETER,
               "but once");
}

static void
asked(const struct sspi_facts *facts)
{
    SecPkgContext_PackageInfoW info;
    SecPkgContext_SessionKey key;
    SecPkgContext_KeyInfoW names;
    SecPkgContext_Sizes sizes;

    tap_status(package->QueryContextAttributes(CLIENT, SECPKG_ATTR_SIZES,
                                               &sizes), SEC_E_OK, "sizes");
    tap_number(sizes.cbMaxSignature, facts->enctype->mic, "of a signature");
    tap_status(package->QueryContextAttributes(CLIENT, SECPKG_ATTR_SIZES,
                                               NULL),
               SEC_E_INVALID_PARAMETER, "nowhere");
    tap_status(package->QueryContextAttributes(
        CLIENT, SECPKG_ATTR_SESSION_KEY, NULL), SEC_E_INVALID_PARAMETER,
        "a key, nowhere");
    tap_status(package->QueryContextAttributes(
        CLIENT, SECPKG_ATTR_SESSION_KEY, &key), SEC_E_OK, "the key");
    tap_number(key.SessionKeyLength, facts->enctype->key, "its length");
    tap_number(key.SessionKey[0], 0x5b, "it is ours");
    given_back(key.SessionKey, "the key is given back");
    tap_status(package->QueryContextAttributes(
        CLIENT, SECPKG_ATTR_KEY_INFO, &names), SEC_E_OK, "key information");
    tap_number(names.EncryptAlgorithm, (ULONG)facts->enctype->enctype,
               "the enctype");
    tap_number(names.sEncryptAlgorithmName[0],
               (unsigned char)facts->enctype->cipher[0], "its name");
    given_back(names.sEncryptAlgorithmName, "its name is given back");
    given_back(names.sSignatureAlgorithmName, "the other name, too");
    tap_status(package->QueryContextAttributes(
        CLIENT, SECPKG_ATTR_PACKAGE_INFO, &info), SEC_E_OK, "the package");
    tap_number(info.PackageInfo->Name[0], 'K', "its name");
    given_back(info.PackageInfo, "it is given back");
    tap_status(package->QueryContextAttributes(
        SERVER + 1, SECPKG_ATTR_SESSION_KEY, &key), SEC_E_INVALID_HANDLE,
        "no context");
}

/* The server's end goes to a new one. */
static void
moved(void)
{
    SecBuffer bytes;
    LSA_SEC_HANDLE copy;
    HANDLE token = &bytes;

    tap_status(package->ExportContext(SERVER,
                                      SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                      &bytes, &token), SEC_E_OK, "exported");
    tap_ok(token == NULL, "no token");
    tap_status(package->DeleteUserModeContext(SERVER), SEC_E_INVALID_HANDLE,
               "the old one is gone");
    tap_status(package->ImportContext(&bytes, NULL, &copy), SEC_E_OK,
               "imported");
    given_back(bytes.pvBuffer, "the bytes are given back");
    signs(copy, 40);
    tap_status(package->DeleteUserModeContext(copy), SEC_E_OK, "deleted");
}

/* A context of the library's is none of these, and the other way round. */
static void
apart(const struct sspi_facts *facts)
{
    struct sspi_dialog dialog = { .request = SSPI_EVERYTHING };
    struct sspi_end pair[2];
    struct sspi_message m;
    CtxtHandle mine;

    tap_ok(sspi_pair_open(pair, facts->target, &dialog), "the library's");
    message_init(&m, "text");
    tap_status(package->MakeSignature(pair[0].ctx.dwLower, 0, &m.list, 0),
               SEC_E_INVALID_HANDLE, "it is not the package's");
    mine.dwLower = CLIENT;
    mine.dwUpper = pair[0].ctx.dwUpper;
    tap_status(MakeSignature(&mine, 0, &m.list, 0), SEC_E_INVALID_HANDLE,
               "nor this the library's");
    sspi_pair_close(pair);
}

void
section_door(const struct sspi_facts *facts)
{
    get_package();
    bad(facts);
    open_pair(facts);
    signs(SERVER, 1);
    signs(SERVER, 9);
    seals(0, 20);
    seals(SECQOP_WRAP_NO_ENCRYPT, 22);
    asked(facts);
    moved();
    apart(facts);
    tap_status(package->DeleteUserModeContext(CLIENT), SEC_E_OK, "deleted");
    tap_status(package->DeleteUserModeContext(CLIENT), SEC_E_INVALID_HANDLE,
               "once");
}

/* krb5.conf refuses the enctype. */
void
section_door_refused(const struct sspi_facts *facts)
{
    unsigned char bytes[KSP_PACKED_MAX];
    LSA_SEC_HANDLE handle = 7;
    SecBuffer in;

    get_package();
    in = packed(facts->enctype, KSP_ROLE_INITIATOR, 0, bytes);
    tap_status(package->InitUserModeContext(CLIENT, &in),
               SEC_E_ALGORITHM_MISMATCH, "init");
    tap_status(package->ImportContext(&in, NULL, &handle),
               SEC_E_ALGORITHM_MISMATCH, "import");
    tap_number(handle, 0, "no handle");
}
