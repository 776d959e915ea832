/* SPDX-License-Identifier: MIT */
/*
 * A hash table with chains.  Each bucket has the lock its number falls to,
 * so that two contexts seldom meet.
 */
#include <stdlib.h>

#include "base/lock.h"
#include "core/user_handles.h"
#include "ksp/winerror.h"

#define BUCKET_COUNT 1024

struct pair {
    LSA_SEC_HANDLE handle;
    LSA_SEC_HANDLE ContextId;
    struct pair *next;
};

static struct pair *buckets[BUCKET_COUNT];

/* Addresses and counters alike spread well under this multiplier, the
 * golden ratio as a 32-bit fraction. */
static size_t
bucket_of(LSA_SEC_HANDLE handle)
{
    uint64_t mixed = (uint64_t)handle * UINT64_C(0x9e3779b1);

    return (size_t)(mixed >> 20) % BUCKET_COUNT;
}

/* Where the pair of `handle` hangs, or the end of its chain; locked. */
static struct pair **
link_of(LSA_SEC_HANDLE handle)
{
    struct pair **link = &buckets[bucket_of(handle)];

    while (*link != NULL && (*link)->handle != handle)
        link = &(*link)->next;
    return link;
}

SECURITY_STATUS
ksp_user_handles_add(LSA_SEC_HANDLE handle, LSA_SEC_HANDLE ContextId)
{
    unsigned int lock = ksp_lock_for(bucket_of(handle));
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    struct pair *pair = malloc(sizeof(*pair));
    struct pair **link;

    if (pair == NULL)
        goto cleanup;
    pair->handle = handle;
    pair->ContextId = ContextId;
    pair->next = NULL;
    status = SEC_E_INVALID_HANDLE;
    ksp_lock(lock);
    link = link_of(handle);
    if (handle != 0 && *link == NULL) {
        *link = pair;
        pair = NULL;
        status = SEC_E_OK;
    }
    ksp_unlock(lock);
cleanup:
    free(pair);
    return status;
}

/* A signal handler that has interrupted one who has the lock finds a whole
 * chain all the same: it is changed by one word at a time. */
LSA_SEC_HANDLE
ksp_user_handles_find(LSA_SEC_HANDLE handle)
{
    unsigned int lock = ksp_lock_for(bucket_of(handle));
    LSA_SEC_HANDLE ContextId = 0;
    struct pair **link;
    bool taken;

    taken = ksp_lock_unless_held(lock);
    link = link_of(handle);
    if (*link != NULL)
        ContextId = (*link)->ContextId;
    if (taken)
        ksp_unlock(lock);
    return ContextId;
}

/* `ContextId` 0: whatever it stands for. */
static LSA_SEC_HANDLE
take_out(LSA_SEC_HANDLE handle, LSA_SEC_HANDLE ContextId)
{
    unsigned int lock = ksp_lock_for(bucket_of(handle));
    LSA_SEC_HANDLE found = 0;
    struct pair **link, *pair;

    ksp_lock(lock);
    link = link_of(handle);
    pair = *link;
    if (pair != NULL && ContextId != 0 && pair->ContextId != ContextId)
        pair = NULL;
    if (pair != NULL) {
        *link = pair->next;
        found = pair->ContextId;
    }
    ksp_unlock(lock);
    free(pair);
    return found;
}

LSA_SEC_HANDLE
ksp_user_handles_remove(LSA_SEC_HANDLE handle)
{
    return take_out(handle, 0);
}

void
ksp_user_handles_forget(LSA_SEC_HANDLE handle, LSA_SEC_HANDLE ContextId)
{
    (void)take_out(handle, ContextId);
}
