/* SPDX-License-Identifier: MIT */
/*
 * shim/core and shim/crypto: memory of a context is freed with it, and all
 * zero by then; so is what held a message, and all that a message takes is
 * freed.  The linker puts our functions in front of malloc and free for what
 * is linked in; new memory is zero here, so that whatever is found was put
 * there.
 */
#include "config.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "unit/unit_older.h"

#define LENGTH 3000

/* The compiler knows of free() that it looks at none of these. */
static volatile bool watching;
static volatile int taken;      /* pieces, while it was watched */
static volatile int freed;
static volatile int dirty;      /* of them not wiped */

/* What was allocated since it was noted and is not freed. */
#define NOTED 1000
static void *volatile noted[NOTED];
static volatile bool noting;

void *__real_malloc(size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *p);

/* Put one in the place of another; NULL is none. */
static void
note(void *was, void *is)
{
    size_t i;

    for (i = 0; i < NOTED && noted[i] != was; i++)
        continue;
    if (i < NOTED)
        noted[i] = is;
}

static int
count_noted(void)
{
    int count = 0;
    size_t i;

    for (i = 0; i < NOTED; i++)
        count += noted[i] != NULL;
    return count;
}

void *
__wrap_malloc(size_t size)
{
    void *p = __real_malloc(size);

    if (p != NULL)
        memset(p, 0, malloc_usable_size(p));
    if (noting && p != NULL)
        note(NULL, p);
    taken += watching && p != NULL;
    return p;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return size == 0 || count <= SIZE_MAX / size ?
        __wrap_malloc(count * size) : NULL;
}

static bool
all_zero(const unsigned char *p, size_t length)
{
    size_t i;

    for (i = 0; i < length && p[i] == 0; i++)
        continue;
    return i == length;
}

void
__wrap_free(void *p)
{
    if (p != NULL)
        note(p, NULL);
    if (watching && p != NULL) {
        freed++;
        dirty += !all_zero(p, malloc_usable_size(p));
    }
    __real_free(p);
}

static void
watch(void)
{
    taken = freed = dirty = 0;
    watching = true;
}

/* The context itself, and keys if it was used.  Nothing of Check between. */
static void
delete_watched(LSA_SEC_HANDLE ContextId, bool used)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    watch();
    status = package->DeleteContext(ContextId, NULL);
    watching = false;
    assert_status(status, SEC_E_OK);
    ck_assert_int_ge(freed, used ? 2 : 1);
    ck_assert_int_eq(dirty, 0);
}

/* What was put there is found. */
START_TEST(test_seen)
{
    volatile char *p = malloc(100);

    ck_assert(p != NULL);
    p[99] = 1;
    watch();
    free((void *)(uintptr_t)p);
    watching = false;
    ck_assert_int_eq(freed, 1);
    ck_assert_int_eq(dirty, 1);
    noting = true;
    p = malloc(1);
    ck_assert(p != NULL);
    p[0] = 1;
    ck_assert_int_eq(count_noted(), 1);
    free((void *)(uintptr_t)p);
    ck_assert_int_eq(count_noted(), 0);
    noting = false;
}
END_TEST

/* Makes each key of both contexts, and has a message in each direction. */
static void
use(const struct unit_pair *pair)
{
    unsigned char *token;
    size_t length;
    ULONG verdict;

    length = unit_wrap(pair->initiator, true, unit_text(), LENGTH, &token);
    assert_status(unit_unwrap(pair->acceptor, unit_text(), LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
    length = unit_mic(pair->acceptor, unit_text(), LENGTH, &token);
    assert_status(unit_verify(pair->initiator, unit_text(), LENGTH, token,
                              length, &verdict), SEC_E_OK);
    free(token);
}

static void
come_and_go(size_t enctype, ULONG keys, bool used)
{
    struct unit_pair pair = unit_pair(enctype, 0, keys);

    if (used)
        use(&pair);
    delete_watched(pair.initiator, used);
    delete_watched(pair.acceptor, used);
}

/* A context that never had a message, and one that had, of both sides.  The
 * first of a process leaves behind what all use. */
START_TEST(test_contexts)
{
    ULONG keys;
    int used;

    for (keys = 1; keys <= (_i < DES3 ? 2 : 1); keys++) {
        for (used = 0; used < 2; used++) {
            come_and_go((size_t)_i, keys, used > 0);
            noting = true;
            come_and_go((size_t)_i, keys, used > 0);
            noting = false;
            ck_assert_int_eq(count_noted(), 0);
        }
    }
}
END_TEST

/* Made, used and deleted: nothing of it is kept. */
START_TEST(test_life)
{
    KSP_PACKED_CONTEXT p = unit_packed((size_t)_i, KSP_ROLE_INITIATOR, 0, 1);
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    unsigned char bytes[KSP_PACKED_MAX], *token;
    SecBuffer data = { 0, SECBUFFER_EMPTY, bytes };
    LSA_SEC_HANDLE ContextId = 0;
    NTSTATUS status;
    int i;

    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &data.cbBuffer),
                  SEC_E_OK);
    /* At first the process gets what all have. */
    for (i = 0; i < 2; i++) {
        watch();
        status = package->InitContext(0, &data, &ContextId);
        if (status == SEC_E_OK) {
            (void)unit_mic(ContextId, unit_text(), LENGTH, &token);
            free(token);
            (void)unit_wrap(ContextId, true, unit_text(), LENGTH, &token);
            free(token);
            status = package->DeleteContext(ContextId, NULL);
        }
        watching = false;
        assert_status(status, SEC_E_OK);
    }
    ck_assert_int_eq(taken, freed);
}
END_TEST

