/* SPDX-License-Identifier: MIT */
/* mech/messages/numbers.c: numbers that the program sets, and what is known of
 * the last message (gssapi/gssapi_ksp.h). */
#include "config.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "bridge/package.h"
#include "gssapi/gssapi_ksp.h"
#include "mech/gssi.h"
#include "mech/messages/numbers.h"
#include "mech/per_thread.h"
#include "unit/unit_gss.h"
#include "unit/unit_stack.h"

static struct unit_ends ends;

/* ---- in front of the library's -------------------------------------- */

static int members_fail;        /* which member cannot be added; 0: none */

OM_uint32
gss_add_buffer_set_member(OM_uint32 *minor, const gss_buffer_t member,
                          gss_buffer_set_t *set)
{
    OM_uint32 (*add)(OM_uint32 *, gss_buffer_t, gss_buffer_set_t *);
    void *found = dlsym(RTLD_NEXT, "gss_add_buffer_set_member");

    if (members_fail > 0 && --members_fail == 0) {
        *minor = ENOMEM;
        return GSS_S_FAILURE;
    }
    ck_assert_ptr_nonnull(found);
    memcpy(&add, &found, sizeof(add));
    return add(minor, member, set);
}

/* ---- parts ---------------------------------------------------------- */

static OM_uint32
set_numbering(struct gssksp_ctx *ctx, uint32_t numbering, OM_uint32 *minor)
{
    gss_buffer_desc value = unit_bytes(&numbering, sizeof(numbering));

    *minor = 7;
    return gssksp_set_numbering(minor, ctx, &value);
}

static OM_uint32
set_next(const struct gssksp_ctx *ctx, uint64_t number, OM_uint32 *minor)
{
    gss_buffer_desc value = unit_bytes(&number, sizeof(number));

    *minor = 7;
    return gssksp_set_next_number(minor, ctx, &value);
}

/* The number and the verdict of the last message. */
static void
assert_last(const struct gssksp_ctx *ctx, uint64_t number, uint32_t verdict)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_inquire_last_message(&minor, ctx, &set),
                      GSS_S_COMPLETE);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(set->count, 2);
    ck_assert_uint_eq(set->elements[0].length, sizeof(number));
    ck_assert_mem_eq(set->elements[0].value, &number, sizeof(number));
    ck_assert_uint_eq(set->elements[1].length, sizeof(verdict));
    ck_assert_mem_eq(set->elements[1].value, &verdict, sizeof(verdict));
    gss_release_buffer_set(&minor, &set);
}

static void
assert_no_last(const struct gssksp_ctx *ctx)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_inquire_last_message(&minor, ctx, &set),
                      GSS_S_UNAVAILABLE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    ck_assert_ptr_null(set);
}

static void
kept(uint32_t numbering)
{
    OM_uint32 minor;

    unit_ends(&ends, AES256_SHA2, 0);
    ck_assert_uint_eq(set_numbering(&ends.initiator, numbering, &minor), 0);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(set_numbering(&ends.acceptor, numbering, &minor), 0);
}

static OM_uint32
verify(const gss_buffer_desc *token)
{
    gss_buffer_desc message = unit_string("m"), copy = *token;
    OM_uint32 minor;

    return gssi_verify_mic(&minor, unit_handle(&ends.acceptor), &message,
                           &copy, NULL);
}

