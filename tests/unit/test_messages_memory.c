/* SPDX-License-Identifier: MIT */
/*
 * mech/messages: memory that is short at any allocation of a call, and what is
 * left allocated after one.  The linker puts our functions in front of malloc
 * and free for what is linked in.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "gssapi/gssapi_ksp.h"
#include "mech/gssi.h"
#include "mech/messages/iov_list.h"
#include "mech/messages/numbers.h"
#include "mech/messages/stock_status.h"
#include "unit/unit_gss.h"

#define TEXT "Rumpelstiltskin "
#define TEXT_LENGTH 16
#define ALLOCATE GSS_IOV_BUFFER_FLAG_ALLOCATE
#define ALLOCATED GSS_IOV_BUFFER_FLAG_ALLOCATED
#define MANY 40

static const size_t kinds[] = { UNIT_KINDS };

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static bool asked_for_none;     /* some systems answer that with NULL */
static unsigned long fails_at;  /* which allocation from here on; 0: none */
static bool counting;           /* not what Check itself has */
static long held;               /* blocks that are not freed */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *p);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *p);

static void *
count(void *p)
{
    held += counting && p != NULL;
    return p;
}

static bool
fails(void)
{
    return fails_at > 0 && --fails_at == 0;
}

void *
__wrap_malloc(size_t size)
{
    asked_for_none |= counting && size == 0;
    return fails() ? NULL : count(__real_malloc(size));
}

void *
__wrap_calloc(size_t number, size_t size)
{
    return fails() ? NULL : count(__real_calloc(number, size));
}

void
__wrap_free(void *p)
{
    held -= counting && p != NULL;
    __real_free(p);
}

static struct unit_ends ends;
static bool gave;               /* the call has an output */
static char text[] = TEXT;

/* ---- the calls ------------------------------------------------------ */

static OM_uint32
get_mic(OM_uint32 *minor)
{
    gss_buffer_desc message = unit_string(TEXT), token;
    OM_uint32 major;

    major = gssi_get_mic(minor, unit_handle(&ends.initiator), 0, &message,
                         &token);
    gave = token.value != NULL;
    unit_release(&token);
    return major;
}

static OM_uint32
wrap(OM_uint32 *minor)
{
    gss_buffer_desc message = unit_string(TEXT), token;
    OM_uint32 major;

    major = gssi_wrap(minor, unit_handle(&ends.initiator), 1, 0, &message,
                      NULL, &token);
    gave = token.value != NULL;
    unit_release(&token);
    return major;
}

static OM_uint32
wrap_aead(OM_uint32 *minor)
{
    gss_buffer_desc message = unit_string(TEXT), token = { 7, text };
    OM_uint32 major;

    major = gssi_wrap_aead(minor, unit_handle(&ends.initiator), 1, 0,
                           &message, &message, NULL, &token);
    gave = token.value != NULL;
    unit_release(&token);
    return major;
}

/* More entries than there is room for on the stack. */
static OM_uint32
wrap_iov(OM_uint32 *minor)
{
    gss_iov_buffer_desc iov[MANY];
    OM_uint32 major;
    int i;

    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE;
    iov[1].type = GSS_IOV_BUFFER_TYPE_PADDING | ALLOCATE;
    iov[2].type = GSS_IOV_BUFFER_TYPE_TRAILER | ALLOCATE;
    for (i = 3; i < MANY; i++) {
        iov[i].type = GSS_IOV_BUFFER_TYPE_DATA;
        iov[i].buffer = unit_bytes(text, 0);
    }
    iov[3].buffer.length = TEXT_LENGTH;
    memcpy(text, TEXT, TEXT_LENGTH);
    major = gssi_wrap_iov(minor, unit_handle(&ends.initiator), 1, 0, NULL,
                          iov, MANY);
    gave = memcmp(text, TEXT, TEXT_LENGTH) != 0;
    for (i = 0; i < 3; i++)
        gave |= iov[i].buffer.value != NULL;
    unit_release_iov(iov, MANY);
    return major;
}

