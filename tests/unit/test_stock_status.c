/* SPDX-License-Identifier: MIT */
/*
 * mech/messages/stock_status.c: token by token and form by form, what stock
 * says of it; tests/differential.sh and tests/invalid.sh ask stock itself.
 */
#include <stdlib.h>
#include <string.h>

#include "bridge/minor.h"
#include "bridge/oids.h"
#include "mech/messages/stock_status.h"
#include "unit/unit_gss.h"

#define BAD_MIC GSS_S_BAD_MIC
#define DEFECTIVE GSS_S_DEFECTIVE_TOKEN
#define CKSUM 12
#define MIC_LENGTH (16 + CKSUM)
#define TOKEN_MAX 128

/* Minors by short names. */
enum {
    HEADER = GSSKSP_MINOR_BAD_TOK_HEADER,
    DIRECTION = GSSKSP_MINOR_BAD_DIRECTION,
    WRONG_MECH = GSSKSP_MINOR_WRONG_MECH,
    SIZE = GSSKSP_MINOR_BAD_MSIZE,
    INTEGRITY = GSSKSP_MINOR_BAD_INTEGRITY,
    NO_REASON = GSSKSP_MINOR_NO_REASON,
    SEQ = GSSKSP_MINOR_BAD_SEQ,
    INTERNAL = GSSKSP_MINOR_INTERNAL    /* stands for one that stays */
};

enum { BY_ACCEPTOR = 1, SEALED = 2, SUBKEY = 4 };

/* The acceptor's context: its peer's tokens have no BY_ACCEPTOR. */
static struct gssksp_ctx
acceptor(bool rfc1964)
{
    struct gssksp_ctx ctx = {
        .rfc1964 = rfc1964, .mic = rfc1964 ? 37 : MIC_LENGTH, .block = 8,
        .cksum = CKSUM, .confounder = 16
    };

    ctx.mech = gssksp_mech(0);
    return ctx;
}

static unsigned char bytes[TOKEN_MAX];

static gss_buffer_desc
token_of(unsigned int id, unsigned int flags, unsigned int filler,
         unsigned int EC, size_t length)
{
    memset(bytes, 0, sizeof(bytes));
    bytes[0] = (unsigned char)(id >> 8);
    bytes[1] = (unsigned char)id;
    bytes[2] = (unsigned char)flags;
    bytes[3] = (unsigned char)filler;
    bytes[4] = (unsigned char)(EC >> 8);
    bytes[5] = (unsigned char)EC;
    return unit_bytes(bytes, length);
}

/* ---- RFC 4121 ------------------------------------------------------- */


struct row {
    enum gssksp_form form;
    OM_uint32 major;            /* the package's */
    unsigned int id;
    unsigned int flags;
    unsigned int filler;
    unsigned int EC;
    size_t length;
    int trailer;                /* its length; -1: none */
    OM_uint32 says;
    int minor;
};

