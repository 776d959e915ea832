/* SPDX-License-Identifier: MIT */
/*
 * shim/bridge/status_table.c, and the QOP of mech/messages/message.h: row by
 * row, both ways.  The first table is the project's mapping of statuses, in
 * its order.
 */
#include <check.h>
#include <errno.h>
#include <krb5.h>
#include <stdlib.h>

#include "bridge/minor.h"
#include "bridge/status_table.h"
#include "ksp/winerror.h"
#include "mech/messages/message.h"
#include "mech/messages/stock_status.h"
#include "unit/unit.h"

#define CODE(c) ((OM_uint32)(c))

#define GSS(n) ((OM_uint32)(n) << GSS_C_ROUTINE_ERROR_OFFSET)
#define CALLING(n) ((OM_uint32)(n) << GSS_C_CALLING_ERROR_OFFSET)

/* ---- GSS to SSPI ---------------------------------------------------- */

/* An ntstatus of 0 is "none of its own": the other code is kept. */
static const struct {
    OM_uint32 major;
    OM_uint32 minor;
    ULONG status;
    ULONG ntstatus;
} to_sspi[] = {
    { 0, 0, 0, 0 },
    { 1, 0, 0x00090312, 0xC0000016 },                   /* CONTINUE */
    { GSS(1), 0, 0x80090305, 0xC00000FE },              /* BAD_MECH */
    { GSS(2), 0, 0x80090303, 0xC000000D },              /* BAD_NAME */
    { GSS(3), 0, 0x80090303, 0xC000000D },              /* BAD_NAMETYPE */
    { GSS(4), 0, 0x80090346, 0xC000035B },              /* BAD_BINDINGS */
    { GSS(5), 0, 0x8009035D, 0xC000000D },              /* BAD_STATUS */
    { GSS(6), 0, 0x8009030F, 0xC000A000 },              /* BAD_MIC */
    { GSS(7), 0, 0x8009030E, 0xC000005F },              /* NO_CRED */
    { GSS(8), 0, 0x80090301, 0xC0000008 },              /* NO_CONTEXT */
    { GSS(9), 0, 0x80090308, 0xC000000D },              /* DEFECTIVE_TOKEN */
    { GSS(10), 0, 0x8009030D, 0xC00002F2 },             /* DEFECTIVE_CRED */
    { GSS(11), 0, 0x8009030E, 0xC000035C },             /* CREDS_EXPIRED */
    { GSS(12), 0, 0x80090317, 0xC000035C },             /* CTX_EXPIRED */
    { GSS(13), ENOMEM, 0x80090300, 0xC000009A },
    { GSS(13), ERANGE, 0x80090321, 0xC0000023 },
    { GSS(13), CODE(KRB5_BAD_MSIZE), 0x80090321, 0xC0000023 },
    { GSS(13), EINVAL, 0x8009035D, 0xC000000D },
    { GSS(13), CODE(KRB5KRB_AP_ERR_SKEW), 0x80090324, 0xC0000133 },
    { GSS(13), CODE(KRB5_KDC_UNREACH), 0x80090311, 0xC000005E },
    { GSS(13), CODE(KRB5KDC_ERR_S_PRINCIPAL_UNKNOWN), 0x80090303, 0 },
    { GSS(13), CODE(KRB5KRB_AP_ERR_MODIFIED), 0x80090322, 0 },
    { GSS(13), CODE(KRB5KRB_AP_ERR_NOT_US), 0x80090322, 0 },
    { GSS(13), CODE(KRB5KDC_ERR_ETYPE_NOSUPP), 0x80090342, 0xC00002FD },
    { GSS(13), CODE(KRB5_NOPERM_ETYPE), 0x80090331, 0 },
    /* Beyond semantics.md: why there is no ticket, or none that opens. */
    { GSS(13), CODE(KRB5KRB_AP_ERR_BAD_INTEGRITY), 0x80090322, 0 },
    { GSS(13), CODE(KRB5_PARSE_MALFORMED), 0x80090303, 0 },
    { GSS(7), CODE(KRB5_KDC_UNREACH), 0x80090311, 0xC000005E },
    { GSS(7), CODE(KRB5_REALM_UNKNOWN), 0x80090311, 0xC000005E },
    { GSS(7), CODE(KRB5KRB_AP_ERR_SKEW), 0x80090324, 0xC0000133 },
    { GSS(7), CODE(KRB5KRB_AP_ERR_BAD_INTEGRITY), 0x8009030C, 0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_PREAUTH_FAILED), 0x8009030C, 0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_C_PRINCIPAL_UNKNOWN), 0x8009030C,
      0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_CLIENT_REVOKED), 0x8009030C, 0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_NAME_EXP), 0x8009030C, 0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_KEY_EXP), 0x8009030C, 0xC0000022 },
    { GSS(7), CODE(KRB5KDC_ERR_POLICY), 0x8009030C, 0xC0000022 },
    { GSS(13), CODE(KRB5_REALM_UNKNOWN), 0x80090311, 0xC000005E },
    { GSS(13), 0, 0x80090304, 0xC00000E5 },
    { GSS(13), EPERM, 0x80090304, 0xC00000E5 },
    { GSS(13), CODE(KRB5_CC_NOTFOUND), 0x80090304, 0xC00000E5 },
    { GSS(14), 0, 0x8009030A, 0xC00000BB },             /* BAD_QOP */
    { GSS(15), 0, 0x8009030C, 0xC0000022 },             /* UNAUTHORIZED */
    { GSS(16), 0, 0x80090302, 0xC00000BB },             /* UNAVAILABLE */
    { GSS(17), 0, 0x8009035D, 0xC000000D },             /* DUP_ELEMENT */
    { GSS(18), 0, 0x8009035D, 0xC000000D },             /* NAME_NOT_MN */
    { CALLING(1), 0, 0x8009035D, 0xC000000D },
    { CALLING(2), 0, 0x8009035D, 0xC000000D },
    { CALLING(3), 0, 0x8009035D, 0xC000000D },
    { 2, 0, 0x80090310, 0 },                            /* DUPLICATE */
    { 4, 0, 0x80090310, 0 },                            /* OLD */
    { 8, 0, 0x80090310, 0 },                            /* UNSEQ */
    { 16, 0, 0x80090310, 0 },                           /* GAP */
    /* Combinations: a routine error wins over bits, a calling error over
     * both. */
    { 2 | 4, 0, 0x80090310, 0 },
    { 2 | 8 | 16, 0, 0x80090310, 0 },
    { 1 | 2, 0, 0x80090310, 0 },
    { GSS(6) | 2, 0, 0x8009030F, 0xC000A000 },
    { GSS(12) | 8 | 16, 0, 0x80090317, 0xC000035C },
    { GSS(13) | 4, ENOMEM, 0x80090300, 0xC000009A },
    { GSS(13) | 1, 0, 0x80090304, 0xC00000E5 },
    { GSS(8) | CALLING(1), 0, 0x8009035D, 0xC000000D },
    { GSS(13) | CALLING(2) | 2, ENOMEM, 0x8009035D, 0xC000000D },
    /* A minor status says something beside FAILURE and NO_CRED only. */
    { GSS(6), ENOMEM, 0x8009030F, 0xC000A000 },
    { 0, ENOMEM, 0, 0 },
    /* No routine error that anybody has defined. */
    { GSS(19), 0, 0x80090304, 0xC00000E5 },
    { GSS(255), ENOMEM, 0x80090304, 0xC00000E5 },
};

