/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs short at any of the allocations of a message, or of a new
 * context: the call says so, the message and the context are as they were,
 * nothing is left behind, and the same call works afterwards.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/rfc1964.h"
#include "ksp/usermode.h"
#include "unit/unit_memory.h"
#include "unit/unit_older.h"

#if UNIT_MEMORY_CAN_FAIL

#define PIECE 5
#define MANY 28
#define LONG 3000

enum shape {
    TRAILER,                    /* TOKEN, DATA, STREAM_TRAILER or PADDING */
    WINDOWS,                    /* TOKEN, DATA; rotated */
    OTHER_RRC,                  /* the same, rotated by another number */
    PIECES,                     /* as TRAILER, with many DATA */
    IN_PLACE,                   /* STREAM */
    IN_PLACE_RRC,               /* STREAM, rotated */
    COPIED,                     /* STREAM, rotated, to other memory */
    OVERLAPPED,                 /* the same, to where it lies itself */
    SHAPES
};

static size_t
data_count(enum shape shape)
{
    return shape == PIECES ? MANY : 1;
}

static bool
is_stream(enum shape shape)
{
    return shape >= IN_PLACE;
}

static void
add_data(struct unit_message *m, enum shape shape)
{
    size_t i;

    for (i = 0; i < data_count(shape); i++) {
        unit_add(m, SECBUFFER_DATA, unit_text() + i * PIECE,
                 shape == PIECES ? PIECE : LONG);
    }
}

/* What Seal takes. */
static void
lay_out(struct unit_message *m, enum shape shape, size_t enctype)
{
    unit_message_init(m);
    unit_add(m, SECBUFFER_TOKEN, NULL, 120);
    add_data(m, shape);
    if (enctype >= DES3)
        unit_add(m, SECBUFFER_PADDING, NULL, 8);
    else if (shape == TRAILER || shape == PIECES || shape == IN_PLACE)
        unit_add(m, SECBUFFER_STREAM_TRAILER, NULL, 120);
}

/* Check's own allocations shall not be the ones that fail. */
static NTSTATUS
seal(LSA_SEC_HANDLE ContextId, struct unit_message *m, bool sealed,
     unsigned long at)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    unit_memory_fail(at);
    status = package->Seal(ContextId, sealed ? 0 : SECQOP_WRAP_NO_ENCRYPT,
                           &m->desc, 0);
    (void)unit_memory_failed();
    return status;
}

static NTSTATUS
unseal(LSA_SEC_HANDLE ContextId, struct unit_message *m, unsigned long at)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    NTSTATUS status;

    unit_memory_fail(at);
    status = package->Unseal(ContextId, &m->desc, 0, NULL);
    (void)unit_memory_failed();
    return status;
}

/* The buffers put one after the other. */
static size_t
join(const struct unit_message *m, unsigned char *out)
{
    const SecBuffer *b;
    size_t length = 0;
    ULONG i;

    for (i = 0; i < m->desc.cBuffers; i++) {
        b = &m->buffers[i];
        if (b->cbBuffer > 0 && b->pvBuffer != NULL)
            memcpy(out + length, b->pvBuffer, b->cbBuffer);
        length += b->pvBuffer != NULL ? b->cbBuffer : 0;
    }
    return length;
}

/* Parts and RRC that do not fit together: one byte more to the right. */
static void
turn(struct unit_message *m)
{
    unsigned char all[LONG + 300], *header = m->buffers[0].pvBuffer, last;
    size_t length = join(m, all), token = m->buffers[0].cbBuffer;

    last = all[length - 1];
    memmove(all + 17, all + 16, length - 17);
    all[16] = last;
    memcpy(header, all, token);
    memcpy(m->buffers[1].pvBuffer, all + token, length - token);
    header[7]++;
}

/* What Unseal takes, of the message that was made. */
static void
make_received(struct unit_message *made, struct unit_message *m,
              enum shape shape)
{
    unsigned char all[LONG + 300];
    size_t length, i;
    SecBuffer *data;

