/* SPDX-License-Identifier: MIT */
/*
 * A context of the package.  Everything but the numbers is fixed at
 * InitContext, so any number of threads may read it; `sent` is atomic, the
 * other numbers are behind the context's lock (sequence.h).
 */
#ifndef SHIM_CORE_CONTEXT_H
#define SHIM_CORE_CONTEXT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/rfc4121_token.h"
#include "core/window.h"
#include "crypto/provider.h"
#include "crypto/rfc1964.h"
#include "ksp/ntsecpkg.h"
#include "ksp/packed.h"

struct ksp_messages;

/* What a key is for: MICs, or wrap tokens of both kinds. */
enum ksp_key_use { KSP_KEY_SIGN, KSP_KEY_SEAL, KSP_KEY_USES };

struct ksp_context {
    const struct ksp_messages *messages;
    const struct ksp_enctype *enctype;      /* of what this side sends */
    bool initiator;
    bool narrow;                            /* numbers have 32 bits */
    bool callers_numbers;
    bool each_once;     /* the caller's numbers, which key a cipher */
    ULONG ContextAttributes;
    LONGLONG StartTime;
    LONGLONG ExpiryTime;
    LSA_SEC_HANDLE LsaContextId;

    ULONG key_count;
    KSP_PACKED_KEY keys[KSP_PACKED_KEYS_MAX];
    ULONG Mechanism;
    /* RFC 4121: who has the cryptography for each of `keys`, NULL if it is too
     * old; and what was made of them so far (context_keys.h).  Keys for
     * sending are of the last of `keys`; those for receiving are chosen by the
     * token's AcceptorSubkey flag. */
    const struct ksp_provider *providers[KSP_PACKED_KEYS_MAX];
    _Atomic(struct ksp_key *) send_keys[KSP_KEY_USES];
    _Atomic(struct ksp_key *) receive_keys[KSP_KEY_USES][KSP_PACKED_KEYS_MAX];
    /* RFC 1964: one for all. */
    struct ksp_1964_key *key_1964;

    uint64_t send_initial;
    _Atomic uint64_t sent;                  /* see sequence.c */
    uint64_t skipped;                       /* see ksp_sequence_reserve */
    uint64_t skipped_at;
    uint64_t recv_initial;
    struct ksp_window window;
    bool closed;                            /* the window is another's now */
    unsigned int lock;
    bool busy;                              /* see sequence.c */

    /* counts.h */
    uint64_t sent_before;                   /* what `sent` began with */
    uint64_t sent_last;                     /* ... and had when closed */
    _Atomic uint64_t mics;                  /* made with caller's numbers */
    _Atomic uint64_t sealed;
    _Atomic uint64_t unsealed;
    _Atomic uint64_t taken;                 /* in order, of both kinds */
};

/*
 * Make a context from a packed one.  *context is NULL on error.
 * Errors: those of KspUnpackContext, SEC_E_INSUFFICIENT_MEMORY.
 */
SECURITY_STATUS ksp_context_new(const void *packed, ULONG length,
                                struct ksp_context **context);

/* Wipe and free *context and set it to NULL; NULL is allowed. */
void ksp_context_free(struct ksp_context **context);

/*
 * The present state, for ExportContext; with `close` the last one.  Wiped by
 * the caller.  Error: SEC_E_INVALID_HANDLE (it was closed before).
 */
SECURITY_STATUS ksp_context_describe(struct ksp_context *context, bool close,
                                     KSP_PACKED_CONTEXT *out);

/* The number of a message is its key: two of one number must not be. */
static inline bool
ksp_context_keyed_by_number(const struct ksp_context *context)
{
    return context->key_1964 != NULL &&
        context->key_1964->cipher->keyed_by_number;
}

/* DCE style was negotiated. */
static inline bool
ksp_context_dce(const struct ksp_context *context)
{
    return (context->ContextAttributes & ISC_RET_USED_DCE_STYLE) != 0;
}

/* The Flags byte of a token this side sends, sealed or not. */
static inline uint8_t
ksp_context_flags(const struct ksp_context *context, bool sealed)
{
    return (uint8_t)((context->initiator ? 0 : KSP_FLAG_SENT_BY_ACCEPTOR) |
                     (sealed ? KSP_FLAG_SEALED : 0) |
                     (context->key_count > 1 ? KSP_FLAG_ACCEPTOR_SUBKEY :
                      0));
}

#endif
