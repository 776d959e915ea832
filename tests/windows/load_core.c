/* SPDX-License-Identifier: MIT */
/*
 * A Windows program that loads the core as a DLL, by the platform's own
 * headers, and calls its user-mode table.  TAP on stdout.
 */
#include <windows.h>
#define SECURITY_WIN32
#include <ntsecapi.h>
#include <sspi.h>
#include <ntsecpkg.h>
#include <stdio.h>
#include <string.h>

#define CONTEXT 0x1234
#define PACKED_LENGTH 104

static int failures;

static void
check(int condition, const char *name)
{
    static int number;

    printf("%s %d - %s\n", condition ? "ok" : "not ok", ++number, name);
    failures += !condition;
}

/* ksp/packed.h: an initiator, caller's numbers, one key of enctype 17. */
static void
pack(unsigned char *out)
{
    memset(out, 0, PACKED_LENGTH);
    memcpy(out, "KSPC\1\0\1\0", 8);
    out[12] = 1;
    out[76] = 1;
    out[80] = 17;
    out[84] = 16;
}

static NTSTATUS
sign(PSECPKG_USER_FUNCTION_TABLE t, ULONG fQOP, ULONG number,
     unsigned char *token, ULONG *length)
{
    char text[] = "message";
    SecBuffer buffers[2] = {
        { 7, SECBUFFER_DATA, text }, { *length, SECBUFFER_TOKEN, token }
    };
    SecBufferDesc list = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status = t->MakeSignature(CONTEXT, fQOP, &list, number);

    *length = buffers[1].cbBuffer;
    return status;
}

static void
use(PSECPKG_USER_FUNCTION_TABLE t)
{
    unsigned char packed[PACKED_LENGTH], token[64];
    SecBuffer context = { PACKED_LENGTH, SECBUFFER_EMPTY, packed };
    SecPkgContext_Sizes sizes;
    ULONG length = sizeof(token);

    check(sign(t, 0, 0, token, &length) == SEC_E_INVALID_HANDLE,
          "no context yet");
    pack(packed);
    check(t->InitUserModeContext(CONTEXT, &context) == SEC_E_OK,
          "SpInitUserModeContext");
    check(t->QueryContextAttributes(CONTEXT, SECPKG_ATTR_SIZES, &sizes) ==
          SEC_E_OK && sizes.cbMaxSignature == 28, "SIZES");
    length = 27;
    check(sign(t, 0, 0, token, &length) == SEC_E_BUFFER_TOO_SMALL,
          "too small");
    length = sizeof(token);
    check(sign(t, 1, 0, token, &length) == SEC_E_QOP_NOT_SUPPORTED,
          "the caller's QOP arrives");
    check(sign(t, 0, 7, token, &length) == SEC_E_OK && length == 28,
          "SpMakeSignature");
    check(memcmp(token, "\4\4\0\377\377\377\377\377\0\0\0\0\0\0\0\6", 16)
          == 0, "the caller's MessageSeqNo arrives");
    check(t->DeleteUserModeContext(CONTEXT) == SEC_E_OK, "deleted");
}

int
main(void)
{
    HMODULE dll = LoadLibraryA("ksp.dll");
    PSECPKG_USER_FUNCTION_TABLE tables = NULL;
    SpUserModeInitializeFn init = NULL;
    ULONG version = 0, count = 0;

    check(dll != NULL, "the DLL loads");
    if (dll != NULL) {
        init = (SpUserModeInitializeFn)(void *)
            GetProcAddress(dll, "SpUserModeInitialize");
    }
    check(init != NULL && init(SECPKG_INTERFACE_VERSION, &version, &tables,
                               &count) == 0 && count == 1,
          "SpUserModeInitialize");
    if (tables != NULL)
        use(tables);
    printf("1..10\n");
    return failures > 0;
}
