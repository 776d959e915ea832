/* SPDX-License-Identifier: MIT */
/*
 * The provider over nettle, for the AES families of RFC 3962 and RFC 8009.
 *
 * What a key is derived into is made when it is first needed, so that a
 * context that never seals pays nothing for sealing, and never changes
 * afterwards.  Two threads that need it at once both make it; one wins.
 */
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/equal.h"
#include "base/wipe.h"
#include "crypto/confounder.h"
#include "crypto/cts.h"
#include "crypto/derive.h"
#include "crypto/hmac.h"
#include "crypto/in_turn.h"
#include "crypto/knownanswer.h"
#include "crypto/provider.h"
#include "crypto/stack_wipe.h"
#include "ksp/winerror.h"

/* Lists up to this many spans are extended on the stack. */
#define SPANS_ON_STACK 24

/* For sealing or for unsealing. */
struct cipher_keys {
    struct ksp_hmac_key integrity;
    struct ksp_cts_key cipher;
};

struct nettle_provider_key {
    struct ksp_key head;
    uint32_t usage;
    unsigned char contents[KSP_KEY_MAX];
    _Atomic(struct ksp_hmac_key *) checksum;
    _Atomic(struct cipher_keys *) seal;
    _Atomic(struct cipher_keys *) unseal;
};

/* The hash of each enctype. */
struct family {
    int32_t enctype;
    const struct nettle_hash *hash;
};

static const struct family families[] = {
    { 17, &nettle_sha1 },
    { 18, &nettle_sha1 },
    { 19, &nettle_sha256 },
    { 20, KSP_SHA384 },
};

static const struct family *
family_of(const struct ksp_enctype *enctype)
{
    const struct family *found = NULL;
    size_t i;

    for (i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        if (families[i].enctype == enctype->enctype)
            found = &families[i];
    }
    return found;
}

static bool
has(const struct ksp_enctype *enctype)
{
    return family_of(enctype) != NULL && ksp_known_answer(enctype);
}

/* ---- keys ----------------------------------------------------------- */

