/* SPDX-License-Identifier: MIT */
/*
 * The provider over libkrb5's krb5_k_* functions, which take a NULL
 * krb5_context.
 *
 * A krb5_key is not safe in two threads at a time: it caches derived keys
 * and key schedules, and counts its users, without locks.  So a key of
 * ours keeps a few krb5_keys for the same bytes and each call borrows one:
 * it takes it out of its slot by an atomic exchange and puts it back into
 * the first empty one.  No lock is held meanwhile, so a fork at any moment
 * costs the child at most one cached key.
 */
#include <errno.h>
#include <krb5.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "crypto/provider.h"
#include "ksp/winerror.h"

/* How many idle krb5_keys a key of ours keeps. */
#define IDLE_MAX 4

/* Lists up to this many entries are translated on the stack. */
#define IOV_ON_STACK 16

struct krb5_provider_key {
    struct ksp_key head;
    krb5_keyusage usage;
    unsigned char contents[KSP_KEY_MAX];
    _Atomic(krb5_key) idle[IDLE_MAX];
};

/* A translated list: on the stack when short, else allocated. */
struct iov_list {
    krb5_crypto_iov fixed[IOV_ON_STACK];
    krb5_crypto_iov *iov;
    size_t count;
};

static SECURITY_STATUS
status_of(krb5_error_code code)
{
    static const struct {
        krb5_error_code code;
        SECURITY_STATUS status;
    } table[] = {
        { 0, SEC_E_OK },
        { ENOMEM, SEC_E_INSUFFICIENT_MEMORY },
        { KRB5KRB_AP_ERR_BAD_INTEGRITY, SEC_E_MESSAGE_ALTERED },
        { KRB5_BAD_MSIZE, SEC_E_MESSAGE_ALTERED },
        { KRB5_BAD_ENCTYPE, SEC_E_CRYPTO_SYSTEM_INVALID },
        { KRB5_PROG_ETYPE_NOSUPP, SEC_E_CRYPTO_SYSTEM_INVALID },
    };
    SECURITY_STATUS status = SEC_E_INTERNAL_ERROR;
    size_t i;

    for (i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        if (table[i].code == code)
            status = table[i].status;
    }
    return status;
}

static krb5_error_code
borrow(struct krb5_provider_key *k, krb5_key *out)
{
    krb5_keyblock block;
    krb5_key found = NULL;
    krb5_error_code code = 0;
    int i;

    for (i = 0; i < IDLE_MAX && found == NULL; i++)
        found = atomic_exchange(&k->idle[i], NULL);
    if (found == NULL) {
        memset(&block, 0, sizeof(block));
        block.enctype = k->head.enctype->enctype;
        block.length = k->head.enctype->key_length;
        block.contents = k->contents;
        code = krb5_k_create_key(NULL, &block, &found);
    }
    *out = found;
    return code;
}

static void
give_back(struct krb5_provider_key *k, krb5_key key)
{
    krb5_key empty;
    bool kept = false;
    int i;

    for (i = 0; i < IDLE_MAX && !kept; i++) {
        empty = NULL;
        kept = atomic_compare_exchange_strong(&k->idle[i], &empty, key);
    }
    if (!kept)
        krb5_k_free_key(NULL, key);
}

static void
set_iov(krb5_crypto_iov *iov, krb5_cryptotype type, const void *data,
        size_t length)
{
    iov->flags = type;
    iov->data.magic = 0;
    iov->data.length = (unsigned int)length;
    iov->data.data = (char *)(uintptr_t)data;
}

/* Make room for `extra` entries of our own beside the spans. */
static krb5_error_code
list_init(struct iov_list *list, size_t count, size_t extra)
{
    list->iov = list->fixed;
    list->count = 0;
    if (count > IOV_ON_STACK - extra)
        list->iov = calloc(count + extra, sizeof(*list->iov));
    return list->iov == NULL ? ENOMEM : 0;
}