#define N_TO_SSPI (sizeof(to_sspi) / sizeof(to_sspi[0]))

START_TEST(test_to_sspi)
{
    assert_status(gssksp_status_of(to_sspi[_i].major, to_sspi[_i].minor),
                  to_sspi[_i].status);
}
END_TEST

START_TEST(test_to_ntstatus)
{
    ULONG want = to_sspi[_i].ntstatus;

    if (want == 0)
        want = to_sspi[_i].status;
    assert_status(gssksp_ntstatus_of(to_sspi[_i].major, to_sspi[_i].minor),
                  want);
}
END_TEST

/* ---- SSPI to GSS ---------------------------------------------------- */

#define NONE GSSKSP_MINOR_NONE
#define NO_REASON GSSKSP_MINOR_NO_REASON
#define INTERNAL GSSKSP_MINOR_INTERNAL

static const struct {
    ULONG status;
    OM_uint32 major;
    enum gssksp_minor minor;
} to_gss[] = {
    { 0, 0, NONE },
    { 0x00090312, 1, NONE },
    { 0x00090313, 0, NONE },            /* COMPLETE_NEEDED */
    { 0x00090314, 1, NONE },            /* COMPLETE_AND_CONTINUE */
    { 0x80090305, GSS(1), GSSKSP_MINOR_NO_PACKAGE },
    { 0x80090303, GSS(2), NONE },
    { 0x80090346, GSS(4), NONE },
    { 0x8009030F, GSS(6), NO_REASON },
    { 0x8009030E, GSS(7), NONE },
    { 0x80090301, GSS(8), GSSKSP_MINOR_CTX_INCOMPLETE },
    { 0x80090361, GSS(8), GSSKSP_MINOR_CTX_INCOMPLETE },
    { 0x80090308, GSS(9), GSSKSP_MINOR_BAD_TOK_HEADER },
    { 0x80090318, GSS(9), GSSKSP_MINOR_BAD_TOK_HEADER },
    { 0x8009030D, GSS(10), NONE },
    { 0x80090317, GSS(12), NO_REASON },
    { 0x80090300, GSS(13), GSSKSP_MINOR_NOMEM },
    { 0x80090321, GSS(13), GSSKSP_MINOR_BAD_MSIZE },
    { 0x8009035D, GSS(13), GSSKSP_MINOR_INVAL },
    { 0x80090324, GSS(13), INTERNAL },
    { 0x80090311, GSS(13), INTERNAL },
    { 0x80090322, GSS(13), INTERNAL },
    { 0x80090342, GSS(13), INTERNAL },
    { 0x80090304, GSS(13), INTERNAL },
    { 0x8009030A, GSS(14), GSSKSP_MINOR_UNKNOWN_QOP },
    { 0x8009030C, GSS(15), NONE },
    { 0x80090302, GSS(16), NONE },
    { 0x80090310, 8, NO_REASON },       /* OUT_OF_SEQUENCE */
    { 0x80090363, GSS(13), INTERNAL },  /* MUTUAL_AUTH_FAILED */
    { 0x80090350, GSS(13), INTERNAL },  /* DOWNGRADE_DETECTED */
    { 0x80090332, GSS(13), INTERNAL },  /* SECURITY_QOS_FAILED */
    { 0x80090306, GSS(13), INTERNAL },  /* NOT_OWNER */
    { 0x80090309, GSS(13), INTERNAL },  /* CANNOT_PACK */
    { 0x80090330, GSS(6), NO_REASON },  /* DECRYPT_FAILURE */
    { 0x80090337, GSS(13), INTERNAL },  /* CRYPTO_SYSTEM_INVALID */
    { 0x80090331, GSS(13), GSSKSP_MINOR_NOPERM_ETYPE }, /* ALGORITHM_... */
    { 0x8009036B, GSS(13), GSSKSP_MINOR_INVAL },
    { 0x8009036A, GSS(13), GSSKSP_MINOR_BAD_MSIZE },
    { 0x80090345, GSS(15), NONE },      /* DELEGATION_REQUIRED */
    { 0x80090356, GSS(15), NONE },      /* NO_S4U_PROT_SUPPORT */
    /* The other number space. */
    { 0xC0000016, 1, NONE },
    { 0xC00000FE, GSS(1), GSSKSP_MINOR_NO_PACKAGE },
    { 0xC000035B, GSS(4), NONE },
    { 0xC000A000, GSS(6), NO_REASON },
    { 0xC000005F, GSS(7), NONE },
    { 0xC0000008, GSS(8), GSSKSP_MINOR_CTX_INCOMPLETE },
    { 0xC00002F2, GSS(10), NONE },
    { 0xC000035C, GSS(12), NO_REASON },
    { 0xC000009A, GSS(13), GSSKSP_MINOR_NOMEM },
    { 0xC0000023, GSS(13), GSSKSP_MINOR_BAD_MSIZE },
    { 0xC000000D, GSS(13), GSSKSP_MINOR_INVAL },
    { 0xC0000133, GSS(13), INTERNAL },
    { 0xC000005E, GSS(13), INTERNAL },
    { 0xC00002FD, GSS(13), INTERNAL },
    { 0xC00000E5, GSS(13), INTERNAL },
    { 0xC0000022, GSS(15), NONE },
    { 0xC00000BB, GSS(16), NONE },
    { 0xC00002C3, GSS(13), INTERNAL },
    { 0xC0000388, GSS(13), INTERNAL },
    { 0xC000028B, GSS(6), NO_REASON },
    { 0xC00002F3, GSS(13), INTERNAL },
    /* Nobody's. */
    { 0x80090365, GSS(13), INTERNAL },
    { 0xC0000001, GSS(13), INTERNAL },
    { 0x00000001, GSS(13), INTERNAL },
    { 0xFFFFFFFF, GSS(13), INTERNAL },
};