static OM_uint32
get_mic_iov(OM_uint32 *minor)
{
    gss_iov_buffer_desc iov[2];
    OM_uint32 major;

    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN | ALLOCATE;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[1].buffer = unit_bytes(text, TEXT_LENGTH);
    major = gssi_get_mic_iov(minor, unit_handle(&ends.initiator), 0, iov, 2);
    gave = iov[0].buffer.value != NULL;
    unit_release_iov(iov, 2);
    return major;
}

/* A token of the initiator's, made while memory is there. */
static gss_buffer_desc token;

static OM_uint32
verify_mic(OM_uint32 *minor)
{
    gss_buffer_desc message = unit_string(TEXT);
    OM_uint32 major;

    major = gssi_verify_mic(minor, unit_handle(&ends.acceptor), &message,
                            &token, NULL);
    gave = major == GSS_S_COMPLETE;
    return major;
}

static OM_uint32
unwrap(OM_uint32 *minor)
{
    gss_buffer_desc message;
    OM_uint32 major;

    major = gssi_unwrap(minor, unit_handle(&ends.acceptor), &token, &message,
                        NULL, NULL);
    gave = message.value != NULL;
    unit_release(&message);
    return major;
}

static OM_uint32
unwrap_aead(OM_uint32 *minor)
{
    gss_buffer_desc message = { 0, NULL };
    OM_uint32 major;

    major = gssi_unwrap_aead(minor, unit_handle(&ends.acceptor), &token,
                             GSS_C_NO_BUFFER, &message, NULL, NULL);
    gave = message.value != NULL;
    unit_release(&message);
    return major;
}

/* More entries than there is room for on the stack. */
static gss_iov_buffer_desc many[MANY];

