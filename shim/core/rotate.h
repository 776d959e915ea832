/* SPDX-License-Identifier: MIT */
/* The rotation of RFC 4121 section 4.2.5, undone. */
#ifndef CORE_ROTATE_H
#define CORE_ROTATE_H

#include "provider.h"

/*
 * Rotate the bytes of the SEAL spans, taken as one string, to the left by
 * `by` (any number).  Errors: SEC_E_INSUFFICIENT_MEMORY, nothing changed.
 */
SECURITY_STATUS ksp_rotate_left(const struct ksp_span *spans, size_t count,
                                size_t by);

/*
 * Copy `length` bytes of the string that `in` (of `total` bytes) is when
 * rotated to the left by `by`, beginning at `offset` of the rotated
 * string.  offset + length <= total.
 */
void ksp_rotated_copy(unsigned char *out, const unsigned char *in,
                      size_t total, size_t by, size_t offset,
                      size_t length);

#endif