    unit_message_init(m);
    if (shape == OTHER_RRC)
        turn(made);
    if (is_stream(shape)) {
        length = join(made, all);
        unit_add(m, SECBUFFER_STREAM, all, length);
        data = unit_add(m, SECBUFFER_DATA, NULL, shape == COPIED ? LONG : 0);
        if (shape == OVERLAPPED) {
            data->pvBuffer = m->buffers[0].pvBuffer;
            data->cbBuffer = LONG;
        }
        return;
    }
    for (i = 0; i < made->desc.cBuffers; i++) {
        unit_add(m, made->buffers[i].BufferType, made->buffers[i].pvBuffer,
                 made->buffers[i].cbBuffer);
    }
}

/* ---- what is left --------------------------------------------------- */

struct left {
    SecBuffer buffers[UNIT_BUFFERS];
    unsigned char *bytes[UNIT_BUFFERS];
};

static void
remember(const struct unit_message *m, struct left *left)
{
    ULONG i;

    memcpy(left->buffers, m->buffers, sizeof(left->buffers));
    for (i = 0; i < m->desc.cBuffers; i++) {
        left->bytes[i] = m->buffers[i].pvBuffer != NULL ?
            unit_copy(m->buffers[i].pvBuffer, m->buffers[i].cbBuffer) : NULL;
    }
}

static bool
may_change(ULONG type, enum shape shape, bool making)
{
    return making ? type != SECBUFFER_DATA :
        type == SECBUFFER_STREAM ? shape == IN_PLACE_RRC :
        type == SECBUFFER_DATA && shape == COPIED;
}

static void
assert_left(const struct unit_message *m, struct left *left,
            enum shape shape, bool making)
{
    const SecBuffer *b;
    ULONG i;

    for (i = 0; i < m->desc.cBuffers; i++) {
        b = &m->buffers[i];
        ck_assert_uint_eq(b->cbBuffer, left->buffers[i].cbBuffer);
        ck_assert_ptr_eq(b->pvBuffer, left->buffers[i].pvBuffer);
        if (b->pvBuffer != NULL && !may_change(b->BufferType, shape, making))
            ck_assert_mem_eq(b->pvBuffer, left->bytes[i], b->cbBuffer);
    }
}

static void
forget(const struct unit_message *m, struct left *left)
{
    ULONG i;

    for (i = 0; i < m->desc.cBuffers; i++)
        free(left->bytes[i]);
}

/* ---- the tests ------------------------------------------------------ */

static void
assert_short(NTSTATUS status, bool short_of_memory)
{
    assert_status(status, short_of_memory ? SEC_E_INSUFFICIENT_MEMORY :
                  SEC_E_OK);
}

/* Make it with the allocation `at` failing.  Whether it did. */
static bool
try_seal(size_t enctype, enum shape shape, bool sealed, unsigned long at)
{
    struct unit_pair pair = unit_pair(enctype, 0, 1);
    struct unit_state before = unit_state(pair.initiator);
    struct unit_message m;
    struct left left;
    NTSTATUS status;
    bool tried;

    lay_out(&m, shape, enctype);
    remember(&m, &left);
    status = seal(pair.initiator, &m, sealed, at);
    tried = unit_memory_failed();
    assert_short(status, tried);
    if (tried) {
        assert_left(&m, &left, shape, true);
        unit_assert_state(pair.initiator, &before);
        assert_status(seal(pair.initiator, &m, sealed, 0), SEC_E_OK);
    }
    forget(&m, &left);
    unit_message_free(&m);
    unit_pair_delete(&pair);
    return tried;
}

static const unsigned char *
text_of(const struct unit_message *m, size_t i)
{
    return m->buffers[i].pvBuffer;
}

static bool
try_unseal(size_t enctype, enum shape shape, bool sealed, unsigned long at)
{
    struct unit_pair pair = unit_pair(enctype, ISC_RET_SEQUENCE_DETECT, 1);
    struct unit_state before = unit_state(pair.acceptor);
    struct unit_message made, m;
    struct left left;
    NTSTATUS status;
    bool tried;

    lay_out(&made, shape, enctype);
    assert_status(seal(pair.initiator, &made, sealed, 0), SEC_E_OK);
    make_received(&made, &m, shape);
    remember(&m, &left);
    status = unseal(pair.acceptor, &m, at);
    tried = unit_memory_failed();
    assert_short(status, tried);
    if (tried) {
        assert_left(&m, &left, shape, false);
        unit_assert_state(pair.acceptor, &before);
        assert_status(unseal(pair.acceptor, &m, 0), SEC_E_OK);
    }
    ck_assert_mem_eq(text_of(&m, 1), unit_text(),
                     shape == PIECES ? PIECE : LONG);
    forget(&m, &left);
    unit_message_free(&m);
    unit_message_free(&made);
    unit_pair_delete(&pair);
    return tried;
}