static void
list_done(struct iov_list *list)
{
    if (list->iov != list->fixed)
        free(list->iov);
}

static void
list_add(struct iov_list *list, krb5_cryptotype type, const void *data,
         size_t length)
{
    set_iov(&list->iov[list->count++], type, data, length);
}

static void
list_add_spans(struct iov_list *list, const struct ksp_span *spans,
               size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        ksp_span_bring(&spans[i], 0, spans[i].length);
        list_add(list, spans[i].kind == KSP_SPAN_SEAL ?
                 KRB5_CRYPTO_TYPE_DATA : KRB5_CRYPTO_TYPE_SIGN_ONLY,
                 spans[i].data, spans[i].length);
    }
}

static bool
has(const struct ksp_enctype *enctype)
{
    return enctype->protocol == KSP_RFC4121 &&
        krb5_c_valid_enctype(enctype->enctype);
}

static SECURITY_STATUS
key_new(const struct ksp_enctype *enctype, const unsigned char *contents,
        uint32_t usage, struct ksp_key **key)
{
    struct krb5_provider_key *k;

    *key = NULL;
    if (!has(enctype))
        return SEC_E_CRYPTO_SYSTEM_INVALID;
    k = calloc(1, sizeof(*k));
    if (k == NULL)
        return SEC_E_INSUFFICIENT_MEMORY;
    k->head.provider = &ksp_provider_krb5;
    k->head.enctype = enctype;
    k->usage = (krb5_keyusage)usage;
    memcpy(k->contents, contents, enctype->key_length);
    *key = &k->head;
    return SEC_E_OK;
}

static void
key_free(struct ksp_key **key)
{
    struct krb5_provider_key *k = (struct krb5_provider_key *)*key;
    krb5_key idle;
    int i;

    if (k != NULL) {
        for (i = 0; i < IDLE_MAX; i++) {
            idle = atomic_exchange(&k->idle[i], NULL);
            if (idle != NULL)
                krb5_k_free_key(NULL, idle);
        }
        ksp_wipe(k, sizeof(*k));
        free(k);
    }
    *key = NULL;
}

/* Sign and verify cover the same list; only libkrb5's call differs. */
static SECURITY_STATUS
checksum(struct ksp_key *key, const struct ksp_span *spans, size_t count,
         unsigned char *cksum, bool verify)
{
    struct krb5_provider_key *k = (struct krb5_provider_key *)key;
    const struct ksp_enctype *et = key->enctype;
    struct iov_list list;
    krb5_key kkey = NULL;
    krb5_boolean valid = FALSE;
    krb5_error_code code;

    code = list_init(&list, count, 1);
    if (code == 0)
        code = borrow(k, &kkey);
    if (code != 0)
        goto cleanup;
    list_add_spans(&list, spans, count);
    list_add(&list, KRB5_CRYPTO_TYPE_CHECKSUM, cksum, et->cksum_length);
    if (verify) {
        code = krb5_k_verify_checksum_iov(NULL, et->cksumtype, kkey,
                                          k->usage, list.iov, list.count,
                                          &valid);
        if (code == 0 && !valid)
            code = KRB5KRB_AP_ERR_BAD_INTEGRITY;
    } else {
        code = krb5_k_make_checksum_iov(NULL, et->cksumtype, kkey, k->usage,
                                        list.iov, list.count);
    }
    give_back(k, kkey);
cleanup:
    list_done(&list);
    return status_of(code);
}

static SECURITY_STATUS
sign(struct ksp_key *key, const struct ksp_span *spans, size_t count,
     unsigned char *cksum)
{
    return checksum(key, spans, count, cksum, false);
}

static SECURITY_STATUS
verify(struct ksp_key *key, const struct ksp_span *spans, size_t count,
       const unsigned char *cksum)
{
    return checksum(key, spans, count, (unsigned char *)(uintptr_t)cksum,
                    true);
}

