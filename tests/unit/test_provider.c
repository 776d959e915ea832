/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto/provider.c: libkrb5's provider and the one that the package
 * uses, which is another one for some enctypes, through their interface.
 */
#include "config.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/provider.h"
#include "unit/heap.h"
#include "unit/unit.h"

#define USAGE 24

/* Each enctype with the one provider, then each with the other. */
#define ROWS (2 * UNIT_ENCTYPES)

static struct ksp_key *
new_key(int row, uint32_t usage)
{
    const struct ksp_enctype *et =
        ksp_enctype_at((size_t)row % UNIT_ENCTYPES);
    const struct ksp_provider *provider = row < UNIT_ENCTYPES ?
        &ksp_provider_krb5 : ksp_provider_for(et);
    unsigned char contents[KSP_KEY_MAX];
    struct ksp_key *key = NULL;
    size_t i;

    for (i = 0; i < sizeof(contents); i++)
        contents[i] = (unsigned char)(i * 13);
    assert_status(provider->key_new(et, contents, usage, &key), SEC_E_OK);
    ck_assert_ptr_nonnull(key);
    ck_assert_ptr_eq(key->enctype, et);
    ck_assert_ptr_eq(key->provider, provider);
    /* It keeps a copy. */
    memset(contents, 0, sizeof(contents));
    return key;
}

static void
free_key(struct ksp_key *key)
{
    const struct ksp_provider *provider = key->provider;

    provider->key_free(&key);
    ck_assert_ptr_null(key);
    provider->key_free(&key);
}

/* The AES families are nettle's where there is nettle, unless only the
 * reference is wanted; all others are libkrb5's. */
START_TEST(test_chosen)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i);
    const char *faster = "krb5";

#ifdef HAVE_NETTLE
    if (et->enctype >= 17 && et->enctype <= 20)
        faster = "nettle";
#endif
    ck_assert(!ksp_provider_is_reference_only());
    ck_assert_str_eq(ksp_provider_for(et)->name, faster);
    ck_assert(ksp_provider_for(et)->has(et));
    ksp_provider_use_reference_only(true);
    ck_assert(ksp_provider_is_reference_only());
    ck_assert_ptr_eq(ksp_provider_for(et), &ksp_provider_krb5);
    ksp_provider_use_reference_only(false);
    ck_assert_str_eq(ksp_provider_for(et)->name, faster);
}
END_TEST

/* ---- one thread ----------------------------------------------------- */

/* Lists of spans over one text: the checksum is that of the text. */
START_TEST(test_splits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char text[100], whole[KSP_CKSUM_MAX], got[KSP_CKSUM_MAX];
    struct ksp_span one = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SIGN
    };
    struct ksp_span spans[sizeof(text)];
    size_t length = key->enctype->cksum_length, step, count, at;

    for (at = 0; at < sizeof(text); at++)
        text[at] = (unsigned char)at;
    assert_status(key->provider->sign(key, &one, 1, whole), SEC_E_OK);
    for (step = 1; step < sizeof(text); step++) {
        for (count = at = 0; at < sizeof(text); at += step, count++) {
            spans[count].data = text + at;
            spans[count].length = sizeof(text) - at < step ?
                sizeof(text) - at : step;
            spans[count].kind = count % 2 == 0 ? KSP_SPAN_SIGN :
                KSP_SPAN_SEAL;
            spans[count].from = NULL;
        }
        memset(got, 0, sizeof(got));
        assert_status(key->provider->sign(key, spans, count, got), SEC_E_OK);
        ck_assert_mem_eq(got, whole, length);
        assert_status(key->provider->verify(key, spans, count, whole),
                      SEC_E_OK);
    }
    free_key(key);
}
END_TEST