/* Older messages have one layout, and no rotation. */
static bool
there_is(size_t enctype, enum shape shape)
{
    return enctype < DES3 || shape == TRAILER || shape == PIECES ||
        shape == IN_PLACE || shape >= COPIED;
}

START_TEST(test_seal)
{
    size_t enctype = (size_t)_i / 2 / SHAPES;
    enum shape shape = (enum shape)(_i / 2 % SHAPES);
    unsigned long at = 1;

    while (there_is(enctype, shape) &&
           try_seal(enctype, shape, _i % 2 != 0, at))
        at++;
    /* The first message makes its key. */
    ck_assert_msg(at > 1 || !there_is(enctype, shape) ||
                  (enctype >= DES3 && shape != PIECES), "nothing failed");
}
END_TEST

START_TEST(test_unseal)
{
    size_t enctype = (size_t)_i / 2 / SHAPES;
    enum shape shape = (enum shape)(_i / 2 % SHAPES);
    unsigned long at = 1;

    while (there_is(enctype, shape) &&
           try_unseal(enctype, shape, _i % 2 != 0, at))
        at++;
    ck_assert_msg(at > 1 || !there_is(enctype, shape) ||
                  (enctype >= DES3 && shape != PIECES && shape < COPIED),
                  "nothing failed");
}
END_TEST

/* ---- MICs ------------------------------------------------------------ */

/* Sign or verify with the allocation `at` failing.  Whether it did. */
static bool
try_mic(const struct unit_pair *pair, struct unit_message *m, bool make,
        unsigned long at)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    LSA_SEC_HANDLE ContextId = make ? pair->initiator : pair->acceptor;
    struct unit_state before = unit_state(ContextId);
    NTSTATUS status;
    bool tried;

    unit_memory_fail(at);
    status = make ? package->Sign(ContextId, 0, &m->desc, 0) :
        package->Verify(ContextId, &m->desc, 0, NULL);
    tried = unit_memory_failed();
    assert_short(status, tried);
    if (tried)
        unit_assert_state(ContextId, &before);
    return tried;
}

/* Of many buffers, too. */
START_TEST(test_mic)
{
    size_t enctype = (size_t)_i / 2;
    struct unit_pair pair = unit_pair(enctype, ISC_RET_SEQUENCE_DETECT, 1);
    struct unit_message m;
    unsigned long at = 1;
    int made;

    unit_message_init(&m);
    unit_add(&m, SECBUFFER_TOKEN, NULL, 100);
    add_data(&m, _i % 2 == 0 ? TRAILER : PIECES);
    for (made = 0; made < 2; made++) {
        for (at = 1; try_mic(&pair, &m, made == 0, at); )
            at++;
        ck_assert(at > 1 || (enctype >= DES3 && _i % 2 == 0));
    }
    unit_message_free(&m);
    unit_pair_delete(&pair);
}
END_TEST

/* ---- contexts -------------------------------------------------------- */

#define CHOSEN 0x4711

enum entry { INIT, IMPORT, USER_INIT, USER_IMPORT, ENTRIES };

static const SECPKG_USER_FUNCTION_TABLE *
user_table(void)
{
    PSECPKG_USER_FUNCTION_TABLE tables;
    ULONG version, tables_count;

    assert_status(KspUserModeInitialize(SECPKG_INTERFACE_VERSION, &version,
                                        &tables, &tables_count), SEC_E_OK);
    return tables;
}

/* No assertion here: it takes memory. */
static NTSTATUS
make_context(const SECPKG_USER_FUNCTION_TABLE *user, enum entry entry,
             PSecBuffer packed, LSA_SEC_HANDLE *handle)
{
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();

    *handle = CHOSEN;
    return entry == INIT ? package->InitContext(1, packed, handle) :
        entry == IMPORT ? package->ImportContext(packed, NULL, handle) :
        entry == USER_INIT ? user->InitUserModeContext(CHOSEN, packed) :
        user->ImportContext(packed, NULL, handle);
}

