/* SPDX-License-Identifier: MIT */
/*
 * gss_process_context_token: a token that ends the context of whom it is
 * given to.  RFC 4121 has none; for RFC 1964 and 4757 MIT takes them but
 * makes none, so they are made here, with the keys of the lucid context.
 */
#include <krb5.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/calls.h"
#include "realm/fidelity/ends.h"

#define SGN_ALG_DES3 0x04
#define SGN_ALG_RC4 0x11
#define USAGE_SIGN_DES3 23
#define USAGE_SIGN_RC4 15
#define USAGE_SEQUENCE 24
#define MAX_TOKEN 64

static const unsigned char frame[] = {
    0x60, 0, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02
};

/* ---- RFC 4757's own cipher ----------------------------------------- */

static int
md5(krb5_context context, const unsigned char *bytes, size_t length,
    unsigned char out[16])
{
    krb5_data in = { 0, (unsigned int)length, (char *)(uintptr_t)bytes };
    krb5_checksum sum;
    krb5_error_code code;

    code = krb5_c_make_checksum(context, CKSUMTYPE_RSA_MD5, NULL, 0, &in,
                                &sum);
    if (code == 0) {
        memcpy(out, sum.contents, 16);
        krb5_free_checksum_contents(context, &sum);
    }
    return code == 0;
}

/* Of at most 16 bytes, with a key of 16. */
static int
hmac_md5(krb5_context context, const unsigned char key[16],
         const unsigned char *bytes, size_t length, unsigned char out[16])
{
    unsigned char inner[64 + 16], outer[64 + 16];
    size_t i;

    for (i = 0; i < 64; i++) {
        inner[i] = (unsigned char)((i < 16 ? key[i] : 0) ^ 0x36);
        outer[i] = (unsigned char)((i < 16 ? key[i] : 0) ^ 0x5c);
    }
    memcpy(inner + 64, bytes, length);
    return md5(context, inner, 64 + length, outer + 64) &&
        md5(context, outer, 64 + 16, out);
}

static void
rc4(const unsigned char key[16], unsigned char *bytes, size_t length)
{
    unsigned char s[256], t;
    unsigned int i, j = 0;
    size_t n;

    for (i = 0; i < 256; i++)
        s[i] = (unsigned char)i;
    for (i = 0; i < 256; i++) {
        j = (j + s[i] + key[i % 16]) & 0xff;
        t = s[i];
        s[i] = s[j];
        s[j] = t;
    }
    i = j = 0;
    for (n = 0; n < length; n++) {
        i = (i + 1) & 0xff;
        j = (j + s[i]) & 0xff;
        t = s[i];
        s[i] = s[j];
        s[j] = t;
        bytes[n] ^= s[(s[i] + s[j]) & 0xff];
    }
}

/* ---- the parts of a token ------------------------------------------ */

/* Number and direction, under a key that hangs on the checksum. */
static int
seal_number(krb5_context context, const gss_krb5_lucid_context_v1_t *lucid,
            krb5_key key, const unsigned char *checksum,
            unsigned char number[8])
{
    static const unsigned char zero[4];
    const gss_krb5_lucid_key_t *raw = &lucid->rfc1964_kd.ctx_key;
    uint32_t n = (uint32_t)lucid->send_seq;
    unsigned char one[16], two[16], state[8];
    krb5_data iv = { 0, sizeof(state), (char *)state };
    krb5_crypto_iov iov = { KRB5_CRYPTO_TYPE_DATA,
                            { 0, 8, (char *)number } };
    int big = lucid->rfc1964_kd.sign_alg == SGN_ALG_RC4, i, done;

    memcpy(state, checksum, sizeof(state));
    for (i = 0; i < 4; i++)
        number[i] = (unsigned char)(n >> 8 * (big ? 3 - i : i));
    memset(number + 4, lucid->initiate ? 0 : 0xff, 4);
    if (big) {
        done = hmac_md5(context, raw->data, zero, 4, one) &&
            hmac_md5(context, one, checksum, 8, two);
        if (done)
            rc4(two, number, 8);
    } else {
        done = krb5_k_encrypt_iov(context, key, USAGE_SEQUENCE, &iv, &iov,
                                  1) == 0;
    }
    return done;
}