START_TEST(test_nothing_is_kept_at_first)
{
    gss_buffer_desc token;

    unit_ends(&ends, AES256_SHA2, 0);
    token = unit_gss_mic(&ends, "m");
    assert_no_last(&ends.initiator);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_no_memory_for_last)
{
    gss_buffer_set_t set = GSS_C_NO_BUFFER_SET;
    OM_uint32 minor = 7;
    gss_buffer_desc token;

    kept(GSS_KSP_NUMBERS_OWN);
    token = unit_gss_mic(&ends, "m");
    members_fail = _i;
    ck_assert_uint_eq(gssksp_inquire_last_message(&minor, &ends.initiator,
                                                  &set), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, ENOMEM);
    ck_assert_ptr_null(set);
    assert_last(&ends.initiator, 1, KSP_SEQ_IN_ORDER);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* The context whose state another has is no more. */
START_TEST(test_numbering_remakes)
{
    LSA_SEC_HANDLE before;
    OM_uint32 minor;

    unit_ends(&ends, AES256_SHA2, 0);
    before = ends.initiator.ContextId;
    ck_assert_uint_eq(set_numbering(&ends.initiator, GSS_KSP_NUMBERS_OWN,
                                    &minor), 0);
    ck_assert_uint_ne(ends.initiator.ContextId, before);
    assert_status(gssksp_delete_context(before), SEC_E_INVALID_HANDLE);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_numbering_fails)
{
    struct gssksp_ctx before;
    OM_uint32 minor;

    unit_ends(&ends, AES256_SHA2, 0);
    before = ends.initiator;
    unit_ends_delete(&ends);
    ck_assert_uint_eq(set_numbering(&ends.initiator, GSS_KSP_NUMBERS_CALLER,
                                    &minor), GSS_S_NO_CONTEXT);
    ck_assert_uint_eq(ends.initiator.ContextId, before.ContextId);
    ck_assert(!ends.initiator.callers_numbers);
    ck_assert(!ends.initiator.numbers_kept);
}
END_TEST

static void
set_own(void *ctx)
{
    OM_uint32 minor;

    (void)set_numbering(ctx, GSS_KSP_NUMBERS_OWN, &minor);
}

START_TEST(test_numbering_leaves_no_key)
{
    KSP_PACKED_CONTEXT key = unit_packed(AES256_SHA2, KSP_ROLE_INITIATOR, 0,
                                         1);

    unit_ends(&ends, AES256_SHA2, 0);
    unit_assert_seen(key.Keys[0].Contents, 32);
    ck_assert(!unit_leaves(set_own, &ends.initiator, key.Keys[0].Contents,
                           12));
    unit_ends_delete(&ends);
}
END_TEST

/* Own numbers: 1, 2, ...; and the other side's verdicts. */
START_TEST(test_last_message)
{
    gss_buffer_desc first, second, token;
    OM_uint32 minor;

    kept(GSS_KSP_NUMBERS_OWN);
    ck_assert(!ends.initiator.callers_numbers);
    ck_assert(ends.initiator.numbers_kept);
    assert_no_last(&ends.initiator);
    first = unit_gss_mic(&ends, "m");
    assert_last(&ends.initiator, 1, KSP_SEQ_IN_ORDER);
    second = unit_gss_wrap(&ends, 1, "m");
    assert_last(&ends.initiator, 2, KSP_SEQ_IN_ORDER);
    assert_no_last(&ends.acceptor);
    ck_assert_uint_eq(verify(&first), GSS_S_COMPLETE);
    assert_last(&ends.acceptor, 1, KSP_SEQ_IN_ORDER);
    /* Another context's message is this thread's last. */
    assert_no_last(&ends.initiator);
    ck_assert_uint_eq(verify(&first), GSS_S_DUPLICATE_TOKEN);
    assert_last(&ends.acceptor, 1, KSP_SEQ_DUPLICATE);
    /* A refused one is no message. */
    ((unsigned char *)first.value)[first.length - 1] ^= 1;
    ck_assert_uint_eq(verify(&first), GSS_S_BAD_SIG);
    assert_no_last(&ends.acceptor);
    /* And a call that has just begun is not the last. */
    token = unit_gss_mic(&ends, "m");
    assert_last(&ends.initiator, 3, KSP_SEQ_IN_ORDER);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    assert_no_last(&ends.initiator);
    unit_release(&token);
    unit_release(&first);
    unit_release(&second);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_number_of_the_program)
{
    OM_uint32 minor;
    gss_buffer_desc token;

    kept(GSS_KSP_NUMBERS_CALLER);
    ck_assert(ends.initiator.callers_numbers);
    ck_assert_uint_eq(set_next(&ends.initiator, 77, &minor), 0);
    ck_assert_uint_eq(minor, 0);
    token = unit_gss_mic(&ends, "m");
    assert_last(&ends.initiator, 77, KSP_SEQ_IN_ORDER);
    /* The receiver asks for another, then for this one. */
    ck_assert_uint_eq(set_next(&ends.acceptor, 76, &minor), 0);
    ck_assert_uint_ne(verify(&token), GSS_S_COMPLETE);
    ck_assert_uint_eq(set_next(&ends.acceptor, 77, &minor), 0);
    ck_assert_uint_eq(verify(&token), GSS_S_GAP_TOKEN);
    assert_last(&ends.acceptor, 77, KSP_SEQ_GAP);
    unit_release(&token);
    unit_ends_delete(&ends);
}
END_TEST

/* A number is for one call, also for one that fails. */
START_TEST(test_number_is_used_up)
{
    gss_buffer_desc message = unit_string("m"), token;
    OM_uint32 minor;

    kept(GSS_KSP_NUMBERS_CALLER);
    ck_assert_uint_eq(set_next(&ends.initiator, 5, &minor), 0);
    ck_assert_uint_eq(gssi_get_mic(&minor, unit_handle(&ends.initiator), 1,
                                   &message, &token), GSS_S_BAD_QOP);
    ck_assert_uint_eq(gssksp_thread()->now, 5);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 0);
    /* And 0 takes it back. */
    ck_assert_uint_eq(set_next(&ends.initiator, 5, &minor), 0);
    ck_assert_uint_eq(set_next(&ends.initiator, 0, &minor), 0);
    ck_assert_uint_eq(set_next(&ends.initiator, 0, &minor), 0);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 0);
    unit_ends_delete(&ends);
}
END_TEST

