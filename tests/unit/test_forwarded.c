/* SPDX-License-Identifier: MIT */
/*
 * mech/messages: calls on a context that the package does not have go to the
 * mechanism's own, as they came, and so does what comes back.  The mechglue
 * is this program.
 */
#include <stdlib.h>
#include <string.h>

#include "mech/gssi.h"
#include "unit/unit.h"

#define MAJOR GSS_S_DUPLICATE_TOKEN
#define MINOR 12345
#define QOP 3
#define SIZE 777

/* What the program gives; each place is its own. */
static struct gssksp_ctx ctx;
static gss_buffer_desc one, two, three;
static gss_iov_buffer_desc iov[2];
static OM_uint32 minor, limit;
static gss_qop_t qop;
static int state, real;

#define OURS ((gss_ctx_id_t)(uintptr_t)&ctx)
#define REAL ((gss_ctx_id_t)(uintptr_t)&real)

static int calls;

static OM_uint32
answer(OM_uint32 *at, gss_ctx_id_t handle, bool right)
{
    ck_assert_ptr_eq(at, &minor);
    ck_assert_ptr_eq(handle, REAL);
    ck_assert(right);
    calls++;
    *at = MINOR;
    return MAJOR;
}

/* ---- the mechglue --------------------------------------------------- */

OM_uint32
gss_get_mic(OM_uint32 *m, gss_ctx_id_t c, gss_qop_t q, gss_buffer_t message,
            gss_buffer_t token)
{
    return answer(m, c, q == QOP && message == &one && token == &two);
}

OM_uint32
gss_verify_mic(OM_uint32 *m, gss_ctx_id_t c, gss_buffer_t message,
               gss_buffer_t token, gss_qop_t *q)
{
    return answer(m, c, message == &one && token == &two && q == &qop);
}

OM_uint32
gss_wrap(OM_uint32 *m, gss_ctx_id_t c, int conf, gss_qop_t q,
         gss_buffer_t message, int *s, gss_buffer_t token)
{
    return answer(m, c, conf == 1 && q == QOP && message == &one &&
                  s == &state && token == &two);
}

OM_uint32
gss_unwrap(OM_uint32 *m, gss_ctx_id_t c, gss_buffer_t token,
           gss_buffer_t message, int *s, gss_qop_t *q)
{
    return answer(m, c, token == &one && message == &two && s == &state &&
                  q == &qop);
}

OM_uint32
gss_wrap_size_limit(OM_uint32 *m, gss_ctx_id_t c, int conf, gss_qop_t q,
                    OM_uint32 size, OM_uint32 *most)
{
    return answer(m, c, conf == 1 && q == QOP && size == SIZE &&
                  most == &limit);
}

OM_uint32
gss_wrap_iov(OM_uint32 *m, gss_ctx_id_t c, int conf, gss_qop_t q, int *s,
             gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, conf == 1 && q == QOP && s == &state &&
                  list == iov && count == 2);
}

OM_uint32
gss_wrap_iov_length(OM_uint32 *m, gss_ctx_id_t c, int conf, gss_qop_t q,
                    int *s, gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, conf == 1 && q == QOP && s == &state &&
                  list == iov && count == 2);
}

OM_uint32
gss_unwrap_iov(OM_uint32 *m, gss_ctx_id_t c, int *s, gss_qop_t *q,
               gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, s == &state && q == &qop && list == iov &&
                  count == 2);
}

OM_uint32
gss_get_mic_iov(OM_uint32 *m, gss_ctx_id_t c, gss_qop_t q,
                gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, q == QOP && list == iov && count == 2);
}

OM_uint32
gss_get_mic_iov_length(OM_uint32 *m, gss_ctx_id_t c, gss_qop_t q,
                       gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, q == QOP && list == iov && count == 2);
}

OM_uint32
gss_verify_mic_iov(OM_uint32 *m, gss_ctx_id_t c, gss_qop_t *q,
                   gss_iov_buffer_desc *list, int count)
{
    return answer(m, c, q == &qop && list == iov && count == 2);
}

