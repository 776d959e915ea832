/* SPDX-License-Identifier: MIT */
/*
 * The provider interface: what the package asks of cryptography.
 *
 * A provider signs, verifies, seals and unseals an array of spans under a
 * key made once per context, direction and usage.  It knows nothing of
 * tokens: the order of the spans is the caller's business.
 *
 * Threads: any number of threads may use one key at a time; key_free is
 * for the last of them.
 */
#ifndef SHIM_CRYPTO_PROVIDER_H
#define SHIM_CRYPTO_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "crypto/enctype.h"
#include "ksp/sspi.h"

enum ksp_span_kind {
    KSP_SPAN_SIGN,  /* covered by the checksum, left as it is */
    KSP_SPAN_SEAL   /* covered by the checksum and encrypted in place */
};

struct ksp_span {
    unsigned char *data;
    size_t length;              /* at most UINT32_MAX */
    enum ksp_span_kind kind;
    /* Where the bytes are, to be copied to `data` before anything else is done
     * with them, each once; NULL if they are there. */
    const unsigned char *from;
};

/* Copy the bytes of a span from `offset` on that are not at their place. */
static inline void
ksp_span_bring(const struct ksp_span *span, size_t offset, size_t length)
{
    if (span->from != NULL && length > 0)
        memcpy(span->data + offset, span->from + offset, length);
}

struct ksp_provider;

/* The head of every provider's own key structure. */
struct ksp_key {
    const struct ksp_provider *provider;
    const struct ksp_enctype *enctype;
};

struct ksp_provider {
    const char *name;

    /* After SEC_E_MESSAGE_ALTERED of unseal, what was encrypted is as it was
     * with every enctype, not only with those whose checksum is over it. */
    bool keeps;

    /* Whether it serves the enctype. */
    bool (*has)(const struct ksp_enctype *enctype);

    /* Make what all keys of the process need, so that no message has to: when
     * a context is made.  NULL where there is nothing. */
    void (*prepare)(void);

    /*
     * Make a key from the protocol key `contents` (enctype->key_length
     * bytes, copied) for one RFC 4121 key usage (22 to 25).  *key is NULL
     * on error.  Errors: SEC_E_INSUFFICIENT_MEMORY,
     * SEC_E_CRYPTO_SYSTEM_INVALID (no such enctype here).
     */
    SECURITY_STATUS (*key_new)(const struct ksp_enctype *enctype,
                               const unsigned char *contents,
                               uint32_t usage, struct ksp_key **key);

    /* Wipe and free *key and set it to NULL; NULL is allowed. */
    void (*key_free)(struct ksp_key **key);

    /*
     * Checksum of all spans in order, whatever their kind, into `cksum`
     * (enctype->cksum_length bytes).  Errors: SEC_E_INSUFFICIENT_MEMORY,
     * SEC_E_INTERNAL_ERROR.
     */
    SECURITY_STATUS (*sign)(struct ksp_key *key,
                            const struct ksp_span *spans, size_t count,
                            unsigned char *cksum);

    /* Compare with that checksum in constant time.  Also
     * SEC_E_MESSAGE_ALTERED. */
    SECURITY_STATUS (*verify)(struct ksp_key *key,
                              const struct ksp_span *spans, size_t count,
                              const unsigned char *cksum);

    /*
     * Encrypt the SEAL spans in place as one RFC 3961 message: a random
     * confounder is written (and encrypted) at `confounder`, the integrity
     * checksum of everything at `cksum`.  SIGN spans join the integrity
     * checksum at their place in the list.  On an error the spans are as they
     * were.
     */
    SECURITY_STATUS (*seal)(struct ksp_key *key, unsigned char *confounder,
                            const struct ksp_span *spans, size_t count,
                            unsigned char *cksum);

    /*
     * The reverse.  On an error the SEAL spans and the confounder are as they
     * were; after SEC_E_MESSAGE_ALTERED only where ksp_provider_keeps says so,
     * and never those with `from`: they hold nothing a caller may use.
     */
    SECURITY_STATUS (*unseal)(struct ksp_key *key,
                              unsigned char *confounder,
                              const struct ksp_span *spans, size_t count,
                              unsigned char *cksum);
};

static inline bool
ksp_provider_keeps(const struct ksp_key *key)
{
    return key->provider->keeps || key->enctype->over_ciphertext;
}

/* libkrb5's crypto: every enctype of RFC 4121; the reference. */
extern const struct ksp_provider ksp_provider_krb5;

/* nettle's: the AES families; not there in a build --without-nettle, and it
 * serves none where nettle's functions are not its own (knownanswer.h). */
extern const struct ksp_provider ksp_provider_nettle;

/* The provider the package uses for an enctype: the first that has it. */
const struct ksp_provider *
ksp_provider_for(const struct ksp_enctype *enctype);

/* Whether keys made from now on are the reference's alone; false at first.
 * It has no ciphers for the tokens of RFC 1964, so there are none then. */
void ksp_provider_use_reference_only(bool only);
bool ksp_provider_is_reference_only(void);

#endif