START_TEST(test_verify_bits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char text[20] = "some text", *cksum;
    struct ksp_span spans[2] = {
        { text, 10, KSP_SPAN_SIGN, NULL },
        { text + 10, 10, KSP_SPAN_SEAL, NULL }
    };
    size_t length = key->enctype->cksum_length, bit;

    cksum = malloc(length);
    assert_status(key->provider->sign(key, spans, 2, cksum), SEC_E_OK);
    for (bit = 0; bit < length * 8; bit++) {
        cksum[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->verify(key, spans, 2, cksum),
                      SEC_E_MESSAGE_ALTERED);
        cksum[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    for (bit = 0; bit < sizeof(text) * 8; bit++) {
        text[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->verify(key, spans, 2, cksum),
                      SEC_E_MESSAGE_ALTERED);
        text[bit / 8] ^= (unsigned char)(1 << bit % 8);
    }
    assert_status(key->provider->verify(key, spans, 2, cksum), SEC_E_OK);
    free(cksum);
    free_key(key);
}
END_TEST

/* Each bit of confounder, text and checksum of a sealed one. */
START_TEST(test_unseal_bits)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char made[16 + 30 + KSP_CKSUM_MAX], copy[sizeof(made)];
    struct ksp_span spans[2] = {
        { made + 16, 10, KSP_SPAN_SIGN, NULL },
        { made + 26, 20, KSP_SPAN_SEAL, NULL }
    };
    size_t length = 16 + 30 + key->enctype->cksum_length, bit;

    memset(made, 'x', sizeof(made));
    assert_status(key->provider->seal(key, made, spans, 2, made + 46),
                  SEC_E_OK);
    ck_assert_mem_eq(made + 16, "xxxxxxxxxx", 10);
    memcpy(copy, made, sizeof(made));
    for (bit = 0; bit < length * 8; bit++) {
        memcpy(made, copy, sizeof(made));
        made[bit / 8] ^= (unsigned char)(1 << bit % 8);
        assert_status(key->provider->unseal(key, made, spans, 2, made + 46),
                      SEC_E_MESSAGE_ALTERED);
    }
    memcpy(made, copy, sizeof(made));
    assert_status(key->provider->unseal(key, made, spans, 2, made + 46),
                  SEC_E_OK);
    for (bit = 26; bit < 46; bit++)
        ck_assert_uint_eq(made[bit], 'x');
    free_key(key);
}
END_TEST

/* Numbers of spans about those that are translated on the stack. */
START_TEST(test_many_spans)
{
    struct ksp_key *key = new_key(_i, USAGE);
    unsigned char *text = malloc(1000), confounder[16];
    unsigned char cksum[KSP_CKSUM_MAX];
    struct ksp_span *spans = calloc(1000, sizeof(*spans));
    static const size_t counts[] = { 0, 1, 13, 14, 15, 16, 17, 18, 1000 };
    size_t i, j;

    for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        memset(text, 'y', 1000);
        for (j = 0; j < counts[i]; j++) {
            spans[j].data = text + j;
            spans[j].length = 1;
            spans[j].kind = j % 7 == 6 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL;
        }
        assert_status(key->provider->sign(key, spans, counts[i], cksum),
                      SEC_E_OK);
        assert_status(key->provider->verify(key, spans, counts[i], cksum),
                      SEC_E_OK);
        assert_status(key->provider->seal(key, confounder, spans, counts[i],
                                          cksum), SEC_E_OK);
        assert_status(key->provider->unseal(key, confounder, spans,
                                            counts[i], cksum), SEC_E_OK);
        for (j = 0; j < 1000; j++)
            ck_assert_uint_eq(text[j], 'y');
    }
    free(text);
    free(spans);
    free_key(key);
}
END_TEST

/* What one usage signs or seals another does not take. */
START_TEST(test_usages)
{
    unsigned char text[16] = "fifteen letters", confounder[16];
    unsigned char cksum[KSP_CKSUM_MAX];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    uint32_t made, taken;

    for (made = 22; made <= 25; made++) {
        for (taken = 22; taken <= 25; taken++) {
            struct ksp_key *from = new_key(_i, made);
            struct ksp_key *to = new_key(_i, taken);
            NTSTATUS want = made == taken ? SEC_E_OK :
                SEC_E_MESSAGE_ALTERED;

            assert_status(from->provider->sign(from, &span, 1, cksum),
                          SEC_E_OK);
            assert_status(to->provider->verify(to, &span, 1, cksum), want);
            assert_status(from->provider->seal(from, confounder, &span, 1,
                                               cksum), SEC_E_OK);
            assert_status(to->provider->unseal(to, confounder, &span, 1,
                                               cksum), want);
            free_key(from);
            free_key(to);
        }
    }
}
END_TEST