static SECURITY_STATUS
key_new(const struct ksp_enctype *enctype, const unsigned char *contents,
        uint32_t usage, struct ksp_key **key)
{
    struct nettle_provider_key *k;

    *key = NULL;
    if (!has(enctype))
        return SEC_E_CRYPTO_SYSTEM_INVALID;
    k = calloc(1, sizeof(*k));
    if (k == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    k->head.provider = &ksp_provider_nettle;
    k->head.enctype = enctype;
    k->usage = usage;
    memcpy(k->contents, contents, enctype->key_length);
    *key = &k->head;
    return SEC_E_OK;
}

static void
wipe_free(void *p, size_t length)
{
    if (p != NULL)
        ksp_wipe(p, length);
    free(p);
}

static void
key_free(struct ksp_key **key)
{
    struct nettle_provider_key *k = (struct nettle_provider_key *)*key;

    if (k != NULL) {
        wipe_free(atomic_load(&k->checksum), sizeof(struct ksp_hmac_key));
        wipe_free(atomic_load(&k->seal), sizeof(struct cipher_keys));
        wipe_free(atomic_load(&k->unseal), sizeof(struct cipher_keys));
        wipe_free(k, sizeof(*k));
    }
    *key = NULL;
}

static void
derive_hmac(const struct nettle_provider_key *k, unsigned char kind,
            struct ksp_hmac_key *out)
{
    unsigned char derived[KSP_KEY_MAX];
    size_t length;

    length = ksp_derive(k->head.enctype, k->contents, k->usage, kind,
                        derived);
    ksp_hmac_set_key(out, family_of(k->head.enctype)->hash, derived, length);
    ksp_wipe(derived, sizeof(derived));
}

static void
derive_cipher(const struct nettle_provider_key *k, bool encrypt,
              struct ksp_cts_key *out)
{
    unsigned char derived[KSP_KEY_MAX];
    size_t length;

    length = ksp_derive(k->head.enctype, k->contents, k->usage,
                        KSP_DERIVE_ENCRYPT, derived);
    if (encrypt)
        ksp_cts_set_encrypt_key(out, derived, length);
    else
        ksp_cts_set_decrypt_key(out, derived, length);
    ksp_wipe(derived, sizeof(derived));
}

static const struct ksp_hmac_key *
checksum_key(struct nettle_provider_key *k)
{
    struct ksp_hmac_key *made, *known;

    known = atomic_load_explicit(&k->checksum, memory_order_acquire);
    if (known != NULL)
        return known;
    made = malloc(sizeof(*made));
    if (made == NULL)
        return known;
    derive_hmac(k, KSP_DERIVE_CHECKSUM, made);
    ksp_stack_wipe();
    if (atomic_compare_exchange_strong(&k->checksum, &known, made))
        known = made;
    else
        wipe_free(made, sizeof(*made));
    return known;
}

static struct cipher_keys *
make_cipher_keys(const struct nettle_provider_key *k, bool encrypt)
{
    struct cipher_keys *made = malloc(sizeof(*made));

    if (made != NULL) {
        derive_hmac(k, KSP_DERIVE_INTEGRITY, &made->integrity);
        derive_cipher(k, encrypt, &made->cipher);
        ksp_stack_wipe();
    }
    return made;
}

static const struct cipher_keys *
cipher_keys(struct nettle_provider_key *k, bool encrypt)
{
    _Atomic(struct cipher_keys *) *place = encrypt ? &k->seal : &k->unseal;
    struct cipher_keys *made, *known;

    known = atomic_load_explicit(place, memory_order_acquire);
    if (known != NULL)
        return known;
    made = make_cipher_keys(k, encrypt);
    if (made == NULL)
        return known;
    if (atomic_compare_exchange_strong(place, &known, made))
        known = made;
    else
        wipe_free(made, sizeof(*made));
    return known;
}

/* ---- checksums ------------------------------------------------------ */

static SECURITY_STATUS
sign(struct ksp_key *key, const struct ksp_span *spans, size_t count,
     unsigned char *cksum)
{
    const struct ksp_hmac_key *hmac;
    union ksp_hash_state state;
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;

    hmac = checksum_key((struct nettle_provider_key *)key);
    if (hmac != NULL) {
        ksp_hmac_begin(hmac, &state);
        ksp_hmac_add_spans(hmac, &state, spans, count);
        ksp_hmac_end(hmac, &state, cksum, key->enctype->cksum_length);
        ksp_stack_wipe_message();
        status = SEC_E_OK;
    }
    return status;
}

static SECURITY_STATUS
compare(const struct ksp_key *key, const unsigned char *expected,
        const unsigned char *cksum)
{
    return ksp_equal(expected, cksum, key->enctype->cksum_length) ?
        SEC_E_OK : SEC_E_MESSAGE_ALTERED;
}

static SECURITY_STATUS
verify(struct ksp_key *key, const struct ksp_span *spans, size_t count,
       const unsigned char *cksum)
{
    unsigned char expected[KSP_CKSUM_MAX];
    SECURITY_STATUS status;

    status = sign(key, spans, count, expected);
    if (status == SEC_E_OK)
        status = compare(key, expected, cksum);
    ksp_wipe(expected, sizeof(expected));
    return status;
}

/* ---- sealed messages ------------------------------------------------ */

/* The spans with the confounder before them. */
struct whole {
    struct ksp_span fixed[SPANS_ON_STACK];
    struct ksp_span *spans;
    size_t count;
};

/* Spans that lie one behind the other become one: hash and cipher are
 * quicker with few long ones.  An empty one may be without memory. */
static void
whole_add(struct whole *w, const struct ksp_span *span)
{
    struct ksp_span *last = &w->spans[w->count - 1];

    if (span->length == 0)
        return;
    if (span->kind == last->kind && span->from == NULL &&
        last->from == NULL && span->data == last->data + last->length)
        last->length += span->length;
    else
        w->spans[w->count++] = *span;
}

static SECURITY_STATUS
whole_init(struct whole *w, unsigned char *confounder,
           const struct ksp_key *key, const struct ksp_span *spans,
           size_t count)
{
    SECURITY_STATUS status = SEC_E_INSUFFICIENT_MEMORY;
    size_t i;

    w->spans = w->fixed;
    if (count > SPANS_ON_STACK - 1)
        w->spans = calloc(count + 1, sizeof(*w->spans));
    if (w->spans != NULL) {
        w->spans[0].data = confounder;
        w->spans[0].length = key->enctype->confounder;
        w->spans[0].kind = KSP_SPAN_SEAL;
        w->spans[0].from = NULL;
        w->count = 1;
        for (i = 0; i < count; i++)
            whole_add(w, &spans[i]);
        status = SEC_E_OK;
    }
    return status;
}

static void
whole_done(struct whole *w)
{
    if (w->spans != w->fixed)
        free(w->spans);
}

/* Cipher and integrity checksum of all spans. */
static void
run(const struct ksp_key *key, const struct ksp_hmac_key *hmac,
    struct ksp_cts_run *cipher, enum ksp_turn turn, const struct whole *w,
    unsigned char *cksum)
{
    /* RFC 8009: IV | ciphertext. */
    static const unsigned char iv[KSP_CTS_BLOCK] = { 0 };
    struct ksp_in_turn_hash hash = {
        .key = hmac, .prefix = iv,
        .prefix_length = key->enctype->over_ciphertext ? sizeof(iv) : 0,
        .out = cksum, .length = key->enctype->cksum_length
    };

    ksp_in_turn(cipher, &hash, turn, w->spans, w->count);
    ksp_stack_wipe_message();
}

static SECURITY_STATUS
seal(struct ksp_key *key, unsigned char *confounder,
     const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    const struct cipher_keys *keys;
    struct ksp_cts_run cipher;
    SECURITY_STATUS status;
    struct whole w;

    keys = cipher_keys((struct nettle_provider_key *)key, true);
    if (keys == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    if (!ksp_confounder(confounder, key->enctype->confounder))
        return SEC_E_INTERNAL_ERROR;
    status = whole_init(&w, confounder, key, spans, count);
    if (status != SEC_E_OK)
        return status;
    ksp_cts_begin_encrypt(&cipher, &keys->cipher, w.spans, w.count);
    run(key, &keys->integrity, &cipher, key->enctype->over_ciphertext ?
        KSP_CIPHER_FIRST : KSP_HASH_FIRST, &w, cksum);
    whole_done(&w);
    return status;
}

/* What was decrypted for nothing becomes what it was.  The key is made for
 * this once: there is no way back from that which decrypts. */
static void
encrypt_again(const struct nettle_provider_key *k, struct whole *w)
{
    struct ksp_cts_key cipher;
    size_t i;

    for (i = 0; i < w->count; i++)
        w->spans[i].from = NULL;
    derive_cipher(k, true, &cipher);
    ksp_cts_encrypt(&cipher, w->spans, w->count);
    ksp_wipe(&cipher, sizeof(cipher));
    ksp_stack_wipe();
}

/* With RFC 8009 too, text is there before the checksum is known. */
static SECURITY_STATUS
unseal(struct ksp_key *key, unsigned char *confounder,
       const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    unsigned char expected[KSP_CKSUM_MAX];
    const struct cipher_keys *keys;
    struct ksp_cts_run cipher;
    SECURITY_STATUS status;
    struct whole w;

    keys = cipher_keys((struct nettle_provider_key *)key, false);
    if (keys == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    status = whole_init(&w, confounder, key, spans, count);
    if (status != SEC_E_OK)
        return status;
    ksp_cts_begin_decrypt(&cipher, &keys->cipher, w.spans, w.count);
    run(key, &keys->integrity, &cipher, key->enctype->over_ciphertext ?
        KSP_HASH_FIRST : KSP_CIPHER_FIRST, &w, expected);
    status = compare(key, expected, cksum);
    ksp_wipe(expected, sizeof(expected));
    if (status != SEC_E_OK)
        encrypt_again((const struct nettle_provider_key *)key, &w);
    whole_done(&w);
    return status;
}

const struct ksp_provider ksp_provider_nettle = {
    .name = "nettle",
    .keeps = true,
    .has = has,
    .prepare = ksp_confounder_prepare,
    .key_new = key_new,
    .key_free = key_free,
    .sign = sign,
    .verify = verify,
    .seal = seal,
    .unseal = unseal,
};