#define N_TO_GSS (sizeof(to_gss) / sizeof(to_gss[0]))

START_TEST(test_to_gss)
{
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_major_of((NTSTATUS)to_gss[_i].status, &minor),
                      to_gss[_i].major);
    ck_assert_uint_eq(minor, gssksp_minor(to_gss[_i].minor));
}
END_TEST

/* Total, and an error stays one: every calling error, routine error and
 * set of bits. */
START_TEST(test_total)
{
    OM_uint32 calling, routine, bits, major, minor;
    SECURITY_STATUS status;

    for (calling = 0; calling < 4; calling++) {
        for (routine = 0; routine < 20; routine++) {
            for (bits = 0; bits < 32; bits++) {
                major = CALLING(calling) | GSS(routine) | bits;
                status = gssksp_status_of(major, 0);
                ck_assert_int_eq(status == SEC_E_OK, major == 0);
                if (GSS_ERROR(major))
                    ck_assert_int_lt(status, 0);
                ck_assert_int_eq(GSS_ERROR(major) != 0,
                                 GSS_ERROR(gssksp_major_of(status, &minor))
                                 != 0);
            }
        }
    }
}
END_TEST

/* ---- verdicts ------------------------------------------------------- */

static const struct {
    ULONG verdict;
    OM_uint32 bit;
} verdicts[] = {
    { KSP_SEQ_IN_ORDER, 0 },
    { KSP_SEQ_DUPLICATE, 2 },
    { KSP_SEQ_OLD, 4 },
    { KSP_SEQ_UNSEQUENCED, 8 },
    { KSP_SEQ_GAP, 16 },
    { KSP_SEQ_MISMATCH, 8 },
    { 6, 8 },
    { 0xffffffff, 8 },
};

