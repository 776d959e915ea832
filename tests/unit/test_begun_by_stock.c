/* SPDX-License-Identifier: MIT */
/* mech/contexts/begun_by_stock.c, and the mark in every context of ours that
 * it looks for. */
#include <check.h>
#include <stdlib.h>

#include "mech/contexts/begun_by_stock.h"
#include "mech/contexts/context.h"
#include "unit/unit.h"

/* The first words of krb5's contexts, KG_CONTEXT and KG_IAKERB_CONTEXT, and
 * what else memory may hold. */
static const uint32_t words[] = {
    39756040u, 39756048u, 0, 0xffffffffu, GSSKSP_CTX_MAGIC + 1
};

#define N_WORDS (sizeof(words) / sizeof(words[0]))

START_TEST(test_theirs)
{
    uint32_t context[8] = { 0 };

    context[0] = words[_i];
    ck_assert(gssksp_is_begun_by_stock((gss_ctx_id_t)context));
}
END_TEST

START_TEST(test_ours)
{
    struct gssksp_ctx *ctx = gssksp_ctx_new();

    ck_assert_ptr_nonnull(ctx);
    ck_assert(!gssksp_is_begun_by_stock((gss_ctx_id_t)ctx));
    ck_assert(ctx->real == GSS_C_NO_CONTEXT && ctx->ContextId == 0);
    gssksp_ctx_free(&ctx);
}
END_TEST

/* What the mechglue sees, and what becomes of the handle in it. */
START_TEST(test_wrapped)
{
    gss_OID_desc oid = { 1, (void *)(uintptr_t)"x" };
    uint32_t context = 39756040u, other = 0;
    struct gssksp_glue_context m;
    gss_ctx_id_t handle = gssksp_begun_by_stock(&m, (gss_ctx_id_t)&context,
                                                &oid);

    ck_assert_ptr_eq((void *)handle, (void *)&m);
    ck_assert_ptr_eq(m.self, &m);
    ck_assert_ptr_eq(m.mech, &oid);
    ck_assert_ptr_eq((void *)m.handle, (void *)&context);
    ((void **)handle)[2] = &other;
    ck_assert_ptr_eq((void *)m.handle, (void *)&other);
}
END_TEST

/* For the mechglue to free, all of it: by free(3), as its own are. */
START_TEST(test_given)
{
    gss_OID_desc oid = { 1, (void *)(uintptr_t)"x" };
    uint32_t context = 39756040u;
    struct gssksp_glue_context m, *given;

    (void)gssksp_begun_by_stock(&m, (gss_ctx_id_t)&context, &oid);
    given = (struct gssksp_glue_context *)gssksp_begun_by_stock_give(&m);
    ck_assert_ptr_nonnull(given);
    ck_assert_ptr_null((void *)m.handle);
    ck_assert_ptr_eq(given->self, given);
    ck_assert_ptr_eq((void *)given->handle, (void *)&context);
    ck_assert(given->mech != &oid && gss_oid_equal(given->mech, &oid));
    free(given->mech->elements);
    free(given->mech);
    free(given);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("begun_by_stock");
    TCase *tc = tcase_create("begun_by_stock");

    tcase_add_loop_test(tc, test_theirs, 0, N_WORDS);
    tcase_add_test(tc, test_ours);
    tcase_add_test(tc, test_wrapped);
    tcase_add_test(tc, test_given);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
