/* SPDX-License-Identifier: MIT */
/*
 * Tokens with one bit changed, cut, or too long, at every place: that each
 * is refused for the same reason, with the same text.  The differential test
 * has the same for major codes.
 */
#include <stdlib.h>
#include <string.h>

#include "realm/fidelity/ends.h"

#define MAX_TOKEN 256

/* Where RFC 4121 has the flags.  A token that says it is not under the
 * acceptor's subkey, in DCE style, has MIT's acceptor look for a checksum type
 * it has not set. */
#define FLAGS 2

/* Where it has RRC.  MIT's IOV functions know one value only, the module
 * any. */
#define RRC_FIRST 6
#define RRC_LAST 7

/* Where, behind the framing, a token of RFC 4757 has its number, which is not
 * under the checksum: changed, it is any other one. */
#define NUMBER_FIRST 8
#define NUMBER_LAST 15

static gss_buffer_desc text = { 9, (void *)"a message" };

struct broken {
    unsigned char bytes[MAX_TOKEN];
    gss_buffer_desc token;
};

typedef void opener(gss_ctx_id_t context, const gss_buffer_desc *token);

/* ---- the ways to open a token, each of a copy ---------------------- */

static void
copy_token(const gss_buffer_desc *token, struct broken *copy)
{
    if (token->length > sizeof(copy->bytes))
        abort();
    if (token->length > 0)
        memcpy(copy->bytes, token->value, token->length);
    copy->token.value = copy->bytes;
    copy->token.length = token->length;
}

static void
open_mic(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    struct broken copy;
    OM_uint32 major, minor;

    copy_token(token, &copy);
    major = gss_verify_mic(&minor, context, &text, &copy.token, NULL);
    result("verify", major, minor);
}

static void
open_mic_iov(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    struct broken copy;
    gss_iov_buffer_desc iov[2];
    OM_uint32 major, minor;

    /* A header alone is an assertion of MIT's that fails. */
    if (token->length == 16)
        return;
    copy_token(token, &copy);
    iov[0].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[0].buffer = text;
    iov[1].type = GSS_IOV_BUFFER_TYPE_MIC_TOKEN;
    iov[1].buffer = copy.token;
    major = gss_verify_mic_iov(&minor, context, NULL, iov, 2);
    result("verify iov", major, minor);
}

static void
open_wrap(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    struct broken copy;
    OM_uint32 major, minor, ignored;

    copy_token(token, &copy);
    major = gss_unwrap(&minor, context, &copy.token, &out, NULL, NULL);
    result("unwrap", major, minor);
    gss_release_buffer(&ignored, &out);
}

static void
open_wrap_aead(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    gss_buffer_desc out = GSS_C_EMPTY_BUFFER;
    struct broken copy;
    OM_uint32 major, minor, ignored;

    copy_token(token, &copy);
    major = gss_unwrap_aead(&minor, context, &copy.token, NULL, &out, NULL,
                            NULL);
    result("unwrap aead", major, minor);
    gss_release_buffer(&ignored, &out);
}

static void
open_wrap_stream(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    struct broken copy;
    gss_iov_buffer_desc iov[2];
    OM_uint32 major, minor;

    copy_token(token, &copy);
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_STREAM;
    iov[0].buffer = copy.token;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    major = gss_unwrap_iov(&minor, context, NULL, NULL, iov, 2);
    result("unwrap stream", major, minor);
}

static void
open_wrap_parts(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    struct broken copy;
    gss_iov_buffer_desc iov[2];
    OM_uint32 major, minor;

    copy_token(token, &copy);
    if (token->length <= text.length)
        return;
    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER;
    iov[0].buffer.value = copy.bytes;
    iov[0].buffer.length = token->length - text.length;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[1].buffer.value = copy.bytes + iov[0].buffer.length;
    iov[1].buffer.length = text.length;
    major = gss_unwrap_iov(&minor, context, NULL, NULL, iov, 2);
    result("unwrap parts", major, minor);
}

/* As RFC 2743 section 3.1 frames the first token.  RFC 4121 has no framing
 * for messages, and MIT takes it from old peers. */
static void
frame(const char *mech, const gss_buffer_desc *token, struct broken *framed)
{
    gss_OID oid = mech_of(mech);
    size_t head = 2 + oid->length, inside = head + token->length;

    if (inside > UINT16_MAX || inside + 4 > sizeof(framed->bytes))
        abort();
    framed->bytes[0] = 0x60;
    framed->bytes[1] = 0x82;
    framed->bytes[2] = (unsigned char)(inside >> 8);
    framed->bytes[3] = (unsigned char)inside;
    framed->bytes[4] = 0x06;
    framed->bytes[5] = (unsigned char)oid->length;
    memcpy(framed->bytes + 6, oid->elements, oid->length);
    if (token->length > 0)
        memcpy(framed->bytes + 4 + head, token->value, token->length);
    framed->token.value = framed->bytes;
    framed->token.length = inside + 4;
}

/* The mechanism of the establishment, and that inside it. */
static const char *const frames[] = { "iakerb", "krb5" };

static void
open_framed(opener *open, gss_ctx_id_t context, const gss_buffer_desc *token)
{
    struct broken framed;
    int i;

    for (i = 0; i < 2; i++) {
        frame(frames[i], token, &framed);
        open(context, &framed.token);
    }
}

static void
open_framed_mic(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    open_framed(open_mic, context, token);
}

static void
open_framed_wrap(gss_ctx_id_t context, const gss_buffer_desc *token)
{
    open_framed(open_wrap, context, token);
}

/* ---- what is broken ------------------------------------------------ */