/* ---- messages -------------------------------------------------------- */

#define PIECES 20

enum shape {
    COPIED,                     /* STREAM, to other memory */
    SHORT_COPIED,
    OVERLAPPED,                 /* STREAM, to where it lies itself */
    IN_PLACE,                   /* STREAM, rotated */
    WINDOWS,                    /* TOKEN and DATA, rotated as they stand */
    OTHER_RRC,                  /* the same, rotated by another number */
    MANY,                       /* TOKEN, many DATA, the trailer */
    SHAPES
};

/* The older ones know no rotation. */
static bool
there_is(size_t enctype, enum shape shape)
{
    return enctype < DES3 || shape <= OVERLAPPED || shape == MANY;
}

static void
add_pieces(struct unit_message *m, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++) {
        unit_add(m, SECBUFFER_DATA, unit_text() + i * (LENGTH / count),
                 LENGTH / count);
    }
}

/* A byte of the body further to the right, and RRC says so. */
static void
turn(unsigned char *token, size_t length)
{
    unsigned char last = token[length - 1];

    memmove(token + 17, token + 16, length - 17);
    token[16] = last;
    token[7]++;
}

static NTSTATUS
seal_watched(LSA_SEC_HANDLE ContextId, struct unit_message *m, bool sealed)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    watch();
    status = package->Seal(ContextId, sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT,
                           &m->desc, 0);
    watching = false;
    return status;
}

/* Of a key that was made before, all is given back. */
static void
lay_out_parts(const struct unit_pair *pair, enum shape shape, bool older,
              bool sealed, bool first, struct unit_message *m)
{
    unsigned char whole[LENGTH + 200];
    SecBuffer *token;

    unit_message_init(m);
    token = unit_add(m, SECBUFFER_TOKEN, NULL, 100);
    add_pieces(m, shape == MANY ? PIECES : 1);
    if (older)
        unit_add(m, SECBUFFER_PADDING, NULL, 8);
    else if (shape == MANY)
        unit_add(m, SECBUFFER_STREAM_TRAILER, NULL, 100);
    assert_status(seal_watched(pair->initiator, m, sealed), SEC_E_OK);
    ck_assert(first || taken == freed);
    if (shape == OTHER_RRC) {
        memcpy(whole, token->pvBuffer, token->cbBuffer);
        memcpy(whole + token->cbBuffer, m->buffers[1].pvBuffer, LENGTH);
        turn(whole, token->cbBuffer + LENGTH);
        memcpy(token->pvBuffer, whole, token->cbBuffer);
        memcpy(m->buffers[1].pvBuffer, whole + token->cbBuffer, LENGTH);
    }
}

/* What Unseal takes. */
static void
lay_out(const struct unit_pair *pair, enum shape shape, bool older,
        bool sealed, bool first, struct unit_message *m)
{
    size_t length = shape == SHORT_COPIED ? 100 : LENGTH, made;
    unsigned char *token;
    SecBuffer *data;

    if (shape > IN_PLACE) {
        lay_out_parts(pair, shape, older, sealed, first, m);
        return;
    }
    made = unit_wrap(pair->initiator, sealed, unit_text(), length, &token);
    if (shape == IN_PLACE)
        turn(token, made);
    unit_message_init(m);
    unit_add(m, SECBUFFER_STREAM, token, made);
    data = unit_add(m, SECBUFFER_DATA, NULL,
                    shape >= OVERLAPPED ? 0 : length);
    if (shape == OVERLAPPED) {
        data->pvBuffer = m->buffers[0].pvBuffer;
        data->cbBuffer = (ULONG)length;
    }
    free(token);
}

static NTSTATUS
unseal_watched(LSA_SEC_HANDLE ContextId, struct unit_message *m)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    watch();
    status = package->Unseal(ContextId, &m->desc, 0, NULL);
    watching = false;
    return status;
}

/* Nothing is kept of a message, whether it is good or not; and in what held a
 * copy of it nothing is left.  The first of each kind makes its key. */
START_TEST(test_messages)
{
    size_t enctype = (size_t)_i / SHAPES;
    enum shape shape = (enum shape)(_i % SHAPES);
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    struct unit_message m;
    int i;

    for (i = 0; i < 6 && there_is(enctype, shape); i++) {
        lay_out(&pair, shape, enctype >= DES3, i % 2 == 0, i < 2, &m);
        if (i > 3)
            ((unsigned char *)m.buffers[0].pvBuffer)
                [m.buffers[0].cbBuffer - 1] ^= 1;
        assert_status(unseal_watched(pair.acceptor, &m), i > 3 ?
                      SEC_E_MESSAGE_ALTERED : SEC_E_OK);
        ck_assert(i < 2 || taken == freed);
        ck_assert(shape != OVERLAPPED || freed > 0);
        ck_assert(shape > OVERLAPPED || dirty == 0);
        unit_message_free(&m);
    }
    unit_pair_delete(&pair);
}
END_TEST

int
main(void)
{
    Suite *suite = suite_create("freed");
    TCase *tc = tcase_create("freed");
    int end = UNIT_ENCTYPES;

#ifdef HAVE_NETTLE
    end = RC4_EXP;
#endif
    tcase_add_test(tc, test_seen);
    tcase_add_loop_test(tc, test_contexts, 0, end);
    tcase_add_loop_test(tc, test_life, 0, end);
    tcase_add_loop_test(tc, test_messages, 0, SHAPES * end);
    suite_add_tcase(suite, tc);
    return unit_run(suite);
}