#define N_VERDICTS (sizeof(verdicts) / sizeof(verdicts[0]))

START_TEST(test_verdict)
{
    OM_uint32 minor = 7;
    ULONG verdict = verdicts[_i].verdict;

    ck_assert_uint_eq(gssksp_major_of_seq(verdict), verdicts[_i].bit);
    ck_assert_uint_eq(gssksp_major_of_check(SEC_E_OUT_OF_SEQUENCE, verdict,
                                            &minor), verdicts[_i].bit);
    ck_assert_uint_eq(minor, verdicts[_i].bit == GSS_S_COMPLETE ? 0 :
                      gssksp_minor(GSSKSP_MINOR_NO_REASON));
    /* Another status has nothing to do with the order. */
    minor = 7;
    ck_assert_uint_eq(gssksp_major_of_check(SEC_E_OK, verdict, &minor), 0);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(gssksp_major_of_check(SEC_E_MESSAGE_ALTERED, verdict,
                                            &minor), GSS_S_BAD_MIC);
    ck_assert_uint_eq(gssksp_major_of_check(SEC_E_INVALID_HANDLE, verdict,
                                            &minor), GSS_S_NO_CONTEXT);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_CTX_INCOMPLETE));
}
END_TEST

/* A refusal whose reason is in the verdict says it, and no other. */
static const struct {
    NTSTATUS status;
    ULONG verdict;
    OM_uint32 major;
    enum gssksp_minor minor;
} refusals[] = {
    { SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNREADABLE, GSS_S_BAD_MIC,
      GSSKSP_MINOR_BAD_SEQ },
    { SEC_E_MESSAGE_ALTERED, KSP_SEQ_REFLECTED, GSS_S_BAD_MIC,
      GSSKSP_MINOR_BAD_DIRECTION },
    { SEC_E_MESSAGE_ALTERED, KSP_SEQ_UNALIGNED, GSS_S_BAD_MIC,
      GSSKSP_MINOR_NO_REASON },
    { SEC_E_INVALID_TOKEN, KSP_SEQ_UNALIGNED, GSS_S_FAILURE,
      GSSKSP_MINOR_BAD_MSIZE },
    { SEC_E_INVALID_TOKEN, KSP_SEQ_REFLECTED, GSS_S_DEFECTIVE_TOKEN,
      GSSKSP_MINOR_BAD_TOK_HEADER },
    { SEC_E_INSUFFICIENT_MEMORY, KSP_SEQ_UNREADABLE, GSS_S_FAILURE,
      GSSKSP_MINOR_NOMEM },
};