struct kind {
    const char *label;
    opener *open;
    int keep_rrc; /* RRC is left alone */
};

static int dce_style, rfc4121;

/* Bytes of the framing of a token of less than 130 bytes. */
static size_t
framing(const gss_buffer_desc *token)
{
    return 4u + ((const unsigned char *)token->value)[3];
}

static int
may_change(const struct kind *kind, const gss_buffer_desc *token, size_t i)
{
    return rfc4121 ?
        !(kind->keep_rrc && i >= RRC_FIRST && i <= RRC_LAST) &&
        !(dce_style && i == FLAGS) :
        i < framing(token) + NUMBER_FIRST || i > framing(token) + NUMBER_LAST;
}

static void
show_changed(const struct kind *kind, gss_ctx_id_t context,
             const gss_buffer_desc *token)
{
    struct broken broken;
    size_t i;

    for (i = 0; i < token->length; i++) {
        if (may_change(kind, token, i)) {
            copy_token(token, &broken);
            broken.bytes[i] ^= (unsigned char)(1u << i % 8);
            say("changed", "%zu", i);
            kind->open(context, &broken.token);
        }
    }
}

static void
show_cut(const struct kind *kind, gss_ctx_id_t context,
         const gss_buffer_desc *token)
{
    struct broken broken;
    size_t length;

    for (length = 0; length < token->length + 20; length++) {
        memset(&broken, 0, sizeof(broken));
        copy_token(token, &broken);
        broken.token.length = length;
        if (length != token->length) {
            say("cut", "%zu", length);
            kind->open(context, &broken.token);
        }
    }
}

static void
show_kind(const struct kind *kind, const struct both_ends *ends,
          const gss_buffer_desc *token)
{
    enter(kind->label);
    show_changed(kind, ends->acceptor, token);
    show_cut(kind, ends->acceptor, token);
    say("own", "%zu bytes", token->length);
    kind->open(ends->initiator, token);
    say("whole", "%zu bytes", token->length);
    kind->open(ends->acceptor, token);
    leave();
}

static void
show_mics(const struct both_ends *ends)
{
    static const struct kind kinds[] = {
        { "mic", open_mic, 0 },
        { "mic framed", open_framed_mic, 0 },
        { "mic iov", open_mic_iov, 0 }
    };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    size_t i;

    gss_get_mic(&minor, ends->initiator, 0, &text, &token);
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        show_kind(&kinds[i], ends, &token);
    gss_release_buffer(&minor, &token);
}

/* Header and message, with everything else in the header. */
static void
show_parts(const struct both_ends *ends, int conf)
{
    static const struct kind kind = { "parts", open_wrap_parts, 1 };
    unsigned char bytes[MAX_TOKEN];
    gss_buffer_desc token = { 0, bytes };
    gss_iov_buffer_desc iov[2];
    OM_uint32 minor;

    memset(iov, 0, sizeof(iov));
    iov[0].type = GSS_IOV_BUFFER_TYPE_HEADER;
    iov[1].type = GSS_IOV_BUFFER_TYPE_DATA;
    iov[1].buffer = text;
    gss_wrap_iov_length(&minor, ends->initiator, conf, 0, NULL, iov, 2);
    token.length = iov[0].buffer.length + text.length;
    if (token.length > sizeof(bytes))
        abort();
    iov[0].buffer.value = bytes;
    iov[1].buffer.value = bytes + iov[0].buffer.length;
    memcpy(iov[1].buffer.value, text.value, text.length);
    gss_wrap_iov(&minor, ends->initiator, conf, 0, NULL, iov, 2);
    show_kind(&kind, ends, &token);
}

static void
show_wraps(const struct both_ends *ends, int conf)
{
    static const struct kind kinds[] = {
        { "wrap", open_wrap, 0 },
        { "framed", open_framed_wrap, 0 },
        { "aead", open_wrap_aead, 1 },
        { "stream", open_wrap_stream, 1 }
    };
    gss_buffer_desc token = GSS_C_EMPTY_BUFFER;
    OM_uint32 minor;
    size_t i;

    enter(conf ? "sealed" : "signed");
    gss_wrap(&minor, ends->initiator, conf, 0, &text, NULL, &token);
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        show_kind(&kinds[i], ends, &token);
    gss_release_buffer(&minor, &token);
    /* Without padding, which MIT asserts that older messages have. */
    if (rfc4121)
        show_parts(ends, conf);
    leave();
}

void
show_broken_tokens(const struct both_ends *ends, int dce)
{
    dce_style = dce;
    rfc4121 = is_rfc4121(ends->initiator);
    show_mics(ends);
    show_wraps(ends, 1);
    show_wraps(ends, 0);
}

static void
show_one(const char *step, const char *mech, OM_uint32 flags,
         const struct fidelity_args *args)
{
    struct recipe recipe = plain_recipe(mech_of(mech), flags, args);
    struct both_ends ends = { 0 };

    enter(step);
    if (establish(&recipe, &ends))
        show_broken_tokens(&ends, (flags & GSS_C_DCE_STYLE) != 0);
    leave();
    release_ends(&ends);
    release_recipe(&recipe);
}

void
show_broken(const struct fidelity_args *args)
{
    OM_uint32 both = GSS_C_MUTUAL_FLAG | GSS_C_SEQUENCE_FLAG;

    enter("broken");
    show_one("one way", "krb5", 0, args);
    show_one("mutual", "krb5", both, args);
    show_one("DCE style", "krb5", both | GSS_C_DCE_STYLE, args);
    /* The acceptor's tokens do not say IAKERB then. */
    show_one("IAKERB, DCE style", "iakerb", both | GSS_C_DCE_STYLE, args);
    leave();
}