static const struct row rows[] = {
    /* A TOK_ID that stock knows, and others. */
    { GSSKSP_MIC, DEFECTIVE, 0x0404, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC, DEFECTIVE, 0x0504, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC, DEFECTIVE, 0x0405, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_WRAP, DEFECTIVE, 0x0101, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_WRAP, DEFECTIVE, 0x0201, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_WRAP, DEFECTIVE, 0x0102, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_WRAP, DEFECTIVE, 0x0505, 0, 0xff, 0, 28, -1, DEFECTIVE,
      INTERNAL },
    { GSSKSP_MIC, DEFECTIVE, 0x0202, 0, 0xff, 0, 28, -1, DEFECTIVE,
      INTERNAL },
    { GSSKSP_MIC, DEFECTIVE, 0x0404, 0, 0xff, 0, 1, -1, DEFECTIVE,
      INTERNAL },
    { GSSKSP_MIC, DEFECTIVE, 0x0404, 0, 0xff, 0, 2, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC, DEFECTIVE, 0, 0, 0, 0, 0, -1, DEFECTIVE, INTERNAL },
    /* A MIC that is not genuine. */
    { GSSKSP_MIC, BAD_MIC, 0x0404, 0, 0xff, 0xffff, 28, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_MIC, BAD_MIC, 0x0404, SUBKEY, 0xff, 0xffff, 27, -1, BAD_MIC,
      SIZE },
    { GSSKSP_MIC, BAD_MIC, 0x0404, 0, 0xff, 0xffff, 29, -1, BAD_MIC, SIZE },
    { GSSKSP_MIC, BAD_MIC, 0x0404, 0, 0xff, 0xffff, 16, -1, BAD_MIC, SIZE },
    { GSSKSP_MIC, BAD_MIC, 0x0404, 0, 0xff, 0xffff, 15, -1, BAD_MIC,
      INTERNAL },
    { GSSKSP_MIC, BAD_MIC, 0x0404, BY_ACCEPTOR, 0xff, 0xffff, 28, -1,
      BAD_MIC, DIRECTION },
    /* A wrap token that is not: signed, sealed, too short. */
    { GSSKSP_WRAP, BAD_MIC, 0x0504, 0, 0xff, 12, 28, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_WRAP, BAD_MIC, 0x0504, 0, 0xff, 12, 17, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_WRAP, BAD_MIC, 0x0504, SEALED, 0xff, 0, 60, -1, BAD_MIC,
      INTEGRITY },
    { GSSKSP_WRAP, BAD_MIC, 0x0504, SEALED, 0xff, 0, 44, -1, BAD_MIC,
      INTEGRITY },
    { GSSKSP_WRAP, BAD_MIC, 0x0504, SEALED, 0xff, 0, 43, -1, BAD_MIC,
      SIZE },
    { GSSKSP_WRAP, BAD_MIC, 0x0504, SEALED | BY_ACCEPTOR, 0xff, 0, 60, -1,
      BAD_MIC, DIRECTION },
    /* What is no error of the token stays. */
    { GSSKSP_WRAP, GSS_S_FAILURE, 0x0504, SEALED, 0xff, 0, 60, -1,
      GSS_S_FAILURE, INTERNAL },
    { GSSKSP_STREAM, GSS_S_FAILURE, 0x0504, SEALED, 0xff, 0, 60, -1,
      GSS_S_FAILURE, INTERNAL },
    { GSSKSP_PARTS, GSS_S_FAILURE, 0x0504, SEALED, 0xff, 0, 32, 28,
      GSS_S_FAILURE, INTERNAL },
    /* In an IOV a wrong filler of a MIC is a wrong checksum. */
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0404, 0, 0xff, 0, 28, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0404, 0, 0xff, 0, 27, -1, BAD_MIC,
      SIZE },
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0404, 0, 0xfe, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0405, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0504, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC_IOV, DEFECTIVE, 0x0404, 0, 0xff, 0, 15, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_MIC_IOV, BAD_MIC, 0x0404, 0, 0xff, 0xffff, 28, -1, BAD_MIC,
      NO_REASON },
    /* Parts: EC of a token that is only signed is looked at first. */
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 28, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 16, 12, BAD_MIC,
      NO_REASON },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 16, 11, BAD_MIC, SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 17, 12, BAD_MIC, SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 27, -1, BAD_MIC, SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 12, 29, -1, BAD_MIC, SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 11, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, 0, 0xff, 0x010c, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, BY_ACCEPTOR, 0xff, 11, 28, -1,
      BAD_MIC, DIRECTION },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 0, 60, -1, BAD_MIC,
      INTEGRITY },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 0, 32, 28, BAD_MIC,
      INTEGRITY },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 4, 32, 32, BAD_MIC,
      INTEGRITY },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 4, 32, 28, BAD_MIC,
      SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 0, 31, 28, BAD_MIC,
      SIZE },
    { GSSKSP_PARTS, BAD_MIC, 0x0504, SEALED, 0xff, 0, 15, 28, BAD_MIC,
      INTERNAL },
    { GSSKSP_PARTS, DEFECTIVE, 0x0201, 0, 0xff, 0, 28, 12, DEFECTIVE,
      SIZE },
    { GSSKSP_PARTS, DEFECTIVE, 0x0201, 0, 0xff, 0, 28, 0, DEFECTIVE,
      NO_REASON },
    { GSSKSP_PARTS, DEFECTIVE, 0x0201, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_PARTS, DEFECTIVE, 0x0504, 0, 0xff, 0, 28, 12, DEFECTIVE,
      NO_REASON },
    { GSSKSP_PARTS, DEFECTIVE, 0x7777, 0, 0xff, 0, 28, 12, DEFECTIVE,
      INTERNAL },
    /* A stream's lengths are looked at first. */
    { GSSKSP_STREAM, BAD_MIC, 0x0504, SEALED, 0xff, 0, 60, -1, BAD_MIC,
      INTEGRITY },
    { GSSKSP_STREAM, BAD_MIC, 0x0504, SEALED, 0xff, 0, 59, -1, DEFECTIVE,
      SIZE },
    { GSSKSP_STREAM, BAD_MIC, 0x0504, SEALED, 0xff, 1, 60, -1, DEFECTIVE,
      SIZE },
    { GSSKSP_STREAM, BAD_MIC, 0x0504, 0, 0xff, 12, 28, -1, BAD_MIC,
      NO_REASON },
    { GSSKSP_STREAM, BAD_MIC, 0x0504, 0, 0xff, 12, 27, -1, DEFECTIVE,
      SIZE },
    { GSSKSP_STREAM, BAD_MIC, 0x0504, 0, 0xff, 13, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_STREAM, DEFECTIVE, 0x0404, 0, 0xff, 0, 28, -1, DEFECTIVE,
      NO_REASON },
    { GSSKSP_STREAM, DEFECTIVE, 0x0404, 0, 0xff, 0, 27, -1, DEFECTIVE,
      SIZE },
    { GSSKSP_STREAM, DEFECTIVE, 0x0201, 0, 0xff, 0, 27, -1, DEFECTIVE,
      NO_REASON },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static void
