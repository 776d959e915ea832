/* SPDX-License-Identifier: MIT */
/*
 * The registry of packages.  Entries are only ever added, and an entry is
 * whole before `count` covers it: look-up takes no lock.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "base/lock.h"
#include "ksp/ntsecpkg.h"
#include "ksp/winerror.h"

#define PACKAGES_MAX 8
#define NAME_MAX_BYTES 64

struct entry {
    unsigned char name[NAME_MAX_BYTES];
    USHORT length;
    PSECPKG_KERNEL_FUNCTION_TABLE table;
};

static struct entry entries[PACKAGES_MAX];
static _Atomic size_t count;

static bool
name_valid(const SECURITY_STRING *name)
{
    return name != NULL && name->Buffer != NULL && name->Length > 0 &&
        name->Length % sizeof(WCHAR) == 0 &&
        name->Length <= NAME_MAX_BYTES;
}

static bool
table_whole(const SECPKG_KERNEL_FUNCTION_TABLE *t)
{
    return t != NULL && t->Initialize != NULL && t->DeleteContext != NULL &&
        t->InitContext != NULL && t->MapHandle != NULL && t->Sign != NULL &&
        t->Verify != NULL && t->Seal != NULL && t->Unseal != NULL &&
        t->GetToken != NULL && t->QueryAttributes != NULL &&
        t->CompleteToken != NULL && t->ExportContext != NULL &&
        t->ImportContext != NULL && t->SetPackagePagingMode != NULL &&
        t->SerializeAuthData != NULL;
}

static struct entry *
find(const SECURITY_STRING *name)
{
    size_t n = atomic_load_explicit(&count, memory_order_acquire);
    struct entry *found = NULL;
    size_t i;

    for (i = 0; i < n && found == NULL; i++) {
        if (entries[i].length == name->Length &&
            memcmp(entries[i].name, name->Buffer, name->Length) == 0)
            found = &entries[i];
    }
    return found;
}

static SECURITY_STATUS
add(const SECURITY_STRING *name, PSECPKG_KERNEL_FUNCTION_TABLE table)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    size_t n = atomic_load(&count);

    if (n < PACKAGES_MAX) {
        memcpy(entries[n].name, name->Buffer, name->Length);
        entries[n].length = name->Length;
        entries[n].table = table;
        atomic_store_explicit(&count, n + 1, memory_order_release);
        status = SEC_E_OK;
    }
    return status;
}

SECURITY_STATUS
KSecRegisterSecurityProvider(PSECURITY_STRING ProviderName,
                             PSECPKG_KERNEL_FUNCTION_TABLE Table)
{
    SECURITY_STATUS status = SEC_E_INVALID_PARAMETER;
    const struct entry *known;

    if (!name_valid(ProviderName) || !table_whole(Table))
        return SEC_E_INVALID_PARAMETER;
    ksp_lock(KSP_LOCK_TABLE);
    known = find(ProviderName);
    if (known == NULL)
        status = add(ProviderName, Table);
    else if (known->table == Table)
        status = SEC_E_OK;
    ksp_unlock(KSP_LOCK_TABLE);
    return status;
}

PSECPKG_KERNEL_FUNCTION_TABLE
KSecLocateSecurityProvider(const SECURITY_STRING *ProviderName)
{
    const struct entry *found = NULL;

    if (name_valid(ProviderName))
        found = find(ProviderName);
    return found != NULL ? found->table : NULL;
}