/* What libkrb5 changes in place, which may run out of memory half way. */
static bool
is_changed(const krb5_crypto_iov *iov)
{
    return (iov->flags == KRB5_CRYPTO_TYPE_HEADER ||
            iov->flags == KRB5_CRYPTO_TYPE_DATA) && iov->data.length > 0;
}

static size_t
changed_length(const struct iov_list *list)
{
    size_t total = 0, i;

    for (i = 0; i < list->count; i++)
        total += is_changed(&list->iov[i]) ? list->iov[i].data.length : 0;
    return total;
}

/* A copy of it, or back from the copy. */
static void
copy_changed(const struct iov_list *list, unsigned char *copy, bool back)
{
    size_t i, length;

    for (i = 0; i < list->count; i++) {
        length = list->iov[i].data.length;
        if (is_changed(&list->iov[i])) {
            memcpy(back ? (void *)list->iov[i].data.data : copy,
                   back ? copy : (void *)list->iov[i].data.data, length);
            copy += length;
        }
    }
}

static krb5_error_code
keep_changed(const struct iov_list *list, size_t length, unsigned char **copy)
{
    *copy = malloc(length);
    if (*copy != NULL)
        copy_changed(list, *copy, false);
    return *copy != NULL ? 0 : ENOMEM;
}

/* All is as it was, unless it was opened or found not to be genuine. */
static void
settle_changed(const struct iov_list *list, size_t length,
               unsigned char *copy, krb5_error_code code)
{
    if (copy != NULL) {
        if (code != 0 && status_of(code) != SEC_E_MESSAGE_ALTERED)
            copy_changed(list, copy, true);
        ksp_wipe(copy, length);
        free(copy);
    }
}

static krb5_error_code
crypt_list(struct krb5_provider_key *k, krb5_key kkey, struct iov_list *list,
           bool decrypt)
{
    size_t length = changed_length(list);
    unsigned char *copy;
    krb5_error_code code;

    code = keep_changed(list, length, &copy);
    if (code == 0) {
        code = decrypt ?
            krb5_k_decrypt_iov(NULL, kkey, k->usage, NULL, list->iov,
                               list->count) :
            krb5_k_encrypt_iov(NULL, kkey, k->usage, NULL, list->iov,
                               list->count);
    }
    settle_changed(list, length, copy, code);
    return code;
}

static SECURITY_STATUS
crypt(struct ksp_key *key, unsigned char *confounder,
      const struct ksp_span *spans, size_t count, unsigned char *cksum,
      bool decrypt)
{
    struct krb5_provider_key *k = (struct krb5_provider_key *)key;
    const struct ksp_enctype *et = key->enctype;
    struct iov_list list;
    krb5_key kkey = NULL;
    krb5_error_code code;

    code = list_init(&list, count, 2);
    if (code == 0)
        code = borrow(k, &kkey);
    if (code != 0)
        goto cleanup;
    list_add(&list, KRB5_CRYPTO_TYPE_HEADER, confounder, et->confounder);
    list_add_spans(&list, spans, count);
    list_add(&list, KRB5_CRYPTO_TYPE_TRAILER, cksum, et->cksum_length);
    code = crypt_list(k, kkey, &list, decrypt);
    give_back(k, kkey);
cleanup:
    list_done(&list);
    return status_of(code);
}

static SECURITY_STATUS
seal(struct ksp_key *key, unsigned char *confounder,
     const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    return crypt(key, confounder, spans, count, cksum, false);
}

static SECURITY_STATUS
unseal(struct ksp_key *key, unsigned char *confounder,
       const struct ksp_span *spans, size_t count, unsigned char *cksum)
{
    return crypt(key, confounder, spans, count, cksum, true);
}

const struct ksp_provider ksp_provider_krb5 = {
    .name = "krb5",
    .has = has,
    .key_new = key_new,
    .key_free = key_free,
    .sign = sign,
    .verify = verify,
    .seal = seal,
    .unseal = unseal,
};
