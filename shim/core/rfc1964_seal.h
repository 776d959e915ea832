/* SPDX-License-Identifier: MIT */
/* Lengths of wrap tokens of RFC 1964. */
#ifndef SHIM_CORE_RFC1964_SEAL_H
#define SHIM_CORE_RFC1964_SEAL_H

#include "core/context.h"
#include "core/rfc1964_token.h"

/* The longest message, bytes; header and padding have less than the rest. */
#define KSP_1964_MESSAGE_MAX (KSP_1964_LONGEST - 128)

/* Whether a message is in DCE style; `Flags` are the call's, in the wide
 * form. */
bool ksp_1964_dce(const struct ksp_context *c, ULONG Flags);

/* Bytes of padding behind a message of `message` bytes. */
size_t ksp_1964_padding(const struct ksp_context *c, bool dce,
                        size_t message);

/* Bytes before it. */
size_t ksp_1964_wrap_header(const struct ksp_context *c, bool dce,
                            size_t message, size_t padding);

#endif
