/* SPDX-License-Identifier: MIT */
/* shim/core/context_lifecycle.c, through the table. */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/lock.h"
#include "core/context.h"
#include "core/context_handle.h"
#include "crypto/rfc1964.h"
#include "unit/unit_older.h"

#define DETECT_ALL (ISC_RET_REPLAY_DETECT | ISC_RET_SEQUENCE_DETECT)
#define LSA_ID ((LSA_SEC_HANDLE)0x1234abcd)

#define RESET SECPKG_CONTEXT_EXPORT_RESET_NEW
#define DELETE SECPKG_CONTEXT_EXPORT_DELETE_OLD

/* Where a packed context has SendCount. */
#define SEND_COUNT 40

/* KspPackContext writes no SendCount that InitContext would refuse, so it
 * is put in afterwards. */
static NTSTATUS
init(const KSP_PACKED_CONTEXT *p, LSA_SEC_HANDLE *ContextId)
{
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer data = { 0, 0xffffffff, bytes };
    KSP_PACKED_CONTEXT q = *p;
    int i;

    q.SendCount = 0;
    assert_status(KspPackContext(&q, bytes, sizeof(bytes), &data.cbBuffer),
                  SEC_E_OK);
    for (i = 0; i < 8; i++)
        bytes[SEND_COUNT + i] = (unsigned char)(p->SendCount >> (8 * i));
    *ContextId = 7;
    return unit_package()->InitContext(LSA_ID, &data, ContextId);
}

/* ---- InitContext ---------------------------------------------------- */

START_TEST(test_init)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId, lsa = 7;

    assert_status(init(&p, &ContextId), SEC_E_OK);
    ck_assert_uint_ne(ContextId, 0);
    assert_status(t->MapHandle(ContextId, &lsa), SEC_E_OK);
    ck_assert_uint_eq(lsa, LSA_ID);
    assert_status(t->MapHandle(ContextId, NULL), SEC_E_INVALID_PARAMETER);
    lsa = 7;
    assert_status(t->DeleteContext(ContextId, &lsa), SEC_E_OK);
    ck_assert_uint_eq(lsa, LSA_ID);
}
END_TEST

START_TEST(test_init_errors)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    unsigned char bytes[4] = { 'K', 'S', 'P', 'C' };
    SecBuffer data = { sizeof(bytes), 0, bytes }, none = { 0, 0, NULL };
    LSA_SEC_HANDLE ContextId = 7;

    assert_status(t->InitContext(1, NULL, &ContextId),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(ContextId, 0);
    assert_status(t->InitContext(1, &data, NULL), SEC_E_INVALID_PARAMETER);
    ContextId = 7;
    assert_status(t->InitContext(1, &data, &ContextId), SEC_E_INVALID_TOKEN);
    ck_assert_uint_eq(ContextId, 0);
    assert_status(t->InitContext(1, &none, &ContextId), SEC_E_INVALID_TOKEN);
    none.cbBuffer = 100;
    assert_status(t->InitContext(1, &none, &ContextId), SEC_E_INVALID_TOKEN);
    ContextId = 7;
    assert_status(t->ImportContext(NULL, NULL, &ContextId),
                  SEC_E_INVALID_PARAMETER);
    ck_assert_uint_eq(ContextId, 0);
    assert_status(t->ImportContext(&data, NULL, &ContextId),
                  SEC_E_INVALID_TOKEN);
}
END_TEST

/* Zero, made up, or deleted; what is given back is nothing. */
START_TEST(test_no_handle)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p), lsa;
    LSA_SEC_HANDLE none[3] = { 0, ContextId + 1, ContextId };
    SecBuffer packed;
    HANDLE token;
    size_t i;

    unit_delete(ContextId);
    for (i = 0; i < 3; i++) {
        lsa = 7;
        assert_status(t->MapHandle(none[i], &lsa), SEC_E_INVALID_HANDLE);
        ck_assert_uint_eq(lsa, 0);
        assert_status(t->MapHandle(none[i], NULL), SEC_E_INVALID_HANDLE);
        lsa = 7;
        assert_status(t->DeleteContext(none[i], &lsa), SEC_E_INVALID_HANDLE);
        ck_assert_uint_eq(lsa, 0);
        token = packed.pvBuffer = &packed;
        assert_status(t->ExportContext(none[i], 0, &packed, &token),
                      SEC_E_INVALID_HANDLE);
        ck_assert_ptr_null(packed.pvBuffer);
        ck_assert_ptr_null(token);
    }
}
END_TEST

