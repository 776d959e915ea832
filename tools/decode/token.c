/* SPDX-License-Identifier: MIT */
/* What kind of token it is; the framing of RFC 2743 section 3.1. */
#include <string.h>

#include "base/der.h"
#include "tools/decode/names.h"
#include "tools/decode/tokens.h"

#define NEG_TOKEN_INIT 0xa0
#define NEG_TOKEN_RESP 0xa1
#define NTLM_TYPE 12            /* bytes up to the end of the type */

#define TOK_AP_REQ 0x0100
#define TOK_AP_REP 0x0200
#define TOK_ERROR 0x0300
#define TOK_IAKERB 0x0501

static bool
is_tag(const struct span *token, unsigned char tag)
{
    return token->length > 0 && token->data[0] == tag;
}

/* RFC 4121 section 4.1: two bytes say which message follows. */
static bool
decode_initial(struct decoding *d, struct span token)
{
    struct span rest = token, part, header;
    unsigned char tag;
    unsigned int id;

    if (!span_take(&rest, 2, &part))
        return false;
    id = (unsigned int)span_be(&part);
    if (id != TOK_AP_REQ && id != TOK_AP_REP && id != TOK_ERROR &&
        id != TOK_IAKERB)
        return false;
    field(d, &part, "TOK_ID", "%02x %02x%s", part.data[0], part.data[1],
          id == TOK_IAKERB ? ", IAKERB_PROXY" : "");
    if (id == TOK_IAKERB && span_element(&rest, &tag, &header))
        field_bytes(d, &header, "IAKERB-HEADER");
    if (!decode_kerberos(d, rest))
        complain(d, "what follows is no message of Kerberos");
    return true;
}

static void
decode_inside(struct decoding *d, enum mechanism_kind kind,
              struct span inside)
{
    if (kind == MECHANISM_SPNEGO)
        decode_spnego(d, inside);
    else if (kind == MECHANISM_OTHER)
        field_bytes(d, &inside, "token");
    else if (!decode_initial(d, inside) && !decode_rfc1964(d, inside) &&
             !decode_rfc4121(d, inside))
        complain(d, "its TOK_ID is none that is known");
}

/* 60 length 06 length OID */
static void
decode_framed(struct decoding *d, struct span token)
{
    struct ksp_der der = { token.data, token.length };
    const struct mechanism_name *mechanism;
    const unsigned char *bytes = NULL;
    struct span inside, oid;
    unsigned char tag;
    size_t length = 0, oid_length = 0;

    if (!ksp_der_head(&der, &tag, &length)) {
        complain(d, "cut short in its framing");
        return;
    }
    inside.data = der.next;
    inside.length = der.left;
    if (length != der.left)
        complain(d, "the framing says %zu bytes, there are %zu", length,
                 der.left);
    if (!ksp_der_oid(&der, &bytes, &oid_length)) {
        complain(d, "no object identifier follows the framing");
        return;
    }
    oid.data = bytes;
    oid.length = oid_length;
    mechanism = name_of_mechanism(&oid);
    heading(d, "framed, RFC 2743 section 3.1", mechanism->sspi);
    field(d, &oid, "thisMech", "%s", mechanism->name);
    d->mechanism = mechanism->packed;
    d->framed = token;
    inside.data = der.next;
    inside.length = der.left;
    decode_inside(d, mechanism->kind, inside);
    d->framed.length = 0;
}

static bool
decode_ntlm(struct decoding *d, const struct span *token)
{
    static const char magic[8] = "NTLMSSP";
    static const char *const names[] = {
        "NTLM, another message", "NTLM NEGOTIATE_MESSAGE",
        "NTLM CHALLENGE_MESSAGE", "NTLM AUTHENTICATE_MESSAGE"
    };
    unsigned int type;

    if (token->length < NTLM_TYPE ||
        memcmp(token->data, magic, sizeof(magic)) != 0)
        return false;
    type = token->data[8];
    heading(d, names[type < 4 ? type : 0], "NTLM");
    field_bytes(d, token, "message");
    return true;
}

void
decode_token(struct decoding *d, struct span token)
{
    if (d->depth > DEPTH_MAX) {
        complain(d, "too many tokens within tokens");
    } else if (token.length == 0) {
        complain(d, "nothing is there");
    } else if (is_tag(&token, KSP_DER_APPLICATION_0)) {
        decode_framed(d, token);
    } else if (is_tag(&token, NEG_TOKEN_INIT) ||
               is_tag(&token, NEG_TOKEN_RESP)) {
        decode_spnego(d, token);
    } else if (!decode_rfc4121(d, token) && !decode_kerberos(d, token) &&
               !decode_rfc1964(d, token) && !decode_initial(d, token) &&
               !decode_ntlm(d, &token)) {
        field_bytes(d, &token, "?");
        complain(d, "no token that is known here");
    }
}