says(const struct gssksp_ctx *ctx, struct gssksp_received *r, ULONG verdict,
     OM_uint32 major, OM_uint32 want, int want_minor)
{
    OM_uint32 minor = gssksp_minor(GSSKSP_MINOR_INTERNAL);

    ck_assert_uint_eq(gssksp_stock_says(ctx, r, verdict, major, &minor),
                      want);
    ck_assert_uint_eq(minor, gssksp_minor((enum gssksp_minor)want_minor));
}

START_TEST(test_refused_token)
{
    struct gssksp_ctx ctx = acceptor(false);
    const struct row *row = &rows[_i];
    gss_buffer_desc trailer = unit_bytes(NULL, (size_t)row->trailer);
    struct gssksp_received r;

    memset(&r, 0, sizeof(r));
    r.form = row->form;
    r.token = token_of(row->id, row->flags, row->filler, row->EC,
                       row->length);
    r.trailer = row->trailer >= 0 ? &trailer : NULL;
    says(&ctx, &r, 0, row->major, row->says, row->minor);
}
END_TEST

/* With padding nothing is looked at. */
START_TEST(test_padded_mic)
{
    struct gssksp_ctx ctx = acceptor(false);
    struct gssksp_received r;

    memset(&r, 0, sizeof(r));
    r.form = GSSKSP_MIC_IOV;
    r.padded = true;
    r.token = token_of(0x0404, 0, 0xff, 0, MIC_LENGTH);
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, NO_REASON);
}
END_TEST

/* ---- framing -------------------------------------------------------- */

/* Framing for the krb5 mechanism, or SPNEGO's OID, around `inside` bytes
 * that begin with a TOK_ID. */
static gss_buffer_desc
framed(bool other, size_t inside, unsigned int id)
{
    static const unsigned char krb5[] = {
        0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2
    };

    memset(bytes, 0, sizeof(bytes));
    bytes[0] = 0x60;
    bytes[1] = (unsigned char)(sizeof(krb5) + inside);
    memcpy(bytes + 2, krb5, sizeof(krb5));
    if (other)
        bytes[2 + 10] = 9;
    bytes[2 + sizeof(krb5)] = (unsigned char)(id >> 8);
    bytes[2 + sizeof(krb5) + 1] = (unsigned char)id;
    return unit_bytes(bytes, 2 + sizeof(krb5) + inside);
}

