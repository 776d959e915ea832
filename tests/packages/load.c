/* SPDX-License-Identifier: MIT */
/*
 * load PACKAGE: loads a package as Windows does, by the name of its function,
 * where all can see what it exports; and sees that it is its own, and that
 * libksp-sspi has its own, too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ksp/usermode.h>
#include <stdio.h>
#include <string.h>

#define OURS 0x4f757273

static PSECPKG_USER_FUNCTION_TABLE
table_of(SpUserModeInitializeFn init)
{
    PSECPKG_USER_FUNCTION_TABLE tables = NULL;
    ULONG version = 0, count = 0;

    if (init == NULL ||
        init(SECPKG_INTERFACE_VERSION, &version, &tables, &count) !=
            SEC_E_OK || version != SECPKG_INTERFACE_VERSION || count != 1)
        return NULL;
    return tables;
}

static SpUserModeInitializeFn
find(void *where)
{
    SpUserModeInitializeFn found;
    void *symbol = dlsym(where, SECPKG_USERMODEINIT_NAME);

    memcpy(&found, &symbol, sizeof(found));
    return found;
}

int
main(int argc, char **argv)
{
    void *package = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : NULL;
    PSECPKG_USER_FUNCTION_TABLE theirs, ours;

    if (package == NULL)
        return 2;
    theirs = table_of(find(package));
    ours = table_of(SpUserModeInitialize);
    if (theirs == NULL || theirs->MakeSignature(0, 0, NULL, 0) != OURS)
        return 1;
    if (ours == NULL || ours == theirs ||
        ours->MakeSignature(0, 0, NULL, 0) != SEC_E_INVALID_HANDLE)
        return 1;
    puts("the package's table, and the library's");
    return 0;
}
