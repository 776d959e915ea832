/* SPDX-License-Identifier: MIT */
/*
 * shim/core/rfc1964_mic.c and rfc1964_unseal.c: a number that cannot be read
 * is reported as before, but not before the message was checked.  DES3
 * encrypts it with the key of the messages, so that the time of the answer
 * would say of any block what its last bytes are in the clear; what time it
 * takes is for "make check-timing".
 */
#include <stdlib.h>
#include <string.h>

#include "unit/unit_older.h"

enum kind { MIC, SIGNED, SEALED, KINDS };

/* Faults of a token. */
#define NUMBER 1
#define TEXT 2
#define WRONG_ID 4

/* A token for `length` bytes in buffers, with faults. */
struct trial {
    struct unit_message m;
    SecBuffer *data;
    unsigned char *content;     /* what DATA held */
    size_t length;
};

static void
damage(SecBuffer *token, enum kind kind, size_t enctype, int faults)
{
    size_t cksum = enctype == DES3 ? 20 : 8;
    size_t head = 16 + cksum + (kind == MIC ? 0 : 8);
    unsigned char *id = (unsigned char *)token->pvBuffer + token->cbBuffer -
        head;

    if ((faults & NUMBER) != 0)
        id[8 + 5] ^= 1;
    if ((faults & WRONG_ID) != 0) {
        id[0] ^= 3;
        id[1] = 1;
    }
}

static void
trial_init(struct trial *t, const struct unit_pair *pair, enum kind kind,
           size_t enctype, int faults, size_t length)
{
    unsigned char *text = calloc(1, length);
    SecBuffer *token;

    ck_assert_ptr_nonnull(text);
    t->length = length;
    unit_message_init(&t->m);
    token = unit_add(&t->m, SECBUFFER_TOKEN, NULL, 100);
    t->data = unit_add(&t->m, SECBUFFER_DATA, text, length);
    unit_add_params(&t->m, 0, 0);
    assert_status(kind == MIC ?
                  unit_package()->Sign(pair->initiator, 0, &t->m.desc, 0) :
                  unit_package()->Seal(pair->initiator, kind == SEALED ? 0 :
                                       SECQOP_WRAP_NO_ENCRYPT, &t->m.desc,
                                       0), SEC_E_OK);
    damage(token, kind, enctype, faults);
    if ((faults & TEXT) != 0)
        ((unsigned char *)t->data->pvBuffer)[length / 2] ^= 1;
    t->content = unit_copy(t->data->pvBuffer, length);
    t->m.params.MessageSeqNo = 0;
    free(text);
}

static NTSTATUS
trial_run(struct trial *t, const struct unit_pair *pair, enum kind kind)
{
    return kind == MIC ?
        unit_package()->Verify(pair->acceptor, &t->m.desc, 0, NULL) :
        unit_package()->Unseal(pair->acceptor, &t->m.desc, 0, NULL);
}

static void
trial_free(struct trial *t)
{
    free(t->content);
    unit_message_free(&t->m);
}

/* ---- what it says, and leaves --------------------------------------- */

/* A number that cannot be read is the first that is said, with any other
 * fault; and all leave the same behind. */
START_TEST(test_faults)
{
    static const struct {
        int faults;
        NTSTATUS status;
        ULONG verdict;
    } rows[] = {
        { NUMBER, SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNREADABLE },
        { TEXT, SEC_E_MESSAGE_ALTERED, KSP_SEQ_IN_ORDER },
        { NUMBER | TEXT, SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNREADABLE },
        { NUMBER | WRONG_ID, SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNREADABLE },
        { NUMBER | TEXT | WRONG_ID, SEC_E_MESSAGE_ALTERED,
          KSP_SEQ_UNREADABLE },
    };
    size_t enctype = DES3 + (size_t)_i / KINDS, i;
    struct unit_pair pair = unit_pair(enctype, unit_detection(3), 1);
    struct unit_state before = unit_state(pair.acceptor);
    enum kind kind = (enum kind)(_i % KINDS);
    struct trial t;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        trial_init(&t, &pair, kind, enctype, rows[i].faults, 64);
        assert_status(trial_run(&t, &pair, kind), rows[i].status);
        ck_assert_uint_eq(t.m.params.Verdict, rows[i].verdict);
        ck_assert_uint_eq(t.m.params.MessageSeqNo, 0);
        unit_assert_state(pair.acceptor, &before);
        ck_assert_uint_eq(t.data->cbBuffer, t.length);
        ck_assert_mem_eq(t.data->pvBuffer, t.content, t.length);
        trial_free(&t);
    }
    unit_pair_delete(&pair);
}
END_TEST

/* What is encrypted has not whole blocks: the number comes first, too, and
 * nothing was decrypted. */
START_TEST(test_unaligned)
{
    struct unit_pair pair = unit_pair(DES3, unit_detection(3), 1);
    int faults = _i == 0 ? 0 : NUMBER;
    struct trial t;

    trial_init(&t, &pair, SEALED, DES3, faults, 64);
    t.data->cbBuffer -= 3;
    ((unsigned char *)t.m.buffers[0].pvBuffer)[1] -= 3;
    assert_status(trial_run(&t, &pair, SEALED),
                  _i == 0 ? SEC_E_INVALID_TOKEN : SEC_E_MESSAGE_ALTERED);
    ck_assert_uint_eq(t.m.params.Verdict,
                      _i == 0 ? KSP_SEQ_UNALIGNED : KSP_SEQ_UNREADABLE);
    ck_assert_mem_eq(t.data->pvBuffer, t.content, t.length);
    trial_free(&t);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("rfc1964_oracle");
    TCase *tc = tcase_create("rfc1964_oracle");

    tcase_add_loop_test(tc, test_faults, 0, OLDER * KINDS);
    tcase_add_loop_test(tc, test_unaligned, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