START_TEST(test_framed_for_other)
{
    struct gssksp_ctx ctx = acceptor(_i & 1);
    struct gssksp_received r;

    memset(&r, 0, sizeof(r));
    r.form = GSSKSP_MIC;
    r.token = framed(true, 24, 0x0101);
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, WRONG_MECH);
    r.token = framed(false, 24, 0x0101);
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, ctx.rfc1964 ? NO_REASON :
         INTERNAL);
    r.token.length--;
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, INTERNAL);
}
END_TEST

/* ---- RFC 1964 ------------------------------------------------------- */

START_TEST(test_rfc1964_mic_in_iov)
{
    struct gssksp_ctx ctx = acceptor(true);
    struct gssksp_received r;

    memset(&r, 0, sizeof(r));
    r.form = GSSKSP_MIC_IOV;
    /* 37 is framing of 13 and 24 bytes of a MIC. */
    r.token = framed(false, 24, 0x0101);
    ck_assert_uint_eq(r.token.length, 37);
    says(&ctx, &r, 0, BAD_MIC, BAD_MIC, INTERNAL);
    r.token = framed(false, 25, 0x0101);
    says(&ctx, &r, 0, BAD_MIC, DEFECTIVE, NO_REASON);
    says(&ctx, &r, KSP_SEQ_UNREADABLE, BAD_MIC, BAD_MIC, INTERNAL);
    r.token = unit_bytes(bytes + 13, 25);
    says(&ctx, &r, 0, BAD_MIC, DEFECTIVE, NO_REASON);
    r.token = framed(true, 25, 0x0101);
    says(&ctx, &r, 0, BAD_MIC, BAD_MIC, INTERNAL);
    r.form = GSSKSP_MIC;
    r.token = framed(false, 25, 0x0101);
    says(&ctx, &r, 0, BAD_MIC, BAD_MIC, INTERNAL);
}
END_TEST

/* An IOV does not say that a token was reflected. */
START_TEST(test_rfc1964_reflected)
{
    static const struct {
        enum gssksp_form form;
        int want;
    } forms[] = {
        { GSSKSP_MIC, DIRECTION }, { GSSKSP_WRAP, DIRECTION },
        { GSSKSP_MIC_IOV, NO_REASON }, { GSSKSP_PARTS, NO_REASON },
        { GSSKSP_STREAM, NO_REASON }
    };
    struct gssksp_ctx ctx = acceptor(true);
    struct gssksp_received r;
    OM_uint32 minor;
    size_t i;

    memset(&r, 0, sizeof(r));
    r.token = framed(false, 24, 0x0101);
    for (i = 0; i < 5; i++) {
        r.form = forms[i].form;
        minor = gssksp_minor(GSSKSP_MINOR_BAD_DIRECTION);
        ck_assert_uint_eq(gssksp_stock_says(&ctx, &r, KSP_SEQ_REFLECTED,
                                            BAD_MIC, &minor), BAD_MIC);
        ck_assert_uint_eq(minor, gssksp_minor(
            (enum gssksp_minor)forms[i].want));
    }
}
END_TEST

/* RFC 1964 has no trailer. */
START_TEST(test_rfc1964_trailer)
{
    struct gssksp_ctx ctx = acceptor(true);
    gss_buffer_desc trailer = unit_bytes(NULL, 1);
    struct gssksp_received r;

    memset(&r, 0, sizeof(r));
    r.form = GSSKSP_PARTS;
    r.trailer = &trailer;
    r.token = framed(false, 32, 0x0201);
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, HEADER);
    says(&ctx, &r, 0, BAD_MIC, BAD_MIC, INTERNAL);
    ctx.dce_style = true;
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, SIZE);
    ctx.dce_style = false;
    r.token = unit_bytes(bytes + 13, 32);
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, SIZE);
    trailer.length = 0;
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, NO_REASON);
    r.trailer = NULL;
    says(&ctx, &r, 0, DEFECTIVE, DEFECTIVE, NO_REASON);
}
END_TEST

/* ---- before the package has the token ------------------------------- */