/* No call keeps the context: what it has counted is told when it is freed. */
START_TEST(test_let_go)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId = unit_context(&p), lsa;
    KSP_COUNTS counts;
    unsigned char *mic;
    SecBuffer packed;

    memset(&counts, 0, sizeof(counts));
    KspCountInto(&counts);
    (void)unit_mic(ContextId, "text", 4, &mic);
    free(mic);
    (void)t->MapHandle(ContextId, &lsa);
    (void)t->MapHandle(ContextId, NULL);
    (void)t->ExportContext(ContextId, 0, NULL, NULL);
    (void)t->ExportContext(ContextId, 4, &packed, NULL);
    assert_status(t->ExportContext(ContextId, _i == 0 ? 0 : DELETE, &packed,
                                   NULL), SEC_E_OK);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    if (_i == 0)
        unit_delete(ContextId);
    KspCountInto(NULL);
    ck_assert_uint_eq(counts.Signed, 1);
}
END_TEST

/* More messages than a context can have sent. */
START_TEST(test_send_count)
{
    static const struct {
        uint64_t count;
        NTSTATUS status;
    } rows[] = {
        { 0, SEC_E_OK },
        { UINT32_MAX, SEC_E_OK },
        { INT64_MAX, SEC_E_OK },
        { (uint64_t)INT64_MAX + 1, SEC_E_INVALID_TOKEN },
        { UINT64_MAX, SEC_E_INVALID_TOKEN },
    };
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    LSA_SEC_HANDLE ContextId;
    size_t i;

    for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        p.SendCount = rows[i].count;
        assert_status(init(&p, &ContextId), rows[i].status);
        if (rows[i].status == SEC_E_OK)
            unit_delete(ContextId);
        else
            ck_assert_uint_eq(ContextId, 0);
    }
}
END_TEST

/* ---- export and import ---------------------------------------------- */

/* What was packed comes out again, whatever it was. */
START_TEST(test_export_same)
{
    KSP_PACKED_CONTEXT p = unit_packed((size_t)_i / 4,
                                       (USHORT)(_i % 2 + 1), DETECT_ALL,
                                       (ULONG)(_i / 2 % 2 + 1));
    unsigned char bytes[KSP_PACKED_MAX];
    struct unit_state got;
    LSA_SEC_HANDLE ContextId;
    ULONG length;

    p.Flags = KSP_PACKED_CALLERS_NUMBERS;
    p.SendCount = 77;
    p.SendSkipped = 0x0fedcba987654321;
    p.RecvNext = 99;
    p.RecvMap = 0x123456789abcdef0;
    ContextId = unit_context(&p);
    got = unit_state(ContextId);
    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &length),
                  SEC_E_OK);
    ck_assert_uint_eq(got.length, length);
    ck_assert_mem_eq(got.packed, bytes, length);
    unit_delete(ContextId);
}
END_TEST

static LSA_SEC_HANDLE
move(LSA_SEC_HANDLE ContextId, ULONG fFlags)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    SecBuffer packed = { 7, 7, &packed };
    LSA_SEC_HANDLE made = 7, lsa = 7;
    HANDLE token = &packed;

    assert_status(t->ExportContext(ContextId, fFlags, &packed, &token),
                  SEC_E_OK);
    ck_assert_ptr_null(token);
    assert_status(t->ImportContext(&packed, &made, &made), SEC_E_OK);
    memset(packed.pvBuffer, 0, packed.cbBuffer);
    KspKernelFunctions.FreeHeap(packed.pvBuffer);
    assert_status(t->MapHandle(made, &lsa), SEC_E_OK);
    ck_assert_uint_eq(lsa, 0);
    return made;
}

/* Sent and received go on where they were; with RESET_NEW they begin
 * anew.  With DELETE_OLD the old one is gone. */