OM_uint32
gss_wrap_aead(OM_uint32 *m, gss_ctx_id_t c, int conf, gss_qop_t q,
              gss_buffer_t assoc, gss_buffer_t message, int *s,
              gss_buffer_t token)
{
    return answer(m, c, conf == 1 && q == QOP && assoc == &one &&
                  message == &two && s == &state && token == &three);
}

OM_uint32
gss_unwrap_aead(OM_uint32 *m, gss_ctx_id_t c, gss_buffer_t token,
                gss_buffer_t assoc, gss_buffer_t message, int *s,
                gss_qop_t *q)
{
    return answer(m, c, token == &one && assoc == &two && message == &three &&
                  s == &state && q == &qop);
}

/* ---- the program ---------------------------------------------------- */

static OM_uint32
get_mic(void)
{
    return gssi_get_mic(&minor, OURS, QOP, &one, &two);
}

static OM_uint32
verify_mic(void)
{
    return gssi_verify_mic(&minor, OURS, &one, &two, &qop);
}

static OM_uint32
wrap(void)
{
    return gssi_wrap(&minor, OURS, 1, QOP, &one, &state, &two);
}

static OM_uint32
unwrap(void)
{
    return gssi_unwrap(&minor, OURS, &one, &two, &state, &qop);
}

static OM_uint32
wrap_size_limit(void)
{
    return gssi_wrap_size_limit(&minor, OURS, 1, QOP, SIZE, &limit);
}

static OM_uint32
wrap_iov(void)
{
    return gssi_wrap_iov(&minor, OURS, 1, QOP, &state, iov, 2);
}

static OM_uint32
wrap_iov_length(void)
{
    return gssi_wrap_iov_length(&minor, OURS, 1, QOP, &state, iov, 2);
}

static OM_uint32
unwrap_iov(void)
{
    return gssi_unwrap_iov(&minor, OURS, &state, &qop, iov, 2);
}

static OM_uint32
get_mic_iov(void)
{
    return gssi_get_mic_iov(&minor, OURS, QOP, iov, 2);
}

static OM_uint32
get_mic_iov_length(void)
{
    return gssi_get_mic_iov_length(&minor, OURS, QOP, iov, 2);
}

static OM_uint32
verify_mic_iov(void)
{
    return gssi_verify_mic_iov(&minor, OURS, &qop, iov, 2);
}

static OM_uint32
wrap_aead(void)
{
    return gssi_wrap_aead(&minor, OURS, 1, QOP, &one, &two, &state, &three);
}

static OM_uint32
unwrap_aead(void)
{
    return gssi_unwrap_aead(&minor, OURS, &one, &two, &three, &state, &qop);
}

/* MIT's refuses messages of an ended context, but not to tell a length. */
static const struct {
    OM_uint32 (*call)(void);
    bool when_ended;
} rows[] = {
    { get_mic, true }, { verify_mic, true }, { wrap, true }, { unwrap, true },
    { wrap_size_limit, true }, { wrap_iov, true },
    { wrap_iov_length, false }, { unwrap_iov, true }, { get_mic_iov, true },
    { get_mic_iov_length, false }, { verify_mic_iov, true },
    { wrap_aead, true }, { unwrap_aead, true }
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static void
set_up(void)
{
    memset(&ctx, 0, sizeof(ctx));
    memset(iov, 0, sizeof(iov));
    ctx.real = REAL;
    calls = 0;
    minor = 7;
}

START_TEST(test_forwarded)
{
    ck_assert_uint_eq(rows[_i].call(), MAJOR);
    ck_assert_uint_eq(minor, MINOR);
    ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(test_ended)
{
    ctx.ContextId = 1;
    atomic_store(&ctx.ended, true);
    (void)rows[_i].call();
    ck_assert_int_eq(calls, rows[_i].when_ended);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("forwarded");
    TCase *tc = tcase_create("forwarded");

    tcase_add_checked_fixture(tc, set_up, NULL);
    tcase_add_loop_test(tc, test_forwarded, 0, N_ROWS);
    tcase_add_loop_test(tc, test_ended, 0, N_ROWS);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
