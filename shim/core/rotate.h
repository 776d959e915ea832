/* SPDX-License-Identifier: MIT */
/* The rotation of RFC 4121 section 4.2.5, undone. */
#ifndef SHIM_CORE_ROTATE_H
#define SHIM_CORE_ROTATE_H

#include "crypto/provider.h"

/*
 * Rotate the bytes of the SEAL spans, taken as one string, to the left by
 * `by` (any number).  Errors: SEC_E_INSUFFICIENT_MEMORY, nothing changed.
 */
SECURITY_STATUS ksp_rotate_left(const struct ksp_span *spans, size_t count,
                                size_t by);

/* The same, with the string as it was in *before, for ksp_rotate_back and
 * free(); NULL on an error, and where nothing was moved. */
SECURITY_STATUS ksp_rotate_left_from(const struct ksp_span *spans,
                                     size_t count, size_t by,
                                     unsigned char **before);

/* Undo it; this cannot fail. */
void ksp_rotate_back(const struct ksp_span *spans, size_t count,
                     const unsigned char *before);

/* Where those bytes are that ksp_rotated_copy would copy; NULL if they are not
 * in one piece. */
const unsigned char *ksp_rotated_place(const unsigned char *in, size_t total,
                                       size_t by, size_t offset,
                                       size_t length);

/*
 * Copy `length` bytes of the string that `in` (of `total` bytes) is when
 * rotated to the left by `by`, beginning at `offset` of the rotated
 * string.  offset + length <= total.
 */
void ksp_rotated_copy(unsigned char *out, const unsigned char *in,
                      size_t total, size_t by, size_t offset,
                      size_t length);

#endif