/* ---- between providers ----------------------------------------------- */

#define ROOM 200

/* A message: where it is, and where it was before if that is elsewhere. */
struct message {
    unsigned char text[ROOM], elsewhere[ROOM], was[ROOM];
    unsigned char confounder[KSP_CONFOUNDER_MAX], cksum[KSP_CKSUM_MAX];
    struct ksp_span spans[ROOM];
    size_t count;
};

static void
message_init(struct message *m)
{
    size_t i;

    memset(m, 0, sizeof(*m));
    for (i = 0; i < ROOM; i++)
        m->was[i] = (unsigned char)(i * 73 + 5);
    memcpy(m->text, m->was, ROOM);
    memcpy(m->elsewhere, m->was, ROOM);
}

static void
add(struct message *m, size_t at, size_t length, enum ksp_span_kind kind,
    bool away)
{
    struct ksp_span *span = &m->spans[m->count++];

    *span = (struct ksp_span){ m->text + at, length, kind, NULL };
    if (away) {
        span->from = m->elsewhere + at;
        memset(span->data, 0xee, length);
    }
}

/* What one seals the other opens; what is not to be sealed is not. */
static void
exchange(struct ksp_key *from, struct ksp_key *to, struct message *m)
{
    size_t i;

    assert_status(from->provider->seal(from, m->confounder, m->spans,
                                       m->count, m->cksum), SEC_E_OK);
    for (i = 0; i < m->count; i++) {
        struct ksp_span *span = &m->spans[i];
        int same = memcmp(span->data, m->was + (span->data - m->text),
                          span->length) == 0;

        ck_assert(span->length < 8 || same == (span->kind == KSP_SPAN_SIGN));
        span->from = NULL;
    }
    assert_status(to->provider->unseal(to, m->confounder, m->spans, m->count,
                                       m->cksum), SEC_E_OK);
    ck_assert_mem_eq(m->text, m->was, ROOM);
}

static struct ksp_key *
other_key(int row)
{
    return new_key((row + UNIT_ENCTYPES) % ROWS, USAGE);
}

/* Two pieces that lie together, or with something between that is only
 * signed; the second may have to be brought. */
START_TEST(test_between)
{
    struct ksp_key *key = new_key(_i, USAGE), *other = other_key(_i);
    struct message m;
    size_t cut;
    int how;

    for (cut = 0; cut <= 60; cut++) {
        for (how = 0; how < 4; how++) {
            message_init(&m);
            add(&m, 0, cut, KSP_SPAN_SEAL, false);
            if (how % 2 != 0)
                add(&m, cut, 9, KSP_SPAN_SIGN, false);
            add(&m, cut + (how % 2 != 0 ? 9 : 0), 60 - cut,
                KSP_SPAN_SEAL, how / 2 != 0);
            exchange(key, other, &m);
        }
    }
    free_key(key);
    free_key(other);
}
END_TEST

/* Two messages, one directly behind the other, with nothing done in between:
 * what the list of the first has left on the stack is not taken for the
 * second's. */
START_TEST(test_one_behind)
{
    struct ksp_key *key = new_key(_i, USAGE), *other = other_key(_i);
    const struct ksp_provider *p = key->provider;
    struct message m[2];
    SECURITY_STATUS status[2];
    unsigned char *text = m[0].text;
    int i;

    for (i = 0; i < 2; i++) {
        message_init(&m[i]);
        add(&m[i], 0, 20, KSP_SPAN_SEAL, false);
        m[i].spans[0].data = text + 20 * i;
    }
    for (i = 0; i < 2; i++)
        status[i] = p->seal(key, m[i].confounder, m[i].spans, 1, m[i].cksum);
    for (i = 0; i < 2; i++) {
        assert_status(status[i], SEC_E_OK);
        ck_assert_mem_ne(text + 20 * i, m[0].was + 20 * i, 20);
        assert_status(other->provider->unseal(other, m[i].confounder,
                                              m[i].spans, 1, m[i].cksum),
                      SEC_E_OK);
    }
    ck_assert_mem_eq(text, m[0].was, ROOM);
    free_key(key);
    free_key(other);
}
END_TEST