START_TEST(test_move)
{
    ULONG fFlags = (ULONG)_i;
    bool reset = (fFlags & RESET) != 0;
    struct unit_pair pair = unit_pair(0, DETECT_ALL, 1);
    LSA_SEC_HANDLE initiator, acceptor, lsa;
    unsigned char *tokens[5];
    size_t length = 0, i;
    ULONG verdict;

    for (i = 0; i < 4; i++)
        length = unit_mic(pair.initiator, "text", 4, &tokens[i]);
    for (i = 0; i < 3; i++) {
        unit_verify(pair.acceptor, "text", 4, tokens[i == 2 ? 3 : i],
                    length, &verdict);
    }
    initiator = move(pair.initiator, fFlags);
    acceptor = move(pair.acceptor, fFlags);
    unit_verify(acceptor, "text", 4, tokens[0], length, &verdict);
    ck_assert_uint_eq(verdict,
                      reset ? KSP_SEQ_IN_ORDER : KSP_SEQ_DUPLICATE);
    unit_verify(acceptor, "text", 4, tokens[2], length, &verdict);
    ck_assert_uint_eq(verdict, reset ? KSP_SEQ_GAP : KSP_SEQ_UNSEQUENCED);
    unit_mic(initiator, "text", 4, &tokens[4]);
    if (reset)
        ck_assert_mem_eq(tokens[4], tokens[0], length);
    unit_verify(acceptor, "text", 4, tokens[4], length, &verdict);
    ck_assert_uint_eq(verdict,
                      reset ? KSP_SEQ_DUPLICATE : KSP_SEQ_IN_ORDER);
    assert_status(unit_package()->MapHandle(pair.initiator, &lsa),
                  (fFlags & DELETE) != 0 ? SEC_E_INVALID_HANDLE : SEC_E_OK);
    if ((fFlags & DELETE) == 0)
        unit_pair_delete(&pair);
    for (i = 0; i < 5; i++)
        free(tokens[i]);
    unit_delete(initiator);
    unit_delete(acceptor);
}
END_TEST

/* The keys of RC4 are those of the numbers: to begin anew would be to use
 * them again, once a message was sent. */
START_TEST(test_reset_keys)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    size_t enctype = (size_t)_i;
    bool rc4 = enctype == RC4 || enctype == RC4_EXP;
    struct unit_pair pair = unit_pair(enctype, DETECT_ALL, 1);
    unsigned char *token;
    SecBuffer packed;
    ULONG verdict;
    size_t length;

    length = unit_wrap(pair.initiator, true, "text", 4, &token);
    assert_status(unit_unwrap(pair.acceptor, "text", 4, token, length,
                              &verdict), SEC_E_OK);
    free(token);
    unit_delete(move(pair.acceptor, RESET));
    unit_delete(move(pair.initiator, 0));
    if (rc4) {
        packed.pvBuffer = &packed;
        assert_status(t->ExportContext(pair.initiator, RESET | DELETE,
                                       &packed, NULL),
                      SEC_E_UNSUPPORTED_FUNCTION);
        ck_assert_ptr_null(packed.pvBuffer);
        assert_status(t->ExportContext(pair.initiator, RESET, &packed, NULL),
                      SEC_E_UNSUPPORTED_FUNCTION);
        ck_assert_ptr_null(packed.pvBuffer);
        unit_delete(pair.initiator);
    } else {
        unit_delete(move(pair.initiator, RESET | DELETE));
    }
    unit_delete(pair.acceptor);
}
END_TEST

START_TEST(test_export_errors)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_pair pair = unit_pair(0, 0, 1);
    SecBuffer packed;
    HANDLE token;
    LSA_SEC_HANDLE lsa;
    int bit;

    for (bit = 2; bit < 32; bit++) {
        packed.pvBuffer = token = &packed;
        assert_status(t->ExportContext(pair.initiator, DELETE | 1u << bit,
                                       &packed, &token),
                      SEC_E_UNSUPPORTED_FUNCTION);
        ck_assert_ptr_null(packed.pvBuffer);
        ck_assert_uint_eq(packed.cbBuffer, 0);
        ck_assert_ptr_null(token);
    }
    assert_status(t->ExportContext(pair.initiator, DELETE, NULL, &token),
                  SEC_E_INVALID_PARAMETER);
    /* It was not deleted. */
    assert_status(t->MapHandle(pair.initiator, &lsa), SEC_E_OK);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- export while others use the context ---------------------------- */

