/* SPDX-License-Identifier: MIT */
/*
 * Tokens that change while they are opened.  Whenever a byte of a header
 * changes, the token is taken for what it was or for what it has become, and
 * never for something between; and whichever byte changes, a message that is
 * accepted has its own number and length.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "unit/unit_older.h"
#include "watch.h"

#if WATCH_CAN

/* Where the token is in the page, and its message. */
#define AT 64
#define TEXT "a text of 24 bytes......"
#define TEXT_LENGTH 24

/* From one byte of a body to the next that changes. */
#define STEP 3

enum shape { COPIED, IN_PLACE, PARTS, MIC, SHAPES };

struct token {
    enum shape shape;
    size_t enctype;
    bool sealed;
    unsigned char *bytes;
    size_t length;
    size_t header;              /* bytes before what is encrypted */
};

struct outcome {
    NTSTATUS status;
    uint64_t number;
    uint32_t verdict;
    size_t length;
};

/* ---- opening one ---------------------------------------------------- */

static void
add(SecBufferDesc *list, ULONG type, void *value, size_t length)
{
    SecBuffer *b = &list->pBuffers[list->cBuffers++];

    b->BufferType = type;
    b->pvBuffer = value;
    b->cbBuffer = (ULONG)length;
}

/* Before the message, and behind it: as Seal made them. */
static void
add_parts(SecBufferDesc *list, const struct token *t, unsigned char *at)
{
    size_t confounder = ksp_enctype_at(t->enctype)->confounder;
    size_t before = t->header + (t->sealed || t->enctype >= DES3 ?
                                 confounder : 0);

    add(list, SECBUFFER_TOKEN, at, before);
    add(list, SECBUFFER_DATA, at + before, TEXT_LENGTH);
    add(list, t->enctype >= DES3 ? SECBUFFER_PADDING :
        SECBUFFER_STREAM_TRAILER, at + before + TEXT_LENGTH,
        t->length - before - TEXT_LENGTH);
}

static void
add_all(SecBufferDesc *list, const struct token *t, unsigned char *at,
        unsigned char *out)
{
    switch (t->shape) {
    case COPIED:
    case IN_PLACE:
        add(list, SECBUFFER_STREAM, at, t->length);
        add(list, SECBUFFER_DATA, t->shape == COPIED ? out : NULL,
            t->shape == COPIED ? WATCH_LENGTH : 0);
        break;
    case PARTS:
        add_parts(list, t, at);
        break;
    default:
        add(list, SECBUFFER_DATA, out, TEXT_LENGTH);
        add(list, SECBUFFER_TOKEN, at, t->length);
        break;
    }
}

static SecBuffer *
data_of(SecBufferDesc *list)
{
    SecBuffer *found = NULL;
    ULONG i;

    for (i = 0; i < list->cBuffers; i++) {
        if (list->pBuffers[i].BufferType == SECBUFFER_DATA)
            found = &list->pBuffers[i];
    }
    return found;
}

/* Open it in the page, where the byte `at` changes behind touch `when`.  How
 * many touches there were goes to *touches. */
static struct outcome
open_token(LSA_SEC_HANDLE ContextId, const struct token *t,
           const unsigned char *bytes, size_t at, unsigned char flip,
           unsigned long when, unsigned long *touches)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    KSP_MESSAGE_PARAMS params = { sizeof(params), 0, 0, 0, 0 };
    unsigned char out[WATCH_LENGTH] = TEXT;
    SecBuffer buffers[5];
    SecBufferDesc list = { SECBUFFER_VERSION, 0, buffers };
    struct outcome o;

    memcpy(watch_page() + AT, bytes, t->length);
    add_all(&list, t, watch_page() + AT, out);
    add(&list, SECBUFFER_PKG_PARAMS, &params, sizeof(params));
    watch_begin(AT + at, flip, when);
    o.status = t->shape == MIC ? package->Verify(ContextId, &list, 0, NULL) :
        package->Unseal(ContextId, &list, 0, NULL);
    *touches = watch_end();
    o.number = params.MessageSeqNo;
    o.verdict = params.Verdict;
    o.length = o.status == SEC_E_OK ? data_of(&list)->cbBuffer : 0;
    return o;
}

static bool
same(const struct outcome *a, const struct outcome *b)
{
    return a->status == b->status && a->number == b->number &&
        a->verdict == b->verdict && a->length == b->length;
}

/* ---- tokens --------------------------------------------------------- */

static size_t
header_length(const struct token *t)
{
    const struct ksp_enctype *et = ksp_enctype_at(t->enctype);
    size_t framing = 0;

    /* A short length, and the OID of Kerberos. */
    if (t->enctype >= DES3)
        framing = 2 + 2 + 9 + et->cksum_length;
    return framing + 16;
}

static void
make_token(LSA_SEC_HANDLE ContextId, struct token *t)
{
    t->length = t->shape == MIC ?
        unit_mic(ContextId, TEXT, TEXT_LENGTH, &t->bytes) :
        unit_wrap(ContextId, t->sealed, TEXT, TEXT_LENGTH, &t->bytes);
    t->header = header_length(t);
}

/* One enctype of each family. */
static const int32_t enctypes[] = { 17, 19, 25, 16, 23 };

