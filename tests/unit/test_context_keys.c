/* SPDX-License-Identifier: MIT */
/*
 * shim/core/context_keys.c: which key is made for which message, once, and
 * freed with the context; by a provider that only counts.
 */
#include <stdlib.h>
#include <string.h>

#include "core/context_keys.h"
#include "unit/unit_core.h"

/* ---- a provider ------------------------------------------------------ */

static const struct ksp_provider counting;

static struct {
    int calls;                  /* of key_new */
    int alive;                  /* keys */
    uint32_t usage;             /* of the last one */
    unsigned char first;        /* byte of its contents */
    SECURITY_STATUS status;     /* what key_new says */
    _Atomic(struct ksp_key *) *race;    /* where another is put meanwhile */
} seen;

static struct ksp_key *
new_key(void)
{
    struct ksp_key *key = calloc(1, sizeof(*key));

    ck_assert_ptr_nonnull(key);
    key->provider = &counting;
    seen.alive++;
    return key;
}

static SECURITY_STATUS
key_new(const struct ksp_enctype *enctype, const unsigned char *contents,
        uint32_t usage, struct ksp_key **key)
{
    seen.calls++;
    seen.usage = usage;
    seen.first = contents[0];
    *key = NULL;
    if (seen.status == SEC_E_OK) {
        *key = new_key();
        (*key)->enctype = enctype;
    }
    if (seen.race != NULL)
        atomic_store(seen.race, new_key());
    return seen.status;
}

static void
key_free(struct ksp_key **key)
{
    free(*key);
    *key = NULL;
    seen.alive--;
}

static const struct ksp_provider counting = {
    .name = "counting", .key_new = key_new, .key_free = key_free
};

/* ---- contexts -------------------------------------------------------- */

/* The first byte of key i is i. */
static struct ksp_context *
new_context(USHORT role, ULONG keys)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, role, 0, keys);
    struct ksp_context *c;
    ULONG i;

    for (i = 0; i < keys; i++)
        p.Keys[i].Contents[0] = (UCHAR)i;
    c = unit_core_context(&p);
    for (i = 0; i < keys; i++) {
        ck_assert_ptr_nonnull(c->providers[i]);
        c->providers[i] = &counting;
    }
    memset(&seen, 0, sizeof(seen));
    return c;
}

/* RFC 4121 section 2. */
static uint32_t
usage_of(bool acceptor, enum ksp_key_use use)
{
    static const uint32_t usages[2][KSP_KEY_USES] = {
        { [KSP_KEY_SIGN] = 25, [KSP_KEY_SEAL] = 24 },
        { [KSP_KEY_SIGN] = 23, [KSP_KEY_SEAL] = 22 },
    };

    return usages[acceptor][use];
}

/* The key of the last one there is for sending; for receiving that which the
 * token says, with the usage of the peer. */
START_TEST(test_which)
{
    bool acceptor = (_i & 1) != 0;
    ULONG keys = (_i & 2) != 0 ? 2 : 1;
    enum ksp_key_use use = (_i & 4) != 0 ? KSP_KEY_SEAL : KSP_KEY_SIGN;
    uint8_t subkey = (_i & 8) != 0 ? KSP_FLAG_ACCEPTOR_SUBKEY : 0;
    struct ksp_context *c = new_context(acceptor ? KSP_ROLE_ACCEPTOR :
                                        KSP_ROLE_INITIATOR, keys);
    struct ksp_key *sent, *received, *again;

    assert_status(ksp_context_send_key(c, use, &sent), SEC_E_OK);
    ck_assert_uint_eq(seen.usage, usage_of(acceptor, use));
    ck_assert_uint_eq(seen.first, keys - 1);
    assert_status(ksp_context_receive_key(c, use, (uint8_t)(subkey |
                                          KSP_FLAG_SEALED |
                                          KSP_FLAG_SENT_BY_ACCEPTOR),
                                          &received), SEC_E_OK);
    ck_assert_uint_eq(seen.usage, usage_of(!acceptor, use));
    ck_assert_uint_eq(seen.first, keys > 1 && subkey != 0 ? 1 : 0);
    ck_assert_int_eq(seen.calls, 2);
    ck_assert_ptr_ne(sent, received);
    /* Once. */
    assert_status(ksp_context_send_key(c, use, &again), SEC_E_OK);
    ck_assert_ptr_eq(again, sent);
    assert_status(ksp_context_receive_key(c, use, subkey, &again), SEC_E_OK);
    ck_assert_ptr_eq(again, received);
    ck_assert_int_eq(seen.calls, 2);
    ck_assert_int_eq(seen.alive, 2);
    ksp_context_free(&c);
    ck_assert_int_eq(seen.alive, 0);
}
END_TEST