static OM_uint32
verify_mic_iov(OM_uint32 *minor)
{
    OM_uint32 major;

    memset(many, 0, sizeof(many));
    many[0].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    many[0].buffer = token;
    many[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    many[1].buffer = unit_bytes(TEXT, TEXT_LENGTH);
    major = gssi_verify_mic_iov(minor, unit_handle(&ends.acceptor), NULL,
                                many, MANY);
    gave = major == GSS_S_COMPLETE;
    return major;
}

static OM_uint32
unwrap_stream(OM_uint32 *minor)
{
    OM_uint32 major;

    memset(many, 0, sizeof(many));
    many[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    many[0].buffer = token;
    many[1].type = GSS_IOV_BUFFER_TYPE_DATA | ALLOCATE;
    major = gssi_unwrap_iov(minor, unit_handle(&ends.acceptor), NULL, NULL,
                            many, MANY);
    gave = (many[1].type & ALLOCATED) != 0;
    unit_release_iov(many, MANY);
    return major;
}

#define N_PARTS 4
#define PART_MAX 64

/* Header, data, padding and trailer, made while memory is there. */
static gss_iov_buffer_desc parts[N_PARTS];
static unsigned char part_bytes[N_PARTS][PART_MAX];

static void
make_parts(void)
{
    static const OM_uint32 types[N_PARTS] = {
        GSS_IOV_BUFFER_TYPE_HEADER, GSS_IOV_BUFFER_TYPE_DATA,
        GSS_IOV_BUFFER_TYPE_PADDING, GSS_IOV_BUFFER_TYPE_TRAILER
    };
    OM_uint32 minor;
    int i;

    for (i = 0; i < N_PARTS; i++) {
        parts[i].type = types[i];
        parts[i].buffer = unit_bytes(part_bytes[i], PART_MAX);
    }
    memcpy(part_bytes[1], TEXT, TEXT_LENGTH);
    parts[1].buffer.length = TEXT_LENGTH;
    ck_assert_uint_eq(gssi_wrap_iov(&minor, unit_handle(&ends.initiator), 1,
                                    0, NULL, parts, N_PARTS), 0);
}

/* Of copies, for the message is opened in its place. */
static OM_uint32
unwrap_parts(OM_uint32 *minor)
{
    static unsigned char copies[N_PARTS][PART_MAX];
    OM_uint32 major;
    int i;

    memset(many, 0, sizeof(many));
    memcpy(copies, part_bytes, sizeof(copies));
    for (i = 0; i < N_PARTS; i++) {
        many[i] = parts[i];
        many[i].buffer.value = copies[i];
    }
    major = gssi_unwrap_iov(minor, unit_handle(&ends.acceptor), NULL, NULL,
                            many, MANY);
    gave = major == GSS_S_COMPLETE;
    return major;
}

/* ---- what stock says where there is no memory ----------------------- */

enum token { NONE, MIC, WRAP, PARTS };

static const struct {
    OM_uint32 (*call)(OM_uint32 *minor);
    enum token token;
    bool bad_mic[2];            /* of RFC 4121, of RFC 1964 */
} calls[] = {
    { get_mic, NONE, { false, false } },
    { wrap, NONE, { false, false } },
    { wrap_aead, NONE, { false, false } },
    { wrap_iov, NONE, { false, false } },
    { get_mic_iov, NONE, { false, false } },
    { verify_mic, MIC, { false, true } },
    { unwrap, WRAP, { false, true } },
    { unwrap_aead, WRAP, { false, false } },
    { verify_mic_iov, MIC, { true, true } },
    { unwrap_stream, WRAP, { false, false } },
    { unwrap_parts, PARTS, { true, true } },
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

/* What it leaves allocated. */
static long
left_by(size_t c, OM_uint32 *major, OM_uint32 *minor)
{
    held = 0;
    *minor = 7;
    counting = true;
    *major = calls[c].call(minor);
    counting = false;
    fails_at = 0;
    ck_assert_int_eq(gave, *major == GSS_S_COMPLETE);
    return held;
}

static void
begin(size_t kind, size_t c)
{
    unit_ends(&ends, kind, 0);
    if (calls[c].token == PARTS)
        make_parts();
    token = calls[c].token == MIC ? unit_gss_mic(&ends, TEXT) :
        unit_gss_wrap(&ends, 1, TEXT);
}

static void
end(void)
{
    unit_release(&token);
    unit_ends_delete(&ends);
}

/* Each allocation fails in its turn; then the call does what it should.
 * Contexts are new each time, since the first message makes keys. */
static void
run_short(size_t kind, size_t c)
{
    OM_uint32 minor, major = GSS_S_FAILURE, again, wanted;
    struct unit_state before;
    unsigned long n;

    wanted = calls[c].bad_mic[kind >= UNIT_ENCTYPES] ? GSS_S_BAD_MIC :
        GSS_S_FAILURE;
    for (n = 1; major != GSS_S_COMPLETE; n++) {
        ck_assert_uint_lt(n, 100);
        begin(kind, c);
        before = unit_state(ends.acceptor.ContextId);
        fails_at = n;
        (void)left_by(c, &major, &minor);
        if (major != GSS_S_COMPLETE) {
            ck_assert_uint_eq(major, wanted);
            ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NOMEM));
            unit_assert_state(ends.acceptor.ContextId, &before);
            (void)left_by(c, &again, &minor);
            ck_assert_uint_eq(again, GSS_S_COMPLETE);
        }
        ck_assert_uint_eq(minor, 0);
        end();
    }
    ck_assert_uint_gt(n, 1);
}

START_TEST(test_memory_is_short)
{
    size_t c;

    for (c = 0; c < N_CALLS; c++)
        run_short(kinds[_i], c);
}
END_TEST

/* When keys are there a call leaves nothing behind, be its token a duplicate
 * or altered, and whichever allocation fails. */
START_TEST(test_nothing_is_left)
{
    OM_uint32 minor, major;
    unsigned long n;
    size_t c;

    for (c = 0; c < N_CALLS; c++) {
        begin(kinds[_i], c);
        (void)left_by(c, &major, &minor);
        ck_assert_uint_eq(major, GSS_S_COMPLETE);
        for (n = 0; n < 8; n++) {
            gave = false;
            fails_at = n;
            held = 0;
            counting = true;
            (void)calls[c].call(&minor);
            counting = false;
            fails_at = 0;
            ck_assert_int_eq(held, 0);
            if (n == 4)
                ((unsigned char *)token.value)[token.length - 1] ^= 1;
        }
        end();
    }
}
END_TEST

/* Nor does one that the package refuses, for it has not the context. */
START_TEST(test_nothing_is_left_of_refused)
{
    OM_uint32 minor, major;
    size_t c;

    for (c = 0; c < N_CALLS; c++) {
        begin(kinds[_i], c);
        unit_ends_delete(&ends);
        gave = false;
        ck_assert_int_eq(left_by(c, &major, &minor), 0);
        ck_assert(GSS_ERROR(major));
        unit_release(&token);
    }
}
END_TEST

/* A list that is too long for the stack. */
START_TEST(test_list)
{
    static const struct gssksp_ctx ctx;
    gss_iov_buffer_desc iov[MANY];
    struct gssksp_iov_list list;
    OM_uint32 minor = 7, major;

    memset(iov, 0, sizeof(iov));
    fails_at = 1;
    ck_assert_uint_eq(gssksp_iov_translate(&minor, &ctx, iov, MANY,
                                           GSS_IOV_BUFFER_TYPE_HEADER,
                                           &list), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NOMEM));
    gssksp_iov_done(&list);
    fails_at = 0;
    held = 0;
    counting = true;
    major = gssksp_iov_translate(&minor, &ctx, iov, MANY,
                                 GSS_IOV_BUFFER_TYPE_HEADER, &list);
    gssksp_iov_done(&list);
    counting = false;
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_int_eq(held, 0);
    ck_assert_ptr_null(list.buffers);
}
END_TEST