#define N_ENCTYPES (sizeof(enctypes) / sizeof(enctypes[0]))
#define N_NEW 3

static size_t
enctype_index(int32_t enctype)
{
    size_t i = 0;

    while (ksp_enctype_at(i)->enctype != enctype)
        i++;
    return i;
}

/* Every shape, signed and sealed, of every family. */
static struct token
nth(int i)
{
    struct token t = { .shape = (enum shape)(i % SHAPES),
                       .sealed = i / SHAPES % 2 != 0,
                       .enctype = enctype_index(enctypes[i / SHAPES / 2]) };

    return t;
}

static bool
there_is(const struct token *t)
{
    return !(t->shape == MIC && t->sealed);
}

/* ---- tests ---------------------------------------------------------- */

/* One byte of the header changes, at any time. */
static void
change_header(LSA_SEC_HANDLE ContextId, const struct token *t, size_t at,
              unsigned char flip)
{
    unsigned char *changed = unit_copy(t->bytes, t->length);
    unsigned long when = 0, touches, ignored;
    struct outcome was, is, o;

    changed[at] ^= flip;
    is = open_token(ContextId, t, changed, at, 0, 0, &ignored);
    was = open_token(ContextId, t, t->bytes, at, 0, 0, &touches);
    assert_status(was.status, SEC_E_OK);
    ck_assert_uint_gt(touches, 0);
    while (++when <= touches) {
        if (!watch_matters(AT + at, when))
            continue;
        o = open_token(ContextId, t, t->bytes, at, flip, when, &ignored);
        ck_assert_msg(same(&o, &was) || same(&o, &is),
                      "byte %zu ^ %x behind touch %lu of %lu: %x", at, flip,
                      when, touches, (unsigned int)o.status);
    }
    free(changed);
}

START_TEST(test_header)
{
    struct token t = nth(_i);
    struct unit_pair pair = unit_pair(t.enctype, 0, 1);
    size_t at;

    if (there_is(&t)) {
        make_token(pair.initiator, &t);
        for (at = 0; at < t.header; at++)
            change_header(pair.acceptor, &t, at, 0x13);
        free(t.bytes);
    }
    unit_pair_delete(&pair);
}
END_TEST

/* A byte behind the header changes, at any time: another message may come of
 * it, as it is in memory of others, but not another number or length. */
START_TEST(test_body)
{
    struct token t = nth(_i);
    struct unit_pair pair = unit_pair(t.enctype, 0, 1);
    unsigned long when, touches, ignored;
    struct outcome was, o;
    size_t at;

    if (!there_is(&t))
        goto cleanup;
    make_token(pair.initiator, &t);
    was = open_token(pair.acceptor, &t, t.bytes, 0, 0, 0, &touches);
    assert_status(was.status, SEC_E_OK);
    for (at = t.length - 1; at >= t.header; at -= STEP) {
        for (when = 1; when <= touches; when++) {
            if (!watch_matters(AT + at, when))
                continue;
            o = open_token(pair.acceptor, &t, t.bytes, at, 0x03, when,
                           &ignored);
            ck_assert_msg(o.status != SEC_E_OK || same(&o, &was),
                          "byte %zu behind touch %lu of %lu: %zu bytes, "
                          "number %llu", at, when, touches, o.length,
                          (unsigned long long)o.number);
        }
    }
    free(t.bytes);
cleanup:
    unit_pair_delete(&pair);
}
END_TEST

/* The number in the header is another one from the start, and a byte of what
 * is encrypted changes so that the copy inside says the same. */
START_TEST(test_copy)
{
    struct token t = nth(_i);
    struct unit_pair pair = unit_pair(t.enctype, 0, 1);
    unsigned long when, touches, ignored;
    struct outcome o;
    size_t at;

    if (!there_is(&t) || !t.sealed || t.enctype >= DES3 ||
        t.shape == COPIED)
        goto cleanup;
    make_token(pair.initiator, &t);
    (void)open_token(pair.acceptor, &t, t.bytes, 0, 0, 0, &touches);
    t.bytes[15] ^= 0x03;
    for (at = t.header; at < t.length; at++) {
        for (when = 1; when <= touches; when++) {
            if (!watch_matters(AT + at, when))
                continue;
            o = open_token(pair.acceptor, &t, t.bytes, at, 0x03, when,
                           &ignored);
            ck_assert_msg(o.status != SEC_E_OK,
                          "byte %zu behind touch %lu of %lu: number %llu",
                          at, when, touches, (unsigned long long)o.number);
        }
    }
    free(t.bytes);
cleanup:
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    bool older = ksp_1964_cipher_for(ksp_enctype_at(RC4)) != NULL;
    int last = SHAPES * 2 * (int)(older ? N_ENCTYPES : N_NEW);
    Suite *suite = suite_create("once");
    TCase *tc = tcase_create("once");

    tcase_set_timeout(tc, 300);
    tcase_add_loop_test(tc, test_header, 0, last);
    tcase_add_loop_test(tc, test_body, 0, last);
    tcase_add_loop_test(tc, test_copy, 0, last);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}

#else

int
main(void)
{
    unit_cannot("all", "the single step of this processor is not known");
    puts("1..0 # SKIP the single step of this processor is not known");
    return 0;
}

#endif