#define SEALERS 3
#define EXPORTERS 2
#define ROUNDS 200

/* Everything that happens to one pair of contexts. */
struct race {
    const SECPKG_KERNEL_FUNCTION_TABLE *table;
    struct unit_pair pair;
    pthread_barrier_t start;
    ULONG fFlags;
    bool late;                  /* export when a message was made */
    _Atomic uint64_t sent;      /* messages that were made */
    _Atomic uint64_t opened;    /* and opened */
    _Atomic int exports;
    _Atomic int refused;        /* exports with SEC_E_UNSUPPORTED_FUNCTION */
    _Atomic int wrong;          /* results that nobody expects */
    struct unit_state exported;
};

/* Seal until the handle is none any more, and unseal at the other end. */
static void *
sealer(void *argument)
{
    struct race *race = argument;
    NTSTATUS status = SEC_E_OK;
    unsigned char text[8], token[80], trailer[80];
    SecBuffer buffers[3];
    SecBufferDesc desc = { SECBUFFER_VERSION, 3, buffers };

    pthread_barrier_wait(&race->start);
    while (status == SEC_E_OK) {
        memset(text, 7, sizeof(text));
        buffers[0] = (SecBuffer){ sizeof(token), SECBUFFER_TOKEN, token };
        buffers[1] = (SecBuffer){ sizeof(text), SECBUFFER_DATA, text };
        buffers[2] = (SecBuffer){ sizeof(trailer), SECBUFFER_STREAM_TRAILER,
                                  trailer };
        status = race->table->Seal(race->pair.initiator, 0, &desc, 0);
        race->sent += status == SEC_E_OK;
    }
    race->wrong += status != SEC_E_INVALID_HANDLE;
    return NULL;
}

static void *
exporter(void *argument)
{
    struct race *race = argument;
    SecBuffer packed;
    NTSTATUS status;

    pthread_barrier_wait(&race->start);
    while (race->late && race->sent == 0)
        sched_yield();
    status = race->table->ExportContext(race->pair.initiator, race->fFlags,
                                        &packed, NULL);
    if (status == SEC_E_OK) {
        race->exports++;
        race->exported.length = packed.cbBuffer;
        memcpy(race->exported.packed, packed.pvBuffer, packed.cbBuffer);
        KspKernelFunctions.FreeHeap(packed.pvBuffer);
    } else if (status == SEC_E_UNSUPPORTED_FUNCTION) {
        race->refused++;
    } else {
        race->wrong += status != SEC_E_INVALID_HANDLE;
    }
    return NULL;
}

static void
run_race(struct race *race, void *(*worker)(void *))
{
    pthread_t threads[SEALERS + EXPORTERS];
    int i;

    race->table = unit_package();
    race->sent = 0;
    race->opened = 0;
    race->exports = 0;
    race->refused = 0;
    pthread_barrier_init(&race->start, NULL, SEALERS + EXPORTERS);
    for (i = 0; i < SEALERS + EXPORTERS; i++) {
        ck_assert_int_eq(pthread_create(&threads[i], NULL, i < SEALERS ?
                                        worker : exporter, race), 0);
    }
    for (i = 0; i < EXPORTERS; i++)
        pthread_join(threads[SEALERS + i], NULL);
    /* Where all were refused, the sealers go on. */
    if (race->exports == 0)
        unit_delete(race->pair.initiator);
    for (i = 0; i < SEALERS; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&race->start);
}

static KSP_PACKED_CONTEXT
exported(const struct race *race)
{
    KSP_PACKED_CONTEXT p;

    assert_status(KspUnpackContext(race->exported.packed,
                                   race->exported.length, &p), SEC_E_OK);
    return p;
}

/* Each message that was made is counted, no other is, and one export has the
 * context. */
