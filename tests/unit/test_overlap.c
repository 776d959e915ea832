/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc4121_unseal.c and rfc1964_unseal.c: a STREAM, and memory for
 * its message that lies in the same place, in part or whole.  A list that
 * was opened in place is like that when it is used again.
 */
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "unit/unit_older.h"

/* Short and long: a long token has no room on the stack. */
static const size_t lengths[] = { 1, 100, 3000, 20000 };

#define N_LENGTHS (sizeof(lengths) / sizeof(lengths[0]))
#define LONGEST 20000

/* Room around the token: for the message, and a bit. */
#define ROOM (LONGEST + 64)
#define PLACES 12

/* A token with memory before it and behind. */
struct arena {
    unsigned char *bytes;
    unsigned char *before;      /* what it held */
    size_t length;
    unsigned char *token;
    size_t token_length;
};

/* As Seal makes it for GSS, or for Windows, with an RRC that is not 0. */
static size_t
make_token(LSA_SEC_HANDLE ContextId, bool sealed, bool rotated, size_t length,
           unsigned char **token)
{
    struct unit_message m;
    SecBuffer *header;
    size_t made;

    if (!rotated)
        return unit_wrap(ContextId, sealed, unit_text(), length, token);
    unit_message_init(&m);
    header = unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&m, SECBUFFER_DATA, unit_text(), length);
    assert_status(unit_package()->Seal(ContextId, sealed ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &m.desc, 0),
                  SEC_E_OK);
    made = header->cbBuffer + length;
    *token = malloc(made);
    ck_assert_ptr_nonnull(*token);
    memcpy(*token, header->pvBuffer, header->cbBuffer);
    memcpy(*token + header->cbBuffer, m.buffers[1].pvBuffer, length);
    unit_message_free(&m);
    return made;
}

static void
arena_init(struct arena *a, const unsigned char *token, size_t length)
{
    a->length = ROOM + length + ROOM;
    a->bytes = malloc(a->length);
    ck_assert_ptr_nonnull(a->bytes);
    memset(a->bytes, 0x5a, a->length);
    a->token = a->bytes + ROOM;
    a->token_length = length;
    memcpy(a->token, token, length);
    a->before = unit_copy(a->bytes, a->length);
}

static void
arena_free(struct arena *a)
{
    free(a->bytes);
    free(a->before);
}

/* All but `length` bytes at `at` are as they were. */
static void
assert_kept(const struct arena *a, const unsigned char *at, size_t length)
{
    size_t front = (size_t)(at - a->bytes), behind = front + length;

    ck_assert_mem_eq(a->bytes, a->before, front);
    ck_assert_mem_eq(a->bytes + behind, a->before + behind,
                     a->length - behind);
}

static bool
overlaps(const struct arena *a, const unsigned char *at, size_t length)
{
    return at + length > a->token && at < a->token + a->token_length;
}

/* Before the token, across its start, at it, inside, across its end and
 * behind it. */
static unsigned char *
place(const struct arena *a, size_t length, int which)
{
    unsigned char *end = a->token + a->token_length;
    unsigned char *const places[PLACES] = {
        a->token - length, a->token - length + 1, a->token - length / 2,
        a->token - 1, a->token, a->token + 1, a->token + 16, a->token + 32,
        a->token + a->token_length / 2, end - length, end - 1, end
    };

    return places[which];
}

static NTSTATUS
unseal(LSA_SEC_HANDLE ContextId, const struct arena *a, unsigned char *at,
       size_t length)
{
    SecBuffer buffers[2] = {
        { (ULONG)a->token_length, SECBUFFER_STREAM, a->token },
        { (ULONG)length, SECBUFFER_DATA, at }
    };
    SecBufferDesc desc = { SECBUFFER_VERSION, 2, buffers };
    NTSTATUS status;

    status = unit_package()->Unseal(ContextId, &desc, 0, NULL);
    ck_assert_ptr_eq(buffers[1].pvBuffer, at);
    ck_assert_uint_eq(buffers[1].cbBuffer, length);
    return status;
}

/* The message is where it was wanted, and nothing else has changed; of a
 * damaged token nothing is seen, and what is left can be looked at. */
static void
try_place(LSA_SEC_HANDLE ContextId, const unsigned char *token,
          size_t token_length, size_t length, int which)
{
    unsigned char *at, *damaged = unit_copy(token, token_length);
    struct arena a;

    arena_init(&a, token, token_length);
    at = place(&a, length, which);
    assert_status(unseal(ContextId, &a, at, length), SEC_E_OK);
    ck_assert_mem_eq(at, unit_text(), length);
    assert_kept(&a, at, length);
    arena_free(&a);
    damaged[token_length - 9] ^= 1;
    arena_init(&a, damaged, token_length);
    at = place(&a, length, which);
    assert_status(unseal(ContextId, &a, at, length), SEC_E_MESSAGE_ALTERED);
    assert_kept(&a, at, overlaps(&a, at, length) ? 0 : length);
    arena_free(&a);
    free(damaged);
}

static void
try_places(size_t enctype, bool sealed, bool rotated)
{
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    unsigned char *token;
    size_t made, i;
    int which;

    for (i = 0; i < N_LENGTHS; i++) {
        made = make_token(pair.initiator, sealed, rotated, lengths[i],
                          &token);
        for (which = 0; which < PLACES; which++)
            try_place(pair.acceptor, token, made, lengths[i], which);
        free(token);
    }
    unit_pair_delete(&pair);
}

START_TEST(test_overlap)
{
    try_places((size_t)_i / 2, _i % 2 != 0, false);
}
END_TEST

/* The older ones know no rotation. */
START_TEST(test_overlap_rotated)
{
    try_places((size_t)_i / 2, _i % 2 != 0, true);
}
END_TEST

static Suite *
make_suite(void)
{
    bool older = ksp_1964_cipher_for(ksp_enctype_at(RC4)) != NULL;
    Suite *suite = suite_create("overlap");
    TCase *tc = tcase_create("overlap");

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_overlap, 0, 2 * (older ? END : DES3));
    tcase_add_loop_test(tc, test_overlap_rotated, 0, 2 * DES3);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
