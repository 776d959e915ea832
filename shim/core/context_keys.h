/* SPDX-License-Identifier: MIT */
/*
 * The keys of RFC 4121 messages, each made when a message first needs it: a
 * context that only signs holds nothing for sealing, and one that is idle
 * holds nothing at all.  A key that was made stays as it is.  Two threads that
 * need it at once both make it; one wins.
 */
#ifndef SHIM_CORE_CONTEXT_KEYS_H
#define SHIM_CORE_CONTEXT_KEYS_H

#include "core/context.h"

/* Choose the providers, and make what they need for the process. */
void ksp_context_keys_prepare(struct ksp_context *context);

/*
 * The key for messages this side makes, or for a received token with these
 * Flags.  *key is NULL on
 * error.  Errors: SEC_E_INSUFFICIENT_MEMORY, and SEC_E_MESSAGE_ALTERED for a
 * received token whose key is too old for such messages.
 */
SECURITY_STATUS ksp_context_send_key(struct ksp_context *context,
                                     enum ksp_key_use use,
                                     struct ksp_key **key);
SECURITY_STATUS ksp_context_receive_key(struct ksp_context *context,
                                        enum ksp_key_use use,
                                        uint8_t Flags,
                                        struct ksp_key **key);

/* Wipe and free them all; by the last user of the context. */
void ksp_context_keys_free(struct ksp_context *context);

#endif
