/* SPDX-License-Identifier: MIT */
/* RFC 1964 section 1.2 and RFC 4757 section 7, behind the framing. */
#include "tools/decode/open_message.h"
#include "tools/decode/tokens.h"

#define HEADER 16
#define CONFOUNDER 8
#define TOK_MIC 0x0101
#define TOK_DELETE 0x0102
#define TOK_WRAP 0x0201
#define NOT_SEALED 0xffff

/* As the bytes stand in the token. */
static const struct {
    unsigned int bytes;
    size_t checksum;
    const char *name;
} signing[] = {
    { 0x0000, 8, "DES MAC MD5" },
    { 0x0100, 8, "MD2.5" },
    { 0x0200, 8, "DES MAC" },
    { 0x0400, 20, "HMAC SHA1 DES3-KD (des3-cbc-sha1)" },
    { 0x1100, 8, "HMAC (arcfour-hmac)" },
};

static const struct {
    unsigned int bytes;
    const char *name;
} sealing[] = {
    { 0x0000, "DES" },
    { 0x0200, "DES3-KD (des3-cbc-sha1)" },
    { 0x1000, "RC4 (arcfour-hmac)" },
    { NOT_SEALED, "none: signed only" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The checksum's length; 0 if the algorithm is unknown. */
static size_t
print_signing(struct decoding *d, const struct span *part)
{
    unsigned int bytes = (unsigned int)span_be(part);
    size_t i;

    for (i = 0; i < COUNT(signing); i++) {
        if (signing[i].bytes == bytes) {
            field(d, part, "SGN_ALG", "%s", signing[i].name);
            return signing[i].checksum;
        }
    }
    field_bytes(d, part, "SGN_ALG");
    complain(d, "SGN_ALG is none that is known");
    return 0;
}

static void
print_sealing(struct decoding *d, const struct span *part)
{
    unsigned int bytes = (unsigned int)span_be(part);
    size_t i;

    for (i = 0; i < COUNT(sealing); i++) {
        if (sealing[i].bytes == bytes) {
            field(d, part, "SEAL_ALG", "%s", sealing[i].name);
            return;
        }
    }
    field_bytes(d, part, "SEAL_ALG");
    complain(d, "SEAL_ALG is none that is known");
}

static void
print_body(struct decoding *d, struct span rest, size_t checksum, bool wrap)
{
    struct span part;

    if (!span_take(&rest, checksum, &part)) {
        complain(d, "cut short: the checksum has %zu bytes", checksum);
        return;
    }
    field_bytes(d, &part, "SGN_CKSUM");
    if (wrap && span_take(&rest, CONFOUNDER, &part)) {
        field_bytes(d, &part, "confounder");
        field_bytes(d, &rest, "message");
        field(d, &rest, "", "and padding");
    } else if (wrap) {
        complain(d, "cut short: the confounder has 8 bytes");
    } else if (rest.length > 0) {
        complain(d, "%zu bytes stand behind it", rest.length);
    }
}

static void
print_heading(struct decoding *d, unsigned int id, bool sealed)
{
    if (id == TOK_MIC)
        heading(d, "MIC token, RFC 1964 section 1.2.1 or RFC 4757 section "
                "7.2", "MakeSignature, in a SECBUFFER_TOKEN");
    else if (id == TOK_DELETE)
        heading(d, "token that deletes a context, RFC 1964 section 1.2.3",
                "");
    else if (sealed)
        heading(d, "wrap token, sealed, RFC 1964 section 1.2.2 or RFC 4757 "
                "section 7.3", "EncryptMessage, fQOP 0");
    else
        heading(d, "wrap token, signed only, RFC 1964 section 1.2.2 or RFC "
                "4757 section 7.3", "EncryptMessage, fQOP "
                "SECQOP_WRAP_NO_ENCRYPT (0x80000001)");
}

static void
open_it(struct decoding *d, struct span token, unsigned int id)
{
    struct message_token m = {
        .token = d->framed.length > 0 ? d->framed : token,
        .mic = id == TOK_MIC,
        .old = true
    };

    if (id != TOK_DELETE)
        open_message(d, &m);
}

bool
decode_rfc1964(struct decoding *d, struct span token)
{
    struct span rest = token, part;
    bool sealed = false;
    unsigned int id;
    size_t checksum;

    if (!span_take(&rest, 2, &part))
        return false;
    id = (unsigned int)span_be(&part);
    if (id != TOK_MIC && id != TOK_WRAP && id != TOK_DELETE)
        return false;
    if (token.length >= 6)
        sealed = token.data[4] != 0xff || token.data[5] != 0xff;
    print_heading(d, id, sealed);
    field(d, &part, "TOK_ID", "%02x %02x", part.data[0], part.data[1]);
    if (token.length < HEADER) {
        complain(d, "cut short: a header has 16 bytes, here are %zu",
                 token.length);
        return true;
    }
    (void)span_take(&rest, 2, &part);
    checksum = print_signing(d, &part);
    (void)span_take(&rest, 2, &part);
    if (id == TOK_WRAP)
        print_sealing(d, &part);
    else
        field_bytes(d, &part, "Filler");
    (void)span_take(&rest, 2, &part);
    field_bytes(d, &part, "Filler");
    (void)span_take(&rest, 8, &part);
    field_bytes(d, &part, "SND_SEQ");
    field(d, &part, "", "encrypted; SSPI: MessageSeqNo");
    if (checksum > 0)
        print_body(d, rest, checksum, id == TOK_WRAP);
    open_it(d, token, id);
    return true;
}
