/* SPDX-License-Identifier: MIT */
/*
 * shim/crypto and shim/core: what the functions leave on the stack is nothing
 * of the message, of a key, or of the checksum that a forged token should have
 * had.  Each call has a stack of its own, which is looked through afterwards.
 */
#include <stdlib.h>
#include <string.h>

#include "unit/unit_older.h"
#include "unit/unit_stack.h"

#define GLIMPSE 12

/* Not whole blocks, of no cipher and no hash. */
#define LENGTH 107

enum call { SIGN, VERIFY, SEAL, UNSEAL, INIT, EXPORT, CALLS };

/* A call, its arguments, and the result. */
struct job {
    enum call call;
    LSA_SEC_HANDLE ContextId;
    struct unit_message m;
    SecBuffer packed;
    NTSTATUS status;
};

static void *
work(void *argument)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct job *job = argument;
    LSA_SEC_HANDLE id = job->ContextId;
    /* What ends the thread shall not be where the call was. */
    volatile unsigned char deep[4096];

    deep[0] = deep[sizeof(deep) - 1] = 0;
    switch (job->call) {
    case SIGN:
        job->status = t->Sign(id, 0, &job->m.desc, 0);
        break;
    case VERIFY:
        job->status = t->Verify(id, &job->m.desc, 0, NULL);
        break;
    case SEAL:
        job->status = t->Seal(id, 0, &job->m.desc, 0);
        break;
    case INIT:
        job->status = t->InitContext(0, &job->packed, &job->ContextId);
        break;
    case EXPORT:
        job->status = t->ExportContext(id, 0, &job->packed, NULL);
        break;
    default:
        job->status = t->Unseal(id, &job->m.desc, 0, NULL);
        break;
    }
    return NULL;
}

static void
run(struct job *job, unsigned char *stack)
{
    memset(stack, 0, UNIT_STACK);
    unit_on_stack(work, job, stack);
}

static bool
shows(const unsigned char *stack, const unsigned char *text)
{
    bool found = false;
    size_t i;

    for (i = 0; i + GLIMPSE <= LENGTH; i++)
        found = found || memmem(stack, UNIT_STACK, text + i, GLIMPSE) != NULL;
    return found;
}

/* Signing or sealing, and then the peer's part in the same buffers. */
static void
converse(const struct unit_pair *pair, enum call first, unsigned char *text,
         unsigned char *stack, bool look)
{
    struct job job = { .call = first, .ContextId = pair->initiator };

    unit_message_init(&job.m);
    unit_add(&job.m, SECBUFFER_TOKEN, NULL, 100);
    unit_add(&job.m, SECBUFFER_DATA, text, LENGTH);
    if (first == SEAL)
        unit_add(&job.m, SECBUFFER_PADDING, NULL, 8);
    run(&job, stack);
    assert_status(job.status, SEC_E_OK);
    ck_assert(!look || !shows(stack, text));
    job.call = first == SIGN ? VERIFY : UNSEAL;
    job.ContextId = pair->acceptor;
    run(&job, stack);
    assert_status(job.status, SEC_E_OK);
    ck_assert(!look || !shows(stack, text));
    ck_assert_mem_eq(job.m.buffers[1].pvBuffer, text, LENGTH);
    unit_message_free(&job.m);
}

/* Camellia is libkrb5's. */
static const size_t ours[] = { 0, 1, 2, 3, DES3, RC4, RC4_EXP };

#define N_OURS (sizeof(ours) / sizeof(ours[0]))

START_TEST(test_stack)
{
    struct unit_pair pair = unit_pair(ours[_i / 2], unit_detection(3), 1);
    enum call first = _i % 2 == 0 ? SIGN : SEAL;
    unsigned char *stack = aligned_alloc(4096, UNIT_STACK);
    unsigned char text[LENGTH];
    uint64_t state = 1 + (uint64_t)_i;
    int look;
    size_t i;

    ck_assert_ptr_nonnull(stack);
    /* At first the linker is at work, and saves registers. */
    for (look = 0; look < 2; look++) {
        for (i = 0; i < LENGTH; i++)
            text[i] = (unsigned char)(unit_random(&state) >> 20);
        converse(&pair, first, text, stack, look != 0);
    }
    /* It would be seen. */
    memcpy(stack + UNIT_STACK / 2, text + 9, GLIMPSE);
    ck_assert(shows(stack, text));
    free(stack);
    unit_pair_delete(&pair);
}
END_TEST

/* A token in one piece that goes to other memory: short ones are opened on the
 * stack. */