/* Pieces with a byte between them, so that each is one for itself. */
static void
scatter(struct message *m, size_t count)
{
    size_t i;

    message_init(m);
    for (i = 0; i < count; i++)
        add(m, 2 * i, 1, i % 5 == 3 ? KSP_SPAN_SIGN : KSP_SPAN_SEAL, false);
}

/* Any number of pieces.  Nothing is written behind memory, and none is
 * left. */
START_TEST(test_pieces)
{
    struct ksp_key *key, *other;
    struct message m;
    size_t count;

    free_key(new_key(_i, USAGE));
    heap_start();
    key = new_key(_i, USAGE);
    other = other_key(_i);
    for (count = 1; count < 60; count++) {
        scatter(&m, count);
        exchange(key, other, &m);
        assert_status(key->provider->sign(key, m.spans, count, m.cksum),
                      SEC_E_OK);
        assert_status(other->provider->verify(other, m.spans, count,
                                              m.cksum), SEC_E_OK);
    }
    free_key(key);
    free_key(other);
    ck_assert_int_eq(heap_there(), 0);
}
END_TEST

/* ---- memory ---------------------------------------------------------- */

enum call { SIGN, VERIFY, SEAL, UNSEAL, CALLS };

static SECURITY_STATUS
call(enum call which, struct ksp_key *key, struct message *m)
{
    const struct ksp_provider *p = key->provider;

    switch (which) {
    case SIGN:
        return p->sign(key, m->spans, m->count, m->cksum);
    case VERIFY:
        return p->verify(key, m->spans, m->count, m->cksum);
    case SEAL:
        return p->seal(key, m->confounder, m->spans, m->count, m->cksum);
    default:
        return p->unseal(key, m->confounder, m->spans, m->count, m->cksum);
    }
}

/* How many pieces it allocated; those that it freed were wiped. */
static int
pieces_of(enum call which, struct ksp_key *key, struct message *m)
{
    SECURITY_STATUS status;
    int before, after, dirty;

    before = heap_allocated();
    dirty = heap_dirty();
    heap_watch(true);
    status = call(which, key, m);
    heap_watch(false);
    after = heap_allocated();
    dirty = heap_dirty() - dirty;
    assert_status(status, SEC_E_OK);
    ck_assert_int_eq(dirty, 0);
    return after - before;
}

/* Of what the peer has sent. */
static void
make_received(enum call which, int row, struct message *m, size_t count)
{
    struct ksp_key *key = new_key(row, USAGE);

    scatter(m, count);
    if (which == VERIFY)
        assert_status(call(SIGN, key, m), SEC_E_OK);
    if (which == UNSEAL)
        assert_status(call(SEAL, key, m), SEC_E_OK);
    free_key(key);
}

/* With the allocation number `at` failing; whether it did.  All is as it was
 * then, and can be done again. */
static bool
try_call(enum call which, int row, size_t count, unsigned long at)
{
    struct ksp_key *key = new_key(row, USAGE);
    struct message m, before;
    SECURITY_STATUS status;

    make_received(which, row, &m, count);
    before = m;
    heap_fail(at);
    status = call(which, key, &m);
    heap_fail(0);
    if (status != SEC_E_OK) {
        assert_status(status, SEC_E_INSUFFICIENT_MEMORY);
        ck_assert_mem_eq(m.text, before.text, ROOM);
        ck_assert(which == SEAL || which == SIGN ||
                  memcmp(&m, &before, sizeof(m)) == 0);
        assert_status(call(which, key, &m), SEC_E_OK);
    }
    free_key(key);
    return status != SEC_E_OK;
}

