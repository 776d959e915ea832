/* SPDX-License-Identifier: MIT */
/*
 * mech/messages/stock_reader.c: which of the two readers of tokens in one
 * piece there is, krb5 1.20's or 1.22's; and what each says of what the
 * package has refused, by stock_status.c.  That they do say it the scripts
 * show, which run stock beside the module.
 */
#include <check.h>
#include <gssapi/gssapi_krb5.h>
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "mech/messages/stock_reader.h"
#include "mech/messages/stock_status.h"
#include "unit/unit.h"

#define OID "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"
#define BODY "01234567890123456789"
#define NUMBER "\0\0\0\0\0\0\0\1"
#define CKSUM "abcdefghijkl"
#define OLD_WRAP "\140\54\6\11" OID "\2\1" BODY "ab" "012345678"

static gss_OID_desc oid = { 9, (void *)(uintptr_t)OID };

/* As of AES with SHA-1, and of RC4; this end is the initiator. */
static struct gssksp_ctx contexts[2][2] = {
    { { .mech = &oid, .initiator = true, .mic = 28, .cksum = 12,
        .confounder = 16 },
      { .mech = &oid, .initiator = true, .mic = 37, .rfc1964 = true } },
    { { .mech = &oid, .initiator = true, .mic = 28, .cksum = 12,
        .confounder = 16, .stock_reads_anew = true },
      { .mech = &oid, .initiator = true, .mic = 37, .rfc1964 = true,
        .stock_reads_anew = true } }
};

#define BAD GSS_S_BAD_MIC
#define DEFECTIVE GSS_S_DEFECTIVE_TOKEN
#define FAILURE GSS_S_FAILURE

#define NONE GSSKSP_MINOR_NO_REASON
#define HEADER GSSKSP_MINOR_BAD_TOK_HEADER
#define DIRECTION GSSKSP_MINOR_BAD_DIRECTION
#define SIZE GSSKSP_MINOR_BAD_MSIZE
#define MECH GSSKSP_MINOR_WRONG_MECH

#define TOKEN(bytes) bytes, sizeof(bytes) - 1