/* ---- a number is for one call: every call --------------------------- */

static gss_iov_buffer_desc iov[2];

static OM_uint32
get_mic(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
        gss_buffer_t out)
{
    return gssi_get_mic(minor, ctx, 1, in, out);
}

static OM_uint32
wrap(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in, gss_buffer_t out)
{
    return gssi_wrap(minor, ctx, 1, 1, in, NULL, out);
}

static OM_uint32
wrap_aead(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
          gss_buffer_t out)
{
    return gssi_wrap_aead(minor, ctx, 1, 1, in, in, NULL, out);
}

static OM_uint32
wrap_iov(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
         gss_buffer_t out)
{
    (void)in;
    (void)out;
    return gssi_wrap_iov(minor, ctx, 1, 1, NULL, iov, 2);
}

static OM_uint32
get_mic_iov(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
            gss_buffer_t out)
{
    (void)in;
    (void)out;
    return gssi_get_mic_iov(minor, ctx, 1, iov, 2);
}

static OM_uint32
verify_mic(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
           gss_buffer_t out)
{
    (void)out;
    return gssi_verify_mic(minor, ctx, in, in, NULL);
}

static OM_uint32
unwrap(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in, gss_buffer_t out)
{
    return gssi_unwrap(minor, ctx, in, out, NULL, NULL);
}

static OM_uint32
unwrap_aead(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
            gss_buffer_t out)
{
    return gssi_unwrap_aead(minor, ctx, in, in, out, NULL, NULL);
}

static OM_uint32
unwrap_iov(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
           gss_buffer_t out)
{
    (void)out;
    iov[0].buffer = *in;
    return gssi_unwrap_iov(minor, ctx, NULL, NULL, iov, 2);
}

static OM_uint32
verify_mic_iov(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t in,
               gss_buffer_t out)
{
    (void)out;
    iov[0].buffer = *in;
    return gssi_verify_mic_iov(minor, ctx, NULL, iov, 2);
}

static OM_uint32 (*const calls[])(OM_uint32 *minor, gss_ctx_id_t ctx,
                                  gss_buffer_t in, gss_buffer_t out) = {
    get_mic, wrap, wrap_aead, wrap_iov, get_mic_iov, verify_mic, unwrap,
    unwrap_aead, unwrap_iov, verify_mic_iov
};

#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