/* The token of at most MAX_TOKEN bytes; 0 if it cannot be made. */
static size_t
make_token(krb5_context context, const gss_krb5_lucid_context_v1_t *lucid,
           krb5_key key, unsigned char *token)
{
    OM_uint32 alg = lucid->rfc1964_kd.sign_alg;
    int is_rc4 = alg == SGN_ALG_RC4;
    size_t cksum_size = is_rc4 ? 8 : 20;
    size_t length = sizeof(frame) + 16 + cksum_size;
    unsigned char *p = token + sizeof(frame);
    krb5_data header = { 0, 8, (char *)p };
    krb5_checksum sum;

    memcpy(token, frame, sizeof(frame));
    token[1] = (unsigned char)(length - 2);
    memcpy(p, "\x01\x02\0\0\xff\xff\xff\xff", 8);
    p[2] = (unsigned char)alg;
    if (krb5_k_make_checksum(context, is_rc4 ? CKSUMTYPE_HMAC_MD5_ARCFOUR :
                             CKSUMTYPE_HMAC_SHA1_DES3, key,
                             is_rc4 ? USAGE_SIGN_RC4 : USAGE_SIGN_DES3,
                             &header, &sum) != 0)
        return 0;
    memcpy(p + 16, sum.contents, cksum_size);
    krb5_free_checksum_contents(context, &sum);
    return seal_number(context, lucid, key, p + 16, p + 8) ? length : 0;
}

static size_t
make_deletion(const gss_krb5_lucid_context_v1_t *lucid, unsigned char *token)
{
    const gss_krb5_lucid_key_t *raw = &lucid->rfc1964_kd.ctx_key;
    krb5_keyblock block = {
        .enctype = (krb5_enctype)raw->type, .length = raw->length,
        .contents = raw->data
    };
    krb5_context context = NULL;
    krb5_key key = NULL;
    size_t length = 0;

    if (krb5_init_context(&context) == 0 &&
        krb5_k_create_key(context, &block, &key) == 0)
        length = make_token(context, lucid, key, token);
    krb5_k_free_key(context, key);
    krb5_free_context(context);
    return length;
}

/* ---- what comes of it ---------------------------------------------- */

static void
show_token(const char *label, gss_ctx_id_t context, const void *bytes,
             size_t length)
{
    gss_buffer_desc token = { length, (void *)(uintptr_t)bytes };
    OM_uint32 major, minor;

    major = gss_process_context_token(&minor, context, &token);
    result(label, major, minor);
}

/* With one bit wrong it does nothing; given twice, it finds no context. */
static void
show_real(struct both_ends *ends)
{
    unsigned char token[MAX_TOKEN];
    void *lucid = NULL;
    OM_uint32 major, minor;
    size_t length;

    enter("real");
    major = gss_krb5_export_lucid_sec_context(&minor, &ends->acceptor, 1,
                                              &lucid);
    if (result("lucid", major, minor)) {
        length = make_deletion(lucid, token);
        say("token", "%zu bytes", length);
        token[length - 1] ^= 1;
        show_token("changed", ends->initiator, token, length);
        token[length - 1] ^= 1;
        show_calls("still there", &ends->initiator);
        show_token("process", ends->initiator, token, length);
        show_calls("terminated", &ends->initiator);
        show_token("again", ends->initiator, token, length);
        gss_krb5_free_lucid_sec_context(&minor, lucid);
    }
    leave();
}

static void
show_mic(const char *step, struct both_ends *ends, const char *text)
{
    gss_buffer_desc message = text_buffer(text), mic = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;

    gss_get_mic(&minor, ends->acceptor, 0, &message, &mic);
    show_token(step, ends->initiator, mic.value, mic.length);
    gss_release_buffer(&minor, &mic);
}

static void
show_unreal(struct both_ends *ends)
{
    static const unsigned char deletion[60] = { 0x04, 0x05, 0, 0xff, 0xff,
                                                0xff, 0xff, 0xff };

    show_token("deletion of RFC 4121", ends->initiator, deletion,
                 sizeof(deletion));
    show_mic("a MIC", ends, "message");
    show_calls("after all", &ends->initiator);
}

static void
show_one(const char *label, OM_uint32 flags, const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech_of(label), flags, args);
    struct both_ends ends = { 0 }, more = { 0 };

    enter(label);
    if (establish(&recipe, &ends)) {
        show_unreal(&ends);
        if (!is_rfc4121(ends.initiator))
            show_real(&ends);
    }
    /* For MIT's older messages that is a deletion as well. */
    if (establish(&recipe, &more)) {
        show_mic("a MIC of nothing", &more, "");
        show_calls("after a MIC of nothing", &more.initiator);
    }
    leave();
    release_ends(&ends);
    release_ends(&more);
    release_recipe(&recipe);
}

void
show_deletion(const struct fidelity_args *args)
{
    OM_uint32 all = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG |
        GSS_C_REPLAY_FLAG;

    enter("deletion");
    show_one("krb5", all, args);
    show_one("spnego", all, args);
    leave();
}