/* What is set of qop_state (1) and conf_state (2). */
static const struct {
    enum gssksp_form form;
    unsigned int id;
    unsigned int flags;
    unsigned int filler;
    unsigned int EC;
    size_t length;
    int set;
} seen[] = {
    { GSSKSP_WRAP, 0x0504, SEALED, 0xff, 0, 60, 3 },
    { GSSKSP_WRAP, 0x0504, 0, 0xff, 12, 28, 3 },
    { GSSKSP_WRAP, 0x0504, 0, 0xff, 12, 16, 3 },
    { GSSKSP_WRAP, 0x0504, 0, 0xff, 12, 15, 1 },
    { GSSKSP_WRAP, 0x0504, 0, 0xff, 12, 2, 1 },
    { GSSKSP_WRAP, 0x0504, 0, 0xff, 12, 1, 0 },
    { GSSKSP_WRAP, 0x0504, 0, 0xfe, 12, 28, 1 },
    { GSSKSP_WRAP, 0x0504, BY_ACCEPTOR, 0xff, 12, 28, 1 },
    { GSSKSP_WRAP, 0x0404, 0, 0xff, 12, 28, 1 },
    { GSSKSP_WRAP, 0x0405, 0, 0xff, 12, 28, 1 },
    { GSSKSP_WRAP, 0x0201, 0, 0xff, 12, 28, 0 },
    { GSSKSP_WRAP, 0x0505, 0, 0xff, 12, 28, 0 },
    { GSSKSP_MIC, 0x0504, 0, 0xff, 12, 28, 1 },
    { GSSKSP_PARTS, 0x0504, 0, 0xff, 12, 16, 1 },
    { GSSKSP_PARTS, 0x0504, 0, 0xff, 12, 28, 1 },
    { GSSKSP_STREAM, 0x0504, 0, 0xff, 12, 28, 1 },
    { GSSKSP_STREAM, 0x0504, 0, 0xff, 12, 27, 0 },
    { GSSKSP_STREAM, 0x0504, SEALED, 0xff, 0, 60, 1 },
    { GSSKSP_STREAM, 0x0504, SEALED, 0xff, 0, 59, 0 },
    { GSSKSP_STREAM, 0x0504, SEALED, 0xff, 0, 15, 0 },
};

#define N_SEEN (sizeof(seen) / sizeof(seen[0]))

START_TEST(test_states_before)
{
    struct gssksp_ctx ctx = acceptor(false);
    struct gssksp_received r;
    gss_qop_t qop = 7;
    int conf = 7;

    memset(&r, 0, sizeof(r));
    r.form = seen[_i].form;
    r.token = token_of(seen[_i].id, seen[_i].flags, seen[_i].filler,
                       seen[_i].EC, seen[_i].length);
    gssksp_stock_states(&ctx, &r);      /* nobody asks */
    r.qop_state = &qop;
    r.conf_state = &conf;
    gssksp_stock_states(&ctx, &r);
    ck_assert_uint_eq(qop, (seen[_i].set & 1) != 0 ? 0 : 7);
    ck_assert_int_eq(conf, (seen[_i].set & 2) == 0 ? 7 :
                     (seen[_i].flags & SEALED) != 0);
    qop = 7;
    conf = 7;
    ctx.rfc1964 = true;
    gssksp_stock_states(&ctx, &r);
    ck_assert_uint_eq(qop, 7);
    ck_assert_int_eq(conf, 7);
}
END_TEST

START_TEST(test_refused_stream)
{
    struct gssksp_ctx ctx = acceptor(false);
    gss_buffer_desc stream = token_of(0x0504, 0, 0xff, 12, 16);
    OM_uint32 minor = 7;

    ck_assert(!gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, 0);
    stream.length = 15;
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NO_REASON));
    stream.length = 2;
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NO_REASON));
    stream.length = 1;
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_TOK_HEADER));
    stream = framed(true, 2, 0x0201);
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor) ==
              (stream.length < 16));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_WRONG_MECH));
}
END_TEST

/* The framing is a part of an RFC 1964 token, and what is in it must have a
 * header's length. */