/* Here each fails, for its QOP or for what is no token. */
START_TEST(test_number_is_used_up_by_failure)
{
    gss_buffer_desc in = unit_string("this is no token but has its length");
    gss_buffer_desc out = { 0, NULL };
    OM_uint32 minor;

    kept(GSS_KSP_NUMBERS_CALLER);
    memset(iov, 0, sizeof(iov));
    iov[0].type = _i == 9 ? GSS_IOV_BUFFER_TYPE_MIC_TOKEN :
        GSS_IOV_BUFFER_TYPE_HEADER;
    ck_assert_uint_eq(set_next(&ends.initiator, 5, &minor), 0);
    ck_assert(GSS_ERROR(calls[_i](&minor, unit_handle(&ends.initiator), &in,
                                  &out)));
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 0);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_arguments_that_cannot_be)
{
    unsigned char bytes[9] = { 0 };
    gss_buffer_desc value = { 8, NULL };
    OM_uint32 minor;

    kept(GSS_KSP_NUMBERS_CALLER);
    ck_assert_uint_eq(set_numbering(&ends.initiator,
                                    GSS_KSP_NUMBERS_CALLER + 1, &minor),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
    ck_assert_uint_eq(set_next(&ends.initiator, INT64_MAX, &minor), 0);
    ck_assert_uint_eq(set_next(&ends.initiator, (uint64_t)INT64_MAX + 1,
                               &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
    ck_assert_uint_eq(gssksp_set_next_number(&minor, &ends.initiator,
                                             &value), GSS_S_FAILURE);
    ck_assert_uint_eq(gssksp_set_next_number(&minor, &ends.initiator,
                                             GSS_C_NO_BUFFER),
                      GSS_S_FAILURE);
    for (value = unit_bytes(bytes, 0); value.length < 10; value.length++) {
        ck_assert_uint_eq(gssksp_set_next_number(&minor, &ends.initiator,
                                                 &value),
                          value.length == 8 ? 0 : GSS_S_FAILURE);
        ck_assert_uint_eq(minor, value.length == 8 ? 0 : EINVAL);
    }
    value.length = 5;
    ck_assert_uint_eq(gssksp_set_numbering(&minor, &ends.initiator, &value),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
    /* Where the context numbers, the program may not. */
    ck_assert_uint_eq(set_numbering(&ends.initiator, GSS_KSP_NUMBERS_OWN,
                                    &minor), 0);
    ck_assert(!ends.initiator.callers_numbers);
    ck_assert_uint_eq(set_next(&ends.initiator, 5, &minor), GSS_S_FAILURE);
    ck_assert_uint_eq(minor, EINVAL);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &ends.initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 0);
    unit_ends_delete(&ends);
}
END_TEST

START_TEST(test_context_of_stock)
{
    struct gssksp_ctx ctx;
    OM_uint32 minor;

    memset(&ctx, 0, sizeof(ctx));
    ck_assert_uint_eq(set_numbering(&ctx, GSS_KSP_NUMBERS_OWN, &minor),
                      GSS_S_UNAVAILABLE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    ck_assert_uint_eq(set_next(&ctx, 1, &minor), GSS_S_UNAVAILABLE);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_INVAL));
    ctx.numbers_kept = true;
    assert_no_last(&ctx);
}
END_TEST

/* A number for each of as many contexts as there are places; one more has to
 * wait until a context is deleted, or its number used. */
START_TEST(test_places)
{
    struct unit_ends many[GSSKSP_NUMBERS_PENDING + 1];
    struct gssksp_ctx *last = &many[GSSKSP_NUMBERS_PENDING].initiator;
    OM_uint32 minor;
    size_t i;

    for (i = 0; i <= GSSKSP_NUMBERS_PENDING; i++) {
        kept(GSS_KSP_NUMBERS_CALLER);
        many[i] = ends;
        ck_assert_uint_eq(set_next(&many[i].initiator, i + 1, &minor),
                          i < GSSKSP_NUMBERS_PENDING ? 0 : GSS_S_FAILURE);
        ck_assert_uint_eq(minor, i < GSSKSP_NUMBERS_PENDING ? 0 : EAGAIN);
    }
    /* A context that has a place keeps it. */
    ck_assert_uint_eq(set_next(&many[3].initiator, 44, &minor), 0);
    ck_assert_uint_eq(set_next(last, 0, &minor), 0);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, &many[3].initiator), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 44);
    ck_assert_uint_eq(set_next(last, 9, &minor), 0);
    ck_assert_uint_eq(set_next(&many[3].initiator, 4, &minor),
                      GSS_S_FAILURE);
    unit_delete(many[5].initiator.ContextId);
    ck_assert_uint_eq(set_next(&many[3].initiator, 4, &minor), 0);
    ck_assert_uint_eq(gssksp_numbers_begin(&minor, last), 0);
    ck_assert_uint_eq(gssksp_thread()->now, 9);
    for (i = 0; i < GSSKSP_NUMBERS_PENDING; i++) {
        ck_assert_uint_eq(gssksp_numbers_begin(&minor, &many[i].initiator),
                          0);
        ck_assert_uint_eq(gssksp_thread()->now, i == 5 ? 0 : i + 1);
    }
    for (i = 0; i <= GSSKSP_NUMBERS_PENDING; i++) {
        unit_delete(many[i].acceptor.ContextId);
        if (i != 5)
            unit_delete(many[i].initiator.ContextId);
    }
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("numbers");
    TCase *tc = tcase_create("numbers");

    tcase_add_test(tc, test_nothing_is_kept_at_first);
    tcase_add_loop_test(tc, test_no_memory_for_last, 1, 3);
    tcase_add_test(tc, test_numbering_remakes);
    tcase_add_test(tc, test_numbering_fails);
    tcase_add_test(tc, test_numbering_leaves_no_key);
    tcase_add_test(tc, test_last_message);
    tcase_add_test(tc, test_number_of_the_program);
    tcase_add_test(tc, test_number_is_used_up);
    tcase_add_loop_test(tc, test_number_is_used_up_by_failure, 0, N_CALLS);
    tcase_add_test(tc, test_arguments_that_cannot_be);
    tcase_add_test(tc, test_context_of_stock);
    tcase_add_test(tc, test_places);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