static const struct {
    bool rfc1964;
    enum gssksp_form form;
    const char *token;
    size_t length;
    /* The package's. */
    ULONG verdict;
    OM_uint32 major;
    enum gssksp_minor minor;
    /* What 1.20 says, then 1.22. */
    struct {
        OM_uint32 major;
        enum gssksp_minor minor;
    } says[2];
} rows[] = {
    /* The header is in order. */
    { false, GSSKSP_MIC, TOKEN("\4\4\1\377\377\377\377\377" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, NONE }, { BAD, NONE } } },
    { false, GSSKSP_MIC, TOKEN("\4\4\0\377\377\377\377\377" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, DIRECTION }, { BAD, DIRECTION } } },
    /* The checksum is too short. */
    { false, GSSKSP_MIC, TOKEN("\4\4\1\377\377\377\377\377" NUMBER "abc"),
      0, BAD, NONE, { { BAD, SIZE }, { BAD, NONE } } },
    /* A wrong filler, and sent by this end. */
    { false, GSSKSP_MIC, TOKEN("\4\4\0\377\377\377\377\0" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, DIRECTION }, { DEFECTIVE, NONE } } },
    { false, GSSKSP_WRAP, TOKEN("\5\4\0\0\0\14\0\0" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, DIRECTION }, { DEFECTIVE, NONE } } },
    /* A MIC given as a wrap token, sent by this end. */
    { false, GSSKSP_WRAP, TOKEN("\4\4\0\377\377\377\377\377" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, DIRECTION }, { DEFECTIVE, HEADER } } },
    /* Other TOK_IDs. */
    { false, GSSKSP_MIC, TOKEN("\5\4\1\377\0\14\0\0" NUMBER CKSUM),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, NONE }, { DEFECTIVE, HEADER } } },
    { false, GSSKSP_MIC, TOKEN("\1\1\1\377\0\14\0\0" NUMBER CKSUM),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, NONE }, { DEFECTIVE, NONE } } },
    /* EC of a token that is only signed: 12, 11. */
    { false, GSSKSP_WRAP, TOKEN("\5\4\1\377\0\14\0\0" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, NONE }, { BAD, NONE } } },
    { false, GSSKSP_WRAP, TOKEN("\5\4\1\377\0\13\0\0" NUMBER CKSUM),
      0, BAD, NONE, { { BAD, NONE }, { DEFECTIVE, NONE } } },
    /* Framed for another mechanism. */
    { false, GSSKSP_WRAP, TOKEN("\140\7\6\1\50\5\4\1\377"),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, MECH }, { DEFECTIVE, HEADER } } },
    { false, GSSKSP_PARTS, TOKEN("\140\7\6\1\50\5\4\1\377"),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, MECH }, { DEFECTIVE, HEADER } } },
    /* An RC4 MIC: one that is right, one that is longer, one of another
     * TOK_ID. */
    { true, GSSKSP_MIC, TOKEN("\140\43\6\11" OID "\1\1" BODY "ab"),
      0, BAD, NONE, { { BAD, NONE }, { BAD, NONE } } },
    { true, GSSKSP_MIC, TOKEN("\140\44\6\11" OID "\1\1" BODY "abc"),
      0, BAD, NONE, { { BAD, NONE }, { DEFECTIVE, NONE } } },
    { true, GSSKSP_MIC, TOKEN("\140\43\6\11" OID "\2\1" BODY "ab"),
      0, BAD, NONE, { { BAD, NONE }, { DEFECTIVE, HEADER } } },
    { true, GSSKSP_MIC, TOKEN("\140\43\6\11" OID "\1\1" BODY "ab"),
      KSP_SEQ_REFLECTED, BAD, DIRECTION,
      { { BAD, DIRECTION }, { BAD, DIRECTION } } },
    /* A wrap token with 9 bytes behind its checksum, with 8, and one whose
     * length is no number of blocks. */
    { true, GSSKSP_WRAP, TOKEN(OLD_WRAP),
      0, BAD, NONE, { { BAD, NONE }, { BAD, NONE } } },
    { true, GSSKSP_WRAP, TOKEN("\140\53\6\11" OID "\2\1" BODY "ab" "01234567"),
      0, BAD, NONE, { { BAD, NONE }, { DEFECTIVE, NONE } } },
    { true, GSSKSP_WRAP, TOKEN("\140\50\6\11" OID "\2\1" BODY "ab" "01234"),
      KSP_SEQ_UNALIGNED, FAILURE, SIZE,
      { { FAILURE, SIZE }, { DEFECTIVE, NONE } } },
    { true, GSSKSP_WRAP, TOKEN(OLD_WRAP),
      KSP_SEQ_REFLECTED, BAD, DIRECTION,
      { { BAD, DIRECTION }, { BAD, NONE } } },
    /* A TOK_ID and no more, and not even that. */
    { true, GSSKSP_MIC, TOKEN("\1\1"),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, NONE }, { DEFECTIVE, NONE } } },
    { true, GSSKSP_MIC, TOKEN("\1"),
      0, DEFECTIVE, HEADER, { { DEFECTIVE, HEADER }, { DEFECTIVE, HEADER } } },
    /* What is not about the token stays. */
    { true, GSSKSP_WRAP, TOKEN("\1\1"), 0, FAILURE, GSSKSP_MINOR_NOMEM,
      { { FAILURE, GSSKSP_MINOR_NOMEM }, { FAILURE, GSSKSP_MINOR_NOMEM } } },
};

#define ROWS ((int)(sizeof(rows) / sizeof(rows[0])))

