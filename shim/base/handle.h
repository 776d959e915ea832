/* SPDX-License-Identifier: MIT */
/*
 * Handles: an index and a generation into a table whose memory stays of
 * its type.
 *
 * A handle that is zero, forged, stale or already deleted is not found,
 * also while another thread deletes it; what it referred to lives until
 * the last user has let it go.  Look-up takes no lock.
 */
#ifndef SHIM_BASE_HANDLE_H
#define SHIM_BASE_HANDLE_H

#include <stdbool.h>

#include "ksp/ntsecpkg.h"

/* What a handle may stand for; known by its address.  A handle of another
 * kind is not found. */
struct ksp_kind {
    void (*destroy)(void *object);
};

/*
 * Put `object` into the table.  Returns its handle, never 0; or 0 when
 * the table is full or memory is short, and the caller keeps `object`.
 * Otherwise the table owns it: it is destroyed when the last user has
 * released the deleted handle.
 */
LSA_SEC_HANDLE ksp_handle_new_object(const struct ksp_kind *kind,
                                     void *object);

/* The object of a live handle, to be given back by ksp_handle_release;
 * NULL if there is none of this kind. */
void *ksp_handle_acquire_object(const struct ksp_kind *kind,
                                LSA_SEC_HANDLE handle);
void ksp_handle_release(LSA_SEC_HANDLE handle);

/* Delete a live handle; false if it is not one of this kind (any more). */
bool ksp_handle_delete_object(const struct ksp_kind *kind,
                              LSA_SEC_HANDLE handle);

/*
 * For a user of the handle: nobody can become one from now on, as if it had
 * been deleted.  False if it is not live any more.
 */
bool ksp_handle_stop(LSA_SEC_HANDLE handle);

/*
 * For the user who stopped it: wait until the others have let go, but no
 * longer than a second.  For a user need not be there: a fork leaves the
 * threads behind and keeps their count, and a signal handler may wait for what
 * it has interrupted.  No system call unless there is somebody to wait for.
 */
void ksp_handle_wait(LSA_SEC_HANDLE handle);

#endif