#define N_REFUSALS (sizeof(refusals) / sizeof(refusals[0]))

START_TEST(test_refusal)
{
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_major_of_check(refusals[_i].status,
                                            refusals[_i].verdict, &minor),
                      refusals[_i].major);
    ck_assert_uint_eq(minor, gssksp_minor(refusals[_i].minor));
}
END_TEST

/* Of a message that was to be made there is no token. */
START_TEST(test_make)
{
    OM_uint32 minor = 7;

    ck_assert_uint_eq(gssksp_major_of_make(SEC_E_OUT_OF_SEQUENCE, &minor),
                      GSS_S_FAILURE | GSS_S_DUPLICATE_TOKEN);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NUMBER_USED));
    ck_assert_uint_eq(gssksp_major_of_make(SEC_E_OK, &minor), 0);
    ck_assert_uint_eq(minor, 0);
    ck_assert_uint_eq(gssksp_major_of_make(SEC_E_CONTEXT_EXPIRED, &minor),
                      GSS_S_CONTEXT_EXPIRED);
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NO_REASON));
}
END_TEST

/* ---- minor statuses ------------------------------------------------- */

/* Each that is told apart has a place, and there is one after another. */
START_TEST(test_minor_places)
{
    static const OM_uint32 wanted[] = {
        EINVAL, ENOMEM, ERANGE, (OM_uint32)KRB5_KDC_UNREACH,
        (OM_uint32)KRB5KRB_AP_ERR_SKEW, (OM_uint32)KRB5_NOPERM_ETYPE
    };
    size_t count = 0, found = 0, i;
    OM_uint32 minor;

    ck_assert_uint_eq(gssksp_status_minor(0), EINVAL);
    while ((minor = gssksp_status_minor(count)) != 0) {
        for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
            found |= (size_t)(wanted[i] == minor) << i;
        ck_assert_uint_lt(count, 100);
        count++;
    }
    ck_assert_uint_eq(found, (1u << sizeof(wanted) / sizeof(wanted[0])) - 1);
    ck_assert_uint_eq(gssksp_status_minor(count + 1), 0);
    ck_assert_uint_eq(gssksp_status_minor(SIZE_MAX), 0);
}
END_TEST

