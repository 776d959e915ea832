/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/provider_krb5.c: what libkrb5 is asked, what becomes of its
 * answers, and that each krb5_key is in one place at a time.
 *
 * The linker puts our functions in front of libkrb5's.
 */
#include <errno.h>
#include <krb5.h>
#include <string.h>

#include "crypto/provider.h"
#include "unit/unit.h"

#define USAGE 23
#define LENGTH 20
#define IDLE 4                  /* krb5_keys that a key keeps */

/* ---- libkrb5 --------------------------------------------------------- */

static krb5_error_code answer;  /* if it is not 0, and all is spoilt */
static krb5_error_code no_key;
static int made, freed;         /* krb5_keys */
static void (*inside)(void);    /* called while one is in use */

krb5_error_code __real_krb5_k_create_key(krb5_context, const krb5_keyblock *,
                                         krb5_key *);
krb5_error_code __wrap_krb5_k_create_key(krb5_context, const krb5_keyblock *,
                                         krb5_key *);
void __real_krb5_k_free_key(krb5_context, krb5_key);
void __wrap_krb5_k_free_key(krb5_context, krb5_key);

krb5_error_code
__wrap_krb5_k_create_key(krb5_context context, const krb5_keyblock *block,
                         krb5_key *out)
{
    if (no_key != 0)
        return no_key;
    made++;
    return __real_krb5_k_create_key(context, block, out);
}

void
__wrap_krb5_k_free_key(krb5_context context, krb5_key key)
{
    ck_assert_ptr_nonnull(key);
    freed++;
    __real_krb5_k_free_key(context, key);
}

/* The error that is to be answered, with everything changed that may be. */
static krb5_error_code
before_call(const krb5_crypto_iov *data, size_t count)
{
    size_t i;

    if (inside != NULL)
        inside();
    for (i = 0; i < count && answer != 0; i++) {
        if (data[i].flags == KRB5_CRYPTO_TYPE_HEADER ||
            data[i].flags == KRB5_CRYPTO_TYPE_DATA)
            memset(data[i].data.data, 0xee, data[i].data.length);
    }
    return answer;
}

#define CRYPT(function) \
krb5_error_code __real_##function(krb5_context, krb5_key, krb5_keyusage, \
                                  const krb5_data *, krb5_crypto_iov *, \
                                  size_t); \
krb5_error_code __wrap_##function(krb5_context, krb5_key, krb5_keyusage, \
                                  const krb5_data *, krb5_crypto_iov *, \
                                  size_t); \
krb5_error_code \
__wrap_##function(krb5_context context, krb5_key key, krb5_keyusage usage, \
                  const krb5_data *state, krb5_crypto_iov *data, \
                  size_t count) \
{ \
    krb5_error_code code = before_call(data, count); \
    ck_assert_int_eq(usage, USAGE); \
    return code != 0 ? code : \
        __real_##function(context, key, usage, state, data, count); \
}

CRYPT(krb5_k_encrypt_iov)
CRYPT(krb5_k_decrypt_iov)

krb5_error_code __real_krb5_k_make_checksum_iov(
    krb5_context, krb5_cksumtype, krb5_key, krb5_keyusage, krb5_crypto_iov *,
    size_t);
krb5_error_code __wrap_krb5_k_make_checksum_iov(
    krb5_context, krb5_cksumtype, krb5_key, krb5_keyusage, krb5_crypto_iov *,
    size_t);
krb5_error_code __real_krb5_k_verify_checksum_iov(
    krb5_context, krb5_cksumtype, krb5_key, krb5_keyusage,
    const krb5_crypto_iov *, size_t, krb5_boolean *);
krb5_error_code __wrap_krb5_k_verify_checksum_iov(
    krb5_context, krb5_cksumtype, krb5_key, krb5_keyusage,
    const krb5_crypto_iov *, size_t, krb5_boolean *);

krb5_error_code
__wrap_krb5_k_make_checksum_iov(krb5_context context, krb5_cksumtype type,
                                krb5_key key, krb5_keyusage usage,
                                krb5_crypto_iov *data, size_t count)
{
    if (inside != NULL)
        inside();
    return answer != 0 ? answer :
        __real_krb5_k_make_checksum_iov(context, type, key, usage, data,
                                        count);
}

krb5_error_code
__wrap_krb5_k_verify_checksum_iov(krb5_context context, krb5_cksumtype type,
                                  krb5_key key, krb5_keyusage usage,
                                  const krb5_crypto_iov *data, size_t count,
                                  krb5_boolean *valid)
{
    if (inside != NULL)
        inside();
    return answer != 0 ? answer :
        __real_krb5_k_verify_checksum_iov(context, type, key, usage, data,
                                          count, valid);
}

/* ---- calls ----------------------------------------------------------- */

enum call { SIGN, VERIFY, SEAL, UNSEAL, CALLS };

struct message {
    unsigned char text[LENGTH], confounder[KSP_CONFOUNDER_MAX];
    unsigned char cksum[KSP_CKSUM_MAX];
};

static struct ksp_key *
new_key(void)
{
    const struct ksp_enctype *et = ksp_enctype_find(18);
    const unsigned char contents[KSP_KEY_MAX] = { 3, 1, 4 };
    struct ksp_key *key = NULL;

    assert_status(ksp_provider_krb5.key_new(et, contents, USAGE, &key),
                  SEC_E_OK);
    return key;
}