/* What it allocates with a new key. */
static unsigned long
count_pieces(enum call which, int row, size_t count)
{
    struct ksp_key *key = new_key(row, USAGE);
    struct message m;
    unsigned long pieces;
    SECURITY_STATUS status;

    make_received(which, row, &m, count);
    pieces = (unsigned long)heap_allocated();
    status = call(which, key, &m);
    pieces = (unsigned long)heap_allocated() - pieces;
    assert_status(status, SEC_E_OK);
    free_key(key);
    return pieces;
}

/* Each of them. */
START_TEST(test_no_memory)
{
    enum call which = (enum call)(_i % CALLS);
    int row = _i / CALLS;
    unsigned long at;

    ck_assert(!try_call(which, row, 1, 0));
    heap_start();
    for (at = 1; try_call(which, row, 40, at); at++)
        continue;
    ck_assert_uint_gt(at, 1);
    ck_assert_uint_eq(at - 1, count_pieces(which, row, 40));
    ck_assert_int_eq(heap_there(), 0);
}
END_TEST

START_TEST(test_no_key)
{
    const struct ksp_enctype *et = ksp_enctype_at((size_t)_i % UNIT_ENCTYPES);
    const struct ksp_provider *provider = _i < UNIT_ENCTYPES ?
        &ksp_provider_krb5 : ksp_provider_for(et);
    struct ksp_key *key = (struct ksp_key *)&key;
    unsigned char contents[KSP_KEY_MAX] = { 1 };

    (void)provider->has(et);
    heap_fail(1);
    assert_status(provider->key_new(et, contents, USAGE, &key),
                  SEC_E_INSUFFICIENT_MEMORY);
    heap_fail(0);
    ck_assert_ptr_null(key);
}
END_TEST

static void
assert_not_served(const struct ksp_provider *provider, int32_t enctype)
{
    const struct ksp_enctype *et = ksp_enctype_find(enctype);
    struct ksp_key *key = (struct ksp_key *)&key;
    unsigned char contents[KSP_KEY_MAX] = { 1 };

    ck_assert(!provider->has(et));
    assert_status(provider->key_new(et, contents, USAGE, &key),
                  SEC_E_CRYPTO_SYSTEM_INVALID);
    ck_assert_ptr_null(key);
}

/* Messages of RC4 and DES3 are framed otherwise; Camellia is libkrb5's. */
START_TEST(test_not_served)
{
    assert_not_served(&ksp_provider_krb5, 16);
    assert_not_served(&ksp_provider_krb5, 23);
#ifdef HAVE_NETTLE
    assert_not_served(&ksp_provider_nettle, 16);
    assert_not_served(&ksp_provider_nettle, 23);
    assert_not_served(&ksp_provider_nettle, 25);
    assert_not_served(&ksp_provider_nettle, 26);
#endif
}
END_TEST

/* What a key is made into is made once; libkrb5's provider copies what it
 * changes each time. */
START_TEST(test_made_once)
{
    enum call which = (enum call)(_i % CALLS);
    int row = _i / CALLS;
    struct ksp_key *key = new_key(row, USAGE);
    bool copies = key->provider == &ksp_provider_krb5;
    struct message m;

    heap_start();
    heap_watch(false);
    make_received(which, row, &m, 5);
    ck_assert_int_eq(pieces_of(which, key, &m),
                     copies && (which == SIGN || which == VERIFY) ? 0 : 1);
    make_received(which, row, &m, 5);
    ck_assert_int_eq(pieces_of(which, key, &m),
                     copies && which != SIGN && which != VERIFY ? 1 : 0);
    free_key(key);
    ck_assert_int_eq(heap_there(), 0);
}
END_TEST

/* Another thread makes the same at the same time: here, while memory is
 * fetched for it.  Both messages are right, and of what was made twice one is
 * wiped and freed. */
static struct ksp_key *shared;
static struct message theirs;
static enum call shared_call;
static SECURITY_STATUS shared_status;

static void
meanwhile(void)
{
    shared_status = call(shared_call, shared, &theirs);
}

