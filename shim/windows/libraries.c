/* SPDX-License-Identifier: MIT */
/*
 * Libraries by name.  Those of SSPI are the one that this file is in, so that
 * nothing is loaded or unloaded, and functions come from a table.
 */
#include <sspi.h>

#include <stdbool.h>

#include "windows/failing.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- the functions -------------------------------------------------- */

/* Any function: the one type that may be cast to each other one. */
typedef void (*any_function)(void);

#define ROW(function) { #function, (any_function)(function) }

static const struct {
    const char *name;
    any_function function;
} functions[] = {
    ROW(AcceptSecurityContext),
    ROW(AcquireCredentialsHandleA),
    ROW(AcquireCredentialsHandleW),
    ROW(AddCredentialsA),
    ROW(AddCredentialsW),
    ROW(ApplyControlToken),
    ROW(ChangeAccountPasswordA),
    ROW(ChangeAccountPasswordW),
    ROW(CompleteAuthToken),
    ROW(DecryptMessage),
    ROW(DeleteSecurityContext),
    ROW(EncryptMessage),
    ROW(EnumerateSecurityPackagesA),
    ROW(EnumerateSecurityPackagesW),
    ROW(ExportSecurityContext),
    ROW(FreeContextBuffer),
    ROW(FreeCredentialsHandle),
    ROW(ImpersonateSecurityContext),
    ROW(ImportSecurityContextA),
    ROW(ImportSecurityContextW),
    ROW(InitSecurityInterfaceA),
    ROW(InitSecurityInterfaceW),
    ROW(InitializeSecurityContextA),
    ROW(InitializeSecurityContextW),
    ROW(KspStatusName),
    ROW(KspStatusText),
    ROW(MakeSignature),
    ROW(QueryContextAttributesA),
    ROW(QueryContextAttributesExA),
    ROW(QueryContextAttributesExW),
    ROW(QueryContextAttributesW),
    ROW(QueryCredentialsAttributesA),
    ROW(QueryCredentialsAttributesExA),
    ROW(QueryCredentialsAttributesExW),
    ROW(QueryCredentialsAttributesW),
    ROW(QuerySecurityContextToken),
    ROW(QuerySecurityPackageInfoA),
    ROW(QuerySecurityPackageInfoW),
    ROW(RevertSecurityContext),
    ROW(SecMakeSPN),
    ROW(SecMakeSPNEx),
    ROW(SecMakeSPNEx2),
    ROW(SetContextAttributesA),
    ROW(SetContextAttributesW),
    ROW(SetCredentialsAttributesA),
    ROW(SetCredentialsAttributesW),
    ROW(SspiCompareAuthIdentities),
    ROW(SspiCopyAuthIdentity),
    ROW(SspiDecryptAuthIdentity),
    ROW(SspiDecryptAuthIdentityEx),
    ROW(SspiEncodeAuthIdentityAsStrings),
    ROW(SspiEncodeStringsAsAuthIdentity),
    ROW(SspiEncryptAuthIdentity),
    ROW(SspiEncryptAuthIdentityEx),
    ROW(SspiExcludePackage),
    ROW(SspiFreeAuthIdentity),
    ROW(SspiGetTargetHostName),
    ROW(SspiIsAuthIdentityEncrypted),
    ROW(SspiIsPromptingNeeded),
    ROW(SspiLocalFree),
    ROW(SspiMarshalAuthIdentity),
    ROW(SspiPrepareForCredRead),
    ROW(SspiPrepareForCredWrite),
    ROW(SspiUnmarshalAuthIdentity),
    ROW(SspiValidateAuthIdentity),
    ROW(SspiZeroAuthIdentity),
    ROW(VerifySignature),
};

/* ---- the libraries -------------------------------------------------- */

/* A handle is the address of one. */
static struct HINSTANCE__ {
    const char *name;
} libraries[] = { { "secur32" }, { "security" } };

#define SUFFIX ".dll"

static unsigned int
unit_at(const CHAR *a, const WCHAR *w, size_t at)
{
    return a != NULL ? (unsigned char)a[at] : w[at];
}

/* The library of a name that is `length` units of either width.  Of what
 * follows the path every unit counts. */
static HMODULE
find(const CHAR *a, const WCHAR *w, size_t length)
{
    char name[sizeof("security" SUFFIX)];
    size_t i, start = length;
    unsigned int unit;

    while (start > 0 && unit_at(a, w, start - 1) != '/' &&
           unit_at(a, w, start - 1) != '\\')
        start--;
    if (length - start >= sizeof(name))
        return NULL;
    for (i = 0; i < length - start; i++) {
        unit = unit_at(a, w, start + i);
        if (unit >= 0x80)
            return NULL;
        name[i] = (char)unit;
    }
    name[i] = 0;
    if (i > strlen(SUFFIX) && _stricmp(name + i - strlen(SUFFIX), SUFFIX) == 0)
        name[i - strlen(SUFFIX)] = 0;
    for (i = 0; i < COUNT(libraries); i++) {
        if (_stricmp(name, libraries[i].name) == 0)
            return &libraries[i];
    }
    return NULL;
}

static bool
is_library(HMODULE module)
{
    size_t i = 0;

    while (i < COUNT(libraries) && module != &libraries[i])
        i++;
    return i < COUNT(libraries);
}

/* ---- for the program ------------------------------------------------ */

static HMODULE
load(const CHAR *a, const WCHAR *w, size_t length)
{
    HMODULE module = find(a, w, length);

    if (module == NULL)
        SetLastError(ERROR_MOD_NOT_FOUND);
    return module;
}

HMODULE WINAPI
LoadLibraryA(LPCSTR lpLibFileName)
{
    if (lpLibFileName == NULL)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    return load(lpLibFileName, NULL, strlen(lpLibFileName));
}

HMODULE WINAPI
LoadLibraryW(LPCWSTR lpLibFileName)
{
    if (lpLibFileName == NULL)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    return load(NULL, lpLibFileName, wcslen(lpLibFileName));
}

HMODULE WINAPI
LoadLibraryExA(LPCSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)dwFlags;
    if (hFile != NULL)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    return LoadLibraryA(lpLibFileName);
}

HMODULE WINAPI
LoadLibraryExW(LPCWSTR lpLibFileName, HANDLE hFile, DWORD dwFlags)
{
    (void)dwFlags;
    if (hFile != NULL)
        return ksp_win_fail_pointer(ERROR_INVALID_PARAMETER);
    return LoadLibraryW(lpLibFileName);
}

/* A number in place of a name is below 64 KiB. */
FARPROC WINAPI
GetProcAddress(HMODULE hModule, LPCSTR lpProcName)
{
    size_t i = 0;

    if (!is_library(hModule)) {
        SetLastError(ERROR_MOD_NOT_FOUND);
        return NULL;
    }
    if ((uintptr_t)lpProcName > 0xffff) {
        while (i < COUNT(functions) &&
               strcmp(lpProcName, functions[i].name) != 0)
            i++;
        if (i < COUNT(functions))
            return (FARPROC)functions[i].function;
    }
    SetLastError(ERROR_PROC_NOT_FOUND);
    return NULL;
}

BOOL WINAPI
FreeLibrary(HMODULE hLibModule)
{
    if (hLibModule == NULL)
        return ksp_win_fail(ERROR_INVALID_HANDLE);
    if (!is_library(hLibModule))
        return ksp_win_fail(ERROR_MOD_NOT_FOUND);
    return TRUE;
}