static SECURITY_STATUS
call(enum call which, struct ksp_key *key, struct message *m)
{
    const struct ksp_provider *p = &ksp_provider_krb5;
    const struct ksp_span spans[3] = {
        { m->text, 5, KSP_SPAN_SIGN, NULL },
        { m->text + 5, LENGTH - 6, KSP_SPAN_SEAL, NULL },
        { m->text + LENGTH - 1, 1, KSP_SPAN_SEAL, NULL }
    };

    switch (which) {
    case SIGN:
        return p->sign(key, spans, 3, m->cksum);
    case VERIFY:
        return p->verify(key, spans, 3, m->cksum);
    case SEAL:
        return p->seal(key, m->confounder, spans, 3, m->cksum);
    default:
        return p->unseal(key, m->confounder, spans, 3, m->cksum);
    }
}

static struct message
message_for(enum call which, struct ksp_key *key)
{
    struct message m;

    memset(&m, 'm', sizeof(m));
    if (which == VERIFY)
        assert_status(call(SIGN, key, &m), SEC_E_OK);
    if (which == UNSEAL)
        assert_status(call(SEAL, key, &m), SEC_E_OK);
    return m;
}

/* ---- the tests ------------------------------------------------------- */

static const struct {
    krb5_error_code code;
    SECURITY_STATUS status;
} codes[] = {
    { ENOMEM, SEC_E_INSUFFICIENT_MEMORY },
    { KRB5KRB_AP_ERR_BAD_INTEGRITY, SEC_E_MESSAGE_ALTERED },
    { KRB5_BAD_MSIZE, SEC_E_MESSAGE_ALTERED },
    { KRB5_BAD_ENCTYPE, SEC_E_CRYPTO_SYSTEM_INVALID },
    { KRB5_PROG_ETYPE_NOSUPP, SEC_E_CRYPTO_SYSTEM_INVALID },
    { KRB5_CRYPTO_INTERNAL, SEC_E_INTERNAL_ERROR },
    { EINVAL, SEC_E_INTERNAL_ERROR },
};

#define N_CODES ((int)(sizeof(codes) / sizeof(codes[0])))

/* What it changed before it failed is as it was, unless it is that the
 * message is not genuine; and the key still works. */
START_TEST(test_codes)
{
    enum call which = (enum call)(_i % CALLS);
    krb5_error_code code = codes[_i / CALLS].code;
    SECURITY_STATUS status = codes[_i / CALLS].status;
    struct ksp_key *key = new_key();
    struct message m = message_for(which, key), before = m;

    answer = code;
    assert_status(call(which, key, &m), status);
    answer = 0;
    if (status != SEC_E_MESSAGE_ALTERED) {
        ck_assert_mem_eq(&m, &before, sizeof(m));
        assert_status(call(which, key, &m), SEC_E_OK);
    }
    ksp_provider_krb5.key_free(&key);
    ck_assert_int_eq(freed, made);
}
END_TEST

/* The same of the making of a krb5_key. */
START_TEST(test_no_key)
{
    enum call which = (enum call)(_i % CALLS);
    struct ksp_key *key = new_key(), *other = new_key();
    struct message m = message_for(which, other), before = m;

    no_key = codes[_i / CALLS].code;
    assert_status(call(which, key, &m), codes[_i / CALLS].status);
    ck_assert_mem_eq(&m, &before, sizeof(m));
    no_key = 0;
    assert_status(call(which, key, &m), SEC_E_OK);
    ksp_provider_krb5.key_free(&key);
    ksp_provider_krb5.key_free(&other);
    ck_assert_int_eq(freed, made);
}
END_TEST

static struct ksp_key *shared;
static int depth, most;

static void
once_more(void)
{
    struct message m;

    if (++depth < most) {
        memset(&m, 'n', sizeof(m));
        assert_status(call(depth % 2 != 0 ? SIGN : SEAL, shared, &m),
                      SEC_E_OK);
    }
}

/* As many calls at a time as _i says: each has a krb5_key, four of them are
 * kept for later, and all are freed in the end. */
START_TEST(test_keys)
{
    int kept = _i < IDLE ? _i : IDLE;
    struct message m;

    shared = new_key();
    inside = once_more;
    most = _i;
    memset(&m, 'm', sizeof(m));
    assert_status(call(SIGN, shared, &m), SEC_E_OK);
    ck_assert_int_eq(made, _i);
    ck_assert_int_eq(freed, _i - kept);
    depth = 0;
    most = kept;
    assert_status(call(SIGN, shared, &m), SEC_E_OK);
    ck_assert_int_eq(made, _i);
    ck_assert_int_eq(freed, _i - kept);
    ksp_provider_krb5.key_free(&shared);
    ck_assert_int_eq(freed, made);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("provider_krb5");
    TCase *tc = tcase_create("provider_krb5");

    tcase_add_loop_test(tc, test_codes, 0, N_CODES * CALLS);
    tcase_add_loop_test(tc, test_no_key, 0, N_CODES * CALLS);
    tcase_add_loop_test(tc, test_keys, 1, 8);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