START_TEST(test_export_while_sealing)
{
    struct race race = { .fFlags = DELETE };
    uint64_t sent = 0;
    int i;

    for (i = 0; i < unit_rounds(ROUNDS); i++) {
        race.pair = unit_pair((size_t)_i, DETECT_ALL, 1);
        race.late = i % 2 != 0;
        run_race(&race, sealer);
        ck_assert_int_eq(race.exports, 1);
        ck_assert_int_eq(race.refused, 0);
        ck_assert_int_eq(race.wrong, 0);
        ck_assert_uint_eq(exported(&race).SendCount, race.sent);
        unit_delete(race.pair.acceptor);
        sent += race.sent;
    }
    ck_assert_uint_gt(sent, 0);
}
END_TEST

/* Beginning anew is for one that has sent nothing, with RC4: and then it
 * sends nothing. */
START_TEST(test_reset_while_sealing)
{
    struct race race = { .fFlags = DELETE | RESET };
    bool rc4 = _i == RC4 || _i == RC4_EXP;
    int i;

    for (i = 0; i < unit_rounds(ROUNDS); i++) {
        race.pair = unit_pair((size_t)_i, DETECT_ALL, 1);
        run_race(&race, sealer);
        ck_assert_int_eq(race.wrong, 0);
        ck_assert_int_eq(race.exports, race.refused > 0 ? 0 : 1);
        if (race.exports > 0) {
            ck_assert_uint_eq(exported(&race).SendCount, 0);
            ck_assert(!rc4 || race.sent == 0);
        } else {
            ck_assert(rc4);
        }
        unit_delete(race.pair.acceptor);
    }
}
END_TEST

/* MICs of the acceptor, each for one thread at a time. */
#define RECEIVED 64

static unsigned char *mics[RECEIVED];
static size_t mic_length;
static _Atomic int mic_next;

/* Verify until the handle is none any more. */
static void *
verifier(void *argument)
{
    struct race *race = argument;
    NTSTATUS status = SEC_E_OK;
    ULONG verdict;
    int i;

    pthread_barrier_wait(&race->start);
    while (status == SEC_E_OK && (i = mic_next++) < RECEIVED) {
        status = unit_verify(race->pair.initiator, "text", 4, mics[i],
                             mic_length, &verdict);
        if (status == SEC_E_OK)
            race->opened |= (uint64_t)1 << i;
    }
    race->wrong += status != SEC_E_OK && status != SEC_E_INVALID_HANDLE;
    return NULL;
}

/* What was called in order is in the window that was exported, and nothing
 * else is. */
START_TEST(test_export_while_verifying)
{
    struct race race = { .fFlags = DELETE };
    KSP_PACKED_CONTEXT p;
    uint64_t seen;
    int i, j;

    for (i = 0; i < unit_rounds(ROUNDS); i++) {
        race.pair = unit_pair(0, ISC_RET_REPLAY_DETECT, 1);
        for (j = 0; j < RECEIVED; j++)
            mic_length = unit_mic(race.pair.acceptor, "text", 4, &mics[j]);
        mic_next = 0;
        run_race(&race, verifier);
        ck_assert_int_eq(race.exports, 1);
        ck_assert_int_eq(race.wrong, 0);
        p = exported(&race);
        for (seen = 0, j = 0; j < RECEIVED; j++) {
            if ((unsigned)j < p.RecvNext &&
                (p.RecvMap >> (p.RecvNext - 1 - (unsigned)j) & 1) != 0)
                seen |= (uint64_t)1 << j;
            free(mics[j]);
        }
        ck_assert_uint_eq(seen, race.opened);
        unit_delete(race.pair.acceptor);
    }
}
END_TEST

/*
 * A fork while another thread used the context leaves a user who never comes
 * back.  The child's export does not wait for ever; and whoever comes back
 * all the same finds that it is too late.
 */