static NTSTATUS
delete_context(const SECPKG_USER_FUNCTION_TABLE *user, enum entry entry,
               LSA_SEC_HANDLE handle)
{
    return entry < USER_INIT ?
        unit_package()->DeleteContext(handle, NULL) :
        user->DeleteUserModeContext(handle);
}

/* Make one with the allocation `at` failing.  Whether it did. */
static bool
try_context(enum entry entry, PSecBuffer packed, unsigned long at)
{
    const SECPKG_USER_FUNCTION_TABLE *user = user_table();
    long before = unit_memory_blocks(), after_failure, after;
    LSA_SEC_HANDLE handle, given;
    NTSTATUS status;
    bool tried;

    unit_memory_fail(at);
    status = make_context(user, entry, packed, &given);
    tried = unit_memory_failed();
    after_failure = unit_memory_blocks();
    handle = given;
    if (tried)
        (void)make_context(user, entry, packed, &handle);
    assert_status(delete_context(user, entry, handle), SEC_E_OK);
    after = unit_memory_blocks();
    assert_short(status, tried);
    ck_assert(!tried || after_failure == before);
    ck_assert(at == 0 || after == before);
    if (tried && entry != USER_INIT)
        ck_assert_uint_eq(given, 0);
    return tried;
}

START_TEST(test_context)
{
    KSP_PACKED_CONTEXT p = unit_packed((size_t)_i / ENTRIES,
                                       KSP_ROLE_INITIATOR, 0, 1);
    enum entry entry = (enum entry)(_i % ENTRIES);
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    unsigned long at = 1;

    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &packed.cbBuffer),
                  SEC_E_OK);
    /* What is made once for the process is there. */
    (void)try_context(entry, &packed, 0);
    while (try_context(entry, &packed, at))
        at++;
    ck_assert_uint_gt(at, entry < USER_INIT ? 1 : 2);
}
END_TEST

#define HANDLES 5000

/* The table of handles grows with every so many contexts: the second
 * allocation then, behind that of the context. */
START_TEST(test_grow)
{
    KSP_PACKED_CONTEXT p = unit_packed(0, KSP_ROLE_INITIATOR, 0, 1);
    const SECPKG_KERNEL_FUNCTION_TABLE *package = unit_package();
    static LSA_SEC_HANDLE handles[HANDLES];
    unsigned char bytes[KSP_PACKED_MAX];
    SecBuffer packed = { 0, SECBUFFER_EMPTY, bytes };
    long before, after;
    NTSTATUS status;
    int n, grown = 0;

    assert_status(KspPackContext(&p, bytes, sizeof(bytes), &packed.cbBuffer),
                  SEC_E_OK);
    /* What is made once for the process is there. */
    assert_status(package->InitContext(1, &packed, &handles[0]), SEC_E_OK);
    for (n = 1; n < HANDLES && grown == 0; n++) {
        before = unit_memory_blocks();
        unit_memory_fail(2);
        status = package->InitContext(1, &packed, &handles[n]);
        grown += unit_memory_failed();
        after = unit_memory_blocks();
        assert_short(status, grown > 0);
    }
    ck_assert_int_eq(grown, 1);
    ck_assert(after == before);
    ck_assert_uint_eq(handles[--n], 0);
    while (n > 0)
        unit_delete(handles[--n]);
}
END_TEST

static Suite *
make_suite(void)
{
    bool older = ksp_1964_cipher_for(ksp_enctype_at(RC4)) != NULL;
    Suite *suite = suite_create("no_memory");
    TCase *tc = tcase_create("no_memory");
    int last = 2 * SHAPES * (older ? END : DES3);

    tcase_set_timeout(tc, 120);
    tcase_add_loop_test(tc, test_seal, 0, last);
    tcase_add_loop_test(tc, test_unseal, 0, last);
    tcase_add_loop_test(tc, test_mic, 0, 2 * (older ? END : DES3));
    tcase_add_loop_test(tc, test_context, 0, ENTRIES * (older ? END : DES3));
    tcase_add_test(tc, test_grow);
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
    puts("1..0 # SKIP there is no memory that would fail");
    return 0;
}

#endif