START_TEST(test_copied)
{
    struct unit_pair pair = unit_pair(ours[_i], unit_detection(0), 1);
    unsigned char *stack = aligned_alloc(4096, UNIT_STACK), *token;
    struct job job = { .call = UNSEAL, .ContextId = pair.acceptor };
    unsigned char text[LENGTH];
    uint64_t state = 99;
    size_t made, i;

    ck_assert_ptr_nonnull(stack);
    for (i = 0; i < LENGTH; i++)
        text[i] = (unsigned char)(unit_random(&state) >> 20);
    made = unit_wrap(pair.initiator, true, text, LENGTH, &token);
    unit_message_init(&job.m);
    unit_add(&job.m, SECBUFFER_STREAM, token, made);
    unit_add(&job.m, SECBUFFER_DATA, NULL, LENGTH);
    for (i = 0; i < 2; i++) {
        run(&job, stack);
        assert_status(job.status, SEC_E_OK);
        ck_assert_mem_eq(job.m.buffers[1].pvBuffer, text, LENGTH);
        ck_assert(i == 0 || !shows(stack, text));
    }
    unit_message_free(&job.m);
    free(token);
    free(stack);
    unit_pair_delete(&pair);
}
END_TEST

/* Neither making a context nor exporting it leaves its key. */
START_TEST(test_keys)
{
    KSP_PACKED_CONTEXT p = unit_packed(ours[_i], KSP_ROLE_INITIATOR, 0, 1);
    unsigned char *stack = aligned_alloc(4096, UNIT_STACK), *key;
    unsigned char bytes[KSP_PACKED_MAX];
    struct job job = { .call = INIT };
    uint64_t state = 7;
    ULONG i;

    ck_assert_ptr_nonnull(stack);
    key = p.Keys[0].Contents;
    for (i = 0; i < p.Keys[0].Length; i++)
        key[i] = (unsigned char)(unit_random(&state) >> 20);
    for (i = 0; i < 2; i++) {
        job.call = INIT;
        job.packed.pvBuffer = bytes;
        assert_status(KspPackContext(&p, bytes, sizeof(bytes),
                                     &job.packed.cbBuffer), SEC_E_OK);
        run(&job, stack);
        assert_status(job.status, SEC_E_OK);
        ck_assert(i == 0 || memmem(stack, UNIT_STACK, key, GLIMPSE) == NULL);
        job.call = EXPORT;
        run(&job, stack);
        assert_status(job.status, SEC_E_OK);
        ck_assert(i == 0 || memmem(stack, UNIT_STACK, key, GLIMPSE) == NULL);
        KspKernelFunctions.FreeHeap(job.packed.pvBuffer);
        unit_delete(job.ContextId);
    }
    free(stack);
}
END_TEST

/* The last bytes of SGN_CKSUM, and where they are. */
#define LAST 8
#define LAST_AT(enctype) (13 + 16 + ((enctype) == DES3 ? 12 : 0))

/* Who forges an older token learns nothing of its checksum. */
START_TEST(test_checksum)
{
    size_t enctype = DES3 + (size_t)_i / 2, j;
    struct unit_pair pair = unit_pair(enctype, unit_detection(0), 1);
    unsigned char *stack = aligned_alloc(4096, UNIT_STACK), *at;
    enum call first = _i % 2 == 0 ? SIGN : SEAL;
    unsigned char right[LAST];
    struct job job;
    int i;

    ck_assert_ptr_nonnull(stack);
    for (i = 0; i < 2; i++) {
        memset(&job, 0, sizeof(job));
        job.call = first;
        job.ContextId = pair.initiator;
        unit_message_init(&job.m);
        unit_add(&job.m, SECBUFFER_TOKEN, NULL, 100);
        unit_add(&job.m, SECBUFFER_DATA | SECBUFFER_READONLY_WITH_CHECKSUM,
                 unit_text(), LENGTH);
        unit_add(&job.m, SECBUFFER_PADDING, NULL, 8);
        run(&job, stack);
        assert_status(job.status, SEC_E_OK);
        at = (unsigned char *)job.m.buffers[0].pvBuffer + LAST_AT(enctype);
        memcpy(right, at, LAST);
        for (j = 0; j < LAST; j++)
            at[j] ^= 0x55;
        job.call = first == SIGN ? VERIFY : UNSEAL;
        job.ContextId = pair.acceptor;
        run(&job, stack);
        assert_status(job.status, SEC_E_MESSAGE_ALTERED);
        ck_assert(i == 0 || memmem(stack, UNIT_STACK, right, LAST) == NULL);
        unit_message_free(&job.m);
    }
    free(stack);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("residue");
    TCase *tc = tcase_create("residue");

    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_stack, 0, 2 * N_OURS);
    tcase_add_loop_test(tc, test_copied, 0, N_OURS);
    tcase_add_loop_test(tc, test_keys, 0, N_OURS);
    tcase_add_loop_test(tc, test_checksum, 0, 2 * OLDER);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