START_TEST(test_refused_rfc1964_stream)
{
    struct gssksp_ctx ctx = acceptor(true);
    gss_buffer_desc stream = framed(false, 16, 0x0201);
    OM_uint32 minor = 7;

    ck_assert(!gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, 0);
    stream = framed(false, 15, 0x0201);
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_NO_REASON));
    stream = framed(false, 1, 0x0201);
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_TOK_HEADER));
    stream = framed(true, 16, 0x0201);
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_WRONG_MECH));
    stream = framed(false, 16, 0x0201);
    stream.length--;
    ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, gssksp_minor(GSSKSP_MINOR_BAD_TOK_HEADER));
}
END_TEST

#if SIZE_MAX > UINT32_MAX
/* A stream longer than any: stock has the length in an int. */
START_TEST(test_stream_too_long)
{
    static const struct {
        size_t length;
        int minor;
    } lengths[] = {
        { UINT32_MAX + (size_t)1, HEADER }, { UINT32_MAX + (size_t)2, HEADER },
        { UINT32_MAX + (size_t)3, NO_REASON },
        { UINT32_MAX + (size_t)1 + INT32_MAX, NO_REASON },
        { UINT32_MAX + (size_t)2 + INT32_MAX, HEADER },
        { SIZE_MAX, HEADER }
    };
    struct gssksp_ctx ctx = acceptor(false);
    gss_buffer_desc stream = token_of(0x0504, 0, 0xff, 12, 16);
    OM_uint32 minor = 7;
    size_t i;

    stream.length = UINT32_MAX;
    ck_assert(!gssksp_stock_refuses_stream(&ctx, &stream, &minor));
    ck_assert_uint_eq(minor, 0);
    for (i = 0; i < 6; i++) {
        stream.length = lengths[i].length;
        ck_assert(gssksp_stock_refuses_stream(&ctx, &stream, &minor));
        ck_assert_uint_eq(minor, gssksp_minor(
            (enum gssksp_minor)lengths[i].minor));
    }
}
END_TEST
#endif

/* ---- memory --------------------------------------------------------- */

START_TEST(test_no_memory)
{
    /* By form: RFC 4121, RFC 1964. */
    static const bool hidden[][2] = {
        { false, true }, { false, true }, { true, true }, { true, true },
        { false, false }
    };
    OM_uint32 nomem = gssksp_minor(GSSKSP_MINOR_NOMEM);
    struct gssksp_ctx ctx = acceptor(_i & 1);
    enum gssksp_form form = (enum gssksp_form)(_i / 2);

    ck_assert_uint_eq(gssksp_stock_no_memory(&ctx, form, GSS_S_FAILURE,
                                             nomem),
                      hidden[_i / 2][_i & 1] ? BAD_MIC : GSS_S_FAILURE);
    ck_assert_uint_eq(gssksp_stock_no_memory(&ctx, form, GSS_S_FAILURE, 0),
                      GSS_S_FAILURE);
    ck_assert_uint_eq(gssksp_stock_no_memory(&ctx, form, DEFECTIVE, nomem),
                      DEFECTIVE);
}
END_TEST

static Suite *
make_suite(void)
{
    Suite *suite = suite_create("stock_status");
    TCase *tc = tcase_create("stock_status");

    tcase_add_loop_test(tc, test_refused_token, 0, N_ROWS);
    tcase_add_test(tc, test_padded_mic);
    tcase_add_loop_test(tc, test_framed_for_other, 0, 2);
    tcase_add_test(tc, test_rfc1964_mic_in_iov);
    tcase_add_test(tc, test_rfc1964_reflected);
    tcase_add_test(tc, test_rfc1964_trailer);
    tcase_add_loop_test(tc, test_states_before, 0, N_SEEN);
    tcase_add_test(tc, test_refused_stream);
    tcase_add_test(tc, test_refused_rfc1964_stream);
#if SIZE_MAX > UINT32_MAX
    tcase_add_test(tc, test_stream_too_long);
#else
    unit_cannot("test_stream_too_long", "no length has more than 32 bits");
#endif
    tcase_add_loop_test(tc, test_no_memory, 0, 10);
    suite_add_tcase(suite, tc);
    return suite;
}

int
main(void)
{
    return unit_run(make_suite());
}