/* ---- QOP ------------------------------------------------------------ */

START_TEST(test_qop)
{
    OM_uint32 minor = 7;
    int bit;

    ck_assert_uint_eq(gssksp_check_qop(&minor, GSS_C_QOP_DEFAULT), 0);
    ck_assert_uint_eq(minor, 0);
    for (bit = 0; bit < 32; bit++) {
        ck_assert_uint_eq(gssksp_check_qop(&minor, 1u << bit),
                          GSS_S_BAD_QOP);
        ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_UNKNOWN_QOP));
    }
    /* SSPI's flag is no gss_qop_t, nor are RFC 1964's numbers. */
    ck_assert_uint_eq(gssksp_check_qop(&minor, SECQOP_WRAP_NO_ENCRYPT),
                      GSS_S_BAD_QOP);
    ck_assert_uint_eq(gssksp_check_qop(&minor, 3),
                      GSS_S_BAD_QOP);
}
END_TEST

START_TEST(test_conf)
{
    ck_assert_uint_eq(gssksp_fQOP(0), 0x80000001);
    ck_assert_uint_eq(gssksp_fQOP(1), 0);
    ck_assert_uint_eq(gssksp_fQOP(-1), 0);
    ck_assert_int_eq(gssksp_conf_state(0), 1);
    ck_assert_int_eq(gssksp_conf_state(0x80000001), 0);
}
END_TEST

/* What stock says of a token for which memory was short. */
static const struct {
    enum gssksp_form form;
    OM_uint32 rfc4121;
    OM_uint32 rfc1964;
} short_of[] = {
    { GSSKSP_MIC, GSS_S_FAILURE, GSS_S_BAD_MIC },
    { GSSKSP_WRAP, GSS_S_FAILURE, GSS_S_BAD_MIC },
    { GSSKSP_MIC_IOV, GSS_S_BAD_MIC, GSS_S_BAD_MIC },
    { GSSKSP_PARTS, GSS_S_BAD_MIC, GSS_S_BAD_MIC },
    { GSSKSP_STREAM, GSS_S_FAILURE, GSS_S_FAILURE },
};

START_TEST(test_no_memory)
{
    static const struct gssksp_ctx rfc4121, rfc1964 = { .rfc1964 = true };
    OM_uint32 memory = gssksp_minor(GSSKSP_MINOR_NOMEM);
    OM_uint32 other = gssksp_minor(GSSKSP_MINOR_BAD_MSIZE);
    OM_uint32 failure = GSS_S_FAILURE;
    enum gssksp_form form = short_of[_i].form;

    ck_assert_uint_eq(gssksp_stock_no_memory(&rfc4121, form, failure,
                                             memory), short_of[_i].rfc4121);
    ck_assert_uint_eq(gssksp_stock_no_memory(&rfc1964, form, failure,
                                             memory), short_of[_i].rfc1964);
    ck_assert_uint_eq(gssksp_stock_no_memory(&rfc1964, form, failure, other),
                      failure);
    ck_assert_uint_eq(gssksp_stock_no_memory(&rfc1964, form, GSS_S_COMPLETE,
                                             0), GSS_S_COMPLETE);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("status");
    TCase *tc = tcase_create("status");

    tcase_add_loop_test(tc, test_to_sspi, 0, N_TO_SSPI);
    tcase_add_loop_test(tc, test_to_ntstatus, 0, N_TO_SSPI);
    tcase_add_loop_test(tc, test_to_gss, 0, N_TO_GSS);
    tcase_add_test(tc, test_total);
    tcase_add_loop_test(tc, test_verdict, 0, N_VERDICTS);
    tcase_add_loop_test(tc, test_refusal, 0, N_REFUSALS);
    tcase_add_test(tc, test_make);
    tcase_add_test(tc, test_minor_places);
    tcase_add_test(tc, test_qop);
    tcase_add_test(tc, test_conf);
    tcase_add_loop_test(tc, test_no_memory, 0,
                        sizeof(short_of) / sizeof(short_of[0]));
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