START_TEST(test_made_twice)
{
    int row = _i / CALLS;
    struct message mine;

    shared_call = (enum call)(_i % CALLS);
    shared_status = SEC_E_OK;
    make_received(shared_call, row, &mine, 5);
    make_received(shared_call, row, &theirs, 5);
    heap_start();
    heap_watch(false);
    shared = new_key(row, USAGE);
    heap_call(meanwhile);
    (void)pieces_of(shared_call, shared, &mine);
    heap_call(NULL);
    assert_status(shared_status, SEC_E_OK);
    ck_assert_int_le(heap_there(), 1);
    free_key(shared);
    ck_assert_int_eq(heap_there(), 0);
}
END_TEST

/* ---- one key in several threads ------------------------------------- */

#define THREADS 6       /* more than the provider keeps idle keys */
#define ROUNDS 1500

struct share {
    struct ksp_key *key;
    unsigned char number;
    unsigned char cksum[KSP_CKSUM_MAX];     /* of 50 bytes of `number` */
};

static void *
use_key(void *argument)
{
    struct share *s = argument;
    const struct ksp_provider *p = s->key->provider;
    unsigned char text[50], want[50], confounder[16], cksum[KSP_CKSUM_MAX];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    size_t wrong = 0;
    int i;

    memset(text, s->number, sizeof(text));
    memset(want, s->number, sizeof(want));
    for (i = 0; i < ROUNDS; i++) {
        wrong += p->sign(s->key, &span, 1, cksum) != SEC_E_OK;
        wrong += memcmp(cksum, s->cksum, s->key->enctype->cksum_length) != 0;
        wrong += p->verify(s->key, &span, 1, s->cksum) != SEC_E_OK;
        wrong += p->seal(s->key, confounder, &span, 1, cksum) != SEC_E_OK;
        wrong += p->unseal(s->key, confounder, &span, 1, cksum) != SEC_E_OK;
        wrong += memcmp(text, want, sizeof(text)) != 0;
    }
    return (void *)(uintptr_t)wrong;
}

START_TEST(test_threads)
{
    struct ksp_key *key = new_key(_i, USAGE);
    struct ksp_key *fresh = new_key(_i, USAGE);
    struct share shares[THREADS];
    pthread_t threads[THREADS];
    unsigned char text[50];
    struct ksp_span span = {
        .data = text, .length = sizeof(text), .kind = KSP_SPAN_SEAL
    };
    unsigned char i;
    void *wrong;

    for (i = 0; i < THREADS; i++) {
        memset(text, i, sizeof(text));
        shares[i].key = fresh;
        shares[i].number = i;
        assert_status(key->provider->sign(key, &span, 1, shares[i].cksum),
                      SEC_E_OK);
    }
    for (i = 0; i < THREADS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, use_key,
                                        &shares[i]), 0);
    }
    for (i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &wrong);
        ck_assert_ptr_null(wrong);
    }
    free_key(fresh);
    free_key(key);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("provider");
    TCase *tc = tcase_create("provider");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_chosen, 0, UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_splits, 0, ROWS);
    tcase_add_loop_test(tc, test_verify_bits, 0, ROWS);
    tcase_add_loop_test(tc, test_unseal_bits, 0, ROWS);
    tcase_add_loop_test(tc, test_many_spans, 0, ROWS);
    tcase_add_loop_test(tc, test_usages, 0, ROWS);
    tcase_add_loop_test(tc, test_between, 0, ROWS);
    tcase_add_loop_test(tc, test_one_behind, 0, ROWS);
    tcase_add_loop_test(tc, test_pieces, 0, ROWS);
    tcase_add_loop_test(tc, test_no_memory, 0, ROWS * CALLS);
    tcase_add_loop_test(tc, test_no_key, 0, ROWS);
    tcase_add_test(tc, test_not_served);
    tcase_add_loop_test(tc, test_made_once, 0, ROWS * CALLS);
    tcase_add_loop_test(tc, test_made_twice, 0, ROWS * CALLS);
    tcase_add_loop_test(tc, test_threads, 0, ROWS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