/* All there can be are freed. */
START_TEST(test_freed)
{
    struct ksp_context *c = new_context(KSP_ROLE_INITIATOR, 2);
    struct ksp_key *key;
    int use, flag;

    for (use = 0; use < KSP_KEY_USES; use++) {
        assert_status(ksp_context_send_key(c, (enum ksp_key_use)use, &key),
                      SEC_E_OK);
        for (flag = 0; flag < 2; flag++) {
            assert_status(ksp_context_receive_key(
                c, (enum ksp_key_use)use, flag != 0 ?
                KSP_FLAG_ACCEPTOR_SUBKEY : 0, &key), SEC_E_OK);
        }
    }
    ck_assert_int_eq(seen.alive, 6);
    ksp_context_free(&c);
    ck_assert_int_eq(seen.alive, 0);
}
END_TEST

/* What cannot be made is none, and can be made later. */
START_TEST(test_error)
{
    struct ksp_context *c = new_context(KSP_ROLE_INITIATOR, 1);
    struct ksp_key *key;

    memset(&key, 7, sizeof(key));
    seen.status = SEC_E_INSUFFICIENT_MEMORY;
    assert_status(ksp_context_send_key(c, KSP_KEY_SIGN, &key),
                  SEC_E_INSUFFICIENT_MEMORY);
    ck_assert_ptr_null(key);
    seen.status = SEC_E_OK;
    assert_status(ksp_context_send_key(c, KSP_KEY_SIGN, &key), SEC_E_OK);
    ck_assert_ptr_nonnull(key);
    ksp_context_free(&c);
    ck_assert_int_eq(seen.alive, 0);
}
END_TEST

/* Of two threads that make one at once, both have the same in the end. */
START_TEST(test_race)
{
    struct ksp_context *c = new_context(KSP_ROLE_INITIATOR, 1);
    struct ksp_key *key;

    seen.race = &c->send_keys[KSP_KEY_SEAL];
    assert_status(ksp_context_send_key(c, KSP_KEY_SEAL, &key), SEC_E_OK);
    ck_assert_ptr_eq(key, atomic_load(&c->send_keys[KSP_KEY_SEAL]));
    ck_assert_int_eq(seen.alive, 1);
    ksp_context_free(&c);
    ck_assert_int_eq(seen.alive, 0);
}
END_TEST

/* A first key that is too old for RFC 4121 opens none of its messages. */
START_TEST(test_too_old)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 2);
    unsigned char bytes[KSP_PACKED_MAX];
    struct ksp_context *c = NULL;
    struct ksp_key *key;
    ULONG length;

    p.Keys[0].Enctype = 23;
    p.Keys[0].Length = 16;
    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &length),
                  SEC_E_OK);
    assert_status(ksp_context_new(bytes, length, &c), SEC_E_OK);
    memset(&key, 7, sizeof(key));
    assert_status(ksp_context_receive_key(c, KSP_KEY_SIGN, 0, &key),
                  SEC_E_MESSAGE_ALTERED);
    ck_assert_ptr_null(key);
    assert_status(ksp_context_receive_key(c, KSP_KEY_SIGN,
                                          KSP_FLAG_ACCEPTOR_SUBKEY, &key),
                  SEC_E_OK);
    assert_status(ksp_context_send_key(c, KSP_KEY_SIGN, &key), SEC_E_OK);
    ksp_context_free(&c);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("context_keys");
    TCase *tc = tcase_create("context_keys");

    tcase_add_loop_test(tc, test_which, 0, 16);
    tcase_add_test(tc, test_freed);
    tcase_add_test(tc, test_error);
    tcase_add_test(tc, test_race);
    tcase_add_test(tc, test_too_old);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
