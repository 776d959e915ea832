/* SPDX-License-Identifier: MIT */
/* RFC 4121 section 4.2: MIC, wrap, and the token that deletes a context. */
#include <stdio.h>
#include <string.h>

#include "tools/decode/open_message.h"
#include "tools/decode/tokens.h"

#define HEADER 16
#define TOK_MIC 0x0404
#define TOK_DELETE 0x0405
#define TOK_WRAP 0x0504

#define FLAG_ACCEPTOR 0x01
#define FLAG_SEALED 0x02
#define FLAG_SUBKEY 0x04

/* Whose checksum has that length. */
static const char *
enctypes_of(size_t length)
{
    const char *names = "no enctype's length";

    if (length == 12)
        names = "of aes*-cts-hmac-sha1-96";
    else if (length == 16)
        names = "of aes128-cts-hmac-sha256-128 or camellia*-cts-cmac";
    else if (length == 24)
        names = "of aes256-cts-hmac-sha384-192";
    return names;
}

static void
print_flags(struct decoding *d, const struct span *part, unsigned int flags)
{
    field(d, part, "Flags", "0x%02x: sent by the %s%s%s%s", flags,
          (flags & FLAG_ACCEPTOR) != 0 ? "acceptor" : "initiator",
          (flags & FLAG_SEALED) != 0 ? ", Sealed" : "",
          (flags & FLAG_SUBKEY) != 0 ? ", under the acceptor's subkey" : "",
          (flags & ~7u) != 0 ? ", and bits that have no meaning" : "");
    if ((flags & ~7u) != 0)
        complain(d, "bits of Flags that must be 0 are set");
}

static void
check_filler(struct decoding *d, const struct span *part)
{
    size_t i;

    field_bytes(d, part, "Filler");
    for (i = 0; i < part->length; i++) {
        if (part->data[i] != 0xff) {
            complain(d, "Filler is not FF");
            return;
        }
    }
}

static void
print_number(struct decoding *d, const struct span *part)
{
    field(d, part, "SND_SEQ", "%llu; SSPI: MessageSeqNo",
          (unsigned long long)span_be(part));
}

static void
print_mic(struct decoding *d, struct span rest)
{
    struct span part;

    (void)span_take(&rest, 5, &part);
    check_filler(d, &part);
    (void)span_take(&rest, 8, &part);
    print_number(d, &part);
    field_bytes(d, &rest, "SGN_CKSUM");
    field(d, &rest, "", "%zu bytes: %s", rest.length,
          enctypes_of(rest.length));
    if (rest.length != 12 && rest.length != 16 && rest.length != 24)
        complain(d, "the checksum has a length that no enctype has");
}

/* A token that is signed only: the message, and EC bytes of checksum; all of
 * that turned to the right by RRC. */
static void
print_plain(struct decoding *d, struct span rest, size_t ec, size_t rrc)
{
    size_t shift = rest.length > 0 ? rrc % rest.length : 0;
    struct span part;

    if (ec > rest.length) {
        complain(d, "EC says %zu bytes of checksum, there are %zu in all",
                 ec, rest.length);
        return;
    }
    if (shift == 0) {
        (void)span_take(&rest, rest.length - ec, &part);
        field_bytes(d, &part, "message");
        field_bytes(d, &rest, "checksum");
    } else if (shift == ec) {
        (void)span_take(&rest, ec, &part);
        field_bytes(d, &part, "checksum");
        field_bytes(d, &rest, "message");
    } else {
        field_bytes(d, &rest, "turned");
        field(d, &rest, "", "%zu bytes of message and %zu of checksum",
              rest.length - ec, ec);
    }
    field(d, &rest, "", "the checksum is %s", enctypes_of(ec));
}

static void
print_sealed(struct decoding *d, const struct span *rest, size_t ec)
{
    field_bytes(d, rest, "ciphertext");
    field(d, rest, "", "confounder, message, %zu bytes of filler, the header "
          "again, checksum", ec);
    if (rest->length < 2 * HEADER)
        complain(d, "it is too short for any enctype");
}

static void
print_wrap(struct decoding *d, struct span rest, unsigned int flags)
{
    struct span part;
    size_t ec, rrc;

    (void)span_take(&rest, 1, &part);
    check_filler(d, &part);
    (void)span_take(&rest, 2, &part);
    ec = (size_t)span_be(&part);
    field(d, &part, "EC", "%zu: bytes of %s", ec,
          (flags & FLAG_SEALED) != 0 ? "filler" : "checksum");
    (void)span_take(&rest, 2, &part);
    rrc = (size_t)span_be(&part);
    field(d, &part, "RRC", "%zu: turned right by so many bytes", rrc);
    (void)span_take(&rest, 8, &part);
    print_number(d, &part);
    if ((flags & FLAG_SEALED) != 0)
        print_sealed(d, &rest, ec);
    else
        print_plain(d, rest, ec, rrc);
}

static void
print_heading(struct decoding *d, unsigned int id, unsigned int flags)
{
    if (id == TOK_MIC)
        heading(d, "MIC token, RFC 4121 section 4.2.6.1",
                "MakeSignature, in a SECBUFFER_TOKEN");
    else if (id == TOK_DELETE)
        heading(d, "token that deletes a context, RFC 4121 section 4.3", "");
    else if ((flags & FLAG_SEALED) != 0)
        heading(d, "wrap token, sealed, RFC 4121 section 4.2.6.2",
                "EncryptMessage, fQOP 0");
    else
        heading(d, "wrap token, signed only, RFC 4121 section 4.2.6.2",
                "EncryptMessage, fQOP SECQOP_WRAP_NO_ENCRYPT (0x80000001)");
}

static void
open_it(struct decoding *d, struct span token, unsigned int id,
        unsigned int flags)
{
    const struct message_token m = {
        .token = token,
        .mic = id == TOK_MIC,
        .from_acceptor = (flags & FLAG_ACCEPTOR) != 0,
        .acceptor_subkey = (flags & FLAG_SUBKEY) != 0
    };

    if (id != TOK_DELETE)
        open_message(d, &m);
}

bool
decode_rfc4121(struct decoding *d, struct span token)
{
    struct span rest = token, part;
    unsigned int id, flags;

    if (!span_take(&rest, 2, &part))
        return false;
    id = (unsigned int)span_be(&part);
    if (id != TOK_MIC && id != TOK_WRAP && id != TOK_DELETE)
        return false;
    flags = rest.length > 0 ? rest.data[0] : 0;
    print_heading(d, id, flags);
    field(d, &part, "TOK_ID", "%02x %02x", part.data[0], part.data[1]);
    if (token.length < HEADER) {
        complain(d, "cut short: a header has 16 bytes, here are %zu",
                 token.length);
        return true;
    }
    (void)span_take(&rest, 1, &part);
    print_flags(d, &part, flags);
    if (id == TOK_WRAP)
        print_wrap(d, rest, flags);
    else
        print_mic(d, rest);
    open_it(d, token, id, flags);
    return true;
}