START_TEST(test_room)
{
    gss_iov_buffer_desc entry = {
        GSS_IOV_BUFFER_TYPE_HEADER | ALLOCATE, { 7, NULL }
    };
    OM_uint32 minor = 7;

    fails_at = 1;
    ck_assert_uint_eq(gssksp_iov_provide(&minor, &entry, 28), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NOMEM));
    ck_assert_uint_eq(entry.buffer.length, 0);
    ck_assert_ptr_null(entry.buffer.value);
    ck_assert_uint_eq(entry.type & ALLOCATED, 0);
}
END_TEST

/* A message without contents needs no memory, and one is not made for it. */
START_TEST(test_nothing_is_left_of_nothing)
{
    OM_uint32 major, minor;

    unit_ends(&ends, kinds[_i], 0);
    token = unit_gss_wrap(&ends, 1, "");
    /* The first message makes keys. */
    ck_assert_uint_eq(unwrap(&minor), GSS_S_COMPLETE);
    unit_release(&token);
    token = unit_gss_wrap(&ends, 1, "");
    held = 0;
    counting = true;
    major = unwrap_stream(&minor);
    counting = false;
    ck_assert_uint_eq(major, GSS_S_COMPLETE);
    ck_assert_int_eq(held, 0);
    end();
}
END_TEST

/* A token of a header's length may be refused, but asks for no memory of no
 * length. */
START_TEST(test_no_memory_of_no_length)
{
    static char header[17];
    OM_uint32 minor;

    unit_ends(&ends, kinds[_i], 0);
    for (token = unit_bytes(header, 0); token.length <= sizeof(header); token.length++) {
        asked_for_none = false;
        counting = true;
        (void)unwrap(&minor);
        counting = false;
        ck_assert(!asked_for_none);
    }
    unit_ends_delete(&ends);
}
END_TEST

/* The longest message that a token can have; there is no memory for it.  What
 * is longer is not asked for. */
