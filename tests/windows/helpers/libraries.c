/* SPDX-License-Identifier: MIT */
#include "helpers.h"

#define SECURITY_WIN32
#include <security.h>

/* Any function, and one that is called. */
typedef PSecurityFunctionTableA (SEC_ENTRY *init_function)(void);

/* Its address is no handle. */
static char nothing;

static void
test_load(void)
{
    HMODULE module;

    forget_error();
    module = LoadLibraryA("secur32.dll");
    want(module != NULL, "LoadLibraryA secur32.dll");
    want(LoadLibraryA("SECUR32.DLL") == module, "in capitals");
    want(LoadLibraryA("secur32") == module, "without .dll");
    want(LoadLibraryW(L"secur32.dll") == module, "LoadLibraryW");
    want(LoadLibraryExA("secur32.dll", NULL, 0) == module, "LoadLibraryExA");
    want(LoadLibraryExW(L"secur32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32) ==
         module, "LoadLibraryExW");
    want(LoadLibraryA("C:\\windows\\system32\\secur32.dll") == module,
         "with a path");
    module = LoadLibraryA("security.dll");
    want(module != NULL, "LoadLibraryA security.dll");
    want(LoadLibraryW(L"Security") == module, "LoadLibraryW of it");
    want_no_error("GetLastError is as it was");
}

static void
test_load_errors(void)
{
    forget_error();
    want_error(LoadLibraryA("no-such.dll") != NULL, ERROR_MOD_NOT_FOUND,
               "LoadLibraryA: there is none");
    forget_error();
    want_error(LoadLibraryW(L"no-such.dll") != NULL, ERROR_MOD_NOT_FOUND,
               "LoadLibraryW: there is none");
    forget_error();
    want_error(LoadLibraryExA("no-such.dll", NULL, 0) != NULL,
               ERROR_MOD_NOT_FOUND, "LoadLibraryExA: there is none");
    forget_error();
    want_error(LoadLibraryExW(L"no-such.dll", NULL, 0) != NULL,
               ERROR_MOD_NOT_FOUND, "LoadLibraryExW: there is none");
#ifndef _WIN32
    forget_error();
    want_error(LoadLibraryA("kernel32.dll") != NULL, ERROR_MOD_NOT_FOUND,
               "another library of Windows");
    forget_error();
    want_error(LoadLibraryA("") != NULL, ERROR_MOD_NOT_FOUND, "no name");
    forget_error();
    want_error(LoadLibraryW(L"secur32\x0101.dll") != NULL,
               ERROR_MOD_NOT_FOUND, "a unit of which a half is a letter");
    forget_error();
    want_error(LoadLibraryW(L"\x00e9secur32.dll") != NULL,
               ERROR_MOD_NOT_FOUND, "a name that only ends in it");
    forget_error();
    want_error(LoadLibraryA("\xc3\xa9secur32.dll") != NULL,
               ERROR_MOD_NOT_FOUND, "the same in UTF-8");
    want(LoadLibraryW(L"C:\\\x00e9\\secur32.dll") ==
         LoadLibraryA("secur32.dll"), "a path may be of any characters");
    want(LoadLibraryA("/\xc3\xa9/secur32") == LoadLibraryA("secur32"),
         "in UTF-8, too");
    forget_error();
    want_error(LoadLibraryA("secur32.dll.dll") != NULL, ERROR_MOD_NOT_FOUND,
               "one suffix is taken away");
    forget_error();
    want_error(LoadLibraryA(NULL) != NULL, ERROR_INVALID_PARAMETER,
               "LoadLibraryA NULL");
    forget_error();
    want_error(LoadLibraryW(NULL) != NULL, ERROR_INVALID_PARAMETER,
               "LoadLibraryW NULL");
    forget_error();
    want_error(LoadLibraryExA("secur32.dll", (HANDLE)&nothing, 0) != NULL,
               ERROR_INVALID_PARAMETER, "LoadLibraryExA with a file");
    forget_error();
    want_error(LoadLibraryExW(L"secur32.dll", (HANDLE)&nothing, 0) !=
               NULL, ERROR_INVALID_PARAMETER, "LoadLibraryExW with a file");
#endif
}

static void
test_functions(void)
{
    HMODULE module = LoadLibraryA("security.dll");
    init_function init;

    forget_error();
    init = (init_function)(void (*)(void))GetProcAddress(
        module, SECURITY_ENTRYPOINT_ANSIA);
    want(init != NULL && init() == InitSecurityInterfaceA(),
         "GetProcAddress gives the function");
    want(GetProcAddress(LoadLibraryA("secur32.dll"), "MakeSignature") !=
         NULL, "of the other library, too");
    want_no_error("GetLastError is as it was then");
    forget_error();
    want_error(GetProcAddress(module, "NoSuchFunction") != NULL,
               ERROR_PROC_NOT_FOUND, "GetProcAddress: there is none");
    forget_error();
    want_error(GetProcAddress(module, "makesignature") != NULL,
               ERROR_PROC_NOT_FOUND, "GetProcAddress looks at the case");
#ifndef _WIN32
    forget_error();
    want_error(GetProcAddress(module, (LPCSTR)(ULONG_PTR)1) != NULL,
               ERROR_PROC_NOT_FOUND, "GetProcAddress by a number");
    forget_error();
    want_error(GetProcAddress((HMODULE)&nothing, "MakeSignature") != NULL,
               ERROR_MOD_NOT_FOUND, "GetProcAddress of no library");
    forget_error();
    want_error(GetProcAddress(NULL, "MakeSignature") != NULL,
               ERROR_MOD_NOT_FOUND, "GetProcAddress of NULL");
#endif
}

static void
test_free(void)
{
    HMODULE module = LoadLibraryA("secur32.dll");

    forget_error();
    want(FreeLibrary(module), "FreeLibrary");
    want_no_error("GetLastError is as it was after it");
    want(GetProcAddress(module, "MakeSignature") != NULL,
         "the program is linked to it, so it stays");
    forget_error();
    want_error(FreeLibrary(NULL), ERROR_INVALID_HANDLE, "FreeLibrary NULL");
    forget_error();
    want_error(FreeLibrary((HMODULE)&nothing), ERROR_MOD_NOT_FOUND,
               "FreeLibrary of none");
}

void
test_libraries(void)
{
    test_load();
    test_load_errors();
    test_functions();
    test_free();
}