START_TEST(test_lost_user)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_pair pair = unit_pair((size_t)_i, DETECT_ALL, 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    SecBuffer packed;
    unsigned char *token;
    size_t length;
    int status;
    pid_t child;

    ck_assert_ptr_nonnull(c);
    length = unit_mic(pair.initiator, "text", 4, &token);
    ck_assert_uint_gt(length, 0);
    free(token);
    child = fork();
    if (child == 0) {
        alarm(30);
        if (t->ExportContext(pair.initiator, DELETE, &packed, NULL) !=
            SEC_E_OK)
            _exit(1);
        _exit(t->ExportContext(pair.initiator, DELETE, &packed, NULL) ==
              SEC_E_INVALID_HANDLE ? 0 : 2);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ksp_handle_release(pair.initiator);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- the host's memory ---------------------------------------------- */

static int left;            /* allocations before the one that fails */
static int made;
static int freed;

static PVOID
some_memory(ULONG Length)
{
    PVOID p = left-- > 0 ? malloc(Length) : NULL;

    made += p != NULL;
    return p;
}

static VOID
free_some(PVOID Base)
{
    freed += Base != NULL;
    free(Base);
}

START_TEST(test_heap)
{
    static SECPKG_KERNEL_FUNCTIONS host = {
        .AllocateHeap = some_memory, .FreeHeap = free_some
    };
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_pair pair = unit_pair(0, 0, 1);
    LSA_SEC_HANDLE lsa;
    SecBuffer packed;

    assert_status(t->Initialize(&host), SEC_E_OK);
    left = 0;
    assert_status(t->ExportContext(pair.initiator, DELETE, &packed, NULL),
                  SEC_E_INSUFFICIENT_MEMORY);
    ck_assert_ptr_null(packed.pvBuffer);
    assert_status(t->MapHandle(pair.initiator, &lsa), SEC_E_OK);
    left = 1;
    assert_status(t->ExportContext(pair.initiator, DELETE, &packed, NULL),
                  SEC_E_OK);
    ck_assert_int_eq(made, 1);
    ck_assert_int_eq(freed, 0);
    free(packed.pvBuffer);
    assert_status(t->Initialize(&KspKernelFunctions), SEC_E_OK);
    unit_delete(pair.acceptor);
}
END_TEST

/* What was for an export that cannot be is given back.  The context is in the
 * middle of a number: this might be a signal handler. */
START_TEST(test_heap_back)
{
    static SECPKG_KERNEL_FUNCTIONS host = {
        .AllocateHeap = some_memory, .FreeHeap = free_some
    };
    const SECPKG_KERNEL_FUNCTION_TABLE *t = unit_package();
    struct unit_pair pair = unit_pair(0, 0, 1);
    struct ksp_context *c = ksp_handle_acquire(pair.initiator);
    NTSTATUS status;
    SecBuffer packed;

    assert_status(t->Initialize(&host), SEC_E_OK);
    made = freed = 0;
    left = 1;
    ksp_lock(c->lock);
    c->busy = true;
    status = t->ExportContext(pair.initiator, 0, &packed, NULL);
    c->busy = false;
    ksp_unlock(c->lock);
    assert_status(status, SEC_E_INVALID_HANDLE);
    ck_assert_ptr_null(packed.pvBuffer);
    ck_assert_int_eq(made, 1);
    ck_assert_int_eq(freed, 1);
    assert_status(t->Initialize(&KspKernelFunctions), SEC_E_OK);
    ksp_handle_release(pair.initiator);
    unit_pair_delete(&pair);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("lifecycle");
    TCase *tc = tcase_create("lifecycle");
    int with_rc4 = ksp_1964_cipher_for(ksp_enctype_at(RC4)) != NULL ? END :
        DES3;

    tcase_add_test(tc, test_init);
    tcase_add_test(tc, test_init_errors);
    tcase_add_test(tc, test_no_handle);
    tcase_add_loop_test(tc, test_let_go, 0, 2);
    tcase_add_test(tc, test_send_count);
    tcase_add_loop_test(tc, test_export_same, 0, 4 * UNIT_ENCTYPES);
    tcase_add_loop_test(tc, test_move, 0, 4);
    tcase_add_loop_test(tc, test_reset_keys, 0, with_rc4);
    tcase_add_test(tc, test_export_errors);
    tcase_set_timeout(tc, 60);
    tcase_add_loop_test(tc, test_export_while_sealing, 0, with_rc4);
    tcase_add_loop_test(tc, test_reset_while_sealing, 0, with_rc4);
    tcase_add_test(tc, test_export_while_verifying);
    tcase_add_loop_test(tc, test_lost_user, 0, 1);
    tcase_add_test(tc, test_heap);
    tcase_add_test(tc, test_heap_back);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