START_TEST(test_longest)
{
    static const size_t lengths[] = {
        UINT32_MAX - 60, UINT32_MAX - 59, SIZE_MAX
    };
    gss_buffer_desc message = unit_bytes(text, 0), out;
    unsigned long asked;
    OM_uint32 major, minor;
    size_t i;

    unit_ends(&ends, AES128_SHA1, 0);
    for (i = 0; i < 3; i++) {
        message.length = lengths[i];
        fails_at = 1;
        major = gssi_wrap(&minor, unit_handle(&ends.initiator), 1, 0,
                          &message, NULL, &out);
        asked = 1 - fails_at;
        fails_at = 0;
        ck_assert_uint_eq(major, GSS_S_FAILURE);
        ck_assert_uint_eq(asked, i == 0);
        ck_assert_uint_eq(minor, gssksp_minor(i == 0 ? GSSKSP_MINOR_NOMEM :
                                              GSSKSP_MINOR_BAD_MSIZE));
    }
    fails_at = 1;
    major = gssi_wrap_aead(&minor, unit_handle(&ends.initiator), 1, 0, NULL,
                           &message, NULL, &out);
    asked = 1 - fails_at;
    fails_at = 0;
    ck_assert_uint_eq(major, GSS_S_FAILURE);
    ck_assert_uint_eq(asked, 0);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NOMEM));
    unit_ends_delete(&ends);
}
END_TEST

/* ---- a thread's numbers --------------------------------------------- */

/* In a thread that has none yet; what is wrong, or NULL. */
static void *
begin_numbers(void *ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    uint64_t number = 1;
    gss_buffer_desc value = unit_bytes(&number, sizeof(number));
    OM_uint32 minor = 7;
    void *wrong = NULL;

    fails_at = 1;
    if (gssksp_numbers_begin(&minor, ctx) != GSS_S_FAILURE || minor != ENOMEM)
        wrong = ctx;
    fails_at = 1;
    if (gssksp_set_next_number(&minor, ctx, &value) != GSS_S_FAILURE ||
        minor != ENOMEM)
        wrong = ctx;
    fails_at = 1;
    if (gssksp_inquire_last_message(&minor, ctx, &set) != GSS_S_UNAVAILABLE)
        wrong = ctx;
    fails_at = 0;
    if (gssksp_numbers_begin(&minor, ctx) != GSS_S_COMPLETE)
        wrong = ctx;
    return wrong;
}

START_TEST(test_numbers_of_thread)
{
    uint32_t numbering = GSS_KSP_NUMBERS_CALLER;
    gss_buffer_desc value = unit_bytes(&numbering, sizeof(numbering));
    OM_uint32 minor;
    pthread_t thread;
    void *wrong = NULL;
    int error;

    unit_ends(&ends, AES128_SHA1, 0);
    ck_assert_uint_eq(gssksp_set_numbering(&minor, &ends.initiator, &value),
                      0);
    error = pthread_create(&thread, NULL, begin_numbers, &ends.initiator);
    /* Not between the two: an assertion allocates. */
    if (error == 0)
        error = pthread_join(thread, &wrong);
    ck_assert_int_eq(error, 0);
    ck_assert_ptr_null(wrong);
    unit_ends_delete(&ends);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("messages_memory");
    TCase *tc = tcase_create("messages_memory");

    tcase_add_loop_test(tc, test_memory_is_short, 0, N_KINDS);
    tcase_add_loop_test(tc, test_nothing_is_left, 0, N_KINDS);
    tcase_add_loop_test(tc, test_nothing_is_left_of_refused, 0, N_KINDS);
    tcase_add_loop_test(tc, test_nothing_is_left_of_nothing, 0, N_KINDS);
    tcase_add_loop_test(tc, test_no_memory_of_no_length, 0, N_KINDS);
    tcase_add_test(tc, test_longest);
    tcase_add_test(tc, test_numbers_of_thread);
    tcase_add_test(tc, test_list);
    tcase_add_test(tc, test_room);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
