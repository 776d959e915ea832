/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "realm/invalid/invalid.h"

#define PARTS (1u << CALL_IOV_SPLIT | 1u << CALL_IOV_WINDOWS)
#define STREAMS (1u << CALL_UNWRAP_AEAD | 1u << CALL_STREAM | \
                 1u << CALL_STREAM_ALLOCATE)
#define MIC_LIST (1u << CALL_VERIFY_MIC_IOV)
#define LISTS (PARTS | STREAMS | MIC_LIST)
#define SINGLE (1u << CALL_VERIFY_MIC | 1u << CALL_UNWRAP)

#define DEFECTIVE GSS_S_DEFECTIVE_TOKEN
#define TAKEN GSS_S_COMPLETE
#define BAD GSS_S_BAD_MIC

static const char filler[] =
    "RFC 4121 4.2.6.1 has FF there; MIT's gss_verify_mic_iov does not look, "
    "its gss_verify_mic does";
static const char any_RRC[] =
    "RFC 4121 4.2.5: any RRC; MIT takes one value for such buffers";
static const char dce_key[] =
    "in DCE style MIT's acceptor does not know the checksum of the "
    "initiator's key, and does not set conf_state; krb5 1.22 says FAILURE";
static const char framed_old[] =
    "ours has another minor status: it does not look into framing";
static const char framed[] =
    "in lists MIT takes the framing for the header, but sets qop_state";
static const char unsigned_bytes[] =
    "bytes behind the checksum of a MIC, which nobody has signed; MIT's "
    "gss_verify_mic_iov refuses them, its gss_verify_mic from 1.22 on";
static const char other_kind[] =
    "the checksum of DES3 does not tell a MIC from a wrap token, nor either "
    "from a deletion token, and MIT does not look at TOK_ID";
static const char cfx[] =
    "a token of RFC 4121 under a key that has those of RFC 1964: MIT looks "
    "into it, and takes it if it is genuine";
static const char long_form[] =
    "DER has the short form for the length of an OID; MIT takes the long one, "
    "up to 1.20 in lists only";
static const char many_bytes[] =
    "a length of more bytes than any token needs; MIT takes it, up to 1.20 in "
    "lists only";

const struct intended_call intended_calls[] = {
    { "M3 filler", NULL, MIC_LIST, TAKEN, BAD, false, filler },
    { "W6 RRC", NULL, PARTS, DEFECTIVE, TAKEN, false, any_RRC },
    { "W6 RRC", NULL, PARTS, DEFECTIVE, BAD, false, any_RRC },
    { "W9 the other key", "DCE style", 1u << CALL_UNWRAP, BAD, BAD, true,
      dce_key },
    { "W9 the other key", "DCE style", 1u << CALL_UNWRAP, GSS_S_FAILURE, BAD,
      true, dce_key },
    { "F1 RFC 1964", NULL, MIC_LIST | PARTS, DEFECTIVE, DEFECTIVE, false,
      framed_old },
    { "F1 RFC 1964, length", NULL, STREAMS, DEFECTIVE, DEFECTIVE, true,
      framed_old },
    { "F3 nothing", NULL, STREAMS, DEFECTIVE, DEFECTIVE, true, framed_old },
    { "F2 framing", NULL, LISTS, DEFECTIVE, DEFECTIVE, false, framed },
    { "F2 framing", NULL, LISTS, BAD, DEFECTIVE, false, framed },
    { "O1 MIC too long", NULL, 1u << CALL_VERIFY_MIC, TAKEN, DEFECTIVE, true,
      unsigned_bytes },
    { "O4 TOK_ID of another kind", NULL, ~0u, TAKEN, DEFECTIVE, false,
      other_kind },
    { "O4 MIC as wrap", NULL, ~0u, TAKEN, DEFECTIVE, false, other_kind },
    { "O7 RFC 4121", NULL, SINGLE, TAKEN, DEFECTIVE, false, cfx },
    { "O7 RFC 4121", NULL, SINGLE, BAD, DEFECTIVE, false, cfx },
    { "O7 RFC 4121", NULL, SINGLE, DEFECTIVE, DEFECTIVE, true, cfx },
    { "O7 RFC 4121", "DCE style", 1u << CALL_UNWRAP, GSS_S_FAILURE, DEFECTIVE,
      true, cfx },
    { "O7 TOK_ID of RFC 4121", NULL, SINGLE, BAD, DEFECTIVE, true, cfx },
    { "O7 TOK_ID of RFC 4121", NULL, SINGLE, DEFECTIVE, DEFECTIVE, true,
      cfx },
    { "D3 length of many bytes", NULL, MIC_LIST | PARTS, TAKEN, DEFECTIVE,
      false, many_bytes },
    { "D3 length of many bytes", NULL, ~0u, TAKEN, DEFECTIVE, true,
      many_bytes },
    { "D3 length of many bytes", NULL, ~0u, BAD, DEFECTIVE, true,
      many_bytes },
    { "D7 OID, long form", NULL, MIC_LIST | PARTS, TAKEN, DEFECTIVE, false,
      long_form },
    { "D7 OID, long form", NULL, ~0u, TAKEN, DEFECTIVE, true, long_form },
    { "D7 OID, long form", NULL, ~0u, BAD, DEFECTIVE, true, long_form },
};

const size_t n_intended_calls =
    sizeof(intended_calls) / sizeof(intended_calls[0]);

/* Where TOK_ID is, behind framing if there is any. */
static size_t
find_tok_id(const struct forge_party *p, const unsigned char *bytes,
            size_t length)
{
    size_t at = 0;

    if (length > 2 && bytes[0] == 0x60)
        at = 2 + ((bytes[1] & 0x80) != 0 ? bytes[1] & 0x7fu : 0) + 2 +
            p->oid_length;
    return at;
}

static bool
is_old(const unsigned char *id)
{
    return (id[0] == 1 && (id[1] == 1 || id[1] == 2)) ||
        (id[0] == 2 && id[1] == 1);
}

static bool
is_cfx_token(const unsigned char *bytes, size_t length, size_t at)
{
    return length >= at + 2 &&
        ((bytes[at] == 4 && (bytes[at + 1] == 4 || bytes[at + 1] == 5)) ||
         (bytes[at] == 5 && bytes[at + 1] == 4));
}

/*
 * It stops the process on a MIC of just 16 bytes in a list.  An RFC 1964 token
 * in a STREAM, for a context of RFC 4121, makes it read through a NULL
 * pointer.
 */
bool
stock_never(const struct forge_party *p, enum call call,
            const struct forged *token, bool dce)
{
    bool stream = call == CALL_UNWRAP_AEAD || call >= CALL_STREAM;
    bool never = false;
    unsigned char *bytes;
    size_t length, at;

    bytes = forged_bytes(token, call_form(call), dce, &length);
    at = find_tok_id(p, bytes, length);
    if (p->enctype->protocol != KSP_RFC4121) {
        never = (1u << call & LISTS) != 0 && !(stream && dce) &&
            is_cfx_token(bytes, length, at);
    } else {
        never = (call == CALL_VERIFY_MIC_IOV && length == CFX_HEADER) ||
            (stream && !dce && at + CFX_HEADER <= length &&
             is_old(bytes + at));
    }
    free(bytes);
    return never;
}