/* What was received is looked at as the functions of this face do. */
static void
look(struct gssksp_received *r, int row, const struct gssksp_ctx *ctx)
{
    gss_buffer_desc token = { rows[row].length, (void *)(uintptr_t)
                              rows[row].token };

    memset(r, 0, sizeof(*r));
    r->form = rows[row].form;
    gssksp_see(&token, &r->seen);
    r->token = r->seen.token;
    if (r->form == GSSKSP_MIC || r->form == GSSKSP_WRAP)
        r->token = gssksp_token_inside(ctx, &r->seen);
}

START_TEST(test_says)
{
    const struct gssksp_ctx *ctx;
    struct gssksp_received r;
    OM_uint32 minor;
    int anew;

    for (anew = 0; anew < 2; anew++) {
        ctx = &contexts[anew][rows[_i].rfc1964];
        look(&r, _i, ctx);
        minor = gssksp_minor(rows[_i].minor);
        ck_assert_uint_eq(gssksp_stock_says(ctx, &r, rows[_i].verdict,
                                            rows[_i].major, &minor),
                          rows[_i].says[anew].major);
        ck_assert_uint_eq(minor, gssksp_minor(rows[_i].says[anew].minor));
    }
}
END_TEST

/* 1.22 sets qop_state of whatever it is, and conf_state of nothing it has not
 * found genuine. */
START_TEST(test_states)
{
    static const enum gssksp_form both[] = { GSSKSP_MIC, GSSKSP_WRAP };
    const struct gssksp_ctx *ctx;
    struct gssksp_received r;
    int conf_state, old;
    gss_qop_t qop_state;

    ctx = &contexts[_i & 1][_i >> 1 & 1];
    old = (_i & 1) == 0;
    memset(&r, 0, sizeof(r));
    r.form = both[_i >> 2 & 1];
    r.token.value = r.seen.bytes;
    r.token.length = GSSKSP_HEADER;
    r.conf_state = &conf_state;
    r.qop_state = &qop_state;
    conf_state = 7;
    qop_state = 7;
    gssksp_stock_states(ctx, &r);
    ck_assert_uint_eq(qop_state, old ? 7 : GSS_C_QOP_DEFAULT);
    ck_assert_int_eq(conf_state, 7);
    memcpy(r.seen.bytes, "\5\4\3\377", 4);
    qop_state = 7;
    gssksp_stock_states(ctx, &r);
    ck_assert_uint_eq(qop_state, old && ctx->rfc1964 ? 7 :
                      GSS_C_QOP_DEFAULT);
    ck_assert_int_eq(conf_state, old && !ctx->rfc1964 &&
                     r.form == GSSKSP_WRAP ? 1 : 7);
}
END_TEST

/* ---- which there is ------------------------------------------------- */

static int anew, asked;

#define REAL ((gss_ctx_id_t)(uintptr_t)&anew)

/* The mechglue's, in front of the library's.  A MIC without contents changes
 * nothing in the context. */
OM_uint32
gss_verify_mic(OM_uint32 *minor, gss_ctx_id_t ctx, gss_buffer_t message,
               gss_buffer_t token, gss_qop_t *qop_state)
{
    ck_assert_ptr_eq(ctx, REAL);
    ck_assert_uint_eq(message->length, 0);
    ck_assert_uint_eq(token->length, 2);
    ck_assert_mem_eq(token->value, "\1\1", 2);
    asked++;
    *minor = 0;
    if (anew)
        *qop_state = GSS_C_QOP_DEFAULT;
    return DEFECTIVE;
}

/* Once in a process: each in one of its own. */
START_TEST(test_which)
{
    anew = _i;
    ck_assert_int_eq(gssksp_stock_reads_anew(REAL), _i);
    anew = !_i;
    ck_assert_int_eq(gssksp_stock_reads_anew(REAL), _i);
    ck_assert_int_eq(asked, 1);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("stock_reader");
    TCase *tc = tcase_create("stock_reader");

    tcase_add_loop_test(tc, test_says, 0, ROWS);
    tcase_add_loop_test(tc, test_states, 0, 8);
    tcase_add_loop_test(tc, test_which, 0, 2);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
